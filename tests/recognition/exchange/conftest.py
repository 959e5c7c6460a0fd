"""A province with a director who may decide a closed list, a few units with former names, and workbooks in memory."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from io import BytesIO
from typing import Any

import pytest
from openpyxl import Workbook

from portal.core.models import User
from recognition.domain import roles
from recognition.enums import AwardCategory, AwardSubject, Level, Role, UnitKind, UnitNameKind
from recognition.exchange.decisions import ImportReport, import_decision
from recognition.models import Award, ClosedPowers, DecisionPower, Office, Unit, UnitName

DATED = date(2025, 2, 20)
NUMBER = "57/QĐ-SYT"


@dataclass
class Province:
    department: Unit
    hospital: Unit
    medicine: Unit
    centre: Unit
    centre_medicine: Unit
    director: Office
    chairman: Office
    minister: Office

    def person(self, username: str, role: Role = Role.STANDING_BODY) -> User:
        user, created = User.objects.get_or_create(username=username, defaults={"display_name": username})
        if created:
            roles.grant(user=user, role=role)
        return user

    def load(self, file: bytes, **options: Any) -> ImportReport:
        """Import as the server's operator, with the usual decision."""
        return import_decision(
            file=file,
            **{"number": NUMBER, "dated": DATED, "office": self.director, "actor": None, **options},
        )


def award(
    code: str, name: str, subject: str, level: str, rank: int, *short: str, form: bool = False
) -> Award:
    return Award.objects.create(
        code=code,
        name=name,
        subject=subject,
        level=level,
        rank=rank,
        short_names=list(short),
        category=AwardCategory.FORM if form else AwardCategory.TITLE,
    )


@pytest.fixture
def province(db: None) -> Province:
    department = Unit.objects.create(code="SYT", name="Sở Y tế", kind=UnitKind.DEPARTMENT)
    hospital = Unit.objects.create(
        code="BVDK", name="Bệnh viện Đa khoa Lam Giang", kind=UnitKind.HOSPITAL, parent=department
    )
    medicine = Unit.objects.create(code="BVDK-NOI", name="Khoa Nội", kind=UnitKind.WARD, parent=hospital)
    centre = Unit.objects.create(
        code="TTYT-SD", name="Trung tâm Y tế khu vực Sa Đéc", kind=UnitKind.HEALTH_CENTRE, parent=department
    )
    centre_medicine = Unit.objects.create(
        code="TTYT-SD-NOI", name="Khoa Nội", kind=UnitKind.WARD, parent=centre
    )
    UnitName.objects.create(
        unit=centre, name="Trung tâm Y tế thành phố Sa Đéc", valid_until=date(2025, 6, 30)
    )
    UnitName.objects.create(unit=hospital, name="BVĐK LG", kind=UnitNameKind.SHORT)
    director = Office.objects.create(
        code="GDSYT-T", name="Giám đốc Sở Y tế", aliases=["GĐ SYT"], level=Level.DEPARTMENT, unit=department
    )
    chairman = Office.objects.create(code="CTUBND-T", name="Chủ tịch UBND tỉnh", level=Level.PROVINCE)
    minister = Office.objects.create(code="BT-T", name="Bộ trưởng Bộ Y tế", level=Level.MINISTRY)
    individual, collective, both = AwardSubject.INDIVIDUAL, AwardSubject.COLLECTIVE, AwardSubject.BOTH
    base = [
        award("T-LDTT", "Lao động tiên tiến", individual, Level.BASE, 10, "LĐTT"),
        award("T-CSTDCS", "Chiến sĩ thi đua cơ sở", individual, Level.BASE, 20, "CSTĐCS", "CSTĐ cơ sở"),
        award("T-TTLDTT", "Tập thể Lao động tiên tiến", collective, Level.BASE, 15, "TTLĐTT"),
        award("T-GKSYT", "Giấy khen của Giám đốc Sở Y tế", both, Level.DEPARTMENT, 12, "GKSYT", form=True),
    ]
    award("T-BKTINH", "Bằng khen của Chủ tịch UBND tỉnh", both, Level.PROVINCE, 40, "BK tỉnh", form=True)
    award("T-TTLDXS", "Tập thể Lao động xuất sắc", collective, Level.PROVINCE, 30, "TTLĐXS")
    award("T-KNC", "Kỷ niệm chương “Vì sức khỏe nhân dân”", individual, Level.MINISTRY, 35, "KNC", form=True)
    for each in base:
        DecisionPower.objects.create(office=director, award=each, valid_from=date(2024, 1, 1), verified=True)
    ClosedPowers.objects.create(office=director, valid_from=date(2024, 1, 1), verified=True)
    return Province(
        department=department,
        hospital=hospital,
        medicine=medicine,
        centre=centre,
        centre_medicine=centre_medicine,
        director=director,
        chairman=chairman,
        minister=minister,
    )


def workbook(
    *rows: Sequence[object],
    sheet: str = "Danh sách",
    merges: Sequence[str] = (),
    more: Mapping[str, Sequence[Sequence[object]]] | None = None,
) -> bytes:
    """Return an XLSX with these rows (None leaves a cell empty)."""
    book = Workbook()
    book.active.title = sheet
    for row in rows:
        book.active.append(list(row))
    for merge in merges:
        book.active.merge_cells(merge)
    for title, lines in (more or {}).items():
        other = book.create_sheet(title)
        for row in lines:
            other.append(list(row))
    buffer = BytesIO()
    book.save(buffer)
    return buffer.getvalue()


HEADER = ("STT", "Họ và tên", "Chức vụ", "Đơn vị", "Danh hiệu")
HAI = (1, "ThS.BS Nguyễn Văn Hai", "Trưởng khoa", "Bệnh viện Đa khoa Lam Giang", "Lao động tiên tiến")
ANH = (2, "Trần Thị Ánh", "Điều dưỡng", "Trung tâm Y tế khu vực Sa Đéc", "CSTĐ cơ sở")
