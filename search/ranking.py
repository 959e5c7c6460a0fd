"""Which rows answer a query, in which order: the tiers, and the integer that orders rows inside a tier.

The reasons are written down in ``docs/search.md``. No score: tiers and integers are the same on every engine, and
pages of results stay stable.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable, Iterable, Sequence
from datetime import date
from functools import cache

from search.documents import KINDS
from search.engines.base import GROUPS, AllOf, AnyOf, Expression, Phrase, Prefix, Term, Tier
from search.parsing import Group, Part, Understood, Word, unfinished
from search.tokens import Keys

LIVE = Term("live", "1")
EVERYTHING = (Tier("all", "all", LIVE),)
# How well a token answers, from "as typed" (3) to "only an unmarked word" (0): VIETNAMESE.md, "Match".
TYPED, FOLDED, SWAPPED, UNMARKED = 3, 2, 1, 0
SHORTEST_PREFIX = 2
LONGEST_TURNED = 6  # words of a name
YEAR = "[12][0-9][0-9][0-9]"  # of a number, as a pattern of a phrase
PINNED = "pinned"  # how the names of tiers begin that editors made

_FIRST_YEAR = 1900
_MONTHS = 4095
_DAYS = date.max.toordinal()
_SORT_BITS = 23
_TIE_BITS = 24


def order(*, kind: str, key: str, language: str, day: date | None, sort_key: str) -> int:
    """The place of a row among equally relevant ones: kind, then the newest month, then the sort key (as far as it
    fits), then a fixed tie-breaker. 63 bits, smaller first; rows without a date come last in their kind.
    """
    rank = KINDS.index(kind) if kind in KINDS else 15
    months = (day.year - _FIRST_YEAR) * 12 + day.month if day else 0
    age = _MONTHS - min(max(months, 0), _MONTHS)
    tie = _tie(kind, key, language, 3)
    return (rank << 59) | (age << (_SORT_BITS + _TIE_BITS)) | (_sort_number(sort_key) << _TIE_BITS) | tie


def newest(*, kind: str, key: str, language: str, day: date | None) -> int:
    """The place of a row when the newest come first: the day, then kind, then a fixed tie-breaker. 63 bits, smaller
    first; rows without a date come last.
    """
    rank = KINDS.index(kind) if kind in KINDS else 15
    age = _DAYS - (day.toordinal() if day else 0)
    return (age << 36) | (rank << 32) | _tie(kind, key, language, 4)


def _tie(kind: str, key: str, language: str, size: int) -> int:
    return int.from_bytes(hashlib.blake2b(f"{kind} {key} {language}".encode(), digest_size=size).digest())


def _sort_number(sort_key: str) -> int:
    """The first bits of a sort key, in its own order. A key written in hexadecimal counts by its bytes."""
    head = sort_key[:16]
    try:
        raw = bytes.fromhex(head[: len(head) // 2 * 2])
    except ValueError:
        raw = head.encode("utf-8", "replace")
    if not sort_key:
        return (1 << _SORT_BITS) - 1
    return int.from_bytes(raw[:4].ljust(4, b"\0")) >> (32 - _SORT_BITS)


def exact_terms(
    names: Sequence[Sequence[Keys]], own: Sequence[str], numbers: Sequence[str]
) -> tuple[str, ...]:
    """The whole values by which a row is found exactly: each name as typed with marks (t), with y and i met (y),
    without marks (f, g); its own number (o); numbers that concern it (n).
    """
    terms: list[str] = []
    for name in names:
        if name:
            terms += [
                "t " + " ".join(key.tone for key in name),
                "y " + " ".join(key.tone_yi for key in name),
                "f " + " ".join(key.fold for key in name),
                "g " + " ".join(key.fold_yi for key in name),
            ]
    terms += [f"o {number}" for number in own if number]
    terms += [f"n {number}" for number in numbers if number]
    return tuple(dict.fromkeys(terms))


def tiers(understood: Understood) -> tuple[Tier, ...]:
    """The tiers of a query, best first. Nothing typed is everything."""
    if understood.empty:
        return EVERYTHING
    found: list[Tier] = []

    def add(name: str, chain: str, expression: Expression | None, inside: str = "") -> None:
        if expression is not None and all(expression != tier.expression for tier in found):
            found.append(Tier(name, chain, expression, inside))

    parts = understood.parts
    # A cancelled row is found by the whole of what was typed, not by the rest of it.
    exact = _exact(understood)
    add("exact", "exact", _live(exact) if understood.partial else exact)
    add("number", "number", Term("exact", f"n {understood.number}") if understood.number else None)
    add("turned", "turned", _turned(understood), "name")
    for level in (TYPED, FOLDED, SWAPPED, UNMARKED):
        add(f"name{level}", "name", _every(parts, ("name",), level), "body")
    add("start", "start", _beginning(parts, ("name",)), "wordstart")
    for level in (FOLDED, UNMARKED):
        add(f"words{level}", "words", _every(parts, ("name", "word"), level), "body")
    add("wordstart", "wordstart", _beginning(parts, ("name", "word")))
    for level in (FOLDED, UNMARKED):
        add(f"body{level}", "body", _every(parts, ("name", "word", "body"), level))
    return tuple(found)


def suggestion_tiers(understood: Understood) -> tuple[Tier, ...]:
    """The tiers of a suggestion: names only, the last word as far as it is typed, nothing that is cancelled. Few, for
    every key typed asks them: a bare word treats marked and unmarked names alike.
    """
    if understood.empty:
        return ()
    parts = understood.parts
    found = [Tier("exact", "exact", _live(_exact(understood)))]
    if understood.number:
        found.append(Tier("number", "number", _live(Term("exact", f"n {understood.number}"))))
    if not understood.bare:
        found.append(Tier("name3", "name", _every(parts, ("name",), TYPED)))
    found.append(Tier("name0", "name", _every(parts, ("name",), UNMARKED)))
    beginning = _beginning(parts, ("name",))
    if beginning is not None:
        found.append(Tier("start", "start", beginning))
    return tuple(found)


def pinned_tiers(pinned: Iterable[tuple[str, str]]) -> tuple[Tier, ...]:
    """A tier for each kind and source ref, before all others: so what editors put first is counted once, is never
    shown again on a later page, and is not shown when it is cancelled or gone.
    """
    return tuple(
        Tier(name, name, _all([Term("ref", ref), Term("facet_kind", kind), LIVE]))
        for name, (kind, ref) in ((f"{PINNED}{place}", one) for place, one in enumerate(pinned, 1))
    )


def anywhere(part: Part) -> Expression:
    """Every row that answers one part of a query in any of its texts."""
    return _part(part, GROUPS, UNMARKED)


def together(parts: Sequence[Part]) -> Expression:
    """Every row that answers all of these parts, at least one, in any of its texts."""
    return _every(parts, GROUPS, UNMARKED)


def _exact(understood: Understood) -> Expression:
    whole = _whole(understood.name, bare=understood.bare)
    if understood.number:
        return _any([*whole.parts, Term("exact", f"o {understood.number}")])
    return whole


def _whole(name: Sequence[Keys], *, bare: bool) -> AnyOf:
    """The whole name: with its marks as they were typed, without any where none was."""
    if bare:
        return AnyOf(
            (
                Term("exact", "f " + " ".join(key.fold for key in name)),
                Term("exact", "g " + " ".join(key.fold_yi for key in name)),
            )
        )
    return AnyOf(
        (
            Term("exact", "t " + " ".join(key.tone for key in name)),
            Term("exact", "y " + " ".join(key.tone_yi for key in name)),
        )
    )


def _turned(understood: Understood) -> Expression | None:
    """The whole name with the given name typed first ("Hoa Nguyễn Thị"). A cancelled row is found by its name as it is
    written, not by this.
    """
    name = understood.name
    plain = all(isinstance(part, Word) for part in understood.parts)
    if not plain or not 1 < len(name) <= LONGEST_TURNED or any(key.fold.isdigit() for key in name):
        return None
    turned = (*name[1:], name[0])
    return None if turned == name else _live(_whole(turned, bare=understood.bare))


def _live(expression: Expression) -> Expression:
    return AllOf((expression, LIVE))


def _every(parts: Sequence[Part], groups: Sequence[str], level: int) -> Expression:
    return _all([_part(part, groups, level) for part in parts])


def _part(part: Part, groups: Sequence[str], level: int) -> Expression:
    if isinstance(part, Word):
        return _any([_token(group, part.keys, level) for group in groups])
    if isinstance(part, Group):
        return _any(
            [
                _all([_any([_token(group, key, level) for group in groups]) for key in way])
                for way in part.ways
            ]
        )
    phrases = [_phrase(group, part.keys, level) for group in groups]
    if part.number and not part.keys[1].fold.isdigit():
        phrases += [_phrase(group, part.keys, level, after_first=YEAR) for group in groups]
    return _any(phrases)


def _token(group: str, key: Keys, level: int) -> Expression:
    """A token in a group at a level or better. An unmarked document token is one whose ``tone`` is its ``fold``."""
    tone, fold = f"{group}_tone", f"{group}_fold"
    if not key.marked:
        if level >= TYPED:
            return Term(tone, key.tone)
        ways: list[Expression] = [Term(fold, key.fold)]
        if level <= SWAPPED:
            ways.append(Term(fold, key.fold_yi))
            if key.meets_yi:
                ways.append(Term(f"{group}_fold_yi", key.fold_yi))
        return _any(ways)
    ways = [Term(tone, key.tone)]
    if level <= SWAPPED:
        ways.append(Term(tone, key.tone_yi))
        if key.meets_yi:
            ways.append(Term(f"{group}_tone_yi", key.tone_yi))
    if level <= UNMARKED:
        ways.append(Term(tone, key.fold))
    return _any(ways)


def _phrase(group: str, typed: Sequence[Keys], level: int, *, after_first: str = "") -> Expression:
    patterns = [_pattern(key, level) for key in typed]
    if after_first:
        patterns.insert(1, after_first)
    return Phrase(f"{group}_tone", tuple(patterns))


_FOLDS_TO = {"a": "aăâ", "d": "dđ", "e": "eê", "o": "oôơ", "u": "uư", "n": "nñ", "c": "cčç", "i": "iĭ"}


@cache
def _literal(text: str) -> str:
    return re.escape(text)


def _pattern(key: Keys, level: int) -> str:
    """A regular expression over ``tone`` keys for one word of a phrase, with the same meaning as ``_token``."""
    if not key.marked:
        if level >= TYPED:
            return _literal(key.tone)
        letters = "".join(
            f"[{_FOLDS_TO[sign]}]" if sign in _FOLDS_TO else _literal(sign) for sign in key.fold
        )
        if level <= SWAPPED and key.meets_yi:
            letters = (
                letters[: -len("[iĭ]")] + "[iĭy]" if letters.endswith("[iĭ]") else letters[:-1] + "[iĭy]"
            )
        return letters if key.fold.isdigit() else letters + "[1-5]?"
    ways = [key.tone]
    if level <= SWAPPED:
        ways.append(key.tone_yi)
        if key.meets_yi:
            ways.append(re.sub(r"i(\d?)$", r"y\1", key.tone_yi))
    if level <= UNMARKED:
        ways.append(key.fold)
    return "|".join(_literal(way) for way in dict.fromkeys(ways))


def _beginning(parts: Sequence[Part], groups: Sequence[str]) -> Expression | None:
    """All words, the last one perhaps not typed to its end, as it was typed. Alone it needs two letters."""
    typed = unfinished(parts[-1])
    if not typed or (len(parts) == len(typed) == 1 and len(typed[0].fold) < SHORTEST_PREFIX):
        return None
    key = typed[-1]
    begins: Callable[[str], Expression]
    if not key.marked:
        begins = lambda group: Prefix(f"{group}_fold", key.fold)  # noqa: E731
    elif key.tone[-1].isdigit():
        begins = lambda group: Prefix(f"{group}_tone", key.tone[:-1], key.tone[-1])  # noqa: E731
    else:
        begins = lambda group: Prefix(f"{group}_tone", key.tone)  # noqa: E731
    before = [*parts[:-1], *(Word(word) for word in typed[:-1])]
    whole = [_part(part, groups, UNMARKED) for part in before]
    return _all([*whole, _any([*(begins(group) for group in groups)])])


def _all(parts: Sequence[Expression]) -> Expression:
    return parts[0] if len(parts) == 1 else AllOf(tuple(parts))


def _any(parts: Sequence[Expression]) -> Expression:
    flat = tuple(dict.fromkeys(parts))
    return flat[0] if len(flat) == 1 else AnyOf(flat)
