"""What goes into search and what comes out: frozen values that know neither an engine nor another app."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from types import MappingProxyType
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from portal.core.outbox import Ref

LANGUAGES = ("vi", "en")

# The facets every engine counts, in the order in which a page shows them.
FACETS = ("kind", "year", "decision_year", "award", "level", "unit", "subject", "campaign")

# Kinds in the order in which equally relevant results are shown; a kind not named here comes after these.
KINDS = ("honoree", "unit", "award", "story", "campaign", "decision")

# Ways to put results in order.
SORTS = ("relevance", "newest", "name")

_NOTHING: Mapping[str, tuple[str, ...]] = MappingProxyType({})


@dataclass(frozen=True, slots=True, kw_only=True)
class Document:
    """One public object in one language, as its app declares it in ``search_sources.py``.

    ``key`` is the public key (public_id, slug, code), unique with ``kind`` and ``language``; ``url`` is a path.
    ``prefix`` (professional titles) is shown before the title and is no part of the name. ``facets["unit"]`` names
    the unit and all its ancestors. A ``cancelled`` document is found by its exact full name or number only.
    ``ref`` is the object the document was read from; a source that answers many refs at once should fill it,
    otherwise it is asked once per ref.
    """

    kind: str
    key: str
    language: str
    title: str
    url: str
    prefix: str = ""
    summary: str = ""
    names: tuple[str, ...] = ()
    numbers: tuple[str, ...] = ()
    words: str = ""
    body: str = ""
    facets: Mapping[str, tuple[str, ...]] = field(default_factory=lambda: _NOTHING)
    date: date | None = None
    sort_key: str = ""
    cancelled: bool = False
    ref: Ref | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Query:
    """What somebody asks: the text as typed, chosen facet values, days (both included), the page (from 1) and its
    length. ``after`` is the ``next`` of an earlier answer and stands instead of a page. Only ``counted`` facets are
    counted.
    """

    text: str = ""
    language: str = "vi"
    filters: Mapping[str, tuple[str, ...]] = field(default_factory=lambda: _NOTHING)
    page: int = 1
    size: int = 20
    sort: str = SORTS[0]
    since: date | None = None
    until: date | None = None
    after: str = ""
    counted: tuple[str, ...] = FACETS
    literal: bool = (
        False  # search exactly what was typed: no Telex or VNI, no corrections, no partial matches
    )


@dataclass(frozen=True, slots=True)
class Segment:
    """A piece of text that is shown as it is; ``marked`` when it answers the query. Never HTML."""

    text: str
    marked: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Hit:
    kind: str
    kind_label: str
    key: str
    url: str
    prefix: str
    prefix_pieces: tuple[Segment, ...]
    plain_title: str
    title: tuple[Segment, ...]
    summary: tuple[Segment, ...]
    passage: tuple[Segment, ...]
    date: date | None
    facets: Mapping[str, tuple[str, ...]]
    awards: tuple[str, ...]  # labels
    cancelled: bool
    tier: str
    pinned: bool = False  # put first by editors


@dataclass(frozen=True, slots=True)
class Value:
    """One value of a facet with the number of results it would give, and whether it is chosen now."""

    value: str
    label: str
    count: int
    chosen: bool


@dataclass(frozen=True, slots=True)
class Facet:
    name: str
    values: tuple[Value, ...]

    @property
    def chosen(self) -> tuple[Value, ...]:
        return tuple(value for value in self.values if value.chosen)


@dataclass(frozen=True, slots=True)
class Spelling:
    """An accented way to write one bare word of the query, with the results that carry it."""

    before: str
    word: str
    after: str
    count: int

    @property
    def text(self) -> str:
        return " ".join(part for part in (self.before, self.word, self.after) if part)


@dataclass(frozen=True, slots=True, kw_only=True)
class Results:
    """The answer to a ``Query``.

    ``searched`` is the text that was searched; it differs from ``query.text`` when raw Telex or VNI was ``decoded``
    or a typing error ``corrected``, because nothing was found otherwise. ``offered`` are texts that may have been meant
    ("Có phải bạn muốn tìm …"). ``left_out`` are the words that no result has, when no entry holds all. ``scattered``: the
    text is the number of a document that stands nowhere; the results have its parts in different places. ``cut`` says that
    the text was longer than what is searched, ``invalid_after`` that the place to go on from could not be read.
    """

    query: Query
    searched: str
    total: int
    hits: tuple[Hit, ...]
    facets: tuple[Facet, ...]
    spellings: tuple[Spelling, ...] = ()
    decoded: bool = False
    corrected: bool = False
    offered: tuple[str, ...] = ()
    left_out: tuple[str, ...] = ()
    scattered: bool = False
    bare: bool = False
    cut: bool = False
    pages: int = 0
    next: str = ""
    invalid_after: bool = False

    @property
    def partial(self) -> bool:
        return bool(self.left_out)

    def facet(self, name: str) -> Facet:
        for facet in self.facets:
            if facet.name == name:
                return facet
        return Facet(name, ())


@dataclass(frozen=True, slots=True)
class Suggestion:
    kind: str
    kind_label: str
    text: str
    url: str


@dataclass(frozen=True, slots=True)
class Difference:
    """What ``check`` found: how many entries there are, which the index lacks, has in excess, or has otherwise."""

    entries: int
    indexed: int
    missing: tuple[int, ...] = ()
    extra: tuple[int, ...] = ()
    changed: tuple[int, ...] = ()
    damage: str = ""

    @property
    def clean(self) -> bool:
        return not (self.missing or self.extra or self.changed or self.damage)
