"""An Elasticsearch for the tests of this folder, and indices of their own for each."""

from __future__ import annotations

import os
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from django.db import connection
from django.test import override_settings
from elasticsearch import Elasticsearch

from search import registry, service
from search.models import Entry
from tests.search.conftest import BookSource
from tests.services.elasticsearch import nodes

pytest.register_assert_rewrite("tests.search.engines.contract")

ENGINES = ("embedded", "elasticsearch")


@pytest.fixture(scope="session")
def elasticsearch_url() -> Iterator[str]:
    """The server of ELASTICSEARCH_URL, or a node of this process; skipped where none can run, which fails in CI."""
    given = os.environ.get("ELASTICSEARCH_URL", "")
    if given:
        yield given
        return
    try:
        node = nodes.Node().start()
    except nodes.NotPossible as reason:
        words = f"no Elasticsearch: {str(reason).splitlines()[0]}"
        if os.environ.get("CI") == "true":
            pytest.fail(words)
        pytest.skip(words)
    try:
        yield node.url
    finally:
        node.close()


@contextmanager
def elastic_site(url: str, **values: Any) -> Iterator[dict[str, Any]]:
    """Settings of a site with a prefix of its own; its indices are gone afterwards."""
    prefix = f"t{uuid.uuid4().hex[:12]}"
    try:
        yield {
            "SEARCH_ENGINE": "elasticsearch",
            "ELASTICSEARCH_URL": url,
            "ELASTICSEARCH_PREFIX": prefix,
            "ELASTICSEARCH_SHARDS": 1,
            "ELASTICSEARCH_REPLICAS": 0,
            "ELASTICSEARCH_TIMEOUT": 20,  # a machine under load is no fault here
            **values,
        }
    finally:
        drop(url, prefix)


def drop(url: str, prefix: str) -> None:
    with Elasticsearch(url, request_timeout=30) as client:
        for name in client.indices.get(index=f"{prefix}-*", expand_wildcards="all"):
            client.indices.delete(index=name)


@contextmanager
def chosen_engine(name: str, request, tmp_path_factory) -> Iterator[dict[str, Any]]:
    """The settings that choose an engine, with nothing in it, in force inside."""
    if name == "embedded":
        values = {"SEARCH_ENGINE": name, "SEARCH_INDEX_DIR": tmp_path_factory.mktemp("search")}
        with override_settings(OUTBOX_WAKE="off", **values):
            yield values
        return
    with (
        elastic_site(request.getfixturevalue("elasticsearch_url")) as values,
        override_settings(OUTBOX_WAKE="off", **values),
    ):
        yield values


@contextmanager
def only_source() -> Iterator[BookSource]:
    """The only source registered while it lasts."""
    others = registry.sources()
    for other in others:
        registry.unregister(other.kind)
    made = BookSource()
    registry.register(made)
    try:
        yield made
    finally:
        registry.unregister(made.kind)
        for other in others:
            registry.register(other)


@pytest.fixture
def elastic(settings, elasticsearch_url, index_folder) -> Iterator[str]:
    """Elasticsearch is the engine of this test; gives the prefix of its indices."""
    with elastic_site(elasticsearch_url) as values:
        for name, value in values.items():
            setattr(settings, name, value)
        yield values["ELASTICSEARCH_PREFIX"]


@pytest.fixture(scope="class", params=ENGINES)
def shelf_engine(request, tmp_path_factory) -> Iterator[dict[str, Any]]:
    """Each engine in turn, for a class of tests that only read."""
    with chosen_engine(request.param, request, tmp_path_factory) as values:
        yield values


@pytest.fixture(scope="class")
def shelf(request, shelf_engine, django_db_setup, django_db_blocker) -> Iterator[dict[str, Any]]:
    """The ``documents`` of the class are in; gives the settings of the engine."""
    with django_db_blocker.unblock():
        try:
            with only_source() as source:
                for document in request.cls.documents:
                    source.books[document.key] = [document]
                assert service.refresh(source.refs()) == {}
                yield shelf_engine
        finally:
            Entry.objects.all().delete()
            connection.close()


@pytest.fixture(params=ENGINES)
def each_engine(request, tmp_path_factory, index_folder) -> Iterator[str]:
    """Each engine in turn, empty, for one test."""
    with chosen_engine(request.param, request, tmp_path_factory):
        yield request.param
