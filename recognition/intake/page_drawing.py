"""Draw one page of a PDF: a program of its own, so that a hostile file meets nothing but its own small process.

``python -m recognition.intake.page_drawing <number> <width>`` reads the file from its input and writes a JPEG. It loads
no settings and connects to nothing, writes no file and starts no process (limits of the kernel), and has ten seconds of
processor time and a bounded memory. Nothing takes the network away from it: only the container around the portal can.
"""

from __future__ import annotations

import io
import resource
import sys
from typing import Final

MEMORY: Final = 1536 * 1024 * 1024
SECONDS: Final = 10
TALLEST: Final = 6000


def main(number: int, width: int) -> None:
    import pypdfium2

    resource.setrlimit(resource.RLIMIT_CPU, (SECONDS, SECONDS))
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
    resource.setrlimit(resource.RLIMIT_NPROC, (0, 0))  # no process and no thread of its own from here
    document = pypdfium2.PdfDocument(sys.stdin.buffer.read())
    page = document[number - 1]
    scale = min(width / max(page.get_width(), 1), TALLEST / max(page.get_height(), 1))
    picture = page.render(scale=scale, may_draw_forms=False).to_pil().convert("RGB")
    target = io.BytesIO()
    picture.save(target, "JPEG", quality=82)
    sys.stdout.buffer.write(target.getvalue())


if __name__ == "__main__":
    main(int(sys.argv[1]), int(sys.argv[2]))
