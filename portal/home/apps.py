"""The home app: the site's first page, pages of prose, the demo."""

from __future__ import annotations

from django.apps import AppConfig, apps
from django.utils.translation import gettext_lazy as _


class HomeConfig(AppConfig):
    name = "portal.home"
    label = "home"
    default_auto_field = "django.db.models.BigAutoField"
    verbose_name = _("Trang chủ")

    def ready(self) -> None:
        if apps.is_installed("search"):
            from portal.home import search_sources  # noqa: F401 - makes collections searchable
