"""Limits bound cost first, then one address, and only search."""

from __future__ import annotations

import threading
import time
from ipaddress import ip_network

import pytest
import time_machine
from django.core.cache import cache
from django.test import RequestFactory

from search import limits, service
from search.documents import Query
from tests.search.conftest import book

requests = RequestFactory()


def asking(address: str, **headers):
    return requests.get("/tim-kiem/", REMOTE_ADDR=address, **headers)


def refused(request, what=limits.SEARCH):
    try:
        with limits.turn(request, what):
            return None
    except limits.TooMany as refusal:
        return refusal


def test_a_process_searches_so_many_times_at_once_and_the_next_waits_but_shortly(settings, monkeypatch):
    settings.SEARCH_AT_ONCE = 2
    monkeypatch.setattr(limits, "PATIENCE", 0.05)
    with limits.turn(asking("192.0.2.1")), limits.turn(asking("192.0.2.2")):
        refusal = refused(asking("192.0.2.3"))
        assert (refusal.retry_after, refusal.personal) == (limits.SOON, False)
    assert refused(asking("192.0.2.3")) is None


def test_a_place_is_given_back_when_a_search_fails(settings):
    settings.SEARCH_AT_ONCE = 1
    for _time in range(3):
        with pytest.raises(ValueError, match="broken"), limits.turn(asking("192.0.2.1")):
            raise ValueError("broken")


def test_who_waits_gets_the_place_that_becomes_free(settings):
    settings.SEARCH_AT_ONCE = 1
    inside, leave, answers = threading.Event(), threading.Event(), []

    def first():
        with limits.turn(asking("192.0.2.1")):
            inside.set()
            leave.wait(5)

    worker = threading.Thread(target=first)
    worker.start()
    inside.wait(5)
    second = threading.Thread(target=lambda: answers.append(refused(asking("192.0.2.2"))))
    second.start()
    leave.set()
    worker.join(5)
    second.join(5)
    assert answers == [None]


def test_an_address_has_a_number_of_searches_a_minute_and_another_of_suggestions(settings):
    settings.SEARCHES_A_MINUTE, settings.SUGGESTIONS_A_MINUTE = 3, 5
    with time_machine.travel("2026-03-01 08:00:10+07:00", tick=False):
        assert [refused(asking("192.0.2.1")) for _time in range(3)] == [None] * 3
        refusal = refused(asking("192.0.2.1"))
        assert (refusal.personal, refusal.retry_after) == (True, 51)
        assert refused(asking("192.0.2.2")) is None
        assert [refused(asking("192.0.2.1"), limits.SUGGEST) for _time in range(5)] == [None] * 5
        assert refused(asking("192.0.2.1"), limits.SUGGEST)
    with time_machine.travel("2026-03-01 08:01:02+07:00", tick=False):
        assert refused(asking("192.0.2.1")) is None


def test_the_word_of_a_stranger_about_the_address_is_believed_only_behind_a_trusted_proxy(settings):
    settings.SEARCHES_A_MINUTE = 1
    settings.TRUSTED_PROXIES = ()
    assert refused(asking("192.0.2.1", HTTP_X_FORWARDED_FOR="203.0.113.1")) is None
    assert refused(asking("192.0.2.1", HTTP_X_FORWARDED_FOR="203.0.113.2"))
    cache.clear()
    settings.TRUSTED_PROXIES = (ip_network("192.0.2.1"),)
    assert refused(asking("192.0.2.1", HTTP_X_FORWARDED_FOR="203.0.113.1")) is None
    assert refused(asking("192.0.2.1", HTTP_X_FORWARDED_FOR="203.0.113.2")) is None
    assert refused(asking("192.0.2.1", HTTP_X_FORWARDED_FOR="203.0.113.2"))


def test_an_ipv6_network_of_64_bits_is_one_connection(settings):
    settings.SEARCHES_A_MINUTE = 1
    assert refused(asking("2001:db8:1:2::1")) is None
    assert refused(asking("2001:db8:1:2:ffff::9"))
    assert refused(asking("2001:db8:1:3::1")) is None


def test_without_an_address_nobody_is_counted(settings):
    settings.SEARCHES_A_MINUTE = 1
    assert [refused(asking("")) for _time in range(3)] == [None] * 3


def test_a_reader_who_searches_a_few_times_writes_nothing_to_the_cache(settings):
    with time_machine.travel("2026-03-01 09:00:10+07:00", tick=False):
        assert [refused(asking("192.0.2.50")) for _time in range(19)] == [None] * 19
        minute = int(time.time() // 60)
        key = f"search-limit:search:192.0.2.50:{minute}"
        assert cache.get(key) is None
        refused(asking("192.0.2.50"))
        assert cache.get(key) == 20
        cache.set(key, 600)  # other processes counted too
        assert [refused(asking("192.0.2.50")) for _time in range(19)] == [None] * 19
        assert refused(asking("192.0.2.50")).personal
        assert refused(asking("192.0.2.50")).personal


def test_a_cache_that_is_away_stops_nobody(settings):
    settings.CACHES = {
        "default": {
            "BACKEND": "django.core.cache.backends.filebased.FileBasedCache",
            "LOCATION": "/proc/nowhere",
        }
    }
    assert refused(asking("192.0.2.1")) is None


@pytest.mark.django_db
@pytest.mark.urls("tests.search.urls")
class TestAnswers:
    @pytest.fixture(autouse=True)
    def _library(self, source, settings):
        source.books["a"] = [book("a", title="Nguyễn Thị Hoa")]
        service.refresh(source.refs())
        settings.SEARCHES_A_MINUTE = settings.SUGGESTIONS_A_MINUTE = 1

    def test_the_page_says_when_to_come_back_and_keeps_what_was_asked(self, client):
        assert client.get("/tim-kiem/?q=hoa&year=2024").status_code == 200
        answer = client.get("/tim-kiem/?q=hoa&year=2024")
        page = answer.content.decode()
        assert answer.status_code == 429
        assert 1 <= int(answer["Retry-After"]) <= 60
        assert "no-store" in answer["Cache-Control"]
        assert "Bạn gửi yêu cầu quá nhanh" in page
        assert 'href="?q=hoa&amp;year=2024"' in page
        assert 'value="hoa"' in page

    def test_a_crowd_is_told_apart_from_one_who_asks_too_often(self, client, settings, monkeypatch):
        settings.SEARCH_AT_ONCE = 1
        monkeypatch.setattr(limits, "PATIENCE", 0.01)
        with limits.turn(asking("192.0.2.9")):
            answer = client.get("/en/search/?q=hoa", REMOTE_ADDR="192.0.2.8")
            json = client.get("/api/v1/search?q=hoa&lang=en", REMOTE_ADDR="192.0.2.7")
        assert (answer.status_code, answer["Retry-After"]) == (429, "2")
        assert (json.status_code, json["Retry-After"]) == (429, "2")
        assert json.json().keys() == {"detail"}

    def test_json_says_when_to_come_back(self, client):
        for address in ("/api/v1/search?q=hoa", "/api/v1/suggest?q=hoa"):
            assert client.get(address).status_code == 200
            answer = client.get(address)
            assert answer.status_code == 429
            assert 1 <= int(answer["Retry-After"]) <= 60
            assert answer.json() == {
                "detail": "Địa chỉ của bạn gửi quá nhiều yêu cầu tìm kiếm; hãy chờ rồi thử lại."
            }

    def test_readers_of_other_pages_are_never_counted(self, client):
        assert [client.get("/healthz").status_code for _time in range(5)] == [200] * 5
        assert service.find(Query(text="hoa")).total == 1
