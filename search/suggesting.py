"""What may be meant while somebody types."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
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
    """The rows of each kind in turn. One question tells the first rows and how many each kind has; where there are
    several kinds, each one that is shown is asked on its own.
    """
    tiers = ranking.suggestion_tiers(parsing.understand(text, words)[-1])
    if not tiers:
        return []
    plan = Plan(tiers=tiers, language=language, filters={}, limit=limit, facets=("kind",))
    first = engine().search(plan)
    counts = first.facets["kind"]
    if len(counts) <= 1:
        return [row.number for row in first.rows]
    kinds = sorted(counts, key=lambda kind: (KINDS.index(kind) if kind in KINDS else len(KINDS), kind))
    found: list[int] = []
    for kind, share in zip(kinds, _shares([counts[kind] for kind in kinds], limit), strict=True):
        if share:
            asked = replace(plan, filters={"kind": (kind,)}, limit=share, facets=())
            found += [row.number for row in engine().search(asked).rows]
    return found


def _shares(sizes: Sequence[int], limit: int) -> list[int]:
    """How many of each group are shown: one by one in turn until the limit."""
    turns = zip_longest(*([index] * min(size, limit) for index, size in enumerate(sizes)))
    order = [index for turn in turns for index in turn if index is not None][:limit]
    return [order.count(index) for index in range(len(sizes))]
