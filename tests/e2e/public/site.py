"""A whole site for the browser: the demo, prepared and served by the commands people use, in processes of its own.

The rows and pictures of the demo take most of a minute to make and follow from our Python and data alone, so they are
kept in ``var/test-site`` under a digest of these and of the day (deadlines are counted from it). Every run works on a
copy and builds the static files itself.
"""

from __future__ import annotations

import fcntl
import hashlib
import json
import os
import shutil
import socket
import sqlite3
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from django.conf import settings
from django.utils import timezone

from tests.e2e.public.addresses import Stop

ROOT = Path(settings.BASE_DIR)
KEPT = ROOT / "var" / "test-site"
SOURCES = ("portal", "search", "recognition", "campaigns", "requirements")
KINDS = {".py", ".toml", ".md", ".txt", ".po"}
SETTINGS = "tests.e2e.public.settings"
PASSED_ON = ("PATH", "HOME", "LANG", "TMPDIR", "VIRTUAL_ENV", "LD_LIBRARY_PATH")
PATIENCE = 900.0


@dataclass(frozen=True)
class Site:
    """A site that answers at ``url``; ``stops`` are the addresses worth a walk."""

    url: str
    stops: tuple[Stop, ...]
    place: Path


def environment(place: Path, url: str) -> dict[str, str]:
    return {
        **{name: os.environ[name] for name in PASSED_ON if name in os.environ},
        "DJANGO_SETTINGS_MODULE": SETTINGS,
        "DATA_DIR": str(place / "data"),
        "VAR_DIR": str(place / "var"),
        "MEDIA_ROOT": str(place / "media"),
        "SECRET_KEY": "only-for-tests-" * 4,
        "PUBLIC_URL": url,
    }


def _digest() -> str:
    parts = hashlib.sha256(timezone.localdate().isoformat().encode())
    for folder in SOURCES:
        for path in sorted((ROOT / folder).rglob("*")):
            if path.suffix in KINDS and path.is_file():
                parts.update(str(path.relative_to(ROOT)).encode() + path.read_bytes())
    for path in (ROOT / "tests" / "ready_database.py", Path(__file__).with_name("settings.py")):
        parts.update(path.read_bytes())
    return parts.hexdigest()[:20]


def seeded() -> Path:
    """Return the folder of a demo of today with all its pictures, made if there is none. Safe in several processes.

    ``E2E_SEEDED`` names one to be used as it is, while Python changes and the demo does not matter.
    """
    if os.environ.get("E2E_SEEDED"):
        return Path(os.environ["E2E_SEEDED"])
    KEPT.mkdir(parents=True, exist_ok=True)
    with (KEPT / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        ready = KEPT / _digest()
        if ready.exists():
            return ready
        for old in KEPT.iterdir():
            if old.is_dir():
                shutil.rmtree(old)
        draft = KEPT / "draft"
        _seed(draft)
        draft.rename(ready)
        return ready


def _seed(place: Path) -> None:
    from django.db import connection

    from tests import ready_database

    if connection.vendor == "sqlite":  # saves the migrations
        ready_database.copy_to(place / "data" / "portal.sqlite3")
    else:
        (place / "data").mkdir(parents=True)
    variables = environment(place, "http://127.0.0.1:8000")
    _run(variables, "prepare", "--demo")
    worker = subprocess.Popen(
        [sys.executable, "manage.py", "db_worker", "--queue-name", "*", "--no-reload", "--batch"],
        cwd=ROOT,
        env=variables,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        text=True,
    )
    _out, problems = worker.communicate(timeout=PATIENCE)
    if worker.returncode:
        raise RuntimeError(f"The pictures of the demo were not made:\n{problems[-2000:]}")
    with sqlite3.connect(place / "data" / "portal.sqlite3") as database:
        database.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    database.close()


def _run(variables: dict[str, str], *command: str) -> None:
    done = subprocess.run(
        [sys.executable, "manage.py", *command],
        cwd=ROOT, env=variables, capture_output=True, text=True, check=False, timeout=PATIENCE,
    )  # fmt: skip
    if done.returncode:
        raise RuntimeError(f"manage.py {command[0]} failed:\n{(done.stdout + done.stderr)[-3000:]}")


def free_port() -> int:
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        return int(one.getsockname()[1])


@contextmanager
def served(place: Path) -> Iterator[Site]:
    """Serve a copy of the seeded demo below ``place`` until the block is left."""
    ready = seeded()
    for child in ("data", "media", "var"):
        shutil.copytree(ready / child, place / child, ignore=shutil.ignore_patterns("rendered"))
    url = f"http://127.0.0.1:{free_port()}"
    variables = environment(place, url)
    _run(variables, "prepare", "--static")
    log = (place / "serve.log").open("w")
    service = subprocess.Popen(
        [sys.executable, "manage.py", "serve", "--bind", url.removeprefix("http://"), "--workers", "2"],
        cwd=ROOT, env=variables, stdout=log, stderr=subprocess.STDOUT,
    )  # fmt: skip
    try:
        found = subprocess.run(
            [sys.executable, "-m", "tests.e2e.public.addresses"],
            cwd=ROOT, env=variables, capture_output=True, text=True, check=False, timeout=PATIENCE,
        )  # fmt: skip
        if found.returncode:
            raise RuntimeError(found.stderr[-2000:])
        _wait(url, service, place / "serve.log")
        yield Site(url, tuple(Stop(**row) for row in json.loads(found.stdout)), place)
    finally:
        service.terminate()
        service.wait(timeout=40)
        log.close()


def _wait(url: str, service: subprocess.Popen[bytes], log: Path) -> None:
    deadline = time.monotonic() + 90
    while True:
        try:
            with urllib.request.urlopen(f"{url}/healthz", timeout=10) as answer:
                if answer.status == 200:
                    return
        except OSError:
            if service.poll() is not None or time.monotonic() > deadline:
                raise RuntimeError(f"The site did not start:\n{log.read_text()[-2000:]}") from None
            time.sleep(0.2)
