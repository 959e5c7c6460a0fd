from __future__ import annotations

import pytest
from wagtail.models import Site

from portal.core.site_address import follow_public_url


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("address", "host", "port"),
    [
        ("https://tonvinh.example.vn", "tonvinh.example.vn", 443),
        ("http://127.0.0.1:8123", "127.0.0.1", 8123),
        ("http://tonvinh.example.vn", "tonvinh.example.vn", 80),
    ],
)
def test_the_site_follows_the_public_address(settings, address, host, port):
    if not Site.objects.filter(is_default_site=True).exists():
        from wagtail.models import Page

        Site.objects.create(root_page=Page.objects.first(), is_default_site=True, hostname="old")
    settings.PUBLIC_URL = address
    assert follow_public_url()
    site = Site.objects.get(is_default_site=True)
    assert (site.hostname, site.port, site.root_url) == (host, port, address)
    assert not follow_public_url()
