"""The exemplar stories of the demo, read from ``data/stories``: TOML front matter, a line ``+++``, then prose.

In the prose, ``## `` opens a heading, ``> words | speaker`` is a quotation, everything else is a paragraph.
People are written "Full name" (one of ``people.FEATURED``) or "Full name|titles|position|unit code".
"""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any, Final, Literal

from portal.home.demo.people import FEATURED, DemoPerson

StoryKindCode = Literal["good_deed", "exemplar", "new_factor", "model"]
SourceCode = Literal["leadership", "field", "inspection", "media", "contest"]

FOLDER: Final = Path(__file__).parent / "data" / "stories"


@dataclass(frozen=True, slots=True)
class Block:
    """A piece of the body: ``speaker`` is filled for quotations only."""

    kind: Literal["paragraph", "heading", "quote"]
    text: str
    speaker: str = ""


@dataclass(frozen=True, slots=True)
class StoryConferral:
    """The conferral behind a story, when ``merits.DESIGN_CONFERRALS`` does not already hold it."""

    award_code: str
    number: str
    dated: date
    issuer: str
    citation: str
    merit_from: int
    merit_until: int
    merit: Literal["routine", "thematic", "sudden", "devotion"] = "routine"
    collective: bool = False


@dataclass(frozen=True, slots=True)
class DemoStory:
    """One story. ``collective_code`` is the unit honored as a collective; the first person is the one portrayed.

    ``decision_number`` names the decision behind it, whether of the design or its own; empty: no decision yet.
    """

    slug: str
    title: str
    title_en: str
    summary_en: str
    kind: StoryKindCode
    theme: str
    source: SourceCode
    dated: date
    byline: str
    unit_code: str
    people: tuple[DemoPerson, ...]
    collective_code: str
    scene: str
    caption: str
    lead: str
    body: tuple[Block, ...]
    facts: tuple[tuple[str, str], ...]
    timeline: tuple[tuple[str, str], ...]
    conferral: StoryConferral | None
    decision_number: str
    campaign_code: str

    @property
    def paragraphs(self) -> tuple[str, ...]:
        return tuple(block.text for block in self.body if block.kind == "paragraph")

    @property
    def pull_quote(self) -> Block | None:
        return next((block for block in self.body if block.kind == "quote"), None)


def _person(text: str) -> DemoPerson:
    known = {one.full_name: one for one in FEATURED}
    if "|" not in text:
        return known[text]
    full_name, titles, position, unit_code = text.split("|")
    given = full_name.split()[0] if full_name.startswith(("H’", "K’")) else ""
    year = 1970 + sum(map(ord, full_name)) % 25
    return DemoPerson(full_name, titles, position, unit_code, year, given, "any")


def _block(text: str) -> Block:
    if text.startswith("## "):
        return Block("heading", text[3:].strip())
    if text.startswith("> "):
        words, _, speaker = text[2:].partition(" | ")
        return Block("quote", words.strip(), speaker.strip())
    return Block("paragraph", " ".join(text.split()))


def _read(path: Path) -> DemoStory:
    front, _, prose = path.read_text(encoding="utf-8").partition("\n+++\n")
    data: dict[str, Any] = tomllib.loads(front)
    award = data.get("award")
    conferral = None
    if award:
        conferral = StoryConferral(
            award["code"],
            award["number"],
            award["dated"],
            award["issuer"],
            award["citation"],
            award["merit_from"],
            award["merit_until"],
            award.get("merit", "routine"),
            award.get("collective", False),
        )
    return DemoStory(
        slug=path.stem,
        title=data["title"],
        title_en=data["title_en"],
        summary_en=data["summary_en"],
        kind=data["kind"],
        theme=data["theme"],
        source=data["source"],
        dated=data["dated"],
        byline=data["byline"],
        unit_code=data["unit"],
        people=tuple(_person(text) for text in data.get("people", ())),
        collective_code=data.get("collective", ""),
        scene=data["scene"],
        caption=data["caption"],
        lead=data["lead"],
        body=tuple(_block(text.strip()) for text in prose.split("\n\n") if text.strip()),
        facts=tuple((label, value) for label, value in data.get("facts", ())),
        timeline=tuple((when, what) for when, what in data.get("timeline", ())),
        conferral=conferral,
        decision_number=conferral.number if conferral else data.get("design_number", ""),
        campaign_code=data.get("campaign", ""),
    )


@cache
def stories() -> tuple[DemoStory, ...]:
    """Return all stories, newest first."""
    return tuple(
        sorted(
            (_read(path) for path in FOLDER.glob("*.md")), key=lambda one: (one.dated, one.slug), reverse=True
        )
    )
