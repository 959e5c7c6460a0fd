"""A person's own notices, and how they want to be written to."""

from __future__ import annotations

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from recognition import notifications
from recognition.domain import notices
from recognition.intake.access import StaffRequest, for_staff
from recognition.models import Notice

PAGE_SIZE = 30
UNPROCESSABLE = 422


@for_staff
@require_http_methods(["GET", "HEAD", "POST"])
def index(request: StaffRequest) -> HttpResponseBase:
    """List one's own notices, the latest first; take the preferences, or mark all as read."""
    user = request.user
    if "read_all" in request.POST:
        notices.read_all(user=user)
        messages.success(request, _("Đã đánh dấu mọi thông báo là đã đọc."))
        return redirect("intake:notices")
    form = notifications.PreferenceForm(
        request.POST if request.method == "POST" else None,
        initial={"rhythm": user.mail_rhythm, "language": user.language},
    )
    if request.method == "POST" and form.is_valid():
        notices.prefer(user=user, **form.cleaned_data)
        messages.success(request, _("Đã lưu cách nhận thư báo."))
        return redirect("intake:notices")
    page = Paginator(Notice.objects.filter(user=user), PAGE_SIZE).get_page(request.GET.get("page"))
    return render(
        request,
        "recognition/intake/notices.html",
        {
            "page": page,
            "lines": [(row, notices.words(row)) for row in page],
            "unread": notices.unread(user),
            "form": form,
            "has_mail": bool(user.email),
        },
        status=UNPROCESSABLE if request.method == "POST" else 200,
    )


@for_staff
@require_safe
def show(request: StaffRequest, public_id: str) -> HttpResponseBase:
    """Mark one's own notice as read and lead to what it speaks of."""
    notice = notices.read(user=request.user, public_id=public_id)
    if notice is None:
        raise Http404
    return redirect(notifications.target(notice))
