"""The rules explain themselves: each criterion of a dossier as met, not met or unknown, with what that rests on.

It never decides. It reads the rules the dossier is judged by (``domain.rules``), the register (conferrals by year of merit:
DOMAIN 6, rule 15; recognized initiatives), the unit's statements and files, and says what it found and what would make a
criterion met. A person gives the verdict (``domain.appraisal``).

What the register should hold is believed only from the register: a title that the unit merely states is unknown until
somebody finds the decision. What only the unit can know (how many of how many people) is taken as stated, and says so.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal, InvalidOperation
from typing import Any, Final

from django.db.models import Q
from django.utils.formats import date_format, number_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from portal.core.vietnamese import fold
from recognition.domain import rules, statements
from recognition.domain.rules import Rule
from recognition.domain.statements import Statement
from recognition.enums import (
    COUNTED_IN_QUOTA,
    AuthorityCheck,
    DecisionState,
    EvidenceState,
    Finding,
    PublicationState,
    Rating,
    RuleKind,
)
from recognition.models import (
    Award,
    Conferral,
    DecisionPower,
    Evidence,
    Honoree,
    Initiative,
    Nomination,
)
from recognition.querysets import in_force

AUTHORITY: Final = "authority"
"""Code and kind of the criterion about who may decide, which is made from the powers of the catalogue."""

SHOWN: Final = 12
READ_AT_MOST: Final = 2000

Source = str
REGISTER: Final = "register"
INITIATIVES: Final = "initiatives"
UNIT: Final = "unit"
REPORT: Final = "report"
CATALOGUE: Final = "catalogue"
COUNCIL: Final = "council"


@dataclass(frozen=True, slots=True)
class Ground:
    """One thing a finding rests on. ``counted`` False: it was seen and does not count, and ``text`` says why."""

    source: Source
    text: str
    counted: bool = True

    @property
    def source_label(self) -> str:
        """Where it was found, in words."""
        return {
            REGISTER: _("Sổ khen thưởng"),
            INITIATIVES: _("Sổ sáng kiến"),
            UNIT: _("Đơn vị khai"),
            REPORT: _("Báo cáo thành tích"),
            CATALOGUE: _("Danh mục thẩm quyền"),
            COUNCIL: _("Kết quả Hội đồng"),
        }.get(self.source, self.source)


@dataclass(frozen=True, slots=True)
class Criterion:
    """One criterion explained. ``asks`` names the parts of a statement the unit may make (``statements.asked``)."""

    rule: Rule
    finding: Finding
    why: str
    to_meet: str = ""
    grounds: tuple[Ground, ...] = ()
    asks: tuple[str, ...] = ()
    said: Statement = field(default_factory=Statement)

    @property
    def code(self) -> str:
        return self.rule.code

    @property
    def text(self) -> str:
        return self.rule.text

    @property
    def kind_label(self) -> str:
        """The kind of the criterion in words."""
        if self.rule.code == AUTHORITY:
            return _("Thẩm quyền")
        if self.rule.from_round:
            return _("Tiêu chuẩn của phong trào, đợt xét")
        if self.rule.is_procedure:
            return _("Thủ tục")
        return str(dict(RuleKind.choices).get(self.rule.kind, self.rule.kind))

    @property
    def basis(self) -> str:
        """Article and law, empty where the catalogue names none."""
        return ", ".join(part for part in (self.rule.article, self.rule.law) if part)

    @property
    def period(self) -> str:
        """From when until when the rule applies."""
        start, end = self.rule.valid_from, self.rule.valid_until
        if start and end:
            return _("từ %(start)s đến %(end)s") % {"start": _day(start), "end": _day(end)}
        if start:
            return _("từ %(start)s") % {"start": _day(start)}
        return _("đến %(end)s") % {"end": _day(end)} if end else ""


@dataclass(frozen=True, slots=True)
class Explanation:
    """All criteria of a dossier. ``frozen`` says that the rules are those of the day it was received, ``on``."""

    on: date
    frozen: bool
    award: str
    merit: str
    criteria: tuple[Criterion, ...]
    files: tuple[str, ...] = ()

    @property
    def eligibility(self) -> tuple[Criterion, ...]:
        """What makes the subject eligible, without the steps that come later."""
        return tuple(one for one in self.criteria if not one.rule.is_procedure)

    @property
    def procedure(self) -> tuple[Criterion, ...]:
        """Steps after filing that the law demands: the vote, the public comment."""
        return tuple(one for one in self.criteria if one.rule.is_procedure)

    def number(self, finding: str) -> int:
        """Return how many eligibility criteria have that finding."""
        return sum(one.finding == finding for one in self.eligibility)

    @property
    def met(self) -> int:
        return self.number(Finding.MET)

    @property
    def not_met(self) -> int:
        return self.number(Finding.NOT_MET)

    @property
    def unknown(self) -> int:
        return self.number(Finding.UNKNOWN)

    @property
    def unverified(self) -> int:
        """How many of the rules nobody has compared with the law yet."""
        return sum(not one.rule.verified for one in self.criteria)

    def criterion(self, code: str) -> Criterion | None:
        """Return the criterion of that code, None where there is none."""
        return next((one for one in self.criteria if one.code == code), None)

    def as_json(self) -> dict[str, Any]:
        """Return what a signed appraisal keeps of it."""
        return {
            "on": self.on.isoformat(),
            "frozen": self.frozen,
            "criteria": [
                {
                    **one.rule.as_json(),
                    "finding": str(one.finding),
                    "why": one.why,
                    "to_meet": one.to_meet,
                    "grounds": [[ground.source, ground.text, ground.counted] for ground in one.grounds],
                }
                for one in self.criteria
            ],
            "files": list(self.files),
        }


def explain(nomination: Nomination, *, at: datetime, for_unit: bool = False) -> Explanation:
    """Return every criterion of the dossier with what was found. At most ten queries, whatever the register holds.

    ``at`` chooses the law while the dossier is not received. ``for_unit`` leaves out of the register what the unit may not
    see: conferrals elsewhere that are not public. Nothing is written.
    """
    judged = rules.of_dossier(nomination, at=rules.moment_day(at))
    facts = _Facts.of(nomination, judged.rules, for_unit=for_unit)
    found = [_criterion(rule, facts) for rule in judged.rules]
    found.append(_authority(nomination, judged.on))
    return Explanation(
        on=judged.on,
        frozen=judged.frozen,
        award=nomination.award.label,
        merit=_period_of(nomination),
        criteria=tuple(found),
        files=facts.files,
    )


# What is looked up, once ----------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _Given:
    """A conferral of the register: award, years of merit, in words, and whether it counts."""

    award: str
    years: tuple[int, ...]
    text: str
    counted: bool
    honoree: int
    unit: int | None


@dataclass(frozen=True, slots=True)
class _Facts:
    """Everything the criteria of one dossier ask for, read before any of them is judged."""

    nomination: Nomination
    honoree: int | None
    given: tuple[_Given, ...]
    in_unit: tuple[_Given, ...]
    unit_is_subject: bool
    initiatives: tuple[Initiative, ...]
    said: Mapping[str, Statement]
    files: tuple[str, ...]
    names: Mapping[str, str]
    proposed: Mapping[str, int]

    @classmethod
    def of(cls, nomination: Nomination, judged: Sequence[Rule], *, for_unit: bool) -> _Facts:
        """Read what ``judged`` needs, and nothing for what it does not ask."""
        honoree = _honoree_of(nomination)
        own = {code for rule in judged for code in _own_awards(rule, nomination)}
        of_unit = {code for rule in judged for code in _unit_awards(rule)}
        said = statements.of_dossier(nomination)
        files = Evidence.objects.filter(nomination=nomination, state=EvidenceState.RECEIVED).order_by("pk")
        needs_initiatives = honoree is not None and any(rule.kind == RuleKind.INITIATIVE for rule in judged)
        return cls(
            nomination=nomination,
            honoree=honoree,
            given=_conferrals(Q(honoree_id=honoree), own, nomination, for_unit=for_unit)
            if honoree and own
            else (),
            in_unit=_conferrals(_in_unit(nomination), of_unit, nomination, for_unit=for_unit)
            if of_unit
            else (),
            unit_is_subject=fold(nomination.full_name) == fold(nomination.unit.name),
            initiatives=tuple(
                Initiative.objects.filter(honorees=honoree).order_by("-recognized_on", "pk")[:READ_AT_MOST]
            )
            if needs_initiatives
            else (),
            said=said,
            files=tuple(files.values_list("name", flat=True)[:200]),
            names=dict(Award.objects.filter(code__in=own | of_unit).values_list("code", "name"))
            if own | of_unit
            else {},
            proposed=_proposed(nomination, judged),
        )

    def say(self, rule: Rule) -> Statement:
        """Return what the unit said of this criterion."""
        return self.said.get(rule.code, Statement())

    def name(self, codes: Iterable[str]) -> str:
        """Return the names of awards, joined by "hoặc"."""
        return _either(self.names.get(code, code) for code in codes)


def _honoree_of(nomination: Nomination) -> int | None:
    """Return the honoree the dossier names, followed to the entry it was merged into."""
    if nomination.honoree_id is None:
        return None
    honoree: Honoree | None = nomination.honoree
    if honoree is not None and honoree.merged_into_id is not None:
        return int(honoree.merged_into_id)
    return int(nomination.honoree_id)


def _own_awards(rule: Rule, nomination: Nomination) -> set[str]:
    """Return the awards that this rule looks for in the subject's own record."""
    parameters = rule.parameters
    if rule.kind == RuleKind.PREREQUISITE and "member_award" not in parameters:
        return set(_wanted(rule))
    if rule.kind == RuleKind.INTERVAL and ("once" in parameters or "at_least_years" in parameters):
        return {nomination.award.code}
    return set()


