"""Closed sets of words, with the named sets of states that rules speak of. Logic never looks at a label."""

from __future__ import annotations

from typing import Final

from django.db import models
from django.utils.translation import gettext_lazy as _

HONOREE_CARDS: Final = "ton-vinh"
STORY_CARDS: Final = "guong-dien-hinh"
DECISION_CARDS: Final = "quyet-dinh"
"""Names of what has share cards (``portal.core.share_cards``): folders of files, parts of addresses."""


class SubjectKind(models.TextChoices):
    """Whom a recognition is for."""

    INDIVIDUAL = "individual", _("Cá nhân")
    COLLECTIVE = "collective", _("Tập thể")


class AwardSubject(models.TextChoices):
    """Whom an award may be given to."""

    INDIVIDUAL = "individual", _("Cá nhân")
    COLLECTIVE = "collective", _("Tập thể")
    BOTH = "both", _("Cá nhân và tập thể")

    def admits(self, kind: str) -> bool:
        """Return whether a subject of ``kind`` (a ``SubjectKind`` value) may receive the award."""
        return self.value in (kind, AwardSubject.BOTH.value)


class AwardCategory(models.TextChoices):
    """Danh hiệu and hình thức are separate things (DOMAIN 6, rule 1)."""

    TITLE = "title", _("Danh hiệu thi đua")
    FORM = "form", _("Hình thức khen thưởng")
    STATE_TITLE = "state_title", _("Danh hiệu vinh dự nhà nước")
    LOCAL = "local", _("Ghi nhận của địa phương, cơ sở")


class Level(models.TextChoices):
    """At which level an award is decided, lowest first."""

    BASE = "base", _("Cơ sở")
    COMMUNE = "commune", _("Xã, phường")
    UNION = "union", _("Công đoàn")
    DEPARTMENT = "department", _("Sở Y tế")
    PROVINCE = "province", _("Tỉnh")
    MINISTRY = "ministry", _("Bộ, ngành trung ương")
    STATE = "state", _("Nhà nước")


class MeritKind(models.TextChoices):
    """Loại hình khen thưởng."""

    ROUTINE = "routine", _("Công trạng")
    THEMATIC = "thematic", _("Chuyên đề, phong trào")
    SUDDEN = "sudden", _("Đột xuất")
    DEVOTION = "devotion", _("Cống hiến")
    SENIORITY = "seniority", _("Niên hạn")
    FOREIGN = "foreign", _("Đối ngoại")
    RESISTANCE = "resistance", _("Kháng chiến")


class UnitKind(models.TextChoices):
    DEPARTMENT = "department", _("Sở")
    OFFICE = "office", _("Phòng của Sở")
    HOSPITAL = "hospital", _("Bệnh viện")
    HEALTH_CENTRE = "health_centre", _("Trung tâm y tế")
    CENTRE = "centre", _("Trung tâm chuyên ngành")
    STATION = "station", _("Trạm y tế")
    WARD = "ward", _("Khoa, phòng")
    UNION = "union", _("Công đoàn")
    GOVERNMENT = "government", _("Ủy ban nhân dân")
    SCHOOL = "school", _("Trường")
    OTHER = "other", _("Đơn vị khác")


class BodyKind(models.TextChoices):
    """In which respect one unit stands above another, by date."""

    MANAGING = "managing", _("Cơ quan quản lý")
    PROFESSIONAL = "professional", _("Cơ quan chỉ đạo chuyên môn")


class UnitNameKind(models.TextChoices):
    OFFICIAL = "official", _("Tên chính thức")
    SHORT = "short", _("Tên viết tắt, tên gọi khác")


class Role(models.TextChoices):
    """What a person is in the life of a nomination (DOMAIN 5)."""

    FOCAL_POINT = "focal_point", _("Đầu mối của đơn vị")
    UNIT_HEAD = "unit_head", _("Thủ trưởng đơn vị")
    UNIT_DEPUTY = "unit_deputy", _("Phó thủ trưởng đơn vị")
    UNION = "union", _("Công đoàn")
    STANDING_BODY = "standing_body", _("Thường trực Hội đồng")
    CLEARANCE = "clearance", _("Cơ quan xác minh")
    COUNCIL_MEMBER = "council_member", _("Thành viên Hội đồng")
    COUNCIL_SECRETARY = "council_secretary", _("Thư ký Hội đồng")
    COUNCIL_CHAIR = "council_chair", _("Chủ tịch Hội đồng")
    LEADER = "leader", _("Lãnh đạo Sở")
    EDITOR = "editor", _("Biên tập viên")
    APPROVER = "approver", _("Người duyệt đăng")
    DATA_OFFICER = "data_officer", _("Phụ trách bảo vệ dữ liệu cá nhân")
    ADMINISTRATOR = "administrator", _("Quản trị")
    AUDITOR = "auditor", _("Kiểm tra, giám sát")


