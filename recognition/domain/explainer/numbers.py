"""Numbers against a bound: shares of people, the threshold of an announcement, years of service, votes."""

from __future__ import annotations

import math
from datetime import datetime
from decimal import Decimal, InvalidOperation

from django.utils.formats import number_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from recognition.domain import rules, statements
from recognition.domain.explainer.facts import Facts, Judged, OnList
from recognition.domain.explainer.told import COUNCIL, LISTS, REGISTER, REPORT, UNIT, Ground, Source
from recognition.domain.explainer.wording import number_text
from recognition.domain.round_criteria import RoundCriterion
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
    held_names = facts.on_list.get(code)
    if held_names is not None:
        grounds.append(_list_ground(held_names, name, counted=_list_speaks(rule, held_names)))
    figures = _figures(rule, facts, people, held_names)
    if figures is None:
        return (
            Finding.UNKNOWN,
            _("Chưa có số liệu: bao nhiêu người trong tổng số bao nhiêu người."),
            _("Khai số người và tổng số người."),
            grounds,
        )
    count, of, source = figures
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
    if (
        source == UNIT
        and held_names is not None
        and held_names.of_subject is not None
        and code != facts.nomination.award.code
        and "at_most_percent" not in rule.parameters
        and count > held_names.of_subject
    ):
        return (
            Finding.UNKNOWN,
            _("Đơn vị khai %(count)d người, danh sách đề nghị có %(people)d: cần đối chiếu.")
            % {"count": count, "people": held_names.of_subject},
            _("Sửa số đã khai, hoặc bổ sung danh sách %(award)s.") % {"award": name},
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
    told = {
        UNIT: _("%(words)s, theo số đơn vị khai."),
        LISTS: _("%(words)s, theo danh sách đề nghị."),
    }.get(source, "%(words)s.")
    return Finding.MET, told % {"words": words}, "", grounds


def _figures(
    rule: Rule, facts: Facts, people: int, held_names: OnList | None
) -> tuple[int, int, Source] | None:
    """Return how many of how many, and from where: stated by the unit, else counted on its list and in the register.

    A ceiling is the share of those proposed among the people who hold the award; a floor is the share of such people in the
    collective.
    """
    said = facts.say(rule)
    if said.count is not None and said.of:
        return said.count, said.of, UNIT
    if "at_most_percent" in rule.parameters:
        proposed = facts.proposed.get(facts.nomination.award.code)
        if proposed is None:
            return None
        if people:
            return proposed, people, REGISTER
        return (proposed, held_names.names, LISTS) if held_names is not None and held_names.names else None
    if (
        held_names is not None
        and facts.unit_is_subject
        and held_names.of_subject is not None
        and held_names.headcount
    ):
        return min(held_names.of_subject, held_names.headcount), held_names.headcount, LISTS
    return None


def _list_speaks(rule: Rule, held_names: OnList) -> bool:
    return "at_most_percent" in rule.parameters or held_names.of_subject is not None


def _list_ground(held_names: OnList, award: str, *, counted: bool) -> Ground:
    number = held_names.names if held_names.of_subject is None else held_names.of_subject
    words = ngettext(
        "Danh sách %(award)s năm %(year)d (%(state)s): %(number)d người",
        "Danh sách %(award)s năm %(year)d (%(state)s): %(number)d người",
        number,
    ) % {"award": award, "year": held_names.year, "state": held_names.state, "number": number}
    return Ground(LISTS, words, counted=counted)


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
    bar = _bar(rule)
    if bar is None:
        return Finding.UNKNOWN, _("Ngưỡng không phải là một số."), "", []
    measure = str(rule.parameters.get("unit_of_measure", ""))
    question = str(rule.parameters.get("question", ""))
    said = facts.say(rule)
    if question:
        number = statements.number_in(facts.nomination.report.get(question))
        source = REPORT
    else:
        number, source = said.number, UNIT
    shown = _with_measure(bar, measure)
    at_most = bool(rule.parameters.get("at_most"))
    to_meet = (_("Không được quá %(bar)s.") if at_most else _("Cần từ %(bar)s trở lên.")) % {"bar": shown}
    if number is None:
        return Finding.UNKNOWN, _("Chưa có con số."), to_meet, []
    have = _with_measure(number, measure)
    ground = Ground(source, f"{have}. {said.note}".strip() if said.note else have)
    if number > bar if at_most else number < bar:
        return (
            Finding.NOT_MET,
            (_("%(have)s, vượt ngưỡng %(bar)s.") if at_most else _("%(have)s, thấp hơn ngưỡng %(bar)s."))
            % {"have": have, "bar": shown},
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


def hints(nomination: Nomination, *, at: datetime) -> dict[str, str]:
    """Return by question of the report the threshold that the round sets for its answer, as one sentence.

    It is the threshold that the check asks, and the one that the campaign's page shows.
    """
    found: dict[str, str] = {}
    for rule in rules.of_dossier(nomination, at=rules.moment_day(at)).rules:
        question = str(rule.parameters.get("question") or "")
        bar = _bar(rule)
        if question and bar is not None:
            shown = _with_measure(bar, str(rule.parameters.get("unit_of_measure") or ""))
            words = (
                _("Ngưỡng xét: không quá %(bar)s.")
                if rule.parameters.get("at_most")
                else _("Ngưỡng xét: từ %(bar)s trở lên.")
            )
            found[question] = words % {"bar": shown}
    return found


def threshold_text(criterion: RoundCriterion) -> str:
    """Return the threshold of an announced criterion as words with its measure, empty where it has none."""
    if criterion.threshold is None:
        return ""
    words = _("không quá %(bar)s") if criterion.at_most else _("từ %(bar)s trở lên")
    return words % {"bar": _with_measure(criterion.threshold, criterion.unit_of_measure)}


def _bar(rule: Rule) -> Decimal | None:
    try:
        return Decimal(str(rule.parameters["threshold"]))
    except (KeyError, InvalidOperation):
        return None


def _with_measure(value: Decimal, measure: str) -> str:
    return f"{number_text(value)} {measure}".strip()
