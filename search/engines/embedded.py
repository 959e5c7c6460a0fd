"""The embedded engine: Tantivy in a folder of this machine.

The folder ``SEARCH_INDEX_DIR/<schema version>/`` holds generations and a file ``current`` that names the live one. A
rebuild writes a new generation and replaces ``current``, so a searcher sees either the old index or the new one. The
folder can be thrown away at any time.

Every process reads; one at a time writes, under a file lock that the system frees when its holder dies. A writer
lives as long as one batch and never passes a fork. Before each search a reader compares two small files by
``stat``; a commit is therefore seen by the next search in any process. Nothing is stored in the index but keys.
"""

from __future__ import annotations

import fcntl
import os
import re
import shutil
import threading
import time
import uuid
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import tantivy
from django.conf import settings

from search.documents import FACETS
from search.engines.base import (
    TEXT_FIELDS,
    VALUE_FIELDS,
    AllOf,
    AnyOf,
    EngineBusy,
    EngineDamaged,
    EngineError,
    Expression,
    Found,
    Phrase,
    Plan,
    Prefix,
    Progress,
    Row,
    Term,
    Tier,
    earlier,
    union,
)
from search.models import Entry
from search.projection import numbered

if TYPE_CHECKING:
    from django.db.models import QuerySet

Answer = TypeVar("Answer")

# Raise when a field, or the meaning of what is in one, changes: an index of another version is not looked at.
SCHEMA_VERSION = 2
WAIT = 5.0  # seconds a writer waits for another
HEAP = 64_000_000
REBUILD_HEAP = 256_000_000
MOST_VALUES = 10_000  # of one facet; more would be counted wrongly
SELF_HEAL = 20_000  # entries that a writer rebuilds by itself when it finds the index damaged
BATCH = 2_000
MOST_BEGINNINGS = 256
MOST_SPELLINGS = 64
_CURRENT = "current"
_GENERATION = re.compile(r"[0-9a-z]{8,40}")


def _schema() -> tantivy.Schema:
    builder = tantivy.SchemaBuilder()
    for name in TEXT_FIELDS:
        builder.add_text_field(name, tokenizer_name="whitespace", index_option="position")
    for name in VALUE_FIELDS:
        builder.add_text_field(name, tokenizer_name="raw", index_option="basic", fast=name == "language")
    for name in FACETS:
        builder.add_text_field(f"facet_{name}", tokenizer_name="raw", index_option="basic", fast=True)
    builder.add_unsigned_field("entry", indexed=True, fast=True)
    builder.add_unsigned_field("order", fast=True)
    builder.add_unsigned_field("newest", fast=True)
    builder.add_text_field("by_name", tokenizer_name="raw", index_option="basic", fast=True)
    builder.add_unsigned_field("day", indexed=True, fast=True)
    builder.add_unsigned_field("digest", fast=True)
    return builder.build()


SCHEMA = _schema()


@contextmanager
def _guarded() -> Iterator[None]:
    """Turns whatever Tantivy raises, its panics included (they are no ``Exception``), into ``EngineError``."""
    try:
        yield
    except (EngineError, KeyboardInterrupt, SystemExit, GeneratorExit):
        raise
    except Exception as error:
        raise EngineError(f"{type(error).__name__}: {error}") from error
    except BaseException as error:
        if type(error).__module__ != "pyo3_runtime":
            raise
        raise EngineError(f"Tantivy panicked: {error}") from error


@dataclass(slots=True)
class _Open:
    """An index as one process sees it, with what ``stat`` said when it was loaded."""

    generation: str
    index: tantivy.Index
    pointer: tuple[int, int, int]
    meta: tuple[int, int, int]
    process: int


def _mark(path: Path) -> tuple[int, int, int]:
    stat = path.stat()
    return stat.st_ino, stat.st_mtime_ns, stat.st_size


class EmbeddedWriter:
    """See ``search.engines.base.Writer``."""

    def __init__(self, writer: tantivy.IndexWriter) -> None:
        self._writer = writer
        self.changed = False

    def replace(self, refs: Sequence[str], entries: Iterable[Entry]) -> None:
        entries = list(entries)
        for start in range(0, len(refs), BATCH):
            self._drop("ref", list(refs[start : start + BATCH]))
        self.remove([entry.pk for entry in entries])
        with _guarded():
            for entry in entries:
                self._writer.add_json(numbered(entry.pk, entry.digest, entry.indexed))
        self.changed = self.changed or bool(refs or entries)

    def remove(self, numbers: Sequence[int]) -> None:
        for start in range(0, len(numbers), BATCH):
            self._drop("entry", list(numbers[start : start + BATCH]))

    def _drop(self, field: str, values: list[Any]) -> None:
        if values:
            self.changed = True
            with _guarded():
                self._writer.delete_documents_by_query(tantivy.Query.term_set_query(SCHEMA, field, values))


