"""What a body that is asked sees: the question, name, unit and award. Never the dossier."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_safe

from portal.core.models import User
from recognition.domain import clearance
from recognition.domain.errors import DomainError
from recognition.domain.roles import grants
from recognition.enums import GIVEN_ANSWERS, ClearanceAnswer, Role
from recognition.intake.access import StaffRequest, for_staff

PAGE_SIZE = 30
UNPROCESSABLE = 422


class AnswerForm(forms.Form):
    answer = forms.ChoiceField(
        label=gettext_lazy("Trả lời"),
        choices=[(one.value, one.label) for one in ClearanceAnswer if one in GIVEN_ANSWERS],
        widget=forms.RadioSelect,
    )
    words = forms.CharField(
        label=gettext_lazy("Nội dung"),
        max_length=4000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 5}),
        help_text=gettext_lazy("Bắt buộc khi có vấn đề hoặc trả lời bằng lời. Chỉ Sở Y tế đọc được."),
    )

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        answer = cleaned.get("answer")
        if answer and answer != ClearanceAnswer.FINE and not cleaned.get("words", "").strip():
            self.add_error("words", _("Hãy ghi nội dung trả lời."))
        return cleaned


def _require_role(user: User) -> None:
    if not grants(user).any(Role.CLEARANCE, Role.UNION):
        raise Http404


@for_staff
@require_safe
def index(request: StaffRequest) -> HttpResponseBase:
    """List what the person's bodies are asked: what waits first, the nearest date on top, then what is over."""
    _require_role(request.user)
    now = timezone.now()
    rows = clearance.answerable_by(request.user).select_related("body")
    waiting = rows.waiting().order_by("due_at", "pk")  # type: ignore[attr-defined]
    over = rows.exclude(answer=ClearanceAnswer.WAITING).order_by("-answered_at", "-pk")
    page = Paginator(over, PAGE_SIZE).get_page(request.GET.get("trang"))
    context = {
        "account": str(request.user),
        "now": now,
        "waiting": [
            {"row": row, "late": row.due_at < now, "days": max(0, (row.due_at - now).days)}
            for row in waiting[:200]
        ],
        "over": page.object_list,
        "page": page,
    }
    return render(request, "recognition/intake/clearance.html", context)


@for_staff
@require_http_methods(["GET", "HEAD", "POST"])
def show(request: StaffRequest, key: str) -> HttpResponseBase:
    """Show one question and take its answer."""
    _require_role(request.user)
    asked = clearance.answerable_by(request.user).select_related("body").filter(public_id=key).first()
    if asked is None:
        raise Http404
    form = AnswerForm(request.POST or None)
    status = 200
    if request.method == "POST":
        status = UNPROCESSABLE
        if form.is_valid():
            try:
                clearance.answer(
                    request=asked,
                    answer=ClearanceAnswer(form.cleaned_data["answer"]),
                    words=form.cleaned_data["words"],
                    actor=request.user,
                )
            except DomainError as refused:
                messages.error(request, refused.message)
                return redirect("intake:clearance_request", asked.public_id)
            messages.success(request, _("Đã gửi trả lời về %(name)s.") % {"name": asked.subject_name})
            return redirect("intake:clearance")
    now = timezone.now()
    context = {
        "account": str(request.user),
        "asked": asked,
        "form": form,
        "now": now,
        "open": asked.answer == ClearanceAnswer.WAITING and asked.due_at >= now,
        "waiting": asked.answer == ClearanceAnswer.WAITING,
    }
    return render(request, "recognition/intake/clearance_request.html", context, status=status)
