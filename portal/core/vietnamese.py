"""Vietnamese text: the keys by which words are compared, sorting, slugs, titles before names, case, dates.

Both search engines, the importers, addresses, sorting and the API use these functions and nothing else. The rules are
those of VIETNAMESE.md. Pure: nothing of Django. Nothing here raises on any string, except ``parse_date``.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import cache, lru_cache
from typing import NoReturn

from anyascii import anyascii

from portal.core.vietnamese_data import (
    ABBREVIATIONS,
    AMBIGUOUS_TITLES,
    FAMILY_NAMES,
    GLUED_TITLES,
    PLACE_NAMES,
    TITLE_FORMS,
    TITLE_RANKS,
    TITLES_ONLY_WITH_MARKS,
    TITLES_WITHIN,
    Equivalence,
)
from portal.core.vietnamese_typing import decode_typing, looks_legacy

__all__ = [
    "ALPHABET",
    "LONGEST_SORT_KEY",
    "DateError",
    "Titled",
    "alphabet_letter",
    "decode_typing",
    "expand_abbreviations",
    "fold",
    "fold_yi",
    "given_name",
    "looks_legacy",
    "normalize",
    "parse_date",
    "place_name",
    "slugify",
    "sort_key",
    "split_titles",
    "title_case",
    "tokenize",
    "tone_key",
    "tone_yi",
]

# Text and keys -------------------------------------------------------------------------------------------------------
_SAME = str.maketrans(
    {"Ð": "Đ", "Ɖ": "Đ", "ð": "đ", "ɖ": "đ", "’": "'", "ʼ": "'", "‘": "'", "`": "'", "\u00a0": " "}
)
_INVISIBLE = dict.fromkeys(map(ord, "\u200b\u2060\ufeff\u00ad"))
_ODD = re.compile("[ÐƉðɖ’ʼ‘`\u00a0\u200b\u2060\ufeff\u00ad]")  # asked first: few texts hold any
_TONES = {"\u0300": 1, "\u0309": 2, "\u0303": 3, "\u0301": 4, "\u0323": 5}  # huyền, hỏi, ngã, sắc, nặng
_MARKS = range(0x0300, 0x0370)
_LETTERS = re.compile(r"(?:[^\W\d_][\u0300-\u036f]*)+")
_TOKEN = re.compile(r"(?:[^\W\d_][\u0300-\u036f]*)+|\d+")
_YI = re.compile(r"\b(qu|[hklmstv])y(?=\d?\b)")
_LONGEST_CACHED = 48


class _Bare(dict[int, str | None]):
    """A table for ``str.translate`` that fills itself: Latin letters lose every mark, other letters stay."""

    def __missing__(self, code: int) -> str | None:
        sign = chr(code)
        found: str | None = sign
        if code in _MARKS:
            found = None
        else:
            parts = unicodedata.normalize("NFD", sign)
            if len(parts) > 1 and parts[0].isascii() and all(ord(part) in _MARKS for part in parts[1:]):
                found = parts[0]
        self[code] = found
        return found


class _Toneless(dict[int, str | None]):
    """A table for ``str.translate`` that fills itself: letters lose their tone and keep ă â ê ô ơ ư."""

    def __missing__(self, code: int) -> str | None:
        parts = unicodedata.normalize("NFD", chr(code))
        kept = "".join(part for part in parts if part not in _TONES)
        self[code] = unicodedata.normalize("NFC", kept) if kept != parts else chr(code)
        return self[code]


_BARE = _Bare({ord("đ"): "d", ord("ƀ"): "b"})
_TONELESS = _Toneless()


def normalize(text: str) -> str:
    """Return text of one line as it is stored: NFC, one Đ and one apostrophe, single spaces, none at the ends, nothing
    invisible. The writer's placement of tone marks is kept.
    """
    if _ODD.search(text):
        text = text.translate(_INVISIBLE).translate(_SAME)
    return " ".join(unicodedata.normalize("NFC", text).split())


def _lower(text: str) -> str:
    """Lower case in NFC with one đ and one apostrophe. The length is kept for text that is in NFC."""
    if text.isascii():
        return text.lower().replace("`", "'")
    lower = unicodedata.normalize("NFC", unicodedata.normalize("NFC", text).lower())
    return lower.translate(_SAME) if _ODD.search(lower) else lower


def fold(text: str) -> str:
    """Return text in lower case without any mark, đ as d. Vietnamese text in NFC keeps its length, so that a place in
    the folded text is the same place in the original; letters that are not Latin pass unchanged.
    """
    lower = _lower(text)
    if lower.isascii():
        return lower
    folded = lower.translate(_BARE)
    return folded if folded.isascii() else unicodedata.normalize("NFC", folded)


def fold_yi(text: str) -> str:
    """Return ``fold`` with y as i where the two spell one sound (``ly`` and ``li``, never ``tay`` and ``tai``)."""
    return _YI.sub(r"\1i", fold(text))


def tone_key(text: str) -> str:
    """Return text in lower case with the tone of each word as a digit at its end, wherever the mark stood: ``thuỷ`` and
    ``thủy`` are ``thuy2``. The letters ă â ê ô ơ ư đ are kept.
    """
    return _cached_tone_key(text) if len(text) <= _LONGEST_CACHED else _tone_key(text)


def _tone_key(text: str) -> str:
    lower = _lower(text)
    if lower.isascii():
        return lower
    return _LETTERS.sub(_tone_last, lower)


_cached_tone_key = lru_cache(maxsize=65_536)(_tone_key)


def _tone_last(match: re.Match[str]) -> str:
    word = match.group()
    if word.isascii():
        return word
    letters, tone = _without_tone(word)
    return f"{letters}{tone}" if tone else letters


def _without_tone(word: str) -> tuple[str, int]:
    """A word's letters in NFC, and its (first) tone."""
    tone = next((_TONES[part] for part in unicodedata.normalize("NFD", word) if part in _TONES), 0)
    return (unicodedata.normalize("NFC", word.translate(_TONELESS)) if tone else word), tone


