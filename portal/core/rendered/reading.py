"""What a page shows, learned from the queries that make it: nobody has to name it, so nobody can forget it.

While a page is rendered for the store, a :class:`Collector` stands in a context variable. The compilers hand it every
query; the loading of a watched row tells it by ``post_init``; raw SQL is looked at by its table names. Of each table a
query reads it keeps either the values asked for ("the conferrals of honoree 5") or, where the query is anything that
is not understood, the whole list. What is not by rows but by the clock is told by :func:`until`.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from collections.abc import Set as AbstractSet
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import date, datetime, timedelta
from typing import Any, Protocol, TypeGuard

from django.apps import apps
from django.db.models import Model, lookups
from django.db.models.expressions import Col, Exists
from django.db.models.fields.related_lookups import RelatedExact, RelatedIn
from django.db.models.signals import post_init
from django.db.models.sql.query import Query
from django.db.models.sql.where import WhereNode
from django.utils import timezone

from portal.core.rendered import tables
from portal.core.rendered.tables import list_tag, row_tag, value_tag, whole_tag

MANY = 200  # values of one "in" up to which a query is tied by each of them
_TABLE = re.compile(r"""\b(?:FROM|JOIN|INTO|UPDATE)\s+["']?([A-Za-z_][A-Za-z0-9_]*)""", re.IGNORECASE)

_collector: ContextVar[Collector | None] = ContextVar("rendered", default=None)


def collecting() -> Collector | None:
    """Return the collector of the page that is being rendered for the store, None outside."""
    return _collector.get()


@contextmanager
def collect() -> Iterator[Collector]:
    """Collect what is read in the block."""
    collector = Collector()
    token = _collector.set(collector)
    try:
        yield collector
    finally:
        _collector.reset(token)


@contextmanager
def apart() -> Iterator[None]:
    """Collect nothing in the block: who uses what is read in it tells so."""
    token = _collector.set(None)
    try:
        yield
    finally:
        _collector.reset(token)


class Read(Protocol):
    """What was read somewhere, as a collector knows it."""

    @property
    def tags(self) -> AbstractSet[str]: ...
    @property
    def until(self) -> datetime | None: ...
    @property
    def unstorable(self) -> str: ...


def tell(read: Read) -> None:
    """Tie what is being rendered around to what was read elsewhere."""
    around = _collector.get()
    if around is None:
        return
    around.tags |= read.tags
    around.unstorable = around.unstorable or read.unstorable
    if read.until is not None:
        around.until = min(read.until, around.until or read.until)


def until(moment: datetime | None) -> None:
    """Say that what is being rendered holds until ``moment`` at the latest. Moments that have passed say nothing."""
    collector = _collector.get()
    if collector is not None and moment is not None and moment > timezone.now():
        collector.until = min(moment, collector.until or moment)


def shows(kind: str, key: str) -> None:
    """Say that what is being rendered shows something that is no row (a file): it falls with ``outbox.Ref(kind, key)``."""
    collector = _collector.get()
    if collector is not None:
        collector.tags.add(row_tag(kind, key))


def until_midnight() -> None:
    """Say that what is being rendered counts days: it holds until the local day ends."""
    until(next_midnight(timezone.now()))


def until_day(day: date | None, *, inclusive: bool = False) -> None:
    """Say that what is being rendered holds until the local ``day`` begins, or with ``inclusive`` until it ends."""
    if day is not None and _collector.get() is not None:
        day = day + timedelta(days=1) if inclusive else day
        until(timezone.make_aware(datetime.combine(day, datetime.min.time())))


def next_midnight(moment: datetime) -> datetime:
    """Return the first moment of the next local day."""
    day = timezone.localtime(moment).date() + timedelta(days=1)
    return timezone.make_aware(datetime.combine(day, datetime.min.time()))


