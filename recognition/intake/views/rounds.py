"""Rounds as a unit sees them; its own internal rounds: drafted, opened, allotted, and what goes up chosen."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import messages
from django.core import signing
from django.db.models import Q
from django.http import Http404, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from portal.core.tables import XLSX_TYPE
from recognition.domain import explainer, lists, nominations, reminders, round_criteria, rounds, selection
from recognition.domain import forms as report_forms
from recognition.domain.errors import DomainError
from recognition.domain.roles import Grants, grants
from recognition.enums import UNIT_ROLES, AwardSubject, NominationState, Role, SubjectKind
from recognition.exchange import allocations
from recognition.exchange.sheets import Unreadable
from recognition.intake import overview, packages
from recognition.intake.access import StaffRequest, for_staff, units_of
from recognition.intake.forms import ReasonForm
from recognition.intake.round_forms import ExtendForm, InternalForm, PlacesForm, TableForm
from recognition.models import LateException, Nomination, NomineeList, Round, Unit

CLOSED_SHOWN = 20
TAGS = {"open": "doing", "upcoming": "todo", "draft": "todo", "closed": "locked"}
ACTS = {
    "open": gettext_lazy("Mở đợt xét"),
    "extend": gettext_lazy("Gia hạn"),
    "back-to-draft": gettext_lazy("Đưa về soạn thảo"),
}


def own_units(request: StaffRequest) -> list[Unit]:
    """The units in which the person is focal point, head or deputy by an own row."""
    return units_of(request.user, *UNIT_ROLES)


def may_open(request: StaffRequest, unit_id: int) -> bool:
    return grants(request.user).any(*rounds.OPENERS, unit=unit_id)


def round_or_404(request: StaffRequest, round_id: str) -> tuple[Round, list[Unit]]:
    """Return the round and the person's units that file in it; raise ``Http404`` for a round that is not theirs to see.

    A draft is seen by those who keep it only.
    """
    row = (
        Round.objects.select_related("unit", "parent__unit", "legal_basis").filter(public_id=round_id).first()
    )
    if row is None:
        raise Http404
    keeps = row.parent_id is not None and may_open(request, row.unit_id)
    units = [unit for unit in own_units(request) if rounds.admits(row, unit)]
    if not keeps and (row.is_draft or not units):
        raise Http404
    return row, units


def internal_or_404(request: StaffRequest, round_id: str) -> Round:
    row, _units = round_or_404(request, round_id)
    if row.parent_id is None or not may_open(request, row.unit_id):
        raise Http404
    return row


def _line(row: Round, now: Any, *, late: Any = None) -> dict[str, Any]:
    status = rounds.status(row, now)
    return {
        "label": row.title,
        "url": reverse("intake:round", args=[row.public_id]),
        "text": status.text
        if late is None
        else _("Đơn vị được gửi muộn đến %(until)s.") % {"until": rounds.clock(late)},
        "meta": row.unit.name,
        "state": "doing" if late is not None else TAGS[status.state],
        "state_label": _("Được gửi muộn") if late is not None else status.label,
    }


@for_staff
@require_safe
def index(request: StaffRequest) -> HttpResponseBase:
    """Show the rounds of the person's units: open, to come, over; and the internal rounds the units keep."""
    units = own_units(request)
    if not units:
        raise Http404
    now = timezone.now()
    opened = rounds.openings(units, now)
    mine = list(
        Round.objects.filter(parent__isnull=False, unit__in=units)
        .select_related("unit")
        .order_by("-deadline")[:CLOSED_SHOWN]
    )
    others = (
        Round.objects.filter(is_draft=False).select_related("unit").exclude(pk__in=[row.pk for row in mine])
    )
    above = rounds.ancestors([unit.pk for unit in units])
    reach = {unit.pk for unit in units}.union(*above.values())
    others = others.filter(Q(parent__isnull=True) | Q(unit__in=reach))
    context = {
        "account": str(request.user),
        "now": now,
        "units": units,
        "open": [_line(one.round, now, late=max(one.late.values()) if one.late else None) for one in opened],
        "upcoming": [
            _line(row, now) for row in others.filter(opens_at__gt=now).order_by("opens_at")[:CLOSED_SHOWN]
        ],
        "closed": [
            _line(row, now)
            for row in others.filter(deadline__lt=now)
            .exclude(pk__in=[one.round.pk for one in opened])
            .order_by("-deadline")[:CLOSED_SHOWN]
        ],
        "internal": [_line(row, now) for row in mine],
    }
    return render(request, "recognition/intake/rounds/index.html", context)


