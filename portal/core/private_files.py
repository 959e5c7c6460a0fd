"""Private files: where they are, and how one is given to a person who may have it."""

from __future__ import annotations

from pathlib import Path

from django.conf import settings
from django.core.files.storage import FileSystemStorage
from django.utils.deconstruct import deconstructible


@deconstructible
class PrivateStorage(FileSystemStorage):
    """Files in ``MEDIA_ROOT/private``. They have no address: ``url`` raises ``ValueError``."""

    def __init__(self) -> None:
        super().__init__(location=str(Path(settings.MEDIA_ROOT) / "private"))

    def url(self, name: str | None) -> str:
        raise ValueError(f"{name} is private: it is served by a view that asks who wants it.")
