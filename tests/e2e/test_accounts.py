"""Accounts in real browsers: invited on a desk, the password set on a phone, the head's people and a deputy who signs."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from portal.core.models import User
from recognition.enums import Role, UnitKind
from recognition.models import Delegation, Unit
from tests.e2e.conftest import ADMIN, INTAKE, PHONE, act, add_person, expect_fits
from tests.recognition.intake.conftest import pdf_bytes

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.browser]

OWN = "mat-khau-cua-rieng-toi-9"


@pytest.fixture
def organization(transactional_db) -> Unit:
    unit = Unit.objects.create(code="BVDK", name="Bệnh viện Đa khoa tỉnh", kind=UnitKind.HOSPITAL)
    add_person("tri", Role.ADMINISTRATOR)
    add_person("khai", Role.UNIT_HEAD, unit)
    add_person("oanh", Role.UNIT_DEPUTY, unit)
    return unit


def seen(page: Page, name: str) -> None:
    """Keep a picture where somebody wants to look (``LOOK_AT`` names a folder)."""
    if folder := os.environ.get("LOOK_AT"):
        page.screenshot(path=Path(folder) / f"{name}.png", full_page=True)


def test_an_invited_person_sets_the_own_password_on_a_phone_and_works(as_person, new_page):
    admin = as_person("tri", at=f"{ADMIN}tai-khoan/them/")
    admin.goto(f"{ADMIN}tai-khoan/them/")
    admin.get_by_label("Tên đăng nhập").fill("ha.bvdk")
    admin.get_by_label("Họ và tên").fill("Đinh Thị Thu Hà")
    admin.locator("#id_role").select_option(label="Đầu mối của đơn vị")
    admin.locator("#id_unit").select_option(label="Bệnh viện Đa khoa tỉnh")
    seen(admin, "new-account")
    admin.get_by_role("button", name="Thêm", exact=True).click()
    expect(admin.get_by_role("heading", name="Giấy mời vào tài khoản")).to_be_visible()
    seen(admin, "paper")
    link = admin.locator(".invitation-paper__link code").inner_text()
    phone = new_page(phone=True)
    phone.goto("/" + link.split("/", 3)[3])
    seen(phone, "set-password-phone")
    assert phone.viewport_size["width"] == PHONE
    expect_fits(phone)
    phone.locator("#id_password").fill(OWN)
    phone.locator("#id_again").fill("khac-hoan-toan-9")
    phone.get_by_role("button", name="Đặt mật khẩu").click()
    expect(phone.get_by_role("alert")).to_contain_text("Hai lần nhập mật khẩu không giống nhau.")
    phone.locator("#id_password").fill(OWN)
    phone.locator("#id_again").fill(OWN)
    phone.get_by_role("button", name="Đặt mật khẩu").click()
    expect(phone.get_by_text("Đã đặt mật khẩu.")).to_be_visible()
    phone.get_by_label("Tên đăng nhập").fill("ha.bvdk")
    phone.get_by_label("Mật khẩu").fill(OWN)
    phone.get_by_role("button", name="Đăng nhập").click()
    expect(phone.get_by_role("heading", name="Hồ sơ của đơn vị", level=1)).to_be_visible()
    seen(phone, "home-phone")


def test_the_head_gives_a_fresh_link_and_lets_the_deputy_sign_and_the_deputy_gives_it_back(as_person):
    head = as_person("khai", phone=True)
    head.get_by_role("link", name="Người của đơn vị").click()
    expect(head.get_by_role("heading", name="Người của đơn vị", level=1)).to_be_visible()
    seen(head, "people-phone")
    expect_fits(head)
    head.get_by_role("link", name="Ủy quyền cho cấp phó").click()
    head.get_by_label("Phó thủ trưởng ký thay").select_option(index=1)
    head.get_by_label("Đến hết ngày").fill(f"{head.evaluate('new Date().getFullYear()')}-12-31")
    seen(head, "delegate-phone")
    expect_fits(head)
    head.get_by_label("Văn bản ủy quyền đã ký, đóng dấu").set_input_files(
        {"name": "uy-quyen.pdf", "mimeType": "application/pdf", "buffer": pdf_bytes()}
    )
    head.get_by_role("button", name="Ủy quyền", exact=True).click()
    expect(head.get_by_text("Đang có hiệu lực")).to_be_visible()
    seen(head, "delegated-phone")
    expect_fits(head)
    deputy = as_person("oanh")
    expect(deputy.get_by_role("heading", name="Chờ bạn xác nhận")).to_be_visible()
    seen(deputy, "deputy")
    deputy.get_by_role("link", name="Xem văn bản ủy quyền").click()
    seen(deputy, "people-deputy")
    deputy.get_by_role("button", name="Kết thúc ủy quyền").click()
    expect(deputy.get_by_text("Đã kết thúc sớm")).to_be_visible()
    deputy.goto(INTAKE)
    expect(deputy.get_by_role("heading", name="Chờ bạn xác nhận")).to_have_count(0)
    assert Delegation.objects.get().ended_by.username == "oanh"
    head.goto(f"{INTAKE}nguoi-cua-don-vi/")
    head.get_by_role("link", name="Cấp đường dẫn mới – Oanh").click()
    seen(head, "fresh-link-phone")
    head.get_by_role("button", name="Cấp đường dẫn và in giấy").click()
    expect(head.get_by_role("heading", name="Giấy đặt lại mật khẩu")).to_be_visible()
    seen(head, "reset-paper-phone")
    expect_fits(head)
    deputy.goto(INTAKE)
    expect(deputy.get_by_label("Tên đăng nhập")).to_be_visible()  # signed out by the reset


def test_an_account_is_closed_with_what_is_open_shown_first(as_person):
    admin = as_person("tri", at=ADMIN)
    admin.goto(f"{ADMIN}tai-khoan/xem/{User.objects.get(username='oanh').pk}/")
    seen(admin, "account")
    admin.get_by_role("navigation", name="Việc có thể làm").get_by_role(
        "link", name="Khóa tài khoản, bàn giao"
    ).click()
    expect(admin.get_by_text("Không có việc nào đang mở.")).to_be_visible()
    seen(admin, "close")
    admin.goto(f"{ADMIN}tai-khoan/xem/{User.objects.get(username='oanh').pk}/")
    act(admin, "Khóa tài khoản, bàn giao")
    assert not User.objects.get(username="oanh").is_active
    admin.goto(f"{ADMIN}tai-khoan/nhap/")
    seen(admin, "import")
    expect(admin.get_by_role("link", name="Tải tệp mẫu (.xlsx)")).to_be_visible()
