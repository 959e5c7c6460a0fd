"""The report in the admin: lists, days, downloads."""

from __future__ import annotations

import csv
import io
from datetime import timedelta

import openpyxl
import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from search.models import DailyQuery
from tests.search.conftest import row

URL = "bao-cao-tim-kiem:index"


@pytest.fixture
def month(editor):
    row("bệnh viện", 1, 7, 0, 20)
    row("bvdk", 1, 4, 4)
    row("nguyễn thị hoa", 0, 2, 0, 1, language="en")
    row("=1+1", 0, 1, 1)
    row("xưa", 60, 100, 100)
    return editor


def shown(client, **values: str) -> str:
    answer = client.get(reverse(URL), values)
    assert answer.status_code == 200
    return answer.content.decode()


def test_the_last_month_is_shown_at_first(month):
    page = shown(month)
    assert page.index("bệnh viện") < page.index("bvdk") < page.index("nguyễn thị hoa")
    assert "xưa" not in page


def test_what_found_nothing_is_a_list_of_its_own(month):
    page = shown(month, list="khong-thay")
    assert "bvdk" in page
    assert "=1+1" in page
    assert "bệnh viện<" not in page


def test_the_days_are_summed(month):
    page = shown(month, list="theo-ngay")
    assert f"{timezone.localdate() - timedelta(days=1):%d/%m/%Y}" in page
    assert "<td>11</td>" in page


def test_days_language_and_words_narrow(month):
    day = (timezone.localdate() - timedelta(days=60)).isoformat()
    assert "xưa" in shown(month, since=day, until=day)
    page = shown(month, language="en")
    assert "nguyễn thị hoa" in page
    assert "bvdk" not in page
    page = shown(month, q="NGUYEN thi")
    assert "nguyễn thị hoa" in page
    assert "bvdk" not in page


@pytest.mark.parametrize(
    "values",
    [
        {"since": "2026-13-45"},
        {"since": "x", "until": "\x00"},
        {"since": "2026-02-01", "until": "2026-01-01"},
        {"until": "0001-01-01"},
        {"since": "9999-12-31"},
        {"language": "xx"},
        {"q": "x" * 5000},
        {"p": "-1"},
        {"p": "x"},
        {"list": "x"},
        {"export": "exe"},
    ],
)
def test_nonsense_gets_an_answer(month, values):
    page = shown(month, **values)
    assert "Báo cáo tìm kiếm" in page


def test_days_in_the_wrong_order_are_said_so(month):
    assert "Ngày đầu phải trước hoặc trùng ngày cuối." in shown(month, since="2026-02-01", until="2026-01-01")


def test_a_row_leads_to_the_dictionary_the_pins_and_the_trial(month):
    page = shown(month)
    assert reverse("tu-dien-tim-kiem:add") + "?forms=bvdk" in page
    assert reverse("ket-qua-ghim:edit") + "?text=bvdk&amp;language=vi" in page
    assert reverse("thu-tim-kiem:index") + "?q=bvdk&amp;language=vi" in page


def test_the_list_is_taken_as_csv_that_runs_no_formula(month):
    answer = month.get(reverse(URL), {"list": "khong-thay", "export": "csv"})
    assert answer["Content-Type"] == "text/csv; charset=utf-8"
    assert answer["Content-Disposition"].startswith('attachment; filename="tim-kiem-khong-thay-')
    assert answer.content.startswith(b"\xef\xbb\xbf")
    rows = list(csv.reader(io.StringIO(answer.content.decode("utf-8-sig"))))
    yesterday, today = timezone.localdate() - timedelta(days=1), timezone.localdate()
    assert rows == [
        [
            "Nội dung tìm",
            "Trên trang",
            "Số lần tìm",
            "Số lần không thấy gì",
            "Kết quả lần cuối",
            "Ngày tìm cuối",
        ],
        ["bvdk", "Tiếng Việt", "4", "4", "0", f"{yesterday:%d/%m/%Y}"],
        ["'=1+1", "Tiếng Việt", "1", "1", "0", f"{today:%d/%m/%Y}"],
    ]


def test_the_list_is_taken_as_xlsx_that_runs_no_formula(month):
    answer = month.get(reverse(URL), {"list": "khong-thay", "export": "xlsx"})
    sheet = openpyxl.load_workbook(io.BytesIO(answer.content)).active
    cells = {cell.value: cell.data_type for line in sheet.iter_rows() for cell in line}
    assert cells["=1+1"] == "s"


def test_the_days_are_taken_too_and_an_empty_list_has_its_headings(month):
    answer = month.get(reverse(URL), {"list": "theo-ngay", "export": "csv"})
    rows = list(csv.reader(io.StringIO(answer.content.decode("utf-8-sig"))))
    assert rows[0] == ["Ngày", "Số lần tìm", "Số nội dung khác nhau", "Số lần không thấy gì"]
    assert rows[2][1:] == ["11", "2", "4"]
    DailyQuery.objects.all().delete()
    answer = month.get(reverse(URL), {"list": "theo-ngay", "export": "csv"})
    assert answer.content.decode("utf-8-sig").startswith("Ngày,")


def test_it_says_when_counting_is_off(month, settings):
    assert "đang tắt" not in shown(month)
    settings.SEARCH_REPORT = False
    assert "đang tắt" in shown(month)


def test_a_page_costs_the_same_queries_however_long(editor):
    row("một")
    for _turn in range(2):  # what a process remembers is asked once
        shown(editor)
    with CaptureQueriesContext(connection) as with_one:
        shown(editor)
    row("hai")
    row("ba")
    with CaptureQueriesContext(connection) as with_three:
        shown(editor)
    assert len(with_three) == len(with_one)


def test_a_long_list_has_pages(editor):
    DailyQuery.objects.bulk_create(
        DailyQuery(day=timezone.localdate(), language="vi", text=f"nội dung {number:03}", searches=1)
        for number in range(120)
    )
    assert "nội dung 049" in shown(editor)
    assert "nội dung 119" in shown(editor, p="3")
