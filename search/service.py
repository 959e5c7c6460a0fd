"""The only door to search: ``find`` and ``suggest`` for whoever asks, ``refresh``, ``forget`` and ``rebuild`` for
whoever tells what changed, ``check`` and ``repair`` for whoever runs the site.
"""

from __future__ import annotations

import logging
from collections.abc import Collection, Iterable, Mapping, Sequence
from itertools import islice
from typing import Any

from django.core.exceptions import ImproperlyConfigured
from django.db import transaction
from django.db.models import Q

from portal.core.outbox import Ref
from search import highlighting, parsing, ranking, registry
from search.documents import (
    FACETS,
    KINDS,
    LANGUAGES,
    Difference,
    Document,
    Facet,
    Hit,
    Query,
    Results,
    Spelling,
    Suggestion,
    Value,
)
from search.engines import engine
from search.engines.base import EngineDamaged, EngineError, Found, Plan, Progress, Tier
from search.models import Entry
from search.parsing import Understood, Word
from search.projection import WRITTEN_FIELDS, project
from search.registry import Source
from search.tokens import Keys, keys

logger = logging.getLogger(__name__)

LARGEST_PAGE = 100
DEEPEST = 10_000  # results that can be paged to
MOST_CHOSEN = 20  # values chosen in one facet
LONGEST_VALUE = 200
MOST_VALUES = 50  # of one facet that are told, beside the chosen ones
MOST_SPELLINGS = 6
MOST_SUGGESTIONS = 8
BATCH = 500

# What a hit shows; keys stay in the database.
_SHOWN = (
    "pk", "kind", "key", "title", "prefix", "summary", "names", "words", "body", "url", "date", "cancelled", "facets",
)  # fmt: skip


# Finding -------------------------------------------------------------------------------------------------------------


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
        numbers.append([number for number, _tier in engine().search(plan).rows])
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
    numbers = [number for number, _tier in found.rows]
    rows = {row["pk"]: row for row in Entry.objects.filter(pk__in=numbers).values(*_SHOWN)} if numbers else {}
    wanted = highlighting.wanted(reading.keys, _last(reading))
    shown = [(rows[number], tier) for number, tier in found.rows if number in rows]
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


# Telling -------------------------------------------------------------------------------------------------------------


def refresh(refs: Iterable[Ref]) -> dict[Ref, str]:
    """Brings entries and index to the present state of these objects; returns those that failed, with the reason.

    Repeating it changes nothing. The state is read, the rows are written and the index is committed while the one
    writer's lock is held, so an older state never overwrites a newer one. Should the process die in between, the
    outbox calls again: the index drops by ref, not by row, so nothing stays behind. Raises ``EngineError``.
    """
    failed: dict[Ref, str] = {}
    distinct = list(dict.fromkeys(refs))
    for start in range(0, len(distinct), BATCH):
        batch = distinct[start : start + BATCH]
        with engine().writing() as writer:
            read: dict[Ref, list[Entry]] = {ref: [] for ref in batch}
            for source in registry.sources():
                mine = [ref for ref in batch if ref.kind in source.outbox_kinds]
                for ref, entries in _read(source, mine, failed):
                    read[ref].extend(entries)
            whole = {ref: entries for ref, entries in read.items() if ref not in failed}
            entries = _write(whole)
            writer.replace([f"{ref.kind}:{ref.key}" for ref in whole], entries)
    return failed


def forget(refs: Iterable[Ref]) -> None:
    """Takes everything that came from these objects out of entries and index, whatever their state."""
    distinct = list(dict.fromkeys(refs))
    for start in range(0, len(distinct), BATCH):
        batch = distinct[start : start + BATCH]
        with engine().writing() as writer:
            _write({ref: [] for ref in batch})
            writer.replace([f"{ref.kind}:{ref.key}" for ref in batch], ())


def rebuild(*, sources: bool = False, progress: Progress | None = None) -> int:
    """Builds the index anew from the entries, beside the live one; returns how many. With ``sources`` the entries
    are first made anew from all that the apps declare, and those of objects that are gone are dropped.
    """
    if sources:
        _read_everything()
    return engine().rebuild(progress)


def check() -> Difference:
    """Compares entries and index row by row, by digest."""
    entries = dict(Entry.objects.order_by("pk").values_list("pk", "digest").iterator(chunk_size=10_000))
    try:
        indexed = dict(engine().digests())
    except EngineError as error:
        return Difference(len(entries), 0, damage=str(error))
    return Difference(
        len(entries),
        len(indexed),
        missing=tuple(number for number in entries if number not in indexed),
        extra=tuple(number for number in indexed if number not in entries),
        changed=tuple(
            number for number, digest in entries.items() if number in indexed and indexed[number] != digest
        ),
    )


