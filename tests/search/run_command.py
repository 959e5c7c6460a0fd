"""``python -m tests.search.run_command FOLDER COMMAND…``: manage.py with the index in another folder."""

from __future__ import annotations

import sys
from pathlib import Path

from django.conf import settings
from django.core.management import execute_from_command_line

if __name__ == "__main__":
    settings.SEARCH_INDEX_DIR = Path(sys.argv[1])
    execute_from_command_line(["manage.py", *sys.argv[2:]])
