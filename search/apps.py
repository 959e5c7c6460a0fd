"""Search over whatever the apps declare."""

from __future__ import annotations

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class SearchConfig(AppConfig):
    name = "search"
    default_auto_field = "django.db.models.BigAutoField"
    verbose_name = _("Tìm kiếm")

    def ready(self) -> None:
        from portal.core import duties, health
        from search import checks, receivers, reporting, service  # noqa: F401 - checks register themselves

        receivers.connect()
        reporting.register()
        duties.register(
            [
                *(
                    f"search.{act}_{model}"
                    for act in ("view", "add", "change", "delete")
                    for model in ("equivalence", "pin")
                ),
                "search.view_dailyquery",
            ],
            duties.EDITING,
        )
        health.register("search", service.require_engine)