UNIT_ROLES: Final = frozenset({Role.FOCAL_POINT, Role.UNIT_HEAD, Role.UNIT_DEPUTY})
"""Roles that are held in one unit (and what stands under it), never in all."""

ADMIN_ROLES: Final = frozenset(set(Role) - UNIT_ROLES - {Role.UNION, Role.CLEARANCE, Role.COUNCIL_MEMBER})
"""Roles that work in the Wagtail admin."""

SECOND_FACTOR_ROLES: Final = frozenset(
    {Role.STANDING_BODY, Role.APPROVER, Role.ADMINISTRATOR, Role.DATA_OFFICER}
)
"""Roles for which production demands a one-time password at sign-in."""


class NominationState(models.TextChoices):
    """A1 to A10 of track A (DOMAIN 5) and the three ends that are never public. A0 is a ``Suggestion``, not yet a dossier."""

    DRAFT = "draft", _("Nháp")
    AWAITING_HEAD = "awaiting_head", _("Chờ thủ trưởng")
    CONFIRMED = "confirmed", _("Đơn vị xác nhận")
    RECEIVED = "received", _("Đã tiếp nhận")
    RETURNED = "returned", _("Trả bổ sung")
    APPRAISAL = "appraisal", _("Thẩm định")
    CLEARANCE = "clearance", _("Xác minh")
    PUBLIC_COMMENT = "public_comment", _("Công khai lấy ý kiến")
    COUNCIL = "council", _("Họp Hội đồng")
    SUBMITTED = "submitted", _("Trình quyết định")
    DECIDED = "decided", _("Có quyết định")
    NOT_MET = "not_met", _("Không đạt")
    WITHDRAWN = "withdrawn", _("Đã rút")
    OVERDUE = "overdue", _("Quá hạn")


EDITABLE_BY_UNIT: Final = frozenset({NominationState.DRAFT, NominationState.RETURNED})
AT_UNIT: Final = EDITABLE_BY_UNIT | {NominationState.AWAITING_HEAD}
AT_DEPARTMENT: Final = frozenset(
    {
        NominationState.CONFIRMED,
        NominationState.RECEIVED,
        NominationState.APPRAISAL,
        NominationState.CLEARANCE,
        NominationState.PUBLIC_COMMENT,
        NominationState.COUNCIL,
        NominationState.SUBMITTED,
    }
)
COUNTED_IN_QUOTA: Final = AT_DEPARTMENT | {
    NominationState.AWAITING_HEAD,
    NominationState.RETURNED,
    NominationState.DECIDED,
    NominationState.NOT_MET,
}
"""States in which a dossier takes one place of its unit's quota."""
ENDED: Final = frozenset(
    {NominationState.DECIDED, NominationState.NOT_MET, NominationState.WITHDRAWN, NominationState.OVERDUE}
)


class PublicationState(models.TextChoices):
    """A10 (recorded) to A17 of track A: the public life of a conferral."""

    RECORDED = "recorded", _("Đã ghi nhận")
    DRAFTED = "drafted", _("Đã soạn trang")
    CONSENT = "consent", _("Đang xin đồng ý")
    EDITING = "editing", _("Đang biên tập")
    PUBLISHED = "published", _("Đã công bố")
    CORRECTED = "corrected", _("Đã đính chính")
    HIDDEN = "hidden", _("Tạm ẩn, đã gỡ")
    CANCELLED = "cancelled", _("Đã hủy theo quyết định")


PUBLIC_STATES: Final = frozenset({PublicationState.PUBLISHED, PublicationState.CORRECTED})
UNPUBLISHED_STATES: Final = frozenset(
    {
        PublicationState.RECORDED,
        PublicationState.DRAFTED,
        PublicationState.CONSENT,
        PublicationState.EDITING,
    }
)


class Visibility(models.TextChoices):
    """What the public may see of a conferral or an honoree: the answer of the one gate."""

    PUBLIC = "public", _("Công khai")
    CANCELLED = "cancelled", _("Quyết định khen thưởng đã bị hủy bỏ")
    HIDDEN = "hidden", _("Không công khai")


class AuthorityCheck(models.TextChoices):
    """Whether the issuer of a decision may give the award, by the rules in force on its date."""

    ALLOWED = "allowed", _("Đúng thẩm quyền")
    HELD = "held", _("Cần kiểm tra thẩm quyền")
    RELEASED = "released", _("Đã kiểm tra, cho phép công bố")


class DecisionState(models.TextChoices):
    ENTERED = "entered", _("Chờ người thứ hai kiểm tra")
    VERIFIED = "verified", _("Đã kiểm tra")
    CANCELLED = "cancelled", _("Đã bị hủy bỏ")


