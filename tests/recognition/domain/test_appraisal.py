"""Appraisal by a second person, criterion by criterion; points with a reason where they differ."""

from __future__ import annotations

from decimal import Decimal

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from recognition.domain import appraisal, events, explainer, nominations, scores
from recognition.domain.appraisal import Given
from recognition.domain.errors import (
    DomainError,
    IllegalMove,
    Incomplete,
    NotAllowed,
    ReasonMissing,
    SamePerson,
    StaleVersion,
)
from recognition.enums import Finding, RuleKind, ScoreSheetState, SubjectKind
from recognition.models import (
    AppraisalSheet,
    AwardRule,
    CriterionVerdict,
    Nomination,
    Score,
    ScoreCriterion,
    ScoreSheet,
)
from tests.racing import race
from tests.recognition.domain.conftest import Organization

pytestmark = pytest.mark.django_db

MET, NOT_MET = "met", "not_met"


@pytest.fixture
def rule(organization: Organization) -> AwardRule:
    """A rule that the report answers: the rating."""
    return AwardRule.objects.create(
        code="R",
        award=organization.award,
        kind=RuleKind.RATING,
        text="Xếp loại tốt trở lên",
        parameters={"at_least": "good"},
        verified=True,
    )


def appraised(organization: Organization) -> Nomination:
    """A dossier that the second person has taken up."""
    dossier = organization.draft()
    for name, actor in (
        ("file", organization.clerk),
        ("confirm", organization.head),
        ("receive", organization.desk),
        ("appraise", organization.second),
    ):
        dossier = nominations.move(nomination=dossier, name=name, actor=actor)
    return dossier


def fill(
    organization: Organization, sheet: AppraisalSheet, verdict: str = MET, reason: str = ""
) -> AppraisalSheet:
    return appraisal.save(
        sheet=sheet,
        given={
            "R": Given(verdict, "Thông báo 3/TB-BV", reason),
            "authority": Given(MET, "Điều 80"),
        },
        actor=organization.second,
        version=sheet.version,
    )


def test_the_second_person_judges_signs_and_the_dossier_goes_on(organization, rule):
    dossier = appraised(organization)
    with pytest.raises(Incomplete, match="phiếu thẩm định"):
        nominations.move(nomination=dossier, name="to_council", actor=organization.desk)
    sheet = appraisal.open_sheet(nomination=dossier, actor=organization.second)
    assert appraisal.open_sheet(nomination=dossier, actor=organization.second).pk == sheet.pk
    with pytest.raises(Incomplete, match="Xếp loại tốt trở lên"):
        appraisal.sign(sheet=sheet, conclusion=MET, actor=organization.second, version=sheet.version)
    sheet = fill(organization, sheet)
    sheet = appraisal.sign(sheet=sheet, conclusion=MET, actor=organization.second, version=sheet.version)
    assert (sheet.state, sheet.signed_by, sheet.conclusion) == ("signed", organization.second, MET)
    assert [one["finding"] for one in sheet.explained["criteria"]] == ["met", "met"]
    moved = nominations.move(nomination=dossier, name="to_council", actor=organization.desk)
    assert moved.state == "council"
    acts = [event.act for event in events.history(moved)]
    assert acts[-4:] == ["open_appraisal", "give_verdicts", "sign_appraisal", "to_council"]
    signed = events.history(moved)[-2]
    assert signed.payload.data["verdicts"] == {"R": "met", "authority": "met"}
    assert signed.payload.data["against"] == []


def test_a_dossier_without_criteria_needs_no_sheet(organization):
    moved = nominations.move(nomination=appraised(organization), name="to_council", actor=organization.desk)
    assert moved.state == "council"


def test_who_received_or_worked_on_a_dossier_does_not_appraise_it(organization, rule):
    dossier = appraised(organization)
    with pytest.raises(SamePerson):
        appraisal.open_sheet(nomination=dossier, actor=organization.desk)
    for other in (organization.clerk, organization.head, organization.stranger, organization.editor):
        with pytest.raises(NotAllowed):
            appraisal.open_sheet(nomination=dossier, actor=other)
    assert not AppraisalSheet.objects.exists()


