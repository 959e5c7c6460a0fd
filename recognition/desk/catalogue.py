"""Screens of the catalogue of law: changed by one person of the standing body, verified by a second."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from recognition.desk.acts import Act
from recognition.desk.rules import END, PROPOSE, changes_of
from recognition.desk.viewsets import DeskViewSet, Section, column, flag
from recognition.domain import catalogue
from recognition.models import Award, AwardRule, ClosedPowers, DecisionPower, LegalInstrument, Office

VERIFY = Act(
    name="verify",
    label=gettext_lazy("Xác minh"),
    explanation=gettext_lazy(
        "Tôi đã đối chiếu dòng này với văn bản đang có hiệu lực. Người vừa sửa không tự xác minh."
    ),
    run=lambda row, user, answers: catalogue.verify(row=row, actor=user, reason=answers["reason"]),
    shown=lambda row, user: not row.verified,
)

VERIFIED = flag("verified", gettext_lazy("Đã xác minh"))
PERIOD = ("valid_from", "valid_until")


def where(name: str, row: Any) -> str:
    """Return the address of a row's page on the screen of that name."""
    return reverse(f"{name}:inspect", args=[row.pk])


class CatalogueViewSet(DeskViewSet):
    """Saving takes the verified mark away; only a second person gives it."""

    can_add = can_change = True
    acts: Sequence[Act] = (VERIFY,)

    def save_row(self, form: Any, user: Any, changed: Sequence[str], save_related: Any) -> Any:
        row = catalogue.change(row=form.instance, actor=user, fields=changed)
        save_related()
        return row

    def notices(self, row: Any, user: Any) -> list[str]:
        found = []
        if not getattr(row, "verified", True):
            found.append(
                _(
                    "Chưa xác minh: phần mềm không từ chối ai vì dòng này, chỉ giữ lại chờ kiểm tra thẩm quyền."
                )
            )
        if row.source_version:
            found.append(
                _(
                    "Dòng này theo tệp danh mục phiên bản %(version)s. Sửa ở đây thì từ nay dòng này do Sở giữ."
                )
                % {"version": row.source_version}
            )
        return found


class LegalInstrumentViewSet(CatalogueViewSet):
    model = LegalInstrument
    name = "can-cu-phap-ly"
    icon = "doc-full"
    menu_label = gettext_lazy("Căn cứ pháp lý")
    list_display = ("number", "title", "kind", "in_force_from", "in_force_until", VERIFIED)
    list_filter = ("kind", "verified")
    list_export = (
        "code",
        "kind",
        "number",
        "title",
        "issuer",
        "issued_on",
        "in_force_from",
        "in_force_until",
        "replaced_by",
        "verified",
        "note",
    )
    with_related = ("replaced_by",)
    search_fields = ("code", "number", "title", "issuer")
    form_fields = (
        "code",
        "kind",
        "number",
        "title",
        "issuer",
        "issued_on",
        "in_force_from",
        "in_force_until",
        "replaced_by",
        "note",
    )
    inspect_view_fields = (*form_fields, "verified")


class OfficeViewSet(CatalogueViewSet):
    model = Office
    name = "tham-quyen"
    icon = "user"
    menu_label = gettext_lazy("Thẩm quyền quyết định")
    acts = ()
    list_display = ("name", "code", "level", "body", column("unit", gettext_lazy("Đơn vị")))
    list_filter = ("level",)
    list_export = ("code", "name", "name_en", "body", "level", "aliases", "unit", *PERIOD)
    with_related = ("unit",)
    search_fields = ("code", "name", "body")
    form_fields = ("code", "name", "name_en", "body", "aliases", "level", "unit", *PERIOD)
    inspect_view_fields = form_fields

    def sections(self, row: Office, user: Any) -> list[Section]:
        return [
            Section(
                gettext_lazy("Được quyết định"),
                [_("Danh hiệu, hình thức"), _("Căn cứ"), _("Từ ngày"), _("Đến ngày"), _("Đã xác minh")],
                [
                    [
                        {"text": one.award.name, "url": where("quyen-quyet-dinh", one)},
                        " ".join(filter(None, [one.article, str(one.legal_basis or "")])),
                        one.valid_from,
                        one.valid_until,
                        one.verified,
                    ]
                    for one in row.powers.select_related("award", "legal_basis").order_by(
                        "-valid_from", "award__rank"
                    )
                ],
            ),
            Section(
                gettext_lazy("Danh sách thẩm quyền đã đủ trong thời gian"),
                [_("Căn cứ"), _("Từ ngày"), _("Đến ngày"), _("Đã xác minh")],
                [
                    [
                        {"text": str(one.legal_basis or "–"), "url": where("tham-quyen-da-du", one)},
                        one.valid_from,
                        one.valid_until,
                        one.verified,
                    ]
                    for one in row.closed_periods.select_related("legal_basis")
                ],
            ),
        ]


