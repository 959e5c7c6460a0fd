"""The forms of the report of achievement: data per kind of subject (``recognition/data/forms.toml``)."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from functools import lru_cache
from pathlib import Path
from typing import Any

from django.utils.translation import gettext as _

from recognition.models import Nomination

FORMS_FILE = Path(__file__).resolve().parent.parent / "data" / "forms.toml"
EVIDENCE_SECTION = "evidence"


@dataclass(frozen=True, slots=True)
class FormField:
    """One question. ``kind``: column (of the nomination), text, line or number; ``limit`` in characters blocks,
    ``advised`` only advises; ``publish`` says that the answer may become public with a decision.
    """

    code: str
    label: str
    kind: str
    required: bool
    limit: int
    help: str = ""
    advised: int = 0
    publish: bool = False


@dataclass(frozen=True, slots=True)
class Section:
    code: str
    title: str
    fields: tuple[FormField, ...]


@dataclass(frozen=True, slots=True)
class Form:
    title: str
    version: str
    sections: tuple[Section, ...]

    def section(self, code: str) -> Section | None:
        """Return the section of that code, None where there is none."""
        return next((section for section in self.sections if section.code == code), None)


@lru_cache(maxsize=1)
def _forms() -> dict[str, Form]:
    data = tomllib.loads(FORMS_FILE.read_text(encoding="utf-8"))
    return {
        kind: Form(
            title=data[kind]["title"],
            version=data["version"],
            sections=tuple(
                Section(
                    code=section["code"],
                    title=section["title"],
                    fields=tuple(FormField(**question) for question in section["fields"]),
                )
                for section in data[kind]["sections"]
            ),
        )
        for kind in ("individual", "collective")
    }


def form_for(kind: str) -> Form:
    """Return the form of a kind of subject (a ``SubjectKind`` value). Raises ``KeyError`` for another word."""
    return _forms()[kind]


def answer(nomination: Nomination, question: FormField) -> Any:
    """Return what the dossier answers to a question, an empty string where nothing."""
    if question.kind == "column":
        return getattr(nomination, question.code) or ""
    return nomination.report.get(question.code, "")


def problem(question: FormField, value: Any) -> str | None:
    """Return why an answer cannot be kept (too long, not a number), None when it can."""
    text = str(value or "")
    if len(text) > question.limit:
        return _("Dài quá: tối đa %(limit)d ký tự, đang có %(length)d.") % {
            "limit": question.limit,
            "length": len(text),
        }
    if question.kind == "number" and text.strip():
        try:
            Decimal(text.strip().replace(".", "").replace(",", "."))
        except InvalidOperation:
            return _("Hãy ghi một số, ví dụ 87,5.")
    return None


def section_missing(nomination: Nomination, section: Section) -> list[str]:
    """Return the labels of required questions of a section without an answer that can be kept."""
    return [
        question.label
        for question in section.fields
        if (question.required and not str(answer(nomination, question)).strip())
        or problem(question, answer(nomination, question))
    ]


def section_started(nomination: Nomination, section: Section) -> bool:
    """Whether any question of the section that is not copied from the start is answered."""
    return any(str(answer(nomination, question)).strip() for question in section.fields)


def missing(nomination: Nomination, *, evidence_count: int) -> list[str]:
    """Return what the form demands and the dossier lacks: labels of questions, and evidence when there is none."""
    lacking = [
        label
        for section in form_for(nomination.kind).sections
        for label in section_missing(nomination, section)
    ]
    if evidence_count == 0:
        lacking.append(_("ít nhất một tệp minh chứng"))
    return lacking
