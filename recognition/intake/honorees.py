"""Looking up whether the registry already has the subject of a dossier. It proposes; a person decides."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

from django.db.models import Prefetch, Q, QuerySet
from django.utils.translation import gettext as _

from portal.core.vietnamese import fold
from recognition.models import Conferral, Honoree

SHOWN = 8
DECISIONS_SHOWN = 3


@dataclass(frozen=True, slots=True)
class Candidate:
    """An entry of the registry with the same name, in words that tell it apart."""

    key: str
    honoree: Honoree
    text: str


def candidates(*, full_name: str, kind: str, unit_ids: Collection[int] | None) -> list[Candidate]:
    """Return entries of that name (accents and case apart) that are public, or of the asking units, with decisions."""
    rows = Honoree.objects.filter(name_key=fold(full_name)[:255], kind=kind, merged_into__isnull=True)
    return [Candidate(row.public_id, row, _describe(row)) for row in _described(rows, unit_ids)[:SHOWN]]


def _described(rows: QuerySet[Honoree], unit_ids: Collection[int] | None) -> QuerySet[Honoree]:
    if unit_ids is not None:
        rows = rows.filter(Q(is_public=True) | Q(unit_id__in=unit_ids))
    public = (
        Conferral.objects.public().select_related("decision", "award").order_by("-decision__dated", "-pk")
    )
    return (
        rows.select_related("unit")
        .prefetch_related(Prefetch("conferrals", queryset=public, to_attr="public_conferrals"))
        .order_by("sort_key", "pk")
    )


def candidates_for(
    *, names: Collection[str], kind: str, unit_ids: Collection[int] | None
) -> dict[str, list[Candidate]]:
    """Return, by folded name, what :func:`candidates` returns of each, in three queries for all."""
    keys = {fold(name)[:255] for name in names}
    rows = Honoree.objects.filter(name_key__in=keys, kind=kind, merged_into__isnull=True)
    found: dict[str, list[Candidate]] = {}
    for row in _described(rows, unit_ids):
        shown = found.setdefault(row.name_key, [])
        if len(shown) < SHOWN:
            shown.append(Candidate(row.public_id, row, _describe(row)))
    return found


def earlier_awards(honoree: Honoree | None) -> list[str]:
    """Return what the registry says the subject was given, latest first, public facts only."""
    if honoree is None:
        return []
    rows = (
        Conferral.objects.public()
        .filter(honoree=honoree)
        .select_related("decision", "award")
        .order_by("-decision__dated", "-pk")
    )
    return [_award_line(row) for row in rows[:20]]


def _describe(honoree: Honoree) -> str:
    parts = [honoree.full_name]
    if honoree.unit:
        parts.append(honoree.unit.name)
    conferrals: list[Conferral] = honoree.public_conferrals  # type: ignore[attr-defined]
    if conferrals:
        parts.append("; ".join(_award_line(row) for row in conferrals[:DECISIONS_SHOWN]))
    else:
        parts.append(_("chưa có quyết định công khai"))
    return " – ".join(parts)


def _award_line(conferral: Conferral) -> str:
    return _("%(award)s (Quyết định số %(number)s, ngày %(date)s)") % {
        "award": conferral.award.name,
        "number": conferral.decision.number or _("không rõ"),
        "date": f"{conferral.decision.dated:%d/%m/%Y}" if conferral.decision.dated else _("không rõ"),
    }
