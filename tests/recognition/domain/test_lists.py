"""Lists of names: one for each unit, round and award; every line looked at; filed, confirmed by another, received, returned."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone

from recognition.domain import events, lists, reminders, rounds
from recognition.domain.errors import (
    DomainError,
    Duplicate,
    IllegalMove,
    Incomplete,
    NotAllowed,
    ReasonMissing,
    SamePerson,
    TooLate,
)
from recognition.domain.lists import Line
from recognition.enums import AwardCategory, AwardSubject, Level, ListState, Role
from recognition.models import (
    Award,
    Conferral,
    Decision,
    Event,
    Honoree,
    Nominee,
    NomineeList,
    Reminder,
    Round,
    Unit,
)
from tests.racing import race
from tests.recognition.domain.conftest import Organization

HOA = Line("Nguyễn Thị Hoa", "Điều dưỡng trưởng", "Khoa Nội")
BINH = Line("Trần Văn Bình", "Bác sĩ", "Khoa Ngoại")


@pytest.fixture
def ldtt(organization: Organization) -> Award:
    award = Award.objects.create(
        code="T-LDTT",
        name="Lao động tiên tiến",
        category=AwardCategory.TITLE,
        subject=AwardSubject.INDIVIDUAL,
        level=Level.BASE,
        by_list=True,
    )
    organization.round.awards.add(award)
    return award


def started(organization: Organization, award: Award, *lines: Line) -> NomineeList:
    row = lists.start(
        round=organization.round,
        unit=organization.hospital,
        award=award,
        year=timezone.localdate().year,
        actor=organization.clerk,
    )
    lists.add(row=row, lines=lines, actor=organization.clerk)
    return row


def issues(row: NomineeList) -> dict[str, list[str]]:
    found = lists.check(row).issues
    return {
        nominee.full_name: [issue.code for issue in found.get(nominee.pk, ())]
        for nominee in row.nominees.all()
    }


def test_a_list_is_filed_confirmed_by_another_and_received(organization: Organization, ldtt: Award):
    row = started(organization, ldtt, HOA, BINH)
    assert lists.check(row).issues == {}
    filed = lists.move(row=row, name="file", actor=organization.clerk)
    assert (filed.state, filed.receipt_number) == (
        ListState.AWAITING_HEAD,
        f"DS-{timezone.localdate().year}-{row.public_id.upper()}",
    )
    assert not lists.may_edit(organization.clerk, filed)
    with pytest.raises(IllegalMove):
        lists.add(row=filed, lines=[HOA], actor=organization.clerk)
    confirmed = lists.move(row=filed, name="confirm", actor=organization.head)
    assert lists.visible_to(organization.desk).get() == confirmed
    received = lists.move(row=confirmed, name="receive", actor=organization.desk)
    assert (received.state, received.received_by) == (ListState.RECEIVED, organization.desk)
    listed = lists.listed(organization.hospital, organization.round, ldtt)
    assert listed is not None
    assert (listed.count, listed.headcount, listed.is_filed) == (2, None, True)
    assert lists.names_listed(organization.hospital, organization.round, ldtt) == {
        "nguyen thi hoa",
        "tran van binh",
    }
    assert [event.act for event in events.history(row)] == ["start", "add", "file", "confirm", "receive"]
    assert events.verify_chain("recognition.nomineelist", row.public_id) == []


def test_a_unit_has_one_list_of_an_award_in_a_round(organization: Organization, ldtt: Award):
    row = started(organization, ldtt, HOA)
    with pytest.raises(Duplicate):
        started(organization, ldtt)
    lists.move(row=row, name="withdraw", actor=organization.clerk, reason="Làm lại từ đầu")
    assert started(organization, ldtt).pk != row.pk


def test_whoever_wrote_or_filed_a_list_does_not_confirm_it(organization: Organization, ldtt: Award):
    row = lists.move(row=started(organization, ldtt, HOA), name="file", actor=organization.clerk)
    from recognition.domain import roles

    roles.grant(user=organization.clerk, role=Role.UNIT_HEAD, unit=organization.hospital)
    assert "confirm" not in {move.name for move in lists.available_moves(row, organization.clerk)}
    with pytest.raises(SamePerson):
        lists.move(row=row, name="confirm", actor=organization.clerk)


def test_every_line_is_looked_at(organization: Organization, ldtt: Award):
    row = started(
        organization,
        ldtt,
        HOA,
        Line("", "Bác sĩ", "Khoa Nội"),
        Line("Lê Văn 2", "Bác sĩ", "Khoa Nội"),
        Line("Sen", "Hộ lý", "Khoa Nội"),
        Line("Phạm An", "", ""),
        Line("Đỗ Bình", "Bác sĩ", "Khoa Nội", "1998"),
    )
    assert issues(row) == {
        "Nguyễn Thị Hoa": [],
        "": ["no_name"],
        "Lê Văn 2": ["digits"],
        "Sen": ["one_word"],
        "Phạm An": ["no_position", "no_workplace"],
        "Đỗ Bình": ["years"],
    }
    report = lists.check(row)
    assert (report.blocking, report.doubtful) == (3, 2)


def test_doubles_block_and_namesakes_do_not(organization: Organization, ldtt: Award):
    row = started(
        organization,
        ldtt,
        HOA,
        Line("NGUYỄN THỊ HOA", "điều dưỡng trưởng", "khoa nội"),
        Line("Nguyễn Thị Hoa", "Hộ sinh", "Khoa Sản"),
    )
    found = lists.check(row).issues
    codes = [[issue.code for issue in found.get(one.pk, ())] for one in row.nominees.all()]
    assert codes == [["namesake"], ["double"], ["namesake"]]
    double = found[row.nominees.all()[1].pk][0]
    assert double.text == "Trùng với dòng 1: cùng họ tên, chức vụ và nơi làm việc."
    with pytest.raises(DomainError, match="Còn 1 dòng phải sửa"):
        lists.move(row=row, name="file", actor=organization.clerk, checked=True)


def test_doubts_are_looked_at_before_filing(organization: Organization, ldtt: Award):
    row = started(organization, ldtt, HOA, Line("Phạm An", "", "Khoa Nội"))
    with pytest.raises(DomainError, match="Còn 1 dòng cần xem lại"):
        lists.move(row=row, name="file", actor=organization.clerk)
    assert (
        lists.move(row=row, name="file", actor=organization.clerk, checked=True).filed_by
        == organization.clerk
    )


def conferred(organization: Organization, award: Award, year: int) -> Conferral:
    honoree = Honoree.objects.create(
        kind="individual", full_name="Nguyễn Thị Hoa", unit=organization.hospital
    )
    decision = Decision.objects.create(
        number="57/QĐ-SYT", dated=timezone.localdate(), office=organization.director, title="Khen thưởng"
    )
    return Conferral.objects.create(
        decision=decision,
        award=award,
        honoree=honoree,
        unit=organization.hospital,
        name_then="Nguyễn Thị Hoa",
        unit_then="Bệnh viện Đa khoa tỉnh",
        merit_from=year,
        merit_until=year,
        authority="allowed",
        row_key="k",
    )


def test_who_has_the_award_of_that_year_is_pointed_out_and_of_another_year_not(
    organization: Organization, ldtt: Award
):
    year = timezone.localdate().year
    line = conferred(organization, ldtt, year)
    row = started(organization, ldtt, HOA, BINH)
    assert issues(row) == {"Nguyễn Thị Hoa": ["conferred"], "Trần Văn Bình": []}
    assert "57/QĐ-SYT" in lists.check(row).issues[row.nominees.all()[0].pk][0].text
    Conferral.objects.filter(pk=line.pk).update(merit_from=year - 1, merit_until=year - 1)
    assert issues(row)["Nguyễn Thị Hoa"] == []


def test_what_is_given_once_asks_for_years_and_for_any_earlier_time(organization: Organization, ldtt: Award):
    Award.objects.filter(pk=ldtt.pk).update(category=AwardCategory.FORM, name="Kỷ niệm chương")
    ldtt.refresh_from_db()
    conferred(organization, ldtt, 2019)
    row = started(organization, ldtt, HOA, Line("Trần Văn Bình", "Bác sĩ", "Khoa Ngoại", "21 năm"))
    assert issues(row) == {"Nguyễn Thị Hoa": ["no_years", "conferred"], "Trần Văn Bình": []}


def test_the_check_of_three_hundred_names_costs_what_one_costs(
    organization: Organization, ldtt: Award, django_assert_num_queries
):
    row = started(organization, ldtt, HOA)
    for number in (0, 300):
        lists.add(
            row=row,
            lines=[
                Line(f"Lê Văn {chr(65 + one % 20)}{'a' * (one // 20)}", "Bác sĩ", "Khoa")
                for one in range(number)
            ],
            actor=organization.clerk,
        )
        loaded = NomineeList.objects.select_related("award", "round").get(pk=row.pk)
        with django_assert_num_queries(5):
            lists.check(loaded)
    assert row.nominees.count() == 301


def test_titles_before_a_name_are_kept_apart(organization: Organization, ldtt: Award):
    row = started(organization, ldtt, Line("BSCKI Nguyễn Thị Hoa", "Trưởng khoa", "Khoa Nội"))
    one = row.nominees.get()
    assert (one.full_name, one.titles, one.name_key) == ("Nguyễn Thị Hoa", "BSCKI", "nguyen thi hoa")


def test_a_line_is_changed_and_taken_out_only_by_its_unit(organization: Organization, ldtt: Award):
    row = started(organization, ldtt, HOA, BINH)
    first, second = row.nominees.all()
    lists.change(nominee=first, line=Line("Nguyễn Thị Hoa", "Hộ sinh", "Khoa Sản"), actor=organization.clerk)
    assert lists.remove(row=row, nominees=[second.pk], actor=organization.clerk) == 1
    assert list(row.nominees.values_list("full_name", "position")) == [("Nguyễn Thị Hoa", "Hộ sinh")]
    for person in (organization.stranger, organization.head, organization.desk):
        with pytest.raises(NotAllowed):
            lists.add(row=row, lines=[BINH], actor=person)
        with pytest.raises(NotAllowed):
            lists.remove(row=row, nominees=[first.pk], actor=person)
    with pytest.raises(IllegalMove):
        lists.change(nominee=second, line=BINH, actor=organization.clerk)


def test_a_list_is_returned_with_a_reason_and_filed_again_until_its_due_time(
    organization: Organization, ldtt: Award
):
    row = lists.move(row=started(organization, ldtt, HOA), name="file", actor=organization.clerk)
    lists.move(row=row, name="confirm", actor=organization.head)
    with pytest.raises(ReasonMissing):
        lists.move(row=row, name="return_", actor=organization.desk)
    due = timezone.now() + timedelta(days=3)
    back = lists.move(row=row, name="return_", actor=organization.desk, reason="Thiếu khoa Dược.", due_at=due)
    assert (back.state, back.return_round, back.return_reason) == (ListState.RETURNED, 1, "Thiếu khoa Dược.")
    Round.objects.update(
        opens_at=timezone.now() - timedelta(days=9), deadline=timezone.now() - timedelta(minutes=1)
    )
    with pytest.raises(TooLate):
        lists.move(row=back, name="file", actor=organization.clerk, at=due + timedelta(minutes=1))
    lists.move(row=back, name="file", actor=organization.clerk)
    assert lists.move(row=back, name="confirm", actor=organization.head).state == ListState.CONFIRMED


def test_what_the_head_sends_back_of_a_returned_list_is_filed_again_until_its_due_time(
    organization: Organization, ldtt: Award
):
    row = lists.move(row=started(organization, ldtt, HOA), name="file", actor=organization.clerk)
    lists.move(row=row, name="confirm", actor=organization.head)
    due = timezone.now() + timedelta(days=3)
    row = lists.move(row=row, name="return_", actor=organization.desk, reason="Thiếu khoa Dược.", due_at=due)
    Round.objects.update(
        opens_at=timezone.now() - timedelta(days=9), deadline=timezone.now() - timedelta(minutes=1)
    )
    row = lists.move(row=row, name="file", actor=organization.clerk)
    row = lists.move(row=row, name="send_back", actor=organization.head, reason="Còn thiếu một người.")
    late = due + timedelta(minutes=1)
    with pytest.raises(TooLate, match="Đã hết hạn bổ sung"):
        lists.move(row=row, name="file", actor=organization.clerk, at=late)
    row = lists.move(row=row, name="file", actor=organization.clerk)
    with pytest.raises(TooLate, match="Đã hết hạn bổ sung"):
        lists.move(row=row, name="confirm", actor=organization.head, at=late)
    assert lists.move(row=row, name="confirm", actor=organization.head).state == ListState.CONFIRMED


def test_a_late_list_is_refused_and_filed_under_an_exception(organization: Organization, ldtt: Award):
    row = started(organization, ldtt, HOA)
    Round.objects.update(
        opens_at=timezone.now() - timedelta(days=9), deadline=timezone.now() - timedelta(minutes=1)
    )
    with pytest.raises(TooLate, match="Giờ máy chủ bây giờ là"):
        lists.move(row=row, name="file", actor=organization.clerk)
    rounds.grant_exception(
        round=Round.objects.get(pk=organization.round.pk),
        unit=organization.hospital,
        until=timezone.now() + timedelta(hours=2),
        reason="Máy chủ bảo trì tối qua.",
        actor=organization.desk,
    )
    assert lists.move(row=row, name="file", actor=organization.clerk).state == ListState.AWAITING_HEAD


def test_an_empty_list_is_not_filed(organization: Organization, ldtt: Award):
    with pytest.raises(Incomplete):
        lists.move(row=started(organization, ldtt), name="file", actor=organization.clerk)


def test_an_award_for_dossiers_takes_no_list(organization: Organization):
    with pytest.raises(DomainError, match="không xét theo danh sách"):
        started(organization, organization.award)


@pytest.mark.django_db(transaction=True)
def test_of_confirming_and_sending_back_a_list_at_once_one_happens(organization: Organization, ldtt: Award):
    row = lists.move(row=started(organization, ldtt, HOA), name="file", actor=organization.clerk)
    heads = [organization.head, organization.person("pho", Role.UNIT_HEAD, organization.hospital)]
    results = race(
        [
            lambda: lists.move(row=row, name="confirm", actor=heads[0]),
            lambda: lists.move(row=row, name="send_back", actor=heads[1], reason="Thiếu"),
        ]
    )
    assert sorted(type(one).__name__ for one in results) == ["IllegalMove", "NomineeList"]
    assert Event.objects.filter(act__in=["confirm", "send_back"]).count() == 1


@pytest.mark.django_db(transaction=True)
def test_two_who_start_the_same_list_get_one(organization: Organization, ldtt: Award):
    clerk = organization.clerk
    results = race(
        [
            lambda: lists.start(
                round=organization.round, unit=organization.hospital, award=ldtt, year=2024, actor=clerk
            )
        ]
        * 3
    )
    assert sorted(type(one).__name__ for one in results) == ["Duplicate", "Duplicate", "NomineeList"]


# Reminders --------------------------------------------------------------------------------------------------------


def test_people_of_a_unit_are_reminded_seven_three_and_one_day_before_once_a_day(organization: Organization):
    organization.draft()
    people = {organization.clerk, organization.head, organization.stranger}
    told: dict[int, int] = {}
    for days in range(9, -1, -1):
        now = organization.round.deadline - timedelta(days=days)
        told[days] = reminders.remind(now)
        assert reminders.remind(now + timedelta(minutes=-1)) == 0
    assert told == {9: 0, 8: 0, 7: 3, 6: 0, 5: 0, 4: 0, 3: 3, 2: 0, 1: 3, 0: 0}
    assert {row.user for row in Reminder.objects.all()} == people
    now = organization.round.deadline - timedelta(days=3)
    said = list(reminders.due_reminders(now))
    assert {one.user for one in said} == people
    mine = next(one for one in said if one.user == organization.clerk)
    assert mine.subject() == "Còn 3 ngày: Đợt xét cuối năm"
    assert mine.text() == (
        f"Hạn nhận hồ sơ: {rounds.clock(organization.round.deadline)}. Còn 1 hồ sơ, danh sách chưa gửi đi."
    )
    # The head has nothing to do yet, though the unit is writing: the sentence is true of both.
    heads = next(one for one in said if one.user == organization.head)
    assert heads.text().endswith("Hiện không có hồ sơ, danh sách nào chờ bạn.")
    assert reminders.mark_told(mine)
    assert not reminders.mark_told(mine)
    assert {one.user for one in reminders.due_reminders(now)} == people - {organization.clerk}


def test_a_unit_with_an_exception_is_reminded_of_its_own_moment(organization: Organization):
    now = timezone.now()
    Round.objects.update(opens_at=now - timedelta(days=9), deadline=now - timedelta(hours=1))
    rounds.grant_exception(
        round=Round.objects.get(),
        unit=organization.hospital,
        until=now + timedelta(days=3),
        reason="Bão",
        actor=organization.desk,
    )
    _people = (organization.clerk, organization.stranger)
    assert reminders.remind(now) == 1
    assert Reminder.objects.get().user == organization.clerk


def test_a_reminder_is_put_aside_by_its_person_only(organization: Organization):
    now = organization.round.deadline - timedelta(days=3)
    _person = organization.clerk
    reminders.remind(now)
    row = reminders.of_person(organization.clerk, now)[0].reminder
    assert not reminders.put_aside(user=organization.head, reminder_id=row.pk)
    assert reminders.put_aside(user=organization.clerk, reminder_id=row.pk)
    assert reminders.of_person(organization.clerk, now) == []


def test_the_desk_is_told_of_what_is_overdue(organization: Organization):
    from recognition.domain import nominations
    from recognition.models import Nomination

    row = organization.draft()
    for name, actor in (("file", organization.clerk), ("confirm", organization.head)):
        row = nominations.move(nomination=row, name=name, actor=actor)
    now = timezone.now()
    desk = organization.desk
    Nomination.objects.update(desk_due_on=timezone.localdate(now))
    assert reminders.remind(now) == 0
    Nomination.objects.update(desk_due_on=timezone.localdate(now) - timedelta(days=1))
    assert reminders.remind(now) == 1
    said = next(reminders.due_reminders(now))
    assert (said.user, said.text()) == (desk, "Có 1 hồ sơ của đợt xét này đã quá hạn xử lý ở Sở.")


def test_nothing_of_a_person_stands_in_a_reminder(organization: Organization):
    organization.draft("Nguyễn Thị Hoa")
    now = organization.round.deadline - timedelta(days=1)
    reminders.remind(now)
    assert all("Hoa" not in said.subject() + said.text() for said in reminders.due_reminders(now))


def test_a_stranger_sees_no_list(organization: Organization, ldtt: Award):
    started(organization, ldtt, HOA)
    assert not lists.visible_to(organization.stranger).exists()
    assert not lists.visible_to(organization.desk).exists()  # a draft has not left its unit
    assert Nominee.objects.count() == 1
    assert Unit.objects.count() == 3
