"""Figures of the desk: how far dossiers come, how long each stage takes, what is returned and why, who is honored.

Numbers only, no name of a person. Each report is a few queries whatever the number of dossiers: what happened is streamed
from the events of the dossiers of a unit or of all (``units``: None for all).
"""

from __future__ import annotations

import tomllib
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from importlib import resources
from itertools import pairwise
from statistics import mean, median
from typing import Any, Final

from django.db import models
from django.db.models import Count
from django.db.models.fields.json import KeyTextTransform
from django.db.models.functions import Coalesce
from django.utils import timezone

from portal.core.vietnamese import fold
from recognition.domain.scores import POSITION_QUESTION
from recognition.enums import (
    AT_DEPARTMENT,
    AT_UNIT,
    DecisionState,
    NominationState,
    PositionGroup,
    PublicationState,
    SubjectKind,
)
from recognition.models import Conferral, Event, Nomination, Return, ReturnReason

STEPS: Final = (
    NominationState.AWAITING_HEAD,
    NominationState.CONFIRMED,
    NominationState.RECEIVED,
    NominationState.APPRAISAL,
    NominationState.COUNCIL,
    NominationState.SUBMITTED,
    NominationState.DECIDED,
)
"""The straight path of a dossier; the funnel counts who reached each step, also when they were returned later."""
ENDS: Final = (NominationState.NOT_MET, NominationState.WITHDRAWN, NominationState.OVERDUE)
DAY: Final = 86_400
CHUNK: Final = 5000
Units = frozenset[int] | None


@dataclass(frozen=True, slots=True)
class RoundFunnel:
    """How many dossiers of a round reached each of ``STEPS``, and how many ended in each of ``ENDS``."""

    title: str
    reached: tuple[int, ...]
    ended: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class StageDays:
    """How long dossiers stayed in a stage that they left, in days, and how many are in it now."""

    state: NominationState
    left: int
    middle: float
    average: float
    longest: float
    now: int


@dataclass(frozen=True, slots=True)
class ReasonCount:
    """How many returns named a reason of the list; a return may name several."""

    code: str
    text: str
    number: int


@dataclass(frozen=True, slots=True)
class UnitReturns:
    """A unit's dossiers that left it, how many of them were ever returned, and how often in all."""

    unit: str
    sent: int
    returned: int
    times: int


@dataclass(frozen=True, slots=True)
class Honored:
    """Individuals honored at a unit (empty for all) for a year: with and without posts of leadership, and not known.

    ``derived`` of them are judged by the words of their position, because no dossier says.
    """

    unit: str
    year: int | None
    staff: int
    leaders: int
    unknown: int
    derived: int

    @property
    def all(self) -> int:
        return self.staff + self.leaders + self.unknown

    @property
    def share(self) -> float | None:
        """The share of people without posts of leadership among those of whom it is known, 0 to 1."""
        known = self.staff + self.leaders
        return self.staff / known if known else None


@dataclass(frozen=True, slots=True)
class Course:
    """What the events of some dossiers say."""

    funnel: tuple[RoundFunnel, ...]
    stages: tuple[StageDays, ...]


@dataclass(frozen=True, slots=True)
class RoundLine:
    """A round in which something was filed."""

    pk: int
    public_id: str
    title: str
    deadline: datetime


@dataclass(frozen=True, slots=True)
class Filed:
    """A dossier that left its unit's desk."""

    pk: int
    key: str
    state: str
    unit: str
    round: RoundLine


@dataclass(frozen=True, slots=True)
class Filings:
    """The dossiers a report is about, and the query that finds the same."""

    lines: tuple[Filed, ...]
    rows: models.QuerySet[Nomination]

    @property
    def rounds(self) -> list[RoundLine]:
        """The rounds of the dossiers, the latest first."""
        return sorted(
            {line.round for line in self.lines}, key=lambda one: (one.deadline, one.pk), reverse=True
        )

    def of(self, *, round_id: int | None = None, year: int | None = None) -> Filings:
        """Return those of one round, or of the rounds that ended in a year. No query."""
        lines, rows = self.lines, self.rows
        if round_id is not None:
            lines = tuple(line for line in lines if line.round.pk == round_id)
            rows = rows.filter(round_id=round_id)
        if year is not None:
            lines = tuple(line for line in lines if timezone.localtime(line.round.deadline).year == year)
            rows = rows.filter(round__deadline__year=year)
        return Filings(lines, rows)


