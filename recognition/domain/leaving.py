"""Leaving: who gives a role up, or an account, hands over what is open to a named successor, all in one transaction.

Who started, filed or confirmed something stays written as it was; the successor is its ``keeper`` (at the desk its
``assigned_to``). Without a successor nobody leaves while something of theirs is open.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from django.db import models, transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _

from portal.core.models import User
from recognition.domain import delegations, events, recusal, roles
from recognition.domain.errors import DomainError, IllegalMove, NotAllowed
from recognition.domain.roles import grants, subtree_ids
from recognition.enums import (
    AT_DEPARTMENT,
    ENDED,
    OPEN_PACKAGES,
    ListState,
    NominationState,
    PackageState,
    Role,
)
from recognition.models import Delegation, Invitation, Membership, Nomination, NomineeList, Package

OPEN_LISTS: Final = frozenset(set(ListState) - {ListState.RECEIVED, ListState.WITHDRAWN})

Kept = Nomination | NomineeList | Package


@dataclass(frozen=True, slots=True)
class Work:
    """What is open of one person in one role: it goes to a successor. ``waiting`` is what only a head can confirm."""

    dossiers: tuple[Nomination, ...] = ()
    lists: tuple[NomineeList, ...] = ()
    packages: tuple[Package, ...] = ()
    claims: tuple[Nomination, ...] = ()
    waiting: int = 0
    delegations: tuple[Delegation, ...] = ()
    """Delegations given or held there: they end, nobody takes them over."""

    @property
    def kept(self) -> tuple[Kept, ...]:
        return (*self.dossiers, *self.lists, *self.packages)

    @property
    def is_open(self) -> bool:
        return bool(self.kept or self.claims or self.waiting)


@dataclass(frozen=True, slots=True)
class Moved:
    """What a successor took over, and what nobody could take: claims of dossiers from which the successor is recused."""

    kept: int = 0
    claims: int = 0
    released: int = 0


def _units_left(membership: Membership, ended: Collection[int]) -> frozenset[int] | None:
    """Return the units the person is no longer in once this role ends after those of ``ended``: None for all."""
    others = (
        Membership.objects.filter(user=membership.user_id, role=membership.role)
        .current(timezone.localdate())
        .exclude(pk__in=[membership.pk, *ended])
        .values_list("unit_id", flat=True)
    )
    held = list(others)
    if None in held:
        return frozenset()
    if membership.unit_id is None:
        return None
    return subtree_ids({membership.unit_id}) - subtree_ids({pk for pk in held if pk is not None})


def _within(units: frozenset[int] | None) -> Q:
    return Q() if units is None else Q(unit__in=units)


def open_work(membership: Membership, ended: Collection[int] = ()) -> Work:
    """Return what would be left behind if this role ended today, after the roles with the ids ``ended``."""
    user, units, role = membership.user, _units_left(membership, ended), Role(membership.role)
    within = _within(units)
    if role == Role.FOCAL_POINT:
        mine = within & (Q(keeper=user) | Q(keeper__isnull=True, created_by=user))
        return Work(
            dossiers=tuple(
                Nomination.objects.filter(mine)
                .exclude(state__in=[state.value for state in ENDED])
                .select_related("award", "unit")
                .order_by("pk")
            ),
            lists=tuple(
                NomineeList.objects.filter(mine, state__in=[state.value for state in OPEN_LISTS])
                .select_related("award", "unit")
                .order_by("pk")
            ),
            packages=tuple(
                Package.objects.filter(mine, state__in=[state.value for state in OPEN_PACKAGES])
                .select_related("unit")
                .order_by("pk")
            ),
        )
    if role == Role.STANDING_BODY:
        return Work(
            claims=tuple(
                Nomination.objects.filter(
                    within, assigned_to=user, state__in=[state.value for state in AT_DEPARTMENT]
                )
                .select_related("award", "unit")
                .order_by("pk")
            )
        )
    if role == Role.UNIT_HEAD:
        given = Delegation.objects.filter(head=user, unit=membership.unit_id, ended_at__isnull=True)
        return Work(waiting=_waiting(membership, units), delegations=_lasting(given))
    if role == Role.UNIT_DEPUTY:
        held = Delegation.objects.filter(deputy=user, unit=membership.unit_id, ended_at__isnull=True)
        return Work(delegations=_lasting(held))
    return Work()


def _lasting(rows: models.QuerySet[Delegation]) -> tuple[Delegation, ...]:
    return tuple(rows.filter(valid_until__gte=timezone.localdate()).select_related("unit", "head", "deputy"))


def _waiting(membership: Membership, units: frozenset[int] | None) -> int:
    """Return how much waits for a head in units where no other head of the unit itself is left to confirm it."""
    heads = (
        Membership.objects.of_roles([Role.UNIT_HEAD])
        .current(timezone.localdate())
        .filter(user__is_active=True)
        .exclude(user=membership.user_id)
    )
    covered = subtree_ids(set(heads.exclude(unit__isnull=True).values_list("unit_id", flat=True)))
    left = (units or frozenset()) - covered
    if not left:
        return 0
    return (
        Nomination.objects.filter(unit__in=left, state=NominationState.AWAITING_HEAD).count()
        + NomineeList.objects.filter(unit__in=left, state=ListState.AWAITING_HEAD).count()
        + Package.objects.filter(unit__in=left, state=PackageState.PAPERS).count()
    )


def not_theirs_to_confirm(user: User, unit_id: int | None) -> int:
    """Return how much that waits for the head of the unit, or of one below, ``user`` started or filed.

    The same account never confirms it, whatever roles it is given: another head does, or a deputy who signs for the head.
    """
    within = Q() if unit_id is None else Q(unit__in=subtree_ids({unit_id}))
    own = within & (Q(created_by=user) | Q(filed_by=user))
    return (
        Nomination.objects.filter(own, state=NominationState.AWAITING_HEAD).count()
        + NomineeList.objects.filter(own, state=ListState.AWAITING_HEAD).count()
        + Package.objects.filter(within, created_by=user, state=PackageState.PAPERS).count()
    )


def open_works(rows: Sequence[Membership]) -> list[tuple[Membership, Work]]:
    """Return what each role leaves behind when they end one after the other: what two of them hold is of the last."""
    return [(row, open_work(row, [one.pk for one in rows[:number]])) for number, row in enumerate(rows)]


def successors(membership: Membership) -> list[User]:
    """Return who may take over: others who hold the same role in the same unit (or above it) by themselves."""
    rows = (
        Membership.objects.filter(role=membership.role, user__is_active=True)
        .current(timezone.localdate())
        .exclude(user=membership.user_id)
        .select_related("user")
    )
    above: set[int | None] = {None}
    unit = membership.unit
    while unit is not None and unit.pk not in above:
        above.add(unit.pk)
        unit = unit.parent
    found = {row.user_id: row.user for row in rows if row.unit_id in above}
    return sorted(found.values(), key=str)


def current_roles(account: User) -> list[Membership]:
    """Return the roles that end when the account is closed: those of today and those to come."""
    today = timezone.localdate()
    return list(
        Membership.objects.filter(user=account)
        .filter(Q(valid_until__isnull=True) | Q(valid_until__gte=today))
        .select_related("user", "unit")
        .order_by("role", "pk")
    )


def _locked(account_id: int, actor: User | None) -> User:
    """Lock the account and whoever acts on it, the same order for all.

    Two administrators who end each other at the same moment come one after the other, so that one of them stays.
    """
    keys = {account_id} if actor is None else {account_id, actor.pk}
    rows = {row.pk: row for row in User.objects.select_for_update().filter(pk__in=keys).order_by("pk")}
    if actor is not None and (now := rows.get(actor.pk)) is not None:
        actor.is_active = now.is_active
    return rows[account_id]


def _require_administrator(account: User, actor: User | None) -> None:
    if actor is None:
        return
    if not grants(actor).has(Role.ADMINISTRATOR):
        raise NotAllowed(_("Chỉ người quản trị được thu hồi vai trò."))
    if actor.pk == account.pk:
        raise NotAllowed(_("Không ai tự thu hồi vai trò hay khóa tài khoản của mình."))


@transaction.atomic
def end_role(
    *, membership: Membership, actor: User | None, successor: User | None = None, reason: str = ""
) -> Moved:
    """End a role from today on and hand over what is open. Raises ``DomainError`` where something is and nobody is named."""
    account = _locked(membership.user_id, actor)
    _require_administrator(account, actor)
    row = Membership.objects.select_related("user", "unit").get(pk=membership.pk)
    if row.valid_until is not None and row.valid_until < timezone.localdate():
        raise IllegalMove(_("Vai trò này đã kết thúc."))
    work = open_work(row)
    if work.is_open:
        if successor is None:
            raise DomainError(
                _("“%(role)s” của %(person)s còn việc đang mở. Hãy chọn người nhận bàn giao.")
                % {"role": row.get_role_display(), "person": account}
            )
        if successor.pk not in {one.pk for one in successors(row)}:
            raise NotAllowed(
                _("%(person)s không giữ cùng vai trò ở đơn vị ấy. Hãy giao vai trò trước rồi bàn giao.")
                % {"person": successor}
            )
    moved = _hand_over(work, account, successor, actor, reason) if successor and work.is_open else Moved()
    for one in work.delegations:
        delegations.end(delegation=one, actor=actor, reason=reason)
    roles.withdraw(membership=row, actor=actor)
    return moved


def _hand_over(work: Work, account: User, to: User, actor: User | None, reason: str) -> Moved:
    data = {"from": account.public_id, "to": to.public_id}
    role = Role.ADMINISTRATOR if actor is not None else "operator"
    for row in work.kept:
        type(row)._default_manager.filter(pk=row.pk).update(keeper=to)
        events.record(subject=row, act="hand_over", actor=actor, role=role, reason=reason, data=data)
    claims = released = 0
    theirs = grants(to)
    for dossier in work.claims:
        away = recusal.ground_of(to, dossier, theirs) is not None
        now = None if away else timezone.now()
        changed = Nomination.objects.filter(pk=dossier.pk, assigned_to=account).update(
            assigned_to=None if away else to, assigned_at=now
        )
        if not changed:
            continue  # somebody else took it in between
        claims, released = claims + (not away), released + away
        events.record(
            subject=dossier,
            act="release_claim" if away else "hand_over_claim",
            actor=actor,
            role=role,
            reason=reason,
            data={"from": account.public_id} if away else data,
        )
    events.record(
        subject=to,
        act="take_over",
        actor=actor,
        role=role,
        reason=reason,
        data={**data, "kept": len(work.kept), "claims": claims, "waiting": work.waiting},
    )
    return Moved(len(work.kept), claims, released)


@transaction.atomic
def close_account(
    *, account: User, actor: User | None, successors: Mapping[int, User], reason: str = ""
) -> Moved:
    """End every role and lock the account: nobody signs in with it, its sessions and its link are dead.

    ``successors`` maps ids of memberships to who takes over what is open there; all or nothing.
    """
    locked = _locked(account.pk, actor)
    _require_administrator(locked, actor)
    if actor is not None and locked.is_superuser:
        raise NotAllowed(_("Tài khoản này do người vận hành máy chủ giữ; không sửa ở đây."))
    if not locked.is_active:
        raise IllegalMove(_("Tài khoản này đã khóa."))
    moved = [
        end_role(membership=row, actor=actor, successor=successors.get(row.pk), reason=reason)
        for row in current_roles(locked)
    ]
    Invitation.objects.filter(user=locked, used_at__isnull=True, recalled_at__isnull=True).update(
        recalled_at=timezone.now()
    )
    locked.is_active = False
    locked.save(update_fields=["is_active"])
    events.record(
        subject=locked,
        act="close_account",
        actor=actor,
        role=Role.ADMINISTRATOR if actor is not None else "operator",
        reason=reason,
    )
    account.refresh_from_db()
    return Moved(
        sum(one.kept for one in moved), sum(one.claims for one in moved), sum(one.released for one in moved)
    )


@transaction.atomic
def reopen_account(*, account: User, actor: User) -> User:
    """Unlock an account: without a role until one is given, without a password until a link is used."""
    locked = User.objects.select_for_update().get(pk=account.pk)
    _require_administrator(locked, actor)
    if locked.is_active:
        raise IllegalMove(_("Tài khoản này đang dùng."))
    locked.is_active = True
    locked.set_unusable_password()
    locked.save(update_fields=["is_active", "password"])
    events.record(subject=locked, act="reopen_account", actor=actor, role=Role.ADMINISTRATOR)
    account.refresh_from_db()
    return locked
