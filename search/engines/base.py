"""What an engine must do, in terms that Tantivy and Elasticsearch both have.

An engine is built from ``Entry`` rows and asked with expressions: a small algebra over named fields. It answers with
the numbers of the rows. What matches and in which order is decided by ``search.ranking`` and by the keys in the
rows, never by an engine, so two engines give the same answer.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from search.models import Entry

# Text fields with positions: the streams of ``search.tokens`` for each group of texts.
GROUPS = ("name", "word", "body")
STREAMS = ("tone", "tone_yi", "fold", "fold_yi")
TEXT_FIELDS = tuple(f"{group}_{stream}" for group in GROUPS for stream in STREAMS)
# Fields of whole values: exact names and numbers, spellings ("fold|word"), the source ref, language, "live" (not
# cancelled), and the facets as ``facet_<name>``.
VALUE_FIELDS = ("exact", "spelling", "ref", "language", "live")
# Fields that put rows in order, the smaller first; each differs between any two rows of a language. ``order`` and
# ``newest`` are integers of 63 bits, ``by_name`` is text that compares bytewise.
ORDER_FIELDS = {"relevance": "order", "newest": "newest", "name": "by_name"}
# The day of a row as ``date.toordinal()``; absent where it has none.
DAY_FIELD = "day"


class EngineError(Exception):
    """The engine cannot answer now; the reason is for the log and the operator."""


class EngineBusy(EngineError):
    """Somebody else writes and did not finish in time. Try later."""


class EngineDamaged(EngineError):
    """The index is missing, unreadable or of another schema, and must be rebuilt."""


@dataclass(frozen=True, slots=True)
class Term:
    field: str
    value: str


@dataclass(frozen=True, slots=True)
class Prefix:
    """A token that begins with ``start`` and ends with ``end``."""

    field: str
    start: str
    end: str = ""


@dataclass(frozen=True, slots=True)
class Phrase:
    """Adjacent tokens, at least two, each matching its regular expression (literals, classes, ``?`` only)."""

    field: str
    patterns: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class AllOf:
    parts: tuple[Expression, ...]


@dataclass(frozen=True, slots=True)
class AnyOf:
    parts: tuple[Expression, ...]


@dataclass(frozen=True, slots=True)
class AtLeast:
    """At least ``count`` of the parts; 1 <= count <= len(parts)."""

    count: int
    parts: tuple[Expression, ...]


Expression = Term | Prefix | Phrase | AllOf | AnyOf | AtLeast


@dataclass(frozen=True, slots=True)
class Tier:
    """Rows that match ``expression`` come before those of later tiers. Tiers of one ``chain`` contain each other,
    the later the earlier; the last tier of ``inside`` contains this chain.
    """

    name: str
    chain: str
    expression: Expression
    inside: str = ""


def union(tiers: Sequence[Tier]) -> Expression:
    """Every row of any of all tiers of a query, in as few parts as say so."""
    last = {tier.chain: tier for tier in tiers}
    return AnyOf(tuple(tier.expression for tier in last.values() if tier.inside not in last))


def earlier(tiers: Sequence[Tier]) -> Expression:
    """Every row of the first few tiers of a query: of each chain the last contains the others."""
    return AnyOf(tuple({tier.chain: tier.expression for tier in tiers}.values()))


@dataclass(frozen=True, slots=True)
class Place:
    """Where a row stands in an answer: the next rows are those behind it. ``tier`` is the name of its tier, empty
    where the answer is not parted into tiers; ``value`` is its value of the ordering field, ``entry`` its number.
    """

    tier: str
    value: int | str
    entry: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """What is asked of an engine.

    With ``sort`` "relevance" the rows come tier by tier, inside a tier by ``order``; with "newest" or "name" all rows
    of all tiers come by that field, and the tier told for each is still the first that holds it. Rows that share the
    value come by number. ``offset`` and ``limit`` count over all of it; ``after`` (instead of an offset) gives what
    comes behind a place. ``since`` and ``until`` keep rows whose day lies between them, both included; they bound
    everything, facets too. ``facets`` are counted over the rows of any tier under all filters but the facet's own.
    Without ``total`` the engine may tell a total that is too low, and stop as soon as the page is full.
    """

    tiers: tuple[Tier, ...]
    language: str
    filters: Mapping[str, tuple[str, ...]]
    offset: int = 0
    limit: int = 20
    facets: tuple[str, ...] = ()
    sort: str = "relevance"
    since: date | None = None
    until: date | None = None
    after: Place | None = None
    total: bool = True


@dataclass(frozen=True, slots=True)
class Row:
    number: int  # of the Entry
    tier: str
    value: int | str  # of the ordering field


@dataclass(frozen=True, slots=True)
class Found:
    total: int
    rows: tuple[Row, ...]
    facets: Mapping[str, Mapping[str, int]]


class Writer(Protocol):
    """Open while its ``writing()`` block lasts; everything becomes visible together at the end of it."""

    def replace(self, refs: Sequence[str], entries: Iterable[Entry]) -> None:
        """Takes out whatever came from these refs, and whatever has the number of one of the entries, then puts the
        entries in. Repeating it changes nothing.
        """
        ...

    def remove(self, numbers: Sequence[int]) -> None: ...


class Engine(Protocol):
    name: str

    def search(self, plan: Plan) -> Found: ...

    def counts(self, plan: Plan, expressions: Sequence[Expression]) -> tuple[int, ...]:
        """How many rows match each expression, in the language, under the filters and days of the plan."""
        ...

    def known(self, words: Sequence[str]) -> frozenset[str]:
        """Those of the words (``fold`` keys) that some row has as a whole token in its name or its word group, in any
        language. A word of which only cancelled rows know is not known. Deleted rows may be remembered for a while.
        """
        ...

    def spellings(self, plan: Plan, fold: str) -> Mapping[str, int]:
        """The ways a token that folds to ``fold`` is written in the names of matching rows, with their number."""
        ...

    def writing(self) -> AbstractContextManager[Writer]:
        """The only way to change the index. Raises ``EngineBusy`` when another writer does not finish in time."""
        ...

    def rebuild(self, progress: Progress | None = None) -> int:
        """Builds a new index from the entries beside the live one and switches; returns the number of entries."""
        ...

    def purge(self) -> bool:
        """Takes what was removed or replaced out of the files, where it is only marked; returns whether there was any,
        which is quick to know. Raises ``EngineBusy`` while somebody rebuilds.
        """
        ...

    def digests(self) -> Iterator[tuple[int, int]]:
        """Number and digest of every row in the index."""
        ...

    def check(self) -> None:
        """Raises ``EngineDamaged`` or ``EngineError`` when the index cannot be searched."""
        ...


class Progress(Protocol):
    def __call__(self, done: int, total: int) -> None: ...
