"""What a visitor gets, and what never gets into the store."""

from __future__ import annotations

import gzip
import re
import threading
import time
from datetime import UTC, datetime

import brotli
import pytest
import time_machine
from django.http import HttpResponse
from django.middleware.csrf import get_token
from django.template import engines
from django.urls import path
from django.views.decorators.cache import never_cache

from portal.core.display import Display, applied
from portal.core.rendered import layer, reading, store
from portal.core.rendered.layer import RenderedPages, accepted_encodings, asked_address, why_not
from tests import factories


def kept() -> list[str]:
    return store.current().addresses()


class TestAnswers:
    def test_the_second_visitor_does_not_reach_django(self, visitor):
        first, second = visitor.get("/ton-vinh/"), visitor.get("/ton-vinh/")
        assert (first.status, second.status) == (200, 200)
        assert first.body == second.body
        assert visitor.django == ["/ton-vinh/"]

    def test_both_languages_are_kept_apart(self, visitor):
        assert 'lang="vi"' in visitor.get("/ton-vinh/").text
        assert 'lang="en"' in visitor.get("/en/honorees/").text
        assert kept() == ["testserver/en/honorees/", "testserver/ton-vinh/"]

    def test_headers_are_those_of_django(self, visitor):
        visitor.get("/")
        stored, fresh = visitor.get("/"), visitor.fresh("/")
        own = {"etag", "vary", "cache-control", "content-length"}
        assert {k: v for k, v in stored.headers.items() if k not in own} == {
            k: v for k, v in fresh.headers.items() if k not in own
        }
        assert "default-src 'none'" in stored.headers["content-security-policy"]
        assert stored.headers["cache-control"] == "max-age=0, must-revalidate"
        assert stored.headers["vary"] == "Accept-Encoding, Cookie"
        assert int(stored.headers["content-length"]) == len(stored.body)
        assert "cdn-cache-control" not in stored.headers

    def test_a_client_that_has_it_is_told_so(self, visitor):
        visitor.get("/")
        tag = visitor.get("/").headers["etag"]
        again = visitor.get("/", HTTP_IF_NONE_MATCH=f'"other", W/{tag}')
        assert (again.status, again.body, again.headers["etag"]) == (304, b"", tag)
        assert "content-length" not in again.headers

    def test_encodings(self, visitor):
        whole = visitor.get("/")
        packed = visitor.get("/", HTTP_ACCEPT_ENCODING="gzip, deflate, br")
        assert packed.headers["content-encoding"] == "br"
        assert brotli.decompress(packed.body) == whole.body
        older = visitor.get("/", HTTP_ACCEPT_ENCODING="gzip;q=1.0, br;q=0")
        assert gzip.decompress(older.body) == whole.body
        assert len({packed.headers["etag"], older.headers["etag"], whole.headers["etag"]}) == 3

    @pytest.mark.parametrize(
        ("header", "taken"),
        [
            ("", ()),
            ("br", ("br",)),
            ("*", ("br", "gzip")),
            ("*, br;q=0", ("gzip",)),
            ("gzip;q=x", ()),
            (";;,", ()),
        ],
    )
    def test_accept_encoding(self, header, taken):
        assert accepted_encodings(header) == taken

    def test_head_is_the_page_without_its_body(self, visitor):
        visitor.get("/")
        head = visitor.get("/", method="HEAD")
        assert (head.status, head.body) == (200, b"")
        assert head.headers["content-length"] == visitor.get("/").headers["content-length"]
        assert visitor.django == ["/"]

    def test_a_list_page_is_kept_by_its_number_and_a_filter_is_not(self, visitor):
        visitor.get("/ton-vinh/?trang=2")
        visitor.get("/ton-vinh/?nam=2024")
        assert kept() == ["testserver/ton-vinh/?trang=2"]

    def test_a_network_in_front_keeps_long_only_where_it_can_be_purged(self, visitor, settings):
        settings.RENDERED_CDN = True
        visitor.get("/quyet-dinh/")
        answer = visitor.get("/quyet-dinh/")
        assert answer.headers["cdn-cache-control"] == "public, max-age=86400, stale-while-revalidate=60"
        assert answer.headers["cache-control"] == "max-age=0, must-revalidate"

    def test_such_a_network_keeps_no_page_past_its_moment(self, visitor, settings):
        settings.RENDERED_CDN = True
        with time_machine.travel(datetime(2026, 3, 2, 16, 59, tzinfo=UTC), tick=False):
            factories.campaign(deadline=datetime(2026, 3, 9, 10, tzinfo=UTC))
            visitor.settle()
            visitor.get("/phong-trao/")
            assert visitor.get("/phong-trao/").headers["cdn-cache-control"] == "public, max-age=60"


