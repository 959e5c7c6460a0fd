"""The package of a unit: what it holds and says, its papers to print, the signed paper uploaded, the head's confirmation."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.csrf import csrf_exempt, csrf_protect
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from portal.core.private_files import address
from recognition.domain import delegations, packages
from recognition.domain.errors import DomainError, Duplicate, Overtaken
from recognition.domain.lifecycle import Move, find
from recognition.domain.roles import grants
from recognition.domain.sealed_papers import needs_paper
from recognition.enums import OPEN_PACKAGES, PackageState, Role, ScanState
from recognition.exchange import documents_docx as documents
from recognition.intake import scanning, uploads
from recognition.intake.access import StaffRequest, for_staff
from recognition.intake.seen import SeenForm
from recognition.intake.views.rounds import round_or_404
from recognition.models import Nomination, NomineeList, Package
from recognition.private_files import PACKAGES

TAGS: Final = {
    PackageState.DRAFT: "todo",
    PackageState.PAPERS: "doing",
    PackageState.CONFIRMED: "done",
    PackageState.DISCARDED: "locked",
}
UNPROCESSABLE: Final = 422
ZIP_NAME: Final = "bo-ho-so.zip"
PAPER_TYPES: Final = frozenset({uploads.PDF, uploads.JPEG, uploads.PNG, "image/webp"})
SIGNED: Final = b"/ByteRange"
"""What a PDF with a digital signature holds: which of its bytes were signed."""


def _count(label: Any) -> forms.IntegerField:
    return forms.IntegerField(
        label=label,
        min_value=1,
        max_value=999,
        required=False,
        widget=forms.TextInput(attrs={"inputmode": "numeric", "size": 4}),
    )


def _day(label: Any) -> forms.DateField:
    return forms.DateField(
        label=label,
        required=False,
        input_formats=("%Y-%m-%d", "%d/%m/%Y"),
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        error_messages={"invalid": gettext_lazy("Hãy ghi ngày, ví dụ 20/11/2026.")},
    )


class PackageForm(SeenForm):
    """What the papers say and hold. Nothing is demanded while it is a draft: what lacks is told before printing."""

    use_required_attribute = False

    number = forms.CharField(
        label=gettext_lazy("Số, ký hiệu tờ trình"),
        max_length=60,
        required=False,
        help_text=gettext_lazy("Ví dụ 125/TTr-BVĐK."),
    )
    dated = _day(gettext_lazy("Ngày tờ trình"))
    place = forms.CharField(
        label=gettext_lazy("Địa danh"),
        max_length=120,
        required=False,
        help_text=gettext_lazy("Tên xã, phường hoặc tỉnh nơi đơn vị đóng trụ sở, đứng trước ngày tháng."),
    )
    recipient = forms.CharField(label=gettext_lazy("Kính gửi"), max_length=255, required=False)
    signer_position = forms.CharField(
        label=gettext_lazy("Chức vụ người ký"),
        max_length=160,
        required=False,
        help_text=gettext_lazy("Ví dụ Giám đốc, Phó Giám đốc."),
    )
    signs_for = forms.CharField(
        label=gettext_lazy("Ký thay ai (KT.)"),
        max_length=160,
        required=False,
        help_text=gettext_lazy("Chỉ ghi khi cấp phó ký thay, ví dụ Giám đốc. Kèm văn bản ủy quyền."),
    )
    signer_name = forms.CharField(label=gettext_lazy("Họ tên người ký"), max_length=160, required=False)
    council_number = forms.CharField(
        label=gettext_lazy("Số biên bản họp Hội đồng"), max_length=60, required=False
    )
    council_date = _day(gettext_lazy("Ngày họp Hội đồng"))
    council_members = _count(gettext_lazy("Tổng số thành viên Hội đồng"))
    council_present = _count(gettext_lazy("Số thành viên dự họp"))
    council_chair = forms.CharField(label=gettext_lazy("Chủ trì cuộc họp"), max_length=160, required=False)
    council_secretary = forms.CharField(label=gettext_lazy("Thư ký cuộc họp"), max_length=160, required=False)
    dossiers = forms.MultipleChoiceField(
        label=gettext_lazy("Hồ sơ trong bộ"), required=False, widget=forms.CheckboxSelectMultiple
    )
    names = forms.MultipleChoiceField(
        label=gettext_lazy("Danh sách trong bộ"), required=False, widget=forms.CheckboxSelectMultiple
    )

    def __init__(self, *args: Any, package: Package, **options: Any) -> None:
        shown = {
            **{name: getattr(package, name) for name in packages.FACTS},
            "dossiers": list(package.dossiers.values_list("public_id", flat=True)),
            "names": list(package.lists.values_list("public_id", flat=True)),
        }
        super().__init__(*args, shown=shown, **options)
        self.package = package
        dossiers, lists = packages.candidates(package)
        self._ids = {row.public_id: row.pk for row in dossiers} | {row.public_id: row.pk for row in lists}
        for field, rows in (("dossiers", dossiers), ("names", lists)):
            if not rows:
                del self.fields[field]
                continue
            choice = self.fields[field]
            assert isinstance(choice, forms.MultipleChoiceField)
            choice.choices = [(row.public_id, _choice(row)) for row in rows]

    def chosen(self, field: str) -> list[int]:
        return [self._ids[key] for key in self.cleaned_data.get(field, [])]

    def drawn_with(self) -> packages.Seen:
        """What the page was drawn with."""
        marks = self.seen
        dossiers, names = (
            [self._ids[key] for key in marks.get(field, ()) if key in self._ids]
            for field in ("dossiers", "names")
        )
        facts = {name: marks[name] for name in packages.FACTS if isinstance(marks.get(name), str)}
        return packages.Seen(facts=facts, dossiers=dossiers, names=names)


def _choice(row: Nomination | NomineeList) -> str:
    paper = f" ({_('bắt buộc có bản ký, đóng dấu')})" if needs_paper(row) else ""
    if isinstance(row, Nomination):
        return f"{row.full_name} – {row.award.label} – {row.get_state_display()}{paper}"
    return f"{row.award.label} {row.year} – {row.get_state_display()}{paper}"


def package_or_404(request: StaffRequest, key: str) -> Package:
    """Return a package of one of the person's units; raise ``Http404`` when there is none and when it is another's."""
    row = (
        packages.of_units(request.user)
        .select_related(
            "round__unit",
            "unit__parent",
            "created_by",
            "uploaded_by",
            "confirmed_by",
            "confirmed_under__head",
        )
        .filter(public_id=key)
        .first()
    )
    if row is None:
        raise Http404
    return row


@for_staff
@require_POST
def start(request: StaffRequest, round_id: str) -> HttpResponseBase:
    """Open a package of a unit; who has one open is led to it."""
    round_, units = round_or_404(request, round_id)
    unit = next((one for one in units if one.code == request.POST.get("don-vi")), None)
    if unit is None or not grants(request.user).has(Role.FOCAL_POINT, unit.pk):
        raise Http404
    try:
        package = packages.start(round=round_, unit=unit, actor=request.user)
    except Duplicate as error:
        messages.info(request, error.message)
        known = Package.objects.filter(round=round_, unit=unit, state__in=OPEN_PACKAGES).first()
        return redirect("intake:package", known.public_id) if known else redirect("intake:round", round_id)
    except DomainError as error:
        messages.error(request, error.message)
        return redirect("intake:round", round_id)
    messages.success(request, _("Đã lập bộ hồ sơ. Có thể đóng trang và làm tiếp sau."))
    return redirect("intake:package", package.public_id)


@for_staff
@require_http_methods(["GET", "HEAD", "POST"])
def show(request: StaffRequest, key: str) -> HttpResponseBase:
    """Show a package; a draft is written here by the focal point."""
    package = package_or_404(request, key)
    form = None
    status = 200
    if packages.may_edit(request.user, package):
        form = PackageForm(request.POST or None, package=package)
        if request.method == "POST":
            if form.is_valid() and _save(request, package, form):
                return _after_saving(request, package)
            status = UNPROCESSABLE
    elif request.method == "POST":
        messages.error(request, _("Bộ hồ sơ này bây giờ chỉ xem được."))
        return redirect("intake:package", package.public_id)
    return _page(request, package, form, status=status)


def _save(request: StaffRequest, package: Package, form: PackageForm) -> bool:
    try:
        packages.describe(
            package=package,
            facts={name: form.cleaned_data.get(name) for name in packages.FACTS},
            dossiers=form.chosen("dossiers"),
            names=form.chosen("names"),
            actor=request.user,
            seen=form.drawn_with(),
        )
    except Overtaken as error:
        form.tell(error)
        return False
    except DomainError as error:
        form.add_error(None, error.message)
        return False
    return True


def _after_saving(request: StaffRequest, package: Package) -> HttpResponseBase:
    messages.success(request, _("Đã lưu bộ hồ sơ."))
    return redirect("intake:package", package.public_id)


def _page(
    request: StaffRequest, package: Package, form: PackageForm | None, *, status: int = 200, **more: Any
) -> HttpResponseBase:
    held = packages.contents(package)
    printed = package.state in {PackageState.PAPERS, PackageState.CONFIRMED}
    context = {
        "account": str(request.user),
        "package": package,
        "tag": TAGS[PackageState(package.state)],
        "form": form,
        "lines": [
            {
                "label": _line_label(row),
                "url": reverse("intake:dossier", args=[row.public_id]),
                "text": row.award.label,
                "meta": row.receipt_number,
                "state": "done" if row.state == "confirmed" else "doing",
                "state_label": row.get_state_display(),
            }
            for row in held.dossiers
        ]
        + [
            {
                "label": f"{one.award.label} {one.year}",
                "url": reverse("intake:list", args=[one.public_id]),
                "text": _("%(number)d người") % {"number": len(one.nominees.all())},
                "meta": one.receipt_number,
                "state": "done" if one.state == "confirmed" else "doing",
                "state_label": one.get_state_display(),
            }
            for one in held.lists
        ],
        "papers": _papers(package, held) if printed else [],
        "zip_url": reverse("intake:package_paper", args=[package.public_id, ZIP_NAME]) if printed else "",
        "infected": package.scan == ScanState.INFECTED,
        "file_url": address(PACKAGES, package.public_id) if package.file else "",
        "may_upload": packages.may_upload(request.user, package),
        "max_size": uploads.MAX_SIZE // uploads.MEGABYTE,
        "moves": [
            {
                "label": step.label,
                "url": reverse("intake:package_act", args=[package.public_id, step.name]),
                "quiet": step.name in {"reopen", "discard"},
                "paper": packages.mark_of_paper(package) if step.name == "confirm" else "",
            }
            for step in packages.available_moves(package, request.user)
        ],
        "confirmer": delegations.confirmer(package),
        "waits_for_paper": package.state == PackageState.PAPERS and not package.file,
        **more,
    }
    return render(request, "recognition/intake/packages/show.html", context, status=status)


def _line_label(row: Nomination) -> str:
    return " ".join(filter(None, (row.titles, row.full_name)))


def _papers(package: Package, held: packages.Contents) -> list[dict[str, str]]:
    names = [
        ("to-trinh.docx", _("Tờ trình")),
        ("bien-ban-hop.docx", _("Biên bản họp Hội đồng")),
        ("danh-sach.docx", _("Danh sách đề nghị")),
        *(
            (
                documents.report_name(row),
                _("Báo cáo thành tích: %(name)s") % {"name": _line_label(row)},
            )
            for row in held.dossiers
        ),
    ]
    return [
        {
            "label": label,
            "url": reverse("intake:package_paper", args=[package.public_id, name]),
            "note": "DOCX",
        }
        for name, label in names
    ]


@for_staff
@require_safe
def paper(request: StaffRequest, key: str, name: str) -> HttpResponseBase:
    """Give one paper to print, or all as a ZIP; who took it is recorded."""
    package = package_or_404(request, key)
    if package.state not in {PackageState.PAPERS, PackageState.CONFIRMED}:
        raise Http404
    held = packages.contents(package)
    made: dict[str, Callable[[], bytes]] = {
        "to-trinh.docx": lambda: documents.petition(package, held),
        "bien-ban-hop.docx": lambda: documents.minutes(package, held),
        "danh-sach.docx": lambda: documents.roll(package, held),
        ZIP_NAME: lambda: documents.bundle(documents.papers(package, held)),
    }
    for row in held.dossiers:
        made[documents.report_name(row)] = lambda row=row: documents.report(package, row)  # type: ignore[misc]
    if name not in made:
        raise Http404
    content = made[name]()
    packages.record_reading(package=package, actor=request.user, act="print_package")
    return HttpResponse(
        content,
        content_type="application/zip" if name == ZIP_NAME else documents.DOCX_TYPE,
        headers={
            "Content-Disposition": f'attachment; filename="{package.public_id}-{name}"',
            "X-Content-Type-Options": "nosniff",
            "Cache-Control": "private, no-store",
        },
    )


@csrf_exempt  # only so that the size limit stands before the body is read; the inner view checks the token
def upload(request: HttpRequest, key: str) -> HttpResponseBase:
    """Take the signed and sealed paper: one PDF, or photographs of its pages, which are joined."""
    limit = uploads.SizeLimit(request)
    request.upload_handlers.insert(0, limit)
    return _upload(request, key, limit)


@for_staff
@csrf_protect
@require_POST
def _upload(request: StaffRequest, key: str, limit: uploads.SizeLimit) -> HttpResponseBase:
    package = package_or_404(request, key)
    try:
        checked = checked_paper(request.FILES.getlist("files"), limit)
        packages.keep_paper(
            package=package,
            file=checked.content,
            name=checked.name,
            media_type=checked.media_type,
            size=checked.size,
            sha256=checked.sha256,
            scan=checked.scan,
            carries_signature=_is_signed(checked),
            actor=request.user,
        )
    except uploads.Refused as refused:
        return _page(request, package, None, status=UNPROCESSABLE, refused=str(refused))
    except DomainError as error:
        return _page(request, package, None, status=UNPROCESSABLE, refused=error.message)
    messages.success(request, _("Đã nhận bản ký, đóng dấu: %(name)s.") % {"name": checked.name})
    return redirect("intake:package", package.public_id)


def checked_paper(files: list[Any], limit: uploads.SizeLimit) -> uploads.Checked:
    """Return the one file that is kept of what came. Raises ``Refused``."""
    if limit.refused:
        raise uploads.Refused(uploads.too_big())
    if not files:
        raise uploads.Refused(_("Chưa chọn tệp nào."))
    taken = [uploads.check(file) for file in files]
    if any(one.media_type not in PAPER_TYPES for one in taken):
        raise uploads.Refused(_("Bản ký, đóng dấu phải là PDF hoặc ảnh chụp, không phải tệp Word, Excel."))
    if len(taken) == 1:
        return taken[0]
    if any(one.media_type == uploads.PDF for one in taken):
        raise uploads.Refused(_("Hãy chọn một tệp PDF, hoặc nhiều ảnh chụp các trang để ghép lại."))
    if len(taken) > uploads.MAX_JOINED:
        raise uploads.Refused(_("Chỉ ghép được tối đa %(most)d ảnh.") % {"most": uploads.MAX_JOINED})
    return uploads.join(
        [one.content.read() for one in taken],
        "ban-ky.pdf",
        scan=scanning.joined(one.scan for one in taken),
    )


def _is_signed(checked: uploads.Checked) -> bool:
    if checked.media_type != uploads.PDF:
        return False
    checked.content.seek(0)
    data = checked.content.read()
    checked.content.seek(0)
    return SIGNED in data


@for_staff
@require_POST
def act(request: StaffRequest, key: str, name: str) -> HttpResponseBase:
    """Make a move of a package."""
    package = package_or_404(request, key)
    try:
        step: Move = find(packages.PACKAGE_MOVES, name)
    except KeyError:
        raise Http404 from None
    try:
        packages.move(
            package=package,
            name=step.name,
            actor=request.user,
            seen=request.POST.get("ban-ky", "") if step.name == "confirm" else None,
        )
    except DomainError as error:
        messages.error(request, error.message)
        return redirect("intake:package", package.public_id)
    messages.success(
        request,
        {
            "finish": _("Đã khóa nội dung. Hãy in, ký, đóng dấu rồi tải bản ký lên."),
            "reopen": _("Đã mở lại để sửa. Bản ký cũ không còn dùng được."),
            "confirm": _("Đã xác nhận bộ hồ sơ và mọi hồ sơ trong đó."),
            "discard": _("Đã bỏ bộ hồ sơ. Các hồ sơ trong đó vẫn còn."),
        }[step.name],
    )
    if step.name == "discard":
        return redirect("intake:round", package.round.public_id)
    return redirect("intake:package", package.public_id)
