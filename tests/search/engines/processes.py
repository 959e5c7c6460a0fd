"""Run by tests as a process of its own: ``python -m tests.search.engines.processes FOLDER DATABASE WHAT``."""

# ruff: noqa: T201 - it speaks through its output

from __future__ import annotations

import os
import sys
import time
from pathlib import Path


def main(folder: str, database: str, what: str) -> None:
    os.environ["DJANGO_SETTINGS_MODULE"] = os.environ.get("DJANGO_SETTINGS_MODULE", "portal.settings.test")
    import django
    from django.conf import settings

    django.setup()
    settings.SEARCH_INDEX_DIR = Path(folder)
    from django.db import connection

    connection.settings_dict["NAME"] = database
    from search.documents import Query
    from search.engines import engine
    from search.models import Entry
    from search.service import find

    if what == "watch":
        find(Query(text="watched"))  # opened before the commit
        print("ready", flush=True)
        while not find(Query(text="watched")).total:
            time.sleep(0.001)
        print(time.time(), flush=True)
    elif what == "write":
        entries = list(Entry.objects.all())
        print("ready", flush=True)
        while True:
            with engine().writing() as writer:
                writer.replace([entry.source_ref for entry in entries], entries)


if __name__ == "__main__":
    main(*sys.argv[1:])