class TestWhoIsAsked:
    def test_a_session_goes_to_django(self, visitor, settings):
        visitor.get("/")
        visitor.get("/", HTTP_COOKIE=f"a=b; {settings.SESSION_COOKIE_NAME}=abc")
        assert visitor.django == ["/", "/"]
        assert "etag" not in visitor.get("/", HTTP_COOKIE="sessionid=abc").headers

    def test_another_host_a_forged_one_and_a_write_go_to_django(self, visitor):
        visitor.get("/")
        visitor.get("/", host="127.0.0.1")
        visitor.get("/", method="POST")
        visitor.get("/", HTTP_HX_REQUEST="true")
        visitor.get("/", HTTP_AUTHORIZATION="Basic eA==")
        assert visitor.django == ["/"] * 5
        assert kept() == ["testserver/"]

    def test_a_forwarded_host_changes_nothing(self, visitor):
        page = visitor.get("/", HTTP_X_FORWARDED_HOST="evil.example")
        assert "evil.example" not in page.text
        assert kept() == ["testserver/"]

    def test_what_a_visitor_sends_does_not_get_into_the_page(self, visitor):
        mine = visitor.get(
            "/",
            HTTP_COOKIE="csrftoken=x; display=large.more",
            HTTP_ACCEPT_LANGUAGE="fr",
            HTTP_USER_AGENT="evil",
        )
        assert 'data-text="large"' in mine.text
        assert "data-text" not in visitor.get("/").text
        assert "vary" in mine.headers
        assert "accept-language" not in visitor.get("/").headers["vary"].lower()

    def test_over_plain_http_a_secure_site_answers_by_django(self, visitor, settings):
        settings.PUBLIC_URL = "https://testserver"
        settings.TRUSTED_PROXIES = ()
        environ = {"REQUEST_METHOD": "GET", "PATH_INFO": "/", "HTTP_HOST": "testserver", "wsgi.url_scheme": "http",
                   "REMOTE_ADDR": "192.0.2.7", "HTTP_X_FORWARDED_PROTO": "https"}  # fmt: skip
        assert asked_address(environ) is None
        assert asked_address({**environ, "wsgi.url_scheme": "https"}) is not None

    def test_the_screens_of_staff_are_never_looked_for(self, visitor):
        visitor.get("/quan-tri/login/")
        visitor.get("/quan-tri/login/")
        assert visitor.django == ["/quan-tri/login/"] * 2
        assert kept() == []


class TestDisplay:
    @pytest.mark.parametrize("cookie", ["large.more", "small.normal", "normal.more", "large.normal"])
    def test_a_preference_is_put_into_the_stored_page_as_django_would(self, visitor, cookie):
        visitor.get("/ton-vinh/")
        own = visitor.get("/ton-vinh/", HTTP_COOKIE=f"display={cookie}", HTTP_ACCEPT_ENCODING="br")
        fresh = visitor.fresh("/ton-vinh/", HTTP_COOKIE=f"display={cookie}")
        assert own.text == fresh.text
        assert own.headers["cache-control"] == "private"
        assert "etag" not in own.headers
        assert len(visitor.django) == 2  # the stored page, the fresh one

    def test_a_forged_preference_is_the_default(self, visitor):
        page = visitor.get("/", HTTP_COOKIE='display="><script>.more')
        assert "<script>" not in page.text
        assert visitor.get("/", HTTP_COOKIE="display=huge.blue").headers["cache-control"] != "private"

    def test_a_page_of_another_make_is_left_as_it_is(self):
        assert applied(b"<p>", Display("large", "more")) == b"<p>"


