"""Screens of rounds: drafted, opened by an act, extended, with late exceptions and the allocation table read from a workbook."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final

from django import forms
from django.core import signing
from django.core.exceptions import PermissionDenied
from django.db.models import Count, Q
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import path, reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from wagtail.admin import messages
from wagtail.admin.ui.tables import Column
from wagtail.admin.widgets import AdminDateTimeInput

from portal.core.tables import XLSX_TYPE
from recognition.desk.acts import Act, ActForm, ActView, ReasonForm
from recognition.desk.panels import Rows, WaitingPanel, numbers_of
from recognition.desk.policies import held
from recognition.desk.viewsets import SECTION_ROWS, DeskViewSet, Section, column, shown
from recognition.domain import forms as report_forms
from recognition.domain import lists, reminders, rounds
from recognition.domain.errors import DomainError
from recognition.enums import Role, SubjectKind
from recognition.exchange import allocations
from recognition.exchange.sheets import LARGEST_FILE, Unreadable
from recognition.models import LateException, RequiredDocument, Round, RoundQuota, Unit

UNPROCESSABLE = 422


class ExtendForm(ReasonForm):
    deadline = forms.DateTimeField(
        label=gettext_lazy("Hạn mới (giờ máy chủ)"),
        widget=AdminDateTimeInput,
        help_text=gettext_lazy("Hạn chỉ lùi lại, không sớm hơn hạn đã báo cho các đơn vị."),
    )
    field_order = ("deadline", "reason")

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["deadline"].initial = self.subject.deadline


class ExceptionForm(ReasonForm):
    unit = forms.ModelChoiceField(label=gettext_lazy("Đơn vị được gửi muộn"), queryset=Unit.objects.none())
    until = forms.DateTimeField(label=gettext_lazy("Được gửi đến (giờ máy chủ)"), widget=AdminDateTimeInput)
    field_order = ("unit", "until", "reason")

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        choice = self.fields["unit"]
        assert isinstance(choice, forms.ModelChoiceField)
        choice.queryset = allocation_units(self.subject)


class WithdrawExceptionForm(ReasonForm):
    exception = forms.ModelChoiceField(
        label=gettext_lazy("Lần cho phép gửi muộn"), queryset=LateException.objects.none(), empty_label=None
    )
    field_order = ("exception", "reason")

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        choice = self.fields["exception"]
        assert isinstance(choice, forms.ModelChoiceField)
        choice.queryset = in_force(self.subject)
        choice.label_from_instance = lambda row: f"{row.unit} – {rounds.clock(row.until)}"  # type: ignore[method-assign,assignment]


class AllocationForm(ActForm):
    file = forms.FileField(
        label=gettext_lazy("Bảng phân bổ (.xlsx)"),
        widget=forms.FileInput(attrs={"accept": ".xlsx"}),
        help_text=gettext_lazy(
            "Cột “Tên đơn vị” (hoặc “Mã đơn vị”), “Cá nhân”, “Tập thể”. Ô để trống là theo số chung của đợt xét."
        ),
    )

    def clean_file(self) -> Any:
        file = self.cleaned_data["file"]
        if file.size > LARGEST_FILE:
            raise forms.ValidationError(_("Tệp lớn hơn %(limit)s MB.") % {"limit": LARGEST_FILE // 1024**2})
        return file


def in_force(round_: Round) -> Any:
    """The exceptions of a round that still let a unit in."""
    return LateException.objects.filter(
        round=round_, withdrawn_at__isnull=True, until__gte=timezone.now()
    ).select_related("unit", "round")


def _open(row: Round, user: Any, answers: dict[str, Any]) -> str:
    opened = rounds.open_round(round=row, actor=user)
    return _("Đã mở đợt xét. %(status)s") % {"status": rounds.status(opened).text}


def _exception(row: Round, user: Any, answers: dict[str, Any]) -> str:
    granted = rounds.grant_exception(
        round=row, unit=answers["unit"], until=answers["until"], reason=answers["reason"], actor=user
    )
    return _("“%(unit)s” được gửi hồ sơ đến %(until)s; đơn vị thấy điều này trên trang của mình.") % {
        "unit": granted.unit.name,
        "until": rounds.clock(granted.until),
    }


def _is_own(row: Round) -> bool:
    return row.parent_id is None


REPORT_FORMS: Final = {f"{kind}_form": kind.value for kind in SubjectKind}
"""Field of a round → the kind of subject whose report form it chooses."""


def _forms_of(kind: str) -> list[tuple[str, str]]:
    return [
        ("", _("Theo danh hiệu, hình thức")),
        *(
            (form.key, ": ".join(filter(None, (form.label, ", ".join(form.awards)))))
            for form in report_forms.of_kind(kind)
        ),
    ]


class AllocationView(ActView):
    """Upload a table, read what it would change line by line, then keep it. The workbook to fill in is offered first."""

    template_name = "recognition/desk/allocation.html"

    def dispatch(self, request: HttpRequest, *args: Any, **options: Any) -> Any:
        if not self.user_has_permission(self.act.name):
            raise PermissionDenied
        if request.method == "GET" and "bang" in request.GET:
            return self.workbook()
        if request.method == "POST" and request.POST.get("ticket"):
            return self.keep(request)
        return super().dispatch(request, *args, **options)

    def workbook(self) -> HttpResponse:
        units = list(allocation_units(self.object))
        content = allocations.workbook(round=self.object, units=units)
        name = f"phan-bo-{self.object.public_id}.xlsx"
        return HttpResponse(
            content,
            content_type=XLSX_TYPE,
            headers={
                "Content-Disposition": f'attachment; filename="{name}"',
                "Cache-Control": "private, no-store",
            },
        )

    def keep(self, request: HttpRequest) -> HttpResponse:
        person: Any = request.user
        try:
            number = allocations.keep(round=self.object, ticket=request.POST["ticket"], actor=person)
        except signing.BadSignature:
            messages.error(request, _("Bản xem trước đã cũ. Hãy tải bảng lên lại."))
            return HttpResponseRedirect(request.path)
        except DomainError as refused:
            messages.error(request, refused.message)
            return HttpResponseRedirect(request.path)
        messages.success(
            request,
            ngettext("Đã lưu %(number)d số lượng.", "Đã lưu %(number)d số lượng.", number)
            % {"number": number},
        )
        return HttpResponseRedirect(self.get_success_url())

    def form_valid(self, form: Any) -> HttpResponse:
        person: Any = self.request.user
        try:
            preview = allocations.preview(
                round=self.object, file=form.cleaned_data["file"].read(), actor=person
            )
        except Unreadable as error:
            form.add_error("file", error.message)
            return self.form_invalid(form)
        return render(
            self.request,
            self.template_name,
            self.get_context_data(form=self.get_form_class()(**self.fresh_kwargs()), preview=preview),
        )

    def fresh_kwargs(self) -> dict[str, Any]:
        return {"subject": self.object, "user": self.request.user}


def allocation_units(round_: Round) -> Any:
    """Units that may stand in the allocation table of a round: what files in it."""
    active = Unit.objects.active().order_by("sort_key")
    if round_.parent_id is not None:
        return active.filter(parent=round_.unit_id)
    return active.exclude(pk=round_.unit_id).filter(
        Q(parent=round_.unit_id)
        | Q(parent__isnull=True)
        | Q(parent__kind__in=rounds.GATHERING)
        | Q(pk__in=RoundQuota.objects.filter(round=round_).values("unit"))
    )


class RoundViewSet(DeskViewSet):
    model = Round
    name = "dot-xet"
    icon = "calendar-alt"
    menu_label = gettext_lazy("Đợt xét")
    can_add = can_change = True
    list_display = (
        "title",
        column("unit", gettext_lazy("Đơn vị mở đợt xét")),
        "subject",
        "opens_at",
        "deadline",
        Column(
            "state",
            label=gettext_lazy("Tình trạng"),
            accessor=lambda row: rounds.status(row).label,
        ),
    )
    list_filter = ("subject", "is_draft", "unit")
    list_export = (
        "title",
        "unit",
        "parent",
        "subject",
        "opens_at",
        "deadline",
        "individual_quota",
        "collective_quota",
        "criteria_version",
    )
    with_related = ("unit", "parent")
    search_fields = ("title", "unit__name")
    form_fields = (
        "title",
        "unit",
        "subject",
        "awards",
        "criteria",
        "criteria_version",
        "rules_link",
        "opens_at",
        "deadline",
        "individual_quota",
        "collective_quota",
        "legal_basis",
        "contact",
        "individual_form",
        "collective_form",
    )
    inline_models = (
        (RequiredDocument, ("name", "code", "subject", "required", "sort_order")),
        (RoundQuota, ("unit", "kind", "places")),
    )
    inspect_view_fields = (
        "title",
        "unit",
        "parent",
        "subject",
        "opens_at",
        "deadline",
        "individual_quota",
        "collective_quota",
        "criteria",
        "criteria_version",
        "rules_link",
        "legal_basis",
        "contact",
        "opened_at",
        "opened_by",
    )
    inspect_related = ("legal_basis", "opened_by")
    acts = (
        Act(
            name="open",
            label=gettext_lazy("Mở đợt xét"),
            run=_open,
            shown=lambda row, user: row.is_draft and _is_own(row),
            form=ActForm,
            explanation=gettext_lazy(
                "Từ lúc này các đơn vị thấy đợt xét; hồ sơ được nhận từ giờ mở đến hạn, theo giờ máy chủ."
            ),
        ),
        Act(
            name="allot",
            label=gettext_lazy("Nhập bảng phân bổ"),
            run=lambda row, user, answers: None,
            shown=lambda row, user: _is_own(row),
            form=AllocationForm,
            icon="table",
        ),
        Act(
            name="extend",
            label=gettext_lazy("Gia hạn"),
            run=lambda row, user, answers: rounds.extend(
                round=row, deadline=answers["deadline"], reason=answers["reason"], actor=user
            ),
            shown=lambda row, user: not row.is_draft and _is_own(row),
            form=ExtendForm,
            explanation=gettext_lazy(
                "Hạn mới là của mọi đơn vị; hồ sơ còn soạn đã quá hạn được soạn tiếp. Cho một đơn vị: dùng “Cho phép gửi muộn”."
            ),
            icon="calendar-alt",
        ),
        Act(
            name="grant_exception",
            label=gettext_lazy("Cho phép gửi muộn"),
            run=_exception,
            shown=lambda row, user: not row.is_draft and _is_own(row),
            form=ExceptionForm,
            explanation=gettext_lazy(
                "Chỉ cho một đơn vị, đến một thời điểm, có lý do. Hồ sơ đã quá hạn của đơn vị trở lại bước nháp."
            ),
            icon="history",
        ),
        Act(
            name="withdraw_exception",
            label=gettext_lazy("Thu hồi việc cho phép gửi muộn"),
            run=lambda row, user, answers: rounds.withdraw_exception(
                exception=answers["exception"], reason=answers["reason"], actor=user
            ),
            shown=lambda row, user: not row.is_draft and in_force(row).exists(),
            form=WithdrawExceptionForm,
            icon="cross",
            serious=True,
        ),
        Act(
            name="back_to_draft",
            label=gettext_lazy("Đưa về soạn thảo"),
            run=lambda row, user, answers: rounds.back_to_draft(
                round=row, reason=answers["reason"], actor=user
            ),
            shown=lambda row, user: (
                not row.is_draft
                and _is_own(row)
                and not (row.nominations.exists() or row.lists.exists() or row.internal_rounds.exists())
            ),
            form=ReasonForm,
            icon="rotate",
            serious=True,
        ),
    )

    def get_urlpatterns(self) -> list[Any]:
        allot = next(act for act in self.acts if act.name == "allot")
        view = self.construct_view(AllocationView, act=allot, inspect_url_name=self.get_url_name("inspect"))
        own = path(f"{allot.address}/<int:pk>/", view, name=allot.address)
        return [own if one.name == allot.address else one for one in super().get_urlpatterns()]

    def formfield_for_dbfield(self, db_field: Any, **options: Any) -> Any:
        if db_field.name == "awards":
            options["widget"] = forms.CheckboxSelectMultiple
        if db_field.name in REPORT_FORMS:
            kind = REPORT_FORMS[db_field.name]
            return forms.ChoiceField(
                label=db_field.verbose_name.capitalize(),
                help_text=db_field.help_text,
                choices=lambda: _forms_of(kind),
                required=False,
            )
        return super().formfield_for_dbfield(db_field, **options)

    def may_change(self, row: Round, user: Any) -> bool:
        return _is_own(row)

    def save_row(self, form: Any, user: Any, changed: Sequence[str], save_related: Any) -> Any:
        return rounds.keep(row=form.instance, actor=user, fields=changed, related=save_related)

    def facts(self, row: Round, user: Any) -> list[tuple[str, Any]]:
        status, awards = rounds.status(row), list(row.awards.all())
        found = [(_("Tình trạng"), {"text": f"{status.label}. {status.text}"}), *super().facts(row, user)]
        found.append((_("Danh hiệu, hình thức"), {"text": shown([award.name for award in awards])}))
        found.append((_("Mẫu báo cáo"), {"text": shown(report_forms.titles_in(row, awards))}))
        return found

    def notices(self, row: Round, user: Any) -> list[str]:
        if row.parent_id is not None:
            return [_("Đợt xét cấp cơ sở của đơn vị: đơn vị soạn, mở và chọn hồ sơ; Sở chỉ xem.")]
        return []

    def sections(self, row: Round, user: Any) -> list[Section]:
        used = rounds.used_places(round=row)
        found = [
            Section(
                gettext_lazy("Số lượng phân bổ riêng cho đơn vị"),
                [_("Đơn vị"), _("Đối tượng"), _("Số lượng"), _("Đã gửi")],
                [
                    [one.unit, one.get_kind_display(), one.places, used.get((one.unit_id, one.kind), 0)]
                    for one in row.quotas.select_related("unit").order_by("unit__sort_key", "kind")[
                        :SECTION_ROWS
                    ]
                ],
            ),
            Section(
                gettext_lazy("Giấy tờ phải nộp"),
                [_("Tên giấy tờ"), _("Dành cho"), _("Bắt buộc")],
                [[one.name, one.get_subject_display(), one.required] for one in row.documents.all()],
            ),
            Section(
                gettext_lazy("Cho phép gửi muộn"),
                [_("Đơn vị"), _("Đến"), _("Lý do"), _("Người cho phép"), _("Lúc"), _("Thu hồi")],
                [
                    [one.unit, one.until, one.reason, one.granted_by, one.granted_at, one.withdrawn_at]
                    for one in row.exceptions.select_related("unit", "granted_by")[:SECTION_ROWS]
                ],
            ),
            Section(
                gettext_lazy("Danh sách của các đơn vị"),
                [_("Đơn vị"), _("Danh hiệu"), _("Số người"), _("Trạng thái")],
                [
                    [
                        one.unit,
                        {"text": one.award.name, "url": reverse("danh-sach:inspect", args=[one.pk])},
                        one.number,
                        one.get_state_display(),
                    ]
                    for one in lists.at_desk(user, held(user))
                    .filter(round=row)
                    .select_related("unit", "award")
                    .annotate(number=Count("nominees"))
                    .order_by("unit__sort_key")[:SECTION_ROWS]
                ],
            ),
            Section(
                gettext_lazy("Đợt xét cấp cơ sở"),
                [_("Đơn vị"), _("Tên đợt xét"), _("Hạn nhận hồ sơ"), _("Tình trạng")],
                [
                    [
                        one.unit,
                        {"text": one.title, "url": reverse("dot-xet:inspect", args=[one.pk])},
                        one.deadline,
                        rounds.status(one).label,
                    ]
                    for one in row.internal_rounds.select_related("unit")[:SECTION_ROWS]
                ],
            ),
        ]
        return [section for section in found if section.rows or section is found[0]]


class RoundsPanel(WaitingPanel):
    """Lists that wait, rounds about to close. What is overdue at the desk stands in the panel of dossiers."""

    title = gettext_lazy("Hạn và danh sách")
    name = "han-va-danh-sach"
    roles = (Role.STANDING_BODY,)
    order = 105

    def rows(self, user: Any) -> Rows:
        return waiting_rows(user)


def waiting_rows(user: Any) -> Rows:
    """Return the lines of the panel: lists that wait, and rounds about to close."""
    now = timezone.now()
    waiting, _all = numbers_of(user)["lists"]
    found: Rows = []
    if waiting:
        found.append(
            {
                "label": _("Danh sách chờ tiếp nhận"),
                "number": waiting,
                "url": f"{reverse('danh-sach:index')}?state=confirmed",
            }
        )
    soon = max(reminders.DAYS_BEFORE)
    found += [
        {
            "label": _("Sắp hết hạn: %(round)s") % {"round": row.title},
            "number": row.deadline,
            "is_time": True,
            "url": reverse("dot-xet:inspect", args=[row.pk]),
        }
        for row in Round.objects.filter(
            is_draft=False, parent__isnull=True, opens_at__lte=now, deadline__gte=now
        ).order_by("deadline")[:10]
        if rounds.days_left(row.deadline, now) <= soon
    ]
    return found