def tone_yi(text: str) -> str:
    """Return ``tone_key`` with y as i where the two spell one sound: ``sỹ`` and ``sĩ`` are ``si3``."""
    return _YI.sub(r"\1i", tone_key(text))


def tokenize(text: str) -> list[str]:
    """Return the words of a text in NFC: runs of letters and runs of digits. ``ThS.BS`` is two, ``102/KH-TTYT`` three,
    ``M'Drắk`` two.
    """
    return _TOKEN.findall(unicodedata.normalize("NFC", text).translate(_SAME))


def slugify(text: str) -> str:
    """Return text for an address: ``a-z``, ``0-9`` and single hyphens between words; may be empty. Other alphabets are
    transcribed.
    """
    folded = fold(text.encode("utf-8", "ignore").decode())
    if not folded.isascii():
        folded = anyascii(folded).lower()
    return re.sub(r"[^a-z0-9]+", "-", folded.replace("'", "")).strip("-")


# Sorting -------------------------------------------------------------------------------------------------------------
ALPHABET = "aăâbcdđeêfghijklmnoôơpqrstuưvwxyz"
LONGEST_SORT_KEY = 600
_END, _SPACE = "00", "01"
_CODES: Mapping[str, str] = {
    **{digit: f"{0x10 + place:02x}" for place, digit in enumerate("0123456789")},
    **{letter: f"{0x20 + place:02x}" for place, letter in enumerate(ALPHABET)},
}
_SORTED_WORD = re.compile(r"(?:[^\W_]['\u0300-\u036f]*)+")


def sort_key(name: str, given: str | None = None) -> str:
    """Return a key whose order is the Vietnamese order of names: tên gọi first, then the rest; letters a ă â b … before
    tones, tones ngang huyền hỏi ngã sắc nặng. Titles before the name do not count.

    ``given`` is the stored tên gọi; without it ``given_name`` finds one. The key holds only ``0-9a-f``, two digits a
    letter, so that every database and every collation orders it alike; at most ``LONGEST_SORT_KEY`` characters.
    """
    whole = normalize(name)
    called = normalize(given) if given else ""
    if called != whole:
        whole = _named(whole)
        called = called or _given(whole)
    return (_collated(called) + _collated(_rest(whole, called)))[:LONGEST_SORT_KEY]


