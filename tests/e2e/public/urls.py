"""The addresses of the portal, and one for each page of errors that a visitor cannot call up by an address."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import path
from django.views.defaults import server_error

from portal.urls import urlpatterns as portal_urlpatterns
from recognition.views import answers

ERRORS = ("403", "410", "429")
ALONE = ("400", "413", "414", "500", "503")
"""One page for both languages, wherever it is asked for."""


def error(request: HttpRequest, status: str) -> Any:
    if status == "403":
        raise PermissionDenied
    if status == "410":
        return answers.gone(request)
    if status == "500":
        return server_error(request)
    response: HttpResponse = render(request, f"{status}.html", status=int(status))
    return response


urlpatterns = [path("_loi/<str:status>/", error), path("en/_loi/<str:status>/", error), *portal_urlpatterns]
