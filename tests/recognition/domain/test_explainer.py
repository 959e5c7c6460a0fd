"""The explainer: one table of cases for each kind of criterion, and what it never does."""

from __future__ import annotations

import math
from dataclasses import replace
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from recognition.domain import catalogue, explainer, nominations, round_criteria, rules, statements
from recognition.domain.errors import DomainError, IllegalMove, NotAllowed, StaleVersion
from recognition.domain.round_criteria import RoundCriterion
from recognition.domain.rules import Rule
from recognition.domain.statements import Statement
from recognition.enums import (
    AwardCategory,
    AwardSubject,
    Finding,
    Level,
    ListState,
    Role,
    RuleKind,
    SubjectKind,
)
from recognition.models import (
    Award,
    AwardRule,
    Conferral,
    CriterionStatement,
    Event,
    Honoree,
    Initiative,
    LegalInstrument,
    Nomination,
    Nominee,
    NomineeList,
    RuleSnapshot,
)
from tests import factories
from tests.recognition.domain.conftest import Organization

pytestmark = pytest.mark.django_db

YEAR = 2025
MET, NOT_MET, UNKNOWN = Finding.MET, Finding.NOT_MET, Finding.UNKNOWN


@pytest.fixture
def title(organization: Organization) -> Award:
    """A title whose rules each test writes."""
    return Award.objects.create(
        code="X",
        name="Chiến sĩ thi đua cấp tỉnh",
        category=AwardCategory.TITLE,
        subject=AwardSubject.BOTH,
        level=Level.PROVINCE,
    )


@pytest.fixture
def base(organization: Organization) -> Award:
    """The title of the base, which the director decides."""
    return factories.award(
        "Chiến sĩ thi đua cơ sở", by=organization.director, code="B", category=AwardCategory.TITLE
    )


def dossier(organization: Organization, award: Award, **fields: Any) -> Nomination:
    fields.setdefault("kind", SubjectKind.INDIVIDUAL)
    fields.setdefault("full_name", "Nguyễn Thị Hoa")
    fields.setdefault("merit_from", YEAR)
    fields.setdefault("merit_until", YEAR)
    return Nomination.objects.create(
        round=organization.round, unit=organization.hospital, award=award, **fields
    )


def hoa(organization: Organization) -> Honoree:
    return Honoree.objects.get_or_create(
        kind=SubjectKind.INDIVIDUAL, full_name="Nguyễn Thị Hoa", unit=organization.hospital
    )[0]


def conferred(
    organization: Organization,
    award: Award,
    honoree: Honoree,
    year: int | None,
    *,
    decided: int | None = None,
) -> Conferral:
    """A conferral for the merit of ``year``, decided a year later."""
    decision = factories.decision(by=organization.director, dated=date(decided or (year or YEAR) + 1, 1, 20))
    row = factories.conferral(on=decision, of=award, name=honoree.full_name, at=organization.hospital)
    Conferral.objects.filter(pk=row.pk).update(honoree=honoree, merit_from=year, merit_until=year)
    row.refresh_from_db()
    return row


def rule(award: Award, kind: str, /, **parameters: Any) -> AwardRule:
    return AwardRule.objects.create(
        code=f"R-{factories.number()}", award=award, kind=kind, text="Điều kiện", parameters=parameters
    )


def found(nomination: Nomination, row: AwardRule) -> explainer.Criterion:
    criterion = explainer.explain(nomination, at=timezone.now()).criterion(row.code)
    assert criterion is not None
    return criterion


# Successive titles, by year of merit ------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("years", "expected", "lacking"),
    [
        ([2023, 2024, 2025], MET, ""),
        ([2022, 2023, 2024], MET, ""),
        ([2021, 2022, 2023], NOT_MET, "2024"),
        ([2022, 2023, 2025], NOT_MET, "2024"),
        ([2024, 2025], NOT_MET, "2023"),
        ([2019, 2020, 2021], NOT_MET, "2023, 2024, 2025"),
        ([], NOT_MET, "2023, 2024, 2025"),
        ([2021, 2022, 2023, 2024, 2025], MET, ""),
    ],
)
def test_three_years_in_a_row_are_counted_by_year_of_merit(
    organization, title, base, years, expected, lacking
):
    row = rule(title, RuleKind.PREREQUISITE, award="B", times=3, successive=True)
    honoree = hoa(organization)
    for year in years:
        conferred(organization, base, honoree, year)
    criterion = found(dossier(organization, title, honoree=honoree), row)
    assert criterion.finding == expected
    assert (f"năm {lacking}." in criterion.to_meet) == bool(lacking)
    assert sum(ground.counted for ground in criterion.grounds) == len(years)


