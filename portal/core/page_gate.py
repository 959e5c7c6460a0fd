"""Whether strangers see what a page holds: a page that is live may still stand behind a gate of its app."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from wagtail.models import Page

Gate = Callable[[Any], bool]
_gates: dict[type[Page], Gate] = {}


def register(model: type[Page], gate: Gate) -> None:
    """Have ``gate`` asked about live pages of a model; it returns whether their pictures and films are shown."""
    _gates[model] = gate


def shows_media(page: Page) -> bool:
    """Whether strangers see the pictures and films of a page (``specific``) now."""
    if not page.live or page.get_view_restrictions().exists():
        return False
    gate = _gates.get(type(page))
    return gate is None or gate(page)
