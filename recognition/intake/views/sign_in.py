"""The way in and out; on the demo site one click for each role."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.contrib import messages
from django.contrib.auth import login, logout, update_session_auth_hash
from django.contrib.auth.forms import PasswordChangeForm
from django.contrib.auth.password_validation import password_validators_help_texts
from django.contrib.auth.views import LoginView
from django.http import Http404, HttpRequest, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse, reverse_lazy
from django.utils.decorators import method_decorator
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST

from portal.core.models import SiteSettings, User
from recognition.domain import accounts
from recognition.intake.access import StaffRequest, for_staff
from recognition.intake.forms import SignInForm

BACKEND = "portal.core.authentication.PortalBackend"


def roles_can_be_tried(request: HttpRequest) -> bool:
    """Whether this is the demo: both its settings and its database must say so."""
    return bool(
        settings.DEMO and settings.DEMO_USERS_ALLOWED and SiteSettings.load(request_or_site=request).demo
    )


@method_decorator(never_cache, name="dispatch")
class SignIn(LoginView):
    """Sign in with a password."""

    template_name = "core/login.html"
    authentication_form = SignInForm
    next_page = reverse_lazy("intake:home")  # type: ignore[assignment] # Django takes a lazy address, its stubs do not

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context = super().get_context_data(**kwargs)
        if roles_can_be_tried(self.request):
            accounts = User.objects.filter(is_demo=True, is_active=True).order_by("pk")
            context["roles"] = [
                {
                    "username": account.get_username(),
                    "label": " – ".join(filter(None, (str(account), account.position))),
                }
                for account in accounts
            ]
            context["roles_action"] = reverse("intake:switch_role")
        return context


sign_in = SignIn.as_view()


@never_cache
@require_POST
def switch_role(request: HttpRequest) -> HttpResponseBase:
    """Sign in as an account of the demo without a password; anywhere else there is no such address."""
    if not roles_can_be_tried(request):
        raise Http404
    username = request.POST.get("username", "").replace("\x00", "")
    account = User.objects.filter(username=username, is_demo=True, is_active=True).first()
    if account is None:
        raise Http404
    login(request, account, backend=BACKEND)
    return redirect(_next_of(request))


@for_staff
@sensitive_post_parameters()
@require_http_methods(["GET", "HEAD", "POST"])
def change_password(request: StaffRequest) -> HttpResponseBase:
    """Change one's own password, the present one being known; other browsers of the account are signed out by it."""
    form = PasswordChangeForm(request.user, request.POST if request.method == "POST" else None)
    form.fields["new_password1"].help_text = " ".join(password_validators_help_texts())
    if request.method == "POST" and form.is_valid():
        accounts.change_password(account=request.user, password=form.cleaned_data["new_password1"])
        update_session_auth_hash(request, request.user)
        messages.success(
            request, _("Đã đổi mật khẩu. Các máy khác đang đăng nhập bằng tài khoản này bị thoát ra.")
        )
        return redirect("intake:home")
    return render(
        request,
        "recognition/intake/password.html",
        {"account": str(request.user), "form": form},
        status=422 if form.errors else 200,
    )


@never_cache
@require_POST
def sign_out(request: HttpRequest) -> HttpResponseBase:
    """End the session, and let the browser forget what of dossiers it kept (no cookie is among it)."""
    logout(request)
    response = redirect("intake:login")
    response["Clear-Site-Data"] = '"storage"'
    return response


def _next_of(request: HttpRequest) -> str:
    wanted = request.POST.get("next", "")
    if url_has_allowed_host_and_scheme(wanted, {request.get_host()}, require_https=request.is_secure()):
        return wanted
    return reverse("intake:home")
