"""The forms of the report of achievement: data per award and kind of subject (``recognition/data/forms*.toml``).

A dossier keeps the code and version of the form it was started with. An answer is text, or, for a share (n of N),
``{"part", "whole"}``, or, for pairs, a list of ``{"what", "unit", "before", "after"}``; all values are text as typed.
"""

from __future__ import annotations

import hashlib
import json
import re
import tomllib
import unicodedata
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from decimal import ROUND_HALF_UP, Decimal
from functools import lru_cache
from pathlib import Path
from typing import Any, Final

from django.utils.translation import gettext as _

from recognition.domain.errors import DomainError
from recognition.enums import AwardSubject, SubjectKind
from recognition.models import Award, Nomination, Round

DATA: Final = Path(__file__).resolve().parent.parent / "data"
EVIDENCE_SECTION: Final = "evidence"
POSITION_GROUP: Final = "position_group"
KINDS: Final = frozenset({"column", "text", "line", "number", "percent", "share", "choice", "day", "pairs"})
LONGEST: Final = 20_000
"""Characters a question takes that says nothing of characters; the words it takes are counted besides."""
CELL_LIMIT: Final = 200
PAIR_PARTS: Final = ("what", "unit", "before", "after")

_NUMBER: Final = re.compile(r"-?(?:\d{1,3}(?:\.\d{3})+|\d+)(?:,\d+)?")
_PLAIN: Final = re.compile(r"-?\d+(?:[.,]\d+)?")


@dataclass(frozen=True, slots=True)
class FormField:
    """One question. ``limit`` (characters) and ``words`` block, ``advised`` and ``advised_words`` only advise; zero
    means that nothing is said. ``publish``: the answer may become public with a decision. ``groups``: asked only of
    these groups of positions. ``hint`` is the paper form's own, ``help`` a plain question.
    """

    code: str
    label: str
    kind: str
    required: bool = False
    limit: int = LONGEST
    words: int = 0
    advised: int = 0
    advised_words: int = 0
    hint: str = ""
    help: str = ""
    publish: bool = False
    groups: tuple[str, ...] = ()
    choices: tuple[tuple[str, str], ...] = ()
    part: str = ""
    whole: str = ""
    minimum: int | None = None
    maximum: int | None = None
    whole_number: bool = False
    unit: str = ""
    rows: int = 6


@dataclass(frozen=True, slots=True)
class Section:
    code: str
    title: str
    fields: tuple[FormField, ...]


@dataclass(frozen=True, slots=True)
class Form:
    """A form of one version. ``awards``: the codes of the awards it is for, none for every other award."""

    code: str
    title: str
    version: str
    kind: str
    sections: tuple[Section, ...]
    awards: tuple[str, ...] = ()

    @property
    def key(self) -> str:
        """What a round keeps of the form it chose."""
        return f"{self.code} {self.version}"

    @property
    def label(self) -> str:
        return f"{_(self.title)} ({self.version})"

    def section(self, code: str) -> Section | None:
        """Return the section of that code, None where there is none."""
        return next((section for section in self.sections if section.code == code), None)

    @property
    def fields(self) -> tuple[FormField, ...]:
        return tuple(question for section in self.sections for question in section.fields)


# Reading the data ----------------------------------------------------------------------------------------------------


def parse(text: str) -> list[Form]:
    """Return the forms of one file. Raises ``ValueError`` where the data make no sense."""
    found: dict[str, Form] = {}
    for data in tomllib.loads(text)["forms"]:
        if base := data.get("base"):
            form = _derived(found[base], data)
        else:
            sections = tuple(
                Section(
                    section["code"],
                    section["title"],
                    tuple(_field_from(question) for question in section["fields"]),
                )
                for section in data["sections"]
            )
            form = Form(
                data["code"],
                data["title"],
                data["version"],
                data["kind"],
                sections,
                tuple(data.get("awards", ())),
            )
        codes = [question.code for question in form.fields]
        if twice := {code for code in codes if codes.count(code) > 1}:
            raise ValueError(f"Form {form.code}: {', '.join(sorted(twice))} stands twice.")
        found[form.code] = form
    return list(found.values())


def _derived(base: Form, data: Mapping[str, Any]) -> Form:
    required = set(data.get("require", ()))
    if unknown := required - {question.code for question in base.fields}:
        raise ValueError(
            f"Form {data['code']} requires {', '.join(sorted(unknown))}, which {base.code} has not."
        )
    sections = tuple(
        replace(
            section,
            fields=tuple(
                replace(question, required=True) if question.code in required else question
                for question in section.fields
            ),
        )
        for section in base.sections
    )
    return replace(
        base,
        code=data["code"],
        title=data.get("title", base.title),
        version=data["version"],
        kind=data["kind"],
        sections=sections,
        awards=tuple(data.get("awards", ())),
    )


