"""Pictures, films and files."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _
from wagtail import blocks
from wagtail.blocks.struct_block import StructBlockValidationError
from wagtail.documents.blocks import DocumentChooserBlock
from wagtail.images.blocks import ImageChooserBlock


class PictureBlock(blocks.StructBlock):
    """One picture with caption and credit. What it shows is told by the picture itself."""

    image = ImageChooserBlock(label=_("Ảnh"))
    caption = blocks.CharBlock(label=_("Chú thích"), max_length=300, required=False)
    credit = blocks.CharBlock(
        label=_("Người chụp, nguồn"),
        max_length=200,
        required=False,
        help_text=_("Để trống thì dùng nguồn ghi ở ảnh."),
    )

    class Meta:
        icon = "image"
        label = _("Ảnh")
        template = "components/blocks/picture.html"
        preview_template = "components/blocks/preview.html"
        preview_value = {"caption": "Trạm y tế nhìn từ bến đò", "credit": "Hình vẽ minh họa"}
        description = _("Một ảnh kèm chú thích và nguồn")


class GalleryBlock(blocks.StructBlock):
    """Several pictures of one occasion."""

    title = blocks.CharBlock(label=_("Tên bộ ảnh"), max_length=200, required=False)
    pictures = blocks.ListBlock(PictureBlock(), label=_("Các ảnh"), min_num=2, max_num=30)

    class Meta:
        icon = "image"
        label = _("Bộ ảnh")
        template = "components/blocks/gallery.html"
        preview_template = "components/blocks/preview.html"
        preview_value = {"title": "Lễ tôn vinh ngày 27/02", "pictures": []}
        description = _("Nhiều ảnh của một sự kiện")


class VideoBlock(blocks.StructBlock):
    """A film from our own files, with captions for those who do not hear it."""

    title = blocks.CharBlock(label=_("Tên phim"), max_length=200)
    video = DocumentChooserBlock(label=_("Tệp phim (MP4, WebM)"))
    captions = DocumentChooserBlock(
        label=_("Phụ đề (VTT)"), required=False, help_text=_("Bắt buộc khi phim có lời nói.")
    )
    has_speech = blocks.BooleanBlock(label=_("Phim có lời nói"), required=False, default=True)
    poster = ImageChooserBlock(label=_("Ảnh bìa"), required=False)
    transcript = blocks.TextBlock(label=_("Nội dung bằng chữ"), required=False)

    class Meta:
        icon = "media"
        label = _("Phim")
        template = "components/blocks/video.html"
        preview_template = "components/blocks/preview.html"
        preview_value = {"title": "Một ngày ở trạm", "has_speech": False, "transcript": "Không có lời."}
        description = _("Phim có phụ đề")

    def clean(self, value: Any) -> Any:
        """Refuse a film with speech that has neither captions nor a transcript (WCAG 2.2, 1.2.2)."""
        cleaned = super().clean(value)
        if cleaned["has_speech"] and not cleaned["captions"]:
            raise StructBlockValidationError(
                block_errors={"captions": ValidationError(_("Phim có lời nói thì phải có phụ đề."))}
            )
        return cleaned


class DocumentsBlock(blocks.StructBlock):
    """Files to download, with what they are."""

    title = blocks.CharBlock(label=_("Tên danh sách"), max_length=200, required=False)
    documents = blocks.ListBlock(
        blocks.StructBlock(
            [
                ("document", DocumentChooserBlock(label=_("Tệp"))),
                ("title", blocks.CharBlock(label=_("Tên hiển thị"), max_length=200, required=False)),
            ]
        ),
        label=_("Các tệp"),
        min_num=1,
    )

    class Meta:
        icon = "doc-full"
        label = _("Tài liệu")
        template = "components/blocks/documents.html"
        preview_template = "components/blocks/preview.html"
        preview_value = {"title": "Kế hoạch và biểu mẫu", "documents": []}
        description = _("Danh sách tệp để tải về")
