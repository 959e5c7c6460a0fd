"""Rounds: drafted, opened by an act, closed by the clock; who files in them and until when; internal rounds below them.

A round of the Sở takes dossiers of units that stand on their own; a round opened under it (đợt xét cấp cơ sở) takes those
of the khoa, phòng and trạm below the unit that opened it.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from django.db import models, transaction
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from portal.core import outbox
from portal.core.models import User
from portal.core.vietnamese import normalize
from recognition.domain import events, forms
from recognition.domain.errors import DomainError, IllegalMove, NotAllowed, ReasonMissing, TooLate
from recognition.domain.roles import grants
from recognition.enums import COUNTED_IN_QUOTA, AwardSubject, NominationState, Role, SubjectKind, UnitKind
from recognition.models import (
    Award,
    LateException,
    Nomination,
    NomineeList,
    RequiredDocument,
    Round,
    RoundQuota,
    Unit,
)

OPENERS: Final = frozenset({Role.FOCAL_POINT, Role.UNIT_HEAD})
"""Roles of a unit that open an internal round and choose what goes up."""
GATHERING: Final = frozenset({UnitKind.DEPARTMENT, UnitKind.GOVERNMENT, UnitKind.UNION})
"""Kinds of units whose rounds are open to units that do not stand below them; who stands directly below one files itself."""
AT_UNIT_MOVES: Final = frozenset({"file", "send_back", "confirm", "withdraw", "expire"})
"""Moves a dossier of an internal round can make; the rest is for dossiers that were sent up."""
LONGEST_REASON: Final = 2000

STATE_TAGS: Final = {"draft": "todo", "upcoming": "todo", "open": "open", "closed": "locked"}


@dataclass(frozen=True, slots=True)
class Status:
    """What a round says of itself: ``state`` for machines, ``tag`` of the component, a word and a sentence."""

    state: str
    tag: str
    label: str
    text: str


def clock(moment: datetime) -> str:
    """Return a moment of the server's clock as messages write it."""
    return date_format(timezone.localtime(moment), "H:i d/m/Y")


def status(round: Round, at: datetime | None = None) -> Status:  # noqa: A002 - the glossary's word
    """Return what state the round is in at that moment, in words."""
    moment = at or timezone.now()
    state = round.state(moment)
    if state == "draft":
        label, text = _("Còn soạn thảo"), _("Chưa mở; đơn vị chưa thấy đợt xét này.")
    elif state == "upcoming":
        label, text = (
            _("Sắp mở"),
            _("Mở nhận hồ sơ lúc %(opens)s.") % {"opens": clock(round.opens_at)},
        )
    elif state == "open":
        label, text = _("Đang nhận hồ sơ"), _left(round.deadline, moment)
    else:
        label, text = (
            _("Đã đóng"),
            _("Đã hết hạn nhận hồ sơ lúc %(deadline)s.") % {"deadline": clock(round.deadline)},
        )
    return Status(state, STATE_TAGS[state], label, text)


def days_left(until: datetime, at: datetime) -> int:
    """Return how many midnights of the server's place lie between two moments."""
    return (timezone.localtime(until).date() - timezone.localtime(at).date()).days


def _left(until: datetime, at: datetime) -> str:
    days = days_left(until, at)
    if days == 0:
        return _("Hết hạn hôm nay, lúc %(deadline)s.") % {"deadline": clock(until)}
    return ngettext("Còn %(days)d ngày, đến %(deadline)s.", "Còn %(days)d ngày, đến %(deadline)s.", days) % {
        "days": days,
        "deadline": clock(until),
    }


# Who files where ---------------------------------------------------------------------------------------------------


def ancestors(unit_ids: Collection[int]) -> dict[int, frozenset[int]]:
    """Return for each unit the ids of all that stand above it (one query for each level of the tree)."""
    above: dict[int, int | None] = {}
    level = set(unit_ids)
    while level:
        found = dict(Unit.objects.filter(pk__in=level).values_list("pk", "parent_id"))
        above.update(found)
        level = {parent for parent in found.values() if parent is not None and parent not in above}
    lines: dict[int, frozenset[int]] = {}
    for unit_id in unit_ids:
        line: set[int] = set()
        step = above.get(unit_id)
        while step is not None and step not in line:
            line.add(step)
            step = above.get(step)
        lines[unit_id] = frozenset(line)
    return lines


