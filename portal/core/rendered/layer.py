"""The layer in front of Django: answers from the store, and renders for the store what is not in it.

A page for the store is rendered from a request that is nobody's: the canonical host, no cookie, no header of the
visitor's. So nothing of a person can get into it, and what a session or a token would add is not there to be kept.
"""

from __future__ import annotations

import io
import logging
import re
import sqlite3
import threading
import time
from collections.abc import Callable, Iterable, Mapping
from functools import lru_cache
from types import SimpleNamespace
from typing import Any

from django.conf import settings
from django.utils import timezone

from portal.core import display, security
from portal.core.rendered import reading, store
from portal.core.rendered.store import Address, Draft, Page, Release

logger = logging.getLogger(__name__)

StartResponse = Callable[..., Any]
Application = Callable[[dict[str, Any], StartResponse], Iterable[bytes]]

PATIENCE = 3.0  # seconds one visitor waits for the page another one's request is rendering
UNKEPT = 300.0  # seconds for which an address that could not be kept is asked of Django at once
UNKEPT_LIMIT = 5000
TOUCH = 60.0
FRESH = "max-age=0, must-revalidate"
CDN_SECONDS, CDN_STALE = 86400, 60

OWN_HEADERS = frozenset(
    {
        "content-length",
        "content-encoding",
        "etag",
        "vary",
        "cache-control",
        "last-modified",
        "expires",
        "date",
    }
)
VARY = "Accept-Encoding, Cookie"
_TOKEN = re.compile(rb"csrfmiddlewaretoken|csrf-token|nonce=", re.IGNORECASE)
_MARKED = frozenset({("x-robots-tag", "noindex")})
"""A demo says so of all its pages, and no web server's configuration does."""
_LOSING = frozenset({"private", "no-store", "no-cache"})

_KEPT_ENVIRON = (
    "SCRIPT_NAME", "PATH_INFO", "QUERY_STRING", "SERVER_NAME", "SERVER_PORT", "SERVER_PROTOCOL", "REMOTE_ADDR",
    "HTTP_X_FORWARDED_PROTO",
)  # fmt: skip


class RenderedPages:
    """A WSGI application around Django's."""

    def __init__(self, application: Application) -> None:
        self.application = application
        self._unkept: dict[str, float] = {}
        self._touched = 0.0
        self._usual: frozenset[tuple[str, str]] | None = None
        self._guard = threading.Lock()

    def __call__(self, environ: dict[str, Any], start_response: StartResponse) -> Iterable[bytes]:
        try:
            answer = self._from_store(environ)
        except (
            OSError,
            sqlite3.Error,
            TimeoutError,
        ):  # a full disk, a damaged index: the page is still to be had
            logger.exception("The store of rendered pages failed; Django answers.")
            answer = None
        if answer is None:
            return self.application(environ, start_response)
        status, headers, body = answer
        start_response(status, headers)
        return [] if environ["REQUEST_METHOD"] == "HEAD" else [body]

    def _from_store(self, environ: dict[str, Any]) -> tuple[str, list[tuple[str, str]], bytes] | None:
        address = asked_address(environ)
        if address is None:
            return None
        cookies = _cookies(environ)
        if settings.SESSION_COOKIE_NAME in cookies:
            return None
        shown = display.read(cookies.get(display.COOKIE))
        accepted = () if not shown.is_default else accepted_encodings(environ.get("HTTP_ACCEPT_ENCODING", ""))
        release = store.current()
        self._touch(release)
        page = release.read(address, accepted)
        if page is None:
            if environ["REQUEST_METHOD"] != "GET" or self._is_unkept(address):
                return None
            page = self._render(release, address, environ, accepted)
            if page is None:
                return None
        return _answer(page, shown, environ)

    # Rendering -------------------------------------------------------------------------------------------------------

    def _render(
        self, release: Release, address: Address, environ: Mapping[str, Any], accepted: tuple[str, ...]
    ) -> Page | None:
        found: list[Page] = []

        def appeared() -> bool:
            page = release.read(address, accepted)
            if page is not None:
                found.append(page)
            return page is not None or self._is_unkept(address)

        with release.alone(address, wait=PATIENCE, stop=appeared) as alone:
            if found:
                return found[0]
            if not alone:  # it takes too long, or it cannot be kept: an answer of one's own
                return None
            page = release.read(address, accepted)  # it may have been written while the lock was taken
            if page is not None:
                return page
            began, started = time.monotonic(), release.started()
            status, headers, body, collector = render(self.application, environ, address)
            reason = why_not(status, headers, body, collector)
            if reason:
                if status.startswith("200"):
                    logger.debug("%s is not kept: %s", address.text, reason)
                self._remember_unkept(address)
                return None
            draft = Draft(
                headers=tuple(kept_headers(headers)),
                body=body,
                tags=frozenset(collector.tags),
                until=collector.until,
                plain=told_headers(headers) == self._usual_headers(address, headers, environ),
            )
            if release.keep(address, draft, started=started, began=began):
                return release.read(address, accepted)
        # Something on it changed while it was rendered: it is right for this request, and kept for no other.
        return Page("200 OK", draft.headers, "", time.time(), "", body)

    def _usual_headers(
        self, address: Address, headers: list[tuple[str, str]], environ: Mapping[str, Any]
    ) -> frozenset[tuple[str, str]]:
        """Return the headers of the home page: a web server sends these with whatever it shows of the store."""
        if self._usual is None or address.path == "/":
            if address.path != "/":
                _status, headers, _body, _collector = render(
                    self.application,
                    {**environ, "PATH_INFO": "/", "QUERY_STRING": ""},
                    Address(address.host, "/"),
                )
            self._usual = told_headers(headers)
        return self._usual if not self._usual & _MARKED else frozenset({("", "")})

    def _is_unkept(self, address: Address) -> bool:
        return self._unkept.get(address.text, 0.0) > time.monotonic()

    def _remember_unkept(self, address: Address) -> None:
        with self._guard:
            if len(self._unkept) >= UNKEPT_LIMIT:
                self._unkept.clear()
            self._unkept[address.text] = time.monotonic() + UNKEPT

    def _touch(self, release: Release) -> None:
        if time.monotonic() - self._touched > TOUCH:
            self._touched = time.monotonic()
            release.touch()


