"""The page of results where the site mounts it, and the JSON, for tests of this app alone."""

from __future__ import annotations

from django.conf.urls.i18n import i18n_patterns
from django.urls import include, path
from ninja import NinjaAPI

from portal.core.language_paths import localized
from search.api import router

api = NinjaAPI(urls_namespace="api-1")
api.add_router("", router)

urlpatterns = [
    path("api/v1/", api.urls),
    path("", include("portal.core.urls")),
    *i18n_patterns(
        path(localized("tim-kiem/", "search/"), include("search.urls")), prefix_default_language=False
    ),
]
