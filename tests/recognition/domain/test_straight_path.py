"""From a unit's draft to a public page, and the refusals on the way."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.utils import timezone

from recognition.domain import conferrals, events, nominations, publication
from recognition.domain.errors import (
    AuthorityRefused,
    DomainError,
    Duplicate,
    IllegalMove,
    Incomplete,
    NotAllowed,
    QuotaExceeded,
    ReasonMissing,
    SamePerson,
    StaleVersion,
    TooLate,
)
from recognition.enums import (
    AuthorityCheck,
    MergeState,
    NominationState,
    PublicationState,
    SubjectKind,
    Visibility,
)
from recognition.models import Conferral, Event, Honoree, HonoreePage, MergeProposal, Nomination
from tests.racing import race
from tests.recognition.domain.conftest import Organization


def submitted(organization: Organization, name: str = "Nguyễn Thị Hoa") -> Nomination:
    dossier = organization.draft(name)
    for move, actor, extra in (
        ("file", organization.clerk, {}),
        ("confirm", organization.head, {}),
        ("receive", organization.desk, {}),
        ("appraise", organization.second, {}),
        ("to_council", organization.desk, {}),
        (
            "record_council",
            organization.desk,
            {"data": {"date": date(2026, 11, 20), "members": 9, "votes_for": 8, "minutes": "12/BB-HĐ"}},
        ),
    ):
        dossier = nominations.move(nomination=dossier, name=move, actor=actor, **extra)
    return dossier


def verified_conferral(
    organization: Organization, name: str = "Nguyễn Thị Hoa", number: str = "57/QĐ-SYT"
) -> Conferral:
    decision, _new = conferrals.find_or_enter_decision(
        office=organization.director,
        number=number,
        dated=date(2026, 2, 20),
        title="Về việc tặng Giấy khen",
        actor=organization.desk,
    )
    made = conferrals.confer(
        decision=decision,
        award=organization.award,
        kind=SubjectKind.INDIVIDUAL,
        full_name=name,
        unit=organization.hospital,
        position="Điều dưỡng trưởng",
        actor=organization.desk,
    )
    if decision.state == "entered":
        conferrals.verify_decision(decision=decision, actor=organization.second)
    return Conferral.objects.get(pk=made.conferral.pk)


def test_a_dossier_goes_from_draft_to_a_public_page(organization: Organization) -> None:
    dossier = submitted(organization)
    decision = conferrals.enter_decision(
        office=organization.director,
        number="1187/QĐ-SYT",
        dated=date(2026, 11, 21),
        title="Về việc tặng Giấy khen",
        actor=organization.desk,
    )
    made = conferrals.confer(
        decision=decision,
        award=organization.award,
        kind=dossier.kind,
        full_name=dossier.full_name,
        unit=dossier.unit,
        position=dossier.position,
        nomination=dossier,
        actor=organization.desk,
    )
    conferrals.verify_decision(decision=decision, actor=organization.second)
    report = publication.draft_pages(decision=decision, actor=organization.editor)
    assert (len(report.done), report.failed) == (1, [])
    page = HonoreePage.objects.get(honoree=made.conferral.honoree, language="vi")
    english = HonoreePage.objects.get(honoree=made.conferral.honoree, language="en")
    assert (page.live, english.alias_of_id, page.slug) == (False, page.pk, english.slug)
    assert not Honoree.objects.public().exists()

    page.save_revision(user=organization.editor)
    publication.publish_revision(page, actor=organization.approver, role="approver")

    conferral = Conferral.objects.get(pk=made.conferral.pk)
    assert conferral.state == PublicationState.PUBLISHED
    assert conferral.visibility == Visibility.PUBLIC
    assert Honoree.objects.public().get().latest_conferral == conferral
    assert HonoreePage.objects.get(pk=english.pk).live
    assert Nomination.objects.get(pk=dossier.pk).state == NominationState.DECIDED
    acts = [(event.act, event.role) for event in events.history(dossier)]
    assert acts == [
        ("start", "focal_point"),
        ("save", "focal_point"),
        ("attach", "focal_point"),
        ("file", "focal_point"),
        ("confirm", "unit_head"),
        ("receive", "standing_body"),
        ("appraise", "standing_body"),
        ("to_council", "standing_body"),
        ("record_council", "standing_body"),
        ("decide", "standing_body"),
    ]
    assert events.verify_chain("recognition.nomination", dossier.public_id) == []


def test_an_altered_event_and_a_missing_one_are_found(organization: Organization) -> None:
    dossier = submitted(organization)
    Event.objects.filter(subject_key=dossier.public_id, sequence=5).update(act="receive_late")
    Event.objects.filter(subject_key=dossier.public_id, sequence=7).delete()
    assert events.verify_chain("recognition.nomination", dossier.public_id) == [
        f"recognition.nomination {dossier.public_id}: event 5 was altered",
        f"recognition.nomination {dossier.public_id}: event 7 is missing",
        f"recognition.nomination {dossier.public_id}: event 8 does not follow the one before",
    ]


def test_an_erased_payload_leaves_the_chain_whole(organization: Organization) -> None:
    dossier = submitted(organization)
    Event.objects.get(subject_key=dossier.public_id, sequence=3).payload.delete()
    assert events.verify_chain("recognition.nomination", dossier.public_id) == []


def test_an_incomplete_dossier_is_not_filed_and_says_what_is_missing(organization: Organization) -> None:
    dossier = organization.draft(complete=False)
    with pytest.raises(Incomplete) as refused:
        nominations.move(nomination=dossier, name="file", actor=organization.clerk)
    assert "ít nhất một tệp minh chứng" in refused.value.missing
    assert Nomination.objects.get(pk=dossier.pk).state == NominationState.DRAFT


def test_whoever_wrote_a_dossier_does_not_confirm_it(organization: Organization) -> None:
    from recognition.domain import roles
    from recognition.enums import Role

    dossier = nominations.move(nomination=organization.draft(), name="file", actor=organization.clerk)
    roles.grant(user=organization.clerk, role=Role.UNIT_HEAD, unit=organization.hospital)
    with pytest.raises(SamePerson):
        nominations.move(nomination=dossier, name="confirm", actor=organization.clerk)


def test_the_receiver_does_not_appraise(organization: Organization) -> None:
    dossier = organization.draft()
    for move, actor in (
        ("file", organization.clerk),
        ("confirm", organization.head),
        ("receive", organization.desk),
    ):
        dossier = nominations.move(nomination=dossier, name=move, actor=actor)
    with pytest.raises(SamePerson):
        nominations.move(nomination=dossier, name="appraise", actor=organization.desk)
    assert "appraise" not in {move.name for move in nominations.available_moves(dossier, organization.desk)}
    assert "appraise" in {move.name for move in nominations.available_moves(dossier, organization.second)}


def test_another_unit_neither_sees_nor_moves_a_dossier(organization: Organization) -> None:
    dossier = organization.draft()
    assert not nominations.may_view(organization.stranger, dossier)
    with pytest.raises(NotAllowed):
        nominations.move(nomination=dossier, name="file", actor=organization.stranger)
    with pytest.raises(NotAllowed):
        nominations.save_answers(
            nomination=dossier, answers={"conduct": "x"}, actor=organization.stranger, version=dossier.version
        )


def test_the_desk_sees_a_dossier_only_once_it_was_confirmed(organization: Organization) -> None:
    dossier = organization.draft()
    nominations.move(nomination=dossier, name="file", actor=organization.clerk)
    assert not nominations.may_view(organization.desk, dossier)
    nominations.move(nomination=dossier, name="confirm", actor=organization.head)
    assert nominations.may_view(organization.desk, dossier)


def test_a_late_dossier_is_refused_with_both_times(organization: Organization) -> None:
    dossier = organization.draft()
    late = organization.round.deadline + timedelta(minutes=1)
    with pytest.raises(TooLate) as refused:
        nominations.move(nomination=dossier, name="file", actor=organization.clerk, at=late)
    assert f"{timezone.localtime(organization.round.deadline):%H:%M %d/%m/%Y}" in refused.value.message
    assert f"{timezone.localtime(late):%H:%M %d/%m/%Y}" in refused.value.message


def test_the_third_dossier_of_a_quota_of_two_is_refused(organization: Organization) -> None:
    for name in ("Lê An", "Lê Bình"):
        nominations.move(nomination=organization.draft(name), name="file", actor=organization.clerk)
    third = organization.draft("Lê Chi")
    with pytest.raises(QuotaExceeded):
        nominations.move(nomination=third, name="file", actor=organization.clerk)


def test_a_second_writer_is_told_and_the_first_text_stays(organization: Organization) -> None:
    dossier = organization.draft()
    nominations.save_answers(
        nomination=dossier, answers={"result": "Bản một"}, actor=organization.clerk, version=dossier.version
    )
    with pytest.raises(StaleVersion) as refused:
        nominations.save_answers(
            nomination=dossier,
            answers={"result": "Bản hai"},
            actor=organization.clerk,
            version=dossier.version,
        )
    stored = Nomination.objects.get(pk=dossier.pk)
    assert (stored.report["result"], refused.value.current) == ("Bản một", stored.version)


def test_a_return_needs_a_reason_and_opens_the_dossier_again(organization: Organization) -> None:
    dossier = organization.draft()
    for move, actor in (
        ("file", organization.clerk),
        ("confirm", organization.head),
        ("receive", organization.desk),
    ):
        dossier = nominations.move(nomination=dossier, name=move, actor=actor)
    with pytest.raises(ReasonMissing):
        nominations.move(nomination=dossier, name="return_", actor=organization.desk)
    dossier = nominations.move(
        nomination=dossier, name="return_", actor=organization.desk, reason="Thiếu số liệu trước và sau."
    )
    assert (dossier.state, dossier.return_round, dossier.return_reason) == (
        NominationState.RETURNED,
        1,
        "Thiếu số liệu trước và sau.",
    )
    assert nominations.may_edit(organization.clerk, dossier)


def test_votes_count_against_the_total_membership(organization: Organization) -> None:
    dossier = organization.draft()
    for move, actor in (
        ("file", organization.clerk),
        ("confirm", organization.head),
        ("receive", organization.desk),
        ("appraise", organization.second),
        ("to_council", organization.desk),
    ):
        dossier = nominations.move(nomination=dossier, name=move, actor=actor)
    with pytest.raises(DomainError):
        nominations.move(
            nomination=dossier,
            name="record_council",
            actor=organization.desk,
            data={"date": date(2026, 11, 20), "members": 9, "votes_for": 10, "minutes": "1"},
        )


def test_whoever_entered_a_decision_does_not_verify_it(organization: Organization) -> None:
    decision = conferrals.enter_decision(
        office=organization.director,
        number="1/QĐ-SYT",
        dated=date(2026, 1, 5),
        title="x",
        actor=organization.desk,
    )
    with pytest.raises(SamePerson):
        conferrals.verify_decision(decision=decision, actor=organization.desk)
    conferrals.verify_decision(decision=decision, actor=organization.second)
    with pytest.raises(IllegalMove):
        conferrals.verify_decision(decision=decision, actor=organization.second)


def test_a_number_is_there_once_per_office_and_year_however_it_is_typed(organization: Organization) -> None:
    conferrals.enter_decision(
        office=organization.director,
        number="57/QĐ-SYT",
        dated=date(2026, 1, 5),
        title="x",
        actor=organization.desk,
    )
    with pytest.raises(Duplicate):
        conferrals.enter_decision(
            office=organization.director,
            number="57/qđ-syt ",
            dated=date(2026, 3, 5),
            title="y",
            actor=organization.desk,
        )


@pytest.mark.parametrize(
    ("award", "on", "check", "refused"),
    [
        ("award", date(2025, 2, 20), AuthorityCheck.ALLOWED, False),
        ("banner", date(2025, 2, 20), AuthorityCheck.HELD, True),
        ("award", date(2020, 2, 20), AuthorityCheck.HELD, False),
        ("award", None, AuthorityCheck.HELD, False),
    ],
)
def test_authority_is_judged_by_the_rules_of_the_day(
    organization: Organization, award: str, on: date | None, check: AuthorityCheck, refused: bool
) -> None:
    answer = conferrals.check_authority(
        office=organization.director, award=getattr(organization, award), on=on
    )
    assert (answer.check, answer.refused) == (check, refused)


def test_an_award_above_the_director_is_refused_under_his_name(organization: Organization) -> None:
    decision = conferrals.enter_decision(
        office=organization.director,
        number="2/QĐ-SYT",
        dated=date(2026, 1, 5),
        title="x",
        actor=organization.desk,
    )
    with pytest.raises(AuthorityRefused):
        conferrals.confer(
            decision=decision,
            award=organization.banner,
            kind=SubjectKind.COLLECTIVE,
            full_name="Khoa Nội",
            actor=organization.desk,
        )


def test_an_unverified_authority_is_held_until_a_second_person_releases_it(
    organization: Organization,
) -> None:
    decision = conferrals.enter_decision(
        office=organization.province,
        number="9/QĐ-UBND",
        dated=date(2026, 1, 5),
        title="x",
        actor=organization.desk,
    )
    made = conferrals.confer(
        decision=decision,
        award=organization.banner,
        kind=SubjectKind.COLLECTIVE,
        full_name="Khoa Nội",
        unit=organization.hospital,
        actor=organization.desk,
    )
    conferrals.verify_decision(decision=decision, actor=organization.second)
    assert made.conferral.authority == AuthorityCheck.HELD
    report = publication.draft_pages(decision=decision, actor=organization.editor)
    assert (report.done, [reason for _row, reason in report.failed]) == (
        [],
        ["Lần khen thưởng này cần kiểm tra thẩm quyền trước khi công bố."],
    )
    with pytest.raises(SamePerson):
        conferrals.release(conferral=made.conferral, actor=organization.desk, reason="Đã xem Điều 79.")
    released = conferrals.release(
        conferral=made.conferral, actor=organization.second, reason="Đã xem Điều 79."
    )
    assert released.authority == AuthorityCheck.RELEASED


def test_the_same_line_twice_changes_nothing(organization: Organization) -> None:
    first = verified_conferral(organization)
    again = conferrals.confer(
        decision=first.decision,
        award=organization.award,
        kind=SubjectKind.INDIVIDUAL,
        full_name="  NGUYỄN  THỊ HOA ",
        unit=organization.hospital,
        position="điều dưỡng trưởng",
        actor=organization.desk,
    )
    assert (again.change, again.conferral.pk, Honoree.objects.count()) == ("none", first.pk, 1)


def test_a_namesake_of_the_same_unit_is_proposed_and_never_merged_by_itself(
    organization: Organization,
) -> None:
    first = verified_conferral(organization)
    second = verified_conferral(organization, number="58/QĐ-SYT")
    assert first.honoree_id != second.honoree_id
    proposal = MergeProposal.objects.get()
    assert (proposal.honoree_id, proposal.existing_id, proposal.state) == (
        second.honoree_id,
        first.honoree_id,
        MergeState.OPEN,
    )
    kept = publication.merge(proposal=proposal, actor=organization.desk, reason="Cùng người, cùng khoa.")
    assert kept.pk == first.honoree_id
    assert set(kept.conferrals.values_list("pk", flat=True)) == {first.pk, second.pk}
    assert Honoree.objects.get(pk=second.honoree_id).merged_into_id == kept.pk
    with pytest.raises(IllegalMove):
        publication.merge(proposal=proposal, actor=organization.desk)


def test_a_namesake_elsewhere_is_another_person(organization: Organization) -> None:
    verified_conferral(organization)
    decision = conferrals.enter_decision(
        office=organization.director,
        number="60/QĐ-SYT",
        dated=date(2026, 3, 5),
        title="x",
        actor=organization.desk,
    )
    made = conferrals.confer(
        decision=decision,
        award=organization.award,
        kind=SubjectKind.INDIVIDUAL,
        full_name="Nguyễn Thị Hoa",
        unit=organization.station,
        position="Y sĩ",
        actor=organization.desk,
    )
    assert made.proposals == ()


def test_facts_are_published_once_and_again_changes_nothing(organization: Organization) -> None:
    conferral = verified_conferral(organization)
    first = publication.publish_facts(
        decision=conferral.decision, actor=organization.approver, reason="Công bố theo quyết định."
    )
    again = publication.publish_facts(
        decision=conferral.decision, actor=organization.approver, reason="Công bố theo quyết định."
    )
    assert (len(first.done), first.failed, again.done, again.failed) == (1, [], [], [])
    assert HonoreePage.objects.filter(live=True).count() == 2
    assert Honoree.objects.public().count() == 1


def test_hiding_the_only_conferral_takes_the_page_off(organization: Organization) -> None:
    conferral = verified_conferral(organization)
    publication.publish_facts(decision=conferral.decision, actor=organization.approver, reason="Công bố.")
    publication.hide(conferral=conferral, actor=organization.officer, reason="Theo đề nghị của nhân vật.")
    assert not HonoreePage.objects.filter(live=True).exists()
    assert publication.visibility_of(Honoree.objects.get()) == Visibility.HIDDEN


def test_a_cancelled_conferral_leaves_every_list_and_keeps_its_page(organization: Organization) -> None:
    conferral = verified_conferral(organization)
    publication.publish_facts(decision=conferral.decision, actor=organization.approver, reason="Công bố.")
    by = conferrals.enter_decision(
        office=organization.director,
        number="90/QĐ-SYT",
        dated=date(2026, 9, 1),
        title="Hủy bỏ",
        actor=organization.desk,
    )
    conferrals.verify_decision(decision=by, actor=organization.second)
    publication.cancel(conferral=conferral, by=by, actor=organization.desk, reason="Điều 93 khoản 2.")
    honoree = Honoree.objects.get()
    assert (honoree.is_public, publication.visibility_of(honoree)) == (False, Visibility.CANCELLED)
    assert list(Conferral.objects.public()) == []
    assert HonoreePage.objects.get(language="vi").live


@pytest.mark.django_db(transaction=True)
def test_of_two_people_who_receive_at_once_one_does_and_the_other_is_told(organization: Organization) -> None:
    dossier = organization.draft()
    for move, actor in (("file", organization.clerk), ("confirm", organization.head)):
        dossier = nominations.move(nomination=dossier, name=move, actor=actor)
    people = [organization.desk, organization.second]
    outcomes = race(
        [
            lambda user=user: nominations.move(nomination=dossier, name="receive", actor=user)
            for user in people
        ]
    )
    assert sorted(type(outcome).__name__ for outcome in outcomes) == ["IllegalMove", "Nomination"]
    assert Event.objects.filter(subject_key=dossier.public_id, act="receive").count() == 1


@pytest.mark.django_db(transaction=True)
def test_six_who_file_at_once_into_two_places_get_exactly_two(organization: Organization) -> None:
    dossiers = [organization.draft(f"Lê Thị {word}") for word in ("An", "Bình", "Chi", "Dung", "Em", "Giang")]
    clerk = organization.clerk
    outcomes = race(
        [lambda row=row: nominations.move(nomination=row, name="file", actor=clerk) for row in dossiers]
    )
    names = sorted(type(outcome).__name__ for outcome in outcomes)
    assert names == ["Nomination"] * 2 + ["QuotaExceeded"] * 4
