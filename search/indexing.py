"""Keeping entries and index at the present state of what the apps declare."""

from __future__ import annotations

import logging
import time
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from itertools import islice
from typing import TypeVar

from django.core.exceptions import ImproperlyConfigured
from django.db import DatabaseError, transaction
from django.db.models import Q

from portal.core import outbox
from portal.core.locks import exclusive
from portal.core.outbox import Ref
from search import edition, registry
from search.documents import Difference, Document
from search.engines import engine
from search.engines.base import EngineBusy, EngineDamaged, EngineError, Progress
from search.models import Edition, Entry
from search.projection import WRITTEN_FIELDS, project
from search.registry import Source

logger = logging.getLogger(__name__)

Item = TypeVar("Item")

BATCH = 500
WAIT = 5.0  # seconds for whoever brings other objects in
BREATH = (
    0.025  # seconds between two batches of many; a little more than the pause of those who wait for the lock
)
UNFINISHED = 0  # the edition of entries that somebody began to make anew

Rows = dict[Ref, list[Entry]]


# What changed --------------------------------------------------------------------------------------------------------


def refresh(refs: Iterable[Ref]) -> dict[Ref, str]:
    """Brings entries and index to the present state of these objects; returns those that failed, with the reason.

    Repeating it changes nothing. A batch is read, written and indexed while one lock is held, so an older state never
    overwrites a newer one. The rows come first: what is withdrawn is not shown any more, even while the engine is
    away, for a hit without its row is left out. Should the process die, or the engine not take the batch (then this
    raises ``EngineError``), the outbox calls again; the index drops by ref, not by row, so nothing stays behind. What
    has failed to be read keeps what it had; what the engine refuses has no rows, so that it stops nobody else.
    """
    failed: dict[Ref, str] = {}
    naming = registry.naming()
    for batch in _batches(dict.fromkeys(refs)):
        with _alone():
            if any(ref.kind in naming for ref in batch):
                edition.bump_names()
            _index(_bring(batch, failed), failed)
    return failed


def forget(refs: Iterable[Ref]) -> None:
    """Takes everything that came from these objects out of entries and index, whatever their state."""
    for batch in _batches(dict.fromkeys(refs)):
        with _alone():
            _index(_write({ref: [] for ref in batch}, {}), {})


def rebuild(
    *,
    sources: bool = False,
    progress: Progress | None = None,
    reading: Progress | None = None,
    failed: dict[Ref, str] | None = None,
) -> int:
    """Builds the index anew from the entries, beside the live one; returns how many. With ``sources`` the entries
    are first made anew from all that the apps declare (``reading`` is told how far that is), and those of objects
    that are gone are dropped; those that could not be read are told in ``failed``, keep what they had and are left to
    the outbox. What changes meanwhile is not lost. Raises ``EngineBusy`` while another does it.
    """
    with exclusive("search-rebuild", wait=0) as had:
        if not had:
            raise EngineBusy("another process is rebuilding")
        if sources:
            # Should this process die in between, ``heal`` finds the mark and does it again.
            Edition.objects.update_or_create(pk=Edition.ONLY, defaults={"projection": UNFINISHED})
            _read_everything(reading, {} if failed is None else failed)
        edition.bump_names()
        number = engine().rebuild(progress)
        if sources:
            Edition.objects.filter(pk=Edition.ONLY).update(projection=Edition.PROJECTION)
        return number


# Comparing and mending -----------------------------------------------------------------------------------------------


def check() -> Difference:
    """Compares entries and index row by row, by digest. Writers go on meanwhile; only when something differs they
    wait for a second look, so that what was just being written is not told as a difference.
    """
    found = _compared()
    if found.clean or found.damage:
        return found
    with _alone():
        return _compared()


def repair() -> Difference:
    """Checks, and mends what differs: a damaged index is rebuilt, single rows are put in or taken out. Returns what
    was found before.
    """
    found = _compared()
    if found.damage:
        rebuild()
    if found.damage or found.clean:
        return found
    with _alone():
        found = _compared()
        if not found.clean:
            with engine().writing() as writer:
                writer.remove([*found.extra, *found.missing, *found.changed])
                for numbers in _batches((*found.missing, *found.changed)):
                    writer.replace((), Entry.objects.filter(pk__in=numbers))
    return found


def _compared() -> Difference:
    """One of the two sides is held in memory, 100 bytes a row; the other passes by."""
    try:
        indexed = dict(engine().digests())
    except EngineError as error:
        return Difference(Entry.objects.count(), 0, damage=str(error))
    missing: list[int] = []
    changed: list[int] = []
    entries, rows = 0, len(indexed)
    for number, digest in (
        Entry.objects.order_by("pk").values_list("pk", "digest").iterator(chunk_size=10_000)
    ):
        entries += 1
        there = indexed.pop(number, None)
        if there is None:
            missing.append(number)
        elif there != digest:
            changed.append(number)
    return Difference(entries, rows, tuple(missing), tuple(sorted(indexed)), tuple(changed))


