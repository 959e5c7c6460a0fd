"""Packages (bộ hồ sơ của đơn vị): what goes from a unit to the Sở with one tờ trình, and the paper signed and sealed."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from portal.core.public_id import new_public_id
from portal.core.storage import private_storage
from recognition.enums import PackageState, ScanState
from recognition.models.lists import NomineeList, acting_person
from recognition.models.nominations import Nomination
from recognition.models.rounds import Round
from recognition.models.units import Unit


class Package(models.Model):
    """One package of one unit in one round. ``state`` changes through ``recognition.domain.packages``."""

    public_id = models.CharField(max_length=8, unique=True, default=new_public_id, editable=False)
    round = models.ForeignKey(
        Round, on_delete=models.PROTECT, related_name="packages", verbose_name=_("đợt xét")
    )
    unit = models.ForeignKey(
        Unit, on_delete=models.PROTECT, related_name="packages", verbose_name=_("đơn vị")
    )
    dossiers = models.ManyToManyField(
        Nomination, related_name="packages", blank=True, verbose_name=_("hồ sơ")
    )
    lists = models.ManyToManyField(
        NomineeList, related_name="packages", blank=True, verbose_name=_("danh sách")
    )
    number = models.CharField(_("số, ký hiệu tờ trình"), max_length=60, blank=True)
    dated = models.DateField(_("ngày tờ trình"), null=True, blank=True)
    place = models.CharField(_("địa danh"), max_length=120, blank=True)
    recipient = models.CharField(_("kính gửi"), max_length=255, blank=True)
    signer_name = models.CharField(_("người ký"), max_length=160, blank=True)
    signer_position = models.CharField(_("chức vụ người ký"), max_length=160, blank=True)
    signs_for = models.CharField(_("ký thay (KT.)"), max_length=160, blank=True)
    council_number = models.CharField(_("số biên bản họp Hội đồng"), max_length=60, blank=True)
    council_date = models.DateField(_("ngày họp Hội đồng"), null=True, blank=True)
    council_members = models.PositiveSmallIntegerField(
        _("tổng số thành viên Hội đồng"), null=True, blank=True
    )
    council_present = models.PositiveSmallIntegerField(_("số thành viên dự họp"), null=True, blank=True)
    council_chair = models.CharField(_("chủ trì cuộc họp"), max_length=160, blank=True)
    council_secretary = models.CharField(_("thư ký cuộc họp"), max_length=160, blank=True)
    state = models.CharField(
        _("trạng thái"),
        max_length=12,
        choices=PackageState.choices,
        default=PackageState.DRAFT,
        editable=False,
        db_index=True,
    )
    state_since = models.DateTimeField(auto_now_add=True)
    created_at = models.DateTimeField(auto_now_add=True)
    created_by = acting_person()
    file = models.FileField(
        _("bản ký, đóng dấu"), upload_to="packages/%Y/%m", storage=private_storage, blank=True, editable=False
    )
    file_name = models.CharField(_("tên tệp"), max_length=255, blank=True, editable=False)
    media_type = models.CharField(max_length=120, blank=True, editable=False)
    size = models.PositiveBigIntegerField(default=0, editable=False, help_text="bytes")
    sha256 = models.CharField("SHA-256", max_length=64, blank=True, editable=False)
    scan = models.CharField(
        _("quét vi-rút"), max_length=10, choices=ScanState.choices, default=ScanState.NONE, editable=False
    )
    carries_signature = models.BooleanField(_("tệp có chữ ký số"), default=False, editable=False)
    uploaded_by = acting_person()
    uploaded_at = models.DateTimeField(_("tải lên lúc"), null=True, blank=True, editable=False)
    confirmed_by = acting_person()
    confirmed_under = models.ForeignKey(
        "recognition.Delegation",
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
        editable=False,
    )
    keeper = acting_person()
    confirmed_at = models.DateTimeField(_("xác nhận lúc"), null=True, blank=True, editable=False)

    class Meta:
        verbose_name = _("bộ hồ sơ của đơn vị")
        verbose_name_plural = _("bộ hồ sơ của đơn vị")
        ordering = ("-id",)
        constraints = (
            models.CheckConstraint(
                name="package_confirmed_with_its_paper",
                condition=~models.Q(state="confirmed")
                | (~models.Q(file="") & ~models.Q(sha256="") & models.Q(confirmed_by__isnull=False)),
            ),
            models.CheckConstraint(
                name="package_confirmed_by_another",
                condition=models.Q(confirmed_by__isnull=True)
                | models.Q(created_by__isnull=True)
                | ~models.Q(confirmed_by=models.F("created_by")),
            ),
            models.CheckConstraint(
                name="package_present_within_members",
                condition=models.Q(council_present__isnull=True)
                | models.Q(council_members__isnull=True)
                | models.Q(council_present__lte=models.F("council_members")),
            ),
        )
        indexes = (models.Index(fields=("unit", "state"), name="package_of_unit"),)

    def __str__(self) -> str:
        return f"{self.number or self.public_id.upper()} – {self.unit}"
