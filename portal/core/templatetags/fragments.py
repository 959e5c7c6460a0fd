"""Parts of pages that are made of plain values: what a template makes of the same ones is remembered (docs/remembered.md)."""

from __future__ import annotations

import enum
from collections.abc import Hashable, Mapping
from dataclasses import dataclass, field, fields, is_dataclass
from datetime import date
from decimal import Decimal
from typing import Any, Final
from uuid import UUID

from django import template
from django.conf import settings
from django.template.loader import render_to_string
from django.utils.functional import Promise
from django.utils.safestring import SafeString

from portal.core.remembered import remembered
from portal.core.templatetags import preloads

register = template.Library()

_PLAIN: Final = (str, int, float, Decimal, date, UUID, enum.Enum, type(None))


class NotPlainError(TypeError):
    """Something was given whose equal may show otherwise: a row of the database equals every row of its key."""


def key_of(value: Any) -> Hashable:
    """Return what is equal for values that show alike: texts, numbers, dates and what is made of them by tuples, lists,
    mappings and frozen dataclasses; of an object with a ``shown_key`` what that gives. Raises ``NotPlainError`` for
    anything else.

    The type is a part of it: 1 equals True, and a safe text equals the same text that is yet to be escaped.
    """
    if isinstance(value, _PLAIN):
        return (type(value), value)
    if isinstance(value, (tuple, list)):
        return (tuple, *map(key_of, value))
    if isinstance(value, Mapping):
        return (dict, *((name, key_of(inner)) for name, inner in value.items()))
    if isinstance(value, Promise):
        return key_of(str(value))
    # That a dataclass is frozen only its parameters say, which have no public name; one that is not may change later.
    if is_dataclass(value) and not isinstance(value, type) and type(value).__dataclass_params__.frozen:  # type: ignore[attr-defined]
        return (type(value), *(key_of(getattr(value, one.name)) for one in fields(value)))
    if hasattr(value, "shown_key"):
        return (value.__class__, key_of(value.shown_key()))
    raise NotPlainError(type(value).__name__)


@dataclass(frozen=True, slots=True)
class _Given:
    """The parameters of a part; equal by what they show."""

    key: Hashable
    parameters: Mapping[str, Any] = field(compare=False)


@register.simple_tag
def fragment(template_name: str, **parameters: Any) -> SafeString:
    """``{% fragment "components/strip.html" label=… items=… %}``: the template with these parameters and nothing else, as
    ``{% include … with … only %}``. Made once for parameters that show alike, in each language.

    Parameters are plain values (``key_of``); with others the template is rendered each time. What it reads by itself
    and when it changes by the clock is known to the page as anything remembered is.
    """
    try:
        given = _Given(key_of(parameters), parameters)
    except NotPlainError:
        return render_to_string(template_name, parameters)
    html, pictures = _made(template_name, given) if not settings.DEBUG else _make(template_name, given)
    preloads.add(pictures)
    return html


def _make(template_name: str, given: _Given) -> tuple[SafeString, tuple[SafeString, ...]]:
    """Return what the template makes, and the pictures in it that the head of the page names."""
    with preloads.noted() as pictures:
        html = render_to_string(template_name, dict(given.parameters))
    return html, tuple(pictures)


_made = remembered(limit=2048)(_make)
