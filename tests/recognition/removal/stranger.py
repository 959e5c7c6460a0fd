"""A stranger who follows every address there is, remembers it, and reads what comes back as it would be read."""

from __future__ import annotations

import html
import io
import re
import unicodedata
import zipfile
from collections import deque
from collections.abc import Iterable
from dataclasses import dataclass, field
from urllib.parse import parse_qsl, unquote, urlsplit

from tests.portal.core.rendered.conftest import Answer, Visitor

STARTS = (
    "/", "/en/", "/sitemap.xml", "/robots.txt", "/so-do-trang/", "/en/site-map/", "/phong-trao/han-nop.ics",
    "/api/v1/openapi.json", "/api/v1/honorees", "/api/v1/decisions", "/api/v1/units", "/api/v1/awards",
    "/api/v1/campaigns", "/api/v1/honorees?lang=en", "/api/v1/decisions?lang=en",
)  # fmt: skip
HOSTS = {"", "testserver"}
_ADDRESSES = (
    re.compile(r"""\b(?:href|src|content|action|poster)=["']([^"']+)["']"""),
    re.compile(r"""\bsrcset=["']([^"']+)["']"""),
    re.compile(r"<(?:loc|link|guid|url|thumbnail_url)>([^<]+)<"),
    re.compile(r'"((?:https?://testserver)?/[^"\s\\]*)"'),
    re.compile(r"^URL:(\S+)", re.MULTILINE),
)
_LISTED = {"trang", "p", "lang", "page"}
_OWN_WAYS = ("/oembed", "/api/", "/sitemap")
_NEVER = ("/quan-tri/", "/static/", "/hien-thi", "/de-nghi-khen-thuong", "/en/nominate")


def found_in(text: str) -> Iterable[str]:
    for pattern in _ADDRESSES:
        for match in pattern.findall(text):
            yield from (
                (part.split()[0] for part in match.split(",") if part.strip())
                if (pattern is _ADDRESSES[1])
                else (match,)
            )


def address_of(text: str, here: str) -> str | None:
    """Return the path and query of an address of ours that is worth asking for, None for any other."""
    text = html.unescape(text).split("#")[0].strip()
    if text.startswith("?"):
        text = here.split("?", maxsplit=1)[0] + text
    parts = urlsplit(text)
    if (
        parts.scheme not in {"", "http", "https"}
        or parts.netloc not in HOSTS
        or not parts.path.startswith("/")
    ):
        return None
    if parts.path.startswith(_NEVER):
        return None
    if parts.query and not parts.path.startswith(_OWN_WAYS):
        names = {name for name, _value in parse_qsl(parts.query, keep_blank_values=True)}
        if not names <= _LISTED and "?" in here:  # filters of filters have no end
            return None
    return parts.path + (f"?{parts.query}" if parts.query else "")


@dataclass
class Stranger:
    """What was answered at each address, and what can be read in it."""

    visitor: Visitor
    answers: dict[str, Answer] = field(default_factory=dict)

    def ask(self, address: str) -> Answer:
        path, _mark, query = address.partition("?")
        plain = unquote(path).encode().decode("latin-1") + (f"?{query}" if query else "")
        return self.visitor.get(plain)

    def crawl(self, starts: Iterable[str] = STARTS) -> Stranger:
        waiting = deque(dict.fromkeys(starts))
        known = set(waiting)
        while waiting:
            address = waiting.popleft()
            answer = self.answers[address] = self.ask(address)
            more = [answer.headers["location"]] if "location" in answer.headers else []
            kind = answer.headers.get("content-type", "")
            if kind.startswith(
                ("text/", "application/json", "application/xml", "application/rss", "application/feed")
            ):
                more += found_in(answer.text.replace("\r\n ", ""))
            for text in more:
                found = address_of(text, address)
                if found is not None and found not in known:
                    known.add(found)
                    waiting.append(found)
        return self

    def reading(self, address: str) -> str:
        """What stands in an answer, as a person or a machine would find it, without what was asked for itself."""
        return readable(self.answers[address])

    def where(self, words: str) -> set[str]:
        """The addresses in whose answers the words stand."""
        wanted = plain(words)
        return {address for address in self.answers if wanted in self.reading(address)}

    def with_bytes(self, body: bytes) -> set[str]:
        return {address for address, answer in self.answers.items() if body and body in answer.body}


def readable(answer: Answer) -> str:
    """Text of a body: packed files unpacked, marks between letters taken out, escapes and spaces made plain."""
    kind = answer.headers.get("content-type", "")
    location = unquote(answer.headers.get("location", ""))
    if "spreadsheet" in kind:
        with zipfile.ZipFile(io.BytesIO(answer.body)) as packed:
            text = " ".join(packed.read(name).decode("utf-8", "replace") for name in packed.namelist())
    elif kind.startswith(("image/", "application/pdf", "video/", "audio/")):
        return plain(location)
    else:
        text = answer.body.decode("utf-8", "replace")
    text = text.replace("\r\n ", "")  # folded lines of calendars
    loose = re.sub(r"<[^>]*>", "", text)
    return plain(" ".join((text, loose, unquote(text), location)))


def plain(text: str) -> str:
    unpacked = re.sub(r"\\u([0-9a-fA-F]{4})", lambda match: chr(int(match[1], 16)), html.unescape(text))
    return " ".join(unicodedata.normalize("NFC", unpacked).casefold().split())
