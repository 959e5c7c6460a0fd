"""One slip of a finger, wrong marks, and words that nothing has."""

from __future__ import annotations

from datetime import date

import pytest

from search import service
from search.corrections import NEIGHBOURS, variants
from search.documents import Query, Results
from tests.search.conftest import book

NAMES = [
    "Nguyễn Thị Hoa", "Nguyễn Thị Hoa", "Nguyễn Thị Hòa", "Nguyễn Đức Đạt", "Trần Văn Hải", "Trần Văn Hai", "Lê Thị Kim Quyên",
    "Phạm Minh Khang", "Đường Văn Bình", "Dương Văn Bảy", "Dương Thị Bảy",
]  # fmt: skip


@pytest.fixture
def people(db, source):
    made = [
        book(f"p{number}", kind="honoree", title=name, facets={"year": (str(2020 + number % 3),)}, date=date(2020 + number % 3, 5, 1))
        for number, name in enumerate(NAMES)
    ]  # fmt: skip
    made += [
        book("s", kind="story", title="Bữa cơm", words="ghi công", body="Nguyễn Thị Hoa dậy sớm. Kiên trì."),
        book("w", kind="honoree", title="Vũ An", words="Bằng khen phẫu thuật", facets={"year": ("2021",)}),
        book("gone", kind="honoree", title="Tống Văn Cũ", cancelled=True),
        book("en", kind="honoree", language="en", title="Hoàng Yến", ref=book("en").ref),
    ]
    for document in made:
        source.books[document.key] = [document]
    assert service.refresh(source.refs()) == {}


def find(text: str, **values) -> Results:
    return service.find(Query(text=text, **values))


def titles(results: Results) -> set[str]:
    return {hit.plain_title for hit in results.hits}


# Slips of a finger -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("nguyn", "nguyen"),
        ("nguyeen", "nguyen"),
        ("ngyuen", "nguyen"),
        ("nguyem", "nguyen"),
        ("nguyenx", "nguyen"),
        ("nguien", "nguyen"),
        ("hoaf", "hoa"),
        ("haoi", "hai"),
    ],
)
def test_a_slip_leads_back_to_the_word(typed, meant):
    assert (meant in variants(typed)) is (typed != "haoi")


def test_what_takes_two_slips_does_not():
    assert "nguyen" not in variants("ngyeun")
    assert "nguyen" not in variants("nguy")
    assert "hoa" not in variants("hoa")


def test_the_keys_around_a_key_are_those_of_the_keyboard():
    assert set(NEIGHBOURS["g"]) == set("fhtyvb")
    assert set(NEIGHBOURS["a"]) == set("qwsz")
    assert set(NEIGHBOURS["p"]) == set("ol")
    assert all(letter in NEIGHBOURS[other] for letter, others in NEIGHBOURS.items() for other in others)


def test_the_number_of_variants_is_bounded():
    assert len(variants("n" * 16)) < 700
    assert len(variants("nguyen")) < 300


@pytest.mark.parametrize(
    ("typed", "searched", "expected"),
    [
        ("nguyne duc dat", "nguyen duc dat", {"Nguyễn Đức Đạt"}),
        ("nguyenn duc dat", "nguyen duc dat", {"Nguyễn Đức Đạt"}),
        ("nguyn duc dat", "nguyen duc dat", {"Nguyễn Đức Đạt"}),
        ("NGUYEM DUC DAT", "NGUYEN DUC DAT", {"Nguyễn Đức Đạt"}),
        ("nguyne duc datt", "nguyen duc dat", {"Nguyễn Đức Đạt"}),
        ("le thi kim quyeen", "le thi kim quyên", {"Lê Thị Kim Quyên"}),
        ("Lê Thị Kim Quyne", "Lê Thị Kim Quyên", {"Lê Thị Kim Quyên"}),
        ("pham minh khnag", "pham minh khang", {"Phạm Minh Khang"}),
        ("Phạm Minh Khag", "Phạm Minh Khang", {"Phạm Minh Khang"}),
        ("bs pham minh khnag", "bs pham minh khang", {"Phạm Minh Khang"}),
        ("Lê Thị Kim Quyển", "Lê Thị Kim Quyên", {"Lê Thị Kim Quyên"}),
        ("Nguyển Thị Hòa", "Nguyễn Thị Hòa", {"Nguyễn Thị Hòa", "Nguyễn Thị Hoa", "Bữa cơm"}),
    ],
)
def test_an_error_is_mended_where_nothing_is_found_and_told(people, typed, searched, expected):
    results = find(typed)
    assert results.searched == searched
    assert results.corrected or results.decoded
    assert titles(results) == expected
    literal = find(typed, literal=True)
    assert (literal.total, literal.corrected, literal.offered) == (0, False, ())


def test_of_several_the_one_that_finds_most_is_shown(people):
    results = find("nguyen thi hpa")
    assert (results.searched, results.total) == ("nguyen thi hoa", 4)
    assert find("tran van hsi").searched == "tran van hai"


