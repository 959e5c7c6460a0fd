"""Who may do what, where: read from the membership rows, never from groups."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import cache
from typing import Any, Final

from django.contrib.auth.models import Group
from django.db import connection, transaction
from django.db.models import Value
from django.utils import timezone
from django.utils.translation import gettext as _

from portal.core.models import User
from recognition.domain import events
from recognition.domain.errors import NotAllowed
from recognition.enums import Role
from recognition.models import Delegation, Membership, Unit, Workplace

GROUP_PREFIX = "vai-tro:"
_WORKPLACE = "workplace"
_DELEGATED = "delegated"
_ANYBODY, _ANY_DAY = -1, date(1, 1, 1)  # stand in the statement for the person and the day
FOR_THE_HEAD: Final = "for_the_head"
"""The role written into events for what a deputy did in the head's place (KT.)."""


@dataclass(frozen=True, slots=True)
class Grants:
    """The roles a person holds on a day: role → ids of its units with all below them, None for all units.

    ``workplace`` is the unit they declared to work in: it gives nothing, it keeps them from judging its dossiers.
    """

    user_id: int | None
    by_role: Mapping[Role, frozenset[int] | None] = field(default_factory=dict)
    workplace: int | None = None
    for_head: frozenset[int] = frozenset()
    """Units in which ``Role.UNIT_HEAD`` is held by a delegation alone."""

    def has(self, role: Role, unit: Unit | int | None = None) -> bool:
        """Whether the role is held; with ``unit``, whether it is held there."""
        if role not in self.by_role:
            return False
        units = self.by_role[role]
        if unit is None or units is None:
            return True
        return (unit if isinstance(unit, int) else unit.pk) in units

    def any(self, *roles: Role, unit: Unit | int | None = None) -> bool:
        """Whether one of the roles is held (in ``unit``)."""
        return any(self.has(role, unit) for role in roles)

    def first(self, roles: frozenset[Role], unit: Unit | int | None = None) -> Role | None:
        """Return the role of the set by which the person acts, in the order of the enum; own ones before a delegated."""
        held = [role for role in Role if role in roles and self.has(role, unit)]
        return next((role for role in held if not self.is_for_head(role, unit)), held[0] if held else None)

    def is_for_head(self, role: Role, unit: Unit | int | None) -> bool:
        """Whether ``role`` is the head's in ``unit`` and held there only by a delegation (KT.)."""
        if role != Role.UNIT_HEAD or unit is None:
            return False
        return (unit if isinstance(unit, int) else unit.pk) in self.for_head

    def written(self, role: Role, unit: Unit | int | None) -> str:
        """Return how an act in that role is recorded: a deputy's in the head's place is told from the head's own."""
        return FOR_THE_HEAD if self.is_for_head(role, unit) else role.value

    def unit_ids(self, *roles: Role) -> frozenset[int] | None:
        """Return the units in which one of the roles is held: None for all, an empty set for none."""
        found: set[int] = set()
        for role in roles:
            if role in self.by_role:
                units = self.by_role[role]
                if units is None:
                    return None
                found |= units
        return frozenset(found)


def subtree_ids(unit_ids: Collection[int]) -> frozenset[int]:
    """Return the units and all below them (one query for each level of the tree, which has at most a few)."""
    found, level = set(unit_ids), set(unit_ids)
    while level:
        level = set(Unit.objects.filter(parent_id__in=level).values_list("pk", flat=True)) - found
        found |= level
    return frozenset(found)


def _rows_of(user_id: int, day: date) -> list[tuple[str, Any]]:
    """Return role and unit of what a person holds on a day, of their workplace, and of what was delegated to them."""
    sql, parameters = _statement(connection.vendor)
    places: dict[str, Any] = {str(_ANYBODY): user_id, str(_ANY_DAY): day}
    with connection.cursor() as cursor:
        cursor.execute(sql, [places.get(str(value), value) for value in parameters])
        return cursor.fetchall()  # type: ignore[no-any-return]


