"""What happens to a nomination. One door for the form, the admin, the API, the importer and the demo."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any, Final

from django.core.files.base import File
from django.db import models, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from portal.core.models import User
from portal.core.public_id import new_public_id
from portal.core.vietnamese import fold, normalize
from recognition.domain import (
    delegations,
    events,
    forms,
    recusal,
    returns,
    rounds,
    rules,
    sealed_papers,
    terms,
)
from recognition.domain.errors import (
    DomainError,
    Duplicate,
    IllegalMove,
    Incomplete,
    NotAllowed,
    QuotaExceeded,
    ReasonMissing,
    Recused,
    SamePerson,
    StaleVersion,
)
from recognition.domain.lifecycle import NOMINATION_MOVES, Move, find, moves_from
from recognition.domain.roles import Grants, grants
from recognition.enums import (
    AT_DEPARTMENT,
    AT_UNIT,
    COUNTED_IN_QUOTA,
    EDITABLE_BY_UNIT,
    UNIT_ROLES,
    AwardSubject,
    ClearanceAnswer,
    EvidenceState,
    MeritKind,
    NominationState,
    Role,
    ScanState,
    SubjectKind,
)
from recognition.models import (
    Award,
    ClearanceRequest,
    Evidence,
    Honoree,
    LegalInstrument,
    Nomination,
    Round,
    RoundQuota,
    Unit,
)
from recognition.querysets import in_force


@dataclass(frozen=True, slots=True)
class Quota:
    """Places of a unit in a round: ``places`` None is without limit."""

    places: int | None
    used: int

    @property
    def left(self) -> int | None:
        return None if self.places is None else max(0, self.places - self.used)


def quota(*, round: Round, unit: Unit, kind: str) -> Quota:  # noqa: A002 - the glossary's word
    """Return the places ``unit`` has and uses in ``round`` for subjects of ``kind``."""
    own = (
        RoundQuota.objects.filter(round=round, unit=unit, kind=kind).values_list("places", flat=True).first()
    )
    general = round.individual_quota if kind == SubjectKind.INDIVIDUAL else round.collective_quota
    used = Nomination.objects.filter(round=round, unit=unit, kind=kind).in_states(COUNTED_IN_QUOTA).count()
    return Quota(places=own if own is not None else general, used=used)


def at_desk(user: User, held: Grants | None = None) -> models.QuerySet[Nomination]:
    """Return the dossiers ``user`` may judge or audit: those that left their unit, without those they are recused from."""
    held = held or grants(user)
    if not held.any(*recusal.DESK_VIEWERS):
        return Nomination.objects.none()
    return Nomination.objects.filter(_at_desk(user, held))


def _at_desk(user: User, held: Grants) -> models.Q:
    # Neither what no head confirmed, however it ended, nor what is in a unit's internal round has left the unit.
    condition = models.Q(round__parent__isnull=True, left_at__isnull=False)
    units = held.unit_ids(*recusal.DESK_VIEWERS)
    if units is not None:
        condition &= models.Q(unit_id__in=units)
    return condition & ~recusal.condition(user, held)


def visible_to(user: User) -> models.QuerySet[Nomination]:
    """Return the dossiers ``user`` may read: of the own units; at the desk what ``at_desk`` gives."""
    held = grants(user)
    units = held.unit_ids(*UNIT_ROLES) or frozenset()
    condition = models.Q(pk__in=())
    if units:
        condition |= models.Q(unit_id__in=units) | rounds.sent_up_from(units)
    if held.any(*recusal.DESK_VIEWERS):
        condition |= _at_desk(user, held)
    return Nomination.objects.filter(condition)


def may_view(user: User, nomination: Nomination) -> bool:
    """Whether ``user`` may read the dossier."""
    return visible_to(user).filter(pk=nomination.pk).exists()


def may_edit(user: User, nomination: Nomination) -> bool:
    """Whether ``user`` may change answers and evidence now."""
    return nomination.state in EDITABLE_BY_UNIT and grants(user).has(Role.FOCAL_POINT, nomination.unit_id)


def available_moves(
    nomination: Nomination, user: User, *, held: Grants | None = None, judged: bool = False
) -> list[Move]:
    """Return the moves ``user`` may make now: four-eyes rules included, none at the desk for whoever is recused.

    ``judged`` says that the row comes from ``at_desk`` and need not be asked about again; with it and ``held`` the answer
    costs no query where round and unit are loaded.
    """
    held = held or grants(user)
    possible = moves_from(NOMINATION_MOVES, nomination.state)
    judging = any(is_judging(move) and held.any(*move.roles, unit=nomination.unit_id) for move in possible)
    recused = judging and not judged and recusal.ground_of(user, nomination, held) is not None
    return [
        move
        for move in possible
        if move.roles
        and not (recused and is_judging(move))
        and not rounds.stays_at_unit(move.name, nomination)
        and held.any(*move.roles, unit=nomination.unit_id)
        and _forbidden_to(move, nomination, user) is None
    ]


def why_not(nomination: Nomination, name: str, user: User, held: Grants) -> str:
    """Return why ``user`` may not make the move on a row of ``at_desk``, empty where nothing speaks against it.

    A preview for people; ``move`` decides again, under lock.
    """
    step = find(NOMINATION_MOVES, name)
    if not step.starts_from(nomination.state):
        return _("Hồ sơ đang ở bước “%(state)s”.") % {"state": nomination.get_state_display()}
    if not held.any(*step.roles, unit=nomination.unit_id):
        return _("Bạn không có vai trò được làm bước này với hồ sơ này.")
    if rounds.stays_at_unit(name, nomination):
        return _("Hồ sơ còn ở đợt xét cấp cơ sở của đơn vị, chưa gửi Sở Y tế.")
    return _forbidden_to(step, nomination, user) or ""


def is_judging(move: Move) -> bool:
    """Whether the move is made by those who judge, and not by the unit or the clock."""
    return bool(move.roles) and not move.roles & UNIT_ROLES


def _forbidden_to(move: Move, nomination: Nomination, user: User) -> str | None:
    """Return why this person, though of the right role, may not make this move (two persons are needed)."""
    if move.name == "confirm" and user.pk in {nomination.filed_by_id, nomination.created_by_id}:
        return _("Người lập hồ sơ không tự xác nhận. Cần một người khác của đơn vị xác nhận.")
    if move.name == "appraise" and user.pk == nomination.received_by_id:
        return _("Người tiếp nhận không thẩm định hồ sơ ấy. Cần người thứ hai thẩm định.")
    return None


@transaction.atomic
def start(
    *,
    round: Round,  # noqa: A002 - the glossary's word
    unit: Unit,
    award: Award,
    kind: str,
    full_name: str,
    actor: User,
    honoree: Honoree | None = None,
    titles: str = "",
    position: str = "",
    workplace: str = "",
    merit_from: int | None = None,
    merit_until: int | None = None,
    merit_kind: str = MeritKind.ROUTINE,
) -> Nomination:
    """Open a draft dossier. Raises ``NotAllowed``, ``TooLate`` (round not open) and ``DomainError``."""
    if not grants(actor).has(Role.FOCAL_POINT, unit):
        raise NotAllowed(_("Chỉ đầu mối của đơn vị được lập hồ sơ."))
    rounds.require_open(round, unit, timezone.now())
    rounds.require_unit(round, unit)
    if not AwardSubject(award.subject).admits(kind) or not AwardSubject(round.subject).admits(kind):
        raise DomainError(_("Danh hiệu, hình thức này không dành cho đối tượng đã chọn."))
    if not round.awards.filter(pk=award.pk).exists():
        raise DomainError(_("Đợt xét này không xét danh hiệu, hình thức đã chọn."))
    if award.by_list:
        raise DomainError(
            _("“%(award)s” xét theo danh sách: hãy lập một danh sách của đơn vị, không lập hồ sơ từng người.")
            % {"award": award.name}
        )
    name = normalize(full_name)
    if not name:
        raise Incomplete([_("họ và tên, tên tập thể")])
    form = forms.form_in(round, kind, award.code)
    nomination = Nomination(
        round=round,
        unit=unit,
        award=award,
        kind=kind,
        form_code=form.code,
        form_version=form.version,
        honoree=honoree,
        full_name=name,
        titles=normalize(titles),
        position=normalize(position),
        workplace=normalize(workplace) or unit.name,
        merit_from=merit_from,
        merit_until=merit_until,
        merit_kind=merit_kind,
        created_by=actor,
    )
    nomination.save()
    events.record(
        subject=nomination, act="start", actor=actor, role=Role.FOCAL_POINT, target=NominationState.DRAFT
    )
    return nomination


COLUMNS: Final = frozenset(
    {"full_name", "titles", "position", "workplace", "merit_from", "merit_until", "merit_kind", "honoree"}
)
"""Answers that are columns of a dossier; all others stand in its report."""


@dataclass(frozen=True, slots=True)
class Saved:
    """What became of answers that came one by one: kept, kept by somebody else in between, or not to be kept.

    ``problems`` maps the code of a question to the reason.
    """

    nomination: Nomination
    changed: tuple[str, ...] = ()
    conflicts: tuple[str, ...] = ()
    problems: Mapping[str, str] = field(default_factory=dict)


@transaction.atomic
def save_answers(
    *, nomination: Nomination, answers: Mapping[str, Any], actor: User, version: int
) -> Nomination:
    """Store answers of the report and facts about the subject, all or none.

    Keys of ``answers`` that name a column (``COLUMNS``) go there, others into ``report``. Raises ``StaleVersion`` when
    somebody saved after ``version`` was read, ``IllegalMove`` when the dossier is no longer with the unit.
    """
    locked = _writable(nomination, actor)
    _store(locked, answers, actor, version)
    return locked


@transaction.atomic
def save_fields(
    *, nomination: Nomination, answers: Mapping[str, Any], seen: Mapping[str, str], actor: User
) -> Saved:
    """Store answers to questions of the dossier's form, each for itself.

    ``seen`` has for each question the mark (``forms.mark``) of the answer that the person started from. An answer that
    somebody else changed in between is not overwritten but named in ``conflicts``; one that cannot be kept is named in
    ``problems``; the others are stored, so two people in different questions never meet. Unknown questions are passed
    over. Raises ``NotAllowed`` and ``IllegalMove``.
    """
    locked = _writable(nomination, actor)
    questions = {question.code: question for question in forms.form_of(locked).fields}
    kept: dict[str, Any] = {}
    conflicts: list[str] = []
    problems: dict[str, str] = {}
    for code, given in answers.items():
        if code not in questions:
            continue
        question = questions[code]
        value = forms.cleaned(question, given)
        if question.kind == "column":
            value = normalize(value)
        stored = forms.answer(locked, question)
        if forms.mark(value) == forms.mark(stored):
            continue
        if why := forms.problem(question, value):
            problems[code] = why
        elif seen.get(code) != forms.mark(stored):
            conflicts.append(code)
        elif code == "full_name" and not value:
            problems[code] = _("Tên không để trống được; tên đang lưu vẫn được giữ.")
        else:
            kept[code] = value
    changed = _store(locked, kept, actor, locked.version)
    return Saved(locked, tuple(changed), tuple(conflicts), problems)


def _writable(nomination: Nomination, actor: User) -> Nomination:
    locked = _locked(nomination)
    if not grants(actor).has(Role.FOCAL_POINT, locked.unit_id):
        raise NotAllowed(_("Chỉ đầu mối của đơn vị được sửa hồ sơ."))
    if locked.state not in EDITABLE_BY_UNIT:
        raise IllegalMove(_("Hồ sơ không còn ở bước soạn thảo nên không sửa được."))
    return locked


def _store(locked: Nomination, answers: Mapping[str, Any], actor: User, version: int) -> list[str]:
    """Write what differs into the locked row and record it; return the codes that changed."""
    changes: dict[str, Any] = {}
    report = dict(locked.report)
    changed: list[str] = []
    for key, value in answers.items():
        clean = normalize(value) if isinstance(value, str) and key in COLUMNS else value
        if key in COLUMNS:
            if getattr(locked, key) != clean:
                changes[key] = clean
                changed.append(key)
        elif report.get(key, "") != clean:
            report[key] = clean
            changed.append(key)
    if not changed:
        return []
    if "full_name" in changes:
        changes["name_key"] = fold(changes["full_name"])[:255]
    copied = [code for code in locked.copied if code not in changed]
    stored = Nomination.objects.filter(pk=locked.pk, version=version, state=locked.state).update(
        report=report, copied=copied, version=version + 1, **changes
    )
    if not stored:
        raise StaleVersion(
            _(
                "Hồ sơ vừa được lưu ở nơi khác. Nội dung bạn viết chưa mất: hãy đối chiếu hai bản rồi lưu lại."
            ),
            current=locked.version,
        )
    events.record(
        subject=locked, act="save", actor=actor, role=Role.FOCAL_POINT, data={"fields": sorted(changed)}
    )
    locked.refresh_from_db()
    return changed


@transaction.atomic
def attach(
    *,
    nomination: Nomination,
    file: File[Any],
    name: str,
    media_type: str,
    size: int,
    sha256: str,
    actor: User,
    scan: str = ScanState.NONE,
    document: str = "",
) -> Evidence:
    """Keep a checked file as evidence. The edge has already decided type, cleaned and, where it can, scanned it.

    ``document`` is the code of the required document of the round that it is.

    Raises ``Duplicate`` when the dossier holds the same bytes, ``IllegalMove`` when it is not with the unit.
    """
    locked = _locked(nomination)
    if not grants(actor).has(Role.FOCAL_POINT, locked.unit_id):
        raise NotAllowed(_("Chỉ đầu mối của đơn vị được thêm minh chứng."))
    if locked.state not in EDITABLE_BY_UNIT:
        raise IllegalMove(_("Hồ sơ không còn ở bước soạn thảo nên không thêm minh chứng được."))
    if Evidence.objects.filter(nomination=locked, sha256=sha256, state=EvidenceState.RECEIVED).exists():
        raise Duplicate(_("Tệp này đã có trong hồ sơ."))
    evidence = Evidence(
        nomination=locked,
        name=normalize(name)[:255],
        media_type=media_type,
        size=size,
        sha256=sha256,
        scan=scan,
        scanned_at=timezone.now() if scan == ScanState.CLEAN else None,
        document=document[:40],
        uploaded_by=actor,
    )
    suffix = "." + name.rsplit(".", 1)[-1].lower() if "." in name else ""
    evidence.file.save(f"{new_public_id()}{suffix}", file, save=False)
    evidence.save()
    events.record(
        subject=locked,
        act="attach",
        actor=actor,
        role=Role.FOCAL_POINT,
        data={
            "evidence": evidence.public_id,
            "name": evidence.name,
            "sha256": sha256,
            "size": size,
            "scan": str(scan),
        },
    )
    return evidence


@transaction.atomic
def detach(*, evidence: Evidence, actor: User) -> None:
    """Take a file out of a dossier that is with the unit. The file is deleted, the record of it stays."""
    locked = _locked(evidence.nomination)
    if not may_edit(actor, locked):
        raise IllegalMove(_("Hồ sơ không còn ở bước soạn thảo nên không gỡ minh chứng được."))
    taken = Evidence.objects.filter(pk=evidence.pk, state=EvidenceState.RECEIVED).update(
        state=EvidenceState.REMOVED
    )
    if not taken:
        return
    name = evidence.file.name
    events.record(
        subject=locked,
        act="detach",
        actor=actor,
        role=Role.FOCAL_POINT,
        data={"evidence": evidence.public_id, "name": evidence.name, "sha256": evidence.sha256},
    )
    if name:
        storage = evidence.file.storage
        transaction.on_commit(lambda: storage.delete(name))


def missing(nomination: Nomination, round: Round | None = None) -> list[str]:  # noqa: A002 - the glossary's word
    """Return what form and round demand and the dossier lacks, consent apart (it never blocks: DOMAIN 6, rule 12).

    ``round`` is another round than its own, into which it shall go.
    """
    kept = list(
        Evidence.objects.filter(nomination=nomination, state=EvidenceState.RECEIVED).values_list(
            "document", flat=True
        )
    )
    papers = [
        paper.name
        for paper in rounds.documents_of(round or nomination.round, nomination.kind)
        if paper.required and paper.code not in kept
    ]
    return [*forms.missing(nomination, evidence_count=len(kept)), *papers]


@transaction.atomic
def move(
    *,
    nomination: Nomination,
    name: str,
    actor: User | None,
    reason: str = "",
    data: Mapping[str, Any] | None = None,
    at: datetime | None = None,
) -> Nomination:
    """Make one move of ``NOMINATION_MOVES``: lock, check, record, change.

    ``at`` is the server's time of the act (now when left out; only the demo and imports of history pass it).
    Raises ``IllegalMove``, ``NotAllowed``, ``SamePerson``, ``ReasonMissing``, ``Incomplete``, ``TooLate``,
    ``QuotaExceeded`` and ``PaperMissing``. Of two people who make the same move, one makes it and the other gets ``IllegalMove``.
    """
    step = find(NOMINATION_MOVES, name)
    moment = at or timezone.now()
    if name in {"file", "confirm"}:
        # One queue per round, so that places are counted one dossier after the other.
        Round.objects.select_for_update().get(pk=nomination.round_id)
    locked = _locked(nomination)
    role = _role_for(step, locked, actor)
    if locked.round_id != nomination.round_id:
        # The unit sent the dossier up (or took it back) since it was read: another round's places are counted.
        raise IllegalMove(_("Hồ sơ vừa được chuyển sang đợt xét khác. Hãy tải lại trang."))
    if rounds.stays_at_unit(name, locked):
        raise IllegalMove(_("Hồ sơ còn ở đợt xét cấp cơ sở của đơn vị, chưa gửi Sở Y tế."))
    if not step.starts_from(locked.state):
        raise IllegalMove(
            _(
                "Hồ sơ đang ở bước “%(state)s” nên không thể “%(move)s”. Có thể một người khác vừa xử lý; hãy tải lại trang."
            )
            % {"state": locked.get_state_display(), "move": step.label}
        )
    if actor is not None and is_judging(step) and (ground := recusal.ground_of(actor, locked)):
        raise Recused(ground.label)
    if actor is not None and (why := _forbidden_to(step, locked, actor)):
        raise SamePerson(why)
    asked = None
    if name == "return_":
        asked = returns.asked(data or {}, reason, moment)
        reason = asked.words
    if step.needs_reason and not reason.strip():
        raise ReasonMissing(_("Hãy ghi lý do."))
    changes = _consequences(step, locked, actor, reason, dict(data or {}), moment)
    source = locked.state
    changed = Nomination.objects.filter(pk=locked.pk, state=source).update(
        state=step.target,
        state_since=moment,
        version=models.F("version") + 1,
        desk_due_on=_desk_due_on(step, locked, moment),
        **_assignment_after(step),
        **changes,
    )
    if not changed:
        raise IllegalMove(_("Một người khác vừa xử lý hồ sơ này. Hãy tải lại trang."))
    events.record(
        subject=locked,
        act=name,
        actor=actor,
        role=role,
        source=source,
        target=step.target,
        reason=reason,
        data={key: str(value) for key, value in (data or {}).items()},
        at=moment,
    )
    locked.refresh_from_db()
    if asked is not None:
        returns.write(locked, asked, actor=actor, at=moment)
    if name == "confirm":
        recusal.arrived(locked)
    return locked


def _desk_due_on(step: Move, row: Nomination, moment: datetime) -> date | None:
    """Return the last day of the stage that begins: by the stage's term, in clearance by the latest answer."""
    if step.name == "ask_clearance":
        last = _waiting(row).aggregate(last=models.Max("due_at"))["last"]
        return timezone.localtime(last).date() if last else None
    return terms.due_on(step.target, moment)


