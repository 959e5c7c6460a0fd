"""The shape of an announced campaign: what the demo's own plans and the five real plans are written in."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Literal

CampaignKindCode = Literal["standing", "thematic", "commemorative"]
Subject = Literal["individual", "collective"]


@dataclass(frozen=True, slots=True)
class DemoCriterion:
    """One criterion for one kind of subject; ``threshold`` is the number the plan sets (``at_most``:
    not to be passed), ``points`` its weight.
    """

    kind: Subject
    text: str
    threshold: float | None = None
    measure: str = ""
    points: int | None = None
    evidence: str = ""
    question: str = ""
    at_most: bool = False


@dataclass(frozen=True, slots=True)
class DemoMilestone:
    title: str
    starts_on: date
    ends_on: date | None = None
    is_peak: bool = False


@dataclass(frozen=True, slots=True)
class DemoRound:
    """An intake of nominations that the campaign opens; times are local (Asia/Ho_Chi_Minh), naive."""

    title: str
    opens_at: datetime
    deadline: datetime
    award_codes: tuple[str, ...]
    individual_quota: int | None = None
    collective_quota: int | None = None


@dataclass(frozen=True, slots=True)
class DemoCampaign:
    """What a plan says. ``parent_code`` names a campaign of the demo, ``parent_reference`` a plan outside it.

    ``plan_date`` is None where the paper bears no full date; ``plan_date_text`` then says what it bears.
    ``deadline`` is local and naive. ``quoted`` holds numbers and facts in the form the paper gives them.
    """

    code: str
    title: str
    title_en: str
    kind: CampaignKindCode
    issuer: str
    summary: str
    summary_en: str
    plan_number: str = ""
    plan_date: date | None = None
    plan_date_text: str = ""
    unit_code: str | None = None
    parent_code: str | None = None
    parent_reference: str = ""
    slogan: str = ""
    themes: tuple[str, ...] = ()
    starts_on: date | None = None
    ends_on: date | None = None
    deadline: datetime | None = None
    deadline_text: str = ""
    purpose: str = ""
    goals: tuple[str, ...] = ()
    content: tuple[str, ...] = ()
    subjects: str = ""
    measures: tuple[str, ...] = ()
    recipients: tuple[str, ...] = ()
    contact: str = ""
    individual_quota: int | None = None
    collective_quota: int | None = None
    quota_note: str = ""
    legal_bases: tuple[str, ...] = ()
    bases_text: tuple[str, ...] = ()
    award_codes: tuple[str, ...] = ()
    awards_note: str = ""
    criteria: tuple[DemoCriterion, ...] = ()
    milestones: tuple[DemoMilestone, ...] = ()
    rounds: tuple[DemoRound, ...] = ()
    is_record: bool = False
    note: str = ""
    scene: str = "hospital_front"
