"""Draw a card with Pillow: the woven ground, the plate with the frame of a bằng khen, the words, the stamp."""

from __future__ import annotations

import io
from typing import Any, Final

import segno
from PIL import Image, ImageDraw, ImageOps

from portal.core.share_cards import ornament
from portal.core.share_cards.content import Card, Kind, Size
from portal.core.share_cards.lettering import (
    BOLD,
    SERIF,
    TEXT,
    Block,
    Setting,
    clean,
    draw_column,
    face_of,
    role_for,
    settle,
    total,
)
from portal.core.share_cards.ornament import DEEP, GILT, GOLD, INK, JADE, ON_DEEP, SOFT, SURFACE
from portal.core.templatetags.portal_tags import split_given

QUALITIES: Final = (86, 78, 68, 56, 44)
COLOURS: Final = (64, 32, 16)
COMFORT: Final = 0.6
LARGE: Final = {Kind.DECISION: 72, Kind.SITE: 92}


def draw(card: Card, size: Size, photo: Image.Image | None = None) -> tuple[bytes, str]:
    """Return the card as a file and its suffix: a palette PNG without a photograph, else a progressive JPEG.

    ``photo`` is the opened picture of ``card.photo``. The file keeps to ``size.limit``; a photograph that cannot
    (nothing but noise) is left out.
    """
    if photo is not None:
        image = compose(card, size, photo)
        for quality in QUALITIES:
            data = _jpeg(image, quality)
            if len(data) <= size.limit:
                return data, "jpg"
    image = compose(card, size)
    for colours in COLOURS:
        data = _png(image, colours)
        if len(data) <= size.limit:
            return data, "png"
    return _jpeg(image, QUALITIES[-1]), "jpg"


def _png(image: Image.Image, colours: int) -> bytes:
    target = io.BytesIO()
    image.quantize(colours, method=Image.Quantize.FASTOCTREE, dither=Image.Dither.NONE).save(
        target, "PNG", compress_level=7
    )
    return target.getvalue()


def _jpeg(image: Image.Image, quality: int) -> bytes:
    target = io.BytesIO()
    image.save(target, "JPEG", quality=quality, optimize=True, progressive=True)
    return target.getvalue()


class _Scheme:
    """Colours on paper, or on the deep band for campaigns."""

    def __init__(self, *, deep: bool) -> None:
        self.fill, self.frame, self.rule = (DEEP, GILT, GILT) if deep else (SURFACE, GOLD, GOLD)
        self.ink, self.soft, self.name = (ON_DEEP, ON_DEEP, ON_DEEP) if deep else (INK, SOFT, JADE)
        self.mark = (ON_DEEP, GILT) if deep else (JADE, GOLD)
        self.strong = GILT if deep else INK


def compose(card: Card, size: Size, photo: Image.Image | None = None) -> Image.Image:
    """Return the whole picture, RGB."""
    deep = card.kind is Kind.CAMPAIGN
    scheme = _Scheme(deep=deep)
    image = ornament.woven((size.width, size.height), card.seed, deep=deep)
    margin = 44 if size.width > size.height else 52
    box = (margin, margin, size.width - margin, size.height - margin)
    ornament.plate(image, box, scheme.fill, scheme.frame)
    if size.width > size.height:
        _wide(image, card, scheme, box, photo)
    else:
        _tall(image, card, scheme, box, photo)
    return image


def _header(image: Image.Image, card: Card, scheme: _Scheme, x: int, y: int, mark: int, width: int) -> int:
    """Put the sign, the name of the site and its owner on one line; return where it ends."""
    sign = ornament.emblem(mark, *scheme.mark)
    image.paste(sign, (x, y), sign)
    pen = ImageDraw.Draw(image)
    name, owner = face_of(SERIF, round(mark * 0.6)), face_of(TEXT, round(mark * 0.42))
    base = y + round(mark * 0.68)
    pen.text((x + mark * 1.32, base), "Tôn vinh", font=name, fill=scheme.ink, anchor="ls")
    start = x + mark * 1.32 + name.getlength("Tôn vinh") + mark * 0.45
    text = clean(card.owner)
    if not text:
        return y + mark
    size = round(mark * 0.42)
    while size > 12 and start + owner.getlength(text) > x + width:
        size -= 1
        owner = face_of(TEXT, size)
    pen.line(
        (start - mark * 0.22, y + mark * 0.26, start - mark * 0.22, y + mark * 0.76),
        fill=scheme.rule,
        width=2,
    )
    pen.text((start, base), text, font=owner, fill=scheme.soft, anchor="ls")
    return y + mark


