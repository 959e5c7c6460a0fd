"""The register of units: entered and renamed, with the names they bore; nothing they were called is forgotten."""

from __future__ import annotations

from datetime import date, timedelta

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from portal.core import outbox
from portal.core.models import User
from portal.core.vietnamese import normalize
from recognition.domain import events
from recognition.domain.conferrals import OPERATOR
from recognition.domain.errors import DomainError, NotAllowed
from recognition.domain.roles import grants
from recognition.enums import Role, UnitKind, UnitNameKind
from recognition.models import Unit, UnitName

REGISTRARS = (Role.STANDING_BODY, Role.ADMINISTRATOR)

_KINDS = (
    ("bệnh viện", UnitKind.HOSPITAL),
    ("trung tâm y tế", UnitKind.HEALTH_CENTRE),
    ("trung tâm", UnitKind.CENTRE),
    ("trạm y tế", UnitKind.STATION),
    ("trạm", UnitKind.STATION),
    ("công đoàn", UnitKind.UNION),
    ("liên đoàn lao động", UnitKind.UNION),
    ("ủy ban nhân dân", UnitKind.GOVERNMENT),
    ("uỷ ban nhân dân", UnitKind.GOVERNMENT),
    ("ubnd", UnitKind.GOVERNMENT),
    ("trường", UnitKind.SCHOOL),
    ("sở", UnitKind.DEPARTMENT),
)


def kind_of_name(name: str, parent: Unit | None) -> UnitKind:
    """Return what kind of unit a name tells of; a phòng is an office under the Sở and a ward elsewhere."""
    plain = f"{normalize(name).casefold()} "
    for start, kind in _KINDS:
        if plain.startswith(f"{start} "):
            return kind
    if plain.startswith(("khoa ", "phòng ", "tổ ", "bộ phận ", "văn phòng ")):
        above_is_department = parent is not None and parent.kind == UnitKind.DEPARTMENT
        return UnitKind.OFFICE if above_is_department and not plain.startswith("khoa ") else UnitKind.WARD
    return UnitKind.OTHER


def _require_registrar(actor: User | None) -> str:
    if actor is None:
        return OPERATOR
    role = grants(actor).first(frozenset(REGISTRARS))
    if role is None:
        raise NotAllowed(_("Chỉ thường trực Hội đồng hoặc quản trị được sửa danh mục đơn vị."))
    return role.value


@transaction.atomic
def enter_unit(*, code: str, name: str, actor: User | None, parent: Unit | None = None) -> Unit:
    """Enter a unit. ``actor`` None is the server's operator. Raises ``DomainError`` for a code that is taken."""
    role = _require_registrar(actor)
    code, name = normalize(code), normalize(name)
    if not code or not name:
        raise DomainError(_("Đơn vị cần có mã và tên."))
    if Unit.objects.filter(code__iexact=code).exists():
        raise DomainError(_("Mã đơn vị “%(code)s” đã có.") % {"code": code})
    unit = Unit(code=code, name=name, parent=parent, kind=kind_of_name(name, parent))
    unit.save()
    events.record(subject=unit, act="enter", actor=actor, role=role, data={"code": code, "name": name})
    outbox.record(unit)
    return unit


@transaction.atomic
def rename_unit(*, unit: Unit, name: str, actor: User | None, on: date | None = None) -> bool:
    """Give a unit a new name from ``on`` (today); the old one stays among its names. Returns whether it changed."""
    role = _require_registrar(actor)
    locked = Unit.objects.select_for_update().get(pk=unit.pk)
    name = normalize(name)
    if not name or name == locked.name:
        return False
    old = locked.name
    locked.name = name
    locked.save()
    last_day = (on or timezone.localdate()) - timedelta(days=1)
    UnitName.objects.get_or_create(
        unit=locked, name=old, kind=UnitNameKind.OFFICIAL, defaults={"valid_until": last_day}
    )
    events.record(subject=locked, act="rename", actor=actor, role=role, data={"from": old, "to": name})
    outbox.record(locked)
    unit.refresh_from_db()
    return True


@transaction.atomic
def move_unit(*, unit: Unit, parent: Unit | None, actor: User | None) -> bool:
    """Put a unit under another. Returns whether it changed; raises ``DomainError`` when it would stand under itself."""
    role = _require_registrar(actor)
    locked = Unit.objects.select_for_update().get(pk=unit.pk)
    if locked.parent_id == (parent.pk if parent else None):
        return False
    above = parent
    seen: set[int] = set()
    while above is not None and above.pk not in seen:
        if above.pk == locked.pk:
            raise DomainError(
                _("“%(unit)s” không thể đứng dưới chính nó (đơn vị cấp trên thành vòng).")
                % {"unit": locked.name}
            )
        seen.add(above.pk)
        above = Unit.objects.filter(pk=above.parent_id).first() if above.parent_id else None
    locked.parent = parent
    locked.save()
    events.record(
        subject=locked, act="move", actor=actor, role=role, data={"parent": parent.code if parent else None}
    )
    outbox.record(locked)
    unit.refresh_from_db()
    return True


@transaction.atomic
def add_name(
    *,
    unit: Unit,
    name: str,
    kind: UnitNameKind,
    actor: User | None,
    valid_until: date | None = None,
) -> bool:
    """Add a former or a short name, or the day a former one ended. Returns whether anything changed."""
    role = _require_registrar(actor)
    name = normalize(name)
    known = UnitName.objects.filter(unit=unit, name=name, kind=kind).first()
    if known is not None and (valid_until is None or known.valid_until == valid_until):
        return False
    if known is None:
        UnitName.objects.create(unit=unit, name=name, kind=kind, valid_until=valid_until)
    else:
        known.valid_until = valid_until
        known.save()
    events.record(subject=unit, act="name", actor=actor, role=role, data={"name": name, "kind": kind.value})
    outbox.record(unit)
    return True
