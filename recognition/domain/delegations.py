"""Delegations (KT.): a head lets a deputy confirm in the head's place until a date, by a paper.

Who holds one holds the head's role in that unit for as long as it counts (``roles.grants``); what is done by it is recorded
as done for the head. It never lets anybody confirm what the same account filed, and nobody hands it on.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any, Final

from django.core.files.base import File
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from portal.core.models import User
from portal.core.public_id import new_public_id
from portal.core.vietnamese import normalize
from recognition.domain import events
from recognition.domain.errors import DomainError, Duplicate, IllegalMove, Incomplete, NotAllowed
from recognition.domain.roles import grants, subtree_ids
from recognition.enums import UNIT_ROLES, Role, ScanState
from recognition.models import Delegation, Membership, Unit

LONGEST: Final = timedelta(days=366)
"""A paper that lets somebody sign names its end; what lasts longer is a new appointment."""
READERS: Final = frozenset({Role.STANDING_BODY, Role.AUDITOR})
"""Roles of the Sở that may look at the paper behind a confirmation."""


def acting(user: User, unit_id: int) -> Delegation | None:
    """Return the delegation by which ``user`` stands for the head of the unit now, None for whoever is head there."""
    if not grants(user).is_for_head(Role.UNIT_HEAD, unit_id):
        return None
    rows = Delegation.objects.filter(deputy=user).current(timezone.localdate()).order_by("-valid_from", "-pk")
    return next((row for row in rows if unit_id in subtree_ids({row.unit_id})), None)


def words(delegation: Delegation | None) -> str:
    """Return how a confirmation by delegation is told ("KT. Nguyễn Văn A, Giám đốc"), nothing for the head's own."""
    if delegation is None:
        return ""
    return "KT. " + ", ".join(filter(None, (str(delegation.head), delegation.head.position)))


def confirmer(row: Any) -> str:
    """Return who confirmed a dossier, list or package, as receipts and papers write it; nothing while nobody did."""
    if row.confirmed_by is None:
        return ""
    return " – ".join(filter(None, (str(row.confirmed_by), words(row.confirmed_under))))


def head_units(user: User) -> list[Unit]:
    """Return the units in which ``user`` is head by an own row: there they know their people and may delegate."""
    rows = (
        Membership.objects.filter(user=user, unit__isnull=False, user__is_active=True)
        .current(timezone.localdate())
        .of_roles([Role.UNIT_HEAD])
        .select_related("unit")
        .order_by("unit__sort_key")
    )
    return list({row.unit.pk: row.unit for row in rows if row.unit}.values())


def deputies(unit: Unit) -> list[User]:
    """Return who may be given a delegation in ``unit``: its deputies with an open account."""
    rows = Membership.objects.filter(unit=unit).current(timezone.localdate()).of_roles([Role.UNIT_DEPUTY])
    return list(User.objects.filter(is_active=True, memberships__in=rows).distinct().order_by("display_name"))


def may_read(user: User, delegation: Delegation) -> bool:
    """Whether ``user`` may see the paper: staff of the unit, the standing body and the auditor."""
    held = grants(user)
    return held.any(*UNIT_ROLES, unit=delegation.unit_id) or held.any(*READERS, unit=delegation.unit_id)


