"""Accounts: invited by a link of one use, reset by the head or the administrator, handed over when somebody leaves."""

from __future__ import annotations

import re
from datetime import timedelta
from io import BytesIO

import openpyxl
import pytest
from django.contrib.auth.models import Group
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from portal.core.models import User
from portal.core.tables import write_xlsx
from recognition.domain import accounts, assignment, events, leaving, lists, nominations, packages, roles
from recognition.domain.errors import DomainError, IllegalMove, NotAllowed
from recognition.enums import NominationState, Role
from recognition.models import Event, Invitation, Membership, Nomination, Notice, Unit
from tests.recognition.desk.conftest import XHR, Desk, small_province
from tests.recognition.desk.test_screens import filed_list

PASSWORD = "mật-khẩu-dài-lắm-9"
LINK = re.compile(r"<code>\S*(/nhan-tai-khoan/[\w-]+/)</code>")


@pytest.fixture
def desk(db: None) -> Desk:
    return small_province()


def signs_in(client: Client, username: str = "moi", password: str = PASSWORD) -> bool:
    answer = client.post(reverse("intake:login"), {"username": username, "password": password})
    return answer.status_code == 302


def link_in(page: str) -> str:
    found = LINK.findall(page)
    assert len(found) == 1
    return found[0]


def opened(desk: Desk, username: str = "moi", **fields: str) -> str:
    """Open an account by the desk's form and return the address on its paper."""
    answer = desk.client(Role.ADMINISTRATOR).post(
        reverse("tai-khoan:add"),
        {
            "username": username,
            "display_name": "Người mới",
            "email": "",
            "language": "vi",
            "role": "focal_point",
            "unit": desk.hospital.pk,
            **fields,
        },
    )
    assert answer.status_code == 200
    assert "no-store" in answer["Cache-Control"]
    return link_in(answer.content.decode())


def invited(desk: Desk, username: str = "moi", role: Role = Role.FOCAL_POINT) -> accounts.Issued:
    return accounts.open_account(
        new=accounts.NewAccount(username=username, display_name=username, role=role, unit=desk.hospital),
        actor=desk.person(Role.ADMINISTRATOR),
    )


# Invitations ---------------------------------------------------------------------------------------------------------


def test_a_new_account_comes_with_a_paper_by_which_its_person_sets_a_password_nobody_else_knows(desk):
    address = opened(desk)
    account = User.objects.get(username="moi")
    assert not account.has_usable_password()
    assert roles.grants(account).has(Role.FOCAL_POINT, desk.hospital)
    token = address.rstrip("/").rsplit("/", 1)[-1]
    assert token not in Invitation.objects.get().token_digest
    stranger = Client()
    page = stranger.get(address)
    assert "Người mới" in page.content.decode()
    assert page["Referrer-Policy"] == "strict-origin"
    assert "noindex" in page["X-Robots-Tag"]
    assert Invitation.objects.get().used_at is None  # a messenger that looks at the link uses nothing up
    answer = stranger.post(address, {"password": PASSWORD, "again": PASSWORD})
    assert (answer.status_code, answer["Location"]) == (302, reverse("intake:login"))
    account.refresh_from_db()
    assert account.check_password(PASSWORD)
    assert signs_in(stranger)
    assert Client().get(address).status_code == 404
    assert (
        Client().post(address, {"password": "khác-hẳn-dài-9", "again": "khác-hẳn-dài-9"}).status_code == 404
    )
    account.refresh_from_db()
    assert account.check_password(PASSWORD)


@pytest.mark.parametrize(
    ("answers", "told"),
    [
        ({"password": PASSWORD, "again": "khác-hẳn-dài-9"}, "Hai lần nhập mật khẩu không giống nhau."),
        ({"password": "123", "again": "123"}, "Mật khẩu"),
        ({}, "Hãy điền"),
    ],
)
def test_a_weak_or_mistyped_password_uses_nothing_up(desk, answers, told):
    token = invited(desk).token
    answer = Client().post(reverse("recognition:invitation", args=[token]), answers)
    assert answer.status_code == 422
    assert told in answer.content.decode()
    assert Invitation.objects.get().used_at is None