def test_a_verdict_needs_a_reference_and_against_the_explainer_a_reason(organization, rule):
    sheet = appraisal.open_sheet(nomination=appraised(organization), actor=organization.second)

    def give(one: Given) -> None:
        appraisal.save(sheet=sheet, given={"R": one}, actor=organization.second, version=sheet.version)

    with pytest.raises(DomainError, match="căn cứ"):
        give(Given(MET, " "))
    with pytest.raises(DomainError, match="lý do"):
        give(Given(NOT_MET, "Thông báo 3/TB-BV"))
    with pytest.raises(DomainError, match="lý do"):
        give(Given("na", "Thông báo 3/TB-BV"))
    with pytest.raises(DomainError, match="không có điều kiện"):
        appraisal.save(
            sheet=sheet, given={"Khác": Given(MET, "x")}, actor=organization.second, version=sheet.version
        )
    assert not CriterionVerdict.objects.exists()
    give(Given(NOT_MET, "Thông báo 3/TB-BV", "Thông báo ghi hoàn thành nhiệm vụ"))
    verdict = CriterionVerdict.objects.get()
    assert (verdict.explained, verdict.verdict) == (Finding.MET, NOT_MET)


def test_the_database_too_wants_a_reason_against_the_explainer(organization, rule):
    sheet = appraisal.open_sheet(nomination=appraised(organization), actor=organization.second)
    with pytest.raises(IntegrityError), transaction.atomic():
        CriterionVerdict.objects.create(
            sheet=sheet, code="R", text="x", explained=MET, verdict=NOT_MET, reference="x"
        )


def test_a_conclusion_against_a_criterion_that_is_not_met_is_explained(organization, rule):
    sheet = appraisal.open_sheet(nomination=appraised(organization), actor=organization.second)
    sheet = fill(organization, sheet, NOT_MET, "Khác thông báo")
    with pytest.raises(ReasonMissing):
        appraisal.sign(sheet=sheet, conclusion=MET, actor=organization.second, version=sheet.version)
    with pytest.raises(DomainError, match="kết luận"):
        appraisal.sign(sheet=sheet, conclusion="", actor=organization.second, version=sheet.version)
    signed = appraisal.sign(
        sheet=sheet, conclusion=MET, actor=organization.second, version=sheet.version, remark="Theo quy chế"
    )
    assert signed.remark == "Theo quy chế"
    last = events.history(signed.nomination)[-1]
    assert (last.payload.data["against"], last.payload.reason) == (["R"], "Theo quy chế")


def test_a_finding_that_turned_since_the_verdict_is_looked_at_again(organization, rule):
    dossier = appraised(organization)
    sheet = fill(organization, appraisal.open_sheet(nomination=dossier, actor=organization.second))
    report = {**dossier.report, "rating": "Hoàn thành nhiệm vụ"}
    Nomination.objects.filter(pk=dossier.pk).update(report=report)
    with pytest.raises(Incomplete):
        appraisal.sign(sheet=sheet, conclusion=MET, actor=organization.second, version=sheet.version)


def test_a_signed_sheet_does_not_change_and_another_look_is_the_next_version(organization, rule):
    dossier = appraised(organization)
    sheet = fill(organization, appraisal.open_sheet(nomination=dossier, actor=organization.second))
    sheet = appraisal.sign(sheet=sheet, conclusion=MET, actor=organization.second, version=sheet.version)
    with pytest.raises(IllegalMove):
        fill(organization, sheet, NOT_MET, "Đổi ý")
    with pytest.raises(ReasonMissing):
        appraisal.open_sheet(nomination=dossier, actor=organization.second)
    again = appraisal.open_sheet(nomination=dossier, actor=organization.second, why_again="Có giấy tờ mới")
    assert (again.number, again.why_again) == (2, "Có giấy tờ mới")
    fill(organization, again, NOT_MET, "Thông báo mới")
    assert [row.verdict for row in sheet.verdicts.filter(code="R")] == [MET]
    assert [row.verdict for row in again.verdicts.filter(code="R")] == [NOT_MET]


def test_two_windows_on_one_sheet_are_told(organization, rule):
    sheet = appraisal.open_sheet(nomination=appraised(organization), actor=organization.second)
    fill(organization, sheet)
    with pytest.raises(StaleVersion):
        appraisal.save(sheet=sheet, given={"R": Given("", "")}, actor=organization.second, version=1)


