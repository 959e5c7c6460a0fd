"""Panels that an app higher up adds to pages of an app lower down, which does not know it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from portal.core.rendered.together import Plan, side_by_side

PanelOf = Callable[[Any, str], Mapping[str, Any] | None]
PlanOf = Callable[[Any], Plan]


@dataclass(frozen=True, slots=True)
class Panel:
    """A template and what it is given; ``place`` is a word the page's template asks for, e.g. ``honoree-facts``."""

    place: str
    template: str
    context: Mapping[str, Any]


_registered: dict[str, list[tuple[str, PanelOf, PlanOf]]] = {}


def register(place: str, template: str, *, plan: PlanOf = lambda _shown: ()) -> Callable[[PanelOf], PanelOf]:
    """Decorate a function ``(object, language) -> context or None`` whose panel stands at ``place``; ``plan`` is what it
    asks of an object (``rendered.together``).
    """

    def remember(function: PanelOf) -> PanelOf:
        _registered.setdefault(place, []).append((template, function, plan))
        return function

    return remember


def plan_of(place: str, shown: Any) -> Plan:
    """Return what the panels at ``place`` ask."""
    return side_by_side(*(plan(shown) for _template, _function, plan in _registered.get(place, ())))


def panels(place: str, shown: Any, language: str) -> list[Panel]:
    """Return the panels of everybody who has something to show at ``place`` for ``shown``."""
    found = []
    for template, function, _plan in _registered.get(place, ()):
        context = function(shown, language)
        if context is not None:
            found.append(Panel(place=place, template=template, context=context))
    return found
