"""What the walks through the whole site share: people with a browser each, and the desk's buttons.

A module gives its own ``organization``: the units, awards and persons its walk needs.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from importlib import import_module

import pytest
from django.apps import apps
from playwright.sync_api import Page, expect
from wagtail.models import Collection, Locale
from wagtail.models import Page as WagtailPage

from portal.core import assets
from portal.core.models import User
from portal.home.models import HomePage
from recognition.domain import roles
from recognition.domain.setup import ensure_groups
from recognition.enums import Role
from recognition.models import Unit

expect.set_options(timeout=20_000)  # as a page's own steps: a loaded machine is slow, not wrong
PASSWORD = "mot-mat-khau-dai"
ADMIN = "/quan-tri/"
INTAKE = "/de-nghi-khen-thuong/"
PHONE = 360
WIDER = """() => document.documentElement.scrollWidth <= innerWidth ? [] : [...document.querySelectorAll("body *")]
    .filter((one) => one.getBoundingClientRect().right > innerWidth + 1)
    .map((one) => one.outerHTML.slice(0, 160))"""
"""What stands out to the right of the screen, when the page can be pushed sideways."""


def add_person(username: str, role: Role, unit: Unit | None = None) -> User:
    """Give somebody an account with one role."""
    user = User.objects.create_user(username, password=PASSWORD, display_name=username.capitalize())
    roles.grant(user=user, role=role, unit=unit)
    return user


@pytest.fixture(scope="session", autouse=True)
def dressed() -> None:
    """Join the stylesheet: what is measured at 360 px, and what covers what, is the page that people see (the fonts, which
    take half a minute to cut, are left to the walks of the public site).
    """
    assets.build_css()


@pytest.fixture(autouse=True)
def site_tree(transactional_db) -> None:
    """Write again what migrations write and the test before has emptied.

    ``serialized_rollback`` cannot: Django does not restore wagtail-localize's synchronization (KeyError: sync_from).
    """
    if HomePage.objects.exists():
        return
    locale, _created = Locale.objects.get_or_create(language_code="vi")
    if not WagtailPage.objects.filter(depth=1).exists():
        WagtailPage.add_root(title="Root", slug="root", locale=locale)
    if not Collection.objects.exists():
        Collection.add_root(name="Root")
    import_module("portal.home.migrations.0003_site_tree").make_tree(apps, None)
    ensure_groups()


@pytest.fixture
def new_page(browser, live_server) -> Iterator[Callable[..., Page]]:
    """Return a function that opens a page in a browser of its own: a desk's screen, a ``phone``, or a ``plain`` phone
    without scripts.
    """
    contexts = []

    def open_one(*, plain: bool = False, phone: bool = False) -> Page:
        context = browser.new_context(
            base_url=live_server.url,
            locale="vi-VN",
            timezone_id="Asia/Ho_Chi_Minh",
            viewport={"width": PHONE if plain or phone else 1280, "height": 800},
            java_script_enabled=not plain,
            has_touch=phone,
        )
        context.set_default_timeout(20_000)
        contexts.append(context)
        return context.new_page()

    yield open_one
    for context in contexts:
        context.close()


@pytest.fixture
def as_person(new_page, organization) -> Callable[..., Page]:
    """Return a function that signs a person in where the work begins: the units' pages, or ``at`` the admin."""

    def sign_in(username: str, *, plain: bool = False, phone: bool = False, at: str = INTAKE) -> Page:
        page = new_page(plain=plain, phone=phone)
        page.goto(at)
        page.get_by_label("Tên đăng nhập").fill(username)
        page.get_by_label("Mật khẩu").fill(PASSWORD)
        page.get_by_role("button", name="Đăng nhập").click()
        return page

    return sign_in


def expect_fits(page: Page) -> None:
    """Expect that the page cannot be pushed sideways, once it is dressed: its words can be read before its stylesheet has
    come.
    """
    page.wait_for_load_state("load")
    ready = page.evaluate("getComputedStyle(document.documentElement).getPropertyValue('--tap') !== ''")
    assert ready, f"{page.url} has no stylesheet"
    wide = page.evaluate(WIDER)
    assert not wide, f"{page.url}: {wide}"


def close_pickers(page: Page) -> None:
    """Close the pickers of dates, which open a moment after their field and lie over the button below."""
    page.wait_for_timeout(300)
    page.locator("main").click(position={"x": 2, "y": 2})
    expect(page.locator(".xdsoft_datetimepicker:visible")).to_have_count(0)


def act(page: Page, label: str, **answers: str) -> None:
    """Press the button of an act on the page of a row, answer its form, and confirm."""
    page.get_by_role("navigation", name="Việc có thể làm").get_by_role("link", name=label).click()
    for question, answer in answers.items():
        field = page.get_by_label(question.replace("_", " "))
        if field.evaluate("element => element.tagName") == "SELECT":
            field.select_option(value=field.locator("option", has_text=answer).get_attribute("value"))
        else:
            field.fill(answer)
    close_pickers(page)
    page.get_by_role("button", name=label).click()
    expect(
        page.get_by_role("navigation", name="Việc có thể làm").or_(page.locator("main")).first
    ).to_be_visible()


def open_from_menu(page: Page, group: str, entry: str) -> None:
    page.goto(ADMIN)
    page.get_by_role("button", name=group, exact=True).click()
    page.get_by_role("link", name=entry, exact=True).click()
