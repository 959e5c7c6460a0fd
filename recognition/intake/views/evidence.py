"""Files of a dossier: many at once, each taken or refused on its own."""

from __future__ import annotations

from dataclasses import dataclass

from django.contrib import messages
from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.http import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt, csrf_protect

from recognition.domain import nominations
from recognition.domain.errors import DomainError
from recognition.enums import EvidenceState
from recognition.intake import uploads
from recognition.intake.access import StaffRequest, dossier_or_404, for_staff
from recognition.intake.tasks import MAX_FILES, evidence_of
from recognition.intake.views.dossier import evidence_lines, frame
from recognition.models import Evidence, Nomination


@dataclass(frozen=True, slots=True)
class RefusedFile:
    name: str
    why: str


@csrf_exempt  # only so that the size limit stands before the body is read; the inner view checks the token
def edit(request: StaffRequest, public_id: str) -> HttpResponseBase:
    """Show, take and remove files."""
    limit = uploads.SizeLimit(request)
    request.upload_handlers.insert(0, limit)
    return _edit(request, public_id, limit)


@for_staff
@csrf_protect
def _edit(request: StaffRequest, public_id: str, limit: uploads.SizeLimit) -> HttpResponseBase:
    nomination = dossier_or_404(request.user, public_id)
    if not nominations.may_edit(request.user, nomination):
        messages.error(
            request, _("Hồ sơ này không ở bước soạn thảo, hoặc bạn không phải đầu mối, nên chỉ xem được.")
        )
        return redirect("intake:review", nomination.public_id)
    refused: list[RefusedFile] = []
    taken = 0
    if request.method == "POST":
        if key := request.POST.get("remove"):
            return _remove(request, nomination, key)
        files = request.FILES.getlist("files")
        refused = [RefusedFile(name, uploads.too_big()) for name in limit.refused]
        if not files and not refused:
            refused.append(
                RefusedFile("", _("Chưa chọn tệp nào. Hãy chọn một hoặc nhiều tệp rồi bấm “Tải lên”."))
            )
        for file in files:
            try:
                _take(request, nomination, file)
                taken += 1
            except uploads.Refused as error:
                refused.append(RefusedFile(file.name or "", str(error)))
            except DomainError as error:
                refused.append(RefusedFile(file.name or "", error.message))
        if taken:
            messages.success(request, _("Đã nhận %(number)d tệp.") % {"number": taken})
        if not refused:
            return redirect("intake:evidence", nomination.public_id)
    files_kept = evidence_of(nomination)
    context = {
        **frame(request, nomination),
        "files": evidence_lines(files_kept, removable=True),
        "count": len(files_kept),
        "refused": [
            {"label": f"{each.name}: {each.why}" if each.name else each.why, "url": "#id_files"}
            for each in refused
        ],
        "max_files": MAX_FILES,
        "max_size": uploads.MAX_SIZE // uploads.MEGABYTE,
        "accept": uploads.ACCEPT,
    }
    return render(request, "recognition/intake/evidence.html", context)


def _take(request: StaffRequest, nomination: Nomination, file: UploadedFile) -> None:
    checked = uploads.check(file)
    with transaction.atomic():
        # Two uploads at once must not pass the limit together.
        Nomination.objects.select_for_update().get(pk=nomination.pk)
        if Evidence.objects.filter(nomination=nomination, state=EvidenceState.RECEIVED).count() >= MAX_FILES:
            raise uploads.Refused(
                _("Hồ sơ đã đủ %(limit)d tệp. Hãy xóa bớt, hoặc gộp nhiều ảnh vào một tệp PDF.")
                % {"limit": MAX_FILES}
            )
        nominations.attach(
            nomination=nomination,
            file=checked.content,
            name=checked.name,
            media_type=checked.media_type,
            size=checked.size,
            sha256=checked.sha256,
            actor=request.user,
        )


def _remove(request: StaffRequest, nomination: Nomination, key: str) -> HttpResponseBase:
    evidence = Evidence.objects.filter(
        nomination=nomination, public_id=key, state=EvidenceState.RECEIVED
    ).first()
    if evidence is None:
        messages.info(request, _("Tệp này đã được xóa trước đó."))
    else:
        try:
            nominations.detach(evidence=evidence, actor=request.user)
            messages.success(request, _("Đã xóa tệp %(name)s.") % {"name": evidence.name})
        except DomainError as error:
            messages.error(request, error.message)
    return redirect("intake:evidence", nomination.public_id)
