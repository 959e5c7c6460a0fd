"""Previews of pages that were never saved: an editor looks before the first draft is kept."""

from __future__ import annotations

import pytest
from wagtail.models import Page

from campaigns.models import CampaignIndexPage, CampaignPage
from portal.home.models import CollectionIndexPage, CollectionPage, HomePage, ProsePage
from recognition.enums import Role
from recognition.models import StoryIndexPage, StoryPage
from tests import factories


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("kind", "above", "more"),
    [
        (ProsePage, HomePage, {}),
        (CollectionIndexPage, HomePage, {}),
        (CollectionPage, CollectionIndexPage, {}),
        (StoryPage, StoryIndexPage, {"kind": "exemplar"}),
        (CampaignPage, CampaignIndexPage, {"campaign": True}),
    ],
)
def test_a_page_that_was_never_saved_is_previewed(client, kind, above, more):
    client.force_login(factories.person(Role.EDITOR))
    home = HomePage.objects.get(locale__language_code="vi")
    if above is CollectionIndexPage:
        home.add_child(instance=CollectionIndexPage(title="Chuyên trang", slug="chuyen-trang"))
    parent = above.objects.filter(locale=home.locale)[0]
    title = "Bản nháp"
    if more.get("campaign"):
        campaign = factories.campaign("Một phong trào")
        title, more = campaign.title, {"campaign": campaign}
    page = kind(title=title, slug="ban-nhap", locale=home.locale, **more)
    page.depth = parent.depth + 1  # as Wagtail's view of a preview does
    page.path = Page._get_children_path_interval(parent.path)[0]
    page.set_url_path(parent)
    original = client.get("/").wsgi_request
    response = page.make_preview_request(original, page.preview_modes[0][0] if page.preview_modes else "")
    assert response.status_code == 200
    assert title in response.content.decode()
