"""Screens of the desk on a phone, where a list of long choices would push the page sideways."""

from __future__ import annotations

import pytest
from django.conf import settings

from recognition.enums import Role
from tests import deciding
from tests.e2e.conftest import PHONE, WIDER

pytestmark = pytest.mark.django_db(transaction=True)


def test_the_form_of_a_round_is_no_wider_than_a_phone(desk, live_server, browser, monkeypatch):
    monkeypatch.setenv("DJANGO_ALLOW_ASYNC_UNSAFE", "true")  # the browser's driver runs a loop in this thread
    deciding.site_tree()
    session = desk.client(Role.STANDING_BODY).cookies[settings.SESSION_COOKIE_NAME].value
    with browser.new_context(viewport={"width": PHONE, "height": 740}) as visit:
        visit.add_cookies([{"name": settings.SESSION_COOKIE_NAME, "value": session, "url": live_server.url}])
        page = visit.new_page()
        page.goto(f"{live_server.url}/quan-tri/dot-xet/them/")
        page.locator("#id_individual_form").wait_for()
        right = page.evaluate(
            "Math.max(...[...document.querySelectorAll('main select')].map((one) => one.getBoundingClientRect().right))"
        )
        assert right <= PHONE
        assert page.evaluate(WIDER) == []
