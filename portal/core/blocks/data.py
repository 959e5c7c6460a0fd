"""Facts and dates set out to be read at a glance."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _
from wagtail import blocks


class FactsBlock(blocks.StructBlock):
    """Pairs of a name and a value."""

    title = blocks.CharBlock(label=_("Tên bảng"), max_length=200, required=False)
    facts = blocks.ListBlock(
        blocks.StructBlock(
            [
                ("name", blocks.CharBlock(label=_("Mục"), max_length=120)),
                ("value", blocks.CharBlock(label=_("Nội dung"), max_length=400)),
            ]
        ),
        label=_("Các mục"),
        min_num=1,
    )

    class Meta:
        icon = "table"
        label = _("Bảng thông tin")
        template = "components/blocks/facts.html"
        preview_value = {
            "title": "Trạm Y tế xã Vĩnh Lộc Đông",
            "facts": [
                {"name": "Số ấp", "value": "11, trong đó 7 ấp bên kia sông"},
                {"name": "Trẻ tiêm chủng đầy đủ", "value": "98%"},
            ],
        }
        description = _("Các mục và nội dung ngắn")


class TimelineBlock(blocks.StructBlock):
    """What happened when."""

    title = blocks.CharBlock(label=_("Tên dòng thời gian"), max_length=200, required=False)
    moments = blocks.ListBlock(
        blocks.StructBlock(
            [
                ("when", blocks.CharBlock(label=_("Thời gian"), max_length=60)),
                ("what", blocks.TextBlock(label=_("Việc"), max_length=500)),
            ]
        ),
        label=_("Các mốc"),
        min_num=1,
    )

    class Meta:
        icon = "history"
        label = _("Dòng thời gian")
        template = "components/blocks/timeline.html"
        preview_value = {
            "title": "Hai mươi tám năm",
            "moments": [
                {"when": "1998", "what": "Về trạm y tế xã."},
                {"when": "2022", "what": "Lịch tiêm theo con nước được công nhận là sáng kiến."},
            ],
        }
        description = _("Các mốc theo thứ tự thời gian")
