"""The second factor of a person: set up by themselves, taken away by another person of the administration when it is lost."""

from __future__ import annotations

from typing import Final

from django.db import transaction
from django.utils.translation import gettext as _
from django_otp.plugins.otp_static.models import StaticDevice, StaticToken
from django_otp.plugins.otp_totp.models import TOTPDevice

from portal.core.models import User
from recognition.domain import events
from recognition.domain.errors import IllegalMove, NotAllowed
from recognition.domain.roles import grants
from recognition.enums import Role

CODES: Final = 8
DEVICE_NAME: Final = "portal"


def is_set_up(account: User) -> bool:
    """Whether the account has a device that was confirmed once."""
    return bool(TOTPDevice.objects.filter(user=account, confirmed=True).exists())


def codes_left(account: User) -> int:
    """Return how many codes on paper were not used yet."""
    return int(StaticToken.objects.filter(device__user=account).count())


@transaction.atomic
def confirm(*, device: TOTPDevice) -> list[str]:
    """Set the device up for good, once its first code was right, and return the codes for paper."""
    device.confirmed = True
    device.save(update_fields=["confirmed"])
    user: User = device.user
    events.record(subject=user, act="set_up_second_factor", actor=user)
    return _fresh(user)


@transaction.atomic
def renew_codes(*, account: User) -> list[str]:
    """Give a fresh set of codes to print; earlier ones end. Raises ``IllegalMove`` where nothing is set up."""
    locked = User.objects.select_for_update().get(pk=account.pk)
    if not is_set_up(locked):
        raise IllegalMove(_("Chưa cài xác thực hai bước."))
    events.record(subject=locked, act="renew_recovery_codes", actor=locked)
    return _fresh(locked)


def _fresh(user: User) -> list[str]:
    StaticDevice.objects.filter(user=user).delete()
    device = StaticDevice.objects.create(user=user, name=DEVICE_NAME, confirmed=True)
    codes = [StaticToken.random_token() for _number in range(CODES)]
    StaticToken.objects.bulk_create([StaticToken(device=device, token=code) for code in codes])
    return codes


@transaction.atomic
def record_use_of_code(*, account: User) -> None:
    """Record that a code on paper opened the door: its owner should know."""
    locked = User.objects.select_for_update().get(pk=account.pk)
    events.record(subject=locked, act="use_recovery_code", actor=locked, data={"left": codes_left(locked)})


@transaction.atomic
def reset(*, account: User, actor: User | None, reason: str = "") -> None:
    """Take a lost second factor and its codes away: the next sign-in sets a new one up.

    Never one's own, so that a session left open is not enough; open sessions are no longer verified.
    """
    locked = User.objects.select_for_update().get(pk=account.pk)
    if actor is not None:
        if not grants(actor).has(Role.ADMINISTRATOR):
            raise NotAllowed(_("Chỉ người quản trị được xóa xác thực hai bước."))
        if actor.pk == locked.pk:
            raise NotAllowed(
                _("Không ai tự xóa xác thực hai bước của mình. Hãy nhờ một người quản trị khác.")
            )
        if locked.is_superuser:
            raise NotAllowed(_("Tài khoản này do người vận hành máy chủ giữ; không sửa ở đây."))
    gone = TOTPDevice.objects.filter(user=locked).delete()[0]
    gone += StaticDevice.objects.filter(user=locked).delete()[0]
    if not gone:
        raise IllegalMove(_("Tài khoản này chưa cài xác thực hai bước."))
    events.record(
        subject=locked,
        act="reset_second_factor",
        actor=actor,
        role=Role.ADMINISTRATOR if actor else "operator",
        reason=reason.strip(),
    )
