"""What machines are told of addresses: one for each thing and language, its pair, its last change, its old ones."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from urllib.parse import urlsplit
from xml.etree import ElementTree as ET

import lxml.html
import pytest
import time_machine
from django.utils import timezone
from wagtail.models import PageViewRestriction

from portal.core.aliases import ensure_aliases
from portal.home.models import CollectionIndexPage, CollectionPage, HomePage, ProsePage
from recognition.domain import publication
from recognition.enums import Role, SubjectKind
from recognition.models import Award, HonoreePage, MergeProposal, StoryPage, Unit
from tests import factories, schema_org
from tests.recognition.views.conftest import published

__all__ = ["published"]

pytestmark = pytest.mark.django_db

SITEMAP = "{http://www.sitemaps.org/schemas/sitemap/0.9}"
XHTML = "{http://www.w3.org/1999/xhtml}"
BASE = "http://testserver"
KINDS = {
    "home": "/", "wall": "/ton-vinh/", "person": "/ton-vinh/nguyen-thi-hoa-", "collective": "/ton-vinh/khoa-nhi-",
    "stories": "/guong-dien-hinh/", "story": "/guong-dien-hinh/bai-", "campaigns": "/phong-trao/",
    "campaign": "/phong-trao/cai-cach-", "prose": "/lien-he/", "collections": "/chuyen-trang/",
    "collection": "/chuyen-trang/nguoi-giu-tram/", "decisions": "/quyet-dinh/", "decision": "/quyet-dinh/2025/57-qd-syt/",
    "units": "/don-vi/", "unit": "/don-vi/benh-vien-da-khoa-tinh/", "awards": "/danh-hieu/", "award": "/danh-hieu/DH",
    "years": "/theo-nam/", "year": "/theo-nam/2025/", "verification": "/xac-minh/", "request": "/gui-yeu-cau/",
    "map": "/so-do-trang/",
}  # fmt: skip
"""The start of the Vietnamese address of every kind of page that machines may list."""


@pytest.fixture
def site(published):
    published.add(2)
    factories.public_conferral(
        on=published.decision,
        of=published.award,
        name="Khoa Nhi",
        kind=SubjectKind.COLLECTIVE,
        at=published.hospital,
    )
    factories.story(about=(published.rows[0].honoree,))
    factories.campaign(deadline=timezone.now() + timedelta(days=10))
    home = HomePage.objects.get(locale__language_code="vi")
    prose = place_prose(home)
    index = home.add_child(instance=CollectionIndexPage(title="Chuyên trang", slug="chuyen-trang"))
    made = CollectionPage(title="Người giữ trạm", slug="nguoi-giu-tram", locale=home.locale)
    index.add_child(instance=made)
    made.save_revision().publish()
    for page in (prose, index, made):
        ensure_aliases(page)
    return published


def place_prose(home: HomePage) -> ProsePage:
    made = ProsePage.objects.filter(slug="lien-he", locale=home.locale).first()
    if made is None:
        made = ProsePage(title="Liên hệ", slug="lien-he", locale=home.locale)
        home.add_child(instance=made)
    made.save_revision().publish()
    return made


def path_of(address: str) -> str:
    assert address.startswith(f"{BASE}/"), address
    parts = urlsplit(address)
    return parts.path + (f"?{parts.query}" if parts.query else "")


def parts(client) -> list[tuple[str, str]]:
    """The files of the sitemap with their last changes."""
    tree = ET.fromstring(client.get("/sitemap.xml").content)
    return [
        (path_of(one.findtext(f"{SITEMAP}loc")), one.findtext(f"{SITEMAP}lastmod") or "")
        for one in tree.findall(f"{SITEMAP}sitemap")
    ]


def listed(client) -> dict[str, tuple[dict[str, str], str]]:
    """Path → paths by language and last change, of everything the sitemap lists."""
    found = {}
    for file, _changed in parts(client):
        for url in ET.fromstring(client.get(file).content).findall(f"{SITEMAP}url"):
            pairs = {link.get("hreflang"): path_of(link.get("href")) for link in url.findall(f"{XHTML}link")}
            found[path_of(url.findtext(f"{SITEMAP}loc"))] = pairs, url.findtext(f"{SITEMAP}lastmod") or ""
    return found


def told(client, path: str) -> tuple[str, dict[str, str]]:
    """The canonical path and the paths by language that a page names."""
    response = client.get(path)
    assert response.status_code == 200, path
    html = response.content.decode()
    assert schema_org.faults(html, BASE) == [], path
    tree = lxml.html.fromstring(html)
    assert "noindex" not in "".join(tree.xpath('//meta[@name="robots"]/@content')), path
    (canonical,) = tree.xpath('//link[@rel="canonical"]/@href')
    pairs = {link.get("hreflang"): path_of(link.get("href")) for link in tree.xpath("//link[@hreflang]")}
    return path_of(canonical), pairs


def test_every_page_of_every_kind_names_itself_and_its_pair_as_the_sitemap_does(client, site):
    everything = listed(client)
    missing = [
        kind for kind, start in KINDS.items() if not any(path.startswith(start) for path in everything)
    ]
    assert missing == []
    for path, (pairs, _changed) in everything.items():
        canonical, said = told(client, path)
        assert canonical == path
        assert said == pairs, path
        assert set(pairs) == {"vi", "en", "x-default"}, path
        assert pairs["x-default"] == pairs["vi"], path
        assert path == pairs["en" if path.startswith("/en/") else "vi"]
        for other in (pairs["vi"], pairs["en"]):
            assert everything[other][0] == pairs, f"{other} does not answer {path}"


def test_no_file_of_the_sitemap_has_more_addresses_than_allowed_and_together_they_have_all(
    client, site, settings
):
    whole = listed(client)
    assert len(parts(client)) == 3
    settings.SITEMAP_LIMIT = 7
    files = parts(client)
    assert len(files) > 3
    sizes = [
        len(ET.fromstring(client.get(file).content).findall(f"{SITEMAP}url")) for file, _changed in files
    ]
    assert max(sizes) == 7
    assert sum(sizes) == len(whole)
    assert listed(client) == whole


def test_the_protocol_allows_fifty_thousand(settings):
    assert settings.SITEMAP_LIMIT == 50_000


def test_the_sitemap_says_when_a_person_was_last_changed(client, site):
    row = site.rows[0]
    path = f"/ton-vinh/{row.honoree.slug}/"
    with time_machine.travel(datetime(2027, 3, 1, 3, tzinfo=UTC)):
        publication.correct(
            conferral=row,
            actor=factories.person(Role.APPROVER),
            reason="sai",
            changes={"position_then": "Y sĩ"},
        )
    assert listed(client)[path][1] == "2027-03-01"
    changes = {file: changed[:10] for file, changed in parts(client)}
    assert changes["/sitemap-ton-vinh.xml"] == "2027-03-01"
    assert all(changes.values()), changes


@pytest.mark.parametrize("one", ["vi", "en"])
def test_a_person_with_a_page_in_one_language_is_listed_in_that_one_alone(client, site, one):
    honoree = site.rows[0].honoree
    paths = {"vi": f"/ton-vinh/{honoree.slug}/", "en": f"/en/honorees/{honoree.slug}/"}
    other = {"vi": "en", "en": "vi"}[one]
    HonoreePage.objects.filter(honoree=honoree, language=other).update(live=False)
    everything = listed(client)
    assert everything[paths[one]][0] == {}
    assert paths[other] not in everything
    assert told(client, paths[one]) == (paths[one], {})


def test_a_page_that_an_editor_closed_to_the_public_is_not_listed(client, site):
    page = factories.page_of(site.rows[0].honoree)
    PageViewRestriction.objects.create(page=page, restriction_type=PageViewRestriction.LOGIN)
    assert f"/ton-vinh/{page.honoree.slug}/" not in listed(client)


def test_a_person_taken_off_makes_the_last_change_newer(client, site):
    with time_machine.travel(datetime(2027, 3, 1, 3, tzinfo=UTC)):
        publication.hide(conferral=site.rows[0], actor=factories.person(Role.DATA_OFFICER), reason="nhầm")
    changes = {file: changed[:10] for file, changed in parts(client)}
    assert changes == dict.fromkeys(changes, "2027-03-01")


def test_a_person_whose_conferral_was_cancelled_makes_the_last_change_newer(client, site):
    with time_machine.travel(datetime(2027, 3, 1, 3, tzinfo=UTC)):
        by = factories.decision(by=site.office, dated=date(2025, 6, 18), number_text="902/QĐ-SYT")
        factories.cancel(site.rows[0], by=by)
    changes = {file: changed[:10] for file, changed in parts(client)}
    assert {changes["/sitemap-ton-vinh.xml"], changes["/sitemap-so.xml"]} == {"2027-03-01"}


@pytest.mark.parametrize("act", ["unpublish", "delete"])
def test_a_page_taken_off_or_deleted_makes_the_last_change_of_its_part_newer(client, site, act):
    before = dict(parts(client))
    with time_machine.travel(datetime(2027, 3, 1, 3, tzinfo=UTC)):
        getattr(CollectionPage.objects.get(locale__language_code="vi"), act)()
    after = dict(parts(client))
    assert after["/sitemap-trang.xml"][:10] == "2027-03-01"
    assert after["/sitemap-ton-vinh.xml"] == before["/sitemap-ton-vinh.xml"]


def test_robots_name_the_sitemap_and_what_is_not_for_them(client, site):
    text = client.get("/robots.txt").content.decode()
    assert f"Sitemap: {BASE}/sitemap.xml" in text
    for place in ("/quan-tri/", "/de-nghi-khen-thuong/", "/en/nominate/", "/tep-rieng/"):
        assert f"Disallow: {place}\n" in text
    forbidden = [line.removeprefix("Disallow: ") for line in text.splitlines() if line.startswith("Disallow")]
    assert not [path for path in listed(client) if path.startswith(tuple(forbidden))]


def leads(client, old: str, new: str) -> None:
    response = client.get(old)
    assert (response.status_code, urlsplit(response["Location"]).path) == (301, new), old
    assert client.get(new).status_code == 200


@pytest.fixture
def rename(django_capture_on_commit_callbacks):
    """Give a page another slug, as an editor does: what waits for the commit is done."""

    def act(page, slug: str) -> None:
        page = type(page).objects.get(pk=page.pk)
        page.slug = slug
        with django_capture_on_commit_callbacks(execute=True):
            page.save_revision().publish()

    return act


def test_old_addresses_of_stories_campaigns_and_prose_lead_to_the_new_ones(client, site, rename):
    story = StoryPage.objects.filter(locale__language_code="vi").get()
    old = story.slug
    english = client.get(f"/en/stories/{old}/").status_code
    rename(story, "giua-chung")
    rename(story, "ten-cuoi")
    for before in (old, "giua-chung"):
        leads(client, f"/guong-dien-hinh/{before}/", "/guong-dien-hinh/ten-cuoi/")
    assert english == client.get(f"/en/stories/{old}/").status_code == 200, "an alias keeps its address"
    assert told(client, "/guong-dien-hinh/ten-cuoi/")[1]["en"] == f"/en/stories/{old}/"
    from campaigns.models import CampaignPage

    campaign = CampaignPage.objects.filter(locale__language_code="vi").get()
    old = campaign.slug
    rename(campaign, "phong-trao-moi")
    leads(client, f"/phong-trao/{old}/", "/phong-trao/phong-trao-moi/")
    rename(ProsePage.objects.get(slug="lien-he", locale__language_code="vi"), "hoi-dap")
    leads(client, "/lien-he/", "/hoi-dap/")


def test_old_addresses_of_units_and_awards_lead_to_the_new_ones_even_after_a_circle(client, site):
    unit = Unit.objects.get(pk=site.hospital.pk)
    old = unit.slug
    for slug in ("benh-vien-moi", "benh-vien-cuoi"):
        unit.slug = slug
        unit.save()
    for before in (old, "benh-vien-moi"):
        leads(client, f"/don-vi/{before}/", "/don-vi/benh-vien-cuoi/")
        leads(client, f"/en/units/{before}/", "/en/units/benh-vien-cuoi/")
    unit.slug = old
    unit.save()
    leads(client, "/don-vi/benh-vien-cuoi/", f"/don-vi/{old}/")
    award = Award.objects.get(pk=site.award.pk)
    before = award.code
    award.code = "MA-MOI"
    award.save()
    leads(client, f"/danh-hieu/{before}/", "/danh-hieu/MA-MOI/")
    leads(client, f"/en/awards/{before}/", "/en/awards/MA-MOI/")


def test_a_merged_entry_and_a_corrected_name_lead_to_the_address_that_holds(client, site):
    first, second = (row.honoree for row in site.rows)
    proposal = MergeProposal.objects.create(honoree=first, existing=second, evidence={})
    publication.merge(proposal=proposal, actor=factories.person(Role.STANDING_BODY))
    leads(client, f"/ton-vinh/{first.slug}/", f"/ton-vinh/{second.slug}/")
    leads(client, f"/en/honorees/{first.slug}/", f"/en/honorees/{second.slug}/")
    old = second.slug
    publication.correct(
        conferral=site.rows[1],
        actor=factories.person(Role.APPROVER),
        reason="sai dấu",
        full_name="Lê Hoàng Ân",
    )
    second.refresh_from_db()
    assert second.slug.startswith("le-hoang-an-")
    assert second.slug == old or client.get(f"/ton-vinh/{old}/").status_code == 301