def test_a_sheet_of_before_a_return_does_not_open_the_way(organization, rule):
    dossier = appraised(organization)
    sheet = fill(organization, appraisal.open_sheet(nomination=dossier, actor=organization.second))
    appraisal.sign(sheet=sheet, conclusion=MET, actor=organization.second, version=sheet.version)
    Nomination.objects.filter(pk=dossier.pk).update(received_at=timezone.now())
    dossier.refresh_from_db()
    with pytest.raises(Incomplete):
        nominations.move(nomination=dossier, name="to_council", actor=organization.desk)


def test_verdicts_move_nothing(organization, rule):
    dossier = appraised(organization)
    sheet = fill(
        organization, appraisal.open_sheet(nomination=dossier, actor=organization.second), NOT_MET, "x"
    )
    appraisal.sign(sheet=sheet, conclusion=NOT_MET, actor=organization.second, version=sheet.version)
    dossier.refresh_from_db()
    assert dossier.state == "appraisal"


@pytest.mark.django_db(transaction=True)
def test_of_two_who_open_a_sheet_at_once_both_get_the_same(organization, rule):
    dossier = appraised(organization)
    second = organization.second

    def act() -> AppraisalSheet:
        return appraisal.open_sheet(nomination=dossier, actor=second)

    sheets = race([act, act, act])
    assert len({sheet.pk for sheet in sheets}) == 1
    assert AppraisalSheet.objects.count() == 1


# Score sheets ----------------------------------------------------------------------------------------------------------------


def a_sheet(organization: Organization, **fields: object) -> ScoreSheet:
    sheet = scores.keep(
        sheet=ScoreSheet(title="Bảng điểm phong trào", **fields),
        actor=organization.desk,
        fields=["title"],
        related=lambda: None,
    )
    for text, maximum, minimum, group in (
        ("Sáng kiến", 40, None, ""),
        ("Kết quả nhiệm vụ", 40, 20, ""),
        ("Điều hành đơn vị", 20, None, "leader"),
        ("Phục vụ người bệnh", 20, None, "staff"),
    ):
        ScoreCriterion.objects.create(
            sheet=sheet, text=text, maximum=maximum, minimum=minimum, position_group=group
        )
    return sheet


def carried(organization: Organization, **fields: object) -> ScoreSheet:
    sheet = scores.adopt(sheet=a_sheet(organization, **fields), actor=organization.second)
    scores.carry(round=organization.round, sheet=sheet, actor=organization.desk)
    return sheet


def test_a_sheet_is_adopted_by_another_and_then_stays_as_it_is(organization):
    sheet = a_sheet(organization, pass_mark=60)
    with pytest.raises(IllegalMove):
        scores.carry(round=organization.round, sheet=sheet, actor=organization.desk)
    with pytest.raises(SamePerson):
        scores.adopt(sheet=sheet, actor=organization.desk)
    sheet = scores.adopt(sheet=sheet, actor=organization.second)
    with pytest.raises(IllegalMove):
        scores.adopt(sheet=sheet, actor=organization.second)
    with pytest.raises(IllegalMove):
        scores.keep(sheet=sheet, actor=organization.second, fields=["title"])
    draft = scores.revise(sheet=sheet, actor=organization.second)
    assert (draft.version, draft.previous, draft.criteria.count()) == (2, sheet, 4)
    scores.carry(round=organization.round, sheet=sheet, actor=organization.desk)
    scores.adopt(sheet=draft, actor=organization.desk)
    sheet.refresh_from_db()
    assert sheet.state == ScoreSheetState.ENDED
    scored = scores.of_dossier(organization.draft())
    assert scored is not None
    assert scored.sheet == sheet


def test_a_pass_mark_nobody_can_reach_is_refused(organization):
    with pytest.raises(DomainError, match="lớn hơn tổng điểm tối đa"):
        scores.adopt(sheet=a_sheet(organization, pass_mark=101), actor=organization.second)


def test_the_last_who_touched_a_draft_does_not_adopt_it(organization):
    sheet = a_sheet(organization)
    scores.keep(sheet=sheet, actor=organization.second, fields=["title"])
    with pytest.raises(SamePerson):
        scores.adopt(sheet=sheet, actor=organization.second)
    assert scores.adopt(sheet=sheet, actor=organization.desk).adopted_by == organization.desk


