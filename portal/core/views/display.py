"""The buttons in the header that change text size and contrast."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from portal.core import display


# Exempt, because the form stands on pages that are rendered once for everybody and so carry no token. What a foreign
# site could do with it is make letters larger.
@csrf_exempt
@require_POST
def change(request: HttpRequest) -> HttpResponse:
    """Set the cookie by ``text`` and ``contrast``, and return to ``next`` if that is a page of ours, else to ``/``."""
    wanted = display.read(request.COOKIES.get(display.COOKIE)).changed(
        text=request.POST.get("text"), contrast=request.POST.get("contrast")
    )
    address = request.POST.get("next", "")
    if not address.startswith("/") or not url_has_allowed_host_and_scheme(address, allowed_hosts=None):
        address = "/"
    response = HttpResponseRedirect(address)
    response.status_code = 303
    if wanted.is_default:
        response.delete_cookie(display.COOKIE, samesite="Lax")
    else:
        response.set_cookie(
            display.COOKIE,
            wanted.key,
            max_age=display.COOKIE_AGE,
            httponly=True,
            samesite="Lax",
            secure=request.is_secure(),
        )
    return response
