"""What a page's template needs beyond the page, given by the edge of the app that owns the page.

A page model may not import views (leaves ← models ← domain ← edges); the view module registers here instead.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from django.db import models
from django.http import HttpRequest

ContextOf = Callable[[HttpRequest, Any], Mapping[str, Any]]
_registered: dict[type[models.Model], ContextOf] = {}


def register(page_class: type[models.Model]) -> Callable[[ContextOf], ContextOf]:
    """Decorate the function that gives the context of pages of ``page_class``. The last registration holds."""

    def remember(function: ContextOf) -> ContextOf:
        _registered[page_class] = function
        return function

    return remember


def context_of(page: models.Model, request: HttpRequest) -> Mapping[str, Any]:
    """Return what was registered for the class of ``page``, nothing where nothing was."""
    function = _registered.get(type(page))
    return function(request, page) if function else {}
