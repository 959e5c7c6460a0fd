"""The page of results: a plain GET address for everything, no script needed."""

from __future__ import annotations

import logging
from collections.abc import Mapping
from dataclasses import dataclass

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import render
from django.utils.translation import get_language, gettext, gettext_lazy
from django.views.decorators.http import require_safe

from portal.core import querystring
from search import service
from search.documents import FACETS, Facet, Hit, Query, Results, Spelling, Value
from search.engines.base import EngineError

logger = logging.getLogger(__name__)

PAGE_SIZE = 20
SHOWN_VALUES = 12  # of a facet, beside the chosen ones
LITERAL = "literal"
LONGEST_PAGE = 7  # digits

FACET_LABELS = {
    "unit": gettext_lazy("Đơn vị"),
    "year": gettext_lazy("Năm công tác"),
    "decision_year": gettext_lazy("Năm quyết định"),
    "award": gettext_lazy("Danh hiệu, hình thức"),
    "level": gettext_lazy("Cấp khen thưởng"),
    "subject": gettext_lazy("Cá nhân, tập thể"),
    "campaign": gettext_lazy("Phong trào thi đua"),
}
OPEN_FACETS = ("unit", "year")


@dataclass(frozen=True, slots=True)
class Choice:
    """A value of a facet with the address that chooses it, or no longer chooses it."""

    label: str
    url: str
    count: int
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


@require_safe
def results(request: HttpRequest) -> HttpResponse:
    """Shows the answer; when the engine has none, says so in plain words with other ways in, and status 503."""
    language = (get_language() or "vi").split("-")[0]
    query = read(request.GET, language)
    context: dict[str, object] = {"q": query.text[:300], "browse": not query.text.strip()}
    try:
        found = service.find(query)
    except EngineError:
        logger.exception("The search engine does not answer")
        response = render(request, "search/unavailable.html", context, status=503)
        response["Retry-After"] = "30"
        return response
    kinds = found.facet("kind")
    context |= {
        "results": found,
        "hits": [_shown(hit) for hit in found.hits],
        "kinds": _strip(request.GET, kinds),
        "groups": _groups(request.GET, found.facets),
        "chips": _chips(request.GET, found.facets),
        "clear_url": _cleared(request.GET),
        "spellings": [
            SpellingLink(item, querystring.replaced(request.GET, q=item.text)) for item in found.spellings
        ],
        "literal_url": querystring.replaced(request.GET, **{LITERAL: 1}),
        "page": _page(found, query),
    }
    return render(request, "search/results.html", context)


def read(values: QueryDict, language: str) -> Query:
    """The query in an address. Whatever cannot be read is left out."""
    page = values.get(querystring.PAGE, "1")
    return Query(
        text=values.get("q", ""),
        language=language,
        filters={name: tuple(values.getlist(name)) for name in FACETS if values.getlist(name)},
        page=int(page) if page.isascii() and page.isdigit() and len(page) < LONGEST_PAGE else 1,
        size=PAGE_SIZE,
        literal=bool(values.get(LITERAL)),
    )


def _shown(hit: Hit) -> ShownHit:
    if hit.kind != "honoree":
        return ShownHit(hit, "", labelled=True)
    subjects = hit.facets.get("subject", ())
    return ShownHit(hit, "collective" if "collective" in subjects else "individual", labelled=False)


def _page(found: Results, query: Query) -> object:
    reachable = min(found.total, service.DEEPEST)
    paginator = Paginator(range(reachable), PAGE_SIZE)
    return paginator.get_page(query.page)


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
        shown = _most(facet)
        options = tuple(
            Choice(value.label, querystring.toggled(values, name, value.value), value.count, value.chosen)
            for value in shown
        )
        groups.append(FacetGroup(str(label), options, name in OPEN_FACETS or bool(facet.chosen)))
    return tuple(groups)


def _most(facet: Facet) -> list[Value]:
    first = list(facet.values[:SHOWN_VALUES])
    return [*first, *(value for value in facet.chosen if value not in first)]


def _chips(values: QueryDict, facets: tuple[Facet, ...]) -> tuple[Chip, ...]:
    return tuple(
        Chip(
            f"{FACET_LABELS[facet.name]}: {value.label}", querystring.toggled(values, facet.name, value.value)
        )
        for facet in facets
        if facet.name in FACET_LABELS
        for value in facet.chosen
    )


def _cleared(values: QueryDict) -> str:
    """The address without filters; the words stay."""
    return querystring.replaced(values, **dict.fromkeys(FACETS))
