"""The register, one decision and its list."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import date
from typing import Any

from django.core.paginator import Page
from django.db.models import (
    Count,
    Exists,
    F,
    OuterRef,
    Q,
    QuerySet,
)

from portal.core.public_id import is_public_id
from portal.core.remembered import remembered
from portal.core.rendered.together import Plan, ask_together, first_of, question, side_by_side
from portal.core.vietnamese import fold
from recognition.domain.queries.conferrals import cited_law, conferral_lines, with_rows
from recognition.domain.queries.labels import (
    decision_line,
    decision_paths,
    honorees_path,
    plan_of_paths,
    slug_of_decision,
)
from recognition.domain.queries.paging import LINES_ON_A_PAGE, page_of
from recognition.domain.queries.values import ConferralLine, DecisionDetail, DecisionLine
from recognition.enums import (
    DecisionState,
    InstrumentKind,
    SubjectKind,
)
from recognition.models import (
    Conferral,
    Decision,
    LegalInstrument,
    Office,
)


def public_decisions() -> QuerySet[Decision]:
    """Decisions in the register and in counts."""
    return Decision.objects.public().select_related("office")


def readable_decisions() -> QuerySet[Decision]:
    """Decisions that have a page: those of the register, and those that only cancel what was public once."""
    cancelling = Conferral.objects.cancelled().filter(cancelled_by=OuterRef("pk"))
    register = Decision.objects.public().values("pk")
    return (
        Decision.objects.exclude(state=DecisionState.ENTERED)
        .filter(Q(pk__in=register) | Exists(cancelling))
        .select_related("office")
    )


def register_of_decisions(
    *, year: int | None = None, office: str = "", text: str = "", page: int = 1, size: int = LINES_ON_A_PAGE
) -> tuple[Page[Any], tuple[DecisionLine, ...]]:
    """One page of the register, latest first. ``text`` is looked for in the number, without accents."""
    rows = public_decisions()
    if year:
        rows = rows.filter(year=year)
    if office:
        rows = rows.filter(office__code=office)
    if key := fold(text).replace(" ", "")[:80]:
        rows = rows.filter(number_key__contains=key)
    rows = rows.order_by(F("dated").desc(nulls_last=True), F("year").desc(nulls_last=True), "-id")
    found = page_of(rows, page, size)
    return found, decision_lines(found.object_list)


@question
def _sizes(decision_ids: list[int]) -> QuerySet[Conferral, Any]:
    rows = Conferral.objects.visible().filter(decision_id__in=decision_ids).order_by()
    return rows.values_list("decision_id").annotate(number=Count("pk"))


def decision_lines(rows: Iterable[Decision]) -> tuple[DecisionLine, ...]:
    """Return lines of decisions read with their office: two queries for any number (addresses, sizes of lists)."""
    loaded = list(rows)
    if not loaded:
        return ()
    keys = [row.pk for row in loaded]
    ask_together(plan_of_paths(loaded), [[_sizes(keys)]])
    paths, sizes = decision_paths(loaded), dict(_sizes(keys))
    return tuple(decision_line(row, paths[row.pk], lines=sizes.get(row.pk, 0)) for row in loaded)


@question
def _by_year() -> QuerySet[Decision, Any]:
    rows = Decision.objects.public().exclude(year=None).order_by("-year").values_list("year")
    return rows.annotate(number=Count("pk"))


@remembered(limit=4, plan=lambda: [[_by_year()]])
def decision_years() -> tuple[tuple[int, int], ...]:
    """Years with public decisions, latest first, with their number."""
    return tuple(_by_year())


@question
def _deciding() -> QuerySet[Office]:
    return Office.objects.filter(Exists(Decision.objects.public().filter(office=OuterRef("pk"))))


@remembered(limit=4, plan=lambda: [[_deciding()]])
def offices_with_decisions() -> tuple[tuple[str, str], ...]:
    """Codes and labels of offices that have a public decision."""
    return tuple((row.code, row.label) for row in _deciding())


def _tail_of(slug: str) -> str:
    """Return the public id an address ends in, empty for none."""
    tail = slug.rsplit("-", 1)[-1]
    return tail if is_public_id(tail) else ""


@question
def _of_public_id(slug: str) -> QuerySet[Decision]:
    tail = _tail_of(slug)
    if not tail:
        return Decision.objects.none()
    return first_of(readable_decisions().select_related("cancelled_by__office").filter(public_id=tail))


@question
def _numbered(year: str, slug: str) -> QuerySet[Decision]:
    rows = readable_decisions().select_related("cancelled_by__office")
    numbered = year.isascii() and year.isdigit() and len(year) <= 4
    wanted = rows.filter(year=int(year)) if numbered else rows.filter(year=None)
    return wanted.filter(number_key__startswith=slug.split("-", maxsplit=1)[0])


def plan_of_found(*, year: str, slug: str, then: Callable[[Decision], Plan]) -> Plan:
    """Return what ``find_decision`` asks, what the address of the decision it finds asks, and what ``then`` asks of it."""
    if _tail_of(slug):
        yield [_of_public_id(slug)]
    if not _of_public_id(slug):
        yield [_numbered(year, slug)]
    decision = find_decision(year=year, slug=slug)
    if decision is not None:
        yield from side_by_side(plan_of_paths([decision]), then(decision))


def find_decision(*, year: str, slug: str) -> Decision | None:
    """Return the public decision of an address: by number and year, or by the public id at its end."""
    for found in _of_public_id(slug):
        return found
    same = [row for row in _numbered(year, slug) if slug_of_decision(row, shared=False) == slug]
    return same[0] if len(same) == 1 else None


@question
def _cancelled_by(decision: Decision) -> QuerySet[Decision]:
    lines = Conferral.objects.cancelled().filter(cancelled_by=decision, decision=OuterRef("pk"))
    return Decision.objects.filter(Exists(lines)).select_related("office")


@question
def _by_kind(decision: Decision) -> QuerySet[Conferral, Any]:
    rows = Conferral.objects.visible().filter(decision=decision).order_by().values_list("honoree__kind")
    return rows.annotate(number=Count("pk"))


def plan_of_decision(decision: Decision, *, text: str = "", page: int = 1) -> Plan:
    """Return what ``decision_detail`` and ``lines_of_decision`` ask."""
    cancels, numbers = _cancelled_by(decision), _by_kind(decision)
    laws = [] if decision.dated is None else [_in_force_on(decision, decision.dated)]
    yield from side_by_side(honorees_path.plan(), [[cancels, numbers, *laws]])
    count = sum(number for _kind, number in numbers)
    found = page_of(_lines(decision, text), page, LINES_ON_A_PAGE, count=count)
    yield from side_by_side(
        plan_of_paths([decision, *filter(None, [decision.cancelled_by]), *cancels]),
        [[_listed(decision, found.start_index() - 1, found.end_index())]]
        if count and not fold(text).strip()
        else (),
    )


def decision_detail(decision: Decision) -> DecisionDetail:
    """Return what the page of a decision shows beside its list."""
    others = [decision.cancelled_by] if decision.cancelled_by else []
    cancels = list(_cancelled_by(decision))
    paths = decision_paths([decision, *others, *cancels])
    numbers = dict(_by_kind(decision))
    copy = decision.published_copy if decision.public_copy_checked_at and decision.published_copy else None
    return DecisionDetail(
        line=decision_line(decision, paths[decision.pk]),
        issuer_body="" if decision.office.body in decision.office.name else decision.office.body,
        signer=decision.signer,
        signing_capacity=decision.signing_capacity,
        laws=_laws_on(decision),
        copy_url=copy.url if copy else "",
        copy_size=copy.size if copy and copy.name and copy.storage.exists(copy.name) else 0,
        state=decision.state,
        cancelled_by=decision_line(decision.cancelled_by, paths[decision.cancelled_by.pk])
        if decision.cancelled_by
        else None,
        cancels=tuple(decision_line(row, paths[row.pk]) for row in cancels),
        individuals=numbers.get(SubjectKind.INDIVIDUAL, 0),
        collectives=numbers.get(SubjectKind.COLLECTIVE, 0),
        checked_at=decision.verified_at,
    )


def _laws_on(decision: Decision) -> tuple[str, ...]:
    """Laws and decrees behind the powers or awards of the catalogue that were in force on the decision's day."""
    if decision.dated is None:
        return ()
    return tuple(cited_law(row, "") for row in _in_force_on(decision, decision.dated))


