"""Screens of the rules: dated changes with a second person, the rules of a day, score sheets."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any, Final

from django import forms
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import path, reverse
from django.utils import timezone
from django.utils.text import format_lazy
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe
from wagtail import hooks
from wagtail.admin.menu import MenuItem
from wagtail.admin.widgets import AdminDateInput

from recognition.desk.acts import Act, ActForm, ReasonForm, RemarkForm
from recognition.desk.fields import field_for
from recognition.desk.policies import READERS, held
from recognition.desk.viewsets import DeskViewSet, Section, column, shown
from recognition.domain import rules, scores
from recognition.enums import RuleChangeState, ScoreSheetState
from recognition.models import (
    AwardRule,
    LegalInstrument,
    Round,
    RoundScoreSheet,
    RuleChange,
    ScoreCriterion,
    ScoreSheet,
)

BY_DATE: Final = "rules_by_date"

PARAMETERS_HELP: Final = format_lazy(
    "{} {} {} {}",
    gettext_lazy("Tham số để phần mềm đối chiếu, viết theo JSON; để {} thì người thẩm định tự xem xét."),
    gettext_lazy('Danh hiệu phải có trước: {"award": "CSTDCS", "times": 3, "successive": true}.'),
    gettext_lazy(
        'Tỷ lệ: {"of_award": "LDTT", "at_least_percent": 70}. Sáng kiến: {"level": "base", "count": 1}.'
    ),
    gettext_lazy('Xếp loại: {"at_least": "good"}. Khoảng cách: {"once": true} hoặc {"at_least_years": 5}.'),
)


class ProposeForm(ActForm):
    """What a rule shall say from a day on; begins with what it says now."""

    text = forms.CharField(label=gettext_lazy("Nội dung mới"), max_length=500, widget=forms.Textarea)
    parameters = forms.JSONField(label=gettext_lazy("Tham số"), required=False, help_text=PARAMETERS_HELP)
    legal_basis = forms.ModelChoiceField(
        label=gettext_lazy("Căn cứ pháp lý"), queryset=LegalInstrument.objects.none(), required=False
    )
    article = forms.CharField(label=gettext_lazy("Điều, khoản"), max_length=80, required=False)
    starts_on = forms.DateField(
        label=gettext_lazy("Áp dụng từ ngày"),
        widget=AdminDateInput,
        help_text=gettext_lazy(
            "Nội dung cũ hết áp dụng vào hôm trước ngày này; hồ sơ đã tiếp nhận giữ nội dung cũ."
        ),
    )
    reason = forms.CharField(
        label=gettext_lazy("Lý do, văn bản"), max_length=2000, widget=forms.Textarea(attrs={"rows": 3})
    )

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        law = self.fields["legal_basis"]
        assert isinstance(law, forms.ModelChoiceField)
        law.queryset = LegalInstrument.objects.all()
        for name in ("text", "parameters", "legal_basis", "article"):
            self.fields[name].initial = getattr(self.subject, name)

    def clean_parameters(self) -> Any:
        found = self.cleaned_data.get("parameters") or {}
        if problems := rules.parameter_problems(self.subject.kind, found):
            raise forms.ValidationError(problems)
        return found


class EndForm(ReasonForm):
    """When a rule stops, with nothing in its place."""

    starts_on = forms.DateField(label=gettext_lazy("Thôi áp dụng từ ngày"), widget=AdminDateInput)
    field_order = ("starts_on", "reason")


def _proposed(change: RuleChange) -> str:
    return _("Đã gửi đề nghị thay đổi từ ngày %(day)s. Người thứ hai của thường trực Hội đồng sẽ duyệt.") % {
        "day": shown(change.starts_on)
    }


PROPOSE: Final = Act(
    name="propose_change",
    label=gettext_lazy("Đề nghị thay đổi"),
    explanation=gettext_lazy(
        "Điều kiện không sửa trực tiếp: nội dung mới có hiệu lực từ một ngày, sau khi người thứ hai duyệt."
    ),
    form=ProposeForm,
    icon="edit",
    run=lambda row, user, answers: _proposed(
        rules.propose(
            actor=user,
            rule=row,
            kind=row.kind,
            text=answers["text"],
            parameters=answers["parameters"],
            legal_basis=answers["legal_basis"],
            article=answers["article"],
            starts_on=answers["starts_on"],
            reason=answers["reason"],
        )
    ),
    shown=lambda row, user: not row.changes.filter(state=RuleChangeState.PROPOSED).exists(),
)

END: Final = Act(
    name="propose_end",
    label=gettext_lazy("Đề nghị thôi áp dụng"),
    explanation=gettext_lazy("Điều kiện hết áp dụng, không có điều kiện khác thay thế."),
    form=EndForm,
    icon="cross",
    serious=True,
    run=lambda row, user, answers: _proposed(
        rules.propose(
            actor=user, rule=row, starts_on=answers["starts_on"], reason=answers["reason"], ends_only=True
        )
    ),
    shown=lambda row, user: not row.changes.filter(state=RuleChangeState.PROPOSED).exists(),
)


class ApproveForm(RemarkForm):
    verified = forms.BooleanField(
        label=gettext_lazy("Tôi đã đối chiếu nội dung mới với văn bản"),
        required=False,
        help_text=gettext_lazy("Không đánh dấu thì điều kiện mới ghi là chưa xác minh."),
    )
    field_order = ("verified", "reason")


def _is_open(row: RuleChange, user: Any) -> bool:
    return row.state == RuleChangeState.PROPOSED


class RuleChangeForm(forms.ModelForm):  # type: ignore[type-arg]
    """A new rule; changes of a rule that is there begin on its own page."""

    class Meta:
        model = RuleChange
        fields = ("award", "kind", "text", "parameters", "legal_basis", "article", "starts_on", "reason")
        formfield_callback = field_for
        help_texts = {"parameters": PARAMETERS_HELP}

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        cleaned["parameters"] = cleaned.get("parameters") or {}
        for problem in rules.parameter_problems(cleaned.get("kind", ""), cleaned["parameters"]):
            self.add_error("parameters", problem)
        return cleaned

    def _post_clean(self) -> None:
        """The row is made by the domain, not from this form's instance."""


