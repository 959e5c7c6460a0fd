"""A decision's list in a real browser: template, upload with a trial, confirmation by a second person, public search."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest
from django.utils import timezone
from openpyxl import load_workbook
from playwright.sync_api import Page, expect

from recognition.domain import catalogue
from recognition.domain.setup import ensure_groups
from recognition.enums import Role, UnitKind
from recognition.models import Unit
from tests.e2e.conftest import ADMIN, act, add_person, expect_fits

pytestmark = pytest.mark.django_db(transaction=True)

NUMBER = "214/QĐ-SYT"
HOSPITAL = "Bệnh viện Đa khoa khu vực Sông Đào"
CENTRE = "Trung tâm Y tế khu vực Vĩnh Lạc"
MINISTER = "Bằng khen của Bộ trưởng Bộ Y tế"
# As lists have them: titles before the names; position, unit, award.
PEOPLE = (
    ("ThS.BS Nguyễn Văn Hải", "Trưởng khoa Nội", HOSPITAL, "Lao động tiên tiến"),
    ("TTƯT.BSCKII Trần Thị Mỹ Dung", "Phó Giám đốc", HOSPITAL, "CSTĐCS"),
    ("ĐD. Lê Thị Ngọc Bích", "Điều dưỡng trưởng", HOSPITAL, "Giấy khen của Giám đốc Sở Y tế"),
    ("CNĐD Phạm Quốc Đạt", "Điều dưỡng", CENTRE, "Lao động tiên tiến"),
    ("DS.CKI Đặng Thị Ánh Tuyết", "Trưởng khoa Dược", CENTRE, "Chiến sĩ thi đua cơ sở"),
    ("BS Huỳnh Đức Thịnh", "Bác sĩ", CENTRE, "LĐTT"),
)
NAMES = (
    "Nguyễn Văn Hải",
    "Trần Thị Mỹ Dung",
    "Lê Thị Ngọc Bích",
    "Phạm Quốc Đạt",
    "Đặng Thị Ánh Tuyết",
    "Huỳnh Đức Thịnh",
)
COLLECTIVE = ("Khoa Hồi sức tích cực – Chống độc", "", HOSPITAL, "Tập thể Lao động tiên tiến")
BEYOND = ("BS Vũ Minh Khôi", "Bác sĩ", CENTRE, MINISTER)  # a director of the department cannot grant it
TYPED = {
    "nguyen van hai": "Nguyễn Văn Hải",
    "tran thi my dung": "Trần Thị Mỹ Dung",
    "dang thi anh tuyet": "Đặng Thị Ánh Tuyết",
    "pham quoc dat": "Phạm Quốc Đạt",
    "khoa hoi suc tich cuc": COLLECTIVE[0],
}


@pytest.fixture
def organization(transactional_db: None) -> None:
    """The catalogue of law as it is delivered, two units, and the three persons of the path."""
    ensure_groups()
    assert not catalogue.load().problems
    department = Unit.objects.create(code="SYT", name="Sở Y tế", kind=UnitKind.DEPARTMENT)
    Unit.objects.create(code="BVSD", name=HOSPITAL, kind=UnitKind.HOSPITAL, parent=department)
    Unit.objects.create(code="TTVL", name=CENTRE, kind=UnitKind.HEALTH_CENTRE, parent=department)
    add_person("thuongtruc", Role.STANDING_BODY)
    add_person("thamdinh", Role.STANDING_BODY)
    add_person("duyetbai", Role.APPROVER)


def fill_in(template: Path, target: Path) -> None:
    """Put the people under the template's own header, in place of its sample lines."""
    book = load_workbook(template)
    sheet = book["Danh sách"]
    words = [cell.value for cell in sheet[1]]
    sheet.delete_rows(2, sheet.max_row)
    for order, (name, position, unit, award) in enumerate((*PEOPLE, COLLECTIVE, BEYOND, PEOPLE[0]), start=1):
        given = {
            "STT": order,
            "Họ và tên, tên tập thể": name,
            "Chức vụ": position,
            "Đơn vị": unit,
            "Danh hiệu, hình thức": award,
            "Năm thành tích": timezone.localdate().year,
        }
        sheet.append([given.get(word) for word in words])
    book.save(target)


def upload_list(desk: Page, place: Path) -> None:
    """From the menu to the trial's report, with the template fetched on the way."""
    desk.get_by_role("link", name="Nhập danh sách", exact=True).click()
    expect(desk.get_by_role("heading", name="Nhập danh sách của quyết định", level=1)).to_be_visible()
    with desk.expect_download() as download:
        desk.get_by_role("link", name="Tải tệp mẫu (.xlsx)").click()
    template = place / download.value.suggested_filename
    download.value.save_as(template)
    filled = place / "Danh sách khen thưởng 2026.xlsx"
    fill_in(template, filled)

    desk.get_by_role("link", name="Tải danh sách lên").click()
    desk.get_by_label("Tệp danh sách (.xlsx)").set_input_files(filled)
    desk.get_by_label("Số, ký hiệu quyết định").fill(NUMBER)
    desk.get_by_label("Ngày ban hành").fill(f"{timezone.localdate() - timedelta(days=3):%d/%m/%Y}")
    calendar = desk.locator(".xdsoft_datetimepicker:visible")
    expect(calendar).to_have_count(1)
    desk.get_by_role("heading", level=1).click()  # it lies over the fields below
    expect(calendar).to_have_count(0)
    desk.get_by_label("Thẩm quyền quyết định").select_option(label="Giám đốc Sở Y tế")
    desk.get_by_label("Trích yếu").fill("Về việc công nhận danh hiệu thi đua và tặng Giấy khen")
    desk.get_by_role("button", name="Tải lên và kiểm tra thử").click()


