"""What a page says to machines in the words of schema.org, as one block of JSON-LD.

Nodes are made here from facts the page shows anyway; nothing private has a parameter. The block is data, not a
script: a browser never runs it and the content policy does not speak of it.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime
from typing import Any, Final

from django.conf import settings
from django.utils.safestring import SafeString

from portal.core.sharing import absolute

Node = dict[str, Any]
CONTEXT: Final = "https://schema.org"
_ESCAPES: Final = {
    ord("<"): "\\u003C",
    ord(">"): "\\u003E",
    ord("&"): "\\u0026",
    0x2028: "\\u2028",
    0x2029: "\\u2029",
}


def block(nodes: Iterable[Node]) -> SafeString:
    """Return the block for ``<head>``; empty where there is nothing to say."""
    graph = [_filled(node) for node in nodes if node]
    if not graph:
        return SafeString("")
    text = json.dumps({"@context": CONTEXT, "@graph": graph}, ensure_ascii=False, separators=(",", ":"))
    return SafeString(f'<script type="application/ld+json">{text.translate(_ESCAPES)}</script>')


def _filled(value: Any) -> Any:
    """Drop what is empty: a property without a value says nothing."""
    if isinstance(value, Mapping):
        return {
            key: shown for key, item in value.items() if (shown := _filled(item)) not in ("", None, [], {})
        }
    if isinstance(value, (list, tuple)):
        return [shown for item in value if (shown := _filled(item)) not in ("", None, [], {})]
    if isinstance(value, (date, datetime)):
        return value.isoformat()
    return value


def publisher(owner: Any) -> Node:
    """The department (``SiteSettings``) as everything's publisher."""
    return {
        "@type": "GovernmentOrganization",
        "@id": absolute("/#co-quan"),
        "name": owner.owner,
        "url": absolute("/"),
        "address": owner.address,
        "telephone": owner.phone,
        "email": owner.email,
        "parentOrganization": {"@type": "GovernmentOrganization", "name": owner.parent}
        if owner.parent
        else None,
        "areaServed": {"@type": "AdministrativeArea", "name": owner.province_name}
        if owner.province_name
        else None,
    }


def publisher_ref() -> Node:
    return {"@id": absolute("/#co-quan")}


def breadcrumb(crumbs: Sequence[Mapping[str, Any]], current: str, path: str) -> Node:
    """The way to the page, the page itself last."""
    items = [(str(crumb["label"]), str(crumb["url"])) for crumb in crumbs]
    if current:
        items.append((current, path))
    return {
        "@type": "BreadcrumbList",
        "itemListElement": [
            {"@type": "ListItem", "position": place, "name": label, "item": absolute(url)}
            for place, (label, url) in enumerate(items, start=1)
        ],
    }


def website(*, name: str, search_path: str, language: str) -> Node:
    node: Node = {
        "@type": "WebSite",
        "@id": absolute("/#trang"),
        "name": name,
        "url": absolute("/"),
        "inLanguage": language,
        "publisher": publisher_ref(),
    }
    if search_path:
        node["potentialAction"] = {
            "@type": "SearchAction",
            "target": {
                "@type": "EntryPoint",
                "urlTemplate": absolute(search_path) + "?q={search_term_string}",
            },
            "query-input": "required name=search_term_string",
        }
    return node


def profile(
    *,
    path: str,
    name: str,
    collective: bool,
    titles: str = "",
    position: str = "",
    unit: str = "",
    awards: Sequence[str] = (),
    image: str = "",
    language: str = "vi",
    modified: datetime | None = None,
) -> Node:
    """A person (with title, position and unit of that day) or a collective, and the page about it."""
    who: Node = {
        "@type": "Organization" if collective else "Person",
        "@id": absolute(path) + "#nguoi",
        "name": name,
        "url": absolute(path),
        "award": list(awards),
        "image": absolute(image) if image else "",
    }
    if collective:
        who["parentOrganization"] = {"@type": "Organization", "name": unit} if unit and unit != name else None
    else:
        who["honorificPrefix"] = titles
        who["jobTitle"] = position
        who["worksFor"] = {"@type": "Organization", "name": unit} if unit else None
    return {
        "@type": "ProfilePage",
        "url": absolute(path),
        "inLanguage": language,
        "dateModified": modified,
        "publisher": publisher_ref(),
        "mainEntity": who,
    }


def article(
    *,
    path: str,
    headline: str,
    description: str,
    published: date | None,
    author: str = "",
    image: str = "",
    language: str = "vi",
    about: Sequence[tuple[str, str, bool]] = (),
) -> Node:
    """A story; ``about`` is name, path and whether it is a collective."""
    return {
        "@type": "Article",
        "mainEntityOfPage": absolute(path),
        "url": absolute(path),
        "headline": headline,
        "description": description,
        "datePublished": published,
        "inLanguage": language,
        "author": {"@type": "Person", "name": author} if author else publisher_ref(),
        "image": absolute(image) if image else "",
        "publisher": publisher_ref(),
        "isAccessibleForFree": True,
        "about": [
            {
                "@type": "Organization" if collective else "Person",
                "@id": absolute(where) + "#nguoi",
                "name": name,
                "url": absolute(where),
            }
            for name, where, collective in about
        ],
    }


def event(
    *,
    path: str,
    name: str,
    description: str,
    start: date | None,
    end: date | None,
    organizer: str,
    place: str,
    image: str = "",
    language: str = "vi",
) -> Node:
    """A campaign."""
    return {
        "@type": "Event",
        "url": absolute(path),
        "name": name,
        "description": description,
        "startDate": start,
        "endDate": end,
        "eventStatus": f"{CONTEXT}/EventScheduled",
        "eventAttendanceMode": f"{CONTEXT}/OfflineEventAttendanceMode",
        "inLanguage": language,
        "image": absolute(image) if image else "",
        "organizer": {"@type": "GovernmentOrganization", "name": organizer} if organizer else publisher_ref(),
        "location": {"@type": "Place", "name": place, "address": place} if place else None,
    }


def document(
    *,
    path: str,
    name: str,
    about: str,
    number: str,
    issued: date | None,
    issuer: str,
    language: str = "vi",
) -> Node:
    """A decision."""
    return {
        "@type": "DigitalDocument",
        "url": absolute(path),
        "name": name,
        "abstract": about,
        "identifier": number,
        "dateCreated": issued,
        "inLanguage": language,
        "creator": {"@type": "GovernmentOrganization", "name": issuer} if issuer else None,
        "publisher": publisher_ref(),
        "isAccessibleForFree": True,
    }


def service(*, path: str, name: str, description: str, kind: str, place: str = "") -> Node:
    """Something the department does for everybody through this site."""
    return {
        "@type": "GovernmentService",
        "name": name,
        "description": description,
        "serviceType": kind,
        "provider": publisher_ref(),
        "areaServed": {"@type": "AdministrativeArea", "name": place} if place else None,
        "availableChannel": {
            "@type": "ServiceChannel",
            "serviceUrl": absolute(path),
            "availableLanguage": [code for code, _name in settings.LANGUAGES],
        },
    }
