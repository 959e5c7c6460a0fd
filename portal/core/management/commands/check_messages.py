"""``manage.py check_messages``."""

from __future__ import annotations

import shutil
import tempfile
from pathlib import Path
from typing import Any

import polib
from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError

from portal.core.catalogues import catalogues, gaps

# A folder named "locale" would draw the messages of its neighbours into itself, into the repository.
IGNORED = ("locale", ".venv/*", "tests/*", "var/*", "media/*", "data/*")


class Command(BaseCommand):
    requires_system_checks: list[str] = []
    help = (
        "Fails when a message of ours lacks its English, or when the catalogue does not hold every message."
    )

    def handle(self, *args: Any, **options: Any) -> None:
        own = settings.LOCALE_PATHS[0]
        faults = [f"{gap.catalogue}: {gap.reason}: {gap.message}" for gap in gaps(*settings.LOCALE_PATHS)]
        if shutil.which("xgettext"):
            faults += [f"en: not collected (make messages): {message}" for message in self.uncollected(own)]
        else:
            self.stdout.write("xgettext is not installed: whether the catalogue is complete was not checked.")
        if faults:
            raise CommandError(f"{len(faults)} messages:\n" + "\n".join(faults[:100]))
        self.stdout.write("Messages are complete.")

    def uncollected(self, own: Path) -> list[str]:
        """Return the messages in the code that the catalogues of ``own`` do not hold."""
        with tempfile.TemporaryDirectory() as place:
            before = settings.LOCALE_PATHS
            settings.LOCALE_PATHS = [place]
            try:
                call_command(
                    "makemessages",
                    locale=["en"],
                    ignore_patterns=list(IGNORED),
                    no_obsolete=True,
                    verbosity=0,
                )
            finally:
                settings.LOCALE_PATHS = before
            fresh = _messages(Path(place))
        return sorted(fresh - _messages(own))


def _messages(place: Path) -> set[str]:
    return {
        entry.msgid
        for catalogue in catalogues(place)
        for entry in polib.pofile(str(catalogue))
        if not entry.obsolete
    }
