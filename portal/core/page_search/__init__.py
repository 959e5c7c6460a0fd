"""Wagtail's own search (pages, pictures, documents, choosers, snippets), for editors who type without accents.

``WAGTAILSEARCH_BACKENDS = {"default": {"BACKEND": "portal.core.page_search"}}``: the database backend of modelsearch
with three differences. Words are folded by ``portal.core.vietnamese`` when they are indexed and when they are asked;
indexing one object touches the row of that object alone, where the stock backend reads every title of the index for
its norms; and nothing that is typed makes a query that fails.
"""

from __future__ import annotations

from typing import Any


def SearchBackend(params: dict[str, Any]) -> Any:  # noqa: N802 - the name Wagtail looks for
    """Return the backend for the default database; for databases that are not ours, the stock one."""
    from django.db import connection
    from modelsearch.backends import database

    if connection.vendor == "postgresql":
        from portal.core.page_search.postgres import PostgresBackend

        return PostgresBackend(params)
    stock = database.SearchBackend(params)
    if connection.vendor == "sqlite" and database.USE_SQLITE_FTS:
        from portal.core.page_search.sqlite import SQLiteBackend

        return SQLiteBackend(params)
    return stock
