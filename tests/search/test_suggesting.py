"""What may be meant while somebody types."""

from __future__ import annotations

import pytest

from search import service
from tests.search.conftest import book

pytestmark = pytest.mark.django_db


@pytest.fixture
def shelf(source):
    made = [
        book("dat", kind="honoree", prefix="BS", title="Nguyễn Đức Đạt", numbers=("57/QĐ-SYT",)),
        book("hoa", kind="honoree", title="Nguyễn Thị Hoa"),
        book("hòa", kind="honoree", title="Nguyễn Thị Hòa"),
        book("sd", kind="unit", title="Trung tâm Y tế Sa Đéc"),
        book("bv", kind="unit", title="Bệnh viện Đa khoa tỉnh"),
        book("gk", kind="award", title="Giấy khen"),
        book("s", kind="story", title="Bữa cơm của chị Hoa", words="phẫu thuật", body="ngoại khoa"),
        book("qd", kind="decision", title="57/QĐ-SYT ngày 20/02/2025", numbers=("57/QĐ-SYT",)),
        book("b", title="Hoa sữa"),
        book("old", kind="honoree", title="Nguyễn Văn Cũ", numbers=("9/QĐ-SYT",), cancelled=True),
        book("en", kind="honoree", language="en", title="Nguyễn Thị Hoa", ref=book("en").ref),
    ]
    for document in made:
        source.books[document.key] = [document]
    assert service.refresh(source.refs()) == {}
    return source


def suggested(text: str, language: str = "vi", limit: int = 8) -> list[str]:
    return [item.text for item in service.suggest(text, language, limit)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("nguyen duc", ["BS Nguyễn Đức Đạt"]),
        ("nguyễn đức đ", ["BS Nguyễn Đức Đạt"]),
        ("nguyễn đức đạ", ["BS Nguyễn Đức Đạt"]),
        ("nguyễn đức đá", []),
        ("bs nguyen duc", ["BS Nguyễn Đức Đạt"]),
        ("đạt ng", ["BS Nguyễn Đức Đạt"]),
        ("hoà", ["Nguyễn Thị Hòa", "Nguyễn Thị Hoa", "Bữa cơm của chị Hoa", "Hoa sữa"]),
        ("ttyt", ["Trung tâm Y tế Sa Đéc"]),
        ("bvđk t", ["Bệnh viện Đa khoa tỉnh"]),
        ("sadec", ["Trung tâm Y tế Sa Đéc"]),
        ("gk", ["Giấy khen"]),
        ("gia", ["Giấy khen"]),
        ("57", ["57/QĐ-SYT ngày 20/02/2025"]),
        ("giay kh", ["Giấy khen"]),
        ("giấy kh", ["Giấy khen"]),
        ("57/q", ["57/QĐ-SYT ngày 20/02/2025"]),
        ("qd 57 syt", ["BS Nguyễn Đức Đạt", "57/QĐ-SYT ngày 20/02/2025"]),
        ("nguyeenx dduwcs", ["BS Nguyễn Đức Đạt"]),
        ("Nguye6n4 D9u7c1", ["BS Nguyễn Đức Đạt"]),
        ("phẫu thuật", []),
        ("ngoại khoa", []),
        ("vangmat", []),
        ("", []),
        ("  ", []),
        ("!?", []),
        ("n", []),
    ],
)
def test_names_that_begin_as_typed_are_suggested(shelf, text, expected):
    assert suggested(text) == expected


def test_a_bare_word_treats_marked_and_unmarked_names_alike(shelf):
    assert set(suggested("hoa")) == {"Nguyễn Thị Hoa", "Nguyễn Thị Hòa", "Bữa cơm của chị Hoa", "Hoa sữa"}


def test_whole_names_stand_before_names_that_hold_them(source):
    for key, title in (("a", "Nguyễn Thị Hoa Mai"), ("b", "Nguyễn Thị Hoa"), ("c", "Nguyễn Thị Hoàng")):
        source.books[key] = [book(key, kind="honoree", title=title)]
    service.refresh(source.refs())
    assert suggested("nguyen thi hoa") == ["Nguyễn Thị Hoa", "Nguyễn Thị Hoa Mai", "Nguyễn Thị Hoàng"]


def test_kinds_stand_in_their_order_and_each_has_its_share(source):
    made = [book(f"h{number}", kind="honoree", title=f"Hoa {number}", prefix="BS") for number in range(9)]
    made += [book(f"z{number}", title=f"Hoa sách {number}") for number in range(9)]
    made += [
        book("u", kind="unit", title="Trạm Y tế Hòa An"),
        book("s", kind="story", title="Chuyện chị Hoa"),
    ]
    for document in made:
        source.books[document.key] = [document]
    service.refresh(source.refs())
    assert [item.kind for item in service.suggest("ho", "vi")] == ["honoree"] * 3 + ["unit", "story"] + [
        "book"
    ] * 3
    assert [item.kind for item in service.suggest("ho", "vi", 3)] == ["honoree", "unit", "story"]
    assert len(service.suggest("ho", "vi", 100)) == 8
    assert len(service.suggest("ho", "vi", -1)) == 1
    assert service.suggest("ho", "vi")[-1].kind_label == "Sách"


def test_nothing_that_is_cancelled_is_suggested(shelf):
    for text in ("nguyen van cu", "Nguyễn Văn Cũ", "9/QĐ-SYT", "nguyễn văn"):
        assert "Nguyễn Văn Cũ" not in suggested(text)


def test_each_language_suggests_its_own(shelf):
    assert [item.url for item in service.suggest("hoa", "en")] == ["/sach/en/"]
    assert suggested("hoa", "xx") == suggested("hoa", "vi")


@pytest.mark.parametrize("text", ["hoa", "ng", "nguyeenx"])
def test_suggesting_costs_two_queries_however_many(shelf, django_assert_num_queries, text):
    service.suggest(text, "vi")
    with django_assert_num_queries(2):
        assert service.suggest(text, "vi")
