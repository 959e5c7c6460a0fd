"""The search in a browser: suggestions by keyboard, by voice and by mouse, and everything without script."""

from __future__ import annotations

import datetime as dt

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect

from search import service
from search.models import Entry
from tests.e2e.conftest import expect_fits
from tests.search.conftest import (  # fixtures
    book,
    index_folder,  # noqa: F401
    source,  # noqa: F401
)

pytestmark = [pytest.mark.browser, pytest.mark.any_database]
SUGGEST = "/api/v1/suggest"
PAUSE = 120
"""Milliseconds without a letter after which ``suggest.js`` asks."""
WCAG = {"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]}


@pytest.fixture
def library(source):  # noqa: F811
    titles = {
        "honoree": ["Nguyễn Thị Hoa", "Nguyễn Thị Hòa"],
        "unit": ["Nguyễn Huệ"],
        "story": ["Nguyên lành"],
    }
    for kind, names in titles.items():
        for number, title in enumerate(names):
            key = f"{kind}-{number}"
            source.books[key] = [
                book(
                    key,
                    kind=kind,
                    title=title,
                    url=f"/tim-kiem/?q={key}",
                    facets={"year": ("2024",)},
                    summary="Khoa Ngoại",
                )
            ]
    service.refresh(source.refs())
    assert Entry.objects.count() == 4
    return source


def active(page: Page) -> str:
    """The text of the option that a screen reader is told of."""
    name = page.locator("#q").get_attribute("aria-activedescendant")
    return page.locator(f"#{name}").inner_text() if name else ""


def test_suggestions_are_chosen_by_keyboard(new_page, library):
    page = new_page()
    page.goto("/tim-kiem/")
    box, options = page.get_by_role("combobox"), page.get_by_role("option")
    expect(box).to_have_attribute("aria-expanded", "false")
    box.fill("nguyen")
    expect(options).to_have_count(4)
    expect(box).to_have_attribute("aria-expanded", "true")
    expect(page.locator("form div[role=status]")).to_have_text("4 gợi ý; chọn bằng phím mũi tên.")
    assert page.get_by_role("group").evaluate_all(
        "groups => groups.filter(group => group.closest('[role=listbox]')).map(group => group.ariaLabel)"
    ) == ["honoree", "unit", "story"]
    assert active(page) == ""
    seen = []
    for key in ("ArrowDown", "ArrowDown", "End", "ArrowDown", "ArrowUp", "Home", "ArrowUp"):
        box.press(key)
        seen.append(active(page))
    first, second, last = "Nguyễn Thị Hoa", "Nguyễn Thị Hòa", "Nguyên lành"
    assert seen == [first, second, last, "", last, first, ""]
    # The list lies over links of the page, so the box alone is looked at.
    assert Axe().run(page, "form[data-suggest]", WCAG).response["violations"] == []
    box.press("Escape")
    expect(page.get_by_role("listbox")).to_be_hidden()
    expect(box).to_have_value("nguyen")
    expect(page.locator("form div[role=status]")).to_have_text("")
    box.press("ArrowDown")
    expect(options).to_have_count(4)
    box.press("ArrowDown")
    box.press("Enter")
    page.wait_for_url("**/tim-kiem/?q=honoree-0")


def test_enter_without_a_choice_searches_what_was_typed(new_page, library):
    page = new_page()
    page.goto("/tim-kiem/")
    box = page.get_by_role("combobox")
    box.fill("nguyen thi")
    expect(page.get_by_role("option")).to_have_count(2)
    box.press("Enter")
    page.wait_for_url("**/tim-kiem/?q=nguyen+thi")
    expect(page.locator("[data-result]")).to_have_count(2)


def test_a_suggestion_is_a_link_for_the_mouse_and_leaving_the_box_closes_the_list(new_page, library):
    page = new_page()
    page.goto("/en/search/")
    box = page.get_by_role("combobox")
    box.fill("nguyen")
    none = page.locator("form[data-suggest]").get_attribute("data-none")
    expect(page.locator("form div[role=status]")).to_have_text(none)
    page.goto("/tim-kiem/")
    page.get_by_role("combobox").fill("nguyen hue")
    expect(page.get_by_role("option")).to_have_count(1)
    page.get_by_role("button", name="Tìm", exact=True).focus()
    expect(page.get_by_role("listbox")).to_be_hidden()
    page.get_by_role("combobox").press("ArrowDown")
    page.get_by_role("option").click()
    page.wait_for_url("**/tim-kiem/?q=unit-0")


@pytest.fixture
def slow_page(new_page, library) -> tuple[Page, list[str]]:
    """The search page, for which no time passes but by ``page.clock``, and the list of what it asks."""
    page, asked = new_page(), []
    page.on("request", lambda request: SUGGEST in request.url and asked.append(request.url))
    page.clock.install()
    page.goto("/tim-kiem/")
    page.clock.pause_at(dt.datetime.now(dt.UTC) + dt.timedelta(hours=1))
    return page, asked


def test_nothing_is_asked_while_an_input_method_composes_and_once_when_it_is_done(slow_page):
    page, asked = slow_page
    box = page.locator("#q")
    box.focus()
    box.evaluate(
        """box => {
            box.dispatchEvent(new CompositionEvent('compositionstart'));
            box.value = 'nguyê';
            box.dispatchEvent(new InputEvent('input', {isComposing: true}));
        }"""
    )
    page.clock.run_for(1000)
    assert asked == []
    box.evaluate(
        "box => { box.value = 'nguyễn'; box.dispatchEvent(new CompositionEvent('compositionend')); }"
    )
    page.clock.run_for(PAUSE)
    expect(page.get_by_role("option").first).to_be_visible()
    assert len(asked) == 1


def test_fast_typing_asks_once_and_an_error_of_the_server_is_no_matter(slow_page):
    page, asked = slow_page
    faults = []
    page.on("pageerror", lambda error: faults.append(str(error)))
    box, listbox = page.get_by_role("combobox"), page.get_by_role("listbox")
    for letter in "nguyen thi hoa":
        box.press_sequentially(letter)
        page.clock.run_for(PAUSE // 2)
    assert asked == []
    page.clock.run_for(PAUSE)
    expect(page.get_by_role("option")).to_have_count(2)
    assert [url.rpartition("q=")[2] for url in asked] == ["nguyen%20thi%20hoa"]
    page.route("**/suggest**", lambda route: route.fulfill(status=503, json={"detail": "x"}))
    box.press_sequentially(" x")
    page.clock.run_for(PAUSE)
    expect(listbox).to_be_hidden()
    page.route("**/suggest**", lambda route: route.abort())
    box.press_sequentially("y")
    with page.expect_event("requestfailed"):
        page.clock.run_for(PAUSE)
    expect(listbox).to_be_hidden()
    assert len(asked) == 3
    assert faults == []


def test_everything_works_without_script_on_a_phone(new_page, library):
    page = new_page(plain=True)
    page.goto("/tim-kiem/")
    page.get_by_label("Tên người, đơn vị, danh hiệu hoặc số quyết định").fill("nguyen thi hoa")
    page.get_by_role("button", name="Tìm", exact=True).click()
    expect(page.locator("[data-result]")).to_have_count(2)
    expect(page.locator("p[role=status]")).to_have_text(
        "2 kết quả cho “nguyen thi hoa”, tìm cả các tên có dấu."
    )
    expect(page.get_by_role("listbox")).to_have_count(0)
    page.get_by_text("Lọc kết quả").click()
    page.get_by_role("link", name="2024").click()
    expect(page.get_by_role("link", name="Bỏ lọc: Năm công tác: 2024")).to_be_visible()
    page.get_by_text("Lọc kết quả").click()
    page.get_by_text("Theo ngày", exact=True).click()
    page.get_by_label("Từ ngày").fill("hôm qua")
    page.get_by_role("button", name="Lọc theo ngày").click()
    expect(page.locator(".notice[data-state=error]")).to_contain_text("“hôm qua” không phải là ngày đọc được")
    expect(page.get_by_role("link", name="Bỏ lọc: Năm công tác: 2024")).to_be_visible()
    page.get_by_role("link", name="Theo tên").click()
    expect(page.locator("[data-result]")).to_have_count(2)
    expect_fits(page)


def test_the_pages_of_search_have_no_fault_of_accessibility(new_page, library, settings):
    page = new_page()
    for address in (
        "/tim-kiem/",
        "/tim-kiem/?q=nguyen+thi&year=2024&since=x",
        "/en/search/?q=zzzz",
        "/tim-kiem/?q=nguyen&trang=9",
    ):
        page.goto(address)
        assert Axe().run(page, options=WCAG).response["violations"] == [], address
    settings.SEARCHES_A_MINUTE = 1
    for _ in range(3):  # what one process counted before is told to all in steps
        page.goto("/tim-kiem/?q=nguyen")
    assert "Bạn gửi yêu cầu quá nhanh" in page.inner_text("main")
    assert Axe().run(page, options=WCAG).response["violations"] == []
