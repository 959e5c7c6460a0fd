"""The register, one decision and its list."""

from __future__ import annotations

from collections.abc import Iterable
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
from portal.core.vietnamese import fold
from recognition.domain.queries.conferrals import cited_law, conferral_lines, with_rows
from recognition.domain.queries.labels import decision_line, decision_paths, slug_of_decision
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


def decision_lines(rows: Iterable[Decision]) -> tuple[DecisionLine, ...]:
    """Return lines of decisions read with their office: two queries for any number (addresses, sizes of lists)."""
    loaded = list(rows)
    if not loaded:
        return ()
    paths = decision_paths(loaded)
    sizes = dict(
        Conferral.objects.visible()
        .filter(decision_id__in=[row.pk for row in loaded])
        .order_by()
        .values_list("decision_id")
        .annotate(number=Count("pk"))
    )
    return tuple(decision_line(row, paths[row.pk], lines=sizes.get(row.pk, 0)) for row in loaded)


@remembered(limit=4)
def decision_years() -> tuple[tuple[int, int], ...]:
    """Years with public decisions, latest first, with their number."""
    return tuple(
        Decision.objects.public()
        .exclude(year=None)
        .order_by("-year")
        .values_list("year")
        .annotate(number=Count("pk"))
    )


@remembered(limit=4)
def offices_with_decisions() -> tuple[tuple[str, str], ...]:
    """Codes and labels of offices that have a public decision."""
    issued = Decision.objects.public().filter(office=OuterRef("pk"))
    return tuple((row.code, row.label) for row in Office.objects.filter(Exists(issued)))


def find_decision(*, year: str, slug: str) -> Decision | None:
    """Return the public decision of an address: by number and year, or by the public id at its end."""
    rows = readable_decisions().select_related("cancelled_by__office")
    tail = slug.rsplit("-", 1)[-1]
    if is_public_id(tail) and (found := rows.filter(public_id=tail).first()):
        return found
    wanted = rows.filter(year=int(year)) if year.isdigit() and len(year) <= 4 else rows.filter(year=None)
    same = [
        row
        for row in wanted.filter(number_key__startswith=slug.split("-", maxsplit=1)[0])
        if slug_of_decision(row, shared=False) == slug
    ]
    return same[0] if len(same) == 1 else None


def decision_detail(decision: Decision) -> DecisionDetail:
    """Return what the page of a decision shows beside its list."""
    others = [decision.cancelled_by] if decision.cancelled_by else []
    cancels = list(
        Decision.objects.filter(
            Exists(Conferral.objects.cancelled().filter(cancelled_by=decision, decision=OuterRef("pk")))
        ).select_related("office")
    )
    paths = decision_paths([decision, *others, *cancels])
    numbers = dict(
        Conferral.objects.visible()
        .filter(decision=decision)
        .order_by()
        .values_list("honoree__kind")
        .annotate(number=Count("pk"))
    )
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
    given = Conferral.objects.filter(decision=decision).order_by().values("award")
    rows = (
        LegalInstrument.objects.filter(
            Q(powers__award__in=given, powers__office=decision.office) | Q(awards__in=given),
            kind__in=(InstrumentKind.LAW, InstrumentKind.DECREE, InstrumentKind.CIRCULAR),
        )
        .filter(Q(in_force_from=None) | Q(in_force_from__lte=decision.dated))
        .filter(Q(in_force_until=None) | Q(in_force_until__gte=decision.dated))
        .distinct()
    )
    return tuple(cited_law(row, "") for row in rows)


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
    rows = Conferral.objects.visible().filter(decision=decision)
    if key := fold(text).strip()[:100]:
        rows, count = rows.filter(honoree__name_key__contains=key), None
    found = page_of(with_rows(rows.order_by("list_position", "id")), page, size, count=count)
    return found, conferral_lines(found.object_list)


def all_lines_of_decision(decision: Decision) -> tuple[ConferralLine, ...]:
    """The whole list, for files to download."""
    return conferral_lines(
        with_rows(Conferral.objects.visible().filter(decision=decision).order_by("list_position", "id"))
    )
