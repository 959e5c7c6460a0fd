"""What the unit says of the criteria of a dossier, beside what the portal found, and its own points."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import number_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from recognition.domain import explainer, nominations, scores, statements
from recognition.domain.errors import DomainError, Overtaken, StaleVersion
from recognition.domain.explainer import Criterion
from recognition.domain.scores import Line
from recognition.domain.statements import CLAIM, NUMBER, RATING, SHARE, Statement
from recognition.enums import Rating, RuleKind
from recognition.intake.access import StaffRequest, dossier_or_404, for_staff
from recognition.intake.seen import SeenForm
from recognition.intake.views.dossier import frame

CLAIMS = (("", gettext_lazy("Chưa khai")), ("yes", gettext_lazy("Có")), ("no", gettext_lazy("Không")))


def number_text(value: Any) -> str:
    """Return a number as a person writes it, without zeros at the end; empty for None."""
    if value is None:
        return ""
    return str(number_format(value.normalize() if value % 1 else value.to_integral_value(), use_l10n=True))


class StatementForm(forms.Form):
    """What the unit states of one criterion: only the parts its rule asks for."""

    version = forms.IntegerField(widget=forms.HiddenInput, required=False, min_value=0)

    def __init__(self, *args: Any, criterion: Criterion, **options: Any) -> None:
        self.criterion = criterion
        said = criterion.said
        options.setdefault("initial", {"version": said.version, "note": said.note})
        super().__init__(*args, **options)
        asks = criterion.asks
        words = criterion.text
        if CLAIM in asks:
            self.fields["claim"] = forms.ChoiceField(
                label=_("Đơn vị khai: đạt điều kiện này"),
                choices=CLAIMS,
                required=False,
                initial={True: "yes", False: "no"}.get(said.claim, "") if said.claim is not None else "",
            )
        if RATING in asks:
            self.fields["rating"] = forms.ChoiceField(
                label=_("Xếp loại trong năm"),
                choices=[("", _("Chưa khai")), *Rating.choices],
                required=False,
                initial=said.rating,
            )
        if SHARE in asks:
            part, whole = _share_labels(criterion)
            self.fields["count"] = forms.IntegerField(
                label=part, required=False, min_value=0, max_value=statements.MOST, initial=said.count
            )
            self.fields["of"] = forms.IntegerField(
                label=whole, required=False, min_value=0, max_value=statements.MOST, initial=said.of
            )
        if NUMBER in asks:
            self.fields["number"] = forms.CharField(
                label=_("Con số"),
                required=False,
                max_length=20,
                initial=number_text(said.number),
                widget=forms.TextInput(attrs={"inputmode": "decimal"}),
            )
        if asks:
            self.fields["note"] = forms.CharField(
                label=_("Giấy tờ chứng minh"),
                help_text=_(
                    "Số, ngày, cơ quan ban hành của quyết định, giấy công nhận, thông báo, danh sách."
                ),
                required=False,
                max_length=statements.LONGEST_NOTE,
                initial=said.note,
            )
        for field in self.fields.values():
            if not isinstance(field.widget, forms.HiddenInput):
                # The same label stands under every criterion; a reader of the screen hears of which.
                field.widget.attrs["aria-label"] = f"{field.label}: {words}"

    @property
    def pair(self) -> list[forms.BoundField]:
        """The two numbers that stand side by side."""
        return [self[name] for name in ("count", "of") if name in self.fields]

    @property
    def singles(self) -> list[forms.BoundField]:
        """The other questions, one below the other."""
        return [self[name] for name in ("claim", "rating", "number", "note") if name in self.fields]

    def clean_number(self) -> Any:
        text = self.cleaned_data.get("number", "")
        found = statements.number_in(text)
        if text.strip() and found is None:
            raise forms.ValidationError(_("Hãy ghi một số, ví dụ 87,5."))
        return found

    @property
    def said(self) -> Statement:
        """What the (valid) form says."""
        data = self.cleaned_data
        return Statement(
            claim={"yes": True, "no": False}.get(data.get("claim", "")),
            count=data.get("count"),
            of=data.get("of"),
            rating=data.get("rating", ""),
            number=data.get("number"),
            note=data.get("note", ""),
        )


def _share_labels(criterion: Criterion) -> tuple[str, str]:
    if criterion.rule.kind == RuleKind.RATING:
        return _("Số người hoàn thành nhiệm vụ"), _("Tổng số người của tập thể")
    if "at_most_percent" in criterion.rule.parameters:
        return _("Số người được đề nghị"), _("Số người đạt danh hiệu làm căn cứ")
    return _("Số người đạt"), _("Tổng số người của tập thể")


class PointsForm(SeenForm):
    """The unit's own points for one criterion of the round's score sheet."""

    points = forms.CharField(
        required=False, max_length=10, widget=forms.TextInput(attrs={"inputmode": "decimal"})
    )
    note = forms.CharField(required=False, max_length=500)

    def __init__(self, *args: Any, line: Line, **options: Any) -> None:
        self.line = line
        super().__init__(*args, shown={"points": line.own, "note": line.own_note}, **options)
        self.initial["points"] = number_text(line.own)
        self.fields["points"].widget.attrs["aria-label"] = _("Điểm tự chấm: %(criterion)s") % {
            "criterion": line.criterion.text
        }
        self.fields["note"].widget.attrs["aria-label"] = _("Minh chứng: %(criterion)s") % {
            "criterion": line.criterion.text
        }

    def clean_points(self) -> Any:
        found, why = scores.points_typed(self.line.criterion, self.cleaned_data.get("points", ""))
        if why:
            raise forms.ValidationError(why)
        return found


@dataclass(frozen=True, slots=True)
class Said:
    """A criterion with its form; ``stored`` is what a colleague said meanwhile, in words."""

    criterion: Criterion
    form: StatementForm | None
    stored: str = ""


@for_staff
@require_http_methods(["GET", "HEAD", "POST"])
def edit(request: StaffRequest, public_id: str) -> HttpResponseBase:
    """Show every criterion with its grounds; the focal point states what only the unit knows, and scores itself."""
    nomination = dossier_or_404(request.user, public_id)
    editable = nominations.may_edit(request.user, nomination)
    if request.method == "POST" and not editable:
        messages.error(
            request, _("Hồ sơ này không ở bước soạn thảo, hoặc bạn không phải đầu mối, nên chỉ xem được.")
        )
        return redirect("intake:criteria", nomination.public_id)
    explanation = explainer.explain(nomination, at=timezone.now(), for_unit=True)
    scored = scores.of_dossier(nomination)
    data = request.POST if request.method == "POST" else None
    said = [
        Said(
            one,
            StatementForm(data, criterion=one, prefix=f"c{place}") if editable and one.asks else None,
        )
        for place, one in enumerate(explanation.eligibility)
    ]
    points = [
        PointsForm(data, line=line, prefix=f"p{line.criterion.pk}")
        for line in (scored.lines if scored and editable else ())
    ]
    if request.method == "POST":
        said, fine = _keep(request, nomination, said)
        fine = _keep_points(request, nomination, points) and fine
        if fine:
            messages.success(request, _("Đã lưu."))
            then = "intake:review" if request.POST.get("then") == "review" else "intake:criteria"
            return redirect(then, nomination.public_id)
        # What the portal finds now, with what could be kept.
        explanation = explainer.explain(nomination, at=timezone.now(), for_unit=True)
        fresh = {one.code: one for one in explanation.eligibility}
        said = [replace(one, criterion=fresh.get(one.criterion.code, one.criterion)) for one in said]
        scored = scores.of_dossier(nomination)
    context = {
        **frame(request, nomination),
        "explanation": explanation,
        "said": said,
        "editable": editable,
        "scored": scored,
        "points": points,
        "shortfalls": scored.shortfalls(own=True) if scored else [],
        "failed": request.method == "POST",
        "position_url": reverse("intake:section", args=[nomination.public_id, "subject"]),
        "needs_group": scores.needs_group(nomination) and not scores.position_group(nomination),
    }
    return render(request, "recognition/intake/criteria.html", context)


def _keep(request: StaffRequest, nomination: Any, said: list[Said]) -> tuple[list[Said], bool]:
    """Keep each statement by itself: what is wrong with one loses no other."""
    kept: list[Said] = []
    fine = True
    for one in said:
        form, stored = one.form, ""
        if form is not None:
            if not form.is_valid():
                fine = False
            elif form.said != replace(one.criterion.said, version=0) or form.cleaned_data.get(
                "version"
            ) not in {None, one.criterion.said.version}:
                try:
                    statements.state(
                        nomination=nomination,
                        rule=one.criterion.rule,
                        said=form.said,
                        actor=request.user,
                        version=form.cleaned_data.get("version") or 0,
                    )
                except StaleVersion as error:
                    fine = False
                    stored = said_in_words(one.criterion.said)
                    form.add_error(None, error.message)
                    form = _as_of_now(form, error.current)
                except DomainError as error:
                    fine = False
                    form.add_error(None, error.message)
        kept.append(Said(one.criterion, form, stored))
    return kept, fine


def _as_of_now(form: StatementForm, version: int) -> StatementForm:
    """Return the form with what was typed, as based on what is stored now: saving again replaces it knowingly."""
    data: Any = form.data.copy()  # type: ignore[attr-defined]
    data[form.add_prefix("version")] = str(version)
    again = StatementForm(data, criterion=form.criterion, prefix=form.prefix)
    again.is_valid()
    for error in form.non_field_errors():
        again.add_error(None, error)
    return again


def said_in_words(said: Statement) -> str:
    """Return a statement as one line of text."""
    parts = []
    if said.claim is not None:
        parts.append(_("Có") if said.claim else _("Không"))
    if said.rating:
        parts.append(str(Rating(said.rating).label))
    if said.count is not None and said.of is not None:
        parts.append(_("%(count)d trên %(of)d người") % {"count": said.count, "of": said.of})
    if said.number is not None:
        parts.append(number_text(said.number))
    if said.note:
        parts.append(said.note)
    return "; ".join(parts) or _("Chưa khai")


def _keep_points(request: StaffRequest, nomination: Any, points: list[PointsForm]) -> bool:
    fine = True
    for form in points:
        if not form.is_valid():
            fine = False
            continue
        try:
            scores.score_own(
                nomination=nomination,
                criterion=form.line.criterion,
                points=form.cleaned_data["points"],
                note=form.cleaned_data["note"],
                actor=request.user,
                seen=form.seen,
            )
        except Overtaken as error:
            fine = False
            form.tell(error)
        except DomainError as error:
            fine = False
            form.add_error("points", error.message)
    return fine
