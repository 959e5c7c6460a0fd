"""Rounds: drafted, opened, closed by the clock; who files where; late exceptions; places counted one after the other."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest
from django.utils import timezone

from recognition.domain import events, nominations, rounds
from recognition.domain.errors import (
    DomainError,
    IllegalMove,
    NotAllowed,
    QuotaExceeded,
    ReasonMissing,
    TooLate,
)
from recognition.enums import AwardSubject, NominationState, Role, SubjectKind, UnitKind
from recognition.models import Event, LateException, Nomination, RequiredDocument, Round, RoundQuota, Unit
from tests.racing import race
from tests.recognition.domain.conftest import Organization


def drafted(organization: Organization, **values: object) -> Round:
    now = timezone.now()
    row = Round(
        **{
            "title": "Đợt xét chuyên đề",
            "unit": organization.department,
            "subject": AwardSubject.BOTH,
            "opens_at": now - timedelta(hours=1),
            "deadline": now + timedelta(days=20),
            **values,
        }
    )
    return rounds.keep(
        row=row,
        actor=organization.desk,
        fields=["title"],
        related=lambda: row.awards.set([organization.award]),
    )


def close(organization: Organization) -> None:
    now = timezone.now()
    Round.objects.update(opens_at=now - timedelta(days=30), deadline=now - timedelta(days=1))
    organization.round.refresh_from_db()


def test_a_round_is_drafted_opened_by_an_act_and_closed_by_the_clock(organization: Organization):
    row = drafted(organization)
    assert (row.is_draft, rounds.status(row).state) == (True, "draft")
    opened = rounds.open_round(round=row, actor=organization.desk)
    assert (opened.is_draft, opened.opened_by, rounds.status(opened).state) == (
        False,
        organization.desk,
        "open",
    )
    assert rounds.status(opened).text.startswith("Còn 20 ngày, đến ")
    later = opened.deadline + timedelta(seconds=1)
    assert rounds.status(opened, later).state == "closed"
    assert rounds.clock(opened.deadline) in rounds.status(opened, later).text
    assert [event.act for event in events.history(opened)] == ["enter", "open"]
    assert events.verify_chain("recognition.round", opened.public_id) == []


def test_opening_twice_is_one_opening(organization: Organization):
    row = drafted(organization)
    rounds.open_round(round=row, actor=organization.desk)
    with pytest.raises(IllegalMove):
        rounds.open_round(round=row, actor=organization.second)


@pytest.mark.parametrize(
    ("values", "words"),
    [
        (
            {
                "deadline": timezone.now() - timedelta(minutes=1),
                "opens_at": timezone.now() - timedelta(days=2),
            },
            "đã qua",
        ),
        ({"subject": AwardSubject.COLLECTIVE}, "Không danh hiệu"),
    ],
)
def test_what_cannot_take_a_dossier_is_not_opened(organization: Organization, values, words):
    row = drafted(organization, **values)
    if "subject" in values:
        organization.award.subject = AwardSubject.INDIVIDUAL
        organization.award.save()
    with pytest.raises(DomainError, match=words):
        rounds.open_round(round=row, actor=organization.desk)


def test_a_round_without_awards_is_not_opened(organization: Organization):
    row = drafted(organization)
    row.awards.clear()
    with pytest.raises(DomainError, match="ít nhất một danh hiệu"):
        rounds.open_round(round=row, actor=organization.desk)


def test_only_the_standing_body_opens_a_round_of_the_department(organization: Organization):
    row = drafted(organization)
    for person in (organization.clerk, organization.head, organization.approver):
        with pytest.raises(NotAllowed):
            rounds.open_round(round=row, actor=person)


def test_an_open_round_keeps_its_clock_and_is_extended_by_an_act_with_a_reason(organization: Organization):
    row = rounds.open_round(round=drafted(organization), actor=organization.desk)
    was = row.deadline
    row.deadline = was + timedelta(days=3)
    with pytest.raises(DomainError, match="Gia hạn"):
        rounds.keep(row=row, actor=organization.desk, fields=["deadline"])
    with pytest.raises(ReasonMissing):
        rounds.extend(round=row, deadline=was + timedelta(days=3), reason=" ", actor=organization.desk)
    with pytest.raises(DomainError, match="Hạn mới phải sau"):
        rounds.extend(round=row, deadline=was - timedelta(days=1), reason="Sớm hơn", actor=organization.desk)
    assert rounds.extend(
        round=row, deadline=was + timedelta(days=3), reason="Bão số 4", actor=organization.desk
    ).deadline == was + timedelta(days=3)
    assert Event.objects.get(act="extend").payload.reason == "Bão số 4"


def test_extended_after_it_was_over_a_round_gives_everybody_their_overdue_drafts_back(
    organization: Organization,
):
    draft, other = organization.draft(), organization.draft("Lê Văn An")
    returned = nominations.move(
        nomination=organization.draft("Y Thu Niê"), name="file", actor=organization.clerk
    )
    nominations.move(nomination=other, name="file", actor=organization.clerk)
    nominations.move(nomination=returned, name="confirm", actor=organization.head)
    nominations.move(
        nomination=returned,
        name="return_",
        actor=organization.desk,
        reason="Thiếu số liệu",
        data={"due_at": timezone.now() + timedelta(days=3)},
    )
    Nomination.objects.filter(pk=returned.pk).update(due_at=timezone.now() - timedelta(minutes=1))
    close(organization)
    assert nominations.expire_overdue() == 3
    now = timezone.now()
    with pytest.raises(DomainError, match="sau bây giờ"):
        rounds.extend(
            round=organization.round, deadline=now - timedelta(hours=1), reason="Bão", actor=organization.desk
        )
    rounds.extend(
        round=organization.round, deadline=now + timedelta(days=2), reason="Bão số 4", actor=organization.desk
    )
    for row in (draft, other, returned):
        row.refresh_from_db()
    assert (draft.state, other.state) == (NominationState.DRAFT, NominationState.DRAFT)
    assert returned.state == NominationState.OVERDUE, "its day is its own"
    reopened = list(events.history(draft))[-1]
    assert (reopened.act, reopened.payload.reason) == ("reopen", "Bão số 4")
    assert events.verify_chain("recognition.nomination", draft.public_id) == []
    assert nominations.expire_overdue() == 0
    filed = nominations.move(nomination=draft, name="file", actor=organization.clerk)
    assert filed.state == NominationState.AWAITING_HEAD


def test_a_round_with_dossiers_is_not_taken_back_and_keeps_their_award(organization: Organization):
    organization.draft()
    with pytest.raises(IllegalMove):
        rounds.back_to_draft(round=organization.round, reason="Nhầm", actor=organization.desk)
    row = Round.objects.get(pk=organization.round.pk)
    with pytest.raises(DomainError, match="Đã có hồ sơ"):
        rounds.keep(
            row=row,
            actor=organization.desk,
            fields=["awards"],
            related=lambda: row.awards.set([organization.banner]),
        )
    empty = rounds.open_round(round=drafted(organization), actor=organization.desk)
    assert rounds.back_to_draft(round=empty, reason="Nhầm", actor=organization.desk).is_draft


# Late -------------------------------------------------------------------------------------------------------------


def test_late_filing_is_refused_with_the_servers_time_and_the_deadline(organization: Organization):
    dossier = organization.draft()
    close(organization)
    at = timezone.now()
    dossier.refresh_from_db()
    with pytest.raises(TooLate) as refused:
        nominations.move(nomination=dossier, name="file", actor=organization.clerk, at=at)
    assert rounds.clock(organization.round.deadline) in refused.value.message
    assert f"Giờ máy chủ bây giờ là {rounds.clock(at)}" in refused.value.message


def test_an_exception_lets_one_unit_file_until_a_moment_and_is_recorded(organization: Organization):
    dossier = organization.draft()
    close(organization)
    assert nominations.expire_overdue() == 1
    until = timezone.now() + timedelta(hours=2)
    granted = rounds.grant_exception(
        round=organization.round,
        unit=organization.hospital,
        until=until,
        reason="Đường vào xã bị ngập ba ngày.",
        actor=organization.desk,
    )
    dossier.refresh_from_db()
    assert dossier.state == NominationState.DRAFT
    assert nominations.expire_overdue() == 0
    filed = nominations.move(nomination=dossier, name="file", actor=organization.clerk)
    assert nominations.move(nomination=filed, name="confirm", actor=organization.head).state == "confirmed"
    assert [event.act for event in events.history(dossier)][-4:] == ["expire", "reopen", "file", "confirm"]
    act = Event.objects.select_related("payload").get(act="grant_exception")
    assert (act.actor, act.payload.reason) == (organization.desk, "Đường vào xã bị ngập ba ngày.")
    assert act.payload.data["unit"] == "BVDK"
    assert granted.granted_by == organization.desk
    # Nobody else is let in, and not a moment longer.
    with pytest.raises(TooLate):
        nominations.start(
            round=organization.round,
            unit=organization.station,
            award=organization.award,
            kind=SubjectKind.INDIVIDUAL,
            full_name="Lê Văn An",
            actor=organization.stranger,
        )
    with pytest.raises(TooLate, match="cho phép gửi muộn cũng đã hết"):
        rounds.require_open(organization.round, organization.hospital, until + timedelta(seconds=1))


def test_drafts_under_an_exception_fall_overdue_when_it_ends(organization: Organization):
    organization.draft()
    close(organization)
    until = timezone.now() + timedelta(hours=1)
    rounds.grant_exception(
        round=organization.round,
        unit=organization.hospital,
        until=until,
        reason="Mất điện",
        actor=organization.desk,
    )
    assert nominations.expire_overdue() == 0
    assert nominations.expire_overdue(until + timedelta(minutes=1)) == 1


def test_an_exception_taken_back_lets_nobody_in(organization: Organization):
    close(organization)
    granted = rounds.grant_exception(
        round=organization.round,
        unit=organization.hospital,
        until=timezone.now() + timedelta(hours=1),
        reason="Mất điện",
        actor=organization.desk,
    )
    rounds.withdraw_exception(exception=granted, reason="Cho phép nhầm đơn vị", actor=organization.desk)
    with pytest.raises(TooLate):
        rounds.require_open(organization.round, organization.hospital, timezone.now())
    with pytest.raises(IllegalMove):
        rounds.withdraw_exception(exception=granted, reason="Lần nữa", actor=organization.desk)


@pytest.mark.parametrize("who", ["clerk", "head", "approver", "officer"])
def test_only_the_standing_body_grants_an_exception(organization: Organization, who: str):
    close(organization)
    with pytest.raises(NotAllowed):
        rounds.grant_exception(
            round=organization.round,
            unit=organization.hospital,
            until=timezone.now() + timedelta(hours=1),
            reason="Xin thêm",
            actor=getattr(organization, who),
        )
    assert not LateException.objects.exists()


def test_an_exception_needs_a_reason_and_a_moment_to_come(organization: Organization):
    close(organization)
    values = {"round": organization.round, "unit": organization.hospital, "actor": organization.desk}
    with pytest.raises(ReasonMissing):
        rounds.grant_exception(until=timezone.now() + timedelta(hours=1), reason=" ", **values)
    with pytest.raises(DomainError, match="phải sau"):
        rounds.grant_exception(until=timezone.now() - timedelta(minutes=1), reason="Trễ", **values)


def returned_once(organization: Organization, due: datetime | None) -> Nomination:
    """A dossier that the desk returned, filed again after the deadline of the round and sent back by the unit's head."""
    row = nominations.move(nomination=organization.draft(), name="file", actor=organization.clerk)
    nominations.move(nomination=row, name="confirm", actor=organization.head)
    row = nominations.move(
        nomination=row,
        name="return_",
        actor=organization.desk,
        reason="Thiếu số liệu",
        data={"due_at": due} if due else {},
    )
    close(organization)
    row = nominations.move(nomination=row, name="file", actor=organization.clerk)
    return nominations.move(
        nomination=row, name="send_back", actor=organization.head, reason="Số liệu chưa khớp"
    )


