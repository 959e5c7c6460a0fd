"""What machines read first: robots.txt, the sitemap in both languages, and the word not to list a demo."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Any

from django.conf import settings
from django.contrib.contenttypes.models import ContentType
from django.contrib.sitemaps import Sitemap
from django.contrib.sitemaps.views import SitemapIndexItem, sitemap
from django.db.models import Max, Q
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import translation
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_safe
from wagtail.models import Page, PageLogEntry

from portal.core.context import path_in, site_settings
from portal.core.restrictions import unrestricted
from recognition.domain import queries
from recognition.models import Award, Honoree, HonoreePage, StoryPage, Unit

LANGUAGES = ("vi", "en")
PRIVATE_PATHS = (
    "/quan-tri/", "/de-nghi-khen-thuong/", "/en/nominate/", "/tep-rieng/", "/hien-thi/", "/the-chia-se/", "/en/share-card/",
)  # fmt: skip
LEAVING = (
    "wagtail.unpublish", "wagtail.delete", "wagtail.move", "wagtail.view_restriction.create",
    "wagtail.view_restriction.edit", "wagtail.view_restriction.delete",
)  # fmt: skip
"""Acts in Wagtail's log of pages after which something is no longer where it was, without anything being published."""


class NotListed:
    """Middleware that sends ``X-Robots-Tag: noindex`` with every answer of a demo site."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        response = self.get_response(request)
        if is_demo():
            response["X-Robots-Tag"] = "noindex"
        return response


def is_demo() -> bool:
    """Whether this site says of itself that its data are invented."""
    return bool(settings.DEMO) or bool(site_settings().demo)


@require_safe
@cache_control(public=True, max_age=3600)
def robots(_request: HttpRequest) -> HttpResponse:
    """Say what machines may read: nothing of a demo, never the screens of staff."""
    if is_demo():
        lines = ["User-agent: *", "Disallow: /"]
    else:
        lines = [
            "User-agent: *",
            *(f"Disallow: {path}" for path in PRIVATE_PATHS),
            f"Sitemap: {settings.PUBLIC_URL.rstrip('/')}/sitemap.xml",
        ]
    return HttpResponse("\n".join(lines) + "\n", content_type="text/plain; charset=utf-8")


class Section(Sitemap):
    """Addresses in both languages; what has a page in one only is listed in that one."""

    @property
    def limit(self) -> int:  # type: ignore[override]
        return int(settings.SITEMAP_LIMIT)

    def get_protocol(self, protocol: str | None = None) -> str:
        return settings.PUBLIC_URL.partition("://")[0]

    def get_domain(self, site: Any = None) -> str:
        return settings.PUBLIC_URL.partition("://")[2].rstrip("/")

    def location(self, item: Any) -> str:
        return str(item[1])

    def lastmod(self, item: Any) -> datetime | None:
        return item[2] if len(item) > 2 else None

    def get_latest_lastmod(self) -> datetime | None:
        return self.latest()

    def latest(self) -> datetime | None:
        """When something in this part changed last, as far as the part knows."""
        return None

    def pair(self, item: Any) -> dict[str, str]:
        """Return the paths of the same thing by language, empty where it is in one only."""
        return {}

    def _urls(self, page: int, protocol: str, domain: str) -> list[dict[str, Any]]:
        urls: list[dict[str, Any]] = super()._urls(page, protocol, domain)  # type: ignore[misc]
        for url in urls:
            paths = self.pair(url["item"])
            if len(paths) > 1:
                url["alternates"] = [
                    {"lang_code": language, "location": f"{protocol}://{domain}{path}"}
                    for language, path in [*paths.items(), ("x-default", paths["vi"])]
                ]
        return urls


class Honorees(Section):
    """Pages of honorees who are public: not those of whom all was cancelled."""

    def items(self) -> Any:
        return (
            unrestricted(HonoreePage.objects.live())
            .filter(honoree__in=Honoree.objects.public())
            .select_related("honoree")
            .order_by("id")
        )

    def _urls(self, page: int, protocol: str, domain: str) -> list[dict[str, Any]]:
        self.bases = {}
        for language in LANGUAGES:
            with translation.override(language):
                self.bases[language] = queries.honorees_path()
        listed = {item.honoree_id for item in self.paginator.page(page).object_list}
        self.live_in: dict[int, list[str]] = {}
        pages = unrestricted(HonoreePage.objects.live()).filter(honoree__in=listed)
        for honoree, language in pages.order_by("-language").values_list("honoree_id", "language"):
            self.live_in.setdefault(honoree, []).append(language)
        return super()._urls(page, protocol, domain)

    def location(self, item: HonoreePage) -> str:
        return queries.honoree_path(item.honoree, self.bases[item.language])

    def pair(self, item: HonoreePage) -> dict[str, str]:
        return {
            language: queries.honoree_path(item.honoree, self.bases[language])
            for language in self.live_in[item.honoree_id]
        }

    def lastmod(self, item: HonoreePage) -> datetime | None:
        return item.last_published_at

    def latest(self) -> datetime | None:
        pages = HonoreePage.objects.live()
        return _newest(_published(pages), _left(HonoreePage), queries.public_changed_at())


class Pages(Section):
    """All other live pages: home, lists, stories, campaigns, prose."""

    def items(self) -> Any:
        shown: list[tuple[str, str, datetime | None, str]] = []
        stories = set(queries.public_stories("vi").values_list("pk", flat=True))
        stories |= set(queries.public_stories("en").values_list("pk", flat=True))
        rows = (
            unrestricted(Page.objects.live())
            .filter(depth__gt=1)
            .not_exact_type(HonoreePage)
            .select_related("content_type", "locale")
        )
        for row in rows.order_by("path"):
            if row.cached_content_type.model == StoryPage._meta.model_name and row.pk not in stories:
                continue
            language = row.locale.language_code
            path = path_in(row, language)
            if path:
                changed = row.last_published_at or row.latest_revision_created_at
                shown.append((language, path, changed, str(row.translation_key)))
        self.paths: dict[str, dict[str, str]] = {}
        for language, path, _changed, key in shown:
            self.paths.setdefault(key, {})[language] = path
        return shown

    def pair(self, item: Any) -> dict[str, str]:
        return self.paths[item[3]]

    def latest(self) -> datetime | None:
        return _newest(
            _published(unrestricted(Page.objects.live()).not_exact_type(HonoreePage)),
            _left(HonoreePage, others=True),
            queries.public_changed_at(),  # a story comes and goes with its people
        )


def _newest(*moments: datetime | None) -> datetime | None:
    return max((one for one in moments if one is not None), default=None)


def _published(pages: Any) -> datetime | None:
    found: datetime | None = pages.order_by().aggregate(latest=Max("last_published_at"))["latest"]
    return found


def _left(model: type[Page], *, others: bool = False) -> datetime | None:
    """When a page of ``model``, or of all others, last left the public, moved or was closed to it."""
    kind = Q(content_type=ContentType.objects.get_for_model(model))
    acts = PageLogEntry.objects.filter(~kind if others else kind, action__in=LEAVING)
    return acts.order_by("-timestamp").values_list("timestamp", flat=True).first()


class Rows(Section):
    """Views over rows: decisions, units, awards, years."""

    def items(self) -> Any:
        decisions = list(queries.public_decisions().annotate(changed=Max("conferrals__published_at")))
        units = list(Unit.objects.all())
        awards = list(Award.objects.values_list("code", flat=True))
        years = [block.year for block in queries.years()]
        self.paths: dict[str, dict[str, str]] = {}
        changed: dict[str, datetime | None] = {}
        for language in LANGUAGES:
            with translation.override(language):
                decision_paths = queries.decision_paths(decisions)
                named = {
                    name: reverse(f"recognition:{name}")
                    for name in ("decisions", "units", "awards", "years", "verify", "report")
                }
                named |= {name: reverse(name) for name in ("site_map",)}
                named |= {f"year {year}": reverse("recognition:year", args=[year]) for year in years}
                named |= {f"unit {unit.pk}": queries.unit_path(unit) for unit in units}
                named |= {f"award {code}": queries.award_path(code) for code in awards}
                for decision in decisions:
                    named[f"decision {decision.pk}"] = decision_paths[decision.pk]
                    changed[f"decision {decision.pk}"] = decision.changed
            for key, path in named.items():
                self.paths.setdefault(key, {})[language] = path
        return [
            (language, path, changed.get(key), key)
            for language in LANGUAGES
            for key, paths in self.paths.items()
            if (path := paths[language])
        ]

    def pair(self, item: Any) -> dict[str, str]:
        return self.paths[item[3]]

    def latest(self) -> datetime | None:
        return queries.public_changed_at()


SECTIONS: dict[str, type[Sitemap[Any]]] = {"trang": Pages, "ton-vinh": Honorees, "so": Rows}


@require_safe
def sitemap_index(request: HttpRequest) -> HttpResponse:
    """List the parts of the sitemap; the addresses come from ``PUBLIC_URL``, not from the request."""
    base = settings.PUBLIC_URL.rstrip("/")
    parts = []
    for section, kind in SECTIONS.items():
        here = base + reverse("sitemap_section", args=[section])
        one: Any = kind()
        last = one.latest()
        parts.append(SitemapIndexItem(here, last))
        parts += (
            SitemapIndexItem(f"{here}?p={page}", last) for page in range(2, one.paginator.num_pages + 1)
        )
    return TemplateResponse(request, "sitemap_index.xml", {"sitemaps": parts}, content_type="application/xml")


@require_safe
def sitemap_section(request: HttpRequest, section: str) -> HttpResponse:
    return sitemap(request, {**SECTIONS}, section=section)
