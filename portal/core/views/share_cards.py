"""A card to take away: there already, or drawn by the worker while a small page waits."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils.cache import add_never_cache_headers
from django.utils.translation import get_language
from django.views.decorators.http import require_safe

from portal.core.share_cards import keeping
from portal.core.share_cards.content import SIZES

PAUSE = 3  # seconds after which the waiting page asks again


@require_safe
def show(request: HttpRequest, source: str, folder: str, size: str) -> HttpResponse:
    """Send to the file; 202 with a page that asks again while it is drawn; 410 for what is not public any more."""
    known, wanted = keeping.source_named(source), SIZES.get(size)
    key = known.key_of(folder) if known and wanted else None
    subject = known.subjects([key]).get(key) if known and key else None
    if known is None or key is None or wanted is None or subject is None:
        raise Http404
    language = "en" if (get_language() or "vi").startswith("en") else "vi"
    if language not in subject.cards:
        return render(request, "410.html", status=410)
    kept = keeping.ask(known, key, subject, language, wanted)
    response: HttpResponse
    if kept is not None:
        response = HttpResponseRedirect(kept.url)
    else:
        response = render(request, "core/card_waiting.html", {"pause": PAUSE, "noindex": True}, status=202)
        response["Retry-After"] = str(PAUSE)
    add_never_cache_headers(response)
    return response
