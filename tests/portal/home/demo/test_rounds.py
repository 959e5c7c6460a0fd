"""The demo's rounds: titles of the year by list, a unit that may file late, dossiers of khoa that wait for the choice."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone

from portal.core.models import User
from portal.home.demo import rounds as rounds_of_demo
from recognition.domain import lists, nominations, roles, rounds
from recognition.enums import AwardCategory, AwardSubject, Level, Role, UnitKind
from recognition.models import Award, InternalChoice, LateException, NomineeList, Reminder, Round, Unit
from tests.recognition.domain.test_internal_rounds import complete

UNITS = (
    ("SYT", "Sở Y tế", UnitKind.DEPARTMENT, None),
    ("BVT", "Bệnh viện Đa khoa tỉnh", UnitKind.HOSPITAL, "SYT"),
    ("TTKV-TCT", "Trung tâm Y tế khu vực", UnitKind.HEALTH_CENTRE, "SYT"),
    ("BVT-NTM", "Khoa Nội tim mạch", UnitKind.WARD, "BVT"),
    ("BVT-THAN", "Khoa Thận nhân tạo", UnitKind.WARD, "BVT"),
    ("BVT-HSCC", "Khoa Cấp cứu", UnitKind.WARD, "BVT"),
    ("BVT-XN", "Khoa Xét nghiệm", UnitKind.WARD, "BVT"),
)
AWARDS = (
    ("LDTT", "Lao động tiên tiến", AwardSubject.INDIVIDUAL, True),
    ("CSTDCS", "Chiến sĩ thi đua cơ sở", AwardSubject.INDIVIDUAL, False),
    ("TTLDTT", "Tập thể Lao động tiên tiến", AwardSubject.COLLECTIVE, False),
    ("GKSYT", "Giấy khen của Giám đốc Sở Y tế", AwardSubject.BOTH, False),
)
PEOPLE = (
    ("donvi", Role.FOCAL_POINT, "BVT"),
    ("donvi2", Role.FOCAL_POINT, "TTKV-TCT"),
    ("thutruong", Role.UNIT_HEAD, "BVT"),
    ("thuongtruc", Role.STANDING_BODY, None),
)


@pytest.fixture
def alive(db: None) -> dict[str, User]:
    """The rounds of the demo in a small province."""
    units: dict[str, Unit] = {}
    for code, name, kind, above in UNITS:
        units[code] = Unit.objects.create(
            code=code, name=name, kind=kind, parent=units[above] if above else None
        )
    for code, name, subject, by_list in AWARDS:
        Award.objects.create(
            code=code,
            name=name,
            category=AwardCategory.TITLE,
            subject=subject,
            level=Level.BASE,
            by_list=by_list,
        )
    people: dict[str, User] = {}
    for username, role, unit in PEOPLE:
        people[username] = User.objects.create(username=username, display_name=username)
        roles.grant(user=people[username], role=role, unit=units[unit] if unit else None)
    now = timezone.now()
    above_ = Round.objects.create(
        title="Đợt xét chuyên đề",
        unit=units["SYT"],
        opens_at=now - timedelta(days=9),
        deadline=now + timedelta(days=9),
        is_draft=False,
    )
    internal = Round.objects.create(
        title="Đợt xét cấp cơ sở",
        unit=units["BVT"],
        parent=above_,
        opens_at=now - timedelta(days=9),
        deadline=now + timedelta(days=5),
        is_draft=False,
    )
    for row in (above_, internal):
        row.awards.set(Award.objects.filter(code="GKSYT"))

    def dossier(person, round_, unit):  # type: ignore[no-untyped-def]
        row = nominations.start(
            round=round_,
            unit=unit,
            award=Award.objects.get(code="GKSYT"),
            kind="individual",
            full_name=person.full_name,
            position="Điều dưỡng",
            actor=people["donvi"],
        )
        complete(row, people["donvi"])
        row.refresh_from_db()
        return row

    rounds_of_demo.bring_to_life(people.__getitem__, units, internal, dossier)
    return people


def test_there_is_something_of_everything(alive: dict[str, User]):
    titles = Round.objects.get(title__startswith="Đợt xét danh hiệu thi đua")
    assert rounds.status(titles).state == "open"
    assert {paper.code for paper in titles.documents.all()} == {"bien-ban", "sang-kien"}
    row = NomineeList.objects.get()
    report = lists.check(row)
    assert (row.nominees.count(), report.blocking) == (48, 1)
    assert report.doubtful >= 1
    excepted = LateException.objects.get()
    assert rounds.status(excepted.round).state == "closed"
    assert sorted(InternalChoice.objects.values_list("goes_up", flat=True)) == [False, True]
    assert {row.user for row in Reminder.objects.all()} == {
        alive["donvi"],
        alive["donvi2"],
        alive["thutruong"],
    }


@pytest.mark.parametrize(
    "left", [timedelta(hours=2), timedelta(days=4), timedelta(days=5), timedelta(days=9)]
)
def test_a_round_of_a_unit_is_open_and_ends_before_the_departments(left):
    now = timezone.now()
    assert now < rounds_of_demo.before(now + left, now) < now + left


def test_it_ends_five_days_before_where_there_is_time():
    now = timezone.now()
    assert rounds_of_demo.before(now + timedelta(days=12), now) == now + timedelta(days=7)
