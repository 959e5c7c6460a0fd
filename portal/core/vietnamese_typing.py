"""Vietnamese that was typed or stored in another way: Telex and VNI keys left as they are, legacy fonts, lost encodings.

Use it through ``portal.core.vietnamese``.
"""

from __future__ import annotations

import re
import unicodedata

_LONGEST = 400
_WORD = re.compile(r"[^\W_]+")
_GRAVE, _ACUTE, _HOOK, _TILDE, _DOT = "\u0300", "\u0301", "\u0309", "\u0303", "\u0323"
_TELEX_TONES = {"f": _GRAVE, "s": _ACUTE, "r": _HOOK, "x": _TILDE, "j": _DOT, "z": ""}
_VNI_TONES = {"2": _GRAVE, "1": _ACUTE, "3": _HOOK, "4": _TILDE, "5": _DOT, "0": ""}
_VNI_LETTERS = {
    "6": {"a": "â", "e": "ê", "o": "ô"},
    "7": {"o": "ơ", "u": "ư"},
    "8": {"a": "ă"},
    "9": {"d": "đ"},
}
_DOUBLED = {"a": "â", "e": "ê", "o": "ô"}
_HORNED = {"a": "ă", "o": "ơ", "u": "ư"}
_VOWELS = frozenset("aăâeêioôơuưy")

_INITIALS = r"(?:ngh|ng|nh|th|tr|ch|ph|kh|gh|gi|qu|[bcdđghklmnpqrstvx])?"
_NUCLEI = (
    "a ă â e ê i o ô ơ u ư y ai ao au ay âu ây eo êu ia iê iu oa oă oe oi oo ôi ơi ua uâ uê ui uô uơ uy ưa ưi ươ ưu yê "
    "iêu oai oay oao oeo uây uôi uya uyê uyu ươi ươu yêu uêu"
)
_FINALS = r"(ng|nh|ch|[ckmnpt])?"  # k in names of places: Đắk Lắk
_SYLLABLE = re.compile(
    rf"({_INITIALS})({'|'.join(sorted(_NUCLEI.split(), key=len, reverse=True))}){_FINALS}", re.UNICODE
)
_STOPS = frozenset({"c", "ch", "k", "p", "t"})
# These never stand before a final consonant, and these never without one.
_OPEN = frozenset(
    [
        "ai",
        "ao",
        "au",
        "ay",
        "âu",
        "ây",
        "eo",
        "êu",
        "ia",
        "iu",
        "oi",
        "ôi",
        "ơi",
        "ua",
        "ui",
        "ưa",
        "ưi",
        "ưu",
        "iêu",
        "oai",
        "oay",
        "oao",
        "oeo",
        "uây",
        "uôi",
        "uya",
        "uyu",
        "ươi",
        "ươu",
        "yêu",
        "uêu",
    ]
)
_CLOSED = frozenset(["ă", "â", "iê", "oă", "oo", "uâ", "uô", "ươ", "yê", "uyê"])


def decode_typing(text: str) -> str | None:
    """Read raw Telex or VNI keys: ``Nguyeenx Vawn Hai`` and ``Nguye6n4 Va8n Hai`` are ``Nguyễn Văn Hai``.

    ``None`` when the text is not such typing: when no word needs it, or when a word is neither Vietnamese nor an
    abbreviation, so that the text is in another language. Only the first 400 characters are read; longer text is none.
    """
    if len(text) > _LONGEST:
        return None
    text = unicodedata.normalize("NFC", text)
    changed = False
    pieces: list[str] = []
    end = 0
    for match in _WORD.finditer(text):
        word = match.group()
        decoded = _decoded(word)
        if decoded is None:
            if not _passes(word):
                return None
            decoded = word
        else:
            changed = True
        pieces += (text[end : match.start()], decoded)
        end = match.end()
    pieces.append(text[end:])
    return "".join(pieces) if changed else None


def _passes(word: str) -> bool:
    """Whether a word may stand beside decoded ones as it is."""
    if not word.isascii() or not word.isalpha() or word.isupper():
        return True
    lower = word.lower()
    return not _VOWELS & set(lower) or _syllable(lower) is not None


def _decoded(word: str) -> str | None:
    if not word.isascii():
        return None
    lower = word.lower()
    read = _read_telex(lower) if word.isalpha() else _read_vni(lower)
    syllable = _syllable(read[0]) if read else None
    if read is None or syllable is None or (syllable[2] in _STOPS and read[1] not in {"", _ACUTE, _DOT}):
        return None
    spelled = _with_tone(syllable, read[1])
    if spelled == lower:
        return None
    letters = "".join(filter(str.isalpha, word))
    if len(letters) > 1 and letters.isupper():
        return spelled.upper()
    return spelled[0].upper() + spelled[1:] if word[0].isupper() else spelled


def _read_telex(word: str) -> tuple[str, str] | None:
    letters: list[str] = []
    tone = ""
    touched = False
    for sign in word:
        has_vowel = any(letter in _VOWELS for letter in letters)
        if sign in _TELEX_TONES and has_vowel:
            tone = _TELEX_TONES[sign]
            touched = True
        elif sign == "w":
            if not _put_horn(letters):
                letters.append("ư")
            touched = True
        elif sign in _DOUBLED and sign in letters and _VOWELS & set(letters[letters.index(sign) :]):
            letters[letters.index(sign)] = _DOUBLED[sign]
            touched = True
        elif sign == "d" and letters[:1] == ["d"]:
            letters[0] = "đ"
            touched = True
        else:
            letters.append(sign)
    return ("".join(letters), tone) if touched else None


