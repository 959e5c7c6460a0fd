"""What changes an index: a batch of rows, or all of them into a new generation."""

from __future__ import annotations

import re
from array import array
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

import tantivy

from search.documents import FACETS
from search.engines.base import Progress
from search.engines.embedded.schema import BAND_FIELD, COLUMNS, SCHEMA, band, columns, guarded
from search.models import Entry
from search.projection import numbered

BATCH = 2_000
# Inside the text of a value every quotation mark is escaped, so these are the fields and nothing else.
_ORDER = re.compile(r'"order":(\d+)')
_VALUE = re.compile(r'"[^"\\]*(?:\\.[^"\\]*)*"')
_FACET = re.compile(rf'"facet_({"|".join(FACETS)})":\[((?:{_VALUE.pattern},?)*)\]')


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
                self._writer.add_json(indexable(entry.pk, entry.digest, entry.indexed))
        self.changed = self.changed or bool(refs or entries)

    def remove(self, numbers: Sequence[int]) -> None:
        for start in range(0, len(numbers), BATCH):
            self._drop("entry", list(numbers[start : start + BATCH]))

    def _drop(self, field: str, values: list[Any]) -> None:
        if values:
            self.changed = True
            with guarded():
                self._writer.delete_documents_by_query(tantivy.Query.term_set_query(SCHEMA, field, values))


@dataclass(slots=True)
class Built:
    """Numbers and digests of the rows that were put into a new generation, in the order of numbers; 16 bytes a row."""

    numbers: array[int] = field(default_factory=lambda: array("q"))
    digests: array[int] = field(default_factory=lambda: array("q"))


def fill(writer: tantivy.IndexWriter, progress: Progress | None) -> Built:
    """Puts all rows into a new generation. They are read by many short queries, so that nobody waits for a long one."""
    total = Entry.objects.count() if progress else 0
    built = Built()
    while True:
        last = built.numbers[-1] if built.numbers else -1
        rows = Entry.objects.filter(pk__gt=last).order_by("pk").values_list("pk", "digest", "indexed")[:BATCH]
        read = 0
        for number, digest, text in rows:
            writer.add_json(indexable(number, digest, text))
            built.numbers.append(number)
            built.digests.append(digest)
            read += 1
        if progress:
            progress(len(built.numbers), max(total, len(built.numbers)))
        if read < BATCH:
            return built


def catch_up(writer: tantivy.IndexWriter, built: Built) -> int:
    """Brings in what was written to the rows since ``built`` was filled; returns how many rows there are now."""
    gone: list[int] = []
    late: list[int] = []
    place = number_of_rows = 0
    held = len(built.numbers)
    for number, digest in _digests():
        number_of_rows += 1
        while place < held and built.numbers[place] < number:
            gone.append(built.numbers[place])
            place += 1
        if place < held and built.numbers[place] == number:
            if built.digests[place] != digest:
                gone.append(number)
                late.append(number)
            place += 1
        else:
            late.append(number)
    gone.extend(built.numbers[place:])
    for start in range(0, len(gone), BATCH):
        chosen: list[Any] = gone[start : start + BATCH]
        writer.delete_documents_by_query(tantivy.Query.term_set_query(SCHEMA, "entry", chosen))
    for start in range(0, len(late), BATCH):
        rows = Entry.objects.filter(pk__in=late[start : start + BATCH])
        for number, digest, text in rows.values_list("pk", "digest", "indexed"):
            writer.add_json(indexable(number, digest, text))
    return number_of_rows


def _digests() -> Iterator[tuple[int, int]]:
    last = -1
    while True:
        rows = list(
            Entry.objects.filter(pk__gt=last).order_by("pk").values_list("pk", "digest")[: 10 * BATCH]
        )
        yield from rows
        if len(rows) < 10 * BATCH:
            return
        last = rows[-1][0]


def indexable(number: int, digest: int, text: str) -> str:
    """What Tantivy takes for a row: what is indexed, its number and digest, its band, and its facets in columns. The
    values are taken as they are written, since a rebuild does this for every row.
    """
    more: list[str] = []
    order = _ORDER.search(text)
    if order:
        more.append(f'"{BAND_FIELD}":"{band(int(order[1]))}",')
    for facet in _FACET.finditer(text):
        names, values = columns(facet[1]), _VALUE.findall(facet[2])
        more += [f'"{name}":{value},' for name, value in zip(names, values[:COLUMNS], strict=False)]
        if len(values) > COLUMNS:
            more.append(f'"{names[-1]}":[{",".join(values[COLUMNS:])}],')
    return f"{{{''.join(more)}{numbered(number, digest, text)[1:]}"