@question
def _in_force_on(decision: Decision, dated: date) -> QuerySet[LegalInstrument]:
    given = Conferral.objects.filter(decision=decision).order_by().values("award")
    return (
        LegalInstrument.objects.filter(
            Q(powers__award__in=given, powers__office=decision.office) | Q(awards__in=given),
            kind__in=(InstrumentKind.LAW, InstrumentKind.DECREE, InstrumentKind.CIRCULAR),
        )
        .filter(Q(in_force_from=None) | Q(in_force_from__lte=dated))
        .filter(Q(in_force_until=None) | Q(in_force_until__gte=dated))
        .distinct()
    )


def lines_of_decision(
    decision: Decision,
    *,
    text: str = "",
    page: int = 1,
    size: int = LINES_ON_A_PAGE,
    count: int | None = None,
) -> tuple[Page[Any], tuple[ConferralLine, ...]]:
    """One page of the list of a decision, in its own order; ``text`` narrows by name, with or without accents.

    ``count`` is the length of the whole list where the caller knows it.
    """
    narrowed = bool(fold(text).strip())
    found = page_of(_lines(decision, text), page, size, count=None if narrowed else count)
    if not narrowed and found.paginator.count:
        found.object_list = _listed(decision, found.start_index() - 1, found.end_index())
    return found, conferral_lines(found.object_list)


@question
def _listed(decision: Decision, start: int, end: int) -> QuerySet[Conferral]:
    return _lines(decision, "")[start:end]


def _lines(decision: Decision, text: str) -> QuerySet[Conferral]:
    rows = Conferral.objects.visible().filter(decision=decision)
    if key := fold(text).strip()[:100]:
        rows = rows.filter(honoree__name_key__contains=key)
    return with_rows(rows.order_by("list_position", "id"))


def all_lines_of_decision(decision: Decision) -> tuple[ConferralLine, ...]:
    """The whole list, for files to download."""
    return conferral_lines(_lines(decision, ""))
