"""Who is to be told of a deadline seven, three and one days before it, and the desk of what is overdue. The clock writes the rows."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from typing import Final

from django.db import models, transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from portal.core.models import User
from recognition.domain import nominations, rounds
from recognition.enums import (
    AT_DEPARTMENT,
    UNIT_ROLES,
    ListState,
    NominationState,
    ReminderKind,
    Role,
)
from recognition.models import (
    Delegation,
    LateException,
    Membership,
    Nomination,
    NomineeList,
    Reminder,
    Round,
    Unit,
)

DAYS_BEFORE: Final = frozenset({7, 3, 1})
"""On which days before a deadline the people of a unit are reminded."""
SHOWN: Final = 20


@dataclass(frozen=True, slots=True)
class Said:
    """What one person is told: call ``subject`` and ``text`` in the person's language. Nothing private is in either."""

    reminder: Reminder

    @property
    def user(self) -> User:
        return self.reminder.user

    def subject(self) -> str:
        row = self.reminder
        if row.kind == ReminderKind.OVERDUE:
            return _("Hồ sơ quá hạn xử lý: %(round)s") % {"round": row.round.title}
        return ngettext("Còn %(days)d ngày: %(round)s", "Còn %(days)d ngày: %(round)s", row.days_left) % {
            "days": row.days_left,
            "round": row.round.title,
        }

    def text(self) -> str:
        row = self.reminder
        if row.kind == ReminderKind.OVERDUE:
            return ngettext(
                "Có %(number)d hồ sơ của đợt xét này đã quá hạn xử lý ở Sở.",
                "Có %(number)d hồ sơ của đợt xét này đã quá hạn xử lý ở Sở.",
                row.number,
            ) % {"number": row.number}
        deadline = rounds.clock(row.round.deadline)
        if not row.number:
            return _("Hạn nhận hồ sơ: %(deadline)s. Hiện không có hồ sơ, danh sách nào chờ bạn.") % {
                "deadline": deadline
            }
        return ngettext(
            "Hạn nhận hồ sơ: %(deadline)s. Còn %(number)d hồ sơ, danh sách chưa gửi đi.",
            "Hạn nhận hồ sơ: %(deadline)s. Còn %(number)d hồ sơ, danh sách chưa gửi đi.",
            row.number,
        ) % {"deadline": deadline, "number": row.number}


def remind(at: datetime | None = None) -> int:
    """Write the reminders of the day; what is written already stays. Returns how many are new. Called by ``run_due``."""
    moment = at or timezone.now()
    made = [*_before_deadlines(moment), *_overdue_at_desk(moment)]
    before = Reminder.objects.count()
    with transaction.atomic():
        Reminder.objects.bulk_create(made, ignore_conflicts=True)
    return Reminder.objects.count() - before


def _before_deadlines(moment: datetime) -> Iterator[Reminder]:
    today = timezone.localdate(moment)
    open_rounds = [
        row
        for row in Round.objects.filter(is_draft=False, opens_at__lte=moment, deadline__gte=moment)
        if rounds.days_left(row.deadline, moment) in DAYS_BEFORE
    ]
    late = [
        row
        for row in LateException.objects.filter(
            until__gte=moment, round__deadline__lt=moment, withdrawn_at__isnull=True
        )
        if rounds.days_left(row.until, moment) in DAYS_BEFORE
    ]
    if not open_rounds and not late:
        return
    wanted = {row.pk: rounds.days_left(row.deadline, moment) for row in open_rounds}
    exceptions = {(row.round_id, row.unit_id): rounds.days_left(row.until, moment) for row in late}
    members: defaultdict[int, list[Membership]] = defaultdict(list)
    for membership in (
        Membership.objects.filter(user__is_active=True, unit__isnull=False)
        .of_roles(UNIT_ROLES)
        .current(today)
        .select_related("unit")
    ):
        if membership.unit_id is not None:
            members[membership.unit_id].append(membership)
    signing = set(Delegation.objects.current(today).order_by().values_list("deputy_id", "unit_id"))
    units = list(Unit.objects.filter(pk__in=members).select_related("parent"))
    waiting = _waiting({*wanted, *(key[0] for key in exceptions)})
    for opening in rounds.openings(units, moment):
        found: dict[int, Reminder] = {}
        for unit in opening.units:
            key = (opening.round.pk, unit.pk)
            days = exceptions.get(key, wanted.get(opening.round.pk))
            if days is None:
                continue
            for membership in members[unit.pk]:
                row = found.setdefault(
                    membership.user_id,
                    Reminder(
                        user_id=membership.user_id,
                        round=opening.round,
                        kind=ReminderKind.DEADLINE,
                        day=today,
                        days_left=days,
                    ),
                )
                signs = (membership.user_id, unit.pk) in signing and membership.role == Role.UNIT_DEPUTY
                row.number += waiting[*key, Role.UNIT_HEAD if signs else membership.role]
        yield from found.values()


