"""RSS of campaigns."""

from __future__ import annotations

from datetime import datetime, time
from typing import Any

from django.conf import settings
from django.contrib.syndication.views import Feed
from django.utils import timezone
from django.utils.translation import gettext_lazy

from campaigns import queries
from campaigns.queries import CampaignCard

ITEMS = 30


class CampaignFeed(Feed):
    """Campaigns, those that run first."""

    title = gettext_lazy("Phong trào thi đua")
    description = gettext_lazy("Các phong trào thi đua của ngành y tế.")

    def _absolute(self, path: str) -> str:
        return settings.PUBLIC_URL.rstrip("/") + path

    def get_feed(self, obj: Any, request: Any) -> Any:
        feed = super().get_feed(obj, request)
        feed.feed["language"] = queries.language_code()
        feed.feed["feed_url"] = self._absolute(request.path)
        return feed

    def link(self) -> str:
        return self._absolute(queries.campaigns_path())

    def items(self) -> tuple[CampaignCard, ...]:
        return queries.campaigns(size=ITEMS)[1]

    def item_title(self, item: CampaignCard) -> str:
        return item.title

    def item_description(self, item: CampaignCard) -> str:
        return " ".join(part for part in (item.summary, item.state_label) if part)

    def item_link(self, item: CampaignCard) -> str:
        return self._absolute(item.url)

    def item_pubdate(self, item: CampaignCard) -> datetime | None:
        return timezone.make_aware(datetime.combine(item.plan_date, time(8))) if item.plan_date else None
