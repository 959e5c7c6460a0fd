"""Roles are rows: who is what, where, from when until when."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from recognition.enums import UNIT_ROLES, Role
from recognition.models.units import Unit
from recognition.querysets import MembershipQuerySet


class Membership(models.Model):
    """A user's role in one unit, or in all when ``unit`` is empty. Wagtail groups follow from these rows."""

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.CASCADE,
        related_name="memberships",
        verbose_name=_("tài khoản"),
    )
    role = models.CharField(_("vai trò"), max_length=20, choices=Role.choices)
    unit = models.ForeignKey(
        Unit,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="memberships",
        verbose_name=_("đơn vị"),
        help_text=_("Để trống nghĩa là toàn ngành."),
    )
    valid_from = models.DateField(_("từ ngày"), null=True, blank=True)
    valid_until = models.DateField(_("đến ngày"), null=True, blank=True)

    objects = MembershipQuerySet.as_manager()

    class Meta:
        verbose_name = _("vai trò")
        verbose_name_plural = _("vai trò")
        constraints = (
            models.UniqueConstraint(fields=("user", "role", "unit", "valid_from"), name="membership_once"),
            models.CheckConstraint(
                name="unit_role_has_a_unit",
                condition=~models.Q(role__in=sorted(UNIT_ROLES)) | models.Q(unit__isnull=False),
            ),
            models.CheckConstraint(
                name="membership_period_in_order",
                condition=models.Q(valid_from__isnull=True)
                | models.Q(valid_until__isnull=True)
                | models.Q(valid_from__lte=models.F("valid_until")),
            ),
        )
        indexes = (models.Index(fields=("role", "unit"), name="membership_role_unit"),)

    def __str__(self) -> str:
        return f"{self.user} – {self.get_role_display()}"
