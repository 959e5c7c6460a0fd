"""The demo counts its deadlines from now, not from the day it was written: it is built at eight moments."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest
from django.conf import settings

pytestmark = pytest.mark.slow

AT_A_MOMENT = """
import sys
import time_machine
from django.core.management import execute_from_command_line

with time_machine.travel(sys.argv[1], tick=True):
    execute_from_command_line(["manage.py", "prepare", "--demo"])
"""


@pytest.mark.parametrize(
    "moment",
    [
        "2026-11-30T16:59:00+07:00",
        "2026-12-02T09:00:00+07:00",  # the last day of the paper's round
        "2026-12-02T17:30:00+07:00",
        "2026-12-31T23:50:00+07:00",
        "2027-01-01T00:05:00+07:00",
        "2027-02-28T12:00:00+07:00",
        "2027-08-15T06:30:00+07:00",
        "2028-02-29T18:00:00+07:00",
    ],
)
def test_the_demo_is_built(moment: str, tmp_path: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-c", AT_A_MOMENT, moment],
        cwd=settings.BASE_DIR,
        env={
            **os.environ,
            "DJANGO_SETTINGS_MODULE": "portal.settings.demo",
            "DATA_DIR": str(tmp_path / "data"),
            "VAR_DIR": str(tmp_path / "var"),
            "MEDIA_ROOT": str(tmp_path / "media"),
            "DATABASE_URL": f"sqlite:///{tmp_path}/data/portal.sqlite3",
        },
        capture_output=True,
        text=True,
        check=False,
        timeout=900,
    )
    assert done.returncode == 0, (done.stdout + done.stderr)[-3000:]
