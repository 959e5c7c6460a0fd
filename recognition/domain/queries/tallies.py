"""How many public conferrals there are, by year, award and unit: counted once for all pages that say a number of it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, QuerySet

from portal.core.remembered import remembered
from portal.core.rendered.together import question
from recognition.models import Conferral


@dataclass(frozen=True, slots=True)
class Tallies:
    """Numbers of public conferrals; by year of decision those that have one, by unit those that name one."""

    by_year: Mapping[int, int]
    by_award: Mapping[int, int]
    by_unit: Mapping[int, int]


@question
def _groups() -> QuerySet[Conferral, Any]:
    rows = Conferral.objects.public().order_by().values_list("decision__year", "award_id", "unit_id")
    return rows.annotate(number=Count("pk"))


@remembered(limit=4, plan=lambda: [[_groups()]])
def tallies() -> Tallies:
    years: Counter[int] = Counter()
    awards: Counter[int] = Counter()
    units: Counter[int] = Counter()
    for year, award, unit, number in _groups():
        awards[award] += number
        if year is not None:
            years[year] += number
        if unit is not None:
            units[unit] += number
    return Tallies(years, awards, units)
