"""The public JSON API: mounts each app's router. No page of documentation here; the schema is at ``openapi.json``.

Everything below it may be read from any site (CORS, without credentials), asked again by ETag and asked by HEAD.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.apps import apps
from django.core.exceptions import TooManyFieldsSent
from django.http import HttpRequest, HttpResponse, HttpResponseNotAllowed, JsonResponse
from django.urls import URLPattern, URLResolver
from django.utils.translation import gettext
from django.views.decorators.http import conditional_page
from ninja import NinjaAPI
from ninja.renderers import JSONRenderer

from campaigns.api import router as campaigns_router
from recognition.api import router as recognition_router

View = Callable[..., HttpResponse]
METHODS = ("GET", "HEAD", "OPTIONS")
SCHEMA_MAX_AGE = 3600
PREFLIGHT_MAX_AGE = 86_400


class ReadableRenderer(JSONRenderer):
    """Vietnamese as people read it, half as long as escapes."""

    json_dumps_params = {"ensure_ascii": False}


api = NinjaAPI(
    title="Tôn vinh",
    version="1.0.0",
    description=(
        "Public facts of the recognition portal. Read only, without keys; any site may read it (CORS). Answers carry an ETag."
    ),
    docs_url=None,
    urls_namespace="api-1",
    renderer=ReadableRenderer(),
)
api.add_router("", recognition_router)
api.add_router("", campaigns_router)
if apps.is_installed("search"):
    from search.api import router as search_router

    api.add_router("", search_router)


def public(view: View) -> View:
    """Let other sites read the answer, answer HEAD and the question browsers ask before (OPTIONS), and 304 to whoever
    has the same answer already. Methods that change something are not there, whatever the view would say.
    """
    conditional: View = conditional_page(view)

    @wraps(view)
    def read(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if request.method == "OPTIONS":
            return _readable_anywhere(_preflight())
        if request.method not in ("GET", "HEAD"):
            return _readable_anywhere(HttpResponseNotAllowed(METHODS))
        try:
            # Query strings are parsed when first asked for; Django refuses one of too many parameters.
            len(request.GET)
        except TooManyFieldsSent:
            detail = gettext("Địa chỉ có quá nhiều tham số.")
            return _readable_anywhere(JsonResponse({"detail": detail}, status=400))
        if request.method != "HEAD":
            return _readable_anywhere(conditional(request, *args, **kwargs))
        request.method = "GET"
        try:
            answer = conditional(request, *args, **kwargs)
        finally:
            request.method = "HEAD"
        if answer.content:
            answer["Content-Length"] = str(len(answer.content))
            answer.content = b""
        return _readable_anywhere(answer)

    return read


def _preflight() -> HttpResponse:
    response = HttpResponse(status=204)
    response["Allow"] = ", ".join(METHODS)
    response["Access-Control-Allow-Methods"] = ", ".join(METHODS)
    response["Access-Control-Allow-Headers"] = "Accept, Content-Type, If-None-Match"
    response["Access-Control-Max-Age"] = str(PREFLIGHT_MAX_AGE)
    return response


def _readable_anywhere(response: HttpResponse) -> HttpResponse:
    response["Access-Control-Allow-Origin"] = "*"
    response["Access-Control-Expose-Headers"] = "ETag, Retry-After"
    return response


def _schema_cached(view: View) -> View:
    @wraps(view)
    def cached(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        response = view(request, *args, **kwargs)
        response["Cache-Control"] = f"public, max-age={SCHEMA_MAX_AGE}"
        return response

    return cached


def _published(
    given: tuple[list[URLPattern | URLResolver], str, str],
) -> tuple[list[URLPattern | URLResolver], str, str]:
    patterns, app, namespace = given
    for pattern in patterns:
        if isinstance(pattern, URLPattern):
            view = _schema_cached(pattern.callback) if pattern.name == "openapi-json" else pattern.callback
            pattern.callback = public(view)
    return patterns, app, namespace


urls = _published(api.urls)
