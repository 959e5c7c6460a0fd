"""A person's own notices in the admin, and how they want to be written to."""

from __future__ import annotations

from typing import Any, Final

from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import path, reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_safe
from wagtail import hooks
from wagtail.admin import messages
from wagtail.admin.menu import MenuItem
from wagtail.models import WorkflowState
from wagtail.signals import workflow_approved, workflow_rejected, workflow_submitted

from recognition import notifications
from recognition.desk.panels import Rows, WaitingPanel
from recognition.domain import notices
from recognition.enums import ADMIN_ROLES
from recognition.models import Notice

PAGE_SIZE = 50

MAILS_OF_WAGTAIL: Final = (
    (workflow_submitted, "workflow_state_submitted_email_notification"),
    (workflow_rejected, "workflow_state_rejected_email_notification"),
    (workflow_approved, "workflow_state_approved_email_notification"),
)
"""They name the page (a person, before the ceremony) and tell what the approver wrote; ours say a number."""
UNPROCESSABLE = 422


@require_http_methods(["GET", "HEAD", "POST"])
def index(request: HttpRequest) -> HttpResponse:
    """List one's own notices, the latest first; take the preferences, or mark all as read."""
    user: Any = request.user
    if "read_all" in request.POST:
        notices.read_all(user=user)
        messages.success(request, _("Đã đánh dấu mọi thông báo là đã đọc."))
        return HttpResponseRedirect(reverse("thong_bao"))
    form = notifications.PreferenceForm(
        request.POST if request.method == "POST" else None,
        initial={"rhythm": user.mail_rhythm, "language": user.language},
    )
    if request.method == "POST" and form.is_valid():
        notices.prefer(user=user, **form.cleaned_data)
        messages.success(request, _("Đã lưu cách nhận thư báo."))
        return HttpResponseRedirect(reverse("thong_bao"))
    page = Paginator(Notice.objects.filter(user=user), PAGE_SIZE).get_page(request.GET.get("p"))
    return render(
        request,
        "recognition/desk/notices.html",
        {
            "header_title": _("Thông báo"),
            "page_title": _("Thông báo"),
            "header_icon": "mail",
            "breadcrumbs_items": [
                {"url": reverse("wagtailadmin_home"), "label": _("Trang chủ")},
                {"url": "", "label": _("Thông báo")},
            ],
            "page_obj": page,
            "lines": [(row, notices.words(row)) for row in page],
            "unread": notices.unread(user),
            "form": form,
            "has_mail": bool(user.email),
        },
        status=UNPROCESSABLE if request.method == "POST" else 200,
    )


@require_safe
def show(request: HttpRequest, public_id: str) -> HttpResponse:
    """Mark one's own notice as read and lead to what it speaks of."""
    user: Any = request.user
    notice = notices.read(user=user, public_id=public_id)
    if notice is None:
        raise Http404
    return HttpResponseRedirect(notifications.target(notice))


class NoticesPanel(WaitingPanel):
    """How many notices wait to be read, and the latest of them."""

    title = gettext_lazy("Thông báo chưa đọc")
    name = "thong-bao"
    roles = tuple(sorted(ADMIN_ROLES))
    shown = 5

    def rows(self, user: Any) -> Rows:
        waiting = Notice.objects.filter(user=user, read_at__isnull=True)
        return [
            {
                "label": notices.words(row),
                "number": row.at,
                "is_time": True,
                "url": reverse("thong_bao_mo", args=[row.public_id]),
            }
            for row in waiting[: self.shown]
        ]


@hooks.register("register_admin_urls")
def register_notices() -> list[Any]:
    # When addresses are made every app is ready: Wagtail's own connects these mails after our app was.
    for signal, uid in MAILS_OF_WAGTAIL:
        signal.disconnect(sender=WorkflowState, dispatch_uid=uid)
    return [
        path("thong-bao/", index, name="thong_bao"),
        path("thong-bao/<slug:public_id>/", show, name="thong_bao_mo"),
    ]


@hooks.register("register_admin_menu_item")
def notices_item() -> MenuItem:
    return MenuItem(
        gettext_lazy("Thông báo"), reverse("thong_bao"), name="thong-bao", icon_name="mail", order=150
    )


@hooks.register("construct_homepage_panels")
def add_notices(request: HttpRequest, found: list[Any]) -> None:
    panel = NoticesPanel()
    if panel.is_shown(request.user):
        found.append(panel)
