"""Who may have which private file of a dossier or package: whoever may read it, asked again for every file."""

from __future__ import annotations

from typing import Any, Final

from portal.core import private_files
from portal.core.private_files import PrivateFile
from recognition.domain import delegations, nominations, packages
from recognition.domain.evidence import record_reading
from recognition.enums import EvidenceState, ScanState
from recognition.models import Delegation, Evidence, Package
from recognition.second_factor import demanded_of

EVIDENCE: Final = "minh-chung"
PACKAGES: Final = "bo-ho-so"
DELEGATIONS: Final = "uy-quyen"


def evidence_of(user: Any, key: str) -> Evidence | None:
    """Return the file of that public id when ``user`` may read its dossier (with the second factor, where demanded)."""
    if not user.is_authenticated or demanded_of(user):
        return None
    evidence = (
        Evidence.objects.filter(public_id=key, state=EvidenceState.RECEIVED)
        .select_related("nomination")
        .first()
    )
    if evidence is None or not nominations.may_view(user, evidence.nomination):
        return None
    return evidence


def evidence_file(user: Any, key: str) -> PrivateFile | None:
    """Return what :func:`evidence_of` finds as a file to download; every download is recorded."""
    evidence = evidence_of(user, key)
    if evidence is None:
        return None
    return PrivateFile(
        stored=str(evidence.file.name),
        filename=evidence.name,
        content_type=evidence.media_type,
        given=lambda: record_reading(evidence=evidence, actor=user, act="download"),
    )


def package_file(user: Any, key: str) -> PrivateFile | None:
    """Return the signed paper of a package for who may read the package; every download is recorded."""
    if not user.is_authenticated or demanded_of(user):
        return None
    package = Package.objects.filter(public_id=key).exclude(file="").exclude(scan=ScanState.INFECTED).first()
    if package is None or not packages.may_view(user, package):
        return None
    return PrivateFile(
        stored=str(package.file.name),
        filename=package.file_name,
        content_type=package.media_type,
        given=lambda: packages.record_reading(package=package, actor=user, act="download"),
    )


def delegation_file(user: Any, key: str) -> PrivateFile | None:
    """Return the paper of a delegation for staff of the unit, the standing body and the auditor; downloads are recorded."""
    if not user.is_authenticated or demanded_of(user):
        return None
    delegation = (
        Delegation.objects.filter(public_id=key).exclude(paper="").exclude(scan=ScanState.INFECTED).first()
    )
    if delegation is None or not delegations.may_read(user, delegation):
        return None
    return PrivateFile(
        stored=str(delegation.paper.name),
        filename=delegation.file_name,
        content_type=delegation.media_type,
        given=lambda: delegations.record_reading(delegation=delegation, actor=user),
    )


def register() -> None:
    """Let the kernel's view ask for files of dossiers, packages and delegations."""
    private_files.register(EVIDENCE, evidence_file)
    private_files.register(PACKAGES, package_file)
    private_files.register(DELEGATIONS, delegation_file)
