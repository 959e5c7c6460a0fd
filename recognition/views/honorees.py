"""The wall of honor and the page of an honoree."""

from __future__ import annotations

import copy
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponseBase, HttpResponsePermanentRedirect, QueryDict
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_safe
from wagtail.views import serve

from portal.core import context, querystring, related, routing, structured_data
from portal.core.blocks.choices import plan_of_body
from portal.core.context import plan_of_frame
from portal.core.page_context import register
from portal.core.remembered import remembered
from portal.core.rendered.together import Plan, ask_together, question, side_by_side
from portal.core.sharing import share
from portal.core.templatetags.portal_tags import number, typographic
from recognition.domain import queries
from recognition.domain.publication import visibility_of
from recognition.domain.queries import ConferralLine, Facet, HonoreeDetail, Wall, WallFilter
from recognition.enums import HONOREE_CARDS, ConsentScope, Level, SubjectKind, Visibility
from recognition.models import Honoree, HonoreeIndexPage, HonoreePage
from recognition.views.answers import gone, home, one_of, page_number, whole

FILTERS = ("nhom", "nam", "nam-quyet-dinh", "danh-hieu", "cap", "don-vi", "chu")
SINGLE = frozenset({"nhom", "don-vi", "chu"})
PICTURES = frozenset({"picture", "gallery", "video"})


def read_filter(query: QueryDict) -> WallFilter:
    """Return what a visitor chose; what is not known is left out, never an error."""
    kind = query.get("nhom", "")
    letter = query.get("chu", "")
    return WallFilter(
        kind=kind if kind in SubjectKind.values else "",
        merit_years=_years(query.getlist("nam")),
        decision_years=_years(query.getlist("nam-quyet-dinh")),
        awards=one_of(query.getlist("danh-hieu")),
        levels=tuple(value for value in one_of(query.getlist("cap")) if value in Level.values),
        unit=query.get("don-vi", "").replace("\x00", "")[:255],
        letter=letter if letter in queries.LETTERS else "",
    )


def _years(values: Iterable[str]) -> tuple[int, ...]:
    return tuple(dict.fromkeys(year for value in list(values)[:30] if (year := whole(value))))


@register(HonoreeIndexPage)
def wall_context(request: HttpRequest, page: HonoreeIndexPage) -> dict[str, Any]:
    query = request.GET
    chosen = read_filter(query)
    number_asked = page_number(request)
    ask_together(plan_of_frame(request, page), queries.plan_of_wall(chosen=chosen, page=number_asked))
    wall = queries.wall(chosen=chosen, page=number_asked)
    labels = queries.chosen_labels(chosen)
    kept = query.copy()
    for name in FILTERS[1:]:
        kept.pop(name, None)
    return {
        "wall": wall,
        "crumbs": [home()],
        "kinds": _kinds(query, chosen, wall),
        "facet_groups": [_facet_group(query, facet) for facet in wall.facets if facet.options],
        "chips": _chips(query, chosen, labels),
        "clear_url": querystring.replaced(kept),
        "letters": [
            {
                "label": letter,
                "url": querystring.replaced(query, chu=None if letter == chosen.letter else letter)
                if letter in wall.letters
                else "",
                "current": letter == chosen.letter,
            }
            for letter in queries.LETTERS
        ],
        "count_text": count_text(wall, chosen),
        "noindex": chosen.narrows or wall.page.number > 1,
    }


def count_text(wall: Wall, chosen: WallFilter) -> str:
    """Return how many were found, in a sentence."""
    found = wall.page.paginator.count
    shown = number(found)
    if chosen.kind == SubjectKind.INDIVIDUAL:
        return ngettext("%(shown)s cá nhân", "%(shown)s cá nhân", found) % {"shown": shown}
    if chosen.kind == SubjectKind.COLLECTIVE:
        return ngettext("%(shown)s tập thể", "%(shown)s tập thể", found) % {"shown": shown}
    return ngettext("%(shown)s cá nhân, tập thể", "%(shown)s cá nhân, tập thể", found) % {"shown": shown}


