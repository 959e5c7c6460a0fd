"""Clearance (xác minh, hiệp y): named bodies that are asked about a dossier, and what they answered."""

from __future__ import annotations

from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.utils.translation import gettext_lazy as _

from portal.core.public_id import new_public_id
from recognition.enums import ClearanceAnswer, Role
from recognition.models.nominations import Nomination
from recognition.models.units import Unit
from recognition.querysets import ClearanceRequestQuerySet


class ClearanceBody(models.Model):
    """A body that may be asked. Which there are is data of the desk; none is named in code (DOMAIN 6, rule 14).

    Whoever holds ``role`` in ``unit`` (in all units when it is empty) answers for it.
    """

    public_id = models.CharField(max_length=8, unique=True, default=new_public_id, editable=False)
    name = models.CharField(_("tên cơ quan"), max_length=255, unique=True)
    role = models.CharField(
        _("vai trò của người trả lời"),
        max_length=20,
        choices=[(role.value, role.label) for role in (Role.CLEARANCE, Role.UNION)],
        default=Role.CLEARANCE,
    )
    unit = models.ForeignKey(
        Unit,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
        verbose_name=_("đơn vị của người trả lời"),
        help_text=_(
            "Người giữ vai trò ấy ở đơn vị này trả lời. Để trống nghĩa là người giữ vai trò toàn ngành."
        ),
    )
    question = models.TextField(
        _("câu hỏi thường gửi"),
        max_length=2000,
        help_text=_("Cơ quan chỉ đọc được họ tên, đơn vị, danh hiệu và câu hỏi này, không đọc được hồ sơ."),
    )
    answer_days = models.PositiveSmallIntegerField(
        _("số ngày làm việc để trả lời"),
        default=7,
        validators=[MinValueValidator(1), MaxValueValidator(90)],
    )
    is_active = models.BooleanField(_("đang dùng"), default=True)

    class Meta:
        verbose_name = _("cơ quan xác minh")
        verbose_name_plural = _("cơ quan xác minh")
        ordering = ("name", "id")

    def __str__(self) -> str:
        return self.name


class ClearanceRequest(models.Model):
    """One question to one body about one dossier. What it may read is on this row; the dossier stays closed to it."""

    public_id = models.CharField(max_length=8, unique=True, default=new_public_id, editable=False)
    nomination = models.ForeignKey(
        Nomination, on_delete=models.PROTECT, related_name="clearances", verbose_name=_("hồ sơ")
    )
    body = models.ForeignKey(
        ClearanceBody, on_delete=models.PROTECT, related_name="requests", verbose_name=_("cơ quan")
    )
    subject_name = models.CharField(_("họ và tên, tên tập thể"), max_length=255)
    unit_name = models.CharField(_("đơn vị"), max_length=255)
    award_name = models.CharField(_("danh hiệu, hình thức"), max_length=255)
    question = models.TextField(_("câu hỏi"))
    asked_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    asked_at = models.DateTimeField(_("hỏi lúc"))
    due_at = models.DateTimeField(_("hạn trả lời"))
    answer = models.CharField(
        _("trả lời"), max_length=10, choices=ClearanceAnswer.choices, default=ClearanceAnswer.WAITING
    )
    words = models.TextField(_("nội dung trả lời"), blank=True)
    answered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    answered_at = models.DateTimeField(_("trả lời lúc"), null=True, blank=True)

    objects = ClearanceRequestQuerySet.as_manager()

    class Meta:
        verbose_name = _("yêu cầu xác minh")
        verbose_name_plural = _("yêu cầu xác minh")
        ordering = ("due_at", "id")
        constraints = (
            models.UniqueConstraint(
                fields=("nomination", "body"),
                condition=models.Q(answer=ClearanceAnswer.WAITING),
                name="clearance_asked_once_at_a_time",
            ),
            models.CheckConstraint(
                name="clearance_closed_has_a_time",
                condition=models.Q(answer=ClearanceAnswer.WAITING, answered_at__isnull=True)
                | (~models.Q(answer=ClearanceAnswer.WAITING) & models.Q(answered_at__isnull=False)),
            ),
        )
        indexes = (models.Index(fields=("answer", "due_at"), name="clearance_waiting"),)

    def __str__(self) -> str:
        return f"{self.body}: {self.subject_name}"
