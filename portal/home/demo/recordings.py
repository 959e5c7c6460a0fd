"""A film and a sound of the demo, made by the program: drawn pictures put into WebM, a gong put into WAV.

A WebP picture is one key frame of VP8 (RFC 6386, RFC 9649), and WebM (the Matroska of webmproject.org) is a container
of such frames, so Pillow and two hundred lines make a film that browsers play.
"""

from __future__ import annotations

import array
import io
import math
import struct
import sys
import wave
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from PIL import Image

from portal.home.demo import pictures

FILM_SIZE: Final = (960, 540)
QUALITY: Final = 62
FADE: Final = 8  # frames from one picture to the next
FADE_STEP: Final = 100  # milliseconds


@dataclass(frozen=True, slots=True)
class Shot:
    """One drawn picture of the film: how long it stands (milliseconds), and the words under it."""

    scene: str
    key: str
    length: int
    words: str


@dataclass(frozen=True, slots=True)
class Film:
    title: str
    story: str
    shots: tuple[Shot, ...]
    transcript: str


@dataclass(frozen=True, slots=True)
class Sound:
    title: str
    story: str
    transcript: str


FILM: Final = Film(
    title="Một buổi tiêm theo con nước",
    story="nguoi-giu-tram-giua-rung-duoc",
    shots=(
        Shot(
            "river_dawn",
            "film",
            5_000,
            "Bốn giờ kém mười. Thùng vắc-xin đặt giữa lòng xuồng, người bước xuống sau.",
        ),
        Shot(
            "village_station",
            "film",
            4_500,
            "Lịch tiêm của từng ấp được xếp theo giờ nước lớn, treo ở trạm, bến đò, trường học.",
        ),
        Shot("vaccination_table", "film", 5_000, "Ấp Bãi Giữa: mười chín cháu, không cháu nào hẹn lại."),
        Shot("river_dusk", "film", 5_000, "Nước ròng, xuồng về. Kỳ con nước sau, chuyến khác lại đi."),
    ),
    transcript=(
        "Phim gồm bốn hình vẽ nối nhau, không có lời nói và âm thanh; chữ chạy ở phụ đề.\n\n"
        "Hình một: trời rạng sáng, một người đội nón chèo xuồng chở thùng thuốc trên sông. Phụ đề: Bốn giờ kém mười. "
        "Thùng vắc-xin đặt giữa lòng xuồng, người bước xuống sau.\n\n"
        "Hình hai: trạm y tế mái ngói bên cánh đồng, hai người đứng trên lối vào. Phụ đề: Lịch tiêm của từng ấp được "
        "xếp theo giờ nước lớn, treo ở trạm, bến đò, trường học.\n\n"
        "Hình ba: bàn tiêm chủng, một người mẹ bế con trước bàn. Phụ đề: Ấp Bãi Giữa: mười chín cháu, không cháu nào "
        "hẹn lại.\n\n"
        "Hình bốn: chiều muộn, chiếc xuồng chở thùng thuốc trở về. Phụ đề: Nước ròng, xuồng về. Kỳ con nước sau, "
        "chuyến khác lại đi."
    ),
)
SOUND: Final = Sound(
    title="Bài chiêng rửa tay",
    story="rua-tay-theo-nhip-chieng",
    transcript=(
        "Âm thanh dài bốn mươi giây, không có lời.\n\n"
        "Từ giây 0: chiêng lớn đánh chậm, mỗi tiếng cách nhau một giây rưỡi – xoa hai lòng bàn tay.\n\n"
        "Từ giây 15: chiêng nhỏ, tiếng cao, đánh gấp đôi – kỳ kẽ ngón tay.\n\n"
        "Từ giây 27: hai chiêng xen nhau, nhịp dồn dần – xoay cổ tay.\n\n"
        "Giây 38: một tiếng chiêng lớn ngân dài rồi tắt – vẩy nước, lau khô."
    ),
)


# The film ------------------------------------------------------------------------------------------------------------


