"""A published decision with people of one hospital, and what must never be read by the public."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date

import pytest
from django.core.cache import cache

from recognition.models import Award, Conferral, Decision, HonoreeIdentity, Office, Unit
from tests import factories

NAMES = (
    "Nguyễn Thị Hoa", "Lê Hoàng An", "Võ Minh Ấn", "Đinh Quốc Bảo", "Huỳnh Ngọc Diễm", "Nguyễn Tấn Đạt",
    "Lý Thị Hòa", "Đặng Văn Hữu", "Trương Mỹ Ngữ", "Trần Thị Bích Thủy",
)  # fmt: skip


@dataclass
class Published:
    """One decision of the director of the department, public."""

    department: Unit
    hospital: Unit
    office: Office
    award: Award
    decision: Decision
    rows: list[Conferral] = field(default_factory=list)

    def add(self, count: int) -> None:
        """Publish so many more conferrals, each of another person."""
        start = len(self.rows)
        for place in range(start, start + count):
            name = NAMES[place % len(NAMES)]
            given = (
                name if place < len(NAMES) else f"{name.rsplit(' ', 1)[0]} Bá {name.rsplit(' ', 1)[1]}{place}"
            )
            self.rows.append(
                factories.conferral(
                    on=self.decision,
                    of=self.award,
                    name=given,
                    at=self.hospital,
                    position=f"Điều dưỡng {place}",
                )
            )
        factories.publish(self.decision)
        for row in self.rows[start:]:
            row.refresh_from_db()
            HonoreeIdentity.objects.update_or_create(honoree=row.honoree, defaults={"birth_year": 1871})


@pytest.fixture(autouse=True)
def _empty_cache():
    cache.clear()
    yield
    cache.clear()


@pytest.fixture
def published(db: None) -> Published:
    department = factories.unit("Sở Y tế", kind="department", code="SYT")
    hospital = factories.unit("Bệnh viện Đa khoa tỉnh", parent=department, code="BVDK")
    office = factories.office(unit=department)
    award = factories.award(by=office)
    decision = factories.decision(by=office, dated=date(2025, 2, 20), number_text="57/QĐ-SYT")
    return Published(department, hospital, office, award, decision)