def _unit_awards(rule: Rule) -> set[str]:
    """Return the awards that this rule counts among the people of the unit."""
    if rule.kind == RuleKind.PREREQUISITE and rule.parameters.get("member_award"):
        return {str(rule.parameters["member_award"])}
    if rule.kind == RuleKind.RATIO and rule.parameters.get("of_award"):
        return {str(rule.parameters["of_award"])}
    return set()


def _wanted(rule: Rule) -> tuple[str, ...]:
    if rule.parameters.get("award"):
        return (str(rule.parameters["award"]),)
    listed = rule.parameters.get("any_award")
    return tuple(map(str, listed)) if isinstance(listed, list | tuple) else ()


def _in_unit(nomination: Nomination) -> Q:
    """People honored as of the unit itself or of what stands directly below it."""
    return Q(unit_id=nomination.unit_id) | Q(unit__parent_id=nomination.unit_id)


def _conferrals(whose: Q, codes: set[str], nomination: Nomination, *, for_unit: bool) -> tuple[_Given, ...]:
    rows = Conferral.objects.filter(
        whose, award__code__in=codes, honoree__merged_into__isnull=True
    ).select_related("award", "decision")
    if for_unit:
        visible = Conferral.objects.visible().values("pk")
        rows = rows.filter(
            Q(pk__in=visible) | Q(unit_id=nomination.unit_id) | Q(unit__parent_id=nomination.unit_id)
        )
    own = getattr(nomination, "conferral", None) if nomination.state == "decided" else None
    found = rows.exclude(pk=own.pk) if own is not None else rows
    return tuple(_given(row) for row in found.order_by("-merit_until", "-pk")[:READ_AT_MOST])


