"""The body of a page of prose: every family of blocks together."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _
from wagtail import blocks

from portal.core.blocks.data import FactsBlock, TimelineBlock
from portal.core.blocks.media import AudioBlock, DocumentsBlock, GalleryBlock, PictureBlock, VideoBlock
from portal.core.blocks.text import HeadingBlock, ProseBlock, QuoteBlock


class BodyBlock(blocks.StreamBlock):
    """What an editor may put into the body of a story, an honoree's page or a page of prose."""

    heading = HeadingBlock()
    prose = ProseBlock()
    quote = QuoteBlock()
    picture = PictureBlock()
    gallery = GalleryBlock()
    video = VideoBlock()
    audio = AudioBlock()
    timeline = TimelineBlock()
    facts = FactsBlock()
    documents = DocumentsBlock()

    class Meta:
        label = _("Nội dung")
        template = "components/blocks/body.html"
