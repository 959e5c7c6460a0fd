"""Who hears of which act: one table, read when an act is recorded, in its transaction. A notice never holds private words.

What is told is a number, a moment and where to look; names, reasons and texts stay behind the sign-in. Whoever did the act
does not hear of it, nor does anybody who is recused from the dossier.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any, Final, cast

from django.db import models, transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from portal.core.models import User
from recognition.domain import events, packages, page_approvals, recusal, reminders
from recognition.enums import NoticePlace, ReminderKind, Role, ScanState
from recognition.models import (
    ClearanceRequest,
    ConsentRequest,
    Delegation,
    Event,
    Membership,
    Nomination,
    NomineeList,
    Notice,
    Package,
    Round,
    RoundQuota,
    RuleChange,
    ScheduledPublication,
    Unit,
)

KEPT: Final = timedelta(days=180)
"""So long a notice stays; the record of acts stays for ever."""
LONGEST_NUMBER: Final = 80

People = Iterable[User]


@dataclass(frozen=True, slots=True)
class Act:
    """What a rule of the table looks at: the event, its subject, what was recorded with it."""

    event: Event
    subject: models.Model
    data: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Heard:
    """One line of the table: these people hear of it under ``kind`` (a key of ``WORDS``) and are led to ``place``."""

    kind: str
    people: Callable[[Act], People]
    place: NoticePlace


def _holding(role: Role, unit: Unit | None) -> list[User]:
    """Return who holds ``role`` at the unit, or at the nearest unit above it where somebody does."""
    today, seen = timezone.localdate(), set[int]()
    while unit is not None and unit.pk not in seen:
        seen.add(unit.pk)
        memberships = Membership.objects.of_roles([role]).current(today).filter(unit=unit)
        if found := list(User.objects.filter(is_active=True, memberships__in=memberships).distinct()):
            return found
        unit = unit.parent
    return []


def _upwards(unit: Unit | None) -> set[int]:
    """Return the unit and all above it."""
    found: set[int] = set()
    while unit is not None and unit.pk not in found:
        found.add(unit.pk)
        unit = unit.parent
    return found


def _unit_of(act: Act) -> Unit | None:
    if code := act.data.get("unit"):
        return Unit.objects.select_related("parent").filter(code=code).first()
    return cast("Unit | None", getattr(act.subject, "unit", None))


def focal_points(act: Act) -> People:
    return _holding(Role.FOCAL_POINT, _unit_of(act))


def heads(act: Act) -> People:
    """Return the heads, and the deputies who sign for them in these days at that unit or above it, not at another."""
    unit = _unit_of(act)
    found = _holding(Role.UNIT_HEAD, unit)
    delegated = Delegation.objects.filter(head__in=found, unit__in=_upwards(unit)).current(
        timezone.localdate()
    )
    return [*found, *(row.deputy for row in delegated.select_related("deputy") if row.deputy.is_active)]


def both_of_delegation(act: Act) -> People:
    delegation = cast("Delegation", act.subject)
    return [delegation.head, delegation.deputy]


def themselves(act: Act) -> People:
    return [cast("User", act.subject)]


def unit_people(act: Act) -> People:
    return [*focal_points(act), *heads(act)]


def standing_body(act: Act) -> People:
    """Return the people of the standing body; of a dossier, a list of names, those of its unit who may judge it."""
    if isinstance(act.subject, Nomination):
        return recusal.colleagues(act.subject)
    if isinstance(act.subject, NomineeList):
        return recusal.colleagues_of_list(act.subject)
    memberships = (
        Membership.objects.of_roles([Role.STANDING_BODY])
        .current(timezone.localdate())
        .filter(unit__isnull=True)
    )
    return User.objects.filter(is_active=True, memberships__in=memberships).distinct()


def handler(act: Act) -> People:
    """Return the person in charge of the dossier, else the standing body."""
    nomination = cast("Nomination", act.subject)
    if nomination.assigned_to_id is None:
        return standing_body(act)
    return [user for user in standing_body(act) if user.pk == nomination.assigned_to_id]


def assignee(act: Act) -> People:
    return User.objects.filter(is_active=True, public_id=act.data.get("to", ""))


def readers_of_package(act: Act) -> People:
    """Return the people of the standing body who may read the package: nobody whom something in it recuses."""
    package = cast("Package", act.subject)
    memberships = (
        Membership.objects.of_roles([Role.STANDING_BODY])
        .current(timezone.localdate())
        .filter(Q(unit__isnull=True) | Q(unit=package.unit_id))
    )
    people = User.objects.filter(is_active=True, memberships__in=memberships).distinct()
    return [user for user in people if packages.at_desk(user).filter(pk=package.pk).exists()]


def filers(act: Act) -> People:
    """Return the focal points of the units that file in the round, or were given places in it."""
    round_ = cast("Round", act.subject)
    units = Unit.objects.filter(
        Q(pk__in=Nomination.objects.filter(round=round_).values("unit"))
        | Q(pk__in=NomineeList.objects.filter(round=round_).values("unit"))
        | Q(pk__in=RoundQuota.objects.filter(round=round_).values("unit"))
    )
    memberships = (
        Membership.objects.of_roles([Role.FOCAL_POINT]).current(timezone.localdate()).filter(unit__in=units)
    )
    return User.objects.filter(is_active=True, memberships__in=memberships).distinct()


def asker(act: Act) -> People:
    """Return who asked for the consent that is answered."""
    return User.objects.filter(
        is_active=True,
        pk__in=ConsentRequest.objects.filter(public_id=act.data.get("request", "")).values("asked_by"),
    )


def approver(act: Act) -> People:
    """Return who set the moment of publication."""
    return User.objects.filter(
        is_active=True,
        pk__in=ScheduledPublication.objects.filter(public_id=act.data.get("schedule", "")).values(
            "approved_by"
        ),
    )


def page_approvers(act: Act) -> People:
    """Return who may approve the page: not whoever asked for it, who is its author."""
    memberships = Membership.objects.of_roles([Role.APPROVER]).current(timezone.localdate())
    people = User.objects.filter(is_active=True, memberships__in=memberships).distinct()
    return people.exclude(public_id=act.data.get("submitted_by", ""))


def page_author(act: Act) -> People:
    """Return who asked for the approval of the page."""
    return User.objects.filter(is_active=True, public_id=act.data.get("submitted_by", ""))


def proposer(act: Act) -> People:
    return [cast("RuleChange", act.subject).proposed_by]


_N, _L, _R = "recognition.nomination", "recognition.nomineelist", "recognition.round"
_P, _S, _D = "recognition.package", "recognition.suggestion", "recognition.decision"
_UNIT, _DESK = NoticePlace.UNIT, NoticePlace.DESK


def _table(*lines: tuple[str, str, Callable[[Act], People], NoticePlace]) -> dict[str, tuple[Heard, ...]]:
    found: dict[str, tuple[Heard, ...]] = {}
    for act, kind, people, place in lines:
        found[act] = (*found.get(act, ()), Heard(kind, people, place))
    return found


HEARD: Final = _table(
    (f"{_N}.file", "dossier_to_confirm", heads, _UNIT),
    (f"{_N}.send_back", "dossier_sent_back", focal_points, _UNIT),
    (f"{_N}.confirm", "dossier_confirmed", focal_points, _UNIT),
    (f"{_N}.confirm", "dossier_arrived", standing_body, _DESK),
    (f"{_N}.receive", "dossier_received", unit_people, _UNIT),
    (f"{_N}.return_", "dossier_returned", unit_people, _UNIT),
    (f"{_N}.clear", "dossier_cleared", handler, _DESK),
    (f"{_N}.answer_clearance", "clearance_answered", handler, _DESK),
    (f"{_N}.clearance_silence", "clearance_silent", handler, _DESK),
    (f"{_N}.record_council", "dossier_submitted", unit_people, _UNIT),
    (f"{_N}.decide", "dossier_decided", unit_people, _UNIT),
    (f"{_N}.fail", "dossier_not_met", unit_people, _UNIT),
    (f"{_N}.withdraw", "dossier_withdrawn", heads, _UNIT),
    (f"{_N}.expire", "dossier_overdue", unit_people, _UNIT),
    (f"{_N}.reopen", "dossier_reopened", focal_points, _UNIT),
    (f"{_N}.assign", "dossier_assigned", assignee, _DESK),
    (f"{_N}.scan", "file_infected", focal_points, _UNIT),
    (f"{_L}.file", "list_to_confirm", heads, _UNIT),
    (f"{_L}.send_back", "list_sent_back", focal_points, _UNIT),
    (f"{_L}.confirm", "list_arrived", standing_body, _DESK),
    (f"{_L}.receive", "list_received", unit_people, _UNIT),
    (f"{_L}.return_", "list_returned", unit_people, _UNIT),
    (f"{_P}.keep_paper", "package_to_confirm", heads, _UNIT),
    (f"{_P}.confirm_package", "package_confirmed", focal_points, _UNIT),
    (f"{_P}.confirm_package", "package_arrived", readers_of_package, _DESK),
    (f"{_P}.scan", "paper_infected", unit_people, _UNIT),
    (f"{_S}.receive_suggestion", "suggestion_arrived", focal_points, _UNIT),
    (f"{_S}.receive_suggestion", "suggestion_arrived", standing_body, _DESK),
    (f"{_S}.pass_on_suggestion", "suggestion_passed_on", focal_points, _UNIT),
    (f"{_R}.extend", "round_extended", filers, _UNIT),
    (f"{_R}.grant_exception", "exception_granted", unit_people, _UNIT),
    (f"{_R}.withdraw_exception", "exception_withdrawn", unit_people, _UNIT),
    ("recognition.rulechange.propose_rule", "rule_proposed", standing_body, _DESK),
    ("recognition.rulechange.approve_rule", "rule_approved", proposer, _DESK),
    ("recognition.rulechange.refuse_rule", "rule_refused", proposer, _DESK),
    ("recognition.decision.enter", "decision_entered", standing_body, _DESK),
    (f"{_D}.publish_scheduled", "publication_done", approver, _DESK),
    (f"{_D}.publish_scheduled", "publication_done", standing_body, _DESK),
    ("recognition.honoree.answer_consent", "consent_answered", asker, _DESK),
    ("recognition.publicrequest.receive_request", "request_received", standing_body, _DESK),
    ("recognition.delegation.give_delegation", "delegation_given", both_of_delegation, _UNIT),
    ("recognition.delegation.end_delegation", "delegation_ended", both_of_delegation, _UNIT),
    ("core.user.reset_password", "password_reset", themselves, _UNIT),
    ("core.user.set_password", "password_set", themselves, _UNIT),
    ("core.user.take_over", "work_taken_over", themselves, _UNIT),
    ("core.user.reset_second_factor", "second_factor_reset", themselves, _DESK),
    (f"{_N}.hand_over_claim", "dossier_assigned", assignee, _DESK),
    ("page.submit_page", "page_to_approve", page_approvers, _DESK),
    ("page.approve_page", "page_approved", page_author, _DESK),
    ("page.return_page", "page_returned", page_author, _DESK),
)
"""Act (model label and name) → who hears of it; pages of every kind stand under ``page``. ``message`` and the questions to
bodies depend on more: see ``hear``.
"""

WORDS: Final[dict[str, str | Promise]] = {
    "dossier_to_confirm": _("Hồ sơ %(number)s chờ thủ trưởng xác nhận."),
    "dossier_sent_back": _("Thủ trưởng trả lại hồ sơ %(number)s để sửa."),
    "dossier_confirmed": _("Thủ trưởng đã xác nhận hồ sơ %(number)s và gửi Sở Y tế."),
    "dossier_arrived": _("Hồ sơ %(number)s chờ tiếp nhận."),
    "dossier_received": _("Sở Y tế đã tiếp nhận hồ sơ %(number)s."),
    "dossier_returned": _("Sở Y tế trả hồ sơ %(number)s để bổ sung."),
    "dossier_cleared": _("Hồ sơ %(number)s đã xong bước xác minh."),
    "clearance_answered": _("Có trả lời xác minh cho hồ sơ %(number)s."),
    "clearance_silent": _("Hết hạn mà chưa có trả lời xác minh cho hồ sơ %(number)s."),
    "clearance_asked": _("Có yêu cầu xác minh %(number)s chờ trả lời."),
    "dossier_submitted": _("Hồ sơ %(number)s đã qua Hội đồng, đang trình quyết định."),
    "dossier_decided": _("Hồ sơ %(number)s đã có quyết định khen thưởng."),
    "dossier_not_met": _("Hồ sơ %(number)s không đạt."),
    "dossier_withdrawn": _("Đầu mối đã rút hồ sơ %(number)s."),
    "dossier_overdue": _("Hồ sơ %(number)s đã quá hạn."),
    "dossier_reopened": _("Hồ sơ %(number)s được mở lại để gửi muộn."),
    "dossier_assigned": _("Bạn được giao hồ sơ %(number)s."),
    "file_infected": _("Một tệp của hồ sơ %(number)s có vi-rút và đã bị gỡ."),
    "message_from_desk": _("Sở Y tế có lời nhắn về hồ sơ %(number)s."),
    "message_from_unit": _("Đơn vị có lời nhắn về hồ sơ %(number)s."),
    "list_to_confirm": _("Danh sách %(number)s chờ thủ trưởng xác nhận."),
    "list_sent_back": _("Thủ trưởng trả lại danh sách %(number)s để sửa."),
    "list_arrived": _("Danh sách %(number)s chờ tiếp nhận."),
    "list_received": _("Sở Y tế đã tiếp nhận danh sách %(number)s."),
    "list_returned": _("Sở Y tế trả danh sách %(number)s để bổ sung."),
    "package_to_confirm": _("Bản ký của bộ hồ sơ %(number)s đã tải lên, chờ thủ trưởng xác nhận."),
    "package_confirmed": _("Thủ trưởng đã xác nhận bộ hồ sơ %(number)s và gửi Sở Y tế."),
    "package_arrived": _("Bộ hồ sơ %(number)s của đơn vị đã gửi đến Sở."),
    "paper_infected": _("Bản ký của bộ hồ sơ %(number)s có vi-rút và đã bị gỡ."),
    "suggestion_arrived": _("Có lời giới thiệu gương tốt %(number)s chờ xem xét."),
    "suggestion_passed_on": _("Sở Y tế chuyển lời giới thiệu %(number)s cho đơn vị xem xét."),
    "round_extended": _("Đợt xét %(number)s được gia hạn."),
    "publication_done": _("Quyết định %(number)s đã được công bố theo giờ hẹn."),
    "publication_failed": _("Quyết định %(number)s: %(amount)d dòng không công bố được theo giờ hẹn."),
    "page_to_approve": _("Bài %(number)s chờ duyệt đăng."),
    "page_approved": _("Bài %(number)s đã được duyệt đăng."),
    "page_returned": _("Bài %(number)s bị trả lại để sửa."),
    "consent_answered": _("Đã có trả lời cho lời xin đồng ý công bố của %(number)s."),
    "exception_granted": _("Đơn vị được gửi muộn trong đợt xét %(number)s."),
    "exception_withdrawn": _("Sở Y tế thu hồi việc cho gửi muộn trong đợt xét %(number)s."),
    "rule_proposed": _("Đề nghị thay đổi điều kiện %(number)s chờ người thứ hai duyệt."),
    "rule_approved": _("Đề nghị thay đổi điều kiện %(number)s đã được duyệt."),
    "rule_refused": _("Đề nghị thay đổi điều kiện %(number)s không được duyệt."),
    "decision_entered": _("Quyết định %(number)s chờ người thứ hai kiểm tra."),
    "delegation_given": _("Có ủy quyền ký thay mới (%(number)s)."),
    "delegation_ended": _("Việc ủy quyền ký thay (%(number)s) đã kết thúc."),
    "password_reset": _("Tài khoản %(number)s của bạn được cấp đường dẫn đặt lại mật khẩu."),
    "password_set": _(
        "Mật khẩu của tài khoản %(number)s vừa được đặt bằng đường dẫn mời. Nếu không phải bạn, hãy báo ngay người quản trị."
    ),
    "address_changed": _(
        "Địa chỉ email của tài khoản %(number)s vừa được đổi; thư báo không gửi đến địa chỉ cũ nữa. Nếu không phải bạn đổi hoặc nhờ đổi, hãy báo ngay người quản trị."
    ),
    "work_taken_over": _("Bạn (%(number)s) được bàn giao các việc đang mở của một đồng nghiệp."),
    "second_factor_reset": _("Xác thực hai bước của tài khoản %(number)s đã được xóa để cài lại."),
    "request_received": _("Có yêu cầu %(number)s của công chúng chờ trả lời."),
    "round_deadline": _("Sắp hết hạn nhận hồ sơ: %(number)s."),
    "dossiers_late": _("Hồ sơ quá hạn xử lý ở Sở: %(amount)d (%(number)s)."),
}
"""Kind → the whole of what is told, on the screen and in the mail."""


def words(notice: Notice) -> str:
    """Return what a notice says, in the language of the moment."""
    return str(WORDS[notice.kind]) % {"number": notice.number, "amount": notice.amount}


def number_of(subject: models.Model) -> str:
    """Return by what a subject is named to people: number of the receipt or decision, title of a round, public id.

    No other title is told: that of a decision may name whom it honors.
    """
    if isinstance(subject, Round):
        return subject.title[:LONGEST_NUMBER]
    if isinstance(subject, User):  # told to nobody but themselves
        return subject.get_username()[:LONGEST_NUMBER]
    for name in ("receipt_number", "number"):
        if found := getattr(subject, name, ""):
            return str(found)[:LONGEST_NUMBER]
    return str(getattr(subject, "public_id", subject.pk)).upper()


@events.hear
def hear(event: Event, subject: models.Model, data: Mapping[str, Any]) -> None:
    """Write the notices of an act, in its transaction."""
    act = Act(event, subject, data)
    kind = "page" if event.act in page_approvals.ACTS else event.subject_kind
    name = f"{kind}.{event.act}"
    if name == f"{_N}.message":
        if event.role == Role.STANDING_BODY:
            lines: tuple[Heard, ...] = (Heard("message_from_desk", unit_people, _UNIT),)
        else:
            lines = (Heard("message_from_unit", handler, _DESK),)
    elif name in {f"{_N}.ask_clearance", f"{_N}.ask_more_clearance"}:
        _ask_bodies(act)
        return
    elif name in {f"{_N}.scan", f"{_P}.scan"} and data.get("scan") != ScanState.INFECTED:
        return
    else:
        lines = HEARD.get(name, ())
    failed = int(data.get("failed") or 0) if name == f"{_D}.publish_scheduled" else 0
    if failed:
        lines = tuple(replace(line, kind="publication_failed") for line in lines)
    made: dict[int, Notice] = {}
    for line in lines:
        for user in line.people(act):
            if user.pk != event.actor_id and user.pk not in made:
                made[user.pk] = Notice(
                    user=user,
                    kind=line.kind,
                    place=line.place,
                    subject_kind=event.subject_kind,
                    subject_key=event.subject_key,
                    number=number_of(subject),
                    amount=failed,
                    due_at=_moment(
                        data.get("to") if name == f"{_R}.extend" else data.get("due_at") or data.get("until")
                    ),
                    at=event.at,
                )
    if made:
        Notice.objects.bulk_create(made.values())


def tell_the_old_address(*, user: User, before: str) -> None:
    """Say that mail of the account goes elsewhere now, to where it went before: whoever reads there must hear of it.

    Called in the transaction of the change, whichever screen made it (``recognition.receivers``).
    """
    Notice.objects.create(
        user=user,
        kind="address_changed",
        place=_UNIT,
        subject_kind=User._meta.label_lower,
        subject_key=user.public_id,
        number=number_of(user),
        address=before,
        at=timezone.now(),
    )


def _moment(value: object) -> datetime | None:
    try:
        found = datetime.fromisoformat(str(value))
    except ValueError:
        return None
    return found if timezone.is_aware(found) else None


def _ask_bodies(act: Act) -> None:
    """Tell the people of the bodies of what was asked now; what they were told of already stays as it is."""
    waiting = ClearanceRequest.objects.waiting().filter(nomination=act.subject.pk).select_related("body")
    told = Notice.objects.filter(
        subject_kind=ClearanceRequest._meta.label_lower,
        subject_key__in=[request.public_id for request in waiting],
    ).values_list("subject_key", flat=True)
    known = set(told)
    made = []
    for request in waiting:
        if request.public_id in known:
            continue
        memberships = (
            Membership.objects.of_roles([Role(request.body.role)])
            .current(timezone.localdate())
            .filter(unit=request.body.unit_id)
        )
        made += [
            Notice(
                user=user,
                kind="clearance_asked",
                place=NoticePlace.CLEARANCE,
                subject_kind=ClearanceRequest._meta.label_lower,
                subject_key=request.public_id,
                number=request.public_id,
                due_at=request.due_at,
                at=act.event.at,
            )
            for user in User.objects.filter(is_active=True, memberships__in=memberships).distinct()
        ]
    Notice.objects.bulk_create(made)


def take_reminders(now: datetime) -> int:
    """Make notices of the reminders of the day, each once, whoever calls."""
    taken = 0
    for said in list(reminders.due_reminders(now)):
        late = said.reminder.kind == ReminderKind.OVERDUE
        deadline = said.reminder.round.deadline
        with transaction.atomic():
            if not reminders.mark_told(said, at=now):
                continue
            Notice.objects.create(
                user=said.user,
                kind="dossiers_late" if late else "round_deadline",
                place=_DESK if late else _UNIT,
                subject_kind=_R,
                subject_key=said.reminder.round.public_id,
                number=said.reminder.round.title[:LONGEST_NUMBER],
                amount=said.reminder.number,
                due_at=deadline if not late and deadline > now else None,
                at=now,
            )
            taken += 1
    return taken


# Reading -----------------------------------------------------------------------------------------------------------


def unread(user: User) -> int:
    """Return how many notices a person has not opened."""
    return Notice.objects.filter(user=user, read_at__isnull=True).count()


def read(*, user: User, public_id: str) -> Notice | None:
    """Mark one's own notice as read and return it, None where there is none."""
    notice = Notice.objects.filter(user=user, public_id=public_id).first()
    if notice is not None and notice.read_at is None:
        Notice.objects.filter(pk=notice.pk, read_at__isnull=True).update(read_at=timezone.now())
    return notice


def read_all(*, user: User) -> int:
    """Mark all of one's own notices as read; returns how many were not."""
    return Notice.objects.filter(user=user, read_at__isnull=True).update(read_at=timezone.now())


def prefer(*, user: User, rhythm: str, language: str) -> None:
    """Keep how often and in which language a person wants mail. Raises ``ValueError`` for what is no choice."""
    User.objects.filter(pk=user.pk).update(
        mail_rhythm=User.MailRhythm(rhythm).value, language=User.Language(language).value
    )


def sweep(at: datetime | None = None) -> int:
    """Delete notices that are old; what they told of stays in the record of acts."""
    return Notice.objects.filter(at__lt=(at or timezone.now()) - KEPT).delete()[0]
