"""The files of rendered pages, and the index that knows which tag ties which page.

``VAR_DIR/rendered/<release>/<folder>/<host>/<path>index.html`` (``trang-2.html`` for later pages of a list), ``.gz`` and
``.br`` beside it for a web server, ``.meta`` for our own layer. ``folder`` says how long a server that knows nothing of
us may show it: ``always``, ``day-2026-11-26`` (that local day), or ``ours`` (only our layer may: it ends during the day,
or has headers of its own). The language is the path's.

One lock per release (``flock``, freed when its process dies) stands around every change of files and index together:
a page is written only if no tag of it fell since its render began, and there is never a file that the index does not
know.
"""

from __future__ import annotations

import contextlib
import fcntl
import gzip
import hashlib
import json
import logging
import os
import re
import shutil
import sqlite3
import threading
import time
from collections.abc import Callable, Collection, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from pathlib import Path
from urllib.parse import urlsplit

import brotli
from django.conf import settings
from django.utils import timezone

from portal.core.rendered.reading import next_midnight
from portal.core.rendered.recent import Recent
from portal.core.rendered.tags import digest

logger = logging.getLogger(__name__)

Purge = Callable[[list[str]], None]

REMEMBERED = 3600.0  # seconds for which a fallen tag is remembered; a render that took longer is not kept
ANSWERED = 5.0  # seconds after which no answer of before a drop is still on its way to the network in front
IN_USE = 600.0  # seconds after which a release that no process has touched is swept
LOCKS = 256
READY = "in-use"
"""Made when a release has its index, touched by the processes that use it."""
_PATH = re.compile(r"/(?:[A-Za-z0-9_~][A-Za-z0-9_~-]{0,199}/)*")
_PAGE = re.compile(r"trang=([1-9][0-9]{0,4})")
ENCODINGS = (("br", ".br"), ("gzip", ".gz"), ("", ""))

_SCHEMA = """
CREATE TABLE IF NOT EXISTS pages (
  id INTEGER PRIMARY KEY, address TEXT NOT NULL UNIQUE, folder TEXT NOT NULL, until REAL, size INTEGER NOT NULL,
  stored REAL NOT NULL);
CREATE TABLE IF NOT EXISTS tags (tag INTEGER NOT NULL, page INTEGER NOT NULL, PRIMARY KEY (tag, page)) WITHOUT ROWID;
CREATE INDEX IF NOT EXISTS tags_of_page ON tags (page);
CREATE INDEX IF NOT EXISTS pages_until ON pages (until) WHERE until IS NOT NULL;
CREATE TABLE IF NOT EXISTS drops (tag INTEGER PRIMARY KEY, number INTEGER NOT NULL, at REAL NOT NULL);
CREATE TABLE IF NOT EXISTS purged (address TEXT PRIMARY KEY, at REAL NOT NULL) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS counter (number INTEGER NOT NULL);
INSERT INTO counter SELECT 0 WHERE NOT EXISTS (SELECT 1 FROM counter);
"""


@dataclass(frozen=True, slots=True)
class Address:
    """Where a page stands: canonical host, path with its closing slash, number of the page of a list."""

    host: str
    path: str
    number: int = 1

    @property
    def text(self) -> str:
        return f"{self.host}{self.path}" + (f"?trang={self.number}" if self.number > 1 else "")

    @property
    def file(self) -> str:
        """The name of the file below a folder, without its suffix for an encoding."""
        name = "index.html" if self.number == 1 else f"trang-{self.number}.html"
        return f"{self.host.replace(':', '_')}{self.path}{name}"


def address_of(host: str, path: str, query: str) -> Address | None:
    """Return the address under which a page is kept, None for a request that no stored page answers."""
    if host != canonical_host() or len(path) > 600 or _PATH.fullmatch(path) is None:
        return None
    number = 1
    if query:
        asked = _PAGE.fullmatch(query)
        if asked is None or asked[1] == "1":
            return None
        number = int(asked[1])
    return Address(host, path, number)


def canonical_host() -> str:
    """Return host and port of ``PUBLIC_URL``, as browsers send them."""
    return urlsplit(settings.PUBLIC_URL).netloc.lower()


