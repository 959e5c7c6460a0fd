"""Books with a real table, made by the test that needs it."""

from __future__ import annotations

from typing import Any

from django.db import models, transaction

from portal.core import outbox


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
