"""The catalogue of titles and forms, and the page of one award with its recipients."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase, HttpResponsePermanentRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_safe

from portal.core.context import plan_of_frame
from portal.core.rendered.together import ask_together
from portal.core.templatetags.portal_tags import day, number
from recognition.domain import queries
from recognition.domain.queries import AwardDetail, AwardLine, PowerLine, RuleLine
from recognition.enums import AwardCategory
from recognition.views.answers import home, page_number


def verified_tag(*, verified: bool) -> dict[str, str]:
    """Return the word for whether a person has compared the entry with the law."""
    if verified:
        return {"state": "done", "label": _("Đã đối chiếu văn bản")}
    return {"state": "doing", "label": _("Chưa đối chiếu văn bản")}


@require_safe
def index(request: HttpRequest) -> HttpResponse:
    """Show the catalogue, titles and forms apart (they are separate things in law)."""
    ask_together(plan_of_frame(request), queries.all_award_lines.plan())
    lines = queries.award_lines()
    groups = [
        {"label": str(category.label), "rows": [_cells(line) for line in lines if line.category == category]}
        for category in AwardCategory
    ]
    return render(
        request,
        "recognition/awards.html",
        {
            "crumbs": [home()],
            "columns": [_("Tên"), _("Đối tượng"), _("Cấp"), _("Số lượt")],
            "groups": [group for group in groups if group["rows"]],
        },
    )


def _cells(line: AwardLine) -> list[dict[str, Any]]:
    return [
        {"text": line.name, "url": line.url, "header": True},
        {"text": line.subject_label, "label": _("Đối tượng")},
        {"text": line.level_label, "label": _("Cấp")},
        {"text": number(line.count), "label": _("Số lượt")},
    ]


@require_safe
def show(request: HttpRequest, code: str) -> HttpResponseBase:
    """Show one award: what it is, who may decide it, on which law, since when, and who received it."""
    ask_together(plan_of_frame(request), queries.award_detail.plan(code), queries.honorees_path.plan())
    known = queries.award_detail(code)
    if known is None:
        raise Http404
    award, detail = known
    if code != award.code:
        return HttpResponsePermanentRedirect(detail.award.url)
    found, cards = queries.honorees_of_award(award, page=page_number(request))
    return render(
        request,
        "recognition/award.html",
        {
            "detail": detail,
            "award": detail.award,
            "found": found,
            "cards": cards,
            "verified": verified_tag(verified=detail.award.verified),
            "crumbs": [
                home(),
                {"label": _("Danh hiệu, hình thức khen thưởng"), "url": reverse("recognition:awards")},
            ],
            "facts": _facts(detail),
            "power_columns": [_("Thẩm quyền quyết định"), _("Căn cứ"), _("Áp dụng"), _("Đối chiếu")],
            "powers": [_power_cells(power) for power in detail.powers],
            "former_powers": [_power_cells(power) for power in detail.former_powers],
            "rule_columns": [_("Điều kiện"), _("Căn cứ"), _("Áp dụng"), _("Đối chiếu")],
            "rules": [_rule_cells(rule) for rule in detail.rules],
            "count_text": ngettext(
                "%(count)s lượt khen thưởng", "%(count)s lượt khen thưởng", detail.award.count
            )
            % {"count": number(detail.award.count)},
            "wall_url": f"{queries.honorees_path()}?danh-hieu={detail.award.code}" if cards else "",
            "noindex": found.number > 1,
        },
    )


def _facts(detail: AwardDetail) -> list[dict[str, Any]]:
    line = detail.award
    facts: list[dict[str, Any]] = [
        {"name": _("Mã trong danh mục"), "value": line.code},
        {"name": _("Nhóm"), "value": line.category_label},
        {"name": _("Đối tượng"), "value": line.subject_label},
        {"name": _("Cấp"), "value": line.level_label},
    ]
    if detail.law:
        facts.append({"name": _("Căn cứ pháp lý"), "value": detail.law})
    if period := period_text(detail.valid_from, detail.valid_until):
        facts.append({"name": _("Áp dụng"), "value": period})
    facts.append(
        {
            "name": _("Đối chiếu"),
            "value": verified_tag(verified=line.verified)["label"],
            "state": verified_tag(verified=line.verified)["state"],
        }
    )
    return facts


def period_text(start: Any, end: Any) -> str:
    """Return from when until when, in words; empty when neither is known."""
    if start and end:
        return _("từ ngày %(start)s đến ngày %(end)s") % {"start": day(start), "end": day(end)}
    if start:
        return _("từ ngày %(start)s") % {"start": day(start)}
    return _("đến ngày %(end)s") % {"end": day(end)} if end else ""


def _power_cells(power: PowerLine) -> list[dict[str, Any]]:
    return [{"text": power.office, "header": True}, *_law_cells(power)]


def _rule_cells(rule: RuleLine) -> list[dict[str, Any]]:
    return [
        {"text": rule.text, "header": True, "language": "vi" if queries.is_english() else ""},
        *_law_cells(rule),
    ]


def _law_cells(line: PowerLine | RuleLine) -> list[dict[str, Any]]:
    return [
        {"text": line.law or _("chưa ghi"), "label": _("Căn cứ")},
        {"text": period_text(line.valid_from, line.valid_until) or _("chưa ghi"), "label": _("Áp dụng")},
        {
            "text": "",
            "tag": verified_tag(verified=line.verified),
            "label": _("Đối chiếu"),
            "unbroken": True,
        },
    ]
