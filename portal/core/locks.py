"""Locks that one process holds at a time and that the system frees when the process dies.

On PostgreSQL they are advisory locks of the session, so they hold across machines (and want a direct or a
session-pooled connection). On SQLite they are file locks in ``VAR_DIR/locks``: all processes of a SQLite
installation are on one machine.
"""

from __future__ import annotations

import fcntl
import hashlib
import os
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from django.conf import settings
from django.db import connection

PAUSE = 0.02


def _wait(take: Callable[[], bool], seconds: float) -> bool:
    deadline = time.monotonic() + seconds
    while not take():
        if time.monotonic() >= deadline:
            return False
        time.sleep(PAUSE)
    return True


@contextmanager
def exclusive(name: str, *, wait: float) -> Iterator[bool]:
    """Hold the lock ``name``; yield whether it was had within ``wait`` seconds.

    Not re-entrant on SQLite: a second call in the same process waits like any other.
    """
    holding = _advisory if connection.vendor == "postgresql" else _file
    with holding(name, wait) as held:
        yield held


@contextmanager
def _advisory(name: str, wait: float) -> Iterator[bool]:
    number = int.from_bytes(hashlib.sha256(name.encode()).digest()[:8], "big", signed=True)

    def take() -> bool:
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_try_advisory_lock(%s)", [number])
            return bool(cursor.fetchone()[0])

    held = _wait(take, wait)
    try:
        yield held
    finally:
        # A connection that was lost has freed the lock already.
        if held and connection.connection is not None and connection.is_usable():
            with connection.cursor() as cursor:
                cursor.execute("SELECT pg_advisory_unlock(%s)", [number])


@contextmanager
def _file(name: str, wait: float) -> Iterator[bool]:
    path = Path(settings.VAR_DIR) / "locks" / f"{name}.lock"
    path.parent.mkdir(parents=True, exist_ok=True)
    descriptor = os.open(path, os.O_RDWR | os.O_CREAT, 0o640)

    def take() -> bool:
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return False
        return True

    try:
        yield _wait(take, wait)
    finally:
        os.close(descriptor)  # frees the lock
