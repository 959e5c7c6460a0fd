"""Public identifiers: the only key of a row that ever leaves the system."""

from __future__ import annotations

import secrets
from typing import Final

ALPHABET: Final = "bcdfghjkmnpqrstvwxz23456789"
"""No vowels, so that no word is ever spelled; none of 0, 1, l, so that none is misread."""

LENGTH: Final = 8


def new_public_id() -> str:
    """Return a random identifier of ``LENGTH`` characters (27**8, about 2.8e11, values)."""
    return "".join(secrets.choice(ALPHABET) for _ in range(LENGTH))


def is_public_id(text: str) -> bool:
    """Whether a text could be one."""
    return len(text) == LENGTH and set(text) <= set(ALPHABET)
