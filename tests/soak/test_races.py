"""Two people who decide against each other, and many who want few places, again and again."""

from __future__ import annotations

from collections import Counter

import pytest

from recognition.domain import events, nominations
from recognition.enums import NominationState, Role
from recognition.models import Event, Nomination, Round
from tests.racing import race
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
