"""Killed at any moment: nothing lost, nothing extra, healed within five seconds of the restart."""

from __future__ import annotations

import random
import time

import pytest
from django.db import connections
from django.test import override_settings
from elasticsearch import Elasticsearch

from portal.core.models import OutboxRow
from tests.search import crashing
from tests.search.engines.conftest import elastic, elastic_site, elasticsearch_url  # noqa: F401 - fixtures
from tests.search.library.models import Book
from tests.services.elasticsearch import nodes

pytestmark = pytest.mark.django_db(transaction=True)

ROUNDS = 20
ROUNDS_ELASTIC = 6
PATIENCE = 20.0  # seconds a publisher may wait who was writing when the server died


def test_whoever_writes_the_index_may_be_killed_at_any_moment(tmp_path, index_folder):
    with crashing.mother(tmp_path) as trial:
        crashing.run(trial, ROUNDS, seed=11)
        assert Book.objects.count() > ROUNDS // 2  # the trial tried something


def test_whoever_writes_to_elasticsearch_may_be_killed_at_any_moment(tmp_path, elastic):  # noqa: F811
    with crashing.mother(tmp_path) as trial:
        crashing.run(trial, ROUNDS_ELASTIC, seed=12)
        assert Book.objects.exists()


def test_elasticsearch_may_die_and_come_back_while_books_are_published(tmp_path, elasticsearch_url):  # noqa: F811
    """Publishing goes on without it; five seconds after it answers again everything is in it."""
    draw = random.Random(5)
    with (
        nodes.Node() as node,
        elastic_site(node.url) as values,
        override_settings(**values),
        crashing.mother(tmp_path) as trial,
    ):
        worker = trial.fork("worker")
        writer = trial.fork("publish", 5)
        time.sleep(draw.uniform(0.5, 1.5))
        node.kill()
        before = published()
        deadline = time.monotonic() + PATIENCE
        while published() <= before:
            assert time.monotonic() < deadline
            time.sleep(draw.uniform(0.5, 1.5))
        node.start()
        crashing.kill(writer)
        serving(node.url, values["ELASTICSEARCH_PREFIX"])
        began = time.monotonic()
        while waiting():
            assert time.monotonic() - began < crashing.HEALED_WITHIN
            time.sleep(0.05)
        crashing.kill(worker)
        assert crashing.gone(worker, 10.0)
        crashing.verify("Elasticsearch was killed and started")


def serving(url: str, prefix: str) -> None:
    """Returns when the server has opened its shards; how long that takes is up to the machine."""
    with Elasticsearch(url, request_timeout=70) as client:
        answer = client.cluster.health(index=f"{prefix}-*", wait_for_status="yellow", timeout="60s")
        assert not answer["timed_out"]


def waiting() -> bool:
    connections.close_all()
    return OutboxRow.objects.filter(consumer="search").exists()


def published() -> int:
    """How much was changed: every change of a book has its row, and while nobody takes them they add up."""
    connections.close_all()
    return OutboxRow.objects.filter(consumer="search").count()
