"""Films and sound: what a file is by its content, captions that a browser can read, and answers to a player.

A player asks for pieces of a file (RFC 9110, 14.2); Safari plays nothing from a server that cannot give them.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Final
from urllib.parse import quote

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseBase, StreamingHttpResponse
from django.utils.http import content_disposition_header

FILM_TYPES: Final = {"mp4": "video/mp4", "webm": "video/webm"}
SOUND_TYPES: Final = {"mp3": "audio/mpeg", "m4a": "audio/mp4", "ogg": "audio/ogg", "wav": "audio/wav"}
CAPTION_TYPES: Final = {"vtt": "text/vtt"}
TYPES: Final = {**FILM_TYPES, **SOUND_TYPES, **CAPTION_TYPES}

HEAD = 16  # bytes that tell what a file is
PIECE = 64 * 1024
POLICY = "sandbox; default-src 'none'"
_RANGE = re.compile(r"bytes=(\d*)-(\d*)", re.ASCII)
_TIMING = re.compile(
    r"(?:(\d{2,}):)?([0-5]\d):([0-5]\d)\.(\d{3})[ \t]+-->[ \t]+(?:(\d{2,}):)?([0-5]\d):([0-5]\d)\.(\d{3})"
)


def extension(name: str) -> str:
    """Return the ending of a file's name in small letters, without the dot."""
    return name.rpartition(".")[2].lower() if "." in name else ""


def is_recording(name: str) -> bool:
    """Whether the name is that of a film, a sound or captions."""
    return extension(name) in TYPES


def holds_what_it_says(ending: str, head: bytes) -> bool:
    """Whether the first bytes are those of the kind that the ending names; other kinds are not judged."""
    match ending:
        case "mp4" | "m4a":
            return head[4:8] == b"ftyp"
        case "webm":
            return head.startswith(b"\x1a\x45\xdf\xa3")
        case "ogg":
            return head.startswith(b"OggS")
        case "wav":
            return head.startswith(b"RIFF") and head[8:12] == b"WAVE"
        case "mp3":
            return head.startswith(b"ID3") or (len(head) > 1 and head[0] == 0xFF and head[1] & 0xE0 == 0xE0)
        case _:
            return True


@dataclass(frozen=True, slots=True)
class Cue:
    """One caption: from and until in seconds, and its words."""

    start: float
    end: float
    text: str


def _seconds(hours: str | None, minutes: str, seconds: str, thousandths: str) -> float:
    return int(hours or 0) * 3600 + int(minutes) * 60 + int(seconds) + int(thousandths) / 1000


def read_captions(data: bytes) -> list[Cue]:
    """Read a WebVTT file (W3C). Raises ``ValueError`` where a browser would show nothing of it.

    The number of the line at fault is in ``args[1]`` of the error; 0 means the file as a whole.
    """
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise ValueError("encoding", 0) from error
    lines = text.replace("\r\n", "\n").replace("\r", "\n").split("\n")
    if not re.match(r"WEBVTT(?:[ \t]|$)", lines[0]):
        raise ValueError("signature", 1)
    cues: list[Cue] = []
    number = 1
    while number < len(lines):
        line = lines[number]
        number += 1
        if "-->" not in line:
            continue
        times = _TIMING.match(line.strip())
        if times is None:
            raise ValueError("timing", number)
        start, end = _seconds(*times.groups()[:4]), _seconds(*times.groups()[4:])
        if end <= start:
            raise ValueError("order", number)
        words = []
        while number < len(lines) and lines[number].strip():
            words.append(lines[number].strip())
            number += 1
        if words:
            cues.append(Cue(start, end, " ".join(words)))
    if not cues:
        raise ValueError("empty", 0)
    return cues


def _wanted(header: str, size: int) -> tuple[int, int] | None:
    """The first and last byte of a request for one piece; ``None``: give everything. ``ValueError``: outside the file.

    Several pieces at once are answered by the whole, which RFC 9110 allows.
    """
    found = _RANGE.fullmatch(header.replace(" ", ""))
    if found is None or found.groups() == ("", ""):
        return None
    first, last = found.groups()
    if not first:
        if int(last) == 0 or size == 0:
            raise ValueError(header)
        return max(0, size - int(last)), size - 1
    start = int(first)
    end = min(int(last), size - 1) if last else size - 1
    if last and int(last) < start:
        return None  # not a range at all
    if start >= size:
        raise ValueError(header)
    return start, end


def _pieces(stored: Any, start: int, length: int) -> Iterator[bytes]:
    """Read a stretch of a stored file; nothing is opened before somebody listens."""
    with stored.storage.open(stored.name) as file:
        file.seek(start)
        while length > 0:
            piece = file.read(min(PIECE, length))
            if not piece:
                return
            length -= len(piece)
            yield piece


def respond(request: HttpRequest, document: Any) -> HttpResponseBase:
    """Return the answer that carries a film, a sound or captions, or the piece of it that a player asks for.

    The caller has asked whether this reader may have it. ``document`` is one of Wagtail's documents.
    """
    size = document.file.size
    tag = f'"{document.get_file_hash()}"'
    response: HttpResponseBase
    if settings.PRIVATE_ACCEL_PREFIX:  # nginx gives pieces itself
        response = HttpResponse()
        response["X-Accel-Redirect"] = (
            f"{settings.PRIVATE_ACCEL_PREFIX.rstrip('/')}/{quote(document.file.name)}"
        )
    elif request.headers.get("If-None-Match", "") == tag:
        response = HttpResponse(status=304)
    else:
        header = request.headers.get("Range", "")
        if request.headers.get("If-Range", tag) != tag:
            header = ""
        try:
            wanted = _wanted(header, size) if header else None
        except ValueError:
            return HttpResponse(status=416, headers={"Content-Range": f"bytes */{size}"})
        start, end = wanted or (0, size - 1)
        length = end - start + 1
        content = iter(()) if request.method == "HEAD" else _pieces(document.file, start, length)
        response = StreamingHttpResponse(content, status=206 if wanted else 200)
        response["Content-Length"] = str(length)
        if wanted:
            response["Content-Range"] = f"bytes {start}-{end}/{size}"
    response["Content-Type"] = TYPES[extension(document.filename)] + (
        "; charset=utf-8" if extension(document.filename) in CAPTION_TYPES else ""
    )
    response["Content-Disposition"] = content_disposition_header(False, document.filename) or "inline"
    response["Accept-Ranges"] = "bytes"
    response["ETag"] = tag
    response["Cache-Control"] = "private, no-cache"  # asked again each time: it may have left the public
    response["X-Content-Type-Options"] = "nosniff"
    response["Content-Security-Policy"] = POLICY
    response["Cross-Origin-Resource-Policy"] = "same-origin"
    return response
