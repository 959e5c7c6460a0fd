import pytest
from django.http import HttpResponse
from django.test import RequestFactory

from portal.core import display
from portal.core.views.display import change


def post(data, cookie=""):
    request = RequestFactory(enforce_csrf_checks=True).post("/hien-thi/", data)
    if cookie:
        request.COOKIES[display.COOKIE] = cookie
    return change(request)


@pytest.mark.parametrize(
    ("cookie", "expected"),
    [
        (None, ("normal", "normal")),
        ("", ("normal", "normal")),
        ("large.more", ("large", "more")),
        ("small", ("small", "normal")),
        ("huge.more", ("normal", "more")),
        ('"><script>.more.more', ("normal", "normal")),
    ],
)
def test_a_cookie_is_read_and_a_forged_one_forgotten(cookie, expected):
    read = display.read(cookie)
    assert (read.text, read.contrast) == expected


def test_a_button_changes_its_half_of_the_cookie_and_returns_to_the_page():
    response = post({"text": "large", "next": "/ton-vinh/?nam=2026"}, cookie="normal.more")
    assert (response.status_code, response["Location"]) == (303, "/ton-vinh/?nam=2026")
    cookie = response.cookies[display.COOKIE]
    assert cookie.value == "large.more"
    assert cookie["samesite"] == "Lax"
    assert cookie["httponly"]


def test_the_default_needs_no_cookie():
    response = post({"contrast": "normal"}, cookie="normal.more")
    assert response.cookies[display.COOKIE]["max-age"] == 0


@pytest.mark.parametrize(
    "address", ["https://evil.example/", "//evil.example/", "/\\evil.example", "javascript:alert(1)", "", "x"]
)
def test_it_returns_only_to_pages_of_ours(address):
    assert post({"text": "large", "next": address})["Location"] == "/"


def test_only_a_post_changes_anything():
    response = change(RequestFactory().get("/hien-thi/?text=large"))
    assert isinstance(response, HttpResponse)
    assert response.status_code == 405
