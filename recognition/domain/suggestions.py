"""Suggestions of the public (A0): received, passed to the unit, made a draft dossier or declined; who sent them is forgotten."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import Final

from django.db import models, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from portal.core.models import User
from portal.core.vietnamese import fold, normalize
from recognition.domain import events, forms, nominations
from recognition.domain.errors import IllegalMove, Incomplete, NotAllowed, ReasonMissing
from recognition.domain.roles import grants, subtree_ids
from recognition.enums import UNIT_ROLES, Role, SubjectKind, SuggestionState
from recognition.models import Award, Nomination, Round, Suggestion, Unit, UnitName

CONTACT_DAYS: Final = 90
"""So long after it was received the sender's name and contact are blanked, whatever became of the suggestion."""
CONTACT_KEPT_FOR: Final = timedelta(days=CONTACT_DAYS)
SHORTEST_NAME: Final = 4
"""Shorter names of units (letters, accents and spaces apart) are met by chance in what people type."""
ANSWER: Final = "achievement"
"""The question of a report that the words of a suggestion are copied into."""
WRITTEN: Final = frozenset({"text", "long"})
_NO_LETTERS: Final = re.compile(r"[\W_]+")


def visible_to(user: User) -> models.QuerySet[Suggestion]:
    """Return the suggestions ``user`` may read: those about the own units; the standing body and the auditor all."""
    held = grants(user)
    if held.any(Role.STANDING_BODY, Role.AUDITOR, Role.DATA_OFFICER):
        return Suggestion.objects.all()
    return of_units(held.unit_ids(*UNIT_ROLES))


def of_units(units: frozenset[int] | None) -> models.QuerySet[Suggestion]:
    """Return the suggestions about these units (None: about any)."""
    rows = Suggestion.objects.filter(unit__isnull=False)
    return rows if units is None else rows.filter(unit_id__in=units)


def unit_called(place: str) -> Unit | None:
    """Return the unit whose name stands in what was typed; the longest name wins, None where it is not clear."""
    typed = f" {_plain(place)} "
    names = [
        *((_plain(name), pk) for pk, name in Unit.objects.filter(ended_on=None).values_list("pk", "name")),
        *(
            (_plain(name), pk)
            for pk, name in UnitName.objects.filter(unit__ended_on=None).values_list("unit_id", "name")
        ),
    ]
    found = [(len(name), pk) for name, pk in names if len(name) >= SHORTEST_NAME and f" {name} " in typed]
    if not found:
        return None
    longest = max(length for length, _pk in found)
    units = {pk for length, pk in found if length == longest}
    return Unit.objects.get(pk=units.pop()) if len(units) == 1 else None


def _plain(text: str) -> str:
    return " ".join(_NO_LETTERS.sub(" ", fold(text)).split())


@transaction.atomic
def receive(
    *,
    kind: str,
    full_name: str,
    place: str,
    words: str,
    name: str = "",
    contact: str = "",
    language: str = "vi",
) -> Suggestion:
    """Keep a suggestion of somebody unknown. What is personal in it stays in its row and out of the event."""
    whom, told = normalize(full_name), words.strip()
    if lacking := [
        label
        for value, label in (
            (whom, _("họ và tên, tên tập thể")),
            (place.strip(), _("nơi công tác")),
            (told, _("việc đã làm")),
        )
        if not value
    ]:
        raise Incomplete(lacking)
    row = Suggestion.objects.create(
        kind=SubjectKind(kind),
        full_name=whom,
        place=normalize(place),
        unit=unit_called(place),
        words=told,
        name=normalize(name),
        contact=contact.strip(),
        language=language,
        received_at=timezone.now(),
    )
    events.record(
        subject=row,
        act="receive_suggestion",
        actor=None,
        role="public",
        target=SuggestionState.NEW,
        data={"unit": row.unit.code if row.unit else None},
    )
    return row


@transaction.atomic
def pass_on(*, suggestion: Suggestion, unit: Unit, actor: User) -> Suggestion:
    """Give a suggestion to the unit it is about. Raises ``NotAllowed`` and ``IllegalMove``."""
    if not grants(actor).has(Role.STANDING_BODY):
        raise NotAllowed(_("Chỉ thường trực Hội đồng được chuyển gợi ý cho đơn vị."))
    row = _waiting(suggestion)
    if row.unit_id == unit.pk:
        raise IllegalMove(_("Gợi ý này đã ở đơn vị ấy."))
    before = row.unit.code if row.unit else None
    row.unit = unit
    row.save(update_fields=["unit"])
    events.record(
        subject=row,
        act="pass_on_suggestion",
        actor=actor,
        role=Role.STANDING_BODY,
        data={"from": before, "unit": unit.code},
    )
    return row


