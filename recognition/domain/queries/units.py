"""The tree of units, one unit and its honorees."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.core.paginator import Page
from django.db.models import Count, QuerySet
from django.utils import timezone

from portal.core.remembered import remembered
from portal.core.rendered.reading import until_day
from portal.core.rendered.together import Plan, question, side_by_side
from recognition.domain.queries.conferrals import covers_day
from recognition.domain.queries.honorees import by_kind, counts_of, honoree_cards, honorees_with, with_latest
from recognition.domain.queries.labels import unit_label
from recognition.domain.queries.paging import CARDS_ON_A_PAGE, page_of
from recognition.domain.queries.tallies import tallies
from recognition.domain.queries.unit_tree import UnitTree, line_of_unit
from recognition.domain.queries.values import FormerName, HonoreeCard, UnitDetail, UnitLine, UnitNode
from recognition.enums import (
    UnitNameKind,
)
from recognition.models import (
    Conferral,
    Honoree,
    Unit,
    UnitBody,
    UnitName,
)


@remembered(limit=4, plan=lambda: side_by_side(UnitTree.plan(), tallies.plan()))
def unit_nodes() -> tuple[UnitNode, ...]:
    """The tree of units that exist today, with the conferrals of each subtree. Two queries."""
    tree, numbers = UnitTree.load(), tallies().by_unit
    return tuple(_node(tree, root, numbers, frozenset()) for root in tree.roots if root.ended_on is None)


def _node(tree: UnitTree, unit: Unit, numbers: Mapping[int, int], above: frozenset[int]) -> UnitNode:
    children = tuple(
        _node(tree, child, numbers, above | {unit.pk})
        for child in tree.children.get(unit.pk, ())
        if child.ended_on is None and child.pk not in above
    )
    return UnitNode(
        unit=line_of_unit(unit, sum(numbers.get(pk, 0) for pk in tree.subtree(unit.pk))), children=children
    )


def units_by_count(*, limit: int = 5) -> tuple[UnitLine, ...]:
    """The units one step below the top with the most public conferrals, for ways in."""
    nodes = [child for root in unit_nodes() for child in (root.children or (root,))]
    ranked = sorted((node.unit for node in nodes if node.unit.count), key=lambda line: -line.count)
    return tuple(ranked[:limit])


@question
def _bodies(unit: Unit) -> QuerySet[UnitBody]:
    return unit.bodies.select_related("body").order_by("kind", "valid_from")


def _given(units: frozenset[int]) -> QuerySet[Conferral]:
    return Conferral.objects.public().filter(unit_id__in=units)


@question
def _names(unit: Unit) -> QuerySet[UnitName]:
    return unit.names.all()


@question
def _by_kind(units: frozenset[int]) -> QuerySet[Honoree, Any]:
    return by_kind(honorees_with(_given(units)))


@question
def _by_year(units: frozenset[int]) -> QuerySet[Conferral, Any]:
    rows = (
        _given(units).exclude(decision__year=None).order_by("-decision__year").values_list("decision__year")
    )
    return rows.annotate(number=Count("honoree", distinct=True))


def _plan_of_detail(slug: str) -> Plan:
    yield from side_by_side(UnitTree.plan(), tallies.plan())
    tree = UnitTree.load()
    unit = tree.by_slug.get(slug)
    if unit is not None:
        covered = tree.subtree(unit.pk)
        yield [
            _bodies(unit),
            _names(unit),
            _by_kind(covered),
            _by_year(covered),
        ]


@remembered(limit=512, plan=_plan_of_detail)
def unit_detail(slug: str) -> tuple[Unit, UnitDetail] | None:
    """Return a unit and what its page shows, None where there is none at this address."""
    tree = UnitTree.load()
    unit = tree.by_slug.get(slug)
    if unit is None:
        return None
    numbers = tallies().by_unit
    covered = tree.subtree(unit.pk)
    successor = tree.by_id.get(unit.successor_id or 0)
    today = timezone.localdate()
    stood = list(_bodies(unit))
    for row in stood:
        until_day(row.valid_from)
        until_day(row.valid_until, inclusive=True)
    bodies = tuple(
        (row.get_kind_display(), unit_label(row.body))
        for row in stood
        if covers_day(row.valid_from, row.valid_until, today)
    )
    names = tuple(
        FormerName(
            name=row.name,
            valid_from=row.valid_from,
            valid_until=row.valid_until,
            short=row.kind == UnitNameKind.SHORT,
        )
        for row in _names(unit)
        if row.name != unit.name
    )
    detail = UnitDetail(
        unit=line_of_unit(unit, sum(numbers.get(pk, 0) for pk in covered)),
        ancestors=tuple(line_of_unit(row) for row in reversed(tree.ancestors(unit.pk))),
        children=_node(tree, unit, numbers, frozenset()).children,
        names=names,
        successor=line_of_unit(successor) if successor else None,
        predecessors=tuple(line_of_unit(row, numbers.get(row.pk, 0)) for row in tree.heirs.get(unit.pk, ())),
        bodies=bodies,
        counts=counts_of(_by_kind(covered)),
        years=tuple(_by_year(covered)),
    )
    return unit, detail


def honorees_of_unit(
    unit: Unit, *, page: int = 1, size: int = CARDS_ON_A_PAGE, count: int | None = None
) -> tuple[Page[Any], tuple[HonoreeCard, ...]]:
    """One page of honorees with a public conferral in the unit, what stands under it, or what it took over.

    ``count`` is how many there are where the caller knows it.
    """
    given = _given(UnitTree.load().subtree(unit.pk))
    if count is None:
        count = honorees_with(given).count()
    rows = honorees_with(given, count=count)
    found = page_of(with_latest(rows.order_by("sort_key", "id")), page, size, count=count)
    return found, honoree_cards(found.object_list)
