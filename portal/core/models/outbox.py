"""Rows of the outbox (see :mod:`portal.core.outbox`)."""

from __future__ import annotations

from datetime import UTC, datetime

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _


def at_once() -> datetime:
    """Return a moment that has passed by any clock: a new row waits for none, also where clocks of machines differ."""
    return datetime(2000, 1, 1, tzinfo=UTC)


class OutboxRow(models.Model):
    """One consumer still has to look at one object. Delivered rows are deleted, so the table stays small."""

    consumer = models.CharField(_("bên nhận"), max_length=60)
    kind = models.CharField(_("loại đối tượng"), max_length=100)
    key = models.CharField(_("khóa"), max_length=64)
    created = models.DateTimeField(_("lúc ghi"), default=timezone.now)
    attempts = models.PositiveSmallIntegerField(_("số lần thử"), default=0)
    next_try = models.DateTimeField(_("thử lại lúc"), default=at_once)
    parked = models.BooleanField(_("đã gác lại"), default=False)
    error = models.TextField(_("lỗi"), blank=True)

    class Meta:
        verbose_name = _("việc chờ chuyển")
        verbose_name_plural = _("việc chờ chuyển")
        indexes = (
            models.Index(fields=("consumer", "id"), condition=models.Q(parked=False), name="outbox_waiting"),
            models.Index(fields=("consumer",), condition=models.Q(attempts__gt=0), name="outbox_failed"),
        )

    def __str__(self) -> str:
        return f"{self.consumer}: {self.kind} {self.key}"
