"""What ``base.html`` needs on every page. Everything that costs a query is lazy and asked once per request."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import Any
from urllib.parse import urlsplit
from uuid import UUID

from django.conf import settings
from django.db.models import QuerySet
from django.http import HttpRequest
from django.urls import NoReverseMatch, reverse, translate_url
from django.utils.functional import SimpleLazyObject
from django.utils.translation import get_language, gettext, gettext_lazy, pgettext_lazy
from django.utils.translation import override as language_override
from wagtail.models import Page, Site

from portal.core import display
from portal.core.models import SiteSettings
from portal.core.remembered import remembered
from portal.core.rendered.together import Plan, first_of, question, side_by_side
from portal.core.restrictions import is_anything_restricted, unrestricted
from portal.core.routing import host_of, site_at
from portal.core.share_cards import keeping


@dataclass(frozen=True, slots=True)
class Link:
    """A link of the header or the footer."""

    label: str
    url: str
    current: bool = False


@dataclass(frozen=True, slots=True)
class LinkGroup:
    """A column of the footer."""

    label: str
    links: tuple[Link, ...]


@dataclass(frozen=True, slots=True)
class _Entry:
    """A place of the site: a Django view by name, or an index page by its fixed address in both languages."""

    label: Any
    view: str = ""
    vi: str = ""
    en: str = ""

    def url(self) -> str:
        """Return the address in the active language, empty where the app that has the view is not installed."""
        if not self.view:
            return self.en if _is_english() else self.vi
        return _address(self.view, get_language(), settings.ROOT_URLCONF)


@lru_cache(maxsize=64)
def _address(view: str, _language: str | None, _urlconf: str) -> str:
    try:
        return reverse(view)
    except NoReverseMatch:
        return ""


MENU = (
    _Entry(gettext_lazy("Người được tôn vinh"), vi="/ton-vinh/", en="/en/honorees/"),
    _Entry(gettext_lazy("Gương điển hình"), vi="/guong-dien-hinh/", en="/en/stories/"),
    _Entry(gettext_lazy("Phong trào thi đua"), vi="/phong-trao/", en="/en/campaigns/"),
    _Entry(pgettext_lazy("danh sách", "Quyết định"), view="recognition:decisions"),
    _Entry(gettext_lazy("Theo năm"), view="recognition:years"),
)
# Shown as soon as somebody gives the view; the names are the contract.
SERVICES = (
    _Entry(gettext_lazy("Tìm kiếm"), view="search:results"),
    _Entry(gettext_lazy("Xác minh quyết định"), view="recognition:verify"),
    _Entry(gettext_lazy("Dữ liệu mở"), view="recognition:open_data"),
    _Entry(gettext_lazy("Nguồn tin RSS"), view="recognition:feed"),
    _Entry(gettext_lazy("Giới thiệu gương tốt"), view="recognition:suggest"),
    _Entry(gettext_lazy("Gửi yêu cầu, báo sai sót"), view="recognition:report"),
    _Entry(gettext_lazy("Lập hồ sơ đề nghị (dành cho đơn vị)"), view="intake:home"),
    _Entry(gettext_lazy("Sơ đồ trang"), view="site_map"),
)


def portal(request: HttpRequest) -> dict[str, Any]:
    """Give ``portal``, ``display``, ``menu``, ``footer`` and the addresses that the header and ``<head>`` show.

    A view or page may put ``alternate_url``, ``account`` (what the header calls the way in for units) or ``share``
    (``portal.core.sharing.share``) and ``structured`` (nodes of ``portal.core.structured_data``) into its own context:
    it then holds.
    """
    return {
        "portal": SimpleLazyObject(site_settings),
        "display": display.read(request.COOKIES.get(display.COOKIE)),
        "language": "en" if _is_english() else "vi",
        "menu": SimpleLazyObject(lambda: menu(request)),
        "footer": SimpleLazyObject(lambda: footer(request)),
        "home_url": "/en/" if _is_english() else "/",
        "other_home_url": "/" if _is_english() else "/en/",
        "site_search_url": _Entry("", view="search:results").url(),
        "account_url": _Entry("", view="intake:home").url(),
        "report_url": _Entry("", view="recognition:report").url(),
        "account": gettext("Đăng nhập (dành cho đơn vị)"),
        "public_url": settings.PUBLIC_URL.rstrip("/"),
        "canonical_url": settings.PUBLIC_URL.rstrip("/") + request.path,
        "site_card": SimpleLazyObject(keeping.site_card),
        "site_card_alt": gettext("Tôn vinh những người chăm sóc sức khỏe Nhân dân"),
        "alternate_url": SimpleLazyObject(lambda: alternate_url(request)),
    }


def menu(request: HttpRequest) -> list[Link]:
    """Return the main menu in the language of the request; the part the reader is in is current."""
    links = []
    for entry in MENU:
        url = entry.url()
        if url:
            links.append(Link(str(entry.label), url, current=request.path.startswith(url)))
    return links


def footer(request: HttpRequest) -> list[LinkGroup]:
    """Return the columns of the footer: pages that editors put into menus, and the services that exist."""
    columns = (
        LinkGroup(gettext("Về trang này"), _prose_links(request)),
        LinkGroup(
            gettext("Tra cứu, sử dụng dữ liệu"),
            tuple(Link(str(entry.label), url) for entry in SERVICES if (url := entry.url())),
        ),
    )
    return [column for column in columns if column.links]


def alternate_url(request: HttpRequest) -> str:
    """Return the path of the same page in the other language, empty where there is none."""
    other = "vi" if _is_english() else "en"
    route = getattr(request, "_wagtail_route_for_request", None)
    if route is not None:
        return _page_url(route.page, other)
    if request.resolver_match is None or request.resolver_match.view_name in (None, "wagtail_serve"):
        return ""  # an error page
    path = request.get_full_path()
    translated = translate_url(path, other)
    return "" if translated == path else translated


def site_settings() -> SiteSettings:
    """Return what the site says of itself. The row is shared: read it, load another to change it."""
    return _site_settings()


def plan_of_frame(request: HttpRequest, page: Page | None = None) -> Plan:
    """Return what header and footer of a page ask, to be asked together with what stands between them."""
    plans = [_site_settings.plan(), _prose_links_at.plan(*host_of(request))]
    if page is not None and not hasattr(page, "other_language_path"):
        language = "vi" if _is_english() else "en"
        plans.append(_translation_path.plan(page.translation_key, page.pk, language))
    return side_by_side(*plans)


@question
def _settings_row() -> QuerySet[SiteSettings]:
    return first_of(SiteSettings.base_queryset())


@remembered(limit=2, plan=lambda: [[_settings_row()]])
def _site_settings() -> SiteSettings:
    return next(iter(_settings_row()), None) or SiteSettings.load()


def _page_url(page: Page, language: str) -> str:
    known = getattr(page, "other_language_path", None)  # an edge that read both pages at once
    return _translation_path(page.translation_key, page.pk, language) if known is None else known


@question
def _translations(translation_key: UUID, page_id: int, language: str) -> QuerySet[Page]:
    rows = Page.objects.filter(translation_key=translation_key, locale__language_code=language, live=True)
    return first_of(rows.exclude(pk=page_id))


@remembered(limit=1024, plan=lambda *asked: [[_translations(*asked)]])
def _translation_path(translation_key: UUID, page_id: int, language: str) -> str:
    """Return the path of the live translation of a page, empty where there is none."""
    translation = next(iter(_translations(translation_key, page_id, language)), None)
    if translation is None:
        return ""
    return path_in(translation, language)


def path_in(page: Page, language: str) -> str:
    """Return the path of a page that is in ``language``, without the site's name."""
    with language_override(language):
        return urlsplit(page.get_url() or "").path


def _prose_links(request: HttpRequest) -> tuple[Link, ...]:
    return _prose_links_at(*host_of(request))


@question
def _in_menu_of(site: Site | None) -> QuerySet[Page]:
    if site is None:
        return Page.objects.none()  # type: ignore[no-any-return]
    # The home pages of both languages stand beside each other: asking by depth and language saves finding ours.
    pages = (
        unrestricted(Page.objects.live())
        .in_menu()
        .filter(depth=site.root_page.depth + 1, locale__language_code="en" if _is_english() else "vi")
    )
    return pages.order_by("path")  # type: ignore[no-any-return]


def _plan_of_links(hostname: str, port: str) -> Plan:
    yield from is_anything_restricted.plan()
    yield [_in_menu_of(site_at(hostname, port))]


@remembered(limit=16, plan=_plan_of_links)
def _prose_links_at(hostname: str, port: str) -> tuple[Link, ...]:
    site = site_at(hostname, port)
    in_menu_above = {entry.url() for entry in MENU}
    links = (Link(page.title, page.get_url(current_site=site) or "") for page in _in_menu_of(site))
    return tuple(link for link in links if link.url and link.url not in in_menu_above)


def _is_english() -> bool:
    return (get_language() or "vi").startswith("en")