def _field_from(data: Mapping[str, Any]) -> FormField:
    if data["kind"] not in KINDS:
        raise ValueError(f"Question {data['code']} is of an unknown kind: {data['kind']}.")
    lists = {
        "groups": tuple(data.get("groups", ())),
        "choices": tuple((code, words) for code, words in data.get("choices", ())),
    }
    return FormField(**{**data, **lists})


@lru_cache(maxsize=1)
def all_forms() -> tuple[Form, ...]:
    """Return every form of every version, the newest version first."""
    found = [
        form for path in sorted(DATA.glob("forms*.toml")) for form in parse(path.read_text(encoding="utf-8"))
    ]
    return tuple(sorted(found, key=lambda form: form.version, reverse=True))


def form_for(kind: str, award: str = "") -> Form:
    """Return the present form for a kind of subject (a ``SubjectKind`` value) and the code of an award.

    Raises ``KeyError`` for a kind that has none.
    """
    fitting = [
        form for form in all_forms() if form.kind == kind and (not form.awards or award in form.awards)
    ]
    if not fitting:
        raise KeyError(kind)
    newest = [form for form in fitting if form.version == fitting[0].version]
    return next((form for form in newest if form.awards), newest[0])


def of_kind(kind: str) -> list[Form]:
    """Return the forms a round may choose for a kind of subject, the newest version first."""
    return [form for form in all_forms() if form.kind == kind]


def form_in(round: Round, kind: str, award: str = "") -> Form:  # noqa: A002 - the glossary's word
    """Return the form in which a dossier of ``round`` is begun: the one the round chose for the kind of subject, in an
    internal round that of the round above it; where none was chosen the one that fits the award.

    Raises ``KeyError`` for a kind that has none.
    """
    field = f"{kind}_form"
    chosen = getattr(round, field) or (getattr(round.parent, field) if round.parent is not None else "")
    return next((form for form in of_kind(kind) if form.key == chosen), None) or form_for(kind, award)


def require_known(round: Round) -> None:  # noqa: A002
    """Raise ``DomainError`` when a round chose a form that there is not, or one for another kind of subject."""
    for kind in SubjectKind.values:
        chosen = getattr(round, f"{kind}_form")
        if chosen and chosen not in {form.key for form in of_kind(kind)}:
            raise DomainError(
                _("Không có mẫu báo cáo đã chọn. Hãy tải lại trang rồi chọn một mẫu trong danh sách.")
            )


def titles_in(round: Round, awards: Iterable[Award]) -> list[str]:  # noqa: A002
    """Return the titles of the forms that dossiers of a round are written in."""
    titles = {
        form_in(round, kind, award.code).label: None
        for kind in SubjectKind
        for award in awards
        if not award.by_list
        and AwardSubject(round.subject).admits(kind)
        and AwardSubject(award.subject).admits(kind)
    }
    return list(titles)


def form_of(nomination: Nomination) -> Form:
    """Return the form the dossier was started with, with the questions that are for its group of positions only."""
    form = _kept_form(nomination.kind, nomination.form_code, nomination.form_version)
    group = str(nomination.report.get(POSITION_GROUP, ""))
    sections = tuple(
        Section(section.code, section.title, asked)
        for section in form.sections
        if (asked := tuple(each for each in section.fields if not each.groups or group in each.groups))
    )
    return replace(form, sections=sections)


def _kept_form(kind: str, code: str, version: str) -> Form:
    if version:
        for form in all_forms():
            if (form.code, form.version) == (code, version):
                return form
    return [form for form in all_forms() if form.kind == kind and not form.awards][-1]


# Answers -------------------------------------------------------------------------------------------------------------


def answer(nomination: Nomination, question: FormField) -> Any:
    """Return what the dossier answers to a question, an empty string where nothing."""
    if question.kind == "column":
        return getattr(nomination, question.code) or ""
    return nomination.report.get(question.code, "")


def is_blank(value: Any) -> bool:
    """Whether an answer says nothing."""
    if isinstance(value, Mapping):
        return all(is_blank(each) for each in value.values())
    if isinstance(value, list):
        return all(is_blank(each) for each in value)
    return not str(value if value is not None else "").strip()


