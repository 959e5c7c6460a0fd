"""What stands on a card: words and perhaps one picture, already chosen, in the language of the page."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

DRAWING: Final = 1
"""Raise it when ``drawing`` changes what it makes of the same content: every card is then made anew."""


class Kind(StrEnum):
    """What a card is about; a campaign stands on the deep band of the design, the rest on paper."""

    PERSON = "person"
    COLLECTIVE = "collective"
    STORY = "story"
    CAMPAIGN = "campaign"
    DECISION = "decision"
    SITE = "site"


@dataclass(frozen=True, slots=True)
class Size:
    """A size in pixels, the format of its address, and how many bytes it may have."""

    width: int
    height: int
    limit: int

    @property
    def name(self) -> str:
        return f"{self.width}x{self.height}"


LINK: Final = Size(1200, 630, 60_000)
"""What ``og:image`` names: 1.91 to 1, the shape that Facebook, Zalo and mail programs show."""
PORTRAIT: Final = Size(1080, 1350, 120_000)
STORY: Final = Size(1080, 1920, 120_000)
DOWNLOADS: Final = (PORTRAIT, STORY)
SIZES: Final = {size.name: size for size in (LINK, *DOWNLOADS)}


@dataclass(frozen=True, slots=True)
class Stamp:
    """The decision's stamp: who decided, then rows of a label and a value (Số, Ngày)."""

    issuer: str
    rows: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Photo:
    """A picture of the library that may be shown in public; ``digest`` changes with its bytes and its focus."""

    image_id: int
    digest: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Card:
    """``given`` is the part of ``name`` one is called by, set largest (persons only). Only ``citation`` may be cut.

    ``seed`` chooses the woven ground, as the full name does for portraits. ``alt`` is what the picture says to those
    who do not see it.
    """

    kind: Kind
    language: str
    owner: str
    name: str
    seed: str
    alt: str
    given: str = ""
    titles: str = ""
    eyebrow: str = ""
    award: str = ""
    facts: tuple[str, ...] = ()
    citation: str = ""
    stamp: Stamp | None = None
    photo: Photo | None = None
    address: str = ""

    @property
    def digest(self) -> str:
        """Ten letters that change when anything on the card does."""
        return hashlib.sha256(f"{DRAWING}\n{self!r}".encode()).hexdigest()[:10]
