"""Two people who answer the same question at the same moment, over HTTP: one answer counts, the other hears why not."""

from __future__ import annotations

import pytest

from recognition.domain import conferrals, publication
from recognition.enums import Role
from recognition.models import HonoreePage
from tests import deciding
from tests.recognition.desk.conftest import Desk

pytestmark = pytest.mark.django_db(transaction=True)

PAIRS = 50


@pytest.fixture
def drafted(desk: Desk) -> HonoreePage:
    deciding.site_tree()
    decision = desk.decision()
    line = desk.line(decision)
    conferrals.verify_decision(decision=decision, actor=desk.second)
    assert not publication.draft_pages(decision=decision, actor=desk.person(Role.EDITOR)).failed
    return HonoreePage.objects.get(honoree=line.honoree, language="vi")


def approvers(desk: Desk):
    return desk.person(Role.APPROVER), desk.person(Role.APPROVER, suffix="-2")


def test_of_approving_and_returning_at_once_exactly_one_happens(desk, drafted, live_server):
    tally = deciding.pages(live_server.url, drafted, desk.person(Role.EDITOR), approvers(desk), rounds=PAIRS)
    assert (tally.pairs, tally.contradictory, tally.untold) == (PAIRS, [], [])


def test_approving_twice_at_once_is_one_approval(desk, drafted, live_server):
    tally = deciding.pages(
        live_server.url,
        drafted,
        desk.person(Role.EDITOR),
        approvers(desk),
        rounds=5,
        actions=("approve", "approve"),
    )
    assert (tally.outcomes, tally.contradictory, tally.untold) == ({"approved": 5}, [], [])


def test_of_merging_and_keeping_apart_at_once_exactly_one_happens(desk, live_server):
    tally = deciding.proposals(live_server.url, (desk.first, desk.second), rounds=PAIRS)
    assert (tally.pairs, tally.contradictory, tally.untold) == (PAIRS, [], [])