def _given(row: Conferral) -> _Given:
    start = row.merit_from or row.merit_until
    end = row.merit_until or row.merit_from
    years = tuple(range(start, end + 1)) if start and end and end - start <= 100 else ()
    words = _("%(award)s %(years)s, Quyết định số %(number)s ngày %(day)s") % {
        "award": row.award.name,
        "years": _years_text(years) if years else _("(chưa ghi năm thành tích)"),
        "number": row.decision.number or _("không rõ"),
        "day": _day(row.decision.dated) if row.decision.dated else _("không rõ"),
    }
    why_not = ""
    if row.state == PublicationState.CANCELLED or row.decision.state == DecisionState.CANCELLED:
        why_not = _("đã bị hủy bỏ, không tính")
    elif row.decision.state == DecisionState.ENTERED:
        why_not = _("quyết định chưa được người thứ hai kiểm tra, chưa tính")
    elif row.authority == AuthorityCheck.HELD:
        why_not = _("thẩm quyền còn phải kiểm tra, chưa tính")
    return _Given(
        award=row.award.code,
        years=years,
        text=f"{words} ({why_not})" if why_not else words,
        counted=not why_not,
        honoree=row.honoree_id,
        unit=row.unit_id,
    )


def _proposed(nomination: Nomination, judged: Sequence[Rule]) -> dict[str, int]:
    """Return how many of this award the unit proposes in this round, this dossier included, where a ceiling asks for it."""
    if not any("at_most_percent" in rule.parameters for rule in judged):
        return {}
    others = (
        Nomination.objects.filter(
            round=nomination.round_id, unit=nomination.unit_id, award=nomination.award_id
        )
        .in_states(COUNTED_IN_QUOTA)
        .exclude(pk=nomination.pk)
        .count()
    )
    return {nomination.award.code: others + 1}


# Each kind of criterion -----------------------------------------------------------------------------------------------

_Judged = tuple[Finding, str, str, list[Ground]]


def _criterion(rule: Rule, facts: _Facts) -> Criterion:
    judge: Callable[[Rule, _Facts], _Judged] = _JUDGES.get(rule.kind, _other)
    grounds: list[Ground] = []
    if problems := rules.parameter_problems(rule.kind, rule.parameters):
        finding, to_meet = Finding.UNKNOWN, ""
        why = _("Tham số của điều kiện này chưa đúng nên chưa đối chiếu được: %(problem)s") % {
            "problem": problems[0]
        }
    else:
        finding, why, to_meet, grounds = judge(rule, facts)
    said = facts.say(rule)
    if said.note and not any(ground.source == UNIT for ground in grounds):
        grounds.append(Ground(UNIT, said.note, counted=False))
    return Criterion(
        rule=rule,
        finding=finding,
        why=why,
        to_meet="" if finding == Finding.MET else to_meet,
        grounds=tuple(grounds),
        asks=statements.asked(rule),
        said=said,
    )


