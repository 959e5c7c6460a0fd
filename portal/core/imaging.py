"""Pictures: an upload is opened safely and written anew, renditions are made by the worker, pages only look up.

No picture is made inside a page request. Each purpose below has a closed list of sizes; ``pictures`` answers from
the rows of renditions in one query, and a picture whose renditions are not ready yet is simply not there.
"""

from __future__ import annotations

import io
import logging
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import PurePath
from typing import Any, Final

from django.apps import apps
from django.core.files.base import ContentFile, File
from django.db import IntegrityError, transaction
from django.db.models import QuerySet
from django.db.models.signals import post_delete
from django.utils import timezone
from django.utils.translation import gettext as _
from django_tasks import task
from PIL import Image, ImageOps

from portal.core import outbox
from portal.core.public_files import take_away
from portal.core.public_id import new_public_id
from portal.core.rendered.together import question

logger = logging.getLogger(__name__)

CONSUMER = "pictures"
MAX_PIXELS: Final = 100_000_000
LANCZOS: Final = Image.Resampling.LANCZOS
REDUCING_GAP: Final = 3.0
"""How many times as large as the result a picture stays before it is resampled (Pillow's word for it)."""
ORIGINAL_EDGE: Final = 4000
FORMATS: Final[tuple[tuple[str, str, str, dict[str, int]], ...]] = (
    ("AVIF", "image/avif", "avif", {"quality": 58, "speed": 8}),
    ("WEBP", "image/webp", "webp", {"quality": 76, "method": 2}),
)
"""Format, media type, suffix, options. Measured on a 1200-pixel scene: AVIF at speed 8 takes 0.13 s for 19.0 KB, at
the default speed 0.43 s for 17.4 KB."""


@dataclass(frozen=True, slots=True)
class Purpose:
    """Where a picture is shown: width to height (None keeps the picture's own), widths in pixels, smallest first, and
    how wide it stands on the screen where nobody says otherwise (the ``sizes`` of HTML).
    """

    ratio: tuple[int, int] | None
    widths: tuple[int, ...]
    sizes: str


PURPOSES: Final[Mapping[str, Purpose]] = {
    "portrait": Purpose((4, 5), (288, 480, 768), "(min-width: 48rem) 12rem, 45vw"),
    "landscape": Purpose((3, 2), (320, 672, 1200), "(min-width: 60rem) 36rem, 100vw"),
    "figure": Purpose(None, (480, 960, 1600), "(min-width: 60rem) 42rem, 100vw"),
    "share": Purpose((1200, 630), (1200,), "100vw"),
}


class UnusablePicture(ValueError):
    """The bytes are no picture we can open safely. The sentence is for the person who sent it."""


@dataclass(frozen=True, slots=True)
class Picture:
    """What ``{% img %}`` shows: the middle size as ``url``, all sizes as ``srcset`` and, by type, ``sources``."""

    url: str
    width: int
    height: int
    alt: str
    srcset: str
    sources: tuple[tuple[str, str], ...]
    sizes: str
    credit: str = ""


def clean(file: File[Any]) -> ContentFile[bytes]:
    """Return the picture written anew: upright, without metadata (no place, no camera) and without stowaways.

    JPEG stays JPEG; pictures with transparency become PNG; the rest WebP at high quality. Sides over
    ``ORIGINAL_EDGE`` pixels are scaled down. Raises ``UnusablePicture``.
    """
    name = PurePath(str(file.name or "anh")).stem[:80] or "anh"
    try:
        file.seek(0)
        with Image.open(file) as opened:
            if opened.width * opened.height > MAX_PIXELS:
                raise UnusablePicture(_("Ảnh quá lớn: tối đa 100 triệu điểm ảnh."))
            kind = opened.format or ""
            opened.load()
            picture = ImageOps.exif_transpose(opened)
    except UnusablePicture:
        raise
    except Exception as error:  # Pillow raises many kinds for hostile files
        raise UnusablePicture(
            _("Tệp này không phải ảnh, hoặc ảnh bị hỏng. Hãy chọn ảnh JPG, PNG hoặc WebP.")
        ) from error
    picture.thumbnail((ORIGINAL_EDGE, ORIGINAL_EDGE))
    target = io.BytesIO()
    if picture.mode in {"RGBA", "LA", "PA"} or "transparency" in picture.info:
        picture.convert("RGBA").save(target, "PNG", optimize=False)
        suffix = "png"
    elif kind in {"JPEG", "MPO"}:
        picture.convert("RGB").save(target, "JPEG", quality=92, optimize=True)
        suffix = "jpg"
    else:
        picture.convert("RGB").save(target, "WEBP", quality=92)
        suffix = "webp"
    return ContentFile(target.getvalue(), name=f"{name}.{suffix}")


