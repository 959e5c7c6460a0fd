"""The recognition app."""

from __future__ import annotations

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class RecognitionConfig(AppConfig):
    name = "recognition"
    default_auto_field = "django.db.models.BigAutoField"
    verbose_name = _("Tôn vinh, khen thưởng")

    def ready(self) -> None:
        from recognition import receivers  # noqa: F401, PLC0415 - registers receivers when models are loaded
