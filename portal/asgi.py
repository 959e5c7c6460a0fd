"""The ASGI application; without ``DJANGO_SETTINGS_MODULE`` with the production settings."""

from django.core.asgi import get_asgi_application

from portal.settings import env

env.choose_settings("portal.settings.production")

application = get_asgi_application()

from portal.core.authentication import refuse_demo_users  # noqa: E402 - needs the apps

refuse_demo_users()