def test_the_year_of_the_decision_is_not_the_year_of_merit(organization, title, base):
    """Three decisions of 2023 to 2025 for merit two years earlier are no run that ends in 2025 or 2024."""
    row = rule(title, RuleKind.PREREQUISITE, award="B", times=3, successive=True)
    honoree = hoa(organization)
    for year in (2021, 2022, 2023):
        conferred(organization, base, honoree, year, decided=year + 2)
    assert found(dossier(organization, title, honoree=honoree), row).finding == NOT_MET
    assert (
        found(dossier(organization, title, honoree=honoree, merit_from=2024, merit_until=2024), row).finding
        == MET
    )


def test_a_conferral_without_a_year_of_merit_makes_it_unknown_and_not_met_by_guess(organization, title, base):
    row = rule(title, RuleKind.PREREQUISITE, award="B", times=3, successive=True)
    honoree = hoa(organization)
    for year in (2024, 2025, None):
        conferred(organization, base, honoree, year)
    assert found(dossier(organization, title, honoree=honoree), row).finding == UNKNOWN


def test_a_cancelled_conferral_is_shown_and_does_not_count(organization, title, base):
    row = rule(title, RuleKind.PREREQUISITE, award="B", times=1)
    honoree = hoa(organization)
    given_ = conferred(organization, base, honoree, 2024)
    nomination = dossier(organization, title, honoree=honoree)
    assert found(nomination, row).finding == MET
    Conferral.objects.filter(pk=given_.pk).update(state="cancelled", cancelled_by=given_.decision)
    criterion = found(nomination, row)
    assert criterion.finding == NOT_MET
    assert [(ground.counted, "đã bị hủy bỏ" in ground.text) for ground in criterion.grounds] == [
        (False, True)
    ]


def test_a_decision_nobody_has_checked_does_not_count_yet(organization, title, base):
    row = rule(title, RuleKind.PREREQUISITE, award="B", times=1)
    honoree = hoa(organization)
    given_ = conferred(organization, base, honoree, 2024)
    type(given_.decision).objects.filter(pk=given_.decision_id).update(state="entered")
    criterion = found(dossier(organization, title, honoree=honoree), row)
    assert (criterion.finding, criterion.grounds[0].counted) == (NOT_MET, False)


def test_what_a_unit_states_about_the_register_is_unknown_until_somebody_looks(organization, title, base):
    row = rule(title, RuleKind.PREREQUISITE, award="B", times=1)
    nomination = dossier(organization, title, honoree=hoa(organization))
    say(organization, nomination, row, claim=True, note="Quyết định 12/QĐ-SYT năm 2024")
    criterion = found(nomination, row)
    assert criterion.finding == UNKNOWN
    assert [(ground.source, ground.text) for ground in criterion.grounds] == [
        ("unit", "Quyết định 12/QĐ-SYT năm 2024")
    ]


def test_a_dossier_of_nobody_in_the_register_is_unknown(organization, title, base):
    row = rule(title, RuleKind.PREREQUISITE, award="B", times=3, successive=True)
    conferred(organization, base, hoa(organization), 2024)
    criterion = found(dossier(organization, title), row)
    assert (criterion.finding, criterion.grounds) == (UNKNOWN, ())


def test_one_of_several_awards_may_be_what_is_asked_for(organization, title, base):
    row = rule(title, RuleKind.PREREQUISITE, any_award=["B", "KHAC"], times=2, successive=True)
    honoree = hoa(organization)
    other = factories.award("Khác", by=organization.director, code="KHAC")
    conferred(organization, base, honoree, 2025)
    conferred(organization, other, honoree, 2024)
    assert found(dossier(organization, title, honoree=honoree), row).finding == MET


@pytest.mark.parametrize(("year", "expected"), [(2025, MET), (2024, NOT_MET)])
def test_a_title_of_the_same_year(organization, title, base, year, expected):
    row = rule(title, RuleKind.PREREQUISITE, award="B", times=1, same_year=True)
    honoree = hoa(organization)
    conferred(organization, base, honoree, year)
    assert found(dossier(organization, title, honoree=honoree), row).finding == expected


def test_an_entry_that_was_merged_is_followed(organization, title, base):
    row = rule(title, RuleKind.PREREQUISITE, award="B", times=1)
    kept = hoa(organization)
    conferred(organization, base, kept, 2024)
    merged = Honoree.objects.create(kind="individual", full_name="Nguyễn T. Hoa", merged_into=kept)
    assert found(dossier(organization, title, honoree=merged), row).finding == MET


# Shares of a collective ----------------------------------------------------------------------------------------------------


def say(organization: Organization, nomination: Nomination, row: AwardRule, **said: Any) -> None:
    present = CriterionStatement.objects.filter(nomination=nomination, code=row.code).first()
    statements.state(
        nomination=nomination,
        rule=rules.as_rule(row),
        said=Statement(**said),
        actor=organization.clerk,
        version=present.version if present else 0,
    )


