"""The dossiers that left their units: the list by stage, one dossier with its report and evidence, a button for each move."""

from __future__ import annotations

from datetime import datetime, time
from typing import Any

from django import forms
from django.db.models import Count
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail.admin.widgets import AdminDateInput

from portal.core import private_files
from recognition.desk.acts import Act, ActForm, ReasonForm, RemarkForm
from recognition.desk.catalogue import where
from recognition.desk.policies import TABLE, NominationPolicy
from recognition.desk.viewsets import DeskViewSet, Section, column, shown
from recognition.domain import conferrals, nominations
from recognition.domain import forms as report_forms
from recognition.domain.lifecycle import NOMINATION_MOVES, Move
from recognition.enums import AT_DEPARTMENT, DecisionState, EvidenceState, NominationState
from recognition.models import Decision, Nomination
from recognition.private_files import EVIDENCE

DUE_DAYS = 7


class ReturnForm(ReasonForm):
    due_on = forms.DateField(
        label=gettext_lazy("Hạn bổ sung (hết ngày)"),
        widget=AdminDateInput,
        help_text=gettext_lazy("Quá hạn này hồ sơ chuyển sang “Quá hạn”."),
    )

    def clean_due_on(self) -> Any:
        day = self.cleaned_data["due_on"]
        if day < timezone.localdate():
            raise forms.ValidationError(_("Hạn bổ sung phải từ hôm nay trở đi."))
        return day


class CouncilForm(RemarkForm):
    date = forms.DateField(label=gettext_lazy("Ngày họp Hội đồng"), widget=AdminDateInput)
    members = forms.IntegerField(
        label=gettext_lazy("Tổng số thành viên Hội đồng"),
        min_value=1,
        max_value=200,
        help_text=gettext_lazy("Tính cả người vắng mặt và người không tham gia bỏ phiếu."),
    )
    votes_for = forms.IntegerField(label=gettext_lazy("Số phiếu đồng ý"), min_value=0, max_value=200)
    minutes = forms.CharField(label=gettext_lazy("Số biên bản"), max_length=80)
    field_order = ("date", "members", "votes_for", "minutes", "reason")

    def clean_date(self) -> Any:
        day = self.cleaned_data["date"]
        if day > timezone.localdate():
            raise forms.ValidationError(_("Ngày họp không thể ở tương lai."))
        return day

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        members, votes = cleaned.get("members"), cleaned.get("votes_for")
        if members is not None and votes is not None and votes > members:
            self.add_error("votes_for", _("Số phiếu đồng ý không thể lớn hơn tổng số thành viên."))
        return cleaned


class DecideForm(ActForm):
    decision = forms.ModelChoiceField(
        label=gettext_lazy("Quyết định khen thưởng"),
        queryset=Decision.objects.none(),
        help_text=gettext_lazy("Quyết định phải được nhập trước ở mục Quyết định."),
    )
    citation = forms.CharField(
        label=gettext_lazy("Lý do khen thưởng ghi trong quyết định"), max_length=1000, required=False
    )

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        choice = self.fields["decision"]
        assert isinstance(choice, forms.ModelChoiceField)
        choice.queryset = (
            Decision.objects.exclude(state=DecisionState.CANCELLED)
            .select_related("office")
            .order_by("-dated", "-id")
        )
        choice.label_from_instance = lambda row: " – ".join(  # type: ignore[method-assign,assignment]
            filter(None, [str(row), shown(row.dated) if row.dated else "", str(row.office)])
        )
        self.fields["citation"].initial = self.subject.report.get("citation", "")


FORMS: dict[str, type[ActForm]] = {"return_": ReturnForm, "record_council": CouncilForm, "decide": DecideForm}

