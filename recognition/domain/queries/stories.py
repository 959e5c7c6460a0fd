"""Exemplar stories."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from typing import Any, Final

from django.core.paginator import Page
from django.db.models import (
    Exists,
    F,
    OuterRef,
    QuerySet,
)
from django.db.models.functions import Coalesce
from django.utils.translation import gettext as _

from portal.core.imaging import pictures, renditions
from portal.core.remembered import remembered
from portal.core.rendered.together import Plan, ask_together, question, side_by_side
from portal.core.restrictions import unrestricted
from portal.core.vietnamese import sort_key
from recognition.domain.queries.honorees import honoree_cards, plan_of_cards, with_latest
from recognition.domain.queries.labels import language_code, stories_path, unit_label
from recognition.domain.queries.paging import page_of
from recognition.domain.queries.unit_tree import UnitTree
from recognition.domain.queries.values import Facet, FacetOption, HonoreeCard, StoryCard
from recognition.enums import ConsentScope
from recognition.models import (
    Honoree,
    StoryPage,
    StoryPerson,
)
from recognition.querysets import taken_back

MOST_CHOICES: Final = 24  # units or themes offered in a list
STORY_WITH_PEOPLE: Final = Coalesce(OuterRef("alias_of"), OuterRef("pk"))
"""An English alias has the people of the Vietnamese story it stands in for."""


def source_of(story: StoryPage) -> int:
    """Return the key of the page whose people are the story's: its own, or that of the page it is an alias of; 0 of a
    draft that was never saved.
    """
    return int(story.alias_of_id or story.pk or 0)


def public_stories(language: str | None = None) -> QuerySet[StoryPage]:
    """Live stories of a language, without those of an honoree who left the public (DOMAIN 6, rule 8) or who took the
    consent to a biography back.

    An honoree of whom nothing was ever public does not take a story away: it says that no decision stands behind it.
    """
    gone = StoryPerson.objects.filter(
        page=STORY_WITH_PEOPLE,
        honoree__is_public=False,
        honoree__conferrals__published_at__isnull=False,
    )
    rows: QuerySet[StoryPage] = unrestricted(StoryPage.objects.live())
    unwilling = StoryPerson.objects.filter(
        taken_back(OuterRef("honoree"), ConsentScope.BIOGRAPHY), page=STORY_WITH_PEOPLE
    )
    return rows.filter(locale__language_code=language or language_code()).exclude(
        Exists(gone) | Exists(unwilling)
    )


@question
def _unwilling_to_be_quoted(story: StoryPage) -> QuerySet[Honoree, Any]:
    people = Honoree.objects.filter(story_links__page=source_of(story))
    return people.filter(taken_back(OuterRef("pk"), ConsentScope.WORDS)).order_by().values_list("pk")[:1]


def _has_quotes(story: StoryPage) -> bool:
    return any(raw["type"] == "quote" for raw in story.body.raw_data)  # without loading what else is in it


def plan_of_body(story: StoryPage) -> Plan:
    """Return what ``readable_body`` asks."""
    return [[_unwilling_to_be_quoted(story)]] if _has_quotes(story) else ()


def readable_body(story: StoryPage) -> list[Any]:
    """Return the blocks of a story strangers may read: no quotations once somebody in it took that consent back."""
    if not _has_quotes(story):
        return list(story.body)
    if not _unwilling_to_be_quoted(story):
        return list(story.body)
    return [block for block in story.body if block.block_type != "quote"]


def story_cards(rows: Iterable[StoryPage]) -> tuple[StoryCard, ...]:
    """Return cards of stories: at most three queries for any number (the list's path, pictures, people)."""
    loaded = list(rows)
    if not loaded:
        return ()
    base = stories_path()
    ask_together(plan_of_story_cards(loaded))
    ready = pictures(_images_of(loaded), "landscape")
    people: dict[int, list[Honoree]] = {}
    for link in _people_in(_sources_of(loaded)):
        people.setdefault(link.page_id, []).append(link.honoree)
    return tuple(
        StoryCard(
            url=f"{base}{row.slug}/",
            title=row.title,
            lead=row.lead,
            kind_label=row.get_kind_display(),
            who=", ".join(person.full_name for person in people.get(source_of(row), ())) or row.subject_line,
            byline=row.byline,
            dated=row.dated,
            minutes=row.reading_minutes,
            image=ready.get(row.image_id) if row.image_id else None,
            has_decision=bool(people.get(source_of(row))),
        )
        for row in loaded
    )


def plan_of_story_cards(rows: Sequence[StoryPage]) -> Plan:
    """Return what ``story_cards`` asks of these rows."""
    if rows:
        parts = [[renditions(_images_of(rows), "landscape"), _people_in(_sources_of(rows))]]
        yield from side_by_side(stories_path.plan(), parts)


def _plan_of(rows: QuerySet[StoryPage]) -> Plan:
    yield [rows]
    yield from plan_of_story_cards(list(rows))


def _images_of(rows: Sequence[StoryPage]) -> list[int]:
    return sorted({row.image_id for row in rows if row.image_id})


def _sources_of(rows: Sequence[StoryPage]) -> list[int]:
    return sorted({source_of(row) for row in rows})


@question
def _people_in(sources: list[int]) -> QuerySet[StoryPerson]:
    links = StoryPerson.objects.filter(page_id__in=sources, honoree__is_public=True)
    return links.select_related("honoree").order_by("sort_order", "id")  # type: ignore[no-any-return]


def stories(
    *, page: int = 1, size: int = 12, kind: str = "", unit: str = "", theme: str = ""
) -> tuple[Page[Any], tuple[StoryCard, ...]]:
    """One page of stories, latest first; ``unit`` is a slug and means what stands under it too."""
    rows = public_stories().order_by(F("dated").desc(nulls_last=True), "-first_published_at", "-id")
    if kind:
        rows = rows.filter(kind=kind)
    if unit:
        tree = UnitTree.load()
        found_unit = tree.by_slug.get(unit)
        rows = rows.filter(unit_id__in=tree.subtree(found_unit.pk) if found_unit else ())
    if theme:
        rows = rows.filter(theme=theme)
    found = page_of(rows, page, size)
    return found, story_cards(found.object_list)


@question
def _facts(kind: str) -> QuerySet[StoryPage, Any]:
    rows = public_stories()
    return (rows.filter(kind=kind) if kind else rows).order_by().values_list("unit_id", "theme")  # type: ignore[no-any-return]


def _plan_of_facets(*, kind: str = "", unit: str = "", theme: str = "") -> Plan:  # noqa: ARG001 - as story_facets
    return side_by_side(UnitTree.plan(), [[_facts(kind)]])


@remembered(limit=64, plan=_plan_of_facets)
def story_facets(*, kind: str = "", unit: str = "", theme: str = "") -> tuple[Facet, ...]:
    """Units and themes of the stories of a kind; each count is what a click on it gives."""
    facts = list(_facts(kind))
    tree = UnitTree.load()
    chosen = tree.by_slug.get(unit)
    inside = tree.subtree(chosen.pk) if chosen else frozenset()
    themes = Counter(name for at, name in facts if name and (not unit or at in inside))
    at_unit = Counter(at for at, name in facts if at and (not theme or name == theme))
    units = []
    for pk in {at for at, _name in facts if at in tree.by_id} | ({chosen.pk} if chosen else set()):
        count = sum(at_unit[below] for below in tree.subtree(pk))
        if count or (chosen and pk == chosen.pk):
            row = tree.by_id[pk]
            units.append(
                FacetOption(row.slug, unit_label(row), count, chosen is not None and pk == chosen.pk)
            )
    named = [FacetOption(name, name, count, name == theme) for name, count in themes.items()]
    if theme and theme not in themes:
        named.append(FacetOption(theme, theme, 0, True))
    return (
        Facet("chu-de", _("Chủ đề"), _most_told(named), bool(theme)),
        Facet("don-vi", _("Đơn vị"), _most_told(units), bool(unit)),
    )


def _most_told(options: list[FacetOption]) -> tuple[FacetOption, ...]:
    """The chosen one, then those with most stories, in the order of the alphabet where they have as many."""
    in_order = sorted(options, key=lambda one: (not one.chosen, -one.count, sort_key(one.label)))
    return tuple(in_order[:MOST_CHOICES])


@question
def _latest(limit: int) -> QuerySet[StoryPage]:
    rows = public_stories().order_by(F("dated").desc(nulls_last=True), "-first_published_at", "-id")
    return rows[:limit]


@remembered(limit=32, plan=lambda *, limit: _plan_of(_latest(limit)))
def latest_stories(*, limit: int) -> tuple[StoryCard, ...]:
    """The latest stories, for the home page and below another story."""
    return story_cards(_latest(limit))


def stories_of_honoree(honoree: Honoree) -> tuple[StoryCard, ...]:
    return _stories_of(honoree.pk)


def plan_of_stories(honoree: Honoree) -> Plan:
    """Return what ``stories_of_honoree`` asks."""
    return _stories_of.plan(honoree.pk)


@question
def _about(honoree_id: int) -> QuerySet[StoryPage]:
    about = StoryPerson.objects.filter(page=STORY_WITH_PEOPLE, honoree=honoree_id)
    return public_stories().filter(Exists(about)).order_by(F("dated").desc(nulls_last=True), "-id")[:6]


@remembered(limit=1024, plan=lambda honoree_id: _plan_of(_about(honoree_id)))
def _stories_of(honoree_id: int) -> tuple[StoryCard, ...]:
    return story_cards(_about(honoree_id))


def people_of_story(story: StoryPage) -> tuple[HonoreeCard, ...]:
    """The public honorees of a story, in its order."""
    return _people_of(source_of(story))


def plan_of_people(story: StoryPage) -> Plan:
    """Return what ``people_of_story`` asks."""
    return _people_of.plan(source_of(story))


@question
def _told_of(story_id: int) -> QuerySet[Honoree]:
    rows = Honoree.objects.public().filter(story_links__page=story_id)
    return with_latest(rows.order_by("story_links__sort_order", "id"))


def _plan_of_told(story_id: int) -> Plan:
    rows = _told_of(story_id)
    yield [rows]
    yield from plan_of_cards(list(rows))


@remembered(limit=512, plan=_plan_of_told)
def _people_of(story_id: int) -> tuple[HonoreeCard, ...]:
    return honoree_cards(_told_of(story_id))
