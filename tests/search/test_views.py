"""The page of results and the JSON, over the plain URLs they are mounted at."""

from __future__ import annotations

from datetime import date

import pytest
from bs4 import BeautifulSoup

from portal.core.outbox import Ref
from search import service
from search.engines import engine
from search.engines.base import EngineError
from search.models import Entry
from tests.search.conftest import book

pytestmark = [pytest.mark.django_db, pytest.mark.urls("tests.search.urls")]


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


def soup(response) -> BeautifulSoup:
    return BeautifulSoup(response.content.decode(), "html.parser")


def get(client, address: str, status: int = 200) -> BeautifulSoup:
    response = client.get(address)
    assert response.status_code == status
    return soup(response)


def texts(page: BeautifulSoup, selector: str) -> list[str]:
    return [" ".join(item.get_text().split()) for item in page.select(selector)]


def test_results_are_listed_with_marks_and_links(client, library):
    page = get(client, "/tim-kiem/?q=nguyen+thi+hoa")
    assert texts(page, "[data-result] h3") == [
        "ĐD Nguyễn Thị Hoa",
        "Nguyễn Thị Hòa",
        "story Bữa cơm <b>của</b> chị Hoa",
    ]
    assert page.select("[data-result] h3 a")[0]["href"] == "/sach/a/"
    assert texts(page, "[data-result] h3 mark")[:2] == ["Nguyễn Thị Hoa", "Nguyễn Thị Hòa"]
    assert texts(page, "p[role=status]") == ["3 kết quả cho “nguyen thi hoa”, tìm cả các tên có dấu."]
    assert page.select_one("input[name=q]")["value"] == "nguyen thi hoa"
    assert not page.select("main b b, main script, main [style]")


def test_kinds_facets_and_chips_are_plain_links(client, library):
    page = get(client, "/tim-kiem/?q=nguyen+thi+hoa&year=2024")
    assert texts(page, "[data-result] h3") == ["ĐD Nguyễn Thị Hoa"]
    assert texts(page, "nav.strip[aria-label='Loại kết quả'] a") == ["Tất cả 1", "honoree 1"]
    assert texts(page, ".chips [data-kind=remove]") == ["Bỏ lọc: Năm công tác: 2024"]
    remove = page.select_one(".chips [data-kind=remove]")["href"]
    assert len(get(client, f"/tim-kiem/{remove}").select("[data-result]")) == 3
    assert texts(page, ".facets__list a[aria-current]") == ["20241 kết quả"]
    other = next(link for link in page.select(".facets__list a") if "2023" in link.get_text())
    assert len(get(client, f"/tim-kiem/{other['href']}").select("[data-result]")) == 2


def test_spellings_lead_to_the_accented_search(client, library):
    page = get(client, "/tim-kiem/?q=nguyen+thi+hoa")
    links = page.select("[aria-label='Có phải bạn tìm'] a")
    assert [" ".join(link.get_text().split()) for link in links] == ["nguyen thi Hoa 1", "nguyen thi Hòa 1"]


def test_a_cancelled_award_is_labelled(client, library):
    page = get(client, "/tim-kiem/?q=Trần+Thị+Hóa")
    assert texts(page, "[data-result] .tag") == ["Quyết định khen thưởng đã bị hủy bỏ"]


def test_no_words_browse_with_facets(client, library):
    page = get(client, "/tim-kiem/")
    assert texts(page, "p[role=status]") == ["3 mục đã công bố."]
    assert len(page.select("[data-result]")) == 3
    assert page.select(".facets__list")


def test_nothing_found_gives_other_ways(client, library):
    page = get(client, "/tim-kiem/?q=khong+co+ai")
    assert texts(page, "p[role=status]") == ["Không có kết quả cho “khong co ai”."]
    assert page.select_one(".notice a")["href"] == "/tim-kiem/"
    assert not page.select("[data-result]")


def test_pages_have_real_addresses(client, source):
    for number in range(45):
        source.books[f"n{number}"] = [
            book(f"n{number}", title=f"Sách {number}", ref=Ref("library.book", f"n{number}"))
        ]
    service.refresh(source.refs())
    page = get(client, "/tim-kiem/?q=sach&trang=2")
    assert len(page.select("[data-result]")) == 20
    following = page.select_one("nav.strip [rel=next]")["href"]
    last = get(client, f"/tim-kiem/{following}")
    assert len(last.select("[data-result]")) == 5
    assert len(get(client, "/tim-kiem/?q=sach&trang=abc").select("[data-result]")) == 20


