"""Hundreds of processes killed while they write the index: nothing lost, nothing extra, healed within five seconds."""

from __future__ import annotations

import statistics

import pytest

from tests.search import crashing
from tests.search.engines.conftest import elastic, elasticsearch_url  # noqa: F401 - fixtures
from tests.search.library.models import Book

pytestmark = [pytest.mark.slow, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def index_folder(settings, tmp_path):
    settings.SEARCH_INDEX_DIR = tmp_path / "search"
    settings.OUTBOX_WAKE = "off"
    return settings.SEARCH_INDEX_DIR


@pytest.fixture(params=["embedded", "elasticsearch"])
def chosen(request, index_folder):
    if request.param == "elasticsearch":
        request.getfixturevalue("elastic")
    return request.param


def test_kills_while_the_index_is_written(tmp_path, request, chosen, capsys):
    kills = request.config.getoption("--kills")
    with crashing.mother(tmp_path) as trial:
        spent = crashing.run(trial, kills, seed=20260227)
        assert Book.objects.count() > kills // 4  # the trial tried something
    with capsys.disabled():
        print(  # noqa: T201 - a figure for docs/search.md
            f"\n{chosen}: {kills} kills, healed in {statistics.median(spent):.2f} s (median), {max(spent):.2f} s (worst)"
        )
