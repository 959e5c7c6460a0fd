"""The only reader of the environment: every variable of ``.env.example`` comes in through one of these functions.

A value that cannot be understood raises ``ImproperlyConfigured`` and says which variable it was. A variable that
is absent or empty gives the default; ``production`` asks :func:`absent` what it misses and says it all at once.
"""

from __future__ import annotations

import os
import secrets
from ipaddress import IPv4Network, IPv6Network, ip_network
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import environ
from django.core.exceptions import ImproperlyConfigured

Network = IPv4Network | IPv6Network

BASE_DIR = Path(__file__).resolve().parent.parent.parent

_reader = environ.Env()
_defaults: dict[str, str] = {}


def choose_settings(module: str) -> None:
    """Use the settings ``module`` unless ``DJANGO_SETTINGS_MODULE`` names another."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", module)


def usual_settings() -> str:
    """Return the settings a command uses when nobody says: the demo's while its data are the only ones here."""
    demo, own = BASE_DIR / "data" / "demo" / "portal.sqlite3", BASE_DIR / "data" / "portal.sqlite3"
    return "portal.settings.demo" if demo.exists() and not own.exists() else "portal.settings.dev"


def set_defaults(**values: str | Path) -> None:
    """Replace defaults of this module before ``base`` is imported; the environment still wins."""
    _defaults.update({name: str(value) for name, value in values.items()})


def text(name: str, default: str = "") -> str:
    """Return the variable, stripped, or the default when it is absent or empty."""
    value: str = _reader.str(name, default="")
    return value.strip() or _defaults.get(name, default)


def absent(*names: str) -> list[str]:
    """Return those of ``names`` that the environment does not set (defaults do not count)."""
    return [name for name in names if not _reader.str(name, default="").strip()]


def flag(name: str, *, default: bool = False) -> bool:
    """Return a yes or no: 1, true, yes, on; 0, false, no, off."""
    value = text(name, "true" if default else "false").lower()
    if value in {"1", "true", "yes", "on"}:
        return True
    if value in {"0", "false", "no", "off"}:
        return False
    raise ImproperlyConfigured(f"{name} must be true or false, not {value!r}.")


def number(name: str, default: int, *, minimum: int = 0) -> int:
    """Return a whole number of at least ``minimum``."""
    value = text(name, str(default))
    try:
        result = int(value)
    except ValueError:
        raise ImproperlyConfigured(f"{name} must be a whole number, not {value!r}.") from None
    if result < minimum:
        raise ImproperlyConfigured(f"{name} must be at least {minimum}, not {result}.")
    return result


def words(name: str, default: str = "") -> list[str]:
    """Return the items of a comma separated list."""
    return [item for item in (part.strip() for part in text(name, default).split(",")) if item]


def choice(name: str, default: str, among: tuple[str, ...]) -> str:
    """Return the variable, which must be one of ``among``."""
    value = text(name, default)
    if value not in among:
        raise ImproperlyConfigured(f"{name} must be one of {', '.join(among)}, not {value!r}.")
    return value


def directory(name: str, default: Path, *children: str) -> Path:
    """Return an absolute directory, made with its ``children`` if it is not there yet."""
    path = Path(text(name, str(default))).expanduser()
    if not path.is_absolute():
        path = BASE_DIR / path
    try:
        for folder in (path, *(path / child for child in children)):
            folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise ImproperlyConfigured(f"{name}={path} cannot be made: {error.strerror}.") from error
    return path


def address(name: str, default: str = "") -> str:
    """Return an http(s) address without a closing slash and without a path, or an empty string."""
    value = text(name, default).rstrip("/")
    if not value:
        return ""
    parts = urlsplit(value)
    if parts.scheme not in {"http", "https"} or not parts.hostname or parts.path or parts.query:
        raise ImproperlyConfigured(f"{name} must look like https://tonvinh.example.vn, not {value!r}.")
    return value


def scanner(name: str) -> str:
    """Return the address of ClamAV's daemon, ``tcp://host:3310`` or ``unix:///run/clamav/clamd.ctl``, or an empty string."""
    value = text(name)
    parts = urlsplit(value)
    try:
        known = (parts.scheme == "tcp" and parts.hostname and (parts.port or 3310)) or (
            parts.scheme == "unix" and parts.path.startswith("/")
        )
    except ValueError:
        known = False
    if value and not known:
        raise ImproperlyConfigured(f"{name} must look like tcp://127.0.0.1:3310, not {value!r}.")
    return value