def _admits(round_: Round, unit: Unit, above: frozenset[int], *, has_places: bool) -> bool:
    if has_places or unit.pk == round_.unit_id:
        return True
    if round_.parent_id or round_.unit.kind not in GATHERING:
        return round_.unit_id in above
    parent = unit.parent
    return parent is None or parent.pk == round_.unit_id or parent.kind in GATHERING


def admits(round: Round, unit: Unit) -> bool:  # noqa: A002
    """Whether ``unit`` files in ``round``: into a round of the Sở what stands on its own, into an internal round what
    stands below the unit that opened it; a unit with places of its own in the allocation always.
    """
    has_places = RoundQuota.objects.filter(round=round, unit=unit).exists()
    return _admits(round, unit, ancestors([unit.pk])[unit.pk], has_places=has_places)


def require_unit(round: Round, unit: Unit) -> None:  # noqa: A002
    """Raise ``NotAllowed`` when ``unit`` does not file in ``round``; the message says where it does."""
    if admits(round, unit):
        return
    if round.parent_id or round.unit.kind not in GATHERING:
        raise NotAllowed(
            _("Đợt xét này chỉ nhận hồ sơ của các khoa, phòng, trạm thuộc “%(unit)s”.")
            % {"unit": round.unit.name}
        )
    raise NotAllowed(
        _("“%(unit)s” gửi hồ sơ về “%(parent)s” trong đợt xét cấp cơ sở; đơn vị ấy chọn và gửi lên.")
        % {"unit": unit.name, "parent": unit.parent.name if unit.parent else round.unit.name}
    )


@dataclass(frozen=True, slots=True)
class Opening:
    """A round that takes dossiers now from ``units``; ``late`` maps a unit's id to until when it may although it is over."""

    round: Round
    units: tuple[Unit, ...]
    late: Mapping[int, datetime]

    def until(self, unit: Unit) -> datetime:
        return self.late.get(unit.pk, self.round.deadline)


def openings(units: Sequence[Unit], at: datetime) -> list[Opening]:
    """Return the rounds that take dossiers of ``units`` at ``at``, nearest deadline first, late exceptions included.

    The number of queries does not grow with rounds or units (only with the depth of the tree).
    """
    if not units:
        return []
    late: dict[tuple[int, int], datetime] = {}
    for row in LateException.objects.filter(unit__in=units, until__gte=at, withdrawn_at__isnull=True):
        key = (row.round_id, row.unit_id)
        late[key] = max(row.until, late.get(key, row.until))
    found = list(
        Round.objects.filter(is_draft=False, opens_at__lte=at)
        .filter(models.Q(deadline__gte=at) | models.Q(pk__in={key[0] for key in late}))
        .select_related("unit", "parent")
        .order_by("deadline", "pk")
    )
    if not found:
        return []
    # Only a round of a unit asks who stands above whom.
    asks = any(row.parent_id or row.unit.kind not in GATHERING for row in found)
    above = ancestors([unit.pk for unit in units]) if asks else dict[int, frozenset[int]]()
    parents = {
        row.pk: row
        for row in Unit.objects.filter(pk__in=[unit.parent_id for unit in units if unit.parent_id])
    }
    for unit in units:
        if unit.parent_id:
            unit.parent = parents[unit.parent_id]
    places = set(
        RoundQuota.objects.filter(round__in=found, unit__in=units).values_list("round_id", "unit_id")
    )
    openings_found = []
    for round_ in found:
        is_open = round_.is_open(at)
        admitted = tuple(
            unit
            for unit in units
            if (is_open or (round_.pk, unit.pk) in late)
            and _admits(
                round_, unit, above.get(unit.pk, frozenset()), has_places=(round_.pk, unit.pk) in places
            )
        )
        if admitted:
            own = {
                unit.pk: late[round_.pk, unit.pk]
                for unit in admitted
                if (round_.pk, unit.pk) in late and late[round_.pk, unit.pk] > round_.deadline
            }
            openings_found.append(Opening(round_, admitted, own))
    return openings_found


# Deadlines ---------------------------------------------------------------------------------------------------------


def exception_for(round: Round, unit: Unit | int, at: datetime) -> LateException | None:  # noqa: A002
    """Return the exception by which ``unit`` may file late at ``at``, the longest one."""
    return (
        LateException.objects.filter(round=round, unit=unit, until__gte=at, withdrawn_at__isnull=True)
        .order_by("-until")
        .first()
    )


