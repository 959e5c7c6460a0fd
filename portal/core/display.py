"""How a reader wants pages shown: text size and contrast, kept in one cookie and written into ``<html>``.

A rendered page differs by these two words and nothing else, so ``Display.key`` is also its variant in a cache.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

COOKIE = "display"
COOKIE_AGE = 60 * 60 * 24 * 365
TEXTS = ("small", "normal", "large")
CONTRASTS = ("normal", "more")


@dataclass(frozen=True, slots=True)
class Display:
    """``text`` is one of ``TEXTS``, ``contrast`` one of ``CONTRASTS``; anything else never gets in."""

    text: str = "normal"
    contrast: str = "normal"

    @property
    def key(self) -> str:
        """The cookie's value, e.g. ``large.more``."""
        return f"{self.text}.{self.contrast}"

    @property
    def is_default(self) -> bool:
        return self == Display()

    def changed(self, *, text: str | None = None, contrast: str | None = None) -> Display:
        """Return this display with what is known among ``text`` and ``contrast`` put in; the rest is ignored."""
        wanted = self
        if text in TEXTS:
            wanted = replace(wanted, text=text)
        if contrast in CONTRASTS:
            wanted = replace(wanted, contrast=contrast)
        return wanted


def read(cookie: str | None) -> Display:
    """Return what ``cookie`` asks for; unknown or forged words fall back to the default."""
    text, _, contrast = (cookie or "").partition(".")
    return Display().changed(text=text, contrast=contrast)