@for_staff
@require_safe
def show(request: StaffRequest, round_id: str) -> HttpResponseBase:
    """Show a round: its state, what it takes, the places, papers and exceptions of the unit, and what can be done."""
    row, units = round_or_404(request, round_id)
    now = timezone.now()
    held = grants(request.user)
    clerk_units = [unit for unit in units if held.has(Role.FOCAL_POINT, unit.pk)]
    exceptions = list(
        LateException.objects.filter(round=row, unit__in=units).select_related("unit", "granted_by")
    )
    late = [one for one in exceptions if one.withdrawn_at is None and one.until >= now]
    status = rounds.status(row, now)
    takes = status.state == "open" or any(held.has(Role.FOCAL_POINT, one.unit_id) for one in late)
    awards = list(row.awards.order_by("-rank", "code"))
    keeps = row.parent_id is not None and may_open(request, row.unit_id)
    under = [
        _line(one, now)
        for one in row.internal_rounds.filter(unit__in=units).select_related("unit").order_by("-deadline")
    ]
    context = {
        "account": str(request.user),
        "now": now,
        "round": row,
        "status": status,
        "tag": TAGS[status.state],
        "meters": overview.meters_of(row, units),
        "awards": awards,
        "criteria": _criteria(row),
        "documents": list(row.documents.all()),
        "report_forms": report_forms.titles_in(row, awards),
        "exceptions": exceptions,
        "start_url": reverse("intake:start", args=[row.public_id])
        if takes and clerk_units and any(not award.by_list for award in awards)
        else "",
        "lists": _lists(request, row, awards, starts=bool(takes and clerk_units)),
        "internal_url": reverse("intake:internal", args=[row.public_id])
        if row.parent_id is None
        and status.state in {"open", "upcoming"}
        and any(held.any(*rounds.OPENERS, unit=unit.pk) and unit.children.exists() for unit in units)
        else "",
        "internal": under,
        "packages": packages.panel(row, units, held),
        "keeps": keeps,
        "acts": _acts(row, status.state) if keeps else [],
        "filed": _filed(row) if keeps else None,
    }
    return render(request, "recognition/intake/rounds/show.html", context)


def _criteria(row: Round) -> list[tuple[str, list[tuple[str, str]]]]:
    """Return what the announcement of the round asks, by kind of subject: the words and the threshold of each."""
    return [
        (str(kind.label), [(one.text, explainer.threshold_text(one)) for one in asked])
        for kind in SubjectKind
        if AwardSubject(row.subject).admits(kind) and (asked := round_criteria.of(row, kind))
    ]


def _acts(row: Round, state: str) -> list[dict[str, str]]:
    names = ["open"] if state == "draft" else ["extend"]
    if state != "draft" and not (row.nominations.exists() or row.lists.exists()):
        names.append("back-to-draft")
    return [
        {"label": str(ACTS[name]), "url": reverse("intake:round_act", args=[row.public_id, name])}
        for name in names
    ]


def _filed(row: Round) -> dict[str, int]:
    rows = Nomination.objects.filter(round=row)
    return {
        "waiting": rows.filter(state=NominationState.CONFIRMED).count(),
        "all": rows.count(),
        "lists": row.lists.count(),
    }


def _lists(request: StaffRequest, row: Round, awards: list[Any], *, starts: bool) -> list[dict[str, Any]]:
    """Return for each award that goes by list the unit's lists, and the address to start one."""
    by_list = [award for award in awards if award.by_list]
    if not by_list:
        return []
    known = (
        lists.visible_to(request.user)
        .filter(round=row, award__in=by_list)
        .exclude(state="withdrawn")
        .select_related("unit", "award")
    )
    found = []
    for award in by_list:
        own = [one for one in known if one.award_id == award.pk]
        found.append(
            {
                "award": award,
                "lists": [
                    {
                        "label": one.unit.name,
                        "url": reverse("intake:list", args=[one.public_id]),
                        "note": one.get_state_display(),
                    }
                    for one in own
                ],
                "start_url": reverse("intake:start_list", args=[row.public_id, award.code]) if starts else "",
            }
        )
    return found


