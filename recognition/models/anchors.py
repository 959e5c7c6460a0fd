"""Anchors: what the ends of all chains of events were at a moment, so that a removed end is noticed."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _


class Anchor(models.Model):
    """One look at all chains. ``digest`` covers the heads of every chain that grew since the anchor before and that
    anchor's digest, so by the chain of anchors it covers all heads there are.
    """

    sequence = models.PositiveIntegerField(unique=True)
    at = models.DateTimeField(_("lúc"))
    chains = models.PositiveIntegerField(help_text="chains that grew since the anchor before")
    previous_digest = models.CharField(max_length=64, blank=True)
    digest = models.CharField(max_length=64)

    class Meta:
        verbose_name = _("điểm neo nhật ký")
        verbose_name_plural = _("điểm neo nhật ký")
        ordering = ("sequence",)

    def __str__(self) -> str:
        return f"#{self.sequence} {self.digest[:12]}"


class AnchorHead(models.Model):
    """The last event of a chain when it was anchored."""

    anchor = models.ForeignKey(Anchor, on_delete=models.PROTECT, related_name="heads")
    subject_kind = models.CharField(max_length=60)
    subject_key = models.CharField(max_length=20)
    sequence = models.PositiveIntegerField()
    digest = models.CharField(max_length=64)

    class Meta:
        verbose_name = _("điểm cuối của chuỗi")
        verbose_name_plural = _("điểm cuối của các chuỗi")
        constraints = (
            models.UniqueConstraint(
                fields=("subject_kind", "subject_key", "sequence"), name="anchor_head_once"
            ),
        )

    def __str__(self) -> str:
        return f"{self.subject_kind} {self.subject_key} #{self.sequence}"
