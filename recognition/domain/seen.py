"""What a person started from: nobody overwrites what a colleague stored after the page was drawn.

A form sends, beside what was typed, a mark of each value it was drawn with. Only what the person changed is written, so
two people in different boxes never meet; what both changed is told and not written.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from typing import Any, Final

from recognition.domain import forms
from recognition.domain.errors import Overtaken


def mark(value: Any) -> str:
    """Return a short mark of a value; blank values have one, and so have 5 and 5.00, and a text however its lines end."""
    match value:
        case Decimal():
            return forms.mark(f"{value.normalize():f}")
        case date():
            return forms.mark(value.isoformat())
        case str():
            return forms.mark(value.replace("\r\n", "\n").strip())
    return forms.mark(value)


BLANK: Final = mark("")


def own_changes(
    typed: Mapping[str, Any], stored: Mapping[str, Any], seen: Mapping[str, str] | None
) -> dict[str, Any]:
    """Return what of ``typed`` is to be written over ``stored``. Raises ``Overtaken``.

    ``seen`` has the mark of each value the person started from; of what it does not name they saw nothing. None: whoever
    calls read the row themselves just now.
    """
    changes: dict[str, Any] = {}
    overtaken: dict[str, Any] = {}
    for name, value in typed.items():
        now, wanted = mark(stored[name]), mark(value)
        before = now if seen is None else seen.get(name, BLANK)
        if wanted in (now, before):
            continue
        if now == before:
            changes[name] = value
        else:
            overtaken[name] = stored[name]
    if overtaken:
        raise Overtaken(overtaken)
    return changes
