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
        from portal.core import (  # checks register themselves
            checks,  # noqa: F401
            duties,
            folding,
            health,
            imaging,
            outbox,
            page_index,
            restrictions,
            scheduled,
            timers,
        )
        from portal.core.rendered import set_up
        from portal.core.share_cards import keeping

        set_up.ready()
        timers.register("outbox", outbox.deliver, timedelta(0), atomic=False)
        timers.register("publish_scheduled", scheduled.publish_scheduled, timedelta(minutes=1), atomic=False)
        duties.register(("core.view_outboxrow", "core.change_outboxrow"), duties.RUNNING)
        folding.register()
        page_index.register()
        imaging.register()
        restrictions.register()
        keeping.connect()
        health.register("database", health.check_database, essential=True)
        health.register("media", health.check_media, essential=True)
        health.register("outbox", health.check_outbox)
