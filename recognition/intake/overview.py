"""What the first screen shows a unit: rounds with their places, and its dossiers. The queries do not grow with rows."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count, QuerySet
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from recognition.domain import nominations as nominations_of
from recognition.domain import rounds as rounds_of
from recognition.enums import (
    AT_UNIT,
    COUNTED_IN_QUOTA,
    EDITABLE_BY_UNIT,
    AwardSubject,
    ListState,
    NominationState,
    SubjectKind,
)
from recognition.models import Event, Nomination, NomineeList, Round, RoundQuota, Unit

STATE_TAGS = {
    NominationState.DRAFT: "todo",
    NominationState.RETURNED: "error",
    NominationState.AWAITING_HEAD: "doing",
    NominationState.DECIDED: "done",
    NominationState.NOT_MET: "revoked",
    NominationState.WITHDRAWN: "revoked",
    NominationState.OVERDUE: "revoked",
}


@dataclass(frozen=True, slots=True)
class Meter:
    """Places of one unit for one kind of subject, drawn as diamonds."""

    sent: int
    drafts: int
    free: int
    text: str
    full: bool = False


@dataclass(frozen=True, slots=True)
class RoundCard:
    title: str
    url: str
    deadline: datetime
    is_late: bool
    days_left: int
    start_url: str
    meters: tuple[Meter, ...]


@dataclass(frozen=True, slots=True)
class Line:
    """A dossier in a list."""

    label: str
    url: str
    text: str
    meta: str
    state: str
    state_label: str
    due: datetime | None


@dataclass(frozen=True, slots=True)
class Returned:
    """A dossier or a list that came back, with the reason."""

    label: str
    url: str
    by_desk: bool
    reason: str
    due: datetime | None


@dataclass(frozen=True, slots=True)
class StateCount:
    value: str
    label: str
    count: int


def open_rounds(units: Sequence[Unit], at: datetime) -> list[RoundCard]:
    """Return the rounds that take dossiers at ``at``, the nearest deadline first, with the places of ``units``."""
    openings = rounds_of.openings(units, at)
    rounds = [opening.round for opening in openings]
    if not rounds:
        return []
    own = {
        (row.round_id, row.unit_id, row.kind): row.places
        for row in RoundQuota.objects.filter(round__in=rounds, unit__in=units)
    }
    counts: dict[tuple[int, int, str], list[int]] = {}
    for row in (
        Nomination.objects.filter(round__in=rounds, unit__in=units)
        .in_states({*COUNTED_IN_QUOTA, NominationState.DRAFT})
        .values("round_id", "unit_id", "kind", "state")
        .annotate(number=Count("pk"))
        .order_by()
    ):
        place = counts.setdefault((row["round_id"], row["unit_id"], row["kind"]), [0, 0])
        place[row["state"] == NominationState.DRAFT] += row["number"]
    cards = []
    for opening in openings:
        round_ = opening.round
        meters = []
        for unit in opening.units:
            for kind in SubjectKind:
                if not AwardSubject(round_.subject).admits(kind):
                    continue
                general = (
                    round_.individual_quota if kind == SubjectKind.INDIVIDUAL else round_.collective_quota
                )
                places = own.get((round_.pk, unit.pk, kind.value), general)
                sent, drafts = counts.get((round_.pk, unit.pk, kind.value), [0, 0])
                prefix = f"{unit.name} – " if len(opening.units) > 1 else ""
                meters.append(meter(f"{prefix}{kind.label}", places, sent, drafts))
        cards.append(
            RoundCard(
                title=round_.title,
                url=reverse("intake:round", args=[round_.public_id]),
                deadline=max(opening.late.values(), default=round_.deadline),
                is_late=bool(opening.late),
                days_left=max(0, (max(opening.late.values(), default=round_.deadline) - at).days),
                start_url=reverse("intake:start", args=[round_.public_id]),
                meters=tuple(meters),
            )
        )
    return cards


def meter(label: str, places: int | None, sent: int, drafts: int) -> Meter:
    """Return the places of one kind in words and numbers to draw; what is without limit or too many is only words."""
    values = {"label": label, "sent": sent, "drafts": drafts, "places": places}
    if places is None:
        text = _("%(label)s: đã gửi %(sent)d, đang soạn %(drafts)d, không giới hạn số lượng") % values
        return Meter(0, 0, 0, text)
    full = sent >= places
    text = (
        _("%(label)s: đã gửi %(sent)d, đang soạn %(drafts)d, trong số lượng %(places)d, đã hết chỗ")
        if full
        else _("%(label)s: đã gửi %(sent)d, đang soạn %(drafts)d, trong số lượng %(places)d")
    ) % values
    if max(places, sent + drafts) > 20:
        return Meter(0, 0, 0, text, full)
    return Meter(sent, drafts, max(0, places - sent - drafts), text, full)


def meters_of(round_: Round, units: Sequence[Unit]) -> list[Meter]:
    """Return the places of each unit in the round, for each kind of subject it takes."""
    found = []
    for unit in units:
        for kind in SubjectKind:
            if AwardSubject(round_.subject).admits(kind):
                places = nominations_of.quota(round=round_, unit=unit, kind=kind)
                drafts = Nomination.objects.filter(
                    round=round_, unit=unit, kind=kind, state=NominationState.DRAFT
                ).count()
                prefix = f"{unit.name} – " if len(units) > 1 else ""
                found.append(meter(f"{prefix}{kind.label}", places.places, places.used, drafts))
    return found


def lines(nominations: Collection[Nomination], *, review: bool = False) -> list[Line]:
    """Return the dossiers (with round, award and unit loaded) as lines of a list."""
    view = "intake:review" if review else "intake:dossier"
    due = dues_of(nominations, over_at=timezone.now())
    return [
        Line(
            label=row.full_name,
            url=reverse(view, args=[row.public_id]),
            text=row.award.name,
            meta=f"{row.unit.name} · {row.round.title}",
            state=STATE_TAGS.get(NominationState(row.state), "open"),
            state_label=row.get_state_display(),
            due=due.get(row.pk),
        )
        for row in nominations
    ]


def dues_of(nominations: Collection[Nomination], *, over_at: datetime | None = None) -> dict[int, datetime]:
    """Return by id until when the unit must act on each dossier (with its round loaded), nothing where it need not:
    ``rounds.last_moments`` of those.
    """
    acting = [
        row
        for row in nominations
        if (row.state in AT_UNIT and row.return_round)
        or row.state in {NominationState.DRAFT, NominationState.AWAITING_HEAD}
    ]
    return rounds_of.last_moments(acting, over_at=over_at)


def returned(dossiers: QuerySet[Nomination]) -> list[Returned]:
    """Return what came back to the unit and waits to be mended, with the reason of who sent it back."""
    rows = list(dossiers.filter(state__in=EDITABLE_BY_UNIT).order_by("due_at", "-pk")[:200])
    reasons = reasons_of_heads(
        "recognition.nomination", [row.public_id for row in rows if row.state == NominationState.DRAFT]
    )
    due = dues_of(rows, over_at=timezone.now())
    found = []
    for row in rows:
        by_desk = row.state == NominationState.RETURNED
        reason = row.return_reason if by_desk else reasons.get(row.public_id, "")
        if reason:
            url = reverse("intake:dossier", args=[row.public_id])
            found.append(Returned(row.full_name, url, by_desk, reason, due.get(row.pk)))
    return found


def returned_lists(rows: Sequence[NomineeList]) -> list[Returned]:
    """Return which of these lists (with round and award loaded) came back, with the reason of who sent them back."""
    reasons = reasons_of_heads(
        "recognition.nomineelist", [row.public_id for row in rows if row.state == ListState.DRAFT]
    )
    due = rounds_of.last_moments(rows, over_at=timezone.now())
    found = []
    for row in rows:
        by_desk = row.state == ListState.RETURNED
        if reason := row.return_reason if by_desk else reasons.get(row.public_id, ""):
            label = _("danh sách %(award)s năm %(year)s") % {"award": row.award.label, "year": row.year}
            url = reverse("intake:list", args=[row.public_id])
            found.append(Returned(label, url, by_desk, reason, due.get(row.pk)))
    return found


def reasons_of_heads(kind: str, keys: Collection[str]) -> dict[str, str]:
    """Return by public id why a head last sent these drafts back; nothing of those that were never sent back."""
    if not keys:
        return {}
    return {
        event.subject_key: event.payload.reason
        for event in Event.objects.filter(subject_kind=kind, subject_key__in=keys, act="send_back")
        .select_related("payload")
        .order_by("sequence")
        if hasattr(event, "payload")
    }


def state_counts(dossiers: QuerySet[Nomination]) -> list[StateCount]:
    """Return how many dossiers are in each state that has any, in the order of their life."""
    numbers = dict(dossiers.order_by().values_list("state").annotate(number=Count("pk")))
    return [
        StateCount(state.value, str(state.label), numbers[state.value])
        for state in NominationState
        if state.value in numbers
    ]


def days_left_text(days: int) -> str:
    """Return how long there is, counted in midnights (``rounds.days_left``), as the head of a notice."""
    if days == 0:
        return _("Hết hạn hôm nay")
    return ngettext("Còn %(days)d ngày", "Còn %(days)d ngày", days) % {"days": days}
