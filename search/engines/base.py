"""What an engine must do, in terms that Tantivy and Elasticsearch both have.

An engine is built from ``Entry`` rows and asked with expressions: a small algebra over named fields. It answers with
the numbers of the rows. What matches and in which order is decided by ``search.ranking`` and by the keys in the
rows, never by an engine, so two engines give the same answer.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
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


Expression = Term | Prefix | Phrase | AllOf | AnyOf


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


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """``offset`` and ``limit`` count over all tiers; rows of one tier come by ``order``. ``facets`` are counted over
    the rows of any tier under all filters but the facet's own.
    """

    tiers: tuple[Tier, ...]
    language: str
    filters: Mapping[str, tuple[str, ...]]
    offset: int = 0
    limit: int = 20
    facets: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Found:
    total: int
    rows: tuple[tuple[int, str], ...]  # number of the Entry, name of its tier
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

    def spellings(self, plan: Plan, fold: str) -> Mapping[str, int]:
        """The ways a token that folds to ``fold`` is written in the names of matching rows, with their number."""
        ...

    def writing(self) -> AbstractContextManager[Writer]:
        """The only way to change the index. Raises ``EngineBusy`` when another writer does not finish in time."""
        ...

    def rebuild(self, progress: Progress | None = None) -> int:
        """Builds a new index from the entries beside the live one and switches; returns the number of entries."""
        ...

    def digests(self) -> Iterator[tuple[int, int]]:
        """Number and digest of every row in the index."""
        ...

    def check(self) -> None:
        """Raises ``EngineDamaged`` or ``EngineError`` when the index cannot be searched."""
        ...


class Progress(Protocol):
    def __call__(self, done: int, total: int) -> None: ...
