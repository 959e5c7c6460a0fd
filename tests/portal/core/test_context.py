import pytest
from django.test import RequestFactory
from django.urls import resolve
from django.utils import translation

from portal.core import context

pytestmark = pytest.mark.urls("tests.portal.core.front_urls")


def asked(path, language="vi"):
    request = RequestFactory().get(path)
    with translation.override(language):
        request.resolver_match = resolve(request.path_info)
    return request


@pytest.mark.parametrize(
    ("path", "language", "expected"),
    [
        ("/quyet-dinh/2026/?q=hoa", "vi", "/en/decisions/2026/?q=hoa"),
        ("/en/decisions/2026/", "en", "/quyet-dinh/2026/"),
        ("/healthz", "vi", "/en/"),
    ],
)
def test_the_other_language_of_a_view_is_its_own_address_there(path, language, expected):
    request = asked(path, language)
    with translation.override(language):
        assert context.alternate_url(request) == expected


def test_an_error_page_leads_to_the_home_page_of_the_other_language():
    request = RequestFactory().get("/khong-co/")
    request.resolver_match = None
    assert context.alternate_url(request) == "/en/"


def test_the_menu_names_what_exists_and_marks_where_the_reader_is():
    links = context.menu(RequestFactory().get("/quyet-dinh/2026/"))
    assert [(link.label, link.url, link.current) for link in links] == [
        ("Người được tôn vinh", "/ton-vinh/", False),
        ("Gương điển hình", "/guong-dien-hinh/", False),
        ("Phong trào thi đua", "/phong-trao/", False),
        ("Quyết định", "/quyet-dinh/", True),
    ]


def test_the_english_menu_leads_to_english_pages():
    with translation.override("en"):
        urls = [link.url for link in context.menu(RequestFactory().get("/en/stories/x/"))]
    assert urls == ["/en/honorees/", "/en/stories/", "/en/campaigns/", "/en/decisions/"]


def test_nothing_is_asked_of_the_database_before_the_template_needs_it():
    given = context.portal(asked("/quyet-dinh/"))
    assert given["canonical_url"].endswith("/quyet-dinh/")
    assert given["search_url"] == ""
    assert given["display"].key == "normal.normal"
