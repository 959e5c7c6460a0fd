"""Who at the desk may have which private file: whoever the policy lets see the row, asked again for every file."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final

from django.db import models
from django.utils.translation import gettext as _

from portal.core import private_files
from portal.core.private_files import PrivateFile
from recognition.desk.policies import held
from recognition.domain.errors import DomainError
from recognition.enums import Role, ScanState
from recognition.intake import uploads
from recognition.models import Consent, Decision
from recognition.second_factor import demanded_of

DECISION_ORIGINAL: Final = "ban-goc"
DECISION_COPY: Final = "ban-cong-bo"
CONSENT_PROOF: Final = "ban-dong-y"

_TYPES: Final = {
    "pdf": "application/pdf",
    "jpg": "image/jpeg",
    "jpeg": "image/jpeg",
    "png": "image/png",
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
}


def checked_proof(file: Any) -> Any:
    """Return a signed paper to keep as proof, checked and scanned like what units send. Raises ``DomainError``.

    Nobody asks a scanner again later for what is kept with a consent, so a scanner that is away is waited for now.
    """
    try:
        checked = uploads.check(file)
    except uploads.Refused as refused:
        raise DomainError(str(refused)) from refused
    if checked.scan == ScanState.WAITING:
        raise DomainError(
            _("Máy quét vi-rút không trả lời nên chưa nhận bản ký, và chưa ghi gì. Hãy gửi lại sau ít phút.")
        )
    checked.content.name = checked.name
    return checked.content


def given(stored: Any, stem: str) -> PrivateFile | None:
    """Return the file of a field under a name that says what it is, None where there is none."""
    if not stored:
        return None
    ending = str(stored.name).rsplit(".", 1)[-1].lower()
    return PrivateFile(
        stored=str(stored.name),
        filename=f"{stem}.{ending}",
        content_type=_TYPES.get(ending, "application/octet-stream"),
    )


def owner(
    model: type[models.Model], field: str, roles: frozenset[Role], stem: str
) -> Callable[[Any, str], PrivateFile | None]:
    """Return the function that decides about the files in one column, for who holds one of ``roles``."""

    def decide(user: Any, key: str) -> PrivateFile | None:
        if not user.is_authenticated or demanded_of(user) or not held(user).any(*roles):
            return None
        row: Any = model._default_manager.filter(public_id=key).first()
        return given(getattr(row, field), f"{stem}-{key}") if row else None

    return decide


def register() -> None:
    """Let the kernel's view ask for files of decisions and consents."""
    from recognition.desk.policies import TABLE

    papers = frozenset({Role.STANDING_BODY, Role.AUDITOR})
    private_files.register(DECISION_ORIGINAL, owner(Decision, "original", papers, "quyet-dinh"))
    private_files.register(
        DECISION_COPY,
        owner(Decision, "public_copy", TABLE["recognition.decision"]["view"], "quyet-dinh-ban-cong-bo"),
    )
    private_files.register(
        CONSENT_PROOF, owner(Consent, "proof", TABLE["recognition.consent"]["view"], "dong-y")
    )
