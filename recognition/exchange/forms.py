"""The workbook people fill in for a decision, and the workbook that tells what became of each line."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from django.utils.translation import gettext as _
from openpyxl import Workbook

from portal.core.tables import add_sheet, to_bytes, write_xlsx
from recognition.models import Award


def decision_template() -> bytes:
    """Return a workbook with the header words, two sample lines to be replaced, and a sheet of explanations."""
    workbook = Workbook(write_only=True)
    add_sheet(
        workbook,
        "Danh sách",
        (
            "STT",
            "Họ và tên, tên tập thể",
            "Năm sinh",
            "Chức vụ",
            "Đơn vị",
            "Danh hiệu, hình thức",
            "Năm thành tích",
            "Ghi chú",
        ),
        (
            (
                1,
                "ThS.BS Nguyễn Văn Mẫu",
                "",
                "Trưởng khoa",
                "Bệnh viện Đa khoa tỉnh",
                "Lao động tiên tiến",
                2024,
                "(dòng mẫu: xóa đi)",
            ),
            (
                2,
                "Khoa Nội",
                "",
                "",
                "Bệnh viện Đa khoa tỉnh",
                "Tập thể Lao động tiên tiến",
                2024,
                "(dòng mẫu: xóa đi)",
            ),
        ),
    )
    add_sheet(
        workbook,
        "Hướng dẫn",
        ("Cột", "Cách ghi"),
        (
            (
                "Họ và tên, tên tập thể",
                "Bắt buộc. Học hàm, học vị, chức danh ghi trước tên: ThS.BS, TTƯT, BSCKII, ĐD.",
            ),
            ("Năm sinh", "Không bắt buộc. Chỉ dùng để tránh nhầm người trùng tên, không bao giờ công khai."),
            (
                "Đơn vị",
                "Ghi tên hiện nay, tên cũ hoặc tên viết tắt. Đơn vị nhỏ ghi trước: Khoa Nội, Bệnh viện Đa khoa tỉnh.",
            ),
            ("Danh hiệu, hình thức", "Tên đầy đủ hoặc viết tắt. Mỗi danh hiệu của một người ghi một dòng."),
            (
                "Năm thành tích",
                "Ghi 2024, 2023-2024 hoặc giai đoạn 2021-2025. Năm thành tích có thể khác năm ban hành quyết định.",
            ),
            ("Ghi chú", "Ghi “Truy tặng” nếu truy tặng."),
            (
                "Chung",
                "Thứ tự cột tùy ý. Có thể chia phần I. TẬP THỂ, II. CÁ NHÂN hoặc chia thành nhiều trang tính. Không dùng công thức, macro, mật khẩu.",
            ),
        ),
    )
    add_sheet(
        workbook,
        "Mã danh hiệu",
        ("Mã danh hiệu", "Danh hiệu, hình thức", "Dành cho"),
        (
            (award.code, award.name, award.get_subject_display())
            for award in Award.objects.order_by("-rank", "code")
        ),
    )
    return to_bytes(workbook)


def outcome_table(rows: Sequence[Mapping[str, Any]]) -> bytes:
    """Return the rows of a report (as in its JSON) as a workbook."""
    return write_xlsx(
        _("Kết quả"),
        (
            _("Trang tính"), _("Dòng"), _("Cột"), _("Kết quả"), _("Họ và tên, tên tập thể"), _("Đơn vị"), _("Danh hiệu"),
            _("Lý do, lưu ý"), _("Mã lý do"),
        ),
        (
            (
                row["sheet"],
                row["row"],
                row["column"],
                outcome_label(row),
                row["name"],
                row["unit"],
                row["award"],
                " ".join([row["text"], *(note["text"] for note in row["notes"])]).strip(),
                row["reason"],
            )
            for row in rows
        ),
    )  # fmt: skip


def outcome_label(row: Mapping[str, Any]) -> str:
    """Return in words what became of a line."""
    if row["outcome"] == "refused":
        return _("Từ chối")
    if row["outcome"] == "matched":
        return _("Nhận, có thể trùng người đã có")
    if row["change"] == "none":
        return _("Đã có, không đổi")
    return _("Nhận, cần kiểm tra thẩm quyền") if row["held"] else _("Nhận")
