"""What is Elasticsearch's own: its mapping, its settings, damage, and a cluster that is slow, busy or away. The contract
is in ``test_contract.py``.
"""

from __future__ import annotations

import json
import os
import threading
import time
from collections.abc import Callable, Iterator

import pytest
from django.core.exceptions import ImproperlyConfigured
from django.db import transaction
from elasticsearch import Elasticsearch

from portal.core import outbox
from portal.core.models import OutboxRow
from portal.core.outbox import Ref
from search import checks, service
from search.documents import FACETS, Query
from search.engines import engine
from search.engines.base import (
    DAY_FIELD,
    ORDER_FIELDS,
    TEXT_FIELDS,
    VALUE_FIELDS,
    EngineDamaged,
    EngineError,
)
from search.engines.elastic import breaker, indices
from search.engines.elastic.breaker import Breaker, Unanswered
from search.engines.elastic.connection import Configuration
from search.engines.elastic.connection import nodes as read_nodes
from search.engines.elastic.documents import IndexedEntry
from search.models import Entry
from search.projection import indexed as as_indexed
from tests.search.conftest import book
from tests.search.engines.conftest import drop, elastic_site
from tests.services.elasticsearch.nodes import Node
from tests.services.elasticsearch.proxy import Door

pytestmark = pytest.mark.django_db


def put(source, *titles: str) -> None:
    for title in titles:
        source.books[title] = [book(title, title=title)]
    assert service.refresh([Ref("library.book", title) for title in titles]) == {}


def total(text: str) -> int:
    return service.find(Query(text=text)).total


@pytest.fixture
def client(elastic, elasticsearch_url) -> Iterator[Elasticsearch]:
    with Elasticsearch(elasticsearch_url, request_timeout=30) as made:
        yield made


def live(client: Elasticsearch) -> str:
    [name] = client.indices.get_alias(name=engine().indices.read)
    return name


# The mapping --------------------------------------------------------------------------------------------------------


def test_the_document_has_the_fields_that_entries_are_indexed_by():
    facets = [f"facet_{name}" for name in FACETS]
    expected = {
        *TEXT_FIELDS, *VALUE_FIELDS, *facets, *ORDER_FIELDS.values(), DAY_FIELD, "entry", "digest",
    }  # fmt: skip
    assert set(IndexedEntry._doc_type.mapping.to_dict()["properties"]) == expected


def test_the_index_stores_no_text_and_takes_no_other_field(source, client):
    put(source, "Nguyễn Thị Hoa")
    mapping = client.indices.get_mapping(index=live(client))[live(client)]["mappings"]
    assert (mapping["dynamic"], mapping["_source"]) == ("strict", {"enabled": False})
    found = client.search(index=live(client), query={"match_all": {}})
    assert found["hits"]["hits"][0].get("_source") is None


def test_shards_and_replicas_are_those_of_the_settings(source, settings, client):
    settings.ELASTICSEARCH_SHARDS, settings.ELASTICSEARCH_REPLICAS = 3, 1
    put(source, "Sách")
    [made] = client.indices.get_settings(index=live(client)).values()
    index = made["settings"]["index"]
    assert (index["number_of_shards"], index["number_of_replicas"]) == ("3", "1")
    assert service.state() == "ok"  # a replica without a place is no damage


# Damage -------------------------------------------------------------------------------------------------------------


def _delete(client: Elasticsearch) -> None:
    client.indices.delete(index=live(client))


def _close(client: Elasticsearch) -> None:
    client.indices.close(index=live(client))


def _no_read_alias(client: Elasticsearch) -> None:
    client.indices.delete_alias(index=live(client), name=engine().indices.read)


def _no_write_alias(client: Elasticsearch) -> None:
    client.indices.delete_alias(index=live(client), name=engine().indices.write)


def _two_live(client: Elasticsearch) -> None:
    client.indices.put_alias(index=engine().indices.create(), name=engine().indices.read)


def _foreign(client: Elasticsearch) -> None:
    name = live(client)
    client.indices.delete(index=name)
    client.indices.create(index=name, aliases={engine().indices.read: {}, engine().indices.write: {}})


@pytest.mark.parametrize("harm", [_delete, _close, _no_read_alias, _no_write_alias, _two_live, _foreign])
def test_a_damaged_index_is_noticed_and_rebuilt_from_the_entries(source, client, harm):
    put(source, "one", "two")
    harm(client)
    with pytest.raises(EngineDamaged):
        engine().check()
    assert service.state() == "degraded"
    service.heal()
    assert service.state() == "ok"
    assert (total("one"), total("two"), total("three")) == (1, 1, 0)
    assert service.check().clean
    put(source, "three")
    assert total("three") == 1