class RuleChangeViewSet(DeskViewSet):
    model = RuleChange
    name = "thay-doi-dieu-kien"
    icon = "history"
    menu_label = gettext_lazy("Thay đổi điều kiện")
    can_add = True
    list_display = (
        "text",
        column("award", gettext_lazy("Danh hiệu, hình thức")),
        "starts_on",
        column("state", gettext_lazy("Trạng thái"), sort_key="state"),
        column("proposed_by", gettext_lazy("Người đề nghị")),
        "proposed_at",
    )
    list_filter = ("state", "award", "kind")
    list_export = (
        "award",
        "kind",
        "text",
        "parameters",
        "legal_basis",
        "article",
        "starts_on",
        "ends_only",
        "reason",
        "state",
        "proposed_by",
        "proposed_at",
        "decided_by",
        "decided_at",
    )
    with_related = ("award", "legal_basis", "proposed_by", "decided_by")
    inspect_related = ("rule", "made")
    search_fields = ("text", "award__name", "award__code")
    ordering = "-proposed_at"
    inspect_view_fields = (
        "state",
        "award",
        "kind",
        "text",
        "parameters",
        "legal_basis",
        "article",
        "starts_on",
        "ends_only",
        "reason",
        "proposed_by",
        "proposed_at",
        "decided_by",
        "decided_at",
    )
    acts = (
        Act(
            name="approve",
            label=gettext_lazy("Duyệt thay đổi"),
            explanation=gettext_lazy(
                "Nội dung cũ hết áp dụng vào hôm trước, nội dung mới bắt đầu. Hồ sơ đã tiếp nhận giữ nội dung cũ."
            ),
            form=ApproveForm,
            run=lambda row, user, answers: rules.approve(
                change=row, actor=user, verified=answers["verified"], reason=answers["reason"]
            ),
            shown=lambda row, user: _is_open(row, user) and row.proposed_by_id != user.pk,
        ),
        Act(
            name="refuse",
            label=gettext_lazy("Không duyệt"),
            form=ReasonForm,
            icon="cross",
            run=lambda row, user, answers: rules.refuse(change=row, actor=user, reason=answers["reason"]),
            shown=lambda row, user: _is_open(row, user) and row.proposed_by_id != user.pk,
        ),
        Act(
            name="withdraw",
            label=gettext_lazy("Rút đề nghị"),
            icon="rotate",
            run=lambda row, user, answers: rules.withdraw(change=row, actor=user, reason=answers["reason"]),
            shown=lambda row, user: _is_open(row, user) and row.proposed_by_id == user.pk,
        ),
    )

    def get_form_class(self, for_update: bool = False) -> Any:
        return RuleChangeForm

    def save_row(self, form: Any, user: Any, changed: Sequence[str], save_related: Any) -> Any:
        data = form.cleaned_data
        made = rules.propose(
            actor=user,
            award=data["award"],
            kind=data["kind"],
            text=data["text"],
            parameters=data["parameters"],
            legal_basis=data["legal_basis"],
            article=data["article"],
            starts_on=data["starts_on"],
            reason=data["reason"],
        )
        form.instance = made
        return made

    def notices(self, row: RuleChange, user: Any) -> list[str]:
        if row.state == RuleChangeState.PROPOSED and row.proposed_by_id == user.pk:
            return [_("Bạn đã đề nghị thay đổi này; người thứ hai của thường trực Hội đồng sẽ duyệt.")]
        return []

    def sections(self, row: RuleChange, user: Any) -> list[Section]:
        before = row.before or {}
        found = [
            Section(
                gettext_lazy("Trước và sau"),
                [_("Mục"), _("Đang áp dụng"), _("Đề nghị")],
                [
                    [_("Nội dung"), before.get("text"), "–" if row.ends_only else row.text],
                    [_("Tham số"), before.get("parameters"), "–" if row.ends_only else row.parameters],
                    [_("Căn cứ"), before.get("law"), "–" if row.ends_only else row.legal_basis],
                    [_("Điều, khoản"), before.get("article"), "–" if row.ends_only else row.article],
                ],
            )
        ]
        lines = [
            [
                _("Điều kiện cũ"),
                {"text": row.rule.text, "url": reverse("dieu-kien:inspect", args=[row.rule_id])},
            ]
            for _one in [row]
            if row.rule is not None
        ] + [
            [
                _("Điều kiện mới"),
                {"text": row.made.text, "url": reverse("dieu-kien:inspect", args=[row.made_id])},
            ]
            for _one in [row]
            if row.made is not None
        ]
        if lines:
            found.append(Section(gettext_lazy("Trong danh mục"), [_("Là"), _("Nội dung")], lines))
        return found


