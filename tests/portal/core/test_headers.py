"""What a browser is told beside the page: strangers stand in no frame, editors see previews, production speaks TLS only."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest
from django.conf import settings as django_settings
from django.db import DatabaseError
from django.http import HttpResponse
from django.test import RequestFactory
from whitenoise.middleware import WhiteNoiseMiddleware

from portal.core.security import FrameMiddleware, PolicyMiddleware
from portal.home.models import HomePage
from recognition.enums import Role
from tests import factories

pytestmark = pytest.mark.django_db
ALWAYS = {
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "strict-origin-when-cross-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
}


def directives(response) -> dict[str, str]:
    pairs = (part.strip().partition(" ") for part in response["Content-Security-Policy"].split(";"))
    return {name: value for name, _space, value in pairs}


def framed_by_wagtail(response) -> bool:
    policy = directives(response)
    assert (policy["frame-ancestors"] == "'self'") == (response["X-Frame-Options"] == "SAMEORIGIN")
    return policy["frame-ancestors"] == "'self'"


def runs_what_is_written_into_it(response) -> bool:
    return "unsafe" in response["Content-Security-Policy"]


@pytest.mark.parametrize("path", ["/", "/en/", "/khong-co/", "/xac-minh/", "/robots.txt", "/healthz"])
def test_a_stranger_gets_the_strict_policy_and_every_other_header(client, path):
    response = client.get(path)
    policy = directives(response)
    assert policy["default-src"] == policy["frame-ancestors"] == policy["frame-src"] == "'none'"
    assert not framed_by_wagtail(response)
    assert not runs_what_is_written_into_it(response)
    assert response["X-Frame-Options"] == "DENY"
    assert {name: response[name] for name in ALWAYS} == ALWAYS
    assert "camera=()" in response["Permissions-Policy"]


@pytest.mark.parametrize(
    ("path", "language"),
    [
        ("/", "vi"), ("/en/", "en"), ("/quyet-dinh/?nam=2025", "vi"), ("/en/decisions/?nam=2025", "en"),
        ("/quyet-dinh/rss.xml", "vi"), ("/en/decisions/feed.json", "en"), ("/phong-trao/han-nop.ics", "vi"),
        ("/khong-co/", "vi"), ("/en/khong-co/", "en"), ("/robots.txt", "vi"), ("/sitemap.xml", "vi"),
    ],
)  # fmt: skip
def test_the_address_alone_says_the_language_and_no_cache_hears_otherwise(client, path, language):
    response = client.get(path, headers={"accept-language": "en" if language == "vi" else "vi"})
    assert response["Content-Language"] == language
    assert "accept-language" not in response.get("Vary", "").lower()


def test_a_stranger_with_a_forged_session_is_a_stranger(client):
    client.cookies[django_settings.SESSION_COOKIE_NAME] = "forged"
    assert not framed_by_wagtail(client.get("/"))


@pytest.mark.parametrize("path", ["/", "/en/", "/khong-co/", "/xac-minh/"])
def test_an_editors_public_page_may_stand_in_wagtails_frame_and_is_strict_in_all_else(client, path):
    strict = directives(client.get(path))
    client.force_login(factories.person(Role.EDITOR))
    response = client.get(path)
    assert framed_by_wagtail(response)
    assert not runs_what_is_written_into_it(response)
    assert directives(response) == strict | {"frame-ancestors": "'self'"}


def test_a_page_of_somebody_of_a_unit_stands_in_no_frame(client):
    client.force_login(factories.person(Role.FOCAL_POINT, unit=factories.unit()))
    assert not framed_by_wagtail(client.get("/"))


def test_wagtails_own_screens_run_what_wagtail_writes_into_them(client):
    client.force_login(factories.person(Role.EDITOR))
    response = client.get(django_settings.ADMIN_PATH)
    assert response.status_code == 200
    assert framed_by_wagtail(response)
    assert runs_what_is_written_into_it(response)


def test_a_preview_may_stand_in_wagtails_frame(client, rf):
    editor = factories.person(Role.EDITOR)
    client.force_login(editor)
    page = HomePage.objects.get(locale__language_code="vi")
    original = client.get("/").wsgi_request
    response = page.make_preview_request(original, page.preview_modes[0][0])
    assert response.status_code == 200
    assert framed_by_wagtail(response)
    assert runs_what_is_written_into_it(response)


def test_an_error_of_the_database_does_not_hide_the_page_of_errors():
    class Lost:
        @property
        def is_authenticated(self) -> bool:
            raise DatabaseError("the server is away")

    request = RequestFactory().get("/")
    request.user = Lost()
    request.COOKIES[django_settings.SESSION_COOKIE_NAME] = "somebody"
    response = PolicyMiddleware(FrameMiddleware(lambda _request: HttpResponse(status=500)))(request)
    assert response.status_code == 500
    assert not framed_by_wagtail(response)


def test_in_production_browsers_are_told_to_come_by_tls_for_a_year(tmp_path: Path):
    """A process of its own: the settings of production are complete only with a whole environment."""
    program = (
        "import django; django.setup();"
        "from django.core.handlers.wsgi import WSGIRequest;"
        "from django.http import HttpResponse;"
        "from django.middleware.security import SecurityMiddleware as Security;"
        "from django.test import RequestFactory;"
        "ask = lambda **kwargs: Security(lambda request: HttpResponse())(RequestFactory().get('/', headers={'host': 'tonvinh.example.vn'}, **kwargs));"
        "print(ask(secure=True)['Strict-Transport-Security']);"
        "print(ask().status_code, ask()['Location'])"
    )
    given = {
        "DJANGO_SETTINGS_MODULE": "portal.settings.production",
        "DATABASE_URL": f"sqlite:///{tmp_path / 'none.sqlite3'}",
        "PUBLIC_URL": "https://tonvinh.example.vn",
        "TRUSTED_PROXIES": "127.0.0.1",
        "EMAIL_URL": "dummymail://",
        "DEFAULT_FROM_EMAIL": "tonvinh@example.vn",
        **{name: str(tmp_path / name.lower()) for name in ("DATA_DIR", "VAR_DIR", "MEDIA_ROOT")},
    }
    kept = {name: os.environ[name] for name in ("PATH", "LANG") if name in os.environ}
    done = subprocess.run(
        [sys.executable, "-c", program],
        cwd=django_settings.BASE_DIR, env={**kept, **given}, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.stdout.splitlines() == ["max-age=31536000", "301 https://tonvinh.example.vn/"], done.stderr


def test_static_files_are_for_the_site_alone(rf, settings):
    settings.WHITENOISE_USE_FINDERS = True
    serve = WhiteNoiseMiddleware(lambda _request: HttpResponse(status=404))
    response = serve(rf.get("/static/portal/img/emblem.svg"))
    assert response.status_code == 200
    assert "Access-Control-Allow-Origin" not in response
    response.close()
