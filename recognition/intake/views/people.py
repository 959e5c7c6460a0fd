"""The people of a unit for its head: roles and accounts, a fresh link for who lost a password, and who signs for the head."""

from __future__ import annotations

from typing import Any, Final

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.csrf import csrf_exempt, csrf_protect
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from portal.core.models import User
from portal.core.private_files import address
from recognition.desk.invitations import papers
from recognition.domain import accounts, delegations
from recognition.domain.errors import DomainError
from recognition.domain.roles import subtree_ids
from recognition.enums import Role
from recognition.intake import uploads
from recognition.intake.access import StaffRequest, for_staff, units_of
from recognition.intake.views.packages import UNPROCESSABLE, checked_paper
from recognition.models import Delegation, Unit
from recognition.private_files import DELEGATIONS

DELEGATIONS_SHOWN: Final = 30


@for_staff
@require_safe
def index(request: StaffRequest) -> HttpResponseBase:
    """Show a unit's staff and delegations to its head; to a deputy too, who may change nothing but give back."""
    units = units_of(request.user, Role.UNIT_HEAD, Role.UNIT_DEPUTY)
    if not units:
        raise Http404
    own = delegations.head_units(request.user)
    lines = []
    for row in accounts.staff_of(units):
        state, label = accounts.standing(row.user, row.invitation)  # type: ignore[attr-defined]
        lines.append(
            {
                "row": row,
                "state": state,
                "label": label,
                "invitation": row.invitation,  # type: ignore[attr-defined]
                "url": reverse("intake:person_invite", args=[row.user.public_id])
                if own and row.user_id != request.user.pk and row.user.is_active
                else "",
            }
        )
    return render(
        request,
        "recognition/intake/people/index.html",
        {
            "account": str(request.user),
            "units": units,
            "lines": lines,
            "is_head": bool(own),
            "delegations": _delegations(request.user, units),
        },
    )


def _delegations(user: User, units: list[Unit]) -> list[dict[str, Any]]:
    today = timezone.localdate()
    rows = list(
        Delegation.objects.filter(unit__in=subtree_ids({unit.pk for unit in units})).select_related(
            "unit", "head", "deputy", "ended_by"
        )[:DELEGATIONS_SHOWN]
    )
    counting = set(
        Delegation.objects.filter(pk__in=[row.pk for row in rows]).current(today).values_list("pk", flat=True)
    )
    endable = delegations.endable(user, rows)
    found = []
    for row in rows:
        if row.ended_at is not None:
            state, label = "revoked", _("Đã kết thúc sớm")
        elif row.valid_until < today:
            state, label = "locked", _("Đã hết hạn")
        elif row.valid_from > today:
            state, label = "todo", _("Chưa đến ngày")
        elif row.pk in counting:
            state, label = "done", _("Đang có hiệu lực")
        else:
            state, label = "revoked", _("Không còn hiệu lực: vai trò đã đổi")
        found.append(
            {
                "row": row,
                "state": state,
                "label": label,
                "file_url": address(DELEGATIONS, row.public_id),
                "end_url": reverse("intake:delegation_end", args=[row.public_id])
                if row.pk in endable
                else "",
            }
        )
    return found


@for_staff
@require_http_methods(["GET", "HEAD", "POST"])
def invite(request: StaffRequest, key: str) -> HttpResponseBase:
    """Say what a fresh link does; by POST give it, on the paper shown once."""
    own = delegations.head_units(request.user)
    if not own:
        raise Http404
    account = get_object_or_404(
        User.objects.filter(memberships__in=[row.pk for row in accounts.staff_of(own)]).distinct(),
        public_id=key,
    )
    refused = accounts.why_not_invite(account, request.user)
    if request.method == "POST":
        try:
            issued = accounts.invite(account=account, actor=request.user)
        except DomainError as error:
            messages.error(request, error.message)
            return redirect("intake:people")
        return papers(request, [issued], back_url=reverse("intake:people"))
    return render(
        request,
        "recognition/intake/people/invite.html",
        {
            "account": str(request.user),
            "person": account,
            "refused": refused,
            "is_reset": account.has_usable_password() or account.last_login is not None,
        },
    )


