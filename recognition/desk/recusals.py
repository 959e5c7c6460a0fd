"""Who takes no part in judging which dossier, and what people declare of themselves: where they work, who their kin are."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import path, reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods
from wagtail import hooks
from wagtail.admin.menu import MenuItem

from recognition.desk.acts import Act, ReasonForm
from recognition.desk.policies import OfNominationPolicy, held
from recognition.desk.viewsets import DeskViewSet, column
from recognition.domain import recusal
from recognition.intake import declarations
from recognition.models import Recusal


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
            icon="rotate",
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


@login_required(login_url="wagtailadmin_login")
@require_http_methods(["GET", "HEAD", "POST"])
def show_declarations(request: HttpRequest) -> HttpResponse:
    """Show and take what the person declares of themselves."""
    if not declarations.may_declare(held(request.user)):
        raise PermissionDenied
    taken = declarations.take(request)
    if taken.done:
        return HttpResponseRedirect(reverse("khai_bao"))
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
            "where": taken.where,
            "kin": taken.kin,
            "declared": taken.declared,
        },
        status=taken.status,
    )


@hooks.register("register_admin_urls")
def register_declarations() -> list[Any]:
    return [path("khai-bao/", show_declarations, name="khai_bao")]


class DeclarationsItem(MenuItem):  # type: ignore[misc]
    def is_shown(self, request: HttpRequest) -> bool:
        return declarations.may_declare(held(request.user))


@hooks.register("register_admin_menu_item")
def declarations_item() -> MenuItem:
    return DeclarationsItem(
        gettext_lazy("Khai báo của tôi"), reverse("khai_bao"), name="khai-bao", icon_name="no-view", order=560
    )
