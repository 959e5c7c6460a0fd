"""Moves that people of the unit make: filing, confirming, sending back, withdrawing."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from recognition.domain import nominations
from recognition.domain.errors import DomainError
from recognition.domain.lifecycle import NOMINATION_MOVES, find
from recognition.intake.access import StaffRequest, dossier_or_404, for_staff
from recognition.intake.forms import ReasonForm
from recognition.intake.views.dossier import OFFERED, frame
from recognition.models import Nomination


@for_staff
@require_http_methods(["GET", "HEAD", "POST"])
def act(request: StaffRequest, public_id: str, name: str) -> HttpResponseBase:
    """Make a move. One that needs a reason is asked for it first; refusals are told on the screen one came from."""
    if name not in OFFERED:
        raise Http404
    nomination = dossier_or_404(request.user, public_id)
    move = find(NOMINATION_MOVES, name)
    if not move.needs_reason:
        if request.method != "POST":
            return redirect("intake:review", nomination.public_id)
        return _make(request, nomination, name, "")
    form = ReasonForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        return _make(request, nomination, name, form.cleaned_data["reason"])
    if request.method != "POST" and name not in {
        each.name for each in nominations.available_moves(nomination, request.user)
    }:
        messages.error(
            request, _("Lúc này bạn không làm được việc “%(act)s” với hồ sơ này.") % {"act": move.label}
        )
        return redirect("intake:dossier", nomination.public_id)
    context = {**frame(request, nomination), "form": form, "move": move, "advice": _advice(name)}
    return render(request, "recognition/intake/act.html", context)


def _make(request: StaffRequest, nomination: Nomination, name: str, reason: str) -> HttpResponseBase:
    try:
        done = nominations.move(nomination=nomination, name=name, actor=request.user, reason=reason)
    except DomainError as error:
        messages.error(request, error.message)
        return redirect("intake:review", nomination.public_id)
    messages.success(request, _outcome(done, name))
    match name:
        case "file":
            return redirect("intake:receipt", nomination.public_id)
        case _:
            return redirect("intake:home")


def _outcome(nomination: Nomination, name: str) -> str:
    values = {"name": nomination.full_name, "number": nomination.receipt_number}
    match name:
        case "file":
            return _("Đã gửi hồ sơ %(number)s cho thủ trưởng đơn vị xác nhận.") % values
        case "confirm":
            return _("Đã xác nhận hồ sơ của %(name)s và gửi Sở Y tế.") % values
        case "send_back":
            return _("Đã trả hồ sơ của %(name)s cho đầu mối sửa.") % values
        case _:
            return _("Đã rút hồ sơ của %(name)s.") % values


def _advice(name: str) -> str:
    if name == "withdraw":
        return _(
            "Hồ sơ đã rút không được xét nữa và không khôi phục được; chỗ trong số lượng được trả lại cho đơn vị."
        )
    return _("Đầu mối sẽ đọc được lý do này và sửa hồ sơ rồi gửi lại trong hạn.")
