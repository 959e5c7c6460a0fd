"""Screens of decisions and of what they confer: entered by one, verified by another, published page by page."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail.admin.widgets import AdminAutoHeightTextInput

from portal.core import private_files
from recognition.desk import choosers
from recognition.desk.acts import Act, ActForm, ReasonForm
from recognition.desk.catalogue import where
from recognition.desk.fields import field_for
from recognition.desk.files import DECISION_COPY, DECISION_ORIGINAL
from recognition.desk.policies import held
from recognition.desk.publishing import (
    ScheduleForm,
    VerifyForm,
    beside,
    open_schedule,
    results,
    schedules_of,
    withdraw,
)
from recognition.desk.viewsets import SECTION_ROWS, DeskViewSet, Section, column, shown
from recognition.domain import conferrals, papers, publication
from recognition.enums import (
    PUBLIC_STATES,
    AuthorityCheck,
    DecisionState,
    MeritKind,
    PublicationState,
    Role,
    SubjectKind,
)
from recognition.models import Award, Conferral, Decision, Honoree, HonoreePage, Unit


class DecisionForm(forms.ModelForm):  # type: ignore[type-arg]
    """The facts of a paper and its two files."""

    original = forms.FileField(
        label=gettext_lazy("Bản gốc (không công khai)"),
        required=False,
        help_text=gettext_lazy("Chỉ thường trực Hội đồng và người kiểm tra, giám sát đọc được."),
    )
    public_copy = forms.FileField(
        label=gettext_lazy("Bản công bố"),
        required=False,
        help_text=gettext_lazy(
            "Bản đã che năm sinh, số tiền, địa chỉ. Chỉ hiện ra sau khi người thứ hai kiểm tra."
        ),
    )

    class Meta:
        model = Decision
        fields = ("office", "number", "dated", "year", "title", "title_en", "signer", "signing_capacity")
        formfield_callback = field_for

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if cleaned.get("dated") and cleaned.get("year") and cleaned["dated"].year != cleaned["year"]:
            self.add_error("year", _("Năm không khớp với ngày ban hành."))
        return cleaned

    def _get_validation_exclusions(self) -> set[str]:
        # The number's uniqueness depends on a key the domain derives; it answers in words.
        return {*super()._get_validation_exclusions(), "number_key"}  # type: ignore[misc]


class DecisionEditForm(DecisionForm):
    class Meta(DecisionForm.Meta):
        fields = tuple(name for name in DecisionForm.Meta.fields if name != "office")  # type: ignore[assignment]

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        if self.instance.state != DecisionState.ENTERED:
            for name in papers.FACTS:
                if name not in papers.ALWAYS:
                    self.fields[name].disabled = True


class ConferForm(ActForm):
    """One line of the decision's list."""

    award = forms.ModelChoiceField(
        label=gettext_lazy("Danh hiệu, hình thức"), queryset=Award.objects.order_by("rank")
    )
    kind = forms.ChoiceField(label=gettext_lazy("Đối tượng"), choices=SubjectKind.choices)
    full_name = forms.CharField(label=gettext_lazy("Họ và tên, tên tập thể"), max_length=255)
    titles = forms.CharField(
        label=gettext_lazy("Học hàm, học vị, chức danh khi đó"), max_length=120, required=False
    )
    position = forms.CharField(label=gettext_lazy("Chức vụ khi đó"), max_length=255, required=False)
    unit = forms.ModelChoiceField(label=gettext_lazy("Đơn vị"), queryset=Unit.objects.all(), required=False)
    unit_name = forms.CharField(
        label=gettext_lazy("Tên đơn vị ghi trong quyết định"),
        max_length=255,
        required=False,
        help_text=gettext_lazy("Để trống thì lấy tên hiện nay của đơn vị đã chọn."),
    )
    merit_from = forms.IntegerField(
        label=gettext_lazy("Thành tích từ năm"), min_value=1945, max_value=2100, required=False
    )
    merit_until = forms.IntegerField(
        label=gettext_lazy("Thành tích đến năm"), min_value=1945, max_value=2100, required=False
    )
    merit_kind = forms.ChoiceField(label=gettext_lazy("Loại hình"), choices=MeritKind.choices)
    citation = forms.CharField(
        label=gettext_lazy("Lý do khen thưởng"), widget=AdminAutoHeightTextInput, required=False
    )
    posthumous = forms.BooleanField(label=gettext_lazy("Truy tặng"), required=False)
    birth_year = forms.IntegerField(
        label=gettext_lazy("Năm sinh (không công khai, chỉ để phân biệt người trùng tên)"),
        min_value=1880,
        max_value=2100,
        required=False,
    )
    list_position = forms.IntegerField(
        label=gettext_lazy("Thứ tự trong danh sách"), min_value=0, initial=0, required=False
    )
    honoree = forms.ModelChoiceField(
        label=gettext_lazy("Người, tập thể đã có trong sổ"),
        queryset=Honoree.objects.filter(merged_into__isnull=True),
        required=False,
        help_text=gettext_lazy("Chỉ chọn khi chắc chắn là cùng một người, một tập thể."),
    )

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["honoree"].widget = choosers.honorees.widget_class()

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        start, end = cleaned.get("merit_from"), cleaned.get("merit_until")
        if start and end and start > end:
            self.add_error("merit_until", _("Năm cuối phải sau năm đầu."))
        honoree = cleaned.get("honoree")
        if honoree is not None and honoree.kind != cleaned.get("kind"):
            self.add_error("honoree", _("Mục đã chọn không cùng loại đối tượng."))
        return cleaned


