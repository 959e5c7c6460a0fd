"""Rounds (đợt xét): one intake of nominations."""

from __future__ import annotations

from datetime import datetime

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.validators import URLValidator
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from portal.core.public_id import new_public_id
from recognition.enums import AwardSubject, ReminderKind, SubjectKind
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
    criteria_version = models.CharField(
        _("bản tiêu chuẩn áp dụng"),
        max_length=120,
        blank=True,
        help_text=_("Ví dụ: Bản 02 ngày 15/9/2026 theo Kế hoạch số 57/KH-SYT"),
    )
    rules_link = models.CharField(
        _("đường dẫn đến quy chế, hướng dẫn"),
        max_length=500,
        blank=True,
        validators=[URLValidator(schemes=["http", "https"])],
    )
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
    individual_form = models.CharField(
        _("mẫu báo cáo của cá nhân"),
        max_length=80,
        blank=True,
        help_text=_("Để trống thì mẫu theo danh hiệu, hình thức. Hồ sơ đã lập giữ mẫu của mình."),
    )
    collective_form = models.CharField(
        _("mẫu báo cáo của tập thể"),
        max_length=80,
        blank=True,
        help_text=_("Để trống thì mẫu theo danh hiệu, hình thức. Hồ sơ đã lập giữ mẫu của mình."),
    )
    opened_at = models.DateTimeField(_("mở lúc"), null=True, blank=True, editable=False)
    opened_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
        editable=False,
        verbose_name=_("người mở"),
    )

    class Meta:
        verbose_name = _("đợt xét")
        verbose_name_plural = _("đợt xét")
        ordering = ("-deadline", "-id")
        constraints = (
            models.CheckConstraint(
                name="round_opens_before_deadline", condition=models.Q(opens_at__lt=models.F("deadline"))
            ),
            models.CheckConstraint(
                name="round_is_not_its_own_parent",
                condition=models.Q(parent__isnull=True) | ~models.Q(parent=models.F("id")),
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


class RequiredDocument(models.Model):
    """A paper that a dossier of the round must (or may) hold, known by its code."""

    round = models.ForeignKey(
        Round, on_delete=models.CASCADE, related_name="documents", verbose_name=_("đợt xét")
    )
    code = models.SlugField(_("mã"), max_length=40, help_text=_("Chữ thường không dấu, ví dụ: bien-ban-hop"))
    name = models.CharField(_("tên giấy tờ"), max_length=200)
    subject = models.CharField(
        _("dành cho"), max_length=12, choices=AwardSubject.choices, default=AwardSubject.BOTH
    )
    required = models.BooleanField(_("bắt buộc"), default=True)
    sort_order = models.PositiveSmallIntegerField(_("thứ tự"), default=0)

    class Meta:
        verbose_name = _("giấy tờ phải nộp")
        verbose_name_plural = _("giấy tờ phải nộp")
        ordering = ("sort_order", "id")
        constraints = (models.UniqueConstraint(fields=("round", "code"), name="required_document_once"),)

    def __str__(self) -> str:
        return self.name


class LateException(models.Model):
    """The standing body lets one unit file in a round after its deadline, until a moment, for a reason."""

    public_id = models.CharField(max_length=8, unique=True, default=new_public_id, editable=False)
    round = models.ForeignKey(
        Round, on_delete=models.PROTECT, related_name="exceptions", verbose_name=_("đợt xét")
    )
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+", verbose_name=_("đơn vị"))
    until = models.DateTimeField(_("được gửi đến"))
    reason = models.TextField(_("lý do"))
    granted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", verbose_name=_("người cho phép")
    )
    granted_at = models.DateTimeField(_("cho phép lúc"))
    withdrawn_at = models.DateTimeField(_("thu hồi lúc"), null=True, blank=True)

    class Meta:
        verbose_name = _("cho phép gửi muộn")
        verbose_name_plural = _("cho phép gửi muộn")
        ordering = ("-granted_at", "-id")
        indexes = (models.Index(fields=("round", "unit"), name="late_exception_of_unit"),)

    def __str__(self) -> str:
        return f"{self.unit}: {self.until:%H:%M %d/%m/%Y}"


class InternalChoice(models.Model):
    """What a unit decided of a dossier of its internal round: it goes up to the round above, or stays.

    A dossier that goes up changes ``round`` and ``unit``; here stand those it came from.
    """

    nomination = models.OneToOneField(
        "recognition.Nomination",
        on_delete=models.PROTECT,
        related_name="internal_choice",
        verbose_name=_("hồ sơ"),
    )
    round = models.ForeignKey(
        Round, on_delete=models.PROTECT, related_name="choices", verbose_name=_("đợt xét cấp cơ sở")
    )
    unit = models.ForeignKey(
        Unit, on_delete=models.PROTECT, related_name="+", verbose_name=_("nơi lập hồ sơ")
    )
    goes_up = models.BooleanField(_("gửi lên cấp trên"))
    reason = models.TextField(_("lý do"), blank=True)
    chosen_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    chosen_at = models.DateTimeField()

    class Meta:
        verbose_name = _("lựa chọn của đơn vị")
        verbose_name_plural = _("lựa chọn của đơn vị")
        indexes = (models.Index(fields=("unit", "goes_up"), name="internal_choice_of_unit"),)

    def __str__(self) -> str:
        return f"{self.nomination}"


class Reminder(models.Model):
    """What one person was to be told of one round on one day. Kept so that it is told once, and seen when."""

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.CASCADE,
        related_name="round_reminders",
        verbose_name=_("tài khoản"),
    )
    round = models.ForeignKey(
        Round, on_delete=models.CASCADE, related_name="reminders", verbose_name=_("đợt xét")
    )
    kind = models.CharField(_("loại"), max_length=10, choices=ReminderKind.choices)
    day = models.DateField(_("ngày"))
    days_left = models.SmallIntegerField(_("số ngày còn lại"), default=0)
    number = models.PositiveIntegerField(_("số hồ sơ"), default=0)
    created_at = models.DateTimeField(auto_now_add=True)
    told_at = models.DateTimeField(null=True, blank=True, help_text="when a notice was sent of it")
    dismissed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = _("lời nhắc")
        verbose_name_plural = _("lời nhắc")
        ordering = ("-day", "-id")
        constraints = (
            models.UniqueConstraint(fields=("user", "round", "kind", "day"), name="reminder_once_a_day"),
        )
        indexes = (models.Index(fields=("told_at", "day"), name="reminder_to_tell"),)

    def __str__(self) -> str:
        return f"{self.user}: {self.round} ({self.day})"
