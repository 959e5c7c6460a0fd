"""All screens of the desk, grouped as the menu shows them."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from portal.core.models import User
from recognition.desk.accounts import AccountViewSet, EventViewSet, MembershipViewSet
from recognition.desk.catalogue import (
    AwardRuleViewSet,
    AwardViewSet,
    ClosedPowersViewSet,
    DecisionPowerViewSet,
    LegalInstrumentViewSet,
    OfficeViewSet,
)
from recognition.desk.clearance import (
    ClearanceBodyViewSet,
    ClearanceRequestViewSet,
    ReturnReasonViewSet,
    StageTermViewSet,
)
from recognition.desk.consents import ConsentRequestViewSet
from recognition.desk.decisions import ConferralViewSet, DecisionViewSet
from recognition.desk.honorees import ConsentViewSet, HonoreeViewSet, MergeProposalViewSet
from recognition.desk.lists import NomineeListViewSet
from recognition.desk.nominations import NominationViewSet
from recognition.desk.packages import PackageViewSet
from recognition.desk.policies import NobodyPolicy, register_policy
from recognition.desk.recusals import RecusalViewSet
from recognition.desk.requests import PublicRequestViewSet
from recognition.desk.rounds import RoundViewSet
from recognition.desk.rules import RuleChangeViewSet, ScoreSheetViewSet
from recognition.desk.suggestions import SuggestionViewSet
from recognition.desk.units import InitiativeViewSet, UnitViewSet
from recognition.desk.viewsets import DeskGroup


class RecognitionGroup(DeskGroup):
    menu_label = _("Khen thưởng")
    menu_name = "khen-thuong"
    menu_icon = "pick"
    menu_order = 400
    items = (
        NominationViewSet("ho-so"),
        NomineeListViewSet("danh-sach"),
        PackageViewSet("bo-ho-so"),
        ClearanceRequestViewSet("yeu-cau-xac-minh"),
        RecusalViewSet("khong-tham-gia"),
        DecisionViewSet("quyet-dinh"),
        ConferralViewSet("lan-khen-thuong"),
        HonoreeViewSet("nguoi-duoc-ton-vinh"),
        MergeProposalViewSet("de-xuat-nhap"),
        ConsentViewSet("dong-y"),
        ConsentRequestViewSet("xin-dong-y"),
        RoundViewSet("dot-xet"),
        InitiativeViewSet("sang-kien"),
        PublicRequestViewSet("yeu-cau-cong-chung"),
        SuggestionViewSet("goi-y"),
    )


class CatalogueGroup(DeskGroup):
    menu_label = _("Danh mục")
    menu_name = "danh-muc"
    menu_icon = "list-ul"
    menu_order = 500
    items = (
        AwardViewSet("danh-hieu"),
        OfficeViewSet("tham-quyen"),
        DecisionPowerViewSet("quyen-quyet-dinh"),
        ClosedPowersViewSet("tham-quyen-da-du"),
        AwardRuleViewSet("dieu-kien"),
        RuleChangeViewSet("thay-doi-dieu-kien"),
        ScoreSheetViewSet("bang-diem"),
        LegalInstrumentViewSet("can-cu-phap-ly"),
        ReturnReasonViewSet("ly-do-tra"),
        StageTermViewSet("thoi-han"),
        ClearanceBodyViewSet("co-quan-xac-minh"),
    )


class UnitGroup(DeskGroup):
    menu_label = _("Đơn vị, tài khoản")
    menu_name = "don-vi-tai-khoan"
    menu_icon = "group"
    menu_order = 550
    items = (
        UnitViewSet("don-vi"),
        AccountViewSet("tai-khoan"),
        MembershipViewSet("vai-tro"),
        EventViewSet("nhat-ky"),
    )


GROUPS = (RecognitionGroup, CatalogueGroup, UnitGroup)


def register_policies() -> None:
    """Let the desk's table decide about every model with a screen here."""
    from django.contrib.auth.models import Group
    from wagtail.permissions import register_permission_policy

    for group in GROUPS:
        for viewset in group.items:
            if viewset.model is User:
                continue
            register_policy(viewset.model, policy=viewset.policy_class)
    # Wagtail's own screens of users and groups would let their holder give any right away, past the memberships.
    register_permission_policy(User, NobodyPolicy(User))
    register_permission_policy(Group, NobodyPolicy(Group))
