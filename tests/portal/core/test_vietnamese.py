"""The tables of VIETNAMESE.md, written by hand, and what must hold for any text."""

from __future__ import annotations

import ast
import itertools
import random
import sys
import unicodedata
from contextlib import suppress
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from portal.core import vietnamese
from portal.core.vietnamese import (
    alphabet_letter,
    decode_typing,
    expand_abbreviations,
    fold,
    fold_yi,
    given_name,
    looks_legacy,
    normalize,
    parse_date,
    place_name,
    slugify,
    sort_key,
    split_titles,
    title_case,
    tokenize,
    tone_key,
    tone_yi,
)


def nfd(text: str) -> str:
    return unicodedata.normalize("NFD", text)


# Every letter of Vietnamese: twelve vowels in six tones, and đ.
VOWELS = "aăâeêioôơuưy"
TONE_MARKS = ("", "\u0300", "\u0309", "\u0303", "\u0301", "\u0323")
MARKED = [unicodedata.normalize("NFC", vowel + mark) for vowel in VOWELS for mark in TONE_MARKS]
LETTERS = sorted(
    {*MARKED, *(letter.upper() for letter in MARKED), "đ", "Đ", *"bcdghklmnpqrstvx", *"BCDGHKLMNPQRSTVX"}
)

# Any text: lone surrogates and NUL included.
any_text = st.text(st.characters(exclude_categories=()), max_size=80)
vietnamese_word = st.text(st.sampled_from(LETTERS), min_size=1, max_size=10)
vietnamese_text = st.lists(vietnamese_word, max_size=8).map(" ".join)
mixed_text = st.lists(
    st.one_of(
        vietnamese_word,
        st.sampled_from(
            [
                "TTƯT",
                "BS.",
                "CKII",
                "Ông",
                "(Bà)",
                "Đ/c",
                "TT",
                "y tế",
                "theo",
                "12",
                "57/QĐ-SYT",
                "H'Hen",
                "Y",
                "’",
                "-",
            ]
        ),
        any_text,
    ),
    max_size=8,
).map(" ".join)

TEXT_FUNCTIONS = (
    normalize,
    fold,
    fold_yi,
    tone_key,
    tone_yi,
    tokenize,
    slugify,
    sort_key,
    given_name,
    split_titles,
    title_case,
    expand_abbreviations,
    decode_typing,
    place_name,
    looks_legacy,
    alphabet_letter,
)


# Store ---------------------------------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("text", "stored"),
    [
        (nfd("Đặng"), "Đặng"),
        ("\u00d0ặng", "Đặng"),
        ("\u0189ặng", "Đặng"),
        ("\u00f0\u0256", "đđ"),
        ("M’Drắk", "M'Drắk"),
        ("MʼDrắk", "M'Drắk"),
        ("M‘Drắk", "M'Drắk"),
        ("M`Drắk", "M'Drắk"),
        ("Nguyễn\u00a0Văn  Hai\n", "Nguyễn Văn Hai"),
        ("\ufeffHai\u200b", "Hai"),
        ("hoà Thuỷ", "hoà Thuỷ"),  # the writer's placement is kept
    ],
)
def test_text_is_stored_in_one_form(text, stored):
    assert normalize(text) == stored


def test_the_kernel_of_text_imports_nothing_of_django():
    for name in ("vietnamese", "vietnamese_data", "vietnamese_typing"):
        tree = ast.parse((Path(vietnamese.__file__).parent / f"{name}.py").read_text())
        modules = {node.module or "" for node in ast.walk(tree) if isinstance(node, ast.ImportFrom)}
        modules |= {
            alias.name for node in ast.walk(tree) if isinstance(node, ast.Import) for alias in node.names
        }
        assert not any(module.startswith(("django", "wagtail")) for module in modules)


# The four keys -------------------------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Thuỷ", "Thủy"),
        ("hoà", "hòa"),
        ("khoẻ", "khỏe"),
        ("Thúy", "Thuý"),
        ("quý", "qúy"),
        (nfd("Đặng"), "Đặng"),
        ("\u00d0ặng", "Đặng"),
        ("M’Drắk", "M'Drắk"),
    ],
)
def test_spellings_of_one_word_have_one_tone_key(one, other):
    assert tone_key(one) == tone_key(other)
    assert tone_yi(one) == tone_yi(other)
    assert fold(one) == fold(other)


