"""Feeds in RSS 2.0 and JSON Feed 1.1: one description of a list gives both."""

from __future__ import annotations

import json
import re
from hashlib import blake2b
from typing import Any, Final

from django.contrib.syndication.views import Feed
from django.http import HttpRequest, HttpResponse
from django.utils.cache import get_conditional_response
from django.utils.feedgenerator import Rss201rev2Feed, SyndicationFeed
from django.utils.translation import get_language

from portal.core.sharing import absolute

_BUILT: Final = re.compile(
    rb"<lastBuildDate>[^<]*</lastBuildDate>"
)  # the moment of asking where items have no day


class JsonFeed(SyndicationFeed):
    """https://www.jsonfeed.org/version/1.1/"""

    content_type = "application/feed+json; charset=utf-8"

    def write(self, outfile: Any, encoding: str) -> None:  # noqa: ARG002 - JSON is UTF-8
        items = [
            {
                "id": item["unique_id"] or item["link"],
                "url": item["link"],
                "title": item["title"],
                "content_text": item["description"],
                **({"date_published": item["pubdate"].isoformat()} if item["pubdate"] else {}),
            }
            for item in self.items
        ]
        answer = {
            "version": "https://jsonfeed.org/version/1.1",
            "title": self.feed["title"],
            "home_page_url": self.feed["link"],
            "feed_url": self.feed["feed_url"],
            "description": self.feed["description"],
            "language": self.feed["language"],
            "items": items,
        }
        outfile.write(json.dumps(answer, ensure_ascii=False, default=str))


class PortalFeed(Feed):  # type: ignore[type-arg]
    """A feed whose addresses come from ``PUBLIC_URL`` and whose language is that of the address.

    ``as_view(form)`` gives the view for ``rss`` or ``json``. Readers ask again each time, by ETag: the day of the newest
    item, which Django sends as Last-Modified, does not change when somebody is withdrawn.
    """

    item_guid_is_permalink = False

    @classmethod
    def as_view(cls, form: str) -> PortalFeed:
        feed = cls()
        feed.feed_type = JsonFeed if form == "json" else Rss201rev2Feed
        return feed

    def __call__(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        response = super().__call__(request, *args, **kwargs)
        del response["Last-Modified"]
        etag = f'W/"{blake2b(_BUILT.sub(b"", response.content), digest_size=16).hexdigest()}"'
        response["ETag"] = etag
        response["Cache-Control"] = "max-age=0, must-revalidate"
        answer = get_conditional_response(request, etag=etag, response=response)
        return response if answer is None else answer

    def get_feed(self, obj: Any, request: Any) -> SyndicationFeed:
        feed = super().get_feed(obj, request)
        feed.feed["language"] = "en" if (get_language() or "vi").startswith("en") else "vi"
        feed.feed["feed_url"] = absolute(request.path)
        return feed
