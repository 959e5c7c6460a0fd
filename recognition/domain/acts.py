"""The acts of the record in words, and which of them the unit of a dossier reads.

Every act that is recorded has words here, for the desk's history and the unit's alike; a test walks the source for it.
"""

from __future__ import annotations

from typing import Final

from django.db import models
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from recognition.domain.lifecycle import NOMINATION_MOVES, PUBLICATION_MOVES
from recognition.domain.lists import LIST_MOVES
from recognition.domain.roles import FOR_THE_HEAD
from recognition.enums import (
    UNIT_ROLES,
    AuthorityCheck,
    ConsentScope,
    DecisionState,
    ImportState,
    ListState,
    NominationState,
    PackageState,
    PublicationState,
    RequestKind,
    RequestState,
    Role,
    RuleChangeState,
    ScoreSheetState,
    SuggestionState,
)
from recognition.models import Event

ACTS: Final[dict[str, str | Promise]] = {
    **{move.name: move.label for move in (*NOMINATION_MOVES, *PUBLICATION_MOVES)},
    "start": gettext_lazy("Lập hồ sơ"),
    "save": gettext_lazy("Lưu nội dung"),
    "copy": gettext_lazy("Chép nội dung từ hồ sơ trước"),
    "attach": gettext_lazy("Thêm tệp minh chứng"),
    "detach": gettext_lazy("Xóa tệp minh chứng"),
    "scan": gettext_lazy("Quét vi-rút tệp minh chứng"),
    "download": gettext_lazy("Tải tệp về"),
    "preview": gettext_lazy("Xem tệp"),
    "reopen": gettext_lazy("Mở lại hồ sơ quá hạn theo phép gửi muộn"),
    "select": gettext_lazy("Chọn gửi lên từ đợt xét cấp cơ sở"),
    "unselect": gettext_lazy("Đưa về đợt xét cấp cơ sở"),
    "keep_at_unit": gettext_lazy("Giữ lại ở đơn vị, không gửi lên"),
    "state_criterion": gettext_lazy("Khai điều kiện"),
    "score_own": gettext_lazy("Tự chấm điểm"),
    "score": gettext_lazy("Chấm điểm thẩm định"),
    "open_appraisal": gettext_lazy("Mở phiếu thẩm định"),
    "give_verdicts": gettext_lazy("Cho ý kiến thẩm định"),
    "sign_appraisal": gettext_lazy("Ký phiếu thẩm định"),
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
    "receive_request": gettext_lazy("Nhận yêu cầu của công chúng"),
    "answered_request": gettext_lazy("Trả lời yêu cầu"),
    "declined_request": gettext_lazy("Không giải quyết yêu cầu"),
    "erase_request": gettext_lazy("Xóa thông tin người gửi"),
    "open": gettext_lazy("Mở đợt xét"),
    "back_to_draft": gettext_lazy("Đưa về soạn thảo"),
    "extend": gettext_lazy("Gia hạn"),
    "grant_exception": gettext_lazy("Cho phép gửi muộn"),
    "withdraw_exception": gettext_lazy("Thu hồi việc cho phép gửi muộn"),
    "allot": gettext_lazy("Nhập bảng phân bổ"),
    "add": gettext_lazy("Thêm người vào danh sách"),
    "change_line": gettext_lazy("Sửa một dòng"),
    "remove": gettext_lazy("Bỏ dòng khỏi danh sách"),
    "gather": gettext_lazy("Nhận tên từ danh sách của khoa, phòng, trạm"),
    "enter": gettext_lazy("Nhập"),
    "change": gettext_lazy("Sửa"),
    "attach_round": gettext_lazy("Gắn đợt xét"),
    "detach_round": gettext_lazy("Bỏ gắn đợt xét"),
    "attach_decision": gettext_lazy("Gắn kết quả khen thưởng"),
    "detach_decision": gettext_lazy("Bỏ gắn kết quả khen thưởng"),
    "attach_story": gettext_lazy("Gắn gương điển hình"),
    "detach_story": gettext_lazy("Bỏ gắn gương điển hình"),
    "verify": gettext_lazy("Kiểm tra, xác minh"),
    "rename": gettext_lazy("Đổi tên"),
    "move": gettext_lazy("Chuyển đơn vị cấp trên"),
    "name": gettext_lazy("Thêm tên"),
    "confer": gettext_lazy("Nhập người, tập thể được khen"),
    "link_dossier": gettext_lazy("Gắn dòng của quyết định với hồ sơ"),
    "release": gettext_lazy("Cho phép công bố sau khi kiểm tra thẩm quyền"),
    "check_public_copy": gettext_lazy("Kiểm tra bản công bố"),
    "block_public_copy": gettext_lazy("Khóa bản công bố"),
    "schedule_publication": gettext_lazy("Hẹn giờ công bố"),
    "withdraw_schedule": gettext_lazy("Bỏ hẹn giờ công bố"),
    "publish_scheduled": gettext_lazy("Công bố theo giờ hẹn"),
    "erase": gettext_lazy("Xóa vĩnh viễn theo yêu cầu"),
    "keep_files": gettext_lazy("Lưu tệp"),
    "merge": gettext_lazy("Nhập làm một"),
    "dismiss_merge": gettext_lazy("Xác định là hai người, hai tập thể khác nhau"),
    "record_consent": gettext_lazy("Ghi nhận đồng ý công bố"),
    "withdraw_consent": gettext_lazy("Ghi nhận việc rút đồng ý"),
    "recall_consent_request": gettext_lazy("Thu hồi lời xin đồng ý công bố"),
    "answer_consent": gettext_lazy("Trả lời lời xin đồng ý công bố"),
    "describe": gettext_lazy("Sửa tên gọi, lĩnh vực"),
    "load_catalogue": gettext_lazy("Cập nhật từ tệp danh mục"),
    "grant_role": gettext_lazy("Giao vai trò"),
    "withdraw_role": gettext_lazy("Thu hồi vai trò"),
    "open_account": gettext_lazy("Mở tài khoản"),
    "change_account": gettext_lazy("Sửa tài khoản"),
    "close_account": gettext_lazy("Khóa tài khoản"),
    "reopen_account": gettext_lazy("Mở lại tài khoản"),
    "invite": gettext_lazy("Cấp đường dẫn mời vào tài khoản"),
    "reset_password": gettext_lazy("Cấp đường dẫn đặt lại mật khẩu"),
    "set_password": gettext_lazy("Đặt mật khẩu bằng đường dẫn"),
    "change_password": gettext_lazy("Đổi mật khẩu"),
    "give_delegation": gettext_lazy("Ủy quyền ký thay"),
    "end_delegation": gettext_lazy("Kết thúc ủy quyền ký thay"),
    "submit_page": gettext_lazy("Gửi bài chờ duyệt đăng"),
    "approve_page": gettext_lazy("Duyệt đăng bài"),
    "return_page": gettext_lazy("Trả lại bài"),
    "recall_page": gettext_lazy("Rút bài khỏi bước duyệt"),
    "hand_over": gettext_lazy("Bàn giao cho người phụ trách mới"),
    "hand_over_claim": gettext_lazy("Bàn giao người phụ trách ở Sở"),
    "take_over": gettext_lazy("Nhận bàn giao việc đang mở"),
    "set_up_second_factor": gettext_lazy("Cài đặt xác thực hai bước"),
    "renew_recovery_codes": gettext_lazy("Lấy mã dự phòng mới"),
    "use_recovery_code": gettext_lazy("Dùng một mã dự phòng"),
    "reset_second_factor": gettext_lazy("Xóa xác thực hai bước để cài lại"),
    "export": gettext_lazy("Xuất dữ liệu"),
    "upload": gettext_lazy("Tải danh sách lên"),
    "resume": gettext_lazy("Chạy lại việc nhập danh sách"),
    "settle": gettext_lazy("Máy chủ đọc, nhập danh sách"),
    "propose_rule": gettext_lazy("Đề nghị thay đổi điều kiện"),
    "approve_rule": gettext_lazy("Duyệt thay đổi điều kiện"),
    "refuse_rule": gettext_lazy("Không duyệt thay đổi điều kiện"),
    "withdraw_rule": gettext_lazy("Rút đề nghị thay đổi điều kiện"),
    "end_rule": gettext_lazy("Hết áp dụng theo thay đổi đã duyệt"),
    "adopt_score_sheet": gettext_lazy("Duyệt bảng điểm"),
    "carry_score_sheet": gettext_lazy("Gắn bảng điểm vào đợt xét"),
}

