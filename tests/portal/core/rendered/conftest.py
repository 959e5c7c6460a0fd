"""The store switched on, in a folder of its own, with the layer as a visitor meets it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from django.core.cache import cache
from django.core.signals import request_finished, request_started
from django.core.wsgi import get_wsgi_application
from django.db import close_old_connections, connection

from portal.core import outbox, timers
from portal.core.models import SiteSettings
from portal.core.remembered import forget
from portal.core.rendered import set_up, store, writing
from portal.core.rendered.layer import RenderedPages


@dataclass
class Answer:
    status: int
    headers: dict[str, str]
    body: bytes

    @property
    def text(self) -> str:
        return self.body.decode()


@dataclass
class Visitor:
    """A client of the layer: what Django was asked is counted."""

    application: RenderedPages
    django: list[str] = field(default_factory=list)

    def get(self, address: str, *, method: str = "GET", host: str = "testserver", **headers: str) -> Answer:
        path, _mark, query = address.partition("?")
        environ: dict[str, Any] = {
            "REQUEST_METHOD": method, "SCRIPT_NAME": "", "PATH_INFO": path, "QUERY_STRING": query,
            "SERVER_NAME": "testserver", "SERVER_PORT": "80", "SERVER_PROTOCOL": "HTTP/1.1",
            "REMOTE_ADDR": "192.0.2.7", "HTTP_HOST": host, "wsgi.version": (1, 0), "wsgi.url_scheme": "http",
            "wsgi.input": BytesIO(b""), "wsgi.errors": BytesIO(), "wsgi.multithread": True,
            "wsgi.multiprocess": True, "wsgi.run_once": False, **headers,
        }  # fmt: skip
        answered: list[Any] = []

        def start(status: str, given: list[tuple[str, str]], _error: Any = None) -> None:
            answered[:] = [status, given]

        result = self.application(environ, start)
        body = b"".join(result)
        if hasattr(result, "close"):
            result.close()
        return Answer(int(answered[0][:3]), {name.lower(): value for name, value in answered[1]}, body)

    def settle(self) -> None:
        """What a commit does: consumers are woken, and what this transaction has recorded is forgotten."""
        report = outbox.deliver(writing.CONSUMER)
        assert (report.busy, report.failed, outbox.pending(writing.CONSUMER)) == ((), 0, 0)
        connection.run_on_commit.clear()

    def fresh(self, address: str, **headers: str) -> Answer:
        """What a process that remembers nothing answers now, past the store."""
        forget()
        layer, self.application = self.application, self.application.application  # type: ignore[assignment]
        try:
            return self.get(address, **headers)
        finally:
            self.application = layer


@pytest.fixture(scope="session")
def _connected(django_db_setup) -> None:
    """Compilers and signals stay when a test is over; they are idle while ``RENDERED_PAGES`` is off."""
    set_up.connect()


@pytest.fixture
def switched_on(_connected, settings, tmp_path: Path) -> Iterator[None]:
    settings.VAR_DIR = tmp_path / "var"
    (settings.VAR_DIR / "locks").mkdir(parents=True)
    settings.RENDERED_PAGES = True
    settings.DEBUG_PROPAGATE_EXCEPTIONS = True
    set_up.connect()
    cache.clear()
    yield
    for release in store.all_releases():
        release.close()
    store._release.cache_clear()
    outbox.unregister(writing.CONSUMER)
    for name in ("rendered", "rendered_sweep"):
        timers.unregister(name)


@pytest.fixture
def _one_connection() -> Iterator[None]:
    """A request does not close the connection in which the test's transaction is (Django's own client sees to it so)."""
    signals = (request_started, request_finished)
    for signal in signals:
        signal.disconnect(close_old_connections)
    yield
    for signal in signals:
        signal.connect(close_old_connections)


@pytest.fixture
def visitor(switched_on, db, _one_connection) -> Visitor:
    SiteSettings.load()  # the row is made when it is first asked for
    django = get_wsgi_application()
    asked: list[str] = []

    def counted(environ: Any, start_response: Any) -> Any:
        asked.append(
            environ["PATH_INFO"] + (f"?{environ['QUERY_STRING']}" if environ["QUERY_STRING"] else "")
        )
        return django(environ, start_response)

    made = Visitor(RenderedPages(counted), asked)
    made.settle()
    made.get("/")  # whose headers are those a web server sends with every page
    store.drop_everything()
    asked.clear()
    return made