def test_what_the_head_sends_back_of_a_returned_dossier_is_filed_again_until_the_day_of_the_return(
    organization: Organization,
):
    due = timezone.now() + timedelta(days=3)
    row = returned_once(organization, due)
    assert (row.state, row.return_round) == (NominationState.DRAFT, 1)
    assert nominations.expire_overdue() == 0
    with pytest.raises(TooLate, match="Đã hết hạn bổ sung"):
        nominations.move(nomination=row, name="file", actor=organization.clerk, at=due + timedelta(minutes=1))
    filed = nominations.move(nomination=row, name="file", actor=organization.clerk)
    with pytest.raises(TooLate, match="Đã hết hạn bổ sung"):
        nominations.move(
            nomination=filed, name="confirm", actor=organization.head, at=due + timedelta(minutes=1)
        )
    assert nominations.move(nomination=filed, name="confirm", actor=organization.head).state == "confirmed"


def test_a_returned_dossier_without_a_day_is_filed_again_whenever_it_is_ready(organization: Organization):
    row = returned_once(organization, None)
    filed = nominations.move(nomination=row, name="file", actor=organization.clerk)
    assert nominations.move(nomination=filed, name="confirm", actor=organization.head).state == "confirmed"


@pytest.mark.parametrize("waits_for", ["clerk", "head"])
def test_a_returned_dossier_falls_overdue_with_its_day_whoever_of_the_unit_has_it(
    organization: Organization, waits_for: str
):
    due = timezone.now() + timedelta(days=3)
    row = returned_once(organization, due)
    if waits_for == "head":
        nominations.move(nomination=row, name="file", actor=organization.clerk)
    assert nominations.expire_overdue(due - timedelta(minutes=1)) == 0
    assert nominations.expire_overdue(due + timedelta(minutes=1)) == 1
    row.refresh_from_db()
    assert row.state == NominationState.OVERDUE