OF_KIND: Final[dict[str, dict[str, str | Promise]]] = {
    "recognition.nomineelist": {
        **{move.name: move.label for move in LIST_MOVES},
        "start": gettext_lazy("Lập danh sách"),
        "describe": gettext_lazy("Sửa thông tin chung"),
    },
    "recognition.package": {"scan": gettext_lazy("Quét vi-rút bản ký, đóng dấu")},
    "recognition.importfile": {
        "confirm": gettext_lazy("Xác nhận danh sách đã tải lên"),
        "withdraw": gettext_lazy("Rút danh sách đã tải lên"),
    },
}
"""Acts that are called otherwise where they are done to rows of another kind."""

UNIT_READS: Final = frozenset(
    {
        *(move.name for move in NOMINATION_MOVES),
        "start",
        "save",
        "copy",
        "attach",
        "detach",
        "scan",
        "state_criterion",
        "score_own",
        "select",
        "unselect",
        "keep_at_unit",
        "reopen",
        "message",
        "hand_over",
    }
)
"""Acts of a dossier in its unit's history: its own, and the steps of the dossier. What is not named here is the desk's
among itself (who judged it and how, who answered clearance, who stood back) or the auditor's (who read a file).
"""

NAMED_TO_UNIT: Final = frozenset({"receive", "message"})
"""Acts of the desk under which the unit reads a name: who took the dossier in and who writes to it. Of all others it reads
in what role they were done, so that nobody is asked for or leaned on while a dossier is judged.
"""