EXPLANATIONS = {
    "receive": gettext_lazy("Hồ sơ đủ giấy tờ, đúng mẫu. Luật áp dụng được ghi lại từ lúc này."),
    "return_": gettext_lazy("Đơn vị đọc được lý do ở đầu hồ sơ và sửa trong hạn."),
    "appraise": gettext_lazy("Người tiếp nhận không thẩm định hồ sơ ấy."),
    "to_council": gettext_lazy("Hồ sơ đã được thẩm định và đưa vào phiên họp Hội đồng."),
    "record_council": gettext_lazy(
        "Tỷ lệ phiếu tính trên tổng số thành viên Hội đồng, không phải số người dự họp."
    ),
    "decide": gettext_lazy("Ghi người, tập thể này vào danh sách của quyết định."),
    "fail": gettext_lazy("Kết quả này không bao giờ công khai."),
}
ICONS = {"return_": "resubmit", "fail": "cross", "decide": "doc-full-inverse"}


def _make(move: Move) -> Act:
    def run(row: Nomination, user: Any, answers: dict[str, Any]) -> Any:
        if move.name == "decide":
            return _decide(row, user, answers)
        data: dict[str, Any] = {
            name: value for name, value in answers.items() if name not in {"reason", "due_on"}
        }
        if due := answers.get("due_on"):
            data["due_at"] = timezone.make_aware(datetime.combine(due, time(23, 59, 59)))
        moved = nominations.move(
            nomination=row, name=move.name, actor=user, reason=answers.get("reason", ""), data=data
        )
        return _("Đã xong. Hồ sơ đang ở bước “%(state)s”.") % {"state": moved.get_state_display()}

    return Act(
        name=move.name,
        label=move.label,
        run=run,
        shown=lambda row, user: any(one.name == move.name for one in nominations.available_moves(row, user)),
        form=FORMS.get(move.name, ReasonForm if move.needs_reason else RemarkForm),
        explanation=EXPLANATIONS.get(move.name, ""),
        icon=ICONS.get(move.name, "check"),
        serious=move.name == "fail",
    )


def _decide(row: Nomination, user: Any, answers: dict[str, Any]) -> str:
    done = conferrals.confer(
        decision=answers["decision"],
        award=row.award,
        kind=row.kind,
        full_name=row.full_name,
        titles=row.titles,
        position=row.position,
        unit=row.unit,
        unit_name=row.workplace,
        merit_from=row.merit_from,
        merit_until=row.merit_until,
        merit_kind=row.merit_kind,
        citation=answers["citation"],
        honoree=row.honoree,
        nomination=row,
        actor=user,
    )
    if done.change == "none":
        return _(
            "Dòng này đã có trong quyết định; hồ sơ chưa được gắn. Hãy kiểm tra lại danh sách của quyết định."
        )
    words = _("Đã ghi vào quyết định %(decision)s.") % {"decision": answers["decision"]}
    if done.proposals:
        words += " " + _("Có người, tập thể cùng tên: hãy xem mục Đề xuất nhập làm một.")
    return words


