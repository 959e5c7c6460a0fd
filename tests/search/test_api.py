"""Search as JSON where the site mounts it."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import hypothesis
import pytest
from django.core.cache import cache
from hypothesis import given
from hypothesis import strategies as st

from search import service
from search.documents import FACETS
from tests.search.conftest import book

pytestmark = pytest.mark.django_db
SEARCH, SUGGEST = "/api/v1/search", "/api/v1/suggest"


@pytest.fixture
def library(source):
    documents = [
        book("a", kind="honoree", title="Nguyễn Thị Hoa", prefix="ĐD", summary="Khoa Ngoại", facets={"year": ("2024",), "award": ("gk",)}),
        book("b", kind="honoree", title="Nguyễn Thị Hòa", facets={"year": ("2023",)}),
        book("c", kind="story", title="Bữa cơm <b>của</b> chị Hoa", body="Điều dưỡng Nguyễn Thị Hoa dậy sớm.", date=date(2025, 10, 18)),
        book("d", kind="honoree", title="Trần Thị Hóa", cancelled=True),
    ]  # fmt: skip
    for document in documents:
        source.books[document.key] = [document]
    service.refresh(source.refs())
    return source


def test_units_are_named_once_however_many_results_an_answer_has(client, library):
    for key, unit in (("a", "bv"), ("b", "tt"), ("c", "cc")):
        library.books[key] = [replace(one, facets={"unit": (unit, "syt")}) for one in library.books[key]]
    service.refresh(library.refs())
    asked = []
    for limit in (1, 3):
        before = library.asked_units
        answer = client.get(SEARCH, {"q": "hoa", "limit": limit}).json()
        asked.append(library.asked_units - before)
        assert [one["unit"] for one in answer["results"]] == [["bv"], ["cc"], ["tt"]][:limit]
    assert asked[0] == asked[1]


def test_an_answer_has_the_promised_shape(client, library):
    answer = client.get(SEARCH, {"q": "nguyen thi hoa", "limit": 2}).json()
    following = answer.pop("next")
    facets = answer.pop("facets")
    results = answer.pop("results")
    assert answer == {
        "query": "nguyen thi hoa",
        "understood": "nguyen thi hoa",
        "total": 3,
        "did_you_mean": ["nguyen thi Hoa", "nguyen thi Hòa"],
        "decoded": False,
        "corrected": False,
        "partial": False,
        "left_out": [],
        "scattered": False,
        "cut": False,
    }
    assert results[0] == {
        "kind": "honoree",
        "title": "ĐD Nguyễn Thị Hoa",
        "url": "/sach/a/",
        "summary": "Khoa Ngoại",
        "highlights": {"title": [{"text": "Nguyễn Thị Hoa", "marked": True}]},
        "year": ["2024"],
        "decision_year": [],
        "unit": [],
        "award": ["Giấy khen của Giám đốc Sở Y tế"],
        "cancelled": False,
        "pinned": False,
    }
    assert facets["kind"] == [
        {"value": "honoree", "label": "honoree", "count": 2, "chosen": False},
        {"value": "story", "label": "story", "count": 1, "chosen": False},
    ]
    last = client.get(SEARCH, {"q": "nguyen thi hoa", "limit": 2, "after": following}).json()
    assert [result["url"] for result in last["results"]] == ["/sach/c/"]
    assert (last["total"], last["next"]) == (3, "")


def test_every_result_is_reached_once_by_its_cursor_in_every_order(client, source):
    for number in range(23):
        source.books[f"n{number}"] = [
            book(f"n{number}", title=f"Sách {number}", date=date(2024, 1, 1 + number % 5))
        ]
    service.refresh(source.refs())
    for sort in ("relevance", "newest", "name"):
        seen, after = [], ""
        for _page in range(10):
            answer = client.get(SEARCH, {"q": "sach", "sort": sort, "limit": 5, "after": after}).json()
            seen += [result["url"] for result in answer["results"]]
            after = answer["next"]
            if not after:
                break
        whole = client.get(SEARCH, {"q": "sach", "sort": sort, "limit": 100}).json()
        assert seen == [result["url"] for result in whole["results"]]
        assert len(set(seen)) == 23


@pytest.mark.parametrize("after", ["x", "1", "%00", "-1", "a" * 5000, "eyJ4IjoxfQ==", "\u202e"])
def test_a_cursor_that_is_none_is_refused_in_the_language_asked(client, library, after):
    answers = {
        lang: client.get(SEARCH, {"q": "hoa", "after": after, "lang": lang}) for lang in ("vi", "en", "xx")
    }
    assert {lang: answer.status_code for lang, answer in answers.items()} == {"vi": 400, "en": 400, "xx": 400}
    assert answers["vi"].json()["detail"].startswith("“after” không dùng được")
    assert answers["xx"].json() == answers["vi"].json()


def test_days_and_orders_are_parameters(client, library):
    answer = client.get(SEARCH, {"q": "hoa", "since": "2025-10-18", "until": "2025-10-18"}).json()
    assert [result["url"] for result in answer["results"]] == ["/sach/c/"]
    answer = client.get(SEARCH, {"sort": "name", "kind": "honoree"}).json()
    assert [result["url"] for result in answer["results"]] == ["/sach/a/", "/sach/b/"]


def test_an_empty_parameter_is_one_that_was_not_given(client, library):
    empty = dict.fromkeys(("q", "lang", *FACETS, "sort", "limit", "after", "since", "until", "literal"), "")
    assert client.get(SEARCH, empty).json() == client.get(SEARCH).json()
    assert client.get(SUGGEST, {"q": "hoa", "lang": "", "limit": "", "labels": ""}).json() == (
        client.get(SUGGEST, {"q": "hoa"}).json()
    )


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("limit", "x"),
        ("limit", "1.5"),
        ("sort", "age"),
        ("since", "31/02/2026"),
        ("until", "x"),
        ("literal", "perhaps"),
    ],
)
def test_a_value_of_the_wrong_type_is_named(client, library, name, value):
    answer = client.get(SEARCH, {name: value})
    assert answer.status_code == 422
    assert answer.json()["detail"][0]["loc"] == ["query", name]


@pytest.mark.parametrize("limit", ["0", "-5", "1000000000000000000000000"])
def test_a_limit_out_of_range_is_the_nearest(client, library, limit):
    assert client.get(SEARCH, {"limit": limit}).status_code == 200
    assert client.get(SUGGEST, {"q": "hoa", "limit": limit}).status_code == 200


def test_suggestions_are_three_facts_each_and_name_their_kinds_when_asked(client, library):
    assert client.get(SUGGEST, {"q": "nguyen", "limit": 1}).json() == {
        "suggestions": [{"kind": "honoree", "text": "ĐD Nguyễn Thị Hoa", "url": "/sach/a/"}]
    }
    answer = client.get(SUGGEST, {"q": "bua", "labels": 1}).json()
    assert answer["labels"] == {"story": "story"}
    assert client.get(SUGGEST).json() == {"suggestions": []}


def test_answers_may_be_kept_for_a_minute(client, library):
    for address in (SEARCH, SUGGEST + "?q=hoa"):
        assert client.get(address)["Cache-Control"] == "public, max-age=0, must-revalidate"


def test_an_engine_that_is_down_is_said_with_the_time_to_come_back(client, library, index_folder):
    for path in index_folder.rglob("meta.json"):
        path.write_bytes(b"\0broken")
    for address in (SEARCH + "?q=hoa", SUGGEST + "?q=hoa"):
        answer = client.get(address)
        assert (answer.status_code, answer["Retry-After"], answer["Cache-Control"]) == (503, "30", "no-store")
        assert answer.json() == {"detail": "Chức năng tìm kiếm tạm thời không hoạt động."}


@hypothesis.settings(
    max_examples=80, deadline=None, suppress_health_check=[hypothesis.HealthCheck.function_scoped_fixture]
)
@given(
    st.binary(max_size=120),
    st.sampled_from(["q", "lang", *FACETS, "sort", "limit", "after", "since", "literal"]),
)
def test_no_bytes_are_an_error_of_the_server(client, library, raw, name):
    cache.clear()
    query = f"{name}=" + "".join(f"%{byte:02x}" for byte in raw)
    for address in (SEARCH, SUGGEST):
        assert client.get(f"{address}?{query}").status_code in {200, 400, 422}
