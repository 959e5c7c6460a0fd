"""A migrated, empty SQLite file made once and copied for every test run.

Third-party apps bring two hundred migrations, half a minute of work that gives the same file every time. The file is
kept in ``var/test-databases`` under a digest of all it depends on, so another branch or another version of a package
makes its own; Django then migrates the copy as usual, which finds nothing left to do. PostgreSQL is always migrated.
"""

from __future__ import annotations

import fcntl
import hashlib
import shutil
import sqlite3
import sys
from importlib import metadata
from pathlib import Path

from django.conf import settings
from django.core.management import call_command
from django.db import connection

PLACE = settings.BASE_DIR / "var" / "test-databases"
KEPT = 4


def copy_to(target: Path, *, anew: bool = False) -> None:
    """Put a migrated database at ``target``; make the file it is copied from when it is missing or wanted ``anew``."""
    PLACE.mkdir(parents=True, exist_ok=True)
    with (PLACE / "lock").open("w") as lock:  # workers that start at once make it once
        fcntl.flock(lock, fcntl.LOCK_EX)
        ready = PLACE / f"{_digest()}.sqlite3"
        if anew or not ready.exists():
            _make(ready)
        ready.touch()
        for old in sorted(PLACE.glob("*.sqlite3"), key=lambda path: path.stat().st_mtime)[:-KEPT]:
            old.unlink()
        target.parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(ready, target)


def _digest() -> str:
    """What the content of the file depends on: our migrations, the versions of every package, the apps in use."""
    parts = hashlib.sha256()
    ours = [path for app in ("*", "portal/*") for path in settings.BASE_DIR.glob(f"{app}/migrations/*.py")]
    for path in sorted(ours):
        parts.update(f"{path.relative_to(settings.BASE_DIR)}\n".encode() + path.read_bytes())
    versions = sorted({f"{one.metadata['Name']} {one.version}" for one in metadata.distributions()})
    parts.update(
        "\n".join([sys.version, sqlite3.sqlite_version, *settings.INSTALLED_APPS, *versions]).encode()
    )
    return parts.hexdigest()[:20]


def _make(ready: Path) -> None:
    draft = ready.with_suffix(".draft")
    draft.unlink(missing_ok=True)
    before = connection.settings_dict["NAME"]
    connection.close()
    connection.settings_dict["NAME"] = str(draft)
    try:
        call_command("migrate", verbosity=0, interactive=False)
        with connection.cursor() as cursor:
            cursor.execute("PRAGMA journal_mode=DELETE")  # one file, without a log beside it
    finally:
        connection.close()
        connection.settings_dict["NAME"] = before
    draft.replace(ready)
