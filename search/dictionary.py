"""Different ways to write one thing, as the search box meets them: the kernel's tables, a few of its own, and what
editors add (``Equivalence``). Whatever changes an editor's row goes through here.

An ambiguous form counts only beside one of the words its entry names. Only queries are read with the dictionary:
nothing of it is in the keys of entries, so a change touches no entry and holds with the next search.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from portal.core import vietnamese
from portal.core.vietnamese_data import ABBREVIATIONS, PLACE_NAMES, Equivalence
from search import edition, models
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
    # A name that is one word with an apostrophe (M'Drắk) is a compound of its own in search.tokens, where marks that
    # differ exclude.
    *(Equivalence(names) for names in PLACE_NAMES if "'" not in names[0] or " " in names[0]),
    *SEARCHED,
)

# Bounds of what editors add: every process holds it, and every way to write a thing costs each search that has it.
MOST_ROWS = 1_000
MOST_FORMS, LONGEST_FORM, MOST_WORDS = 12, 80, 8
MOST_NEIGHBOURS = 60
MOST_WAYS = 24  # to write one thing, of all rows that name it


@dataclass(frozen=True, slots=True)
class Origin:
    """Where a way to write something comes from: a row of an editor, or built in (``row`` 0)."""

    text: str
    row: int = 0


@dataclass(frozen=True, slots=True)
class Form:
    """A form of an equivalence ready to be recognized: its tokens and what it may be replaced by."""

    keys: tuple[Keys, ...]
    others: tuple[tuple[Keys, ...], ...]
    before: frozenset[str]
    after: frozenset[str]
    origins: tuple[Origin, ...]


@dataclass(frozen=True, slots=True)
class Recognized:
    """A run of ``length`` typed tokens that has other ways to be written; nothing was recognized where it is 0."""

    length: int = 0
    others: tuple[tuple[Keys, ...], ...] = ()
    origins: tuple[Origin, ...] = ()


@dataclass(frozen=True, slots=True)
class _Entry:
    """An equivalence with its origin and the keys of its forms."""

    forms: Mapping[tuple[Keys, ...], bool]  # whether it is ambiguous
    before: frozenset[str]
    after: frozenset[str]
    origin: Origin


class Dictionary:
    """The tables compiled: forms by the ``fold_yi`` of their first token, longest first."""

    def __init__(self, entries: Iterable[_Entry] = ()) -> None:
        found: dict[str, list[Form]] = {}
        for cluster in _clusters(entries):
            for entry in cluster:
                for keys, needy in entry.forms.items():
                    form = _form(keys, entry if needy else None, cluster)
                    if form is not None:
                        found.setdefault(keys[0].fold_yi, []).append(form)
        self._forms = {
            first: tuple(sorted(forms, key=lambda form: -len(form.keys))) for first, forms in found.items()
        }

    def recognize(self, typed: Sequence[Token], start: int) -> Recognized:
        """The longest form that begins at ``start``, with the other ways to write it from every equivalence that has a
        form of that length there.
        """
        length = 0
        others: dict[tuple[Keys, ...], None] = {}
        origins: dict[Origin, None] = {}
        for form in self._forms.get(typed[start].keys.fold_yi, ()):
            size = len(form.keys)
            if size < length:
                break
            run = typed[start : start + size]
            reads = len(run) == size and all(map(_reads_as, (token.keys for token in run), form.keys))
            if reads and _beside(form, typed, start):
                length = size
                others.update(dict.fromkeys(form.others))
                origins.update(dict.fromkeys(form.origins))
        return Recognized(length, tuple(others)[:MOST_WAYS], tuple(origins))


def at(number: int) -> Dictionary:
    """The dictionary in the edition of this number, see :mod:`search.edition`."""
    return _compiled.at(number)


def _clusters(entries: Iterable[_Entry]) -> list[list[_Entry]]:
    """Entries by their first, full form: what one of them lists is another way to write what the others list too."""
    found: dict[tuple[str, ...], list[_Entry]] = {}
    for entry in entries:
        first = next(iter(entry.forms))
        found.setdefault(tuple(key.tone_yi for key in first), []).append(entry)
    return list(found.values())


def _form(keys: tuple[Keys, ...], needy: _Entry | None, cluster: Sequence[_Entry]) -> Form | None:
    others: dict[tuple[Keys, ...], None] = {}
    origins: dict[Origin, None] = {}
    for entry in cluster:
        ways = [other for other, ambiguous in entry.forms.items() if other != keys and not ambiguous]
        if ways:
            others.update(dict.fromkeys(ways))
            origins[entry.origin] = None
    if not others:
        return None
    return Form(
        keys,
        tuple(others)[:MOST_WAYS],
        needy.before if needy else frozenset(),
        needy.after if needy else frozenset(),
        tuple(origins),
    )


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


def _keys(form: str) -> tuple[Keys, ...]:
    return tuple(token.keys for token in tokens(vietnamese.normalize(form)))


def _entry(equivalence: Equivalence, row: int = 0) -> _Entry | None:
    """Ready to be compiled; ``None`` when fewer than two forms have words."""
    ambiguous = {_keys(form) for form in equivalence.ambiguous}
    forms = {keys: keys in ambiguous for keys in map(_keys, equivalence.forms) if keys}
    if len(forms) < 2:
        return None
    return _Entry(
        forms,
        _neighbours(equivalence.before),
        _neighbours(equivalence.after),
        Origin(" = ".join(equivalence.forms), row),
    )


def _neighbours(words: Iterable[str]) -> frozenset[str]:
    found: set[str] = set()
    for word in words:
        found.update(["#"] if word == "#" else [token.keys.fold for token in tokens(word)])
    return frozenset(found)


def _read(number: int) -> Dictionary:
    """The built-in tables and the active rows; there are no rows before the first edition."""
    entries = [_entry(built_in) for built_in in EQUIVALENCES]
    rows = models.Equivalence.objects.filter(active=True).order_by("pk")
    entries += [
        _entry(_equivalence(row.forms, row.ambiguous, row.before, row.after), row.pk)
        for row in (rows[:MOST_ROWS] if number else ())
    ]
    return Dictionary(entry for entry in entries if entry is not None)


_compiled = edition.PerEdition(_read)
BUILT_IN = _compiled.at(0)


# Changing ------------------------------------------------------------------------------------------------------------


def add(
    *, forms: str, ambiguous: str = "", before: str = "", after: str = "", active: bool = True, note: str = ""
) -> models.Equivalence:
    """Add a row, in force with the next search. The texts are those of the model; raises ``ValidationError`` by field."""
    return change(
        models.Equivalence(),
        forms=forms, ambiguous=ambiguous, before=before, after=after, active=active, note=note,
    )  # fmt: skip


def change(
    row: models.Equivalence,
    *,
    forms: str,
    ambiguous: str = "",
    before: str = "",
    after: str = "",
    active: bool = True,
    note: str = "",
) -> models.Equivalence:
    """Write a row anew. Raises ``ValidationError`` by field."""
    equivalence = _equivalence(forms, ambiguous, before, after)
    problems = _problems(equivalence)
    if problems:
        raise ValidationError(problems)
    with transaction.atomic():
        edition.bump()  # its row is locked from here on: two editors cannot add the same twice
        _refuse_twins(equivalence, row.pk)
        row.forms = "\n".join(equivalence.forms)
        row.ambiguous = "\n".join(form for form in equivalence.forms if form in equivalence.ambiguous)
        row.before, row.after = _in_line(before), _in_line(after)
        row.active, row.note = active, vietnamese.normalize(note)[:200]
        row.save()
    return row


def remove(row: models.Equivalence) -> None:
    """Delete a row."""
    with transaction.atomic():
        row.delete()
        edition.bump()


def _equivalence(forms: str, ambiguous: str, before: str, after: str) -> Equivalence:
    """The texts of a row as the kernel's type. An ambiguous form is written as it stands among the forms."""
    listed = {_keys(form): form for form in reversed(_lines(forms))}
    return Equivalence(
        tuple(dict.fromkeys(_lines(forms))),
        frozenset(listed.get(_keys(form), form) for form in _lines(ambiguous)),
        frozenset(before.split()),
        frozenset(after.split()),
    )


