"""How long does a decision's list take, and does a line cost more at the end than at the beginning?

Run: ``python -m tests.benchmarks.import_decision 5000`` with the settings of tests, in a database of its own.
"""

from __future__ import annotations

import os
import sys
import time
from datetime import date
from io import BytesIO

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "portal.settings.test")

import django

django.setup()

from django.core.management import call_command  # noqa: E402
from openpyxl import Workbook  # noqa: E402

from recognition.enums import AwardCategory, Level, UnitKind  # noqa: E402
from recognition.exchange.decisions import import_decision  # noqa: E402
from recognition.models import Award, ClosedPowers, Conferral, DecisionPower, Office, Unit  # noqa: E402

FAMILIES = "Nguyễn Trần Lê Phạm Hoàng Huỳnh Phan Vũ Võ Đặng Bùi Đỗ Hồ Ngô Dương Lý".split()
MIDDLES = "Văn Thị Hữu Đức Minh Ngọc Thanh Quốc Kim Hồng".split()
GIVENS = "An Anh Ánh Bình Châu Dung Dũng Đạt Em Giang Hà Hải Hạnh Hoa Hòa Hùng Lan Linh Mai Nam Nga Phúc Quý Sơn Thủy Yến".split()


def workbook(size: int) -> bytes:
    """A list of ``size`` persons, names repeating as they do in a province."""
    book = Workbook(write_only=True)
    sheet = book.create_sheet("Danh sách")
    sheet.append(("STT", "Họ và tên", "Năm sinh", "Chức vụ", "Đơn vị", "Danh hiệu", "Năm thành tích"))
    for number in range(size):
        name = f"{FAMILIES[number % 16]} {MIDDLES[number // 16 % 10]} {GIVENS[number // 160 % 26]}"
        sheet.append(
            (
                number + 1,
                f"BS. {name}",
                1965 + number % 35,
                f"Bác sĩ {number // 4160 + 1}",
                f"Khoa {number % 20 + 1}, Bệnh viện số {number % 40 + 1}",
                "Lao động tiên tiến",
                2024,
            )
        )
    buffer = BytesIO()
    book.save(buffer)
    return buffer.getvalue()


def prepare() -> Office:
    department = Unit.objects.create(code="B-SYT", name="Sở Y tế", kind=UnitKind.DEPARTMENT)
    for number in range(40):
        hospital = Unit.objects.create(
            code=f"B-BV{number + 1}", name=f"Bệnh viện số {number + 1}", parent=department
        )
        for ward in range(20):
            Unit.objects.create(
                code=f"B-BV{number + 1}-K{ward + 1}", name=f"Khoa {ward + 1}", parent=hospital
            )
    office = Office.objects.create(
        code="B-GD", name="Giám đốc Sở Y tế (đo)", level=Level.DEPARTMENT, unit=department
    )
    award = Award.objects.filter(name="Lao động tiên tiến").first() or Award.objects.create(
        code="B-LDTT",
        name="Lao động tiên tiến",
        category=AwardCategory.TITLE,
        subject="individual",
        level=Level.BASE,
    )
    DecisionPower.objects.create(office=office, award=award, verified=True)
    ClosedPowers.objects.create(office=office, verified=True)
    return office


def main(size: int) -> None:
    call_command("migrate", verbosity=0)
    office = prepare()
    file = workbook(size)
    for year, label in ((2025, "first decision"), (2026, "next year: every line has a namesake")):
        started = time.perf_counter()
        report = import_decision(
            file=file, number=f"1/QĐ-{year}", dated=date(year, 2, 20), office=office, actor=None
        )
        total = time.perf_counter() - started
        lines = [seconds / count * 1000 for count, seconds in report.batches for _ in range(count)]
        edge = min(1000, size // 2) or 1
        print(  # noqa: T201
            f"{label}: {size} lines in {total:.1f} s ({total / size * 1000:.2f} ms a line); "
            f"first {edge}: {sum(lines[:edge]) / 1000:.2f} s, last {edge}: {sum(lines[-edge:]) / 1000:.2f} s; "
            f"{report.counts}"
        )
    started = time.perf_counter()
    again = import_decision(file=file, number="1/QĐ-2026", dated=date(2026, 2, 20), office=office, actor=None)
    print(  # noqa: T201
        f"the same file again: {time.perf_counter() - started:.1f} s; {again.counts}; {Conferral.objects.count()} conferrals"
    )


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 5000)
