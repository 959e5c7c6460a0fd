"""Reports of the desk: four tables with a plot each, and the same tables as files. Figures only, no name of a person."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import path, reverse
from django.utils import timezone
from django.utils.formats import number_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_safe
from wagtail import hooks
from wagtail.admin.menu import MenuItem

from portal.core import tables
from recognition.desk.policies import held
from recognition.domain import reports
from recognition.enums import Role

READERS: Final = (Role.STANDING_BODY, Role.AUDITOR, Role.LEADER, Role.COUNCIL_SECRETARY, Role.COUNCIL_CHAIR)
SHOWN: Final = 50
"""Rows of a table on the page; the files hold all."""
LINE, BAR = 44, 16
"""Pixels a bar with its words takes, and the bar alone."""


@dataclass(frozen=True, slots=True)
class Bar:
    """One bar of a plot: words above it, its length in percent, where it stands."""

    label: str
    value: str
    width: str
    text_y: int
    bar_y: int


@dataclass(frozen=True, slots=True)
class Report:
    """A table with its plot. ``cells`` are rows as they are shown, the first cell of each is its heading."""

    key: str
    title: str
    note: str
    headings: tuple[str, ...]
    cells: tuple[tuple[str | int, ...], ...]
    bars: tuple[Bar, ...]
    plot: str
    empty: str

    @property
    def shown(self) -> tuple[tuple[str | int, ...], ...]:
        return self.cells[:SHOWN]

    @property
    def hidden(self) -> int:
        return max(0, len(self.cells) - SHOWN)

    @property
    def height(self) -> int:
        return LINE * len(self.bars)

    @property
    def said(self) -> str:
        """The plot in words, for who does not see it."""
        return "; ".join(f"{bar.label}: {bar.value}" for bar in self.bars)


@dataclass(frozen=True, slots=True)
class Chosen:
    """What the reader looks at."""

    rounds: tuple[reports.RoundLine, ...]
    round: reports.RoundLine | None
    year: int | None

    @property
    def years(self) -> list[int]:
        return sorted({timezone.localtime(row.deadline).year for row in self.rounds}, reverse=True)


def _bars(items: Sequence[tuple[str, float, str]], most: float = 0) -> tuple[Bar, ...]:
    longest = most or max((value for _label, value, _words in items), default=0) or 1
    return tuple(
        Bar(label, words, f"{100 * value / longest:.2f}%", LINE * place + 16, LINE * place + 22)
        for place, (label, value, words) in enumerate(items)
    )


def _decimal(value: float) -> str:
    return number_format(value, decimal_pos=1)


def _percent(value: float | None) -> str:
    return "–" if value is None else f"{number_format(100 * value, decimal_pos=0)} %"


def _funnel(course: reports.Course) -> Report:
    steps = [str(step.label) for step in reports.STEPS]
    sums = [sum(row.reached[place] for row in course.funnel) for place in range(len(steps))]
    return Report(
        key="qua-cac-buoc",
        title=_("Hồ sơ qua từng bước"),
        note=_("Số hồ sơ từng đến mỗi bước, kể cả hồ sơ sau đó bị trả; ba cột cuối là hồ sơ đã dừng."),
        headings=(_("Đợt xét"), *steps, *(str(end.label) for end in reports.ENDS)),
        cells=tuple((row.title, *row.reached, *row.ended) for row in course.funnel),
        bars=_bars([(label, number, str(number)) for label, number in zip(steps, sums, strict=True)])
        if course.funnel
        else (),
        plot=_("Số hồ sơ đến mỗi bước, cộng các đợt xét đang xem"),
        empty=_("Chưa có hồ sơ nào được gửi trong phạm vi này."),
    )


def _stages(course: reports.Course) -> Report:
    def days(value: float) -> str:
        return _("%(days)s ngày") % {"days": _decimal(value)}

    return Report(
        key="thoi-gian",
        title=_("Số ngày ở mỗi bước"),
        note=_("Tính từ nhật ký, cho những lần hồ sơ đã rời bước; trung vị là số ngày ở giữa."),
        headings=(
            _("Bước"),
            _("Số lần đã qua"),
            _("Trung vị (ngày)"),
            _("Trung bình (ngày)"),
            _("Lâu nhất (ngày)"),
            _("Đang ở bước"),
        ),
        cells=tuple(
            (
                str(row.state.label),
                row.left,
                _decimal(row.middle),
                _decimal(row.average),
                _decimal(row.longest),
                row.now,
            )
            for row in course.stages
        ),
        bars=_bars(
            [(str(row.state.label), row.middle, days(row.middle)) for row in course.stages if row.left]
        ),
        plot=_("Trung vị số ngày ở mỗi bước"),
        empty=_("Chưa có hồ sơ nào được gửi trong phạm vi này."),
    )


def _reasons(found: list[reports.ReasonCount]) -> Report:
    rows = [(row.text or _("Không chọn lý do trong danh sách"), row.number) for row in found]
    return Report(
        key="ly-do-tra",
        title=_("Lý do trả bổ sung"),
        note=_("Một lần trả có thể nêu nhiều lý do."),
        headings=(_("Lý do"), _("Số lần nêu")),
        cells=tuple(rows),
        bars=_bars([(words, number, str(number)) for words, number in rows[:10]]),
        plot=_("Số lần nêu mỗi lý do"),
        empty=_("Chưa có hồ sơ nào bị trả trong phạm vi này."),
    )


def _returned(found: list[reports.UnitReturns]) -> Report:
    return Report(
        key="tra-theo-don-vi",
        title=_("Hồ sơ bị trả theo đơn vị"),
        note=_("Tỷ lệ là số hồ sơ từng bị trả trên số hồ sơ đã gửi."),
        headings=(_("Đơn vị"), _("Đã gửi"), _("Từng bị trả"), _("Số lần trả"), _("Tỷ lệ bị trả")),
        cells=tuple(
            (row.unit, row.sent, row.returned, row.times, _percent(row.returned / row.sent)) for row in found
        ),
        bars=_bars([(row.unit, row.times, str(row.times)) for row in found[:10] if row.times]),
        plot=_("Số lần trả, mười đơn vị nhiều nhất"),
        empty=_("Chưa có hồ sơ nào được gửi trong phạm vi này."),
    )


_HONORED: Final = (
    gettext_lazy("Không giữ chức vụ"),
    gettext_lazy("Giữ chức vụ"),
    gettext_lazy("Chưa rõ"),
    gettext_lazy("Tỷ lệ không giữ chức vụ"),
    gettext_lazy("Suy từ chức vụ ghi trong quyết định"),
)


def _figures(row: reports.Honored) -> tuple[str | int, ...]:
    return (row.staff, row.leaders, row.unknown, _percent(row.share), row.derived)


def _share_by_year(found: list[reports.Honored]) -> Report:
    sums = reports.by_year(found)
    return Report(
        key="lao-dong-truc-tiep-theo-nam",
        title=_("Người không giữ chức vụ lãnh đạo trong số được khen, theo năm"),
        note=_(
            "Cá nhân được khen theo quyết định đã kiểm tra, theo năm thành tích. Nhóm vị trí lấy từ hồ sơ; nơi không có "
            "hồ sơ thì suy từ chức vụ ghi trong quyết định."
        ),
        headings=(_("Năm thành tích"), *(str(words) for words in _HONORED)),
        cells=tuple((_year(row.year), *_figures(row)) for row in sums),
        bars=_bars(
            [(_year(row.year), row.share, _percent(row.share)) for row in sums[:10] if row.share is not None],
            most=1,
        ),
        plot=_("Tỷ lệ người không giữ chức vụ lãnh đạo, mỗi năm"),
        empty=_("Chưa có cá nhân nào được khen theo quyết định đã kiểm tra."),
    )


def _year(year: int | None) -> str:
    return str(year) if year else _("Không rõ năm")


def _share_by_unit(found: list[reports.Honored], year: int | None) -> Report:
    rows = [row for row in found if year is None or row.year == year]
    widest = sorted((row for row in rows if row.share is not None), key=lambda row: -row.all)[:10]
    return Report(
        key="lao-dong-truc-tiep-theo-don-vi",
        title=_("Người không giữ chức vụ lãnh đạo trong số được khen, theo đơn vị"),
        note=_("Theo tên đơn vị và năm thành tích; chọn năm ở trên để xem một năm."),
        headings=(_("Đơn vị"), _("Năm thành tích"), *(str(words) for words in _HONORED)),
        cells=tuple((row.unit or _("Không rõ đơn vị"), _year(row.year), *_figures(row)) for row in rows),
        bars=_bars(
            [(f"{row.unit}, {_year(row.year)}", row.share or 0, _percent(row.share)) for row in widest],
            most=1,
        ),
        plot=_("Tỷ lệ người không giữ chức vụ lãnh đạo, mười dòng nhiều người nhất"),
        empty=_("Chưa có cá nhân nào được khen theo quyết định đã kiểm tra."),
    )


def may_read(user: Any) -> bool:
    """Whether somebody reads the reports: figures of all dossiers, or of the units of the role."""
    return held(user).any(*READERS)


def _chosen(request: HttpRequest, filings: reports.Filings) -> Chosen:
    found = filings.rounds
    wanted = request.GET.get("dot", "")
    one = next((row for row in found if row.public_id == wanted), None)
    if wanted and one is None:
        raise Http404
    year = request.GET.get("nam", "")
    if year and not (year.isascii() and year.isdigit() and len(year) == 4 and year > "0000"):
        raise Http404
    return Chosen(tuple(found), one, int(year) if year else None)


def _read(request: HttpRequest) -> tuple[Chosen, list[Report]]:
    """Return what the reader chose and all reports of it: five queries."""
    units = _units(request)
    filings = reports.filings(units=units)
    chosen = _chosen(request, filings)
    narrowed = filings.of(round_id=chosen.round.pk) if chosen.round else filings.of(year=chosen.year)
    course = reports.course(narrowed)
    reasons, returned = reports.returns(narrowed)
    honored = reports.honored(units=units)
    return chosen, [
        _funnel(course),
        _stages(course),
        _reasons(reasons),
        _returned(returned),
        _share_by_year(honored),
        _share_by_unit(honored, chosen.year),
    ]


def _units(request: HttpRequest) -> reports.Units:
    if not may_read(request.user):
        raise PermissionDenied
    return held(request.user).unit_ids(*READERS)


@require_safe
def index(request: HttpRequest) -> HttpResponse:
    """Show all reports for a round, a year, or everything."""
    chosen, found = _read(request)
    return render(
        request,
        "recognition/desk/reports.html",
        {
            "header_title": _("Số liệu khen thưởng"),
            "page_title": _("Số liệu khen thưởng"),
            "header_icon": "table",
            "breadcrumbs_items": [
                {"url": reverse("wagtailadmin_home"), "label": _("Trang chủ")},
                {"url": "", "label": _("Số liệu khen thưởng")},
            ],
            "reports": [
                (
                    report,
                    ngettext(
                        "Còn %(number)d dòng nữa trong tệp tải về.",
                        "Còn %(number)d dòng nữa trong tệp tải về.",
                        report.hidden,
                    )
                    % {"number": report.hidden}
                    if report.hidden
                    else "",
                )
                for report in found
            ],
            "chosen": chosen,
            "query": request.GET.urlencode(),
            "now": timezone.now(),
        },
    )


@require_safe
def download(request: HttpRequest, key: str, form: str) -> HttpResponse:
    """Give one report as XLSX or CSV, all rows of it."""
    report = next((one for one in _read(request)[1] if one.key == key), None)
    if report is None or form not in {"xlsx", "csv"}:
        raise Http404
    if form == "xlsx":
        content: Any = tables.write_xlsx(report.title, list(report.headings), report.cells)
        media_type = tables.XLSX_TYPE
    else:
        content, media_type = tables.write_csv(list(report.headings), report.cells), tables.CSV_TYPE
    return HttpResponse(
        content,
        content_type=media_type,
        headers={
            "Content-Disposition": f'attachment; filename="{report.key}-{timezone.localdate():%Y%m%d}.{form}"',
            "X-Content-Type-Options": "nosniff",
            "Cache-Control": "private, no-store",
        },
    )


@hooks.register("register_admin_urls")
def register_reports() -> list[Any]:
    return [
        path("bao-cao/", index, name="bao_cao"),
        path("bao-cao/<slug:key>.<slug:form>", download, name="bao_cao_tep"),
    ]


class ReportsItem(MenuItem):  # type: ignore[misc]
    def is_shown(self, request: HttpRequest) -> bool:
        return may_read(request.user)


@hooks.register("register_reports_menu_item")
def reports_item() -> MenuItem:
    return ReportsItem(
        gettext_lazy("Số liệu khen thưởng"),
        reverse("bao_cao"),
        name="so-lieu-khen-thuong",
        icon_name="table",
        order=10,
    )
