"""``python -m tests.benchmarks.search_engine N [ROUNDS] [FOLDER]``: search at N entries, beside the same work done bare.

The same questions over the same invented people in one run: through ``search.service`` on the embedded engine, on
Elasticsearch where ``ELASTICSEARCH_URL`` is set (``tests/services/elasticsearch/with`` starts a node), on an FTS5 table of
SQLite, and on PostgreSQL's full text where ``DATABASE_URL`` is PostgreSQL (``.ci/with-postgresql`` starts one). The
service does the whole of its work: reading the text, tiers, counts, rows, labels, marks. The bare databases give the
first twenty rows by their rank, the total and the counts of three facets, of folded text, and nothing else.

What an engine remembers of questions it answered is switched off, so every figure is that of a new question. Everything
happens in a temporary folder, a schema and a prefix of their own; with FOLDER the entries are kept for the next run.
"""

# ruff: noqa: T201 - a report

from __future__ import annotations

import gc
import os
import random
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
import uuid
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "portal.settings.test")
PATIENCE = 60.0  # seconds a bare database is asked; every text once at least
COUNTED = ("year", "award", "unit")
_SCHEMA = "bench_search"


def begin(folder: Path) -> None:
    """Loads the portal on the database of the folder, or on a schema of its own in PostgreSQL."""
    os.environ["DATA_DIR"], os.environ["VAR_DIR"] = str(folder / "data"), str(folder / "var")
    if os.environ.get("DATABASE_URL", "").startswith("postgres"):
        os.environ["PGOPTIONS"] = f"-c search_path={_SCHEMA}"
    else:
        os.environ["DATABASE_URL"] = f"sqlite:///{folder / 'bench.sqlite3'}"
    import django
    from django.conf import settings

    django.setup()
    settings.SEARCH_INDEX_DIR = folder / "search"
    from search.engines.embedded import asking

    asking.MOST_REMEMBERED = 0


# The process beside -------------------------------------------------------------------------------------------------


def watch(folder: Path) -> None:
    """Answers each line with the time at which its text was found; an empty line with the memory of this process."""
    begin(folder)
    from search import service
    from search.documents import Query
    from tests.benchmarks.search_material import QUERIES

    for text in QUERIES:
        service.find(Query(text=text, counted=COUNTED))
    print("ready", flush=True)
    for line in sys.stdin:
        text = line.strip()
        if not text:
            print(_memory(), flush=True)
            continue
        while not service.find(Query(text=text, literal=True, counted=())).total:
            time.sleep(0.0005)
        print(time.time(), flush=True)


def _memory() -> float:
    """Megabytes that this process holds, without files mapped into it; 0 where the system does not say."""
    try:
        lines = Path("/proc/self/status").read_text("ascii").splitlines()
    except OSError:
        return 0.0
    return sum(int(line.split()[1]) for line in lines if line.startswith("RssAnon")) / 1024


class Watcher:
    def __init__(self, folder: Path, environment: Mapping[str, str]) -> None:
        command = [sys.executable, "-m", "tests.benchmarks.search_engine", "watch", str(folder)]
        self.process = subprocess.Popen(
            command,
            text=True,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            env={**os.environ, **environment},
        )
        assert self.process.stdout is not None
        assert self.process.stdout.readline() == "ready\n"

    def tell(self, text: str) -> None:
        assert self.process.stdin is not None
        self.process.stdin.write(f"{text}\n")
        self.process.stdin.flush()

    def answer(self) -> float:
        assert self.process.stdout is not None
        return float(self.process.stdout.readline())

    def end(self) -> None:
        self.process.kill()
        self.process.communicate()


# What is measured ---------------------------------------------------------------------------------------------------


@dataclass
class Leg:
    """One engine or database, with its figures by the name of the work; one number, or p50, p95 and worst."""

    name: str
    figures: dict[str, tuple[float, ...]] = field(default_factory=dict)

    def times(self, work: str, spent: Sequence[float]) -> None:
        cuts = statistics.quantiles(spent, n=100, method="inclusive") if len(spent) > 1 else [spent[0]] * 99
        self.figures[work] = (cuts[49], cuts[94], max(spent))
        print(
            f"{self.name:<22}{work:<34}" + "".join(f"{value:>10.2f}" for value in self.figures[work]),
            "ms p50, p95, worst",
            flush=True,
        )

    def tell(self, work: str, value: float, unit: str) -> None:
        self.figures[work] = (value,)
        print(f"{self.name:<22}{work:<34}{value:>10,.1f} {unit}", flush=True)


