"""Bringing in what changed: poisoned rows, engines that are away, rebuilding from the sources."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from portal.core import outbox, timers
from portal.core.models import OutboxRow, TimerMark
from portal.core.outbox import Ref, Unavailable
from search import indexing, receivers, service
from search.documents import Query
from search.engines import engine
from search.engines.base import EngineBusy, EngineError
from search.engines.embedded.writing import EmbeddedWriter
from search.models import Edition, Entry
from tests.search.conftest import BookSource, book

pytestmark = pytest.mark.django_db


def put(source: BookSource, *keys: str) -> dict[Ref, str]:
    for key in keys:
        source.books[key] = [book(key, title=f"Sách {key}")]
    return service.refresh([Ref("library.book", key) for key in keys])


def titles() -> list[str]:
    return sorted(hit.plain_title for hit in service.find(Query(text="sach", size=50)).hits)


def tell(*keys: str) -> None:
    with transaction.atomic():
        outbox.record(*(Ref("library.book", key) for key in keys))


# Poison --------------------------------------------------------------------------------------------------------------


def test_a_row_the_database_refuses_fails_alone(source):
    source.books["b"] = [book("b" * 300, title="Sách quá dài", ref=Ref("library.book", "b"))]
    if connection.vendor == "sqlite":  # which refuses no length
        source.books["b"] = [book("b\ud800", title="Sách hỏng", ref=Ref("library.book", "b"))]
    failed = put(source, "a") | service.refresh([Ref("library.book", key) for key in ("a", "b", "c")])
    assert list(failed) == [Ref("library.book", "b")]
    assert put(source, "c") == {}
    assert titles() == ["Sách a", "Sách c"]
    assert service.check().clean


@pytest.fixture
def poison(monkeypatch):
    """An engine that refuses the words of one book."""
    take = EmbeddedWriter.replace

    def replace(self, refs, entries):
        entries = list(entries)
        if any(entry.title == "Sách độc" for entry in entries):
            raise EngineError("this row is refused")
        take(self, refs, entries)

    monkeypatch.setattr(EmbeddedWriter, "replace", replace)


def test_a_row_the_engine_refuses_fails_alone_and_leaves_no_trace(source, poison):
    put(source, *(str(number) for number in range(20)))
    source.books["7"] = [book("7", title="Sách độc")]
    source.books["8"] = [book("8", title="Sách mới")]
    assert service.refresh(source.refs()) == {Ref("library.book", "7"): "EngineError: this row is refused"}
    assert len(titles()) == 19
    assert "Sách mới" in titles()
    assert service.check().clean
    assert service.rebuild() == 19


def test_a_poisoned_object_is_parked_with_its_reason_while_others_go_on_and_is_found_after_a_retry(
    source, time_machine
):
    time_machine.move_to("2026-11-24 08:00:00+07:00", tick=False)
    source.books["x"] = [None]  # no document at all
    tell("x")
    for number in range(outbox.MAX_ATTEMPTS):
        put_in = f"{number}"
        source.books[put_in] = [book(put_in, title=f"Sách {number}")]
        tell(put_in)
        report = outbox.deliver("search")
        assert report.delivered == 1
        time_machine.shift(timedelta(minutes=16))
    assert len(titles()) == outbox.MAX_ATTEMPTS
    [row] = outbox.parked("search")
    assert (row.key, row.attempts) == ("x", outbox.MAX_ATTEMPTS)
    assert row.error.startswith("AttributeError")
    source.books["x"] = [book("x", title="Sách x")]
    outbox.retry(row)
    outbox.deliver("search")
    assert "Sách x" in titles()
    assert not OutboxRow.objects.exists()


# Away ----------------------------------------------------------------------------------------------------------------


@pytest.fixture
def away(monkeypatch):
    """An engine that can be read and not written, as on a full disk, until ``away.clear()``."""
    out = threading.Event()
    out.set()
    taking = type(engine()).writing

    @contextmanager
    def writing(self) -> Iterator[EmbeddedWriter]:
        if out.is_set():
            raise EngineError("No space left on device")
        with taking(self) as writer:
            yield writer

    monkeypatch.setattr(type(engine()), "writing", writing)
    return out


def test_an_engine_that_cannot_write_parks_nothing_and_gets_everything_when_it_is_back(
    source, away, monkeypatch
):
    for key in "abc":
        source.books[key] = [book(key, title=f"Sách {key}")]
    tell("a", "b", "c")
    for _try in range(outbox.MAX_ATTEMPTS + 2):
        with pytest.raises(Unavailable):
            receivers.consume([Ref("library.book", "a")])
    report = outbox.deliver("search")
    assert (report.unavailable, report.failed) == (("search",), 0)
    assert set(OutboxRow.objects.values_list("attempts", "parked")) == {(0, False)}
    assert outbox.deliver("search").unavailable == ("search",)  # it is not asked again at once
    away.clear()
    monkeypatch.setattr(outbox._consumers["search"], "absent_until", 0.0)
    assert outbox.deliver("search").delivered == 3
    assert titles() == ["Sách a", "Sách b", "Sách c"]


def test_who_was_away_is_asked_again_within_two_seconds(source, away, monkeypatch):
    tell("a")
    consumer = outbox._consumers["search"]
    for _try in range(5):
        consumer.absent_until = 0.0
        outbox.deliver("search")
    assert consumer.absences == 5
    assert consumer.patience <= 2.0
    monkeypatch.setattr(consumer, "absences", 0)
    monkeypatch.setattr(consumer, "absent_until", 0.0)


def test_what_is_withdrawn_is_shown_no_more_even_while_the_engine_cannot_write(source, away):
    away.clear()
    put(source, "a", "b")
    away.set()
    del source.books["a"]
    with pytest.raises(Unavailable):
        receivers.consume([Ref("library.book", "a")])
    assert titles() == ["Sách b"]
    away.clear()
    receivers.consume([Ref("library.book", "a")])
    assert service.check().clean


def test_a_full_disk_is_no_fault_of_the_rows(source, monkeypatch, settings, tmp_path):
    (tmp_path / "file").write_text("no folder")
    settings.SEARCH_INDEX_DIR = tmp_path / "file" / "search"
    with pytest.raises(Unavailable):
        receivers.consume([Ref("library.book", "a")])


def test_only_one_process_brings_objects_in(source, monkeypatch, transactional_db):
    monkeypatch.setattr(indexing, "WAIT", 0.05)
    held, done = threading.Event(), threading.Event()

    def hold() -> None:
        with indexing._alone():
            held.set()
            done.wait(10)
        connection.close()

    thread = threading.Thread(target=hold)
    thread.start()
    assert held.wait(10)
    try:
        with pytest.raises(EngineBusy):
            put(source, "a")
    finally:
        done.set()
        thread.join()
    assert put(source, "a") == {}


# From the sources ----------------------------------------------------------------------------------------------------


def test_everything_is_read_again_in_batches_with_progress_for_both_phases(source, monkeypatch):
    monkeypatch.setattr(indexing, "BATCH", 4)
    put(source, *(f"old{number}" for number in range(7)))
    for number in range(3):
        del source.books[f"old{number}"]
    for number in range(6):
        source.books[f"new{number}"] = [book(f"new{number}", title=f"Sách new{number}")]
    source.books["old5"] = [book("old5", title="Sách sửa")]
    source.books["old6"] = [book("old6", title="Sách"), book("old6", language="en", title="Book")]
    read: list[tuple[int, int]] = []
    built: list[tuple[int, int]] = []
    number = service.rebuild(
        sources=True,
        progress=lambda *point: built.append(point),
        reading=lambda *point: read.append(point),
    )
    assert number == Entry.objects.count() == 11
    assert read[-1][0] == read[-1][1]
    assert [done for done, _total in read] == sorted(done for done, _total in read)
    assert built[-1] == (11, 11)
    assert "Sách sửa" in titles()
    assert service.check().clean
    assert Edition.objects.get().projection == Edition.PROJECTION


def test_an_object_that_appears_while_everything_is_read_is_kept(source, monkeypatch):
    """And one that changes is not set back: each batch reads the present state under the lock of the writers."""
    put(source, "a", "b")
    asked = source.refs

    def refs():
        found = list(asked())
        put(source, "late")  # approved after the list was made
        return iter(found)

    monkeypatch.setattr(source, "refs", refs)
    service.rebuild(sources=True)
    assert titles() == ["Sách a", "Sách b", "Sách late"]


def test_what_cannot_be_read_keeps_what_it_had_and_is_left_to_the_outbox(source):
    put(source, "a", "b")
    source.books["a"] = [None]
    failed: dict[Ref, str] = {}
    assert service.rebuild(sources=True, failed=failed) == 2
    assert list(failed) == [Ref("library.book", "a")]
    assert list(OutboxRow.objects.filter(consumer="search").values_list("key", flat=True)) == ["a"]
    assert titles() == ["Sách a", "Sách b"]


def test_entries_of_a_kind_nobody_declares_any_more_go(source):
    put(source, "a")
    Entry.objects.create(
        kind="gone", key="x", language="vi", source_kind="gone.thing", source_key="1", title="Sách cũ", url="/",
        indexed="{}", digest=1,
    )  # fmt: skip
    assert service.rebuild(sources=True) == 1
    assert titles() == ["Sách a"]


def test_reading_again_what_has_not_changed_writes_nothing(source):
    put(source, *(str(number) for number in range(30)))
    before = list(Entry.objects.order_by("pk").values())
    with CaptureQueriesContext(connection) as seen:
        service.refresh(source.refs())
    written = ("INSERT", "UPDATE", "DELETE")
    assert not [query["sql"] for query in seen if query["sql"].startswith(written)]
    assert list(Entry.objects.order_by("pk").values()) == before


# Healing -------------------------------------------------------------------------------------------------------------


def test_a_rebuild_from_the_sources_that_died_is_done_again(source, monkeypatch):
    put(source, "a")
    source.books["a"] = [book("a", title="Sách mới")]

    def die(*_args: object) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr(indexing, "_read_everything", die)
        with pytest.raises(KeyboardInterrupt):
            service.rebuild(sources=True)
    service.heal()
    assert titles() == ["Sách mới"]
    assert Edition.objects.get().projection == Edition.PROJECTION


def test_entries_of_another_version_are_made_anew_and_a_new_site_has_nothing_to_do(source):
    service.heal()
    assert Edition.objects.get().projection == Edition.PROJECTION
    put(source, "a")
    source.books["b"] = [book("b", title="Sách b")]
    service.heal()
    assert titles() == ["Sách a"]
    Edition.objects.update(projection=Edition.PROJECTION - 1)
    service.heal()
    assert titles() == ["Sách a", "Sách b"]


def test_healing_does_not_wait_for_the_mark_of_a_process_that_was_killed(source, index_folder):
    put(source, "a")
    TimerMark.objects.update_or_create(
        name="search", defaults={"due": timezone.now() + timers.LEASE, "started": timezone.now()}
    )
    for path in index_folder.rglob("meta.json"):
        path.write_bytes(b"broken")
    assert service.state() == "degraded"
    assert not [outcome for outcome in timers.run() if outcome.error]
    assert service.state() == "ok"
    assert titles() == ["Sách a"]


def test_healing_leaves_a_rebuild_that_is_going_on_alone(source, monkeypatch, transactional_db):
    put(source, "a")
    Edition.objects.update_or_create(pk=Edition.ONLY, defaults={"projection": Edition.PROJECTION - 1})
    held, done = threading.Event(), threading.Event()
    read = indexing._read_everything

    def slow(*args):
        held.set()
        done.wait(10)
        read(*args)

    monkeypatch.setattr(indexing, "_read_everything", slow)

    def rebuild() -> None:
        service.rebuild(sources=True)
        connection.close()

    thread = threading.Thread(target=rebuild)
    thread.start()
    assert held.wait(10)
    service.heal()  # returns at once
    assert thread.is_alive()
    with pytest.raises(EngineBusy):
        service.rebuild()
    done.set()
    thread.join(20)
    assert Edition.objects.get().projection == Edition.PROJECTION
