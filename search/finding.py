"""From a query to the page of results: readings, filters, the engine, and what each hit shows."""

from __future__ import annotations

import base64
import json
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import islice
from typing import Any

from django.db.models import Q
from django.db.models.functions import Substr
from django.utils.translation import gettext_lazy

from search import corrections, dictionary, edition, highlighting, parsing, pins, ranking, registry
from search.dictionary import Dictionary
from search.documents import (
    FACETS,
    KINDS,
    LANGUAGES,
    SORTS,
    Facet,
    Hit,
    Query,
    Results,
    Segment,
    Spelling,
    Value,
)
from search.engines import engine
from search.engines.base import Found, Place, Plan, Tier
from search.models import Entry
from search.parsing import Understood, Word
from search.scope import Scope
from search.tokens import keys

LARGEST_PAGE = 100
DEEPEST = 10_000  # results that can be paged to
MOST_CHOSEN = 20  # values chosen in one facet
LONGEST_VALUE = 200
MOST_VALUES = 50  # of one facet that are told, beside the chosen ones
MOST_SPELLINGS = 6
FEW = 3  # results: with fewer, other words are offered
LONGEST_AFTER = 4_000
LONGEST_PLACE = 2_000  # of a value of the ordering field
MOST_LABELS = 20_000  # of one facet in one language that a process remembers
# Facets whose values are words of a row, see ``projection``.
YEAR_LABELS = {"year": gettext_lazy("Năm công tác"), "decision_year": gettext_lazy("Năm quyết định")}
_CERTAIN = ("exact", "number", "turned")  # tiers of which one result is what was meant

# What a hit shows; keys stay in the database.
_SHOWN = (
    "pk", "kind", "key", "title", "prefix", "summary", "names", "numbers", "words", "url", "date", "cancelled", "facets",
)  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class _Page:
    """What is asked of the engine beside the words."""

    scope: Scope
    sort: str
    offset: int
    size: int
    counted: tuple[str, ...]
    after: Place | None
    pinned: tuple[Tier, ...]

    def plan(self, reading: Understood) -> Plan:
        # A text of which nothing can be searched ("!!!") finds nothing; only an empty text browses.
        tiers: tuple[Tier, ...] = () if reading.empty and reading.text else ranking.tiers(reading)
        tiers = (*self.pinned, *tiers)
        after = self.after
        if after is not None and after.tier not in {tier.name for tier in tiers}:
            after = None
        # One more tells whether there is a next page.
        more = 1 if self.offset + self.size < DEEPEST else 0
        return replace(
            self.scope.plan(tiers),
            offset=0 if after else self.offset,
            limit=self.size + more,
            facets=self.counted,
            sort=self.sort,
            after=after,
        )


class _Labels:
    """The words for values of facets: asked for once, and again when what names them was brought in anew."""

    def __init__(self, _names: int) -> None:
        self._known: dict[tuple[str, str], dict[str, str]] = {}

    def of(self, facet: str, values: Collection[str], language: str) -> Mapping[str, str]:
        known = self._known.get((facet, language), {})
        missing = [value for value in values if value not in known]
        if missing:
            found = registry.labels(facet, missing, language)
            # Any text can stand in a filter: only what a source gave a name is worth keeping.
            kept = {value: label for value, label in found.items() if label != value}
            if len(known) + len(kept) <= MOST_LABELS:
                self._known[facet, language] = {**known, **kept}
            known = {**known, **found}
        return known


_labels = edition.PerEdition(_Labels)


def _labels_at(names: int) -> _Labels:
    """What is known of names at a mark; nothing where no mark was ever set."""
    return _labels.at(names) if names else _Labels(names)


@dataclass(frozen=True, slots=True)
class _Tried:
    """A reading with what was asked and found."""

    reading: Understood
    plan: Plan
    found: Found


