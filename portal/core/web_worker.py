"""How gunicorn serves the portal. Loaded before Django is: nothing of the portal is imported here before a request."""

from __future__ import annotations

import time
from typing import Any, Final

from gunicorn.http.errors import LimitRequestHeaders, LimitRequestLine
from gunicorn.workers.gthread import ThreadWorker

PAGES: Final[dict[type[BaseException], int]] = {LimitRequestLine: 414, LimitRequestHeaders: 431}
PATIENCE: Final = 5.0  # seconds for sending one
REST: Final = 0.001  # seconds


class Worker(ThreadWorker):  # type: ignore[misc]  # gunicorn has no types
    """gunicorn's worker of threads, with two differences.

    It shows our pages where an address or a header is too long. Its own answer is a line of English without a header of
    ours. The parser stays bounded (8,190 bytes of a request line are the most it bounds; 0 is no bound at all); only the
    answer is another.

    A worker that has just taken a second connection rests from taking more for a millisecond, so that its neighbours take
    theirs. Otherwise the worker that is awake first takes all of a burst; where connections are kept open, as nginx and
    browsers keep them, it then answers alone for as long as they live, and half the processors stand idle (of six runs of
    wrk with eight connections and two workers, two gave 1,200 answers a second and the others 4,000).
    """

    resting_until = 0.0  # 0: it does not rest

    def accept(self, listener: Any) -> None:
        taken = self.nr_conns
        super().accept(listener)
        if self.nr_conns > max(taken, 1):
            self.resting_until = time.monotonic() + REST
            self.set_accept_enabled(False)

    def set_accept_enabled(self, enabled: bool) -> None:  # noqa: FBT001 - as gunicorn calls it
        super().set_accept_enabled(enabled and not self.resting_until)

    def wait_for_and_dispatch_events(self, timeout: float) -> None:
        # gunicorn's loop asks whether to take more, then waits for up to a second: so a rest ends here, without waiting.
        if self.resting_until:
            rest = self.resting_until - time.monotonic()
            timeout = min(timeout, max(0.0, rest))
            if rest <= 0:
                self.resting_until = 0.0
        super().wait_for_and_dispatch_events(timeout)

    def handle_error(self, req: Any, client: Any, addr: Any, exc: BaseException) -> None:
        status = PAGES.get(type(exc))
        if status is None:
            super().handle_error(req, client, addr, exc)
            return
        from portal.core import server_errors

        try:
            client.settimeout(PATIENCE)
            client.sendall(server_errors.written(status))
        except OSError:
            self.log.debug("The visitor left before the page of the error was sent.")
