"""A page made private is private in every language, in every list, and so are its pictures."""

from __future__ import annotations

import io

import pytest
from django.core.files.base import ContentFile
from PIL import Image
from wagtail.models import Page, PageViewRestriction

from portal.core import outbox
from portal.core.aliases import ensure_aliases
from portal.core.models import PortalImage, PortalRendition
from portal.core.restrictions import unrestricted
from portal.home.models import CollectionIndexPage, CollectionPage, HomePage

pytestmark = pytest.mark.django_db

ADDRESSES = ("/chuyen-trang/giu-tram/", "/en/chuyen-trang/giu-tram/")


@pytest.fixture
def picture() -> PortalImage:
    target = io.BytesIO()
    Image.new("RGB", (640, 480), (30, 90, 30)).save(target, "JPEG")
    return PortalImage.objects.create(
        title="Trạm", description="Trạm", file=ContentFile(target.getvalue(), "tram.jpg")
    )


@pytest.fixture
def page(settings, tmp_path, picture) -> CollectionPage:
    settings.SEARCH_INDEX_DIR = tmp_path / "search"
    home = HomePage.objects.get(locale__language_code="vi")
    index = home.add_child(instance=CollectionIndexPage(title="Chuyên trang", slug="chuyen-trang"))
    made = CollectionPage(title="Giữ trạm mùa nước", slug="giu-tram", lead="Ở lại.", picture=picture)
    index.add_child(instance=made)
    made.save_revision().publish()
    ensure_aliases(index)
    ensure_aliases(made)
    outbox.deliver()
    return made


def close(page: Page, kind: str = "login", **fields) -> PageViewRestriction:
    row = PageViewRestriction.objects.create(page=page, restriction_type=kind, **fields)
    outbox.deliver()
    return row


def listed(client) -> set[str]:
    """Where a stranger still reads of the collection: lists of both languages, the map, the sitemap, search."""
    places = (
        "/chuyen-trang/", "/en/chuyen-trang/", "/so-do-trang/", "/en/site-map/", "/sitemap-trang.xml",
        "/tim-kiem/?q=giu+tram", "/en/search/?q=giữ+trạm",
    )  # fmt: skip
    return {place for place in places if "giu-tram" in client.get(place).content.decode()}


def files(image: PortalImage) -> int:
    return PortalRendition.objects.filter(image=image).count()


@pytest.mark.parametrize("kind", ["login", "password", "groups"])
@pytest.mark.parametrize("closed", ["the page", "the list above it"])
def test_what_is_closed_is_closed_in_both_languages_wherever_it_is_listed(
    client, page, picture, closed, kind
):
    everywhere = listed(client)
    assert len(everywhere) == 7, everywhere
    made = files(picture)
    assert made
    restricted = page if closed == "the page" else page.get_parent()
    row = close(restricted, kind, password="cửa" if kind == "password" else "")
    assert [client.get(address).status_code == 200 and "Ở lại." in client.get(address).content.decode()
            for address in ADDRESSES] == [False, False]  # fmt: skip
    assert listed(client) == set()
    assert not unrestricted(Page.objects.live()).filter(slug="giu-tram").exists()
    assert files(picture) == 0
    row.delete()
    outbox.deliver()
    assert [client.get(address).status_code for address in ADDRESSES] == [200, 200]
    assert listed(client) == everywhere
    assert files(picture) == made


def test_a_stand_in_below_an_open_list_is_closed_with_the_section_of_what_it_stands_in_for(client, page):
    """The English list is a page of its own, as ``prepare`` makes it: only its entries stand in for Vietnamese ones."""
    english = CollectionIndexPage.objects.get(locale__language_code="en")
    CollectionIndexPage.objects.filter(pk=english.pk).update(alias_of=None)
    everywhere = listed(client)
    row = close(page.get_parent())
    assert "Ở lại." not in client.get(ADDRESSES[1]).content.decode()
    assert listed(client) == set()
    row.delete()
    outbox.deliver()
    assert listed(client) == everywhere


def test_a_stand_in_made_while_its_source_is_closed_opens_with_it(client, page):
    page.get_translations().delete()
    row = close(page)
    ensure_aliases(page)
    assert listed(client) == set()
    row.delete()
    outbox.deliver()
    assert not PageViewRestriction.objects.exists()
    assert "/en/chuyen-trang/" in listed(client)


def test_a_page_moved_below_a_closed_one_is_closed(client, page, picture):
    home = HomePage.objects.get(locale__language_code="vi")
    closed = home.add_child(instance=CollectionIndexPage(title="Nội bộ", slug="noi-bo"))
    close(closed)
    assert files(picture)
    page.move(closed, pos="last-child")
    outbox.deliver()
    assert listed(client) == set()
    assert files(picture) == 0


def test_what_is_taken_off_takes_its_pictures_along_and_brings_them_back(page, picture):
    made = files(picture)
    assert made
    page.refresh_from_db()
    page.unpublish()
    assert files(picture) == 0
    page.refresh_from_db()
    page.save_revision()  # a draft of what was public once
    assert files(picture) == 0
    page.save_revision().publish()
    outbox.deliver()
    assert files(picture) == made
    page.delete()
    assert files(picture) == 0


def test_a_picture_that_stands_on_another_page_stays_there(page, picture):
    made = files(picture)
    other = CollectionPage(title="Trạm khác", slug="tram-khac", lead="Ở lại.", picture=picture)
    page.get_parent().add_child(instance=other)
    other.save_revision().publish()
    outbox.deliver()
    page.refresh_from_db()
    page.unpublish()
    assert files(picture) == made
