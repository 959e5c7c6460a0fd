"""What a verification code stands for."""

from __future__ import annotations

from recognition.domain.queries.conferrals import conferral_lines, with_rows
from recognition.domain.queries.decisions import decision_lines, readable_decisions
from recognition.domain.queries.values import Verified
from recognition.models import (
    Conferral,
)


def verify(code: str) -> Verified | None:
    """Return what a verification code stands for, None for an unknown or hidden one. Case and blanks do not matter."""
    key = "".join(code.split()).lower().removeprefix("tv-").replace("-", "")[:20]
    if not key:
        return None
    row = with_rows(Conferral.objects.visible().filter(public_id=key)).first()
    if row is not None:
        line = conferral_lines([row])[0]
        return Verified(code=key, decision=line.decision, conferral=line)
    decision = readable_decisions().filter(public_id=key).first()
    if decision is None:
        return None
    return Verified(code=key, decision=decision_lines([decision])[0])


def shown_code(public_id: str) -> str:
    """A verification code as people read it: ``TV-B3K9-X2MN``."""
    text = public_id.upper()
    return f"TV-{text[:4]}-{text[4:]}"