TOLD_REASONS: Final = frozenset(
    {"send_back", "return_", "withdraw", "fail", "scan", "keep_at_unit", "unselect", "reopen"}
)
"""Acts whose reason the unit may read; what a clearance body answers is for the desk alone."""

_STATES: Final[dict[str, tuple[type[models.TextChoices], ...]]] = {
    "recognition.nomination": (NominationState,),
    "recognition.nomineelist": (ListState,),
    "recognition.package": (PackageState,),
    "recognition.conferral": (PublicationState,),
    "recognition.decision": (DecisionState, AuthorityCheck),
    "recognition.rulechange": (RuleChangeState,),
    "recognition.scoresheet": (ScoreSheetState,),
    "recognition.suggestion": (SuggestionState,),
    "recognition.publicrequest": (RequestState, RequestKind),
    "recognition.importfile": (ImportState,),
    "recognition.honoree": (ConsentScope,),
    "core.user": (Role,),
}
_ROLES: Final = {role.value: role.label for role in Role}


def label(act: str, kind: str = "") -> str:
    """Return the words for an act done to a row of that kind (``Event.subject_kind``); its code where there are none."""
    return str(OF_KIND.get(kind, {}).get(act) or ACTS.get(act, act))


def state_label(state: str, kind: str) -> str:
    """Return the words for a state of a row of that kind; its code where there are none."""
    for words in _STATES.get(kind, ()):
        if state in words.values:
            return str(words(state).label)
    return state


def role_label(role: str) -> str:
    """Return the words for the role in which somebody acted."""
    others = {
        "operator": _("Người vận hành máy chủ"),
        "clock": _("Đồng hồ máy chủ"),
        "public": _("Người gợi ý"),
        "page": _("Trang được gỡ"),
        "invited": _("Người được mời"),
        FOR_THE_HEAD: _("KT. Thủ trưởng đơn vị"),
    }
    return str(_ROLES.get(role, others.get(role, role)))


def who_for_unit(event: Event) -> str:
    """Return who did it as the unit reads it: people of units by name, people of the desk by their role."""
    named = event.actor is not None and (
        event.role in {*UNIT_ROLES, FOR_THE_HEAD} or event.act in NAMED_TO_UNIT
    )
    words = [str(event.actor) if named else "", role_label(event.role)]
    return " – ".join(filter(None, words)) or _("Hệ thống")
