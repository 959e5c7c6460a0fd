"""What is counted of searches, and what never is."""

from __future__ import annotations

import threading
import time
from datetime import timedelta

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from portal.core import timers
from search import reporting
from search.documents import Query, Results
from search.models import DailyQuery
from tests.search.conftest import row


def answer(query: Query, total: int = 0, **values) -> Results:
    return Results(query=query, searched=query.text, total=total, hits=(), facets=(), **values)


def search(text: str, total: int = 0, language: str = "vi", **values) -> None:
    query = Query(text=text, language=language, **values)
    reporting.note(query, answer(query, total))


def counted() -> dict[str, tuple[int, int, int]]:
    return {row.text: (row.searches, row.nothing, row.found) for row in DailyQuery.objects.all()}


@pytest.mark.django_db
def test_the_same_text_however_typed_is_one_row_a_day_and_language():
    search("Nguyễn Thị Hoa", 3)
    search("  NGUYỄN   thị hoa ", 4)
    search("Nguyễn Thị Hoa", 3)  # NFD
    search("Nguyễn Thị Hoa", 1, language="en")
    assert sorted(
        DailyQuery.objects.values_list("day", "language", "text", "searches", "nothing", "found")
    ) == [
        (timezone.localdate(), "en", "nguyễn thị hoa", 1, 0, 1),
        (timezone.localdate(), "vi", "nguyễn thị hoa", 3, 0, 3),
    ]


@pytest.mark.django_db
def test_what_finds_nothing_is_counted_apart_and_so_is_what_is_found_only_without_some_words():
    search("bác sĩ giỏi nhất", 0)
    query = Query(text="bác sĩ giỏi nhất")
    reporting.note(query, answer(query, 12, left_out=("nhất",)))
    search("bác sĩ giỏi nhất", 2)
    assert counted() == {"bác sĩ giỏi nhất": (3, 2, 2)}


@pytest.mark.django_db
@pytest.mark.parametrize(
    "going_on",
    [
        {"page": 2},
        {"after": "x"},
        {"literal": True},
        {"sort": "newest"},
        {"filters": {"kind": ("honoree",)}},
        {"since": timezone.localdate()},
    ],
)
def test_going_on_with_a_search_is_no_new_search(going_on):
    search("hoa", 3, **going_on)
    assert counted() == {}


PRIVATE = [
    "0912345678",
    "0912 345 678",
    "0912.345.678",
    "(0276) 3822 123",
    "+84 912-345-678",
    "+84912345678",
    "nguyễn thị hoa 0912345678",
    "079185001234",  # CCCD
    "079 185 001 234",
    "CCCD: 079185001234",
    "290123456",  # CMND
    "GD4797912345678",  # BHYT
    "GD 4 79 79 123 45678",
    "7912345678",  # BHXH
    "B1234567",  # passport
    "0912345678",  # full width
    "٠٩١٢٣٤٥٦٧٨",
    "hoa.nguyen@example.org",
    "hoa @ example . org",
    "hoa(at)example",
    "hoa.nguyen gmail",
    "https://example.org/?token=x",
    "www.example.vn",
    "1234567",
    "12 34 56 78",
    "091/234/5678",
    "091_234_5678",
    "0912 2023 456",
]


@pytest.mark.django_db
@pytest.mark.parametrize("text", PRIVATE)
def test_what_may_name_a_person_by_a_number_or_an_address_is_not_stored(text):
    search(text, 1)
    assert counted() == {}


@pytest.mark.django_db
@pytest.mark.parametrize(
    "text",
    [
        "57/qđ-syt",
        "57/qđ-syt ngày 20/02/2025",
        "102/2024/qđ-ubnd",
        "chiến sĩ thi đua 2023 2024",
        "2023-2024",
        "2020 2021 2022",
        "nghị định 98/2023/nđ-cp",
        "giấy khen 2024",
        "nguyễn văn a 02/09/2025",
        "khu phố 123456",
        "<script>alert(1)</script>",
        "=1+1",
        "' or 1=1 --",
    ],
)
def test_numbers_of_documents_years_and_odd_texts_are_stored(text):
    search(text, 1)
    assert counted() == {text: (1, 0, 1)}


@pytest.mark.django_db
@pytest.mark.parametrize("text", ["", "   ", "\u200b", "\x00", "\ud800", "\x00\x01"])
def test_nothing_is_not_counted(text):
    search(text)
    assert not DailyQuery.objects.exclude(text="?").exists()


@pytest.mark.django_db
def test_a_long_text_is_cut_as_the_search_cuts_it():
    search("İa " * 500, 1)
    (row,) = DailyQuery.objects.all()
    assert len(row.text) <= 200


