"""What stands around the words: the woven ground, the frame of a bằng khen, the sign of the site, the stamp."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache, lru_cache
from typing import Final

from PIL import Image, ImageDraw

from portal.core.share_cards.content import Stamp
from portal.core.share_cards.lettering import BOLD, SERIF, TEXT, balanced, clean, face_of, role_for, wrap
from portal.core.templatetags.portal_tags import weave_and_tone

Colour = tuple[int, int, int]

# The light tokens of tokens.css and the hues of portrait.css; a test compares them.
PAPER, SURFACE, INK, SOFT = "#f4f6f0", "#fcfdfa", "#14231f", "#48574f"
JADE, DEEP, ON_DEEP, GILT, SON, GOLD = "#0d5b4b", "#0b4237", "#f3f8f0", "#dcbb6c", "#9b2a1c", "#98701d"
HUES: Final = {1: 160, 2: 12, 3: 42, 4: 214}
SATURATION, LIGHT_A, LIGHT_B = 24, 88, 77


def hsl(hue: int, saturation: float, lightness: float) -> Colour:
    """Return the bytes of a colour of CSS, given in degrees and percents."""
    chroma = saturation / 100 * min(lightness / 100, 1 - lightness / 100)

    def channel(number: int) -> int:
        k = (number + hue / 30) % 12
        return round(255 * (lightness / 100 - chroma * max(-1, min(k - 3, 9 - k, 1))))

    return channel(0), channel(8), channel(4)


_TILES: Final = {1: (44, 44), 2: (42, 21), 3: (30, 30), 4: (32, 32), 5: (38, 22)}
_FINE = 8  # a tile is drawn so many times larger and made small once


@cache
def weave(number: int, low: Colour, high: Colour) -> Image.Image:
    """Return one tile of a woven ground: 1 hoa chanh, 2 vảy, 3 quả trám, 4 nong mốt, 5 mắt cáo."""
    width, height = _TILES[number]
    big = Image.new("RGB", (width * _FINE, height * _FINE), low)
    pen = ImageDraw.Draw(big)

    def ring(x: float, y: float, radius: float, thick: float = 1.5) -> None:
        box = [round(v * _FINE) for v in (x - radius, y - radius, x + radius, y + radius)]
        pen.ellipse(box, outline=high, width=round(thick * _FINE))

    def stroke(*points: float) -> None:
        pen.line([round(v * _FINE) for v in points], fill=high, width=round(1.7 * _FINE))

    if number == 1:
        for x in (0, width / 2, width):
            for y in (0, height / 2, height):
                if (x == width / 2) == (y == height / 2):
                    ring(x, y, width / 2)
    elif number == 2:
        _scales(pen, width, height, low, high)
    elif number == 3:
        for shift in (-width, 0, width):
            stroke(shift - width, -height, shift + 2 * width, 2 * height)
            stroke(shift - width, 2 * height, shift + 2 * width, -height)
    elif number == 4:
        half_w, half_h = width // 2 * _FINE, height // 2 * _FINE
        pen.rectangle((half_w, 0, width * _FINE, half_h - 1), fill=high)
        pen.rectangle((0, half_h, half_w - 1, height * _FINE), fill=high)
    else:
        for x in (0, width / 2, width):
            stroke(x, 0, x, height)
        for shift in range(-3, 4):
            stroke(-width, shift * height - height, width * 2, shift * height + height * 2)
            stroke(-width, shift * height + height * 2, width * 2, shift * height - height)
    return big.resize((width, height), Image.Resampling.LANCZOS)


def _scales(pen: ImageDraw.ImageDraw, width: int, height: int, low: Colour, high: Colour) -> None:
    """Rows of scales, each row covering the one above it."""
    for row in range(-1, 4):
        for column in range(-1, 3):
            x = column * width + (width / 2 if row % 2 else 0)
            y = row * height / 2 + height / 2
            for radius, fill in ((height, low), (height - 1, None), (height * 0.55, None)):
                box = [round(v * _FINE) for v in (x - radius, y - radius, x + radius, y + radius)]
                pen.ellipse(box, fill=fill, outline=fill or high, width=round(1.7 * _FINE))


def woven(size: tuple[int, int], seed: str, *, deep: bool = False) -> Image.Image:
    """Return the ground chosen by ``seed`` as portraits are by the full name; on deep it is the same weave in jade."""
    number, tone = weave_and_tone(seed)
    if deep:
        low, high = rgb(DEEP), (17, 82, 69)
    else:
        low, high = hsl(HUES[tone], SATURATION, LIGHT_A), hsl(HUES[tone], SATURATION, LIGHT_B)
    tile = weave(number, low, high)
    ground = Image.new("RGB", size, low)
    for x in range(0, size[0], tile.width):
        for y in range(0, size[1], tile.height):
            ground.paste(tile, (x, y))
    return ground


def rgb(text: str) -> Colour:
    return int(text[1:3], 16), int(text[3:5], 16), int(text[5:7], 16)


@lru_cache(maxsize=32)
def notched(size: tuple[int, int], radius: int, inset: int = 0) -> Image.Image:
    """A mask of a rectangle whose corners are hollow quarter circles, as the frame of a bằng khen."""
    scale = 3
    width, height = size[0] * scale, size[1] * scale
    mask = Image.new("L", (width, height), 0)
    pen = ImageDraw.Draw(mask)
    edge = inset * scale
    pen.rectangle((edge, edge, width - 1 - edge, height - 1 - edge), fill=255)
    reach = (radius + inset) * scale
    for x in (0, width):
        for y in (0, height):
            pen.ellipse((x - reach, y - reach, x + reach, y + reach), fill=0)
    return mask.resize(size, Image.Resampling.BOX)


def plate(image: Image.Image, box: tuple[int, int, int, int], fill: str, frame: str) -> None:
    """Put the certificate's plate on the ground: fill, and the double line with concave corners."""
    size = (box[2] - box[0], box[3] - box[1])
    place = box[:2]
    radius = 26
    for inset, colour in ((0, frame), (2, fill), (8, frame), (10, fill)):
        image.paste(Image.new("RGB", size, colour), place, notched(size, radius, inset))


