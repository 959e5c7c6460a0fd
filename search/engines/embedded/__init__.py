"""The embedded engine: Tantivy in a folder of this machine.

A rebuild writes a new generation beside the live one and switches, so a searcher sees either the old index or the new
one. Every process reads; one at a time writes, under a file lock that the system frees when its holder dies. A writer
lives as long as one batch and never passes a fork. Before each search a reader compares two small files by ``stat``;
a commit is therefore seen by the next search in any process. Nothing is stored in the index but keys.
"""

from __future__ import annotations

import os
import threading
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path
from typing import TypeVar

import tantivy
from django.conf import settings

from search.engines.base import EngineDamaged, EngineError, Expression, Found, Plan, Progress
from search.engines.embedded.asking import Asking, Remembered, known_words
from search.engines.embedded.folder import Folder, Mark
from search.engines.embedded.schema import SCHEMA, SCHEMA_VERSION, guarded
from search.engines.embedded.writing import EmbeddedWriter, catch_up, fill
from search.models import Entry

Answer = TypeVar("Answer")

WAIT = 5.0  # seconds a writer waits for another
HEAP = 64_000_000
REBUILD_HEAP = 256_000_000
SELF_HEAL = 20_000  # entries that a writer rebuilds by itself when it finds the index damaged


@dataclass(slots=True)
class _Open:
    """An index as one process sees it, with what ``stat`` said when it was loaded."""

    generation: str
    index: tantivy.Index
    pointer: Mark
    meta: Mark
    process: int
    remembered: Remembered = field(default_factory=Remembered)