class EmbeddedEngine:
    """See ``search.engines.base.Engine``. One object per folder and process."""

    name = "embedded"

    def __init__(self, folder: Path) -> None:
        self.folder = folder / str(SCHEMA_VERSION)
        self._open: _Open | None = None
        self._mutex = threading.Lock()

    # Reading -----------------------------------------------------------------------------------------------------

    def check(self) -> None:
        self._searcher()

    def search(self, plan: Plan) -> Found:
        return self._read(lambda searcher: _Asking(searcher, plan).found())

    def spellings(self, plan: Plan, fold: str) -> Mapping[str, int]:
        return self._read(lambda searcher: _Asking(searcher, plan).spellings(fold))

    def digests(self) -> Iterator[tuple[int, int]]:
        searcher = self._searcher()
        start = 0
        while True:
            with _guarded():
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

    def _read(self, answer: Callable[[tantivy.Searcher], Answer]) -> Answer:
        """Asks once more when it fails: a rebuild may have taken away the files under an old searcher."""
        try:
            with _guarded():
                return answer(self._searcher())
        except EngineDamaged:
            raise
        except EngineError:
            self._open = None
        with _guarded():
            return answer(self._searcher())

    def _searcher(self) -> tantivy.Searcher:
        """A searcher that sees every commit made before this call, in whatever process."""
        present = self._open
        if present is None or present.process != os.getpid() or not self._fresh(present):
            with self._mutex:
                present = self._open
                if present is None or present.process != os.getpid() or not self._fresh(present):
                    present = self._open = self._load(present)
        with _guarded():
            return present.index.searcher()

    def _fresh(self, present: _Open) -> bool:
        try:
            pointer = _mark(self.folder / _CURRENT)
            return pointer == present.pointer and _mark(self._meta(present.generation)) == present.meta
        except OSError:
            return False

    def _meta(self, generation: str) -> Path:
        return self.folder / generation / "meta.json"

    def _load(self, present: _Open | None) -> _Open:
        """Opens the live generation, or reloads it when it is the one already open in this process."""
        try:
            pointer = _mark(self.folder / _CURRENT)
        except FileNotFoundError:
            self._create_first()
            pointer = _mark(self.folder / _CURRENT)
        generation = self._generation()
        try:
            meta = _mark(self._meta(generation))
            with _guarded():
                if (
                    present is not None
                    and present.process == os.getpid()
                    and present.generation == generation
                ):
                    index = present.index
                    index.reload()
                else:
                    index = self._open_index(generation)
        except (EngineError, OSError) as error:
            raise EngineDamaged(str(error)) from error
        return _Open(generation, index, pointer, meta, os.getpid())

    def _open_index(self, generation: str) -> tantivy.Index:
        # Opened with our schema: one that was made with another refuses.
        if not tantivy.Index.exists(str(self.folder / generation)):
            raise EngineDamaged("the live index is missing")
        index = tantivy.Index(SCHEMA, str(self.folder / generation), reuse=True)
        index.config_reader("manual")
        index.reload()
        return index

    def _generation(self) -> str:
        try:
            name = (self.folder / _CURRENT).read_text("ascii").strip()
        except (OSError, UnicodeDecodeError) as error:
            raise EngineDamaged(f"the name of the live index cannot be read: {error}") from error
        if not _GENERATION.fullmatch(name):
            raise EngineDamaged("the name of the live index is damaged")
        return name

    def _create_first(self) -> None:
        """Makes an empty index on a new site. Where entries exist an index is missing, not new."""
        if Entry.objects.exists():
            raise EngineDamaged("there is no index of this version yet")
        with self._lock("write", WAIT):
            if not (self.folder / _CURRENT).exists():
                generation = self._new_generation()
                with _guarded():
                    tantivy.Index(SCHEMA, str(self.folder / generation), reuse=False)
                self._switch(generation)

    # Writing -----------------------------------------------------------------------------------------------------

    @contextmanager
    def writing(self) -> Iterator[EmbeddedWriter]:
        with self._lock("write", WAIT):
            try:
                index = self._writable()
            except EngineDamaged:
                if Entry.objects.count() > SELF_HEAL:
                    raise
                self._rebuild_held(None)
                index = self._writable()
            with _guarded():
                raw = index.writer(HEAP, 1)
            writer = EmbeddedWriter(raw)
            try:
                yield writer
                if writer.changed:
                    with _guarded():
                        raw.commit()
            except BaseException:
                with _guarded():
                    raw.rollback()
                raise
            finally:
                # Small segments are merged here; a writer that is only dropped would kill its merges.
                with _guarded():
                    raw.wait_merging_threads()

    def _writable(self) -> tantivy.Index:
        if not (self.folder / _CURRENT).exists():
            if Entry.objects.exists():
                raise EngineDamaged("there is no index of this version yet")
            generation = self._new_generation()
            with _guarded():
                tantivy.Index(SCHEMA, str(self.folder / generation), reuse=False)
            self._switch(generation)
        try:
            with _guarded():
                return self._open_index(self._generation())
        except EngineError as error:
            raise EngineDamaged(str(error)) from error

    def rebuild(self, progress: Progress | None = None) -> int:
        """Builds beside the live index without holding up writers; what they changed meanwhile is found by number
        and digest at the end, under the lock, and brought in before the switch.
        """
        with self._lock("rebuild", 0.0):
            generation = self._new_generation()
            with _guarded():
                index = tantivy.Index(SCHEMA, str(self.folder / generation), reuse=False)
                writer = index.writer(REBUILD_HEAP, 2)
                built = self._fill(writer, Entry.objects.order_by("pk"), progress)
                writer.commit()
                with self._lock("write", 60.0):
                    self._catch_up(writer, built)
                    writer.commit()
                    writer.wait_merging_threads()
                    self._switch(generation)
            return len(built)

    def _rebuild_held(self, progress: Progress | None) -> None:
        """Rebuilds for somebody who already holds the write lock."""
        generation = self._new_generation()
        with _guarded():
            index = tantivy.Index(SCHEMA, str(self.folder / generation), reuse=False)
            writer = index.writer(REBUILD_HEAP, 1)
            self._fill(writer, Entry.objects.order_by("pk"), progress)
            writer.commit()
            writer.wait_merging_threads()
            self._switch(generation)

    def _fill(
        self, writer: tantivy.IndexWriter, rows: QuerySet[Entry], progress: Progress | None
    ) -> dict[int, int]:
        total = rows.count() if progress else 0
        built: dict[int, int] = {}
        for number, text, digest in rows.values_list("pk", "indexed", "digest").iterator(chunk_size=BATCH):
            writer.add_json(numbered(number, digest, text))
            built[number] = digest
            if progress and len(built) % BATCH == 0:
                progress(len(built), total)
        if progress:
            progress(len(built), max(total, len(built)))
        return built

    def _catch_up(self, writer: tantivy.IndexWriter, built: dict[int, int]) -> None:
        present = dict(Entry.objects.order_by("pk").values_list("pk", "digest").iterator(chunk_size=10_000))
        gone = [number for number in built if present.get(number) != built[number]]
        late = [number for number in present if built.get(number) != present[number]]
        for start in range(0, len(gone), BATCH):
            writer.delete_documents_by_query(
                tantivy.Query.term_set_query(SCHEMA, "entry", gone[start : start + BATCH])
            )
        for start in range(0, len(late), BATCH):
            built.update(self._fill(writer, Entry.objects.filter(pk__in=late[start : start + BATCH]), None))
        for number in gone:
            if number not in present:
                del built[number]

    def _new_generation(self) -> str:
        generation = f"{int(time.time()):x}{uuid.uuid4().hex[:12]}"
        (self.folder / generation).mkdir(parents=True)
        return generation

    def _switch(self, generation: str) -> None:
        """Makes a generation the live one, for good, and sweeps away all others."""
        pointer = self.folder / f"{_CURRENT}.{generation}"
        with pointer.open("w", encoding="ascii") as file:
            file.write(generation)
            file.flush()
            os.fsync(file.fileno())
        pointer.replace(self.folder / _CURRENT)
        for path in self.folder.iterdir():
            if path.name != generation and path.is_dir() and _GENERATION.fullmatch(path.name):
                shutil.rmtree(path, ignore_errors=True)
            elif path.name.startswith(f"{_CURRENT}."):
                path.unlink(missing_ok=True)

    @contextmanager
    def _lock(self, name: str, wait: float) -> Iterator[None]:
        """A file lock that dies with its holder. Raises ``EngineBusy`` after ``wait`` seconds."""
        self.folder.mkdir(parents=True, exist_ok=True)
        deadline = time.monotonic() + wait
        with (self.folder / f"{name}.lock").open("w", encoding="ascii") as file:
            while True:
                try:
                    fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
                    break
                except BlockingIOError:
                    if time.monotonic() >= deadline:
                        raise EngineBusy(f"another process holds the {name} lock") from None
                    time.sleep(0.01)
            yield


