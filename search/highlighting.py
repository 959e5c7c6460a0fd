"""Which pieces of a shown text answer the query. Offsets are those of the original text, found by comparing the
keys of its tokens; the answer is pieces of plain text, so markup inside a text stays text.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass

from search.documents import Segment
from search.tokens import Keys, Token, compound, words

PASSAGE = 180


@dataclass(frozen=True, slots=True)
class Wanted:
    """The keys of a query, made ready once for all hits of a page."""

    tones: frozenset[str]
    tones_yi: frozenset[str]
    folds: frozenset[str]  # of bare words: any marks
    folds_yi: frozenset[str]
    unmarked: frozenset[str]  # of marked words: only a word without marks
    start: str = ""  # the last word, bare, perhaps not typed to its end

    def meets(self, key: Keys) -> bool:
        return (
            key.tone in self.tones
            or key.tone_yi in self.tones_yi
            or key.fold in self.folds
            or key.fold_yi in self.folds_yi
            or (not key.marked and key.fold in self.unmarked)
        )

    def begins(self, key: Keys) -> bool:
        return bool(self.start) and key.fold.startswith(self.start)


def wanted(keys: Collection[Keys], last: Keys | None = None) -> Wanted:
    bare = [key for key in keys if not key.marked]
    marked = [key for key in keys if key.marked]
    start = (
        last.fold
        if last is not None and not last.marked and len(last.fold) > 1 and not last.fold.isdigit()
        else ""
    )
    return Wanted(
        frozenset(key.tone for key in marked),
        frozenset(key.tone_yi for key in marked),
        frozenset(key.fold for key in bare),
        frozenset(key.fold_yi for key in bare),
        frozenset(key.fold for key in marked),
        start,
    )


def segments(text: str, query: Wanted, *, beginnings: bool = False) -> tuple[Segment, ...]:
    """The text in pieces that join to exactly the text; neighbouring marked words are one piece with what parts
    them. With ``beginnings`` a word that begins with the last word of the query is marked too.
    """
    spans = _join(text, _spans(text, query, beginnings=beginnings))
    return _cut(text, spans, 0, len(text))


def passage(text: str, query: Wanted, longest: int = PASSAGE) -> tuple[Segment, ...]:
    """The stretch of about ``longest`` characters with the most different words of the query, or nothing when there
    is none. An ellipsis stands where text was left out.
    """
    spans = _spans(text, query, beginnings=False)
    if not spans:
        return ()
    start, end = _window(text, spans, longest)
    inside = _join(text, [(first, last) for first, last in spans if first >= start and last <= end])
    pieces = list(_cut(text, inside, start, end))
    if start > 0:
        pieces.insert(0, Segment("…"))
    if end < len(text):
        pieces.append(Segment("…"))
    return tuple(pieces)


def _spans(text: str, query: Wanted, *, beginnings: bool) -> list[tuple[int, int]]:
    found: list[tuple[int, int]] = []
    for parts in words(text):
        if len(parts) > 1 and query.meets(compound(parts)):
            found.append((parts[0].start, parts[-1].end))
            continue
        found.extend((part.start, part.end) for part in parts if _answers(part, query, beginnings=beginnings))
    return found


def _answers(token: Token, query: Wanted, *, beginnings: bool) -> bool:
    return query.meets(token.keys) or (beginnings and query.begins(token.keys))


def _join(text: str, spans: Sequence[tuple[int, int]]) -> list[tuple[int, int]]:
    """Spans parted by nothing but blanks and the signs inside words and numbers become one."""
    joined: list[tuple[int, int]] = []
    for start, end in spans:
        if joined and not text[joined[-1][1] : start].strip(" /-'’"):
            joined[-1] = (joined[-1][0], end)
        else:
            joined.append((start, end))
    return joined


def _cut(text: str, spans: Sequence[tuple[int, int]], start: int, end: int) -> tuple[Segment, ...]:
    pieces: list[Segment] = []
    at = start
    for first, last in spans:
        if first > at:
            pieces.append(Segment(text[at:first]))
        pieces.append(Segment(text[first:last], marked=True))
        at = last
    if at < end:
        pieces.append(Segment(text[at:end]))
    return tuple(pieces)


def _window(text: str, spans: Sequence[tuple[int, int]], longest: int) -> tuple[int, int]:
    """The bounds of the best stretch, moved to blanks so that no word is cut."""
    best, best_score, right = 0, -1, 0
    for left in range(len(spans)):
        right = max(right, left)
        while right + 1 < len(spans) and spans[right + 1][1] - spans[left][0] <= longest:
            right += 1
        different = len({text[first:last].lower() for first, last in spans[left : right + 1]})
        if different > best_score:
            best, best_score = left, different
    middle = spans[best][0]
    start = max(0, middle - longest // 3)
    if start:
        blank = text.find(" ", start, middle)
        start = blank + 1 if blank >= 0 else middle
    end = min(len(text), start + longest)
    end = max(end, spans[best][1])
    if end < len(text):
        blank = text.rfind(" ", spans[best][1], end)
        end = blank if blank > 0 else end
    return start, end
