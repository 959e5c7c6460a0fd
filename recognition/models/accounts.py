"""How people come to their accounts, and who signs for a head: invitations by a single-use link, delegations with a paper."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from portal.core.public_id import new_public_id
from portal.core.storage import private_storage
from recognition.enums import InvitationState, ScanState
from recognition.models.lists import acting_person
from recognition.models.units import Unit
from recognition.querysets import DelegationQuerySet


class Invitation(models.Model):
    """A link under which a person sets a password that nobody else knows.

    The token in the link is known to whoever holds the paper; here stands only its digest. It is used once, until
    ``expires_at``; a new one makes the old one dead.
    """

    public_id = models.CharField(max_length=8, unique=True, default=new_public_id, editable=False)
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.CASCADE,
        related_name="invitations",
        verbose_name=_("tài khoản"),
    )
    is_reset = models.BooleanField(_("đặt lại mật khẩu"), default=False, editable=False)
    token_digest = models.CharField(max_length=64, unique=True, editable=False)
    issued_by = acting_person()
    issued_at = models.DateTimeField(_("cấp lúc"), auto_now_add=True)
    expires_at = models.DateTimeField(_("dùng trước"))
    used_at = models.DateTimeField(_("dùng lúc"), null=True, blank=True, editable=False)
    recalled_at = models.DateTimeField(_("thu hồi lúc"), null=True, blank=True, editable=False)

    class Meta:
        verbose_name = _("giấy mời")
        verbose_name_plural = _("giấy mời")
        ordering = ("-issued_at", "-id")
        constraints = (
            models.UniqueConstraint(
                fields=("user",),
                condition=models.Q(used_at__isnull=True, recalled_at__isnull=True),
                name="one_open_invitation",
            ),
            models.CheckConstraint(
                name="invitation_used_or_recalled",
                condition=models.Q(used_at__isnull=True) | models.Q(recalled_at__isnull=True),
            ),
        )

    def __str__(self) -> str:
        return f"{self.user} ({self.public_id.upper()})"

    @property
    def state(self) -> InvitationState:
        """Where the invitation is now, by the clock of the server."""
        if self.used_at is not None:
            return InvitationState.USED
        if self.recalled_at is not None:
            return InvitationState.RECALLED
        return InvitationState.WAITING if timezone.now() < self.expires_at else InvitationState.EXPIRED

    def get_state_display(self) -> str:
        return str(self.state.label)


class Delegation(models.Model):
    """A head lets a deputy confirm in the head's place (KT.) from a day until a day, by a paper.

    It counts while the head is still head, the deputy still deputy of that unit, and nobody ended it.
    """

    public_id = models.CharField(max_length=8, unique=True, default=new_public_id, editable=False)
    unit = models.ForeignKey(
        Unit, on_delete=models.PROTECT, related_name="delegations", verbose_name=_("đơn vị")
    )
    head = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        related_name="delegations_given",
        verbose_name=_("thủ trưởng"),
    )
    deputy = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        related_name="delegations_held",
        verbose_name=_("cấp phó ký thay"),
    )
    number = models.CharField(_("số, ký hiệu văn bản ủy quyền"), max_length=60, blank=True)
    valid_from = models.DateField(_("từ ngày"))
    valid_until = models.DateField(_("đến hết ngày"))
    paper = models.FileField(
        _("văn bản ủy quyền (không công khai)"),
        upload_to="delegations/%Y/%m",
        storage=private_storage,
        editable=False,
    )
    file_name = models.CharField(_("tên tệp"), max_length=255, editable=False)
    media_type = models.CharField(max_length=120, editable=False)
    size = models.PositiveBigIntegerField(default=0, editable=False, help_text="bytes")
    sha256 = models.CharField("SHA-256", max_length=64, editable=False)
    scan = models.CharField(
        _("quét vi-rút"), max_length=10, choices=ScanState.choices, default=ScanState.NONE, editable=False
    )
    given_at = models.DateTimeField(_("giao lúc"), auto_now_add=True)
    ended_at = models.DateTimeField(_("kết thúc sớm lúc"), null=True, blank=True, editable=False)
    ended_by = acting_person()

    objects = DelegationQuerySet.as_manager()

    class Meta:
        verbose_name = _("ủy quyền ký thay")
        verbose_name_plural = _("ủy quyền ký thay")
        ordering = ("-valid_from", "-id")
        constraints = (
            models.CheckConstraint(
                name="delegation_period_in_order",
                condition=models.Q(valid_from__lte=models.F("valid_until")),
            ),
            models.CheckConstraint(
                name="delegation_to_another", condition=~models.Q(head=models.F("deputy"))
            ),
            models.CheckConstraint(
                name="delegation_has_its_paper", condition=~models.Q(paper="") & ~models.Q(sha256="")
            ),
        )
        indexes = (models.Index(fields=("deputy", "valid_until"), name="delegation_of_deputy"),)

    def __str__(self) -> str:
        return f"KT. {self.head} – {self.deputy}"