def _kinds(query: QueryDict, chosen: WallFilter, wall: Wall) -> list[dict[str, Any]]:
    choices = (
        ("", _("Tất cả"), wall.counts.all),
        (SubjectKind.INDIVIDUAL.value, _("Cá nhân"), wall.counts.individuals),
        (SubjectKind.COLLECTIVE.value, _("Tập thể"), wall.counts.collectives),
    )
    return [
        {
            "label": label,
            "url": querystring.replaced(query, nhom=kind or None),
            "count": count,
            "current": chosen.kind == kind,
        }
        for kind, label, count in choices
    ]


def _facet_group(query: QueryDict, facet: Facet) -> dict[str, Any]:
    def url(value: str, *, chosen: bool) -> str:
        if facet.name in SINGLE:
            return querystring.replaced(query, **{facet.name: None if chosen else value})
        return querystring.toggled(query, facet.name, value)

    return {
        "label": facet.label,
        "open": facet.open,
        "options": [
            {
                "label": option.label,
                "url": url(option.value, chosen=option.chosen),
                "count": option.count,
                "current": option.chosen,
            }
            for option in facet.options
        ],
    }


def _chips(query: QueryDict, chosen: WallFilter, labels: dict[tuple[str, str], str]) -> list[dict[str, str]]:
    chips = [
        (_("Năm thành tích %(year)s") % {"year": year}, querystring.toggled(query, "nam", year))
        for year in chosen.merit_years
    ]
    chips += [
        (_("Năm quyết định %(year)s") % {"year": year}, querystring.toggled(query, "nam-quyet-dinh", year))
        for year in chosen.decision_years
    ]
    chips += [
        (labels.get(("danh-hieu", code), code), querystring.toggled(query, "danh-hieu", code))
        for code in chosen.awards
    ]
    chips += [
        (_("Cấp: %(level)s") % {"level": Level(level).label}, querystring.toggled(query, "cap", level))
        for level in chosen.levels
    ]
    if chosen.unit:
        name = labels.get(("don-vi", chosen.unit), chosen.unit)
        chips.append((name, querystring.replaced(query, **{"don-vi": None})))
    if chosen.letter:
        chips.append(
            (_("Tên gọi vần %(letter)s") % {"letter": chosen.letter}, querystring.replaced(query, chu=None))
        )
    return [{"label": label, "url": url} for label, url in chips]


# One honoree -----------------------------------------------------------------------------------------------------------


@require_safe
def show(request: HttpRequest, slug: str) -> HttpResponseBase:
    """Serve the page behind ``name-publicid``; an older name or a merged entry leads to the address that holds.

    What was public once and is not any more answers 410, without a name.
    """
    public_id = slug.rpartition("-")[2]
    ask_together(plan_of_frame(request), _plan_of(public_id))
    known = _known(public_id)
    if known is None:
        return serve(request, request.path_info.removeprefix("/en").lstrip("/"))
    if known.page is None:
        return gone(request) if known.once else serve(request, "khong-co")
    if slug != known.slug:
        query = request.META.get("QUERY_STRING", "")
        return HttpResponsePermanentRedirect(known.path + (f"?{query}" if query else ""))
    page = routing.own_copy(known.page)
    page.honoree = copy.copy(page.honoree)
    response = routing.serve(request, page)
    if known.visibility is Visibility.CANCELLED:
        response["X-Robots-Tag"] = "noindex"
    return response


@dataclass(frozen=True, slots=True)
class _Known:
    """What an address of an honoree leads to: the page strangers see, with its honoree and the path of its translation,
    or none; ``once`` is whether there was one.
    """

    page: HonoreePage | None
    once: bool = False
    slug: str = ""
    path: str = ""
    visibility: Visibility = Visibility.HIDDEN


def _plan_of_known(public_id: str) -> Plan:
    yield from queries.plan_of_entry(public_id)
    honoree = queries.honoree_asked(public_id)
    if honoree is not None and honoree.merged_into is None:
        yield [_pages_of(honoree)]


def _plan_of(public_id: str) -> Plan:
    """Return what the page at an address asks."""
    yield from _known.plan(public_id)
    known = _known(public_id)
    if known is not None and known.page is not None:
        honoree = known.page.honoree
        yield from side_by_side(
            queries.plan_of_detail(honoree, known.visibility, known.page.portrait_id),
            queries.plan_of_stories(honoree),
            related.plan_of("honoree-facts", honoree),
            plan_of_body(known.page.body),
        )


