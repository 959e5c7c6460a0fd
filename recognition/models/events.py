"""What happened to whom, by whom, when and why: a chain per subject."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _


class Event(models.Model):
    """One act on one subject. ``digest`` covers every column and the digest before, so a change is found.

    ``subject_kind`` is a model label ("recognition.nomination"), ``subject_key`` its public id.
    """

    subject_kind = models.CharField(max_length=60)
    subject_key = models.CharField(max_length=20)
    sequence = models.PositiveIntegerField()
    act = models.CharField(_("việc"), max_length=40)
    source = models.CharField(max_length=20, blank=True)
    target = models.CharField(max_length=20, blank=True)
    actor = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        on_delete=models.PROTECT,
        related_name="+",
        verbose_name=_("người làm"),
    )
    role = models.CharField(max_length=20, blank=True)
    at = models.DateTimeField(_("lúc"))
    payload_digest = models.CharField(max_length=64)
    previous_digest = models.CharField(max_length=64, blank=True)
    digest = models.CharField(max_length=64)

    class Meta:
        verbose_name = _("việc đã làm")
        verbose_name_plural = _("việc đã làm")
        ordering = ("subject_kind", "subject_key", "sequence")
        constraints = (
            models.UniqueConstraint(
                fields=("subject_kind", "subject_key", "sequence"), name="event_sequence_once"
            ),
        )

    def __str__(self) -> str:
        return f"{self.subject_kind} {self.subject_key} #{self.sequence} {self.act}"


class EventPayload(models.Model):
    """Personal text of an event, with its own salt: it can be erased and the chain still verifies."""

    event = models.OneToOneField(Event, on_delete=models.CASCADE, related_name="payload")
    salt = models.CharField(max_length=32)
    reason = models.TextField(blank=True)
    data = models.JSONField(default=dict)

    class Meta:
        verbose_name = _("nội dung của việc đã làm")
        verbose_name_plural = _("nội dung của việc đã làm")

    def __str__(self) -> str:
        return str(self.event_id)
