"""Drawn pictures of the demo: portraits without features, scenes, emblems. The same key gives the same pixels.

Everything is drawn at twice the size and reduced, so that edges are smooth. Nothing is read from disk and
``random.Random`` seeded with a string is the only source of variation, so a picture can be made again anywhere.
"""

# ruff: noqa: C901, PLR0912, FBT001, FBT002
# A drawing is a list of places and colours in order.

from __future__ import annotations

import math
import random
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Final, Literal, cast

from PIL import Image, ImageChops, ImageDraw

PORTRAIT_SIZE: Final = (960, 1200)
SCENE_SIZE: Final = (1500, 1000)

Colour = tuple[int, int, int]
Point = tuple[float, float]
Hair = Literal["long", "short", "any"]

_SCALE: Final = 2
_PAPER: Final[Colour] = (244, 246, 240)
_DEEP: Final[Colour] = (11, 66, 55)
_JADE: Final[Colour] = (13, 91, 75)
_SON: Final[Colour] = (155, 42, 28)
_GILT: Final[Colour] = (220, 187, 108)
_GOLD: Final[Colour] = (152, 112, 29)
_CREAM: Final[Colour] = (243, 234, 212)
_INK: Final[Colour] = (20, 35, 31)


def _mix(a: Colour, b: Colour, share: float) -> Colour:
    return (
        round(a[0] + (b[0] - a[0]) * share),
        round(a[1] + (b[1] - a[1]) * share),
        round(a[2] + (b[2] - a[2]) * share),
    )


def _light(colour: Colour, share: float) -> Colour:
    return _mix(colour, (255, 255, 255), share)


def _dark(colour: Colour, share: float) -> Colour:
    return _mix(colour, (10, 18, 18), share)


def _curve(start: Point, *segments: tuple[Point, Point, Point], steps: int = 18) -> list[Point]:
    """Points along cubic Bézier segments, each (control, control, end)."""
    points = [start]
    here = start
    for one, two, end in segments:
        for i in range(1, steps + 1):
            t = i / steps
            u = 1 - t
            a, b, c, d = u * u * u, 3 * u * u * t, 3 * u * t * t, t * t * t
            points.append(
                (
                    a * here[0] + b * one[0] + c * two[0] + d * end[0],
                    a * here[1] + b * one[1] + c * two[1] + d * end[1],
                )
            )
        here = end
    return points


def _mirror(points: Sequence[Point], axis: float) -> list[Point]:
    return [(2 * axis - x, y) for x, y in points]


def _move(points: Sequence[Point], dx: float, dy: float, size: float = 1.0) -> list[Point]:
    return [(x * size + dx, y * size + dy) for x, y in points]


class _Canvas:
    """An image twice as large as asked for, addressed in the asked-for coordinates."""

    def __init__(self, size: tuple[int, int], ground: Colour) -> None:
        self.size = size
        self.image = Image.new("RGB", (size[0] * _SCALE, size[1] * _SCALE), ground)
        self.draw = ImageDraw.Draw(self.image)

    def _scaled(self, points: Sequence[Point]) -> list[Point]:
        return [(x * _SCALE, y * _SCALE) for x, y in points]

    def shape(self, points: Sequence[Point], fill: Colour, alpha: float = 1.0) -> None:
        if alpha >= 1:
            self.draw.polygon(self._scaled(points), fill=fill)
        else:
            self.shade(points, fill, fill, alpha, alpha)

    def colour_at(self, x: float, y: float) -> Colour:
        return cast("Colour", self.image.getpixel((int(x * _SCALE), int(y * _SCALE))))

    def box(self, x0: float, y0: float, x1: float, y1: float, fill: Colour, radius: float = 0.0) -> None:
        where = (x0 * _SCALE, y0 * _SCALE, x1 * _SCALE - 1, y1 * _SCALE - 1)
        if radius:
            self.draw.rounded_rectangle(where, radius * _SCALE, fill=fill)
        else:
            self.draw.rectangle(where, fill=fill)

    def disc(self, x: float, y: float, rx: float, fill: Colour, ry: float | None = None) -> None:
        ry = rx if ry is None else ry
        self.draw.ellipse(
            ((x - rx) * _SCALE, (y - ry) * _SCALE, (x + rx) * _SCALE, (y + ry) * _SCALE), fill=fill
        )

    def ring(self, x: float, y: float, r: float, fill: Colour, width: float) -> None:
        self.draw.ellipse(
            ((x - r) * _SCALE, (y - r) * _SCALE, (x + r) * _SCALE, (y + r) * _SCALE),
            outline=fill,
            width=round(width * _SCALE),
        )

    def line(self, points: Sequence[Point], fill: Colour, width: float) -> None:
        self.draw.line(self._scaled(points), fill=fill, width=max(1, round(width * _SCALE)), joint="curve")

    def fill(self, top: Colour, bottom: Colour, y0: float = 0, y1: float | None = None) -> None:
        """A vertical gradient over the whole width between two heights."""
        y1 = self.size[1] if y1 is None else y1
        height = max(1, round((y1 - y0) * _SCALE))
        column = Image.new("RGB", (1, 64))
        for i in range(64):
            column.putpixel((0, i), _mix(top, bottom, i / 63))
        self.image.paste(
            column.resize((1, height), Image.Resampling.BILINEAR).resize((self.image.width, height)),
            (0, round(y0 * _SCALE)),
        )

    def shade(
        self,
        points: Sequence[Point],
        start: Colour,
        end: Colour,
        alpha0: float = 1.0,
        alpha1: float = 1.0,
        *,
        sideways: bool = False,
    ) -> None:
        """Fill a shape with a gradient of colour and of opacity, down or to the right."""
        scaled = self._scaled(points)
        x0 = max(0, math.floor(min(x for x, _ in scaled)))
        y0 = max(0, math.floor(min(y for _, y in scaled)))
        x1 = min(self.image.width, math.ceil(max(x for x, _ in scaled)) + 1)
        y1 = min(self.image.height, math.ceil(max(y for _, y in scaled)) + 1)
        if x1 <= x0 or y1 <= y0:
            return
        width, height = x1 - x0, y1 - y0
        strip = Image.new("RGB", (64, 1) if sideways else (1, 64))
        veil = Image.new("L", strip.size)
        for i in range(64):
            where = (i, 0) if sideways else (0, i)
            strip.putpixel(where, _mix(start, end, i / 63))
            veil.putpixel(where, round(255 * (alpha0 + (alpha1 - alpha0) * i / 63)))
        mask = Image.new("L", (width, height), 0)
        ImageDraw.Draw(mask).polygon([(x - x0, y - y0) for x, y in scaled], fill=255)
        if alpha0 < 1 or alpha1 < 1:
            mask = ImageChops.multiply(mask, veil.resize((width, height), Image.Resampling.BILINEAR))
        paint = strip.resize((width, height), Image.Resampling.BILINEAR) if start != end else start
        if isinstance(paint, Image.Image):
            self.image.paste(paint, (x0, y0), mask)
        else:
            self.image.paste(paint, (x0, y0, x1, y1), mask)

    def glow(self, x: float, y: float, r: float, colour: Colour, strength: float) -> None:
        """A soft round light."""
        size = round(r * 2 * _SCALE)
        mask = _glow_mask().resize((size, size), Image.Resampling.BILINEAR)
        mask = mask.point([round(v * strength) for v in range(256)])
        self.image.paste(
            colour,
            (
                round((x - r) * _SCALE),
                round((y - r) * _SCALE),
                round((x - r) * _SCALE) + size,
                round((y - r) * _SCALE) + size,
            ),
            mask,
        )

    def finish(self) -> Image.Image:
        """Reduce, and lay a paper grain over it."""
        image = self.image.reduce(_SCALE)
        light, dark = _grain(self.size)
        image.paste((255, 255, 255), (0, 0), light)
        image.paste((0, 0, 0), (0, 0), dark)
        return image


@lru_cache(maxsize=1)
def _glow_mask() -> Image.Image:
    return (
        ImageChops.invert(Image.radial_gradient("L"))
        .point([max(0, round((v - 0.0) / 255 * v)) if v > 74 else 0 for v in range(256)])
        .point([max(0, v - 21) for v in range(256)])
    )


