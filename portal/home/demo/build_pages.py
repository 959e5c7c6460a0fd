"""The demo's pages of words: stories, campaigns, prose."""

from __future__ import annotations

import uuid
from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

from django.utils import timezone
from django.utils.html import escape
from wagtail.models import Page

from campaigns.enums import CampaignKind
from campaigns.models import (
    Campaign,
    CampaignCriterion,
    CampaignIndexPage,
    CampaignMilestone,
    CampaignPage,
    CampaignRound,
)
from portal.core.aliases import ensure_aliases
from portal.core.models import PortalImage
from portal.home.demo import pictures
from portal.home.demo import stories as demo_stories
from portal.home.demo.announcements import DemoCampaign
from portal.home.demo.campaigns import ALL
from portal.home.demo.prose import PAGES, Words
from portal.home.demo.records import RECORDS
from portal.home.models import CollectionIndexPage, CollectionPage, HomePage, ProsePage
from recognition.models import (
    Award,
    Honoree,
    HonoreePage,
    LegalInstrument,
    Round,
    StoryIndexPage,
    StoryPage,
    StoryPerson,
    Unit,
)

if TYPE_CHECKING:
    from portal.core.models import User
    from portal.home.demo.build import People, Say, Subjects

CAPTION = "Hình vẽ minh họa"
STORY_PICTURES = 30


def block(kind: str, value: Any) -> dict[str, Any]:
    """Return a raw block with an id: wagtail-localize skips what has none."""
    return {"type": kind, "value": value, "id": str(uuid.uuid4())}


def items(values: Iterable[Any]) -> list[dict[str, Any]]:
    """Return raw items of a ListBlock, each with its id."""
    return [{"type": "item", "value": value, "id": str(uuid.uuid4())} for value in values]


def publish(page: Page, user: User | None) -> None:
    """Save the page's revision and publish it; its stand-ins in other languages follow."""
    page.save_revision(user=user).publish(user=user, skip_permission_checks=True)


def prose() -> None:
    """Make the pages of principles, corrections, glossary and accessibility in both languages."""
    homes = {page.locale.language_code: page for page in HomePage.objects.select_related("locale")}
    for vietnamese, english in PAGES:
        source = _prose_page(homes["vi"], vietnamese, uuid.uuid4())
        _prose_page(homes["en"], english, source.translation_key)


def _prose_page(home: HomePage, words: Words, key: uuid.UUID) -> ProsePage:
    page = ProsePage(
        title=words.title,
        slug=words.slug,
        lead=words.lead,
        show_in_menus=True,
        translation_key=key,
        locale=home.locale,
        body=[block("prose", text) for text in words.paragraphs],
    )
    page.body = page.body.stream_block.to_python([block("prose", text) for text in words.paragraphs])
    home.add_child(instance=page)
    publish(page, None)
    return page


COLLECTION = {
    "title": "Giữ trạm giữa mùa nước",
    "slug": "giu-tram-giua-mua-nuoc",
    "lead": "Những người ở lại với xã đảo, ấp bãi, bản cao: việc của họ, lời của họ, và các quyết định ghi nhận.",
}
COLLECTION_LIST = {
    "vi": (
        "Chuyên trang",
        "chuyen-trang",
        "Cá nhân, tập thể, bài viết và phong trào tập hợp theo một chủ đề.",
    ),
    "en": (
        "Collections",
        "collections",
        "People, collectives, stories and campaigns brought together by theme.",
    ),
}


def collection() -> None:
    """Make the list of collections in both languages and one collection: people, stories, a rule, a campaign."""
    homes = {page.locale.language_code: page for page in HomePage.objects.select_related("locale")}
    key = uuid.uuid4()
    lists = {}
    for code, (title, slug, introduction) in COLLECTION_LIST.items():
        lists[code] = CollectionIndexPage(
            title=title,
            slug=slug,
            introduction=introduction,
            show_in_menus=True,
            translation_key=key,
            locale=homes[code].locale,
        )
        homes[code].add_child(instance=lists[code])
        publish(lists[code], None)
    told = StoryPage.objects.live().filter(locale=lists["vi"].locale, people__isnull=False).distinct()
    chosen = list(told.order_by("-dated", "pk")[:3])
    honored = StoryPerson.objects.filter(honoree__is_public=True).values("honoree")
    people = (
        HonoreePage.objects.live().filter(locale=lists["vi"].locale, honoree__in=honored).order_by("pk")[:6]
    )
    campaigns = CampaignPage.objects.live().filter(locale=lists["vi"].locale).order_by("pk")[:2]
    page = CollectionPage(
        **COLLECTION, picture=chosen[0].image if chosen else None, locale=lists["vi"].locale
    )
    found = {"title": "Mới được khen thưởng", "award": "", "year": None, "kind": "collective", "limit": 3}
    page.body = page.body.stream_block.to_python(
        [
            block(
                "prose",
                "<p>Trạm y tế xã là nơi đầu tiên người dân gõ cửa. Chuyên trang này tập hợp những người giữ nơi ấy luôn sáng đèn.</p>",
            ),
            block("people", {"title": "Những người ở lại", "pages": items(row.pk for row in people)}),
            block("stories", {"title": "Chuyện được kể", "pages": items(row.pk for row in chosen)}),
            block("found_people", found),
            block(
                "campaigns", {"title": "Phong trào liên quan", "pages": items(row.pk for row in campaigns)}
            ),
        ]
    )
    lists["vi"].add_child(instance=page)
    publish(page, None)
    ensure_aliases(page)


