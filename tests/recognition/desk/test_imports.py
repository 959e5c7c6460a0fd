"""The admin screen: template, upload with a trial, report, and a second person who really imports."""

from __future__ import annotations

import io
from datetime import timedelta

import pytest
from django.contrib.auth.models import Permission
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils import timezone
from openpyxl import load_workbook

from portal.core.storage import private_storage
from recognition.domain import events
from recognition.domain.errors import IllegalMove, SamePerson
from recognition.enums import DecisionState, ImportState, Role
from recognition.exchange import confirmation
from recognition.models import Conferral, Decision, ImportFile
from tests.recognition.exchange.conftest import ANH, DATED, HAI, HEADER, NUMBER, province, workbook  # noqa: F401

pytestmark = pytest.mark.django_db
BAD = (3, None, "Y sĩ", "Sở Y tế", "LĐTT")


def in_admin(user):
    """Let a user into the Wagtail admin, whatever the groups of the role are given elsewhere."""
    user.user_permissions.add(Permission.objects.get(codename="access_admin"))
    return user


@pytest.fixture
def first(province):  # noqa: F811
    return in_admin(province.person("thuong-truc"))


@pytest.fixture
def second(province):  # noqa: F811
    return in_admin(province.person("tham-dinh"))


@pytest.fixture
def kept(province, first) -> ImportFile:  # noqa: F811
    return confirmation.upload(
        file=SimpleUploadedFile("ds.xlsx", workbook(HEADER, HAI, ANH, BAD)),
        number=NUMBER,
        dated=DATED,
        office=province.director,
        actor=first,
    )


def url(name: str, *args: str) -> str:
    return reverse(f"decision_imports:{name}", args=args)


def test_the_template_can_be_downloaded_filled_in_and_read(client, province, first):  # noqa: F811
    client.force_login(first)
    response = client.get(url("template"))
    sheets = load_workbook(io.BytesIO(response.content)).sheetnames

    assert sheets == ["Danh sách", "Hướng dẫn", "Mã danh hiệu"]
    report = province.load(response.content, dry_run=True)
    assert [(row.outcome, row.name, row.kind, row.award) for row in report.rows] == [
        ("accepted", "Nguyễn Văn Mẫu", "individual", "T-LDTT"),
        ("accepted", "Khoa Nội", "collective", "T-TTLDTT"),
    ]


def test_an_upload_is_tried_kept_privately_and_changes_nothing(client, province, first):  # noqa: F811
    client.force_login(first)
    response = client.post(
        url("upload"),
        {
            "file": SimpleUploadedFile("Danh sách.xlsx", workbook(HEADER, HAI, ANH, BAD)),
            "number": "Số: 57/QĐ-SYT",
            "dated": "20/02/2025",
            "office": province.director.pk,
        },
    )
    kept = ImportFile.objects.get()

    assert response.headers["Location"] == url("report", kept.public_id)
    assert (kept.state, kept.number, kept.uploaded_by, kept.name) == (
        ImportState.CHECKED,
        NUMBER,
        first,
        "Danh sách.xlsx",
    )
    assert kept.check_report["counts"] == {
        "accepted": 2,
        "matched": 0,
        "refused": 1,
        "new": 2,
        "none": 0,
        "held": 0,
    }
    assert private_storage().exists(kept.file.name)
    assert (Decision.objects.count(), Conferral.objects.count()) == (0, 0)
    page = client.get(url("report", kept.public_id))
    assert "Thiếu họ và tên hoặc tên tập thể." in page.content.decode()
    assert "không tự xác nhận" in page.content.decode()


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"number": "/QĐ-SYT"}, "number"),
        ({"dated": "31/02/2025"}, "dated"),
        ({"office": ""}, "office"),
        ({"file": None}, "file"),
    ],
)
def test_a_form_with_a_mistake_is_shown_again(client, province, first, changes, field):  # noqa: F811
    client.force_login(first)
    data = {
        "file": SimpleUploadedFile("ds.xlsx", workbook(HEADER, HAI)),
        "number": NUMBER,
        "dated": "20/02/2025",
        "office": province.director.pk,
        **changes,
    }
    response = client.post(url("upload"), {key: value for key, value in data.items() if value is not None})

    assert response.status_code == 422
    assert list(response.context["form"].errors) == [field]
    assert ImportFile.objects.count() == 0


def test_a_file_that_is_no_list_fails_with_its_reason(province, first):  # noqa: F811
    kept = confirmation.upload(
        file=SimpleUploadedFile("ds.xlsx", b"a,b"),
        number=NUMBER,
        dated=DATED,
        office=province.director,
        actor=first,
    )

    assert kept.state == ImportState.FAILED
    assert "CSV" in kept.failure


def test_the_second_person_confirms_imports_and_verifies(client, kept, first, second):
    client.force_login(second)
    page = client.get(url("report", kept.public_id)).content.decode()
    assert "Xác nhận và nhập" in page
    client.post(url("confirm", kept.public_id), {"checked": "1"})
    kept.refresh_from_db()
    decision = Decision.objects.get()

    assert (kept.state, kept.confirmed_by, kept.decision) == (ImportState.IMPORTED, second, decision)
    assert kept.import_report["counts"] == {
        "accepted": 2,
        "matched": 0,
        "refused": 1,
        "new": 2,
        "none": 0,
        "held": 0,
    }
    assert (decision.entered_by, decision.verified_by, decision.state) == (
        first,
        second,
        DecisionState.VERIFIED,
    )
    assert Conferral.objects.count() == 2
    assert [event.act for event in events.history(kept)] == ["upload", "settle", "confirm", "settle"]
    assert events.verify_chain("recognition.importfile", kept.public_id) == []


