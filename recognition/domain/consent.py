"""What a person agreed to have shown, and took back."""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final

from django.core.files.base import File
from django.db import IntegrityError, transaction
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from portal.core import outbox
from portal.core.models import User
from portal.core.public_id import new_public_id
from portal.core.share_cards.keeping import withdraw as withdraw_cards
from recognition.domain import erasure, events, pictures, publication
from recognition.domain.errors import DomainError, Duplicate, IllegalMove, NotAllowed
from recognition.domain.lifecycle import PUBLICATION_MOVES, find
from recognition.domain.roles import grants
from recognition.enums import (
    HONOREE_CARDS,
    STORY_CARDS,
    ConsentRequestState,
    ConsentScope,
    PublicationState,
    Role,
)
from recognition.models import Conferral, Consent, ConsentRequest, Honoree, StoryPage

RECORDERS = frozenset({Role.EDITOR, Role.APPROVER, Role.DATA_OFFICER, Role.STANDING_BODY})
TEXT_VERSION: Final = "2026-11"
"""The version of the words on the page and the paper (``templates/recognition/consent_words.html``)."""
TERM: Final = timedelta(days=30)
SELF: Final = "honoree"
"""The role written into events for what the honored person answered by the link."""


@dataclass(frozen=True, slots=True)
class Asked:
    """A request just made. ``token`` is told this once and never again: only its digest is kept."""

    request: ConsentRequest
    token: str


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
    locked = Honoree.objects.select_for_update().get(pk=honoree.pk)
    if locked.merged_into_id is not None or erasure.is_erased(locked):
        raise IllegalMove(_("Mục này không còn dùng nên không ghi đồng ý được."))
    return _record(
        honoree=honoree, scope=scope, text_version=text_version, given_at=given_at, actor=actor, proof=proof
    )


def _record(
    *,
    honoree: Honoree,
    scope: str,
    text_version: str,
    given_at: datetime,
    actor: User | None,
    role: str = "",
    proof: File[Any] | None = None,
    request: ConsentRequest | None = None,
) -> Consent:
    consent = Consent(
        honoree=honoree,
        scope=scope,
        text_version=text_version,
        given_at=given_at,
        recorded_by=actor,
        request=request,
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
        subject=honoree,
        act="record_consent",
        actor=actor,
        role=role,
        target=scope,
        data={"consent": consent.public_id},
    )
    if scope == ConsentScope.PHOTO:
        pictures.restore_of(honoree)
    outbox.record(honoree, *_stories(honoree))
    return consent


# Asking --------------------------------------------------------------------------------------------------------------


def digest(token: str) -> str:
    """Return what is stored of a token."""
    return hashlib.sha256(token.encode()).hexdigest()


def scopes_to_ask(honoree: Honoree) -> tuple[ConsentScope, ...]:
    """Return what may still be asked: all that is not in force."""
    held = scopes_in_force(honoree)
    return tuple(scope for scope in ConsentScope if scope not in held)


def request_of(token: str) -> ConsentRequest | None:
    """Return the request whose paper carries ``token``; none for an erased or merged honoree, nor a recalled one."""
    row = (
        ConsentRequest.objects.filter(token_digest=digest(token), recalled_at__isnull=True)
        .select_related("honoree", "honoree__unit")
        .first()
    )
    return None if row is None or erasure.is_erased(row.honoree) else row


def facts_told(honoree: Honoree) -> QuerySet[Conferral]:
    """Return the conferrals that whoever holds the paper is told of: none that is hidden, held or not verified."""
    return Conferral.objects.to_be_public().filter(honoree=honoree).select_related("award", "decision")


