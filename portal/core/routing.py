"""Which page an address is, in one query: Wagtail asks for every step of the path twice.

What is found here is exactly what ``Page.route`` would find for pages that do not route themselves: the page whose
``url_path`` is that of the root in the active language and the path. Where nothing is found, Wagtail looks itself.
The rows of pages are remembered; each request has copies of its own (``own_copy``).
"""

from __future__ import annotations

import copy
from collections.abc import Callable
from typing import Any, Final, TypeVar
from uuid import UUID

from django.conf import settings
from django.contrib.contenttypes.models import ContentType
from django.db.models import QuerySet
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
from portal.core.rendered.together import Plan, ask_together, first_of, question, side_by_side
from portal.core.restrictions import is_anything_restricted

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


@question
def _root(root_id: int) -> QuerySet[Page]:
    return Page.objects.filter(pk=root_id).select_related("locale")  # type: ignore[no-any-return]


@question
def _translations(translation_key: UUID, language: str | None) -> QuerySet[Page]:
    # By its own columns: a page is tied to what is asked so, and not to every page of the site.
    rows = Page.objects.filter(translation_key=translation_key, live=True)
    return first_of(rows.filter(locale__language_code=language))


@remembered(limit=32, plan=lambda *asked: [[_root(asked[0])]])
def _root_path(root_id: int, language: str | None) -> str:
    """Return the ``url_path`` of the home page in a language: that of the root where there is no live translation."""
    (root,) = _root(root_id)
    if language and root.locale.language_code != language:
        root = next(iter(_translations(root.translation_key, language)), root)
    return str(root.url_path)


@question
def _at(url_path: str) -> QuerySet[Page, Any]:
    """Return key and content type of the page at a path. ``slug`` has an index, ``url_path`` has none."""
    rows = Page.objects.filter(url_path=url_path, slug=url_path.rstrip("/").rpartition("/")[2])
    return rows.order_by("path").values_list("pk", "content_type_id")[:1]  # type: ignore[no-any-return]


@remembered(limit=2048, plan=lambda url_path: [[_at(url_path)]])
def _place(url_path: str) -> tuple[int, int] | None:
    return next(iter(_at(url_path)), None)


_last_seen: dict[tuple[int, str | None, str], tuple[str, tuple[int, int]]] = {}
"""Where a path led when it was last asked for: what is asked with the first question, whatever may have changed since."""
LAST_SEEN: Final = 4096


def _plan_of_find(site: Site, language: str | None, steps: str) -> Plan:
    """Return what ``find`` asks, in one stage where what was so a while ago, or in another row, is so."""
    start = [*_root_path.plan(site.root_page_id, language)]
    if start and language != settings.LANGUAGE_CODE:
        start[0] = [*start[0], _translations(site.root_page.translation_key, language)]
    seen = _last_seen.get((site.root_page_id, language, steps))
    guessed: list[Plan] = []
    if seen is not None:
        guessed = [_place.plan(seen[0]), _live.plan(*seen[1])]
    else:
        for root in Site.get_site_root_paths():  # kept in Django's cache
            if root.site_id == site.pk and root.language_code == language:
                guessed = [_place.plan(_url_path(root.root_path, steps))]
    return side_by_side(start, is_anything_restricted.plan(), *guessed)


def _url_path(start: str, steps: str) -> str:
    return f"{start}{steps}/" if steps else start


def find(request: HttpRequest, path: str) -> Page | None:
    """Return the live page at ``path`` (without the language), specific, None where Wagtail has to look."""
    site = site_of(request)
    if site is None:
        return None
    steps = "/".join(step for step in path.split("/") if step)
    language = get_language()
    ask_together(_plan_of_find(site, language, steps))
    url_path = _url_path(_root_path(site.root_page_id, language), steps)
    place = _place(url_path)
    if place is None:
        return None
    _last_seen[site.root_page_id, language, steps] = (url_path, place)
    if len(_last_seen) > LAST_SEEN:
        _last_seen.clear()
    page = _live(*place)
    return own_copy(page) if page is not None and type(page).route is Page.route else None


@question
def _of_kind(key: int, kind_id: int) -> QuerySet[Page]:
    kind: Any = ContentType.objects.get_for_id(kind_id).model_class()
    if kind is None:
        return Page.objects.none()  # type: ignore[no-any-return]
    return first_of(kind._default_manager.filter(pk=key, live=True).select_related("locale"))


@remembered(limit=512, plan=lambda key, kind_id: [[_of_kind(key, kind_id)]])
def _live(key: int, kind_id: int) -> Page | None:
    return next(iter(_of_kind(key, kind_id)), None)


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


def forget() -> None:
    """Forget where paths led, as a process that has just started."""
    _last_seen.clear()


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
