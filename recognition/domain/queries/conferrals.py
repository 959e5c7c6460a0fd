"""Conferrals as lines."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime
from typing import Final

from django.db.models import F, Q, QuerySet
from django.db.models.functions import Coalesce
from django.utils.translation import gettext as _

from portal.core.remembered import remembered_each
from portal.core.rendered.together import Plan, ask_together, question, side_by_side
from portal.core.vietnamese import fold
from recognition.domain.queries.labels import (
    award_path,
    decision_line,
    decision_paths,
    honoree_path,
    honorees_path,
    is_english,
    merit_text,
    plan_of_paths,
    unit_label,
    unit_path,
)
from recognition.domain.queries.values import ConferralLine, DecisionLine, WallFilter
from recognition.enums import PUBLIC_STATES, PublicationState, Visibility
from recognition.models import Conferral, Decision, DecisionPower, Event, LegalInstrument

_PLACES_EN: Final = {"điều": "Article", "khoản": "clause", "điểm": "point", "chương": "Chapter"}
_PLACE: Final = re.compile("|".join(rf"\b{word}\b(?= )" for word in _PLACES_EN), re.IGNORECASE)
MERIT_YEAR: Final = Coalesce("merit_until", "merit_from", "decision__year")


def public_changed_at() -> datetime | None:
    """Return when a conferral last came before the public, was corrected there, cancelled or taken from it.

    Read from the record of acts, where what has left the public still has its moment.
    """
    shown = (*PUBLIC_STATES, PublicationState.CANCELLED)
    acts = Event.objects.filter(
        Q(source__in=shown) | Q(target__in=shown), subject_kind=Conferral._meta.label_lower
    )
    return acts.order_by("-pk").values_list("at", flat=True).first()


def with_rows(rows: QuerySet[Conferral]) -> QuerySet[Conferral]:
    return rows.select_related(
        "decision__office", "award__legal_basis", "honoree", "unit__successor", "cancelled_by__office"
    )


def conferral_lines(rows: Iterable[Conferral], *, base: str | None = None) -> tuple[ConferralLine, ...]:
    """Return lines for conferrals read with ``with_rows``; two queries more (addresses, laws), whatever their number."""
    loaded = list(rows)
    if not loaded:
        return ()
    ask_together(plan_of_lines(loaded))
    base = honorees_path() if base is None else base
    decisions = _decisions_of(loaded)
    paths = decision_paths(list(decisions.values()))
    laws = _laws_of_awards(_awards_of(loaded))
    lines = {pk: decision_line(row, paths[pk]) for pk, row in decisions.items()}
    return tuple(_conferral_line(row, lines, laws, base) for row in loaded)


def plan_of_lines(rows: Sequence[Conferral]) -> Plan:
    """Return what ``conferral_lines`` asks of these rows."""
    if rows:
        awards = _laws_of_awards.missing(_awards_of(rows))
        laws = [[_powers(awards)]] if awards else []
        yield from side_by_side(honorees_path.plan(), plan_of_paths(_decisions_of(rows).values()), laws)


def _decisions_of(rows: Iterable[Conferral]) -> dict[int, Decision]:
    decisions = {row.decision_id: row.decision for row in rows}
    return decisions | {row.cancelled_by.pk: row.cancelled_by for row in rows if row.cancelled_by}


def _awards_of(rows: Iterable[Conferral]) -> list[int]:
    return sorted({row.award_id for row in rows})


def _conferral_line(
    row: Conferral,
    decisions: Mapping[int, DecisionLine],
    laws: Mapping[int, Sequence[DecisionPower]],
    base: str,
) -> ConferralLine:
    today = ""
    if row.unit is not None:
        heir = row.unit.successor or row.unit
        if fold(heir.name) != fold(row.unit_then or row.unit.name):
            today = unit_label(heir)
    return ConferralLine(
        public_id=row.public_id,
        honoree_public_id=row.honoree.public_id,
        name=row.name_then or row.honoree.full_name,
        given=row.honoree.given,
        kind=row.honoree.kind,
        url=honoree_path(row.honoree, base),
        titles=row.titles_then,
        position=row.position_then,
        unit=row.unit_then or (unit_label(row.unit) if row.unit else ""),
        unit_url=unit_path(row.unit) if row.unit else "",
        unit_today=today,
        award=row.award.label,
        award_code=row.award.code,
        award_url=award_path(row.award.code),
        level=row.award.level,
        merit=merit_text(row),
        merit_year=row.merit_year,
        merit_kind=row.get_merit_kind_display(),
        citation=row.citation,
        posthumous=row.posthumous,
        decision=decisions[row.decision_id],
        cancelled=row.visibility == Visibility.CANCELLED,
        cancelled_by=decisions.get(row.cancelled_by_id) if row.cancelled_by_id else None,
        law=_law_text(row, laws),
        list_position=row.list_position,
    )


@question
def _powers(award_ids: Iterable[int]) -> QuerySet[DecisionPower]:
    rows = DecisionPower.objects.filter(award_id__in=list(award_ids), legal_basis__isnull=False)
    return rows.select_related("legal_basis").order_by("-verified", "-valid_from")


@remembered_each(limit=512)
def _laws_of_awards(award_ids: Iterable[int]) -> dict[int, list[DecisionPower]]:
    found: dict[int, list[DecisionPower]] = {}
    for power in _powers(award_ids):
        found.setdefault(power.award_id, []).append(power)
    return found


def _law_text(row: Conferral, laws: Mapping[int, Sequence[DecisionPower]]) -> str:
    """The law behind the award on the day of the decision (DOMAIN 6, rule 2), with its article; empty if unknown."""
    day = row.decision.dated
    if day is None:
        return ""
    for power in laws.get(row.award_id, ()):
        if power.office_id == row.decision.office_id and covers_day(power.valid_from, power.valid_until, day):
            return cited_law(power.legal_basis, power.article)
    basis = row.award.legal_basis
    if basis is not None and covers_day(basis.in_force_from, basis.in_force_until, day):
        return cited_law(basis, row.award.article)
    return ""


def covers_day(start: date | None, end: date | None, day: date) -> bool:
    return (start is None or start <= day) and (end is None or end >= day)


def cited_law(law: LegalInstrument | None, article: str) -> str:
    if law is None:
        return ""
    name = (
        _("%(kind)s số %(number)s") % {"kind": law.get_kind_display(), "number": law.number}
        if law.number
        else law.title
    )
    return _("%(article)s, %(law)s") % {"article": article_label(article), "law": name} if article else name


def article_label(article: str) -> str:
    """Return the place in a law (*Điều 60 khoản 3*) in the active language: its words are few and always the same."""
    if not is_english():
        return article
    return _PLACE.sub(lambda word: _PLACES_EN[word[0].lower()], article)


def latest_first(rows: QuerySet[Conferral]) -> QuerySet[Conferral]:
    return rows.order_by(
        F("decision__dated").desc(nulls_last=True),
        F("decision__year").desc(nulls_last=True),
        "-award__rank",
        "-id",
    )


def conferrals_chosen(
    chosen: WallFilter, *, units: frozenset[int] | None, leave_out: str = ""
) -> QuerySet[Conferral]:
    rows = Conferral.objects.public()
    if chosen.merit_years and leave_out != "merit_years":
        rows = rows.annotate(merit_year_shown=MERIT_YEAR).filter(merit_year_shown__in=chosen.merit_years)
    if chosen.decision_years and leave_out != "decision_years":
        rows = rows.filter(decision__year__in=chosen.decision_years)
    if chosen.awards and leave_out != "awards":
        rows = rows.filter(award__code__in=chosen.awards)
    if chosen.levels and leave_out != "levels":
        rows = rows.filter(award__level__in=chosen.levels)
    if units is not None and leave_out != "unit":
        rows = rows.filter(unit_id__in=units)
    return rows
