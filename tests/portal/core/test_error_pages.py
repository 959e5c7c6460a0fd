"""Pages of errors say what happened and where to go on, in the reader's language, and name nobody."""

from __future__ import annotations

from pathlib import Path

import pytest
from bs4 import BeautifulSoup
from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.template.loader import render_to_string
from django.test import RequestFactory
from django.urls import reverse
from django.utils import translation
from django.views import defaults

from recognition.views.answers import gone
from tests import factories

ALONE = ("400", "413", "414", "500", "503")
IN_THE_SITE = ("403", "404", "410", "429")


def links(page: BeautifulSoup) -> set[str]:
    return {link["href"] for link in page.select("main a")}


@pytest.mark.parametrize("code", ALONE)
def test_a_page_that_stands_alone_asks_nothing_and_speaks_both_languages(code):
    text = render_to_string(f"{code}.html")  # no request, no database: this test has none
    page = BeautifulSoup(text, "html.parser")
    assert page.h1.get_text()
    english = page.select_one('main [lang="en"]')
    assert english.h2.get_text()
    assert {"/", "/ton-vinh/", "/tim-kiem/", "/en/", "/en/honorees/", "/en/search/"} <= links(page)
    assert "{%" not in text
    assert page.select_one('meta[name="robots"][content="noindex"]')


@pytest.mark.django_db
@pytest.mark.parametrize("code", ALONE)
def test_the_ways_out_of_a_page_that_stands_alone_exist(client, code):
    for address in links(BeautifulSoup(render_to_string(f"{code}.html"), "html.parser")):
        assert client.get(address).status_code == 200, address


@pytest.mark.django_db
@pytest.mark.parametrize("code", IN_THE_SITE)
@pytest.mark.parametrize(("language", "home"), [("vi", "/"), ("en", "/en/")])
def test_a_page_of_the_site_says_what_to_do_and_leads_on(rf: RequestFactory, code, language, home):
    with translation.override(language):
        request = rf.get("/khong-co/")
        text = render_to_string(f"{code}.html", request=request)
    page = BeautifulSoup(text, "html.parser")
    assert page.html["lang"] == language
    assert len(page.select("h1")) == 1
    assert page.select_one("main .lead").get_text(strip=True)
    assert home in links(page)
    assert len(links(page)) >= 4
    assert page.select_one('meta[name="robots"][content="noindex"]')
    assert page.select_one('link[rel="canonical"]') is None


@pytest.mark.django_db
@pytest.mark.parametrize("language", ["vi", "en"])
def test_whoever_may_not_see_a_page_finds_the_way_in_on_it(rf: RequestFactory, language):
    with translation.override(language):
        page = BeautifulSoup(render_to_string("403.html", request=rf.get("/khong-duoc/")), "html.parser")
        assert reverse("intake:home") in links(page)


@pytest.mark.django_db
def test_what_was_removed_says_so_without_the_name(client):
    office = factories.office()
    row = factories.public_conferral(
        on=factories.decision(by=office), of=factories.award(by=office), name="Trần Thị Bích Thủy"
    )
    page = factories.page_of(row.honoree)
    address = page.get_url()
    factories.hide(row)
    answer = client.get(address, follow=True)
    assert answer.status_code == 410
    text = answer.content.decode()
    assert "Nội dung này không còn được đăng" in text
    assert "Thủy" not in text


@pytest.mark.django_db
def test_each_answer_carries_its_number(rf: RequestFactory, client):
    request = rf.get("/")
    assert defaults.permission_denied(request, PermissionDenied()).status_code == 403
    assert client.get("/khong-co-trang-nay/").status_code == 404
    assert gone(request).status_code == 410


def test_every_page_of_an_error_is_one_of_these():
    found = {path.stem for path in (Path(settings.BASE_DIR) / "templates").glob("[0-9][0-9][0-9].html")}
    assert found == {*ALONE, *IN_THE_SITE}