class TestWhatIsNeverKept:
    def test_reasons(self):
        html = [("Content-Type", "text/html; charset=utf-8")]
        page = reading.Collector()
        private = reading.Collector()
        private.saw_sql('SELECT * FROM "core_user"')
        cases = {
            "404 Not Found": why_not("404 Not Found", html, b"", page),
            "not HTML": why_not("200 OK", [("Content-Type", "application/json")], b"", page),
            "it sets a cookie": why_not("200 OK", [*html, ("Set-Cookie", "a=b")], b"", page),
            "it asks not to be kept": why_not(
                "200 OK", [*html, ("Cache-Control", "max-age=0, no-store")], b"", page
            ),
            "it is a file": why_not("200 OK", [*html, ("Content-Disposition", "attachment")], b"", page),
            "it has a token": why_not("200 OK", html, b'<input name="csrfmiddlewaretoken">', page),
            "it reads core_user": why_not("200 OK", html, b"", private),
            "": why_not("200 OK", html, b"", page),
        }
        assert {reason: reason for reason in cases} == cases

    @pytest.fixture
    def own_views(self, settings):
        def token(request):
            return HttpResponse(engines["django"].from_string("{{ t }}").render({"t": get_token(request)}))

        @never_cache
        def fleeting(request):
            return HttpResponse("mỗi lần một khác")

        def failing(request):
            raise RuntimeError

        made = type("urls", (), {"urlpatterns": [path("token/", token), path("fleeting/", fleeting)]})
        settings.ROOT_URLCONF = made
        settings.CSRF_TRUSTED_ORIGINS = []

    def test_a_token_and_what_asks_not_to_be_kept_are_answered_and_not_kept(self, visitor, own_views):
        first = visitor.get("/token/")
        assert first.status == 200
        assert "set-cookie" in first.headers
        assert visitor.get("/token/").text != first.text
        assert visitor.get("/fleeting/").status == 200
        assert kept() == []

    def test_an_address_that_was_not_kept_is_asked_of_django_at_once_for_a_while(self, visitor):
        for _time in range(3):
            assert visitor.get("/khong-co/").status == 404
        assert visitor.django == ["/khong-co/"] * 4  # once for the store and once for the first visitor


class TestManyAtOnce:
    def test_many_visitors_render_once(self, switched_on):
        rendered: list[float] = []

        def slow(environ, start_response):
            rendered.append(time.monotonic())
            time.sleep(0.3)
            start_response("200 OK", [("Content-Type", "text/html; charset=utf-8")])
            return [b"<html><p>ok</p></html>"]

        application = RenderedPages(slow)
        answers: list[bytes] = []

        def visit() -> None:
            environ = {
                "REQUEST_METHOD": "GET",
                "PATH_INFO": "/",
                "HTTP_HOST": "testserver",
                "wsgi.url_scheme": "http",
            }
            answers.append(b"".join(application(environ, lambda *_args: None)))

        visitors = [threading.Thread(target=visit) for _ in range(12)]
        for one in visitors:
            one.start()
        for one in visitors:
            one.join()
        assert answers == [b"<html><p>ok</p></html>"] * 12
        assert len(rendered) == 1

    def test_what_changed_while_it_was_rendered_is_shown_once_and_not_kept(self, switched_on):
        def racing(environ, start_response):
            for release in store.all_releases():
                release.drop({"core_sitesettings"})
            start_response("200 OK", [("Content-Type", "text/html")])
            return [b"<html></html>"]

        environ = {
            "REQUEST_METHOD": "GET",
            "PATH_INFO": "/",
            "HTTP_HOST": "testserver",
            "wsgi.url_scheme": "http",
        }
        assert b"".join(RenderedPages(racing)(environ, lambda *_args: None)) == b"<html></html>"
        assert kept() == []

    def test_a_store_that_fails_is_answered_around(self, switched_on, monkeypatch):
        def failing() -> None:
            raise OSError("disk full")

        def plain(environ, start_response):
            start_response("200 OK", [])
            return [b"ok"]

        monkeypatch.setattr(layer.store, "current", failing)
        environ = {
            "REQUEST_METHOD": "GET",
            "PATH_INFO": "/",
            "HTTP_HOST": "testserver",
            "wsgi.url_scheme": "http",
        }
        assert b"".join(RenderedPages(plain)(environ, lambda *_args: None)) == b"ok"


def test_no_stored_page_of_the_site_has_a_token_or_a_nonce(visitor):
    for address in ("/", "/ton-vinh/", "/quyet-dinh/", "/xac-minh/", "/en/"):
        body = visitor.get(address).text
        assert not re.search(r"csrf|nonce=", body, re.IGNORECASE), address