def _prerequisite(rule: Rule, facts: _Facts) -> _Judged:
    if rule.parameters.get("member_award"):
        return _member(rule, facts)
    codes = _wanted(rule)
    times = int(rule.parameters.get("times", 1))
    name = facts.name(codes)
    said = facts.say(rule)
    claim = [Ground(UNIT, said.note, counted=False)] if said.claim and said.note else []
    if facts.honoree is None:
        return (
            Finding.UNKNOWN,
            _("Hồ sơ chưa nối với người, tập thể nào trong sổ nên chưa tra được."),
            _("Chọn đúng người, tập thể trong sổ khi lập hồ sơ; nếu chưa có trong sổ, khai số quyết định.")
            if not claim
            else _("Người thẩm định đối chiếu giấy tờ đơn vị khai."),
            claim,
        )
    held = [one for one in facts.given if one.award in codes]
    grounds = [Ground(REGISTER, one.text, one.counted) for one in held[:SHOWN]] + claim
    counted = [one for one in held if one.counted]
    merit = facts.nomination.merit_until or facts.nomination.merit_from
    undated = sum(not one.years for one in counted)
    if rule.parameters.get("same_year"):
        years = {merit} if merit else set()
        have = {year for one in counted for year in one.years} & years
        enough, wanted = bool(have), [str(merit)] if merit else []
        what = _("%(award)s năm %(year)s") % {"award": name, "year": merit or "…"}
    elif rule.parameters.get("successive"):
        run, wanted_years = _run(counted, times, merit, int(rule.parameters.get("ends_within", 1)))
        enough, wanted = run >= times, [str(year) for year in wanted_years]
        what = _("%(times)d năm liên tục là %(award)s") % {"times": times, "award": name}
    else:
        enough, wanted = len(counted) >= times, []
        undated = 0
        what = ngettext("%(times)d lần %(award)s", "%(times)d lần %(award)s", times) % {
            "times": times,
            "award": name,
        }
    if enough:
        return Finding.MET, _("Sổ khen thưởng có %(what)s.") % {"what": what}, "", grounds
    if merit is None and (rule.parameters.get("same_year") or rule.parameters.get("successive")):
        return (
            Finding.UNKNOWN,
            _("Hồ sơ chưa ghi năm thành tích nên chưa đếm được."),
            _("Ghi thời gian lập thành tích của hồ sơ."),
            grounds,
        )
    lacking = (
        _("Còn thiếu trong sổ: %(award)s năm %(years)s.") % {"award": name, "years": ", ".join(wanted)}
        if wanted
        else _("Cần %(what)s; sổ khen thưởng có %(number)d.") % {"what": what, "number": len(counted)}
    )
    if claim or undated:
        why = (
            _("Đơn vị khai có, sổ khen thưởng chưa có: cần đối chiếu quyết định.")
            if claim
            else _("Sổ khen thưởng có lần tặng chưa ghi năm thành tích: cần đối chiếu quyết định.")
        )
        return Finding.UNKNOWN, why, lacking, grounds
    return (
        Finding.NOT_MET,
        _("Không thấy đủ %(what)s trong sổ khen thưởng.") % {"what": what},
        f"{lacking} {_('Nếu đã được tặng mà sổ chưa có, khai số và ngày quyết định.')}",
        grounds,
    )


def _run(held: Sequence[_Given], times: int, merit: int | None, ends_within: int) -> tuple[int, list[int]]:
    """Return the longest run of merit years that ends in the year of merit or at most ``ends_within`` before it, and the
    years that are missing from the run that lacks fewest.
    """
    if merit is None:
        return 0, []
    years = {year for one in held for year in one.years}
    best, lacking = 0, [merit - step for step in range(times)]
    for end in range(merit, merit - ends_within - 1, -1):
        run = 0
        while end - run in years:
            run += 1
        best = max(best, run)
        missing = [year for year in range(end - times + 1, end + 1) if year not in years]
        if len(missing) < len(lacking):
            lacking = missing
    return best, sorted(lacking)


def _member(rule: Rule, facts: _Facts) -> _Judged:
    """Somebody of the collective holds a title: known only where the collective is a unit of the register."""
    code = str(rule.parameters["member_award"])
    times = int(rule.parameters.get("times", 1))
    name = facts.name([code])
    merit = facts.nomination.merit_until or facts.nomination.merit_from
    said = facts.say(rule)
    claim = [Ground(UNIT, said.note, counted=False)] if said.claim and said.note else []
    held = [one for one in facts.in_unit if one.award == code and (merit is None or merit in one.years)]
    people = {one.honoree for one in held if one.counted}
    grounds = [Ground(REGISTER, one.text, one.counted and facts.unit_is_subject) for one in held[:SHOWN]]
    grounds += claim
    to_meet = _("Khai tên, số quyết định của người đạt %(award)s trong tập thể.") % {"award": name}
    if facts.unit_is_subject and len(people) >= times:
        return (
            Finding.MET,
            ngettext(
                "Sổ khen thưởng có %(number)d người của tập thể đạt %(award)s.",
                "Sổ khen thưởng có %(number)d người của tập thể đạt %(award)s.",
                len(people),
            )
            % {"number": len(people), "award": name},
            "",
            grounds,
        )
    if claim:
        return (
            Finding.UNKNOWN,
            _("Đơn vị khai có: cần đối chiếu quyết định."),
            _("Người thẩm định đối chiếu giấy tờ đơn vị khai."),
            grounds,
        )
    if said.claim is False:
        return Finding.NOT_MET, _("Đơn vị khai không có."), to_meet, grounds
    if people:
        return (
            Finding.UNKNOWN,
            _("Sổ khen thưởng có người của đơn vị đạt %(award)s, nhưng không nói thuộc tập thể nào.")
            % {"award": name},
            to_meet,
            grounds,
        )
    return (
        Finding.UNKNOWN,
        _("Sổ khen thưởng chưa có người nào của đơn vị đạt %(award)s trong năm.") % {"award": name},
        to_meet,
        grounds,
    )


