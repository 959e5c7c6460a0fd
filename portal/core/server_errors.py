"""Pages for what a web server answers by itself, before Django: addresses, headers and uploads that are too long.

The address was not read, so a page speaks both languages. gunicorn sends them (``web_worker``), nginx from files that
``build_static`` writes.
"""

from __future__ import annotations

from functools import cache
from http import HTTPStatus
from pathlib import Path
from typing import Final

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.middleware.security import SecurityMiddleware
from django.template.loader import render_to_string
from django.utils import translation

from portal.core.security import FrameMiddleware, PolicyMiddleware

TEMPLATES: Final = {400: "400.html", 413: "413.html", 414: "414.html", 431: "400.html", 503: "503.html"}
FOLDER: Final = Path("portal") / "errors"  # of the files that nginx shows, among the static ones


def page(status: int) -> str:
    """Return the page of an error that needs no request."""
    with translation.override("vi"):
        return render_to_string(TEMPLATES[status], {"status": status})


def answer(status: int) -> HttpResponse:
    """Return the page with the headers that every page of a stranger carries."""
    request = HttpRequest()
    request.META = {"SERVER_NAME": "localhost", "SERVER_PORT": "80", "wsgi.url_scheme": "http"}
    if settings.SECURE_SSL_REDIRECT:  # whoever answers in front of us speaks TLS
        request.META["HTTP_X_FORWARDED_PROTO"] = "https"
    response = HttpResponse(page(status), status=status)
    response["Cache-Control"] = "no-store"
    for middleware in (FrameMiddleware, PolicyMiddleware, SecurityMiddleware):
        middleware(lambda _request: HttpResponse()).process_response(request, response)
    return response


@cache
def written(status: int) -> bytes:
    """Return the whole answer as it goes over the connection, which ends with it."""
    response = answer(status)
    head = {**response.headers, "Connection": "close", "Content-Length": str(len(response.content))}
    lines = [
        f"HTTP/1.1 {status} {HTTPStatus(status).phrase}",
        *(f"{name}: {value}" for name, value in head.items()),
    ]
    return "\r\n".join(lines).encode("latin-1") + b"\r\n\r\n" + response.content
