"""The register of units from a spreadsheet."""

from __future__ import annotations

import json
from datetime import date

import pytest
from django.core.management import CommandError, call_command

from recognition.enums import UnitKind
from recognition.exchange.units import import_units
from recognition.models import Event, Unit, UnitName
from tests.recognition.exchange.conftest import workbook

HEADER = ("Mã", "Tên đơn vị", "Tên cũ", "Dùng đến ngày", "Tên viết tắt", "Đơn vị cấp trên")
STATION = ("TYT01", "Trạm Y tế xã Cư Lâm", None, None, "TYT Cư Lâm", "TTYT-SD")
CENTRE = (
    "TTYT-SD",
    "Trung tâm Y tế khu vực Sa Đéc",
    "Trung tâm Y tế thành phố Sa Đéc; Trung tâm Y tế thị xã Sa Đéc",
    "30/06/2025; 13/10/2013",
    "TTYT Sa Đéc; TTYT KV Sa Đéc",
    "Sở Y tế",
)
ROOT = ("SYT", "Sở Y tế", None, None, "SYT", None)

pytestmark = pytest.mark.django_db


def outcomes(report) -> list[tuple]:
    return [(row.row, row.outcome, row.change, row.reason, row.column) for row in report.rows]


def test_parents_come_in_any_order_by_code_or_name_with_former_and_short_names():
    report = import_units(file=workbook(HEADER, STATION, CENTRE, ROOT))

    assert outcomes(report) == [
        (2, "accepted", "new", "", ""),
        (3, "accepted", "new", "", ""),
        (4, "accepted", "new", "", ""),
    ]
    assert set(Unit.objects.values_list("code", "parent__code", "kind")) == {
        ("SYT", None, UnitKind.DEPARTMENT),
        ("TTYT-SD", "SYT", UnitKind.HEALTH_CENTRE),
        ("TYT01", "TTYT-SD", UnitKind.STATION),
    }
    assert set(UnitName.objects.filter(unit__code="TTYT-SD").values_list("name", "kind", "valid_until")) == {
        ("Trung tâm Y tế thành phố Sa Đéc", "official", date(2025, 6, 30)),
        ("Trung tâm Y tế thị xã Sa Đéc", "official", date(2013, 10, 13)),
        ("TTYT Sa Đéc", "short", None),
        ("TTYT KV Sa Đéc", "short", None),
    }


def test_a_second_time_changes_nothing():
    file = workbook(HEADER, STATION, CENTRE, ROOT)
    import_units(file=file)
    before = (Unit.objects.count(), UnitName.objects.count(), Event.objects.count())
    report = import_units(file=file)

    assert report.counts == {"accepted": 3, "refused": 0, "new": 0, "changed": 0, "none": 3}
    assert (Unit.objects.count(), UnitName.objects.count(), Event.objects.count()) == before


def test_a_dry_run_writes_nothing():
    report = import_units(file=workbook(HEADER, STATION, CENTRE, ROOT), dry_run=True)

    assert report.counts["new"] == 3
    assert Unit.objects.count() == 0


def test_a_new_name_keeps_the_old_one():
    import_units(file=workbook(HEADER, ROOT))
    report = import_units(file=workbook(HEADER, ("SYT", "Sở Y tế tỉnh Lam Giang", None, None, None, None)))

    assert outcomes(report) == [(2, "accepted", "changed", "", "")]
    assert UnitName.objects.filter(name="Sở Y tế", kind="official", valid_until__isnull=False).exists()


def test_cycles_and_what_stands_under_them_are_refused():
    file = workbook(
        HEADER,
        ROOT,
        ("A", "Đơn vị A", None, None, None, "B"),
        ("B", "Đơn vị B", None, None, None, "Đơn vị A"),
        ("C", "Đơn vị C", None, None, None, "A"),
        ("D", "Đơn vị D", None, None, None, "D"),
    )

    assert outcomes(import_units(file=file)) == [
        (2, "accepted", "new", "", ""),
        (3, "refused", "", "cycle", "F"),
        (4, "refused", "", "cycle", "F"),
        (5, "refused", "", "parent_refused", "F"),
        (6, "refused", "", "cycle", "F"),
    ]


def test_a_cycle_with_units_that_are_there_already_is_refused():
    import_units(file=workbook(HEADER, ROOT, ("A", "Đơn vị A", None, None, None, "SYT")))
    report = import_units(file=workbook(HEADER, ("SYT", "Sở Y tế", None, None, None, "A")))

    assert outcomes(report) == [(2, "refused", "", "cycle", "F")]


@pytest.mark.parametrize(
    ("row", "reason", "column"),
    [
        ((None, "Khoa Nội", None, None, None, None), "code_missing", "A"),
        (("A" * 41, "Khoa Nội", None, None, None, None), "code_invalid", "A"),
        (("A", None, None, None, "x", None), "name_missing", "B"),
        (("A", "BÖnh viÖn §a khoa", None, None, None, None), "legacy_encoding", "B"),
        (("A", "<b>Sở</b>", None, None, None, None), "invalid_text", "B"),
        (("A", "Khoa Nội", "Khoa Nội tổng hợp", "31/02/2024", None, None), "date_impossible", "D"),
        (("A", "Khoa Nội", None, "01/02/2024", None, None), "dates_without_names", "D"),
        (("A", "Khoa Nội", None, None, None, "Không có"), "parent_unknown", "F"),
        (("syt", "Sở khác", None, None, None, None), "duplicate", "A"),
        (("A", "Sở Y tế", None, None, None, None), "same_name", "B"),
    ],
)
def test_a_line_that_cannot_be_taken_is_refused(row, reason, column):
    report = import_units(file=workbook(HEADER, ROOT, row))

    assert outcomes(report) == [(2, "accepted", "new", "", ""), (3, "refused", "", reason, column)]


def test_the_command_tells_by_its_exit_status(tmp_path, capsys):
    path, report = tmp_path / "dv.xlsx", tmp_path / "r.json"
    path.write_bytes(workbook(HEADER, STATION, CENTRE, ROOT))
    call_command("import_units", str(path), "--report", str(report))
    assert json.loads(report.read_text())["counts"]["new"] == 3

    path.write_bytes(workbook(HEADER, ("A", None, None, None, "a", None)))
    with pytest.raises(SystemExit) as stop:
        call_command("import_units", str(path))
    assert stop.value.code == 1

    path.write_bytes(b"a,b")
    with pytest.raises(CommandError) as error:
        call_command("import_units", str(path))
    assert error.value.returncode == 2
    capsys.readouterr()
