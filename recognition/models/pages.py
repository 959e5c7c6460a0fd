"""Pages about honorees: they show the facts of the rows and add prose."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.db import models, transaction
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel, HelpPanel
from wagtail.fields import RichTextField, StreamField
from wagtail.models import Page

from portal.core.blocks.story import BodyBlock
from portal.core.models.pages import BasePage
from recognition.models.honorees import Honoree
from recognition.signals import honoree_page_published, honoree_page_unpublished


class HonoreeIndexPage(BasePage):
    """The wall of honor: a list of rows from the database."""

    introduction = RichTextField(_("lời mở đầu"), blank=True, features=["bold", "italic", "link"])

    content_panels = (*Page.content_panels, FieldPanel("introduction"))
    parent_page_types = ("home.HomePage",)
    subpage_types = ("recognition.HonoreePage",)
    max_count_per_parent = 1
    template = "recognition/honoree_index_page.html"

    class Meta:
        verbose_name = _("trang danh sách người được tôn vinh")


class HonoreePage(BasePage):
    """The public page of one honoree in one language. Name, titles and decisions are read from the rows."""

    honoree = models.ForeignKey(
        Honoree,
        on_delete=models.PROTECT,
        related_name="pages",
        verbose_name=_("người, tập thể"),
        editable=False,
    )
    language = models.CharField(max_length=5, editable=False)
    portrait = models.ForeignKey(
        settings.WAGTAILIMAGES_IMAGE_MODEL,
        verbose_name=_("ảnh chân dung"),
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
        help_text=_("Chỉ hiện khi nhân vật đã đồng ý công bố ảnh."),
    )
    lead = models.CharField(_("câu giới thiệu"), max_length=300, blank=True)
    body = StreamField(BodyBlock(), verbose_name=_("câu chuyện"), blank=True)

    content_panels = (
        HelpPanel(template="recognition/admin/honoree_facts.html", heading=_("Thông tin theo quyết định")),
        FieldPanel("lead"),
        FieldPanel("portrait"),
        FieldPanel("body"),
    )
    parent_page_types = ("recognition.HonoreeIndexPage",)
    subpage_types = ()
    template = "recognition/honoree_page.html"
    is_creatable = False

    class Meta:
        verbose_name = _("trang người, tập thể được tôn vinh")
        constraints = (
            models.UniqueConstraint(fields=("honoree", "language"), name="one_page_per_honoree_and_language"),
        )

    def save(self, *args: Any, **kwargs: Any) -> Any:
        """Save, and say inside the same transaction when a revision went live or the page left the public.

        The honoree is locked before the page, as by whoever hides a line: neither waits for the other in a circle.
        """
        with transaction.atomic():
            list(Honoree.objects.select_for_update().filter(pk=self.honoree_id).values_list("pk"))
            before = (
                HonoreePage.objects.filter(pk=self.pk).values("live", "live_revision_id").first()
                if self.pk
                else None
            )
            self.language = self.locale.language_code
            result = super().save(*args, **kwargs)
            if self.alias_of_id is None:
                was_live = bool(before and before["live"])
                revision_changed = before is not None and before["live_revision_id"] != self.live_revision_id
                if self.live and (not was_live or revision_changed):
                    honoree_page_published.send(sender=type(self), page=self)
                elif was_live and not self.live:
                    honoree_page_unpublished.send(sender=type(self), page=self)
        return result
