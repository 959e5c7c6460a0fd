"""Which cards there are: files under ``MEDIA_ROOT/public/cards``, made by the worker, gone with what they show.

The files are the truth, no table repeats them: ``cards/<source>/<xx>/<folder>/<language>-<size>-<digest>.<suffix>``,
where the folder is a public id. A page finds its card by looking into one small folder, without a query, and never
names a file that is not there. Removal stands on three feet: :func:`withdraw` inside the transaction that withdraws
(a file that cannot be removed undoes the act) and again after its commit, the outbox, and the timer that compares
everything. Whoever draws looks at the facts again after writing, so a card that was drawn meanwhile goes too.
"""

from __future__ import annotations

import logging
import os
import re
import shutil
import tempfile
import time
from abc import ABC, abstractmethod
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Any, Final
from urllib.parse import quote

from django.apps import apps
from django.conf import settings
from django.core.cache import cache
from django.db import connection, transaction
from django.templatetags.static import static
from django.utils.translation import get_language
from django_tasks import task

from portal.core import outbox, timers
from portal.core.locks import exclusive
from portal.core.outbox import Ref
from portal.core.rendered import reading
from portal.core.share_cards.content import DOWNLOADS, LINK, SIZES, Card, Photo, Size

logger = logging.getLogger(__name__)

CONSUMER = "share_cards"
CHANGED = "core.sharecard"
"""Kind of the refs recorded when cards came or went: rendered pages that name them are stale. Key: source/folder."""
PLACE = "cards"
BATCH = 20
DOWNLOAD_LIFE = timedelta(days=30)
WAITING = 60.0  # seconds for which a download that was asked for is not asked for again
SITE_CARD: Final = "portal/img/share-{language}.png"  # made by build_static
_NAME = re.compile(
    r"^(?P<language>[a-z]{2})-(?P<size>\d+x\d+)-(?P<digest>[0-9a-f]{10})\.(?P<suffix>png|jpg)$"
)
_FOLDER = re.compile(r"^[a-z0-9]{4,40}$")


@dataclass(frozen=True, slots=True)
class Subject:
    """Something that has cards: its folder, and what stands on them by language. No cards: it is not public."""

    folder: str
    cards: Mapping[str, Card]


class Source(ABC):
    """One kind of thing that has share cards. Keys are primary keys as text."""

    name: str
    kinds: frozenset[str]
    wide_kinds: frozenset[str] = frozenset()
    """Kinds of which one row stands on many cards: the worker looks through them."""

    @abstractmethod
    def touched(self, refs: Sequence[Ref]) -> Collection[str]:
        """Return the keys of whose cards these changes may have changed."""

    @abstractmethod
    def keys(self) -> Iterable[str]:
        """Return the keys of everything public."""

    @abstractmethod
    def subjects(self, keys: Collection[str]) -> Mapping[str, Subject]:
        """Return what exists of these keys, in a number of queries that does not grow with theirs."""

    @abstractmethod
    def key_of(self, folder: str) -> str | None:
        """Return the key behind a folder."""


@dataclass(frozen=True, slots=True)
class Kept:
    """A card that is there: its address below the host and its size."""

    url: str
    width: int
    height: int

    @property
    def media_type(self) -> str:
        return "image/jpeg" if self.url.endswith(".jpg") else "image/png"


@dataclass(slots=True)
class Report:
    """What a run over everything did; numbers count files."""

    drawn: int = 0
    removed: int = 0
    failed: int = 0
    there: int = 0
    size: int = 0


_sources: dict[str, Source] = {}


def register(source: Source) -> None:
    """Add (or replace) a source; the outbox is told the kinds it listens to."""
    _sources[source.name] = source
    outbox.register(
        CONSUMER,
        consume,
        kinds={kind for known in _sources.values() for kind in known.kinds | known.wide_kinds},
        batch=200,
    )


def sources() -> tuple[Source, ...]:
    return tuple(_sources.values())


def source_named(name: str) -> Source | None:
    return _sources.get(name)


# Looking -------------------------------------------------------------------------------------------------------------


def _root() -> Path:
    return Path(settings.MEDIA_ROOT) / "public" / PLACE


def _place(source: str, folder: str) -> Path:
    if not _FOLDER.match(folder):
        raise ValueError(f"{folder!r} is no folder of cards.")
    return _root() / source / folder[:2] / folder


