"""Who may sign in: never an account of the demo outside the demo."""

from __future__ import annotations

import logging
from typing import Any

from django.conf import settings
from django.contrib.auth import get_user_model
from django.contrib.auth.backends import ModelBackend
from django.core.exceptions import ImproperlyConfigured
from django.db import DatabaseError

logger = logging.getLogger(__name__)


class PortalBackend(ModelBackend):
    """Passwords in the database. Accounts of the demo, whose password everybody knows, only where they belong."""

    def user_can_authenticate(self, user: Any) -> bool:
        if getattr(user, "is_demo", False) and not settings.DEMO_USERS_ALLOWED:
            return False
        return super().user_can_authenticate(user)


def refuse_demo_users() -> None:
    """Raise ``ImproperlyConfigured`` when accounts of the demo are in a database where they must not be.

    A database that cannot be asked now is no reason to stay down: the backend refuses those accounts anyway.
    """
    if settings.DEMO_USERS_ALLOWED:
        return
    try:
        names = list(get_user_model().objects.filter(is_demo=True).values_list("username", flat=True)[:20])
    except DatabaseError:
        logger.exception("Whether there are accounts of the demo could not be checked")
        return
    if names:
        raise ImproperlyConfigured(
            f"The portal does not start in production with accounts of the demo ({', '.join(names)}): "
            "use a database of its own, or delete these accounts."
        )
