"""The appraisal of a dossier in the admin: every criterion as explained, a second person's verdict beside it, points, a print."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Final

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase, HttpResponseRedirect
from django.shortcuts import render
from django.urls import include, path, reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe
from wagtail import hooks

from recognition.domain import appraisal, explainer, nominations, scores
from recognition.domain.appraisal import Given
from recognition.domain.errors import DomainError, StaleVersion
from recognition.domain.explainer import Criterion, Explanation
from recognition.domain.roles import grants
from recognition.domain.scores import Line, Scored
from recognition.enums import AppraisalState, Finding, Role, Verdict
from recognition.models import AppraisalSheet, Nomination

NAMESPACE: Final = "appraisals"
UNPROCESSABLE: Final = 422


@dataclass(frozen=True, slots=True)
class Judged:
    """A criterion with the form of its verdict, and what stands in the sheet."""

    criterion: Criterion
    form: VerdictForm
    given: Given

    @property
    def against(self) -> bool:
        """Whether the verdict differs from what the explainer finds."""
        return bool(self.given.verdict) and self.criterion.finding not in {
            Finding.UNKNOWN,
            self.given.verdict,
        }

    @property
    def verdict_label(self) -> str:
        return str(Verdict(self.given.verdict).label) if self.given.verdict else ""


class VerdictForm(forms.Form):
    """What a person says of one criterion."""

    verdict = forms.ChoiceField(
        label=gettext_lazy("Ý kiến thẩm định"),
        choices=[("", gettext_lazy("Chưa có ý kiến")), *Verdict.choices],
        required=False,
    )
    reference = forms.CharField(
        label=gettext_lazy("Căn cứ đã đối chiếu"),
        help_text=gettext_lazy("Số văn bản, tên tệp, trang."),
        max_length=500,
        required=False,
    )
    reason = forms.CharField(
        label=gettext_lazy("Lý do, bắt buộc khi khác với kết quả đối chiếu"),
        max_length=2000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
    )

    def __init__(self, *args: Any, criterion: Criterion, **options: Any) -> None:
        self.criterion = criterion
        super().__init__(*args, **options)
        for field in self.fields.values():
            field.widget.attrs["aria-label"] = f"{field.label}: {criterion.text}"

    @property
    def given(self) -> Given:
        data = self.cleaned_data
        return Given(data.get("verdict", ""), data.get("reference", ""), data.get("reason", ""))

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        given = Given(cleaned.get("verdict", ""), cleaned.get("reference", ""), cleaned.get("reason", ""))
        if given.verdict:
            for wrong in appraisal.problems(self.criterion, given):
                self.add_error("reference" if not given.reference.strip() else "reason", wrong)
        elif given.reference.strip() or given.reason.strip():
            self.add_error("verdict", _("Hãy chọn một ý kiến."))
        return cleaned


class PointsForm(forms.Form):
    """The appraiser's points for one line of the score sheet."""

    points = forms.CharField(
        required=False, max_length=10, widget=forms.TextInput(attrs={"inputmode": "decimal"})
    )
    reason = forms.CharField(required=False, max_length=1000)

    def __init__(self, *args: Any, line: Line, **options: Any) -> None:
        self.line = line
        super().__init__(*args, **options)
        self.fields["points"].widget.attrs["aria-label"] = _("Điểm thẩm định: %(criterion)s") % {
            "criterion": line.criterion.text
        }
        self.fields["reason"].widget.attrs["aria-label"] = _("Lý do chấm khác: %(criterion)s") % {
            "criterion": line.criterion.text
        }

    def clean_points(self) -> Any:
        found, why = scores.points_typed(self.line.criterion, self.cleaned_data.get("points", ""))
        if why:
            raise forms.ValidationError(why)
        return found


class ConclusionForm(forms.Form):
    """The whole sheet: what all that comes to."""

    version = forms.IntegerField(widget=forms.HiddenInput, min_value=0)
    remark = forms.CharField(
        label=gettext_lazy("Nhận xét chung"),
        max_length=4000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 4}),
    )
    conclusion = forms.ChoiceField(
        label=gettext_lazy("Kết luận (khi ký phiếu)"),
        choices=[
            ("", gettext_lazy("Chưa kết luận")),
            (Verdict.MET.value, Verdict.MET.label),
            (Verdict.NOT_MET.value, Verdict.NOT_MET.label),
        ],
        required=False,
    )


