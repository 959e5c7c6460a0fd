"""What happens to the files of a dossier beside coming and going: being scanned, being read, being the same twice."""

from __future__ import annotations

from collections.abc import Collection
from datetime import timedelta
from typing import Any, Final

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from portal.core.models import User
from recognition.domain import events
from recognition.domain.roles import grants
from recognition.enums import EvidenceState, ScanState
from recognition.models import Event, Evidence, Nomination

READ_AGAIN: Final = timedelta(hours=1)
"""Looking at the same file again within this time is one reading."""


@transaction.atomic
def record_scan(*, evidence: Evidence, state: str, found: str = "") -> None:
    """Record what a scanner said of a file that was kept before. An infected file is taken away; the record stays."""
    nomination = Nomination.objects.select_for_update().get(pk=evidence.nomination_id)
    now = timezone.now()
    infected = state == ScanState.INFECTED
    changes: dict[str, Any] = {"scan": state, "scanned_at": now}
    if infected:
        changes["state"] = EvidenceState.INFECTED
    changed = Evidence.objects.filter(
        pk=evidence.pk, state=EvidenceState.RECEIVED, scan__in=(ScanState.WAITING, ScanState.NONE)
    ).update(**changes)
    if not changed:
        return
    events.record(
        subject=nomination,
        act="scan",
        actor=None,
        role="clock",
        reason=_("Tệp có vi-rút (%(name)s) nên đã bị gỡ.") % {"name": found} if infected else "",
        data={"evidence": evidence.public_id, "name": evidence.name, "scan": str(state), "found": found},
        at=now,
    )
    if infected and evidence.file.name:
        name, storage = evidence.file.name, evidence.file.storage
        transaction.on_commit(lambda: storage.delete(name))


def as_filed(nomination: Nomination) -> list[Evidence]:
    """Return the files the dossier held when it was last filed, in the order they came, whatever became of them since.

    The record says which; of a dossier whose record was erased there is what it holds now. Two queries.
    """
    held: dict[str, None] = {}
    filed: list[str] | None = None
    for event in (
        Event.objects.filter(
            subject_kind="recognition.nomination",
            subject_key=nomination.public_id,
            act__in=("attach", "detach", "file"),
        )
        .select_related("payload")
        .order_by("sequence")
    ):
        payload = getattr(event, "payload", None)
        key = str(payload.data.get("evidence", "")) if payload else ""
        if event.act == "file":
            filed = list(held)
        elif event.act == "attach" and key:
            held[key] = None
        else:
            held.pop(key, None)
    rows = Evidence.objects.filter(nomination=nomination).order_by("pk")
    files = list(rows.filter(public_id__in=filed) if filed else rows.filter(state=EvidenceState.RECEIVED))
    for file in files:
        file.nomination = nomination  # known: spares a query for each
    return files


@transaction.atomic
def record_reading(*, evidence: Evidence, actor: User, act: str) -> None:
    """Record that ``actor`` was given a file: ``download`` every time, ``preview`` once an hour."""
    nomination = Nomination.objects.select_for_update().get(pk=evidence.nomination_id)
    now = timezone.now()
    if act == "preview":
        recent = Event.objects.filter(
            subject_kind="recognition.nomination",
            subject_key=nomination.public_id,
            act=act,
            actor=actor,
            at__gt=now - READ_AGAIN,
            payload__data__evidence=evidence.public_id,
        )
        if recent.exists():
            return
    held = grants(actor)
    role = held.first(frozenset(held.by_role), nomination.unit_id)
    events.record(
        subject=nomination,
        act=act,
        actor=actor,
        role=role.value if role else "",
        data={"evidence": evidence.public_id, "name": evidence.name, "sha256": evidence.sha256},
        at=now,
    )


def same_elsewhere(
    files: Collection[Evidence], *, among: QuerySet[Nomination]
) -> dict[str, list[Nomination]]:
    """Return, by SHA-256, the other dossiers among those that the reader may see that hold the same bytes; one query."""
    if not files:
        return {}
    own = {file.nomination_id for file in files}
    rows = (
        Evidence.objects.filter(
            sha256__in={file.sha256 for file in files},
            state=EvidenceState.RECEIVED,
            nomination__in=among.order_by().values("pk"),
        )
        .exclude(nomination_id__in=own)
        .select_related("nomination")
        .order_by("-nomination_id")
    )
    found: dict[str, list[Nomination]] = {}
    for row in rows[:200]:
        others = found.setdefault(row.sha256, [])
        if row.nomination not in others:
            others.append(row.nomination)
    return found
