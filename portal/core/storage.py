"""Where files live: ``default`` is ``MEDIA_ROOT/public``, ``private`` is never under ``MEDIA_URL``."""

from __future__ import annotations

from pathlib import Path

from django.conf import settings
from django.core.files.storage import FileSystemStorage, Storage, storages
from django.utils.deconstruct import deconstructible


@deconstructible
class PrivateStorage(FileSystemStorage):
    """Files in ``MEDIA_ROOT/private``. They have no address: ``url`` raises ``ValueError``."""

    def __init__(self) -> None:
        super().__init__(location=str(Path(settings.MEDIA_ROOT) / "private"))

    def url(self, name: str | None) -> str:
        raise ValueError(f"{name} is private: it is served by a view that asks who wants it.")


def private_storage() -> Storage:
    """Return the storage of originals and evidence, which only permission views read."""
    return storages["private"]


def public_storage() -> Storage:
    """Return the storage of renditions, cards and published files."""
    return storages["default"]
