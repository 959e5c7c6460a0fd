"""RSS: the last honored, and the last stories."""

from __future__ import annotations

from datetime import datetime, time
from typing import Any

from django.conf import settings
from django.contrib.syndication.views import Feed
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from recognition.domain import queries
from recognition.domain.queries import HonoreeCard, StoryCard

ITEMS = 30


class PortalFeed(Feed):
    """A feed whose addresses come from ``PUBLIC_URL`` and whose language is that of the address."""

    def _absolute(self, path: str) -> str:
        return settings.PUBLIC_URL.rstrip("/") + path

    def get_feed(self, obj: Any, request: Any) -> Any:
        feed = super().get_feed(obj, request)
        feed.feed["language"] = queries.language_code()
        feed.feed["feed_url"] = self._absolute(request.path)
        return feed


class HonoreeFeed(PortalFeed):
    """The last honored: name, award and unit, as the decision says."""

    title = gettext_lazy("Người, tập thể mới được tôn vinh")
    description = gettext_lazy("Tên, danh hiệu, đơn vị và quyết định khen thưởng mới công bố.")

    def link(self) -> str:
        return self._absolute(queries.honorees_path())

    def items(self) -> tuple[HonoreeCard, ...]:
        return queries.latest_honorees(limit=ITEMS)

    def item_title(self, item: HonoreeCard) -> str:
        return f"{item.prefix} {item.name}".strip()

    def item_description(self, item: HonoreeCard) -> str:
        return ". ".join(part for part in (item.award, item.unit) if part)

    def item_link(self, item: HonoreeCard) -> str:
        return self._absolute(item.url)

    def item_guid(self, item: HonoreeCard) -> str:
        return f"ton-vinh:{item.public_id}"

    item_guid_is_permalink = False


class StoryFeed(PortalFeed):
    """The last exemplar stories."""

    title = gettext_lazy("Gương điển hình tiên tiến")
    description = gettext_lazy("Bài viết mới về gương điển hình tiên tiến của ngành y tế.")

    def link(self) -> str:
        return self._absolute(queries.stories_path())

    def items(self) -> tuple[StoryCard, ...]:
        return queries.stories(size=ITEMS)[1]

    def item_title(self, item: StoryCard) -> str:
        return item.title

    def item_description(self, item: StoryCard) -> str:
        return item.lead or _("Bài viết về %(who)s") % {"who": item.who}

    def item_link(self, item: StoryCard) -> str:
        return self._absolute(item.url)

    def item_pubdate(self, item: StoryCard) -> datetime | None:
        return timezone.make_aware(datetime.combine(item.dated, time(8))) if item.dated else None
