"""What is looked up for a dossier, once, before any criterion is judged."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from django.db.models import Q
from django.utils.translation import gettext as _

from portal.core.vietnamese import fold
from recognition.domain import lists, statements
from recognition.domain.explainer.told import Ground
from recognition.domain.explainer.wording import day_text, either, years_text
from recognition.domain.rules import Rule
from recognition.domain.statements import Statement
from recognition.enums import (
    COUNTED_IN_QUOTA,
    AuthorityCheck,
    DecisionState,
    EvidenceState,
    Finding,
    ListState,
    PublicationState,
    RuleKind,
    SubjectKind,
)
from recognition.models import Award, Conferral, Evidence, Honoree, Initiative, Nomination

SHOWN: Final = 12
READ_AT_MOST: Final = 2000

Judged = tuple[Finding, str, str, list[Ground]]
"""A finding, why, what would make the criterion met, and what that rests on."""


@dataclass(frozen=True, slots=True)
class Given:
    """A conferral of the register: award, years of merit, in words, and whether it counts."""

    award: str
    years: tuple[int, ...]
    text: str
    counted: bool
    honoree: int
    unit: int | None


@dataclass(frozen=True, slots=True)
class OnList:
    """What the unit's list for an award holds: ``names`` on all of it; ``of_subject`` of the collective the dossier is for,
    None where the list does not say who belongs to it; ``headcount`` of the whole unit, as the list states it.
    """

    names: int
    of_subject: int | None
    headcount: int | None
    year: int
    state: str


@dataclass(frozen=True, slots=True)
class Facts:
    """Everything the criteria of one dossier ask for, read before any of them is judged."""

    nomination: Nomination
    honoree: int | None
    given: tuple[Given, ...]
    in_unit: tuple[Given, ...]
    unit_is_subject: bool
    initiatives: tuple[Initiative, ...]
    said: Mapping[str, Statement]
    files: tuple[str, ...]
    names: Mapping[str, str]
    proposed: Mapping[str, int]
    on_list: Mapping[str, OnList]

    @classmethod
    def of(cls, nomination: Nomination, judged: Sequence[Rule], *, for_unit: bool) -> Facts:
        """Read what ``judged`` needs, and nothing for what it does not ask."""
        honoree = _honoree_of(nomination)
        own = {code for rule in judged for code in _own_awards(rule, nomination)}
        of_unit = {code for rule in judged for code in _unit_awards(rule)}
        said = statements.of_dossier(nomination)
        files = Evidence.objects.filter(nomination=nomination, state=EvidenceState.RECEIVED).order_by("pk")
        awards = list(Award.objects.filter(code__in=own | of_unit)) if own | of_unit else []
        unit_is_subject = fold(nomination.full_name) == fold(nomination.unit.name)
        needs_initiatives = honoree is not None and any(rule.kind == RuleKind.INITIATIVE for rule in judged)
        return cls(
            nomination=nomination,
            honoree=honoree,
            given=_conferrals(Q(honoree_id=honoree), own, nomination, for_unit=for_unit)
            if honoree and own
            else (),
            in_unit=_conferrals(_in_unit(nomination), of_unit, nomination, for_unit=for_unit)
            if of_unit
            else (),
            unit_is_subject=unit_is_subject,
            initiatives=tuple(
                Initiative.objects.filter(honorees=honoree).order_by("-recognized_on", "pk")[:READ_AT_MOST]
            )
            if needs_initiatives
            else (),
            said=said,
            files=tuple(files.values_list("name", flat=True)[:200]),
            names={award.code: award.name for award in awards},
            proposed=_proposed(nomination, judged),
            on_list=_on_lists(
                nomination,
                [award for award in awards if award.code in _counted(judged)],
                unit_is_subject=unit_is_subject,
                for_unit=for_unit,
            ),
        )

    def say(self, rule: Rule) -> Statement:
        """Return what the unit said of this criterion."""
        return self.said.get(rule.code, Statement())

    def name(self, codes: Iterable[str]) -> str:
        """Return the names of awards, joined by "hoặc"."""
        return either(self.names.get(code, code) for code in codes)


def _honoree_of(nomination: Nomination) -> int | None:
    """Return the honoree the dossier names, followed to the entry it was merged into."""
    if nomination.honoree_id is None:
        return None
    honoree: Honoree | None = nomination.honoree
    if honoree is not None and honoree.merged_into_id is not None:
        return int(honoree.merged_into_id)
    return int(nomination.honoree_id)


def _own_awards(rule: Rule, nomination: Nomination) -> set[str]:
    """Return the awards that this rule looks for in the subject's own record."""
    parameters = rule.parameters
    if rule.kind == RuleKind.PREREQUISITE and "member_award" not in parameters:
        return set(awards_wanted(rule))
    if rule.kind == RuleKind.INTERVAL and ("once" in parameters or "at_least_years" in parameters):
        return {nomination.award.code}
    return set()


