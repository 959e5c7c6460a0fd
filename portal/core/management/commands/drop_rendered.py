"""``manage.py drop_rendered``."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand

from portal.core.rendered import store


class Command(BaseCommand):
    help = "Drops every stored page, e.g. after the database was restored; pages are rendered again when asked for."

    def handle(self, *args: Any, **options: Any) -> None:
        kept = sum(len(release.addresses()) for release in store.all_releases())
        store.drop_everything()
        self.stdout.write(f"{kept} pages dropped.")
