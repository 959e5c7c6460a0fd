"""What people searched and what found nothing, counted by day for the editors. Nothing of who searched is kept, and a
text that may name somebody by a number or an address is not kept at all.
"""

from __future__ import annotations

import logging
import re
import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import islice
from typing import Any

from django.conf import settings
from django.db import connection, transaction
from django.db.models import Count, Max, QuerySet, Sum
from django.utils import timezone

from portal.core import timers
from portal.core.vietnamese import fold
from search import parsing
from search.documents import LANGUAGES, SORTS, Query, Results
from search.models import DailyQuery

logger = logging.getLogger(__name__)

KEPT = timedelta(days=366)
MOST_TEXTS_A_DAY = 5_000  # distinct ones; what comes after is not counted, so that nobody can fill the table
MOST_ROWS = 10_000  # of one list
LONGEST_WAIT = 50  # milliseconds a search waits for another writer before its count is given up
PRIVATE_DIGITS = (
    7  # so many in a row name a person sooner than a document: telephone, CCCD, CMND, BHYT, BHXH, passport
)

_RUN = re.compile(r"\d(?:[\s.,:;_/()+–—-]*\d)*")
_YEAR = re.compile(r"(?<!\d)(?:19|20)\d\d(?!\d)")
_ADDRESS = re.compile(
    r"@|[(\[]\s*at\s*[)\]]|://|\bwww\b|\b(?:gmail|yahoo|ymail|hotmail|outlook|icloud)\b|\.(?:com|vn|net|org)\b"
)
# One statement, so that two processes count the same text without losing one, and a full day takes no new text.
_COUNT = """
INSERT INTO search_dailyquery (day, language, text, searches, "nothing", found)
SELECT %(day)s, %(language)s, %(text)s, 1, %(nothing)s, %(found)s
WHERE EXISTS (SELECT 1 FROM search_dailyquery WHERE day = %(day)s AND language = %(language)s AND text = %(text)s)
   OR (SELECT COUNT(*) FROM search_dailyquery WHERE day = %(day)s) < %(most)s
ON CONFLICT (day, language, text) DO UPDATE SET
    searches = search_dailyquery.searches + 1,
    "nothing" = search_dailyquery."nothing" + excluded."nothing",
    found = excluded.found
"""


@dataclass(frozen=True, slots=True)
class Asked:
    """How often a text was searched in some days, how often in vain, the results of the last time, the last day."""

    language: str
    text: str
    searches: int
    nothing: int
    found: int
    last: date


@dataclass(frozen=True, slots=True)
class Day:
    """All searches of a day: how many, in how many different texts, how many in vain."""

    day: date
    searches: int
    texts: int
    nothing: int


def note(query: Query, results: Results) -> None:
    """Counts a search. Never raises, never waits longer than ``LONGEST_WAIT`` for the database.

    A search is a text as it is first asked: pages, filters, other orders and the literal search after a decoded one
    go on with the same search and are not counted again. What was found only after words were left out was not found, nor was
    a number of which only the parts stand somewhere.
    """
    if not settings.SEARCH_REPORT:
        return
    try:
        text = "" if _goes_on(query) else kept_text(query.text)
        if not text:
            return
        found = 0 if results.partial or results.scattered else results.total
        with _hurried(), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(
                _COUNT,
                {
                    "day": timezone.localdate(),
                    "language": query.language if query.language in LANGUAGES else LANGUAGES[0],
                    "text": text,
                    "nothing": int(not found),
                    "found": min(found, 2_147_483_647),
                    "most": MOST_TEXTS_A_DAY,
                },
            )
    except Exception:  # a count is never worth the answer it belongs to
        logger.warning("A search was not counted", exc_info=True)


def kept_text(text: str) -> str:
    """The text as the report keeps it: cleaned, in lower case; empty when it is not kept."""
    cleaned = parsing.clean(text)[0].lower()
    return "" if is_private(cleaned) else cleaned[:200].strip()


def is_private(text: str) -> bool:
    """Whether a text may hold a telephone number, the number of a person's paper, or an address."""
    plain = "".join(
        str(unicodedata.decimal(sign)) if sign.isdecimal() else sign
        for sign in unicodedata.normalize("NFKC", text).lower()
    )
    if _ADDRESS.search(plain):
        return True
    for run in _RUN.findall(plain):
        digits = re.sub(r"\D", "", run)
        # Years beside each other are no number, unless all of it looks like a telephone number.
        without_years = re.sub(r"\D", "", _YEAR.sub(" ", run))
        if len(without_years) >= PRIVATE_DIGITS or (len(digits) >= 9 and digits.startswith(("0", "84"))):
            return True
    return False


