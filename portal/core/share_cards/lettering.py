"""Words on a card: faces, lines, columns.

Words are NFC and set by Raqm, else marks stand beside their letters. Nothing but a citation is ever cut: a column that
does not fit is set smaller, words wrap, and a word that is longer than its line breaks between letters.
"""

from __future__ import annotations

import io
import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cache, lru_cache
from importlib.resources import files
from typing import Final

from PIL import ImageDraw, ImageFont

from portal.core import assets
from portal.core.templatetags.portal_tags import typographic

SERIF, TEXT, BOLD = "source-serif-4-display", "be-vietnam-pro-400", "be-vietnam-pro-600"
LEADING: Final = {SERIF: 1.26, TEXT: 1.42, BOLD: 1.42}
"""Never under 1.25 for display: marks stack (ễ ữ Ẩ Ặ)."""
SMALLEST: Final = 0.4
ELLIPSIS = " …"
_SPACES = re.compile(r"(?:(?!\u00a0)[\s\x00-\x1f\u200b-\u200f\u2028-\u202e\u2066-\u2069\ufeff])+")
"""Blanks, controls and marks of direction; a no-break space keeps its words together."""


@cache
def _source(role: str) -> tuple[bytes, tuple[tuple[str, float], ...]]:
    cut = next(cut for cut in assets.CUTS if cut.name == role)
    return files(cut.package).joinpath("files", cut.source).read_bytes(), cut.axes


@cache
def _letters(role: str) -> frozenset[int]:
    from fontTools.ttLib import TTFont  # takes a second to import and is wanted only here

    return frozenset(TTFont(io.BytesIO(_source(role)[0]), lazy=True).getBestCmap())


@lru_cache(maxsize=256)
def face_of(role: str, size: int) -> ImageFont.FreeTypeFont:
    data, axes = _source(role)
    face = ImageFont.truetype(io.BytesIO(data), size, layout_engine=ImageFont.Layout.RAQM)
    if axes:
        chosen = dict(axes)
        names = [axis["name"] for axis in face.get_variation_axes()]
        face.set_variation_by_axes([chosen[_axis_tag(name)] for name in names])
    return face


def _axis_tag(name: bytes | str | None) -> str:
    text = name.decode() if isinstance(name, bytes) else str(name or "")
    return "opsz" if "optical" in text.lower() else "wght"


def role_for(text: str, role: str) -> str:
    """Return the role, or the other family where ``role`` lacks a letter that it has (ŏ, ĕ of Ba Na, Gia Rai names)."""
    wanted = {ord(letter) for letter in text if not letter.isspace()}
    if wanted <= _letters(role):
        return role
    return next((other for other in (SERIF, TEXT) if wanted <= _letters(other)), role)


def clean(text: str) -> str:
    """Return text as it is set: NFC, round apostrophes, one line, no dash at the beginning of a line."""
    return _SPACES.sub(" ", str(typographic(text))).strip().replace(" – ", "\u00a0– ")


def wrap(text: str, face: ImageFont.FreeTypeFont, width: float) -> list[str]:
    """Break text into lines no wider than ``width``: between words, inside a word only when it alone is wider."""
    lines: list[str] = []
    here = ""
    for word in text.split(" "):
        longer = f"{here} {word}" if here else word
        if face.getlength(longer) <= width:
            here = longer
            continue
        if here:
            lines.append(here)
        here = word
        while face.getlength(here) > width and len(here) > 1:
            end = _longest(here, face, width)
            lines.append(here[:end])
            here = here[end:]
    return [*lines, here] if here else lines


def _longest(word: str, face: ImageFont.FreeTypeFont, width: float) -> int:
    """How many letters of a word go on one line: up to its last hyphen or slash if there is one; marks stay."""
    end, above = 1, len(word)  # one letter always goes; the whole word does not
    while above - end > 1:
        middle = (end + above) // 2
        if face.getlength(word[:middle]) <= width:
            end = middle
        else:
            above = middle
    seam = max(word.rfind(sign, 0, end) for sign in "-/–_.") + 1
    if seam > end // 3:
        return seam
    while end > 1 and unicodedata.combining(word[end]):
        end -= 1
    return end


