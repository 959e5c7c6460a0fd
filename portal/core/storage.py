"""Where files live: ``default`` is ``MEDIA_ROOT/public``, ``private`` is never under ``MEDIA_URL``."""

from __future__ import annotations

from django.core.files.storage import Storage, storages


def private_storage() -> Storage:
    """Return the storage of originals and evidence, which only permission views read."""
    return storages["private"]


def public_storage() -> Storage:
    """Return the storage of renditions, cards and published files."""
    return storages["default"]
