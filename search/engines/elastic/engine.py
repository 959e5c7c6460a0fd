"""The engine of ``search.engines.base`` on a cluster."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import replace
from functools import lru_cache
from typing import Any

from django.db import connection as database
from elasticsearch import Elasticsearch
from elasticsearch.dsl import Search

from portal.core.locks import exclusive
from search.engines.base import (
    EngineBusy,
    EngineDamaged,
    EngineError,
    Expression,
    Found,
    Plan,
    Progress,
)
from search.engines.elastic import asking
from search.engines.elastic.asking import DEEPEST, Asking
from search.engines.elastic.breaker import Unanswered
from search.engines.elastic.connection import Configuration, Connection, configured
from search.engines.elastic.indices import Indices
from search.engines.elastic.writing import ElasticWriter, Operation, bulk, show, walk
from search.models import Entry
from search.projection import numbered

WAIT = 5.0  # seconds a writer waits for another
REBUILD_WAIT = 60.0
SELF_HEAL = 20_000  # entries that a writer rebuilds by itself when it finds no index
BATCH = 2_000
MOST_FILTERS = 500  # of one request
_SCANNED = 10_000


class ElasticEngine:
    """See ``search.engines.base.Engine``. One object for each configuration and process."""

    name = "elasticsearch"

    def __init__(self, configuration: Configuration) -> None:
        self.configuration = configuration
        self.connection = Connection(configuration)
        self.indices = Indices(self.connection)

    # Reading -----------------------------------------------------------------------------------------------------

    def check(self) -> None:
        try:
            self.indices.check()
        except EngineDamaged:
            if not self._is_new():
                raise

    def search(self, plan: Plan) -> Found:
        if not plan.tiers:
            return Found(0, (), {name: {} for name in plan.facets})
        question = Asking(plan)
        after = question.place()
        if after is None and plan.offset + plan.limit > DEEPEST:
            after = self._place(question, plan.offset)
            if after is None:  # behind the last row, but total and facets are told
                question = Asking(_empty_page(plan))
        return question.found(self._ask(question.page(after)))

    def _place(self, question: Asking, offset: int) -> list[Any] | None:
        """The sort values of the row before a deep page, reached in steps; None when there are fewer rows."""
        after: list[Any] | None = None
        while offset:
            size = min(offset, DEEPEST)
            hits = self._ask(question.step(after, size))["hits"]["hits"]
            if len(hits) < size:
                return None
            after = hits[-1]["sort"]
            offset -= size
        return after

    def counts(self, plan: Plan, expressions: Sequence[Expression]) -> tuple[int, ...]:
        question = Asking(plan)
        counts: list[int] = []
        for start in range(0, len(expressions), MOST_FILTERS):
            some = expressions[start : start + MOST_FILTERS]
            counted = self._ask(question.counts(some))["aggregations"]["each"]["buckets"]
            counts += [counted[str(index)]["doc_count"] for index in range(len(some))]
        return tuple(counts)

    def known(self, words: Sequence[str]) -> frozenset[str]:
        distinct = list(dict.fromkeys(words))
        found: set[str] = set()
        for start in range(0, len(distinct), MOST_FILTERS // 2):
            some = distinct[start : start + MOST_FILTERS // 2]
            counted = self._ask(asking.known(some))["aggregations"]["each"]["buckets"]
            found.update(
                some[int(name.split()[0])] for name, bucket in counted.items() if bucket["doc_count"]
            )
        return frozenset(found)

    def spellings(self, plan: Plan, fold: str) -> Mapping[str, int]:
        if not plan.tiers:
            return {}
        counted = asking.buckets(self._ask(Asking(plan).spellings(fold))["aggregations"]["each"])
        return {spelling.partition("|")[2]: number for spelling, number in counted.items()}

    def digests(self) -> Iterator[tuple[int, int]]:
        body = Search().sort("entry", "digest").extra(size=_SCANNED, _source=False, track_total_hits=False)
        try:
            for values in walk(self.connection, self.indices.read, body.to_dict()):
                yield values[0], values[1]
        except EngineDamaged:
            if not self._is_new():
                raise

    def _ask(self, body: Mapping[str, Any]) -> Mapping[str, Any]:
        """Sends a search. On a new site without entries an empty index is made first."""
        try:
            return self._sent(body)
        except EngineDamaged:
            if not self._is_new():
                raise
        with self._lock("write", WAIT):
            self._create_first()
        return self._sent(body)

    def _sent(self, body: Mapping[str, Any]) -> Mapping[str, Any]:
        patience = f"{max(int(self.connection.share * 1000), 1)}ms"

        def sent(client: Elasticsearch) -> Mapping[str, Any]:
            answer: Mapping[str, Any] = client.search(
                index=self.indices.read, **body, timeout=patience, allow_partial_search_results=False
            ).body
            if answer["timed_out"]:
                raise Unanswered("the cluster did not finish in time")
            return answer

        return self.connection.ask(sent)

    def _is_new(self) -> bool:
        """Whether there is no index because there was never anything to index."""
        return not Entry.objects.exists() and self.indices.is_missing()

    # Writing -----------------------------------------------------------------------------------------------------

    @contextmanager
    def writing(self) -> Iterator[ElasticWriter]:
        with self._lock("write", WAIT):
            self._writable()
            writer = ElasticWriter(self.connection, self.indices.read, self.indices.write)
            yield writer
            self._still_alone()
            writer.finish()

    def _writable(self) -> None:
        """Shows what a writer that died may have left unshown, since rows are dropped by what searches see; in
        passing this asks whether the cluster is there, with the short time-out. A missing index is made.
        """
        try:
            self.connection.ask(lambda client: client.indices.refresh(index=self.indices.write))
        except EngineDamaged:
            if not self.indices.is_missing() or Entry.objects.count() > SELF_HEAL:
                raise
            with self._lock("rebuild", 0.0):
                self._rebuild_held()

    def _still_alone(self) -> None:
        """On PostgreSQL the lock is gone with the session, and another writer may be at work: asks the session."""
        with database.cursor() as cursor:
            cursor.execute("SELECT 1")

    def _create_first(self) -> None:
        if self.indices.is_missing():
            self.indices.switch(self.indices.create())

    def rebuild(self, progress: Progress | None = None) -> int:
        """Builds beside the live index without holding up writers. What they changed meanwhile is found by number and
        digest, brought in once without the lock and, the little that is left, once more under it before the switch.
        """
        with self._lock("rebuild", 0.0):
            name = self.indices.create()
            try:
                built = self._fill(name, progress)
                self._catch_up(name, built)
                with self._lock("write", REBUILD_WAIT):
                    self._catch_up(name, built)
                    self._finish(name, built)
            except BaseException:
                self._abandon(name)
                raise
            return len(built)

    def purge(self) -> bool:
        """Merges the segments with marked rows; the cluster keeps marks for a while where a copy may still need them."""
        with self._lock("rebuild", 0.0):
            marked = bool(self._marked())
            if marked:
                self.connection.work(
                    lambda client: client.indices.forcemerge(
                        index=self.indices.write, only_expunge_deletes=True, wait_for_completion=True
                    )
                )
            return marked

    def _marked(self) -> int:
        try:
            answer = self.connection.ask(
                lambda client: client.indices.stats(index=self.indices.write, metric="docs")
            )
        except EngineDamaged:
            return 0
        deleted: int = answer["_all"]["primaries"]["docs"]["deleted"]
        return deleted

    def _rebuild_held(self) -> None:
        """Rebuilds for somebody who already holds both locks."""
        name = self.indices.create()
        try:
            self._finish(name, self._fill(name, None))
        except BaseException:
            self._abandon(name)
            raise

    def _abandon(self, name: str) -> None:
        """A half-made index harms nobody; when it cannot be taken away now, the next rebuild does."""
        try:
            self.indices.drop(name)
        except EngineError:
            return

    def _finish(self, name: str, built: Mapping[int, int]) -> None:
        """Makes the new index the live one, if it holds what was put into it."""
        show(self.connection, name)
        count = self.connection.work(lambda client: client.count(index=name))["count"]
        if count != len(built):
            raise EngineError(f"the new index holds {count} rows of {len(built)}; the old one stays")
        self._still_alone()
        self.indices.switch(name)

    def _fill(self, name: str, progress: Progress | None) -> dict[int, int]:
        """Puts every entry in; returns their digests by number."""
        total = Entry.objects.count() if progress else 0
        built: dict[int, int] = {}
        last = 0
        while rows := list(
            Entry.objects.filter(pk__gt=last).order_by("pk").values_list("pk", "indexed", "digest")[:BATCH]
        ):
            self._put(name, rows, built)
            last = rows[-1][0]
            if progress:
                progress(len(built), max(total, len(built)))
        if progress:
            progress(len(built), len(built))
        return built

    def _catch_up(self, name: str, built: dict[int, int]) -> None:
        present = dict(Entry.objects.order_by("pk").values_list("pk", "digest").iterator(chunk_size=10_000))
        gone = [number for number in built if number not in present]
        late = [number for number in present if built.get(number) != present[number]]
        bulk(self.connection, name, ((number, None) for number in gone))
        for number in gone:
            del built[number]
        for start in range(0, len(late), BATCH):
            rows = Entry.objects.filter(pk__in=late[start : start + BATCH])
            self._put(name, list(rows.values_list("pk", "indexed", "digest")), built)

    def _put(self, name: str, rows: Sequence[tuple[int, str, int]], built: dict[int, int]) -> None:
        operations: list[Operation] = [
            (number, numbered(number, digest, indexed)) for number, indexed, digest in rows
        ]
        bulk(self.connection, name, operations)
        built.update((number, digest) for number, _indexed, digest in rows)

    @contextmanager
    def _lock(self, name: str, wait: float) -> Iterator[None]:
        with exclusive(f"search-{self.configuration.prefix}-{name}", wait=wait) as held:
            if not held:
                raise EngineBusy(f"another process holds the {name} lock of search")
            yield


def _empty_page(plan: Plan) -> Plan:
    return replace(plan, offset=0, limit=0)


@lru_cache(maxsize=8)
def _engine(configuration: Configuration) -> ElasticEngine:
    return ElasticEngine(configuration)


def engine() -> ElasticEngine:
    """The engine of this process for the settings."""
    return _engine(configured())
