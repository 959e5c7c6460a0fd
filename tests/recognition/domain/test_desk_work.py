"""What the desk does with dossiers besides moving them: recusal, clearance, returns, claims, notes and messages."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.utils import timezone

from recognition.domain import (
    assignment,
    clearance,
    events,
    messages,
    nominations,
    publication,
    recusal,
    roles,
    terms,
)
from recognition.domain.errors import (
    DomainError,
    Duplicate,
    IllegalMove,
    Incomplete,
    NotAllowed,
    ReasonMissing,
    Recused,
    TooLate,
)
from recognition.enums import ClearanceAnswer, NominationState, RecusalGround, Role, SubjectKind, UnitKind
from recognition.models import (
    ClearanceBody,
    ClearanceRequest,
    Honoree,
    Kinship,
    MergeProposal,
    Nomination,
    Notice,
    Return,
    ReturnReason,
    StageTerm,
    Unit,
)
from tests.racing import race
from tests.recognition.domain.conftest import Organization


def confirmed(organization: Organization, name: str = "Nguyễn Thị Hoa") -> Nomination:
    dossier = organization.draft(name)
    nominations.move(nomination=dossier, name="file", actor=organization.clerk)
    return nominations.move(nomination=dossier, name="confirm", actor=organization.head)


def appraised(organization: Organization, name: str = "Nguyễn Thị Hoa") -> Nomination:
    dossier = nominations.move(
        nomination=confirmed(organization, name), name="receive", actor=organization.desk
    )
    return nominations.move(nomination=dossier, name="appraise", actor=organization.second)


def body(name: str = "Cơ quan A", role: Role = Role.CLEARANCE, unit: Unit | None = None) -> ClearanceBody:
    return ClearanceBody.objects.create(name=name, role=role, unit=unit, question="Có khiếu nại không?")


def question(asked: ClearanceBody, days: int = 5) -> clearance.Question:
    return clearance.Question(
        body=asked, text=asked.question, until=timezone.localdate() + timedelta(days=days)
    )


def acts(dossier: Nomination) -> list[str]:
    return [event.act for event in events.history(dossier)]


# Conflict of interest ------------------------------------------------------------------------------------------------


def test_whoever_works_in_the_unit_neither_sees_nor_moves_its_dossier(organization: Organization) -> None:
    dossier = confirmed(organization)
    recusal.set_workplace(user=organization.desk, unit=organization.hospital, actor=organization.desk)
    assert not nominations.may_view(organization.desk, dossier)
    assert nominations.available_moves(dossier, organization.desk) == []
    with pytest.raises(Recused):
        nominations.move(nomination=dossier, name="receive", actor=organization.desk)
    assert nominations.may_view(organization.second, dossier)
    assert [(one.name, one.ground) for one in recusal.told_of([dossier])[dossier.pk]] == [
        ("thuong-truc", RecusalGround.UNIT)
    ]


def test_a_ward_and_its_hospital_are_one_unit_and_two_offices_of_the_department_are_two(
    organization: Organization,
) -> None:
    ward = Unit.objects.create(code="K1", name="Khoa Nội", kind=UnitKind.WARD, parent=organization.hospital)
    office = Unit.objects.create(
        code="P1", name="Phòng A", kind=UnitKind.OFFICE, parent=organization.department
    )
    other = Unit.objects.create(
        code="P2", name="Phòng B", kind=UnitKind.OFFICE, parent=organization.department
    )
    tree = recusal.UnitTree()
    assert tree.organization(ward.pk) == {ward.pk, organization.hospital.pk}
    assert tree.organization(organization.hospital.pk) == {ward.pk, organization.hospital.pk}
    assert other.pk not in tree.organization(office.pk)
    assert tree.organization(organization.department.pk) == {organization.department.pk}


def test_who_acts_for_the_department_itself_is_not_recused_from_the_units_below_it(
    organization: Organization,
) -> None:
    """The Sở proposes its own people too: its focal point reads all units' drafts, and works in none of these units."""
    dossier = confirmed(organization)
    for role in (Role.FOCAL_POINT, Role.UNIT_HEAD):
        person = organization.person(f"van-phong-{role}", Role.STANDING_BODY)
        roles.grant(user=person, role=role, unit=organization.department)
        assert recusal.own_units(person) == {organization.department.pk}
        assert nominations.at_desk(person).filter(pk=dossier.pk).exists()
        assert person in recusal.colleagues(dossier)
        assert "receive" in {move.name for move in nominations.available_moves(dossier, person)}
        assert recusal.told_of([dossier])[dossier.pk] == ()
        # Whoever acts for the hospital as well is recused from it, and from it alone.
        roles.grant(user=person, role=role, unit=organization.hospital)
        assert recusal.own_units(person) == {organization.department.pk, organization.hospital.pk}
        assert not nominations.at_desk(person).filter(pk=dossier.pk).exists()
        assert person not in recusal.colleagues(dossier)
        roles.withdraw(membership=person.memberships.get(unit=organization.hospital))


