"""Pictures of evidence for the screen. A browser is never given the file itself to show: pages of PDF are drawn here, in
a process of their own, pictures are written anew, so nothing of a file runs and phones without a viewer see it too.
"""

from __future__ import annotations

import io
import logging
import subprocess
import sys
from threading import BoundedSemaphore
from typing import Any, Final, Protocol

from django.conf import settings
from PIL import Image
from pypdf import PdfReader

from recognition.intake import uploads

logger = logging.getLogger(__name__)

WIDTH: Final = 1200
SECONDS: Final = 15
MOST_PAGES: Final = 60
AT_ONCE: Final = BoundedSemaphore(2)


class NotDrawn(Exception):
    """There is no picture of this page."""


class Drawable(Protocol):
    """What is looked at: evidence, or the scan of a decision."""

    public_id: Any
    media_type: Any
    file: Any


def pages_of(evidence: Drawable) -> int:
    """Return how many pages can be looked at: 1 for a picture, none for documents that must be downloaded."""
    if evidence.media_type in uploads.PICTURES:
        return 1
    if evidence.media_type != uploads.PDF:
        return 0
    try:
        with evidence.file.open("rb") as stored:
            return min(len(PdfReader(stored).pages), MOST_PAGES)
    except Exception:  # pypdf raises many kinds; a file that cannot be counted cannot be looked at
        logger.warning("Evidence %s cannot be looked at", evidence.public_id, exc_info=True)
        return 0


def picture_of(evidence: Drawable, number: int) -> bytes:
    """Return a JPEG of a page (from 1) or of the picture. Raises ``NotDrawn``."""
    try:
        with evidence.file.open("rb") as stored:
            data = stored.read()
    except OSError as error:
        raise NotDrawn from error
    if evidence.media_type in uploads.PICTURES and number == 1:
        return _smaller(data)
    if evidence.media_type != uploads.PDF or not 1 <= number <= MOST_PAGES:
        raise NotDrawn
    return _drawn(data, number)


def _smaller(data: bytes) -> bytes:
    try:
        with Image.open(io.BytesIO(data), formats=("JPEG", "PNG", "WEBP")) as opened:
            opened.draft("RGB", (WIDTH * 2, WIDTH * 2))
            shown = opened.convert("RGBA")
    except Exception as error:  # Pillow raises many kinds
        raise NotDrawn from error
    shown.thumbnail((WIDTH, WIDTH * 2))
    page = Image.new("RGB", shown.size, "white")
    page.paste(shown, (0, 0), shown)
    target = io.BytesIO()
    page.save(target, "JPEG", quality=82)
    return target.getvalue()


def _drawn(data: bytes, number: int) -> bytes:
    with AT_ONCE:
        try:
            done = subprocess.run(  # noqa: S603 - our own program with two numbers
                [sys.executable, "-m", "recognition.intake.page_drawing", str(number), str(WIDTH)],
                input=data,
                capture_output=True,
                timeout=SECONDS,
                check=True,
                cwd=settings.BASE_DIR,
                env={"PYTHONDONTWRITEBYTECODE": "1"},
            )
        except (subprocess.SubprocessError, OSError) as error:
            raise NotDrawn from error
    if not done.stdout.startswith(b"\xff\xd8"):
        raise NotDrawn
    return done.stdout
