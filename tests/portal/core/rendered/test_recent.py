"""Pages a process has read lately: no file is read again, and nothing is shown that the disk no longer holds."""

from __future__ import annotations

import builtins
import gc
import threading
import time
from datetime import timedelta
from pathlib import Path

import pytest
import time_machine
from django.utils import timezone

from portal.core.rendered import recent
from portal.core.rendered.store import Address, Draft, Release

HERE = Address("testserver", "/ton-vinh/")


@pytest.fixture
def folder(settings, tmp_path: Path) -> Path:
    settings.VAR_DIR = tmp_path
    return tmp_path / "rendered" / "r-1"


@pytest.fixture
def web(folder):
    """A process of the web, which reads."""
    made = Release(folder).make()
    yield made
    made.close()


@pytest.fixture
def worker(folder, web):
    """Another process: it knows nothing of what the first has read."""
    made = Release(folder)
    yield made
    made.close()


def keep(release: Release, body: str, address: Address = HERE, *, until=None, plain: bool = True) -> None:
    drafted = Draft((("Content-Type", "text/html"),), body.encode(), frozenset({"a"}), until, plain)
    assert release.keep(address, drafted, started=release.started(), began=time.monotonic())


def read(release: Release, address: Address = HERE) -> str | None:
    page = release.read(address)
    return page.body.decode() if page else None


def open_descriptions() -> int:
    return sum(
        ".meta" in str(opened.readlink())
        for opened in Path("/proc/self/fd").iterdir()
        if opened.is_symlink()  # that of the folder itself is gone
    )


def test_a_page_is_read_from_the_disk_once(web, monkeypatch):
    keep(web, "một")
    assert read(web) == "một"
    monkeypatch.setattr(builtins, "open", lambda *_a, **_k: pytest.fail("a file was read again"))
    assert [read(web) for _turn in range(3)] == ["một"] * 3


def test_each_encoding_is_kept_apart(web):
    keep(web, "một")
    for _turn in range(2):
        assert [web.read(HERE, taken).encoding for taken in ((), ("gzip",), ("br", "gzip"))] == [
            "",
            "gzip",
            "br",
        ]


def test_what_another_process_drops_is_gone_at_once(web, worker):
    keep(web, "một")
    assert read(web) == "một"
    worker.drop({"a"})
    assert read(web) is None


def test_what_another_process_replaces_is_new_at_once(web, worker):
    for number in range(50):  # files of one size, made within one tick of the disk's clock
        keep(worker, f"{number:02}", plain=bool(number % 2))
        assert read(web) == f"{number:02}"


def test_a_number_used_again_by_the_disk_is_not_taken_for_the_same_page(web, worker, folder):
    keep(worker, "cũ")
    assert read(web) == "cũ"
    description = folder / "always/testserver/ton-vinh/index.html.meta"
    number = description.stat().st_ino
    worker.drop({"a"})
    for turn in range(200):
        (folder / f"filler-{turn}").write_bytes(b"")
        assert (folder / f"filler-{turn}").stat().st_ino != number


def test_a_page_is_not_shown_past_its_moment(web):
    now = timezone.now()
    keep(web, "một", until=now + timedelta(minutes=5))
    assert read(web) == "một"
    with time_machine.travel(now + timedelta(minutes=5, seconds=1)):
        assert read(web) is None


def test_memory_and_open_files_are_bounded(web, monkeypatch):
    monkeypatch.setattr(recent, "MOST_PAGES", 5)
    monkeypatch.setattr(recent, "MOST_BYTES", 1000)
    for number in range(12):
        address = Address("testserver", f"/ton-vinh/nguoi-{number}/")
        keep(web, f"{number:03}", address)
        assert read(web, address) == f"{number:03}"
    assert open_descriptions() == 5
    keep(web, "x" * 990)
    read(web)
    assert open_descriptions() == 4
    keep(web, "x" * 1001)
    read(web)
    assert open_descriptions() == 0
    assert [read(web, Address("testserver", f"/ton-vinh/nguoi-{number}/")) for number in (0, 11)] == [
        "000",
        "011",
    ]


def test_a_release_that_goes_closes_what_it_read(web, folder):
    keep(web, "một")
    other = Release(folder)
    assert read(other) == "một"
    assert open_descriptions() == 1
    other.close()
    del other
    gc.collect()
    assert open_descriptions() == 0


def test_many_readers_beside_a_writer_see_only_what_is_kept(web, worker):
    keep(worker, f"{0:05}")
    kept, stop, wrong = [0], threading.Event(), []

    def reader() -> None:
        while not stop.is_set():
            least = kept[0]  # kept before this reading began
            text = read(web)
            if text is not None and int(text) < least:
                wrong.append((least, text))

    readers = [threading.Thread(target=reader) for _number in range(4)]
    for thread in readers:
        thread.start()
    for number in range(1, 150):
        keep(worker, f"{number:05}")
        kept[0] = number
    stop.set()
    for thread in readers:
        thread.join(20)
    assert wrong == []
