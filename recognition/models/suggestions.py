"""Suggestions of the public (A0): who deserves to be recognized, and why, in the words of whoever wrote it."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from portal.core.public_id import new_public_id
from portal.core.vietnamese import fold
from recognition.enums import SubjectKind, SuggestionState
from recognition.models.nominations import Nomination
from recognition.models.units import Unit


class Suggestion(models.Model):
    """One suggestion. Never public and never in search; who sent it is blanked after a while, whatever became of it."""

    public_id = models.CharField(_("mã"), max_length=20, unique=True, default=new_public_id, editable=False)
    kind = models.CharField(
        _("đối tượng"), max_length=12, choices=SubjectKind.choices, default=SubjectKind.INDIVIDUAL
    )
    full_name = models.CharField(_("người, tập thể được giới thiệu"), max_length=255, blank=True)
    name_key = models.CharField(max_length=255, editable=False, db_index=True)
    place = models.CharField(_("nơi công tác, theo lời người giới thiệu"), max_length=300)
    unit = models.ForeignKey(
        Unit,
        verbose_name=_("đơn vị"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="suggestions",
        help_text="None until the place was understood, or the desk has passed the suggestion to a unit.",
    )
    words = models.TextField(_("việc đã làm"), blank=True)
    name = models.CharField(_("họ tên người giới thiệu"), max_length=200, blank=True)
    contact = models.CharField(_("thư điện tử hoặc điện thoại"), max_length=200, blank=True)
    language = models.CharField(_("ngôn ngữ"), max_length=10, default="vi")
    received_at = models.DateTimeField(_("nhận lúc"), db_index=True)
    state = models.CharField(
        _("tình trạng"), max_length=12, choices=SuggestionState.choices, default=SuggestionState.NEW
    )
    reason = models.TextField(_("lý do không lập hồ sơ"), blank=True)
    answered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("người xem xét"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
    )
    answered_at = models.DateTimeField(_("xem xét lúc"), null=True, blank=True)
    nomination = models.ForeignKey(
        Nomination,
        verbose_name=_("hồ sơ đã lập"),
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
    )
    erased_at = models.DateTimeField(_("xóa thông tin người giới thiệu lúc"), null=True, blank=True)

    class Meta:
        verbose_name = _("gợi ý của công chúng")
        verbose_name_plural = _("gợi ý của công chúng")
        ordering = ("-received_at", "-id")
        constraints = (
            models.CheckConstraint(
                condition=models.Q(state=SuggestionState.NEW) | models.Q(answered_at__isnull=False),
                name="suggestion_over_has_a_moment",
            ),
        )
        indexes = (models.Index(fields=("unit", "state"), name="suggestion_of_unit"),)

    def __str__(self) -> str:
        return self.full_name or self.public_id.upper()

    def save(self, *args: object, **kwargs: object) -> None:
        self.name_key = fold(self.full_name)[:255]
        super().save(*args, **kwargs)  # type: ignore[arg-type]
