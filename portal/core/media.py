"""Serve ``MEDIA_ROOT/public`` ourselves, where no web server in front does (``SERVE_MEDIA``)."""

from __future__ import annotations

from pathlib import Path

from django.conf import settings
from django.core.exceptions import SuspiciousFileOperation
from django.http import Http404, HttpRequest, HttpResponseBase
from django.views.decorators.http import require_safe
from django.views.static import serve

KEPT = "public, max-age=300"
"""As ``deploy/nginx/tonvinh.conf`` says: a picture that is taken back is soon gone from the browsers too."""
POLICY = "sandbox; default-src 'none'; style-src 'unsafe-inline'"


@require_safe
def show(request: HttpRequest, path: str) -> HttpResponseBase:
    """Return a published file. Raises ``Http404`` for anything else, folders included."""
    try:
        response = serve(request, path, document_root=str(Path(settings.MEDIA_ROOT) / "public"))
    except (SuspiciousFileOperation, ValueError, OSError) as error:  # ../, NUL, a name too long
        raise Http404 from error
    response["Content-Security-Policy"] = POLICY
    response["Cache-Control"] = KEPT
    if path.startswith("cards/"):  # other sites show them: previews of links, thumbnails of oEmbed
        response["Cross-Origin-Resource-Policy"] = "cross-origin"
    return response