@dataclass(frozen=True, slots=True)
class Page:
    """A stored page as the layer answers with it. ``body`` is in ``encoding`` (empty: as it is)."""

    status: str
    headers: tuple[tuple[str, str], ...]
    etag: str
    until: float | None
    encoding: str
    body: bytes


@dataclass(frozen=True, slots=True)
class Draft:
    """A page that was rendered and is to be kept. ``until``: the moment from which it is wrong."""

    headers: tuple[tuple[str, str], ...]
    body: bytes
    tags: frozenset[str]
    until: datetime | None
    plain: bool  # its headers are those of every page, so a web server may show it


class Release:
    """One folder: the pages of one state of code, settings and static files."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.ready = str(folder / READY)
        self._local = threading.local()
        self._recent = Recent()

    # Reading ---------------------------------------------------------------------------------------------------------

    def read(self, address: Address, accepted: Collection[str] = ()) -> Page | None:
        """Return the page if it is kept and holds now, in the best of the accepted encodings (``br``, ``gzip``)."""
        encoding, suffix = next(pair for pair in ENCODINGS if not pair[0] or pair[0] in accepted)
        recent = self._recent.get((address, encoding))
        if recent is not None:
            return recent if recent.until is None or recent.until > time.time() else None
        # Texts and not paths, and what takes texts: making paths took half of an answer.
        root, file_name = str(self.folder), address.file
        for folder in self._folders():
            place = f"{root}/{folder}/{file_name}"
            with contextlib.suppress(OSError, ValueError, KeyError), contextlib.ExitStack() as stack:
                file = stack.enter_context(open(f"{place}.meta", "rb"))  # noqa: PTH123 - a Path costs more than the file
                meta = json.loads(file.read())
                if meta["until"] is not None and meta["until"] <= time.time():
                    continue
                with open(place + suffix, "rb") as content:  # noqa: PTH123 - a Path costs more than the file
                    body = content.read()
                # The writer takes the description away before it touches the body: still ours, so is the body.
                if os.stat(f"{place}.meta").st_ino != os.fstat(file.fileno()).st_ino:  # noqa: PTH116 - same
                    continue
                headers = tuple((name, value) for name, value in meta["headers"])
                page = Page(meta["status"], headers, meta["etag"], meta["until"], encoding, body)
                stack.pop_all()  # its description stays open
                self._recent.keep((address, encoding), page, f"{place}.meta", file)
                return page
        return None

    def _folders(self) -> Iterator[str]:
        yield "always"
        yield day_folder()
        yield "ours"

    def started(self) -> int:
        """Return the number of the drop log; ask before a render begins."""
        with self._index() as index:
            return int(index.execute("SELECT number FROM counter").fetchone()[0])

    # Writing ---------------------------------------------------------------------------------------------------------

    def keep(self, address: Address, draft: Draft, *, started: int, began: float) -> bool:
        """Keep a page, unless one of its tags fell since ``started`` or its moment has passed; return whether."""
        now = timezone.now()
        if time.monotonic() - began > REMEMBERED / 2 or (draft.until is not None and draft.until <= now):
            return False
        folder = "ours"
        if draft.plain and draft.until is None:
            folder = "always"
        elif draft.plain and draft.until is not None and draft.until >= next_midnight(now):
            folder = day_folder(now)
        until = draft.until
        if folder.startswith("day-"):
            until = next_midnight(now)
        place = self.folder / folder / address.file
        packed = {
            ".br": brotli.compress(draft.body, quality=5),
            ".gz": gzip.compress(draft.body, 6, mtime=0),
            "": draft.body,
        }
        etag = hashlib.blake2b(draft.body + repr(draft.headers).encode(), digest_size=10).hexdigest()
        meta = json.dumps(
            {
                "status": "200 OK",
                "headers": draft.headers,
                "etag": etag,
                "until": until.timestamp() if until else None,
            }
        ).encode()
        numbers = {digest(tag) for tag in draft.tags}
        with self._locked(), self._index() as index:
            fallen = index.execute("SELECT tag FROM drops WHERE number > ?", (started,))
            if any(tag in numbers for (tag,) in fallen):
                return False
            self._forget(index, self._page_ids(index, "address = ?", address.text))
            size = len(meta) + sum(len(body) for body in packed.values()) + 24 * len(numbers)
            self._make_room(index, size)
            page = index.execute(
                "INSERT INTO pages (address, folder, until, size, stored) VALUES (?, ?, ?, ?, ?)",
                (address.text, folder, until.timestamp() if until else None, size, time.time()),
            ).lastrowid
            index.executemany("INSERT INTO tags VALUES (?, ?)", ((number, page) for number in numbers))
            index.commit()
            place.parent.mkdir(parents=True, exist_ok=True)
            for suffix, body in packed.items():
                _replace(place.with_name(place.name + suffix), body, mark=etag)
            _replace(place.with_name(place.name + ".meta"), meta)
        return True

    def drop(self, tags: Collection[str]) -> list[str]:
        """Drop every page with one of these tags, and remember that they fell; return the addresses."""
        numbers = [(digest(tag),) for tag in tags]
        with self._locked(), self._index() as index:
            index.execute("CREATE TEMP TABLE IF NOT EXISTS falling (tag INTEGER PRIMARY KEY)")
            index.execute("DELETE FROM falling")
            index.executemany("INSERT OR IGNORE INTO falling VALUES (?)", numbers)
            index.execute("UPDATE counter SET number = number + 1")
            index.execute(
                "INSERT OR REPLACE INTO drops SELECT falling.tag, counter.number, ? FROM falling, counter",
                (time.time(),),
            )
            index.execute("DELETE FROM drops WHERE at < ?", (time.time() - REMEMBERED,))
            # The log is durable before a file goes: a render that ends meanwhile waits for the lock and sees it.
            index.commit()
            ids = self._page_ids(
                index, "id IN (SELECT page FROM tags WHERE tag IN (SELECT tag FROM falling))"
            )
            addresses = self._forget(index, ids)
            self._note_purged(index, addresses)
        _purge(addresses)
        return addresses

    def drop_due(self) -> list[str]:
        """Drop the pages whose moment has passed; return the addresses."""
        with self._locked(), self._index() as index:
            ids = self._page_ids(index, "until <= ?", timezone.now().timestamp())
            addresses = self._forget(index, ids)
            self._note_purged(index, addresses)
        _purge(addresses)
        return addresses

    def drop_all(self) -> None:
        """Drop every page, e.g. after the database was restored from a copy."""
        with self._locked(), self._index() as index:
            index.execute("UPDATE counter SET number = number + 1")
            index.commit()
            addresses = self._forget(index, self._page_ids(index, "1 = 1"))
            self._note_purged(index, addresses)
        _purge(addresses)

    @staticmethod
    def _note_purged(index: sqlite3.Connection, addresses: Collection[str]) -> None:
        if settings.RENDERED_CDN:
            now = time.time()
            index.executemany(
                "INSERT OR REPLACE INTO purged VALUES (?, ?)", ((address, now) for address in addresses)
            )
            index.commit()

    def purge_again(self) -> None:
        """Purge once more what was purged a while ago: an answer that had left before its page fell may have reached the
        network after the first purge, and would be shown for a day.
        """
        if not settings.RENDERED_CDN:
            return
        before = time.time() - ANSWERED
        with self._locked(), self._index() as index:
            addresses = [
                row[0] for row in index.execute("SELECT address FROM purged WHERE at < ?", (before,))
            ]
            index.execute("DELETE FROM purged WHERE at < ?", (before,))
            index.commit()
        _purge(addresses)

    def addresses(self) -> list[str]:
        """Return what is kept."""
        with self._index() as index:
            return [row[0] for row in index.execute("SELECT address FROM pages ORDER BY address")]

    def size(self) -> int:
        """Return the bytes of what is kept."""
        with self._index() as index:
            return int(index.execute("SELECT coalesce(sum(size), 0) FROM pages").fetchone()[0])

    def _make_room(self, index: sqlite3.Connection, wanted: int) -> None:
        limit = settings.RENDERED_LIMIT_MB * 1024 * 1024
        total = int(index.execute("SELECT coalesce(sum(size), 0) FROM pages").fetchone()[0])
        if total + wanted <= limit:
            return
        ids, freed = [], 0
        for page, size in index.execute("SELECT id, size FROM pages ORDER BY stored"):
            if total - freed + wanted <= limit * 0.9:  # some at a time, so that not every page asks again
                break
            ids.append(page)
            freed += size
        _purge(self._forget(index, ids))

    @staticmethod
    def _page_ids(index: sqlite3.Connection, condition: str, *values: object) -> list[int]:
        return [row[0] for row in index.execute(f"SELECT id FROM pages WHERE {condition}", values)]  # noqa: S608 - ours

    def _forget(self, index: sqlite3.Connection, ids: Collection[int]) -> list[str]:
        """Take files away, then rows; the other way round a crash would leave a file that nobody drops."""
        addresses = []
        for page in ids:
            address, folder = index.execute(
                "SELECT address, folder FROM pages WHERE id = ?", (page,)
            ).fetchone()
            place = self.folder / folder / _parsed(address).file
            for suffix in (".meta", "", ".br", ".gz"):
                place.with_name(place.name + suffix).unlink(missing_ok=True)
            addresses.append(address)
        index.executemany("DELETE FROM tags WHERE page = ?", ((page,) for page in ids))
        index.executemany("DELETE FROM pages WHERE id = ?", ((page,) for page in ids))
        index.commit()
        return addresses

    # Locks and index -------------------------------------------------------------------------------------------------

    @contextmanager
    def _locked(self) -> Iterator[None]:
        with _flock(self.folder / "lock", wait=30.0) as had:
            if not had:
                raise TimeoutError("The store of rendered pages is locked.")
            yield

    @contextmanager
    def alone(self, address: Address, *, wait: float, stop: Callable[[], bool]) -> Iterator[bool]:
        """Be the only one who renders an address; yield whether the lock was had before ``wait`` or ``stop``."""
        number = int.from_bytes(hashlib.blake2b(address.text.encode(), digest_size=2).digest(), "big") % LOCKS
        with _flock(self.folder / "locks" / str(number), wait=wait, stop=stop) as had:
            yield had

    @contextmanager
    def _index(self) -> Iterator[sqlite3.Connection]:
        connection: sqlite3.Connection | None = getattr(self._local, "connection", None)
        if connection is None or self._local.process != os.getpid():
            connection = sqlite3.connect(self.folder / "index.sqlite3", timeout=30)
            connection.execute("PRAGMA journal_mode=WAL")
            connection.execute("PRAGMA synchronous=NORMAL")
            self._local.connection, self._local.process = connection, os.getpid()
        try:
            yield connection
        except BaseException:
            with contextlib.suppress(sqlite3.Error):
                connection.rollback()
                connection.close()
            self._local.connection = None
            raise

    def close(self) -> None:
        """Close this thread's connection to the index."""
        connection = getattr(self._local, "connection", None)
        if connection is not None:
            connection.close()
            self._local.connection = None

    def make(self) -> Release:
        """Make the folder and the index if they are not there, and say that the release is in use."""
        (self.folder / "locks").mkdir(parents=True, exist_ok=True)
        with _flock(self.folder / "lock", wait=30.0), self._index() as index:
            index.executescript(_SCHEMA)
            index.commit()
        self.touch()
        return self

    def touch(self) -> None:
        """Say that a process uses this release."""
        (self.folder / READY).touch()

    def is_in_use(self) -> bool:
        """Whether a process has touched it lately."""
        try:
            return time.time() - (self.folder / READY).stat().st_mtime < IN_USE
        except OSError:
            return False