def _ratio(rule: Rule, facts: _Facts) -> _Judged:
    code = str(rule.parameters.get("of_award", ""))
    name = facts.name([code])
    merit = facts.nomination.merit_until or facts.nomination.merit_from
    held = [
        one
        for one in facts.in_unit
        if one.award == code and one.counted and merit is not None and merit in one.years
    ]
    people = len({one.honoree for one in held})
    said = facts.say(rule)
    grounds: list[Ground] = []
    if people and merit:
        grounds.append(
            Ground(
                REGISTER,
                ngettext(
                    "Sổ khen thưởng: %(number)d người của đơn vị đạt %(award)s năm %(year)d",
                    "Sổ khen thưởng: %(number)d người của đơn vị đạt %(award)s năm %(year)d",
                    people,
                )
                % {"number": people, "award": name, "year": merit},
                counted=facts.unit_is_subject or "at_most_percent" in rule.parameters,
            )
        )
    if said.count is not None and said.of:
        count, of, source = said.count, said.of, UNIT
    elif "at_most_percent" in rule.parameters and people and facts.nomination.award.code in facts.proposed:
        count, of, source = facts.proposed[facts.nomination.award.code], people, REGISTER
    else:
        return (
            Finding.UNKNOWN,
            _("Chưa có số liệu: bao nhiêu người trong tổng số bao nhiêu người."),
            _("Khai số người và tổng số người."),
            grounds,
        )
    share = Decimal(100 * count) / Decimal(of)
    words = _("%(count)d trên %(of)d người, đạt %(share)s%%") % {
        "count": count,
        "of": of,
        "share": number_format(share.quantize(Decimal("0.1")), use_l10n=True),
    }
    grounds.append(Ground(source, f"{words}. {said.note}".strip() if said.note else words))
    if (
        source == UNIT
        and facts.unit_is_subject
        and code != facts.nomination.award.code
        and people
        and "at_most_percent" not in rule.parameters
        and count > people
    ):
        return (
            Finding.UNKNOWN,
            _("Đơn vị khai %(count)d người, sổ khen thưởng có %(people)d: cần đối chiếu.")
            % {"count": count, "people": people},
            _("Người thẩm định đối chiếu danh sách %(award)s của đơn vị.") % {"award": name},
            grounds,
        )
    for bound, fits, need in _bounds(rule, count, of):
        if not fits:
            return (
                Finding.NOT_MET,
                _("%(words)s; cần %(bound)s.") % {"words": words, "bound": bound},
                need,
                grounds,
            )
    told = _("%(words)s, theo số đơn vị khai.") if source == UNIT else "%(words)s."
    return Finding.MET, told % {"words": words}, "", grounds


def _bounds(rule: Rule, count: int, of: int) -> list[tuple[str, bool, str]]:
    """Return each bound in words, whether whole numbers of people keep it, and what would."""
    found: list[tuple[str, bool, str]] = []
    for name, value in rule.parameters.items():
        if name not in {"at_least_percent", "more_than_percent", "at_most_percent"}:
            continue
        percent = Decimal(str(value))
        product, bar = Decimal(100 * count), percent * of
        shown = number_format(percent.normalize() if percent % 1 else percent.to_integral_value())
        if name == "at_least_percent":
            need = math.ceil(bar / 100)
            found.append(
                (
                    _("ít nhất %(percent)s%%") % {"percent": shown},
                    product >= bar,
                    _("Cần ít nhất %(need)d trên %(of)d người.") % {"need": need, "of": of},
                )
            )
        elif name == "more_than_percent":
            need = math.floor(bar / 100) + 1
            found.append(
                (
                    _("trên %(percent)s%%") % {"percent": shown},
                    product > bar,
                    _("Cần ít nhất %(need)d trên %(of)d người.") % {"need": need, "of": of},
                )
            )
        else:
            need = math.floor(bar / 100)
            found.append(
                (
                    _("không quá %(percent)s%%") % {"percent": shown},
                    product <= bar,
                    _("Chỉ được nhiều nhất %(need)d trên %(of)d người.") % {"need": need, "of": of},
                )
            )
    return found


def _initiative(rule: Rule, facts: _Facts) -> _Judged:
    wanted = int(rule.parameters.get("count", 1))
    levels = rules.level_at_least(str(rule.parameters.get("level", "base")))
    said = facts.say(rule)
    claim = [Ground(UNIT, said.note, counted=False)] if said.claim and said.note else []
    first, last = facts.nomination.merit_from, facts.nomination.merit_until or facts.nomination.merit_from
    grounds: list[Ground] = []
    counted = 0
    for one in facts.initiatives:
        fits, note = one.level in levels, ""
        if not fits:
            note = _("cấp công nhận thấp hơn cấp phải có, không tính")
        elif one.recognized_on is None:
            fits, note = False, _("chưa ghi ngày công nhận, chưa tính")
        elif first and last and not (first - 1 <= one.recognized_on.year <= last + 1):
            fits, note = False, _("công nhận ngoài thời gian lập thành tích, không tính")
        counted += fits
        if len(grounds) < SHOWN:
            grounds.append(Ground(INITIATIVES, _initiative_text(one, note), fits))
    grounds += claim
    if counted >= wanted:
        return (
            Finding.MET,
            ngettext(
                "Sổ sáng kiến có %(number)d sáng kiến đúng cấp.",
                "Sổ sáng kiến có %(number)d sáng kiến đúng cấp.",
                counted,
            )
            % {"number": counted},
            "",
            grounds,
        )
    to_meet = ngettext(
        "Cần %(number)d sáng kiến được công nhận từ cấp %(level)s trở lên.",
        "Cần %(number)d sáng kiến được công nhận từ cấp %(level)s trở lên.",
        wanted,
    ) % {"number": wanted, "level": rules.level_label(str(rule.parameters.get("level", "base"))).lower()}
    if rule.parameters.get("or_study"):
        study = _("Đề tài, đề án đã nghiệm thu cũng được tính: khai số biên bản nghiệm thu.")
        to_meet = f"{to_meet} {study}"
    if claim:
        return (
            Finding.UNKNOWN,
            _("Đơn vị khai có, sổ sáng kiến chưa có: cần đối chiếu giấy công nhận."),
            to_meet,
            grounds,
        )
    if facts.honoree is None:
        return (
            Finding.UNKNOWN,
            _("Hồ sơ chưa nối với người, tập thể nào trong sổ nên chưa tra được sáng kiến."),
            to_meet,
            grounds,
        )
    if said.claim is False or not facts.initiatives:
        return (
            Finding.NOT_MET,
            _("Không thấy sáng kiến nào trong sổ, đơn vị cũng không khai."),
            to_meet,
            grounds,
        )
    return Finding.NOT_MET, _("Sáng kiến trong sổ chưa đúng cấp hoặc đúng thời gian."), to_meet, grounds


