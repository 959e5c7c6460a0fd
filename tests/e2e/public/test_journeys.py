"""Whole journeys by keyboard alone, and what a reader has chosen: kept, at once, and right in every combination."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from typing import Any
from urllib.parse import urlsplit

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect

from tests.e2e.public.addresses import Stop
from tests.e2e.public.site import Site
from tests.e2e.public.walking import DESK, HEIGHT, PHONE, WCAG, open_page

pytestmark = pytest.mark.browser
FAR = 120
LIVING = "/_thanh-phan/"


@pytest.fixture
def at(browser, site: Site) -> Iterator[Callable[..., Page]]:
    """Return a function that opens an address of the site at a width."""
    contexts = []

    def open_one(path: str = "/", width: int = DESK, **options: Any) -> Page:
        context, page = open_page(browser, site, viewport={"width": width, "height": HEIGHT}, **options)
        contexts.append(context)
        page.goto(path)
        return page

    yield open_one
    for context in contexts:
        context.close()


@pytest.fixture
def stop_of(site: Site) -> Callable[[str], Stop]:
    return lambda kind: next(stop for stop in site.stops if stop.kind == kind and stop.language == "vi")


def tab_to(page: Page, selector: str, words: str = "") -> None:
    """Press Tab until the focus is on what is meant, as somebody without a mouse does."""
    for _ in range(FAR):
        page.keyboard.press("Tab")
        if page.evaluate(
            "([selector, words]) => { const e = document.activeElement;"
            " return e.matches(selector) && (e.innerText + (e.ariaLabel ?? '')).includes(words); }",
            [selector, words],
        ):
            return
    pytest.fail(f"{FAR} times Tab do not reach {selector} {words!r} on {page.url}")


def enter(page: Page) -> None:
    """Follow the link or press the button that has the focus, and wait for the page it leads to."""
    with page.expect_navigation():
        page.keyboard.press("Enter")


def test_the_first_stop_of_every_page_leads_past_the_menu(at):
    page = at()
    page.keyboard.press("Tab")
    skip = page.locator(".skip")
    expect(skip).to_be_focused()
    assert skip.bounding_box()["y"] >= 0  # it comes into view
    page.keyboard.press("Enter")
    expect(page.locator("#main")).to_be_focused()
    page.keyboard.press("Tab")
    assert page.evaluate("document.querySelector('main').contains(document.activeElement)")


@pytest.mark.parametrize("width", [PHONE, DESK])
def test_a_person_is_found_and_her_page_opened(at, width):
    page = at(width=width)
    tab_to(page, "a", "Tìm")
    enter(page)
    expect(page.get_by_role("heading", level=1)).to_have_text("Tìm kiếm")
    tab_to(page, "input[type=search]")
    page.keyboard.type("tran thi bich thuy", delay=15)
    options = page.get_by_role("option")
    expect(options.first).to_contain_text("Trần Thị Bích Thủy")
    expect(page.locator("form div[role=status]")).to_contain_text("gợi ý")
    page.keyboard.press("Escape")
    enter(page)
    expect(page.locator("p[role=status]").first).to_contain_text(re.compile(r"\d+ kết quả"))
    tab_to(page, "[data-result] a, .ruled a", "Trần Thị Bích Thủy")
    enter(page)
    expect(page.get_by_role("heading", level=1)).to_contain_text("Thủy")


def test_filters_are_opened_chosen_and_taken_back_on_a_phone(at, stop_of):
    page = at(stop_of("recognition.HonoreeIndexPage").path, PHONE)
    status = page.locator("p[role=status]")
    before = status.inner_text()
    tab_to(page, "summary", "Lọc danh sách")
    page.keyboard.press("Enter")
    expect(page.locator(".facets__all")).to_have_attribute("open", "")
    tab_to(page, ".facets a")
    chosen = page.evaluate("document.activeElement.firstChild.textContent.trim()")
    enter(page)
    expect(page.locator(".chips")).to_contain_text(chosen)
    assert status.inner_text() != before
    tab_to(page, ".chips a", chosen)
    enter(page)
    expect(status).to_have_text(re.sub(r"\s+", " ", before))


def test_a_letter_shows_those_who_are_called_so(at, stop_of):
    page = at(stop_of("recognition.HonoreeIndexPage").path)
    tab_to(page, ".strip[data-kind=letters] a", "T")
    enter(page)
    expect(page.locator(".strip[data-kind=letters] [aria-current]")).to_have_text("T")
    names = page.locator(".card h3").all_inner_texts()
    assert names
    assert all(re.search(r"\bT\S*$", name.splitlines()[-1]) or "Tập thể" in name for name in names), names


def test_the_menu_opens_closes_and_leads_on_a_phone(at):
    page = at(width=PHONE)
    menu = page.locator("#menu")
    expect(menu).to_be_hidden()
    tab_to(page, "button", "Danh mục")
    page.keyboard.press("Enter")
    expect(menu).to_be_visible()
    page.keyboard.press("Tab")
    assert page.evaluate("document.querySelector('#menu').contains(document.activeElement)")
    page.keyboard.press("Escape")
    expect(menu).to_be_hidden()
    expect(page.get_by_role("button", name="Danh mục")).to_be_focused()
    page.keyboard.press("Enter")
    tab_to(page, "#menu a", "Phong trào thi đua")
    enter(page)
    assert urlsplit(page.url).path == "/phong-trao/"


@pytest.mark.parametrize("plain", [False, True], ids=["with scripts", "without scripts"])
def test_contrast_and_size_are_kept_and_are_in_the_page_before_it_is_painted(at, plain, stop_of):
    path = stop_of("recognition:decisions").path
    page = at(path, java_script_enabled=not plain)
    page.get_by_role("button", name="Tương phản cao").focus()
    enter(page)
    assert urlsplit(page.url).path == path
    page.get_by_role("button", name="Chữ lớn").focus()
    enter(page)
    html = page.locator("html")
    expect(html).to_have_attribute("data-contrast", "more")
    expect(html).to_have_attribute("data-text", "large")
    answer = page.goto(stop_of("recognition:units").path)
    assert answer is not None
    first_tag = re.search(r"<html[^>]*>", answer.text())
    assert first_tag
    assert {'data-contrast="more"', 'data-text="large"'} <= set(first_tag[0].strip("<>").split())
    assert "private" in answer.headers["cache-control"]
    expect(page.get_by_role("button", name="Tương phản cao")).to_have_attribute("aria-pressed", "true")
    page.get_by_role("button", name="Tương phản cao").focus()
    enter(page)
    page.get_by_role("button", name="Chữ vừa").focus()
    enter(page)
    assert html.get_attribute("data-contrast") is None
    assert html.get_attribute("data-text") is None


def test_a_mistake_is_told_and_a_request_is_sent(at, stop_of):
    page = at(stop_of("recognition:report").path, PHONE)
    tab_to(page, "input[name=about]")
    page.keyboard.type("Bà Trần Thị Bích Thủy")
    page.locator("main form button[type=submit], main form .button").last.focus()
    enter(page)
    expect(page.locator("[aria-invalid]").first).to_be_visible()
    assert Axe().run(page, options=WCAG).response["violations"] == []
    tab_to(page, "input[name=kind]")
    page.keyboard.press("Space")
    tab_to(page, "input[name=contact]")
    page.keyboard.type("docgia@example.org")
    page.locator("main form button[type=submit], main form .button").last.focus()
    enter(page)
    assert "/da-nhan/" in page.url
    assert Axe().run(page, options=WCAG).response["violations"] == []


@pytest.mark.parametrize("kind", ["home.HomePage", "recognition.HonoreeIndexPage", "recognition:year"])
def test_every_stop_of_the_keyboard_shows_itself_and_nothing_lies_over_it(at, stop_of, kind):
    page = at(stop_of(kind).path)
    seen = 0
    for _ in range(40):
        page.keyboard.press("Tab")
        state = page.evaluate(
            """() => {
                const e = document.activeElement;
                if (e === document.body || e === document.documentElement) return null;
                const box = e.getBoundingClientRect(), style = getComputedStyle(e);
                const x = Math.min(Math.max(box.left + box.width / 2, 0), innerWidth - 1);
                const y = Math.min(Math.max(box.top + box.height / 2, 0), innerHeight - 1);
                const top = document.elementFromPoint(x, y);
                return { name: e.outerHTML.slice(0, 80), outline: parseFloat(style.outlineWidth), style: style.outlineStyle,
                         covered: !(top && (e.contains(top) || top.contains(e))) };
            }"""
        )
        if state is None:
            break
        seen += 1
        assert state["outline"] >= 2, state
        assert state["style"] != "none", state
        assert not state["covered"], state
    assert seen >= 20


def test_a_reader_who_wants_no_motion_gets_none(at):
    duration = (
        "getComputedStyle(document.querySelector('main a')).transitionDuration.split(',').map(parseFloat)"
    )
    assert max(at(reduced_motion="no-preference").evaluate(duration)) > 0
    assert max(at(reduced_motion="reduce").evaluate(duration)) == 0


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("wish", ["contrast of the system", "contrast of the site"])
def test_more_contrast_is_enough_in_every_component(at, site, scheme, wish):
    page = at(LIVING, color_scheme=scheme, contrast="more" if wish == "contrast of the system" else None)
    if wish == "contrast of the site":
        page.context.add_cookies([{"name": "display", "value": "normal.more", "url": site.url}])
        page.reload()
        expect(page.locator("html")).to_have_attribute("data-contrast", "more")
    found = (
        Axe()
        .run(page, options={"runOnly": ["color-contrast", "color-contrast-enhanced"]})
        .response["violations"]
    )
    pale = [(node["target"], node["any"][0]["data"]) for row in found for node in row["nodes"]]
    assert [
        row
        for row in pale
        if row[1]["contrastRatio"] < (4.5 if row[1].get("expectedContrastRatio") == "4.5:1" else 7)
    ] == []


def test_what_is_chosen_is_seen_where_the_system_chooses_the_colours(at):
    page = at(LIVING, forced_colors="active")
    lines = page.evaluate(
        """() => ['.strip [aria-current]', '.site-header [aria-current]', '.site-header [aria-pressed="true"]'].map((one) => {
            const style = getComputedStyle(document.querySelector('main ' + one) ?? document.querySelector(one));
            return parseFloat(style.borderBlockEndWidth);
        })"""
    )
    assert min(lines) >= 3, lines
    box = page.evaluate(
        "getComputedStyle(document.querySelector('.facets [aria-current]'), '::before').backgroundColor"
    )
    paper = page.evaluate("getComputedStyle(document.body).backgroundColor")
    assert box != paper