def _files(place: Path) -> Iterator[tuple[re.Match[str], Path]]:
    try:
        with os.scandir(place) as found:
            names = sorted(entry.name for entry in found)
    except FileNotFoundError:
        return
    for name in names:
        if match := _NAME.match(name):
            yield match, place / name


def look(source: str, folder: str, language: str, size: Size = LINK) -> Kept | None:
    """Return the newest card that is there, None while there is none. No query."""
    reading.shows(CHANGED, f"{source}/{folder}")
    try:
        found = [
            path
            for match, path in _files(_place(source, folder))
            if match["language"] == language and match["size"] == size.name
        ]
        newest = max(found, key=lambda path: path.stat().st_mtime, default=None)
    except (OSError, ValueError):  # withdrawn this moment, or no such folder
        return None
    if newest is None:
        return None
    inside = newest.relative_to(_root().parent).as_posix()
    return Kept(settings.MEDIA_URL + quote(inside), size.width, size.height)


def site_card() -> Kept:
    """The card of the site itself, for whatever has none (yet)."""
    language = "en" if (get_language() or "vi").startswith("en") else "vi"
    return Kept(static(SITE_CARD.format(language=language)), LINK.width, LINK.height)


# Taking away ---------------------------------------------------------------------------------------------------------


def withdraw(source: str, folder: str) -> None:
    """Remove all cards of something that leaves the public, now and again after the commit.

    Call inside the transaction that withdraws: a file that cannot be removed raises ``OSError`` and undoes the act;
    what a worker wrote between now and the commit goes right after it, before the act returns.
    """
    remove(source, folder)
    if connection.in_atomic_block:
        transaction.on_commit(lambda: remove(source, folder))


def remove(source: str, folder: str) -> bool:
    """Remove the folder of cards; return whether there was one."""
    place = _place(source, folder)
    try:
        shutil.rmtree(place)
    except FileNotFoundError:
        if place.exists():  # a file vanished while the folder was being removed: another remover, or a writer
            shutil.rmtree(place)
        else:
            return False
    return True


def _tidy(source: str, subject: Subject) -> list[str]:
    """Remove cards that say what is not so any more; return the languages whose link card is missing."""
    place = _place(source, subject.folder)
    if not subject.cards:
        remove(source, subject.folder)
        return []
    there = set()
    for match, path in _files(place):
        card = subject.cards.get(match["language"])
        if card is None or card.digest != match["digest"]:
            path.unlink(missing_ok=True)
        elif match["size"] == LINK.name:
            there.add(match["language"])
    return [language for language in subject.cards if language not in there]


# Making --------------------------------------------------------------------------------------------------------------


def consume(refs: Sequence[Ref]) -> None:
    """The outbox's part: what is stale goes at once, what is missing is handed to the worker."""
    if not settings.SHARE_CARDS:
        return
    for source in sources():
        wanted = [ref for ref in refs if ref.kind in source.kinds]
        keys = sorted(source.touched(wanted)) if wanted else []
        missing = []
        for start in range(0, len(keys), 200):
            subjects = source.subjects(keys[start : start + 200])
            missing += [key for key, subject in subjects.items() if _tidy(source.name, subject)]
        for start in range(0, len(missing), BATCH):
            draw_missing.enqueue(source.name, missing[start : start + BATCH])
        for ref in refs:
            if ref.kind in source.wide_kinds and cache.add(_wide_mark(source.name, ref), 1, timeout=600):
                look_through.enqueue(source.name, ref.kind, ref.key)


def _wide_mark(source: str, ref: Ref) -> str:
    return f"share-cards:wide:{source}:{ref.kind}:{ref.key}"


@task(priority=-20)
def look_through(source_name: str, kind: str, key: str) -> int:
    """The worker's part: mend the cards of everybody a row stands on, once for the many times it was recorded."""
    source, ref = source_named(source_name), Ref(kind, key)
    cache.delete(_wide_mark(source_name, ref))  # first: what changes from here on is looked through again
    if source is None:
        return 0
    keys = sorted(source.touched([ref]))
    return sum(draw_missing.func(source_name, keys[at : at + BATCH]) for at in range(0, len(keys), BATCH))