class NominationViewSet(DeskViewSet):
    model = Nomination
    name = "ho-so"
    icon = "folder-open-inverse"
    menu_label = gettext_lazy("Hồ sơ đề nghị")
    policy_class = NominationPolicy
    list_display = (
        "full_name",
        column("award", gettext_lazy("Danh hiệu, hình thức")),
        column("unit", gettext_lazy("Đơn vị")),
        column("state", gettext_lazy("Bước"), sort_key="state"),
        "state_since",
        "receipt_number",
    )
    list_filter = ("state", "round", "award", "kind")
    list_export = (
        "receipt_number",
        "round",
        "unit",
        "award",
        "kind",
        "full_name",
        "titles",
        "position",
        "workplace",
        "merit_from",
        "merit_until",
        "merit_kind",
        "state",
        "state_since",
        "filed_at",
        "received_at",
        "council_date",
        "council_members",
        "council_votes_for",
        "council_minutes",
    )
    with_related = ("award", "unit", "round")
    inspect_related = ("law", "honoree", "filed_by", "confirmed_by", "received_by", "appraised_by")
    search_fields = ("full_name", "receipt_number", "unit__name")
    search_as_typed = ("public_id",)
    search_keys = ("unit__slug",)
    ordering = "-state_since"
    inspect_view_fields = (
        "state",
        "state_since",
        "receipt_number",
        "round",
        "unit",
        "award",
        "kind",
        "full_name",
        "titles",
        "position",
        "workplace",
        "merit_from",
        "merit_until",
        "merit_kind",
        "filed_by",
        "filed_at",
        "confirmed_by",
        "received_by",
        "received_at",
        "law",
        "appraised_by",
        "due_at",
        "council_date",
        "council_members",
        "council_votes_for",
        "council_minutes",
    )
    acts = tuple(_make(move) for move in NOMINATION_MOVES if move.name in TABLE["recognition.nomination"])

    def facts(self, row: Nomination, user: Any) -> list[tuple[str, Any]]:
        names = {"due_at": _("Hạn bổ sung"), "filed_by": _("Người gửi"), "confirmed_by": _("Người xác nhận")}
        names |= {
            "received_by": _("Người tiếp nhận"),
            "appraised_by": _("Người thẩm định"),
            "law": _("Luật áp dụng (ghi lúc tiếp nhận)"),
            "state_since": _("Từ lúc"),
            "filed_at": _("Gửi lúc"),
            "received_at": _("Tiếp nhận lúc"),
        }
        found = [
            (names.get(name, label), value)
            for name, (label, value) in zip(self.inspect_view_fields, super().facts(row, user), strict=True)
        ]
        if row.council_members and row.council_votes_for is not None:
            share = 100 * row.council_votes_for / row.council_members
            found.append((_("Tỷ lệ trên tổng số thành viên"), {"text": f"{shown(round(share, 1))}%"}))
        if row.honoree is not None:
            found.append(
                (
                    _("Người, tập thể đã có trong sổ"),
                    {"text": row.honoree.full_name, "url": where("nguoi-duoc-ton-vinh", row.honoree)},
                )
            )
        conferral = getattr(row, "conferral", None)
        if conferral is not None:
            found.append(
                (
                    _("Quyết định"),
                    {"text": str(conferral.decision), "url": where("quyet-dinh", conferral.decision)},
                )
            )
        return found

    def notices(self, row: Nomination, user: Any) -> list[str]:
        found = []
        if row.return_reason:
            found.append(
                _("Trả bổ sung lần %(round)d: %(reason)s")
                % {"round": row.return_round, "reason": row.return_reason}
            )
        if row.state == NominationState.RECEIVED and row.received_by_id == user.pk:
            found.append(
                _("Bạn đã tiếp nhận hồ sơ này; người thứ hai của thường trực Hội đồng sẽ thẩm định.")
            )
        return found

    def sections(self, row: Nomination, user: Any) -> list[Section]:
        form = report_forms.form_for(row.kind)
        found = []
        for part in form.sections:
            answers = [
                [field.label, row.report.get(field.code, "")]
                for field in part.fields
                if field.kind != "column" and row.report.get(field.code) not in (None, "")
            ]
            if answers:
                found.append(Section(part.title, [_("Mục"), _("Nội dung đơn vị viết")], answers))
        evidence = row.evidence.filter(state=EvidenceState.RECEIVED).select_related("uploaded_by")
        found.append(
            Section(
                gettext_lazy("Minh chứng"),
                [_("Tệp"), _("Dung lượng (KB)"), _("Người gửi"), _("Lúc"), _("Mã kiểm tra SHA-256")],
                [
                    [
                        {"text": one.name, "url": private_files.address(EVIDENCE, one.public_id)},
                        max(1, one.size // 1024),
                        one.uploaded_by,
                        one.uploaded_at,
                        one.sha256,
                    ]
                    for one in evidence
                ],
            )
        )
        return found


def stage_counts(user: Any) -> list[tuple[str, str, int]]:
    """Return (state, words, number) of the dossiers that wait at the Sở, in the order of their life."""
    visible: Any = nominations.visible_to(user)
    numbers = dict(
        visible.in_states(AT_DEPARTMENT).order_by().values_list("state").annotate(number=Count("pk"))
    )
    return [
        (state.value, str(state.label), numbers[state.value])
        for state in NominationState
        if numbers.get(state.value)
    ]
