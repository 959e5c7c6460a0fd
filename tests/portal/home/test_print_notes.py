"""Every printed page says that it replaces nothing, and how to check it."""

from __future__ import annotations

import re
from datetime import date
from pathlib import Path

import pytest
from bs4 import BeautifulSoup
from django.apps import apps
from django.conf import settings
from django.utils import translation
from django.utils.translation import gettext

from portal.core.models.pages import BasePage
from portal.core.templatetags.portal_tags import qr
from portal.home.models import CollectionIndexPage, CollectionPage, HomePage, ProsePage
from recognition.domain import queries
from recognition.models import StoryPerson
from tests import factories

NOTICE = "Bản in từ trang thông tin, không thay thế quyết định, bằng hoặc giấy chứng nhận khen thưởng."
TEMPLATES = Path(settings.BASE_DIR) / "templates"
WITHOUT_NOTE = {"403.html", "404.html", "410.html", "429.html", "base_private.html"}


@pytest.fixture
def addresses(db: None) -> dict[str, str]:
    """One Vietnamese address for each type of page, by the name of its template."""
    office = factories.office()
    decided = factories.decision(by=office, dated=date(2025, 2, 20), number_text="57/QĐ-SYT")
    unit = factories.unit("Bệnh viện Đa khoa tỉnh")
    award = factories.award(by=office)
    row = factories.public_conferral(on=decided, of=award, name="Trần Thị Bích Thủy", at=unit)
    story = factories.story()
    StoryPerson.objects.create(page=story, honoree=row.honoree)
    campaign = factories.campaign()
    home = HomePage.objects.get(locale__language_code="vi")
    index = home.add_child(instance=CollectionIndexPage(title="Chuyên trang", slug="chuyen-trang"))
    index.add_child(instance=CollectionPage(title="Giữ trạm", slug="giu-tram"))
    home.add_child(instance=ProsePage(title="Hướng dẫn", slug="huong-dan"))
    with translation.override("vi"):
        return {
            "home_page": "/",
            "honoree_index_page": queries.honorees_path(),
            "honoree_page": queries.honoree_path(row.honoree),
            "story_index_page": queries.stories_path(),
            "story_page": f"{queries.stories_path()}{story.slug}/",
            "campaign_index_page": "/phong-trao/",
            "campaign_page": f"/phong-trao/{campaign.slug}/",
            "collection_index_page": "/chuyen-trang/",
            "collection_page": "/chuyen-trang/giu-tram/",
            "prose_page": "/huong-dan/",
            "decisions": "/quyet-dinh/",
            "decision": queries.decision_paths([decided])[decided.pk],
            "units": "/don-vi/",
            "unit": queries.unit_path(unit),
            "awards": "/danh-hieu/",
            "award": queries.award_path(award.code),
            "years": "/theo-nam/",
            "year": f"/theo-nam/{row.merit_year}/",
            "verify": f"/xac-minh/{row.public_id}",
            "request": "/gui-yeu-cau/",
            "suggest": "/gioi-thieu-guong/",
            "results": "/tim-kiem/?q=thuy",
            "site_map": "/so-do-trang/",
        }


ABOUT_A_DECISION = {"honoree_page", "decision", "story_page"}


def note(client, address: str) -> BeautifulSoup:
    response = client.get(address)
    assert response.status_code == 200, address
    found = BeautifulSoup(response.content, "html.parser").select(".print-note")
    assert len(found) == 1, address
    return found[0]


def test_every_type_of_page_of_ours_is_walked(addresses):
    """A new page or a new template of a public page without an address here fails."""
    pages = {
        Path(model.template).stem
        for model in apps.get_models()
        if issubclass(model, BasePage) and not model._meta.abstract
    }
    public = {
        path.stem
        for folder in ("home", "recognition", "campaigns", "search")
        for path in (TEMPLATES / folder).glob("*.html")
        if 'extends "base.html"' in path.read_text(encoding="utf-8")
    }
    shown_after_something = {"request_received", "suggestion_received", "too_many", "unavailable"}
    assert (pages | public) - shown_after_something - set(addresses) == set()


def test_every_printed_page_says_that_it_replaces_no_decision_and_how_to_check_it(client, addresses):
    for name, address in addresses.items():
        shown = note(client, address)
        text = shown.get_text(" ", strip=True)
        assert NOTICE in text, address
        assert shown.select_one("svg path"), address
        assert f"{settings.PUBLIC_URL.rstrip('/')}/xac-minh/" in text, address
        code = re.search(r"TV-[B-DF-HJKMNP-TV-XZ2-9]{4}-[B-DF-HJKMNP-TV-XZ2-9]{4}", text)
        assert bool(code) == (name in ABOUT_A_DECISION), address


def test_the_printed_code_opens_what_is_in_force(client, addresses):
    for name in sorted(ABOUT_A_DECISION):
        code = re.search(r"TV-\S+?(?=[\s:])", note(client, addresses[name]).get_text(" ", strip=True))
        assert code, name
        checked = client.get("/xac-minh/", {"ma": code.group()}, follow=True).content.decode()
        assert "còn hiệu lực" in checked, name


def test_english_pages_say_it_in_english(client, addresses):
    for name, address in addresses.items():
        page = BeautifulSoup(client.get(address).content, "html.parser")
        other = page.select_one('link[hreflang="en"]')
        if other is None:
            continue
        english = "/" + other["href"].split("://", 1)[1].split("/", 1)[1]
        with translation.override("en"):
            assert gettext(NOTICE) in note(client, english).get_text(" ", strip=True), name


def test_no_template_leaves_the_note_out_but_errors_and_screens_of_people_who_signed_in():
    found = {
        path.name
        for path in TEMPLATES.rglob("*.html")
        if "{% block print_note %}{% endblock %}" in path.read_text(encoding="utf-8")
    }
    assert found == WITHOUT_NOTE


def test_a_qr_code_is_drawn_module_by_module():
    """The relative steps of the path draw what segno drew."""
    import segno

    text = "https://tonvinh.example.vn/xac-minh/b3k9x2mn"
    path = BeautifulSoup(qr(text), "html.parser").select_one("path")["d"]
    drawn: set[tuple[int, int]] = set()
    x = y = 0
    for step, first, second in re.findall(r"([Mmh])(\d+)(?: ([\d.]+))?", path):
        if step == "M":
            x, y = int(first), int(float(second))
        elif step == "m":
            x += int(first)
        else:
            drawn |= {(at, y) for at in range(x, x + int(first))}
            x += int(first)
    matrix = segno.make(text, error="m", micro=False).matrix
    assert drawn == {(at, line) for line, row in enumerate(matrix) for at, dark in enumerate(row) if dark}