@for_staff
@require_http_methods(["GET", "HEAD", "POST"])
def internal(request: StaffRequest, round_id: str) -> HttpResponseBase:
    """Draft an internal round under a round of the Sở, or change one that the unit keeps (by its own address)."""
    row, units = round_or_404(request, round_id)
    round_: Round | None = None
    if row.parent_id is not None:
        round_ = internal_or_404(request, round_id)
        assert row.parent is not None
        parent, unit = row.parent, row.unit
    else:
        openers = [one for one in units if may_open(request, one.pk)]
        wanted = request.GET.get("don-vi", "")
        chosen = next((one for one in openers if one.public_id == wanted), openers[0] if openers else None)
        if chosen is None:
            raise Http404
        parent, unit = row, chosen
    form = InternalForm(request.POST or None, parent=parent, round=round_)
    if request.method == "POST" and form.is_valid():
        try:
            kept = rounds.keep_internal(
                parent=parent, unit=unit, plan=form.plan(), actor=request.user, round=round_
            )
        except DomainError as error:
            form.add_error(None, error.message)
        else:
            messages.success(request, _("Đã lưu. Đợt xét chỉ nhận hồ sơ sau khi được mở."))
            return redirect("intake:round", kept.public_id)
    context = {
        "account": str(request.user),
        "form": form,
        "parent": parent,
        "round": round_,
        "unit": unit,
        "cancel_url": reverse("intake:round", args=[row.public_id]),
    }
    return render(request, "recognition/intake/rounds/internal.html", context)


