from __future__ import annotations

import dataclasses
import random
import unicodedata
from itertools import islice

from portal.home.demo.merits import (
    DESIGN_CONFERRALS,
    ISSUERS,
    achievement,
    citation,
    decision_subject,
    initiative,
)
from portal.home.demo.people import FEATURED, DemoPerson, is_signer, people, staff
from portal.home.demo.province import BY_CODE, UNITS


def test_the_same_seed_gives_the_same_people_and_another_seed_others() -> None:
    first = list(islice(people(7), 500))
    assert first == list(people(7, 500))
    assert first != list(people(8, 500))


def test_twenty_thousand_people_are_different_rows_in_existing_units() -> None:
    many = list(people(1, 20_000))
    assert len({(one.full_name, one.unit_code) for one in many}) == 20_000
    assert len({one.full_name for one in many}) > 12_000
    assert all(one.unit_code in BY_CODE for one in many)
    assert all(unicodedata.is_normalized("NFC", one.full_name) for one in many)
    assert not any(is_signer(one.full_name) for one in many)
    assert any(one.full_name.startswith("H’") for one in many)
    assert any(one.full_name.startswith("Y ") and one.given_name.startswith("Y ") for one in many)
    assert any(one.full_name.startswith("Thạch ") for one in many)


def test_a_highland_given_name_is_part_of_the_full_name() -> None:
    assert all(one.given_name in one.full_name for one in people(3, 3_000))


def test_sex_is_not_a_field_of_a_person() -> None:
    assert not {"sex", "gender", "female", "male"} & {field.name for field in dataclasses.fields(DemoPerson)}


def test_staff_of_one_unit_are_of_that_unit() -> None:
    some = staff(1, "TYT-TSE", 12)
    assert len({one.full_name for one in some}) == 12
    assert {one.unit_code for one in some} == {"TYT-TSE"}
    assert all(one.unit_code in BY_CODE for one in FEATURED)


def test_words_of_merit_are_whole_sentences_and_follow_the_seed() -> None:
    for unit in UNITS:
        for merit in ("routine", "thematic", "sudden", "devotion"):
            text = citation(random.Random(unit.code), unit, merit, 2021, 2025, "Trạm y tế gần dân")
            assert text == citation(random.Random(unit.code), unit, merit, 2021, 2025, "Trạm y tế gần dân")
            assert text.endswith(".")
            assert "{" not in text
            assert unicodedata.is_normalized("NFC", text)
        assert "{" not in achievement(random.Random(1), unit)
        assert initiative(random.Random(2), unit, 2024).recognized_on.weekday() < 5


def test_citations_vary() -> None:
    rng = random.Random(5)
    made = {citation(rng, BY_CODE["BVT"], "routine", 2024, 2024) for _ in range(200)}
    assert len(made) >= 40


def test_a_decision_names_its_campaign_only_when_it_has_one() -> None:
    assert "Trạm y tế gần dân" in decision_subject(random.Random(1), "GKSYT", 2025, 2025, "Trạm y tế gần dân")
    assert "{" not in decision_subject(random.Random(1), "GKSYT", 2025, 2025)


def test_conferrals_of_the_design_are_decided_on_working_days_by_those_who_may() -> None:
    names = {one.full_name for one in FEATURED}
    for one in DESIGN_CONFERRALS:
        assert one.subject in (BY_CODE if one.collective else names)
        assert one.dated.weekday() < 5
        assert one.issuer == ISSUERS[one.award_code][0]
        assert one.number.split("/")[1] == ISSUERS[one.award_code][1]


def test_the_doctors_day_is_a_reason_only_before_it() -> None:
    said = {month: {decision_subject(random.Random(seed), "GKSYT", 2024, 2024, month=month) for seed in range(40)}
            for month in (2, 8)}  # fmt: skip
    assert any("27/02" in text for text in said[2])
    assert not any("27/02" in text for text in said[8])
