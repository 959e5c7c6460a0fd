"""The log never holds a link that somebody may still use."""

from __future__ import annotations

import logging
import re

import pytest
from django.conf import settings
from django.urls import reverse
from django.utils import translation

from portal.core import log_lines
from portal.core.log_lines import Line

TOKEN = "kX3-_9secretsecretsecret"


def line(message: str, *args: object) -> str:
    record = logging.LogRecord("django.request", logging.WARNING, __file__, 1, message, args, None)
    return Line("%(levelname)s %(message)s").format(record)


@pytest.mark.parametrize("language", ["vi", "en"])
@pytest.mark.parametrize("name", ["recognition:invitation", "recognition:consent"])
def test_the_secret_of_a_link_is_left_out_of_the_line(language, name):
    with translation.override(language):
        path = reverse(name, args=[TOKEN])
    written = line("%s: %s", "Unprocessable Entity", path)
    assert TOKEN not in written
    assert written.startswith("WARNING Unprocessable Entity: ")
    assert written.endswith("/…/")
    assert TOKEN not in line('"GET %s HTTP/1.1" 200', path)


def test_an_app_says_which_of_its_addresses_are_secret():
    written = f"POST /trang-khac/{TOKEN}/?a=1"
    assert log_lines.cleaned(written) == written
    before = dict(log_lines._secret)
    log_lines.hide("trang-khac/")
    try:
        assert log_lines.cleaned(written) == "POST /trang-khac/…/?a=1"
        assert log_lines.cleaned(f"/nhan-tai-khoan/{TOKEN}/") == "/nhan-tai-khoan/…/"
    finally:
        log_lines._secret.clear()
        log_lines._secret.update(before)


def test_other_addresses_are_written_whole():
    assert line("%s: %s", "Not Found", "/ton-vinh/khong-co/") == "WARNING Not Found: /ton-vinh/khong-co/"


def test_every_line_of_the_settings_is_put_together_so_and_the_shipped_nginx_writes_none():
    formatters = settings.LOGGING["formatters"]
    assert {one["()"] for one in formatters.values()} == {f"{Line.__module__}.{Line.__qualname__}"}
    assert all(one.get("formatter") in formatters for one in settings.LOGGING["handlers"].values())
    conf = (settings.BASE_DIR / "deploy" / "nginx" / "tonvinh.conf").read_text(encoding="utf-8")
    quiet = re.findall(r"location ~ (\S+) \{\n\s+access_log off;", conf)
    for name in ("recognition:invitation", "recognition:consent"):
        for language in ("vi", "en"):
            with translation.override(language):
                assert any(re.search(pattern, reverse(name, args=[TOKEN])) for pattern in quiet)
