"""The screen of what the public suggested: passed on to units, declined, looked after until it is forgotten."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from recognition.desk.acts import Act, ActForm, ReasonForm
from recognition.desk.catalogue import where
from recognition.desk.viewsets import DeskViewSet, column
from recognition.domain import suggestions
from recognition.enums import SuggestionState
from recognition.models import Suggestion, Unit


class UnitForm(ActForm):
    unit = forms.ModelChoiceField(
        Unit.objects.filter(ended_on=None),
        label=gettext_lazy("Đơn vị"),
        help_text=gettext_lazy("Đầu mối của đơn vị này đọc được gợi ý và quyết định có lập hồ sơ hay không."),
    )


def _waits(row: Suggestion, user: Any) -> bool:
    return row.state == SuggestionState.NEW


class SuggestionViewSet(DeskViewSet):
    model = Suggestion
    name = "goi-y"
    icon = "pick"
    menu_label = gettext_lazy("Gợi ý của công chúng")
    list_display = (
        "__str__",
        "place",
        column("unit", gettext_lazy("Đơn vị"), sort_key="unit__sort_key"),
        column("received_at", gettext_lazy("Nhận lúc"), sort_key="received_at"),
        "state",
    )
    list_filter = ("state", "kind")
    with_related = ("unit", "answered_by", "nomination")
    search_fields = ("place",)
    search_as_typed = ("public_id",)
    search_keys = ("name_key",)
    ordering = ("-received_at",)
    inspect_view_fields = (
        "kind",
        "full_name",
        "place",
        "unit",
        "state",
        "words",
        "name",
        "contact",
        "language",
        "received_at",
        "reason",
        "answered_by",
        "answered_at",
        "public_id",
    )
    acts = (
        Act(
            name="pass_on",
            label=gettext_lazy("Chuyển cho đơn vị"),
            run=lambda row, user, answers: suggestions.pass_on(
                suggestion=row, unit=answers["unit"], actor=user
            ),
            form=UnitForm,
            shown=_waits,
            icon="arrow-right",
        ),
        Act(
            name="decline",
            label=gettext_lazy("Không lập hồ sơ"),
            run=lambda row, user, answers: suggestions.decline(
                suggestion=row, reason=answers["reason"], actor=user
            ),
            form=ReasonForm,
            shown=_waits,
            icon="cross",
        ),
        Act(
            name="erase",
            label=gettext_lazy("Xóa thông tin người gửi"),
            explanation=gettext_lazy(
                "Họ tên và cách liên hệ của người gửi bị xóa hẳn; nếu gợi ý không được lập hồ sơ, "
                "tên và việc của người được giới thiệu cũng bị xóa. Không lấy lại được."
            ),
            run=lambda row, user, answers: suggestions.erase_sender(suggestion=row, actor=user),
            form=ActForm,  # a note would outlive whom it is about
            shown=lambda row, user: row.erased_at is None,
            icon="bin",
            serious=True,
        ),
    )

    def notices(self, row: Suggestion, user: Any) -> list[str]:
        found = []
        if row.unit_id is None and row.state == SuggestionState.NEW:
            found.append(_("Chưa rõ đơn vị: hãy chuyển gợi ý cho một đơn vị."))
        if row.erased_at is not None:
            found.append(_("Thông tin người gửi đã được xóa."))
        return found

    def facts(self, row: Suggestion, user: Any) -> list[tuple[str, Any]]:
        found = super().facts(row, user)
        if row.unit is not None:
            found[3] = (found[3][0], {"text": row.unit.name, "url": where("don-vi", row.unit)})
        return found