@pytest.mark.parametrize(
    ("bound", "count", "of", "expected", "need"),
    [
        ({"at_least_percent": 70}, 28, 40, MET, ""),
        ({"at_least_percent": 70}, 27, 40, NOT_MET, "28 trên 40"),
        ({"at_least_percent": 70}, 7, 10, MET, ""),
        ({"at_least_percent": 70}, 16, 23, NOT_MET, "17 trên 23"),
        ({"at_least_percent": 70}, 0, 3, NOT_MET, "3 trên 3"),
        ({"more_than_percent": 50}, 5, 10, NOT_MET, "6 trên 10"),
        ({"more_than_percent": 50}, 6, 11, MET, ""),
        ({"at_most_percent": 15}, 3, 20, MET, ""),
        ({"at_most_percent": 15}, 4, 20, NOT_MET, "3 trên 20"),
    ],
)
def test_a_share_is_counted_in_whole_people(organization, title, bound, count, of, expected, need):
    row = rule(title, RuleKind.RATIO, of_award="B", **bound)
    nomination = dossier(organization, title, kind=SubjectKind.COLLECTIVE, full_name="Khoa Nhi")
    assert found(nomination, row).finding == UNKNOWN
    say(organization, nomination, row, count=count, of=of)
    criterion = found(nomination, row)
    assert criterion.finding == expected
    assert need in criterion.to_meet
    assert criterion.grounds[-1].source == "unit"


def test_a_unit_that_states_more_than_its_register_holds_is_looked_at(organization, title, base):
    row = rule(title, RuleKind.RATIO, of_award="B", at_least_percent=70)
    conferred(organization, base, hoa(organization), YEAR)
    nomination = dossier(
        organization, title, kind=SubjectKind.COLLECTIVE, full_name=organization.hospital.name
    )
    say(organization, nomination, row, count=8, of=10)
    assert found(nomination, row).finding == UNKNOWN


def test_a_ceiling_counts_the_dossiers_of_the_unit_against_its_register(organization, title, base):
    row = rule(title, RuleKind.RATIO, of_award="B", at_most_percent=50)
    for name in ("Lê A", "Lê B"):
        honoree = Honoree.objects.create(kind="individual", full_name=name, unit=organization.hospital)
        conferred(organization, base, honoree, YEAR)
    nomination = dossier(organization, title)
    assert found(nomination, row).finding == MET
    dossier(organization, title, full_name="Lê A", state="confirmed")
    assert found(nomination, row).finding == NOT_MET


def names_on_a_list(
    organization: Organization, award: Award, number: int, *, place: str = "", **fields: Any
) -> NomineeList:
    """The hospital's list of people for ``award``, confirmed and sent unless ``fields`` say otherwise."""
    fields = {"state": ListState.CONFIRMED, "year": YEAR, "headcount": 10, **fields}
    made = NomineeList.objects.create(
        round=organization.round,
        unit=organization.hospital,
        award=award,
        created_by=organization.clerk,
        filed_at=timezone.now(),
        **fields,
    )
    for number_ in range(1, number + 1):
        Nominee.objects.create(list=made, place=number_, full_name=f"Lê Thị {number_}", workplace=place)
    return made


@pytest.mark.parametrize(("number", "expected", "need"), [(7, MET, ""), (6, NOT_MET, "7 trên 10")])
def test_the_share_of_a_whole_unit_is_counted_on_its_list(organization, title, base, number, expected, need):
    row = rule(title, RuleKind.RATIO, of_award="B", at_least_percent=70)
    nomination = dossier(
        organization, title, kind=SubjectKind.COLLECTIVE, full_name=organization.hospital.name
    )
    assert found(nomination, row).finding == UNKNOWN
    names_on_a_list(organization, base, number)
    criterion = found(nomination, row)
    assert criterion.finding == expected
    assert need in criterion.to_meet
    assert {ground.source for ground in criterion.grounds} == {"lists"}
    assert "Danh sách đề nghị" in {ground.source_label for ground in criterion.grounds}


def test_a_draft_of_a_list_is_counted_for_its_unit_and_not_for_the_desk(organization, title, base):
    row = rule(title, RuleKind.RATIO, of_award="B", at_least_percent=70)
    nomination = dossier(
        organization, title, kind=SubjectKind.COLLECTIVE, full_name=organization.hospital.name
    )
    kept = names_on_a_list(organization, base, 8, state=ListState.DRAFT)

    def seen(*, for_unit: bool) -> str:
        explained = explainer.explain(nomination, at=timezone.now(), for_unit=for_unit).criterion(row.code)
        assert explained is not None
        return explained.finding

    assert (seen(for_unit=True), seen(for_unit=False)) == (MET, UNKNOWN)
    NomineeList.objects.filter(pk=kept.pk).update(state=ListState.RECEIVED)
    assert seen(for_unit=False) == MET
    NomineeList.objects.filter(pk=kept.pk).update(
        year=YEAR - 1
    )  # another year's list says nothing of this one
    assert (seen(for_unit=True), seen(for_unit=False)) == (UNKNOWN, UNKNOWN)


