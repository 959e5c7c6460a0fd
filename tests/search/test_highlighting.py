"""Marks on the original text; never markup, never a lost letter."""

from __future__ import annotations

import time
import unicodedata

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from search.highlighting import PASSAGE, look, passage, wanted
from search.parsing import understand


def query(text: str):
    return wanted(understand(text)[0].parts)


def marked(text: str, asked: str, **options) -> str:
    pieces = look(text, query(asked), **options).segments
    return "".join(f"[{piece.text}]" if piece.marked else piece.text for piece in pieces)


def shown(text: str, asked: str, longest: int = PASSAGE) -> str:
    pieces, _parts = passage(text, query(asked), longest)
    return "".join(f"[{piece.text}]" if piece.marked else piece.text for piece in pieces)


@pytest.mark.parametrize(
    ("text", "asked", "expected"),
    [
        ("Nguyễn Thị Kim Hoa", "nguyen thi hoa", "[Nguyễn Thị] Kim [Hoa]"),
        ("Nguyễn Thị Hòa", "hoa", "Nguyễn Thị [Hòa]"),
        ("Nguyễn Thị Hòa", "hóa", "Nguyễn Thị Hòa"),
        ("Hoa và Hòa", "hoà", "[Hoa] và [Hòa]"),
        ("Lí Thị Mĩ", "lý thị mỹ", "[Lí Thị Mĩ]"),
        ("Quyết định 57/QĐ-SYT", "qd 57 syt", "Quyết định [57/QĐ-SYT]"),
        ("Số 57/QĐ-SYT", "57 qd syt", "Số [57/QĐ-SYT]"),
        ("Trạm M'Drắk", "mdrak", "Trạm [M'Drắk]"),
        ("Trạm M'Drắk", "m'drak", "Trạm [M'Drắk]"),
        ("Bệnh viện Đa khoa", "bvdk", "[Bệnh viện Đa khoa]"),
        ("Bệnh viện Đa khoa: khoa Nội, viện phí", "bvđk", "[Bệnh viện Đa khoa]: khoa Nội, viện phí"),
        ("BVĐK: khoa Nội", "bệnh viện đa khoa", "[BVĐK]: [khoa] Nội"),
        ("Viện trưởng ở Bệnh viện", "bv", "Viện trưởng ở [Bệnh viện]"),
        ("Đức Đạt, đạt và đức", '"đức đạt"', "[Đức Đạt], đạt và đức"),
        ("<b>Hoa</b> & <script>", "hoa script", "<b>[Hoa]</b> & <[script]>"),
        ("", "hoa", ""),
        ("Hoa", "", "Hoa"),
    ],
)
def test_the_words_that_answer_are_marked(text, asked, expected):
    assert marked(text, asked) == expected


def test_a_beginning_is_marked_only_where_it_was_the_reason():
    assert marked("Nguyễn Đạt", "nguyen da") == "[Nguyễn] Đạt"
    assert marked("Nguyễn Đạt", "nguyen da", beginnings=True) == "[Nguyễn Đạt]"


@pytest.mark.parametrize(
    ("text", "asked", "expected"),
    [
        ("Trần Đức", "tran đứ", "[Trần Đức]"),
        ("Trần Đưc", "tran đứ", "[Trần] Đưc"),
        ("Trần Đừng", "tran đứ", "[Trần] Đừng"),
        ("Lê Đương", "lê đư", "[Lê Đương]"),
        ("Nguyễn Khanh", "nguyen kh", "[Nguyễn Khanh]"),
        ("H'Hen Niê", "h'he", "[H'Hen] Niê"),
    ],
)
def test_a_beginning_is_marked_with_the_marks_that_were_typed_and_where_a_short_form_was(
    text, asked, expected
):
    assert marked(text, asked, beginnings=True) == expected


def test_a_beginning_is_marked_in_a_long_text_too():
    pieces, parts = passage(LONG, query("thi ngu"), 120)
    assert [piece.text for piece in pieces if piece.marked] == ["Thị"]
    pieces, parts = passage(LONG, query("thi ngu"), 120, beginnings=True)
    assert ["".join(piece.text for piece in pieces if piece.marked), parts] == ["Nguyễn Thị", {0, 1}]


