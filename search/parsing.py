"""The text somebody typed, to what is searched. Small pure steps; nothing here raises on any input.

Bounds: ``LONGEST_TEXT`` characters and ``MOST_TOKENS`` tokens are read, the rest is left out and said so.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass, replace

from portal.core import vietnamese
from search import dictionary
from search.tokens import Keys, Token, compound, number_key, tokens, words

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


@dataclass(frozen=True, slots=True)
class Group:
    """One thing with several ways to write it, the typed one first; each way is words that must all be there."""

    ways: tuple[tuple[Keys, ...], ...]


@dataclass(frozen=True, slots=True)
class Quoted:
    """Words that must stand together in this order. At least two."""

    keys: tuple[Keys, ...]


Part = Word | Group | Quoted


@dataclass(frozen=True, slots=True, kw_only=True)
class Understood:
    """What is searched: every part must be found. ``name`` are the tokens as one whole, for exact names; ``number``
    the key of a document number, or empty. ``titles`` were left out.
    """

    text: str
    parts: tuple[Part, ...] = ()
    name: tuple[Keys, ...] = ()
    number: str = ""
    years: tuple[str, ...] = ()
    titles: tuple[str, ...] = ()
    cut: bool = False

    @property
    def empty(self) -> bool:
        return not self.parts

    @property
    def bare(self) -> bool:
        """No word carries a mark."""
        return not any(key.marked for key in self.name)

    @property
    def keys(self) -> frozenset[Keys]:
        """Every token that answers the query somewhere; highlighting marks these."""
        found: set[Keys] = set()
        for part in self.parts:
            if isinstance(part, Word):
                found.add(part.keys)
            elif isinstance(part, Group):
                found.update(key for way in part.ways for key in way)
            else:
                found.update(part.keys)
        return frozenset(found)


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


def understand(text: str) -> tuple[Understood, ...]:
    """Readings of the text in the order in which they are tried until one finds something: with the honours that
    were typed, then without. At least one; an empty one for text without words.
    """
    cleaned, cut = clean(text)
    first = _read(cleaned, drop_honours=False)
    second = _read(cleaned, drop_honours=True)
    readings = [first] if second.parts == first.parts else [first, second]
    return tuple(replace(reading, text=cleaned, cut=reading.cut or cut) for reading in readings)


def decode(text: str) -> str:
    """The text read as raw Telex or VNI typing ("Nguyeenx", "Nguye6n4"); empty when it is none."""
    cleaned, _cut = clean(text)
    try:
        decoded = vietnamese.decode_typing(cleaned)
    except (ValueError, IndexError):
        return ""
    return decoded if decoded and decoded != cleaned else ""


def _read(text: str, *, drop_honours: bool) -> Understood:
    quoted, rest = _quoted(text)
    titles, rest = _titles(rest, drop_honours=drop_honours, alone=not quoted)
    typed = list(words(rest))
    flat = [token for parts in typed for token in parts]
    cut = False
    budget = MOST_TOKENS
    phrases: list[Part] = []
    whole: list[Keys] = []
    for typed_phrase in quoted:
        phrase = typed_phrase[:budget]
        cut = cut or len(phrase) < len(typed_phrase)
        budget -= len(phrase)
        whole.extend(phrase)
        if len(phrase) > 1:
            phrases.append(Quoted(tuple(phrase)))
        elif phrase:
            phrases.append(Word(phrase[0]))
    if len(flat) > budget:
        cut = True
        flat = flat[:budget]
    years = tuple(token.keys.fold for token in flat if _YEAR.fullmatch(token.keys.fold))
    joined = {parts[0].start: parts for parts in typed if len(parts) > 1 and parts[-1].end <= _end(flat)}
    whole.extend(token.keys for token in flat)
    return Understood(
        text=text,
        parts=tuple(_once([*phrases, *_parts(flat, joined)])),
        name=tuple(whole),
        number=number_key(flat) if not quoted else number_key(list(tokens(text.replace('"', " ")))),
        years=years,
        titles=titles,
        cut=cut,
    )


def _quoted(text: str) -> tuple[list[list[Keys]], str]:
    """The tokens of each quotation, and the text outside. A quotation mark without a partner is no mark at all."""
    phrases = [[token.keys for token in tokens(match.group(1))] for match in _QUOTED.finditer(text)]
    return [phrase for phrase in phrases if phrase], _QUOTED.sub(" ", text).replace('"', " ")


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


def _parts(flat: Sequence[Token], joined: dict[int, tuple[Token, ...]]) -> list[Part]:
    found: list[Part] = []
    index = 0
    while index < len(flat):
        length, others = dictionary.recognize(flat, index)
        if length:
            found.append(_group(flat[index : index + length], others))
            index += length
            continue
        parts = joined.get(flat[index].start)
        if parts:
            apart = tuple(part.keys for part in parts)
            found.append(Group((apart, (compound(parts),))))
            index += len(parts)
            continue
        found.append(Word(flat[index].keys))
        index += 1
    return found


def _group(run: Sequence[Token], others: tuple[tuple[Keys, ...], ...]) -> Group:
    """The typed words with the other ways to write them. Inside a longer form a shorter one may stand: "bv đa khoa"
    is also "bệnh viện" with "đa khoa", which the equivalence of the whole already lists.
    """
    return Group((tuple(token.keys for token in run), *others))


def _once(parts: Sequence[Part]) -> list[Part]:
    """Each part once; a repeated word asks nothing new."""
    return list(dict.fromkeys(parts))
