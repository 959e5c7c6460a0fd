"""Display preferences, and in development the page of all components. In no language."""

from __future__ import annotations

from django.conf import settings
from django.urls import URLPattern, path

from portal.core.views import components, display

app_name = "core"
urlpatterns: list[URLPattern] = [path("hien-thi/", display.change, name="display")]
if getattr(settings, "SHOW_COMPONENTS", settings.DEBUG):
    urlpatterns.append(path("_thanh-phan/", components.show, name="components"))
