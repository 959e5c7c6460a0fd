"""The projection every engine is built from."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from search.documents import LANGUAGES


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

    # What an engine indexes of the row, ready: a JSON object of field to value, without the number of the row. See
    # ``search.projection.indexed``.
    indexed = models.TextField()
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


class Edition(models.Model):
    """One row that counts the changes of dictionary and pins, and those of what names the values of facets: every
    process compares it by one query on the primary key and reads again when it moved, so a change is in force with
    the next search everywhere.
    """

    ONLY = 1
    # Raise when ``search.projection`` gives another row for the same document: all entries are then made anew.
    PROJECTION = 3

    number = models.BigIntegerField(default=0)
    # Of awards, units and whatever else names the values of facets; 0 where nothing was brought in yet.
    names = models.BigIntegerField(default=0)
    # The form that made the entries; where it is not PROJECTION, they are made anew. A new site has no row.
    projection = models.PositiveIntegerField(default=0)

    class Meta:
        verbose_name = _("ấn bản từ điển tìm kiếm")


class Equivalence(models.Model):
    """Different ways to write one thing, added by editors to those of ``search.dictionary``. Forms are one a line; an
    ambiguous form counts only beside one of the neighbour words ("#" stands for any number after it).
    """

    forms = models.TextField(_("các cách viết"), help_text=_("Mỗi cách viết một dòng, ít nhất hai dòng."))
    ambiguous = models.TextField(
        _("cách viết dễ nhầm"),
        blank=True,
        help_text=_(
            "Những cách viết ở trên chỉ tính khi đứng cạnh một trong các từ dưới đây; mỗi cách một dòng."
        ),
    )
    before = models.TextField(
        _("từ đứng ngay trước"), blank=True, help_text=_("Các từ cách nhau bằng dấu cách.")
    )
    after = models.TextField(
        _("từ đứng ngay sau"), blank=True, help_text=_("Các từ cách nhau bằng dấu cách; # là một số bất kỳ.")
    )
    active = models.BooleanField(_("đang dùng"), default=True)
    note = models.CharField(_("ghi chú"), max_length=200, blank=True)
    changed_at = models.DateTimeField(_("sửa lúc"), auto_now=True)

    class Meta:
        verbose_name = _("cách viết tương đương")
        verbose_name_plural = _("cách viết tương đương")
        ordering = ("-changed_at", "-pk")

    def __str__(self) -> str:
        return " = ".join(line.strip() for line in self.forms.splitlines() if line.strip())


class Pin(models.Model):
    """An entry that editors put first for a query. ``asked`` is the query as ``search.pins.asked_key`` writes it."""

    text = models.CharField(_("khi người dùng tìm"), max_length=200)
    asked = models.CharField(max_length=400, editable=False)
    language = models.CharField(
        _("trên trang"),
        max_length=10,
        choices=[("vi", "Tiếng Việt"), ("en", "English")],
        default=LANGUAGES[0],
    )
    kind = models.CharField(_("loại"), max_length=40)
    key = models.CharField(_("mục được đưa lên đầu"), max_length=200)
    position = models.PositiveSmallIntegerField(_("thứ tự"), default=1)
    changed_at = models.DateTimeField(_("sửa lúc"), auto_now=True)

    class Meta:
        verbose_name = _("kết quả ghim")
        verbose_name_plural = _("kết quả ghim")
        ordering = ("asked", "position", "pk")
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["language", "asked", "kind", "key"], name="search_pin_once")
        ]

    def __str__(self) -> str:
        return self.text


class DailyQuery(models.Model):
    """How often a text was searched on a day; nothing of who searched."""

    day = models.DateField(_("ngày"))
    language = models.CharField(_("trên trang"), max_length=10)
    text = models.CharField(_("nội dung tìm"), max_length=200)
    searches = models.PositiveIntegerField(_("số lần tìm"), default=0)
    nothing = models.PositiveIntegerField(_("số lần không thấy gì"), default=0)
    found = models.PositiveIntegerField(_("số kết quả lần cuối"), default=0)

    class Meta:
        verbose_name = _("nội dung tìm theo ngày")
        verbose_name_plural = _("nội dung tìm theo ngày")
        ordering = ("-day", "-searches", "text")
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["day", "language", "text"], name="search_daily_query_once")
        ]
