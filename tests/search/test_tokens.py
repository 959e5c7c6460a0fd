"""Tokens and their keys: the same for documents, queries and highlighting."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from search.tokens import number_key, streams, tokens, words


def folds(text: str) -> list[str]:
    return [token.keys.fold for token in tokens(text)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Nguyễn Thị Hoa", ["nguyen", "thi", "hoa"]),
        ("57/QĐ-SYT", ["57", "qd", "syt"]),
        ("057qđ-syt", ["57", "qd", "syt"]),
        ("ThS.BS", ["ths", "bs"]),
        ("M'Drắk", ["m", "drak"]),
        ("BSCK2", ["bsck", "2"]),
        ("000", ["0"]),
        ("_,;!", []),
        ("", []),
    ],
)
def test_letters_and_digits_are_tokens_of_their_own(text, expected):
    assert folds(text) == expected


def test_offsets_are_those_of_the_text():
    text = "Bà H'Hen Niê, 57/QĐ"
    assert [text[token.start : token.end] for token in tokens(text)] == ["Bà", "H", "Hen", "Niê", "57", "QĐ"]


def test_streams_hold_each_text_apart_and_compounds_last():
    made = streams(["Lý Thị Mỹ", "M'Drắk"])
    assert made.fold == "ly thi my | m drak | mdrak"
    assert made.tone == "ly4 thi5 my3 | m drăk4 | mdrăk4"
    assert made.tone_yi == "li4 mi3"
    assert made.fold_yi == "li mi"


@pytest.mark.parametrize("text", ["57/QĐ-SYT", "qd 57 syt", "57 qd syt", "số 57/qđ-syt", "057/QĐ-SYT"])
def test_a_document_number_has_one_key(text):
    assert number_key(list(tokens(text))) == "57 qd syt"


@pytest.mark.parametrize("text", ["57", "nguyen thi hoa", "1 2 3 qd", "a b c d e f 1", ""])
def test_other_texts_have_none(text):
    assert number_key(list(tokens(text))) == ""


@given(st.text(max_size=80))
def test_any_text_has_tokens_inside_its_bounds(text):
    end = 0
    for parts in words(text):
        for part in parts:
            assert end <= part.start < part.end <= len(text)
            assert part.keys.fold != "" or not text[part.start : part.end].isascii()
            end = part.end
