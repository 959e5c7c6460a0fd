"""Addresses: Vietnamese at ``/``, English at ``/en/``; what has no language stands outside both."""

from __future__ import annotations

from importlib.util import find_spec

from django.apps import apps
from django.conf.urls.i18n import i18n_patterns
from django.urls import URLPattern, URLResolver, include, path
from wagtail import urls as wagtail_urls
from wagtail.admin import urls as wagtailadmin_urls
from wagtail.documents import urls as wagtaildocs_urls

from portal.api import urls as api_urls
from portal.core.language_paths import localized
from portal.core.views import embedding, share_cards
from portal.home import feeds, machines
from portal.home import views as home_views

__all__ = ["home_views", "urlpatterns"]

urlpatterns: list[URLPattern | URLResolver] = [
    path("", include("portal.core.urls")),
    path("", include("portal.core.display_urls")),
    path("api/v1/", api_urls),
    path("robots.txt", machines.robots, name="robots"),
    path("sitemap.xml", machines.sitemap_index, name="sitemap"),
    path("sitemap-<slug:section>.xml", machines.sitemap_section, name="sitemap_section"),
    path("quan-tri/", include(wagtailadmin_urls)),
    path("tai-lieu/", include(wagtaildocs_urls)),
]

in_both_languages: list[URLPattern | URLResolver] = []
if apps.is_installed("search"):
    in_both_languages.append(path(localized("tim-kiem/", "search/"), include("search.urls")))
in_both_languages += [path("", include("recognition.urls")), path("", include("campaigns.urls"))]
in_both_languages += [
    path(
        localized("ma-nhung/<slug:source>/<slug:folder>/", "embed/<slug:source>/<slug:folder>/"),
        embedding.show,
        name="embed",
    ),
    path(
        localized(
            "the-chia-se/<slug:source>/<slug:folder>/<slug:size>/",
            "share-card/<slug:source>/<slug:folder>/<slug:size>/",
        ),
        share_cards.show,
        name="share_card",
    ),
]
if find_spec("recognition.intake") and find_spec("recognition.intake.urls"):
    in_both_languages.append(
        path(localized("de-nghi-khen-thuong/", "nominate/"), include("recognition.intake.urls"))
    )
in_both_languages += [
    path(localized("so-do-trang/", "site-map/"), home_views.site_map, name="site_map"),
    path(
        localized("chuyen-trang/rss.xml", "collections/rss.xml"),
        feeds.CollectionFeed.as_view("rss"),
        name="collection_feed",
    ),
    path(
        localized("chuyen-trang/feed.json", "collections/feed.json"),
        feeds.CollectionFeed.as_view("json"),
        name="collection_feed_json",
    ),
]
urlpatterns += i18n_patterns(
    *in_both_languages, path("", include(wagtail_urls)), prefix_default_language=False
)