def _dossier(request: HttpRequest, public_id: str) -> Nomination:
    """Return the dossier for whoever judges or audits; what they may not see does not exist for them."""
    held = grants(request.user)
    if not held.any(Role.STANDING_BODY, Role.AUDITOR):
        raise PermissionDenied
    found: Nomination | None = (
        nominations.at_desk(request.user, held)  # type: ignore[arg-type]
        .select_related("round", "unit", "award", "honoree", "appraised_by", "received_by")
        .filter(public_id=public_id)
        .first()
    )
    if found is None:
        raise Http404
    return found


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def sheet(request: HttpRequest, public_id: str) -> HttpResponseBase:
    """Show the newest sheet; the second person fills it (``then=save``) and signs it (``then=sign``)."""
    nomination = _dossier(request, public_id)
    user: Any = request.user
    kept = appraisal.latest(nomination)
    why_not = appraisal.why_not(nomination, user)
    if request.method == "POST":
        if kept is None:
            raise Http404
        return _keep(request, nomination, kept)
    return render(request, "recognition/desk/appraisal.html", _context(request, nomination, kept, why_not))


def _context(
    request: HttpRequest,
    nomination: Nomination,
    kept: AppraisalSheet | None,
    why_not: str,
    *,
    posted: bool = False,
) -> dict[str, Any]:
    data: Any = request.POST if posted else None
    explanation = explainer.explain(nomination, at=timezone.now())
    judged = _judged(explanation, kept, data)
    scored = scores.of_dossier(nomination)
    return {
        "nomination": nomination,
        "sheet": kept,
        "sheets": list(
            AppraisalSheet.objects.filter(nomination=nomination)
            .select_related("opened_by", "signed_by")
            .order_by("-number")
        ),
        "explanation": explanation,
        "judged": judged,
        "given": sum(bool(one.given.verdict) for one in judged),
        "scored": scored,
        "points": _points(scored, data),
        "shortfalls": scored.shortfalls(own=False) if scored else [],
        "form": ConclusionForm(
            data,
            initial={
                "version": kept.version if kept else 0,
                "remark": kept.remark if kept else "",
                "conclusion": kept.conclusion if kept else "",
            },
        ),
        "why_not": why_not,
        "editable": kept is not None and kept.state == AppraisalState.OPEN and not why_not,
        "is_open": kept is not None and kept.state == AppraisalState.OPEN,
        "dossier_url": reverse("ho-so:inspect", args=[nomination.pk]),
    }


def _judged(explanation: Explanation, kept: AppraisalSheet | None, data: Any) -> list[Judged]:
    rows = {row.code: row for row in kept.verdicts.all()} if kept else {}
    found = []
    for place, one in enumerate(appraisal.criteria_of(explanation)):
        row = rows.get(one.code)
        given = Given(row.verdict, row.reference, row.reason) if row else Given()
        form = VerdictForm(
            data,
            criterion=one,
            prefix=f"c{place}",
            initial={"verdict": given.verdict, "reference": given.reference, "reason": given.reason},
        )
        found.append(Judged(one, form, given))
    return found


def _points(scored: Scored | None, data: Any) -> list[PointsForm]:
    return [
        PointsForm(
            data,
            line=line,
            prefix=f"p{line.criterion.pk}",
            initial={
                "points": "" if line.points is None else str(line.points.normalize()).replace(".", ","),
                "reason": line.reason,
            },
        )
        for line in (scored.lines if scored else ())
    ]


def _mistakes(form: forms.Form) -> Iterator[dict[str, str]]:
    """Yield what is wrong in a form of the sheet and where: the sheet is long, and its mistakes may stand at its end."""
    for name, errors in form.errors.items():
        if name not in form.fields:
            continue
        about = form.fields[name].label or ""
        if isinstance(form, VerdictForm):
            about = form.criterion.text
        elif isinstance(form, PointsForm):
            about = form.line.criterion.text
        for error in errors:
            yield {"label": f"{about.rstrip('.')}: {error}", "url": f"#{form[name].id_for_label}"}