def _unit_awards(rule: Rule) -> set[str]:
    """Return the awards that this rule counts among the people of the unit."""
    if rule.kind == RuleKind.PREREQUISITE and rule.parameters.get("member_award"):
        return {str(rule.parameters["member_award"])}
    if rule.kind == RuleKind.RATIO and rule.parameters.get("of_award"):
        return {str(rule.parameters["of_award"])}
    return set()


def awards_wanted(rule: Rule) -> tuple[str, ...]:
    if rule.parameters.get("award"):
        return (str(rule.parameters["award"]),)
    listed = rule.parameters.get("any_award")
    return tuple(map(str, listed)) if isinstance(listed, list | tuple) else ()


def _in_unit(nomination: Nomination) -> Q:
    """People honored as of the unit itself or of what stands directly below it."""
    return Q(unit_id=nomination.unit_id) | Q(unit__parent_id=nomination.unit_id)


def _conferrals(whose: Q, codes: set[str], nomination: Nomination, *, for_unit: bool) -> tuple[Given, ...]:
    rows = Conferral.objects.filter(
        whose, award__code__in=codes, honoree__merged_into__isnull=True
    ).select_related("award", "decision")
    if for_unit:
        visible = Conferral.objects.visible().values("pk")
        rows = rows.filter(
            Q(pk__in=visible) | Q(unit_id=nomination.unit_id) | Q(unit__parent_id=nomination.unit_id)
        )
    own = getattr(nomination, "conferral", None) if nomination.state == "decided" else None
    found = rows.exclude(pk=own.pk) if own is not None else rows
    return tuple(_given(row) for row in found.order_by("-merit_until", "-pk")[:READ_AT_MOST])


def _given(row: Conferral) -> Given:
    start = row.merit_from or row.merit_until
    end = row.merit_until or row.merit_from
    years = tuple(range(start, end + 1)) if start and end and end - start <= 100 else ()
    words = _("%(award)s %(years)s, Quyết định số %(number)s ngày %(day)s") % {
        "award": row.award.name,
        "years": years_text(years) if years else _("(chưa ghi năm thành tích)"),
        "number": row.decision.number or _("không rõ"),
        "day": day_text(row.decision.dated) if row.decision.dated else _("không rõ"),
    }
    why_not = ""
    if row.state == PublicationState.CANCELLED or row.decision.state == DecisionState.CANCELLED:
        why_not = _("đã bị hủy bỏ, không tính")
    elif row.decision.state == DecisionState.ENTERED:
        why_not = _("quyết định chưa được người thứ hai kiểm tra, chưa tính")
    elif row.authority == AuthorityCheck.HELD:
        why_not = _("thẩm quyền còn phải kiểm tra, chưa tính")
    return Given(
        award=row.award.code,
        years=years,
        text=f"{words} ({why_not})" if why_not else words,
        counted=not why_not,
        honoree=row.honoree_id,
        unit=row.unit_id,
    )


def _proposed(nomination: Nomination, judged: Sequence[Rule]) -> dict[str, int]:
    """Return how many of this award the unit proposes in this round, this dossier included, where a ceiling asks for it."""
    if not any("at_most_percent" in rule.parameters for rule in judged):
        return {}
    others = (
        Nomination.objects.filter(
            round=nomination.round_id, unit=nomination.unit_id, award=nomination.award_id
        )
        .in_states(COUNTED_IN_QUOTA)
        .exclude(pk=nomination.pk)
        .count()
    )
    return {nomination.award.code: others + 1}


def _counted(judged: Sequence[Rule]) -> set[str]:
    """Return the awards of which a rule asks the share of people who have them."""
    return {str(rule.parameters.get("of_award", "")) for rule in judged if rule.kind == RuleKind.RATIO}


def _on_lists(
    nomination: Nomination, awards: Iterable[Award], *, unit_is_subject: bool, for_unit: bool
) -> dict[str, OnList]:
    """Return by award what the unit's lists of the round hold for the dossier's year of merit.

    The unit reads its drafts too; the desk what has left the unit.
    """
    merit = nomination.merit_until or nomination.merit_from
    found: dict[str, OnList] = {}
    for award in awards:
        held = lists.listed(nomination.unit, nomination.round, award)
        if held is None or held.list.year != merit:
            continue
        if not for_unit and held.list.state not in {ListState.CONFIRMED, ListState.RECEIVED}:
            continue
        of_subject: int | None = held.count
        if nomination.kind == SubjectKind.COLLECTIVE and not unit_is_subject:
            key = fold(nomination.full_name).split()
            places = held.list.nominees.values_list("workplace", flat=True)
            of_subject = sum(fold(place).split() == key for place in places) or None
        found[award.code] = OnList(
            names=held.count,
            of_subject=of_subject,
            headcount=held.headcount,
            year=held.list.year,
            state=str(ListState(held.list.state).label),
        )
    return found
