"""Lines of the log: an address that is itself a secret is never written whole.

Whoever holds the link of an invitation or of a consent may use it, and Django writes the path of every answer from 400 on (a
password that is too weak, a form without its token), so the line is cleaned where it is put together, traceback and all.
"""

from __future__ import annotations

import logging
import re
from typing import Final

SECRET: Final = re.compile(r"(/(?:nhan-tai-khoan|accept-account|dong-y|consent)/)[^/\s\"'?#<>]+")
"""Both languages' addresses in ``recognition.views.invitations`` and ``recognition.views.consents``; a test compares them."""
HIDDEN: Final = r"\1…"


class Line(logging.Formatter):
    """Write a record without the secret part of an address."""

    def format(self, record: logging.LogRecord) -> str:
        return SECRET.sub(HIDDEN, super().format(record))
