"""The page of results and the JSON, over the plain URLs they are mounted at."""

from __future__ import annotations

import re
from datetime import date
from pathlib import Path

import hypothesis
import pytest
from bs4 import BeautifulSoup
from django.contrib.staticfiles import finders
from django.core.cache import cache
from django.template.loader import render_to_string
from hypothesis import given
from hypothesis import strategies as st

from portal.core.outbox import Ref
from search import service, views
from search.documents import FACETS, Hit, Query, Results, Segment
from search.engines import engine
from search.engines.base import EngineError
from search.models import DailyQuery, Entry
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
    assert [script["src"] for script in page.select("script")] == ["/static/portal/js/suggest.js"]


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
    for _turn in range(2):  # what a process remembers is asked once
        client.get("/tim-kiem/?q=sach")
    with django_assert_num_queries(QUERIES):
        assert len(get(client, "/tim-kiem/?q=sach").select("[data-result]")) == size


# One for the hits, one asks whether dictionary and pins changed, three count the search for the report, one whether what
# the frame remembers still stands.
QUERIES = 6


NASTY = [
    "%00", "%ff%fe", "%22", "%3Cscript%3Ealert(1)%3C/script%3E", "a" * 3000, "a+" * 50_000, "%F0%9F%8E%89", "%ED%A0%80",
    "%", "%%%", "%C0%AF", "%E2%80%AE" * 50, "%CC%80" * 500, "%2B%2B*%3F(((", "((((((((" * 20, "AND+OR+NOT", "%22%22%22", "-1",
    "1e999", "NaN", "9" * 400, "..%2F..%2Fetc%2Fpasswd", "%0d%0aSet-Cookie:x=1", "%EF%BB%BF", "%F4%8F%BF%BF", "%EF%B7%BA" * 200,
    "{{q}}", "%7B%25+include+%25%7D", "'%3B+DROP+TABLE+search_entry--", "field:value", "name_fold:*", "%5C", "/.*/", "~%5E%7C",
]  # fmt: skip


@pytest.mark.parametrize("value", NASTY, ids=range(len(NASTY)))
def test_any_bytes_in_any_parameter_get_an_answer(client, library, value):
    everywhere = "&".join(
        f"{name}={value}"
        for name in ("q", *FACETS, "trang", "sort", "since", "until", "literal", "after", "x")
    )
    for address in ("/tim-kiem/", "/en/search/"):
        page = get(client, f"{address}?{everywhere}")
        assert not page.select("main script")
        assert get(client, f"{address}?q={value}").select_one("input[name=q]")


def test_thousands_of_parameters_get_an_answer_that_says_so(client, library):
    page = get(client, "/tim-kiem/?q=hoa&" + "&".join(f"unit={number}" for number in range(11_000)))
    assert "Địa chỉ có nhiều lựa chọn hơn mức cho phép" in page.select_one(".notice").get_text()
    assert len(page.select(".chips [data-kind=remove]")) == 20


@hypothesis.settings(
    max_examples=80, deadline=None, suppress_health_check=[hypothesis.HealthCheck.function_scoped_fixture]
)
@given(st.binary(max_size=120), st.sampled_from(["q", *FACETS, "trang", "sort", "since", "until"]))
def test_no_bytes_are_an_error(client, library, raw, name):
    cache.clear()
    query = f"{name}=" + "".join(f"%{byte:02x}" for byte in raw)
    for address in (f"/tim-kiem/?{query}", f"/tim-kiem/?q=hoa&{query}"):
        assert client.get(address).status_code == 200
    client.get("/tim-kiem/", QUERY_STRING=raw.decode("iso-8859-1"))


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
    service.heal()
    assert service.state() == "ok"
    assert len(get(client, "/tim-kiem/?q=nguyen+thi+hoa").select("[data-result]")) == 3


def test_orders_are_plain_links_and_the_chosen_one_is_told(client, library):
    page = get(client, "/tim-kiem/?q=nguyen+thi+hoa&year=2024&year=2023&sort=name")
    links = page.select("nav[aria-label='Sắp xếp'] a")
    assert [(link.get_text(), link["href"], link.get("aria-current")) for link in links] == [
        ("Phù hợp nhất", "?q=nguyen+thi+hoa&year=2024&year=2023", None),
        ("Mới nhất", "?q=nguyen+thi+hoa&year=2024&year=2023&sort=newest", None),
        ("Theo tên", "?q=nguyen+thi+hoa&year=2024&year=2023&sort=name", "true"),
    ]
    assert texts(get(client, "/tim-kiem/"), "nav[aria-label='Sắp xếp'] a[aria-current]") == ["Theo loại"]


