"""Who the client is, what the browser may do with an answer, and what a locked-out person reads."""

from __future__ import annotations

import logging
from collections.abc import Callable
from ipaddress import IPv4Address, IPv6Address, ip_address
from typing import Any

from csp.constants import SELF
from csp.middleware import CSPMiddleware, PolicyParts
from django.conf import settings
from django.core.cache import cache
from django.db import DatabaseError
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.middleware.clickjacking import XFrameOptionsMiddleware
from django.shortcuts import render
from django.utils.cache import add_never_cache_headers

logger = logging.getLogger(__name__)

View = Callable[[HttpRequest], HttpResponseBase]

# Only a trusted proxy may say these.
FORWARDED_HEADERS = (
    "HTTP_X_FORWARDED_FOR",
    "HTTP_X_FORWARDED_PROTO",
    "HTTP_X_FORWARDED_HOST",
    "HTTP_FORWARDED",
)

USERNAME_LIMIT = 150


def counted(key: str, *, seconds: int, step: int = 1, otherwise: int = 0) -> int:
    """Count ``step`` more under ``key`` for so many seconds and return how many there are. A cache that is away is
    logged and gives ``otherwise``: it stops nobody.
    """
    try:
        return step if cache.add(key, step, seconds) else cache.incr(key, step)
    except Exception:  # the caches of Django raise what their servers raise
        logger.warning("The cache does not count %s", key.partition(":")[0], exc_info=True)
        return otherwise


def _parse(text: str) -> IPv4Address | IPv6Address | None:
    text = text.strip()
    if text.startswith("["):  # [2001:db8::1]:4711
        text = text[1:].partition("]")[0]
    elif text.count(":") == 1:  # 192.0.2.1:4711
        text = text.partition(":")[0]
    try:
        parsed = ip_address(text.partition("%")[0])
    except ValueError:
        return None
    return getattr(parsed, "ipv4_mapped", None) or parsed


def _is_trusted(address: IPv4Address | IPv6Address | None) -> bool:
    return address is not None and any(address in network for network in settings.TRUSTED_PROXIES)


def peer_is_trusted(request: HttpRequest) -> bool:
    """Whether the other end of the connection is one of ``TRUSTED_PROXIES`` (or a local socket in front of them)."""
    peer = request.META.get("REMOTE_ADDR", "")
    if not peer:  # a unix socket has no address; only a proxy on this machine can reach it
        return bool(settings.TRUSTED_PROXIES)
    return _is_trusted(_parse(peer))


def client_address(request: HttpRequest) -> str:
    """Return the address of the client: the nearest one that is not a trusted proxy of ours.

    ``X-Forwarded-For`` is read from the right, and only as far as trusted proxies wrote it, because everything
    left of them is the client's own word. Returns an empty string when there is no address at all.
    """
    nearest = _parse(request.META.get("REMOTE_ADDR", ""))
    if not peer_is_trusted(request):
        return str(nearest or "")
    for part in reversed(request.META.get("HTTP_X_FORWARDED_FOR", "").split(",")):
        hop = _parse(part)
        if hop is None:
            break
        nearest = hop
        if not _is_trusted(hop):
            break
    return str(nearest or "")


def typed_username(request: HttpRequest, credentials: dict[str, Any] | None) -> str:
    """Return the user name as axes counts it: without case and outer spaces, never longer than its column."""
    name = (credentials or {}).get("username") or request.POST.get("username") or ""
    return str(name).replace("\x00", "").strip().casefold()[:USERNAME_LIMIT]


def locked_out(
    request: HttpRequest, _response: HttpResponse | None = None, _credentials: dict[str, Any] | None = None
) -> HttpResponse:
    """Answer a person whose sign-in is refused for a while (status 429)."""
    response = render(
        request,
        "core/locked_out.html",
        {"minutes": int(settings.AXES_COOLOFF_TIME.total_seconds() // 60)},
        status=429,
    )
    response["Retry-After"] = str(int(settings.AXES_COOLOFF_TIME.total_seconds()))
    add_never_cache_headers(response)
    return response


class ProxyMiddleware:
    """Drops what an untrusted peer claims about the client, the host and the scheme. Must be the first middleware."""

    def __init__(self, get_response: View) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        if not peer_is_trusted(request):
            for header in FORWARDED_HEADERS:
                request.META.pop(header, None)
        return self.get_response(request)


def is_wagtails(request: HttpRequest) -> bool:
    """Whether this is Wagtail's own screen or a preview of what it edits."""
    return request.path_info.startswith(settings.ADMIN_PATH) or bool(getattr(request, "is_preview", False))


def seen_by_an_editor(request: HttpRequest) -> bool:
    """Whether this is Wagtail's, or a page asked for by somebody who may enter Wagtail's screens.

    A request without a session is a stranger's, and nothing is asked of the database for it.
    """
    if is_wagtails(request):
        return True
    user = getattr(request, "user", None)
    if user is None or settings.SESSION_COOKIE_NAME not in request.COOKIES:
        return False
    try:
        return bool(user.is_authenticated and user.has_perm("wagtailadmin.access_admin"))
    except DatabaseError:  # the page of errors is for everybody
        return False


class PolicyMiddleware(CSPMiddleware):
    """Sends the relaxed content policy with what ``is_wagtails`` and the strict one with everything else.

    Strangers' pages stand in no frame. An editor's may stand in one of Wagtail's, and that is all that differs: nothing
    of Wagtail's is written into a public page, so whoever may change the most is guarded from foreign scripts as well.
    """

    def get_policy_parts(
        self,
        request: HttpRequest,
        response: HttpResponseBase,
        report_only: bool = False,  # noqa: FBT001, FBT002 - the base's signature
    ) -> PolicyParts:
        parts = super().get_policy_parts(request, response, report_only)
        if report_only or parts.replace is not None:
            return parts
        if is_wagtails(request):
            parts.config = settings.ADMIN_CONTENT_SECURITY_POLICY
        elif seen_by_an_editor(request):
            parts.replace = {"frame-ancestors": [SELF]}
        return parts

    def process_response(self, request: HttpRequest, response: HttpResponseBase) -> HttpResponseBase:
        response = super().process_response(request, response)
        response.headers.setdefault("Permissions-Policy", settings.PERMISSIONS_POLICY)
        response.headers.setdefault("Cross-Origin-Resource-Policy", "same-origin")
        return response


class FrameMiddleware(XFrameOptionsMiddleware):
    """Says in the old header what the content policy says of frames."""

    def get_xframe_options_value(self, request: HttpRequest, response: HttpResponseBase) -> str:  # noqa: ARG002 - Django's
        return "SAMEORIGIN" if seen_by_an_editor(request) else "DENY"
