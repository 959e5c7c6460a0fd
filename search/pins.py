"""Results that editors put first for a query. Whatever changes a pin goes through here."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext as _

from search import edition, parsing
from search.documents import LANGUAGES
from search.models import Entry, Pin
from search.tokens import Keys, tokens

MOST_PINS = 1_000  # of all queries: every process holds them
MOST_OF_ONE = 5  # for one query
_LONGEST_ASKED = 400


@dataclass(frozen=True, slots=True)
class Pinned:
    """The public key of an entry that stands first for a query."""

    kind: str
    key: str


@dataclass(frozen=True, slots=True)
class _Asked:
    words: tuple[Keys, ...]
    pinned: Pinned


def asked_key(text: str) -> str:
    """A query as pins know it: its words without marks, y as i where they meet. Empty for a text without words."""
    words = _words(text)
    return " ".join(word.fold_yi for word in words)[:_LONGEST_ASKED].strip()


def pinned(language: str, text: str, number: int) -> tuple[Pinned, ...]:
    """What stands first for the text in the edition of this number, in its order. Marks that were typed must agree with
    the marks of the pin, where it has any; marks that were not typed agree with all.
    """
    found = _tables.at(number).get((language, asked_key(text)), ())
    if not found:
        return ()
    typed = _words(text)
    agreeing = [item.pinned for item in found if all(map(_agrees, typed, item.words))]
    return tuple(dict.fromkeys(agreeing))[:MOST_OF_ONE]


def pin(*, text: str, language: str, kind: str, key: str) -> Pin:
    """Put an entry first for a query, after those that are first already. Raises ``ValidationError``."""
    cleaned, _cut = parsing.clean(text)
    asked = asked_key(cleaned)
    problems: dict[str, str] = {}
    if not asked:
        problems["text"] = _("Hãy ghi ít nhất một từ.")
    if language not in LANGUAGES:
        problems["language"] = _("Trang chỉ có tiếng Việt và tiếng Anh.")
    elif not Entry.objects.filter(kind=kind, key=key, language=language, cancelled=False).exists():
        problems["key"] = _("Mục này không có trong kết quả tìm kiếm của trang đã chọn.")
    if problems:
        raise ValidationError(problems)
    with transaction.atomic():
        edition.bump()  # its row is locked from here on, so that two editors count one after the other
        same = Pin.objects.filter(language=language, asked=asked)
        if same.filter(kind=kind, key=key).exists():
            raise ValidationError({"key": _("Mục này đã được ghim cho nội dung tìm này.")})
        if same.count() >= MOST_OF_ONE or Pin.objects.count() >= MOST_PINS:
            raise ValidationError(
                _("Mỗi nội dung tìm ghim được tối đa %(one)d mục, cả trang tối đa %(all)d.")
                % {"one": MOST_OF_ONE, "all": MOST_PINS}
            )
        last = same.aggregate(last=Max("position"))["last"] or 0
        return Pin.objects.create(
            text=cleaned, asked=asked, language=language, kind=kind, key=key, position=last + 1
        )


def unpin(*, pk: int) -> None:
    """Take a pin away; one that is gone stays gone."""
    with transaction.atomic():
        if Pin.objects.filter(pk=pk).delete()[0]:
            edition.bump()


def reorder(*, language: str, text: str, pks: Sequence[int]) -> None:
    """Put the pins of one query in this order; those not named keep theirs behind."""
    with transaction.atomic():
        edition.bump()
        present = list(
            Pin.objects.filter(language=language, asked=asked_key(text)).order_by("position", "pk")
        )
        wanted = {pk: place for place, pk in enumerate(pks)}
        present.sort(key=lambda row: wanted.get(row.pk, len(wanted)))
        for position, row in enumerate(present, 1):
            row.position = position
        Pin.objects.bulk_update(present, ["position"])


def _words(text: str) -> list[Keys]:
    return [token.keys for token in tokens(parsing.clean(text)[0])]


def _agrees(typed: Keys, pin_word: Keys) -> bool:
    return not (typed.marked and pin_word.marked) or typed.tone_yi == pin_word.tone_yi


def _read(number: int) -> dict[tuple[str, str], tuple[_Asked, ...]]:
    """The pins by language and query, in their order. Nothing was pinned before the first edition."""
    found: dict[tuple[str, str], tuple[_Asked, ...]] = {}
    rows = Pin.objects.order_by("asked", "position", "pk").values_list(
        "language", "asked", "text", "kind", "key"
    )
    for language, asked, text, kind, key in rows[:MOST_PINS] if number else ():
        one = _Asked(tuple(_words(text)), Pinned(kind, key))
        found[language, asked] = (*found.get((language, asked), ()), one)
    return found


_tables = edition.PerEdition(_read)
