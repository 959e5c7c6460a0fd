"""Files of a dossier: many at once, each taken or refused on its own; photographs joined; a look without a download."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase, JsonResponse
from django.shortcuts import redirect, render
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt, csrf_protect
from django.views.decorators.http import require_safe

from portal.core.private_files import POLICY, address
from recognition.domain import nominations
from recognition.domain.errors import DomainError
from recognition.domain.evidence import record_reading
from recognition.enums import EvidenceState
from recognition.intake import previews, scanning, uploads
from recognition.intake.access import StaffRequest, dossier_or_404, for_staff
from recognition.intake.tasks import MAX_FILES, evidence_of, papers_of
from recognition.intake.views.dossier import evidence_lines, frame
from recognition.models import Evidence, Nomination
from recognition.private_files import EVIDENCE
from recognition.private_files import evidence_of as readable_evidence

DOCUMENT = "giay-to"


@dataclass(frozen=True, slots=True)
class RefusedFile:
    name: str
    why: str


@csrf_exempt  # only so that the size limit stands before the body is read; the inner view checks the token
def edit(request: StaffRequest, public_id: str) -> HttpResponseBase:
    """Show, take, join and remove files. A script sends one file at a time and is answered in JSON."""
    if _wants_json(request) and not request.user.is_authenticated:
        return JsonResponse({"why": _("Phiên làm việc đã hết. Hãy đăng nhập lại.")}, status=401)
    limit = uploads.SizeLimit(request)
    request.upload_handlers.insert(0, limit)
    return _edit(request, public_id, limit)


@for_staff
@csrf_protect
def _edit(request: StaffRequest, public_id: str, limit: uploads.SizeLimit) -> HttpResponseBase:
    nomination = dossier_or_404(request.user, public_id)
    if not nominations.may_edit(request.user, nomination):
        why = _("Hồ sơ này không ở bước soạn thảo, hoặc bạn không phải đầu mối, nên chỉ xem được.")
        if _wants_json(request):
            return JsonResponse({"why": why}, status=409)
        messages.error(request, why)
        return redirect("intake:review", nomination.public_id)
    refused: list[RefusedFile] = []
    if request.method == "POST":
        if key := request.POST.get("remove"):
            return _remove(request, nomination, key)
        if "join_kept" in request.POST:
            refused = _join_kept(request, nomination)
        else:
            refused = _take_all(request, nomination, limit)
        if _wants_json(request):
            return _json(request, nomination, refused)
        if not refused:
            return redirect("intake:evidence", nomination.public_id)
    return render(request, "recognition/intake/evidence.html", _context(request, nomination, refused))


def _wants_json(request: HttpRequest) -> bool:
    return request.headers.get("Accept", "") == "application/json"


def _context(request: StaffRequest, nomination: Nomination, refused: list[RefusedFile]) -> dict[str, Any]:
    kept = evidence_of(nomination)
    papers = papers_of(nomination, kept)
    wanted = request.POST.get("document") or request.GET.get(DOCUMENT, "")
    return {
        **frame(request, nomination),
        "files": evidence_lines(kept, removable=True, nomination=nomination, reader=request.user),
        "count": len(kept),
        "infected": list(
            Evidence.objects.filter(nomination=nomination, state=EvidenceState.INFECTED).values_list(
                "name", flat=True
            )
        ),
        "papers": papers,
        "document": wanted if any(paper.code == wanted for paper in papers) else "",
        "pictures": [
            {
                "key": file.public_id,
                "name": file.name,
                "place": place,
                "url": _picture_address(file.public_id),
            }
            for place, file in enumerate(
                (file for file in kept if file.media_type in uploads.PICTURES), start=1
            )
        ],
        "refused": [
            {"label": f"{each.name}: {each.why}" if each.name else each.why, "url": "#id_files"}
            for each in refused
        ],
        "max_files": MAX_FILES,
        "max_size": uploads.MAX_SIZE // uploads.MEGABYTE,
        "max_bytes": uploads.MAX_SIZE,
        "accept": uploads.ACCEPT,
    }


def _json(request: StaffRequest, nomination: Nomination, refused: list[RefusedFile]) -> JsonResponse:
    kept = evidence_of(nomination)
    shown = render_to_string(
        "components/file-list.html",
        {"files": evidence_lines(kept, removable=True, nomination=nomination, reader=request.user)},
    )
    return JsonResponse(
        {
            "refused": [{"name": each.name, "why": each.why} for each in refused],
            "list": shown if kept else "",
            "title": _("Tệp đã nhận: %(count)d/%(most)d") % {"count": len(kept), "most": MAX_FILES},
        }
    )


def _take_all(request: StaffRequest, nomination: Nomination, limit: uploads.SizeLimit) -> list[RefusedFile]:
    """Take every file that came, for itself; the pictures as one PDF where that was asked. Return what was refused."""
    files = request.FILES.getlist("files")
    refused = [RefusedFile(name, uploads.too_big()) for name in limit.refused]
    if not files and not refused:
        refused.append(
            RefusedFile("", _("Chưa chọn tệp nào. Hãy chọn một hoặc nhiều tệp rồi bấm “Tải lên”."))
        )
    pictures: list[uploads.Checked] = []
    joining, taken = "join" in request.POST, 0
    for file in files:
        try:
            checked = uploads.check(file)
            if joining and checked.media_type in uploads.PICTURES:
                pictures.append(checked)
                continue
            _keep(request, nomination, checked)
            taken += 1
        except (uploads.Refused, DomainError) as error:
            refused.append(RefusedFile(file.name or "", str(error)))
    if pictures:
        try:
            _keep(request, nomination, _joined(pictures))
            taken += 1
        except (uploads.Refused, DomainError) as error:
            refused.append(RefusedFile("", str(error)))
    if taken and not _wants_json(request):
        messages.success(request, _("Đã nhận %(number)d tệp.") % {"number": taken})
    return refused


def _joined(pictures: list[uploads.Checked]) -> uploads.Checked:
    return uploads.join(
        (picture.content.read() for picture in pictures),
        _joined_name(),
        scan=scanning.joined(picture.scan for picture in pictures),
    )


def _joined_name() -> str:
    return _("Ảnh ghép %(time)s") % {"time": f"{timezone.localtime():%d-%m-%Y %H.%M}"}


def _keep(
    request: StaffRequest,
    nomination: Nomination,
    checked: uploads.Checked,
    instead_of: Callable[[], None] | None = None,
) -> None:
    with transaction.atomic():
        # Two uploads at once must not pass the limit together.
        Nomination.objects.select_for_update().get(pk=nomination.pk)
        if instead_of:
            instead_of()
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
            scan=checked.scan,
            document=_document(request, nomination),
        )


def _document(request: StaffRequest, nomination: Nomination) -> str:
    wanted = request.POST.get("document", "")
    return wanted if any(paper.code == wanted for paper in papers_of(nomination, [])) else ""


def _join_kept(request: StaffRequest, nomination: Nomination) -> list[RefusedFile]:
    """Make one PDF of kept pictures in the order that was typed; it takes their place. Return what was refused."""
    places = {
        name.removeprefix("place_"): int(str(value))
        for name, value in request.POST.items()
        if name.startswith("place_") and re.fullmatch(r"[1-9]\d{0,2}", str(value).strip())
    }
    chosen = sorted(
        (
            file
            for file in evidence_of(nomination)
            if file.public_id in places and file.media_type in uploads.PICTURES
        ),
        key=lambda file: (places[file.public_id], file.pk),
    )
    if len(chosen) < 2:
        return [RefusedFile("", _("Hãy ghi thứ tự cho ít nhất hai ảnh."))]

    def take_away() -> None:
        for file in chosen:
            nominations.detach(evidence=file, actor=request.user)

    try:
        checked = uploads.join(
            (_bytes_of(file) for file in chosen),
            _joined_name(),
            scan=scanning.joined(file.scan for file in chosen),
        )
        _keep(request, nomination, checked, take_away)
    except (uploads.Refused, DomainError) as error:
        return [RefusedFile("", str(error))]
    except OSError:
        return [RefusedFile("", _("Có ảnh không đọc được. Hãy xóa ảnh đó và tải lại."))]
    messages.success(request, _("Đã ghép %(number)d ảnh thành một tệp PDF.") % {"number": len(chosen)})
    return []


def _bytes_of(file: Evidence) -> bytes:
    with file.file.open("rb") as stored:
        return bytes(stored.read())


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


# Looking without a download -------------------------------------------------------------------------------------------


@for_staff
@require_safe
def preview(request: StaffRequest, public_id: str, key: str) -> HttpResponseBase:
    """Show a file page by page as pictures, on the screen of its dossier."""
    nomination = dossier_or_404(request.user, public_id)
    file = Evidence.objects.filter(nomination=nomination, public_id=key, state=EvidenceState.RECEIVED).first()
    if file is None:
        raise Http404
    number = previews.pages_of(file)
    if number and request.method == "GET":
        record_reading(evidence=file, actor=request.user, act="preview")
    context = {
        **frame(request, nomination),
        "file": file,
        "line": evidence_lines([file], digests=True),
        "pages": [
            {"number": page, "url": _picture_address(file.public_id, page)} for page in range(1, number + 1)
        ],
        "whole": number < previews.MOST_PAGES,
        "download": address(EVIDENCE, file.public_id),
        "editable": nominations.may_edit(request.user, nomination),
    }
    return render(request, "recognition/intake/preview.html", context)


@for_staff
@require_safe
def picture(request: StaffRequest, key: str, number: int) -> HttpResponseBase:
    """Give a picture of a page to whoever may read the dossier: a JPEG of ours, never the file."""
    file = readable_evidence(request.user, key)
    if file is None:
        raise Http404
    try:
        drawn = previews.picture_of(file, number)
    except previews.NotDrawn:
        raise Http404 from None
    if request.method == "GET":
        record_reading(evidence=file, actor=request.user, act="preview")
    response = HttpResponse(drawn, content_type="image/jpeg")
    response["X-Content-Type-Options"] = "nosniff"
    response["Content-Security-Policy"] = POLICY
    response["Cross-Origin-Resource-Policy"] = "same-origin"
    response["Cache-Control"] = "private, no-store"
    return response


def _picture_address(key: str, number: int = 1) -> str:
    return reverse("intake:evidence_picture", args=[key, number])
