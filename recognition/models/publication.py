"""When the pages of a decision go public: what an approver said before the ceremony, and what came of it."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from portal.core.public_id import new_public_id
from recognition.models.decisions import Decision


class ScheduledPublication(models.Model):
    """An approver's word that the facts of a decision go public at a moment; the clock does it, line by line.

    ``failures`` are the lines that did not go, each with the domain's sentence; they can be run again.
    """

    public_id = models.CharField(max_length=8, unique=True, default=new_public_id, editable=False)
    decision = models.ForeignKey(
        Decision, on_delete=models.PROTECT, related_name="schedules", verbose_name=_("quyết định")
    )
    at = models.DateTimeField(_("công bố lúc"))
    reason = models.CharField(_("lý do"), max_length=2000)
    approved_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        related_name="+",
        editable=False,
        verbose_name=_("người duyệt"),
    )
    approved_at = models.DateTimeField(auto_now_add=True)
    done_at = models.DateTimeField(_("xong lúc"), null=True, blank=True, editable=False)
    withdrawn_at = models.DateTimeField(_("hủy hẹn lúc"), null=True, blank=True, editable=False)
    published = models.PositiveIntegerField(default=0, editable=False)
    failures = models.JSONField(default=list, editable=False)

    class Meta:
        verbose_name = _("hẹn giờ công bố")
        verbose_name_plural = _("hẹn giờ công bố")
        ordering = ("-at", "-id")
        constraints = (
            models.UniqueConstraint(
                fields=("decision",),
                condition=models.Q(done_at__isnull=True, withdrawn_at__isnull=True),
                name="one_schedule_in_force_per_decision",
            ),
            models.CheckConstraint(
                name="schedule_done_or_withdrawn",
                condition=models.Q(done_at__isnull=True) | models.Q(withdrawn_at__isnull=True),
            ),
        )

    def __str__(self) -> str:
        return f"{self.decision} – {self.at:%d/%m/%Y %H:%M}"
