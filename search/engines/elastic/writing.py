"""Putting rows in and taking them out: bulk requests with bounded retries, and a refresh that shows them.

A writer gathers what it is told and sends it at the end, so a block that fails has changed nothing; only a block of
more than ``GATHERED`` rows sends earlier, and even that is shown by nothing but the refresh at the end.
"""

from __future__ import annotations

import random
import time
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from elasticsearch import Elasticsearch
from elasticsearch.dsl import Search
from elasticsearch.dsl.query import Terms

from search.engines.base import EngineDamaged, EngineError
from search.engines.elastic.breaker import Unanswered
from search.engines.elastic.connection import BULK_PATIENCE, Connection
from search.models import Entry
from search.projection import numbered

GATHERED = 5_000  # rows
CHUNK = 1_000  # rows of one request
CHUNK_BYTES = 4_000_000
ATTEMPTS = 6
PATIENCE = (
    12.0  # seconds in which a chunk of a writer is taken or not: somebody may wait for a page to be published
)
REBUILD_PATIENCE = 180.0
FIRST_PAUSE = 0.1  # seconds; doubled each time
_PAGE = 10_000

Operation = tuple[int, str | None]  # number of the row and what is indexed of it; None takes it out


class ElasticWriter:
    """See ``search.engines.base.Writer``."""

    def __init__(self, connection: Connection, read: str, write: str) -> None:
        self._connection = connection
        self._read = read
        self._write = write
        self._waiting: dict[int, str | None] = {}
        self._refs: dict[int, str] = {}  # of the rows this block put in, which no search shows yet
        self._sent = False

    def replace(self, refs: Sequence[str], entries: Iterable[Entry]) -> None:
        if refs:
            shown = [number for number in self._indexed(refs) if number not in self._refs]
            wanted = set(refs)
            self.remove([*shown, *(number for number, ref in self._refs.items() if ref in wanted)])
        for entry in entries:
            self._waiting[entry.pk] = numbered(entry.pk, entry.digest, entry.indexed)
            self._refs[entry.pk] = entry.source_ref
            self._send_when_many()

    def remove(self, numbers: Sequence[int]) -> None:
        for number in numbers:
            self._waiting[number] = None
            self._refs.pop(number, None)
            self._send_when_many()

    def _indexed(self, refs: Sequence[str]) -> Iterator[int]:
        """The rows that came from these refs, as searches see them now."""
        search = Search().filter(Terms(ref=list(refs))).sort("entry")
        body = search.extra(size=_PAGE, _source=False, track_total_hits=False).to_dict()
        yield from (values[0] for values in walk(self._connection, self._read, body))

    def _send_when_many(self) -> None:
        if len(self._waiting) >= GATHERED:
            self._send()

    def _send(self) -> None:
        waiting, self._waiting = self._waiting, {}
        if waiting:
            self._sent = True
            bulk(self._connection, self._write, waiting.items(), alias=True, patience=PATIENCE)

    def finish(self) -> None:
        """Sends what waits, and shows all of it."""
        self._send()
        if self._sent:
            show(self._connection, self._write)


def show(connection: Connection, index: str) -> None:
    """Everything written before is seen by every search after."""
    answer = connection.work(lambda client: client.indices.refresh(index=index))
    if answer["_shards"]["failed"]:
        raise EngineError(f"{answer['_shards']['failed']} shards of {index} could not be refreshed")


def walk(connection: Connection, index: str, body: Mapping[str, Any]) -> Iterator[list[Any]]:
    """The sort values of every hit, however many. The body names sort and size."""
    after: dict[str, Any] = {}
    while True:
        page = {**body, **after}
        answer = connection.work(
            lambda client, page=page: client.search(  # type: ignore[misc]
                index=index, **page, allow_partial_search_results=False, filter_path="hits.hits.sort"
            )
        )
        hits = answer.get("hits", {}).get("hits", [])
        for hit in hits:
            yield hit["sort"]
        if len(hits) < body["size"]:
            return
        after = {"search_after": hits[-1]["sort"]}


def bulk(
    connection: Connection,
    index: str,
    operations: Iterable[Operation],
    *,
    alias: bool = False,
    patience: float = REBUILD_PATIENCE,
) -> None:
    """Does all of these, in whatever number of requests. Raises ``EngineError`` when the cluster does not take a chunk in
    ``ATTEMPTS`` attempts and ``patience`` seconds; what it took stays. ``alias``: the name must be an alias, nothing
    is made by that name.
    """
    for chunk in _chunks(operations):
        _sent(connection, index, chunk, alias=alias, patience=patience)


def _chunks(operations: Iterable[Operation]) -> Iterator[list[Operation]]:
    chunk: list[Operation] = []
    size = 0
    for operation in operations:
        chunk.append(operation)
        size += len(operation[1] or "")
        if len(chunk) >= CHUNK or size >= CHUNK_BYTES:
            yield chunk
            chunk, size = [], 0
    if chunk:
        yield chunk


def _sent(
    connection: Connection, index: str, chunk: Sequence[Operation], *, alias: bool, patience: float
) -> None:
    """Repeating an operation changes nothing, so what was perhaps taken is sent again."""
    left = list(chunk)
    reason = ""
    deadline = time.monotonic() + patience
    for attempt in range(ATTEMPTS):
        if attempt:
            time.sleep(FIRST_PAUSE * 2 ** (attempt - 1) * random.uniform(0.8, 1.2))  # noqa: S311
        wait = min(deadline - time.monotonic(), BULK_PATIENCE)
        if wait <= 0:
            break
        try:
            left, reason = _tried(connection, index, left, alias=alias, wait=wait)
        except Unanswered as error:
            reason = str(error)
        if not left:
            return
    raise Unanswered(f"{len(left)} rows were not taken: {reason}")


def _tried(
    connection: Connection, index: str, chunk: Sequence[Operation], *, alias: bool, wait: float
) -> tuple[list[Operation], str]:
    """Sends once; returns what the cluster was too busy for, and its words."""
    lines: list[str] = []
    for number, text in chunk:
        if text is None:
            lines.append(f'{{"delete":{{"_id":"{number}"}}}}')
        else:
            lines += [f'{{"index":{{"_id":"{number}"}}}}', text]

    def sent(client: Elasticsearch) -> Mapping[str, Any]:
        answer: Mapping[str, Any] = client.bulk(
            operations=lines,  # type: ignore[arg-type]  # lines of text are taken as they are
            index=index,
            require_alias=alias,
            filter_path="errors,items.*.status,items.*.error",
        ).body
        return answer

    answer = connection.work(sent, patience=wait)
    if not answer["errors"]:
        return [], ""
    left: list[Operation] = []
    words = ""
    for operation, item in zip(chunk, answer["items"], strict=True):
        [result] = item.values()
        status, error = result["status"], result.get("error")
        if status < 300 or (status == 404 and operation[1] is None and not error):
            continue
        words = f"row {operation[0]}: {error}"
        if status == 404:
            raise EngineDamaged(words)
        if status == 400:
            raise EngineError(words)
        left.append(operation)  # too busy, a full disk, a shard that is away: no fault of the row
    return left, words
