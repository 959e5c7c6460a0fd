"""The figures of the desk against acts done by hand; who reads them; what they cost; that they name nobody."""

from __future__ import annotations

import io
import re
from datetime import timedelta

import openpyxl
import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from recognition.domain import conferrals, nominations, reports
from recognition.enums import NominationState, Role
from recognition.models import Conferral, Nomination, ReturnReason
from tests.recognition.desk.conftest import XHR, Desk


def walked(desk: Desk, name: str, *steps: tuple[str, float], reason: str = "", **data: object) -> Nomination:
    """A dossier that made these moves so many days after its start."""
    actors = {
        "file": desk.person(Role.FOCAL_POINT),
        "confirm": desk.person(Role.UNIT_HEAD),
        "receive": desk.first,
        "return_": desk.first,
        "appraise": desk.second,
        "fail": desk.first,
    }
    start = timezone.now() - timedelta(days=9)
    row = desk.draft(name)
    for step, days in steps:
        row = nominations.move(
            nomination=row,
            name=step,
            actor=actors[step],
            reason=reason,
            data=data if step == "return_" else None,
            at=start + timedelta(days=days),
        )
    return row


def course() -> reports.Course:
    return reports.course(reports.filings(units=None))


def test_the_funnel_counts_who_reached_each_step_also_when_they_came_back(desk):
    walked(desk, "Một", ("file", 1), ("confirm", 2), ("receive", 3))
    walked(desk, "Hai", ("file", 1), ("confirm", 2), ("receive", 3), ("return_", 4), reason="Thiếu")
    walked(desk, "Ba", ("file", 1), ("confirm", 2), ("receive", 3), ("appraise", 4), ("fail", 6), reason="x")
    walked(desk, "Bốn", ("file", 1))
    desk.draft("Chưa gửi")
    (funnel,) = course().funnel
    # sent, confirmed, received, appraisal, council, submitted, decided; then not met, withdrawn, overdue
    assert (funnel.title, funnel.reached, funnel.ended) == (
        "Đợt xét cuối năm",
        (4, 3, 3, 1, 0, 0, 0),
        (1, 0, 0),
    )


def test_days_of_a_stage_are_those_between_two_moves(desk):
    walked(desk, "Một", ("file", 1), ("confirm", 2), ("receive", 3))
    walked(desk, "Hai", ("file", 1), ("confirm", 4), ("receive", 5))
    walked(desk, "Ba", ("file", 1), ("confirm", 6.5))
    found = {row.state: (row.left, row.middle, row.average, row.longest, row.now) for row in course().stages}
    assert found[NominationState.AWAITING_HEAD] == (3, 3.0, 3.2, 5.5, 0)
    assert found[NominationState.CONFIRMED] == (2, 1.0, 1.0, 1.0, 1)
    assert found[NominationState.RECEIVED] == (0, 0.0, 0.0, 0.0, 2)


def test_returns_are_counted_by_reason_and_by_unit(desk):
    ReturnReason.objects.create(code="thieu", text="Thiếu minh chứng", text_en="Evidence is missing")
    ReturnReason.objects.create(code="mau", text="Sai mẫu")
    steps = (("file", 1), ("confirm", 2), ("return_", 3))
    walked(desk, "Một", *steps, codes=["thieu", "mau"])
    walked(desk, "Hai", *steps, ("file", 4), ("confirm", 5), ("return_", 6), codes=["thieu"])
    walked(desk, "Ba", *steps, reason="Chỉ bằng lời")
    walked(desk, "Bốn", ("file", 1))
    reasons, units = reports.returns(reports.filings(units=None))
    assert [(row.text, row.number) for row in reasons] == [
        ("Thiếu minh chứng", 3),
        ("", 1),
        ("Sai mẫu", 1),
    ]
    assert units == [reports.UnitReturns("Bệnh viện Đa khoa tỉnh", 4, 3, 4)]


@pytest.mark.parametrize(
    ("said", "position", "group"),
    [
        ("leader", "Hộ lý", "leader"),
        ("worker", "Trưởng khoa", "staff"),
        ("professional", "", "staff"),
        (None, "Phó Giám đốc", "leader"),
        (None, "Bác sĩ, Trưởng khoa Nội", "leader"),
        (None, "Điều dưỡng trưởng", "leader"),
        (None, "Q. Trạm trưởng; bác sĩ", "staff"),
        (None, "Trạm trưởng", "leader"),
        (None, "Bác sĩ", "staff"),
        (None, "Lái xe", "staff"),
        ("", "  ", ""),
    ],
)
def test_who_leads_is_said_by_the_dossier_else_by_the_words_of_the_position(said, position, group):
    assert reports.group_of(said, position) == group


def test_the_share_counts_verified_decisions_by_unit_and_year_of_merit(desk):
    decision = desk.decision()
    for name, position in (("Một", "Bác sĩ"), ("Hai", "Hộ lý"), ("Ba", "Trưởng khoa"), ("Bốn", "")):
        line = desk.line(decision, name)
        Conferral.objects.filter(pk=line.pk).update(position_then=position)
    assert reports.honored(units=None) == []
    conferrals.verify_decision(decision=decision, actor=desk.second)
    (row,) = reports.honored(units=None)
    assert (row.unit, row.year) == ("Bệnh viện Đa khoa tỉnh", 2024)
    assert (row.staff, row.leaders, row.unknown, row.derived) == (2, 1, 1, 3)
    assert row.share == pytest.approx(2 / 3)
    assert reports.by_year([row, row]) == [reports.Honored("", 2024, 4, 2, 2, 6)]
    assert reports.honored(units=frozenset({desk.station.pk})) == []


