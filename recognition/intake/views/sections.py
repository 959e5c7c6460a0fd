"""One section of a dossier's form: the screen with its button, and the address that saves answers one by one."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponseBase, JsonResponse, QueryDict
from django.shortcuts import redirect, render
from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from portal.core.security import counted
from recognition.domain import explainer, nominations
from recognition.domain import forms as questions
from recognition.domain.errors import DomainError
from recognition.intake.access import StaffRequest, account_mark, dossier_or_404, for_staff
from recognition.intake.forms import MINE, THEIRS, SectionForm, count_of_mistakes, flat, line_below
from recognition.intake.tasks import BESIDE_SECTIONS
from recognition.intake.views.dossier import frame, last_saved
from recognition.models import Event, Nomination

STAY, NEXT, HUB = "stay", "next", "hub"
SAVES_A_MINUTE: Final = 90
EVENTS_READ: Final = 100


@dataclass(frozen=True, slots=True)
class Conflict:
    """Two texts for one question: the one that is stored, by whom and when, and the one that was sent."""

    code: str
    label: str
    stored: str
    typed: str
    against: str
    who: str
    at: datetime | None


@for_staff
def edit(request: StaffRequest, public_id: str, code: str) -> HttpResponseBase:
    """Show and save a section. Answers that are only missing are no reason not to save the others."""
    nomination = dossier_or_404(request.user, public_id)
    section = _section_or_404(nomination, code)
    if not nominations.may_edit(request.user, nomination):
        messages.error(
            request, _("Hồ sơ này không ở bước soạn thảo, hoặc bạn không phải đầu mối, nên chỉ xem được.")
        )
        return redirect("intake:review", nomination.public_id)
    hints = explainer.hints(nomination, at=timezone.now())
    form = SectionForm(request.POST or None, nomination=nomination, section=section, hints=hints)
    conflicts: list[Conflict] = []
    seen: dict[str, str] = {}
    refusal, saved = "", False
    if request.method == "POST":
        try:
            done = _save(request, nomination, form)
        except DomainError as error:
            refusal, seen = error.message, form.seen
            form.is_valid()
        else:
            nomination = dossier_or_404(request.user, public_id)
            section = _section_or_404(nomination, code)
            saved = not done.problems
            conflicts = _conflicts(nomination, section, form, done.conflicts)
            unsettled = {*done.conflicts, *done.problems}
            form = SectionForm(
                _with_theirs(request.POST, nomination, section, form, unsettled),
                nomination=nomination,
                section=section,
                hints=hints,
            )
            seen = {one: mark for one, mark in form.seen.items() if one in unsettled}
            form.is_valid()
            whereto = request.POST.get("then", STAY)
            if not unsettled and (whereto == HUB or (whereto == NEXT and not form.errors)):
                messages.success(request, _("Đã lưu."))
                return redirect(*_next_place(nomination, code, whereto))
    by_code = {conflict.code: conflict for conflict in conflicts}
    mistakes = _mistakes(form, refusal, conflicts)
    context = {
        **frame(request, nomination),
        "section": section,
        "section_title": _(section.title),
        "place": _place(nomination, code),
        "form": form,
        "questions": [(shown, by_code.get(shown.code)) for shown in form.questions_shown(seen=seen)],
        "mistakes": mistakes,
        "mistakes_title": _title_of_mistakes(
            len(mistakes), refusal=refusal, conflicts=conflicts, saved=saved
        ),
        "conflicts": conflicts,
        "saved_words": _saved_words(last_saved(nomination)),
        "account_mark": account_mark(request.user),
        "csrf_cookie_name": settings.CSRF_COOKIE_NAME,
    }
    return render(request, "recognition/intake/section.html", context)


@never_cache
@require_POST
def autosave(request: HttpRequest, public_id: str, code: str) -> HttpResponseBase:
    """Save the answers that were sent and say of each what became of it (JSON; words are ready to be shown).

    401: nobody is signed in, or somebody else is; 409: the dossier is no longer at the unit; 429: too often.
    """
    if not request.user.is_authenticated or request.POST.get("account") != account_mark(request.user):
        return JsonResponse({"why": "session"}, status=401)
    return _autosave(request, public_id, code)


@for_staff
def _autosave(request: StaffRequest, public_id: str, code: str) -> HttpResponseBase:
    nomination = dossier_or_404(request.user, public_id)
    section = _section_or_404(nomination, code)
    if counted(f"autosave:{request.user.pk}", seconds=60) > SAVES_A_MINUTE:
        answer = JsonResponse({"why": "often"}, status=429)
        answer["Retry-After"] = "60"
        return answer
    form = SectionForm(request.POST, nomination=nomination, section=section)
    try:
        done = _save(request, nomination, form)
    except DomainError as error:
        return JsonResponse({"why": "refused", "message": error.message}, status=409)
    nomination.refresh_from_db()
    sent, choices, seen = form.sent(), form.kept_choices, form.seen
    told: dict[str, Any] = {}
    for question in section.fields:
        if question.code not in sent or question.code in done.conflicts:
            continue
        stored = questions.answer(nomination, question)
        theirs = choices.get(question.code) == THEIRS
        kept = question.code not in done.problems
        told[question.code] = {
            "seen": questions.mark(stored) if kept else seen[question.code],
            "after": line_below(question, stored if theirs else sent[question.code]),
            "error": done.problems.get(question.code, ""),
            "values": list(flat(question, stored).items()) if theirs else None,
        }
    conflicts = {
        one.code: render_to_string("recognition/intake/conflict.html", {"conflict": one})
        for one in _conflicts(nomination, section, form, done.conflicts)
    }
    return JsonResponse(
        {"fields": told, "conflicts": conflicts, "saved": _saved_words(timezone.now()) if told else ""}
    )


def _section_or_404(nomination: Nomination, code: str) -> questions.Section:
    section = questions.form_of(nomination).section(code)
    if section is None:
        raise Http404
    return section


def _save(request: StaffRequest, nomination: Nomination, form: SectionForm) -> nominations.Saved:
    """Save what was sent. Where two texts stood side by side the choice counts: mine replaces the text it was shown
    beside and no later one; theirs is left as it is; no choice leaves the two side by side.
    """
    answers, seen, choices = form.sent(), form.seen, form.kept_choices
    for code, choice in choices.items():
        if choice == THEIRS:
            answers.pop(code, None)
        elif choice == MINE:
            seen[code] = request.POST.get(f"against_{code}", "")
    return nominations.save_fields(nomination=nomination, answers=answers, seen=seen, actor=request.user)


def _with_theirs(
    data: QueryDict,
    nomination: Nomination,
    section: questions.Section,
    form: SectionForm,
    unsettled: Collection[str],
) -> QueryDict:
    """Return what was sent, with the stored text where it was chosen."""
    changed = data.copy()
    for question in section.fields:
        if form.kept_choices.get(question.code) == THEIRS and question.code not in unsettled:
            for name in [each for each in changed if each.startswith(f"{question.code}-")]:
                del changed[name]
            for name, value in flat(question, questions.answer(nomination, question)).items():
                changed[name] = value
    return changed


def _conflicts(
    nomination: Nomination, section: questions.Section, form: SectionForm, codes: Collection[str]
) -> list[Conflict]:
    """Return both texts of each question that somebody else changed in between."""
    if not codes:
        return []
    savers = _savers(nomination, codes)
    sent = form.sent()
    found = []
    for question in section.fields:
        if question.code in codes:
            stored = questions.answer(nomination, question)
            who, at = savers.get(question.code, ("", None))
            found.append(
                Conflict(
                    code=question.code,
                    label=_(question.label),
                    stored=questions.text_of(question, stored),
                    typed=questions.text_of(question, questions.cleaned(question, sent.get(question.code))),
                    against=questions.mark(stored),
                    who=who,
                    at=at,
                )
            )
    return found


def _savers(nomination: Nomination, codes: Collection[str]) -> dict[str, tuple[str, datetime]]:
    """Return who last saved each of these answers, and when, as far as the latest events say."""
    found: dict[str, tuple[str, datetime]] = {}
    rows = (
        Event.objects.filter(
            subject_kind="recognition.nomination", subject_key=nomination.public_id, act__in=("save", "copy")
        )
        .select_related("payload", "actor")
        .order_by("-sequence")[:EVENTS_READ]
    )
    for event in rows:
        payload = getattr(event, "payload", None)
        for code in payload.data.get("fields", ()) if payload else ():
            if code in codes:
                found.setdefault(code, (str(event.actor or ""), event.at))
    return found


def _saved_words(at: datetime) -> str:
    """Return "Đã lưu 10:32", with the day where it was not today."""
    if timezone.localdate(at) != timezone.localdate():
        return _("Đã lưu %(time)s") % {"time": f"{timezone.localtime(at):%H:%M %d/%m/%Y}"}
    return _("Đã lưu %(time)s") % {"time": f"{timezone.localtime(at):%H:%M}"}


def _mistakes(form: SectionForm, refusal: str, conflicts: list[Conflict]) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = [{"label": refusal, "url": "#main"}] if refusal else []
    for conflict in conflicts:
        label = _("%(label)s: có hai bản, hãy chọn một") % {"label": conflict.label}
        found.append({"label": label, "url": f"#conflict-{conflict.code}"})
    for name, errors in form.errors.items():
        bound = form[name]
        target = bound.auto_id if bound.use_fieldset else bound.id_for_label
        found += [{"label": f"{bound.label}: {error}", "url": f"#{target}"} for error in errors]
    return found


def _title_of_mistakes(number: int, *, refusal: str, conflicts: list[Conflict], saved: bool) -> str:
    if refusal:
        return _("Chưa lưu được")
    if conflicts:
        return _("Có ô vừa được lưu ở nơi khác. Nội dung bạn viết chưa mất: hãy đối chiếu hai bản.")
    if saved:
        return _("Đã lưu. %(rest)s") % {"rest": count_of_mistakes(number)}
    return _("Có ô chưa lưu được, các ô khác đã lưu. %(rest)s") % {"rest": count_of_mistakes(number)}


def _place(nomination: Nomination, code: str) -> str:
    codes = [section.code for section in questions.form_of(nomination).sections]
    return _("Mục %(number)d trong %(total)d") % {
        "number": codes.index(code) + 1,
        "total": len(codes) + BESIDE_SECTIONS,
    }


def _next_place(nomination: Nomination, code: str, whereto: str) -> tuple[str, ...]:
    if whereto == HUB:
        return ("intake:dossier", nomination.public_id)
    codes = [section.code for section in questions.form_of(nomination).sections]
    after = codes[codes.index(code) + 1 :]
    return (
        ("intake:section", nomination.public_id, after[0])
        if after
        else ("intake:evidence", nomination.public_id)
    )
