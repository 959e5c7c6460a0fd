"""What campaigns listens to, and what it shows on pages of apps below it."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Any

from django.db.models.signals import post_delete, post_save
from django.dispatch import receiver

from campaigns import queries
from campaigns.domain import links
from campaigns.enums import CARDS
from campaigns.models import Campaign, CampaignPage
from portal.core import outbox, related, restrictions
from portal.core.rendered import tables
from portal.core.share_cards import keeping
from recognition.models import Conferral, Decision, Honoree, Round, StoryPage
from recognition.signals import dossier_decided, units_moved

PANEL = "campaigns/panel.html"


def _panel(cards: tuple[queries.CampaignCard, ...]) -> Mapping[str, Any] | None:
    return {"campaigns": cards} if cards else None


@related.register("honoree-facts", PANEL, plan=queries.plan_of_honoree)
def on_honoree(honoree: Honoree, _language: str) -> Mapping[str, Any] | None:
    return _panel(queries.campaigns_of_honoree(honoree))


@related.register("decision-facts", PANEL, plan=queries.plan_of_decision)
def on_decision(decision: Decision, _language: str) -> Mapping[str, Any] | None:
    return _panel(queries.campaigns_of_decision(decision))


@related.register("story-facts", PANEL, plan=queries.plan_of_story)
def on_story(story: StoryPage, _language: str) -> Mapping[str, Any] | None:
    return _panel(queries.campaigns_of_story(story))


# To what stored pages are tied row by row (docs/rendered.md).
tables.watch("campaigns.Campaign", anchors=("slug", "public_id", "parent"))
tables.watch("campaigns.CampaignPage", anchors=("campaign",), down=("campaign",), up=("campaign",))
tables.watch(
    "campaigns.CampaignConferral",
    anchors=("conferral", "campaign"),
    down=("conferral",),
    again=("campaign",),
    up=("conferral",),
)
tables.watch(
    "campaigns.CampaignStory",
    anchors=("story", "campaign"),
    down=("story",),
    again=("campaign",),
    up=("story",),
)


@receiver([post_save, post_delete], sender=CampaignPage, dispatch_uid="campaign-page-changed")
def tell_of_the_campaign(instance: CampaignPage, **kwargs: Any) -> None:
    """A campaign is found while a page of it is live; pages are saved inside the transaction of ``BasePage``."""
    outbox.record(
        outbox.Ref("campaigns.campaign", str(instance.campaign_id)), *links.told_of(instance.campaign_id)
    )
    if kwargs["signal"] is post_delete or not instance.live:
        keeping.withdraw(CARDS, instance.campaign.public_id)


@receiver(dossier_decided, dispatch_uid="campaign-dossier-decided")
def follow_the_round(conferral: Conferral, round: Round, **_kwargs: Any) -> None:  # noqa: A002 - the glossary's word
    """Who is honored by a dossier of a campaign's round is honored out of the campaign."""
    links.follow(conferral, round)


@receiver(units_moved, dispatch_uid="campaign-units-moved")
def tell_of_campaigns_of_these_units(unit_ids: Collection[int], **_kwargs: Any) -> None:
    """A campaign is found under its unit and all that stands above it."""
    outbox.record(*Campaign.objects.filter(unit__in=unit_ids))


@receiver(restrictions.changed, dispatch_uid="campaign-restrictions")
def tell_of_what_is_closed(pages: Any, **_kwargs: Any) -> None:
    """A campaign whose page is closed to strangers is not found, and its card goes."""
    for page in CampaignPage.objects.filter(pk__in=pages.values("pk")).select_related("campaign"):
        outbox.record(
            outbox.Ref("campaigns.campaign", str(page.campaign_id)), *links.told_of(page.campaign_id)
        )
        if not page.live or page.get_view_restrictions().exists():
            keeping.withdraw(CARDS, page.campaign.public_id)
