"""What the public asks of the office: to look somebody up, to correct, to remove."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from portal.core.public_id import new_public_id
from recognition.enums import RequestKind, RequestState
from recognition.models.honorees import Honoree


class PublicRequest(models.Model):
    """One request with its contact, which is private and blanked when the matter is over for a while."""

    public_id = models.CharField(_("mã"), max_length=20, unique=True, default=new_public_id, editable=False)
    kind = models.CharField(_("yêu cầu"), max_length=20, choices=RequestKind.choices)
    state = models.CharField(
        _("tình trạng"), max_length=20, choices=RequestState.choices, default=RequestState.NEW
    )
    about = models.CharField(_("trang hoặc người được hỏi"), max_length=300)
    honoree = models.ForeignKey(
        Honoree,
        verbose_name=_("người, tập thể"),
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
    )
    text = models.TextField(_("nội dung"), blank=True)
    name = models.CharField(_("họ tên người gửi"), max_length=200, blank=True)
    contact = models.CharField(_("thư điện tử hoặc điện thoại"), max_length=200, blank=True)
    language = models.CharField(_("ngôn ngữ"), max_length=10, default="vi")
    received_at = models.DateTimeField(_("nhận lúc"))
    due_on = models.DateField(_("hạn trả lời"))
    answer = models.TextField(_("trả lời"), blank=True)
    answered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("người trả lời"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
    )
    answered_at = models.DateTimeField(_("trả lời lúc"), null=True, blank=True)
    erased_at = models.DateTimeField(_("xóa thông tin người gửi lúc"), null=True, blank=True)

    class Meta:
        verbose_name = _("yêu cầu của công chúng")
        verbose_name_plural = _("yêu cầu của công chúng")
        ordering = ("due_on", "received_at")
        constraints = (
            models.CheckConstraint(
                condition=models.Q(state=RequestState.NEW) | models.Q(answered_at__isnull=False),
                name="request_over_has_a_moment",
            ),
        )

    def __str__(self) -> str:
        return f"{self.get_kind_display()}: {self.about}"
