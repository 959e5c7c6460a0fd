"""The report: what people searched and what found nothing, on the days that are asked for."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any

from django import forms
from django.conf import settings
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.urls import path, reverse
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail.admin.viewsets.base import ViewSet

from portal.core import tables
from search import reporting
from search.desk.screens import LANGUAGE_NAMES, REPORT, Screen, ScreenMenu, others_for
from search.models import DailyQuery
from search.reporting import Asked, Day

SEARCHED, NOTHING, BY_DAY = "nhieu-nhat", "khong-thay", "theo-ngay"
LISTS = {
    SEARCHED: gettext_lazy("Tìm nhiều nhất"),
    NOTHING: gettext_lazy("Không thấy gì"),
    BY_DAY: gettext_lazy("Theo ngày"),
}
USUAL_DAYS = 30
ROWS_PER_PAGE = 50
FORMATS = ("xlsx", "csv")


class RangeForm(forms.Form):
    """The days, the language and the words of the report. Empty means: the last month, both languages, all."""

    since = forms.DateField(
        label=gettext_lazy("Từ ngày"),
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
    )
    until = forms.DateField(
        label=gettext_lazy("Đến ngày"),
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
    )
    language = forms.ChoiceField(
        label=gettext_lazy("Trên trang"),
        required=False,
        choices=[("", gettext_lazy("Cả hai ngôn ngữ")), *LANGUAGE_NAMES.items()],
    )
    q = forms.CharField(
        label=gettext_lazy("Có chữ"),
        required=False,
        max_length=100,
        widget=forms.TextInput(attrs={"type": "search"}),
    )

    def clean(self) -> dict[str, Any]:
        values: dict[str, Any] = super().clean() or {}
        since, until = values.get("since"), values.get("until")
        if since and until and since > until:
            raise forms.ValidationError(_("Ngày đầu phải trước hoặc trùng ngày cuối."))
        return values


class ReportView(Screen):
    """Three lists over the same days: most often, in vain, day by day; each can be taken as XLSX or CSV."""

    model = DailyQuery
    template_name = "search/desk/report.html"
    page_title = gettext_lazy("Báo cáo tìm kiếm")
    header_icon = "history"

    @cached_property
    def form(self) -> RangeForm:
        return RangeForm(self.request.GET)

    @cached_property
    def chosen_list(self) -> str:
        asked = self.request.GET.get("list", "")
        return asked if asked in LISTS else SEARCHED

    @cached_property
    def days(self) -> tuple[date, date]:
        """The first and the last day; the usual ones where what was typed makes no sense."""
        values = self.form.cleaned_data if self.form.is_valid() else {}
        until = values.get("until") or max(timezone.localdate(), values.get("since") or date.min)
        try:
            since = values.get("since") or until - timedelta(days=USUAL_DAYS - 1)
        except OverflowError:
            since = until
        return since, until

    def rows(self) -> Sequence[Asked | Day]:
        values = self.form.cleaned_data if self.form.is_valid() else {}
        language, text = values.get("language", ""), values.get("q", "")
        if self.chosen_list == BY_DAY:
            return reporting.days(*self.days, language=language)
        listed = reporting.found_nothing if self.chosen_list == NOTHING else reporting.most_searched
        return listed(*self.days, language=language, text=text)

    def get(self, request: HttpRequest, *args: Any, **options: Any) -> HttpResponse:
        wanted = request.GET.get("export", "")
        if wanted in FORMATS:
            return self.download(wanted)
        shown: HttpResponse = super().get(request, *args, **options)
        return shown

    def download(self, wanted: str) -> HttpResponse:
        """The list as a file that runs no formula."""
        headings, cells = table_of(self.rows(), by_day=self.chosen_list == BY_DAY)
        if wanted == "xlsx":
            title = str(LISTS[self.chosen_list])
            content, media_type = tables.write_xlsx(title, headings, cells), tables.XLSX_TYPE
        else:
            content, media_type = tables.write_csv(headings, cells), tables.CSV_TYPE
        since, until = self.days
        name = f"tim-kiem-{self.chosen_list}-{since:%Y%m%d}-{until:%Y%m%d}.{wanted}"
        return HttpResponse(
            content,
            content_type=media_type,
            headers={
                "Content-Disposition": f'attachment; filename="{name}"',
                "X-Content-Type-Options": "nosniff",
                "Cache-Control": "private, no-store",
            },
        )

    def get_context_data(self, **options: Any) -> dict[str, Any]:
        context: dict[str, Any] = super().get_context_data(**options)
        since, until = self.days
        paginator = Paginator(self.rows(), ROWS_PER_PAGE)
        page = paginator.get_page(self.request.GET.get("p"))
        user = self.request.user
        context.update(
            form=self.form,
            # What is shown stands in the fields, also where nothing or nonsense was typed.
            shown=RangeForm(initial={**self._typed(), "since": since, "until": until}),
            since=since,
            until=until,
            chosen_list=self.chosen_list,
            lists=[(name, label, self._address(list=name)) for name, label in LISTS.items()],
            page=page,
            elided_page_range=paginator.get_elided_page_range(page.number),
            by_day=self.chosen_list == BY_DAY,
            rows=[
                row
                if isinstance(row, Day)
                else {
                    "asked": row,
                    "language": LANGUAGE_NAMES.get(row.language, row.language),
                    "links": others_for(row.text, row.language, user),
                }
                for row in page
            ],
            downloads=[(name.upper(), self._address(list=self.chosen_list, export=name)) for name in FORMATS],
            counting=settings.SEARCH_REPORT,
            most_rows=reporting.MOST_ROWS if paginator.count >= reporting.MOST_ROWS else 0,
        )
        return context

    def _typed(self) -> dict[str, str]:
        if not self.form.is_valid():
            return {}
        return {name: self.form.cleaned_data[name] for name in ("language", "q")}

    def _address(self, **values: str) -> str:
        since, until = self.days
        given = {"since": since.isoformat(), "until": until.isoformat(), **self._typed(), **values}
        return (
            f"{reverse(f'{REPORT}:index')}?{urlencode({key: value for key, value in given.items() if value})}"
        )


def table_of(rows: Sequence[Asked | Day], *, by_day: bool) -> tuple[list[str], list[list[object]]]:
    """Headings and cells of a list, as it is downloaded."""
    if by_day:
        return (
            [_("Ngày"), _("Số lần tìm"), _("Số nội dung khác nhau"), _("Số lần không thấy gì")],
            [[row.day, row.searches, row.texts, row.nothing] for row in rows if isinstance(row, Day)],
        )
    return (
        [
            _("Nội dung tìm"),
            _("Trên trang"),
            _("Số lần tìm"),
            _("Số lần không thấy gì"),
            _("Kết quả lần cuối"),
            _("Ngày tìm cuối"),
        ],
        [
            [
                row.text,
                LANGUAGE_NAMES.get(row.language, row.language),
                row.searches,
                row.nothing,
                row.found,
                row.last,
            ]
            for row in rows
            if isinstance(row, Asked)
        ],
    )


class ReportViewSet(ScreenMenu, ViewSet):  # type: ignore[misc]
    name = REPORT
    model = DailyQuery
    icon = "history"
    menu_label = gettext_lazy("Báo cáo")
    menu_name = REPORT

    def get_urlpatterns(self) -> list[Any]:
        return [path("", self.construct_view(ReportView), name="index")]
