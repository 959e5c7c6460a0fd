"""Whether a signed and sealed paper stands behind what a unit confirms: for awards above the Sở a click is not enough."""

from __future__ import annotations

from django.utils.translation import gettext as _

from recognition.domain.errors import PaperMissing
from recognition.enums import ABOVE_DEPARTMENT, PackageState
from recognition.models import Nomination, NomineeList, Package


def needs_paper(row: Nomination | NomineeList) -> bool:
    """Whether the award is decided above the Sở and the unit sends it to the Sở (not a khoa to its own unit)."""
    return row.award.level in ABOVE_DEPARTMENT and row.round.parent_id is None


def has_paper(row: Nomination | NomineeList) -> bool:
    """Whether a package holds the row and its paper came after the row was filed: paper that saw what is confirmed."""
    papers = Package.objects.filter(
        state__in=(PackageState.PAPERS, PackageState.CONFIRMED), round=row.round_id
    ).exclude(file="")
    if row.filed_at is not None:
        papers = papers.filter(uploaded_at__gte=row.filed_at)
    held = papers.filter(dossiers=row.pk) if isinstance(row, Nomination) else papers.filter(lists=row.pk)
    return held.exists()


def require_paper(row: Nomination | NomineeList) -> None:
    """Raise ``PaperMissing`` when the award is above the Sở and no paper stands behind the row."""
    if needs_paper(row) and not has_paper(row):
        raise PaperMissing(
            _(
                "“%(award)s” do cấp trên Sở Y tế quyết định nên không chỉ xác nhận bằng một lần bấm: hãy đưa vào "
                "bộ hồ sơ của đơn vị, tải lên tờ trình đã ký, đóng dấu rồi xác nhận cả bộ hồ sơ."
            )
            % {"award": row.award.name}
        )
