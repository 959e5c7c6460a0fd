"""Which addresses the walk goes to: at least one of every page type, in both languages.

``python -m tests.e2e.public.addresses`` prints them as JSON, asked of the database of the site in use. The names come
from the list of URLs and from the models of pages: a new type without a line here fails the walk.
"""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Callable, Iterator
from dataclasses import asdict, dataclass
from typing import Any
from urllib.parse import urlsplit

LANGUAGES = ("vi", "en")

NO_PAGES = {
    # What is answered to machines, or is a file, or only redirects. Everything else is a page that people see.
    "healthz": "text for machines",
    "oembed": "JSON",
    "document": "a file that an editor published",
    "private_file": "a file, for who may read it",
    "media": "files",
    "robots": "text for machines",
    "sitemap": "XML",
    "sitemap_section": "XML",
    "core:display": "sets a cookie and redirects",
    "share_card": "a picture",
    "recognition:decision_list": "a file",
    "campaigns:deadlines": "a file of calendars",
    "campaigns:deadline": "a file of calendars",
    "wagtail_serve": "pages of Wagtail: asked by their models",
    "wagtailcore_login": "the way in to pages with a password; there are none",
    "wagtailcore_authenticate_with_password": "the same",
    "wagtaildocs_serve": "a file",
    "wagtaildocs_authenticate_with_password": "the way in to files with a password; there are none",
    "recognition:request_received": "follows a form: walked by test_journeys",
    "recognition:suggestion_received": "follows a form: the same page with other words",
    "recognition:invitation": "a secret address, told once: walked by recognition/test_accounts",
    "recognition:consent": "a secret address, told once: walked by recognition/desk/test_consent_requests",
}
LEFT_OUT = ("intake:",)
"""Screens behind a login have walks of their own; their door is a page like others."""


@dataclass(frozen=True)
class Stop:
    """One address of the walk."""

    kind: str
    language: str
    path: str
    status: int = 200

    @property
    def name(self) -> str:
        return f"{self.language} {self.kind}"


def is_page(name: str) -> bool:
    """Whether a route shows something to people (feeds are told from pages by their names)."""
    return (
        bool(name)
        and name not in NO_PAGES
        and not name.endswith(("feed", "feed_json"))
        and not name.startswith(LEFT_OUT)
    )


def route_names() -> set[str]:
    """Return the names of all public routes, e.g. ``recognition:unit``."""
    from django.urls import URLResolver, get_resolver

    def walk(resolver: Any, prefix: str) -> Iterator[str]:
        for pattern in resolver.url_patterns:
            if isinstance(pattern, URLResolver):
                space = f"{prefix}{pattern.namespace}:" if pattern.namespace else prefix
                if not str(pattern.pattern).startswith(("quan-tri/", "api/")):
                    yield from walk(pattern, space)
            elif pattern.name:
                yield prefix + pattern.name

    return set(walk(get_resolver(), ""))


def page_models() -> dict[str, Any]:
    from wagtail.models import get_page_models

    return {
        model._meta.label: model
        for model in get_page_models()
        if not model._meta.abstract
        and model.__module__.partition(".")[0] in {"portal", "recognition", "campaigns"}
    }


# Which rows show a type best: for each route the arguments of its addresses. -----------------------------------------

Arguments = list[dict[str, Any]]


def _nothing() -> Arguments:
    return [{}]


def _units() -> Arguments:
    from recognition.models import Unit, UnitName

    named = UnitName.objects.values("unit")
    return [
        {"slug": row.slug}
        for row in (
            Unit.objects.filter(pk__in=named, parent__isnull=False).first(),
            Unit.objects.filter(parent__isnull=True).first(),
        )
        if row
    ]


def _awards() -> Arguments:
    from recognition.models import Award, Conferral

    held = Conferral.objects.public().values("award")
    return [{"code": row.code} for row in Award.objects.filter(pk__in=held).order_by("code")[:1]]


def _decisions() -> Arguments:
    from recognition.models import Decision

    rows = [Decision.objects.public().order_by("-dated", "pk").first()]
    rows.append(Decision.objects.public().filter(conferrals__state="cancelled").first())
    return [{"year": row.address_year, "slug": row.address_slug} for row in rows if row]


def _years() -> Arguments:
    from recognition.domain import queries

    return [{"year": queries.decision_years()[0][0]}]


def _codes() -> Arguments:
    from recognition.models import Conferral

    rows = (Conferral.objects.public().first(), Conferral.objects.cancelled().first())
    return [{"code": row.public_id} for row in rows if row] + [{"code": "khong-co"}]


