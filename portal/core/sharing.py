"""How a page presents itself where it is shared: the tags of its head, the links and the cards to take away."""

from __future__ import annotations

from typing import Any, Final
from urllib.parse import quote, urlencode

from django.conf import settings
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from portal.core.share_cards import keeping
from portal.core.share_cards.content import DOWNLOADS

FACEBOOK: Final = "https://www.facebook.com/sharer/sharer.php"
ZALO: Final = "https://sp.zalo.me/share_inline"
"""The page that Zalo's own button opens. Both are plain links: nothing of theirs is loaded here."""


def absolute(path: str) -> str:
    """Return the public address of a path of ours; what is an address already stays."""
    return path if "://" in path else str(settings.PUBLIC_URL).rstrip("/") + path


def share(
    *,
    path: str,
    title: str,
    description: str,
    kind: str,
    source: str = "",
    folder: str = "",
    alt: str = "",
    embed: bool = False,
    public: bool = True,
) -> dict[str, Any]:
    """Return ``share`` as ``base.html`` and ``components/share.html`` read it. No query is made.

    ``source`` and ``folder`` name the share card; while it is not drawn, the card of the site stands in for it.
    ``embed`` says that the page has an embed card and oEmbed. What is not ``public`` is shared by nobody: no links.
    """
    language = "en" if (get_language() or "vi").startswith("en") else "vi"
    card = keeping.look(source, folder, language) if source and public else None
    address = absolute(path)
    return {
        "kind": kind,
        "title": title,
        "description": description,
        "card": card or keeping.site_card(),
        "image_alt": alt if card else _("Tôn vinh những người chăm sóc sức khỏe Nhân dân"),
        "oembed": oembed_links(address) if embed and public else (),
        "embed_url": absolute(reverse("embed", args=[source, folder])) if embed and public else "",
        "url": address if public else "",
        "links": links(address, title) if public else (),
        "downloads": downloads(source, folder) if source and public else (),
    }


def links(address: str, title: str) -> list[dict[str, str]]:
    """Return plain links that hand an address to others."""
    mail = urlencode({"subject": title, "body": f"{title}\n{address}"}, quote_via=quote)
    return [
        {"label": "Facebook", "url": f"{FACEBOOK}?{urlencode({'u': address})}"},
        {"label": "Zalo", "url": f"{ZALO}?{urlencode({'url': address})}"},
        {"label": _("Thư điện tử"), "url": f"mailto:?{mail}"},
    ]


def downloads(source: str, folder: str) -> list[dict[str, str]]:
    """Return the cards to take away, with what each is for."""
    labels = (_("Thẻ dọc 1080 × 1350"), _("Thẻ cho tin 1080 × 1920"))
    return [
        {"label": label, "url": reverse("share_card", args=[source, folder, size.name])}
        for label, size in zip(labels, DOWNLOADS, strict=True)
    ]


def oembed_links(address: str) -> list[dict[str, str]]:
    """Return the discovery links of oEmbed."""
    base = absolute(reverse("oembed"))
    return [
        {"type": kind, "url": f"{base}?{urlencode({'url': address, 'format': form})}"}
        for form, kind in (("json", "application/json+oembed"), ("xml", "text/xml+oembed"))
    ]