def _assignment_after(step: Move) -> dict[str, Any]:
    """Whoever received a dossier does not appraise it, and what left the Sở is nobody's there."""
    if step.name == "receive" or step.target not in AT_DEPARTMENT:
        return {"assigned_to": None, "assigned_at": None}
    return {}


def _check_clearance(step: Move, row: Nomination) -> None:
    """A dossier is in clearance exactly while a request waits; only ``domain.clearance`` makes and closes requests."""
    waits = _waiting(row).exists()
    if step.name == "ask_clearance" and not waits:
        raise Incomplete([_("cơ quan được hỏi")])
    if step.name == "clear" and waits:
        raise IllegalMove(_("Còn cơ quan chưa trả lời xác minh."))


def _waiting(row: Nomination) -> models.QuerySet[ClearanceRequest]:
    return ClearanceRequest.objects.filter(nomination=row, answer=ClearanceAnswer.WAITING)


def _locked(nomination: Nomination) -> Nomination:
    return (
        Nomination.objects.select_for_update(of=("self",))
        .select_related("round", "unit", "award")
        .get(pk=nomination.pk)
    )


def _role_for(step: Move, nomination: Nomination, actor: User | None) -> str:
    if actor is None:
        if step.roles:
            raise NotAllowed(_("Bước này phải do một người có vai trò thực hiện."))
        return "clock"
    held: Grants = grants(actor)
    role = held.first(step.roles, nomination.unit_id)
    if role is None:
        raise NotAllowed(_("Bạn không có vai trò được làm bước này với hồ sơ này."))
    return held.written(role, nomination.unit_id)