def _rest(name: str, given: str) -> str:
    """The name without its tên gọi, which stands at the end, at the beginning or, by an editor's word, within."""
    if name.endswith(given):
        return name[: len(name) - len(given)]
    if name.startswith(given):
        return name[len(given) :]
    return name.replace(given, " ", 1)


def _collated(text: str) -> str:
    words = [
        _word_code(word[:LONGEST_SORT_KEY]) for word in _SORTED_WORD.findall(_lower(text[:LONGEST_SORT_KEY]))
    ]
    return f"{_SPACE.join(code for code, _tone in words)}{_END}{''.join(str(tone) for _code, tone in words)}"


@lru_cache(maxsize=65_536)
def _word_code(word: str) -> tuple[str, int]:
    letters, tone = _without_tone(_lower(word))
    codes = []
    for letter in letters:
        code = _CODES.get(letter)
        if code is None and letter != "'" and ord(letter) not in _MARKS:
            bare = fold(letter)
            code = "".join(_CODES.get(sign) or f"f0{ord(sign):06x}" for sign in bare)
        codes.append(code or "")
    return "".join(codes), tone


def alphabet_letter(name: str) -> str:
    """Return the capital under which a name stands in an A–Z list: ``Ánh`` under A, ``Ăn`` under Ă, ``Đạt`` under Đ;
    ``#`` when it begins with no letter of the alphabet.
    """
    for sign in _lower(normalize(name)[:64]):
        letter = sign.translate(_TONELESS)
        if letter not in ALPHABET:
            letter = fold(letter)
        if letter and letter in ALPHABET:
            return letter.upper()
        if letter.isalnum():
            break
    return "#"


# Names ---------------------------------------------------------------------------------------------------------------
_PAREN = re.compile(r"\s*\([^()]*\)?\s*$")
_GIVEN_IN_TWO = frozenset({"h", "h'", "k", "k'", "y", "y'", "ka"})


def given_name(full_name: str) -> str:
    """Return the tên gọi, by which a person is called and sorted: the last word, or the part in front of names that
    begin with H', Y, K' or Ka (``H'Lan Êban`` → ``H'Lan``, ``Y Moan Êñuôl`` → ``Y Moan``). Titles do not count.

    A guess that holds for most; an editor's word in ``Honoree.given`` stands above it.
    """
    return _given(_named(normalize(full_name)))


def _given(name: str) -> str:
    words = (_PAREN.sub("", name) or name).split()
    if not words:
        return ""
    first = words[0].lower()
    if len(words) > 1 and first in _GIVEN_IN_TWO:
        return " ".join(words[:2])
    if first[:2] in {"h'", "k'", "y'", "h-", "k-", "y-"} and len(first) > len("h'"):
        return words[0]
    return words[-1].strip(".,;") or words[-1]


def title_case(name: str) -> str:
    """Return a name that is written in capitals in normal case (``M'DRẮK`` → ``M'Drắk``); any other name as it is."""
    name = normalize(name)
    return unicodedata.normalize("NFC", name.title()) if name.isupper() else name


@dataclass(frozen=True, slots=True)
class Titled:
    """Titles in display order (honour, học hàm, học vị, chuyên khoa, nghề), in their short forms, and the name."""

    titles: tuple[str, ...]
    name: str


@dataclass(frozen=True, slots=True)
class _Form:
    """One way to write titles, as words in ``tone_yi`` and in ``fold_yi``."""

    titles: tuple[str, ...]
    tones: tuple[str, ...]
    folds: tuple[str, ...]
    needs_marks: bool
    ambiguous: bool


_TITLE_WORD = re.compile(r"(?:[^\W\d_][\u0300-\u036f]*)+|\d+")
_BETWEEN = re.compile(r"[\s.,;:/\\+&–—-]*")
_WITHIN = re.compile(r"[\s.-]*")
_ADDRESS = re.compile(
    r"(?:(?:ông|bà)\s*(?:\(\s*(?:ông|bà)\s*\)|/\s*(?:ông|bà)\b)|ông\b|bà\b|đồng\s+chí\b|đ\s?[/.]\s?c\b|đc\b)[\s.,:]*",
    re.IGNORECASE,
)
_MOST_TITLES = 12


