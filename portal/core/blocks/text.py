"""Words: prose, headings, quotes."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _
from wagtail import blocks

PROSE_FEATURES = ("bold", "italic", "link", "document-link", "ol", "ul", "h3", "hr")


class HeadingBlock(blocks.CharBlock):
    """A heading between parts of a text."""

    class Meta:
        icon = "title"
        label = _("Tiêu đề phần")
        template = "components/blocks/heading.html"
        preview_value = "Chuyến xuồng đầu ngày"
        description = _("Mở một phần mới của bài")


class ProseBlock(blocks.RichTextBlock):
    """Paragraphs and lists."""

    def __init__(self, **kwargs: object) -> None:
        super().__init__(features=list(PROSE_FEATURES), **kwargs)

    class Meta:
        icon = "pilcrow"
        label = _("Đoạn văn")
        template = "components/blocks/prose.html"
        preview_value = (
            "<p>Mỗi tháng hai kỳ con nước, xuồng mới vào được tới ấp Bãi Giữa. "
            "Lịch tiêm chủng được xếp theo lịch nước.</p>"
        )
        description = _("Các đoạn văn, danh sách, liên kết")


class QuoteBlock(blocks.StructBlock):
    """Words somebody said, with who said them."""

    quote = blocks.TextBlock(label=_("Lời trích"), max_length=600)
    speaker = blocks.CharBlock(label=_("Người nói"), max_length=200, required=False)
    role = blocks.CharBlock(label=_("Chức vụ, đơn vị"), max_length=200, required=False)

    class Meta:
        icon = "openquote"
        label = _("Lời trích")
        template = "components/blocks/quote.html"
        preview_value = {
            "quote": "Con nước không đợi mình, thì mình đợi con nước.",
            "speaker": "Trần Thị Bích Thủy",
            "role": "Trưởng Trạm Y tế xã Vĩnh Lộc Đông",
        }
        description = _("Một câu nói và người nói")