def captions(film: Film = FILM) -> bytes:
    """Return the captions of the film as WebVTT."""
    lines = ["WEBVTT", ""]
    start = 0
    for shot in film.shots:
        end = start + shot.length
        lines += [f"{_clock(start + 200)} --> {_clock(end - 100)}", shot.words, ""]
        start = end
    return "\n".join(lines).encode()


def _clock(milliseconds: int) -> str:
    seconds, rest = divmod(milliseconds, 1000)
    return f"00:{seconds // 60:02}:{seconds % 60:02}.{rest:03}"


def film(made: Film = FILM) -> bytes:
    """Return the film as WebM: each picture stands, then fades into the next."""
    drawn = [_fitted(pictures.scene(shot.scene, shot.key)) for shot in made.shots]
    frames: list[tuple[int, bytes]] = []
    start = 0
    for place, (shot, picture) in enumerate(zip(made.shots, drawn, strict=True)):
        frames.append((start, _frame(picture)))
        start += shot.length
        if place + 1 < len(drawn):
            for step in range(1, FADE):
                mixed = Image.blend(picture, drawn[place + 1], step / FADE)
                frames.append((start - (FADE - step) * FADE_STEP, _frame(mixed)))
    frames.append((start - 40, frames[-1][1] if len(drawn) == 1 else _frame(drawn[-1])))
    return webm(frames, FILM_SIZE, duration=start)


def poster(made: Film = FILM) -> Image.Image:
    """Return the first picture of the film."""
    return _fitted(pictures.scene(made.shots[0].scene, made.shots[0].key))


def _fitted(picture: Image.Image) -> Image.Image:
    width, height = FILM_SIZE
    taken = round(picture.width * height / width)
    top = (picture.height - taken) // 2
    cut = picture.convert("RGB").crop((0, top, picture.width, top + taken))
    return cut.resize(FILM_SIZE, Image.Resampling.LANCZOS)


def _frame(picture: Image.Image) -> bytes:
    """The VP8 key frame inside a lossy WebP file."""
    target = io.BytesIO()
    picture.save(target, "WEBP", quality=QUALITY, method=3)
    data = target.getvalue()
    place = 12
    while place < len(data):
        kind, length = data[place : place + 4], int.from_bytes(data[place + 4 : place + 8], "little")
        if kind == b"VP8 ":
            return data[place + 8 : place + 8 + length]
        place += 8 + length + length % 2
    raise ValueError("no lossy picture in the WebP file")


def _size(length: int) -> bytes:
    """A length of EBML in eight bytes (RFC 8794, 4)."""
    return (length | 1 << 56).to_bytes(8, "big")


def _element(name: str, *content: bytes) -> bytes:
    body = b"".join(content)
    return bytes.fromhex(name) + _size(len(body)) + body


