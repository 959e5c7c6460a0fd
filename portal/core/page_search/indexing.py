"""What both databases share: folded values, one statement for one batch, queries that cannot fail.

The classes are mixed in before those of modelsearch, which know their database.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from modelsearch.utils import get_content_type_pk

from portal.core.page_search import text

if TYPE_CHECKING:
    from modelsearch.backends.base import BaseSearchQueryCompiler as _Compiler
    from modelsearch.backends.database.sqlite.sqlite import ObjectIndexer as _Indexer
    from modelsearch.backends.database.sqlite.sqlite import SQLiteIndex as _Index
else:  # the database's own classes stand behind these where they are mixed in
    _Compiler = _Indexer = _Index = object


class FoldedIndexer(_Indexer):
    """Gives the words of an object folded."""

    def prepare_value(self, value: Any) -> str:
        return text.indexed(super().prepare_value(value))


class RowIndex(_Index):
    """An index that touches only the rows of what it is given."""

    indexer_class: type[Any]
    columns: Sequence[str] = ("title", "autocomplete", "body")

    def _refresh_title_norms(self, full: bool = False) -> None:  # noqa: FBT001, FBT002 - the signature overridden
        """Norms are written with each row; the stock method reads all titles, for every object that is indexed."""

    def title_norm(self, indexer: Any) -> float:
        raise NotImplementedError

    def add_items(self, model: Any, objs: Sequence[Any]) -> None:
        if not objs or not model.get_search_fields():
            return
        content_type_pk = get_content_type_pk(model)
        indexers = {
            indexer.id: indexer for indexer in (self.indexer_class(obj, self.backend) for obj in objs)
        }
        self.entries.bulk_create(
            [
                self.entries.model(
                    content_type_id=content_type_pk,
                    object_id=object_id,
                    title_norm=self.title_norm(indexer),
                    **{column: getattr(indexer, column) for column in self.columns},
                )
                for object_id, indexer in indexers.items()
            ],
            update_conflicts=True,
            unique_fields=("content_type", "object_id"),
            update_fields=("title_norm", *self.columns),
        )


class FoldedCompiler(_Compiler):
    """Asks for folded words. ``fields`` are checked as ever, but only "the title alone" narrows the search: the index
    keeps titles apart and all other fields together.
    """

    def __init__(self, queryset: Any, query: Any, fields: Any = None, **kwargs: Any) -> None:
        super().__init__(queryset, query, fields=fields, **kwargs)
        self.query: Any = text.asked(self.query)
        self.checked_fields = fields
        self.fields = None

    @property
    def title_alone(self) -> bool:
        return self.checked_fields is not None and set(self.checked_fields) == {"title"}

    def check(self) -> None:
        self.fields = self.checked_fields
        try:
            super().check()
        finally:
            self.fields = None
