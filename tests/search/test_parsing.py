"""Query text to what is searched. Never an error, always within bounds."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from search import ranking
from search.parsing import LONGEST_TEXT, MOST_TOKENS, Group, Quoted, Word, clean, decode, understand

NASTY = [
    "", " ", '"', '""', '"""', '" "', "\0", "a\0b", "'", "''''", "\\", "*", "?", "(", "[", "{", "AND OR NOT", "a:b", "+-!~^",
    "nguyen" * 500, "a " * 3000, '"a" ' * 200, "%00%ff", "<script>alert(1)</script>", "\ud800", "\u202egnuoc", "🎉🎉", "ﷺ",
    "٣٤", "²", "½", "ß", "İ", "ǅ", "\u0301\u0301", "a\u0301" * 300, "'; DROP TABLE x; --", "../../etc/passwd", "\r\n\t",
    "y", "qu", "quy", "1" * 400, "1/2/3/4", "“hoa", "hoa”", "năm", "năm 2024", "TT", "HS CN TT", "H'H'H'H'H",
]  # fmt: skip


def shape(text: str) -> list[object]:
    """Parts in short: a word as its tone key, a group as its ways, a quotation as a tuple."""
    made: list[object] = []
    for part in understand(text)[0].parts:
        if isinstance(part, Word):
            made.append(part.keys.tone)
        elif isinstance(part, Group):
            made.append({" ".join(key.tone for key in way) for way in part.ways})
        else:
            made.append(tuple(key.tone for key in part.keys))
    return made


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("nguyen thi hoa", ["nguyen", "thi", "hoa"]),
        ("  NGUYỄN\u00a0 Thị\tHoà ", ["nguyên3", "thi5", "hoa1"]),
        ('"nguyễn thị" hoa', [("nguyên3", "thi5"), "hoa"]),
        ('"hoa"', ["hoa"]),
        ("“đức đạt”", [("đưc4", "đat5")]),
        ('hoa "', ["hoa"]),
        ("hoa hoa HOA", ["hoa"]),
        ("bvđk", [{"bvđk", "bênh5 viên5 đa khoa", "bv đa khoa"}]),
        ("bv nhi", [{"bv", "bênh5 viên5"}, "nhi"]),
        ("knc", [{"knc", "ky2 niêm5 chương"}]),
        ("m'drak", [{"m drak", "mdrak"}]),
    ],
)
def test_text_becomes_parts(text, expected):
    assert shape(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("tt", ["tt"]),
        ("tt kiểm nghiệm", [{"tt", "trung tâm"}, "kiêm2", "nghiêm5"]),
        ("tt 12", [{"tt", "thông tư"}, "12"]),
        ("hs", ["hs"]),
        ("hs khen thưởng", [{"hs", "hô1 sơ"}, "khen", "thương2"]),
        ("nữ hs", ["nư3", {"hs", "hô5 sinh"}]),
        ("cn", ["cn"]),
        ("cn điều dưỡng", [{"cn", "cư2 nhân"}, {"điêu1 dương3", "đd"}]),
    ],
)
def test_an_ambiguous_abbreviation_needs_its_neighbour(text, expected):
    assert shape(text) == expected


def test_marks_that_were_typed_must_agree_with_the_abbreviation():
    assert shape("cstđ") == [{"cstđ", "chiên4 si3 thi đua"}]
    assert shape("cstd") == [{"cstd", "chiên4 si3 thi đua"}]
    assert shape("bệnh viên") == ["bênh5", "viên"]


def test_what_is_too_long_is_cut_and_said_so():
    [reading, *_rest] = understand("a b c d e f g h i j k l m n o")
    assert len(reading.name) == MOST_TOKENS
    assert reading.cut
    text, cut = clean("x" * 500)
    assert (len(text), cut) == (LONGEST_TEXT, True)
    assert not understand("nguyễn thị hoa")[0].cut


def test_years_and_numbers_are_recognized():
    assert understand("giấy khen năm 2024")[0].years == ("2024",)
    assert understand("qd 57 syt")[0].number == "57 qd syt"
    assert understand("nguyen thi hoa")[0].number == ""


@pytest.mark.parametrize("text", NASTY)
def test_nasty_text_is_read_without_an_error(text):
    for reading in understand(text):
        assert len(reading.name) <= MOST_TOKENS
        assert len(reading.text) <= LONGEST_TEXT
        ranking.tiers(reading)
        for part in reading.parts:
            assert not isinstance(part, Quoted) or len(part.keys) > 1
    assert isinstance(decode(text), str)


@given(st.text(max_size=300))
@settings(max_examples=300, deadline=None)
def test_any_text_is_read_without_an_error(text):
    for reading in understand(text):
        assert len(reading.name) <= MOST_TOKENS
        ranking.tiers(reading)
    assert isinstance(decode(text), str)
