"""Static files with a digest in their names, and compressed once, when they are collected."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from django.conf import settings
from whitenoise.storage import CompressedManifestStaticFilesStorage


class StaticStorage(CompressedManifestStaticFilesStorage):
    """WhiteNoise's storage that may compress only what visitors get.

    The strongest compression of everything that Wagtail's screens load takes most of a minute. A deployment does it
    once; the demo, on the machine of whoever tries it, would only start later for it (``STATIC_COMPRESSED``).
    """

    def compress_files(self, paths: Iterable[str]) -> Iterator[tuple[str, str]]:
        chosen = [path for path in paths if path.startswith(settings.STATIC_COMPRESSED)]
        compressed: Iterator[tuple[str, str]] = super().compress_files(chosen)
        return compressed
