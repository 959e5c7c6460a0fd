"""Units, awards and years in the order in which somebody was last honored there: for the feeds of their lists."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any, Final

from django.db.models import Max

from portal.core.remembered import remembered
from recognition.domain.queries.awards import award_lines
from recognition.domain.queries.unit_tree import UnitTree
from recognition.domain.queries.units import unit_nodes
from recognition.domain.queries.values import Lately, UnitNode
from recognition.domain.queries.years import years
from recognition.models import Award, Conferral

_NEVER: Final = date.min


@remembered(limit=4)
def units_lately() -> tuple[Lately, ...]:
    """Units of today with conferrals there, under them or where they took over."""
    tree, days = UnitTree.load(), _last_days("unit_id")

    def walk(nodes: Iterable[UnitNode]) -> Iterable[Lately]:
        for node in nodes:
            if node.unit.count:
                below = tree.subtree(tree.by_slug[node.unit.slug].pk)
                yield Lately(
                    key=node.unit.public_id,
                    url=node.unit.url,
                    name=node.unit.name,
                    count=node.unit.count,
                    dated=max((days[pk] for pk in below if pk in days), default=None),
                )
                yield from walk(node.children)

    return _latest_first(walk(unit_nodes()))


@remembered(limit=4)
def awards_lately() -> tuple[Lately, ...]:
    """Awards that somebody received."""
    days = _last_days("award_id")
    codes = {code: days.get(pk) for pk, code in Award.objects.values_list("pk", "code")}
    return _latest_first(
        Lately(key=line.code, url=line.url, name=line.name, count=line.count, dated=codes.get(line.code))
        for line in award_lines(with_conferrals=True)
    )


@remembered(limit=4)
def years_lately() -> tuple[Lately, ...]:
    """Years of decisions, latest first."""
    days = _last_days("decision__year")
    return tuple(
        Lately(
            key=str(block.year),
            url=block.url,
            name=str(block.year),
            count=block.count,
            dated=days.get(block.year),
        )
        for block in years()
    )


def _last_days(field: str) -> Mapping[Any, date]:
    """Return the day of the last decision by the values of a field of public conferrals; archival ones may have none."""
    return dict(
        Conferral.objects.public()
        .exclude(**{field: None})
        .exclude(decision__dated=None)
        .order_by()
        .values_list(field)
        .annotate(last=Max("decision__dated"))
    )


def _latest_first(rows: Iterable[Lately]) -> tuple[Lately, ...]:
    return tuple(sorted(rows, key=lambda row: row.dated or _NEVER, reverse=True))