def _lines(text: str) -> list[str]:
    lines = (vietnamese.normalize(line.replace("\0", "")) for line in text.splitlines())
    return [line for line in lines if line]


def _in_line(text: str) -> str:
    return " ".join(dict.fromkeys(vietnamese.normalize(text.replace("\0", "")).split()))


def _problems(equivalence: Equivalence) -> dict[str, str]:
    asked = {
        "forms": _problem_of_forms(equivalence),
        "ambiguous": _problem_of_ambiguous(equivalence),
        "before": _problem_of_neighbours(equivalence.before, number=False),
        "after": _problem_of_neighbours(equivalence.after, number=True),
    }
    return {field: message for field, message in asked.items() if message}


def _problem_of_forms(equivalence: Equivalence) -> str:
    forms = equivalence.forms
    spelled = [_keys(form) for form in forms]
    if len({keys for keys in spelled if keys}) < 2:
        return _("Hãy ghi ít nhất hai cách viết khác nhau, mỗi cách một dòng.")
    if len(forms) > MOST_FORMS:
        return _("Nhiều nhất %(most)d cách viết.") % {"most": MOST_FORMS}
    for form, keys in zip(forms, spelled, strict=True):
        if not keys:
            return _("“%(form)s” không có chữ hay số nào.") % {"form": form[:LONGEST_FORM]}
        if len(form) > LONGEST_FORM or len(keys) > MOST_WORDS:
            return _("“%(form)s” quá dài: nhiều nhất %(letters)d ký tự và %(words)d từ.") % {
                "form": f"{form[:40]}…" if len(form) > LONGEST_FORM else form,
                "letters": LONGEST_FORM,
                "words": MOST_WORDS,
            }
        if len(keys) == 1 and len(keys[0].fold) < 2 and form not in equivalence.ambiguous:
            return _("“%(form)s” chỉ có một chữ: hãy ghi thêm vào ô “cách viết dễ nhầm”.") % {"form": form}
    return ""


