"""What is left to do in a dossier: its sections as tasks with a state, for the hub and the review page."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from portal.core.templatetags.portal_tags import day
from recognition.domain import delegations, forms, rounds
from recognition.enums import (
    AT_UNIT,
    EDITABLE_BY_UNIT,
    ConsentRequestState,
    EvidenceState,
    NominationState,
    SubjectKind,
)
from recognition.models import ConsentRequest, Evidence, Nomination

MAX_FILES = 30
BESIDE_SECTIONS: Final = 3
"""The evidence, the person's consent and the head's confirmation: what the hub lists after the sections of the form."""


@dataclass(frozen=True, slots=True)
class Task:
    """One line of the hub. ``required`` tasks count in the progress."""

    code: str
    label: str
    url: str
    text: str
    state: str
    state_label: str
    required: bool = True


@dataclass(frozen=True, slots=True)
class Progress:
    done: int
    total: int
    next: Task | None


def evidence_of(nomination: Nomination) -> list[Evidence]:
    """Return the files the dossier holds, in the order they came."""
    files = list(Evidence.objects.filter(nomination=nomination, state=EvidenceState.RECEIVED).order_by("pk"))
    for file in files:
        file.nomination = nomination  # known: spares a query for each
    return files


@dataclass(frozen=True, slots=True)
class Paper:
    """A document the round asks for, and whether a file says that it is it."""

    code: str
    name: str
    required: bool
    there: bool


def papers_of(nomination: Nomination, files: Sequence[Evidence]) -> list[Paper]:
    """Return the documents that the round asks of this kind of subject, in its order; one query."""
    kept = {file.document for file in files}
    return [
        Paper(row.code, row.name, row.required, there=row.code in kept)
        for row in rounds.documents_of(nomination.round, nomination.kind)
    ]


def tasks_of(nomination: Nomination, files: Sequence[Evidence]) -> list[Task]:
    """Return all tasks of the dossier: its sections, the evidence, the person's consent, and the head's confirmation."""
    form = forms.form_of(nomination)
    tasks = [_section_task(nomination, section) for section in form.sections]
    tasks.append(_evidence_task(nomination, len(files), papers_of(nomination, files)))
    tasks.append(_consent_task(nomination))
    tasks.append(_confirmation_task(nomination))
    return tasks


def progress_of(tasks: Sequence[Task]) -> Progress:
    """Return how many of the required tasks are done, and which one comes next."""
    required = [task for task in tasks if task.required]
    return Progress(
        done=sum(task.state == "done" for task in required),
        total=len(required),
        next=next((task for task in required if task.state != "done" and task.url), None),
    )


def _section_task(nomination: Nomination, section: forms.Section) -> Task:
    required = any(question.required for question in section.fields)
    lacking = forms.section_missing(nomination, section)
    started = forms.section_started(nomination, section)
    url = reverse("intake:section", args=[nomination.public_id, section.code])
    if not started:
        state, label, text = "todo", _("Chưa làm"), "" if required else _("Không bắt buộc")
    elif lacking:
        state, label = "doing", _("Đang làm")
        text = ngettext("Còn %(number)d ô chưa xong", "Còn %(number)d ô chưa xong", len(lacking)) % {
            "number": len(lacking)
        }
    else:
        state, label = "done", _("Xong")
        text = _first_answer(nomination, section)
    return Task(section.code, _(section.title), url, text, state, label, required=required)


def _first_answer(nomination: Nomination, section: forms.Section) -> str:
    answers = (forms.text_of(question, forms.answer(nomination, question)) for question in section.fields)
    text = next((answer.replace("\n", "; ") for answer in answers if answer), "")
    return text if len(text) <= 90 else f"{text[:88].rsplit(' ', 1)[0]} …"


def _evidence_task(nomination: Nomination, count: int, papers: Sequence[Paper]) -> Task:
    url = reverse("intake:evidence", args=[nomination.public_id])
    required = [paper for paper in papers if paper.required]
    there = sum(paper.there for paper in required)
    if count == 0:
        text = (
            ngettext("Cần %(number)d giấy tờ", "Cần %(number)d giấy tờ", len(required))
            % {"number": len(required)}
            if required
            else _("Cần ít nhất một tệp")
        )
        return Task("evidence", _("Minh chứng"), url, text, "todo", _("Chưa làm"))
    if there < len(required):
        text = _("Đã có %(there)d trong số %(all)d giấy tờ bắt buộc") % {"there": there, "all": len(required)}
        return Task("evidence", _("Minh chứng"), url, text, "doing", _("Đang làm"))
    text = ngettext("Đã nhận %(number)d tệp", "Đã nhận %(number)d tệp", count) % {"number": count}
    return Task("evidence", _("Minh chứng"), url, text, "done", _("Xong"))


def _consent_task(nomination: Nomination) -> Task:
    """Say whether the person was asked what may be shown, and when. It holds nothing up (DOMAIN 6, rule 12), and what was
    answered is not told the unit: who is known to have refused is not free to.
    """
    label = (
        _("Đồng ý công bố của tập thể được đề nghị")
        if nomination.kind == SubjectKind.COLLECTIVE
        else _("Đồng ý công bố của người được đề nghị")
    )
    asked = (
        ConsentRequest.objects.filter(honoree=nomination.honoree_id, recalled_at__isnull=True).first()
        if nomination.honoree_id
        else None
    )
    if asked is None:
        text = _("Sở hỏi riêng sau khi có quyết định; không phải chờ mới gửi hay xác nhận hồ sơ")
        return Task("consent", label, "", text, "todo", _("Chưa hỏi"), required=False)
    if asked.state == ConsentRequestState.WAITING:
        text = _("Đã gửi phiếu ngày %(day)s, đang chờ trả lời; không phải chờ mới gửi hay xác nhận hồ sơ")
        state, state_label = "doing", _("Đang chờ")
    elif asked.state == ConsentRequestState.SILENT:
        text = _("Đã gửi phiếu ngày %(day)s, hết hạn chưa có trả lời: chỉ đăng nội dung tối thiểu")
        state, state_label = "todo", _("Chưa trả lời")
    else:
        text = _("Đã gửi phiếu ngày %(day)s và đã có trả lời")
        state, state_label = "done", _("Xong")
    return Task("consent", label, "", text % {"day": day(asked.asked_at)}, state, state_label, required=False)


def _confirmation_task(nomination: Nomination) -> Task:
    label = _("Xác nhận của thủ trưởng đơn vị")
    url = reverse("intake:review", args=[nomination.public_id])
    if nomination.state == NominationState.AWAITING_HEAD:
        text = _("Đã gửi, đang chờ thủ trưởng xác nhận")
        return Task("confirmation", label, url, text, "doing", _("Đang chờ"), required=True)
    if nomination.state not in AT_UNIT and nomination.confirmed_by_id:
        text = delegations.confirmer(nomination)
        return Task("confirmation", label, url, text, "done", _("Xong"), required=True)
    if nomination.state in EDITABLE_BY_UNIT:
        text = _("Mở khi các mục bắt buộc đã xong và hồ sơ đã gửi; không phải chờ trả lời đồng ý công bố")
        return Task("confirmation", label, "", text, "locked", _("Chưa mở"), required=True)
    return Task("confirmation", label, "", "", "locked", _("Không có"), required=True)