def _words(card: Card, scheme: _Scheme, *, unit: float, lines: int) -> list[Block]:
    """Return the column of a card; ``unit`` scales its sizes, ``lines`` is how much of a citation may stand."""

    def block(text: str, role: str, size: float, colour: str, after: float = 0, **more: Any) -> Block:
        shown = clean(text)
        return Block(shown, role_for(shown, role), round(size * unit), colour, round(after * unit), **more)

    soft = scheme.strong if card.kind is Kind.CAMPAIGN else scheme.soft
    found: list[Block] = []
    if card.eyebrow:
        found.append(block(card.eyebrow, TEXT, 25, soft, 10))
    if card.kind is Kind.PERSON:
        before, given, after = split_given(card.name, card.given)
        if card.titles:
            found.append(block(card.titles, TEXT, 26, scheme.soft, 2))
        if before:
            found.append(block(before, SERIF, 56, scheme.ink, least=34))
        found.append(
            block(
                given.replace(" ", "\u00a0"),
                SERIF,
                150,
                scheme.name,
                0 if after else 10,
                least=40,
                display=True,
            )
        )
        if after:
            found.append(block(after, SERIF, 56, scheme.ink, 10, least=34))
    else:
        found.append(
            block(card.name, SERIF, LARGE.get(card.kind, 66), scheme.name, 16, least=24, display=True)
        )
    last = len(card.facts) - 1
    for place, fact in enumerate(card.facts):
        gap = 16 if place == last and not card.award and card.citation else 4
        found.append(block(fact, TEXT, 27, scheme.soft, gap))
    if card.award:
        found.append(block(card.award, BOLD, 30, scheme.strong, 18))
    if card.citation:
        found.append(block(card.citation, SERIF, 29, scheme.ink, lines=lines, rules=card.kind is Kind.PERSON))
    return found


def _wide(
    image: Image.Image, card: Card, scheme: _Scheme, box: tuple[int, int, int, int], photo: Image.Image | None
) -> None:
    left, top, right, bottom = box
    x, width = left + 56, right - left - 112
    if photo is not None:
        tall = bottom - top - 84
        shown = _fitted(photo, (round(tall * 0.8), tall))
        image.paste(shown, (left + 42, top + 42), ornament.notched(shown.size, 18))
        x += shown.width + 28
        width -= shown.width + 28
    y = _header(image, card, scheme, x, top + 36, 52, width) + 18
    room = bottom - 44 - y
    sealed = ornament.stamp(card.stamp, 0.92, min(380, width // 2)) if card.stamp else None
    floor = room - sealed.height - 14 if sealed else 0  # the stamp stands at the foot, on the right
    beside = width - sealed.width - 40 if sealed else 0
    column: list[Setting] = []
    for lines in (2, 1):  # a shorter citation rather than a small name
        column, scale = settle(
            _words(card, scheme, unit=1.0, lines=lines), width, room, floor=floor, beside=beside
        )
        if scale >= COMFORT or not card.citation:
            break
    free = max(0, room - total(column))
    draw_column(ImageDraw.Draw(image), column, x, y + (0 if sealed else round(free * 0.4)), scheme.rule)
    if sealed:
        image.paste(sealed, (x + width - sealed.width, bottom - 44 - sealed.height))


def _tall(
    image: Image.Image, card: Card, scheme: _Scheme, box: tuple[int, int, int, int], photo: Image.Image | None
) -> None:
    left, top, right, bottom = box
    x, width = left + 72, right - left - 144
    y = _header(image, card, scheme, x, top + 64, 72, width) + 40
    pen = ImageDraw.Draw(image)
    code = _code(card) if card.address else None
    sealed = ornament.stamp(card.stamp, 1.3, width - (code.width + 40 if code else 0)) if card.stamp else None
    foot = bottom - 68
    tallest = max((part.height for part in (code, sealed) if part is not None), default=0)
    if sealed:
        image.paste(sealed, (x, foot - sealed.height))
    if code:
        image.paste(code, (x + width - code.width, foot - code.height))
    room = foot - tallest - (44 if tallest else 0) - y
    if photo is not None:
        tall = min(round(width * 1.1), round(room * 0.5))
        shown = _fitted(photo, (round(tall * 0.8), tall))
        image.paste(shown, (x, y), ornament.notched(shown.size, 22))
        y += tall + 32
        room -= tall + 32
    unit = (1.75 if card.kind is Kind.PERSON else 1.6) * (1 if image.height < 1600 else 1.15)
    column, _scale = settle(_words(card, scheme, unit=unit, lines=8), width, room)
    free = max(0, room - total(column))
    draw_column(pen, column, x, y + round(free * 0.42), scheme.rule)


def _code(card: Card) -> Image.Image:
    """The address of the page for a phone's camera, dark on light whatever the plate."""
    target = io.BytesIO()
    segno.make(card.address, error="m", micro=False).save(
        target, kind="png", scale=5, border=2, dark=DEEP, light=SURFACE
    )
    return Image.open(target).convert("RGB")


def _fitted(photo: Image.Image, size: tuple[int, int]) -> Image.Image:
    return ImageOps.fit(photo.convert("RGB"), size, Image.Resampling.LANCZOS, centering=(0.5, 0.3))
