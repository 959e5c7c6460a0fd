"""From an address to a ``Query`` and back: every state of the page of results is a plain GET address.

Whatever stands in an address is read within bounds and never refused: the reader of a broken link gets results and,
where something was left out, a sentence that says so.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.http import HttpRequest, QueryDict

from portal.core import querystring, vietnamese
from search.documents import FACETS, SORTS, Query
from search.finding import LONGEST_VALUE, MOST_CHOSEN
from search.parsing import LONGEST_TEXT

PAGE_SIZE = 20
TEXT, SORT, SINCE, UNTIL, LITERAL = "q", "sort", "since", "until", "literal"
DAYS = (SINCE, UNTIL)
KNOWN = frozenset({TEXT, SORT, SINCE, UNTIL, LITERAL, querystring.PAGE, *FACETS})

LONGEST_ADDRESS = 20_000  # bytes of the query string that are read
MOST_PARAMETERS = 500
# More than is searched, so that the page can say that it was cut; not so much that sixty links carry a novel.
LONGEST_SHOWN = LONGEST_TEXT + 100
LONGEST_DAY = 40
FARTHEST = 10**7  # a page number beyond any


@dataclass(frozen=True, slots=True)
class Days:
    """The two days as typed and as read; ``unread`` names the parameters whose text is no day."""

    since_typed: str = ""
    until_typed: str = ""
    since: date | None = None
    until: date | None = None
    unread: tuple[str, ...] = ()

    @property
    def reversed(self) -> bool:
        return self.since is not None and self.until is not None and self.since > self.until


@dataclass(frozen=True, slots=True)
class Asked:
    """A query read from an address. ``values`` are the parameters it was read from and all that links need to carry;
    ``left_out`` says that the address held more than is read.
    """

    query: Query
    values: QueryDict
    days: Days
    left_out: bool = False


def read(request: HttpRequest, language: str) -> Asked:
    """Read a request's address. Never raises, whatever the bytes."""
    values, left_out = known(request.META.get("QUERY_STRING", ""))
    days = _days(values)
    ordered = not days.reversed
    sort = values.get(SORT, SORTS[0])
    return Asked(
        Query(
            text=values.get(TEXT, ""),
            language=language,
            filters={name: tuple(values.getlist(name)) for name in FACETS if values.getlist(name)},
            page=_page(values.get(querystring.PAGE, "1")),
            size=PAGE_SIZE,
            sort=sort if sort in SORTS else SORTS[0],
            since=days.since if ordered else None,
            until=days.until if ordered else None,
            literal=bool(values.get(LITERAL)),
        ),
        values,
        days,
        left_out,
    )


def known(raw: str) -> tuple[QueryDict, bool]:
    """The parameters of a query string that mean something here, within bounds, and whether others of them had to
    stay out. Django refuses an address of too many parameters (``DATA_UPLOAD_MAX_NUMBER_FIELDS``); this reads the
    first of them.
    """
    whole = len(raw) <= LONGEST_ADDRESS
    pairs = raw[:LONGEST_ADDRESS].split("&", MOST_PARAMETERS)
    whole = whole and len(pairs) <= MOST_PARAMETERS
    parsed = QueryDict(_as_bytes("&".join(pairs[:MOST_PARAMETERS])))
    values = QueryDict(mutable=True)
    for name in parsed:
        if name in FACETS:
            given = [_clean(value, LONGEST_VALUE) for value in parsed.getlist(name)]
            given = [value for value in dict.fromkeys(given) if value.strip()]
            whole = whole and len(given) <= MOST_CHOSEN
            if given:
                values.setlist(name, given[:MOST_CHOSEN])
        elif name in KNOWN:
            bound = LONGEST_SHOWN if name == TEXT else LONGEST_DAY
            values[name] = _clean(parsed.get(name, ""), bound)
    return values, not whole


def without(values: QueryDict, names: Iterable[str]) -> str:
    """The same address without some parameters."""
    return querystring.replaced(values, **dict.fromkeys(names))


def hidden(values: QueryDict, except_for: Iterable[str]) -> tuple[dict[str, str], ...]:
    """What a form has to carry so that sending it changes nothing but its own fields."""
    left = {querystring.PAGE, *except_for}
    return tuple(
        {"name": name, "value": value}
        for name in values
        if name not in left
        for value in values.getlist(name)
    )


def read_day(text: str) -> date:
    """A day as people write it, day first; also without signs between ("24022026", "24 2 2026"). Raises
    ``ValueError``.
    """
    text = text.strip()
    compact = text.replace(" ", "")
    if compact.isascii() and compact.isdigit():
        parts = text.split()
        if len(parts) == 3:
            text = "/".join(parts)
        elif len(compact) == 8:
            text = f"{compact[:2]}/{compact[2:4]}/{compact[4:]}"
    return vietnamese.parse_date(text)


def _days(values: QueryDict) -> Days:
    read: dict[str, date | None] = {}
    unread: list[str] = []
    for name in DAYS:
        typed = values.get(name, "").strip()
        try:
            read[name] = read_day(typed) if typed else None
        except ValueError:
            read[name] = None
            unread.append(name)
    return Days(
        values.get(SINCE, "").strip(), values.get(UNTIL, "").strip(), read[SINCE], read[UNTIL], tuple(unread)
    )


def _page(text: str) -> int:
    if not (text.isascii() and text.isdigit()):
        return 1
    return min(max(int(text), 1), FARTHEST)


def _clean(text: str, longest: int) -> str:
    return text[:longest].replace("\0", "").encode("utf-8", "replace").decode("utf-8")


def _as_bytes(raw: str) -> bytes | str:
    """WSGI hands bytes over as Latin-1; what is none (ASGI) is text already."""
    try:
        return raw.encode("iso-8859-1")
    except UnicodeEncodeError:
        return raw
