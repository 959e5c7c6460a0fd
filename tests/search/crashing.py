"""Trials that kill whoever writes the index at any moment, restart, and compare everything there is."""

from __future__ import annotations

import os
import random
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from django.conf import settings
from django.db import connection, connections

from portal.core.models import OutboxRow
from search import registry, service
from search.documents import Query
from search.models import Entry
from tests.processes import database_url
from tests.search.crash_process import HEALED_WITHIN
from tests.search.library.models import Book, load

MOST_CALLS = 6_000  # a change makes about a thousand
LONGEST = 0.5  # seconds until somebody is killed from outside
TRIES = 100


class Mother:
    """The process that forks those who are killed. It uses the index, the engine and the database of the test."""

    def __init__(self, place: Path) -> None:
        self.children: list[int] = []
        self.errors = (place / "errors").open("w+")
        self.process = subprocess.Popen(
            [
                sys.executable, "-m", "tests.search.crash_process", str(settings.SEARCH_INDEX_DIR),
                settings.SEARCH_ENGINE, settings.ELASTICSEARCH_URL, settings.ELASTICSEARCH_PREFIX,
            ],
            cwd=settings.BASE_DIR,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=self.errors,
            text=True,
            env={
                **os.environ,
                "DATABASE_URL": database_url(),
                "VAR_DIR": str(settings.VAR_DIR),
                "TMPDIR": str(place),
                "DJANGO_SETTINGS_MODULE": os.environ.get("DJANGO_SETTINGS_MODULE", "portal.settings.test"),
            },
        )  # fmt: skip
        self._expect("ready")

    def _expect(self, word: str) -> list[str]:
        assert self.process.stdout is not None
        line = self.process.stdout.readline()
        if not line.startswith(word):
            self.errors.seek(0)
            raise AssertionError(f"{line!r} instead of {word}: {self.errors.read()[-4000:]}")
        return line.split()

    def fork(self, what: str, seed: int = 0, calls: int = 0) -> int:
        assert self.process.stdin is not None
        self.process.stdin.write(f"{what} {seed} {calls}\n")
        self.process.stdin.flush()
        self.children.append(int(self._expect("pid")[1]))
        return self.children[-1]

    def heal(self) -> float:
        """Restarts as an operator would; returns the seconds until ``run_due`` had ended."""
        self.fork("heal")
        return float(self._expect("ended 0")[2])

    def close(self) -> None:
        for pid in self.children:
            if belongs_to(pid, self.process.pid):
                kill(pid)
        self.process.kill()
        self.process.wait()
        for stream in (self.process.stdin, self.process.stdout, self.errors):
            assert stream is not None
            stream.close()


@contextmanager
def mother(place: Path) -> Iterator[Mother]:
    """With a table of books, which are the only source here and there."""
    others = registry.sources()
    with connection.schema_editor() as editor:
        editor.create_model(Book)
    made: list[Mother] = []
    try:
        load()
        service.rebuild()  # an index that is there, as on any site
        made.append(Mother(place))
        yield made[0]
    finally:
        for each in made:
            each.close()
        registry.unregister("book")
        for other in others:
            registry.register(other)
        with connection.schema_editor() as editor:
            editor.delete_model(Book)


def belongs_to(pid: int, parent: int) -> bool:
    """Whether the process is still that child: numbers are given again."""
    try:
        fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    except OSError:
        return False
    return int(fields[1]) == parent


def kill(pid: int) -> None:
    try:
        os.kill(pid, signal.SIGKILL)
    except ProcessLookupError:
        return


def gone(pid: int, seconds: float) -> bool:
    """Whether the process ended, by itself, in time."""
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        try:
            os.kill(pid, 0)
        except ProcessLookupError:
            return True
        time.sleep(0.005)
    return False


def crash(trial: Mother, number: int, draw: random.Random) -> str:
    """One round: somebody writes, perhaps somebody else rebuilds, and one or both die. Returns how."""
    rebuilding = number % 3 == 2
    by_count = number % 2 == 0
    seed = draw.randrange(10**6)
    calls = draw.randrange(1, MOST_CALLS) if by_count else 0
    writer = trial.fork("churn", seed, 0 if rebuilding else calls)
    pids = [writer]
    if rebuilding:
        pids.append(trial.fork("rebuild", seed, calls))
    if by_count:
        gone(pids[-1], 3.0)  # at its own call, else from outside
    else:
        time.sleep(draw.uniform(0.02, LONGEST))
    for pid in pids:
        kill(pid)
    for pid in pids:
        assert gone(pid, 10.0)
    return f"round {number}: seed {seed}, calls {calls}, rebuilding {rebuilding}"


def verify(how: str) -> None:
    """Nothing lost, nothing extra: the books, their rows and the index say the same, and nothing waits."""
    connections.close_all()
    books = set(Book.objects.public().values_list("slug", "title"))
    left = list(OutboxRow.objects.filter(consumer="search").values_list("key", "attempts", "error"))
    assert left == [], f"{how}: {left}"
    assert set(Entry.objects.values_list("key", "title")) == books, how
    difference = service.check()
    assert difference.clean, (how, difference)
    assert difference.indexed == len(books), how
    assert service.find(Query()).total == len(books), how
    if books:
        _slug, title = max(books)
        assert title in {hit.plain_title for hit in service.find(Query(text=title)).hits}, how


def run(trial: Mother, kills: int, *, seed: int) -> list[float]:
    """Kills so often; returns the seconds each restart took."""
    draw = random.Random(seed)
    spent = []
    for number in range(kills):
        how = crash(trial, number, draw)
        spent.append(trial.heal())
        verify(how)
        assert spent[-1] < HEALED_WITHIN, how
    return spent