def require_open(round: Round, unit: Unit | int, at: datetime) -> None:  # noqa: A002
    """Raise ``TooLate`` with the deadline and the server's time unless ``unit`` may file at ``at``."""
    state = round.state(at)
    if state == "open" or (state == "closed" and exception_for(round, unit, at)):
        return
    if state != "closed":
        raise TooLate(
            _("Đợt xét chưa mở nhận hồ sơ; mở lúc %(opens)s. Giờ máy chủ bây giờ là %(now)s.")
            % {"opens": clock(round.opens_at), "now": clock(at)}
        )
    last = (
        LateException.objects.filter(round=round, unit=unit, withdrawn_at__isnull=True)
        .order_by("-until")
        .first()
    )
    if last is not None:
        raise TooLate(
            _(
                "Đã hết hạn nhận hồ sơ lúc %(deadline)s; thời hạn được cho phép gửi muộn cũng đã hết lúc %(until)s. Giờ máy chủ bây giờ là %(now)s."
            )
            % {"deadline": clock(round.deadline), "until": clock(last.until), "now": clock(at)}
        )
    raise TooLate(
        _("Đã hết hạn nhận hồ sơ lúc %(deadline)s. Giờ máy chủ bây giờ là %(now)s.")
        % {"deadline": clock(round.deadline), "now": clock(at)}
    )


def require_in_time(row: Nomination | NomineeList, at: datetime) -> None:
    """Raise ``TooLate`` unless the unit may file or confirm ``row`` at ``at``: before the deadline of its round, and what
    the desk returned until the day it was given, also after the unit's head sent it back in between.
    """
    if not row.return_round:
        require_open(row.round, row.unit_id, at)
    elif row.due_at and at > row.due_at:
        raise TooLate(
            _("Đã hết hạn bổ sung lúc %(deadline)s. Giờ máy chủ bây giờ là %(now)s.")
            % {"deadline": clock(row.due_at), "now": clock(at)}
        )


def last_moments(
    rows: Collection[Nomination] | Collection[NomineeList], *, over_at: datetime | None = None
) -> dict[int, datetime]:
    """Return by id until when its unit may file each row: what the desk returned until the day it was given (without a
    day there is no entry), everything else until the deadline of its round or, later, of an exception. One query at most;
    with ``over_at`` exceptions are asked for only where the deadline is before that moment.
    """
    found: dict[int, datetime] = {}
    waiting = [
        row for row in rows if not row.return_round and (over_at is None or row.round.deadline < over_at)
    ]
    late: dict[tuple[int, int], datetime] = {}
    if waiting:
        for round_id, unit_id, until in LateException.objects.filter(
            round__in={row.round_id for row in waiting},
            unit__in={row.unit_id for row in waiting},
            withdrawn_at__isnull=True,
        ).values_list("round_id", "unit_id", "until"):
            late[round_id, unit_id] = max(until, late.get((round_id, unit_id), until))
    for row in rows:
        if not row.return_round:
            deadline = row.round.deadline
            found[row.pk] = max(deadline, late.get((row.round_id, row.unit_id), deadline))
        elif row.due_at is not None:
            found[row.pk] = row.due_at
    return found


def in_time(at: datetime) -> models.Q:
    """Return the condition on dossiers (or lists) whose unit may still file although the round is over."""
    exceptions = LateException.objects.filter(
        round=models.OuterRef("round"),
        unit=models.OuterRef("unit"),
        until__gte=at,
        withdrawn_at__isnull=True,
    )
    return models.Q(models.Exists(exceptions))


