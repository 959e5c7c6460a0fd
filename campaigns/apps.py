"""The campaigns app."""

from __future__ import annotations

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class CampaignsConfig(AppConfig):
    name = "campaigns"
    default_auto_field = "django.db.models.BigAutoField"
    verbose_name = _("Phong trào thi đua")

    def ready(self) -> None:
        from campaigns import receivers  # noqa: F401 - registers receivers when models are loaded
