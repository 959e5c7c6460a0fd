"""Tables for people to download: XLSX first, CSV for whoever asks. No cell of ours is ever run as a formula."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterable, Sequence
from datetime import date, datetime, time
from decimal import Decimal
from typing import Final

from django.utils import timezone
from django.utils.encoding import force_str
from django.utils.functional import Promise
from openpyxl import Workbook
from openpyxl.cell import Cell, WriteOnlyCell
from openpyxl.styles import Alignment, Border, Font, PatternFill, Side
from openpyxl.utils import get_column_letter
from openpyxl.worksheet._write_only import WriteOnlyWorksheet

XLSX_TYPE: Final = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
CSV_TYPE: Final = "text/csv; charset=utf-8"

BOM: Final = "\ufeff"
LONGEST_CELL: Final = 32_767  # what Excel keeps of one cell
LONGEST_SHEET_NAME: Final = 31
NARROWEST, WIDEST = 8, 60  # column widths in characters
WIDTH_SAMPLE: Final = 200  # rows that are looked at for the widths; a longer table is written as it comes

FORMULA_START: Final = tuple("=+-@\t\r\n")
FORBIDDEN: Final = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
FORBIDDEN_IN_SHEET_NAME: Final = re.compile(r"[\\/*?:\[\]]")

_IN_ONE_LINE = Alignment(vertical="top", wrap_text=False)
_IN_LINES = Alignment(vertical="top", wrap_text=True)
_HEADER_FILL = PatternFill("solid", fgColor="FFE8EEF4")
_LINE = Side(style="thin", color="FFB8C4CF")


def plain(value: object) -> str | int | float | date | datetime | time | None:
    """Return ``value`` as a cell can hold it: text cleaned of what XML forbids, zoned times as local ones.

    Yes and no are words, because TRUE is not Vietnamese.
    """
    if value is None:
        return None
    if isinstance(value, bool):
        return "Có" if value else "Không"
    if isinstance(value, int | float):
        return value
    if isinstance(value, Decimal):
        return float(value)
    if isinstance(value, datetime):
        return timezone.make_naive(value) if timezone.is_aware(value) else value
    if isinstance(value, date | time):
        return value
    if isinstance(value, list | tuple | set | frozenset):
        return "; ".join(str(plain(part) or "") for part in value)[:LONGEST_CELL]
    text = force_str(value) if isinstance(value, Promise) else str(value)
    return FORBIDDEN.sub("", text)[:LONGEST_CELL]


def guarded(text: str) -> str:
    """Return ``text`` so that a spreadsheet which opens it as CSV takes it for text and runs nothing (OWASP).

    Leading blanks are skipped by spreadsheets, so they hide no formula from us either.
    """
    return (
        f"'{text}" if text.startswith(FORMULA_START) or text.lstrip().startswith(FORMULA_START[:4]) else text
    )


def sheet_name(title: str, *, fallback: str = "Bảng") -> str:
    """Return a name Excel accepts for a sheet."""
    return (
        FORBIDDEN_IN_SHEET_NAME.sub(" ", FORBIDDEN.sub("", title)).strip(" '")[:LONGEST_SHEET_NAME]
        or fallback
    )


def write_xlsx(title: str, headers: Sequence[object], rows: Iterable[Sequence[object]]) -> bytes:
    """Return a workbook with one sheet: a bold header row that stays in view, filters, and the rows as they come.

    Cells may be text, numbers, dates, times, sequences (joined by ``;``) and lazy translations. Text that looks like
    a formula is written as text.
    """
    workbook = Workbook(write_only=True)
    add_sheet(workbook, title, headers, rows)
    return to_bytes(workbook)


def add_sheet(
    workbook: Workbook, title: str, headers: Sequence[object], rows: Iterable[Sequence[object]]
) -> None:
    """Append one such sheet to a workbook that was made with ``write_only=True``."""
    sheet = workbook.create_sheet(sheet_name(title))
    source = iter(rows)
    sample = [list(row) for _, row in zip(range(WIDTH_SAMPLE), source, strict=False)]
    for index, header in enumerate(headers):
        longest = max([len(str(plain(header) or "")) + 3, *(_length(row, index) for row in sample)])
        sheet.column_dimensions[get_column_letter(index + 1)].width = min(max(longest + 1, NARROWEST), WIDEST)
    sheet.freeze_panes = "A2"
    sheet.append([_header_cell(sheet, header) for header in headers])
    count = 0
    for values in sample:
        sheet.append([_cell(sheet, value) for value in values])
        count += 1
    for row in source:
        sheet.append([_cell(sheet, value) for value in row])
        count += 1
    if headers:
        sheet.auto_filter.ref = f"A1:{get_column_letter(len(headers))}{count + 1}"


def to_bytes(workbook: Workbook) -> bytes:
    """Return the workbook as the bytes of its file."""
    buffer = io.BytesIO()
    workbook.save(buffer)
    return buffer.getvalue()


def write_csv(headers: Sequence[object], rows: Iterable[Sequence[object]]) -> bytes:
    """Return CSV that Excel reads as UTF-8 (with a BOM) and that runs no formula. Dates are day first."""
    buffer = io.StringIO(newline="")
    buffer.write(BOM)
    writer = csv.writer(buffer, lineterminator="\r\n")
    writer.writerow([guarded(_written(header)) for header in headers])
    for row in rows:
        writer.writerow([_csv_cell(value) for value in row])
    return buffer.getvalue().encode("utf-8", "replace")


def _csv_cell(value: object) -> str:
    # A number is no formula, though it may begin with a minus.
    if isinstance(value, int | float | Decimal) and not isinstance(value, bool):
        return str(value)
    return guarded(_written(value))


def _written(value: object) -> str:
    cell = plain(value)
    if isinstance(cell, datetime):
        return cell.strftime("%d/%m/%Y %H:%M")
    if isinstance(cell, date):
        return cell.strftime("%d/%m/%Y")
    if isinstance(cell, time):
        return cell.strftime("%H:%M")
    return "" if cell is None else str(cell)


def _length(row: Sequence[object], index: int) -> int:
    if index >= len(row):
        return 0
    return max((len(line) for line in _written(row[index]).splitlines()), default=0)


def _header_cell(sheet: WriteOnlyWorksheet, header: object) -> Cell:
    cell = WriteOnlyCell(sheet, value=str(plain(header) or ""))
    cell.data_type = "s"
    cell.font = Font(bold=True)
    cell.fill = _HEADER_FILL
    cell.border = Border(bottom=_LINE)
    cell.alignment = Alignment(vertical="center", wrap_text=True)
    return cell


def _cell(sheet: WriteOnlyWorksheet, value: object) -> Cell | None:
    content = plain(value)
    if content is None or content == "":
        return None
    cell = WriteOnlyCell(sheet, value=content)
    if isinstance(content, str):
        cell.data_type = "s"  # never "f": text that begins with = stays text
        if content.startswith(FORMULA_START):
            cell.quotePrefix = True
        cell.alignment = _IN_LINES if "\n" in content or len(content) > WIDEST else _IN_ONE_LINE
    elif isinstance(content, datetime):
        cell.number_format = "dd/mm/yyyy hh:mm"
    elif isinstance(content, date):
        cell.number_format = "dd/mm/yyyy"
    return cell
