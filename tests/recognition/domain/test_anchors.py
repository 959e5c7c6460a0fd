"""The record of acts is tampered with by SQL in each way, and the check says what was done."""

from __future__ import annotations

import io
import json
from datetime import timedelta

import pytest
from django.core.management import CommandError, call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from portal.core import timers
from portal.core.models import User
from recognition.domain import anchors, events
from recognition.models import Anchor, AnchorHead, Event, EventPayload, Unit


@pytest.fixture
def units(db):
    """Three chains of four events each, anchored."""
    actor = User.objects.create(username="can-bo")
    made = [Unit.objects.create(code=f"U{number}", name=f"Đơn vị {number}") for number in range(3)]
    Event.objects.all().delete()
    for unit in made:
        for number in range(4):
            record(unit, actor, f"Tên {number}")
    anchors.anchor()
    return made


def record(unit, actor, words):
    from django.db import transaction

    with transaction.atomic():
        return events.record(
            subject=unit, act="rename", actor=actor, role="standing_body", reason=words, data={"to": words}
        )


def sql(statement: str, *parameters: object) -> None:
    with connection.cursor() as cursor:
        cursor.execute(statement, parameters)


def told() -> list[str]:
    return [str(fault) for fault in anchors.verify().faults]


def remove(event: Event) -> None:
    sql("DELETE FROM recognition_eventpayload WHERE event_id = %s", event.pk)
    sql("DELETE FROM recognition_event WHERE id = %s", event.pk)


def of(unit, sequence):
    return Event.objects.get(subject_kind="recognition.unit", subject_key=unit.public_id, sequence=sequence)


def test_an_untouched_record_has_no_fault(units):
    checked = anchors.verify()
    assert (checked.events, checked.chains, checked.anchors, checked.number) == (12, 3, 1, 0)


@pytest.mark.parametrize(
    ("column", "value"),
    [
        ("act", "open"),
        ("role", "leader"),
        ("at", "2020-01-01 00:00:00+00:00"),
        ("actor_id", None),
        ("source", "draft"),
        ("target", "decided"),
        ("payload_digest", "0" * 64),
    ],
)
def test_an_altered_column_is_found(units, column, value):
    sql(f"UPDATE recognition_event SET {column} = %s WHERE id = %s", value, of(units[1], 2).pk)
    assert f"recognition.unit {units[1].public_id}: event 2 was altered" in told()


@pytest.mark.parametrize(("column", "value"), [("reason", "Lý do khác"), ("data", json.dumps({"to": "x"}))])
def test_an_altered_text_is_found(units, column, value):
    sql(
        f"UPDATE recognition_eventpayload SET {column} = %s WHERE event_id = %s",
        value,
        of(units[0], 3).pk,
    )
    assert told() == [f"recognition.unit {units[0].public_id}: the text of event 3 was altered"]


def test_an_event_altered_with_its_digest_is_found_by_the_one_after_it(units):
    event = of(units[0], 2)
    event.act = "erase"
    sql(
        "UPDATE recognition_event SET act = %s, digest = %s WHERE id = %s",
        "erase",
        events._chain_digest(event),
        event.pk,
    )
    assert told() == [f"recognition.unit {units[0].public_id}: event 3 does not follow the one before"]


def test_a_last_event_altered_with_its_digest_is_found_by_the_anchor(units):
    event = of(units[0], 4)
    event.act = "erase"
    sql(
        "UPDATE recognition_event SET act = %s, digest = %s WHERE id = %s",
        "erase",
        events._chain_digest(event),
        event.pk,
    )
    assert told() == [f"recognition.unit {units[0].public_id}: event 4 is not the one that anchor 1 holds"]


def test_a_removed_middle_event_is_found(units):
    remove(of(units[2], 2))
    assert told() == [
        f"recognition.unit {units[2].public_id}: event 2 is missing",
        f"recognition.unit {units[2].public_id}: event 3 does not follow the one before",
    ]


def test_a_removed_last_event_is_found_through_the_anchor(units):
    remove(of(units[2], 4))
    assert told() == [
        f"recognition.unit {units[2].public_id}: event 4, held by anchor 1, was removed",
    ]


def test_a_removed_chain_is_found_through_the_anchor(units):
    for sequence in (1, 2, 3, 4):
        remove(of(units[1], sequence))
    assert told() == [
        f"recognition.unit {units[1].public_id}: the whole chain, held by anchor 1, was removed"
    ]


