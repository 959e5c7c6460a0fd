"""Pinned results in the admin, by plain forms."""

from __future__ import annotations

import shutil

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from search import service
from search.documents import Query
from search.engines.base import EngineError
from search.models import Pin

INDEX, EDIT = "ket-qua-ghim:index", "ket-qua-ghim:edit"


def first(text: str, language: str = "vi") -> list[str]:
    return [hit.key for hit in service.find(Query(text=text, language=language)).hits]


def pinned() -> list[tuple[str, int]]:
    return [(row.key, row.position) for row in Pin.objects.order_by("position")]


@pytest.fixture
def act(editor):
    def do(act: str, text: str = "hoa", language: str = "vi", **values: str):
        return editor.post(
            reverse(EDIT), {"text": text, "language": language, "act": act, **values}, follow=True
        )

    return do


def test_an_entry_is_chosen_moved_and_taken_away(act, library):
    library(a="Hoa một", b="Hoa hai", c="Khác")
    assert "Đã lưu." in act("pin:book:c").content.decode()
    act("pin:book:b")
    assert pinned() == [("c", 1), ("b", 2)]
    assert first("hoa")[:2] == ["c", "b"]
    assert first("HOA")[:2] == ["c", "b"]
    assert first("hoa", "en")[0] == "a" or first("hoa", "en")[0] == "b"
    act(f"up:{Pin.objects.get(key='b').pk}")
    assert first("hoa")[:2] == ["b", "c"]
    act(f"down:{Pin.objects.get(key='b').pk}")
    assert first("hoa")[:2] == ["c", "b"]
    act(f"off:{Pin.objects.get(key='c').pk}")
    assert pinned() == [("b", 2)]
    act("clear")
    assert pinned() == []


def test_the_page_shows_what_is_pinned_and_what_may_be(editor, act, library):
    library(a="Hoa một", b="Hoa hai", c="Khác")
    act("pin:book:a")
    page = editor.get(reverse(EDIT), {"text": "hoa", "language": "vi"}).content.decode()
    assert f'value="off:{Pin.objects.get().pk}"' in page
    assert 'value="pin:book:b"' in page
    assert 'value="pin:book:a"' not in page
    assert 'value="pin:book:c"' not in page
    page = editor.get(reverse(EDIT), {"text": "hoa", "language": "vi", "q": "khac"}).content.decode()
    assert 'value="pin:book:c"' in page


def test_an_entry_that_is_gone_or_cancelled_is_said_so(editor, act, library):
    library(a="Hoa một", b="Hoa hai")
    act("pin:book:a")
    act("pin:book:b")
    library(a="", b="†Hoa hai")
    for page in (
        editor.get(reverse(EDIT), {"text": "hoa", "language": "vi"}).content.decode(),
        editor.get(reverse(INDEX)).content.decode(),
    ):
        assert 'data-state="gone"' in page
        assert 'data-state="cancelled"' in page


def test_what_makes_no_sense_is_refused_in_plain_words(act, library):
    library(**{f"k{number}": f"Hoa {number}" for number in range(7)}, huy="†Hoa hủy")
    assert "Mục này không có trong kết quả tìm kiếm" in act("pin:book:none").content.decode()
    assert "Mục này không có trong kết quả tìm kiếm" in act("pin:book:huy").content.decode()
    act("pin:book:k0")
    assert "Mục này đã được ghim" in act("pin:book:k0").content.decode()
    for number in range(1, 5):
        act(f"pin:book:k{number}")
    assert "ghim được tối đa 5 mục" in act("pin:book:k6").content.decode()
    assert len(pinned()) == 5


def test_odd_requests_get_an_answer_and_change_nothing(act, library):
    library(a="Hoa một")
    odd = (
        "",
        "up",
        "up:",
        "up:x",
        "up:999999",
        "off:" + "9" * 30,
        "pin",
        "pin:",
        "pin::",
        "drop:1",
        "\x00",
        "off:٣",
    )
    for text in ("hoa", "", "\x00", "!!!", "x" * 5000):
        for one in odd:
            assert act(one, text=text, language="xx", q="\x00").status_code == 200
    assert pinned() == []


def test_the_pin_of_another_text_is_not_touched(act, library):
    library(a="Hoa một")
    act("pin:book:a", text="khác")
    act(f"off:{Pin.objects.get().pk}", text="hoa")
    assert pinned() == [("a", 1)]


def test_the_list_is_searched_without_accents_by_text_and_by_entry(editor, act, library):
    library(a="Nguyễn Thị Hoa", b="Trần Văn Bình")
    act("pin:book:a", text="điều dưỡng giỏi")
    act("pin:book:b", text="khác hẳn")
    for typed in ("dieu duong", "Điều dưỡng", "nguyen thi hoa"):
        page = editor.get(reverse(INDEX), {"q": typed}).content.decode()
        assert "điều dưỡng giỏi" in page
        assert "khác hẳn" not in page


def test_the_list_costs_the_same_queries_however_long(editor, act, library):
    library(a="Hoa một", b="Hoa hai", c="Hoa ba")
    act("pin:book:a", text="một")
    editor.get(reverse(INDEX))
    with CaptureQueriesContext(connection) as with_one:
        editor.get(reverse(INDEX))
    act("pin:book:b", text="hai")
    act("pin:book:c", text="ba")
    editor.get(reverse(INDEX))
    with CaptureQueriesContext(connection) as with_three:
        editor.get(reverse(INDEX))
    assert len(with_three) == len(with_one)


def test_a_text_without_words_is_said_so(editor, db):
    page = editor.get(reverse(EDIT), {"text": "!!!"}).content.decode()
    assert "không có chữ hay số nào để tìm" in page


def test_without_an_engine_the_pins_are_still_there(editor, act, library, index_folder):
    library(a="Hoa một")
    act("pin:book:a")
    shutil.rmtree(index_folder)
    try:
        service.find(Query(text="hoa"))
        broken = False
    except EngineError:
        broken = True
    answer = editor.get(reverse(EDIT), {"text": "hoa", "language": "vi"})
    assert answer.status_code == 200
    assert "Hoa một" in answer.content.decode()
    assert ("chưa trả lời được" in answer.content.decode()) is broken
