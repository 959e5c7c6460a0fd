"""What browsers get beside HTML: one stylesheet joined from the components, three fonts cut to what we write.

Both are made into ``STATIC_BUILD_DIR`` (which git ignores), never committed: the sources are our CSS and the font
packages of PyPI. The recipe of the fonts is that of the design: 36.5 KB in three files.
"""

from __future__ import annotations

import hashlib
import io
import json
import os
import re
import tempfile
from collections.abc import Callable
from dataclasses import dataclass
from importlib.resources import files
from pathlib import Path

from django.conf import settings

SOURCES = Path(__file__).resolve().parents[1] / "static" / "portal" / "css"
STYLESHEET = "portal/portal.css"
STAMP = "portal/.fonts.json"  # begins with a dot: collectstatic leaves it out

_LETTERS = "àáảãạăằắẳẵặâầấẩẫậèéẻẽẹêềếểễệìíỉĩịòóỏõọôồốổỗộơờớởỡợùúủũụưừứửữựỳýỷỹỵđ"
# Ê Đê, Gia Rai and M’Nông names (Êñuôl, Niê Kđăm, Čư) are written with these too, as far as both fonts have them.
_OTHER_LETTERS = "ñč"
_SIGNS = "–—‘’“”‹›…·•×−°₫←→↑↓\u00a0"
CHARACTERS = "".join(
    [
        *(chr(code) for code in range(0x20, 0x7F)),
        *(letter + letter.upper() for letter in _LETTERS + _OTHER_LETTERS),
        _SIGNS,
    ]
)
_SPACE = re.compile(r" ?([{};,]) ?|(?<=:) ")
FEATURES = ("kern", "liga", "ccmp", "locl", "mark", "mkmk", "lnum", "tnum")


@dataclass(frozen=True, slots=True)
class Cut:
    """One font to make: which file of which package, under which name; ``axes`` pins those of a variable font."""

    name: str
    package: str
    source: str
    axes: tuple[tuple[str, float], ...] = ()


CUTS = (
    Cut("be-vietnam-pro-400", "fontpkg_be_vietnam_pro", "BeVietnamPro-Regular.ttf"),
    Cut("be-vietnam-pro-600", "fontpkg_be_vietnam_pro", "BeVietnamPro-SemiBold.ttf"),
    Cut(
        "source-serif-4-display",
        "fontpkg_source_serif_4",
        "SourceSerif4[opsz,wght].ttf",
        axes=(("opsz", 36), ("wght", 560)),
    ),
)


@dataclass(frozen=True, slots=True)
class Built:
    """One file that stands in the build folder, and whether this call wrote it."""

    path: Path
    size: int
    written: bool


def stylesheets() -> list[Path]:
    """Return the sources in the order they are joined: fonts, tokens, base, components by name."""
    return [SOURCES / f"{name}.css" for name in ("fonts", "tokens", "base")] + sorted(
        (SOURCES / "components").glob("*.css")
    )


def joined_css() -> str:
    """Return the one stylesheet, without comments and spaces, its addresses relative to where it will stand."""
    text = "\n".join(path.read_text(encoding="utf-8") for path in stylesheets())
    text = re.sub(r"/\*.*?\*/", "", text, flags=re.DOTALL)
    # What stands in quotes (the odd parts) is content and stays as it is.
    parts = re.split(r'("(?:[^"\\]|\\.)*")', text)
    parts[::2] = [
        _SPACE.sub(lambda found: found[1] or "", " ".join(re.split(r"\s+", part))) for part in parts[::2]
    ]
    return "".join(parts).replace("url(../fonts/", "url(fonts/").strip() + "\n"


def build_css(folder: Path | None = None) -> Built:
    """Write the joined stylesheet unless the same text stands there already. ``folder``: STATIC_BUILD_DIR."""
    path = _folder(folder) / STYLESHEET
    text = joined_css().encode()
    written = not path.is_file() or path.read_bytes() != text
    if written:
        _replace(path, text)
    return Built(path, len(text), written)