def timed(
    action: Callable[[str], object],
    texts: Sequence[str],
    rounds: int,
    patience: float | None = None,
    clock: Callable[[], float] = time.perf_counter,
) -> list[float]:
    """Milliseconds of each call, in a mixed order; after ``patience`` seconds no new round is begun. With another clock
    the time of the processor alone, which other work on the machine hardly changes.
    """
    draw = random.Random(7)
    spent: list[float] = []
    began = time.perf_counter()
    gc.collect()
    for _round in range(rounds):
        for text in draw.sample(texts, len(texts)):
            start = clock()
            action(text)
            spent.append((clock() - start) * 1000)
        if patience is not None and time.perf_counter() - began > patience:
            break
    return spent


# Our engines --------------------------------------------------------------------------------------------------------


def measure_engine(leg: Leg, count: int, rounds: int, folder: Path, environment: Mapping[str, str]) -> None:
    from search import service
    from search.documents import Query
    from tests.benchmarks.search_material import PREFIXES, QUERIES, WORST

    start = time.perf_counter()
    service.rebuild()
    leg.tell("rebuild", count / (time.perf_counter() - start), "entries/s")

    def ask(**values: Any) -> Callable[[str], object]:
        return lambda text: service.find(Query(text=text, **values))

    three = ask(counted=COUNTED)
    timed(three, QUERIES, 2)  # files and code are warm
    leg.times("search, three facets", timed(three, QUERIES, rounds))
    if leg.name.startswith("embedded"):
        leg.times("the same, processor time", timed(three, QUERIES, rounds, clock=time.thread_time))
    leg.times("search, eight facets", timed(ask(), QUERIES, rounds))
    chosen = ask(counted=COUNTED, filters={"year": ("2021", "2022")})
    leg.times("search, two years chosen", timed(chosen, QUERIES, rounds))
    leg.times("the worst texts", timed(three, WORST, max(2, rounds // 5)))
    leg.times("the second page", timed(ask(counted=COUNTED, page=2), QUERIES, max(2, rounds // 5)))
    leg.times("browse without words", timed(three, [""], rounds))
    leg.times("suggest", timed(lambda text: service.suggest(text, "vi"), PREFIXES, rounds))
    leg.times("the first search after a commit", after_commits(three, max(3, rounds)))
    leg.times("changed to found, other process", changed_to_found(leg, rounds, folder, environment))


def after_commits(ask: Callable[[str], object], rounds: int) -> list[float]:
    from search.engines import engine
    from search.models import Entry
    from tests.benchmarks.search_material import QUERIES

    spent = []
    for number in range(rounds):
        entry = Entry.objects.get(key=f"n{number * 97 % 9_000}")
        with engine().writing() as writer:
            writer.replace([entry.source_ref], [entry])
        spent += timed(ask, [QUERIES[number % len(QUERIES)]], 1)
    return spent


def changed_to_found(leg: Leg, rounds: int, folder: Path, environment: Mapping[str, str]) -> list[float]:
    """From the call of ``refresh`` in this process to the answer of ``find`` in another."""
    from portal.core.outbox import Ref
    from search import registry, service
    from search.documents import Document

    class Fresh:
        kind, outbox_kinds, naming = "fresh", frozenset({"bench.fresh"}), frozenset()

        def refs(self) -> Iterator[Ref]:
            return iter(())

        def documents(self, refs: Sequence[Ref]) -> Iterator[Document]:
            for ref in refs:
                yield Document(kind="fresh", key=ref.key, language="vi", title=ref.key, url="/", ref=ref)

        def facet_labels(self, *_facet: object) -> Mapping[str, str]:
            return {}

    spent = []
    watcher = Watcher(folder, environment)
    registry.register(Fresh())
    try:
        watcher.tell("")
        memory = watcher.answer()
        for _round in range(max(5, rounds)):
            name = "".join(random.Random(uuid.uuid4().int).choices("bcdfghjklmnpqrstvwxz", k=12))
            watcher.tell(name)
            time.sleep(0.05)  # it is asking, and finds nothing
            start = time.time()
            failed = service.refresh([Ref("bench.fresh", name)])
            assert not failed
            spent.append((watcher.answer() - start) * 1000)
    finally:
        registry.unregister("fresh")
        watcher.end()
    leg.tell("memory of a searching process", memory, "MB")
    return spent


def embedded(count: int, rounds: int, folder: Path) -> Leg:
    leg = Leg("embedded (Tantivy)")
    measure_engine(leg, count, rounds, folder, {"SEARCH_ENGINE": "embedded"})
    size = sum(path.stat().st_size for path in (folder / "search").rglob("*") if path.is_file())
    leg.tell("index", size / 1e6, "MB")
    return leg


def elasticsearch(count: int, rounds: int, folder: Path) -> Leg:
    from django.test import override_settings
    from elasticsearch import Elasticsearch

    leg = Leg("Elasticsearch")
    url, prefix = os.environ["ELASTICSEARCH_URL"], f"bench{uuid.uuid4().hex[:10]}"
    given = {
        "SEARCH_ENGINE": "elasticsearch",
        "ELASTICSEARCH_URL": url,
        "ELASTICSEARCH_PREFIX": prefix,
        "ELASTICSEARCH_TIMEOUT": "30",
        "ELASTICSEARCH_REPLICAS": "0",
    }
    numbers = {"ELASTICSEARCH_TIMEOUT": 30, "ELASTICSEARCH_REPLICAS": 0}
    with Elasticsearch(url, request_timeout=60) as client:
        try:
            with override_settings(**{**given, **numbers}):
                measure_engine(leg, count, rounds, folder, given)
            stats = client.indices.stats(index=f"{prefix}-*", metric="store")
            leg.tell("index", stats["_all"]["primaries"]["store"]["size_in_bytes"] / 1e6, "MB")
            nodes = client.nodes.stats(metric="jvm")["nodes"].values()
            used = sum(node["jvm"]["mem"]["heap_committed_in_bytes"] for node in nodes)
            leg.tell("memory of the servers (heap)", used / 1e6, "MB")
        finally:
            for name in client.indices.get(index=f"{prefix}-*", expand_wildcards="all"):
                client.indices.delete(index=name)
    return leg


# Bare databases -----------------------------------------------------------------------------------------------------


def measure_bare(
    leg: Leg, rounds: int, ask: Callable[[str], object], begin_with: Callable[[str], object]
) -> None:
    from tests.benchmarks.search_material import PREFIXES, QUERIES, WORST

    worst = [text for text in WORST if text]
    leg.times("search, three facets", timed(ask, QUERIES, rounds, PATIENCE))
    if leg.name.startswith("SQLite"):
        leg.times(
            "the same, processor time", timed(ask, QUERIES, rounds, PATIENCE / 4, clock=time.thread_time)
        )
    leg.times("the worst texts", timed(ask, worst, rounds, PATIENCE))
    leg.times("suggest", timed(begin_with, PREFIXES, rounds, PATIENCE))


def folded(text: str) -> list[str]:
    from portal.core import vietnamese

    plain = "".join(sign if sign.isalnum() else " " for sign in vietnamese.fold(text))
    return list(dict.fromkeys(plain.split()))


def fts5(count: int, rounds: int, folder: Path) -> Leg:
    import sqlite3

    from tests.benchmarks.search_material import people

    leg = Leg("SQLite FTS5")
    path = folder / "fts.sqlite3"
    path.unlink(missing_ok=True)
    database = sqlite3.connect(path)
    database.execute("PRAGMA journal_mode=WAL")
    database.execute("PRAGMA synchronous=OFF")
    start = time.perf_counter()
    database.execute("CREATE VIRTUAL TABLE t USING fts5(title, words, number, tokenize='unicode61')")
    database.execute("CREATE TABLE f (id INTEGER, facet TEXT, value TEXT)")
    for person in people(0, count):
        texts = [" ".join(folded(text)) for text in (person.name, person.words, person.decision)]
        database.execute(
            "INSERT INTO t(rowid, title, words, number) VALUES (?, ?, ?, ?)", (person.number, *texts)
        )
        database.executemany(
            "INSERT INTO f VALUES (?, ?, ?)", [(person.number, *value) for value in values(person)]
        )
    database.execute("CREATE INDEX fi ON f(id)")
    database.commit()
    leg.tell("rebuild", count / (time.perf_counter() - start), "entries/s")

    def ask(text: str) -> None:
        match = " ".join(f'"{word}"' for word in folded(text))
        database.execute("SELECT rowid FROM t WHERE t MATCH ? ORDER BY rank LIMIT 20", (match,)).fetchall()
        database.execute("SELECT count(*) FROM t WHERE t MATCH ?", (match,)).fetchall()
        database.execute(
            "SELECT facet, value, count(*) FROM f WHERE id IN (SELECT rowid FROM t WHERE t MATCH ?) GROUP BY 1, 2",
            (match,),
        ).fetchall()

    def begin_with(text: str) -> None:
        match = "title : " + " ".join(f'"{word}"' for word in folded(text)) + "*"
        database.execute("SELECT rowid FROM t WHERE t MATCH ? ORDER BY rank LIMIT 8", (match,)).fetchall()

    measure_bare(leg, rounds, ask, begin_with)
    database.close()
    leg.tell("index", path.stat().st_size / 1e6, "MB")
    return leg


def postgresql(count: int, rounds: int, _folder: Path) -> Leg:
    from django.db import connection

    from tests.benchmarks.search_material import people

    leg = Leg("PostgreSQL full text")
    with connection.cursor() as cursor:
        start = time.perf_counter()
        cursor.execute("CREATE TABLE t (id integer PRIMARY KEY, title tsvector, words tsvector)")
        cursor.execute("CREATE TABLE f (id integer, facet text, value text)")
        with cursor.copy("COPY t FROM STDIN") as copy:
            for person in people(0, count):
                name = folded(person.name)
                rest = list(dict.fromkeys([*name, *folded(person.words), *folded(person.decision)]))
                copy.write_row((person.number, " ".join(name), " ".join(rest)))
        with cursor.copy("COPY f FROM STDIN") as copy:
            for person in people(0, count):
                for value in values(person):
                    copy.write_row((person.number, *value))
        cursor.execute("CREATE INDEX ON t USING gin (words)")
        cursor.execute("CREATE INDEX ON t USING gin (title)")
        cursor.execute("CREATE INDEX ON f (id)")
        cursor.execute("ANALYZE t, f")
        leg.tell("rebuild", count / (time.perf_counter() - start), "entries/s")

        def ask(text: str) -> None:
            match = " & ".join(folded(text))
            cursor.execute(
                "SELECT id FROM t, to_tsquery('simple', %s) q WHERE words @@ q ORDER BY ts_rank(words, q) DESC, id LIMIT 20",
                [match],
            )
            cursor.fetchall()
            cursor.execute("SELECT count(*) FROM t WHERE words @@ to_tsquery('simple', %s)", [match])
            cursor.fetchall()
            cursor.execute(
                "SELECT facet, value, count(*) FROM f JOIN t USING (id) WHERE words @@ to_tsquery('simple', %s) GROUP BY 1, 2",
                [match],
            )
            cursor.fetchall()

        def begin_with(text: str) -> None:
            match = " & ".join(folded(text)) + ":*"
            cursor.execute(
                "SELECT id FROM t, to_tsquery('simple', %s) q WHERE title @@ q ORDER BY ts_rank(title, q) DESC, id LIMIT 8",
                [match],
            )
            cursor.fetchall()

        measure_bare(leg, rounds, ask, begin_with)
        cursor.execute("SELECT pg_total_relation_size('t') + pg_total_relation_size('f')")
        leg.tell("index", cursor.fetchone()[0] / 1e6, "MB")
        cursor.execute("DROP TABLE t, f")
    return leg


def values(person: Any) -> list[tuple[str, str]]:
    return [
        ("year", str(person.day.year)),
        ("award", person.award),
        *(("unit", unit) for unit in person.units),
    ]


# The whole ----------------------------------------------------------------------------------------------------------


def prepare(count: int, folder: Path) -> None:
    """The tables, the units and awards that labels come from, and the entries; not again where FOLDER has them."""
    from django.core.management import call_command

    from recognition.models import Award, Unit
    from search.models import Entry
    from tests.benchmarks import search_material

    call_command("migrate", verbosity=0)
    Award.objects.bulk_create(
        [Award(code=code, name=f"Giải thưởng {code}") for code in search_material.AWARDS],
        ignore_conflicts=True,
    )
    Unit.objects.bulk_create(
        [
            Unit(code=code, slug=code, name=f"Đơn vị {code}", sort_key=code)
            for code in ("syt", *search_material.UNITS)
        ],
        ignore_conflicts=True,
    )
    if Entry.objects.count() == count:
        return
    Entry.objects.all().delete()
    start = time.perf_counter()
    search_material.fill(count, lambda done: print(f"\r{done:,} entries", end="", flush=True))
    print(f"\r{count:,} entries made and written: {count / (time.perf_counter() - start):,.0f}/s ({folder})")


@contextmanager
def place(kept: str) -> Iterator[Path]:
    """The folder of a run, and a schema of its own in PostgreSQL."""
    folder = Path(kept) if kept else Path(tempfile.mkdtemp(prefix="tonvinh-bench-"))
    folder.mkdir(parents=True, exist_ok=True)
    begin(folder)
    from django.db import connection

    postgres = connection.vendor == "postgresql"
    try:
        if postgres:
            with connection.cursor() as cursor:
                cursor.execute(f"DROP SCHEMA IF EXISTS {_SCHEMA} CASCADE")
                cursor.execute(f"CREATE SCHEMA {_SCHEMA}")
        yield folder
    finally:
        if postgres:
            with connection.cursor() as cursor:
                cursor.execute(f"DROP SCHEMA IF EXISTS {_SCHEMA} CASCADE")
        connection.close()
        if not kept:
            shutil.rmtree(folder, ignore_errors=True)


def table(legs: Sequence[Leg]) -> None:
    """Each kind of work beside itself, and how many times as long the others take at p95."""
    ours = legs[0]
    print("\n| |", " | ".join(leg.name for leg in legs), "|")
    print("|---|" + "---|" * len(legs))
    for work in dict.fromkeys(work for leg in legs for work in leg.figures):
        cells = []
        for leg in legs:
            figures = leg.figures.get(work)
            if figures is None:
                cells.append("")
            elif len(figures) == 1:
                cells.append(f"{figures[0]:,.0f}")
            else:
                own = ours.figures.get(work, figures)
                ratio = f" ({figures[1] / own[1]:.1f} ×)" if leg is not ours else ""
                cells.append(" / ".join(f"{value:,.1f}" for value in figures) + ratio)
        unit = {"rebuild": ", entries/s"}.get(work, ", MB" if "memory" in work or work == "index" else ", ms")
        print(f"| {work}{unit} | {' | '.join(cells)} |")
    print("\nTimes are p50 / p95 / worst; in brackets how many times as long as ours at p95.")


def main(count: int, rounds: int, kept: str) -> None:
    with place(kept) as folder:
        from django.db import connection

        prepare(count, folder)
        legs = [embedded(count, rounds, folder)]
        if os.environ.get("ELASTICSEARCH_URL"):
            legs.append(elasticsearch(count, rounds, folder))
        else:
            print("Elasticsearch: ELASTICSEARCH_URL is not set, so it is left out")
        legs.append(fts5(count, rounds, folder))
        if connection.vendor == "postgresql":
            legs.append(postgresql(count, rounds, folder))
        else:
            print("PostgreSQL: DATABASE_URL names none, so it is left out")
        table(legs)


if __name__ == "__main__":
    arguments = sys.argv[1:]
    if arguments[:1] == ["watch"]:
        watch(Path(arguments[1]))
    else:
        main(
            int(arguments[0]) if arguments else 10_000,
            int(arguments[1]) if len(arguments) > 1 else 20,
            arguments[2] if len(arguments) > 2 else "",
        )