def test_a_link_is_dead_after_its_term_after_a_new_one_and_when_the_account_is_closed(desk):
    admin = desk.person(Role.ADMINISTRATOR)
    first = invited(desk)
    account = first.invitation.user
    second = accounts.invite(account=account, actor=admin)
    assert accounts.invitation_of(first.token) is None
    assert accounts.invitation_of(second.token) is not None
    with pytest.raises(IllegalMove):
        accounts.accept(token=first.token, password=PASSWORD)
    Invitation.objects.filter(pk=second.invitation.pk).update(expires_at=timezone.now())
    assert accounts.invitation_of(second.token) is None
    with pytest.raises(IllegalMove):
        accounts.accept(token=second.token, password=PASSWORD)
    third = accounts.invite(account=account, actor=admin)
    leaving.close_account(account=account, actor=admin, successors={})
    assert Client().get(reverse("recognition:invitation", args=[third.token])).status_code == 404


def test_the_form_refuses_a_taken_name_and_a_unit_role_without_a_unit(desk):
    opened(desk)
    client = desk.client(Role.ADMINISTRATOR)
    same = {"username": "MOI", "display_name": "Khác", "language": "vi", "role": "focal_point"}
    taken = client.post(reverse("tai-khoan:add"), {**same, "unit": desk.hospital.pk})
    assert "đã tồn tại" in taken.content.decode()
    no_unit = client.post(reverse("tai-khoan:add"), {**same, "username": "khac"})
    assert "Vai trò này phải gắn với một đơn vị." in no_unit.content.decode()
    assert User.objects.filter(username__in=["MOI", "khac"]).count() == 0


def test_wrong_links_from_one_place_are_counted(desk):
    client = Client()
    for number in range(60):
        assert client.get(reverse("recognition:invitation", args=[f"sai{number}"])).status_code == 404
    assert client.get(reverse("recognition:invitation", args=["sai"])).status_code == 429
    # Whoever holds a paper still reads it.
    assert client.get(reverse("recognition:invitation", args=[invited(desk).token])).status_code == 200


# From a workbook -----------------------------------------------------------------------------------------------------


HEADINGS = ("STT", "Họ và tên", "Tên đăng nhập", "Chức vụ", "Vai trò", "Đơn vị", "Email", "Đến ngày")


def workbook(*lines: tuple) -> SimpleUploadedFile:
    return SimpleUploadedFile("tai-khoan.xlsx", write_xlsx("Danh sách", HEADINGS, lines))


GOOD = (
    (1, "Nguyễn Văn An", "an.bvdk", "Chuyên viên", "Đầu mối của đơn vị", "BVDK", "an@example.org", ""),
    (2, "Trần Thị Bé", "be.bvdk", "Phó Giám đốc", "Phó thủ trưởng đơn vị", "Bệnh viện Đa khoa tỉnh", "", "31/12/2099"),
)  # fmt: skip


def test_a_workbook_is_looked_through_before_anything_is_written_and_then_all_of_it_is(desk):
    client, url = desk.client(Role.ADMINISTRATOR), reverse("tai-khoan:import")
    before = User.objects.count()
    seen = client.post(url, {"file": workbook(*GOOD)})
    page = seen.content.decode()
    assert (seen.status_code, User.objects.count()) == (200, before)
    assert "2 tài khoản sẽ được mở" in page
    looked_at = re.search(r'name="looked_at" value="([^"]+)"', page)[1]
    papers = client.post(url, {"looked_at": looked_at}).content.decode()
    assert User.objects.count() == before + 2
    assert len(LINK.findall(papers)) == 2
    assert papers.count("<svg") >= 2
    deputy = User.objects.get(username="be.bvdk")
    assert deputy.memberships.get().valid_until.year == 2099
    assert roles.grants(deputy).has(Role.UNIT_DEPUTY, desk.hospital)
    again = client.post(url, {"looked_at": looked_at})
    assert again.status_code == 422
    assert "Tên đăng nhập đã có người dùng." in again.content.decode()
    assert User.objects.count() == before + 2