class Collector:
    """What one page has shown so far: ``tags``, ``until`` when it holds, ``unstorable`` by what."""

    def __init__(self) -> None:
        self.tags: set[str] = set()
        self.until: datetime | None = None
        self.unstorable = ""
        self._understood = 0
        for table in tables.ALWAYS:
            self._whole(table)

    @contextmanager
    def understood(self) -> Iterator[None]:
        """Mark that the SQL executed inside comes from a query that ``saw`` will be given."""
        self._understood += 1
        try:
            yield
        finally:
            self._understood -= 1

    def saw(self, compiler: Any) -> None:
        """Take in a query that was executed."""
        self._query(compiler.query, compiler)

    def saw_sql(self, sql: str) -> None:
        """Take in the SQL itself: each table as a whole, but for watched ones of a query that is understood."""
        for name in _TABLE.findall(sql):
            table = name.lower()
            if table in tables.SILENT:
                continue
            if not self._understood or tables.watched(table) is None:
                self._whole(table)
            else:
                self.tags.add(whole_tag(table))

    def saw_elsewhere(self, sql: str, compiler: Any, rows: Iterable[Any]) -> None:
        """Take in a query that was executed while nobody collected, and the rows it gave."""
        with self.understood():
            self.saw_sql(sql)
        self.saw(compiler)
        waiting = [row for row in rows if isinstance(row, Model)]
        known = set()
        while waiting:
            row = waiting.pop()
            if id(row) not in known:
                known.add(id(row))
                if _is_told_of(type(row)):
                    self.loaded(row)
                waiting += filter(None, row._state.fields_cache.values())

    def loaded(self, instance: Any) -> None:
        """Take in a watched row."""
        if instance.pk is None:
            return
        meta = instance._meta
        table = meta.db_table
        path = instance.__dict__.get("path")
        if path is not None and "numchild" in instance.__dict__ and tables.PAGE in _tables_of(type(instance)):
            table = tables.PAGE
            if not instance.numchild:  # its children are not even asked for
                self.tags.add(value_tag(tables.PAGE, "parent", path))
        self.tags.add(row_tag(table, instance.pk))
        self.tags.add(whole_tag(table))

    # One query -------------------------------------------------------------------------------------------------------

    def _whole(self, table: str) -> None:
        if table in tables.SILENT:
            return
        if tables.is_unshown(table):
            self.unstorable = self.unstorable or table
        self.tags.add(list_tag(table))
        self.tags.add(whole_tag(table))

    def _query(
        self, query: Query, compiler: Any = None, outer: Query | None = None, *, same: bool = False
    ) -> bool:
        """Tie the page to what a query read; return whether its base table is tied by value.

        ``outer`` is the query it stands in; ``same`` says that its base rows are rows of the outer one that are tied.
        """
        inner = getattr(query, "inner_query", None)
        if inner is not None:  # an aggregate over a subquery
            return self._query(inner)
        if query.combined_queries:
            for part in query.combined_queries:
                self._query(part)
            return False
        if query.base_table is None:
            return False
        conjuncts = list(_conjuncts(query.where))
        anchored = _anchors(conjuncts)
        subqueries = dict.fromkeys(_subqueries(query), False)
        known_rows = _same_rows(query)
        for subquery in subqueries:
            subqueries[subquery] = self._query(subquery, outer=query, same=subquery in known_rows)
        used = _used_aliases(query, compiler)
        tied = False
        for alias, join in query.alias_map.items():
            # Joins made for ordering and loading are made while the SQL is, and counted off again after it.
            if not query.alias_refcount.get(alias) and alias not in used:
                continue
            table = getattr(join, "table_name", None)
            if table is None:
                continue
            is_base = alias == query.base_table
            if is_base or alias in used or tables.watched(table) is None:
                if not is_base:
                    self._table(table, anchored.get(alias, {}), covered=_join_is_covered(query, join))
                    continue
                guarded = self._page_is_tied(query, alias, anchored) or _is_guarded(
                    query, used, conjuncts, subqueries
                )
                # it stands in an exists of the outer query: a change of this row is told to the outer one
                told = same or (outer is not None and _is_correlated(query, outer))
                tied = self._table(table, anchored.get(alias, {}), covered=guarded or told) or guarded
            else:
                self.tags.add(whole_tag(table))
        return tied

    def _table(self, table: str, anchors: dict[str, list[Any]], *, covered: bool) -> bool:
        """Tie the page to a table a query chose by; return whether it was by value. ``covered``: others tell of it."""
        known = tables.watched(table)
        if known is None:
            self._whole(table)
            return False
        self.tags.add(whole_tag(table))
        for column in known.anchors:
            if column in anchors:
                self.tags.update(value_tag(table, column, value) for value in anchors[column])
                return True
        if not covered:
            self._whole(table)
        return False

    @staticmethod
    def _page_is_tied(query: Query, alias: str, anchored: dict[str, dict[str, list[Any]]]) -> bool:
        """Whether the base is a kind of page whose row in the table of all pages is tied by value."""
        pages = tables.watched(tables.PAGE)
        return pages is not None and any(
            join.table_name == tables.PAGE
            and getattr(join, "parent_alias", None) == alias
            and set(anchored.get(other, ())) & set(pages.anchors)
            for other, join in query.alias_map.items()
        )