@transaction.atomic
def ask(*, honoree: Honoree, scopes: Collection[str], actor: User, term: timedelta = TERM) -> Asked:
    """Ask a person by a link and a paper; an open request is recalled, its link answers nothing any more.

    Conferrals whose page is drafted wait for the answer. Raises ``DomainError`` for what is in force already.
    """
    role = grants(actor).first(find(PUBLICATION_MOVES, "ask_consent").roles)
    if role is None:
        raise NotAllowed(_("Chỉ biên tập viên được xin đồng ý công bố."))
    locked = Honoree.objects.select_for_update().get(pk=honoree.pk)
    if locked.merged_into_id is not None or erasure.is_erased(locked):
        raise IllegalMove(_("Mục này không còn dùng nên không xin đồng ý được."))
    wanted = [scope for scope in ConsentScope.values if scope in set(scopes)]
    if not wanted:
        raise DomainError(_("Hãy chọn ít nhất một mục để xin đồng ý."))
    if scopes_in_force(locked) & set(wanted):
        raise DomainError(_("Có mục đã được đồng ý rồi, không cần xin lại."))
    for earlier in ConsentRequest.objects.filter(
        honoree=locked, answered_at__isnull=True, recalled_at__isnull=True
    ):
        _recall(earlier, actor=actor, role=role, reason=str(_("Được thay bằng lời xin đồng ý mới.")))
    token = secrets.token_urlsafe(24)
    request = ConsentRequest.objects.create(
        honoree=locked,
        scopes=wanted,
        text_version=TEXT_VERSION,
        token_digest=digest(token),
        asked_by=actor,
        expires_at=timezone.now() + term,
    )
    events.record(
        subject=locked,
        act="ask_consent",
        actor=actor,
        role=role,
        data={"request": request.public_id, "scopes": wanted},
    )
    for row in Conferral.objects.filter(honoree=locked, state=PublicationState.DRAFTED):
        publication.await_consent(conferral=row, actor=actor)
    return Asked(request, token)


@transaction.atomic
def recall(*, request: ConsentRequest, actor: User, reason: str = "") -> ConsentRequest:
    """Take a request back before it is answered: a paper was lost, or went to the wrong person."""
    role = grants(actor).first(RECORDERS)
    if role is None:
        raise NotAllowed(_("Bạn không có vai trò thu hồi lời xin đồng ý."))
    Honoree.objects.select_for_update().get(pk=request.honoree_id)
    _recall(request, actor=actor, role=role, reason=reason)
    request.refresh_from_db()
    return request


def _recall(request: ConsentRequest, *, actor: User, role: Role, reason: str) -> None:
    """Recall on a locked honoree, in whose chain it is recorded."""
    changed = ConsentRequest.objects.filter(
        pk=request.pk, answered_at__isnull=True, recalled_at__isnull=True
    ).update(recalled_at=timezone.now())
    if not changed:
        raise IllegalMove(_("Lời xin đồng ý này đã được trả lời hoặc đã thu hồi."))
    events.record(
        subject=request.honoree,
        act="recall_consent_request",
        actor=actor,
        role=role,
        reason=reason,
        data={"request": request.public_id},
    )


@transaction.atomic
def answer(*, request: ConsentRequest, agreed: Collection[str]) -> ConsentRequest:
    """The honored person answers by the link, once, each item by itself; what is not agreed to is refused.

    Raises ``IllegalMove`` for a second answer, and after the term.
    """
    return _answered(request, agreed=agreed, actor=None, role=SELF, at=timezone.now())


@transaction.atomic
def record_signed(
    *,
    request: ConsentRequest,
    agreed: Collection[str],
    proof: File[Any],
    given_at: datetime,
    actor: User,
) -> ConsentRequest:
    """Record the answer on the signed paper, with its scan; also after the term of the link."""
    role = grants(actor).first(RECORDERS)
    if role is None:
        raise NotAllowed(_("Bạn không có vai trò ghi nhận đồng ý công bố."))
    return _answered(request, agreed=agreed, actor=actor, role=role, at=given_at, proof=proof)