def most_searched(since: date, until: date, *, language: str = "", text: str = "") -> list[Asked]:
    """What was searched on these days (both included), most often first, at most ``MOST_ROWS``; with ``text`` only what
    has these words, accents or not.
    """
    return _asked(since, until, language, text, in_vain=False)


def found_nothing(since: date, until: date, *, language: str = "", text: str = "") -> list[Asked]:
    """What was searched in vain on these days, most often first, at most ``MOST_ROWS``."""
    return _asked(since, until, language, text, in_vain=True)


def days(since: date, until: date, *, language: str = "") -> list[Day]:
    """The sums of each day on which something was searched, the newest first."""
    rows = (
        _rows(since, until, language)
        .values("day")
        .annotate(searched=Sum("searches"), texts=Count("pk"), in_vain=Sum("nothing"))
        .order_by("-day")
    )
    return [Day(row["day"], row["searched"], row["texts"], row["in_vain"]) for row in rows]


def forget_old() -> int:
    """Deletes what is older than a year; returns how many rows."""
    return DailyQuery.objects.filter(day__lt=timezone.localdate() - KEPT).delete()[0]


def register() -> None:
    """Registers the timer that forgets; called when all models are loaded."""
    timers.register("search-report", forget_old, timedelta(days=1))


def _rows(since: date, until: date, language: str) -> QuerySet[DailyQuery]:
    rows = DailyQuery.objects.filter(day__gte=since, day__lte=until)
    return rows.filter(language=language) if language else rows


def _asked(since: date, until: date, language: str, text: str, *, in_vain: bool) -> list[Asked]:
    grouped = (
        _rows(since, until, language)
        .values("language", "text")
        .annotate(searched=Sum("searches"), in_vain=Sum("nothing"), last=Max("day"))
    )
    if in_vain:
        grouped = grouped.filter(in_vain__gt=0).order_by("-in_vain", "-searched", "text", "language")
    else:
        grouped = grouped.order_by("-searched", "-last", "text", "language")
    words = fold(text).split()
    rows = list(
        islice(
            (
                row
                for row in grouped.iterator(chunk_size=2_000)
                if not words or all(word in fold(row["text"]) for word in words)
            ),
            MOST_ROWS,
        )
    )
    last = _found_last(rows)
    return [
        Asked(
            row["language"],
            row["text"],
            row["searched"],
            row["in_vain"],
            last.get((row["language"], row["text"]), 0),
            row["last"],
        )
        for row in rows
    ]


def _found_last(rows: Sequence[Mapping[str, Any]]) -> dict[tuple[str, str], int]:
    """How much each text found on the last day on which it was searched."""
    by_place: dict[tuple[date, str], list[str]] = {}
    for row in rows:
        by_place.setdefault((row["last"], row["language"]), []).append(row["text"])
    return {
        (language, text): number
        for (day, language), texts in by_place.items()
        for start in range(0, len(texts), 500)
        for text, number in DailyQuery.objects.filter(
            day=day, language=language, text__in=texts[start : start + 500]
        ).values_list("text", "found")
    }


def _goes_on(query: Query) -> bool:
    return bool(
        query.page > 1
        or query.after
        or query.literal
        or query.since
        or query.until
        or query.sort != SORTS[0]
        or any(query.filters.values())
    )


@contextmanager
def _hurried() -> Iterator[None]:
    """Waits but shortly for other writers in this block, and on SQLite not for the disk either: a count may be lost with
    the power. Inside somebody else's transaction, which may hold or need more, nothing is changed.
    """
    if connection.in_atomic_block:
        yield
    elif connection.vendor == "sqlite":
        connection.ensure_connection()
        own = connection.connection  # how it works is set on it, past what counts and logs queries
        before = {}
        for name, value in (("busy_timeout", LONGEST_WAIT), ("synchronous", "NORMAL")):
            before[name] = int(own.execute(f"PRAGMA {name}").fetchone()[0])
            own.execute(f"PRAGMA {name} = {value}")
        try:
            yield
        finally:
            for name, value in before.items():
                own.execute(f"PRAGMA {name} = {value}")
    else:
        with transaction.atomic():
            with connection.cursor() as cursor:
                cursor.execute(f"SET LOCAL lock_timeout = {LONGEST_WAIT}; SET LOCAL synchronous_commit = off")
            yield
