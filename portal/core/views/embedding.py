"""The card in a frame, and the oEmbed endpoint (https://oembed.com)."""

from __future__ import annotations

from typing import Any
from xml.etree import ElementTree as ET

from csp.constants import NONE
from csp.decorators import csp_replace
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import translation
from django.utils.html import format_html
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.clickjacking import xframe_options_exempt
from django.views.decorators.http import require_safe

from portal.core import embedding
from portal.core.embedding import Gone
from portal.core.models import SiteSettings
from portal.core.share_cards import keeping
from portal.core.sharing import absolute

WIDTH, HEIGHT = 560, 320
NARROWEST, LOWEST = 280, 200
ADDRESS_LIMIT = 2000
ANYWHERE = {"frame-ancestors": ["*"], "script-src": [NONE], "connect-src": [NONE], "form-action": [NONE]}


@require_safe
@xframe_options_exempt
@csp_replace(ANYWHERE)  # type: ignore[arg-type]
def show(request: HttpRequest, source: str, folder: str) -> HttpResponse:
    """Show one card, for the frame of another site: no script, no form, links open outside of the frame."""
    try:
        embed = embedding.find(source, folder)
    except Gone:
        embed, status = None, 410
    else:
        status = 200
        if embed is None:
            raise Http404
    response = render(request, "core/embed.html", {"embed": embed}, status=status)
    response["X-Robots-Tag"] = "noindex"
    response["Cross-Origin-Resource-Policy"] = "cross-origin"
    return response


@require_safe
def oembed(request: HttpRequest) -> HttpResponse:
    """Answer ``?url=…&format=json|xml&maxwidth=…&maxheight=…``: 404 for what is not ours, 501 for another format."""
    form = request.GET.get("format", "json")
    if form not in {"json", "xml"}:
        return HttpResponse(status=501, content_type="text/plain")
    address = request.GET.get("url", "")
    try:
        found = embedding.find_at(address) if 0 < len(address) <= ADDRESS_LIMIT else None
    except Gone:
        found = None
    if found is None:
        return HttpResponse(status=404, content_type="text/plain")
    embed, language = found
    width = _bounded(request.GET.get("maxwidth"), WIDTH, NARROWEST)
    height = _bounded(request.GET.get("maxheight"), HEIGHT, LOWEST)
    with translation.override(language):
        answer = _answer(embed, width, height)
    response: HttpResponse
    if form == "json":
        response = JsonResponse(answer, json_dumps_params={"ensure_ascii": False})
    else:
        root = ET.Element("oembed")
        for name, value in answer.items():
            ET.SubElement(root, name).text = str(value)
        text = ET.tostring(root, encoding="utf-8", xml_declaration=True)
        response = HttpResponse(text, content_type="text/xml; charset=utf-8")
    response["Access-Control-Allow-Origin"] = "*"
    response["Cache-Control"] = "public, max-age=300"
    return response


def _answer(embed: embedding.Embed, width: int, height: int) -> dict[str, Any]:
    language = "en" if (get_language() or "vi").startswith("en") else "vi"
    card = keeping.look(embed.source, embed.folder, language) or keeping.site_card()
    title = f"{embed.prefix} {embed.title}".strip() if embed.kind == "individual" else embed.title
    return {
        "version": "1.0",
        "type": "rich",
        "title": title,
        "provider_name": _("Tôn vinh, %(owner)s") % {"owner": SiteSettings.load().owner},
        "provider_url": absolute("/en/" if language == "en" else "/"),
        "cache_age": 300,
        "thumbnail_url": absolute(card.url),
        "thumbnail_width": card.width,
        "thumbnail_height": card.height,
        "width": width,
        "height": height,
        "html": format_html(
            '<iframe src="{}" width="{}" height="{}" title="{}" loading="lazy" sandbox="allow-popups '
            'allow-popups-to-escape-sandbox allow-top-navigation-by-user-activation"></iframe>',
            absolute(reverse("embed", args=[embed.source, embed.folder])),
            width,
            height,
            title,
        ),
    }


def _bounded(text: str | None, usual: int, least: int) -> int:
    """What a consumer allows, not less than the card can bear."""
    if text and text.isascii() and text.isdigit() and len(text) < 6:
        return max(least, min(usual, int(text)))
    return usual
