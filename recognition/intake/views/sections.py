"""One section of a dossier's form."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from recognition.domain import forms as questions
from recognition.domain import nominations
from recognition.domain.errors import DomainError, StaleVersion
from recognition.intake.access import StaffRequest, dossier_or_404, for_staff
from recognition.intake.forms import SectionForm, count_of_mistakes, seen_mark
from recognition.intake.views.dossier import frame, last_saved
from recognition.models import Nomination

STAY, NEXT, HUB = "stay", "next", "hub"


@for_staff
def edit(request: StaffRequest, public_id: str, code: str) -> HttpResponseBase:
    """Show and save a section. Answers that are only missing are no reason not to save the others."""
    nomination = dossier_or_404(request.user, public_id)
    section = questions.form_for(nomination.kind).section(code)
    if section is None:
        raise Http404
    if not nominations.may_edit(request.user, nomination):
        messages.error(
            request, _("Hồ sơ này không ở bước soạn thảo, hoặc bạn không phải đầu mối, nên chỉ xem được.")
        )
        return redirect("intake:review", nomination.public_id)
    form = SectionForm(request.POST or None, nomination=nomination, section=section)
    conflict: list[dict[str, str]] = []
    saved_at = None
    if request.method == "POST":
        form.is_valid()
        if not form.cannot_be_kept:
            try:
                _save(request, nomination, section, form)
            except StaleVersion as error:
                nomination = dossier_or_404(request.user, public_id)
                conflict = _both_texts(nomination, section, form)
                form = _again(request, nomination, section)
                form.add_error(None, error.message)
            except DomainError as error:
                form.add_error(None, error.message)
            else:
                whereto = request.POST.get("then", STAY)
                if whereto == HUB or (whereto == NEXT and not form.errors):
                    messages.success(request, _("Đã lưu."))
                    return redirect(*_next_place(nomination, code, whereto))
                nomination = dossier_or_404(request.user, public_id)
                form = _again(request, nomination, section)
                saved_at = last_saved(nomination)
    context = {
        **frame(request, nomination),
        "section": section,
        "section_title": _(section.title),
        "place": _place(nomination, code),
        "form": form,
        "questions": form.questions_shown(),
        "mistakes": _mistakes(form),
        "mistakes_title": _title_of_mistakes(form, saved=saved_at is not None),
        "conflict": conflict,
        "saved_at": saved_at or last_saved(nomination),
    }
    return render(request, "recognition/intake/section.html", context)


def _save(
    request: StaffRequest, nomination: Nomination, section: questions.Section, form: SectionForm
) -> None:
    """Save by the version the person saw. If others changed only other sections since, nothing is in conflict."""
    version = form.cleaned_data.get("version", 0)
    if form.cleaned_data.get("seen") == seen_mark(nomination, section):
        version = nomination.version
    nominations.save_answers(
        nomination=nomination, answers=form.answers(), actor=request.user, version=version
    )


def _again(request: StaffRequest, nomination: Nomination, section: questions.Section) -> SectionForm:
    """Return the form with what was typed, as based on what is stored now."""
    data = request.POST.copy()
    data["version"] = str(nomination.version)
    data["seen"] = seen_mark(nomination, section)
    form = SectionForm(data, nomination=nomination, section=section)
    form.is_valid()
    return form


def _both_texts(
    nomination: Nomination, section: questions.Section, form: SectionForm
) -> list[dict[str, str]]:
    """Return the questions where what is stored differs from what was typed: label, stored text, typed text."""
    typed = form.answers()
    return [
        {"label": _(question.label), "stored": stored, "typed": str(typed[question.code])}
        for question in section.fields
        if (stored := str(questions.answer(nomination, question))) != str(typed[question.code])
    ]


def _mistakes(form: SectionForm) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = [{"label": error, "url": "#main"} for error in form.non_field_errors()]
    for name, errors in form.errors.items():
        if name in form.fields and not form.fields[name].widget.is_hidden:
            bound = form[name]
            found += [
                {"label": f"{bound.label}: {error}", "url": f"#{bound.id_for_label}"} for error in errors
            ]
    return found


def _title_of_mistakes(form: SectionForm, *, saved: bool) -> str:
    number = len(_mistakes(form))
    if form.non_field_errors():
        return _("Chưa lưu được")
    if saved:
        return _("Đã lưu. %(rest)s") % {"rest": count_of_mistakes(number)}
    return _("Chưa lưu. %(rest)s") % {"rest": count_of_mistakes(number)}


def _place(nomination: Nomination, code: str) -> str:
    codes = [section.code for section in questions.form_for(nomination.kind).sections]
    return _("Mục %(number)d trong %(total)d") % {"number": codes.index(code) + 1, "total": len(codes) + 2}


def _next_place(nomination: Nomination, code: str, whereto: str) -> tuple[str, ...]:
    if whereto == HUB:
        return ("intake:dossier", nomination.public_id)
    codes = [section.code for section in questions.form_for(nomination.kind).sections]
    after = codes[codes.index(code) + 1 :]
    return (
        ("intake:section", nomination.public_id, after[0])
        if after
        else ("intake:evidence", nomination.public_id)
    )
