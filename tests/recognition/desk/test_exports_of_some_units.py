"""Whoever may read all units and take rows out of one takes out the rows of that one."""

from __future__ import annotations

import io

import openpyxl
from django.http import HttpResponse
from django.urls import reverse

from portal.core.models import User
from recognition.domain import roles
from recognition.enums import Role
from recognition.models import Unit
from tests.recognition.desk.conftest import XHR, Desk
from tests.recognition.desk.test_rounds import filed, url
from tests.recognition.desk.test_screens import appraised, asked_body, confirmed_package


def auditor_and_desk_of(desk: Desk, unit: Unit) -> User:
    """Somebody who reads everywhere, and is of the standing body for one unit."""
    person = desk.person(Role.AUDITOR, suffix=f"-{unit.code}")
    roles.grant(user=person, role=Role.STANDING_BODY, unit=unit)
    return person


def taken(answer: HttpResponse) -> int:
    """Return how many rows a workbook has below its headings."""
    book = openpyxl.load_workbook(io.BytesIO(answer.content)).active
    assert book is not None
    return book.max_row - 1


def test_rows_are_exported_of_the_units_where_the_role_that_exports_is_held(desk: Desk) -> None:
    asked_body(desk, appraised(desk))
    confirmed_package(desk)
    row = filed(desk)
    there, here = (desk.client(auditor_and_desk_of(desk, unit)) for unit in (desk.station, desk.hospital))
    for name, words in (
        ("ho-so", "Võ Thị Sáu"),
        ("danh-sach", desk.hospital.name),
        ("bo-ho-so", "12/TTr-BVĐK"),
        ("yeu-cau-xac-minh", "Võ Thị Sáu"),
    ):
        index = reverse(f"{name}:index")
        assert words in there.get(index).content.decode(), name
        assert taken(there.get(f"{index}?export=xlsx")) == 0, name
        assert taken(here.get(f"{index}?export=xlsx")) == 1, name
    assert there.get(url("names", row), headers=XHR).status_code == 404
    assert here.get(url("names", row)).status_code == 200
    link = "Tải danh sách (.xlsx)"
    assert link not in there.get(url("inspect", row)).content.decode()
    assert link in here.get(url("inspect", row)).content.decode()
