from __future__ import annotations

from ipaddress import ip_network

import pytest
from django.contrib.auth import authenticate, user_logged_in
from django.core import checks
from django.core.exceptions import ImproperlyConfigured
from django.http import HttpResponse
from django.test import RequestFactory

from portal.core.authentication import refuse_demo_users
from portal.core.models import User
from portal.core.security import PolicyMiddleware, ProxyMiddleware, client_address, typed_username

PROXY, OTHER_PROXY, STRANGER = "10.0.0.5", "10.0.0.6", "203.0.113.9"


@pytest.fixture
def proxies(settings):
    settings.TRUSTED_PROXIES = (ip_network("10.0.0.0/29"), ip_network("2001:db8::/64"))


@pytest.mark.parametrize(
    ("peer", "forwarded", "expected"),
    [
        (STRANGER, "", STRANGER),
        (STRANGER, "192.0.2.1", STRANGER),
        (PROXY, "192.0.2.1", "192.0.2.1"),
        (PROXY, "1.1.1.1, 192.0.2.1", "192.0.2.1"),
        (PROXY, f"1.1.1.1, 192.0.2.1, {OTHER_PROXY}", "192.0.2.1"),
        (PROXY, "192.0.2.1:4711", "192.0.2.1"),
        (PROXY, "[2001:db8:1::7]:4711", "2001:db8:1::7"),
        (PROXY, "unknown", PROXY),
        (PROXY, "192.0.2.1, <script>", PROXY),
        (PROXY, "", PROXY),
        ("2001:db8::1", "192.0.2.1", "192.0.2.1"),
        ("::ffff:10.0.0.5", "192.0.2.1", "192.0.2.1"),
        ("", "192.0.2.1", "192.0.2.1"),
        ("", "", ""),
    ],
)
def test_the_client_is_the_nearest_address_that_is_no_proxy_of_ours(proxies, peer, forwarded, expected):
    request = RequestFactory().get("/", REMOTE_ADDR=peer, HTTP_X_FORWARDED_FOR=forwarded)
    assert client_address(request) == expected


def test_without_trusted_proxies_a_unix_socket_says_nothing_about_the_client(settings):
    settings.TRUSTED_PROXIES = ()
    request = RequestFactory().get("/", REMOTE_ADDR="", HTTP_X_FORWARDED_FOR="192.0.2.1")
    assert client_address(request) == ""


@pytest.mark.parametrize(("peer", "secure"), [(PROXY, True), (STRANGER, False)])
def test_only_a_trusted_proxy_says_that_the_connection_is_secure(proxies, settings, peer, secure):
    settings.SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
    seen = []

    def view(request):
        seen.append(request.is_secure())
        return HttpResponse()

    ProxyMiddleware(view)(RequestFactory().get("/", REMOTE_ADDR=peer, HTTP_X_FORWARDED_PROTO="https"))
    assert seen == [secure]


def policy_of(path: str) -> HttpResponse:
    return PolicyMiddleware(lambda request: HttpResponse())(RequestFactory().get(path))


def test_public_pages_have_a_strict_policy():
    policy = policy_of("/ton-vinh/")["Content-Security-Policy"]
    assert "unsafe" not in policy
    assert "default-src 'none'" in policy
    assert "script-src 'self'" in policy
    assert "object-src 'none'" in policy


def test_only_wagtails_screens_have_a_relaxed_policy():
    assert "script-src 'self' 'unsafe-inline'" in policy_of("/quan-tri/pages/")["Content-Security-Policy"]
    assert "unsafe" not in policy_of("/x/quan-tri/")["Content-Security-Policy"]
    assert "unsafe" not in policy_of("/quan-tri")["Content-Security-Policy"]


def test_every_answer_says_that_sensors_are_not_used():
    assert "camera=()" in policy_of("/")["Permissions-Policy"]


def test_a_name_is_counted_without_case_and_outer_spaces():
    request = RequestFactory().post("/", {"username": "  QuanTri\x00 "})
    assert typed_username(request, None) == "quantri"
    assert typed_username(request, {"username": "x" * 1000}) == "x" * 150


@pytest.mark.django_db
class TestSigningIn:
    @pytest.fixture
    def person(self):
        return User.objects.create_user("thuky", password="mot-mat-khau-dai")

    def attempt(self, password: str, address: str, name: str = "thuky"):
        request = RequestFactory().post("/", {"username": name}, REMOTE_ADDR=address)
        user = authenticate(request, username=name, password=password)
        if user is not None:
            user_logged_in.send(sender=User, request=request, user=user)
        return user

    def test_a_stranger_locks_his_own_address_and_not_the_account(self, person, settings):
        for _ in range(settings.AXES_FAILURE_LIMIT):
            assert self.attempt("sai", STRANGER) is None
        assert self.attempt("mot-mat-khau-dai", STRANGER) is None
        assert self.attempt("mot-mat-khau-dai", "198.51.100.4") == person

    def test_a_locked_address_still_serves_other_people(self, person, settings):
        other = User.objects.create_user("lanhdao", password="mot-mat-khau-khac")
        for _ in range(settings.AXES_FAILURE_LIMIT):
            self.attempt("sai", STRANGER)
        assert self.attempt("mot-mat-khau-khac", STRANGER, "lanhdao") == other

    def test_a_success_forgets_the_failures(self, person, settings):
        for _ in range(3):
            for _ in range(settings.AXES_FAILURE_LIMIT - 1):
                self.attempt("sai", STRANGER)
            assert self.attempt("mot-mat-khau-dai", STRANGER) == person

    def test_a_demo_account_signs_in_only_where_the_demo_is(self, settings):
        person = User.objects.create_user("quantri", password="tonvinh-demo", is_demo=True)
        assert self.attempt("tonvinh-demo", STRANGER, "quantri") == person
        settings.DEMO_USERS_ALLOWED = False
        assert self.attempt("tonvinh-demo", STRANGER, "quantri") is None

    def test_production_does_not_start_with_demo_accounts(self, settings):
        User.objects.create_user("quantri", password="tonvinh-demo", is_demo=True)
        refuse_demo_users()
        settings.DEMO_USERS_ALLOWED = False
        with pytest.raises(ImproperlyConfigured, match="quantri"):
            refuse_demo_users()


def found(settings) -> set[str]:
    return {message.id for message in checks.run_checks() if message.id and message.id.startswith("core.")}


@pytest.mark.parametrize(
    ("name", "value", "expected"),
    [
        ("TRUSTED_PROXIES", (ip_network("0.0.0.0/0"),), "core.E006"),
        ("AXES_LOCKOUT_PARAMETERS", ["username"], "core.E005"),
        (
            "CONTENT_SECURITY_POLICY",
            {"DIRECTIVES": {"script-src": ["'self'", "'unsafe-inline'"]}},
            "core.E004",
        ),
        ("LANGUAGE_CODE", "en", "core.E030"),
        ("FORMAT_MODULE_PATH", [], "core.E031"),
        ("OUTBOX_WAKE", "off", "core.W041"),
        ("SESSION_COOKIE_SECURE", True, "core.E007"),
    ],
)
def test_a_dangerous_configuration_is_refused(settings, name, value, expected):
    assert found(settings) == set()
    setattr(settings, name, value)
    assert expected in found(settings)


def test_data_below_the_public_folder_is_refused(settings):
    settings.DATA_DIR = settings.MEDIA_ROOT / "public" / "data"
    assert found(settings) == {"core.E011"}
