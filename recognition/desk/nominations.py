"""The dossiers that left their units: the list by stage, one dossier with its report and evidence, a button for each move."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django import forms
from django.db.models import Count, Q
from django.urls import path
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail.admin.widgets import AdminAutoHeightTextInput, AdminDateInput

from portal.core.models import User
from recognition.desk.acts import Act, ActForm, ReasonForm, RemarkForm
from recognition.desk.catalogue import where
from recognition.desk.delegations import confirmer
from recognition.desk.dossier import DossierView
from recognition.desk.inbox import (
    SEARCHED,
    SEARCHED_AS_TYPED,
    SEARCHED_KEYS,
    BulkView,
    FiltersView,
    InboxFilterSet,
    InboxView,
    columns,
    offer_moves,
)
from recognition.desk.policies import TABLE, NominationPolicy, held
from recognition.desk.viewsets import DeskViewSet, decision_label, shown
from recognition.domain import assignment, clearance, conferrals, messages, nominations, recusal, terms
from recognition.domain.lifecycle import NOMINATION_MOVES, Move
from recognition.enums import AT_DEPARTMENT, ENDED, DecisionState, NominationState, RecusalGround, Role
from recognition.models import ClearanceBody, ClearanceRequest, Conferral, Decision, Nomination, ReturnReason

DUE_DAYS = 7
"""Working days that a return proposes; whoever returns chooses."""


class ReturnForm(ActForm):
    codes = forms.ModelMultipleChoiceField(
        label=gettext_lazy("Lý do"),
        queryset=ReturnReason.objects.none(),
        to_field_name="code",
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    reason = forms.CharField(
        label=gettext_lazy("Nội dung cần bổ sung, bằng lời"),
        max_length=2000,
        required=False,
        widget=AdminAutoHeightTextInput,
        help_text=gettext_lazy("Đơn vị đọc được các lý do đã chọn và lời này ở đầu hồ sơ."),
    )
    due_on = forms.DateField(
        label=gettext_lazy("Hạn bổ sung (hết ngày)"),
        widget=AdminDateInput,
        help_text=gettext_lazy("Quá hạn này hồ sơ chuyển sang “Quá hạn”."),
    )

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        reasons: Any = self.fields["codes"]
        reasons.queryset = ReturnReason.objects.filter(is_active=True)
        self.fields["due_on"].initial = terms.working_days_after(timezone.localdate(), DUE_DAYS)

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if not cleaned.get("codes") and not cleaned.get("reason", "").strip():
            self.add_error("codes", _("Hãy chọn ít nhất một lý do hoặc ghi bằng lời."))
        return cleaned

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
    """A decision whose list gets a line of the dossier, or a line that stands in a list already."""

    line = forms.ModelChoiceField(
        label=gettext_lazy("Dòng đã có trong danh sách"),
        queryset=Conferral.objects.none(),
        to_field_name="public_id",
        required=False,
        empty_label=gettext_lazy("Không có dòng nào đúng: thêm dòng mới vào quyết định chọn dưới đây"),
        help_text=gettext_lazy(
            "Danh sách đã được nhập thì hồ sơ gắn vào dòng ấy. Chỉ chọn khi chắc chắn là cùng một người, một tập thể."
        ),
    )
    decision = forms.ModelChoiceField(
        label=gettext_lazy("Quyết định khen thưởng"),
        queryset=Decision.objects.none(),
        required=False,
        help_text=gettext_lazy(
            "Quyết định phải được nhập trước ở mục Quyết định. Quyết định đã kiểm tra không nhận thêm dòng mới."
        ),
    )
    citation = forms.CharField(
        label=gettext_lazy("Lý do khen thưởng ghi trong quyết định"), max_length=1000, required=False
    )

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        choice = self.fields["decision"]
        assert isinstance(choice, forms.ModelChoiceField)
        choice.queryset = (
            Decision.objects.filter(state=DecisionState.ENTERED)
            .select_related("office")
            .order_by("-dated", "-id")
        )
        choice.label_from_instance = decision_label  # type: ignore[method-assign,assignment]
        self.fields["citation"].initial = self.subject.report.get("citation", "")
        line: Any = self.fields["line"]
        line.queryset = conferrals.lines_like(self.subject)
        line.label_from_instance = lambda row: " – ".join(
            filter(None, [row.name_then, row.position_then, row.unit_then, str(row.decision)])
        )
        if not line.queryset.exists():
            del self.fields["line"]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        line, decision = cleaned.get("line"), cleaned.get("decision")
        if line is None and decision is None and not self.errors:
            self.add_error("decision", _("Hãy chọn quyết định khen thưởng."))
        if line is not None and decision is not None and line.decision_id != decision.pk:
            self.add_error("decision", _("Dòng đã chọn không thuộc quyết định này."))
        return cleaned


class ClearanceForm(ActForm):
    bodies = forms.ModelMultipleChoiceField(
        label=gettext_lazy("Hỏi các cơ quan"),
        queryset=ClearanceBody.objects.none(),
        to_field_name="public_id",
        widget=forms.CheckboxSelectMultiple,
        help_text=gettext_lazy("Danh sách cơ quan ở mục Cơ quan xác minh."),
    )
    question = forms.CharField(
        label=gettext_lazy("Câu hỏi"),
        max_length=2000,
        required=False,
        widget=AdminAutoHeightTextInput,
        help_text=gettext_lazy(
            "Để trống thì gửi câu hỏi thường gửi của từng cơ quan. Cơ quan chỉ thấy họ tên, đơn vị, danh hiệu và câu hỏi."
        ),
    )
    until = forms.DateField(
        label=gettext_lazy("Hạn trả lời (hết ngày)"),
        required=False,
        widget=AdminDateInput,
        help_text=gettext_lazy(
            "Để trống thì theo số ngày của từng cơ quan. Quá hạn được ghi là không trả lời."
        ),
    )

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        bodies: Any = self.fields["bodies"]
        busy = ClearanceRequest.objects.waiting().filter(nomination=self.subject).values("body")
        bodies.queryset = ClearanceBody.objects.filter(is_active=True).exclude(pk__in=busy)

    def clean_until(self) -> Any:
        day = self.cleaned_data["until"]
        if day is not None and day <= timezone.localdate():
            raise forms.ValidationError(_("Hạn trả lời phải sau hôm nay."))
        return day


class AssignActForm(ActForm):
    to = forms.ModelChoiceField(
        label=gettext_lazy("Giao cho"), queryset=User.objects.none(), to_field_name="public_id"
    )
    reason = forms.CharField(
        label=gettext_lazy("Ghi chú (không bắt buộc)"),
        max_length=500,
        required=False,
        widget=AdminAutoHeightTextInput,
    )

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        people: Any = self.fields["to"]
        people.queryset = recusal.colleagues(self.subject).order_by("display_name")


class WordsForm(ActForm):
    text = forms.CharField(label=gettext_lazy("Nội dung"), max_length=4000, widget=AdminAutoHeightTextInput)


class RecusalForm(ReasonForm):
    who = forms.ModelChoiceField(
        label=gettext_lazy("Người không tham gia xét"),
        queryset=User.objects.none(),
        to_field_name="public_id",
        help_text=gettext_lazy("Từ lúc này người ấy không đọc được và không xử lý được hồ sơ."),
    )
    ground = forms.ChoiceField(label=gettext_lazy("Căn cứ"), choices=RecusalGround.choices)
    field_order = ("who", "ground", "reason")

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        people: Any = self.fields["who"]
        me = User.objects.filter(pk=self.user.pk)
        may_report = held(self.user).has(Role.STANDING_BODY)
        people.queryset = recusal.judges(self.subject).order_by("display_name") if may_report else me
        people.initial = self.user.public_id


FORMS: dict[str, type[ActForm]] = {
    "return_": ReturnForm,
    "record_council": CouncilForm,
    "decide": DecideForm,
    "ask_clearance": ClearanceForm,
}

EXPLANATIONS = {
    "receive": gettext_lazy("Hồ sơ đủ giấy tờ, đúng mẫu. Luật áp dụng được ghi lại từ lúc này."),
    "return_": gettext_lazy("Đơn vị đọc được lý do ở đầu hồ sơ và sửa trong hạn."),
    "appraise": gettext_lazy("Người tiếp nhận không thẩm định hồ sơ ấy."),
    "to_council": gettext_lazy("Hồ sơ đã được thẩm định và đưa vào phiên họp Hội đồng."),
    "record_council": gettext_lazy(
        "Tỷ lệ phiếu tính trên tổng số thành viên Hội đồng, không phải số người dự họp."
    ),
    "decide": gettext_lazy(
        "Ghi người, tập thể này vào danh sách của quyết định, hoặc gắn hồ sơ với dòng đã có ở đó."
    ),
    "fail": gettext_lazy("Kết quả này không bao giờ công khai."),
}
ICONS = {"return_": "resubmit", "fail": "cross", "decide": "doc-full-inverse"}


def _make(move: Move) -> Act:
    def run(row: Nomination, user: Any, answers: dict[str, Any]) -> Any:
        if move.name == "decide":
            return _decide(row, user, answers)
        if move.name == "ask_clearance":
            return _ask_clearance(row, user, answers)
        data: dict[str, Any] = {
            name: value for name, value in answers.items() if name not in {"reason", "due_on", "codes"}
        }
        if due := answers.get("due_on"):
            data["due_at"] = terms.end_of(due)
        if codes := answers.get("codes"):
            data["codes"] = [one.code for one in codes]
        moved = nominations.move(
            nomination=row, name=move.name, actor=user, reason=answers.get("reason", ""), data=data
        )
        return _("Đã xong. Hồ sơ đang ở bước “%(state)s”.") % {"state": moved.get_state_display()}

    return Act(
        name=move.name,
        label=move.label,
        run=run,
        shown=lambda row, user: move.name in _open_moves(row, user),
        form=FORMS.get(move.name, ReasonForm if move.needs_reason else RemarkForm),
        explanation=EXPLANATIONS.get(move.name, ""),
        icon=ICONS.get(move.name, "check"),
        serious=move.name == "fail",
    )


def _open_moves(row: Nomination, user: Any) -> frozenset[str]:
    """Return the names of the moves open to ``user``, asked once for all buttons of a page."""
    kept = row.__dict__.get("_open_moves")
    if kept is None or kept[0] != (user.pk, row.state):
        names = {one.name for one in nominations.available_moves(row, user, held=held(user), judged=True)}
        if row.state == NominationState.CLEARANCE and held(user).has(Role.STANDING_BODY, row.unit_id):
            names.add("ask_clearance")  # further bodies, while others still look
        kept = ((user.pk, row.state), frozenset(names))
        row.__dict__["_open_moves"] = kept
    found: frozenset[str] = kept[1]
    return found


def _ask_clearance(row: Nomination, user: Any, answers: dict[str, Any]) -> str:
    today = timezone.localdate()
    asked = clearance.ask(
        nomination=row,
        questions=[
            clearance.Question(
                body=body,
                text=answers["question"].strip() or body.question,
                until=answers["until"] or terms.working_days_after(today, body.answer_days),
            )
            for body in answers["bodies"]
        ],
        actor=user,
    )
    return _("Đã gửi %(number)d yêu cầu xác minh.") % {"number": len(asked)}


def _is_at_desk(row: Nomination, _user: Any) -> bool:
    return row.state in AT_DEPARTMENT


def _recuse(row: Nomination, user: Any, answers: dict[str, Any]) -> str:
    recusal.declare(
        nomination=row,
        user=answers["who"],
        ground=RecusalGround(answers["ground"]),
        reason=answers["reason"],
        actor=user,
    )
    return _("Đã ghi: %(person)s không tham gia xét hồ sơ này.") % {"person": answers["who"]}


DESK_ACTS: tuple[Act, ...] = (
    Act(
        name="claim",
        label=gettext_lazy("Nhận xử lý"),
        run=lambda row, user, answers: assignment.claim(nomination=row, actor=user),
        shown=lambda row, user: row.state in AT_DEPARTMENT and row.assigned_to_id is None,
        form=ActForm,
        explanation=gettext_lazy("Đồng nghiệp thấy bạn đang xem hồ sơ này."),
        icon="user",
    ),
    Act(
        name="assign",
        label=gettext_lazy("Giao cho người khác"),
        run=lambda row, user, answers: assignment.assign(
            nomination=row, to=answers["to"], actor=user, reason=answers["reason"]
        ),
        shown=_is_at_desk,
        form=AssignActForm,
        icon="group",
    ),
    Act(
        name="release_claim",
        label=gettext_lazy("Thôi phụ trách"),
        run=lambda row, user, answers: assignment.release(nomination=row, actor=user),
        shown=lambda row, user: row.state in AT_DEPARTMENT and row.assigned_to_id is not None,
        form=ActForm,
        icon="rotate",
    ),
    Act(
        name="note",
        label=gettext_lazy("Ghi chú nội bộ"),
        run=lambda row, user, answers: str(
            _("Đã ghi chú. Đơn vị không đọc được.")
            if messages.note(nomination=row, text=answers["text"], actor=user)
            else ""
        ),
        shown=lambda row, user: False,
        form=WordsForm,
        explanation=gettext_lazy("Chỉ người ở Sở đọc được."),
        icon="comment",
    ),
    Act(
        name="tell_unit",
        label=gettext_lazy("Nhắn cho đơn vị"),
        run=lambda row, user, answers: str(
            _("Đã gửi lời nhắn cho đơn vị.")
            if messages.tell_unit(nomination=row, text=answers["text"], actor=user)
            else ""
        ),
        shown=lambda row, user: False,
        form=WordsForm,
        explanation=gettext_lazy("Đầu mối và thủ trưởng đơn vị đọc được ở đầu hồ sơ."),
        icon="mail",
    ),
    Act(
        name="recuse",
        label=gettext_lazy("Không tham gia xét"),
        run=_recuse,
        shown=lambda row, user: row.state not in ENDED,
        form=RecusalForm,
        explanation=gettext_lazy(
            "Người cùng đơn vị, có quan hệ thân thích hoặc đã lập hồ sơ thì không xét hồ sơ ấy. Đồng nghiệp thấy rằng có "
            "người không tham gia và căn cứ nào; lý do bằng lời chỉ nằm trong lịch sử."
        ),
        icon="no-view",
        serious=True,
    ),
)
"""What the desk does with a dossier besides moving it. Notes and messages have their forms on the page itself."""


def _decide(row: Nomination, user: Any, answers: dict[str, Any]) -> str:
    if (line := answers.get("line")) is not None:
        linked = conferrals.link(conferral=line, nomination=row, actor=user)
        return _("Đã gắn hồ sơ với dòng “%(line)s” của quyết định %(decision)s.") % {
            "line": linked.name_then,
            "decision": linked.decision,
        }
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
            "Dòng này đã có trong quyết định và đã gắn với một hồ sơ khác. Hãy kiểm tra lại danh sách của quyết định."
        )
    if done.change == "linked":
        return _("Dòng này đã có trong quyết định %(decision)s; hồ sơ đã được gắn vào dòng ấy.") % {
            "decision": answers["decision"]
        }
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
    index_view_class = InboxView
    inspect_view_class = DossierView
    list_display = ("full_name", *columns())
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
        "desk_due_on",
        "assigned_to",
        "filed_at",
        "received_at",
        "council_date",
        "council_members",
        "council_votes_for",
        "council_minutes",
    )
    with_related = ("award", "unit", "round", "assigned_to")
    inspect_related = (
        "law",
        "honoree",
        "filed_by",
        "confirmed_by",
        "confirmed_under__head",
        "keeper",
        "received_by",
        "appraised_by",
    )
    search_fields = SEARCHED
    search_as_typed = SEARCHED_AS_TYPED
    search_keys = SEARCHED_KEYS
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
    acts = (
        *(_make(move) for move in NOMINATION_MOVES if move.name in TABLE["recognition.nomination"]),
        *DESK_ACTS,
    )

    def get_index_view_kwargs(self, **options: Any) -> dict[str, Any]:
        kwargs: dict[str, Any] = super().get_index_view_kwargs(**options)
        kwargs.update(
            template_name=InboxView.template_name,
            results_template_name=InboxView.results_template_name,
            filterset_class=InboxFilterSet,
        )
        return kwargs

    def get_inspect_view_kwargs(self, **options: Any) -> dict[str, Any]:
        kwargs: dict[str, Any] = super().get_inspect_view_kwargs(**options)
        kwargs.update(template_name=DossierView.template_name)
        return kwargs

    def get_urlpatterns(self) -> list[Any]:
        return [
            *super().get_urlpatterns(),
            path("hang-loat/", self.construct_view(BulkView), name="bulk"),
            path("bo-loc/", self.construct_view(FiltersView), name="filters"),
        ]

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
            (names.get(name, label), confirmer(row) if name == "confirmed_by" else value)
            for name, (label, value) in zip(self.inspect_view_fields, super().facts(row, user), strict=True)
        ]
        if row.keeper is not None:
            found.append((_("Người phụ trách ở đơn vị"), {"text": str(row.keeper)}))
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
        if row.state == NominationState.RECEIVED and row.received_by_id == user.pk:
            found.append(
                _("Bạn đã tiếp nhận hồ sơ này; người thứ hai của thường trực Hội đồng sẽ thẩm định.")
            )
        return found


offer_moves(NominationViewSet.acts)


@dataclass(frozen=True, slots=True)
class DeskCounts:
    """What waits at the Sở for one person: by stage (state, words, number), theirs, late, nobody's."""

    stages: tuple[tuple[str, str, int], ...]
    mine: int
    late: int
    unclaimed: int


def desk_counts(user: Any) -> DeskCounts:
    """Return the numbers of the first page in one query; what the person is recused from is in none of them."""
    rows: Any = nominations.at_desk(user, held(user))
    found = {
        line["state"]: line
        for line in rows.in_states(AT_DEPARTMENT)
        .order_by()
        .values("state")
        .annotate(
            number=Count("pk"),
            mine=Count("pk", filter=Q(assigned_to=user)),
            late=Count("pk", filter=Q(desk_due_on__lt=timezone.localdate())),
            unclaimed=Count("pk", filter=Q(assigned_to__isnull=True)),
        )
    }
    return DeskCounts(
        stages=tuple(
            (state.value, str(state.label), found[state.value]["number"])
            for state in NominationState
            if state.value in found
        ),
        mine=sum(line["mine"] for line in found.values()),
        late=sum(line["late"] for line in found.values()),
        unclaimed=sum(line["unclaimed"] for line in found.values()),
    )
