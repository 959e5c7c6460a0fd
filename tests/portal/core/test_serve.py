"""How the portal's own server is started."""

from __future__ import annotations

import http.client
import os
import socket
import subprocess
import sys
import threading
import time
from contextlib import ExitStack, closing
from typing import Any
from urllib.parse import urlencode

import pytest
from bs4 import BeautifulSoup
from gunicorn.config import Config
from gunicorn.glogging import Logger
from gunicorn.workers.gthread import TConn

from portal.core import server_errors
from portal.core.management.commands.serve import gunicorn
from portal.core.web_worker import Worker
from search.addresses import LONGEST_SHOWN
from search.finding import MOST_CHOSEN


def test_the_server_takes_the_longest_addresses_that_the_search_links_to():
    called = gunicorn(bind="127.0.0.1:8000", workers=2, threads=4)
    taken = Config().parser().parse_args(called[1:])
    units = ["benh-vien-da-khoa-khu-vuc-song-dao-va-trung-tam-y-te-hoa-an"] * MOST_CHOSEN
    campaigns = ["cai-cach-thu-tuc-nang-cao-su-hai-long-cua-nguoi-benh-nam-2026"] * MOST_CHOSEN
    values = urlencode({"q": "ễ" * LONGEST_SHOWN, "unit": units, "campaign": campaigns}, doseq=True)
    assert len(f"GET /tim-kiem/?{values} HTTP/1.1") < taken.limit_request_line


def told(request: bytes) -> tuple[str, dict[str, str], str]:
    """Send bytes to a worker as ``serve`` calls it; return the status line, the headers and the body of its answer."""
    configuration = Config()
    configuration.set("worker_class", "portal.core.web_worker.Worker")
    configuration.set("limit_request_line", 8190)
    worker = Worker(1, 0, [], None, 30, configuration, Logger(configuration))
    ours, theirs = socket.socketpair()
    with ours, theirs:
        ours.settimeout(10)
        sender = threading.Thread(target=ours.sendall, args=(request,))
        sender.start()
        worker.handle(TConn(configuration, theirs, ("127.0.0.1", 1), ("127.0.0.1", 2)))
        theirs.shutdown(socket.SHUT_WR)
        answer = b"".join(iter(lambda: ours.recv(65_536), b""))
        theirs.settimeout(0.2)
        sender.join(10)
    worker.tmp.close()
    head, body = answer.split(b"\r\n\r\n", 1)
    status, *lines = head.decode("latin-1").split("\r\n")
    return status, dict(line.split(": ", 1) for line in lines), body.decode()


@pytest.mark.parametrize(
    ("request_head", "status"),
    [
        (f"GET /tim-kiem/?q={'a' * 9_000} HTTP/1.1\r\nHost: testserver\r\n\r\n", 414),
        (f"GET /tim-kiem/?q={'a' * 9_000}", 414),  # and never an end
        (f"GET / HTTP/1.1\r\nHost: testserver\r\nCookie: x={'a' * 9_000}\r\n\r\n", 431),
        ("GET / HTTP/1.1\r\n" + "".join(f"X-{n}: 1\r\n" for n in range(200)) + "\r\n", 431),
    ],
)
def test_an_address_or_a_header_too_long_gets_a_page_of_ours_in_both_languages(client, request_head, status):
    line, headers, body = told(request_head.encode())
    assert line.split(" ")[1] == str(status)
    assert int(headers["Content-Length"]) == len(body.encode())
    assert headers["Connection"] == "close"
    page = BeautifulSoup(body, "html.parser")
    assert page.h1.get_text()
    assert page.select_one('main [lang="en"] h2').get_text()
    assert str(status) in page.main.p.get_text()
    stranger = server_errors.answer(status).headers
    assert {name: headers[name] for name in stranger} == dict(stranger)
    assert headers["Cache-Control"] == "no-store"
    assert "frame-ancestors 'none'" in headers["Content-Security-Policy"]


