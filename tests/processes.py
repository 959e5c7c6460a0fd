"""Processes of their own on the database of the running test, for trials that kill them."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from pathlib import Path

from django.conf import settings
from django.db import connection


def database_url() -> str:
    config = connection.settings_dict
    if connection.vendor == "sqlite":
        return f"sqlite:///{config['NAME']}"
    login = f"{config['USER']}:{config['PASSWORD']}@" if config["USER"] else ""
    port = f":{config['PORT']}" if config["PORT"] else ""
    host, folder = ("", config["HOST"]) if str(config["HOST"]).startswith("/") else (config["HOST"], "")
    return f"postgres://{login}{host}{port}/{folder}{'/' if folder else ''}{config['NAME']}"


def start(mode: str, place: Path) -> subprocess.Popen:
    return subprocess.Popen(
        [sys.executable, "-m", "tests.portal.core.outbox_process", mode, str(place)],
        cwd=settings.BASE_DIR,
        env={
            **os.environ,
            "DATABASE_URL": database_url(),
            "VAR_DIR": str(settings.VAR_DIR),
            "TMPDIR": str(place),  # a killed process does not clean up after itself
            "DJANGO_SETTINGS_MODULE": os.environ.get("DJANGO_SETTINGS_MODULE", "portal.settings.test"),
        },
    )


def wait_for(path: Path, process: subprocess.Popen, seconds: float = 30.0) -> None:
    deadline = time.monotonic() + seconds
    while not path.exists():
        assert process.poll() is None, "the process ended too soon"
        assert time.monotonic() < deadline, f"{path.name} did not appear"
        time.sleep(0.02)
