"""Whoever works in a unit, or wrote its list of names, does not judge it: not the list, nor the package that holds it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.core.files.base import ContentFile
from django.urls import reverse
from django.utils import timezone

from portal.core import private_files
from portal.core.models import User
from recognition.domain import lists, packages, recusal, roles
from recognition.domain.errors import Recused
from recognition.enums import ListState, PackageState, Role
from recognition.models import Event, Membership, NomineeList, Notice, Package, Round, Unit
from recognition.private_files import PACKAGES
from tests.recognition.desk.conftest import XHR, Desk
from tests.recognition.desk.test_rounds import filed, url


def works_there(desk: Desk, _row: NomineeList) -> User:
    person = desk.person(Role.STANDING_BODY, suffix="-o-vien")
    recusal.set_workplace(user=person, unit=desk.hospital, actor=person)
    return person


def acts_for_a_ward(desk: Desk, _row: NomineeList) -> User:
    person = desk.person(Role.STANDING_BODY, suffix="-o-khoa")
    ward = Unit.objects.create(code="KS", name="Khoa Sản", kind="office", parent=desk.hospital)
    roles.grant(user=person, role=Role.FOCAL_POINT, unit=ward)
    return person


def moved_to_the_desk(person: User) -> User:
    for membership in Membership.objects.filter(user=person):
        membership.delete()
    roles.grant(user=person, role=Role.STANDING_BODY)
    return person


def filed_it(desk: Desk, _row: NomineeList) -> User:
    return moved_to_the_desk(desk.person(Role.FOCAL_POINT))


def confirmed_it(desk: Desk, _row: NomineeList) -> User:
    return moved_to_the_desk(desk.person(Role.UNIT_HEAD))


def wrote_lines(desk: Desk, row: NomineeList) -> User:
    """Somebody whom no column of the list names."""
    person = desk.person(Role.FOCAL_POINT, desk.hospital, suffix="-2")
    row = lists.move(row=row, name="return_", actor=desk.first, reason="Thiếu khoa Dược.")
    clerk = desk.person(Role.FOCAL_POINT)
    lists.add(row=row, lines=[lists.Line("Lê Thị Hạnh", "Dược sĩ", "Khoa Dược")], actor=person)
    lists.move(row=row, name="file", actor=clerk, checked=True)
    lists.move(row=row, name="confirm", actor=desk.person(Role.UNIT_HEAD))
    return moved_to_the_desk(person)


RECUSED = [works_there, acts_for_a_ward, filed_it, confirmed_it, wrote_lines]


@pytest.mark.parametrize("make", RECUSED, ids=lambda make: make.__name__)
def test_a_recused_person_neither_sees_nor_moves_a_list(
    desk: Desk, make: Callable[[Desk, NomineeList], User]
) -> None:
    row = filed(desk, 2)
    person = make(desk, row)
    row.refresh_from_db()
    client, other = desk.client(person), desk.client(desk.first)
    for name in ("inspect", "names", "history", "receive", "return"):
        assert client.get(url(name, row), headers=XHR).status_code in {403, 404}, name
    pages = reverse("danh-sach:index"), url("inspect", desk.round), reverse("wagtailadmin_home")
    for page, words in zip(
        pages, (row.receipt_number, "Danh sách của các đơn vị", "Danh sách chờ tiếp nhận"), strict=True
    ):
        assert words not in client.get(page).content.decode(), page
        assert words in other.get(page).content.decode(), page
    assert lists.available_moves(row, person) == [] or {
        move.name for move in lists.available_moves(row, person)
    } == {"withdraw"}
    for move in ("receive", "return_"):
        with pytest.raises(Recused):
            lists.move(row=row, name=move, actor=person, reason="Thiếu.")
    row.refresh_from_db()
    assert row.state == ListState.CONFIRMED
    other.post(url("receive", row))
    row.refresh_from_db()
    assert row.state == ListState.RECEIVED


def signed(desk: Desk, unit: Unit, **people: User) -> Package:
    return Package.objects.create(
        round=desk.round,
        unit=unit,
        state=PackageState.CONFIRMED,
        number="12/TTr-BVĐK",
        file=ContentFile(b"%PDF-1.4 ky", "to-trinh.pdf"),
        file_name="to-trinh.pdf",
        sha256="0" * 64,
        **{"confirmed_by": desk.person(Role.UNIT_HEAD, unit), **people},
    )


@pytest.mark.parametrize("make", [works_there, filed_it, wrote_lines], ids=lambda make: make.__name__)
def test_a_package_of_lists_alone_is_closed_to_whoever_is_recused_from_one(
    desk: Desk, make: Callable[[Desk, NomineeList], User]
) -> None:
    row = filed(desk)
    person = make(desk, row)
    package = signed(desk, desk.station if make is filed_it else desk.hospital)
    package.lists.set([row])
    paper = private_files.address(PACKAGES, package.public_id)
    client, other = desk.client(person), desk.client(desk.first)
    page = reverse("bo-ho-so:inspect", args=[package.pk])
    assert client.get(page, headers=XHR).status_code == 404
    assert client.get(paper).status_code == 404
    assert not packages.at_desk(person).exists()
    assert package.number not in client.get(reverse("bo-ho-so:index")).content.decode()
    assert other.get(page).status_code == 200
    assert b"".join(other.get(paper).streaming_content) == b"%PDF-1.4 ky"


def test_whoever_put_a_package_together_does_not_read_it_at_the_desk(desk: Desk) -> None:
    person = moved_to_the_desk(desk.person(Role.FOCAL_POINT))
    for column in ("created_by", "uploaded_by", "confirmed_by"):
        package = signed(desk, desk.station, **{column: person})
        assert not packages.at_desk(person).filter(pk=package.pk).exists(), column
        assert packages.at_desk(desk.first).filter(pk=package.pk).exists(), column


def test_of_a_list_that_arrives_only_those_hear_who_may_receive_it(desk: Desk) -> None:
    row = filed(desk, confirm=False)
    told = {desk.first, desk.second, desk.person(Role.STANDING_BODY, desk.department)}
    untold = {
        works_there(desk, row),
        acts_for_a_ward(desk, row),
        desk.person(Role.STANDING_BODY, desk.station),
    }
    author = desk.person(Role.FOCAL_POINT)
    roles.grant(user=author, role=Role.STANDING_BODY)
    lists.move(row=row, name="confirm", actor=desk.person(Role.UNIT_HEAD))
    heard = set(User.objects.filter(pk__in=Notice.objects.filter(kind="list_arrived").values("user")))
    assert heard == told
    assert not heard & untold


def test_a_role_for_some_units_gives_the_lists_of_these_alone(desk: Desk) -> None:
    row = filed(desk)
    here, elsewhere = (desk.person(Role.STANDING_BODY, unit) for unit in (desk.hospital, desk.station))
    assert desk.client(here).get(url("inspect", row)).status_code == 200
    assert desk.client(elsewhere).get(url("inspect", row), headers=XHR).status_code == 404
    home, words = reverse("wagtailadmin_home"), "Danh sách chờ tiếp nhận"
    assert words in desk.client(here).get(home).content.decode()
    assert words not in desk.client(elsewhere).get(home).content.decode()


def test_what_was_done_on_a_list_is_told_to_no_recused_reader_of_the_record(desk: Desk) -> None:
    row = filed(desk)
    auditor = desk.person(Role.AUDITOR)
    index = reverse("nhat-ky:index")
    event = Event.objects.filter(subject_kind=NomineeList._meta.label_lower, act="confirm").get()
    page = reverse("nhat-ky:inspect", args=[event.pk])
    assert row.public_id in desk.client(auditor).get(index).content.decode()
    assert desk.client(auditor).get(page).status_code == 200
    recusal.set_workplace(user=auditor, unit=desk.hospital, actor=auditor)
    assert desk.client(auditor).get(page, headers=XHR).status_code == 404


def test_a_unit_receives_the_lists_of_its_own_internal_round(desk: Desk) -> None:
    """What a unit does below itself is its own work, recused or not at the Sở."""
    ward = Unit.objects.create(code="KS", name="Khoa Sản", kind="office", parent=desk.hospital)
    row = filed(desk)
    inner = Round.objects.create(
        title="Đợt xét của bệnh viện",
        unit=desk.hospital,
        parent=desk.round,
        subject="both",
        opens_at=timezone.now() - timedelta(days=3),
        deadline=timezone.now() + timedelta(days=3),
        is_draft=False,
    )
    NomineeList.objects.filter(pk=row.pk).update(round=inner, unit=ward)
    head = desk.person(Role.UNIT_HEAD)
    row.refresh_from_db()
    assert not lists.at_desk(desk.first).exists()
    assert lists.move(row=row, name="receive", actor=head).state == ListState.RECEIVED
