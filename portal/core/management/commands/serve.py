"""``manage.py serve``: the whole portal as one service."""

from __future__ import annotations

import os
import sys
from argparse import ArgumentParser
from typing import Any

from django.conf import settings
from django.contrib.auth import get_user_model
from django.core.management.base import BaseCommand, CommandError
from django.db import connections

from portal.core.authentication import refuse_demo_users
from portal.core.rendered import store
from portal.core.site_address import follow_public_url
from portal.core.supervisor import Part, Supervisor
from portal.settings import env

# Heartbeats of gunicorn are files; on a slow disk they would look like a worker that hangs.
MEMORY = "/dev/shm"  # noqa: S108 - gunicorn makes its own names there


def gunicorn(*, bind: str, workers: int, threads: int) -> list[str]:
    """Return how gunicorn is called."""
    return [
        "gunicorn", "portal.wsgi:application",
        "--bind", bind,
        "--workers", str(workers),
        "--threads", str(threads),
        "--worker-class", "portal.core.web_worker.Worker",
        "--timeout", "60",
        "--graceful-timeout", "10",
        # Against slow leaks alone: a stored page takes less than half a millisecond, and a start three seconds of a processor.
        "--max-requests", "200000", "--max-requests-jitter", "20000",
        # The most its parser bounds (0 is no bound at all); a Vietnamese letter takes up to nine bytes of an address.
        "--limit-request-line", "8190",
        "--worker-tmp-dir", MEMORY if os.access(MEMORY, os.W_OK) else str(settings.VAR_DIR),
        "--forwarded-allow-ips", "",  # portal.core.security decides what is believed
        "--no-control-socket",
        "--log-level", "warning",
    ]  # fmt: skip


class Command(BaseCommand):
    help = "Starts gunicorn, one worker of background tasks and the loop of timers, and stops them together."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--bind", default="127.0.0.1:8000", help="Address and port, or unix:PATH.")
        parser.add_argument("--workers", type=int, default=env.number("WEB_CONCURRENCY", 2, minimum=1))
        parser.add_argument("--threads", type=int, default=env.number("WEB_THREADS", 4, minimum=1))

    def handle(self, *args: Any, **options: Any) -> None:
        refuse_demo_users()
        follow_public_url()
        if settings.RENDERED_PAGES:
            store.begin()
            store.sweep()
        else:  # what changes meanwhile is told to nobody
            store.forget()
        self.greet()
        connections.close_all()
        python, manage = sys.executable, str(settings.BASE_DIR / "manage.py")
        web = gunicorn(bind=options["bind"], workers=options["workers"], threads=options["threads"])
        parts = [
            Part("web", [python, "-m", *web]),
            Part("tasks", [python, manage, "db_worker", "--queue-name", "*", "--no-reload"]),
            Part("timers", [python, manage, "run_due", "--loop"]),
        ]
        ended = Supervisor(parts, directory=settings.BASE_DIR).run()
        if ended:
            raise CommandError(f"{ended} ended for good; everything was stopped.")

    def greet(self) -> None:
        """Print the addresses and, in the demo, who can be tried."""
        self.stdout.write(f"\n{settings.WAGTAIL_SITE_NAME}: {settings.PUBLIC_URL}/")
        self.stdout.write(f"  English: {settings.PUBLIC_URL}/en/")
        self.stdout.write(f"  Trang quản trị: {settings.PUBLIC_URL}{settings.ADMIN_PATH}")
        if settings.DEMO:
            self.stdout.write(f"  Tài khoản dùng thử, mật khẩu {settings.DEMO_PASSWORD}:")
            for person in get_user_model().objects.filter(is_demo=True).order_by("pk"):
                words = ", ".join(filter(None, (person.display_name, person.position)))
                self.stdout.write(f"    {person.username:<12} {words}")
        self.stdout.write("Ctrl+C to stop.\n")
        self.stdout.flush()
