"""The one-time password of roles that decide, publish or administer."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client
from django_otp.oath import totp
from django_otp.plugins.otp_static.models import StaticDevice, StaticToken
from django_otp.plugins.otp_totp.models import TOTPDevice

from portal.core.models import User
from recognition.domain import roles, second_factors
from recognition.domain.errors import IllegalMove, NotAllowed
from recognition.enums import Role
from recognition.models import Event

STEP = "/quan-tri/xac-thuc/"

pytestmark = pytest.mark.django_db


def signed_in(role: Role) -> tuple[Client, User]:
    user = User.objects.create(username=role.value)
    roles.grant(user=user, role=role)
    client = Client()
    client.force_login(user)
    return client, user


def token(user: User) -> str:
    device = TOTPDevice.objects.get(user=user)
    return f"{totp(device.bin_key, step=device.step, t0=device.t0, digits=device.digits):06d}"


def test_an_approver_is_sent_to_the_second_step_and_an_editor_is_not(settings: Any) -> None:
    settings.TOTP_REQUIRED = True
    approver, _user = signed_in(Role.APPROVER)
    answer = approver.get("/quan-tri/")
    assert (answer.status_code, answer.headers["Location"]) == (302, f"{STEP}?next=/quan-tri/")
    editor, _other = signed_in(Role.EDITOR)
    assert editor.get("/quan-tri/").status_code == 200


def test_the_first_right_code_sets_the_device_up_and_shows_codes_for_paper_once(
    settings: Any,
) -> None:
    settings.TOTP_REQUIRED = True
    client, user = signed_in(Role.STANDING_BODY)
    assert "<svg" in client.get(STEP).content.decode()
    assert "Mã không đúng" in client.post(STEP, {"token": "000000"}).content.decode()
    TOTPDevice.objects.filter(user=user).update(throttling_failure_count=0, throttling_failure_timestamp=None)
    page = client.post(STEP, {"token": token(user)}).content.decode()
    assert all(code.token in page for code in StaticToken.objects.filter(device__user=user))
    assert client.get("/quan-tri/").status_code == 200


def test_a_code_on_paper_opens_the_door_once_and_leads_nowhere_else(settings: Any) -> None:
    settings.TOTP_REQUIRED = True
    client, user = signed_in(Role.ADMINISTRATOR)
    client.get(STEP)
    client.post(STEP, {"token": token(user)})
    code = StaticToken.objects.filter(device__user=user).first()
    assert code is not None
    again = Client()
    again.force_login(user)
    answer = again.post(STEP, {"token": code.token, "next": "https://elsewhere.example/"})
    assert (answer.status_code, answer.headers["Location"]) == (302, "/quan-tri/")
    third = Client()
    third.force_login(user)
    assert third.post(STEP, {"token": code.token}).status_code == 200


def set_up(settings: Any, role: Role) -> tuple[Client, User]:
    settings.TOTP_REQUIRED = True
    client, user = signed_in(role)
    client.get(STEP)
    client.post(STEP, {"token": token(user)})
    return client, user


def another_administrator() -> User:
    user = User.objects.create(username="quan-tri-khac")
    roles.grant(user=user, role=Role.ADMINISTRATOR)
    return user


@pytest.mark.parametrize("role", [Role.STANDING_BODY, Role.APPROVER, Role.ADMINISTRATOR, Role.DATA_OFFICER])
def test_the_desk_approvers_and_administrators_show_it_before_any_screen(settings: Any, role: Role) -> None:
    settings.TOTP_REQUIRED = True
    client, _user = signed_in(role)
    for address in (
        "/quan-tri/",
        "/quan-tri/tai-khoan/",
        "/quan-tri/nhat-ky/",
        "/quan-tri/xac-thuc/ma-du-phong/",
    ):
        answer = client.get(address)
        assert (answer.status_code, answer.headers["Location"]) == (302, f"{STEP}?next={address}")


def test_a_lost_factor_is_taken_away_by_another_administrator_and_set_up_anew(settings: Any) -> None:
    lost, user = set_up(settings, Role.APPROVER)
    assert lost.get("/quan-tri/").status_code == 200
    second_factors.reset(account=user, actor=another_administrator(), reason="Mất điện thoại")
    # The session that was verified by the lost device is verified no more.
    assert lost.get("/quan-tri/").headers["Location"].startswith(STEP)
    assert not StaticToken.objects.filter(device__user=user).exists()
    event = Event.objects.get(act="reset_second_factor")
    assert (event.subject_key, event.payload.reason) == (user.public_id, "Mất điện thoại")
    again = Client()
    again.force_login(user)
    assert "<svg" in again.get(STEP).content.decode()
    assert "Tôi đã cất các mã" in again.post(STEP, {"token": token(user)}).content.decode()


def test_nobody_takes_the_own_factor_away_nor_does_anybody_but_an_administrator(settings: Any) -> None:
    _client, user = set_up(settings, Role.ADMINISTRATOR)
    with pytest.raises(NotAllowed, match="quản trị khác"):
        second_factors.reset(account=user, actor=user)
    desk = User.objects.create(username="thuong-truc")
    roles.grant(user=desk, role=Role.STANDING_BODY)
    with pytest.raises(NotAllowed):
        second_factors.reset(account=user, actor=desk)
    with pytest.raises(IllegalMove):
        second_factors.reset(account=desk, actor=user)
    assert TOTPDevice.objects.filter(user=user).exists()


def test_the_button_of_another_administrator_does_it(settings: Any) -> None:
    _client, user = set_up(settings, Role.APPROVER)
    settings.TOTP_REQUIRED = False
    admin = Client()
    admin.force_login(another_administrator())
    page = admin.get(f"/quan-tri/tai-khoan/xem/{user.pk}/").content.decode()
    assert "Đã cài, còn 8 mã dự phòng" in page
    address = f"/quan-tri/tai-khoan/reset-second-factor/{user.pk}/"
    assert admin.post(address, {"reason": ""}).status_code == 422
    assert admin.post(address, {"reason": "Mất điện thoại"}).status_code == 302
    assert not TOTPDevice.objects.filter(user=user).exists()


def test_codes_are_renewed_by_a_code_of_the_phone_and_the_old_ones_end(settings: Any) -> None:
    client, user = set_up(settings, Role.STANDING_BODY)
    old = set(StaticToken.objects.filter(device__user=user).values_list("token", flat=True))
    address = f"{STEP}ma-du-phong/"
    assert "Còn 8 mã dự phòng" in client.get(address).content.decode()
    assert client.post(address, {"token": "000000"}).status_code == 422
    assert set(StaticToken.objects.filter(device__user=user).values_list("token", flat=True)) == old
    for kind in (StaticDevice, TOTPDevice):  # a wrong code makes the next one wait a second
        kind.objects.filter(user=user).update(throttling_failure_count=0, throttling_failure_timestamp=None)
    one = old.pop()
    page = client.post(address, {"token": one})
    new = set(StaticToken.objects.filter(device__user=user).values_list("token", flat=True))
    assert len(new) == second_factors.CODES
    assert not new & {*old, one}
    assert all(code in page.content.decode() for code in new)
    assert "no-store" in page["Cache-Control"]


def test_a_code_on_paper_that_opens_the_door_is_recorded(settings: Any) -> None:
    _client, user = set_up(settings, Role.STANDING_BODY)
    code = StaticToken.objects.filter(device__user=user).first()
    assert code is not None
    again = Client()
    again.force_login(user)
    again.post(STEP, {"token": code.token})
    event = Event.objects.get(act="use_recovery_code")
    assert event.payload.data == {"left": 7}
    assert [one.act for one in Event.objects.filter(subject_key=user.public_id).order_by("sequence")][
        -2:
    ] == [
        "set_up_second_factor",
        "use_recovery_code",
    ]
