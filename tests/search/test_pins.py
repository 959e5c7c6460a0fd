"""What editors put first for a query."""

from __future__ import annotations

import pytest
from django.core.exceptions import ValidationError

from search import edition, pins, service
from search.documents import Query
from search.models import Entry, Pin
from tests.search.conftest import book

pytestmark = pytest.mark.django_db


@pytest.fixture
def shelf(source):
    made = [
        book("a", kind="honoree", title="Nguyễn Thị Hoa"),
        book("b", kind="honoree", title="Nguyễn Thị Hòa"),
        book("c", kind="story", title="Bữa cơm của chị Hoa", facets={"year": ("2024",)}),
        book("d", kind="story", title="Chuyện nghề điều dưỡng"),
        book("e", kind="honoree", title="Trần Văn Cũ", cancelled=True),
        book("f", kind="story", language="en", title="A nurse called Hoa"),
    ]
    for document in made:
        source.books[document.key] = [document]
    service.refresh(source.refs())
    return source


def found(text: str, **values) -> list[tuple[str, bool]]:
    return [(hit.key, hit.pinned) for hit in service.find(Query(text=text, **values)).hits]


def pin(text: str, key: str, kind: str = "story", language: str = "vi") -> Pin:
    return pins.pin(text=text, language=language, kind=kind, key=key)


def test_a_pinned_result_comes_first_and_not_twice(shelf):
    before = service.find(Query(text="hoa"))
    pin("hoa", "c")
    assert found("hoa") == [("c", True), ("a", False), ("b", False)]
    after = service.find(Query(text="hoa"))
    assert (after.total, after.pages) == (before.total, before.pages) == (3, 1)


def test_a_pinned_result_that_has_none_of_the_words_counts_as_one_more(shelf):
    pin("hoa", "d")
    assert found("hoa") == [("d", True), ("a", False), ("c", False), ("b", False)]
    results = service.find(Query(text="hoa"))
    assert results.total == 4
    assert {value.value: value.count for value in results.facet("kind").values} == {"honoree": 2, "story": 2}


def test_pins_stand_in_the_order_of_their_editor_on_the_first_of_stable_pages(shelf):
    first, second = pin("hoa", "d"), pin("hoa", "c")
    assert found("hoa")[:2] == [("d", True), ("c", True)]
    pins.reorder(language="vi", text="HOA", pks=[second.pk, first.pk])
    whole = found("hoa")
    assert whole == [("c", True), ("d", True), ("a", False), ("b", False)]
    assert [hit for page in (1, 2) for hit in found("hoa", size=2, page=page)] == whole
    start = service.find(Query(text="hoa", size=1))
    rest = service.find(Query(text="hoa", size=10, after=start.next))
    assert [hit.key for hit in rest.hits] == ["d", "a", "b"]


@pytest.mark.parametrize("text", ["hoa", "HOA", "  Hoa! ", '"hoa"', "hóa", "ho\u0301a"])
def test_a_pin_holds_for_the_query_however_it_is_typed(shelf, text):
    pin("hoa", "d")
    assert ("d", True) in found(text)


def test_marks_of_a_pin_and_of_a_query_must_agree_where_both_have_some(shelf):
    pin("hoà", "d")
    assert ("d", True) in found("hoa")
    assert ("d", True) in found("hòa")
    assert ("d", True) not in found("hóa")
    assert ("d", True) not in found("hoa hoa")


@pytest.mark.parametrize(
    "values", [{"filters": {"year": ("2024",)}}, {"sort": "newest"}, {"sort": "name"}, {"literal": True}, {"language": "en"}]
)  # fmt: skip
def test_filters_other_orders_and_the_literal_search_know_no_pins(shelf, values):
    pin("hoa", "d")
    assert all(not pinned for _key, pinned in found("hoa", **values))


def test_what_is_gone_or_cancelled_is_not_shown(shelf):
    pin("hoa", "d")
    shelf.books["d"] = [book("d", kind="story", title="Chuyện nghề điều dưỡng", cancelled=True)]
    service.refresh(shelf.refs())
    assert found("hoa") == [("a", False), ("c", False), ("b", False)]
    del shelf.books["d"]
    service.refresh([book("d").ref])
    assert not Entry.objects.filter(key="d").exists()
    assert found("hoa") == [("a", False), ("c", False), ("b", False)]
    assert Pin.objects.count() == 1


def test_a_pin_that_is_taken_away_is_gone_with_the_next_search(shelf):
    made = pin("hoa", "d")
    assert ("d", True) in found("hoa")
    number = edition.current()
    pins.unpin(pk=made.pk)
    pins.unpin(pk=made.pk)
    assert ("d", True) not in found("hoa")
    assert edition.current() > number


@pytest.mark.parametrize(
    ("values", "fields"),
    [
        ({"text": "!!"}, {"text"}),
        ({"text": ""}, {"text"}),
        ({"key": "nothing"}, {"key"}),
        ({"kind": "honoree", "key": "e"}, {"key"}),
        ({"language": "fr"}, {"language"}),
        ({"key": "f"}, {"key"}),
    ],
)
def test_what_cannot_be_pinned_is_refused_at_its_field(shelf, values, fields):
    with pytest.raises(ValidationError) as refused:
        pins.pin(**{"text": "hoa", "language": "vi", "kind": "story", "key": "d", **values})
    assert set(refused.value.message_dict) == fields
    assert not Pin.objects.exists()


def test_the_same_twice_and_too_many_are_refused(shelf):
    pin("hoa", "d")
    with pytest.raises(ValidationError):
        pin("HOA", "d")
    for number in range(pins.MOST_OF_ONE):
        shelf.books[f"n{number}"] = [book(f"n{number}", kind="story", title="x", ref=book(f"n{number}").ref)]
    service.refresh(shelf.refs())
    for number in range(pins.MOST_OF_ONE - 1):
        pin("hoa", f"n{number}")
    with pytest.raises(ValidationError):
        pin("hoa", f"n{pins.MOST_OF_ONE - 1}")


def test_a_search_costs_no_query_for_pins_where_there_are_none(shelf, django_assert_num_queries):
    pin("điều dưỡng", "c")
    found("hoa")
    with django_assert_num_queries(2):
        found("hoa")
    with django_assert_num_queries(3):
        found("điều dưỡng")


@pytest.mark.parametrize("text", ["x" * 500, "\0", "\ud800", "a1" * 200])
def test_any_text_has_a_key_that_fits(text):
    assert len(pins.asked_key(text)) <= 400
