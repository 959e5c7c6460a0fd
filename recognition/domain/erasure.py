"""Erase what is kept of a person for the public, for good, when law or the person asks for it."""

from __future__ import annotations

from functools import partial
from typing import Any, Final

from django.db import transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _
from wagtail.models import PageLogEntry

from portal.core import outbox
from portal.core.models import PortalImage, User
from portal.core.storage import private_storage
from recognition.domain import events, pictures, publication
from recognition.domain.errors import IllegalMove, NotAllowed, ReasonMissing
from recognition.domain.roles import grants
from recognition.enums import PUBLIC_STATES, MergeState, Role
from recognition.models import (
    Conferral,
    Consent,
    ConsentRequest,
    EventPayload,
    Honoree,
    HonoreeIdentity,
    HonoreePage,
    MergeProposal,
    StoryPage,
)
from recognition.models.conferrals import erased_key

NAME: Final = "Đã xóa theo yêu cầu"
"""Stands in the register where a name stood. Stored, so not translated: nobody outside the desk reads it."""


def is_erased(honoree: Honoree) -> bool:
    """Whether nothing is kept of an honoree any more."""
    return honoree.erased_at is not None


@transaction.atomic
def erase(*, honoree: Honoree, actor: User, reason: str) -> Honoree:
    """Hide everything of an honoree and erase name, texts, pictures, proofs and the words of past acts.

    What remains: the line of the decision without a name (how many it honored is a fact of the decision), the chain of
    events without their texts, and the private papers that law makes the department keep (the signed original, the
    dossier). Old addresses answer 410. Stories with the honoree leave the public; an editor rewrites or deletes them.
    It cannot be undone, and no line of the honoree, public or not yet, is published after it. Raises ``IllegalMove``
    for an entry that was merged: the one that stayed is erased, with all that were merged into it.
    """
    if not grants(actor).has(Role.DATA_OFFICER):
        raise NotAllowed(_("Chỉ người phụ trách bảo vệ dữ liệu được xóa."))
    if not reason.strip():
        raise ReasonMissing(_("Hãy ghi lý do."))
    everybody = _lock_with_merged(honoree)
    kept = next(one for one in everybody if one.pk == honoree.pk)
    if kept.merged_into_id is not None:
        raise IllegalMove(_("Mục này đã nhập vào mục khác. Hãy xóa ở mục còn lại."))
    for row in Conferral.objects.filter(honoree__in=everybody, state__in=PUBLIC_STATES):
        publication.hide(conferral=row, actor=actor, reason=reason)
    for one in everybody:
        _erase_lines(one)
        _take_stories_off(one)
        _erase_pages(one)
        _erase_consents(one)
        HonoreeIdentity.objects.filter(honoree=one).delete()
        proposals = MergeProposal.objects.filter(Q(honoree=one) | Q(existing=one))
        proposals.update(evidence={})
        proposals.filter(state=MergeState.OPEN).update(
            state=MergeState.DISMISSED, decided_by=actor, decided_at=timezone.now()
        )
        one.erased_at = one.erased_at or timezone.now()
        one.full_name, one.given, one.specialty, one.unit = f"{NAME} ({one.public_id})", "", "", None
        one.save()
        _erase_words_of(one)
        publication.refresh_honoree(one)
    events.record(subject=kept, act="erase", actor=actor, role=Role.DATA_OFFICER, reason=reason)
    return kept


def _everybody(honoree: Honoree) -> set[int]:
    """Return the keys of an entry and of all that were merged into it, also by way of others."""
    found, new = set[int](), {honoree.pk}
    while new:
        found |= new
        new = set(Honoree.objects.filter(merged_into__in=new).values_list("pk", flat=True)) - found
    return found


def _lock_with_merged(honoree: Honoree) -> list[Honoree]:
    rows: list[Honoree] = []
    # Looked for again under the lock: whoever would be merged after it waits for it, and is refused.
    while {row.pk for row in rows} != (keys := _everybody(honoree)):
        rows = list(Honoree.objects.select_for_update().filter(pk__in=keys).order_by("pk"))
    return rows


def _erase_lines(honoree: Honoree) -> None:
    """Empty the lines. Their key is sealed, not lost: the same list read again finds the line and changes nothing."""
    lines = Conferral.objects.filter(honoree=honoree)
    for row in lines.select_for_update(of=("self",)).select_related("decision").order_by("pk"):
        if row.name_then == (name := f"{NAME} ({row.public_id})"):
            continue
        Conferral.objects.filter(pk=row.pk).update(
            name_then=name,
            row_key=erased_key(row.row_key),
            titles_then="",
            position_then="",
            unit_then="",
            citation="",
            gold_book_number="",
            published_at=None,  # whatever becomes of the decision, no old address says any more who it was
        )
        outbox.record(row.decision)


def _take_stories_off(honoree: Honoree) -> None:
    told = StoryPage.objects.filter(people__honoree=honoree, live=True, alias_of__isnull=True).distinct()
    for story in told:
        story.unpublish(log_action=True)


def _erase_pages(honoree: Honoree) -> None:
    """Empty the pages: they stay, without a word, so that their addresses can say that something is gone."""
    pages = list(HonoreePage.objects.filter(honoree=honoree).order_by("alias_of"))
    images: set[int] = set()
    for page in pages:
        images |= pictures.images_ever_of(page)
    for page in pages:
        page.revisions.all().delete()
        page.refresh_from_db()
        page.live, page.lead, page.body, page.portrait, page.share_image = False, "", [], None, None
        page.search_description = page.seo_title = ""
        page.title = page.draft_title = f"{NAME} ({honoree.public_id})"
        page.slug = f"da-xoa-{honoree.public_id}"
        page.save()
        PageLogEntry.objects.filter(page=page.pk).update(label=page.title, data={})
    for image in PortalImage.objects.filter(pk__in=images):
        if not pictures.pages_naming([image.pk]) - {page.pk for page in pages}:
            transaction.on_commit(partial(private_storage().delete, str(image.file.name)), robust=True)
            image.delete()


def _erase_consents(honoree: Honoree) -> None:
    ConsentRequest.objects.filter(honoree=honoree, answered_at__isnull=True, recalled_at__isnull=True).update(
        recalled_at=timezone.now()
    )
    for consent in Consent.objects.select_for_update().filter(honoree=honoree).order_by("pk"):
        if consent.proof:
            transaction.on_commit(partial(private_storage().delete, str(consent.proof.name)), robust=True)
            consent.proof = ""  # type: ignore[assignment]
        consent.withdrawn_at = consent.withdrawn_at or timezone.now()
        consent.save(update_fields=["proof", "withdrawn_at"])


def _erase_words_of(honoree: Honoree) -> None:
    """Erase the texts of acts on the honoree and its lines; the chain of digests stays whole."""
    keys = [honoree.public_id, *Conferral.objects.filter(honoree=honoree).values_list("public_id", flat=True)]
    words: Any = EventPayload.objects.filter(
        event__subject_kind__in=("recognition.honoree", "recognition.conferral"), event__subject_key__in=keys
    )
    words.delete()
