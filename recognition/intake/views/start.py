"""Opening a dossier in a round."""

from __future__ import annotations

from django.contrib import messages
from django.db import transaction
from django.http import Http404, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from portal.core.vietnamese import fold, split_titles
from recognition.domain import nominations, rounds
from recognition.domain.errors import DomainError
from recognition.domain.roles import grants
from recognition.enums import ENDED, Role, SubjectKind
from recognition.exchange.decisions import in_normal_case
from recognition.intake import honorees, overview
from recognition.intake.access import StaffRequest, for_staff, units_of
from recognition.intake.forms import StartForm
from recognition.models import Nomination, Round, Unit


@for_staff
def start(request: StaffRequest, round_id: str) -> HttpResponseBase:
    """Ask for award, subject and name; ask further when the registry or the unit has that name; then open a draft."""
    units = units_of(request.user, Role.FOCAL_POINT)
    if not units:
        raise Http404
    round_ = get_object_or_404(Round, public_id=round_id, is_draft=False)
    units = [unit for unit in units if rounds.admits(round_, unit)]
    if not units:
        raise Http404
    form = StartForm(request.POST or None, round=round_, units=units, today=timezone.localdate())
    state, now = round_.state(), timezone.now()
    granted = [late.until for unit in units if (late := rounds.exception_for(round_, unit, now))]
    if state == "closed" and granted:
        state = "open"  # a late exception of the unit
    if request.method == "POST" and form.is_valid() and (unit := form.unit_chosen):
        full_name, titles = name_and_titles(form.cleaned_data["full_name"], form.cleaned_data["kind"])
        found = honorees.candidates(
            full_name=full_name,
            kind=form.cleaned_data["kind"],
            unit_ids=grants(request.user).unit_ids(Role.FOCAL_POINT),
        )
        try:
            with transaction.atomic():
                # Of two clicks one opens a dossier, and the other finds it open.
                Unit.objects.select_for_update().get(pk=unit.pk)
                if _everything_answered(form, found, _open_dossier(form, round_, unit, full_name)):
                    chosen = next(
                        (each.honoree for each in found if each.key == form.cleaned_data.get("honoree")), None
                    )
                    nomination = nominations.start(
                        round=round_,
                        unit=unit,
                        award=form.cleaned_data["award"],
                        kind=form.cleaned_data["kind"],
                        full_name=full_name,
                        titles=titles,
                        actor=request.user,
                        honoree=chosen,
                        merit_from=form.cleaned_data["merit_from"],
                        merit_until=form.cleaned_data["merit_until"],
                        merit_kind=form.cleaned_data["merit_kind"],
                    )
                    messages.success(request, _("Đã lập hồ sơ nháp. Có thể đóng trang và làm tiếp sau."))
                    return redirect("intake:dossier", nomination.public_id)
        except DomainError as error:
            form.add_error(None, error.message)
    return render(
        request,
        "recognition/intake/start.html",
        {
            "account": str(request.user),
            "round": round_,
            "deadline": max([round_.deadline, *granted]),
            "meters": overview.meters_of(round_, units) if state == "open" else [],
            "state": state,
            "form": form,
            "now": timezone.now(),
        },
    )


def name_and_titles(typed: str, kind: str) -> tuple[str, str]:
    """Return the name, in normal case (a phone gives small letters, the paper form asks for capitals), and the titles that
    were typed before it; a collective has none, and keeps its letters.
    """
    if kind != SubjectKind.INDIVIDUAL:
        return typed, ""
    parted = split_titles(typed)
    name, titles = (parted.name, " ".join(parted.titles)[:120]) if parted.name else (typed, "")
    return in_normal_case(name), titles


def _open_dossier(form: StartForm, round_: Round, unit: Unit, full_name: str) -> Nomination | None:
    """Return a dossier of the unit in this round for the same award under the same name, None where there is none."""
    wanted = fold(full_name)
    rows = Nomination.objects.filter(
        round=round_, unit=unit, award=form.cleaned_data["award"], kind=form.cleaned_data["kind"]
    ).exclude(state__in=[state.value for state in ENDED])
    return next((row for row in rows if fold(row.full_name) == wanted), None)


def _everything_answered(form: StartForm, found: list[honorees.Candidate], twin: Nomination | None) -> bool:
    """Add the questions that the name raises; return whether the person has answered them (as a new form knows)."""
    if found:
        form.ask_which([(each.key, each.text) for each in found])
    if twin is not None:
        form.confirm_another(
            _("Đơn vị đã có hồ sơ của “%(name)s” cho danh hiệu, hình thức này (%(number)s, %(state)s).")
            % {
                "name": twin.full_name,
                "number": twin.receipt_number or twin.public_id.upper(),
                "state": twin.get_state_display(),
            }
        )
    if not found and twin is None:
        return True
    form.full_clean()
    return form.is_valid()
