"""Feeds of every list: the wall, units, awards, years and each of these, the stories, the register of decisions."""

from __future__ import annotations

from datetime import datetime, time
from typing import Any

from django.http import Http404, HttpRequest
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from portal.core.feeds import PortalFeed
from portal.core.sharing import absolute
from portal.core.templatetags.portal_tags import day, number
from recognition.domain import queries
from recognition.domain.queries import AwardLine, DecisionLine, HonoreeCard, Lately, StoryCard, UnitLine

ITEMS = 30


def in_the_morning(day: Any) -> datetime | None:
    """Return eight o'clock of a day: feeds want a time, lists have days."""
    return timezone.make_aware(datetime.combine(day, time(8))) if day else None


class HonoreeFeed(PortalFeed):
    """The last honored: name, award and unit, as the decision says."""

    title: Any = gettext_lazy("Người, tập thể mới được tôn vinh")
    description: Any = gettext_lazy("Tên, danh hiệu, đơn vị và quyết định khen thưởng mới công bố.")

    def link(self, _obj: Any = None) -> str:
        return absolute(queries.honorees_path())

    def items(self, _obj: Any = None) -> tuple[HonoreeCard, ...]:
        return queries.latest_honorees(limit=ITEMS)

    def item_title(self, item: HonoreeCard) -> str:
        return f"{item.prefix} {item.name}".strip()

    def item_description(self, item: HonoreeCard) -> str:
        return ". ".join(part for part in (item.award, item.unit) if part)

    def item_link(self, item: HonoreeCard) -> str:
        return absolute(item.url)

    def item_guid(self, item: HonoreeCard) -> str:
        return f"ton-vinh:{item.public_id}"


class _ListFeed(PortalFeed):
    """What stands in a list, where somebody was last honored first. A new decision makes it a new item."""

    kind: str
    route: str

    def link(self) -> str:
        return absolute(reverse(self.route))

    def item_title(self, item: Any) -> str:
        return str(item.name)

    def item_description(self, item: Any) -> str:
        count = ngettext("%(count)s lượt khen thưởng", "%(count)s lượt khen thưởng", item.count)
        told = count % {"count": number(item.count)}
        last = _("quyết định gần nhất ngày %(day)s") % {"day": day(item.dated)} if item.dated else ""
        return "; ".join(part for part in (told, last) if part)

    def item_link(self, item: Any) -> str:
        return absolute(item.url)

    def item_guid(self, item: Lately) -> str:
        return ":".join(part for part in (self.kind, item.key, str(item.dated or "")) if part)

    def item_pubdate(self, item: Lately) -> datetime | None:
        return in_the_morning(item.dated)


class UnitsFeed(_ListFeed):
    """The units where somebody was last honored."""

    title = gettext_lazy("Khen thưởng theo đơn vị")
    description = gettext_lazy("Các đơn vị có người, tập thể mới được khen thưởng.")
    kind = "don-vi"
    route = "recognition:units"

    def items(self) -> tuple[Lately, ...]:
        return queries.units_lately()[:ITEMS]


class AwardsFeed(_ListFeed):
    """The awards that were last conferred."""

    title = gettext_lazy("Danh hiệu, hình thức khen thưởng")
    description = gettext_lazy("Các danh hiệu, hình thức khen thưởng mới được trao.")
    kind = "danh-hieu"
    route = "recognition:awards"

    def items(self) -> tuple[Lately, ...]:
        return queries.awards_lately()[:ITEMS]


class YearsFeed(_ListFeed):
    """The years, the last one first."""

    title = gettext_lazy("Khen thưởng qua các năm")
    description = gettext_lazy("Số lượt khen thưởng và quyết định mới của mỗi năm.")
    kind = "theo-nam"
    route = "recognition:years"

    def items(self) -> tuple[Lately, ...]:
        return queries.years_lately()[:ITEMS]

    def item_title(self, item: Any) -> str:
        return _("Khen thưởng năm %(year)s") % {"year": item.name}


