"""Tiers and the integer order."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from hypothesis import given
from hypothesis import strategies as st

from search import ranking
from search.engines.base import AllOf, AnyOf, Prefix, Term
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


def test_a_turned_name_is_a_tier_of_its_own_and_never_finds_a_cancelled_row():
    turned = next(tier for tier in ranking.tiers(understand("hoa nguyen thi")[0]) if tier.name == "turned")
    assert turned.expression == AllOf(
        (
            AnyOf((Term("exact", "f nguyen thi hoa"), Term("exact", "g nguyen thi hoa"))),
            Term("live", "1"),
        )
    )
    for text in ("hoa", "hoa hoa", "a b c d e g h", "nguyen 57", '"nguyen thi" hoa', "bvđk hoa"):
        assert "turned" not in names(text)


def test_suggestions_ask_few_tiers_and_only_live_rows():
    def suggested(text):
        return [tier.name for tier in ranking.suggestion_tiers(understand(text)[0])]

    assert suggested("nguyen thi") == ["exact", "name0", "start"]
    assert suggested("nguyễn thị") == ["exact", "name3", "name0", "start"]
    assert suggested("57/qx") == ["exact", "number", "name0", "start"]
    assert suggested("57/qd 1") == ["exact", "number", "name0"]
    assert suggested("") == []
    [exact, *_rest] = ranking.suggestion_tiers(understand("hoa")[0])
    assert exact.expression.parts[-1] == ranking.LIVE


def test_pins_are_tiers_before_all_others():
    tiers = ranking.pinned_tiers([("story", "app.page:1"), ("unit", "app.unit:2")])
    assert [(tier.name, tier.chain) for tier in tiers] == [("pinned1", "pinned1"), ("pinned2", "pinned2")]
    assert tiers[1].expression == AllOf((Term("ref", "app.unit:2"), Term("facet_kind", "unit"), ranking.LIVE))


def test_what_is_left_of_a_text_never_finds_a_cancelled_row():
    reading = replace(understand("van cu")[0], partial=True)
    assert ranking.tiers(reading)[0].expression.parts[-1] == ranking.LIVE
    assert ranking.tiers(understand("van cu")[0])[0].expression == AnyOf(
        (Term("exact", "f van cu"), Term("exact", "g van cu"))
    )
