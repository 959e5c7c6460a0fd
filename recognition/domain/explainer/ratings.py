"""How the subject was rated in the year, as the report and the unit say it."""

from __future__ import annotations

import math
from decimal import Decimal
from typing import Final

from django.utils.translation import gettext as _

from portal.core.vietnamese import fold
from recognition.domain.explainer.facts import Facts, Judged
from recognition.domain.explainer.told import REPORT, UNIT, Ground
from recognition.domain.explainer.wording import shortened
from recognition.domain.rules import Rule
from recognition.domain.statements import Statement
from recognition.enums import Finding, Rating

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


def yearly_rating(rule: Rule, facts: Facts) -> Judged:
    said = facts.say(rule)
    wanted = str(rule.parameters.get("at_least", Rating.GOOD))
    wanted_label = str(Rating(wanted).label)
    grounds: list[Ground] = []
    line = str(facts.nomination.report.get("rating") or "").strip()
    in_report = rating_in(line)
    if line:
        grounds.append(Ground(REPORT, shortened(line), counted=in_report is not None))
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


def _members_done(rule: Rule, said: Statement, rating: Rating, grounds: list[Ground]) -> Judged:
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