def test_a_role_of_the_department_in_a_workbook_is_marked_and_granted_by_a_tick_of_its_own_only(desk):
    client, url = desk.client(Role.ADMINISTRATOR), reverse("tai-khoan:import")
    unit_alone = client.post(url, {"file": workbook(*GOOD)}).content.decode()
    assert "Vai trò của Sở" not in unit_alone
    assert 'name="beyond_unit"' not in unit_alone
    above = (3, "Lê Văn Trên", "tren.so", "", "Thường trực Hội đồng", "", "", "")
    page = client.post(url, {"file": workbook(*GOOD, above)}).content.decode()
    assert "1 dòng giao vai trò của Sở" in page
    assert page.count("</svg> Vai trò của Sở</strong>") == 1
    looked_at = re.search(r'name="looked_at" value="([^"]+)"', page)[1]
    refused = client.post(url, {"looked_at": looked_at})
    assert refused.status_code == 422
    assert "Chưa mở tài khoản nào" in refused.content.decode()
    assert not User.objects.filter(username__in=["tren.so", "an.bvdk"]).exists()
    again = re.search(r'name="looked_at" value="([^"]+)"', refused.content.decode())[1]
    assert client.post(url, {"looked_at": again, "beyond_unit": "on"}).status_code == 200
    assert roles.grants(User.objects.get(username="tren.so")).has(Role.STANDING_BODY)


def test_one_wrong_row_keeps_all_of_them_out_and_each_is_told_what_to_mend(desk):
    Unit.objects.create(code="K1", name="Khoa Nội", parent=desk.hospital)
    Unit.objects.create(code="K2", name="Khoa Nội", parent=desk.station)
    User.objects.create(username="da.co")
    client = desk.client(Role.ADMINISTRATOR)
    before = User.objects.count()
    wrong = workbook(
        GOOD[0],
        (2, "Lê Văn C", "an.bvdk", "", "Đầu mối của đơn vị", "BVDK", "", ""),
        (3, "Lê Văn D", "co khoang trang", "", "Trưởng ban", "Không có", "sai@", "32/13/2026"),
        (4, "Lê Văn E", "da.co", "", "Đầu mối của đơn vị", "Khoa Nội", "", "01/01/2020"),
        (5, "Lê Văn G", "g", "", "Quản trị", "", "", ""),
        (6, "Lê Văn H", "", "", "Thủ trưởng đơn vị", "", "", ""),
    )
    answer = client.post(reverse("tai-khoan:import"), {"file": wrong})
    page = answer.content.decode()
    assert answer.status_code == 422
    for told in (
        "Tên đăng nhập trùng với",
        "không có khoảng trắng",
        "Không có vai trò",
        "Không có đơn vị",
        "Địa chỉ email không đúng.",
        "Ngày kết thúc phải có dạng",
        "Tên đăng nhập đã có người dùng.",
        "Hãy ghi mã đơn vị.",
        "Ngày kết thúc đã qua.",
        "phải mở từng tài khoản",
        "Chưa có tên đăng nhập.",
        "Vai trò này phải gắn với một đơn vị.",
        "5 dòng phải sửa",
    ):
        assert told in page, told
    assert "looked_at" not in page
    assert User.objects.count() == before


def test_a_list_somebody_else_looked_through_or_that_was_changed_writes_nothing(desk):
    url = reverse("tai-khoan:import")
    page = desk.client(Role.ADMINISTRATOR).post(url, {"file": workbook(*GOOD)}).content.decode()
    looked_at = re.search(r'name="looked_at" value="([^"]+)"', page)[1]
    other = desk.client(desk.person(Role.ADMINISTRATOR, suffix="-2"))
    for sent in (looked_at, "rác"):
        assert other.post(url, {"looked_at": sent}).status_code == 422
    assert not User.objects.filter(username="an.bvdk").exists()


def test_what_is_no_workbook_is_told_and_the_template_can_be_read_back(desk):
    client = desk.client(Role.ADMINISTRATOR)
    answer = client.post(reverse("tai-khoan:import"), {"file": SimpleUploadedFile("a.xlsx", b"khong phai")})
    assert answer.status_code == 422
    book = openpyxl.load_workbook(BytesIO(client.get(reverse("tai-khoan:import_template")).content))
    assert [cell.value for cell in book.active[1]] == list(HEADINGS)


