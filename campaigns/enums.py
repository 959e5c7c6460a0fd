"""Closed sets of words of campaigns."""

from __future__ import annotations

from typing import Final

from django.db import models
from django.utils.translation import gettext_lazy as _

CARDS: Final = "phong-trao"
"""The name of campaigns among what has share cards and embed cards."""


class CampaignKind(models.TextChoices):
    STANDING = "standing", _("Thường xuyên")
    THEMATIC = "thematic", _("Chuyên đề")
    COMMEMORATIVE = "commemorative", _("Theo đợt, kỷ niệm")


class CampaignState(models.TextChoices):
    """What a campaign is today; it follows from the dates."""

    UPCOMING = "upcoming", _("Sắp phát động")
    RUNNING = "running", _("Đang thực hiện")
    OPEN = "open", _("Đang nhận hồ sơ")
    REVIEWING = "reviewing", _("Đang xét")
    CLOSED = "closed", _("Đã kết thúc")


class RegistrationState(models.TextChoices):
    REGISTERED = "registered", _("Đã đăng ký")
    WITHDRAWN = "withdrawn", _("Đã rút")