def confer(decision: Decision, user: Any, answers: dict[str, Any]) -> str:
    done = conferrals.confer(
        decision=decision,
        actor=user,
        **{**answers, "list_position": answers["list_position"] or 0},
    )
    if done.change == "none":
        return _("Dòng này đã có trong quyết định; không có gì thay đổi.")
    words = _("Đã nhập: %(name)s.") % {"name": done.conferral.name_then}
    if done.conferral.authority == AuthorityCheck.HELD:
        words += " " + _("Cần kiểm tra thẩm quyền trước khi công bố.")
    if done.proposals:
        words += " " + _("Có người, tập thể cùng tên: hãy xem mục Đề xuất nhập làm một.")
    return words


class DecisionViewSet(DeskViewSet):
    model = Decision
    name = "quyet-dinh"
    icon = "doc-full-inverse"
    menu_label = gettext_lazy("Quyết định")
    can_add = can_change = True
    list_display = (
        "__str__",
        column("office", gettext_lazy("Thẩm quyền")),
        "dated",
        "title",
        "state",
        column("entered_by", gettext_lazy("Người nhập")),
    )
    list_filter = ("state", "office", "year")
    list_export = (
        "office",
        "number",
        "dated",
        "year",
        "title",
        "signer",
        "signing_capacity",
        "state",
        "entered_by",
        "verified_by",
        "verified_at",
    )
    with_related = ("office", "entered_by", "verified_by")
    inspect_related = ("cancelled_by", "public_copy_checked_by")
    search_fields = ("title", "signer")
    search_keys = ("number_key",)
    inspect_view_fields = (
        "office",
        "number",
        "dated",
        "year",
        "title",
        "title_en",
        "signer",
        "signing_capacity",
        "state",
        "entered_by",
        "entered_at",
        "verified_by",
        "verified_at",
        "cancelled_by",
    )
    acts = (
        Act(
            name="verify",
            label=gettext_lazy("Kiểm tra quyết định"),
            explanation=gettext_lazy(
                "Tôi đã đối chiếu số, ngày, trích yếu và danh sách với bản quyết định đã ký. Người nhập không tự kiểm tra."
            ),
            run=lambda row, user, answers: conferrals.verify_decision(
                decision=row, actor=user, reason=answers["reason"]
            ),
            form=VerifyForm,
            template="recognition/desk/verify_decision.html",
            beside=beside,
            shown=lambda row, user: (
                row.state == DecisionState.ENTERED and user.pk not in conferrals.writers(row)
            ),
        ),
        Act(
            name="confer",
            label=gettext_lazy("Thêm người, tập thể"),
            run=confer,
            explanation=gettext_lazy("Ai nhập dòng ở đây thì không tự kiểm tra quyết định này."),
            form=ConferForm,
            shown=lambda row, user: row.state == DecisionState.ENTERED,
            icon="plus",
        ),
        Act(
            name="check_public_copy",
            label=gettext_lazy("Cho công bố bản đã che"),
            explanation=gettext_lazy(
                "Tôi đã đọc hết bản công bố: không còn năm sinh, số tiền, địa chỉ, số giấy tờ. Từ nay ai cũng tải được bản này."
            ),
            run=lambda row, user, answers: conferrals.check_public_copy(decision=row, actor=user),
            form=ActForm,
            shown=lambda row, user: (
                bool(row.public_copy)
                and row.public_copy_checked_at is None
                and row.copy_blocked_at is None
                and row.entered_by_id != user.pk
            ),
            icon="view",
        ),
        Act(
            name="draft_pages",
            label=gettext_lazy("Soạn trang"),
            explanation=gettext_lazy("Mỗi người, tập thể có một trang; trang đã có thì dùng tiếp."),
            run=lambda row, user, answers: publication.draft_pages(decision=row, actor=user),
            told=results,
            form=ActForm,
            shown=lambda row, user: (
                row.state == DecisionState.VERIFIED
                and row.conferrals.unpublished().filter(state=PublicationState.RECORDED).exists()
            ),
            icon="edit",
        ),
        Act(
            name="publish_facts",
            label=gettext_lazy("Công bố thông tin theo quyết định"),
            explanation=gettext_lazy(
                "Chỉ họ tên, đơn vị, chức vụ khi đó, danh hiệu và quyết định được công bố, không có ảnh và lời kể."
            ),
            run=lambda row, user, answers: publication.publish_facts(
                decision=row, actor=user, reason=answers["reason"]
            ),
            told=results,
            form=ReasonForm,
            shown=lambda row, user: (
                row.state == DecisionState.VERIFIED and row.conferrals.unpublished().exists()
            ),
            icon="upload",
        ),
        Act(
            name="schedule_facts",
            label=gettext_lazy("Hẹn giờ công bố"),
            explanation=gettext_lazy(
                "Dùng cho lễ trao: đúng giờ hẹn, thông tin theo quyết định tự được công bố. Trước giờ ấy không ai công bố được dòng nào."
            ),
            run=lambda row, user, answers: publication.schedule_facts(
                decision=row, at=answers["at"], reason=answers["reason"], actor=user
            ),
            form=ScheduleForm,
            shown=lambda row, user: (
                row.state == DecisionState.VERIFIED
                and open_schedule(row) is None
                and row.conferrals.unpublished().exists()
            ),
            icon="time",
        ),
        Act(
            name="withdraw_schedule",
            label=gettext_lazy("Hủy giờ hẹn công bố"),
            run=withdraw,
            form=ReasonForm,
            shown=lambda row, user: open_schedule(row) is not None,
            icon="cross",
            serious=True,
        ),
    )

    def get_form_class(self, for_update: bool = False) -> Any:
        return DecisionEditForm if for_update else DecisionForm

    def save_row(self, form: Any, user: Any, changed: Sequence[str], save_related: Any) -> Any:
        answers = form.cleaned_data
        facts = {name: answers[name] for name in papers.FACTS if name in answers}
        if form.instance.pk is None:
            title_en = facts.pop("title_en", "")
            row = conferrals.enter_decision(office=answers["office"], actor=user, **facts)
            if title_en:
                row = papers.correct_entry(decision=row, changes={"title_en": title_en}, actor=user)
        else:
            row = papers.correct_entry(
                decision=Decision.objects.get(pk=form.instance.pk), changes=facts, actor=user
            )
        files = {
            name: answers[name] for name in ("original", "public_copy") if answers[name] and name in changed
        }
        return papers.keep_files(decision=row, actor=user, **files) if files else row

    def facts(self, row: Decision, user: Any) -> list[tuple[str, Any]]:
        found = super().facts(row, user)
        if row.original and held(user).any(Role.STANDING_BODY, Role.AUDITOR):
            found.append(
                (
                    _("Bản gốc (không công khai)"),
                    {"text": _("Tải về"), "url": private_files.address(DECISION_ORIGINAL, row.public_id)},
                )
            )
        if row.public_copy:
            state = (
                _("Đã kiểm tra, ai cũng tải được")
                if row.public_copy_checked_at
                else _("Chờ người thứ hai kiểm tra")
            )
            found.append(
                (
                    _("Bản công bố"),
                    {"text": state, "url": private_files.address(DECISION_COPY, row.public_id)},
                )
            )
        return found

    def notices(self, row: Decision, user: Any) -> list[str]:
        if row.state != DecisionState.ENTERED:
            return []
        if row.entered_by_id == user.pk:
            return [_("Bạn đã nhập quyết định này. Người thứ hai của thường trực Hội đồng sẽ kiểm tra.")]
        if held(user).has(Role.STANDING_BODY) and user.pk in conferrals.writers(row):
            return [
                _(
                    "Bạn đã sửa quyết định này hoặc nhập dòng của danh sách, nên một người khác của thường trực Hội đồng "
                    "kiểm tra."
                )
            ]
        return [_("Quyết định chờ người thứ hai kiểm tra; chưa có gì được công bố.")]

    def sections(self, row: Decision, user: Any) -> list[Section]:
        lines = list(row.conferrals.select_related("award", "honoree")[: SECTION_ROWS + 1])
        more = len(lines) > SECTION_ROWS
        return [
            Section(
                gettext_lazy("Danh sách được khen"),
                [
                    _("Họ và tên, tên tập thể"),
                    _("Đơn vị khi đó"),
                    _("Danh hiệu, hình thức"),
                    _("Hồ sơ"),
                    _("Thẩm quyền"),
                    _("Công bố"),
                ],
                [
                    [
                        {
                            "text": f"{line.titles_then} {line.name_then}".strip(),
                            "url": where("lan-khen-thuong", line),
                        },
                        line.unit_then,
                        line.award.name,
                        _("Có hồ sơ") if line.nomination_id else _("Không có hồ sơ trên hệ thống"),
                        line.get_authority_display(),
                        line.get_state_display(),
                    ]
                    for line in lines[:SECTION_ROWS]
                ],
                more=_("Danh sách còn dài. Xem tất cả.") if more else "",
                more_url=f"{reverse('lan-khen-thuong:index')}?q={row.number}" if more else "",
            ),
            *schedules_of(row),
        ]