# Asking --------------------------------------------------------------------------------------------------------------


class _Asking:
    """One question to one searcher; what was translated once is used again."""

    def __init__(self, searcher: tantivy.Searcher, plan: Plan) -> None:
        self.searcher = searcher
        self.plan = plan
        self._made: dict[Expression, tantivy.Query] = {}

    def found(self) -> Found:
        plan = self.plan
        counts, total = self._facets()
        rows: list[Row] = []
        skip, want = plan.offset, min(plan.limit, max(0, total - plan.offset))
        for position, tier in enumerate(plan.tiers):
            if not want:
                break
            found = self.searcher.search(
                self._within(tier.expression, before=plan.tiers[:position]),
                want,
                count=True,
                offset=skip,
                order_by_field="order",
                order=tantivy.Order.Asc,
            )
            addresses = [address for _order, address in found.hits]
            if addresses:
                numbers = self.searcher.fast_field_values("entry", addresses)
                rows += [
                    Row(int(number or 0), tier.name, int(value))
                    for number, (value, _address) in zip(numbers, found.hits, strict=True)
                ]
            skip = max(0, skip - int(found.count or 0))  # type: ignore[attr-defined]  # not in its stub
            want -= len(addresses)
        return Found(total, tuple(rows), counts)

    def spellings(self, fold: str) -> dict[str, int]:
        start = f"{fold}|"
        counted = self.searcher.terms_with_prefix(
            "spelling", start, self._within(union(self.plan.tiers)), MOST_SPELLINGS
        )
        return {term[len(start) :]: number for term, number in counted}

    def _facets(self) -> tuple[dict[str, dict[str, int]], int]:
        """Counts of the asked facets, each without its own filter, and the number of rows under all filters."""
        plan = self.plan
        whole = union(plan.tiers)
        free = [name for name in plan.facets if name not in plan.filters]
        asked: dict[str, Any] = {name: _terms_of(name) for name in free}
        asked["total"] = {"value_count": {"field": "order"}}
        answer = self.searcher.aggregate(self._within(whole), asked)
        counts = {name: _buckets(answer[name]) for name in free}
        for name in plan.facets:
            if name in plan.filters:
                query = self._within(whole, but=name)
                counts[name] = _buckets(self.searcher.aggregate(query, {name: _terms_of(name)})[name])
        return counts, int(answer["total"]["value"])

    def _within(self, expression: Expression, *, before: Sequence[Tier] = (), but: str = "") -> tantivy.Query:
        """The rows of an expression in the language, under the filters (but one), without those of earlier tiers."""
        plan = self.plan
        must, must_not = tantivy.Occur.Must, tantivy.Occur.MustNot
        clauses = [(must, self._query(expression)), (must, self._query(Term("language", plan.language)))]
        for name, values in plan.filters.items():
            if name != but:
                clauses.append((must, tantivy.Query.term_set_query(SCHEMA, f"facet_{name}", list(values))))
        if before:
            clauses.append((must_not, self._query(earlier(before))))
        return tantivy.Query.boolean_query(clauses)

    def _query(self, expression: Expression) -> tantivy.Query:
        made = self._made.get(expression)
        if made is None:
            made = self._made[expression] = self._translate(expression)
        return made

    def _translate(self, expression: Expression) -> tantivy.Query:
        if isinstance(expression, Term):
            return tantivy.Query.term_query(SCHEMA, expression.field, expression.value, index_option="basic")
        if isinstance(expression, Prefix):
            return self._beginning(expression)
        if isinstance(expression, Phrase):
            return tantivy.Query.regex_phrase_query(SCHEMA, expression.field, list(expression.patterns))
        occur = tantivy.Occur.Must if isinstance(expression, AllOf) else tantivy.Occur.Should
        return tantivy.Query.boolean_query([(occur, self._query(part)) for part in expression.parts])

    def _beginning(self, prefix: Prefix) -> tantivy.Query:
        """The few words that begin so, named one by one; a regular expression costs half a millisecond to compile."""
        counted = self.searcher.terms_with_prefix(prefix.field, prefix.start, None, MOST_BEGINNINGS + 1)
        if len(counted) > MOST_BEGINNINGS:
            pattern = f"{re.escape(prefix.start)}.*{re.escape(prefix.end)}"
            return tantivy.Query.regex_query(SCHEMA, prefix.field, pattern)
        return self._query(
            AnyOf(tuple(Term(prefix.field, term) for term, _number in counted if term.endswith(prefix.end)))
        )


def _terms_of(facet: str) -> dict[str, Any]:
    return {"terms": {"field": f"facet_{facet}", "size": MOST_VALUES}}


def _buckets(answer: Mapping[str, Any]) -> dict[str, int]:
    return {bucket["key"]: int(bucket["doc_count"]) for bucket in answer["buckets"]}


@lru_cache(maxsize=8)
def _engine(folder: Path) -> EmbeddedEngine:
    return EmbeddedEngine(folder)


def engine() -> EmbeddedEngine:
    """The engine of this process for the folder of the settings."""
    return _engine(Path(settings.SEARCH_INDEX_DIR))