def test_a_dossier_is_given_to_whoever_judges_its_unit_from_a_unit_above(organization: Organization) -> None:
    above = organization.person("thuong-truc-so", Role.STANDING_BODY, organization.department)
    beside = organization.person("thuong-truc-tram", Role.STANDING_BODY, organization.station)
    dossier = confirmed(organization)
    assert nominations.at_desk(above).filter(pk=dossier.pk).exists()
    assert set(recusal.colleagues(dossier)) >= {above}
    assert beside not in recusal.colleagues(dossier)
    assert assignment.assign(nomination=dossier, to=above, actor=organization.desk).assigned_to == above
    told = Notice.objects.filter(kind="dossier_arrived")
    assert (told.filter(user=above).count(), told.filter(user=beside).count()) == (1, 0)


def test_whoever_wrote_a_dossier_does_not_judge_it_later(organization: Organization) -> None:
    dossier = confirmed(organization)
    roles.grant(user=organization.clerk, role=Role.STANDING_BODY)
    membership = organization.clerk.memberships.get(role=Role.FOCAL_POINT)
    roles.withdraw(membership=membership)
    assert recusal.ground_of(organization.clerk, dossier) == RecusalGround.AUTHOR
    assert not nominations.at_desk(organization.clerk).exists()
    with pytest.raises(Recused):
        nominations.move(nomination=dossier, name="receive", actor=organization.clerk)


def test_a_colleague_who_only_wrote_in_it_is_an_author_too(organization: Organization) -> None:
    colleague = organization.person("dong-nghiep", Role.FOCAL_POINT, organization.hospital)
    dossier = organization.draft()
    nominations.save_answers(
        nomination=dossier, answers={"result": "Đạt 120%"}, actor=colleague, version=dossier.version
    )
    nominations.move(nomination=dossier, name="file", actor=organization.clerk)
    dossier = nominations.move(nomination=dossier, name="confirm", actor=organization.head)
    roles.withdraw(membership=colleague.memberships.get())
    roles.grant(user=colleague, role=Role.STANDING_BODY)
    assert recusal.ground_of(colleague, dossier) == RecusalGround.AUTHOR
    assert "recuse" not in acts(dossier)


def test_declared_kin_closes_dossiers_that_are_there_and_those_to_come(organization: Organization) -> None:
    there = confirmed(organization, "Nguyễn Thị Hoa")
    other = confirmed(organization, "Lê Bình")
    recusal.declare_kin(
        full_name="NGUYEN THI HOA", relation="em", unit=organization.hospital, actor=organization.desk
    )
    assert set(nominations.at_desk(organization.desk)) == {other}
    assert set(nominations.at_desk(organization.second)) == {there, other}
    recusal.declare_kin(full_name="Trần Văn Tư", relation="chồng", actor=organization.second)
    organization.round.individual_quota = None
    organization.round.save()
    coming = confirmed(organization, "Trần Văn Tư")
    assert recusal.ground_of(organization.second, coming) == RecusalGround.KIN
    assert recusal.ground_of(organization.desk, coming) is None


