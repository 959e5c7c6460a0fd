"""One site and one browser for all walks below this folder. They read the site; nothing here needs the test database."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.e2e.public.site import Site, served

# What a browser sees does not depend on the database behind it: walked once, with SQLite.
collect_ignore_glob = ["test_*.py"] if os.environ.get("DATABASE_URL", "").startswith("postgres") else []


@pytest.fixture(autouse=True)
def site_tree() -> None:
    """The walks of the desk write their tree into the test database; these do not use it."""


@pytest.fixture(scope="session")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    place: Path = tmp_path_factory.mktemp("site")
    with served(place) as found:
        yield found
