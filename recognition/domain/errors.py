"""What the domain refuses. Each error carries a sentence for the person, in their language."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from django.utils.translation import gettext as _


class DomainError(Exception):
    """A rule forbids the act. ``message`` says what to do."""

    def __init__(self, message: str) -> None:
        super().__init__(message)
        self.message = message


class IllegalMove(DomainError):
    """The row is not in a state from which this move starts; often somebody else was first."""


class NotAllowed(DomainError):
    """The person does not hold the role that may do this, or not in this unit."""


class SamePerson(NotAllowed):
    """Two persons are needed and one came twice."""


class Recused(NotAllowed):
    """A conflict of interest keeps the person away from the dossier. ``ground`` says which, in words."""

    def __init__(self, ground: object) -> None:
        super().__init__(_("Bạn không tham gia xét hồ sơ này: %(ground)s.") % {"ground": str(ground).lower()})


class ReasonMissing(DomainError):
    """The move needs a reason."""


class TooLate(DomainError):
    """The deadline has passed by the server's clock."""


class PaperMissing(DomainError):
    """The award is above the Sở and no signed paper of the unit stands behind the confirmation."""


class QuotaExceeded(DomainError):
    """The unit has used its places in the round."""


class StaleVersion(DomainError):
    """Somebody saved in between. ``current`` is the version now stored."""

    def __init__(self, message: str, *, current: int) -> None:
        super().__init__(message)
        self.current = current


class Overtaken(DomainError):
    """A colleague changed the same things after they were read. ``stored`` has for each what stands there now."""

    def __init__(self, stored: Mapping[str, Any]) -> None:
        super().__init__(
            _("Đồng nghiệp vừa lưu nội dung khác ở nơi bạn đang sửa. Hãy đối chiếu rồi lưu lại.")
        )
        self.stored = dict(stored)


class Incomplete(DomainError):
    """Something that must be there is not. ``missing`` names each."""

    def __init__(self, missing: Sequence[str]) -> None:
        super().__init__(_("Hồ sơ còn thiếu: %(missing)s.") % {"missing": "; ".join(missing)})
        self.missing = tuple(missing)


class AuthorityRefused(DomainError):
    """A verified rule in force on the decision's date forbids this office this award."""


class Duplicate(DomainError):
    """The same thing is there already."""