class ConsentScope(models.TextChoices):
    PHOTO = "photo", _("Ảnh")
    BIOGRAPHY = "biography", _("Tiểu sử")
    WORDS = "words", _("Lời kể")


class ConsentRequestState(models.TextChoices):
    """Where a request for consent is; never stored, it follows from the times of the row."""

    WAITING = "waiting", _("Chờ trả lời")
    ANSWERED = "answered", _("Đã trả lời")
    SILENT = "silent", _("Hết hạn, không trả lời")
    RECALLED = "recalled", _("Đã thu hồi")


class InstrumentKind(models.TextChoices):
    LAW = "law", _("Luật")
    DECREE = "decree", _("Nghị định")
    CIRCULAR = "circular", _("Thông tư")
    DECISION = "decision", _("Quyết định")
    DIRECTIVE = "directive", _("Chỉ thị, nghị quyết")
    PLAN = "plan", _("Kế hoạch")
    REGULATION = "regulation", _("Quy chế")
    STANDARD = "standard", _("Tiêu chuẩn")


class RuleKind(models.TextChoices):
    PREREQUISITE = "prerequisite", _("Danh hiệu, hình thức phải có trước")
    RATIO = "ratio", _("Tỷ lệ trong tập thể")
    INITIATIVE = "initiative", _("Sáng kiến")
    RATING = "rating", _("Xếp loại")
    INTERVAL = "interval", _("Khoảng cách giữa hai lần")
    OTHER = "other", _("Điều kiện khác")


class StoryKind(models.TextChoices):
    GOOD_DEED = "good_deed", _("Người tốt, việc tốt")
    EXEMPLAR = "exemplar", _("Điển hình tiên tiến")
    NEW_FACTOR = "new_factor", _("Nhân tố mới")
    MODEL = "model", _("Mô hình, cách làm hay")


class StorySource(models.TextChoices):
    """Nguồn phát hiện (DOMAIN 3, row 62)."""

    LEADERSHIP = "leadership", _("Qua hoạt động chỉ đạo")
    FIELD = "field", _("Qua đi cơ sở")
    INSPECTION = "inspection", _("Qua kiểm tra, giám sát")
    MEDIA = "media", _("Qua cơ quan truyền thông")
    CONTEST = "contest", _("Qua bài thi viết")


class MergeState(models.TextChoices):
    OPEN = "open", _("Chờ xem xét")
    MERGED = "merged", _("Đã nhập làm một")
    DISMISSED = "dismissed", _("Là hai người, hai tập thể khác nhau")


class EvidenceState(models.TextChoices):
    RECEIVED = "received", _("Đã nhận")
    REMOVED = "removed", _("Đã gỡ")
    INFECTED = "infected", _("Có vi-rút, đã gỡ")


class ScanState(models.TextChoices):
    """What a scanner of viruses said of a file. ``none``: there was no scanner; ``waiting``: it did not answer."""

    NONE = "none", _("Chưa quét vi-rút")
    WAITING = "waiting", _("Chờ quét vi-rút")
    CLEAN = "clean", _("Đã quét vi-rút")
    INFECTED = "infected", _("Có vi-rút")


class ImportState(models.TextChoices):
    """The life of an uploaded list: read on trial, confirmed by a second person, imported."""

    CHECKING = "checking", _("Đang kiểm tra thử")
    CHECKED = "checked", _("Chờ người thứ hai xác nhận")
    IMPORTING = "importing", _("Đang nhập")
    IMPORTED = "imported", _("Đã nhập")
    FAILED = "failed", _("Không đọc được")
    WITHDRAWN = "withdrawn", _("Đã hủy")


class ClearanceAnswer(models.TextChoices):
    """What a body that was asked about a dossier said; ``SILENCE`` is written by the clock, never by a person."""

    WAITING = "waiting", _("Chưa trả lời")
    FINE = "fine", _("Không có ý kiến phản đối")
    OBJECTION = "objection", _("Có vấn đề")
    WORDS = "words", _("Ý kiến bằng lời")
    SILENCE = "silence", _("Không trả lời trong hạn")
    RECALLED = "recalled", _("Đã rút yêu cầu")


GIVEN_ANSWERS: Final = frozenset({ClearanceAnswer.FINE, ClearanceAnswer.OBJECTION, ClearanceAnswer.WORDS})
"""Answers that people give."""


class RecusalGround(models.TextChoices):
    """Why somebody takes no part in judging a dossier."""

    UNIT = "unit", _("Cùng đơn vị")
    AUTHOR = "author", _("Tự lập, gửi hoặc xác nhận hồ sơ")
    KIN = "kin", _("Có quan hệ thân thích")
    OTHER = "other", _("Có quyền lợi liên quan")