_PETAL = ((27.5, 20.5), (27, 11), (33.5, 4.5), (44, 4), (43.5, 14.5), (37, 21), (27.5, 20.5))
_BUD = ((24, 0.5), (26.5, 5), (24, 9.5), (21.5, 5))


def _curve(points: Sequence[tuple[float, float]], steps: int = 24) -> list[tuple[float, float]]:
    found = []
    for start in range(0, len(points) - 1, 3):
        a, b, c, d = points[start : start + 4]
        for step in range(steps + 1):
            t = step / steps
            u = 1 - t
            found.append(
                tuple(u**3 * a[i] + 3 * u * u * t * b[i] + 3 * u * t * t * c[i] + t**3 * d[i] for i in (0, 1))
            )
    return found  # type: ignore[return-value]


@cache
def emblem(size: int, petals: str, buds: str) -> Image.Image:
    """Return the sign of the site (emblem.svg) on nothing: four petals whose gap is a cross."""
    scale = size * 4 / 48
    big = Image.new("RGBA", (size * 4, size * 4), (*rgb(petals), 0))
    pen = ImageDraw.Draw(big)

    def turned(points: Sequence[tuple[float, float]], quarter: int) -> list[tuple[float, float]]:
        turn = [complex(x - 24, y - 24) * 1j**quarter for x, y in points]
        return [((z.real + 24) * scale, (z.imag + 24) * scale) for z in turn]

    for quarter in range(4):
        pen.polygon(turned(_curve(_PETAL), quarter), fill=(*rgb(petals), 255))
        pen.polygon(turned(_BUD, quarter), fill=(*rgb(buds), 255))
    return big.resize((size, size), Image.Resampling.LANCZOS)


def stamp(content: Stamp, scale: float, widest: int) -> Image.Image:
    """Draw the stamp: rectangular as in a records office, the issuer over rows of label and value."""
    edge, pad = round(8 * scale), round(14 * scale)
    size = round(24 * scale)
    head_face = face_of(role_for(content.issuer, SERIF), round(26 * scale))
    rows = [(clean(label), clean(value)) for label, value in content.rows]
    label_face, value_face = face_of(TEXT, size), face_of(BOLD, size)
    labels = max(label_face.getlength(label) for label, _value in rows) + 2 * pad
    room = widest - 2 * edge - labels - 2 * pad
    values = [wrap(value, value_face, room) for _label, value in rows]
    inner = labels + max(value_face.getlength(line) for lines in values for line in lines) + 2 * pad
    head = balanced(
        clean(content.issuer), head_face, max(inner, min(widest - 2 * edge, 330 * scale)) - 2 * pad
    )
    inner = round(max(inner, *(head_face.getlength(line) + 2 * pad for line in head)))
    line_height, head_height = round(size * 1.3), round(26 * scale * 1.3)
    heights = [len(head) * head_height + pad, *(len(lines) * line_height + pad for lines in values)]
    width, height = inner + 2 * edge, sum(heights) + 2 * edge
    image = Image.new("RGB", (width, height), SURFACE)
    pen = ImageDraw.Draw(image)
    thin = max(1, round(1.5 * scale))
    pen.rectangle((0, 0, width - 1, height - 1), outline=SON, width=thin)
    pen.rectangle(
        (edge // 2, edge // 2, width - 1 - edge // 2, height - 1 - edge // 2), outline=SON, width=thin * 2
    )
    y = edge
    for place, line in enumerate(head):
        pen.text(
            (width / 2, y + pad / 2 + head_height * place + head_height * 0.72),
            line,
            font=head_face,
            fill=SON,
            anchor="ms",
        )
    y += heights[0]
    for (label, _value), lines, tall in zip(rows, values, heights[1:], strict=True):
        pen.line((edge, y, width - edge, y), fill=SON, width=thin)
        pen.line((edge + labels, y, edge + labels, y + tall), fill=SON, width=thin)
        pen.text(
            (edge + pad, y + pad / 2 + line_height * 0.74), label, font=label_face, fill=SON, anchor="ls"
        )
        for place, line in enumerate(lines):
            pen.text(
                (edge + labels + pad, y + pad / 2 + line_height * (place + 0.74)),
                line,
                font=value_face,
                fill=SON,
                anchor="ls",
            )
        y += tall
    return image
