"""Files with a decision's list, uploaded in the admin: read by one person, confirmed by another."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from portal.core.public_id import new_public_id
from portal.core.storage import private_storage
from recognition.enums import ImportState
from recognition.models.catalogue import Award, Office
from recognition.models.decisions import Decision


class ImportFile(models.Model):
    """One uploaded list, with the report of its dry run and, once a second person confirmed it, of the import.

    ``state`` changes only through ``recognition.exchange.confirmation``. The file is private: it may hold years of birth.
    """

    public_id = models.CharField(max_length=8, unique=True, default=new_public_id, editable=False)
    file = models.FileField(_("tệp danh sách"), upload_to="imports/%Y/%m", storage=private_storage)
    name = models.CharField(_("tên tệp"), max_length=255)
    sha256 = models.CharField(max_length=64, editable=False)
    number = models.CharField(_("số, ký hiệu quyết định"), max_length=80)
    dated = models.DateField(_("ngày ban hành"))
    office = models.ForeignKey(
        Office, on_delete=models.PROTECT, related_name="import_files", verbose_name=_("thẩm quyền quyết định")
    )
    title = models.CharField(_("trích yếu"), max_length=600, blank=True)
    award = models.ForeignKey(
        Award,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="import_files",
        verbose_name=_("danh hiệu, hình thức"),
    )
    state = models.CharField(
        _("trạng thái"),
        max_length=10,
        choices=ImportState.choices,
        default=ImportState.CHECKING,
        editable=False,
    )
    check_report = models.JSONField(_("kết quả kiểm tra thử"), default=dict, blank=True, editable=False)
    import_report = models.JSONField(_("kết quả nhập"), default=dict, blank=True, editable=False)
    failure = models.TextField(_("lý do không đọc được"), blank=True, editable=False)
    decision = models.ForeignKey(
        Decision,
        null=True,
        blank=True,
        editable=False,
        on_delete=models.PROTECT,
        related_name="import_files",
        verbose_name=_("quyết định"),
    )
    uploaded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        editable=False,
        on_delete=models.PROTECT,
        related_name="+",
        verbose_name=_("người tải lên"),
    )
    uploaded_at = models.DateTimeField(auto_now_add=True)
    confirmed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        blank=True,
        editable=False,
        on_delete=models.PROTECT,
        related_name="+",
        verbose_name=_("người xác nhận"),
    )
    confirmed_at = models.DateTimeField(null=True, blank=True, editable=False)
    finished_at = models.DateTimeField(null=True, blank=True, editable=False)

    class Meta:
        verbose_name = _("tệp danh sách quyết định")
        verbose_name_plural = _("tệp danh sách quyết định")
        ordering = ("-id",)
        constraints = (
            models.CheckConstraint(
                name="import_confirmed_by_another",
                condition=models.Q(confirmed_by__isnull=True)
                | ~models.Q(confirmed_by=models.F("uploaded_by")),
            ),
        )

    def __str__(self) -> str:
        return self.name