@pytest.mark.parametrize(
    ("one", "other"),
    [("sỹ", "sĩ"), ("Lý Mỹ", "Lí Mĩ"), ("Vy", "Vi"), ("Bác sỹ", "bác sĩ"), ("kỹ", "kĩ"), ("quý", "quí")],
)
def test_y_and_i_meet_where_they_spell_one_sound(one, other):
    assert tone_key(one) != tone_key(other)
    assert tone_yi(one) == tone_yi(other)
    assert fold_yi(one) == fold_yi(other)


@pytest.mark.parametrize(
    ("one", "other"),
    [("thuý", "thúi"), ("tay", "tai"), ("Duy", "Dui"), ("Thúy", "Thúi"), ("y", "i"), ("hay", "hai")],
)
def test_y_and_i_stay_apart_elsewhere(one, other):
    assert tone_yi(one) != tone_yi(other)
    assert fold_yi(one) != fold_yi(other)


@pytest.mark.parametrize(
    ("one", "other"),
    [("Đường", "Dương"), ("Đường", "Đương"), ("Thuỷ", "Thúy"), ("hoà", "hoa"), ("quý", "quy"), ("ma", "mã")],
)
def test_marks_that_differ_give_other_tone_keys(one, other):
    assert tone_key(one) != tone_key(other)
    assert fold(one) == fold(other)


@pytest.mark.parametrize(
    ("word", "tone", "bare"),
    [
        ("Nguyễn", "nguyên3", "nguyen"),
        ("Đức", "đưc4", "duc"),
        ("Đạt", "đat5", "dat"),
        ("hà", "ha1", "ha"),
        ("thủy", "thuy2", "thuy"),
        ("Ưu", "ưu", "uu"),
        ("Đường", "đương1", "duong"),
        ("M'Drắk", "m'drăk4", "m'drak"),
        ("57", "57", "57"),
        ("Êñuôl", "ênuôl3", "enuol"),
        ("Ƀuôn", "ƀuôn", "buon"),
    ],
)
def test_keys_have_this_form(word, tone, bare):
    assert tone_key(word) == tone
    assert fold(word) == bare


def test_the_tone_stands_at_the_end_of_each_word():
    assert tone_key("Nguyễn Văn Hải, Đỗ") == "nguyên3 văn hai2, đô3"
    assert tone_yi("Chiến sỹ thi đua") == "chiên4 si3 thi đua"


@pytest.mark.parametrize("word", [*MARKED, *map(str.upper, MARKED), "đ", "Đ"])
def test_each_of_the_146_letters_folds_to_one_letter(word):
    assert len({*MARKED, *map(str.upper, MARKED), "đ", "Đ"}) == 146
    assert len(fold(word)) == 1
    assert fold(word) in "adeiouy"
    assert fold(nfd(word)) == fold(word)


def test_other_alphabets_pass_unchanged():
    assert fold("Ёлка й 北京 ΐ") == "ёлка й 北京 ΐ"


# Rows of the query table that the keys alone answer. A query word meets a word of the document when one key is equal.
@pytest.mark.parametrize(
    ("query", "document"),
    [
        ("nguyen duc dat", "Nguyễn Đức Đạt"),
        ("thuy", "Thủy"),
        ("thuy", "Thuỷ"),
        ("thuy", "Thúy"),
        ("thuy", "Thuý"),
        ("ly thi my", "Lý Thị Mỹ"),
        ("ly thi my", "Lí Thị Mĩ"),
        ("tay", "tay"),
        ("enuol", "Êñuôl"),
        ("duong", "Đường"),
        ("duong", "Dương"),
        ("duong", "Đương"),
        ("sa dec", "Sa Đéc"),
        ("102 kh ttyt", "102/KH-TTYT"),
        ("qd syt", "QĐ-SYT"),
        ("m drak", "M'Drắk"),
    ],
)
def test_bare_words_meet_marked_ones(query, document):
    assert [fold_yi(word) for word in tokenize(query)] == [fold_yi(word) for word in tokenize(document)]


@pytest.mark.parametrize(("query", "document"), [("thuy", "Thúi"), ("tay", "tai")])
def test_other_words_do_not_meet(query, document):
    assert fold_yi(query) != fold_yi(document)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("ThS.BS Nguyễn", ["ThS", "BS", "Nguyễn"]),
        ("102/KH-TTYT", ["102", "KH", "TTYT"]),
        ("57QĐ", ["57", "QĐ"]),
        ("M’Drắk", ["M", "Drắk"]),
        (nfd("Đặng Thuỷ"), ["Đặng", "Thuỷ"]),
        ("a_b", ["a", "b"]),
        ("", []),
    ],
)
def test_text_is_cut_into_words(text, words):
    assert tokenize(text) == words