class CarryForm(RemarkForm):
    round = forms.ModelChoiceField(
        label=gettext_lazy("Đợt xét"),
        queryset=Round.objects.none(),
        help_text=gettext_lazy("Đợt xét đã có hồ sơ được chấm điểm thì không đổi bảng điểm."),
    )
    field_order = ("round", "reason")

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        choice = self.fields["round"]
        assert isinstance(choice, forms.ModelChoiceField)
        choice.queryset = Round.objects.filter(deadline__gte=timezone.now()).order_by("deadline", "pk")


class ScoreSheetViewSet(DeskViewSet):
    model = ScoreSheet
    name = "bang-diem"
    icon = "list-ol"
    menu_label = gettext_lazy("Bảng điểm")
    can_add = can_change = True
    list_display = (
        "title",
        "version",
        column("state", gettext_lazy("Trạng thái"), sort_key="state"),
        "pass_mark",
        column("adopted_by", gettext_lazy("Người duyệt")),
    )
    list_filter = ("state",)
    list_export = (
        "title",
        "version",
        "state",
        "pass_mark",
        "legal_basis",
        "article",
        "drafted_by",
        "adopted_by",
        "adopted_at",
    )
    with_related = ("drafted_by", "adopted_by", "legal_basis")
    search_fields = ("title",)
    form_fields = ("title", "pass_mark", "legal_basis", "article")
    inline_models = (
        (
            ScoreCriterion,
            ("text", "maximum", "minimum", "evidence", "kind", "position_group", "sort_order"),
        ),
    )
    inspect_view_fields = (
        "title",
        "version",
        "state",
        "pass_mark",
        "legal_basis",
        "article",
        "drafted_by",
        "adopted_by",
        "adopted_at",
    )
    acts = (
        Act(
            name="adopt",
            label=gettext_lazy("Duyệt, đưa vào dùng"),
            explanation=gettext_lazy(
                "Bảng điểm đã duyệt không sửa được nữa; muốn đổi thì lập phiên bản mới. Người soạn không tự duyệt."
            ),
            run=lambda row, user, answers: scores.adopt(sheet=row, actor=user, reason=answers["reason"]),
            shown=lambda row, user: row.state == ScoreSheetState.DRAFT and row.drafted_by_id != user.pk,
        ),
        Act(
            name="revise",
            label=gettext_lazy("Lập phiên bản mới"),
            explanation=gettext_lazy(
                "Phiên bản mới chép các tiêu chí; đợt xét đang dùng giữ phiên bản của mình."
            ),
            icon="copy",
            run=lambda row, user, answers: (
                _("Đã lập phiên bản %(version)d, đang soạn.")
                % {"version": scores.revise(sheet=row, actor=user, reason=answers["reason"]).version}
            ),
            shown=lambda row, user: row.state != ScoreSheetState.DRAFT,
        ),
        Act(
            name="carry",
            label=gettext_lazy("Gắn vào đợt xét"),
            form=CarryForm,
            icon="calendar-alt",
            run=lambda row, user, answers: scores.carry(
                round=answers["round"], sheet=row, actor=user, reason=answers["reason"]
            ),
            shown=lambda row, user: row.state == ScoreSheetState.IN_USE,
        ),
    )

    def may_change(self, row: ScoreSheet, user: Any) -> bool:
        return row.state == ScoreSheetState.DRAFT

    def save_row(self, form: Any, user: Any, changed: Sequence[str], save_related: Any) -> Any:
        return scores.keep(sheet=form.instance, actor=user, fields=changed, related=save_related)

    def sections(self, row: ScoreSheet, user: Any) -> list[Section]:
        return [
            Section(
                gettext_lazy("Tiêu chí"),
                [
                    _("Tiêu chí"),
                    _("Điểm tối đa"),
                    _("Điểm phải đạt"),
                    _("Minh chứng"),
                    _("Đối tượng"),
                    _("Nhóm vị trí"),
                ],
                [
                    [
                        one.text,
                        one.maximum,
                        one.minimum,
                        one.evidence,
                        one.get_kind_display(),
                        one.get_position_group_display(),
                    ]
                    for one in row.criteria.all()
                ],
            ),
            Section(
                gettext_lazy("Đợt xét dùng bảng điểm này"),
                [_("Đợt xét"), _("Hạn nhận hồ sơ")],
                [
                    [
                        {"text": link.round.title, "url": reverse("dot-xet:inspect", args=[link.round_id])},
                        link.round.deadline,
                    ]
                    for link in RoundScoreSheet.objects.filter(sheet=row).select_related("round")[:50]
                ],
            ),
        ]