@cache
def _statement(_vendor: str) -> tuple[str, tuple[Any, ...]]:
    """Return the statement of ``_rows_of`` and its parameters, ``_ANYBODY`` and ``_ANY_DAY`` among them.

    Django writes it, from the querysets that hold the rules, once per process: writing it takes many times as long as
    asking, and every act and every screen of the desk asks what somebody holds.
    """
    rows = (
        Membership.objects.filter(user=_ANYBODY)
        .current(_ANY_DAY)
        .values_list("role", "unit_id")
        .union(
            Workplace.objects.filter(user=_ANYBODY).values_list(Value(_WORKPLACE), "unit_id"),
            Delegation.objects.filter(deputy=_ANYBODY)
            .current(_ANY_DAY)
            .order_by()
            .values_list(Value(_DELEGATED), "unit_id"),
        )
    )
    sql, parameters = rows.query.sql_with_params()
    return str(sql), tuple(parameters)


def grants(user: object, on: date | None = None) -> Grants:
    """Return what ``user`` holds on a day (today when left out). Strangers and closed accounts hold nothing."""
    if not isinstance(user, User) or not user.is_active or user.pk is None:
        return Grants(user_id=None)
    units: dict[Role, set[int] | None] = {}
    workplace: int | None = None
    delegated: set[int] = set()
    for role_value, unit_id in _rows_of(user.pk, on or timezone.localdate()):
        if role_value == _DELEGATED:
            delegated.add(unit_id)
            continue
        if role_value == _WORKPLACE:
            workplace = unit_id
            continue
        role = Role(role_value)
        if unit_id is None:
            units[role] = None
        elif (held := units.setdefault(role, set())) is not None:
            held.add(unit_id)
    below = cache(subtree_ids)  # several roles are mostly held in the same units
    by_role = {role: None if ids is None else below(frozenset(ids)) for role, ids in units.items()}
    for_head: frozenset[int] = frozenset()
    if delegated:
        own = by_role.get(Role.UNIT_HEAD) or frozenset()
        for_head = below(frozenset(delegated)) - own
        by_role[Role.UNIT_HEAD] = own | for_head
    return Grants(user_id=user.pk, by_role=by_role, workplace=workplace, for_head=for_head)


def group_name(role: Role) -> str:
    """Return the name of the Wagtail group that follows from a role."""
    return f"{GROUP_PREFIX}{role.value}"


def sync_groups(user: User, on: date | None = None) -> None:
    """Make the user's role groups follow the membership rows; other groups are left alone."""
    held = set(
        Membership.objects.filter(user=user)
        .current(on or timezone.localdate())
        .values_list("role", flat=True)
    )
    wanted = {group_name(Role(value)) for value in held}
    present = set(user.groups.filter(name__startswith=GROUP_PREFIX).values_list("name", flat=True))
    for name in wanted - present:
        user.groups.add(Group.objects.get_or_create(name=name)[0])
    for name in present - wanted:
        user.groups.remove(Group.objects.get(name=name))


@transaction.atomic
def grant(
    *,
    user: User,
    role: Role,
    unit: Unit | None = None,
    valid_from: date | None = None,
    valid_until: date | None = None,
    actor: User | None = None,
) -> Membership:
    """Give a role. An administrator gives roles to others, never to himself; None is the server's operator."""
    if actor is not None:
        if not grants(actor).has(Role.ADMINISTRATOR):
            raise NotAllowed(_("Chỉ người quản trị được giao vai trò."))
        if actor.pk == user.pk:
            raise NotAllowed(_("Không ai tự giao vai trò cho mình."))
    membership, created = Membership.objects.get_or_create(
        user=user, role=role, unit=unit, valid_from=valid_from, defaults={"valid_until": valid_until}
    )
    if created:
        events.record(
            subject=user,
            act="grant_role",
            actor=actor,
            target=role,
            data={"unit": unit.code if unit else None},
        )
    sync_groups(user)
    return membership


@transaction.atomic
def withdraw(*, membership: Membership, actor: User | None = None) -> None:
    """End a role from today on; the row stays as a record."""
    if actor is not None and not grants(actor).has(Role.ADMINISTRATOR):
        raise NotAllowed(_("Chỉ người quản trị được thu hồi vai trò."))
    user, role = membership.user, membership.role
    yesterday = date.fromordinal(timezone.localdate().toordinal() - 1)
    if membership.valid_from and membership.valid_from > yesterday:
        membership.delete()
    else:
        membership.valid_until = yesterday
        membership.save(update_fields=["valid_until"])
    events.record(subject=user, act="withdraw_role", actor=actor, source=role)
    sync_groups(user)