def spec(purpose: str, width: int, suffix: str) -> str:
    """Return the name under which a rendition is kept, e.g. ``portrait-288-avif``."""
    return f"{purpose}-{width}-{suffix}"


def public_name(spec: str, suffix: str) -> str:
    """Return a name for a public file that nobody can guess: an address is known only from a page that shows it."""
    return f"{new_public_id()}{new_public_id()}-{spec}.{suffix}"


def make_renditions(image: Any, purposes: Collection[str] | None = None) -> int:
    """Make what is missing of the renditions of an image, decoding it once; return how many were made.

    None is made of a picture that is withheld, nor kept if it was withheld meanwhile. A row whose file is gone counts as
    missing: ``withhold`` removes files before its transaction is sure to stand.
    """
    model = apps.get_model("core", "PortalRendition")
    if image.withheld_at is not None:
        return 0
    rows = list(model.objects.filter(image=image))
    empty = [row for row in rows if not row.file.storage.exists(row.file.name)]
    have = {row.filter_spec for row in rows} - {row.filter_spec for row in empty}
    wanted = [
        (name, width, kind)
        for name in (purposes or PURPOSES)
        for width in PURPOSES[name].widths
        for kind in FORMATS
        if spec(name, width, kind[2]) not in have
    ]
    if not wanted and not empty:
        return 0
    with image.file.open("rb") as source, Image.open(source) as opened:
        widest = max((width for _name, width, _kind in wanted), default=1)
        opened.draft("RGB", (widest * 2, widest * 2))
        picture = opened.convert("RGBA" if opened.mode in {"RGBA", "LA", "P", "PA"} else "RGB")
    for row in empty:
        row.delete()
    focus = (0.5, 0.5)
    if image.focal_point_x is not None and image.width and image.height:
        focus = (image.focal_point_x / image.width, image.focal_point_y / image.height)
    made = 0
    sized: dict[tuple[str, int], Image.Image] = {}
    for name, width, (kind, _type, suffix, options) in wanted:
        shown = sized.get((name, width)) or sized.setdefault(
            (name, width), _fitted(picture, PURPOSES[name], width, focus)
        )
        target = io.BytesIO()
        shown.save(target, kind, **options)
        rendition = model(image=image, filter_spec=spec(name, width, suffix), focal_point_key="")
        rendition.file.save(
            public_name(rendition.filter_spec, suffix), ContentFile(target.getvalue()), save=False
        )
        # Set last: keeping a file empties both, as Willow cannot say the size of what it has just written.
        rendition.width, rendition.height = shown.size
        try:
            with transaction.atomic():
                if not may_be_shown(image):
                    rendition.file.delete(save=False)
                    break
                rendition.save()
        except IntegrityError:
            rendition.file.delete(save=False)
            if not model.objects.filter(image=image, filter_spec=rendition.filter_spec).exists():
                raise  # no other worker was first: a real fault
            continue
        made += 1
    return made


def may_be_shown(image: Any) -> bool:
    """Lock the picture until the end of the transaction; return whether it is there and not withheld."""
    rows = type(image).objects.filter(pk=image.pk, withheld_at__isnull=True)
    return rows.select_for_update().values_list("pk", flat=True).first() is not None


def withhold(image_ids: Collection[int]) -> None:
    """Take every public file made of these pictures away, and have none made until they are released.

    Call inside the transaction that takes off what shows them. Originals are private and stay.
    """
    if not image_ids:
        return
    images, renditions = apps.get_model("core", "PortalImage"), apps.get_model("core", "PortalRendition")
    # First: the lock on the row keeps a worker from adding a file between our look and the commit.
    images.objects.filter(pk__in=image_ids).update(withheld_at=timezone.now())
    outbox.record(*images.objects.filter(pk__in=image_ids))
    renditions.objects.filter(image_id__in=image_ids).delete()  # each file goes with its row