def find(query: Query) -> Results:
    """Answers a query. Any text, filter or page gets an answer; ``EngineError`` is raised when the engine has none.

    The readings of the text are tried one after another, then the text read as Telex or VNI, then with one typing error
    mended, then without some of its words; the first that finds something is the answer. Language, filters and days
    stay in force through all of them; ``literal`` stops after the first.
    """
    marks = edition.marks()
    words = dictionary.at(marks.tables)
    page, invalid_after = _page(query, marks.tables)
    readings = parsing.understand(query.text, words)
    tried = _first(readings, page)
    decoded = corrected = False
    offered: tuple[str, ...] = ()
    left_out: tuple[str, ...] = ()
    if not query.literal and readings[0].parts and not tried.found.total:
        typed = parsing.decode(query.text)
        if typed:
            readings = parsing.understand(typed, words)
            other = _first(readings, page)
            if other.found.total:
                tried, decoded = other, True
        if not tried.found.total:
            offered, mended = _mended(readings[-1], page, words)
            if mended is not None:
                tried, corrected = mended, True
        if not tried.found.total:
            rest = corrections.partial(readings[-1], page.scope)
            other = _first([rest.reading], page) if rest else tried
            if rest and other.found.total:
                tried, left_out, decoded = other, rest.left_out, bool(typed)
    elif not query.literal and _doubtful(tried, query):
        others = corrections.corrections(readings[-1], page.scope, tried.found.total)
        offered = tuple(other.text for other in others)
    chosen, found = tried.reading, tried.found
    whole = decoded or corrected or bool(left_out) or chosen.identifier
    invalid_after = invalid_after or (page.after is not None and tried.plan.after is None)
    labels = _labels_at(marks.names)
    return Results(
        query=query,
        searched=chosen.text,
        total=found.total,
        facets=_facets(found, page, labels),
        hits=_hits(replace(found, rows=found.rows[: page.size]), chosen, labels, page.scope.language),
        spellings=_spellings(chosen, tried.plan) if found.total and not left_out else (),
        decoded=decoded,
        corrected=corrected,
        offered=offered,
        left_out=left_out,
        scattered=bool(found.total) and readings[0].identifier and not whole,
        bare=bool(chosen.parts)
        and chosen.bare
        and not chosen.identifier
        and any(not key.fold.isdigit() for key in chosen.name),
        cut=chosen.cut,
        pages=-(-min(found.total, DEEPEST) // page.size),
        next=_next(found, tried.plan, page),
        invalid_after=invalid_after,
    )


def _page(query: Query, number: int) -> tuple[_Page, bool]:
    """The page that a query asks for, within bounds, and whether its ``after`` could not be read."""
    scope = Scope(
        language=query.language if query.language in LANGUAGES else LANGUAGES[0],
        filters=_filters(query.filters),
        since=query.since,
        until=query.until,
    )
    sort = query.sort if query.sort in SORTS else SORTS[0]
    size = min(max(query.size, 1), LARGEST_PAGE)
    after = read_place(query.after, sort) if query.after else None
    page = 1 if query.after else min(max(query.page, 1), max(DEEPEST // size, 1))
    pinned: tuple[Tier, ...] = ()
    if sort == SORTS[0] and not scope.narrowed and not query.literal:
        pinned = _pinned(scope.language, query.text, number)
    made = _Page(
        scope=scope,
        sort=sort,
        offset=(page - 1) * size,
        size=size,
        counted=tuple(name for name in FACETS if name in query.counted),
        after=after,
        pinned=pinned,
    )
    return made, bool(query.after) and after is None


def _pinned(language: str, text: str, number: int) -> tuple[Tier, ...]:
    """The tiers of what editors put first for the text; no query where they put nothing."""
    wanted = pins.pinned(language, text, number)
    if not wanted:
        return ()
    chosen = Q()
    for one in wanted:
        chosen |= Q(kind=one.kind, key=one.key)
    rows = Entry.objects.filter(chosen, language=language).values_list(
        "kind", "key", "source_kind", "source_key"
    )
    refs = {(kind, key): f"{source_kind}:{source_key}" for kind, key, source_kind, source_key in rows}
    return ranking.pinned_tiers(
        (one.kind, refs[one.kind, one.key]) for one in wanted if (one.kind, one.key) in refs
    )


def _first(readings: Sequence[Understood], page: _Page) -> _Tried:
    """The first reading that finds something, or the first of all."""
    tried: list[_Tried] = []
    for reading in readings:
        plan = page.plan(reading)
        tried.append(_Tried(reading, plan, engine().search(plan)))
        if tried[-1].found.total:
            return tried[-1]
    return tried[0]


def _mended(reading: Understood, page: _Page, words: Dictionary) -> tuple[tuple[str, ...], _Tried | None]:
    """The other texts that may have been meant, and the answer to the best one, if it has any."""
    found = [correction.text for correction in corrections.corrections(reading, page.scope, 0)]
    if not found:
        return (), None
    best = _first(parsing.understand(found[0], words), page)
    return (tuple(found[1:]), best) if best.found.total else (tuple(found), None)


def _doubtful(tried: _Tried, query: Query) -> bool:
    """Whether so little was found, and that not by a whole name, that other words may have been meant."""
    first = tried.found.rows[0].tier if tried.found.rows else ""
    beginning = query.page == 1 and not query.after and query.sort == SORTS[0]
    return bool(
        beginning
        and tried.reading.parts
        and tried.found.total < FEW
        and first not in _CERTAIN
        and not first.startswith(ranking.PINNED)
    )


# Places to go on from ------------------------------------------------------------------------------------------------


def _next(found: Found, plan: Plan, page: _Page) -> str:
    """The place behind the last row of the page, when more rows follow."""
    more = len(found.rows) > page.size or (
        plan.after is None and bool(found.rows) and plan.offset + page.size < found.total
    )
    if not more:
        return ""
    last = found.rows[: page.size][-1]
    return write_place(Place(last.tier, last.value, last.number), page.sort)


def write_place(place: Place, sort: str) -> str:
    """A place as opaque text for an address."""
    text = json.dumps([sort, place.tier, place.value, place.entry], ensure_ascii=False, separators=(",", ":"))
    return base64.urlsafe_b64encode(text.encode()).decode().rstrip("=")


def read_place(text: str, sort: str) -> Place | None:
    """The place that ``write_place`` wrote for this order; ``None`` for anything else."""
    if len(text) > LONGEST_AFTER:
        return None
    try:
        raw = base64.b64decode(text.encode("ascii") + b"=" * (-len(text) % 4), altchars=b"-_", validate=True)
        read = json.loads(raw.decode())
    except (ValueError, RecursionError):
        return None
    if not isinstance(read, list) or len(read) != 4:
        return None
    own_sort, tier, value, entry = read
    kind = str if sort == "name" else int
    if own_sort != sort or type(tier) is not str or type(value) is not kind or type(entry) is not int:
        return None
    if not 0 <= entry < 2**63 or (isinstance(value, int) and not 0 <= value < 2**63):
        return None
    if isinstance(value, str) and (len(value) > LONGEST_PLACE or not _encodes(value)):
        return None
    return Place(tier, value, entry)


def _encodes(text: str) -> bool:
    try:
        text.encode()
    except UnicodeEncodeError:
        return False
    return "\0" not in text


# Filters and hits ----------------------------------------------------------------------------------------------------


def _filters(filters: Mapping[str, Sequence[str]]) -> dict[str, tuple[str, ...]]:
    """Known facets with values that can be; the rest is left out."""
    chosen: dict[str, tuple[str, ...]] = {}
    for name in FACETS:
        values = [
            value[:LONGEST_VALUE].replace("\0", "").encode("utf-8", "replace").decode("utf-8")
            for value in islice(filters.get(name, ()), MOST_CHOSEN)
        ]
        values = [value for value in dict.fromkeys(values) if value.strip()]
        if values:
            chosen[name] = tuple(values)
    return chosen


def _hits(found: Found, reading: Understood, labels: _Labels, language: str) -> tuple[Hit, ...]:
    """The rows in their order with what they show. A row that has gone since is left out."""
    numbers = [row.number for row in found.rows]
    asked = Entry.objects.filter(pk__in=numbers).annotate(
        long_text=Substr("body", 1, highlighting.LONGEST_READ)
    )
    rows = {row["pk"]: row for row in asked.values(*_SHOWN, "long_text")} if numbers else {}
    wanted, loose = (highlighting.wanted(reading.parts, loose=loose) for loose in (False, True))
    shown = [(rows[row.number], row.tier) for row in found.rows if row.number in rows]
    kinds = labels.of("kind", {row["kind"] for row, _tier in shown}, language)
    named = {value for row, _tier in shown for value in row["facets"].get("award", ())}
    awards = labels.of("award", named, language)
    return tuple(_hit(row, tier, wanted, loose, kinds, awards) for row, tier in shown)


def _hit(
    row: Mapping[str, Any],
    tier: str,
    wanted: highlighting.Wanted,
    loose: highlighting.Wanted,
    kinds: Mapping[str, str],
    awards: Mapping[str, str],
) -> Hit:
    pinned = tier.startswith(ranking.PINNED)
    beginnings = pinned or tier.endswith("start")
    texts = [row[name] for name in ("prefix", "title", "summary")]
    looks = [highlighting.look(text, wanted, beginnings=beginnings) for text in texts]
    shown = frozenset[int]().union(*(seen.parts for seen in looks))
    passage = _passage(row, wanted, shown, beginnings=beginnings)
    if not shown and wanted.runs and not any(piece.marked for piece in passage):
        # All words of another way to write it, and nowhere together ("ttyt": Trung tâm Truyền thông y tế).
        looks = [highlighting.look(text, loose, beginnings=beginnings) for text in texts]
        shown = frozenset[int]().union(*(seen.parts for seen in looks))
        passage = _passage(row, loose, shown, beginnings=beginnings)
    prefix, title, summary = looks
    return Hit(
        kind=row["kind"],
        kind_label=kinds[row["kind"]],
        key=row["key"],
        url=row["url"],
        prefix=row["prefix"],
        prefix_pieces=prefix.segments,
        plain_title=row["title"],
        title=title.segments,
        summary=summary.segments,
        passage=passage,
        date=row["date"],
        facets={name: tuple(values) for name, values in row["facets"].items()},
        awards=tuple(awards[value] for value in row["facets"].get("award", ()) if value in awards),
        cancelled=row["cancelled"],
        tier=tier,
        pinned=pinned,
    )


def _passage(
    row: Mapping[str, Any], wanted: highlighting.Wanted, shown: frozenset[int], *, beginnings: bool
) -> tuple[Segment, ...]:
    """What else answers: of another name, the long text, the other words, the numbers and the years the one that tells
    the most parts of the query which title and summary do not show. Where these show all, the best of the long text.
    """
    cancelled = row["cancelled"]
    long_text, parts = ((), frozenset()) if cancelled else highlighting.passage(row["long_text"], wanted)
    if len(shown) == wanted.count:
        return long_text
    looks = [highlighting.look(text, wanted, beginnings=beginnings) for text in row["names"]]
    found = [(seen.parts, seen.segments) for seen in looks]
    if not cancelled:
        words, others = highlighting.passage(row["words"], wanted, beginnings=beginnings)
        found += [(parts, long_text), (others, words)]
    found += [
        (seen.parts, seen.segments)
        for seen in (highlighting.look(text, wanted) for text in (*row["numbers"], *_years(row)))
    ]
    best: tuple[Segment, ...] = ()
    told = 0
    for parts, pieces in found:
        if len(parts - shown) > told:
            told, best = len(parts - shown), pieces
    return best or long_text


def _years(row: Mapping[str, Any]) -> Iterator[str]:
    """The years by which a row is found, said as the facets say them."""
    if row["cancelled"]:
        return
    for name, label in YEAR_LABELS.items():
        years = row["facets"].get(name, ())
        if years:
            yield f"{label}: {', '.join(sorted(years, reverse=True))}"


def _facets(found: Found, page: _Page, labels: _Labels) -> tuple[Facet, ...]:
    facets: list[Facet] = []
    for name in page.counted:
        counts = dict(found.facets.get(name, {}))
        chosen = page.scope.filters.get(name, ())
        for value in chosen:
            counts.setdefault(value, 0)
        if not counts:
            continue
        if not name.endswith("year"):
            best = sorted(counts, key=lambda value: (-counts[value], value))[:MOST_VALUES]
            counts = {value: counts[value] for value in dict.fromkeys([*best, *chosen])}
        texts = labels.of(name, counts, page.scope.language)
        values = [
            Value(value, texts.get(value, value), count, value in chosen) for value, count in counts.items()
        ]
        facets.append(Facet(name, tuple(sorted(values, key=lambda value: _place(name, value)))))
    return tuple(facets)


def _place(facet: str, value: Value) -> tuple[int, int, str]:
    """Years by number, newest first; kinds in their order; the rest by count, then by label."""
    if facet in ("year", "decision_year"):
        return (
            (0, -int(value.value), "")
            if value.value.isascii() and value.value.isdigit()
            else (1, 0, value.label)
        )
    if facet == "kind":
        return (KINDS.index(value.value) if value.value in KINDS else len(KINDS), -value.count, value.label)
    return (0, -value.count, value.label)


def _spellings(reading: Understood, plan: Plan) -> tuple[Spelling, ...]:
    """For a name typed without marks: how its last word is written in the names that were found ("Hoa, Hòa, Hóa"),
    when there is more than one way.
    """
    if (
        reading.empty
        or len(reading.parts) == 1
        or not reading.bare
        or not all(isinstance(part, Word) for part in reading.parts)
    ):
        return ()
    last = reading.parts[-1]
    if not isinstance(last, Word) or last.keys.fold.isdigit():
        return ()
    names = replace(
        plan,
        tiers=tuple(tier for tier in plan.tiers if tier.chain == "name"),
        facets=(),
        after=None,
        offset=0,
    )
    merged: dict[str, tuple[str, int]] = {}
    for word, count in sorted(
        engine().spellings(names, last.keys.fold).items(), key=lambda item: (-item[1], item[0])
    ):
        tone = keys(word.lower()).tone
        shown, before = merged.get(tone, (word, 0))
        merged[tone] = (shown, before + count)
    if len(merged) <= 1:
        return ()
    start = " ".join(reading.text.split()[:-1])
    best = sorted(merged.values(), key=lambda item: (-item[1], item[0]))[:MOST_SPELLINGS]
    return tuple(Spelling(start, word, "", count) for word, count in best)
