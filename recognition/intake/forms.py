"""Forms of the intake, made from the domain's questions. They check what was typed; the domain decides the rest."""

from __future__ import annotations

import hashlib
import json
import unicodedata
from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from django import forms
from django.contrib.auth.forms import AuthenticationForm
from django.core.exceptions import ValidationError
from django.utils.html import escape
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

from recognition.domain import forms as questions
from recognition.enums import MeritKind, SubjectKind
from recognition.models import Award, Nomination, Round, Unit

EARLIEST_YEAR = 1945
NEW_SUBJECT = "new"
REQUIRED = "required"


class SignInForm(AuthenticationForm):
    """User name and password, in the words of the site."""

    error_messages = {
        "invalid_login": _("Tên đăng nhập hoặc mật khẩu không đúng. Hãy gõ lại; chú ý chữ hoa, chữ thường."),
        "inactive": _("Tài khoản này đã khóa. Hãy liên hệ người quản trị của Sở."),
    }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["username"].label = _("Tên đăng nhập")
        self.fields["password"].label = _("Mật khẩu")


class StartForm(forms.Form):
    """What a dossier needs to exist. ``candidates`` (once looked up) adds the question whether it is one of them."""

    use_required_attribute = False

    unit = forms.ModelChoiceField(Unit.objects.none(), label=_("Đơn vị đề nghị"), empty_label=None)
    kind = forms.ChoiceField(label=_("Đối tượng"), choices=SubjectKind.choices, widget=forms.RadioSelect)
    award = forms.ModelChoiceField(
        Award.objects.none(),
        label=_("Danh hiệu, hình thức đề nghị"),
        empty_label=_("Chọn một danh hiệu, hình thức"),
        to_field_name="code",
    )
    full_name = forms.CharField(
        label=_("Họ và tên, hoặc tên tập thể"),
        max_length=255,
        help_text=_("Viết đủ, có dấu, ví dụ Trần Thị Bích Thủy. Không ghi học vị, chức danh vào ô này."),
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
    merit_from = forms.IntegerField(label=_("Thành tích từ năm"), min_value=EARLIEST_YEAR)
    merit_until = forms.IntegerField(label=_("Thành tích đến năm"), min_value=EARLIEST_YEAR)
    merit_kind = forms.ChoiceField(label=_("Loại hình khen thưởng"), choices=MeritKind.choices)

    def __init__(
        self,
        *args: Any,
        round: Round,  # noqa: A002 - the glossary's word
        units: Sequence[Unit],
        today: date,
        **kwargs: Any,
    ) -> None:
        initial = {
            "merit_from": today.year,
            "merit_until": today.year,
            "merit_kind": MeritKind.ROUTINE,
            "kind": round.subject if round.subject in SubjectKind.values else None,
            **(kwargs.pop("initial", None) or {}),
        }
        super().__init__(*args, **kwargs, initial=initial)  # type: ignore[misc] # initial was taken out of kwargs
        self.today = today
        self.only_unit = units[0] if len(units) == 1 else None
        if len(units) == 1:
            del self.fields["unit"]
        else:
            self.fields["unit"].queryset = Unit.objects.filter(pk__in=[unit.pk for unit in units])  # type: ignore[attr-defined]
        self.fields["award"].queryset = round.awards.order_by("rank", "name")  # type: ignore[attr-defined]
        for name in ("merit_from", "merit_until"):
            self.fields[name].widget = forms.TextInput(
                attrs={"inputmode": "numeric", "size": 4, "maxlength": 4}
            )

    def ask_which(self, candidates: Sequence[tuple[str, str]]) -> None:
        """Add the question which entry of the registry this is; nothing is chosen beforehand."""
        self.fields["honoree"] = forms.ChoiceField(
            label=_("Trong sổ đã có tên này. Có phải một trong các mục sau không?"),
            choices=[
                *candidates,
                (NEW_SUBJECT, gettext("Không phải: đây là người, tập thể khác, chưa có trong sổ")),
            ],
            widget=forms.RadioSelect,
            help_text=_(
                "Hệ thống không tự nhập hai người trùng tên làm một; hãy đối chiếu đơn vị và quyết định."
            ),
            error_messages={REQUIRED: _("Hãy chọn một mục, hoặc chọn “Không phải”.")},
        )

    def confirm_another(self, question: str) -> None:
        """Add the question whether a second dossier under the same name is really wanted."""
        self.fields["another"] = forms.BooleanField(
            label=_("Vẫn lập thêm một hồ sơ: đây là người, tập thể khác trùng tên"),
            help_text=escape(question),  # the component takes help as markup
            error_messages={
                REQUIRED: _("Đơn vị đã có hồ sơ này. Mở hồ sơ đó, hoặc đánh dấu nếu là người khác.")
            },
        )

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        first, last = data.get("merit_from"), data.get("merit_until")
        if first and last and first > last:
            self.add_error("merit_until", _("Năm kết thúc phải từ năm bắt đầu trở đi."))
        if last and last > self.today.year:
            self.add_error(
                "merit_until", _("Thành tích chưa lập thì chưa đề nghị được: năm này còn ở phía trước.")
            )
        return data

    @property
    def unit_chosen(self) -> Unit | None:
        return self.only_unit or self.cleaned_data.get("unit")


class SectionForm(forms.Form):
    """One section of the report. What is only missing does not stop saving; what cannot be kept does."""

    use_required_attribute = False

    version = forms.IntegerField(widget=forms.HiddenInput, min_value=1)
    seen = forms.CharField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args: Any, nomination: Nomination, section: questions.Section, **kwargs: Any) -> None:
        answers = {question.code: questions.answer(nomination, question) for question in section.fields}
        kwargs["initial"] = {"version": nomination.version, "seen": seen_mark(nomination, section), **answers}
        super().__init__(*args, **kwargs)
        self.section = section
        for question in section.fields:
            self.fields[question.code] = _field_of(question)

    def questions_shown(self) -> list[tuple[forms.BoundField, str]]:
        """Return each question with the line below it: how much is written and how much may be."""
        shown = []
        for question in self.section.fields:
            bound = self[question.code]
            shown.append((bound, _length_line(question, str(bound.value() or ""))))
        return shown

    @property
    def cannot_be_kept(self) -> bool:
        """Whether an error is more than an answer that is not there yet."""
        return any(error.code != REQUIRED for errors in self.errors.as_data().values() for error in errors)

    def answers(self) -> dict[str, Any]:
        """Return what to save: every answer that can be kept, an empty string for those still missing."""
        return {question.code: self.cleaned_data.get(question.code, "") for question in self.section.fields}


