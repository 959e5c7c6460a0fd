"""Lists of names in the intake: started, filled line by line or at once, looked at, filed, confirmed."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from portal.core.querystring import replaced
from portal.core.tables import XLSX_TYPE
from recognition.domain import delegations, events, lists, rounds
from recognition.domain.errors import DomainError, Overtaken
from recognition.domain.lifecycle import find
from recognition.domain.roles import grants
from recognition.enums import UNIT_ROLES, ListState, Role
from recognition.exchange import nominees as sheets
from recognition.exchange.sheets import Unreadable
from recognition.intake import overview
from recognition.intake.access import StaffRequest, for_staff
from recognition.intake.forms import ReasonForm
from recognition.intake.round_forms import FactsForm, LineForm, ManyForm, StartListForm
from recognition.intake.views.rounds import round_or_404
from recognition.models import Award, Nominee, NomineeList

PAGE_SIZE = 100
VIEW = "xem"
TAGS = {
    ListState.DRAFT: "todo",
    ListState.AWAITING_HEAD: "doing",
    ListState.CONFIRMED: "open",
    ListState.RECEIVED: "done",
    ListState.RETURNED: "error",
    ListState.WITHDRAWN: "revoked",
}
REFUSED_SHOWN = 50


def list_or_404(request: StaffRequest, list_id: str) -> NomineeList:
    """Return the list of one of the person's units; raise ``Http404`` both when there is none and when it is another's."""
    held = grants(request.user)
    row = (
        lists.visible_to(request.user)
        .select_related(
            "round__unit",
            "round__parent",
            "unit",
            "award",
            "filed_by",
            "confirmed_by",
            "confirmed_under__head",
            "keeper",
        )
        .filter(public_id=list_id)
        .first()
    )
    if row is None or not held.any(*UNIT_ROLES, unit=row.unit_id):
        raise Http404
    return row


@for_staff
@require_http_methods(["GET", "HEAD", "POST"])
def start(request: StaffRequest, round_id: str, code: str) -> HttpResponseBase:
    """Ask for unit and year, then open the draft; who has a list already is led to it."""
    round_, units = round_or_404(request, round_id)
    award = get_object_or_404(Award, code=code, by_list=True, rounds=round_)
    held = grants(request.user)
    own = [unit for unit in units if held.has(Role.FOCAL_POINT, unit.pk)]
    if not own:
        raise Http404
    now = timezone.now()
    form = StartListForm(request.POST or None, units=own, now=now)
    if request.method == "POST" and form.is_valid():
        known = (
            NomineeList.objects.filter(round=round_, unit=form.unit_chosen, award=award)
            .exclude(state=ListState.WITHDRAWN)
            .first()
        )
        if known is not None:
            messages.info(request, _("Đơn vị đã có danh sách này."))
            return redirect("intake:list", known.public_id)
        try:
            row = lists.start(
                round=round_,
                unit=form.unit_chosen,
                award=award,
                year=form.cleaned_data["year"],
                actor=request.user,
            )
        except DomainError as error:
            form.add_error(None, error.message)
        else:
            messages.success(request, _("Đã lập danh sách nháp. Có thể đóng trang và làm tiếp sau."))
            return redirect("intake:list", row.public_id)
    context = {
        "account": str(request.user),
        "round": round_,
        "award": award,
        "form": form,
        "status": rounds.status(round_, now),
        "cancel_url": reverse("intake:round", args=[round_.public_id]),
    }
    return render(request, "recognition/intake/lists/start.html", context)


@for_staff
@require_safe
def show(request: StaffRequest, list_id: str) -> HttpResponseBase:
    """Show a list: its names with what is wrong with each, and what can be done now."""
    return _page(request, list_or_404(request, list_id))


def _page(request: StaffRequest, row: NomineeList, *, status: int = 200, **more: Any) -> HttpResponseBase:
    now = timezone.now()
    names = list(row.nominees.all())
    report = lists.check(row, names)
    numbered = list(enumerate(names, 1))
    view = request.GET.get(VIEW, "")
    blocking = {pk for pk, found in report.issues.items() if any(one.blocks for one in found)}
    doubtful = set(report.issues) - blocking
    if view == "sai":
        numbered = [(number, one) for number, one in numbered if one.pk in blocking]
    elif view == "can-xem":
        numbered = [(number, one) for number, one in numbered if one.pk in doubtful]
    else:
        view = ""
    page = Paginator(numbered, PAGE_SIZE).get_page(request.GET.get("trang"))
    editable = lists.may_edit(request.user, row)
    moves = lists.available_moves(row, request.user)
    due = rounds.last_moments([row]).get(row.pk)
    let_in = bool(due and not row.return_round and due > row.round.deadline)
    gathers = editable and row.round.parent_id is None
    address = reverse(
        "intake:list", args=[row.public_id]
    )  # what a form answers stands at its own, which takes no GET
    context = {
        "account": str(request.user),
        "now": now,
        "list": row,
        "address": address,
        "tag": TAGS[ListState(row.state)],
        "count": len(names),
        "share": len(names) * 100 // row.headcount if row.headcount else None,
        "report": report,
        "page": page,
        "lines": [
            {"number": number, "nominee": one, "issues": report.issues.get(one.pk, ())}
            for number, one in page.object_list
        ],
        "views": [
            {
                "label": label,
                "url": address + replaced(request.GET, **{VIEW: value or None, "trang": None}),
                "count": number,
                "current": view == value,
            }
            for value, label, number in (
                ("", _("Tất cả"), len(names)),
                ("sai", _("Phải sửa"), report.blocking),
                ("can-xem", _("Cần xem lại"), report.doubtful),
            )
        ],
        "editable": editable,
        "facts_form": FactsForm(row=row) if editable else None,
        "line_form": LineForm() if editable else None,
        "many_form": ManyForm() if editable else None,
        "gathers": gathers and lists.gatherable(row).count(),
        "of_other_years": gathers
        and NomineeList.objects.filter(
            round__parent=row.round, round__unit=row.unit, award=row.award, state=ListState.CONFIRMED
        )
        .exclude(year=row.year)
        .count(),
        "moves": [
            {
                "name": move.name.strip("_"),
                "label": move.label,
                "url": reverse("intake:list_act", args=[row.public_id, move.name.strip("_")]),
                "asks": move.needs_reason,
            }
            for move in moves
        ],
        "confirmer": delegations.confirmer(row),
        "may_file": any(move.name == "file" for move in moves),
        "due": due if row.state in {"draft", "returned", "awaiting_head"} else None,
        "late": bool(due and due < now),
        "let_in": let_in,
        "is_late_exception": bool(let_in and due and row.round.deadline < now <= due),
        "sent_back": overview.reasons_of_heads("recognition.nomineelist", [row.public_id]).get(row.public_id)
        if row.state == ListState.DRAFT
        else "",
        "days_left": overview.days_left_text(max(0, rounds.days_left(due, now))) if due else "",
        **more,
    }
    return render(request, "recognition/intake/lists/show.html", context, status=status)


def _line_of(form: LineForm) -> lists.Line:
    data = form.cleaned_data
    return lists.Line(
        full_name=data["full_name"],
        position=data["position"],
        workplace=data["workplace"],
        years="" if data["years"] is None else str(data["years"]),
    )


@for_staff
@require_POST
def add(request: StaffRequest, list_id: str) -> HttpResponseBase:
    """Add one typed name."""
    row = list_or_404(request, list_id)
    form = LineForm(request.POST)
    if form.is_valid():
        try:
            lists.add(row=row, lines=[_line_of(form)], actor=request.user)
        except DomainError as error:
            form.add_error(None, error.message)
        else:
            messages.success(request, _("Đã thêm %(name)s.") % {"name": form.cleaned_data["full_name"]})
            return redirect(f"{reverse('intake:list', args=[row.public_id])}#them")
    return _page(request, row, status=422, line_form=form)


@for_staff
@require_POST
def add_many(request: StaffRequest, list_id: str) -> HttpResponseBase:
    """Add the names of a workbook or of pasted lines; lines that cannot be kept are told with where they stand."""
    row = list_or_404(request, list_id)
    form = ManyForm(request.POST, request.FILES)
    if form.is_valid():
        try:
            file = form.cleaned_data["file"]
            reading = (
                sheets.read_workbook(file.read()) if file else sheets.read_pasted(form.cleaned_data["pasted"])
            )
            number = lists.add(row=row, lines=reading.lines, actor=request.user)
        except Unreadable as error:
            form.add_error("file", error.message)
        except DomainError as error:
            form.add_error(None, error.message)
        else:
            if number:
                messages.success(
                    request,
                    ngettext("Đã thêm %(number)d người.", "Đã thêm %(number)d người.", number)
                    % {"number": number},
                )
            if not reading.refused and number:
                return redirect("intake:list", row.public_id)
            if not reading.refused:
                form.add_error(None, _("Không đọc được dòng nào."))
            return _page(
                request,
                list_or_404(request, list_id),
                status=200 if number else 422,
                refused=reading.refused[:REFUSED_SHOWN],
                refused_count=len(reading.refused),
                many_form=ManyForm(initial={"pasted": reading.again}) if number else form,
            )
    return _page(request, row, status=422, many_form=form)


def nominee_or_404(row: NomineeList, place: int) -> Nominee:
    return get_object_or_404(Nominee.objects.select_related("list"), list=row, place=place)


@for_staff
@require_http_methods(["GET", "HEAD", "POST"])
def line(request: StaffRequest, list_id: str, place: int) -> HttpResponseBase:
    """Write one name anew."""
    row = list_or_404(request, list_id)
    if not lists.may_edit(request.user, row):
        raise Http404
    nominee = nominee_or_404(row, place)
    form = LineForm(request.POST or None, nominee=nominee)
    if request.method == "POST" and form.is_valid():
        try:
            lists.change(nominee=nominee, line=_line_of(form), actor=request.user, seen=form.seen)
        except Overtaken as error:
            form.tell(error)
        except DomainError as error:
            form.add_error(None, error.message)
        else:
            messages.success(request, _("Đã lưu dòng của %(name)s.") % {"name": nominee.full_name})
            return redirect("intake:list", row.public_id)
    issues = lists.check(row).issues.get(nominee.pk, ())
    context = {
        "account": str(request.user),
        "list": row,
        "nominee": nominee,
        "form": form,
        "issues": issues,
        "cancel_url": reverse("intake:list", args=[row.public_id]),
    }
    return render(request, "recognition/intake/lists/line.html", context)


@for_staff
@require_POST
def remove(request: StaffRequest, list_id: str) -> HttpResponseBase:
    """Take marked lines out, or all that are doubles of an earlier line."""
    row = list_or_404(request, list_id)
    if request.POST.get("viec") == "trung":
        wanted = {
            pk for pk, found in lists.check(row).issues.items() if any(one.code == "double" for one in found)
        }
    else:
        places = [int(one) for one in request.POST.getlist("dong") if one.isdecimal() and len(one) < 10]
        wanted = set(row.nominees.filter(place__in=places).values_list("pk", flat=True))
    try:
        number = lists.remove(row=row, nominees=wanted, actor=request.user)
    except DomainError as error:
        messages.error(request, error.message)
    else:
        words = ngettext(
            "Đã bỏ %(number)d dòng khỏi danh sách.", "Đã bỏ %(number)d dòng khỏi danh sách.", number
        )
        (messages.success if number else messages.error)(
            request, words % {"number": number} if number else _("Hãy đánh dấu ít nhất một dòng.")
        )
    return redirect("intake:list", row.public_id)


@for_staff
@require_POST
def describe(request: StaffRequest, list_id: str) -> HttpResponseBase:
    """Save what the unit says of the list as a whole."""
    row = list_or_404(request, list_id)
    form = FactsForm(request.POST, row=row)
    if form.is_valid():
        try:
            facts = {name: value for name, value in form.cleaned_data.items() if name != "seen"}
            lists.describe(row=row, actor=request.user, seen=form.seen, **facts)
        except Overtaken as error:
            form.tell(error)
        except DomainError as error:
            form.add_error(None, error.message)
        else:
            messages.success(request, _("Đã lưu."))
            return redirect("intake:list", row.public_id)
    return _page(request, row, status=422, facts_form=form)


@for_staff
@require_POST
def gather(request: StaffRequest, list_id: str) -> HttpResponseBase:
    """Take over the lists that khoa, phòng, trạm confirmed."""
    row = list_or_404(request, list_id)
    try:
        number = lists.gather(row=row, actor=request.user)
    except DomainError as error:
        messages.error(request, error.message)
    else:
        messages.success(
            request,
            ngettext(
                "Đã lấy %(number)d người từ danh sách của các khoa, phòng, trạm.",
                "Đã lấy %(number)d người từ danh sách của các khoa, phòng, trạm.",
                number,
            )
            % {"number": number},
        )
    return redirect("intake:list", row.public_id)


@for_staff
@require_http_methods(["GET", "HEAD", "POST"])
def act(request: StaffRequest, list_id: str, name: str) -> HttpResponseBase:
    """Make a move of a list. One that needs a reason is asked for it first."""
    row = list_or_404(request, list_id)
    try:
        move = find(lists.LIST_MOVES, "return_" if name == "return" else name)
    except KeyError:
        raise Http404 from None
    if not move.needs_reason:
        if request.method == "POST":
            return _make(request, row, move.name, "")
        return redirect("intake:list", row.public_id)
    form = ReasonForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        return _make(request, row, move.name, form.cleaned_data["reason"])
    context = {
        "account": str(request.user),
        "list": row,
        "form": form,
        "label": move.label,
        "cancel_url": reverse("intake:list", args=[row.public_id]),
    }
    return render(request, "recognition/intake/lists/act.html", context)


def _make(request: StaffRequest, row: NomineeList, name: str, reason: str) -> HttpResponseBase:
    try:
        done = lists.move(
            row=row, name=name, actor=request.user, reason=reason, checked="da-xem" in request.POST
        )
    except DomainError as error:
        messages.error(request, error.message)
        return redirect("intake:list", row.public_id)
    words = {
        "file": _("Đã gửi danh sách %(number)s cho thủ trưởng đơn vị xác nhận."),
        "confirm": _("Đã xác nhận danh sách %(number)s."),
        "send_back": _("Đã trả danh sách %(number)s cho đầu mối sửa."),
        "withdraw": _("Đã rút danh sách."),
        "receive": _("Đã tiếp nhận danh sách %(number)s."),
        "return_": _("Đã trả danh sách %(number)s để bổ sung."),
    }[name]
    messages.success(request, words % {"number": done.receipt_number} if "%" in words else words)
    return redirect("intake:list", row.public_id)


@for_staff
@require_safe
def export(request: StaffRequest, list_id: str) -> HttpResponseBase:
    """Give the list as a workbook; who took it is recorded."""
    row = list_or_404(request, list_id)
    with transaction.atomic():
        events.record(subject=row, act="export", actor=request.user, data={"rows": row.nominees.count()})
    return _workbook(
        sheets.workbook(row, list(row.nominees.all())), f"danh-sach-{row.award.code}-{row.public_id}".lower()
    )


@for_staff
@require_safe
def template(request: HttpRequest) -> HttpResponseBase:
    """The workbook to fill in."""
    return _workbook(sheets.template(), "mau-danh-sach")


def _workbook(content: bytes, name: str) -> HttpResponse:
    return HttpResponse(
        content,
        content_type=XLSX_TYPE,
        headers={
            "Content-Disposition": f'attachment; filename="{name}.xlsx"',
            "X-Content-Type-Options": "nosniff",
            "Cache-Control": "private, no-store",
        },
    )