def changes_of(row: AwardRule) -> Section:
    """Return the changes of one rule, as its page shows them."""
    rows = row.changes.select_related("proposed_by", "decided_by").order_by("-proposed_at")[:50]
    return Section(
        gettext_lazy("Thay đổi"),
        [_("Nội dung đề nghị"), _("Từ ngày"), _("Trạng thái"), _("Người đề nghị"), _("Người quyết định")],
        [
            [
                {"text": one.text, "url": reverse("thay-doi-dieu-kien:inspect", args=[one.pk])},
                one.starts_on,
                one.get_state_display(),
                one.proposed_by,
                one.decided_by,
            ]
            for one in rows
        ],
    )


# The rules of a day ---------------------------------------------------------------------------------------------------


@never_cache
@require_safe
def by_date(request: HttpRequest) -> HttpResponse:
    """List every rule in force on a day (``ngay``, today when left out) with law, period and whether it was verified."""
    if not held(request.user).any(*READERS):
        raise PermissionDenied
    day, wrong = timezone.localdate(), False
    if typed := request.GET.get("ngay", "").strip():
        try:
            day = date.fromisoformat(typed)
        except ValueError:
            wrong = True
    groups = rules.by_date(day)
    lines = [line for _award, found in groups for line in found]
    return render(
        request,
        "recognition/desk/rules_by_date.html",
        {
            "day": day,
            "wrong": wrong,
            "groups": groups,
            "number": len(lines),
            "unverified": sum(not line.rule.verified for line in lines),
            "turning": rules.turning_days()[:12],
            "waiting": list(
                rules.open_changes().select_related("award", "proposed_by").order_by("starts_on", "pk")[:50]
            ),
        },
    )


class ByDateMenuItem(MenuItem):
    """Shown to whoever may open the screen."""

    def is_shown(self, request: HttpRequest) -> bool:
        return held(request.user).any(*READERS)


@hooks.register("register_admin_urls")
def register_by_date_url() -> list[Any]:
    return [path("dieu-kien-theo-ngay/", by_date, name=BY_DATE)]


@hooks.register("register_admin_menu_item")
def register_by_date_menu_item() -> MenuItem:
    return ByDateMenuItem(
        gettext_lazy("Điều kiện theo ngày"),
        reverse(BY_DATE),
        name="dieu-kien-theo-ngay",
        icon_name="date",
        order=510,
    )
