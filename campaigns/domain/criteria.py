"""The criteria of a campaign's plan, given to the rounds it opened: one threshold for page, form and check."""

from __future__ import annotations

from collections.abc import Iterator

from campaigns.models import CampaignCriterion
from recognition.domain import round_criteria
from recognition.domain.round_criteria import RoundCriterion
from recognition.models import Round


def register() -> None:
    """Let every round of a campaign bring the campaign's criteria."""
    round_criteria.register(criteria_of)


def criteria_of(round: Round) -> Iterator[RoundCriterion]:  # noqa: A002 - the glossary's word
    """Yield the criteria of the campaign that opened the round, or the round above it. One query."""
    rounds = [pk for pk in (round.pk, round.parent_id) if pk is not None]
    rows = (
        CampaignCriterion.objects.filter(campaign__round_links__round__in=rounds)
        .select_related("campaign")
        .order_by("kind", "sort_order", "pk")
        .distinct()
    )
    for row in rows:
        yield RoundCriterion(
            code=str(row.pk),
            kind=row.kind,
            text=row.text,
            threshold=row.threshold,
            at_most=row.at_most,
            unit_of_measure=row.unit_of_measure,
            question=row.question,
            source=row.campaign.plan_number or row.campaign.title,
        )