@task(priority=-10)  # after what people wait for: renditions and mail
def draw_missing(source_name: str, keys: list[str]) -> int:
    """The worker's part: draw the link cards that are missing; return how many were drawn."""
    source = source_named(source_name)
    if source is None:
        return 0
    return sum(_draw_subject(source, key, subject) for key, subject in source.subjects(keys).items())


@task(priority=60)  # somebody waits for it
def draw_download(source_name: str, key: str, language: str, size_name: str) -> int:
    """The worker's part: draw one card that somebody wants to keep."""
    source = source_named(source_name)
    subject = source.subjects([key]).get(key) if source else None
    if source is None or subject is None or language not in subject.cards or size_name not in SIZES:
        return 0
    return int(_keep(source, key, subject, language, SIZES[size_name]))


def _draw_subject(source: Source, key: str, subject: Subject) -> int:
    drawn = 0
    for language in _tidy(source.name, subject):
        if not _room():
            logger.warning("Share cards take all the room they have (SHARE_CARDS_MAX_MB); no more are drawn.")
            break
        drawn += _keep(source, key, subject, language, LINK)
    return drawn


def _keep(source: Source, key: str, subject: Subject, language: str, size: Size) -> bool:
    """Draw one card and keep it; look again whether it may be there; return whether it is."""
    from portal.core.share_cards.drawing import draw

    card = subject.cards[language]
    data, suffix = draw(card, size, _opened(card.photo))
    place = _place(source.name, subject.folder)
    path = place / f"{language}-{size.name}-{card.digest}.{suffix}"
    _write(path, data)
    now = source.subjects([key]).get(key)
    shown = now.cards.get(language) if now else None
    if shown is None or shown.digest != card.digest:
        path.unlink(missing_ok=True)
        if now is None or not now.cards:
            remove(source.name, subject.folder)
        return False
    _grow(len(data))
    with transaction.atomic():
        outbox.record(Ref(CHANGED, f"{source.name}/{subject.folder}"))
    return True


def _opened(photo: Photo | None) -> Any:
    """Return the picture, turned into RGB around its focus; None where it cannot be read: the card is woven then."""
    if photo is None:
        return None
    from PIL import Image

    row = apps.get_model("core", "PortalImage").objects.filter(pk=photo.image_id).first()
    if row is None:
        return None
    try:
        with row.file.open("rb") as source, Image.open(source) as opened:
            opened.draft("RGB", (1600, 1600))
            picture = opened.convert("RGB")
    except (OSError, ValueError):
        logger.warning("The picture %s cannot be read for a share card.", row.pk)
        return None
    picture.thumbnail((1600, 1600))
    return picture


def photo_of(image: Any) -> Photo:
    """Return what a card needs of a picture of the library; its digest follows bytes and focus."""
    focus = (image.focal_point_x, image.focal_point_y, image.focal_point_width, image.focal_point_height)
    return Photo(image.pk, f"{image.file.name}:{image.file_size}:{focus}")


def _write(path: Path, data: bytes) -> None:
    """Write beside and rename, so that no half card is ever served; a folder removed meanwhile is made again."""
    for _attempt in range(3):
        path.parent.mkdir(parents=True, exist_ok=True)
        try:
            handle, name = tempfile.mkstemp(dir=path.parent, prefix=".new-")
        except FileNotFoundError:
            continue
        try:
            with os.fdopen(handle, "wb") as file:
                file.write(data)
            Path(name).chmod(0o644)
            Path(name).replace(path)
        except FileNotFoundError:
            continue
        return
    raise FileNotFoundError(path)


# Downloads -----------------------------------------------------------------------------------------------------------


def ask(source: Source, key: str, subject: Subject, language: str, size: Size) -> Kept | None:
    """Return a card to keep, or have the worker draw it and return None. Asked often, it is drawn once."""
    card = subject.cards[language]
    kept = look(source.name, subject.folder, language, size)
    if kept is not None and f"-{card.digest}." in kept.url:
        return kept
    mark = f"share-card:{source.name}:{subject.folder}:{language}:{size.name}:{card.digest}"
    if cache.add(mark, 1, timeout=WAITING):
        draw_download.enqueue(source.name, key, language, size.name)
        return look(source.name, subject.folder, language, size)  # there already where jobs run at once
    return None