@pytest.mark.parametrize("harm", [_delete, _no_read_alias, _foreign])
def test_a_search_on_a_damaged_index_is_an_error_and_never_an_empty_answer(source, client, harm):
    put(source, "one")
    harm(client)
    with pytest.raises(EngineError):
        total("one")


def test_a_writer_makes_a_small_missing_index_itself(source, client):
    put(source, "one")
    _delete(client)
    put(source, "two")
    assert (total("one"), total("two")) == (1, 1)
    assert service.check().clean


def test_nothing_is_made_by_the_name_of_an_alias(source, client):
    put(source, "one")
    with pytest.raises(EngineError), engine().writing() as writer:
        _delete(client)
        writer.replace([], Entry.objects.all())
    assert not client.indices.exists(index=engine().indices.write)


def test_an_index_of_another_mapping_version_is_left_to_older_releases_until_the_second_rebuild(
    source, client, monkeypatch
):
    put(source, "one")
    old = live(client)
    monkeypatch.setattr(indices, "MAPPING_VERSION", indices.MAPPING_VERSION + 1)
    monkeypatch.setattr(
        IndexedEntry._doc_type.mapping,
        "_meta",
        {"_meta": {"version": indices.MAPPING_VERSION}},
        raising=False,
    )
    with pytest.raises(EngineDamaged):
        total("one")
    engine().rebuild()
    assert total("one") == 1
    assert client.indices.exists(index=old)
    engine().rebuild()
    assert not client.indices.exists(index=old)


def test_a_rebuild_sweeps_its_own_older_indices_and_never_those_of_another_site(
    source, client, elasticsearch_url, settings
):
    put(source, "one")
    mine = settings.ELASTICSEARCH_PREFIX
    settings.ELASTICSEARCH_PREFIX = f"{mine}-v1"  # as near as a name can come
    try:
        engine().rebuild()
        other = live(client)
        settings.ELASTICSEARCH_PREFIX = mine
        first = live(client)
        orphan = engine().indices.create()
        engine().rebuild()
        assert not client.indices.exists(index=first)
        assert not client.indices.exists(index=orphan)
        assert client.indices.exists(index=other)
    finally:
        drop(elasticsearch_url, f"{mine}-v1")


def test_a_row_that_the_mapping_refuses_stops_nobody_else(source, client, monkeypatch):
    put(source, "one")
    for title in ("good", "bad"):
        source.books[title] = [book(title, title=title)]
    project = service.refresh.__globals__["project"]

    def poisoned(document, ref):
        entry = project(document, ref)
        if document.key == "bad":
            entry.indexed = as_indexed(json.loads(entry.indexed) | {"order": "no number"})
        return entry

    monkeypatch.setitem(service.refresh.__globals__, "project", poisoned)
    failed = service.refresh(source.refs())
    assert list(failed) == [Ref("library.book", "bad")]
    assert (total("one"), total("good"), total("bad")) == (1, 1, 0)


def test_a_purge_leaves_no_marked_rows(source, client):
    put(source, *(f"sach {number}" for number in range(20)))
    put(source, "sach 1")
    del source.books["sach 2"]
    service.refresh([Ref("library.book", "sach 2")])
    client.indices.flush(index=live(client))
    assert service.purge() in (True, False)
    assert total("sach") == 19
    assert service.check().clean


def test_a_child_process_does_not_use_the_sockets_of_its_parent(source, client):
    put(source, "before")
    assert total("before") == 1
    read, write = os.pipe()
    child = os.fork()
    if child == 0:
        try:
            found = engine().known(["before"])
            os.write(write, b"1" if found == {"before"} else b"0")
        finally:
            os._exit(0)
    os.waitpid(child, 0)
    assert os.read(read, 1) == b"1"
    os.close(read)
    os.close(write)
    assert total("before") == 1


# Slow, busy, away ---------------------------------------------------------------------------------------------------


@pytest.fixture
def door(elasticsearch_url, settings, index_folder) -> Iterator[Door]:
    """The engine speaks through this door."""
    with Door(elasticsearch_url) as made, elastic_site(elasticsearch_url) as values:
        for name, value in values.items():
            setattr(settings, name, value)
        settings.ELASTICSEARCH_URL = made.url
        yield made


