"""Different ways to write one thing, as the search box meets them: the kernel's tables and a few of its own.

An ambiguous form counts only beside one of the words its entry names. The next step lets editors extend this.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cache

from portal.core.vietnamese_data import ABBREVIATIONS, PLACE_NAMES, Equivalence
from search.tokens import Keys, Token, tokens

# What only people at a search box write; everything else is the kernel's (``portal.core.vietnamese_data``).
SEARCHED: tuple[Equivalence, ...] = (
    Equivalence(("trung tâm y tế", "tt y tế")),
    Equivalence(("tập thể lao động tiên tiến", "tập thể lđtt")),
    Equivalence(("tập thể lao động xuất sắc", "tập thể lđxs")),
    Equivalence(("chiến sĩ thi đua cấp tỉnh", "chiến sĩ thi đua tỉnh")),
    Equivalence(("công chức viên chức người lao động", "ccvc nlđ")),
    Equivalence(("quyết định", "qđ")),
    Equivalence(("kế hoạch", "kh")),
    Equivalence(("điều dưỡng", "đd")),
    Equivalence(("thành phố", "tp")),
    Equivalence(("thị xã", "tx")),
)

EQUIVALENCES: tuple[Equivalence, ...] = (
    *ABBREVIATIONS,
    # Names with an apostrophe are compounds of their own in search.tokens, where marks that differ exclude.
    *(Equivalence(names) for names in PLACE_NAMES if not any("'" in name for name in names)),
    *SEARCHED,
)


@dataclass(frozen=True, slots=True)
class Form:
    """A form of an equivalence ready to be recognized: its tokens and what it may be replaced by."""

    keys: tuple[Keys, ...]
    others: tuple[tuple[Keys, ...], ...]
    before: frozenset[str]
    after: frozenset[str]


@cache
def _forms() -> dict[str, tuple[Form, ...]]:
    """Forms by the ``fold_yi`` of their first token, longest first."""
    found: dict[str, list[Form]] = {}
    for entry in EQUIVALENCES:
        spelled = {form: tuple(token.keys for token in tokens(form)) for form in entry.forms}
        for form, form_keys in spelled.items():
            needy = form in entry.ambiguous
            others = tuple(
                keys for other, keys in spelled.items() if other != form and other not in entry.ambiguous
            )
            if not others:
                continue
            found.setdefault(form_keys[0].fold_yi, []).append(
                Form(
                    form_keys,
                    others,
                    frozenset(_folded(entry.before)) if needy else frozenset(),
                    frozenset(_folded(entry.after)) if needy else frozenset(),
                )
            )
    return {first: tuple(sorted(forms, key=lambda form: -len(form.keys))) for first, forms in found.items()}


def _folded(words: Iterable[str]) -> list[str]:
    return [word if word == "#" else next(tokens(word)).keys.fold for word in words]


def _reads_as(typed: Keys, form: Keys) -> bool:
    """Whether a typed token may stand for a token of a form: marks that were typed must agree."""
    if typed.marked and form.marked:
        return typed.tone_yi == form.tone_yi
    return not typed.marked and typed.fold_yi == form.fold_yi


def _beside(form: Form, typed: Sequence[Token], start: int) -> bool:
    if not form.before and not form.after:
        return True
    end = start + len(form.keys)
    if start > 0 and typed[start - 1].keys.fold in form.before:
        return True
    if end < len(typed):
        following = typed[end]
        return following.keys.fold in form.after or ("#" in form.after and following.number)
    return False


def recognize(typed: Sequence[Token], start: int) -> tuple[int, tuple[tuple[Keys, ...], ...]]:
    """The longest form that begins at ``start``: its length and the other ways to write it, from every equivalence
    that has a form of that length there. ``(0, ())`` when none does.
    """
    length = 0
    others: list[tuple[Keys, ...]] = []
    for form in _forms().get(typed[start].keys.fold_yi, ()):
        size = len(form.keys)
        if size < length:
            break
        run = typed[start : start + size]
        reads = len(run) == size and all(map(_reads_as, (token.keys for token in run), form.keys))
        if reads and _beside(form, typed, start):
            length = size
            others.extend(other for other in form.others if other not in others)
    return length, tuple(others)
