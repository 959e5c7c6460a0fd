"""The example of docs/search.md, run as it stands there, on a real model and a real table."""

from __future__ import annotations

from datetime import date

import pytest
from django.db import connection

from portal.core import outbox
from search import registry, service
from search.documents import Query
from tests.search.library.models import Book, example, load

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def library(source):
    """The app ``library`` as its site has it: a table, and the lines of the docs imported."""
    with connection.schema_editor() as editor:
        editor.create_model(Book)
    load()
    yield
    registry.unregister("book")
    with connection.schema_editor() as editor:
        editor.delete_model(Book)


def found(text: str) -> list[str]:
    return [hit.plain_title for hit in service.find(Query(text=text)).hits]


def test_it_is_ten_lines() -> None:
    lines = [line for line in example().splitlines() if line and not line.startswith("#")]
    assert len(lines) <= 10


def test_a_book_is_found_when_it_is_saved_and_gone_when_it_is_lent_or_deleted(library) -> None:
    book = Book.objects.create(
        slug="tat-den", title="Tắt đèn", year=1937, bought=date(2026, 1, 5), notes="kệ riêng zqxnote"
    )
    assert not found("tat den")
    outbox.deliver("search")
    assert found("tat den") == found("Tắt đèn") == ["Tắt đèn"]
    results = service.find(Query(text="tat den"))
    assert results.hits[0].url == "/sach/tat-den/"
    assert [(value.value, value.count) for value in results.facet("year").values] == [("1937", 1)]
    assert [value.label for value in results.facet("kind").values] == ["Sách"]
    assert not found("zqxnote")
    book.lent = True
    book.save()
    outbox.deliver("search")
    assert not found("tat den")
    book.lent = False
    book.save()
    outbox.deliver("search")
    assert found("tat den") == ["Tắt đèn"]
    book.delete()
    outbox.deliver("search")
    assert not found("tat den")
    assert service.check().clean


def test_what_was_there_before_search_is_brought_in_by_a_rebuild(library) -> None:
    Book.objects.bulk_create(
        Book(slug=f"sach-{number}", title=f"Sách số {number}", year=2000 + number) for number in range(3)
    )
    assert service.rebuild(sources=True) == 3
    assert len(found("sach so")) == 3
