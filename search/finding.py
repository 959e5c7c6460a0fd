"""From a query to the page of results: readings, filters, the engine, and what each hit shows."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import islice
from typing import Any

from search import highlighting, parsing, ranking, registry
from search.documents import FACETS, KINDS, LANGUAGES, Facet, Hit, Query, Results, Spelling, Value
from search.engines import engine
from search.engines.base import Found, Plan, Tier
from search.models import Entry
from search.parsing import Understood, Word
from search.tokens import Keys, keys

LARGEST_PAGE = 100
DEEPEST = 10_000  # results that can be paged to
MOST_CHOSEN = 20  # values chosen in one facet
LONGEST_VALUE = 200
MOST_VALUES = 50  # of one facet that are told, beside the chosen ones
MOST_SPELLINGS = 6

# What a hit shows; keys stay in the database.
_SHOWN = (
    "pk", "kind", "key", "title", "prefix", "summary", "names", "words", "body", "url", "date", "cancelled", "facets",
)  # fmt: skip


def find(query: Query) -> Results:
    """Answers a query. Any text, filter or page gets an answer; ``EngineError`` is raised when the engine has none.

    The readings of the text are tried one after another, then the text read as Telex or VNI; the first that finds
    something is the answer. Filters stay in force through all of them.
    """
    language = query.language if query.language in LANGUAGES else LANGUAGES[0]
    filters = _filters(query.filters)
    size = min(max(query.size, 1), LARGEST_PAGE)
    page = min(max(query.page, 1), DEEPEST // size)
    readings = parsing.understand(query.text)
    chosen, plan, found = _first(readings, language, filters, page, size)
    decoded = False
    typed = "" if found.total or query.literal else parsing.decode(query.text)
    if typed:
        other = _first(parsing.understand(typed), language, filters, page, size)
        if other[2].total:
            chosen, plan, found = other
            decoded = True
    return Results(
        query=query,
        searched=chosen.text,
        total=found.total,
        hits=_hits(found, chosen, language),
        facets=_facets(found, filters, language),
        spellings=_spellings(chosen, plan) if found.total else (),
        decoded=decoded,
        bare=bool(chosen.parts) and chosen.bare and any(not key.fold.isdigit() for key in chosen.name),
        cut=chosen.cut,
        pages=-(-min(found.total, DEEPEST) // size),
    )


def _first(
    readings: Sequence[Understood],
    language: str,
    filters: Mapping[str, tuple[str, ...]],
    page: int,
    size: int,
) -> tuple[Understood, Plan, Found]:
    """The first reading that finds something, or the first of all."""
    tried: list[tuple[Understood, Plan, Found]] = []
    for reading in readings:
        plan = _plan(reading, language, filters, page, size)
        tried.append((reading, plan, engine().search(plan)))
        if tried[-1][2].total:
            return tried[-1]
    return tried[0]


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


def _plan(
    reading: Understood, language: str, filters: Mapping[str, tuple[str, ...]], page: int, size: int
) -> Plan:
    # A text of which nothing can be searched ("!!!") finds nothing; only an empty text browses.
    tiers: tuple[Tier, ...] = ranking.tiers(reading)
    if reading.empty and reading.text:
        tiers = ()
    return Plan(
        tiers=tiers, language=language, filters=filters, offset=(page - 1) * size, limit=size, facets=FACETS
    )


def _hits(found: Found, reading: Understood, language: str) -> tuple[Hit, ...]:
    """The rows in their order with what they show. A row that has gone since is left out."""
    numbers = [row.number for row in found.rows]
    rows = {row["pk"]: row for row in Entry.objects.filter(pk__in=numbers).values(*_SHOWN)} if numbers else {}
    wanted = highlighting.wanted(reading.keys, _last(reading))
    shown = [(rows[row.number], row.tier) for row in found.rows if row.number in rows]
    kinds = registry.labels("kind", {row["kind"] for row, _tier in shown}, language) if shown else {}
    awards = {value for row, _tier in shown for value in row["facets"].get("award", ())}
    award_labels = registry.labels("award", awards, language) if awards else {}
    return tuple(
        Hit(
            kind=row["kind"],
            kind_label=kinds[row["kind"]],
            key=row["key"],
            url=row["url"],
            prefix=row["prefix"],
            plain_title=row["title"],
            title=highlighting.segments(row["title"], wanted, beginnings=tier.endswith("start")),
            summary=highlighting.segments(row["summary"], wanted, beginnings=tier.endswith("start")),
            passage=_passage(row, wanted),
            date=row["date"],
            facets={name: tuple(values) for name, values in row["facets"].items()},
            awards=tuple(
                award_labels[value] for value in row["facets"].get("award", ()) if value in award_labels
            ),
            cancelled=row["cancelled"],
            tier=tier,
        )
        for row, tier in shown
    )


def _passage(row: Mapping[str, Any], wanted: highlighting.Wanted) -> tuple[highlighting.Segment, ...]:
    """What else answers: another name, the long text, other words, in this order; not what the title shows."""
    if not any(piece.marked for piece in highlighting.segments(row["title"], wanted)):
        for name in row["names"]:
            pieces = highlighting.segments(name, wanted)
            if any(piece.marked for piece in pieces):
                return pieces
    return () if row["cancelled"] else highlighting.passage(row["body"], wanted)


def _last(reading: Understood) -> Keys | None:
    last = reading.parts[-1] if reading.parts else None
    return last.keys if isinstance(last, Word) else None


def _facets(found: Found, filters: Mapping[str, tuple[str, ...]], language: str) -> tuple[Facet, ...]:
    facets: list[Facet] = []
    for name in FACETS:
        counts = dict(found.facets.get(name, {}))
        chosen = filters.get(name, ())
        for value in chosen:
            counts.setdefault(value, 0)
        if not counts:
            continue
        if not name.endswith("year"):
            best = sorted(counts, key=lambda value: (-counts[value], value))[:MOST_VALUES]
            counts = {value: counts[value] for value in dict.fromkeys([*best, *chosen])}
        texts = registry.labels(name, counts, language)
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
    names = Plan(
        tiers=tuple(tier for tier in plan.tiers if tier.chain == "name"),
        language=plan.language,
        filters=plan.filters,
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
