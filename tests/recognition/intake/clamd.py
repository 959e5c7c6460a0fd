"""A tiny server that speaks the INSTREAM protocol of ClamAV's daemon over real TCP, for tests."""

from __future__ import annotations

import socketserver
import struct
import threading
from collections.abc import Iterator
from contextlib import contextmanager

TEST_VIRUS = b"TEPTHUNHUCOVIRUT"
"""What this server takes for a virus (no real signature, so that no scanner finds our tests)."""


class _Handler(socketserver.BaseRequestHandler):
    def handle(self) -> None:
        assert self._exactly(10) == b"zINSTREAM\0"
        data = b""
        while length := struct.unpack(">I", self._exactly(4))[0]:
            data += self._exactly(length)
        self.server.scanned.append(data)  # type: ignore[attr-defined]
        if self.server.answer is not None:  # type: ignore[attr-defined]
            self.request.sendall(self.server.answer)  # type: ignore[attr-defined]
        elif TEST_VIRUS in data:
            self.request.sendall(b"stream: Thu-Virus-1 FOUND\0")
        else:
            self.request.sendall(b"stream: OK\0")

    def _exactly(self, length: int) -> bytes:
        data = b""
        while len(data) < length:
            part = self.request.recv(length - len(data))
            assert part, "the client hung up"
            data += part
        return data


class Clamd(socketserver.ThreadingTCPServer):
    """``scanned``: every stream it was shown; ``answer``: what it says instead of a verdict."""

    allow_reuse_address = True
    daemon_threads = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        self.scanned: list[bytes] = []
        self.answer: bytes | None = None

    @property
    def url(self) -> str:
        return f"tcp://127.0.0.1:{self.server_address[1]}"


@contextmanager
def running() -> Iterator[Clamd]:
    with Clamd() as server:
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05})
        thread.start()
        try:
            yield server
        finally:
            server.shutdown()
            thread.join()
