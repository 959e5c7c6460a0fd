"""Independent questions of a page asked in one statement, before the functions that need their answers.

``@question`` stands on a function of plain values that returns a queryset. A *plan* yields stages, each a list of such
querysets; what follows a stage may go through them to name the next one (the people, then their portraits).
``ask_together`` walks plans side by side and asks what stands in one stage of all of them in one round trip. Whoever
calls the function of a question afterwards in the request is given the queryset with its rows, and is tied to what was
read for it as if it had asked. A plan that is forgotten or wrong costs a query and changes no answer. Any write of the
request throws the answers away.

PostgreSQL takes several statements in one message (psycopg binds the values itself) and answers each with its own
types. SQLite has no round trip to save, but few statements are few for it too: there the rows come as JSON, with values
as SQLite stores them, which Django's converters take.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Hashable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import wraps
from typing import Any, Final, ParamSpec, TypeVar, cast

from django.core.exceptions import EmptyResultSet
from django.db import DEFAULT_DB_ALIAS, connections
from django.db.models import Model, QuerySet
from django.utils.translation import get_language

from portal.core.rendered import marks, reading

P = ParamSpec("P")
M = TypeVar("M", bound=Model)
R = TypeVar("R")
Row = tuple[Any, ...]
Stage = Iterable[QuerySet[Any, Any]]
Plan = Iterable[Stage]
Way = Callable[[Any, list[tuple[str, int]], list[Any]], list[list[Row]]]
"""A cursor, statements with the number of their columns, and all their values: the rows of each."""

MOST_ARGUMENTS: Final = 100
"""Arguments a function of SQLite may have in every build of it."""
_KEY: Final = "_key_of_question"


@dataclass(slots=True)
class _Answer:
    """A queryset with its rows, and what made them: from it follows what a page that uses it is tied to."""

    rows: QuerySet[Any, Any]
    compiler: Any
    sql: str
    read: reading.Collector
    """What was read to make the query, and once it is needed what the query read."""
    whole: bool = False

    def tell(self) -> None:
        if reading.collecting() is None:
            return
        if not self.whole:
            self.read.saw_elsewhere(self.sql, self.compiler, self.rows)
            self.whole = True
        reading.tell(self.read)


def question(function: Callable[P, QuerySet[M, R]]) -> Callable[P, QuerySet[M, R]]:
    """Decorate a function of plain values, rows or lists of them that returns a queryset. Go through it, do not change
    its rows: within a request the next one to call it may be given the same. Nothing may be prefetched, and no number
    with a fraction stand in a column but a decimal one: SQLite's JSON cuts others to 15 digits.
    """

    @wraps(function)
    def asked(*args: P.args, **kwargs: P.kwargs) -> QuerySet[M, R]:
        answers = marks.answers()
        if answers is None or any(isinstance(one, Model) and one.pk is None for one in args):
            return function(*args, **kwargs)  # nobody to keep it for, or a draft that has no key yet
        key = (function, get_language(), _plain(args), _plain(sorted(kwargs.items())))
        answer = answers.get(key)
        if answer is not None:
            answer.tell()
            return cast("QuerySet[M, R]", answer.rows)
        with reading.collect() as read:
            rows = function(*args, **kwargs)
        reading.tell(read)
        setattr(rows, _KEY, (key, read))
        return rows

    return asked


def _plain(values: Any) -> Hashable:
    if isinstance(values, (list, tuple)):
        return tuple(_plain(value) for value in values)
    return frozenset(values) if isinstance(values, set) else cast("Hashable", values)


def first_of(rows: QuerySet[M, R]) -> QuerySet[M, R]:
    """Return rows as ``first()`` asks for them."""
    return (rows if rows.ordered else rows.order_by("pk"))[:1]


def ask_together(*plans: Plan) -> None:
    """Walk these plans. Without a request to keep the answers for, nothing is done."""
    # The marks are read first: what is remembered of the answers must have marks from before them.
    if marks.current() is None or _way() is None:
        return
    with reading.apart():
        for stage in side_by_side(*plans):
            _ask(stage)


def side_by_side(*plans: Plan) -> Iterator[Stage]:
    """Return one plan of several that do not need each other."""
    walked = [iter(plan) for plan in plans]
    while walked:
        stages = [(plan, next(plan, None)) for plan in walked]
        walked = [plan for plan, stage in stages if stage is not None]
        if walked:
            yield [rows for _plan, stage in stages for rows in stage or ()]


def _ask(stage: Stage) -> None:
    marks.current()  # read again where a plan wrote meanwhile
    answers, ask = marks.answers(), _way()
    if answers is None or ask is None:
        return
    wanted: dict[Hashable, tuple[_Answer, tuple[Any, ...]]] = {}
    again: list[tuple[Hashable, QuerySet[Any, Any]]] = []
    for rows in stage:
        key, read = getattr(rows, _KEY, (None, None))
        if read is None:
            continue
        if key in answers or key in wanted:
            again.append((key, rows))
            continue
        compiler = rows.query.get_compiler(DEFAULT_DB_ALIAS)
        try:
            sql, parameters = compiler.as_sql()
        except EmptyResultSet:
            _fill(rows, compiler, [])
            answers[key] = _Answer(rows, compiler, "", read)
            continue
        if not compiler.has_extra_select:
            wanted[key] = _Answer(rows, compiler, sql, read), tuple(parameters)
    if wanted:
        _put(wanted, answers, ask)
    for key, rows in again:  # another plan asked the same
        rows._result_cache = answers[key].rows._result_cache  # type: ignore[attr-defined]


def _put(
    wanted: Mapping[Hashable, tuple[_Answer, tuple[Any, ...]]], answers: dict[Any, Any], ask: Way
) -> None:
    """Ask what is wanted in one statement, and keep the answers."""
    asked = [(answer.sql, len(answer.compiler.select)) for answer, _parameters in wanted.values()]
    values = [value for _answer, parameters in wanted.values() for value in parameters]
    with connections[DEFAULT_DB_ALIAS].cursor() as cursor:
        if len(asked) == 1:
            cursor.execute(asked[0][0], values)
            found = [cursor.fetchall()]
        else:
            found = ask(cursor, asked, values)
    for (key, (answer, _parameters)), given in zip(wanted.items(), found, strict=True):
        _fill(answer.rows, answer.compiler, given)
        answers[key] = answer


def _way() -> Way | None:
    """Return how this database is asked several things at once, None for one that cannot be."""
    connection: Any = connections[DEFAULT_DB_ALIAS]
    if connection.settings_dict["OPTIONS"].get("server_side_binding"):  # such a message holds one statement
        return None
    return _WAYS.get(connection.vendor)


def _fill(rows: QuerySet[Any, Any], compiler: Any, given: list[Row]) -> None:
    """Give a queryset its rows, made by the compiler that made its SQL."""
    compiler.given = given
    rows.query.get_compiler = lambda *_args, **_kwargs: compiler  # type: ignore[method-assign]
    try:
        len(rows)
    finally:
        del rows.query.get_compiler


def _ask_postgresql(cursor: Any, asked: list[tuple[str, int]], values: list[Any]) -> list[list[Row]]:
    cursor.execute("; ".join(sql for sql, _width in asked), values)
    found = [cursor.fetchall()]
    while cursor.nextset():
        found.append(cursor.fetchall())
    return found


def _ask_sqlite(cursor: Any, asked: list[tuple[str, int]], values: list[Any]) -> list[list[Row]]:
    parts, shown = [], []
    for number, (sql, width) in enumerate(asked):
        names = [f"c{place}" for place in range(width)]
        parts.append(f"p{number} ({', '.join(names)}) AS ({sql})")
        row = ", ".join(
            f"json_array({', '.join(names[start : start + MOST_ARGUMENTS])})"
            for start in range(0, width, MOST_ARGUMENTS)
        )
        shown.append(f"(SELECT json_group_array(json_array({row})) FROM p{number})")  # noqa: S608 - numbers alone
    sql = f"WITH {', '.join(parts)} SELECT {', '.join(shown)}"
    cursor.execute(sql, values)
    return [_rows(text) for text in cursor.fetchone()]


def _rows(text: str) -> list[Row]:
    return [tuple(value for part in row for value in part) for row in json.loads(text)]


_WAYS: Final = {"postgresql": _ask_postgresql, "sqlite": _ask_sqlite}
