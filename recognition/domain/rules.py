"""The rules of an award by date: read, frozen on a dossier, and changed by two people.

A rule (``AwardRule``) is never edited in place. Somebody of the standing body proposes what it shall say from a day on, a
second person approves, and then the old row ends on the day before and a new row begins. A dossier keeps, word for word,
the rules that were in force when it was received (``RuleSnapshot``; DOMAIN 6, rule 2).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass, field
from datetime import date, datetime, timedelta
from decimal import Decimal, InvalidOperation
from typing import Any, Final

from django.db import models, transaction
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from portal.core.models import User
from portal.core.public_id import new_public_id
from portal.core.vietnamese import normalize
from recognition.domain import events, round_criteria
from recognition.domain.errors import (
    DomainError,
    Duplicate,
    IllegalMove,
    NotAllowed,
    ReasonMissing,
    SamePerson,
)
from recognition.domain.roles import grants
from recognition.enums import AppraisalState, Level, Rating, Role, RuleChangeState, RuleKind
from recognition.models import (
    AppraisalSheet,
    Award,
    AwardRule,
    LegalInstrument,
    Nomination,
    RuleChange,
    RuleSnapshot,
)
from recognition.querysets import in_force

ROUND_CODE: Final = "round:"
"""What the code of a criterion begins with that came from the round's announcement and not from law."""

PROCEDURE_PARAMETERS: Final = frozenset({"vote_percent", "comment_working_days", "every_years"})
"""Parameters of what happens after filing (the vote, the public comment, the cycle), not of who is eligible."""


@dataclass(frozen=True, slots=True)
class Rule:
    """One rule as it stands on a day, with everything needed to explain it years later.

    ``law`` is the number of the instrument, ``parameters`` as in ``PARAMETERS``, ``from_round`` says that it belongs to the
    announcement of the round, whose ``article`` is then empty and whose ``law`` names the plan.
    """

    code: str
    kind: str
    text: str
    parameters: Mapping[str, Any] = field(default_factory=dict)
    law: str = ""
    law_title: str = ""
    article: str = ""
    valid_from: date | None = None
    valid_until: date | None = None
    verified: bool = False
    from_round: bool = False

    @property
    def is_procedure(self) -> bool:
        """Whether this is a step after filing and nothing the unit can meet."""
        return bool(PROCEDURE_PARAMETERS & set(self.parameters))

    def as_json(self) -> dict[str, Any]:
        """Return the rule as a JSON column keeps it."""
        kept = asdict(self)
        kept["parameters"] = dict(self.parameters)
        for name in ("valid_from", "valid_until"):
            kept[name] = kept[name].isoformat() if kept[name] else None
        return kept

    @classmethod
    def from_json(cls, kept: Mapping[str, Any]) -> Rule:
        """Return the rule that ``as_json`` wrote; what an older version of the portal did not write is empty."""
        known = {name: kept[name] for name in cls.__dataclass_fields__ if name in kept}
        for name in ("valid_from", "valid_until"):
            known[name] = date.fromisoformat(known[name]) if known.get(name) else None
        return cls(**known)


@dataclass(frozen=True, slots=True)
class RulesOfDossier:
    """The rules a dossier is judged by: those in force ``on`` that day; ``frozen`` once it was received."""

    on: date
    frozen: bool
    rules: tuple[Rule, ...]


def as_rule(row: AwardRule) -> Rule:
    """Return a row as it is explained (with ``legal_basis`` loaded)."""
    return Rule(
        code=row.code,
        kind=row.kind,
        text=row.text,
        parameters=dict(row.parameters or {}),
        law=(row.legal_basis.number or row.legal_basis.code) if row.legal_basis else "",
        law_title=row.legal_basis.title if row.legal_basis else "",
        article=row.article,
        valid_from=row.valid_from,
        valid_until=row.valid_until,
        verified=row.verified,
    )


def in_force_on(award: Award, day: date) -> tuple[Rule, ...]:
    """Return the rules of an award on a day, eligibility before procedure, then by code."""
    rows = AwardRule.objects.filter(in_force(day), award=award).select_related("legal_basis").order_by("code")
    found = [as_rule(row) for row in rows]
    return tuple(sorted(found, key=lambda rule: (rule.is_procedure, rule.code)))


