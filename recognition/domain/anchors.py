"""Anchors of the record: the ends of all chains, noted by the clock, so that a removed end is noticed as well.

A chain of events says itself when one of its middle events is altered or gone. It cannot say that its last event, or all of
it, was removed: the anchor does, and a line of each anchor in a file outside the database says when anchors were removed.
What happened since the last anchor is known to the chains alone.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Iterator
from contextlib import nullcontext
from dataclasses import dataclass
from datetime import UTC, datetime
from itertools import chain
from pathlib import Path
from typing import Final

from django.db import models, transaction
from django.utils import timezone

from recognition.domain import events
from recognition.models import Anchor, AnchorHead, Event

BATCH: Final = 2000
SHOWN: Final = 1000
"""So many faults are told one by one; the number of all is told besides."""

Head = tuple[str, str, int, str]


@dataclass(frozen=True, slots=True)
class Fault:
    """What is wrong, of which chain (``kind`` and ``key`` are empty for an anchor)."""

    kind: str
    key: str
    text: str

    def __str__(self) -> str:
        return f"{self.kind} {self.key}: {self.text}" if self.kind else self.text


@dataclass(frozen=True, slots=True)
class Checked:
    """How a check of everything ended. ``number`` counts all faults, ``faults`` holds the first of them."""

    events: int
    chains: int
    anchors: int
    erased: int
    number: int
    faults: tuple[Fault, ...]


def _digest(previous: str, sequence: int, at: datetime, heads: Iterable[Head]) -> tuple[str, int]:
    made = hashlib.sha256(
        json.dumps([previous, sequence, at.astimezone(UTC).isoformat(timespec="microseconds")]).encode()
    )
    count = 0
    for head in heads:
        count += 1
        made.update(b"\n" + json.dumps(head, ensure_ascii=False, separators=(",", ":")).encode())
    return made.hexdigest(), count


def _grown() -> models.QuerySet[Event]:
    """Return the last events of the chains that are not anchored as they are."""
    same = {name: models.OuterRef(name) for name in ("subject_kind", "subject_key")}
    return Event.objects.filter(
        ~models.Exists(Event.objects.filter(**same, sequence__gt=models.OuterRef("sequence"))),
        ~models.Exists(AnchorHead.objects.filter(**same, sequence=models.OuterRef("sequence"))),
    )


def _heads(anchor: Anchor) -> Iterator[Head]:
    rows = anchor.heads.order_by("pk").values_list("subject_kind", "subject_key", "sequence", "digest")
    yield from rows.iterator(chunk_size=BATCH)


def anchor(*, at: datetime | None = None, path: Path | None = None) -> Anchor:
    """Note the ends of all chains that grew, chained to the anchor before; add a line to the file at ``path``.

    Two that anchor at once meet at the number of the anchor and one fails whole. The line is written when the rows are
    kept; where that fails, ``verify`` says that the file lacks it.
    """
    moment = at or timezone.now()
    with path.open("a", encoding="utf-8") if path is not None else nullcontext() as file:
        # Opened first: where it cannot be written nothing is anchored, and the timer says so.
        made = _anchor(moment)
        if file is not None:
            line = {
                "sequence": made.sequence,
                "at": moment.astimezone(UTC).isoformat(),
                "digest": made.digest,
            }
            file.write(json.dumps(line) + "\n")
    return made


@transaction.atomic
def _anchor(moment: datetime) -> Anchor:
    last = Anchor.objects.order_by("-sequence").first()
    made = Anchor.objects.create(
        sequence=last.sequence + 1 if last else 1,
        at=moment,
        chains=0,
        previous_digest=last.digest if last else "",
        digest="",
    )
    batch: list[AnchorHead] = []
    rows = (
        _grown()
        .order_by("subject_kind", "subject_key")
        .values_list("subject_kind", "subject_key", "sequence", "digest")
    )
    for kind, key, sequence, digest in list(rows):
        batch.append(
            AnchorHead(anchor=made, subject_kind=kind, subject_key=key, sequence=sequence, digest=digest)
        )
    AnchorHead.objects.bulk_create(batch, batch_size=BATCH)
    made.digest, made.chains = _digest(made.previous_digest, made.sequence, moment, _heads(made))
    made.save(update_fields=["digest", "chains"])
    return made


def verify(*, path: Path | None = None) -> Checked:
    """Check every chain, every anchor and the file of anchors. Streamed: memory does not grow with the record.

    Its queries are a handful, and one for each anchor.
    """
    found: list[Fault] = []
    number = 0
    for fault in chain(_anchor_faults(path), _end_faults(), _chain_faults()):
        number += 1
        if len(found) < SHOWN:
            found.append(fault)
    chains = Event.objects.filter(sequence=1).count()
    counts = Event.objects.aggregate(
        all=models.Count("pk"), erased=models.Count("pk", filter=models.Q(payload__isnull=True))
    )
    return Checked(counts["all"], chains, Anchor.objects.count(), counts["erased"], number, tuple(found))


def _chain_faults() -> Iterator[Fault]:
    for kind, key, text in events.faults(Event.objects.all()):
        yield Fault(kind, key, text)


def _end_faults() -> Iterator[Fault]:
    """Yield the anchored ends that are gone or are not what they were."""
    now = Event.objects.filter(
        subject_kind=models.OuterRef("subject_kind"), subject_key=models.OuterRef("subject_key")
    )
    rows = (
        AnchorHead.objects.filter(
            ~models.Exists(now.filter(sequence=models.OuterRef("sequence"), digest=models.OuterRef("digest")))
        )
        .annotate(
            is_there=models.Exists(now.filter(sequence=models.OuterRef("sequence"))),
            has_any=models.Exists(now),
        )
        .order_by("subject_kind", "subject_key", "sequence")
    )
    gone: set[tuple[str, str]] = set()
    for kind, key, sequence, number, is_there, has_any in rows.values_list(
        "subject_kind", "subject_key", "sequence", "anchor__sequence", "is_there", "has_any"
    ).iterator(chunk_size=BATCH):
        if is_there:
            yield Fault(kind, key, f"event {sequence} is not the one that anchor {number} holds")
        elif has_any:
            yield Fault(kind, key, f"event {sequence}, held by anchor {number}, was removed")
        elif (kind, key) not in gone:
            gone.add((kind, key))
            yield Fault(kind, key, f"the whole chain, held by anchor {number}, was removed")


def _anchor_faults(path: Path | None) -> Iterator[Fault]:
    written = _written(path)
    previous, expected = "", 1
    for row in Anchor.objects.order_by("sequence"):
        for number in range(expected, row.sequence):
            yield Fault("", "", f"anchor {number} is missing")
        digest, chains = _digest(row.previous_digest, row.sequence, row.at, _heads(row))
        if row.previous_digest != previous:
            yield Fault("", "", f"anchor {row.sequence} does not follow the one before")
        if (digest, chains) != (row.digest, row.chains):
            yield Fault("", "", f"anchor {row.sequence} or one of its ends was altered")
        if written is not None and (line := written.pop(row.sequence, None)) != row.digest:
            text = (
                "is not in the file of anchors" if line is None else "is not the one in the file of anchors"
            )
            yield Fault("", "", f"anchor {row.sequence} {text}")
        previous, expected = row.digest, row.sequence + 1
    for number in sorted(written or ()):
        yield Fault("", "", f"anchor {number} stands in the file and was removed from the database")


def _written(path: Path | None) -> dict[int, str] | None:
    """Read the file of anchors: number → digest; None where no file is kept. A line that cannot be read is no anchor."""
    if path is None:
        return None
    found: dict[int, str] = {}
    if not path.exists():
        return found
    with path.open(encoding="utf-8") as file:
        for line in file:
            try:
                one = json.loads(line)
                found[int(one["sequence"])] = str(one["digest"])
            except (ValueError, KeyError, TypeError):
                continue
    return found
