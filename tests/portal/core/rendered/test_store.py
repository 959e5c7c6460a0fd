"""The files and the index: never half, never too old, never more than the limit, the same for many processes."""

from __future__ import annotations

import os
import signal
import sqlite3
import threading
import time
from datetime import timedelta
from pathlib import Path

import brotli
import pytest
import time_machine
from django.utils import timezone

from portal.core.rendered import store
from portal.core.rendered.store import Address, Draft, Release

HERE = Address("testserver", "/ton-vinh/")
HEADERS = (("Content-Type", "text/html; charset=utf-8"),)


@pytest.fixture
def release(settings, tmp_path: Path):
    settings.VAR_DIR = tmp_path
    made = Release(tmp_path / "rendered" / "r-1").make()
    yield made
    made.close()


def draft(body: str = "<html>một</html>", *tags: str, until=None, plain: bool = True) -> Draft:
    return Draft(HEADERS, body.encode(), frozenset(tags or {"a"}), until, plain)


def keep(release: Release, drafted: Draft, address: Address = HERE, *, started: int | None = None) -> bool:
    number = release.started() if started is None else started
    return release.keep(address, drafted, started=number, began=time.monotonic())


def files(release: Release) -> list[str]:
    return sorted(
        str(path.relative_to(release.folder))
        for folder in ("always", "ours", "day-*")
        for top in release.folder.glob(folder)
        for path in top.rglob("*")
        if path.is_file()
    )


class TestKeeping:
    def test_a_page_is_read_in_the_best_encoding_a_client_takes(self, release):
        assert keep(release, draft())
        assert release.read(HERE).body == "<html>một</html>".encode()
        packed = release.read(HERE, ("br", "gzip"))
        assert (packed.encoding, brotli.decompress(packed.body).decode()) == ("br", "<html>một</html>")
        assert release.read(HERE, ("gzip",)).encoding == "gzip"

    def test_the_file_stands_where_a_web_server_finds_it(self, release):
        keep(release, draft())
        keep(release, draft(), Address("testserver:8000", "/en/honorees/", 3))
        assert files(release) == [
            f"always/{place}{suffix}"
            for place in ("testserver/ton-vinh/index.html", "testserver_8000/en/honorees/trang-3.html")
            for suffix in ("", ".br", ".gz", ".meta")
        ]

    def test_a_page_with_headers_of_its_own_is_only_ours(self, release):
        keep(release, draft(plain=False))
        assert files(release)[0] == "ours/testserver/ton-vinh/index.html"
        assert release.read(HERE) is not None

    def test_a_new_page_replaces_the_old_one_wherever_that_stood(self, release):
        keep(release, draft("<html>cũ</html>", plain=False))
        keep(release, draft("<html>mới</html>"))
        assert release.read(HERE).body == "<html>mới</html>".encode()
        assert release.addresses() == ["testserver/ton-vinh/"]
        assert len(files(release)) == 4

    def test_nothing_is_kept_of_a_page_whose_tag_fell_while_it_was_rendered(self, release):
        started = release.started()
        release.drop({"b"})
        assert not keep(release, draft("<html></html>", "a", "b"), started=started)
        assert files(release) == []
        assert keep(release, draft("<html></html>", "a", "b"))

    def test_another_tag_that_fell_does_not_matter(self, release):
        started = release.started()
        release.drop({"c"})
        assert keep(release, draft("<html></html>", "a", "b"), started=started)

    def test_a_render_that_took_longer_than_the_log_remembers_is_not_kept(self, release):
        assert not release.keep(HERE, draft(), started=0, began=time.monotonic() - store.REMEMBERED)


class TestDropping:
    def test_a_tag_drops_its_pages_and_their_files(self, release):
        keep(release, draft("<html>1</html>", "a"))
        keep(release, draft("<html>2</html>", "b"), Address("testserver", "/don-vi/"))
        assert release.drop({"a"}) == ["testserver/ton-vinh/"]
        assert release.read(HERE) is None
        assert release.addresses() == ["testserver/don-vi/"]
        assert [name for name in files(release) if "ton-vinh" in name] == []

    def test_a_tag_given_by_its_digest_is_the_same_tag(self, release):
        import hashlib

        name = "recognition_unit.slug=" + "x" * 100
        keep(release, draft("<html></html>", name))
        release.drop({"~" + hashlib.blake2b(name.encode(), digest_size=8).hexdigest()})
        assert release.addresses() == []

    def test_everything_can_be_dropped(self, release):
        keep(release, draft())
        started = release.started()
        release.drop_all()
        assert release.addresses() == []
        assert release.started() == started + 1


class TestMoments:
    def test_a_page_is_never_read_past_its_moment(self, release):
        now = timezone.now()
        keep(release, draft(until=now + timedelta(minutes=5)))
        assert release.read(HERE) is not None
        with time_machine.travel(now + timedelta(minutes=5, seconds=1)):
            assert release.read(HERE) is None
            release.drop_due()
            assert release.addresses() == []

    def test_what_ends_today_is_hidden_from_a_web_server(self, release):
        with time_machine.travel("2026-11-26T03:00:00Z", tick=False):
            keep(release, draft(until=timezone.now() + timedelta(hours=5)))
            assert files(release)[0].startswith("ours/")

    def test_what_ends_later_is_shown_to_it_for_the_local_day(self, release):
        with time_machine.travel("2026-11-26T16:30:00Z", tick=False):  # 23.30 in Vietnam
            keep(release, draft(until=timezone.now() + timedelta(days=3)))
            assert files(release)[0].startswith("day-2026-11-26/")
            assert release.read(HERE) is not None
        with time_machine.travel("2026-11-26T17:00:00Z", tick=False):
            assert release.read(HERE) is None

    def test_a_moment_that_has_passed_already_is_not_kept(self, release):
        assert not keep(release, draft(until=timezone.now() - timedelta(seconds=1)))