def _parsed(text: str) -> Address:
    host, _slash, rest = text.partition("/")
    path, _mark, query = rest.partition("?trang=")
    return Address(host, f"/{path}", int(query) if query else 1)


def day_folder(moment: datetime | None = None) -> str:
    """Return the folder of pages that hold for the local day."""
    return f"day-{timezone.localtime(moment):%Y-%m-%d}" if moment else f"day-{timezone.localdate():%Y-%m-%d}"


def _replace(path: Path, body: bytes, *, mark: str = "") -> None:
    """Write beside and rename: a reader sees the old file or the new one, never half of one.

    ``mark`` (hexadecimal) becomes the file's time: a web server makes its ETag of time and size, and two pages of one
    size made within a second must not look the same to it.
    """
    draft = path.with_name(f".{path.name}.{os.getpid()}.{threading.get_ident()}")
    try:
        draft.write_bytes(body)
        draft.chmod(0o644)
        if mark:
            then = 1_000_000_000 + int(mark, 16) % 700_000_000
            os.utime(draft, (then, then))
        draft.replace(path)
    except BaseException:
        draft.unlink(missing_ok=True)
        raise


@contextmanager
def _flock(path: Path, *, wait: float, stop: Callable[[], bool] | None = None) -> Iterator[bool]:
    descriptor = os.open(path, os.O_RDWR | os.O_CREAT, 0o640)
    deadline = time.monotonic() + wait
    pause = 0.001
    had = False
    try:
        while not had:
            try:
                fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
                had = True
            except BlockingIOError:
                if time.monotonic() >= deadline or (stop is not None and stop()):
                    break
                time.sleep(pause)
                pause = min(pause * 2, 0.02)
        yield had
    finally:
        os.close(descriptor)  # frees the lock


