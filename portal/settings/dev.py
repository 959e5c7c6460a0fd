"""Development: DEBUG on, ``manage.py runserver`` serves everything."""

from portal.settings.base import *  # noqa: F403 - settings modules are layers
from portal.settings.base import STORAGES

DEBUG = True
DEMO_USERS_ALLOWED = True
SERVE_MEDIA = True
ALLOWED_HOSTS = ["*"]
INTERNAL_IPS = ["127.0.0.1"]
STORAGES = {**STORAGES, "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}}
RENDERED_PAGES = False  # templates change under our hands