def test_days_filter_and_show_as_chips_that_can_be_taken_out(client, library):
    page = get(client, "/tim-kiem/?q=hoa&since=18/10/2025&until=2025-10-18")
    assert texts(page, "[data-result] h3") == ["story Bữa cơm <b>của</b> chị Hoa"]
    assert texts(page, ".chips [data-kind=remove]") == [
        "Bỏ lọc: Từ ngày: 18/10/2025",
        "Bỏ lọc: Đến ngày: 18/10/2025",
    ]
    assert [chip["href"] for chip in page.select(".chips [data-kind=remove]")] == [
        "?q=hoa&until=2025-10-18",
        "?q=hoa&since=18%2F10%2F2025",
    ]
    form = page.select_one(".facets form")
    assert {field["name"]: field.get("value") for field in form.select("input")} == {
        "q": "hoa", "since": "18/10/2025", "until": "2025-10-18",
    }  # fmt: skip
    assert form.find_parent("details").has_attr("open")


def test_a_day_that_is_none_is_said_and_nothing_is_lost(client, library):
    page = get(client, "/tim-kiem/?q=nguyen+thi+hoa&year=2024&since=31/02/2026&sort=name")
    said = "“31/02/2026” không phải là ngày đọc được; hãy ghi ngày/tháng/năm, ví dụ 24/02/2026."
    assert texts(page, ".notice[data-state=error]") == [said]
    field = page.select_one("#since")
    assert (field["value"], field["aria-invalid"]) == ("31/02/2026", "true")
    assert page.select_one("#" + field["aria-describedby"].split()[0]).get_text() == f"Lỗi: {said}"
    assert texts(page, "[data-result] h3") == ["ĐD Nguyễn Thị Hoa"]
    kept = {item["name"]: item["value"] for item in page.select(".facets form input[type=hidden]")}
    assert kept == {"q": "nguyen thi hoa", "year": "2024", "sort": "name"}


def test_days_in_the_wrong_order_are_said(client, library):
    page = get(client, "/tim-kiem/?since=02/01/2026&until=01/01/2026")
    assert "chưa được lọc theo ngày" in page.select_one(".notice[data-state=error]").get_text()
    assert len(page.select("[data-result]")) == 3


def test_a_page_beyond_the_last_says_so_and_leads_back(client, library):
    page = get(client, "/tim-kiem/?q=hoa&trang=9999999999999999999999")
    notice = page.select_one("main .split .notice")
    assert "Không có trang này: kết quả chỉ có 1 trang." in notice.get_text()
    assert [link["href"] for link in notice.select("a")] == ["?q=hoa"]


