"""Recognition as JSON: public facts only, page by page. ``lang`` chooses labels and addresses (vi, en)."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from typing import Annotated, Any

from django.conf import settings
from django.http import HttpRequest
from django.urls import reverse
from django.utils import translation
from ninja import Path, Query, Router, Schema
from ninja.errors import HttpError

from recognition.domain import queries
from recognition.domain.publication import visibility_of
from recognition.domain.queries import ConferralLine, DecisionLine, HonoreeCard
from recognition.enums import SubjectKind, Visibility

router = Router(tags=["recognition"])
LARGEST_PAGE = 100
LANGUAGES = ("vi", "en")

PageNumber = Annotated[int, Query(ge=1, le=100_000)]
PageSize = Annotated[int, Query(ge=1, le=LARGEST_PAGE)]
Code = Annotated[str, Query(max_length=255)]
Key = Annotated[str, Path(max_length=255)]


class DecisionOut(Schema):
    id: str
    number: str
    date: date | None
    year: int | None
    title: str
    issuer: str
    cancelled: bool
    url: str
    recipients: int | None = None


class ConferralOut(Schema):
    id: str
    honoree: str
    name: str
    kind: str
    titles: str
    position: str
    unit: str
    unit_today: str
    award: str
    award_code: str
    level: str
    merit: str
    posthumous: bool
    cancelled: bool
    cancelled_by: str
    decision: DecisionOut
    url: str


class HonoreeOut(Schema):
    id: str
    name: str
    given_name: str
    kind: str
    titles: str
    unit: str
    latest_award: str
    url: str


class HonoreeFull(Schema):
    id: str
    name: str
    given_name: str
    kind: str
    cancelled: bool
    unit_today: str
    conferrals: list[ConferralOut]
    url: str


class UnitOut(Schema):
    id: str
    code: str
    name: str
    kind: str
    parent: str
    conferrals: int
    url: str


class AwardOut(Schema):
    code: str
    name: str
    category: str
    level: str
    verified: bool
    conferrals: int
    url: str


class Meta(Schema):
    page: int
    pages: int
    total: int


class Honorees(Meta):
    items: list[HonoreeOut]


class Decisions(Meta):
    items: list[DecisionOut]


class DecisionFull(Meta):
    decision: DecisionOut
    items: list[ConferralOut]


class Units(Schema):
    items: list[UnitOut]


class Awards(Schema):
    items: list[AwardOut]


@contextmanager
def _in(lang: str) -> Iterator[None]:
    with translation.override(lang if lang in LANGUAGES else LANGUAGES[0]):
        yield


def _absolute(path: str) -> str:
    return settings.PUBLIC_URL.rstrip("/") + path


def _meta(page: Any) -> dict[str, int]:
    return {"page": page.number, "pages": page.paginator.num_pages, "total": page.paginator.count}


def _decision(line: DecisionLine, *, recipients: int | None = None) -> DecisionOut:
    return DecisionOut(
        id=line.public_id,
        number=line.number,
        date=line.dated,
        year=line.year,
        title=line.title,
        issuer=line.issuer,
        cancelled=line.cancelled,
        url=_absolute(line.url),
        recipients=recipients,
    )


def _conferral(line: ConferralLine) -> ConferralOut:
    return ConferralOut(
        id=line.public_id,
        honoree=line.honoree_public_id,
        name=line.name,
        kind=line.kind,
        titles=line.titles,
        position=line.position,
        unit=line.unit,
        unit_today=line.unit_today,
        award=line.award,
        award_code=line.award_code,
        level=line.level,
        merit=line.merit,
        posthumous=line.posthumous,
        cancelled=line.cancelled,
        cancelled_by=line.cancelled_by.number if line.cancelled_by else "",
        decision=_decision(line.decision),
        url=_absolute(line.url),
    )


def _honoree(card: HonoreeCard) -> HonoreeOut:
    return HonoreeOut(
        id=card.public_id,
        name=card.name,
        given_name=card.given,
        kind=card.kind,
        titles=card.prefix if card.kind == SubjectKind.INDIVIDUAL else "",
        unit=card.unit,
        latest_award=card.award,
        url=_absolute(card.url),
    )


@router.get("/honorees", response=Honorees, summary="Người, tập thể được tôn vinh")
def honorees(
    request: HttpRequest,
    page: PageNumber = 1,
    size: PageSize = queries.LINES_ON_A_PAGE,
    kind: SubjectKind | None = None,
    unit: Code = "",
    award: Code = "",
    year: Annotated[int | None, Query(ge=1900, le=9999)] = None,
    lang: str = "vi",
) -> Honorees:
    """In the order of the wall (by tên gọi). ``year`` is the year of merit, ``unit`` a slug, its subtree included."""
    with _in(lang):
        found, cards = queries.honorees(
            page=page,
            size=size,
            kind=kind.value if kind else "",
            unit=unit.replace("\x00", ""),
            award=award.replace("\x00", ""),
            year=year,
        )
        return Honorees(items=[_honoree(card) for card in cards], **_meta(found))


@router.get(
    "/honorees/{public_id}", response=HonoreeFull, summary="Một người, tập thể với các lần khen thưởng"
)
def honoree(request: HttpRequest, public_id: Key, lang: str = "vi") -> HonoreeFull:
    """A merged entry answers as the one that was kept. 404 for what is not public."""
    with _in(lang):
        found = queries.honoree_by_public_id(public_id.replace("\x00", ""))
        visibility = visibility_of(found) if found else Visibility.HIDDEN
        if found is None or visibility is Visibility.HIDDEN:
            raise HttpError(404, "Không có người, tập thể này.")
        detail = queries.honoree_detail(found, visibility=visibility)
        return HonoreeFull(
            id=found.public_id,
            name=detail.name,
            given_name=detail.given,
            kind=detail.kind,
            cancelled=visibility is Visibility.CANCELLED,
            unit_today=detail.unit_today.name if detail.unit_today else "",
            conferrals=[_conferral(line) for line in detail.conferrals],
            url=_absolute(queries.honoree_path(found)),
        )


@router.get("/decisions", response=Decisions, summary="Quyết định khen thưởng")
def decisions(
    request: HttpRequest,
    page: PageNumber = 1,
    size: PageSize = queries.LINES_ON_A_PAGE,
    year: Annotated[int | None, Query(ge=1900, le=9999)] = None,
    q: Annotated[str, Query(max_length=100)] = "",
    lang: str = "vi",
) -> Decisions:
    """Latest first; ``q`` is looked for in the number, with or without accents."""
    with _in(lang):
        found, lines = queries.register_of_decisions(
            year=year, text=q.replace("\x00", ""), page=page, size=size
        )
        return Decisions(items=[_decision(line, recipients=line.lines) for line in lines], **_meta(found))


@router.get("/decisions/{public_id}", response=DecisionFull, summary="Một quyết định với danh sách")
def decision(
    request: HttpRequest,
    public_id: Key,
    page: PageNumber = 1,
    size: PageSize = queries.LINES_ON_A_PAGE,
    lang: str = "vi",
) -> DecisionFull:
    """The list in the decision's own order, cancelled lines labelled."""
    with _in(lang):
        row = queries.readable_decisions().filter(public_id=public_id.replace("\x00", "")).first()
        if row is None:
            raise HttpError(404, "Không có quyết định này.")
        (line,) = queries.decision_lines([row])
        found, lines = queries.lines_of_decision(row, page=page, size=size)
        return DecisionFull(
            decision=_decision(line, recipients=line.lines),
            items=[_conferral(item) for item in lines],
            **_meta(found),
        )


