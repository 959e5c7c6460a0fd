"""Clearance: named bodies are asked about a dossier, answer by a date, and read no more than the question.

While a request waits the dossier is in the state "Xác minh"; when the last one is answered, taken back or let pass, the
dossier goes back to the desk. Silence is written down as silence by the clock; it is neither a yes nor a no.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.db import models, transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _

from portal.core.models import User
from recognition.domain import events, nominations, recusal, rounds, terms
from recognition.domain.errors import (
    DomainError,
    Duplicate,
    IllegalMove,
    Incomplete,
    NotAllowed,
    ReasonMissing,
    Recused,
    TooLate,
)
from recognition.domain.roles import grants
from recognition.enums import GIVEN_ANSWERS, ClearanceAnswer, NominationState, Role
from recognition.models import ClearanceBody, ClearanceRequest, Nomination


@dataclass(frozen=True, slots=True)
class Question:
    """What is asked of one body, and until the end of which day it may answer."""

    body: ClearanceBody
    text: str
    until: date


def answerable_by(user: User) -> models.QuerySet[ClearanceRequest]:
    """Return the requests (waiting and past) of the bodies for which ``user`` answers, without those they are recused from."""
    held = grants(user)
    condition = Q(pk__in=())
    for role in (Role.CLEARANCE, Role.UNION):
        if not held.has(role):
            continue
        units = held.unit_ids(role)
        theirs = Q(body__role=role)
        if units is not None:
            theirs &= Q(body__unit__in=units)
        condition |= theirs
    away = Nomination.objects.filter(recusal.condition(user, held)).values("pk")
    return ClearanceRequest.objects.filter(condition).exclude(nomination__in=away)


@transaction.atomic
def ask(
    *, nomination: Nomination, questions: Sequence[Question], actor: User, at: datetime | None = None
) -> list[ClearanceRequest]:
    """Ask bodies about a dossier in appraisal (or ask further ones while others still look).

    Raises ``IllegalMove``, ``NotAllowed``, ``Incomplete`` (no body, no question), ``Duplicate`` (the body is asked
    already) and ``DomainError`` (a day in the past).
    """
    moment = at or timezone.now()
    locked = _locked(nomination)
    held = grants(actor)
    if not held.has(Role.STANDING_BODY, locked.unit_id):
        raise NotAllowed(_("Bạn không có vai trò được làm bước này với hồ sơ này."))
    if ground := recusal.ground_of(actor, locked, held):
        raise Recused(ground.label)
    if locked.state not in {NominationState.APPRAISAL, NominationState.CLEARANCE}:
        raise IllegalMove(
            _("Hồ sơ đang ở bước “%(state)s” nên không gửi xác minh được.")
            % {"state": locked.get_state_display()}
        )
    if not questions:
        raise Incomplete([_("cơ quan được hỏi")])
    if any(not question.text.strip() for question in questions):
        raise Incomplete([_("câu hỏi")])
    today = timezone.localtime(moment).date()
    if any(question.until <= today for question in questions):
        raise DomainError(_("Hạn trả lời phải sau hôm nay."))
    if any(not question.body.is_active for question in questions):
        raise DomainError(_("Cơ quan này không còn được hỏi nữa."))
    busy = set(ClearanceRequest.objects.waiting().filter(nomination=locked).values_list("body", flat=True))
    if any(question.body.pk in busy for question in questions):
        raise Duplicate(_("Cơ quan này đã được hỏi và chưa trả lời."))
    made = [
        ClearanceRequest.objects.create(
            nomination=locked,
            body=question.body,
            subject_name=locked.full_name,
            unit_name=locked.unit.name,
            award_name=locked.award.name,
            question=question.text.strip(),
            asked_by=actor,
            asked_at=moment,
            due_at=terms.end_of(question.until),
        )
        for question in questions
    ]
    if locked.state == NominationState.APPRAISAL:
        nominations.move(
            nomination=locked,
            name="ask_clearance",
            actor=actor,
            reason="; ".join(question.body.name for question in questions),
            at=at,
        )
    else:
        _wait_until(locked)
        events.record(
            subject=locked,
            act="ask_more_clearance",
            actor=actor,
            role=Role.STANDING_BODY,
            reason="; ".join(question.body.name for question in questions),
            at=moment,
        )
    return made


@transaction.atomic
def answer(
    *, request: ClearanceRequest, answer: ClearanceAnswer, words: str, actor: User
) -> ClearanceRequest:
    """Answer for one's body: no objection, an objection or words. An objection and words need their text.

    Raises ``NotAllowed`` (another body's, or recused), ``IllegalMove`` (closed), ``TooLate``, ``ReasonMissing``.
    """
    locked = _locked(request.nomination)
    if not answerable_by(actor).filter(pk=request.pk).exists():
        raise NotAllowed(_("Yêu cầu này không gửi đến bạn."))
    now = timezone.now()
    if answer not in GIVEN_ANSWERS:
        raise DomainError(_("Hãy chọn một câu trả lời."))
    text = words.strip()
    if answer != ClearanceAnswer.FINE and not text:
        raise ReasonMissing(_("Hãy ghi nội dung trả lời."))
    if request.due_at < now:
        raise TooLate(
            _("Đã hết hạn trả lời lúc %(deadline)s. Giờ máy chủ bây giờ là %(now)s.")
            % {"deadline": rounds.clock(request.due_at), "now": rounds.clock(now)}
        )
    _close(request, answer, actor=actor, words=text, at=now)
    events.record(
        subject=locked,
        act="answer_clearance",
        actor=actor,
        role=request.body.role,
        reason=text,
        data={"request": request.public_id, "body": request.body.name, "answer": answer.value},
        at=now,
    )
    _go_on(locked)
    request.refresh_from_db()
    return request


@transaction.atomic
def recall(*, request: ClearanceRequest, reason: str, actor: User) -> ClearanceRequest:
    """Take a question back that was sent to the wrong body or is no longer needed."""
    locked = _locked(request.nomination)
    held = grants(actor)
    if not held.has(Role.STANDING_BODY, locked.unit_id):
        raise NotAllowed(_("Bạn không có vai trò được làm bước này với hồ sơ này."))
    if ground := recusal.ground_of(actor, locked, held):
        raise Recused(ground.label)
    if not reason.strip():
        raise ReasonMissing(_("Hãy ghi lý do."))
    now = timezone.now()
    _close(request, ClearanceAnswer.RECALLED, actor=actor, words=reason.strip(), at=now)
    events.record(
        subject=locked,
        act="recall_clearance",
        actor=actor,
        role=Role.STANDING_BODY,
        reason=reason.strip(),
        data={"request": request.public_id, "body": request.body.name},
        at=now,
    )
    _go_on(locked)
    request.refresh_from_db()
    return request


def record_silence(at: datetime | None = None) -> int:
    """Write silence for every request past its time, and send dossiers on that wait for nobody. Called by ``run_due``."""
    moment = at or timezone.now()
    done = 0
    for request in ClearanceRequest.objects.waiting().filter(due_at__lt=moment).select_related("body")[:500]:
        with transaction.atomic():
            locked = _locked(request.nomination)
            try:
                _close(request, ClearanceAnswer.SILENCE, actor=None, words="", at=moment)
            except IllegalMove:
                continue  # answered while this loop ran
            events.record(
                subject=locked,
                act="clearance_silence",
                actor=None,
                role="clock",
                data={"request": request.public_id, "body": request.body.name},
                at=moment,
            )
            _go_on(locked)
            done += 1
    waiting = ClearanceRequest.objects.waiting().filter(nomination=models.OuterRef("pk"))
    for row in Nomination.objects.filter(~models.Exists(waiting), state=NominationState.CLEARANCE)[:500]:
        with transaction.atomic():
            _go_on(_locked(row))
    return done


def _locked(nomination: Nomination) -> Nomination:
    return (
        Nomination.objects.select_for_update(of=("self",))
        .select_related("unit", "award")
        .get(pk=nomination.pk)
    )


def _close(
    request: ClearanceRequest, answer: ClearanceAnswer, *, actor: User | None, words: str, at: datetime
) -> None:
    changed = (
        ClearanceRequest.objects.waiting()
        .filter(pk=request.pk)
        .update(answer=answer, words=words, answered_by=actor, answered_at=at)
    )
    if not changed:
        raise IllegalMove(_("Yêu cầu này đã được trả lời hoặc đã hết hạn. Hãy tải lại trang."))


def _go_on(locked: Nomination) -> None:
    """Send a locked dossier back to appraisal when nobody is left to wait for."""
    if locked.state != NominationState.CLEARANCE:
        return
    if ClearanceRequest.objects.waiting().filter(nomination=locked).exists():
        _wait_until(locked)
        return
    nominations.move(nomination=locked, name="clear", actor=None)


def _wait_until(locked: Nomination) -> None:
    Nomination.objects.filter(pk=locked.pk).update(desk_due_on=waits_until(locked))


def waits_until(nomination: Nomination) -> date | None:
    """Return the last day on which one of the bodies asked may still answer."""
    last = (
        ClearanceRequest.objects.waiting().filter(nomination=nomination).aggregate(last=models.Max("due_at"))
    )
    return timezone.localtime(last["last"]).date() if last["last"] else None
