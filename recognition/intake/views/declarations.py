"""Where somebody who judges and has no part in the admin declares workplace and kin."""

from __future__ import annotations

from django.http import Http404, HttpResponseBase
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from recognition.domain.roles import grants
from recognition.intake import declarations
from recognition.intake.access import StaffRequest, for_staff


@for_staff
@require_http_methods(["GET", "HEAD", "POST"])
def show(request: StaffRequest) -> HttpResponseBase:
    """Show and take what the person declares of themselves."""
    if not declarations.may_declare(grants(request.user)):
        raise Http404
    taken = declarations.take(request)
    if taken.done:
        return redirect("intake:declarations")
    return render(
        request,
        "recognition/intake/declarations.html",
        {
            "where": taken.where,
            "where_act": [{"name": "viec", "value": "noi-cong-tac"}],
            "kin": taken.kin,
            "kin_act": [{"name": "viec", "value": "nguoi-than"}],
            "declared": taken.declared,
            "account": str(request.user),
        },
        status=taken.status,
    )