def _problem_of_ambiguous(equivalence: Equivalence) -> str:
    strangers = [form for form in equivalence.ambiguous if form not in equivalence.forms]
    if strangers:
        return _("“%(form)s” không có trong các cách viết ở trên.") % {"form": min(strangers)[:LONGEST_FORM]}
    if equivalence.ambiguous and not equivalence.before and not equivalence.after:
        return _("Hãy ghi từ đứng ngay trước hoặc ngay sau của cách viết dễ nhầm.")
    if equivalence.ambiguous and len(equivalence.ambiguous) == len(equivalence.forms):
        return _("Phải còn ít nhất một cách viết không dễ nhầm.")
    if not equivalence.ambiguous and (equivalence.before or equivalence.after):
        return _("Đã ghi từ đứng cạnh nhưng chưa ghi cách viết nào dễ nhầm.")
    return ""


def _problem_of_neighbours(words: frozenset[str], *, number: bool) -> str:
    if len(words) > MOST_NEIGHBOURS:
        return _("Nhiều nhất %(most)d từ.") % {"most": MOST_NEIGHBOURS}
    for word in sorted(words):
        if number and word == "#":
            continue
        if len(list(tokens(word))) != 1 or len(word) > LONGEST_FORM:
            return _("“%(word)s” không phải là một từ.") % {"word": word[:LONGEST_FORM]}
    return ""


def _refuse_twins(equivalence: Equivalence, own: int | None) -> None:
    """Raise ``ValidationError`` when the same forms are there already, or when there is no room."""
    rows = [row for row in models.Equivalence.objects.all() if row.pk != own]
    if len(rows) >= MOST_ROWS:
        raise ValidationError(_("Từ điển đã có %(most)d mục, không thêm được nữa.") % {"most": MOST_ROWS})
    mine = _tones(equivalence)
    if any(_tones(built_in) == mine for built_in in EQUIVALENCES):
        raise ValidationError({"forms": _("Các cách viết này đã có sẵn trong từ điển.")})
    for row in rows:
        if _tones(_equivalence(row.forms, row.ambiguous, row.before, row.after)) == mine:
            raise ValidationError({"forms": _("Các cách viết này đã có ở mục “%(row)s”.") % {"row": row}})


def _tones(equivalence: Equivalence) -> frozenset[str]:
    return frozenset(" ".join(key.tone_yi for key in _keys(form)) for form in equivalence.forms)
