"""The feed of collections."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.utils.translation import gettext_lazy

from portal.core.context import path_in
from portal.core.feeds import PortalFeed
from portal.core.restrictions import unrestricted
from portal.core.sharing import absolute
from portal.home.models import CollectionIndexPage, CollectionPage
from recognition.domain import queries

ITEMS = 30


class CollectionFeed(PortalFeed):
    """Collections that strangers may read, those published last first."""

    title = gettext_lazy("Chuyên trang")
    description = gettext_lazy(
        "Các chuyên trang tập hợp cá nhân, tập thể, bài viết và phong trào theo một chủ đề."
    )

    def link(self) -> str:
        language = queries.language_code()
        index = (
            unrestricted(CollectionIndexPage.objects.live()).filter(locale__language_code=language).first()
        )
        return absolute((index and path_in(index, language)) or ("/en/" if queries.is_english() else "/"))

    def items(self) -> list[CollectionPage]:
        rows = unrestricted(CollectionPage.objects.live())
        rows = rows.filter(locale__language_code=queries.language_code())
        return list(rows.order_by("-first_published_at", "-pk")[:ITEMS])

    def item_title(self, item: Any) -> str:
        return str(item.title)

    def item_description(self, item: Any) -> str:
        return str(item.search_description or item.lead)

    def item_link(self, item: Any) -> str:
        return absolute(path_in(item, queries.language_code()))

    def item_guid(self, item: CollectionPage) -> str:
        return f"chuyen-trang:{item.translation_key}"

    def item_pubdate(self, item: CollectionPage) -> datetime | None:
        return item.first_published_at  # type: ignore[no-any-return]