def test_a_collective_that_states_more_people_than_its_lines_on_the_list_is_looked_at(
    organization, title, base
):
    row = rule(title, RuleKind.RATIO, of_award="B", at_least_percent=70)
    nomination = dossier(organization, title, kind=SubjectKind.COLLECTIVE, full_name="Khoa Nhi")
    names_on_a_list(organization, base, 4, place="Khoa  nhi")
    say(organization, nomination, row, count=8, of=10)
    criterion = found(nomination, row)
    assert (criterion.finding, criterion.why) == (
        UNKNOWN,
        "Đơn vị khai 8 người, danh sách đề nghị có 4: cần đối chiếu.",
    )
    say(organization, nomination, row, count=4, of=5)
    assert found(nomination, row).finding == MET


def test_a_list_that_does_not_say_who_belongs_to_the_collective_is_shown_and_not_counted(
    organization, title, base
):
    row = rule(title, RuleKind.RATIO, of_award="B", at_least_percent=70)
    nomination = dossier(organization, title, kind=SubjectKind.COLLECTIVE, full_name="Khoa Nhi")
    names_on_a_list(organization, base, 9, place="Khoa Ngoại")
    criterion = found(nomination, row)
    assert criterion.finding == UNKNOWN
    assert [(ground.source, ground.counted) for ground in criterion.grounds] == [("lists", False)]


def test_a_ceiling_counts_the_dossiers_of_the_unit_against_its_list_before_the_register_knows(
    organization, title, base
):
    row = rule(title, RuleKind.RATIO, of_award="B", at_most_percent=15)
    nomination = dossier(organization, title)
    names_on_a_list(organization, base, 7)
    assert found(nomination, row).finding == MET
    dossier(organization, title, full_name="Lê A", state="confirmed")
    criterion = found(nomination, row)
    assert (criterion.finding, criterion.to_meet) == (NOT_MET, "Chỉ được nhiều nhất 1 trên 7 người.")


def test_a_member_with_a_title_is_known_where_the_collective_is_a_unit(organization, title, base):
    row = rule(title, RuleKind.PREREQUISITE, member_award="B", times=1)
    conferred(organization, base, hoa(organization), YEAR)
    whole = dossier(organization, title, kind=SubjectKind.COLLECTIVE, full_name=organization.hospital.name)
    part = dossier(organization, title, kind=SubjectKind.COLLECTIVE, full_name="Khoa Nhi")
    assert (found(whole, row).finding, found(part, row).finding) == (MET, UNKNOWN)
    say(organization, part, row, claim=False)
    assert found(part, row).finding == NOT_MET


# Initiatives, ratings, gaps, thresholds, votes -----------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("level", "recognized", "expected"),
    [
        ("province", date(YEAR, 5, 1), MET),
        ("state", date(YEAR, 5, 1), MET),
        ("base", date(YEAR, 5, 1), NOT_MET),
        ("province", None, NOT_MET),
        ("province", date(YEAR - 6, 5, 1), NOT_MET),
        (None, None, NOT_MET),
    ],
)
def test_an_initiative_counts_from_its_level_up_and_in_its_time(
    organization, title, level, recognized, expected
):
    row = rule(title, RuleKind.INITIATIVE, level="province", count=1)
    honoree = hoa(organization)
    if level:
        one = Initiative.objects.create(title="Lịch tiêm", level=level, recognized_on=recognized)
        one.honorees.add(honoree)
    nomination = dossier(organization, title, honoree=honoree)
    criterion = found(nomination, row)
    assert criterion.finding == expected
    assert len(criterion.grounds) == (1 if level else 0)
    if expected == NOT_MET:
        say(organization, nomination, row, claim=True, note="Giấy công nhận số 3")
        assert found(nomination, row).finding == UNKNOWN


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("Hoàn thành xuất sắc nhiệm vụ", MET),
        ("HOÀN THÀNH TỐT NHIỆM VỤ (Thông báo số 3/TB-BV)", MET),
        ("hoàn thành nhiệm vụ", NOT_MET),
        ("Không hoàn thành nhiệm vụ", NOT_MET),
        ("Năm 2024 hoàn thành tốt nhiệm vụ, năm 2025 hoàn thành xuất sắc nhiệm vụ", UNKNOWN),
        ("Loại A", UNKNOWN),
        ("", UNKNOWN),
    ],
)
def test_a_rating_is_read_from_the_report(organization, title, line, expected):
    row = rule(title, RuleKind.RATING, at_least="good", years=1)
    criterion = found(dossier(organization, title, report={"rating": line}), row)
    assert criterion.finding == expected


