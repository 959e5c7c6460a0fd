"""Addresses of the admin alone."""

from __future__ import annotations

from django.urls import include, path
from wagtail import urls as wagtail_urls
from wagtail.admin import urls as admin_urls
from wagtail.documents import urls as document_urls

urlpatterns = [
    path("quan-tri/", include(admin_urls)),
    path("tai-lieu/", include(document_urls)),
    path("", include(wagtail_urls)),
]
