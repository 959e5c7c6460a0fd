"""The register of decisions, the page of one decision, and its list as a file."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase, HttpResponsePermanentRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext
from django.views.decorators.http import require_safe

from portal.core import querystring, related, structured_data, tables
from portal.core.context import plan_of_frame
from portal.core.rendered.together import ask_together, side_by_side
from portal.core.sharing import share
from portal.core.templatetags.portal_tags import day, filesize, number, padded
from recognition.domain import queries
from recognition.domain.conferrals import subject_kind_label
from recognition.domain.queries import ConferralLine, DecisionDetail, DecisionLine
from recognition.enums import DECISION_CARDS, DecisionState
from recognition.models import Decision
from recognition.views.answers import home, page_number, whole

TEXT_LIMIT = 100


def register_crumb() -> dict[str, str]:
    return {"label": pgettext("danh sách", "Quyết định"), "url": reverse("recognition:decisions")}


def typed(request: HttpRequest) -> str:
    return request.GET.get("q", "").replace("\x00", "").strip()[:TEXT_LIMIT]


@require_safe
def register(request: HttpRequest) -> HttpResponse:
    """Show the register of decisions, by year, office and number."""
    year, office, text = whole(request.GET.get("nam")), request.GET.get("tham-quyen", "")[:40], typed(request)
    ask_together(plan_of_frame(request), queries.offices_with_decisions.plan(), queries.decision_years.plan())
    offices = queries.offices_with_decisions()
    office = office if office in dict(offices) else ""
    found, lines = queries.register_of_decisions(
        year=year, office=office, text=text, page=page_number(request)
    )
    years = queries.decision_years()
    chips = []
    if year:
        chips.append(
            {"label": _("Năm %(year)s") % {"year": year}, "url": querystring.replaced(request.GET, nam=None)}
        )
    if office:
        chips.append(
            {"label": dict(offices)[office], "url": querystring.replaced(request.GET, **{"tham-quyen": None})}
        )
    if text:
        chips.append({"label": f"“{text}”", "url": querystring.replaced(request.GET, q=None)})
    return render(
        request,
        "recognition/decisions.html",
        {
            "found": found,
            "columns": [_("Số, ký hiệu"), _("Trích yếu"), _("Thẩm quyền"), _("Ngày")],
            "rows": [_register_cells(line) for line in lines],
            "crumbs": [home()],
            "count_text": ngettext("%(count)s quyết định", "%(count)s quyết định", found.paginator.count)
            % {"count": number(found.paginator.count)},
            "groups": [
                _choices(request, "nam", _("Năm"), [(str(y), str(y), n) for y, n in years], str(year or "")),
                _choices(request, "tham-quyen", _("Thẩm quyền"), [(c, n, None) for c, n in offices], office),
            ],
            "chips": chips,
            "text": text,
            "hidden": [
                {"name": name, "value": value}
                for name, value in (("nam", year), ("tham-quyen", office))
                if value
            ],
            "clear_url": reverse("recognition:decisions"),
            "here": reverse("recognition:decisions"),
            "noindex": bool(chips) or found.number > 1,
        },
    )


def _choices(
    request: HttpRequest, name: str, label: str, values: list[tuple[str, str, int | None]], chosen: str
) -> dict[str, Any]:
    return {
        "label": label,
        "choices": [
            {
                "label": text,
                "url": querystring.replaced(request.GET, **{name: None if value == chosen else value}),
                "count": count,
                "current": value == chosen,
            }
            for value, text, count in values
        ],
    }


def _register_cells(line: DecisionLine) -> list[dict[str, Any]]:
    size = (
        ngettext("%(count)s người, tập thể", "%(count)s người, tập thể", line.lines)
        % {"count": number(line.lines)}
        if line.lines
        else ""
    )
    named: dict[str, Any] = {
        "text": line.number or _("Chưa rõ số"),
        "url": line.url,
        "header": True,
        "unbroken": True,
    }
    if line.cancelled:
        named["tag"] = {"state": "revoked", "label": _("Đã bị hủy bỏ")}
    return [
        named,
        {"text": line.title, "note": size, "label": _("Trích yếu")},
        {"text": line.issuer, "label": _("Thẩm quyền"), "whole": True},
        {"text": day(line.shown_date) or _("không rõ"), "label": _("Ngày")},
    ]


def _found(
    request: HttpRequest, year: str, slug: str, name: str = "recognition:decision"
) -> Decision | HttpResponseBase:
    """Return the decision, or the redirect to the address it really has."""
    decision = queries.find_decision(year=year, slug=slug)
    if decision is None:
        raise Http404
    right = queries.decision_paths([decision])[decision.pk]
    if name == "recognition:decision" and request.path != right:
        query = request.META.get("QUERY_STRING", "")
        return HttpResponsePermanentRedirect(right + (f"?{query}" if query else ""))
    return decision


@require_safe
def show(request: HttpRequest, year: str, slug: str) -> HttpResponseBase:
    """Show a decision with its list."""
    text, page = typed(request), page_number(request)
    ask_together(
        plan_of_frame(request),
        queries.plan_of_found(
            year=year,
            slug=slug,
            then=lambda found: side_by_side(
                queries.plan_of_decision(found, text=text, page=page),
                related.plan_of("decision-facts", found),
            ),
        ),
    )
    decision = _found(request, year, slug)
    if isinstance(decision, HttpResponseBase):
        return decision
    detail = queries.decision_detail(decision)
    found, lines = queries.lines_of_decision(
        decision, text=text, page=page, count=detail.individuals + detail.collectives
    )
    list_args = [
        decision.address_year,
        request.resolver_match.kwargs["slug"] if request.resolver_match else slug,
    ]
    return render(
        request,
        "recognition/decision.html",
        {
            "detail": detail,
            "line": detail.line,
            "found": found,
            "text": text,
            "columns": [_("STT"), _("Tập thể, cá nhân"), _("Đơn vị khi được khen"), _("Hình thức")],
            "rows": [_line_cells(line, found.start_index() + place) for place, line in enumerate(lines)],
            "caption": _caption(detail, found.paginator.count, len(lines), filtered=bool(text)),
            "facts": _facts(detail),
            "crumbs": [home(), register_crumb()],
            "here": request.path,
            "csv_url": reverse("recognition:decision_list", args=[*list_args, "csv"]),
            "xlsx_url": reverse("recognition:decision_list", args=[*list_args, "xlsx"]),
            "copy_label": _("Tải bản công bố (PDF, %(size)s)") % {"size": filesize(detail.copy_size)},
            "verify_code": queries.shown_code(decision.public_id),
            "verify_url": settings.PUBLIC_URL.rstrip("/")
            + reverse("recognition:verify", args=[decision.public_id]),
            "panels": related.panels("decision-facts", decision, queries.language_code()),
            "noindex": bool(text) or found.number > 1 or detail.line.cancelled,
            "share": share(
                path=detail.line.url,
                title=detail.line.label,
                description=detail.line.title,
                kind="article",
                source=DECISION_CARDS,
                folder=decision.public_id,
                alt=f"{detail.line.label}, {detail.line.issuer}. {detail.line.title}",
                public=not detail.line.cancelled,
            ),
            "structured": [
                structured_data.document(
                    path=detail.line.url,
                    name=detail.line.label,
                    about=detail.line.title,
                    number=detail.line.number,
                    issued=detail.line.dated,
                    issuer=detail.line.issuer,
                )
            ],
        },
    )


def _caption(detail: DecisionDetail, total: int, shown: int, *, filtered: bool) -> str:
    if filtered:
        return ngettext("%(count)s dòng có tên này.", "%(count)s dòng có tên này.", total) % {
            "count": number(total)
        }
    return _(
        "Hiện %(shown)s trong số %(total)s: %(collectives)s tập thể và %(individuals)s cá nhân, theo thứ tự trong quyết định."
    ) % {
        "shown": number(shown),
        "total": number(total),
        "collectives": padded(detail.collectives),
        "individuals": padded(detail.individuals),
    }


def _line_cells(line: ConferralLine, place: int) -> list[dict[str, Any]]:
    named: dict[str, Any] = {
        "text": f"{line.titles} {line.name}".strip(),
        "url": line.url,
        "header": True,
        "struck": line.cancelled,
    }
    if line.cancelled:
        named["tag"] = {"state": "revoked", "label": _("Đã hủy")}
        if line.cancelled_by:
            named["note"] = _("Hủy bỏ theo %(decision)s") % {"decision": line.cancelled_by.label}
    elif line.position:
        named["note"] = line.position
    unit: dict[str, Any] = {"text": line.unit, "label": _("Đơn vị")}
    if line.unit_today:
        unit["note"] = _("nay là %(name)s") % {"name": line.unit_today}
    return [
        {"text": number(line.list_position or place)},
        named,
        unit,
        {"text": line.award_line, "label": _("Hình thức")},
    ]


def _facts(detail: DecisionDetail) -> list[dict[str, Any]]:
    line = detail.line
    facts: list[dict[str, Any]] = [
        {"name": _("Số, ký hiệu"), "value": line.number or _("Chưa rõ số trong hồ sơ lưu trữ")},
        {"name": _("Ngày ban hành"), "value": day(line.shown_date) or _("Chưa rõ ngày trong hồ sơ lưu trữ")},
        {
            "name": _("Thẩm quyền quyết định"),
            "value": ", ".join(part for part in (line.issuer, detail.issuer_body) if part),
        },
    ]
    if detail.signer:
        facts.append(
            {
                "name": _("Người ký"),
                "value": ", ".join(p for p in (detail.signing_capacity, detail.signer) if p),
            }
        )
    if detail.laws:
        facts.append({"name": _("Căn cứ có hiệu lực khi đó"), "value": "; ".join(detail.laws)})
    if detail.state == DecisionState.CANCELLED and detail.cancelled_by:
        facts.append(
            {
                "name": _("Bị hủy bỏ theo"),
                "value": detail.cancelled_by.label,
                "url": detail.cancelled_by.url,
            }
        )
    elif detail.state == DecisionState.CANCELLED:
        facts.append({"name": _("Tình trạng"), "value": _("Đã bị hủy bỏ"), "state": "revoked"})
    else:
        facts.append({"name": _("Tình trạng"), "value": _("Chưa có quyết định hủy bỏ"), "state": "open"})
    if detail.cancels:
        facts.append(
            {
                "name": _("Hủy bỏ khen thưởng tại"),
                "links": [{"label": other.label, "url": other.url} for other in detail.cancels],
            }
        )
    return facts


LIST_HEADERS = (
    "STT",
    "Họ và tên, tên tập thể",
    "Cá nhân, tập thể",
    "Học hàm, học vị, chức danh khi đó",
    "Chức vụ khi đó",
    "Đơn vị khi đó",
    "Đơn vị hiện nay",
    "Danh hiệu, hình thức",
    "Năm thành tích",
    "Số quyết định",
    "Ngày quyết định",
    "Thẩm quyền",
    "Tình trạng",
    "Địa chỉ",
)


def list_rows(lines: tuple[ConferralLine, ...]) -> list[list[object]]:
    """Return the public facts of each line as cells of a table."""
    base = settings.PUBLIC_URL.rstrip("/")
    return [
        [
            line.list_position or place,
            line.name,
            subject_kind_label(line.kind),
            line.titles,
            line.position,
            line.unit,
            line.unit_today,
            line.award,
            line.merit,
            line.decision.number,
            line.decision.dated,
            line.decision.issuer,
            _("Đã hủy") if line.cancelled else _("Còn hiệu lực"),
            base + line.url,
        ]
        for place, line in enumerate(lines, start=1)
    ]


@require_safe
def download(request: HttpRequest, year: str, slug: str, form: str) -> HttpResponseBase:
    """Give the list of a decision as CSV or XLSX."""
    if form not in {"csv", "xlsx"}:
        raise Http404
    decision = _found(request, year, slug, "recognition:decision_list")
    if isinstance(decision, HttpResponseBase):
        return decision
    rows = list_rows(queries.all_lines_of_decision(decision))
    name = f"quyet-dinh-{decision.address_slug}-{decision.address_year}.{form}"
    if form == "csv":
        response = HttpResponse(tables.write_csv(LIST_HEADERS, rows), content_type=tables.CSV_TYPE)
    else:
        response = HttpResponse(
            tables.write_xlsx(decision.number or "Danh sách", LIST_HEADERS, rows),
            content_type=tables.XLSX_TYPE,
        )
    response["Content-Disposition"] = content_disposition_header(True, name) or "attachment"
    response["X-Robots-Tag"] = "noindex"
    return response