class RequestKind(models.TextChoices):
    """What somebody of the public asks."""

    LOOKUP = "lookup", _("Tra cứu người, tập thể chưa thấy trên trang")
    ERROR = "error", _("Báo sai sót")
    REMOVAL = "removal", _("Yêu cầu gỡ ảnh, tiểu sử, lời kể")


class RequestState(models.TextChoices):
    NEW = "new", _("Chờ trả lời")
    ANSWERED = "answered", _("Đã trả lời")
    DECLINED = "declined", _("Không giải quyết")


class ListState(models.TextChoices):
    """The life of a unit's list of names for an award that goes by list."""

    DRAFT = "draft", _("Nháp")
    AWAITING_HEAD = "awaiting_head", _("Chờ thủ trưởng")
    CONFIRMED = "confirmed", _("Đơn vị xác nhận")
    RECEIVED = "received", _("Đã tiếp nhận")
    RETURNED = "returned", _("Trả bổ sung")
    WITHDRAWN = "withdrawn", _("Đã rút")


LIST_EDITABLE: Final = frozenset({ListState.DRAFT, ListState.RETURNED})
LIST_FILED: Final = frozenset({ListState.AWAITING_HEAD, ListState.CONFIRMED, ListState.RECEIVED})


class ReminderKind(models.TextChoices):
    DEADLINE = "deadline", _("Sắp hết hạn")
    OVERDUE = "overdue", _("Quá hạn ở Sở")


class Finding(models.TextChoices):
    """What the explainer finds of a criterion. It never decides: a person gives the verdict."""

    MET = "met", _("Đạt")
    NOT_MET = "not_met", _("Chưa đạt")
    UNKNOWN = "unknown", _("Chưa rõ")


class Verdict(models.TextChoices):
    """What a person says of a criterion, and of the whole dossier."""

    MET = "met", _("Đạt")
    NOT_MET = "not_met", _("Không đạt")
    NOT_APPLICABLE = "na", _("Không áp dụng")


class AppraisalState(models.TextChoices):
    OPEN = "open", _("Đang thẩm định")
    SIGNED = "signed", _("Đã ký")


class RuleChangeState(models.TextChoices):
    PROPOSED = "proposed", _("Chờ người thứ hai duyệt")
    APPROVED = "approved", _("Đã duyệt")
    REFUSED = "refused", _("Không duyệt")
    WITHDRAWN = "withdrawn", _("Đã rút")


class ScoreSheetState(models.TextChoices):
    DRAFT = "draft", _("Đang soạn")
    IN_USE = "in_use", _("Đang dùng")
    ENDED = "ended", _("Thôi dùng")


class PositionGroup(models.TextChoices):
    """Whether a person leads: criteria differ (DOMAIN 3, row 47)."""

    LEADER = "leader", _("Giữ chức vụ lãnh đạo, quản lý")
    STAFF = "staff", _("Không giữ chức vụ lãnh đạo, quản lý")


class Rating(models.TextChoices):
    """The yearly rating, lowest first."""

    NOT_DONE = "not_done", _("Không hoàn thành nhiệm vụ")
    DONE = "done", _("Hoàn thành nhiệm vụ")
    GOOD = "good", _("Hoàn thành tốt nhiệm vụ")
    EXCELLENT = "excellent", _("Hoàn thành xuất sắc nhiệm vụ")


class NoticePlace(models.TextChoices):
    """Where a notice leads its reader."""

    UNIT = "unit", _("Đơn vị")
    DESK = "desk", _("Sở Y tế")
    CLEARANCE = "clearance", _("Cơ quan được hỏi")


class SuggestionState(models.TextChoices):
    """What became of a suggestion of the public."""

    NEW = "new", _("Chờ xem xét")
    ACCEPTED = "accepted", _("Đã lập hồ sơ")
    DECLINED = "declined", _("Không lập hồ sơ")


class PackageState(models.TextChoices):
    """The life of a unit's package: put together, printed and signed on paper, confirmed with that paper."""

    DRAFT = "draft", _("Đang soạn")
    PAPERS = "papers", _("Chờ bản ký, đóng dấu")
    CONFIRMED = "confirmed", _("Thủ trưởng đã xác nhận")
    DISCARDED = "discarded", _("Đã bỏ")


OPEN_PACKAGES: Final = frozenset({PackageState.DRAFT, PackageState.PAPERS})
ABOVE_DEPARTMENT: Final = frozenset({Level.PROVINCE, Level.MINISTRY, Level.STATE})
"""Levels whose awards are sent above the Sở: a click is never the only confirmation of such a dossier."""


class InvitationState(models.TextChoices):
    """Where an invitation to an account is; never stored, it follows from the times of the row."""

    WAITING = "waiting", _("Chờ đặt mật khẩu")
    USED = "used", _("Đã đặt mật khẩu")
    EXPIRED = "expired", _("Hết hạn, chưa dùng")
    RECALLED = "recalled", _("Đã thu hồi")