def _initiative_text(one: Initiative, note: str) -> str:
    parts = [
        one.title,
        rules.level_label(one.level),
        one.paper,
        _day(one.recognized_on) if one.recognized_on else "",
    ]
    text = ", ".join(part for part in parts if part)
    return f"{text} ({note})" if note else text


_RATING_ORDER: Final = {value: place for place, value in enumerate(Rating.values)}
_RATING_WORDS: Final = (
    ("khong hoan thanh nhiem vu", Rating.NOT_DONE),
    ("hoan thanh xuat sac", Rating.EXCELLENT),
    ("hoan thanh tot", Rating.GOOD),
    ("hoan thanh nhiem vu", Rating.DONE),
)


def rating_in(text: str) -> Rating | None:
    """Return the yearly rating that a line of a report names, None where it names none or two that differ."""
    words = " ".join(fold(text).split())
    found = []
    for phrase, rating in _RATING_WORDS:
        if phrase in words:
            found.append(rating)
            words = words.replace(phrase, " ")
    return found[0] if len(found) == 1 else None


def _rating(rule: Rule, facts: _Facts) -> _Judged:
    said = facts.say(rule)
    wanted = str(rule.parameters.get("at_least", Rating.GOOD))
    wanted_label = str(Rating(wanted).label)
    grounds: list[Ground] = []
    line = str(facts.nomination.report.get("rating") or "").strip()
    in_report = rating_in(line)
    if line:
        grounds.append(Ground(REPORT, _shortened(line), counted=in_report is not None))
    if said.rating:
        words = str(Rating(said.rating).label)
        grounds.append(Ground(UNIT, f"{words}. {said.note}".strip() if said.note else words))
    rating = Rating(said.rating) if said.rating else in_report
    to_meet = _("Cần xếp loại từ “%(rating)s” trở lên, kèm số thông báo, quyết định xếp loại.") % {
        "rating": wanted_label
    }
    if rating is None:
        return Finding.UNKNOWN, _("Chưa rõ xếp loại trong năm."), to_meet, grounds
    if said.rating and in_report and in_report != rating:
        return (
            Finding.UNKNOWN,
            _("Xếp loại khai ở đây khác xếp loại ghi trong báo cáo."),
            _("Ghi hai nơi giống nhau."),
            grounds,
        )
    if _RATING_ORDER[rating] < _RATING_ORDER.get(wanted, 0):
        return (
            Finding.NOT_MET,
            _("Xếp loại “%(rating)s”, thấp hơn “%(wanted)s”.")
            % {"rating": rating.label, "wanted": wanted_label},
            to_meet,
            grounds,
        )
    years = int(rule.parameters.get("years", 1))
    if years > 1:
        return (
            Finding.UNKNOWN,
            _("Hồ sơ chỉ cho biết xếp loại một năm; điều kiện cần %(years)d năm.") % {"years": years},
            _("Người thẩm định đối chiếu xếp loại của từng năm."),
            grounds,
        )
    if "members_done_percent" in rule.parameters:
        return _members_done(rule, said, rating, grounds)
    return Finding.MET, _("Xếp loại “%(rating)s” theo đơn vị khai.") % {"rating": rating.label}, "", grounds


def _members_done(rule: Rule, said: Statement, rating: Rating, grounds: list[Ground]) -> _Judged:
    percent = Decimal(str(rule.parameters["members_done_percent"]))
    if said.count is None or not said.of:
        return (
            Finding.UNKNOWN,
            _("Tập thể xếp loại “%(rating)s”; chưa rõ bao nhiêu người hoàn thành nhiệm vụ.")
            % {"rating": rating.label},
            _("Khai số người hoàn thành nhiệm vụ và tổng số người."),
            grounds,
        )
    words = _("%(count)d trên %(of)d người hoàn thành nhiệm vụ") % {"count": said.count, "of": said.of}
    grounds.append(Ground(UNIT, words))
    if Decimal(100 * said.count) < percent * said.of:
        need = math.ceil(percent * said.of / 100)
        return (
            Finding.NOT_MET,
            f"{words}.",
            _("Cần ít nhất %(need)d trên %(of)d người.") % {"need": need, "of": said.of},
            grounds,
        )
    return (
        Finding.MET,
        _("Xếp loại “%(rating)s”; %(words)s, theo đơn vị khai.") % {"rating": rating.label, "words": words},
        "",
        grounds,
    )