def test_nobody_confirms_his_own_list(client, kept, first):
    with pytest.raises(SamePerson):
        confirmation.confirm(kept=kept, actor=first)
    client.force_login(first)
    response = client.post(url("confirm", kept.public_id), {"checked": "1"}, follow=True)
    assert "Cần người thứ hai" in response.content.decode()
    assert Decision.objects.count() == 0
    with pytest.raises(IntegrityError), transaction.atomic():
        ImportFile.objects.filter(pk=kept.pk).update(confirmed_by=first)


def test_two_confirmations_import_once(kept, second, province):  # noqa: F811
    confirmation.confirm(kept=kept, actor=second)
    with pytest.raises(IllegalMove):
        confirmation.confirm(kept=kept, actor=province.person("nguoi-thu-ba"))
    assert Conferral.objects.count() == 2


def test_a_confirmation_without_the_check_mark_does_nothing(client, kept, second):
    client.force_login(second)
    client.post(url("confirm", kept.public_id))
    kept.refresh_from_db()
    assert kept.state == ImportState.CHECKED


def test_a_withdrawn_list_leaves_no_file(django_capture_on_commit_callbacks, kept, first, second):
    stored = kept.file.name
    with django_capture_on_commit_callbacks(execute=True):
        confirmation.withdraw(kept=kept, actor=first)
    assert not private_storage().exists(stored)
    with pytest.raises(IllegalMove):
        confirmation.confirm(kept=kept, actor=second)


def test_a_file_changed_after_the_trial_is_not_imported(kept, second):
    with private_storage().open(kept.file.name, "wb") as stream:
        stream.write(workbook(HEADER, HAI))
    confirmation.confirm(kept=kept, actor=second)
    kept.refresh_from_db()
    assert (kept.state, Decision.objects.count()) == (ImportState.FAILED, 0)


def test_an_import_that_was_cut_off_is_taken_up_again_and_doubles_nothing(kept, second):
    confirmation.confirm(kept=kept, actor=second)
    ImportFile.objects.update(state=ImportState.IMPORTING)
    with pytest.raises(IllegalMove):
        confirmation.resume(kept=kept, actor=second)
    ImportFile.objects.update(confirmed_at=timezone.now() - timedelta(hours=1))
    confirmation.resume(kept=kept, actor=second)
    kept.refresh_from_db()
    assert (kept.state, Conferral.objects.count()) == (ImportState.IMPORTED, 2)


@pytest.mark.parametrize(
    "role", [Role.EDITOR, Role.APPROVER, Role.ADMINISTRATOR, Role.AUDITOR, Role.DATA_OFFICER]
)
def test_other_roles_neither_upload_nor_confirm_nor_read_the_file(client, kept, province, role):  # noqa: F811
    client.force_login(in_admin(province.person("khac", role)))
    assert client.get(url("original", kept.public_id)).status_code != 200
    for answer in (
        client.post(url("upload"), {}),
        client.post(url("confirm", kept.public_id), {"checked": "1"}),
        client.post(url("withdraw", kept.public_id)),
    ):
        assert answer.status_code in {302, 403}
    kept.refresh_from_db()
    assert kept.state == ImportState.CHECKED


def test_a_stranger_reaches_nothing(client, kept):
    for name in ("index", "template", "upload"):
        assert client.get(url(name)).status_code == 302
    for name in ("report", "table", "original"):
        assert client.get(url(name, kept.public_id)).status_code == 302


def test_the_report_is_filtered_and_downloaded(client, kept, first):
    client.force_login(first)
    page = client.get(url("report", kept.public_id), {"ket-qua": "refused"})
    assert [row["row"] for row in page.context["rows"]] == [4]
    response = client.get(url("table", kept.public_id), {"ket-qua": "refused"})
    sheet = load_workbook(io.BytesIO(response.content)).active
    assert [cell.value for cell in sheet[2]][:4] == ["Danh sách", 4, "B", "Từ chối"]
    assert sheet.max_row == 2
    original = client.get(url("original", kept.public_id))
    assert b"".join(original.streaming_content)[:2] == b"PK"
    assert original.headers["X-Content-Type-Options"] == "nosniff"


def test_the_index_costs_the_same_for_one_and_three_lists(client, kept, first, province):  # noqa: F811
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    client.force_login(first)
    for _turn in range(2):  # what a process remembers is asked once
        client.get(url("index"))
    with CaptureQueriesContext(connection) as one:
        client.get(url("index"))
    for number in ("58/QĐ-SYT", "59/QĐ-SYT"):
        confirmation.upload(
            file=SimpleUploadedFile("ds.xlsx", workbook(HEADER, HAI)),
            number=number,
            dated=DATED,
            office=province.director,
            actor=first,
        )
    client.get(url("index"))
    with CaptureQueriesContext(connection) as three:
        client.get(url("index"))
    assert len(three) == len(one)
