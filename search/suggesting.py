"""What may be meant while somebody types."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import zip_longest

from search import dictionary, edition, parsing, ranking, registry
from search.dictionary import Dictionary
from search.documents import KINDS, LANGUAGES, Suggestion
from search.engines import engine
from search.engines.base import Plan
from search.models import Entry

MOST_SUGGESTIONS = 8


def suggest(text: str, language: str, limit: int = MOST_SUGGESTIONS) -> tuple[Suggestion, ...]:
    """Up to ``limit`` things whose names begin as typed or whose number was typed, grouped by kind in the order of
    kinds; every kind that has some gets its share. What begins nothing as typed is read as raw Telex or VNI. Two
    queries. Raises ``EngineError``.
    """
    limit = min(max(limit, 1), MOST_SUGGESTIONS)
    language = language if language in LANGUAGES else LANGUAGES[0]
    if not text.strip():
        return ()
    words = dictionary.at(edition.current())
    numbers = _numbers(text, words, language, limit)
    if not numbers and (typed := parsing.decode(text)):
        numbers = _numbers(typed, words, language, limit)
    if not numbers:
        return ()
    asked = Entry.objects.filter(pk__in=numbers).values("pk", "kind", "title", "prefix", "url")
    rows = {row["pk"]: row for row in asked}
    shown = [rows[number] for number in numbers if number in rows]
    names = registry.labels("kind", {row["kind"] for row in shown}, language) if shown else {}
    return tuple(
        Suggestion(row["kind"], names[row["kind"]], f"{row['prefix']} {row['title']}".strip(), row["url"])
        for row in shown
    )


def _numbers(text: str, words: Dictionary, language: str, limit: int) -> list[int]:
    """The rows of each kind in turn. One small question for each kind costs less than to count them all first."""
    tiers = ranking.suggestion_tiers(parsing.understand(text, words)[-1])
    if not tiers:
        return []
    groups = [
        [
            row.number
            for row in engine()
            .search(Plan(tiers=tiers, language=language, filters={"kind": (kind,)}, limit=limit, total=False))
            .rows
        ]
        for kind in _kinds()
    ]
    shares = _shares([len(group) for group in groups], limit)
    return [number for group, share in zip(groups, shares, strict=True) for number in group[:share]]


def _kinds() -> list[str]:
    """Every kind that is registered, those of the order of kinds first."""
    return list(dict.fromkeys([*KINDS, *sorted(source.kind for source in registry.sources())]))


def _shares(sizes: Sequence[int], limit: int) -> list[int]:
    """How many of each group are shown: one by one in turn until the limit."""
    turns = zip_longest(*([index] * size for index, size in enumerate(sizes)))
    order = [index for turn in turns for index in turn if index is not None][:limit]
    return [order.count(index) for index in range(len(sizes))]
