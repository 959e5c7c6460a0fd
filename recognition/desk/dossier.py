"""The page of one dossier at the desk: what the unit wrote beside its evidence, and what the desk must know of it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from portal.core import private_files
from portal.core.vietnamese import fold
from recognition.desk.appraisal import NAMESPACE as APPRAISALS
from recognition.desk.catalogue import where
from recognition.desk.inbox import age_of, due_of
from recognition.desk.policies import held
from recognition.desk.viewsets import DeskInspectView
from recognition.domain import doubles, explainer, nominations, recusal
from recognition.domain import forms as report_forms
from recognition.enums import AT_DEPARTMENT, EvidenceState, PublicationState, Role
from recognition.intake import previews
from recognition.models import (
    ClearanceRequest,
    Conferral,
    Evidence,
    Honoree,
    InternalNote,
    Nomination,
    Return,
    UnitMessage,
)
from recognition.private_files import EVIDENCE

LINES: Final = 20
FILES_OPENED: Final = 12
PAGES_SHOWN: Final = 10


@dataclass(frozen=True, slots=True)
class Line:
    """A line about another row: words, and where it is when the reader may open it. ``sure`` False is a proposal."""

    text: str
    url: str = ""
    note: str = ""
    sure: bool = True


def _years(first: int | None, last: int | None) -> str:
    if first is None and last is None:
        return ""
    first, last = first or last, last or first
    return str(first) if first == last else f"{first}–{last}"


def prior_awards(row: Nomination, user: Any) -> list[Line]:
    """Return what the register holds of the subject, the latest first; of namesakes as proposals (DOMAIN 6, rule 6)."""
    if row.honoree_id is not None:
        people = {row.honoree_id}
    else:
        people = set(
            Honoree.objects.filter(
                name_key=fold(row.full_name)[:255], kind=row.kind, merged_into__isnull=True
            ).values_list("pk", flat=True)[:LINES]
        )
    may_open = held(user).any(Role.STANDING_BODY, Role.AUDITOR)
    rows = (
        Conferral.objects.filter(honoree__in=people)
        .exclude(state=PublicationState.CANCELLED)
        .select_related("decision", "award", "honoree", "unit")
        .order_by("-decision__dated", "-pk")[:LINES]
    )
    found = []
    for one in rows:
        years = _years(one.merit_from, one.merit_until)
        award = f"{one.award.name} ({years})" if years else one.award.name
        note = one.unit_then or (one.unit.name if one.unit else "")
        if doubles.same_merit(row, one):
            note = " · ".join(
                filter(None, [note, _("cùng loại hình và thời gian: không khen hai lần một thành tích")])
            )
        found.append(
            Line(
                text=f"{award} – {one.decision}",
                url=where("quyet-dinh", one.decision) if may_open else "",
                note=note if row.honoree_id else " · ".join(filter(None, [one.honoree.full_name, note])),
                sure=row.honoree_id is not None,
            )
        )
    return found


def duplicates(row: Nomination, user: Any) -> list[Line]:
    """Return other dossiers of the same subject that ``user`` may see: in this round, or for the same merit and years."""
    found = []
    for double in doubles.dossiers_like(row, among=nominations.at_desk(user, held(user))):
        other = double.nomination
        if other is None:
            continue
        words = [
            _("cùng đợt xét") if double.code == "round" else "",
            _("cùng thành tích và thời gian") if double.same_merit else "",
        ]
        found.append(
            Line(
                text=f"{other.full_name} – {other.award.name}",
                url=reverse("ho-so:inspect", args=[other.pk]),
                note=" · ".join(filter(None, [other.unit.name, other.get_state_display(), *words])),
                sure=double.certain,
            )
        )
    return found


def evidence_of(row: Nomination) -> list[dict[str, Any]]:
    """Return the files of the dossier with the addresses of pictures of their pages, drawn apart (``intake.previews``)."""
    files = Evidence.objects.filter(nomination=row, state=EvidenceState.RECEIVED).select_related(
        "uploaded_by"
    )
    found = []
    for place, file in enumerate(files):
        # Counting pages opens the file: the first ones are looked at here, the others on their own page of pictures.
        pages = previews.pages_of(file) if place < FILES_OPENED else 0
        scan = getattr(file, "get_scan_display", None)
        found.append(
            {
                "name": file.name,
                "url": private_files.address(EVIDENCE, file.public_id),
                "pages": [
                    reverse("intake:evidence_picture", args=[file.public_id, page])
                    for page in range(1, min(pages, PAGES_SHOWN) + 1)
                ],
                "more_pages": max(0, pages - PAGES_SHOWN),
                "size": max(1, file.size // 1024),
                "by": file.uploaded_by,
                "at": file.uploaded_at,
                "sha256": file.sha256,
                "scan": scan() if callable(scan) else "",
            }
        )
    return found


class DossierView(DeskInspectView):
    """One dossier. What is asked for is bounded, however long its life was."""

    template_name = "recognition/desk/dossier/page.html"

    def get_context_data(self, **options: Any) -> dict[str, Any]:
        row: Nomination = self.object
        user: Any = self.request.user
        today: date = timezone.localdate()
        may_write = self.permission_policy.user_has_permission(user, "note")
        context: dict[str, Any] = super().get_context_data(**options)
        context.update(
            dossier=row,
            due=due_of(row, today),
            age=age_of(row, today),
            at_desk=row.state in AT_DEPARTMENT,
            report=[(section.title, answers) for section, answers in report_forms.answered(row)],
            evidence=evidence_of(row),
            prior_awards=prior_awards(row, user),
            duplicates=duplicates(row, user),
            recused=recusal.told_of([row])[row.pk],
            clearances=list(
                ClearanceRequest.objects.filter(nomination=row)
                .select_related("body", "answered_by", "asked_by")
                .order_by("-pk")[:LINES]
            ),
            returns=list(
                Return.objects.filter(nomination=row).select_related("returned_by").order_by("-number")
            ),
            notes=list(InternalNote.objects.filter(nomination=row).select_related("author")),
            unit_messages=list(UnitMessage.objects.filter(nomination=row).select_related("author")),
            note_url=reverse("ho-so:note", args=[row.pk]) if may_write else "",
            message_url=reverse("ho-so:tell-unit", args=[row.pk]) if may_write else "",
            explanation=explainer.explain(row, at=timezone.now()),
            appraisal_url=reverse(f"{APPRAISALS}:sheet", args=[row.public_id]),
        )
        return context

    def get_fields_context(self) -> list[dict[str, Any]]:
        return [
            field for field in super().get_fields_context() if field["value"].get("text") not in ("", "–")
        ]