@transaction.atomic
def accept(
    *,
    suggestion: Suggestion,
    round: Round,  # noqa: A002 - the glossary's word
    award: Award,
    unit: Unit,
    actor: User,
) -> Nomination:
    """Make a draft dossier of a suggestion, its words copied into the report for the unit to check.

    ``unit`` files it: the unit the suggestion is about, or one above it.

    Raises what ``nominations.start`` raises, ``NotAllowed`` and ``IllegalMove`` (somebody was first).
    """
    row = _waiting(suggestion)
    if row.unit is None or not grants(actor).has(Role.FOCAL_POINT, row.unit_id):
        raise NotAllowed(_("Chỉ đầu mối của đơn vị được lập hồ sơ từ gợi ý."))
    if row.unit_id not in subtree_ids({unit.pk}):
        raise NotAllowed(_("Gợi ý này nói về đơn vị khác."))
    dossier = nominations.start(
        round=round,
        unit=unit,
        award=award,
        kind=row.kind,
        full_name=row.full_name,
        workplace=row.place[:255],
        actor=actor,
    )
    if question := _question_for(dossier):
        dossier = nominations.save_answers(
            nomination=dossier, answers={question: row.words}, actor=actor, version=dossier.version
        )
    _finish(row, SuggestionState.ACCEPTED, actor, Role.FOCAL_POINT, nomination=dossier)
    return dossier


def _question_for(dossier: Nomination) -> str:
    fields = forms.form_of(dossier).fields
    named = [each.code for each in fields if each.code == ANSWER]
    return (named or [each.code for each in fields if each.kind in WRITTEN] or [""])[0]


@transaction.atomic
def decline(*, suggestion: Suggestion, reason: str, actor: User) -> Suggestion:
    """Say why no dossier is made. Raises ``NotAllowed``, ``ReasonMissing`` and ``IllegalMove`` (somebody was first)."""
    held = grants(actor)
    row = _waiting(suggestion)
    role = held.first(frozenset({Role.STANDING_BODY}))
    if role is None and row.unit_id is not None:
        role = held.first(frozenset({Role.FOCAL_POINT}), row.unit_id)
    if role is None:
        raise NotAllowed(_("Chỉ đầu mối của đơn vị hoặc thường trực Hội đồng được trả lời gợi ý."))
    if not reason.strip():
        raise ReasonMissing(_("Hãy ghi lý do."))
    _finish(row, SuggestionState.DECLINED, actor, role, reason=reason.strip())
    # Who sent it was forgotten while it waited: whom it was about goes now, no timer comes back for that.
    return row if row.erased_at is None else erase_sender(suggestion=row, actor=None)


def _finish(
    row: Suggestion,
    state: SuggestionState,
    actor: User,
    role: Role,
    *,
    reason: str = "",
    nomination: Nomination | None = None,
) -> None:
    now = timezone.now()
    changed = Suggestion.objects.filter(pk=row.pk, state=SuggestionState.NEW).update(
        state=state, reason=reason, nomination=nomination, answered_by=actor, answered_at=now
    )
    if not changed:
        raise IllegalMove(_("Một người khác vừa xử lý gợi ý này. Hãy tải lại trang."))
    events.record(
        subject=row,
        act=f"{state.value}_suggestion",
        actor=actor,
        role=role,
        source=SuggestionState.NEW,
        target=state,
        reason=reason,
        data={"nomination": nomination.public_id} if nomination else None,
    )
    row.refresh_from_db()


def _waiting(suggestion: Suggestion) -> Suggestion:
    row = Suggestion.objects.select_for_update(of=("self",)).select_related("unit").get(pk=suggestion.pk)
    if row.state != SuggestionState.NEW:
        raise IllegalMove(_("Gợi ý này đã được xem xét: %(state)s.") % {"state": row.get_state_display()})
    return row


@transaction.atomic
def erase_sender(*, suggestion: Suggestion, actor: User | None) -> Suggestion:
    """Blank who sent it; of a declined one also whom it was about. Raises ``NotAllowed`` and ``IllegalMove``."""
    if actor is not None and not grants(actor).has(Role.DATA_OFFICER):
        raise NotAllowed(_("Chỉ người phụ trách bảo vệ dữ liệu cá nhân được xóa thông tin người gửi."))
    row = Suggestion.objects.select_for_update().get(pk=suggestion.pk)
    declined = row.state == SuggestionState.DECLINED
    if row.erased_at is not None and not (declined and row.full_name):
        raise IllegalMove(_("Thông tin người gửi đã được xóa."))
    row.name = row.contact = ""
    if declined:
        row.full_name = row.words = ""
    row.erased_at = row.erased_at or timezone.now()
    row.save()
    events.record(
        subject=row, act="erase_suggestion", actor=actor, role="" if actor is None else Role.DATA_OFFICER
    )
    return row


def erase_old_senders() -> int:
    """Blank the senders of what was received ``CONTACT_KEPT_FOR`` ago; ``run_due`` calls it daily. Returns how many.

    Whoever was declined and is still named although the sender is forgotten goes too.
    """
    over = Suggestion.objects.filter(
        models.Q(erased_at__isnull=True, received_at__lt=timezone.now() - CONTACT_KEPT_FOR)
        | models.Q(erased_at__isnull=False, state=SuggestionState.DECLINED) & ~models.Q(full_name="")
    ).order_by("pk")
    rows = list(over[:500])
    for row in rows:
        erase_sender(suggestion=row, actor=None)
    return len(rows)
