"""What may be given, who may decide it, on which law: data with a period and a verified flag."""

from __future__ import annotations

from typing import Any

from django.db import models, transaction
from django.db.models.functions import Coalesce
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from portal.core import outbox
from recognition.enums import AwardCategory, AwardSubject, InstrumentKind, Level, RuleKind
from recognition.models.units import Unit


class LegalInstrument(models.Model):
    """A law, decree, circular or plan, with its period in force and what replaced it."""

    code = models.CharField(_("mã"), max_length=40, unique=True)
    kind = models.CharField(_("loại văn bản"), max_length=12, choices=InstrumentKind.choices)
    number = models.CharField(_("số, ký hiệu"), max_length=80, blank=True)
    title = models.CharField(_("trích yếu"), max_length=500)
    issuer = models.CharField(_("cơ quan ban hành"), max_length=200, blank=True)
    issued_on = models.DateField(_("ngày ban hành"), null=True, blank=True)
    in_force_from = models.DateField(_("có hiệu lực từ"), null=True, blank=True)
    in_force_until = models.DateField(_("hết hiệu lực sau ngày"), null=True, blank=True)
    replaced_by = models.ForeignKey(
        "self",
        verbose_name=_("được thay thế bởi"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="replaces",
    )
    verified = models.BooleanField(_("đã xác minh"), default=False)
    note = models.TextField(_("ghi chú"), blank=True)
    source_version = models.CharField(max_length=20, blank=True, editable=False)

    class Meta:
        verbose_name = _("căn cứ pháp lý")
        verbose_name_plural = _("căn cứ pháp lý")
        ordering = ("-in_force_from", "code")

    def __str__(self) -> str:
        return self.number or self.title


class Office(models.Model):
    """An office that issues decisions, in the name of a dated body: its register numbers them by year."""

    code = models.CharField(_("mã"), max_length=40, unique=True)
    name = models.CharField(_("thẩm quyền"), max_length=200, help_text=_("Ví dụ: Giám đốc Sở Y tế"))
    name_en = models.CharField(_("tên tiếng Anh"), max_length=200, blank=True)
    body = models.CharField(_("cơ quan"), max_length=200, blank=True)
    aliases = models.JSONField(_("tên gọi khác"), default=list, blank=True)
    level = models.CharField(_("cấp"), max_length=12, choices=Level.choices)
    unit = models.ForeignKey(
        Unit,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="offices",
        verbose_name=_("đơn vị"),
    )
    valid_from = models.DateField(_("từ ngày"), null=True, blank=True)
    valid_until = models.DateField(_("đến ngày"), null=True, blank=True)
    source_version = models.CharField(max_length=20, blank=True, editable=False)

    class Meta:
        verbose_name = _("thẩm quyền quyết định")
        verbose_name_plural = _("thẩm quyền quyết định")
        ordering = ("code",)

    def __str__(self) -> str:
        return self.name

    @property
    def label(self) -> str:
        """The name in the language of the request."""
        return self.name_en if get_language() == "en" and self.name_en else self.name


class Award(models.Model):
    """A catalogue entry: an emulation title, a commendation form, a state title, a local recognition."""

    code = models.CharField(_("mã"), max_length=20, unique=True)
    name = models.CharField(_("tên"), max_length=200)
    name_en = models.CharField(_("tên tiếng Anh"), max_length=200, blank=True)
    short_names = models.JSONField(_("tên viết tắt, cách viết khác"), default=list, blank=True)
    category = models.CharField(_("nhóm"), max_length=12, choices=AwardCategory.choices)
    subject = models.CharField(_("đối tượng"), max_length=12, choices=AwardSubject.choices)
    level = models.CharField(_("cấp"), max_length=12, choices=Level.choices)
    rank = models.PositiveSmallIntegerField(
        _("thứ bậc"), default=0, help_text=_("Số lớn hơn là cao hơn, dùng để xếp thứ tự.")
    )
    by_list = models.BooleanField(_("xét theo danh sách"), default=False)
    explanation = models.TextField(_("giải thích"), blank=True)
    explanation_en = models.TextField(_("giải thích (tiếng Anh)"), blank=True)
    criteria = models.TextField(_("điều kiện, tiêu chuẩn"), blank=True)
    legal_basis = models.ForeignKey(
        LegalInstrument,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="awards",
        verbose_name=_("căn cứ pháp lý"),
    )
    article = models.CharField(_("điều, khoản"), max_length=80, blank=True)
    valid_from = models.DateField(_("áp dụng từ"), null=True, blank=True)
    valid_until = models.DateField(_("áp dụng đến"), null=True, blank=True)
    verified = models.BooleanField(_("đã xác minh"), default=False)
    source_version = models.CharField(max_length=20, blank=True, editable=False)

    class Meta:
        verbose_name = _("danh hiệu, hình thức khen thưởng")
        verbose_name_plural = _("danh hiệu, hình thức khen thưởng")
        ordering = ("-rank", "code")

    def __str__(self) -> str:
        return self.name

    def save(self, *args: Any, **kwargs: Any) -> None:
        with transaction.atomic():
            super().save(*args, **kwargs)
            outbox.record(self)

    @property
    def label(self) -> str:
        """The name in the language of the request."""
        return self.name_en if get_language() == "en" and self.name_en else self.name


class DecisionPower(models.Model):
    """An office may decide an award, from a day until a day, by an article of law."""

    office = models.ForeignKey(
        Office, on_delete=models.CASCADE, related_name="powers", verbose_name=_("thẩm quyền")
    )
    award = models.ForeignKey(
        Award, on_delete=models.CASCADE, related_name="powers", verbose_name=_("danh hiệu, hình thức")
    )
    legal_basis = models.ForeignKey(
        LegalInstrument,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="powers",
        verbose_name=_("căn cứ pháp lý"),
    )
    article = models.CharField(_("điều, khoản"), max_length=80, blank=True)
    valid_from = models.DateField(_("từ ngày"), null=True, blank=True)
    valid_until = models.DateField(_("đến ngày"), null=True, blank=True)
    verified = models.BooleanField(_("đã xác minh"), default=False)
    source_version = models.CharField(max_length=20, blank=True, editable=False)

    class Meta:
        verbose_name = _("quyền quyết định")
        verbose_name_plural = _("quyền quyết định")
        constraints = (
            models.UniqueConstraint(
                "office",
                "award",
                Coalesce("valid_from", models.Value("0001-01-01", models.DateField())),
                name="decision_power_once",
            ),
        )

    def __str__(self) -> str:
        return f"{self.office} – {self.award}"


class ClosedPowers(models.Model):
    """In this period the listed powers of an office are all it has: anything else under its name is refused."""

    office = models.ForeignKey(
        Office, on_delete=models.CASCADE, related_name="closed_periods", verbose_name=_("thẩm quyền")
    )
    legal_basis = models.ForeignKey(
        LegalInstrument,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
        verbose_name=_("căn cứ pháp lý"),
    )
    article = models.CharField(_("điều, khoản"), max_length=80, blank=True)
    valid_from = models.DateField(_("từ ngày"), null=True, blank=True)
    valid_until = models.DateField(_("đến ngày"), null=True, blank=True)
    verified = models.BooleanField(_("đã xác minh"), default=False)
    source_version = models.CharField(max_length=20, blank=True, editable=False)

    class Meta:
        verbose_name = _("danh sách thẩm quyền đã đủ")
        verbose_name_plural = _("danh sách thẩm quyền đã đủ")

    def __str__(self) -> str:
        return str(self.office)


class AwardRule(models.Model):
    """A condition of an award, as data: what it demands, by which article, from when, verified or not."""

    code = models.CharField(_("mã"), max_length=60, unique=True)
    award = models.ForeignKey(
        Award, on_delete=models.CASCADE, related_name="rules", verbose_name=_("danh hiệu, hình thức")
    )
    kind = models.CharField(_("loại điều kiện"), max_length=14, choices=RuleKind.choices)
    text = models.CharField(_("nội dung"), max_length=500)
    parameters = models.JSONField(_("tham số"), default=dict, blank=True)
    legal_basis = models.ForeignKey(
        LegalInstrument,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="rules",
        verbose_name=_("căn cứ pháp lý"),
    )
    article = models.CharField(_("điều, khoản"), max_length=80, blank=True)
    valid_from = models.DateField(_("từ ngày"), null=True, blank=True)
    valid_until = models.DateField(_("đến ngày"), null=True, blank=True)
    verified = models.BooleanField(_("đã xác minh"), default=False)
    source_version = models.CharField(max_length=20, blank=True, editable=False)

    class Meta:
        verbose_name = _("điều kiện khen thưởng")
        verbose_name_plural = _("điều kiện khen thưởng")
        ordering = ("code",)

    def __str__(self) -> str:
        return self.text
