"""A folder of its own for every test's index, and a way to put documents in."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import timedelta

import pytest
from django.utils import timezone

from portal.core.outbox import Ref
from search import registry
from search.documents import Document
from search.models import DailyQuery


class BookSource:
    """A tiny source as another site would write it: books in a dict stand for rows in a table."""

    kind = "book"
    outbox_kinds = frozenset({"library.book"})
    naming: frozenset[str] = frozenset()

    def __init__(self) -> None:
        self.books: dict[str, list[Document]] = {}
        self.awards = {"gk": "Giấy khen của Giám đốc Sở Y tế"}
        self.calls = self.asked = 0  # for documents, and for labels of awards
        self.asked_units = 0

    def documents(self, refs: Sequence[Ref]) -> Iterable[Document]:
        self.calls += 1
        for ref in refs:
            yield from self.books.get(ref.key, ())

    def refs(self) -> Iterable[Ref]:
        return (Ref("library.book", key) for key in self.books)

    def facet_labels(self, facet: str, values: Sequence[str], language: str) -> Mapping[str, str]:
        if facet == "kind":
            return {"book": "Sách" if language == "vi" else "Books"}
        if facet == "award":
            self.asked += 1
            return self.awards
        self.asked_units += facet == "unit"
        return {}


@pytest.fixture(autouse=True)
def index_folder(settings, tmp_path):
    settings.SEARCH_INDEX_DIR = tmp_path / "search"
    settings.OUTBOX_WAKE = "off"
    return settings.SEARCH_INDEX_DIR


@pytest.fixture
def source():
    """The only source registered while the test runs."""
    others = registry.sources()
    for other in others:
        registry.unregister(other.kind)
    made = BookSource()
    registry.register(made)
    yield made
    registry.unregister(made.kind)
    for other in others:
        registry.register(other)


def book(key: str = "sach", **values) -> Document:
    given = {
        "kind": "book",
        "key": key,
        "language": "vi",
        "title": "Sách",
        "url": f"/sach/{key}/",
        "ref": Ref("library.book", key),
    }
    return Document(**{**given, **values})


def row(
    text: str, ago: int = 0, searches: int = 1, nothing: int = 0, found: int = 0, language: str = "vi"
) -> None:
    """A text that was searched, ``ago`` days before today."""
    DailyQuery.objects.create(
        day=timezone.localdate() - timedelta(days=ago),
        language=language,
        text=text,
        searches=searches,
        nothing=nothing,
        found=found,
    )
