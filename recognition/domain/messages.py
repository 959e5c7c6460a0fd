"""Words about a dossier: notes that stay at the desk, and messages that desk and unit both read. Two tables, two doors."""

from __future__ import annotations

from typing import Final

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from portal.core.models import User
from recognition.domain import events, recusal
from recognition.domain.errors import IllegalMove, Incomplete, NotAllowed, Recused
from recognition.domain.roles import grants
from recognition.enums import UNIT_ROLES, Role
from recognition.models import InternalNote, Nomination, UnitMessage

LONGEST: Final = 4000


def _locked(nomination: Nomination) -> Nomination:
    return Nomination.objects.select_for_update(of=("self",)).get(pk=nomination.pk)


def _words(text: str) -> str:
    words = text.strip()
    if not words:
        raise Incomplete([_("nội dung")])
    if len(words) > LONGEST:
        raise Incomplete([_("nội dung ngắn hơn %(number)d ký tự") % {"number": LONGEST}])
    return words


def _require_desk(nomination: Nomination, actor: User) -> None:
    held = grants(actor)
    if not held.has(Role.STANDING_BODY, nomination.unit_id):
        raise NotAllowed(_("Bạn không có vai trò được làm việc này."))
    if ground := recusal.ground_of(actor, nomination, held):
        raise Recused(ground.label)


@transaction.atomic
def note(*, nomination: Nomination, text: str, actor: User) -> InternalNote:
    """Write a note that only the desk reads."""
    locked = _locked(nomination)
    _require_desk(locked, actor)
    made = InternalNote.objects.create(nomination=locked, text=_words(text), author=actor, at=timezone.now())
    events.record(
        subject=locked,
        act="note",
        actor=actor,
        role=Role.STANDING_BODY,
        data={"note": made.public_id},
    )
    return made


@transaction.atomic
def tell_unit(*, nomination: Nomination, text: str, actor: User) -> UnitMessage:
    """Write a message that the unit reads on top of its dossier."""
    locked = _locked(nomination)
    _require_desk(locked, actor)
    return _send(locked, text, actor, from_desk=True, role=Role.STANDING_BODY)


def reaches_desk(nomination: Nomination) -> bool:
    """Whether the desk reads what the unit writes about the dossier."""
    return nomination.left_at is not None and nomination.round.parent_id is None


@transaction.atomic
def reply(*, nomination: Nomination, text: str, actor: User) -> UnitMessage:
    """Answer the desk, or ask it, as the unit. A dossier that never left the unit, also one that was filed in the unit's
    internal round, has nobody to read it.
    """
    locked = Nomination.objects.select_for_update(of=("self",)).select_related("round").get(pk=nomination.pk)
    role = grants(actor).first(UNIT_ROLES, locked.unit_id)
    if role is None:
        raise NotAllowed(_("Bạn không có vai trò được làm việc này."))
    if not reaches_desk(locked):
        raise IllegalMove(_("Hồ sơ chưa gửi nên Sở chưa đọc được lời nhắn."))
    return _send(locked, text, actor, from_desk=False, role=role)


def _send(locked: Nomination, text: str, actor: User, *, from_desk: bool, role: Role) -> UnitMessage:
    made = UnitMessage.objects.create(
        nomination=locked, text=_words(text), from_desk=from_desk, author=actor, at=timezone.now()
    )
    events.record(
        subject=locked,
        act="message",
        actor=actor,
        role=role,
        data={"message": made.public_id},
    )
    return made
