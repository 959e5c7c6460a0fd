"""Rows that the desk keeps by hand: units, rounds, initiatives, tên gọi, accounts. Saved with a record of who did it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import Any, Final

from django.db import models, transaction
from django.utils.translation import gettext as _

from portal.core import outbox
from portal.core.models import User
from portal.core.vietnamese import normalize
from recognition.domain import events
from recognition.domain.errors import DomainError, IllegalMove, NotAllowed
from recognition.domain.publication import refresh_honoree
from recognition.domain.roles import grants
from recognition.enums import Role
from recognition.models import Honoree, Initiative, Round, Unit

EDITORS: Final = frozenset({Role.EDITOR, Role.APPROVER})

Kept = Unit | Round | Initiative


def _role(actor: User, roles: Iterable[Role]) -> str:
    role = grants(actor).first(frozenset(roles))
    if role is None:
        raise NotAllowed(_("Bạn không có vai trò được làm việc này."))
    return role.value


@transaction.atomic
def keep(
    *,
    row: models.Model,
    actor: User,
    fields: Sequence[str],
    roles: Iterable[Role] = (Role.STANDING_BODY,),
    related: Callable[[], Any] | None = None,
) -> models.Model:
    """Save a row the desk entered or changed, and what belongs to it (``related`` saves names, quotas, criteria).

    ``fields`` names what changed. A unit's new name leaves the old one among its names (``domain.units.rename_unit``).
    """
    from recognition.domain.units import rename_unit

    role = _role(actor, roles)
    created = row.pk is None
    if isinstance(row, Unit) and not created:
        _check_tree(row)
        before = Unit.objects.select_for_update().get(pk=row.pk)
        if before.name != row.name:
            rename_unit(unit=before, name=row.name, actor=actor)
    row.save()
    if related is not None:
        related()
    events.record(
        subject=row,
        act="enter" if created else "change",
        actor=actor,
        role=role,
        data={"fields": sorted(fields)},
    )
    outbox.record(row)
    return row


def _check_tree(unit: Unit) -> None:
    """A unit may stand under nothing that stands under it. Raises ``DomainError``."""
    seen, above = {unit.pk}, unit.parent
    while above is not None:
        if above.pk in seen:
            raise DomainError(_("“%(unit)s” không thể đứng dưới chính nó.") % {"unit": unit.name})
        seen.add(above.pk)
        above = above.parent


@transaction.atomic
def describe_honoree(*, honoree: Honoree, given: str, specialty: str, actor: User) -> Honoree:
    """Change tên gọi and lĩnh vực. The name itself is a fact of a decision and is not changed here."""
    role = _role(actor, EDITORS)
    locked = Honoree.objects.select_for_update().get(pk=honoree.pk)
    if locked.erased_at is not None:
        raise IllegalMove(_("Mục này đã xóa vĩnh viễn theo yêu cầu nên không ghi thêm được."))
    new = {"given": normalize(given), "specialty": normalize(specialty)}
    changed = [name for name, value in new.items() if getattr(locked, name) != value]
    if not changed:
        return locked
    for name in changed:
        setattr(locked, name, new[name])
    locked.save()
    events.record(subject=locked, act="describe", actor=actor, role=role, data={"fields": changed})
    refresh_honoree(locked)
    return locked


@transaction.atomic
def keep_account(*, account: User, actor: User, fields: Sequence[str]) -> User:
    """Open or change an account. An administrator gives no account the superuser's mark, a password or an end.

    Nobody signs in with a new account before its link was used (``domain.accounts``); ``domain.leaving`` closes one.
    """
    role = _role(actor, [Role.ADMINISTRATOR])
    created = account.pk is None
    if created:
        account.is_superuser = account.is_staff = False
        account.set_unusable_password()
        account.save()
    else:
        before = User.objects.select_for_update().get(pk=account.pk)
        if before.is_superuser and account.pk != actor.pk:
            raise NotAllowed(_("Tài khoản này do người vận hành máy chủ giữ; không sửa ở đây."))
        if before.is_active != account.is_active:
            raise DomainError(_("Hãy dùng nút khóa tài khoản: việc đang mở phải được bàn giao."))
        account.save(update_fields=["username", "display_name", "position", "email", "language"])
    events.record(
        subject=account,
        act="open_account" if created else "change_account",
        actor=actor,
        role=role,
        data={"fields": sorted(fields)},
    )
    return account
