"""What is the embedded engine's own: processes, damage, rebuilding. The contract is in ``test_contract.py``."""

from __future__ import annotations

import json
import os
import random
import signal
import subprocess
import sys
import threading
import time
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from django.db import connection

from portal.core.outbox import Ref, Unavailable
from search import parsing, ranking, receivers, service
from search.documents import Query
from search.engines import embedded, engine
from search.engines.base import (
    AtLeast,
    EngineBusy,
    EngineDamaged,
    EngineError,
    Phrase,
    Place,
    Plan,
    Row,
    Term,
    Tier,
)
from search.engines.embedded import asking, expressions
from search.models import Entry
from search.tokens import keys
from tests.search.conftest import book

ROOT = Path(__file__).resolve().parents[3]


def put(source, *titles: str) -> None:
    for title in titles:
        source.books[title] = [book(title, title=title)]
    assert service.refresh([Ref("library.book", title) for title in titles]) == {}


def total(text: str) -> int:
    return service.find(Query(text=text)).total


def start(folder: Path, what: str) -> subprocess.Popen[str]:
    process = subprocess.Popen(
        [
            sys.executable,
            "-m",
            "tests.search.engines.processes",
            str(folder),
            str(connection.settings_dict["NAME"]),
            what,
        ],
        cwd=ROOT,
        stdout=subprocess.PIPE,
        text=True,
        env={**os.environ, "PYTHONPATH": os.pathsep.join([str(ROOT), *sys.path])},
    )
    assert process.stdout is not None
    assert process.stdout.readline() == "ready\n"
    return process


# Processes -----------------------------------------------------------------------------------------------------------


@pytest.mark.django_db(transaction=True)
def test_a_commit_is_seen_by_another_process_within_100_ms(source, index_folder):
    put(source, "nothing")
    process = start(index_folder, "watch")
    try:
        time.sleep(0.2)
        put(source, "watched")
        committed = time.time()
        seen = float(process.stdout.readline())
    finally:
        process.kill()
        process.wait()
        process.stdout.close()
    assert seen - committed < 0.1


@pytest.mark.django_db(transaction=True)
def test_a_writer_killed_in_the_middle_leaves_an_index_that_opens_and_a_lock_that_is_free(
    source, index_folder
):
    put(source, *(f"book {number}" for number in range(200)))
    draw = random.Random(4)
    for _round in range(5):
        process = start(index_folder, "write")
        time.sleep(draw.uniform(0.01, 0.3))
        os.kill(process.pid, signal.SIGKILL)
        process.wait()
        process.stdout.close()
        assert service.state() == "ok"
        assert total("book") == 200
        put(source, "book 7")
    assert service.check().clean


@pytest.mark.django_db(transaction=True)
def test_a_searcher_that_passed_a_fork_still_sees_commits(source):
    put(source, "before")
    assert total("before") == 1
    read, write = os.pipe()
    child = os.fork()
    if child == 0:
        try:
            found = engine().search(Plan(tiers=(ALL,), language="vi", filters={})).total
            os.write(write, b"1" if found == 1 else b"0")
        finally:
            os._exit(0)
    os.waitpid(child, 0)
    assert os.read(read, 1) == b"1"
    os.close(read)
    os.close(write)


ALL = Tier("all", "all", Term("live", "1"))


@pytest.mark.django_db(transaction=True)
def test_only_one_writes_at_a_time(source, monkeypatch):
    put(source, "first")
    monkeypatch.setattr(embedded, "WAIT", 0.05)
    with engine().writing():
        with pytest.raises(EngineBusy):
            put(source, "second")
        with pytest.raises(Unavailable):
            receivers.consume([Ref("library.book", "second")])
    put(source, "second")
    assert total("second") == 1


# Damage --------------------------------------------------------------------------------------------------------------


@pytest.mark.django_db
def test_files_that_a_killed_writer_left_hold_nobody_up(source, index_folder):
    put(source, "một", "hai", "ba")
    folder = live(index_folder)
    for segment in json.loads((folder / "meta.json").read_text())["segments"]:
        for stamp in range(100):  # whichever the next commit wants to write
            (folder / f"{segment['segment_id'].replace('-', '')}.{stamp}.del").touch()
    source.books["hai"] = []
    assert service.refresh([Ref("library.book", "hai")]) == {}
    assert (total("hai"), total("ba")) == (0, 1)
    assert service.check().clean


def live(folder: Path) -> Path:
    root = folder / str(embedded.SCHEMA_VERSION)
    return root / (root / "current").read_text()


def overwrite(path: Path) -> None:
    path.write_bytes(b"broken")