# Room ----------------------------------------------------------------------------------------------------------------


def _limit() -> int:
    return int(settings.SHARE_CARDS_MAX_MB) * 1024 * 1024


def _room() -> bool:
    return int(cache.get("share-cards:bytes", 0)) < _limit()


def _grow(count: int) -> None:
    try:
        cache.incr("share-cards:bytes", count)
    except ValueError:
        cache.set("share-cards:bytes", count, timeout=None)


def used() -> tuple[int, int]:
    """Return how many cards there are and how many bytes they take, counted."""
    count = size = 0
    for folder, _dirs, names in os.walk(_root()):
        for name in names:
            if _NAME.match(name):
                try:
                    size += (Path(folder) / name).stat().st_size
                except FileNotFoundError:
                    continue
                count += 1
    return count, size


def run_over_all(
    *,
    draw: bool = True,
    hand_over: bool = False,
    progress: Callable[[str, int, int], None] = lambda _name, _done, _all: None,
) -> Report:
    """Compare all cards with what is public: remove what is stale or nobody's, draw what is missing, bound the room.

    ``hand_over`` leaves the drawing to small jobs of the worker. ``progress`` is called with the source, how many
    subjects are done and how many there are.
    """
    report = Report()
    report.removed += _old_downloads()
    report.there, report.size = used()
    cache.set("share-cards:bytes", report.size, timeout=None)
    for source in sources():
        keys = list(source.keys())
        folders: set[str] = set()
        size = BATCH if draw and not hand_over else 10 * BATCH
        for start in range(0, len(keys), size):
            subjects = source.subjects(keys[start : start + size])
            folders.update(subject.folder for subject in subjects.values() if subject.cards)
            missing = [key for key, subject in subjects.items() if _tidy(source.name, subject)]
            if hand_over:
                for at in range(0, len(missing), BATCH):
                    draw_missing.enqueue(source.name, missing[at : at + BATCH])
            elif draw:
                _draw_each(source, {key: subjects[key] for key in missing}, report)
            progress(source.name, min(start + size, len(keys)), len(keys))
        report.removed += _orphans(source, folders)
    report.there, report.size = used()
    cache.set("share-cards:bytes", report.size, timeout=None)
    return report


def _draw_each(source: Source, subjects: Mapping[str, Subject], report: Report) -> None:
    for key, subject in subjects.items():
        try:
            report.drawn += _draw_subject(source, key, subject)
        except Exception:  # one of many must not stop the rest
            logger.exception("The share card of %s %s could not be drawn.", source.name, key)
            report.failed += 1


def _orphans(source: Source, folders: Collection[str]) -> int:
    """Remove folders of what is not public any more; each is asked about again, as it may have become so meanwhile."""
    removed = 0
    for place in (_root() / source.name).glob("*/*"):
        if place.name in folders or not _FOLDER.match(place.name):
            continue
        key = source.key_of(place.name)
        subject = source.subjects([key]).get(key) if key else None
        if subject is None or not subject.cards:
            removed += remove(source.name, place.name)
    return removed


def _old_downloads() -> int:
    """Remove cards to keep that were drawn long ago: they are drawn again when somebody asks."""
    before = time.time() - DOWNLOAD_LIFE.total_seconds()
    names = {size.name for size in DOWNLOADS}
    removed = 0
    for path in _root().glob("*/*/*/*"):
        match = _NAME.match(path.name)
        stale = path.name.startswith(".new-") and path.stat().st_mtime < time.time() - 3600
        if stale or (match and match["size"] in names and path.stat().st_mtime < before):
            path.unlink(missing_ok=True)
            removed += 1
    return removed


def tend() -> None:
    """The timer's part, once a day: the clock's process only asks, the worker looks."""
    if settings.SHARE_CARDS:
        look_over_all.enqueue()


@task(priority=-30)
def look_over_all() -> int:
    """The worker's part: compare everything, leave what is missing to jobs of their own; return what was removed."""
    with exclusive("share-cards", wait=0) as had:
        return run_over_all(hand_over=True).removed if had else 0


def connect() -> None:
    """Register the timer; called when all models are loaded. The consumer comes with the first source."""
    timers.register("share_cards", tend, timedelta(days=1), atomic=False)
