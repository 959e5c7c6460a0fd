"""Who takes no part in judging which dossier, and what people declare of themselves: where they work, who their kin are."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import path, reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods
from wagtail import hooks
from wagtail.admin import messages
from wagtail.admin.menu import MenuItem

from recognition.desk.acts import UNPROCESSABLE, Act, ReasonForm
from recognition.desk.policies import OfNominationPolicy, held
from recognition.desk.viewsets import DeskViewSet, column
from recognition.domain import recusal
from recognition.domain.errors import DomainError
from recognition.models import Kinship, Recusal, Unit, Workplace


class RecusalViewSet(DeskViewSet):
    model = Recusal
    name = "khong-tham-gia"
    icon = "no-view"
    menu_label = gettext_lazy("Không tham gia xét")
    policy_class = OfNominationPolicy
    has_history = False
    list_display = (
        "user",
        column("nomination", gettext_lazy("Hồ sơ")),
        column("ground", gettext_lazy("Căn cứ"), sort_key="ground"),
        column("declared_at", gettext_lazy("Từ lúc"), sort_key="declared_at"),
        column("lifted_at", gettext_lazy("Đến lúc"), sort_key="lifted_at"),
    )
    list_filter = ("ground",)
    with_related = ("user", "nomination", "nomination__award")
    inspect_related = ("declared_by", "lifted_by")
    search_fields = ("user__display_name", "nomination__full_name")
    ordering = "-pk"
    inspect_view_fields = (
        "user",
        "nomination",
        "ground",
        "declared_by",
        "declared_at",
        "lifted_by",
        "lifted_at",
    )
    acts = (
        Act(
            name="lift",
            label=gettext_lazy("Cho tham gia trở lại"),
            run=lambda row, user, answers: recusal.lift(recusal=row, reason=answers["reason"], actor=user),
            shown=lambda row, user: row.lifted_at is None and row.user_id != user.pk,
            form=ReasonForm,
            explanation=gettext_lazy(
                "Dùng khi người cùng tên không phải người thân. Không ai tự cho mình tham gia trở lại."
            ),
            icon="undo",
        ),
    )

    def facts(self, row: Recusal, user: Any) -> list[tuple[str, Any]]:
        names = {
            "declared_by": _("Người khai"),
            "lifted_by": _("Người cho tham gia trở lại"),
            "lifted_at": _("Tham gia trở lại từ lúc"),
        }
        return [
            (names.get(name, label), value)
            for name, (label, value) in zip(self.inspect_view_fields, super().facts(row, user), strict=True)
        ]


# What people declare of themselves -----------------------------------------------------------------------------------


class WorkplaceForm(forms.Form):
    unit = forms.ModelChoiceField(
        label=gettext_lazy("Đơn vị công tác"),
        queryset=Unit.objects.none(),
        required=False,
        to_field_name="public_id",
        empty_label=gettext_lazy("Chưa khai"),
        help_text=gettext_lazy("Bạn không xét hồ sơ của đơn vị này và các khoa, phòng, trạm của đơn vị."),
    )

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        units: Any = self.fields["unit"]
        units.queryset = Unit.objects.active().order_by("sort_key")


class KinForm(forms.Form):
    full_name = forms.CharField(label=gettext_lazy("Họ và tên người thân"), max_length=255)
    relation = forms.CharField(
        label=gettext_lazy("Quan hệ"),
        max_length=80,
        help_text=gettext_lazy("Ví dụ: vợ, chồng, con, anh, chị, em, cháu."),
    )
    kin_unit = forms.ModelChoiceField(
        label=gettext_lazy("Đơn vị của người thân"),
        queryset=Unit.objects.none(),
        required=False,
        to_field_name="public_id",
        empty_label=gettext_lazy("Không rõ"),
        help_text=gettext_lazy("Không rõ thì bạn tạm không xét mọi hồ sơ cùng tên."),
    )

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        units: Any = self.fields["kin_unit"]
        units.queryset = Unit.objects.active().order_by("sort_key")


def may_declare(user: Any) -> bool:
    """Whether somebody judges dossiers and so has something to declare."""
    return held(user).any(*recusal.JUDGES)


@login_required(login_url="wagtailadmin_login")
@require_http_methods(["GET", "HEAD", "POST"])
def declarations(request: HttpRequest) -> HttpResponse:
    """Show and take what the person declares of themselves; nobody else reads whose relative somebody is."""
    user: Any = request.user
    if not may_declare(user):
        raise PermissionDenied
    place = Workplace.objects.filter(user=user).select_related("unit").first()
    act = request.POST.get("viec", "")
    where = WorkplaceForm(
        request.POST if act == "noi-cong-tac" else None,
        initial={"unit": place.unit.public_id if place else None},
    )
    kin = KinForm(request.POST if act == "nguoi-than" else None)
    try:
        if act == "noi-cong-tac" and where.is_valid():
            recusal.set_workplace(user=user, unit=where.cleaned_data["unit"], actor=user)
            messages.success(request, _("Đã lưu nơi công tác."))
            return HttpResponseRedirect(reverse("khai_bao"))
        if act == "nguoi-than" and kin.is_valid():
            recusal.declare_kin(
                full_name=kin.cleaned_data["full_name"],
                relation=kin.cleaned_data["relation"],
                unit=kin.cleaned_data["kin_unit"],
                actor=user,
            )
            messages.success(request, _("Đã khai. Hồ sơ của người này đóng lại với bạn."))
            return HttpResponseRedirect(reverse("khai_bao"))
        if act == "rut":
            declared = Kinship.objects.filter(user=user, public_id=request.POST.get("khai", "")).first()
            if declared is None:
                raise Http404
            recusal.end_kin(kinship=declared, actor=user)
            messages.success(
                request, _("Đã rút lời khai. Hồ sơ đã đóng vẫn đóng cho đến khi người khác mở lại.")
            )
            return HttpResponseRedirect(reverse("khai_bao"))
    except DomainError as refused:
        messages.error(request, refused.message)
    status = UNPROCESSABLE if request.method == "POST" else 200
    return render(
        request,
        "recognition/desk/declarations.html",
        {
            "header_title": _("Khai báo xung đột lợi ích"),
            "page_title": _("Khai báo xung đột lợi ích"),
            "header_icon": "no-view",
            "breadcrumbs_items": [
                {"url": reverse("wagtailadmin_home"), "label": _("Trang chủ")},
                {"url": "", "label": _("Khai báo xung đột lợi ích")},
            ],
            "where": where,
            "kin": kin,
            "declared": Kinship.objects.filter(user=user, ended_at__isnull=True).select_related("unit"),
        },
        status=status,
    )


@hooks.register("register_admin_urls")
def register_declarations() -> list[Any]:
    return [path("khai-bao/", declarations, name="khai_bao")]


class DeclarationsItem(MenuItem):  # type: ignore[misc]
    def is_shown(self, request: HttpRequest) -> bool:
        return may_declare(request.user)


@hooks.register("register_admin_menu_item")
def declarations_item() -> MenuItem:
    return DeclarationsItem(
        gettext_lazy("Khai báo của tôi"), reverse("khai_bao"), name="khai-bao", icon_name="no-view", order=560
    )
