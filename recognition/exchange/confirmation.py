"""An uploaded list between two persons: one uploads and reads the trial's report, another confirms and it is imported.

The decision is entered in the name of the one who uploaded the list and verified by the one who confirmed it.
"""

from __future__ import annotations

import hashlib
import logging
from datetime import date, timedelta
from typing import Any

from django.core.files.base import ContentFile
from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import override
from django_tasks import task

from portal.core.models import User
from recognition.domain import conferrals, events
from recognition.domain.errors import DomainError, IllegalMove, NotAllowed, SamePerson
from recognition.domain.roles import grants
from recognition.enums import DecisionState, ImportState, Role
from recognition.exchange.decisions import decision_number, import_decision
from recognition.exchange.sheets import LARGEST_FILE, Unreadable
from recognition.models import Award, Decision, ImportFile, Office

logger = logging.getLogger(__name__)

AT_ONCE = 40 * 1024
"""Files up to this many bytes (about 400 lines) are read while the person waits; larger ones by the worker."""
STALLED = timedelta(minutes=15)
"""After this time an import that did not finish may be started again: what it wrote is found again."""


def _require_desk(actor: User) -> None:
    if not grants(actor).has(Role.STANDING_BODY):
        raise NotAllowed(_("Chỉ thường trực Hội đồng được nhập danh sách của quyết định."))