def test_kin_declared_of_an_entry_stays_kin_when_the_entry_is_merged(organization: Organization) -> None:
    gone, kept = (
        Honoree.objects.create(kind=SubjectKind.INDIVIDUAL, full_name=name)
        for name in ("Nguyễn Thị Hoa", "Nguyễn Thị Hòa")
    )
    there = confirmed(organization, "Nguyễn Thị Hòa")
    Nomination.objects.filter(pk=there.pk).update(honoree=kept)
    recusal.declare_kin(full_name="Chị Hoa", relation="chị", honoree=gone, actor=organization.desk)
    assert recusal.ground_of(organization.desk, there) is None
    proposal = MergeProposal.objects.create(honoree=gone, existing=kept)
    publication.merge(proposal=proposal, actor=organization.second)
    assert Kinship.objects.get().honoree_id == kept.pk
    assert recusal.ground_of(organization.desk, there) == RecusalGround.KIN
    assert events.verify_chain("recognition.nomination", there.public_id) == []


def test_kin_of_another_unit_is_not_the_namesake_here(organization: Organization) -> None:
    dossier = confirmed(organization)
    recusal.declare_kin(
        full_name="Nguyễn Thị Hoa", relation="em", unit=organization.station, actor=organization.desk
    )
    assert recusal.ground_of(organization.desk, dossier) is None


def test_whose_relative_somebody_is_stands_in_no_event(organization: Organization) -> None:
    confirmed(organization)
    recusal.declare_kin(full_name="Nguyễn Thị Hoa", relation="em gái", actor=organization.desk)
    written = [event.payload for event in events.history(organization.desk)]
    assert all("em gái" not in f"{one.reason}{one.data}" for one in written)


def test_nobody_lifts_the_own_recusal_and_another_does_with_a_reason(organization: Organization) -> None:
    dossier = confirmed(organization)
    made = recusal.declare(
        nomination=dossier,
        user=organization.desk,
        ground=RecusalGround.KIN,
        reason="Em họ.",
        actor=organization.desk,
    )
    with pytest.raises(NotAllowed):
        recusal.lift(recusal=made, reason="x", actor=organization.desk)
    with pytest.raises(ReasonMissing):
        recusal.lift(recusal=made, reason=" ", actor=organization.second)
    recusal.lift(recusal=made, reason="Chỉ trùng tên.", actor=organization.second)
    assert nominations.may_view(organization.desk, dossier)
    with pytest.raises(IllegalMove):
        recusal.lift(recusal=made, reason="Chỉ trùng tên.", actor=organization.second)
    assert acts(dossier)[-2:] == ["recuse", "lift_recusal"]
    assert events.verify_chain("recognition.nomination", dossier.public_id) == []


def test_a_second_declaration_of_the_same_is_refused(organization: Organization) -> None:
    dossier = confirmed(organization)

    def declare() -> None:
        recusal.declare(
            nomination=dossier,
            user=organization.second,
            ground=RecusalGround.OTHER,
            reason="Quyền lợi.",
            actor=organization.desk,
        )

    declare()
    with pytest.raises(Duplicate):
        declare()


def test_the_unit_keeps_its_own_screens_whoever_is_recused(organization: Organization) -> None:
    dossier = confirmed(organization)
    roles.grant(user=organization.clerk, role=Role.STANDING_BODY)
    assert nominations.may_view(organization.clerk, dossier)
    assert not nominations.at_desk(organization.clerk).exists()


def test_clearance_people_read_no_dossier_and_no_evidence(organization: Organization) -> None:
    dossier = appraised(organization)
    answerer = organization.person("xac-minh", Role.CLEARANCE)
    clearance.ask(nomination=dossier, questions=[question(body())], actor=organization.desk)
    assert not nominations.may_view(answerer, dossier)


# Clearance -----------------------------------------------------------------------------------------------------------


def test_a_dossier_waits_for_all_bodies_and_goes_on_when_the_last_answers(organization: Organization) -> None:
    dossier = appraised(organization)
    one = organization.person("xac-minh", Role.CLEARANCE)
    two = organization.person("cong-doan", Role.UNION)
    first, second = clearance.ask(
        nomination=dossier,
        questions=[question(body()), question(body("Công đoàn", Role.UNION), days=9)],
        actor=organization.desk,
    )
    dossier.refresh_from_db()
    assert (dossier.state, dossier.desk_due_on) == (
        NominationState.CLEARANCE,
        timezone.localdate() + timedelta(days=9),
    )
    clearance.answer(request=first, answer=ClearanceAnswer.FINE, words="", actor=one)
    dossier.refresh_from_db()
    assert dossier.state == NominationState.CLEARANCE
    with pytest.raises(NotAllowed):
        clearance.answer(request=second, answer=ClearanceAnswer.FINE, words="", actor=one)
    with pytest.raises(ReasonMissing):
        clearance.answer(request=second, answer=ClearanceAnswer.OBJECTION, words=" ", actor=two)
    clearance.answer(request=second, answer=ClearanceAnswer.OBJECTION, words="Đang xem xét.", actor=two)
    dossier.refresh_from_db()
    assert dossier.state == NominationState.APPRAISAL
    assert acts(dossier)[-4:] == ["ask_clearance", "answer_clearance", "answer_clearance", "clear"]
    with pytest.raises(IllegalMove):
        clearance.answer(request=second, answer=ClearanceAnswer.FINE, words="", actor=two)