@cache
def _title_forms() -> dict[str, tuple[_Form, ...]]:
    """Forms by the ``fold_yi`` of their first word, longest first."""
    found: dict[str, list[_Form]] = {}
    spelled: list[tuple[tuple[str, ...], str]] = [
        ((title,), form) for title, forms in TITLE_FORMS.items() for form in forms
    ]
    spelled += [(titles, form) for form, titles in GLUED_TITLES.items()]
    for titles, form in spelled:
        words = [word.group() for word in _TITLE_WORD.finditer(form)]
        folds = tuple(map(fold_yi, words))
        found.setdefault(folds[0], []).append(
            _Form(
                titles,
                tuple(map(tone_yi, words)),
                folds,
                form in TITLES_ONLY_WITH_MARKS,
                form in AMBIGUOUS_TITLES,
            )
        )
    return {first: tuple(sorted(forms, key=lambda form: -len(form.folds))) for first, forms in found.items()}


def split_titles(text: str) -> Titled:
    """Part the titles before a name from the name: ``TTƯT.ThS.BS Nguyễn Văn Hai`` → TTƯT, ThS, BS and Nguyễn Văn Hai.

    Forms of address (Ông, Bà, Đồng chí) are dropped. Only words at the beginning count, in any case, with or without
    marks, short or in full. The name is empty when there are only titles.
    """
    return _split(normalize(text))


def _split(text: str) -> Titled:
    titles: list[str] = []
    place = 0
    for _turn in range(_MOST_TITLES):
        place = _after(_BETWEEN, text, place)
        address = _ADDRESS.match(text, place)
        if address and _TITLE_WORD.search(text, address.end()):
            place = address.end()
            continue
        found = _title_at(text, place)
        if found is None:
            break
        titles.extend(found[0])
        place = found[1]
    if not titles and place == 0:
        return Titled((), text)
    name = text[place:].lstrip(" .,;:/\\+&–—-")
    return Titled(_displayed(titles), name if titles or _TITLE_WORD.search(name) else text)


def _after(signs: re.Pattern[str], text: str, place: int) -> int:
    match = signs.match(text, place)
    return match.end() if match else place


@lru_cache(maxsize=16_384)
def _forms_from(word: str) -> tuple[_Form, ...]:
    """The forms of titles that begin with this word."""
    return _title_forms().get(fold_yi(word), ())


def _title_at(text: str, place: int) -> tuple[tuple[str, ...], int] | None:
    first = _TITLE_WORD.match(text, place)
    if first is None:
        return None
    for form in _forms_from(first.group()[:_LONGEST_CACHED]):
        end = _form_end(form, text, place)
        if end is None or (form.ambiguous and not _beside_a_name(text, end)):
            continue
        if text[end : end + 1] == "'" or (end < len(text) and text[end].isdigit()):
            continue
        return form.titles, end
    return None


def _form_end(form: _Form, text: str, place: int) -> int | None:
    """Where the form ends when it stands at ``place``. Marks that were typed must agree; without any, letters do."""
    end = place
    for number, (tone, folded) in enumerate(zip(form.tones, form.folds, strict=True)):
        if number:
            end = _after(_WITHIN, text, end)
        word = _TITLE_WORD.match(text, end)
        if word is None:
            return None
        typed = tone_yi(word.group())
        if typed != tone and (form.needs_marks or typed != folded):
            return None
        end = word.end()
    return end


def _beside_a_name(text: str, end: int) -> bool:
    if text[end : end + 1] in {".", ","}:
        return True
    following = _TITLE_WORD.search(text, end)
    if following is None:
        return False
    word = following.group()
    return word[0].isupper() or fold(word) in FAMILY_NAMES or fold_yi(word) in _title_forms()


def _displayed(titles: Sequence[str]) -> tuple[str, ...]:
    """Titles in display order, each once, without those that another one says."""
    said = {TITLES_WITHIN[title] for title in titles if title in TITLES_WITHIN}
    kept = dict.fromkeys(title for title in titles if title not in said)
    return tuple(sorted(kept, key=lambda title: TITLE_RANKS[title]))