class TestLimit:
    def test_the_oldest_go_when_the_disk_allowed_is_full(self, release, settings):
        settings.RENDERED_LIMIT_MB = 1
        body = "<html>" + os.urandom(100_000).hex() + "</html>"
        for number in range(12):
            keep(release, draft(body, f"t{number}"), Address("testserver", f"/theo-nam/{number}/"))
        assert release.size() <= 1024 * 1024
        kept = release.addresses()
        assert "testserver/theo-nam/0/" not in kept
        assert "testserver/theo-nam/11/" in kept
        assert {name.split("/")[3] for name in files(release)} == {text.split("/")[2] for text in kept}


class TestAddresses:
    @pytest.mark.parametrize(
        ("path", "query"),
        [
            ("/ton-vinh/", "nam=2024"), ("/ton-vinh/", "trang=1"), ("/ton-vinh/", "trang=02"),
            ("/ton-vinh/", "trang=2&nam=2"), ("/ton-vinh/", "trang=-1"), ("/ton-vinh", ""), ("/../etc/", ""),
            ("/a/../b/", ""), ("//x/", ""), ("/.git/", ""), ("/a%2e/", ""), ("/a b/", ""), ("/" + "a" * 700 + "/", ""),
            ("/tôn-vinh/", ""), ("/a\x00b/", ""),
        ],
    )  # fmt: skip
    def test_what_is_no_plain_address_is_not_kept(self, path, query):
        assert store.address_of("testserver", path, query) is None

    def test_another_host_is_not_kept(self):
        assert store.address_of("evil.example", "/", "") is None

    def test_plain_ones_are(self):
        assert store.address_of("testserver", "/", "") == Address("testserver", "/")
        assert store.address_of("testserver", "/en/awards/DH1/", "trang=12") == Address(
            "testserver", "/en/awards/DH1/", 12
        )


class TestProcesses:
    def test_a_process_killed_while_it_writes_leaves_nothing_that_is_served_too_long(self, release):
        """Whatever it left, a drop of the tag leaves no file behind."""
        for _round in range(6):
            child = os.fork()
            if child == 0:
                own = Release(release.folder)
                while True:
                    own.keep(
                        HERE,
                        draft("<html>x</html>" * 500, "a"),
                        started=own.started(),
                        began=time.monotonic(),
                    )
            time.sleep(0.05)
            os.kill(child, signal.SIGKILL)
            os.waitpid(child, 0)
            page = release.read(HERE)
            assert page is None or page.body == b"<html>x</html>" * 500
            release.drop({"a"})
            assert release.read(HERE) is None
            assert [name for name in files(release) if not name.split("/")[-1].startswith(".")] == []

    def test_readers_see_whole_pages_while_writers_replace_them(self, release):
        bodies = [f"<html>{letter * 40_000}</html>".encode() for letter in "abc"]
        stop = threading.Event()
        seen: set[bytes] = set()

        def write() -> None:
            own = Release(release.folder)
            number = 0
            while not stop.is_set():
                number += 1
                drafted = Draft(HEADERS, bodies[number % 3], frozenset({"a"}), None, plain=True)
                own.keep(HERE, drafted, started=own.started(), began=time.monotonic())
            own.close()

        writers = [threading.Thread(target=write) for _ in range(2)]
        for writer in writers:
            writer.start()
        deadline = time.monotonic() + 1.5
        while time.monotonic() < deadline:
            page = release.read(HERE)
            if page is not None:
                seen.add(page.body)
        stop.set()
        for writer in writers:
            writer.join()
        assert seen <= set(bodies)
        assert seen

    def test_a_damaged_index_is_an_error_the_layer_can_answer_around(self, release):
        release.close()
        (release.folder / "index.sqlite3").write_bytes(b"no database at all, none" * 100)
        for name in ("index.sqlite3-wal", "index.sqlite3-shm"):
            (release.folder / name).unlink(missing_ok=True)
        with pytest.raises(sqlite3.DatabaseError):
            release.started()


class TestReleases:
    @pytest.fixture(autouse=True)
    def _own_place(self, settings, tmp_path):
        settings.VAR_DIR = tmp_path
        yield
        store._release.cache_clear()

    def test_a_start_points_a_web_server_at_this_codes_release(self):
        store.begin()
        assert (store.root() / "current").resolve() == store.current().folder

    def test_a_release_that_nobody_uses_is_swept(self):
        old = Release(store.root() / "r-old").make()
        used = Release(store.root() / "r-used").make()
        keep(old, draft())
        os.utime(old.folder / "in-use", (0, 0))
        old.close()
        used.close()
        store.begin()
        store.sweep()
        assert sorted(
            path.name for path in store.root().iterdir() if path.is_dir() and not path.is_symlink()
        ) == sorted(["r-used", store.release_name()])

    def test_days_that_have_passed_are_swept(self):
        store.begin()
        past = store.current().folder / "day-2020-01-01"
        past.mkdir()
        store.sweep()
        assert not past.exists()

    def test_a_change_drops_in_every_release(self):
        old = Release(store.root() / "r-old").make()
        keep(old, draft("<html></html>", "a"))
        old.close()
        for release in store.all_releases():
            release.drop({"a"})
        assert Release(store.root() / "r-old").addresses() == []