def seen_mark(nomination: Nomination, section: questions.Section) -> str:
    """Return a mark of the section's present answers, to tell whether somebody changed just this section."""
    answers = [str(questions.answer(nomination, question)) for question in section.fields]
    return hashlib.sha256(json.dumps(answers).encode()).hexdigest()[:16]


class AnswerField(forms.CharField):
    """Text as it is kept and counted: NFC, one kind of line end."""

    def to_python(self, value: Any) -> str:
        text = super().to_python(value) or ""
        return unicodedata.normalize("NFC", text.replace("\r\n", "\n").replace("\r", "\n"))


def _field_of(question: questions.FormField) -> forms.CharField:
    attributes: Mapping[str, Any] = {}
    widget: forms.Widget
    if question.kind == "text":
        widget = forms.Textarea(attrs={"rows": 10 if question.limit > 2000 else 6})
        if question.limit <= 300:
            widget = forms.Textarea(attrs={"rows": 3})
    else:
        attributes = {"inputmode": "decimal"} if question.kind == "number" else {}
        widget = forms.TextInput(attrs={**attributes, "autocomplete": "off"})

    def check(value: str) -> None:
        if why := questions.problem(question, value):
            raise ValidationError(why, code="unkept")

    label = gettext(question.label)
    help_text = gettext(question.help) if question.help else ""
    return AnswerField(
        label=label,
        help_text=help_text,
        required=question.required,
        widget=widget,
        validators=[check],
        error_messages={REQUIRED: _("Chưa có nội dung. Mục này bắt buộc.")},
    )


def _length_line(question: questions.FormField, text: str) -> str:
    if question.kind != "text":
        return ""
    written = len(text.replace("\r\n", "\n"))
    values = {"written": written, "limit": question.limit, "advised": question.advised}
    if question.advised:
        return gettext("Đã viết %(written)d ký tự, nên từ %(advised)d, tối đa %(limit)d ký tự.") % values
    return gettext("Đã viết %(written)d ký tự, tối đa %(limit)d ký tự.") % values


class ReasonForm(forms.Form):
    """A reason for an act that needs one."""

    use_required_attribute = False

    reason = forms.CharField(
        label=_("Lý do"),
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 4}),
        error_messages={REQUIRED: _("Hãy ghi lý do.")},
    )


def count_of_mistakes(number: int) -> str:
    """Return the head of a summary of errors."""
    return ngettext(
        "Cần sửa %(number)d chỗ trước khi sang mục sau",
        "Cần sửa %(number)d chỗ trước khi sang mục sau",
        number,
    ) % {"number": number}
