"""Editors find pages, pictures and documents without accents; indexing one costs the same however many there are."""

from __future__ import annotations

from urllib.parse import urlencode

import pytest
from django.contrib.auth import get_user_model
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st
from modelsearch.query import MATCH_ALL, MATCH_NONE, And, Boost, Fuzzy, Not, Or, Phrase, PlainText
from wagtail.documents import get_document_model
from wagtail.models import Page
from wagtail.search.backends import get_search_backend

from portal.core.page_search.text import MOST_WORDS, asked, indexed, title_norm

pytestmark = pytest.mark.django_db
BACKEND = "portal.core.page_search"
HOSTILE = [
    '"',
    '""',
    "'\"",
    '"đặng',
    "\x00",
    "a\x00b",
    "\ud800",
    "*",
    "-",
    "()",
    "a:b",
    "title:x",
    "NEAR(a b)",
    "AND",
    "OR NOT",
    "%s",
    "100%",
    "\\",
    "' OR 1=1 --",
    "^a",
    "a & b | !c <-> d",
    "và " * 3_000,
    '"và" ' * 3_000,
    "x" * 100_000,
    " ",
]


@pytest.fixture(autouse=True)
def _our_backend(settings):
    settings.WAGTAILSEARCH_BACKENDS = {"default": {"BACKEND": BACKEND}}


@pytest.fixture
def backend():
    return get_search_backend(BACKEND)


@pytest.fixture
def make_pages(backend):
    root = Page.get_first_root_node()

    def make(*titles: str) -> list[Page]:
        pages = [
            root.add_child(instance=Page(title=title, slug=f"trang-thu-{place}"))
            for place, title in enumerate(titles)
        ]
        backend.add_bulk(Page, pages)
        return pages

    return make


def titles(results) -> set[str]:
    return {page.title for page in results}


# What is found -------------------------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("query", "title"),
    [
        ("nguyen duc dat", "Nguyễn Đức Đạt"),
        ("NGUYỄN đức ĐẠT", "Nguyễn Đức Đạt"),
        ("dat", "Nguyễn Đức Đạt"),
        ("an", "Lê Văn An"),  # English would drop it as a stop word
        ("m'drak", "Trạm y tế M’Drắk"),
        ("mdrak", "Trạm y tế M’Drắk"),
        ("m drak", "Trạm y tế M’Drắk"),
        ("ki thuat", "Hội thi kỹ thuật"),
        ("ky luc", "Một kỉ lục"),
        ("Đặng", "Đa\u0323\u0306ng Thuỷ"),
        ("57 qd syt", "Quyết định 57/QĐ-SYT"),
        ("57/QĐ-SYT", "Quyết định 57/QĐ-SYT"),
    ],
)
@pytest.mark.parametrize("act", ["search", "autocomplete"])
def test_pages_are_found_without_accents(backend, make_pages, act, query, title):
    make_pages(title, "Một trang nào đó khác hẳn")
    assert titles(getattr(backend, act)(query, Page)) == {title}


@pytest.mark.parametrize("typed", ["ngu", "nguyễ", "dang", "đặ", "qu", "quy", "quye"])
def test_what_is_half_typed_is_completed(backend, make_pages, typed):
    make_pages("Nguyễn Đặng Quyền", "Lê Thị Hoa")
    assert titles(backend.autocomplete(typed, Page)) == {"Nguyễn Đặng Quyền"}


def test_other_words_are_not_found(backend, make_pages):
    make_pages("Lê Văn Tài", "Nguyễn Thị Hoa")
    assert titles(backend.search("tay", Page)) == set()
    assert titles(backend.search("nguyen tai", Page)) == set()
    assert titles(backend.search("nguyen tai", Page, operator="or")) == {"Lê Văn Tài", "Nguyễn Thị Hoa"}


