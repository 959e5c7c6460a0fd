"""What commands show of an import: a bar on a terminal, a line per refused row, a report in a file."""

from __future__ import annotations

import json
import os
import tempfile
import time
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Self

from django.core.management.base import OutputWrapper
from django.utils.translation import gettext as _

WIDTH = 30
PAUSE = 0.1  # seconds between two drawings


class Bar:
    """A progress bar; draws only where the output is a terminal. Call it with what is done and what there is."""

    def __init__(self, output: OutputWrapper, label: str, *, quiet: bool = False) -> None:
        self.output = output
        self.label = label
        self.drawn = not quiet and output.isatty()
        self._last = 0.0

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_error: object) -> None:
        if self.drawn and self._last:
            self.output.write("", ending="\n")

    def __call__(self, done: int, total: int) -> None:
        now = time.monotonic()
        if not self.drawn or (done < total and now - self._last < PAUSE):
            return
        self._last = now
        filled = WIDTH * done // max(total, 1)
        self.output.write(
            f"\r{self.label} [{'█' * filled}{'·' * (WIDTH - filled)}] {done}/{total}", ending=""
        )
        self.output.flush()


def shown(sheet: str, row: int, column: str, reason: str, name: str, text: str) -> str:
    """Return the line that tells of a refused row."""
    place = f"{column}{row}" if column else str(row)
    return _("Từ chối, trang “%(sheet)s”, ô %(place)s (%(name)s): %(text)s [%(reason)s]") % {
        "sheet": sheet,
        "place": place,
        "name": name or "–",
        "text": text,
        "reason": reason,
    }


def write_report(path: Path, content: Mapping[str, Any]) -> None:
    """Write JSON whole or not at all, readable by the owner alone: it names people. Raises ``OSError``."""
    path.parent.mkdir(parents=True, exist_ok=True)
    handle, temporary = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
    try:
        with os.fdopen(handle, "w", encoding="utf-8") as stream:
            json.dump(content, stream, ensure_ascii=False, indent=2)
            stream.write("\n")
        Path(temporary).replace(path)
    except OSError:
        Path(temporary).unlink(missing_ok=True)
        raise
