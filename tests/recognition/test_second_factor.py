"""The one-time password of roles that decide, publish or administer."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client
from django_otp.oath import totp
from django_otp.plugins.otp_static.models import StaticToken
from django_otp.plugins.otp_totp.models import TOTPDevice

from portal.core.models import User
from recognition.domain import roles
from recognition.enums import Role

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
