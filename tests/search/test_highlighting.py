"""Marks on the original text; never markup, never a lost letter."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from search.highlighting import passage, segments, wanted
from search.parsing import understand


def marked(text: str, query: str, **options) -> str:
    pieces = segments(text, wanted(understand(query)[0].keys), **options)
    return "".join(f"[{piece.text}]" if piece.marked else piece.text for piece in pieces)


@pytest.mark.parametrize(
    ("text", "query", "expected"),
    [
        ("Nguyễn Thị Kim Hoa", "nguyen thi hoa", "[Nguyễn Thị] Kim [Hoa]"),
        ("Nguyễn Thị Hòa", "hoa", "Nguyễn Thị [Hòa]"),
        ("Nguyễn Thị Hòa", "hóa", "Nguyễn Thị Hòa"),
        ("Hoa và Hòa", "hoà", "[Hoa] và [Hòa]"),
        ("Lí Thị Mĩ", "lý thị mỹ", "[Lí Thị Mĩ]"),
        ("Quyết định 57/QĐ-SYT", "qd 57 syt", "[Quyết định 57/QĐ-SYT]"),
        ("Số 57/QĐ-SYT", "57 qd syt", "Số [57/QĐ-SYT]"),
        ("Trạm M'Drắk", "mdrak", "Trạm [M'Drắk]"),
        ("Bệnh viện Đa khoa", "bvdk", "[Bệnh viện Đa khoa]"),
        ("<b>Hoa</b> & <script>", "hoa script", "<b>[Hoa]</b> & <[script]>"),
        ("", "hoa", ""),
        ("Hoa", "", "Hoa"),
    ],
)
def test_the_words_that_answer_are_marked(text, query, expected):
    assert marked(text, query) == expected


def test_a_beginning_is_marked_only_where_it_was_the_reason():
    keys = understand("nguyen da")[0].keys
    query = wanted(keys, understand("da")[0].name[0])
    assert not any(piece.marked for piece in segments("Đạt", query))
    assert [piece.text for piece in segments("Đạt", query, beginnings=True) if piece.marked] == ["Đạt"]


def test_the_best_passage_is_cut_at_words_and_says_so():
    text = "mở đầu " * 60 + "điều dưỡng Nguyễn Thị Hoa dậy từ bốn giờ sáng " + "kết thúc " * 60
    pieces = passage(text, wanted(understand("nguyễn thị hoa")[0].keys), 120)
    shown = "".join(piece.text for piece in pieces)
    assert (shown[0], shown[-1]) == ("…", "…")
    assert [piece.text for piece in pieces if piece.marked] == ["Nguyễn Thị Hoa"]
    assert shown.strip("…").strip() in text
    assert len(shown) < 200
    assert passage(text, wanted(understand("vắng mặt")[0].keys)) == ()


@given(st.text(max_size=200), st.text(max_size=40))
@settings(max_examples=300, deadline=None)
def test_the_pieces_join_to_the_text(text, query):
    keys = wanted(understand(query)[0].keys)
    assert "".join(piece.text for piece in segments(text, keys, beginnings=True)) == text
    shown = "".join(piece.text for piece in passage(text, keys, 40))
    assert shown.removeprefix("…").removesuffix("…") in text or "…" in text


VIETNAMESE = st.text(
    alphabet="aăâbcdđeêghiklmnoôơpqrstuưvxyáàảãạắằẳẵặấầẩẫậéèẻẽẹếềểễệíìỉĩịóòỏõọốồổỗộớờởỡợúùủũụứừửữựýỳỷỹỵ ",
    max_size=60,
)


@given(VIETNAMESE)
@settings(max_examples=300, deadline=None)
def test_every_word_of_a_text_is_marked_when_it_is_the_query(text):
    pieces = segments(text, wanted(understand(text)[0].keys))
    if len(text.split()) <= 12 and '"' not in text:
        assert "".join(piece.text for piece in pieces if not piece.marked).strip() == ""
    assert unicodedata.is_normalized("NFC", text)