def cleaned(question: FormField, value: Any) -> Any:
    """Return an answer as it is kept: NFC, one kind of line end, no empty rows; an empty string where it says nothing."""
    if is_blank(value):
        return ""
    if question.kind == "share" and isinstance(value, Mapping):
        return {name: _line(value.get(name)) for name in ("part", "whole")}
    if question.kind == "pairs" and isinstance(value, list):
        rows = [
            {name: _line(row.get(name)) for name in PAIR_PARTS} for row in value if isinstance(row, Mapping)
        ]
        return [row for row in rows if not is_blank(row)]
    text = (
        unicodedata.normalize("NFC", str(value)).replace("\r\n", "\n").replace("\r", "\n").replace("\x00", "")
    )
    return text if question.kind == "text" else text.strip()


def _line(value: Any) -> str:
    return " ".join(unicodedata.normalize("NFC", str(value or "")).replace("\x00", "").split())


def mark(value: Any) -> str:
    """Return a short mark of an answer, to tell whether somebody changed it since it was read."""
    content = "" if is_blank(value) else json.dumps(value, ensure_ascii=False, sort_keys=True)
    return hashlib.sha256(content.encode()).hexdigest()[:16]


def number(text: Any) -> Decimal | None:
    """Return the number that a Vietnamese writes (1.234,5 or 87,5), None where it is none."""
    word = str(text).strip().replace(" ", "").replace("\u2212", "-")
    if _NUMBER.fullmatch(word):
        return Decimal(word.replace(".", "").replace(",", "."))
    return Decimal(word.replace(",", ".")) if _PLAIN.fullmatch(word) else None


def words_in(text: str) -> int:
    """Return how many words (syllables between blanks, as Vietnamese counts) a text has."""
    return len(text.split())


def share_of(value: Any) -> Decimal | None:
    """Return a share in percent with one decimal, None where it cannot be computed."""
    if not isinstance(value, Mapping):
        return None
    part, whole = number(value.get("part", "")), number(value.get("whole", ""))
    if part is None or not whole:
        return None
    return (part * 100 / whole).quantize(Decimal("0.1"), ROUND_HALF_UP)


def percent_text(value: Decimal) -> str:
    """Return 84,8% as Vietnamese writes it, without ",0"."""
    return f"{value.normalize():f}".replace(".", ",") + "%"


def text_of(question: FormField, value: Any) -> str:
    """Return an answer for reading: words of a choice, 212/250 (84,8%), one line for each pair."""
    if is_blank(value):
        return ""
    if question.kind == "choice":
        return next((_(words) for code, words in question.choices if code == value), str(value))
    if question.kind == "share" and isinstance(value, Mapping):
        share = share_of(value)
        text = f"{value.get('part', '')}/{value.get('whole', '')}"
        return f"{text} ({percent_text(share)})" if share is not None else text
    if question.kind == "pairs" and isinstance(value, list):
        return "\n".join(_pair_text(row) for row in value)
    text = str(value).strip()
    if question.kind == "percent":
        return f"{text.rstrip('%').strip()}%"
    return f"{text} {_(question.unit)}" if question.kind == "number" and question.unit else text


def _pair_text(row: Mapping[str, str]) -> str:
    unit = f" ({row['unit']})" if row.get("unit") else ""
    return f"{row.get('what', '')}{unit}: {row.get('before') or '–'} → {row.get('after') or '–'}"


def problem(question: FormField, value: Any) -> str | None:
    """Return why an answer cannot be kept (too long, not a number, a part larger than its whole), None when it can."""
    if is_blank(value):
        return None
    match question.kind:
        case "share":
            return _share_problem(question, value)
        case "pairs":
            return _pairs_problem(question, value)
        case "choice":
            known = any(code == value for code, _words in question.choices)
            return None if known else _("Hãy chọn một trong các câu trả lời.")
    text = str(value)
    if len(text) > question.limit:
        return _("Dài quá: tối đa %(limit)d ký tự, đang có %(length)d.") % {
            "limit": question.limit,
            "length": len(text),
        }
    if question.words and (written := words_in(text)) > question.words:
        return _("Dài quá: tối đa %(limit)d từ, đang có %(length)d.") % {
            "limit": question.words,
            "length": written,
        }
    if question.kind in {"number", "percent"}:
        return _number_problem(question, text)
    return _day_problem(text) if question.kind == "day" else None