def texts(dossier: Nomination) -> list[str]:
    scored = scores.of_dossier(dossier)
    assert scored is not None
    return [line.criterion.text for line in scored.lines]


def test_criteria_follow_the_position_group(organization):
    carried(organization)
    dossier = organization.draft(complete=False)
    assert texts(dossier) == ["Sáng kiến", "Kết quả nhiệm vụ"]
    assert scores.needs_group(dossier)
    dossier.report = {"position_group": "leader"}
    assert texts(dossier) == ["Sáng kiến", "Kết quả nhiệm vụ", "Điều hành đơn vị"]
    dossier.report = {"position_group": "professional"}
    assert texts(dossier) == ["Sáng kiến", "Kết quả nhiệm vụ", "Phục vụ người bệnh"]
    dossier.kind = SubjectKind.COLLECTIVE
    assert len(texts(dossier)) == 4


def test_points_of_both_sides_with_a_reason_where_they_differ(organization, rule):
    sheet = carried(organization, pass_mark=60)
    first, second = sheet.criteria.all()[:2]
    dossier = organization.draft()
    for criterion, points in ((first, "35"), (second, "18,5")):
        scores.score_own(
            nomination=dossier,
            criterion=criterion,
            points=Decimal(points.replace(",", ".")),
            note="Báo cáo",
            actor=organization.clerk,
        )
    with pytest.raises(DomainError, match="Nhiều nhất 40 điểm"):
        scores.score_own(
            nomination=dossier, criterion=first, points=Decimal(41), note="", actor=organization.clerk
        )
    scored = scores.of_dossier(dossier)
    assert scored is not None
    assert scored.own_total == Decimal("53.5")
    assert scored.shortfalls(own=True) == [
        "Kết quả nhiệm vụ: 18,5 điểm, phải đạt 20.",
        "Tổng 53,5 điểm, phải đạt 60.",
    ]
    for name, actor in (
        ("file", organization.clerk),
        ("confirm", organization.head),
        ("receive", organization.desk),
        ("appraise", organization.second),
    ):
        dossier = nominations.move(nomination=dossier, name=name, actor=actor)
    with pytest.raises(IllegalMove):
        scores.score_own(
            nomination=dossier, criterion=first, points=Decimal(1), note="", actor=organization.clerk
        )

    def score(points: int, reason: str = "", actor: object = None) -> None:
        scores.score(
            nomination=dossier,
            criterion=first,
            points=Decimal(points),
            reason=reason,
            actor=actor or organization.second,
        )

    with pytest.raises(ReasonMissing, match="đơn vị tự chấm 35 điểm"):
        score(30)
    with pytest.raises(SamePerson):
        score(30, "x", organization.desk)
    score(35)
    score(30, "Chỉ một sáng kiến được công nhận")
    row = Score.objects.get(criterion=first)
    assert (row.own_points, row.points, row.scored_by) == (Decimal(35), Decimal(30), organization.second)
    with pytest.raises(IntegrityError), transaction.atomic():
        Score.objects.filter(pk=row.pk).update(reason="")
    with pytest.raises(IllegalMove):
        scores.carry(round=organization.round, sheet=None, actor=organization.desk)


def test_points_a_unit_changes_after_a_return_are_given_anew(organization):
    sheet = carried(organization)
    first = sheet.criteria.all()[0]
    dossier = organization.draft()
    scores.score_own(
        nomination=dossier, criterion=first, points=Decimal(35), note="", actor=organization.clerk
    )
    Score.objects.update(points=Decimal(30), reason="Thiếu giấy", scored_by=organization.second)
    scores.score_own(
        nomination=dossier, criterion=first, points=Decimal(32), note="", actor=organization.clerk
    )
    row = Score.objects.get()
    assert (row.own_points, row.points, row.reason) == (Decimal(32), None, "")


def test_the_explanation_is_asked_once_for_all_who_look(organization, rule):
    """The appraiser and the unit are told the same of what both may see."""
    dossier = appraised(organization)
    now = timezone.now()
    assert (
        explainer.explain(dossier, at=now).as_json()
        == explainer.explain(dossier, at=now, for_unit=True).as_json()
    )
