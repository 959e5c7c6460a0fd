"""What every way of running shares. Values that differ between machines come from ``env``."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path
from urllib.parse import urlsplit

from csp.constants import NONE, SELF, UNSAFE_EVAL, UNSAFE_INLINE

from portal.settings import env

BASE_DIR = env.BASE_DIR

# Places ------------------------------------------------------------------------------------------------------------
# What must be kept (the SQLite file, the secret key), what can be made again, and files that people gave or see.
DATA_DIR = env.directory("DATA_DIR", BASE_DIR / "data")
VAR_DIR = env.directory("VAR_DIR", BASE_DIR / "var", "cache", "locks", "static", "static-build")
MEDIA_ROOT = env.directory("MEDIA_ROOT", BASE_DIR / "media", "public", "private")
MEDIA_URL = "/media/"
SERVE_MEDIA = env.flag("SERVE_MEDIA")
PRIVATE_ACCEL_PREFIX = env.text("PRIVATE_ACCEL_PREFIX")

STATIC_URL = "/static/"
STATIC_ROOT = VAR_DIR / "static"
STATIC_COMPRESSED: tuple[str, ...] = ("",)  # paths that begin so are compressed when they are collected
STATIC_BUILD_DIR = VAR_DIR / "static-build"  # what `manage.py build_static` makes (fonts)
WHITENOISE_ALLOW_ALL_ORIGINS = False  # they are the site's own, as Cross-Origin-Resource-Policy says
STATICFILES_DIRS = [BASE_DIR / "portal" / "static", STATIC_BUILD_DIR]

STORAGES = {
    "default": {
        "BACKEND": "django.core.files.storage.FileSystemStorage",
        "OPTIONS": {"location": str(MEDIA_ROOT / "public"), "base_url": MEDIA_URL},
    },
    "private": {"BACKEND": "portal.core.storage.PrivateStorage"},
    "staticfiles": {"BACKEND": "portal.core.static_files.StaticStorage"},
}

# Address -----------------------------------------------------------------------------------------------------------
PUBLIC_URL = env.address("PUBLIC_URL", "http://127.0.0.1:8000")
_public = urlsplit(PUBLIC_URL)
ALLOWED_HOSTS = [_public.hostname or "", *env.words("ALLOWED_HOSTS")]
CSRF_TRUSTED_ORIGINS = [PUBLIC_URL] if _public.scheme == "https" else []
TRUSTED_PROXIES = env.networks("TRUSTED_PROXIES")

SECRET_KEY = env.secret_key(DATA_DIR)
DEBUG = False
DEMO = False
DEMO_PASSWORD = ""
DEMO_USERS_ALLOWED = False  # accounts whose password everybody knows

ROOT_URLCONF = "portal.urls"
WSGI_APPLICATION = "portal.wsgi.application"

# Apps --------------------------------------------------------------------------------------------------------------
INSTALLED_APPS = [
    "search",
    "campaigns",
    "recognition",
    "portal.home",
    "portal.core",
    "wagtail_localize",
    "wagtail_localize.locales",  # instead of wagtail.locales
    "wagtail.contrib.forms",
    "wagtail.contrib.redirects",
    "wagtail.contrib.settings",
    "wagtail.contrib.routable_page",
    "wagtail.contrib.sitemaps",
    "wagtail.embeds",
    "wagtail.sites",
    "wagtail.users",
    "wagtail.snippets",
    "wagtail.documents",
    "wagtail.images",
    "wagtail.search",
    "wagtail.admin",
    "wagtail",
    "modelcluster",
    "taggit",
    "django_filters",
    "django_tasks",
    "django_tasks_db",
    "axes",
    "django_otp",
    "django_otp.plugins.otp_totp",
    "django_otp.plugins.otp_static",
    "django_htmx",
    "csp",
    "ninja",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.humanize",
    "django.contrib.sitemaps",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
]

MIDDLEWARE = [
    "portal.core.security.ProxyMiddleware",
    "django.middleware.security.SecurityMiddleware",
    "portal.core.security.PolicyMiddleware",
    "portal.core.without_nul.WithoutNulMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "portal.core.remembered.RememberingMiddleware",
    "portal.home.machines.NotListed",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "portal.core.language_paths.LanguageOfTheAddressMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django_otp.middleware.OTPMiddleware",
    "recognition.second_factor.SecondFactorMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "recognition.desk.refusals.RefusalMiddleware",
    "portal.core.security.FrameMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "wagtail.contrib.redirects.middleware.RedirectMiddleware",
    "portal.core.routing.RoutingMiddleware",
    "axes.middleware.AxesMiddleware",  # last, as its documentation asks
]

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.debug",
                "django.template.context_processors.request",
                "django.template.context_processors.i18n",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "wagtail.contrib.settings.context_processors.settings",
                "portal.core.context.portal",
            ],
        },
    },
]

DATABASES = {"default": env.database(f"sqlite:///{DATA_DIR / 'portal.sqlite3'}", synchronous="FULL")}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

# Files, so that the processes of one machine share limits and fragments without a server.
CACHES = {"default": env.cache(f"filecache://{VAR_DIR / 'cache'}")}

# Languages and formats -----------------------------------------------------------------------------------------------
LANGUAGE_CODE = "vi"
LANGUAGES = [("vi", "Tiếng Việt"), ("en", "English")]
WAGTAIL_CONTENT_LANGUAGES = LANGUAGES
WAGTAILADMIN_PERMITTED_LANGUAGES = LANGUAGES
WAGTAIL_I18N_ENABLED = True
USE_I18N = True
USE_TZ = True
USE_THOUSAND_SEPARATOR = False  # years and document numbers are numbers too; amounts are grouped where shown
TIME_ZONE = "Asia/Ho_Chi_Minh"
WAGTAIL_USER_TIME_ZONES = [TIME_ZONE]
FORMAT_MODULE_PATH = ["portal.formats"]
LOCALE_PATHS = [BASE_DIR / "portal" / "locale", BASE_DIR / "portal" / "locale_overlay"]
WAGTAIL_DATE_FORMAT = "%d/%m/%Y"
WAGTAIL_DATETIME_FORMAT = "%d/%m/%Y %H:%M"
WAGTAIL_TIME_FORMAT = "%H:%M"

# People ------------------------------------------------------------------------------------------------------------
AUTH_USER_MODEL = "core.User"
AUTHENTICATION_BACKENDS = [
    "axes.backends.AxesStandaloneBackend",
    "portal.core.authentication.PortalBackend",
]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 10}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.NumericPasswordValidator"},
]
LOGIN_URL = "wagtailadmin_login"
LOGIN_REDIRECT_URL = "wagtailadmin_home"

# A stranger who knows a user name must not be able to keep its owner out: what is locked is the pair of user name
# and client address, for a short time, and a successful sign-in forgets the failures. An address is believed only
# as far as TRUSTED_PROXIES goes, so a forged header neither frees nor locks anybody.
AXES_LOCKOUT_PARAMETERS = [["username", "ip_address"]]
AXES_FAILURE_LIMIT = 8
AXES_COOLOFF_TIME = timedelta(minutes=15)
AXES_RESET_ON_SUCCESS = True
AXES_CLIENT_IP_CALLABLE = "portal.core.security.client_address"
AXES_LOCKOUT_CALLABLE = "portal.core.security.locked_out"
AXES_USERNAME_CALLABLE = "portal.core.security.typed_username"
AXES_DISABLE_ACCESS_LOG = True  # Wagtail's own log tells who signed in; this table would grow for ever
AXES_VERBOSE = False
TOTP_REQUIRED = False  # production asks for it, role by role
OTP_TOTP_ISSUER = env.text("OTP_ISSUER", "Tôn vinh")
OTP_ADMIN_HIDE_SENSITIVE_DATA = True

SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_AGE = 60 * 60 * 12
CSRF_COOKIE_HTTPONLY = False  # Wagtail's admin reads it
CSRF_COOKIE_SAMESITE = "Lax"

# Headers -----------------------------------------------------------------------------------------------------------
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "strict-origin-when-cross-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
PERMISSIONS_POLICY = "accelerometer=(), camera=(), geolocation=(), gyroscope=(), microphone=(), payment=(), usb=(), browsing-topics=()"

CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF, "data:"],
        "font-src": [SELF],
        "media-src": [SELF],
        "connect-src": [SELF],
        "manifest-src": [SELF],
        "form-action": [SELF],
        "frame-ancestors": [NONE],
        "frame-src": [NONE],
        "base-uri": [NONE],
        "object-src": [NONE],
    }
}
# Wagtail's own screens write scripts and styles into the page and show previews in a frame. Sent below ADMIN_PATH and
# with a preview. A public page keeps the strict one whoever asks for it (portal/core/security.py).
ADMIN_PATH = "/quan-tri/"
ADMIN_CONTENT_SECURITY_POLICY = {
    **CONTENT_SECURITY_POLICY["DIRECTIVES"],
    "script-src": [SELF, UNSAFE_INLINE, UNSAFE_EVAL],
    "style-src": [SELF, UNSAFE_INLINE],
    "img-src": [SELF, "data:", "blob:"],
    "media-src": [SELF, "blob:"],
    "frame-ancestors": [SELF],
    "frame-src": [SELF],
    "worker-src": [SELF, "blob:"],
}

# Wagtail -----------------------------------------------------------------------------------------------------------
WAGTAIL_SITE_NAME = "Tôn vinh"
WAGTAILADMIN_BASE_URL = PUBLIC_URL
WAGTAIL_ALLOW_UNICODE_SLUGS = False
WAGTAIL_ENABLE_UPDATE_CHECK = False
WAGTAIL_ENABLE_WHATS_NEW_BANNER = False
WAGTAIL_GRAVATAR_PROVIDER_URL = None
WAGTAIL_REDIRECTS_FILE_STORAGE = "cache"
WAGTAIL_WORKFLOW_REQUIRE_REAPPROVAL_ON_EDIT = True
WAGTAIL_APPEND_SLASH = True
WAGTAILIMAGES_IMAGE_MODEL = "core.PortalImage"
WAGTAILIMAGES_EXTENSIONS = ["avif", "gif", "jpg", "jpeg", "png", "webp"]
WAGTAILIMAGES_MAX_UPLOAD_SIZE = 20 * 1024 * 1024
WAGTAILIMAGES_MAX_IMAGE_PIXELS = 100_000_000
WAGTAILDOCS_DOCUMENT_MODEL = "core.PortalDocument"
WAGTAILDOCS_SERVE_METHOD = "serve_view"  # always asked: the collection may be private
WAGTAILDOCS_EXTENSIONS = ["pdf", "docx", "xlsx", "pptx", "odt", "ods", "txt", "csv"]
WAGTAILDOCS_EXTENSIONS += ["mp4", "webm", "mp3", "m4a", "ogg", "wav", "vtt"]  # portal.core.recordings
WAGTAILDOCS_CONTENT_TYPES = {"vtt": "text/vtt", "m4a": "audio/mp4", "webm": "video/webm", "ogg": "audio/ogg"}
WAGTAILDOCS_INLINE_CONTENT_TYPES: list[str] = []
WAGTAILDOCS_BLOCK_EMBEDDED_CONTENT = True
WAGTAILDOCS_MAX_UPLOAD_SIZE = 200 * 1024 * 1024  # a film; other files are held to DOCUMENT_MAX_SIZE
DOCUMENT_MAX_SIZE = 30 * 1024 * 1024
WAGTAILEMBEDS_RESPONSIVE_HTML = True
WAGTAILSEARCH_BACKENDS = {"default": {"BACKEND": "portal.core.page_search"}}
WAGTAILSEARCH_HITS_MAX_AGE = 7
DATA_UPLOAD_MAX_NUMBER_FIELDS = 10_000
DATA_UPLOAD_MAX_MEMORY_SIZE = 5 * 1024 * 1024
FILE_UPLOAD_PERMISSIONS = 0o640

# Search, jobs, the outbox ------------------------------------------------------------------------------------------
SEARCH_ENGINE = env.choice("SEARCH_ENGINE", "embedded", ("embedded", "elasticsearch"))
ELASTICSEARCH_URL = env.text("ELASTICSEARCH_URL")
ELASTICSEARCH_PREFIX = env.text("ELASTICSEARCH_PREFIX", "tonvinh")
ELASTICSEARCH_API_KEY = env.text("ELASTICSEARCH_API_KEY")
ELASTICSEARCH_USERNAME = env.text("ELASTICSEARCH_USERNAME")
ELASTICSEARCH_PASSWORD = env.text("ELASTICSEARCH_PASSWORD")
ELASTICSEARCH_CA_CERTS = env.text("ELASTICSEARCH_CA_CERTS")
ELASTICSEARCH_VERIFY = env.flag("ELASTICSEARCH_VERIFY", default=True)
ELASTICSEARCH_SHARDS = env.number("ELASTICSEARCH_SHARDS", 1, minimum=1)
ELASTICSEARCH_REPLICAS = env.number("ELASTICSEARCH_REPLICAS", 1)
ELASTICSEARCH_TIMEOUT = env.number("ELASTICSEARCH_TIMEOUT", 3, minimum=1)  # seconds for one search
SEARCH_INDEX_DIR = VAR_DIR / "search"
# A process searches so many times at once and keeps its other threads for pages; an address may ask so often a minute.
SEARCH_AT_ONCE = env.number("SEARCH_AT_ONCE", 2, minimum=1)
SEARCHES_A_MINUTE = env.number("SEARCHES_A_MINUTE", 600, minimum=1)
SUGGESTIONS_A_MINUTE = env.number("SUGGESTIONS_A_MINUTE", 1800, minimum=1)
SEARCH_REPORT = env.flag("SEARCH_REPORT", default=True)  # what is searched is counted by day, without who

TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend"}}
OUTBOX_WAKE = env.choice("OUTBOX_WAKE", "inline", ("inline", "off"))

CLAMD_URL = env.scanner("CLAMD_URL")  # ClamAV, asked about files of dossiers
# A file to which each anchor of the record of acts adds a line; on another machine it shows that rows were removed.
AUDIT_ANCHOR_FILE = Path(env.text("AUDIT_ANCHOR_FILE")) if env.text("AUDIT_ANCHOR_FILE") else None

# Share cards: drawn by the worker, kept under MEDIA_ROOT/public/cards up to so many megabytes.
SHARE_CARDS = env.flag("SHARE_CARDS", default=True)
SHARE_CARDS_MAX_MB = env.number("SHARE_CARDS_MAX_MB", 4096)

# Rendered pages ----------------------------------------------------------------------------------------------------
RENDERED_PAGES = env.flag("RENDERED_PAGES", default=True)
RENDERED_LIMIT_MB = env.number("RENDERED_LIMIT_MB", 2048, minimum=1)

SITEMAP_LIMIT = 50_000  # addresses in one file, the most its protocol allows
# Wagtail's setting of the network in front; with it CDN-Cache-Control is sent and what changes is purged.
WAGTAILFRONTENDCACHE = env.frontend_cache()
RENDERED_CDN = bool(WAGTAILFRONTENDCACHE)

# Mail --------------------------------------------------------------------------------------------------------------
globals().update(env.mail("consolemail://"))
DEFAULT_FROM_EMAIL = env.text("DEFAULT_FROM_EMAIL", "Tôn vinh <noreply@localhost>")
SERVER_EMAIL = env.text("SERVER_EMAIL", DEFAULT_FROM_EMAIL)
ADMINS = [(name, name) for name in env.words("ADMINS")]

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {
        # Without the secret part of the links of invitations and consents.
        "line": {"()": "portal.core.log_lines.Line", "fmt": "%(asctime)s %(levelname)s %(name)s: %(message)s"}
    },
    "handlers": {
        "console": {"class": "logging.StreamHandler", "formatter": "line"},
        "faults": {"class": "logging.StreamHandler", "formatter": "line", "level": "WARNING"},
    },
    "root": {"handlers": ["console"], "level": env.text("LOG_LEVEL", "INFO")},
    "loggers": {
        "django": {"handlers": [], "level": "INFO", "propagate": True},
        "django.server": {"handlers": ["console"], "level": "INFO", "propagate": False},
        "axes": {"level": "WARNING"},
        # The worker sets these loggers to INFO itself: a line for each of thousands of small jobs helps nobody.
        "django_tasks": {"handlers": ["faults"], "propagate": False},
        "django_tasks_db": {"handlers": ["faults"], "propagate": False},
        "wagtail": {"level": "WARNING"},  # page log and audit trail have it
        "fontTools": {"level": "WARNING"},
    },
}
