"""Screens of clearance at the desk: which bodies may be asked, what was asked, reasons of return and terms of stages."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail.admin.ui.tables import Column

from recognition.desk.acts import Act, ReasonForm
from recognition.desk.catalogue import where
from recognition.desk.policies import OfNominationPolicy
from recognition.desk.viewsets import DeskViewSet, column, flag, shown
from recognition.domain import clearance, terms
from recognition.enums import ClearanceAnswer
from recognition.models import ClearanceBody, ClearanceRequest, ReturnReason, StageTerm


class _ListOfDesk(DeskViewSet):
    """A short list the desk keeps itself."""

    can_add = can_change = True

    def save_row(self, form: Any, user: Any, changed: Sequence[str], save_related: Any) -> Any:
        return terms.keep(row=form.instance, actor=user, fields=changed)


class ClearanceBodyViewSet(_ListOfDesk):
    model = ClearanceBody
    name = "co-quan-xac-minh"
    icon = "group"
    menu_label = gettext_lazy("Cơ quan xác minh")
    list_display = (
        "name",
        column("role", gettext_lazy("Vai trò của người trả lời")),
        column("unit", gettext_lazy("Đơn vị")),
        "answer_days",
        flag("is_active", gettext_lazy("Đang dùng")),
    )
    with_related = ("unit",)
    search_fields = ("name",)
    form_fields = ("name", "role", "unit", "question", "answer_days", "is_active")
    inspect_view_fields = ("name", "role", "unit", "question", "answer_days", "is_active")


class ReturnReasonViewSet(_ListOfDesk):
    model = ReturnReason
    name = "ly-do-tra"
    icon = "resubmit"
    menu_label = gettext_lazy("Lý do trả bổ sung")
    list_display = ("text", "code", "position", flag("is_active", gettext_lazy("Đang dùng")))
    search_fields = ("code", "text")
    form_fields = ("code", "text", "text_en", "position", "is_active")
    inspect_view_fields = ("code", "text", "text_en", "position", "is_active")


class StageTermViewSet(_ListOfDesk):
    model = StageTerm
    name = "thoi-han"
    icon = "time"
    menu_label = gettext_lazy("Thời hạn các bước")
    list_display = ("state", "working_days")
    form_fields = ("state", "working_days")
    inspect_view_fields = ("state", "working_days")

    def notices(self, row: Any, user: Any) -> list[str]:
        return [_("Thời hạn mới áp dụng cho hồ sơ chuyển đến bước này từ nay; hạn đã đặt không đổi.")]


def _due_words(row: ClearanceRequest) -> str:
    day = shown(timezone.localtime(row.due_at).date())
    if row.answer == ClearanceAnswer.WAITING and row.due_at < timezone.now():
        return _("%(day)s – đã quá hạn") % {"day": day}
    return day


class ClearanceRequestViewSet(DeskViewSet):
    model = ClearanceRequest
    name = "yeu-cau-xac-minh"
    icon = "mail"
    menu_label = gettext_lazy("Yêu cầu xác minh")
    policy_class = OfNominationPolicy
    has_history = False
    list_display = (
        "subject_name",
        column("body", gettext_lazy("Cơ quan")),
        column("award_name", gettext_lazy("Danh hiệu, hình thức")),
        column("answer", gettext_lazy("Trả lời"), sort_key="answer"),
        Column(
            "due_at",
            label=gettext_lazy("Hạn trả lời"),
            sort_key="due_at",
            accessor=_due_words,
        ),
    )
    list_filter = ("answer", "body")
    list_export = (
        "body",
        "subject_name",
        "unit_name",
        "award_name",
        "asked_at",
        "due_at",
        "answer",
        "words",
        "answered_at",
    )
    with_related = ("body", "nomination")
    inspect_related = ("asked_by", "answered_by")
    search_fields = ("subject_name", "unit_name")
    ordering = ("due_at", "pk")
    inspect_view_fields = (
        "body",
        "subject_name",
        "unit_name",
        "award_name",
        "question",
        "asked_by",
        "asked_at",
        "due_at",
        "answer",
        "words",
        "answered_by",
        "answered_at",
    )
    acts = (
        Act(
            name="recall",
            label=gettext_lazy("Rút yêu cầu"),
            run=lambda row, user, answers: clearance.recall(
                request=row, reason=answers["reason"], actor=user
            ),
            shown=lambda row, user: row.answer == ClearanceAnswer.WAITING,
            form=ReasonForm,
            explanation=gettext_lazy(
                "Cơ quan ấy không phải trả lời nữa. Hồ sơ về bước Thẩm định khi không còn chờ ai."
            ),
            icon="cross",
        ),
    )

    def facts(self, row: ClearanceRequest, user: Any) -> list[tuple[str, Any]]:
        names = {"asked_by": _("Người hỏi"), "answered_by": _("Người trả lời")}
        found = [
            (names.get(name, label), value)
            for name, (label, value) in zip(self.inspect_view_fields, super().facts(row, user), strict=True)
        ]
        return [*found, (_("Hồ sơ"), {"text": str(row.nomination), "url": where("ho-so", row.nomination)})]
