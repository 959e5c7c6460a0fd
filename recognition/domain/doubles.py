"""What looks like the same person twice in a round, or the same achievement and period twice (DOMAIN 6, rules 5 and 6).

It warns and never decides: by the link to the register it is the same subject, by name alone it may be another.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final, TypeVar

from django.db import models
from django.db.models import Q
from django.db.models.functions import Coalesce
from django.utils.translation import gettext as _

from recognition.enums import ENDED, NominationState
from recognition.models import Conferral, Nomination

MOST: Final = 20
Row = TypeVar("Row", Nomination, Conferral)


@dataclass(frozen=True, slots=True)
class Double:
    """A warning. ``code``: ``round`` (twice in a round), ``period`` (same achievement and period in another round) or
    ``conferred`` (the register has it). ``certain``: the same entry of the register, not only the same name.
    ``same_merit``: kind and years of merit meet, in one round too.
    """

    code: str
    text: str
    certain: bool
    same_merit: bool = True
    nomination: Nomination | None = None
    conferral: Conferral | None = None


def doubles_of(nomination: Nomination, *, among: models.QuerySet[Nomination]) -> list[Double]:
    """Return the warnings about a dossier: dossiers of ``among`` (what the reader may see), and the register's public
    conferrals. Two queries at most.
    """
    found = dossiers_like(nomination, among=among)
    if nomination.honoree_id:
        found += _in_register(nomination)
    return found


def dossiers_like(nomination: Nomination, *, among: models.QuerySet[Nomination]) -> list[Double]:
    """Return the warnings about a dossier that come of other dossiers, of ``among``: the latest ``MOST``. One query."""
    same = Q(name_key=nomination.name_key)
    if nomination.honoree_id:
        # Two entries of the register are two people, whatever they are called.
        same = Q(honoree_id=nomination.honoree_id) | (same & Q(honoree__isnull=True))
    rows = (
        _with_span(among)
        .filter(same, Q(round_id=nomination.round_id) | _meeting(nomination), kind=nomination.kind)
        .exclude(pk=nomination.pk)
        .exclude(state__in=[*(state.value for state in ENDED - {NominationState.DECIDED})])
        .select_related("award", "round", "unit")
        .order_by("-pk")
    )
    found = []
    for row in rows[:MOST]:
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
            found.append(Double("round", text, certain, same_merit(nomination, row), nomination=row))
        else:
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
        _with_span(Conferral.objects.public())
        .filter(_meeting(nomination), honoree=nomination.honoree)
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
    ]


def _span(row: Nomination | Conferral) -> tuple[int, int] | None:
    """Return first and last year of merit; one of them stands for both, None where neither is known."""
    first, last = row.merit_from or row.merit_until, row.merit_until or row.merit_from
    return (first, last) if first and last else None


def same_merit(one: Nomination, other: Nomination | Conferral) -> bool:
    """Whether kind and years of merit meet; where years are unknown nothing is said."""
    mine, theirs = _span(one), _span(other)
    if one.merit_kind != other.merit_kind or mine is None or theirs is None:
        return False
    return mine[0] <= theirs[1] and theirs[0] <= mine[1]


def _with_span(rows: models.QuerySet[Row]) -> models.QuerySet[Row]:
    return rows.alias(
        first_year=Coalesce("merit_from", "merit_until"), last_year=Coalesce("merit_until", "merit_from")
    )


def _meeting(nomination: Nomination) -> Q:
    """The condition that a row ``_with_span`` has the ``same_merit`` as the dossier."""
    span = _span(nomination)
    if span is None:
        return Q(pk__in=())
    return Q(merit_kind=nomination.merit_kind, first_year__lte=span[1], last_year__gte=span[0])