def build_fonts(
    folder: Path | None = None, progress: Callable[[str], None] = lambda _name: None
) -> list[Built]:
    """Cut the fonts of ``CUTS``, each only when its recipe or its source changed or its file is gone.

    ``progress`` is called with the name of each font before the seconds its cutting takes.
    """
    place = _folder(folder)
    stamp_path = place / STAMP
    stamps = _read_stamps(stamp_path)
    built = []
    for cut in CUTS:
        source = files(cut.package).joinpath("files", cut.source).read_bytes()
        stamp = hashlib.sha256(source + repr((cut, CHARACTERS, FEATURES)).encode()).hexdigest()
        path = place / "portal" / "fonts" / f"{cut.name}.woff2"
        written = stamps.get(cut.name) != stamp or not path.is_file()
        if written:
            progress(cut.name)
            _replace(path, _cut_font(source, cut))
            stamps[cut.name] = stamp
            _replace(stamp_path, json.dumps(stamps, indent=1, sort_keys=True).encode())
        built.append(Built(path, path.stat().st_size, written))
    return built


def build_site_cards(folder: Path | None = None) -> list[Built]:
    """Draw the share card of the site in both languages, for pages that have none of their own."""
    from django.utils import translation
    from django.utils.translation import gettext as _

    from portal.core.share_cards.content import LINK, Card, Kind
    from portal.core.share_cards.drawing import draw

    place = _folder(folder)
    built = []
    for language, _name in settings.LANGUAGES:
        with translation.override(language):
            card = Card(
                kind=Kind.SITE,
                language=language,
                owner="",
                name=_("Tôn vinh những người chăm sóc sức khỏe Nhân dân"),
                facts=(_("Mỗi tên người ở đây đều dẫn về quyết định làm căn cứ."),),
                seed="Tôn vinh",
                alt="",
            )
        path = place / "portal" / "img" / f"share-{language}.png"
        stamp = path.with_name(f".share-{language}.{card.digest}")
        written = not path.is_file() or not stamp.is_file()
        if written:
            _replace(path, draw(card, LINK)[0])
            for old in path.parent.glob(f".share-{language}.*"):
                old.unlink()
            stamp.touch()
        built.append(Built(path, path.stat().st_size, written))
    return built


def build_error_pages(folder: Path | None = None) -> list[Built]:
    """Write the pages that a web server shows by itself, so that it needs nobody for them."""
    from portal.core import server_errors

    built = []
    for status in server_errors.TEMPLATES:
        path = _folder(folder) / server_errors.FOLDER / f"{status}.html"
        text = server_errors.page(status).encode()
        written = not path.is_file() or path.read_bytes() != text
        if written:
            _replace(path, text)
        built.append(Built(path, len(text), written))
    return built


def build(folder: Path | None = None, progress: Callable[[str], None] = lambda _name: None) -> list[Built]:
    """Make whatever is missing or stale: the stylesheet, the fonts, the share cards of the site, pages of errors."""
    return [
        build_css(folder),
        *build_fonts(folder, progress),
        *build_site_cards(folder),
        *build_error_pages(folder),
    ]


def _folder(folder: Path | None) -> Path:
    return Path(settings.STATIC_BUILD_DIR) if folder is None else folder


def _read_stamps(path: Path) -> dict[str, str]:
    try:
        stamps = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError):  # never made, or damaged: make again
        return {}
    return stamps if isinstance(stamps, dict) else {}


def _cut_font(source: bytes, cut: Cut) -> bytes:
    # fontTools takes a second to import and is wanted only here.
    from fontTools.subset import Options, Subsetter
    from fontTools.ttLib import TTFont
    from fontTools.varLib import instancer

    font = TTFont(io.BytesIO(source), recalcTimestamp=False)
    if cut.axes:
        font = instancer.instantiateVariableFont(font, dict(cut.axes))
    options = Options()
    options.layout_features = list(FEATURES)
    options.hinting = False
    subsetter = Subsetter(options)
    subsetter.populate(text=CHARACTERS)
    subsetter.subset(font)
    font.flavor = "woff2"
    result = io.BytesIO()
    font.save(result)
    return result.getvalue()


def _replace(path: Path, content: bytes) -> None:
    """Write beside and rename: a server that reads meanwhile sees the old file or the new one, never half of one."""
    path.parent.mkdir(parents=True, exist_ok=True)
    handle, name = tempfile.mkstemp(dir=path.parent, prefix=".new-")
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(content)
        Path(name).chmod(0o644)
        Path(name).replace(path)
    except BaseException:
        Path(name).unlink(missing_ok=True)
        raise