# Reset ---------------------------------------------------------------------------------------------------------------


def test_the_head_gives_a_fresh_link_and_every_session_of_the_account_ends(desk):
    accounts.accept(token=invited(desk).token, password=PASSWORD)
    account = User.objects.get(username="moi")
    theirs = Client()
    assert signs_in(theirs)
    assert theirs.get(reverse("intake:home")).status_code == 200
    head = desk.client(Role.UNIT_HEAD)
    page = head.get(reverse("intake:people")).content.decode()
    assert "Người mới" not in page
    assert "moi" in page
    url = reverse("intake:person_invite", args=[account.public_id])
    assert "Mật khẩu cũ hết dùng được ngay" in head.get(url).content.decode()
    assert theirs.get(reverse("intake:home")).status_code == 200  # looking at the page did nothing
    address = link_in(head.post(url).content.decode())
    assert theirs.get(reverse("intake:home")).status_code == 302
    assert not signs_in(Client())
    event = Event.objects.get(act="reset_password")
    assert (event.actor, event.role) == (desk.person(Role.UNIT_HEAD), Role.UNIT_HEAD)
    assert Notice.objects.filter(user=account, kind="password_reset").exists()
    assert Client().post(address, {"password": PASSWORD, "again": PASSWORD}).status_code == 302
    assert Notice.objects.filter(user=account, kind="password_set").exists()


def test_a_head_reaches_nobody_outside_the_own_unit_nor_whoever_has_a_role_elsewhere(desk):
    far = desk.client(desk.person(Role.UNIT_HEAD, desk.station))
    account = invited(desk).invitation.user
    url = reverse("intake:person_invite", args=[account.public_id])
    assert far.post(url).status_code == 404
    head = desk.person(Role.UNIT_HEAD)
    for climber in ("thuong-truc", "quan-tri"):
        person = invited(desk, climber).invitation.user
        roles.grant(user=person, role=Role.STANDING_BODY if climber == "thuong-truc" else Role.ADMINISTRATOR)
        with pytest.raises(NotAllowed, match="vai trò ngoài đơn vị"):
            accounts.invite(account=person, actor=head)
    root = User.objects.create_superuser("root", "root@example.org", PASSWORD)
    roles.grant(user=root, role=Role.FOCAL_POINT, unit=desk.hospital)
    for actor in (head, desk.person(Role.ADMINISTRATOR)):
        with pytest.raises(NotAllowed):
            accounts.invite(account=root, actor=actor)
    with pytest.raises(NotAllowed):
        accounts.invite(account=head, actor=head)
    clerk = desk.client(Role.FOCAL_POINT)
    assert clerk.get(reverse("intake:people")).status_code == 404
    assert clerk.post(url).status_code == 404
    root.refresh_from_db()
    assert root.check_password(PASSWORD)


def test_a_head_reaches_the_people_of_units_below_and_of_roles_yet_to_come_does_not_forget(desk):
    ward = Unit.objects.create(code="K1", name="Khoa Nội", parent=desk.hospital)
    person = User.objects.create(username="khoa")
    roles.grant(user=person, role=Role.FOCAL_POINT, unit=ward)
    assert accounts.why_not_invite(person, desk.person(Role.UNIT_HEAD)) == ""
    roles.grant(
        user=person, role=Role.APPROVER, valid_from=timezone.localdate() + timedelta(days=9)
    )  # an approver of next week
    assert accounts.why_not_invite(person, desk.person(Role.UNIT_HEAD)) != ""


def test_everybody_changes_the_own_password_and_stays_signed_in_here_alone(desk):
    accounts.accept(token=invited(desk).token, password=PASSWORD)
    here, there = Client(), Client()
    for client in (here, there):
        assert signs_in(client)
    new = "một-mật-khẩu-khác-8"
    url = reverse("intake:password")
    wrong = {"old_password": "sai", "new_password1": new, "new_password2": new}
    assert here.post(url, wrong).status_code == 422
    assert here.post(url, {**wrong, "old_password": PASSWORD}).status_code == 302
    assert here.get(reverse("intake:home")).status_code == 200
    assert there.get(reverse("intake:home")).status_code == 302
    assert signs_in(Client(), password=new)


