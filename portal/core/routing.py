"""Which page an address is, in one query: Wagtail asks for every step of the path twice.

What is found here is exactly what ``Page.route`` would find for pages that do not route themselves: the page whose
``url_path`` is that of the root in the active language and the path. Where nothing is found, Wagtail looks itself.
The rows of pages are remembered; each request has copies of its own (``own_copy``).
"""

from __future__ import annotations

import copy
from collections.abc import Callable
from typing import Any, TypeVar

from django.contrib.contenttypes.models import ContentType
from django.http import HttpRequest
from django.http.request import split_domain_port
from django.http.response import HttpResponseBase
from django.utils.translation import get_language
from wagtail.fields import StreamField
from wagtail.models import Page, Site
from wagtail.models.sites import get_site_for_hostname
from wagtail.url_routing import RouteResult
from wagtail.views import serve as wagtail_serve

from portal.core.remembered import remembered

PAGE_VIEW = "wagtail_serve"

AnyPage = TypeVar("AnyPage", bound=Page)


def site_of(request: HttpRequest) -> Site | None:
    """Return the site of a request as ``Site.find_for_request`` does, which gives the same one afterwards."""
    if not hasattr(request, "_wagtail_site"):
        known = site_at(*host_of(request))
        site = copy.copy(known)
        if site is not None and known is not None:
            site.root_page = copy.copy(known.root_page)
        request._wagtail_site = site  # type: ignore[attr-defined]
    return request._wagtail_site  # type: ignore[attr-defined, no-any-return]


def host_of(request: HttpRequest) -> tuple[str, str]:
    """Return the host name and the port a request was made to."""
    return split_domain_port(request._get_raw_host())[0], request.get_port()  # type: ignore[attr-defined]


@remembered(limit=32)
def site_at(hostname: str, port: str) -> Site | None:
    """Return the site at an address. The row is shared: read it, copy it to change it."""
    try:
        return get_site_for_hostname(hostname, port)  # type: ignore[no-any-return]
    except Site.DoesNotExist:
        return None


@remembered(limit=32)
def _root_path(root_id: int, language: str | None) -> str:
    """Return the ``url_path`` of the home page in a language: that of the root where there is no live translation."""
    root = Page.objects.select_related("locale").get(pk=root_id)
    if language and root.locale.language_code != language:
        # By its own columns: a page is tied to what is asked so, and not to every page of the site.
        rows = Page.objects.filter(translation_key=root.translation_key, live=True)
        root = rows.filter(locale__language_code=language).first() or root
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
    page = _live(*place)
    return own_copy(page) if page is not None and type(page).route is Page.route else None


@remembered(limit=512)
def _live(key: int, kind_id: int) -> Page | None:
    kind: Any = ContentType.objects.get_for_id(kind_id).model_class()
    if kind is None:
        return None
    return kind._default_manager.filter(pk=key, live=True).select_related("locale").first()  # type: ignore[no-any-return]


def own_copy(page: AnyPage) -> AnyPage:
    """Return a page to work with, made of one that is remembered, which stays as it was read.

    Nothing that is put on the one is seen on the other, and what a body loads when it is shown (pictures, other pages)
    is loaded anew: it changes without the page.
    """
    mine = copy.copy(page)
    for field in page._meta.concrete_fields:
        if isinstance(field, StreamField):
            setattr(mine, field.attname, copy.copy(getattr(page, field.attname)))
    return mine


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
