"""PostgreSQL: text search vectors over folded words."""

from __future__ import annotations

from typing import Any

from django.db.models import F
from modelsearch.backends.database.postgres.postgres import (
    ObjectIndexer,
    PostgresAutocompleteQueryCompiler,
    PostgresIndex,
    PostgresSearchBackend,
    PostgresSearchQueryCompiler,
)

from portal.core.page_search.indexing import FoldedCompiler, FoldedIndexer, RowIndex
from portal.core.page_search.text import title_norm


class PostgresIndexer(FoldedIndexer, ObjectIndexer):
    pass


class PostgresRowIndex(RowIndex, PostgresIndex):
    indexer_class = PostgresIndexer
    columns = ("title", "autocomplete", "body", "title_text", "body_text")

    def title_norm(self, indexer: Any) -> float:
        return title_norm(indexer.title_text)


class PostgresCompiler(FoldedCompiler, PostgresSearchQueryCompiler):
    def get_search_vectors(self, search_query: Any) -> list[tuple[Any, Any]]:
        if self.title_alone:
            return [(F("index_entries__title"), F("index_entries__title_norm"))]
        return list(self.get_index_vectors(search_query))


class PostgresAutocompleteCompiler(FoldedCompiler, PostgresAutocompleteQueryCompiler):
    def get_search_vectors(self, search_query: Any) -> list[tuple[Any, Any]]:
        return list(self.get_index_vectors(search_query))


class PostgresBackend(PostgresSearchBackend):
    query_compiler_class = PostgresCompiler
    autocomplete_query_compiler_class = PostgresAutocompleteCompiler
    index_class = PostgresRowIndex

    def __init__(self, params: dict[str, Any]) -> None:
        # The database's own configuration may be English and drop "an" and "do" as stop words.
        super().__init__({"SEARCH_CONFIG": "simple", **params})
