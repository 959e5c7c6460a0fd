"""No NUL reaches a view: PostgreSQL keeps none in a text and refuses to look for one, and no person types one.

In what was typed (query and form) it is dropped, so that the rest is answered as usual; no address of ours has one. Names of
uploaded files and their bytes are for the views of uploads.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any

from django.http import Http404, HttpRequest, HttpResponseBase, QueryDict

NUL = "\0"


def without_nul(typed: QueryDict) -> QueryDict:
    """Return what was typed without NUL, in names and in values: the same object where there is none."""
    if not any(NUL in name or any(NUL in value for value in values) for name, values in typed.lists()):
        return typed
    clean = QueryDict(mutable=True, encoding=typed.encoding)
    for name, values in typed.lists():
        for value in values:
            clean.appendlist(name.replace(NUL, ""), value.replace(NUL, ""))
    clean._mutable = False  # type: ignore[attr-defined]
    return clean


class WithoutNulMiddleware:
    """Stands before whatever reads the query, the form, or the address to look for it."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        if NUL in request.path_info:
            request.path = request.path.replace(NUL, "")
            request.path_info = request.path_info.replace(NUL, "")
            raise Http404
        if "%00" in request.META.get("QUERY_STRING", ""):
            request.GET = without_nul(request.GET)  # type: ignore[assignment]
        if request.method not in {"GET", "HEAD"}:
            # A form is read when a view first asks for it, and not here: an upload sets its limits before that.
            loads: Any = request
            loads._load_post_and_files = partial(_load, request, loads._load_post_and_files)
        return self.get_response(request)


def _load(request: Any, load: Callable[[], None]) -> None:
    load()
    request._post = without_nul(request._post)