def _keep(request: HttpRequest, nomination: Nomination, kept: AppraisalSheet) -> HttpResponseBase:
    user: Any = request.user
    why_not = appraisal.why_not(nomination, user)
    context = _context(request, nomination, kept, why_not, posted=True)
    form: ConclusionForm = context["form"]
    forms_of = [one.form for one in context["judged"]] + context["points"]
    # All are asked, so that every mistake is shown at once.
    wrong = [one for one in (*forms_of, form) if not one.is_valid()]
    context["mistakes"] = [mistake for one in wrong for mistake in _mistakes(one)]
    if not wrong:
        try:
            # All or nothing: of what is refused at its end nothing is kept half; what was typed stays in the form.
            with transaction.atomic():
                saved = appraisal.save(
                    sheet=kept,
                    given={one.criterion.code: one.form.given for one in context["judged"]},
                    actor=user,
                    version=form.cleaned_data["version"],
                    remark=form.cleaned_data["remark"],
                )
                for one in context["points"]:
                    scores.score(
                        nomination=nomination,
                        criterion=one.line.criterion,
                        points=one.cleaned_data["points"],
                        reason=one.cleaned_data["reason"],
                        actor=user,
                    )
                if request.POST.get("then") == "sign":
                    appraisal.sign(
                        sheet=saved,
                        conclusion=form.cleaned_data["conclusion"],
                        actor=user,
                        version=saved.version,
                        remark=form.cleaned_data["remark"],
                    )
            if request.POST.get("then") == "sign":
                messages.success(request, _("Đã ký phiếu thẩm định."))
            else:
                messages.success(request, _("Đã lưu phiếu thẩm định."))
            return _back(nomination)
        except StaleVersion as error:
            form.add_error(None, error.message)
            # What is stored now stands beside what was typed; saving again replaces it knowingly.
            context["theirs"] = _judged(context["explanation"], AppraisalSheet.objects.get(pk=kept.pk), None)
            form.data = form.data.copy()  # type: ignore[attr-defined]
            form.data["version"] = str(error.current)  # type: ignore[index]
        except DomainError as error:
            form.add_error(None, error.message)
            form.data = form.data.copy()  # type: ignore[attr-defined]
            form.data["version"] = str(AppraisalSheet.objects.get(pk=kept.pk).version)  # type: ignore[index]
    response = render(request, "recognition/desk/appraisal.html", context)
    response.status_code = UNPROCESSABLE
    return response


@never_cache
@require_POST
def begin(request: HttpRequest, public_id: str) -> HttpResponseRedirect:
    """Open the sheet, or after a signed one the next version with a reason."""
    nomination = _dossier(request, public_id)
    user: Any = request.user
    try:
        appraisal.open_sheet(nomination=nomination, actor=user, why_again=request.POST.get("why_again", ""))
    except DomainError as error:
        messages.error(request, error.message)
    return _back(nomination)


def _points_of(kept: AppraisalSheet, nomination: Nomination) -> dict[str, Any] | None:
    """Return the points on a sheet: of a signed one those that were signed, whatever was scored later."""
    if kept.state == AppraisalState.OPEN:
        scored = scores.of_dossier(nomination)
        return scored.as_json() if scored else None
    return kept.explained.get("scores")


@never_cache
@require_safe
def printed(request: HttpRequest, public_id: str, number: int) -> HttpResponse:
    """One version of the sheet on paper: what was found, what was said, who signed."""
    nomination = _dossier(request, public_id)
    kept = (
        AppraisalSheet.objects.filter(nomination=nomination, number=number)
        .select_related("opened_by", "signed_by")
        .prefetch_related("verdicts")
        .first()
    )
    if kept is None:
        raise Http404
    found = {row["code"]: row for row in kept.explained.get("criteria", [])}
    rows = [
        {
            "text": row.text,
            "basis": ", ".join(
                filter(
                    None,
                    [found.get(row.code, {}).get("article", ""), found.get(row.code, {}).get("law", "")],
                )
            ),
            "finding": row.get_explained_display(),
            "why": found.get(row.code, {}).get("why", ""),
            "verdict": row.get_verdict_display(),
            "reference": row.reference,
            "reason": row.reason,
        }
        for row in kept.verdicts.all()
    ]
    return render(
        request,
        "recognition/desk/appraisal_print.html",
        {
            "nomination": nomination,
            "sheet": kept,
            "rows": rows,
            "on": kept.explained.get("on", ""),
            "scored": _points_of(kept, nomination),
            "back_url": reverse(f"{NAMESPACE}:sheet", args=[nomination.public_id]),
        },
    )


def _back(nomination: Nomination) -> HttpResponseRedirect:
    return HttpResponseRedirect(reverse(f"{NAMESPACE}:sheet", args=[nomination.public_id]))


urlpatterns = [
    path("<slug:public_id>/", sheet, name="sheet"),
    path("<slug:public_id>/mo/", begin, name="begin"),
    path("<slug:public_id>/in/<int:number>/", printed, name="print"),
]


@hooks.register("register_admin_urls")
def register_appraisal_urls() -> list[Any]:
    return [path("tham-dinh/", include((urlpatterns, NAMESPACE), namespace=NAMESPACE))]