def repair() -> Difference:
    """Checks, and mends what differs: a damaged index is rebuilt, single rows are put in or taken out. Returns what
    was found before.
    """
    found = check()
    if found.damage:
        engine().rebuild()
    elif not found.clean:
        with engine().writing() as writer:
            writer.remove([*found.extra, *found.missing, *found.changed])
            wanted = [*found.missing, *found.changed]
            for start in range(0, len(wanted), BATCH):
                writer.replace((), Entry.objects.filter(pk__in=wanted[start : start + BATCH]))
    return found


def heal() -> None:
    """Rebuilds the index when it cannot be opened; cheap when it can. ``run_due`` calls it every few seconds."""
    try:
        engine().check()
    except EngineDamaged as error:
        logger.warning("The search index is rebuilt: %s", error)
        engine().rebuild()


def require_engine() -> None:
    """Raise when the engine cannot answer; ``/healthz`` then says that search is degraded."""
    engine().check()


def state() -> str:
    """Return ``ok`` or ``degraded``."""
    try:
        require_engine()
    except (EngineError, ImproperlyConfigured):
        return "degraded"
    return "ok"


def _read(source: Source, refs: Sequence[Ref], failed: dict[Ref, str]) -> Iterable[tuple[Ref, list[Entry]]]:
    """The unsaved rows of each ref. All at once when the source fills ``Document.ref``, else one by one; by halves
    when something fails, so that only what is poisoned fails.
    """
    if not refs:
        return
    try:
        grouped = {
            ref: [project(document, ref) for document in documents] for ref, documents in _ask(source, refs)
        }
    except Exception as error:  # one of many must not stop the rest; the reason is kept on the outbox row
        if len(refs) == 1:
            logger.warning("Search: %s %s cannot be read", refs[0].kind, refs[0].key, exc_info=True)
            failed[refs[0]] = f"{type(error).__name__}: {error}"
            return
        middle = len(refs) // 2
        yield from _read(source, refs[:middle], failed)
        yield from _read(source, refs[middle:], failed)
        return
    yield from grouped.items()


def _ask(source: Source, refs: Sequence[Ref]) -> Iterable[tuple[Ref, list[Document]]]:
    documents = list(source.documents(refs))
    if len(refs) == 1:
        return [(refs[0], documents)]
    grouped: dict[Ref, list[Document]] = {ref: [] for ref in refs}
    for document in documents:
        if document.ref not in grouped:
            return [(ref, list(source.documents([ref]))) for ref in refs]
        grouped[document.ref].append(document)
    return grouped.items()


def _write(read: Mapping[Ref, Collection[Entry]]) -> list[Entry]:
    """Writes the rows of these refs and deletes those that are no more; returns the rows that stand."""
    distinct = {
        (entry.kind, entry.key, entry.language): entry for entries in read.values() for entry in entries
    }
    entries = list(distinct.values())
    with transaction.atomic():
        if entries:
            entries = Entry.objects.bulk_create(
                entries,
                batch_size=100,
                update_conflicts=True,
                unique_fields=["kind", "key", "language"],
                update_fields=WRITTEN_FIELDS,
            )
        by_kind: dict[str, list[str]] = {}
        for ref in read:
            by_kind.setdefault(ref.kind, []).append(ref.key)
        for kind, keys in by_kind.items():
            stale = Entry.objects.filter(source_kind=kind, source_key__in=keys)
            stale.exclude(pk__in=[entry.pk for entry in entries]).delete()
    return entries


def _read_everything() -> None:
    """Makes all entries anew, source by source, and drops those whose object is not declared any more."""
    for source in registry.sources():
        seen: dict[str, set[str]] = {}
        refs = iter(source.refs())
        while batch := list(islice(refs, BATCH)):
            failed: dict[Ref, str] = {}
            _write({ref: entries for ref, entries in _read(source, batch, failed) if ref not in failed})
            for ref in batch:
                seen.setdefault(ref.kind, set()).add(ref.key)
        gone = [
            number
            for number, kind, key in Entry.objects.filter(kind=source.kind)
            .values_list("pk", "source_kind", "source_key")
            .iterator(chunk_size=10_000)
            if key not in seen.get(kind, ())
        ]
        for start in range(0, len(gone), BATCH):
            Entry.objects.filter(pk__in=gone[start : start + BATCH]).delete()
    known = [source.kind for source in registry.sources()]
    Entry.objects.filter(~Q(kind__in=known)).delete()
