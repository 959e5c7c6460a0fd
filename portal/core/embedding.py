"""Cards that other sites may show in a frame, and oEmbed by which their editors find them."""

from __future__ import annotations

from abc import ABC, abstractmethod
from dataclasses import dataclass
from typing import Any
from urllib.parse import unquote, urlsplit

from django.conf import settings
from django.utils import translation

from portal.core.share_cards.content import Stamp


class Gone(Exception):
    """What was asked for was public once and is not any more."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Embed:
    """What the card in the frame shows; ``image`` is a ``Picture`` that may be shown in public."""

    source: str
    folder: str
    path: str
    title: str
    kind: str  # as portraits know it: individual, collective, or empty for what has no portrait
    given: str = ""
    prefix: str = ""
    text: str = ""
    award: str = ""
    stamp: Stamp | None = None
    image: Any = None


class Provider(ABC):
    """Gives the embed cards of one source of share cards."""

    name: str

    @abstractmethod
    def show(self, folder: str) -> Embed | None:
        """Return the card in the active language, None where there is none. Raises ``Gone``."""

    @abstractmethod
    def folder_at(self, path: str) -> str | None:
        """Return the folder of what stands at a path of the active language, None where nothing of ours does."""


_providers: dict[str, Provider] = {}


def register(provider: Provider) -> None:
    """Add (or replace) a provider."""
    _providers[provider.name] = provider


def find(source: str, folder: str) -> Embed | None:
    """Return a card by its address. Raises ``Gone``."""
    provider = _providers.get(source)
    return provider.show(folder) if provider else None


def find_at(address: str) -> tuple[Embed, str] | None:
    """Return the card of what stands at an absolute address of this site, and its language. Raises ``Gone``."""
    try:
        parts, ours = urlsplit(address), urlsplit(str(settings.PUBLIC_URL))
        same = (parts.hostname, parts.port) == (ours.hostname, ours.port)
    except ValueError:
        return None
    if parts.scheme not in {"http", "https"} or not same:
        return None
    path = unquote(parts.path)
    if "\x00" in path:  # no address of ours has one, and PostgreSQL refuses to look for it
        return None
    language = "en" if path.startswith("/en/") else "vi"
    with translation.override(language):
        for provider in _providers.values():
            folder = provider.folder_at(path)
            if folder and (found := provider.show(folder)):
                return found, language
    return None
