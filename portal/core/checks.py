"""System checks: a configuration that would lose or expose something is an error, not a surprise."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.checks import CheckMessage, Error, Tags, Warning, register  # noqa: A004 - Django's own name
from django.core.files.storage import storages

FIRST = "portal.core.security.ProxyMiddleware"
LAST = "axes.middleware.AxesMiddleware"
POLICY = "portal.core.security.PolicyMiddleware"


@register(Tags.security)
def check_security(**_options: Any) -> list[CheckMessage]:
    """Order of middleware, content policy, sign-in limits, trusted proxies."""
    return list(_security())


def _security() -> Iterator[CheckMessage]:
    middleware = list(settings.MIDDLEWARE)
    if not middleware or middleware[0] != FIRST:
        yield Error(
            f"{FIRST} must be the first middleware: what strangers claim must be dropped before it is read.",
            id="core.E001",
        )
    if not middleware or middleware[-1] != LAST:
        yield Error(f"{LAST} must be the last middleware.", id="core.E002")
    if POLICY not in middleware:
        yield Error(f"{POLICY} is missing: pages would have no content policy.", id="core.E003")
    directives = settings.CONTENT_SECURITY_POLICY["DIRECTIVES"]
    for name in ("script-src", "style-src", "default-src"):
        loose = {"'unsafe-inline'", "'unsafe-eval'", "*", "https:", "http:"} & set(directives.get(name, ()))
        if loose:
            yield Error(f"{name} of public pages allows {', '.join(sorted(loose))}.", id="core.E004")
    if not all(
        isinstance(item, list) and {"username", "ip_address"} <= set(item)
        for item in settings.AXES_LOCKOUT_PARAMETERS
    ):
        yield Error(
            "AXES_LOCKOUT_PARAMETERS must lock the pair of user name and address: "
            "otherwise a stranger can lock an account, or one address locks a whole hospital.",
            id="core.E005",
        )
    if any(network.prefixlen == 0 for network in settings.TRUSTED_PROXIES):
        yield Error("TRUSTED_PROXIES trusts every address; name the proxies.", id="core.E006")
    if settings.DEMO_USERS_ALLOWED and settings.SESSION_COOKIE_SECURE:
        yield Error("Accounts of the demo are allowed in production.", id="core.E007")


@register(Tags.files)
def check_files(**_options: Any) -> list[CheckMessage]:
    """Private files are not below what the web server shows."""
    return list(_files())


def _files() -> Iterator[CheckMessage]:
    public = Path(storages["default"].base_location).resolve()  # type: ignore[attr-defined]
    private = Path(storages["private"].base_location).resolve()  # type: ignore[attr-defined]
    if private == public or public in private.parents:
        yield Error(f"Private files ({private}) are below the public folder ({public}).", id="core.E010")
    for name in ("DATA_DIR", "VAR_DIR"):
        place = Path(getattr(settings, name)).resolve()
        if place == public or public in place.parents:
            yield Error(f"{name} ({place}) is below the public folder ({public}).", id="core.E011")


@register(Tags.database)
def check_databases(**_options: Any) -> list[CheckMessage]:
    """SQLite starts transactions as writers; requests are not transactions."""
    return list(_databases())


def _databases() -> Iterator[CheckMessage]:
    for alias, config in settings.DATABASES.items():
        if config.get("ATOMIC_REQUESTS"):
            yield Error(
                f"{alias}: ATOMIC_REQUESTS holds SQLite's only write lock for a whole request.",
                id="core.E020",
            )
        if (
            config["ENGINE"].endswith("sqlite3")
            and config.get("OPTIONS", {}).get("transaction_mode") != "IMMEDIATE"
        ):
            yield Error(f"{alias}: SQLite needs transaction_mode IMMEDIATE.", id="core.E021")


@register(Tags.translation)
def check_languages(**_options: Any) -> list[CheckMessage]:
    """Vietnamese first, English second, day-first formats, ASCII slugs."""
    return list(_languages())


def _languages() -> Iterator[CheckMessage]:
    if settings.LANGUAGE_CODE != "vi" or [code for code, _name in settings.LANGUAGES] != ["vi", "en"]:
        yield Error("The portal speaks Vietnamese (at /) and English (at /en/).", id="core.E030")
    if "portal.formats" not in settings.FORMAT_MODULE_PATH:
        yield Error("Without portal.formats Django reads 05/06/2026 as 6 May.", id="core.E031")
    if settings.WAGTAIL_ALLOW_UNICODE_SLUGS:
        yield Error("Addresses are ASCII: WAGTAIL_ALLOW_UNICODE_SLUGS must be False.", id="core.E032")


@register
def check_services(**_options: Any) -> list[CheckMessage]:
    """What one setting asks of another."""
    return list(_services())


def _services() -> Iterator[CheckMessage]:
    if settings.OUTBOX_WAKE == "off":
        yield Warning("OUTBOX_WAKE=off: changes show only as often as run_due runs.", id="core.W041")
    cache = str(settings.CACHES["default"]["BACKEND"])
    if settings.RENDERED_PAGES and any(name in cache.lower() for name in ("redis", "memcache")):
        yield Warning(
            "The cache is on the network and rendered pages are kept in VAR_DIR: if several machines serve this site, "
            "they must share VAR_DIR or set RENDERED_PAGES=false, or a change drops the pages of one machine only.",
            id="core.W042",
        )