# Sorting -------------------------------------------------------------------------------------------------------------
IN_ORDER = [
    ["ma", "mà", "mả", "mã", "má", "mạ"],
    ["An", "Anh", "Ánh", "Ăn", "Ân", "Dung", "Dũng", "Đạt", "Em", "Ý", "Yến"],
    ["Đinh Văn An", "Nguyễn Thị An", "Nguyễn Văn An", "Trần Văn An"],
    [
        "Đỗ Hồng Anh",
        "Trần Thị Ánh",
        "Phạm Thị Ân",
        "Lê Dung",
        "Trần Văn Dũng",
        "Đặng Thị Đào",
        "Lê Thị Thủy",
        "Nguyễn Như Ý",
        "Hoàng Yến",
    ],
    ["Nguyễn Văn Hai", "H'Hen Niê", "Y Moan Êñuôl"],
    [
        "Ca",
        "Cha",
        "Cơ",
        "Dê",
        "Gi",
        "Ho",
        "Kha",
        "La",
        "Nga",
        "Nha",
        "Ông",
        "Ơn",
        "Pha",
        "Tha",
        "Tra",
        "Tu",
        "Tư",
    ],
]


@pytest.mark.parametrize("names", IN_ORDER, ids=lambda names: names[0])
def test_names_stand_in_vietnamese_order_however_they_come(names):
    for seed in range(12):
        shuffled = random.Random(seed).sample(names, len(names))
        assert sorted(shuffled, key=sort_key) == names


def test_the_alphabet_is_the_vietnamese_one():
    alphabet = list("aăâbcdđeêghiklmnoôơpqrstuưvxy")
    assert sorted(random.Random(1).sample(alphabet, len(alphabet)), key=sort_key) == alphabet


def test_the_order_of_code_points_is_another_and_wrong():
    names = [*IN_ORDER[1]]
    assert " ".join(sorted(names)) == "An Anh Dung Dũng Em Yến Ánh Ân Ý Ăn Đạt"
    assert sorted(names, key=sort_key) != sorted(names)


def test_keys_order_alike_in_bytes_and_in_any_collation():
    for names in IN_ORDER:
        for name in names:
            assert set(sort_key(name)) <= set("0123456789abcdef")


def test_titles_do_not_count_in_sorting():
    assert sort_key("TTƯT.ThS.BS Nguyễn Văn Hai") == sort_key("Nguyễn Văn Hai")
    assert sort_key("Ông Nguyễn Văn Hai") == sort_key("Nguyễn Văn Hai")


def test_spellings_of_one_name_sort_alike():
    assert (
        sort_key("Lê Thị Thuỷ")
        == sort_key("Lê Thị Thủy")
        == sort_key(nfd("LÊ THỊ THỦY"))
        == sort_key(" Lê  Thị Thủy")
    )


def test_a_stored_given_name_goes_first():
    assert sort_key("Y Moan Êñuôl", given="Êñuôl") < sort_key("Nguyễn Văn Hai") < sort_key("Y Moan Êñuôl")
    assert sort_key("Trạm Y tế Hai", given="Trạm Y tế Hai") > sort_key("Trạm Y tế An", given="Trạm Y tế An")
    assert sort_key("Bệnh viện Đa khoa", given="Bệnh viện Đa khoa") < sort_key("Trạm An", given="Trạm An")


def test_letters_of_the_rest_count_before_its_tones():
    assert sort_key("Lê Hà An") < sort_key("Lê Hạ An") < sort_key("Lê Hải An")


def test_no_key_is_longer_than_its_column():
    for text in ("ạ" * 255, "北" * 255, "ạ " * 127, "ạ" * 100_000, "9" * 255):
        assert len(sort_key(text)) <= vietnamese.LONGEST_SORT_KEY
        assert len(sort_key(text, given=text)) <= vietnamese.LONGEST_SORT_KEY


@pytest.mark.parametrize(
    ("name", "letter"),
    [
        ("Ánh", "A"),
        ("Ăn", "Ă"),
        ("Ân", "Â"),
        ("Đạt", "Đ"),
        ("Ý", "Y"),
        ("Ưng", "Ư"),
        ("H'Hen", "H"),
        ("Êñuôl", "Ê"),
        ("ñ", "N"),
        ("“Đoàn kết”", "Đ"),
        ("57", "#"),
        ("北京", "#"),
        ("", "#"),
    ],
)
def test_names_stand_under_a_letter_of_the_alphabet(name, letter):
    assert alphabet_letter(name) == letter
    assert alphabet_letter(nfd(name)) == letter


