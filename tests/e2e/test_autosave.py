"""Writing a dossier in real browsers: two windows, a lost connection, a session that ended, signing out."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from django.contrib.sessions.models import Session
from django.utils import timezone
from playwright.sync_api import Page, expect

from portal.core.models import User
from recognition.domain import nominations
from recognition.domain.setup import ensure_groups
from recognition.enums import AwardCategory, AwardSubject, Level, Role, SubjectKind, UnitKind
from recognition.models import Award, Nomination, Round, Unit
from tests.e2e.conftest import INTAKE, PASSWORD, PHONE, add_person, expect_fits

pytestmark = pytest.mark.django_db(transaction=True)

SAVED = re.compile(r"^Đã lưu \d\d:\d\d$")
CONDUCT = "Phẩm chất đạo đức tốt"
RESULT = "Kết quả thực hiện nhiệm vụ"
RATING = "Kết quả đánh giá, xếp loại"


@pytest.fixture
def organization(transactional_db: None) -> None:
    """A hospital with two focal points and one dossier."""
    ensure_groups()
    department = Unit.objects.create(code="SYT", name="Sở Y tế", kind=UnitKind.DEPARTMENT)
    hospital = Unit.objects.create(
        code="BVSD", name="Bệnh viện Sông Đào", kind=UnitKind.HOSPITAL, parent=department
    )
    award = Award.objects.create(
        code="T-GK",
        name="Giấy khen của Giám đốc Sở Y tế",
        category=AwardCategory.FORM,
        subject=AwardSubject.BOTH,
        level=Level.DEPARTMENT,
        rank=20,
    )
    now = timezone.now()
    round_ = Round.objects.create(
        title="Đợt xét cuối năm",
        unit=department,
        opens_at=now - timedelta(days=3),
        deadline=now + timedelta(days=3),
        is_draft=False,
    )
    round_.awards.add(award)
    add_person("nhan", Role.FOCAL_POINT, hospital)
    add_person("hoa", Role.FOCAL_POINT, hospital)
    nominations.start(
        round=round_,
        unit=hospital,
        award=award,
        kind=SubjectKind.INDIVIDUAL,
        full_name="Nguyễn Thị Hoa",
        actor=User.objects.get(username="nhan"),
    )


def dossier() -> Nomination:
    return Nomination.objects.get()


def open_section(page: Page, code: str) -> None:
    expect(page.get_by_role("heading", name="Hồ sơ của đơn vị", level=1)).to_be_visible()
    page.goto(f"{INTAKE}ho-so/{dossier().public_id}/muc/{code}/")


def state(page: Page):
    return page.locator("[data-save-state]")


def expect_saved(page: Page, **report: object) -> None:
    """Wait until the dossier says this, and the screen that it is saved (as it also says before anything is written)."""
    for _attempt in range(100):
        if {code: dossier().report.get(code) for code in report} == report:
            break
        page.wait_for_timeout(100)
    assert {code: dossier().report.get(code) for code in report} == report
    expect(state(page)).to_have_text(SAVED)
    expect(state(page)).to_have_attribute("data-state", "done")


def kept_drafts(page: Page) -> int:
    return page.evaluate("Object.keys(localStorage).filter((key) => key.startsWith('tonvinh:')).length")


@pytest.mark.browser
def test_what_is_written_is_saved_by_itself_and_said(as_person):
    page = as_person("nhan")
    open_section(page, "conduct")
    page.get_by_label(CONDUCT).fill("Gương mẫu, được khoa tín nhiệm.")
    expect_saved(page, conduct="Gương mẫu, được khoa tín nhiệm.")
    expect(page.get_by_text("Đã viết 6 từ, nên từ 30, tối đa 400 từ.")).to_be_visible()
    assert dossier().report == {"conduct": "Gương mẫu, được khoa tín nhiệm."}
    assert kept_drafts(page) == 0
    page.reload()
    expect(page.get_by_label(CONDUCT)).to_have_value("Gương mẫu, được khoa tín nhiệm.")


@pytest.mark.browser
def test_an_answer_that_cannot_be_kept_is_said_beside_it(as_person):
    page = as_person("nhan")
    open_section(page, "figures")
    page.get_by_label("Số người được hỏi").fill("200")
    page.get_by_label("Số người hài lòng").fill("212")
    question = page.locator("[data-question=survey]")
    expect(question.locator("[data-after]")).to_contain_text("không được lớn hơn")
    page.get_by_label("Số người hài lòng").fill("170")
    expect(question.locator("[data-after]")).to_have_text("Tỷ lệ: 85%")
    expect_saved(page, survey={"part": "170", "whole": "200"})
    assert dossier().report == {"survey": {"part": "170", "whole": "200"}}
    # Told by the page itself after the button, it is over as soon as the mended answer is kept.
    page.get_by_label("Số người hài lòng").fill("212")
    page.get_by_role("button", name="Lưu", exact=True).click()
    expect(page.get_by_role("alert")).to_contain_text("Kết quả khảo sát")
    expect(question.locator(".field__error")).to_be_visible()
    page.get_by_label("Số người hài lòng").fill("171")
    expect(question.locator("[data-after]")).to_contain_text("Tỷ lệ: 85")
    expect(question.locator(".field__error")).to_have_count(0)
    expect(page.get_by_role("alert")).to_have_count(0)


@pytest.mark.browser
def test_two_windows_meet_in_one_question_only_and_nothing_is_lost(as_person):
    mine, other = as_person("nhan"), as_person("hoa")
    open_section(mine, "rating")
    open_section(other, "rating")
    other.get_by_label(RESULT).fill("Bản của chị Hoa")
    expect_saved(other, result="Bản của chị Hoa")
    # Another question of the same section: no conflict.
    mine.get_by_label(RATING).fill("Hoàn thành xuất sắc nhiệm vụ")
    expect_saved(mine, rating="Hoàn thành xuất sắc nhiệm vụ")
    mine.get_by_label(RESULT).fill("Bản của chị Nhàn")
    both = mine.get_by_role("group", name="Ô này có hai bản")
    expect(both).to_contain_text("Hoa đã lưu ô này lúc")
    expect(both).to_contain_text("Bản của chị Hoa")
    expect(both).to_contain_text("Bản của chị Nhàn")
    assert dossier().report == {"result": "Bản của chị Hoa", "rating": "Hoàn thành xuất sắc nhiệm vụ"}
    both.get_by_label("Dùng bản trong ô").check()
    expect(both).to_be_hidden()
    expect_saved(mine, result="Bản của chị Nhàn")
    # And the other way round: the other window takes what is stored.
    other.get_by_label(RESULT).fill("Bản thứ ba")
    theirs = other.get_by_role("group", name="Ô này có hai bản")
    theirs.get_by_label("Dùng bản đang lưu").check()
    expect(other.get_by_label(RESULT)).to_have_value("Bản của chị Nhàn")
    expect(theirs).to_be_hidden()
    assert dossier().report["result"] == "Bản của chị Nhàn"
    assert (kept_drafts(mine), kept_drafts(other)) == (0, 0)


@pytest.mark.browser
def test_without_a_connection_the_text_stays_and_is_saved_later(as_person):
    page = as_person("nhan")
    open_section(page, "conduct")
    page.context.set_offline(True)
    page.get_by_label(CONDUCT).fill("Viết lúc mất mạng")
    expect(state(page)).to_have_text("Mất kết nối: chưa lưu được")
    expect(page.get_by_text("Nội dung được giữ trong trình duyệt này")).to_be_visible()
    page.get_by_role("button", name="Lưu và sang mục sau").click()
    expect(page.get_by_label(CONDUCT)).to_have_value("Viết lúc mất mạng")  # the page is still there
    assert (dossier().report, kept_drafts(page)) == ({}, 1)
    page.context.set_offline(False)
    expect_saved(page, conduct="Viết lúc mất mạng")
    assert (dossier().report, kept_drafts(page)) == ({"conduct": "Viết lúc mất mạng"}, 0)


@pytest.mark.browser
def test_after_the_session_the_text_is_offered_again(as_person):
    page = as_person("nhan")
    open_section(page, "conduct")
    Session.objects.all().delete()
    page.get_by_label(CONDUCT).fill("Viết sau khi hết phiên")
    expect(state(page)).to_have_text("Phiên làm việc đã hết: chưa lưu được")
    page.get_by_role("link", name="Đăng nhập lại").click()
    page.get_by_label("Tên đăng nhập").fill("nhan")
    page.get_by_label("Mật khẩu").fill(PASSWORD)
    page.get_by_role("button", name="Đăng nhập").click()
    expect(page.get_by_text("Trong trình duyệt này còn bản chưa lưu")).to_be_visible()
    expect(page.get_by_label(CONDUCT)).to_have_value("")
    page.get_by_role("button", name="Dùng bản chưa lưu").click()
    expect_saved(page, conduct="Viết sau khi hết phiên")
    assert (dossier().report, kept_drafts(page)) == ({"conduct": "Viết sau khi hết phiên"}, 0)


@pytest.mark.browser
def test_who_signs_in_next_is_not_offered_it_and_signing_out_forgets_it(as_person):
    page = as_person("nhan")
    open_section(page, "conduct")
    Session.objects.all().delete()
    page.get_by_label(CONDUCT).fill("Chữ riêng của chị Nhàn")
    expect(state(page)).to_have_text("Phiên làm việc đã hết: chưa lưu được")
    page.get_by_role("link", name="Đăng nhập lại").click()
    page.get_by_label("Tên đăng nhập").fill("hoa")
    page.get_by_label("Mật khẩu").fill(PASSWORD)
    page.get_by_role("button", name="Đăng nhập").click()
    expect(page.get_by_label(CONDUCT)).to_have_value("")
    expect(page.get_by_text("Trong trình duyệt này còn bản chưa lưu")).to_have_count(0)
    assert kept_drafts(page) == 1
    page.goto(INTAKE)
    page.get_by_role("button", name="Đăng xuất").first.click()
    expect(page.get_by_label("Tên đăng nhập")).to_be_visible()
    assert kept_drafts(page) == 0


@pytest.mark.browser
def test_a_phone_without_scripts_saves_by_the_button_and_chooses_between_two_texts(as_person):
    plain, other = as_person("nhan", plain=True), as_person("hoa")
    open_section(plain, "conduct")
    assert plain.viewport_size["width"] == PHONE
    open_section(other, "conduct")
    other.get_by_label(CONDUCT).fill("Bản của chị Hoa")
    expect_saved(other, conduct="Bản của chị Hoa")
    plain.get_by_label(CONDUCT).fill("Bản không mã lệnh")
    plain.get_by_role("button", name="Lưu", exact=True).click()
    both = plain.get_by_role("group", name="Ô này có hai bản")
    expect(both).to_contain_text("Bản của chị Hoa")
    expect_fits(plain)
    both.get_by_label("Dùng bản trong ô").check()
    plain.get_by_role("button", name="Lưu", exact=True).click()
    expect(both).to_have_count(0)
    assert dossier().report == {"conduct": "Bản không mã lệnh"}
