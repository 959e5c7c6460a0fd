"""The folder of an index: generations, the one that is live, and who may write.

``SEARCH_INDEX_DIR/<schema version>/`` holds generations and a file ``current`` that names the live one. It can be
thrown away at any time.
"""

from __future__ import annotations

import fcntl
import json
import os
import re
import shutil
import time
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import tantivy

from search.engines.base import EngineBusy, EngineDamaged
from search.engines.embedded.schema import SCHEMA, guarded

_CURRENT = "current"
_REMOVED = ".del"  # the ending of Tantivy's lists of removed rows
_GENERATION = re.compile(r"[0-9a-z]{8,40}")

Mark = tuple[int, int, int]


class Folder:
    def __init__(self, path: Path) -> None:
        self.path = path

    def mark(self) -> Mark:
        """What ``stat`` says of the file that names the live generation. Raises ``FileNotFoundError``."""
        return _mark(self.path / _CURRENT)

    def meta(self, generation: str) -> Mark:
        """What ``stat`` says of the file that every commit to a generation replaces. Raises ``OSError``."""
        return _mark(self.path / generation / "meta.json")

    def litter(self, generation: str) -> bool:
        """Whether rows that were removed or replaced are still in the files of a generation, marked only."""
        try:
            meta = json.loads((self.path / generation / "meta.json").read_text("utf-8"))
            return any(segment["deletes"] for segment in meta["segments"])
        except (OSError, ValueError, LookupError, TypeError) as error:
            raise EngineDamaged(f"the list of segments cannot be read: {error}") from error

    def sweep(self, generation: str) -> None:
        """Takes away the lists of removed rows that no commit names: a writer that was killed before its commit left
        them, and the next one would refuse to write a file of that name, again and again. Only under the write lock.
        """
        try:
            meta = json.loads((self.path / generation / "meta.json").read_text("utf-8"))
            named = {
                f"{segment['segment_id'].replace('-', '')}.{segment['deletes']['opstamp']}{_REMOVED}"
                for segment in meta["segments"]
                if segment["deletes"]
            }
            for path in (self.path / generation).glob(f"*{_REMOVED}"):
                if path.name not in named:
                    path.unlink(missing_ok=True)
        except (OSError, ValueError, LookupError, TypeError, AttributeError):
            return  # whether the index is damaged is told by whoever opens it

    @property
    def empty(self) -> bool:
        """Whether no generation was ever made live."""
        return not (self.path / _CURRENT).exists()

    def live(self) -> str:
        """The name of the live generation. Raises ``EngineDamaged``."""
        try:
            name = (self.path / _CURRENT).read_text("ascii").strip()
        except (OSError, UnicodeDecodeError) as error:
            raise EngineDamaged(f"the name of the live index cannot be read: {error}") from error
        if not _GENERATION.fullmatch(name):
            raise EngineDamaged("the name of the live index is damaged")
        return name

    def open(self, generation: str) -> tantivy.Index:
        """Opened with our schema: an index that was made with another refuses."""
        if not tantivy.Index.exists(str(self.path / generation)):
            raise EngineDamaged("the live index is missing")
        with guarded():
            index = tantivy.Index(SCHEMA, str(self.path / generation), reuse=True)
            index.config_reader("manual")
            index.reload()
        return index

    def marked(self) -> bool:
        """Whether the live generation holds rows that are only marked as deleted. One that cannot be read holds none:
        it is made anew anyway.
        """
        try:
            meta = json.loads((self.path / self.live() / "meta.json").read_text("utf-8"))
            return any(segment.get("deletes") for segment in meta["segments"])
        except (EngineDamaged, OSError, ValueError, LookupError, TypeError, AttributeError):
            return False

    def create(self) -> tuple[str, tantivy.Index]:
        """A new generation, empty, not live."""
        generation = f"{int(time.time()):x}{uuid.uuid4().hex[:12]}"
        (self.path / generation).mkdir(parents=True)
        with guarded():
            return generation, tantivy.Index(SCHEMA, str(self.path / generation), reuse=False)

    def older(self) -> list[Path]:
        """The folders of earlier versions of the schema. Processes of an earlier release may still read them."""
        if not self.path.parent.is_dir():
            return []
        own = int(self.path.name)
        return [
            path
            for path in self.path.parent.iterdir()
            if path.name.isdecimal() and int(path.name) < own and path.is_dir()
        ]

    def switch(self, generation: str) -> None:
        """Makes a generation the live one, for good, and sweeps away all others; those of earlier versions when it is
        not the first of this one.
        """
        first = self.empty
        pointer = self.path / f"{_CURRENT}.{generation}"
        with pointer.open("w", encoding="ascii") as file:
            file.write(generation)
            file.flush()
            os.fsync(file.fileno())
        pointer.replace(self.path / _CURRENT)
        for path in self.path.iterdir():
            if path.name != generation and path.is_dir() and _GENERATION.fullmatch(path.name):
                shutil.rmtree(path, ignore_errors=True)
            elif path.name.startswith(f"{_CURRENT}."):
                path.unlink(missing_ok=True)
        if not first:
            for older in self.older():
                shutil.rmtree(older, ignore_errors=True)

    @contextmanager
    def lock(self, name: str, wait: float) -> Iterator[None]:
        """A file lock that dies with its holder. Raises ``EngineBusy`` after ``wait`` seconds."""
        self.path.mkdir(parents=True, exist_ok=True)
        deadline = time.monotonic() + wait
        with (self.path / f"{name}.lock").open("w", encoding="ascii") as file:
            while True:
                try:
                    fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
                    break
                except BlockingIOError:
                    if time.monotonic() >= deadline:
                        raise EngineBusy(f"another process holds the {name} lock") from None
                    time.sleep(0.01)
            yield


def _mark(path: Path) -> Mark:
    stat = path.stat()
    return stat.st_ino, stat.st_mtime_ns, stat.st_size
