"""Many honorees at once, for trials of size: the rows the domain would write, written in bulk.

``tests/portal/home/demo/test_bulk.py`` builds one sample both ways and compares the rows. Left out, and only that:
revisions and log entries of pages, and proposals to merge (the stream has no namesakes in one unit).
"""

from __future__ import annotations

import random
import uuid
from collections.abc import Callable, Iterator, Sequence
from datetime import date, timedelta
from itertools import islice
from typing import Any, Final

from django.contrib.contenttypes.models import ContentType
from django.db import transaction
from django.utils import timezone
from wagtail.models import Page

from portal.core import outbox
from portal.core.models import OutboxRow
from portal.home.demo import merits
from portal.home.demo.merits import ISSUERS
from portal.home.demo.people import DemoPerson, people
from portal.home.demo.province import BY_CODE, full_name_on
from recognition.domain import conferrals, events
from recognition.domain.conferrals import OPERATOR
from recognition.enums import AuthorityCheck, PublicationState, SubjectKind
from recognition.models import (
    Award,
    Conferral,
    Decision,
    Event,
    EventPayload,
    Honoree,
    HonoreeIdentity,
    HonoreeIndexPage,
    HonoreePage,
    Office,
    Unit,
)

LINES_OF_A_DECISION: Final = 200
AWARDS: Final = ("LDTT", "CSTDCS", "GKSYT")
REASON: Final = "Dữ liệu dựng hàng loạt để thử tải."
BATCH: Final = 400


def load(*, count: int, seed: int, say: Callable[[str], None]) -> None:
    """Write ``count`` individuals, each with one public conferral and a page in both languages."""
    with outbox.held():
        _load(count=count, seed=seed, say=say)


def _load(*, count: int, seed: int, say: Callable[[str], None]) -> None:
    stream = people(seed + 1000)
    rng = random.Random(f"bulk:{seed}")
    before = Decision.objects.count()  # a second load takes other numbers
    serial = made = 0
    while made < count:
        persons = list(islice(stream, min(LINES_OF_A_DECISION, count - made)))
        serial += 1
        award = Award.objects.get(code=AWARDS[serial % len(AWARDS)])
        year = 2021 + serial % 6
        dated = date(year, 3, 2) + timedelta(days=serial % 20)
        issuer, letters = ISSUERS[award.code]
        decision = conferrals.enter_decision(
            office=Office.objects.get(name=issuer),
            number=f"{5000 + before + serial}/{letters}",
            dated=dated,
            title=merits.decision_subject(rng, award.code, year - 1, year - 1),
            actor=None,
        )
        decision = conferrals.verify_decision(decision=decision, actor=None, operator=True, reason=REASON)
        confer_many(decision=decision, award=award, persons=persons, merit_year=year - 1, rng=rng)
        made += len(persons)
        if serial % 25 == 0:
            say(f"{made}/{count} người")
    say(f"{made}/{count} người")


@transaction.atomic
def confer_many(
    *, decision: Decision, award: Award, persons: Sequence[DemoPerson], merit_year: int, rng: random.Random
) -> list[Conferral]:
    """Write lines of a verified decision and publish their facts, as ``confer`` and ``publish_facts`` would."""
    now = timezone.now()
    units = {unit.code: unit for unit in Unit.objects.filter(code__in={one.unit_code for one in persons})}
    answer = conferrals.check_authority(office=decision.office, award=award, on=decision.dated)
    if answer.refused:
        raise ValueError(answer.note)
    honorees = [
        Honoree(
            kind=SubjectKind.INDIVIDUAL,
            full_name=conferrals.normalize(one.full_name),
            given=one.given_name,
            unit=units[one.unit_code],
            is_public=True,
        )
        for one in persons
    ]
    for honoree in honorees:
        honoree.derive()
    Honoree.objects.bulk_create(honorees, batch_size=BATCH)
    HonoreeIdentity.objects.bulk_create(
        [
            HonoreeIdentity(honoree=honoree, birth_year=one.birth_year)
            for honoree, one in zip(honorees, persons, strict=True)
        ],
        batch_size=BATCH,
    )
    authority = AuthorityCheck.RELEASED if answer.check == AuthorityCheck.HELD else answer.check
    rows = [
        Conferral(
            decision=decision,
            award=award,
            honoree=honoree,
            unit=units[one.unit_code],
            name_then=honoree.full_name,
            titles_then=one.titles,
            position_then=one.position,
            unit_then=full_name_on(one.unit_code, decision.dated or now.date()),
            merit_from=merit_year,
            merit_until=merit_year,
            citation=merits.citation(rng, BY_CODE[one.unit_code], "routine", merit_year, merit_year),
            list_position=position,
            authority=authority,
            authority_note=answer.note,
            state=PublicationState.PUBLISHED,
            published_at=now,
        )
        for position, (honoree, one) in enumerate(zip(honorees, persons, strict=True), start=1)
    ]
    for row in rows:
        row.derive()
    Conferral.objects.bulk_create(rows, batch_size=BATCH)
    for honoree, row in zip(honorees, rows, strict=True):
        honoree.latest_conferral = row
    Honoree.objects.bulk_update(honorees, ["latest_conferral"], batch_size=BATCH)
    _events(rows, held=answer.check == AuthorityCheck.HELD)
    _pages(honorees, now)
    _tell(honorees, decision)
    return rows


