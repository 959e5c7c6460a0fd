"""What machines read of a page, what others embed and subscribe to, and that it ends with the page."""

from __future__ import annotations

import re
from datetime import date, timedelta
from urllib.parse import parse_qs, urlsplit
from xml.etree import ElementTree as ET

import lxml.html
import pytest
from django.utils import timezone

from portal.core import outbox
from portal.core.models import SiteSettings
from portal.core.share_cards import keeping
from recognition.enums import ConsentScope, SubjectKind
from tests import factories, schema_org

pytestmark = pytest.mark.django_db


def tree_of(response) -> lxml.html.HtmlElement:
    return lxml.html.fromstring(response.content.decode())


def graph(response) -> list[dict]:
    return schema_org.graph(response.content.decode())


def faults(response) -> list[str]:
    return schema_org.faults(response.content.decode(), "http://testserver")


@pytest.fixture
def site(published):
    """One of everything that is shared."""
    owner = SiteSettings.load()
    owner.province_name, owner.address, owner.phone = (
        "Tỉnh Lam Giang",
        "Số 15 đường Nguyễn Hữu Thận",
        "0200 000 0000",
    )
    owner.save()
    published.add(2)
    factories.public_conferral(
        on=published.decision,
        of=published.award,
        name="Khoa Nhi",
        kind=SubjectKind.COLLECTIVE,
        at=published.hospital,
    )
    story = factories.story(about=(published.rows[0].honoree,), byline="Hoài Thương")
    campaign = factories.campaign(deadline=timezone.now() + timedelta(days=10), issuer="Sở Y tế")
    return {
        "honoree": f"/ton-vinh/{published.rows[0].honoree.slug}/",
        "decision": "/quyet-dinh/2025/57-qd-syt/",
        "story": f"/guong-dien-hinh/{story.slug}/",
        "campaign": f"/phong-trao/{campaign.slug}/",
        "home": "/",
        "verify": "/xac-minh/",
        "wall": "/ton-vinh/",
        "unit": f"/don-vi/{published.hospital.slug}/",
        "published": published,
        "the story": story,
        "the campaign": campaign,
    }


PAGES = ("honoree", "decision", "story", "campaign", "home", "verify", "wall", "unit")


@pytest.mark.parametrize("page", PAGES)
def test_what_a_page_says_to_machines_is_in_the_vocabulary(client, site, page):
    assert faults(client.get(site[page])) == []


def test_a_fault_is_found():
    page = '<script type="application/ld+json">{"@context":"https://schema.org","@graph":[%s]}</script>'
    node = '{"@type":"Person","name":"A","birthDate":"1990","color":"x","url":"https://evil.example/"},{"@type":"Hero"}'
    assert sorted(schema_org.faults(page % node, "http://testserver")) == [
        "Hero", "Person.color", "Person.url: https://evil.example/", "private: birthDate", "private: color",
    ]  # fmt: skip


def test_every_kind_of_thing_that_fits_is_said(client, site):
    kinds = {
        page: {node["@type"] for node in graph(client.get(site[page]))} - {"GovernmentOrganization"}
        for page in PAGES
    }
    assert kinds == {
        "honoree": {"ProfilePage", "BreadcrumbList"},
        "decision": {"DigitalDocument", "BreadcrumbList"},
        "story": {"Article", "BreadcrumbList"},
        "campaign": {"Event", "BreadcrumbList"},
        "home": {"WebSite"},
        "verify": {"GovernmentService", "BreadcrumbList"},
        "wall": {"BreadcrumbList"},
        "unit": {"BreadcrumbList"},
    }


def test_a_person_is_said_with_public_facts_only(client, site):
    honoree = site["published"].rows[0].honoree
    page = next(node for node in graph(client.get(site["honoree"])) if node["@type"] == "ProfilePage")
    assert page["mainEntity"] == {
        "@type": "Person",
        "@id": f"http://testserver/ton-vinh/{honoree.slug}/#nguoi",
        "name": "Nguyễn Thị Hoa",
        "url": f"http://testserver/ton-vinh/{honoree.slug}/",
        "award": ["Giấy khen của Giám đốc Sở Y tế, 2025"],
        "jobTitle": "Điều dưỡng 0",
        "worksFor": {"@type": "Organization", "name": "Bệnh viện Đa khoa tỉnh"},
    }
    assert b"1871" not in client.get(site["honoree"]).content