# Names ---------------------------------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("name", "called"),
    [
        ("Nguyễn Văn Hai", "Hai"),
        ("H'Lan Êban", "H'Lan"),
        ("H’Hen Niê", "H'Hen"),
        ("H' Lan Êban", "H' Lan"),
        ("Y Moan Êñuôl", "Y Moan"),
        ("Y MOAN ÊÑUÔL", "Y MOAN"),
        ("K'Brêu", "K'Brêu"),
        ("K'Tuyên Mlô", "K'Tuyên"),
        ("Ka Diệp", "Ka Diệp"),
        ("Ka Thuyên Mlô", "Ka Thuyên"),
        ("Nguyễn Như Ý", "Ý"),
        ("Ý Nhi", "Nhi"),
        ("Hoàng Yến", "Yến"),
        ("Khanh Vân", "Vân"),
        ("Nguyễn Thị Y", "Y"),
        ("Hồ Y", "Y"),
        ("Y", "Y"),
        ("TTƯT.ThS.BS Nguyễn Văn Hai", "Hai"),
        ("Bà Trần Thị Ánh", "Ánh"),
        ("Nguyễn Văn Hai (B)", "Hai"),
        ("Đỗ Thị Bs", "Bs"),
        ("Madonna", "Madonna"),
        ("", ""),
    ],
)
def test_a_person_is_called_by_this_part(name, called):
    assert given_name(name) == called


@pytest.mark.parametrize(
    ("text", "titles", "name"),
    [
        ("TTƯT.ThS.BS Nguyễn Văn Hai", ("TTƯT", "ThS", "BS"), "Nguyễn Văn Hai"),
        ("BS.CKII. Trần Thị Ánh", ("BSCKII",), "Trần Thị Ánh"),
        ("PGS.TS.BS. Đỗ Đức Đạt", ("PGS", "TS", "BS"), "Đỗ Đức Đạt"),
        ("ĐD. Đặng Thị Đào", ("ĐD",), "Đặng Thị Đào"),
        ("Đỗ Thị Bs", (), "Đỗ Thị Bs"),
        ("Hai Văn Tư", (), "Hai Văn Tư"),
        ("Bác sĩ chuyên khoa II Trần Thị Ánh", ("BSCKII",), "Trần Thị Ánh"),
        ("Bác sỹ chuyên khoa cấp I Trần Thị Ánh", ("BSCKI",), "Trần Thị Ánh"),
        ("BS CK 2 Trần Thị Ánh", ("BSCKII",), "Trần Thị Ánh"),
        ("BSCK2. Trần Thị Ánh", ("BSCKII",), "Trần Thị Ánh"),
        ("CK2 Trần Thị Ánh", ("BSCKII",), "Trần Thị Ánh"),
        ("CKI. Trần Thị Ánh", ("BSCKI",), "Trần Thị Ánh"),
        ("DS.CKI Lê Văn An", ("DSCKI",), "Lê Văn An"),
        ("BS.ThS.TTƯT Lê Văn An", ("TTƯT", "ThS", "BS"), "Lê Văn An"),
        ("TS.BS.CKII.GS.TTND.AHLĐ Lê An", ("AHLĐ", "TTND", "GS", "TS", "BSCKII"), "Lê An"),
        ("TSKH. Lê An", ("TSKH",), "Lê An"),
        ("PGS, TS Lê An", ("PGS", "TS"), "Lê An"),
        ("PGS.TSBS Lê An", ("PGS", "TS", "BS"), "Lê An"),
        ("Phó giáo sư, Tiến sĩ, Bác sĩ Lê An", ("PGS", "TS", "BS"), "Lê An"),
        ("Thạc sĩ Lê An", ("ThS",), "Lê An"),
        ("Thạc sỹ – Bác sỹ Lê An", ("ThS", "BS"), "Lê An"),
        ("Thầy thuốc Ưu tú, Bác sĩ Lê An", ("TTƯT", "BS"), "Lê An"),
        ("Thầy thuốc nhân dân Lê An", ("TTND",), "Lê An"),
        ("Anh hùng Lao động Lê An", ("AHLĐ",), "Lê An"),
        ("Dược sĩ Lê An", ("DS",), "Lê An"),
        ("Điều dưỡng Lê An", ("ĐD",), "Lê An"),
        ("NHS Lê An", ("NHS",), "Lê An"),
        ("HS. Lê An", ("HS",), "Lê An"),
        ("KTV Lê An", ("KTV",), "Lê An"),
        ("Y sĩ Lê An", ("YS",), "Lê An"),
        ("YS. Lê An", ("YS",), "Lê An"),
        ("CN Lê An", ("CN",), "Lê An"),
        ("CN.ĐD Lê An", ("CN", "ĐD"), "Lê An"),
        ("Ông Lê An", (), "Lê An"),
        ("Bà Lê An", (), "Lê An"),
        ("Ông (Bà) Lê An", (), "Lê An"),
        ("Ông/Bà: Lê An", (), "Lê An"),
        ("Đồng chí Lê An", (), "Lê An"),
        ("Đ/c Lê An", (), "Lê An"),
        ("Đ/c BS. Lê An", ("BS",), "Lê An"),
        ("bs hai", ("BS",), "hai"),
        ("ttut nguyen van hai", ("TTƯT",), "nguyen van hai"),
        ("bac si chuyen khoa ii hai", ("BSCKII",), "hai"),
        ("Ba Văn Tư", (), "Ba Văn Tư"),
        ("Y Si Niê", (), "Y Si Niê"),
        ("Ho Sinh Van", (), "Ho Sinh Van"),
        ("CN điển hình tiên tiến", (), "CN điển hình tiên tiến"),
        ("HS đề nghị", (), "HS đề nghị"),
        ("M'Drắk", (), "M'Drắk"),
        ("TTUT", ("TTƯT",), ""),
        ("", (), ""),
        ("...", (), "..."),
    ],
)
def test_titles_are_parted_from_the_name_in_display_order(text, titles, name):
    found = split_titles(text)
    assert found.titles == titles
    assert found.name == name
    assert split_titles(nfd(text)) == found


