"""Score sheets: drafted by one, adopted by another, carried by rounds; points of the unit and of the appraiser.

Maximum, minimum and pass mark are columns of the sheet and are read here, by the unit's form, the desk's form and the check
alike. An adopted sheet is never changed: ``revise`` makes the next version; a round keeps the version it carries.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, Final

from django.db import models, transaction
from django.utils import timezone
from django.utils.formats import number_format
from django.utils.translation import gettext as _

from portal.core.models import User
from portal.core.vietnamese import normalize
from recognition.domain import appraisal, events, nominations
from recognition.domain.errors import (
    DomainError,
    IllegalMove,
    Incomplete,
    NotAllowed,
    ReasonMissing,
    SamePerson,
)
from recognition.domain.roles import grants
from recognition.domain.seen import own_changes
from recognition.domain.statements import number_in
from recognition.enums import EDITABLE_BY_UNIT, PositionGroup, Role, ScoreSheetState, SubjectKind
from recognition.models import (
    Nomination,
    Round,
    RoundScoreSheet,
    Score,
    ScoreCriterion,
    ScoreSheet,
)

POSITION_QUESTION: Final = "position_group"
"""The question of the report whose answer says which criteria of points concern a person."""


@dataclass(frozen=True, slots=True)
class Line:
    """One criterion of the sheet with the points of both sides; ``wrong`` says which bar it misses."""

    criterion: ScoreCriterion
    own: Decimal | None
    own_note: str
    points: Decimal | None
    reason: str

    @property
    def differs(self) -> bool:
        return self.own is not None and self.points is not None and self.own != self.points


@dataclass(frozen=True, slots=True)
class Scored:
    """A dossier on its score sheet."""

    sheet: ScoreSheet
    lines: tuple[Line, ...]

    @property
    def maximum(self) -> Decimal:
        return sum((line.criterion.maximum for line in self.lines), Decimal(0))

    @property
    def own_total(self) -> Decimal | None:
        return _total([line.own for line in self.lines])

    @property
    def total(self) -> Decimal | None:
        return _total([line.points for line in self.lines])

    def as_json(self) -> dict[str, Any]:
        """Return what is kept when an appraisal is signed: the points as they were, with the words they were given for."""
        return {
            "sheet": str(self.sheet),
            "lines": [
                {
                    "criterion": line.criterion.text,
                    "maximum": str(line.criterion.maximum),
                    "own": None if line.own is None else str(line.own),
                    "points": None if line.points is None else str(line.points),
                    "reason": line.reason,
                }
                for line in self.lines
            ],
        }

    def shortfalls(self, *, own: bool) -> list[str]:
        """Return which bars the points of one side miss, in sentences; what is not scored yet misses none."""
        found = []
        for line in self.lines:
            points, bar = (line.own if own else line.points), line.criterion.minimum
            if points is not None and bar is not None and points < bar:
                found.append(
                    _("%(criterion)s: %(points)s điểm, phải đạt %(bar)s.")
                    % {"criterion": line.criterion.text, "points": _shown(points), "bar": _shown(bar)}
                )
        total = self.own_total if own else self.total
        if total is not None and self.sheet.pass_mark is not None and total < self.sheet.pass_mark:
            found.append(
                _("Tổng %(total)s điểm, phải đạt %(bar)s.")
                % {"total": _shown(total), "bar": _shown(self.sheet.pass_mark)}
            )
        return found


def _total(points: Sequence[Decimal | None]) -> Decimal | None:
    if not points or any(one is None for one in points):
        return None
    return sum((one for one in points if one is not None), Decimal(0))


def _shown(points: Decimal) -> str:
    return str(number_format(points.normalize() if points % 1 else points.to_integral_value()))


# The sheet -------------------------------------------------------------------------------------------------------------


def _require_desk(actor: User) -> None:
    if not grants(actor).has(Role.STANDING_BODY):
        raise NotAllowed(_("Chỉ thường trực Hội đồng được sửa bảng điểm."))


@transaction.atomic
def keep(
    *, sheet: ScoreSheet, actor: User, fields: Sequence[str], related: Callable[[], Any] | None = None
) -> ScoreSheet:
    """Save a draft sheet with its criteria (``related``). Raises ``IllegalMove`` for one that was adopted."""
    _require_desk(actor)
    created = sheet.pk is None
    if created:
        sheet.drafted_by = actor
    elif ScoreSheet.objects.select_for_update().get(pk=sheet.pk).state != ScoreSheetState.DRAFT:
        raise IllegalMove(_("Bảng điểm đã được duyệt nên không sửa. Hãy lập phiên bản mới."))
    else:
        # Whoever touched it last drafted it: the second person must be another.
        sheet.drafted_by = actor
    sheet.save()
    if related is not None:
        related()
    events.record(
        subject=sheet,
        act="enter" if created else "change",
        actor=actor,
        role=Role.STANDING_BODY,
        data={"fields": sorted(fields)},
    )
    return sheet


@transaction.atomic
def adopt(*, sheet: ScoreSheet, actor: User, reason: str = "") -> ScoreSheet:
    """A second person puts a draft to use; the version before it ends for new rounds, and stays with its own."""
    _require_desk(actor)
    locked = ScoreSheet.objects.select_for_update(of=("self",)).get(pk=sheet.pk)
    if locked.drafted_by_id == actor.pk:
        raise SamePerson(_("Người soạn bảng điểm không tự duyệt. Cần người thứ hai."))
    lines = list(locked.criteria.all())
    if not lines:
        raise Incomplete([_("ít nhất một tiêu chí")])
    for kind in SubjectKind.values:
        for group in PositionGroup.values:
            maximum = sum((one.maximum for one in lines if _concerns(one, kind, group)), Decimal(0))
            if maximum and locked.pass_mark is not None and locked.pass_mark > maximum:
                raise DomainError(_("Tổng điểm phải đạt lớn hơn tổng điểm tối đa của các tiêu chí."))
    changed = ScoreSheet.objects.filter(pk=locked.pk, state=ScoreSheetState.DRAFT).update(
        state=ScoreSheetState.IN_USE, adopted_by=actor, adopted_at=timezone.now()
    )
    if not changed:
        raise IllegalMove(_("Bảng điểm này đã được duyệt."))
    if locked.previous_id is not None:
        ScoreSheet.objects.filter(pk=locked.previous_id, state=ScoreSheetState.IN_USE).update(
            state=ScoreSheetState.ENDED
        )
    events.record(
        subject=locked,
        act="adopt_score_sheet",
        actor=actor,
        role=Role.STANDING_BODY,
        source=ScoreSheetState.DRAFT,
        target=ScoreSheetState.IN_USE,
        reason=reason,
    )
    locked.refresh_from_db()
    return locked


@transaction.atomic
def revise(*, sheet: ScoreSheet, actor: User, reason: str = "") -> ScoreSheet:
    """Return a draft of the next version with the same criteria; the one in use is not touched."""
    _require_desk(actor)
    locked = ScoreSheet.objects.select_for_update(of=("self",)).get(pk=sheet.pk)
    if locked.state == ScoreSheetState.DRAFT:
        raise IllegalMove(_("Bảng điểm này còn đang soạn: hãy sửa trực tiếp."))
    if locked.next_versions.filter(state=ScoreSheetState.DRAFT).exists():
        raise IllegalMove(_("Đã có phiên bản mới đang soạn."))
    made = ScoreSheet.objects.create(
        title=locked.title,
        version=(
            ScoreSheet.objects.filter(title=locked.title).aggregate(latest=models.Max("version"))["latest"]
            or 0
        )
        + 1,
        previous=locked,
        pass_mark=locked.pass_mark,
        legal_basis=locked.legal_basis,
        article=locked.article,
        drafted_by=actor,
    )
    for line in locked.criteria.all():
        line.pk, line.sheet = None, made
        line.save(force_insert=True)
    events.record(
        subject=made,
        act="enter",
        actor=actor,
        role=Role.STANDING_BODY,
        reason=reason,
        data={"previous": locked.public_id, "version": made.version},
    )
    return made


@transaction.atomic
def carry(
    *,
    round: Round,  # noqa: A002 - the glossary's word
    sheet: ScoreSheet | None,
    actor: User,
    reason: str = "",
) -> None:
    """Let a round carry a sheet in use (None: none). Refused once somebody was scored in it."""
    _require_desk(actor)
    locked = Round.objects.select_for_update(of=("self",)).get(pk=round.pk)
    present = RoundScoreSheet.objects.filter(round=locked).first()
    if (present.sheet_id if present else None) == (sheet.pk if sheet else None):
        return
    if Score.objects.filter(nomination__round=locked).exists():
        raise IllegalMove(_("Đợt xét đã có hồ sơ được chấm điểm nên không đổi bảng điểm."))
    if sheet is not None and sheet.state != ScoreSheetState.IN_USE:
        raise IllegalMove(_("Chỉ gắn được bảng điểm đang dùng."))
    if sheet is None:
        RoundScoreSheet.objects.filter(round=locked).delete()
    else:
        RoundScoreSheet.objects.update_or_create(round=locked, defaults={"sheet": sheet})
    events.record(
        subject=locked,
        act="carry_score_sheet",
        actor=actor,
        role=Role.STANDING_BODY,
        reason=reason,
        data={"sheet": sheet.public_id if sheet else ""},
    )


# Points ----------------------------------------------------------------------------------------------------------------


def _concerns(criterion: ScoreCriterion, kind: str, group: str) -> bool:
    if criterion.kind and criterion.kind != kind:
        return False
    return kind == SubjectKind.COLLECTIVE or not criterion.position_group or criterion.position_group == group


def position_group(nomination: Nomination) -> str:
    """Return whether the subject leads (a ``PositionGroup`` value), empty while the report does not say. Collectives: empty."""
    if nomination.kind == SubjectKind.COLLECTIVE:
        return ""
    said = str(nomination.report.get(POSITION_QUESTION) or "")
    if not said:
        return ""
    return PositionGroup.LEADER.value if said == PositionGroup.LEADER else PositionGroup.STAFF.value


def needs_group(nomination: Nomination) -> bool:
    """Whether the sheet of the round differs by position group for this kind of subject."""
    return (
        nomination.kind == SubjectKind.INDIVIDUAL
        and ScoreCriterion.objects.filter(sheet__round_links__round=nomination.round_id)
        .exclude(position_group="")
        .exists()
    )


def of_dossier(nomination: Nomination) -> Scored | None:
    """Return the dossier on the sheet its round carries, None where the round carries none. Three queries."""
    link = (
        RoundScoreSheet.objects.filter(round=nomination.round_id)
        .select_related("sheet", "sheet__legal_basis")
        .first()
    )
    if link is None:
        return None
    criteria = list(ScoreCriterion.objects.filter(sheet=link.sheet))
    group = position_group(nomination) if any(one.position_group for one in criteria) else ""
    kept = {row.criterion_id: row for row in Score.objects.filter(nomination=nomination)}
    lines = []
    for one in criteria:
        if not _concerns(one, nomination.kind, group):
            continue
        row = kept.get(one.pk)
        lines.append(
            Line(
                criterion=one,
                own=row.own_points if row else None,
                own_note=row.own_note if row else "",
                points=row.points if row else None,
                reason=row.reason if row else "",
            )
        )
    return Scored(link.sheet, tuple(lines))


def points_typed(criterion: ScoreCriterion, text: str) -> tuple[Decimal | None, str | None]:
    """Return the points that a person typed, None where nothing stands, and why they cannot be given."""
    found = number_in(text)
    if text.strip() and found is None:
        return None, _("Hãy ghi một số, ví dụ 8,5.")
    return found, points_problem(criterion, found)


def points_problem(criterion: ScoreCriterion, points: Decimal | None) -> str | None:
    """Return why points cannot be given for a criterion, None when they can."""
    if points is None:
        return None
    if not points.is_finite() or points < 0:
        return _("Điểm không thể nhỏ hơn 0.")
    if points > criterion.maximum:
        return _("Nhiều nhất %(maximum)s điểm.") % {"maximum": _shown(criterion.maximum)}
    if points != points.quantize(Decimal("0.01")):
        return _("Nhiều nhất hai chữ số sau dấu phẩy.")
    return None


def _with_the_unit(nomination: Nomination, actor: User) -> Nomination:
    locked = Nomination.objects.select_for_update(of=("self",)).get(pk=nomination.pk)
    if not grants(actor).has(Role.FOCAL_POINT, locked.unit_id):
        raise NotAllowed(_("Chỉ đầu mối của đơn vị được tự chấm điểm."))
    if locked.state not in EDITABLE_BY_UNIT:
        raise IllegalMove(_("Hồ sơ không còn ở bước soạn thảo nên không chấm điểm được."))
    return locked


def _line_of(nomination: Nomination, criterion: ScoreCriterion) -> Line:
    scored = of_dossier(nomination)
    for line in scored.lines if scored else ():
        if line.criterion.pk == criterion.pk:
            return line
    raise DomainError(_("Tiêu chí này không thuộc bảng điểm của hồ sơ."))


@transaction.atomic
def score_own(
    *,
    nomination: Nomination,
    criterion: ScoreCriterion,
    points: Decimal | None,
    note: str,
    actor: User,
    seen: Mapping[str, str] | None = None,
) -> None:
    """Keep the unit's own points for a criterion (None takes them back).

    With ``seen`` (marks of the ``points`` and ``note`` that the page was drawn with) only what the person changed is
    written; what a colleague changed too raises ``Overtaken``.
    """
    locked = _with_the_unit(nomination, actor)
    line = _line_of(locked, criterion)
    if why := points_problem(line.criterion, points):
        raise DomainError(f"{line.criterion.text}: {why}")
    changes = own_changes(
        {"points": points, "note": normalize(note)[:500]},
        {"points": line.own, "note": line.own_note},
        seen,
    )
    if not changes:
        return
    points, clean = changes.get("points", line.own), changes.get("note", line.own_note)
    # What the appraiser gave before a return stands against other points now: it is given anew.
    Score.objects.update_or_create(
        nomination=locked,
        criterion=line.criterion,
        defaults={
            "own_points": points,
            "own_note": clean,
            "own_by": actor,
            "own_at": timezone.now(),
            **(
                {}
                if line.own == points
                else {"points": None, "reason": "", "scored_by": None, "scored_at": None}
            ),
        },
    )
    events.record(
        subject=locked,
        act="score_own",
        actor=actor,
        role=Role.FOCAL_POINT,
        data={"criterion": line.criterion.text, "points": "" if points is None else str(points)},
    )


@transaction.atomic
def score(
    *, nomination: Nomination, criterion: ScoreCriterion, points: Decimal | None, reason: str, actor: User
) -> None:
    """Keep the appraiser's points; other points than the unit's own need a reason.

    Raises ``ReasonMissing``, ``SamePerson`` and ``IllegalMove`` as ``appraisal.open_sheet`` does.
    """
    locked = Nomination.objects.select_for_update(of=("self",)).get(pk=nomination.pk)
    if words := appraisal.why_not(locked, actor):
        if actor.pk == locked.received_by_id:
            raise SamePerson(words)
        raise NotAllowed(words)
    if not nominations.at_desk(actor).filter(pk=locked.pk).exists():
        raise NotAllowed(_("Bạn không được xem hồ sơ này."))
    line = _line_of(locked, criterion)
    if why := points_problem(line.criterion, points):
        raise DomainError(f"{line.criterion.text}: {why}")
    clean = reason.strip()
    if points is not None and line.own is not None and points != line.own and not clean:
        raise ReasonMissing(
            _("%(criterion)s: đơn vị tự chấm %(own)s điểm. Hãy ghi lý do chấm khác.")
            % {"criterion": line.criterion.text, "own": _shown(line.own)}
        )
    if (line.points, line.reason) == (points, clean):
        return
    Score.objects.update_or_create(
        nomination=locked,
        criterion=line.criterion,
        defaults={
            "points": points,
            "reason": clean[:1000],
            "scored_by": actor,
            "scored_at": timezone.now(),
        },
    )
    events.record(
        subject=locked,
        act="score",
        actor=actor,
        role=Role.STANDING_BODY,
        reason=clean,
        data={
            "criterion": line.criterion.text,
            "points": "" if points is None else str(points),
            "own": "" if line.own is None else str(line.own),
        },
    )