def _number(name: str, value: int) -> bytes:
    return _element(name, value.to_bytes(max(1, (value.bit_length() + 7) // 8), "big"))


def webm(frames: list[tuple[int, bytes]], size: tuple[int, int], *, duration: int) -> bytes:
    """Put key frames (milliseconds, VP8) into a WebM file; every cluster begins with a point a player may jump to."""
    head = _element(
        "1A45DFA3",
        _number("4286", 1),
        _number("42F7", 1),
        _number("42F2", 4),
        _number("42F3", 8),
        _element("4282", b"webm"),
        _number("4287", 4),
        _number("4285", 2),
    )
    info = _element(
        "1549A966",
        _number("2AD7B1", 1_000_000),
        _element("4489", struct.pack(">d", float(duration))),
        _element("4D80", "Tôn vinh".encode()),
        _element("5741", "Tôn vinh".encode()),
    )
    track = _element(
        "AE",
        _number("D7", 1),
        _number("73C5", 1),
        _number("83", 1),
        _number("9C", 0),
        _element("86", b"V_VP8"),
        _element("E0", _number("B0", size[0]), _number("BA", size[1])),
    )
    tracks = _element("1654AE6B", track)
    clusters = [
        (start, _element("1F43B675", _number("E7", start), *_blocks(start, group)))
        for start, group in _groups(frames)
    ]

    def cues(first: int) -> bytes:
        points, at = [], first
        for start, cluster in clusters:
            place = _element("B7", _number("F7", 1), _element("F1", at.to_bytes(8, "big")))
            points.append(_element("BB", _element("B3", start.to_bytes(8, "big")), place))
            at += len(cluster)
        return _element("1C53BB6B", *points)

    first = len(info) + len(tracks) + len(cues(0))
    return head + _element("18538067", info, tracks, cues(first), *(cluster for _start, cluster in clusters))


def _groups(frames: list[tuple[int, bytes]]) -> Iterator[tuple[int, list[tuple[int, bytes]]]]:
    """Frames in groups of at most four seconds: a block counts from its cluster in sixteen bits."""
    group: list[tuple[int, bytes]] = []
    for moment, frame in frames:
        if group and moment - group[0][0] >= 4_000:
            yield group[0][0], group
            group = []
        group.append((moment, frame))
    if group:
        yield group[0][0], group


def _blocks(start: int, group: list[tuple[int, bytes]]) -> Iterator[bytes]:
    for moment, frame in group:
        yield _element("A3", b"\x81" + (moment - start).to_bytes(2, "big") + b"\x80" + frame)


# The sound -----------------------------------------------------------------------------------------------------------

RATE: Final = 8_000
LENGTH: Final = 40  # seconds
LARGE: Final = 146.8  # hertz
SMALL: Final = 293.7
OVERTONES: Final = ((1.0, 1.0), (1.52, 0.55), (2.0, 0.4), (2.74, 0.3), (3.38, 0.2), (4.1, 0.12))


def strokes() -> list[tuple[float, float, float]]:
    """When which gong is struck, and how hard: seconds, hertz, 0 to 1."""
    found = [(1.5 * place, LARGE, 0.9) for place in range(10)]
    found += [(15 + 0.75 * place, SMALL, 0.7) for place in range(16)]
    at, gap = 27.0, 0.75
    small = False
    while at < 37.4:
        found.append((at, SMALL if small else LARGE, 0.65))
        small, at, gap = not small, at + gap, max(0.24, gap * 0.955)
    return [*found, (38.0, LARGE, 1.0)]


def gong() -> bytes:
    """Return forty seconds of two gongs as WAV, 8 kHz, one channel."""
    total = array.array("f", bytes(4 * RATE * LENGTH))
    rung: dict[float, list[float]] = {}
    for at, pitch, force in strokes():
        note = rung.setdefault(pitch, _note(pitch))
        start = int(at * RATE)
        for place in range(min(len(note), len(total) - start)):
            total[start + place] += force * note[place]
    loudest = max(map(abs, total)) or 1.0
    samples = array.array("h", (int(28_000 * value / loudest) for value in total))
    if sys.byteorder == "big":
        samples.byteswap()
    target = io.BytesIO()
    with wave.open(target, "wb") as written:
        written.setnchannels(1)
        written.setsampwidth(2)
        written.setframerate(RATE)
        written.writeframes(samples.tobytes())
    return target.getvalue()


def _note(pitch: float) -> list[float]:
    """One stroke that fades: higher overtones sooner."""
    length = int(2.4 * RATE)
    found = [0.0] * length
    for factor, share in OVERTONES:
        step = 2 * math.pi * pitch * factor / RATE
        fade = math.exp(-(1.6 + 0.9 * factor) / RATE)
        # A rotating pair of numbers is a sine without a call for each sample.
        turn_cos, turn_sin = math.cos(step) * fade, math.sin(step) * fade
        x, y = share, 0.0
        for place in range(length):
            found[place] += y
            x, y = x * turn_cos - y * turn_sin, x * turn_sin + y * turn_cos
    return found