def test_a_place_given_up_with_the_draft_is_counted_again_when_it_is_filed(organization: Organization):
    row = returned_once(organization, timezone.now() + timedelta(days=3))
    Round.objects.update(deadline=timezone.now() + timedelta(days=1), individual_quota=1)
    organization.round.refresh_from_db()
    other = nominations.move(
        nomination=organization.draft("Lê Văn An"), name="file", actor=organization.clerk
    )
    with pytest.raises(QuotaExceeded):
        nominations.move(nomination=row, name="file", actor=organization.clerk)
    nominations.move(nomination=other, name="withdraw", actor=organization.clerk, reason="Nhường chỗ")
    assert nominations.move(nomination=row, name="file", actor=organization.clerk).state == "awaiting_head"


# Who files where --------------------------------------------------------------------------------------------------


def test_a_ward_files_through_its_hospital(organization: Organization):
    ward = Unit.objects.create(
        code="K-NOI", name="Khoa Nội", kind=UnitKind.WARD, parent=organization.hospital
    )
    clerk = organization.person("khoa-noi", Role.FOCAL_POINT, ward)
    values = {
        "round": organization.round,
        "unit": ward,
        "award": organization.award,
        "kind": SubjectKind.INDIVIDUAL,
        "full_name": "Lê Thị Nội",
        "actor": clerk,
    }
    with pytest.raises(NotAllowed, match="gửi hồ sơ về “Bệnh viện Đa khoa tỉnh”"):
        nominations.start(**values)
    RoundQuota.objects.create(round=organization.round, unit=ward, kind=SubjectKind.INDIVIDUAL, places=1)
    assert nominations.start(**values).unit == ward  # the allocation names it


