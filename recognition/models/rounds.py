"""Rounds (đợt xét): one intake of nominations."""

from __future__ import annotations

from datetime import datetime

from django.core.exceptions import ValidationError
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from portal.core.public_id import new_public_id
from recognition.enums import AwardSubject, SubjectKind
from recognition.models.catalogue import Award, LegalInstrument
from recognition.models.units import Unit


class Round(models.Model):
    """One intake: subjects, awards, quota per unit, opening, deadline, criteria. Its state follows from the clock."""

    public_id = models.CharField(max_length=8, unique=True, default=new_public_id, editable=False)
    title = models.CharField(_("tên đợt xét"), max_length=300)
    unit = models.ForeignKey(
        Unit, on_delete=models.PROTECT, related_name="rounds", verbose_name=_("đơn vị mở đợt xét")
    )
    parent = models.ForeignKey(
        "self",
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="internal_rounds",
        verbose_name=_("thuộc đợt xét của cấp trên"),
    )
    subject = models.CharField(
        _("đối tượng"), max_length=12, choices=AwardSubject.choices, default=AwardSubject.BOTH
    )
    awards = models.ManyToManyField(Award, related_name="rounds", verbose_name=_("danh hiệu, hình thức"))
    criteria = models.TextField(_("tiêu chuẩn"), blank=True)
    opens_at = models.DateTimeField(_("mở nhận hồ sơ lúc"))
    deadline = models.DateTimeField(_("hạn nhận hồ sơ"))
    is_draft = models.BooleanField(_("còn soạn thảo"), default=True)
    individual_quota = models.PositiveSmallIntegerField(
        _("số cá nhân mỗi đơn vị được đề nghị"),
        null=True,
        blank=True,
        help_text=_("Để trống là không giới hạn."),
    )
    collective_quota = models.PositiveSmallIntegerField(
        _("số tập thể mỗi đơn vị được đề nghị"),
        null=True,
        blank=True,
        help_text=_("Để trống là không giới hạn."),
    )
    legal_basis = models.ForeignKey(
        LegalInstrument,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="rounds",
        verbose_name=_("căn cứ pháp lý"),
    )
    contact = models.CharField(_("liên hệ (điện thoại văn phòng)"), max_length=200, blank=True)

    class Meta:
        verbose_name = _("đợt xét")
        verbose_name_plural = _("đợt xét")
        ordering = ("-deadline", "-id")
        constraints = (
            models.CheckConstraint(
                name="round_opens_before_deadline", condition=models.Q(opens_at__lt=models.F("deadline"))
            ),
        )

    def __str__(self) -> str:
        return self.title

    def clean(self) -> None:
        super().clean()
        if self.opens_at and self.deadline and self.opens_at >= self.deadline:
            raise ValidationError({"deadline": _("Hạn nhận hồ sơ phải sau lúc mở nhận hồ sơ.")})

    def is_open(self, at: datetime | None = None) -> bool:
        """Return whether dossiers are taken at ``at`` (server time when left out)."""
        moment = at or timezone.now()
        return not self.is_draft and self.opens_at <= moment <= self.deadline

    def state(self, at: datetime | None = None) -> str:
        """Return ``draft``, ``upcoming``, ``open`` or ``closed`` at that moment."""
        moment = at or timezone.now()
        if self.is_draft:
            return "draft"
        if moment < self.opens_at:
            return "upcoming"
        return "open" if moment <= self.deadline else "closed"


class RoundQuota(models.Model):
    """How many a unit may propose in a round, where it differs from the round's own number."""

    round = models.ForeignKey(
        Round, on_delete=models.CASCADE, related_name="quotas", verbose_name=_("đợt xét")
    )
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+", verbose_name=_("đơn vị"))
    kind = models.CharField(_("đối tượng"), max_length=12, choices=SubjectKind.choices)
    places = models.PositiveSmallIntegerField(_("số lượng"))

    class Meta:
        verbose_name = _("số lượng phân bổ")
        verbose_name_plural = _("số lượng phân bổ")
        constraints = (models.UniqueConstraint(fields=("round", "unit", "kind"), name="round_quota_once"),)

    def __str__(self) -> str:
        return f"{self.unit}: {self.places}"
