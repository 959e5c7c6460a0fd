"""What is indexed for a text, and what is asked for a query. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from modelsearch.query import MATCH_NONE, And, Boost, Fuzzy, MatchAll, Not, Or, Phrase, PlainText, SearchQuery

from portal.core.vietnamese import fold, tokenize

MOST_WORDS = 16
LONGEST_ASKED = 400
LONGEST_WORD = 64
TYPICAL_TITLE = 8  # words; the stock backend counts the mean of all titles, for which it must read them all
_JOINED = re.compile(r"[^\W\d_]+(?:'[^\W\d_]+)+")
_YI = re.compile(r"(qu|[hklmstv])([yi])")
_OTHER = {"y": "i", "i": "y"}


def _words(text: str) -> list[str]:
    return [word[:LONGEST_WORD] for word in tokenize(fold(text))]


def indexed(text: str) -> str:
    """Return the folded words of a text; after them the other spellings, so that phrases stay whole: ``mdrak`` for
    ``M'Drắk``, ``ki`` for ``kỳ`` and ``ky`` for ``kì``. Done twice it is done once.
    """
    words = _words(text)
    present = set(words)
    others = dict.fromkeys(joined.replace("'", "")[:LONGEST_WORD] for joined in _JOINED.findall(fold(text)))
    others |= dict.fromkeys(f"{yi[1]}{_OTHER[yi[2]]}" for word in words if (yi := _YI.fullmatch(word)))
    return " ".join([*words, *(word for word in others if word not in present)])


def title_norm(title: str) -> float:
    """Return how much a match in this (indexed) title weighs: more in short titles, without asking after the others."""
    return TYPICAL_TITLE / max(len(title.split()), 1)


@dataclass(slots=True)
class _Budget:
    """How many words of a query are still read."""

    words: int = MOST_WORDS

    def take(self, text: str) -> list[str]:
        taken = list(dict.fromkeys(_words(text[:LONGEST_ASKED])))[: self.words]
        self.words -= len(taken)
        return taken


def asked(query: SearchQuery) -> SearchQuery:
    """Return the query with folded words, at most ``MOST_WORDS`` of them. What holds no word asks nothing; a query that
    asks nothing at all matches nothing. Holds only what both databases can answer.
    """
    return _asked(query, _Budget()) or MATCH_NONE


def _asked(query: SearchQuery, budget: _Budget) -> SearchQuery | None:
    if isinstance(query, MatchAll):
        return query
    if isinstance(query, PlainText | Fuzzy):
        words = budget.take(query.query_string)
        return PlainText(" ".join(words), operator=query.operator) if words else None
    if isinstance(query, Phrase):
        words = _words(query.query_string[:LONGEST_ASKED])[: budget.words]
        budget.words -= len(words)
        return Phrase(" ".join(words)) if words else None
    if isinstance(query, Boost):
        return _asked(query.subquery, budget)
    if isinstance(query, Not):
        inner = _asked(query.subquery, budget)
        return None if inner is None else inner.subquery if isinstance(inner, Not) else Not(inner)
    if isinstance(query, And):
        return _all(list(_each(query.subqueries, budget)))
    if isinstance(query, Or):
        parts = list(_each(query.subqueries, budget))
        if any(isinstance(part, MatchAll) for part in parts):
            return MatchAll()
        return _one_or(Or, parts)
    return None


def _each(queries: list[SearchQuery], budget: _Budget) -> Iterator[SearchQuery]:
    for query in queries:
        part = _asked(query, budget)
        if part is not None:
            yield part


def _all(parts: list[SearchQuery]) -> SearchQuery | None:
    """All of the parts: SQLite cannot begin with what must not be there, nor take "everything" as a part."""
    if not parts:
        return None
    if any(isinstance(part, Not) and isinstance(part.subquery, MatchAll) for part in parts):
        return MATCH_NONE
    wanted = [part for part in parts if not isinstance(part, Not | MatchAll)]
    unwanted = [part for part in parts if isinstance(part, Not)]
    if wanted:
        return _one_or(And, [*wanted, *unwanted])
    if unwanted:
        inner = _one_or(Or, [part.subquery for part in unwanted])
        return Not(inner) if inner else None
    return MatchAll()


def _one_or(combined: type[And | Or], parts: list[SearchQuery]) -> SearchQuery | None:
    if not parts:
        return None
    return parts[0] if len(parts) == 1 else combined(parts)