def of_round(nomination: Nomination) -> tuple[Rule, ...]:
    """Return the criteria that the round's announcement adds for this kind of subject."""
    return tuple(
        Rule(
            code=f"{ROUND_CODE}{one.code}",
            kind=RuleKind.OTHER,
            text=one.text,
            parameters={
                name: value
                for name, value in (
                    ("threshold", str(one.threshold) if one.threshold is not None else None),
                    ("unit_of_measure", one.unit_of_measure),
                    ("question", one.question),
                    ("at_most", one.at_most),
                )
                if value
            },
            law=one.source,
            verified=True,
            from_round=True,
        )
        for one in round_criteria.of(nomination.round, nomination.kind)
    )


def of_dossier(nomination: Nomination, *, at: date) -> RulesOfDossier:
    """Return what the dossier is judged by: what was frozen when it was received, before that what is in force ``at``.

    A dossier received before the portal kept snapshots is judged by the rules that were in force on the day it came.
    """
    kept = RuleSnapshot.objects.filter(nomination=nomination).first()
    if kept is not None:
        return RulesOfDossier(kept.in_force_on, True, tuple(Rule.from_json(one) for one in kept.rules))
    received = nomination.received_at
    day = timezone.localtime(received).date() if received else at
    return RulesOfDossier(
        day, received is not None, (*in_force_on(nomination.award, day), *of_round(nomination))
    )


def freeze(*, nomination: Nomination, on: date) -> RuleSnapshot:
    """Keep the rules in force on the day a dossier was received. The first receipt counts; later ones change nothing.

    Called by the move ``receive``, inside its transaction and with the dossier locked.
    """
    kept = RuleSnapshot.objects.filter(nomination=nomination).first()
    if kept is None:
        rules = (*in_force_on(nomination.award, on), *of_round(nomination))
        kept = RuleSnapshot.objects.create(
            nomination=nomination, in_force_on=on, rules=[rule.as_json() for rule in rules]
        )
    return kept


def awaits_appraisal(nomination: Nomination) -> bool:
    """Whether criteria of law or of the round still wait for a signed sheet since the dossier was last received."""
    judged = of_dossier(nomination, at=timezone.localdate())
    if all(rule.is_procedure for rule in judged.rules):
        return False
    signed = AppraisalSheet.objects.filter(nomination=nomination, state=AppraisalState.SIGNED)
    if nomination.received_at is not None:
        signed = signed.filter(signed_at__gte=nomination.received_at)
    return not signed.exists()


# What the parameters may say ------------------------------------------------------------------------------------------

_LEVELS: Final = ("base", "department", "province", "ministry", "state")


def _is_award(value: object) -> bool:
    return isinstance(value, str) and bool(value)


def _is_count(value: object) -> bool:
    return isinstance(value, int) and not isinstance(value, bool) and 0 < value <= 1000


def _is_percent(value: object) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool) and 0 <= value <= 100


def _is_flag(value: object) -> bool:
    return isinstance(value, bool)


def _is_text(value: object) -> bool:
    return isinstance(value, str)


def _is_texts(value: object) -> bool:
    return isinstance(value, list) and bool(value) and all(isinstance(one, str) and one for one in value)


def _is_number(value: object) -> bool:
    try:
        return not isinstance(value, bool) and Decimal(str(value)).is_finite()
    except InvalidOperation:
        return False


PARAMETERS: Final[dict[str, dict[str, Callable[[object], bool]]]] = {
    RuleKind.PREREQUISITE: {
        "award": _is_award,
        "any_award": _is_texts,
        "member_award": _is_award,
        "times": _is_count,
        "successive": _is_flag,
        "same_year": _is_flag,
        "ends_within": _is_count,
    },
    RuleKind.RATIO: {
        "of_award": _is_award,
        "at_least_percent": _is_percent,
        "more_than_percent": _is_percent,
        "at_most_percent": _is_percent,
    },
    RuleKind.INITIATIVE: {
        "level": lambda value: value in _LEVELS,
        "count": _is_count,
        "or_study": _is_flag,
    },
    RuleKind.RATING: {
        "at_least": lambda value: value in Rating.values,
        "years": _is_count,
        "members_done_percent": _is_percent,
    },
    RuleKind.INTERVAL: {
        "once": _is_flag,
        "at_least_years": _is_count,
        "every_years": _is_count,
        "announced": _is_text,
    },
    RuleKind.OTHER: {
        "any_of": _is_texts,
        "years_men": _is_count,
        "years_women": _is_count,
        "discipline_below": _is_text,
        "vote_percent": _is_percent,
        "of": _is_text,
        "secret": _is_flag,
        "comment_working_days": _is_count,
        "threshold": _is_number,
        "at_most": _is_flag,
        "unit_of_measure": _is_text,
        "question": _is_text,
    },
}
"""Kind of rule → parameter → whether a value makes sense. What is not here is understood by nobody, so it is refused."""


