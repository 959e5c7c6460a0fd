"""What was awarded before: titles that must come first, by year of merit, and the time between two awards."""

from __future__ import annotations

from collections.abc import Sequence

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from recognition.domain.explainer.facts import SHOWN, Facts, Given, Judged, awards_wanted
from recognition.domain.explainer.told import REGISTER, UNIT, Ground
from recognition.domain.rules import Rule
from recognition.enums import Finding


def prerequisite(rule: Rule, facts: Facts) -> Judged:
    if rule.parameters.get("member_award"):
        return _member(rule, facts)
    codes = awards_wanted(rule)
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


def _run(held: Sequence[Given], times: int, merit: int | None, ends_within: int) -> tuple[int, list[int]]:
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


def _member(rule: Rule, facts: Facts) -> Judged:
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


def interval(rule: Rule, facts: Facts) -> Judged:
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
