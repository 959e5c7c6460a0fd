"""The demo's pages of words: stories, campaigns, prose."""

from __future__ import annotations

import uuid
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any, Final

from django.core.files.base import ContentFile
from django.utils import timezone
from django.utils.html import escape
from wagtail.models import Page

from campaigns.domain import links
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
from portal.core.models import PortalDocument, PortalImage
from portal.home.demo import pictures, recordings
from portal.home.demo import stories as demo_stories
from portal.home.demo.announcements import DemoCampaign
from portal.home.demo.campaigns import ALL
from portal.home.demo.prose import PAGES, Words
from portal.home.demo.records import RECORDS
from portal.home.models import CollectionIndexPage, CollectionPage, HomePage, ProsePage
from recognition.models import (
    Award,
    Decision,
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
    body = [block("prose", text) for text in words.paragraphs]
    if words.office:
        body.insert(0, block("office", None))
    page = ProsePage(
        title=words.title,
        slug=words.slug,
        lead=words.lead,
        show_in_menus=True,
        translation_key=key,
        locale=home.locale,
    )
    page.body = page.body.stream_block.to_python(body)
    home.add_child(instance=page)
    publish(page, None)
    return page


@dataclass(frozen=True, slots=True)
class Chosen:
    """A collection of the demo: its words, the stories it tells (slugs, the first gives the picture), what it finds."""

    title: str
    slug: str
    lead: str
    words: str
    people_title: str
    stories: tuple[str, ...]
    found_title: str
    found: tuple[tuple[str, Any], ...]
    campaigns: tuple[str, ...] = ()


COLLECTIONS: Final = (
    Chosen(
        "Giữ trạm giữa mùa nước",
        "giu-tram-giua-mua-nuoc",
        "Những người ở lại với xã đảo, ấp bãi, rừng đước: việc của họ, lời của họ, và các quyết định ghi nhận.",
        "<p>Trạm y tế xã là nơi đầu tiên người dân gõ cửa. Chuyên trang này tập hợp những người giữ nơi ấy luôn sáng đèn.</p>",
        "Những người ở lại",
        ("tram-giua-mua-nuoc-dang", "nguoi-giu-tram-giua-rung-duoc", "bac-si-duy-nhat-tren-hon-ngang"),
        "Tập thể mới được khen thưởng",
        (("kind", "collective"), ("limit", 4)),
        ("PT-2025-GANDAN",),
    ),
    Chosen(
        "Y tế lên buôn, lên bản",
        "y-te-len-buon-len-ban",
        "Tiếng chiêng, cuốn sổ năm màu, vườn thuốc: sức khỏe nói bằng tiếng của người nghe.",
        "<p>Ở nơi đường xa và nhiều thứ tiếng, người làm y tế học cách nói trước khi nói điều cần nói.</p>",
        "Những người lên bản",
        ("rua-tay-theo-nhip-chieng", "so-kham-thai-hai-thu-tieng", "vuon-thuoc-cua-tram-suoi-soi"),
        "Cá nhân mới được khen thưởng",
        (("kind", "individual"), ("limit", 4)),
    ),
    Chosen(
        "Những đêm trực",
        "nhung-dem-truc",
        "Ba giờ sáng, nửa đêm, ca thứ ba liên tiếp: chuyện của những người thức.",
        "<p>Bệnh viện không có giờ đóng cửa. Những bài dưới đây kể về ca đêm và về người ở nhà đợi họ.</p>",
        "Những người thức",
        ("ca-truc-ba-gio-sang", "nha-tre-dem", "ca-can-thiep-luc-nua-dem"),
        "Mới được khen thưởng",
        (("kind", ""), ("limit", 4)),
    ),
)
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


def collections() -> None:
    """Make the list of collections in both languages and the collections: words, people, stories, a rule, campaigns."""
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
    for row in COLLECTIONS:
        _collection(lists["vi"], row)


def _collection(index: CollectionIndexPage, row: Chosen) -> None:
    by_slug = {
        page.slug: page for page in StoryPage.objects.live().filter(locale=index.locale, slug__in=row.stories)
    }
    told = [by_slug[slug] for slug in row.stories if slug in by_slug]
    honored = StoryPerson.objects.filter(page__in=told, honoree__is_public=True).values("honoree")
    people = HonoreePage.objects.live().filter(locale=index.locale, honoree__in=honored).order_by("pk")[:6]
    titles = [one.title for one in ALL if one.code in row.campaigns]
    campaigns = CampaignPage.objects.live().filter(locale=index.locale, campaign__title__in=titles)
    page = CollectionPage(
        title=row.title,
        slug=row.slug,
        lead=row.lead,
        picture=told[0].image if told else None,
        search_description=row.lead[:250],
        locale=index.locale,
    )
    found = {"title": row.found_title, "award": "", "year": None, **dict(row.found)}
    body = [block("prose", row.words)]
    body += [
        block(kind, {"title": title, "pages": items(one.pk for one in pages)})
        for kind, title, pages in (
            ("people", row.people_title, people),
            ("stories", "Chuyện được kể", told),
            ("campaigns", "Phong trào liên quan", campaigns.order_by("pk")),
        )
        if pages
    ]
    body.append(block("found_people", found))
    page.body = page.body.stream_block.to_python(body)
    index.add_child(instance=page)
    publish(page, None)
    ensure_aliases(page)


def stories(accounts: People, units: dict[str, Unit], subjects: Subjects, say: Say) -> None:
    """Make a page for each story, in the order of their dates; the first of them get pictures of their own."""
    from portal.home.demo.build import image

    index = StoryIndexPage.objects.get(locale__language_code="vi")
    pictured: dict[str, PortalImage] = {}
    rows = demo_stories.stories()
    recorded = make_recordings(accounts["bientap"])
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
        page.body = page.body.stream_block.to_python(story_body(row, recorded.get(row.slug)))
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


def make_recordings(user: User) -> dict[str, dict[str, Any]]:
    """Make the demo's film and its sound, and return the raw block of each by the slug of its story."""
    from portal.home.demo.build import image

    film, sound = recordings.FILM, recordings.SOUND
    poster = image(
        recordings.poster(),
        title=f"Ảnh bìa: {film.title}",
        description=pictures.SCENES[film.shots[0].scene].alt,
        user=user,
    )
    video = {
        "title": film.title,
        "video": document(recordings.film(), "phim.webm", film.title, user).pk,
        "has_speech": False,
        "captions": document(recordings.captions(), "phu-de.vtt", f"Phụ đề: {film.title}", user).pk,
        "poster": poster.pk,
        "transcript": film.transcript,
        "credit": "Phim vẽ minh họa",
    }
    audio = {
        "title": sound.title,
        "audio": document(recordings.gong(), "bai-chieng.wav", sound.title, user).pk,
        "transcript": sound.transcript,
        "credit": "Âm thanh tạo bằng máy",
    }
    return {film.story: block("video", video), sound.story: block("audio", audio)}


def document(data: bytes, name: str, title: str, user: User) -> PortalDocument:
    """Keep a file as an editor's upload would be kept, checks included."""
    made = PortalDocument(
        title=title, source=CAPTION, uploaded_by_user=user, file=ContentFile(data, name=name)
    )
    made.full_clean(exclude=["file_hash", "file_size"])
    made._set_document_file_metadata()
    made.save()
    return made


def story_body(row: demo_stories.DemoStory, recording: dict[str, Any] | None = None) -> list[dict[str, Any]]:
    """Return the raw blocks of a story: paragraphs joined to prose, headings, quotations, recording, facts, timeline."""
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
    if recording:
        blocks.append(recording)
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
    for row in ALL:
        outcome(made[row.code], accounts)
    say(f"{len(made)} phong trào, trong đó {len(RECORDS)} tư liệu")


def outcome(found: Campaign, accounts: People) -> None:
    """Attach what came of a campaign in its time: decisions that name it, stories on its themes."""
    period = {"dated__gte": found.starts_on, "dated__lte": found.ends_on}
    name = found.title.partition(", giai đoạn ")[0]
    for decision in Decision.objects.filter(title__contains=f"“{name}”", **period):
        links.attach_decision(campaign=found, decision=decision, actor=accounts["thuongtruc"])
    for story in StoryPage.objects.filter(locale__language_code="vi", theme__in=found.themes, **period):
        links.attach_story(campaign=found, story=story, actor=accounts["bientap"])


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
            at_most=criterion.at_most,
            question=criterion.question,
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


__all__ = ["block", "collections", "ensure_aliases", "feature", "items", "prose", "publish"]
