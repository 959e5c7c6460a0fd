"""The record of acts: one chain of events per subject (ARCHITECTURE section 3)."""

from __future__ import annotations

import hashlib
import json
import secrets
from collections.abc import Callable, Iterator, Mapping
from datetime import UTC, datetime
from typing import Any, Final

from django.db import models, transaction
from django.utils import timezone

from portal.core.models import User
from recognition.models import Event, EventPayload

CHUNK: Final = 2000  # rows read at a time when all chains are checked


def _digest(*parts: object) -> str:
    text = json.dumps([str(part) for part in parts], ensure_ascii=False, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()


def _payload_digest(salt: str, reason: str, data: Mapping[str, Any]) -> str:
    return _digest(salt, reason, json.dumps(data, ensure_ascii=False, sort_keys=True, separators=(",", ":")))


def _chain_digest(event: Event) -> str:
    return _digest(
        event.subject_kind,
        event.subject_key,
        event.sequence,
        event.act,
        event.source,
        event.target,
        event.actor_id or "",
        event.role,
        event.at.astimezone(UTC).isoformat(timespec="microseconds"),
        event.payload_digest,
        event.previous_digest,
    )


Hears = Callable[[Event, models.Model, Mapping[str, Any]], None]
_hearers: list[Hears] = []


def hear(func: Hears) -> Hears:
    """Let ``func`` know of every act that ``record`` writes, in its transaction: (event, subject, data)."""
    _hearers.append(func)
    return func


def subject_of(row: models.Model) -> tuple[str, str]:
    """Return the kind (model label) and public key under which events of ``row`` stand."""
    return row._meta.label_lower, str(getattr(row, "public_id", row.pk))


def record(
    *,
    subject: models.Model,
    act: str,
    actor: User | None,
    role: str = "",
    source: str = "",
    target: str = "",
    reason: str = "",
    data: Mapping[str, Any] | None = None,
    at: datetime | None = None,
) -> Event:
    """Append an act to the chain of ``subject``. ``actor`` None is the clock or the server's operator.

    Must run inside the transaction of the change, with the subject's row locked: two writers of one chain meet
    at the unique constraint on (subject, sequence) and the second fails whole.
    """
    if not transaction.get_connection().in_atomic_block:
        raise transaction.TransactionManagementError("events.record must run inside transaction.atomic")
    kind, key = subject_of(subject)
    last = Event.objects.filter(subject_kind=kind, subject_key=key).order_by("-sequence").first()
    event, payload = compose(
        subject_kind=kind,
        subject_key=key,
        previous=last,
        act=act,
        actor=actor,
        role=role,
        source=source,
        target=target,
        reason=reason,
        data=data,
        at=at,
    )
    event.save(force_insert=True)
    payload.save(force_insert=True)
    for func in _hearers:
        func(event, subject, payload.data)
    return event


def compose(
    *,
    subject_kind: str,
    subject_key: str,
    previous: Event | None,
    act: str,
    actor: User | None,
    role: str = "",
    source: str = "",
    target: str = "",
    reason: str = "",
    data: Mapping[str, Any] | None = None,
    at: datetime | None = None,
) -> tuple[Event, EventPayload]:
    """Return the next event of a chain and its text, digests set, neither saved (bulk work saves many at once)."""
    content = dict(data or {})
    salt = secrets.token_hex(16)
    event = Event(
        subject_kind=subject_kind,
        subject_key=subject_key,
        sequence=previous.sequence + 1 if previous else 1,
        act=act,
        source=source,
        target=target,
        actor=actor,
        role=role,
        at=at or timezone.now(),
        payload_digest=_payload_digest(salt, reason, content),
        previous_digest=previous.digest if previous else "",
    )
    event.digest = _chain_digest(event)
    return event, EventPayload(event=event, salt=salt, reason=reason, data=content)


def history(subject: models.Model) -> list[Event]:
    """Return the events of ``subject``, first to last, with payload and actor loaded."""
    kind, key = subject_of(subject)
    return list(
        Event.objects.filter(subject_kind=kind, subject_key=key)
        .select_related("payload", "actor")
        .order_by("sequence")
    )


def verify_chain(subject_kind: str, subject_key: str) -> list[str]:
    """Return what is wrong with a chain: a line per altered, missing or foreign event; empty when it holds.

    An erased payload is no fault: its digest stays in the chain.
    """
    rows = Event.objects.filter(subject_kind=subject_kind, subject_key=subject_key)
    return [f"{kind} {key}: {fault}" for kind, key, fault in faults(rows)]


def faults(rows: models.QuerySet[Event]) -> Iterator[tuple[str, str, str]]:
    """Yield (kind, key, what is wrong) of every chain among ``rows``, which hold whole chains. One query, streamed."""
    chain, previous, expected = ("", ""), "", 1
    for (
        kind, key, sequence, act, source, target, actor_id, role, at, payload_digest, previous_digest, digest,
        salt, reason, data,
    ) in rows.order_by("subject_kind", "subject_key", "sequence").values_list(
        "subject_kind", "subject_key", "sequence", "act", "source", "target", "actor_id", "role", "at",
        "payload_digest", "previous_digest", "digest",
        "payload__salt", "payload__reason", "payload__data",
    ).iterator(chunk_size=CHUNK):  # fmt: skip
        if chain != (kind, key):
            chain, previous, expected = (kind, key), "", 1
        for number in range(expected, sequence):
            yield kind, key, f"event {number} is missing"
        if previous_digest != previous:
            yield kind, key, f"event {sequence} does not follow the one before"
        moment = at.astimezone(UTC).isoformat(timespec="microseconds")
        if digest != _digest(
            kind, key, sequence, act, source, target, actor_id or "", role, moment, payload_digest, previous_digest
        ):  # fmt: skip
            yield kind, key, f"event {sequence} was altered"
        if salt is not None and payload_digest != _payload_digest(salt, reason, data):
            yield kind, key, f"the text of event {sequence} was altered"
        previous, expected = digest, sequence + 1