@for_staff
@require_http_methods(["GET", "HEAD", "POST"])
def act(request: StaffRequest, round_id: str, name: str) -> HttpResponseBase:
    """Open, extend or take back an internal round; what needs a reason asks for it."""
    row = internal_or_404(request, round_id)
    if name not in ACTS:
        raise Http404
    form: forms.Form
    if name == "extend":
        form = ExtendForm(request.POST or None, initial={"deadline": row.deadline})
    elif name == "back-to-draft":
        form = ReasonForm(request.POST or None)
    else:
        form = forms.Form(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        try:
            if name == "open":
                rounds.open_round(round=row, actor=request.user)
            elif name == "extend":
                rounds.extend(round=row, deadline=data["deadline"], reason=data["reason"], actor=request.user)
            else:
                rounds.back_to_draft(round=row, reason=data["reason"], actor=request.user)
        except DomainError as error:
            form.add_error(None, error.message)
        else:
            messages.success(request, _("Đã xong: %(act)s.") % {"act": ACTS[name]})
            return redirect("intake:round", row.public_id)
    advice = {
        "open": _("Từ lúc này các khoa, phòng, trạm thấy đợt xét và gửi hồ sơ trong hạn, theo giờ máy chủ."),
        "extend": _("Hạn mới là của mọi khoa, phòng, trạm và vẫn trước hạn của cấp trên."),
        "back-to-draft": _("Chỉ khi chưa có hồ sơ, danh sách nào."),
    }[name]
    context = {
        "account": str(request.user),
        "round": row,
        "form": form,
        "label": ACTS[name],
        "advice": advice,
        "status": rounds.status(row),
        "cancel_url": reverse("intake:round", args=[row.public_id]),
    }
    return render(request, "recognition/intake/rounds/act.html", context)


@for_staff
@require_http_methods(["GET", "HEAD", "POST"])
def allot(request: StaffRequest, round_id: str) -> HttpResponseBase:
    """Say how many each khoa, phòng, trạm may propose: typed here, or read from a workbook that is shown first."""
    row = internal_or_404(request, round_id)
    units = list(Unit.objects.active().filter(parent=row.unit_id).order_by("sort_key"))
    if request.method != "POST" and "bang" in request.GET:
        return HttpResponse(
            allocations.workbook(round=row, units=units),
            content_type=XLSX_TYPE,
            headers={
                "Content-Disposition": f'attachment; filename="phan-bo-{row.public_id}.xlsx"',
                "X-Content-Type-Options": "nosniff",
            },
        )
    step = request.POST.get("viec", "")
    typed = PlacesForm(request.POST if step == "go" else None, round=row, units=units)
    table = TableForm(request.POST or None, request.FILES or None) if step == "tep" else TableForm()
    preview = None
    try:
        if step == "go" and typed.is_valid():
            number = rounds.allot(round=row, places=typed.places(), actor=request.user)
            return _allotted(request, row, number)
        if step == "tep" and table.is_valid():
            preview = allocations.preview(
                round=row, file=table.cleaned_data["file"].read(), actor=request.user
            )
        if step == "luu":
            number = allocations.keep(round=row, ticket=request.POST.get("ticket", ""), actor=request.user)
            return _allotted(request, row, number)
    except Unreadable as error:
        table.add_error("file", error.message)
    except signing.BadSignature:
        messages.error(request, _("Bản xem trước đã cũ. Hãy tải bảng lên lại."))
    except DomainError as error:
        messages.error(request, error.message)
    context = {
        "account": str(request.user),
        "round": row,
        "typed": typed,
        "lines": typed.lines(),
        "kinds": [kind.label for kind in typed.kinds],
        "table": table,
        "preview": preview,
    }
    return render(request, "recognition/intake/rounds/allot.html", context)


def _allotted(request: StaffRequest, row: Round, number: int) -> HttpResponseBase:
    messages.success(
        request,
        ngettext("Đã lưu %(number)d số lượng.", "Đã lưu %(number)d số lượng.", number) % {"number": number},
    )
    return redirect("intake:round", row.public_id)


CHOICES = ("gui", "giu", "tra", "lay-ve")


@for_staff
@require_http_methods(["GET", "HEAD", "POST"])
def choose(request: StaffRequest, round_id: str) -> HttpResponseBase:
    """Choose which dossiers of an internal round go up, under the places of the round above; the rest stay."""
    row = internal_or_404(request, round_id)
    if request.method == "POST":
        _choose(request, row)
        return redirect("intake:choose", row.public_id)
    assert row.parent is not None
    now = timezone.now()
    here = list(
        Nomination.objects.filter(round=row)
        .select_related("unit", "award", "internal_choice")
        .order_by("unit__sort_key", "kind", "pk")
    )
    gone = list(
        Nomination.objects.filter(
            internal_choice__round=row, internal_choice__goes_up=True, round=row.parent_id
        )
        .select_related("award", "internal_choice__unit")
        .order_by("pk")
    )
    waiting = [one for one in here if one.state == NominationState.CONFIRMED]
    context = {
        "account": str(request.user),
        "now": now,
        "round": row,
        "above": row.parent,
        "above_status": rounds.status(row.parent, now),
        "meters": overview.meters_of(row.parent, [row.unit]),
        "waiting": [one for one in waiting if getattr(one, "internal_choice", None) is None],
        "kept": [one for one in waiting if getattr(one, "internal_choice", None) is not None],
        "gone": gone,
        "unfinished": sum(
            one.state in {NominationState.DRAFT, NominationState.AWAITING_HEAD} for one in here
        ),
    }
    return render(request, "recognition/intake/rounds/choose.html", context)


def _choose(request: StaffRequest, row: Round) -> None:
    """Do one thing to each dossier that was marked; tell what was refused, one by one."""
    step = request.POST.get("viec", "")
    marked = request.POST.getlist("ho-so")
    reason = request.POST.get("reason", "")
    if step not in CHOICES or not marked:
        messages.error(request, _("Hãy đánh dấu ít nhất một hồ sơ."))
        return
    found = Nomination.objects.filter(public_id__in=marked).filter(
        Q(round=row) | Q(internal_choice__round=row)
    )
    done = 0
    for one in found.select_related("round__unit", "unit").order_by("pk"):
        try:
            match step:
                case "gui":
                    sent = selection.select(nomination=one, actor=request.user)
                    if sent.state == NominationState.DRAFT:
                        messages.warning(
                            request,
                            _(
                                "%(name)s: đã chuyển lên, còn là bản soạn thảo vì thiếu %(missing)s. Đầu mối của đơn vị bổ sung rồi gửi thủ trưởng xác nhận."
                            )
                            % {"name": one.full_name, "missing": "; ".join(nominations.missing(sent))},
                        )
                        continue
                case "giu":
                    selection.keep_at_unit(nomination=one, actor=request.user, reason=reason)
                case "tra":
                    selection.send_back(nomination=one, actor=request.user, reason=reason)
                case _:
                    selection.unselect(nomination=one, actor=request.user, reason=reason)
            done += 1
        except DomainError as error:
            messages.error(request, f"{one.full_name}: {error.message}")
    if done:
        words = {
            "gui": ngettext(
                "Đã gửi %(number)d hồ sơ lên, chờ thủ trưởng đơn vị xác nhận.",
                "Đã gửi %(number)d hồ sơ lên, chờ thủ trưởng đơn vị xác nhận.",
                done,
            ),
            "giu": ngettext("Đã giữ %(number)d hồ sơ ở đơn vị.", "Đã giữ %(number)d hồ sơ ở đơn vị.", done),
            "tra": ngettext(
                "Đã trả %(number)d hồ sơ để bổ sung.", "Đã trả %(number)d hồ sơ để bổ sung.", done
            ),
            "lay-ve": ngettext(
                "Đã đưa %(number)d hồ sơ về đợt xét cấp cơ sở.",
                "Đã đưa %(number)d hồ sơ về đợt xét cấp cơ sở.",
                done,
            ),
        }[step]
        messages.success(request, words % {"number": done})


@for_staff
@require_POST
def put_aside(request: StaffRequest) -> HttpResponseBase:
    """Put a reminder aside for the day."""
    for said in reminders.of_person(request.user):
        if said.reminder.round.public_id == request.POST.get("dot-xet", ""):
            reminders.put_aside(user=request.user, reminder_id=said.reminder.pk)
    return redirect("intake:home")


def panel(request: StaffRequest, held: Grants, units: list[Unit], now: Any) -> dict[str, Any]:
    """Return what the first screen says of rounds: reminders, exceptions, lists, internal rounds that wait for a choice."""
    mine = list(
        NomineeList.objects.filter(unit__in=held.unit_ids(*UNIT_ROLES) or ())
        .exclude(state__in=["withdrawn", "received"])
        .select_related("unit", "award", "round")
        .order_by("round__deadline", "pk")[:20]
    )
    due = rounds.last_moments(mine, over_at=now)
    exceptions = LateException.objects.filter(
        unit__in=units, until__gte=now, withdrawn_at__isnull=True
    ).select_related("round", "unit")
    choosing = (
        Round.objects.filter(
            parent__isnull=False,
            unit__in=units,
            nominations__state=NominationState.CONFIRMED,
            nominations__internal_choice__isnull=True,
        )
        .distinct()
        .order_by("deadline")[:10]
    )
    return {
        "reminders": [
            {"subject": said.subject(), "text": said.text(), "round": said.reminder.round}
            for said in reminders.of_person(request.user, now)
        ],
        "exceptions": [
            {
                "round": one.round,
                "unit": one.unit,
                "until": one.until,
                "reason": one.reason,
            }
            for one in exceptions
        ],
        "returned": overview.returned_lists(mine),
        "lists": [
            {
                "label": f"{one.award.name} {one.year}",
                "url": reverse("intake:list", args=[one.public_id]),
                "text": one.unit.name,
                "meta": one.round.title,
                "state": overview.STATE_TAGS.get(one.state, "open"),  # type: ignore[call-overload]
                "state_label": one.get_state_display(),
                "due": due.get(one.pk),
            }
            for one in mine
        ],
        "choosing": [
            {"label": one.title, "url": reverse("intake:choose", args=[one.public_id])} for one in choosing
        ],
    }