def test_the_page_of_a_long_address_has_a_search_in_each_language():
    page = BeautifulSoup(server_errors.page(414), "html.parser")
    assert [form["action"] for form in page.select("form")] == ["/tim-kiem/", "/en/search/"]
    assert "Tìm tên người" in page.form.get_text()
    assert "Tìm" not in page.select_one("[lang=en] form").get_text()


def test_what_is_no_request_is_answered_as_gunicorn_answers_it():
    assert told(b"khong phai HTTP\r\n\r\n")[0].split(" ")[1] == "400"


class Waits:
    """A poller that waits for nothing and remembers for how long it would have."""

    def __init__(self) -> None:
        self.seconds: list[float] = []

    def select(self, timeout: float) -> list[Any]:
        self.seconds.append(timeout)
        return []


def test_a_rest_that_is_over_is_not_slept_through():
    configuration = Config()
    worker = Worker(1, 0, [], None, 30, configuration, Logger(configuration))
    worker.tmp.close()
    worker.poller = Waits()
    worker.resting_until = time.monotonic() + 60
    worker.set_accept_enabled(True)
    worker.wait_for_and_dispatch_events(timeout=1.0)
    worker.resting_until = time.monotonic()  # it ends after gunicorn's loop has asked
    worker.set_accept_enabled(True)
    assert not worker._accepting
    worker.wait_for_and_dispatch_events(timeout=1.0)
    worker.set_accept_enabled(True)
    assert worker._accepting
    worker.wait_for_and_dispatch_events(timeout=1.0)
    assert worker.poller.seconds == [1.0, 0.0, 1.0]


WHO_ANSWERS = """
import os

def application(environ, start_response):
    body = str(os.getpid()).encode()
    start_response("200 OK", [("Content-Length", str(len(body)))])
    return [body]
"""


def workers_of_a_burst(port: int, *, connections: int) -> set[bytes]:
    """Open connections at once and keep them; return which workers answer on them."""
    with ExitStack() as stack:
        opened = [
            stack.enter_context(closing(http.client.HTTPConnection("127.0.0.1", port, timeout=20)))
            for _number in range(connections)
        ]
        for connection in opened:
            connection.connect()
        for connection in opened:
            connection.request("GET", "/")
        return {connection.getresponse().read() for connection in opened}


def test_connections_that_come_at_once_are_shared_by_the_workers(tmp_path):
    (tmp_path / "who_answers.py").write_text(WHO_ANSWERS, encoding="utf-8")
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        listener.listen(64)
        port = listener.getsockname()[1]
        _program, _application, *options = gunicorn(bind=f"fd://{listener.fileno()}", workers=2, threads=4)
        process = subprocess.Popen(
            [sys.executable, "-m", "gunicorn", "who_answers:application", "--pythonpath", str(tmp_path), *options],
            pass_fds=[listener.fileno()], env=dict(os.environ),
        )  # fmt: skip
    try:
        for _wait in range(100):  # until both workers are there
            if len(workers_of_a_burst(port, connections=8)) == 2:
                break
        shared = sum(len(workers_of_a_burst(port, connections=8)) == 2 for _turn in range(20))
        assert shared >= 15  # a busy machine may give a worker no processor for as long as a burst takes
    finally:
        process.terminate()
        process.wait(20)


@pytest.mark.django_db
def test_the_pages_of_the_server_carry_the_headers_of_a_strangers_page(client):
    usual = client.get("/khong-co/")
    for name, value in server_errors.answer(414).headers.items():
        if name == "Content-Security-Policy":
            assert set(value.split("; ")) == set(usual[name].split("; "))
        elif name != "Cache-Control":
            assert usual[name] == value, name


def test_in_production_they_say_that_the_site_speaks_tls(settings):
    settings.SECURE_SSL_REDIRECT = True
    settings.SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
    settings.SECURE_HSTS_SECONDS = 31_536_000
    assert server_errors.answer(414)["Strict-Transport-Security"] == "max-age=31536000"