def balanced(text: str, face: ImageFont.FreeTypeFont, width: float) -> list[str]:
    """Like ``wrap``, the lines about equally long and no more of them."""
    lines = wrap(text, face, width)
    if len(lines) < 2:
        return lines
    low, high = width / len(lines) * 0.8, width
    for _step in range(7):
        middle = (low + high) / 2
        if len(wrap(text, face, middle)) <= len(lines):
            high = middle
        else:
            low = middle
    return wrap(text, face, high)


@dataclass(frozen=True, slots=True)
class Block:
    """A paragraph. ``after`` is the space under it, ``least`` its smallest type; ``lines`` limits a citation, which
    then ends in an ellipsis; ``display`` is set in even lines of whole words and gives way first.
    """

    text: str
    role: str
    size: int
    colour: str
    after: int = 0
    least: int = 18
    lines: int = 0
    rules: bool = False
    display: bool = False

    def at(self, scale: float) -> int:
        return max(round(self.size * (scale if self.display else scale**0.55)), min(self.least, self.size))


@dataclass(frozen=True, slots=True)
class Setting:
    """A block that was set: its lines, its type size, how wide it may be, the space under it."""

    block: Block
    lines: tuple[str, ...]
    size: int
    width: float
    after: int

    @property
    def leading(self) -> int:
        return round(self.size * LEADING[self.block.role])

    @property
    def height(self) -> int:
        return self.leading * len(self.lines) + (round(self.size * 1.1) if self.block.rules else 0)


def settle(
    blocks: Sequence[Block], width: float, height: float, *, floor: float = 0, beside: float = 0
) -> tuple[list[Setting], float]:
    """Set blocks in a column, smaller and smaller until they fit; return it with its scale (0: nothing fits).

    Something stands beside the column from ``floor`` down: what reaches there is only ``beside`` wide.
    """
    scale = 1.0
    column: list[Setting] = []
    while scale >= SMALLEST:
        column, top, fits = [], 0, True
        for block in blocks:
            setting = _set(block, width, scale)
            if floor and top + setting.height > floor:
                setting = _set(block, beside, scale)
            fits = fits and _whole(setting)
            column.append(setting)
            top += setting.height + setting.after
        if fits and total(column) <= height:
            return [_evened(setting) for setting in column], scale
        scale -= 0.04
    return [_evened(setting) for setting in column], 0.0


def _set(block: Block, width: float, scale: float) -> Setting:
    size = block.at(scale)
    face = face_of(block.role, size)
    lines = wrap(block.text, face, width)
    if block.lines and len(lines) > block.lines:
        last = lines[block.lines - 1]
        while " " in last and face.getlength(last + ELLIPSIS) > width:
            last = last.rpartition(" ")[0]
        lines = [*lines[: block.lines - 1], last.rstrip(" ,;:.–-") + ELLIPSIS]
    return Setting(block, tuple(lines), size, width, round(block.after * scale))


def _whole(setting: Setting) -> bool:
    """Whether no word of a display line had to be broken."""
    if not setting.block.display:
        return True
    face = face_of(setting.block.role, setting.size)
    return all(face.getlength(word) <= setting.width for word in setting.block.text.split(" "))


def _evened(setting: Setting) -> Setting:
    """The same number of lines, about equally long, where that looks better."""
    if setting.block.lines or len(setting.lines) < 2:
        return setting
    face = face_of(setting.block.role, setting.size)
    return replace(setting, lines=tuple(balanced(setting.block.text, face, setting.width)))


def total(settings: Sequence[Setting]) -> int:
    """Return the height of a column, without the space after its last block."""
    return sum(s.height + s.after for s in settings) - (settings[-1].after if settings else 0)


def draw_column(canvas: ImageDraw.ImageDraw, settings: Sequence[Setting], x: int, y: int, rule: str) -> int:
    """Draw a column from ``y`` down; return where it ends."""
    for setting in settings:
        face = face_of(setting.block.role, setting.size)
        pad = round(setting.size * 0.55) if setting.block.rules else 0
        if setting.block.rules:
            canvas.line((x, y, x + setting.width, y), fill=rule, width=2)
        for place, line in enumerate(setting.lines):
            baseline = y + pad + setting.leading * place + round(setting.leading * 0.5 + setting.size * 0.34)
            canvas.text((x, baseline), line, font=face, fill=setting.block.colour, anchor="ls")
        y += setting.height
        if setting.block.rules:
            canvas.line((x, y, x + setting.width, y), fill=rule, width=2)
        y += setting.after
    return y