def _purge(addresses: list[str]) -> None:
    if addresses and settings.RENDERED_CDN:
        from portal.core.rendered.purging import purge

        purge(addresses)


# Releases ------------------------------------------------------------------------------------------------------------


def root() -> Path:
    return Path(settings.VAR_DIR) / "rendered"


@lru_cache(maxsize=8)
def _release(_var_dir: Path | str, name: str) -> Release:
    return Release(root() / name)


def current() -> Release:
    """Return the release of this process's code, making it if it is not there."""
    release = _release(settings.VAR_DIR, release_name())
    if not os.path.exists(release.ready):  # noqa: PTH110 - asked for each answer, as in read
        # It is new, or was swept or thrown away while we run.
        release.close()
        release.make()
    return release


def all_releases() -> list[Release]:
    """Return every release that is on the disk: an old process may still serve an old one."""
    return [
        _release(settings.VAR_DIR, folder.parent.name)
        for folder in sorted(root().glob(f"*/{READY}"))
        if not folder.parent.is_symlink()
    ]


def begin() -> None:
    """Point ``current`` at this code's release, for a web server; called when the service starts."""
    folder = current().folder
    link = root() / f".current.{os.getpid()}"
    link.unlink(missing_ok=True)
    link.symlink_to(folder.name)
    link.replace(root() / "current")