@transaction.atomic
def grant_exception(
    *,
    round: Round,  # noqa: A002
    unit: Unit,
    until: datetime,
    reason: str,
    actor: User,
    at: datetime | None = None,
) -> LateException:
    """Let one unit file until a moment although the round is over. Drafts that fell overdue are drafts again.

    An act of the standing body, with a reason, recorded on the round and told to the unit. Raises ``NotAllowed``,
    ``ReasonMissing`` and ``DomainError``.
    """
    moment = at or timezone.now()
    role = grants(actor).first(frozenset({Role.STANDING_BODY}), round.unit_id)
    if role is None:
        raise NotAllowed(_("Chỉ thường trực Hội đồng được cho phép gửi muộn."))
    if not reason.strip():
        raise ReasonMissing(_("Hãy ghi lý do cho phép gửi muộn."))
    locked = Round.objects.select_for_update().get(pk=round.pk)
    if locked.is_draft:
        raise IllegalMove(_("Đợt xét còn soạn thảo nên chưa có hạn để cho phép gửi muộn."))
    if until <= moment or until <= locked.deadline:
        raise DomainError(
            _(
                "Thời điểm cho phép phải sau hạn của đợt xét (%(deadline)s) và sau bây giờ (%(now)s theo giờ máy chủ)."
            )
            % {"deadline": clock(locked.deadline), "now": clock(moment)}
        )
    require_unit(locked, unit)
    granted = LateException.objects.create(
        round=locked, unit=unit, until=until, reason=reason.strip(), granted_by=actor, granted_at=moment
    )
    events.record(
        subject=locked,
        act="grant_exception",
        actor=actor,
        role=role,
        reason=reason,
        data={"unit": unit.code, "until": until.isoformat(), "exception": granted.public_id},
        at=moment,
    )
    _reopen(locked, actor=actor, role=role, reason=reason, at=moment, unit=unit)
    return granted


def _reopen(
    round_: Round, *, actor: User, role: str, reason: str, at: datetime, unit: Unit | None = None
) -> None:
    """Make the drafts that fell overdue with the round drafts again: those of ``unit``, without it of everybody.

    What the desk returned has a day of its own and stays overdue.
    """
    late = Nomination.objects.filter(round=round_, state=NominationState.OVERDUE, return_round=0)
    if unit is not None:
        late = late.filter(unit=unit)
    for dossier in late.select_for_update(of=("self",)).order_by("pk"):
        if Nomination.objects.filter(pk=dossier.pk, state=NominationState.OVERDUE).update(
            state=NominationState.DRAFT, state_since=at, version=models.F("version") + 1
        ):
            events.record(
                subject=dossier,
                act="reopen",
                actor=actor,
                role=role,
                source=NominationState.OVERDUE,
                target=NominationState.DRAFT,
                reason=reason,
                at=at,
            )


@transaction.atomic
def withdraw_exception(*, exception: LateException, reason: str, actor: User) -> None:
    """End an exception before its time. What was filed under it stays filed."""
    role = grants(actor).first(frozenset({Role.STANDING_BODY}), exception.round.unit_id)
    if role is None:
        raise NotAllowed(_("Chỉ thường trực Hội đồng được thu hồi việc cho phép gửi muộn."))
    if not reason.strip():
        raise ReasonMissing(_("Hãy ghi lý do."))
    locked = Round.objects.select_for_update().get(pk=exception.round_id)
    if not LateException.objects.filter(pk=exception.pk, withdrawn_at__isnull=True).update(
        withdrawn_at=timezone.now()
    ):
        raise IllegalMove(_("Việc cho phép này đã được thu hồi."))
    events.record(
        subject=locked,
        act="withdraw_exception",
        actor=actor,
        role=role,
        reason=reason,
        data={"unit": exception.unit.code, "exception": exception.public_id},
    )


# Drafting and opening ----------------------------------------------------------------------------------------------


def _role_on(round_: Round, actor: User) -> str:
    """Return the role by which ``actor`` keeps the round: the standing body, or the unit for its internal rounds."""
    held = grants(actor)
    roles = frozenset({Role.STANDING_BODY}) if round_.parent_id is None else OPENERS
    role = held.first(roles, round_.unit_id)
    if role is None:
        raise NotAllowed(
            _("Chỉ thường trực Hội đồng được soạn và mở đợt xét.")
            if round_.parent_id is None
            else _("Chỉ đầu mối hoặc thủ trưởng của “%(unit)s” được làm việc này với đợt xét cấp cơ sở.")
            % {"unit": round_.unit.name}
        )
    return held.written(role, round_.unit_id)


def _check(round_: Round) -> None:
    if not round_.title:
        raise DomainError(_("Đợt xét cần có tên."))
    if round_.opens_at >= round_.deadline:
        raise DomainError(_("Hạn nhận hồ sơ phải sau lúc mở nhận hồ sơ."))
    forms.require_known(round_)
    parent = round_.parent
    if parent is None:
        return
    if parent.parent_id is not None:
        raise DomainError(
            _("Đợt xét cấp cơ sở chỉ mở dưới một đợt xét của cấp trên, không dưới một đợt cấp cơ sở.")
        )
    if parent.is_draft:
        raise DomainError(_("Đợt xét của cấp trên chưa được mở."))
    if round_.deadline >= parent.deadline:
        raise DomainError(
            _("Hạn của đợt xét cấp cơ sở phải trước hạn của cấp trên (%(deadline)s).")
            % {"deadline": clock(parent.deadline)}
        )


