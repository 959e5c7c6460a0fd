"""A declared document to its row: normalized texts, keys, order, digest."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from portal.core import vietnamese
from search import ranking
from search.documents import FACETS, Document
from search.engines.base import STREAMS
from search.models import Entry
from search.tokens import Token, number_key, streams, tokens

if TYPE_CHECKING:
    from portal.core.outbox import Ref

LONGEST_TITLE = 500
LONGEST_WORDS = 5_000
LONGEST_BODY = 100_000

# Everything but the identity and the primary key: what a repeated projection overwrites.
WRITTEN_FIELDS = tuple(
    field.name for field in Entry._meta.concrete_fields if field.name not in ("id", "kind", "key", "language")
)


def project(document: Document, ref: Ref) -> Entry:
    """An unsaved row for the document. The same document always gives the same row and digest."""
    title = _text(document.title, LONGEST_TITLE)
    names = [_text(name, LONGEST_TITLE) for name in document.names if name.strip()]
    numbers = [_text(number, 100) for number in document.numbers if number.strip()]
    summary = _text(document.summary, LONGEST_TITLE)
    prefix = _text(document.prefix, 100)
    # What was cancelled is found by its exact values alone, and says no more than what it is.
    words = "" if document.cancelled else _text(document.words, LONGEST_WORDS)
    body = "" if document.cancelled else _text(document.body, LONGEST_BODY)
    facets = _facets(document)
    title_tokens = list(tokens(title))
    own = [number for number in numbers if _carries(title_tokens, list(tokens(number)))]
    others = [number for number in numbers if number not in own]
    ref_text = f"{ref.kind}:{ref.key}"
    sort_key = document.sort_key or vietnamese.sort_key(title)
    values: dict[str, object] = {
        "ref": ref_text,
        "language": document.language,
        "live": "0" if document.cancelled else "1",
        "order": ranking.order(
            kind=document.kind,
            key=document.key,
            language=document.language,
            day=document.date,
            sort_key=sort_key,
        ),
        "newest": ranking.newest(
            kind=document.kind, key=document.key, language=document.language, day=document.date
        ),
        "by_name": f"{sort_key} {document.kind} {document.key}",
        "exact": ranking.exact_terms(
            [[token.keys for token in tokens(name)] for name in (title, *names)],
            [number_key(list(tokens(number))) for number in own],
            [number_key(list(tokens(number))) for number in numbers],
        ),
    }
    if document.date:
        values["day"] = document.date.toordinal()
    for name, chosen in facets.items():
        values[f"facet_{name}"] = chosen
    # A cancelled row keeps its exact values only: no other word may find it.
    if not document.cancelled:
        years = [f"năm {year}" for name in ("year", "decision_year") for year in facets.get(name, ())]
        groups = {
            "name": [title, *names],
            "word": [prefix, summary, *others, *dict.fromkeys(years), words],
            "body": [body],
        }
        for group, texts in groups.items():
            made = streams(texts)
            for stream in STREAMS:
                values[f"{group}_{stream}"] = getattr(made, stream)
        values["spelling"] = _spellings([title, *names])
    text = indexed(values)
    return Entry(
        kind=document.kind,
        key=document.key,
        language=document.language,
        source_kind=ref.kind,
        source_key=ref.key,
        title=title,
        prefix=prefix,
        summary=summary,
        names=names,
        numbers=numbers,
        words=words,
        body=body,
        url=document.url,
        date=document.date,
        cancelled=document.cancelled,
        facets=facets,
        indexed=text,
        digest=digest(text),
    )


def indexed(values: Mapping[str, object]) -> str:
    """What an engine indexes of a row, as text: a JSON object of the fields of ``engines.base`` that are not empty. The
    number of the row and the digest are not in it, see :func:`numbered`.
    """
    present = {name: value for name, value in sorted(values.items()) if value not in ("", [], ())}
    return json.dumps(present, ensure_ascii=False, separators=(",", ":"))


def numbered(number: int, own_digest: int, text: str) -> str:
    """The same with the number of its row and its digest, as an engine takes it; nothing is read or written anew."""
    return f'{{"entry":{number},"digest":{own_digest},{text[1:]}'


def digest(text: str) -> int:
    """63 bits over what an engine reads of the row."""
    return int.from_bytes(hashlib.blake2b(text.encode("utf-8", "replace"), digest_size=8).digest()) >> 1


def _text(text: str, longest: int) -> str:
    """One line of normalized text. NUL is refused by PostgreSQL, lone surrogates by every encoder."""
    cleaned = text.replace("\0", " ").encode("utf-8", "replace").decode("utf-8")
    return vietnamese.normalize(" ".join(cleaned.split()))[:longest]


def _facets(document: Document) -> dict[str, list[str]]:
    found = {"kind": [document.kind]}
    for name in FACETS:
        values = document.facets.get(name, ())
        if name != "kind" and values:
            found[name] = list(dict.fromkeys(str(value) for value in values if value))
    return found


def _carries(title: Sequence[Token], number: Sequence[Token]) -> bool:
    """Whether a number stands in the title: then it is the number of the thing itself."""
    size = len(number)
    wanted = [token.keys.fold for token in number]
    if not size:
        return False
    return any(
        [token.keys.fold for token in title[start : start + size]] == wanted
        for start in range(len(title) - size + 1)
    )


def _spellings(names: Sequence[str]) -> list[str]:
    """The words of names by their folded form, so that a bare word can be told "Hoa, Hòa or Hóa?"."""
    found: dict[str, None] = {}
    for name in names:
        for token in tokens(name):
            if not token.number:
                word = name[token.start : token.end]
                found[f"{token.keys.fold}|{word[:1].upper()}{word[1:].lower()}"] = None
    return list(found)