def test_silence_is_written_by_the_clock_and_is_no_yes(organization: Organization) -> None:
    dossier = appraised(organization)
    (asked,) = clearance.ask(nomination=dossier, questions=[question(body())], actor=organization.desk)
    late = asked.due_at + timedelta(minutes=1)
    assert clearance.record_silence(at=asked.due_at - timedelta(minutes=1)) == 0
    assert clearance.record_silence(at=late) == 1
    asked.refresh_from_db()
    dossier.refresh_from_db()
    assert (asked.answer, asked.answered_by, dossier.state) == (
        ClearanceAnswer.SILENCE,
        None,
        NominationState.APPRAISAL,
    )
    assert clearance.record_silence(at=late) == 0


def test_a_late_answer_is_refused_with_both_times(organization: Organization) -> None:
    dossier = appraised(organization)
    (asked,) = clearance.ask(nomination=dossier, questions=[question(body())], actor=organization.desk)
    ClearanceRequest.objects.filter(pk=asked.pk).update(due_at=timezone.now() - timedelta(minutes=1))
    asked.refresh_from_db()
    with pytest.raises(TooLate):
        clearance.answer(
            request=asked,
            answer=ClearanceAnswer.FINE,
            words="",
            actor=organization.person("xac-minh", Role.CLEARANCE),
        )


def test_a_body_of_one_unit_is_answered_for_only_there(organization: Organization) -> None:
    dossier = appraised(organization)
    (asked,) = clearance.ask(
        nomination=dossier,
        questions=[question(body("Công đoàn trạm", Role.UNION, organization.station))],
        actor=organization.desk,
    )
    there = organization.person("cong-doan-tram", Role.UNION, organization.station)
    elsewhere = organization.person("cong-doan-vien", Role.UNION, organization.hospital)
    assert list(clearance.answerable_by(there)) == [asked]
    assert list(clearance.answerable_by(elsewhere)) == []


def test_whoever_is_recused_answers_for_no_body_either(organization: Organization) -> None:
    dossier = appraised(organization)
    answerer = organization.person("xac-minh", Role.CLEARANCE)
    recusal.set_workplace(user=answerer, unit=organization.hospital, actor=answerer)
    (asked,) = clearance.ask(nomination=dossier, questions=[question(body())], actor=organization.desk)
    assert list(clearance.answerable_by(answerer)) == []
    with pytest.raises(NotAllowed):
        clearance.answer(request=asked, answer=ClearanceAnswer.FINE, words="", actor=answerer)


def test_a_body_is_not_asked_twice_at_once_and_a_wrong_question_is_taken_back(
    organization: Organization,
) -> None:
    dossier = appraised(organization)
    asked_body = body()
    (asked,) = clearance.ask(nomination=dossier, questions=[question(asked_body)], actor=organization.desk)
    with pytest.raises(Duplicate):
        clearance.ask(nomination=dossier, questions=[question(asked_body)], actor=organization.desk)
    with pytest.raises(ReasonMissing):
        clearance.recall(request=asked, reason="", actor=organization.desk)
    clearance.recall(request=asked, reason="Gửi nhầm cơ quan.", actor=organization.desk)
    dossier.refresh_from_db()
    assert dossier.state == NominationState.APPRAISAL
    clearance.ask(nomination=dossier, questions=[question(asked_body)], actor=organization.desk)