def test_the_way_to_a_page_ends_with_the_page(client, site):
    trail = next(node for node in graph(client.get(site["honoree"])) if node["@type"] == "BreadcrumbList")
    assert [(item["position"], item["name"]) for item in trail["itemListElement"]] == [
        (1, "Trang chủ"),
        (2, "Người được tôn vinh"),
        (3, "Nguyễn Thị Hoa"),
    ]


def test_a_name_that_would_close_the_block_stays_data(client, published):
    row = factories.public_conferral(
        on=published.decision,
        of=published.award,
        name="</script><script>alert(1)</script>",
        at=published.hospital,
    )
    response = client.get(f"/ton-vinh/{row.honoree.slug}/")
    assert b"<script>alert" not in response.content
    page = next(node for node in graph(response) if node["@type"] == "ProfilePage")
    assert "alert(1)" in page["mainEntity"]["name"]


def test_a_page_nobody_should_find_says_nothing_to_machines(client, published):
    published.add(1)
    cancelling = factories.decision(by=published.office, dated=date(2025, 6, 18), number_text="902/QĐ-SYT")
    factories.cancel(published.rows[0], by=cancelling)
    tree = tree_of(client.get(f"/ton-vinh/{published.rows[0].honoree.slug}/"))
    assert tree.xpath('//script[@type="application/ld+json"]') == []
    assert tree.xpath('//*[@class="share no-print"]') == []
    assert tree.xpath('//link[@type="application/json+oembed"]') == []


# Open Graph ----------------------------------------------------------------------------------------------------------


def metas(response) -> dict[str, str]:
    tree = tree_of(response)
    return {
        (meta.get("property") or meta.get("name")): meta.get("content")
        for meta in tree.xpath("//meta[@property or starts-with(@name, 'twitter')]")
    }


@pytest.mark.parametrize("page", PAGES)
@pytest.mark.parametrize("language", ["vi", "en"])
def test_every_page_names_an_image_with_size_and_words(client, site, page, language):
    address = site[page]
    if language == "en":
        address = (
            tree_of(client.get(address))
            .xpath('//link[@hreflang="en"]/@href')[0]
            .removeprefix("http://testserver")
        )
    found = metas(client.get(address))
    assert found["og:url"] == f"http://testserver{address}"
    assert found["og:image"] == f"http://testserver/static/portal/img/share-{language}.png"
    assert (found["og:image:width"], found["og:image:height"], found["og:image:type"]) == (
        "1200",
        "630",
        "image/png",
    )
    assert found["og:image:alt"] == found["twitter:image:alt"] != ""
    assert (found["twitter:card"], found["twitter:image"]) == ("summary_large_image", found["og:image"])
    assert found["og:locale"] == {"vi": "vi_VN", "en": "en_GB"}[language]
    assert found["og:title"]


def test_a_page_names_its_own_card_as_soon_as_it_is_drawn(client, site, settings, media_root):
    settings.SHARE_CARDS = True
    outbox.deliver(keeping.CONSUMER)
    for page, place in (
        ("honoree", "ton-vinh"),
        ("decision", "quyet-dinh"),
        ("story", "guong-dien-hinh"),
        ("campaign", "phong-trao"),
    ):
        found = metas(client.get(site[page]))
        assert found["og:image"].startswith(f"http://testserver/media/cards/{place}/"), page
        answer = client.get(urlsplit(found["og:image"]).path)
        assert (answer.status_code, answer["Content-Type"], answer["Cross-Origin-Resource-Policy"]) == (
            200,
            "image/png",
            "cross-origin",
        )
        for close in answer._resource_closers:  # not answer.close(): it would end the test's connection too
            close()
    assert metas(client.get(site["honoree"]))["og:image:alt"].startswith("Nguyễn Thị Hoa: Giấy khen")