def _is_guarded(query: Query, used: set[str], conjuncts: list[Any], subqueries: dict[Query, bool]) -> bool:
    """Whether a row can only enter together with rows of a subquery that is tied, which hear of its changes."""
    base = query.base_table
    table = query.alias_map[base].table_name
    for node in conjuncts:
        # this.fk in (rows that are tied): a change of this row is told to the row it points at
        if isinstance(node, lookups.In) and isinstance(node.rhs, Query) and _is_col(node.lhs, base):
            column = node.lhs.target.column
            if subqueries.get(node.rhs) and (
                tables.goes_up(table, column) or _selects_edge_down(node.rhs, table, column)
            ):
                return True
        # exists (tied rows that point at this one): a change of this row is told to them
        exists = _exists_in(node)
        if exists is not None and subqueries.get(exists.query):
            alone = len(subqueries) == 1 and _only_downwards(query, used)
            if _is_correlated(exists.query, query, downwards=True, again=not alone):
                return True
    return False


def _exists_in(node: Any) -> Exists | None:
    """Return the exists that a condition demands (Django writes ``exists(…) = true``)."""
    if isinstance(node, lookups.Exact) and node.rhs is True:
        node = node.lhs
    return node if isinstance(node, Exists) and not getattr(node, "negated", False) else None


def _same_rows(query: Query) -> set[Query]:
    """Return subqueries ``alias.pk in (select pk from the same table …)`` whose alias is told of all the way."""
    found = set()
    for node in _expressions(query):
        if not (isinstance(node, lookups.In) and isinstance(node.rhs, Query) and _is_col(node.lhs)):
            continue
        subquery, alias = node.rhs, node.lhs.alias
        join = query.alias_map.get(alias)
        chosen = subquery.select[0] if len(subquery.select) == 1 else None
        if join is None or subquery.base_table is None or not node.lhs.target.primary_key:
            continue
        if chosen is not None and not (_is_col(chosen, subquery.base_table) and chosen.target.primary_key):
            continue
        if subquery.alias_map[subquery.base_table].table_name == join.table_name and _join_is_covered(
            query, join
        ):
            found.add(subquery)
    return found


def _is_col(expression: Any, alias: str | None = None) -> TypeGuard[Any]:
    return isinstance(expression, Col) and (alias is None or expression.alias == alias)


def _conjuncts(node: Any) -> Iterator[Any]:
    """Yield the conditions that every row of the result fulfils."""
    if isinstance(node, WhereNode):
        if node.negated or (node.connector != "AND" and len(node.children) > 1):
            return
        for child in node.children:
            yield from _conjuncts(child)
    else:
        yield node


