"""The long way of a dossier, with five logins: late, let in by an exception, returned, filed again, made public at a ceremony.

The unit's part is done on a phone of 360 px, with scripts. Time passes in the database alone: what belongs to a moment is
moved into the past, and the clock's own work is done by ``run_due``.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from pathlib import Path

import pytest
from django.core.management import call_command
from django.utils import timezone
from playwright.sync_api import Page, expect

from portal.core.models import TimerMark
from portal.core.templatetags.portal_tags import moment
from recognition.domain import terms
from recognition.domain.rounds import clock
from recognition.enums import NominationState, PublicationState
from recognition.models import Conferral, LateException, Nomination, Return, ReturnReason, Round
from recognition.models import ScheduledPublication as Schedule
from tests.e2e import test_nomination_to_page as straight
from tests.e2e.conftest import INTAKE, act, close_pickers, expect_fits, open_from_menu
from tests.recognition.intake.conftest import pdf_bytes

pytestmark = pytest.mark.django_db(transaction=True)

organization = straight.organization
HONOREE = straight.HONOREE
LATE = "Cơn bão làm đơn vị mất điện hai ngày."
LACKING = "Nêu số trẻ tái khám của năm trước."
MENDED = "Lập sổ hẹn tái khám, gọi từng nhà: 212 trẻ tái khám, năm trước 118."
TYPED = "%d/%m/%Y %H:%M"


def run_due() -> None:
    """Let the clock do what is due, as it does when each timer's time has passed since it last ran."""
    TimerMark.objects.update(due=timezone.now())
    call_command("run_due")


def dossier() -> Nomination:
    return Nomination.objects.get()


def send(page: Page) -> None:
    """Read the dossier through and file it, from any of its screens."""
    page.goto(f"{INTAKE}ho-so/{dossier().public_id}/xem-lai/")
    expect_fits(page)
    page.get_by_role("button", name="Gửi thủ trưởng xác nhận").click()


def confirm(head: Page) -> None:
    head.goto(INTAKE)
    expect_fits(head)
    head.get_by_role("region", name="Chờ bạn xác nhận").get_by_role("link", name=HONOREE).click()
    expect_fits(head)
    head.get_by_role("button", name="Xác nhận và gửi Sở Y tế").click()
    expect(head.get_by_role("status")).to_contain_text("gửi Sở Y tế")


def write_and_miss_the_deadline(clerk: Page, evidence: Path) -> datetime:
    """Everything is written in time and filed too late; return the deadline."""
    straight.write_dossier(clerk)
    expect_fits(clerk)
    clerk.get_by_label("Chọn tệp, có thể nhiều tệp một lúc").set_input_files(evidence)
    expect(clerk.get_by_role("heading", name="Tệp đã nhận: 1/30")).to_be_visible()
    clerk.goto(f"{INTAKE}ho-so/{dossier().public_id}/xem-lai/")
    passed = timezone.now() - timedelta(minutes=5)
    Round.objects.update(deadline=passed)
    clerk.get_by_role("button", name="Gửi thủ trưởng xác nhận").click()
    refused = clerk.get_by_text(f"Đã hết hạn nhận hồ sơ lúc {clock(passed)}. Giờ máy chủ bây giờ là")
    expect(refused).to_be_visible()
    expect_fits(clerk)
    run_due()
    assert (dossier().state, dossier().receipt_number) == (NominationState.OVERDUE, "")
    clerk.goto(INTAKE)
    expect(clerk.locator("main")).to_contain_text("Quá hạn")
    return passed


def let_the_unit_in(desk: Page, until: datetime) -> None:
    """The standing body grants this one unit a few hours more, with the reason."""
    open_from_menu(desk, "Khen thưởng", "Đợt xét")
    desk.get_by_role("link", name="Đợt xét cuối năm").click()
    act(
        desk,
        "Cho phép gửi muộn",
        Đơn_vị_được_gửi_muộn="Bệnh viện Đa khoa khu vực Sông Đào",
        Được_gửi_đến=f"{timezone.localtime(until):{TYPED}}",
        Lý_do=LATE,
    )
    expect(desk.locator("main, .messages").filter(has_text="được gửi hồ sơ đến").first).to_be_visible()


def file_by_the_exception(clerk: Page, until: datetime) -> None:
    clerk.goto(INTAKE)
    expect_fits(clerk)
    for words in (f"được gửi muộn đến {moment(until)}", LATE):
        expect(clerk.locator("main")).to_contain_text(words)
    send(clerk)
    expect(clerk.get_by_role("heading", name="Biên nhận hồ sơ đề nghị khen thưởng")).to_be_visible()
    expect_fits(clerk)


def return_it(desk: Page, due: datetime) -> None:
    """The desk reads the dossier and sends it back: a reason from the list, its own words, a new day."""
    open_from_menu(desk, "Khen thưởng", "Hồ sơ đề nghị")
    desk.get_by_role("link", name=HONOREE).click()
    desk.get_by_role("navigation", name="Việc có thể làm").get_by_role("link", name="Trả bổ sung").click()
    desk.get_by_label("Báo cáo thiếu số liệu").check()
    desk.get_by_label("Nội dung cần bổ sung, bằng lời").fill(LACKING)
    desk.get_by_label("Hạn bổ sung (hết ngày)").fill(f"{due:%d/%m/%Y}")
    close_pickers(desk)
    desk.get_by_role("button", name="Trả bổ sung").click()
    expect(desk.get_by_text("Hồ sơ đang ở bước “Trả bổ sung”").first).to_be_visible()