@lru_cache(maxsize=4)
def _grain(size: tuple[int, int]) -> tuple[Image.Image, Image.Image]:
    noise = Image.frombytes("L", (512, 512), random.Random("paper").randbytes(512 * 512))
    full = Image.new("L", size)
    for x in range(0, size[0], 512):
        for y in range(0, size[1], 512):
            full.paste(noise, (x, y))
    return full.point([v // 26 for v in range(256)]), full.point([(255 - v) // 26 for v in range(256)])


# --- woven grounds -------------------------------------------------------------------------------------------

_TONES: Final[tuple[Colour, ...]] = (
    (60, 118, 100),
    (96, 110, 142),
    (152, 130, 66),
    (122, 92, 118),
    (150, 96, 74),
    (58, 110, 122),
    (104, 122, 84),
    (84, 96, 104),
    (128, 110, 90),
    (72, 104, 88),
)


@lru_cache(maxsize=12)
def _weave(kind: int, size: tuple[int, int]) -> Image.Image:
    """Mask of a ground: 1 hoa chanh, 2 vảy, 3 quả trám, 4 nong mốt, 5 mắt cáo (the design's five)."""
    width, height = size[0] * _SCALE, size[1] * _SCALE
    mask = Image.new("L", (width, height), 0)
    draw = ImageDraw.Draw(mask)
    if kind == 1:
        r, step = 76, 108
        for row in range(-1, height // step + 2):
            for column in range(-1, width // step + 2):
                x, y = column * step, row * step
                draw.ellipse((x - r, y - r, x + r, y + r), outline=255, width=3)
    elif kind == 2:
        r, step = 96, 160
        for row in range(-1, height // 80 + 2):
            for column in range(-1, width // step + 2):
                x, y = column * step + (row % 2) * step // 2, row * 80
                for k in (r, r - 26, r - 52):
                    draw.arc((x - k, y - k, x + k, y + k), 200, 340, fill=255, width=3)
    elif kind == 3:
        step = 132
        for offset in range(-height * 2, width + height * 2, step):
            for shift in (0, 22):
                draw.line((offset + shift, 0, offset + shift + height * 0.62, height), fill=255, width=3)
                draw.line((offset + shift, 0, offset + shift - height * 0.62, height), fill=255, width=3)
    elif kind == 4:
        step = 66
        for row in range(height // step + 1):
            for column in range(width // step + 1):
                x, y = column * step, row * step
                for k in (13, 26, 39, 52):
                    if (row + column) % 2:
                        draw.line((x + 4, y + k, x + step - 5, y + k), fill=255, width=3)
                    else:
                        draw.line((x + k, y + 4, x + k, y + step - 5), fill=255, width=3)
    else:
        step = 104
        rise = round(step * 0.866)
        for row in range(-1, height // rise + 2):
            draw.line((0, row * rise, width, row * rise), fill=255, width=3)
        for offset in range(-height, width + height, step):
            draw.line((offset, 0, offset + height / 1.732, height), fill=255, width=3)
            draw.line((offset, 0, offset - height / 1.732, height), fill=255, width=3)
    return mask.point([round(v * 0.24) for v in range(256)])


def _ground(canvas: _Canvas, tone: Colour, kind: int) -> None:
    small = Image.new("RGB", (16, 20))
    for x in range(16):
        for y in range(20):
            share = (x / 15) * 0.45 + (y / 19) * 0.55
            small.putpixel((x, y), _mix(_light(tone, 0.16), _dark(tone, 0.30), share))
    canvas.image.paste(small.resize(canvas.image.size, Image.Resampling.BILINEAR))
    canvas.image.paste(_light(tone, 0.72), (0, 0), _weave(kind, canvas.size))
    width, height = canvas.size
    canvas.shade(
        [(width * 0.68, 0), (width, 0), (width, height), (width * 0.56, height)],
        _dark(tone, 0.3),
        _dark(tone, 0.3),
        0.2,
        0.2,
    )


# --- portraits -----------------------------------------------------------------------------------------------

_SKINS: Final[tuple[Colour, ...]] = (
    (222, 172, 132),
    (208, 154, 112),
    (196, 140, 98),
    (178, 122, 82),
    (158, 104, 70),
    (232, 188, 150),
    (142, 92, 62),
)
_HAIRS: Final[tuple[Colour, ...]] = (
    (30, 22, 20),
    (38, 28, 24),
    (26, 24, 28),
    (54, 38, 30),
    (104, 100, 98),
    (168, 166, 162),
)
_COLLARS: Final[tuple[Colour, ...]] = (
    _JADE,
    _SON,
    (62, 84, 104),
    (128, 92, 30),
    (98, 62, 94),
    (38, 104, 120),
    (90, 98, 60),
)
_SCRUBS: Final[tuple[Colour, ...]] = (
    (58, 128, 122),
    (66, 100, 136),
    (112, 82, 122),
    (44, 92, 78),
    (88, 112, 132),
    (146, 84, 88),
)

_FACE_AXIS: Final = 490.0


def _face(chin: float, half: float) -> list[Point]:
    """The egg of a face: brow at 250, chin given, half the width given."""
    a = _FACE_AXIS
    left = _curve(
        (a, 215.0),
        ((a - half * 0.72, 215.0), (a - half, 300.0), (a - half, 420.0)),
        ((a - half, 560.0), (a - half * 0.62, chin - 6), (a, chin)),
    )
    return left + _mirror(left, a)[::-1]


def portrait(key: str, hair: Hair = "any") -> Image.Image:
    """Draw a person without features, 960 × 1200, chosen by the key (a name, a number).

    ``hair`` narrows the choice of hair. What is drawn says nothing about the person: it is an illustration.
    """
    rng = random.Random(f"portrait:{key}")
    canvas = _Canvas(PORTRAIT_SIZE, _PAPER)
    tone = rng.choice(_TONES)
    _ground(canvas, tone, rng.randint(1, 5))
    skin = rng.choices(_SKINS, (5, 6, 5, 3, 2, 3, 1))[0]
    colour = rng.choices(_HAIRS, (8, 6, 5, 3, 2, 1))[0]
    long_cuts = ("straight", "bob", "bun", "tail", "wave", "scarf", "cap")
    short_cuts = ("side", "crew", "quiff", "side", "cap", "receding")
    cuts = long_cuts if hair == "long" else short_cuts if hair == "short" else long_cuts + short_cuts
    cut = rng.choice(cuts)
    dress = rng.choices(("coat", "coat", "scrubs", "tunic", "rescue"), (5, 3, 3, 2, 1))[0]
    collar = rng.choice(_COLLARS)
    cloth = rng.choice(_SCRUBS)
    accent = rng.choice((_SON, _JADE, _GOLD, (64, 84, 116), (120, 70, 96)))
    chin, half = rng.uniform(716, 742), rng.uniform(148, 164)
    if cut in ("side", "crew", "quiff", "receding"):
        half += 4

    _hair_behind(canvas, cut, colour, half)
    _neck(canvas, skin, chin)
    _dress(canvas, dress, collar, cloth, rng)
    face = _face(chin, half)
    ear = _mix(skin, (120, 60, 40), 0.18)
    if cut in ("side", "crew", "quiff", "bun", "tail", "cap", "receding"):
        for side in (-1, 1):
            canvas.disc(_FACE_AXIS + side * (half + 2), 470, 22, ear, 44)
            if side == -1:
                canvas.disc(_FACE_AXIS + side * (half + 4), 470, 12, _dark(ear, 0.12), 28)
    canvas.shade(face, _light(skin, 0.07), _dark(skin, 0.03))
    shadow = [(x, y) for x, y in face if x >= _FACE_AXIS - 1]
    canvas.shade(
        [(_FACE_AXIS + 30, 215), *[(max(x, _FACE_AXIS + 30), y) for x, y in shadow]],
        skin,
        _dark(_mix(skin, (150, 70, 40), 0.35), 0.22),
        0.0,
        0.75,
        sideways=True,
    )
    _hair_front(canvas, cut, colour, half, accent, rng)
    if rng.random() < 0.30:
        _glasses(canvas, half, rng)
    if rng.random() < 0.16 and cut != "scarf":
        _mask_on_chin(canvas, half, chin, rng)
    if rng.random() < 0.35 and dress in ("coat", "scrubs", "tunic"):
        _stethoscope(canvas, rng)
    return canvas.finish()


def _neck(canvas: _Canvas, skin: Colour, chin: float) -> None:
    a = _FACE_AXIS
    canvas.shape(
        [
            (a - 84, 600),
            (a + 84, 600),
            (a + 88, 800),
            (a + 160, 880),
            (a, 1010),
            (a - 160, 880),
            (a - 88, 800),
        ],
        _dark(skin, 0.10),
    )
    canvas.shade(
        [(a - 84, 640), (a + 84, 640), (a + 86, chin + 78), (a + 20, chin + 96), (a - 86, chin + 40)],
        _dark(skin, 0.45),
        _dark(skin, 0.2),
        0.55,
        0.05,
    )


def _shoulders() -> list[Point]:
    left = _curve(
        (410, 806.0),
        ((330, 838), (220, 860), (160, 950)),
        ((104, 1030), (80, 1120), (76, 1201.0)),
    )
    return left + _mirror(left, _FACE_AXIS)[::-1]


def _dress(canvas: _Canvas, dress: str, collar: Colour, cloth: Colour, rng: random.Random) -> None:
    a = _FACE_AXIS
    body = _shoulders()
    v_neck = [(a - 82, 800), (a + 82, 800), (a + 6, 950), (a - 6, 950)]
    if dress in ("coat", "tunic"):
        base: Colour = (
            (247, 249, 246)
            if dress == "coat"
            else _mix((247, 249, 246), cloth, rng.choice((0.0, 0.14, 0.22)))
        )
        canvas.shade(body, base, _dark(_mix(base, (120, 150, 138), 0.28), 0.03))
        canvas.shade(
            [p for p in body if p[0] > a] + [(a, 1201), (a + 84, 820)],
            base,
            (150, 172, 164),
            0.0,
            0.42,
            sideways=True,
        )
    elif dress == "scrubs":
        canvas.shade(body, _light(cloth, 0.12), _dark(cloth, 0.18))
        canvas.shade(
            [p for p in body if p[0] > a] + [(a, 1201), (a + 84, 820)],
            cloth,
            _dark(cloth, 0.4),
            0.0,
            0.55,
            sideways=True,
        )
    else:
        navy: Colour = (42, 62, 88)
        canvas.shade(body, _light(navy, 0.1), _dark(navy, 0.2))
    if dress == "coat":
        canvas.shape(
            [
                (a - 84, 790),
                (a - 50, 770),
                (a, 876),
                (a + 50, 770),
                (a + 84, 790),
                (a + 62, 870),
                (a, 1000),
                (a - 62, 870),
            ],
            collar,
        )
        canvas.shape([(a - 40, 778), (a, 868), (a - 62, 860), (a - 88, 800)], _light(collar, 0.10))
        lapel_l = [(a - 92, 800), (a - 132, 930), (a - 78, 962), (a - 22, 1120), (a + 2, 1000), (a - 66, 866)]
        canvas.shape(lapel_l, (254, 255, 253))
        canvas.shape(_mirror(lapel_l, a), (225, 233, 228))
        canvas.line([(a, 1000), (a - 6, 1201)], (196, 208, 202), 2.5)
        x, y = a + 166, 1040
        canvas.box(x, y, x + 106, y + 68, _mix(collar, (255, 255, 255), 0.16), 3)
        canvas.box(x + 16, y + 20, x + 90, y + 27, (238, 242, 238))
        canvas.box(x + 16, y + 40, x + 66, y + 47, (238, 242, 238))
    elif dress == "scrubs":
        canvas.shape(v_neck, _mix(cloth, (230, 190, 150), 0.0))
        skin_gap = [(a - 66, 792), (a + 66, 792), (a, 930)]
        canvas.shape(skin_gap, canvas.colour_at(a, 770))
        canvas.line([(a - 92, 796), (a - 4, 952)], _light(cloth, 0.26), 20)
        canvas.line([(a + 92, 796), (a + 4, 952)], _dark(cloth, 0.10), 20)
        canvas.box(a + 130, 1080, a + 262, 1201, _dark(cloth, 0.10), 8)
        canvas.line([(a + 130, 1096), (a + 262, 1096)], _light(cloth, 0.2), 4)
    elif dress == "tunic":
        trim = rng.choice((collar, _dark(cloth, 0.1)))
        canvas.shape(
            [(a - 96, 778), (a - 74, 748), (a - 10, 860), (a - 20, 896), (a - 104, 826)], _light(trim, 0.08)
        )
        canvas.shape(
            _mirror([(a - 96, 778), (a - 74, 748), (a - 10, 860), (a - 20, 896), (a - 104, 826)], a),
            _dark(trim, 0.08),
        )
        canvas.shape(
            [(a - 74, 760), (a + 74, 760), (a, 872)],
            canvas.colour_at(a, 752),
        )
        canvas.line([(a, 870), (a, 1201)], (186, 200, 194), 3)
        for y in (950, 1040, 1130):
            canvas.disc(a, y, 8, trim)
    else:
        band: Colour = (226, 196, 92)
        canvas.shade(
            [(a - 108, 800), (a - 70, 762), (a, 872), (a + 70, 762), (a + 108, 800), (a, 990)],
            (60, 84, 112),
            (36, 54, 78),
        )
        canvas.shape(
            [(a - 62, 770), (a + 62, 770), (a, 868)],
            canvas.colour_at(a, 760),
        )
        stripe = [(a - 250, 890.0), (a - 186, 858.0), (a - 186, 1201), (a - 250, 1201)]
        white = [(a - 230, 881.0), (a - 206, 869.0), (a - 206, 1201), (a - 230, 1201)]
        for points, tone in ((stripe, band), (white, (236, 240, 236))):
            canvas.shape(points, tone)
            canvas.shape(_mirror(points, a), tone)
        canvas.line([(a, 990), (a, 1201)], (26, 40, 60), 4)


def _hair_behind(canvas: _Canvas, cut: str, colour: Colour, half: float) -> None:
    a = _FACE_AXIS
    back = _dark(colour, 0.18)
    if cut == "straight":
        left = _curve(
            (a, 128.0),
            ((a - 150, 128), (a - 206, 240), (a - 204, 400)),
            ((a - 204, 560), (a - 220, 700), (a - 184, 850)),
        )
        canvas.shade(left + _mirror(left, a)[::-1], colour, back)
    elif cut == "wave":
        left = _curve(
            (a, 124.0),
            ((a - 160, 124), (a - 218, 250), (a - 200, 380)),
            ((a - 190, 470), (a - 262, 560), (a - 222, 660)),
            ((a - 190, 730), (a - 250, 790), (a - 176, 880)),
        )
        canvas.shade(left + _mirror(left, a)[::-1], colour, back)
    elif cut == "bob":
        left = _curve(
            (a, 128.0),
            ((a - 150, 128), (a - 214, 240), (a - 212, 420)),
            ((a - 214, 560), (a - 214, 600), (a - 190, 672)),
        )
        canvas.shade([*left, (a - 120, 690), (a + 120, 690), *_mirror(left, a)[::-1]], colour, back)
    elif cut == "tail":
        tail = _curve(
            (a + 120, 300.0),
            ((a + 260, 330), (a + 270, 560), (a + 214, 830)),
            ((a + 170, 760), (a + 170, 560), (a + 130, 470)),
        )
        canvas.shade(tail, colour, back)
    elif cut in ("side", "crew", "quiff", "receding", "cap"):
        top = {"side": 156, "crew": 168, "quiff": 130, "receding": 176}.get(cut, 180)
        side = half + 8
        canvas.shape(
            _curve(
                (a - side, 452.0),
                ((a - side - 18, 270), (a - 136, top), (a, top)),
                ((a + 136, top), (a + side + 18, 270), (a + side, 452)),
            ),
            back,
        )
    elif cut == "bun":
        canvas.disc(a + 6, 132, 92, back, 80)
        canvas.disc(a + 2, 128, 84, colour, 72)
        canvas.line(
            _curve((a - 54, 120.0), ((a - 20, 90), (a + 40, 96), (a + 62, 130))), _light(colour, 0.12), 5
        )


def _hair_front(
    canvas: _Canvas, cut: str, colour: Colour, half: float, accent: Colour, rng: random.Random
) -> None:
    a = _FACE_AXIS
    shine = _light(colour, 0.10)
    side = half + 8
    if cut in ("straight", "bob", "wave"):
        part = rng.choice((-1, 1))
        # A fringe swept to one side: high at the parting, low on the other temple.
        fringe = _curve(
            (a - side, 440.0),
            ((a - side - 26, 250), (a - 120, 132), (a, 130)),
            ((a + 120, 132), (a + side + 26, 250), (a + side, 440)),
            ((a + side - 8, 392), (a + 128, 330), (a + 84, 296)),
            ((a + 10, 356), (a - 110, 346), (a - side + 14, 384)),
        )
        if part < 0:
            fringe = _mirror(fringe, a)
        canvas.shape(fringe, colour)
        for s in (-1, 1):
            lock = _curve(
                (a + s * (side + 26), 380.0),
                ((a + s * (side + 10), 330), (a + s * (side - 16), 340), (a + s * (side - 12), 420)),
                ((a + s * (side - 4), 540), (a + s * (side - 6), 600), (a + s * (side + 22), 700)),
            )
            canvas.shape([*lock, (a + s * (side + 40), 640)], colour)
        canvas.line(_curve((a - 110, 232.0), ((a - 70, 176), (a + 10, 158), (a + 90, 190))), shine, 7)
    elif cut in ("bun", "tail"):
        cap = _curve(
            (a - side, 430.0),
            ((a - side - 22, 250), (a - 130, 150), (a, 150)),
            ((a + 130, 150), (a + side + 22, 250), (a + side, 430)),
            ((a + side - 12, 350), (a + 100, 268), (a, 262)),
            ((a - 100, 268), (a - side + 12, 350), (a - side, 430)),
        )
        canvas.shape(cap, colour)
        canvas.line(_curve((a - 96, 236.0), ((a - 60, 186), (a + 20, 174), (a + 96, 214))), shine, 6)
    elif cut in ("side", "quiff"):
        top = 150 if cut == "side" else 118
        hair = _curve(
            (a - side, 452.0),
            ((a - side - 24, 260), (a - 140, top), (a, top)),
            ((a + 140, top), (a + side + 24, 260), (a + side, 452)),
            ((a + side - 16, 400), (a + side - 18, 340), (a + side - 34, 306)),
            ((a + 40, 330), (a - 70, 300), (a - 104, 268)),
            ((a - 130, 306), (a - side + 14, 360), (a - side, 452)),
        )
        canvas.shape(hair if rng.random() < 0.6 else _mirror(hair, a), colour)
        canvas.line(
            _curve((a - 90, 214.0), ((a - 30, top + 34), (a + 50, top + 32), (a + 104, 216))), shine, 6
        )
    elif cut in ("crew", "receding"):
        line = 282 if cut == "crew" else 244
        hair = _curve(
            (a - side, 440.0),
            ((a - side - 16, 270), (a - 130, 168), (a, 168)),
            ((a + 130, 168), (a + side + 16, 270), (a + side, 440)),
            ((a + side - 14, 380), (a + 132, 320), (a + 116, line)),
            ((a + 60, line - 12), (a - 60, line - 12), (a - 116, line)),
            ((a - 132, 320), (a - side + 14, 380), (a - side, 440)),
        )
        canvas.shape(hair, colour)
    elif cut == "cap":
        cap_colour = rng.choice((*_SCRUBS, (236, 240, 238)))
        cap = _curve(
            (a - side - 6, 330.0),
            ((a - side - 34, 180), (a - 130, 110), (a, 108)),
            ((a + 130, 110), (a + side + 34, 180), (a + side + 6, 330)),
            ((a + 110, 268), (a - 110, 268), (a - side - 6, 330)),
        )
        canvas.shade(cap, _light(cap_colour, 0.16), _dark(cap_colour, 0.08))
        canvas.line(
            _curve((a - side - 4, 322.0), ((a - 110, 258), (a + 110, 258), (a + side + 4, 322))),
            _dark(cap_colour, 0.22),
            9,
        )
    elif cut == "scarf":
        scarf = accent
        left = _curve(
            (a, 128.0),
            ((a - 160, 128), (a - 222, 250), (a - 208, 430)),
            ((a - 204, 560), (a - 190, 690), (a - 128, 800)),
        )
        inner = _curve(
            (a, 262.0),
            ((a - 110, 262), (a - half + 6, 340), (a - half + 4, 440)),
            ((a - half + 4, 570), (a - 96, 700), (a, 748)),
        )
        for points, tone in ((left, scarf), (_mirror(left, a), _dark(scarf, 0.12))):
            inside = inner if points is left else _mirror(inner, a)
            canvas.shape([*points, *inside[::-1]], tone)
        canvas.shape(
            [(a - 150, 742), (a, 742), (a + 150, 742), (a + 96, 870), (a, 846), (a - 96, 870)],
            _dark(scarf, 0.06),
        )
        band = _light(scarf, 0.55)
        for offset in (0, 16, 32):
            arc = _curve(
                (a - 196 + offset, 330.0),
                ((a - 170, 190 + offset), (a - 80, 146 + offset), (a, 146 + offset)),
            )
            canvas.line(arc, band if offset != 16 else _GILT, 4)
            canvas.line(_mirror(arc, a), band if offset != 16 else _GILT, 4)


def _glasses(canvas: _Canvas, half: float, rng: random.Random) -> None:
    a, y = _FACE_AXIS, 470
    frame = rng.choice(((34, 38, 40), (104, 70, 34), (74, 84, 92), (132, 44, 36)))
    round_ones = rng.random() < 0.5
    for s in (-1, 1):
        x = a + s * 70
        if round_ones:
            canvas.ring(x, y, 52, frame, 6)
        else:
            canvas.draw.rounded_rectangle(
                ((x - 56) * 2, (y - 38) * 2, (x + 56) * 2, (y + 38) * 2), 44, outline=frame, width=12
            )
        canvas.line([(a + s * (124 if round_ones else 127), y - 8), (a + s * (half + 2), y - 16)], frame, 6)
    canvas.line(_curve((a - 18, float(y - 6)), ((a - 8, y - 18), (a + 8, y - 18), (a + 18, y - 6))), frame, 6)


def _mask_on_chin(canvas: _Canvas, half: float, chin: float, rng: random.Random) -> None:
    a = _FACE_AXIS
    cloth: Colour = rng.choice(((208, 226, 228), (226, 234, 230), (176, 206, 200)))
    shape = _curve(
        (a - 124, 566.0),
        ((a - 60, 544), (a + 60, 544), (a + 124, 566)),
        ((a + 122, 650), (a + 70, chin + 14), (a, chin + 14)),
        ((a - 70, chin + 14), (a - 122, 650), (a - 124, 566)),
    )
    for s in (-1, 1):
        canvas.line([(a + s * 122, 574), (a + s * (half + 2), 500)], _light(cloth, 0.4), 4)
    canvas.shade(shape, _light(cloth, 0.35), _dark(cloth, 0.06))
    for y in (610, 648, 686):
        canvas.line(
            _curve((a - 104, float(y)), ((a - 50, y - 10), (a + 50, y - 10), (a + 104, float(y)))),
            _dark(cloth, 0.10),
            3,
        )


def _stethoscope(canvas: _Canvas, rng: random.Random) -> None:
    a = _FACE_AXIS
    tube: Colour = rng.choice(((40, 48, 50), (112, 40, 36), (34, 74, 84)))
    left = _curve((a - 120, 812.0), ((a - 150, 900), (a - 150, 1000), (a - 96, 1060)))
    right = _curve((a + 120, 812.0), ((a + 150, 890), (a + 156, 950), (a + 128, 1006)))
    canvas.line(left, tube, 13)
    canvas.line(right, tube, 13)
    canvas.disc(a - 88, 1076, 36, _dark((190, 196, 196), 0.2))
    canvas.disc(a - 90, 1073, 30, (208, 214, 212))
    canvas.disc(a - 92, 1070, 14, (170, 178, 176))


# --- scenes --------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _Light:
    """Colours of an hour: sky above, sky at the horizon, far, middle and near land, water, sun."""

    sky: Colour
    low: Colour
    far: Colour
    middle: Colour
    near: Colour
    water: Colour
    sun: Colour


_DAWN: Final = _Light(
    (206, 226, 212),
    (240, 232, 208),
    (150, 182, 166),
    (98, 146, 126),
    (22, 72, 58),
    (70, 132, 120),
    (252, 240, 214),
)
_NOON: Final = _Light(
    (196, 222, 218),
    (236, 240, 226),
    (160, 194, 178),
    (110, 160, 132),
    (30, 84, 64),
    (92, 156, 146),
    (255, 250, 232),
)
_DUSK: Final = _Light(
    (232, 196, 158),
    (246, 226, 186),
    (170, 150, 130),
    (122, 112, 98),
    (58, 56, 48),
    (146, 132, 112),
    (240, 150, 92),
)
_RAIN: Final = _Light(
    (168, 184, 182),
    (206, 214, 206),
    (142, 164, 156),
    (96, 126, 116),
    (34, 62, 56),
    (98, 126, 126),
    (222, 226, 216),
)
_NIGHT: Final = _Light(
    (16, 38, 52), (46, 74, 84), (34, 62, 70), (24, 50, 56), (10, 26, 30), (26, 56, 66), (246, 236, 200)
)


def _sky(c: _Canvas, light: _Light, horizon: float) -> None:
    c.fill(light.sky, light.low, 0, horizon)


def _sun(c: _Canvas, light: _Light, x: float, y: float, r: float) -> None:
    c.glow(x, y, r * 4.2, light.sun, 0.55)
    c.disc(x, y, r, light.sun)


def _hills(
    c: _Canvas, rng: random.Random, base: float, height: float, colour: Colour, bottom: float | None = None
) -> None:
    count = rng.randint(3, 5)
    width = c.size[0]
    points: list[Point] = [(-60.0, base)]
    peaks = [rng.uniform(0.35, 1.0) * height for _ in range(count + 1)]
    segments: list[tuple[Point, Point, Point]] = []
    step = (width + 120) / count
    for i in range(count):
        x0 = -60 + i * step
        segments.append(
            (
                (x0 + step * 0.42, base - peaks[i]),
                (x0 + step * 0.58, base - peaks[i + 1]),
                (x0 + step, base - peaks[i + 1] * 0.55),
            )
        )
    points = _curve((-60.0, base - peaks[0] * 0.5), *segments)
    low = c.size[1] if bottom is None else bottom
    c.shade([*points, (width + 60, low), (-60, low)], _light(colour, 0.10), colour)


def _clouds(c: _Canvas, rng: random.Random, light: _Light, y: float, count: int = 3) -> None:
    tone = _light(light.low, 0.45)
    for _ in range(count):
        x, top, width = rng.uniform(0, c.size[0]), y + rng.uniform(-60, 60), rng.uniform(160, 340)
        c.draw.rounded_rectangle(
            (x * 2, top * 2, (x + width) * 2, (top + 20) * 2), 20, fill=_mix(light.sky, tone, 0.6)
        )
        c.draw.rounded_rectangle(
            ((x + width * 0.22) * 2, (top - 18) * 2, (x + width * 0.76) * 2, (top + 4) * 2),
            20,
            fill=_mix(light.sky, tone, 0.6),
        )


def _palm(c: _Canvas, x: float, y: float, size: float, colour: Colour, lean: float = 0.15) -> None:
    top = (x + lean * size, y - size)
    trunk = _curve((x, y), ((x + 2, y - size * 0.4), (top[0] - lean * size * 0.3, y - size * 0.7), top))
    c.line(trunk, _dark(colour, 0.1), size * 0.045)
    for angle in (-165, -140, -110, -72, -40, -14, 12, 168):
        reach = size * 0.40
        a = math.radians(angle)
        tip = (top[0] + math.cos(a) * reach, top[1] + math.sin(a) * reach * 0.6 + reach * 0.22)
        bend = (top[0] + math.cos(a) * reach * 0.55, top[1] + math.sin(a) * reach * 0.8 - reach * 0.06)
        upper = _curve(top, (bend, bend, tip))
        lower = _curve(tip, ((bend[0], bend[1] + reach * 0.17), (bend[0], bend[1] + reach * 0.17), top))
        c.shape(upper + lower, colour)


def _tree(c: _Canvas, x: float, y: float, size: float, colour: Colour, trunk: Colour | None = None) -> None:
    c.box(x - size * 0.035, y - size * 0.55, x + size * 0.035, y, trunk or _dark(colour, 0.15))
    for dx, dy, r in (
        (-0.24, -0.56, 0.22),
        (0.24, -0.56, 0.22),
        (0, -0.82, 0.22),
        (-0.13, -0.70, 0.22),
        (0.14, -0.70, 0.22),
        (0, -0.56, 0.24),
    ):
        c.disc(x + dx * size, y + dy * size, r * size, colour)
    c.disc(x + 0.08 * size, y - 0.80 * size, 0.12 * size, _light(colour, 0.05))


def _pine(c: _Canvas, x: float, y: float, size: float, colour: Colour) -> None:
    c.box(x - size * 0.025, y - size * 0.3, x + size * 0.025, y, _dark(colour, 0.2))
    for k in range(4):
        half, top = size * (0.26 - k * 0.05), y - size * (0.34 + k * 0.19)
        c.shape(
            [
                (x - half, y - size * (0.14 + k * 0.19)),
                (x + half, y - size * (0.14 + k * 0.19)),
                (x, top - size * 0.1),
            ],
            colour,
        )
        c.shape(
            [
                (x, y - size * (0.14 + k * 0.19)),
                (x + half, y - size * (0.14 + k * 0.19)),
                (x, top - size * 0.1),
            ],
            _dark(colour, 0.08),
        )


def _cross(c: _Canvas, x: float, y: float, size: float, colour: Colour) -> None:
    t = size * 0.32
    c.box(x - t / 2, y - size / 2, x + t / 2, y + size / 2, colour)
    c.box(x - size / 2, y - t / 2, x + size / 2, y + t / 2, colour)


def _person(
    c: _Canvas,
    x: float,
    y: float,
    h: float,
    coat: Colour,
    *,
    skin: Colour = (176, 118, 80),
    hair: Colour = (34, 24, 22),
    hat: str = "",
    trousers: Colour = (48, 58, 60),
    bag: Colour | None = None,
    small: bool = False,
) -> None:
    """A figure standing on (x, y), h tall, without features; hat: '', non, cap, bun, scarf."""
    head = h * (0.088 if not small else 0.12)
    top = y - h + head
    c.box(x - h * 0.062, y - h * 0.30, x - h * 0.008, y, trousers)
    c.box(x + h * 0.008, y - h * 0.30, x + h * 0.062, y, trousers)
    shoulder = top + head * 1.25
    c.shape(
        [
            (x - h * 0.03, top),
            (x + h * 0.03, top),
            (x + h * 0.03, shoulder + 4),
            (x - h * 0.03, shoulder + 4),
        ],
        _dark(skin, 0.15),
    )
    body = _curve(
        (x - h * 0.05, shoulder),
        (
            (x - h * 0.12, shoulder + h * 0.01),
            (x - h * 0.125, shoulder + h * 0.06),
            (x - h * 0.13, y - h * 0.22),
        ),
    )
    c.shape([*body, *_mirror(body, x)[::-1]], coat)
    c.shape([(x, shoulder), *list(_mirror(body, x)), (x, y - h * 0.22)], _dark(coat, 0.08))
    if bag:
        c.line(
            [(x - h * 0.07, shoulder + h * 0.01), (x + h * 0.12, y - h * 0.36)], _dark(bag, 0.2), h * 0.014
        )
        c.box(x + h * 0.08, y - h * 0.40, x + h * 0.22, y - h * 0.27, bag, h * 0.012)
        _cross(c, x + h * 0.15, y - h * 0.335, h * 0.06, (248, 246, 238))
    if hat == "scarf":
        c.disc(x, top, head * 1.15, hair, head * 1.3)
    c.disc(x, top, head * 0.86, skin, head)
    if hat == "non":
        c.shape(
            [
                (x - head * 2.1, top - head * 0.15),
                (x + head * 2.1, top - head * 0.15),
                (x, top - head * 1.75),
            ],
            (228, 204, 150),
        )
        c.shape(
            [(x, top - head * 0.15), (x + head * 2.1, top - head * 0.15), (x, top - head * 1.75)],
            (206, 178, 120),
        )
    elif hat == "cap":
        c.draw.pieslice(
            ((x - head) * 2, (top - head * 1.2) * 2, (x + head) * 2, (top + head * 0.7) * 2),
            180,
            360,
            fill=(236, 240, 236),
        )
    elif hat != "scarf":
        c.draw.pieslice(
            ((x - head) * 2, (top - head * 1.12) * 2, (x + head) * 2, (top + head * 0.9) * 2),
            175,
            365,
            fill=hair,
        )
        if hat == "bun":
            c.disc(x, top - head * 1.15, head * 0.45, hair)


def _vaccine_box(c: _Canvas, x: float, y: float, w: float) -> None:
    c.box(x, y - w * 0.72, x + w, y, (204, 152, 62), w * 0.06)
    c.box(x, y - w * 0.72, x + w, y - w * 0.54, (224, 178, 92), w * 0.06)
    _cross(c, x + w / 2, y - w * 0.26, w * 0.34, (250, 247, 238))


def _boat(c: _Canvas, x: float, y: float, w: float, colour: Colour = (52, 30, 26)) -> None:
    hull = _curve(
        (x - w / 2, y - w * 0.08),
        ((x - w * 0.3, y + w * 0.04), (x + w * 0.3, y + w * 0.04), (x + w / 2, y - w * 0.10)),
        ((x + w * 0.36, y + w * 0.15), (x - w * 0.34, y + w * 0.15), (x - w / 2, y - w * 0.08)),
    )
    c.shape(hull, colour)
    c.line(
        _curve(
            (x - w / 2, y - w * 0.08),
            ((x - w * 0.3, y + w * 0.04), (x + w * 0.3, y + w * 0.04), (x + w / 2, y - w * 0.10)),
        ),
        _light(colour, 0.16),
        w * 0.012,
    )


def _ripples(c: _Canvas, rng: random.Random, y0: float, y1: float, colour: Colour, count: int = 16) -> None:
    for _ in range(count):
        y = y0 + (y1 - y0) * rng.random() ** 0.8
        length = 40 + 160 * (y - y0) / max(1, y1 - y0) * rng.uniform(0.5, 1.2)
        x = rng.uniform(-40, c.size[0])
        c.line([(x, y), (x + length, y)], colour, 2 + 2.4 * (y - y0) / max(1, y1 - y0))


def _station(
    c: _Canvas, x: float, y: float, w: float, roof: Colour = _SON, wall: Colour = (246, 241, 228)
) -> None:
    h = w * 0.27
    c.box(x, y - h, x + w, y, wall)
    c.shape([(x + w * 0.5, y - h), (x + w, y - h), (x + w, y), (x + w * 0.5, y)], _dark(wall, 0.045))
    eave = [
        (x - w * 0.11, y - h * 0.98),
        (x + w * 0.5, y - h * 1.86),
        (x + w * 1.11, y - h * 0.98),
        (x + w * 1.07, y - h * 0.82),
        (x + w * 0.5, y - h * 1.62),
        (x - w * 0.07, y - h * 0.82),
    ]
    gable = [(x, y - h), (x + w * 0.5, y - h * 1.72), (x + w, y - h)]
    c.shape(gable, wall)
    c.shape(eave, roof)
    c.shape(
        [
            (x + w * 0.5, y - h * 1.86),
            (x + w * 1.11, y - h * 0.98),
            (x + w * 1.07, y - h * 0.82),
            (x + w * 0.5, y - h * 1.62),
        ],
        _dark(roof, 0.14),
    )
    _cross(c, x + w * 0.5, y - h * 1.18, w * 0.085, _JADE)
    c.box(x + w * 0.43, y - h * 0.66, x + w * 0.57, y, _JADE)
    c.line([(x + w * 0.5, y - h * 0.66), (x + w * 0.5, y)], _dark(_JADE, 0.3), 2)
    for k in (0.10, 0.72):
        c.box(x + w * k, y - h * 0.64, x + w * (k + 0.18), y - h * 0.28, (120, 158, 148))
        c.line([(x + w * (k + 0.09), y - h * 0.64), (x + w * (k + 0.09), y - h * 0.28)], wall, 4)
    c.box(x - w * 0.03, y - 4, x + w * 1.03, y + w * 0.018, (206, 196, 172))


def _river(c: _Canvas, rng: random.Random, light: _Light) -> None:
    horizon = rng.uniform(480, 540)
    _sky(c, light, horizon)
    _clouds(c, rng, light, 150)
    sun_x = rng.uniform(760, 1240)
    _sun(c, light, sun_x, horizon - rng.uniform(30, 110), rng.uniform(62, 86))
    _hills(c, rng, horizon - 6, 76, light.far, horizon + 4)
    _hills(c, rng, horizon + 2, 38, light.middle, horizon + 6)
    c.fill(_mix(light.low, light.water, 0.35), _dark(light.water, 0.42), horizon, 1000)
    for k in range(9):
        y = horizon + 16 + k * 22
        c.line(
            [(sun_x - 60 + rng.uniform(-26, 26) + k * 3, y), (sun_x + 60 + rng.uniform(-26, 26) - k * 3, y)],
            _mix(light.sun, light.water, 0.18),
            5,
        )
    _ripples(c, rng, horizon + 40, 980, _light(light.water, 0.34), 18)
    if rng.random() < 0.6:
        for x in range(1180, 1480, 76):
            _palm(
                c,
                x + rng.uniform(-20, 20),
                horizon + 8,
                rng.uniform(90, 150),
                _mix(light.near, light.middle, 0.35),
                rng.uniform(-0.2, 0.2),
            )
    x, y = rng.uniform(700, 960), rng.uniform(720, 790)
    w = rng.uniform(440, 520)
    c.shape(
        _curve(
            (x - w * 0.45, y + w * 0.07),
            ((x - w * 0.2, y + w * 0.2), (x + w * 0.2, y + w * 0.2), (x + w * 0.45, y + w * 0.07)),
        ),
        _dark(light.water, 0.5),
        0.4,
    )
    _person(c, x - w * 0.14, y + w * 0.03, w * 0.56, (244, 244, 236), hat="non")
    if rng.random() < 0.5:
        _person(
            c, x + w * 0.02, y + w * 0.03, w * 0.48, rng.choice(((104, 60, 88), (60, 92, 104))), hat="non"
        )
    _vaccine_box(c, x + w * 0.12, y + w * 0.015, w * 0.14)
    _boat(c, x, y, w)
    c.line([(x - w * 0.10, y - w * 0.26), (x - w * 0.34, y + w * 0.18)], (60, 40, 30), 8)
    crown = light.near
    for dx, dy, r in ((-40, 330, 190), (70, 300, 130), (120, 400, 120), (30, 470, 140), (150, 480, 84)):
        c.disc(dx, dy, r, crown)
    for k in range(6):
        x0 = 20 + k * 44
        c.line(
            _curve(
                (x0 - 30, 470.0 + k * 24), ((x0 + 10, 640), (x0 + 44 + k * 10, 800), (x0 + 40 + k * 16, 1010))
            ),
            crown,
            15 - k,
        )
    c.shape([(-10, 420), (90, 520), (76, 700), (96, 1010), (-10, 1010)], crown)


def _river_dawn(c: _Canvas, rng: random.Random) -> None:
    _river(c, rng, _DAWN)


def _river_dusk(c: _Canvas, rng: random.Random) -> None:
    _river(c, rng, _DUSK)


def _ward_corridor(c: _Canvas, rng: random.Random) -> None:
    wall = rng.choice(((26, 78, 68), (34, 64, 92), (58, 70, 62)))
    cx = rng.uniform(690, 810)
    back = (cx - 190, 300.0, cx + 190, 700.0)
    c.fill(_dark(wall, 0.3), wall)
    c.shape([(0, 0), (1500, 0), (back[2], back[1]), (back[0], back[1])], _light(wall, 0.04))
    c.shade([(0, 0), (back[0], back[1]), (back[0], back[3]), (0, 1000)], _dark(wall, 0.20), _dark(wall, 0.35))
    c.shade(
        [(1500, 0), (back[2], back[1]), (back[2], back[3]), (1500, 1000)], _dark(wall, 0.36), _dark(wall, 0.5)
    )
    c.shade(
        [(0, 1000), (back[0], back[3]), (back[2], back[3]), (1500, 1000)],
        _mix(wall, (150, 140, 104), 0.45),
        _dark(_mix(wall, (120, 112, 84), 0.35), 0.2),
    )
    c.box(*back, (250, 236, 196))
    c.glow(cx, 500, 420, (255, 240, 200), 0.45)
    c.box(back[0] + 16, back[1] + 16, back[2] - 16, back[3], (253, 243, 212))
    c.line([(cx, back[1] + 16), (cx, back[3])], (222, 202, 156), 5)
    for side in (-1, 1):
        for k, (near, far) in enumerate(((0.10, 0.30), (0.44, 0.60), (0.72, 0.84))):
            lit = rng.random() < 0.55
            pane = (228, 208, 158) if lit else _light(wall, 0.14)
            edge = 0 if side < 0 else 1500
            end = back[0] if side < 0 else back[2]

            def at(
                t: float, y0: float, y1: float, edge: float = edge, end: float = end
            ) -> tuple[Point, Point]:
                x = edge + (end - edge) * t
                return (x, y0 + (back[1] - 0) * 0 + (360 - y0) * t), (x, y1 + (620 - y1) * t)

            (a, b), (d, e) = at(near, 190, 640), at(far, 190, 640)
            c.shape([a, d, e, b], pane if k else _mix(pane, wall, 0.1))
    c.shape([(cx - 110, 60), (cx + 110, 60), (cx + 60, 190), (cx - 60, 190)], (214, 220, 190))
    c.glow(cx, 120, 240, (230, 236, 204), 0.28)
    fx = cx + rng.uniform(-40, 40)
    c.shape([(fx - 60, 770), (fx + 60, 770), (fx + 150, 1000), (fx - 90, 1000)], _dark(wall, 0.5), 0.35)
    _person(c, fx, 770, 400, (248, 250, 246), hat="cap", trousers=(34, 40, 42))
    if rng.random() < 0.6:
        bx = back[2] + 130
        c.box(bx, 700, bx + 200, 722, (212, 220, 214), 6)
        c.box(bx, 660, bx + 50, 704, (238, 240, 234), 8)
        for k in (12, 180):
            c.line([(bx + k, 722), (bx + k, 800)], (150, 162, 158), 7)
            c.disc(bx + k, 806, 12, (60, 70, 70))


def _paddy(c: _Canvas, rng: random.Random, light: _Light, horizon: float, ripe: bool) -> None:
    top: Colour = (216, 196, 110) if ripe else (150, 182, 108)
    low: Colour = (188, 162, 76) if ripe else (92, 142, 78)
    c.fill(top, low, horizon, 1000)
    for k in range(7):
        y = horizon + 26 + (k**1.6) * 22
        c.line(
            _curve((-20.0, y + rng.uniform(-8, 8)), ((400, y - 22), (1000, y + 30), (1520, y - 6))),
            _dark(low, 0.16),
            2.5 + k * 0.9,
        )
    del light


def _village_station(c: _Canvas, rng: random.Random) -> None:
    light = rng.choice((_DAWN, _NOON, _DUSK))
    horizon = 600.0
    _sky(c, light, horizon)
    _clouds(c, rng, light, 140)
    _hills(c, rng, 560, 300, light.far, 640)
    _hills(c, rng, 600, 150, light.middle, 650)
    _paddy(c, rng, light, horizon, rng.random() < 0.6)
    x = rng.uniform(730, 860)
    _tree(c, rng.uniform(300, 460), 700, rng.uniform(460, 560), light.near)
    c.shape(
        _curve((x + 250, 640.0), ((x + 190, 740), (x + 20, 880), (x - 120, 1010)))
        + _curve((x + 200, 1010.0), ((x + 250, 900), (x + 300, 760), (x + 330, 640))),
        (240, 228, 200),
    )
    _station(c, x, 650, 560, rng.choice((_SON, (140, 66, 40), (120, 50, 44))))
    _palm(c, x + 640, 660, 330, light.near, -0.14)
    _person(c, x - 260, 880, 230, (246, 246, 240), hat=rng.choice(("non", "bun")))
    _person(
        c,
        x - 170,
        884,
        196,
        rng.choice(((96, 52, 104), (60, 88, 116), (164, 88, 60))),
        hat=rng.choice(("", "bun", "scarf")),
    )


def _road(c: _Canvas, y: float, colour: Colour = (92, 102, 98)) -> None:
    c.shade([(0, y), (1500, y), (1500, y + 170), (0, y + 170)], _light(colour, 0.08), _dark(colour, 0.12))
    for x in range(-20, 1520, 190):
        c.box(x, y + 82, x + 104, y + 92, (232, 226, 204))


def _ambulance_van(c: _Canvas, x: float, y: float, w: float, night: bool = False) -> None:
    h = w * 0.42
    body = [
        (x, y - h * 0.14),
        (x, y - h * 0.96),
        (x + w * 0.04, y - h),
        (x + w * 0.70, y - h),
        (x + w * 0.84, y - h * 0.56),
        (x + w * 0.98, y - h * 0.46),
        (x + w, y - h * 0.14),
    ]
    c.shape(body, (247, 248, 243))
    c.shape(
        [(x, y - h * 0.36), (x + w, y - h * 0.36), (x + w, y - h * 0.14), (x, y - h * 0.14)], (232, 238, 232)
    )
    c.box(x, y - h * 0.44, x + w * 0.99, y - h * 0.36, _SON)
    c.shape(
        [
            (x + w * 0.60, y - h * 0.90),
            (x + w * 0.685, y - h * 0.90),
            (x + w * 0.80, y - h * 0.53),
            (x + w * 0.60, y - h * 0.53),
        ],
        (92, 132, 132),
    )
    c.box(x + w * 0.40, y - h * 0.88, x + w * 0.56, y - h * 0.56, (120, 158, 152))
    _cross(c, x + w * 0.20, y - h * 0.70, w * 0.11, _JADE)
    c.line([(x + w * 0.575, y - h * 0.95), (x + w * 0.575, y - h * 0.14)], (204, 212, 204), 3)
    c.box(x + w * 0.50, y - h * 1.09, x + w * 0.62, y - h, (70, 120, 168), 8)
    c.box(x + w * 0.56, y - h * 1.09, x + w * 0.62, y - h, (200, 74, 56), 8)
    if night:
        c.glow(x + w * 0.56, y - h * 1.08, w * 0.42, (120, 180, 232), 0.5)
        c.glow(x + w * 1.10, y - h * 0.22, w * 0.36, (252, 240, 190), 0.6)
    c.box(x + w * 0.965, y - h * 0.34, x + w, y - h * 0.22, (248, 226, 150), 5)
    for k in (0.20, 0.80):
        c.disc(x + w * k, y - h * 0.10, w * 0.078, (36, 42, 42))
        c.disc(x + w * k, y - h * 0.10, w * 0.036, (164, 172, 168))


def _ambulance_road(c: _Canvas, rng: random.Random) -> None:
    light = rng.choice((_DAWN, _DUSK, _RAIN, _NOON))
    _sky(c, light, 640)
    if light is not _RAIN:
        _sun(c, light, rng.uniform(260, 1200), rng.uniform(260, 420), 70)
    _clouds(c, rng, light, 160, 4)
    _hills(c, rng, 600, 320, light.far, 700)
    _hills(c, rng, 660, 190, light.middle, 760)
    c.fill(_light(light.middle, 0.06), light.middle, 690, 1000)
    for x in range(40, 1500, 170):
        _palm(
            c,
            x + rng.uniform(-40, 40),
            724 + rng.uniform(-8, 10),
            rng.uniform(150, 240),
            _mix(light.near, light.middle, 0.2),
            rng.uniform(-0.2, 0.2),
        )
    _road(c, 740)
    x = rng.uniform(330, 640)
    c.shape([(x + 10, 868), (x + 540, 868), (x + 500, 884), (x + 40, 884)], (30, 36, 36), 0.35)
    _ambulance_van(c, x, 872, 540)
    c.fill(_dark(light.middle, 0.1), light.near, 910, 1000)
    for _ in range(30):
        gx = rng.uniform(0, 1500)
        c.line(
            [(gx, 1000), (gx + rng.uniform(-18, 18), 914 + rng.uniform(-18, 30))], _light(light.near, 0.12), 4
        )
    if light is _RAIN:
        for _ in range(120):
            rx, ry = rng.uniform(-40, 1500), rng.uniform(0, 900)
            c.line([(rx, ry), (rx - 12, ry + 44)], (206, 216, 214), 2)


def _night_city(c: _Canvas, rng: random.Random) -> None:
    light = _NIGHT
    _sky(c, light, 760)
    for _ in range(60):
        c.disc(rng.uniform(0, 1500), rng.uniform(0, 380), rng.uniform(1.2, 2.6), (178, 196, 190))
    _sun(c, light, rng.uniform(220, 1280), 170, 46)
    for layer, (base, tone) in enumerate(((420, (40, 66, 76)), (300, (30, 54, 64)))):
        x = -20.0
        while x < 1500:
            w, h = rng.uniform(90, 170), rng.uniform(0.5, 1.0) * base
            c.box(x, 760 - h, x + w, 780, tone)
            for wy in range(int(760 - h) + 22, 740, 40):
                for wx in range(int(x) + 14, int(x + w) - 20, 32):
                    if rng.random() < 0.36:
                        c.box(
                            wx,
                            wy,
                            wx + 14,
                            wy + 18,
                            rng.choice(((238, 208, 130), (226, 186, 106), (196, 208, 178))),
                        )
            x += w + rng.uniform(-6, 26 if layer else 4)
    x = rng.uniform(860, 980)
    c.box(x, 420, x + 420, 780, (62, 92, 98))
    for wy in range(450, 720, 62):
        for wx in range(int(x) + 24, int(x) + 390, 62):
            c.box(wx, wy, wx + 36, wy + 34, (244, 222, 156) if rng.random() < 0.7 else (44, 70, 78))
    c.box(x + 150, 350, x + 270, 424, (62, 92, 98))
    c.glow(x + 210, 388, 120, (150, 226, 190), 0.35)
    _cross(c, x + 210, 388, 54, (196, 240, 214))
    c.fill((30, 48, 54), (22, 36, 42), 776, 800)
    _road(c, 800, (48, 60, 66))
    c.fill((26, 40, 46), (16, 28, 32), 966, 1000)
    _ambulance_van(c, rng.uniform(180, 380), 930, 400, night=True)


def _interior(c: _Canvas, wall: Colour, floor: Colour, line: float) -> None:
    c.fill(_light(wall, 0.10), wall, 0, line)
    c.fill(_light(floor, 0.06), _dark(floor, 0.10), line, c.size[1])
    c.box(0, line - 8, c.size[0], line, _dark(wall, 0.12))


def _window(c: _Canvas, rng: random.Random, x: float, y: float, w: float, h: float, light: _Light) -> None:
    c.box(x - 12, y - 12, x + w + 12, y + h + 12, (240, 236, 222))
    column = _mix(light.sky, light.low, 0.3)
    c.box(x, y, x + w, y + h, column)
    c.shade(
        [
            *_curve(
                (x, y + h * 0.74),
                ((x + w * 0.3, y + h * 0.42), (x + w * 0.6, y + h * 0.86), (x + w, y + h * 0.58)),
            ),
            (x + w, y + h),
            (x, y + h),
        ],
        light.far,
        light.middle,
    )
    if rng.random() < 0.6:
        c.disc(x + w * rng.uniform(0.2, 0.8), y + h * 0.3, w * 0.09, light.sun)
    c.line([(x + w / 2, y), (x + w / 2, y + h)], (240, 236, 222), 9)
    c.line([(x, y + h / 2), (x + w, y + h / 2)], (240, 236, 222), 9)


def _laboratory(c: _Canvas, rng: random.Random) -> None:
    wall = rng.choice(((206, 222, 212), (204, 214, 224), (226, 220, 202)))
    _interior(c, wall, (168, 182, 172), 720)
    _window(c, rng, 120, 130, 360, 300, rng.choice((_DAWN, _NOON, _DUSK)))
    for row in range(2):
        y = 200 + row * 150
        c.box(760, y, 1390, y + 14, (146, 120, 84))
        for k in range(10):
            x = 786 + k * 60
            tone = rng.choice(
                ((60, 128, 112), (176, 110, 60), (120, 90, 130), (90, 130, 160), (196, 164, 84))
            )
            h = rng.uniform(60, 104)
            c.box(x, y - h, x + 38, y, _light(tone, 0.25), 7)
            c.box(x + 8, y - h - 14, x + 30, y - h, _dark(tone, 0.2), 3)
            c.box(x + 5, y - h * 0.6, x + 33, y - h * 0.28, (246, 244, 234))
    fx = rng.uniform(560, 690)
    _person(c, fx, 990, 660, (249, 251, 247), hat=rng.choice(("bun", "", "cap")), skin=rng.choice(_SKINS[:4]))
    c.box(0, 740, 1500, 790, (238, 240, 232))
    c.box(0, 790, 1500, 1000, (188, 204, 194))
    for x in range(0, 1500, 300):
        c.line([(x, 800), (x, 1000)], (160, 180, 168), 4)
        c.box(x + 122, 820, x + 178, 830, (130, 150, 140))
    m = rng.uniform(820, 900)
    metal: Colour = (58, 74, 76)
    c.box(m, 716, m + 190, 742, metal, 8)
    c.line(_curve((m + 160, 720.0), ((m + 220, 640), (m + 200, 540), (m + 120, 520))), metal, 26)
    c.line([(m + 60, 470), (m + 106, 610)], metal, 44)
    c.line([(m + 44, 424), (m + 58, 470)], (118, 136, 134), 30)
    c.line([(m + 108, 618), (m + 116, 644)], (118, 136, 134), 22)
    c.box(m + 40, 656, m + 170, 672, (118, 136, 134))
    rack = rng.uniform(240, 330)
    for k in range(6):
        tone = rng.choice(((176, 60, 44), (206, 160, 70), (70, 132, 118)))
        c.box(rack + k * 38, 640, rack + k * 38 + 20, 730, (236, 242, 238), 9)
        c.box(rack + k * 38, 690, rack + k * 38 + 20, 730, tone, 9)
    c.box(rack - 16, 696, rack + 232, 742, (150, 116, 72), 5)
    flask = 1190
    c.shape(
        [
            (flask + 36, 590),
            (flask + 64, 590),
            (flask + 64, 640),
            (flask + 110, 740),
            (flask - 10, 740),
            (flask + 36, 640),
        ],
        (226, 236, 230),
    )
    c.shape([(flask + 24, 668), (flask + 78, 668), (flask + 110, 740), (flask - 10, 740)], (70, 140, 120))


def _rice_fields(c: _Canvas, rng: random.Random) -> None:
    light = rng.choice((_DAWN, _NOON, _DUSK))
    horizon = 440.0
    _sky(c, light, horizon)
    _sun(c, light, rng.uniform(300, 1200), 300, 74)
    _clouds(c, rng, light, 150)
    _hills(c, rng, 440, 180, light.far, 470)
    _paddy(c, rng, light, horizon, rng.random() < 0.5)
    for k in range(8):
        _palm(
            c,
            70 + k * 190 + rng.uniform(-50, 50),
            470,
            rng.uniform(90, 170),
            light.near,
            rng.uniform(-0.2, 0.2),
        )
    path = _curve((700.0, 440.0), ((760, 560), (520, 760), (420, 1010))) + _curve(
        (760.0, 1010.0), ((760, 760), (850, 560), (730, 440))
    )
    c.shape(path, (234, 220, 184))
    bx, by = rng.uniform(600, 690), 830.0
    for dx in (-78, 78):
        c.ring(bx + dx, by, 56, (44, 40, 38), 7)
    c.line([(bx - 78, by), (bx - 20, by - 74), (bx + 52, by - 74), (bx + 78, by)], (96, 42, 34), 8)
    c.line(
        [(bx - 20, by - 74), (bx + 6, by), (bx + 52, by - 74), (bx + 66, by - 110), (bx + 40, by - 118)],
        (96, 42, 34),
        8,
    )
    _vaccine_box(c, bx - 122, by - 66, 92)
    _person(c, bx - 6, by + 6, 300, (247, 247, 242), hat="non", trousers=(40, 54, 60))
    for _ in range(3):
        ex, ey = rng.uniform(850, 1400), rng.uniform(620, 820)
        c.disc(ex, ey, 22, (250, 250, 244), 11)
        c.line(
            _curve((ex + 16, ey - 4), ((ex + 34, ey - 12), (ex + 20, ey - 36), (ex + 34, ey - 42))),
            (250, 250, 244),
            6,
        )
        c.line([(ex + 32, ey - 42), (ex + 50, ey - 36)], (206, 150, 60), 4)
        c.line([(ex, ey + 10), (ex, ey + 34)], (70, 60, 50), 3)


def _market(c: _Canvas, rng: random.Random) -> None:
    light = rng.choice((_DAWN, _NOON))
    c.fill(light.low, _light(light.low, 0.2), 0, 640)
    _hills(c, rng, 470, 120, light.far, 640)
    c.fill((214, 198, 160), (186, 166, 126), 620, 1000)
    tones = ((155, 42, 28), (13, 91, 75), (198, 148, 62), (96, 110, 142), (122, 92, 118))
    for k in range(5):
        x, w = -40 + k * 330, 290
        y = 330 + (k % 2) * 26
        tone = tones[(k + rng.randint(0, 4)) % 5]
        for leg in (18, w - 26):
            c.box(x + leg, y + 60, x + leg + 9, 700, (104, 82, 58))
        for s in range(6):
            stripe = tone if s % 2 else (244, 238, 220)
            x0, x1 = x + s * w / 6, x + (s + 1) * w / 6
            c.shape(
                [(x0 + 24 * (1 - s / 3), y), (x1 + 24 * (1 - (s + 1) / 3), y), (x1, y + 76), (x0, y + 76)],
                stripe,
            )
            c.draw.pieslice((x0 * 2, (y + 58) * 2, x1 * 2, (y + 96) * 2), 0, 180, fill=stripe)
        c.box(x + 6, 610, x + w - 6, 700, (150, 116, 76))
        c.box(x + 6, 604, x + w - 6, 620, (178, 142, 96))
        for j in range(7):
            c.disc(
                x + 36 + j * 36,
                594,
                19,
                rng.choice(((190, 70, 46), (226, 172, 70), (104, 142, 76), (150, 96, 120), (222, 204, 150))),
            )
    people = [(rng.uniform(120, 300), 900, 330), (rng.uniform(1120, 1320), 920, 340)]
    for x, y, h in people:
        _person(c, x, y, h, rng.choice(((104, 60, 88), (70, 96, 110), (166, 96, 66))), hat="non")
    cx = rng.uniform(640, 780)
    c.box(cx - 160, 800, cx + 170, 826, (246, 244, 234))
    c.box(cx - 150, 826, cx - 136, 940, (120, 100, 76))
    c.box(cx + 146, 826, cx + 160, 940, (120, 100, 76))
    _person(c, cx - 40, 950, 380, (249, 250, 246), hat="bun")
    _person(c, cx + 110, 960, 340, rng.choice(((62, 84, 104), (150, 84, 70))), hat="non")
    c.box(cx - 160, 812, cx + 70, 900, (238, 236, 224), 6)
    _cross(c, cx - 46, 856, 44, _JADE)


def _forest_path(c: _Canvas, rng: random.Random) -> None:
    light = rng.choice((_DAWN, _RAIN))
    _sky(c, light, 620)
    _sun(c, light, rng.uniform(600, 900), 330, 66)
    _hills(c, rng, 560, 340, light.far, 700)
    _hills(c, rng, 640, 220, light.middle, 760)
    c.fill(_light(light.middle, 0.04), _dark(light.middle, 0.22), 640, 1000)
    for layer, (y, size, share) in enumerate(((690, 330, 0.55), (790, 500, 0.25))):
        for x in range(-20, 1560, 130 + layer * 80):
            if 560 < x < 900:
                continue
            _pine(
                c,
                x + rng.uniform(-36, 36),
                y + rng.uniform(-20, 20),
                size * rng.uniform(0.8, 1.1),
                _mix(light.near, light.middle, share),
            )
    path = _curve((690.0, 650.0), ((760, 740), (600, 840), (540, 1010))) + _curve(
        (930.0, 1010.0), ((860, 860), (850, 740), (730, 650))
    )
    c.shape(path, (214, 188, 148))
    x = rng.uniform(670, 740)
    _person(
        c, x, 890, 330, (240, 242, 236), hat=rng.choice(("non", "")), bag=(92, 116, 92), trousers=(56, 60, 48)
    )
    _person(
        c,
        x + 100,
        850,
        270,
        rng.choice(((120, 44, 40), (46, 44, 58))),
        hat="scarf",
        hair=(38, 34, 40),
        trousers=(44, 38, 46),
    )
    for side in (-1, 1):
        bx = 0 if side < 0 else 1500
        c.box(bx - 70, 0, bx + 70, 1000, _dark(light.near, 0.15))
        for _ in range(9):
            y = rng.uniform(30, 960)
            c.disc(bx + side * -60, y, rng.uniform(50, 110), light.near, rng.uniform(34, 60))


def _longhouse(c: _Canvas, rng: random.Random) -> None:
    light = rng.choice((_DAWN, _DUSK))
    _sky(c, light, 640)
    _sun(c, light, rng.uniform(200, 1300), 220, 70)
    _hills(c, rng, 600, 300, light.far, 700)
    _hills(c, rng, 650, 160, light.middle, 740)
    c.fill((192, 138, 96), (150, 98, 66), 690, 1000)
    x, y, w = rng.uniform(300, 380), 720.0, 900.0
    wood: Colour = (112, 76, 50)
    for k in range(10):
        c.box(x + 20 + k * 94, y - 70, x + 36 + k * 94, y + 60, _dark(wood, 0.35))
    c.box(x - 10, y - 84, x + w + 10, y - 62, _dark(wood, 0.2))
    c.box(x, y - 210, x + w, y - 80, wood)
    for k in range(60):
        c.line([(x + k * 15, y - 208), (x + k * 15, y - 84)], _dark(wood, 0.14), 2)
    for k in range(5):
        c.box(x + 90 + k * 170, y - 188, x + 140 + k * 170, y - 130, _dark(wood, 0.5))
    c.shape(
        [(x - 70, y - 190), (x - 20, y - 380), (x + w + 20, y - 380), (x + w + 70, y - 190)], (150, 122, 82)
    )
    c.shape(
        [(x - 70, y - 190), (x - 60, y - 228), (x + w + 60, y - 228), (x + w + 70, y - 190)], (126, 100, 66)
    )
    for k in range(40):
        c.line([(x - 20 + k * 24, y - 380), (x - 44 + k * 25.4, y - 196)], (134, 108, 70), 2)
    c.shape([(x - 10, y - 80), (x + 70, y - 80), (x + 20, y + 70), (x - 70, y + 70)], _light(wood, 0.12))
    for k in range(6):
        c.line([(x - 16 - k * 9, y - 60 + k * 24), (x + 62 - k * 8, y - 60 + k * 24)], _dark(wood, 0.3), 7)
    _tree(c, 150, 760, 480, light.near)
    fx = rng.uniform(520, 640)
    _person(c, fx, 900, 260, (247, 247, 241), hat="bun")
    _person(c, fx + 120, 904, 230, (44, 40, 52), hat="scarf", hair=(140, 44, 38), trousers=(44, 40, 52))
    _person(c, fx + 196, 906, 150, (168, 96, 60), small=True)
    band_y = 950
    c.box(0, band_y, 1500, band_y + 50, (60, 34, 36))
    for k in range(0, 1500, 60):
        c.shape(
            [(k, band_y + 25), (k + 30, band_y + 6), (k + 60, band_y + 25), (k + 30, band_y + 44)],
            _GILT if (k // 60) % 2 else _SON,
        )


def _vaccination_table(c: _Canvas, rng: random.Random) -> None:
    wall = rng.choice(((226, 222, 202), (208, 224, 214), (222, 212, 214)))
    _interior(c, wall, (186, 172, 142), 700)
    _window(c, rng, rng.uniform(90, 160), 120, 380, 300, rng.choice((_DAWN, _NOON)))
    c.box(880, 120, 1370, 430, (252, 250, 242), 6)
    for k in range(5):
        c.box(920, 172 + k * 50, 1180 + rng.uniform(0, 130), 182 + k * 50, (184, 198, 188))
        c.box(
            1330 - 16,
            166 + k * 50,
            1330 + 8,
            190 + k * 50,
            (60, 128, 112) if rng.random() < 0.7 else (224, 190, 110),
            4,
        )
    nurse = rng.uniform(560, 640)
    _person(c, nurse, 980, 640, (249, 251, 247), hat=rng.choice(("bun", "cap")), skin=rng.choice(_SKINS[:4]))
    mother = nurse + rng.uniform(300, 360)
    _person(
        c,
        mother,
        985,
        610,
        rng.choice(((146, 82, 96), (70, 104, 122), (168, 112, 62))),
        hat=rng.choice(("", "bun", "scarf")),
        skin=rng.choice(_SKINS[1:5]),
    )
    baby = (mother - 62, 650.0)
    c.disc(baby[0] + 30, baby[1] + 40, 88, (244, 232, 200), 58)
    c.disc(baby[0] - 36, baby[1] + 12, 36, (206, 152, 112))
    c.draw.pieslice(
        ((baby[0] - 74) * 2, (baby[1] - 28) * 2, (baby[0] + 2) * 2, (baby[1] + 44) * 2),
        160,
        320,
        fill=(46, 34, 30),
    )
    c.box(120, 800, 1380, 840, (248, 246, 238), 6)
    c.box(120, 840, 1380, 1000, (112, 158, 142))
    c.shade([(120, 840), (1380, 840), (1380, 1000), (120, 1000)], (60, 110, 96), (60, 110, 96), 0.0, 0.5)
    _vaccine_box(c, 230, 800, 190)
    for k in range(5):
        c.box(1100 + k * 40, 752, 1124 + k * 40, 800, (230, 240, 236), 5)
        c.box(1102 + k * 40, 742, 1122 + k * 40, 756, rng.choice((_SON, (70, 110, 150), _JADE)), 3)
    c.box(960, 786, 1070, 800, (206, 214, 210), 4)


def _operating_room(c: _Canvas, rng: random.Random) -> None:
    wall = rng.choice(((44, 96, 90), (48, 84, 108)))
    _interior(c, wall, (64, 96, 92), 740)
    x = rng.uniform(700, 800)
    c.line([(x, 0), (x, 120)], (180, 192, 188), 14)
    c.shape([(x - 190, 190), (x - 120, 118), (x + 120, 118), (x + 190, 190)], (206, 216, 212))
    c.disc(x, 192, 190, (250, 248, 226), 30)
    c.shade(
        [(x - 180, 196), (x + 180, 196), (x + 430, 760), (x - 430, 760)],
        (252, 250, 220),
        (252, 250, 220),
        0.42,
        0.0,
    )
    scrub = rng.choice(((72, 148, 136), (90, 140, 168)))
    for k, (dx, h) in enumerate(((-300, 620), (-110, 640), (130, 630), (320, 600))):
        fx = x + dx + rng.uniform(-14, 14)
        _person(
            c,
            fx,
            944,
            h,
            _light(scrub, 0.06 * (k % 2)),
            skin=rng.choice(_SKINS[:4]),
            hair=_dark(scrub, 0.1),
            trousers=_dark(scrub, 0.2),
        )
        head = h * 0.088
        c.box(
            fx - head * 0.8, 944 - h + head * 1.0, fx + head * 0.8, 944 - h + head * 1.95, (222, 236, 232), 10
        )
    c.box(x - 430, 760, x + 430, 820, _light(scrub, 0.30), 20)
    c.shade(
        [(x - 450, 800), (x + 450, 800), (x + 420, 950), (x - 420, 950)],
        _light(scrub, 0.18),
        _dark(scrub, 0.2),
    )
    c.box(x - 60, 950, x + 60, 1000, (110, 130, 126))
    m = 110 if x > 740 else 1190
    c.box(m, 420, m + 210, 580, (24, 40, 42), 10)
    beat = [(m + 16, 510), (m + 60, 510), (m + 76, 460), (m + 96, 550), (m + 112, 510), (m + 194, 510)]
    c.line(beat, (140, 226, 180), 5)
    c.line([(m + 105, 580), (m + 105, 990)], (140, 156, 152), 12)


def _pharmacy(c: _Canvas, rng: random.Random) -> None:
    wall = rng.choice(((228, 216, 186), (212, 222, 206)))
    _interior(c, wall, (170, 140, 104), 780)
    wood: Colour = rng.choice(((130, 88, 54), (112, 84, 62)))
    herbal = rng.random() < 0.5
    c.box(160, 90, 1340, 720, wood, 8)
    if herbal:
        for row in range(6):
            for column in range(10):
                x, y = 184 + column * 115, 112 + row * 100
                c.box(x, y, x + 102, y + 86, _light(wood, 0.12), 4)
                c.box(x + 28, y + 18, x + 74, y + 44, (240, 230, 204), 3)
                c.disc(x + 51, y + 64, 7, _GILT)
    else:
        for row in range(5):
            y = 112 + row * 120
            c.box(184, y, 1316, y + 102, _dark(wood, 0.30))
            x = 196.0
            while x < 1270:
                w = rng.uniform(24, 62)
                h = rng.uniform(46, 88)
                tone = rng.choice(
                    (
                        (235, 236, 226),
                        (150, 186, 172),
                        (196, 120, 84),
                        (210, 184, 116),
                        (120, 146, 168),
                        (170, 140, 160),
                    )
                )
                c.box(x, y + 102 - h, x + w, y + 102, tone, 4)
                c.box(x + 4, y + 102 - h * 0.6, x + w - 4, y + 102 - h * 0.4, _dark(tone, 0.3))
                x += w + rng.uniform(4, 16)
    fx = rng.uniform(600, 860)
    _person(c, fx, 990, 640, (249, 251, 247), hat=rng.choice(("bun", "")), skin=rng.choice(_SKINS[:5]))
    c.box(0, 760, 1500, 800, (236, 224, 196))
    c.fill(_light(wood, 0.06), _dark(wood, 0.16), 800, 1000)
    sx = fx + 210
    c.line([(sx, 620), (sx, 760)], _GOLD, 12)
    c.line([(sx - 92, 640), (sx + 92, 630)], _GOLD, 9)
    for dx in (-92, 92):
        c.line([(sx + dx, 636), (sx + dx - 40, 716)], _GOLD, 3)
        c.line([(sx + dx, 636), (sx + dx + 40, 716)], _GOLD, 3)
        c.draw.pieslice(((sx + dx - 46) * 2, 690 * 2, (sx + dx + 46) * 2, 742 * 2), 0, 180, fill=_GILT)
    c.box(sx - 50, 752, sx + 50, 762, _GOLD)
    for k in range(4):
        c.disc(fx - 330 + k * 66, 748, 30, rng.choice(((120, 140, 84), (176, 120, 74), (204, 170, 96))), 14)


def _school_yard(c: _Canvas, rng: random.Random) -> None:
    light = rng.choice((_DAWN, _NOON))
    _sky(c, light, 620)
    _clouds(c, rng, light, 130)
    _hills(c, rng, 560, 120, light.far, 640)
    c.box(240, 300, 1500, 640, (238, 214, 150))
    c.box(240, 270, 1500, 306, _SON)
    for k in range(7):
        x = 290 + k * 176
        c.box(x, 360, x + 110, 560, (92, 132, 118))
        c.line([(x + 55, 360), (x + 55, 560)], (238, 214, 150), 6)
    for k in range(8):
        c.box(250 + k * 176, 306, 266 + k * 176, 640, (250, 240, 206))
    c.fill((216, 190, 148), (186, 156, 112), 630, 1000)
    _tree(c, rng.uniform(120, 220), 780, 640, (46, 98, 66))
    row = rng.randint(5, 7)
    for k in range(row):
        _person(
            c,
            720 + k * 106,
            880 + (k % 2) * 22,
            178 + rng.uniform(-12, 12),
            (248, 248, 242),
            small=True,
            hat=rng.choice(("", "bun", "")),
            trousers=(38, 60, 92),
            skin=rng.choice(_SKINS[1:6]),
        )
    fx = rng.uniform(500, 560)
    _person(c, fx, 920, 360, (249, 251, 247), hat="bun")
    c.box(fx + 70, 560, fx + 74, 930, (110, 90, 66))
    c.box(fx - 150 + 180, 560, fx + 250, 700, (252, 250, 242), 6)
    _cross(c, fx + 66, 630, 44, _JADE)
    for k in range(3):
        c.box(fx + 104, 600 + k * 30, fx + 214, 608 + k * 30, (150, 176, 162))


def _consultation(c: _Canvas, rng: random.Random) -> None:
    wall = rng.choice(((214, 224, 210), (230, 218, 196), (206, 218, 222)))
    _interior(c, wall, (182, 164, 132), 740)
    _window(c, rng, 560, 110, 420, 330, rng.choice((_DAWN, _NOON, _DUSK)))
    c.box(130, 160, 360, 440, (250, 248, 240), 6)
    c.disc(245, 250, 44, (206, 150, 120))
    c.shape([(200, 300), (290, 300), (280, 410), (210, 410)], (206, 150, 120))
    c.line([(245, 300), (245, 400)], (170, 100, 80), 5)
    for k in range(4):
        c.line([(218, 322 + k * 20), (272, 322 + k * 20)], (170, 100, 80), 4)
    _person(
        c,
        rng.uniform(450, 510),
        1010,
        660,
        (249, 251, 247),
        hat=rng.choice(("", "bun", "cap")),
        skin=rng.choice(_SKINS[:4]),
    )
    _person(
        c,
        rng.uniform(980, 1060),
        1020,
        620,
        rng.choice(((112, 84, 70), (84, 100, 122), (132, 84, 108), (92, 112, 84))),
        hat=rng.choice(("", "bun", "scarf")),
        hair=rng.choice(((34, 24, 22), (150, 146, 140))),
        skin=rng.choice(_SKINS[1:6]),
    )
    c.box(300, 790, 1220, 828, (176, 130, 82), 5)
    c.box(340, 828, 376, 1000, (140, 100, 62))
    c.box(1144, 828, 1180, 1000, (140, 100, 62))
    c.box(640, 776, 800, 792, (252, 250, 242), 3)
    c.line([(668, 772), (770, 762)], _JADE, 6)
    c.box(850, 690, 892, 790, (246, 240, 224), 8)
    for a in (-60, -20, 22, 58):
        c.line(_curve((871.0, 692.0), ((871, 650), (871 + a * 0.5, 630), (871 + a, 596))), (62, 110, 76), 6)
        c.disc(871 + a, 590, 17, rng.choice((_SON, (222, 168, 84), (206, 120, 140))))


def _flood(c: _Canvas, rng: random.Random) -> None:
    light = _RAIN
    _sky(c, light, 520)
    _hills(c, rng, 500, 160, light.far, 540)
    c.fill(
        _mix(light.water, (150, 132, 98), 0.55), _dark(_mix(light.water, (128, 112, 84), 0.5), 0.3), 510, 1000
    )
    for k in range(4):
        x, w = 60 + k * 390 + rng.uniform(-30, 30), rng.uniform(240, 320)
        y = 560 + (k % 2) * 40
        c.box(x, y - 70, x + w, y + 10, (224, 214, 190))
        c.box(x + w * 0.2, y - 56, x + w * 0.4, y + 4, (92, 104, 98))
        roof = rng.choice((_SON, (120, 92, 76), (96, 104, 108)))
        c.shape(
            [(x - 30, y - 66), (x + w * 0.22, y - 170), (x + w * 0.78, y - 170), (x + w + 30, y - 66)], roof
        )
        c.shade(
            [(x, y + 10), (x + w, y + 10), (x + w - 10, y + 60), (x + 10, y + 60)],
            (90, 84, 70),
            (90, 84, 70),
            0.35,
            0.0,
        )
    for k in range(5):
        _palm(
            c,
            120 + k * 320 + rng.uniform(-40, 40),
            590,
            rng.uniform(180, 260),
            light.near,
            rng.uniform(-0.25, 0.25),
        )
    _ripples(c, rng, 620, 990, (188, 186, 168), 22)
    x, y, w = rng.uniform(620, 820), 800.0, 620.0
    _person(c, x - 170, y + 20, 290, (206, 120, 58), hat="")
    _person(c, x - 30, y + 20, 300, (247, 247, 241), hat="non")
    _person(c, x + 80, y + 20, 250, (92, 84, 104), hat="non")
    _vaccine_box(c, x + 150, y + 10, 100)
    _boat(c, x, y, w, (58, 84, 96))
    for _ in range(150):
        rx, ry = rng.uniform(-40, 1540), rng.uniform(-20, 980)
        c.line([(rx, ry), (rx - 14, ry + 46)], (204, 212, 208), 2)


def _herb_garden(c: _Canvas, rng: random.Random) -> None:
    light = rng.choice((_DAWN, _NOON))
    _sky(c, light, 520)
    _clouds(c, rng, light, 120)
    _hills(c, rng, 500, 170, light.far, 560)
    _station(c, rng.uniform(820, 900), 560, 420, (140, 66, 40))
    c.fill((176, 146, 104), (140, 108, 74), 540, 1000)
    for row in range(5):
        y = 610 + row * 84
        c.shape([(-10, y), (1510, y), (1510, y + 34 + row * 4), (-10, y + 34 + row * 4)], (116, 84, 56))
        step = 56 + row * 10
        tone = rng.choice(((70, 124, 74), (104, 146, 78), (48, 104, 80), (130, 150, 88)))
        for x in range(-10, 1520, step):
            s = 15 + row * 6
            jx = x + rng.uniform(-6, 6)
            for a in (-0.9, -0.35, 0.35, 0.9):
                c.disc(
                    jx + a * s, y - s * (0.9 - abs(a) * 0.4), s * 0.42, _light(tone, 0.06 * (a > 0)), s * 0.72
                )
            if rng.random() < 0.18:
                c.disc(
                    jx, y - s * 1.7, s * 0.34, rng.choice(((222, 184, 92), (196, 92, 96), (236, 232, 220)))
                )
        if row == 2:
            _person(c, rng.uniform(330, 430), 850, 330, (247, 248, 242), hat="non")
            _person(c, rng.uniform(560, 640), 858, 290, (96, 84, 60), hat="non")


def _island_sea(c: _Canvas, rng: random.Random) -> None:
    light = rng.choice((_NOON, _DAWN, _DUSK))
    _sky(c, light, 470)
    _sun(c, light, rng.uniform(200, 1300), 260, 70)
    _clouds(c, rng, light, 140, 4)
    sea: Colour = (64, 132, 142) if light is not _DUSK else (128, 120, 112)
    c.fill(_light(sea, 0.30), _dark(sea, 0.28), 464, 1000)
    ix = rng.uniform(180, 520)
    c.shape(
        _curve(
            (ix - 120, 472.0),
            ((ix, 340), (ix + 120, 330), (ix + 190, 400)),
            ((ix + 260, 350), (ix + 380, 420), (ix + 480, 472)),
        ),
        light.middle,
    )
    c.shape(
        _curve(
            (ix - 120, 472.0),
            ((ix + 60, 440), (ix + 300, 450), (ix + 480, 472)),
            ((ix + 300, 486), (ix + 60, 486), (ix - 120, 472)),
        ),
        (226, 208, 160),
    )
    _ripples(c, rng, 500, 980, _light(sea, 0.45), 24)
    x, y, w = rng.uniform(640, 860), 760.0, 640.0
    hull = [(x - w * 0.5, y - 66), (x + w * 0.56, y - 96), (x + w * 0.44, y + 40), (x - w * 0.42, y + 40)]
    c.shape(hull, (247, 246, 238))
    c.shape(
        [(x - w * 0.455, y - 4), (x + w * 0.488, y - 4), (x + w * 0.44, y + 40), (x - w * 0.42, y + 40)],
        _JADE,
    )
    c.box(x - w * 0.28, y - 180, x + w * 0.10, y - 70, (238, 240, 232), 10)
    for k in range(3):
        c.box(x - w * 0.25 + k * 76, y - 156, x - w * 0.25 + k * 76 + 54, y - 112, (100, 140, 142), 6)
    _cross(c, x + w * 0.26, y - 44, 54, _SON)
    c.line([(x - w * 0.1, y - 180), (x - w * 0.1, y - 290)], (120, 110, 96), 7)
    _person(c, x + w * 0.20, y - 76, 190, (247, 247, 241))
    c.shape(
        _curve(
            (x - w * 0.5, y + 40.0),
            ((x - w * 0.2, y + 64), (x + w * 0.3, y + 64), (x + w * 0.52, y + 40)),
            ((x + w * 0.3, y + 24), (x - w * 0.2, y + 24), (x - w * 0.5, y + 40)),
        ),
        _light(sea, 0.6),
    )


def _hospital_front(c: _Canvas, rng: random.Random) -> None:
    light = rng.choice((_DAWN, _NOON, _DUSK))
    _sky(c, light, 720)
    _clouds(c, rng, light, 140, 4)
    _hills(c, rng, 700, 160, light.far, 740)
    wall: Colour = rng.choice(((240, 234, 214), (224, 232, 222), (234, 222, 204)))
    trim = rng.choice((_JADE, _SON, (60, 88, 112), (150, 110, 50)))
    floors = rng.randint(3, 5)
    top = 720 - floors * 104
    c.box(330, top, 1170, 720, wall)
    c.box(1170, 720 - (floors - 1) * 104, 1400, 720, _dark(wall, 0.06))
    c.box(120, 720 - (floors - 1) * 104, 330, 720, _dark(wall, 0.03))
    for f in range(floors):
        y = 720 - (f + 1) * 104
        c.box(310, y - 4, 1190, y + 8, _light(trim, 0.55))
        for k in range(9):
            if f == 0 and 3 <= k <= 5:
                continue
            c.box(
                368 + k * 88,
                y + 30,
                368 + k * 88 + 54,
                y + 84,
                _mix((112, 150, 146), light.low, 0.15 + 0.3 * rng.random()),
            )
        if f < floors - 1:
            for k in range(2):
                for x in (150 + k * 88, 1206 + k * 96):
                    c.box(x, y + 30, x + 54, y + 84, (122, 156, 150))
    c.box(640, top - 90, 860, top, wall)
    c.box(630, top - 104, 870, top - 86, trim)
    _cross(c, 750, top - 44, 56, trim)
    c.box(640, 600, 860, 720, _dark((112, 150, 146), 0.2))
    c.line([(750, 600), (750, 720)], wall, 6)
    c.box(580, 576, 920, 606, trim)
    for x in (600, 880):
        c.box(x, 606, x + 20, 720, _light(trim, 0.3))
    c.fill((206, 204, 186), (176, 172, 150), 720, 1000)
    c.shape([(640, 720), (860, 720), (1060, 1000), (440, 1000)], (228, 222, 200))
    for x in (90, 240, 1260, 1420):
        _tree(c, x, 800 + rng.uniform(-10, 30), rng.uniform(280, 380), _mix(light.near, (50, 100, 64), 0.5))
    _person(c, rng.uniform(560, 640), 880, 200, (249, 250, 246), hat="bun")
    _person(c, rng.uniform(820, 900), 900, 196, rng.choice(((104, 60, 88), (70, 96, 110))), hat="non")


@dataclass(frozen=True, slots=True)
class Scene:
    """A kind of picture: how it is drawn and its alternative text in both languages."""

    draw: Callable[[_Canvas, random.Random], None]
    alt: str
    alt_en: str


SCENES: Final[dict[str, Scene]] = {
    "river_dawn": Scene(
        _river_dawn,
        "Người đội nón chèo xuồng chở thùng thuốc trên sông lúc rạng sáng",
        "A boat with a medicine box on a river at dawn",
    ),
    "river_dusk": Scene(
        _river_dusk,
        "Xuồng chở thùng thuốc trên sông lúc chiều muộn",
        "A boat with a medicine box on a river at dusk",
    ),
    "ward_corridor": Scene(
        _ward_corridor,
        "Một nhân viên y tế đi giữa hành lang bệnh viện ban đêm, cuối hành lang sáng đèn",
        "A health worker in a hospital corridor at night",
    ),
    "village_station": Scene(
        _village_station,
        "Trạm y tế mái ngói bên cánh đồng, hai người đứng trên lối vào",
        "A tiled health station beside the fields",
    ),
    "ambulance_road": Scene(
        _ambulance_road,
        "Xe cứu thương chạy trên đường giữa hàng dừa và núi xa",
        "An ambulance on a country road",
    ),
    "night_city": Scene(
        _night_city,
        "Xe cứu thương chạy qua phố đêm, bệnh viện sáng đèn phía sau",
        "An ambulance in a city at night",
    ),
    "laboratory": Scene(
        _laboratory,
        "Phòng xét nghiệm với kính hiển vi, giá ống nghiệm và một người mặc áo blouse",
        "A laboratory with a microscope",
    ),
    "rice_fields": Scene(
        _rice_fields,
        "Người đội nón đạp xe chở thùng vắc-xin trên đường giữa đồng lúa",
        "A cyclist with a vaccine box between rice fields",
    ),
    "market": Scene(
        _market,
        "Bàn tư vấn sức khỏe đặt giữa chợ, xung quanh là các sạp hàng",
        "A health advice table in a market",
    ),
    "forest_path": Scene(
        _forest_path,
        "Hai người đi bộ trên đường mòn giữa rừng thông, một người đeo túi thuốc",
        "Two people walk a forest path with a medical bag",
    ),
    "longhouse": Scene(
        _longhouse,
        "Nhà dài cao nguyên, nhân viên y tế đứng cùng hai người dân trước sân",
        "A highland longhouse with a health worker and villagers",
    ),
    "vaccination_table": Scene(
        _vaccination_table,
        "Bàn tiêm chủng, một người mẹ bế con trước bàn",
        "A vaccination table with a mother and child",
    ),
    "operating_room": Scene(
        _operating_room, "Ê-kíp phẫu thuật đứng quanh bàn mổ dưới đèn", "A surgical team under the lamp"
    ),
    "pharmacy": Scene(
        _pharmacy, "Quầy dược với tủ thuốc gỗ và chiếc cân", "A pharmacy counter with wooden shelves"
    ),
    "school_yard": Scene(
        _school_yard,
        "Nhân viên y tế nói chuyện với học sinh giữa sân trường",
        "A health talk in a school yard",
    ),
    "consultation": Scene(
        _consultation, "Hai người ngồi trao đổi bên bàn khám cạnh cửa sổ", "A consultation beside a window"
    ),
    "flood": Scene(
        _flood,
        "Ca nô chở người và thùng thuốc giữa vùng ngập trong mưa",
        "A relief boat in a flooded village",
    ),
    "herb_garden": Scene(
        _herb_garden,
        "Vườn thuốc nam trước trạm y tế, hai người đang chăm cây",
        "A medicinal herb garden at a health station",
    ),
    "island_sea": Scene(
        _island_sea, "Tàu y tế trên biển, phía xa là hòn đảo", "A medical boat near an island"
    ),
    "hospital_front": Scene(
        _hospital_front, "Mặt trước bệnh viện với lối vào và hàng cây", "The front of a hospital"
    ),
}


def scene(name: str, key: str) -> Image.Image:
    """Draw a scene of ``SCENES``, 1500 × 1000; the key varies hour, place and people. KeyError: no such scene."""
    kind = SCENES[name]
    canvas = _Canvas(SCENE_SIZE, _PAPER)
    kind.draw(canvas, random.Random(f"scene:{name}:{key}"))
    return canvas.finish()


# --- emblems of collectives ----------------------------------------------------------------------------------

EMBLEM_KINDS: Final = (
    "hospital",
    "health_centre",
    "station",
    "centre",
    "ward",
    "office",
    "union",
    "emergency",
)


def emblem(key: str, kind: str) -> Image.Image:
    """Draw the emblem of a collective, 960 × 1200: a woven ground and a medallion with the sign of its kind.

    An unknown kind gets the four petals whose gap is a cross, the sign of the portal.
    """
    rng = random.Random(f"emblem:{key}")
    c = _Canvas(PORTRAIT_SIZE, _PAPER)
    tone = rng.choice(_TONES)
    _ground(c, tone, rng.randint(1, 5))
    x, y, r = 480.0, 580.0, 300.0
    c.glow(x, y, 620, _light(tone, 0.5), 0.35)
    for grow, fill in ((26, _GILT), (20, _dark(tone, 0.42)), (8, _GILT), (3, (247, 245, 234))):
        c.shape(_plate(x, y, r + grow, 54), fill)
    deep = _dark(tone, 0.34)
    soft = _mix(tone, (247, 245, 234), 0.45)
    draw = _SIGNS.get(kind, _sign_petals)
    draw(c, x, y, deep, soft)
    for side in (-1, 1):
        c.line([(x + side * 44, y + r + 96), (x + side * 190, y + r + 96)], _GILT, 4)
        c.line([(x + side * 44, y + r + 108), (x + side * 190, y + r + 108)], _GILT, 2)
    c.shape([(x - 22, y + r + 102), (x, y + r + 70), (x + 22, y + r + 102), (x, y + r + 134)], _GILT)
    return c.finish()


def _plate(x: float, y: float, half: float, notch: float) -> list[Point]:
    """The frame of a bằng khen: a square with concave corners."""
    points: list[Point] = []
    for corner in range(4):
        cx = x + half * (1 if corner in (0, 1) else -1)
        cy = y + half * (1 if corner in (1, 2) else -1)
        start = (180, 270, 0, 90)[corner]
        points.extend(
            (
                cx + math.cos(math.radians(start - k * 9)) * notch,
                cy + math.sin(math.radians(start - k * 9)) * notch,
            )
            for k in range(11)
        )
    return points


def _sign_petals(c: _Canvas, x: float, y: float, deep: Colour, soft: Colour) -> None:
    for sx, sy in ((1, -1), (-1, -1), (-1, 1), (1, 1)):
        petal = _curve(
            (x + sx * 26, y + sy * 26),
            ((x + sx * 22, y + sy * 110), (x + sx * 86, y + sy * 176), (x + sx * 186, y + sy * 180)),
            ((x + sx * 180, y + sy * 84), (x + sx * 112, y + sy * 22), (x + sx * 26, y + sy * 26)),
        )
        c.shape(petal, deep)
    for dx, dy in ((0, -1), (0, 1), (1, 0), (-1, 0)):
        px, py = x + dx * 176, y + dy * 176
        c.shape([(px - 22, py), (px, py - 34), (px + 22, py), (px, py + 34)], _GILT)
    del soft


def _sign_hospital(c: _Canvas, x: float, y: float, deep: Colour, soft: Colour) -> None:
    c.box(x - 190, y - 30, x + 190, y + 150, soft)
    c.box(x - 92, y - 130, x + 92, y + 150, deep)
    _cross(c, x, y - 66, 74, (247, 245, 234))
    for k in (-160, -122, 102, 140):
        for j in (0, 56):
            c.box(x + k, y + j, x + k + 24, y + j + 34, (247, 245, 234))
    for k in (-64, 24):
        c.box(x + k, y + 6, x + k + 40, y + 40, _light(deep, 0.6))
    c.box(x - 30, y + 70, x + 30, y + 150, _GILT)
    c.box(x - 220, y + 150, x + 220, y + 164, deep)


def _sign_station(c: _Canvas, x: float, y: float, deep: Colour, soft: Colour) -> None:
    _station(c, x - 170, y + 110, 340, deep, _light(soft, 0.5))
    _palm(c, x + 214, y + 116, 200, deep, -0.1)
    c.line(_curve((x - 216, y + 150.0), ((x - 90, y + 130), (x + 60, y + 176), (x + 216, y + 148))), _GILT, 8)


def _sign_microscope(c: _Canvas, x: float, y: float, deep: Colour, soft: Colour) -> None:
    c.box(x - 130, y + 130, x + 130, y + 164, deep, 10)
    c.line(_curve((x + 84, y + 136.0), ((x + 150, y + 20), (x + 110, y - 90), (x + 10, y - 96))), deep, 34)
    c.line([(x - 62, y - 160), (x + 2, y + 24)], deep, 58)
    c.line([(x - 80, y - 212), (x - 62, y - 160)], soft, 40)
    c.line([(x + 6, y + 34), (x + 16, y + 64)], soft, 28)
    c.box(x - 92, y + 78, x + 84, y + 98, _GILT, 4)


def _sign_pulse(c: _Canvas, x: float, y: float, deep: Colour, soft: Colour) -> None:
    heart = _curve(
        (x, y + 176),
        ((x - 250, y + 10), (x - 200, y - 180), (x - 84, y - 170)),
        ((x - 30, y - 166), (x - 6, y - 120), (x, y - 96)),
        ((x + 6, y - 120), (x + 30, y - 166), (x + 84, y - 170)),
        ((x + 200, y - 180), (x + 250, y + 10), (x, y + 176)),
    )
    c.shape(heart, deep)
    c.line(
        [
            (x - 168, y),
            (x - 70, y),
            (x - 40, y - 70),
            (x, y + 70),
            (x + 34, y - 24),
            (x + 56, y),
            (x + 168, y),
        ],
        (247, 245, 234),
        14,
    )
    del soft


def _sign_book(c: _Canvas, x: float, y: float, deep: Colour, soft: Colour) -> None:
    left = _curve((x, y - 90.0), ((x - 60, y - 130), (x - 140, y - 130), (x - 200, y - 104)))
    c.shape(
        [
            *left,
            (x - 200, y + 106),
            *_curve((x - 200, y + 106), ((x - 140, y + 80), (x - 60, y + 84), (x, y + 124))),
        ],
        deep,
    )
    right = _mirror(
        [
            *left,
            (x - 200, y + 106),
            *_curve((x - 200, y + 106), ((x - 140, y + 80), (x - 60, y + 84), (x, y + 124))),
        ],
        x,
    )
    c.shape(right, soft)
    for k in range(4):
        c.line(
            _curve(
                (x + 34, y - 52 + k * 40),
                ((x + 80, y - 76 + k * 40), (x + 120, y - 76 + k * 40), (x + 166, y - 66 + k * 40)),
            ),
            (247, 245, 234),
            9,
        )
    _cross(c, x - 100, y - 4, 90, _GILT)


def _sign_hands(c: _Canvas, x: float, y: float, deep: Colour, soft: Colour) -> None:
    for k, tone in ((0, deep), (1, soft), (2, _GILT)):
        a = math.radians(-90 + k * 120)
        px, py = x + math.cos(a) * 92, y + math.sin(a) * 92
        c.ring(px, py, 104, tone, 30)
        c.disc(px + math.cos(a) * 4, py + math.sin(a) * 4, 36, tone)


def _sign_ambulance(c: _Canvas, x: float, y: float, deep: Colour, soft: Colour) -> None:
    c.disc(x, y + 20, 210, soft)
    _ambulance_van(c, x - 190, y + 116, 380)
    c.box(x - 230, y + 116, x + 230, y + 128, deep)


_SIGNS: Final[dict[str, Callable[[_Canvas, float, float, Colour, Colour], None]]] = {
    "hospital": _sign_hospital,
    "health_centre": _sign_petals,
    "station": _sign_station,
    "centre": _sign_microscope,
    "ward": _sign_pulse,
    "office": _sign_book,
    "union": _sign_hands,
    "emergency": _sign_ambulance,
}
