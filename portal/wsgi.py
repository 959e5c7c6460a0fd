"""The WSGI application; without ``DJANGO_SETTINGS_MODULE`` with the production settings."""

from django.core.wsgi import get_wsgi_application

from portal.settings import env

env.choose_settings("portal.settings.production")

application = get_wsgi_application()

from django.conf import settings  # noqa: E402 - needs the environment

from portal.core.authentication import refuse_demo_users  # noqa: E402 - needs the apps
from portal.core.rendered.layer import RenderedPages  # noqa: E402 - same

refuse_demo_users()
if settings.RENDERED_PAGES:
    application = RenderedPages(application)  # type: ignore[assignment]