def test_a_station_of_a_commune_files_itself(organization: Organization):
    commune = Unit.objects.create(code="UBX", name="UBND xã Cư Lâm", kind=UnitKind.GOVERNMENT)
    station = Unit.objects.create(code="TYT9", name="Trạm Y tế xã", kind=UnitKind.STATION, parent=commune)
    assert rounds.admits(organization.round, station)


def test_what_goes_by_list_is_no_dossier(organization: Organization):
    organization.award.by_list = True
    organization.award.save()
    with pytest.raises(DomainError, match="xét theo danh sách"):
        organization.draft()


def test_openings_cost_the_same_for_one_and_many(organization: Organization, django_assert_num_queries):
    now = timezone.now()
    wards = [
        Unit.objects.create(
            code=f"K{number}", name=f"Khoa {number}", kind=UnitKind.WARD, parent=organization.hospital
        )
        for number in range(3)
    ]
    internal = Round.objects.create(
        title="Đợt cơ sở",
        unit=organization.hospital,
        parent=organization.round,
        opens_at=now - timedelta(days=1),
        deadline=now + timedelta(days=2),
        is_draft=False,
    )
    organization.round.refresh_from_db()
    for asked, expected in ((wards[:1], [internal]), (wards, [internal])):
        units = list(Unit.objects.filter(pk__in=[unit.pk for unit in asked]))
        with django_assert_num_queries(7):
            found = rounds.openings(units, now)
        assert [one.round for one in found] == expected
    found = rounds.openings([*wards, organization.hospital], now)
    assert {unit.code for unit in found[0].units} == {"K0", "K1", "K2", "BVDK"}
    assert [unit.code for unit in found[1].units] == ["BVDK"]


