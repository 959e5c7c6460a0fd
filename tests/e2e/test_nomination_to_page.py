"""The main job in a real browser: from a unit's dossier to a public page that a search without accents finds."""

from __future__ import annotations

import re
from datetime import timedelta
from pathlib import Path

import pytest
from django.utils import timezone
from playwright.sync_api import Page, expect

from recognition.domain.setup import ensure_groups
from recognition.enums import AwardCategory, AwardSubject, Level, Role, UnitKind
from recognition.models import Award, ClosedPowers, DecisionPower, Office, Round, Unit
from tests.e2e.conftest import act, add_person, open_from_menu
from tests.recognition.intake.conftest import pdf_bytes

pytestmark = pytest.mark.django_db(transaction=True)

CREATE = re.compile("^(Thêm|Tạo|Create)")
FOOTER = re.compile("footer|chân trang|cuối trang", re.IGNORECASE)
HONOREE = "Đỗ Thị Ngọc Ánh"
LEAD = "Sáu năm giữ sổ hẹn tái khám của trẻ em hai xã ven sông."


@pytest.fixture
def organization(transactional_db: None) -> None:
    """A province with one award of the director, an open round, and one account per person of the path."""
    ensure_groups()
    department = Unit.objects.create(code="SYT", name="Sở Y tế", kind=UnitKind.DEPARTMENT)
    hospital = Unit.objects.create(
        code="BVSD", name="Bệnh viện Đa khoa khu vực Sông Đào", kind=UnitKind.HOSPITAL, parent=department
    )
    director = Office.objects.create(
        code="GDSYT-T", name="Giám đốc Sở Y tế", level=Level.DEPARTMENT, unit=department
    )
    award = Award.objects.create(
        code="T-GK",
        name="Giấy khen của Giám đốc Sở Y tế",
        category=AwardCategory.FORM,
        subject=AwardSubject.BOTH,
        level=Level.DEPARTMENT,
        rank=20,
    )
    long_ago = timezone.localdate() - timedelta(days=900)
    DecisionPower.objects.create(office=director, award=award, valid_from=long_ago, verified=True)
    ClosedPowers.objects.create(office=director, valid_from=long_ago, verified=True)
    now = timezone.now()
    round_ = Round.objects.create(
        title="Đợt xét cuối năm",
        unit=department,
        opens_at=now - timedelta(days=3),
        deadline=now + timedelta(days=3),
        is_draft=False,
        individual_quota=2,
        collective_quota=1,
    )
    round_.awards.add(award)
    for username, role, unit in (
        ("donvi", Role.FOCAL_POINT, hospital),
        ("thutruong", Role.UNIT_HEAD, hospital),
        ("thuongtruc", Role.STANDING_BODY, None),
        ("thamdinh", Role.STANDING_BODY, None),
        ("bientap", Role.EDITOR, None),
        ("duyetbai", Role.APPROVER, None),
    ):
        add_person(username, role, unit)


def choose(page: Page, label: str) -> None:
    """Press a button of a page's form that stands behind the arrow of its footer."""
    footer = page.get_by_role("navigation", name=FOOTER)
    footer.get_by_role("button", name="Việc khác").click()
    page.get_by_role("button", name=label).last.click()