def test_a_document_is_found_without_accents(backend):
    document = get_document_model()(title="Kế hoạch phát động thi đua", file="ke-hoach.pdf")
    document.save()
    backend.add(document)
    assert list(backend.autocomplete("ke hoach phat dong", type(document))) == [document]


def test_short_titles_stand_before_long_ones(backend, make_pages):
    long = (
        "Đặng Thị Thuỷ và những người bạn ở các trạm y tế xa xôi trên đường về bản vào một buổi sáng mùa đông"
    )
    make_pages(long, "Đặng Thuỷ", "Lê Văn Tài")
    assert [page.title for page in backend.search("thuy", Page)] == ["Đặng Thuỷ", long]
    assert backend.search("thuy", Page).count() == 2


def test_the_title_alone_can_be_searched(backend, make_pages):
    make_pages("Thi đua yêu nước")
    assert titles(backend.search("yeu nuoc", Page, fields=["title"])) == {"Thi đua yêu nước"}
    assert titles(backend.autocomplete("yeu nu", Page, fields=["title"])) == {"Thi đua yêu nước"}


def test_phrases_and_combinations_are_answered(backend, make_pages):
    make_pages("Đặng Thuỷ Trâm", "Thuỷ Đặng", "Lê Tài")
    assert titles(backend.search(Phrase("dang thuy"), Page)) == {"Đặng Thuỷ Trâm"}
    assert titles(backend.search(PlainText("dang") & ~PlainText("tram"), Page)) == {"Thuỷ Đặng"}
    assert titles(backend.search(PlainText("tram") | PlainText("tai"), Page)) == {"Đặng Thuỷ Trâm", "Lê Tài"}
    others = titles(backend.search(~PlainText("thuy"), Page))
    assert "Lê Tài" in others
    assert not others & {"Đặng Thuỷ Trâm", "Thuỷ Đặng"}
    assert backend.search(MATCH_NONE, Page).count() == 0
    assert backend.search(MATCH_ALL, Page).count() == Page.objects.count()


def test_a_changed_page_is_found_by_its_new_words_only(backend, make_pages):
    (page,) = make_pages("Đặng Thuỷ")
    page.title = "Lê Tài"
    backend.add(page)
    page.save()
    assert titles(backend.search("dang", Page)) == set()
    assert titles(backend.search("tai", Page)) == {"Lê Tài"}
    assert connection_rows(page) == 1
    backend.delete(page)
    assert titles(backend.search("tai", Page)) == set()


def connection_rows(page: Page) -> int:
    return page.index_entries.count()


# What it costs -------------------------------------------------------------------------------------------------------
def statements(call) -> list[str]:
    with CaptureQueriesContext(connection) as caught:
        call()
    return [query["sql"] for query in caught.captured_queries]


def test_indexing_one_page_is_one_statement_about_that_page(backend, make_pages):
    pages = make_pages(*(f"Trang số {number}" for number in range(30)))
    backend.add(pages[0])  # content types are known from here on
    sql = statements(lambda: backend.add(pages[3]))
    assert len(sql) == 1, sql
    assert sql[0].lstrip().startswith("INSERT INTO")
    assert "AVG(" not in sql[0].upper()


def test_indexing_a_batch_is_one_statement(backend, make_pages):
    pages = make_pages(*(f"Trang số {number}" for number in range(30)))
    assert len(statements(lambda: backend.add_bulk(Page, pages))) <= 2  # SQLite bounds the parameters of one


def test_the_stock_backend_still_scans(make_pages):
    """When this fails the scan is gone upstream, and ours may go too."""
    pages = make_pages(*(f"Trang số {number}" for number in range(3)))
    sql = statements(lambda: get_search_backend("wagtail.search.backends.database").add(pages[0]))
    assert any("AVG(" in statement.upper() for statement in sql)