@transaction.atomic
def keep(
    *, row: Round, actor: User, fields: Sequence[str], related: Callable[[], Any] | None = None
) -> Round:
    """Save a round the desk drafted or changed. An open round keeps subject and clock: a deadline is moved by ``extend``.

    ``related`` saves awards, allocation and papers. Raises ``NotAllowed`` and ``DomainError``.
    """
    created = row.pk is None
    before = None if created else Round.objects.select_for_update().get(pk=row.pk)
    role = _role_on(row, actor)
    if before is not None and not before.is_draft:
        moved = [
            name
            for name in ("unit_id", "parent_id", "subject", "opens_at", "deadline")
            if getattr(before, name) != getattr(row, name)
        ]
        if moved:
            raise DomainError(
                _("Đợt xét đã mở: không đổi đơn vị, đối tượng, giờ mở ở đây; đổi hạn bằng việc “Gia hạn”.")
            )
    _check(row)
    row.is_draft = before.is_draft if before is not None else True
    row.save()
    if related is not None:
        related()
    if not row.is_draft:
        _require_no_orphans(row)
    events.record(
        subject=row,
        act="enter" if created else "change",
        actor=actor,
        role=role,
        data={"fields": sorted(fields)},
    )
    outbox.record(row)
    return row


def _require_no_orphans(round_: Round) -> None:
    """An award that has dossiers in an open round stays among its awards."""
    orphan = (
        Nomination.objects.filter(round=round_)
        .exclude(award__in=round_.awards.all())
        .exclude(state__in=[NominationState.WITHDRAWN, NominationState.OVERDUE])
        .select_related("award")
        .first()
    )
    if orphan is not None:
        raise DomainError(
            _("Đã có hồ sơ đề nghị “%(award)s” trong đợt xét này nên không bỏ được danh hiệu, hình thức ấy.")
            % {"award": orphan.award.name}
        )


@transaction.atomic
def open_round(*, round: Round, actor: User, at: datetime | None = None) -> Round:  # noqa: A002
    """Open a drafted round: from then on units see it; it takes dossiers from ``opens_at`` and closes by the clock."""
    moment = at or timezone.now()
    locked = Round.objects.select_for_update(of=("self",)).select_related("unit", "parent").get(pk=round.pk)
    role = _role_on(locked, actor)
    if not locked.is_draft:
        raise IllegalMove(_("Đợt xét này đã được mở."))
    _check(locked)
    if locked.deadline <= moment:
        raise TooLate(
            _("Hạn nhận hồ sơ %(deadline)s đã qua (giờ máy chủ %(now)s). Hãy sửa hạn rồi mở.")
            % {"deadline": clock(locked.deadline), "now": clock(moment)}
        )
    awards = list(locked.awards.all())
    if not awards:
        raise DomainError(_("Hãy chọn ít nhất một danh hiệu, hình thức trước khi mở đợt xét."))
    subjects = {
        kind
        for kind in SubjectKind.values
        if AwardSubject(locked.subject).admits(kind)
        and any(AwardSubject(award.subject).admits(kind) for award in awards)
    }
    if not subjects:
        raise DomainError(_("Không danh hiệu, hình thức nào đã chọn dành cho đối tượng của đợt xét."))
    if not Round.objects.filter(pk=locked.pk, is_draft=True).update(
        is_draft=False, opened_at=moment, opened_by=actor
    ):
        raise IllegalMove(_("Đợt xét này đã được mở."))
    events.record(
        subject=locked,
        act="open",
        actor=actor,
        role=role,
        source="draft",
        target="open",
        data={"opens_at": locked.opens_at.isoformat(), "deadline": locked.deadline.isoformat()},
        at=moment,
    )
    locked.refresh_from_db()
    outbox.record(locked)
    return locked


