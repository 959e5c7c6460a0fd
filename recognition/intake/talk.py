"""What the desk and the unit say to each other about a dossier."""

from __future__ import annotations

from dataclasses import dataclass

from recognition.domain import messages
from recognition.domain.roles import Grants
from recognition.enums import EDITABLE_BY_UNIT, UNIT_ROLES
from recognition.models import Nomination, Return, UnitMessage


@dataclass(frozen=True, slots=True)
class Talk:
    """The messages, first to last, and the return that waits to be answered."""

    messages: tuple[UnitMessage, ...]
    last_return: Return | None
    may_write: bool


def talk_of(nomination: Nomination, held: Grants) -> Talk:
    """Return what a unit reads of its talk with the desk. A khoa, phòng or trạm reads on when its dossier was sent up; it
    is the unit above that writes from then on.
    """
    returned = None
    if nomination.state in EDITABLE_BY_UNIT and nomination.return_round:
        returned = Return.objects.filter(nomination=nomination).order_by("-number").first()
    return Talk(
        messages=tuple(UnitMessage.objects.filter(nomination=nomination).select_related("author")),
        last_return=returned,
        may_write=messages.reaches_desk(nomination) and held.any(*UNIT_ROLES, unit=nomination.unit_id),
    )