# Leaving -------------------------------------------------------------------------------------------------------------


def successor(desk: Desk, role: Role = Role.FOCAL_POINT) -> User:
    return desk.person(role, suffix="-ke-nhiem")


def test_a_role_does_not_end_while_something_is_open_and_nobody_is_named(desk):
    desk.draft()
    row = Membership.objects.get(user=desk.person(Role.FOCAL_POINT))
    admin = desk.person(Role.ADMINISTRATOR)
    with pytest.raises(DomainError, match="người nhận bàn giao"):
        leaving.end_role(membership=row, actor=admin)
    with pytest.raises(NotAllowed, match="không giữ cùng vai trò"):
        leaving.end_role(membership=row, actor=admin, successor=desk.person(Role.FOCAL_POINT, desk.station))
    with pytest.raises(NotAllowed):
        leaving.end_role(membership=row, actor=desk.first, successor=successor(desk))
    row.refresh_from_db()
    assert row.valid_until is None


def test_everything_open_goes_to_the_successor_at_once_and_what_was_written_stays(desk):
    clerk, admin, heir = desk.person(Role.FOCAL_POINT), desk.person(Role.ADMINISTRATOR), successor(desk)
    draft, sent = desk.draft("Nháp"), desk.confirmed("Đã gửi")
    ended = desk.draft("Đã rút")
    nominations.move(nomination=ended, name="withdraw", actor=clerk, reason="Thôi")
    names = filed_list(desk)
    package = packages.start(round=desk.round, unit=desk.hospital, actor=clerk)
    client = desk.client(admin)
    row = Membership.objects.get(user=clerk)
    url = reverse("vai-tro:withdraw", args=[row.pk])
    page = client.get(url).content.decode()
    for words in ("Nháp", "Đã gửi", str(names), str(package)):
        assert words in page, words
    assert "Đã rút" not in page
    assert client.post(url, {"reason": ""}).status_code == 422
    answer = client.post(url, {f"successor_{row.pk}": str(heir.pk), "reason": "Nghỉ hưu"}, follow=True)
    assert "Đã bàn giao 4 việc" in answer.content.decode()
    for one in (draft, sent, names, package):
        one.refresh_from_db()
        assert (one.keeper, one.created_by) == (heir, clerk)
        last = events.history(one)[-1]
        assert (last.act, last.payload.data["to"], last.payload.reason) == (
            "hand_over",
            heir.public_id,
            "Nghỉ hưu",
        )
    ended.refresh_from_db()
    assert ended.keeper is None
    assert not roles.grants(clerk).has(Role.FOCAL_POINT)
    assert Notice.objects.filter(user=heir, kind="work_taken_over").count() == 1
    # The successor's successor takes over what came from the first.
    third = desk.person(Role.FOCAL_POINT, suffix="-ba")
    leaving.end_role(membership=heir.memberships.get(), actor=admin, successor=third)
    draft.refresh_from_db()
    assert draft.keeper == third


def test_a_failure_on_the_way_moves_nothing(desk, monkeypatch):
    clerk, admin, heir = desk.person(Role.FOCAL_POINT), desk.person(Role.ADMINISTRATOR), successor(desk)
    draft = desk.draft()

    def broken(**_options):
        raise RuntimeError

    monkeypatch.setattr(roles, "withdraw", broken)
    with pytest.raises(RuntimeError):
        leaving.end_role(membership=clerk.memberships.get(), actor=admin, successor=heir)
    draft.refresh_from_db()
    assert draft.keeper is None
    assert Event.objects.filter(act="hand_over").count() == 0