class CancelForm(ReasonForm):
    by = forms.ModelChoiceField(
        label=gettext_lazy("Quyết định hủy bỏ"),
        queryset=Decision.objects.all(),
        help_text=gettext_lazy("Quyết định hủy bỏ phải được nhập và kiểm tra trước."),
    )
    field_order = ("by", "reason")

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["by"].widget = choosers.decisions.widget_class()


class CorrectForm(ReasonForm):
    """The columns a correction may change, as they stand now, and the name of the honoree."""

    full_name = forms.CharField(
        label=gettext_lazy("Họ và tên, tên tập thể"),
        max_length=255,
        help_text=gettext_lazy(
            "Đổi ở đây thì tên trên trang và địa chỉ trang đổi theo; địa chỉ cũ dẫn sang địa chỉ mới."
        ),
    )
    titles_then = forms.CharField(
        label=gettext_lazy("Học hàm, học vị, chức danh khi đó"), max_length=120, required=False
    )
    position_then = forms.CharField(label=gettext_lazy("Chức vụ khi đó"), max_length=255, required=False)
    unit_then = forms.CharField(label=gettext_lazy("Tên đơn vị khi đó"), max_length=255, required=False)
    citation = forms.CharField(
        label=gettext_lazy("Lý do khen thưởng"), widget=AdminAutoHeightTextInput, required=False
    )
    field_order = ("full_name", "titles_then", "position_then", "unit_then", "citation", "reason")

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        row = self.subject
        for name in ("titles_then", "position_then", "unit_then", "citation"):
            self.fields[name].initial = getattr(row, name)
        self.fields["full_name"].initial = row.name_then


