"""Forms of rounds and lists in the intake. They check what was typed; the domain decides the rest."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from recognition.domain import rounds
from recognition.domain.lists import FIRST_YEAR, written
from recognition.enums import AwardSubject, SubjectKind
from recognition.exchange.nominees import LONGEST_PASTE
from recognition.exchange.sheets import LARGEST_FILE
from recognition.intake.seen import SeenForm
from recognition.models import Award, Nominee, NomineeList, Round, RoundQuota, Unit

TYPED = ("%Y-%m-%dT%H:%M", "%H:%M %d/%m/%Y", "%d/%m/%Y %H:%M")
MOST_PLACES = 9999


class MomentField(forms.DateTimeField):
    """A moment of the server's clock, to the minute."""

    def __init__(self, **options: Any) -> None:
        super().__init__(
            input_formats=TYPED,
            widget=forms.DateTimeInput(attrs={"type": "datetime-local"}, format=TYPED[0]),
            error_messages={"invalid": _("Hãy ghi ngày và giờ, ví dụ 16:30 20/11/2026.")},
            **options,
        )


def _places(label: Any) -> forms.IntegerField:
    return forms.IntegerField(
        label=label,
        required=False,
        min_value=0,
        max_value=MOST_PLACES,
        help_text=_("Để trống là không giới hạn."),
        widget=forms.TextInput(attrs={"inputmode": "numeric"}),
    )


class InternalForm(forms.Form):
    """What a unit says of its internal round."""

    use_required_attribute = False

    title = forms.CharField(label=_("Tên đợt xét"), max_length=300)
    awards = forms.ModelMultipleChoiceField(
        Award.objects.none(),
        label=_("Danh hiệu, hình thức"),
        widget=forms.CheckboxSelectMultiple,
        to_field_name="code",
        help_text=_("Chỉ những danh hiệu, hình thức của đợt xét cấp trên."),
    )
    opens_at = MomentField(label=_("Mở nhận hồ sơ lúc"))
    deadline = MomentField(label=_("Hạn nhận hồ sơ"))
    individual_quota = _places(_("Số cá nhân mỗi khoa, phòng, trạm được đề nghị"))
    collective_quota = _places(_("Số tập thể mỗi khoa, phòng, trạm được đề nghị"))
    criteria = forms.CharField(
        label=_("Tiêu chuẩn, hướng dẫn"), required=False, widget=forms.Textarea(attrs={"rows": 6})
    )
    contact = forms.CharField(label=_("Liên hệ (điện thoại văn phòng)"), required=False, max_length=200)

    def __init__(self, *args: Any, parent: Round, round: Round | None = None, **options: Any) -> None:  # noqa: A002
        options.setdefault("initial", initial_of(parent, round))
        super().__init__(*args, **options)
        choice = self.fields["awards"]
        assert isinstance(choice, forms.ModelMultipleChoiceField)
        choice.queryset = parent.awards.order_by("rank", "name")
        self.fields["deadline"].help_text = gettext("Trước hạn của cấp trên: %(deadline)s.") % {
            "deadline": rounds.clock(parent.deadline)
        }
        for kind, name in (
            (SubjectKind.INDIVIDUAL, "individual_quota"),
            (SubjectKind.COLLECTIVE, "collective_quota"),
        ):
            if not AwardSubject(parent.subject).admits(kind):
                del self.fields[name]
        if round is not None and not round.is_draft:
            for name in ("opens_at", "deadline"):
                self.fields[name].disabled = True

    def plan(self) -> rounds.InternalPlan:
        data = self.cleaned_data
        return rounds.InternalPlan(
            title=data["title"],
            opens_at=data["opens_at"],
            deadline=data["deadline"],
            awards=list(data["awards"]),
            individual_quota=data.get("individual_quota"),
            collective_quota=data.get("collective_quota"),
            criteria=data["criteria"],
            contact=data["contact"],
        )


def initial_of(parent: Round, round_: Round | None) -> dict[str, Any]:
    """Return what the form of an internal round begins with."""
    if round_ is None:
        return {
            "title": gettext("Đợt xét cấp cơ sở: %(title)s") % {"title": parent.title},
            "awards": [award.code for award in parent.awards.all()],
            "opens_at": timezone.localtime().replace(second=0, microsecond=0),
        }
    return {
        **{
            name: getattr(round_, name)
            for name in (
                "title",
                "opens_at",
                "deadline",
                "individual_quota",
                "collective_quota",
                "criteria",
                "contact",
            )
        },
        "awards": [award.code for award in round_.awards.all()],
    }


class PlacesForm(forms.Form):
    """A number of individuals and one of collectives for each unit below."""

    use_required_attribute = False

    def __init__(self, *args: Any, round: Round, units: Sequence[Unit], **options: Any) -> None:  # noqa: A002
        super().__init__(*args, **options)
        own = {(row.unit_id, row.kind): row.places for row in RoundQuota.objects.filter(round=round)}
        self.units = units
        self.kinds = [kind for kind in SubjectKind if AwardSubject(round.subject).admits(kind)]
        for unit in units:
            for kind in self.kinds:
                self.fields[self.name_of(unit, kind)] = forms.IntegerField(
                    label=f"{unit.name} – {kind.label}",
                    required=False,
                    min_value=0,
                    max_value=MOST_PLACES,
                    initial=own.get((unit.pk, kind.value)),
                    widget=forms.TextInput(attrs={"inputmode": "numeric", "size": 4}),
                )

    @staticmethod
    def name_of(unit: Unit, kind: SubjectKind) -> str:
        return f"{unit.public_id}-{kind.value}"

    def lines(self) -> list[tuple[Unit, list[tuple[str, forms.BoundField]]]]:
        """Return each unit with its fields and the words for their kind, in the order of ``kinds``."""
        return [
            (unit, [(str(kind.label), self[self.name_of(unit, kind)]) for kind in self.kinds])
            for unit in self.units
        ]

    def places(self) -> dict[tuple[int, str], int | None]:
        return {
            (unit.pk, kind.value): self.cleaned_data.get(self.name_of(unit, kind))
            for unit in self.units
            for kind in self.kinds
        }


