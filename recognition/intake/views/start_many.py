"""Opening many dossiers at once from a list of names: read, looked through line by line, then made one by one."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Any, Final

from django.contrib import messages
from django.db import transaction
from django.http import Http404, HttpResponse, HttpResponseBase, QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_safe

from portal.core.vietnamese import fold, normalize
from recognition.domain import nominations, rounds
from recognition.domain.errors import DomainError
from recognition.domain.roles import grants
from recognition.enums import ENDED, Role
from recognition.exchange import nominees
from recognition.exchange.sheets import Unreadable
from recognition.intake import honorees
from recognition.intake.access import StaffRequest, for_staff, units_of
from recognition.intake.forms import NEW_SUBJECT, StartManyForm, fault_of_name
from recognition.intake.views.start import name_and_titles
from recognition.models import Nomination, Round, Unit

MOST: Final = 100


@dataclass(frozen=True, slots=True)
class Row:
    """One line of the list as the screen shows and sends it back."""

    place: int
    full_name: str
    position: str = ""
    workplace: str = ""
    take: bool = True
    choice: str = ""
    candidates: tuple[honorees.Candidate, ...] = ()
    warning: str = ""
    problem: str = ""


@for_staff
@require_http_methods(["GET", "HEAD", "POST"])
def start_many(request: StaffRequest, round_id: str) -> HttpResponseBase:
    """Ask for the list; show it line by line with what the register and the round know; then open the drafts."""
    units = units_of(request.user, Role.FOCAL_POINT)
    if not units:
        raise Http404
    round_ = get_object_or_404(Round, public_id=round_id, is_draft=False)
    units = [unit for unit in units if rounds.admits(round_, unit)]
    if not units:
        raise Http404
    state, now = round_.state(), timezone.now()
    if state == "closed" and any(rounds.exception_for(round_, unit, now) for unit in units):
        state = "open"  # a late exception of the unit
    form = StartManyForm(
        request.POST or None, request.FILES or None, round=round_, units=units, today=timezone.localdate()
    )
    rows: list[Row] = []
    faults: list[str] = []
    if request.method == "POST":
        again = "rows" in request.POST
        if again:
            del form.fields["names_file"]
            form.fields["pasted"].required = False
            rows = _rows_sent(request.POST)
            form.data = _with_names(request.POST)
        if form.is_valid() and form.unit_chosen:
            if not again:
                rows, faults = _rows_read(form)
            rows = _looked_up(request, round_, form, rows)
            if again and "create" in request.POST:
                made, rows = _make(request, round_, form, rows)
                if made:
                    told = ngettext("Đã lập %(number)d hồ sơ nháp.", "Đã lập %(number)d hồ sơ nháp.", made)
                    messages.success(request, told % {"number": made})
                if not rows:
                    return redirect("intake:home")
    context = {
        "account": str(request.user),
        "round": round_,
        "state": state,
        "form": form,
        "rows": rows,
        "common": _common(form) if rows else [],
        "faults": [{"label": fault, "url": "#rows"} for fault in faults],
        "problems": sum(bool(row.problem) for row in rows),
        "now": now,
        "most": MOST,
        "new": NEW_SUBJECT,
    }
    return render(request, "recognition/intake/start_many.html", context)


@for_staff
@require_safe
def template(request: StaffRequest) -> HttpResponseBase:
    """Give the workbook to fill in."""
    response = HttpResponse(
        nominees.template(),
        content_type="application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    )
    response["Content-Disposition"] = 'attachment; filename="mau-danh-sach.xlsx"'
    return response


def _with_names(data: QueryDict) -> QueryDict:
    changed = data.copy()
    changed["pasted"] = "-"  # the names are in the rows now
    return changed


def _common(form: StartManyForm) -> list[tuple[str, str]]:
    """Return the answers that all dossiers share, to be sent back with the rows."""
    names = [name for name in form.fields if name not in {"names_file", "pasted"}]
    return [(name, str(form.data.get(name, ""))) for name in names]


def _rows_read(form: StartManyForm) -> tuple[list[Row], list[str]]:
    """Return the lines of the file or of the pasted text, and in words what could not be read."""
    faults: list[str] = []
    try:
        if file := form.cleaned_data.get("names_file"):
            reading = nominees.read_workbook(file.read())
        else:
            reading = nominees.read_pasted(form.cleaned_data.get("pasted") or "")
    except Unreadable as error:
        form.add_error("names_file", error.message)
        return [], []
    faults += [f"{each.place}: {each.text} {each.reason}" for each in reading.refused]
    lines = [line for line in reading.lines if normalize(line.full_name)]
    if len(lines) > MOST:
        faults.append(
            _("Danh sách có %(count)d dòng; chỉ đọc %(most)d dòng đầu. Hãy gửi phần còn lại lần sau.")
            % {"count": len(lines), "most": MOST}
        )
    if not lines:
        form.add_error("names_file", _("Không đọc được tên nào. Hãy xem tệp có cột Họ và tên không."))
    rows = [
        Row(
            place=place,
            full_name=" ".join(filter(None, (line.titles, line.full_name))),
            position=line.position,
            workplace=line.workplace,
        )
        for place, line in enumerate(lines[:MOST], start=1)
    ]
    return rows, faults


def _rows_sent(data: QueryDict) -> list[Row]:
    rows = []
    for place in range(1, MOST + 1):
        name = data.get(f"row-{place}-name")
        if name is None:
            continue
        rows.append(
            Row(
                place=place,
                full_name=normalize(name)[:255],
                position=normalize(data.get(f"row-{place}-position", ""))[:255],
                workplace=normalize(data.get(f"row-{place}-workplace", ""))[:255],
                take=f"row-{place}-take" in data,
                choice=data.get(f"row-{place}-honoree", ""),
            )
        )
    return rows


def _looked_up(request: StaffRequest, round_: Round, form: StartManyForm, rows: Sequence[Row]) -> list[Row]:
    """Return the rows with what the register has under their names, and with doubles in the list and in the round."""
    kind = form.cleaned_data["kind"]
    names = {row.place: name_and_titles(row.full_name, kind)[0] for row in rows}
    found = honorees.candidates_for(
        names=names.values(), kind=kind, unit_ids=grants(request.user).unit_ids(Role.FOCAL_POINT)
    )
    open_ = _open_dossiers(round_, form, [fold(name)[:255] for name in names.values()])
    seen: set[str] = set()
    shown = []
    for row in rows:
        key = fold(names[row.place])[:255]
        warning = ""
        if twin := open_.get(key):
            warning = _("Đơn vị đã có hồ sơ của tên này trong đợt: %(number)s (%(state)s).") % {
                "number": twin.receipt_number or twin.public_id.upper(),
                "state": twin.get_state_display(),
            }
        elif key in seen:
            warning = _("Tên này có ở một dòng trên.")
        seen.add(key)
        # A double is left out until somebody says that it is another person.
        take = row.take and not (warning and "rows" not in request.POST)
        shown.append(replace(row, candidates=tuple(found.get(key, ())), warning=warning, take=take))
    return shown


def _open_dossiers(round_: Round, form: StartManyForm, keys: Iterable[str]) -> dict[str, Nomination]:
    rows = Nomination.objects.filter(
        round=round_, unit=form.unit_chosen, kind=form.cleaned_data["kind"], name_key__in=set(keys)
    ).exclude(state__in=[state.value for state in ENDED])
    return {row.name_key: row for row in rows}


def _make(
    request: StaffRequest, round_: Round, form: StartManyForm, rows: Sequence[Row]
) -> tuple[int, list[Row]]:
    """Open a draft for each row that is taken; return how many, and the rows that are left with the reason."""
    data, left, made = form.cleaned_data, [], 0
    for row in rows:
        if not row.take:
            continue
        if wrong := fault_of_name(row.full_name, data["kind"]):
            left.append(replace(row, problem=wrong))
            continue
        known = {each.key: each.honoree for each in row.candidates}
        if known and row.choice not in {*known, NEW_SUBJECT}:
            left.append(replace(row, problem=_("Hãy chọn đây là ai, hoặc “người, tập thể khác”.")))
            continue
        try:
            with transaction.atomic():
                Unit.objects.select_for_update().get(pk=form.unit_chosen.pk)  # type: ignore[union-attr]
                _start(request, round_, form, row, known.get(row.choice), data)
        except DomainError as error:
            left.append(replace(row, problem=error.message))
        else:
            made += 1
    return made, left


def _start(
    request: StaffRequest, round_: Round, form: StartManyForm, row: Row, honoree: Any, data: dict[str, Any]
) -> None:
    full_name, titles = name_and_titles(row.full_name, data["kind"])
    nominations.start(
        round=round_,
        unit=form.unit_chosen,  # type: ignore[arg-type] # asked for before
        award=data["award"],
        kind=data["kind"],
        full_name=full_name,
        titles=titles,
        position=row.position,
        workplace=row.workplace,
        actor=request.user,
        honoree=honoree,
        merit_from=data["merit_from"],
        merit_until=data["merit_until"],
        merit_kind=data["merit_kind"],
    )
