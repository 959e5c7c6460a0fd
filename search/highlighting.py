"""Which pieces of a shown text answer the query. Offsets are those of the original text, found by comparing the
keys of its tokens; the answer is pieces of plain text, so markup inside a text stays text.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache, lru_cache

from portal.core import vietnamese
from search.documents import Segment
from search.parsing import Part, Quoted, Word, unfinished
from search.tokens import Keys, Token, compound, keys, words

PASSAGE = 180
LONGEST_READ = 40_000  # characters of a long text in which a passage is looked for
MOST_PLACES = 300  # of words that may answer, in a long text
MOST_WINDOWS = 5  # that are read closely


@dataclass(frozen=True, slots=True)
class Wanted:
    """What a query marks, made ready once for all hits of a page. The numbers are those of the parts of the query."""

    tones: Mapping[str, int]
    tones_yi: Mapping[str, int]
    folds: Mapping[str, int]  # of bare words: any marks
    folds_yi: Mapping[str, int]
    unmarked: Mapping[str, int]  # of marked words: only a word without marks
    runs: Mapping[
        str, tuple[tuple[int, tuple[Keys, ...]], ...]
    ]  # words that answer together, by their first fold_yi
    places: Mapping[
        Keys, frozenset[int]
    ]  # every word that may stand where something answers, with the parts it is of
    start: Keys | None = None  # the last word, perhaps not typed to its end
    count: int = 0  # of the parts
    known: dict[str, int | None] = field(
        default_factory=dict
    )  # what is answered, by ``tone``: texts repeat words

    def part(self, key: Keys) -> int | None:
        """The part of the query that a word answers by itself."""
        if key.tone not in self.known:
            self.known[key.tone] = self._part(key)
        return self.known[key.tone]

    def _part(self, key: Keys) -> int | None:
        found = self.tones.get(key.tone)
        if found is None:
            found = self.tones_yi.get(key.tone_yi)
        if found is None:
            found = self.folds.get(key.fold)
        if found is None:
            found = self.folds_yi.get(key.fold_yi)
        if found is None and not key.marked:
            found = self.unmarked.get(key.fold)
        return found

    def run(self, flat: Sequence[Token], at: int) -> tuple[int, int] | None:
        """The part that the words from here on answer together, and how many they are."""
        best: tuple[int, int] | None = None
        for part, way in self.runs.get(flat[at].keys.fold_yi, ()):
            following = flat[at : at + len(way)]
            if (best is None or len(way) > best[1]) and len(following) == len(way):
                fits = all(_agrees(word, token.keys) for word, token in zip(way, following, strict=True))
                if fits:
                    best = part, len(way)
        return best

    def begins(self, key: Keys) -> bool:
        """Whether a word begins as the last word of the query does, a mark that was typed included."""
        start = self.start
        if start is None:
            return False
        if not start.marked:
            return key.fold.startswith(start.fold)
        tone = start.tone[-1] if start.tone[-1].isdigit() else ""
        return key.tone.startswith(start.tone.removesuffix(tone)) and key.tone.endswith(tone)


@dataclass(frozen=True, slots=True)
class Look:
    """A text with the stretches that answer: first and last offset, and the part that is answered."""

    text: str
    spans: tuple[tuple[int, int, int], ...]

    @property
    def parts(self) -> frozenset[int]:
        return frozenset(part for _start, _end, part in self.spans)

    @property
    def segments(self) -> tuple[Segment, ...]:
        """Pieces that join to exactly the text; neighbouring marked words are one piece with what parts them."""
        return _cut(self.text, _join(self.text, self.spans))


def wanted(parts: Sequence[Part], *, loose: bool = False) -> Wanted:
    """What these parts mark. ``loose`` marks the words of another way of writing one by one: for a row that has them all
    and nowhere together.
    """
    bare: dict[Keys, int] = {}
    marked: dict[Keys, int] = {}
    runs: dict[str, tuple[tuple[int, tuple[Keys, ...]], ...]] = {}
    places: dict[Keys, frozenset[int]] = {}

    def alone(key: Keys, part: int) -> None:
        (marked if key.marked else bare).setdefault(key, part)
        places[key] = places.get(key, frozenset()) | {part}

    def together(way: tuple[Keys, ...], part: int) -> None:
        runs[way[0].fold_yi] = (*runs.get(way[0].fold_yi, ()), (part, way))
        for key in way:
            places[key] = places.get(key, frozenset()) | {part}

    for number, part in enumerate(parts):
        if isinstance(part, Word):
            alone(part.keys, number)
        elif isinstance(part, Quoted):
            together(part.keys, number)
        else:
            # What was typed is marked word by word; another way to write it only where it stands as a whole: the
            # "khoa" of "bệnh viện đa khoa" is no reason to mark every "Khoa".
            for key in part.ways[0]:
                alone(key, number)
            for way in part.ways[1:]:
                if len(way) > 1 and not loose:
                    together(way, number)
                else:
                    for key in way:
                        alone(key, number)
    words_typed = unfinished(parts[-1]) if parts else ()
    start = words_typed[-1] if words_typed and len(words_typed[-1].fold) > 1 else None
    return Wanted(
        {key.tone: part for key, part in marked.items()},
        {key.tone_yi: part for key, part in marked.items()},
        {key.fold: part for key, part in bare.items()},
        {key.fold_yi: part for key, part in bare.items()},
        {key.fold: part for key, part in marked.items()},
        runs,
        places,
        start,
        len(parts),
    )


def look(text: str, query: Wanted, *, beginnings: bool = False) -> Look:
    """With ``beginnings`` a word that begins with the last word of the query answers too."""
    return Look(text, tuple(_spans(text, query, beginnings=beginnings)))


def passage(
    text: str, query: Wanted, longest: int = PASSAGE, *, beginnings: bool = False
) -> tuple[tuple[Segment, ...], frozenset[int]]:
    """The stretch of about ``longest`` characters that answers the most parts of the query, and which; nothing when
    there is none. An ellipsis stands where text was left out. Only the first ``LONGEST_READ`` characters are read.
    """
    best: tuple[int, int, Look] | None = None
    for start, end, most in _windows(text, query, longest, beginnings=beginnings):
        if best is not None and len(best[2].parts) >= most:
            break
        seen = look(text[start:end], query, beginnings=beginnings)
        if seen.spans and (best is None or len(seen.parts) > len(best[2].parts)):
            best = start, end, seen
    if best is None:
        return (), frozenset()
    start, end, seen = best
    pieces = list(seen.segments)
    if start > 0:
        pieces.insert(0, Segment("…"))
    if end < len(text):
        pieces.append(Segment("…"))
    return tuple(pieces), seen.parts


def _agrees(word: Keys, typed: Keys) -> bool:
    if word.marked:
        return word.tone_yi == typed.tone_yi or (not typed.marked and word.fold == typed.fold)
    return word.fold_yi == typed.fold_yi


def _spans(text: str, query: Wanted, *, beginnings: bool) -> Iterator[tuple[int, int, int]]:
    flat: list[Token] = []
    for parts in words(text):
        if len(parts) > 1 and query.part(compound(parts)) is not None:
            flat.append(Token(compound(parts), parts[0].start, parts[-1].end))
        else:
            flat.extend(parts)
    at = 0
    while at < len(flat):
        token = flat[at]
        run = query.run(flat, at) if query.runs else None
        if run is not None:
            yield token.start, flat[at + run[1] - 1].end, run[0]
            at += run[1]
            continue
        part = query.part(token.keys)
        if part is None and beginnings and query.begins(token.keys):
            part = query.count - 1
        if part is not None:
            yield token.start, token.end, part
        at += 1


def _join(text: str, spans: Iterable[tuple[int, int, int]]) -> list[tuple[int, int]]:
    """Spans parted by nothing but blanks and the signs inside words and numbers become one."""
    joined: list[tuple[int, int]] = []
    for start, end, _part in spans:
        if joined and not text[joined[-1][1] : start].strip(" /-'’"):
            joined[-1] = (joined[-1][0], end)
        else:
            joined.append((start, end))
    return joined


def _cut(text: str, spans: Sequence[tuple[int, int]]) -> tuple[Segment, ...]:
    pieces: list[Segment] = []
    at = 0
    for first, last in spans:
        if first > at:
            pieces.append(Segment(text[at:first]))
        pieces.append(Segment(text[first:last], marked=True))
        at = last
    if at < len(text):
        pieces.append(Segment(text[at:]))
    return tuple(pieces)


# Long text -----------------------------------------------------------------------------------------------------------
# Parting a long text into tokens costs ten times a search through it; so a pattern finds where something may answer,
# and only a few stretches are read closely.


def _windows(text: str, query: Wanted, longest: int, *, beginnings: bool) -> list[tuple[int, int, int]]:
    """The bounds of the stretches that hold words of the most parts of the query, then the most different words, best
    first, moved to blanks so that no word is cut; and how many parts they may answer.
    """
    if not text or not query.places:
        return []
    if len(text) <= longest:
        return [(0, len(text), query.count)]
    start = query.start.fold if beginnings and query.start else ""
    pattern = _pattern(tuple(dict.fromkeys((key.fold, key.meets_yi) for key in query.places)), start)
    places: list[tuple[int, int, str]] = []
    parts_of: dict[str, frozenset[int]] = {}
    for match in pattern.finditer(text, 0, LONGEST_READ):
        found = keys(match.group().replace("'", ""))
        # Marks that were typed and differ exclude: a text full of "ống" has no place of "ông".
        if found.tone not in parts_of:
            parts_of[found.tone] = _may_answer(found, query, start)
        if parts_of[found.tone]:
            places.append((match.start(), match.end(), found.tone))
        if len(places) == MOST_PLACES:
            break
    scored: list[tuple[int, int, int]] = []
    right = 0
    for left in range(len(places)):
        right = max(right, left)
        while right + 1 < len(places) and places[right + 1][1] - places[left][0] <= longest:
            right += 1
        different = {tone for _start, _end, tone in places[left : right + 1]}
        parts = frozenset().union(*(parts_of[tone] for tone in different))
        scored.append((-len(parts), -len(different), left))
    scored.sort()
    return [
        (*_bounds(text, places[left][0], places[left][1], longest), -parts)
        for parts, _different, left in scored[:MOST_WINDOWS]
    ]


def _may_answer(found: Keys, query: Wanted, start: str) -> frozenset[int]:
    """The parts of the query that a word may answer where it stands, or that its beginning may."""
    parts = frozenset().union(*(parts for key, parts in query.places.items() if _agrees(key, found)))
    return parts | {query.count - 1} if start and found.fold.startswith(start) else parts


def _bounds(text: str, first: int, last: int, longest: int) -> tuple[int, int]:
    start = max(0, first - longest // 3)
    if start:
        blank = text.find(" ", start, first)
        start = blank + 1 if blank >= 0 else first
    end = min(len(text), max(start + longest, last))
    if end < len(text):
        blank = text.rfind(" ", last, end)
        if blank < 0:
            blank = text.find(" ", end, end + 64)
        end = blank if blank > 0 else end
    return start, end


@cache
def _letters() -> dict[str, str]:
    """All letters by the letter they fold to."""
    found: dict[str, str] = {}
    for code in (*range(0xC0, 0x250), *range(0x1E00, 0x1F00)):
        folded = vietnamese.fold(chr(code))
        if len(folded) == 1 and folded.isascii() and folded.isalpha():
            found[folded] = found.get(folded, folded + folded.upper()) + chr(code)
    return found


@lru_cache(maxsize=256)
def _pattern(words_of: tuple[tuple[str, bool], ...], start: str = "") -> re.Pattern[str]:
    """Where one of the words may stand: ``fold`` keys, and whether y and i meet in them; or one that begins so."""
    ways = [_word(fold, meets_yi=meets_yi) for fold, meets_yi in words_of]
    if start:
        ways.append(_word(start, meets_yi=False, whole=False))
    return re.compile("|".join(ways))


def _word(fold: str, *, meets_yi: bool, whole: bool = True) -> str:
    if fold.isdigit():
        return rf"(?<!\d)0*{re.escape(fold)}(?!\d)"
    signs = [
        f"[{_letters().get(sign, sign + sign.upper())}]" if sign.isalpha() else re.escape(sign)
        for sign in fold
    ]
    if meets_yi:
        signs[-1] = f"[{_letters()['i']}{_letters()['y']}]"
    spelled = "'?".join(signs)
    return rf"(?<![^\W\d_]){spelled}" + (r"(?![^\W\d_])" if whole else r"[^\W\d_]*")