def test_words_whose_marks_exclude_take_no_place_from_those_that_answer():
    text = "một ống máu. " * 20 + "Nhà của ông ở xa. " + "một ống máu. " * 20
    assert "của [ông] ở" in shown(text, "ông")


def test_words_of_another_way_are_marked_one_by_one_only_when_asked():
    parts = understand("ttyt")[0].parts
    text = "Trung tâm Truyền thông y tế"
    assert look(text, wanted(parts)).parts == frozenset()
    loose = look(text, wanted(parts, loose=True)).segments
    assert [piece.text for piece in loose if piece.marked] == ["Trung tâm", "y tế"]


def test_what_answers_tells_which_parts_of_the_query():
    asked = query("nguyen bvdk 2024")
    assert look("Nguyễn An, Bệnh viện Đa khoa", asked).parts == {0, 1}
    assert look("năm 2024", asked).parts == {2}
    assert look("khoa Nội", asked).parts == frozenset()


LONG = "mở đầu " * 60 + "điều dưỡng Nguyễn Thị Hoa dậy từ bốn giờ sáng " + "kết thúc " * 60


def test_the_best_passage_is_cut_at_words_and_says_so():
    pieces, parts = passage(LONG, query("nguyễn thị hoa"), 120)
    text = "".join(piece.text for piece in pieces)
    assert (text[0], text[-1]) == ("…", "…")
    assert [piece.text for piece in pieces if piece.marked] == ["Nguyễn Thị Hoa"]
    assert parts == {0, 1, 2}
    assert text.strip("…").strip() in LONG
    assert len(text) < 200
    assert passage(LONG, query("vắng mặt")) == ((), frozenset())


def test_the_passage_with_the_most_words_is_shown_and_not_the_first():
    text = "Hoa nở. " + "x " * 300 + "Chị Hoa của trạm Y tế. " + "x " * 300
    assert "[Hoa] của [trạm Y tế]" in shown(text, "hoa trạm y tế")


@pytest.mark.parametrize(
    ("asked", "expected"),
    [
        ("bvđk", "[Bệnh viện Đa khoa]"),
        ("mdrak", "[M'Drắk]"),
        ("m'drak", "[M'Drắk]"),
        ("ly my", "[Lí Mĩ]"),
        ("57 qđ", "[057/QĐ]"),
        ("enuol", "[Êñuôl]"),
        ("THUY", "[Thuỷ]"),
    ],
)
def test_whatever_a_short_text_marks_is_found_in_a_long_one(asked, expected):
    text = (
        "trước đó " * 200
        + "Bệnh viện Đa khoa xã M'Drắk có Lí Mĩ số 057/QĐ Y Moan Êñuôl Thuỷ "
        + "sau đó " * 200
    )
    assert expected in shown(text, asked, 400)


def test_a_passage_of_a_very_long_text_costs_little():
    text = "chữ " * 25_000 + "Hoa"
    asked = query("nguyen thi hoa benh vien da khoa tinh dak lak")
    passage(text, asked)
    start = time.process_time()
    passage(text, asked)
    assert time.process_time() - start < 0.05


@given(st.text(max_size=200), st.text(max_size=40))
@settings(max_examples=300, deadline=None)
def test_the_pieces_join_to_the_text(text, asked):
    keys = query(asked)
    assert "".join(piece.text for piece in look(text, keys, beginnings=True).segments) == text
    pieces, _parts = passage(text, keys, 40)
    told = "".join(piece.text for piece in pieces)
    assert told.removeprefix("…").removesuffix("…") in text or "…" in text


VIETNAMESE = st.text(
    alphabet="aăâbcdđeêghiklmnoôơpqrstuưvxyáàảãạắằẳẵặấầẩẫậéèẻẽẹếềểễệíìỉĩịóòỏõọốồổỗộớờởỡợúùủũụứừửữựýỳỷỹỵ ",
    max_size=60,
)


@given(VIETNAMESE)
@settings(max_examples=300, deadline=None)
def test_every_word_of_a_text_is_marked_when_it_is_the_query(text):
    pieces = look(text, query(text)).segments
    if len(text.split()) <= 12 and '"' not in text:
        assert "".join(piece.text for piece in pieces if not piece.marked).strip() == ""
    assert unicodedata.is_normalized("NFC", text)
