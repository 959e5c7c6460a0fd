"""Requests of the public: received with a due date, answered or declined by the office, their senders forgotten."""

from __future__ import annotations

from datetime import date, timedelta

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from portal.core.models import User
from recognition.domain import events
from recognition.domain.errors import IllegalMove, NotAllowed, ReasonMissing
from recognition.domain.roles import grants
from recognition.enums import RequestKind, RequestState, Role
from recognition.models import Honoree, PublicRequest

ANSWERERS = frozenset({Role.STANDING_BODY, Role.EDITOR, Role.APPROVER, Role.DATA_OFFICER})
# Working days until the answer: two for personal data (DOMAIN 5, A16), five for the rest.
WORKING_DAYS = {RequestKind.REMOVAL: 2, RequestKind.ERROR: 5, RequestKind.LOOKUP: 5}
KEPT_FOR = timedelta(days=180)  # of who asked, after the matter is over


def due_on(kind: str, received: date) -> date:
    """The last of so many days from Monday to Friday after the day it was received. Public holidays are not known
    here: they only make the office earlier than it must be.
    """
    left, day = WORKING_DAYS[RequestKind(kind)], received
    while left:
        day += timedelta(days=1)
        left -= day.weekday() < 5
    return day


@transaction.atomic
def receive(
    *,
    kind: RequestKind,
    about: str,
    text: str,
    name: str,
    contact: str,
    language: str,
    honoree: Honoree | None = None,
) -> PublicRequest:
    """Keep a request of somebody unknown; what is personal in it stays in its row and out of the event."""
    now = timezone.now()
    row = PublicRequest.objects.create(
        kind=kind,
        about=about,
        honoree=honoree,
        text=text,
        name=name,
        contact=contact,
        language=language,
        received_at=now,
        due_on=due_on(kind, timezone.localdate(now)),
    )
    events.record(subject=row, act="receive_request", actor=None, target=kind)
    return row


@transaction.atomic
def answer(*, request: PublicRequest, words: str, actor: User) -> PublicRequest:
    """Record what was answered. Raises ``IllegalMove`` when somebody was first, ``ReasonMissing`` without words."""
    return _finish(request, RequestState.ANSWERED, words, actor)


@transaction.atomic
def decline(*, request: PublicRequest, words: str, actor: User) -> PublicRequest:
    """Record why nothing is done. Raises like :func:`answer`."""
    return _finish(request, RequestState.DECLINED, words, actor)


def _finish(request: PublicRequest, state: RequestState, words: str, actor: User) -> PublicRequest:
    if not grants(actor).any(*ANSWERERS):
        raise NotAllowed(_("Bạn không có vai trò trả lời yêu cầu của công chúng."))
    if not words.strip():
        raise ReasonMissing(_("Hãy ghi nội dung trả lời hoặc lý do."))
    row = PublicRequest.objects.select_for_update().get(pk=request.pk)
    if row.state != RequestState.NEW:
        raise IllegalMove(_("Yêu cầu này đã được giải quyết."))
    events.record(
        subject=row, act=f"{state.value}_request", actor=actor, source=row.state, target=state, reason=words
    )
    row.state, row.answer = state, words.strip()
    row.answered_by, row.answered_at = actor, timezone.now()
    row.save(update_fields=["state", "answer", "answered_by", "answered_at"])
    return row


@transaction.atomic
def erase(*, request: PublicRequest, actor: User | None) -> PublicRequest:
    """Blank who asked and what they wrote; the kind, the dates and the answer stay."""
    if actor is not None and not grants(actor).any(Role.DATA_OFFICER):
        raise NotAllowed(_("Chỉ người phụ trách bảo vệ dữ liệu cá nhân được xóa thông tin người gửi."))
    row = PublicRequest.objects.select_for_update().get(pk=request.pk)
    if row.erased_at is not None:
        raise IllegalMove(_("Thông tin người gửi đã được xóa."))
    if row.state == RequestState.NEW:
        raise IllegalMove(_("Hãy trả lời yêu cầu trước khi xóa thông tin người gửi."))
    row.name = row.contact = row.text = ""
    row.erased_at = timezone.now()
    row.save(update_fields=["name", "contact", "text", "erased_at"])
    events.record(subject=row, act="erase_request", actor=actor)
    return row


def erase_what_is_over() -> int:
    """Blank the senders of what was over for ``KEPT_FOR``; ``run_due`` calls it daily. Returns how many."""
    over = PublicRequest.objects.filter(
        erased_at__isnull=True, answered_at__lt=timezone.now() - KEPT_FOR
    ).exclude(state=RequestState.NEW)
    rows = list(over[:500])
    for row in rows:
        erase(request=row, actor=None)
    return len(rows)