class EmbeddedEngine:
    """See ``search.engines.base.Engine``. One object per folder and process."""

    name = "embedded"

    def __init__(self, path: Path) -> None:
        self.folder = Folder(path / str(SCHEMA_VERSION))
        self._open: _Open | None = None
        self._mutex = threading.Lock()

    # Reading -----------------------------------------------------------------------------------------------------

    def check(self) -> None:
        self._present()

    def search(self, plan: Plan) -> Found:
        return self._read(
            lambda present, searcher: Asking(present.index, searcher, plan, present.remembered).found()
        )

    def counts(self, plan: Plan, expressions: Sequence[Expression]) -> tuple[int, ...]:
        return self._read(lambda present, searcher: Asking(present.index, searcher, plan).counts(expressions))

    def known(self, words: Sequence[str]) -> frozenset[str]:
        return self._read(lambda _present, searcher: known_words(searcher, words))

    def spellings(self, plan: Plan, fold: str) -> Mapping[str, int]:
        return self._read(lambda present, searcher: Asking(present.index, searcher, plan).spellings(fold))

    def digests(self) -> Iterator[tuple[int, int]]:
        present = self._present()
        with guarded():
            searcher = present.index.searcher()
        start = 0
        while True:
            with guarded():
                following = tantivy.Query.range_query(
                    SCHEMA, "entry", tantivy.FieldType.Unsigned, lower_bound=start, include_lower=True
                )
                hits = searcher.search(
                    following, 50_000, count=False, order_by_field="entry", order=tantivy.Order.Asc
                ).hits
                addresses = [address for _value, address in hits]
                found = searcher.fast_field_values("digest", addresses) if addresses else []
            if not hits:
                return
            yield from zip(
                (int(value) for value, _address in hits), (int(value or 0) for value in found), strict=True
            )
            start = int(hits[-1][0]) + 1

    def _read(self, answer: Callable[[_Open, tantivy.Searcher], Answer]) -> Answer:
        """Asks once more when it fails: a rebuild may have taken away the files under an old searcher."""
        try:
            with guarded():
                present = self._present()
                return answer(present, present.index.searcher())
        except EngineDamaged:
            raise
        except EngineError:
            self._open = None
        with guarded():
            present = self._present()
            return answer(present, present.index.searcher())

    def _present(self) -> _Open:
        """The index with every commit made before this call, in whatever process."""
        present = self._open
        if present is None or present.process != os.getpid() or not self._fresh(present):
            with self._mutex:
                present = self._open
                if present is None or present.process != os.getpid() or not self._fresh(present):
                    present = self._open = self._load(present)
        return present

    def _fresh(self, present: _Open) -> bool:
        try:
            return (
                self.folder.mark() == present.pointer and self.folder.meta(present.generation) == present.meta
            )
        except OSError:
            return False

    def _load(self, present: _Open | None) -> _Open:
        """Opens the live generation, or reloads it when it is the one already open in this process."""
        try:
            pointer = self.folder.mark()
        except FileNotFoundError:
            with self.folder.lock("write", WAIT):
                self._create_first()
            pointer = self.folder.mark()
        generation = self.folder.live()
        try:
            meta = self.folder.meta(generation)
            if present is not None and present.process == os.getpid() and present.generation == generation:
                index = present.index
                with guarded():
                    index.reload()
            else:
                index = self.folder.open(generation)
        except (EngineError, OSError) as error:
            raise EngineDamaged(str(error)) from error
        return _Open(generation, index, pointer, meta, os.getpid())

    def _create_first(self) -> None:
        """Makes an empty index on a new site. Where entries exist an index is missing, not new."""
        if not self.folder.empty:
            return
        if Entry.objects.exists():
            raise EngineDamaged("there is no index of this version yet")
        generation, _index = self.folder.create()
        self.folder.switch(generation)

    # Writing -----------------------------------------------------------------------------------------------------

    @contextmanager
    def writing(self) -> Iterator[EmbeddedWriter]:
        with self.folder.lock("write", WAIT):
            try:
                index = self._writable()
            except EngineDamaged:
                if Entry.objects.count() > SELF_HEAL:
                    raise
                self._rebuild_held()
                index = self._writable()
            with guarded():
                raw = index.writer(HEAP, 1)
            writer = EmbeddedWriter(raw)
            try:
                yield writer
                if writer.changed:
                    with guarded():
                        raw.commit()
            except BaseException:
                with guarded():
                    raw.rollback()
                raise
            finally:
                # Small segments are merged here; a writer that is only dropped would kill its merges.
                with guarded():
                    raw.wait_merging_threads()

    def _writable(self) -> tantivy.Index:
        self._create_first()
        try:
            live = self.folder.live()
            self.folder.sweep(live)
            return self.folder.open(live)
        except EngineError as error:
            raise EngineDamaged(str(error)) from error

    def rebuild(self, progress: Progress | None = None) -> int:
        """Builds beside the live index without holding up writers; what they changed meanwhile is found by number
        and digest at the end, under the lock, and brought in before the switch.
        """
        with self.folder.lock("rebuild", 0.0):
            generation, index = self.folder.create()
            with guarded():
                writer = index.writer(REBUILD_HEAP, 2)
                built = fill(writer, progress)
                writer.commit()
                writer.wait_merging_threads()
                with self.folder.lock("write", 60.0):
                    writer = index.writer(HEAP, 1)
                    number = catch_up(writer, built)
                    writer.commit()
                    writer.wait_merging_threads()
                    self.folder.switch(generation)
            return number

    def _rebuild_held(self) -> None:
        """Rebuilds for somebody who already holds the write lock."""
        generation, index = self.folder.create()
        with guarded():
            writer = index.writer(REBUILD_HEAP, 1)
            fill(writer, None)
            writer.commit()
            writer.wait_merging_threads()
            self.folder.switch(generation)

    def purge(self) -> bool:
        """Tantivy takes rows out of its files when it merges segments, which it does when it likes; the sure way is a
        new generation. What an earlier release left is taken away by it too.
        """
        if self.folder.empty or not (self.folder.litter(self.folder.live()) or self.folder.older()):
            return False
        self.rebuild()
        return True


@lru_cache(maxsize=8)
def _engine(path: Path) -> EmbeddedEngine:
    return EmbeddedEngine(path)


def engine() -> EmbeddedEngine:
    """The engine of this process for the folder of the settings."""
    return _engine(Path(settings.SEARCH_INDEX_DIR))