class DelegationForm(forms.Form):
    """Who signs for the head in which unit, until when, by which paper."""

    use_required_attribute = False

    deputy = forms.ChoiceField(label=gettext_lazy("Phó thủ trưởng ký thay"))
    number = forms.CharField(
        label=gettext_lazy("Số, ký hiệu văn bản ủy quyền"), max_length=60, required=False
    )
    valid_from = forms.DateField(
        label=gettext_lazy("Từ ngày"),
        input_formats=("%Y-%m-%d", "%d/%m/%Y"),
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        error_messages={"invalid": gettext_lazy("Hãy ghi ngày, ví dụ 20/11/2026.")},
    )
    valid_until = forms.DateField(
        label=gettext_lazy("Đến hết ngày"),
        help_text=gettext_lazy("Sau ngày này việc ủy quyền tự hết hiệu lực."),
        input_formats=("%Y-%m-%d", "%d/%m/%Y"),
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        error_messages={"invalid": gettext_lazy("Hãy ghi ngày, ví dụ 20/11/2026.")},
    )
    paper = forms.FileField(
        label=gettext_lazy("Văn bản ủy quyền đã ký, đóng dấu"),
        help_text=gettext_lazy(
            "PDF hoặc ảnh chụp, không quá 15 MB. Không công khai; chỉ đơn vị và Sở xem được."
        ),
        widget=forms.FileInput(attrs={"accept": ".pdf,.jpg,.jpeg,.png,.heic,.heif"}),
        error_messages={"required": gettext_lazy("Chưa chọn tệp nào.")},
    )

    def __init__(self, *args: Any, units: list[Unit], **options: Any) -> None:
        super().__init__(*args, **options)
        self.pairs = {
            f"{unit.code}:{one.public_id}": (unit, one)
            for unit in units
            for one in delegations.deputies(unit)
        }
        field: Any = self.fields["deputy"]
        field.choices = [
            ("", "–"),
            *(
                (key, ", ".join(filter(None, (str(one), one.position, unit.name))))
                for key, (unit, one) in self.pairs.items()
            ),
        ]
        self.fields["valid_from"].initial = timezone.localdate()


@csrf_exempt  # only so that the size limit stands before the body is read; the inner view checks the token
def delegate(request: HttpRequest) -> HttpResponseBase:
    """Let a deputy sign for the head until a day."""
    limit = uploads.SizeLimit(request)
    request.upload_handlers.insert(0, limit)
    return _delegate(request, limit)


@for_staff
@csrf_protect
@require_http_methods(["GET", "HEAD", "POST"])
def _delegate(request: StaffRequest, limit: uploads.SizeLimit) -> HttpResponseBase:
    units = delegations.head_units(request.user)
    if not units:
        raise Http404
    form = DelegationForm(
        request.POST if request.method == "POST" else None,
        request.FILES if request.method == "POST" else None,
        units=units,
    )
    if request.method == "POST":
        if limit.refused:
            form.add_error("paper", uploads.too_big())
        elif form.is_valid() and _given(request, form, limit):
            messages.success(request, _("Đã ủy quyền. Người được ủy quyền được báo ngay."))
            return redirect("intake:people")
    return render(
        request,
        "recognition/intake/people/delegate.html",
        {"account": str(request.user), "form": form, "has_deputies": bool(form.pairs)},
        status=UNPROCESSABLE if form.errors else 200,
    )


def _given(request: StaffRequest, form: DelegationForm, limit: uploads.SizeLimit) -> bool:
    answers = form.cleaned_data
    unit, deputy = form.pairs[answers["deputy"]]
    try:
        kept = checked_paper([answers["paper"]], limit)
        delegations.give(
            unit=unit,
            deputy=deputy,
            number=answers["number"],
            valid_from=answers["valid_from"],
            valid_until=answers["valid_until"],
            file=kept.content,
            name=kept.name,
            media_type=kept.media_type,
            size=kept.size,
            sha256=kept.sha256,
            scan=kept.scan,
            actor=request.user,
        )
    except uploads.Refused as refused:
        form.add_error("paper", str(refused))
        return False
    except DomainError as error:
        form.add_error(None, error.message)
        return False
    return True


@for_staff
@require_POST
def end_delegation(request: StaffRequest, key: str) -> HttpResponseBase:
    """End a delegation today: its head, or its deputy who gives it back."""
    row = Delegation.objects.filter(public_id=key).select_related("unit").first()
    if row is None or not (
        row.deputy_id == request.user.pk
        or row.unit_id in subtree_ids({unit.pk for unit in delegations.head_units(request.user)})
    ):
        raise Http404
    try:
        delegations.end(delegation=row, actor=request.user)
    except DomainError as error:
        messages.error(request, error.message)
    else:
        messages.success(request, _("Đã kết thúc việc ủy quyền. Những gì đã xác nhận vẫn giữ nguyên."))
    return redirect(
        "intake:people" if units_of(request.user, Role.UNIT_HEAD, Role.UNIT_DEPUTY) else "intake:home"
    )
