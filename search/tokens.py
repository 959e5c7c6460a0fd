"""Text to tokens, a token to its four keys. The same for documents, queries and highlighting.

A token is a run of letters or a run of digits: ``57QĐ`` is two tokens, as ``57/QĐ`` is, so a number is found in any
spelling, and a tone digit at the end of a key can never be taken for a typed digit. An apostrophe joins: ``M'Drắk``
is ``m`` and ``drắk`` and also, as a compound, ``mdrắk``.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache

from portal.core import vietnamese

_LETTERS = r"(?:[^\W\d_][\u0300-\u036f]*)+"
_APOSTROPHES = "'’ʼ‘`´"
_WORD = re.compile(rf"{_LETTERS}(?:[{_APOSTROPHES}]{_LETTERS})*|\d+")
_PART = re.compile(rf"{_LETTERS}|\d+")
_SWAPPED = re.compile(r"(?:qu|[hklmstv])i\d?")
LONGEST = 64
MOST_DIGITS, MOST_PARTS, LONGEST_PART = 2, 5, 8  # of a document number


@dataclass(frozen=True, slots=True)
class Keys:
    """``tone`` tells marks apart wherever they stand, ``fold`` tells none; the ``yi`` forms meet y and i."""

    tone: str
    tone_yi: str
    fold: str
    fold_yi: str

    @property
    def marked(self) -> bool:
        return self.tone != self.fold

    @property
    def meets_yi(self) -> bool:
        """Whether a token with another ``fold`` may have the same ``fold_yi``."""
        return _SWAPPED.fullmatch(self.fold_yi) is not None


@dataclass(frozen=True, slots=True)
class Token:
    keys: Keys
    start: int
    end: int

    @property
    def number(self) -> bool:
        return self.keys.fold.isdigit()


@lru_cache(maxsize=65_536)
def keys(token: str) -> Keys:
    """The keys of one token in NFC. Leading zeros of a number do not tell it apart (07/QĐ is 7/QĐ)."""
    if token.isdigit():
        try:
            plain = "".join(str(unicodedata.digit(sign)) for sign in token).lstrip("0") or "0"
        except ValueError:
            plain = token
        return Keys(plain, plain, plain, plain)
    return Keys(
        vietnamese.tone_key(token),
        vietnamese.tone_yi(token),
        vietnamese.fold(token),
        vietnamese.fold_yi(token),
    )


def words(text: str) -> Iterator[tuple[Token, ...]]:
    """The words of a text, each as its parts: one token, or several where apostrophes join them. Offsets are those
    of ``text`` as given, which should be NFC.
    """
    for word in _WORD.finditer(text):
        whole = word.group()
        if whole.isalnum():
            yield (Token(keys(whole[:LONGEST]), word.start(), word.end()),)
            continue
        parts = tuple(
            Token(keys(part.group()[:LONGEST]), word.start() + part.start(), word.start() + part.end())
            for part in _PART.finditer(whole)
        )
        if parts:
            yield parts


def tokens(text: str) -> Iterator[Token]:
    for parts in words(text):
        yield from parts


def compound(parts: Sequence[Token]) -> Keys:
    """The keys of an apostrophe word written in one."""
    tones = [part.keys.tone for part in parts]
    digits = "".join(tone[-1] for tone in tones if tone[-1:].isdigit())
    letters = "".join(tone.rstrip("0123456789") for tone in tones)
    fold = "".join(part.keys.fold for part in parts)
    tone = letters + digits[-1:]
    return Keys(tone, tone, fold, fold)


@dataclass(frozen=True, slots=True)
class Streams:
    """The keys of a group of texts as an engine stores them: tokens parted by spaces, texts parted by ``|`` so that
    no phrase runs from one into the next. The ``yi`` streams hold only tokens that differ from the plain ones: a
    key that meets y and i is never the plain key of a token that has another, so asking both is asking all.
    """

    tone: str
    tone_yi: str
    fold: str
    fold_yi: str


def streams(texts: Sequence[str]) -> Streams:
    tone: list[str] = []
    tone_yi: list[str] = []
    fold: list[str] = []
    fold_yi: list[str] = []
    compounds: list[Keys] = []
    for text in texts:
        if not text:
            continue
        if tone:
            tone.append("|")
            fold.append("|")
        for parts in words(text):
            for part in parts:
                key = part.keys
                tone.append(key.tone)
                fold.append(key.fold)
                if key.tone_yi != key.tone:
                    tone_yi.append(key.tone_yi)
                if key.fold_yi != key.fold:
                    fold_yi.append(key.fold_yi)
            if len(parts) > 1:
                compounds.append(compound(parts))
    if compounds:
        tone.extend(["|", *(key.tone for key in compounds)])
        fold.extend(["|", *(key.fold for key in compounds)])
    return Streams(" ".join(tone), " ".join(tone_yi), " ".join(fold), " ".join(fold_yi))


def number_key(parts: Sequence[Token]) -> str:
    """One key for a document number in any spelling: ``57/QĐ-SYT``, ``qd 57 syt`` and ``57 QD SYT`` give
    ``57 qd syt``. Empty when the tokens are no such number: one number (or two, with the year), one to five short words.
    """
    digits = [part.keys.fold for part in parts if part.number]
    letters = [part.keys.fold for part in parts if not part.number]
    if letters and letters[0] == "so":
        letters = letters[1:]
    short = all(len(word) <= LONGEST_PART for word in letters)
    if not short or not 1 <= len(digits) <= MOST_DIGITS or not 1 <= len(letters) <= MOST_PARTS:
        return ""
    return " ".join([*digits, *letters])
