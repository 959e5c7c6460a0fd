"""Notices: what one person is told of an act. A number, a state, a moment: nothing private."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from portal.core.public_id import new_public_id
from recognition.enums import NoticePlace


class Notice(models.Model):
    """That something happened, for one person, written in the transaction of the act (``domain.notices``).

    The words follow from ``kind`` in the reader's language when they are read or mailed. ``claim`` and
    ``next_mail_at`` let one of several processes mail it, and again later after a fault.
    """

    public_id = models.CharField(max_length=8, unique=True, default=new_public_id, editable=False)
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.CASCADE,
        related_name="notices",
        verbose_name=_("tài khoản"),
    )
    kind = models.CharField(_("việc"), max_length=60, help_text="a key of domain.notices.WORDS")
    place = models.CharField(max_length=10, choices=NoticePlace.choices)
    subject_kind = models.CharField(max_length=60)
    subject_key = models.CharField(max_length=20)
    number = models.CharField(_("số"), max_length=80, blank=True)
    amount = models.PositiveIntegerField(default=0, help_text="how many dossiers a reminder speaks of")
    due_at = models.DateTimeField(_("hạn"), null=True, blank=True)
    address = models.EmailField(
        blank=True,
        help_text="Where the mail goes instead of the account's address, whatever its rhythm; blanked once it went.",
    )
    at = models.DateTimeField(_("lúc"))
    read_at = models.DateTimeField(_("đọc lúc"), null=True, blank=True)
    mailed_at = models.DateTimeField(null=True, blank=True)
    next_mail_at = models.DateTimeField(null=True, blank=True)
    claim = models.CharField(max_length=32, blank=True)
    attempts = models.PositiveSmallIntegerField(default=0)
    error = models.CharField(max_length=300, blank=True)

    class Meta:
        verbose_name = _("thông báo")
        verbose_name_plural = _("thông báo")
        ordering = ("-at", "-id")
        indexes = (
            models.Index(fields=("user", "-at"), name="notice_of_user"),
            models.Index(
                fields=("next_mail_at", "at"),
                condition=models.Q(mailed_at__isnull=True),
                name="notice_to_mail",
            ),
        )

    def __str__(self) -> str:
        return self.public_id