def test_claims_of_the_desk_move_but_not_to_whoever_is_recused_from_a_dossier(desk):
    near, own = desk.confirmed("Gần"), desk.confirmed("Người nhà")
    heir = successor(desk, Role.STANDING_BODY)
    for dossier in (near, own):
        nominations.move(nomination=dossier, name="receive", actor=desk.second)
        assignment.claim(nomination=dossier, actor=desk.first)
    from recognition.domain import recusal
    from recognition.enums import RecusalGround

    recusal.declare(nomination=own, user=heir, ground=RecusalGround.KIN, reason="Em họ.", actor=heir)
    client = desk.client(Role.ADMINISTRATOR)
    row = desk.first.memberships.get()
    answer = client.post(
        reverse("tai-khoan:close", args=[desk.first.pk]), {f"successor_{row.pk}": str(heir.pk)}, follow=True
    )
    assert "1 hồ sơ về hộp chung" in answer.content.decode()
    near.refresh_from_db()
    own.refresh_from_db()
    assert (near.assigned_to, own.assigned_to) == (heir, None)
    gone = User.objects.get(pk=desk.first.pk)
    assert not gone.is_active
    assert roles.grants(gone).by_role == {}
    assert not gone.memberships.filter(valid_until__isnull=True).exists()


def test_a_head_does_not_leave_while_dossiers_wait_and_no_other_head_is_there(desk):
    clerk, head, admin = (
        desk.person(Role.FOCAL_POINT),
        desk.person(Role.UNIT_HEAD),
        desk.person(Role.ADMINISTRATOR),
    )
    dossier = desk.draft()
    nominations.move(nomination=dossier, name="file", actor=clerk)
    with pytest.raises(DomainError, match="người nhận bàn giao"):
        leaving.close_account(account=head, actor=admin, successors={})
    head.refresh_from_db()
    assert head.is_active
    new = successor(desk, Role.UNIT_HEAD)
    leaving.close_account(account=head, actor=admin, successors={})
    dossier = nominations.move(nomination=dossier, name="confirm", actor=new)
    assert dossier.state == NominationState.CONFIRMED


def test_who_becomes_head_over_work_of_their_own_is_told_that_another_confirms_it(desk):
    clerk, head = desk.person(Role.FOCAL_POINT), desk.person(Role.UNIT_HEAD)
    nominations.move(nomination=desk.draft(), name="file", actor=clerk)
    client, add = desk.client(Role.ADMINISTRATOR), reverse("vai-tro:add")
    asked = {"user": clerk.pk, "role": Role.UNIT_HEAD.value, "unit": desk.hospital.pk}
    assert 'name="aware"' not in client.get(add).content.decode()
    page = client.post(add, asked).content.decode()
    assert "không tự xác nhận được 1 việc đang chờ thủ trưởng" in page
    assert "ủy quyền ký thay (KT.)" in page
    assert not roles.grants(clerk).has(Role.UNIT_HEAD)
    client.post(add, {**asked, "aware": "on"})
    assert roles.grants(User.objects.get(pk=clerk.pk)).has(Role.UNIT_HEAD, desk.hospital)
    # Whoever filed nothing there is asked nothing.
    other = successor(desk)
    client.post(add, {**asked, "user": other.pk})
    assert roles.grants(other).has(Role.UNIT_HEAD, desk.hospital)
    Membership.objects.filter(user=other, role=Role.UNIT_HEAD).delete()
    row = Membership.objects.get(user=head, role=Role.UNIT_HEAD)
    page = client.get(reverse("vai-tro:withdraw", args=[row.pk])).content.decode()
    assert "không tự xác nhận được 1 việc đang chờ do chính mình lập hoặc gửi" in page
    assert "ủy quyền ký thay (KT.)" in page


def test_a_closed_account_is_out_at_once_and_comes_back_without_role_and_password(desk):
    accounts.accept(token=invited(desk).token, password=PASSWORD)
    theirs = Client()
    assert signs_in(theirs)
    account, admin = User.objects.get(username="moi"), desk.person(Role.ADMINISTRATOR)
    with pytest.raises(NotAllowed):
        leaving.close_account(account=admin, actor=admin, successors={})
    leaving.close_account(account=account, actor=admin, successors={})
    assert theirs.get(reverse("intake:home")).status_code == 302
    assert not signs_in(Client())
    with pytest.raises(NotAllowed, match="đã khóa"):
        accounts.invite(account=account, actor=admin)
    leaving.reopen_account(account=account, actor=admin)
    account.refresh_from_db()
    assert account.is_active
    assert not account.has_usable_password()
    assert roles.grants(account).by_role == {}


