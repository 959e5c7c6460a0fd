"""Pictures, films and files."""

from __future__ import annotations

from typing import Any, ClassVar

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _
from wagtail import blocks
from wagtail.blocks.struct_block import StructBlockValidationError
from wagtail.fields import StreamField

from portal.core import recordings
from portal.core.blocks.choices import DocumentChoice, ImageChoice, Pictured
from portal.core.imaging import pictures


class PictureBlock(Pictured, blocks.StructBlock):
    """One picture with caption and credit. What it shows is told by the picture itself."""

    purpose = "figure"

    image = ImageChoice(label=_("Ảnh"))
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


class GalleryBlock(Pictured, blocks.StructBlock):
    """Several pictures of one occasion."""

    purpose = "landscape"

    title = blocks.CharBlock(label=_("Tên bộ ảnh"), max_length=200, required=False)
    pictures = blocks.ListBlock(PictureBlock(), label=_("Các ảnh"), min_num=2, max_num=30)

    class Meta:
        icon = "image"
        label = _("Bộ ảnh")
        template = "components/blocks/gallery.html"
        preview_template = "components/blocks/preview.html"
        preview_value = {"title": "Lễ tôn vinh ngày 27/02", "pictures": []}
        description = _("Nhiều ảnh của một sự kiện")

    def get_context(self, value: Any, parent_context: Any = None) -> dict[str, Any]:
        context: dict[str, Any] = super().get_context(value, parent_context)
        there = [picture["image"].pk for picture in value["pictures"] if picture["image"]]
        ready = pictures(there, self.purpose)
        context["shown"] = [
            {"picture": picture, "ready": ready.get(picture["image"].pk) if picture["image"] else None}
            for picture in value["pictures"]
        ]
        return context


class RecordingBlock(blocks.StructBlock):
    """What films and sound share: no reader is left without what is said or shown (WCAG 2.2, 1.2.1 to 1.2.5)."""

    endings: ClassVar[frozenset[str]] = frozenset()
    file_field: ClassVar[str] = ""
    wrong_file: ClassVar[Any] = ""

    def faults(self, value: Any) -> dict[str, Any]:
        """Return what keeps this from being published: the field, and what to do."""
        found: dict[str, Any] = {}
        recording = value.get(self.file_field)
        if recording is None:
            found[self.file_field] = _("Hãy chọn tệp.")
        elif recordings.extension(recording.filename) not in self.endings:
            found[self.file_field] = self.wrong_file
        return found

    def clean(self, value: Any) -> Any:
        """Refuse to publish or to hand in with a fault. A draft may be saved unfinished."""
        cleaned = super().clean(value)
        faults = {} if self.is_deferred_validation else self.faults(cleaned)
        if faults:
            raise StructBlockValidationError(
                block_errors={name: ValidationError(words) for name, words in faults.items()}
            )
        return cleaned


