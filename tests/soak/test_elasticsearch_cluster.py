"""Three Elasticsearch nodes, one killed under load: no acknowledged write is lost, every search is answered in time."""

from __future__ import annotations

import statistics
import threading
import time
import uuid
from dataclasses import dataclass, field
from itertools import pairwise

import pytest
from django.db import connection
from elasticsearch import Elasticsearch

from portal.core.outbox import Ref
from search import service
from search.documents import Query
from search.engines import engine
from search.engines.base import EngineError
from search.models import Entry
from tests.search.conftest import BookSource, book
from tests.search.engines.conftest import only_source
from tests.services.elasticsearch.nodes import NotPossible, cluster

pytestmark = [pytest.mark.slow, pytest.mark.django_db(transaction=True)]

SECONDS = 60
KILLED_AT, BACK_AT = 15, 35
SEARCHERS = 3
TIMEOUT = 3
THINGS = 500
RECOVERY = 10  # seconds after the death in which a search may be refused
SLACK = (
    0.5  # seconds for what is not the engine: rows of the database, a machine that is busy with three nodes
)


@dataclass
class Trial:
    """The load, and what happened, as (second, seconds it took)."""

    source: BookSource
    began: float = field(default_factory=time.monotonic)
    ended: threading.Event = field(default_factory=threading.Event)
    answers: list[tuple[float, float]] = field(default_factory=list)
    refusals: list[tuple[float, float]] = field(default_factory=list)
    writes: list[tuple[float, float]] = field(default_factory=list)
    retries: int = 0
    acknowledged: dict[str, str] = field(default_factory=dict)

    def second(self) -> float:
        return time.monotonic() - self.began

    def wait_until(self, second: float) -> None:
        time.sleep(max(0.0, second - self.second()))

    def write(self) -> None:
        """New states of the same things, one after the other, each until it is taken."""
        number = 0
        while not self.ended.is_set():
            number += 1
            key, title = f"k{number % THINGS}", f"Sách {number}"
            self.source.books[key] = [book(key, title=title)]
            start = time.monotonic()
            while not self._written(key):
                self.retries += 1
                time.sleep(0.2)
            self.acknowledged[key] = title
            self.writes.append((self.second(), time.monotonic() - start))
        connection.close()

    def _written(self, key: str) -> bool:
        try:
            return service.refresh([Ref("library.book", key)]) == {}
        except EngineError:  # the outbox, too, would come later
            return False

    def search(self) -> None:
        while not self.ended.is_set():
            start = time.monotonic()
            try:
                found = service.find(Query(text="sach"))
            except EngineError:
                self.refusals.append((self.second(), time.monotonic() - start))
                time.sleep(0.05)
            else:
                assert found.total == THINGS
                self.answers.append((self.second(), time.monotonic() - start))
        connection.close()


@pytest.fixture
def nodes(settings, tmp_path):
    try:
        made = cluster(3)
    except NotPossible as reason:
        pytest.fail(f"no Elasticsearch: {reason}")
    settings.SEARCH_ENGINE = "elasticsearch"
    settings.ELASTICSEARCH_URL = ",".join(node.url for node in made)
    settings.ELASTICSEARCH_PREFIX = f"soak{uuid.uuid4().hex[:8]}"
    settings.ELASTICSEARCH_SHARDS, settings.ELASTICSEARCH_REPLICAS = 3, 1
    settings.ELASTICSEARCH_TIMEOUT = TIMEOUT
    settings.OUTBOX_WAKE = "off"
    yield made
    for node in made:
        node.close()


def settled_master(nodes) -> str:
    """Waits until every shard has its copy; the name of the node that is master."""
    with Elasticsearch([node.url for node in nodes], request_timeout=60) as client:
        client.cluster.health(wait_for_status="green", timeout="60s")
        name: str = client.cat.master(h="node", format="json").body[0]["node"]
        return name


def test_a_node_that_dies_under_load_costs_no_acknowledged_write_and_no_search_its_answer(nodes, capsys):
    with only_source() as source:
        for number in range(THINGS):
            source.books[f"k{number}"] = [book(f"k{number}", title=f"Sách {number}")]
        assert service.refresh(source.refs()) == {}
        # The worst one to lose: the others must choose another master too.
        master = settled_master(nodes)
        [victim] = [node for node in nodes if node.settings["node.name"] == master]
        trial = Trial(source)
        threads = [threading.Thread(target=trial.write)]
        threads += [threading.Thread(target=trial.search) for _number in range(SEARCHERS)]
        for thread in threads:
            thread.start()
        trial.wait_until(KILLED_AT)
        victim.kill()
        trial.wait_until(BACK_AT)
        victim.launch()
        trial.wait_until(SECONDS)
        trial.ended.set()
        for thread in threads:
            thread.join(60)
        assert not any(thread.is_alive() for thread in threads)
        victim.await_answer()
        report(trial, capsys)
        titles = dict(Entry.objects.values_list("key", "title"))
        assert {key: titles[key] for key in trial.acknowledged} == trial.acknowledged
        assert service.check().clean
        assert dict(engine().digests()) == dict(Entry.objects.values_list("pk", "digest"))
    assert max(took for _at, took in [*trial.answers, *trial.refusals]) < TIMEOUT + SLACK
    assert not [at for at, _took in trial.refusals if not KILLED_AT <= at <= KILLED_AT + RECOVERY]


def report(trial: Trial, capsys) -> None:
    def figures(name: str, times: list[float]) -> str:
        if len(times) < 20:
            return f"{name}: {len(times)}, worst {max(times, default=0) * 1000:.0f} ms"
        cuts = statistics.quantiles(times, n=20)
        return (
            f"{name}: {len(times)}, p50 {statistics.median(times) * 1000:.0f} ms, p95 {cuts[-1] * 1000:.0f} ms, "
            f"worst {max(times) * 1000:.0f} ms"
        )

    moments = sorted(at for at, _took in trial.answers)
    pause = max((later - sooner for sooner, later in pairwise(moments)), default=0)
    with capsys.disabled():
        print(f"\nThree nodes, the master killed after {KILLED_AT} s of {SECONDS}:")  # noqa: T201
        for line in (
            figures("searches answered", [took for _at, took in trial.answers]),
            figures("searches refused", [took for _at, took in trial.refusals]),
            f"longest time without an answer: {pause * 1000:.0f} ms",
            figures("writes acknowledged", [took for _at, took in trial.writes]),
            f"writes tried again: {trial.retries}",
        ):
            print(f"  {line}")  # noqa: T201
