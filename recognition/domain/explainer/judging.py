"""Each criterion of a dossier given to what can judge its kind."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Final

from django.utils.translation import gettext as _

from recognition.domain import rules, statements
from recognition.domain.explainer.authority import authority
from recognition.domain.explainer.awarded import interval, prerequisite
from recognition.domain.explainer.facts import Facts, Judged
from recognition.domain.explainer.initiatives import initiative
from recognition.domain.explainer.numbers import ratio, service, threshold, vote
from recognition.domain.explainer.ratings import yearly_rating
from recognition.domain.explainer.told import UNIT, Criterion, Explanation, Ground
from recognition.domain.explainer.wording import period_of
from recognition.domain.rules import Rule
from recognition.enums import Finding, RuleKind
from recognition.models import Nomination


def explain(nomination: Nomination, *, at: datetime, for_unit: bool = False) -> Explanation:
    """Return every criterion of the dossier with what was found. A dozen queries at most, whatever the register holds.

    ``at`` chooses the law while the dossier is not received. ``for_unit`` leaves out of the register what the unit may not
    see: conferrals elsewhere that are not public. Nothing is written.
    """
    judged = rules.of_dossier(nomination, at=rules.moment_day(at))
    facts = Facts.of(nomination, judged.rules, for_unit=for_unit)
    found = [_criterion(rule, facts) for rule in judged.rules]
    found.append(authority(nomination, judged.on))
    return Explanation(
        on=judged.on,
        frozen=judged.frozen,
        award=nomination.award.label,
        merit=period_of(nomination),
        criteria=tuple(found),
        files=facts.files,
    )


def _criterion(rule: Rule, facts: Facts) -> Criterion:
    judge: Callable[[Rule, Facts], Judged] = _JUDGES.get(rule.kind, _other)
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


def _other(rule: Rule, facts: Facts) -> Judged:
    parameters = rule.parameters
    if "vote_percent" in parameters:
        return vote(rule, facts)
    if "comment_working_days" in parameters:
        return (
            Finding.UNKNOWN,
            _("Thủ tục của bước sau: chưa lấy ý kiến."),
            _("Lấy ý kiến công khai ít nhất %(days)d ngày làm việc.")
            % {"days": int(parameters["comment_working_days"])},
            [],
        )
    if "threshold" in parameters:
        return threshold(rule, facts)
    if "years_men" in parameters or "years_women" in parameters:
        return service(rule, facts)
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


_JUDGES: Final[dict[str, Callable[[Rule, Facts], Judged]]] = {
    RuleKind.PREREQUISITE: prerequisite,
    RuleKind.RATIO: ratio,
    RuleKind.INITIATIVE: initiative,
    RuleKind.RATING: yearly_rating,
    RuleKind.INTERVAL: interval,
    RuleKind.OTHER: _other,
}
