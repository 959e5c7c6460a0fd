"""How the explainer writes days, years, numbers and names."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from decimal import Decimal

from django.utils.formats import date_format, number_format
from django.utils.translation import gettext as _

from recognition.models import Nomination


def number_text(value: Decimal) -> str:
    """Return a number without needless zeros, as the language writes it."""
    return str(number_format(value.normalize() if value % 1 else value.to_integral_value()))


def either(words: Iterable[str]) -> str:
    return f" {_('hoặc')} ".join(words)


def period_of(nomination: Nomination) -> str:
    first, last = nomination.merit_from, nomination.merit_until
    if first and last and first != last:
        return f"{first}–{last}"
    return str(last or first or "")


def years_text(years: Sequence[int]) -> str:
    if len(years) == 1:
        return _("năm %(year)d") % {"year": years[0]}
    return _("giai đoạn %(first)d–%(last)d") % {"first": years[0], "last": years[-1]}


def day_text(day: date) -> str:
    return str(date_format(day, "d/m/Y"))


def shortened(text: str) -> str:
    return text if len(text) <= 200 else f"{text[:198].rsplit(' ', 1)[0]} …"