@pytest.mark.parametrize(
    ("name", "cased"),
    [
        ("M'DRẮK", "M'Drắk"),
        ("H'HEN NIÊ", "H'Hen Niê"),
        ("NGUYỄN VĂN HAI", "Nguyễn Văn Hai"),
        ("Y MOAN ÊÑUÔL", "Y Moan Êñuôl"),
        ("ĐẶNG THỊ THUỶ", "Đặng Thị Thuỷ"),
        (nfd("ĐẶNG"), "Đặng"),
        ("Nguyễn Văn Hai", "Nguyễn Văn Hai"),
        ("Trạm Y tế TTYT", "Trạm Y tế TTYT"),
        ("57", "57"),
    ],
)
def test_capitals_become_normal_case(name, cased):
    assert title_case(name) == cased


# Addresses -----------------------------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("text", "slug"),
    [
        ("Đặng Thị Thủy", "dang-thi-thuy"),
        ("\u00d0ặng Văn Đào", "dang-van-dao"),
        (nfd("Đặng Thị Thuỷ"), "dang-thi-thuy"),
        ("57/QĐ-SYT", "57-qd-syt"),
        ("H'Hen Niê", "hhen-nie"),
        ("Y Moan Êñuôl", "y-moan-enuol"),
        ("  Người tốt – việc tốt!  ", "nguoi-tot-viec-tot"),
        ("Łódź Straße", "lodz-strasse"),
        ("北京", "beijing"),
        ("\ud800\x00", ""),
        ("???", ""),
    ],
)
def test_slugs_are_folded_first(text, slug):
    assert slugify(text) == slug


# Abbreviations and places --------------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("short", "full"),
    [
        ("BV", "bệnh viện"),
        ("BVĐK", "bệnh viện đa khoa"),
        ("bv da khoa", "bệnh viện đa khoa"),
        ("TTYT", "trung tâm y tế"),
        ("TYT", "trạm y tế"),
        ("SYT", "sở y tế"),
        ("BYT", "bộ y tế"),
        ("UBND", "ủy ban nhân dân"),
        ("CDC", "trung tâm kiểm soát bệnh tật"),
        ("TTKSBT", "trung tâm kiểm soát bệnh tật"),
        ("TĐKT", "thi đua khen thưởng"),
        ("HĐTĐKT", "hội đồng thi đua khen thưởng"),
        ("CSTĐ", "chiến sĩ thi đua"),
        ("CSTĐCS", "chiến sĩ thi đua cơ sở"),
        ("cstd co so", "chiến sĩ thi đua cơ sở"),
        ("CSTĐT", "chiến sĩ thi đua cấp tỉnh"),
        ("CSTĐTQ", "chiến sĩ thi đua toàn quốc"),
        ("LĐTT", "lao động tiên tiến"),
        ("TTLĐTT", "tập thể lao động tiên tiến"),
        ("TTLĐXS", "tập thể lao động xuất sắc"),
        ("BK", "bằng khen"),
        ("GK", "giấy khen"),
        ("HCLĐ", "huân chương lao động"),
        ("KNC", "kỷ niệm chương"),
        ("NTVT", "người tốt việc tốt"),
        ("ĐHTT", "điển hình tiên tiến"),
        ("CNVCLĐ", "công nhân viên chức lao động"),
        ("CCVC-NLĐ", "cán bộ công chức viên chức người lao động"),
        ("CĐCS", "công đoàn cơ sở"),
        ("KHHGĐ", "kế hoạch hóa gia đình"),
        ("TTƯT", "thầy thuốc ưu tú"),
        ("ttut", "thầy thuốc ưu tú"),
    ],
)
def test_abbreviations_go_both_ways(short, full):
    assert full in expand_abbreviations(short)
    shorts = [fold(" ".join(tokenize(variant))) for variant in expand_abbreviations(full)]
    assert fold(" ".join(tokenize(short))) in shorts


