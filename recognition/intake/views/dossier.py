"""A dossier as its unit reads it: the hub, the review before filing, the receipt, the history."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any, Final

from django.http import Http404, HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from portal.core.models import User
from portal.core.templatetags.portal_tags import filesize, moment
from recognition.domain import acts, delegations, events, explainer, forms, nominations, rounds
from recognition.domain.doubles import doubles_of
from recognition.domain.evidence import as_filed, same_elsewhere
from recognition.domain.lifecycle import Move
from recognition.domain.roles import grants
from recognition.enums import AT_UNIT, EvidenceState, NominationState, ScanState, SubjectKind
from recognition.intake import overview
from recognition.intake.access import StaffRequest, dossier_or_404, dossiers_of, for_staff
from recognition.intake.honorees import earlier_awards
from recognition.intake.talk import talk_of
from recognition.intake.tasks import evidence_of, papers_of, progress_of, tasks_of
from recognition.models import Event, Evidence, Nomination

OFFERED: Final = ("file", "confirm", "send_back", "withdraw")
"""The moves that are made here; all others are made in the admin."""

TOGETHER: Final = timedelta(minutes=30)


@dataclass(frozen=True, slots=True)
class Answer:
    """A question and what the dossier answers, for reading."""

    label: str
    text: str
    lacking: bool
    copied: bool = False
    pairs: tuple[dict[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class AnsweredSection:
    title: str
    url: str
    answers: tuple[Answer, ...]


@dataclass(frozen=True, slots=True)
class Act:
    """A line of the history."""

    at: datetime
    what: str
    who: str
    reason: str


def number_of(nomination: Nomination) -> str:
    """Return the number people call the dossier by: that of the receipt, before filing its public id."""
    return nomination.receipt_number or nomination.public_id.upper()


def frame(request: StaffRequest, nomination: Nomination) -> dict[str, Any]:
    """Return what every screen of a dossier shows: number, state, deadline, who is signed in."""
    now = timezone.now()
    due = overview.dues_of([nomination]).get(nomination.pk)
    late = bool(due and due < now)
    days = rounds.days_left(due, now) if due and not late else 0
    return {
        "account": str(request.user),
        "nomination": nomination,
        "number": number_of(nomination),
        "now": now,
        "due": due,
        "late": late,
        "let_in": bool(due and not nomination.return_round and due > nomination.round.deadline),
        "days_left": overview.days_left_text(days),
        "state_tag": overview.STATE_TAGS.get(NominationState(nomination.state), "open"),
        "heading": _heading(nomination),
        "talk": talk_of(nomination, grants(request.user)),
    }


def last_saved(nomination: Nomination) -> datetime:
    """Return when the contents were last saved."""
    saved = (
        Event.objects.filter(
            subject_kind="recognition.nomination",
            subject_key=nomination.public_id,
            act__in=("start", "save", "attach", "detach"),
        )
        .order_by("-sequence")
        .values_list("at", flat=True)
        .first()
    )
    return saved or nomination.created_at


def evidence_lines(
    files: list[Evidence],
    *,
    removable: bool = False,
    digests: bool = False,
    nomination: Nomination | None = None,
    reader: User | None = None,
) -> list[dict[str, Any]]:
    """Return files as the component ``file-list`` takes them; with ``nomination`` it is said what paper of the round a
    file is, with ``reader`` what other dossiers of theirs hold the same file.
    """
    twins = same_elsewhere(files, among=dossiers_of(reader)) if reader else {}
    papers = {paper.code: paper.name for paper in papers_of(nomination, files)} if nomination else {}
    lines = []
    for file in files:
        notes = [filesize(file.size), moment(file.uploaded_at), str(ScanState(file.scan).label)]
        if file.document in papers:
            notes.insert(0, papers[file.document])
        if digests:
            notes.append(f"SHA-256: {file.sha256}")
        if others := twins.get(file.sha256):
            named = "; ".join(f"{number_of(other)} ({other.full_name})" for other in others[:3])
            notes.append(_("trùng với tệp của hồ sơ %(others)s") % {"others": named})
        kept = file.state == EvidenceState.RECEIVED
        lines.append(
            {
                "name": file.name,
                "url": reverse("intake:preview", args=[file.nomination.public_id, file.public_id])
                if kept
                else "",
                "note": " · ".join(notes),
                "state": "revoked" if not kept else "doing" if file.scan == ScanState.WAITING else "done",
                "state_label": str(EvidenceState(file.state).label)
                if not kept
                else _("Chờ quét")
                if file.scan == ScanState.WAITING
                else _("Đã nhận"),
                "actions": [{"label": _("Xóa"), "name": "remove", "value": file.public_id}]
                if removable
                else [],
            }
        )
    return lines


@for_staff
@require_safe
def show(request: StaffRequest, public_id: str) -> HttpResponseBase:
    """The hub: what is done, what is left, how long there is."""
    nomination = dossier_or_404(request.user, public_id)
    files = evidence_of(nomination)
    tasks = tasks_of(nomination, files)
    progress = progress_of(tasks)
    quota = nominations.quota(round=nomination.round, unit=nomination.unit, kind=nomination.kind)
    drafts = Nomination.objects.filter(
        round=nomination.round, unit=nomination.unit, kind=nomination.kind, state=NominationState.DRAFT
    ).count()
    moves = _offered(nomination, request)
    context = {
        **frame(request, nomination),
        "tasks": tasks,
        "progress": progress,
        "progress_label": _("Đã hoàn thành %(done)d/%(total)d mục")
        % {"done": progress.done, "total": progress.total},
        "editable": nominations.may_edit(request.user, nomination),
        "saved_at": last_saved(nomination),
        "meter": overview.meter(str(SubjectKind(nomination.kind).label), quota.places, quota.used, drafts),
        "earlier": earlier_awards(nomination.honoree),
        "explanation": explainer.explain(nomination, at=timezone.now(), for_unit=True),
        "criteria_url": reverse("intake:criteria", args=[nomination.public_id]),
        "doubles": doubles_of(nomination, among=dossiers_of(request.user)),
        "copied": len(nomination.copied),
        "reason": _return_reason(nomination),
        "moves": moves,
    }
    return render(request, "recognition/intake/dossier.html", context)


@for_staff
@require_safe
def review(request: StaffRequest, public_id: str) -> HttpResponseBase:
    """Everything the dossier says, to be read through before filing or confirming; made for printing too."""
    nomination = dossier_or_404(request.user, public_id)
    files = evidence_of(nomination)
    moves = _offered(nomination, request)
    editable = nominations.may_edit(request.user, nomination)
    tasks = tasks_of(nomination, files)
    context = {
        **frame(request, nomination),
        "sections": _answered(nomination, editable=editable),
        "files": evidence_lines(files, digests=True),
        "editable": editable,
        "lacking": [
            {"label": f"{task.label}: {task.text or task.state_label}", "url": task.url}
            for task in tasks
            if task.required and task.state != "done" and task.code != "confirmation"
        ]
        if nomination.state in AT_UNIT
        else [],
        "evidence_url": reverse("intake:evidence", args=[nomination.public_id]),
        "moves": moves,
        "reason": _return_reason(nomination),
        "earlier": earlier_awards(nomination.honoree),
        "explanation": explainer.explain(nomination, at=timezone.now(), for_unit=True),
        "criteria_url": reverse("intake:criteria", args=[nomination.public_id]),
        "doubles": doubles_of(nomination, among=dossiers_of(request.user)),
        "copied": len(nomination.copied),
    }
    return render(request, "recognition/intake/review.html", context)


@for_staff
@require_safe
def receipt(request: StaffRequest, public_id: str) -> HttpResponseBase:
    """What was filed, when and by whom, with the sums of the files: to be printed and kept."""
    nomination = dossier_or_404(request.user, public_id)
    if not nomination.receipt_number or nomination.filed_at is None:
        raise Http404
    context = {
        **frame(request, nomination),
        "files": evidence_lines(as_filed(nomination), digests=True),
        "confirmer": delegations.confirmer(nomination),
    }
    return render(request, "recognition/intake/receipt.html", context)


@for_staff
@require_safe
def show_history(request: StaffRequest, public_id: str) -> HttpResponseBase:
    """Who did what with the dossier, first to last."""
    nomination = dossier_or_404(request.user, public_id)
    lines = _together([event for event in events.history(nomination) if event.act in acts.UNIT_READS])
    context = {**frame(request, nomination), "acts": lines}
    return render(request, "recognition/intake/history.html", context)


def _heading(nomination: Nomination) -> str:
    if nomination.kind == SubjectKind.COLLECTIVE:
        return _("Đề nghị khen thưởng tập thể %(name)s") % {"name": nomination.full_name}
    name = " ".join(filter(None, (nomination.titles, nomination.full_name)))
    return _("Đề nghị khen thưởng %(name)s") % {"name": name}


def _offered(nomination: Nomination, request: StaffRequest) -> dict[str, Move]:
    return {
        move.name: move
        for move in nominations.available_moves(nomination, request.user)
        if move.name in OFFERED
    }


def _return_reason(nomination: Nomination) -> str:
    """Return why the dossier came back to be mended, nothing when it did not."""
    if nomination.state == NominationState.RETURNED:
        return nomination.return_reason
    if nomination.state != NominationState.DRAFT:
        return ""
    event = (
        Event.objects.filter(
            subject_kind="recognition.nomination", subject_key=nomination.public_id, act="send_back"
        )
        .select_related("payload")
        .order_by("-sequence")
        .first()
    )
    payload = getattr(event, "payload", None)
    return payload.reason if payload else ""


def _answered(nomination: Nomination, *, editable: bool) -> list[AnsweredSection]:
    copied = set(nomination.copied)
    sections = []
    for section, answers in forms.answered(nomination):
        url = reverse("intake:section", args=[nomination.public_id, section.code]) if editable else ""
        read = tuple(
            Answer(
                label=_(question.label),
                text=text,
                lacking=bool(
                    (question.required and not text)
                    or forms.problem(question, forms.answer(nomination, question))
                ),
                copied=question.code in copied,
                pairs=_pairs_of(question, nomination),
            )
            for question, text in answers
        )
        sections.append(AnsweredSection(_(section.title), url, read))
    return sections


def _pairs_of(question: forms.FormField, nomination: Nomination) -> tuple[dict[str, str], ...]:
    value = forms.answer(nomination, question)
    return tuple(value) if question.kind == "pairs" and isinstance(value, list) else ()


def _act(event: Event) -> Act:
    payload = getattr(event, "payload", None)
    reason = payload.reason if payload and event.act in acts.TOLD_REASONS else ""
    what = acts.label(event.act, event.subject_kind)
    if event.act in {"attach", "detach", "scan"} and payload and payload.data.get("name"):
        what = f"{what}: {payload.data['name']}"
    return Act(at=event.at, what=what, who=acts.who_for_unit(event), reason=reason)


def _together(rows: list[Event]) -> list[Act]:
    """Return the acts as lines; saves of one person that follow each other within half an hour are one line."""
    lines: list[Act] = []
    previous: Event | None = None
    for event in rows:
        if (
            previous is not None
            and event.act == previous.act == "save"
            and event.actor_id == previous.actor_id
            and event.at - previous.at < TOGETHER
        ):
            lines[-1] = replace(lines[-1], at=event.at)
        else:
            lines.append(_act(event))
        previous = event
    return lines