def test_the_form_of_an_account_neither_closes_it_nor_sets_a_password(desk):
    account = invited(desk).invitation.user
    desk.client(Role.ADMINISTRATOR).post(
        reverse("tai-khoan:edit", args=[account.pk]),
        {
            "username": "moi",
            "display_name": "Tên mới",
            "language": "vi",
            "password_new": PASSWORD,
            "password_again": PASSWORD,
            "is_active": "",
        },
    )
    account.refresh_from_db()
    assert (account.display_name, account.is_active) == ("Tên mới", True)
    assert not account.has_usable_password()


def test_the_auditor_sees_accounts_and_their_links_and_presses_nothing(desk):
    account = invited(desk).invitation.user
    client = desk.client(Role.AUDITOR)
    page = client.get(reverse("tai-khoan:inspect", args=[account.pk])).content.decode()
    assert "Chờ đặt mật khẩu" in page
    for act in ("invite", "close", "reopen", "reset-second-factor"):
        assert client.post(reverse(f"tai-khoan:{act}", args=[account.pk]), headers=XHR).status_code == 403
    for name in ("import", "import_template"):
        assert client.get(reverse(f"tai-khoan:{name}"), headers=XHR).status_code == 403
    assert Invitation.objects.count() == 1
    assert Nomination.objects.count() == 0
    assert lists.visible_to(desk.person(Role.AUDITOR)).count() == 0


def test_a_person_locked_out_by_wrong_passwords_comes_in_by_a_fresh_link(desk):
    accounts.accept(token=invited(desk).token, password=PASSWORD)
    theirs = Client()
    for _time in range(9):
        signs_in(theirs, password="sai")
    assert not signs_in(theirs)
    issued = accounts.invite(account=User.objects.get(username="moi"), actor=desk.person(Role.UNIT_HEAD))
    accounts.accept(token=issued.token, password=PASSWORD)
    assert signs_in(theirs)


def test_the_page_of_the_people_keeps_its_costs_whatever_the_number_of_people(
    desk, django_assert_max_num_queries
):
    client = desk.client(Role.UNIT_HEAD)
    client.get(reverse("intake:people"))
    for number in range(12):
        invited(desk, f"nguoi{number}")
    with django_assert_max_num_queries(20):
        page = client.get(reverse("intake:people")).content.decode()
    assert page.count("Chờ đặt mật khẩu") == 12


def test_a_head_reaches_nobody_who_was_let_in_past_the_roles(desk):
    issued = invited(desk)
    person, head = User.objects.get(username="moi"), desk.person(Role.UNIT_HEAD)
    assert accounts.why_not_invite(person, head) == ""
    person.groups.add(Group.objects.get(name="Moderators"))
    assert "vai trò ngoài đơn vị" in accounts.why_not_invite(person, head)
    assert desk.client(head).post(reverse("intake:person_invite", args=[person.public_id])).status_code == 302
    assert accounts.invitation_of(issued.token) is not None


def test_an_account_with_two_roles_that_hold_the_same_work_can_be_closed_at_the_form(desk):
    clerk, admin = desk.person(Role.FOCAL_POINT), desk.person(Role.ADMINISTRATOR)
    dossier = desk.draft()
    roles.grant(user=clerk, role=Role.FOCAL_POINT, unit=desk.hospital, valid_from=timezone.localdate())
    rows = leaving.current_roles(clerk)
    assert len(rows) == 2
    new = successor(desk)
    client, url = desk.client(admin), reverse("tai-khoan:close", args=[clerk.pk])
    page = client.get(url, **XHR).content.decode()
    assert f"successor_{rows[1].pk}" in page
    assert f"successor_{rows[0].pk}" not in page
    client.post(url, {f"successor_{rows[1].pk}": new.pk}, **XHR)
    clerk.refresh_from_db()
    dossier.refresh_from_db()
    assert (clerk.is_active, dossier.keeper) == (False, new)