class AwardViewSet(CatalogueViewSet):
    model = Award
    name = "danh-hieu"
    icon = "pick"
    menu_label = gettext_lazy("Danh hiệu, hình thức")
    list_display = (
        "name",
        "code",
        "category",
        "subject",
        "level",
        flag("by_list", gettext_lazy("Theo danh sách")),
        VERIFIED,
    )
    list_filter = ("category", "subject", "level", "by_list", "verified")
    list_export = (
        "code",
        "name",
        "name_en",
        "short_names",
        "category",
        "subject",
        "level",
        "rank",
        "by_list",
        "criteria",
        "legal_basis",
        "article",
        *PERIOD,
        "verified",
    )
    with_related = ("legal_basis",)
    search_fields = ("code", "name", "name_en")
    form_fields = (
        "code",
        "name",
        "name_en",
        "short_names",
        "category",
        "subject",
        "level",
        "rank",
        "by_list",
        "explanation",
        "explanation_en",
        "criteria",
        "legal_basis",
        "article",
        *PERIOD,
    )
    inspect_view_fields = (*form_fields, "verified")

    def sections(self, row: Award, user: Any) -> list[Section]:
        return [
            Section(
                gettext_lazy("Ai được quyết định"),
                [_("Thẩm quyền"), _("Căn cứ"), _("Từ ngày"), _("Đến ngày"), _("Đã xác minh")],
                [
                    [
                        {"text": one.office.name, "url": where("quyen-quyet-dinh", one)},
                        " ".join(filter(None, [one.article, str(one.legal_basis or "")])),
                        one.valid_from,
                        one.valid_until,
                        one.verified,
                    ]
                    for one in row.powers.select_related("office", "legal_basis").order_by(
                        "office__code", "-valid_from"
                    )
                ],
            ),
            Section(
                gettext_lazy("Điều kiện"),
                [_("Nội dung"), _("Loại"), _("Từ ngày"), _("Đến ngày"), _("Đã xác minh")],
                [
                    [
                        {"text": one.text, "url": where("dieu-kien", one)},
                        one.get_kind_display(),
                        one.valid_from,
                        one.valid_until,
                        one.verified,
                    ]
                    for one in row.rules.all()
                ],
            ),
        ]


class DecisionPowerViewSet(CatalogueViewSet):
    model = DecisionPower
    name = "quyen-quyet-dinh"
    icon = "key"
    menu_label = gettext_lazy("Quyền quyết định")
    list_display = (
        "__str__",
        column("legal_basis", gettext_lazy("Căn cứ")),
        "article",
        *PERIOD,
        VERIFIED,
    )
    list_filter = ("office", "award", "verified")
    list_export = ("office", "award", "legal_basis", "article", *PERIOD, "verified")
    with_related = ("office", "award", "legal_basis")
    search_fields = ("office__name", "award__name", "award__code")
    form_fields = ("office", "award", "legal_basis", "article", *PERIOD)
    inspect_view_fields = (*form_fields, "verified")


class ClosedPowersViewSet(CatalogueViewSet):
    model = ClosedPowers
    name = "tham-quyen-da-du"
    icon = "lock"
    menu_label = gettext_lazy("Danh sách thẩm quyền đã đủ")
    list_display = (
        "__str__",
        column("legal_basis", gettext_lazy("Căn cứ")),
        "article",
        *PERIOD,
        VERIFIED,
    )
    list_filter = ("office", "verified")
    list_export = ("office", "legal_basis", "article", *PERIOD, "verified")
    with_related = ("office", "legal_basis")
    search_fields = ("office__name", "article")
    form_fields = ("office", "legal_basis", "article", *PERIOD)
    inspect_view_fields = (*form_fields, "verified")


class AwardRuleViewSet(CatalogueViewSet):
    """Rules are never edited in place: a change begins on a day and has a second approver (``desk.rules``)."""

    model = AwardRule
    name = "dieu-kien"
    icon = "clipboard-list"
    menu_label = gettext_lazy("Điều kiện khen thưởng")
    can_add = can_change = False
    acts = (VERIFY, PROPOSE, END)
    list_display = (
        "text",
        "code",
        column("award", gettext_lazy("Danh hiệu, hình thức")),
        "kind",
        *PERIOD,
        VERIFIED,
    )
    list_filter = ("award", "kind", "verified")
    list_export = (
        "code",
        "award",
        "kind",
        "text",
        "parameters",
        "legal_basis",
        "article",
        *PERIOD,
        "verified",
    )
    with_related = ("award", "legal_basis")
    search_fields = ("code", "text", "award__name")
    inspect_view_fields = (
        "code",
        "award",
        "kind",
        "text",
        "parameters",
        "legal_basis",
        "article",
        *PERIOD,
        "verified",
    )

    def sections(self, row: AwardRule, user: Any) -> list[Section]:
        return [changes_of(row)]
