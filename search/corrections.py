"""What may have been meant where nothing, or little, was found as typed: one typing error in a word, told from the
index's own vocabulary, and the rows that have most of the words.

Every step asks the engine a bounded number of cheap questions, so the worst text costs about as much as a search.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from search import ranking
from search.engines import engine
from search.parsing import Group, Part, Quoted, Understood, Word
from search.scope import Scope
from search.tokens import Keys, keys, tokens

SHORTEST, LONGEST = 3, 16  # letters of a word in which an error is looked for
MOST_WRONG = 3  # words of a text
MOST_CANDIDATES = 16  # of a word, that the index knows
MOST_KEPT = 3  # ways to correct a text that are followed and offered
MOST_IN_TURN = 6  # words of a text of which each is left out, or replaced, in turn

_ROWS = ("qwertyuiop", "asdfghjkl", "zxcvbnm")
_ALPHABET = "abcdefghijklmnopqrstuvwxyz"
_TELEX = frozenset("fsrxjzw")  # keys of marks that stayed as letters
# How likely an error is, against how often the word is found: a forgotten key can be so many that it counts least.
_LIKELY, _POSSIBLE, _FAR = 4, 2, 1


def _neighbours() -> dict[str, str]:
    """The keys around each key. Each row lies half a key to the right of the one above."""
    found = dict.fromkeys(_ALPHABET, "")
    for number, row in enumerate(_ROWS):
        for place, letter in enumerate(row):
            near = [row[side] for side in (place - 1, place + 1) if 0 <= side < len(row)]
            if number + 1 < len(_ROWS):
                below = _ROWS[number + 1]
                near += [below[side] for side in (place - 1, place) if 0 <= side < len(below)]
            for other in near:
                found[letter] += other
                found[other] += letter
    return {letter: "".join(dict.fromkeys(others)) for letter, others in found.items()}


NEIGHBOURS = _neighbours()


@dataclass(frozen=True, slots=True)
class Correction:
    """A whole text with its errors mended, and how many rows have all its words."""

    text: str
    count: int


@dataclass(frozen=True, slots=True)
class Partial:
    """A reading with the words that are found together, and the words left out, as typed."""

    reading: Understood
    left_out: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class _Mended:
    words: Mapping[Word, str]  # a typed word to what it may have been
    count: int
    likely: int = 1
    spelled: bool = False  # with the marks that it has


def variants(word: str) -> dict[str, int]:
    """The words from which one slip of a finger makes this one, with how likely it is: a key pressed twice, two keys in
    the wrong order, a mark's key of Telex left as a letter, the key beside, a key forgotten.
    """
    found: dict[str, int] = {}

    def add(other: str, likely: int) -> None:
        if other != word and len(other) > 1:
            found.setdefault(other, likely)

    for place in range(len(word)):
        before, sign, after = word[:place], word[place], word[place + 1 :]
        if after.startswith(sign) or (place and sign in _TELEX):
            add(before + after, _LIKELY)
        if after:
            add(before + after[0] + sign + after[1:], _LIKELY)
    for place, sign in enumerate(word):
        near = {"i": "y", "y": "i"}.get(sign, "") + NEIGHBOURS.get(sign, "")
        for other in near:
            add(word[:place] + other + word[place + 1 :], _POSSIBLE)
    for place in range(len(word) + 1):
        for sign in _ALPHABET:
            add(word[:place] + sign + word[place:], _FAR)
    return found


def corrections(reading: Understood, scope: Scope, found: int) -> tuple[Correction, ...]:
    """Texts that may have been meant, best first; each finds clearly more than ``found``. Raises ``EngineError``.

    Where something was found only words that the index does not know are taken for errors; where nothing was, also
    marks, and words that are known and not together.
    """
    typed = [part for part in reading.parts if isinstance(part, Word) and _may_err(part.keys.fold)]
    known = engine().known([word.keys.fold for word in typed]) if typed else frozenset()
    unknown = [word for word in typed if word.keys.fold not in known]
    if len(unknown) > MOST_WRONG:
        return ()
    mended: Sequence[_Mended] = ()
    if unknown:
        mended = _mended_unknown(reading.parts, unknown, scope)
    elif not found:
        mended = _mended_marks(reading.parts, scope) or _mended_known(reading.parts, typed, scope)
    enough = max(3 * found, found + 3) if found else 1
    best = sorted((one for one in mended if one.count >= enough), key=lambda one: -one.count * one.likely)
    texts = [Correction(_written(reading, one, scope), one.count) for one in best[:MOST_KEPT]]
    return tuple({correction.text: correction for correction in reversed(texts)}.values())[::-1]


def partial(reading: Understood, scope: Scope) -> Partial | None:
    """The most telling words that are found together, where not all are. ``None`` when no word is found, or there is
    only one. Raises ``EngineError``.

    Unknown words go first; then each word in turn; and where there are many, the rarest word is taken and every other
    one, rarer ones first, that is found with those taken.
    """
    parts = _found_somewhere(reading.parts, scope)
    if not parts or len(reading.parts) < 2:
        return None
    kept: Sequence[Part] = parts
    if len(parts) == len(reading.parts) or not scope.counts([ranking.together(parts)])[0]:
        kept = _without_one(parts, scope) or _one_by_one(parts, scope)
    if not kept:
        return None
    left_out = tuple(_typed(part) for part in reading.parts if part not in kept)
    name = tuple(key for part in kept for key in _own_keys(part))
    return Partial(replace(reading, parts=tuple(kept), name=name, number="", partial=True), left_out)


# Corrections ---------------------------------------------------------------------------------------------------------


def _may_err(fold: str) -> bool:
    return SHORTEST <= len(fold) <= LONGEST and fold.isascii() and fold.isalpha()


def _candidates(words: Sequence[Word]) -> dict[Word, list[tuple[str, int]]]:
    """The likeliest words that the index knows, for each."""
    near = {word: variants(word.keys.fold) for word in words}
    known = engine().known(list(dict.fromkeys(other for found in near.values() for other in found)))
    return {
        word: [(other, likely) for other, likely in found.items() if other in known][:MOST_CANDIDATES]
        for word, found in near.items()
    }


def _mended_unknown(parts: Sequence[Part], unknown: Sequence[Word], scope: Scope) -> list[_Mended]:
    """Word after word, each with the best ways so far."""
    candidates = _candidates(unknown)
    sure = [part for part in parts if part not in unknown]
    states = [_Mended({}, 0)]
    for word in unknown:
        grown = [
            (state, other, state.likely * likely) for state in states for other, likely in candidates[word]
        ]
        counted = scope.counts(
            [
                ranking.together([*sure, *(Word(keys(mended)) for mended in (*state.words.values(), other))])
                for state, other, _likely in grown
            ]
        )
        states = [
            _Mended({**state.words, word: other}, count, likely)
            for (state, other, likely), count in zip(grown, counted, strict=True)
            if count
        ]
        states = sorted(states, key=lambda state: -state.count * state.likely)[:MOST_KEPT]
    return states


def _mended_marks(parts: Sequence[Part], scope: Scope) -> list[_Mended]:
    """One word with the marks under which the index has it beside the others."""
    marked = [part for part in parts if isinstance(part, Word) and part.keys.marked]
    asked = [
        ranking.together([Word(keys(part.keys.fold)) if part == word else part for part in parts])
        for word in marked
    ]
    found: list[_Mended] = []
    for word, expression, count in zip(marked, asked, scope.counts(asked), strict=True):
        if not count:
            continue
        ways = scope.spellings(expression, word.keys.fold)
        found += [_Mended({word: way}, number, spelled=True) for way, number in ways.items()]
        if not ways:
            found.append(_Mended({word: word.keys.fold}, count))
    return found


def _mended_known(parts: Sequence[Part], typed: Sequence[Word], scope: Scope) -> list[_Mended]:
    """One word by another that the index has beside the others."""
    if not 2 <= len(parts) <= MOST_IN_TURN:
        return []
    rest = {word: [part for part in parts if part != word] for word in typed}
    counted = scope.counts([ranking.together(others) for others in rest.values()])
    possible = [word for word, count in zip(typed, counted, strict=True) if count]
    pairs = [
        (word, other, likely)
        for word, candidates in _candidates(possible[:MOST_WRONG]).items()
        for other, likely in candidates
    ]
    found = scope.counts(
        [ranking.together([*rest[word], Word(keys(other))]) for word, other, _likely in pairs]
    )
    return [
        _Mended({word: other}, count, likely)
        for (word, other, likely), count in zip(pairs, found, strict=True)
        if count
    ]


def _written(reading: Understood, mended: _Mended, scope: Scope) -> str:
    """The text with the mended words in the place of the typed ones, with marks where others have them."""
    by_key = {word.keys: other for word, other in mended.words.items()}
    if not reading.bare and not mended.spelled:
        parts = [
            Word(keys(mended.words[part])) if isinstance(part, Word) and part in mended.words else part
            for part in reading.parts
        ]
        whole = ranking.together(parts)
        for typed, other in by_key.items():
            ways = scope.spellings(whole, other)
            by_key[typed] = max(ways, key=lambda way: (ways[way], way), default=other)
    pieces: list[str] = []
    end = 0
    for token in tokens(reading.text):
        if token.keys in by_key:
            before = reading.text[token.start : token.end]
            pieces += [reading.text[end : token.start], _in_case(by_key[token.keys], before)]
            end = token.end
    return "".join([*pieces, reading.text[end:]])


def _in_case(word: str, typed: str) -> str:
    if len(typed) > 1 and typed.isupper():
        return word.upper()
    return word[:1].upper() + word[1:].lower() if typed[:1].isupper() else word.lower()


# Partial matches -----------------------------------------------------------------------------------------------------


def _found_somewhere(parts: Sequence[Part], scope: Scope) -> list[Part]:
    """The parts that some row has. The vocabulary is asked first, for most words are in it."""
    folds = [part.keys.fold for part in parts if isinstance(part, Word)]
    known = engine().known(folds) if folds else frozenset()
    doubtful = [part for part in parts if not (isinstance(part, Word) and part.keys.fold in known)]
    counted = scope.counts([ranking.anywhere(part) for part in doubtful])
    missing = {part for part, count in zip(doubtful, counted, strict=True) if not count}
    return [part for part in parts if part not in missing]


def _without_one(parts: Sequence[Part], scope: Scope) -> list[Part]:
    """All parts but one, so that the fewest rows are left: they are what the most telling words say. A number is left
    out sooner than a word.
    """
    if not 2 <= len(parts) <= MOST_IN_TURN:
        return []
    rests = [[part for part in parts if part != out] for out in parts]
    counted = scope.counts([ranking.together(rest) for rest in rests])
    found = [
        (not _is_number(out), count, place)
        for place, (out, count) in enumerate(zip(parts, counted, strict=True))
        if count
    ]
    return rests[min(found)[2]] if found else []


def _one_by_one(parts: Sequence[Part], scope: Scope) -> list[Part]:
    counted = scope.counts([ranking.anywhere(part) for part in parts])
    rare = [
        part for _count, part in sorted(zip(counted, parts, strict=True), key=lambda item: item[0]) if _count
    ]
    kept: list[Part] = []
    for part in rare:
        if not kept or scope.counts([ranking.together([*kept, part])])[0]:
            kept.append(part)
    return [part for part in parts if part in kept]


def _is_number(part: Part) -> bool:
    return isinstance(part, Word) and part.keys.fold.isdigit()


def _own_keys(part: Part) -> tuple[Keys, ...]:
    if isinstance(part, Word):
        return (part.keys,)
    return part.ways[0] if isinstance(part, Group) else part.keys


def _typed(part: Part) -> str:
    if isinstance(part, Quoted):
        return f'"{part.text}"'
    return part.text