def _honorees() -> Arguments:
    from recognition.models import Conferral, Honoree, HonoreePage

    pictured = HonoreePage.objects.filter(portrait__isnull=False).values("honoree")
    cancelled = Conferral.objects.cancelled().values("honoree")
    people = Honoree.objects.public().order_by("pk")
    rows = (
        people.filter(pk__in=pictured).first(),
        people.exclude(pk__in=pictured).individuals().first(),
        people.collectives().first(),
        Honoree.objects.filter(pk__in=cancelled).first(),
    )
    return [{"slug": row.slug} for row in rows if row]


def _stories() -> Arguments:
    from recognition.models import StoryPage

    stories = StoryPage.objects.live().filter(locale__language_code="vi").order_by("pk")
    kinds: dict[str, Any] = {}
    for row in stories:
        kinds.setdefault(row.kind, row)
    return [{"slug": row.slug} for row in list(kinds.values())[:3]]


def _embedded() -> Arguments:
    from recognition.enums import HONOREE_CARDS
    from recognition.models import Honoree

    return [{"source": HONOREE_CARDS, "folder": Honoree.objects.public().order_by("pk")[0].public_id}]


ROUTES: dict[str, Callable[[], Arguments]] = {
    "core:components": _nothing,
    "search:results": _nothing,
    "recognition:decisions": _nothing,
    "recognition:decision": _decisions,
    "recognition:units": _nothing,
    "recognition:unit": _units,
    "recognition:awards": _nothing,
    "recognition:award": _awards,
    "recognition:years": _nothing,
    "recognition:year": _years,
    "recognition:verify": lambda: [{}, *_codes()],
    "recognition:report": _nothing,
    "recognition:suggest": _nothing,
    "recognition:honoree": _honorees,
    "recognition:story": _stories,
    "embed": _embedded,
    "site_map": _nothing,
}
WITH_QUERY = {
    # The same route with a query is another page: answers, filters, nothing found, a form with mistakes.
    "search:results": ("?q=nguyen+thi", "?q=zzzzqqq"),
    "recognition:decisions": ("?nam=1950",),
}
INDEX_QUERIES = {"recognition.HonoreeIndexPage": ("?nhom=individual&chu=T", "?nam=1950")}
RICHEST = {"campaigns.CampaignPage": "campaign__milestones"}
"""Of this there must be much on the page that stands for a model: the campaign with rounds, not an old one."""


def stops() -> list[Stop]:
    """Return all addresses of the walk. Raises ``LookupError`` for a page type that has none."""
    from django.db.models import Count
    from django.urls import reverse
    from django.utils import translation

    from tests.e2e.public.urls import ALONE, ERRORS

    unknown = {name for name in route_names() if is_page(name)} - ROUTES.keys()
    if unknown:
        raise LookupError(
            f"Pages without an address in the walk (tests/e2e/public/addresses.py): {sorted(unknown)}"
        )
    found: list[Stop] = []
    for language in LANGUAGES:
        with translation.override(language):
            for name, arguments in ROUTES.items():
                given = arguments()
                if not given:
                    raise LookupError(f"The demo shows no {name}.")
                for number, each in enumerate(given if language == "vi" else given[:1]):
                    path = reverse(name, kwargs=each)
                    status = 404 if each.get("code") == "khong-co" else 200
                    found.append(Stop(f"{name}{f' {number + 1}' if number else ''}", language, path, status))
                queries = WITH_QUERY.get(name, ()) if language == "vi" else ()
                found += [Stop(f"{name}{query}", language, reverse(name) + query) for query in queries]
            for label, model in page_models().items():
                rows = model.objects.live().public().filter(locale__language_code=language)
                row = (
                    rows.annotate(much=Count(RICHEST.get(label, "pk")))
                    .order_by("-much", "depth", "pk")
                    .first()
                )
                if row is None:
                    raise LookupError(f"The demo shows no {label} in {language}.")
                path = urlsplit(row.get_url()).path
                found.append(Stop(label, language, path))
                queries = INDEX_QUERIES.get(label, ()) if language == "vi" else ()
                found += [Stop(f"{label}{query}", language, path + query) for query in queries]
            start = "/" if language == "vi" else "/en/"
            found.append(Stop("404", language, f"{start}khong-co-trang-nay/", 404))
            shown = (*ERRORS, *ALONE) if language == "vi" else ERRORS
            found += [Stop(status, language, f"{start}_loi/{status}/", int(status)) for status in shown]
            found.append(Stop("intake:login", language, reverse("intake:login")))
    unique = {stop.path: stop for stop in reversed(found)}
    return [stop for stop in found if unique[stop.path] is stop]


if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tests.e2e.public.settings")
    import django

    django.setup()
    json.dump([asdict(stop) for stop in stops()], sys.stdout, ensure_ascii=False, indent=1)