def test_known_words_that_are_never_together_are_mended_too(people, source):
    source.books["hao"] = [book("hao", kind="honoree", title="Hồ Huy Hào")]
    service.refresh(source.refs())
    results = find("tran van hao")
    assert (results.corrected, results.searched) == (True, "tran van hai")
    assert titles(results) == {"Trần Văn Hải", "Trần Văn Hai"}


def test_marks_that_differ_never_answer_as_typed(people):
    results = find("Đường Thị Bảy")
    assert (results.corrected, results.searched, titles(results)) == (
        True, "Dương Thị Bảy", {"Dương Thị Bảy"},
    )  # fmt: skip
    assert titles(find("Đường")) == {"Đường Văn Bình"}


def test_more_is_offered_where_little_was_found(people, source):
    for number in range(6):
        source.books[f"q{number}"] = [
            book(f"q{number}", kind="honoree", title=f"Võ Thành Trung {number}", ref=book(f"q{number}").ref)
        ]
    source.books["typo"] = [book("typo", kind="story", title="Tổ công tác", body="Võ Thành Trunh, viết sai.")]
    service.refresh(source.refs())
    results = find("vo thanh trunh")
    assert (titles(results), results.offered, results.corrected) == (
        {"Tổ công tác"},
        ("vo thanh trung",),
        False,
    )
    assert find("vo thanh trunh", literal=True).offered == ()
    assert find("vo thanh trunh", filters={"kind": ("story",)}).offered == ()


def test_a_whole_name_that_is_found_once_offers_nothing(people):
    assert find("nguyen duc dat").offered == ()
    assert find("Phạm Minh Khang").offered == ()


def test_filters_language_and_days_stay_in_force(people):
    assert find("nguyne duc dat", filters={"year": ("2020",)}).total == 1
    assert find("nguyne duc dat", filters={"year": ("2021",)}).total == 0
    assert titles(find("nguyne duc dat", since=date(2020, 1, 1), until=date(2020, 12, 31))) == {
        "Nguyễn Đức Đạt"
    }
    assert titles(find("nguyne duc dat", since=date(2021, 1, 1))).isdisjoint({"Nguyễn Đức Đạt"})
    assert find("hoang yne").left_out == ()
    assert find("hoang yne").total == 0
    assert titles(find("hoang yne", language="en")) == {"Hoàng Yến"}


def test_a_cancelled_one_is_reached_by_no_correction_and_no_partial_match(people):
    assert find("Tống Văn Cũ").hits[0].cancelled
    for text in ("tong van cuu", "Tống Văn Cũ nữa", "tống văn", "Cũ Tống Văn", "Tống Văn Củ"):
        assert not any(hit.cancelled for hit in find(text).hits), text


# Partial matches ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("typed", "left_out", "expected"),
    [
        ("nguyen duc dat vangmat", ("vangmat",), {"Nguyễn Đức Đạt"}),
        ("vangmat nguyen duc dat 1987", ("vangmat", "1987"), {"Nguyễn Đức Đạt"}),
        ("pham minh khang quyen", ("quyen",), {"Phạm Minh Khang"}),
        ("Lê Thị Kim Quyên 2020 phẫu thuật", None, None),
        ("phẫu thuật kiên trì", None, None),
        ('"đức đạt" vangmat', ("vangmat",), {"Nguyễn Đức Đạt"}),
        ('"đạt đức" nguyễn', ('"đạt đức"',), None),
        ("bvđk pham minh khang", ("bvđk",), {"Phạm Minh Khang"}),
        ("pham tran le nguyen duc dat hoa kim", None, None),
    ],
)
def test_words_that_nothing_has_together_are_left_out_and_told(people, typed, left_out, expected):
    results = find(typed)
    assert results.partial
    assert results.total > 0
    assert not results.corrected
    assert left_out is None or results.left_out == left_out
    assert expected is None or titles(results) == expected
    # What is shown has all the other words.
    literal = find(typed, literal=True)
    assert (literal.total, literal.left_out) == (0, ())


def test_raw_typing_is_read_before_words_are_left_out(people):
    results = find("Nguyeenx Dduwcs Ddatj 1987")
    assert (results.left_out, titles(results), results.decoded) == (("1987",), {"Nguyễn Đức Đạt"}, True)


@pytest.mark.parametrize("text", ["vangmat", "vangmat khongcoai", "?!", "1987", "1987 1988"])
def test_where_no_word_is_known_nothing_is_found(people, text):
    results = find(text)
    assert (results.total, results.partial, results.hits) == (0, False, ())


def test_pages_of_partial_and_corrected_results_go_on(people):
    for text in ("nguyne thi hoa", "nguyen thi hoa vangmat"):
        whole = [hit.key for hit in find(text).hits]
        first = find(text, size=1)
        rest = find(text, size=100, after=first.next)
        assert [hit.key for hit in (*first.hits, *rest.hits)] == whole
        assert (rest.corrected, rest.left_out) == (first.corrected, first.left_out)
        assert [hit.key for page in range(1, 6) for hit in find(text, size=1, page=page).hits] == whole