def _consequences(
    step: Move, row: Nomination, actor: User | None, reason: str, data: dict[str, Any], moment: datetime
) -> dict[str, Any]:
    """Check what this move demands beyond role and state; return the columns it sets."""
    match step.name:
        case "file":
            rounds.require_in_time(row, moment)
            if lacking := missing(row):
                raise Incomplete(lacking)
            if row.state not in COUNTED_IN_QUOTA:
                _require_place(row)
            receipt = row.receipt_number or f"HS-{timezone.localtime(moment):%Y}-{row.public_id.upper()}"
            return {"filed_by": actor, "filed_at": moment, "receipt_number": receipt}
        case "confirm":
            rounds.require_in_time(row, moment)
            # What is filed in an internal round was not asked for the papers of the round above it.
            if row.round.parent_id is None and (lacking := missing(row)):
                raise Incomplete(lacking)
            sealed_papers.require_paper(row)
            return {
                "confirmed_by": actor,
                "confirmed_under": delegations.acting(actor, row.unit_id) if actor else None,
                "due_at": None,
                **rounds.leaving(row, moment),
            }
        case "receive":
            return _receipt(row, actor, moment)
        case "return_":
            return {
                "return_round": row.return_round + 1,
                "return_reason": reason.strip(),
                "due_at": data.get("due_at"),
                "received_by": None,
                "appraised_by": None,
                "confirmed_by": None,
                "confirmed_under": None,
            }
        case "appraise":
            return {"appraised_by": actor}
        case "ask_clearance" | "clear":
            _check_clearance(step, row)
            return {}
        case "to_council":
            if rules.awaits_appraisal(row):
                raise Incomplete([_("phiếu thẩm định đã ký, ý kiến về từng điều kiện")])
            return {}
        case "record_council":
            return _council_result(data)
        case _:
            return {}


