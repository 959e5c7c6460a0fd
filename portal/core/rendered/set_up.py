"""Connect the store with Django: compilers, signals, the consumer, the timers. Called when all models are loaded."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.conf import settings
from django.db.models.signals import post_migrate, pre_migrate

from portal.core import timers
from portal.core.rendered import compiler, marks, reading, store, tables, tags, writing


def watch_kernel() -> None:
    """Say what of the kernel's tables pages are tied to row by row."""
    tables.watch("wagtailcore.Page", anchors=tables.PAGE_ANCHORS_BY_NAME)
    tables.watch("wagtailcore.Site", down=("root_page",))
    tables.watch("core.PortalImage")
    tables.watch("core.PortalRendition", anchors=("image",))


def look_at_queries() -> None:
    """Look at every query of this process: what a page shows is learned from them, and writes leave a mark."""
    compiler.install()
    reading.install()
    pre_migrate.connect(writing.migrate_begins, dispatch_uid="rendered")
    post_migrate.connect(migrated, dispatch_uid="rendered")
    timers.register("marks", marks.sweep, timedelta(minutes=1))


def connect() -> None:
    """Switch the store on in this process, whose queries are looked at."""
    tags.register()
    timers.register("rendered", store.run_due, timedelta(0), atomic=False)
    timers.register("rendered_sweep", store.sweep, timedelta(minutes=10), atomic=False)


def migrated(**_kwargs: Any) -> None:
    """Migrations change rows without telling: nothing that is remembered holds, every page falls."""
    writing.migrate_ended()
    marks.touch_everything()
    if settings.RENDERED_PAGES:
        store.drop_everything()


def ready() -> None:
    """Called once, by the kernel's app."""
    watch_kernel()
    look_at_queries()
    if settings.RENDERED_PAGES:
        connect()
