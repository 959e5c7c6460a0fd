"""``python -m tests.benchmarks.audit [EVENTS]``: how fast the record of acts is anchored and checked (100,000 events).

Writes chains of ten events to an empty database in a temporary folder through ``events.compose``, as bulk work does.
"""

# ruff: noqa: T201 - a report

from __future__ import annotations

import os
import sys
import tempfile
from time import perf_counter

BATCH = 2000
LENGTH = 10


def write(total: int) -> None:
    """Write ``total`` events in chains of ten."""
    from recognition.domain import events
    from recognition.models import Event, EventPayload

    rows, texts = [], []
    for number in range(total // LENGTH):
        previous = None
        for step in range(LENGTH):
            previous, text = events.compose(
                subject_kind="recognition.nomination",
                subject_key=f"{number:08d}",
                previous=previous,
                act="save",
                actor=None,
                role="focal_point",
                reason=f"Lần {step}: sửa báo cáo thành tích",
                data={"fields": ["achievement", "conduct"]},
            )
            rows.append(previous)
            texts.append(text)
        if len(rows) >= BATCH:
            Event.objects.bulk_create(rows)
            EventPayload.objects.bulk_create(texts)
            rows, texts = [], []
    Event.objects.bulk_create(rows)
    EventPayload.objects.bulk_create(texts)


def main() -> None:
    total = int(sys.argv[1]) if len(sys.argv) > 1 else 100_000
    with tempfile.TemporaryDirectory() as folder:
        os.environ |= {
            "DJANGO_SETTINGS_MODULE": "portal.settings.demo",
            "DATA_DIR": folder,
            "VAR_DIR": folder,
            "MEDIA_ROOT": folder,
            "LOG_LEVEL": "ERROR",
        }
        import django

        django.setup()
        from django.core.management import call_command
        from django.db import connection

        from recognition.domain import anchors

        call_command("migrate", verbosity=0)
        write(total)
        start = perf_counter()
        made = anchors.anchor()
        anchored = perf_counter() - start
        print(f"anchored {made.chains} chains in {anchored:.1f} s")
        start, before = perf_counter(), len(connection.queries_log)
        checked = anchors.verify()
        seconds = perf_counter() - start
        assert checked.number == 0, checked.faults[:5]
        assert len(connection.queries_log) - before <= 8
        print(f"checked {checked.events} events in {seconds:.1f} s: {checked.events / seconds:,.0f} a second")


if __name__ == "__main__":
    main()
