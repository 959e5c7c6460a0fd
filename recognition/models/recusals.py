"""Conflict of interest: where people work, whom they declared as kin, and from which dossiers they are kept away."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from portal.core.public_id import new_public_id
from portal.core.vietnamese import fold
from recognition.enums import RecusalGround
from recognition.models.honorees import Honoree
from recognition.models.nominations import Nomination
from recognition.models.units import Unit


class Workplace(models.Model):
    """Where somebody of the desk works, so that dossiers of that unit are not theirs to judge."""

    user = models.OneToOneField(
        settings.AUTH_USER_MODEL,
        on_delete=models.CASCADE,
        related_name="workplace",
        verbose_name=_("tài khoản"),
    )
    unit = models.ForeignKey(
        Unit, on_delete=models.PROTECT, related_name="+", verbose_name=_("đơn vị công tác")
    )

    class Meta:
        verbose_name = _("nơi công tác của cán bộ")
        verbose_name_plural = _("nơi công tác của cán bộ")

    def __str__(self) -> str:
        return f"{self.user} – {self.unit}"


class Kinship(models.Model):
    """A relative somebody declared. Their dossiers, found by the register or by name and unit, recuse the declarer."""

    public_id = models.CharField(max_length=8, unique=True, default=new_public_id, editable=False)
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+", verbose_name=_("người khai")
    )
    full_name = models.CharField(_("họ và tên người thân"), max_length=255)
    name_key = models.CharField(max_length=255, editable=False, db_index=True)
    unit = models.ForeignKey(
        Unit,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
        verbose_name=_("đơn vị của người thân"),
        help_text=_("Để trống nếu không rõ: mọi hồ sơ cùng tên sẽ tạm tránh."),
    )
    honoree = models.ForeignKey(
        Honoree,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
        verbose_name=_("người trong sổ"),
    )
    relation = models.CharField(_("quan hệ"), max_length=80)
    declared_at = models.DateTimeField(_("khai lúc"), auto_now_add=True)
    ended_at = models.DateTimeField(null=True, blank=True, editable=False)

    class Meta:
        verbose_name = _("quan hệ thân thích đã khai")
        verbose_name_plural = _("quan hệ thân thích đã khai")
        ordering = ("id",)

    def __str__(self) -> str:
        return f"{self.user} – {self.full_name}"

    def save(self, *args: object, **options: object) -> None:
        self.name_key = fold(self.full_name)
        super().save(*args, **options)  # type: ignore[arg-type]


class Recusal(models.Model):
    """Somebody is kept away from one dossier. What follows from unit and authorship is not stored: it is asked anew."""

    nomination = models.ForeignKey(
        Nomination, on_delete=models.PROTECT, related_name="recusals", verbose_name=_("hồ sơ")
    )
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        related_name="+",
        verbose_name=_("người không tham gia"),
    )
    ground = models.CharField(_("căn cứ"), max_length=12, choices=RecusalGround.choices)
    kinship = models.ForeignKey(Kinship, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    declared_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+"
    )
    declared_at = models.DateTimeField(_("từ lúc"))
    lifted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    lifted_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = _("việc không tham gia xét")
        verbose_name_plural = _("việc không tham gia xét")
        ordering = ("id",)
        constraints = (
            models.UniqueConstraint(
                fields=("nomination", "user"),
                condition=models.Q(lifted_at__isnull=True),
                name="recusal_once_at_a_time",
            ),
            models.CheckConstraint(
                name="recusal_lifted_by_another",
                condition=models.Q(lifted_by__isnull=True) | ~models.Q(lifted_by=models.F("user")),
            ),
        )
        indexes = (models.Index(fields=("user", "nomination"), name="recusal_of_user"),)

    def __str__(self) -> str:
        return f"{self.user}: {self.nomination_id}"
