"""Forms of the intake, made from the domain's questions. They check what was typed; the domain decides the rest."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from types import MappingProxyType
from typing import Any, Final

from django import forms
from django.contrib.auth.forms import AuthenticationForm
from django.core.exceptions import ValidationError
from django.template.loader import render_to_string
from django.utils.html import escape, format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

from recognition.domain import forms as questions
from recognition.enums import MeritKind, SubjectKind
from recognition.models import Award, Nomination, Round, Unit

EARLIEST_YEAR = 1945
NEW_SUBJECT = "new"
REQUIRED = "required"
NO_HINTS: Final[Mapping[str, str]] = MappingProxyType({})
MINE: Final = "mine"
THEIRS: Final = "theirs"
LONG_TEXT: Final = 400
MOST_PAIRS: Final = 50
"""How many rows of pairs are read at most; the form's own number is checked after."""


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


def fault_of_name(name: str, kind: str) -> str:
    """Return what cannot be right in a name, as a list of names would say it; empty where nothing is."""
    if kind == SubjectKind.INDIVIDUAL and any(char.isdigit() for char in name):
        return gettext("Họ và tên có chữ số. Hãy kiểm tra lại.")
    return ""


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
        self.fields["award"].queryset = round.awards.filter(by_list=False).order_by("rank", "name")  # type: ignore[attr-defined]
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
        if wrong := fault_of_name(data.get("full_name", ""), data.get("kind", "")):
            self.add_error("full_name", wrong)
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


