"""What a person agreed to have shown, and took back."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.core.files.base import File
from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from portal.core import outbox
from portal.core.models import User
from portal.core.public_id import new_public_id
from portal.core.share_cards.keeping import withdraw as withdraw_cards
from recognition.domain import events, pictures
from recognition.domain.errors import Duplicate, IllegalMove, NotAllowed
from recognition.domain.roles import grants
from recognition.enums import HONOREE_CARDS, STORY_CARDS, ConsentScope, Role
from recognition.models import Consent, Honoree, StoryPage

RECORDERS = frozenset({Role.EDITOR, Role.APPROVER, Role.DATA_OFFICER, Role.STANDING_BODY})


def scopes_in_force(honoree: Honoree) -> frozenset[str]:
    """Return the scopes the honoree has agreed to and not taken back."""
    return frozenset(
        Consent.objects.filter(honoree=honoree, withdrawn_at__isnull=True).values_list("scope", flat=True)
    )


def has(honoree: Honoree, scope: ConsentScope) -> bool:
    """Whether a consent of that scope is in force."""
    return scope in scopes_in_force(honoree)


@transaction.atomic
def record_consent(
    *,
    honoree: Honoree,
    scope: str,
    text_version: str,
    given_at: datetime,
    actor: User,
    proof: File[Any] | None = None,
) -> Consent:
    """Record a consent with its proof. Raises ``Duplicate`` when one of that scope is in force."""
    if not grants(actor).any(*RECORDERS):
        raise NotAllowed(_("Bạn không có vai trò ghi nhận đồng ý công bố."))
    consent = Consent(
        honoree=honoree, scope=scope, text_version=text_version, given_at=given_at, recorded_by=actor
    )
    if proof is not None:
        suffix = str(proof.name or "").rsplit(".", 1)[-1].lower() or "bin"
        consent.proof.save(f"{new_public_id()}.{suffix}", proof, save=False)
    try:
        with transaction.atomic():
            consent.save()
    except IntegrityError as error:
        raise Duplicate(_("Đã có đồng ý công bố với phạm vi này.")) from error
    events.record(
        subject=honoree, act="record_consent", actor=actor, target=scope, data={"consent": consent.public_id}
    )
    if scope == ConsentScope.PHOTO:
        pictures.restore_of(honoree)
    outbox.record(honoree, *_stories(honoree))
    return consent


def _stories(honoree: Honoree) -> list[StoryPage]:
    return list(StoryPage.objects.filter(people__honoree_id=honoree.pk).distinct())


@transaction.atomic
def withdraw_consent(*, consent: Consent, actor: User | None, reason: str = "") -> Consent:
    """Take a consent back; what it covered leaves the public with this transaction's outbox row."""
    if actor is not None and not grants(actor).any(*RECORDERS):
        raise NotAllowed(_("Bạn không có vai trò ghi nhận việc rút đồng ý."))
    changed = Consent.objects.filter(pk=consent.pk, withdrawn_at__isnull=True).update(
        withdrawn_at=timezone.now()
    )
    if not changed:
        raise IllegalMove(_("Đồng ý này đã được rút lại."))
    events.record(
        subject=consent.honoree,
        act="withdraw_consent",
        actor=actor,
        source=consent.scope,
        reason=reason,
        data={"consent": consent.public_id},
    )
    stories = _stories(consent.honoree)
    outbox.record(consent.honoree, *stories)
    if consent.scope in {
        ConsentScope.PHOTO,
        ConsentScope.BIOGRAPHY,
    }:  # a story without consent goes with its card
        for story in stories:
            withdraw_cards(STORY_CARDS, story.translation_key.hex)
    if consent.scope == ConsentScope.PHOTO:  # drawn anew without the photo; the file with it goes now
        withdraw_cards(HONOREE_CARDS, consent.honoree.public_id)
        pictures.withdraw_portraits(consent.honoree)
    elif consent.scope == ConsentScope.BIOGRAPHY:
        pictures.withdraw(stories)
    consent.refresh_from_db()
    return consent
