"""Django's compilers of SQL, telling ``reading`` of every query and ``writing`` of every write.

``install`` names this module to the database backends in place of ``django.db.models.sql.compiler``, by the attribute
that Django has for it (its MySQL backend uses the same one).
"""

from __future__ import annotations

from typing import Any

from django.db.models.sql import compiler as django_compiler

from portal.core.rendered import reading, writing


class SQLCompiler(django_compiler.SQLCompiler):
    given: Any = None
    """The rows of its SQL where that was executed already (``together``)."""

    def execute_sql(self, *args: Any, **kwargs: Any) -> Any:
        if self.given is not None:
            return [self.given]
        collector = reading.collecting()
        if collector is None:
            return super().execute_sql(*args, **kwargs)
        with collector.understood():
            result = super().execute_sql(*args, **kwargs)
        collector.saw(self)
        return result


class SQLAggregateCompiler(django_compiler.SQLAggregateCompiler, SQLCompiler):  # type: ignore[misc]
    pass


class SQLInsertCompiler(django_compiler.SQLInsertCompiler):
    def execute_sql(self, returning_fields: Any = None) -> Any:  # type: ignore[override]
        if not writing.concerns(self.query):
            return super().execute_sql(returning_fields)
        with writing.transaction_of(self):
            result = super().execute_sql(returning_fields)
            writing.inserted(self, returning_fields or [], result)
        return result


class SQLDeleteCompiler(django_compiler.SQLDeleteCompiler):
    def execute_sql(self, *args: Any, **kwargs: Any) -> Any:
        if not writing.concerns(self.query):
            return super().execute_sql(*args, **kwargs)
        with writing.transaction_of(self):
            writing.deleting(self)
            return super().execute_sql(*args, **kwargs)


class SQLUpdateCompiler(django_compiler.SQLUpdateCompiler):
    def execute_sql(self, *args: Any, **kwargs: Any) -> Any:
        if not writing.concerns(self.query):
            return super().execute_sql(*args, **kwargs)
        with writing.transaction_of(self):
            writing.updating(self)
            return super().execute_sql(*args, **kwargs)


def install() -> None:
    """Make the backends of all connections, present and future, use these compilers."""
    from django.db import connections

    for connection in connections.all():
        type(connection.ops).compiler_module = __name__
        connection.ops._cache = None  # type: ignore[attr-defined]