def test_a_rating_stated_otherwise_than_in_the_report_is_unknown(organization, title):
    row = rule(title, RuleKind.RATING, at_least="good", years=1)
    nomination = dossier(organization, title, report={"rating": "Hoàn thành tốt nhiệm vụ"})
    say(organization, nomination, row, rating="excellent")
    assert found(nomination, row).finding == UNKNOWN
    say(organization, nomination, row, rating="good", note="Thông báo 3/TB-BV")
    assert found(nomination, row).finding == MET


@pytest.mark.parametrize(
    ("count", "of", "expected"), [(40, 40, MET), (39, 40, NOT_MET), (None, None, UNKNOWN)]
)
def test_everybody_of_an_excellent_collective_did_their_work(organization, title, count, of, expected):
    row = rule(title, RuleKind.RATING, at_least="excellent", members_done_percent=100)
    nomination = dossier(
        organization,
        title,
        kind=SubjectKind.COLLECTIVE,
        full_name="Khoa Nhi",
        report={"rating": "Hoàn thành xuất sắc nhiệm vụ"},
    )
    if of:
        say(organization, nomination, row, count=count, of=of)
    assert found(nomination, row).finding == expected


@pytest.mark.parametrize(
    ("parameters", "years", "expected"),
    [
        ({"once": True}, [], MET),
        ({"once": True}, [2010], NOT_MET),
        ({"at_least_years": 5}, [2020], MET),
        ({"at_least_years": 5}, [2021], NOT_MET),
        ({"at_least_years": 5}, [2010, 2021], NOT_MET),
        ({"at_least_years": 5}, [None], UNKNOWN),
    ],
)
def test_gaps_between_two_awards(organization, parameters, years, expected):
    own = factories.award("Kỷ niệm chương", by=organization.director, code="KNC-T")
    row = rule(own, RuleKind.INTERVAL, **parameters)
    honoree = hoa(organization)
    for year in years:
        conferred(organization, own, honoree, year, decided=2022)
    assert found(dossier(organization, own, honoree=honoree), row).finding == expected


@pytest.mark.parametrize(
    ("members", "votes", "expected"), [(None, None, UNKNOWN), (10, 9, MET), (11, 9, NOT_MET), (9, 9, MET)]
)
def test_votes_count_the_whole_council_and_are_a_step_not_eligibility(
    organization, title, members, votes, expected
):
    row = rule(title, RuleKind.OTHER, vote_percent=90, of="total_membership")
    nomination = dossier(organization, title, council_members=members, council_votes_for=votes)
    explanation = explainer.explain(nomination, at=timezone.now())
    assert [one.finding for one in explanation.procedure] == [expected]
    assert row.code not in {one.code for one in explanation.eligibility}


@pytest.mark.parametrize(
    ("years", "expected"), [(None, UNKNOWN), ("25", MET), ("20", MET), ("17", UNKNOWN), ("3,5", UNKNOWN)]
)
def test_years_of_service_between_the_two_bars_are_for_a_person_to_judge(
    organization, title, years, expected
):
    row = rule(title, RuleKind.OTHER, years_men=20, years_women=15)
    nomination = dossier(organization, title)
    if years:
        say(organization, nomination, row, number=statements.number_in(years))
    assert found(nomination, row).finding == expected


def test_what_no_machine_can_know_is_left_to_a_person(organization, title):
    row = rule(title, RuleKind.OTHER)
    nomination = dossier(organization, title)
    assert found(nomination, row).finding == UNKNOWN
    say(organization, nomination, row, claim=True, note="Biên bản 3/BB")
    assert found(nomination, row).finding == UNKNOWN
    say(organization, nomination, row, claim=False)
    assert found(nomination, row).finding == NOT_MET


def test_a_rule_whose_parameters_make_no_sense_is_unknown_and_says_so(organization, title):
    row = rule(title, RuleKind.RATIO, at_least_percent="bảy mươi")
    assert "Tham số" in found(dossier(organization, title), row).why


# The threshold of a campaign ------------------------------------------------------------------------------------------------


@pytest.fixture
def reform_index():
    """A round whose announcement asks for 85 points of the reform index; collectives only."""

    def provider(round_):
        return [
            RoundCriterion(
                "cchc",
                SubjectKind.COLLECTIVE,
                "Chỉ số cải cách hành chính đạt từ ngưỡng trở lên.",
                Decimal("85.00"),
                "điểm",
                "reform_index",
                "Kế hoạch 102/KH-TTYT",
            )
        ]

    round_criteria.register(provider)
    yield
    round_criteria._providers.remove(provider)


@pytest.fixture
def ceiling():
    """A round whose announcement lets nobody be complained of; collectives only."""

    def provider(round_):
        return [
            RoundCriterion(
                "pa",
                SubjectKind.COLLECTIVE,
                "Không có phản ánh được xác minh là đúng.",
                Decimal(0),
                "phản ánh",
                "reform_index",
                "Kế hoạch 102/KH-TTYT",
                at_most=True,
            )
        ]

    round_criteria.register(provider)
    yield
    round_criteria._providers.remove(provider)


