"""How gunicorn serves the portal. Loaded before Django is: nothing of the portal is imported here before a request."""

from __future__ import annotations

from typing import Any, Final

from gunicorn.http.errors import LimitRequestHeaders, LimitRequestLine
from gunicorn.workers.gthread import ThreadWorker

PAGES: Final[dict[type[BaseException], int]] = {LimitRequestLine: 414, LimitRequestHeaders: 431}
PATIENCE: Final = 5.0  # seconds for sending one


class Worker(ThreadWorker):  # type: ignore[misc]  # gunicorn has no types
    """gunicorn's worker of threads that shows our pages where an address or a header is too long.

    Its own answer is a line of English without a header of ours. The parser stays bounded (8,190 bytes of a request line
    are the most it bounds; 0 is no bound at all); only the answer is another.
    """

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
