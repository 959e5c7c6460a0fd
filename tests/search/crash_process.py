"""A process of its own for the trials that kill: ``python -m tests.search.crash_process FOLDER ENGINE URL PREFIX``.

It loads the portal once and forks a child for each line it reads, so that a round costs no start. Children are
``churn SEED CALLS``   publishes, changes and withdraws books without end; killed by itself at the CALLSth call into
                       search, the outbox or an engine (0: never, somebody else kills it)
``publish SEED``       the same with a pause after each, as people do
``rebuild SEED CALLS`` rebuilds without end, at times from the sources
``heal``               what a restart does: ``manage.py run_due``, again while something waits
``worker``             ``manage.py run_due --loop``
It answers ``pid`` when a child begins, and ``ended`` with the exit code of ``heal`` and its seconds.
"""

# ruff: noqa: T201 - it speaks through its output

from __future__ import annotations

import os
import random
import signal
import sys
import time
from pathlib import Path

from django.core.management import call_command

HEALED_WITHIN = 5.0  # seconds of the restart: the trial demands it, and nobody waits longer here
WATCHED = ("/search/", "/portal/core/outbox.py", "/portal/core/locks.py")
TITLES = ("Tắt đèn", "Số đỏ", "Chí Phèo", "Dế mèn phiêu lưu ký", "Đất rừng phương Nam", "Vợ nhặt")


def die_at(calls: int) -> None:
    """SIGKILL at the given call of a function of search or of an engine written in another language."""
    left = calls

    def hook(frame, event, argument) -> None:
        nonlocal left
        if event in ("call", "return"):
            counts = any(place in frame.f_code.co_filename for place in WATCHED)
        else:
            counts = getattr(argument, "__name__", "") in (
                "commit",
                "add_json",
                "writer",
                "replace",
                "execute",
            )
        if counts:
            left -= 1
            if left <= 0:
                os.kill(os.getpid(), signal.SIGKILL)

    if calls:
        sys.setprofile(hook)


def publish(seed: int) -> None:
    churn(seed, pause=0.1)


def churn(seed: int, *, pause: float = 0.0) -> None:
    from tests.search.library.models import Book

    draw = random.Random(seed)
    while True:
        time.sleep(pause)
        books = list(Book.objects.values_list("pk", flat=True))
        book = Book.objects.get(pk=draw.choice(books)) if books else None
        choice = draw.random()
        if book is None or choice < 0.4:
            name = f"{draw.choice(TITLES)} {draw.randrange(10**9)}"
            Book.objects.create(slug=f"b{draw.randrange(10**12)}", title=name, year=draw.randint(1930, 2026))
        elif choice < 0.6:
            book.title = f"{draw.choice(TITLES)} {draw.randrange(10**9)}"
            book.save()
        elif choice < 0.85 or len(books) < 20:
            book.lent = not book.lent
            book.save()
        else:
            book.delete()


def rebuild(seed: int) -> None:
    from search import service
    from search.engines.base import EngineBusy

    draw = random.Random(seed)
    while True:
        try:
            service.rebuild(sources=draw.random() < 0.5)
        except EngineBusy:
            time.sleep(0.01)


def heal() -> int:
    """A worker's first rounds: one that met a damaged index mends it, and the next delivers what had to wait."""
    from portal.core.models import OutboxRow

    began = time.monotonic()
    call_command("run_due")
    while OutboxRow.objects.filter(consumer="search").exists() and time.monotonic() - began < HEALED_WITHIN:
        time.sleep(0.1)
        call_command("run_due")
    print(f"ended 0 {time.monotonic() - began:.3f}", flush=True)
    return 0


def child(what: str, seed: int, calls: int) -> None:
    code = 1
    try:
        if what == "heal":
            code = heal()
        elif what == "worker":
            call_command("run_due", loop=True)
        else:
            die_at(calls)
            {"churn": churn, "publish": publish, "rebuild": rebuild}[what](seed)
    except BaseException as error:  # noqa: BLE001 - told to the test
        print(f"ended 1 {type(error).__name__}: {error}".replace("\n", " "), flush=True)
    finally:
        os._exit(code)


def main(folder: str, engine: str, url: str, prefix: str) -> None:
    import django
    from django.conf import settings
    from django.db import connections

    settings.SEARCH_INDEX_DIR = Path(folder)
    settings.SEARCH_ENGINE, settings.ELASTICSEARCH_URL, settings.ELASTICSEARCH_PREFIX = engine, url, prefix
    settings.ELASTICSEARCH_SHARDS, settings.ELASTICSEARCH_REPLICAS, settings.ELASTICSEARCH_TIMEOUT = 1, 0, 20
    django.setup()
    from tests.search.library.models import load

    load()
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)  # the kernel takes the dead
    print("ready", flush=True)
    for line in sys.stdin:
        what, seed, calls = [*line.split(), "0", "0"][:3]
        connections.close_all()
        pid = os.fork()
        if not pid:
            child(what, int(seed), int(calls))
        print(f"pid {pid}", flush=True)


if __name__ == "__main__":
    main(*sys.argv[1:])
