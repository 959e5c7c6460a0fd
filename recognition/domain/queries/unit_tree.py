"""All units as a tree."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from django.db.models import QuerySet

from portal.core.remembered import remembered
from portal.core.rendered.together import Plan, question
from recognition.domain.queries.labels import unit_label, unit_path
from recognition.domain.queries.values import UnitLine
from recognition.models import Unit


@dataclass(frozen=True, slots=True)
class UnitTree:
    """All units, read once: a unit's subtree holds what stands under it and what it took over."""

    by_id: Mapping[int, Unit]
    by_slug: Mapping[str, Unit]
    children: Mapping[int, Sequence[Unit]]
    heirs: Mapping[int, Sequence[Unit]]  # predecessors by successor
    roots: Sequence[Unit] = field(default_factory=tuple)

    @classmethod
    def load(cls) -> UnitTree:
        """Return the tree. Its rows are shared: read them, load another to change one."""
        return _tree()

    @staticmethod
    def plan() -> Plan:
        """Return what ``load`` asks."""
        return _tree.plan()

    @classmethod
    def of(cls, rows: Sequence[Unit]) -> UnitTree:
        """Return the tree of these rows (all there are), in their order."""
        children: dict[int, list[Unit]] = {}
        heirs: dict[int, list[Unit]] = {}
        for row in rows:
            if row.successor_id:
                heirs.setdefault(row.successor_id, []).append(row)
            elif row.parent_id:
                children.setdefault(row.parent_id, []).append(row)
        return cls(
            by_id={row.pk: row for row in rows},
            by_slug={row.slug: row for row in rows},
            children=children,
            heirs=heirs,
            roots=[row for row in rows if row.parent_id is None and row.successor_id is None],
        )

    def subtree(self, unit_id: int) -> frozenset[int]:
        """Return the ids of the unit, what stands under it and the units it succeeded."""
        seen: set[int] = set()
        waiting = [unit_id]
        while waiting:
            here = waiting.pop()
            if here in seen:
                continue
            seen.add(here)
            waiting += [row.pk for row in self.children.get(here, ())]
            waiting += [row.pk for row in self.heirs.get(here, ())]
        return frozenset(seen)

    def ancestors(self, unit_id: int) -> tuple[Unit, ...]:
        """Return the units above, nearest first; a unit that ended stands under its successor."""
        found: list[Unit] = []
        here = self.by_id.get(unit_id)
        while here is not None:
            above = self.by_id.get(here.successor_id or here.parent_id or 0)
            if above is None or above in found or above.pk == unit_id:
                break
            found.append(above)
            here = above
        return tuple(found)

    def line(self, unit: Unit, count: int = 0) -> UnitLine:
        return line_of_unit(unit, count)


def line_of_unit(unit: Unit, count: int = 0) -> UnitLine:
    return UnitLine(
        public_id=unit.public_id,
        code=unit.code,
        url=unit_path(unit),
        slug=unit.slug,
        name=unit_label(unit),
        kind=unit.get_kind_display(),
        count=count,
        ended_on=unit.ended_on,
    )


@question
def _all() -> QuerySet[Unit]:
    return Unit.objects.order_by("sort_key", "id")


@remembered(limit=4, plan=lambda: [[_all()]])
def _tree() -> UnitTree:
    return UnitTree.of(list(_all()))
