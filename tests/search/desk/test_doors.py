"""Every door of the screens of search, for every role: who passes is written by hand."""

from __future__ import annotations

import pytest
from django.urls import reverse

from portal.core.models import User
from recognition.domain import roles
from recognition.enums import Role
from recognition.models import Membership
from search import dictionary
from search.models import DailyQuery, Equivalence, Pin
from tests.search.desk.conftest import XHR

ALLOWED = {Role.EDITOR, Role.APPROVER, Role.ADMINISTRATOR}


def gets(pk: int) -> list[str]:
    return [
        reverse("tu-dien-tim-kiem:index"),
        reverse("tu-dien-tim-kiem:index") + "?q=a",
        reverse("tu-dien-tim-kiem:index_results"),
        reverse("tu-dien-tim-kiem:add"),
        reverse("tu-dien-tim-kiem:edit", args=[pk]),
        reverse("tu-dien-tim-kiem:delete", args=[pk]),
        reverse("ket-qua-ghim:index"),
        reverse("ket-qua-ghim:edit"),
        reverse("ket-qua-ghim:edit") + "?text=hoa",
        reverse("thu-tim-kiem:index"),
        reverse("thu-tim-kiem:index") + "?q=hoa",
        reverse("bao-cao-tim-kiem:index"),
        reverse("bao-cao-tim-kiem:index") + "?list=khong-thay",
        reverse("bao-cao-tim-kiem:index") + "?export=csv",
        reverse("bao-cao-tim-kiem:index") + "?export=xlsx",
    ]


def posts(pk: int) -> list[tuple[str, dict[str, str]]]:
    return [
        (reverse("tu-dien-tim-kiem:add"), {"forms": "một\nhai", "active": "on"}),
        (reverse("tu-dien-tim-kiem:edit", args=[pk]), {"forms": "ba\nbốn", "active": "on"}),
        (reverse("ket-qua-ghim:edit"), {"text": "hoa", "language": "vi", "act": "pin:book:sach"}),
        (reverse("tu-dien-tim-kiem:delete", args=[pk]), {}),
    ]


def state() -> tuple[object, ...]:
    return (
        list(Equivalence.objects.order_by("pk").values_list("forms", "active")),
        list(Pin.objects.values_list("text", "key")),
        DailyQuery.objects.count(),
    )


@pytest.mark.parametrize("role", [None, *Role])
def test_editors_approvers_and_administrators_pass_each_door_and_nobody_else(client_of, library, role):
    library(sach="Hoa")
    row = dictionary.add(forms="bvx\nbệnh viện x")
    before = state()
    client = client_of(role)
    allowed = role in ALLOWED
    wrong = {}
    for url in gets(row.pk):
        status = client.get(url, headers=XHR).status_code
        if status != (200 if allowed else 403):
            wrong[url] = status
    for url, values in posts(row.pk):
        status = client.post(url, values, headers=XHR).status_code
        if status != (302 if allowed else 403):
            wrong[url, "post"] = status
    assert wrong == {}
    assert (state() == before) is not allowed


def test_a_stranger_is_sent_to_the_sign_in_page(client_of, library, client):
    library(sach="Hoa")
    row = dictionary.add(forms="bvx\nbệnh viện x")
    before = state()
    for url in gets(row.pk):
        assert client.get(url)["Location"].startswith(reverse("wagtailadmin_login"))
    for url, values in posts(row.pk):
        assert client.post(url, values)["Location"].startswith(reverse("wagtailadmin_login"))
    assert state() == before


@pytest.mark.parametrize(
    ("role", "shown"), [(Role.EDITOR, True), (Role.ADMINISTRATOR, True), (Role.AUDITOR, False)]
)
def test_the_menu_shows_the_screens_to_those_who_may_open_them(client_of, role, shown):
    page = client_of(role).get(reverse("wagtailadmin_home")).content.decode()
    for name in ("tu-dien-tim-kiem", "ket-qua-ghim", "thu-tim-kiem", "bao-cao-tim-kiem"):
        assert (reverse(f"{name}:index") in page) is shown


def test_a_role_that_ended_closes_the_doors(client_of):
    client = client_of(Role.EDITOR)
    assert client.get(reverse("ket-qua-ghim:index"), headers=XHR).status_code == 200
    roles.withdraw(membership=Membership.objects.get(user=User.objects.get()))
    assert client.get(reverse("ket-qua-ghim:index"), headers=XHR).status_code == 403
