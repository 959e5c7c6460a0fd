"""The screen of packages that units confirmed: what they hold and the signed paper."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from portal.core.private_files import address
from recognition.desk.catalogue import where
from recognition.desk.delegations import confirmer
from recognition.desk.policies import DeskPolicy, held
from recognition.desk.viewsets import DeskViewSet, Section, column
from recognition.domain import packages
from recognition.enums import ScanState
from recognition.models import Package
from recognition.private_files import PACKAGES


class PackagePolicy(DeskPolicy):
    """Packages: those the domain lets a person read, so that a recusal closes them too, and only the units of the role."""

    def _is_everything(self, user: Any, actions: Any) -> bool:
        return False

    def instances_user_has_any_permission_for(self, user: Any, actions: Any) -> Any:
        actions = list(actions)
        if not self.user_has_any_permission(user, actions):
            return Package.objects.none()
        rows = packages.at_desk(user, held(user))
        units = held(user).unit_ids(*self.roles_for(actions))
        return rows if units is None else rows.filter(unit_id__in=units)


class PackageViewSet(DeskViewSet):
    model = Package
    name = "bo-ho-so"
    icon = "folder"
    menu_label = gettext_lazy("Bộ hồ sơ của đơn vị")
    policy_class = PackagePolicy
    list_display = (
        "__str__",
        column("round", gettext_lazy("Đợt xét")),
        column("dated", gettext_lazy("Ngày tờ trình"), sort_key="dated"),
        column("confirmed_at", gettext_lazy("Xác nhận lúc"), sort_key="confirmed_at"),
    )
    list_filter = ("round",)
    list_export = ("number", "dated", "unit", "round", "confirmed_at", "sha256")
    with_related = ("unit", "round")
    search_fields = ("number", "unit__name")
    inspect_view_fields = (
        "number",
        "dated",
        "unit",
        "round",
        "signer_name",
        "signer_position",
        "signs_for",
        "council_number",
        "council_date",
        "council_members",
        "council_present",
        "state",
        "uploaded_at",
        "scan",
        "carries_signature",
        "sha256",
        "confirmed_by",
        "confirmed_at",
    )
    inspect_related = ("confirmed_by", "confirmed_under__head")

    def facts(self, row: Package, user: Any) -> list[tuple[str, Any]]:
        return [
            *(
                (label, confirmer(row) if name == "confirmed_by" else value)
                for name, (label, value) in zip(
                    self.inspect_view_fields, super().facts(row, user), strict=True
                )
            ),
            (
                _("Bản ký, đóng dấu"),
                {"text": _("%(name)s: có vi-rút nên đã bị gỡ") % {"name": row.file_name}}
                if row.scan == ScanState.INFECTED
                else {"text": row.file_name, "url": address(PACKAGES, row.public_id)},
            ),
        ]

    def sections(self, row: Package, user: Any) -> list[Section]:
        held = packages.contents(row)
        rows: list[list[Any]] = [
            [
                {
                    "text": " ".join(filter(None, (one.titles, one.full_name))),
                    "url": where("ho-so", one),
                },
                one.award.label,
                one.get_state_display(),
            ]
            for one in held.dossiers
        ]
        rows += [
            [
                {
                    "text": _("Danh sách, %(number)d người") % {"number": len(one.nominees.all())},
                    "url": where("danh-sach", one),
                },
                f"{one.award.label} {one.year}",
                one.get_state_display(),
            ]
            for one in held.lists
        ]
        return [
            Section(
                _("Trong bộ hồ sơ"),
                [_("Người, tập thể, danh sách"), _("Danh hiệu, hình thức"), _("Trạng thái")],
                rows,
            )
        ]