def upload(
    *,
    file: UploadedFile[Any],
    number: str,
    dated: date,
    office: Office,
    actor: User,
    award: Award | None = None,
    title: str = "",
) -> ImportFile:
    """Keep a list privately and try it. Raises ``NotAllowed``, ``Unreadable`` for its size, ``ValueError`` for the number."""
    _require_desk(actor)
    number = decision_number(number)
    if file.size is not None and file.size > LARGEST_FILE:
        raise Unreadable("too_large", _("Tệp lớn hơn %(limit)s MB.") % {"limit": LARGEST_FILE // 1024**2})
    file.seek(0)
    content = file.read()
    with transaction.atomic():
        kept = ImportFile(
            name=(file.name or "danh-sach.xlsx")[-255:],
            sha256=hashlib.sha256(content).hexdigest(),
            number=number,
            dated=dated,
            office=office,
            award=award,
            title=title,
            uploaded_by=actor,
        )
        kept.file.save(f"{kept.public_id}.xlsx", ContentFile(content), save=False)
        kept.save()
        events.record(
            subject=kept,
            act="upload",
            actor=actor,
            role=Role.STANDING_BODY,
            target=ImportState.CHECKING,
            data={"sha256": kept.sha256, "number": number},
        )
    if len(content) <= AT_ONCE:
        check(kept)
    else:
        check_later.enqueue(kept.pk)
    kept.refresh_from_db()
    return kept


def check(kept: ImportFile) -> None:
    """Read the list on trial and keep the report; a list that cannot be read fails with the reason."""
    try:
        report = import_decision(
            file=_content(kept),
            number=kept.number,
            dated=kept.dated,
            office=kept.office,
            award=kept.award,
            title=kept.title,
            actor=kept.uploaded_by,
            dry_run=True,
        )
    except (Unreadable, DomainError, ValueError, OSError) as error:
        _settle(
            kept,
            ImportState.CHECKING,
            ImportState.FAILED,
            failure=_sentence(error),
            finished_at=timezone.now(),
        )
        return
    _settle(kept, ImportState.CHECKING, ImportState.CHECKED, check_report=report.as_json())


def confirm(*, kept: ImportFile, actor: User) -> ImportFile:
    """A second person confirms the list, and it is imported.

    Raises ``SamePerson`` for the one who uploaded it, ``IllegalMove`` when it is not waiting (somebody was first).
    """
    _require_desk(actor)
    if actor.pk == kept.uploaded_by_id:
        raise SamePerson(_("Người tải danh sách lên không tự xác nhận. Cần người thứ hai."))
    with transaction.atomic():
        changed = ImportFile.objects.filter(pk=kept.pk, state=ImportState.CHECKED).update(
            state=ImportState.IMPORTING, confirmed_by=actor, confirmed_at=timezone.now()
        )
        if not changed:
            raise IllegalMove(_("Danh sách này không còn chờ xác nhận. Hãy tải lại trang."))
        events.record(
            subject=kept,
            act="confirm",
            actor=actor,
            role=Role.STANDING_BODY,
            source=ImportState.CHECKED,
            target=ImportState.IMPORTING,
        )
    return _start(kept)


def resume(*, kept: ImportFile, actor: User) -> ImportFile:
    """Start an import again that was confirmed and did not finish. Raises ``IllegalMove`` while it may still be running."""
    _require_desk(actor)
    now = timezone.now()
    with transaction.atomic():
        changed = ImportFile.objects.filter(
            pk=kept.pk, state=ImportState.IMPORTING, confirmed_at__lt=now - STALLED
        ).update(confirmed_at=now)
        if not changed:
            raise IllegalMove(_("Danh sách đang được nhập hoặc đã nhập xong."))
        events.record(subject=kept, act="resume", actor=actor, role=Role.STANDING_BODY)
    return _start(kept)


def withdraw(*, kept: ImportFile, actor: User, reason: str = "") -> ImportFile:
    """Take back a list that waits; its file is deleted, for it may hold years of birth."""
    _require_desk(actor)
    with transaction.atomic():
        changed = ImportFile.objects.filter(
            pk=kept.pk, state__in=(ImportState.CHECKING, ImportState.CHECKED, ImportState.FAILED)
        ).update(state=ImportState.WITHDRAWN, finished_at=timezone.now())
        if not changed:
            raise IllegalMove(_("Danh sách này đã được xác nhận nên không rút lại được."))
        events.record(
            subject=kept,
            act="withdraw",
            actor=actor,
            role=Role.STANDING_BODY,
            source=kept.state,
            reason=reason,
        )
        stored = str(kept.file.name)
        transaction.on_commit(lambda: kept.file.storage.delete(stored))
    kept.refresh_from_db()
    return kept


def _start(kept: ImportFile) -> ImportFile:
    kept.refresh_from_db()
    if kept.file.size <= AT_ONCE:
        run(kept)
    else:
        run_later.enqueue(kept.pk)
    kept.refresh_from_db()
    return kept


def run(kept: ImportFile) -> None:
    """Import a confirmed list, then verify its decision in the name of the second person."""
    try:
        content = _content(kept)
        if hashlib.sha256(content).hexdigest() != kept.sha256:
            raise DomainError(_("Tệp đã khác với tệp được kiểm tra. Hãy tải lên lại."))
        report = import_decision(
            file=content,
            number=kept.number,
            dated=kept.dated,
            office=kept.office,
            award=kept.award,
            title=kept.title,
            actor=kept.uploaded_by,
        )
        decision = Decision.objects.get(public_id=report.public_id)
        _verify(kept, decision)
    except (Unreadable, DomainError, ValueError, OSError) as error:
        _settle(
            kept,
            ImportState.IMPORTING,
            ImportState.FAILED,
            failure=_sentence(error),
            finished_at=timezone.now(),
        )
        return
    _settle(
        kept,
        ImportState.IMPORTING,
        ImportState.IMPORTED,
        import_report=report.as_json(),
        decision=decision,
        finished_at=timezone.now(),
    )


def _content(kept: ImportFile) -> bytes:
    with kept.file.storage.open(str(kept.file.name)) as stream:
        content: bytes = stream.read()
    return content


def _verify(kept: ImportFile, decision: Decision) -> None:
    """The confirmation is the second person's check of the decision, unless that person typed some of it by hand."""
    if decision.state != DecisionState.ENTERED or kept.confirmed_by_id in conferrals.writers(decision):
        return
    conferrals.verify_decision(
        decision=decision,
        actor=kept.confirmed_by,
        reason=_("Xác nhận danh sách “%(name)s”.") % {"name": kept.name},
    )


def _settle(kept: ImportFile, source: ImportState, target: ImportState, **values: Any) -> None:
    with transaction.atomic():
        changed = ImportFile.objects.filter(pk=kept.pk, state=source).update(state=target, **values)
        if changed:
            events.record(subject=kept, act="settle", actor=None, source=source, target=target)


def _sentence(error: Exception) -> str:
    if isinstance(error, OSError):
        logger.error("A list could not be read: %s", error)
        return _("Không đọc được tệp đã lưu. Hãy tải lên lại.")
    return str(getattr(error, "message", error))


@task()
def check_later(pk: int) -> None:
    """The worker's part of ``upload``."""
    with override("vi"):
        check(ImportFile.objects.select_related("office", "award", "uploaded_by").get(pk=pk))


@task()
def run_later(pk: int) -> None:
    """The worker's part of ``confirm``."""
    with override("vi"):
        run(ImportFile.objects.select_related("office", "award", "uploaded_by", "confirmed_by").get(pk=pk))
