"""Accounts: opened by an administrator, entered by a single-use link under which each person sets a password of their own.

Nobody ever knows the password of another: what is handed over is a link on paper, which is dead once it was used, has run
out, or was replaced. Who loses a password gets a fresh link from the head of the own unit or from an administrator; that
ends all sessions of the account and leaves the old password dead.
"""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

from axes.utils import reset as forget_failures
from django.contrib.auth.password_validation import validate_password
from django.db import IntegrityError, transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _

from portal.core.models import User
from portal.core.vietnamese import normalize
from recognition.domain import delegations, events, registry, roles
from recognition.domain.errors import Duplicate, IllegalMove, NotAllowed
from recognition.domain.roles import GROUP_PREFIX, grants, subtree_ids
from recognition.enums import UNIT_ROLES, InvitationState, Role
from recognition.models import Invitation, Membership, Unit
from recognition.querysets import in_force

TERM: Final = timedelta(days=14)
"""So long a first invitation waits: papers travel to communes."""
RESET_TERM: Final = timedelta(days=3)
SELF: Final = "invited"
"""The role written into events for what a person did by the own link."""


@dataclass(frozen=True, slots=True)
class Issued:
    """An invitation just made. ``token`` is told this once and never again: only its digest is kept."""

    invitation: Invitation
    token: str


@dataclass(frozen=True, slots=True)
class NewAccount:
    """What is written of somebody who is to get an account."""

    username: str
    display_name: str
    role: Role
    unit: Unit | None
    position: str = ""
    email: str = ""
    language: str = User.Language.VIETNAMESE.value
    valid_until: date | None = None


def digest(token: str) -> str:
    """Return what is stored of a token."""
    return hashlib.sha256(token.encode()).hexdigest()


def invitation_of(token: str) -> Invitation | None:
    """Return the open invitation whose paper carries ``token``; none that was used, replaced, is over or of a closed account."""
    row = (
        Invitation.objects.filter(token_digest=digest(token), used_at__isnull=True, recalled_at__isnull=True)
        .select_related("user")
        .first()
    )
    if row is None or row.state != InvitationState.WAITING or not row.user.is_active:
        return None
    return row


def why_not_invite(account: User, actor: User) -> str:
    """Return why ``actor`` may not give ``account`` a link, nothing when they may.

    A head only for those who have no role outside the head's units, so that nobody climbs by a link for somebody else.
    """
    if account.pk == actor.pk:
        return _("Không ai tự cấp đường dẫn cho mình. Hãy dùng mục đổi mật khẩu.")
    if account.is_superuser:
        return _("Tài khoản này do người vận hành máy chủ giữ; không sửa ở đây.")
    if not account.is_active:
        return _("Tài khoản đã khóa. Hãy mở lại trước khi cấp đường dẫn.")
    if grants(actor).has(Role.ADMINISTRATOR):
        return ""
    units = subtree_ids({unit.pk for unit in delegations.head_units(actor)})
    today = timezone.localdate()
    held = list(
        Membership.objects.filter(user=account)
        .filter(Q(valid_until__isnull=True) | Q(valid_until__gte=today))
        .values_list("role", "unit_id")
    )
    mine = [unit_id in units and role in UNIT_ROLES for role, unit_id in held]
    if not any(mine):
        return _("Chỉ người quản trị hoặc thủ trưởng của đơn vị được cấp đường dẫn cho tài khoản này.")
    others = account.groups.exclude(name__startswith=GROUP_PREFIX)  # given by the operator, past the roles
    if not all(mine) or account.is_staff or others.exists() or account.user_permissions.exists():
        return _("Người này còn vai trò ngoài đơn vị: chỉ người quản trị của Sở được cấp đường dẫn.")
    return ""


@transaction.atomic
def invite(*, account: User, actor: User | None) -> Issued:
    """Give a fresh link, the earlier one is dead. To an account with a password it is a reset: password and sessions end.

    ``actor`` None is the server's operator. Raises ``NotAllowed``.
    """
    locked = User.objects.select_for_update().get(pk=account.pk)
    if actor is not None and (why := why_not_invite(locked, actor)):
        raise NotAllowed(why)
    is_reset = locked.has_usable_password() or locked.last_login is not None
    Invitation.objects.filter(user=locked, used_at__isnull=True, recalled_at__isnull=True).update(
        recalled_at=timezone.now()
    )
    # Every session carries a digest of the password: a dead one ends them all.
    locked.set_unusable_password()
    locked.save(update_fields=["password"])
    token = secrets.token_urlsafe(24)
    row = Invitation.objects.create(
        user=locked,
        is_reset=is_reset,
        token_digest=digest(token),
        issued_by=actor,
        expires_at=timezone.now() + (RESET_TERM if is_reset else TERM),
    )
    role = grants(actor).first(frozenset({Role.ADMINISTRATOR, Role.UNIT_HEAD})) if actor else None
    events.record(
        subject=locked,
        act="reset_password" if is_reset else "invite",
        actor=actor,
        role=role or "operator",
        data={"invitation": row.public_id, "expires_at": row.expires_at.isoformat()},
    )
    account.refresh_from_db()
    return Issued(row, token)


