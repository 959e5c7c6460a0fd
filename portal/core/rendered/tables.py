"""Which tables pages are tied to row by row, which as a whole, and which no stored page may read.

A table is one of three. *Unshown*: a page that reads it is not stored, a write to it is not looked at. *Watched*: a
page is tied to the rows it loaded and to the values it asked for (``watch``). Any other is tied to as a whole: every
write to it drops every page that read it. Nothing has to be declared for a page to be right; what is declared here
only makes fewer pages fall.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from django.apps import apps
from django.db import models

UNSHOWN_PREFIXES = (
    "auth_", "axes_", "django_migrations", "django_session", "django_tasks_", "otp_", "search_", "taggit_",
    "wagtail_localize_", "wagtailadmin_", "wagtailforms_", "wagtailsearch_", "wagtailusers_",
    "wagtailcore_comment", "wagtailcore_group", "wagtailcore_task", "wagtailcore_workflow", "sqlite_", "pg_",
)  # fmt: skip
UNSHOWN = frozenset(
    """
    core_outboxrow core_tablemark core_timermark core_user core_user_groups core_user_user_permissions
    wagtailcore_revision wagtailcore_modellogentry wagtailcore_pagelogentry wagtailcore_pagesubscription
    wagtailcore_referenceindex wagtailcore_uploadedfile wagtailcore_apitoken
    """.split()
)
SILENT = frozenset({"core_outboxrow", "core_tablemark", "core_timermark", "django_content_type"})
"""Read beside a page (a write during a render wakes consumers), never shown on one, or the same for ever."""
ALWAYS = ("wagtailcore_site", "wagtailcore_locale", "core_sitesettings")
"""Read by every page, sometimes out of a cache: a page is tied to them whether it asked the database or not."""

PAGE = "wagtailcore_page"
PAGE_ANCHORS_BY_NAME = ("url_path", "translation_key", "path", "slug", "alias_of", "show_in_menus")
WORKING_COLUMNS = {
    PAGE: frozenset(
        """
        numchild draft_title latest_revision_id latest_revision_created_at has_unpublished_changes
        locked locked_at locked_by_id live_revision_id go_live_at expire_at expired
        """.split()
    )
}
"""Columns that no page shows: a write to these alone changes nothing. Leaves (numchild 0) are tied to ``parent``."""


@dataclass(frozen=True, slots=True)
class Watched:
    """A table tied to by row. ``anchors`` are columns a query may be tied by, the most telling first."""

    model: type[models.Model]
    anchors: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Edge:
    """A foreign key ``child.column`` → ``parent`` along which a change counts as one of the other end too."""

    child: str
    column: str
    parent: str
    again: bool = False


_unshown: set[str] = set(UNSHOWN)
_watched: dict[str, Watched] = {}
_down: set[Edge] = set()
_up: set[Edge] = set()


def unshow(*labels: str) -> None:
    """Say that no stored page may read these models (``app.model``): what is private, what only staff see."""
    _unshown.update(apps.get_model(label)._meta.db_table for label in labels)
    is_unshown.cache_clear()


def watch(
    label: str,
    *,
    anchors: Sequence[str] = (),
    down: Iterable[str] = (),
    up: Iterable[str] = (),
    again: Iterable[str] = (),
) -> None:
    """Tie pages to the rows of a model instead of to its table.

    ``anchors`` are columns or foreign keys (attribute names) by which public queries ask. ``down`` names foreign
    keys along which a change of the row they point at counts as a change of these rows, ``up`` those along which a
    change of these rows counts as a change of the row they point at. ``again`` names those of ``down`` along which
    also what was reached upwards is told: only where few rows hang on one.
    """
    model: Any = apps.get_model(label)
    columns = [model._meta.pk.column, *(model._meta.get_field(name).column for name in anchors)]
    _watched[model._meta.db_table] = Watched(model, tuple(dict.fromkeys(columns)))
    _down.update(_edge(model, name, again=name in again) for name in {*down, *again})
    _up.update(_edge(model, name) for name in up)


def _edge(model: Any, name: str, *, again: bool = False) -> Edge:
    field = model._meta.get_field(name)
    return Edge(model._meta.db_table, field.column, field.related_model._meta.db_table, again)


@lru_cache(maxsize=1024)
def is_unshown(table: str) -> bool:
    return table in _unshown or table.startswith(UNSHOWN_PREFIXES)


def watched(table: str) -> Watched | None:
    return _watched.get(table)


def all_watched() -> dict[str, Watched]:
    return dict(_watched)


def goes_down(child: str, column: str, *, again: bool = False) -> bool:
    """Whether a change of the row that ``child.column`` points at counts as a change of the child."""
    return any(edge.child == child and edge.column == column and (edge.again or not again) for edge in _down)


def goes_up(child: str, column: str) -> bool:
    """Whether a change of the child counts as a change of the row that ``child.column`` points at."""
    return any(edge.child == child and edge.column == column for edge in _up)


def edges_down(parent: str) -> list[Edge]:
    return [edge for edge in _down if edge.parent == parent]


def edges_up(child: str) -> list[Edge]:
    return [edge for edge in _up if edge.child == child]


@lru_cache(maxsize=1)
def models_by_table() -> dict[str, type[models.Model]]:
    return {model._meta.db_table: model for model in apps.get_models(include_auto_created=True)}


# Texts of tags -------------------------------------------------------------------------------------------------------


def list_tag(table: str) -> str:
    """Anything in the table: dropped by every change of it."""
    return table


def whole_tag(table: str) -> str:
    """Had by every page that read the table in any way, dropped when nobody knows which rows changed."""
    return f"{table}!"


def row_tag(table: str, key: object) -> str:
    """What a row says: the page loaded it."""
    return f"{table}#{key}"


def value_tag(table: str, column: str, value: object) -> str:
    """The rows of which ``column`` has ``value``."""
    return f"{table}.{column}={int(value) if isinstance(value, bool) else value}"
