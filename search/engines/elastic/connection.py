"""The way to the cluster: where it is, who we are, how long we wait, and what its failures mean."""

from __future__ import annotations

import os
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any, TypeVar
from urllib.parse import SplitResult, urlsplit

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from elastic_transport import TransportError
from elasticsearch import ApiError, Elasticsearch, UnsupportedProductError

from search.engines.base import EngineBusy, EngineDamaged, EngineError
from search.engines.elastic.breaker import Breaker, Unanswered

Answer = TypeVar("Answer")

PORTS = {"https": 443, "http": 9200}
ATTEMPTS = 3
PAUSE = 0.05  # seconds before the second attempt, twice as long before the third
BULK_PATIENCE = 30.0  # seconds for one bulk request, or for an index to be made
# What the cluster says of an index that must be made anew.
_DAMAGED = ("index_not_found_exception", "index_closed_exception")
_NO_SUCH_FIELD = "No mapping found for"


@dataclass(frozen=True, slots=True)
class Configuration:
    """The settings ``ELASTICSEARCH_*``, checked by ``search.checks``."""

    nodes: tuple[str, ...]
    prefix: str
    api_key: str
    username: str
    password: str
    ca_certs: str
    verify: bool
    shards: int
    replicas: int
    timeout: float  # seconds for one search, whatever happens

    def __repr__(self) -> str:
        """Without the secrets."""
        return f"Configuration({', '.join(self.nodes)}, {self.prefix})"


def configured() -> Configuration:
    """Raises ``ImproperlyConfigured`` when no node is named."""
    named = nodes(settings.ELASTICSEARCH_URL)
    if not named:
        raise ImproperlyConfigured("SEARCH_ENGINE=elasticsearch needs ELASTICSEARCH_URL.")
    return Configuration(
        nodes=named,
        prefix=settings.ELASTICSEARCH_PREFIX,
        api_key=settings.ELASTICSEARCH_API_KEY,
        username=settings.ELASTICSEARCH_USERNAME,
        password=settings.ELASTICSEARCH_PASSWORD,
        ca_certs=settings.ELASTICSEARCH_CA_CERTS,
        verify=settings.ELASTICSEARCH_VERIFY,
        shards=settings.ELASTICSEARCH_SHARDS,
        replicas=settings.ELASTICSEARCH_REPLICAS,
        timeout=settings.ELASTICSEARCH_TIMEOUT,
    )


def nodes(text: str) -> tuple[str, ...]:
    """The addresses of a comma separated list, each with its port."""
    return tuple(_with_port(urlsplit(part.strip())) for part in text.split(",") if part.strip())


def _with_port(address: SplitResult) -> str:
    if address.port is None and address.scheme in PORTS:
        address = address._replace(netloc=f"{address.netloc}:{PORTS[address.scheme]}")
    return address.geturl().rstrip("/")


class Connection:
    """Calls to one cluster. Every call ends within its time-out with an answer or an ``EngineError``."""

    def __init__(self, configuration: Configuration) -> None:
        self.configuration = configuration
        self.breaker = Breaker(slow=configuration.timeout * 0.8)
        self._mutex = threading.Lock()
        self._client: Elasticsearch | None = None
        self._process = 0

    def ask(self, call: Callable[[Elasticsearch], Answer]) -> Answer:
        """A short call that somebody waits for, tried as often as its time-out allows: at another node when one is away
        or slow, again when a shard was just moving. The breaker stands before it.
        """
        deadline = time.monotonic() + self.configuration.timeout
        with self.breaker.guard():
            client = self._made()
            for attempt in range(1, ATTEMPTS):
                try:
                    with translated():
                        return call(client)
                except Unanswered:
                    left = deadline - time.monotonic() - PAUSE * attempt
                    if left < self.configuration.timeout / 10:
                        raise
                    time.sleep(PAUSE * attempt)
                    client = self._made().options(request_timeout=min(left, self.share))
            with translated():
                return call(client)

    @property
    def share(self) -> float:
        """Seconds for one attempt: half of all where there is another node to ask."""
        whole = self.configuration.timeout
        return whole / 2 if len(self.configuration.nodes) > 1 else whole

    def work(self, call: Callable[[Elasticsearch], Answer], *, patience: float = BULK_PATIENCE) -> Answer:
        """A call in the background: more patience, and no breaker, for a slow bulk says nothing of searches."""
        with translated():
            client = self._made().options(request_timeout=patience, max_retries=1, retry_on_timeout=False)
            return call(client)

    def _made(self) -> Elasticsearch:
        """The client of this process: sockets never pass a fork."""
        client = self._client
        if client is None or self._process != os.getpid():
            with self._mutex:
                if self._client is None or self._process != os.getpid():
                    self._client = _client(self.configuration, self.share)
                    self._process = os.getpid()
                client = self._client
        return client


def _client(configuration: Configuration, seconds: float) -> Elasticsearch:
    options: dict[str, Any] = {
        "request_timeout": seconds,
        "max_retries": 0,
        "max_dead_node_backoff": 5.0,
        "connections_per_node": 16,
    }
    if configuration.api_key:
        options["api_key"] = configuration.api_key
    elif configuration.username:
        options["basic_auth"] = (configuration.username, configuration.password)
    if any(node.startswith("https:") for node in configuration.nodes):
        options["verify_certs"] = configuration.verify
        options["ssl_show_warn"] = False  # search.checks says it once
        if configuration.ca_certs:
            options["ca_certs"] = configuration.ca_certs
    return Elasticsearch(list(configuration.nodes), **options)


@contextmanager
def translated() -> Iterator[None]:
    """Failures of the client and answers of the server as the errors of ``search.engines.base``."""
    try:
        yield
    except ApiError as error:
        raise _meaning(error) from error
    except UnsupportedProductError as error:
        raise EngineError(f"ELASTICSEARCH_URL is no Elasticsearch: {error}") from error
    except TransportError as error:
        raise Unanswered(f"{type(error).__name__}: {error.message}") from error


def _meaning(error: ApiError) -> EngineError:
    status, words = error.meta.status, str(error)[:500]
    if any(reason in words for reason in _DAMAGED) or _NO_SUCH_FIELD in words:
        return EngineDamaged(words)
    if status == 401:
        return EngineBusy(f"ELASTICSEARCH_API_KEY, or _USERNAME and _PASSWORD, are refused: {words}")
    if status == 403:  # may not, or a full disk
        return EngineBusy(words)
    if status in (408, 429) or status >= 500:
        return Unanswered(words)
    if status == 404:
        return EngineDamaged(words)
    return EngineError(words)