def asked_address(environ: Mapping[str, Any]) -> Address | None:
    """Return the address a request asks for, None where no stored page may answer it."""
    if environ.get("REQUEST_METHOD") not in {"GET", "HEAD"} or environ.get("SCRIPT_NAME"):
        return None
    if environ.get("HTTP_HX_REQUEST") or environ.get("HTTP_AUTHORIZATION") or environ.get("HTTP_RANGE"):
        return None
    if settings.PUBLIC_URL.startswith("https:") and not _is_secure(environ):
        return None  # Django redirects
    try:
        path = environ.get("PATH_INFO", "").encode("latin-1").decode("ascii")
    except UnicodeError:
        return None
    if path.startswith(settings.ADMIN_PATH):
        return None
    return store.address_of(environ.get("HTTP_HOST", "").lower(), path, environ.get("QUERY_STRING", ""))


def _is_secure(environ: Mapping[str, Any]) -> bool:
    if environ.get("wsgi.url_scheme") == "https":
        return True
    peer: Any = SimpleNamespace(META=environ)
    return security.peer_is_trusted(peer) and environ.get("HTTP_X_FORWARDED_PROTO") == "https"


def _cookies(environ: Mapping[str, Any]) -> dict[str, str]:
    text = environ.get("HTTP_COOKIE", "")
    if not text:
        return {}
    found = {}
    for part in text.split(";"):  # as Django reads them: one that is broken hides no other
        name, mark, value = part.partition("=")
        if mark:
            found[name.strip()] = value.strip().strip('"')
    return found


@lru_cache(maxsize=256)
def accepted_encodings(header: str) -> tuple[str, ...]:
    """Return which of br and gzip a client takes, by its ``Accept-Encoding``."""
    taken: set[str] = set()
    refused: set[str] = set()
    for part in header.lower().split(","):
        name, _mark, rest = part.partition(";")
        quality = rest.replace(" ", "").removeprefix("q=") if rest else "1"
        try:
            (taken if float(quality or 1) > 0 else refused).add(name.strip())
        except ValueError:
            continue
    return tuple(name for name in ("br", "gzip") if name not in refused and (name in taken or "*" in taken))