def filings(*, units: Units) -> Filings:
    """Return the dossiers that ever left the desk of these units (None: of all). One query."""
    rows = Nomination.objects.filter(filed_at__isnull=False).order_by()
    if units is not None:
        rows = rows.filter(unit_id__in=units)
    rounds: dict[int, RoundLine] = {}
    lines = []
    for pk, key, state, unit, round_id, public_id, title, deadline in rows.values_list(
        "pk",
        "public_id",
        "state",
        "unit__name",
        "round_id",
        "round__public_id",
        "round__title",
        "round__deadline",
    ).iterator(chunk_size=CHUNK):
        if round_id not in rounds:
            rounds[round_id] = RoundLine(round_id, public_id, title, deadline)
        lines.append(Filed(pk, key, state, unit, rounds[round_id]))
    return Filings(tuple(lines), rows)


# The course of dossiers --------------------------------------------------------------------------------------------


def course(found: Filings) -> Course:
    """Return funnel and stages of the dossiers. One query."""
    known = {line.key: line for line in found.lines}
    reached: defaultdict[int, Counter[str]] = defaultdict(Counter)
    stays: defaultdict[str, list[float]] = defaultdict(list)
    for key, moves in _moves(found.rows):
        if key not in known:
            continue
        reached[known[key].round.pk].update({target for target, _at in moves})
        for (state, came), (after, went) in pairwise(moves):
            if (
                state != after and went >= came
            ):  # history that was entered later may stand the other way round
                stays[state].append((went - came).total_seconds() / DAY)
    now = Counter(line.state for line in found.lines)
    ended: defaultdict[int, Counter[str]] = defaultdict(Counter)
    for line in found.lines:
        ended[line.round.pk][line.state] += 1
    return Course(
        funnel=tuple(
            RoundFunnel(
                one.title,
                tuple(reached[one.pk][step.value] for step in STEPS),
                tuple(ended[one.pk][end.value] for end in ENDS),
            )
            for one in found.rounds
        ),
        stages=tuple(
            StageDays(
                state,
                len(times),
                round(median(times), 1) if times else 0.0,
                round(mean(times), 1) if times else 0.0,
                round(max(times), 1) if times else 0.0,
                now[state.value],
            )
            for state in NominationState
            if state in AT_UNIT | AT_DEPARTMENT
            for times in [stays[state.value]]
            if times or now[state.value]
        ),
    )


def _moves(rows: models.QuerySet[Nomination]) -> Iterator[tuple[str, list[tuple[str, datetime]]]]:
    """Yield each dossier's public id with the states it came to and when, in order. One query, streamed."""
    found: Iterable[tuple[str, str, datetime]] = (
        Event.objects.filter(
            subject_kind=Nomination._meta.label_lower, subject_key__in=rows.values("public_id")
        )
        .exclude(target="")
        .filter(target__in=NominationState.values)
        .order_by("subject_key", "sequence")
        .values_list("subject_key", "target", "at")
        .iterator(chunk_size=CHUNK)
    )
    current, moves = "", list[tuple[str, datetime]]()
    for key, target, at in found:
        if key != current and moves:
            yield current, moves
            moves = []
        current = key
        moves.append((target, at))
    if moves:
        yield current, moves


# Returns -----------------------------------------------------------------------------------------------------------


