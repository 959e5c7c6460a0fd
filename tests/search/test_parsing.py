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


def shape(text: str, reading: int = 0) -> list[object]:
    """Parts in short: a word as its tone key, a group as its ways, a quotation as a tuple."""
    made: list[object] = []
    for part in understand(text)[reading].parts:
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


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("57/QĐ-SYT", "57 qd syt"),
        ("57 qd syt", "57 qd syt"),
        ("qd 57 syt", "57 qd syt"),
        ("qđ 57", "57 qd"),
        ("57QĐ-SYT", "57 qd syt"),
        ("057 / QĐ - SYT", "57 qd syt"),
        ("số 57/QĐ-SYT", "57 qd syt"),
        ("Số: 57/QĐ-SYT", "57 qd syt"),
        ("so 57 qd syt", "57 qd syt"),
        ("quyết định số 57/QĐ-SYT", "57 qd syt"),
        ("quyet dinh so 57/qd-syt", "57 qd syt"),
        ("QĐ số 57 Sở Y tế", "57 qd syt"),
        ("57/2025/QĐ-UBND", "57 2025 qd ubnd"),
        ("kế hoạch 102/KH-TTYT", "102 kh ttyt"),
        ("57qdsyt", "57 qd syt"),
        ("102khttyt", "102 kh ttyt"),
        ("57 qđubnd", "57 qd ubnd"),
        ("syt qd 57", "57 qd syt"),
        ('"57/QĐ-SYT"', "57 qd syt"),
        ("nguyen thi hoa", ""),
        ("57", ""),
        ("1 2 3 qd", ""),
        ("57 chungnhandai", ""),
        ("1 a b c d e g", ""),
    ],
)
def test_a_document_number_is_read_in_any_spelling(text, number):
    assert understand(text)[0].number == number


@pytest.mark.parametrize(
    ("text", "whole"),
    [
        ("57/QĐ-SYT", ["57", "qd", "syt"]),
        ("quyết định 57 Sở Y tế", ["57", "qd", "syt"]),
        ("22/QĐ-CĐCS-SYT", ["22", "qd", "cdcs", "syt"]),
        ("57/2025/QĐ-UBND", ["57", "2025", "qd", "ubnd"]),
        ("57qdsyt", ["57", "qd", "syt"]),
        ("57 qđ", None),
        ("57", None),
        ("102 ttyt", None),  # may be 102/KH-TTYT
        ("57 ttksbt", None),
        ("khhgđ 2025", None),
        ("qđ syt", None),
        ("tt 115 cấp cứu", None),
        ("bệnh viện 115", None),
        ("covid 19", None),
        ("57/QĐ-SYT Nguyễn Thị Hoa", None),
        ("57/QĐ-SYT ngày 20/02/2025", None),
    ],
)
def test_a_number_with_its_kind_and_issuer_is_one_part_that_is_tried_before_its_words(text, whole):
    first, *others = understand(text)
    assert first.identifier == (whole is not None)
    assert not any(reading.identifier for reading in others)
    if whole:
        (part,) = first.parts
        assert isinstance(part, Quoted)
        assert [key.fold for key in part.keys] == whole
        assert others[0].number == first.number


def test_the_words_of_a_number_typed_in_one_are_those_of_its_parts():
    assert [reading.parts for reading in understand("57qdsyt")] == [
        reading.parts for reading in understand("57 qd syt")
    ]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("số 57", ["57"]),
        ("qđ số 57", [{"qđ", "quyêt4 đinh5"}, "57"]),
        ("so 57", ["57"]),
        ("số nhà", ["sô4", "nha1"]),
        ("sở 57", ["sơ2", "57"]),
    ],
)
def test_the_word_for_number_before_a_number_is_not_asked_for(text, expected):
    assert shape(text) == expected


@pytest.mark.parametrize(
    ("text", "years"),
    [
        ("giấy khen năm 2024", ("2024",)),
        ("2019 2020", ("2019", "2020")),
        ("1899 2101 20245", ()),
        ("24/02/2026", ("2026",)),
    ],
)
def test_years_are_recognized(text, years):
    assert understand(text)[0].years == years


@pytest.mark.parametrize(
    ("text", "readings"),
    [
        ("bs hai", [(("BS",), ["hai"])]),
        ("ThS.BS Nguyễn Văn Hai", [(("ThS", "BS"), ["nguyên3", "văn", "hai"])]),
        ("Ông Hai", [((), ["ông", "hai"])]),
        ("bs", [((), [{"bs", "bac4 si3"}])]),
        ("ts y si nie", [(("TS",), ["y", "si", "nie"])]),
        ("đd 57", [((), [{"đd", "điêu1 dương3"}, "57"])]),
        ("ttưt hai", [((), [{"ttưt", "thây1 thuôc4 ưu tu4"}, "hai"]), (("TTƯT",), ["hai"])]),
    ],
)
def test_titles_are_dropped_and_honours_only_in_the_second_reading(text, readings):
    assert [
        (reading.titles, shape(text, place)) for place, reading in enumerate(understand(text))
    ] == readings


@pytest.mark.parametrize(
    ("text", "cleaned"),
    [
        ("  a   b ", "a b"),
        ("a\u00a0b\tc\nd", "a b c d"),
        ("\u00d0\u1eb7ng", "Đặng"),
        ("\u0189a", "Đa"),
        ("Đa\u0323\u0306ng", "Đặng"),
        ("M’Drắk MʼDrắk M‘Drắk M`Drắk", "M'Drắk M'Drắk M'Drắk M'Drắk"),
        ("“hoa” «an»", '"hoa" "an"'),
        ("a\u200bb\ufeffc\u00add", "abcd"),
        ("a\0b\ud800", "a b?"),
    ],
)
def test_noise_of_typing_is_taken_away(text, cleaned):
    assert clean(text) == (cleaned, False)


def test_what_was_typed_is_kept_beside_what_is_searched():
    [reading] = understand('"Đức  Đạt" BVĐK hoa')
    assert [part.text for part in reading.parts] == ["Đức Đạt", "BVĐK", "hoa"]


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
