"""Appraisal: a second person's verdict on each criterion of a dossier, and points where the round carries a score sheet."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from portal.core.public_id import new_public_id
from recognition.enums import AppraisalState, Finding, Verdict
from recognition.models.nominations import Nomination
from recognition.models.rules import ScoreCriterion


class AppraisalSheet(models.Model):
    """One version of the appraisal of a dossier. Signed, it is never changed: another look is the next version."""

    public_id = models.CharField(max_length=8, unique=True, default=new_public_id, editable=False)
    nomination = models.ForeignKey(
        Nomination, on_delete=models.PROTECT, related_name="appraisals", verbose_name=_("hồ sơ")
    )
    number = models.PositiveSmallIntegerField(_("lần thẩm định"))
    state = models.CharField(
        _("trạng thái"), max_length=8, choices=AppraisalState.choices, default=AppraisalState.OPEN
    )
    version = models.PositiveIntegerField(default=1, help_text="Counts saves, to tell a form of yesterday.")
    why_again = models.TextField(_("vì sao thẩm định lại"), blank=True)
    explained = models.JSONField(
        default=dict, help_text="The explanation as it was when the sheet was signed."
    )
    conclusion = models.CharField(_("kết luận"), max_length=8, choices=Verdict.choices, blank=True)
    remark = models.TextField(_("nhận xét chung"), blank=True)
    opened_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        related_name="+",
        verbose_name=_("người thẩm định"),
    )
    opened_at = models.DateTimeField(auto_now_add=True)
    signed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    signed_at = models.DateTimeField(_("ký lúc"), null=True, blank=True)

    class Meta:
        verbose_name = _("phiếu thẩm định")
        verbose_name_plural = _("phiếu thẩm định")
        ordering = ("nomination", "-number")
        constraints = (
            models.UniqueConstraint(fields=("nomination", "number"), name="appraisal_number_once"),
            models.UniqueConstraint(
                fields=("nomination",), condition=models.Q(state="open"), name="appraisal_open_once"
            ),
            models.CheckConstraint(
                name="signed_appraisal_has_a_signer",
                condition=models.Q(state="open")
                | (
                    models.Q(signed_by__isnull=False)
                    & models.Q(signed_at__isnull=False)
                    & ~models.Q(conclusion="")
                ),
            ),
        )

    def __str__(self) -> str:
        return f"{self.nomination} #{self.number}"


class CriterionVerdict(models.Model):
    """What the appraiser says of one criterion, by which paper; against the explainer only with a reason."""

    sheet = models.ForeignKey(AppraisalSheet, on_delete=models.CASCADE, related_name="verdicts")
    code = models.CharField(max_length=80)
    text = models.CharField(max_length=600)
    explained = models.CharField(max_length=8, choices=Finding.choices)
    verdict = models.CharField(max_length=8, choices=Verdict.choices)
    reference = models.CharField(_("căn cứ, số văn bản, trang"), max_length=500)
    reason = models.TextField(_("lý do"), blank=True)

    class Meta:
        verbose_name = _("ý kiến thẩm định")
        verbose_name_plural = _("ý kiến thẩm định")
        ordering = ("id",)
        constraints = (
            models.UniqueConstraint(fields=("sheet", "code"), name="criterion_judged_once"),
            models.CheckConstraint(
                name="verdict_against_the_explainer_has_a_reason",
                condition=models.Q(explained="unknown")
                | models.Q(verdict=models.F("explained"))
                | ~models.Q(reason=""),
            ),
        )

    def __str__(self) -> str:
        return f"{self.code}: {self.get_verdict_display()}"


class Score(models.Model):
    """Points for one line of the round's score sheet: the unit's own, the appraiser's, and why they differ."""

    nomination = models.ForeignKey(Nomination, on_delete=models.PROTECT, related_name="scores")
    criterion = models.ForeignKey(ScoreCriterion, on_delete=models.PROTECT, related_name="scores")
    own_points = models.DecimalField(
        _("đơn vị tự chấm"), max_digits=5, decimal_places=2, null=True, blank=True
    )
    own_note = models.CharField(_("minh chứng"), max_length=500, blank=True)
    own_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    own_at = models.DateTimeField(null=True, blank=True)
    points = models.DecimalField(
        _("người thẩm định chấm"), max_digits=5, decimal_places=2, null=True, blank=True
    )
    reason = models.CharField(_("lý do khác với đơn vị tự chấm"), max_length=1000, blank=True)
    scored_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    scored_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = _("điểm")
        verbose_name_plural = _("điểm")
        constraints = (
            models.UniqueConstraint(fields=("nomination", "criterion"), name="score_once"),
            models.CheckConstraint(
                name="other_points_have_a_reason",
                condition=models.Q(points__isnull=True)
                | models.Q(own_points__isnull=True)
                | models.Q(points=models.F("own_points"))
                | ~models.Q(reason=""),
            ),
            models.CheckConstraint(
                name="points_are_not_negative",
                condition=(models.Q(points__isnull=True) | models.Q(points__gte=0))
                & (models.Q(own_points__isnull=True) | models.Q(own_points__gte=0)),
            ),
        )

    def __str__(self) -> str:
        return f"{self.nomination}: {self.criterion}"