def test_the_english_page_searches_english_entries(client, source):
    source.books["e"] = [book("e", title="Nguyễn Thị Hoa", language="en", url="/en/honorees/hoa/")]
    service.refresh(source.refs())
    page = get(client, "/en/search/?q=hoa")
    assert page.select_one("[data-result] h3 a")["href"] == "/en/honorees/hoa/"
    assert not get(client, "/tim-kiem/?q=hoa").select("[data-result]")


@pytest.mark.parametrize("size", [1, 3])
def test_the_page_costs_the_same_queries_for_one_hit_and_for_three(
    client, source, django_assert_num_queries, size
):
    for number in range(size):
        source.books[str(number)] = [book(str(number), title=f"Sách {number}")]
    service.refresh(source.refs())
    client.get("/tim-kiem/?q=sach")
    with django_assert_num_queries(QUERIES):
        assert len(get(client, "/tim-kiem/?q=sach").select("[data-result]")) == size


QUERIES = 5  # one for the hits; the rest is what base.html asks: site, settings, pages of the footer


@pytest.mark.parametrize(
    "value", ["%00", "%ff%fe", "%22", "%3Cscript%3E", "a" * 3000, "%F0%9F%8E%89", "%ED%A0%80"]
)
def test_any_bytes_in_any_parameter_get_an_answer(client, library, value):
    page = get(client, f"/tim-kiem/?q={value}&year={value}&unit={value}&kind={value}&trang={value}")
    assert not page.select("main script")
    assert client.get(f"/api/v1/search?q={value}&year={value}&after={value}&lang={value}").status_code == 200
    assert client.get(f"/api/v1/suggest?q={value}&lang={value}").status_code == 200


def damage(folder) -> None:
    for path in folder.rglob("meta.json"):
        path.write_bytes(b"\0broken")


def test_a_damaged_index_answers_503_with_other_ways_in_and_is_healed(client, library, index_folder):
    assert service.state() == "ok"
    damage(index_folder)
    page = get(client, "/tim-kiem/?q=hoa", status=503)
    assert "Tìm kiếm tạm thời không hoạt động" in page.get_text()
    assert client.get("/tim-kiem/").headers["Retry-After"] == "30"
    assert service.state() == "degraded"
    assert client.get("/api/v1/search?q=hoa").status_code == 503
    service.heal()
    assert service.state() == "ok"
    assert len(get(client, "/tim-kiem/?q=nguyen+thi+hoa").select("[data-result]")) == 3


def test_json_has_the_promised_shape(client, library):
    answer = client.get("/api/v1/search?q=nguyen thi hoa&limit=2").json()
    assert {name: answer[name] for name in ("query", "understood", "total", "next")} == {
        "query": "nguyen thi hoa", "understood": "nguyen thi hoa", "total": 3, "next": "1",
    }  # fmt: skip
    assert answer["results"][0] == {
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
    }
    assert [value["value"] for value in answer["facets"]["kind"]] == ["honoree", "story"]
    following = client.get("/api/v1/search?q=nguyen thi hoa&limit=2&after=1").json()
    assert [result["url"] for result in following["results"]] == ["/sach/c/"]
    assert following["next"] == ""
    assert client.get("/api/v1/suggest?q=nguyen&limit=1").json() == {
        "suggestions": [{"kind": "honoree", "text": "ĐD Nguyễn Thị Hoa", "url": "/sach/a/"}]
    }


def test_only_reading_is_allowed(client, library):
    assert client.post("/tim-kiem/").status_code == 405
    assert Entry.objects.count() == 4


def test_health_names_search_and_a_broken_engine_leaves_the_portal_working(client, monkeypatch, db) -> None:
    def broken() -> None:
        raise EngineError("the index is away")

    assert client.get("/healthz").json()["search"] == "ok"
    monkeypatch.setattr(engine(), "check", broken)
    answer = client.get("/healthz")
    assert (answer.status_code, answer.json()["search"]) == (200, "degraded")