def heal() -> None:
    """Makes the entries anew when another version of the projection made them or whoever did it died, and rebuilds the
    index when it cannot be opened; two cheap looks when neither is so. ``run_due`` calls it every second.
    """
    projection = Edition.objects.filter(pk=Edition.ONLY).values_list("projection", flat=True).first()
    try:
        if projection is None:  # a new site
            Edition.objects.get_or_create(pk=Edition.ONLY, defaults={"projection": Edition.PROJECTION})
        elif projection != Edition.PROJECTION:
            logger.warning("The entries of search are made anew: another version made them, or half of them")
            rebuild(sources=True)
            return
        try:
            engine().check()
        except EngineDamaged as error:
            logger.warning("The search index is rebuilt: %s", error)
            rebuild()
    except EngineBusy:
        return  # somebody is at it
    except EngineError as error:
        logger.info("The search engine is away: %s", error)  # nothing to mend; /healthz tells


def purge() -> bool:
    """Takes the text of rows that were removed or replaced out of the files of the index, where an engine only marks
    them; returns whether there was any. Such text finds nobody, but it is there for whoever reads the files.
    """
    try:
        return engine().purge()
    except EngineError as error:  # busy or away: the next hour
        logger.info("The search index is not purged now: %s", error)
        return False


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


# Reading -------------------------------------------------------------------------------------------------------------


def _batches(items: Iterable[Item]) -> Iterator[list[Item]]:
    rest = iter(items)
    while batch := list(islice(rest, BATCH)):
        yield batch


@contextmanager
def _alone() -> Iterator[None]:
    """One process at a time, on whatever machine, brings objects in: to read, to write the rows and to index them is
    one act. Raises ``EngineBusy`` when another does not finish in time.
    """
    with exclusive("search-entries", wait=WAIT) as had:
        if not had:
            raise EngineBusy("another process is bringing objects in")
        yield


def _bring(refs: Sequence[Ref], failed: dict[Ref, str]) -> Rows:
    """Reads these objects from all sources that know them and writes their rows; returns what stands now."""
    read: Rows = {ref: [] for ref in refs}
    for source in registry.sources():
        mine = [ref for ref in refs if ref.kind in source.outbox_kinds]
        for ref, entries in _read(source, mine, failed):
            read[ref].extend(entries)
    return _write({ref: entries for ref, entries in read.items() if ref not in failed}, failed)


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
        for half in _halves(refs):
            yield from _read(source, half, failed)
        return
    yield from grouped.items()


def _ask(source: Source, refs: Sequence[Ref]) -> Iterable[tuple[Ref, list[Document]]]:
    documents = registry.documents_of(source, refs)
    if len(refs) == 1:
        return [(refs[0], documents)]
    grouped: dict[Ref, list[Document]] = {ref: [] for ref in refs}
    for document in documents:
        if document.ref not in grouped:
            return [(ref, registry.documents_of(source, [ref])) for ref in refs]
        grouped[document.ref].append(document)
    return grouped.items()


def _halves(items: Sequence[Item]) -> tuple[Sequence[Item], Sequence[Item]]:
    middle = len(items) // 2
    return items[:middle], items[middle:]


# Writing -------------------------------------------------------------------------------------------------------------


def _write(read: Mapping[Ref, Sequence[Entry]], failed: dict[Ref, str]) -> Rows:
    """Writes the rows of these refs and deletes those that are no more; returns the rows that stand, by ref. By halves
    when the database refuses something.
    """
    if not read:
        return {}
    try:
        with transaction.atomic():
            return _stored(read)
    except (DatabaseError, ValueError) as error:  # a text that cannot be encoded is a ValueError
        if len(read) > 1:
            return {
                ref: rows
                for half in _halves(list(read))
                for ref, rows in _write({ref: read[ref] for ref in half}, failed).items()
            }
        ref = next(iter(read))
        logger.warning("Search: the rows of %s %s cannot be written", ref.kind, ref.key, exc_info=True)
        failed[ref] = f"{type(error).__name__}: {error}"
        return {}


def _stored(read: Mapping[Ref, Sequence[Entry]]) -> Rows:
    # Two objects may claim one document; the later has it.
    distinct = {_identity(entry): (ref, entry) for ref, entries in read.items() for entry in entries}
    present = {_identity(entry): entry for entry in _of_refs(read)}
    standing: Rows = {ref: [] for ref in read}
    new: list[Entry] = []
    for identity, (ref, entry) in distinct.items():
        there = present.get(identity)
        if there is not None and _values(there) == _values(entry):
            entry = there  # noqa: PLW2901 - as it is in the table: nothing is written
        else:
            new.append(entry)
        standing[ref].append(entry)
    if new:
        # The rows come back with their numbers, those that were there too.
        Entry.objects.bulk_create(
            new,
            batch_size=100,
            update_conflicts=True,
            unique_fields=["kind", "key", "language"],
            update_fields=WRITTEN_FIELDS,
        )
    stale = [entry.pk for identity, entry in present.items() if identity not in distinct]
    if stale:
        Entry.objects.filter(pk__in=stale).delete()
    return standing


