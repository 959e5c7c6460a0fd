"""The record of acts on a row, in words."""

from __future__ import annotations

from typing import Any, Final

from django.db import models
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from recognition.domain import events
from recognition.domain.lifecycle import NOMINATION_MOVES, PUBLICATION_MOVES
from recognition.enums import (
    DecisionState,
    NominationState,
    PublicationState,
    Role,
    RuleChangeState,
    ScoreSheetState,
)
from recognition.models import Event

ACTS: Final[dict[str, str | Promise]] = {
    **{move.name: move.label for move in (*NOMINATION_MOVES, *PUBLICATION_MOVES)},
    "start": gettext_lazy("Lập hồ sơ"),
    "suggest": gettext_lazy("Gợi ý"),
    "start_package": gettext_lazy("Lập bộ hồ sơ"),
    "describe_package": gettext_lazy("Sửa bộ hồ sơ"),
    "finish_package": gettext_lazy("Chuyển sang in và ký"),
    "reopen_package": gettext_lazy("Mở lại để sửa"),
    "confirm_package": gettext_lazy("Xác nhận cả bộ hồ sơ"),
    "discard_package": gettext_lazy("Bỏ bộ hồ sơ"),
    "keep_paper": gettext_lazy("Tải bản ký, đóng dấu lên"),
    "print_package": gettext_lazy("Lấy giấy tờ để in"),
    "receive_suggestion": gettext_lazy("Nhận gợi ý"),
    "pass_on_suggestion": gettext_lazy("Chuyển cho đơn vị"),
    "accepted_suggestion": gettext_lazy("Lập hồ sơ từ gợi ý"),
    "declined_suggestion": gettext_lazy("Không lập hồ sơ"),
    "erase_suggestion": gettext_lazy("Xóa thông tin người gửi"),
    "save": gettext_lazy("Lưu báo cáo"),
    "attach": gettext_lazy("Thêm minh chứng"),
    "detach": gettext_lazy("Gỡ minh chứng"),
    "claim": gettext_lazy("Nhận xử lý"),
    "assign": gettext_lazy("Giao người phụ trách"),
    "release_claim": gettext_lazy("Thôi phụ trách"),
    "note": gettext_lazy("Ghi chú nội bộ"),
    "message": gettext_lazy("Nhắn tin"),
    "recuse": gettext_lazy("Ghi nhận không tham gia xét"),
    "lift_recusal": gettext_lazy("Cho tham gia xét trở lại"),
    "set_workplace": gettext_lazy("Khai nơi công tác"),
    "declare_kin": gettext_lazy("Khai quan hệ thân thích"),
    "end_kin": gettext_lazy("Rút lời khai quan hệ thân thích"),
    "ask_more_clearance": gettext_lazy("Gửi xác minh thêm"),
    "answer_clearance": gettext_lazy("Trả lời xác minh"),
    "recall_clearance": gettext_lazy("Rút yêu cầu xác minh"),
    "clearance_silence": gettext_lazy("Hết hạn, không trả lời xác minh"),
    "enter": gettext_lazy("Nhập"),
    "change": gettext_lazy("Sửa"),
    "verify": gettext_lazy("Kiểm tra, xác minh"),
    "rename": gettext_lazy("Đổi tên"),
    "move": gettext_lazy("Chuyển đơn vị cấp trên"),
    "name": gettext_lazy("Thêm tên"),
    "confer": gettext_lazy("Nhập người, tập thể được khen"),
    "release": gettext_lazy("Cho phép công bố sau khi kiểm tra thẩm quyền"),
    "check_public_copy": gettext_lazy("Kiểm tra bản công bố"),
    "block_public_copy": gettext_lazy("Khóa bản công bố"),
    "erase": gettext_lazy("Xóa vĩnh viễn theo yêu cầu"),
    "keep_files": gettext_lazy("Lưu tệp"),
    "merge": gettext_lazy("Nhập làm một"),
    "dismiss_merge": gettext_lazy("Xác định là hai người, hai tập thể khác nhau"),
    "record_consent": gettext_lazy("Ghi nhận đồng ý công bố"),
    "withdraw_consent": gettext_lazy("Ghi nhận việc rút đồng ý"),
    "describe": gettext_lazy("Sửa tên gọi, lĩnh vực"),
    "load_catalogue": gettext_lazy("Cập nhật từ tệp danh mục"),
    "grant_role": gettext_lazy("Giao vai trò"),
    "withdraw_role": gettext_lazy("Thu hồi vai trò"),
    "open_account": gettext_lazy("Mở tài khoản"),
    "change_account": gettext_lazy("Sửa tài khoản"),
    "export": gettext_lazy("Xuất dữ liệu"),
    "state_criterion": gettext_lazy("Khai điều kiện"),
    "score_own": gettext_lazy("Tự chấm điểm"),
    "score": gettext_lazy("Chấm điểm thẩm định"),
    "open_appraisal": gettext_lazy("Mở phiếu thẩm định"),
    "give_verdicts": gettext_lazy("Cho ý kiến thẩm định"),
    "sign_appraisal": gettext_lazy("Ký phiếu thẩm định"),
    "propose_rule": gettext_lazy("Đề nghị thay đổi điều kiện"),
    "approve_rule": gettext_lazy("Duyệt thay đổi điều kiện"),
    "refuse_rule": gettext_lazy("Không duyệt thay đổi điều kiện"),
    "withdraw_rule": gettext_lazy("Rút đề nghị thay đổi điều kiện"),
    "end_rule": gettext_lazy("Hết áp dụng theo thay đổi đã duyệt"),
    "adopt_score_sheet": gettext_lazy("Duyệt bảng điểm"),
    "carry_score_sheet": gettext_lazy("Gắn bảng điểm vào đợt xét"),
}

_STATES: Final = {
    str(choice.value): choice.label
    for words in (NominationState, PublicationState, DecisionState, RuleChangeState, ScoreSheetState)
    for choice in words
}
_ROLES: Final = {role.value: role.label for role in Role}


def act_label(act: str) -> str:
    """Return the words for an act; its code where there are none."""
    return str(ACTS.get(act, act))


def role_label(role: str) -> str:
    """Return the words for the role in which somebody acted."""
    others = {
        "operator": _("Người vận hành máy chủ"),
        "clock": _("Đồng hồ máy chủ"),
        "public": _("Người gợi ý"),
        "page": _("Trang được gỡ"),
    }
    return str(_ROLES.get(role, others.get(role, role)))


def line(event: Event) -> dict[str, Any]:
    """Return one event as a line of a history: when, what, who, as what, from where to where, why."""
    payload = getattr(event, "payload", None)
    between = [str(_STATES.get(state, state)) for state in (event.source, event.target) if state]
    return {
        "at": event.at,
        "act": act_label(event.act),
        "actor": str(event.actor) if event.actor else role_label(event.role) or _("Hệ thống"),
        "role": role_label(event.role),
        "states": " → ".join(between),
        "reason": payload.reason if payload else _("(nội dung đã được xóa theo quy định)"),
    }


def of(row: models.Model) -> list[dict[str, Any]]:
    """Return the history of a row, the latest first."""
    return [line(event) for event in reversed(events.history(row))]
