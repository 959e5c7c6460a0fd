"""Tiers and the integer order."""

from __future__ import annotations

from datetime import date

from hypothesis import given
from hypothesis import strategies as st

from search import ranking
from search.engines.base import AnyOf, Prefix, Term
from search.parsing import understand


def order(**values) -> int:
    given_values = {
        "kind": "honoree",
        "key": "a",
        "language": "vi",
        "day": date(2024, 5, 1),
        "sort_key": "aa",
    }
    return ranking.order(**{**given_values, **values})


def test_kind_counts_before_recency_and_recency_before_the_sort_key():
    assert order(kind="honoree", day=date(1990, 1, 1)) < order(kind="decision", day=date(2026, 1, 1))
    assert order(day=date(2026, 1, 1), sort_key="ff") < order(day=date(2025, 1, 1), sort_key="11")
    assert order(sort_key="11") < order(sort_key="12")
    assert order(kind="unheard-of") > order(kind="decision", day=None)


def test_a_row_without_a_date_comes_last_in_its_kind():
    assert order(day=None) > order(day=date(1901, 1, 1))
    assert order(day=None) < order(kind="unit")


@given(
    st.sampled_from(["honoree", "unit", "decision", "else"]),
    st.text(max_size=30),
    st.none() | st.dates(),
    st.text(max_size=40),
)
def test_the_order_fits_into_a_signed_integer_of_64_bits(kind, key, day, sort_key):
    number = ranking.order(
        kind=kind, key=key.encode("utf-8", "replace").decode(), language="vi", day=day, sort_key=sort_key
    )
    assert 0 <= number < 2**63


def names(text: str) -> list[str]:
    return [tier.name for tier in ranking.tiers(understand(text)[0])]


def test_a_name_is_asked_tier_after_tier():
    assert names("Nguyễn Thị Hoa") == [
        "exact", "turned", "name3", "name2", "name0", "start", "words2", "words0", "wordstart", "body2", "body0",
    ]  # fmt: skip
    assert names("hoa") == ["exact", "name3", "name2", "start", "words2", "wordstart", "body2"]
    assert names("") == ["all"]


def test_a_marked_unfinished_word_keeps_its_tone():
    def beginnings(text):
        return next(tier.expression for tier in ranking.tiers(understand(text)[0]) if tier.name == "start")

    assert beginnings("đạ") == Prefix("name_tone", "đa", "5")
    assert beginnings("nguyê") == Prefix("name_tone", "nguyê")
    assert beginnings("ngu") == Prefix("name_fold", "ngu")


def test_a_bare_query_is_exact_in_any_spelling_and_a_marked_one_only_in_its_own():
    [exact, *_rest] = ranking.tiers(understand("ly my")[0])
    assert exact.expression == AnyOf((Term("exact", "f ly my"), Term("exact", "g li mi")))
    [exact, *_rest] = ranking.tiers(understand("Lý Mỹ")[0])
    assert exact.expression == AnyOf((Term("exact", "t ly4 my3"), Term("exact", "y li4 mi3")))
