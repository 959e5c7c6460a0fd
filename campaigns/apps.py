"""The campaigns app."""

from __future__ import annotations

from django.apps import AppConfig, apps
from django.utils.translation import gettext_lazy as _


class CampaignsConfig(AppConfig):
    name = "campaigns"
    default_auto_field = "django.db.models.BigAutoField"
    verbose_name = _("Phong trào thi đua")

    def ready(self) -> None:
        from campaigns import receivers  # noqa: F401 - registers receivers when models are loaded

        if apps.is_installed("search"):
            from campaigns import search_sources  # noqa: F401 - makes what is public here searchable
        from campaigns import cards, embeds
        from campaigns.domain import criteria

        criteria.register()
        cards.register()
        embeds.register()
