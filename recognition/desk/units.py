"""Screens of the register of units and of initiatives."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from recognition.desk.viewsets import SECTION_ROWS, DeskViewSet, Section, column
from recognition.domain import registry
from recognition.enums import Role
from recognition.models import Initiative, Unit, UnitBody, UnitName


class UnitViewSet(DeskViewSet):
    model = Unit
    name = "don-vi"
    icon = "group"
    menu_label = gettext_lazy("Đơn vị")
    can_add = can_change = True
    list_display = (
        "name",
        "code",
        "kind",
        column("parent", gettext_lazy("Đơn vị cấp trên")),
        column("ended_on", gettext_lazy("Kết thúc"), sort_key="ended_on"),
    )
    list_filter = ("kind",)
    list_export = ("code", "name", "name_en", "kind", "parent", "successor", "ended_on")
    with_related = ("parent", "successor")
    search_fields = ("code", "name")
    search_keys = ("slug", "names__name_key")
    form_fields = ("code", "name", "name_en", "kind", "parent", "successor", "ended_on")
    inline_models = (
        (UnitName, ("name", "kind", "valid_from", "valid_until")),
        (UnitBody, ("body", "kind", "valid_from", "valid_until")),
    )
    inspect_view_fields = ("code", "name", "name_en", "kind", "parent", "successor", "ended_on", "public_id")

    def save_row(self, form: Any, user: Any, changed: Sequence[str], save_related: Any) -> Any:
        return registry.keep(row=form.instance, actor=user, fields=changed, related=save_related)

    def sections(self, row: Unit, user: Any) -> list[Section]:
        return [
            Section(
                gettext_lazy("Tên qua các thời kỳ"),
                [_("Tên"), _("Loại"), _("Từ ngày"), _("Đến ngày")],
                [
                    [one.name, one.get_kind_display(), one.valid_from, one.valid_until]
                    for one in row.names.all()
                ],
            ),
            Section(
                gettext_lazy("Cơ quan cấp trên theo thời gian"),
                [_("Cơ quan"), _("Quan hệ"), _("Từ ngày"), _("Đến ngày")],
                [
                    [one.body, one.get_kind_display(), one.valid_from, one.valid_until]
                    for one in row.bodies.select_related("body")
                ],
            ),
            Section(
                gettext_lazy("Đơn vị trực thuộc"),
                [_("Mã"), _("Tên"), _("Loại")],
                [
                    [
                        one.code,
                        {"text": one.name, "url": reverse(self.get_url_name("inspect"), args=[one.pk])},
                        one.get_kind_display(),
                    ]
                    for one in row.children.all()[:SECTION_ROWS]
                ],
            ),
        ]


class InitiativeViewSet(DeskViewSet):
    model = Initiative
    name = "sang-kien"
    icon = "pick"
    menu_label = gettext_lazy("Sáng kiến")
    can_add = can_change = True
    list_display = (
        "title",
        "level",
        column("unit", gettext_lazy("Đơn vị")),
        "recognized_on",
        "paper",
    )
    list_filter = ("level", "recognized_on")
    list_export = ("title", "level", "council", "recognized_on", "paper", "scope", "unit")
    with_related = ("unit",)
    search_fields = ("title", "paper", "council")
    form_fields = ("title", "level", "council", "recognized_on", "paper", "scope", "unit")
    inspect_view_fields = ("title", "level", "council", "recognized_on", "paper", "scope", "unit")

    def save_row(self, form: Any, user: Any, changed: Sequence[str], save_related: Any) -> Any:
        return registry.keep(
            row=form.instance,
            actor=user,
            fields=changed,
            related=save_related,
            roles=(Role.STANDING_BODY,),
        )

    def sections(self, row: Initiative, user: Any) -> list[Section]:
        return [
            Section(
                gettext_lazy("Tác giả"),
                [_("Họ và tên, tên tập thể"), _("Đơn vị hiện nay")],
                [
                    [
                        {"text": one.full_name, "url": reverse("nguoi-duoc-ton-vinh:inspect", args=[one.pk])},
                        one.unit,
                    ]
                    for one in row.honorees.select_related("unit")
                ],
            )
        ]
