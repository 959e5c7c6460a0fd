"""What pages, feeds, the API and panels show of campaigns, as frozen values with a constant number of queries."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Final
from urllib.parse import urlsplit
from uuid import UUID

from django.core.paginator import Page, Paginator
from django.db.models import Prefetch, Q, QuerySet
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from campaigns.enums import CampaignState
from campaigns.models import (
    Campaign,
    CampaignConferral,
    CampaignIndexPage,
    CampaignPage,
    CampaignRound,
    CampaignStory,
)
from portal.core.remembered import remembered
from portal.core.rendered.reading import until, until_day, until_midnight
from portal.core.restrictions import unrestricted
from recognition.domain import queries as recognition_queries
from recognition.domain.queries import HonoreeCard, StoryCard
from recognition.enums import InstrumentKind, SubjectKind
from recognition.models import Award, Conferral, Decision, Honoree, StoryPage

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


@remembered(limit=4)
def campaigns_path() -> str:
    """Return the path of the list of campaigns in the active language."""
    page = CampaignIndexPage.objects.filter(locale__language_code=language_code(), live=True).first()
    url = urlsplit(page.get_url() or "").path if page else ""
    return url or ("/en/campaigns/" if is_english() else "/phong-trao/")


def _rows() -> QuerySet[Campaign]:
    return Campaign.objects.prefetch_related(
        Prefetch("round_links", queryset=CampaignRound.objects.select_related("round")),
        Prefetch(
            "pages",
            queryset=CampaignPage.objects.live().filter(language=language_code()),
            to_attr="pages_shown",
        ),
    )


def public_campaigns() -> QuerySet[Campaign]:
    """Campaigns whose page strangers may read, in the active language, latest first."""
    shown = unrestricted(CampaignPage.objects.live()).filter(language=language_code())
    return _rows().filter(pages__in=shown).order_by("is_record", "-starts_on", "-id")


def campaign_cards(rows: Iterable[Campaign], *, base: str | None = None) -> tuple[CampaignCard, ...]:
    """Return cards of campaigns read with ``public_campaigns``: one query for the list's path."""
    loaded = list(rows)
    if not loaded:
        return ()
    base = campaigns_path() if base is None else base
    today = timezone.localdate()
    return tuple(_card(row, base, today) for row in loaded)


def _card(row: Campaign, base: str, today: date) -> CampaignCard:
    _tell_moments(row, today)
    shown = getattr(row, "pages_shown", None)
    state = row.state(today)
    left = None
    if row.deadline and not row.is_record:
        days = (timezone.localtime(row.deadline).date() - today).days
        left = days if days >= 0 and timezone.now() <= row.deadline else None
    english = is_english()
    return CampaignCard(
        public_id=row.public_id,
        slug=row.slug,
        url=f"{base}{shown[0].slug}/" if shown else "",
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


@remembered(limit=4)
def _all_cards() -> tuple[CampaignCard, ...]:
    return campaign_cards(public_campaigns())


def states_present() -> dict[str, int]:
    """How many public campaigns are in each state today."""
    numbers: dict[str, int] = {}
    for card in _all_cards():
        numbers[card.state] = numbers.get(card.state, 0) + 1
    return numbers


@remembered(limit=4)
def open_campaign() -> CampaignCard | None:
    """The campaign whose deadline comes next among those that take dossiers, else the latest that runs."""
    today = timezone.localdate()  # moments are told by _card
    cards = campaign_cards(
        public_campaigns().filter(is_record=False).filter(Q(ends_on=None) | Q(ends_on__gte=today))[:50]
    )
    taking = sorted(
        (card for card in cards if card.state == CampaignState.OPEN and card.deadline), key=_deadline
    )
    running = [card for card in cards if card.state in {CampaignState.RUNNING, CampaignState.OPEN}]
    dated = sorted((card for card in running if card.days_left is not None), key=_deadline)
    return next(iter([*taking, *dated, *running]), None)


def _deadline(card: CampaignCard) -> datetime:
    return card.deadline or timezone.now()


@remembered(limit=256)
def campaign_detail(campaign_id: int) -> CampaignDetail:
    """Return everything the page of a campaign shows from the rows."""
    base, today = campaigns_path(), timezone.localdate()
    own = _rows().select_related("parent").get(pk=campaign_id)
    children = list(public_campaigns().filter(parent=own))
    parent = public_campaigns().filter(pk=own.parent_id).first() if own.parent_id else None
    criteria: dict[str, list[Criterion]] = {}
    for item in own.criteria.all():
        criteria.setdefault(item.kind, []).append(
            Criterion(
                text=item.text, threshold=item.threshold, unit=item.unit_of_measure, at_most=item.at_most
            )
        )
    return CampaignDetail(
        card=_card(own, base, today),
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
        bases=(*(_base_text(law) for law in own.legal_bases.all()), *_texts(own.bases_text)),
        awards=tuple(own.awards.all()),
        awards_note=own.awards_note,
        steps=tuple(_step(item, today, closed=own.is_record) for item in own.milestones.all()),
        criteria=tuple((str(SubjectKind(kind).label), tuple(items)) for kind, items in criteria.items()),
        files=tuple(
            (item.title, item.document.url, item.document.file_extension, item.document.file_size or 0)
            for item in own.files.select_related("document")
        ),
        parent=_card(parent, base, today) if parent else None,
        parent_reference=own.parent_reference or (own.parent.title if own.parent and not parent else ""),
        children=campaign_cards(children, base=base),
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


@remembered(limit=256)
def outcome(campaign_id: int, *, most_people: int, most_stories: int) -> Outcome:
    """Return what came of a campaign."""
    conferred = Conferral.objects.public().filter(campaign_link__campaign=campaign_id)
    latest = recognition_queries.latest_first(conferred).values_list("honoree_id", flat=True)
    about = CampaignStory.objects.filter(campaign=campaign_id).values("story__translation_key")
    return Outcome(
        recognition_queries.honoree_cards_of(latest[: most_people * 3], limit=most_people),
        conferred.count(),
        recognition_queries.story_cards(
            recognition_queries.public_stories()
            .filter(translation_key__in=about)
            .order_by("-dated", "-id")[:most_stories]
        ),
    )


def campaigns_of_honoree(honoree: Honoree) -> tuple[CampaignCard, ...]:
    return _campaigns_of_honoree(honoree.pk)


@remembered(limit=1024)
def _campaigns_of_honoree(honoree_id: int) -> tuple[CampaignCard, ...]:
    links = CampaignConferral.objects.filter(
        conferral__in=Conferral.objects.public().filter(honoree=honoree_id)
    )
    return campaign_cards(public_campaigns().filter(pk__in=links.values("campaign")))


def campaigns_of_decision(decision: Decision) -> tuple[CampaignCard, ...]:
    return _campaigns_of_decision(decision.pk)


@remembered(limit=512)
def _campaigns_of_decision(decision_id: int) -> tuple[CampaignCard, ...]:
    links = CampaignConferral.objects.filter(
        conferral__in=Conferral.objects.public().filter(decision=decision_id)
    )
    return campaign_cards(public_campaigns().filter(pk__in=links.values("campaign")))


def campaigns_of_story(story: StoryPage) -> tuple[CampaignCard, ...]:
    return _campaigns_of_story(story.translation_key)


@remembered(limit=512)
def _campaigns_of_story(translation_key: UUID) -> tuple[CampaignCard, ...]:
    links = CampaignStory.objects.filter(story__translation_key=translation_key)
    return campaign_cards(public_campaigns().filter(pk__in=links.values("campaign")))
