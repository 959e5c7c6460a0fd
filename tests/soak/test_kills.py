"""Processes killed at any moment: what was committed is delivered, what was rolled back is not."""

from __future__ import annotations

import random
import signal
import time
from pathlib import Path

import pytest

from portal.core.models import OutboxRow, User
from tests.processes import start, wait_for

pytestmark = [pytest.mark.slow, pytest.mark.django_db(transaction=True)]

DELIVER_EVERY = 10


def delivered(place: Path) -> set[str]:
    lines = (place / "seen").read_text().splitlines() if (place / "seen").exists() else []
    return {line.removeprefix("trial.thing ") for line in lines}


def test_no_commit_is_lost_and_nothing_rolled_back_is_told(
    tmp_path: Path, request: pytest.FixtureRequest
) -> None:
    draw = random.Random(7)
    kills = request.config.getoption("--kills")
    for number in range(1, kills + 1):
        (tmp_path / "churning").unlink(missing_ok=True)
        process = start("churn", tmp_path)
        wait_for(tmp_path / "churning", process)
        time.sleep(draw.uniform(0.0, 0.4))
        process.send_signal(signal.SIGKILL)
        process.wait(timeout=20)
        if number % DELIVER_EVERY == 0 or number == kills:
            assert start("deliver", tmp_path).wait(timeout=120) == 0
            committed = set(User.objects.values_list("username", flat=True))
            assert committed <= delivered(tmp_path), f"lost after {number} kills"
            assert "rolled-back" not in delivered(tmp_path)
            assert not OutboxRow.objects.exists()
    assert User.objects.count() > kills  # the trial tried something
