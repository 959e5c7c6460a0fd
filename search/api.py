"""Search as JSON: ``/api/v1/search`` and ``/api/v1/suggest``."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Annotated, Any, Literal

from django.http import HttpRequest, HttpResponse
from django.utils import translation
from django.utils.translation import gettext
from ninja import Field, Router, Schema, Status
from ninja import Query as Parameters
from pydantic import BeforeValidator

from search import limits, registry, service
from search.documents import FACETS, LANGUAGES, SORTS, Hit, Query, Results, Segment, Suggestion
from search.engines.base import EngineError

router = Router(tags=["search"])
PAGE_SIZE = 20
# Whoever keeps an answer asks before showing it again: a name that was withdrawn is gone with the next question.
CACHE_CONTROL = "public, max-age=0, must-revalidate"
UNAVAILABLE_FOR = 30  # seconds after which asking again makes sense


def _or(default: Any) -> BeforeValidator:
    """An empty parameter is one that was not given."""
    return BeforeValidator(lambda value: default if value in (None, "") else value)


Language = Annotated[
    str, Field(description="Language of titles, labels, addresses and messages: vi or en."), _or("vi")
]
Words = Annotated[str, Field(description="What is searched; the first 200 characters and 12 words are read.")]
Values = Annotated[list[str], Field(default_factory=list)]
Day = Annotated[date | None, _or(None)]


class SearchParameters(Schema):
    """Facets may be repeated: values of one facet widen, facets narrow."""

    q: Words = ""
    lang: Language = "vi"
    kind: Values = Field(description="honoree, unit, award, story, campaign, decision.")
    year: Values = Field(description="Year of merit.")
    decision_year: Values = Field(description="Year of the decision.")
    award: Values = Field(description="Code of the award.")
    level: Values = Field(description="Level of the award.")
    unit: Values = Field(description="Slug of the unit; units below it are included.")
    subject: Values = Field(description="individual or collective.")
    campaign: Values = Field(description="Slug of the campaign.")
    sort: Annotated[Literal["relevance", "newest", "name"], _or(SORTS[0])] = Field(
        "relevance", description="Order of the results."
    )
    since: Day = Field(None, description="First day (of the decision, of publication), as 2026-02-24.")
    until: Day = Field(None, description="Last day, included.")
    literal: Annotated[bool, _or(default=False)] = Field(
        default=False, description="Search exactly what was typed: nothing is decoded, corrected or left out."
    )
    limit: Annotated[int, _or(PAGE_SIZE)] = Field(PAGE_SIZE, description="Results in one answer, 1 to 100.")
    after: str = Field("", description="The next of an earlier answer: go on from there.")


class SuggestParameters(Schema):
    q: Words = ""
    lang: Language = "vi"
    limit: Annotated[int, _or(service.MOST_SUGGESTIONS)] = Field(
        service.MOST_SUGGESTIONS, description="Suggestions in one answer, 1 to 8."
    )
    labels: Annotated[bool, _or(default=False)] = Field(
        default=False, description="Tell the names of the kinds too."
    )


class Piece(Schema):
    text: str
    marked: bool


class Result(Schema):
    """``highlights`` are pieces of plain text that join to the shown text; never HTML. ``url`` is a path on this
    site. ``cancelled``: the only decision that awarded it was cancelled. ``pinned``: put first by editors.
    """

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
    pinned: bool


class FacetValue(Schema):
    value: str
    label: str
    count: int
    chosen: bool


class Answer(Schema):
    """``understood`` is the text that was searched; it differs from ``query`` when raw typing was ``decoded`` (Telex,
    VNI) or a typing error ``corrected``, because nothing was found otherwise. ``partial``: no entry holds all words;
    the results lack those in ``left_out``. ``scattered``: the number of a document that was typed stands nowhere; the
    results have its parts in different places. ``cut``: more was typed than is searched. ``did_you_mean`` are texts that
    may have been meant. ``next`` goes into ``after`` for the next results; empty at the end.
    """

    query: str
    understood: str
    total: int
    results: list[Result]
    facets: dict[str, list[FacetValue]]
    did_you_mean: list[str]
    next: str
    decoded: bool
    corrected: bool
    partial: bool
    left_out: list[str]
    scattered: bool
    cut: bool


class Suggested(Schema):
    kind: str
    text: str
    url: str


class Suggestions(Schema):
    """``labels`` names the kinds, when asked for."""

    suggestions: list[Suggested]
    labels: dict[str, str] | None = None


class Problem(Schema):
    """``detail`` says in the language asked for what is wrong."""

    detail: str


class Unavailable(Exception):
    """No answer now: which status, why, and how many seconds to wait."""

    def __init__(self, status: int, detail: str, retry_after: int) -> None:
        super().__init__(detail)
        self.status = status
        self.detail = detail
        self.retry_after = retry_after


@router.get(
    "/search",
    response={200: Answer, 400: Problem, 429: Problem, 503: Problem},
    summary="Tìm người, đơn vị, danh hiệu, bài viết, phong trào, quyết định",
)
def search(
    request: HttpRequest,
    response: HttpResponse,
    parameters: Annotated[SearchParameters, Parameters(...)],
) -> Answer | Status[Problem]:
    """Any text gets an answer. 400: ``after`` was not given by this search. 429: too many searches at once, or from
    one address. 503: the search engine is down. ``Retry-After`` says when to come back.
    """
    language = _language(parameters.lang)
    query = Query(
        text=parameters.q,
        language=language,
        filters={name: tuple(getattr(parameters, name)) for name in FACETS if getattr(parameters, name)},
        size=min(max(parameters.limit, 1), service.LARGEST_PAGE),
        sort=parameters.sort,
        since=parameters.since,
        until=parameters.until,
        literal=parameters.literal,
        after=parameters.after,
    )
    with translation.override(language):
        try:
            found = _found(request, query)
        except Unavailable as refusal:
            return _refused(response, refusal)
        if found.invalid_after:
            return Status(
                400,
                Problem(
                    detail=gettext(
                        "“after” không dùng được cho lần tìm này. Hãy lấy nguyên giá trị “next” của câu trả lời trước và giữ các tham số khác."
                    )
                ),
            )
        response["Cache-Control"] = CACHE_CONTROL
        return _answer(found)


@router.get(
    "/suggest",
    response={200: Suggestions, 429: Problem, 503: Problem},
    exclude_none=True,
    summary="Gợi ý khi đang gõ",
)
def suggest(
    request: HttpRequest,
    response: HttpResponse,
    parameters: Annotated[SuggestParameters, Parameters(...)],
) -> Suggestions | Status[Problem]:
    """What may be meant: at most eight, grouped by kind. 429 and 503 as in the search."""
    language = _language(parameters.lang)
    with translation.override(language):
        try:
            found = _suggested(request, parameters.q, language, parameters.limit)
        except Unavailable as refusal:
            return _refused(response, refusal)
    response["Cache-Control"] = CACHE_CONTROL
    return Suggestions(
        suggestions=[Suggested(kind=item.kind, text=item.text, url=item.url) for item in found],
        labels={item.kind: item.kind_label for item in found} if parameters.labels else None,
    )


def _language(asked: str) -> str:
    return asked if asked in LANGUAGES else LANGUAGES[0]


def _found(request: HttpRequest, query: Query) -> Results:
    try:
        with limits.turn(request):
            return service.find(query)
    except limits.TooMany as refusal:
        raise _too_many(refusal) from refusal
    except EngineError as error:
        raise _down() from error


def _suggested(request: HttpRequest, text: str, language: str, limit: int) -> tuple[Suggestion, ...]:
    try:
        with limits.turn(request, limits.SUGGEST):
            return service.suggest(text, language, limit)
    except limits.TooMany as refusal:
        raise _too_many(refusal) from refusal
    except EngineError as error:
        raise _down() from error


def _too_many(refusal: limits.TooMany) -> Unavailable:
    detail = (
        gettext("Địa chỉ của bạn gửi quá nhiều yêu cầu tìm kiếm; hãy chờ rồi thử lại.")
        if refusal.personal
        else gettext("Đang có quá nhiều lượt tìm kiếm cùng lúc; hãy chờ rồi thử lại.")
    )
    return Unavailable(429, detail, refusal.retry_after)


def _down() -> Unavailable:
    return Unavailable(503, gettext("Chức năng tìm kiếm tạm thời không hoạt động."), UNAVAILABLE_FOR)


def _refused(response: HttpResponse, refusal: Unavailable) -> Status[Problem]:
    response["Retry-After"] = str(refusal.retry_after)
    response["Cache-Control"] = "no-store"
    return Status(refusal.status, Problem(detail=refusal.detail))


def _answer(found: Results) -> Answer:
    first = {hit.facets["unit"][0] for hit in found.hits if hit.facets.get("unit")}
    units = registry.labels("unit", first, found.query.language) if first else {}
    return Answer(
        query=found.query.text,
        understood=found.searched,
        total=found.total,
        results=[_result(hit, units) for hit in found.hits],
        facets={
            facet.name: [
                FacetValue(value=item.value, label=item.label, count=item.count, chosen=item.chosen)
                for item in facet.values
            ]
            for facet in found.facets
        },
        did_you_mean=[*dict.fromkeys([*found.offered, *(spelling.text for spelling in found.spellings)])],
        next=found.next,
        decoded=found.decoded,
        corrected=found.corrected,
        partial=found.partial,
        left_out=list(found.left_out),
        scattered=found.scattered,
        cut=found.cut,
    )


def _result(hit: Hit, units: Mapping[str, str]) -> Result:
    return Result(
        kind=hit.kind,
        title=f"{hit.prefix} {hit.plain_title}".strip(),
        url=hit.url,
        summary="".join(piece.text for piece in hit.summary),
        highlights={
            name: [Piece(text=piece.text, marked=piece.marked) for piece in pieces]
            for name, pieces in (
                ("prefix", hit.prefix_pieces),
                ("title", hit.title),
                ("summary", hit.summary),
                ("passage", hit.passage),
            )
            if _marks(pieces)
        },
        year=list(hit.facets.get("year", ())),
        decision_year=list(hit.facets.get("decision_year", ())),
        unit=[units[slug] for slug in hit.facets.get("unit", ())[:1]],
        award=list(hit.awards),
        cancelled=hit.cancelled,
        pinned=hit.pinned,
    )


def _marks(pieces: tuple[Segment, ...]) -> bool:
    return any(piece.marked for piece in pieces)
