"""Initiatives of the subject: how many are recognized, at which level and when."""

from __future__ import annotations

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from recognition.domain import rules
from recognition.domain.explainer.facts import SHOWN, Facts, Judged
from recognition.domain.explainer.told import INITIATIVES, UNIT, Ground
from recognition.domain.explainer.wording import day_text
from recognition.domain.rules import Rule
from recognition.enums import Finding
from recognition.models import Initiative


def initiative(rule: Rule, facts: Facts) -> Judged:
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
        day_text(one.recognized_on) if one.recognized_on else "",
    ]
    text = ", ".join(part for part in parts if part)
    return f"{text} ({note})" if note else text
