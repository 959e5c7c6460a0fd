"""Different ways to write one thing: abbreviations, place names. Data; the next step lets editors extend it.

A form with a ``before`` or ``after`` is ambiguous alone and counts only beside one of those words.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache

from search.tokens import Keys, Token, tokens


@dataclass(frozen=True, slots=True)
class Equivalence:
    """``forms`` mean the same. Each is found where another was typed."""

    forms: tuple[str, ...]
    ambiguous: str = ""  # one of the forms, which needs a neighbour
    before: tuple[str, ...] = ()
    after: tuple[str, ...] = ()


EQUIVALENCES: tuple[Equivalence, ...] = (
    # Organizations
    Equivalence(("bệnh viện đa khoa", "bv đa khoa", "bvđk")),
    Equivalence(("bệnh viện", "bv")),
    Equivalence(("trung tâm y tế", "tt y tế", "ttyt")),
    Equivalence(("trạm y tế", "tyt")),
    Equivalence(("sở y tế", "syt")),
    Equivalence(("bộ y tế", "byt")),
    Equivalence(("ủy ban nhân dân", "ubnd")),
    Equivalence(("trung tâm kiểm soát bệnh tật", "ttksbt", "cdc")),
    Equivalence(("công đoàn cơ sở", "cđcs")),
    Equivalence(("hội đồng thi đua khen thưởng", "hđtđkt")),
    Equivalence(("thi đua khen thưởng", "tđkt")),
    # Titles and forms
    Equivalence(("chiến sĩ thi đua cơ sở", "cstđ cơ sở", "cstđ cs", "cstđcs")),
    Equivalence(
        ("chiến sĩ thi đua cấp tỉnh", "chiến sĩ thi đua tỉnh", "cstđ cấp tỉnh", "cstđ tỉnh", "cstđt")
    ),
    Equivalence(("chiến sĩ thi đua toàn quốc", "cstđ toàn quốc", "cstđ tq", "cstđtq")),
    Equivalence(("chiến sĩ thi đua", "cstđ")),
    Equivalence(("tập thể lao động tiên tiến", "ttlđtt", "tập thể lđtt")),
    Equivalence(("tập thể lao động xuất sắc", "ttlđxs", "tập thể lđxs")),
    Equivalence(("lao động tiên tiến", "lđtt")),
    Equivalence(("bằng khen", "bk")),
    Equivalence(("giấy khen", "gk")),
    Equivalence(("huân chương lao động", "hclđ")),
    Equivalence(("kỷ niệm chương", "knc")),
    Equivalence(("người tốt việc tốt", "ntvt")),
    Equivalence(("điển hình tiên tiến", "đhtt")),
    Equivalence(("thầy thuốc ưu tú", "ttưt")),
    Equivalence(("thầy thuốc nhân dân", "ttnd")),
    Equivalence(("anh hùng lao động", "ahlđ")),
    # People and papers
    Equivalence(("công nhân viên chức lao động", "cnvclđ")),
    Equivalence(("công chức viên chức người lao động", "ccvc nlđ")),
    Equivalence(("kế hoạch hóa gia đình", "khhgđ")),
    Equivalence(("quyết định", "qđ")),
    Equivalence(("kế hoạch", "kh")),
    Equivalence(("bác sĩ", "bs")),
    Equivalence(("điều dưỡng", "đd")),
    # Alone these mean too much
    Equivalence(
        ("trung tâm", "tt"),
        ambiguous="tt",
        after=("y", "kiểm", "cấp", "dân", "giám", "pháp", "chăm", "truyền", "huyết", "bảo", "đào"),
    ),
    Equivalence(
        ("thông tư", "tt"), ambiguous="tt", before=("theo", "căn", "cứ"), after=("#", "bộ", "byt", "bnv")
    ),
    Equivalence(
        ("cá nhân", "cn"),
        ambiguous="cn",
        before=("thể", "tt", "danh", "sách"),
        after=("điển", "tiêu", "xuất"),
    ),
    Equivalence(
        ("cử nhân", "cn"), ambiguous="cn", after=("điều", "đd", "hộ", "hs", "xét", "xn", "y", "kỹ", "yt")
    ),
    Equivalence(
        ("hộ sinh", "hs"), ambiguous="hs", before=("nữ", "cn", "nhân", "viên"), after=("trưởng", "trạm")
    ),
    Equivalence(("hồ sơ", "hs"), ambiguous="hs", after=("đề", "khen", "xét", "thi", "nghị")),
    # Places
    Equivalence(("đắk lắk", "đăk lăk", "đắc lắc", "daklak")),
    Equivalence(("đắk nông", "đăk nông", "đắc nông", "daknong")),
    Equivalence(("bắc kạn", "bắc cạn")),
    Equivalence(("thành phố hồ chí minh", "tp hồ chí minh", "tp hcm", "tphcm")),
    Equivalence(("thành phố", "tp")),
    Equivalence(("thị xã", "tx")),
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
            needy = form == entry.ambiguous
            others = tuple(keys for other, keys in spelled.items() if other not in (form, entry.ambiguous))
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


def _folded(words: Sequence[str]) -> list[str]:
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
