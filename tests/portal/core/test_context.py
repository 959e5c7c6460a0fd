import pytest
from bs4 import BeautifulSoup
from django.test import RequestFactory
from django.urls import resolve
from django.utils import translation

from portal.core import context, structured_data
from portal.core.models import SiteSettings

pytestmark = pytest.mark.urls("tests.portal.core.front_urls")
FRAME_QUERIES = 1  # the marks of the tables; what the frame shows is remembered


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
        ("/healthz", "vi", ""),
    ],
)
def test_the_other_language_of_a_view_is_its_own_address_there(path, language, expected):
    request = asked(path, language)
    with translation.override(language):
        assert context.alternate_url(request) == expected


def test_an_error_page_has_no_other_language():
    request = RequestFactory().get("/khong-co/")
    request.resolver_match = None
    assert context.alternate_url(request) == ""


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
    assert given["site_search_url"] == ""
    assert given["display"].key == "normal.normal"


@pytest.fixture
def department(db):
    site = SiteSettings.load()
    site.department_name = "Sở Y tế tỉnh Lam Giang"
    site.save()
    return site


def page(client, path, **cookies):
    for name, value in cookies.items():
        client.cookies[name] = value
    response = client.get(path)
    assert response.status_code == 200
    return BeautifulSoup(response.content, "html.parser")


def test_a_page_says_whose_it_is_where_it_is_and_in_which_language(client, department):
    html = page(client, "/trang/")
    assert html.title.get_text() == 'Một "trang" – Tôn vinh, Sở Y tế tỉnh Lam Giang'
    assert html.find("link", rel="canonical")["href"] == "http://testserver/trang/"
    assert html.find("link", hreflang="en")["href"] == "http://testserver/en/page/"
    assert html.find("link", hreflang="x-default")["href"] == "http://testserver/trang/"
    assert html.find("meta", property="og:title")["content"] == 'Một "trang"'
    assert html.find("meta", attrs={"name": "robots"}) is None
    assert html.find("a", class_="skip")["href"] == "#main"
    assert [
        landmark.name for landmark in html.body.find_all(["header", "main", "footer"], recursive=False)
    ] == [
        "header",
        "main",
        "footer",
    ]
    assert html.find("input", attrs={"name": "next"})["value"] == "/trang/"


def test_an_english_page_is_english_and_leads_back(client, department):
    html = page(client, "/en/page/")
    assert html.html["lang"] == "en"
    assert html.find("link", hreflang="x-default")["href"] == "http://testserver/trang/"
    assert html.find("a", hreflang="vi")["href"] == "/trang/"


def foot(client, path):
    html = page(client, path)
    marked = {span.get_text() for span in html.footer.find_all(lang="vi")}
    return " ".join(html.footer.get_text(" ").split()), marked


def test_the_foot_of_an_english_page_is_english_and_marks_what_nobody_translated(client, department):
    department.parent_agency, department.responsible = "UBND tỉnh Lam Giang", "Trung tâm Truyền thông"
    department.save()
    text, marked = foot(client, "/en/page/")
    assert "UBND tỉnh Lam Giang" in text
    assert marked == {"UBND tỉnh Lam Giang", "Trung tâm Truyền thông"}

    department.parent_agency_en, department.responsible_en = "People’s Committee", "Communication Centre"
    department.save()
    text, marked = foot(client, "/en/page/")
    assert "People’s Committee" in text
    assert "Communication Centre" in text
    assert "UBND" not in text
    assert marked == set()
    text, marked = foot(client, "/trang/")
    assert "Cơ quan chủ quản: UBND tỉnh Lam Giang" in text
    assert "Committee" not in text
    assert marked == set()


@pytest.mark.parametrize(
    ("language", "given", "shown"),
    [("vi", "Committee", "UBND"), ("en", "Committee", "Committee"), ("en", "", "UBND")],
)
def test_machines_read_the_parent_agency_in_the_language_of_the_page(language, given, shown):
    site = SiteSettings(parent_agency="UBND", parent_agency_en=given)
    with translation.override(language):
        assert structured_data.publisher(site)["parentOrganization"]["name"] == shown


def test_the_demo_says_so_and_is_not_indexed(client, department):
    department.demo = True
    department.save()
    html = page(client, "/trang/")
    assert html.find(class_="demo-bar").get_text() == "Dữ liệu minh họa, nhân vật hư cấu"
    assert html.find("meta", attrs={"name": "robots"})["content"] == "noindex"


def test_text_size_and_contrast_come_from_the_cookie(client, department):
    html = page(client, "/trang/", display="large.more").html
    assert (html["data-text"], html["data-contrast"]) == ("large", "more")
    html = page(client, "/trang/", display="<x>").html
    assert "data-text" not in html.attrs


def test_the_frame_of_a_page_costs_the_same_queries_every_time(client, department, django_assert_num_queries):
    client.get("/trang/")  # the addresses of sites are remembered from now on
    with django_assert_num_queries(FRAME_QUERIES):
        client.get("/trang/")


def test_the_living_page_stands_where_it_is_asked_for(client, department):
    html = page(client, "/_thanh-phan/")
    assert len(html.find_all("section", attrs={"aria-labelledby": True})) > 40
    ids = [found["id"] for found in html.find_all(id=True)]
    assert sorted(ids) == sorted(set(ids))