def _require_place(row: Nomination) -> None:
    places = quota(round=row.round, unit=row.unit, kind=row.kind)
    if places.places is not None and places.used >= places.places:
        raise QuotaExceeded(
            _(
                "Đơn vị đã dùng hết %(places)d chỗ được phân bổ trong đợt xét này. Hãy rút một hồ sơ khác trước."
            )
            % {"places": places.places}
        )


def _receipt(row: Nomination, actor: User | None, moment: datetime) -> dict[str, Any]:
    """Freeze law and rules of the day (DOMAIN 6, rule 2). A dossier that was returned keeps those of its first receipt."""
    day = rules.moment_day(moment)
    rules.freeze(nomination=row, on=day)
    law = {} if row.law_id else {"law": _law_on(row.award, day)}
    return {"received_by": actor, "received_at": moment, **law}


def _law_on(award: Award, day: date) -> LegalInstrument | None:
    """Return the law behind ``award`` on that day, by which the dossier will be judged (DOMAIN 6, rule 2)."""
    power = (
        award.powers.filter(in_force(day), legal_basis__isnull=False)
        .select_related("legal_basis")
        .order_by("-verified", "-valid_from")
        .first()
    )
    return power.legal_basis if power else award.legal_basis


def _council_result(data: dict[str, Any]) -> dict[str, Any]:
    lacking = [
        label
        for key, label in (
            ("date", _("ngày họp")),
            ("members", _("tổng số thành viên")),
            ("votes_for", _("số phiếu đồng ý")),
            ("minutes", _("số biên bản")),
        )
        if data.get(key) in (None, "")
    ]
    if lacking:
        raise Incomplete(lacking)
    members, votes = int(data["members"]), int(data["votes_for"])
    if not 0 <= votes <= members:
        raise DomainError(_("Số phiếu đồng ý không thể lớn hơn tổng số thành viên Hội đồng."))
    return {
        "council_date": data["date"],
        "council_members": members,
        "council_votes_for": votes,
        "council_minutes": data["minutes"],
    }


def expire_overdue(at: datetime | None = None) -> int:
    """Move drafts of closed rounds and returned dossiers past their due time to overdue; return how many.

    Called by ``run_due``. A dossier that waits for its head, or was sent back by it, when its time is over is overdue too.
    """
    moment = at or timezone.now()
    late = Nomination.objects.filter(
        models.Q(
            ~rounds.in_time(moment),
            state__in=(NominationState.DRAFT, NominationState.AWAITING_HEAD),
            round__deadline__lt=moment,
            return_round=0,
        )
        | models.Q(state__in=AT_UNIT, return_round__gt=0, due_at__lt=moment)
    )
    moved = 0
    for nomination in late[:500]:
        try:
            move(nomination=nomination, name="expire", actor=None, at=moment)
        except IllegalMove:
            continue
        moved += 1
    return moved