# Allocation -------------------------------------------------------------------------------------------------------


def test_an_allocation_is_set_and_never_below_what_was_filed(organization: Organization):
    hospital, kind = organization.hospital.pk, SubjectKind.INDIVIDUAL.value
    assert rounds.allot(round=organization.round, places={(hospital, kind): 5}, actor=organization.desk) == 1
    assert nominations.quota(round=organization.round, unit=organization.hospital, kind=kind).places == 5
    for name in ("Lê An", "Lê Bình"):
        nominations.move(nomination=organization.draft(name), name="file", actor=organization.clerk)
    with pytest.raises(DomainError, match="đã gửi 2 hồ sơ"):
        rounds.allot(round=organization.round, places={(hospital, kind): 1}, actor=organization.desk)
    assert rounds.allot(round=organization.round, places={(hospital, kind): 5}, actor=organization.desk) == 0
    assert (
        rounds.allot(round=organization.round, places={(hospital, kind): None}, actor=organization.desk) == 1
    )
    assert not RoundQuota.objects.exists()
    with pytest.raises(NotAllowed):
        rounds.allot(round=organization.round, places={(hospital, kind): 9}, actor=organization.head)


def test_papers_are_asked_by_kind_of_subject_in_their_order(organization: Organization):
    for order, (code, subject) in enumerate(
        [
            ("bien-ban", AwardSubject.BOTH),
            ("sang-kien", AwardSubject.INDIVIDUAL),
            ("co-cau", AwardSubject.COLLECTIVE),
        ]
    ):
        RequiredDocument.objects.create(
            round=organization.round, code=code, name=code, subject=subject, sort_order=10 - order
        )
    assert [one.code for one in rounds.documents_of(organization.round, SubjectKind.INDIVIDUAL)] == [
        "sang-kien",
        "bien-ban",
    ]


@pytest.mark.django_db(transaction=True)
def test_twenty_who_file_at_once_into_three_places_get_exactly_three(organization: Organization):
    Round.objects.update(individual_quota=3)
    organization.round.refresh_from_db()
    clerk = organization.clerk
    dossiers = [organization.draft(f"Lê Văn {number}") for number in range(20)]
    results = race(
        [lambda row=row: nominations.move(nomination=row, name="file", actor=clerk) for row in dossiers]
    )
    names = sorted(type(result).__name__ for result in results)
    assert names == ["Nomination"] * 3 + ["QuotaExceeded"] * 17
    assert all("dùng hết 3 chỗ" in one.message for one in results if isinstance(one, QuotaExceeded))
    assert Nomination.objects.filter(state=NominationState.AWAITING_HEAD).count() == 3
    assert Event.objects.filter(act="file").count() == 3