def line_of(page: Page, name: str, *, state: str) -> str:
    """Return what the report says of the line of a name."""
    line = page.locator(f"tr[data-state={state}]", has_text=name)
    expect(line).to_have_count(1)
    return line.inner_text()


def read_trial(desk: Page) -> None:
    """The report names every line's fate, and its reader cannot confirm what she uploaded."""
    expect(desk.locator("dd[data-state]")).to_have_text("Chờ người thứ hai xác nhận")
    expect(desk.get_by_role("heading", name="Kết quả kiểm tra thử")).to_be_visible()
    main = desk.locator("main")
    expect(main).to_contain_text("Nhận 7 dòng, cần xem có trùng người đã có 0, từ chối 2; mới 7")
    for name in (*NAMES, COLLECTIVE[0]):
        assert "Nhận" in line_of(desk, name, state="accepted")
    beyond = line_of(desk, "Vũ Minh Khôi", state="refused")
    assert f"Giám đốc Sở Y tế không có thẩm quyền quyết định “{MINISTER}”" in beyond
    assert "Danh sách, F9" in beyond  # the very cell to look at
    assert "Dòng này trùng với dòng 2." in line_of(desk, NAMES[0], state="refused")
    expect(main).to_contain_text("Người tải danh sách lên không tự xác nhận.")
    expect(desk.get_by_role("button", name="Xác nhận và nhập")).to_have_count(0)
    desk.get_by_role("link", name="Từ chối (2)").click()
    expect(main.locator("tbody tr")).to_have_count(2)


def confirm_list(second: Page) -> str:
    """Another person of the standing body compares and confirms; return the address of the decision."""
    second.get_by_role("link", name="Nhập danh sách", exact=True).click()
    second.get_by_role("link", name=NUMBER).click()
    second.get_by_label("Tôi đã đối chiếu danh sách này với quyết định đã ký").check()
    second.get_by_role("button", name="Xác nhận và nhập").click()
    expect(second.locator("dd[data-state]")).to_have_text("Đã nhập")
    expect(second.get_by_role("heading", name="Kết quả nhập")).to_be_visible()
    expect(second.locator("tr[data-state=accepted]")).to_have_count(7)
    second.get_by_role("link", name=f"Số {NUMBER}").click()
    expect(second.locator("main")).to_contain_text("TTƯT.BSCKII Trần Thị Mỹ Dung")
    return second.url


def search(stranger: Page, words: str) -> None:
    stranger.goto("/tim-kiem/")
    stranger.get_by_role("searchbox").fill(words)
    stranger.get_by_role("button", name="Tìm", exact=True).click()


def test_a_list_tried_by_one_and_confirmed_by_another_is_found_without_accents(
    as_person, new_page, tmp_path: Path
):
    desk = as_person("thuongtruc", at=ADMIN)
    expect(desk.locator("html")).to_have_attribute("lang", "vi")
    upload_list(desk, tmp_path)
    read_trial(desk)
    decision = confirm_list(as_person("thamdinh", at=ADMIN))

    # Imported is not public: nothing is found before somebody may publish it.
    stranger = new_page(plain=True)
    search(stranger, '"tran thi my dung"')
    expect(stranger.locator("main p[role=status]")).to_contain_text("Không có")
    expect(stranger.locator("[data-result]").filter(has_text="Trần Thị Mỹ Dung")).to_have_count(0)

    approver = as_person("duyetbai", at=ADMIN)
    approver.goto(decision)
    act(approver, "Công bố thông tin theo quyết định", Lý_do="Quyết định đã có hiệu lực, đã đối chiếu.")
    expect(approver.get_by_text("Đã xong: Công bố thông tin theo quyết định (7 dòng).")).to_be_visible()

    for words, name in TYPED.items():
        search(stranger, words)
        found = stranger.locator("main").get_by_role("link", name=name)
        expect(found).to_have_count(1)
        expect_fits(stranger)
    search(stranger, '"vu minh khoi"')
    expect(stranger.locator("main p[role=status]")).to_contain_text("Không có")
    expect(stranger.locator("[data-result]").filter(has_text="Vũ Minh Khôi")).to_have_count(0)

    search(stranger, "tran thi my dung")
    stranger.locator("main").get_by_role("link", name="Trần Thị Mỹ Dung").click()
    expect(stranger.get_by_role("heading", level=1)).to_contain_text("Trần Thị Mỹ Dung")
    for words in (NUMBER, HOSPITAL, "Chiến sĩ thi đua cơ sở"):
        expect(stranger.locator("main")).to_contain_text(words)
