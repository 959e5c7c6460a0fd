"""The people who sign in."""

from __future__ import annotations

from django.contrib.auth.models import AbstractUser
from django.db import models
from django.utils.translation import gettext_lazy as _

from portal.core.public_id import new_public_id


class User(AbstractUser):
    """An account of one person. What it may do follows from memberships (``recognition.models.roles``)."""

    class Language(models.TextChoices):
        VIETNAMESE = "vi", "Tiếng Việt"
        ENGLISH = "en", "English"

    class MailRhythm(models.TextChoices):
        AT_ONCE = "at_once", _("Gửi ngay")
        DAILY = "daily", _("Gom mỗi ngày một thư")
        NEVER = "never", _("Không gửi thư")

    first_name = None  # type: ignore[assignment]
    last_name = None  # type: ignore[assignment]

    public_id = models.CharField(max_length=8, unique=True, default=new_public_id, editable=False)
    display_name = models.CharField(_("họ và tên"), max_length=150, blank=True)
    position = models.CharField(_("chức vụ"), max_length=150, blank=True)
    language = models.CharField(
        _("ngôn ngữ"), max_length=5, choices=Language.choices, default=Language.VIETNAMESE
    )
    mail_rhythm = models.CharField(
        _("cách nhận thư báo"), max_length=10, choices=MailRhythm.choices, default=MailRhythm.DAILY
    )
    is_demo = models.BooleanField(default=False, editable=False)

    class Meta:
        verbose_name = _("tài khoản")
        verbose_name_plural = _("tài khoản")

    def __str__(self) -> str:
        return self.display_name or self.get_username()

    def get_full_name(self) -> str:
        return self.display_name or self.get_username()

    def get_short_name(self) -> str:
        return self.get_full_name()