def parameter_problems(kind: str, parameters: object) -> list[str]:
    """Return what is wrong with the parameters of a rule, in sentences; empty when the explainer understands them."""
    if not isinstance(parameters, Mapping):
        return [_("Tham số phải là một bảng tên và giá trị.")]
    known = PARAMETERS.get(kind, {})
    found = []
    for name, value in parameters.items():
        if name not in known:
            found.append(
                _("Loại điều kiện này không có tham số “%(name)s”; có: %(known)s.")
                % {"name": name, "known": ", ".join(known)}
            )
        elif not known[name](value):
            found.append(
                _("Tham số “%(name)s” không nhận giá trị “%(value)s”.") % {"name": name, "value": value}
            )
    return found


# Changing a rule -------------------------------------------------------------------------------------------------------


def _require_desk(actor: User) -> None:
    if not grants(actor).has(Role.STANDING_BODY):
        raise NotAllowed(_("Chỉ thường trực Hội đồng được đổi điều kiện khen thưởng."))


@transaction.atomic
def propose(
    *,
    actor: User,
    starts_on: date,
    reason: str,
    rule: AwardRule | None = None,
    award: Award | None = None,
    kind: str = "",
    text: str = "",
    parameters: Mapping[str, Any] | None = None,
    legal_basis: LegalInstrument | None = None,
    article: str = "",
    ends_only: bool = False,
) -> RuleChange:
    """Propose what a rule shall say from ``starts_on`` on (``rule`` None: a new rule; ``ends_only``: it just ends).

    Raises ``Duplicate`` when a proposal for this rule is open, ``DomainError`` when the content or the date makes no sense.
    """
    _require_desk(actor)
    if not reason.strip():
        raise ReasonMissing(_("Hãy ghi lý do và văn bản làm căn cứ cho thay đổi."))
    if rule is None and (award is None or ends_only):
        raise DomainError(_("Hãy chọn danh hiệu, hình thức của điều kiện mới."))
    if rule is not None:
        rule = AwardRule.objects.select_for_update(of=("self",)).select_related("legal_basis").get(pk=rule.pk)
        award = rule.award
        _check_start(rule, starts_on)
        if RuleChange.objects.filter(rule=rule, state=RuleChangeState.PROPOSED).exists():
            raise Duplicate(_("Điều kiện này đang có một đề nghị thay đổi chờ duyệt."))
    if ends_only and rule is not None:
        kind, text, parameters = rule.kind, rule.text, rule.parameters
        legal_basis, article = rule.legal_basis, rule.article
    _check_content(kind, text, parameters or {}, legal_basis, starts_on, ends_only=ends_only)
    assert award is not None
    change = RuleChange(
        rule=rule,
        award=award,
        kind=kind,
        text=normalize(text),
        parameters=dict(parameters or {}),
        legal_basis=legal_basis,
        article=normalize(article),
        starts_on=starts_on,
        ends_only=ends_only,
        reason=reason.strip(),
        before=as_rule(rule).as_json() if rule else {},
        proposed_by=actor,
    )
    change.save()
    events.record(
        subject=change,
        act="propose_rule",
        actor=actor,
        role=Role.STANDING_BODY,
        target=RuleChangeState.PROPOSED,
        reason=change.reason,
        data={"rule": rule.code if rule else "", "award": award.code, "starts_on": starts_on.isoformat()},
    )
    return change


def _check_start(rule: AwardRule, starts_on: date) -> None:
    if rule.valid_from and starts_on <= rule.valid_from:
        raise DomainError(
            _("Ngày áp dụng phải sau %(day)s, ngày điều kiện đang có bắt đầu.")
            % {"day": date_format(rule.valid_from, "d/m/Y")}
        )
    if rule.valid_until and starts_on > rule.valid_until + timedelta(days=1):
        raise DomainError(
            _("Điều kiện này đã hết áp dụng sau ngày %(day)s; hãy lập một điều kiện mới.")
            % {"day": date_format(rule.valid_until, "d/m/Y")}
        )


