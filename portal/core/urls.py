"""The kernel's addresses, in no language: include them at the root, outside ``i18n_patterns``."""

from __future__ import annotations

from django.conf import settings
from django.urls import URLPattern, URLResolver, path, re_path

from portal.core import health, media, private_files
from portal.core.views import documents, embedding

urlpatterns: list[URLPattern | URLResolver] = [
    path("healthz", health.show, name="healthz"),
    path("oembed", embedding.oembed, name="oembed"),
    re_path(r"^tai-lieu/(?P<public_id>[a-z0-9]{8})/(?P<filename>[^/]+)$", documents.show, name="document"),
    path("tep-rieng/<slug:kind>/<str:key>/", private_files.show, name="private_file"),
]
if settings.SERVE_MEDIA:
    urlpatterns.append(path(f"{settings.MEDIA_URL.lstrip('/')}<path:path>", media.show, name="media"))
