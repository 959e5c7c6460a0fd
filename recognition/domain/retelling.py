"""What is told anew when a unit or an award changes: rows of others say its name, or stand under it.

Search, cards and stored pages keep what they were told; each ref here is one they tell again from the present state.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from typing import Any, Final

from portal.core import outbox
from portal.core.outbox import Ref
from recognition.domain.queries import UnitTree
from recognition.models import Award, Conferral, Decision, Honoree, StoryPage, Unit
from recognition.signals import units_moved

PLACE: Final = ("slug", "parent_id", "successor_id")  # of a unit: what stands under it is found there
NAMES: Final = ("name", "name_en")
AWARD: Final = ("code", "name", "name_en", "level")


@dataclass(frozen=True, slots=True)
class Before:
    """What a row said before it was saved."""

    values: dict[str, Any]

    def changed(self, row: Any, names: Iterable[str]) -> bool:
        return any(self.values[name] != getattr(row, name) for name in names)


def before(row: Unit | Award) -> Before | None:
    """Return what stands of a row, None for a new one. Ask before it is saved."""
    names = AWARD if isinstance(row, Award) else (*PLACE, *NAMES)
    values = type(row)._default_manager.filter(pk=row.pk).values(*names).first() if row.pk else None
    return Before(values) if values else None


def unit_saved(unit: Unit, was: Before | None) -> None:
    """Tell anew whoever says this unit's name or stands under it. Call inside the transaction that saved it."""
    if was is None:
        heirs_of_a_name(unit.successor_id)
        return
    renamed, moved = was.changed(unit, NAMES), was.changed(unit, PLACE)
    if not renamed and not moved:
        return
    tree = UnitTree.of(list(Unit.objects.order_by("sort_key", "id")))
    near = [*tree.children.get(unit.pk, ()), *tree.heirs.get(unit.pk, ())]
    under = tree.subtree(unit.pk) if moved else frozenset(row.pk for row in near)
    outbox.record(
        *_refs(Unit, under - {unit.pk}), *_heirs(tree, {unit.successor_id, was.values["successor_id"]})
    )
    if not moved:
        told = Conferral.objects.visible().filter(unit=unit, unit_then="")
        outbox.record(*_refs(Honoree, _distinct(told, "honoree_id")))
        return
    outbox.record(
        *_refs(Honoree, _distinct(Conferral.objects.visible().filter(unit__in=under), "honoree_id")),
        *_refs(StoryPage, StoryPage.objects.filter(unit__in=under).values_list("pk", flat=True)),
    )
    units_moved.send(Unit, unit_ids=under)


def heirs_of_a_name(successor_id: int | None) -> None:
    """Tell anew the units that took another over, each after the other: they are found by its names."""
    if successor_id is not None:
        outbox.record(*_heirs(UnitTree.of(list(Unit.objects.order_by("sort_key", "id"))), {successor_id}))


def award_saved(award: Award, was: Before | None) -> None:
    """Tell anew whoever holds this award and which decisions grant it, when its name, code or level changed."""
    if was is None or not was.changed(award, AWARD):
        return
    lines = Conferral.objects.visible().filter(award=award)
    outbox.record(
        *_refs(Honoree, _distinct(lines, "honoree_id")), *_refs(Decision, _distinct(lines, "decision_id"))
    )


def _distinct(lines: Any, name: str) -> Collection[int]:
    found: Collection[int] = lines.order_by().values_list(name, flat=True).distinct()
    return found


def _refs(model: type[Any], ids: Iterable[int]) -> Iterator[Ref]:
    kind = model._meta.label_lower
    return (Ref(kind, str(pk)) for pk in ids)


def _heirs(tree: UnitTree, ids: Iterable[int | None]) -> Iterator[Ref]:
    seen: set[int] = set()
    for pk in ids:
        here = pk
        while here is not None and here not in seen and here in tree.by_id:
            seen.add(here)
            here = tree.by_id[here].successor_id
    return _refs(Unit, sorted(seen))