class VideoBlock(Pictured, RecordingBlock):
    """A film from our own files, with captions for who does not hear it and words for who does not see it."""

    purpose = "figure"
    endings = frozenset(recordings.FILM_TYPES)
    file_field = "video"
    wrong_file = _("Đây không phải tệp phim. Hãy chọn tệp MP4 hoặc WebM.")

    title = blocks.CharBlock(label=_("Tên phim"), max_length=200)
    video = DocumentChoice(label=_("Tệp phim (MP4, WebM)"))
    has_speech = blocks.BooleanBlock(label=_("Phim có lời nói"), required=False, default=True)
    captions = DocumentChoice(
        label=_("Phụ đề (VTT)"), required=False, help_text=_("Bắt buộc khi phim có lời nói.")
    )
    poster = ImageChoice(label=_("Ảnh bìa"), required=False)
    transcript = blocks.TextBlock(
        label=_("Nội dung bằng chữ"),
        required=False,
        help_text=_(
            "Bắt buộc. Ghi lời nói, ai nói, và điều quan trọng chỉ thấy bằng mắt, để người không nghe, không xem được vẫn hiểu."
        ),
    )
    credit = blocks.CharBlock(label=_("Người quay, nguồn"), max_length=200, required=False)

    class Meta:
        icon = "media"
        label = _("Phim")
        template = "components/blocks/video.html"
        preview_template = "components/blocks/preview.html"
        preview_value = {"title": "Một ngày ở trạm", "has_speech": False, "transcript": "Không có lời."}
        description = _("Phim có phụ đề và nội dung bằng chữ")

    def faults(self, value: Any) -> dict[str, Any]:
        found = super().faults(value)
        captions = value.get("captions")
        if captions is not None and recordings.extension(captions.filename) not in recordings.CAPTION_TYPES:
            found["captions"] = _("Đây không phải tệp phụ đề. Hãy chọn tệp VTT.")
        elif captions is None and value.get("has_speech"):
            found["captions"] = _(
                "Phim có lời nói thì phải có phụ đề. Hãy chọn tệp VTT, hoặc bỏ dấu ở “Phim có lời nói” nếu phim không có lời."
            )
        if not (value.get("transcript") or "").strip():
            found["transcript"] = _(
                "Hãy ghi nội dung phim bằng chữ; phim không có lời thì tả điều phim cho thấy."
            )
        return found


class AudioBlock(RecordingBlock):
    """A recording to listen to, with its words."""

    endings = frozenset(recordings.SOUND_TYPES)
    file_field = "audio"
    wrong_file = _("Đây không phải tệp âm thanh. Hãy chọn tệp MP3, M4A, OGG hoặc WAV.")

    title = blocks.CharBlock(label=_("Tên bản ghi"), max_length=200)
    audio = DocumentChoice(label=_("Tệp âm thanh (MP3, M4A, OGG, WAV)"))
    transcript = blocks.TextBlock(
        label=_("Nội dung bằng chữ"),
        required=False,
        help_text=_("Bắt buộc. Ghi lời nói và ai nói; âm thanh không có lời thì tả điều nghe được."),
    )
    credit = blocks.CharBlock(label=_("Người ghi âm, nguồn"), max_length=200, required=False)

    class Meta:
        icon = "volume-up"
        label = _("Âm thanh")
        template = "components/blocks/audio.html"
        preview_template = "components/blocks/preview.html"
        preview_value = {"title": "Bài chiêng rửa tay", "transcript": "Chiêng lớn, chiêng nhỏ, rồi dứt."}
        description = _("Bản ghi âm có nội dung bằng chữ")

    def faults(self, value: Any) -> dict[str, Any]:
        found = super().faults(value)
        if not (value.get("transcript") or "").strip():
            found["transcript"] = _("Hãy ghi nội dung bản ghi bằng chữ; không có lời thì tả điều nghe được.")
        return found


def unready(page: Any, content: dict[str, Any]) -> list[str]:
    """Return why the recordings of a page keep it from being published, one sentence each with the title.

    ``content`` is that of a revision; a page without recordings costs no more than a look into its text.
    """
    found: list[str] = []
    for field in page._meta.get_fields():
        text = content.get(field.name)
        if not isinstance(field, StreamField) or not isinstance(text, str):
            continue
        if not any(f'"{kind}"' in text for kind in ("video", "audio")):
            continue
        for piece in field.to_python(text):
            if isinstance(piece.block, RecordingBlock):
                found += (
                    f"{piece.value.get('title') or piece.block.label}: {words}"
                    for words in piece.block.faults(piece.value).values()
                )
    return found


class DocumentsBlock(blocks.StructBlock):
    """Files to download, with what they are."""

    title = blocks.CharBlock(label=_("Tên danh sách"), max_length=200, required=False)
    documents = blocks.ListBlock(
        blocks.StructBlock(
            [
                ("document", DocumentChoice(label=_("Tệp"))),
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
