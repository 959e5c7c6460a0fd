"""``manage.py run_due [--loop]``."""

from __future__ import annotations

import logging
import signal
import threading
import time
from argparse import ArgumentParser
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.db import DatabaseError, close_old_connections, connections

from portal.core import outbox, timers

logger = logging.getLogger(__name__)

PAUSE = 1.0
LOOK = 0.02  # seconds between two looks into the outbox


class Command(BaseCommand):
    help = "Runs every timer that is due: the outbox, scheduled publishing, mail digests and the like."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--loop", action="store_true", help="Repeat every second until SIGTERM.")

    def handle(self, *args: Any, **options: Any) -> None:
        if options["loop"]:
            self.loop()
            return
        outcomes = timers.run()
        failed = [outcome for outcome in outcomes if outcome.error]
        if options["verbosity"] > 1:
            for outcome in outcomes:
                self.stdout.write(f"{outcome.name}: {outcome.error or 'ok'}")
        if failed:
            raise CommandError("; ".join(f"{outcome.name}: {outcome.error}" for outcome in failed))

    def loop(self) -> None:
        stop = threading.Event()
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, lambda *_: stop.set())
        while not stop.is_set():
            try:
                timers.run()
            except DatabaseError:  # the database is being restarted: it will come back
                logger.exception("run_due could not reach the database")
                connections.close_all()
            close_old_connections()
            self.rest(stop)

    def rest(self, stop: threading.Event) -> None:
        """Waits until the next round. Where nobody is woken after a commit, the outbox is looked at all the while: that
        is a query for each consumer, and what was published is found at once nevertheless.
        """
        if settings.OUTBOX_WAKE != "off":
            stop.wait(PAUSE)
            return
        end = time.monotonic() + PAUSE
        while time.monotonic() < end and not stop.wait(LOOK):
            try:
                outbox.deliver(wait=0)
            except DatabaseError:
                return  # the next round tells
