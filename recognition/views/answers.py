"""What every public view here needs: the way to a page, its number, and the answer for what is gone."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.core.paginator import Page
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from portal.core import querystring
from recognition.domain import queries

Link = dict[str, Any]
LARGEST_PAGE = 100_000


def home() -> Link:
    return {"label": _("Trang chủ"), "url": "/en/" if queries.is_english() else "/"}


def page_number(request: HttpRequest) -> int:
    """Return the page asked for; anything that is no page is the first."""
    text = request.GET.get(querystring.PAGE, "1")
    return min(max(int(text), 1), LARGEST_PAGE) if text.isascii() and text.isdigit() and len(text) < 8 else 1


def whole(text: str | None, *, largest: int = 9999) -> int | None:
    """Return a whole number a visitor sent, None for anything else."""
    if text and text.isascii() and text.isdigit() and len(text) <= len(str(largest)):
        return int(text) or None
    return None


def one_of(values: list[str], *, limit: int = 30) -> tuple[str, ...]:
    """Return texts a visitor sent, without NUL and repetition, not too many and not too long."""
    return tuple(dict.fromkeys(value.replace("\x00", "")[:255] for value in values if value))[:limit]


def gone(request: HttpRequest) -> HttpResponse:
    """Answer for what was public once: it names nobody, not even in the ways back to the address that was asked for."""
    back = home()["url"]
    other = "/" if queries.is_english() else "/en/"
    return render(request, "410.html", {"next_url": back, "alternate_url": other}, status=410)


def pages(page: Page[Any]) -> Mapping[str, Any]:
    """Return what a template shows of a page of a list; pages after the first are not listed by search machines."""
    return {"found": page, "noindex_page": page.number > 1}
