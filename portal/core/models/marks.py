"""Marks of tables (see :mod:`portal.core.rendered.marks`)."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _


class TableMark(models.Model):
    """Says that a table was written to, in the transaction that wrote: one row per table and transaction.

    Rows are only added and swept away, never changed, so that two writers never wait for each other.
    """

    name = models.CharField(_("bảng"), max_length=100)
    token = models.PositiveIntegerField(_("số ngẫu nhiên"))

    class Meta:
        verbose_name = _("dấu của bảng dữ liệu")
        verbose_name_plural = _("dấu của bảng dữ liệu")

    def __str__(self) -> str:
        return self.name
