"""The rules explain themselves: each criterion of a dossier as met, not met or unknown, with what that rests on.

It never decides. It reads the rules the dossier is judged by (``domain.rules``), the register (conferrals by year of merit:
DOMAIN 6, rule 15; recognized initiatives), the unit's statements and files, and says what it found and what would make a
criterion met. A person gives the verdict (``domain.appraisal``).

What the register should hold is believed only from the register: a title that the unit merely states is unknown until
somebody finds the decision. What only the unit can know (how many of how many people) is taken as stated, and says so;
where a list of the round holds the names, they are counted on the list (DOMAIN 6, rule 11).
"""

from __future__ import annotations

from recognition.domain.explainer.judging import explain
from recognition.domain.explainer.numbers import hints, threshold_text
from recognition.domain.explainer.ratings import rating_in
from recognition.domain.explainer.told import (
    AUTHORITY,
    CATALOGUE,
    COUNCIL,
    INITIATIVES,
    LISTS,
    REGISTER,
    REPORT,
    UNIT,
    Criterion,
    Explanation,
    Ground,
)

__all__ = [
    "AUTHORITY",
    "CATALOGUE",
    "COUNCIL",
    "INITIATIVES",
    "LISTS",
    "REGISTER",
    "REPORT",
    "UNIT",
    "Criterion",
    "Explanation",
    "Ground",
    "explain",
    "hints",
    "rating_in",
    "threshold_text",
]