def returns(found: Filings) -> tuple[list[ReasonCount], list[UnitReturns]]:
    """Return how often each reason was named, and how often each unit's dossiers came back. Two queries."""
    unit_of = {line.pk: line.unit for line in found.lines}
    named: Counter[str] = Counter()
    times: Counter[str] = Counter()
    back: defaultdict[str, set[int]] = defaultdict(set)
    for codes, key in (
        Return.objects.filter(nomination__in=found.rows)
        .order_by()
        .values_list("codes", "nomination_id")
        .iterator(chunk_size=CHUNK)
    ):
        named.update(codes or [""])
        if key in unit_of:
            times[unit_of[key]] += 1
            back[unit_of[key]].add(key)
    words = {reason.code: reason.words for reason in ReturnReason.objects.all()}
    reasons = [
        ReasonCount(code, words.get(code, code), number)
        for code, number in sorted(named.items(), key=lambda item: (-item[1], item[0]))
    ]
    sent = Counter(unit_of.values())
    units = [UnitReturns(unit, number, len(back[unit]), times[unit]) for unit, number in sent.items()]
    return reasons, sorted(units, key=lambda one: (-one.times, one.unit))


# Who is honored ----------------------------------------------------------------------------------------------------


def honored(*, units: Units) -> list[Honored]:
    """Return the individuals honored by verified decisions, by unit and year of merit. One query."""
    rows = Conferral.objects.filter(
        honoree__kind=SubjectKind.INDIVIDUAL, decision__state=DecisionState.VERIFIED
    ).exclude(state=PublicationState.CANCELLED)
    if units is not None:
        rows = rows.filter(unit_id__in=units)
    counted: defaultdict[tuple[str, int | None], Counter[str]] = defaultdict(Counter)
    for unit, unit_then, year, said, position, number in (
        rows.order_by()
        .values_list(
            "unit__name",
            "unit_then",
            Coalesce("merit_until", "merit_from", "decision__year"),
            KeyTextTransform(POSITION_QUESTION, "nomination__report"),
            "position_then",
        )
        .annotate(number=Count("pk"))
        .iterator(chunk_size=CHUNK)
    ):
        group = group_of(said, position)
        one = counted[unit or unit_then, year]
        one[group] += number
        if not said and group:
            one["derived"] += number
    found = [
        Honored(unit, year, one[PositionGroup.STAFF], one[PositionGroup.LEADER], one[""], one["derived"])
        for (unit, year), one in counted.items()
    ]
    return sorted(found, key=lambda one: (-(one.year or 0), one.unit))


def by_year(rows: Iterable[Honored]) -> list[Honored]:
    """Return the sums of all units for each year, the latest first."""
    sums: defaultdict[int | None, list[int]] = defaultdict(lambda: [0, 0, 0, 0])
    for row in rows:
        for place, number in enumerate((row.staff, row.leaders, row.unknown, row.derived)):
            sums[row.year][place] += number
    return [
        Honored("", year, *numbers)
        for year, numbers in sorted(sums.items(), key=lambda item: -(item[0] or 0))
    ]


def group_of(said: str | None, position: str) -> str:
    """Return the position group that a dossier states, else the one the words of a position show, else empty."""
    if said:
        return PositionGroup.LEADER.value if said == PositionGroup.LEADER else PositionGroup.STAFF.value
    return _group_of_words(position)


@cache
def _terms() -> tuple[tuple[str, ...], tuple[str, ...]]:
    data: Any = tomllib.loads(
        resources.files("recognition").joinpath("data/positions.toml").read_text(encoding="utf-8")
    )
    return tuple(data["begins"]), tuple(data["ends"])


def _group_of_words(position: str) -> str:
    words = " ".join(fold(position).split())
    if not words:
        return ""
    begins, ends = _terms()
    # "Phó Trưởng khoa, Bác sĩ" leads, "Bác sĩ khoa Nội" does not; each post of several is looked at.
    parts = [part.strip() for mark in ",;" for part in words.split(mark)]
    leads = any(part.startswith(begins) or part.endswith(ends) for part in parts)
    return PositionGroup.LEADER.value if leads else PositionGroup.STAFF.value