def sweep() -> None:
    """Remove releases that no process uses, and days that have passed."""
    name = release_name()
    today = day_folder()
    pointed = (root() / "current").resolve().name
    for release in all_releases():
        if release.folder.name not in {name, pointed} and not release.is_in_use():
            _purge(release.addresses())
            release.close()
            _release.cache_clear()
            shutil.rmtree(release.folder, ignore_errors=True)
            continue
        release.drop_due()
        for folder in release.folder.glob("day-*"):
            if folder.name < today:
                shutil.rmtree(folder, ignore_errors=True)


def drop_everything() -> None:
    """Drop every page of every release: after the database was filled, restored or changed from outside."""
    for release in all_releases():
        release.drop_all()


def forget() -> None:
    """Throw the whole store away."""
    for release in all_releases():
        release.close()
    _release.cache_clear()
    shutil.rmtree(root(), ignore_errors=True)


def run_due() -> None:
    """The timer's part: what ends now goes."""
    for release in all_releases():
        if release.folder.name == release_name():
            release.touch()
        release.drop_due()
        release.purge_again()


_SOURCES = ("*.py", "*.html", "*.mo", "staticfiles.json", "*.css")


@lru_cache(maxsize=1)
def release_name() -> str:
    """Return a name that changes with our code, templates, messages, static files and the public address."""
    seen = hashlib.blake2b(digest_size=8)
    base = Path(settings.BASE_DIR)
    places = [base / name for name in ("portal", "recognition", "campaigns", "search", "templates")]
    files = {path for place in places for pattern in _SOURCES for path in place.rglob(pattern)}
    files.add(Path(settings.STATIC_ROOT) / "staticfiles.json")
    files.add(base / "requirements" / "base.txt")
    for path in sorted(files):
        try:
            stat = path.stat()
        except OSError:
            continue
        seen.update(f"{path.relative_to(path.anchor)}|{stat.st_size}|{stat.st_mtime_ns}\n".encode())
    seen.update(
        repr(
            (settings.PUBLIC_URL, settings.DEMO, settings.SETTINGS_MODULE, settings.SECURE_HSTS_SECONDS)
        ).encode()
    )
    return f"r-{seen.hexdigest()}"