def networks(name: str) -> tuple[Network, ...]:
    """Return addresses or networks (``10.0.0.5, 192.168.0.0/24``); the word ``none`` says that there are none."""
    items = words(name)
    if [item.lower() for item in items] == ["none"]:
        return ()
    try:
        return tuple(ip_network(item, strict=False) for item in items)
    except ValueError as error:
        raise ImproperlyConfigured(f"{name} must list addresses or networks: {error}.") from None


def database(default: str, *, synchronous: str) -> dict[str, Any]:
    """Return Django's settings of ``DATABASE_URL``.

    SQLite runs in WAL with immediate transactions (a transaction that starts by reading and then writes would
    otherwise fail at once with "database is locked", whatever the timeout) and waits for another writer.
    ``synchronous`` is FULL where a commit must survive a loss of power, NORMAL where it need not.
    """
    config: dict[str, Any] = _reader.db_url_config(text("DATABASE_URL", default))
    engine = config.get("ENGINE", "")
    if engine.endswith("sqlite3"):
        config["OPTIONS"] = {
            **config.get("OPTIONS", {}),
            "timeout": 20,
            "transaction_mode": "IMMEDIATE",
            "init_command": (
                f"PRAGMA journal_mode=WAL; PRAGMA synchronous={synchronous}; PRAGMA busy_timeout=20000; "
                "PRAGMA temp_store=MEMORY; PRAGMA cache_size=-32000"
            ),
        }
    elif engine.endswith("postgresql"):
        config["CONN_HEALTH_CHECKS"] = True
    else:
        raise ImproperlyConfigured(
            "DATABASE_URL must name SQLite (sqlite:///…) or PostgreSQL (postgres://…)."
        )
    # Opening SQLite and its eight pragmas costs as much as a page does; a PostgreSQL connection costs more.
    config.setdefault("CONN_MAX_AGE", number("DATABASE_CONN_MAX_AGE", 60))
    config["ATOMIC_REQUESTS"] = False
    return config


def cache(default: str) -> dict[str, Any]:
    """Return Django's settings of ``CACHE_URL``."""
    config: dict[str, Any] = _reader.cache_url_config(text("CACHE_URL", default))
    return config


def frontend_cache() -> dict[str, dict[str, Any]]:
    """Return ``WAGTAILFRONTENDCACHE`` of ``CDN_PURGE``: ``http://address-of-varnish`` or ``cloudflare://zone:token``."""
    value = text("CDN_PURGE")
    if not value:
        return {}
    parts = urlsplit(value)
    if parts.scheme == "cloudflare" and parts.username and parts.password:
        return {
            "default": {
                "BACKEND": "wagtail.contrib.frontend_cache.backends.CloudflareBackend",
                "ZONEID": parts.username,
                "BEARER_TOKEN": parts.password,
            }
        }
    if parts.scheme in {"http", "https"} and parts.hostname:
        return {
            "default": {
                "BACKEND": "wagtail.contrib.frontend_cache.backends.HTTPBackend",
                "LOCATION": value,
            }
        }
    raise ImproperlyConfigured(
        "CDN_PURGE must look like http://127.0.0.1:6081 or cloudflare://zone:token@api."
    )


def mail(default: str) -> dict[str, Any]:
    """Return Django's mail settings of ``EMAIL_URL`` (smtp+tls://user:password@host:587, consolemail://)."""
    config: dict[str, Any] = _reader.email_url_config(text("EMAIL_URL", default))
    return {key: value for key, value in config.items() if key.startswith("EMAIL_")}


def secret_key(data_dir: Path) -> str:
    """Return ``SECRET_KEY``, or the key kept in ``data_dir``, made at the first start and readable by us alone.

    Two processes that start at once agree: a hard link is made by one of them only.
    """
    given = text("SECRET_KEY")
    if given:
        return given
    kept = data_dir / "secret_key"
    if not kept.exists():
        draft = data_dir / f".secret_key.{os.getpid()}.{secrets.token_hex(4)}"
        with os.fdopen(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
            file.write(secrets.token_urlsafe(64))
        try:
            os.link(draft, kept)
        except FileExistsError:
            pass
        finally:
            draft.unlink()
    return kept.read_text().strip()
