"""The home page and pages of prose."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.db.models import F, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import NoReverseMatch, reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_safe
from wagtail.models import Page

from campaigns import queries as campaign_queries
from portal.core import context, structured_data
from portal.core.blocks.choices import plan_of_body
from portal.core.context import Link, LinkGroup
from portal.core.imaging import pictures, renditions
from portal.core.page_context import register
from portal.core.remembered import remembered
from portal.core.rendered.together import Plan, ask_together, first_of, question, side_by_side
from portal.core.restrictions import unrestricted
from portal.core.templatetags.portal_tags import day, moment, number
from portal.home import blocks
from portal.home.models import CollectionIndexPage, CollectionPage, HomePage, ProsePage
from recognition.domain import queries
from recognition.enums import ConsentScope
from recognition.models import Consent, Honoree, HonoreePage
from recognition.views.answers import home
from recognition.views.stories import meta_line

LATEST = 6
STORIES = 4
YEARS = 5
WAYS = 5
MOST_ON_MAP = 200  # links of one kind on the map of the site
BAR = 81  # pixels of the longest bar


@register(HomePage)
def home_context(request: HttpRequest, page: HomePage) -> dict[str, Any]:
    ask_together(
        context.plan_of_frame(request, page),
        queries.counts.plan(),
        queries.years.plan(),
        _featured.plan(page.featured_id),
        campaign_queries.open_campaign.plan(),
        _latest.plan(),
        queries.latest_stories.plan(limit=STORIES),
        queries.all_award_lines.plan(),
        queries.unit_nodes.plan(),
    )
    counts = queries.counts()
    years = queries.years()
    span = queries.span_of_years()
    longest = max((block.count for block in years[:YEARS]), default=0)
    return {
        "numbers": _numbers(counts, span, len(years)),
        "featured": featured(page),
        "campaign": _campaign(),
        "latest": _latest(),
        "honorees_url": queries.honorees_path(),
        "all_text": _("Xem cả %(count)s cá nhân, tập thể") % {"count": number(counts.all)},
        "stories": [
            {
                "url": card.url,
                "title": card.title,
                "text": card.lead,
                "meta": meta_line(card)
                if card.has_decision
                else _("Chưa gắn quyết định khen thưởng · %(meta)s") % {"meta": meta_line(card)},
                "image": card.image,
            }
            for card in queries.latest_stories(limit=STORIES)
        ],
        "stories_url": queries.stories_path(),
        "by_year": [
            {
                "label": str(block.year),
                "url": block.url,
                "count": block.count,
                "share": max(1, round(BAR * block.count / longest)) if longest else 0,
            }
            for block in years[:YEARS]
        ],
        "by_award": [
            {"label": line.name, "url": line.url, "count": line.count}
            for line in queries.award_lines(with_conferrals=True, limit=WAYS)
        ],
        "by_unit": [
            {"label": line.name, "url": line.url, "count": line.count}
            for line in queries.units_by_count(limit=WAYS)
        ],
        "years_url": reverse("recognition:years"),
        "awards_url": reverse("recognition:awards"),
        "units_url": reverse("recognition:units"),
        "share": {
            "description": page.search_description or page.introduction,
            "title": page.seo_title or page.title,
        },
        "structured": [_website()],
    }


def _numbers(counts: queries.Counts, span: tuple[int, int] | None, years: int) -> list[dict[str, Any]]:
    numbers = [
        {"value": counts.individuals, "label": _("cá nhân được khen thưởng")},
        {"value": counts.collectives, "label": _("tập thể được khen thưởng")},
    ]
    if span:
        label = ngettext("năm có dữ liệu, từ %(year)s", "năm có dữ liệu, từ %(year)s", years)
        numbers.append({"value": years, "label": label % {"year": span[0]}})
    return numbers


def _website() -> structured_data.Node:
    try:
        search = reverse("search:results")
    except NoReverseMatch:
        search = ""
    return structured_data.website(name=_("Tôn vinh"), search_path=search, language=queries.language_code())


@remembered(limit=4, plan=lambda: queries.plan_of_latest(queries.WallFilter(), limit=LATEST))
def _latest() -> tuple[queries.HonoreeCard, ...]:
    return queries.latest_of(queries.WallFilter(), limit=LATEST)


def featured(page: HomePage) -> dict[str, Any] | None:
    """Return the person in the certificate: the one an editor chose if public, else the last honored with a full page.

    The sentence of introduction is shown only with the consent that covers it.
    """
    return _featured(page.featured_id)


@question
def _chosen(page_id: int) -> QuerySet[Honoree]:
    return first_of(Honoree.objects.public().filter(pages=page_id))


@question
def _with_full_page() -> QuerySet[HonoreePage]:
    agreed = Consent.objects.filter(scope=ConsentScope.BIOGRAPHY, withdrawn_at__isnull=True).values("honoree")
    rows = unrestricted(HonoreePage.objects.live()).filter(
        language=settings.LANGUAGE_CODE,
        honoree__in=agreed,
        honoree__is_public=True,
        honoree__kind="individual",
    )
    latest = F("honoree__latest_conferral__decision__dated").desc(nulls_last=True)
    return first_of(rows.exclude(lead="").order_by(latest, "-id").select_related("honoree"))


@question
def _last_honored() -> QuerySet[Honoree]:
    rows = Honoree.objects.public().individuals()
    return first_of(rows.order_by(F("latest_conferral__decision__dated").desc(nulls_last=True), "-id"))


def _in_certificate(chosen_id: int | None) -> Honoree | None:
    if chosen_id:
        for honoree in _chosen(chosen_id):
            return honoree
    for page in _with_full_page():
        return page.honoree
    return next(iter(_last_honored()), None)


@question
def _own_page(honoree: Honoree) -> QuerySet[HonoreePage]:
    return first_of(HonoreePage.objects.filter(honoree=honoree, language=queries.language_code()))


def _plan_of_featured(chosen_id: int | None) -> Plan:
    if chosen_id:
        yield [_chosen(chosen_id)]
    if not chosen_id or not _chosen(chosen_id):
        yield [_with_full_page()]
        if not _with_full_page():
            yield [_last_honored()]
    honoree = _in_certificate(chosen_id)
    if honoree is not None:
        yield from side_by_side(
            queries.plan_of_cards_of([honoree.pk], limit=1),
            queries.plan_of_latest_line(honoree),
            [[queries.scopes_agreed(honoree), _own_page(honoree)]],
        )


@remembered(limit=8, plan=_plan_of_featured)
def _featured(chosen_id: int | None) -> dict[str, Any] | None:
    honoree = _in_certificate(chosen_id)
    if honoree is None:
        return None
    cards = queries.honoree_cards_of([honoree.pk], limit=1)
    line = queries.latest_line(honoree)
    if not cards or line is None:
        return None
    own = next(iter(_own_page(honoree)), None)
    lead = own.lead if own and ConsentScope.BIOGRAPHY in set(queries.scopes_agreed(honoree)) else ""
    heading = ", ".join(part for part in (line.titles, line.position) if part)
    return {
        "card": cards[0],
        "heading": heading if honoree.kind == "individual" else _("Tập thể"),
        "text": lead or line.citation,
        "text_language": settings.LANGUAGE_CODE if queries.is_english() else "",
        "unit": line.unit,
        "decision": line.decision,
    }


def _campaign() -> dict[str, Any] | None:
    card = campaign_queries.open_campaign()
    if card is None:
        return None
    clock = ""
    if card.days_left is not None:
        clock = ngettext("%(count)s ngày", "%(count)s ngày", card.days_left) % {
            "count": number(card.days_left)
        }
    return {
        "card": card,
        "kind": _("Phong trào thi đua"),
        "clock": clock,
        "clock_after": _("đến hạn %(day)s") % {"day": day(card.deadline)} if card.deadline else "",
        "text": card.summary
        or (
            _("Hồ sơ gửi sau %(moment)s sẽ không được xem xét.") % {"moment": moment(card.deadline)}
            if clock
            else ""
        ),
    }


@register(ProsePage)
def prose_context(request: HttpRequest, page: ProsePage) -> dict[str, Any]:
    ask_together(context.plan_of_frame(request, page), [[_below(page)]], plan_of_body(page.body))
    parents = page.get_ancestors().live().filter(depth__gt=2).specific()
    children = _below(page)
    return {
        "crumbs": [home(), *({"label": parent.title, "url": parent.get_url(request)} for parent in parents)],
        "children": [{"label": child.title, "url": child.get_url(request)} for child in children],
        "prose_language": settings.LANGUAGE_CODE if page.is_untranslated else "",
        "share": {"description": page.search_description or page.lead},
    }


@question
def _below(page: ProsePage) -> QuerySet[Page]:
    return unrestricted(page.get_children().live())  # type: ignore[no-any-return]


@register(CollectionIndexPage)
def collections_context(request: HttpRequest, page: CollectionIndexPage) -> dict[str, Any]:
    ask_together(context.plan_of_frame(request, page), [[collections_of(page)]])
    rows = list(collections_of(page))
    ready = pictures({row.picture_id for row in rows if row.picture_id}, "landscape")
    return {
        "crumbs": [home()],
        "cards": [
            {
                "url": row.get_url(request),
                "title": row.title,
                "text": row.lead,
                "image": ready.get(row.picture_id) if row.picture_id else None,
            }
            for row in rows
        ],
        "prose_language": settings.LANGUAGE_CODE if page.is_untranslated else "",
        "share": {"description": page.search_description or page.introduction},
    }


@question
def collections_of(page: CollectionIndexPage) -> QuerySet[CollectionPage]:
    """Collections below the list that strangers may read, in the order editors gave them."""
    rows: QuerySet[CollectionPage] = unrestricted(CollectionPage.objects.live())
    return rows.child_of(page).order_by("path")  # type: ignore[no-any-return, attr-defined]


@question
def _above(page: CollectionPage) -> QuerySet[Page]:
    return Page.objects.filter(path=page.path[: -page.steplen])  # type: ignore[no-any-return]


@register(CollectionPage)
def collection_context(request: HttpRequest, page: CollectionPage) -> dict[str, Any]:
    ask_together(
        context.plan_of_frame(request, page),
        [[_above(page)]],
        [[renditions([page.picture_id], "landscape")]] if page.picture_id else (),
        blocks.plan_of_body(page.body),
    )
    (index,) = _above(page)
    ready = pictures({page.picture_id}, "landscape") if page.picture_id else {}
    return {
        "crumbs": [home(), {"label": index.title, "url": index.get_url(request)}],
        "image": ready.get(page.picture_id) if page.picture_id else None,
        "prose_language": settings.LANGUAGE_CODE if page.is_untranslated else "",
        "share": {"description": page.search_description or page.lead},
    }


@question
def _collections_on_map() -> QuerySet[CollectionPage]:
    rows: QuerySet[CollectionPage] = unrestricted(CollectionPage.objects.live())
    return rows.filter(locale__language_code=queries.language_code()).order_by("path")[:MOST_ON_MAP]


@require_safe
def site_map(request: HttpRequest) -> HttpResponse:
    """Every way into the site on one page, for readers; ``/sitemap.xml`` is the one for machines."""
    ask_together(
        context.plan_of_frame(request),
        [[_collections_on_map()]],
        campaign_queries.plan_of_latest(MOST_ON_MAP),
        queries.years.plan(),
        queries.all_award_lines.plan(),
        queries.unit_nodes.plan(),
    )
    campaigns = campaign_queries.latest_campaigns(MOST_ON_MAP)
    ways = (
        (
            _("Chuyên trang"),
            [Link(row.title, row.get_url(request) or "") for row in _collections_on_map()],
        ),
        (_("Phong trào thi đua"), [Link(card.title, card.url) for card in campaigns]),
        (_("Theo năm"), [Link(str(block.year), block.url) for block in queries.years()]),
        (
            _("Theo danh hiệu, hình thức"),
            [Link(line.name, line.url) for line in queries.award_lines(with_conferrals=True)],
        ),
        (
            _("Theo đơn vị"),
            [Link(node.unit.name, node.unit.url) for node in queries.unit_nodes() if node.unit.count]
            + [Link(_("Tất cả đơn vị"), reverse("recognition:units"))],
        ),
    )
    groups = [LinkGroup(_("Danh mục"), tuple(context.menu(request))), *context.footer(request)]
    groups += [LinkGroup(label, tuple(links)) for label, links in ways if links]
    return render(request, "home/site_map.html", {"crumbs": [home()], "groups": groups})
