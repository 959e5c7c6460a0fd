from __future__ import annotations

import signal
import subprocess
import sys
import threading
import time
from datetime import timedelta

import pytest
from django.conf import settings
from django.core.management import CommandError, call_command
from django.db import connection
from django.utils import timezone

from portal.core import timers
from portal.core.models import TimerMark, User
from tests.processes import database_url


@pytest.fixture
def only(monkeypatch):
    """No timers but those of the test."""
    monkeypatch.setattr(timers, "_timers", {})


@pytest.mark.django_db(transaction=True)
class TestTimers:
    def test_a_timer_runs_when_it_is_due_and_not_before(self, only, time_machine):
        calls = []
        timers.register("trial", lambda: calls.append(1), timedelta(minutes=10))
        time_machine.move_to("2026-11-24 08:00:00+07:00", tick=False)
        timers.run()
        timers.run()
        assert len(calls) == 1
        time_machine.shift(timedelta(minutes=9, seconds=59))
        timers.run()
        assert len(calls) == 1
        time_machine.shift(timedelta(seconds=1))
        timers.run()
        assert len(calls) == 2

    def test_one_failure_does_not_stop_the_others_and_is_undone_told_and_tried_again(
        self, only, time_machine
    ):
        calls = []

        def fail():
            User.objects.create(username="half-done")
            raise ValueError("broken")

        time_machine.move_to("2026-11-24 08:00:00+07:00", tick=False)
        timers.register("bad", fail, timedelta(days=1))
        timers.register("good", lambda: calls.append(1), timedelta(days=1))
        with pytest.raises(CommandError, match="bad: ValueError: broken"):
            call_command("run_due")
        assert calls == [1]
        assert not User.objects.filter(username="half-done").exists()
        mark = TimerMark.objects.get(name="bad")
        assert (mark.error, mark.due - timezone.now()) == ("ValueError: broken", timers.RETRY)

    def test_a_timer_of_zero_runs_at_every_call_without_a_mark(self, only):
        calls = []
        timers.register("trial", lambda: calls.append(1), timedelta(0))
        timers.run()
        timers.run()
        assert (len(calls), TimerMark.objects.count()) == (2, 0)

    def test_two_processes_run_a_due_timer_once(self, only):
        calls = []
        timers.register("trial", lambda: (calls.append(1), time.sleep(0.05)), timedelta(hours=1))

        def work():
            try:
                timers.run()
            finally:
                connection.close()

        threads = [threading.Thread(target=work) for _ in range(4)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        assert calls == [1]

    def test_a_claim_of_a_process_that_died_ends_after_the_lease(self, only, time_machine):
        calls = []
        time_machine.move_to("2026-11-24 08:00:00+07:00", tick=False)
        timers.register("trial", lambda: calls.append(1), timedelta(days=1))
        TimerMark.objects.create(name="trial", due=timezone.now() + timers.LEASE, started=timezone.now())
        timers.run()
        assert calls == []
        time_machine.shift(timers.LEASE)
        timers.run()
        assert calls == [1]

    def test_the_loop_ends_on_sigterm(self):
        import os

        process = subprocess.Popen(
            [sys.executable, "manage.py", "run_due", "--loop"],
            cwd=settings.BASE_DIR,
            env={
                **os.environ,
                "DATABASE_URL": database_url(),
                "VAR_DIR": str(settings.VAR_DIR),
                "DJANGO_SETTINGS_MODULE": os.environ.get("DJANGO_SETTINGS_MODULE", "portal.settings.test"),
            },
        )
        deadline = time.monotonic() + 60
        while not TimerMark.objects.filter(name="publish_scheduled", finished__isnull=False).exists():
            assert process.poll() is None
            assert time.monotonic() < deadline
            time.sleep(0.1)
        process.send_signal(signal.SIGTERM)
        assert process.wait(timeout=10) == 0


def test_the_kernel_registers_the_outbox_and_scheduled_publishing():
    assert {"outbox", "publish_scheduled"} <= {timer.name for timer in timers.timers()}