@pytest.mark.django_db
@pytest.mark.parametrize(
    "harm",
    [
        lambda folder: overwrite(live(folder) / "meta.json"),
        lambda folder: (live(folder) / "meta.json").unlink(),
        lambda folder: overwrite(folder / str(embedded.SCHEMA_VERSION) / "current"),
        lambda folder: (folder / str(embedded.SCHEMA_VERSION) / "current").unlink(),
        lambda folder: [path.unlink() for path in live(folder).glob("*.term")],
        lambda folder: [overwrite(path) for path in live(folder).glob("*.idx")],
    ],
)
def test_a_damaged_index_is_noticed_and_rebuilt_from_the_entries(source, index_folder, harm):
    put(source, "one", "two")
    harm(index_folder)
    embedded._engine.cache_clear()  # as a process that starts
    with pytest.raises(EngineError):
        total("one")
    assert service.state() == "degraded"
    service.heal()
    assert service.state() == "ok"
    assert total("one") == 1
    assert service.check().clean


@pytest.mark.django_db
def test_an_index_of_an_earlier_version_is_left_until_the_next_purge_and_a_new_one_is_built(
    source, index_folder, monkeypatch
):
    put(source, "one")
    earlier = live(index_folder)
    monkeypatch.setattr(embedded, "SCHEMA_VERSION", 999)
    embedded._engine.cache_clear()
    with pytest.raises(EngineDamaged):
        total("one")
    service.heal()
    assert total("one") == 1
    assert earlier.exists()  # for processes of the release before
    assert service.purge()
    assert not earlier.exists()
    assert total("one") == 1
    assert service.purge() is False
    embedded._engine.cache_clear()


@pytest.mark.django_db
def test_a_writer_mends_a_small_damaged_index_itself(source, index_folder):
    put(source, "one")
    (live(index_folder) / "meta.json").unlink()
    embedded._engine.cache_clear()
    put(source, "two")
    assert (total("one"), total("two")) == (1, 1)


@pytest.mark.django_db
def test_a_new_site_has_an_empty_index_and_no_error(source):
    assert total("anything") == 0
    assert service.state() == "ok"


@pytest.mark.django_db
def test_a_panic_inside_tantivy_is_an_engine_error(source):
    put(source, "one")
    wrong = Tier("wrong", "wrong", Phrase("name_tone", ("one",)))  # a phrase of one word panics
    with pytest.raises(EngineError):
        engine().search(Plan(tiers=(wrong,), language="vi", filters={}))
    assert total("one") == 1


# Rebuilding ----------------------------------------------------------------------------------------------------------


@pytest.mark.django_db(transaction=True)
def test_what_is_written_during_a_rebuild_is_not_lost_and_searches_go_on(source, monkeypatch):
    put(source, "one", "two", "three")
    reached, go_on = threading.Event(), threading.Event()
    fill = embedded.fill

    def slow(writer, progress):
        built = fill(writer, progress)
        if not reached.is_set():
            reached.set()
            assert go_on.wait(10)
        return built

    monkeypatch.setattr(embedded, "fill", slow)

    def rebuild():
        try:
            service.rebuild()
        finally:
            connection.close()

    thread = threading.Thread(target=rebuild)
    thread.start()
    assert reached.wait(10)
    with pytest.raises(EngineBusy):
        service.rebuild()
    put(source, "four")
    del source.books["one"]
    service.refresh([Ref("library.book", "one")])
    source.books["two"] = [book("two", title="changed")]
    service.refresh([Ref("library.book", "two")])
    assert (total("four"), total("one"), total("changed")) == (1, 0, 1)
    go_on.set()
    thread.join(20)
    assert not thread.is_alive()
    assert (total("four"), total("one"), total("two"), total("changed"), total("three")) == (1, 0, 0, 1, 1)
    assert service.check().clean


@pytest.mark.django_db
def test_a_rebuild_sweeps_the_generations_before_it_away(source, index_folder):
    put(source, "one")
    service.rebuild()
    service.rebuild()
    folders = [path for path in (index_folder / str(embedded.SCHEMA_VERSION)).iterdir() if path.is_dir()]
    assert folders == [live(index_folder)]
    assert Entry.objects.count() == 1


@pytest.mark.django_db
def test_many_small_commits_do_not_leave_many_segments(source):
    for number in range(40):
        put(source, f"book {number}")
    assert engine()._present().index.searcher().num_segments <= 10
    assert total("book") == 40


# Short cuts ----------------------------------------------------------------------------------------------------------


def walked(text: str, size: int, **values: Any) -> list[tuple[int, str, int | str]]:
    """All rows of a text, page after page, by offset and by place, which must agree."""
    plan = Plan(
        tiers=ranking.tiers(parsing.understand(text)[0]), language="vi", filters={}, limit=size, **values
    )
    paged: list[Row] = []
    while rows := engine().search(replace(plan, offset=len(paged))).rows:
        paged += rows
    behind = list(engine().search(plan).rows)
    while (
        rows := engine()
        .search(replace(plan, after=Place(behind[-1].tier, behind[-1].value, behind[-1].number)))
        .rows
    ):
        behind += rows
    assert behind == paged
    return [(row.number, row.tier, row.value) for row in paged]


