"""SQLite: FTS5 over folded words."""

from __future__ import annotations

from typing import Any

from django.db.models import Case, F, FloatField, Value, When
from modelsearch.backends.database.sqlite.query import BM25, MatchExpression, normalize
from modelsearch.backends.database.sqlite.sqlite import (
    ObjectIndexer,
    SQLiteAutocompleteQueryCompiler,
    SQLiteFTSIndexEntry,
    SQLiteIndex,
    SQLiteSearchBackend,
    SQLiteSearchQueryCompiler,
)
from modelsearch.query import MatchAll, Not
from modelsearch.utils import get_descendants_content_types_pks

from portal.core.page_search.indexing import FoldedCompiler, FoldedIndexer, RowIndex
from portal.core.page_search.text import title_norm

BEST = 100


class SQLiteIndexer(FoldedIndexer, ObjectIndexer):
    pass


class SQLiteRowIndex(RowIndex, SQLiteIndex):
    indexer_class = SQLiteIndexer

    def title_norm(self, indexer: Any) -> float:
        return title_norm(indexer.title)


class SQLiteCompiler(FoldedCompiler, SQLiteSearchQueryCompiler):
    def _columns(self) -> list[str]:
        return ["title"] if self.title_alone else list(self.FTS_TABLE_FIELDS)

    def search(self, config: Any, start: int, stop: int | None, score_field: str | None = None) -> Any:
        """Return the objects found. The stock method asks the index again for the rank of each; here the ``BEST`` are
        ranked in one query and the others follow, the newest first.
        """
        query = normalize(self.query)
        if isinstance(query, MatchAll):
            return self.queryset[start:stop]
        negated = isinstance(query, Not)
        if negated:
            query = query.subquery
            if isinstance(query, MatchAll):
                return self.queryset.none()
        match = MatchExpression(self._columns(), self.build_search_query(query, config=config))
        found = SQLiteFTSIndexEntry.objects.filter(
            match, index_entry__content_type__in=get_descendants_content_types_pks(self.queryset.model)
        )
        ids = found.values_list("index_entry__object_id", flat=True)
        queryset = self.queryset.exclude(pk__in=ids) if negated else self.queryset.filter(pk__in=ids)
        if not negated and (self.order_by_relevance or score_field is not None):
            queryset = queryset.annotate(**{score_field or "_score": self._score(found)})
            if self.order_by_relevance:
                queryset = queryset.order_by(score_field or "_score", "-pk")
        if not self.order_by_relevance and not queryset.query.order_by:
            queryset = queryset.order_by("-pk")
        return queryset[start:stop]

    def _score(self, found: Any) -> Any:
        """The rank of the best as an expression: the lower the better, as bm25 gives it."""
        norm = F("index_entry__title_norm") if "title" in self.FTS_TABLE_FIELDS else Value(0.0)
        rank = BM25() * (norm + Value(1.0))
        best = found.annotate(rank=rank).order_by("rank").values_list("index_entry__object_id", "rank")[:BEST]
        whens = [When(pk=object_id, then=Value(score)) for object_id, score in best]
        return Case(*whens, default=Value(0.0), output_field=FloatField())


class SQLiteAutocompleteCompiler(SQLiteCompiler, SQLiteAutocompleteQueryCompiler):
    def _columns(self) -> list[str]:
        return list(self.FTS_TABLE_FIELDS)


class SQLiteBackend(SQLiteSearchBackend):
    query_compiler_class = SQLiteCompiler
    autocomplete_query_compiler_class = SQLiteAutocompleteCompiler
    index_class = SQLiteRowIndex
