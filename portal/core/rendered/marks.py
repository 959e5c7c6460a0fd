"""Whether a table was written to since: what a process remembers of it is right as long as its mark stands.

Each transaction that writes to a table which pages may show adds a row to ``core_tablemark``, seen by others in the
moment in which they see the write, and gone with it when it is taken back. The mark of a table is made of the rows
that one sees, so two connections that see the same mark see the same table. Rows are added and swept, never changed:
no writer waits for another. The sweep changes marks too; then something is read again for nothing.
"""

from __future__ import annotations

import random
import re
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any, Final

from django.db import DEFAULT_DB_ALIAS, connections, transaction
from django.db.models import Max

from portal.core.rendered import tables

TABLE: Final = "core_tablemark"
EVERYTHING: Final = "*"
"""The name of the mark that stands for all tables: after a migration."""
KEPT: Final = 300  # rows up to which the sweep leaves the marks alone
_TOKENS: Final = 2**31
_READ: Final = "SELECT name, COUNT(*), MAX(id), SUM(token) FROM core_tablemark GROUP BY name"
_INSERT: Final = "INSERT INTO core_tablemark (name, token) VALUES (%s, %s)"

Mark = tuple[int, int, int]
Marks = Mapping[str, Mark]
NONE: Final[Mark] = (0, 0, 0)

_RAW_WRITE: Final = re.compile(
    r"""^\s*(?:INSERT\s+(?:OR\s+\w+\s+)?INTO|REPLACE\s+INTO|UPDATE|DELETE\s+FROM|TRUNCATE(?:\s+TABLE)?)\s+["']?(\w+)""",
    re.IGNORECASE,
)


class _Scope:
    """The marks as they were when they were first asked for in a request, None after a write of its own; and what was
    asked ahead in it (``together``), gone with such a write too.
    """

    def __init__(self) -> None:
        self.marks: Marks | None = None
        self.answers: dict[Any, Any] = {}

    def written(self) -> None:
        self.marks = None
        self.answers.clear()


_scope: ContextVar[_Scope | None] = ContextVar("marks", default=None)
_ours: ContextVar[bool] = ContextVar("marks-own-write", default=False)


@contextmanager
def scope() -> Iterator[None]:
    """Ask for the marks once in the block: for one request. What is remembered is used only inside one."""
    token = _scope.set(_Scope())
    try:
        yield
    finally:
        _scope.reset(token)


def current() -> Marks | None:
    """Return the marks of all tables in one query per scope, None outside any scope."""
    here = _scope.get()
    if here is None:
        return None
    if here.marks is None:
        here.marks = read()
    return here.marks


def answers() -> dict[Any, Any] | None:
    """Return what was asked ahead in the scope, None outside any."""
    here = _scope.get()
    return None if here is None else here.answers


def is_current(marks: Marks) -> bool:
    """Whether these are still the marks of the scope: nothing was written in it since they were read."""
    here = _scope.get()
    return here is not None and here.marks is marks


def read() -> Marks:
    """Return the marks of all tables. A write of this transaction after it makes a mark of its own."""
    connection = connections[DEFAULT_DB_ALIAS]
    for marked in _marked_in(connection):
        marked.names.clear()
    with connection.cursor() as cursor:
        cursor.execute(_READ)
        return {name: (count, last, int(tokens)) for name, count, last, tokens in cursor.fetchall()}


class _Marked:
    """The tables this transaction has marked. It stands among its callbacks: a savepoint that is rolled back takes it
    away together with the marks that were made in it.
    """

    def __init__(self) -> None:
        self.names: set[str] = set()

    def __call__(self) -> None:
        """Nothing is left to do after the commit."""


def _marked_in(connection: Any) -> Iterator[_Marked]:
    return (entry[1] for entry in connection.run_on_commit if isinstance(entry[1], _Marked))


def touch(connection: Any, name: str) -> None:
    """Mark a table in the transaction that writes to it, once until somebody reads the marks in it."""
    if connection.alias != DEFAULT_DB_ALIAS:
        return
    here = _scope.get()
    if here is not None:
        here.written()
    if any(name in marked.names for marked in _marked_in(connection)):
        return
    _insert(connection, name)
    if connection.in_atomic_block:
        present = set(connection.savepoint_ids)
        for sids, callback, *_rest in connection.run_on_commit:
            if isinstance(callback, _Marked) and sids == present:
                break
        else:
            callback = _Marked()
            transaction.on_commit(callback, using=connection.alias)
        callback.names.add(name)


def _insert(connection: Any, name: str) -> None:
    token = _ours.set(True)
    try:
        with connection.cursor() as cursor:
            cursor.execute(
                _INSERT,
                [name, random.randrange(1, _TOKENS)],  # noqa: S311 - only to differ
            )
    finally:
        _ours.reset(token)


def touch_everything() -> None:
    """Mark all tables: something changed them that does not tell (a migration)."""
    connection = connections[DEFAULT_DB_ALIAS]
    if TABLE in connection.introspection.table_names():
        touch(connection, EVERYTHING)


def table_written(sql: str) -> str:
    """Return the table a raw write writes to, empty for anything else and for what no page shows."""
    match = None if _ours.get() else _RAW_WRITE.match(sql)
    if match is None:
        return ""
    table = match[1].lower()
    if table not in tables.models_by_table() or tables.is_unshown(table) or table in tables.SILENT:
        return ""
    working = tables.WORKING_COLUMNS.get(table)
    if working and sql.lstrip()[:6].upper() == "UPDATE":
        columns = set(re.findall(r'"(\w+)"\s*=', sql.partition(" WHERE ")[0]))
        if columns and columns <= working:
            return ""
    return table


def sweep() -> None:
    """Take old rows away when there are many, so that reading the marks stays one small query."""
    from portal.core.models.marks import TableMark

    if TableMark.objects.count() <= KEPT:
        return
    newest = TableMark.objects.values("name").annotate(last=Max("pk")).values("last")
    keep = {row["last"] for row in newest}
    TableMark.objects.exclude(pk__in=keep).filter(pk__lt=max(keep)).delete()
