"""Files are shown to ClamAV's daemon over its INSTREAM protocol, where ``CLAMD_URL`` names one.

``tcp://host:3310`` or ``unix:///run/clamav/clamd.ctl``. The bytes are streamed, so daemon and portal need no common
disk. No scanner: the file's state says that it was not scanned. A scanner that does not answer: the file waits for it
(``run_due`` calls :func:`scan_waiting`).
"""

from __future__ import annotations

import logging
import socket
import struct
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from functools import partial
from itertools import chain
from typing import Any, Final
from urllib.parse import urlsplit

from django.conf import settings
from django.db import transaction

from recognition.domain import evidence as files
from recognition.domain import packages
from recognition.enums import EvidenceState, ScanState
from recognition.models import Evidence

logger = logging.getLogger(__name__)

CHUNK: Final = 64 * 1024
SECONDS: Final = 20
LONGEST_ANSWER: Final = 4096
AT_ONCE: Final = 200


@dataclass(frozen=True, slots=True)
class Verdict:
    """What the scanner said; ``name`` is what it found."""

    state: ScanState
    name: str = ""


class ScannerAway(Exception):
    """The scanner cannot be reached, or does not answer as it should."""


def scan(data: bytes) -> Verdict:
    """Return what the scanner says of the bytes: ``none`` where there is no scanner, ``waiting`` where it is away."""
    if not settings.CLAMD_URL:
        return Verdict(ScanState.NONE)
    try:
        return _ask(data)
    except (OSError, ScannerAway) as error:
        logger.warning("The scanner at %s did not answer: %s", settings.CLAMD_URL, error)
        return Verdict(ScanState.WAITING)


def _ask(data: bytes) -> Verdict:
    with _connect() as connection:
        connection.sendall(b"zINSTREAM\0")
        for start in range(0, len(data), CHUNK):
            chunk = data[start : start + CHUNK]
            connection.sendall(struct.pack(">I", len(chunk)) + chunk)
        connection.sendall(struct.pack(">I", 0))
        answer = b""
        while not answer.endswith(b"\0") and len(answer) < LONGEST_ANSWER:
            received = connection.recv(LONGEST_ANSWER)
            if not received:
                break
            answer += received
    text = answer.rstrip(b"\0\n").decode("utf-8", "replace")
    said = text.partition(": ")[2] or text
    if said == "OK":
        return Verdict(ScanState.CLEAN)
    if said.endswith(" FOUND"):
        return Verdict(ScanState.INFECTED, said.removesuffix(" FOUND")[:120])
    raise ScannerAway(text or "an empty answer")


def _connect() -> socket.socket:
    parts = urlsplit(settings.CLAMD_URL)
    if parts.scheme == "unix":
        connection = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
        try:
            connection.settimeout(SECONDS)
            connection.connect(parts.path)
        except OSError:
            connection.close()
            raise
        return connection
    return socket.create_connection((parts.hostname or "127.0.0.1", parts.port or 3310), timeout=SECONDS)


def joined(states: Iterable[str]) -> ScanState:
    """Return the state of a file made of several: clean only when all are, waiting when one waits."""
    found = set(states)
    for state in (ScanState.WAITING, ScanState.NONE):
        if state in found:
            return state
    return ScanState.CLEAN


def scan_waiting() -> int:
    """Scan what came while there was no scanner or it was away: evidence and signed papers of packages.

    Returns how many got a verdict. Called by ``run_due``.
    """
    if not settings.CLAMD_URL:
        return 0
    told = 0
    for file, record in _waiting():
        try:
            with file.open("rb") as stored:
                verdict = scan(stored.read())
        except OSError:
            logger.exception("The file %s cannot be read", file.name)
            continue
        if verdict.state == ScanState.WAITING:
            break  # it is still away: the others wait with it
        with transaction.atomic():
            record(state=verdict.state, found=verdict.name)
        told += 1
    return told


def _waiting() -> Iterator[tuple[Any, Callable[..., None]]]:
    """Yield each file that nobody scanned yet, with what records the verdict."""
    evidence = Evidence.objects.filter(
        state=EvidenceState.RECEIVED, scan__in=(ScanState.WAITING, ScanState.NONE)
    ).order_by("pk")[:AT_ONCE]
    papers = packages.unscanned().order_by("pk")[:AT_ONCE]
    return chain(
        ((row.file, partial(files.record_scan, evidence=row)) for row in evidence),
        ((row.file, partial(packages.record_scan, package=row)) for row in papers),
    )
