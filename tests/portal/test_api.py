"""The public API as the site mounts it: its description, and how it may be read."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from portal.api import api

SNAPSHOT = Path(__file__).with_name("openapi.json")
WRITE = "manage.py export_openapi_schema --settings portal.settings.test --api portal.api.api --indent 2 --output tests/portal/openapi.json"

pytestmark = pytest.mark.django_db
ADDRESSES = ["/api/v1/openapi.json", "/api/v1/units", "/api/v1/campaigns", "/api/v1/search?q=hoa"]


@pytest.fixture(autouse=True)
def _index(settings, tmp_path):
    settings.SEARCH_INDEX_DIR = tmp_path / "search"


def test_the_description_is_the_one_that_was_reviewed(client):
    served = client.get("/api/v1/openapi.json").json()
    assert served == json.loads(SNAPSHOT.read_text(encoding="utf-8")), f"If it is meant to change: {WRITE}"


def test_every_operation_reads_and_says_what_it_is_for():
    for path, operations in api.get_openapi_schema()["paths"].items():
        assert list(operations) == ["get"], path
        assert operations["get"]["summary"], path


def test_the_promised_parameters_and_answer_of_the_search_are_described():
    schema = api.get_openapi_schema()
    operation = schema["paths"]["/api/v1/search"]["get"]
    names = [parameter["name"] for parameter in operation["parameters"]]
    assert names == [
        "q", "lang", "kind", "year", "decision_year", "award", "level", "unit", "subject", "campaign", "sort", "since",
        "until", "literal", "limit", "after",
    ]  # fmt: skip
    assert all(
        parameter["description"] and not parameter["required"] for parameter in operation["parameters"]
    )
    assert set(operation["responses"]) == {200, 400, 429, 503}
    assert {"query", "understood", "total", "results", "facets", "did_you_mean", "next"} <= set(
        schema["components"]["schemas"]["Answer"]["properties"]
    )


@pytest.mark.parametrize("address", ADDRESSES)
def test_any_site_may_read_it_without_credentials(client, address):
    answer = client.get(address, headers={"Origin": "https://benh-vien.example"})
    assert answer.status_code == 200
    assert answer["Access-Control-Allow-Origin"] == "*"
    assert "Access-Control-Allow-Credentials" not in answer
    assert not answer.cookies


@pytest.mark.parametrize("address", ADDRESSES)
def test_a_browser_may_ask_before(client, address):
    answer = client.options(
        address, headers={"Origin": "https://benh-vien.example", "Access-Control-Request-Method": "GET"}
    )
    assert (answer.status_code, answer.content) == (204, b"")
    assert answer["Access-Control-Allow-Origin"] == "*"
    assert answer["Access-Control-Allow-Methods"] == "GET, HEAD, OPTIONS"


@pytest.mark.parametrize("address", ADDRESSES)
def test_the_same_answer_is_not_sent_twice(client, address):
    first = client.get(address)
    again = client.get(address, headers={"If-None-Match": first["ETag"]})
    assert (again.status_code, again.content, again["ETag"]) == (304, b"", first["ETag"])
    assert again["Access-Control-Allow-Origin"] == "*"
    assert client.get(address, headers={"If-None-Match": '"other"'}).content == first.content


@pytest.mark.parametrize("address", ADDRESSES)
def test_head_gives_the_headers_of_get(client, address):
    whole, head = client.get(address), client.head(address)
    assert (head.status_code, head.content) == (200, b"")
    for name in ("ETag", "Content-Type", "Content-Length", "Access-Control-Allow-Origin"):
        assert head[name] == whole[name]


@pytest.mark.parametrize("address", ADDRESSES)
@pytest.mark.parametrize("method", ["post", "put", "patch", "delete"])
def test_nothing_can_be_changed(client, address, method):
    assert getattr(client, method)(address).status_code == 405


def test_a_refusal_may_be_read_by_any_site_too(client):
    answers = [
        client.get("/api/v1/search?limit=x"),
        client.get("/api/v1/honorees/nobody"),
        client.get("/api/v1/units?" + "&".join("a=1" for _time in range(10_001))),
    ]
    assert [answer.status_code for answer in answers] == [422, 404, 400]
    assert {answer["Access-Control-Allow-Origin"] for answer in answers} == {"*"}
    assert answers[2].json() == {"detail": "Địa chỉ có quá nhiều tham số."}


def test_pages_may_not_be_read_by_other_sites(client):
    assert "Access-Control-Allow-Origin" not in client.get(
        "/healthz", headers={"Origin": "https://a.example"}
    )