# The screen ---------------------------------------------------------------------------------------------------------


def filled(desk: Desk) -> None:
    ReturnReason.objects.get_or_create(code="thieu", defaults={"text": "Thiếu minh chứng"})
    walked(desk, "Nguyễn Thị Hoa", ("file", 1), ("confirm", 2), ("return_", 3), codes=["thieu"])
    decision = desk.decision(f"{Nomination.objects.count()}/QĐ-SYT")
    desk.line(decision, f"Trần Văn {Nomination.objects.count()}")
    conferrals.verify_decision(decision=decision, actor=desk.second)


@pytest.mark.parametrize("role", list(Role))
def test_the_desk_the_auditor_and_leaders_read_reports_and_nobody_else(desk, role):
    filled(desk)
    client = desk.client(role)
    readers = {
        Role.STANDING_BODY,
        Role.AUDITOR,
        Role.LEADER,
        Role.COUNCIL_SECRETARY,
        Role.COUNCIL_CHAIR,
    }
    for url in (reverse("bao_cao"), reverse("bao_cao_tep", args=["qua-cac-buoc", "xlsx"])):
        status = client.get(url, headers=XHR).status_code
        assert status == 200 if role in readers else status in {302, 403}, (url, status)
        assert client.post(url, headers=XHR).status_code in {302, 403, 405}


def test_plots_have_a_title_a_description_and_a_table_and_no_name_of_a_person(desk):
    filled(desk)
    page = desk.client(Role.AUDITOR).get(reverse("bao_cao")).content.decode()
    assert len(re.findall(r'<svg role="img"', page)) == 6
    for key in re.findall(r'aria-labelledby="([\w-]+)-title', page):
        assert f'<title id="{key}-title">' in page
        assert f'<desc id="{key}-desc">' in page
    assert page.count('<table class="listing">') == 6
    assert "Thiếu minh chứng" in page
    assert "100 %" in page
    assert "Nguyễn Thị Hoa" not in page
    assert "Trần Văn" not in page
    assert 'style="' not in page[page.index('class="desk-report"') :]


def test_reports_narrow_to_a_round_or_a_year_and_refuse_what_is_none(desk):
    filled(desk)
    client = desk.client(Role.STANDING_BODY)
    url = reverse("bao_cao")
    year = timezone.localtime(desk.round.deadline).year
    assert "Thiếu minh chứng" in client.get(url, {"dot": desk.round.public_id}).content.decode()
    assert "Thiếu minh chứng" in client.get(url, {"nam": year}).content.decode()
    assert "Thiếu minh chứng" not in client.get(url, {"nam": "1999"}).content.decode()
    for wrong in ({"dot": "bcdfghjk"}, {"nam": "x"}, {"nam": "²⁰²⁶"}):
        assert client.get(url, wrong, headers=XHR).status_code == 404


def test_a_role_of_one_unit_reads_the_figures_of_that_unit_alone(desk):
    filled(desk)
    near = desk.client(Role.STANDING_BODY, desk.hospital).get(reverse("bao_cao")).content.decode()
    far = desk.client(Role.STANDING_BODY, desk.station).get(reverse("bao_cao")).content.decode()
    assert "Thiếu minh chứng" in near
    assert "Thiếu minh chứng" not in far
    assert "Bệnh viện Đa khoa tỉnh" not in far


def test_files_hold_the_tables(desk):
    filled(desk)
    client = desk.client(Role.STANDING_BODY)
    book = client.get(reverse("bao_cao_tep", args=["ly-do-tra", "xlsx"]))
    sheet = openpyxl.load_workbook(io.BytesIO(book.content)).active
    assert [[cell.value for cell in row] for row in sheet.iter_rows()] == [
        ["Lý do", "Số lần nêu"],
        ["Thiếu minh chứng", 1],
    ]
    text = client.get(reverse("bao_cao_tep", args=["ly-do-tra", "csv"])).content.decode("utf-8-sig")
    assert text.splitlines()[1] == "Thiếu minh chứng,1"
    assert client.get(reverse("bao_cao_tep", args=["khac", "csv"]), headers=XHR).status_code == 404
    assert client.get(reverse("bao_cao_tep", args=["ly-do-tra", "pdf"]), headers=XHR).status_code == 404


def test_an_empty_department_is_told_so(desk):
    page = desk.client(Role.STANDING_BODY).get(reverse("bao_cao")).content.decode()
    assert "Chưa có hồ sơ nào được gửi" in page
    assert "<svg role" not in page


def test_reports_cost_the_same_at_any_size(desk):
    client = desk.client(Role.STANDING_BODY)

    def cost() -> int:
        client.get(reverse("bao_cao"))
        with CaptureQueriesContext(connection) as captured:
            assert client.get(reverse("bao_cao")).status_code == 200
        return len(captured)

    filled(desk)
    cost()  # what a process remembers is asked for once
    before = cost()
    for _turn in range(3):
        filled(desk)
    assert cost() == before <= 15


def test_the_reports_stand_under_bao_cao_in_the_menu_of_who_reads_them(desk):
    for role, shown in ((Role.AUDITOR, True), (Role.LEADER, True), (Role.EDITOR, False)):
        page = desk.client(role).get(reverse("wagtailadmin_home")).content.decode()
        assert (f'"{reverse("bao_cao")}"' in page) is shown, role
