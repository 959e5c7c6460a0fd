"""Marks of the timers (see :mod:`portal.core.timers`)."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _


class TimerMark(models.Model):
    """When a timer is due next, and how its last run ended."""

    name = models.CharField(_("tên"), max_length=100, unique=True)
    due = models.DateTimeField(_("lần chạy tới"))
    started = models.DateTimeField(_("bắt đầu lần gần nhất"), null=True, blank=True)
    finished = models.DateTimeField(_("xong lần gần nhất"), null=True, blank=True)
    error = models.TextField(_("lỗi lần gần nhất"), blank=True)

    class Meta:
        verbose_name = _("việc định kỳ")
        verbose_name_plural = _("việc định kỳ")

    def __str__(self) -> str:
        return self.name