@question
def _pages_of(honoree: Honoree) -> QuerySet[HonoreePage]:
    return HonoreePage.objects.filter(honoree=honoree).select_related("locale").order_by()


@remembered(limit=1024, plan=_plan_of_known)
def _known(public_id: str) -> _Known | None:
    """Return what is known of an address, None for one that was never given."""
    asked = queries.honoree_asked(public_id)
    if asked is None:
        return None
    honoree = asked if asked.merged_into is None else queries.honoree_by_public_id(asked.public_id)
    visibility = visibility_of(honoree) if honoree is not None else Visibility.HIDDEN
    page = _page_with_translation(honoree) if honoree is not None else None
    if honoree is None or visibility is Visibility.HIDDEN or page is None or not page.live:
        once = HonoreePage.objects.filter(
            honoree__in=[asked, honoree or asked], first_published_at__isnull=False
        )
        return _Known(None, once=once.exists())
    return _Known(page, True, honoree.slug, queries.honoree_path(honoree), visibility)


def _page_with_translation(honoree: Honoree) -> HonoreePage | None:
    """Return the honoree's page in the active language, with the address of the other one: one query."""
    pages = {row.language: row for row in _pages_of(honoree)}
    page = pages.get(queries.language_code())
    if page is None:
        return None
    page.honoree = honoree
    other = "vi" if queries.is_english() else "en"
    known = pages.get(other)
    page.other_language_path = (
        context.path_in(known, other)
        if known is not None and known.live and known.translation_key == page.translation_key
        else ""
    )
    return page


@register(HonoreePage)
def honoree_context(request: HttpRequest, page: HonoreePage) -> dict[str, Any]:
    visibility = visibility_of(page.honoree)
    preview = bool(getattr(request, "is_preview", False))
    detail = queries.honoree_detail(
        page.honoree, visibility=Visibility.PUBLIC if preview else visibility, page=page
    )
    body = shown_body(page, detail.consents)
    standing = len(detail.conferrals) - len(detail.cancelled)
    return {
        "detail": detail,
        "crumbs": [home(), {"label": _("Người được tôn vinh"), "url": queries.honorees_path()}],
        "rows": [award_cells(line, index=index) for index, line in enumerate(detail.conferrals)],
        "columns": [_("Năm"), _("Danh hiệu, hình thức"), _("Quyết định")],
        "times_text": ngettext("%(count)s lần được khen thưởng", "%(count)s lần được khen thưởng", standing)
        % {"count": number(standing)},
        "facts": _facts(detail),
        "body": body,
        "lead": page.lead if ConsentScope.BIOGRAPHY in detail.consents else "",
        "prose_language": settings.LANGUAGE_CODE if page.is_untranslated else "",
        "stories": queries.stories_of_honoree(page.honoree) if visibility is Visibility.PUBLIC else (),
        "verify_code": queries.shown_code(detail.main.public_id) if detail.main else "",
        "verify_url": _absolute(detail.main.public_id) if detail.main else "",
        "neighbours": _neighbours(detail),
        "panels": related.panels("honoree-facts", page.honoree, queries.language_code()),
        "noindex": visibility is not Visibility.PUBLIC,
        "share": _share(page, detail),
        "structured": [_structured(page, detail)] if visibility is Visibility.PUBLIC else [],
    }


def shown_body(page: HonoreePage, consents: frozenset[str]) -> list[Any]:
    """Return the blocks that the consents in force cover: prose by biography, quotes by words, pictures by photo."""
    if ConsentScope.BIOGRAPHY not in consents:
        return []
    hidden = set() if ConsentScope.WORDS in consents else {"quote"}
    hidden |= set() if ConsentScope.PHOTO in consents else PICTURES
    return [block for block in page.body if block.block_type not in hidden]


def award_cells(line: ConferralLine, *, index: int = 0) -> list[dict[str, Any]]:
    """Return one row of the table of awards: year, award with what is to be said of it, the decision's stamp."""
    cell: dict[str, Any] = {"text": line.award, "header": True, "struck": line.cancelled}
    if line.cancelled:
        cell["tag"] = {"state": "revoked", "label": _("Đã hủy")}
        if line.cancelled_by is not None:
            cell["note"] = _("Hủy bỏ theo %(decision)s.") % {"decision": line.cancelled_by.label}
    else:
        cell["quote"] = line.citation.rstrip(".")
        cell["quote_language"] = "vi" if queries.is_english() else ""
        note = award_note(line)
        cell["note"] = note if line.citation else note[:1].upper() + note[1:]
    return [
        {"text": line.merit, "strong": True, "label": _("Năm")},
        cell,
        {
            "stamp": {
                "issuer": line.decision.issuer,
                "number": line.decision.number,
                "date": line.decision.shown_date,
                "url": line.decision.url,
                "revoked": line.cancelled,
            }
        },
    ]


