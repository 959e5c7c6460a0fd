"""What changed in public, told durably to whoever registered: search, rendered pages, pictures.

A row is written inside the transaction that changes something (:func:`record`), so it exists exactly when the
change does. After the commit the consumers are woken in the same process; whatever that misses, because the
process died or the consumer was down, ``run_due`` delivers. A row names an object and not its content, and a consumer
reads the present state: order and repetition do not matter. Delivery is at least once and, for each consumer, by one
process at a time. A row that fails is tried again later and later, then parked; it never holds up others.
"""

from __future__ import annotations

import logging
import threading
import time
from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager, nullcontext
from dataclasses import dataclass, field
from datetime import timedelta
from typing import TYPE_CHECKING

from django.conf import settings
from django.db import connection, models, transaction
from django.utils import timezone

from portal.core.locks import exclusive

if TYPE_CHECKING:
    from portal.core.models.outbox import OutboxRow

logger = logging.getLogger(__name__)

MAX_ATTEMPTS = 8  # with the pauses below: about a quarter of an hour of failing before a row is parked
FIRST_PAUSE = timedelta(seconds=5)
LONGEST_PAUSE = timedelta(minutes=15)
SPLIT_LIMIT = 64  # calls that may fail while one batch is split to find its poisoned rows
ERROR_LIMIT = 2000
LONGEST_ABSENCE = 60.0  # seconds between two tries of a consumer that said it is unavailable

WAKE_WAIT, WAKE_SECONDS = 1.0, 2.0  # a request gives this much; run_due does the rest
DELIVER_WAIT, DELIVER_SECONDS = 5.0, 300.0


@dataclass(frozen=True, slots=True)
class Ref:
    """The name of an object: ``kind`` is its model label in lower case, ``key`` its primary key as text."""

    kind: str
    key: str


Consume = Callable[[Sequence[Ref]], Mapping[Ref, str] | None]


class Unavailable(Exception):
    """Raised by a consumer that cannot work at all now (its server is away): nothing is split, counted or parked."""


@dataclass(frozen=True, slots=True)
class Report:
    """What one call of :func:`deliver` did; numbers count rows."""

    delivered: int = 0
    failed: int = 0
    parked: int = 0
    busy: tuple[str, ...] = ()  # consumers that another process is serving
    unavailable: tuple[str, ...] = ()
    unfinished: tuple[str, ...] = ()  # consumers with rows left when the time was over


@dataclass(slots=True)
class _Consumer:
    name: str
    consume: Consume
    kinds: frozenset[str] | None
    batch: int
    patience: float
    first: bool
    absences: int = 0
    absent_until: float = 0.0

    def wants(self, kind: str) -> bool:
        return self.kinds is None or kind in self.kinds


@dataclass(slots=True)
class _Tally:
    delivered: int = 0
    failed: int = 0
    parked: int = 0
    busy: list[str] = field(default_factory=list)
    unavailable: list[str] = field(default_factory=list)
    unfinished: list[str] = field(default_factory=list)

    def report(self) -> Report:
        return Report(
            self.delivered,
            self.failed,
            self.parked,
            tuple(self.busy),
            tuple(self.unavailable),
            tuple(self.unfinished),
        )


class _Local(threading.local):
    held = 0
    woken = False
    delivering = False


_consumers: dict[str, _Consumer] = {}
_local = _Local()


# Registering ---------------------------------------------------------------------------------------------------------


def register(
    name: str,
    consume: Consume,
    *,
    kinds: Collection[str] | None = None,
    batch: int = 500,
    patience: float = LONGEST_ABSENCE,
    first: bool = False,
) -> None:
    """Add (or replace) the consumer ``name``.

    ``consume`` is called with distinct refs of ``kinds`` (all kinds if None), at most ``batch`` at once, outside any
    transaction. It reads the present state, may find the object gone, and must bear repetition. It returns the refs
    that failed with a reason each (or None); if it raises, the batch is split to find out which row is poisoned; if it
    raises :class:`Unavailable`, everything waits, at most ``patience`` seconds until it is asked again.
    The ``first`` are served before the others: somebody looks for what they bring.
    """
    wanted = None if kinds is None else frozenset(kind.lower() for kind in kinds)
    _consumers[name] = _Consumer(name, consume, wanted, batch, patience, first)