def _put_horn(letters: list[str]) -> bool:
    """Read ``w``: the horn on u and o (both in ``uo``), the breve on a. False when no letter takes it."""
    start = 2 if letters[:2] == ["q", "u"] else 0
    places = [place for place in range(start, len(letters)) if letters[place] in "aouơ"]
    for place in places:
        if letters[place] == "u" and place + 1 < len(letters) and letters[place + 1] in "oơ":
            letters[place : place + 2] = ["ư", "ơ"]
            return True
        if letters[place] == "u" and place + 1 < len(letters) and letters[place + 1] == "a":
            letters[place] = "ư"
            return True
    for place in reversed(places):
        if letters[place] in _HORNED:
            letters[place] = _HORNED[letters[place]]
            return True
    return False


def _read_vni(word: str) -> tuple[str, str] | None:
    if not word[0].isalpha() or sum(map(str.isalpha, word)) < 2:
        return None
    letters: list[str] = []
    tone = ""
    for sign in word:
        if not sign.isdigit():
            letters.append(sign)
        elif sign in _VNI_TONES:
            if not _VOWELS & set(letters):
                return None
            tone = _VNI_TONES[sign]
        else:
            marks = _VNI_LETTERS[sign]
            places = [place for place, letter in enumerate(letters) if letter in marks]
            if not places:
                return None
            place = places[0] if sign == "9" else places[-1]
            if sign == "7" and place and letters[place] == "o" and letters[place - 1] == "u":
                letters[place - 1] = "ư"
            letters[place] = marks[letters[place]]
    return "".join(letters), tone


def _syllable(letters: str) -> tuple[str, str, str] | None:
    """Initial, nucleus and final of a Vietnamese syllable without tone; ``None`` when it is none."""
    match = _SYLLABLE.fullmatch(letters)
    if match is None and letters in {"gi", "quy"}:
        return (letters[:1], letters[1:], "")
    if match is None:
        return None
    initial, nucleus, final = match.group(1), match.group(2), match.group(3) or ""
    if (final and nucleus in _OPEN) or (not final and nucleus in _CLOSED and initial not in {"gi", "qu"}):
        return None
    return initial, nucleus, final


def _with_tone(syllable: tuple[str, str, str], tone: str) -> str:
    initial, nucleus, final = syllable
    place = _tone_place(nucleus, final)
    marked = unicodedata.normalize("NFC", nucleus[place] + tone)
    return f"{initial}{nucleus[:place]}{marked}{nucleus[place + 1 :]}{final}"


def _tone_place(nucleus: str, final: str) -> int:
    for place in range(len(nucleus) - 1, -1, -1):
        if nucleus[place] in "ăâêôơư" and (nucleus[place] != "ư" or "ơ" not in nucleus):
            return place
    if len(nucleus) == 1:
        return 0
    if len(nucleus) > 2 or final:
        return 1
    return 0


# Legacy encodings ----------------------------------------------------------------------------------------------------
_LETTER = r"[A-Za-zÀ-ÖØ-öø-ÿ]"
_TCVN3 = re.compile(
    rf"(?<={_LETTER})[µ¸¹¨¾¼½Þ×÷þ¶]|[¨®§¸](?=[a-zÀ-ÿ])|(?<=[A-Za-z])[«¬»©·ª­](?=[A-Za-zÀ-ÿ])"
    r"|(?<=[a-z])[ÆÇÈÉÊËÌÍÎÏÐÑÒÓÔÕÖØÙÚÛÜÝÞ](?=[a-z\W]|$)|\b[LT]ª\b|(?<=[A-Za-z])ª\b"
)
_VNI_FONT = re.compile(
    r"a[øùûõâáàåãäêéèúü]|e[øùûõâáàåãä]|o[øùûõâåä]|[uy][øùûõ]|[öô][øùûõï]|[ñ]\w*a[ëï]|\b[ñ][aeo][ëï]",
    re.IGNORECASE,
)
_UTF8_AS_LATIN = re.compile(
    "á[º»][\x80-\xbf\u0152-\u2122]|Ä[\x91\x90\x83\x82‘\u0192\u201a]|Æ[°¡¯\xa0]|Ã[\x80-\xbf\u0152-\u2122]"
)


def looks_legacy(text: str) -> bool:
    """Whether the text seems to be Vietnamese in TCVN3 (``NguyÔn V¨n Hai``) or VNI (``Nguyeãn Vaên Hai``) fonts, or
    UTF-8 read as something else (``Nguyá»…n``), so that it must be converted before it is taken in.

    A hint for messages, made to leave foreign names (Müller, Noël, François) and real Vietnamese alone.
    """
    if text.isascii():
        return False
    composed = unicodedata.normalize("NFC", text)
    return "\ufffd" in composed or any(
        pattern.search(composed) is not None for pattern in (_UTF8_AS_LATIN, _TCVN3, _VNI_FONT)
    )