class UnitFeed(HonoreeFeed):
    """The last honored of a unit, what stands under it and what it took over."""

    def get_object(self, _request: HttpRequest, slug: str) -> tuple[UnitLine, frozenset[int]]:
        tree = queries.UnitTree.load()
        unit = tree.by_slug.get(slug)
        if unit is None:
            raise Http404
        return tree.line(unit), tree.subtree(unit.pk)

    def title(self, obj: tuple[UnitLine, frozenset[int]]) -> str:
        return _("%(name)s: người, tập thể mới được tôn vinh") % {"name": obj[0].name}

    def link(self, obj: Any = None) -> str:
        return absolute(obj[0].url)

    def items(self, obj: Any = None) -> tuple[HonoreeCard, ...]:
        return queries.latest_honorees(limit=ITEMS, units=obj[1])


class AwardFeed(HonoreeFeed):
    """The last who received an award."""

    def get_object(self, _request: HttpRequest, code: str) -> AwardLine:
        known = queries.award_detail(code)
        if known is None:
            raise Http404
        return known[1].award

    def title(self, obj: AwardLine) -> str:
        return _("%(name)s: người, tập thể mới được tôn vinh") % {"name": obj.name}

    def link(self, obj: Any = None) -> str:
        return absolute(obj.url)

    def items(self, obj: Any = None) -> tuple[HonoreeCard, ...]:
        return queries.latest_honorees(limit=ITEMS, award=obj.code)


class YearFeed(HonoreeFeed):
    """The last honored by decisions of a year."""

    def get_object(self, _request: HttpRequest, year: int) -> int:
        if not any(block.year == year for block in queries.years()):
            raise Http404
        return year

    def title(self, obj: int) -> str:
        return _("Khen thưởng năm %(year)s") % {"year": obj}

    def link(self, obj: Any = None) -> str:
        return absolute(reverse("recognition:year", args=[obj]))

    def items(self, obj: Any = None) -> tuple[HonoreeCard, ...]:
        return queries.latest_honorees(limit=ITEMS, year=obj)


class StoryFeed(PortalFeed):
    """The last exemplar stories."""

    title = gettext_lazy("Gương điển hình tiên tiến")
    description = gettext_lazy("Bài viết mới về gương điển hình tiên tiến của ngành y tế.")
    item_guid_is_permalink = True

    def link(self) -> str:
        return absolute(queries.stories_path())

    def items(self) -> tuple[StoryCard, ...]:
        return queries.stories(size=ITEMS)[1]

    def item_title(self, item: StoryCard) -> str:
        return item.title

    def item_description(self, item: StoryCard) -> str:
        return item.lead or _("Bài viết về %(who)s") % {"who": item.who}

    def item_link(self, item: StoryCard) -> str:
        return absolute(item.url)

    def item_pubdate(self, item: StoryCard) -> datetime | None:
        return in_the_morning(item.dated)


class DecisionFeed(PortalFeed):
    """The last decisions of the register."""

    title = gettext_lazy("Sổ quyết định khen thưởng")
    description = gettext_lazy("Các quyết định khen thưởng mới công bố: số, ngày, trích yếu, thẩm quyền.")

    def link(self) -> str:
        return absolute(reverse("recognition:decisions"))

    def items(self) -> tuple[DecisionLine, ...]:
        return queries.register_of_decisions(size=ITEMS)[1]

    def item_title(self, item: DecisionLine) -> str:
        return f"{item.label}, {item.issuer}"

    def item_description(self, item: DecisionLine) -> str:
        state = _("Đã bị hủy bỏ") if item.cancelled else ""
        return ". ".join(part for part in (item.title, state) if part)

    def item_link(self, item: DecisionLine) -> str:
        return absolute(item.url)

    def item_guid(self, item: DecisionLine) -> str:
        return f"quyet-dinh:{item.public_id}"

    def item_pubdate(self, item: DecisionLine) -> datetime | None:
        return in_the_morning(item.dated)