def unregister(name: str) -> None:
    """Remove the consumer; its rows stay and are delivered when it is registered again."""
    _consumers.pop(name, None)


def consumers() -> tuple[str, ...]:
    """Return the names of the registered consumers."""
    return tuple(_consumers)


# Writing -------------------------------------------------------------------------------------------------------------


def ref_to(target: models.Model | Ref) -> Ref:
    """Return the ref of a saved object. Raises ``ValueError`` when it has no primary key yet."""
    if isinstance(target, Ref):
        return target
    if target.pk is None:
        raise ValueError(f"{target!r} has no primary key: save it before it is recorded.")
    concrete = target._meta.concrete_model or type(target)
    return Ref(concrete._meta.label_lower, str(target.pk))


def record(*objects: models.Model | Ref) -> None:
    """Write, in the present transaction, that these objects changed; wake the consumers after the commit.

    Raises ``TransactionManagementError`` outside ``transaction.atomic``: a row that is not bound to the change it
    tells of would be a lie or be lost.
    """
    from portal.core.models.outbox import OutboxRow

    if not connection.in_atomic_block:
        raise transaction.TransactionManagementError(
            "outbox.record must be called inside transaction.atomic."
        )
    refs = dict.fromkeys(ref_to(target) for target in objects)
    rows = [
        OutboxRow(consumer=consumer.name, kind=ref.kind, key=ref.key)
        for ref in refs
        for consumer in _consumers.values()
        if consumer.wants(ref.kind)
    ]
    if not rows:
        return
    OutboxRow.objects.bulk_create(rows, batch_size=500)
    _wake_after_commit()


def record_for(name: str, refs: Iterable[Ref]) -> None:
    """Write rows for the consumer ``name`` alone, of any kind; otherwise as :func:`record`.

    For a consumer that sees more than the domain tells (``portal.core.rendered``).
    """
    from portal.core.models.outbox import OutboxRow

    rows = [OutboxRow(consumer=name, kind=ref.kind, key=ref.key) for ref in dict.fromkeys(refs)]
    OutboxRow.objects.bulk_create(rows, batch_size=500)
    _wake_after_commit()


def _wake_after_commit() -> None:
    # One wake-up a transaction is enough; it must be bound to no savepoint that may yet be rolled back without us.
    present = set(connection.savepoint_ids)
    if not any(callback is _wake and sids <= present for sids, callback, *_ in connection.run_on_commit):
        transaction.on_commit(_wake)


def _wake() -> None:
    """Deliver after a commit. An error is logged and never reaches who committed: the rows are safe."""
    if settings.OUTBOX_WAKE == "off":
        return
    if _local.held or _local.delivering:
        _local.woken = True
        return
    try:
        deliver(wait=WAKE_WAIT, seconds=WAKE_SECONDS)
    except Exception:  # the change is committed; the caller must not be told that it failed
        logger.exception("The outbox was not delivered after a commit; run_due will do it.")


@contextmanager
def held() -> Iterator[None]:
    """Delay the wake-ups of this thread to the end of the block, for bulk work. Blocks may be nested."""
    _local.held += 1
    try:
        yield
    finally:
        _local.held -= 1
        if not _local.held and _local.woken:
            _local.woken = False
            _deliver_held()


def _deliver_held() -> None:
    if connection.in_atomic_block:
        transaction.on_commit(_wake)
        return
    try:
        deliver()
    except Exception:  # as in _wake
        logger.exception("The outbox was not delivered after bulk work; run_due will do it.")


# Delivering ----------------------------------------------------------------------------------------------------------