@pytest.mark.django_db
def test_rows_looked_for_in_the_first_bands_are_the_same_in_the_same_order(source, monkeypatch):
    draw = random.Random(3)
    for number in range(300):
        key = f"b{number}"
        title = f"Lê {draw.choice(('Hoa', 'Hòa', 'Hoàng', 'Thị'))} {draw.choice(('Hoa', 'An', 'Lê'))}"
        day = date(draw.randint(2000, 2026), draw.randint(1, 12), 1)
        source.books[key] = [book(key, kind=draw.choice(("honoree", "story")), title=title, date=day)]
    assert service.refresh(source.refs()) == {}
    texts = ("le", "hoa", "Lê Hoa", "le ho", "")
    plain = [walked(text, 7) for text in texts]
    used = []
    leading = asking.Asking._leading

    def spied(self, *arguments):
        found = leading(self, *arguments)
        used.append(found is not None)
        return found

    monkeypatch.setattr(asking.Asking, "_leading", spied)
    monkeypatch.setattr(asking, "_MANY_ROWS", 0)
    monkeypatch.setattr(asking, "_TIMES_NEEDED", 1)
    monkeypatch.setattr(asking, "_LARGEST_SHARE", 0.9)
    assert [walked(text, 7) for text in texts] == plain
    assert any(used)


@pytest.mark.django_db
def test_a_row_may_have_more_values_of_a_facet_than_there_are_columns(source):
    years = tuple(str(year) for year in range(2000, 2010))
    source.books = {
        "many": [book("many", title="An", facets={"year": years})],
        "two": [book("two", title="An", facets={"year": ("2009", "2000"), "award": ('"', "],", "\\")})],
        "none": [book("none", title="An")],
    }
    assert service.refresh(source.refs()) == {}
    counted = engine().search(
        Plan(tiers=(ALL,), language="vi", filters={"year": ("2000",)}, facets=("year", "award", "level"))
    )
    assert counted.total == 2
    assert counted.facets["year"] == {**dict.fromkeys(years, 1), "2000": 2, "2009": 2}
    assert counted.facets["award"] == {'"': 1, "],": 1, "\\": 1}
    assert counted.facets["level"] == {}


@pytest.mark.django_db
@pytest.mark.parametrize(("ways", "walked_words"), [(0, 4_096), (64, 0)])
def test_a_phrase_with_many_ways_to_write_it_finds_the_same(source, monkeypatch, ways, walked_words):
    put(source, "Đặng Thị Mỹ Hoa", "Dang Thi My Hoa", "Dâng Thi Hoa My", "Mỹ Hoà", "Mĩ Hoa", "Mỹ và Hoa")
    texts = ('"my hoa"', '"mỹ hoa"', '"thị mỹ"', '"dang thi my hoa"', '"mi hoa" dang')
    plain = [total(text) for text in texts]
    assert plain[0] == 4
    monkeypatch.setattr(expressions, "MOST_PHRASES", ways)
    monkeypatch.setattr(expressions, "MOST_WALKED", walked_words)
    assert [total(text) for text in texts] == plain


@pytest.mark.django_db
@pytest.mark.parametrize(
    "words", [("le", "thi", "hoa"), ("le", "thi", "hoa", "sen"), ("sen", "bien", "x", "le")]
)
def test_some_of_the_words_are_counted_as_by_hand(source, words):
    titles = [
        "Lê Thị Hoa",
        "Lê Hoa",
        "Lê Thị",
        "Hoa Sen",
        "Lê Thị Sen",
        "Sen Biển Lê",
        *(f"Lê {n}" for n in range(40)),
    ]
    put(source, *titles)
    held = [{key.fold for key in map(keys, title.lower().split())} for title in titles]
    parts = tuple(Term("name_fold", word) for word in words)
    for least in range(1, len(words) + 1):
        expected = sum(len(title & set(words)) >= least for title in held)
        found = engine().search(
            Plan(tiers=(Tier("some", "some", AtLeast(least, parts)),), language="vi", filters={})
        )
        assert found.total == expected


@pytest.mark.django_db
def test_what_was_counted_is_not_told_after_a_commit(source):
    put(source, "An Một")
    assert (total("an"), total("an")) == (1, 1)
    put(source, "An Hai")
    assert total("an") == 2
    del source.books["An Một"]
    service.refresh([Ref("library.book", "An Một")])
    assert total("an") == 1