@transaction.atomic
def accept(*, token: str, password: str) -> User:
    """Set the password of whoever holds the link, once. Raises ``IllegalMove``, and ``ValidationError`` for a weak one."""
    row = invitation_of(token)
    gone = IllegalMove(_("Đường dẫn này không đúng, đã dùng, đã được thay hoặc đã hết hạn."))
    if row is None:
        raise gone
    locked = User.objects.select_for_update().get(pk=row.user_id)
    validate_password(password, locked)
    moment = timezone.now()
    if not Invitation.objects.filter(
        pk=row.pk, used_at__isnull=True, recalled_at__isnull=True, expires_at__gt=moment
    ).update(used_at=moment):
        raise gone
    locked.set_password(password)
    locked.save(update_fields=["password"])
    events.record(
        subject=locked, act="set_password", actor=None, role=SELF, data={"invitation": row.public_id}
    )
    forget_failures(username=locked.get_username())
    return locked


@transaction.atomic
def change_password(*, account: User, password: str) -> User:
    """Set one's own password anew; the edge has asked for the present one. A link that waits is dead by it."""
    locked = User.objects.select_for_update().get(pk=account.pk)
    locked.set_password(password)
    locked.save(update_fields=["password"])
    Invitation.objects.filter(user=locked, used_at__isnull=True, recalled_at__isnull=True).update(
        recalled_at=timezone.now()
    )
    events.record(subject=locked, act="change_password", actor=locked)
    account.refresh_from_db()
    return locked


@transaction.atomic
def open_account(*, new: NewAccount, actor: User) -> Issued:
    """Open an account with its role and its invitation. Raises ``NotAllowed`` and ``Duplicate`` (the name is taken)."""
    account = User(
        username=new.username,
        display_name=normalize(new.display_name),
        position=normalize(new.position),
        email=new.email.strip(),
        language=new.language,
    )
    if User.objects.filter(username__iexact=new.username).exists():
        raise Duplicate(_("Tên đăng nhập “%(name)s” đã có người dùng.") % {"name": new.username})
    try:
        with transaction.atomic():
            registry.keep_account(
                account=account, actor=actor, fields=["username", "display_name", "position", "email"]
            )
    except IntegrityError as error:
        raise Duplicate(_("Tên đăng nhập “%(name)s” đã có người dùng.") % {"name": new.username}) from error
    roles.grant(user=account, role=new.role, unit=new.unit, valid_until=new.valid_until, actor=actor)
    return invite(account=account, actor=actor)


@transaction.atomic
def open_accounts(*, rows: Sequence[NewAccount], actor: User) -> list[Issued]:
    """Open all of them or none."""
    return [open_account(new=row, actor=actor) for row in rows]


def staff_of(units: Sequence[Unit]) -> list[Membership]:
    """Return the roles of a unit held in ``units`` and below today, people with their latest invitation, in two queries."""
    ids = subtree_ids({unit.pk for unit in units})
    rows = list(
        Membership.objects.filter(unit__in=ids)
        .filter(in_force(timezone.localdate()))
        .of_roles(UNIT_ROLES)
        .select_related("user", "unit")
        .order_by("unit__sort_key", "user__display_name", "role")
    )
    latest = {
        row.user_id: row
        for row in Invitation.objects.filter(user__in={one.user_id for one in rows}).order_by(
            "issued_at", "pk"
        )
    }
    for row in rows:
        row.invitation = latest.get(row.user_id)  # type: ignore[attr-defined] # for the page
    return rows


def standing(account: User, latest: Invitation | None) -> tuple[str, str]:
    """Return how far an account is, as a tag of the component and in words."""
    if not account.is_active:
        return "revoked", _("Đã khóa")
    if account.has_usable_password():
        return "done", _("Đang dùng")
    if latest is None:
        return "todo", _("Chưa mời")
    return {
        InvitationState.WAITING: ("doing", _("Chờ đặt mật khẩu")),
        InvitationState.EXPIRED: ("error", _("Đường dẫn hết hạn, chưa dùng")),
    }.get(latest.state, ("todo", _("Chưa mời")))
