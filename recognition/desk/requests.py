"""The screen of what the public asks; those that are due first."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail.admin.widgets import AdminAutoHeightTextInput

from recognition.desk.acts import Act, ActForm
from recognition.desk.catalogue import where
from recognition.desk.viewsets import DeskViewSet
from recognition.domain import requests
from recognition.enums import RequestState
from recognition.models import PublicRequest


class AnswerForm(ActForm):
    words = forms.CharField(
        label=gettext_lazy("Đã trả lời thế nào"),
        max_length=4000,
        widget=AdminAutoHeightTextInput,
        help_text=gettext_lazy(
            "Trả lời người gửi bằng thư hoặc điện thoại công vụ, rồi ghi lại ở đây. Phần này không đăng lên trang."
        ),
    )


class DeclineForm(ActForm):
    words = forms.CharField(
        label=gettext_lazy("Vì sao không giải quyết"), max_length=4000, widget=AdminAutoHeightTextInput
    )


def _waits(row: PublicRequest, user: Any) -> bool:
    return row.state == RequestState.NEW


class PublicRequestViewSet(DeskViewSet):
    model = PublicRequest
    name = "yeu-cau-cong-chung"
    icon = "mail"
    menu_label = gettext_lazy("Yêu cầu của công chúng")
    list_display = ("__str__", "state", "due_on", "received_at", "public_id")
    list_filter = ("state", "kind", "due_on")
    with_related = ("honoree", "answered_by")
    search_fields = ("about", "public_id")
    ordering = ("due_on", "received_at")
    inspect_view_fields = (
        "kind",
        "state",
        "about",
        "text",
        "name",
        "contact",
        "language",
        "received_at",
        "due_on",
        "answer",
        "answered_by",
        "answered_at",
        "public_id",
    )
    acts = (
        Act(
            name="answer",
            label=gettext_lazy("Ghi nhận đã trả lời"),
            run=lambda row, user, answers: requests.answer(request=row, words=answers["words"], actor=user),
            form=AnswerForm,
            shown=_waits,
        ),
        Act(
            name="decline",
            label=gettext_lazy("Không giải quyết"),
            run=lambda row, user, answers: requests.decline(request=row, words=answers["words"], actor=user),
            form=DeclineForm,
            shown=_waits,
            icon="cross",
        ),
        Act(
            name="erase",
            label=gettext_lazy("Xóa thông tin người gửi"),
            explanation=gettext_lazy(
                "Họ tên, cách liên hệ và lời của người gửi bị xóa hẳn, không lấy lại được."
            ),
            run=lambda row, user, answers: requests.erase(request=row, actor=user),
            form=ActForm,  # a note would outlive whom it is about
            shown=lambda row, user: row.state != RequestState.NEW and row.erased_at is None,
            icon="bin",
            serious=True,
        ),
    )

    def notices(self, row: PublicRequest, user: Any) -> list[str]:
        if row.erased_at is not None:
            return [_("Thông tin người gửi đã được xóa.")]
        return []

    def facts(self, row: PublicRequest, user: Any) -> list[tuple[str, Any]]:
        found = super().facts(row, user)
        if row.honoree is not None:
            found.insert(
                3,
                (
                    _("Người, tập thể"),
                    {"text": row.honoree.full_name, "url": where("nguoi-duoc-ton-vinh", row.honoree)},
                ),
            )
        return found
