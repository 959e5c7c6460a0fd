"""Lines of the log: an address that is itself a secret is never written whole.

Whoever holds the link of an invitation may use it, and Django writes the path of every answer from 400 on (a password that is
too weak, a form without its token), so the line is cleaned where it is put together, traceback and all. Apps say which
addresses theirs are (:func:`hide`) before the first request.
"""

from __future__ import annotations

import logging
import re
from typing import Final

HIDDEN: Final = r"\1…"

_secret: dict[str, re.Pattern[str]] = {}


def hide(*beginnings: str) -> None:
    """Leave what follows ``/beginning/`` out of every line from now on, up to the next slash."""
    for each in beginnings:
        word = each.strip("/")
        _secret[word] = re.compile(rf"(/{re.escape(word)}/)[^/\s\"'?#<>]+")


def cleaned(line: str) -> str:
    """Return the line without the secret part of any address in it."""
    for pattern in _secret.values():
        line = pattern.sub(HIDDEN, line)
    return line


class Line(logging.Formatter):
    """Write a record without the secret part of an address."""

    def format(self, record: logging.LogRecord) -> str:
        return cleaned(super().format(record))
