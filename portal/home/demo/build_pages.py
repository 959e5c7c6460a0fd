"""The demo's pages of words: stories, campaigns, prose."""

from __future__ import annotations

import uuid
from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

from django.utils import timezone
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
from portal.home.demo.announcements import DemoCampaign
from portal.home.demo.campaigns import ALL
from portal.home.demo.prose import PAGES, Words
from portal.home.demo.records import RECORDS
from portal.home.models import HomePage, ProsePage
from recognition.models import Award, HonoreePage, LegalInstrument, Round, Unit

if TYPE_CHECKING:
    from portal.core.models import User
    from portal.home.demo.build import People, Say


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
        deadline=aware(row.deadline),
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


def aware(moment: datetime | None) -> datetime | None:
    """Return a moment of the plan in the time zone of the province."""
    return timezone.make_aware(moment) if moment and timezone.is_naive(moment) else moment


def feature(name: str) -> None:
    """Put the honoree of that name on the home page of both languages."""
    page = HonoreePage.objects.filter(honoree__full_name=name, language="vi", live=True).first()
    for home in HomePage.objects.all():
        home.featured = page
        publish(home, None)


__all__ = ["block", "ensure_aliases", "feature", "items", "prose", "publish"]
