# ruff: noqa: PT018

from __future__ import annotations

import unicodedata
from collections import Counter
from datetime import date

import pytest

from portal.home.demo.build import Subjects
from portal.home.demo.build_pages import told_of
from portal.home.demo.campaigns import ALL
from portal.home.demo.merits import DESIGN_CONFERRALS, ISSUERS
from portal.home.demo.pictures import SCENES
from portal.home.demo.province import BY_CODE
from portal.home.demo.stories import stories
from recognition.models import Honoree
from tests import factories


def test_there_are_at_least_forty_stories_of_several_paragraphs() -> None:
    assert len(stories()) >= 40
    for story in stories():
        assert len(story.paragraphs) >= 5, story.slug
        assert 170 <= sum(len(text.split()) for text in story.paragraphs) <= 450, story.slug


def test_no_two_stories_share_a_paragraph_an_opening_or_a_title() -> None:
    everything = [text for story in stories() for text in story.paragraphs]
    assert len(everything) == len(set(everything))
    openings = [" ".join(story.paragraphs[0].split()[:3]) for story in stories()]
    assert not [text for text, count in Counter(openings).items() if count > 1]
    assert len({story.title for story in stories()}) == len(stories())
    assert len({story.lead for story in stories()}) == len(stories())


def test_stories_name_what_exists() -> None:
    campaigns = {one.code for one in ALL}
    for story in stories():
        assert story.unit_code in BY_CODE and story.scene in SCENES, story.slug
        assert not story.collective_code or story.collective_code in BY_CODE
        assert not story.campaign_code or story.campaign_code in campaigns
        assert story.people or story.collective_code
        assert all(one.unit_code in BY_CODE for one in story.people)
        assert date(2021, 1, 1) <= story.dated <= date(2026, 11, 24)
        assert story.title_en and story.summary_en, story.slug


def test_kinds_and_sources_are_all_there() -> None:
    assert {one.kind for one in stories()} == {"good_deed", "exemplar", "new_factor", "model"}
    assert {one.source for one in stories()} == {"leadership", "field", "inspection", "media", "contest"}


def test_a_decision_behind_a_story_is_one_of_the_demo_and_some_have_none() -> None:
    design = {one.number: one for one in DESIGN_CONFERRALS}
    for story in stories():
        if story.conferral:
            assert story.conferral.dated.weekday() < 5
            assert ISSUERS[story.conferral.award_code][0] == story.conferral.issuer
            known = design.get(story.conferral.number)
            assert known is None or (known.dated, known.award_code) == (
                story.conferral.dated,
                story.conferral.award_code,
            )
        elif story.decision_number:
            assert story.decision_number in design, story.slug
    assert sum(1 for one in stories() if not one.decision_number) >= 4


def test_text_is_composed_and_fits_the_fields_of_a_page() -> None:
    for story in stories():
        for text in (story.title, story.lead, story.caption, story.theme, *story.paragraphs):
            assert unicodedata.is_normalized("NFC", text)
        assert len(story.lead) <= 500
        assert len(story.caption) <= 300
        assert len(story.theme) <= 120
        assert len(story.byline) <= 150
        assert len(story.slug) <= 200


def test_every_quotation_has_a_speaker() -> None:
    for story in stories():
        for block in story.body:
            if block.kind == "quote":
                assert block.speaker and block.text, story.slug


@pytest.mark.django_db
def test_a_story_leads_to_its_honorees_though_the_rows_at_hand_are_older_than_their_publication() -> None:
    office = factories.office()
    row = factories.public_conferral(
        on=factories.decision(by=office, number_text="1187/QĐ-SYT"),
        of=factories.award(by=office),
        name="Trần Thị Bích Thủy",
        at=factories.unit(),
    )
    told = next(story for story in stories() if story.people)
    subjects = Subjects(1)
    stale = subjects.of_person(told.people[0])
    stale.honoree = Honoree.objects.get(pk=row.honoree_id)
    stale.honoree.is_public = False
    assert told_of(told, subjects) == [row.honoree]
    factories.hide(row)
    assert told_of(told, subjects) == []
