"""``python -m tests.benchmarks.approve_to_found N [ROUNDS]``: how long until an approval is found, and a withdrawal gone.

N entries are there. One process publishes an honoree by the domain function a moderator's button calls, another asks
``service.find`` for the name without a pause. Told are the milliseconds from the press of the button and from its
commit to the answer in the other process; beside them stands what SQLite needs bare, in the same run: one row
committed by one process and read by the other. Every commit is synced to the disk, as in production.

``woken``: the process that publishes brings it into the index after its commit. ``worker``: it does not
(OUTBOX_WAKE=off), ``manage.py run_due --loop`` does. Everything happens in a temporary folder.
"""

# ruff: noqa: T201 - a report

from __future__ import annotations

import os
import shutil
import sqlite3
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "portal.settings.test")
PATIENCE = 30.0  # seconds
PAUSE = 0.0005  # between two looks


def begin(folder: Path) -> None:
    """Loads the portal on the database of the folder, with commits synced as in production."""
    os.environ["VAR_DIR"], os.environ["DATA_DIR"] = str(folder / "var"), str(folder / "data")
    os.environ["DATABASE_URL"] = f"sqlite:///{folder / 'bench.sqlite3'}"
    import django
    from django.conf import settings
    from django.db import connection

    settings.SEARCH_INDEX_DIR = folder / "search"
    django.setup()
    options = connection.settings_dict["OPTIONS"]
    options["init_command"] = options["init_command"].replace("synchronous=OFF", "synchronous=FULL")


def bare(folder: Path) -> sqlite3.Connection:
    database = sqlite3.connect(folder / "bare.sqlite3", isolation_level=None, timeout=20)
    database.execute("PRAGMA journal_mode=WAL")
    database.execute("PRAGMA synchronous=FULL")
    database.execute("CREATE TABLE IF NOT EXISTS name (name TEXT PRIMARY KEY)")
    return database


# The other processes -------------------------------------------------------------------------------------------------


def watch(folder: Path) -> None:
    """Answers each line ``what how-many name`` with the time at which that became true."""
    begin(folder)
    from search import service
    from search.documents import Query

    database = bare(folder)

    def seen(what: str, name: str) -> int:
        if what == "bare":
            return len(database.execute("SELECT 1 FROM name WHERE name = ?", (name,)).fetchall())
        return service.find(Query(text=f'"{name}"', counted=())).total

    seen("search", "x")
    print("ready", flush=True)
    for line in sys.stdin:
        what, wanted, name = line.rstrip("\n").split(" ", 2)
        deadline = time.monotonic() + PATIENCE
        while seen(what, name) != int(wanted):
            if time.monotonic() > deadline:
                print("never", flush=True)
                return
            time.sleep(PAUSE)
        print(time.time(), flush=True)


def work(folder: Path) -> None:
    begin(folder)
    from django.conf import settings
    from django.core.management import call_command

    settings.OUTBOX_WAKE = "off"
    call_command("run_due", loop=True)


class Watcher:
    def __init__(self, folder: Path) -> None:
        self.process = start("watch", folder, stdin=subprocess.PIPE, stdout=subprocess.PIPE)
        assert self.process.stdout is not None
        assert self.process.stdout.readline() == "ready\n"

    def expect(self, what: str, wanted: int, name: str) -> None:
        assert self.process.stdin is not None
        self.process.stdin.write(f"{what} {wanted} {name}\n")
        self.process.stdin.flush()

    def seen(self) -> float:
        assert self.process.stdout is not None
        return float(self.process.stdout.readline())


def start(mode: str, folder: Path, **streams: int) -> subprocess.Popen[str]:
    command = [sys.executable, "-m", "tests.benchmarks.approve_to_found", mode, str(folder)]
    return subprocess.Popen(command, text=True, **streams)


# The measurement -----------------------------------------------------------------------------------------------------