@router.get("/units", response=Units, summary="Đơn vị")
def units(request: HttpRequest, lang: str = "vi") -> Units:
    """Units of today; ``parent`` is the code of the one above, ``conferrals`` counts the subtree."""
    with _in(lang):
        items: list[UnitOut] = []

        def walk(nodes: tuple[queries.UnitNode, ...], parent: str) -> None:
            for node in nodes:
                line = node.unit
                items.append(
                    UnitOut(
                        id=line.public_id,
                        code=line.code,
                        name=line.name,
                        kind=line.kind,
                        parent=parent,
                        conferrals=line.count,
                        url=_absolute(line.url),
                    )
                )
                walk(node.children, line.code)

        walk(queries.unit_nodes(), "")
        return Units(items=items)


@router.get("/awards", response=Awards, summary="Danh hiệu, hình thức khen thưởng")
def awards(request: HttpRequest, lang: str = "vi") -> Awards:
    """The catalogue, highest first."""
    with _in(lang):
        return Awards(
            items=[
                AwardOut(
                    code=line.code,
                    name=line.name,
                    category=line.category,
                    level=line.level,
                    verified=line.verified,
                    conferrals=line.count,
                    url=_absolute(reverse("recognition:award", args=[line.code])),
                )
                for line in queries.award_lines()
            ]
        )
