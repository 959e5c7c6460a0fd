"""Addresses of lists: the same query with one thing changed. Every change leads back to the first page."""

from __future__ import annotations

from django.http import QueryDict

PAGE = "trang"


def replaced(query: QueryDict, **values: object) -> str:
    """Return ``?…`` with each of ``values`` set, or taken out where it is None or empty; ``?`` alone for nothing."""
    changed = query.copy()
    if PAGE not in values:
        changed.pop(PAGE, None)
    for name, value in values.items():
        if value in (None, ""):
            changed.pop(name, None)
        else:
            changed[name] = str(value)
    return "?" + changed.urlencode()


def toggled(query: QueryDict, name: str, value: object) -> str:
    """Return ``?…`` with ``value`` added to the values of ``name``, or taken out if it is among them."""
    changed = query.copy()
    changed.pop(PAGE, None)
    values = changed.getlist(name)
    wanted = str(value)
    changed.setlist(
        name, [kept for kept in values if kept != wanted] if wanted in values else [*values, wanted]
    )
    return "?" + changed.urlencode()