def mend_and_file_again(clerk: Page, due: datetime) -> None:
    clerk.goto(INTAKE)
    expect_fits(clerk)
    clerk.get_by_role("link", name=f"Sở Y tế trả bổ sung: {HONOREE}").click()
    told = clerk.locator(".notice").filter(has=clerk.get_by_role("heading", name="Sở Y tế trả bổ sung lần 1"))
    for words in ("Báo cáo thiếu số liệu", LACKING, f"Gửi lại trước {moment(due)}"):
        expect(told).to_contain_text(words)
    expect_fits(clerk)
    clerk.goto(f"{INTAKE}ho-so/{dossier().public_id}/muc/achievement/")
    clerk.get_by_label("Thành tích xuất sắc trong phong trào thi đua").fill(MENDED)
    expect_fits(clerk)
    clerk.get_by_role("button", name="Lưu, về danh mục").click()
    expect(clerk.get_by_role("heading", name="Các mục của hồ sơ")).to_be_visible()
    send(clerk)
    expect(clerk.get_by_role("heading", name="Biên nhận hồ sơ đề nghị khen thưởng")).to_be_visible()


def finds(stranger: Page) -> bool:
    """Whether somebody outside finds the name, without accents."""
    stranger.goto("/tim-kiem/?q=do+thi+ngoc+anh")
    expect(stranger.locator("main")).to_be_visible()
    return stranger.locator("main").get_by_role("link", name=HONOREE).count() > 0


@pytest.fixture
def reasons(transactional_db: None) -> None:
    ReturnReason.objects.create(
        code="thieu-so-lieu", text="Báo cáo thiếu số liệu trước và sau, thiếu đơn vị tính", position=1
    )


def test_a_late_dossier_is_let_in_returned_filed_again_and_public_at_the_ceremony(
    as_person, new_page, reasons, tmp_path: Path
):
    evidence = tmp_path / "Báo cáo thành tích.pdf"
    evidence.write_bytes(pdf_bytes())
    clerk, head = as_person("donvi", phone=True), as_person("thutruong", phone=True)
    desk, second = as_person("thuongtruc"), as_person("thamdinh")

    deadline = write_and_miss_the_deadline(clerk, evidence)
    until = (timezone.now() + timedelta(hours=3)).replace(second=0, microsecond=0)
    let_the_unit_in(desk, until)
    file_by_the_exception(clerk, until)
    confirm(head)
    assert dossier().filed_at is not None
    assert dossier().filed_at > deadline
    assert LateException.objects.get().reason == LATE

    due = terms.end_of(timezone.localdate() + timedelta(days=5))
    return_it(desk, due)
    LateException.objects.update(until=timezone.now() - timedelta(minutes=1))  # the return has its own day
    first_receipt = dossier().receipt_number
    mend_and_file_again(clerk, due)
    assert (dossier().receipt_number, dossier().return_round) == (first_receipt, 1)
    assert Return.objects.get().codes == ["thieu-so-lieu"]
    confirm(head)

    address = straight.judge_dossier(desk, second)
    decision = straight.decide(desk, second, address)
    approver, stranger = as_person("duyetbai"), new_page()
    approver.goto(decision)
    ceremony = timezone.localtime(timezone.now() + timedelta(days=2)).replace(second=0, microsecond=0)
    act(approver, "Hẹn giờ công bố", Công_bố_lúc=f"{ceremony:{TYPED}}", Lý_do="Lễ trao tặng cuối năm")
    expect(approver.locator("main")).to_contain_text("Đang chờ đến giờ")
    assert Schedule.objects.get().at == ceremony

    # Before its moment nothing is public, whoever asks: the clock, the approver, a stranger.
    run_due()
    act(approver, "Công bố thông tin theo quyết định", Lý_do="Sớm hơn")
    expect(approver.locator("main")).to_contain_text("Chưa đến giờ được công bố.")
    assert not finds(stranger)
    stranger.goto("/quyet-dinh/")
    expect(stranger.locator("main")).to_contain_text("Chưa có quyết định nào được công bố")

    begun = timezone.now() - timedelta(seconds=1)
    Schedule.objects.update(at=begun)
    Conferral.objects.update(embargo_until=begun)
    run_due()
    assert Conferral.objects.get().state == PublicationState.PUBLISHED
    assert finds(stranger)
    stranger.locator("main").get_by_role("link", name=HONOREE).click()
    expect(stranger.get_by_role("heading", level=1)).to_contain_text("Ánh")
    expect(stranger.locator("main")).to_contain_text("57/QĐ-SYT")
    approver.goto(decision)
    expect(approver.locator("main")).to_contain_text("Đã công bố 1, không được 0")