@pytest.mark.parametrize("page", PAGES)
def test_both_languages_point_at_each_other_and_at_themselves(client, site, page):
    def links(address: str) -> dict[str, str]:
        tree = tree_of(client.get(address))
        found = {
            link.get("hreflang"): link.get("href")
            for link in tree.xpath('//link[@rel="alternate"][@hreflang]')
        }
        (found["canonical"],) = tree.xpath('//link[@rel="canonical"]/@href')
        return found

    vietnamese = links(site[page])
    english = links(vietnamese["en"].removeprefix("http://testserver"))
    assert (
        vietnamese["canonical"]
        == vietnamese["vi"]
        == vietnamese["x-default"]
        == f"http://testserver{site[page]}"
    )
    assert english["canonical"] == english["en"] == vietnamese["en"]
    assert (english["vi"], english["x-default"]) == (vietnamese["vi"], vietnamese["vi"])


# Links ---------------------------------------------------------------------------------------------------------------


def test_sharing_is_plain_links_an_address_to_copy_and_cards_without_a_script(client, site):
    tree = tree_of(client.get(site["honoree"]))
    (part,) = tree.xpath('//section[contains(@class, "share")]')
    address = f"http://testserver{site['honoree']}"
    ways = {link.text: link.get("href") for link in part.xpath(".//a")}
    assert parse_qs(urlsplit(ways["Facebook"]).query) == {"u": [address]}
    assert parse_qs(urlsplit(ways["Zalo"]).query) == {"url": [address]}
    assert ways["Thư điện tử"].startswith("mailto:?subject=Nguy%E1%BB%85n")
    assert part.xpath(".//input[@readonly]/@value") == [address]
    public_id = site["published"].rows[0].honoree.public_id
    assert ways["Thẻ dọc 1080 × 1350"] == f"/the-chia-se/ton-vinh/{public_id}/1080x1350/"
    assert not [link for link in tree.xpath("//@src") if "://" in link and "testserver" not in link]
    assert part.xpath(".//script") == []


def test_a_download_waits_for_the_worker_and_leads_to_the_file(client, site, settings, media_root):
    settings.SHARE_CARDS = True
    public_id = site["published"].rows[0].honoree.public_id
    address = f"/the-chia-se/ton-vinh/{public_id}/1080x1350/"
    assert client.get(address)["Location"].startswith(
        f"/media/cards/ton-vinh/{public_id[:2]}/{public_id}/vi-1080x1350-"
    )
    settings.TASKS = {"default": {"BACKEND": "django_tasks.backends.dummy.DummyBackend"}}
    later = client.get(f"/the-chia-se/ton-vinh/{public_id}/1080x1920/")
    assert (later.status_code, later["Retry-After"]) == (202, "3")
    assert "no-store" in later["Cache-Control"]


@pytest.mark.parametrize(
    "address", ["ton-vinh/zzzzzzzz/1080x1350", "khong-co/zzzzzzzz/1080x1350", "ton-vinh/zzzzzzzz/1x1"]
)
def test_a_download_of_nothing_is_not_found(client, site, address):
    assert client.get(f"/the-chia-se/{address}/").status_code == 404


def test_a_download_of_who_was_withdrawn_is_gone(client, site):
    row = site["published"].rows[0]
    factories.hide(row)
    answer = client.get(f"/the-chia-se/ton-vinh/{row.honoree.public_id}/1080x1350/")
    assert answer.status_code == 410
    assert "Nguyễn Thị Hoa" not in answer.content.decode()


# Embedding -----------------------------------------------------------------------------------------------------------


def embeds(site) -> dict[str, str]:
    return {
        "honoree": f"/ma-nhung/ton-vinh/{site['published'].rows[0].honoree.public_id}/",
        "story": f"/ma-nhung/guong-dien-hinh/{site['the story'].translation_key.hex}/",
        "campaign": f"/ma-nhung/phong-trao/{site['the campaign'].public_id}/",
    }