def _interval(rule: Rule, facts: _Facts) -> _Judged:
    if "once" not in rule.parameters and "at_least_years" not in rule.parameters:
        return (
            Finding.UNKNOWN,
            _("Do đợt xét của cấp có thẩm quyền; phần mềm không tự xác định."),
            _("Theo thông báo của cấp có thẩm quyền."),
            [],
        )
    if facts.honoree is None:
        return (
            Finding.UNKNOWN,
            _("Hồ sơ chưa nối với người, tập thể nào trong sổ nên chưa tra được."),
            _("Chọn đúng người, tập thể trong sổ khi lập hồ sơ."),
            [],
        )
    held = [one for one in facts.given if one.award == facts.nomination.award.code]
    grounds = [Ground(REGISTER, one.text, one.counted) for one in held[:SHOWN]]
    counted = [one for one in held if one.counted]
    if not counted:
        return Finding.MET, _("Sổ khen thưởng chưa có lần tặng nào trước đây."), "", grounds
    if rule.parameters.get("once"):
        return (
            Finding.NOT_MET,
            _("Đã được tặng; mỗi người, tập thể chỉ được tặng một lần."),
            _("Không đề nghị lại danh hiệu, hình thức này."),
            grounds,
        )
    years = int(rule.parameters.get("at_least_years", 1))
    merit = facts.nomination.merit_until or facts.nomination.merit_from
    dated = [max(one.years) for one in counted if one.years]
    if merit is None or not dated or len(dated) < len(counted):
        return (
            Finding.UNKNOWN,
            _("Chưa rõ năm thành tích của lần tặng trước hoặc của hồ sơ."),
            _("Ghi năm thành tích của cả hai."),
            grounds,
        )
    gap = merit - max(dated)
    if gap >= years:
        return Finding.MET, _("Cách lần trước %(gap)d năm.") % {"gap": gap}, "", grounds
    return (
        Finding.NOT_MET,
        _("Cách lần trước %(gap)d năm; cần %(years)d năm.") % {"gap": max(gap, 0), "years": years},
        _("Đề nghị được từ năm thành tích %(year)d.") % {"year": max(dated) + years},
        grounds,
    )


def _other(rule: Rule, facts: _Facts) -> _Judged:
    parameters = rule.parameters
    if "vote_percent" in parameters:
        return _vote(rule, facts)
    if "comment_working_days" in parameters:
        return (
            Finding.UNKNOWN,
            _("Thủ tục của bước sau: chưa lấy ý kiến."),
            _("Lấy ý kiến công khai ít nhất %(days)d ngày làm việc.")
            % {"days": int(parameters["comment_working_days"])},
            [],
        )
    if "threshold" in parameters:
        return _threshold(rule, facts)
    if "years_men" in parameters or "years_women" in parameters:
        return _service(rule, facts)
    said = facts.say(rule)
    if said.claim is None:
        return (
            Finding.UNKNOWN,
            _("Điều kiện này phải do người thẩm định xem xét."),
            _("Đơn vị khai và nêu giấy tờ chứng minh."),
            [],
        )
    words = _("Có") if said.claim else _("Không")
    ground = Ground(UNIT, f"{words}. {said.note}".strip() if said.note else words, counted=False)
    if not said.claim:
        return (
            Finding.NOT_MET,
            _("Đơn vị khai chưa đạt điều kiện này."),
            _("Đạt điều kiện này, nêu giấy tờ chứng minh."),
            [ground],
        )
    return (
        Finding.UNKNOWN,
        _("Đơn vị khai đạt; người thẩm định đối chiếu."),
        _("Người thẩm định đối chiếu giấy tờ đơn vị khai."),
        [ground],
    )


def _threshold(rule: Rule, facts: _Facts) -> _Judged:
    """A number against the one threshold of the announcement, read from the report or from the statement."""
    try:
        bar = Decimal(str(rule.parameters["threshold"]))
    except InvalidOperation:
        return Finding.UNKNOWN, _("Ngưỡng không phải là một số."), "", []
    measure = str(rule.parameters.get("unit_of_measure", ""))
    question = str(rule.parameters.get("question", ""))
    said = facts.say(rule)
    if question:
        number = statements.number_in(facts.nomination.report.get(question))
        source = REPORT
    else:
        number, source = said.number, UNIT
    shown = f"{number_format(bar.normalize() if bar % 1 else bar.to_integral_value())} {measure}".strip()
    to_meet = _("Cần từ %(bar)s trở lên.") % {"bar": shown}
    if number is None:
        return Finding.UNKNOWN, _("Chưa có con số."), to_meet, []
    have = (
        f"{number_format(number.normalize() if number % 1 else number.to_integral_value())} {measure}".strip()
    )
    ground = Ground(source, f"{have}. {said.note}".strip() if said.note else have)
    if number < bar:
        return (
            Finding.NOT_MET,
            _("%(have)s, thấp hơn ngưỡng %(bar)s.") % {"have": have, "bar": shown},
            to_meet,
            [ground],
        )
    return Finding.MET, _("%(have)s, ngưỡng %(bar)s.") % {"have": have, "bar": shown}, "", [ground]


