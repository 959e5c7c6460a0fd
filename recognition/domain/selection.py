"""What a unit chooses of its internal round: which dossiers go up to the round above, which stay, which go back for work."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import models, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from portal.core.models import User
from recognition.domain import events, nominations, rounds
from recognition.domain.errors import DomainError, IllegalMove, NotAllowed, QuotaExceeded, ReasonMissing
from recognition.domain.roles import grants
from recognition.enums import NominationState
from recognition.models import Event, InternalChoice, Nomination, Round


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of one dossier of many; ``message`` is empty when it went well."""

    nomination: Nomination
    message: str = ""


def _locked(nomination: Nomination) -> Nomination:
    return (
        Nomination.objects.select_for_update(of=("self",))
        .select_related("round__unit", "round__parent", "unit", "award")
        .get(pk=nomination.pk)
    )


def _role(round_: Round, actor: User) -> str:
    held = grants(actor)
    role = held.first(rounds.OPENERS, round_.unit_id)
    if role is None:
        raise NotAllowed(
            _("Chỉ đầu mối hoặc thủ trưởng của “%(unit)s” được chọn hồ sơ của đợt xét cấp cơ sở.")
            % {"unit": round_.unit.name}
        )
    return held.written(role, round_.unit_id)


def _internal(row: Nomination) -> Round:
    """Return the round above. Raises ``IllegalMove`` for a dossier that is in no internal round."""
    if row.round.parent is None:
        raise IllegalMove(
            _("Hồ sơ này không còn ở đợt xét cấp cơ sở. Có thể đồng nghiệp vừa gửi lên; hãy tải lại trang.")
        )
    return row.round.parent


@transaction.atomic
def select(*, nomination: Nomination, actor: User, at: datetime | None = None) -> Nomination:
    """Send a dossier of an internal round up: it becomes the unit's in the round above and waits for the unit's head.

    It takes one of the unit's places there, counted under the lock of that round. What lacks papers that the round above
    asks for is a draft of the unit's focal point there instead, and takes its place when it is filed. Raises ``NotAllowed``, ``IllegalMove``,
    ``TooLate`` and ``QuotaExceeded``.
    """
    moment = at or timezone.now()
    if (above_id := nomination.round.parent_id) is not None:
        Round.objects.select_for_update().get(pk=above_id)
    row = _locked(nomination)
    above = _internal(row)
    role = _role(row.round, actor)
    if row.state != NominationState.CONFIRMED:
        raise IllegalMove(
            _(
                "Hồ sơ đang ở bước “%(state)s”; chỉ hồ sơ đã được khoa, phòng, trạm xác nhận mới chọn gửi lên được."
            )
            % {"state": row.get_state_display()}
        )
    unit = row.round.unit
    rounds.require_open(above, unit, moment)
    places = nominations.quota(round=above, unit=unit, kind=row.kind)
    if places.places is not None and places.used >= places.places:
        raise QuotaExceeded(
            _(
                "Đơn vị đã dùng hết %(places)d chỗ được phân bổ trong “%(round)s”. Hãy đưa một hồ sơ khác về trước."
            )
            % {"places": places.places, "round": above.title}
        )
    internal, origin = row.round, row.unit
    lacking = nominations.missing(row, above)
    target = NominationState.DRAFT if lacking else NominationState.AWAITING_HEAD
    if not Nomination.objects.filter(pk=row.pk, state=NominationState.CONFIRMED, round=internal).update(
        state=target,
        state_since=moment,
        round=above,
        unit=unit,
        confirmed_by=None,
        confirmed_under=None,
        filed_at=None if lacking else moment,
        version=models.F("version") + 1,
    ):
        raise IllegalMove(_("Một người khác vừa xử lý hồ sơ này. Hãy tải lại trang."))
    InternalChoice.objects.update_or_create(
        nomination=row,
        defaults={
            "round": internal,
            "unit": origin,
            "goes_up": True,
            "reason": "",
            "chosen_by": actor,
            "chosen_at": moment,
        },
    )
    events.record(
        subject=row,
        act="select",
        actor=actor,
        role=role,
        source=NominationState.CONFIRMED,
        target=target,
        data={"from": internal.public_id, "to": above.public_id, "unit": origin.code},
        at=moment,
    )
    row.refresh_from_db()
    return row


def select_many(*, dossiers: Sequence[Nomination], actor: User, at: datetime | None = None) -> list[Outcome]:
    """Send several up, each in its own transaction; what is refused says why and stops no other."""
    outcomes = []
    for row in dossiers:
        try:
            outcomes.append(Outcome(select(nomination=row, actor=actor, at=at)))
        except DomainError as error:
            outcomes.append(Outcome(row, error.message))
    return outcomes