@pytest.mark.parametrize("kind", ["honoree", "story", "campaign"])
def test_an_embed_card_may_stand_in_any_frame_and_runs_nothing(client, site, kind):
    response = client.get(embeds(site)[kind])
    assert response.status_code == 200
    policy = dict(part.strip().split(" ", 1) for part in response["Content-Security-Policy"].split(";"))
    assert policy["frame-ancestors"] == "*"
    assert {policy[name] for name in ("default-src", "script-src", "form-action", "connect-src")} == {
        "'none'"
    }
    assert "X-Frame-Options" not in response
    assert response["Cross-Origin-Resource-Policy"] == "cross-origin"
    tree = tree_of(response)
    assert tree.xpath("//script | //form | //iframe") == []
    assert {link.get("target") for link in tree.xpath("//a")} == {"_blank"}
    assert tree.xpath('//link[@rel="canonical"]/@href') == [f"http://testserver{site[kind]}"]


def test_other_pages_keep_their_frame_policy(client, site):
    response = client.get(site["honoree"])
    assert "frame-ancestors 'none'" in response["Content-Security-Policy"]
    assert response["X-Frame-Options"] == "DENY"


def test_the_embed_card_speaks_the_language_of_its_address(client, site):
    folder = site["published"].rows[0].honoree.public_id
    tree = tree_of(client.get(f"/en/embed/ton-vinh/{folder}/"))
    assert tree.get("lang") == "en"
    assert "Nguyễn Thị Hoa" in tree.text_content()


@pytest.mark.parametrize("kind", ["honoree", "story", "campaign"])
@pytest.mark.parametrize("form", ["json", "xml"])
def test_oembed_is_discovered_and_gives_the_frame(client, site, kind, form):
    tree = tree_of(client.get(site[kind]))
    (found,) = tree.xpath(
        f'//link[@type="{"application/json" if form == "json" else "text/xml"}+oembed"]/@href'
    )
    response = client.get(found.removeprefix("http://testserver"))
    answer = (
        response.json()
        if form == "json"
        else {part.tag: part.text for part in ET.fromstring(response.content)}
    )
    assert (answer["version"], answer["type"], str(answer["width"]), str(answer["height"])) == (
        "1.0",
        "rich",
        "560",
        "320",
    )
    frame = lxml.html.fromstring(answer["html"])
    assert frame.get("src") == f"http://testserver{embeds(site)[kind]}"
    assert "allow-scripts" not in frame.get("sandbox")
    assert answer["thumbnail_url"] == "http://testserver/static/portal/img/share-vi.png"
    assert (str(answer["thumbnail_width"]), str(answer["thumbnail_height"])) == ("1200", "630")
    assert response["Access-Control-Allow-Origin"] == "*"


def test_oembed_keeps_to_the_size_that_is_allowed_and_to_what_the_card_bears(client, site):
    address = f"http://testserver{site['honoree']}"

    def size(**given):
        answer = client.get("/oembed", {"url": address, **given}).json()
        return answer["width"], answer["height"]

    assert size(maxwidth="400", maxheight="250") == (400, 250)
    assert size(maxwidth="1", maxheight="1") == (280, 200)
    assert size(maxwidth="99999999", maxheight="-3") == (560, 320)
    assert size(maxwidth="٣٠٠") == (560, 320)


@pytest.mark.parametrize(
    "address",
    [
        "", "x", "http://", "http://[", "http://evil.example/ton-vinh/", "ftp://testserver/ton-vinh/a-bcdfghjk/",
        "http://testserver/", "http://testserver/quan-tri/", "http://testserver/ton-vinh/", "http://testserver:99999/",
        "http://testserver/ton-vinh/khong-co-zzzzzzzz/", "http://testserver/ton-vinh/%00/", "http://testserver/" + "a" * 5000,
        "http://testserver@evil.example/ton-vinh/a-bcdfghjk/", "http://testserver/en/honorees/../../etc/",
    ],
)  # fmt: skip
def test_oembed_answers_nothing_for_what_is_not_ours(client, site, address):
    assert client.get("/oembed", {"url": address}).status_code == 404