def test_more_than_can_be_paged_to_is_said_on_the_last_page(rf, db):
    found = results(total=service.DEEPEST + 1, query=Query(text="hoa", page=service.DEEPEST // 20))
    assert views._at_the_end(found, found.query.page)
    assert not views._at_the_end(found, 1)
    page = drawn(found, deepest=service.DEEPEST, hits=[])
    assert "Chỉ xem được 10.000 kết quả đầu." in page.get_text()


def results(**values) -> Results:
    given = {"query": Query(text="hoa"), "searched": "hoa", "total": 2, "hits": (), "facets": ()}
    return Results(**{**given, **values})


def drawn(found: Results, **context) -> BeautifulSoup:
    """The part of the page that says how the words were understood, and the list, from an answer made by hand."""
    given = {
        "results": found,
        "q": found.query.text,
        "browse": False,
        "page": views._page(found),
        "beyond": 0,
    }
    html = render_to_string("search/results.html", {**given, "literal_url": "?literal=1", **context})
    return BeautifulSoup(html, "html.parser")


def test_a_number_that_no_document_has_is_said_to_be_found_by_its_parts(client, source):
    numbered = book("n", kind="honoree", title="Tạ Kim Cúc", numbers=("31/QĐ-BYT", "32/QĐ-SYT"))
    source.books["n"] = [numbered]
    service.refresh(source.refs())
    page = get(client, "/tim-kiem/?q=31+qd+syt")
    assert texts(page, "p[role=status]")[0] == (
        "Không có văn bản nào mang số “31 qd syt”; 1 mục dưới đây có các phần của số ấy ở những chỗ khác nhau."
    )
    assert texts(page, "[data-result] h3") == ["Tạ Kim Cúc"]
    assert DailyQuery.objects.get().nothing == 1
    assert "1 kết quả cho “32 qd syt”." in texts(get(client, "/tim-kiem/?q=32+qd+syt"), "p[role=status]")
    assert client.get("/api/v1/search?q=31/QĐ-SYT").json()["scattered"]


def test_what_was_partly_found_says_which_words_are_missing(db):
    page = drawn(results(query=Query(text="hoa zzz"), left_out=("zzz",)))
    assert texts(page, "p[role=status]") == [
        "Không có mục nào đủ mọi từ trong “hoa zzz”; 2 mục dưới đây thiếu: zzz."
    ]


def test_a_corrected_error_is_said_with_the_way_to_the_literal_search(db):
    page = drawn(results(query=Query(text="hoaa"), searched="hoa", corrected=True))
    assert texts(page, "p[role=status]") == ["2 kết quả cho “hoa”."]
    literal = page.select_one("a[href='?literal=1']")
    assert literal.get_text() == "Tìm đúng “hoaa”"
    assert "Không có kết quả cho “hoaa” như đã gõ" in literal.parent.get_text()


def test_what_may_have_been_meant_is_offered_as_links(db):
    page = drawn(results(offered=("hoà",)), offered=[views.Chip("hoà", "?q=hoà")])
    assert "Có phải bạn muốn tìm hoà?" in re.sub(r"\s+", " ", page.main.get_text())
    assert page.select_one("a[href='?q=hoà']")


def test_what_editors_put_first_is_labelled(db):
    hit = Hit(
        kind="story", kind_label="Bài", key="a", url="/a/", prefix="", prefix_pieces=(), plain_title="Hoa", title=(Segment("Hoa"),),
        summary=(), passage=(), date=None, facets={}, awards=(), cancelled=False, tier="name3", pinned=True,
    )  # fmt: skip
    page = drawn(results(hits=(hit,)), hits=[views._shown(hit)])
    assert texts(page, "[data-result] .tag") == ["Đề xuất"]


def test_a_text_that_is_too_long_is_said(client, library):
    page = get(client, "/tim-kiem/?q=" + "hoa+" * 100)
    assert "Nội dung gõ quá dài" in page.get_text()


def test_nothing_under_filters_offers_to_drop_them(client, library):
    page = get(client, "/tim-kiem/?q=hoa&year=1990&kind=story")
    link = next(link for link in page.select(".notice a") if "Bỏ các bộ lọc" in link.get_text())
    assert link["href"] == "?q=hoa"


def test_the_box_suggests_in_the_language_of_the_page(client, library):
    form = get(client, "/en/search/").select_one("form[role=search]")
    assert form["data-suggest"] == "/api/v1/suggest?labels=1&lang=en&q="
    assert form.select_one("[role=listbox]").has_attr("hidden")
    assert form.select_one("input[type=search]").get("role") is None


def test_the_script_of_suggestions_is_small() -> None:
    path = finders.find("portal/js/suggest.js")
    assert len(Path(path).read_bytes()) <= 3072


@pytest.mark.parametrize(
    ("headers", "counted"),
    [
        ({"User-Agent": "Mozilla/5.0 (X11; Linux x86_64) Firefox/145.0"}, 1),
        ({"User-Agent": "Mozilla/5.0 (compatible; Googlebot/2.1; +http://www.google.com/bot.html)"}, 0),
        ({"User-Agent": "curl/8.0"}, 0),
        ({"User-Agent": "Mozilla/5.0", "Sec-Purpose": "prefetch"}, 0),
    ],
)
def test_what_people_search_is_counted_and_what_machines_search_is_not(client, library, headers, counted):
    client.get("/tim-kiem/?q=nguyen+thi+hoa", headers=headers)
    assert DailyQuery.objects.filter(text="nguyen thi hoa").count() == counted


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
