"""Rounds and lists at the desk: opened, extended, excepted; the allocation table read, shown and kept; lists received."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone

from portal.core.tables import write_xlsx
from recognition.domain import forms, lists
from recognition.enums import ListState, Role
from recognition.models import (
    Award,
    Event,
    LateException,
    Nomination,
    NomineeList,
    RequiredDocument,
    Round,
    RoundQuota,
)
from tests.recognition.desk.conftest import Desk
from tests.recognition.desk.test_acts import inline

S, K = Role.STANDING_BODY, Role.AUDITOR


def url(name: str, row: Round | NomineeList) -> str:
    screen = "dot-xet" if isinstance(row, Round) else "danh-sach"
    return reverse(f"{screen}:{name}", args=[row.pk])


def drafted(desk: Desk, **fields: str) -> Round:
    now = timezone.localtime()
    desk.client(S).post(
        reverse("dot-xet:add"),
        {
            "title": "Đợt xét 2027",
            "unit": desk.department.pk,
            "subject": "both",
            "awards": [desk.award.pk],
            "criteria_version": "Bản 02 ngày 15/9/2026",
            "rules_link": "https://example.org/quy-che",
            "opens_at": f"{now - timedelta(days=1):%d/%m/%Y %H:%M}",
            "deadline": f"{now + timedelta(days=20):%d/%m/%Y} 17:00",
            **inline(
                "requireddocument",
                {
                    "name": "Biên bản họp",
                    "code": "bien-ban",
                    "subject": "both",
                    "required": "on",
                    "sort_order": "1",
                },
            ),
            **inline("roundquota"),
            **fields,
        },
    )
    return Round.objects.get(title="Đợt xét 2027")


def test_a_round_is_drafted_with_its_papers_then_opened(desk: Desk):
    row = drafted(desk)
    assert (row.is_draft, row.criteria_version) == (True, "Bản 02 ngày 15/9/2026")
    assert RequiredDocument.objects.get(round=row).name == "Biên bản họp"
    page = desk.client(S).get(url("inspect", row)).content.decode()
    assert "Còn soạn thảo" in page
    answer = desk.client(S).post(url("open", row), follow=True).content.decode()
    assert "Đang nhận hồ sơ" in answer
    row.refresh_from_db()
    assert (row.is_draft, row.opened_by) == (False, desk.person(S))


def test_the_report_form_of_a_round_is_chosen_from_those_of_the_subject(desk: Desk):
    page = desk.client(S).get(reverse("dot-xet:add")).content.decode()
    assert '<option value="individual-emulation 2026-12">' in page
    chosen, own = forms.form_for("individual", "CSTDCS"), forms.form_for("collective")
    row = drafted(desk, individual_form=chosen.key)
    assert (row.individual_form, row.collective_form) == (chosen.key, "")
    shown = desk.client(S).get(url("inspect", row)).content.decode()
    assert chosen.label in shown
    assert own.label in shown


def test_a_form_of_another_subject_cannot_be_sent(desk: Desk):
    with pytest.raises(Round.DoesNotExist):
        drafted(desk, individual_form=forms.form_for("collective").key)


def test_a_link_that_is_none_is_refused(desk: Desk):
    answer = desk.client(S).post(
        reverse("dot-xet:add"),
        {
            "title": "X",
            "rules_link": "javascript:alert(1)",
            **inline("requireddocument"),
            **inline("roundquota"),
        },
    )
    assert answer.status_code == 200
    assert not Round.objects.filter(title="X").exists()


def test_a_late_exception_is_granted_with_a_reason_and_taken_back(desk: Desk):
    client = desk.client(S)
    Round.objects.update(
        opens_at=timezone.now() - timedelta(days=9), deadline=timezone.now() - timedelta(hours=1)
    )
    until = timezone.localtime() + timedelta(hours=3)
    data = {"unit": desk.hospital.pk, "until": f"{until:%d/%m/%Y %H:%M}"}
    assert client.post(url("grant-exception", desk.round), data).status_code == 422
    client.post(url("grant-exception", desk.round), {**data, "reason": "Đường ngập."})
    granted = LateException.objects.get()
    assert (granted.unit, granted.reason, granted.granted_by) == (
        desk.hospital,
        "Đường ngập.",
        desk.person(S),
    )
    page = client.get(url("inspect", desk.round)).content.decode()
    assert "Đường ngập." in page
    client.post(url("withdraw-exception", desk.round), {"exception": granted.pk, "reason": "Nhầm đơn vị"})
    granted.refresh_from_db()
    assert granted.withdrawn_at is not None


def table(*rows: tuple[object, ...]) -> SimpleUploadedFile:
    content = write_xlsx("Phân bổ", ("STT", "Tên đơn vị", "Cá nhân", "Tập thể"), rows)
    return SimpleUploadedFile("phan-bo.xlsx", content)


def test_an_allocation_is_shown_with_row_and_column_before_it_is_kept(desk: Desk):
    client = desk.client(S)
    answer = client.post(
        url("allot", desk.round),
        {
            "file": table(
                (1, "Bệnh viện Đa khoa tỉnh", 5, 1),
                (2, "Trạm Y tế xã Cư Lâm", "ba", 1),
                (3, "Bệnh viện Không có", 1, 1),
                (4, "Bệnh viện Đa khoa tỉnh", 6, 2),
                ("", "Tổng cộng", 12, 5),
            )
        },
    )
    page = answer.content.decode()
    assert not RoundQuota.objects.exists()
    assert "Nhận 1 dòng (1 dòng thay đổi), không nhận 3 dòng." in page
    for cell, words in (
        ("Phân bổ, C3", "“ba” không phải số nguyên không âm."),
        ("Phân bổ, B4", "Không tìm thấy đơn vị “Bệnh viện Không có” trong danh mục."),
        ("Phân bổ, B5", "đã có ở dòng 2."),
    ):
        assert cell in page
        assert words in page
    ticket = answer.context["preview"].ticket
    kept = client.post(url("allot", desk.round), {"ticket": ticket}, follow=True).content.decode()
    assert "Đã lưu 2 số lượng." in kept
    assert set(RoundQuota.objects.values_list("unit__code", "kind", "places")) == {
        ("BVDK", "individual", 5),
        ("BVDK", "collective", 1),
    }
    # A ticket of another person or round is no ticket.
    other = desk.client(desk.person(S, suffix="-hai"))
    assert "đã cũ" in other.post(url("allot", desk.round), {"ticket": ticket}, follow=True).content.decode()
    assert (
        "đã cũ"
        in client.post(url("allot", desk.round), {"ticket": ticket + "x"}, follow=True).content.decode()
    )


def test_the_table_to_fill_in_reads_back_as_it_is(desk: Desk):
    RoundQuota.objects.create(round=desk.round, unit=desk.hospital, kind="individual", places=4)
    client = desk.client(S)
    content = client.get(url("allot", desk.round), {"bang": 1}).content
    answer = client.post(
        url("allot", desk.round), {"file": SimpleUploadedFile("bang.xlsx", content)}
    ).context["preview"]
    assert (len(answer.rows), len(answer.changed), len(answer.refused)) == (2, 0, 0)


def test_a_file_that_is_no_table_says_why(desk: Desk):
    answer = desk.client(S).post(
        url("allot", desk.round), {"file": SimpleUploadedFile("x.xlsx", b"a;b;c\n1;2;3")}
    )
    assert answer.status_code == 422
    assert "CSV" in answer.content.decode()


@pytest.mark.parametrize("role", [K, Role.EDITOR, Role.DATA_OFFICER])
def test_others_do_not_allot(desk: Desk, role: Role):
    for method in ("get", "post"):
        answer = getattr(desk.client(role), method)(url("allot", desk.round), {"bang": 1})
        assert (answer.status_code, answer.get("Content-Type", "").startswith("application/vnd")) in {
            (403, False),
            (302, False),
        }


def filed(desk: Desk, number: int = 1, *, confirm: bool = True) -> NomineeList:
    award, _made = Award.objects.get_or_create(
        code="LD",
        defaults={
            "name": "Lao động tiên tiến",
            "category": "title",
            "subject": "individual",
            "level": "base",
            "by_list": True,
        },
    )
    desk.round.awards.add(award)
    clerk = desk.person(Role.FOCAL_POINT)
    row = lists.start(round=desk.round, unit=desk.hospital, award=award, year=2025, actor=clerk)
    lists.add(
        row=row,
        lines=[lists.Line(f"Nguyễn Thị {'ABCDEFGH'[one]}", "Hộ sinh", "Khoa Sản") for one in range(number)],
        actor=clerk,
    )
    row = lists.move(row=row, name="file", actor=clerk, checked=True)
    return lists.move(row=row, name="confirm", actor=desk.person(Role.UNIT_HEAD)) if confirm else row


def test_a_list_is_received_or_returned_and_its_names_are_taken_out_with_a_record(desk: Desk):
    row = filed(desk, 3)
    client = desk.client(S)
    page = client.get(url("inspect", row)).content.decode()
    assert "Nguyễn Thị C" in page
    answer = client.get(url("names", row))
    assert answer["Content-Disposition"].startswith('attachment; filename="danh-sach-ld-')
    assert Event.objects.filter(act="export", subject_key=row.public_id).count() == 1
    client.post(url("receive", row))
    row.refresh_from_db()
    assert row.state == ListState.RECEIVED
    due = timezone.localdate() + timedelta(days=4)
    client.post(url("return", row), {"reason": "Thiếu khoa Dược.", "due_on": f"{due:%d/%m/%Y}"})
    row.refresh_from_db()
    assert (row.state, timezone.localdate(row.due_at), row.return_reason) == (
        "returned",
        due,
        "Thiếu khoa Dược.",
    )


def test_an_auditor_reads_a_list_and_takes_nothing(desk: Desk):
    row = filed(desk)
    client = desk.client(K)
    assert client.get(url("inspect", row)).status_code == 200
    for name in ("names", "receive", "return"):
        assert client.get(url(name, row)).status_code in {302, 403}
    row.refresh_from_db()
    assert row.state == ListState.CONFIRMED


def test_a_list_is_at_the_desk_from_its_confirmation_on(desk: Desk):
    row = filed(desk, confirm=False)
    client = desk.client(S)
    for _act in ("filed", "sent back", "withdrawn"):
        assert client.get(url("inspect", row)).status_code == 404
        assert client.get(url("names", row)).status_code == 404
        assert row.unit.name not in client.get(reverse("danh-sach:index")).content.decode()
        if row.state == ListState.AWAITING_HEAD:
            row = lists.move(
                row=row, name="send_back", actor=desk.person(Role.UNIT_HEAD), reason="Thiếu khoa Dược."
            )
        elif row.state == ListState.DRAFT:
            row = lists.move(
                row=row, name="withdraw", actor=desk.person(Role.FOCAL_POINT), reason="Làm lại từ đầu."
            )
    row = filed(desk)
    assert client.get(url("inspect", row)).status_code == 200
    lists.move(row=row, name="withdraw", actor=desk.person(Role.FOCAL_POINT), reason="Làm lại từ đầu.")
    assert client.get(url("inspect", row)).status_code == 200  # it was there and is told to be gone


def test_the_panel_counts_what_waits_and_what_is_late_stands_in_one_panel(desk: Desk):
    filed(desk)
    late = desk.confirmed()
    Nomination.objects.filter(pk=late.pk).update(desk_due_on=timezone.localdate() - timedelta(days=3))
    page = desk.client(S).get(reverse("wagtailadmin_home")).content.decode()
    assert page.lower().count("quá hạn") == 1
    assert "Danh sách chờ tiếp nhận" in page
    assert "Sắp hết hạn" not in page  # eight days are left
    Round.objects.update(deadline=timezone.now() + timedelta(days=6))
    assert (
        "Sắp hết hạn: Đợt xét cuối năm" in desk.client(S).get(reverse("wagtailadmin_home")).content.decode()
    )
