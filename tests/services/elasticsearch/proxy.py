"""A door in front of a node that can be slow, busy or shut, so that one node serves tests of all failures."""

from __future__ import annotations

import http.client
import threading
import time
from collections.abc import Callable
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any, Self
from urllib.parse import urlsplit


class Door:
    """Passes requests on to ``target``. ``mode`` is ``pass``, ``hang`` (accepts and never answers), ``slow`` (waits
    ``delay`` seconds first) or ``busy`` (answers 429). ``only`` says which requests the mode is for.
    """

    def __init__(self, target: str) -> None:
        address = urlsplit(target)
        self._target = (address.hostname or "", address.port or 0)
        self.mode = "pass"
        self.delay = 0.0
        self.only: Callable[[str], bool] = lambda _path: True
        self.left = -1  # how many more requests the mode is for; below zero: all
        self.seen: list[str] = []
        self._released = threading.Event()
        door = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def handle_one_request(self) -> None:
                try:
                    super().handle_one_request()
                except (ConnectionError, OSError):
                    self.close_connection = True

            def do_any(self) -> None:
                door._answer(self)

            do_GET = do_POST = do_PUT = do_DELETE = do_HEAD = do_any  # noqa: N815 - names of http.server

            def log_message(self, *_words: Any) -> None:
                pass

        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self._server.daemon_threads = True
        self._thread = threading.Thread(target=self._server.serve_forever, args=(0.05,), daemon=True)

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self._server.server_address[1]}"

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(self, *_error: object) -> None:
        self._released.set()
        self._server.shutdown()
        self._server.server_close()
        self._thread.join()

    def _answer(self, handler: Any) -> None:
        length = int(handler.headers.get("Content-Length") or 0)
        body = handler.rfile.read(length) if length else None
        self.seen.append(f"{handler.command} {handler.path}")
        mode = self.mode if self.only(handler.path) and self.left else "pass"
        if mode != "pass" and self.left > 0:
            self.left -= 1
        if mode == "hang":
            self._released.wait(60)
            handler.close_connection = True
            return
        if mode == "busy":
            self._send(
                handler, 429, [("X-Elastic-Product", "Elasticsearch")], b'{"error":"busy","status":429}'
            )
            return
        if mode == "slow":
            time.sleep(self.delay)
        connection = http.client.HTTPConnection(*self._target, timeout=60)
        try:
            headers = {name: value for name, value in handler.headers.items() if name.lower() != "connection"}
            connection.request(handler.command, handler.path, body, headers)
            answer = connection.getresponse()
            self._send(handler, answer.status, answer.getheaders(), answer.read())
        finally:
            connection.close()

    def _send(self, handler: Any, status: int, headers: list[tuple[str, str]], body: bytes) -> None:
        handler.send_response(status)
        sizes = ("content-length", "transfer-encoding", "connection")
        for name, value in headers:
            if name.lower() not in sizes:
                handler.send_header(name, value)
        handler.send_header("Content-Length", str(len(body)))
        handler.end_headers()
        if handler.command != "HEAD":
            handler.wfile.write(body)
