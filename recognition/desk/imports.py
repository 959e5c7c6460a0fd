"""Lists of decisions in the admin: template, upload with a trial, report on screen, confirmation by a second person."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any, Concatenate

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse, HttpResponseBase, HttpResponseRedirect
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import include, path, reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_POST
from wagtail import hooks
from wagtail.admin.menu import MenuItem
from wagtail.admin.widgets import AdminDateInput

from portal.core.private_files import PrivateFile, respond
from portal.core.tables import XLSX_TYPE
from recognition.desk.policies import held
from recognition.domain.errors import DomainError
from recognition.domain.roles import grants
from recognition.enums import ImportState, Role
from recognition.exchange import confirmation
from recognition.exchange.decisions import decision_number
from recognition.exchange.forms import decision_template, outcome_label, outcome_table
from recognition.exchange.sheets import LARGEST_FILE, Unreadable
from recognition.models import Award, ImportFile, Office

NAMESPACE = "decision_imports"
ROWS_PER_PAGE = 100
OUTCOMES = ("refused", "matched", "held", "noted", "accepted")

type_of_view = Callable[Concatenate[HttpRequest, ...], HttpResponseBase]


def for_the_desk(view: type_of_view) -> type_of_view:
    """Let only the standing body in; an auditor may look (GET)."""

    @wraps(view)
    def checked(request: HttpRequest, *args: Any, **options: Any) -> HttpResponseBase:
        held = grants(request.user)
        if not (
            held.has(Role.STANDING_BODY) or (held.has(Role.AUDITOR) and request.method in {"GET", "HEAD"})
        ):
            raise PermissionDenied
        return view(request, *args, **options)

    return never_cache(checked)


class UploadForm(forms.Form):
    """A list and the decision it belongs to."""

    file = forms.FileField(
        label=gettext_lazy("Tệp danh sách (.xlsx)"),
        widget=forms.FileInput(attrs={"accept": ".xlsx"}),
        help_text=gettext_lazy("Tệp được giữ riêng, không ai ngoài thường trực Hội đồng đọc được."),
    )
    number = forms.CharField(
        label=gettext_lazy("Số, ký hiệu quyết định"),
        max_length=80,
        help_text=gettext_lazy("Ví dụ: 57/QĐ-SYT"),
    )
    dated = forms.DateField(label=gettext_lazy("Ngày ban hành"), widget=AdminDateInput)
    office = forms.ModelChoiceField(
        label=gettext_lazy("Thẩm quyền quyết định"), queryset=Office.objects.none()
    )
    title = forms.CharField(label=gettext_lazy("Trích yếu"), max_length=600, required=False)
    award = forms.ModelChoiceField(
        label=gettext_lazy("Danh hiệu, hình thức của cả danh sách"),
        queryset=Award.objects.none(),
        required=False,
        help_text=gettext_lazy("Chỉ chọn khi danh sách không có cột danh hiệu, hình thức."),
    )

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        for name, model in (("office", Office), ("award", Award)):
            field = self.fields[name]
            assert isinstance(field, forms.ModelChoiceField)
            field.queryset = model.objects.all()

    def clean_number(self) -> str:
        try:
            return decision_number(self.cleaned_data["number"])
        except ValueError as error:
            raise forms.ValidationError(str(error)) from error

    def clean_file(self) -> Any:
        file = self.cleaned_data["file"]
        if file.size > LARGEST_FILE:
            raise forms.ValidationError(
                _("Tệp lớn hơn %(limit)s MB.") % {"limit": LARGEST_FILE // 1024**2}, code="too_large"
            )
        return file


@for_the_desk
@require_GET
def index(request: HttpRequest) -> HttpResponse:
    """All uploaded lists, the newest first."""
    files = ImportFile.objects.select_related("office", "uploaded_by", "confirmed_by")
    page = Paginator(files, 30).get_page(request.GET.get("p"))
    return render(
        request,
        "recognition/admin/import_index.html",
        {"page": page, "may_upload": grants(request.user).has(Role.STANDING_BODY)},
    )


@for_the_desk
@require_GET
def template(request: HttpRequest) -> HttpResponse:
    """The workbook to fill in."""
    return _workbook(decision_template(), "mau-danh-sach-quyet-dinh.xlsx")


@for_the_desk
def upload(request: HttpRequest) -> HttpResponse:
    """Upload a list; it is tried at once and its report is the next page."""
    if not grants(request.user).has(Role.STANDING_BODY):
        raise PermissionDenied
    form = UploadForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        try:
            kept = confirmation.upload(actor=request.user, **form.cleaned_data)  # type: ignore[arg-type]  # signed in
        except (DomainError, Unreadable) as error:
            form.add_error("file", error.message)
        else:
            return redirect(f"{NAMESPACE}:report", kept.public_id)
    return render(
        request, "recognition/admin/import_upload.html", {"form": form}, status=422 if form.errors else 200
    )


@for_the_desk
@require_GET
def report(request: HttpRequest, public_id: str) -> HttpResponse:
    """What became, or would become, of each line."""
    kept = _kept(public_id)
    rows = _rows(kept)
    chosen = request.GET.get("ket-qua", "")
    shown = [row for row in rows if _is(row, chosen)] if chosen in OUTCOMES else rows
    page = Paginator(shown, ROWS_PER_PAGE).get_page(request.GET.get("p"))
    is_desk = grants(request.user).has(Role.STANDING_BODY)
    return render(
        request,
        "recognition/admin/import_report.html",
        {
            "kept": kept,
            "page": page,
            "rows": [{**row, "label": outcome_label(row)} for row in page],
            "choices": [(name, _label_of(name), sum(_is(row, name) for row in rows)) for name in OUTCOMES],
            "chosen": chosen,
            "total": len(rows),
            "counts": (kept.import_report or kept.check_report).get("counts", {}),
            "running": kept.state in {ImportState.CHECKING, ImportState.IMPORTING},
            "may_confirm": is_desk
            and kept.state == ImportState.CHECKED
            and kept.uploaded_by_id != request.user.pk,
            "waits_for_another": kept.state == ImportState.CHECKED and kept.uploaded_by_id == request.user.pk,
            "may_withdraw": is_desk
            and kept.state in {ImportState.CHECKING, ImportState.CHECKED, ImportState.FAILED},
            "may_resume": is_desk and kept.state == ImportState.IMPORTING,
        },
    )


@for_the_desk
@require_GET
def report_table(request: HttpRequest, public_id: str) -> HttpResponse:
    """The report as a workbook, all lines or those of one outcome."""
    kept = _kept(public_id)
    chosen = request.GET.get("ket-qua", "")
    rows = [row for row in _rows(kept) if chosen not in OUTCOMES or _is(row, chosen)]
    return _workbook(outcome_table(rows), f"ket-qua-nhap-{kept.public_id}.xlsx")


@for_the_desk
@require_GET
def original(request: HttpRequest, public_id: str) -> HttpResponseBase:
    """The uploaded file itself, for the standing body alone: it may hold years of birth."""
    if not grants(request.user).has(Role.STANDING_BODY):
        raise PermissionDenied
    kept = _kept(public_id)
    return respond(PrivateFile(str(kept.file.name), kept.name, XLSX_TYPE))


@for_the_desk
@require_POST
def confirm(request: HttpRequest, public_id: str) -> HttpResponse:
    """The second person confirms; the list is imported."""
    kept = _kept(public_id)
    if request.POST.get("checked") != "1":
        messages.error(request, _("Hãy đánh dấu là đã đối chiếu danh sách với quyết định."))
        return _back(kept)
    return _act(request, kept, lambda: confirmation.confirm(kept=kept, actor=request.user))  # type: ignore[arg-type]


@for_the_desk
@require_POST
def resume(request: HttpRequest, public_id: str) -> HttpResponse:
    """Start an import again that did not finish."""
    kept = _kept(public_id)
    return _act(request, kept, lambda: confirmation.resume(kept=kept, actor=request.user))  # type: ignore[arg-type]


@for_the_desk
@require_POST
def withdraw(request: HttpRequest, public_id: str) -> HttpResponse:
    """Take a waiting list back."""
    kept = _kept(public_id)
    reason = request.POST.get("reason", "")[:500]
    return _act(
        request,
        kept,
        lambda: confirmation.withdraw(kept=kept, actor=request.user, reason=reason),  # type: ignore[arg-type]
    )


def _act(request: HttpRequest, kept: ImportFile, act: Callable[[], ImportFile]) -> HttpResponseRedirect:
    try:
        done = act()
    except DomainError as error:
        messages.error(request, error.message)
    else:
        told = messages.error if done.state == ImportState.FAILED else messages.success
        told(request, f"{done.get_state_display()}. {done.failure}".strip())
    return _back(kept)


def _back(kept: ImportFile) -> HttpResponseRedirect:
    return HttpResponseRedirect(reverse(f"{NAMESPACE}:report", args=[kept.public_id]))


def _kept(public_id: str) -> ImportFile:
    return get_object_or_404(
        ImportFile.objects.select_related("office", "award", "uploaded_by", "confirmed_by", "decision"),
        public_id=public_id,
    )


def _rows(kept: ImportFile) -> list[dict[str, Any]]:
    rows: list[dict[str, Any]] = (kept.import_report or kept.check_report).get("rows", [])
    return rows


def _is(row: dict[str, Any], outcome: str) -> bool:
    if outcome == "held":
        return bool(row["held"])
    if outcome == "noted":
        return bool(row["notes"])
    return bool(row["outcome"] == outcome)


def _label_of(outcome: str) -> str:
    return {
        "refused": _("Từ chối"),
        "matched": _("Có thể trùng người đã có"),
        "held": _("Cần kiểm tra thẩm quyền"),
        "noted": _("Có lưu ý"),
        "accepted": _("Nhận"),
    }[outcome]


def _workbook(content: bytes, name: str) -> HttpResponse:
    return HttpResponse(
        content,
        content_type=XLSX_TYPE,
        headers={
            "Content-Disposition": f'attachment; filename="{name}"',
            "X-Content-Type-Options": "nosniff",
        },
    )


urlpatterns = [
    path("", index, name="index"),
    path("mau/", template, name="template"),
    path("tai-len/", upload, name="upload"),
    path("<str:public_id>/", report, name="report"),
    path("<str:public_id>/ket-qua/", report_table, name="table"),
    path("<str:public_id>/tep/", original, name="original"),
    path("<str:public_id>/xac-nhan/", confirm, name="confirm"),
    path("<str:public_id>/tiep-tuc/", resume, name="resume"),
    path("<str:public_id>/rut/", withdraw, name="withdraw"),
]


class ImportsMenuItem(MenuItem):
    """Shown to whoever may open the screen."""

    def is_shown(self, request: HttpRequest) -> bool:
        return held(request.user).any(Role.STANDING_BODY, Role.AUDITOR)


@hooks.register("register_admin_urls")
def register_import_urls() -> list[Any]:
    return [path("nhap-danh-sach/", include((urlpatterns, NAMESPACE), namespace=NAMESPACE))]


@hooks.register("register_admin_menu_item")
def register_import_menu_item() -> MenuItem:
    return ImportsMenuItem(
        gettext_lazy("Nhập danh sách"),
        reverse(f"{NAMESPACE}:index"),
        name="nhap-danh-sach",
        icon_name="upload",
        order=450,
    )
