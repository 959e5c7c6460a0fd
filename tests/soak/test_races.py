"""Two people who decide against each other, and many who want few places, again and again."""

from __future__ import annotations

import sys
from collections import Counter

import pytest

from recognition.domain import conferrals, events, nominations, publication
from recognition.enums import NominationState, Role
from recognition.models import Event, HonoreePage, Nomination, Round
from tests import deciding
from tests.racing import race
from tests.recognition.desk.conftest import Desk, desk  # noqa: F401 - a fixture
from tests.recognition.domain.conftest import Organization, organization  # noqa: F401 - a fixture

pytestmark = [pytest.mark.slow, pytest.mark.django_db(transaction=True)]

CROWD, PLACES, ROUNDS_OF_A_CROWD = 6, 2, 20


def test_of_confirming_and_sending_back_at_once_exactly_one_happens(
    organization: Organization,  # noqa: F811
    request: pytest.FixtureRequest,
) -> None:
    Round.objects.update(individual_quota=None)
    heads = [organization.head, organization.person("pho-thu-truong", Role.UNIT_HEAD, organization.hospital)]
    outcomes: Counter[str] = Counter()
    for number in range(request.config.getoption("--rounds")):
        dossier = nominations.move(
            nomination=organization.draft(f"Lê Thị {number}"), name="file", actor=organization.clerk
        )
        results = race(
            [
                lambda row=dossier: nominations.move(nomination=row, name="confirm", actor=heads[0]),
                lambda row=dossier: nominations.move(
                    nomination=row, name="send_back", actor=heads[1], reason="Thiếu số liệu."
                ),
            ]
        )
        assert sorted(type(result).__name__ for result in results) == ["IllegalMove", "Nomination"]
        state = Nomination.objects.values_list("state", flat=True).get(pk=dossier.pk)
        acts = list(
            Event.objects.filter(subject_key=dossier.public_id, act__in=("confirm", "send_back")).values_list(
                "target", flat=True
            )
        )
        assert acts == [state]
        assert events.verify_chain("recognition.nomination", dossier.public_id) == []
        outcomes[state] += 1
    assert set(outcomes) <= {NominationState.CONFIRMED, NominationState.DRAFT}


def test_a_crowd_never_gets_more_than_the_places(
    organization: Organization,  # noqa: F811
    request: pytest.FixtureRequest,
) -> None:
    clerk = organization.clerk
    for number in range(max(1, request.config.getoption("--rounds") // ROUNDS_OF_A_CROWD)):
        dossiers = [organization.draft(f"Lê Văn {number} {one}") for one in range(CROWD)]
        results = race(
            [lambda row=row: nominations.move(nomination=row, name="file", actor=clerk) for row in dossiers]
        )
        names = Counter(type(result).__name__ for result in results)
        assert names == {"Nomination": PLACES, "QuotaExceeded": CROWD - PLACES}
        for row in Nomination.objects.filter(state=NominationState.AWAITING_HEAD):
            nominations.move(nomination=row, name="withdraw", actor=clerk, reason="Nhường chỗ cho vòng sau.")


STOCK = 30


def drafted(desk: Desk) -> HonoreePage:  # noqa: F811
    deciding.site_tree()
    decision = desk.decision()
    line = desk.line(decision)
    conferrals.verify_decision(decision=decision, actor=desk.second)
    assert not publication.draft_pages(decision=decision, actor=desk.person(Role.EDITOR)).failed
    return HonoreePage.objects.get(honoree=line.honoree, language="vi")


def test_approving_and_returning_a_page_at_once_over_http_never_contradict(
    desk: Desk,  # noqa: F811
    live_server,
    request: pytest.FixtureRequest,
    capsys: pytest.CaptureFixture[str],
) -> None:
    page = drafted(desk)
    author = desk.person(Role.EDITOR)
    approvers = (desk.person(Role.APPROVER), desk.person(Role.APPROVER, suffix="-2"))
    with deciding.stock_workflow(approvers):
        stock = deciding.pages(live_server.url, page, author, approvers, rounds=STOCK)
    rounds = request.config.getoption("--rounds")
    ours = deciding.pages(live_server.url, page, author, approvers, rounds=rounds)
    with capsys.disabled():
        sys.stdout.write(f"\nWagtail's own task: {stock}\nOur task: {ours}\n")
    assert (ours.pairs, ours.contradictory, ours.untold) == (rounds, [], [])


def test_merging_and_keeping_apart_at_once_over_http_never_contradict(
    desk: Desk,  # noqa: F811
    live_server,
    request: pytest.FixtureRequest,
    capsys: pytest.CaptureFixture[str],
) -> None:
    rounds = request.config.getoption("--rounds")
    tally = deciding.proposals(live_server.url, (desk.first, desk.second), rounds=rounds)
    with capsys.disabled():
        sys.stdout.write(f"\nThe desk: {tally}\n")
    assert (tally.pairs, tally.contradictory, tally.untold) == (rounds, [], [])
