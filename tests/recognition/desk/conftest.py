"""One small province and one person per role, for every test of the desk."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

import pytest
from django.core.files.base import ContentFile
from django.test import Client
from django.utils import timezone

from portal.core.models import User
from recognition.domain import conferrals, nominations, roles
from recognition.domain.setup import ensure_groups
from recognition.enums import UNIT_ROLES, AwardCategory, AwardSubject, Level, Role, SubjectKind, UnitKind
from recognition.models import (
    Award,
    ClosedPowers,
    Conferral,
    Decision,
    DecisionPower,
    LegalInstrument,
    Nomination,
    Office,
    Round,
    Unit,
)

XHR = {"x-requested-with": "XMLHttpRequest"}
"""Wagtail answers a refused browser by a redirect to the first page; a script gets the plain 403."""

ANSWERS = {
    "conduct": "Được tập thể khoa tín nhiệm.",
    "achievement": "Giảm thời gian chờ khám từ 90 phút còn 40 phút.",
    "citation": "Giảm thời gian chờ khám của người bệnh còn một nửa.",
    "result": "Hoàn thành 110% kế hoạch năm.",
    "rating": "Hoàn thành xuất sắc nhiệm vụ",
}


@dataclass
class Desk:
    department: Unit
    hospital: Unit
    station: Unit
    director: Office
    province: Office
    award: Award
    banner: Award
    round: Round

    def person(self, role: Role, unit: Unit | None = None, *, suffix: str = "") -> User:
        name = f"{role.value}{suffix}{unit.code if unit else ''}"
        user, created = User.objects.get_or_create(username=name, defaults={"display_name": name})
        if created:
            if role in UNIT_ROLES:
                unit = unit or self.hospital
            roles.grant(user=user, role=role, unit=unit)
        return user

    def client(self, who: Role | User, unit: Unit | None = None) -> Client:
        client = Client()
        client.force_login(who if isinstance(who, User) else self.person(who, unit))
        return client

    @property
    def first(self) -> User:
        return self.person(Role.STANDING_BODY)

    @property
    def second(self) -> User:
        return self.person(Role.STANDING_BODY, suffix="-2")

    def draft(self, name: str = "Nguyễn Thị Hoa") -> Nomination:
        clerk = self.person(Role.FOCAL_POINT)
        dossier = nominations.start(
            round=self.round,
            unit=self.hospital,
            award=self.award,
            kind=SubjectKind.INDIVIDUAL,
            full_name=name,
            position="Điều dưỡng trưởng",
            actor=clerk,
        )
        dossier = nominations.save_answers(
            nomination=dossier, answers=ANSWERS, actor=clerk, version=dossier.version
        )
        nominations.attach(
            nomination=dossier,
            file=ContentFile(b"%PDF-1.4 evidence"),
            name="bao-cao.pdf",
            media_type="application/pdf",
            size=17,
            sha256=f"{dossier.pk:064d}",
            actor=clerk,
        )
        return dossier

    def confirmed(self, name: str = "Nguyễn Thị Hoa") -> Nomination:
        dossier = self.draft(name)
        nominations.move(nomination=dossier, name="file", actor=self.person(Role.FOCAL_POINT))
        return nominations.move(nomination=dossier, name="confirm", actor=self.person(Role.UNIT_HEAD))

    def decision(self, number: str = "57/QĐ-SYT", office: Office | None = None, **fields: Any) -> Decision:
        return conferrals.enter_decision(
            office=office or self.director,
            number=number,
            dated=date(2025, 2, 20),
            title="Về việc tặng Giấy khen",
            actor=self.first,
            **fields,
        )

    def line(
        self,
        decision: Decision,
        name: str = "Trần Văn Bình",
        award: Award | None = None,
        *,
        by: User | None = None,
        confirmed: bool = False,
    ) -> Conferral:
        return conferrals.confer(
            decision=decision,
            award=award or self.award,
            kind=SubjectKind.COLLECTIVE if award == self.banner else SubjectKind.INDIVIDUAL,
            full_name=name,
            unit=self.hospital,
            position="Bác sĩ",
            merit_from=2024,
            merit_until=2024,
            actor=by or self.first,
            confirmed=confirmed,
        ).conferral


def small_province() -> Desk:
    """Make the rows of the province, for tests that share them among many."""
    ensure_groups()
    department = Unit.objects.create(code="SYT", name="Sở Y tế", kind=UnitKind.DEPARTMENT)
    hospital = Unit.objects.create(
        code="BVDK", name="Bệnh viện Đa khoa tỉnh", kind=UnitKind.HOSPITAL, parent=department
    )
    station = Unit.objects.create(
        code="TYT", name="Trạm Y tế xã Cư Lâm", kind=UnitKind.STATION, parent=department
    )
    law = LegalInstrument.objects.create(
        code="L", kind="law", number="06/2022/QH15", title="Luật", verified=True
    )
    director = Office.objects.create(
        code="GD", name="Giám đốc Sở Y tế", level=Level.DEPARTMENT, unit=department
    )
    province = Office.objects.create(code="CT", name="Chủ tịch UBND tỉnh", level=Level.PROVINCE)
    award = Award.objects.create(
        code="GK",
        name="Giấy khen của Giám đốc Sở Y tế",
        category=AwardCategory.FORM,
        subject=AwardSubject.BOTH,
        level=Level.DEPARTMENT,
        legal_basis=law,
        verified=True,
    )
    banner = Award.objects.create(
        code="CO",
        name="Cờ thi đua của UBND tỉnh",
        category=AwardCategory.TITLE,
        subject=AwardSubject.COLLECTIVE,
        level=Level.PROVINCE,
    )
    DecisionPower.objects.create(
        office=director, award=award, legal_basis=law, valid_from=date(2024, 1, 1), verified=True
    )
    ClosedPowers.objects.create(office=director, legal_basis=law, valid_from=date(2024, 1, 1), verified=True)
    now = timezone.now()
    opened = Round.objects.create(
        title="Đợt xét cuối năm",
        unit=department,
        subject=AwardSubject.BOTH,
        opens_at=now - timedelta(days=10),
        deadline=now + timedelta(days=8),
        is_draft=False,
    )
    opened.awards.set([award, banner])
    return Desk(department, hospital, station, director, province, award, banner, opened)


@pytest.fixture
def desk(db: None) -> Desk:
    return small_province()
