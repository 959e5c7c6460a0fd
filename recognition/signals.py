"""Signals of our own, sent inside the transaction that changes a row (Wagtail's are not), and who is acting."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any

from django.dispatch import Signal

honoree_page_published = Signal()
"""A revision of an honoree's page went live. Arguments: ``page``."""

honoree_page_unpublished = Signal()
"""An honoree's page left the public. Arguments: ``page``."""

units_moved = Signal()
"""Units stand elsewhere now, or at another address. Arguments: ``unit_ids``, those under the one that moved included."""

dossier_decided = Signal()
"""A dossier became a line of a decision. Arguments: ``conferral``, ``round`` (the one the dossier was filed in)."""

_acting: ContextVar[tuple[Any, str] | None] = ContextVar("acting", default=None)


@contextmanager
def acting(user: Any, role: str) -> Iterator[None]:
    """Say who publishes, for receivers of the signals above: Wagtail does not pass the person on."""
    token = _acting.set((user, role))
    try:
        yield
    finally:
        _acting.reset(token)


def who_acts() -> tuple[Any, str] | None:
    """Return the person and role of the innermost ``acting`` block, None outside."""
    return _acting.get()
