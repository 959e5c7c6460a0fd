"""A network in front, as a real server of HTTP that keeps what it is told to keep and forgets what it is told to purge."""

from __future__ import annotations

import http.client
import re
import socket
import threading
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from socketserver import ThreadingMixIn
from wsgiref.simple_server import WSGIRequestHandler, WSGIServer

import pytest
from django.core.wsgi import get_wsgi_application
from django.db import connections

from portal.core.models import SiteSettings
from portal.core.rendered import store
from portal.core.rendered.layer import RenderedPages
from recognition.enums import Role
from tests import factories
from tests.e2e.conftest import site_tree

__all__ = ["site_tree"]

HOST = "testserver"


class Network(ThreadingHTTPServer):
    """Keeps answers by address for the seconds of ``CDN-Cache-Control``; ``PURGE`` makes it forget one."""

    daemon_threads = True

    def __init__(self, origin: int) -> None:
        super().__init__(("127.0.0.1", 0), _Asked)
        self.origin = origin
        self.kept: dict[str, tuple[float, int, bytes]] = {}
        self.purged: list[str] = []
        self.hits = 0


class _Asked(BaseHTTPRequestHandler):
    server: Network
    protocol_version = "HTTP/1.1"

    def log_message(self, *_args: object) -> None:
        """Say nothing."""

    def do_PURGE(self) -> None:
        self.server.purged.append(self.path)
        self.server.kept.pop(self.path, None)
        self.answer(200, b"")

    def do_GET(self) -> None:
        kept = self.server.kept.get(self.path)
        if kept is not None and kept[0] > time.monotonic():
            self.server.hits += 1
            self.answer(kept[1], kept[2])
            return
        status, headers, body = fetch(self.server.origin, self.path)
        seconds = re.search(r"max-age=(\d+)", headers.get("cdn-cache-control", ""))
        if seconds:
            self.server.kept[self.path] = (time.monotonic() + int(seconds[1]), status, body)
        self.answer(status, body)

    def answer(self, status: int, body: bytes) -> None:
        self.send_response(status)
        self.send_header("Content-Length", str(len(body)))
        self.send_header("Connection", "close")
        self.end_headers()
        self.wfile.write(body)
        self.close_connection = True


def fetch(port: int, path: str) -> tuple[int, dict[str, str], bytes]:
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=30)
    connection.request("GET", path, headers={"Host": HOST})
    answer = connection.getresponse()
    body = answer.read()
    connection.close()
    return answer.status, {name.lower(): value for name, value in answer.getheaders()}, body


class Origin(ThreadingMixIn, WSGIServer):
    daemon_threads = True


class _Quiet(WSGIRequestHandler):
    def log_message(self, *_args: object) -> None:
        """Say nothing."""


def _with_own_connection(application):
    def answer(environ, start_response):
        try:
            return [b"".join(application(environ, start_response))]
        finally:
            connections.close_all()

    return answer


@pytest.fixture
def network(transactional_db, site_tree, switched_on, settings):
    """The network in front of the site, each served by threads on a port of its own."""
    SiteSettings.load()
    origin = Origin(("127.0.0.1", 0), _Quiet)
    origin.set_app(_with_own_connection(RenderedPages(get_wsgi_application())))
    made = Network(origin.server_address[1])
    settings.RENDERED_CDN = True
    settings.WAGTAILFRONTENDCACHE = {
        "default": {
            "BACKEND": "wagtail.contrib.frontend_cache.backends.HTTPBackend",
            "LOCATION": f"http://127.0.0.1:{made.server_address[1]}",
        }
    }
    threads = [threading.Thread(target=one.serve_forever, daemon=True) for one in (origin, made)]
    for thread in threads:
        thread.start()
    yield made
    for one in (made, origin):
        one.shutdown()
        one.server_close()


def port_of(network: Network) -> int:
    return int(network.server_address[1])


def rename(words: str) -> None:
    own = SiteSettings.load()
    own.department_name = words
    own.save()