@pytest.mark.parametrize(
    "text", ["Chiến sỹ thi đua cơ sở", "chiến sĩ thi đua cơ sở", "CHIẾN SĨ THI ĐUA CƠ SỞ"]
)
def test_full_forms_are_known_in_either_spelling(text):
    assert "cstđcs" in expand_abbreviations(text)


@pytest.mark.parametrize(
    ("text", "meant"),
    [
        ("TT y tế", "trung tâm y tế"),
        ("TT kiểm soát", "trung tâm kiểm soát"),
        ("theo TT 12", "theo thông tư 12"),
        ("TT 12/2019", "thông tư 12/2019"),
        ("tập thể và CN", "tập thể và cá nhân"),
        ("CN điển hình", "cá nhân điển hình"),
        ("CN điều dưỡng", "cử nhân điều dưỡng"),
        ("HS trưởng", "hộ sinh trưởng"),
        ("nộp HS", "nộp hồ sơ"),
        ("HS đề nghị", "hồ sơ đề nghị"),
    ],
)
def test_ambiguous_abbreviations_need_a_neighbour(text, meant):
    variants = expand_abbreviations(text)
    assert meant in variants
    assert len(variants) == 2


@pytest.mark.parametrize("text", ["TT", "CN", "HS", "TT Lan", "HS Lan", "CN Lan"])
def test_ambiguous_abbreviations_alone_stay(text):
    assert expand_abbreviations(text) == (text,)


def test_the_text_itself_comes_first_and_everything_in_full_second():
    variants = expand_abbreviations("TTYT Sa Đéc, UBND, SYT, BK, GK, CSTĐ")
    assert variants[0] == "TTYT Sa Đéc, UBND, SYT, BK, GK, CSTĐ"
    assert (
        variants[1]
        == "trung tâm y tế Sa Đéc, ủy ban nhân dân, sở y tế, bằng khen, giấy khen, chiến sĩ thi đua"
    )
    assert len(variants) <= 16


@pytest.mark.parametrize("name", ["Đắk Lắk", "Đăk Lăk", "Đắc Lắc", "Daklak", "dak lak", "ĐẮK LẮK"])
def test_names_of_one_place_are_known(name):
    assert place_name(name) == "Đắk Lắk"
    assert {"Đắk Lắk", "Đăk Lăk", "Đắc Lắc", "Daklak"} <= {*expand_abbreviations(name), name, "Đắk Lắk"}


def test_another_text_is_no_place():
    assert place_name("Lắk") == "Lắk"
    assert place_name("Buôn Mê Thuột") == "Buôn Ma Thuột"


# Typing and encodings ------------------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("Nguyeenx", "Nguyễn"),
        ("Nguye6n4", "Nguyễn"),
        ("Nguyeenx Vawn Hai", "Nguyễn Văn Hai"),
        ("NGUYEENX", "NGUYỄN"),
        ("Nguyeexn", "Nguyễn"),
        ("ddaats nuowcs", "đất nước"),
        ("Dduwowngf", "Đường"),
        ("dduowngf", "đường"),
        ("tuongws", "tướng"),
        ("nguwowif", "người"),
        ("muaw", "mưa"),
        ("giuwax", "giữa"),
        ("quys", "quý"),
        ("gif", "gì"),
        ("khoer", "khỏe"),
        ("thuyr", "thủy"),
        ("Ddawsk Lawsk", "Đắk Lắk"),
        ("chuyeenr", "chuyển"),
        ("khuyeens", "khuyến"),
        ("Chieens six thi ddua", "Chiến sĩ thi đua"),
        ("Chie61n si4 thi d9ua", "Chiến sĩ thi đua"),
        ("d9uo7ng2", "đường"),
        ("Thu3y", "Thủy"),
        ("bs Nguyeenx", "bs Nguyễn"),
        ("57/QĐ Nguyeenx", "57/QĐ Nguyễn"),
    ],
)
def test_raw_telex_and_vni_typing_is_read(typed, meant):
    decoded = decode_typing(typed)
    assert decoded is not None
    assert tone_key(decoded) == tone_key(meant)
    assert decoded[0].isupper() == meant[0].isupper()


