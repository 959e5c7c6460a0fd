"""Numbers against a bound: shares of people, the threshold of an announcement, years of service, votes."""

from __future__ import annotations

import math
from datetime import datetime
from decimal import Decimal, InvalidOperation

from django.utils.formats import number_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from recognition.domain import rules, statements
from recognition.domain.explainer.facts import Facts, Judged
from recognition.domain.explainer.told import COUNCIL, REGISTER, REPORT, UNIT, Ground
from recognition.domain.explainer.wording import number_text
from recognition.domain.rules import Rule
from recognition.enums import Finding
from recognition.models import Nomination


def ratio(rule: Rule, facts: Facts) -> Judged:
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
        shown = number_text(percent)
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


def threshold(rule: Rule, facts: Facts) -> Judged:
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
    shown = f"{number_text(bar)} {measure}".strip()
    to_meet = _("Cần từ %(bar)s trở lên.") % {"bar": shown}
    if number is None:
        return Finding.UNKNOWN, _("Chưa có con số."), to_meet, []
    have = f"{number_text(number)} {measure}".strip()
    ground = Ground(source, f"{have}. {said.note}".strip() if said.note else have)
    if number < bar:
        return (
            Finding.NOT_MET,
            _("%(have)s, thấp hơn ngưỡng %(bar)s.") % {"have": have, "bar": shown},
            to_meet,
            [ground],
        )
    return Finding.MET, _("%(have)s, ngưỡng %(bar)s.") % {"have": have, "bar": shown}, "", [ground]


def service(rule: Rule, facts: Facts) -> Judged:
    """Years of service. The portal keeps nobody's sex, so between the two bars a person has to look."""
    bars = [int(rule.parameters[name]) for name in ("years_men", "years_women") if name in rule.parameters]
    said = facts.say(rule)
    to_meet = _("Cần đủ số năm công tác trong ngành; một số chuyên ngành được tính ngắn hơn.")
    if said.number is None:
        return Finding.UNKNOWN, _("Chưa khai số năm công tác trong ngành."), to_meet, []
    years = number_text(said.number)
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


def vote(rule: Rule, facts: Facts) -> Judged:
    """Votes count the total membership of the council, not those present (DOMAIN 6, rule 3)."""
    members, votes = facts.nomination.council_members, facts.nomination.council_votes_for
    percent = Decimal(str(rule.parameters["vote_percent"]))
    shown = number_text(percent)
    to_meet = _("Cần ít nhất %(percent)s%% tổng số thành viên Hội đồng đồng ý.") % {"percent": shown}
    if not members or votes is None:
        return Finding.UNKNOWN, _("Hội đồng chưa bỏ phiếu."), to_meet, []
    words = _("%(votes)d trên %(members)d thành viên đồng ý") % {"votes": votes, "members": members}
    ground = Ground(COUNCIL, words)
    if Decimal(100 * votes) >= percent * members:
        return Finding.MET, f"{words}.", "", [ground]
    return Finding.NOT_MET, f"{words}.", to_meet, [ground]


def hint(nomination: Nomination, question: str, *, at: datetime) -> str:
    """Return the threshold that the round sets for a question of the report, as one sentence; empty without one."""
    for rule in rules.of_dossier(nomination, at=rules.moment_day(at)).rules:
        if rule.parameters.get("question") == question and "threshold" in rule.parameters:
            bar = Decimal(str(rule.parameters["threshold"]))
            shown = number_text(bar)
            measure = str(rule.parameters.get("unit_of_measure", ""))
            return _("Ngưỡng xét: từ %(bar)s trở lên.") % {"bar": f"{shown} {measure}".strip()}
    return ""
