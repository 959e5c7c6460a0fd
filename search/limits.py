"""How much search a server gives: so many searches at once, and so many a minute to one address.

Cost is bounded first: a process runs ``SEARCH_AT_ONCE`` searches and keeps its other threads for the pages that cost
nothing. The limits of an address are generous, for a hospital or a telephone company stands behind one address. Only
search asks here; a reader of other pages is never counted.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from functools import lru_cache
from ipaddress import IPv6Address, ip_address, ip_network

from django.conf import settings
from django.http import HttpRequest

from portal.core.security import client_address, counted

SEARCH, SUGGEST = "search", "suggest"
WINDOW = 60  # seconds
PATIENCE = 0.5  # seconds a search waits for its turn: that of dozens of others
STEPS = 30  # in which the count of an address comes to its limit
MOST_ADDRESSES = 50_000  # that a process remembers; a flood of more begins anew
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


class _Minute:
    """What this process counted in the minute that runs, by address; told to the cache in steps, so that a reader who
    searches a few times costs no write, and all processes together know of one who searches hundreds of times.
    """

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._number = -1
        self._counted: dict[str, int] = {}
        self._everywhere: dict[str, int] = {}

    def count(self, number: int, name: str, step: int) -> int:
        """Count one more in minute ``number`` and return how many there are everywhere, as far as is known here."""
        with self._lock:
            if number != self._number or len(self._counted) >= MOST_ADDRESSES:
                self._number = number
                self._counted.clear()
                self._everywhere.clear()
            here = self._counted[name] = self._counted.get(name, 0) + 1
            if here % step:
                return self._everywhere.get(name, 0)
        everywhere = counted(f"search-limit:{name}:{number}", seconds=2 * WINDOW, step=step, otherwise=here)
        with self._lock:
            self._everywhere[name] = everywhere
        return everywhere


_minute = _Minute()


def _count(address: str, what: str) -> None:
    """Count one for the address. A cache that is away knows only of this process, and stops nobody by its error."""
    if not address:
        return
    allowed = getattr(settings, _ALLOWED[what])
    now = time.time()
    made = _minute.count(int(now // WINDOW), f"{what}:{_household(address)}", max(1, allowed // STEPS))
    if made > allowed:
        raise TooMany(int(WINDOW - now % WINDOW) + 1, personal=True)


def _household(address: str) -> str:
    """What one connection has: an IPv4 address, or the 64 bits of an IPv6 network in which it picks addresses freely."""
    parsed = ip_address(address)
    if isinstance(parsed, IPv6Address):
        return str(ip_network(f"{parsed}/64", strict=False).network_address).replace(":", "-")
    return str(parsed)