def render(
    application: Application, environ: Mapping[str, Any], address: Address
) -> tuple[str, list[tuple[str, str]], bytes, reading.Collector]:
    """Ask Django for a page as nobody in particular."""
    plain: dict[str, Any] = {name: environ[name] for name in _KEPT_ENVIRON if name in environ}
    plain |= {name: value for name, value in environ.items() if name.startswith("wsgi.")}
    plain |= {
        "REQUEST_METHOD": "GET",
        "HTTP_HOST": address.host,
        "wsgi.input": io.BytesIO(b""),
        "CONTENT_LENGTH": "0",
    }
    answered: list[Any] = []

    def start(status: str, headers: list[tuple[str, str]], _error: Any = None) -> Callable[[bytes], None]:
        answered[:] = [status, headers]
        return lambda _data: None

    with reading.collect() as collector:
        result = application(plain, start)
        try:
            body = b"".join(result)
        finally:
            close = getattr(result, "close", None)
            if close is not None:
                close()
    return answered[0], answered[1], body, collector


def why_not(status: str, headers: list[tuple[str, str]], body: bytes, collector: reading.Collector) -> str:
    """Return why an answer may not be kept, empty when it may."""
    by_name = {name.lower(): value for name, value in headers}
    if not status.startswith("200 "):
        return status
    if not by_name.get("content-type", "").lower().startswith("text/html"):
        return "not HTML"
    if "set-cookie" in by_name:
        return "it sets a cookie"
    if {part.split("=")[0].strip().lower() for part in by_name.get("cache-control", "").split(",")} & _LOSING:
        return "it asks not to be kept"
    if "content-encoding" in by_name or "content-disposition" in by_name:
        return "it is a file"
    if _TOKEN.search(body):
        return "it has a token"
    if collector.unstorable:
        return f"it reads {collector.unstorable}"
    return ""


def kept_headers(headers: list[tuple[str, str]]) -> list[tuple[str, str]]:
    """Return the headers that stand with a page; those of this answer alone are made anew."""
    return [(name, value) for name, value in headers if name.lower() not in OWN_HEADERS]


def told_headers(headers: list[tuple[str, str]]) -> frozenset[tuple[str, str]]:
    """Return the headers of a page but for those that say what it is (its type and language)."""
    own = {"content-type", "content-language"}
    return frozenset(
        (name.lower(), value) for name, value in kept_headers(headers) if name.lower() not in own
    )


def _answer(
    page: Page, shown: display.Display, environ: Mapping[str, Any]
) -> tuple[str, list[tuple[str, str]], bytes]:
    if not shown.is_default:
        body = display.applied(page.body, shown)
        headers = [
            *page.headers,
            ("Content-Length", str(len(body))),
            ("Cache-Control", "private"),
            ("Vary", VARY),
        ]
        return page.status, headers, body
    headers = [*page.headers, ("Vary", VARY), *cache_headers(page)]
    if page.etag:
        etag = f'"{page.etag}-{page.encoding}"' if page.encoding else f'"{page.etag}"'
        headers.append(("ETag", etag))
        if _matches(environ.get("HTTP_IF_NONE_MATCH", ""), etag):
            kept = [(name, value) for name, value in headers if name.lower() != "content-type"]
            return "304 Not Modified", kept, b""
    headers.append(("Content-Length", str(len(page.body))))
    if page.encoding:
        headers.append(("Content-Encoding", page.encoding))
    return page.status, headers, page.body


def cache_headers(page: Page) -> list[tuple[str, str]]:
    """Return what browsers and, where purging is configured, the network in front may keep."""
    headers = [("Cache-Control", FRESH)]
    if settings.RENDERED_CDN and page.etag:
        seconds = CDN_SECONDS
        if page.until is None:
            text = f"public, max-age={seconds}, stale-while-revalidate={CDN_STALE}"
        else:
            left = int(page.until - timezone.now().timestamp())
            text = f"public, max-age={max(0, min(seconds, left))}"
        headers.append(("CDN-Cache-Control", text))
    return headers


def _matches(header: str, etag: str) -> bool:
    if not header:
        return False
    return header.strip() == "*" or etag in {part.strip().removeprefix("W/") for part in header.split(",")}