def test_no_dossier_enters_clearance_without_a_question(organization: Organization) -> None:
    dossier = appraised(organization)
    with pytest.raises(Incomplete):
        nominations.move(nomination=dossier, name="ask_clearance", actor=organization.desk)
    with pytest.raises(Incomplete):
        clearance.ask(nomination=dossier, questions=[], actor=organization.desk)
    with pytest.raises(DomainError):
        clearance.ask(nomination=dossier, questions=[question(body(), days=0)], actor=organization.desk)


# Returns, terms ------------------------------------------------------------------------------------------------------


def test_each_return_is_numbered_and_keeps_its_reasons_and_its_day(organization: Organization) -> None:
    terms.load()
    dossier = confirmed(organization)
    due = timezone.now() + timedelta(days=5)
    dossier = nominations.move(
        nomination=dossier,
        name="return_",
        actor=organization.desk,
        reason="Bảng 2 để trống.",
        data={"codes": ["thieu-so-lieu", "thieu-minh-chung"], "due_at": due},
    )
    nominations.move(nomination=dossier, name="file", actor=organization.clerk)
    dossier = nominations.move(nomination=dossier, name="confirm", actor=organization.head)
    dossier = nominations.move(
        nomination=dossier,
        name="return_",
        actor=organization.desk,
        data={"codes": ["sai-mau"], "due_at": due},
    )
    kept = [(one.number, one.codes, one.text, one.due_at) for one in Return.objects.order_by("number")]
    assert kept == [
        (1, ["thieu-so-lieu", "thieu-minh-chung"], "Bảng 2 để trống.", due),
        (2, ["sai-mau"], "", due),
    ]
    assert dossier.return_reason == "Báo cáo không đúng mẫu hoặc thiếu mục."
    ReturnReason.objects.filter(code="sai-mau").update(text="Đã đổi lời")
    assert Return.objects.get(number=2).reasons == ["Báo cáo không đúng mẫu hoặc thiếu mục"]


def test_a_return_needs_a_reason_on_the_list_or_words_and_a_day_to_come(organization: Organization) -> None:
    terms.load()
    dossier = confirmed(organization)
    with pytest.raises(ReasonMissing):
        nominations.move(nomination=dossier, name="return_", actor=organization.desk)
    with pytest.raises(DomainError):
        nominations.move(
            nomination=dossier, name="return_", actor=organization.desk, data={"codes": ["khong-co"]}
        )
    with pytest.raises(DomainError):
        nominations.move(
            nomination=dossier,
            name="return_",
            actor=organization.desk,
            reason="Thiếu.",
            data={"due_at": timezone.now() - timedelta(days=1)},
        )


@pytest.mark.parametrize(
    ("day", "days", "over"),
    [
        (date(2026, 11, 26), 1, date(2026, 11, 27)),
        (date(2026, 11, 27), 1, date(2026, 11, 30)),
        (date(2026, 11, 28), 1, date(2026, 11, 30)),
        (date(2026, 11, 26), 10, date(2026, 12, 10)),
    ],
)
def test_working_days_leave_out_the_week_end(day: date, days: int, over: date) -> None:
    assert terms.working_days_after(day, days) == over


def test_each_stage_of_the_desk_sets_its_last_day(organization: Organization) -> None:
    terms.load()
    dossier = confirmed(organization)
    today = timezone.localdate()
    assert dossier.desk_due_on == terms.working_days_after(today, 3)
    dossier = nominations.move(nomination=dossier, name="receive", actor=organization.desk)
    assert dossier.desk_due_on == terms.working_days_after(today, 5)
    dossier = nominations.move(
        nomination=dossier, name="return_", actor=organization.desk, reason="Thiếu số liệu."
    )
    assert dossier.desk_due_on is None


def test_loading_again_changes_nothing_and_leaves_what_the_desk_changed(organization: Organization) -> None:
    assert terms.load() > 0
    assert terms.load() == 0
    term = StageTerm.objects.get(state="received")
    term.working_days = 2
    terms.keep(row=term, actor=organization.desk, fields=["working_days"])
    assert terms.load() == 0
    assert StageTerm.objects.get(state="received").working_days == 2


# Claims, notes, messages ---------------------------------------------------------------------------------------------


