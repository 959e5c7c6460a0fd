"""The text somebody typed, to what is searched. Small pure steps; nothing here raises on any input.

Bounds: ``LONGEST_TEXT`` characters and ``MOST_TOKENS`` tokens are read, the rest is left out and said so.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from portal.core import vietnamese
from search import numbers
from search.dictionary import BUILT_IN, Dictionary, Origin
from search.tokens import LONGEST_PART, Keys, Token, compound, keys, number_key, tokens, words

LONGEST_TEXT = 200
MOST_TOKENS = 12
_QUOTES = str.maketrans({"“": '"', "”": '"', "„": '"', "«": '"', "»": '"', "＂": '"'})
_QUOTED = re.compile(r'"([^"]*)"')
_INVISIBLE = re.compile(r"[\u200b-\u200f\u202a-\u202e\u2060-\u2064\ufeff\u00ad\ufffd]")
_YEAR = re.compile(r"(?:19|20)\d\d")
# Honours are awards too: whoever types one may mean the award, so it is searched before it is dropped as a title.
_HONOURS = frozenset({"ttnd", "ttut", "ahld", "nsnd", "nsut", "ngnd", "ngut"})


@dataclass(frozen=True, slots=True)
class Word:
    keys: Keys
    text: str = field(default="", compare=False)  # as typed


@dataclass(frozen=True, slots=True)
class Group:
    """One thing with several ways to write it, the typed one first; each way is words that must all be there."""

    ways: tuple[tuple[Keys, ...], ...]
    text: str = field(default="", compare=False)
    origins: tuple[Origin, ...] = field(
        default=(), compare=False
    )  # in the dictionary; none for an apostrophe word


@dataclass(frozen=True, slots=True)
class Quoted:
    """Words that must stand together in this order. At least two. In the ``number`` of a document its year may stand after
    the first.
    """

    keys: tuple[Keys, ...]
    text: str = field(default="", compare=False)
    number: bool = False


Part = Word | Group | Quoted


@dataclass(frozen=True, slots=True, kw_only=True)
class Understood:
    """What is searched: every part must be found. ``name`` are the tokens as one whole, for exact names; ``number``
    the key of a document number, or empty. ``titles`` were left out; in a ``partial`` one so were words. ``identifier``: the
    one part is the number of a document, which must stand somewhere as a whole.
    """

    text: str
    parts: tuple[Part, ...] = ()
    name: tuple[Keys, ...] = ()
    number: str = ""
    years: tuple[str, ...] = ()
    titles: tuple[str, ...] = ()
    cut: bool = False
    partial: bool = False
    identifier: bool = False

    @property
    def empty(self) -> bool:
        return not self.parts

    @property
    def bare(self) -> bool:
        """No word carries a mark."""
        return not any(key.marked for key in self.name)


def clean(text: str) -> tuple[str, bool]:
    """Text as it is searched, and whether it was cut: NFC, one kind of quotation mark and apostrophe, no control or
    invisible characters (lone surrogates included), single spaces.
    """
    cut = len(text) > LONGEST_TEXT
    text = text[: LONGEST_TEXT * 2] if cut else text
    text = _INVISIBLE.sub("", text.encode("utf-8", "replace").decode("utf-8").translate(_QUOTES))
    text = "".join(" " if unicodedata.category(sign)[0] in "CZ" else sign for sign in text)
    text = " ".join(vietnamese.normalize(text).split())
    return text[:LONGEST_TEXT].strip(), cut or len(text) > LONGEST_TEXT


def understand(text: str, dictionary: Dictionary = BUILT_IN) -> tuple[Understood, ...]:
    """Readings of the text in the order in which they are tried until one finds something: as the number of a document,
    with the honours that were typed, then without. At least one; an empty one for text without words.
    """
    cleaned, cut = clean(text)
    first = _read(cleaned, dictionary, drop_honours=False)
    second = _read(cleaned, dictionary, drop_honours=True)
    readings = [first] if second.parts == first.parts else [first, second]
    if numbers.identified(first.number, known=first.number.split()):
        number = Quoted(tuple(keys(word) for word in first.number.split()), cleaned, number=True)
        if numbers.glued(first.number, {key.fold for key in first.name}):
            readings = [_read(first.number, dictionary, drop_honours=False)]
        readings.insert(0, replace(first, parts=(number,), identifier=True))
    return tuple(replace(reading, text=cleaned, cut=reading.cut or cut) for reading in readings)


def decode(text: str) -> str:
    """The text read as raw Telex or VNI typing ("Nguyeenx", "Nguye6n4"); empty when it is none."""
    cleaned, _cut = clean(text)
    try:
        decoded = vietnamese.decode_typing(cleaned)
    except (ValueError, IndexError):
        return ""
    return decoded if decoded and decoded != cleaned else ""


def unfinished(part: Part) -> tuple[Keys, ...]:
    """The words of a part of which the last one may not be typed to its end; none where that cannot be. A short form may
    be the beginning of a word too: the "kh" of "nguyen kh" is not only "kế hoạch"; with marks it is what it says.
    """
    if isinstance(part, Quoted):
        return ()
    typed = (part.keys,) if isinstance(part, Word) else part.ways[0]
    whole = typed[-1].fold.isdigit() or (isinstance(part, Group) and typed[-1].marked)
    return () if whole else typed


def _read(text: str, dictionary: Dictionary, *, drop_honours: bool) -> Understood:
    quoted, rest = _quoted(text)
    titles, rest = _titles(rest, drop_honours=drop_honours, alone=not quoted)
    typed = list(words(rest))
    flat = [token for parts in typed for token in parts]
    cut = False
    budget = MOST_TOKENS
    phrases: list[Part] = []
    whole: list[Keys] = []
    for typed_phrase, shown in quoted:
        phrase = typed_phrase[:budget]
        cut = cut or len(phrase) < len(typed_phrase)
        budget -= len(phrase)
        whole.extend(phrase)
        if len(phrase) > 1:
            phrases.append(Quoted(tuple(phrase), shown))
        elif phrase:
            phrases.append(Word(phrase[0], shown))
    if len(flat) > budget:
        cut = True
        flat = flat[:budget]
    years = tuple(token.keys.fold for token in flat if _YEAR.fullmatch(token.keys.fold))
    joined = {parts[0].start: parts for parts in typed if len(parts) > 1 and parts[-1].end <= _end(flat)}
    whole.extend(token.keys for token in flat)
    return Understood(
        text=text,
        parts=tuple(dict.fromkeys([*phrases, *_parts(rest, flat, joined, dictionary)])),
        name=tuple(whole),
        number=_number(list(tokens(text.replace('"', " "))) if quoted else flat, dictionary),
        years=years,
        titles=titles,
        cut=cut,
    )


def _quoted(text: str) -> tuple[list[tuple[list[Keys], str]], str]:
    """The tokens and the text of each quotation, and the text outside. A quotation mark without a partner is no mark
    at all.
    """
    phrases = [
        ([token.keys for token in tokens(match.group(1))], match.group(1).strip())
        for match in _QUOTED.finditer(text)
    ]
    return [phrase for phrase in phrases if phrase[0]], _QUOTED.sub(" ", text).replace('"', " ")


def _titles(text: str, *, drop_honours: bool, alone: bool) -> tuple[tuple[str, ...], str]:
    """Professional titles before a name, and the text without them. A text of titles alone stays as it is."""
    try:
        titled = vietnamese.split_titles(text)
    except (ValueError, IndexError):
        return (), text
    if not titled.titles or (alone and not any(not token.number for token in tokens(titled.name))):
        return (), text
    honours = [title for title in titled.titles if vietnamese.fold(title) in _HONOURS]
    if honours and not drop_honours:
        others = tuple(title for title in titled.titles if title not in honours)
        return others, " ".join([*honours, titled.name])
    return tuple(titled.titles), titled.name


def _end(flat: Sequence[Token]) -> int:
    return flat[-1].end if flat else 0


def _parts(
    text: str, flat: Sequence[Token], joined: dict[int, tuple[Token, ...]], dictionary: Dictionary
) -> list[Part]:
    found: list[Part] = []
    index = 0
    while index < len(flat):
        recognized = dictionary.recognize(flat, index)
        parts = joined.get(flat[index].start, ())
        length = max(recognized.length, len(parts), 1)
        run = flat[index : index + length]
        shown = text[run[0].start : run[-1].end]
        if recognized.length or parts:
            ways = [tuple(token.keys for token in run)]
            if len(parts) == length:
                ways.append((compound(parts),))
            if recognized.length == length:
                ways.extend(recognized.others)
            found.append(Group(tuple(dict.fromkeys(ways)), shown, recognized.origins))
        elif not (_says_number(run[0]) and index + 1 < len(flat) and flat[index + 1].number):
            found.append(Word(run[0].keys, shown))
        index += length
    return found


def _says_number(token: Token) -> bool:
    """Whether a word is the "số" that people say before a number and documents often leave out."""
    return token.keys.tone in {"sô4", "so"}


def _number(flat: Sequence[Token], dictionary: Dictionary) -> str:
    """The key of the document number that the whole text is, or empty. What is written out counts as its short form
    ("quyết định 57 sở y tế"), and what is said twice counts once ("quyết định số 57/QĐ-SYT").
    """
    told: list[Token] = []
    index = 0
    while index < len(flat):
        recognized = dictionary.recognize(flat, index)
        length = max(recognized.length, 1)
        short = [way[0] for way in recognized.others if len(way) == 1 and len(way[0].fold) <= LONGEST_PART]
        run = [Token(short[0], 0, 0)] if length > 1 and short else flat[index : index + length]
        said = {token.keys.fold for token in told if not token.number}
        told.extend(token for token in run if token.keys.fold not in said and not _says_number(token))
        index += length
    key = number_key(told)
    known = {token.keys.fold for place, token in enumerate(flat) if dictionary.recognize(flat, place).length}
    return numbers.identified(key, known) or key
