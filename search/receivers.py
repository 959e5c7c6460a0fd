"""Search hears of changes through the outbox, and mends a damaged index by the clock."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import timedelta

from portal.core import outbox, timers
from portal.core.outbox import Ref
from portal.core.rendered import tables
from search import registry, service
from search.engines.base import EngineError

CONSUMER = "search"
HEAL_EVERY = timedelta(0)  # at every call: it costs two looks, and a mark would outlive a killed process
PURGE_EVERY = timedelta(hours=1)
PATIENCE = 1.0  # seconds between two tries while the engine is away; it says so at once


def consume(refs: Sequence[Ref]) -> Mapping[Ref, str]:
    """Applies what changed. An engine that cannot write now, or a full disk, is no fault of the refs: everything waits."""
    try:
        return service.refresh(refs)
    except (EngineError, OSError) as error:
        raise outbox.Unavailable(f"{type(error).__name__}: {error}") from error


def connect() -> None:
    """Registers the consumer, again whenever a source was added: the outbox keeps the kinds it was told."""
    # What is found depends on the engine too, which no table tells of: pages of results are not kept.
    tables.unshow("search.Entry", "search.Edition", "search.Equivalence", "search.Pin", "search.DailyQuery")
    registry.subscribe(_register)
    _register()
    timers.register("search", service.heal, HEAL_EVERY, atomic=False)
    timers.register("search-purge", service.purge, PURGE_EVERY, atomic=False)


def _register() -> None:
    outbox.register(
        CONSUMER, consume, kinds=registry.outbox_kinds(), batch=500, patience=PATIENCE, first=True
    )
