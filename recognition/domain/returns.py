"""What a unit is asked for when a dossier goes back to it: reasons from the list, words, a day; numbered and kept."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils import timezone, translation
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from portal.core.models import User
from recognition.domain.errors import DomainError
from recognition.models import Nomination, Return, ReturnReason


@dataclass(frozen=True, slots=True)
class Asked:
    """Reasons by code and in words, the desk's own text, until when; ``words`` is all of it as the unit reads it."""

    codes: tuple[str, ...]
    reasons: tuple[str, ...]
    text: str
    due_at: datetime | None

    @property
    def words(self) -> str:
        return "\n".join([*(f"{reason}." for reason in self.reasons), *([self.text] if self.text else [])])


def asked(data: Mapping[str, Any], text: str, moment: datetime) -> Asked:
    """Read what a return asks for: ``codes`` and ``due_at`` of the move's data, and its reason.

    Raises ``DomainError`` for a reason that is not on the list and for a day that is over.
    """
    codes = tuple(dict.fromkeys(data.get("codes") or ()))
    listed = {row.code: row for row in ReturnReason.objects.filter(code__in=codes, is_active=True)}
    if unknown := [code for code in codes if code not in listed]:
        raise DomainError(_("Không có lý do “%(code)s” trong danh sách.") % {"code": unknown[0]})
    due = data.get("due_at")
    if due is not None and due <= moment:
        raise DomainError(
            _("Hạn bổ sung %(due)s đã qua. Hãy chọn ngày sau hôm nay.")
            % {"due": date_format(timezone.localtime(due), "H:i d/m/Y")}
        )
    with translation.override("vi"):
        # Kept as a record in the language of the office, whoever pressed the button in which language.
        reasons = tuple(
            listed[code].words.rstrip(".") for code in sorted(codes, key=lambda one: listed[one].position)
        )
    return Asked(codes=codes, reasons=reasons, text=text.strip(), due_at=due)


def write(nomination: Nomination, what: Asked, *, actor: User | None, at: datetime) -> Return:
    """Keep this round of return beside the dossier, which is locked and counts it already."""
    return Return.objects.create(
        nomination=nomination,
        number=nomination.return_round,
        codes=list(what.codes),
        reasons=list(what.reasons),
        text=what.text,
        due_at=what.due_at,
        returned_by=actor,
        returned_at=at,
    )
