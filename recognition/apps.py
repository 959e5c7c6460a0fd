"""The recognition app."""

from __future__ import annotations

from django.apps import AppConfig, apps
from django.utils.translation import gettext_lazy as _


class RecognitionConfig(AppConfig):
    name = "recognition"
    default_auto_field = "django.db.models.BigAutoField"
    verbose_name = _("Tôn vinh, khen thưởng")

    def ready(self) -> None:
        from recognition import receivers  # noqa: F401 - registers receivers when models are loaded

        if apps.is_installed("search"):
            from recognition import search_sources  # noqa: F401 - makes what is public here searchable
        from recognition import cards, embeds, private_files, secret_links
        from recognition.domain import pictures

        pictures.register()
        cards.register()
        embeds.register()
        private_files.register()
        secret_links.register()