def _events(rows: Sequence[Conferral], *, held: bool) -> None:
    composed: list[tuple[Event, EventPayload]] = []
    for row in rows:
        previous: Event | None = None
        for act, source, target, reason, data in _acts(row, held=held):
            event, payload = events.compose(
                subject_kind="recognition.conferral",
                subject_key=row.public_id,
                previous=previous,
                act=act,
                actor=None,
                role=OPERATOR,
                source=source,
                target=target,
                reason=reason,
                data=data,
            )
            composed.append((event, payload))
            previous = event
    Event.objects.bulk_create([event for event, _payload in composed], batch_size=BATCH)
    for event, payload in composed:
        payload.event = event
    EventPayload.objects.bulk_create([payload for _event, payload in composed], batch_size=BATCH)


def _acts(row: Conferral, *, held: bool) -> Iterator[tuple[str, str, str, str, dict[str, Any]]]:
    first = AuthorityCheck.HELD if held else row.authority
    yield (
        "confer",
        "",
        PublicationState.RECORDED,
        "",
        {"decision": row.decision.public_id, "honoree": row.honoree.public_id, "authority": str(first)},
    )
    if held:
        yield "release", AuthorityCheck.HELD, AuthorityCheck.RELEASED, REASON, {}
    yield "publish", PublicationState.RECORDED, PublicationState.PUBLISHED, "", {}


def _pages(honorees: Sequence[Honoree], now: Any) -> None:
    content_type = ContentType.objects.get_for_model(HonoreePage)
    keys = [uuid.uuid4() for _honoree in honorees]
    source: list[Page] = []
    for index in HonoreeIndexPage.objects.select_related("locale").order_by("path"):
        last = index.get_last_child()
        step = (
            HonoreePage._str2int(last.path[-HonoreePage.steplen :]) if last else 0
        )  # treebeard's own arithmetic
        pages = [
            Page(
                title=honoree.full_name,
                draft_title=honoree.full_name,
                slug=honoree.slug,
                content_type=content_type,
                path=HonoreePage._get_path(index.path, index.depth + 1, step + number),
                depth=index.depth + 1,
                numchild=0,
                url_path=f"{index.url_path}{honoree.slug}/",
                locale=index.locale,
                translation_key=key,
                live=True,
                first_published_at=now,
                last_published_at=now,
                alias_of=source[number - 1] if source else None,
            )
            for number, (honoree, key) in enumerate(zip(honorees, keys, strict=True), start=1)
        ]
        Page.objects.bulk_create(pages, batch_size=BATCH)
        children = [
            HonoreePage(page_ptr_id=page.pk, honoree=honoree, language=index.locale.language_code)
            for page, honoree in zip(pages, honorees, strict=True)
        ]
        fields = HonoreePage._meta.local_concrete_fields
        for start in range(0, len(children), BATCH // 4):
            # Django has no bulk_create for models with a parent; this is the statement it would run.
            HonoreePage._base_manager._insert(
                children[start : start + BATCH // 4], fields=fields, using="default"
            )  # type: ignore[attr-defined]
        Page.objects.filter(pk=index.pk).update(numchild=step + len(pages))
        source = source or pages


def _tell(honorees: Sequence[Honoree], decision: Decision) -> None:
    """Tell search in bulk (the other consumers have nothing to do for pages without pictures)."""
    pages = HonoreePage.objects.filter(honoree__in=honorees).values_list("pk", flat=True)
    refs = [
        *(outbox.Ref("recognition.honoree", str(honoree.pk)) for honoree in honorees),
        outbox.Ref("recognition.decision", str(decision.pk)),
    ]
    rows = [OutboxRow(consumer="search", kind=ref.kind, key=ref.key) for ref in refs]
    rows += [OutboxRow(consumer="pages", kind="recognition.honoreepage", key=str(key)) for key in pages]
    OutboxRow.objects.bulk_create(rows, batch_size=BATCH)
