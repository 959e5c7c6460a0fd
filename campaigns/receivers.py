"""What campaigns listens to, and what it shows on pages of apps below it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from campaigns import queries
from portal.core import related
from recognition.models import Decision, Honoree, StoryPage

PANEL = "campaigns/panel.html"


def _panel(cards: tuple[queries.CampaignCard, ...]) -> Mapping[str, Any] | None:
    return {"campaigns": cards} if cards else None


@related.register("honoree-facts", PANEL)
def on_honoree(honoree: Honoree, _language: str) -> Mapping[str, Any] | None:
    return _panel(queries.campaigns_of_honoree(honoree))


@related.register("decision-facts", PANEL)
def on_decision(decision: Decision, _language: str) -> Mapping[str, Any] | None:
    return _panel(queries.campaigns_of_decision(decision))


@related.register("story-facts", PANEL)
def on_story(story: StoryPage, _language: str) -> Mapping[str, Any] | None:
    return _panel(queries.campaigns_of_story(story))
