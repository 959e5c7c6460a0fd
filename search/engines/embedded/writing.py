"""What changes an index: a batch of rows, or all of them into a new generation."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, Any

import tantivy

from search.engines.base import Progress
from search.engines.embedded.schema import SCHEMA, guarded
from search.models import Entry
from search.projection import numbered

if TYPE_CHECKING:
    from django.db.models import QuerySet

BATCH = 2_000


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
        with guarded():
            for entry in entries:
                self._writer.add_json(numbered(entry.pk, entry.digest, entry.indexed))
        self.changed = self.changed or bool(refs or entries)

    def remove(self, numbers: Sequence[int]) -> None:
        for start in range(0, len(numbers), BATCH):
            self._drop("entry", list(numbers[start : start + BATCH]))

    def _drop(self, field: str, values: list[Any]) -> None:
        if values:
            self.changed = True
            with guarded():
                self._writer.delete_documents_by_query(tantivy.Query.term_set_query(SCHEMA, field, values))


def fill(writer: tantivy.IndexWriter, rows: QuerySet[Entry], progress: Progress | None) -> dict[int, int]:
    """Puts rows into a new generation; returns number and digest of each."""
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


def catch_up(writer: tantivy.IndexWriter, built: dict[int, int]) -> None:
    """Brings in what was written to the rows since ``built`` was filled."""
    present = dict(Entry.objects.order_by("pk").values_list("pk", "digest").iterator(chunk_size=10_000))
    gone = [number for number in built if present.get(number) != built[number]]
    late = [number for number in present if built.get(number) != present[number]]
    for start in range(0, len(gone), BATCH):
        chosen: list[Any] = gone[start : start + BATCH]
        writer.delete_documents_by_query(tantivy.Query.term_set_query(SCHEMA, "entry", chosen))
    for start in range(0, len(late), BATCH):
        built.update(fill(writer, Entry.objects.filter(pk__in=late[start : start + BATCH]), None))
    for number in gone:
        if number not in present:
            del built[number]