def test_a_search_asks_the_same_number_of_queries_for_one_page_and_for_thirty(backend, make_pages):
    make_pages("Một")
    one = len(statements(lambda: list(backend.search("mot", Page))))
    Page.objects.filter(slug__startswith="trang-thu-").delete()
    make_pages(*(f"Một {number}" for number in range(30)))
    many = []
    sql = statements(lambda: many.extend(backend.search("mot", Page)))
    assert len(many) == 30
    assert len(sql) <= max(one, 2)


def test_a_whole_rebuild_keeps_what_is_found(backend, make_pages):
    make_pages("Đặng Thuỷ")
    index = backend.get_index_for_model(Page)
    rebuilder = backend.rebuilder_class(index)
    rebuilder.start().add_items(Page, list(Page.objects.all()))
    assert not any("AVG(" in statement.upper() for statement in statements(rebuilder.finish))
    assert titles(backend.search("thuy", Page)) == {"Đặng Thuỷ"}


# What is survived ----------------------------------------------------------------------------------------------------
@pytest.mark.parametrize("query", HOSTILE, ids=range(len(HOSTILE)))
def test_anything_typed_is_survived(backend, make_pages, query):
    make_pages("Đặng Thuỷ")
    for results in (
        backend.search(query, Page),
        backend.autocomplete(query, Page),
        backend.search(query, Page, operator="or", fields=["title"], order_by_relevance=False),
        backend.search(Phrase(query), Page),
        backend.search(Or([PlainText(query), Phrase(query)]), Page),
        backend.search(And([Not(PlainText(query)), Not(Phrase("dang"))]), Page),
    ):
        list(results)
        results.count()


@pytest.fixture
def editor(client, settings):
    settings.ROOT_URLCONF = "tests.portal.core.admin_urls"
    user = get_user_model().objects.create_superuser(username="bientap", email="b@example.test", password="x")
    client.force_login(user)
    return client


@pytest.mark.parametrize(
    "name",
    [
        "wagtailadmin_pages:search",
        "wagtailimages:index",
        "wagtaildocs:index",
        "wagtailadmin_choose_page_search",
    ],
)
def test_the_admin_search_boxes_survive_anything(editor, make_pages, name):
    make_pages("Đặng Thuỷ")
    for query in HOSTILE:
        if "\ud800" in query or len(query) > 20_000:
            continue
        response = editor.get(f"{reverse(name)}?{urlencode({'q': query})}")
        assert response.status_code in {200, 302}, (name, query[:20])


def test_an_editor_finds_a_page_in_the_admin_without_accents(editor, make_pages):
    make_pages("Đặng Thuỷ Trâm")
    for name in ("wagtailadmin_pages:search", "wagtailadmin_choose_page_search"):
        assert "Đặng Thuỷ Trâm" in editor.get(reverse(name), {"q": "dang thuy"}).content.decode()


# Text ----------------------------------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("Nguyễn Đức Đạt", "nguyen duc dat"),
        ("M’Drắk", "m drak mdrak"),
        ("kỳ", "ky ki"),
        ("Sĩ quan", "si quan sy"),
        ("57/QĐ-SYT", "57 qd syt"),
        ("tai tay", "tai tay"),
        ("\x00\ud800", ""),
    ],
)
def test_words_are_indexed_folded_with_their_other_spellings(text, words):
    assert indexed(text) == words


@given(st.text(st.characters(exclude_categories=()), max_size=60))
def test_indexing_folds_once(text):
    assert indexed(indexed(text)) == indexed(text)


def test_queries_are_bounded():
    query = asked(And([PlainText(" ".join(f"từ{n}" for n in range(3_000))), Phrase("a b")]))
    assert len(query.query_string.split()) <= MOST_WORDS
    assert asked(PlainText('"')) is MATCH_NONE
    assert asked(Fuzzy("đặng", operator="or")).query_string == "dang"
    assert asked(Boost(PlainText("Đặng"), 2)).query_string == "dang"


def test_norms_favour_short_titles():
    assert title_norm("dang thuy") > title_norm("dang thuy va nhung nguoi ban") > 0
    assert title_norm("") > 0
