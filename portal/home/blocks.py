"""What only a collection shows: people, stories and campaigns that an editor chose, or the people a rule finds."""

from __future__ import annotations

import copy
from collections.abc import Callable, Iterable, Mapping
from typing import Any, Final
from uuid import UUID

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _
from wagtail import blocks
from wagtail.models import Page

from campaigns import queries as campaign_queries
from campaigns.models import Campaign
from portal.core.blocks import choices
from portal.core.blocks.choices import Choice
from portal.core.blocks.story import BodyBlock
from portal.core.remembered import remembered
from portal.core.rendered.together import Plan, question, side_by_side
from recognition.domain import queries
from recognition.enums import SubjectKind
from recognition.models import Award, StoryPage

MOST_CHOSEN = 24
MOST_FOUND = 12


class _PageChoice(Choice, blocks.PageChooserBlock):
    """A page, remembered: a collection asks for its pages once, not at every visit."""

    known_as = "wagtail.blocks.PageChooserBlock"

    def plan(self, keys: tuple[int, ...]) -> Plan:
        return _pages_of.plan(keys, self.model_class)

    def found(self, keys: tuple[int, ...]) -> dict[int, Page]:
        return _pages_of(keys, self.model_class)


@question
def _rows(keys: tuple[int, ...], model: type[Page]) -> QuerySet[Page]:
    return model._default_manager.filter(pk__in=keys)  # type: ignore[no-any-return]


@remembered(limit=256, plan=lambda keys, model: [[_rows(keys, model)]])
def _pages_of(keys: tuple[int, ...], model: type[Page]) -> dict[int, Page]:
    return {page.pk: page for page in _rows(keys, model)}


def _chosen(page_type: str) -> blocks.ListBlock:
    return blocks.ListBlock(
        _PageChoice(page_type=page_type), label=_("Trang"), min_num=1, max_num=MOST_CHOSEN
    )


class PeopleBlock(blocks.StructBlock):
    """Honorees one by one. Whoever has left the public is left out, whatever the editor chose."""

    title = blocks.CharBlock(label=_("Tiêu đề"), max_length=200, required=False)
    pages = _chosen("recognition.HonoreePage")

    class Meta:
        icon = "group"
        label = _("Cá nhân, tập thể được chọn")
        template = "home/blocks/people.html"
        preview_value = {"title": "Những người giữ trạm", "pages": []}
        description = _("Thẻ của từng cá nhân, tập thể do người biên tập chọn")

    def get_context(self, value: Any, parent_context: Any = None) -> dict[str, Any]:
        context = super().get_context(value, parent_context)
        context["cards"] = _people(_honorees_of(value["pages"]))
        return context  # type: ignore[no-any-return]


def _honorees_of(pages: Iterable[Any]) -> tuple[int, ...]:
    return tuple(page.specific_deferred.honoree_id for page in pages if page is not None)


@remembered(limit=256, plan=lambda ids: queries.plan_of_cards_of(ids, limit=MOST_CHOSEN))
def _people(ids: tuple[int, ...]) -> tuple[queries.HonoreeCard, ...]:
    return queries.honoree_cards_of(ids, limit=MOST_CHOSEN)