def release(image_ids: Collection[int]) -> None:
    """Let pictures that were withheld be made again, by the worker, after the commit."""
    model = apps.get_model("core", "PortalImage")
    rows = list(model.objects.filter(pk__in=image_ids, withheld_at__isnull=False))
    if rows:
        model.objects.filter(pk__in=[row.pk for row in rows]).update(withheld_at=None)
        outbox.record(*rows)


def _fitted(picture: Image.Image, purpose: Purpose, width: int, focus: tuple[float, float]) -> Image.Image:
    if purpose.ratio is None:
        height = max(1, round(picture.height * width / picture.width))
        size = (width, height)
        return _nearer(picture, size).resize(size, LANCZOS) if width < picture.width else picture
    across, down = purpose.ratio
    size = (width, round(width * down / across))
    return ImageOps.fit(_nearer(picture, size), size, LANCZOS, centering=focus)


def _nearer(picture: Image.Image, size: tuple[int, int]) -> Image.Image:
    """Return the picture divided by a whole number, where it is much larger than the size: quick, and as good to resize."""
    times = int(min(picture.width / size[0], picture.height / size[1]) / REDUCING_GAP)
    return picture.reduce(times) if times > 1 else picture


@question
def renditions(image_ids: Sequence[int], purpose: str) -> QuerySet[Any]:
    """Return the rows ``pictures`` reads for these ids, given in order and each once; the smallest come first."""
    model = apps.get_model("core", "PortalRendition")
    rows = model.objects.filter(image_id__in=image_ids, filter_spec__startswith=f"{purpose}-")
    return rows.select_related("image").order_by("width")  # type: ignore[no-any-return]


def pictures(image_ids: Iterable[int], purpose: str) -> dict[int, Picture]:
    """Return, in one query, what is ready of these images for a purpose, by image id."""
    found: dict[int, list[Any]] = {}
    for rendition in renditions(sorted(set(image_ids)), purpose):
        found.setdefault(rendition.image_id, []).append(rendition)
    ready = {}
    for image_id, sizes in found.items():
        by_suffix = {
            suffix: [row for row in sizes if row.filter_spec.endswith(f"-{suffix}")]
            for _kind, _type, suffix, _options in FORMATS
        }
        fallback = by_suffix["webp"]
        if not fallback:
            continue
        shown = fallback[0] if purpose in {"portrait", "landscape"} else fallback[-1]
        image = shown.image
        ready[image_id] = Picture(
            url=shown.url,
            width=shown.width,
            height=shown.height,
            alt=image.default_alt_text,
            srcset=_srcset(fallback),
            sources=tuple(
                (media_type, _srcset(by_suffix[suffix]))
                for _kind, media_type, suffix, _options in FORMATS[:1]
                if by_suffix[suffix]
            ),
            sizes=PURPOSES[purpose].sizes,
            credit=image.credit,
        )
    return ready


def _srcset(renditions: Sequence[Any]) -> str:
    return ", ".join(f"{row.url} {row.width}w" for row in renditions)


@task(priority=50)  # before the many small jobs of the indexes: people see pictures
def make_renditions_of(image_id: int) -> int:
    """The worker's part: make the renditions of one image; an image that is gone needs none."""
    image = apps.get_model("core", "PortalImage").objects.filter(pk=image_id).first()
    return make_renditions(image) if image else 0


def _enqueue(refs: Sequence[outbox.Ref]) -> None:
    for ref in refs:
        make_renditions_of.enqueue(int(ref.key))


def _file_goes_with_its_row(instance: Any, **_kwargs: Any) -> None:
    # Wagtail leaves it to a job after the commit: until the worker comes the file could still be fetched.
    take_away(instance.file.storage, [str(instance.file.name)])


def register() -> None:
    """Register the consumer that hands changed images to the worker; called when all models are loaded."""
    post_delete.connect(
        _file_goes_with_its_row,
        sender=apps.get_model("core", "PortalRendition"),
        dispatch_uid="rendition-file",
    )
    outbox.register(CONSUMER, _enqueue, kinds={"core.portalimage"})