def test_an_event_moved_to_another_chain_is_found(units):
    moved = of(units[0], 4)
    sql(
        "UPDATE recognition_event SET subject_key = %s, sequence = 5 WHERE id = %s",
        units[1].public_id,
        moved.pk,
    )
    lines = told()
    assert f"recognition.unit {units[1].public_id}: event 5 was altered" in lines
    assert f"recognition.unit {units[0].public_id}: event 4, held by anchor 1, was removed" in lines


def test_erasing_texts_leaves_the_chains_valid(units):
    EventPayload.objects.filter(event__subject_key=units[0].public_id).delete()
    checked = anchors.verify()
    assert (checked.number, checked.erased) == (0, 4)


def test_what_happened_since_the_anchor_is_anchored_by_the_next(units):
    record(units[0], None, "Tên 5")
    made = anchors.anchor()
    assert (made.sequence, made.chains, made.previous_digest) == (2, 1, Anchor.objects.get(sequence=1).digest)
    assert list(made.heads.values_list("subject_key", "sequence")) == [(units[0].public_id, 5)]
    assert told() == []
    remove(of(units[0], 5))
    assert told() == [f"recognition.unit {units[0].public_id}: event 5, held by anchor 2, was removed"]


def test_altered_and_removed_anchors_are_found(units):
    anchors.anchor()
    anchors.anchor()
    head = AnchorHead.objects.first()
    sql("UPDATE recognition_anchorhead SET digest = %s WHERE id = %s", "0" * 64, head.pk)
    assert "anchor 1 or one of its ends was altered" in told()
    sql("UPDATE recognition_anchorhead SET digest = %s WHERE id = %s", head.digest, head.pk)
    assert told() == []
    sql("DELETE FROM recognition_anchor WHERE sequence = 2")
    assert told() == ["anchor 2 is missing", "anchor 3 does not follow the one before"]


def test_the_file_of_anchors_shows_what_was_removed_together_with_its_anchors(units, settings, tmp_path):
    path = tmp_path / "anchors.jsonl"
    AnchorHead.objects.all().delete()
    Anchor.objects.all().delete()
    anchors.anchor(path=path)
    last = of(units[0], 4)
    anchors.anchor(path=path)
    assert anchors.verify(path=path).number == 0
    remove(last)
    AnchorHead.objects.all().delete()
    Anchor.objects.all().delete()
    assert anchors.verify().number == 0  # inside the database nothing is left to see it by
    assert [str(fault) for fault in anchors.verify(path=path).faults] == [
        "anchor 1 stands in the file and was removed from the database",
        "anchor 2 stands in the file and was removed from the database",
    ]


def test_an_anchor_that_a_forger_wrote_anew_is_not_the_one_in_the_file(units, tmp_path):
    path = tmp_path / "anchors.jsonl"
    Anchor.objects.all()
    AnchorHead.objects.all().delete()
    Anchor.objects.all().delete()
    anchors.anchor(path=path)
    remove(of(units[0], 4))
    AnchorHead.objects.all().delete()
    Anchor.objects.all().delete()
    anchors.anchor(at=timezone.now() - timedelta(days=1))
    assert [str(fault) for fault in anchors.verify(path=path).faults] == [
        "anchor 1 is not the one in the file of anchors"
    ]


def test_the_command_says_what_is_wrong_and_fails(units, settings):
    settings.AUDIT_ANCHOR_FILE = None
    out = io.StringIO()
    call_command("verify_audit", stdout=out)
    assert "3 chuỗi, 12 việc, 1 điểm neo, không chỗ nào sai" in out.getvalue()
    remove(of(units[2], 4))
    out = io.StringIO()
    with pytest.raises(CommandError, match="1 chỗ sai"):
        call_command("verify_audit", stdout=out)
    assert f"{units[2].public_id}: event 4" in out.getvalue()


def test_a_timer_anchors_every_day(units):
    timer = next(timer for timer in timers.timers() if timer.name == "anchor-record")
    assert timer.every == timedelta(days=1)
    timer.func()
    assert Anchor.objects.count() == 2


def test_the_check_costs_the_same_queries_for_many_chains(units):
    def cost() -> int:
        with CaptureQueriesContext(connection) as captured:
            assert anchors.verify().number == 0
        return len(captured)

    before = cost()
    for number in range(10):
        record(Unit.objects.create(code=f"N{number}", name=f"Mới {number}"), None, "x")
    assert cost() == before <= 8


def test_where_the_file_cannot_be_written_nothing_is_anchored(units, tmp_path):
    with pytest.raises(FileNotFoundError):
        anchors.anchor(path=tmp_path / "none" / "anchors.jsonl")
    assert Anchor.objects.count() == 1