@pytest.mark.parametrize(
    ("written", "expected"),
    [("85", MET), ("84,99", NOT_MET), ("87,5", MET), ("80", NOT_MET), ("", UNKNOWN), ("cao", UNKNOWN)],
)
def test_the_threshold_of_the_plan_checks_the_number_of_the_report(
    organization, title, reform_index, written, expected
):
    nomination = dossier(
        organization,
        title,
        kind=SubjectKind.COLLECTIVE,
        full_name="Khoa Nhi",
        report={"reform_index": written},
    )
    criterion = explainer.explain(nomination, at=timezone.now()).criterion("round:cchc")
    assert criterion is not None
    assert criterion.finding == expected
    assert criterion.rule.law == "Kế hoạch 102/KH-TTYT"
    assert explainer.hints(nomination, at=timezone.now()) == {
        "reform_index": "Ngưỡng xét: từ 85 điểm trở lên."
    }
    individual = dossier(organization, title)
    assert explainer.explain(individual, at=timezone.now()).criterion("round:cchc") is None
    assert explainer.hints(individual, at=timezone.now()) == {}


@pytest.mark.parametrize(
    ("stated", "expected", "told"),
    [
        ("0", MET, "0 phản ánh, ngưỡng 0 phản ánh."),
        ("5", NOT_MET, "5 phản ánh, vượt ngưỡng 0 phản ánh."),
        ("", UNKNOWN, "Chưa có con số."),
    ],
)
def test_a_threshold_that_is_a_ceiling_is_met_by_no_more_than_it(
    organization, title, ceiling, stated, expected, told
):
    nomination = dossier(
        organization,
        title,
        kind=SubjectKind.COLLECTIVE,
        full_name="Khoa Nhi",
        report={"reform_index": stated},
    )
    criterion = explainer.explain(nomination, at=timezone.now()).criterion("round:pa")
    assert criterion is not None
    assert (criterion.finding, criterion.why) == (expected, told)
    assert explainer.hints(nomination, at=timezone.now()) == {
        "reform_index": "Ngưỡng xét: không quá 0 phản ánh."
    }
    assert criterion.to_meet == ("" if expected == MET else "Không được quá 0 phản ánh.")


# The law of the day ----------------------------------------------------------------------------------------------------------


def at(day: date) -> datetime:
    return timezone.make_aware(datetime.combine(day, datetime.min.time())) + timedelta(hours=9)


def test_a_dossier_of_the_old_law_and_one_of_the_new_are_judged_by_their_own(organization):
    assert catalogue.load().problems == []
    award = Award.objects.get(code="TTLDTT")
    fields: dict[str, Any] = {"kind": SubjectKind.COLLECTIVE, "full_name": "Khoa Nhi"}
    old = dossier(organization, award, state="confirmed", merit_from=2023, merit_until=2023, **fields)
    new = dossier(organization, award, state="confirmed", merit_from=2024, merit_until=2024, **fields)
    old = nominations.move(nomination=old, name="receive", actor=organization.desk, at=at(date(2023, 12, 20)))
    new = nominations.move(nomination=new, name="receive", actor=organization.desk, at=at(date(2024, 12, 20)))
    assert (old.law.code, new.law.code) == ("L2003", "L2022")
    codes = [
        {one.code for one in explainer.explain(row, at=timezone.now()).criteria if one.code != "authority"}
        for row in (old, new)
    ]
    assert codes == [{"TTLDTT-ty-le-2003", "TTLDTT-ky-luat-2003"}, {"TTLDTT-ty-le-2022"}]
    first = explainer.explain(old, at=timezone.now())
    assert (first.on, first.frozen) == (date(2023, 12, 20), True)
    ratio = first.criterion("TTLDTT-ty-le-2003")
    assert ratio is not None
    assert (ratio.rule.verified, ratio.rule.law) == (True, "15/2003/QH11")


def test_the_first_receipt_freezes_and_a_return_does_not_thaw(organization, title):
    row = rule(title, RuleKind.OTHER)
    nomination = dossier(organization, title, state="confirmed")
    nominations.move(nomination=nomination, name="receive", actor=organization.desk)
    AwardRule.objects.filter(pk=row.pk).update(text="Điều kiện đã đổi")
    Nomination.objects.filter(pk=nomination.pk).update(state="confirmed", received_by=None)
    nomination = nominations.move(nomination=nomination, name="receive", actor=organization.second)
    assert RuleSnapshot.objects.filter(nomination=nomination).count() == 1
    assert found(nomination, row).text == "Điều kiện"


