"""The page an invited person opens from the paper: they set a password of their own, once.

Without an account's session: whoever holds the paper is asked. Opening changes nothing (messengers open links to preview
them). The address is a secret, so it is told to nobody: no referrer, no search machine, no cache.
"""

from __future__ import annotations

import time
from typing import Any, Final

from django import forms
from django.contrib import messages
from django.contrib.auth import logout
from django.contrib.auth.password_validation import password_validators_help_texts, validate_password
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from portal.core.language_paths import localized
from portal.core.models import User
from portal.core.security import client_address, counted
from recognition import secret_links
from recognition.domain import accounts
from recognition.domain.errors import IllegalMove
from recognition.views.answers import home
from recognition.views.consents import kept_secret

MOST_IN_AN_HOUR: Final = 60
"""Wrong addresses and passwords sent from one place: a health centre behind one router comes on one day."""
HOUR: Final = 3600
PATH: Final = localized(*secret_links.INVITATION)


class PasswordForm(forms.Form):
    """A password of one's own, twice."""

    use_required_attribute = False

    password = forms.CharField(
        label=gettext_lazy("Mật khẩu mới"),
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
    )
    again = forms.CharField(
        label=gettext_lazy("Nhập lại mật khẩu mới"),
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
    )

    def __init__(self, *args: Any, account: User, **options: Any) -> None:
        self.account = account
        super().__init__(*args, **options)
        self.fields["password"].help_text = " ".join(password_validators_help_texts())

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        first, again = cleaned.get("password", ""), cleaned.get("again", "")
        if first and again and first != again:
            self.add_error("again", _("Hai lần nhập mật khẩu không giống nhau."))
        elif first:
            try:
                validate_password(first, self.account)
            except ValidationError as refused:
                self.add_error("password", refused)
        return cleaned


@kept_secret
@never_cache
@sensitive_post_parameters()
@require_http_methods(["GET", "HEAD", "POST"])
def show(request: HttpRequest, token: str) -> HttpResponse:
    """Ask for a password; set it, end whatever session this browser had, and lead to the sign-in."""
    row = accounts.invitation_of(token)
    if (row is None or request.method == "POST") and _too_many(client_address(request)):
        return _page(
            request, {"problem": _("Nơi này đã gửi nhiều lần trong một giờ. Xin thử lại sau một giờ.")}, 429
        )
    if row is None:
        return _gone(request)
    form = PasswordForm(request.POST if request.method == "POST" else None, account=row.user)
    if request.method == "POST" and form.is_valid():
        try:
            account = accounts.accept(token=token, password=form.cleaned_data["password"])
        except IllegalMove:
            return _gone(request)
        if request.user.is_authenticated:
            logout(request)
        messages.success(
            request,
            _("Đã đặt mật khẩu. Hãy đăng nhập bằng tên “%(name)s”.") % {"name": account.get_username()},
        )
        return redirect("intake:login")
    return _page(request, {"row": row, "form": form}, 422 if form.errors else 200)


def _gone(request: HttpRequest) -> HttpResponse:
    return _page(
        request,
        {
            "problem": _(
                "Đường dẫn này không đúng, đã dùng, đã được thay hoặc đã hết hạn. Xin hỏi thủ trưởng đơn vị hoặc người quản trị để nhận đường dẫn mới."
            )
        },
        404,
    )


def _page(request: HttpRequest, context: dict[str, Any], status: int = 200) -> HttpResponse:
    return render(
        request,
        "recognition/invitation.html",
        {"crumbs": [home()], "noindex": True, **context},
        status=status,
    )


def _too_many(address: str) -> bool:
    key = f"invitation-page:{address.replace(':', '-')}:{int(time.time() // HOUR)}"
    return counted(key, seconds=2 * HOUR) > MOST_IN_AN_HOUR