def stories(accounts: People, units: dict[str, Unit], subjects: Subjects, say: Say) -> None:
    """Make a page for each story, in the order of their dates; the first of them get pictures of their own."""
    from portal.home.demo.build import image

    index = StoryIndexPage.objects.get(locale__language_code="vi")
    pictured: dict[str, PortalImage] = {}
    rows = demo_stories.stories()
    for number, row in enumerate(rows):
        drawn = row.scene not in pictured or number < STORY_PICTURES - len(pictures.SCENES)
        if drawn and len(pictured) < STORY_PICTURES:
            made = image(
                pictures.scene(row.scene, row.slug),
                title=f"Tranh: {row.title}"[:200],
                description=pictures.SCENES[row.scene].alt,
                user=accounts["bientap"],
            )
            pictured[row.scene if row.scene not in pictured else row.slug] = made
        story_image = pictured.get(row.slug) or pictured[row.scene]
        page = StoryPage(
            title=row.title,
            slug=row.slug,
            kind=row.kind,
            theme=row.theme,
            source=row.source,
            unit=units[row.unit_code],
            subject_line=", ".join(person.full_name for person in row.people),
            byline=row.byline,
            photographer=CAPTION,
            dated=row.dated,
            lead=row.lead,
            image=story_image,
            image_caption=row.caption,
            search_description=row.lead[:250],
            locale=index.locale,
        )
        page.body = page.body.stream_block.to_python(story_body(row))
        for order, subject in enumerate(told_of(row, subjects)):
            page.people.add(StoryPerson(honoree=subject, sort_order=order))
        index.add_child(instance=page)
        publish(page, accounts["duyetbai"])
        ensure_aliases(page)
    say(f"{len(rows)} bài viết")


def told_of(row: demo_stories.DemoStory, subjects: Subjects) -> list[Honoree]:
    """Return the honorees of a story that the register holds: the collective first."""
    wanted = [("", row.collective_code)] if row.collective_code else []
    wanted += [(person.full_name, person.unit_code) for person in row.people]
    keys = [
        row.pk for key in wanted if key in subjects.known and (row := subjects.known[key].honoree) is not None
    ]
    # Asked anew: the rows at hand are of the time before their conferral was published.
    public = Honoree.objects.public().in_bulk(keys)
    return [public[key] for key in dict.fromkeys(keys) if key in public]


def story_body(row: demo_stories.DemoStory) -> list[dict[str, Any]]:
    """Return the raw blocks of a story: paragraphs joined to prose, headings, quotations, facts, timeline."""
    blocks: list[dict[str, Any]] = []
    for piece in row.body:
        if piece.kind == "heading":
            blocks.append(block("heading", piece.text))
        elif piece.kind == "quote":
            blocks.append(block("quote", {"quote": piece.text, "speaker": piece.speaker, "role": ""}))
        elif blocks and blocks[-1]["type"] == "prose":
            blocks[-1]["value"] += f"<p>{escape(piece.text)}</p>"
        else:
            blocks.append(block("prose", f"<p>{escape(piece.text)}</p>"))
    if row.facts:
        pairs = items({"name": name, "value": value} for name, value in row.facts)
        blocks.append(block("facts", {"title": "Vài con số", "facts": pairs}))
    if row.timeline:
        moments = items({"when": when, "what": what} for when, what in row.timeline)
        blocks.append(block("timeline", {"title": "Theo thời gian", "moments": moments}))
    return blocks


