"""Any bytes in any parameter of the page and of the JSON get an answer in time, and never an error of the server."""

from __future__ import annotations

import time
from urllib.parse import quote_from_bytes, urlencode

import pytest
from django.core.cache import cache
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from search import service
from tests.search.conftest import book

pytestmark = [pytest.mark.django_db, pytest.mark.urls("tests.search.urls")]

PATHS = ("/tim-kiem/", "/en/search/", "/api/v1/search", "/api/v1/suggest")
PARAMETERS = (
    "q", "lang", "kind", "year", "decision_year", "award", "level", "unit", "subject", "campaign", "sort", "limit",
    "after", "trang", "page", "tu", "den", "since", "until", "from", "to", "literal", "nguyen-van", "sap-xep",
)  # fmt: skip
SLOWEST = 5.0  # seconds; a machine that tests something else beside is no fault here, a runaway is

NASTY = [
    b"", b" ", b"\\0", b"%00", b"\x00", b"\x00" * 300, b"\xff\xfe", b"\xed\xa0\x80", b"\xc3\x28", b"\xf0\x9f\x8e\x89" * 300,
    b"a" * 5000, b"a " * 2500, b'"' * 400, b'"' + b"a b " * 90 + b'"', b"(" * 500, b"[" * 500, b"*" * 300, b"a*b?c~2^9",
    b"' OR 1=1 --", b"'; DROP TABLE search_entry; --", b"<script>alert(1)</script>", b"{{7*7}}", b"{% debug %}", b"${jndi:ldap://x}",
    b"../../../../etc/passwd", b"\r\nSet-Cookie: a=b", b"-1", b"0", b"1e309", b"NaN", b"99999999999999999999999", b"0x10", b"true",
    "٣٤".encode(), "１２".encode(), "²".encode(), "Ⅷ".encode(), "İi̇ıI".encode(), "ﬁ".encode(), "\u202e".encode(),
    ("n" + "\u0303\u0323" * 200).encode(), "ươ".encode() * 400, "\ufdfa".encode() * 200, "ß".encode() * 300, "🏳️‍🌈".encode(),
    b"2026-02-30", b"0000-00-00", b"9999-12-31", b"10000-01-01", b"-0001-01-01", b"2026-1-1T00:00", b"31/12/2025", b"%",
    b"57/Q\xc4\x90-SYT" * 40, b"eyJ0IjoiIn0=", b"AAAA" * 500, b"1,2,3", b"null", b"[]", b"{}", b'{"a":{"a":{"a":1}}}',
    b"w" * 199, b"aw" * 100, b"6" * 200, b"nguyeenx " * 30, b"bv " * 100, b"tt " * 70 + b"12", b".", b"/" * 300, b"&q=&q=", b"+" * 300,
]  # fmt: skip


@pytest.fixture
def library(source):
    for number in range(30):
        source.books[str(number)] = [
            book(
                str(number),
                title=f"Nguyễn Thị Hoa {number}",
                body="Trạm Y tế xã M'Drắk",
                facets={"year": ("2024",)},
            ),
            book(str(number), title=f"Nguyễn Thị Hoa {number}", language="en"),
        ]
    assert service.refresh(source.refs()) == {}
    return source


def ask(client, path: str, query: str) -> None:
    cache.clear()  # the limits are tried elsewhere
    began = time.monotonic()
    response = client.get(f"{path}?{query}")
    spent = time.monotonic() - began
    assert response.status_code in (200, 301, 302, 400, 404, 414, 422), (path, query, response.status_code)
    assert spent < SLOWEST, (path, query, spent)
    if response.status_code == 200 and path.startswith("/api/"):
        response.json()


@pytest.mark.parametrize("path", PATHS)
def test_nasty_bytes_in_each_parameter_get_an_answer(client, library, path):
    for bytes_ in NASTY:
        value = quote_from_bytes(bytes_)
        ask(client, path, f"q={value}")
        for name in PARAMETERS[1:]:
            if bytes_ in NASTY[::9]:
                ask(client, path, f"q=hoa&{name}={value}")
        ask(client, path, "&".join(f"{name}={value}" for name in PARAMETERS))


@pytest.mark.parametrize("path", PATHS)
def test_a_parameter_given_hundreds_of_times_gets_an_answer(client, library, path):
    for name in PARAMETERS:
        ask(client, path, urlencode([(name, f"hoa{number}") for number in range(300)]))


@pytest.mark.parametrize("path", PATHS)
@given(
    values=st.dictionaries(
        st.sampled_from(PARAMETERS),
        st.one_of(
            st.binary(max_size=60),
            st.text(max_size=60).map(lambda text: text.encode("utf-8", "surrogatepass")),
            st.integers().map(lambda number: str(number).encode()),
            st.dates().map(lambda day: day.isoformat().encode()),
            st.sampled_from(NASTY),
        ),
        max_size=6,
    )
)
@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_any_bytes_get_an_answer(client, library, path, values):
    ask(client, path, "&".join(f"{name}={quote_from_bytes(value)}" for name, value in values.items()))


@pytest.mark.parametrize("path", PATHS)
@given(query=st.binary(max_size=120))
@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_any_query_string_gets_an_answer(client, library, path, query):
    """As it comes over the wire, without the escapes a browser makes."""
    cache.clear()
    response = client.get(path, QUERY_STRING=query.decode("latin-1"))
    assert response.status_code < 500
