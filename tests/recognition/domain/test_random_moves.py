"""Random people try random things with a dossier, in turn and at once: it never ends up in a state that makes no sense."""

from __future__ import annotations

import random
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.db import transaction
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from portal.core.models import User
from recognition.domain import assignment, clearance, events, messages, nominations, recusal
from recognition.domain.errors import DomainError
from recognition.domain.lifecycle import NOMINATION_MOVES, find
from recognition.enums import AT_DEPARTMENT, NominationState, RecusalGround, Role
from recognition.models import ClearanceBody, ClearanceRequest, Nomination, Return
from tests.racing import race
from tests.recognition.domain.conftest import Organization

MOVES = [move.name for move in NOMINATION_MOVES if move.name != "decide"]
OTHER = ["claim", "release", "assign", "ask", "answer", "recall", "silence", "note", "recuse"]
PEOPLE = ["clerk", "head", "stranger", "desk", "second", "answerer", "editor", "clock"]
STEPS = st.tuples(st.sampled_from(MOVES + OTHER), st.sampled_from(PEOPLE))

DATA: dict[str, dict[str, Any]] = {
    "record_council": {"date": timezone.localdate(), "members": 9, "votes_for": 8, "minutes": "1/BB"}
}


def who(organization: Organization, name: str) -> User | None:
    if name == "clock":
        return None
    if name == "answerer":
        return organization.person("xac-minh", Role.CLEARANCE)
    found: User = getattr(organization, name)
    return found


def step(organization: Organization, dossier: Nomination, act: str, actor: User | None) -> Callable[[], Any]:
    """Return the attempt as a function. A person who is nobody may only let the clock run or try a move."""
    row = Nomination.objects.get(pk=dossier.pk)
    waiting = ClearanceRequest.objects.waiting().filter(nomination=row).first()
    if act in MOVES or (actor is None and act != "silence"):
        name = act if act in MOVES else "expire"
        return lambda: nominations.move(
            nomination=row, name=name, actor=actor, reason="lý do", data=DATA.get(name)
        )
    person: Any = actor
    match act:
        case "claim":
            return lambda: assignment.claim(nomination=row, actor=person)
        case "release":
            return lambda: assignment.release(nomination=row, actor=person)
        case "assign":
            return lambda: assignment.assign(nomination=row, to=organization.second, actor=person)
        case "ask":
            body, _made = ClearanceBody.objects.get_or_create(name="Cơ quan A", defaults={"question": "?"})
            until = timezone.localdate() + timedelta(days=3)
            asked = [clearance.Question(body=body, text="?", until=until)]
            return lambda: clearance.ask(nomination=row, questions=asked, actor=person)
        case "answer" if waiting:
            return lambda: clearance.answer(request=waiting, answer="fine", words="", actor=person)  # type: ignore[arg-type]
        case "recall" if waiting:
            return lambda: clearance.recall(request=waiting, reason="nhầm", actor=person)
        case "silence":
            return lambda: clearance.record_silence(at=timezone.now() + timedelta(days=9))
        case "recuse":
            return lambda: recusal.declare(
                nomination=row, user=person, ground=RecusalGround.KIN, reason="em họ", actor=person
            )
        case _:
            return lambda: messages.note(nomination=row, text="ghi chú", actor=person)


def assert_makes_sense(dossier: Nomination) -> None:
    row = Nomination.objects.get(pk=dossier.pk)
    history = events.history(row)
    assert events.verify_chain("recognition.nomination", row.public_id) == []
    state = NominationState.DRAFT.value
    for event in history:
        if event.source and event.act in MOVES:
            move = find(NOMINATION_MOVES, event.act)
            assert event.source == state
            assert event.source in move.sources
            assert event.target == move.target
            state = event.target
    assert row.state == state
    waits = ClearanceRequest.objects.waiting().filter(nomination=row).exists()
    assert waits == (row.state == NominationState.CLEARANCE)
    assert row.confirmed_by_id is None or row.confirmed_by_id not in {row.filed_by_id, row.created_by_id}
    assert row.appraised_by_id is None or row.appraised_by_id != row.received_by_id
    assert row.return_round == Return.objects.filter(nomination=row).count()
    if row.state not in AT_DEPARTMENT:
        assert (row.assigned_to, row.desk_due_on) == (None, None)
    if row.assigned_to is not None:
        assert recusal.ground_of(row.assigned_to, row) is None
    if row.state in AT_DEPARTMENT:
        assert row.receipt_number


@settings(
    max_examples=30,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(steps=st.lists(STEPS, max_size=14), start=st.integers(min_value=0, max_value=4))
def test_no_sequence_of_acts_leads_where_no_dossier_may_be(
    organization: Organization, steps: list[tuple[str, str]], start: int
) -> None:
    organization.round.individual_quota = None
    organization.round.save()
    prefix = [("file", "clerk"), ("confirm", "head"), ("receive", "desk"), ("appraise", "second")][:start]
    with transaction.atomic():
        dossier = organization.draft()
        for act, name in [*prefix, *steps]:
            before = Nomination.objects.values("state", "version", "assigned_to").get(pk=dossier.pk)
            attempt = step(organization, dossier, act, who(organization, name))
            try:
                with transaction.atomic():
                    attempt()
            except DomainError:
                after = Nomination.objects.values("state", "version", "assigned_to").get(pk=dossier.pk)
                assert after == before
            assert_makes_sense(dossier)
        transaction.set_rollback(True)


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("seed", range(4))
def test_nor_do_four_people_who_act_at_once(organization: Organization, seed: int) -> None:
    chance = random.Random(seed)
    dossier = organization.draft()
    for act, name in (("file", "clerk"), ("confirm", "head"), ("receive", "desk"), ("appraise", "second")):
        step(organization, dossier, act, who(organization, name))()
        if chance.random() < 0.3:
            break
    for _round in range(4):
        tries = [
            step(organization, dossier, chance.choice(MOVES + OTHER), who(organization, name))
            for name in chance.choices(PEOPLE, weights=(2, 2, 1, 4, 4, 2, 1, 1), k=4)
        ]
        outcomes = race(tries)
        assert not [
            one for one in outcomes if isinstance(one, Exception) and not isinstance(one, DomainError)
        ]
        assert_makes_sense(dossier)