def timed(call: Callable[[], object]) -> float:
    began = time.monotonic()
    call()
    return time.monotonic() - began


def eventually(true: Callable[[], bool], seconds: float = 10.0) -> None:
    deadline = time.monotonic() + seconds
    while not true():
        assert time.monotonic() < deadline
        time.sleep(0.1)


@pytest.mark.urls("tests.search.urls")
def test_while_the_server_hangs_the_page_answers_503_in_time_then_at_once_and_recovers(
    source, door, settings, client_of_site
):
    put(source, "Hoa sen")
    settings.ELASTICSEARCH_TIMEOUT = 1
    answers = []

    def ask() -> None:
        answers.append(client_of_site.get("/tim-kiem/?q=hoa"))

    room = 0.5 + 4 * max(
        timed(ask) for _time in range(3)
    )  # what a page costs on this machine, as busy as it is
    assert {answer.status_code for answer in answers} == {200}
    door.mode = "hang"
    answers.clear()
    for _time in range(breaker.FAILURES):
        asked = len(door.seen)
        assert timed(ask) < 1 + room
        assert len(door.seen) == asked + 1  # one time-out, not one after another
    assert {answer.status_code for answer in answers} == {503}
    assert all(answer["Retry-After"] for answer in answers)
    asked, began = len(door.seen), time.monotonic()
    answers.clear()
    took = sorted(timed(ask) for _time in range(5))
    assert {answer.status_code for answer in answers} == {503}
    probes = len(door.seen) - asked
    assert (
        probes <= (time.monotonic() - began) / breaker.FIRST_PAUSE
    )  # on a slow machine a pause ends meanwhile
    assert max(took[: 5 - probes]) < room  # the others are answered without asking
    health = client_of_site.get("/healthz")
    assert (health.status_code, health.json()["search"]) == (200, "degraded")
    door.mode = "pass"
    eventually(lambda: client_of_site.get("/tim-kiem/?q=hoa").status_code == 200)
    assert client_of_site.get("/healthz").json()["search"] == "ok"


@pytest.fixture
def client_of_site(caplog):
    from django.core.cache import cache
    from django.test import Client

    cache.clear()
    return Client()