def test_a_claimed_dossier_says_who_looks_at_it(organization: Organization) -> None:
    dossier = confirmed(organization)
    assignment.claim(nomination=dossier, actor=organization.desk)
    with pytest.raises(IllegalMove) as refused:
        assignment.claim(nomination=dossier, actor=organization.second)
    assert "thuong-truc" in refused.value.message
    assignment.assign(nomination=dossier, to=organization.second, actor=organization.desk)
    assignment.release(nomination=dossier, actor=organization.second)
    with pytest.raises(IllegalMove):
        assignment.release(nomination=dossier, actor=organization.second)
    assert acts(dossier)[-3:] == ["claim", "assign", "release_claim"]


def test_a_dossier_is_not_given_to_whoever_may_not_judge_it(organization: Organization) -> None:
    dossier = confirmed(organization)
    with pytest.raises(NotAllowed):
        assignment.assign(nomination=dossier, to=organization.clerk, actor=organization.desk)
    assignment.claim(nomination=dossier, actor=organization.second)
    recusal.declare(
        nomination=dossier,
        user=organization.second,
        ground=RecusalGround.KIN,
        reason="Em họ.",
        actor=organization.second,
    )
    assert Nomination.objects.get(pk=dossier.pk).assigned_to is None
    with pytest.raises(NotAllowed):
        assignment.assign(nomination=dossier, to=organization.second, actor=organization.desk)


def test_receiving_frees_the_dossier_for_a_second_person(organization: Organization) -> None:
    dossier = assignment.claim(nomination=confirmed(organization), actor=organization.desk)
    assert nominations.move(nomination=dossier, name="receive", actor=organization.desk).assigned_to is None


def test_notes_are_the_desks_and_messages_are_both_sides(organization: Organization) -> None:
    dossier = confirmed(organization)
    messages.note(nomination=dossier, text="Xem lại số liệu.", actor=organization.desk)
    messages.tell_unit(nomination=dossier, text="Cần số quyết định.", actor=organization.desk)
    messages.reply(nomination=dossier, text="Đã gửi.", actor=organization.clerk)
    for door in (messages.note, messages.tell_unit):
        with pytest.raises(NotAllowed):
            door(nomination=dossier, text="x", actor=organization.clerk)
    with pytest.raises(NotAllowed):
        messages.reply(nomination=dossier, text="x", actor=organization.stranger)
    with pytest.raises(Incomplete):
        messages.note(nomination=dossier, text="  ", actor=organization.desk)
    assert [one.text for one in dossier.unit_messages.all()] == ["Cần số quyết định.", "Đã gửi."]
    assert [one.text for one in dossier.internal_notes.all()] == ["Xem lại số liệu."]
    assert not any("Xem lại" in str(event.payload.data) for event in events.history(dossier))


# Several people at once ----------------------------------------------------------------------------------------------


@pytest.mark.django_db(transaction=True)
def test_of_four_who_claim_at_once_one_does_and_the_others_are_told(organization: Organization) -> None:
    dossier = confirmed(organization)
    people = [organization.person(f"tt{number}", Role.STANDING_BODY) for number in range(4)]
    outcomes = race([lambda who=who: assignment.claim(nomination=dossier, actor=who) for who in people])  # type: ignore[misc]
    assert sum(isinstance(one, Nomination) for one in outcomes) == 1
    assert sum(isinstance(one, IllegalMove) for one in outcomes) == 3
    assert acts(dossier).count("claim") == 1


@pytest.mark.django_db(transaction=True)
def test_an_answer_and_the_clock_at_once_leave_one_answer(organization: Organization) -> None:
    dossier = appraised(organization)
    answerer = organization.person("xac-minh", Role.CLEARANCE)
    (asked,) = clearance.ask(nomination=dossier, questions=[question(body())], actor=organization.desk)
    race(
        [
            lambda: clearance.answer(request=asked, answer=ClearanceAnswer.FINE, words="", actor=answerer),
            lambda: clearance.record_silence(at=asked.due_at + timedelta(minutes=1)),
        ]
    )
    dossier.refresh_from_db()
    assert dossier.state == NominationState.APPRAISAL
    closings = [act for act in acts(dossier) if act in {"answer_clearance", "clearance_silence"}]
    assert len(closings) == 1
    assert acts(dossier).count("clear") == 1
    assert events.verify_chain("recognition.nomination", dossier.public_id) == []
