"""How much search a server gives: so many searches at once, and so many a minute to one address.

Cost is bounded first: a process runs ``SEARCH_AT_ONCE`` searches and keeps its other threads for the pages that cost
nothing. The limits of an address are generous, for a hospital or a telephone company stands behind one address. Only
search asks here; a reader of other pages is never counted.
"""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from functools import lru_cache
from ipaddress import IPv6Address, ip_address, ip_network

from django.conf import settings
from django.core.cache import cache
from django.http import HttpRequest

from portal.core.security import client_address

logger = logging.getLogger(__name__)

SEARCH, SUGGEST = "search", "suggest"
WINDOW = 60  # seconds
PATIENCE = 0.5  # seconds a search waits for its turn: that of dozens of others
SOON = 2  # seconds after which a crowd may have gone
_ALLOWED = {SEARCH: "SEARCHES_A_MINUTE", SUGGEST: "SUGGESTIONS_A_MINUTE"}


class TooMany(Exception):
    """No turn now. ``retry_after`` is in seconds; ``personal`` tells the limit of an address from a crowd."""

    def __init__(self, retry_after: int, *, personal: bool) -> None:
        super().__init__(f"again in {retry_after} s")
        self.retry_after = retry_after
        self.personal = personal


@contextmanager
def turn(request: HttpRequest, what: str = SEARCH) -> Iterator[None]:
    """Hold one of the places of this process while searching. Raises ``TooMany``."""
    _count(client_address(request), what)
    places = _places(settings.SEARCH_AT_ONCE)
    if not places.acquire(timeout=PATIENCE):
        raise TooMany(SOON, personal=False)
    try:
        yield
    finally:
        places.release()


@lru_cache(maxsize=1)
def _places(count: int) -> threading.BoundedSemaphore:
    return threading.BoundedSemaphore(count)


def _count(address: str, what: str) -> None:
    """Count one for the address in the minute that runs. A cache that is away counts nothing and stops nobody."""
    if not address:
        return
    now = time.time()
    key = f"search-limit:{what}:{_household(address)}:{int(now // WINDOW)}"
    try:
        counted = 1 if cache.add(key, 1, 2 * WINDOW) else cache.incr(key)
    except Exception:  # the caches of Django raise what their servers raise
        logger.warning("The cache does not count searches", exc_info=True)
        return
    if counted > getattr(settings, _ALLOWED[what]):
        raise TooMany(int(WINDOW - now % WINDOW) + 1, personal=True)


def _household(address: str) -> str:
    """What one connection has: an IPv4 address, or the 64 bits of an IPv6 network in which it picks addresses freely."""
    parsed = ip_address(address)
    if isinstance(parsed, IPv6Address):
        return str(ip_network(f"{parsed}/64", strict=False).network_address).replace(":", "-")
    return str(parsed)
