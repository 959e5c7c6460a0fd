"""Public pages answer in both languages, say what the rows say and cost the same at any length."""

from __future__ import annotations

import re
from datetime import date

import lxml.html
import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import translation

from recognition.domain import queries
from recognition.enums import ConsentScope
from recognition.models import Honoree, MergeProposal
from tests import factories

pytestmark = pytest.mark.django_db


def addresses(published) -> dict[str, tuple[str, str]]:
    """Vietnamese and English addresses of everything about the first conferral."""
    row = published.rows[0]
    slug = row.honoree.slug
    return {
        "wall": ("/ton-vinh/", "/en/honorees/"),
        "honoree": (f"/ton-vinh/{slug}/", f"/en/honorees/{slug}/"),
        "decisions": ("/quyet-dinh/", "/en/decisions/"),
        "decision": ("/quyet-dinh/2025/57-qd-syt/", "/en/decisions/2025/57-qd-syt/"),
        "csv": ("/quyet-dinh/2025/57-qd-syt/danh-sach.csv", "/en/decisions/2025/57-qd-syt/list.csv"),
        "unit": (f"/don-vi/{published.hospital.slug}/", f"/en/units/{published.hospital.slug}/"),
        "award": (f"/danh-hieu/{published.award.code}/", f"/en/awards/{published.award.code}/"),
        "years": ("/theo-nam/", "/en/years/"),
        "year": ("/theo-nam/2025/", "/en/years/2025/"),
        "verify": (f"/xac-minh/{row.public_id}", f"/en/verify/{row.public_id}"),
        "feed": ("/ton-vinh/rss.xml", "/en/honorees/rss.xml"),
        "home": ("/", "/en/"),
        "api": ("/api/v1/honorees", "/api/v1/honorees?lang=en"),
        "api-one": (
            f"/api/v1/honorees/{row.honoree.public_id}",
            f"/api/v1/honorees/{row.honoree.public_id}?lang=en",
        ),
        "api-decision": (
            f"/api/v1/decisions/{published.decision.public_id}",
            f"/api/v1/decisions/{published.decision.public_id}?lang=en",
        ),
    }


PLAIN = (
    "/", "/ton-vinh/", "/guong-dien-hinh/", "/phong-trao/", "/quyet-dinh/", "/don-vi/", "/danh-hieu/", "/theo-nam/",
    "/xac-minh/", "/en/", "/en/honorees/", "/en/stories/", "/en/campaigns/", "/en/decisions/", "/en/units/",
    "/en/awards/", "/en/years/", "/en/verify/", "/sitemap.xml", "/sitemap-trang.xml", "/sitemap-ton-vinh.xml",
    "/sitemap-so.xml", "/robots.txt", "/api/v1/honorees", "/api/v1/decisions", "/api/v1/units", "/api/v1/awards",
    "/api/v1/campaigns", "/ton-vinh/rss.xml", "/guong-dien-hinh/rss.xml", "/phong-trao/rss.xml",
)  # fmt: skip


@pytest.mark.parametrize("address", PLAIN)
def test_every_page_of_an_empty_site_answers(client, address):
    assert client.get(address).status_code == 200


def test_everything_about_a_conferral_names_the_person_in_both_languages(client, published):
    published.add(1)
    for place, pair in addresses(published).items():
        for address in pair:
            response = client.get(address)
            assert response.status_code == 200, (place, address)
            assert "Nguyễn Thị Hoa" in response.content.decode() or place in {"home", "decisions"}, (
                place,
                address,
            )


def test_no_answer_carries_a_year_of_birth(client, published):
    published.add(3)
    for pair in addresses(published).values():
        for address in pair:
            assert b"1871" not in client.get(address).content, address