def correct(row: Conferral, user: Any, answers: dict[str, Any]) -> str:
    name = answers["full_name"]
    changes = {key: answers[key] for key in ("titles_then", "position_then", "unit_then", "citation")}
    publication.correct(
        conferral=row,
        actor=user,
        reason=answers["reason"],
        changes={**changes, "name_then": name},
        full_name=name if row.honoree.full_name == row.name_then else "",
    )
    return _("Đã đính chính. Bản công bố của quyết định, nếu có, bị khóa cho đến khi được thay.")


class ConferralViewSet(DeskViewSet):
    model = Conferral
    name = "lan-khen-thuong"
    icon = "tick-inverse"
    menu_label = gettext_lazy("Lần khen thưởng")
    list_display = (
        "name_then",
        column("award", gettext_lazy("Danh hiệu, hình thức")),
        "unit_then",
        column("decision", gettext_lazy("Quyết định")),
        "authority",
        "state",
    )
    list_filter = ("authority", "state", "award", "merit_until", "posthumous")
    list_export = (
        "decision.number",
        "decision.dated",
        "decision.office",
        "award",
        "honoree.kind",
        "titles_then",
        "name_then",
        "position_then",
        "unit_then",
        "merit_from",
        "merit_until",
        "merit_kind",
        "citation",
        "posthumous",
        "authority",
        "state",
        "published_at",
    )
    with_related = ("award", "decision", "decision__office", "honoree")
    inspect_related = ("unit", "cancelled_by")
    search_fields = ("unit__name", "decision__number")
    search_as_typed = ("name_then", "unit_then")
    search_keys = ("honoree__name_key",)
    ordering = "-id"
    inspect_view_fields = (
        "award",
        "titles_then",
        "name_then",
        "position_then",
        "unit_then",
        "unit",
        "merit_from",
        "merit_until",
        "merit_kind",
        "citation",
        "posthumous",
        "gold_book_number",
        "authority",
        "authority_note",
        "state",
        "published_at",
        "embargo_until",
        "cancelled_by",
        "public_id",
    )
    acts = (
        Act(
            name="release",
            label=gettext_lazy("Cho phép công bố sau khi kiểm tra thẩm quyền"),
            explanation=gettext_lazy("Ghi rõ căn cứ cho thấy cơ quan ký quyết định có thẩm quyền này."),
            run=lambda row, user, answers: conferrals.release(
                conferral=row, actor=user, reason=answers["reason"]
            ),
            form=ReasonForm,
            shown=lambda row, user: (
                row.authority == AuthorityCheck.HELD and conferrals.may_release(row, user)
            ),
        ),
        Act(
            name="correct",
            label=gettext_lazy("Đính chính"),
            explanation=gettext_lazy(
                "Sửa chỗ ghi sai so với quyết định. Trang, danh sách, tệp và thẻ được làm lại ngay."
            ),
            run=correct,
            form=CorrectForm,
            shown=lambda row, user: row.state in PUBLIC_STATES,
            icon="edit",
        ),
        Act(
            name="hide",
            label=gettext_lazy("Tạm ẩn, gỡ theo yêu cầu"),
            run=lambda row, user, answers: publication.hide(
                conferral=row, actor=user, reason=answers["reason"]
            ),
            form=ReasonForm,
            shown=lambda row, user: row.state in PUBLIC_STATES,
            icon="no-view",
            serious=True,
        ),
        Act(
            name="show_again",
            label=gettext_lazy("Công bố lại"),
            run=lambda row, user, answers: publication.show_again(
                conferral=row, actor=user, reason=answers["reason"]
            ),
            form=ReasonForm,
            shown=lambda row, user: row.state == PublicationState.HIDDEN and row.honoree.erased_at is None,
            icon="view",
        ),
        Act(
            name="cancel",
            label=gettext_lazy("Hủy theo quyết định"),
            explanation=gettext_lazy(
                "Lần khen thưởng rời khỏi mọi danh sách; địa chỉ cũ nói rằng quyết định đã bị hủy bỏ."
            ),
            run=lambda row, user, answers: publication.cancel(
                conferral=row, by=answers["by"], actor=user, reason=answers["reason"]
            ),
            form=CancelForm,
            shown=lambda row, user: row.state != PublicationState.CANCELLED,
            icon="cross",
            serious=True,
        ),
    )

    def facts(self, row: Conferral, user: Any) -> list[tuple[str, Any]]:
        decision = row.decision
        words = " ".join(filter(None, [str(decision), shown(decision.dated) if decision.dated else ""]))
        found = [
            (
                _("Người, tập thể"),
                {"text": row.honoree.full_name, "url": where("nguoi-duoc-ton-vinh", row.honoree)},
            ),
            (_("Quyết định"), {"text": words, "url": where("quyet-dinh", decision)}),
            *super().facts(row, user),
        ]
        page = HonoreePage.objects.filter(honoree=row.honoree, alias_of__isnull=True).first()
        if page is not None and page.permissions_for_user(user).can_edit():
            found.append(
                (_("Trang"), {"text": page.title, "url": reverse("wagtailadmin_pages:edit", args=[page.pk])})
            )
        return found

    def notices(self, row: Conferral, user: Any) -> list[str]:
        if row.authority != AuthorityCheck.HELD:
            return []
        return [_("Cần kiểm tra thẩm quyền: %(note)s") % {"note": row.authority_note}]
