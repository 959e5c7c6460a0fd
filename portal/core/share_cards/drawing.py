"""Draw a card with Pillow: the woven ground, the plate with the frame of a bằng khen, the words, the stamp."""

from __future__ import annotations

import io
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Final

import segno
from PIL import Image, ImageDraw, ImageFilter, ImageOps

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

PHOTO_COLOURS: Final = (192, 128, 96)
QUALITIES: Final = (68, 56, 44)
COLOURS: Final = (64, 32, 16)
COMFORT: Final = 0.6
LARGE: Final = {Kind.DECISION: 72, Kind.SITE: 92}


def draw(card: Card, size: Size, photo: Image.Image | None = None) -> tuple[bytes, str]:
    """Return the card as a file and its suffix: a PNG with a palette, which holds flat colours and type best.

    ``photo`` is the opened picture of ``card.photo``. The file keeps to ``size.limit``: a photograph gets fewer
    colours, then JPEG; one that is too heavy even so (nothing but noise) is left out.
    """
    if photo is not None:
        image = compose(card, size, photo)
        for colours in PHOTO_COLOURS:
            if len(data := _png(image, colours)) <= size.limit:
                return data, "png"
        for quality in QUALITIES:
            if len(data := _jpeg(image, quality)) <= size.limit:
                return data, "jpg"
    image = compose(card, size)
    for colours in COLOURS:
        if len(data := _png(image, colours)) <= size.limit:
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
    if card.citation and lines:
        found.append(block(card.citation, SERIF, 29, scheme.ink, lines=lines, rules=card.kind is Kind.PERSON))
    return found


def _wide(
    image: Image.Image, card: Card, scheme: _Scheme, box: tuple[int, int, int, int], photo: Image.Image | None
) -> None:
    left, top, right, bottom = box
    whole, head, foot = right - left - 112, top + 106, bottom - 44
    full = bottom - top - 84

    def tried(share: float, lines: int) -> _Trial:
        """The photograph as tall as the plate or smaller, a shorter citation rather than a small name."""
        tall = round(full * share) if photo is not None else 0
        width = whole - (round(tall * 0.8) + 28 if tall else 0)
        sealed = (
            ornament.stamp(card.stamp, 0.92 if not tall else 0.8, min(380, width // 2))
            if card.stamp
            else None
        )
        floor = (
            foot - head - sealed.height - 14 if sealed else 0
        )  # the stamp stands at the foot, on the right
        beside = width - sealed.width - 40 if sealed else 0
        column, scale = settle(
            _words(card, scheme, unit=1.0, lines=lines), width, foot - head, floor=floor, beside=beside
        )
        return _Trial(column, scale, tall, width, sealed)

    best = _best(tried(share, lines) for share in ((1, 0.78, 0.6) if photo else (0,)) for lines in (2, 1, 0))
    x = right - 56 - best.width
    if photo is not None:
        shown = _fitted(photo, (round(best.photo * 0.8), best.photo))
        image.paste(shown, (left + 42, top + 42 + (full - best.photo) // 2), ornament.notched(shown.size, 18))
    _header(image, card, scheme, x, top + 36, 52, best.width)
    free = 0 if best.sealed else max(0, foot - head - total(best.column))
    draw_column(ImageDraw.Draw(image), best.column, x, head + round(free * 0.4), scheme.rule)
    if best.sealed:
        image.paste(best.sealed, (x + best.width - best.sealed.width, foot - best.sealed.height))


def _tall(
    image: Image.Image, card: Card, scheme: _Scheme, box: tuple[int, int, int, int], photo: Image.Image | None
) -> None:
    left, top, right, bottom = box
    x, width = left + 72, right - left - 144
    head = _header(image, card, scheme, x, top + 64, 72, width) + 40
    code = _code(card) if card.address else None
    sealed = ornament.stamp(card.stamp, 1.3, width - (code.width + 40 if code else 0)) if card.stamp else None
    foot = bottom - 68
    tallest = max((part.height for part in (code, sealed) if part is not None), default=0)
    if sealed:
        image.paste(sealed, (x, foot - sealed.height))
    if code:
        image.paste(code, (x + width - code.width, foot - code.height))
    room = foot - tallest - (44 if tallest else 0) - head
    unit = (1.75 if card.kind is Kind.PERSON else 1.6) * (1 if image.height < 1600 else 1.15)
    unit *= 0.72 if photo is not None else 1

    def tried(share: float, lines: int) -> _Trial:
        tall = min(round(width * 1.15), round(room * share)) if photo is not None else 0
        words = _words(card, scheme, unit=unit, lines=lines)
        column, scale = settle(words, width, room - (tall + 32 if tall else 0))
        return _Trial(column, scale, tall, width, sealed)

    best = _best(
        tried(share, lines) for share in ((0.52, 0.44, 0.34) if photo else (0,)) for lines in (8, 4, 2, 0)
    )
    if photo is not None:
        shown = _fitted(photo, (round(best.photo * 0.8), best.photo))
        image.paste(shown, (x, head), ornament.notched(shown.size, 22))
        head += best.photo + 32
        room -= best.photo + 32
    free = max(0, room - total(best.column))
    draw_column(ImageDraw.Draw(image), best.column, x, head + round(free * 0.42), scheme.rule)


@dataclass(frozen=True, slots=True)
class _Trial:
    """A way to lay a card out: the column and its scale (0: too long), the photograph's height, the rest."""

    column: list[Setting]
    scale: float
    photo: int
    width: int
    sealed: Image.Image | None


def _best(trials: Iterator[_Trial]) -> _Trial:
    """Return the first way that is comfortable, else the one whose type is largest. Later ways are not made."""
    best: _Trial | None = None
    for trial in trials:
        if trial.scale >= COMFORT:
            return trial
        if best is None or trial.scale > best.scale or not best.scale:
            best = trial
    assert best is not None
    return best


def _code(card: Card) -> Image.Image:
    """The address of the page for a phone's camera, dark on light whatever the plate."""
    target = io.BytesIO()
    segno.make(card.address, error="m", micro=False).save(
        target, kind="png", scale=5, border=2, dark=DEEP, light=SURFACE
    )
    return Image.open(target).convert("RGB")


def _fitted(photo: Image.Image, size: tuple[int, int]) -> Image.Image:
    """Cut to size, the grain of the sensor taken out: in a palette it costs a third of the file and shows nothing."""
    shown = ImageOps.fit(photo.convert("RGB"), size, Image.Resampling.LANCZOS, centering=(0.5, 0.3))
    return shown.filter(ImageFilter.MedianFilter(3))
