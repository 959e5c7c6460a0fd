"""The kernel app."""

from __future__ import annotations

from datetime import timedelta

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class CoreConfig(AppConfig):
    name = "portal.core"
    label = "core"
    default_auto_field = "django.db.models.BigAutoField"
    verbose_name = _("Hạt nhân")
