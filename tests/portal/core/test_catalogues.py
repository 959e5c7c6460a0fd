from __future__ import annotations

from pathlib import Path

import polib
import pytest

from portal.core import catalogues
from portal.core.catalogues import Gap


@pytest.fixture
def place(settings, tmp_path: Path) -> Path:
    (tmp_path / "en" / "LC_MESSAGES").mkdir(parents=True)
    settings.LOCALE_PATHS = [tmp_path]
    return tmp_path / "en" / "LC_MESSAGES" / "django.po"


def write(place: Path, *entries: polib.POEntry) -> None:
    catalogue = polib.POFile()
    catalogue.metadata = {
        "Content-Type": "text/plain; charset=utf-8",
        "Plural-Forms": "nplurals=2; plural=(n != 1);",
    }
    catalogue.extend(entries)
    catalogue.save(str(place))


def test_a_catalogue_is_compiled_once_and_again_when_it_changes(place):
    write(place, polib.POEntry(msgid="Tôn vinh", msgstr="Honours"))
    assert catalogues.compile_catalogues() == [place]
    assert catalogues.compile_catalogues() == []
    compiled = place.with_suffix(".mo")
    import os

    os.utime(compiled, (1, 1))
    assert catalogues.compile_catalogues() == [place]
    assert [entry.msgstr for entry in polib.mofile(str(compiled))] == ["Honours"]
    assert sorted(path.name for path in place.parent.iterdir()) == ["django.mo", "django.po"]


@pytest.mark.parametrize(
    ("entry", "reason"),
    [
        (polib.POEntry(msgid="a", msgstr=""), "untranslated"),
        (polib.POEntry(msgid="a", msgstr="b", flags=["fuzzy"]), "fuzzy"),
        (polib.POEntry(msgid="có %(count)s mục", msgstr="%(number)s items"), "placeholders differ"),
        (polib.POEntry(msgid="có %(count)s mục", msgstr="items"), "placeholders differ"),
        (polib.POEntry(msgid="{name}", msgstr="name"), "placeholders differ"),
        (polib.POEntry(msgid="a", msgid_plural="a", msgstr_plural={0: "x", 1: ""}), "untranslated"),
    ],
)
def test_what_is_missing_is_named(place, entry, reason):
    write(place, entry)
    assert catalogues.gaps() == [Gap("en/django.po", entry.msgid, reason)]


def test_a_whole_catalogue_has_no_gaps(place):
    write(
        place,
        polib.POEntry(msgid="100%% của %(name)s", msgstr="100%% of %(name)s"),
        polib.POEntry(
            msgid="%(count)s mục",
            msgid_plural="%(count)s mục",
            msgstr_plural={0: "one item", 1: "%(count)s items"},
        ),
        polib.POEntry(msgid="cũ", msgstr="", obsolete=True),
    )
    assert catalogues.gaps() == []