def fill(count: int) -> None:
    from django.core.management import call_command

    from search import service
    from tests.benchmarks import search_material

    call_command("migrate", verbosity=0)
    search_material.fill(count, lambda _done: None)
    service.rebuild()


class Clock:
    def __init__(self) -> None:
        self.pressed: list[float] = []
        self.committed: list[float] = []

    def note(self, pressed: float, committed: float, seen: float) -> None:
        self.pressed.append((seen - pressed) * 1000)
        self.committed.append((seen - committed) * 1000)


def row(name: str, spent: list[float]) -> str:
    cuts = statistics.quantiles(spent, n=100, method="inclusive")
    return f"{name:<46}{cuts[49]:>9.1f}{cuts[94]:>9.1f}{max(spent):>9.1f}"


def publish(rounds: int, first: int, watcher: Watcher) -> tuple[Clock, Clock]:
    """Approves and withdraws an honoree in each round."""
    from django.db import transaction

    from recognition.domain import publication
    from tests import factories

    office = factories.office()
    award = factories.award(by=office)
    approval, withdrawal = Clock(), Clock()
    for number in range(first, first + rounds):
        name = f"Nguyễn Thị Zuýt{number}"
        decision = factories.decision(by=office)
        conferral = factories.conferral(on=decision, of=award, name=name)
        actor = factories.person(factories.Role.DATA_OFFICER)
        marks: list[float] = []

        for clock, wanted, act in (
            (approval, 1, lambda decision=decision: factories.publish(decision)),
            (
                withdrawal,
                0,
                lambda row=conferral, actor=actor: publication.hide(conferral=row, actor=actor, reason="thử"),
            ),
        ):
            watcher.expect("search", wanted, name)
            if not wanted:
                time.sleep(0.05)
            pressed = time.time()
            with transaction.atomic():
                # Runs first after the commit, before anybody is woken.
                transaction.on_commit(lambda marks=marks: marks.append(time.time()))
                act()
            clock.note(pressed, marks[-1], watcher.seen())
            conferral.refresh_from_db()
    return approval, withdrawal


def main(count: int, rounds: int) -> None:
    folder = Path(tempfile.mkdtemp(prefix="tonvinh-bench-"))
    processes: list[subprocess.Popen[str]] = []
    try:
        begin(folder)
        from django.conf import settings

        fill(count)
        watcher = Watcher(folder)
        processes.append(watcher.process)
        print(f"{count:,} entries, {rounds} rounds, milliseconds{'p50':>22}{'p95':>9}{'worst':>9}")
        publish(3, 0, watcher)  # whatever is loaded only once
        report("woken", *publish(rounds, 1000, watcher))

        settings.OUTBOX_WAKE = "off"
        processes.append(start("work", folder))
        publish(3, 10, watcher)
        report("worker", *publish(rounds, 5000, watcher))

        database = bare(folder)
        spent = []
        for number in range(rounds):
            watcher.expect("bare", 1, f"n{number}")
            began = time.time()
            database.execute("INSERT INTO name VALUES (?)", (f"n{number}",))
            spent.append((watcher.seen() - began) * 1000)
        print(row("bare SQLite: a row committed, then read", spent))
    finally:
        for process in processes:
            process.kill()
            process.wait()
        shutil.rmtree(folder, ignore_errors=True)


def report(name: str, approval: Clock, withdrawal: Clock) -> None:
    print(row(f"{name}: approved, from the commit", approval.committed))
    print(row(f"{name}: approved, from the press of the button", approval.pressed))
    print(row(f"{name}: withdrawn, from the commit", withdrawal.committed))
    print(row(f"{name}: withdrawn, from the press of the button", withdrawal.pressed))


if __name__ == "__main__":
    modes = {"watch": watch, "work": work}
    if sys.argv[1] in modes:
        modes[sys.argv[1]](Path(sys.argv[2]))
    else:
        main(int(sys.argv[1]), int(sys.argv[2]) if len(sys.argv) > 2 else 60)
