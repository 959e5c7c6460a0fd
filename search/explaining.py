"""How a text is understood and what each step of it finds, for editors who try the dictionary."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from search import dictionary, edition, parsing, pins, ranking
from search.dictionary import Origin
from search.documents import LANGUAGES, Query, Results
from search.engines.base import AnyOf, Tier
from search.finding import find
from search.models import Entry
from search.parsing import Group, Part, Quoted, Understood
from search.scope import Scope
from search.tokens import Keys

FIRST = 5  # results that are shown


@dataclass(frozen=True, slots=True)
class ExplainedPart:
    """One thing that must be found. ``kind`` is word, group or phrase; ``ways`` are the other ways in which a group may
    be written, without marks; ``origins`` say who says so.
    """

    kind: str
    text: str
    ways: tuple[str, ...] = ()
    origins: tuple[Origin, ...] = ()


@dataclass(frozen=True, slots=True)
class ExplainedTier:
    """A step of the order and how many results stand in it and in none before."""

    name: str
    count: int


@dataclass(frozen=True, slots=True, kw_only=True)
class ExplainedReading:
    parts: tuple[ExplainedPart, ...]
    titles: tuple[str, ...]  # dropped
    number: str  # the key of a document number, or empty
    years: tuple[str, ...]
    tiers: tuple[ExplainedTier, ...]

    @property
    def total(self) -> int:
        return sum(tier.count for tier in self.tiers)


@dataclass(frozen=True, slots=True, kw_only=True)
class Explanation:
    """``text`` is the text cleaned; ``readings`` are tried in this order, those of ``decoded`` after them. ``pinned``
    are the titles that editors put first. ``results`` is the answer itself, with what was corrected or left out.
    """

    text: str
    language: str
    cut: bool
    decoded: str
    readings: tuple[ExplainedReading, ...]
    decoded_readings: tuple[ExplainedReading, ...]
    pinned: tuple[str, ...]
    results: Results


def explain(text: str, language: str) -> Explanation:
    """Read a text as ``find`` does, and count every step. Raises ``EngineError``."""
    language = language if language in LANGUAGES else LANGUAGES[0]
    number = edition.current()
    words = dictionary.at(number)
    scope = Scope(language=language, filters={})
    readings = parsing.understand(text, words)
    decoded = parsing.decode(text)
    return Explanation(
        text=readings[0].text,
        language=language,
        cut=readings[0].cut,
        decoded=decoded,
        readings=tuple(_reading(reading, scope) for reading in readings),
        decoded_readings=tuple(
            _reading(reading, scope) for reading in (parsing.understand(decoded, words) if decoded else ())
        ),
        pinned=_pinned(language, text, number),
        results=find(Query(text=text, language=language, size=FIRST, counted=())),
    )


def _reading(reading: Understood, scope: Scope) -> ExplainedReading:
    tiers = () if reading.empty else ranking.tiers(reading)
    return ExplainedReading(
        parts=tuple(map(_part, reading.parts)),
        titles=reading.titles,
        number=reading.number,
        years=reading.years,
        tiers=_tiers(tiers, scope),
    )


def _tiers(tiers: Sequence[Tier], scope: Scope) -> tuple[ExplainedTier, ...]:
    """Each tier without the rows of those before: what all up to it hold, less what all before it hold."""
    grown = [AnyOf(tuple(tier.expression for tier in tiers[: place + 1])) for place in range(len(tiers))]
    counted = scope.counts(grown)
    before = (0, *counted)
    return tuple(
        ExplainedTier(tier.name, count - less)
        for tier, count, less in zip(tiers, counted, before, strict=False)
    )


def _part(part: Part) -> ExplainedPart:
    if isinstance(part, Group):
        return ExplainedPart("group", part.text, tuple(map(_spelled, part.ways[1:])), part.origins)
    return ExplainedPart("phrase" if isinstance(part, Quoted) else "word", part.text)


def _spelled(way: tuple[Keys, ...]) -> str:
    return " ".join(key.fold for key in way)


def _pinned(language: str, text: str, number: int) -> tuple[str, ...]:
    titles = {
        (kind, key): title
        for one in pins.pinned(language, text, number)
        for kind, key, title in Entry.objects.filter(
            kind=one.kind, key=one.key, language=language, cancelled=False
        ).values_list("kind", "key", "title")
    }
    return tuple(titles.values())