@pytest.mark.parametrize(
    "text",
    [
        "hoa binh",
        "nguyen van hai",
        "Nguyễn Văn Hai",
        "57/QĐ-SYT",
        "covid19",
        "CK2",
        "smith awards",
        "windows",
        "A4",
        "H1",
        "",
        "?",
    ],
)
def test_other_text_is_no_raw_typing(text):
    assert decode_typing(text) is None


@pytest.mark.parametrize(
    "text",
    [
        "NguyÔn V¨n Hai",
        "§Æng ThÞ §µo",
        "b¸c sÜ",
        "y tÕ",
        "Hoµ b×nh",
        "Nguyeãn Vaên Hai",
        "Ñaëng Thò Ñaøo",
        "Nguyá»…n VÄƒn Hai",
        "Nguy\ufffdn",
    ],
)
def test_legacy_fonts_and_lost_encodings_are_noticed(text):
    assert looks_legacy(text)


@pytest.mark.parametrize(
    "text",
    [
        "Nguyễn Văn Hai",
        "NGUYỄN VĂN HAI",
        nfd("Đặng Thị Thuỷ"),
        "\u00d0ặng",
        "Y Moan Êñuôl",
        "H’Hen Niê",
        "Müller",
        "Noël",
        "François",
        "Straße",
        "5 µg, 25°C, ½ «liều»",
        "Panadol®",
        "bác sĩ, y tế, khỏe, quý, hoà, thuý, chuyển",
        "plain",
        "",
    ],
)
def test_real_text_is_not_taken_for_legacy(text):
    assert not looks_legacy(text)


# Dates ---------------------------------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    "text",
    [
        "17/6/2022",
        "17/06/2022",
        "17-06-2022",
        "17.6.2022",
        " 17 / 6 / 2022 ",
        "ngày 17 tháng 6 năm 2022",
        "Ngày 17 tháng 06 năm 2022.",
        "17 tháng 6 năm 2022",
        "17 tháng 6, 2022",
        "ngay 17 thang sau nam 2022",
        nfd("ngày 17 tháng 6 năm 2022"),
        "2022-06-17",
        "2022-06-17 00:00:00",
        datetime(2022, 6, 17, 8, 30, tzinfo=UTC),
        date(2022, 6, 17),
    ],
)
def test_dates_are_read(text):
    assert parse_date(text) == date(2022, 6, 17)
    assert type(parse_date(text)) is date


def test_the_day_comes_first():
    assert parse_date("05/06/2026") == date(2026, 6, 5)


def test_months_in_words_are_read():
    words = "giêng hai ba tư năm sáu bảy tám chín mười|mười một|mười hai".replace(" ", "|").replace(
        "mười|một", "mười một"
    )
    words = words.replace("mười|hai", "mười hai").split("|")
    assert len(words) == 12
    for month, word in enumerate(words, 1):
        assert parse_date(f"ngày 5 tháng {word} năm 2022") == date(2022, month, 5)


@pytest.mark.parametrize(
    "text", ["31/2/2022", "29/2/2023", "32/1/2022", "0/1/2022", "1/13/2022", "31/4/2022"]
)
def test_impossible_dates_are_refused_in_vietnamese(text):
    with pytest.raises(ValueError, match="Không có ngày") as caught:
        parse_date(text)
    assert caught.value.code == "impossible"


@pytest.mark.parametrize(
    "text",
    [
        "",
        "hôm qua",
        "17/6",
        "17/6/22",
        "2022",
        "17-6/2022",
        "44729",
        "ngày 17 tháng xyz năm 2022",
        "\x00",
        "9" * 10_000,
    ],
)
def test_unreadable_dates_are_refused_in_vietnamese(text):
    with pytest.raises(ValueError, match="không phải là ngày") as caught:
        parse_date(text)
    assert len(str(caught.value)) < 250


@pytest.mark.parametrize("text", ["1/1/0001", "1/1/1899", "1/1/2101"])
def test_years_out_of_reach_are_refused(text):
    with pytest.raises(ValueError, match="1900–2100"):
        parse_date(text)


