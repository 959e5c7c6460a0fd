"""Criteria that a round brings with it, from whoever announced it: recognition does not know campaigns.

An app higher up registers a provider. One row of its data, with its threshold, then drives its public page, the unit's form
and the explainer alike.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from decimal import Decimal

from recognition.models import Round


@dataclass(frozen=True, slots=True)
class RoundCriterion:
    """One criterion of a plan for one kind of subject.

    ``code`` is stable and unique within the round; ``question`` names the question of the report that holds the number,
    empty where the unit states it apart; ``source`` is the plan in words; ``at_most`` says that the number must not pass the
    threshold, otherwise it must reach it.
    """

    code: str
    kind: str
    text: str
    threshold: Decimal | None = None
    unit_of_measure: str = ""
    question: str = ""
    source: str = ""
    at_most: bool = False


Provider = Callable[[Round], Iterable[RoundCriterion]]

_providers: list[Provider] = []


def register(provider: Provider) -> Provider:
    """Decorate a function ``(round) -> criteria``; it asks the database at most once."""
    if provider not in _providers:
        _providers.append(provider)
    return provider


def of(round: Round, kind: str) -> tuple[RoundCriterion, ...]:  # noqa: A002 - the glossary's word
    """Return the criteria of a round for a kind of subject, in the order of their announcement."""
    return tuple(found for provider in _providers for found in provider(round) if found.kind == kind)