def test_a_dossier_received_before_there_were_snapshots_keeps_the_law_of_its_day(organization, title):
    law = rule(title, RuleKind.OTHER)
    AwardRule.objects.filter(pk=law.pk).update(valid_until=date(2024, 12, 31))
    nomination = dossier(organization, title, state="received", received_at=at(date(2024, 12, 1)))
    explanation = explainer.explain(nomination, at=timezone.now())
    assert (explanation.on, explanation.frozen) == (date(2024, 12, 1), True)
    assert explanation.criterion(law.code) is not None
    nomination.received_at = at(date(2025, 1, 1))
    assert explainer.explain(nomination, at=timezone.now()).criterion(law.code) is None


def test_who_may_decide_is_explained_with_its_law_and_flag(organization, title):
    told = explainer.explain(dossier(organization, organization.award), at=timezone.now()).criterion(
        "authority"
    )
    assert told is not None
    assert (told.finding, told.why) == (MET, "Giám đốc Sở Y tế quyết định.")
    untold = explainer.explain(dossier(organization, title), at=timezone.now()).criterion("authority")
    assert untold is not None
    assert (untold.finding, untold.grounds) == (UNKNOWN, ())


# What it costs and what it never does ----------------------------------------------------------------------------------------


def all_kinds(award: Award) -> list[AwardRule]:
    return [
        rule(award, RuleKind.PREREQUISITE, award="B", times=3, successive=True),
        rule(award, RuleKind.PREREQUISITE, member_award="B", times=1),
        rule(award, RuleKind.RATIO, of_award="B", at_least_percent=70),
        rule(award, RuleKind.RATIO, of_award="B", at_most_percent=15),
        rule(award, RuleKind.INITIATIVE, level="base", count=1),
        rule(award, RuleKind.RATING, at_least="good"),
        rule(award, RuleKind.INTERVAL, once=True),
        rule(award, RuleKind.OTHER),
        rule(award, RuleKind.OTHER, vote_percent=90),
    ]


def test_it_costs_the_same_with_one_conferral_and_with_twenty(organization, title, base):
    all_kinds(title)
    honoree = hoa(organization)
    nomination = dossier(organization, title, honoree=honoree)
    conferred(organization, base, honoree, 2025)

    def cost() -> int:
        row = Nomination.objects.select_related("round", "unit", "award", "honoree").get(pk=nomination.pk)
        with CaptureQueriesContext(connection) as captured:
            explainer.explain(row, at=timezone.now())
        return len(captured)

    before = cost()
    for year in range(2005, 2025):
        conferred(organization, base, honoree, year)
    assert cost() == before <= 12


def test_it_never_writes_and_never_decides(organization, title, base):
    all_kinds(title)
    nomination = dossier(organization, title, honoree=hoa(organization), state="appraisal")
    events = Event.objects.count()
    with CaptureQueriesContext(connection) as captured:
        explainer.explain(nomination, at=timezone.now())
    assert [query["sql"] for query in captured if not query["sql"].startswith("SELECT")] == []
    nomination.refresh_from_db()
    assert (nomination.state, Event.objects.count()) == ("appraisal", events)


def test_a_unit_sees_no_conferral_elsewhere_that_is_not_public(organization, title, base):
    row = rule(title, RuleKind.PREREQUISITE, award="B", times=1)
    honoree = hoa(organization)
    given_ = conferred(organization, base, honoree, 2024)
    Conferral.objects.filter(pk=given_.pk).update(unit=organization.station)
    nomination = dossier(organization, title, honoree=honoree)
    for_unit = explainer.explain(nomination, at=timezone.now(), for_unit=True).criterion(row.code)
    assert for_unit is not None
    assert (for_unit.finding, for_unit.grounds) == (NOT_MET, ())
    assert found(nomination, row).finding == MET


WORDS = st.text(max_size=40)
JSON = st.recursive(
    st.none() | st.booleans() | st.integers(-5, 2000) | st.floats(allow_nan=True) | WORDS,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(WORDS, inner, max_size=3),
    max_leaves=6,
)
NAMES = sorted({name for known in rules.PARAMETERS.values() for name in known})
PARAMETERS = st.dictionaries(
    st.sampled_from(NAMES) | WORDS, JSON | st.integers(1, 100) | st.just("B"), max_size=4
)


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    kind=st.sampled_from(RuleKind.values) | WORDS,
    parameters=PARAMETERS,
    answer=st.dictionaries(st.sampled_from(["claim", "count", "of", "rating", "number"]), JSON, max_size=5),
    report=st.dictionaries(st.sampled_from(["rating", "reform_index"]), JSON, max_size=2),
    years=st.none() | st.integers(1900, 2100),
)
def test_it_answers_whatever_the_data_say(organization, title, base, kind, parameters, answer, report, years):
    """Rules, statements and reports of any shape: an answer of three, never a crash, never a move."""
    nomination = dossier(
        organization,
        title,
        honoree=hoa(organization),
        report=_storable(report),
        merit_from=years,
        merit_until=years,
        state="received",
        received_at=timezone.now(),
    )
    one = Rule(code="R", kind=kind, text="Điều kiện", parameters=parameters)
    kept = one.as_json()
    assert Rule.from_json(kept) == replace(one, parameters=dict(parameters))
    RuleSnapshot.objects.create(nomination=nomination, in_force_on=date(2025, 1, 1), rules=[])
    RuleSnapshot.objects.filter(nomination=nomination).update(rules=[_storable(kept)])
    CriterionStatement.objects.create(nomination=nomination, code="R", answer=_storable(answer))
    explanation = explainer.explain(nomination, at=timezone.now())
    assert {criterion.finding for criterion in explanation.criteria} <= {MET, NOT_MET, UNKNOWN}
    assert explanation.met + explanation.not_met + explanation.unknown == len(explanation.eligibility)
    nomination.refresh_from_db()
    assert nomination.state == "received"
    RuleSnapshot.objects.all().delete()
    CriterionStatement.objects.all().delete()
    nomination.delete()


