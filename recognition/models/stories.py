"""Exemplar stories (gương điển hình tiên tiến)."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _
from modelcluster.fields import ParentalKey
from wagtail.admin.panels import FieldPanel, InlinePanel, MultiFieldPanel
from wagtail.fields import RichTextField, StreamField
from wagtail.models import Orderable, Page

from portal.core.blocks.story import BodyBlock
from portal.core.models.pages import BasePage
from recognition.enums import StoryKind, StorySource
from recognition.models.honorees import Honoree
from recognition.models.units import Unit


class StoryIndexPage(BasePage):
    """All stories, by kind and theme."""

    introduction = RichTextField(_("lời mở đầu"), blank=True, features=["bold", "italic", "link"])

    content_panels = (*Page.content_panels, FieldPanel("introduction"))
    parent_page_types = ("home.HomePage",)
    subpage_types = ("recognition.StoryPage",)
    max_count_per_parent = 1
    template = "recognition/story_index_page.html"

    class Meta:
        verbose_name = _("trang danh sách gương điển hình")


class StoryPage(BasePage):
    """An exemplar story, with or without a conferral behind it; the page says which."""

    kind = models.CharField(_("loại"), max_length=12, choices=StoryKind.choices, default=StoryKind.EXEMPLAR)
    theme = models.CharField(_("chủ đề"), max_length=120, blank=True)
    source = models.CharField(_("nguồn phát hiện"), max_length=12, choices=StorySource.choices, blank=True)
    unit = models.ForeignKey(
        Unit,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="stories",
        verbose_name=_("đơn vị"),
    )
    subject_line = models.CharField(_("nhân vật (khi chưa có trong sổ)"), max_length=200, blank=True)
    byline = models.CharField(_("người viết"), max_length=150, blank=True)
    photographer = models.CharField(_("người chụp ảnh, vẽ"), max_length=150, blank=True)
    dated = models.DateField(_("ngày đăng"), null=True, blank=True, db_index=True)
    lead = models.CharField(_("sa pô"), max_length=500, blank=True)
    image = models.ForeignKey(
        settings.WAGTAILIMAGES_IMAGE_MODEL,
        verbose_name=_("ảnh đầu bài"),
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
    )
    image_caption = models.CharField(_("chú thích ảnh"), max_length=300, blank=True)
    body = StreamField(BodyBlock(), verbose_name=_("nội dung"), blank=True)
    word_count = models.PositiveIntegerField(default=0, editable=False)

    content_panels = (
        *Page.content_panels,
        FieldPanel("lead"),
        MultiFieldPanel(
            [FieldPanel(name) for name in ("kind", "theme", "source", "unit", "subject_line")],
            heading=_("Phân loại"),
        ),
        InlinePanel("people", heading=_("Người, tập thể trong bài"), label=_("Người, tập thể")),
        MultiFieldPanel(
            [FieldPanel(name) for name in ("byline", "photographer", "dated")],
            heading=_("Người viết, ngày đăng"),
        ),
        MultiFieldPanel([FieldPanel("image"), FieldPanel("image_caption")], heading=_("Ảnh đầu bài")),
        FieldPanel("body"),
    )
    parent_page_types = ("recognition.StoryIndexPage",)
    subpage_types = ()
    template = "recognition/story_page.html"

    class Meta:
        verbose_name = _("gương điển hình")

    def save(self, *args: Any, **kwargs: Any) -> Any:
        self.word_count = sum(
            len(str(content).split()) for content in self.body.stream_block.get_searchable_content(self.body)
        )
        return super().save(*args, **kwargs)

    @property
    def reading_minutes(self) -> int:
        """Minutes to read at 220 words a minute, at least one."""
        return max(1, round(self.word_count / 220))


class StoryPerson(Orderable):
    """An honoree in a story."""

    page = ParentalKey(StoryPage, on_delete=models.CASCADE, related_name="people")
    honoree = models.ForeignKey(
        Honoree, on_delete=models.PROTECT, related_name="story_links", verbose_name=_("người, tập thể")
    )

    panels = (FieldPanel("honoree"),)

    class Meta(Orderable.Meta):
        constraints = (models.UniqueConstraint(fields=("page", "honoree"), name="story_person_once"),)

    def __str__(self) -> str:
        return str(self.honoree)