def test_only_one_probes_a_server_that_hangs_while_the_others_are_answered_at_once(source, door, settings):
    put(source, "Hoa sen")
    settings.ELASTICSEARCH_TIMEOUT = 1
    door.mode = "hang"
    asking = engine()
    for _time in range(breaker.FAILURES):
        with pytest.raises(Unanswered):
            asking.known(["hoa"])
    time.sleep(breaker.FIRST_PAUSE + 0.05)
    asked = len(door.seen)
    took: list[float] = []

    def ask() -> None:
        def refused() -> None:
            with pytest.raises(EngineError):
                asking.known(["hoa"])

        took.append(timed(refused))

    threads = [threading.Thread(target=ask) for _number in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(door.seen) == asked + 1
    assert sum(seconds > 0.5 for seconds in took) == 1


def test_a_slow_answer_is_given_but_opens_the_circuit_when_it_is_repeated(source, door, settings):
    put(source, "Hoa sen")
    settings.ELASTICSEARCH_TIMEOUT = 1
    door.mode, door.delay = "slow", 0.85
    for _time in range(breaker.FAILURES):
        assert engine().known(["hoa"]) == {"hoa"}
    with pytest.raises(EngineError):
        engine().known(["hoa"])


def test_a_bulk_that_is_refused_for_being_too_much_is_sent_again(source, door):
    put(source, "first")
    door.mode, door.left, door.only = "busy", 2, lambda path: "_bulk" in path
    door.seen.clear()
    put(source, "second")
    assert sum("_bulk" in line for line in door.seen) == 3
    assert total("second") == 1


def test_a_bulk_is_not_sent_for_ever_and_the_rows_are_not_blamed(source, door, monkeypatch):
    put(source, "first")
    monkeypatch.setattr("search.engines.elastic.writing.FIRST_PAUSE", 0.001)
    door.mode, door.only = "busy", lambda path: "_bulk" in path
    source.books["second"] = [book("second", title="second")]
    with pytest.raises(Unanswered):
        service.refresh([Ref("library.book", "second")])
    assert Entry.objects.filter(key="second").exists()
    door.mode = "pass"
    put(source, "second")
    assert total("second") == 1
    assert service.check().clean


def test_a_search_tries_another_node_when_one_is_away_and_another_when_one_hangs(source, door, settings):
    put(source, "Hoa sen")
    up = settings.ELASTICSEARCH_URL
    settings.ELASTICSEARCH_TIMEOUT = 2
    settings.ELASTICSEARCH_URL = f"http://127.0.0.1:9,{up}"
    for _time in range(6):
        assert timed(lambda: total("hoa")) < 1.9
    with Door(up) as other:
        other.mode = "hang"
        settings.ELASTICSEARCH_URL = f"{other.url},{up}"
        for _time in range(6):
            assert timed(lambda: total("hoa")) < 1.9


@pytest.mark.django_db(transaction=True)
@pytest.mark.urls("tests.search.urls")
def test_a_node_that_stops_holds_up_no_publication_and_all_is_found_when_it_is_back(
    source, settings, elasticsearch_url, client_of_site
):
    with Node() as node:
        settings.SEARCH_ENGINE, settings.ELASTICSEARCH_URL = "elasticsearch", node.url
        settings.ELASTICSEARCH_PREFIX, settings.ELASTICSEARCH_REPLICAS = "stopped", 0
        settings.ELASTICSEARCH_TIMEOUT = 3
        settings.OUTBOX_WAKE = "inline"
        source.books["before"] = [book("before", title="Trước")]
        with transaction.atomic():
            outbox.record(Ref("library.book", "before"))
        assert total("trước") == 1
        node.kill()
        source.books["during"] = [book("during", title="Trong")]

        def publish() -> None:
            with transaction.atomic():
                outbox.record(Ref("library.book", "during"))

        assert timed(publish) < 4
        assert timed(publish) < 1
        assert OutboxRow.objects.filter(consumer="search", parked=False).exists()
        assert client_of_site.get("/tim-kiem/?q=truoc").status_code == 503
        node.start()

        def arrived() -> bool:
            outbox.deliver("search")
            return not OutboxRow.objects.filter(consumer="search").exists()

        eventually(arrived, 40)
        assert (total("trước"), total("trong")) == (1, 1)
        assert client_of_site.get("/tim-kiem/?q=truoc").status_code == 200
        assert service.check().clean


# The breaker --------------------------------------------------------------------------------------------------------


class Clock:
    now = 100.0

    def __call__(self) -> float:
        return self.now


def fail(guarded: Breaker) -> None:
    with pytest.raises(Unanswered), guarded.guard():
        raise Unanswered("no")


def refused(guarded: Breaker) -> bool:
    entered = False
    try:
        with guarded.guard():
            entered = True
    except EngineError:
        return not entered
    return False


def test_the_circuit_opens_after_failures_in_a_row_and_each_failed_probe_doubles_the_pause():
    clock = Clock()
    guarded = Breaker(slow=1, clock=clock)
    for _time in range(breaker.FAILURES - 1):
        fail(guarded)
    assert not refused(guarded)  # an answer in between begins the count anew
    for _time in range(breaker.FAILURES):
        fail(guarded)
    pause = breaker.FIRST_PAUSE
    for _probe in range(8):
        clock.now += pause - 0.01
        assert refused(guarded)
        clock.now += 0.02
        fail(guarded)
        pause = min(pause * 2, breaker.LONGEST_PAUSE)
    clock.now += pause + 0.01
    assert not refused(guarded)
    assert guarded.closed


def test_what_is_no_failure_of_the_server_does_not_open_the_circuit():
    guarded = Breaker(slow=1, clock=Clock())
    for error in [EngineError, EngineDamaged, ValueError, KeyboardInterrupt] * 2:
        with pytest.raises(error), guarded.guard():
            raise error
    assert guarded.closed


def test_a_probe_that_ends_by_something_else_lets_the_next_one_probe():
    clock = Clock()
    guarded = Breaker(slow=1, clock=clock)
    for _time in range(breaker.FAILURES):
        fail(guarded)
    clock.now += 10
    with pytest.raises(ValueError, match="ours"), guarded.guard():
        raise ValueError("ours")
    assert not refused(guarded)


# Settings -----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("given", "ids"),
    [
        ({}, []),
        ({"URL": "https://a.example.vn:9200, https://b.example.vn"}, []),
        ({"URL": "https://example.vn/es"}, []),
        ({"URL": ""}, ["search.E003"]),
        ({"URL": " , "}, ["search.E003"]),
        ({"URL": "a.example.vn:9200"}, ["search.E003"]),
        ({"URL": "ftp://a.example.vn"}, ["search.E003"]),
        ({"URL": "http://a:port"}, ["search.E003"]),
        ({"URL": "http://a:99999999"}, ["search.E003"]),
        ({"URL": "http://[::1"}, ["search.E003"]),
        ({"URL": "http://a:1,https://b:1"}, ["search.E003"]),
        ({"URL": "https://me:secret@a.example.vn:9200"}, ["search.E004"]),
        ({"PREFIX": "Ton Vinh"}, ["search.E005"]),
        ({"PREFIX": "-x"}, ["search.E005"]),
        ({"PREFIX": ""}, ["search.E005"]),
        ({"PREFIX": "a*"}, ["search.E005"]),
        ({"TIMEOUT": 0}, ["search.E006"]),
        ({"TIMEOUT": 600}, ["search.E006"]),
        ({"API_KEY": "k", "URL": "https://a:9200"}, []),
        ({"API_KEY": "k", "USERNAME": "u", "PASSWORD": "p"}, ["search.E007"]),
        ({"USERNAME": "u"}, ["search.E007"]),
        ({"PASSWORD": "p"}, ["search.E007"]),
        ({"CA_CERTS": "/nowhere/ca.pem"}, ["search.E008"]),
        ({"SHARDS": 0}, ["search.E009"]),
        ({"REPLICAS": -1}, ["search.E009"]),
        ({"VERIFY": False}, ["search.W001"]),
        ({"API_KEY": "k", "URL": "http://a.example.vn:9200"}, ["search.W002"]),
        ({"API_KEY": "k", "URL": "http://127.0.0.1:9200"}, []),
    ],
)
def test_wrong_settings_are_named(settings, given, ids):
    settings.SEARCH_ENGINE = "elasticsearch"
    settings.ELASTICSEARCH_URL = "http://127.0.0.1:9200"
    for name, value in given.items():
        setattr(settings, f"ELASTICSEARCH_{name}", value)
    found = checks.elasticsearch_can_be_asked()
    assert [message.id for message in found] == ids
    assert "secret" not in str(found)


