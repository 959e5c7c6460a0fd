"""The desk of the demo alive: bodies that are asked, answers, a claim, notes and messages, somebody recused, a late one."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import timedelta
from typing import Final

from django.utils import timezone

from portal.core.models import User
from recognition.domain import assignment, clearance, messages, recusal, terms
from recognition.enums import NominationState, RecusalGround, Role
from recognition.models import ClearanceBody, Nomination, StageTerm, Unit

BODIES: Final = (
    (
        "Cơ quan tiếp nhận khiếu nại, tố cáo (mẫu)",
        Role.CLEARANCE,
        "Người, tập thể này có đang bị xem xét khiếu nại, tố cáo, kỷ luật không?",
    ),
    (
        "Công đoàn cơ sở (mẫu)",
        Role.UNION,
        "Công đoàn có ý kiến gì về người, tập thể được đề nghị không?",
    ),
)


def make_bodies() -> list[ClearanceBody]:
    """Make the bodies that the demo asks; real ones are data of each Sở, none is shipped."""
    return [
        ClearanceBody.objects.get_or_create(name=name, defaults={"role": role, "question": question})[0]
        for name, role, question in BODIES
    ]


def ask_clearance(dossier: Nomination, actor: User) -> Nomination:
    """Send a dossier to the bodies of the demo."""
    terms.load()
    until = terms.working_days_after(timezone.localdate(), 7)
    clearance.ask(
        nomination=dossier,
        questions=[clearance.Question(body=body, text=body.question, until=until) for body in make_bodies()],
        actor=actor,
    )
    dossier.refresh_from_db()
    return dossier


def bring_to_life(person: Callable[[str], User], units: Mapping[str, Unit]) -> None:
    """Let the people of the demo do what the desk does besides moving dossiers."""
    first, second, clerk = person("thuongtruc"), person("thamdinh"), person("donvi")
    recusal.set_workplace(user=first, unit=units["SYT"], actor=first)
    recusal.set_workplace(user=second, unit=units["SYT"], actor=second)
    by_state = {
        row.state: row for row in Nomination.objects.filter(round__parent__isnull=True).order_by("-pk")
    }
    appraised = by_state.get(NominationState.APPRAISAL)
    if appraised is not None:
        assignment.claim(nomination=appraised, actor=second)
        messages.note(
            nomination=appraised,
            text="Số liệu chờ khám khớp báo cáo quý của bệnh viện. Cần xem thêm quyết định công nhận sáng kiến.",
            actor=second,
        )
        messages.tell_unit(
            nomination=appraised,
            text="Đề nghị đơn vị gửi thêm số quyết định công nhận sáng kiến, không cần nộp lại hồ sơ.",
            actor=second,
        )
        messages.reply(
            nomination=appraised, text="Đơn vị sẽ gửi bản chụp quyết định trong ngày mai.", actor=clerk
        )
    received = by_state.get(NominationState.RECEIVED)
    if received is not None:
        # Received on time, left lying since: the inbox says so in words and colour.
        days = StageTerm.objects.get(state=NominationState.RECEIVED).working_days
        since = timezone.now() - timedelta(days=2 * days + 3)
        Nomination.objects.filter(pk=received.pk).update(
            state_since=since, desk_due_on=terms.working_days_after(timezone.localtime(since).date(), days)
        )
    council = by_state.get(NominationState.COUNCIL)
    if council is not None:
        recusal.declare(
            nomination=council,
            user=person("thuky"),
            ground=RecusalGround.KIN,
            reason="Là em họ của người được đề nghị.",
            actor=person("thuky"),
        )
