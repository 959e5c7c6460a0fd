"""A small organization: two units, the people of every step, one award of the director, one round."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

import pytest
from django.core.files.base import ContentFile
from django.utils import timezone

from portal.core.models import User
from recognition.domain import nominations, roles
from recognition.enums import AwardCategory, AwardSubject, Level, Role, SubjectKind, UnitKind
from recognition.models import Award, ClosedPowers, DecisionPower, Nomination, Office, Round, Unit


@dataclass
class Organization:
    """Everything a straight path needs."""

    department: Unit
    hospital: Unit
    station: Unit
    director: Office
    province: Office
    award: Award
    banner: Award
    round: Round

    def person(self, username: str, role: Role, unit: Unit | None = None) -> User:
        user, created = User.objects.get_or_create(username=username, defaults={"display_name": username})
        if created:
            roles.grant(user=user, role=role, unit=unit)
        return user

    @property
    def clerk(self) -> User:
        return self.person("dau-moi", Role.FOCAL_POINT, self.hospital)

    @property
    def head(self) -> User:
        return self.person("thu-truong", Role.UNIT_HEAD, self.hospital)

    @property
    def stranger(self) -> User:
        return self.person("dau-moi-khac", Role.FOCAL_POINT, self.station)

    @property
    def desk(self) -> User:
        return self.person("thuong-truc", Role.STANDING_BODY)

    @property
    def second(self) -> User:
        return self.person("tham-dinh", Role.STANDING_BODY)

    @property
    def approver(self) -> User:
        return self.person("duyet", Role.APPROVER)

    @property
    def editor(self) -> User:
        return self.person("bien-tap", Role.EDITOR)

    @property
    def officer(self) -> User:
        return self.person("du-lieu", Role.DATA_OFFICER)

    def draft(self, name: str = "Nguyễn Thị Hoa", *, complete: bool = True) -> Nomination:
        nomination = nominations.start(
            round=self.round,
            unit=self.hospital,
            award=self.award,
            kind=SubjectKind.INDIVIDUAL,
            full_name=name,
            position="Điều dưỡng trưởng",
            actor=self.clerk,
        )
        if complete:
            nomination = nominations.save_answers(
                nomination=nomination,
                answers={
                    "conduct": "Được tập thể khoa tín nhiệm.",
                    "achievement": "Giảm thời gian chờ khám từ 90 phút còn 40 phút.",
                    "citation": "Giảm thời gian chờ khám của người bệnh còn một nửa.",
                    "result": "Hoàn thành 110% kế hoạch năm.",
                    "rating": "Hoàn thành xuất sắc nhiệm vụ",
                },
                actor=self.clerk,
                version=nomination.version,
            )
            nominations.attach(
                nomination=nomination,
                file=ContentFile(b"%PDF-1.4 evidence"),
                name="bao-cao.pdf",
                media_type="application/pdf",
                size=17,
                sha256=f"{nomination.pk:064d}",
                actor=self.clerk,
            )
        return nomination


@pytest.fixture
def organization(db: None) -> Organization:
    department = Unit.objects.create(code="SYT", name="Sở Y tế", kind=UnitKind.DEPARTMENT)
    hospital = Unit.objects.create(
        code="BVDK", name="Bệnh viện Đa khoa tỉnh", kind=UnitKind.HOSPITAL, parent=department
    )
    station = Unit.objects.create(
        code="TYT1", name="Trạm Y tế xã Cư Lâm", kind=UnitKind.STATION, parent=department
    )
    director = Office.objects.create(
        code="GDSYT-T", name="Giám đốc Sở Y tế", level=Level.DEPARTMENT, unit=department
    )
    province = Office.objects.create(code="CTUBND-T", name="Chủ tịch UBND tỉnh", level=Level.PROVINCE)
    award = Award.objects.create(
        code="T-GK",
        name="Giấy khen của Giám đốc Sở Y tế",
        category=AwardCategory.FORM,
        subject=AwardSubject.BOTH,
        level=Level.DEPARTMENT,
        rank=20,
    )
    banner = Award.objects.create(
        code="T-CO",
        name="Cờ thi đua của UBND tỉnh",
        category=AwardCategory.TITLE,
        subject=AwardSubject.COLLECTIVE,
        level=Level.PROVINCE,
        rank=60,
    )
    DecisionPower.objects.create(office=director, award=award, valid_from=date(2024, 1, 1), verified=True)
    ClosedPowers.objects.create(office=director, valid_from=date(2024, 1, 1), verified=True)
    now = timezone.now()
    round_ = Round.objects.create(
        title="Đợt xét cuối năm",
        unit=department,
        subject=AwardSubject.BOTH,
        opens_at=now - timedelta(days=10),
        deadline=now + timedelta(days=8),
        is_draft=False,
        individual_quota=2,
        collective_quota=1,
    )
    round_.awards.set([award, banner])
    return Organization(
        department=department,
        hospital=hospital,
        station=station,
        director=director,
        province=province,
        award=award,
        banner=banner,
        round=round_,
    )