def test_nothing_is_asked_of_the_settings_of_an_engine_that_is_not_chosen(settings):
    settings.SEARCH_ENGINE, settings.ELASTICSEARCH_URL = "embedded", "nonsense"
    assert checks.elasticsearch_can_be_asked() == []


def test_an_address_without_a_port_has_the_usual_one():
    assert read_nodes("https://a.example.vn, http://b, http://c:80/es/ ,") == (
        "https://a.example.vn:443",
        "http://b:9200",
        "http://c:80/es",
    )


def test_without_an_address_the_engine_says_what_is_missing(settings):
    settings.SEARCH_ENGINE, settings.ELASTICSEARCH_URL = "elasticsearch", ""
    with pytest.raises(ImproperlyConfigured, match="ELASTICSEARCH_URL"):
        engine()


def test_secrets_are_not_shown():
    made = Configuration(("https://a:1",), "p", "key", "user", "word", "", True, 1, 1, 3.0)
    assert repr(made) == "Configuration(https://a:1, p)"


def test_key_and_password_are_sent(elasticsearch_url, settings, source):
    class Listening(Door):
        headers: list[str | None]

        def _answer(self, handler) -> None:
            self.headers.append(handler.headers.get("Authorization"))
            super()._answer(handler)

    with Listening(elasticsearch_url) as door, elastic_site(elasticsearch_url) as values:
        door.headers = []
        for name, value in values.items():
            setattr(settings, name, value)
        settings.ELASTICSEARCH_URL = door.url
        settings.ELASTICSEARCH_API_KEY = "abc"
        assert total("x") == 0
        assert set(door.headers) == {"ApiKey abc"}
        door.headers.clear()
        settings.ELASTICSEARCH_API_KEY = ""
        settings.ELASTICSEARCH_USERNAME, settings.ELASTICSEARCH_PASSWORD = "u", "p"
        assert total("x") == 0
        assert set(door.headers) == {"Basic dTpw"}


@pytest.mark.parametrize(
    "address", ["/", "/en/", "/healthz", "/robots.txt", "/sitemap.xml", "/api/v1/openapi.json"]
)
def test_pages_other_than_search_do_not_notice_that_the_server_is_away(settings, client_of_site, address):
    settings.SEARCH_ENGINE, settings.ELASTICSEARCH_URL = "elasticsearch", "http://127.0.0.1:9"
    response = client_of_site.get(address)
    assert response.status_code < 400
    assert client_of_site.get("/tim-kiem/?q=hoa").status_code == 503
    assert client_of_site.get("/api/v1/search?q=hoa").status_code == 503