def deliver(
    name: str | None = None, *, wait: float = DELIVER_WAIT, seconds: float = DELIVER_SECONDS
) -> Report:
    """Apply what is pending now, for one consumer or all; return what was done.

    It waits at most ``wait`` seconds for another process that serves the same consumer and stops between two batches
    once ``seconds`` have passed. Errors of consumers are kept on the rows; errors of the database are raised.
    Raises ``KeyError`` for an unknown consumer.
    """
    if _local.delivering:
        _local.woken = True
        return Report()
    chosen = [_consumers[name]] if name is not None else list(_consumers.values())
    chosen.sort(key=lambda consumer: not consumer.first)
    deadline = time.monotonic() + seconds
    tally = _Tally()
    _local.delivering = True
    try:
        while True:
            _local.woken = False
            for consumer in chosen:
                _serve(consumer, wait=wait, deadline=deadline, tally=tally)
            # A consumer that changed something recorded rows for others: one more round.
            if not _local.woken or time.monotonic() >= deadline:
                break
    finally:
        _local.delivering = False
        _local.woken = _local.held > 0  # a wake-up that was held back is still owed
    return tally.report()


def _ready(consumer: _Consumer) -> models.QuerySet[OutboxRow]:
    from portal.core.models.outbox import OutboxRow

    return OutboxRow.objects.filter(consumer=consumer.name, parked=False, next_try__lte=timezone.now())


def _serve(consumer: _Consumer, *, wait: float, deadline: float, tally: _Tally) -> None:
    if time.monotonic() < consumer.absent_until:
        tally.unavailable.append(consumer.name)
        return
    if not _ready(consumer).exists():
        return
    with exclusive(f"outbox-{consumer.name}", wait=wait) as had:
        if not had:
            tally.busy.append(consumer.name)
            return
        while True:
            rows = list(_ready(consumer).order_by("id")[: consumer.batch])
            if not rows:
                return
            if not _apply(consumer, rows, tally):
                return
            if time.monotonic() >= deadline:
                if _ready(consumer).exists():
                    tally.unfinished.append(consumer.name)
                return


def _apply(consumer: _Consumer, rows: Sequence[OutboxRow], tally: _Tally) -> bool:
    """Give one batch to the consumer and settle its rows; return False when the consumer is unavailable."""
    from portal.core.models.outbox import OutboxRow

    refs = list(dict.fromkeys(Ref(row.kind, row.key) for row in rows))
    # Older failures of the same objects become void when this succeeds. They are named before the consumer reads:
    # a row that is committed while it reads tells of something it may not have seen.
    older: dict[Ref, list[int]] = defaultdict(list)
    for pk, kind, key in OutboxRow.objects.filter(
        consumer=consumer.name, attempts__gt=0, key__in={ref.key for ref in refs}
    ).values_list("pk", "kind", "key"):
        older[Ref(kind, key)].append(pk)

    attempt = _Attempt(consumer)
    try:
        attempt.run(refs)
    except Unavailable as error:
        consumer.absences += 1
        pause = min(2.0**consumer.absences, consumer.patience)
        consumer.absent_until = time.monotonic() + pause
        tally.unavailable.append(consumer.name)
        logger.warning("Consumer %s is unavailable for %.0f s: %s", consumer.name, pause, error)
        return False
    consumer.absences, consumer.absent_until = 0, 0.0

    done = [row.pk for row in rows if Ref(row.kind, row.key) in attempt.succeeded]
    void = [pk for ref in attempt.succeeded for pk in older.get(ref, ())]
    failed = [row for row in rows if Ref(row.kind, row.key) in attempt.failed]
    put_off = [row for row in rows if Ref(row.kind, row.key) in attempt.put_off]
    for row in failed:
        _postpone(row, attempt.failed[Ref(row.kind, row.key)])
    now = timezone.now()
    for row in put_off:
        row.next_try = now + FIRST_PAUSE
    with transaction.atomic():
        OutboxRow.objects.filter(pk__in={*done, *void}).delete()
        OutboxRow.objects.bulk_update(failed, ["attempts", "next_try", "parked", "error"], batch_size=100)
        OutboxRow.objects.bulk_update(put_off, ["next_try"], batch_size=100)
    tally.delivered += len(done)
    tally.failed += len(failed)
    tally.parked += sum(row.parked for row in failed)
    return True


