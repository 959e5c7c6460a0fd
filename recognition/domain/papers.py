"""The paper of a decision: its facts while nobody has verified them, its files."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from functools import partial
from typing import Any, Final

from django.core.files.base import File
from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from portal.core import outbox
from portal.core.models import User
from portal.core.public_files import take_away
from portal.core.public_id import new_public_id
from portal.core.vietnamese import normalize
from recognition.domain import events
from recognition.domain.errors import DomainError, Duplicate, IllegalMove, NotAllowed
from recognition.domain.roles import grants
from recognition.enums import DecisionState, Role
from recognition.models import Decision

FACTS: Final = ("number", "dated", "year", "title", "title_en", "signer", "signing_capacity")
"""What may be corrected until a second person has verified the entry; the issuer never: it decides what is allowed."""
ALWAYS: Final = ("title_en",)
"""Words of ours that are no fact of the paper."""
FILE_TYPES: Final = ("pdf", "jpg", "jpeg", "png", "docx")


@transaction.atomic
def correct_entry(*, decision: Decision, changes: Mapping[str, Any], actor: User) -> Decision:
    """Correct facts of an entry. Raises ``IllegalMove`` once it was verified, ``Duplicate`` for a number that is taken."""
    if not grants(actor).has(Role.STANDING_BODY):
        raise NotAllowed(_("Chỉ thường trực Hội đồng được sửa quyết định."))
    locked = Decision.objects.select_for_update().get(pk=decision.pk)
    changed = []
    for name in FACTS:
        if name not in changes:
            continue
        value = normalize(changes[name]) if isinstance(changes[name], str) else changes[name]
        if getattr(locked, name) != value:
            setattr(locked, name, value)
            changed.append(name)
    if not changed:
        return locked
    if locked.state != DecisionState.ENTERED and set(changed) - set(ALWAYS):
        raise IllegalMove(_("Quyết định đã được kiểm tra nên không sửa được số, ngày, trích yếu, người ký."))
    if locked.dated and locked.dated > timezone.localdate():
        raise DomainError(_("Ngày ban hành quyết định ở tương lai. Hãy kiểm tra lại ngày."))
    try:
        with transaction.atomic():
            locked.save()
    except IntegrityError as error:
        raise Duplicate(
            _("Quyết định số %(number)s năm %(year)s của %(office)s đã có trong sổ.")
            % {"number": locked.number, "year": locked.year, "office": locked.office.name}
        ) from error
    events.record(
        subject=locked, act="change", actor=actor, role=Role.STANDING_BODY, data={"fields": sorted(changed)}
    )
    outbox.record(locked)
    return locked


def _ending(file: File[Any]) -> str:
    name = str(file.name or "")
    ending = name.rsplit(".", 1)[-1].lower() if "." in name else ""
    if ending not in FILE_TYPES:
        raise DomainError(_("Tệp phải là một trong các loại: %(types)s.") % {"types": ", ".join(FILE_TYPES)})
    return ending


@transaction.atomic
def keep_files(
    *,
    decision: Decision,
    actor: User,
    original: File[Any] | None = None,
    public_copy: File[Any] | None = None,
) -> Decision:
    """Keep the private original or a new public copy. A new copy is not served until a person has checked it."""
    if not grants(actor).has(Role.STANDING_BODY):
        raise NotAllowed(_("Chỉ thường trực Hội đồng được thêm tệp của quyết định."))
    locked = Decision.objects.select_for_update().get(pk=decision.pk)
    kept: dict[str, str] = {}
    replaced: list[tuple[Any, str]] = []
    withdrawn: list[str] = []
    if original is not None:
        ending = _ending(original)
        digest = hashlib.sha256()
        for chunk in original.chunks():
            digest.update(chunk)
        original.seek(0)
        if locked.original:
            replaced.append((locked.original.storage, str(locked.original.name)))
        locked.original.save(f"{new_public_id()}.{ending}", original, save=False)
        locked.original_sha256 = kept["original"] = digest.hexdigest()
    if public_copy is not None:
        ending = _ending(public_copy)
        if locked.public_copy:
            replaced.append((locked.public_copy.storage, str(locked.public_copy.name)))
        withdrawn.append(str(locked.published_copy.name or ""))
        locked.public_copy.save(f"{new_public_id()}.{ending}", public_copy, save=False)
        locked.published_copy = ""  # type: ignore[assignment]
        locked.public_copy_checked_by = None
        locked.public_copy_checked_at = None
        locked.copy_blocked_at = None
        kept["public_copy"] = "waiting"
    if not kept:
        return locked
    locked.save()
    events.record(subject=locked, act="keep_files", actor=actor, role=Role.STANDING_BODY, data=kept)
    outbox.record(locked)
    if withdrawn:
        take_away(locked.published_copy.storage, withdrawn)
    for storage, name in replaced:
        transaction.on_commit(partial(storage.delete, name))
    return locked


def block_public_copy(*, decision: Decision, actor: User | None, role: str = "") -> None:
    """Take the public copy off because somebody in it was removed or corrected, until it is replaced.

    The copy is kept in private, so that it can be mended; only another one is served again. Call inside the
    transaction of the act. A decision without a copy stays as it is.
    """
    locked = Decision.objects.select_for_update().get(pk=decision.pk)
    if not locked.public_copy and not locked.published_copy:
        return
    if locked.copy_blocked_at is not None:
        return
    published = str(locked.published_copy.name or "")
    Decision.objects.filter(pk=locked.pk).update(
        published_copy="",
        public_copy_checked_by=None,
        public_copy_checked_at=None,
        copy_blocked_at=timezone.now(),
    )
    events.record(subject=locked, act="block_public_copy", actor=actor, role=role)
    outbox.record(locked)
    take_away(locked.published_copy.storage, [published])
