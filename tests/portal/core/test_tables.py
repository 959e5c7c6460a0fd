from __future__ import annotations

import io
from datetime import UTC, date, datetime

from django.utils.translation import gettext_lazy
from openpyxl import load_workbook

from portal.core.tables import sheet_name, write_csv, write_xlsx


def test_text_that_looks_like_a_formula_stays_text():
    content = write_xlsx(
        "Bảng: a/b", ["Họ tên", "=Cột"], [["=HYPERLINK(1)", "+84"], ["-1", "@a"], ["\x00Hai", None]]
    )
    sheet = load_workbook(io.BytesIO(content)).active

    assert sheet.title == "Bảng  a b"
    assert [[(cell.value, cell.data_type) for cell in row] for row in sheet] == [
        [("Họ tên", "s"), ("=Cột", "s")],
        [("=HYPERLINK(1)", "s"), ("+84", "s")],
        [("-1", "s"), ("@a", "s")],
        [("Hai", "s"), (None, "n")],
    ]
    assert (sheet.freeze_panes, sheet.auto_filter.ref, sheet["A1"].font.bold) == ("A2", "A1:B4", True)


def test_dates_numbers_sequences_and_translations_are_written_as_what_they_are():
    rows = [
        [date(2025, 2, 20), datetime(2025, 2, 20, 3, tzinfo=UTC), 12, ["a", "b"], True, gettext_lazy("Sở")]
    ]
    sheet = load_workbook(io.BytesIO(write_xlsx("t", list("abcdef"), rows))).active

    assert [cell.value for cell in sheet[2]] == [
        datetime(2025, 2, 20),  # noqa: DTZ001 - Excel knows no zones
        datetime(2025, 2, 20, 10),  # noqa: DTZ001
        12,
        "a; b",
        "Có",
        "Sở",
    ]
    assert sheet["A2"].number_format == "dd/mm/yyyy"


def test_csv_has_a_byte_order_mark_and_runs_nothing():
    content = write_csv(["Họ tên", "=a"], [["Nguyễn", -1], ["-1", " =x"], [date(2025, 2, 20), 'b"c']])

    assert content == ('\ufeffHọ tên,\'=a\r\nNguyễn,-1\r\n\'-1,\' =x\r\n20/02/2025,"b""c"\r\n'.encode())


def test_many_rows_are_written_one_by_one():
    sheet = load_workbook(
        io.BytesIO(write_xlsx("t", ["a"], ([n] for n in range(1000)))), read_only=True
    ).active

    assert sum(1 for _ in sheet.iter_rows()) == 1001


def test_a_sheet_always_has_a_name():
    assert sheet_name("[]:*?/\\") == "Bảng"
    assert len(sheet_name("x" * 80)) == 31