@pytest.mark.parametrize("year", ["²", "٢٠٢٥", "20255", "x"])
def test_a_year_that_is_none_is_no_address(client, published, year):
    published.add(1)
    assert client.get(f"/quyet-dinh/{year}/57-qd-syt/").status_code == 404
    at_its_id = client.get(f"/quyet-dinh/{year}/57-qd-syt-{published.decision.public_id}/")
    assert (at_its_id.status_code, at_its_id["Location"]) == (301, "/quyet-dinh/2025/57-qd-syt/")


LISTS = {
    "wall": 1,
    "decision": 4,
    "unit": 3,
    "award": 3,
    "year": 1,
    "feed": 3,
    "api": 4,
    "api-decision": 5,
    "home": 1,
    "honoree": 1,
    "csv": 4,
}


def test_every_list_costs_the_same_queries_with_one_three_ten_and_forty_items(client, published):
    for more in (1, 2, 7, 30):
        published.add(more)
        places = addresses(published)
        found = {}
        for place in LISTS:
            for _turn in range(2):  # what a process remembers is asked once
                client.get(places[place][0])
            with CaptureQueriesContext(connection) as seen:
                client.get(places[place][0])
            found[place] = len(seen)
        assert found == LISTS, len(published.rows)


def test_a_cancelled_conferral_leaves_every_list_and_stays_labelled_where_the_law_wants_it(client, published):
    published.add(2)
    cancelling = factories.decision(by=published.office, dated=date(2025, 6, 18), number_text="902/QĐ-SYT")
    places = addresses(published)
    factories.cancel(published.rows[0], by=cancelling)
    for place in ("wall", "unit", "award", "year", "years", "feed", "home", "api"):
        for address in places[place]:
            assert "Nguyễn Thị Hoa" not in client.get(address).content.decode(), (place, address)
    assert "Lê Hoàng An" in client.get("/ton-vinh/").content.decode()
    for place in ("honoree", "decision", "csv", "verify", "api-one", "api-decision"):
        response = client.get(places[place][0])
        assert response.status_code == 200, place
        text = response.content.decode()
        assert "Nguyễn Thị Hoa" in text, place
        assert "902/QĐ-SYT" in text or place == "csv", place
        assert "kê khai không đúng" not in text
    page = client.get(places["honoree"][0])
    assert "Quyết định khen thưởng đã bị hủy bỏ" in page.content.decode()
    assert '<meta name="robots" content="noindex">' in page.content.decode()
    assert page["X-Robots-Tag"] == "noindex"
    assert published.rows[0].honoree.public_id not in client.get("/sitemap-ton-vinh.xml").content.decode()
    assert client.get("/quyet-dinh/2025/902-qd-syt/").status_code == 200


def test_a_hidden_conferral_is_nowhere_and_its_address_says_gone_without_the_name(client, published):
    published.add(2)
    places = addresses(published)
    factories.hide(published.rows[0])
    for place, pair in places.items():
        if place in {"honoree", "verify", "api-one"}:
            continue
        for address in pair:
            assert "Nguyễn Thị Hoa" not in client.get(address).content.decode(), (place, address)
    for address in places["honoree"]:
        response = client.get(address)
        assert response.status_code == 410
        assert "Nguyễn Thị Hoa" not in response.content.decode()
    assert client.get(places["verify"][0]).status_code == 404
    assert client.get(places["api-one"][0]).status_code == 404
    assert published.rows[0].honoree.public_id not in client.get("/sitemap-ton-vinh.xml").content.decode()


def test_what_was_never_public_is_not_found(client, published):
    published.add(1)
    waiting = factories.decision(by=published.office, number_text="99/QĐ-SYT")
    row = factories.conferral(on=waiting, of=published.award, name="Bùi Thị Lành", at=published.hospital)
    for address in (
        f"/ton-vinh/{row.honoree.slug}/",
        f"/xac-minh/{row.public_id}",
        "/quyet-dinh/2025/99-qd-syt/",
        "/quyet-dinh/2025/99-qd-syt/danh-sach.xlsx",
        f"/api/v1/honorees/{row.honoree.public_id}",
        f"/api/v1/decisions/{waiting.public_id}",
        "/theo-nam/1999/",
        "/don-vi/khong-co/",
        "/danh-hieu/KHONG/",
        "/quyet-dinh/2025/57-qd-syt/danh-sach.pdf",
        "/ton-vinh/ai-do-bbbbbbbb/",
        "/guong-dien-hinh/khong-co/",
        "/phong-trao/khong-co/han-nop.ics",
    ):
        assert client.get(address).status_code == 404, address


