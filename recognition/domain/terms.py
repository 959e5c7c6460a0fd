"""By when the desk should be done with a stage, and the desk's own lists of data (reasons, terms)."""

from __future__ import annotations

import tomllib
from collections.abc import Sequence
from datetime import date, datetime, time, timedelta
from pathlib import Path
from typing import Any, Final

from django.db import models, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from portal.core.models import User
from recognition.domain import events
from recognition.domain.errors import NotAllowed
from recognition.domain.roles import grants
from recognition.enums import AT_DEPARTMENT, NominationState, Role
from recognition.models import ClearanceBody, ReturnReason, StageTerm

DESK_FILE: Final = Path(__file__).resolve().parent.parent / "data" / "desk.toml"
_SATURDAY: Final = 5


def working_days_after(day: date, number: int) -> date:
    """Return the day on which ``number`` working days (Monday to Friday) after ``day`` are over.

    Public holidays are not known here: a term that falls into Tết ends a few days early, and the desk sees it so.
    """
    found = day
    while number > 0:
        found += timedelta(days=1)
        if found.weekday() < _SATURDAY:
            number -= 1
    return found


def end_of(day: date) -> datetime:
    """Return the last second of a day by the portal's clock."""
    return timezone.make_aware(datetime.combine(day, time(23, 59, 59)))


def due_on(state: str, moment: datetime) -> date | None:
    """Return the last day for a dossier that enters ``state`` of the desk at ``moment``; None without a term."""
    if state not in AT_DEPARTMENT:
        return None
    days = StageTerm.objects.filter(state=state).values_list("working_days", flat=True).first()
    return None if days is None else working_days_after(timezone.localtime(moment).date(), days)


@transaction.atomic
def keep(
    *, row: ReturnReason | StageTerm | ClearanceBody, actor: User, fields: Sequence[str]
) -> models.Model:
    """Save a reason, a term or a body that the desk entered or changed. From then on the row is the desk's."""
    if not grants(actor).has(Role.STANDING_BODY):
        raise NotAllowed(_("Bạn không có vai trò được làm việc này."))
    created = row.pk is None
    if isinstance(row, ReturnReason | StageTerm):
        row.from_file = False
    row.save()
    events.record(
        subject=row,
        act="enter" if created else "change",
        actor=actor,
        role=Role.STANDING_BODY,
        data={"fields": sorted(fields)},
    )
    return row


@transaction.atomic
def load(file: Path = DESK_FILE) -> int:
    """Bring reasons and terms in line with the file; return how many rows changed. Running it again changes nothing.

    A reason that left the file is no longer offered; dossiers keep its words.
    """
    content: dict[str, Any] = tomllib.loads(file.read_text("utf-8"))
    changed = 0
    listed = {row["code"]: {**row, "position": place} for place, row in enumerate(content["reasons"], 1)}
    known = {row.code: row for row in ReturnReason.objects.all()}
    for code, row in listed.items():
        wanted = {
            "text": row["text"],
            "text_en": row.get("text_en", ""),
            "position": row["position"],
            "is_active": True,
        }
        present = known.get(code)
        if present is None:
            ReturnReason.objects.create(code=code, from_file=True, **wanted)
            changed += 1
        elif present.from_file and any(getattr(present, name) != value for name, value in wanted.items()):
            ReturnReason.objects.filter(pk=present.pk).update(**wanted)
            changed += 1
    changed += (
        ReturnReason.objects.filter(from_file=True, is_active=True)
        .exclude(code__in=listed)
        .update(is_active=False)
    )
    terms = {term.state: term for term in StageTerm.objects.all()}
    for row in content["terms"]:
        state = NominationState(row["state"])
        term = terms.get(state)
        if term is None:
            StageTerm.objects.create(state=state, working_days=row["working_days"], from_file=True)
            changed += 1
        elif term.from_file and term.working_days != row["working_days"]:
            StageTerm.objects.filter(pk=term.pk).update(working_days=row["working_days"])
            changed += 1
    return changed
