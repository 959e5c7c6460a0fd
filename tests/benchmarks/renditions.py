"""``python -m tests.benchmarks.renditions [ROUNDS]``: nine renditions of a photograph of 12 megapixels, beside Wagtail's way.

Ours decodes the picture once and makes three widths of three purposes, each as AVIF and as WebP would be eighteen
files: so both sides make the same nine files (WebP), and ours is timed again with AVIF. The goal is at most 1.2 s of the
processor for nine. Prints one line a side with the best of ROUNDS (3), as other work on the machine only adds.
"""

# ruff: noqa: T201 - a report

from __future__ import annotations

import io
import os
import random
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

GOAL = 1.2
PURPOSES = ("portrait", "landscape", "figure")


def photograph() -> bytes:
    """A JPEG of 4000 × 3000 with edges and grain: neither flat, which would be quick, nor noise, which no camera makes."""
    from PIL import Image, ImageFilter

    chance = random.Random(12)
    small = Image.frombytes("RGB", (400, 300), chance.randbytes(400 * 300 * 3)).filter(
        ImageFilter.GaussianBlur(6)
    )
    large = small.resize((4000, 3000), Image.Resampling.BICUBIC)
    grain = Image.frombytes("RGB", (1000, 750), chance.randbytes(1000 * 750 * 3)).resize((4000, 3000))
    target = io.BytesIO()
    Image.blend(large, grain, 0.06).save(target, "JPEG", quality=92)
    return target.getvalue()


def best(work: Callable[[], int], rounds: int) -> tuple[float, float, int]:
    """Return seconds by the clock and of the processor of the quickest round, and how many files it made."""
    found = []
    for _round in range(rounds):
        clock, cpu = time.perf_counter(), time.process_time()
        made = work()
        found.append((time.process_time() - cpu, time.perf_counter() - clock, made))
    cpu, clock, made = min(found)
    return clock, cpu, made


def main(rounds: int) -> None:
    with tempfile.TemporaryDirectory() as place:
        os.environ.setdefault("DJANGO_SETTINGS_MODULE", "portal.settings.test")
        os.environ["DATA_DIR"], os.environ["MEDIA_ROOT"] = f"{place}/data", f"{place}/media"
        os.environ["VAR_DIR"] = f"{place}/var"
        import django

        django.setup()
        from django.core.files.base import ContentFile
        from django.core.management import call_command

        from portal.core import imaging
        from portal.core.models import PortalImage, PortalRendition

        for name in ("data", "var", "media/public", "media/private"):
            (Path(place) / name).mkdir(parents=True, exist_ok=True)
        call_command("migrate", verbosity=0, interactive=False)
        PortalImage._meta.get_field("file").storage._location = f"{place}/media/private"
        image = PortalImage(title="12 MP", description="12 MP", file=ContentFile(photograph(), "12mp.jpg"))
        image.save()

        def emptied(work: Callable[[], int]) -> Callable[[], int]:
            def run() -> int:
                PortalRendition.objects.all().delete()
                return work()

            return run

        formats = imaging.FORMATS

        def ours(kinds: tuple[str, ...]) -> Callable[[], int]:
            def run() -> int:
                imaging.FORMATS = tuple(kind for kind in formats if kind[2] in kinds)  # type: ignore[misc]
                return imaging.make_renditions(PortalImage.objects.get(pk=image.pk), PURPOSES)

            return run

        def wagtails() -> int:
            specs = [
                f"fill-{width}x{round(width * purpose.ratio[1] / purpose.ratio[0])}|format-webp"
                if purpose.ratio
                else f"width-{width}|format-webp"
                for purpose in (imaging.PURPOSES[name] for name in PURPOSES)
                for width in purpose.widths
            ]
            return len([PortalImage.objects.get(pk=image.pk).get_rendition(spec) for spec in specs])

        for label, work in (
            ("ours, WebP", ours(("webp",))),
            ("ours, AVIF", ours(("avif",))),
            ("ours, both", ours(("webp", "avif"))),
            ("Wagtail's, WebP", wagtails),
        ):
            clock, cpu, made = best(emptied(work), rounds)
            print(f"{label:16} {made:2} files: {clock:5.2f} s by the clock, {cpu:5.2f} s of the processor")
        print(f"goal: nine files in at most {GOAL} s")


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 3)
