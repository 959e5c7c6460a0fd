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

    def ready(self) -> None:
        from portal.core import checks, health, imaging, outbox, page_index, scheduled, timers  # noqa: F401 - checks register themselves
        from portal.core.rendered import set_up

        set_up.ready()
        timers.register("outbox", outbox.deliver, timedelta(0), atomic=False)
        timers.register("publish_scheduled", scheduled.publish_scheduled, timedelta(minutes=1), atomic=False)
        page_index.register()
        imaging.register()
        health.register("database", health.check_database, essential=True)
        health.register("media", health.check_media, essential=True)
        health.register("outbox", health.check_outbox)