# For any text --------------------------------------------------------------------------------------------------------
@settings(max_examples=400)
@given(st.one_of(any_text, mixed_text))
def test_nothing_raises_on_any_text(text):
    for function in TEXT_FUNCTIONS:
        function(text)
    with suppress(ValueError):
        parse_date(text)


@pytest.mark.parametrize(
    "piece", ["ạ", "bs ", "(ông ", "bv ", "a'", "ngày ", " ,.", "ôngđ/c", "\x00", "\ud800", "đ\u0301\u0323"]
)
def test_very_long_text_is_survived(piece):
    text = piece * (200_000 // len(piece))
    for function in TEXT_FUNCTIONS:
        function(text)
    with pytest.raises(ValueError, match="không phải"):
        parse_date(text)


@settings(max_examples=300)
@given(st.one_of(any_text, mixed_text))
def test_done_twice_is_done_once(text):
    for function in (normalize, fold, fold_yi, tone_key, title_case, slugify, place_name):
        once = function(text)
        assert function(once) == once, function.__name__
    named = split_titles(text)
    assert all(title in vietnamese.TITLE_RANKS for title in named.titles)


@given(vietnamese_text)
def test_vietnamese_text_keeps_its_length(text):
    assert len(fold(text)) == len(text)
    assert fold(text).isascii()
    for place, letter in enumerate(text):
        assert fold(text)[place] == fold(letter)


@given(vietnamese_text)
def test_the_form_of_unicode_does_not_matter(text):
    for function in TEXT_FUNCTIONS:
        if function is not title_case:
            assert function(nfd(text)) == function(text), function.__name__


@given(vietnamese_word, st.sampled_from(VOWELS), vietnamese_word)
def test_tones_differ_in_the_tone_key_and_agree_in_the_fold(before, vowel, after):
    before, after = (fold(part) for part in (before, after))
    variants = [unicodedata.normalize("NFC", f"{before}{vowel}{mark}{after}") for mark in TONE_MARKS]
    assert len({fold(variant) for variant in variants}) == 1
    assert len({fold_yi(variant) for variant in variants}) == 1
    assert len({tone_key(variant) for variant in variants}) == len(TONE_MARKS)


@given(vietnamese_word, vietnamese_word)
def test_the_order_of_words_is_that_of_their_letters_then_of_their_tones(one, other):
    def plain_order(word):
        letters = [
            unicodedata.normalize("NFC", "".join(part for part in nfd(letter) if part not in TONE_MARKS[1:]))
            for letter in word.lower()
        ]
        tones = [TONE_MARKS.index(part) for letter in word for part in nfd(letter) if part in TONE_MARKS[1:]]
        return [vietnamese.ALPHABET.index(letter) for letter in letters], tones[:1] or [0]

    keys = sort_key(one, given=one), sort_key(other, given=other)
    orders = plain_order(one), plain_order(other)
    assert (keys[0] < keys[1]) == (orders[0] < orders[1])
    assert (keys[0] == keys[1]) == (orders[0] == orders[1])


@given(st.lists(mixed_text, max_size=6))
def test_keys_put_all_text_in_one_order(texts):
    ordered = sorted(texts, key=sort_key)
    for one, other in itertools.pairwise(ordered):
        assert sort_key(one) <= sort_key(other)
    assert all(set(sort_key(text)) <= set("0123456789abcdef") for text in texts)


@given(st.one_of(any_text, mixed_text))
def test_slugs_hold_letters_digits_and_single_hyphens(text):
    slug = slugify(text)
    assert set(slug) <= set("abcdefghijklmnopqrstuvwxyz0123456789-")
    assert not slug.startswith("-")
    assert not slug.endswith("-")
    assert "--" not in slug


@given(mixed_text)
def test_variants_are_few_and_begin_with_the_text(text):
    variants = expand_abbreviations(text)
    assert variants[0] == normalize(text)
    assert len(variants) <= 16
    assert len(set(variants)) == len(variants)


@given(st.dates(date(1900, 1, 1), date(2100, 12, 31)))
def test_every_date_is_read_as_it_is_written(day):
    assert parse_date(f"{day.day}/{day.month}/{day.year}") == day
    assert parse_date(f"{day.day:02}-{day.month:02}-{day.year}") == day
    assert parse_date(f"ngày {day.day} tháng {day.month} năm {day.year}") == day
    assert parse_date(day.isoformat()) == day


def test_every_character_is_survived_by_the_keys():
    for code in range(0, sys.maxunicode + 1, 7):
        sign = chr(code)
        assert fold(fold(sign)) == fold(sign)
        assert set(sort_key(sign)) <= set("0123456789abcdef")
