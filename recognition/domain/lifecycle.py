"""The life of a nomination and the public life of a conferral, as tables.

Buttons, permission checks, the documentation's diagrams and the tests all read these tables (DOMAIN 5, track A).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from recognition.enums import NominationState as N
from recognition.enums import PublicationState as P
from recognition.enums import Role


@dataclass(frozen=True, slots=True)
class Move:
    """One move. ``roles`` empty means that only the clock or the system makes it."""

    name: str
    sources: frozenset[str]
    target: str
    roles: frozenset[Role]
    label: str | Promise
    needs_reason: bool = False

    def starts_from(self, state: str) -> bool:
        return state in self.sources


def _move(
    name: str,
    sources: Sequence[str],
    target: str,
    roles: Sequence[Role],
    label: str | Promise,
    *,
    needs_reason: bool = False,
) -> Move:
    return Move(name, frozenset(sources), target, frozenset(roles), label, needs_reason)


_DESK = (Role.STANDING_BODY,)

NOMINATION_MOVES: Final[tuple[Move, ...]] = (
    _move("file", [N.DRAFT, N.RETURNED], N.AWAITING_HEAD, [Role.FOCAL_POINT], _("Gửi thủ trưởng xác nhận")),
    _move(
        "send_back",
        [N.AWAITING_HEAD],
        N.DRAFT,
        [Role.UNIT_HEAD],
        _("Trả lại cho đầu mối sửa"),
        needs_reason=True,
    ),
    _move("confirm", [N.AWAITING_HEAD], N.CONFIRMED, [Role.UNIT_HEAD], _("Xác nhận và gửi Sở Y tế")),
    _move("receive", [N.CONFIRMED], N.RECEIVED, _DESK, _("Tiếp nhận hồ sơ")),
    _move(
        "return_",
        [N.CONFIRMED, N.RECEIVED, N.APPRAISAL],
        N.RETURNED,
        _DESK,
        _("Trả bổ sung"),
        needs_reason=True,
    ),
    _move("appraise", [N.RECEIVED], N.APPRAISAL, _DESK, _("Thẩm định")),
    _move("ask_clearance", [N.APPRAISAL], N.CLEARANCE, _DESK, _("Gửi xác minh")),
    _move("clear", [N.CLEARANCE], N.APPRAISAL, [], _("Đã có đủ trả lời xác minh, hoặc hết hạn trả lời")),
    _move("open_comment", [N.APPRAISAL], N.PUBLIC_COMMENT, [Role.COUNCIL_SECRETARY], _("Mở lấy ý kiến")),
    _move("close_comment", [N.PUBLIC_COMMENT], N.APPRAISAL, [], _("Hết hạn lấy ý kiến")),
    _move("to_council", [N.APPRAISAL], N.COUNCIL, _DESK, _("Đưa ra Hội đồng")),
    _move(
        "record_council", [N.COUNCIL], N.SUBMITTED, _DESK, _("Ghi kết quả Hội đồng: đạt, trình quyết định")
    ),
    _move("decide", [N.SUBMITTED], N.DECIDED, _DESK, _("Gắn với quyết định khen thưởng")),
    _move(
        "fail",
        [N.RECEIVED, N.APPRAISAL, N.COUNCIL, N.SUBMITTED],
        N.NOT_MET,
        _DESK,
        _("Không đạt"),
        needs_reason=True,
    ),
    _move(
        "withdraw",
        [N.DRAFT, N.RETURNED, N.AWAITING_HEAD, N.CONFIRMED, N.RECEIVED, N.APPRAISAL],
        N.WITHDRAWN,
        [Role.FOCAL_POINT],
        _("Rút hồ sơ"),
        needs_reason=True,
    ),
    _move("expire", [N.DRAFT, N.AWAITING_HEAD, N.RETURNED], N.OVERDUE, [], _("Quá hạn")),
)

PUBLICATION_MOVES: Final[tuple[Move, ...]] = (
    _move("draft_page", [P.RECORDED], P.DRAFTED, [Role.STANDING_BODY, Role.EDITOR], _("Soạn trang")),
    _move("ask_consent", [P.DRAFTED], P.CONSENT, [Role.EDITOR], _("Xin đồng ý công bố")),
    _move("edit", [P.DRAFTED, P.CONSENT], P.EDITING, [Role.EDITOR], _("Biên tập")),
    _move(
        "publish",
        [P.RECORDED, P.DRAFTED, P.CONSENT, P.EDITING],
        P.PUBLISHED,
        [Role.APPROVER],
        _("Công bố"),
    ),
    _move(
        "correct",
        [P.PUBLISHED, P.CORRECTED],
        P.CORRECTED,
        [Role.APPROVER],
        _("Đính chính"),
        needs_reason=True,
    ),
    _move(
        "hide",
        [P.PUBLISHED, P.CORRECTED],
        P.HIDDEN,
        [Role.DATA_OFFICER],
        _("Tạm ẩn, gỡ theo yêu cầu"),
        needs_reason=True,
    ),
    _move("show_again", [P.HIDDEN], P.PUBLISHED, [Role.DATA_OFFICER], _("Công bố lại"), needs_reason=True),
    _move(
        "cancel",
        [P.RECORDED, P.DRAFTED, P.CONSENT, P.EDITING, P.PUBLISHED, P.CORRECTED, P.HIDDEN],
        P.CANCELLED,
        [Role.STANDING_BODY],
        _("Hủy theo quyết định"),
        needs_reason=True,
    ),
)


def find(table: Sequence[Move], name: str) -> Move:
    """Return the move of that name. Raises ``KeyError`` for a name the table does not have."""
    for move in table:
        if move.name == name:
            return move
    raise KeyError(name)


def moves_from(table: Sequence[Move], state: str) -> tuple[Move, ...]:
    """Return the moves that start from ``state``, in the order of the table."""
    return tuple(move for move in table if move.starts_from(state))