def test_oembed_knows_two_formats(client, site):
    assert (
        client.get("/oembed", {"url": f"http://testserver{site['honoree']}", "format": "yaml"}).status_code
        == 501
    )


@pytest.mark.parametrize("language", ["vi", "en"])
def test_who_was_withdrawn_is_gone_from_frames_oembed_and_feeds(client, site, language):
    row = site["published"].rows[0]
    own = {
        "vi": f"/ma-nhung/ton-vinh/{row.honoree.public_id}/",
        "en": f"/en/embed/ton-vinh/{row.honoree.public_id}/",
    }[language]
    story = embeds(site)["story"]
    assert client.get(own).status_code == client.get(story).status_code == 200
    factories.hide(row)
    for address in (own, story):
        answer = client.get(address)
        assert answer.status_code == 410, address
        assert "Nguyễn Thị Hoa" not in answer.content.decode()
        assert "frame-ancestors *" in answer["Content-Security-Policy"]
    assert client.get("/oembed", {"url": f"http://testserver{site['honoree']}"}).status_code == 404
    for address in feeds(site):
        assert "Nguyễn Thị Hoa" not in client.get(address).content.decode(), address


def test_a_portrait_stands_in_the_frame_only_with_consent(client, site):
    from tests.recognition.test_cards import picture

    honoree = site["published"].rows[0].honoree
    page = factories.page_of(honoree)
    page.portrait = picture()
    page.save()
    outbox.deliver("pictures")
    address = embeds(site)["honoree"]
    assert tree_of(client.get(address)).xpath("//img") == []
    factories.agree(honoree, ConsentScope.PHOTO)
    assert len(tree_of(client.get(address)).xpath("//img")) == 1


# Feeds ---------------------------------------------------------------------------------------------------------------


def feeds(site) -> list[str]:
    published = site["published"]
    lists = (
        "/ton-vinh/", "/en/honorees/", "/guong-dien-hinh/", "/en/stories/", "/phong-trao/", "/en/campaigns/",
        "/quyet-dinh/", "/en/decisions/", f"/don-vi/{published.hospital.slug}/", f"/danh-hieu/{published.award.code}/",
        "/theo-nam/2025/", "/en/years/2025/", "/don-vi/", "/en/units/", "/danh-hieu/", "/en/awards/", "/theo-nam/",
        "/en/years/",
    )  # fmt: skip
    return [place + form for place in lists for form in ("rss.xml", "feed.json")]


def test_every_list_has_a_feed_in_two_forms_and_its_page_names_both(client, site):
    for address in feeds(site):
        response = client.get(address)
        assert response.status_code == 200, address
        place = re.sub(r"(rss\.xml|feed\.json)$", "", address)
        assert address in tree_of(client.get(place)).xpath('//link[@rel="alternate"]/@href'), address
        if address.endswith("json"):
            feed = response.json()
            assert feed["version"] == "https://jsonfeed.org/version/1.1"
            assert feed["feed_url"] == f"http://testserver{address}"
            assert feed["language"] == ("en" if address.startswith("/en/") else "vi")
            assert feed["items"], address
            assert all(item["url"].startswith("http://testserver/") and item["id"] for item in feed["items"])
        else:
            assert len(ET.fromstring(response.content).findall("channel/item")) > 0


@pytest.mark.parametrize(
    ("place", "wanted"),
    [
        ("ton-vinh", 3),
        ("quyet-dinh", 4),
        ("don-vi/{unit}", 3),
        ("danh-hieu/{award}", 3),
        ("theo-nam/2025", 3),
        ("don-vi", 1),
        ("danh-hieu", 1),
        ("theo-nam", 1),
    ],
)
def test_a_feed_costs_the_same_queries_with_one_and_with_thirty_items(
    client, published, django_assert_num_queries, place, wanted
):
    for more in (1, 29):
        published.add(more)
        address = "/" + place.format(unit=published.hospital.slug, award=published.award.code) + "/feed.json"
        for _turn in range(2):  # what a process remembers is asked once
            client.get(address)
        with django_assert_num_queries(wanted):
            client.get(address)