def _answered(
    request: ConsentRequest,
    *,
    agreed: Collection[str],
    actor: User | None,
    role: str,
    at: datetime,
    proof: File[Any] | None = None,
) -> ConsentRequest:
    honoree = Honoree.objects.select_for_update().get(pk=request.honoree_id)
    locked = ConsentRequest.objects.select_for_update().get(pk=request.pk)
    yes = [scope for scope in locked.scopes if scope in set(agreed)]
    no = [scope for scope in locked.scopes if scope not in yes]
    open_rows = ConsentRequest.objects.filter(
        pk=locked.pk, answered_at__isnull=True, recalled_at__isnull=True
    )
    if actor is None:
        open_rows = open_rows.filter(expires_at__gt=timezone.now())
    changed = open_rows.update(answered_at=at, agreed=yes, refused=no, on_paper=actor is not None)
    if not changed:
        locked.refresh_from_db()
        if locked.state == ConsentRequestState.SILENT:
            raise IllegalMove(_("Đã quá hạn trả lời. Hãy liên hệ nơi gửi để nhận đường dẫn mới."))
        raise IllegalMove(_("Lời xin đồng ý này đã được trả lời hoặc đã thu hồi."))
    events.record(
        subject=honoree,
        act="answer_consent",
        actor=actor,
        role=role,
        data={"request": locked.public_id, "agreed": yes, "refused": no, "on_paper": actor is not None},
    )
    held = scopes_in_force(honoree)
    for scope in yes:
        if scope in held:
            continue  # a paper signed meanwhile says the same
        if proof is not None:
            proof.seek(0)
        _record(
            honoree=honoree,
            scope=scope,
            text_version=locked.text_version,
            given_at=at,
            actor=actor,
            role=role,
            proof=proof,
            request=locked,
        )
    locked.refresh_from_db()
    return locked


@transaction.atomic
def withdraw_by_paper(*, request: ConsentRequest, scopes: Collection[str]) -> list[Consent]:
    """Whoever holds the answered paper takes back what it agreed to. Raises ``IllegalMove`` when nothing is left."""
    rows = list(
        Consent.objects.filter(
            request=request, scope__in=list(scopes), withdrawn_at__isnull=True
        ).select_related("honoree")
    )
    if not rows:
        raise IllegalMove(_("Không còn mục nào đang được đồng ý."))
    return [
        withdraw_consent(consent=row, actor=None, reason=str(_("Rút lại bằng giấy đồng ý."))) for row in rows
    ]


def _stories(honoree: Honoree) -> list[StoryPage]:
    return list(StoryPage.objects.filter(people__honoree_id=honoree.pk).distinct())


@transaction.atomic
def withdraw_consent(*, consent: Consent, actor: User | None, reason: str = "") -> Consent:
    """Take a consent back; what it covered leaves the public with this transaction's outbox row.

    ``actor`` None is the person who gave it.
    """
    if actor is not None and not grants(actor).any(*RECORDERS):
        raise NotAllowed(_("Bạn không có vai trò ghi nhận việc rút đồng ý."))
    # The person before the consent, in the order of answering and erasing, and whose it is now, after a merge.
    whose = Consent.objects.filter(pk=consent.pk).values("honoree")
    honoree = Honoree.objects.select_for_update().get(pk__in=whose)
    changed = Consent.objects.filter(pk=consent.pk, withdrawn_at__isnull=True).update(
        withdrawn_at=timezone.now()
    )
    if not changed:
        raise IllegalMove(_("Đồng ý này đã được rút lại."))
    events.record(
        subject=honoree,
        act="withdraw_consent",
        actor=actor,
        role="" if actor else SELF,
        source=consent.scope,
        reason=reason,
        data={"consent": consent.public_id},
    )
    stories = _stories(honoree)
    outbox.record(honoree, *stories)
    if consent.scope in {
        ConsentScope.PHOTO,
        ConsentScope.BIOGRAPHY,
    }:  # a story without consent goes with its card
        for story in stories:
            withdraw_cards(STORY_CARDS, story.translation_key.hex)
    if consent.scope == ConsentScope.PHOTO:  # drawn anew without the photo; the file with it goes now
        withdraw_cards(HONOREE_CARDS, honoree.public_id)
        pictures.withdraw_portraits(honoree)
    elif consent.scope == ConsentScope.BIOGRAPHY:
        pictures.withdraw(stories)
    consent.refresh_from_db()
    return consent