def _named(text: str) -> str:
    """The name without titles, of normalized text; the whole text where nothing else is left."""
    return _split(text).name or text


# Abbreviations and places --------------------------------------------------------------------------------------------
_MOST_VARIANTS = 16
_LONGEST_EXPANDED = 400


@dataclass(frozen=True, slots=True)
class _Spelling:
    form: str
    folds: tuple[str, ...]
    tones: tuple[str, ...]
    entry: Equivalence

    @property
    def ambiguous(self) -> bool:
        return self.form in self.entry.ambiguous


@cache
def _spellings() -> dict[str, tuple[_Spelling, ...]]:
    """Abbreviations, their full forms and places by the ``fold_yi`` of their first word, longest first."""
    found: dict[str, list[_Spelling]] = {}
    for entry in (*ABBREVIATIONS, *map(Equivalence, PLACE_NAMES)):
        for form in entry.forms:
            words = tokenize(form)
            spelling = _Spelling(form, tuple(map(fold_yi, words)), tuple(map(tone_yi, words)), entry)
            found.setdefault(spelling.folds[0], []).append(spelling)
    return {first: tuple(sorted(forms, key=lambda form: -len(form.folds))) for first, forms in found.items()}


def _recognized(text: str) -> Iterator[tuple[int, int, list[_Spelling]]]:
    """Runs of words that have other forms, the longest at each place: where they stand, and what they may be."""
    words = list(_TOKEN.finditer(text))
    typed = [(tone_yi(word.group()), fold_yi(word.group())) for word in words]
    place = 0
    while place < len(words):
        found: list[_Spelling] = []
        for spelling in _spellings().get(typed[place][1], ()):
            size = len(spelling.folds)
            if found and size < len(found[0].folds):
                break
            run = typed[place : place + size]
            fits = len(run) == size and all(
                tone == own_tone or (tone == bare and bare == own_fold)
                for (tone, bare), own_tone, own_fold in zip(run, spelling.tones, spelling.folds, strict=True)
            )
            if fits and (not spelling.ambiguous or _has_neighbour(spelling.entry, typed, place, size)):
                found.append(spelling)
        if found:
            size = len(found[0].folds)
            yield words[place].start(), words[place + size - 1].end(), found
            place += size
        else:
            place += 1


def _has_neighbour(entry: Equivalence, typed: Sequence[tuple[str, str]], place: int, size: int) -> bool:
    if place and _is_neighbour(typed[place - 1], entry.before):
        return True
    return place + size < len(typed) and _is_neighbour(typed[place + size], entry.after)


@lru_cache(maxsize=256)
def _neighbour_keys(words: frozenset[str]) -> frozenset[str]:
    return frozenset(key for word in words for key in (tone_yi(word), fold_yi(word)))


def _is_neighbour(typed: tuple[str, str], words: frozenset[str]) -> bool:
    return typed[0] in _neighbour_keys(words) or ("#" in words and typed[0].isdigit())


def expand_abbreviations(text: str) -> tuple[str, ...]:
    """Return a text in the other ways to write it, itself (normalized) first, then everything in full, then with
    abbreviations, full forms and other names of places in turn: ``TTYT Sa Đéc`` also gives ``trung tâm y tế Sa Đéc``.

    Short forms that mean several things (TT, CN, HS) count only beside a word that says which. At most 16 variants;
    text over 400 characters gives only itself.
    """
    text = normalize(text)
    if len(text) > _LONGEST_EXPANDED:
        return (text,)
    variants, full = [text], text
    # Replaced from the end backwards, so that the places before still hold in every variant.
    for start, end, spellings in reversed(list(_recognized(text))):
        others = dict.fromkeys(
            form
            for spelling in spellings
            for form in spelling.entry.forms
            if form != spelling.form and form not in spelling.entry.ambiguous
        )
        if spellings[0].form != (longest := spellings[0].entry.forms[0]):
            full = full[:start] + longest + full[end:]
        variants += [variant[:start] + form + variant[end:] for form in others for variant in variants]
        variants = variants[:_MOST_VARIANTS]
    return tuple(dict.fromkeys((text, full, *variants)))[:_MOST_VARIANTS]