def _anchors(conjuncts: list[Any]) -> dict[str, dict[str, list[Any]]]:
    """Return, by alias and column, the values that rows of the result have."""
    found: dict[str, dict[str, list[Any]]] = {}
    for node in conjuncts:
        if not isinstance(node, (lookups.Exact, lookups.In, RelatedExact, RelatedIn)) or not _is_col(
            node.lhs
        ):
            continue
        if isinstance(node, lookups.In):
            if isinstance(node.rhs, Query) or not hasattr(node.rhs, "__len__"):
                continue
            values = list(node.rhs)
        else:
            values = [node.rhs]
        if len(values) > MANY or any(
            hasattr(value, "resolve_expression") or isinstance(value, Query) for value in values
        ):
            continue
        found.setdefault(node.lhs.alias, {}).setdefault(node.lhs.target.column, values)
    return found


def _walk(node: Any) -> Iterator[Any]:
    """Yield every expression below a node, subqueries themselves but not what is in them."""
    if node is None or isinstance(node, (str, bytes, int, float, bool)):
        return
    yield node
    if isinstance(node, Query):
        return
    for child in getattr(node, "children", ()) if isinstance(node, WhereNode) else ():
        yield from _walk(child)
    if isinstance(node, lookups.Lookup) and isinstance(node.rhs, Query):
        yield node.rhs
    for child in node.get_source_expressions() if hasattr(node, "get_source_expressions") else ():
        yield from _walk(child)


def _expressions(query: Query) -> Iterator[Any]:
    yield from _walk(query.where)
    for annotation in query.annotations.values():
        yield from _walk(annotation)
    for ordering in query.order_by:
        yield from _walk(ordering)


def _subqueries(query: Query) -> Iterator[Query]:
    for node in _expressions(query):
        if isinstance(node, Query):
            yield node
        elif isinstance(getattr(node, "query", None), Query):
            yield node.query


def _used_aliases(query: Query, compiler: Any) -> set[str]:
    """Return the aliases by which rows are chosen, counted or ordered, not merely loaded beside others."""
    used = {node.alias for node in _expressions(query) if _is_col(node)}
    used |= {column.alias for column in query.select if _is_col(column)}
    if compiler is not None and query.annotations is not None:
        for ordering, _rest in compiler.get_order_by() if not query.combinator else ():
            used |= {node.alias for node in _walk(ordering) if _is_col(node)}
    for alias in list(used):  # what is joined on the way
        join = query.alias_map.get(alias)
        while join is not None and getattr(join, "parent_alias", None):
            used.add(join.parent_alias)
            join = query.alias_map.get(join.parent_alias)
    return used


def _way_to(query: Query, join: Any, *, again: bool = False) -> str:
    """Return how a change of a joined row is told to the row it is joined to: down, up, same, or not at all."""
    columns: Any = getattr(join, "join_cols", None) or ()
    parent = query.alias_map.get(getattr(join, "parent_alias", None) or "")
    if len(columns) != 1 or parent is None:
        return ""
    here, there = columns[0]
    if join.table_name == tables.PAGE and tables.PAGE in _tables_of(
        tables.models_by_table().get(parent.table_name)
    ):
        return "same"  # a page of a kind and its row in the table of all pages are one
    if tables.goes_down(parent.table_name, here, again=again):
        return "down"
    return "up" if tables.goes_up(join.table_name, there) else ""


def _join_is_covered(query: Query, join: Any) -> bool:
    """Whether a change of the joined row is told all the way to the base: downwards, upwards, then by ``again``."""
    risen = False
    while getattr(join, "parent_alias", None):
        way = _way_to(query, join, again=risen)
        if not way:
            return False
        risen = risen or way == "up"
        join = query.alias_map[join.parent_alias]
    return True


def _selects_edge_down(subquery: Query, table: str, column: str) -> bool:
    """Whether ``table.column in (select child.fk …)`` with child.fk → table told downwards."""
    if len(subquery.select) != 1 or not _is_col(subquery.select[0]):
        return False
    chosen = subquery.select[0]
    child = subquery.alias_map[chosen.alias].table_name
    target = tables.models_by_table().get(table)
    return (
        target is not None
        and column == target._meta.pk.column
        and tables.goes_down(child, chosen.target.column, again=True)
        and chosen.alias == subquery.base_table
    )


