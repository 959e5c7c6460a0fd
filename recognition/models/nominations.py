"""Nominations: private dossiers. Never pages."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from portal.core.public_id import new_public_id
from portal.core.storage import private_storage
from portal.core.vietnamese import fold
from recognition.enums import EvidenceState, MeritKind, NominationState, ScanState, SubjectKind
from recognition.models.catalogue import Award, LegalInstrument
from recognition.models.honorees import Honoree
from recognition.models.rounds import Round
from recognition.models.units import Unit
from recognition.querysets import NominationQuerySet


class Nomination(models.Model):
    """A private dossier that proposes one honoree for one award in one round.

    ``state`` changes only through ``recognition.domain.nominations``; ``version`` counts changes, so that a
    form opened before another one's save is told.
    """

    public_id = models.CharField(max_length=8, unique=True, default=new_public_id, editable=False)
    round = models.ForeignKey(
        Round, on_delete=models.PROTECT, related_name="nominations", verbose_name=_("đợt xét")
    )
    unit = models.ForeignKey(
        Unit, on_delete=models.PROTECT, related_name="nominations", verbose_name=_("đơn vị đề nghị")
    )
    award = models.ForeignKey(
        Award, on_delete=models.PROTECT, related_name="nominations", verbose_name=_("danh hiệu, hình thức")
    )
    kind = models.CharField(_("đối tượng"), max_length=12, choices=SubjectKind.choices)
    honoree = models.ForeignKey(
        Honoree,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="nominations",
        verbose_name=_("người, tập thể đã có trong sổ"),
    )
    full_name = models.CharField(_("họ và tên, tên tập thể"), max_length=255)
    name_key = models.CharField(max_length=255, blank=True, editable=False, db_index=True)
    titles = models.CharField(_("học hàm, học vị, chức danh"), max_length=120, blank=True)
    position = models.CharField(_("chức vụ"), max_length=255, blank=True)
    workplace = models.CharField(_("nơi công tác"), max_length=255, blank=True)
    merit_from = models.PositiveSmallIntegerField(_("thành tích từ năm"), null=True, blank=True)
    merit_until = models.PositiveSmallIntegerField(_("thành tích đến năm"), null=True, blank=True)
    merit_kind = models.CharField(
        _("loại hình"), max_length=12, choices=MeritKind.choices, default=MeritKind.ROUTINE
    )
    report = models.JSONField(
        _("báo cáo thành tích"),
        default=dict,
        blank=True,
        help_text="{field code: answer}, see recognition.domain.forms",
    )
    form_code = models.CharField(max_length=40, blank=True, editable=False)
    form_version = models.CharField(
        max_length=20,
        blank=True,
        editable=False,
        help_text="The form it was started with, which it keeps; blank is the first version.",
    )
    copied_from = models.ForeignKey(
        "self",
        null=True,
        blank=True,
        editable=False,
        on_delete=models.SET_NULL,
        related_name="+",
        verbose_name=_("chép từ hồ sơ"),
    )
    copied = models.JSONField(
        default=list, blank=True, editable=False, help_text="[field code]: copied and not edited since"
    )
    state = models.CharField(
        _("trạng thái"),
        max_length=16,
        choices=NominationState.choices,
        default=NominationState.DRAFT,
        editable=False,
        db_index=True,
    )
    state_since = models.DateTimeField(auto_now_add=True)
    due_at = models.DateTimeField(null=True, blank=True, editable=False)
    version = models.PositiveIntegerField(default=1, editable=False)
    created_at = models.DateTimeField(auto_now_add=True)
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+", editable=False
    )
    filed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
        editable=False,
    )
    confirmed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
        editable=False,
    )
    confirmed_under = models.ForeignKey(
        "recognition.Delegation",
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
        editable=False,
        help_text="The delegation by which a deputy confirmed in the head's place (KT.).",
    )
    keeper = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("người phụ trách ở đơn vị"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
        editable=False,
        help_text="Who took it over from a colleague who left; empty means whoever started it.",
    )
    received_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
        editable=False,
    )
    appraised_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
        editable=False,
    )
    assigned_to = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("người phụ trách"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
        editable=False,
    )
    assigned_at = models.DateTimeField(null=True, blank=True, editable=False)
    desk_due_on = models.DateField(
        _("hạn xử lý"),
        null=True,
        blank=True,
        editable=False,
        help_text="Last day of the desk's present stage (StageTerm); ``due_at`` is the unit's.",
    )
    receipt_number = models.CharField(_("mã hồ sơ"), max_length=40, blank=True, editable=False, db_index=True)
    filed_at = models.DateTimeField(null=True, blank=True, editable=False)
    left_at = models.DateTimeField(
        null=True,
        blank=True,
        editable=False,
        help_text="When a head first confirmed it in a round of the Sở: before that nobody outside the unit reads it.",
    )
    received_at = models.DateTimeField(null=True, blank=True, editable=False)
    law = models.ForeignKey(
        LegalInstrument,
        null=True,
        blank=True,
        editable=False,
        on_delete=models.PROTECT,
        related_name="nominations",
        help_text="The law in force when the dossier was received, frozen then (DOMAIN 6, rule 2).",
    )
    return_round = models.PositiveSmallIntegerField(default=0, editable=False)
    return_reason = models.TextField(blank=True, editable=False)
    council_date = models.DateField(_("ngày họp Hội đồng"), null=True, blank=True, editable=False)
    council_members = models.PositiveSmallIntegerField(
        _("tổng số thành viên"), null=True, blank=True, editable=False
    )
    council_votes_for = models.PositiveSmallIntegerField(
        _("số phiếu đồng ý"), null=True, blank=True, editable=False
    )
    council_minutes = models.CharField(_("số biên bản"), max_length=80, blank=True, editable=False)

    objects = NominationQuerySet.as_manager()

    class Meta:
        verbose_name = _("đề nghị khen thưởng")
        verbose_name_plural = _("đề nghị khen thưởng")
        ordering = ("-id",)
        constraints = (
            models.UniqueConstraint(
                fields=("receipt_number",), condition=~models.Q(receipt_number=""), name="receipt_number_once"
            ),
            models.CheckConstraint(
                name="nomination_confirmed_by_another",
                condition=models.Q(confirmed_by__isnull=True)
                | models.Q(filed_by__isnull=True)
                | ~models.Q(confirmed_by=models.F("filed_by")),
            ),
            models.CheckConstraint(
                name="nomination_appraised_by_another",
                condition=models.Q(appraised_by__isnull=True)
                | models.Q(received_by__isnull=True)
                | ~models.Q(appraised_by=models.F("received_by")),
            ),
            models.CheckConstraint(
                name="votes_within_total_membership",
                condition=models.Q(council_votes_for__isnull=True)
                | models.Q(council_members__isnull=True)
                | models.Q(council_votes_for__lte=models.F("council_members")),
            ),
        )
        indexes = (
            models.Index(fields=("unit", "state"), name="nomination_unit_state"),
            models.Index(fields=("round", "unit", "kind", "state"), name="nomination_quota"),
            models.Index(fields=("state", "desk_due_on"), name="nomination_stage_due"),
            models.Index(fields=("assigned_to", "state"), name="nomination_assigned"),
            models.Index(fields=("-state_since",), name="nomination_state_since"),
        )

    def __str__(self) -> str:
        return f"{self.full_name} – {self.award}"

    def save(self, *args: Any, **kwargs: Any) -> None:
        self.name_key = fold(self.full_name)[:255]
        if (fields := kwargs.get("update_fields")) is not None and "full_name" in fields:
            kwargs["update_fields"] = {*fields, "name_key"}
        super().save(*args, **kwargs)


class Evidence(models.Model):
    """A private file of a dossier, read only through the permission view."""

    public_id = models.CharField(max_length=8, unique=True, default=new_public_id, editable=False)
    nomination = models.ForeignKey(
        Nomination, on_delete=models.PROTECT, related_name="evidence", verbose_name=_("hồ sơ")
    )
    file = models.FileField(_("tệp"), upload_to="evidence/%Y/%m", storage=private_storage)
    name = models.CharField(_("tên tệp"), max_length=255)
    media_type = models.CharField(max_length=120)
    size = models.PositiveBigIntegerField(help_text="bytes")
    sha256 = models.CharField(max_length=64, db_index=True)
    document = models.CharField(
        max_length=40, blank=True, help_text="The code of the required document of the round that it is."
    )
    state = models.CharField(max_length=10, choices=EvidenceState.choices, default=EvidenceState.RECEIVED)
    scan = models.CharField(
        _("quét vi-rút"), max_length=10, choices=ScanState.choices, default=ScanState.NONE, db_index=True
    )
    scanned_at = models.DateTimeField(null=True, blank=True)
    uploaded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+"
    )
    uploaded_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        verbose_name = _("minh chứng")
        verbose_name_plural = _("minh chứng")
        ordering = ("id",)
        constraints = (
            models.UniqueConstraint(
                fields=("nomination", "sha256"),
                condition=models.Q(state="received"),
                name="evidence_once_per_dossier",
            ),
        )

    def __str__(self) -> str:
        return self.name