def _storable(value: Any) -> Any:
    """What a JSON column of both databases can hold: no NaN, no NUL."""
    if isinstance(value, float) and not math.isfinite(value):
        return None
    if isinstance(value, str):
        return value.replace("\x00", "").encode("utf-8", "ignore").decode()
    if isinstance(value, list):
        return [_storable(one) for one in value]
    if isinstance(value, dict):
        return {_storable(key): _storable(one) for key, one in value.items()}
    return value


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    changes=st.lists(
        st.sampled_from(["text", "end", "delete", "verify", "new", "parameters"]), min_size=1, max_size=6
    )
)
def test_what_was_frozen_stays_whatever_is_done_to_the_catalogue(organization, title, changes):
    row = rule(title, RuleKind.PREREQUISITE, award="B", times=1)
    nomination = dossier(organization, title, state="confirmed")
    nomination = nominations.move(nomination=nomination, name="receive", actor=organization.desk)
    before = rules.of_dossier(nomination, at=timezone.localdate())
    for change in changes:
        same = AwardRule.objects.filter(pk=row.pk)
        match change:
            case "text":
                same.update(text="Khác")
            case "end":
                same.update(valid_until=date(2020, 1, 1))
            case "delete":
                same.delete()
            case "verify":
                same.update(verified=True)
            case "new":
                rule(title, RuleKind.OTHER)
            case _:
                same.update(parameters={"award": "B", "times": 9})
    assert rules.of_dossier(nomination, at=timezone.localdate()) == before
    AwardRule.objects.filter(award=title).delete()


# Statements: their one door ------------------------------------------------------------------------------------------------


def test_a_statement_is_recorded_and_a_second_writer_is_told(organization, title):
    row = rule(title, RuleKind.RATIO, of_award="B", at_least_percent=70)
    nomination = dossier(organization, title, kind=SubjectKind.COLLECTIVE, full_name="Khoa Nhi")
    say(organization, nomination, row, count=7, of=10, note="Danh sách 3")
    event = Event.objects.get(act="state_criterion")
    assert event.payload.data == {"criterion": row.code, "count": 7, "of": 10, "note": "Danh sách 3"}
    with pytest.raises(StaleVersion):
        statements.state(
            nomination=nomination,
            rule=rules.as_rule(row),
            said=Statement(count=8, of=10),
            actor=organization.clerk,
            version=0,
        )
    assert statements.of_dossier(nomination)[row.code].count == 7


@pytest.mark.parametrize(
    ("said", "words"),
    [
        ({"count": 11, "of": 10}, "không thể lớn hơn tổng số"),
        ({"count": 1}, "cả hai số"),
        ({"count": 0, "of": 0}, "lớn hơn 0"),
    ],
)
def test_numbers_that_cannot_be_are_refused(organization, title, said, words):
    row = rule(title, RuleKind.RATIO, of_award="B", at_least_percent=70)
    nomination = dossier(organization, title, kind=SubjectKind.COLLECTIVE, full_name="Khoa Nhi")
    with pytest.raises(DomainError, match=words):
        say(organization, nomination, row, **said)
    assert not CriterionStatement.objects.exists()


def test_only_the_focal_point_of_the_unit_states_and_only_while_the_dossier_is_there(organization, title):
    row = rule(title, RuleKind.OTHER)
    nomination = dossier(organization, title)

    def by(user: Any) -> None:
        statements.state(
            nomination=nomination, rule=rules.as_rule(row), said=Statement(claim=True), actor=user, version=0
        )

    for other in (organization.stranger, organization.head, organization.desk):
        with pytest.raises(NotAllowed):
            by(other)
    Nomination.objects.filter(pk=nomination.pk).update(state="received")
    with pytest.raises(IllegalMove):
        by(organization.clerk)
    assert organization.person("x", Role.AUDITOR)
    assert LegalInstrument.objects.count() == 0