def _only_downwards(query: Query, used: set[str]) -> bool:
    """Whether nothing in a query counts on being told upwards."""
    joins = (query.alias_map[alias] for alias in used if alias in query.alias_map)
    return all(
        _way_to(query, join) in {"down", "same"} for join in joins if getattr(join, "parent_alias", None)
    )


def _is_correlated(subquery: Query, outer: Query, *, downwards: bool = False, again: bool = True) -> bool:
    """Whether the base rows of a subquery are those that point at the outer base row, by an edge that is told.

    ``downwards``: a change of the outer row is told to them (``again``: also one that was reached upwards); else a
    change of theirs is told to the outer row.
    """
    base = subquery.base_table
    table = subquery.alias_map[base].table_name if base else ""
    outer_table = outer.alias_map[outer.base_table].table_name if outer.base_table else ""
    for node in _conjuncts(subquery.where):
        if not isinstance(node, (lookups.Exact, RelatedExact)):
            continue
        for mine, other in ((node.lhs, node.rhs), (node.rhs, node.lhs)):
            if not _is_col(mine, base) or not hasattr(other, "resolve_expression"):
                continue
            column = mine.target.column
            told = (
                tables.goes_down(table, column, again=again) if downwards else tables.goes_up(table, column)
            )
            target = getattr(mine.target, "related_model", None)
            if told and target is not None and outer_table in _tables_of(target):
                return True
            if told and not downwards and _is_sibling(other, outer, target):
                return True
    return False


def _is_sibling(other: Any, outer: Query, target: Any) -> bool:
    """Whether ``other`` is a foreign key of the outer base row to ``target`` too, told downwards by ``again``.

    What was told up to the row both point at then reaches the outer row: the consents of the person a link names.
    """
    if target is None or not _is_col(other, outer.base_table):
        return False
    table, column = outer.alias_map[other.alias].table_name, other.target.column
    return getattr(other.target, "related_model", None) is target and tables.goes_down(
        table, column, again=True
    )


def _tables_of(model: Any) -> frozenset[str]:
    if model is None:
        return frozenset()
    return frozenset(
        {model._meta.db_table, *(parent._meta.db_table for parent in model._meta.get_parent_list())}
    )


# Wiring --------------------------------------------------------------------------------------------------------------


def _tell_loaded(instance: Any, **_kwargs: Any) -> None:
    collector = _collector.get()
    if collector is not None:
        collector.loaded(instance)


def _look_at_sql(execute: Any, sql: str, params: Any, many: bool, context: Any) -> Any:  # noqa: FBT001 - Django's
    from portal.core.rendered import writing

    collector = _collector.get()
    if collector is not None:
        collector.saw_sql(sql)
    connection = context["connection"]
    if connection.in_atomic_block:
        writing.saw_sql(sql, connection)
        return execute(sql, params, many, context)
    result = execute(sql, params, many, context)
    writing.saw_sql(
        sql, connection
    )  # after it: a mark that others see before the write would stand for nothing
    return result


def _is_told_of(model: type[Model]) -> bool:
    """Whether pages are tied to the rows of a model that were loaded: it is watched, or a kind of page."""
    return tables.watched(model._meta.db_table) is not None or tables.PAGE in _tables_of(model)


def install() -> None:
    """Listen to the loading of watched rows and to raw SQL of every connection."""
    from django.db import connections
    from django.db.backends.signals import connection_created

    for model in filter(_is_told_of, apps.get_models()):
        post_init.connect(_tell_loaded, sender=model, dispatch_uid=f"rendered-{model._meta.label}")
    connection_created.connect(_watch_connection, dispatch_uid="rendered-connection")
    for connection in connections.all(initialized_only=True):
        _watch_connection(connection=connection)


def _watch_connection(connection: Any, **_kwargs: Any) -> None:
    if _look_at_sql not in connection.execute_wrappers:
        connection.execute_wrappers.append(_look_at_sql)
