"""The abstract page all our pages are."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models, transaction
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel, MultiFieldPanel
from wagtail.models import Page, PageViewRestriction

from portal.core import outbox
from portal.core.blocks.media import unready
from portal.core.page_context import context_of
from portal.core.page_index import references_off


class BasePage(Page):
    """A page that tells the outbox, in the transaction that changes it, that it changed.

    Abstract on purpose: a concrete swapped base page breaks wagtail-localize.
    """

    share_image = models.ForeignKey(
        settings.WAGTAILIMAGES_IMAGE_MODEL,
        verbose_name=_("ảnh khi chia sẻ"),
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
    )

    promote_panels = (
        MultiFieldPanel(
            [FieldPanel(name) for name in ("slug", "seo_title", "search_description", "share_image")],
            heading=_("Máy tìm kiếm và chia sẻ"),
        ),
    )

    search_auto_update = False  # portal.core.page_index does it, from the outbox

    class Meta:
        abstract = True

    def get_context(self, request: Any, *args: Any, **kwargs: Any) -> dict[str, Any]:
        return {**super().get_context(request, *args, **kwargs), **context_of(self, request)}

    def save(self, *args: Any, **kwargs: Any) -> Any:
        with transaction.atomic(), references_off():
            result = super().save(*args, **kwargs)
            outbox.record(self)
        return result

    def delete(self, *args: Any, **kwargs: Any) -> Any:
        """Delete the page, and what stands in for it in other languages: Wagtail would leave that live, on its own."""
        with transaction.atomic():
            stand_ins = Page.objects.filter(alias_of=self.pk, translation_key=self.translation_key)
            for page in stand_ins.specific():
                page.delete()
            outbox.record(self)
            return super().delete(*args, **kwargs)

    def publish(self, revision: Any, *args: Any, **kwargs: Any) -> Any:
        """Publish the revision, by whatever door. Raises ``ValidationError`` for a recording without its words."""
        faults = unready(self, revision.content)
        if faults:
            raise ValidationError(faults)
        return super().publish(revision, *args, **kwargs)

    def get_view_restrictions(self) -> Any:
        """Return what keeps strangers from the page; where no page of the site is restricted nothing is asked."""
        from portal.core.restrictions import is_anything_restricted, restrictions_of

        return restrictions_of(self) if is_anything_restricted() else PageViewRestriction.objects.none()

    @property
    def is_untranslated(self) -> bool:
        """Whether the page stands in for a translation: facts are shown in its language, prose in Vietnamese."""
        return self.alias_of_id is not None and self.locale.language_code != settings.LANGUAGE_CODE

    @property
    def description(self) -> str:
        """The sentence for search engines and share links."""
        return str(self.search_description)
