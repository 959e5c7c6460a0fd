"""Conferrals by the year of their decision."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Final

from django.db.models import (
    Count,
    F,
    Window,
)
from django.db.models.functions import RowNumber
from django.urls import reverse

from portal.core.remembered import remembered
from recognition.domain.queries.labels import honoree_path, honorees_path, kind_prefix
from recognition.domain.queries.values import HonoreeCard, NameGroup, YearBlock
from recognition.models import (
    Award,
    Conferral,
)

NAMES_IN_A_YEAR_BLOCK: Final = 60  # of one award in the list of all years; the page of the year has them all


@remembered(limit=4)
def years() -> tuple[YearBlock, ...]:
    """Years of decisions with the number of public conferrals, latest first."""
    rows = (
        Conferral.objects.public()
        .exclude(decision__year=None)
        .order_by("-decision__year")
        .values_list("decision__year")
        .annotate(number=Count("pk"))
    )
    return tuple(YearBlock(year, number, reverse("recognition:year", args=[year])) for year, number in rows)


def year_blocks(wanted: Sequence[YearBlock], *, limit: int | None = None) -> tuple[YearBlock, ...]:
    """Fill blocks with names by award, highest award first, names by tên gọi: two queries for any number of years."""
    if not wanted:
        return ()
    base = honorees_path()
    rows = Conferral.objects.public().filter(decision__year__in=[block.year for block in wanted])
    totals = {
        (year, award): number
        for year, award, number in rows.order_by()
        .values_list("decision__year", "award_id")
        .annotate(number=Count("honoree", distinct=True))
    }
    if limit is not None:
        rows = rows.annotate(
            place=Window(
                RowNumber(),
                partition_by=[F("decision__year"), F("award_id")],
                order_by=[F("honoree__sort_key").asc(), F("id").asc()],
            )
        ).filter(place__lte=limit)
    groups: dict[
        tuple[int, int], dict[int, HonoreeCard]
    ] = {}  # who got an award twice in a year is named once
    awards: dict[int, Award] = {}
    for row in rows.select_related("honoree", "award", "decision").order_by(
        "-award__rank", "award__code", "honoree__sort_key", "id"
    ):
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
