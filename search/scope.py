"""Within which bounds a search is asked: they stay the same whatever becomes of its words."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from search.engines import engine
from search.engines.base import Expression, Plan, Tier


@dataclass(frozen=True, slots=True, kw_only=True)
class Scope:
    """The language, the chosen values of facets, and the days, both included."""

    language: str
    filters: Mapping[str, tuple[str, ...]]
    since: date | None = None
    until: date | None = None

    @property
    def narrowed(self) -> bool:
        return bool(self.filters or self.since or self.until)

    def plan(self, tiers: tuple[Tier, ...] = ()) -> Plan:
        return Plan(
            tiers=tiers, language=self.language, filters=self.filters, since=self.since, until=self.until
        )

    def counts(self, expressions: Sequence[Expression]) -> tuple[int, ...]:
        """How many rows match each. Raises ``EngineError``."""
        return engine().counts(self.plan(), expressions) if expressions else ()

    def spellings(self, expression: Expression, fold: str) -> dict[str, int]:
        """The ways a word is written in the names of the rows that match. Raises ``EngineError``."""
        return dict(engine().spellings(self.plan((Tier("all", "all", expression),)), fold))
