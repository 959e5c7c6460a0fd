"""The screen of lists of names that units filed: read, exported, received or returned."""

from __future__ import annotations

from datetime import datetime, time
from typing import Any

from django import forms
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.urls import path, reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views import View
from wagtail.admin.ui.tables import Column
from wagtail.admin.widgets import AdminDateInput

from portal.core.tables import XLSX_TYPE
from recognition.desk.acts import Act, ActForm, ReasonForm
from recognition.desk.delegations import confirmer
from recognition.desk.policies import DeskPolicy, held
from recognition.desk.viewsets import DeskViewSet, ScopedMixin, Section, column
from recognition.domain import events, lists
from recognition.exchange import nominees as sheets
from recognition.models import NomineeList

NAMES_SHOWN = 3000


class ListPolicy(DeskPolicy):
    """Lists: what the domain lets a person read at the desk, and of that only the units of the role."""

    def _is_everything(self, user: Any, actions: Any) -> bool:
        return False

    def instances_user_has_any_permission_for(self, user: Any, actions: Any) -> Any:
        actions = list(actions)
        if not self.user_has_any_permission(user, actions):
            return NomineeList.objects.none()
        rows = lists.at_desk(user, held(user))
        units = held(user).unit_ids(*self.roles_for(actions))
        return rows if units is None else rows.filter(unit_id__in=units)


class ReturnListForm(ReasonForm):
    due_on = forms.DateField(
        label=gettext_lazy("Hạn bổ sung (hết ngày)"),
        widget=AdminDateInput,
        help_text=gettext_lazy("Sau hạn này đơn vị không gửi lại danh sách được."),
    )
    field_order = ("reason", "due_on")

    def clean_due_on(self) -> Any:
        day = self.cleaned_data["due_on"]
        if day < timezone.localdate():
            raise forms.ValidationError(_("Hạn bổ sung phải từ hôm nay trở đi."))
        return day


def _return(row: NomineeList, user: Any, answers: dict[str, Any]) -> Any:
    due = timezone.make_aware(datetime.combine(answers["due_on"], time(23, 59, 59)))
    return lists.move(row=row, name="return_", actor=user, reason=answers["reason"], due_at=due)


def _may(name: str) -> Any:
    return lambda row, user: name in {move.name for move in lists.available_moves(row, user)}


class NamesExportView(ScopedMixin, View):  # type: ignore[misc]
    """The names as a workbook; who took it is recorded on the list."""

    permission_required = scope_action = "export"
    model: Any = None
    http_method_names = ["get"]

    def get(self, request: HttpRequest, **_options: Any) -> HttpResponse:
        row: NomineeList = self.scoped_object()
        content = sheets.workbook(row, list(row.nominees.all()))
        person: Any = request.user
        with transaction.atomic():
            events.record(subject=row, act="export", actor=person, data={"rows": row.nominees.count()})
        name = f"danh-sach-{row.award.code}-{row.public_id}.xlsx".lower()
        return HttpResponse(
            content,
            content_type=XLSX_TYPE,
            headers={
                "Content-Disposition": f'attachment; filename="{name}"',
                "X-Content-Type-Options": "nosniff",
                "Cache-Control": "private, no-store",
            },
        )


class NomineeListViewSet(DeskViewSet):
    model = NomineeList
    name = "danh-sach"
    icon = "list-ol"
    menu_label = gettext_lazy("Danh sách đề nghị")
    policy_class = ListPolicy
    list_display = (
        "receipt_number",
        column("unit", gettext_lazy("Đơn vị")),
        column("award", gettext_lazy("Danh hiệu, hình thức")),
        "year",
        Column(
            "number",
            label=gettext_lazy("Số người"),
            accessor=lambda row: len(row.nominees.all()),
        ),
        column("filed_at", gettext_lazy("Gửi lúc"), sort_key="filed_at"),
        "state",
    )
    list_filter = ("state", "award", "round", "year")
    list_export = (
        "receipt_number",
        "round",
        "unit",
        "award",
        "year",
        "headcount",
        "state",
        "filed_at",
        "received_at",
    )
    with_related = ("unit", "award", "round")
    with_prefetched = ("nominees",)
    search_fields = ("unit__name",)
    search_as_typed = ("receipt_number",)
    search_keys = ("nominees__name_key",)
    inspect_view_fields = (
        "receipt_number",
        "round",
        "unit",
        "award",
        "year",
        "state",
        "headcount",
        "forms_stay",
        "note",
        "created_by",
        "filed_by",
        "filed_at",
        "confirmed_by",
        "received_by",
        "received_at",
    )
    inspect_related = ("created_by", "filed_by", "confirmed_by", "confirmed_under__head", "received_by")
    acts = (
        Act(
            name="receive",
            label=gettext_lazy("Tiếp nhận danh sách"),
            run=lambda row, user, answers: lists.move(row=row, name="receive", actor=user),
            shown=_may("receive"),
            form=ActForm,
        ),
        Act(
            name="return_",
            label=gettext_lazy("Trả bổ sung"),
            run=_return,
            shown=_may("return_"),
            form=ReturnListForm,
            explanation=gettext_lazy("Đơn vị đọc được lý do ở đầu danh sách và sửa trong hạn."),
            icon="resubmit",
        ),
    )

    def get_urlpatterns(self) -> list[Any]:
        view = NamesExportView.as_view(model=NomineeList, permission_policy=self.permission_policy)
        return [*super().get_urlpatterns(), path("ten/<int:pk>/", view, name="names")]

    def facts(self, row: NomineeList, user: Any) -> list[tuple[str, Any]]:
        return [
            (label, confirmer(row) if name == "confirmed_by" else value)
            for name, (label, value) in zip(self.inspect_view_fields, super().facts(row, user), strict=True)
        ]

    def notices(self, row: NomineeList, user: Any) -> list[str]:
        found = []
        if row.state == "returned":
            found.append(_("Đã trả đơn vị: %(reason)s") % {"reason": row.return_reason})
        report = lists.check(row)
        if report.blocking or report.doubtful:
            found.append(
                _("%(blocking)d dòng sai, %(doubtful)d dòng cần xem; lý do ghi ở từng dòng.")
                % {"blocking": report.blocking, "doubtful": report.doubtful}
            )
        return found

    def sections(self, row: NomineeList, user: Any) -> list[Section]:
        issues = lists.check(row).issues
        names = list(row.nominees.all()[:NAMES_SHOWN])
        share = (
            _("%(number)d người trên %(all)d viên chức, người lao động (%(share)d %%)")
            % {"number": len(names), "all": row.headcount, "share": len(names) * 100 // row.headcount}
            if row.headcount
            else _("%(number)d người") % {"number": len(names)}
        )
        may_export = self.permission_policy.user_has_permission_for_instance(user, "export", row)
        return [
            Section(
                share,
                [
                    _("STT"),
                    _("Họ và tên"),
                    _("Chức vụ"),
                    _("Khoa, phòng, trạm"),
                    _("Số năm"),
                    _("Cần xem"),
                ],
                [
                    [
                        number,
                        " ".join(filter(None, [one.titles, one.full_name])),
                        one.position,
                        one.workplace,
                        one.years,
                        "\n".join(issue.text for issue in issues.get(one.pk, ())),
                    ]
                    for number, one in enumerate(names, 1)
                ],
                more=_("Tải danh sách (.xlsx)") if may_export else "",
                more_url=reverse(self.get_url_name("names"), args=[row.pk]) if may_export else "",
            )
        ]
