"""Collections that editors compose, and the map of the site."""

from __future__ import annotations

import pytest
from bs4 import BeautifulSoup
from django.db import connection
from django.test.utils import CaptureQueriesContext

from portal.core.aliases import ensure_aliases
from portal.home.models import CollectionIndexPage, CollectionPage, HomePage
from tests import factories

pytestmark = pytest.mark.django_db
QUERIES = 2  # of a page of a collection: the marks, the list above it


def honored(*names: str):
    office = factories.office()
    decided = factories.decision(by=office, number_text="1187/QĐ-SYT")
    award = factories.award(by=office)
    unit = factories.unit()
    return [factories.public_conferral(on=decided, of=award, name=name, at=unit) for name in names]


def collection(body, **fields) -> CollectionPage:
    home = HomePage.objects.get(locale__language_code="vi")
    index = home.add_child(instance=CollectionIndexPage(title="Chuyên trang", slug="chuyen-trang"))
    page = CollectionPage(
        title="Giữ trạm giữa mùa nước", slug="giu-tram", lead="Những người ở lại.", **fields
    )
    page.body = page.body.stream_block.to_python(body)
    index.add_child(instance=page)
    page.save_revision().publish()
    ensure_aliases(index)
    ensure_aliases(page)
    return page


def shown(client, address: str) -> BeautifulSoup:
    response = client.get(address)
    assert response.status_code == 200, address
    return BeautifulSoup(response.content, "html.parser")


def names(page: BeautifulSoup) -> list[str]:
    return [link.get_text(" ", strip=True) for link in page.select("main .card h3 a")]


def chosen(kind: str, pages, title: str = "Phần"):
    items = [{"type": "item", "value": page.pk, "id": str(page.pk)} for page in pages]
    return {"type": kind, "value": {"title": title, "pages": items}, "id": "1"}


def test_chosen_people_stand_in_the_order_of_the_editor(client):
    rows = honored("Trần Thị Bích Thủy", "Lê Hoàng An", "Đỗ Đức Đạt")
    pages = [factories.page_of(row.honoree) for row in reversed(rows)]
    collection([chosen("people", pages)])
    for address in ("/chuyen-trang/giu-tram/", "/en/chuyen-trang/giu-tram/"):
        found = names(shown(client, address))
        assert [name.split(" ", 1)[-1][-3:] for name in found] == ["Đạt", " An", "hủy"], address


def test_whoever_leaves_the_public_leaves_the_collection(client):
    rows = honored("Trần Thị Bích Thủy", "Lê Hoàng An")
    collection([chosen("people", [factories.page_of(row.honoree) for row in rows])])
    factories.hide(rows[0])
    text = client.get("/chuyen-trang/giu-tram/").content.decode()
    assert "Thủy" not in text
    assert "Lê Hoàng An" in text


def test_a_rule_finds_people_by_itself_and_leads_to_all_of_them(client):
    rows = honored("Trần Thị Bích Thủy")
    rule = {"title": "Được tặng", "award": rows[0].award.code, "year": None, "kind": "individual", "limit": 6}
    collection([{"type": "found_people", "value": rule, "id": "1"}])
    page = shown(client, "/chuyen-trang/giu-tram/")
    assert len(names(page)) == 1
    link = page.select_one("main .section-head a")
    assert link["href"] == f"/ton-vinh/?nhom=individual&danh-hieu={rows[0].award.code}"
    assert "Trần Thị Bích Thủy" in client.get(link["href"]).content.decode()
    factories.hide(rows[0])
    assert names(shown(client, "/chuyen-trang/giu-tram/")) == []


def test_stories_and_campaigns_lead_to_their_pages_in_the_language_of_the_reader(client):
    story = factories.story()
    made = factories.campaign()
    campaign_page = made.pages.get(locale__language_code="vi")
    collection(
        [chosen("stories", [story], "Đọc"), {**chosen("campaigns", [campaign_page], "Theo"), "id": "2"}]
    )
    page = shown(client, "/chuyen-trang/giu-tram/")
    assert page.select_one(f'main a[href="/guong-dien-hinh/{story.slug}/"]')
    assert made.title in page.select_one("main").get_text()
    english = shown(client, "/en/chuyen-trang/giu-tram/")
    assert english.select_one(f'main a[href="/en/stories/{story.slug}/"]')


