"""Books with a real table, made by the test that needs it, and their source as the docs have it."""

from __future__ import annotations

import re
import sys
from types import ModuleType
from typing import Any

from django.conf import settings
from django.db import models, transaction

from portal.core import outbox
from search import registry


class BookQuerySet(models.QuerySet["Book"]):
    def public(self) -> BookQuerySet:
        return self.filter(lent=False)


class Book(models.Model):
    slug = models.SlugField(unique=True)
    title = models.CharField(max_length=200)
    blurb = models.TextField(blank=True)
    notes = models.TextField(blank=True)  # of the librarian, private
    year = models.PositiveSmallIntegerField()
    bought = models.DateField(null=True)
    lent = models.BooleanField(default=False)

    objects = BookQuerySet.as_manager()

    class Meta:
        app_label = "library"

    @transaction.atomic
    def save(self, *args: Any, **kwargs: Any) -> None:
        super().save(*args, **kwargs)
        outbox.record(self)

    @transaction.atomic
    def delete(self, *args: Any, **kwargs: Any) -> tuple[int, dict[str, int]]:
        outbox.record(self)
        return super().delete(*args, **kwargs)


def example() -> str:
    """The code of docs/search.md by which a site registers this model."""
    text = (settings.BASE_DIR / "docs" / "search.md").read_text("utf-8")
    section = text.partition("## Another app in ten lines")[2].partition("\n## ")[0]
    [code] = re.findall(r"```python\n(.*?)```", section, re.DOTALL)
    return code


def load() -> None:
    """Registers the source by the lines of the docs, as the only one of this process."""
    for source in registry.sources():
        registry.unregister(source.kind)
    sys.modules["library"] = ModuleType("library")
    sys.modules["library.models"] = sys.modules[__name__]
    exec(compile(example(), "docs/search.md", "exec"), {"__name__": "library.search_sources"})
