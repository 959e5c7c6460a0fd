"""Accounts of the demo beside those one tries: somebody invited who has not come yet, a head who let the deputy sign."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from datetime import timedelta
from typing import TYPE_CHECKING

from django.conf import settings
from django.core.files.base import ContentFile
from django.urls import reverse
from django.utils import timezone

from portal.home.demo.papers import signed_page
from recognition.domain import accounts, delegations
from recognition.enums import Role
from recognition.models import Unit

if TYPE_CHECKING:
    from portal.core.models import User

Person = Callable[[str], "User"]


def bring_to_life(person: Person, units: dict[str, Unit]) -> str:
    """Invite one person and delegate once; return the address on the paper of the invitation."""
    today = timezone.localdate()
    page = signed_page("27/GUQ-BVĐK")
    delegations.give(
        unit=units["BVT"],
        deputy=person("phogiamdoc"),
        number="27/GUQ-BVĐK",
        valid_from=today,
        valid_until=today + timedelta(days=14),
        file=ContentFile(page),
        name="giay-uy-quyen.pdf",
        media_type="application/pdf",
        size=len(page),
        sha256=hashlib.sha256(page).hexdigest(),
        actor=person("thutruong"),
    )
    issued = accounts.open_account(
        new=accounts.NewAccount(
            username="daumoi.moi",
            display_name="Đinh Thị Thu Hà",
            role=Role.FOCAL_POINT,
            unit=units["BVT"],
            position="Chuyên viên Phòng Tổ chức hành chính",
        ),
        actor=person("quantri"),
    )
    account = issued.invitation.user
    account.is_demo = True
    account.save(update_fields=["is_demo"])
    return settings.PUBLIC_URL.rstrip("/") + reverse("recognition:invitation", args=[issued.token])
