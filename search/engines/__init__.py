"""The engine that the settings choose."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.utils.module_loading import import_string

if TYPE_CHECKING:
    from search.engines.base import Engine

ENGINES = {
    "embedded": "search.engines.embedded.engine",
    "elasticsearch": "search.engines.elastic.engine.engine",
}


def engine() -> Engine:
    """Raises ``ImproperlyConfigured`` when ``SEARCH_ENGINE`` names none."""
    path = ENGINES.get(settings.SEARCH_ENGINE)
    if path is None:
        raise ImproperlyConfigured(
            f"SEARCH_ENGINE={settings.SEARCH_ENGINE!r}: one of {', '.join(ENGINES)} is needed."
        )
    made: Engine = import_string(path)()
    return made
