"""The papers that invite people into their accounts, shown once; accounts from a workbook, looked through before anything is written."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import asdict
from functools import wraps
from typing import Any, Final

from django import forms
from django.conf import settings
from django.core import signing
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import translation
from django.utils.cache import add_never_cache_headers
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from portal.core.tables import XLSX_TYPE
from recognition.desk.policies import held
from recognition.domain import accounts
from recognition.domain.errors import DomainError
from recognition.enums import Role
from recognition.exchange import accounts as lists
from recognition.exchange.sheets import LARGEST_FILE, Unreadable
from recognition.models import Membership

SALT: Final = "recognition.desk.invitations"
UNPROCESSABLE: Final = 422
LOOKED_AT_FOR: Final = 2 * 60 * 60
"""So long a list that was looked through may be confirmed."""


def link_of(token: str) -> str:
    """Return the absolute address of an invitation, Vietnamese, as it goes out on paper."""
    with translation.override(settings.LANGUAGE_CODE):
        return settings.PUBLIC_URL.rstrip("/") + reverse("recognition:invitation", args=[token])


def papers(request: HttpRequest, issued: Sequence[accounts.Issued], *, back_url: str) -> HttpResponse:
    """Show links just made, this one time: a paper for each with its QR."""
    rows = list(
        Membership.objects.filter(user__in=[one.invitation.user_id for one in issued])
        .select_related("unit")
        .order_by("pk")
    )
    roles: dict[int, list[str]] = {}
    for row in rows:
        roles.setdefault(row.user_id, []).append(
            ", ".join(filter(None, (str(row.get_role_display()), row.unit.name if row.unit else "")))
        )
    response = render(
        request,
        "recognition/desk/invitation_papers.html",
        {
            "papers": [
                {
                    "row": one.invitation,
                    "account": one.invitation.user,
                    "roles": roles.get(one.invitation.user_id, []),
                    "link": link_of(one.token),
                }
                for one in issued
            ],
            "back_url": back_url,
        },
    )
    add_never_cache_headers(response)
    response["Referrer-Policy"] = "same-origin"
    return response


def for_administrators(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """Let only administrators in."""

    @wraps(view)
    def checked(request: HttpRequest, *args: Any, **options: Any) -> HttpResponse:
        if not held(request.user).has(Role.ADMINISTRATOR):
            raise PermissionDenied
        return view(request, *args, **options)

    return never_cache(checked)


class ListForm(forms.Form):
    file = forms.FileField(
        label=gettext_lazy("Danh sách tài khoản (.xlsx)"),
        widget=forms.FileInput(attrs={"accept": ".xlsx"}),
        help_text=gettext_lazy("Tệp chỉ được đọc, không được giữ lại."),
        error_messages={"required": gettext_lazy("Chưa chọn tệp nào.")},
    )

    def clean_file(self) -> list[lists.Raw]:
        file = self.cleaned_data["file"]
        if file.size > LARGEST_FILE:
            raise forms.ValidationError(
                _("Tệp lớn hơn %(limit)s MB.") % {"limit": LARGEST_FILE // 1024**2}, code="too_large"
            )
        try:
            return lists.read_workbook(file)
        except Unreadable as error:
            raise forms.ValidationError(error.message, code=error.code) from error


@for_administrators
@require_http_methods(["GET", "HEAD", "POST"])
def import_accounts(request: HttpRequest) -> HttpResponse:
    """Ask for the workbook; show every row with its faults; write all of them, or nothing while a single one is wrong."""
    user: Any = request.user
    form = ListForm()
    rows: list[lists.Row] = []
    raws: list[lists.Raw] = []
    problem = ""
    if "looked_at" in request.POST:
        try:
            raws = [
                lists.Raw(**each)
                for each in signing.loads(
                    request.POST["looked_at"], salt=f"{SALT}.{user.pk}", max_age=LOOKED_AT_FOR
                )
            ]
        except (signing.BadSignature, TypeError):
            problem = _("Danh sách đã xem không còn dùng được. Hãy tải tệp lên lại.")
        rows = lists.check(raws)
        new = [row.account for row in rows if row.account is not None]
        if any(row.beyond_unit for row in rows) and "beyond_unit" not in request.POST:
            problem = _("Chưa mở tài khoản nào: hãy đọc các dòng giao vai trò của Sở rồi đánh dấu xác nhận.")
        elif rows and len(new) == len(rows):
            try:
                issued = accounts.open_accounts(rows=new, actor=user)
            except DomainError as refused:
                problem = refused.message
            else:
                return papers(request, issued, back_url=reverse("tai-khoan:index"))
    elif request.method == "POST":
        form = ListForm(request.POST, request.FILES)
        if form.is_valid():
            raws = form.cleaned_data["file"]
            rows = lists.check(raws)
    wrong = sum(bool(row.faults) for row in rows)
    return render(
        request,
        "recognition/desk/account_import.html",
        {
            "form": form,
            "rows": rows,
            "wrong": wrong,
            "beyond": sum(row.beyond_unit for row in rows),
            "problem": problem,
            "looked_at": signing.dumps([asdict(row) for row in raws], salt=f"{SALT}.{user.pk}", compress=True)
            if rows and not wrong
            else "",
        },
        status=UNPROCESSABLE if problem or wrong or form.errors else 200,
    )


@for_administrators
@require_safe
def import_template(request: HttpRequest) -> HttpResponse:
    """Give the workbook to fill in."""
    return HttpResponse(
        lists.template(),
        content_type=XLSX_TYPE,
        headers={
            "Content-Disposition": 'attachment; filename="mau-tai-khoan.xlsx"',
            "X-Content-Type-Options": "nosniff",
        },
    )