@transaction.atomic
def unselect(*, nomination: Nomination, actor: User, reason: str = "") -> Nomination:
    """Take a dossier that was sent up back into the internal round, while it is still with the unit. Its place is free again.

    It is what its khoa, phòng or trạm confirmed, unless the unit has it as a draft and changed it: then it is a draft.
    """
    row = _locked(nomination)
    choice = (
        InternalChoice.objects.select_for_update(of=("self",))
        .select_related("round__unit", "unit")
        .filter(nomination=row, goes_up=True)
        .first()
    )
    if choice is None or row.round_id == choice.round_id:
        raise IllegalMove(_("Hồ sơ này không phải hồ sơ được chọn từ đợt xét cấp cơ sở."))
    role = _role(choice.round, actor)
    if row.state not in {NominationState.DRAFT, NominationState.AWAITING_HEAD} or row.return_round:
        raise IllegalMove(
            _("Hồ sơ đang ở bước “%(state)s”, đã gửi Sở Y tế, nên không đưa về được; có thể rút hồ sơ.")
            % {"state": row.get_state_display()}
        )
    source = row.state
    changed = source == NominationState.DRAFT and _changed_since_selected(row)
    target = NominationState.DRAFT if changed else NominationState.CONFIRMED
    if not Nomination.objects.filter(pk=row.pk, state=source).update(
        state=target,
        state_since=timezone.now(),
        round=choice.round,
        unit=choice.unit,
        version=models.F("version") + 1,
    ):
        raise IllegalMove(_("Một người khác vừa xử lý hồ sơ này. Hãy tải lại trang."))
    choice.delete()
    events.record(
        subject=row,
        act="unselect",
        actor=actor,
        role=role,
        source=source,
        target=target,
        reason=reason,
        data={"to": choice.round.public_id},
    )
    row.refresh_from_db()
    return row


def _changed_since_selected(row: Nomination) -> bool:
    kind, key = events.subject_of(row)
    acts = Event.objects.filter(subject_kind=kind, subject_key=key)
    selected = acts.filter(act="select").order_by("-sequence").values("sequence")[:1]
    return acts.filter(act__in=("save", "attach", "detach"), sequence__gt=models.Subquery(selected)).exists()


@transaction.atomic
def keep_at_unit(*, nomination: Nomination, actor: User, reason: str) -> InternalChoice:
    """Say that a dossier stays at the unit, with the reason its khoa, phòng or trạm reads. It may still be sent up later."""
    if not reason.strip():
        raise ReasonMissing(_("Hãy ghi lý do để khoa, phòng, trạm được biết."))
    row = _locked(nomination)
    _internal(row)
    role = _role(row.round, actor)
    if row.state != NominationState.CONFIRMED:
        raise IllegalMove(
            _("Hồ sơ đang ở bước “%(state)s” nên chưa chọn được.") % {"state": row.get_state_display()}
        )
    now = timezone.now()
    choice, _created = InternalChoice.objects.update_or_create(
        nomination=row,
        defaults={
            "round": row.round,
            "unit": row.unit,
            "goes_up": False,
            "reason": reason.strip(),
            "chosen_by": actor,
            "chosen_at": now,
        },
    )
    events.record(
        subject=row,
        act="keep_at_unit",
        actor=actor,
        role=role,
        source=row.state,
        target=row.state,
        reason=reason,
        at=now,
    )
    return choice


@transaction.atomic
def send_back(*, nomination: Nomination, actor: User, reason: str, at: datetime | None = None) -> Nomination:
    """Give a dossier back to its khoa, phòng or trạm to be mended before the internal deadline."""
    moment = at or timezone.now()
    if not reason.strip():
        raise ReasonMissing(_("Hãy ghi lý do để khoa, phòng, trạm được biết."))
    row = _locked(nomination)
    _internal(row)
    role = _role(row.round, actor)
    if row.state != NominationState.CONFIRMED:
        raise IllegalMove(
            _("Hồ sơ đang ở bước “%(state)s” nên không trả lại được.") % {"state": row.get_state_display()}
        )
    rounds.require_open(row.round, row.unit_id, moment)
    if not Nomination.objects.filter(pk=row.pk, state=NominationState.CONFIRMED, round=row.round).update(
        state=NominationState.DRAFT,
        state_since=moment,
        confirmed_by=None,
        confirmed_under=None,
        version=models.F("version") + 1,
    ):
        raise IllegalMove(_("Một người khác vừa xử lý hồ sơ này. Hãy tải lại trang."))
    InternalChoice.objects.filter(nomination=row).delete()
    events.record(
        subject=row,
        act="send_back",
        actor=actor,
        role=role,
        source=NominationState.CONFIRMED,
        target=NominationState.DRAFT,
        reason=reason,
        at=moment,
    )
    row.refresh_from_db()
    return row
