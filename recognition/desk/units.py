"""Screens of the register of units and of initiatives."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from portal.core import private_files
from recognition.desk.policies import held
from recognition.desk.viewsets import SECTION_ROWS, DeskViewSet, Section, column
from recognition.domain import registry
from recognition.enums import UNIT_ROLES, Role
from recognition.models import Delegation, Initiative, Membership, Unit, UnitBody, UnitName
from recognition.private_files import DELEGATIONS

WHO_KNOW_PEOPLE: Final = (Role.STANDING_BODY, Role.AUDITOR, Role.ADMINISTRATOR)
"""Roles that see who works for a unit, and by which paper somebody signs for its head."""


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

    def notices(self, row: Unit, user: Any) -> list[str]:
        if row.ended_on is not None or not held(user).any(*WHO_KNOW_PEOPLE):
            return []
        there = set(
            Membership.objects.filter(unit=row, user__is_active=True)
            .current(timezone.localdate())
            .values_list("role", flat=True)
        )
        lacking = [str(role.label) for role in Role if role in UNIT_ROLES and role not in there]
        if not there or not lacking:  # most khoa and phòng file through the unit above
            return []
        return [_("Đơn vị chưa có tài khoản: %(roles)s.") % {"roles": ", ".join(lacking)}]

    def _people(self, row: Unit) -> list[Section]:
        """Return who works for the unit today, and who signs for its head, with the papers."""
        today = timezone.localdate()
        current = set(Delegation.objects.filter(unit=row).current(today).values_list("pk", flat=True))
        return [
            Section(
                gettext_lazy("Người của đơn vị"),
                [_("Họ và tên"), _("Chức vụ"), _("Vai trò"), _("Đến ngày")],
                [
                    [one.user, one.user.position, one.get_role_display(), one.valid_until]
                    for one in Membership.objects.filter(unit=row, user__is_active=True)
                    .current(today)
                    .select_related("user")
                    .order_by("role", "user__display_name")[:SECTION_ROWS]
                ],
            ),
            Section(
                gettext_lazy("Ủy quyền ký thay (KT.)"),
                [_("Cấp phó ký thay"), _("Thủ trưởng"), _("Từ ngày"), _("Đến hết ngày"), _("Tình trạng")],
                [
                    [
                        {
                            "text": str(one.deputy),
                            "url": private_files.address(DELEGATIONS, one.public_id),
                        },
                        one.head,
                        one.valid_from,
                        one.valid_until,
                        _("Đang có hiệu lực") if one.pk in current else _("Không có hiệu lực"),
                    ]
                    for one in row.delegations.select_related("head", "deputy")[:SECTION_ROWS]
                ],
            ),
        ]

    def sections(self, row: Unit, user: Any) -> list[Section]:
        return [
            *(self._people(row) if held(user).any(*WHO_KNOW_PEOPLE) else []),
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
