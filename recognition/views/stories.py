"""Exemplar stories: the list and the page."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.db.models import F, QuerySet
from django.http import HttpRequest, HttpResponseBase
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_safe
from wagtail.views import serve

from portal.core import querystring, related, routing, structured_data
from portal.core.blocks.choices import plan_of_body
from portal.core.context import plan_of_frame
from portal.core.imaging import pictures, renditions
from portal.core.page_context import register
from portal.core.remembered import remembered
from portal.core.rendered.together import Plan, ask_together, first_of, question
from portal.core.sharing import share
from portal.core.templatetags.portal_tags import NBSP, day, number
from recognition.domain import queries
from recognition.domain.queries import StoryCard
from recognition.enums import STORY_CARDS, StoryKind, SubjectKind
from recognition.models import Decision, StoryIndexPage, StoryPage
from recognition.views.answers import gone, home, page_number

WORD_LIMIT = 200
OTHERS = 2
"""Stories named below another one."""


def meta_line(card: StoryCard) -> str:
    """Return who it is about, when, and how long it takes to read."""
    parts = [card.who, day(card.dated) if card.dated else "", minutes_text(card.minutes)]
    return f"{NBSP}· ".join(part for part in parts if part)  # a dot ends a line, it does not begin one


def minutes_text(minutes: int) -> str:
    words = ngettext("%(count)s phút đọc", "%(count)s phút đọc", minutes) % {"count": minutes}
    return words.replace(" ", NBSP)


def shown_cards(cards: tuple[StoryCard, ...]) -> list[dict[str, Any]]:
    """Return cards as the component takes them; a story without a decision behind it says so."""
    return [
        {
            "url": card.url,
            "title": card.title,
            "text": card.lead,
            "meta": meta_line(card),
            "prefix": card.kind_label
            if card.has_decision
            else _("%(kind)s, chưa gắn quyết định khen thưởng") % {"kind": card.kind_label},
            "image": card.image,
        }
        for card in cards
    ]


@register(StoryIndexPage)
def stories_context(request: HttpRequest, page: StoryIndexPage) -> dict[str, Any]:
    kind = request.GET.get("loai", "")
    kind = kind if kind in StoryKind.values else ""
    unit, theme = request.GET.get("don-vi", "")[:WORD_LIMIT], request.GET.get("chu-de", "")[:WORD_LIMIT]
    if "\0" in unit + theme:
        unit = theme = ""
    ask_together(
        plan_of_frame(request, page),
        queries.story_facets.plan(kind=kind, unit=unit, theme=theme),
        queries.stories_path.plan(),
    )
    found, cards = queries.stories(page=page_number(request), kind=kind, unit=unit, theme=theme)
    facets = queries.story_facets(kind=kind, unit=unit, theme=theme)
    chips = [
        {"label": option.label, "url": querystring.replaced(request.GET, **{facet.name: None})}
        for facet in facets
        for option in facet.options
        if option.chosen
    ]
    return {
        "found": found,
        "cards": shown_cards(cards),
        "crumbs": [home()],
        "count_text": ngettext("%(count)s bài", "%(count)s bài", found.paginator.count)
        % {"count": number(found.paginator.count)},
        "kinds": [
            {
                "label": label,
                "url": querystring.replaced(request.GET, loai=value or None),
                "current": kind == value,
            }
            for value, label in (("", _("Tất cả")), *StoryKind.choices)
        ],
        "facet_groups": [
            {
                "label": facet.label,
                "open": facet.open,
                "options": [
                    {
                        "label": option.label,
                        "url": querystring.replaced(
                            request.GET, **{facet.name: None if option.chosen else option.value}
                        ),
                        "count": option.count,
                        "current": option.chosen,
                    }
                    for option in facet.options
                ],
            }
            for facet in facets
            if facet.options
        ],
        "chips": chips,
        "clear_url": querystring.replaced(request.GET, loai=None, **{"don-vi": None, "chu-de": None}),
        "filtered": bool(kind or unit or theme),
        "noindex": bool(kind or unit or theme) or found.number > 1,
    }


@require_safe
def show(request: HttpRequest, slug: str) -> HttpResponseBase:
    """Serve a story; 410 when it left the public, or when somebody in it did."""
    ask_together(plan_of_frame(request), _public.plan(slug))
    found = _public(slug)
    if found is not None:
        return routing.serve(request, routing.own_copy(found))
    language = queries.language_code()
    page = StoryPage.objects.filter(slug=slug, locale__language_code=language).first()
    if page is None:
        return serve(request, request.path_info.removeprefix("/en").lstrip("/"))
    once = page.live or page.first_published_at is not None  # an alias has no first publication of its own
    if once and not queries.public_stories(language).filter(pk=page.pk).exists():
        restricted = page.live and page.get_view_restrictions().exists()
        if not restricted:
            return gone(request)
    return serve(request, page.url_path.split("/", 2)[2])


@question
def _at(slug: str) -> QuerySet[StoryPage]:
    rows = queries.public_stories(queries.language_code()).filter(slug=slug)
    return first_of(rows.select_related("locale"))


@remembered(limit=256, plan=lambda slug: [[_at(slug)]])
def _public(slug: str) -> StoryPage | None:
    return next(iter(_at(slug)), None)


@register(StoryPage)
def story_context(request: HttpRequest, page: StoryPage) -> dict[str, Any]:
    ask_together(
        plan_of_frame(request, page),
        queries.plan_of_people(page),
        queries.plan_of_body(page),
        plan_of_body(page.body),
        _plan_of_decision(page),
        queries.latest_stories.plan(limit=OTHERS + 1),
        related.plan_of("story-facts", page),
        [[renditions([page.image_id], "landscape")]] if page.image_id else (),
    )
    people = queries.people_of_story(page)
    image = pictures([page.image_id], "landscape").get(page.image_id) if page.image_id else None
    decision = _decision_behind(page)
    base = queries.stories_path()
    here = f"{base}{page.slug}/"
    others = tuple(card for card in queries.latest_stories(limit=OTHERS + 1) if card.url != here)[:OTHERS]
    byline = [_("Bài: %(name)s") % {"name": page.byline}] if page.byline else []
    byline += [_("Ảnh: %(name)s") % {"name": page.photographer}] if page.photographer else []
    return {
        "people": people,
        "body": queries.readable_body(page),
        "others": shown_cards(others),
        "image": image,
        "byline": byline,
        "minutes": minutes_text(page.reading_minutes),
        "main_decision": decision,
        "verify_code": queries.shown_code(decision.public_id) if decision else "",
        "verify_url": settings.PUBLIC_URL.rstrip("/")
        + reverse("recognition:verify", args=[decision.public_id])
        if decision
        else "",
        "crumbs": [home(), {"label": _("Gương điển hình tiên tiến"), "url": base}],
        "prose_language": settings.LANGUAGE_CODE if page.is_untranslated else "",
        "panels": related.panels("story-facts", page, queries.language_code()),
        "share": share(
            path=here,
            title=page.title,
            description=page.search_description or page.lead,
            kind="article",
            source=STORY_CARDS,
            folder=page.translation_key.hex,
            alt=_("%(kind)s: %(title)s") % {"kind": page.get_kind_display(), "title": page.title},
            embed=True,
        ),
        "structured": [
            structured_data.article(
                path=here,
                headline=page.title,
                description=page.search_description or page.lead,
                published=page.dated,
                author=page.byline,
                image=image.url if image else "",
                language=settings.LANGUAGE_CODE if page.is_untranslated else queries.language_code(),
                about=[(person.name, person.url, person.kind == SubjectKind.COLLECTIVE) for person in people],
            )
        ],
    }


@question
def _latest_decision(page: StoryPage) -> QuerySet[Decision]:
    rows = queries.public_decisions().filter(
        conferrals__honoree__story_links__page=queries.source_of(page), conferrals__honoree__is_public=True
    )
    return rows.order_by(F("dated").desc(nulls_last=True), "-id")[:1]


def _plan_of_decision(page: StoryPage) -> Plan:
    rows = _latest_decision(page)
    yield [rows]
    yield from queries.plan_of_paths(rows)


def _decision_behind(page: StoryPage) -> queries.DecisionLine | None:
    """The latest public decision of the story's people."""
    latest = next(iter(_latest_decision(page)), None)
    return queries.decision_line(latest, queries.decision_paths([latest])[latest.pk]) if latest else None