def test_another_name_before_the_same_public_id_leads_to_the_address_that_holds(client, published):
    published.add(1)
    honoree = published.rows[0].honoree
    response = client.get(f"/ton-vinh/ten-cu-{honoree.public_id}/?a=1")
    assert (response.status_code, response["Location"]) == (301, f"/ton-vinh/{honoree.slug}/?a=1")
    english = client.get(f"/en/honorees/x-{honoree.public_id}/")
    assert (english.status_code, english["Location"]) == (301, f"/en/honorees/{honoree.slug}/")


def test_a_merged_entry_leads_to_the_one_that_was_kept(client, published):
    from recognition.domain import publication
    from recognition.enums import Role

    published.add(2)
    kept, gone = published.rows[0].honoree, published.rows[1].honoree
    proposal = MergeProposal.objects.create(honoree=gone, existing=kept, evidence={})
    publication.merge(proposal=proposal, actor=factories.person(Role.STANDING_BODY), reason="cùng một người")
    response = client.get(f"/ton-vinh/{gone.slug}/")
    assert (response.status_code, response["Location"]) == (301, f"/ton-vinh/{kept.slug}/")


def test_a_number_that_two_offices_share_gets_the_public_id_and_both_addresses_lead_there(client, published):
    published.add(1)
    other = factories.office("Chủ tịch UBND tỉnh", level="province")
    award = factories.award("Bằng khen của Chủ tịch UBND tỉnh", by=other, level="province")
    twin = factories.decision(by=other, number_text="57/QĐ-SYT")
    factories.public_conferral(on=twin, of=award, name="Bùi Thị Lành", at=published.hospital)
    assert client.get("/quyet-dinh/2025/57-qd-syt/").status_code == 404
    paths = queries.decision_paths([twin, published.decision])
    assert paths[twin.pk] == f"/quyet-dinh/2025/57-qd-syt-{twin.public_id}/"
    assert client.get(paths[twin.pk]).status_code == 200
    moved = client.get(f"/quyet-dinh/1999/sai-{twin.public_id}/")
    assert (moved.status_code, moved["Location"]) == (301, paths[twin.pk])


def test_an_archival_decision_says_what_it_lacks(client, published):
    bare = factories.decision(by=published.office, dated=None, number_text=" ")
    bare.number = ""
    bare.save()
    factories.public_conferral(on=bare, of=published.award, name="Bùi Thị Lành", at=published.hospital)
    response = client.get(f"/quyet-dinh/khong-ro-nam/{bare.public_id}/")
    assert response.status_code == 200
    assert "Quyết định chưa rõ số" in response.content.decode()


def test_prose_picture_and_words_are_shown_only_with_the_consent_that_covers_them(client, published):
    published.add(1)
    honoree = published.rows[0].honoree
    page = factories.page_of(honoree)
    page.lead = "Một đời ở trạm."
    page.body = [
        ("prose", "<p>Chị kể chuyện con nước.</p>"),
        ("quote", {"quote": "Tôi chỉ làm phần việc của mình."}),
    ]
    page.save_revision().publish()
    address = f"/ton-vinh/{honoree.slug}/"
    assert "con nước" not in client.get(address).content.decode()
    consent = factories.agree(honoree, ConsentScope.BIOGRAPHY)
    text = client.get(address).content.decode()
    assert "con nước" in text
    assert "Một đời ở trạm." in text
    assert "phần việc của mình" not in text
    factories.agree(honoree, ConsentScope.WORDS)
    assert "phần việc của mình" in client.get(address).content.decode()
    english = client.get(f"/en/honorees/{honoree.slug}/").content.decode()
    assert 'class="prose" lang="vi"' in english
    from recognition.domain.consent import withdraw_consent

    withdraw_consent(consent=consent, actor=None)
    assert "con nước" not in client.get(address).content.decode()


