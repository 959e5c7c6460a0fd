"""Every write to what pages show, told to the outbox in the transaction that makes it.

The domain records what it changed (``outbox.record``); this module does not trust that to be all. The compilers hand
it each insert, update and delete, raw SQL is looked at by its table, and a row for the consumer ``rendered`` names the
rows written. The values by which pages could be tied to a row before an update or a delete are read first, because
afterwards nobody can.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from contextlib import contextmanager, nullcontext
from contextvars import ContextVar
from typing import Any

from django.conf import settings
from django.db import transaction
from django.db.models import QuerySet
from django.db.models.sql.query import Query

from portal.core import outbox
from portal.core.rendered import marks, tables

CONSUMER = "rendered"
TAG = "rendered.tag"
"""The kind of a ref whose key is a tag (or ``~`` and its digest), for what no row can tell any more."""
WHOLE = "*"
MANY = 200
"""Rows of one write beyond which the table is named instead."""
MANY_TOGETHER = 1000
"""The same for all rows of a table in one transaction."""
KEY_LIMIT = 64

_state: ContextVar[bool] = ContextVar("rendered-unrecorded", default=False)
_understood: ContextVar[bool] = ContextVar("rendered-write-understood", default=False)


@contextmanager
def unrecorded() -> Iterator[None]:
    """Do not look at writes in the block: for filling a database whose pages are all dropped afterwards."""
    token = _state.set(True)
    try:
        yield
    finally:
        _state.reset(token)


_migrating = False


def migrate_begins(**_kwargs: Any) -> None:
    """Tables come and go, that of the outbox too: nothing is recorded."""
    global _migrating  # noqa: PLW0603 - a process migrates or it does not
    _migrating = True


def migrate_ended(**_kwargs: Any) -> None:
    """Record again."""
    global _migrating  # noqa: PLW0603 - same
    _migrating = False


def concerns(query: Any) -> bool:
    """Whether a write may change what a page shows: it is marked, and told to the store of pages where that is on."""
    meta = query.get_meta()
    table = meta.db_table
    if (
        _migrating
        or meta.model.__module__ == "__fake__"
        or table in tables.SILENT
        or tables.is_unshown(table)
    ):
        return False  # what a migration does is dropped as a whole afterwards
    working = tables.WORKING_COLUMNS.get(table)
    values = getattr(query, "values", None)
    if working and isinstance(values, list) and values:  # an update
        return not {field.column for field, _model, _value in values} <= working
    return True


@contextmanager
def transaction_of(compiler: Any) -> Iterator[None]:
    """Make the write, its mark and its outbox row one: also where the caller opened no transaction."""
    token = _understood.set(True)
    try:
        with nullcontext() if compiler.connection.in_atomic_block else transaction.atomic(compiler.using):
            marks.touch(compiler.connection, compiler.query.get_meta().db_table)
            yield
    finally:
        _understood.reset(token)


def inserted(compiler: Any, returning: Any, rows: list[Any]) -> None:
    """Record rows that were inserted; ``rows`` are what the database returned of each."""
    if not _is_recording():
        return
    query = compiler.query
    meta = query.get_meta()
    if len(query.objs) > MANY:
        _record(compiler.connection, meta, [WHOLE])
        return
    place = next((index for index, field in enumerate(returning) if field.primary_key), None)
    keys = []
    for number, made in enumerate(query.objs):
        key = getattr(made, meta.pk.attname, None)
        if key is None and place is not None and number < len(rows):
            key = rows[number][place]
        keys.append(WHOLE if key is None else key)
    _record(compiler.connection, meta, keys)


def updating(compiler: Any) -> None:
    """Record rows that are about to be updated, with the values that this takes from them."""
    query = compiler.query
    _before(compiler, {field.column: value for field, _model, value in query.values})


def deleting(compiler: Any) -> None:
    """Record rows that are about to be deleted."""
    _before(compiler, None)


def _is_recording() -> bool:
    return settings.RENDERED_PAGES and not _state.get()


def _before(compiler: Any, changed: dict[str, Any] | None) -> None:
    if not _is_recording():
        return
    query = compiler.query
    meta = query.get_meta()
    known = tables.watched(meta.db_table)
    if known is None:  # tied to as a whole: which rows makes no difference
        _record(compiler.connection, meta, [WHOLE])
        return
    upwards = {edge.column: edge for edge in tables.edges_up(meta.db_table)}
    columns = [c for c in dict.fromkeys((*known.anchors, *upwards)) if changed is None or c in changed]
    by_column = {field.column: field.attname for field in meta.concrete_fields}
    names = list(dict.fromkeys(["pk", *(by_column[column] for column in columns)]))
    keys = None if columns else _keys_asked(query, meta)
    if keys is None:
        plain = query.chain(klass=Query)
        plain.select_related = False
        plain.clear_ordering(force=True)
        plain.clear_select_clause()
        rows = list(QuerySet(meta.model, query=plain, using=compiler.using).values_list(*names)[: MANY + 1])
        keys = [row[0] for row in rows]
        for row in rows if len(rows) <= MANY else ():
            was = dict(zip(names, row, strict=True))
            for column in columns:
                value = was[by_column[column]]
                if value is None or (changed is not None and not _differs(changed[column], value)):
                    continue
                if column in known.anchors:
                    _record_tag(compiler.connection, tables.value_tag(meta.db_table, column, value))
                    if meta.db_table == tables.PAGE and column == "path":
                        _record_tag(compiler.connection, parent_tag(value))
                if column in upwards:  # the row it pointed at could not be found from here any more
                    parent: Any = tables.models_by_table()[upwards[column].parent]
                    _record_refs(compiler.connection, [outbox.Ref(parent._meta.label_lower, str(value))])
    _record(compiler.connection, meta, keys if len(keys) <= MANY else [WHOLE])


def parent_tag(path: str) -> str:
    """The children of the page above: a leaf page is tied to it."""
    return tables.value_tag(tables.PAGE, "parent", path[:-4])


def _differs(new: Any, old: Any) -> bool:
    if hasattr(new, "resolve_expression"):
        return True
    return str(getattr(new, "pk", new)) != str(old)


def _keys_asked(query: Any, meta: Any) -> list[Any] | None:
    """Return the keys where the condition is nothing but keys, else None."""
    from portal.core.rendered.reading import _anchors, _conjuncts

    conjuncts = list(_conjuncts(query.where))
    found = _anchors(conjuncts).get(meta.db_table, {}).get(meta.pk.column)
    return found if found is not None and len(found) <= MANY else None


def saw_sql(sql: str, connection: Any) -> None:
    """Mark and record a raw write: treebeard moves pages so, an operator mends a table so."""
    if _migrating or _understood.get() or _ours.get():
        return
    table = marks.table_written(sql)
    if not table:
        return
    marks.touch(connection, table)
    if _is_recording():
        _record(connection, tables.models_by_table()[table]._meta, [WHOLE])


_ours: ContextVar[bool] = ContextVar("rendered-own-write", default=False)


class _Recorded:
    """What one transaction has recorded already. It stands among its callbacks, so it ends with it."""

    def __init__(self) -> None:
        self.refs: set[outbox.Ref] = set()
        self.counts: dict[str, int] = {}

    def __call__(self) -> None:
        """Nothing is left to do after the commit: ``outbox`` wakes the consumers."""


def _record(connection: Any, meta: Any, keys: list[Any]) -> None:
    kind = meta.concrete_model._meta.label_lower
    if tables.watched(meta.db_table) is None:
        keys = [WHOLE]
    _record_refs(connection, [outbox.Ref(kind, str(key)) for key in keys])


def _record_tag(connection: Any, tag: str) -> None:
    key = tag if len(tag) <= KEY_LIMIT else "~" + hashlib.blake2b(tag.encode(), digest_size=8).hexdigest()
    _record_refs(connection, [outbox.Ref(TAG, key)])


def _record_refs(connection: Any, refs: list[outbox.Ref]) -> None:
    if CONSUMER not in outbox.consumers():
        return
    done = _recorded_of(connection)
    fresh = []
    for ref in refs:
        if ref in done.refs or outbox.Ref(ref.kind, WHOLE) in done.refs:
            continue
        done.counts[ref.kind] = done.counts.get(ref.kind, 0) + 1
        if done.counts[ref.kind] > MANY_TOGETHER and ref.kind != TAG:
            ref = outbox.Ref(ref.kind, WHOLE)  # noqa: PLW2901 - the table instead of its rows
        done.refs.add(ref)
        fresh.append(ref)
    if fresh:
        token = _ours.set(True)
        try:
            outbox.record_for(CONSUMER, fresh)
        finally:
            _ours.reset(token)


def _recorded_of(connection: Any) -> _Recorded:
    """Return what this transaction has recorded, as far as no savepoint can yet take it back without us."""
    present = set(connection.savepoint_ids)
    for sids, callback, *_rest in connection.run_on_commit:
        if isinstance(callback, _Recorded) and sids == present:
            return callback
    done = _Recorded()
    transaction.on_commit(done, using=connection.alias)
    return done
