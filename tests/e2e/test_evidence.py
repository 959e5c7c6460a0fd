"""Files of a dossier in a real browser: several at once with a state for each, refusals, joining, a look without a download."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from recognition.models import Evidence
from tests.e2e.conftest import INTAKE, expect_fits
from tests.e2e.test_autosave import dossier, organization
from tests.recognition.intake.conftest import pdf_bytes, picture_bytes

__all__ = ["organization"]

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.browser]


def open_evidence(page: Page) -> None:
    expect(page.get_by_role("heading", name="Hồ sơ của đơn vị", level=1)).to_be_visible()
    page.goto(f"{INTAKE}ho-so/{dossier().public_id}/minh-chung/")


def file_of(name: str, data: bytes) -> dict[str, object]:
    return {"name": name, "mimeType": "image/jpeg" if name.endswith("jpg") else "", "buffer": data}


def test_several_files_are_sent_one_by_one_with_a_state_for_each(as_person):
    page = as_person("nhan")
    violations: list[str] = []
    page.on(
        "console",
        lambda message: (
            violations.append(message.text)
            # This server has no fonts.
            if message.type == "error" and not message.text.startswith("Failed to load resource")
            else None
        ),
    )
    open_evidence(page)
    page.get_by_label("Chọn tệp, có thể nhiều tệp một lúc").set_input_files(
        [
            file_of("bao-cao.pdf", pdf_bytes()),
            file_of("co-ma-lenh.pdf", pdf_bytes(javascript="app.alert(1)")),
            file_of("anh.jpg", picture_bytes()),
            file_of("qua-lon.pdf", b"%PDF-1.4" + b"0" * (15 * 1024 * 1024)),
        ]
    )
    expect(page.get_by_role("heading", name="Tệp đã nhận: 2/30")).to_be_visible()
    coming = page.locator("[data-coming-list] > li")
    expect(coming).to_have_count(2)
    expect(coming.first).to_contain_text("Tệp PDF có mã lệnh")
    expect(coming.first).to_contain_text("Không nhận")
    expect(coming.last).to_contain_text("Tệp lớn hơn 15 MB nên không tải lên.")
    kept = page.locator("[data-kept-list]")
    expect(kept.get_by_role("link", name="bao-cao.pdf")).to_be_visible()
    expect(kept.get_by_role("link", name="anh.jpg")).to_be_visible()
    assert Evidence.objects.count() == 2
    # A look at it, drawn by the server.
    kept.get_by_role("link", name="bao-cao.pdf").click()
    picture = page.get_by_role("img", name="Trang 1")
    expect(picture).to_be_visible()
    expect(picture).to_have_js_property("naturalWidth", 1200)
    page.go_back()
    page.locator("[data-kept-list]").get_by_role("button", name="Xóa anh.jpg").click()
    expect(page.get_by_role("status").first).to_contain_text("Đã xóa tệp anh.jpg")
    assert violations == []


def test_photographs_chosen_together_become_one_pdf(as_person):
    page = as_person("nhan")
    open_evidence(page)
    page.get_by_label("Ghép các ảnh chọn lần này thành một tệp PDF").check()
    page.get_by_label("Chọn tệp, có thể nhiều tệp một lúc").set_input_files(
        [file_of("1.jpg", picture_bytes()), file_of("2.jpg", picture_bytes(size=(50, 60)))]
    )
    expect(page.get_by_role("heading", name="Tệp đã nhận: 1/30")).to_be_visible()
    assert Evidence.objects.get().media_type == "application/pdf"


def test_a_lost_connection_is_said_beside_the_file(as_person):
    page = as_person("nhan")
    open_evidence(page)
    page.context.set_offline(True)
    page.get_by_label("Chọn tệp, có thể nhiều tệp một lúc").set_input_files(
        [file_of("bao-cao.pdf", pdf_bytes())]
    )
    expect(page.locator("[data-coming-list] > li")).to_contain_text("Mất kết nối khi tải")
    page.context.set_offline(False)
    assert Evidence.objects.count() == 0


def test_a_phone_without_scripts_sends_files_by_the_button(as_person):
    page = as_person("nhan", plain=True)
    open_evidence(page)
    page.get_by_label("Chọn tệp, có thể nhiều tệp một lúc").set_input_files(
        [file_of("1.jpg", picture_bytes()), file_of("2.jpg", picture_bytes(size=(50, 60)))]
    )
    page.get_by_role("button", name="Tải lên").click()
    expect(page.get_by_role("heading", name="Tệp đã nhận: 2/30")).to_be_visible()
    expect(page.get_by_role("heading", name="Ghép ảnh đã nhận thành một tệp PDF")).to_be_visible()
    expect_fits(page)
    page.get_by_role("button", name="Ghép thành một tệp PDF").click()
    expect(page.get_by_role("heading", name="Tệp đã nhận: 1/30")).to_be_visible()
    page.get_by_role("link", name="Ảnh ghép").click()
    expect(page.get_by_role("img", name="Trang 2")).to_be_attached()
