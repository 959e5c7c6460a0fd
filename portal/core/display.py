"""How a reader wants pages shown: text size and contrast, kept in one cookie and written into ``<html>``.

A rendered page differs by these two words and nothing else, so ``Display.key`` is also its variant in a cache.
"""

from __future__ import annotations

import re
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
        return self == DEFAULT

    def changed(self, *, text: str | None = None, contrast: str | None = None) -> Display:
        """Return this display with what is known among ``text`` and ``contrast`` put in; the rest is ignored."""
        wanted = self
        if text in TEXTS:
            wanted = replace(wanted, text=text)
        if contrast in CONTRASTS:
            wanted = replace(wanted, contrast=contrast)
        return wanted


DEFAULT = Display()


def read(cookie: str | None) -> Display:
    """Return what ``cookie`` asks for; unknown or forged words fall back to the default."""
    if not cookie:
        return DEFAULT
    text, _, contrast = cookie.partition(".")
    return DEFAULT.changed(text=text, contrast=contrast)


_HTML = re.compile(rb"<html([^>]*)>")
_BUTTON = re.compile(
    rb'(<button type="submit" name="(text|contrast)" value="(\w+)" aria-pressed=")(?:true|false)"'
)


def applied(page: bytes, display: Display) -> bytes:
    """Return a page that was rendered in the default way as ``base.html`` renders it in another.

    The attributes of ``<html>``, and what the buttons of the header say of themselves.
    """
    words = b""
    if display.text != "normal":
        words += f' data-text="{display.text}"'.encode()
    if display.contrast != "normal":
        words += f' data-contrast="{display.contrast}"'.encode()

    def button(match: re.Match[bytes]) -> bytes:
        name, value = match[2].decode(), match[3].decode()
        if name == "text":
            pressed, turned = value == display.text, value
        else:  # the button of contrast turns it the other way
            pressed = display.contrast == "more"
            turned = "normal" if pressed else "more"
        start = match[1].replace(f'value="{value}"'.encode(), f'value="{turned}"'.encode())
        return start + (b'true"' if pressed else b'false"')

    page = _HTML.sub(lambda match: b"<html" + match[1] + words + b">", page, count=1)
    return _BUTTON.sub(button, page)
