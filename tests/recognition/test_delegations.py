"""Delegations (KT.): who may give one, what it lets a deputy do, how it is told, and that it ends by itself."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.core.files.base import ContentFile
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone

from portal.core.models import User
from portal.core.private_files import address
from recognition.domain import (
    acts,
    delegations,
    events,
    leaving,
    lists,
    nominations,
    notices,
    reminders,
    roles,
)
from recognition.domain.errors import DomainError, Duplicate, IllegalMove, NotAllowed, SamePerson
from recognition.domain.roles import FOR_THE_HEAD
from recognition.enums import NominationState, Role, ScanState
from recognition.models import Delegation, Event, Membership, Nomination, Notice, Reminder, Unit
from tests.recognition.desk.conftest import Desk, small_province
from tests.recognition.desk.test_screens import filed_list
from tests.recognition.intake.conftest import fetch, pdf_bytes


@pytest.fixture
def desk(db: None) -> Desk:
    return small_province()


def deputy_of(desk: Desk) -> User:
    return desk.person(Role.UNIT_DEPUTY)


def given(desk: Desk, *, starts: int = 0, days: int = 7, deputy: User | None = None, **options) -> Delegation:
    today = timezone.localdate()
    return delegations.give(
        unit=options.pop("unit", desk.hospital),
        deputy=deputy or deputy_of(desk),
        number="15/UQ-BVĐK",
        valid_from=today + timedelta(days=starts),
        valid_until=today + timedelta(days=starts + days),
        file=ContentFile(b"%PDF-1.4 delegation"),
        name="uy-quyen.pdf",
        media_type="application/pdf",
        size=19,
        sha256="a" * 64,
        actor=options.pop("actor", desk.person(Role.UNIT_HEAD)),
    )


def waiting(desk: Desk, name: str = "Nguyễn Thị Hoa") -> Nomination:
    dossier = desk.draft(name)
    return nominations.move(nomination=dossier, name="file", actor=desk.person(Role.FOCAL_POINT))


def test_a_deputy_confirms_for_the_head_only_by_a_delegation_and_it_is_told_as_such(desk):
    deputy, dossier = deputy_of(desk), waiting(desk)
    with pytest.raises(NotAllowed):
        nominations.move(nomination=dossier, name="confirm", actor=deputy)
    assert nominations.available_moves(dossier, deputy) == []
    delegation = given(desk)
    assert {move.name for move in nominations.available_moves(dossier, deputy)} == {"confirm", "send_back"}
    dossier = nominations.move(nomination=dossier, name="confirm", actor=deputy)
    assert (dossier.confirmed_by, dossier.confirmed_under) == (deputy, delegation)
    last = events.history(dossier)[-1]
    assert (last.act, last.actor, last.role) == ("confirm", deputy, FOR_THE_HEAD)
    assert acts.role_label(last.role) == "KT. Thủ trưởng đơn vị"
    assert acts.who_for_unit(last) == f"{deputy} – KT. Thủ trưởng đơn vị"
    clerk = desk.client(Role.FOCAL_POINT)
    head = desk.person(Role.UNIT_HEAD)
    receipt = clerk.get(reverse("intake:receipt", args=[dossier.public_id])).content.decode()
    assert f"{deputy} – KT. {head}" in receipt
    history = clerk.get(reverse("intake:history", args=[dossier.public_id])).content.decode()
    assert "KT. Thủ trưởng đơn vị" in history
    page = desk.client(desk.first).get(reverse("ho-so:inspect", args=[dossier.pk])).content.decode()
    assert f"{deputy} – KT. {head}" in page
    assert address("uy-quyen", delegation.public_id) in page


def test_the_head_confirms_as_ever_and_is_told_as_the_head(desk):
    given(desk)
    dossier = nominations.move(nomination=waiting(desk), name="confirm", actor=desk.person(Role.UNIT_HEAD))
    assert dossier.confirmed_under is None
    assert events.history(dossier)[-1].role == Role.UNIT_HEAD


def test_lists_are_confirmed_by_it_too(desk):
    delegation = given(desk)
    row = filed_list(desk)
    lists.move(row=row, name="return_", actor=desk.first, reason="Thiếu")
    lists.move(row=row, name="file", actor=desk.person(Role.FOCAL_POINT))
    row = lists.move(row=row, name="confirm", actor=deputy_of(desk))
    assert (row.confirmed_under, events.history(row)[-1].role) == (delegation, FOR_THE_HEAD)


def test_never_the_account_that_filed_even_by_a_delegation(desk):
    clerk = desk.person(Role.FOCAL_POINT)
    roles.grant(user=clerk, role=Role.UNIT_DEPUTY, unit=desk.hospital)
    given(desk, deputy=clerk)
    with pytest.raises(SamePerson):
        nominations.move(nomination=waiting(desk), name="confirm", actor=clerk)


def test_it_counts_from_its_first_day_to_its_last_and_ends_by_itself(desk):
    delegation = given(desk, starts=2, days=3)
    deputy, start = deputy_of(desk), delegation.valid_from

    def counts(on: date) -> bool:
        return roles.grants(deputy, on).has(Role.UNIT_HEAD, desk.hospital)

    assert [counts(start + timedelta(days=number)) for number in (-1, 0, 3, 4)] == [False, True, True, False]
    delegations.end(delegation=delegation, actor=desk.person(Role.UNIT_HEAD))
    assert not counts(start)
    with pytest.raises(IllegalMove):
        delegations.end(delegation=delegation, actor=desk.person(Role.UNIT_HEAD))


@pytest.mark.parametrize("whose", [Role.UNIT_HEAD, Role.UNIT_DEPUTY])
def test_it_ends_with_the_role_of_the_head_and_of_the_deputy(desk, whose):
    delegation = given(desk)
    row = Membership.objects.get(user=desk.person(whose))
    leaving.end_role(membership=row, actor=desk.person(Role.ADMINISTRATOR))
    assert not roles.grants(deputy_of(desk)).has(Role.UNIT_HEAD)
    delegation.refresh_from_db()
    assert delegation.ended_at is not None


def test_who_may_give_one_to_whom_and_for_how_long(desk):
    head, deputy = desk.person(Role.UNIT_HEAD), deputy_of(desk)
    for actor in (
        desk.person(Role.FOCAL_POINT),
        deputy,
        desk.first,
        desk.person(Role.UNIT_HEAD, desk.station),
    ):
        with pytest.raises(NotAllowed):
            given(desk, actor=actor)
    for other in (desk.person(Role.FOCAL_POINT), head, desk.person(Role.UNIT_DEPUTY, desk.station)):
        with pytest.raises(NotAllowed):
            given(desk, deputy=other)
    for wrong in ({"days": -1}, {"starts": -1}, {"days": 400}):
        with pytest.raises(DomainError):
            given(desk, **wrong)
    given(desk)
    with pytest.raises(Duplicate):
        given(desk, starts=3)
    second = User.objects.create(username="pho-hai")
    roles.grant(user=second, role=Role.UNIT_DEPUTY, unit=desk.hospital)
    # Who signs for the head hands nothing on: neither the signing nor fresh links.
    with pytest.raises(NotAllowed):
        given(desk, actor=deputy, deputy=second)
    assert delegations.head_units(deputy) == []
    assert Delegation.objects.count() == 1


def test_it_reaches_units_below_and_no_other(desk):
    ward = Unit.objects.create(code="K1", name="Khoa Nội", parent=desk.hospital)
    delegation = given(desk)
    held = roles.grants(deputy_of(desk))
    assert held.has(Role.UNIT_HEAD, ward)
    assert not held.has(Role.UNIT_HEAD, desk.station)
    assert delegations.acting(deputy_of(desk), ward.pk) == delegation


def test_the_form_takes_a_paper_and_both_hear_of_it(desk):
    deputy_of(desk)
    client, today = desk.client(Role.UNIT_HEAD), timezone.localdate()
    url = reverse("intake:delegate")
    answers = {
        "deputy": f"BVDK:{deputy_of(desk).public_id}",
        "number": "15/UQ",
        "valid_from": today.isoformat(),
        "valid_until": (today + timedelta(days=5)).isoformat(),
    }
    assert client.post(url, answers).status_code == 422
    wrong = client.post(url, {**answers, "paper": SimpleUploadedFile("a.pdf", b"khong phai pdf")})
    assert wrong.status_code == 422
    assert Delegation.objects.count() == 0
    late = {**answers, "valid_until": (today - timedelta(days=5)).isoformat()}
    paper = SimpleUploadedFile("uy-quyen.pdf", pdf_bytes())
    assert client.post(url, {**late, "paper": paper}).status_code == 422
    paper = SimpleUploadedFile("uy-quyen.pdf", pdf_bytes())
    assert client.post(url, {**answers, "paper": paper}).status_code == 302
    row = Delegation.objects.get()
    assert Notice.objects.filter(user=deputy_of(desk), kind="delegation_given").count() == 1
    page = client.get(reverse("intake:people")).content.decode()
    assert "Đang có hiệu lực" in page
    theirs = desk.client(deputy_of(desk))
    assert "Bạn ký thay (KT.)" in theirs.get(reverse("intake:home")).content.decode()
    assert theirs.post(reverse("intake:delegation_end", args=[row.public_id])).status_code == 302
    row.refresh_from_db()
    assert (row.ended_by, roles.grants(deputy_of(desk)).has(Role.UNIT_HEAD)) == (deputy_of(desk), False)
    assert Notice.objects.filter(user=desk.person(Role.UNIT_HEAD), kind="delegation_ended").count() == 1


def test_a_deputy_is_told_that_a_dossier_waits_only_in_these_days(desk):
    deputy = deputy_of(desk)
    waiting(desk, "Một")
    assert not Notice.objects.filter(user=deputy).exists()
    given(desk)
    waiting(desk, "Hai")
    assert Notice.objects.filter(user=deputy, kind="dossier_to_confirm").count() == 1


def test_the_paper_is_for_the_unit_the_standing_body_and_the_auditor_and_every_look_is_recorded(desk):
    url = address("uy-quyen", given(desk).public_id)
    for who in (Role.FOCAL_POINT, Role.UNIT_DEPUTY, Role.STANDING_BODY, Role.AUDITOR):
        assert fetch(desk.client(who), url)[0] == 200
    assert Event.objects.filter(act="download", subject_kind="recognition.delegation").count() == 4
    far = desk.client(desk.person(Role.UNIT_HEAD, desk.station))
    for client in (far, desk.client(Role.EDITOR), desk.client(Role.ADMINISTRATOR)):
        assert client.get(url).status_code == 404
    assert (
        far.post(reverse("intake:delegation_end", args=[Delegation.objects.get().public_id])).status_code
        == 404
    )


def test_what_was_confirmed_by_it_stays_confirmed_after_its_end(desk):
    delegation = given(desk)
    dossier = nominations.move(nomination=waiting(desk), name="confirm", actor=deputy_of(desk))
    delegations.end(delegation=delegation, actor=desk.person(Role.UNIT_HEAD))
    dossier.refresh_from_db()
    assert (dossier.state, dossier.confirmed_under) == (NominationState.CONFIRMED, delegation)
    returned = nominations.move(nomination=dossier, name="return_", actor=desk.first, reason="Thiếu")
    assert returned.confirmed_under is None


def test_the_page_of_a_unit_says_who_is_there_who_is_lacking_and_who_signs(desk):
    delegation = given(desk)
    url = reverse("don-vi:inspect", args=[desk.hospital.pk])
    page = desk.client(desk.first).get(url).content.decode()
    assert address("uy-quyen", delegation.public_id) in page
    assert "Đơn vị chưa có tài khoản: Đầu mối của đơn vị." in page
    assert str(desk.person(Role.UNIT_HEAD)) in page
    desk.person(Role.FOCAL_POINT)
    assert "Đơn vị chưa có tài khoản" not in desk.client(desk.first).get(url).content.decode()
    editor = desk.client(Role.EDITOR).get(url).content.decode()
    assert str(desk.person(Role.UNIT_HEAD)) not in editor
    assert address("uy-quyen", delegation.public_id) not in editor


def test_before_a_deadline_a_deputy_is_reminded_of_what_waits_only_while_signing(desk):
    deputy, dossier = deputy_of(desk), waiting(desk)
    moment = desk.round.deadline - timedelta(days=3)
    reminders.remind(moment)
    assert Reminder.objects.get(user=deputy).number == 0
    Reminder.objects.all().delete()
    given(desk, days=30)
    reminders.remind(moment)
    assert Reminder.objects.get(user=deputy).number == 1
    assert dossier.state == NominationState.AWAITING_HEAD


def test_a_deputy_hears_nothing_of_another_unit_of_the_same_head(desk):
    other = Unit.objects.create(code="TYT-KHAC", name="Trạm Y tế khác", parent=desk.department)
    head, deputy = desk.person(Role.UNIT_HEAD), deputy_of(desk)
    roles.grant(user=head, role=Role.UNIT_HEAD, unit=other)
    given(desk)
    dossier = waiting(desk)
    told = notices.heads(notices.Act(event=events.history(dossier)[-1], subject=dossier, data={}))
    assert set(told) == {head, deputy}
    dossier.unit = other
    told = notices.heads(notices.Act(event=events.history(dossier)[-1], subject=dossier, data={}))
    assert told == [head]


def test_the_list_of_delegations_keeps_its_costs_whatever_their_number(desk, django_assert_max_num_queries):
    given(desk)
    for number in range(12):
        given(desk, deputy=desk.person(Role.UNIT_DEPUTY, suffix=f"-{number}"))
    third = desk.client(desk.person(Role.UNIT_DEPUTY, suffix="-xem"))
    third.get(reverse("intake:people"))
    with django_assert_max_num_queries(20):
        page = third.get(reverse("intake:people")).content.decode()
    assert page.count("Đang có hiệu lực") == 13
    assert "Kết thúc ủy quyền" not in page


def test_an_infected_paper_is_given_to_nobody(desk):
    delegation = given(desk)
    Delegation.objects.filter(pk=delegation.pk).update(scan=ScanState.INFECTED)
    url = address("uy-quyen", delegation.public_id)
    assert desk.client(Role.UNIT_HEAD).get(url).status_code == 404
