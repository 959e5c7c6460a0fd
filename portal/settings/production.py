"""Production: refuses to start while something that matters is missing, and says all of it in one message."""

from django.core.exceptions import ImproperlyConfigured

from portal.settings import env

env.set_defaults(EMAIL_URL="dummymail://")

from portal.settings.base import *  # noqa: E402, F403 - the defaults above must come first
from portal.settings.base import PUBLIC_URL, SEARCH_ENGINE  # noqa: E402

KEY_LENGTH = 50

_needs = {
    "DATABASE_URL": "the database, e.g. postgres://portal:…@localhost/portal or sqlite:////srv/tonvinh/data/portal.sqlite3",
    "DATA_DIR": "the directory that is kept and backed up (secret key, SQLite file)",
    "VAR_DIR": "the directory of what can be made again (search index, rendered pages)",
    "MEDIA_ROOT": "the directory of pictures and files, with public/ and private/ in it",
    "PUBLIC_URL": "the address people use, e.g. https://tonvinh.example.vn",
    "TRUSTED_PROXIES": "the addresses of the proxies in front, or the word none",
    "EMAIL_URL": "the mail server, e.g. smtp+tls://user:password@mail.example.vn:587",
    "DEFAULT_FROM_EMAIL": "the sender of our mail",
}
if SEARCH_ENGINE == "elasticsearch":
    _needs["ELASTICSEARCH_URL"] = "the search server, because SEARCH_ENGINE=elasticsearch"

_problems = [f"{name} is missing: {_needs[name]}" for name in env.absent(*_needs)]
if "PUBLIC_URL" not in env.absent("PUBLIC_URL") and not PUBLIC_URL.startswith("https://"):
    _problems.append("PUBLIC_URL must begin with https://")
if 0 < len(env.text("SECRET_KEY")) < KEY_LENGTH:
    _problems.append(
        f"SECRET_KEY is shorter than {KEY_LENGTH} characters; leave it out and one is made in DATA_DIR"
    )
if _problems:
    raise ImproperlyConfigured(
        "The portal does not start in production:\n" + "\n".join(f"  - {problem}" for problem in _problems)
    )

TOTP_REQUIRED = True
SESSION_COOKIE_SECURE = True
CSRF_COOKIE_SECURE = True
SESSION_COOKIE_NAME = "__Host-session"
CSRF_COOKIE_NAME = "__Host-csrf"
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
SECURE_SSL_REDIRECT = True
SECURE_REDIRECT_EXEMPT = [r"^healthz$"]
SECURE_HSTS_SECONDS = 31_536_000
SECURE_HSTS_INCLUDE_SUBDOMAINS = False  # other services of the province may live below the same name
SECURE_HSTS_PRELOAD = False
