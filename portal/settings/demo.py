"""The demo on one machine: as production (DEBUG off, manifest of static files), but it serves its own media over
http and keeps its data apart from that of development.
"""

from portal.settings import env

env.set_defaults(
    DATA_DIR=env.BASE_DIR / "data" / "demo",
    VAR_DIR=env.BASE_DIR / "var" / "demo",
    MEDIA_ROOT=env.BASE_DIR / "media" / "demo",
    SERVE_MEDIA="true",
)

from portal.settings.base import *  # noqa: E402, F403 - the defaults above must come first
from portal.settings.base import ALLOWED_HOSTS, DATA_DIR  # noqa: E402

DEMO = True
STATIC_COMPRESSED = ("portal/",)
DEMO_USERS_ALLOWED = True
DEMO_PASSWORD = "tonvinh-demo"  # noqa: S105 - printed at the start, known to all
ALLOWED_HOSTS = [*ALLOWED_HOSTS, "127.0.0.1", "localhost", "[::1]"]
DATABASES = {"default": env.database(f"sqlite:///{DATA_DIR / 'portal.sqlite3'}", synchronous="NORMAL")}