def test_what_changed_is_purged_and_asked_for_anew(network):
    rename("Sở Y tế Trước")
    for _time in range(2):
        assert b"Tr\xc6\xb0\xe1\xbb\x9bc" in fetch(port_of(network), "/quyet-dinh/")[2]
    assert (network.hits, network.purged) == (1, [])
    rename("Sở Y tế Sau")
    assert network.purged == ["/quyet-dinh/"]
    assert "Sở Y tế Sau" in fetch(port_of(network), "/quyet-dinh/")[2].decode()


def test_an_answer_that_was_still_on_its_way_is_purged_a_second_time(network, monkeypatch):
    rename("Sở Y tế Trước")
    fetch(port_of(network), "/quyet-dinh/")
    late = network.kept["/quyet-dinh/"]
    rename("Sở Y tế Sau")
    network.kept["/quyet-dinh/"] = late  # it arrived after the purge
    store.run_due()
    assert "Sở Y tế Trước" in fetch(port_of(network), "/quyet-dinh/")[2].decode()
    monkeypatch.setattr(store, "ANSWERED", 0.0)
    store.run_due()
    assert "Sở Y tế Sau" in fetch(port_of(network), "/quyet-dinh/")[2].decode()
    before = len(network.purged)
    store.run_due()
    assert len(network.purged) == before, "it is asked twice, not for ever"


def test_a_network_that_is_away_holds_up_nobody(network, settings):
    with socket.socket() as nobody:
        nobody.bind(("127.0.0.1", 0))
        settings.WAGTAILFRONTENDCACHE["default"]["LOCATION"] = f"http://127.0.0.1:{nobody.getsockname()[1]}"
        fetch(network.origin, "/quyet-dinh/")
        rename("Sở Y tế Sau")
    assert "Sở Y tế Sau" in fetch(network.origin, "/quyet-dinh/")[2].decode()


def test_under_load_nothing_is_old_two_seconds_after_a_publication(network):
    """Readers ask through the network and past it while facts are published; what began two seconds later is new."""
    office = factories.office()
    award = factories.award(by=office)
    unit = factories.unit()
    person = factories.person(Role.STANDING_BODY)
    assert person.pk
    paths = ("/", "/ton-vinh/", "/en/honorees/", "/quyet-dinh/2025/1-qd-syt/")
    decision = factories.decision(by=office, number_text="1/QĐ-SYT")
    factories.public_conferral(on=decision, of=award, name="Nguyễn Văn Đầu", at=unit)
    seen: list[tuple[float, str, str]] = []
    over = threading.Event()
    failures: list[str] = []

    def read(port: int, offset: int) -> None:
        number = offset
        while not over.is_set():
            path = paths[number % len(paths)]
            number += 1
            began = time.monotonic()
            try:
                status, _headers, body = fetch(port, path)
            except OSError as error:
                failures.append(repr(error))
                continue
            if status != 200:
                failures.append(f"{path}: {status}")
            seen.append((began, path, body.decode()))

    readers = [
        threading.Thread(target=read, args=(port, number))
        for number, port in enumerate((port_of(network), port_of(network), network.origin))
    ]
    for one in readers:
        one.start()
    published: list[tuple[float, str]] = []
    try:
        for letter in "BCD":
            name = f"Trần Thị Mới{letter}"
            factories.public_conferral(on=decision, of=award, name=name, at=unit)
            published.append((time.monotonic(), name))
            time.sleep(1.5)
        store.run_due()
        time.sleep(2.5)
    finally:
        over.set()
        for one in readers:
            one.join(60)
    assert failures == []
    for moment, name in published:
        given = name.rsplit(" ", 1)[1]
        late = [(path, given in text) for began, path, text in seen if began > moment + 2]
        assert {path for path, _new in late} == set(paths), "every page was read after the change"
        assert [path for path, new in late if not new] == [], f"{name} was missing two seconds later"