def test_the_wall_narrows_by_every_filter_and_each_count_is_what_a_click_gives(client, published):
    published.add(3)
    ward = factories.unit("Khoa Cấp cứu", kind="ward", parent=published.hospital, code="CC")
    station = factories.unit("Trạm Y tế xã Cư Lâm", kind="station", parent=published.department, code="TYT")
    title = factories.award("Chiến sĩ thi đua cơ sở", by=published.office, category="title", level="base")
    later = factories.decision(by=published.office, dated=date(2026, 1, 15), number_text="12/QĐ-SYT")
    factories.conferral(on=later, of=title, name="Cao Thị Quỳnh", at=ward, merit_from=2025, merit_until=2025)
    factories.conferral(
        on=later, of=published.award, name="Trạm Y tế xã Cư Lâm", kind="collective", at=station
    )
    factories.publish(later)

    def names(query: str) -> set[str]:
        with translation.override("vi"):
            from django.http import QueryDict

            from recognition.views.honorees import read_filter

            return {card.name for card in queries.wall(chosen=read_filter(QueryDict(query))).cards}

    first = {"Nguyễn Thị Hoa", "Lê Hoàng An", "Võ Minh Ấn"}
    assert names("nhom=collective") == {"Trạm Y tế xã Cư Lâm"}
    assert names("nam=2025") == first | {"Cao Thị Quỳnh"}
    assert names("nam-quyet-dinh=2026") == {"Cao Thị Quỳnh", "Trạm Y tế xã Cư Lâm"}
    assert names(f"danh-hieu={title.code}") == {"Cao Thị Quỳnh"}
    assert names("cap=base") == {"Cao Thị Quỳnh"}
    assert names(f"don-vi={published.hospital.slug}") == first | {"Cao Thị Quỳnh"}
    assert names(f"don-vi={ward.slug}&nam=2025") == {"Cao Thị Quỳnh"}
    assert names("chu=Â") == {"Võ Minh Ấn"}
    assert names("chu=A") == {"Lê Hoàng An"}
    assert names(f"danh-hieu={title.code}&nam-quyet-dinh=2025") == set()
    wall = queries.wall(chosen=queries.WallFilter())
    for facet in wall.facets:
        for option in facet.options:
            assert len(names(f"{facet.name}={option.value}")) == option.count, (facet.name, option)
    text = client.get(f"/ton-vinh/?danh-hieu={title.code}&nam-quyet-dinh=2025").content.decode()
    assert "Không có ai khớp với các điều kiện này" in text
    assert "Bỏ lọc:" in text


@pytest.mark.parametrize(
    "query",
    ["?trang=abc", "?trang=99999999999", "?trang=-1", "?nam=x&nam=9999999", "?don-vi=%00", "?chu=%3Cscript%3E",
     "?danh-hieu=%27%22", "?cap=x", "?nhom=x&nam-quyet-dinh=0"],
)  # fmt: skip
def test_hostile_filters_never_fail(client, published, query):
    published.add(1)
    for address in ("/ton-vinh/", "/quyet-dinh/", "/en/honorees/", "/guong-dien-hinh/", "/phong-trao/"):
        assert client.get(address + query).status_code == 200
    assert b"<script>" not in client.get("/ton-vinh/" + query).content


