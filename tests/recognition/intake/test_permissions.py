"""Strangers, other units and other roles: what they must not reach by any address of the intake."""

from __future__ import annotations

from urllib.parse import quote

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from portal.core.models import SiteSettings, User
from portal.core.private_files import address
from recognition.domain import nominations
from recognition.enums import NominationState, Role
from tests.recognition.intake.conftest import fetch

OF_A_DOSSIER = ("dossier", "evidence", "review", "receipt", "history")
ACTS = ("file", "confirm", "send_back", "withdraw")


@pytest.fixture
def dossier(organization):
    row = organization.draft()
    return nominations.move(nomination=row, name="file", actor=organization.clerk)


def addresses(organization, dossier) -> list[str]:
    return [
        reverse("intake:home"),
        reverse("intake:start", args=[organization.round.public_id]),
        *(reverse(f"intake:{name}", args=[dossier.public_id]) for name in OF_A_DOSSIER),
        reverse("intake:section", args=[dossier.public_id, "conduct"]),
        *(reverse("intake:act", args=[dossier.public_id, name]) for name in ACTS),
    ]


def test_a_stranger_is_asked_to_sign_in_whether_or_not_there_is_something(organization, dossier):
    client = Client()
    for url in [*addresses(organization, dossier), reverse("intake:dossier", args=["bcdfghjk"])]:
        for answer in (client.get(url), client.post(url)):
            assert answer.status_code == 302, url
            assert answer.headers["Location"] == f"{reverse('intake:login')}?next={quote(url)}"
    evidence = address("minh-chung", dossier.evidence.get().public_id)
    assert client.get(evidence).status_code == 302


def test_another_units_staff_find_nothing(organization, dossier, signed_in):
    stranger = signed_in(organization.stranger)
    for url in addresses(organization, dossier)[2:]:
        assert stranger.get(url).status_code == 404, url
        assert stranger.post(url, {"reason": "x", "remove": "x"}).status_code in {404, 405}, url
    assert stranger.get(address("minh-chung", dossier.evidence.get().public_id)).status_code == 404
    assert "Nguyễn Thị Hoa" not in stranger.get(reverse("intake:home")).content.decode()
    dossier.refresh_from_db()
    assert dossier.state == NominationState.AWAITING_HEAD


def test_people_without_a_role_in_a_unit_find_nothing(organization, dossier, signed_in):
    for user in (organization.editor, User.objects.create(username="khong-vai")):
        client = signed_in(user)
        for url in addresses(organization, dossier)[1:]:
            assert client.get(url).status_code == 404, url
        assert client.get(address("minh-chung", dossier.evidence.get().public_id)).status_code == 404


def test_the_own_unit_and_the_desk_open_evidence(organization, dossier, signed_in):
    nominations.move(nomination=dossier, name="confirm", actor=organization.head)
    url = address("minh-chung", dossier.evidence.get().public_id)
    for user in (organization.clerk, organization.head, organization.desk):
        status, headers, body = fetch(signed_in(user), url)
        assert (status, body) == (200, b"%PDF-1.4 evidence")
        assert headers["Cache-Control"] == "private, no-store"
        assert headers["Content-Disposition"].startswith("attachment")


def test_a_draft_is_not_for_the_desk(organization, signed_in):
    draft = organization.draft()
    url = address("minh-chung", draft.evidence.get().public_id)
    assert signed_in(organization.desk).get(url).status_code == 404
    nominations.move(nomination=draft, name="file", actor=organization.clerk)
    assert signed_in(organization.desk).get(url).status_code == 404


def test_the_second_factor_is_asked_for_evidence_too(organization, dossier, signed_in, settings):
    nominations.move(nomination=dossier, name="confirm", actor=organization.head)
    settings.TOTP_REQUIRED = True
    url = address("minh-chung", dossier.evidence.get().public_id)
    assert signed_in(organization.desk).get(url).status_code == 404
    assert fetch(signed_in(organization.clerk), url)[0] == 200


def test_the_head_reads_but_does_not_write(organization, signed_in):
    draft = organization.draft()
    head = signed_in(organization.head)
    for name in ("section", "evidence"):
        url = reverse(f"intake:{name}", args=[draft.public_id, *(["conduct"] if name == "section" else [])])
        assert head.post(url, {"version": 2, "seen": "", "conduct": "x"}).headers["Location"] == reverse(
            "intake:review", args=[draft.public_id]
        )
    assert (
        "không có vai trò"
        in head.post(reverse("intake:act", args=[draft.public_id, "file"]), follow=True).content.decode()
    )
    assert head.get(reverse("intake:start", args=[organization.round.public_id])).status_code == 404


def test_nothing_is_kept_by_a_cache(organization, dossier, signed_in):
    clerk = signed_in(organization.clerk)
    for url in [reverse("intake:login"), *addresses(organization, dossier)]:
        assert "no-store" in clerk.get(url).headers["Cache-Control"], url


