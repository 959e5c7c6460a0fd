"""What may be meant while somebody types."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from search import parsing, ranking, registry
from search.documents import KINDS, LANGUAGES, Suggestion
from search.engines import engine
from search.engines.base import Plan
from search.models import Entry

MOST_SUGGESTIONS = 8


def suggest(text: str, language: str, limit: int = MOST_SUGGESTIONS) -> tuple[Suggestion, ...]:
    """Up to ``limit`` things whose names begin as typed, grouped by kind in the order of kinds. Every kind that has
    some gets its share. Raises ``EngineError``.
    """
    limit = min(max(limit, 1), MOST_SUGGESTIONS)
    language = language if language in LANGUAGES else LANGUAGES[0]
    reading = parsing.understand(text)[-1]
    tiers = ranking.suggestion_tiers(reading)
    if not tiers:
        return ()
    numbers: list[list[int]] = []
    first = engine().search(Plan(tiers=tiers, language=language, filters={}, limit=limit, facets=("kind",)))
    for kind in _kinds(first.facets["kind"]):
        plan = Plan(tiers=tiers, language=language, filters={"kind": (kind,)}, limit=limit)
        numbers.append([row.number for row in engine().search(plan).rows])
    shares = _shares([len(group) for group in numbers], limit)
    wanted = [number for group, share in zip(numbers, shares, strict=True) for number in group[:share]]
    rows = {
        row["pk"]: row
        for row in Entry.objects.filter(pk__in=wanted).values(
            "pk", "kind", "title", "prefix", "url", "language"
        )
    }
    shown = [rows[number] for number in wanted if number in rows]
    names = registry.labels("kind", {row["kind"] for row in shown}, language) if shown else {}
    return tuple(
        Suggestion(row["kind"], names[row["kind"]], f"{row['prefix']} {row['title']}".strip(), row["url"])
        for row in shown
    )


def _kinds(counts: Mapping[str, int]) -> list[str]:
    return sorted(counts, key=lambda kind: (KINDS.index(kind) if kind in KINDS else len(KINDS), kind))


def _shares(sizes: Sequence[int], limit: int) -> list[int]:
    """How many of each group are shown: one by one in turn until the limit."""
    shares = [0] * len(sizes)
    while sum(shares) < limit:
        grown = False
        for index, size in enumerate(sizes):
            if shares[index] < size and sum(shares) < limit:
                shares[index] += 1
                grown = True
        if not grown:
            break
    return shares
