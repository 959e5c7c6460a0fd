"""Who at the desk looks at a dossier. An assignment is a courtesy, not a lock: moves are decided by state and role."""

from __future__ import annotations

from typing import Final

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from portal.core.models import User
from recognition.domain import events, recusal
from recognition.domain.errors import IllegalMove, Incomplete, NotAllowed, Recused
from recognition.domain.roles import grants
from recognition.enums import AT_DEPARTMENT, Role
from recognition.models import Nomination, SavedFilter

FILTERS_KEPT: Final = 30


def _locked(nomination: Nomination, actor: User) -> Nomination:
    """Lock the dossier for somebody of the standing body who may judge it and while it is at the Sở."""
    locked = (
        Nomination.objects.select_for_update(of=("self",))
        .select_related("unit", "assigned_to")
        .get(pk=nomination.pk)
    )
    held = grants(actor)
    if not held.has(Role.STANDING_BODY, locked.unit_id):
        raise NotAllowed(_("Bạn không có vai trò được làm bước này với hồ sơ này."))
    if ground := recusal.ground_of(actor, locked, held):
        raise Recused(ground.label)
    if locked.state not in AT_DEPARTMENT:
        raise IllegalMove(_("Hồ sơ không còn ở Sở nên không giao cho ai."))
    return locked


def _give(locked: Nomination, to: User | None) -> None:
    had = {"assigned_to": locked.assigned_to} if locked.assigned_to else {"assigned_to__isnull": True}
    changed = Nomination.objects.filter(pk=locked.pk, state=locked.state, **had).update(
        assigned_to=to, assigned_at=timezone.now() if to else None
    )
    if not changed:
        raise IllegalMove(_("Một người khác vừa xử lý hồ sơ này. Hãy tải lại trang."))


@transaction.atomic
def claim(*, nomination: Nomination, actor: User) -> Nomination:
    """Take a dossier that nobody looks at. Raises ``IllegalMove`` naming who has it."""
    locked = _locked(nomination, actor)
    if locked.assigned_to is not None:
        raise IllegalMove(
            _("%(person)s đang xem hồ sơ này từ trước. Hãy giao lại nếu cần.")
            % {"person": locked.assigned_to}
        )
    _give(locked, actor)
    events.record(subject=locked, act="claim", actor=actor, role=Role.STANDING_BODY)
    locked.refresh_from_db()
    return locked


@transaction.atomic
def assign(*, nomination: Nomination, to: User, actor: User, reason: str = "") -> Nomination:
    """Give a dossier to somebody of the standing body who may judge it."""
    locked = _locked(nomination, actor)
    theirs = grants(to)
    if not theirs.has(Role.STANDING_BODY, locked.unit_id):
        raise NotAllowed(_("%(person)s không thuộc thường trực Hội đồng.") % {"person": to})
    if recusal.ground_of(to, locked, theirs) is not None:
        raise NotAllowed(_("%(person)s không tham gia xét hồ sơ này.") % {"person": to})
    if locked.assigned_to_id == to.pk:
        raise IllegalMove(_("%(person)s đang phụ trách hồ sơ này.") % {"person": to})
    before = locked.assigned_to
    _give(locked, to)
    events.record(
        subject=locked,
        act="assign",
        actor=actor,
        role=Role.STANDING_BODY,
        reason=reason.strip(),
        data={"from": before.public_id if before else "", "to": to.public_id},
    )
    locked.refresh_from_db()
    return locked


@transaction.atomic
def release(*, nomination: Nomination, actor: User) -> Nomination:
    """Put a dossier back for anybody: by who has it, or by a colleague when they are away."""
    locked = _locked(nomination, actor)
    if locked.assigned_to is None:
        raise IllegalMove(_("Hồ sơ này chưa có người phụ trách."))
    before = locked.assigned_to
    _give(locked, None)
    events.record(
        subject=locked,
        act="release_claim",
        actor=actor,
        role=Role.STANDING_BODY,
        data={"from": before.public_id},
    )
    locked.refresh_from_db()
    return locked


@transaction.atomic
def save_filter(*, name: str, query: str, actor: User) -> SavedFilter:
    """Keep a way of looking at the inbox under a name of one's own; the same name again replaces it."""
    words = " ".join(name.split())[:80]
    if not words:
        raise Incomplete([_("tên bộ lọc")])
    User.objects.select_for_update().get(pk=actor.pk)
    mine = SavedFilter.objects.filter(owner=actor)
    if mine.exclude(name=words).count() >= FILTERS_KEPT:
        raise IllegalMove(
            _("Mỗi người giữ được %(number)d bộ lọc. Hãy bỏ bớt một bộ lọc.") % {"number": FILTERS_KEPT}
        )
    kept, _created = SavedFilter.objects.update_or_create(
        owner=actor, name=words, defaults={"query": query[:1000]}
    )
    return kept


@transaction.atomic
def drop_filter(*, saved: SavedFilter, actor: User) -> None:
    """Forget a filter of one's own."""
    if saved.owner_id != actor.pk:
        raise NotAllowed(_("Bộ lọc này của người khác."))
    saved.delete()