def _check_content(
    kind: str,
    text: str,
    parameters: Mapping[str, Any],
    law: LegalInstrument | None,
    starts_on: date,
    *,
    ends_only: bool,
) -> None:
    if not normalize(text):
        raise DomainError(_("Hãy ghi nội dung của điều kiện."))
    if kind not in RuleKind.values:
        raise DomainError(_("Hãy chọn loại điều kiện."))
    if problems := parameter_problems(kind, parameters):
        raise DomainError(" ".join(problems))
    if ends_only or law is None:
        return
    if (law.in_force_from and starts_on < law.in_force_from) or (
        law.in_force_until and starts_on > law.in_force_until
    ):
        raise DomainError(
            _("Ngày %(day)s nằm ngoài thời gian có hiệu lực của %(law)s.")
            % {"day": date_format(starts_on, "d/m/Y"), "law": law}
        )


@transaction.atomic
def approve(*, change: RuleChange, actor: User, verified: bool = False, reason: str = "") -> RuleChange:
    """Put a proposed change into force: the old row ends the day before, the new row begins.

    ``verified`` says that the second person compared the words with the law. Raises ``SamePerson`` for the proposer and
    ``IllegalMove`` when it is no longer open, or the rule is not what it was when the change was proposed.
    """
    locked = _decide(change, actor, RuleChangeState.APPROVED)
    if locked.rule_id is not None:
        old = (
            AwardRule.objects.select_for_update(of=("self",))
            .select_related("legal_basis")
            .get(pk=locked.rule_id)
        )
        now, then = as_rule(old).as_json(), dict(locked.before)
        # That somebody verified it meanwhile does not change what it says.
        if {**now, "verified": None} != {**then, "verified": None}:
            raise IllegalMove(
                _("Điều kiện này đã khác lúc đề nghị thay đổi. Hãy không duyệt và đề nghị lại trên bản mới.")
            )
        old_end = old.valid_until
        old.valid_until = locked.starts_on - timedelta(days=1)
        old.source_version = ""
        old.save(update_fields=["valid_until", "source_version"])
        events.record(
            subject=old,
            act="end_rule",
            actor=actor,
            role=Role.STANDING_BODY,
            reason=locked.reason,
            data={"until": old.valid_until.isoformat(), "change": locked.public_id},
        )
        code, end = _code_after(old.code, locked), old_end
    else:
        old, code, end = None, _code_after(locked.award.code, locked), None
    if not locked.ends_only:
        made = AwardRule.objects.create(
            code=code,
            award=locked.award,
            kind=locked.kind,
            text=locked.text,
            parameters=locked.parameters,
            legal_basis=locked.legal_basis,
            article=locked.article,
            valid_from=locked.starts_on,
            valid_until=end if end and end >= locked.starts_on else None,
            verified=verified,
        )
        events.record(
            subject=made,
            act="enter",
            actor=locked.proposed_by,
            role=Role.STANDING_BODY,
            reason=locked.reason,
            data={"change": locked.public_id, "instead_of": old.code if old else ""},
        )
        if verified:
            events.record(subject=made, act="verify", actor=actor, role=Role.STANDING_BODY, reason=reason)
        locked.made = made
        locked.save(update_fields=["made"])
    events.record(
        subject=locked,
        act="approve_rule",
        actor=actor,
        role=Role.STANDING_BODY,
        source=RuleChangeState.PROPOSED,
        target=RuleChangeState.APPROVED,
        reason=reason,
        data={"verified": verified, "made": code if not locked.ends_only else ""},
    )
    return locked


def _code_after(code: str, change: RuleChange) -> str:
    """Return a code for the new row that says whence and since when; never that of another row."""
    stem = code.split("@", 1)[0][:36]
    wanted = f"{stem}@{change.starts_on.isoformat()}"
    if AwardRule.objects.filter(code=wanted).exists():
        wanted = f"{wanted}-{change.public_id or new_public_id()}"
    return wanted[:60]