@transaction.atomic
def back_to_draft(*, round: Round, reason: str, actor: User) -> Round:  # noqa: A002
    """Take back the opening of a round in which nothing was filed yet."""
    if not reason.strip():
        raise ReasonMissing(_("Hãy ghi lý do."))
    locked = Round.objects.select_for_update(of=("self",)).select_related("unit", "parent").get(pk=round.pk)
    role = _role_on(locked, actor)
    if locked.is_draft:
        raise IllegalMove(_("Đợt xét này còn soạn thảo."))
    if locked.nominations.exists() or locked.lists.exists() or locked.internal_rounds.exists():
        raise IllegalMove(_("Đã có hồ sơ, danh sách hoặc đợt xét cấp cơ sở nên không đưa về soạn thảo được."))
    Round.objects.filter(pk=locked.pk).update(is_draft=True, opened_at=None, opened_by=None)
    events.record(
        subject=locked,
        act="back_to_draft",
        actor=actor,
        role=role,
        source="open",
        target="draft",
        reason=reason,
    )
    locked.refresh_from_db()
    outbox.record(locked)
    return locked


@transaction.atomic
def extend(
    *,
    round: Round,  # noqa: A002
    deadline: datetime,
    reason: str,
    actor: User,
    at: datetime | None = None,
) -> Round:
    """Move the deadline of an open round for everybody, with a reason. It may become later, never earlier.

    After the round was over drafts that fell overdue are drafts again. Raises ``NotAllowed``, ``ReasonMissing`` and
    ``DomainError``.
    """
    moment = at or timezone.now()
    if not reason.strip():
        raise ReasonMissing(_("Hãy ghi lý do gia hạn."))
    locked = Round.objects.select_for_update(of=("self",)).select_related("unit", "parent").get(pk=round.pk)
    role = _role_on(locked, actor)
    if locked.is_draft:
        raise IllegalMove(_("Đợt xét còn soạn thảo: hãy sửa hạn ở mục sửa."))
    if deadline <= locked.deadline:
        raise DomainError(
            _("Hạn mới phải sau hạn hiện nay (%(deadline)s); đơn vị đã được báo hạn này.")
            % {"deadline": clock(locked.deadline)}
        )
    if deadline <= moment:
        raise DomainError(_("Hạn mới phải sau bây giờ (%(now)s theo giờ máy chủ).") % {"now": clock(moment)})
    before = locked.deadline
    locked.deadline = deadline
    _check(locked)
    locked.save(update_fields=["deadline"])
    events.record(
        subject=locked,
        act="extend",
        actor=actor,
        role=role,
        reason=reason,
        data={"from": before.isoformat(), "to": deadline.isoformat()},
        at=moment,
    )
    _reopen(locked, actor=actor, role=role, reason=reason, at=moment)
    outbox.record(locked)
    return locked


# Internal rounds ---------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True, kw_only=True)
class InternalPlan:
    """What a unit says of its internal round. ``places``: (unit id, kind) → how many that khoa, phòng or trạm proposes."""

    title: str
    opens_at: datetime
    deadline: datetime
    awards: Sequence[Award]
    individual_quota: int | None = None
    collective_quota: int | None = None
    criteria: str = ""
    contact: str = ""
    places: Mapping[tuple[int, str], int] | None = None


@transaction.atomic
def keep_internal(
    *,
    parent: Round,
    unit: Unit,
    plan: InternalPlan,
    actor: User,
    round: Round | None = None,  # noqa: A002
) -> Round:
    """Draft (or change) an internal round of ``unit`` under ``parent``. ``open_round`` opens it.

    Its awards are among those of the round above, its deadline is before. Once it is open only title, criteria, contact
    and places change. Raises ``NotAllowed`` and ``DomainError``.
    """
    require_unit(parent, unit)
    if round is None:
        kept = Round(unit=unit, parent=parent, subject=parent.subject, is_draft=True)
        legal = parent.legal_basis
        kept.legal_basis = legal
    else:
        kept = Round.objects.select_for_update(of=("self",)).select_related("unit", "parent").get(pk=round.pk)
        if kept.parent_id != parent.pk or kept.unit_id != unit.pk:
            raise DomainError(_("Đợt xét cấp cơ sở không thuộc đơn vị hoặc đợt xét này."))
    role = _role_on(kept, actor)
    allowed = set(parent.awards.values_list("pk", flat=True))
    if not plan.awards:
        raise DomainError(_("Hãy chọn ít nhất một danh hiệu, hình thức."))
    if not {award.pk for award in plan.awards} <= allowed:
        raise DomainError(_("Chỉ chọn danh hiệu, hình thức của đợt xét cấp trên."))
    kept.title = normalize(plan.title)
    kept.criteria = plan.criteria.strip()
    kept.contact = normalize(plan.contact)
    kept.individual_quota, kept.collective_quota = plan.individual_quota, plan.collective_quota
    if kept.is_draft:
        kept.opens_at, kept.deadline = plan.opens_at, plan.deadline
    elif (kept.opens_at, kept.deadline) != (plan.opens_at, plan.deadline):
        raise DomainError(_("Đợt xét đã mở: đổi hạn bằng việc “Gia hạn”."))
    _check(kept)
    created = kept.pk is None
    kept.save()
    kept.awards.set(plan.awards)
    if not kept.is_draft:
        _require_no_orphans(kept)
    if plan.places is not None:
        allot(round=kept, places=plan.places, actor=actor)
    events.record(
        subject=kept,
        act="enter" if created else "change",
        actor=actor,
        role=role,
        data={"parent": parent.public_id, "unit": unit.code},
    )
    return kept