def _number_problem(question: FormField, text: str) -> str | None:
    value = number(text.strip().rstrip("%") if question.kind == "percent" else text)
    if value is None or (question.whole_number and value != int(value)):
        return (
            _("Hãy ghi một số nguyên, ví dụ 42.")
            if question.whole_number
            else _("Hãy ghi một số, ví dụ 87,5.")
        )
    lowest = 0 if question.kind == "percent" else question.minimum
    highest = 100 if question.kind == "percent" else question.maximum
    if lowest is not None and value < lowest:
        return _("Số này phải từ %(lowest)d trở lên.") % {"lowest": lowest}
    if highest is not None and value > highest:
        return _("Số này không được quá %(highest)d.") % {"highest": highest}
    return None


def _day_problem(text: str) -> str | None:
    try:
        datetime.strptime(text.strip(), "%d/%m/%Y")  # noqa: DTZ007 - a day has no zone
    except ValueError:
        return _("Hãy ghi ngày/tháng/năm, ví dụ 05/09/1986.")
    return None


def _share_problem(question: FormField, value: Any) -> str | None:
    if not isinstance(value, Mapping):
        return _("Hãy ghi hai số nguyên.")
    numbers = []
    for name, label in (("part", question.part), ("whole", question.whole)):
        typed = str(value.get(name, ""))
        if not typed:
            return _("Còn thiếu: %(label)s.") % {"label": _(label)}
        amount = number(typed)
        if amount is None or amount != int(amount) or amount < 0 or len(typed) > CELL_LIMIT:
            return _("%(label)s: hãy ghi một số nguyên.") % {"label": _(label)}
        numbers.append((amount, typed))
    (part, part_typed), (whole, whole_typed) = numbers
    if whole == 0:
        return _("%(label)s phải lớn hơn 0.") % {"label": _(question.whole)}
    if part > whole:
        return _("%(part)s (%(n)s) không được lớn hơn %(whole)s (%(total)s).") % {
            "part": _(question.part),
            "n": part_typed,
            "whole": _(question.whole).lower(),
            "total": whole_typed,
        }
    return None


def _pairs_problem(question: FormField, value: Any) -> str | None:
    if not isinstance(value, list):
        return _("Hãy ghi mỗi dòng một số liệu.")
    if len(value) > question.rows:
        return _("Nhiều quá: tối đa %(limit)d dòng.") % {"limit": question.rows}
    for place, row in enumerate(value, start=1):
        values = {"row": place, "limit": CELL_LIMIT}
        if any(len(str(row.get(name, ""))) > CELL_LIMIT for name in PAIR_PARTS):
            return _("Dòng %(row)d dài quá: mỗi ô tối đa %(limit)d ký tự.") % values
        if not row.get("what"):
            return _("Dòng %(row)d: hãy ghi tên số liệu.") % values
        if any(number(row.get(name, "")) is None for name in ("before", "after")):
            return _("Dòng %(row)d: trước và sau đều là số, ví dụ 90 và 40,5.") % values
    return None


# What is there and what is not ---------------------------------------------------------------------------------------


def section_missing(nomination: Nomination, section: Section) -> list[str]:
    """Return the labels of required questions of a section without an answer, and of those that cannot be kept."""
    return [
        question.label
        for question in section.fields
        if (question.required and is_blank(answer(nomination, question)))
        or problem(question, answer(nomination, question))
    ]


def section_started(nomination: Nomination, section: Section) -> bool:
    """Whether any question of the section is answered."""
    return any(not is_blank(answer(nomination, question)) for question in section.fields)


def missing(nomination: Nomination, *, evidence_count: int) -> list[str]:
    """Return what the form demands and the dossier lacks: labels of questions, and evidence when there is none."""
    lacking = [
        _(label) for section in form_of(nomination).sections for label in section_missing(nomination, section)
    ]
    if evidence_count == 0:
        lacking.append(_("ít nhất một tệp minh chứng"))
    return lacking


def answered(nomination: Nomination) -> Iterator[tuple[Section, list[tuple[FormField, str]]]]:
    """Yield each section with its answers for reading, blank ones too: for review, desk, print and documents."""
    for section in form_of(nomination).sections:
        yield section, [(each, text_of(each, answer(nomination, each))) for each in section.fields]


def words() -> tuple[str, ...]:
    """Return every word of every form that people read, in order, each once: for the catalogues of messages."""
    shown: list[str] = []
    for form in sorted(all_forms(), key=lambda each: (each.version, each.code)):
        shown.append(form.title)
        for section in form.sections:
            shown.append(section.title)
            for each in section.fields:
                shown += [each.label, each.hint, each.help, each.part, each.whole, each.unit]
                shown += [text for _code, text in each.choices]
    return tuple(dict.fromkeys(word for word in shown if word))
