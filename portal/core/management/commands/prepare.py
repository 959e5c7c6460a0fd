"""``manage.py prepare [--demo]``: everything between an installed environment and a running portal."""

from __future__ import annotations

import shutil
import subprocess
import sys
import time
from argparse import ArgumentParser
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from django.conf import settings
from django.contrib.auth import get_user_model
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError
from django.db import connection, connections

from portal.core.catalogues import compile_catalogues
from portal.core.rendered import marks, store, writing
from portal.core.site_address import follow_public_url


class Command(BaseCommand):
    help = "Compiles messages, migrates, loads the catalogue, builds static files; with --demo fills an empty database."
    requires_system_checks: list[str] = []  # the static folders may not be there yet

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--demo", action="store_true", help="Seed the demo when there is nobody yet.")
        parser.add_argument(
            "--static", action="store_true", help="Build and collect static files, and nothing else."
        )
        parser.add_argument("--seed", type=int, default=1, help="Seed of the demo.")
        parser.add_argument("--scale", type=int, default=1, help="Size of the demo.")

    def handle(self, *args: Any, **options: Any) -> None:
        if options["static"]:
            self.step("build_static")
            self.step("collectstatic", interactive=False)
            return
        if options["demo"] and not settings.DEMO:
            raise CommandError("--demo is only for the demo's settings (portal.settings.demo).")
        if options["demo"]:
            self.forget_half_made_demo()
        compile_catalogues()
        # Migrating and cutting fonts each keep one core busy, and neither needs the other.
        with self.static_files_beside():
            self.step("migrate", interactive=False)
            self.step("load_catalogue")
        follow_public_url()
        store.drop_everything()  # migrations and whoever prepares a machine change rows without telling
        if options["demo"] and not get_user_model().objects.exists():
            self.marker.touch()
            with writing.unrecorded():
                self.step("seed_demo", seed=options["seed"], scale=options["scale"], say=True)
            self.marker.unlink()
        elif options["demo"]:
            self.stdout.write("The demo keeps its data; `make demo-reset` builds it again.")
        marks.sweep()  # thousands after a demo: the first pages need not wait for the timer

    @contextmanager
    def static_files_beside(self) -> Iterator[None]:
        """Build static files in a process of its own while the block runs. Raises ``CommandError`` if that fails."""
        command = [sys.executable, str(settings.BASE_DIR / "manage.py"), "prepare", "--static"]
        with subprocess.Popen(command, cwd=settings.BASE_DIR) as process:  # noqa: S603 - our own command
            try:
                yield
            except BaseException:
                process.terminate()
                raise
            if process.wait():
                raise CommandError("Static files could not be built; see above.")

    @property
    def marker(self) -> Path:
        """Present while the demo is being made, so that one that was interrupted is not taken for whole."""
        return Path(settings.DATA_DIR) / "seeding"

    def forget_half_made_demo(self) -> None:
        if not self.marker.exists():
            return
        if connection.vendor != "sqlite":
            raise CommandError(
                "The demo was interrupted while it was being made: empty its database and delete "
                f"{self.marker}, then start again."
            )
        self.stdout.write("The demo was interrupted while it was being made; it is made anew.")
        name = Path(str(connection.settings_dict["NAME"]))
        connections.close_all()
        for suffix in ("", "-wal", "-shm"):
            name.with_name(name.name + suffix).unlink(missing_ok=True)
        for place in (
            settings.SEARCH_INDEX_DIR,
            settings.MEDIA_ROOT / "public",
            settings.MEDIA_ROOT / "private",
        ):
            shutil.rmtree(place, ignore_errors=True)
        for child in ("public", "private"):
            (settings.MEDIA_ROOT / child).mkdir(parents=True, exist_ok=True)
        self.marker.unlink()

    def step(self, name: str, *, say: bool = False, **options: Any) -> None:
        """Run another command; ``say`` lets it speak for itself."""
        started = time.monotonic()
        call_command(name, stdout=self.stdout, verbosity=1 if say else 0, **options)
        self.stdout.write(f"· {name} ({time.monotonic() - started:.1f} s)")
        self.stdout.flush()