def _postpone(row: OutboxRow, reason: str) -> None:
    row.attempts += 1
    row.error = reason[:ERROR_LIMIT].replace("\x00", "")
    row.next_try = timezone.now() + min(FIRST_PAUSE * 2 ** (row.attempts - 1), LONGEST_PAUSE)
    if row.attempts >= MAX_ATTEMPTS:
        row.parked = True
        logger.error("Consumer %s: %s %s is parked: %s", row.consumer, row.kind, row.key, row.error)


class _Attempt:
    """One batch given to a consumer, and split while it raises, so that one poisoned ref fails alone."""

    def __init__(self, consumer: _Consumer) -> None:
        self.consumer = consumer
        self.succeeded: set[Ref] = set()
        self.failed: dict[Ref, str] = {}
        self.put_off: set[Ref] = set()  # not judged: too much failed in this batch
        self._calls_left = SPLIT_LIMIT

    def run(self, refs: Sequence[Ref]) -> None:
        if not refs:
            return
        if self._calls_left <= 0:
            self.put_off.update(refs)
            return
        try:
            # Only tests deliver inside a transaction; there an error must not spoil it.
            with transaction.atomic() if connection.in_atomic_block else nullcontext():
                refused = self.consumer.consume(refs) or {}
        except Unavailable:
            raise
        except Exception as error:  # one of many must not stop the rest; kept on its row
            self._calls_left -= 1
            if len(refs) == 1:
                logger.warning("Consumer %s failed on %s", self.consumer.name, refs[0], exc_info=True)
                self.failed[refs[0]] = f"{type(error).__name__}: {error}"
                return
            middle = len(refs) // 2
            self.run(refs[:middle])
            self.run(refs[middle:])
            return
        for ref in refs:
            if ref in refused:
                self.failed[ref] = str(refused[ref])
            else:
                self.succeeded.add(ref)


# Looking at it -------------------------------------------------------------------------------------------------------


def pending(name: str | None = None) -> int:
    """Return how many rows wait (for one consumer or all), parked ones not counted."""
    return _rows(name).filter(parked=False).count()


def parked(name: str | None = None) -> models.QuerySet[OutboxRow]:
    """Return the rows that were given up, oldest first."""
    return _rows(name).filter(parked=True).order_by("id")


def retry(*rows: OutboxRow) -> int:
    """Give these rows, where they are parked, a fresh start and wake the consumers; return how many."""
    return _start_afresh(parked().filter(pk__in=[row.pk for row in rows]))


def retry_all(name: str | None = None) -> int:
    """Give all parked rows (of one consumer) a fresh start and wake the consumers; return how many."""
    return _start_afresh(parked(name))


def _start_afresh(rows: models.QuerySet[OutboxRow]) -> int:
    from portal.core.models.outbox import at_once

    with transaction.atomic():
        number = rows.order_by().update(parked=False, attempts=0, error="", next_try=at_once())
        transaction.on_commit(_wake)
    return number


def _rows(name: str | None) -> models.QuerySet[OutboxRow]:
    from portal.core.models.outbox import OutboxRow

    rows = OutboxRow.objects.all()
    return rows if name is None else rows.filter(consumer=name)


def touched(refs: Iterable[Ref]) -> Mapping[str, tuple[str, ...]]:
    """Return the keys of each kind, for consumers that fetch in bulk."""
    found: dict[str, list[str]] = defaultdict(list)
    for ref in refs:
        found[ref.kind].append(ref.key)
    return {kind: tuple(keys) for kind, keys in found.items()}
