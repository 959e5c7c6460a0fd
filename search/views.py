"""The page of results: a plain GET address for everything, no script needed."""

from __future__ import annotations

import logging
import re
from collections.abc import Mapping
from dataclasses import dataclass

from django.core.paginator import Page, Paginator
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import render
from django.utils.cache import add_never_cache_headers
from django.utils.translation import get_language, gettext, gettext_lazy
from django.views.decorators.http import require_safe

from portal.core import querystring
from search import addresses, limits, reporting, service
from search.addresses import PAGE_SIZE, Asked
from search.documents import FACETS, SORTS, Facet, Hit, Results, Spelling, Value
from search.engines.base import EngineError
from search.finding import YEAR_LABELS

logger = logging.getLogger(__name__)

SHOWN_VALUES = 12  # of a facet, beside the chosen ones
UNAVAILABLE_FOR = 30  # seconds after which asking again makes sense: an index is rebuilt meanwhile

FACET_LABELS = {
    "unit": gettext_lazy("Đơn vị"),
    **YEAR_LABELS,
    "award": gettext_lazy("Danh hiệu, hình thức"),
    "level": gettext_lazy("Cấp khen thưởng"),
    "subject": gettext_lazy("Cá nhân, tập thể"),
    "campaign": gettext_lazy("Phong trào thi đua"),
}
OPEN_FACETS = ("unit", "year")
SORT_LABELS = {
    "relevance": gettext_lazy("Phù hợp nhất"),
    "newest": gettext_lazy("Mới nhất"),
    "name": gettext_lazy("Theo tên"),
}
DAY_LABELS = {addresses.SINCE: gettext_lazy("Từ ngày"), addresses.UNTIL: gettext_lazy("Đến ngày")}
# Machines that say so; what they ask is not what people search.
_MACHINES = re.compile(
    r"bot\b|bot[/;_-]|crawl|spider|slurp|preview|monitor|check|scan|curl|wget|python|headless|http-client|java/",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Choice:
    """A value of a facet with the address that chooses it, or no longer chooses it."""

    label: str
    url: str
    count: int | None
    current: bool


@dataclass(frozen=True, slots=True)
class FacetGroup:
    label: str
    options: tuple[Choice, ...]
    open: bool


@dataclass(frozen=True, slots=True)
class Chip:
    label: str
    url: str


@dataclass(frozen=True, slots=True)
class SpellingLink:
    spelling: Spelling
    url: str


@dataclass(frozen=True, slots=True)
class ShownHit:
    hit: Hit
    portrait: str  # "individual", "collective", or nothing where there is no portrait
    labelled: bool  # a story, a decision …: the kind stands before the title


@dataclass(frozen=True, slots=True)
class DayField:
    """One end of the days: what was typed, and what is wrong with it."""

    name: str
    label: str
    typed: str
    problem: str


@require_safe
def results(request: HttpRequest) -> HttpResponse:
    """Shows the answer; when the engine has none, says so in plain words with other ways in, and status 503; beyond
    the limits, says when to come back, and status 429.
    """
    language = (get_language() or "vi").split("-")[0]
    asked = addresses.read(request, language)
    query, values = asked.query, asked.values
    request.GET = values  # type: ignore[assignment]  # tags that write addresses carry what is known and nothing else
    context: dict[str, object] = {"q": query.text, "browse": not query.text.strip()}
    try:
        with limits.turn(request):
            found = service.find(query)
    except limits.TooMany as refusal:
        return _refused(request, refusal, context, values)
    except EngineError:
        logger.exception("The search engine does not answer")
        response = render(request, "search/unavailable.html", context, status=503)
        response["Retry-After"] = str(UNAVAILABLE_FOR)
        return response
    if query.page == 1 and not _is_machine(request):
        reporting.note(query, found)
    days = _days(asked)
    page = _page(found)
    context |= {
        "results": found,
        "hits": [_shown(hit) for hit in found.hits],
        "kinds": _strip(values, found.facet("kind")),
        "groups": _groups(values, found.facets),
        "days": days,
        "days_open": any(day.typed for day in days),
        "problems": _problems(asked, days),
        "form_fields": addresses.hidden(values, addresses.DAYS),
        "box_fields": addresses.hidden(values, (addresses.TEXT, addresses.LITERAL))
        if query.text.strip()
        else (),
        "days_url": addresses.without(values, addresses.DAYS),
        "sorts": _sorts(values, query.sort, browse=not query.text.strip()),
        "chips": _chips(asked, found.facets),
        "filtered": bool(query.filters or query.since or query.until),
        "clear_url": addresses.without(values, (*FACETS, *addresses.DAYS)),
        "spellings": [
            SpellingLink(item, querystring.replaced(values, q=item.text, literal=None))
            for item in found.spellings
        ],
        "offered": [Chip(text, querystring.replaced(values, q=text, literal=None)) for text in found.offered],
        "literal_url": querystring.replaced(values, **{addresses.LITERAL: 1}),
        "page": page,
        "beyond": query.page if query.page > page.paginator.num_pages else 0,
        "first_url": querystring.replaced(values),
        "last_url": querystring.replaced(values, **{querystring.PAGE: page.paginator.num_pages})
        if page.paginator.num_pages > 1
        else "",
        "deepest": service.DEEPEST if _at_the_end(found, query.page) else 0,
    }
    return render(request, "search/results.html", context)


def _is_machine(request: HttpRequest) -> bool:
    """Whether a crawler asks, or a browser that fetches beforehand what may never be looked at."""
    ahead = request.headers.get("Sec-Purpose", "") + request.headers.get("Purpose", "")
    return "prefetch" in ahead or bool(_MACHINES.search(request.headers.get("User-Agent", "")[:400]))


def _refused(
    request: HttpRequest, refusal: limits.TooMany, context: dict[str, object], values: QueryDict
) -> HttpResponse:
    context |= {
        "personal": refusal.personal,
        "again_url": "?" + values.urlencode(),
        "seconds": refusal.retry_after,
    }
    response = render(request, "search/too_many.html", context, status=429)
    response["Retry-After"] = str(refusal.retry_after)
    add_never_cache_headers(response)
    return response


def _shown(hit: Hit) -> ShownHit:
    if hit.kind != "honoree":
        return ShownHit(hit, "", labelled=True)
    subjects = hit.facets.get("subject", ())
    return ShownHit(hit, "collective" if "collective" in subjects else "individual", labelled=False)


def _page(found: Results) -> Page[int]:
    reachable = min(found.total, service.DEEPEST)
    return Paginator(range(reachable), PAGE_SIZE).get_page(found.query.page)


def _at_the_end(found: Results, page: int) -> bool:
    """Whether the reader has come to the last result that can be paged to, and there are more."""
    return found.total > service.DEEPEST and page * PAGE_SIZE >= service.DEEPEST


def _problems(asked: Asked, days: tuple[DayField, ...]) -> tuple[str, ...]:
    """What of the address could not be used, in sentences."""
    problems = [day.problem for day in days if day.problem]
    if asked.days.reversed:
        problems.append(gettext("“Từ ngày” ở sau “Đến ngày”, nên kết quả chưa được lọc theo ngày."))
    if asked.left_out:
        problems.append(
            gettext("Địa chỉ có nhiều lựa chọn hơn mức cho phép; chỉ những lựa chọn đầu được dùng.")
        )
    return tuple(problems)


def _days(asked: Asked) -> tuple[DayField, ...]:
    typed = {addresses.SINCE: asked.days.since_typed, addresses.UNTIL: asked.days.until_typed}
    return tuple(
        DayField(
            name,
            str(label),
            typed[name],
            gettext("“%(typed)s” không phải là ngày đọc được; hãy ghi ngày/tháng/năm, ví dụ 24/02/2026.")
            % {"typed": typed[name]}
            if name in asked.days.unread
            else "",
        )
        for name, label in DAY_LABELS.items()
    )


def _sorts(values: QueryDict, current: str, *, browse: bool) -> tuple[Choice, ...]:
    """Nothing is more relevant than another where no words were typed: the first order is then that of kinds."""
    return tuple(
        Choice(
            gettext("Theo loại") if browse and name == SORTS[0] else str(label),
            querystring.replaced(values, sort=None if name == SORTS[0] else name),
            None,
            name == current,
        )
        for name, label in SORT_LABELS.items()
    )


def _strip(values: QueryDict, kinds: Facet) -> tuple[Choice, ...]:
    """All, and the kinds side by side: choosing one leaves the others."""
    if not kinds.values:
        return ()
    whole = sum(value.count for value in kinds.values)
    every = Choice(gettext("Tất cả"), querystring.replaced(values, kind=None), whole, not kinds.chosen)
    return every, *(
        Choice(value.label, querystring.replaced(values, kind=value.value), value.count, value.chosen)
        for value in kinds.values
    )


def _groups(values: QueryDict, facets: tuple[Facet, ...]) -> tuple[FacetGroup, ...]:
    by_name: Mapping[str, Facet] = {facet.name: facet for facet in facets}
    groups: list[FacetGroup] = []
    for name, label in FACET_LABELS.items():
        facet = by_name.get(name)
        if facet is None:
            continue
        options = tuple(
            Choice(value.label, querystring.toggled(values, name, value.value), value.count, value.chosen)
            for value in _most(facet)
        )
        groups.append(FacetGroup(str(label), options, name in OPEN_FACETS or bool(facet.chosen)))
    return tuple(groups)


def _most(facet: Facet) -> list[Value]:
    first = list(facet.values[:SHOWN_VALUES])
    return [*first, *(value for value in facet.chosen if value not in first)]


def _chips(asked: Asked, facets: tuple[Facet, ...]) -> tuple[Chip, ...]:
    chosen = [
        Chip(
            f"{FACET_LABELS[facet.name]}: {value.label}",
            querystring.toggled(asked.values, facet.name, value.value),
        )
        for facet in facets
        if facet.name in FACET_LABELS
        for value in facet.chosen
    ]
    bounds = {addresses.SINCE: asked.query.since, addresses.UNTIL: asked.query.until}
    days = [
        Chip(f"{DAY_LABELS[name]}: {bound:%d/%m/%Y}", addresses.without(asked.values, (name,)))
        for name, bound in bounds.items()
        if bound
    ]
    return (*chosen, *days)
