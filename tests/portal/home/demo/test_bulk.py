"""Rows written in bulk are the rows the domain writes."""

from __future__ import annotations

import random
from datetime import date
from itertools import islice
from typing import Any

import pytest
from django.core.management import call_command

from portal.home.demo import bulk, merits
from portal.home.demo.build import make_units
from portal.home.demo.people import DemoPerson, people
from portal.home.demo.province import BY_CODE, full_name_on
from recognition.domain import conferrals, events, publication
from recognition.enums import SubjectKind
from recognition.models import Award, Conferral, Decision, Event, HonoreePage, Office, Unit

SAMPLE = 12


@pytest.mark.django_db
def test_a_sample_built_both_ways_gives_the_same_rows() -> None:
    call_command("load_catalogue", verbosity=0)
    units = make_units()
    persons = list(islice(people(4242), SAMPLE))
    for award_code, issuer in (("LDTT", "Giám đốc Sở Y tế"), ("BKTINH", "Chủ tịch UBND tỉnh")):
        award = Award.objects.get(code=award_code)
        by_domain = decision(f"1/{award_code}", issuer)
        through_the_domain(by_domain, award, persons, units)
        in_bulk = decision(f"2/{award_code}", issuer)
        bulk.confer_many(
            decision=in_bulk, award=award, persons=persons, merit_year=2024, rng=random.Random("merit")
        )
        assert shown(in_bulk) == shown(by_domain)
        assert len(shown(in_bulk)) == SAMPLE
    for subject_kind, key in Event.objects.values_list("subject_kind", "subject_key").distinct():
        assert events.verify_chain(subject_kind, key) == []


def decision(number: str, issuer: str) -> Decision:
    made = conferrals.enter_decision(
        office=Office.objects.get(name=issuer), number=number, dated=date(2025, 3, 3), title="x", actor=None
    )
    return conferrals.verify_decision(decision=made, actor=None, operator=True, reason=bulk.REASON)


def through_the_domain(
    made: Decision, award: Award, persons: list[DemoPerson], units: dict[str, Unit]
) -> None:
    rng = random.Random("merit")
    for position, one in enumerate(persons, start=1):
        conferrals.confer(
            decision=made,
            award=award,
            kind=SubjectKind.INDIVIDUAL,
            full_name=one.full_name,
            given=one.given_name,
            unit=units[one.unit_code],
            unit_name=full_name_on(one.unit_code, made.dated),
            position=one.position,
            titles=one.titles,
            merit_from=2024,
            merit_until=2024,
            citation=merits.citation(rng, BY_CODE[one.unit_code], "routine", 2024, 2024),
            birth_year=one.birth_year,
            list_position=position,
            actor=None,
        )
    report = publication.publish_facts(decision=made, actor=None, reason=bulk.REASON, operator=True)
    assert report.failed == []


def shown(made: Decision) -> list[dict[str, Any]]:
    """Everything a line wrote that is no id, time, random key or digest of those."""
    return [
        {
            "line": {
                name: getattr(row, name)
                for name in (
                    "award_id unit_id name_then titles_then position_then unit_then merit_from merit_until "
                    "merit_kind citation posthumous list_position authority authority_note state row_key"
                ).split()
            },
            "published": row.published_at is not None,
            "honoree": {
                name: getattr(row.honoree, name)
                for name in "kind full_name given unit_id name_key sort_key letter is_public".split()
            },
            "latest": row.honoree.latest_conferral_id == row.pk,
            "birth_year": row.honoree.identity.birth_year,
            "pages": [
                (
                    page.language,
                    page.title,
                    page.slug == row.honoree.slug,
                    page.live,
                    page.url_path.rsplit("/", 2)[0],
                    page.depth,
                    page.alias_of_id is not None,
                    page.first_published_at is not None,
                )
                for page in HonoreePage.objects.filter(honoree=row.honoree).order_by("language")
            ],
            "events": [(event.act, event.role, event.source, event.target) for event in events.history(row)],
        }
        for row in Conferral.objects.filter(decision=made)
        .select_related("honoree__identity")
        .order_by("list_position")
    ]
