"""What pages, feeds, the API and panels show of campaigns, as frozen values with a constant number of queries."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Final
from urllib.parse import urlsplit
from uuid import UUID

from django.core.paginator import Page, Paginator
from django.db.models import Count, F, Q, QuerySet
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from campaigns.enums import CampaignState
from campaigns.models import (
    Campaign,
    CampaignConferral,
    CampaignCriterion,
    CampaignFile,
    CampaignIndexPage,
    CampaignMilestone,
    CampaignPage,
    CampaignRound,
    CampaignStory,
)
from portal.core.remembered import remembered
from portal.core.rendered.reading import until, until_day, until_midnight
from portal.core.rendered.together import Plan, ask_together, question, side_by_side
from portal.core.restrictions import unrestricted
from recognition.domain import queries as recognition_queries
from recognition.domain.queries import HonoreeCard, StoryCard
from recognition.enums import InstrumentKind, SubjectKind
from recognition.models import Award, Conferral, Decision, Honoree, LegalInstrument, StoryPage

ON_A_PAGE: Final = 24
GROUPS: Final = (
    (CampaignState.OPEN, CampaignState.REVIEWING, CampaignState.RUNNING, CampaignState.UPCOMING),
    (CampaignState.CLOSED,),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class CampaignCard:
    public_id: str
    slug: str
    url: str
    title: str
    kind: str
    state: str
    state_label: str
    summary: str
    plan_number: str
    plan_date: date | None
    issuer: str
    starts_on: date | None
    ends_on: date | None
    deadline: datetime | None
    days_left: int | None
    is_record: bool


@dataclass(frozen=True, slots=True)
class Step:
    """A milestone with its state of today (done, doing, next)."""

    title: str
    starts_on: date
    ends_on: date | None
    is_peak: bool
    state: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Criterion:
    text: str
    threshold: Any
    unit: str
    at_most: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class CampaignDetail:
    """Everything an announcement says, and what came of it."""

    card: CampaignCard
    slogan: str
    themes: tuple[str, ...]
    purpose: str
    goals: tuple[str, ...]
    content: tuple[str, ...]
    subjects: str
    measures: tuple[str, ...]
    recipients: tuple[str, ...]
    contact: str
    individual_quota: int | None
    collective_quota: int | None
    quota_note: str
    bases: tuple[str, ...]
    awards: tuple[Award, ...]
    awards_note: str
    steps: tuple[Step, ...]
    criteria: tuple[tuple[str, tuple[Criterion, ...]], ...]
    files: tuple[tuple[str, str, str, int], ...]
    parent: CampaignCard | None
    parent_reference: str
    children: tuple[CampaignCard, ...]
    note: str


def is_english() -> bool:
    return (get_language() or "vi").startswith("en")


def language_code() -> str:
    return "en" if is_english() else "vi"


@remembered(limit=4, plan=lambda: [[recognition_queries.index_page(CampaignIndexPage)]])
def campaigns_path() -> str:
    """Return the path of the list of campaigns in the active language."""
    page = next(iter(recognition_queries.index_page(CampaignIndexPage)), None)
    url = urlsplit(page.get_url() or "").path if page else ""
    return url or ("/en/campaigns/" if is_english() else "/phong-trao/")


def public_campaigns() -> QuerySet[Campaign]:
    """Campaigns whose page strangers may read, in the active language, latest first."""
    shown = unrestricted(CampaignPage.objects.live()).filter(language=language_code())
    return Campaign.objects.filter(pages__in=shown).order_by("is_record", "-starts_on", "-id")


def campaign_cards(rows: Iterable[Campaign], *, base: str | None = None) -> tuple[CampaignCard, ...]:
    """Return cards of campaigns: three queries for any number (the list's path, rounds, addresses)."""
    loaded = list(rows)
    if not loaded:
        return ()
    return _cards_of(loaded, campaigns_path() if base is None else base)


@question
def _rounds(campaign_ids: list[int]) -> QuerySet[CampaignRound]:
    return CampaignRound.objects.filter(campaign__in=campaign_ids).select_related("round")


@question
def _pages(campaign_ids: list[int]) -> QuerySet[CampaignPage]:
    rows: QuerySet[CampaignPage] = CampaignPage.objects.live()
    return rows.filter(language=language_code(), campaign__in=campaign_ids)


def _plan_of_parts(rows: Iterable[Campaign]) -> Plan:
    keys = [row.pk for row in rows]
    return [[_rounds(keys), _pages(keys)]] if keys else ()


def plan_of_cards(asked: Callable[[], QuerySet[Campaign]]) -> Plan:
    """Return what ``campaign_cards`` asks of the rows of a question."""
    yield from side_by_side(campaigns_path.plan(), [[asked()]])
    yield from _plan_of_parts(asked())


def _cards_of(rows: Sequence[Campaign], base: str) -> tuple[CampaignCard, ...]:
    """Return cards with what they need beside the rows: the rounds, the addresses in the active language."""
    today, keys = timezone.localdate(), [row.pk for row in rows]
    ask_together(_plan_of_parts(rows))
    rounds: dict[int, list[CampaignRound]] = {}
    for link in _rounds(keys):
        rounds.setdefault(link.campaign_id, []).append(link)
    slugs: dict[int, str] = {}
    for page in _pages(keys):
        slugs.setdefault(page.campaign_id, page.slug)
    return tuple(
        _card(
            row,
            f"{base}{slugs[row.pk]}/" if row.pk in slugs else "",
            today,
            row.state(today, rounds.get(row.pk, ())),
        )
        for row in rows
    )


def _card(row: Campaign, url: str, today: date, state: CampaignState) -> CampaignCard:
    _tell_moments(row, today)
    left = None
    if row.deadline and not row.is_record:
        days = (timezone.localtime(row.deadline).date() - today).days
        left = days if days >= 0 and timezone.now() <= row.deadline else None
    english = is_english()
    return CampaignCard(
        public_id=row.public_id,
        slug=row.slug,
        url=url,
        title=row.title_en if english and row.title_en else row.title,
        kind=row.get_kind_display(),
        state=state.value,
        state_label=str(state.label),
        summary=row.summary_en if english and row.summary_en else row.summary,
        plan_number=row.plan_number,
        plan_date=row.plan_date,
        issuer=row.issuer,
        starts_on=row.starts_on,
        ends_on=row.ends_on,
        deadline=row.deadline,
        days_left=left,
        is_record=row.is_record,
    )


def _tell_moments(row: Campaign, today: date) -> None:
    """A stored page that shows the campaign ends when its state or the days left change."""
    if row.is_record or (row.ends_on and today > row.ends_on):
        return
    if row.deadline and today <= timezone.localtime(row.deadline).date():
        until(row.deadline)
        until_midnight()  # the days left are counted, rounds open and close
    until_day(row.starts_on)
    until_day(row.ends_on, inclusive=True)


def campaigns(
    *, page: int = 1, size: int = ON_A_PAGE, state: str = ""
) -> tuple[Page[Any], tuple[CampaignCard, ...]]:
    """One page of campaigns, those that run first, records last. States follow from dates, so they are not in SQL."""
    cards = _all_cards()
    order = [item for group in GROUPS for item in group]
    chosen = sorted(
        (card for card in cards if not state or card.state == state),
        key=lambda card: (card.is_record, order.index(CampaignState(card.state))),
    )
    found = Paginator(chosen, size).get_page(page)
    return found, tuple(found.object_list)


@question
def _latest_first(most: int | None) -> QuerySet[Campaign]:
    return public_campaigns()[:most]


@remembered(limit=4, plan=lambda: plan_of_latest(None))
def _all_cards() -> tuple[CampaignCard, ...]:
    return latest_campaigns(None)


def plan_of_latest(most: int | None) -> Plan:
    """Return what ``latest_campaigns`` asks."""
    return plan_of_cards(lambda: _latest_first(most))


def latest_campaigns(most: int | None) -> tuple[CampaignCard, ...]:
    """The public campaigns, latest first, at most so many."""
    return campaign_cards(_latest_first(most))


def states_present() -> dict[str, int]:
    """How many public campaigns are in each state today."""
    numbers: dict[str, int] = {}
    for card in _all_cards():
        numbers[card.state] = numbers.get(card.state, 0) + 1
    return numbers


def plan_of_all() -> Plan:
    """Return what ``campaigns`` and ``states_present`` ask."""
    return _all_cards.plan()


@question
def _not_over() -> QuerySet[Campaign]:
    rows = public_campaigns().filter(is_record=False)
    return rows.filter(Q(ends_on=None) | Q(ends_on__gte=timezone.localdate()))[:50]


@remembered(limit=4, plan=lambda: plan_of_cards(_not_over))
def open_campaign() -> CampaignCard | None:
    """The campaign whose deadline comes next among those that take dossiers, else the latest that runs."""
    cards = campaign_cards(_not_over())  # moments are told by _card
    taking = sorted(
        (card for card in cards if card.state == CampaignState.OPEN and card.deadline), key=_deadline
    )
    running = [card for card in cards if card.state in {CampaignState.RUNNING, CampaignState.OPEN}]
    dated = sorted((card for card in running if card.days_left is not None), key=_deadline)
    return next(iter([*taking, *dated, *running]), None)


def _deadline(card: CampaignCard) -> datetime:
    return card.deadline or timezone.now()


@question
def _own(campaign_id: int) -> QuerySet[Campaign]:
    return Campaign.objects.filter(pk=campaign_id).select_related("parent").order_by()


@question
def _children(campaign_id: int) -> QuerySet[Campaign]:
    return public_campaigns().filter(parent=campaign_id)


@question
def _parent(parent_id: int) -> QuerySet[Campaign]:
    return public_campaigns().filter(pk=parent_id)[:1]


@question
def _criteria(campaign_id: int) -> QuerySet[CampaignCriterion]:
    return CampaignCriterion.objects.filter(campaign=campaign_id)


@question
def _bases(campaign_id: int) -> QuerySet[LegalInstrument]:
    return LegalInstrument.objects.filter(campaigns=campaign_id)


@question
def _awards(campaign_id: int) -> QuerySet[Award]:
    return Award.objects.filter(campaigns=campaign_id)


@question
def _milestones(campaign_id: int) -> QuerySet[CampaignMilestone]:
    return CampaignMilestone.objects.filter(campaign=campaign_id)


@question
def _files(campaign_id: int) -> QuerySet[CampaignFile]:
    return CampaignFile.objects.filter(campaign=campaign_id).select_related("document")


_PARTS: Final = (_own, _children, _criteria, _bases, _awards, _milestones, _files)


def _family(own: Campaign) -> list[Campaign]:
    """Return the campaign, the one it belongs to if that is public, and those that belong to it."""
    parents = _parent(own.parent_id) if own.parent_id else ()
    return [own, *parents, *_children(own.pk)]


def _plan_of_detail(campaign_id: int) -> Plan:
    yield from side_by_side(campaigns_path.plan(), [[part(campaign_id) for part in _PARTS]])
    for own in _own(campaign_id):
        if own.parent_id:
            yield [_parent(own.parent_id)]
        yield from _plan_of_parts(_family(own))


@remembered(limit=256, plan=_plan_of_detail)
def campaign_detail(campaign_id: int) -> CampaignDetail:
    """Return everything the page of a campaign shows from the rows."""
    today = timezone.localdate()
    (own,) = _own(campaign_id)
    family = _family(own)
    cards = {row.pk: card for row, card in zip(family, _cards_of(family, campaigns_path()), strict=True)}
    parent = cards.get(own.parent_id or 0)
    criteria: dict[str, list[Criterion]] = {}
    for item in _criteria(campaign_id):
        criteria.setdefault(item.kind, []).append(
            Criterion(
                text=item.text, threshold=item.threshold, unit=item.unit_of_measure, at_most=item.at_most
            )
        )
    return CampaignDetail(
        card=cards[own.pk],
        slogan=own.slogan,
        themes=_texts(own.themes),
        purpose=own.purpose,
        goals=_texts(own.goals),
        content=_texts(own.content),
        subjects=own.subjects,
        measures=_texts(own.measures),
        recipients=_texts(own.recipients),
        contact=own.contact,
        individual_quota=own.individual_quota,
        collective_quota=own.collective_quota,
        quota_note=own.quota_note,
        bases=(*(_base_text(law) for law in _bases(campaign_id)), *_texts(own.bases_text)),
        awards=tuple(_awards(campaign_id)),
        awards_note=own.awards_note,
        steps=tuple(_step(item, today, closed=own.is_record) for item in _milestones(campaign_id)),
        criteria=tuple((str(SubjectKind(kind).label), tuple(items)) for kind, items in criteria.items()),
        files=tuple(
            (item.title, item.document.url, item.document.file_extension, item.document.file_size or 0)
            for item in _files(campaign_id)
        ),
        parent=parent,
        parent_reference=own.parent_reference or (own.parent.title if own.parent and not parent else ""),
        children=tuple(cards[child.pk] for child in _children(campaign_id)),
        note=own.note,
    )


def _texts(value: Any) -> tuple[str, ...]:
    """A JSON list of texts, or of objects with ``text``, as texts; anything else is nothing."""
    if not isinstance(value, list):
        return ()
    texts = (
        item.get("text") or item.get("title") or "" if isinstance(item, dict) else item for item in value
    )
    return tuple(str(text).strip() for text in texts if str(text).strip())


def _base_text(law: Any) -> str:
    """Cite a law as official papers do: *Nghị định số 152/2025/NĐ-CP quy định …*, *Luật Thi đua, khen thưởng số …*."""
    kind, title = str(law.get_kind_display()), str(law.title)
    if not law.number:
        return title
    numbered = _("%(kind)s số %(number)s") % {"kind": kind, "number": law.number}
    if not title.lower().startswith(kind.lower()):
        return f"{numbered}: {title}"
    if law.kind == InstrumentKind.LAW:
        return _("%(kind)s số %(number)s") % {"kind": title, "number": law.number}
    return f"{numbered} {title[len(kind) :].strip()}"


def _step(item: Any, today: date, *, closed: bool) -> Step:
    end = item.ends_on or item.starts_on
    if not closed:
        until_day(item.starts_on)
        until_day(end, inclusive=True)
    state = "done" if closed or end < today else "doing" if item.starts_on <= today else "next"
    return Step(item.title, item.starts_on, item.ends_on, item.is_peak, state)


# What came of campaigns, for panels on pages of recognition --------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Outcome:
    """Who was honored out of a campaign (the latest), how many conferrals came of it, and the stories about it."""

    people: tuple[HonoreeCard, ...]
    conferrals: int
    stories: tuple[StoryCard, ...]


def _conferred(campaign_id: int) -> QuerySet[Conferral]:
    return Conferral.objects.public().filter(campaign_link__campaign=campaign_id)


@question
def _latest(campaign_id: int, most: int) -> QuerySet[Conferral]:
    """Conferrals of a campaign, more than are shown: one person may have several."""
    rows = recognition_queries.latest_first(_conferred(campaign_id))
    return recognition_queries.with_cards(rows)[: most * 3]


@question
def _number(campaign_id: int) -> QuerySet[Conferral, Any]:
    return _conferred(campaign_id).order_by().values("campaign_link__campaign").annotate(number=Count("pk"))


@question
def _stories(campaign_id: int, most: int) -> QuerySet[StoryPage]:
    about = CampaignStory.objects.filter(campaign=campaign_id).values("story__translation_key")
    rows = recognition_queries.public_stories().filter(translation_key__in=about)
    return rows.order_by(F("dated").desc(nulls_last=True), "-id")[:most]


def _people(campaign_id: int, most: int) -> list[Honoree]:
    rows = {row.honoree_id: row.honoree for row in _latest(campaign_id, most) if row.honoree.is_public}
    return list(rows.values())[:most]


def _plan_of_outcome(campaign_id: int, *, most_people: int, most_stories: int) -> Plan:
    stories = _stories(campaign_id, most_stories)
    yield [_latest(campaign_id, most_people), _number(campaign_id), stories]
    yield from side_by_side(
        recognition_queries.plan_of_cards(_people(campaign_id, most_people)),
        recognition_queries.plan_of_story_cards(list(stories)),
    )


@remembered(limit=256, plan=_plan_of_outcome)
def outcome(campaign_id: int, *, most_people: int, most_stories: int) -> Outcome:
    """Return what came of a campaign."""
    return Outcome(
        recognition_queries.honoree_cards(_people(campaign_id, most_people)),
        sum(row["number"] for row in _number(campaign_id)),
        recognition_queries.story_cards(_stories(campaign_id, most_stories)),
    )


def campaigns_of_honoree(honoree: Honoree) -> tuple[CampaignCard, ...]:
    return _campaigns_of_honoree(honoree.pk)


def plan_of_honoree(honoree: Honoree) -> Plan:
    """Return what ``campaigns_of_honoree`` asks."""
    return _campaigns_of_honoree.plan(honoree.pk)


def _with(links: QuerySet[Any]) -> QuerySet[Campaign]:
    return public_campaigns().filter(pk__in=links.values("campaign"))


@question
def _with_conferral(**of: int) -> QuerySet[Campaign]:
    return _with(CampaignConferral.objects.filter(conferral__in=Conferral.objects.public().filter(**of)))


@remembered(limit=1024, plan=lambda honoree_id: plan_of_cards(lambda: _with_conferral(honoree=honoree_id)))
def _campaigns_of_honoree(honoree_id: int) -> tuple[CampaignCard, ...]:
    return campaign_cards(_with_conferral(honoree=honoree_id))


def campaigns_of_decision(decision: Decision) -> tuple[CampaignCard, ...]:
    return _campaigns_of_decision(decision.pk)


def plan_of_decision(decision: Decision) -> Plan:
    """Return what ``campaigns_of_decision`` asks."""
    return _campaigns_of_decision.plan(decision.pk)


@remembered(limit=512, plan=lambda decision_id: plan_of_cards(lambda: _with_conferral(decision=decision_id)))
def _campaigns_of_decision(decision_id: int) -> tuple[CampaignCard, ...]:
    return campaign_cards(_with_conferral(decision=decision_id))


def campaigns_of_story(story: StoryPage) -> tuple[CampaignCard, ...]:
    return _campaigns_of_story(story.translation_key)


def plan_of_story(story: StoryPage) -> Plan:
    """Return what ``campaigns_of_story`` asks."""
    return _campaigns_of_story.plan(story.translation_key)


@question
def _with_story(translation_key: UUID) -> QuerySet[Campaign]:
    return _with(CampaignStory.objects.filter(story__translation_key=translation_key))


@remembered(limit=512, plan=lambda translation_key: plan_of_cards(lambda: _with_story(translation_key)))
def _campaigns_of_story(translation_key: UUID) -> tuple[CampaignCard, ...]:
    return campaign_cards(_with_story(translation_key))