def test_a_name_that_looks_like_a_formula_is_text_in_the_csv(client, published):
    factories.conferral(
        on=published.decision, of=published.award, name='=HYPERLINK("http://x","y")', at=published.hospital
    )
    factories.publish(published.decision)
    content = client.get("/quyet-dinh/2025/57-qd-syt/danh-sach.csv").content
    assert content.startswith(b"\xef\xbb\xbf")
    assert b"'=HYPERLINK" in content
    assert b",=HYPERLINK" not in content
    assert b',"=HYPERLINK' not in content


def test_the_list_as_xlsx_holds_the_public_facts(client, published):
    import io

    from openpyxl import load_workbook

    published.add(2)
    response = client.get("/quyet-dinh/2025/57-qd-syt/danh-sach.xlsx")
    rows = list(load_workbook(io.BytesIO(response.content)).active.iter_rows(values_only=True))
    assert rows[0][1] == "Họ và tên, tên tập thể"
    assert [row[1] for row in rows[1:]] == ["Nguyễn Thị Hoa", "Lê Hoàng An"]


def test_a_public_copy_is_served_only_after_a_person_has_checked_it(client, published):
    from django.core.files.base import ContentFile

    published.add(1)
    published.decision.public_copy.save("ban-cong-bo.pdf", ContentFile(b"%PDF-1.4"), save=True)
    assert "Tải bản công bố" not in client.get("/quyet-dinh/2025/57-qd-syt/").content.decode()


def test_the_unit_is_named_as_it_was_then_with_its_heir_of_today(client, published):
    old = factories.unit("Trung tâm Y tế huyện Sông Đào", parent=published.department, code="CU")
    old.successor, old.ended_on = published.hospital, date(2025, 6, 30)
    old.save()
    row = factories.public_conferral(on=published.decision, of=published.award, name="Bùi Thị Lành", at=old)
    text = client.get(f"/ton-vinh/{row.honoree.slug}/").content.decode()
    assert "Trung tâm Y tế huyện Sông Đào" in text
    assert "nay là Bệnh viện Đa khoa tỉnh" in text
    assert "Bùi Thị Lành" in client.get(f"/don-vi/{published.hospital.slug}/").content.decode()
    assert "Bệnh viện Đa khoa tỉnh" in client.get(f"/don-vi/{old.slug}/").content.decode()


def test_on_an_english_page_the_reason_is_marked_as_vietnamese_and_nothing_english_is(client, published):
    published.add(1)
    row = published.rows[0]
    row.citation = "Đã giữ trạm suốt mùa nước."
    row.save()
    tree = lxml.html.fromstring(client.get(f"/en/honorees/{row.honoree.slug}/").content.decode())
    marked = [part.text_content() for part in tree.xpath('//main//*[@lang="vi"]')]
    assert marked.count("Đã giữ trạm suốt mùa nước.") == 1  # the quotation above
    assert marked.count("Đã giữ trạm suốt mùa nước") == 1  # the row of the table
    assert not [text for text in marked if "Quoted" in text or "under" in text]
    vietnamese = lxml.html.fromstring(client.get(f"/ton-vinh/{row.honoree.slug}/").content.decode())
    assert "Đã giữ trạm suốt mùa nước; khi đó" in vietnamese.xpath("string(//main//table)")
    assert not vietnamese.xpath('//main//table//*[@lang="vi"]')


def test_a_unit_leads_to_its_honorees_of_each_year(client, published):
    published.add(2)
    ward = factories.unit("Khoa Nội", parent=published.hospital)
    later = factories.decision(by=published.office, dated=date(2026, 3, 2), number_text="91/QĐ-SYT")
    for at in (published.hospital, ward):
        factories.public_conferral(on=later, of=published.award, name="Bùi Thị Lành", at=at)
    text = client.get(f"/don-vi/{published.hospital.slug}/").content.decode()
    ways = dict.fromkeys(
        re.findall(
            r'href="(/ton-vinh/\?don-vi=[^"]+nam-quyet-dinh=\d+)"[^>]*>[^<]+</a><small>(\d+)</small>', text
        )
    )
    assert [address[-4:] for address, _count in ways] == ["2026", "2025"]
    for address, count in ways:
        shown = client.get(address.replace("&amp;", "&")).context["wall"]
        assert shown.page.paginator.count == int(count), address
    assert "Theo năm</h2>" not in client.get(f"/don-vi/{factories.unit('Trạm mới').slug}/").content.decode()