class StartManyForm(StartForm):
    """What many dossiers have in common, and their names: a workbook, or lines pasted from one."""

    names_file = forms.FileField(
        label=_("Tệp danh sách (XLSX)"),
        required=False,
        help_text=_("Cột Họ và tên là bắt buộc; Chức vụ, Khoa phòng nếu có. Tối đa 100 dòng."),
        widget=forms.FileInput(attrs={"accept": ".xlsx"}),
    )
    pasted = forms.CharField(
        label=_("Hoặc dán danh sách"),
        required=False,
        max_length=200_000,
        widget=forms.Textarea(attrs={"rows": 6}),
        help_text=_("Mỗi dòng một tên; chép từ Excel cũng được, hoặc: họ và tên; chức vụ; khoa phòng."),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        del self.fields["full_name"]

    def clean(self) -> dict[str, Any]:
        data = super().clean()
        if not data.get("names_file") and not (data.get("pasted") or "").strip() and not self.errors:
            self.add_error("names_file", _("Hãy chọn một tệp, hoặc dán danh sách vào ô bên dưới."))
        return data


class SectionForm(forms.Form):
    """One section of the report. What is only missing does not stop saving; what cannot be kept does.

    Beside each question stands the mark of the answer it was drawn with (``seen_<code>``), so that a save tells
    whether somebody else changed just this answer in between. Only questions that were sent count as answered.
    """

    use_required_attribute = False

    def __init__(
        self,
        *args: Any,
        nomination: Nomination,
        section: questions.Section,
        hints: Mapping[str, str] = NO_HINTS,
        **kwargs: Any,
    ) -> None:
        """``hints`` are lines below the help of a question: the threshold its answer is judged by."""
        self.stored = {question.code: questions.answer(nomination, question) for question in section.fields}
        super().__init__(*args, **{**kwargs, "initial": self.stored})
        self.section = section
        self.copied = frozenset(nomination.copied)
        for question in section.fields:
            field = _field_of(question)
            if hint := hints.get(question.code):
                parts = [format_html("{}", field.help_text)] if field.help_text else []
                parts.append(format_html("<b>{}</b>", hint))
                field.help_text = format_html_join(mark_safe("<br>"), "{}", ((part,) for part in parts))
            self.fields[question.code] = field

    @property
    def seen(self) -> dict[str, str]:
        """The marks that came with the form."""
        return {
            question.code: str(self.data.get(f"seen_{question.code}", "")) for question in self.section.fields
        }

    @property
    def kept_choices(self) -> dict[str, str]:
        """What was chosen where two texts stood side by side: ``mine`` or ``theirs``."""
        return {
            question.code: choice
            for question in self.section.fields
            if (choice := self.data.get(f"keep_{question.code}", "")) in {MINE, THEIRS}
        }

    def sent(self) -> dict[str, Any]:
        """Return the answers that were sent, as typed; a question that was not sent is not among them."""
        found = {}
        for question in self.section.fields:
            widget = self.fields[question.code].widget
            if not widget.value_omitted_from_data(self.data, self.files, self.add_prefix(question.code)):
                found[question.code] = widget.value_from_datadict(
                    self.data, self.files, self.add_prefix(question.code)
                )
        return found

    def questions_shown(self, *, seen: Mapping[str, str] | None = None) -> list[ShownQuestion]:
        """Return each question with its mark and the line below it: how much is written and how much may be."""
        shown = []
        for question in self.section.fields:
            bound = self[question.code]
            mark = (seen or {}).get(question.code) or questions.mark(self.stored[question.code])
            shown.append(
                ShownQuestion(
                    field=bound,
                    code=question.code,
                    seen=mark,
                    after=line_below(question, bound.value()),
                    copied=question.code in self.copied,
                )
            )
        return shown


@dataclass(frozen=True, slots=True)
class ShownQuestion:
    """A question as the screen draws it."""

    field: forms.BoundField
    code: str
    seen: str
    after: str
    copied: bool


def flat(question: questions.FormField, value: Any) -> dict[str, str]:
    """Return an answer as the controls of the screen name its parts."""
    match question.kind:
        case "share":
            given = value if isinstance(value, Mapping) else {}
            return {f"{question.code}-{part}": given.get(part, "") for part in ("part", "whole")}
        case "pairs":
            rows = value if isinstance(value, list) else []
            number = max(len(rows), 1)
            return {
                f"{question.code}-{place}-{part}": rows[place].get(part, "") if place < len(rows) else ""
                for place in range(number)
                for part in questions.PAIR_PARTS
            }
        case _:
            return {question.code: str(value or "")}


class AnswerField(forms.Field):
    """An answer as the domain keeps it; too long, no number and the like are errors, missing is another."""

    def __init__(self, question: questions.FormField, **kwargs: Any) -> None:
        self.question = question
        super().__init__(
            label=gettext(question.label),
            help_text=_help_of(question),
            required=question.required,
            error_messages={REQUIRED: _("Chưa có nội dung. Mục này bắt buộc.")},
            **kwargs,
        )

    def clean(self, value: Any) -> Any:
        answer = questions.cleaned(self.question, value)
        if self.required and questions.is_blank(answer):
            raise ValidationError(self.error_messages[REQUIRED], code=REQUIRED)
        if why := questions.problem(self.question, answer):
            raise ValidationError(why, code="unkept")
        return answer


class AnswerChoice(AnswerField):
    """One of the answers of a question, or none."""

    def __init__(self, question: questions.FormField) -> None:
        choices = [(code, gettext(words)) for code, words in question.choices]
        if not question.required:
            choices.append(("", gettext("Để trống")))
        super().__init__(question, widget=forms.RadioSelect(choices=choices))


class ShareWidget(forms.Widget):
    """Two numbers: how many of how many."""

    use_fieldset = True
    template = "recognition/intake/share.html"

    def __init__(self, question: questions.FormField) -> None:
        super().__init__()
        self.question = question

    def render(self, name: str, value: Any, attrs: Any = None, renderer: Any = None) -> SafeString:  # noqa: ARG002
        given = value if isinstance(value, Mapping) else {}
        parts = [
            {
                "name": f"{name}-{part}",
                "id": f"id_{name}-{part}",
                "label": gettext(label),
                "value": given.get(part, ""),
            }
            for part, label in (("part", self.question.part), ("whole", self.question.whole))
        ]
        return render_to_string(self.template, {"parts": parts})

    def value_from_datadict(self, data: Any, files: Any, name: str) -> dict[str, str]:  # noqa: ARG002
        return {part: data.get(f"{name}-{part}", "") for part in ("part", "whole")}

    def value_omitted_from_data(self, data: Any, files: Any, name: str) -> bool:  # noqa: ARG002
        return f"{name}-part" not in data and f"{name}-whole" not in data

    def id_for_label(self, id_: str) -> str:
        return f"{id_}-part" if id_ else ""


class PairsWidget(forms.Widget):
    """Rows of what, unit, before and after, always with one empty row more than is written, up to the most."""

    use_fieldset = True
    template = "recognition/intake/before_after.html"

    def __init__(self, question: questions.FormField) -> None:
        super().__init__()
        self.question = question

    def render(self, name: str, value: Any, attrs: Any = None, renderer: Any = None) -> SafeString:  # noqa: ARG002
        given = value if isinstance(value, list) else []
        number = min(max(2, len(given) + 1), max(self.question.rows, len(given)))
        labels = {
            "what": gettext("Số liệu"),
            "unit": gettext("Đơn vị tính"),
            "before": gettext("Trước"),
            "after": gettext("Sau"),
        }
        rows = []
        for place in range(number):
            row = given[place] if place < len(given) else {}
            rows.append(
                [
                    {
                        "part": part,
                        "name": f"{name}-{place}-{part}",
                        "id": f"id_{name}-{place}-{part}",
                        "label": labels[part],
                        "value": row.get(part, ""),
                    }
                    for part in questions.PAIR_PARTS
                ]
            )
        return render_to_string(self.template, {"rows": rows})

    def value_from_datadict(self, data: Any, files: Any, name: str) -> list[dict[str, str]]:  # noqa: ARG002
        rows = []
        for place in range(MOST_PAIRS):
            if f"{name}-{place}-what" not in data:
                break
            row = {part: data.get(f"{name}-{place}-{part}", "") for part in questions.PAIR_PARTS}
            if not questions.is_blank(row):
                rows.append(row)
        return rows

    def value_omitted_from_data(self, data: Any, files: Any, name: str) -> bool:  # noqa: ARG002
        return f"{name}-0-what" not in data

    def id_for_label(self, id_: str) -> str:
        return f"{id_}-0-what" if id_ else ""


def _field_of(question: questions.FormField) -> AnswerField:
    match question.kind:
        case "choice":
            return AnswerChoice(question)
        case "share":
            return AnswerField(question, widget=ShareWidget(question))
        case "pairs":
            return AnswerField(question, widget=PairsWidget(question))
        case "text":
            long = question.words > LONG_TEXT or (not question.words and question.limit > 2000)
            rows = 3 if question.limit <= 300 else 10 if long else 6
            return AnswerField(question, widget=forms.Textarea(attrs={"rows": rows}))
        case "number" | "percent":
            return AnswerField(
                question, widget=forms.TextInput(attrs={"inputmode": "decimal", "autocomplete": "off"})
            )
        case _:
            return AnswerField(question, widget=forms.TextInput(attrs={"autocomplete": "off"}))


def _help_of(question: questions.FormField) -> SafeString:
    """Return the paper form's own hint in brackets and the plain question, as markup for the component."""
    lines = []
    if question.hint:
        lines.append(format_html("({})", gettext(question.hint).rstrip(".")))
    if question.help:
        lines.append(format_html("{}", gettext(question.help)))
    return format_html_join(mark_safe("<br>"), "{}", ((line,) for line in lines))


def line_below(question: questions.FormField, value: Any) -> str:
    """Return how much is written and may be, or the share that follows from two numbers."""
    if question.kind == "share":
        share = questions.share_of(value)
        if share is None or questions.problem(question, questions.cleaned(question, value)):
            return ""
        return gettext("Tỷ lệ: %(share)s") % {"share": questions.percent_text(share)}
    if question.kind == "number" and question.unit:
        return gettext("Đơn vị tính: %(unit)s") % {"unit": gettext(question.unit)}
    if question.kind != "text":
        return ""
    text = str(value or "").replace("\r\n", "\n")
    if question.words:
        values = {
            "written": questions.words_in(text),
            "limit": question.words,
            "advised": question.advised_words,
        }
        if question.advised_words:
            return gettext("Đã viết %(written)d từ, nên từ %(advised)d, tối đa %(limit)d từ.") % values
        return gettext("Đã viết %(written)d từ, tối đa %(limit)d từ.") % values
    values = {"written": len(text), "limit": question.limit, "advised": question.advised}
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
