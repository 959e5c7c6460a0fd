"""Addresses of recognition, in both languages. Pages of Wagtail come after these."""

from __future__ import annotations

from django.urls import URLPattern, path

from portal.core.feeds import PortalFeed
from portal.core.language_paths import localized
from recognition import feeds
from recognition.views import (
    awards,
    consents,
    decisions,
    honorees,
    invitations,
    requests,
    stories,
    suggestions,
    units,
    verification,
    years,
)

FEEDS: tuple[tuple[str, str, str, type[PortalFeed]], ...] = (
    ("feed", "ton-vinh/", "honorees/", feeds.HonoreeFeed),
    ("story_feed", "guong-dien-hinh/", "stories/", feeds.StoryFeed),
    ("decision_feed", "quyet-dinh/", "decisions/", feeds.DecisionFeed),
    ("units_feed", "don-vi/", "units/", feeds.UnitsFeed),
    ("awards_feed", "danh-hieu/", "awards/", feeds.AwardsFeed),
    ("years_feed", "theo-nam/", "years/", feeds.YearsFeed),
    ("unit_feed", "don-vi/<slug:slug>/", "units/<slug:slug>/", feeds.UnitFeed),
    ("award_feed", "danh-hieu/<str:code>/", "awards/<str:code>/", feeds.AwardFeed),
    ("year_feed", "theo-nam/<int:year>/", "years/<int:year>/", feeds.YearFeed),
)

app_name = "recognition"
urlpatterns: list[URLPattern] = []
for name, vietnamese, english, feed in FEEDS:
    urlpatterns += [
        path(localized(f"{vietnamese}rss.xml", f"{english}rss.xml"), feed.as_view("rss"), name=name),
        path(
            localized(f"{vietnamese}feed.json", f"{english}feed.json"),
            feed.as_view("json"),
            name=f"{name}_json",
        ),
    ]
urlpatterns += [
    path(localized("quyet-dinh/", "decisions/"), decisions.register, name="decisions"),
    path(
        localized(
            "quyet-dinh/<str:year>/<slug:slug>/danh-sach.<str:form>",
            "decisions/<str:year>/<slug:slug>/list.<str:form>",
        ),
        decisions.download,
        name="decision_list",
    ),
    path(
        localized("quyet-dinh/<str:year>/<slug:slug>/", "decisions/<str:year>/<slug:slug>/"),
        decisions.show,
        name="decision",
    ),
    path(localized("don-vi/", "units/"), units.index, name="units"),
    path(localized("don-vi/<slug:slug>/", "units/<slug:slug>/"), units.show, name="unit"),
    path(localized("danh-hieu/", "awards/"), awards.index, name="awards"),
    path(localized("danh-hieu/<str:code>/", "awards/<str:code>/"), awards.show, name="award"),
    path(localized("theo-nam/", "years/"), years.index, name="years"),
    path(localized("theo-nam/<int:year>/", "years/<int:year>/"), years.show, name="year"),
    path(localized("xac-minh/<str:code>", "verify/<str:code>"), verification.show, name="verify"),
    path(localized("xac-minh/", "verify/"), verification.form, name="verify"),
    path(localized("gui-yeu-cau/", "request/"), requests.ask, name="report"),
    path(
        localized("gui-yeu-cau/da-nhan/<slug:code>/", "request/received/<slug:code>/"),
        requests.received,
        name="request_received",
    ),
    path(localized("gioi-thieu-guong/", "suggest/"), suggestions.suggest, name="suggest"),
    path(
        localized("gioi-thieu-guong/da-nhan/<slug:code>/", "suggest/received/<slug:code>/"),
        suggestions.received,
        name="suggestion_received",
    ),
    path(consents.PATH, consents.show, name="consent"),
    path(invitations.PATH, invitations.show, name="invitation"),
    path(localized("ton-vinh/<slug:slug>/", "honorees/<slug:slug>/"), honorees.show, name="honoree"),
    path(localized("guong-dien-hinh/<slug:slug>/", "stories/<slug:slug>/"), stories.show, name="story"),
]