def award_note(line: ConferralLine) -> str:
    """Return the position and unit of that day with today's name, truy tặng, and the law of the day."""
    parts = []
    then = ", ".join(part for part in (line.position, line.unit) if part)
    if then:
        parts.append(
            _("khi đó: %(then)s, nay là %(today)s") % {"then": then, "today": line.unit_today}
            if line.unit_today
            else _("khi đó: %(then)s") % {"then": then}
        )
    if line.posthumous:
        parts.append(_("truy tặng"))
    if line.law:
        parts.append(_("theo %(law)s") % {"law": line.law})
    return "; ".join(parts)


def _facts(detail: HonoreeDetail) -> list[dict[str, Any]]:
    facts: list[dict[str, Any]] = []
    if detail.unit_today is not None:
        name = _("Đơn vị hiện nay") if detail.kind == SubjectKind.INDIVIDUAL else _("Đơn vị chủ quản")
        facts.append({"name": name, "value": detail.unit_today.name, "url": detail.unit_today.url})
    if detail.specialty:
        facts.append({"name": _("Lĩnh vực"), "value": detail.specialty})
    if detail.public_count and detail.since:
        facts.append(
            {
                "name": _("Được khen thưởng"),
                "value": ngettext(
                    "%(count)s lần, từ năm %(year)s", "%(count)s lần, từ năm %(year)s", detail.public_count
                )
                % {"count": number(detail.public_count), "year": detail.since},
            }
        )
    facts.extend({"name": _("Sáng kiến"), "value": text} for text in detail.initiatives)
    if detail.main is not None and detail.main.law:
        facts.append({"name": _("Luật áp dụng khi đó"), "value": detail.main.law})
    return facts


def _neighbours(detail: HonoreeDetail) -> list[dict[str, str]]:
    found = []
    if detail.previous:
        found.append(
            {"label": detail.previous.name, "url": detail.previous.url, "rel": "prev", "note": _("‹ trước")}
        )
    if detail.following:
        found.append(
            {"label": detail.following.name, "url": detail.following.url, "rel": "next", "note": _("sau ›")}
        )
    return found


def _absolute(public_id: str) -> str:
    return settings.PUBLIC_URL.rstrip("/") + reverse("recognition:verify", args=[public_id])


def _share(page: HonoreePage, detail: HonoreeDetail) -> dict[str, Any]:
    award = detail.main.award_line if detail.main else ""
    words = [part for part in (award, detail.position, detail.unit_then) if part]
    single = detail.kind == SubjectKind.INDIVIDUAL
    spoken = f"{detail.titles} {detail.name}".strip() if single else detail.name
    return share(
        path=_path(page, detail),
        title=typographic(spoken),
        description=". ".join(words),
        kind="profile",
        source=HONOREE_CARDS,
        folder=detail.public_id,
        alt=_("%(name)s: %(award)s. %(decision)s.")
        % {"name": spoken, "award": award, "decision": detail.main.decision.label}
        if detail.main
        else "",
        embed=True,
        public=detail.visibility is Visibility.PUBLIC,
    )


def _structured(page: HonoreePage, detail: HonoreeDetail) -> structured_data.Node:
    single = detail.kind == SubjectKind.INDIVIDUAL
    return structured_data.profile(
        path=_path(page, detail),
        name=detail.name,
        collective=not single,
        titles=detail.titles,
        position=detail.position,
        unit=detail.unit_then,
        awards=[line.award_line for line in detail.conferrals if not line.cancelled],
        image=detail.portrait.url if detail.portrait else "",
        language=queries.language_code(),
        modified=detail.updated,
    )


def _path(page: HonoreePage, detail: HonoreeDetail) -> str:
    return detail.conferrals[0].url if detail.conferrals else queries.honoree_path(page.honoree)