@pytest.mark.django_db
def test_one_setting_switches_it_off(settings):
    settings.SEARCH_REPORT = False
    search("hoa", 1)
    assert counted() == {}


@pytest.mark.django_db
def test_a_full_day_takes_no_new_text_but_still_counts_the_old_ones(monkeypatch):
    monkeypatch.setattr(reporting, "MOST_TEXTS_A_DAY", 2)
    for text in ("một", "hai", "ba", "một"):
        search(text, 1)
    assert counted() == {"một": (2, 0, 1), "hai": (1, 0, 1)}


@pytest.mark.django_db
def test_a_count_is_one_statement():
    search("hoa", 1)
    with CaptureQueriesContext(
        connection,
    ) as queries:
        search("hoa", 1)
    assert len([one for one in queries if "search_dailyquery" in one["sql"]]) == 1


@pytest.mark.django_db
def test_nothing_is_raised_and_the_transaction_around_survives(monkeypatch):
    monkeypatch.setattr(reporting, "_COUNT", "SELECT no_such_column FROM no_such_table")
    with transaction.atomic():
        search("hoa", 1)
        assert not DailyQuery.objects.exists()


@pytest.mark.django_db
def test_results_that_are_none_at_all_do_no_harm():
    reporting.note(Query(text="hoa"), None)
    assert counted() == {}


@pytest.mark.django_db(transaction=True)
def test_a_search_does_not_wait_for_a_long_writer():
    """On SQLite any writer holds the file; on PostgreSQL only who counts the same text on the same day."""
    search("hoa", 1)
    held, release = threading.Event(), threading.Event()

    def write() -> None:
        try:
            with transaction.atomic():
                DailyQuery.objects.filter(text="hoa").update(searches=7)
                held.set()
                release.wait(10)
        finally:
            connection.close()

    writer = threading.Thread(target=write)
    writer.start()
    assert held.wait(10)
    try:
        start = time.perf_counter()
        search("hoa", 1)
        waited = time.perf_counter() - start
    finally:
        release.set()
        writer.join()
    assert waited < 1
    assert counted() == {"hoa": (7, 0, 1)}
    search("hoa", 1)
    assert counted() == {"hoa": (8, 0, 1)}
    if connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            cursor.execute("PRAGMA busy_timeout")
            assert cursor.fetchone()[0] == 20_000


@pytest.mark.django_db(transaction=True)
def test_counting_at_once_loses_no_count(monkeypatch):
    monkeypatch.setattr(reporting, "LONGEST_WAIT", 10_000)

    def many() -> None:
        try:
            for _turn in range(10):
                search("hoa", 1)
                time.sleep(0.01)
        finally:
            connection.close()

    threads = [threading.Thread(target=many) for _ in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    ((searches, nothing, found),) = counted().values()
    assert (nothing, found) == (0, 1)
    assert searches == 30


@pytest.fixture
def week(db):
    row("hoa", 0, 5, 0, 9)
    row("hoa", 2, 3, 3, 0)
    row("bệnh viện", 1, 7, 0, 20)
    row("bvdk", 1, 4, 4, 0)
    row("hoa", 1, 2, 0, 1, language="en")
    row("xưa", 40, 100, 100, 0)


def test_lists_are_summed_over_the_days_and_ordered_by_number(week):
    today = timezone.localdate()
    since = today - timedelta(days=6)
    assert reporting.most_searched(since, today) == [
        reporting.Asked("vi", "hoa", 8, 3, 9, today),
        reporting.Asked("vi", "bệnh viện", 7, 0, 20, today - timedelta(days=1)),
        reporting.Asked("vi", "bvdk", 4, 4, 0, today - timedelta(days=1)),
        reporting.Asked("en", "hoa", 2, 0, 1, today - timedelta(days=1)),
    ]
    assert [one.text for one in reporting.found_nothing(since, today)] == ["bvdk", "hoa"]
    assert [one.text for one in reporting.most_searched(since, today, text="BENH vien")] == ["bệnh viện"]
    assert [one.searches for one in reporting.most_searched(since, today, language="en")] == [2]
    assert reporting.days(since, today) == [
        reporting.Day(today, 5, 1, 0),
        reporting.Day(today - timedelta(days=1), 13, 3, 4),
        reporting.Day(today - timedelta(days=2), 3, 1, 3),
    ]


def test_what_is_older_than_a_year_is_forgotten_by_a_timer(week):
    row("năm ngoái", 365)
    row("cũ", 367)
    assert "search-report" in {timer.name for timer in timers.timers()}
    assert reporting.forget_old() == 1
    assert not DailyQuery.objects.filter(text="cũ").exists()
    assert DailyQuery.objects.filter(text="năm ngoái").exists()
