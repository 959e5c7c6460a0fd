"""Addresses of campaigns that are no pages."""

from __future__ import annotations

from django.urls import path

from campaigns import feeds, views
from portal.core.language_paths import localized

app_name = "campaigns"
urlpatterns = [
    path(
        localized("phong-trao/rss.xml", "campaigns/rss.xml"), feeds.CampaignFeed.as_view("rss"), name="feed"
    ),
    path(
        localized("phong-trao/feed.json", "campaigns/feed.json"),
        feeds.CampaignFeed.as_view("json"),
        name="feed_json",
    ),
    path(localized("phong-trao/han-nop.ics", "campaigns/deadlines.ics"), views.deadlines, name="deadlines"),
    path(
        localized("phong-trao/<slug:slug>/han-nop.ics", "campaigns/<slug:slug>/deadline.ics"),
        views.deadline,
        name="deadline",
    ),
]
