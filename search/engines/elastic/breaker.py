"""A circuit breaker: a server that is down or slow is not asked by everybody, each waiting for the time-out.

After ``FAILURES`` in a row the circuit opens: callers are refused at once. After a pause one caller is let through as a
probe; an answer closes the circuit, another failure opens it for twice as long. An answer that took longer than
``slow`` counts as a failure, though its caller still gets it.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from search.engines.base import EngineBusy, EngineError

FAILURES = 3
FIRST_PAUSE = 1.0  # seconds
LONGEST_PAUSE = 2.0  # what was published meanwhile is to be found five seconds after the server is back


class Unanswered(EngineBusy):
    """The server did not answer, or said that it cannot now: the only failure that the breaker counts. No fault of what
    was asked or written.
    """


class Breaker:
    """One for each server and process; threads share it."""

    def __init__(self, *, slow: float, clock: Callable[[], float] = time.monotonic) -> None:
        self._slow = slow
        self._clock = clock
        self._mutex = threading.Lock()
        self._failures = 0
        self._pause = FIRST_PAUSE
        self._again_at = 0.0  # nobody is let through before
        self._probing = False

    @property
    def closed(self) -> bool:
        return self._failures < FAILURES

    @contextmanager
    def guard(self) -> Iterator[None]:
        """Raises ``EngineError`` at once when the circuit is open; otherwise watches what happens inside."""
        self._enter()
        began = self._clock()
        try:
            yield
        except Unanswered:
            self._leave(answered=False)
            raise
        except EngineError:  # an answer, if no good one
            self._leave(answered=True)
            raise
        except BaseException:  # says nothing of the server
            with self._mutex:
                self._probing = False
            raise
        else:
            self._leave(answered=self._clock() - began <= self._slow)

    def _enter(self) -> None:
        with self._mutex:
            if self.closed:
                return
            wait = self._again_at - self._clock()
            if wait > 0 or self._probing:
                raise EngineError(
                    f"the search server did not answer; it is asked again in {max(wait, 0):.1f} s"
                )
            self._probing = True

    def _leave(self, *, answered: bool) -> None:
        with self._mutex:
            self._probing = False
            if answered:
                self._failures = 0
                self._pause = FIRST_PAUSE
                return
            if not self.closed:
                self._pause = min(self._pause * 2, LONGEST_PAUSE)
            self._failures += 1
            self._again_at = self._clock() + self._pause