@transaction.atomic
def give(
    *,
    unit: Unit,
    deputy: User,
    valid_from: date,
    valid_until: date,
    file: File[Any],
    name: str,
    media_type: str,
    size: int,
    sha256: str,
    actor: User,
    number: str = "",
    scan: str = ScanState.NONE,
) -> Delegation:
    """Let a deputy sign for the head. The edge has checked the file.

    Raises ``NotAllowed`` for anybody but the head, ``Duplicate`` while one of that deputy counts in those days.
    """
    locked = Unit.objects.select_for_update().get(pk=unit.pk)
    if locked.pk not in {one.pk for one in head_units(actor)}:
        raise NotAllowed(_("Chỉ thủ trưởng của đơn vị được ủy quyền ký thay."))
    if deputy.pk == actor.pk or deputy.pk not in {one.pk for one in deputies(locked)}:
        raise NotAllowed(_("Chỉ ủy quyền được cho phó thủ trưởng có tài khoản đang dùng của đơn vị."))
    today = timezone.localdate()
    if valid_until < valid_from:
        raise DomainError(_("Ngày kết thúc phải sau ngày bắt đầu."))
    if valid_from < today:
        raise DomainError(_("Ngày bắt đầu không thể trước hôm nay."))
    if valid_until - valid_from > LONGEST:
        raise DomainError(_("Mỗi lần ủy quyền không quá một năm."))
    if not sha256:
        raise Incomplete([_("văn bản ủy quyền")])
    same = Delegation.objects.filter(
        unit=locked,
        deputy=deputy,
        head=actor,
        ended_at__isnull=True,
        valid_from__lte=valid_until,
        valid_until__gte=valid_from,
    ).first()
    if same is not None:
        raise Duplicate(
            _("%(deputy)s đang được ủy quyền đến hết ngày %(until)s. Hãy kết thúc lần ấy trước.")
            % {"deputy": deputy, "until": f"{same.valid_until:%d/%m/%Y}"}
        )
    delegation = Delegation(
        unit=locked,
        head=actor,
        deputy=deputy,
        number=normalize(number)[:60],
        valid_from=valid_from,
        valid_until=valid_until,
        file_name=normalize(name)[:255],
        media_type=media_type,
        size=size,
        sha256=sha256,
        scan=ScanState(scan),
    )
    suffix = "." + name.rsplit(".", 1)[-1].lower() if "." in name else ""
    delegation.paper.save(f"{new_public_id()}{suffix}", file, save=False)
    delegation.save()
    events.record(
        subject=delegation,
        act="give_delegation",
        actor=actor,
        role=Role.UNIT_HEAD,
        data={
            "unit": locked.code,
            "deputy": deputy.public_id,
            "from": valid_from.isoformat(),
            "last_day": valid_until.isoformat(),
            "sha256": sha256,
        },
    )
    return delegation


def may_end(user: User, delegation: Delegation) -> bool:
    """Whether ``user`` may end it before its day: who gave it, who holds it, the head of the day, an administrator."""
    return bool(endable(user, [delegation]))


def endable(user: User, rows: Sequence[Delegation]) -> set[int]:
    """Return which of them ``user`` may end (:func:`may_end`), asked once for all of a list."""
    today = timezone.localdate()
    open_rows = [row for row in rows if row.ended_at is None and row.valid_until >= today]
    found = {row.pk for row in open_rows if user.pk in {row.head_id, row.deputy_id}}
    if len(found) < len(open_rows):
        units = {unit.pk for unit in head_units(user)}
        found |= {row.pk for row in open_rows if row.unit_id in units}
    if len(found) < len(open_rows) and grants(user).has(Role.ADMINISTRATOR):
        found = {row.pk for row in open_rows}
    return found


@transaction.atomic
def end(*, delegation: Delegation, actor: User | None, reason: str = "") -> Delegation:
    """End a delegation today. What was confirmed by it stays confirmed. Raises ``NotAllowed`` and ``IllegalMove``."""
    locked = (
        Delegation.objects.select_for_update(of=("self",))
        .select_related("unit", "head", "deputy")
        .get(pk=delegation.pk)
    )
    if actor is not None and locked.ended_at is None and not may_end(actor, locked):
        raise NotAllowed(_("Chỉ thủ trưởng hoặc người được ủy quyền được kết thúc việc ủy quyền."))
    if not Delegation.objects.filter(pk=locked.pk, ended_at__isnull=True).update(
        ended_at=timezone.now(), ended_by=actor
    ):
        raise IllegalMove(_("Việc ủy quyền này đã kết thúc."))
    held = grants(actor) if actor is not None else None
    role = held.first(UNIT_ROLES | {Role.ADMINISTRATOR}, locked.unit_id) if held else None
    events.record(
        subject=locked,
        act="end_delegation",
        actor=actor,
        role=role or ("" if actor else "operator"),
        reason=reason.strip(),
        data={"unit": locked.unit.code},
    )
    locked.refresh_from_db()
    return locked


@transaction.atomic
def record_reading(*, delegation: Delegation, actor: User) -> None:
    """Record who took the paper."""
    locked = Delegation.objects.select_for_update(of=("self",)).get(pk=delegation.pk)
    events.record(subject=locked, act="download", actor=actor)
