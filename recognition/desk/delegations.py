"""Who confirmed at the unit, as the desk reads it: a deputy's name with whose place it was, and the paper behind it."""

from __future__ import annotations

from typing import Any

from portal.core.private_files import address
from recognition.domain import delegations
from recognition.private_files import DELEGATIONS


def confirmer(row: Any) -> dict[str, str]:
    """Return the fact "who confirmed" of a dossier, list or package, with the address of the delegation's paper."""
    found = {"text": delegations.confirmer(row) or "–"}
    if row.confirmed_under is not None:
        found["url"] = address(DELEGATIONS, row.confirmed_under.public_id)
    return found
