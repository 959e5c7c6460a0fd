"""Tests: temporary places, fast passwords, mail in memory, tasks at once. SQLite in a file, unless ``DATABASE_URL``
names another database: threads and processes must meet the same locks as in earnest.
"""

import atexit
import shutil
import tempfile
from pathlib import Path

from portal.settings import env

_place = Path(tempfile.mkdtemp(prefix="tonvinh-test-"))
atexit.register(shutil.rmtree, _place, ignore_errors=True)
env.set_defaults(
    DATA_DIR=_place / "data",
    VAR_DIR=_place / "var",
    MEDIA_ROOT=_place / "media",
    SECRET_KEY="only-for-tests",  # noqa: S106 - of tests
)

from portal.settings.base import *  # noqa: E402, F403 - the defaults above must come first
from portal.settings.base import DATA_DIR, STORAGES  # noqa: E402

SERVE_MEDIA = True
SHOW_COMPONENTS = True
DEMO_USERS_ALLOWED = True
ALLOWED_HOSTS = ["testserver", "127.0.0.1", "localhost"]
PUBLIC_URL = WAGTAILADMIN_BASE_URL = "http://testserver"
DATABASES = {"default": env.database(f"sqlite:///{DATA_DIR / 'portal.sqlite3'}", synchronous="OFF")}
if DATABASES["default"]["ENGINE"].endswith("sqlite3"):
    DATABASES["default"]["TEST"] = {"NAME": str(DATA_DIR / "test.sqlite3")}
DATABASES["default"]["CONN_MAX_AGE"] = 0
STORAGES = {**STORAGES, "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}}
CACHES = {"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}}
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
TASKS = {"default": {"BACKEND": "django_tasks.backends.immediate.ImmediateBackend"}}
SHARE_CARDS = False  # jobs run at once here, and hundreds of tests publish; those about cards turn it on
WHITENOISE_AUTOREFRESH = True
LOGGING_CONFIG = None
RENDERED_PAGES = False  # its own tests switch it on
