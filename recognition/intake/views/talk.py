"""A message of the unit to the desk."""

from __future__ import annotations

from django.contrib import messages as told
from django.http import HttpResponseBase
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from recognition.domain import messages
from recognition.domain.errors import DomainError
from recognition.intake.access import StaffRequest, dossier_or_404, for_staff


@for_staff
@require_POST
def write(request: StaffRequest, public_id: str) -> HttpResponseBase:
    """Send what was written; a refusal is told on the dossier's screen."""
    nomination = dossier_or_404(request.user, public_id)
    try:
        messages.reply(nomination=nomination, text=request.POST.get("text", ""), actor=request.user)
    except DomainError as refused:
        told.error(request, refused.message)
    else:
        told.success(request, _("Đã gửi lời nhắn đến Sở Y tế."))
    return redirect("intake:dossier", nomination.public_id)