def _service(rule: Rule, facts: _Facts) -> _Judged:
    """Years of service. The portal keeps nobody's sex, so between the two bars a person has to look."""
    bars = [int(rule.parameters[name]) for name in ("years_men", "years_women") if name in rule.parameters]
    said = facts.say(rule)
    to_meet = _("Cần đủ số năm công tác trong ngành; một số chuyên ngành được tính ngắn hơn.")
    if said.number is None:
        return Finding.UNKNOWN, _("Chưa khai số năm công tác trong ngành."), to_meet, []
    years = number_format(said.number.normalize() if said.number % 1 else said.number.to_integral_value())
    words = _("%(years)s năm công tác") % {"years": years}
    ground = Ground(UNIT, f"{words}. {said.note}".strip() if said.note else words)
    if said.number >= max(bars):
        return Finding.MET, _("%(words)s, theo đơn vị khai.") % {"words": words}, "", [ground]
    return (
        Finding.UNKNOWN,
        _("%(words)s: mức phải có khác nhau theo người và chuyên ngành, người thẩm định đối chiếu.")
        % {"words": words},
        to_meet,
        [ground],
    )


def _vote(rule: Rule, facts: _Facts) -> _Judged:
    """Votes count the total membership of the council, not those present (DOMAIN 6, rule 3)."""
    members, votes = facts.nomination.council_members, facts.nomination.council_votes_for
    percent = Decimal(str(rule.parameters["vote_percent"]))
    shown = number_format(percent.normalize() if percent % 1 else percent.to_integral_value())
    to_meet = _("Cần ít nhất %(percent)s%% tổng số thành viên Hội đồng đồng ý.") % {"percent": shown}
    if not members or votes is None:
        return Finding.UNKNOWN, _("Hội đồng chưa bỏ phiếu."), to_meet, []
    words = _("%(votes)d trên %(members)d thành viên đồng ý") % {"votes": votes, "members": members}
    ground = Ground(COUNCIL, words)
    if Decimal(100 * votes) >= percent * members:
        return Finding.MET, f"{words}.", "", [ground]
    return Finding.NOT_MET, f"{words}.", to_meet, [ground]


_JUDGES: Final[dict[str, Callable[[Rule, _Facts], _Judged]]] = {
    RuleKind.PREREQUISITE: _prerequisite,
    RuleKind.RATIO: _ratio,
    RuleKind.INITIATIVE: _initiative,
    RuleKind.RATING: _rating,
    RuleKind.INTERVAL: _interval,
    RuleKind.OTHER: _other,
}


def _authority(nomination: Nomination, day: date) -> Criterion:
    """Explain who may decide the award on that day, by the powers of the catalogue."""
    powers = list(
        DecisionPower.objects.filter(in_force(day), award=nomination.award_id)
        .select_related("office", "legal_basis")
        .order_by("-verified", "office__code")
    )
    grounds = tuple(
        Ground(
            CATALOGUE,
            " – ".join(
                part
                for part in (
                    power.office.label,
                    ", ".join(filter(None, [power.article, str(power.legal_basis or "")])),
                    "" if power.verified else _("chưa xác minh"),
                )
                if part
            ),
            power.verified,
        )
        for power in powers[:SHOWN]
    )
    verified = [power for power in powers if power.verified]
    first = next(iter(verified or powers), None)
    rule = Rule(
        code=AUTHORITY,
        kind=AUTHORITY,
        text=_("Có cơ quan, người có thẩm quyền quyết định danh hiệu, hình thức này."),
        law=str(first.legal_basis or "") if first else "",
        article=first.article if first else "",
        valid_from=first.valid_from if first else None,
        valid_until=first.valid_until if first else None,
        verified=bool(verified),
    )
    if verified:
        return Criterion(
            rule,
            Finding.MET,
            _("%(office)s quyết định.")
            % {"office": _either(dict.fromkeys(power.office.label for power in verified))},
            grounds=grounds,
        )
    why = (
        _("Quy định về thẩm quyền chưa được xác minh.")
        if powers
        else _("Danh mục chưa có quy định về thẩm quyền trong ngày này.")
    )
    return Criterion(
        rule,
        Finding.UNKNOWN,
        why,
        to_meet=_("Thường trực Hội đồng đối chiếu văn bản và xác minh trong danh mục."),
        grounds=grounds,
    )


def hint(nomination: Nomination, question: str, *, at: datetime) -> str:
    """Return the threshold that the round sets for a question of the report, as one sentence; empty without one."""
    for rule in rules.of_dossier(nomination, at=rules.moment_day(at)).rules:
        if rule.parameters.get("question") == question and "threshold" in rule.parameters:
            bar = Decimal(str(rule.parameters["threshold"]))
            shown = number_format(bar.normalize() if bar % 1 else bar.to_integral_value())
            measure = str(rule.parameters.get("unit_of_measure", ""))
            return _("Ngưỡng xét: từ %(bar)s trở lên.") % {"bar": f"{shown} {measure}".strip()}
    return ""


def _either(words: Iterable[str]) -> str:
    return f" {_('hoặc')} ".join(words)


def _period_of(nomination: Nomination) -> str:
    first, last = nomination.merit_from, nomination.merit_until
    if first and last and first != last:
        return f"{first}–{last}"
    return str(last or first or "")


def _years_text(years: Sequence[int]) -> str:
    if len(years) == 1:
        return _("năm %(year)d") % {"year": years[0]}
    return _("giai đoạn %(first)d–%(last)d") % {"first": years[0], "last": years[-1]}


def _day(day: date) -> str:
    return str(date_format(day, "d/m/Y"))


def _shortened(text: str) -> str:
    return text if len(text) <= 200 else f"{text[:198].rsplit(' ', 1)[0]} …"
