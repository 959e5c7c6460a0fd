"""The home page and pages of prose."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel
from wagtail.fields import StreamField
from wagtail.models import Page

from portal.core.models.pages import BasePage
from portal.home.blocks import CollectionBlock, ProsePageBlock
from recognition.models import HonoreePage


class HomePage(BasePage):
    """The first page: one honored person, the open campaign, the latest, the stories, ways in."""

    heading = models.CharField(_("tiêu đề lớn"), max_length=200, blank=True)
    introduction = models.CharField(_("câu giới thiệu"), max_length=300, blank=True)
    featured = models.ForeignKey(
        HonoreePage,
        verbose_name=_("người được tôn vinh trong tháng"),
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
        help_text=_("Để trống thì hiện người được khen thưởng gần nhất có trang đầy đủ."),
    )

    content_panels = (
        *Page.content_panels,
        FieldPanel("heading"),
        FieldPanel("introduction"),
        FieldPanel("featured"),
    )
    parent_page_types = ("wagtailcore.Page",)
    subpage_types = (
        "recognition.HonoreeIndexPage",
        "recognition.StoryIndexPage",
        "campaigns.CampaignIndexPage",
        "home.CollectionIndexPage",
        "home.ProsePage",
    )
    template = "home/home_page.html"

    class Meta:
        verbose_name = _("trang chủ")


class ProsePage(BasePage):
    """A page of words: principles, contact, help."""

    lead = models.CharField(_("câu mở đầu"), max_length=400, blank=True)
    body = StreamField(ProsePageBlock(), verbose_name=_("nội dung"), blank=True)

    content_panels = (*Page.content_panels, FieldPanel("lead"), FieldPanel("body"))
    parent_page_types = ("home.HomePage", "home.ProsePage")
    subpage_types = ("home.ProsePage",)
    template = "home/prose_page.html"

    class Meta:
        verbose_name = _("trang nội dung")


class CollectionIndexPage(BasePage):
    """The list of collections (chuyên trang)."""

    introduction = models.CharField(_("câu giới thiệu"), max_length=400, blank=True)

    content_panels = (*Page.content_panels, FieldPanel("introduction"))
    parent_page_types = ("home.HomePage",)
    subpage_types = ("home.CollectionPage",)
    max_count_per_parent = 1
    template = "home/collection_index_page.html"

    class Meta:
        verbose_name = _("danh sách chuyên trang")


class CollectionPage(BasePage):
    """A collection (chuyên trang): people, stories, campaigns and words that an editor put together on a theme."""

    lead = models.CharField(_("câu mở đầu"), max_length=400, blank=True)
    picture = models.ForeignKey(
        settings.WAGTAILIMAGES_IMAGE_MODEL,
        verbose_name=_("ảnh đầu trang"),
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
    )
    body = StreamField(CollectionBlock(), verbose_name=_("nội dung"), blank=True)

    content_panels = (*Page.content_panels, FieldPanel("lead"), FieldPanel("picture"), FieldPanel("body"))
    parent_page_types = ("home.CollectionIndexPage",)
    subpage_types = ()
    template = "home/collection_page.html"

    class Meta:
        verbose_name = _("chuyên trang")