def write_dossier(page: Page) -> None:
    """The focal point of the unit writes the dossier, section by section."""
    expect(page.get_by_role("heading", name="Hồ sơ của đơn vị", level=1)).to_be_visible()
    page.get_by_role("link", name="Lập hồ sơ – Đợt xét cuối năm").click()
    page.get_by_label("Cá nhân").check()
    page.get_by_label("Danh hiệu, hình thức đề nghị").select_option(label="Giấy khen của Giám đốc Sở Y tế")
    page.get_by_label("Họ và tên, hoặc tên tập thể").fill(f"ĐD. {HONOREE}")
    page.get_by_role("button", name="Lập hồ sơ nháp").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text(HONOREE)
    page.get_by_role("link", name="Làm tiếp: Thông tin cá nhân").click()
    page.get_by_label("Chức vụ hiện nay").fill("Điều dưỡng trưởng Khoa Nhi")
    page.get_by_role("button", name="Lưu và sang mục sau").click()
    page.get_by_label("Phẩm chất đạo đức").fill("Được cả khoa tín nhiệm, sáu năm liền không có đơn thư.")
    page.get_by_role("button", name="Lưu và sang mục sau").click()
    page.get_by_label("Thành tích xuất sắc trong phong trào thi đua").fill(
        "Lập sổ hẹn tái khám, gọi từng nhà."
    )
    page.get_by_role("button", name="Lưu và sang mục sau").click()
    expect(page.get_by_role("alert")).to_contain_text("Đã lưu. Cần sửa 1 chỗ")
    page.get_by_label("Lý do đề nghị khen thưởng, một câu").fill("Giảm một nửa số trẻ bỏ lỡ tái khám.")
    page.get_by_role("button", name="Lưu và sang mục sau").click()
    expect(page.get_by_role("heading", name="Số liệu trước và sau", level=1)).to_be_visible()
    page.get_by_role("button", name="Lưu và sang mục sau").click()
    expect(page.get_by_role("heading", name="Sáng kiến, mô hình, cách làm hay", level=1)).to_be_visible()
    page.get_by_role("button", name="Lưu và sang mục sau").click()
    page.get_by_label("Kết quả thực hiện nhiệm vụ").fill("Khoa đạt 108% kế hoạch năm.")
    page.get_by_label("Kết quả đánh giá, xếp loại").fill("Hoàn thành xuất sắc nhiệm vụ")
    page.get_by_role("button", name="Lưu và sang mục sau").click()
    expect(page.get_by_label("Chọn tệp, có thể nhiều tệp một lúc")).to_be_attached()


def file_dossier(page: Page, evidence: Path) -> None:
    """The focal point writes the dossier, gives it a file and files it."""
    write_dossier(page)
    page.get_by_label("Chọn tệp, có thể nhiều tệp một lúc").set_input_files(evidence)
    page.get_by_role("button", name="Tải lên").click()
    expect(page.get_by_role("link", name=evidence.name)).to_be_visible()
    page.get_by_role("link", name="Xem lại hồ sơ").click()
    page.get_by_role("button", name="Gửi thủ trưởng xác nhận").click()
    expect(page.get_by_role("heading", name="Biên nhận hồ sơ đề nghị khen thưởng")).to_be_visible()
    receipt = page.locator("p.lead").inner_text()
    assert receipt.startswith("HS-")


def confirm_dossier(page: Page) -> None:
    """The head reads everything and confirms."""
    page.get_by_role("region", name="Chờ bạn xác nhận").get_by_role("link", name=HONOREE).click()
    expect(page.get_by_text("Giảm một nửa số trẻ bỏ lỡ tái khám.")).to_be_visible()
    page.get_by_role("button", name="Xác nhận và gửi Sở Y tế").click()
    expect(page.get_by_role("status")).to_contain_text("gửi Sở Y tế")


def judge_dossier(desk: Page, second: Page) -> str:
    """One person of the desk receives, another appraises, the council's result is recorded; return the address."""
    open_from_menu(desk, "Khen thưởng", "Hồ sơ đề nghị")
    desk.get_by_role("link", name=HONOREE).click()
    act(desk, "Tiếp nhận hồ sơ")
    dossier = desk.url
    expect(desk.get_by_text("người thứ hai của thường trực Hội đồng sẽ thẩm định")).to_be_visible()
    second.goto(dossier)
    act(second, "Thẩm định")
    desk.goto(dossier)
    act(desk, "Đưa ra Hội đồng")
    today = f"{timezone.localdate():%d/%m/%Y}"
    act(
        desk,
        "Ghi kết quả Hội đồng: đạt, trình quyết định",
        Ngày_họp_Hội_đồng=today,
        Tổng_số_thành_viên_Hội_đồng="9",
        Số_phiếu_đồng_ý="8",
        Số_biên_bản="12/BB-HĐTĐKT",
    )
    return dossier


