"""The marks by which every process notices that editors changed the dictionary or the pins, or that the names of
facets changed.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Generic, NamedTuple, TypeVar

from django.db import transaction
from django.db.models import F, Value
from django.db.models.functions import Greatest

from search.models import Edition

Made = TypeVar("Made")


class Marks(NamedTuple):
    """The numbers of the tables (dictionary, pins) and of the names of facets; 0 where nothing changed yet."""

    tables: int
    names: int


def marks() -> Marks:
    """The marks as they are now. One query."""
    for tables, names in Edition.objects.filter(pk=Edition.ONLY).values_list("number", "names"):
        return Marks(tables, names)
    return Marks(0, 0)


def current() -> int:
    """The number of the tables as they are now; 0 where editors have not changed anything yet. One query."""
    return marks().tables


def bump() -> None:
    """Give the tables another number, in the transaction that changes them."""
    _raise("number")


def bump_names() -> None:
    """Tell that rows which name values of facets may have changed, after the transaction that changed them."""
    _raise("names")


def _raise(field: str) -> None:
    """The number is the time in nanoseconds and always grows: one that was rolled back is not used again, so what a
    process made of tables that never came to be is not taken for the present.
    """
    with transaction.atomic():
        Edition.objects.get_or_create(pk=Edition.ONLY, defaults={"projection": Edition.PROJECTION})
        Edition.objects.filter(pk=Edition.ONLY).update(
            **{field: Greatest(F(field) + 1, Value(time.time_ns()))}
        )


class PerEdition(Generic[Made]):
    """What is made of the tables, once for each edition and process. No lock: two threads may make the same twice."""

    def __init__(self, make: Callable[[int], Made]) -> None:
        self._make = make
        self._kept: tuple[int, Made] | None = None

    def at(self, number: int) -> Made:
        kept = self._kept
        if kept is None or kept[0] != number:
            kept = self._kept = (number, self._make(number))
        return kept[1]
