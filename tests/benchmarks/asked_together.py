"""``python -m tests.benchmarks.asked_together``: pages of which nothing is remembered, their questions asked together
(docs/remembered.md) beside the same questions one by one.

Seeds a demo in a temporary folder and in the database that ``DATABASE_URL`` names (a temporary SQLite file when it names
none; ``.ci/with-postgresql`` gives one). Prints for each page the queries of both ways and the ratio of their times, the
shortest of nine turns each: here, and with a database half a millisecond away.
"""

# ruff: noqa: T201 - a report

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from unittest import mock

from tests.benchmarks.rendered_pages import BASE

TURNS = 9
AWAY = 0.0005  # seconds


@contextmanager
def away() -> Iterator[None]:
    """Make every query wait as for a database on another machine."""
    from django.db import connection

    def wait(execute: Any, *args: Any) -> Any:
        time.sleep(AWAY)
        return execute(*args)

    with connection.execute_wrapper(wait):
        yield


def cost(client: Any, path: str) -> tuple[int, float]:
    """Return the queries of a page of which nothing is remembered, and the shortest time it took, in milliseconds."""
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    from portal.core.remembered import forget

    times = []
    for _turn in range(TURNS):
        forget()
        started = time.perf_counter()
        client.get(path)
        times.append(time.perf_counter() - started)
    forget()
    with CaptureQueriesContext(connection) as seen:
        assert client.get(path).status_code == 200, path
    return len(seen), 1000 * min(times)


def report() -> None:
    from django.conf import settings
    from django.db import connection
    from django.test import Client

    from campaigns.models import CampaignPage
    from portal.core.rendered import together
    from recognition.domain import queries
    from recognition.models import Decision, HonoreePage, StoryPage

    client = Client(headers={"host": settings.PUBLIC_URL.partition("//")[2]})
    page = HonoreePage.objects.live().filter(language="vi", portrait__isnull=False)[0]
    decision = Decision.objects.public().order_by("pk")[0]
    story = StoryPage.objects.live().filter(locale__language_code="vi").order_by("-pk")[0]
    campaign = CampaignPage.objects.live().filter(language="vi").order_by("pk")[0]
    paths = {
        "home": "/", "wall": "/ton-vinh/", "honoree": f"/ton-vinh/{page.honoree.slug}/",
        "decision": queries.decision_paths([decision])[decision.pk], "register": "/quyet-dinh/",
        "story": f"/guong-dien-hinh/{story.slug}/", "campaign": f"/phong-trao/{campaign.slug}/",
        "year": f"/theo-nam/{decision.year}/", "site map": "/so-do-trang/",
    }  # fmt: skip
    print(f"{connection.vendor}: queries, times of together / one by one here, and {1000 * AWAY} ms away")
    for name, path in paths.items():
        for _turn in range(2):
            client.get(path)
        found = []
        for ways in (together._WAYS, {}):
            with mock.patch.object(together, "_WAYS", ways):
                here = cost(client, path)
                with away():
                    found.append((*here, cost(client, path)[1]))
        (few, near, far), (many, near_apart, far_apart) = found
        print(
            f"{name:10} {few:3} / {many:3}   {near:5.1f} / {near_apart:5.1f} = {near / near_apart:.2f}"
            f"   {far:5.1f} / {far_apart:5.1f} = {far / far_apart:.2f}"
        )


def main() -> None:
    with tempfile.TemporaryDirectory(prefix="tonvinh-together-") as name:
        place = Path(name)
        own = {
            "DATA_DIR": str(place / "data"), "VAR_DIR": str(place / "var"), "MEDIA_ROOT": str(place / "media"),
            "PUBLIC_URL": "http://127.0.0.1:8000", "SERVE_MEDIA": "true", "TRUSTED_PROXIES": "none",
            "RENDERED_PAGES": "false", "LOG_LEVEL": "ERROR", "DJANGO_SETTINGS_MODULE": "portal.settings.demo",
        }  # fmt: skip
        os.environ.update(own)
        os.environ.setdefault("DATABASE_URL", f"sqlite:///{place}/data/portal.sqlite3")
        print("Seeding a demo, making its pictures …", flush=True)
        for command in (["prepare", "--demo"], ["db_worker", "--batch", "--queue-name", "*"]):
            subprocess.run(
                [sys.executable, str(BASE / "manage.py"), *command],
                cwd=BASE,
                check=True,
                stdout=subprocess.DEVNULL,
                stderr=subprocess.DEVNULL,
            )
        import django

        django.setup()
        report()


if __name__ == "__main__":
    main()