def checked_size(file: Any) -> Any:
    """Return the file, or raise ``ValidationError`` when it is too large."""
    if file and file.size > LARGEST_FILE:
        raise ValidationError(gettext("Tệp lớn hơn %(limit)s MB.") % {"limit": LARGEST_FILE // 1024**2})
    return file


class TableForm(forms.Form):
    use_required_attribute = False

    file = forms.FileField(label=_("Bảng phân bổ (.xlsx)"), widget=forms.FileInput(attrs={"accept": ".xlsx"}))

    def clean_file(self) -> Any:
        return checked_size(self.cleaned_data["file"])


class ExtendForm(forms.Form):
    use_required_attribute = False

    deadline = MomentField(label=_("Hạn mới"))
    reason = forms.CharField(label=_("Lý do"), max_length=2000, widget=forms.Textarea(attrs={"rows": 3}))


class StartListForm(forms.Form):
    use_required_attribute = False

    unit = forms.ModelChoiceField(
        Unit.objects.none(), label=_("Đơn vị đề nghị"), empty_label=None, to_field_name="public_id"
    )
    year = forms.IntegerField(
        label=_("Năm thành tích"),
        min_value=FIRST_YEAR,
        widget=forms.TextInput(attrs={"inputmode": "numeric", "size": 4, "maxlength": 4}),
    )

    def __init__(self, *args: Any, units: Sequence[Unit], now: datetime, **options: Any) -> None:
        options.setdefault("initial", {"year": timezone.localtime(now).year})
        super().__init__(*args, **options)
        self.only_unit = units[0] if len(units) == 1 else None
        if self.only_unit is not None:
            del self.fields["unit"]
        else:
            choice = self.fields["unit"]
            assert isinstance(choice, forms.ModelChoiceField)
            choice.queryset = Unit.objects.filter(pk__in=[unit.pk for unit in units])

    @property
    def unit_chosen(self) -> Unit:
        unit: Unit = self.only_unit or self.cleaned_data["unit"]
        return unit


class FactsForm(SeenForm):
    """What the unit says of a list as a whole."""

    use_required_attribute = False

    year = forms.IntegerField(
        label=_("Năm thành tích"),
        min_value=FIRST_YEAR,
        widget=forms.TextInput(attrs={"inputmode": "numeric", "size": 4, "maxlength": 4}),
    )
    headcount = forms.IntegerField(
        label=_("Tổng số viên chức, người lao động"),
        required=False,
        min_value=1,
        max_value=100_000,
        help_text=_("Cơ sở để tính tỷ lệ trong tập thể."),
        widget=forms.TextInput(attrs={"inputmode": "numeric"}),
    )
    forms_stay = forms.BooleanField(label=_("Bản đăng ký của từng người lưu tại đơn vị"), required=False)
    note = forms.CharField(
        label=_("Ghi chú gửi Sở"), required=False, max_length=2000, widget=forms.Textarea(attrs={"rows": 3})
    )

    def __init__(self, *args: Any, row: NomineeList, **options: Any) -> None:
        shown = {name: getattr(row, name) for name in ("year", "headcount", "forms_stay", "note")}
        super().__init__(*args, shown=shown, **options)


class LineForm(SeenForm):
    """One name of a list."""

    use_required_attribute = False

    full_name = forms.CharField(
        label=_("Họ và tên"), max_length=255, widget=forms.TextInput(attrs={"autocomplete": "off"})
    )
    position = forms.CharField(label=_("Chức vụ"), max_length=255, required=False)
    workplace = forms.CharField(label=_("Khoa, phòng, trạm"), max_length=255, required=False)
    years = forms.IntegerField(
        label=_("Số năm công tác"),
        required=False,
        min_value=0,
        max_value=9999,
        widget=forms.TextInput(attrs={"inputmode": "numeric"}),
    )

    def __init__(self, *args: Any, nominee: Nominee | None = None, **options: Any) -> None:
        super().__init__(*args, shown=written(nominee) if nominee else {}, **options)


class ManyForm(forms.Form):
    """Many names at once: a workbook, or lines pasted from one."""

    use_required_attribute = False

    pasted = forms.CharField(
        label=_("Dán từ bảng tính"),
        required=False,
        max_length=LONGEST_PASTE,
        strip=False,
        help_text=_(
            "Mỗi người một dòng; các cột: họ và tên, chức vụ, khoa phòng, số năm công tác. Cột cách nhau bằng Tab (chép từ Excel) hoặc dấu chấm phẩy."
        ),
        widget=forms.Textarea(attrs={"rows": 6}),
    )
    file = forms.FileField(
        label=_("Hoặc tải tệp .xlsx lên"),
        required=False,
        widget=forms.FileInput(attrs={"accept": ".xlsx"}),
    )

    def clean_file(self) -> Any:
        return checked_size(self.cleaned_data["file"])

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if not self.errors and not (data.get("pasted") or "").strip() and not data.get("file"):
            raise ValidationError(gettext("Hãy dán các dòng hoặc chọn một tệp."))
        return data
