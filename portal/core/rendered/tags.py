"""From what changed to the tags that fall: the consumer ``rendered`` of the outbox.

A ref names a row. What falls is what pages are tied to by: the row itself, the values its columns have now (those it
had before were recorded by ``writing``), the lists of its table; then, along the edges that ``tables`` knows, the
values and lists of rows that are chosen, counted or ordered by it. Where a change reaches too many rows, the whole
table falls: a page too many is rendered again, none is ever kept too long.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Sequence
from typing import Any

from django.apps import apps
from django.conf import settings
from django.core.exceptions import ValidationError

from portal.core import outbox
from portal.core.rendered import tables
from portal.core.rendered.tables import Edge, list_tag, row_tag, value_tag, whole_tag
from portal.core.rendered.writing import CONSUMER, TAG, WHOLE, parent_tag

REACH = 3000  # rows of one table that a batch of changes may reach before the whole table falls
BATCH = 1000


def consume(refs: Sequence[outbox.Ref]) -> None:
    """Drop the pages that show what changed: one entry of the drop log for the whole batch."""
    from portal.core.rendered.store import all_releases

    found = fallen(refs)
    if found:
        for release in all_releases():
            release.drop(found)


def register() -> None:
    """Register the consumer, of every kind."""
    outbox.register(CONSUMER, consume, batch=BATCH)


def digest(tag: str) -> int:
    """Return the number under which a tag is kept. Two tags that share one fall together."""
    if tag.startswith("~"):
        return int.from_bytes(bytes.fromhex(tag[1:]), "big", signed=True)
    return int.from_bytes(hashlib.blake2b(tag.encode(), digest_size=8).digest(), "big", signed=True)


def fallen(refs: Iterable[outbox.Ref]) -> set[str]:
    """Return the tags that fall when these objects change, by the present state of the database."""
    return _Fall().of(refs)


class _Fall:
    def __init__(self) -> None:
        self.tags: set[str] = set()
        self.whole: set[str] = set()
        self.rows: dict[str, set[Any]] = {}  # reached rows of watched tables, by table

    def of(self, refs: Iterable[outbox.Ref]) -> set[str]:
        started: dict[str, set[Any]] = {}
        for ref in refs:
            if ref.kind == TAG:
                self.tags.add(ref.key)
                continue
            table = _table_of(ref.kind)
            if table is None:  # no row: what ``reading.shows`` was told
                self.tags.add(row_tag(ref.kind, ref.key))
                continue
            if tables.is_unshown(table):
                continue
            known = tables.watched(table)
            if known is None:
                self.tags.add(list_tag(table))
                pages = tables.watched(tables.PAGE)
                if pages is not None and tables.PAGE in _page_tables(table) and ref.key != WHOLE:
                    started.setdefault(tables.PAGE, set()).add(_key(pages, ref.key))
            elif ref.key == WHOLE:
                self._take_whole(table)
            else:
                started.setdefault(table, set()).add(_key(known, ref.key))
        for table, keys in started.items():
            self.tags.update(row_tag(table, key) for key in keys)
        self._pages_are_one(started)
        first = self._reach(started)
        down = self._spread(first, self._down)
        up = self._spread(down, self._up)
        found = up
        while True:  # what was reached upwards goes down again where little hangs on it, and up from there
            before = sum(map(len, self.rows.values()))
            found = self._spread(self._spread(found, self._again), self._up)
            if sum(map(len, self.rows.values())) == before:
                break
        self._values()
        for table in self.whole:
            self.tags.add(whole_tag(table))
            self.tags.add(list_tag(table))
        return self.tags

    def _take_whole(self, table: str) -> None:
        self.whole.add(table)

    def _reach(self, found: dict[str, set[Any]]) -> dict[str, set[Any]]:
        """Add rows; return those that are new. A table that is reached too widely falls as a whole."""
        new: dict[str, set[Any]] = {}
        for table, keys in found.items():
            if table in self.whole:
                continue
            have = self.rows.setdefault(table, set())
            fresh = keys - have
            if len(have) + len(fresh) > REACH:
                self._take_whole(table)
                continue
            have |= fresh
            if fresh:
                new[table] = fresh
        return new

    def _spread(
        self, found: dict[str, set[Any]], step: Callable[[str, set[Any]], dict[str, set[Any]]]
    ) -> dict[str, set[Any]]:
        """Follow a kind of edge until nothing new is reached; return all rows reached, the first included."""
        everything = {table: set(keys) for table, keys in found.items()}
        frontier = found
        while frontier:
            reached: dict[str, set[Any]] = {}
            for table, keys in frontier.items():
                for other, others in step(table, keys).items():
                    reached.setdefault(other, set()).update(others)
            self._pages_are_one(reached)
            frontier = self._reach(reached)
            for table, keys in frontier.items():
                everything.setdefault(table, set()).update(keys)
        return everything

    def _down(self, table: str, keys: set[Any], edges: Iterable[Edge] | None = None) -> dict[str, set[Any]]:
        reached: dict[str, set[Any]] = {}
        for edge in tables.edges_down(table) if edges is None else edges:
            known = tables.watched(edge.child)
            if known is None or edge.child in self.whole:
                continue
            field = _field_name(known.model, edge.column)
            rows = _rows(known.model, f"{field}__in", keys, "pk")
            if rows is None:
                self._take_whole(edge.child)
            else:
                reached.setdefault(edge.child, set()).update(key for (key,) in rows)
        return reached

    def _again(self, table: str, keys: set[Any]) -> dict[str, set[Any]]:
        return self._down(table, keys, [edge for edge in tables.edges_down(table) if edge.again])

    def _up(self, table: str, keys: set[Any]) -> dict[str, set[Any]]:
        known = tables.watched(table)
        edges = tables.edges_up(table)
        if known is None or not edges:
            return {}
        names = [_field_name(known.model, edge.column) for edge in edges]
        reached: dict[str, set[Any]] = {}
        for row in _rows(known.model, "pk__in", keys, *names) or ():
            for edge, value in zip(edges, row, strict=True):
                if value is not None:
                    reached.setdefault(edge.parent, set()).add(value)
        return reached

    def _pages_are_one(self, found: dict[str, set[Any]]) -> None:
        """A page of a kind, its row in the table of all pages, and its aliases' source are told together."""
        kinds = {
            known.model: table
            for table, known in tables.all_watched().items()
            if table != tables.PAGE and tables.PAGE in _page_tables(table)
        }
        pages = found.get(tables.PAGE, set()) | {
            key for table in kinds.values() for key in found.get(table, ())
        }
        if not pages:
            return
        page_model: Any = tables.watched(tables.PAGE)
        if page_model is None:
            return
        rows = _rows(page_model.model, "pk__in", pages, "pk", "content_type_id", "alias_of_id") or ()
        by_type = _tables_by_type()
        for key, kind, source in rows:
            group = {key} | ({source} if source else set())
            found.setdefault(tables.PAGE, set()).add(key)
            self.tags.add(row_tag(tables.PAGE, key))
            table = by_type.get(kind)
            if table is None:
                continue
            if tables.watched(table) is not None:
                found.setdefault(table, set()).update(group)
            else:
                self.tags.add(list_tag(table))
        found.setdefault(tables.PAGE, set()).update(pages)

    def _values(self) -> None:
        """Add the lists and values of every row that was reached."""
        for table, keys in self.rows.items():
            known = tables.watched(table)
            if known is None or not keys or table in self.whole:
                continue
            self.tags.add(list_tag(table))
            names = [_field_name(known.model, column) for column in known.anchors]
            for row in _rows(known.model, "pk__in", keys, *names) or ():
                for column, value in zip(known.anchors, row, strict=True):
                    if value is None:  # no query asks for equality with nothing
                        continue
                    self.tags.add(value_tag(table, column, value))
                    if table == tables.PAGE and column == "path":
                        self.tags.add(parent_tag(value))
            for key in keys:  # also of a row that is gone
                self.tags.add(value_tag(table, str(known.model._meta.pk.column), key))