def decide(desk: Page, second: Page, dossier: str) -> str:
    """The decision is entered by one and verified by the other, and its pages are drafted; return its address."""
    open_from_menu(desk, "Khen thưởng", "Quyết định")
    desk.get_by_role("link", name="Thêm").first.click()
    desk.get_by_label("Thẩm quyền quyết định").select_option(label="Giám đốc Sở Y tế")
    desk.get_by_label("Số, ký hiệu").fill("57/QĐ-SYT")
    desk.get_by_label("Ngày ban hành").fill(f"{timezone.localdate():%d/%m/%Y}")
    desk.get_by_label("Trích yếu", exact=False).first.fill(
        "Về việc tặng Giấy khen cho cá nhân có thành tích xuất sắc"
    )
    desk.get_by_role("button", name=CREATE).click()
    expect(desk.get_by_text("Bạn đã nhập quyết định này")).to_be_visible()
    decision = desk.url
    desk.goto(dossier)
    act(desk, "Gắn với quyết định khen thưởng", Quyết_định_khen_thưởng="57/QĐ-SYT")
    second.goto(decision)
    act(second, "Kiểm tra quyết định", Bản_giấy_đã_đối_chiếu="Bản giấy ở tủ hồ sơ số 3")
    desk.goto(decision)
    act(desk, "Soạn trang")
    expect(desk.get_by_text("Đã xong: Soạn trang (1 dòng).")).to_be_visible()
    return decision


def write_page(editor: Page, decision: str) -> None:
    """The editor writes, and asks for approval."""
    editor.goto(decision)
    editor.get_by_role("link", name=HONOREE).click()
    editor.get_by_role("link", name=HONOREE, exact=True).last.click()
    editor.get_by_role("textbox", name="Câu giới thiệu").fill(LEAD)
    choose(editor, "Duyệt đăng")
    expect(editor.get_by_role("status")).to_contain_text(HONOREE)


def approve_page(approver: Page) -> None:
    expect(approver.get_by_role("heading", name="Chờ duyệt đăng")).to_be_visible()
    approver.get_by_role("link", name=HONOREE).first.click()
    choose(approver, "Duyệt đăng")
    expect(approver.get_by_role("status")).to_contain_text(HONOREE)


def test_a_dossier_becomes_a_page_that_a_search_without_accents_finds(
    as_person, browser, live_server, tmp_path: Path
):
    evidence = tmp_path / "Báo cáo thành tích.pdf"
    evidence.write_bytes(pdf_bytes())
    file_dossier(as_person("donvi", plain=True), evidence)
    confirm_dossier(as_person("thutruong", plain=True))
    desk, second = as_person("thuongtruc"), as_person("thamdinh")
    dossier = judge_dossier(desk, second)
    decision = decide(desk, second, dossier)
    write_page(as_person("bientap"), decision)

    # Nobody outside sees it before the approver has read it.
    stranger = browser.new_context(base_url=live_server.url, locale="vi-VN").new_page()
    stranger.goto("/tim-kiem/?q=do+thi+ngoc+anh")
    expect(stranger.locator("main")).not_to_contain_text(HONOREE)

    approve_page(as_person("duyetbai"))

    # A stranger types the name without accents and arrives at the page.
    stranger.goto("/tim-kiem/")
    stranger.locator("main input[name=q]").fill("do thi ngoc anh")
    stranger.get_by_role("button", name="Tìm", exact=True).click()
    stranger.locator("main").get_by_role("link", name=HONOREE).click()
    expect(stranger.get_by_role("heading", level=1)).to_contain_text("Ánh")
    for words in ("57/QĐ-SYT", "Giảm một nửa số trẻ bỏ lỡ tái khám."):
        expect(stranger.locator("main")).to_contain_text(words)
    expect(stranger.locator("main")).not_to_contain_text(LEAD)  # a tale about a person waits for her consent
    stranger.context.close()