def campaigns(accounts: People, units: dict[str, Unit], say: Say) -> None:
    """Make the province's campaigns, the units' plans below them and the five records, a page each."""
    made: dict[str, Campaign] = {}
    index = CampaignIndexPage.objects.get(locale__language_code="vi")
    for row in (*ALL, *RECORDS):
        made[row.code] = campaign(row, units, made)
        page = CampaignPage(
            title=row.title[:255],
            slug=made[row.code].slug,
            campaign=made[row.code],
            locale=index.locale,
            search_description=row.summary[:250],
        )
        index.add_child(instance=page)
        publish(page, accounts["duyetbai"])
        ensure_aliases(page)
    say(f"{len(made)} phong trào, trong đó {len(RECORDS)} tư liệu")


def campaign(row: DemoCampaign, units: dict[str, Unit], made: dict[str, Campaign]) -> Campaign:
    """Write the row of facts of one campaign with its criteria, milestones and rounds."""
    found = Campaign(
        title=row.title,
        title_en=row.title_en,
        kind=CampaignKind(row.kind),
        slogan=row.slogan,
        themes=list(row.themes),
        plan_number=row.plan_number,
        plan_date=row.plan_date,
        issuer=row.issuer,
        unit=units[row.unit_code] if row.unit_code else None,
        parent=made.get(row.parent_code) if row.parent_code else None,
        parent_reference=row.parent_reference,
        starts_on=row.starts_on,
        ends_on=row.ends_on,
        plan_date_text=row.plan_date_text,
        deadline=aware(row.deadline) if row.deadline else None,
        deadline_text=row.deadline_text,
        summary=row.summary,
        summary_en=row.summary_en,
        purpose=row.purpose,
        goals=list(row.goals),
        content=list(row.content),
        subjects=row.subjects,
        measures=list(row.measures),
        recipients=list(row.recipients),
        contact=row.contact,
        individual_quota=row.individual_quota,
        collective_quota=row.collective_quota,
        quota_note=row.quota_note,
        bases_text=list(row.bases_text),
        awards_note=row.awards_note,
        is_record=row.is_record,
        note=row.note,
    )
    found.save()
    found.legal_bases.set(LegalInstrument.objects.filter(code__in=row.legal_bases))
    found.awards.set(Award.objects.filter(code__in=row.award_codes))
    CampaignCriterion.objects.bulk_create(
        CampaignCriterion(
            campaign=found,
            kind=criterion.kind,
            text=criterion.text,
            threshold=criterion.threshold,
            unit_of_measure=criterion.measure,
            sort_order=number,
        )
        for number, criterion in enumerate(row.criteria)
    )
    CampaignMilestone.objects.bulk_create(
        CampaignMilestone(
            campaign=found,
            title=milestone.title,
            starts_on=milestone.starts_on,
            ends_on=milestone.ends_on,
            is_peak=milestone.is_peak,
        )
        for milestone in row.milestones
    )
    for planned in row.rounds:
        opened = Round.objects.create(
            title=planned.title,
            unit=units[row.unit_code] if row.unit_code else units["SYT"],
            opens_at=aware(planned.opens_at),
            deadline=aware(planned.deadline),
            is_draft=False,
            individual_quota=planned.individual_quota,
            collective_quota=planned.collective_quota,
            contact=row.contact,
        )
        opened.awards.set(Award.objects.filter(code__in=planned.award_codes))
        CampaignRound.objects.create(campaign=found, round=opened)
    return found


def open_round() -> Round:
    """Return the round that takes dossiers now; where the plan's deadline is past, both are moved on."""
    link = CampaignRound.objects.filter(campaign__is_record=False).order_by("-round__deadline").first()
    assert link is not None
    soonest = timezone.now() + timedelta(days=2)
    if link.round.deadline < soonest:
        later = timezone.now().replace(hour=10, minute=0, second=0, microsecond=0) + timedelta(days=9)
        link.round.deadline = link.campaign.deadline = later
        link.campaign.deadline_text = ""
        link.campaign.ends_on = later.date() + timedelta(days=60)
        link.round.save(update_fields=["deadline"])
        link.campaign.save()
    return link.round


def aware(moment: datetime) -> datetime:
    """Return a moment of the plan in the time zone of the province."""
    return timezone.make_aware(moment) if timezone.is_naive(moment) else moment


def feature(name: str) -> None:
    """Put the honoree of that name on the home page of both languages."""
    page = HonoreePage.objects.filter(honoree__full_name=name, language="vi", live=True).first()
    for home in HomePage.objects.all():
        home.featured = page
        publish(home, None)


__all__ = ["block", "collection", "ensure_aliases", "feature", "items", "prose", "publish"]