# Allocation --------------------------------------------------------------------------------------------------------


@transaction.atomic
def allot(
    *,
    round: Round,  # noqa: A002
    places: Mapping[tuple[int, str], int | None],
    actor: User,
) -> int:
    """Set how many each unit may propose: (unit id, kind) → places, None for the round's own number. Returns how many
    changed. What is not named stays. A number below what a unit has filed already is refused with the unit's name.
    """
    locked = Round.objects.select_for_update(of=("self",)).select_related("unit", "parent").get(pk=round.pk)
    role = _role_on(locked, actor)
    known = {(row.unit_id, row.kind): row for row in RoundQuota.objects.filter(round=locked)}
    units = Unit.objects.in_bulk({unit_id for unit_id, _kind in places})
    if locked.parent_id is not None:
        above = ancestors(list(units))
        for unit_id, unit in units.items():
            if unit_id != locked.unit_id and locked.unit_id not in above[unit_id]:
                raise NotAllowed(
                    _("“%(unit)s” không thuộc “%(parent)s”.")
                    % {"unit": unit.name, "parent": locked.unit.name}
                )
    used = used_places(round=locked)
    changed: dict[str, int | None] = {}
    for (unit_id, kind), number in places.items():
        row = known.get((unit_id, kind))
        if (row.places if row else None) == number:
            continue
        if number is not None and number < used.get((unit_id, kind), 0):
            raise DomainError(
                _("“%(unit)s” đã gửi %(used)d hồ sơ nên không giảm số lượng xuống %(number)d được.")
                % {"unit": units[unit_id].name, "used": used[unit_id, kind], "number": number}
            )
        if number is None:
            if row is not None:
                row.delete()
        elif row is None:
            RoundQuota.objects.create(round=locked, unit=units[unit_id], kind=kind, places=number)
        else:
            RoundQuota.objects.filter(pk=row.pk).update(places=number)
        changed[f"{units[unit_id].code}:{kind}"] = number
    if changed:
        events.record(subject=locked, act="allot", actor=actor, role=role, data={"places": changed})
    return len(changed)


def used_places(*, round: Round) -> dict[tuple[int, str], int]:  # noqa: A002
    """Return how many places each unit uses in the round: (unit id, kind) → number."""
    rows = (
        Nomination.objects.filter(round=round)
        .in_states(COUNTED_IN_QUOTA)
        .values_list("unit_id", "kind")
        .annotate(number=models.Count("pk"))
        .order_by()
    )
    return {(unit_id, kind): number for unit_id, kind, number in rows}


def documents_of(round: Round, kind: str) -> list[RequiredDocument]:  # noqa: A002
    """Return the papers a dossier for that kind of subject holds in this round, in order."""
    return [
        row for row in RequiredDocument.objects.filter(round=round) if AwardSubject(row.subject).admits(kind)
    ]


def stays_at_unit(name: str, nomination: Nomination) -> bool:
    """Whether the move is not for a dossier of an internal round, which only the unit's choice sends up."""
    return nomination.round.parent_id is not None and name not in AT_UNIT_MOVES


def leaving(row: Nomination | NomineeList, moment: datetime) -> dict[str, datetime]:
    """Return the column that a head's confirmation sets: the first one, in a round of the Sở, is when the row left its unit."""
    if row.left_at is not None or row.round.parent_id is not None:
        return {}
    return {"left_at": moment}


def sent_up_from(unit_ids: Collection[int]) -> models.Q:
    """Return the condition on dossiers that those units made in an internal round and that were sent up from it."""
    return models.Q(internal_choice__unit_id__in=unit_ids, internal_choice__goes_up=True)