@pytest.mark.parametrize("place", ["don-vi", "danh-hieu", "theo-nam"])
def test_the_feed_of_a_list_has_a_new_item_when_somebody_was_honored_and_is_asked_again_by_etag(
    client, published, place
):
    published.add(1)
    first = client.get(f"/{place}/feed.json")
    (before, *_others) = first.json()["items"]
    assert "1 lượt khen thưởng; quyết định gần nhất ngày" in before["content_text"]
    assert client.get(f"/{place}/feed.json", headers={"if-none-match": first["ETag"]}).status_code == 304
    later = factories.decision(
        by=published.office, dated=published.decision.dated + timedelta(days=1), number_text="999/QĐ-SYT"
    )
    factories.public_conferral(on=later, of=published.award, at=published.hospital, name="Lê Văn Sau")
    again = client.get(f"/{place}/feed.json", headers={"if-none-match": first["ETag"]})
    assert again.status_code == 200
    (after, *_others) = again.json()["items"]
    assert (after["url"], after["title"]) == (before["url"], before["title"])
    assert after["id"] != before["id"]
    assert after["date_published"] > before["date_published"]
    assert "2 lượt khen thưởng" in after["content_text"]


@pytest.mark.parametrize("place", ["don-vi", "danh-hieu", "theo-nam", "en/units", "en/awards", "en/years"])
def test_the_feed_of_a_list_of_an_empty_site_is_empty(client, db, place):
    assert client.get(f"/{place}/feed.json").json()["items"] == []
    assert client.get(f"/{place}/rss.xml").status_code == 200


def test_a_feed_is_asked_again_by_etag_and_never_answered_by_the_day_of_its_newest_item(client, published):
    published.add(2)
    for form in ("rss.xml", "feed.json"):
        first = client.get(f"/ton-vinh/{form}")
        assert "Last-Modified" not in first
        assert first["Cache-Control"] == "max-age=0, must-revalidate"
        asked = {"if-none-match": first["ETag"], "if-modified-since": "Fri, 01 Jan 2100 00:00:00 GMT"}
        same = client.get(f"/ton-vinh/{form}", headers=asked)
        assert (same.status_code, same.content, same["ETag"]) == (304, b"", first["ETag"])
        factories.hide(published.rows.pop())
        again = client.get(f"/ton-vinh/{form}", headers=asked)
        assert again.status_code == 200
        assert again["ETag"] != first["ETag"]


@pytest.mark.parametrize("place", ["don-vi/khong-co", "danh-hieu/khong-co", "theo-nam/1800"])
def test_a_feed_of_nothing_is_not_found(client, site, place):
    assert client.get(f"/{place}/rss.xml").status_code == 404


def test_all_deadlines_are_one_calendar(client, site):
    factories.campaign("Đã qua", deadline=timezone.now() - timedelta(days=1))
    factories.campaign("Sau nữa", deadline=timezone.now() + timedelta(days=20))
    text = client.get("/phong-trao/han-nop.ics").content.decode()
    assert text.count("BEGIN:VEVENT") == 2
    unfolded = text.replace("\r\n ", "")
    assert "Đã qua" not in unfolded
    assert unfolded.index("Cải cách thủ tục") < unfolded.index("Sau nữa")
    assert all(len(line.encode()) <= 75 for line in text.split("\r\n"))
    assert client.get("/en/campaigns/deadlines.ics").status_code == 200


def test_a_site_without_campaigns_has_an_empty_calendar(client, db):
    text = client.get("/phong-trao/han-nop.ics").content.decode()
    assert (text.count("BEGIN:VCALENDAR"), text.count("BEGIN:VEVENT")) == (1, 0)
