"""Which of the admin's permissions go with which duty, for screens whose app knows no roles.

An app low in the order of imports (search, the kernel) asks Django's permissions on its screens and says here whose
duty they are; the app that knows the roles gives them to the groups that follow from memberships.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

from django.contrib.auth.models import Permission
from django.db.models import Q, QuerySet

EDITING: Final = "editing"
"""Those who care for what the public reads and finds."""
RUNNING: Final = "running"
"""Those who keep the portal running."""

_permissions: dict[str, set[str]] = {EDITING: set(), RUNNING: set()}


def register(names: Iterable[str], *duties: str) -> None:
    """Let permissions (``app_label.codename``) go with the duties. Raises ``KeyError`` for an unknown duty."""
    wanted = set(names)
    for duty in duties:
        _permissions[duty] |= wanted


def app_labels() -> frozenset[str]:
    """Return the labels of the apps whose permissions go with some duty."""
    return frozenset(name.partition(".")[0] for names in _permissions.values() for name in names)


def permissions(*duties: str) -> QuerySet[Permission]:
    """Return the permissions that go with any of the duties, as far as they are in the database."""
    condition = Q(pk__in=())
    for duty in duties:
        for name in _permissions[duty]:
            label, _dot, codename = name.partition(".")
            condition |= Q(content_type__app_label=label, codename=codename)
    return Permission.objects.filter(condition)
