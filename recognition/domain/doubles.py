"""What looks like the same person twice in a round, or the same achievement and period twice (DOMAIN 6, rules 5 and 6).

It warns and never decides: by the link to the register it is the same subject, by name alone it may be another.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from recognition.enums import ENDED, NominationState
from recognition.models import Conferral, Nomination

MOST: Final = 20


@dataclass(frozen=True, slots=True)
class Double:
    """A warning. ``code``: ``round`` (twice in a round), ``period`` (same achievement and period in another round) or
    ``conferred`` (the register has it). ``certain``: the same entry of the register, not only the same name.
    """

    code: str
    text: str
    certain: bool
    nomination: Nomination | None = None
    conferral: Conferral | None = None


def doubles_of(nomination: Nomination, *, among: QuerySet[Nomination]) -> list[Double]:
    """Return the warnings about a dossier: among the dossiers that the reader may see, and the register's public
    conferrals. Three queries at most.
    """
    found = _among_dossiers(nomination, among)
    if nomination.honoree_id:
        found += _in_register(nomination)
    return found


def _among_dossiers(nomination: Nomination, among: QuerySet[Nomination]) -> list[Double]:
    same = Q(name_key=nomination.name_key)
    if nomination.honoree_id:
        same |= Q(honoree_id=nomination.honoree_id)
    rows = (
        among.filter(same, kind=nomination.kind)
        .exclude(pk=nomination.pk)
        .exclude(state__in=[*(state.value for state in ENDED - {NominationState.DECIDED})])
        .select_related("award", "round", "unit")
        .order_by("-pk")
    )
    found = []
    for row in rows[:MOST]:
        # Two entries of the register are two people, whatever they are called.
        if nomination.honoree_id and row.honoree_id and nomination.honoree_id != row.honoree_id:
            continue
        certain = bool(nomination.honoree_id and nomination.honoree_id == row.honoree_id)
        values = {
            "number": row.receipt_number or row.public_id.upper(),
            "award": row.award.name,
            "unit": row.unit.name,
            "round": row.round.title,
            "state": row.get_state_display(),
        }
        if row.round_id == nomination.round_id:
            text = _("Cùng đợt xét đã có hồ sơ %(number)s: %(award)s, %(unit)s (%(state)s).") % values
            found.append(Double("round", text, certain, nomination=row))
        elif _same_merit(nomination, row):
            text = (
                _(
                    "Cùng loại hình và thời gian lập thành tích đã có hồ sơ %(number)s: %(award)s, %(round)s (%(state)s)."
                )
                % values
            )
            found.append(Double("period", text, certain, nomination=row))
    return found


def _in_register(nomination: Nomination) -> list[Double]:
    rows = (
        Conferral.objects.public()
        .filter(honoree=nomination.honoree, merit_kind=nomination.merit_kind)
        .select_related("award", "decision")
        .order_by("-decision__dated", "-pk")
    )
    return [
        Double(
            "conferred",
            _("Sổ quyết định đã có %(award)s cho cùng loại hình và thời gian: Quyết định số %(number)s.")
            % {"award": row.award.name, "number": row.decision.number or _("không rõ")},
            certain=True,
            conferral=row,
        )
        for row in rows[:MOST]
        if _same_merit(nomination, row)
    ]


def _same_merit(one: Nomination, other: Nomination | Conferral) -> bool:
    """Whether kind and years of merit meet; where years are unknown nothing is said."""
    if one.merit_kind != other.merit_kind or not (one.merit_from and other.merit_from):
        return False
    return one.merit_from <= (other.merit_until or other.merit_from) and other.merit_from <= (
        one.merit_until or one.merit_from
    )