def _waiting(round_ids: set[int]) -> Counter[tuple[int, int, str]]:
    """Return what waits for each role of a unit in a round: (round, unit, role) → dossiers and lists."""
    found: Counter[tuple[int, int, str]] = Counter()
    roles = {
        NominationState.DRAFT.value: Role.FOCAL_POINT,
        NominationState.RETURNED.value: Role.FOCAL_POINT,
        NominationState.AWAITING_HEAD.value: Role.UNIT_HEAD,
    }
    assert {ListState.DRAFT.value, ListState.RETURNED.value, ListState.AWAITING_HEAD.value} == set(roles)
    for model in (Nomination, NomineeList):
        for round_id, unit_id, state, number in (
            model._default_manager.filter(round__in=round_ids, state__in=list(roles))
            .values_list("round_id", "unit_id", "state")
            .annotate(number=models.Count("pk"))
            .order_by()
        ):
            found[round_id, unit_id, roles[state].value] += number
    return found


def _overdue_at_desk(moment: datetime) -> Iterator[Reminder]:
    today = timezone.localdate(moment)
    for user in User.objects.filter(
        is_active=True,
        memberships__in=Membership.objects.of_roles([Role.STANDING_BODY]).current(today),
    ).distinct():
        for round_id, number in (
            overdue(nominations.visible_to(user), today)
            .values_list("round_id")
            .annotate(number=models.Count("pk", distinct=True))
            .order_by()
        ):
            yield Reminder(user=user, round_id=round_id, kind=ReminderKind.OVERDUE, day=today, number=number)


def overdue(dossiers: models.QuerySet[Nomination], day: date) -> models.QuerySet[Nomination]:
    """Return of these dossiers what the desk should have dealt with before that day."""
    return dossiers.filter(state__in=[state.value for state in AT_DEPARTMENT], desk_due_on__lt=day)


def due_reminders(now: datetime) -> Iterator[Said]:
    """Yield what is to be said to whom today and was not yet. Whoever says it calls ``mark_told``."""
    for row in (
        Reminder.objects.filter(day=timezone.localdate(now), told_at__isnull=True, dismissed_at__isnull=True)
        .select_related("user", "round")
        .order_by("user_id", "round__deadline", "pk")
    ):
        yield Said(row)


def mark_told(said: Said, *, at: datetime | None = None) -> bool:
    """Note that it was said. Of two who say the same, one gets True."""
    return bool(
        Reminder.objects.filter(pk=said.reminder.pk, told_at__isnull=True).update(
            told_at=at or timezone.now()
        )
    )


def of_person(user: User, at: datetime | None = None) -> list[Said]:
    """Return today's reminders of a person, nearest deadline first, without those put aside."""
    return [
        Said(row)
        for row in Reminder.objects.filter(
            user=user, day=timezone.localdate(at or timezone.now()), dismissed_at__isnull=True
        )
        .select_related("user", "round")
        .order_by("round__deadline", "pk")[:SHOWN]
    ]


def put_aside(*, user: User, reminder_id: int) -> bool:
    """Put one's own reminder aside for the day."""
    return bool(
        Reminder.objects.filter(pk=reminder_id, user=user, dismissed_at__isnull=True).update(
            dismissed_at=timezone.now()
        )
    )
