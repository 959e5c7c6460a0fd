"""The projection every engine is built from."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _


class Entry(models.Model):
    """One public object in one language: what a result shows, and the keys by which it is found. Made by
    ``search.projection``; the keys are computed when the row is written, so a rebuild computes none.
    """

    kind = models.CharField(max_length=40)
    key = models.CharField(max_length=200)
    language = models.CharField(max_length=10)
    source_kind = models.CharField(max_length=100)
    source_key = models.CharField(max_length=100)

    title = models.TextField()
    prefix = models.TextField(blank=True)
    summary = models.TextField(blank=True)
    names = models.JSONField(default=list, blank=True)
    numbers = models.JSONField(default=list, blank=True)
    words = models.TextField(blank=True)
    body = models.TextField(blank=True)
    url = models.TextField()
    date = models.DateField(null=True, blank=True)
    cancelled = models.BooleanField(default=False)
    facets = models.JSONField(default=dict, blank=True)

    name_tone = models.TextField(blank=True)
    name_tone_yi = models.TextField(blank=True)
    name_fold = models.TextField(blank=True)
    name_fold_yi = models.TextField(blank=True)
    word_tone = models.TextField(blank=True)
    word_tone_yi = models.TextField(blank=True)
    word_fold = models.TextField(blank=True)
    word_fold_yi = models.TextField(blank=True)
    body_tone = models.TextField(blank=True)
    body_tone_yi = models.TextField(blank=True)
    body_fold = models.TextField(blank=True)
    body_fold_yi = models.TextField(blank=True)
    exact = models.TextField(blank=True)  # one value a line
    spellings = models.TextField(blank=True)  # "fold|word", one a line

    order = models.BigIntegerField()
    digest = models.BigIntegerField()

    class Meta:
        verbose_name = _("mục tìm kiếm")
        verbose_name_plural = _("mục tìm kiếm")
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["kind", "key", "language"], name="search_entry_once"),
        ]
        indexes: ClassVar = [models.Index(fields=["source_kind", "source_key"], name="search_entry_source")]

    def __str__(self) -> str:
        return f"{self.title} ({self.kind}, {self.language})"

    @property
    def source_ref(self) -> str:
        """The ref it was read from as engines know it."""
        return f"{self.source_kind}:{self.source_key}"
