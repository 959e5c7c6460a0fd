"""Numbers of documents as people type them: ``57/QĐ-SYT``, ``57 qđ syt``, ``57qdsyt``, ``qd 57 syt`` are one number.

What is one has a number, a kind of document and the short form of who issued it. Anything else with digits and short words
("bệnh viện 115", "covid 19", "57 qđ") is words.
"""

from __future__ import annotations

import re
from collections.abc import Collection
from typing import Final

# Nghị định 30/2020/NĐ-CP, annex III: the short forms of kinds of documents that bear a number here.
KINDS: Final = frozenset("nq qd ct hd tb cd kh pa bc ttr cv tt nd ttlt ctr".split())
MOST_ISSUERS: Final = 3  # QĐ-CĐCS-SYT
SHORTEST_GLUED: Final = (
    3  # letters of an issuer that was typed in one word with the kind: "ttyt" is no Thông tư
)
# Short forms of issuers are first letters: no vowel, y excepted (SYT, TTYT, BVSN), and these few.
_FIRST_LETTERS: Final = re.compile(r"[^\W\d_aeiou]{2,8}")
_OTHERS: Final = frozenset("ubnd hdnd ubmttq".split())


def identified(key: str, known: Collection[str] = ()) -> str:
    """Return the key of a number (``tokens.number_key``) as documents write it, the kind before who issued it; empty when
    it is none. A word that is ``known`` (to the dictionary) is not parted.
    """
    words = key.split()
    digits = [word for word in words if word.isdigit()]
    letters = [word for word in words if not word.isdigit()]
    kind = next((word for word in letters if word in KINDS), "")
    if kind:
        letters.remove(kind)
    elif letters and letters[0] not in known:
        kind, letters[0] = _parted(letters[0])
    if not digits or not kind or not 1 <= len(letters) <= MOST_ISSUERS or not all(map(_issues, letters)):
        return ""
    return " ".join([*digits, kind, *letters])


def glued(number: str, words: Collection[str]) -> bool:
    """Whether kind and issuer of a number are one of the words that were typed."""
    kind, *issuers = [word for word in number.split() if not word.isdigit()]
    return kind + issuers[0] in words


def _parted(word: str) -> tuple[str, str]:
    """Kind and issuer that were typed as one word (``qdsyt``)."""
    for kind in sorted(KINDS, key=len, reverse=True):
        issuer = word.removeprefix(kind)
        if len(word) > len(issuer) >= SHORTEST_GLUED and _issues(issuer):
            return kind, issuer
    return "", word


def _issues(word: str) -> bool:
    return word in _OTHERS or _FIRST_LETTERS.fullmatch(word) is not None
