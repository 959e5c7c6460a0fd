"""Keeping entries and index at the present state of what the apps declare."""

from __future__ import annotations

import logging
from collections.abc import Collection, Iterable, Mapping, Sequence
from itertools import islice

from django.core.exceptions import ImproperlyConfigured
from django.db import transaction
from django.db.models import Q

from portal.core.outbox import Ref
from search import registry
from search.documents import Difference, Document
from search.engines import engine
from search.engines.base import EngineDamaged, EngineError, Progress
from search.models import Edition, Entry
from search.projection import VERSION, WRITTEN_FIELDS, project
from search.registry import Source

logger = logging.getLogger(__name__)

BATCH = 500


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
        Edition.objects.update_or_create(pk=Edition.ONLY, defaults={"projection": VERSION})
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
    """Makes the entries anew when another version of the projection made them, and rebuilds the index when it cannot
    be opened; cheap when neither is so. ``run_due`` calls it every few seconds.
    """
    if Edition.objects.filter(pk=Edition.ONLY).exclude(projection=VERSION).exists():
        logger.warning("The entries of search are made anew: another version made them")
        rebuild(sources=True)
        return
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
