"""The paper's page on a phone: answered and taken back in a browser, and the address is told to no other site."""

from __future__ import annotations

import pytest

from recognition.domain import consent
from recognition.enums import Role
from tests import deciding

pytestmark = pytest.mark.django_db(transaction=True)

PHONE = {"width": 360, "height": 740}


def test_on_a_phone_each_item_is_answered_and_taken_back(desk, live_server, browser, monkeypatch):
    monkeypatch.setenv("DJANGO_ALLOW_ASYNC_UNSAFE", "true")  # the browser's driver runs a loop in this thread
    deciding.site_tree()
    line = desk.line(desk.decision())
    asked = consent.ask(
        honoree=line.honoree, scopes=["photo", "biography", "words"], actor=desk.person(Role.EDITOR)
    )
    with browser.new_context(viewport=PHONE) as visit:
        page = visit.new_page()
        page.goto(f"{live_server.url}/dong-y/{asked.token}/")
        assert page.evaluate("document.documentElement.scrollWidth") <= PHONE["width"]
        for name, said in (("photo", "yes"), ("biography", "yes"), ("words", "no")):
            page.locator(f"input[name={name}][value={said}]").check()
        page.get_by_role("button", name="Gửi câu trả lời").click()
        page.get_by_role("heading", name="Đã ghi nhận câu trả lời, xin cảm ơn").wait_for()
        assert consent.scopes_in_force(line.honoree) == {"photo", "biography"}
        page.get_by_label("Ảnh", exact=True).check()
        page.get_by_role("button", name="Rút lại mục đã chọn").click()
        page.get_by_text("Đã rút lại, không đăng nữa").wait_for()
        assert consent.scopes_in_force(line.honoree) == {"biography"}
        with page.expect_request("https://elsewhere.example/") as sent:
            page.evaluate(
                "() => { const a = document.createElement('a'); a.href = 'https://elsewhere.example/'; a.click(); }"
            )
        assert asked.token not in sent.value.all_headers().get("referer", "")
