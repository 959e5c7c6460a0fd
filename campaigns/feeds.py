"""Feeds of campaigns."""

from __future__ import annotations

from datetime import datetime, time

from django.utils import timezone
from django.utils.translation import gettext_lazy

from campaigns import queries
from campaigns.queries import CampaignCard
from portal.core.feeds import PortalFeed
from portal.core.sharing import absolute

ITEMS = 30


class CampaignFeed(PortalFeed):
    """Campaigns, those that run first."""

    title = gettext_lazy("Phong trào thi đua")
    description = gettext_lazy("Các phong trào thi đua của ngành y tế.")

    def link(self) -> str:
        return absolute(queries.campaigns_path())

    def items(self) -> tuple[CampaignCard, ...]:
        return queries.campaigns(size=ITEMS)[1]

    def item_title(self, item: CampaignCard) -> str:
        return item.title

    def item_description(self, item: CampaignCard) -> str:
        return " ".join(part for part in (item.summary, item.state_label) if part)

    def item_link(self, item: CampaignCard) -> str:
        return absolute(item.url)

    def item_guid(self, item: CampaignCard) -> str:
        return f"phong-trao:{item.public_id}"

    def item_pubdate(self, item: CampaignCard) -> datetime | None:
        return timezone.make_aware(datetime.combine(item.plan_date, time(8))) if item.plan_date else None
