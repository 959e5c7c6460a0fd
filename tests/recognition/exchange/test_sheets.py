"""Hostile and broken files: each is refused with its reason, none is run, none stops the program."""

from __future__ import annotations

import io
import re
import zipfile

import pytest

from recognition.exchange.sheets import Unreadable, Vocabulary, read
from tests.recognition.exchange.conftest import HAI, HEADER, workbook

WORDS = Vocabulary(
    key="name",
    fields={"name": frozenset({"ho va ten"}), "order": frozenset({"stt"}), "unit": frozenset({"don vi"})},
    family="family",
    given="given",
)
LIST = (("STT", "Họ và tên", "Đơn vị"), (1, "Nguyễn Văn Hai", "Sở Y tế"))


def reason(file: object) -> str:
    with pytest.raises(Unreadable) as caught:
        read(file, WORDS)
    assert caught.value.message
    return caught.value.code


def changed(file: bytes, **parts: bytes | None) -> bytes:
    """Return the workbook with parts replaced (or, with None, left out); new parts are added."""
    names = {name.replace("__", "/").replace("_DOT_", "."): content for name, content in parts.items()}
    buffer = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(file)) as source,
        zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as target,
    ):
        for part in source.infolist():
            if part.filename not in names:
                target.writestr(part.filename, source.read(part))
        for name, content in names.items():
            if content is not None:
                target.writestr(name, content)
    return buffer.getvalue()


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"", "empty_file"),
        (b"\0" * 4000, "empty_file"),
        ("STT;Họ và tên\n1;Nguyễn Văn Hai\n".encode(), "not_xlsx"),
        (b"%PDF-1.7 ...", "not_xlsx"),
        (b"<html><table><tr><td>1</td></tr></table></html>", "not_xlsx"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600, "old_format"),
        (
            b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + "EncryptedPackage".encode("utf-16-le") + b"\0" * 100,
            "password",
        ),
        (b"PK\x03\x04 but no archive", "damaged"),
        (bytes(range(256)) * 20, "not_xlsx"),
    ],
)
def test_what_is_no_workbook_is_refused_by_its_content(content, code):
    assert reason(content) == code


def test_a_missing_file_a_folder_and_a_truncated_one_are_refused(tmp_path):
    assert reason(tmp_path / "khong-co.xlsx") == "missing"
    assert reason(tmp_path) == "missing"
    assert reason(workbook(*LIST)[:-200]) == "damaged"


def test_macros_are_refused_whatever_the_name(tmp_path):
    assert reason(changed(workbook(*LIST), xl__vbaProject_DOT_bin=b"macro")) == "macros"


def test_another_office_file_is_refused():
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        archive.writestr("[Content_Types].xml", "<Types/>")
        archive.writestr("word/document.xml", "<document/>")
    assert reason(buffer.getvalue()) == "not_xlsx"


def test_a_zip_bomb_is_refused_before_it_is_unpacked():
    assert reason(changed(workbook(*LIST), xl__media__a_DOT_bin=b"\0" * 30_000_000)) == "too_large"


def test_a_large_file_is_refused_by_its_size():
    assert reason(b"PK" + b"x" * (21 * 1024 * 1024)) == "too_large"


def test_entities_in_xml_are_refused():
    bomb = b'<?xml version="1.0"?><!DOCTYPE a [<!ENTITY b "c">]><sst>&b;</sst>'
    assert reason(changed(workbook(*LIST), xl__sharedStrings_DOT_xml=bomb)) == "unsafe"


def test_broken_xml_is_refused():
    assert (
        reason(changed(workbook(*LIST), xl__worksheets__sheet1_DOT_xml=b"<worksheet><sheetData><row>"))
        == "damaged"
    )
    assert reason(changed(workbook(*LIST), xl__workbook_DOT_xml=b"nothing")) == "damaged"


def test_a_workbook_without_a_header_or_without_lines_says_so():
    assert reason(workbook(("a", "b"), ("c", "d"))) == "no_header"
    assert reason(workbook()) == "no_header"
    assert reason(workbook(LIST[0])) == "no_rows"
    assert reason(workbook(LIST[0], *[()] * 3000)) == "no_rows"


def test_hidden_sheets_are_not_read():
    import openpyxl

    book = openpyxl.load_workbook(io.BytesIO(workbook(*LIST, more={"Cũ": LIST})))
    book["Cũ"].sheet_state = "hidden"
    buffer = io.BytesIO()
    book.save(buffer)
    sheets = read(buffer.getvalue(), WORDS)

    assert [(line.sheet, line.row) for line in sheets.lines] == [("Danh sách", 2)]
    assert sheets.passed_over == ("Cũ",)


def test_a_wrong_dimension_hides_no_line():
    file = workbook(HEADER, HAI)
    with zipfile.ZipFile(io.BytesIO(file)) as archive:
        sheet = archive.read("xl/worksheets/sheet1.xml")
    lying = sheet.replace(b'<dimension ref="A1:E2"', b'<dimension ref="A1"')

    assert lying != sheet
    assert len(read(changed(file, xl__worksheets__sheet1_DOT_xml=lying), WORDS).lines) == 1


def test_direction_marks_and_control_characters_are_taken_out():
    line = read(workbook(LIST[0], (1, "Nguyễn\u202e Văn\u200b Hai", "Sở\u00a0Y tế")), WORDS).lines[0]

    assert dict(line.cells) == {"order": "1", "name": "Nguyễn Văn Hai", "unit": "Sở Y tế"}


def test_a_stored_formula_value_is_read_and_an_unstored_one_is_a_fault():
    file = workbook(LIST[0], (1, "Nguyễn Văn Hai", "=A1"))
    with zipfile.ZipFile(io.BytesIO(file)) as archive:
        sheet = archive.read("xl/worksheets/sheet1.xml")
    stored = re.sub(
        rb'<c r="C2"[^>]*><f>A1</f><v\s*/?>(</v>)?', b'<c r="C2" t="str"><f>A1</f><v>So Y te</v>', sheet
    )

    assert stored != sheet
    assert dict(read(file, WORDS).lines[0].faults) == {"unit": "formula"}
    line = read(changed(file, xl__worksheets__sheet1_DOT_xml=stored), WORDS).lines[0]
    assert (line.cells["unit"], dict(line.faults)) == ("So Y te", {})
