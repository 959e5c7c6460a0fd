"""What the public suggested of a unit's people: read, made a draft dossier, or declined with a reason."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_safe

from recognition.domain import rounds, suggestions
from recognition.domain.errors import DomainError
from recognition.domain.roles import Grants, grants
from recognition.enums import UNIT_ROLES, AwardSubject, Role, SuggestionState
from recognition.intake.access import StaffRequest, for_staff, units_of
from recognition.intake.forms import ReasonForm
from recognition.models import Award, Round, Suggestion, Unit

PAGE_SIZE = 30
TAGS = {
    SuggestionState.NEW: "todo",
    SuggestionState.ACCEPTED: "done",
    SuggestionState.DECLINED: "locked",
}
MAKE, REFUSE = "lap", "khong"
UNPROCESSABLE = 422


class TargetForm(forms.Form):
    """For which award of which open round the dossier is made, and by which of the person's units."""

    use_required_attribute = False

    target = forms.ChoiceField(
        label=gettext_lazy("Đợt xét và danh hiệu, hình thức"),
        error_messages={"required": gettext_lazy("Hãy chọn một danh hiệu, hình thức.")},
    )

    def __init__(self, *args: Any, targets: dict[str, tuple[Round, Award, Unit]], **options: Any) -> None:
        super().__init__(*args, **options)
        self.targets = targets
        groups: dict[str, list[tuple[str, str]]] = {}
        for value, (round_, award, unit) in targets.items():
            groups.setdefault(f"{round_.title} – {unit.name}", []).append((value, award.label))
        choice = self.fields["target"]
        assert isinstance(choice, forms.ChoiceField)
        choice.choices = [("", _("Chọn một danh hiệu, hình thức")), *groups.items()]

    @property
    def chosen(self) -> tuple[Round, Award, Unit]:
        return self.targets[self.cleaned_data["target"]]


def _own(request: StaffRequest) -> Any:
    held = grants(request.user)
    if not held.any(*UNIT_ROLES):
        raise Http404
    return suggestions.of_units(held.unit_ids(*UNIT_ROLES))


def number_waiting(held: Grants) -> int:
    """Return how many suggestions about the units of a person nobody has looked at."""
    return suggestions.of_units(held.unit_ids(*UNIT_ROLES)).filter(state=SuggestionState.NEW).count()


@for_staff
@require_safe
def index(request: StaffRequest) -> HttpResponseBase:
    """The suggestions about the person's units: those that wait first, then the latest."""
    rows = _own(request).select_related("unit").order_by("-state", "-received_at", "-pk")
    page = Paginator(rows, PAGE_SIZE).get_page(request.GET.get("trang"))
    context = {
        "account": str(request.user),
        "page": page,
        "lines": [
            {
                "label": str(row),
                "url": reverse("intake:suggestion", args=[row.public_id]),
                "text": row.place,
                "meta": timezone.localtime(row.received_at).strftime("%d/%m/%Y"),
                "state": TAGS[SuggestionState(row.state)],
                "state_label": row.get_state_display(),
            }
            for row in page.object_list
        ],
    }
    return render(request, "recognition/intake/suggestions/index.html", context)


@for_staff
@require_http_methods(["GET", "HEAD", "POST"])
def show(request: StaffRequest, key: str) -> HttpResponseBase:
    """Show a suggestion; the focal point makes a dossier of it or says why not."""
    row: Suggestion | None = (
        _own(request).select_related("unit", "nomination", "answered_by").filter(public_id=key).first()
    )
    if row is None:
        raise Http404
    answers = row.state == SuggestionState.NEW and grants(request.user).has(Role.FOCAL_POINT, row.unit_id)
    targets = _targets(request, row) if answers else {}
    act = request.POST.get("viec", "")
    make = TargetForm(request.POST if act == MAKE else None, targets=targets)
    refuse = ReasonForm(request.POST if act == REFUSE else None)
    status = 200
    if request.method == "POST":
        if not grants(request.user).has(Role.FOCAL_POINT, row.unit_id):
            raise Http404
        if not answers:
            messages.error(
                request, _("Gợi ý này đã được xem xét: %(state)s.") % {"state": row.get_state_display()}
            )
            return redirect("intake:suggestion", row.public_id)
        if answer := _answer(request, row, act, make, refuse):
            return answer
        status = UNPROCESSABLE
    context = {
        "account": str(request.user),
        "suggestion": row,
        "tag": TAGS[SuggestionState(row.state)],
        "answers": answers,
        "make_form": make if targets else None,
        "make": [{"name": "viec", "value": MAKE}],
        "refuse_form": refuse,
        "refuse": [{"name": "viec", "value": REFUSE}],
        "days": suggestions.CONTACT_DAYS,
    }
    return render(request, "recognition/intake/suggestions/show.html", context, status=status)


def _answer(
    request: StaffRequest, row: Suggestion, act: str, make: TargetForm, refuse: ReasonForm
) -> HttpResponseBase | None:
    """Do what was asked; None where the form must be shown again."""
    try:
        if act == MAKE and make.is_valid():
            round_, award, unit = make.chosen
            dossier = suggestions.accept(
                suggestion=row, round=round_, award=award, unit=unit, actor=request.user
            )
            messages.success(request, _("Đã lập hồ sơ của %(name)s từ gợi ý.") % {"name": dossier.full_name})
            return redirect("intake:dossier", dossier.public_id)
        if act == REFUSE and refuse.is_valid():
            suggestions.decline(suggestion=row, reason=refuse.cleaned_data["reason"], actor=request.user)
            messages.success(request, _("Đã ghi lý do không lập hồ sơ."))
            return redirect("intake:suggestion", row.public_id)
    except DomainError as error:
        (make if act == MAKE else refuse).add_error(None, error.message)
    return None


def _targets(request: StaffRequest, row: Suggestion) -> dict[str, tuple[Round, Award, Unit]]:
    """What may be chosen: awards of open rounds for such subjects, by units that are, or stand above, the one named."""
    units = [unit for unit in units_of(request.user, Role.FOCAL_POINT) if _is_above(unit, row.unit)]
    found: dict[str, tuple[Round, Award, Unit]] = {}
    openings = [
        one
        for one in rounds.openings(units, timezone.now())
        if AwardSubject(one.round.subject).admits(row.kind)
    ]
    awards: dict[int, list[Award]] = {}
    for link in (
        Round.awards.through.objects.filter(round__in=[one.round for one in openings], award__by_list=False)
        .select_related("award")
        .order_by("award__rank", "award__name")
    ):
        awards.setdefault(link.round_id, []).append(link.award)
    for one in openings:
        for unit in one.units:
            for award in awards.get(one.round.pk, []):
                if AwardSubject(award.subject).admits(row.kind):
                    found[f"{one.round.public_id}/{award.code}/{unit.code}"] = (one.round, award, unit)
    return found


def _is_above(unit: Unit, below: Unit | None) -> bool:
    """Whether ``unit`` is ``below`` or stands above it."""
    step = below
    while step is not None:
        if step.pk == unit.pk:
            return True
        step = step.parent
    return False
