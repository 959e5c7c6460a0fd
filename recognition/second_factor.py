"""The one-time password (TOTP, RFC 6238) that production demands of roles that decide, publish or administer."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import django_otp
import segno
from django import forms
from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.urls import path, reverse
from django.utils.cache import add_never_cache_headers
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext
from django_otp.plugins.otp_static.models import StaticDevice
from django_otp.plugins.otp_totp.models import TOTPDevice
from wagtail import hooks
from wagtail.admin import messages

from recognition.domain import second_factors
from recognition.domain.roles import grants
from recognition.enums import SECOND_FACTOR_ROLES


class TokenForm(forms.Form):
    """Six digits of the phone, or one of the codes on paper."""

    token = forms.CharField(
        label=_("Mã xác thực"),
        max_length=20,
        help_text=_("Sáu chữ số trên ứng dụng xác thực, hoặc một mã dự phòng trên giấy."),
        widget=forms.TextInput(
            attrs={"autocomplete": "one-time-code", "inputmode": "numeric", "autofocus": True}
        ),
    )

    def clean_token(self) -> str:
        return str(self.cleaned_data["token"]).replace(" ", "").strip().lower()


def demanded_of(user: Any) -> bool:
    """Whether this person must show a second factor here and now."""
    return bool(
        settings.TOTP_REQUIRED
        and user.is_authenticated
        and not user.is_verified()
        and (user.is_superuser or grants(user).any(*SECOND_FACTOR_ROLES))
    )


class SecondFactorMiddleware:
    """Send people of those roles to the second step before any page of the admin. Stands after OTPMiddleware."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if settings.TOTP_REQUIRED and request.path.startswith(reverse("wagtailadmin_home")):
            step = reverse("second_factor")
            free = {step, reverse("wagtailadmin_login"), reverse("wagtailadmin_logout")}
            if request.path not in free and demanded_of(request.user):
                return HttpResponseRedirect(f"{step}?next={request.path}")
        return self.get_response(request)


def second_factor(request: HttpRequest) -> HttpResponse:
    """Set the second factor up (once), or ask for it."""
    user: Any = request.user
    device = TOTPDevice.objects.filter(user=user, confirmed=True).first()
    waiting = None
    if device is None:
        waiting, _created = TOTPDevice.objects.get_or_create(
            user=user, confirmed=False, defaults={"name": second_factors.DEVICE_NAME}
        )
    form = TokenForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        token = form.cleaned_data["token"]
        if waiting is not None:
            if waiting.verify_token(token):
                codes = second_factors.confirm(device=waiting)
                django_otp.login(request, waiting)
                return _codes(request, codes)
        elif matched := django_otp.match_token(user, token):
            django_otp.login(request, matched)
            if isinstance(matched, StaticDevice):
                second_factors.record_use_of_code(account=user)
                left = second_factors.codes_left(user)
                messages.warning(
                    request,
                    ngettext(
                        "Bạn vừa dùng một mã dự phòng, còn %(left)d mã. Hãy lấy mã mới khi cần.",
                        "Bạn vừa dùng một mã dự phòng, còn %(left)d mã. Hãy lấy mã mới khi cần.",
                        left,
                    )
                    % {"left": left},
                )
            return redirect(_next(request))
        form.add_error(
            "token", _("Mã không đúng hoặc đã hết hạn. Hãy xem lại đồng hồ của điện thoại rồi nhập mã mới.")
        )
    return render(
        request,
        "recognition/admin/second_factor.html",
        {
            "form": form,
            "setup": waiting is not None,
            "qr": segno.make(waiting.config_url, error="m").svg_inline(scale=5, border=2) if waiting else "",
            "secret": _readable(waiting) if waiting else "",
            "next": _next(request),
        },
    )


def _next(request: HttpRequest) -> str:
    target = request.POST.get("next") or request.GET.get("next") or ""
    if url_has_allowed_host_and_scheme(
        target, allowed_hosts={request.get_host()}, require_https=request.is_secure()
    ):
        return target
    return reverse("wagtailadmin_home")


def _readable(device: TOTPDevice) -> str:
    from base64 import b32encode

    secret = b32encode(device.bin_key).decode().rstrip("=")
    return " ".join(secret[start : start + 4] for start in range(0, len(secret), 4))


def _codes(request: HttpRequest, codes: list[str]) -> HttpResponse:
    response = render(request, "recognition/admin/second_factor_codes.html", {"codes": codes})
    add_never_cache_headers(response)
    return response


def recovery_codes(request: HttpRequest) -> HttpResponse:
    """Show how many codes are left; give new ones to who shows a present code of the phone (or a last one on paper)."""
    user: Any = request.user
    if not second_factors.is_set_up(user):
        return redirect("second_factor")
    form = TokenForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        if django_otp.match_token(user, form.cleaned_data["token"]):
            return _codes(request, second_factors.renew_codes(account=user))
        form.add_error(
            "token", _("Mã không đúng hoặc đã hết hạn. Hãy xem lại đồng hồ của điện thoại rồi nhập mã mới.")
        )
    return render(
        request,
        "recognition/admin/recovery_codes.html",
        {"form": form, "left": second_factors.codes_left(user)},
        status=422 if form.errors else 200,
    )


@hooks.register("register_account_menu_item")
def recovery_codes_in_the_account(request: HttpRequest) -> dict[str, Any] | None:
    """Lead to the codes for paper from one's own account, once a second factor is there."""
    user: Any = request.user
    if not second_factors.is_set_up(user):
        return None
    return {
        "url": reverse("recovery_codes"),
        "label": _("Mã dự phòng"),
        "help_text": _("Xem còn bao nhiêu mã trên giấy, lấy bộ mã mới."),
    }


@hooks.register("register_admin_urls")
def second_factor_urls() -> list[Any]:
    return [
        path("xac-thuc/", second_factor, name="second_factor"),
        path("xac-thuc/ma-du-phong/", recovery_codes, name="recovery_codes"),
    ]
