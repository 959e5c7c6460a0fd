"""What people suggested in the demo: each fate of a suggestion can be seen, none of them is a dossier by itself."""

from __future__ import annotations

from portal.home.demo import papers
from recognition.enums import NominationState, SuggestionState
from recognition.models import Nomination, Suggestion
from tests.recognition.intake.conftest import Organization, organization

__all__ = ["organization"]


def test_suggestions_of_the_demo_wait_are_declined_and_became_a_draft(organization: Organization):
    people = {"donvi": organization.clerk, "thutruong": organization.head}
    papers.bring_to_life(
        people.__getitem__, {"BVT": organization.hospital}, organization.round, organization.award
    )
    found = {row.full_name: row for row in Suggestion.objects.all()}
    assert [row.state for row in found.values()].count(SuggestionState.NEW) == 2
    assert found["Tổ cấp cứu ngoại viện"].state == SuggestionState.DECLINED
    assert found["Cô Sáu y sĩ"].unit is None
    accepted = found["Phan Thị Ngọc Hân"]
    dossier = Nomination.objects.get()
    assert (accepted.state, accepted.nomination, dossier.state) == (
        SuggestionState.ACCEPTED,
        dossier,
        NominationState.DRAFT,
    )