@cache
def _places() -> dict[tuple[str, ...], str]:
    return {tuple(map(fold_yi, tokenize(form))): forms[0] for forms in PLACE_NAMES for form in forms}


def place_name(text: str) -> str:
    """Return the name of a place as it is written now (``Daklak``, ``Đăk Lăk`` → ``Đắk Lắk``); another text as it is."""
    text = normalize(text)
    if len(text) > _LONGEST_EXPANDED:
        return text
    return _places().get(tuple(map(fold_yi, tokenize(text))), text)


# Dates ---------------------------------------------------------------------------------------------------------------
_NUMERIC = re.compile(r"([0-9]{1,2})\s*([/.-])\s*([0-9]{1,2})\s*\2\s*([0-9]{4})")
_ISO = re.compile(r"([0-9]{4})-([0-9]{1,2})-([0-9]{1,2})(?:[t ][0-9:.]+z?)?")
_WRITTEN = re.compile(
    r"(?:ngay\s+)?([0-9]{1,2}|(?:mung|mong)\s+[0-9]{1,2})\s*,?\s+thang\s+([0-9]{1,2}|[a-z]+(?:\s+[a-z]+)?)\s*,?\s*"
    r"(?:nam\s+)?([0-9]{4})"
)
_MONTHS = (
    ("gieng", "mot"),
    ("hai",),
    ("ba",),
    ("tu", "bon"),
    ("nam",),
    ("sau",),
    ("bay",),
    ("tam",),
    ("chin",),
    ("muoi",),
    ("muoi mot",),
    ("muoi hai", "chap"),
)
_MONTH_NUMBERS = {word: number for number, words in enumerate(_MONTHS, 1) for word in words}
_YEARS = range(1900, 2101)


class DateError(ValueError):
    """Text that is no date. ``code`` is ``unreadable``, ``impossible`` or ``year``; the message is Vietnamese."""

    def __init__(self, code: str, message: str) -> None:
        super().__init__(message)
        self.code = code


def parse_date(value: str | date) -> date:
    """Read a date, day first: ``17/6/2022``, ``17-06-2022``, ``ngày 17 tháng 6 năm 2022``; also ``2022-06-17`` and the
    date objects of spreadsheets.

    Raises ``DateError`` (a ``ValueError``) with a text in Vietnamese for anything else, for days that do not exist and
    for years outside 1900–2100.
    """
    if isinstance(value, datetime):
        return value.date()
    if isinstance(value, date):
        return value
    if not isinstance(value, str):
        _refuse(str(value))
    shown = normalize(value)
    day, month, year = _read_date(shown) or _refuse(shown)
    if year not in _YEARS:
        raise DateError("year", f"Năm {year} nằm ngoài khoảng 1900–2100. Hãy kiểm tra lại ngày “{shown}”.")
    try:
        return date(year, month, day)
    except ValueError:
        message = f"Không có ngày {day}/{month}/{year}. Hãy ghi ngày trước, tháng sau, ví dụ 17/6/2022."
        raise DateError("impossible", message) from None


def _read_date(text: str) -> tuple[int, int, int] | None:
    """Day, month and year as they are written, whether or not there is such a day."""
    text = fold(text).strip(" .,;")
    if len(text) > _LONGEST_CACHED:
        return None
    if match := _NUMERIC.fullmatch(text):
        return int(match[1]), int(match[3]), int(match[4])
    if match := _ISO.fullmatch(text):
        return int(match[3]), int(match[2]), int(match[1])
    if match := _WRITTEN.fullmatch(text):
        word = match[2].removesuffix(" nam")
        month = int(word) if word.isdigit() else _MONTH_NUMBERS.get(word)
        return None if month is None else (int(match[1].split()[-1]), month, int(match[3]))
    return None


def _refuse(shown: str) -> NoReturn:
    if len(shown) > _LONGEST_CACHED:
        shown = f"{shown[:_LONGEST_CACHED]}…"
    raise DateError(
        "unreadable",
        f"“{shown}” không phải là ngày đọc được. Hãy ghi ngày/tháng/năm đủ bốn số năm, ví dụ 17/6/2022.",
    )