def test_a_story_goes_when_its_person_leaves_the_public(client, published):
    published.add(1)
    story = factories.story(about=(published.rows[0].honoree,))
    other = factories.story("Đội xe 115 và tấm bản đồ vẽ tay", subject_line="Đội xe 115")
    page = client.get(f"/guong-dien-hinh/{story.slug}/")
    assert page.status_code == 200
    assert "Gắn với" in page.content.decode()
    assert "57/QĐ-SYT" in page.content.decode()
    assert "Chưa gắn quyết định khen thưởng" in client.get(f"/guong-dien-hinh/{other.slug}/").content.decode()
    assert client.get(f"/en/stories/{story.slug}/").status_code == 200
    factories.hide(published.rows[0])
    assert client.get(f"/guong-dien-hinh/{story.slug}/").status_code == 410
    assert client.get(f"/en/stories/{story.slug}/").status_code == 410
    assert story.title not in client.get("/guong-dien-hinh/").content.decode()
    assert story.title not in client.get("/").content.decode()
    assert story.title not in client.get("/guong-dien-hinh/rss.xml").content.decode()
    assert story.slug not in client.get("/sitemap-trang.xml").content.decode()
    assert other.title in client.get("/guong-dien-hinh/").content.decode()


@pytest.mark.parametrize("count", [1, 3])
def test_the_list_of_stories_costs_the_same_queries(client, published, django_assert_num_queries, count):
    published.add(3)
    for place in range(count):
        factories.story(f"Bài {place}", about=(published.rows[place].honoree,))
    for _turn in range(2):
        client.get("/guong-dien-hinh/")
    with django_assert_num_queries(4):
        client.get("/guong-dien-hinh/")


def test_a_code_is_read_with_and_without_its_signs(client, published):
    published.add(1)
    row = published.rows[0]
    shown = queries.shown_code(row.public_id)
    assert "còn hiệu lực" in client.get(f"/xac-minh/{shown}").content.decode()
    moved = client.get("/xac-minh/", {"ma": f" {shown.lower()} "})
    assert (moved.status_code, moved["Location"]) == (302, f"/xac-minh/{row.public_id}")
    assert client.get("/xac-minh/", {"ma": "\x00<b>"}).status_code == 404


def test_head_says_title_description_canonical_and_the_other_language(client, published):
    published.add(1)
    text = client.get("/quyet-dinh/2025/57-qd-syt/").content.decode()
    assert "<title>Quyết định số 57/QĐ-SYT – " in text
    assert '<link rel="canonical" href="http://testserver/quyet-dinh/2025/57-qd-syt/">' in text
    assert 'hreflang="en" href="http://testserver/en/decisions/2025/57-qd-syt/"' in text
    honoree = published.rows[0].honoree
    page = client.get(f"/ton-vinh/{honoree.slug}/").content.decode()
    assert f'hreflang="en" href="http://testserver/en/honorees/{honoree.slug}/"' in page


def test_a_demo_site_asks_not_to_be_listed(published, settings):
    published.add(1)
    assert "X-Robots-Tag" not in Client().get("/ton-vinh/").headers
    settings.DEMO = True
    for address in ("/ton-vinh/", "/api/v1/honorees", "/quyet-dinh/2025/57-qd-syt/danh-sach.csv"):
        assert Client().get(address)["X-Robots-Tag"] == "noindex"
    assert "Disallow: /\n" in Client().get("/robots.txt").content.decode()


def test_an_unverified_decision_has_no_page(client, published):
    assert client.get("/quyet-dinh/2025/57-qd-syt/").status_code == 404
    assert Honoree.objects.public().count() == 0
