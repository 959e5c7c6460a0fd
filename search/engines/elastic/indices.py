"""The indices of one site: names, making, which is live, switching, sweeping.

An index is called ``<prefix>-v<mapping version>-<generation>``. Searches ask the alias ``…-read``, writers write to
``…-write``; both carry the mapping version too, so that while a new release rolls out the machines with the old one
go on with theirs.
"""

from __future__ import annotations

import re
import time
import uuid
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from typing import Any

from elasticsearch import Elasticsearch, NotFoundError
from elasticsearch.dsl import Index

from search.engines.base import EngineDamaged, EngineError
from search.engines.elastic.connection import Connection
from search.engines.elastic.documents import MAPPING_VERSION, IndexedEntry

# A shard that is gone for so long does not come back: the index is made anew. A node that restarts is quicker.
PATIENCE = timedelta(minutes=2)
_NAME = re.compile(r"(?P<prefix>.+)-v(?P<version>\d+)-(?P<generation>[0-9a-f]{12,40})")


class Indices:
    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        self._configuration = connection.configuration

    @property
    def _stem(self) -> str:
        return f"{self._configuration.prefix}-v{MAPPING_VERSION}"

    @property
    def read(self) -> str:
        return f"{self._stem}-read"

    @property
    def write(self) -> str:
        return f"{self._stem}-write"

    def create(self) -> str:
        """Makes an empty index of a name of its own, known by no alias yet."""
        name = f"{self._stem}-{int(time.time()):x}{uuid.uuid4().hex[:12]}"

        def made(client: Elasticsearch) -> Mapping[str, Any]:
            index = Index(name, using=client)
            index.settings(
                number_of_shards=self._configuration.shards,
                number_of_replicas=self._configuration.replicas,
                # Only a writer's own refresh shows what it wrote, all of it together.
                refresh_interval="-1",
                # A purge leaves no segment with marked rows.
                merge={"policy": {"expunge_deletes_allowed": 0}},
            )
            index.document(IndexedEntry)
            answer: Mapping[str, Any] = index.create().body
            return answer

        if not self._connection.work(made).get("shards_acknowledged"):
            self.drop(name)
            raise EngineError("the cluster has no place for a new index now")
        return name

    def drop(self, name: str) -> None:
        self._connection.work(lambda client: client.indices.delete(index=name, ignore_unavailable=True))

    def switch(self, name: str) -> None:
        """Makes an index the live one for searches and writers, in one step, then sweeps the others away: those of this
        mapping version, and those of older versions unless this is the first of its own (older releases may
        still run beside).
        """
        present = self._present()
        own = {index for index, version in present.items() if version == MAPPING_VERSION} - {name}
        actions: list[dict[str, Any]] = []
        for alias in (self.read, self.write):
            actions += [{"add": {"index": name, "alias": alias}}]
            actions += [
                {"remove": {"index": index, "alias": alias, "must_exist": False}} for index in sorted(own)
            ]
        self._connection.work(lambda client: client.indices.update_aliases(actions=actions))
        older = {index for index, version in present.items() if version < MAPPING_VERSION}
        for index in sorted(own | (older if own else set())):
            self.drop(index)

    def _present(self) -> dict[str, int]:
        """The indices of this site, with their mapping versions."""
        pattern = f"{self._configuration.prefix}-v*"
        answer = self._connection.work(
            lambda client: client.indices.get_alias(index=pattern, expand_wildcards="all")
        )
        found: dict[str, int] = {}
        for name in answer:
            match = _NAME.fullmatch(name)
            if match and match["prefix"] == self._configuration.prefix:
                found[name] = int(match["version"])
        return found

    def check(self) -> None:
        """Raises ``EngineDamaged`` when the live index must be made anew, ``EngineError`` when it cannot answer now."""

        def looked(client: Elasticsearch) -> Mapping[str, Any]:
            answer: Mapping[str, Any] = client.indices.get(index=self.read).body
            return answer

        live = self._connection.ask(looked)
        if len(live) != 1:
            raise EngineDamaged(f"{self.read} names {len(live)} indices")
        [(name, index)] = live.items()
        if self.write not in index["aliases"]:
            raise EngineDamaged(f"{self.write} does not name the live index {name}")
        if "verified_before_close" in index["settings"]["index"]:
            raise EngineDamaged(f"{name} is closed")
        if index["mappings"].get("_meta", {}).get("version") != MAPPING_VERSION:
            raise EngineDamaged(f"{name} has another mapping than it says")
        health = self._connection.ask(lambda client: client.cluster.health(index=name, timeout="0s"))
        if health["status"] == "red":
            self._gone_or_away(name)

    def _gone_or_away(self, name: str) -> None:
        """A shard without a copy: for how long?"""
        columns = "shard,prirep,state,unassigned.at"
        answer = self._connection.ask(lambda client: client.cat.shards(index=name, format="json", h=columns))
        shards: Any = answer.body
        for shard in shards:
            if shard["prirep"] != "p" or shard["state"] != "UNASSIGNED" or not shard["unassigned.at"]:
                continue
            since = datetime.fromisoformat(shard["unassigned.at"])
            if datetime.now(UTC) - since > PATIENCE:
                raise EngineDamaged(f"shard {shard['shard']} of {name} is gone since {since:%Y-%m-%d %H:%M}")
        raise EngineError(f"a shard of {name} is away")

    def is_missing(self) -> bool:
        """Whether no index of this mapping version is live."""
        try:
            found = self._connection.ask(lambda client: client.indices.exists_alias(name=self.read))
        except NotFoundError:
            return True
        return not found
