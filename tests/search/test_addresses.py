"""Addresses are read within bounds and written back without loss."""

from __future__ import annotations

from datetime import date
from urllib.parse import urlencode

import pytest
from django.test import RequestFactory
from hypothesis import given, settings
from hypothesis import strategies as st

from search import addresses
from search.documents import FACETS

requests = RequestFactory()


def read(**values):
    return addresses.read(requests.get("/tim-kiem/?" + urlencode(values, doseq=True)), "vi")


def test_a_whole_address_is_read():
    asked = read(
        q="nguyễn thị hoa", kind="honoree", year=["2024", "2025"], since="01/02/2024", until="2025-3-4", sort="newest",
        trang="3", literal="1", unknown="x",
    )  # fmt: skip
    query = asked.query
    assert (query.text, query.page, query.sort, query.literal) == ("nguyễn thị hoa", 3, "newest", True)
    assert query.filters == {"kind": ("honoree",), "year": ("2024", "2025")}
    assert (query.since, query.until) == (date(2024, 2, 1), date(2025, 3, 4))
    assert "unknown" not in asked.values
    assert not asked.left_out


@pytest.mark.parametrize(
    ("typed", "day"),
    [
        ("24/02/2026", date(2026, 2, 24)),
        (" 24-2-2026 ", date(2026, 2, 24)),
        ("24.02.2026", date(2026, 2, 24)),
        ("24 2 2026", date(2026, 2, 24)),
        ("24022026", date(2026, 2, 24)),
        ("2026-02-24", date(2026, 2, 24)),
        ("ngày 24 tháng 2 năm 2026", date(2026, 2, 24)),
    ],
)
def test_a_day_is_read_as_people_write_it(typed, day):
    assert read(since=typed).query.since == day


@pytest.mark.parametrize(
    "typed",
    ["31/02/2026", "x", "24/02/26", "0", "99999999", "1/1/0001", "٢٤/٠٢/٢٠٢٦", "\ud800", "-", "1" * 500],
)
def test_a_day_that_is_none_is_kept_as_typed_and_filters_nothing(typed):
    request = requests.get("/tim-kiem/", {"since": typed.encode("utf-8", "replace"), "year": "2024"})
    asked = addresses.read(request, "vi")
    assert asked.query.since is None
    assert asked.days.unread == ("since",)
    assert asked.days.since_typed == asked.values["since"] != ""
    assert asked.query.filters == {"year": ("2024",)}


def test_days_in_the_wrong_order_filter_nothing():
    asked = read(since="02/01/2025", until="01/01/2025")
    assert asked.days.reversed
    assert (asked.query.since, asked.query.until) == (None, None)


@pytest.mark.parametrize(
    ("typed", "page"),
    [
        ("2", 2),
        ("0", 1),
        ("-1", 1),
        ("abc", 1),
        ("", 1),
        ("٣", 1),
        ("9" * 30, addresses.FARTHEST),
        ("1.5", 1),
    ],
)
def test_a_page_number_is_a_number_from_one(typed, page):
    assert read(trang=typed).query.page == page


def test_thousands_of_parameters_are_read_in_part_and_said_so():
    many = "&".join(f"year={number}" for number in range(12_000))
    asked = addresses.read(requests.get("/tim-kiem/?q=hoa&" + many), "vi")
    assert asked.query.text == "hoa"
    assert asked.query.filters == {"year": tuple(str(number) for number in range(20))}
    assert asked.left_out


def test_what_links_carry_is_bounded():
    asked = read(q="a" * 100_000, unit=["b" * 1000] * 3)
    assert asked.left_out
    assert len(asked.values["q"]) == addresses.LONGEST_SHOWN
    assert len(asked.values.urlencode()) < 1000


def test_a_form_carries_everything_but_its_own_fields():
    asked = read(q="hoa", year=["2024", "2025"], since="01/01/2024", trang="4")
    assert addresses.hidden(asked.values, addresses.DAYS) == (
        {"name": "q", "value": "hoa"},
        {"name": "year", "value": "2024"},
        {"name": "year", "value": "2025"},
    )


@settings(max_examples=300, deadline=None)
@given(
    st.binary(max_size=300), st.lists(st.tuples(st.sampled_from([*FACETS, "q", "trang", "since"]), st.text()))
)
def test_any_bytes_are_read_and_written_back_the_same(raw, pairs):
    request = requests.get("/tim-kiem/")
    request.META["QUERY_STRING"] = (
        raw.decode("iso-8859-1")
        + "&"
        + urlencode([(name, value.encode("utf-8", "replace")) for name, value in pairs])
    )
    asked = addresses.read(request, "vi")
    again = addresses.read(requests.get("/tim-kiem/?" + asked.values.urlencode()), "vi")
    assert again.query == asked.query
    assert again.values == asked.values