def _of_refs(refs: Collection[Ref]) -> Iterator[Entry]:
    for kind, keys in outbox.touched(refs).items():
        yield from Entry.objects.filter(source_kind=kind, source_key__in=keys)


def _identity(entry: Entry) -> tuple[str, str, str]:
    return entry.kind, entry.key, entry.language


def _values(entry: Entry) -> list[object]:
    return [getattr(entry, name) for name in WRITTEN_FIELDS]


def _index(rows: Mapping[Ref, Sequence[Entry]], failed: dict[Ref, str]) -> None:
    """Puts the rows into the index, and out of it what else came from their refs. When the engine refuses, and yet can
    write, the batch is halved until only the poisoned ref is left, and its rows are dropped.
    """
    if not rows:
        return
    try:
        _put(rows)
    except (EngineBusy, EngineDamaged):
        raise
    except EngineError as error:
        if not _can_write():
            raise
        if len(rows) > 1:
            for half in _halves(list(rows)):
                _index({ref: rows[ref] for ref in half}, failed)
            return
        ref = next(iter(rows))
        logger.warning("Search: the engine refuses %s %s", ref.kind, ref.key, exc_info=True)
        failed[ref] = f"{type(error).__name__}: {error}"
        _write({ref: []}, failed)
        _put({ref: []})


def _put(rows: Mapping[Ref, Sequence[Entry]]) -> None:
    with engine().writing() as writer:
        writer.replace(
            [f"{ref.kind}:{ref.key}" for ref in rows],
            [entry for entries in rows.values() for entry in entries],
        )


def _can_write() -> bool:
    """Whether a commit of nothing goes well: then a failure was the fault of the rows."""
    try:
        _put({Ref("search.nothing", "0"): ()})
    except EngineError:
        return False
    return True


# Everything ----------------------------------------------------------------------------------------------------------


def _read_everything(progress: Progress | None, failed: dict[Ref, str]) -> None:
    """Makes all entries anew: first those there are, so that what is gone goes, then what the apps declare besides.

    No list of all objects is held in memory, and each batch is read and written under the lock of ``refresh``, so an
    object that changes meanwhile is never set back, and one that appears is never taken for gone.
    """
    tell = _telling(progress)
    for batch in _refs_of_entries():
        with _alone():
            _bring(batch, failed)
        tell(len(batch))
        time.sleep(BREATH)
    for source in registry.sources():
        for batch in _batches(source.refs()):
            fresh = _without_entries(batch)
            if fresh:
                with _alone():
                    _bring(fresh, failed)
                time.sleep(BREATH)
            tell(len(fresh))
    _leave_to_outbox(failed)


def _refs_of_entries() -> Iterator[list[Ref]]:
    """The refs of the rows, in the order of the index on them, whatever is written meanwhile."""
    last = Ref("", "")
    while True:
        behind = Q(source_kind=last.kind, source_key__gt=last.key) | Q(source_kind__gt=last.kind)
        # The same said as a bound, for planners that do not look into an OR.
        rows = Entry.objects.filter(behind, source_kind__gte=last.kind)
        pairs = rows.order_by("source_kind", "source_key").values_list("source_kind", "source_key").distinct()
        batch = [Ref(*pair) for pair in pairs[:BATCH]]
        if not batch:
            return
        yield batch
        last = batch[-1]


def _without_entries(refs: Sequence[Ref]) -> list[Ref]:
    known = {
        Ref(kind, key)
        for kind, keys in outbox.touched(refs).items()
        for key in Entry.objects.filter(source_kind=kind, source_key__in=keys).values_list(
            "source_key", flat=True
        )
    }
    return [ref for ref in refs if ref not in known]


def _telling(progress: Progress | None) -> Callable[[int], None]:
    """Counts for a progress bar. How many objects there are is counted only where somebody looks."""
    if progress is None:
        return lambda _number: None
    entries = Entry.objects.values("source_kind", "source_key").distinct().count()
    total = max(entries, sum(1 for source in registry.sources() for _ref in source.refs()))
    done = 0

    def tell(number: int) -> None:
        nonlocal done
        done += number
        progress(min(done, total), total)

    return tell


def _leave_to_outbox(failed: Mapping[Ref, str]) -> None:
    """What could not be read is tried again by the outbox, which shows it to the administrators if it stays so."""
    if failed:
        logger.warning("Search: %d objects could not be read and are left to the outbox", len(failed))
        with transaction.atomic():
            outbox.record(*failed)
