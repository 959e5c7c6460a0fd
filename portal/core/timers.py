"""Work that is due by the clock, run by ``manage.py run_due``.

A timer registers with how often it runs. When it is due next is a row (:class:`TimerMark`), claimed by one conditional
update, so any number of ``run_due`` processes on any number of machines run it once. A process that dies in the
middle leaves a claim that ends after ``LEASE``; a timer that fails is tried again within ``RETRY``.
"""

from __future__ import annotations

import logging
from collections.abc import Callable
from contextlib import nullcontext
from dataclasses import dataclass
from datetime import timedelta

from django.db import transaction
from django.utils import timezone

logger = logging.getLogger(__name__)

LEASE = timedelta(minutes=15)
RETRY = timedelta(minutes=5)
ERROR_LIMIT = 2000


@dataclass(frozen=True, slots=True)
class Timer:
    """A function that is called when ``every`` has passed since its last start."""

    name: str
    func: Callable[[], object]
    every: timedelta
    atomic: bool


@dataclass(frozen=True, slots=True)
class Outcome:
    """How one timer ended; ``error`` is empty when it went well."""

    name: str
    error: str = ""


_timers: dict[str, Timer] = {}


def register(name: str, func: Callable[[], object], every: timedelta, *, atomic: bool = True) -> None:
    """Add (or replace) a timer.

    ``every`` of zero means at every call of :func:`run`, by every process, without a mark: for work that is cheap
    when there is nothing to do and excludes others itself. ``atomic=False`` is for work that opens a transaction
    for each of its items.
    """
    _timers[name] = Timer(name, func, every, atomic)


def unregister(name: str) -> None:
    """Remove a timer."""
    _timers.pop(name, None)


def timers() -> tuple[Timer, ...]:
    """Return the registered timers in the order in which they run."""
    return tuple(_timers.values())


def run() -> list[Outcome]:
    """Run every timer that is due; one that fails is logged and does not stop the others."""
    from portal.core.models.timers import TimerMark

    now = timezone.now()
    due = dict(TimerMark.objects.values_list("name", "due"))
    outcomes = []
    for timer in timers():
        if not timer.every:
            outcomes.append(_call(timer))
        elif due.get(timer.name, now) <= now and _claim(timer):
            outcomes.append(_settle(timer, _call(timer)))
    return outcomes


def _claim(timer: Timer) -> bool:
    from portal.core.models.timers import TimerMark

    now = timezone.now()
    TimerMark.objects.get_or_create(name=timer.name, defaults={"due": now})
    return bool(
        TimerMark.objects.filter(name=timer.name, due__lte=now).update(due=now + LEASE, started=now, error="")
    )


def _call(timer: Timer) -> Outcome:
    try:
        with transaction.atomic() if timer.atomic else nullcontext():
            timer.func()
    except Exception as error:  # one timer of many
        logger.exception("Timer %s failed", timer.name)
        return Outcome(timer.name, f"{type(error).__name__}: {error}"[:ERROR_LIMIT].replace("\x00", ""))
    return Outcome(timer.name)


def _settle(timer: Timer, outcome: Outcome) -> Outcome:
    from portal.core.models.timers import TimerMark

    mark = TimerMark.objects.get(name=timer.name)
    started = mark.started or timezone.now()
    mark.due = started + (min(timer.every, RETRY) if outcome.error else timer.every)
    mark.finished, mark.error = timezone.now(), outcome.error
    mark.save(update_fields=["due", "finished", "error"])
    return outcome
