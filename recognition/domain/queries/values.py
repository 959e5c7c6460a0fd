"""What public pages, feeds, the API and search are given: frozen values."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.core.paginator import Page
from django.utils.translation import gettext as _

from portal.core.imaging import Picture
from recognition.enums import (
    Visibility,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class DecisionLine:
    """A decision in one line. ``number`` is empty and ``dated`` None where an archival decision lacks them."""

    public_id: str
    url: str
    number: str
    label: str
    issuer: str
    dated: date | None
    year: int | None
    title: str
    cancelled: bool
    lines: int = 0

    @property
    def shown_date(self) -> date | str:
        """The date, or the words for a date of which only the year is known (empty: unknown)."""
        return self.dated or (_("năm %(year)s") % {"year": self.year} if self.year else "")


@dataclass(frozen=True, slots=True, kw_only=True)
class HonoreeCard:
    """One honoree in a list: the latest public conferral gives prefix, unit and award as they were then."""

    public_id: str
    url: str
    name: str
    given: str
    kind: str
    prefix: str
    unit: str
    award: str
    image: Picture | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ConferralLine:
    """One conferral with what the public may know of it. For a cancelled one the cancelling decision is named."""

    public_id: str
    honoree_public_id: str
    name: str
    given: str
    kind: str
    url: str
    titles: str
    position: str
    unit: str
    unit_url: str
    unit_today: str
    award: str
    award_code: str
    award_url: str
    level: str
    merit: str
    merit_year: int | None
    merit_kind: str
    citation: str
    posthumous: bool
    decision: DecisionLine
    cancelled: bool
    cancelled_by: DecisionLine | None
    law: str
    list_position: int

    @property
    def award_line(self) -> str:
        """``Chiến sĩ thi đua cơ sở năm 2022``: the year of the merit, not of the decision."""
        return (
            _("%(award)s, %(years)s") % {"award": self.award, "years": self.merit}
            if self.merit
            else self.award
        )


@dataclass(frozen=True, slots=True)
class FacetOption:
    """A value of a filter with the number of honorees it would give."""

    value: str
    label: str
    count: int
    chosen: bool


@dataclass(frozen=True, slots=True)
class Facet:
    name: str
    label: str
    options: tuple[FacetOption, ...]
    open: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class WallFilter:
    """What a visitor chose on the wall of honor. Values of one filter widen, filters narrow."""

    kind: str = ""
    merit_years: tuple[int, ...] = ()
    decision_years: tuple[int, ...] = ()
    awards: tuple[str, ...] = ()
    levels: tuple[str, ...] = ()
    unit: str = ""
    letter: str = ""

    @property
    def narrows(self) -> bool:
        """Whether anything but the kind is chosen."""
        return bool(
            self.merit_years or self.decision_years or self.awards or self.levels or self.unit or self.letter
        )


@dataclass(frozen=True, slots=True)
class Counts:
    individuals: int
    collectives: int

    @property
    def all(self) -> int:
        return self.individuals + self.collectives


@dataclass(frozen=True, slots=True, kw_only=True)
class Wall:
    """One page of the wall: cards in Vietnamese order of tên gọi, counts, filters, letters that have somebody."""

    page: Page[Any]
    cards: tuple[HonoreeCard, ...]
    counts: Counts
    facets: tuple[Facet, ...]
    letters: frozenset[str]
    unit: UnitLine | None


@dataclass(frozen=True, slots=True, kw_only=True)
class UnitLine:
    public_id: str
    code: str
    url: str
    slug: str
    name: str
    kind: str
    count: int = 0
    ended_on: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class UnitNode:
    """A unit with the units under it and the number of public conferrals in the whole subtree."""

    unit: UnitLine
    children: tuple[UnitNode, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class FormerName:
    name: str
    valid_from: date | None
    valid_until: date | None
    short: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class UnitDetail:
    unit: UnitLine
    ancestors: tuple[UnitLine, ...]
    children: tuple[UnitNode, ...]
    names: tuple[FormerName, ...]
    successor: UnitLine | None
    predecessors: tuple[UnitLine, ...]
    bodies: tuple[tuple[str, str], ...]
    counts: Counts
    years: tuple[tuple[int, int], ...]
    """Years of decisions with the number of people and collectives honored in them, latest first."""


@dataclass(frozen=True, slots=True, kw_only=True)
class AwardLine:
    code: str
    url: str
    name: str
    category: str
    category_label: str
    subject_label: str
    level: str
    level_label: str
    verified: bool
    count: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class PowerLine:
    """An office that may decide an award, on which law, from when."""

    office: str
    law: str
    valid_from: date | None
    valid_until: date | None
    verified: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class RuleLine:
    """A condition of an award (``text`` is Vietnamese, as the law is), on which law, from when."""

    text: str
    law: str
    valid_from: date | None
    valid_until: date | None
    verified: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class AwardDetail:
    award: AwardLine
    explanation: str
    explanation_language: str
    criteria: str
    law: str
    valid_from: date | None
    valid_until: date | None
    powers: tuple[PowerLine, ...]
    """Those in force today, and in ``former_powers`` those that have ended."""
    former_powers: tuple[PowerLine, ...]
    rules: tuple[RuleLine, ...]
    """Those in force today: who may be proposed first, then what follows the filing."""


@dataclass(frozen=True, slots=True)
class NameGroup:
    """The names under one award in a year; ``more`` were left out."""

    label: str
    code: str
    names: tuple[HonoreeCard, ...]
    more: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Lately:
    """A unit, an award or a year with its conferrals and the day of the last decision, if one is known."""

    key: str
    url: str
    name: str
    count: int
    dated: date | None


@dataclass(frozen=True, slots=True)
class YearBlock:
    year: int
    count: int
    url: str
    groups: tuple[NameGroup, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class DecisionDetail:
    line: DecisionLine
    issuer_body: str
    signer: str
    signing_capacity: str
    laws: tuple[str, ...]
    copy_url: str
    copy_size: int
    state: str
    cancelled_by: DecisionLine | None
    cancels: tuple[DecisionLine, ...]
    individuals: int
    collectives: int
    checked_at: datetime | None


@dataclass(frozen=True, slots=True, kw_only=True)
class HonoreeDetail:
    """Everything the page of one honoree shows from the rows."""

    public_id: str
    name: str
    given: str
    kind: str
    visibility: Visibility
    titles: str
    position: str
    unit_then: str
    unit_today: UnitLine | None
    specialty: str
    main: ConferralLine | None
    conferrals: tuple[ConferralLine, ...]
    public_count: int
    since: int | None
    portrait: Picture | None
    consents: frozenset[str]
    initiatives: tuple[str, ...]
    previous: HonoreeCard | None
    following: HonoreeCard | None
    updated: datetime | None

    @property
    def cancelled(self) -> tuple[ConferralLine, ...]:
        return tuple(line for line in self.conferrals if line.cancelled)


@dataclass(frozen=True, slots=True, kw_only=True)
class StoryCard:
    url: str
    title: str
    lead: str
    kind_label: str
    who: str
    byline: str
    dated: date | None
    minutes: int
    image: Picture | None
    has_decision: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Verified:
    """What a verification code stands for: a conferral, or a decision with all its lines."""

    code: str
    decision: DecisionLine
    conferral: ConferralLine | None = None
