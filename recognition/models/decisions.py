"""Decisions: the papers behind every honored name."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from portal.core.public_id import new_public_id
from portal.core.storage import private_storage, public_storage
from portal.core.vietnamese import fold, slugify
from recognition.enums import DecisionState
from recognition.models.catalogue import Office
from recognition.querysets import DecisionQuerySet


class Decision(models.Model):
    """A decision of commendation, or one that cancels another.

    Archival decisions may lack number or exact date: then ``number`` is empty or ``dated`` is None, and pages
    say so. The original file is private; the public copy is served only after a person has checked it.
    """

    public_id = models.CharField(max_length=8, unique=True, default=new_public_id, editable=False)
    office = models.ForeignKey(
        Office, on_delete=models.PROTECT, related_name="decisions", verbose_name=_("thẩm quyền quyết định")
    )
    number = models.CharField(_("số, ký hiệu"), max_length=80, blank=True, help_text="57/QĐ-SYT")
    number_key = models.CharField(max_length=80, editable=False, db_index=True)
    dated = models.DateField(_("ngày ban hành"), null=True, blank=True, db_index=True)
    year = models.PositiveSmallIntegerField(_("năm"), null=True, blank=True, db_index=True)
    title = models.CharField(_("trích yếu"), max_length=600)
    title_en = models.CharField(_("trích yếu (tiếng Anh)"), max_length=600, blank=True)
    signer = models.CharField(_("người ký"), max_length=150, blank=True)
    signing_capacity = models.CharField(
        _("tư cách ký"), max_length=60, blank=True, help_text=_("Ví dụ: KT. GIÁM ĐỐC, TM. ỦY BAN NHÂN DÂN")
    )
    original = models.FileField(
        _("bản gốc (không công khai)"), upload_to="decisions", storage=private_storage, blank=True
    )
    original_sha256 = models.CharField(max_length=64, blank=True, editable=False)
    public_copy = models.FileField(
        _("bản công bố"), upload_to="decisions-waiting", storage=private_storage, blank=True
    )
    public_copy_checked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        blank=True,
        editable=False,
        on_delete=models.PROTECT,
        related_name="+",
        verbose_name=_("người kiểm tra bản công bố"),
    )
    public_copy_checked_at = models.DateTimeField(null=True, blank=True, editable=False)
    copy_blocked_at = models.DateTimeField(
        _("bản công bố bị khóa lúc"),
        null=True,
        blank=True,
        editable=False,
        help_text="Kept by domain.papers: somebody in it was removed or corrected; only another copy is served again.",
    )
    published_copy = models.FileField(
        upload_to="decisions", storage=public_storage, blank=True, editable=False
    )
    state = models.CharField(
        _("trạng thái"),
        max_length=10,
        choices=DecisionState.choices,
        default=DecisionState.ENTERED,
        editable=False,
    )
    entered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        blank=True,
        editable=False,
        on_delete=models.PROTECT,
        related_name="+",
        verbose_name=_("người nhập"),
    )
    entered_at = models.DateTimeField(auto_now_add=True)
    verified_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        blank=True,
        editable=False,
        on_delete=models.PROTECT,
        related_name="+",
        verbose_name=_("người kiểm tra"),
    )
    verified_at = models.DateTimeField(null=True, blank=True, editable=False)
    cancelled_by = models.ForeignKey(
        "self",
        null=True,
        blank=True,
        editable=False,
        on_delete=models.PROTECT,
        related_name="cancels",
        verbose_name=_("bị hủy bỏ bởi"),
    )

    objects = DecisionQuerySet.as_manager()

    class Meta:
        verbose_name = _("quyết định")
        verbose_name_plural = _("quyết định")
        ordering = ("-dated", "-id")
        constraints = (
            models.UniqueConstraint(
                fields=("office", "year", "number_key"),
                condition=~models.Q(number_key=""),
                name="decision_number_once_per_office_and_year",
            ),
            models.CheckConstraint(
                name="decision_verified_by_another",
                condition=models.Q(verified_by__isnull=True)
                | models.Q(entered_by__isnull=True)
                | ~models.Q(verified_by=models.F("entered_by")),
            ),
            models.CheckConstraint(
                name="blocked_copy_is_not_served",
                condition=models.Q(copy_blocked_at__isnull=True) | models.Q(published_copy=""),
            ),
        )

    def __str__(self) -> str:
        return self.number or str(_("Quyết định chưa rõ số"))

    def save(self, *args: object, **kwargs: object) -> None:
        self.number_key = fold(self.number).replace(" ", "")[:80]
        if self.dated:
            self.year = self.dated.year
        super().save(*args, **kwargs)  # type: ignore[arg-type]

    @property
    def address_year(self) -> str:
        """The year in the address, or the word for an unknown one."""
        return str(self.year) if self.year else "khong-ro-nam"

    @property
    def address_slug(self) -> str:
        """``57-qd-syt``; with the public id where the number is missing or shared by two offices in a year."""
        slug = slugify(self.number.replace("/", "-"))
        shared = bool(slug) and (
            Decision.objects.filter(year=self.year, number_key=self.number_key).exclude(pk=self.pk).exists()
        )
        return slug if slug and not shared else "-".join(part for part in (slug, self.public_id) if part)