class _AwardChoice(blocks.ChoiceBlock):
    """An award of the catalogue by its code."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(choices=_awards, **kwargs)

    def deconstruct(self) -> tuple[str, list[Any], dict[str, Any]]:
        """Migrations hold no award: the catalogue is data."""
        kept = {name: value for name, value in self._constructor_kwargs.items() if name != "choices"}
        return "wagtail.blocks.CharBlock", [], kept


@remembered(limit=4)
def _awards() -> list[tuple[str, str]]:
    return list(Award.objects.order_by("-rank", "code").values_list("code", "name"))


class FoundPeopleBlock(blocks.StructBlock):
    """The latest honorees of an award, a year of merit or a kind; kept by itself."""

    title = blocks.CharBlock(label=_("Tiêu đề"), max_length=200, required=False)
    award = _AwardChoice(label=_("Danh hiệu, hình thức"), required=False)
    year = blocks.IntegerBlock(label=_("Năm công tác"), min_value=1945, max_value=2200, required=False)
    kind = blocks.ChoiceBlock(label=_("Cá nhân hay tập thể"), choices=SubjectKind.choices, required=False)
    limit = blocks.IntegerBlock(label=_("Số thẻ"), min_value=1, max_value=MOST_FOUND, default=6)

    class Meta:
        icon = "search"
        label = _("Cá nhân, tập thể theo tiêu chí")
        template = "home/blocks/people.html"
        preview_value = {"title": "Mới được khen thưởng", "award": "", "year": None, "kind": "", "limit": 6}
        description = _("Danh sách tự cập nhật theo danh hiệu, năm công tác")

    def get_context(self, value: Any, parent_context: Any = None) -> dict[str, Any]:
        context = super().get_context(value, parent_context)
        chosen, limit = _rule(value)
        context["cards"] = _latest(chosen, limit)
        context["all_url"] = queries.wall_path(chosen)
        return context  # type: ignore[no-any-return]


def _rule(value: Any) -> tuple[queries.WallFilter, int]:
    chosen = queries.WallFilter(
        kind=value.get("kind") or "",
        awards=(value["award"],) if value.get("award") else (),
        merit_years=(value["year"],) if value.get("year") else (),
    )
    return chosen, value.get("limit") or MOST_FOUND


@remembered(limit=256, plan=lambda chosen, limit: queries.plan_of_latest(chosen, limit=limit))
def _latest(chosen: queries.WallFilter, limit: int) -> tuple[queries.HonoreeCard, ...]:
    return queries.latest_of(chosen, limit=limit)


class StoriesBlock(blocks.StructBlock):
    """Stories one by one; those that have left the public are left out."""

    title = blocks.CharBlock(label=_("Tiêu đề"), max_length=200, required=False)
    pages = _chosen("recognition.StoryPage")

    class Meta:
        icon = "doc-full"
        label = _("Bài viết được chọn")
        template = "home/blocks/stories.html"
        preview_value = {"title": "Đọc thêm", "pages": []}
        description = _("Các bài gương điển hình do người biên tập chọn")

    def get_context(self, value: Any, parent_context: Any = None) -> dict[str, Any]:
        context = super().get_context(value, parent_context)
        context["cards"] = _stories(_keys_of(value["pages"]))
        return context  # type: ignore[no-any-return]


def _keys_of(pages: Iterable[Any]) -> tuple[UUID, ...]:
    return tuple(dict.fromkeys(page.translation_key for page in pages if page is not None))


@question
def _told(keys: tuple[UUID, ...]) -> QuerySet[StoryPage]:
    return queries.public_stories().filter(translation_key__in=keys)


def _in_order(keys: tuple[UUID, ...]) -> list[StoryPage]:
    found = {row.translation_key: row for row in _told(keys)}
    return [found[key] for key in keys if key in found]


def _plan_of_stories(keys: tuple[UUID, ...]) -> Plan:
    yield [_told(keys)]
    yield from queries.plan_of_story_cards(_in_order(keys))


@remembered(limit=256, plan=_plan_of_stories)
def _stories(keys: tuple[UUID, ...]) -> tuple[queries.StoryCard, ...]:
    return queries.story_cards(_in_order(keys))


class CampaignsBlock(blocks.StructBlock):
    """Campaigns one by one."""

    title = blocks.CharBlock(label=_("Tiêu đề"), max_length=200, required=False)
    pages = _chosen("campaigns.CampaignPage")

    class Meta:
        icon = "calendar"
        label = _("Phong trào được chọn")
        template = "home/blocks/campaigns.html"
        preview_value = {"title": "Phong trào liên quan", "pages": []}
        description = _("Các phong trào thi đua do người biên tập chọn")

    def get_context(self, value: Any, parent_context: Any = None) -> dict[str, Any]:
        context = super().get_context(value, parent_context)
        context["cards"] = _campaigns(_campaigns_in(value["pages"]))
        return context  # type: ignore[no-any-return]


def _campaigns_in(pages: Iterable[Any]) -> tuple[int, ...]:
    ids = (page.specific_deferred.campaign_id for page in pages if page is not None)
    return tuple(dict.fromkeys(ids))


@question
def _announced(ids: tuple[int, ...]) -> QuerySet[Campaign]:
    return campaign_queries.public_campaigns().filter(pk__in=ids)


@remembered(limit=256, plan=lambda ids: campaign_queries.plan_of_cards(lambda: _announced(ids)))
def _campaigns(ids: tuple[int, ...]) -> tuple[campaign_queries.CampaignCard, ...]:
    found = {row.pk: row for row in _announced(ids)}
    return campaign_queries.campaign_cards([found[pk] for pk in ids if pk in found])


_PLANS: Final[Mapping[str, Callable[[Any], Plan]]] = {
    "people": lambda value: _people.plan(_honorees_of(value["pages"])),
    "found_people": lambda value: _latest.plan(*_rule(value)),
    "stories": lambda value: _stories.plan(_keys_of(value["pages"])),
    "campaigns": lambda value: _campaigns.plan(_campaigns_in(value["pages"])),
}


def plan_of_body(body: blocks.StreamValue) -> Plan:
    """Return what the blocks of a collection ask: what an editor chose, then what the cards of it show."""
    yield from choices.plan_of_body(body)
    own = copy.copy(body)  # the page loads its own where it shows them, and is tied to what it loads
    shown = [place for place, raw in enumerate(own.raw_data) if raw["type"] in _PLANS]
    yield from side_by_side(*(_PLANS[own[place].block_type](own[place].value) for place in shown))


class OfficeBlock(blocks.StaticBlock):
    """Where the department is and how to reach it, from the settings of the site: written once, right everywhere."""

    class Meta:
        icon = "home"
        label = _("Địa chỉ cơ quan")
        admin_text = _("Tên, địa chỉ, điện thoại, thư điện tử lấy từ “Thông tin trang”.")
        template = "home/blocks/office.html"
        preview_value = None
        description = _("Địa chỉ, điện thoại, thư điện tử của cơ quan")


class ProsePageBlock(BodyBlock):
    """The body of a page of prose: all that a story may have, and the address of the department."""

    office = OfficeBlock()


class CollectionBlock(BodyBlock):
    """The body of a collection: all that a story may have, and what leads to people, stories and campaigns."""

    people = PeopleBlock()
    found_people = FoundPeopleBlock()
    stories = StoriesBlock()
    campaigns = CampaignsBlock()
