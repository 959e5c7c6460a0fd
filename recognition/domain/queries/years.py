"""Conferrals by the year of their decision."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Any, Final

from django.db.models import (
    Count,
    F,
    QuerySet,
    Window,
)
from django.db.models.functions import RowNumber
from django.urls import reverse

from portal.core.remembered import remembered
from portal.core.rendered.together import Plan, question, side_by_side
from recognition.domain.queries.labels import honoree_path, honorees_path, kind_prefix
from recognition.domain.queries.tallies import tallies
from recognition.domain.queries.values import HonoreeCard, NameGroup, YearBlock
from recognition.models import (
    Award,
    Conferral,
)

NAMES_IN_A_YEAR_BLOCK: Final = 60  # of one award in the list of all years; the page of the year has them all


@remembered(limit=4, plan=tallies.plan)
def years() -> tuple[YearBlock, ...]:
    """Years of decisions with the number of public conferrals, latest first."""
    found = sorted(tallies().by_year.items(), reverse=True)
    return tuple(YearBlock(year, number, reverse("recognition:year", args=[year])) for year, number in found)


def year_blocks(wanted: Sequence[YearBlock], *, limit: int) -> tuple[YearBlock, ...]:
    """Fill blocks with at most ``limit`` names by award, highest award first, names by tên gọi: two queries for any
    number of years.
    """
    return _filled(tuple(wanted), limit) if wanted else ()


def plan_of_years(chosen: Callable[[Sequence[YearBlock]], Sequence[YearBlock]], *, limit: int) -> Plan:
    """Return what ``years`` asks, and ``year_blocks`` of those that are chosen of them."""
    yield from years.plan()
    wanted = tuple(chosen(years()))
    yield from _filled.plan(wanted, limit) if wanted else ()


def _of_years(wanted: tuple[YearBlock, ...]) -> QuerySet[Conferral]:
    return Conferral.objects.public().filter(decision__year__in=[block.year for block in wanted])


@question
def _totals(wanted: tuple[YearBlock, ...]) -> QuerySet[Conferral, Any]:
    rows = _of_years(wanted).order_by().values_list("decision__year", "award_id")
    return rows.annotate(number=Count("honoree", distinct=True))


@question
def _named(wanted: tuple[YearBlock, ...], limit: int) -> QuerySet[Conferral]:
    place = Window(
        RowNumber(),
        partition_by=[F("decision__year"), F("award_id")],
        order_by=[F("honoree__sort_key").asc(), F("id").asc()],
    )
    # Places are given to keys: whole rows of a year of thousands would be carried through the sorting.
    first = _of_years(wanted).annotate(place=place).filter(place__lte=limit).order_by().values("pk")
    rows = Conferral.objects.filter(pk__in=first).select_related("honoree", "award", "decision")
    return rows.order_by("-award__rank", "award__code", "honoree__sort_key", "id")


def _plan_of_filled(wanted: tuple[YearBlock, ...], limit: int) -> Plan:
    return side_by_side(honorees_path.plan(), [[_totals(wanted), _named(wanted, limit)]])


@remembered(limit=64, plan=_plan_of_filled)
def _filled(wanted: tuple[YearBlock, ...], limit: int) -> tuple[YearBlock, ...]:
    base = honorees_path()
    totals = {(year, award): number for year, award, number in _totals(wanted)}
    groups: dict[
        tuple[int, int], dict[int, HonoreeCard]
    ] = {}  # who got an award twice in a year is named once
    awards: dict[int, Award] = {}
    for row in _named(wanted, limit):
        awards[row.award_id] = row.award
        cards = groups.setdefault((row.decision.year or 0, row.award_id), {})
        cards.setdefault(
            row.honoree_id,
            HonoreeCard(
                public_id=row.honoree.public_id,
                url=honoree_path(row.honoree, base),
                name=row.honoree.full_name,
                given=row.honoree.given,
                kind=row.honoree.kind,
                prefix=kind_prefix(row.honoree.kind, row.titles_then),
                unit=row.unit_then,
                award=row.award.label,
            ),
        )
    return tuple(
        replace(
            block,
            groups=tuple(
                NameGroup(award.label, award.code, tuple(names.values()), totals[block.year, pk] - len(names))
                for pk, award in awards.items()
                if (names := groups.get((block.year, pk)))
            ),
        )
        for block in wanted
    )


def span_of_years() -> tuple[int, int] | None:
    """First and last year of public decisions."""
    known = [block.year for block in years()]
    return (min(known), max(known)) if known else None
