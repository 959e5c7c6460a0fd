"""From a decision to its pages at the desk: the entry beside the scan, results line by line, the moment of the ceremony."""

from __future__ import annotations

from pathlib import PurePath
from typing import Any, Final

from django import forms
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import path, reverse
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe
from wagtail import hooks
from wagtail.admin import messages
from wagtail.admin.widgets import AdminDateTimeInput

from portal.core import private_files
from recognition.desk.acts import ActForm, ActView, ReasonForm
from recognition.desk.catalogue import where
from recognition.desk.files import DECISION_ORIGINAL
from recognition.desk.policies import held
from recognition.desk.viewsets import Section, display_of, heading_of, shown
from recognition.domain import publication
from recognition.enums import Role
from recognition.intake import previews
from recognition.models import Conferral, Decision, ScheduledPublication
from recognition.second_factor import demanded_of

LINES_SHOWN: Final = 200
PAGES_SHOWN: Final = 20
READS_THE_ORIGINAL: Final = (Role.STANDING_BODY, Role.AUDITOR)
_TYPES: Final = {
    "pdf": "application/pdf",
    "jpg": "image/jpeg",
    "jpeg": "image/jpeg",
    "png": "image/png",
}


class Scan:
    """The signed original as the drawer of pages reads it."""

    def __init__(self, decision: Decision) -> None:
        self.public_id = decision.public_id
        self.file: Any = decision.original
        ending = PurePath(str(decision.original.name or "")).suffix.lower().lstrip(".")
        self.media_type = _TYPES.get(ending, "")


class VerifyForm(ActForm):
    """Without a scan on the desk, the person says which paper was read."""

    reason = forms.CharField(
        label=gettext_lazy("Ghi chú (không bắt buộc)"),
        max_length=2000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
    )

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        if not self.subject.original:
            self.fields["reason"].required = True
            self.fields["reason"].label = _("Bản giấy đã đối chiếu, lưu ở đâu")


def beside(row: Decision, user: Any) -> dict[str, Any]:
    """Return the entry and the scan, for the screen of the second person."""
    lines: list[Any] = list(row.conferrals.select_related("award")[:LINES_SHOWN])
    total = row.conferrals.count()
    for line in lines:
        years = sorted({year for year in (line.merit_from, line.merit_until) if year})
        line.merit_years = "–".join(map(str, years))
    scan = Scan(row)
    count = previews.pages_of(scan) if row.original else 0
    names = ("office", "number", "dated", "year", "title", "title_en", "signer", "signing_capacity")
    return {
        "facts": [(heading_of(Decision, name), shown(display_of(row, name))) for name in names],
        "lines": lines,
        "total": total,
        "more": total - len(lines),
        "more_url": f"{reverse('lan-khen-thuong:index')}?q={row.number}",
        "pages": [
            reverse("quyet-dinh-ban-quet", args=[row.public_id, number])
            for number in range(1, min(count, PAGES_SHOWN) + 1)
        ],
        "more_pages": max(count - PAGES_SHOWN, 0),
        "has_scan": bool(row.original),
        "original_url": private_files.address(DECISION_ORIGINAL, row.public_id) if row.original else "",
    }


@never_cache
@require_safe
def scan_page(request: HttpRequest, public_id: str, number: int) -> HttpResponse:
    """A page of the signed original as a picture, for whoever may have the original."""
    user: Any = request.user
    if demanded_of(user) or not held(user).any(*READS_THE_ORIGINAL):
        raise Http404
    row = get_object_or_404(Decision.objects.exclude(original=""), public_id=public_id)
    try:
        picture = previews.picture_of(Scan(row), number)
    except previews.NotDrawn as error:
        raise Http404 from error
    response = HttpResponse(picture, content_type="image/jpeg")
    response["X-Content-Type-Options"] = "nosniff"
    response["Content-Security-Policy"] = private_files.POLICY
    return response


@hooks.register("register_admin_urls")
def register_scan_url() -> list[Any]:
    return [path("ban-quet/<slug:public_id>/<int:number>.jpg", scan_page, name="quyet-dinh-ban-quet")]


def results(view: ActView, report: publication.Report) -> HttpResponse:
    """Say what a batch did; with failures, line by line, with the way to run it again."""
    back = view.get_success_url()
    if not report.failed:
        messages.success(
            view.request,
            _("Đã xong: %(act)s (%(count)d dòng).") % {"act": view.act.label, "count": len(report.done)},
        )
        return redirect(back)
    context = view.get_context_data(form=view.get_form())
    context.update(
        done=[str(row) for row in report.done[:LINES_SHOWN]],
        failed=[
            {"name": str(row), "reason": why, "url": where("lan-khen-thuong", row)}
            for row, why in report.failed[:LINES_SHOWN]
        ],
        total=len(report.done) + len(report.failed),
        again_url=view.request.path,
        back_url=back,
    )
    return render(view.request, "recognition/desk/batch.html", context)


class ScheduleForm(ReasonForm):
    at = forms.DateTimeField(
        label=gettext_lazy("Công bố lúc"),
        widget=AdminDateTimeInput,
        help_text=gettext_lazy("Giờ của máy chủ. Trước giờ này không dòng nào của quyết định được công bố."),
    )
    field_order = ("at", "reason")


def open_schedule(row: Decision) -> ScheduledPublication | None:
    """Return the moment set for a decision, None where none is waiting."""
    found: ScheduledPublication | None = row.schedules.filter(
        done_at__isnull=True, withdrawn_at__isnull=True
    ).first()
    return found


def withdraw(row: Decision, user: Any, answers: dict[str, Any]) -> object:
    schedule = open_schedule(row) or row.schedules.first()
    if schedule is None:
        raise Http404
    return publication.withdraw_schedule(schedule=schedule, reason=answers["reason"], actor=user)


def schedules_of(row: Decision) -> list[Section]:
    """Return the moments that were set, and of the last one each line that did not go."""
    found = list(row.schedules.select_related("approved_by")[:20])
    if not found:
        return []
    sections = [
        Section(
            gettext_lazy("Hẹn giờ công bố"),
            [_("Công bố lúc"), _("Người duyệt"), _("Lý do"), _("Kết quả")],
            [[one.at, one.approved_by, one.reason, _outcome(one)] for one in found],
        )
    ]
    failures: list[dict[str, str]] = next((one.failures for one in found if one.done_at), [])
    if failures:
        lines = {
            line.public_id: line
            for line in Conferral.objects.filter(
                public_id__in=[one["row"] for one in failures]
            ).select_related("award")
        }
        sections.append(
            Section(
                gettext_lazy("Không công bố được theo giờ hẹn"),
                [_("Lần khen thưởng"), _("Vì sao"), _("Nay")],
                [
                    [
                        {"text": str(lines[one["row"]]), "url": where("lan-khen-thuong", lines[one["row"]])},
                        one["reason"],
                        lines[one["row"]].get_state_display(),
                    ]
                    for one in failures
                    if one["row"] in lines
                ],
                more=capfirst(_("sửa nguyên nhân rồi bấm “Công bố thông tin theo quyết định” để làm lại.")),
            )
        )
    return sections


def _outcome(one: ScheduledPublication) -> str:
    if one.withdrawn_at:
        return _("Đã hủy hẹn lúc %(time)s") % {"time": shown(one.withdrawn_at)}
    if one.done_at:
        return _("Đã công bố %(done)d, không được %(failed)d") % {
            "done": one.published,
            "failed": len(one.failures),
        }
    return _("Đang chờ đến giờ")