def test_every_form_demands_the_token(organization, dossier):
    client = Client(enforce_csrf_checks=True)
    client.force_login(organization.head, backend="portal.core.authentication.PortalBackend")
    for url in addresses(organization, dossier)[1:]:
        assert client.post(url, {"reason": "x"}).status_code == 403, url
    dossier.refresh_from_db()
    assert dossier.state == NominationState.AWAITING_HEAD


@pytest.mark.parametrize("count", [3])
def test_the_first_screen_costs_the_same_queries_for_one_dossier_and_for_three(
    organization, signed_in, count
):
    def cost(client, url) -> int:
        client.get(url)
        with CaptureQueriesContext(connection) as queries:
            assert client.get(url).status_code == 200
        return len(queries)

    def returned(name: str):
        row = organization.draft(name)
        nominations.move(nomination=row, name="file", actor=organization.clerk)
        nominations.move(nomination=row, name="send_back", actor=organization.head, reason="Sửa")
        return row

    organization.round.individual_quota = 20
    organization.round.save()
    clerk, head, home = signed_in(organization.clerk), signed_in(organization.head), reverse("intake:home")
    row = returned("Người 0")
    waiting = organization.draft("Chờ 0")
    nominations.move(nomination=waiting, name="file", actor=organization.clerk)
    once = cost(clerk, home), cost(head, home)
    review = cost(clerk, reverse("intake:review", args=[row.public_id]))
    for number in range(1, count):
        returned(f"Người {number}")
        other = organization.draft(f"Chờ {number}")
        nominations.move(nomination=other, name="file", actor=organization.clerk)
    assert (cost(clerk, home), cost(head, home)) == once
    assert cost(clerk, reverse("intake:review", args=[row.public_id])) == review
    assert max(once) <= 25


# Signing in ------------------------------------------------------------------------------------------------------------


def test_a_person_signs_in_and_comes_back_to_where_she_was_going(organization, dossier):
    clerk = organization.clerk
    clerk.set_password("mat-khau-dai-1")
    clerk.save()
    wanted = reverse("intake:dossier", args=[dossier.public_id])
    client = Client()
    form = client.get(reverse("intake:login"), {"next": wanted}).content.decode()
    assert "Tên đăng nhập" in form
    assert "Thử một vai" not in form
    wrong = client.post(
        reverse("intake:login"), {"username": clerk.username, "password": "sai", "next": wanted}
    )
    assert "Tên đăng nhập hoặc mật khẩu không đúng" in wrong.content.decode()
    data = {"username": clerk.username, "password": "mat-khau-dai-1", "next": wanted}
    assert client.post(reverse("intake:login"), data).headers["Location"] == wanted
    assert client.post(reverse("intake:logout")).status_code == 302
    assert client.get(wanted).status_code == 302
    abroad = client.post(reverse("intake:login"), data | {"next": "https://evil.example/"})
    assert abroad.headers["Location"] == reverse("intake:home")


def test_people_of_the_desk_are_sent_to_the_admin(organization, signed_in):
    answer = signed_in(User.objects.create_superuser("quan-tri", "", "x")).get(reverse("intake:home"))
    assert answer.headers["Location"] == reverse("wagtailadmin_home")


def test_an_account_without_a_role_is_told_whom_to_ask(db, signed_in):
    nobody = User.objects.create(username="moi")
    answer = signed_in(nobody).get(reverse("intake:home")).content.decode()
    assert "chưa được giao vai trò" in answer


@pytest.fixture
def demo_account(organization) -> User:
    user = organization.clerk
    user.is_demo, user.position = True, "Phòng Tổ chức"
    user.save()
    return user


def demo(settings, *, setting: bool = True, row: bool = True) -> None:
    settings.DEMO = setting
    site = SiteSettings.load()
    site.demo = row
    site.save()


def test_on_the_demo_one_click_is_enough(demo_account, settings):
    demo(settings)
    client = Client()
    page = client.get(reverse("intake:login")).content.decode()
    assert "Thử một vai" in page
    assert "Phòng Tổ chức" in page
    answer = client.post(reverse("intake:switch_role"), {"username": demo_account.username})
    assert answer.headers["Location"] == reverse("intake:home")
    assert client.get(reverse("intake:home")).status_code == 200
    assert client.get(reverse("intake:switch_role")).status_code == 405


@pytest.mark.parametrize(("setting", "row"), [(True, False), (False, True), (False, False)])
def test_anywhere_else_there_is_no_switcher(demo_account, settings, setting, row):
    demo(settings, setting=setting, row=row)
    client = Client()
    assert "Thử một vai" not in client.get(reverse("intake:login")).content.decode()
    assert client.post(reverse("intake:switch_role"), {"username": demo_account.username}).status_code == 404


def test_the_switcher_gives_no_account_that_is_not_of_the_demo(organization, settings):
    demo(settings)
    head = organization.person("thu-truong", Role.UNIT_HEAD, organization.hospital)
    client = Client()
    assert client.post(reverse("intake:switch_role"), {"username": head.username}).status_code == 404
    assert head.username not in client.get(reverse("intake:login")).content.decode()
    assert client.post(reverse("intake:switch_role"), {"username": "\x00"}).status_code == 404