def _rows(model: Any, condition: str, keys: set[Any], *names: str) -> list[tuple[Any, ...]] | None:
    """Return values of the rows, None when there are too many."""
    found: list[tuple[Any, ...]] = []
    ordered = sorted(keys, key=str)
    for start in range(0, len(ordered), 500):
        part = model._base_manager.filter(**{condition: ordered[start : start + 500]})
        found += part.order_by().values_list(*names)[: REACH + 1]
        if len(found) > REACH:
            return None
    return found


def _key(known: Any, text: str) -> Any:
    """Return the primary key that a ref wrote as text. What can be none stays text: no row has it."""
    field = known.model._meta.pk
    while field.is_relation:
        field = field.target_field
    try:
        return field.to_python(text)
    except ValidationError:
        return text


def _field_name(model: Any, column: str) -> str:
    for field in model._meta.concrete_fields:
        if field.column == column:
            return str(field.attname)
    raise LookupError(f"{model._meta.label} has no column {column}.")


def _table_of(kind: str) -> str | None:
    try:
        return str(apps.get_model(kind)._meta.db_table)
    except (LookupError, ValueError):
        return None


def _page_tables(table: str) -> tuple[str, ...]:
    model: Any = tables.models_by_table().get(table)
    return tuple(parent._meta.db_table for parent in model._meta.get_parent_list()) if model else ()


def _tables_by_type() -> dict[int, str]:
    from django.contrib.contenttypes.models import ContentType

    kinds = [
        model
        for model in apps.get_models()
        if tables.PAGE in {p._meta.db_table for p in model._meta.get_parent_list()}
    ]
    found = ContentType.objects.get_for_models(*kinds)
    return {content_type.pk: model._meta.db_table for model, content_type in found.items()}


def is_on() -> bool:
    return bool(settings.RENDERED_PAGES)
