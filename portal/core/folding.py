"""Finding words in columns without accents, on both databases: ``name__folded_contains="nguyen thi hoa"``.

For tables of which a list is searched by hand. The column is folded row by row, so a table of hundreds of thousands
of rows should hold a folded key instead (``name_key``).
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable
from functools import lru_cache
from typing import Any, Final

from django.apps import apps
from django.db import models
from django.db.backends.signals import connection_created
from django.db.models import Q

from portal.core.vietnamese import fold

LONGEST_TYPED: Final = 200
STOCK: Final = {
    "auth.group": ("name",),
    "wagtailcore.task": ("name",),
    "wagtailcore.workflow": ("name",),
    "wagtailcore.pagelogentry": ("label",),
    "wagtailcore.modellogentry": ("label",),
    "wagtailredirects.redirect": ("old_path", "redirect_link"),
    "wagtail_localize.translationsource": ("object_repr",),
}
"""Columns of others that their own screens search by ``icontains``; on these it finds without accents too."""
_SQLITE_FUNCTION: Final = "portal_folded_contains"


def _letters() -> tuple[str, str]:
    """Every letter that folds to one other, and what each becomes, for PostgreSQL's ``translate``."""
    marked = [
        chr(code)
        for block in (
            (0x00A0, 0x0250),
            (0x0256, 0x0257),
            (0x02BC, 0x02BD),
            (0x1E00, 0x1F00),
            (0x2018, 0x201A),
        )
        for code in range(*block)
    ]
    pairs = [(sign, fold(sign)) for sign in [*marked, "`"]]
    kept = [(sign, bare) for sign, bare in pairs if len(bare) == 1 and bare != sign]
    return "".join(sign for sign, _bare in kept), "".join(bare for _sign, bare in kept)


_MARKED, _BARE = _letters()
_folded = lru_cache(maxsize=16_384)(fold)


class FoldedContains(models.Lookup[bool]):
    """Whether the column holds the words, whatever their accents and their case."""

    lookup_name = "folded_contains"
    prepare_rhs = False

    def get_db_prep_lookup(self, value: Any, connection: Any) -> tuple[str, tuple[str | int, ...]]:  # noqa: ARG002 - Django's signature
        typed = str(value)[:LONGEST_TYPED].encode("utf-8", "ignore").decode().replace("\x00", "")
        return "%s", (fold(typed),)

    def as_sql(self, compiler: Any, connection: Any) -> tuple[str, tuple[str | int, ...]]:
        column, column_params = self.process_lhs(compiler, connection)
        typed, typed_params = self.process_rhs(compiler, connection)
        if connection.vendor == "postgresql":
            folded = f"lower(translate(normalize(({column})::text, NFC), %s, %s))"
            return f"strpos({folded}, {typed}) > 0", (*column_params, _MARKED, _BARE, *typed_params)
        return f"{_SQLITE_FUNCTION}({column}, {typed})", (*column_params, *typed_params)


def holding(model: type[models.Model], columns: Iterable[str], typed: str) -> Q:
    """The condition that one of the (dotted) columns holds what was typed. Columns of other tables are looked through
    once, and not once for each row that points there.
    """
    condition = Q(pk__in=())
    for name in columns:
        relation, _separator, column = name.rpartition("__")
        if not relation:
            condition |= Q(**{f"{name}__folded_contains": typed})
            continue
        related: Any = model
        for step in relation.split("__"):
            related = related._meta.get_field(step).related_model
        found = related._base_manager.filter(**{f"{column}__folded_contains": typed})
        condition |= Q(**{f"{relation}__in": found.values("pk")})
    return condition


def register() -> None:
    """Make the lookup known to text columns and SQLite's connections; called when apps are ready."""
    models.CharField.register_lookup(FoldedContains)
    models.TextField.register_lookup(FoldedContains)
    for label, columns in STOCK.items():
        if label.partition(".")[0] in apps.app_configs:
            for column in columns:
                field: Any = apps.get_model(label)._meta.get_field(column)
                field.register_lookup(FoldedContains, "icontains")
    connection_created.connect(_teach, dispatch_uid="portal-folding")


def _teach(connection: Any, **_options: Any) -> None:
    if connection.vendor == "sqlite" and isinstance(connection.connection, sqlite3.Connection):
        connection.connection.create_function(_SQLITE_FUNCTION, 2, _contains, deterministic=True)


def _contains(text: str | None, typed: str) -> bool | None:
    return None if text is None else typed in _folded(str(text))