@transaction.atomic
def refuse(*, change: RuleChange, actor: User, reason: str) -> RuleChange:
    """A second person does not approve; the rule stays as it is."""
    if not reason.strip():
        raise ReasonMissing(_("Hãy ghi lý do."))
    locked = _decide(change, actor, RuleChangeState.REFUSED)
    events.record(
        subject=locked,
        act="refuse_rule",
        actor=actor,
        role=Role.STANDING_BODY,
        source=RuleChangeState.PROPOSED,
        target=RuleChangeState.REFUSED,
        reason=reason,
    )
    return locked


@transaction.atomic
def withdraw(*, change: RuleChange, actor: User, reason: str = "") -> RuleChange:
    """Whoever proposed a change takes it back before somebody decided."""
    if change.proposed_by_id != actor.pk:
        raise NotAllowed(_("Chỉ người đề nghị rút được đề nghị của mình."))
    locked = _decide(change, actor, RuleChangeState.WITHDRAWN)
    events.record(
        subject=locked,
        act="withdraw_rule",
        actor=actor,
        role=Role.STANDING_BODY,
        source=RuleChangeState.PROPOSED,
        target=RuleChangeState.WITHDRAWN,
        reason=reason,
    )
    return locked


def _decide(change: RuleChange, actor: User, state: RuleChangeState) -> RuleChange:
    _require_desk(actor)
    locked = RuleChange.objects.select_for_update(of=("self",)).select_related("award").get(pk=change.pk)
    if locked.state != RuleChangeState.PROPOSED:
        raise IllegalMove(_("Đề nghị này đã được xử lý: %(state)s.") % {"state": locked.get_state_display()})
    if state != RuleChangeState.WITHDRAWN and locked.proposed_by_id == actor.pk:
        raise SamePerson(_("Người đề nghị không tự duyệt. Cần người thứ hai đối chiếu với văn bản."))
    changed = RuleChange.objects.filter(pk=locked.pk, state=RuleChangeState.PROPOSED).update(
        state=state, decided_by=actor, decided_at=timezone.now()
    )
    if not changed:
        raise IllegalMove(_("Một người khác vừa xử lý đề nghị này. Hãy tải lại trang."))
    locked.refresh_from_db()
    return locked


# Rules by date ---------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class DatedRule:
    """A rule in a list by date: of which award, what it says, and when another takes over or it ends."""

    award: Award
    rule: Rule
    pk: int
    ends: date | None

    @property
    def kind_label(self) -> str:
        """The kind of the rule in words."""
        return str(dict(RuleKind.choices).get(self.rule.kind, self.rule.kind))


def by_date(day: date) -> list[tuple[Award, tuple[DatedRule, ...]]]:
    """Return every rule in force on a day by award, highest award first. One query, whatever there is."""
    rows = (
        AwardRule.objects.filter(in_force(day))
        .select_related("award", "legal_basis")
        .order_by("-award__rank", "award__code", "code")
    )
    found: dict[int, tuple[Award, list[DatedRule]]] = {}
    for row in rows:
        place = found.setdefault(row.award_id, (row.award, []))
        place[1].append(DatedRule(row.award, as_rule(row), row.pk, row.valid_until))
    return [(award, tuple(lines)) for award, lines in found.values()]


def turning_days() -> list[date]:
    """Return the days on which some rule begins or the day after one ends, latest first: where the law changes."""
    days: set[date] = set()
    for start, end in AwardRule.objects.values_list("valid_from", "valid_until").distinct():
        days.update(day for day in (start, end + timedelta(days=1) if end else None) if day)
    return sorted(days, reverse=True)


def moment_day(moment: datetime) -> date:
    """Return the day of a moment in the office's time zone."""
    return timezone.localtime(moment).date()


def level_at_least(level: str) -> frozenset[str]:
    """Return the levels of an initiative that are at least ``level``; every level for a word that is none."""
    if level not in _LEVELS:
        return frozenset(_LEVELS)
    return frozenset(_LEVELS[_LEVELS.index(level) :])


def level_label(level: str) -> str:
    """Return the words for a level."""
    return str(dict(Level.choices).get(level, level))


def open_changes() -> models.QuerySet[RuleChange]:
    """Return the changes that wait for a second person."""
    return RuleChange.objects.filter(state=RuleChangeState.PROPOSED)
