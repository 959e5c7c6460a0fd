"""What the explainer tells: a criterion with its finding, what the finding rests on, and all criteria of a dossier."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from typing import Any, Final

from django.utils.translation import gettext as _

from recognition.domain.explainer.wording import day_text
from recognition.domain.rules import Rule
from recognition.domain.statements import Statement
from recognition.enums import Finding, RuleKind

AUTHORITY: Final = "authority"
"""Code and kind of the criterion about who may decide, which is made from the powers of the catalogue."""

Source = str
REGISTER: Final = "register"
INITIATIVES: Final = "initiatives"
LISTS: Final = "lists"
UNIT: Final = "unit"
REPORT: Final = "report"
CATALOGUE: Final = "catalogue"
COUNCIL: Final = "council"


@dataclass(frozen=True, slots=True)
class Ground:
    """One thing a finding rests on. ``counted`` False: it was seen and does not count, and ``text`` says why."""

    source: Source
    text: str
    counted: bool = True

    @property
    def source_label(self) -> str:
        """Where it was found, in words."""
        return {
            REGISTER: _("Sổ khen thưởng"),
            INITIATIVES: _("Sổ sáng kiến"),
            LISTS: _("Danh sách đề nghị"),
            UNIT: _("Đơn vị khai"),
            REPORT: _("Báo cáo thành tích"),
            CATALOGUE: _("Danh mục thẩm quyền"),
            COUNCIL: _("Kết quả Hội đồng"),
        }.get(self.source, self.source)


@dataclass(frozen=True, slots=True)
class Criterion:
    """One criterion explained. ``asks`` names the parts of a statement the unit may make (``statements.asked``)."""

    rule: Rule
    finding: Finding
    why: str
    to_meet: str = ""
    grounds: tuple[Ground, ...] = ()
    asks: tuple[str, ...] = ()
    said: Statement = field(default_factory=Statement)

    @property
    def code(self) -> str:
        return self.rule.code

    @property
    def text(self) -> str:
        return self.rule.text

    @property
    def kind_label(self) -> str:
        """The kind of the criterion in words."""
        if self.rule.code == AUTHORITY:
            return _("Thẩm quyền")
        if self.rule.from_round:
            return _("Tiêu chuẩn của phong trào, đợt xét")
        if self.rule.is_procedure:
            return _("Thủ tục")
        return str(dict(RuleKind.choices).get(self.rule.kind, self.rule.kind))

    @property
    def basis(self) -> str:
        """Article and law, empty where the catalogue names none."""
        return ", ".join(part for part in (self.rule.article, self.rule.law) if part)

    @property
    def period(self) -> str:
        """From when until when the rule applies."""
        start, end = self.rule.valid_from, self.rule.valid_until
        if start and end:
            return _("từ %(start)s đến %(end)s") % {"start": day_text(start), "end": day_text(end)}
        if start:
            return _("từ %(start)s") % {"start": day_text(start)}
        return _("đến %(end)s") % {"end": day_text(end)} if end else ""


@dataclass(frozen=True, slots=True)
class Explanation:
    """All criteria of a dossier. ``frozen`` says that the rules are those of the day it was received, ``on``."""

    on: date
    frozen: bool
    award: str
    merit: str
    criteria: tuple[Criterion, ...]
    files: tuple[str, ...] = ()

    @property
    def eligibility(self) -> tuple[Criterion, ...]:
        """What makes the subject eligible, without the steps that come later."""
        return tuple(one for one in self.criteria if not one.rule.is_procedure)

    @property
    def procedure(self) -> tuple[Criterion, ...]:
        """Steps after filing that the law demands: the vote, the public comment."""
        return tuple(one for one in self.criteria if one.rule.is_procedure)

    def number(self, finding: str) -> int:
        """Return how many eligibility criteria have that finding."""
        return sum(one.finding == finding for one in self.eligibility)

    @property
    def met(self) -> int:
        return self.number(Finding.MET)

    @property
    def not_met(self) -> int:
        return self.number(Finding.NOT_MET)

    @property
    def unknown(self) -> int:
        return self.number(Finding.UNKNOWN)

    @property
    def unverified(self) -> int:
        """How many of the rules nobody has compared with the law yet."""
        return sum(not one.rule.verified for one in self.criteria)

    def criterion(self, code: str) -> Criterion | None:
        """Return the criterion of that code, None where there is none."""
        return next((one for one in self.criteria if one.code == code), None)

    def as_json(self) -> dict[str, Any]:
        """Return what a signed appraisal keeps of it."""
        return {
            "on": self.on.isoformat(),
            "frozen": self.frozen,
            "criteria": [
                {
                    **one.rule.as_json(),
                    "finding": str(one.finding),
                    "why": one.why,
                    "to_meet": one.to_meet,
                    "grounds": [[ground.source, ground.text, ground.counted] for ground in one.grounds],
                }
                for one in self.criteria
            ],
            "files": list(self.files),
        }