@pytest.mark.parametrize("count", [1, 3])
def test_a_card_more_costs_no_query_more(client, count):
    rows = honored(*[f"Nguyễn Văn {name}" for name in ("An", "Bình", "Cường")][:count])
    collection([chosen("people", [factories.page_of(row.honoree) for row in rows])])
    for _turn in range(2):
        client.get("/chuyen-trang/giu-tram/")
    with CaptureQueriesContext(connection) as queries:
        client.get("/chuyen-trang/giu-tram/")
    assert len(queries) == QUERIES


def test_the_list_shows_what_is_live_and_says_when_there_is_nothing(client):
    page = collection([])
    assert names(shown(client, "/chuyen-trang/")) == ["Giữ trạm giữa mùa nước"]
    page.unpublish()
    assert "Chưa có chuyên trang" in client.get("/chuyen-trang/").content.decode()
    assert client.get("/chuyen-trang/giu-tram/").status_code in {404, 410}


def test_the_map_of_the_site_leads_to_every_list_and_every_address_on_it_answers(client):
    row = honored("Trần Thị Bích Thủy")[0]
    collection([chosen("people", [factories.page_of(row.honoree)])])
    for address in ("/so-do-trang/", "/en/site-map/"):
        page = shown(client, address)
        links = {link["href"] for link in page.select("main a")}
        assert any("giu-tram" in link for link in links)
        for link in sorted(links):
            assert client.get(link, follow=True).status_code == 200, link


def test_a_collection_is_found_by_its_words_and_not_by_whom_it_shows(client):
    from portal.home.search_sources import CollectionSource

    row = honored("Trần Thị Bích Thủy")[0]
    words = {"type": "prose", "value": "<p>Xã đảo và ấp bãi.</p>", "id": "2"}
    page = collection([words, chosen("people", [factories.page_of(row.honoree)])])
    source = CollectionSource()
    found = {document.language: document for document in source.documents(list(source.refs()))}
    assert {language: document.url for language, document in found.items()} == {
        "vi": "/chuyen-trang/giu-tram/",
        "en": "/en/chuyen-trang/giu-tram/",
    }
    assert found["vi"].title == "Giữ trạm giữa mùa nước"
    assert "Xã đảo" in found["vi"].body
    assert "Thủy" not in found["vi"].body
    assert all(client.get(document.url).status_code == 200 for document in found.values())
    page.unpublish()
    assert [document.language for document in source.documents(list(source.refs()))] == []


def test_a_collection_with_a_restriction_is_not_found(client):
    from wagtail.models import PageViewRestriction

    from portal.home.search_sources import CollectionSource

    page = collection([])
    PageViewRestriction.objects.create(page=page, restriction_type="login")
    source = CollectionSource()
    assert [document.language for document in source.documents(list(source.refs()))] == []


def test_the_results_of_search_show_the_collection(client):
    from portal.home.search_sources import CollectionSource
    from search import service

    collection([])
    service.refresh(list(CollectionSource().refs()))
    for address, word in (("/tim-kiem/", "giu tram"), ("/en/search/", "giữ trạm")):
        results = shown(client, f"{address}?q={word}")
        assert any("giu-tram" in link["href"] for link in results.select("main a")), address


def test_the_list_of_collections_has_a_feed_in_two_forms_and_both_languages(client):
    page = collection([])
    hidden = CollectionPage(title="Chưa công bố", slug="chua-cong-bo")
    page.get_parent().add_child(instance=hidden)
    hidden.unpublish()
    for index, feeds in (("/chuyen-trang/", "/chuyen-trang/"), ("/en/chuyen-trang/", "/en/collections/")):
        named = [link["href"] for link in shown(client, index).select('link[rel="alternate"][type*="+"]')]
        assert {f"{feeds}rss.xml", f"{feeds}feed.json"} <= set(named)
        feed = client.get(f"{feeds}feed.json").json()
        assert feed["home_page_url"] == f"http://testserver{index}"
        (item,) = feed["items"]
        assert (item["title"], item["content_text"]) == (page.title, page.lead)
        assert client.get(item["url"].removeprefix("http://testserver")).status_code == 200
        assert client.get(f"{feeds}rss.xml").content.decode().count("<item>") == 1


def test_a_feed_of_no_collections_is_empty(client):
    assert client.get("/chuyen-trang/feed.json").json()["items"] == []
