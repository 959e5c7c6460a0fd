"""Which page an address is, in one query: Wagtail asks for every step of the path twice.

What is found here is exactly what ``Page.route`` would find for pages that do not route themselves: the page whose
``url_path`` is that of the root in the active language and the path. Where nothing is found, Wagtail looks itself.
"""

from __future__ import annotations

import copy
from collections.abc import Callable
from typing import Any

from django.contrib.contenttypes.models import ContentType
from django.http import HttpRequest
from django.http.request import split_domain_port
from django.http.response import HttpResponseBase
from django.utils.translation import get_language
from wagtail.models import Locale, Page, Site
from wagtail.models.sites import get_site_for_hostname
from wagtail.url_routing import RouteResult
from wagtail.views import serve as wagtail_serve

from portal.core.remembered import remembered

PAGE_VIEW = "wagtail_serve"


def site_of(request: HttpRequest) -> Site | None:
    """Return the site of a request as ``Site.find_for_request`` does, which gives the same one afterwards."""
    if not hasattr(request, "_wagtail_site"):
        hostname = split_domain_port(request._get_raw_host())[0]  # type: ignore[attr-defined]
        known = _site(hostname, request.get_port())
        site = copy.copy(known)
        if site is not None and known is not None:
            site.root_page = copy.copy(known.root_page)
        request._wagtail_site = site  # type: ignore[attr-defined]
    return request._wagtail_site  # type: ignore[attr-defined, no-any-return]


@remembered(limit=32)
def _site(hostname: str, port: str) -> Site | None:
    try:
        return get_site_for_hostname(hostname, port)  # type: ignore[no-any-return]
    except Site.DoesNotExist:
        return None


@remembered(limit=32)
def _root_path(root_id: int, language: str | None) -> str:
    """Return the ``url_path`` of the home page in a language: that of the root where there is no live translation."""
    root = Page.objects.get(pk=root_id)
    locale = Locale.objects.filter(language_code=language).first()
    if locale is not None and locale.pk != root.locale_id:
        other = Page.objects.filter(translation_key=root.translation_key, locale=locale, live=True).first()
        root = other or root
    return str(root.url_path)


@remembered(limit=2048)
def _place(url_path: str) -> tuple[int, int] | None:
    """Return the key and the content type of the page at a path. ``slug`` has an index, ``url_path`` has none."""
    found = (
        Page.objects.filter(url_path=url_path, slug=url_path.rstrip("/").rpartition("/")[2])
        .order_by("path")
        .values_list("pk", "content_type_id")
        .first()
    )
    return found and (found[0], found[1])


def find(request: HttpRequest, path: str) -> Page | None:
    """Return the live page at ``path`` (without the language), specific, None where Wagtail has to look."""
    site = site_of(request)
    if site is None:
        return None
    steps = "/".join(step for step in path.split("/") if step)
    start = _root_path(site.root_page_id, get_language())
    place = _place(f"{start}{steps}/" if steps else start)
    if place is None:
        return None
    kind: Any = ContentType.objects.get_for_id(place[1]).model_class()
    if kind is None:
        return None
    page = kind._default_manager.filter(pk=place[0], live=True).select_related("locale").first()
    return page if page is not None and type(page).route is Page.route else None


def serve(request: HttpRequest, page: Page) -> HttpResponseBase:
    """Serve a page that was found already, with all that Wagtail does when it serves one."""
    site_of(request)
    request._wagtail_route_for_request = RouteResult(page)  # type: ignore[attr-defined]
    return wagtail_serve(request, "")  # type: ignore[no-any-return]


class RoutingMiddleware:
    """Tell Wagtail's view which page is asked for."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        return self.get_response(request)

    def process_view(
        self, request: HttpRequest, _view: Any, args: tuple[Any, ...], kwargs: dict[str, Any]
    ) -> None:
        match = request.resolver_match
        if match is None or match.url_name != PAGE_VIEW or request.method not in {"GET", "HEAD"}:
            return
        page = find(request, str(args[0] if args else kwargs.get("path", "")))
        if page is not None:
            request._wagtail_route_for_request = RouteResult(page)  # type: ignore[attr-defined]
