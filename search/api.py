"""Search as JSON: ``/api/v1/search`` and ``/api/v1/suggest``."""

from __future__ import annotations

from typing import Annotated

from django.http import HttpRequest, HttpResponse
from ninja import Field, Router, Schema
from ninja import Query as Parameters
from ninja.errors import HttpError

from search import registry, service
from search.documents import FACETS, LANGUAGES, Hit, Query, Results, Segment
from search.engines.base import EngineError

router = Router(tags=["search"])
PAGE_SIZE = 20
MAX_AGE = 60
LONGEST_AFTER = 6


class SearchParameters(Schema):
    """Facets may be repeated: values of one facet widen, facets narrow."""

    q: str = ""
    lang: str = "vi"
    kind: list[str] = Field(default_factory=list)
    year: list[str] = Field(default_factory=list)
    decision_year: list[str] = Field(default_factory=list)
    award: list[str] = Field(default_factory=list)
    level: list[str] = Field(default_factory=list)
    unit: list[str] = Field(default_factory=list)
    subject: list[str] = Field(default_factory=list)
    campaign: list[str] = Field(default_factory=list)
    limit: int = PAGE_SIZE
    after: str = ""


class Piece(Schema):
    text: str
    marked: bool


class Result(Schema):
    """``highlights`` are pieces of plain text that join to the shown text; never HTML."""

    kind: str
    title: str
    url: str
    summary: str
    highlights: dict[str, list[Piece]]
    year: list[str]
    decision_year: list[str]
    unit: list[str]
    award: list[str]
    cancelled: bool


class FacetValue(Schema):
    value: str
    label: str
    count: int
    chosen: bool


class Answer(Schema):
    """``understood`` is the text that was searched. ``next`` goes into ``after`` for the next results; empty at the
    end.
    """

    query: str
    understood: str
    total: int
    results: list[Result]
    facets: dict[str, list[FacetValue]]
    did_you_mean: list[str]
    next: str


class Suggested(Schema):
    kind: str
    text: str
    url: str


class Suggestions(Schema):
    suggestions: list[Suggested]


@router.get(
    "/search", response=Answer, summary="Tìm người, đơn vị, danh hiệu, bài viết, phong trào, quyết định"
)
def search(
    request: HttpRequest,
    response: HttpResponse,
    parameters: Annotated[SearchParameters, Parameters(...)],
) -> Answer:
    """Any text gets an answer. 503 when the search engine is down."""
    size = min(max(parameters.limit, 1), service.LARGEST_PAGE)
    page = _page(parameters.after)
    query = Query(
        text=parameters.q,
        language=parameters.lang if parameters.lang in LANGUAGES else LANGUAGES[0],
        filters={name: tuple(getattr(parameters, name)) for name in FACETS if getattr(parameters, name)},
        page=page,
        size=size,
    )
    try:
        found = service.find(query)
    except EngineError as error:
        raise HttpError(503, "Chức năng tìm kiếm tạm thời không hoạt động.") from error
    response["Cache-Control"] = f"public, max-age={MAX_AGE}"
    return _answer(found, page)


@router.get("/suggest", response=Suggestions, summary="Gợi ý khi đang gõ")
def suggest(
    request: HttpRequest,
    response: HttpResponse,
    q: str = "",
    lang: str = "vi",
    limit: int = service.MOST_SUGGESTIONS,
) -> Suggestions:
    """At most eight, grouped by kind. 503 when the search engine is down."""
    try:
        found = service.suggest(q, lang, limit)
    except EngineError as error:
        raise HttpError(503, "Chức năng tìm kiếm tạm thời không hoạt động.") from error
    response["Cache-Control"] = f"public, max-age={MAX_AGE}"
    return Suggestions(
        suggestions=[Suggested(kind=item.kind, text=item.text, url=item.url) for item in found]
    )


def _page(after: str) -> int:
    return int(after) + 1 if after.isascii() and after.isdigit() and len(after) < LONGEST_AFTER else 1


def _answer(found: Results, page: int) -> Answer:
    return Answer(
        query=found.query.text,
        understood=found.searched,
        total=found.total,
        results=[_result(hit, found.query.language) for hit in found.hits],
        facets={
            facet.name: [
                FacetValue(value=item.value, label=item.label, count=item.count, chosen=item.chosen)
                for item in facet.values
            ]
            for facet in found.facets
        },
        did_you_mean=[spelling.text for spelling in found.spellings],
        next=str(page) if page < found.pages else "",
    )


def _result(hit: Hit, language: str) -> Result:
    units = hit.facets.get("unit", ())
    labels = registry.labels("unit", units[:1], language) if units else {}
    return Result(
        kind=hit.kind,
        title=f"{hit.prefix} {hit.plain_title}".strip(),
        url=hit.url,
        summary="".join(piece.text for piece in hit.summary),
        highlights={
            name: [Piece(text=piece.text, marked=piece.marked) for piece in pieces]
            for name, pieces in (("title", hit.title), ("summary", hit.summary), ("passage", hit.passage))
            if _marks(pieces)
        },
        year=list(hit.facets.get("year", ())),
        decision_year=list(hit.facets.get("decision_year", ())),
        unit=list(labels.values()),
        award=list(hit.awards),
        cancelled=hit.cancelled,
    )


def _marks(pieces: tuple[Segment, ...]) -> bool:
    return any(piece.marked for piece in pieces)
