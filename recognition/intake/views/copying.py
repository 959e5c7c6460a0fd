"""Filling a dossier from an earlier one of the unit."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods

from recognition.domain import nominations
from recognition.domain.copying import copy_answers
from recognition.domain.errors import DomainError
from recognition.intake.access import StaffRequest, dossier_or_404, dossiers_of, for_staff
from recognition.intake.views.dossier import frame, number_of
from recognition.models import Nomination

SHOWN = 30


@for_staff
@require_http_methods(["GET", "HEAD", "POST"])
def copy(request: StaffRequest, public_id: str) -> HttpResponseBase:
    """Offer the unit's other dossiers of this kind, those of the same name first, and copy from the chosen one."""
    nomination = dossier_or_404(request.user, public_id)
    if not nominations.may_edit(request.user, nomination):
        messages.error(
            request, _("Hồ sơ này không ở bước soạn thảo, hoặc bạn không phải đầu mối, nên chỉ xem được.")
        )
        return redirect("intake:review", nomination.public_id)
    if request.method == "POST":
        source = dossier_or_404(request.user, request.POST.get("source", "").replace("\x00", ""))
        try:
            came = copy_answers(nomination=nomination, source=source, actor=request.user)
        except DomainError as error:
            messages.error(request, error.message)
            return redirect("intake:copy", nomination.public_id)
        told = ngettext(
            "Đã chép %(number)d ô từ hồ sơ %(source)s. Ô đã chép có ghi chú cho đến khi bạn sửa; minh chứng không được chép.",
            "Đã chép %(number)d ô từ hồ sơ %(source)s. Ô đã chép có ghi chú cho đến khi bạn sửa; minh chứng không được chép.",
            len(came),
        )
        messages.success(request, told % {"number": len(came), "source": number_of(source)})
        return redirect("intake:dossier", nomination.public_id)
    rows = list(
        dossiers_of(request.user)
        .filter(kind=nomination.kind)
        .exclude(pk=nomination.pk)
        .exclude(report={})
        .order_by("-pk")[: SHOWN * 10]
    )
    rows.sort(key=lambda row: not _same_subject(nomination, row))
    sources = [
        {
            "key": row.public_id,
            "name": row.full_name,
            "text": f"{row.award.name} · {row.round.title}",
            "meta": f"{number_of(row)} · {row.get_state_display()}",
            "same": _same_subject(nomination, row),
        }
        for row in rows[:SHOWN]
    ]
    return render(request, "recognition/intake/copy.html", {**frame(request, nomination), "sources": sources})


def _same_subject(nomination: Nomination, row: Nomination) -> bool:
    if nomination.honoree_id and row.honoree_id:
        return nomination.honoree_id == row.honoree_id
    return nomination.name_key == row.name_key
