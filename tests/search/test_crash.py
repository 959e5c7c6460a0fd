"""Killed at any moment: nothing lost, nothing extra, healed within five seconds of the restart."""

from __future__ import annotations

import pytest

from tests.search import crashing
from tests.search.library.models import Book

pytestmark = pytest.mark.django_db(transaction=True)

ROUNDS = 20


def test_whoever_writes_the_index_may_be_killed_at_any_moment(tmp_path, index_folder):
    with crashing.mother(tmp_path) as trial:
        crashing.run(trial, ROUNDS, seed=11)
        assert Book.objects.count() > ROUNDS // 2  # the trial tried something
