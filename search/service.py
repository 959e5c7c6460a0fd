"""The only door to search: ``find`` and ``suggest`` for whoever asks, ``refresh``, ``forget`` and ``rebuild`` for
whoever tells what changed, ``check`` and ``repair`` for whoever runs the site.
"""

from __future__ import annotations

from search.explaining import explain
from search.finding import DEEPEST, LARGEST_PAGE, find
from search.indexing import check, forget, heal, purge, rebuild, refresh, repair, require_engine, state
from search.suggesting import MOST_SUGGESTIONS, suggest

__all__ = [
    "DEEPEST",
    "LARGEST_PAGE",
    "MOST_SUGGESTIONS",
    "check",
    "explain",
    "find",
    "forget",
    "heal",
    "purge",
    "rebuild",
    "refresh",
    "repair",
    "require_engine",
    "state",
    "suggest",
]
