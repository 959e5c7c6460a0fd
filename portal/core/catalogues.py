"""Translations: compile the catalogues without gettext's programs, and say what is missing in them."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import polib
from django.conf import settings

PLACEHOLDER = re.compile(r"%\((\w+)\)[sd]|\{(\w+)\}|%[sd]")


@dataclass(frozen=True, slots=True)
class Gap:
    """What is wrong with one message of one catalogue."""

    catalogue: str
    message: str
    reason: str


def catalogues(*places: str | Path) -> Iterator[Path]:
    """Yield the catalogues in ``places`` (by default those of ``LOCALE_PATHS``)."""
    for place in places or settings.LOCALE_PATHS:
        yield from sorted(Path(place).glob("*/LC_MESSAGES/*.po"))


def compile_catalogues() -> list[Path]:
    """Compile every catalogue that is newer than its compiled form; return those compiled."""
    done = []
    for source in catalogues():
        target = source.with_suffix(".mo")
        if target.exists() and target.stat().st_mtime >= source.stat().st_mtime:
            continue
        draft = target.with_suffix(f".mo.{os.getpid()}")  # several processes may start at once
        polib.pofile(str(source)).save_as_mofile(str(draft))
        draft.replace(target)  # another process may be reading it
        done.append(source)
    return done


def gaps(*places: str | Path) -> list[Gap]:
    """Return the messages that are untranslated, doubtful, or whose placeholders differ from the original's."""
    found = []
    for source in catalogues(*places):
        name = f"{source.parent.parent.name}/{source.name}"
        for entry in polib.pofile(str(source)):
            if entry.obsolete:
                continue
            reason = _fault(entry)
            if reason:
                found.append(Gap(name, entry.msgid, reason))
    return found


def _fault(entry: polib.POEntry) -> str:
    if entry.fuzzy:
        return "fuzzy"
    texts = list(entry.msgstr_plural.values()) if entry.msgid_plural else [entry.msgstr]
    if not texts or not all(text.strip() for text in texts):
        return "untranslated"
    wanted = _placeholders(entry.msgid) | _placeholders(entry.msgid_plural)
    for text in texts:
        given = _placeholders(text)
        # A singular such as "one page" may leave the number out, but nothing may be added.
        if given - wanted or (not entry.msgid_plural and wanted - given):
            return "placeholders differ"
    return ""


def _placeholders(text: str) -> set[str]:
    return {match.group(0) for match in PLACEHOLDER.finditer(text.replace("%%", ""))}
