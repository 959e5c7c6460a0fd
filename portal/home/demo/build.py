"""Build the demo's province through the domain functions: nothing here writes a fact past them."""

from __future__ import annotations

import io
import random
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any, Final

from django.contrib.auth.hashers import make_password
from django.core.files.base import ContentFile
from django.db import transaction
from django.utils import timezone
from PIL import Image

from portal.core import outbox
from portal.core.models import PortalImage, SiteSettings, User
from portal.home.demo import appraisals, ceremony, desk, invitations, merits, papers, pictures
from portal.home.demo import rounds as rounds_of_demo
from portal.home.demo.campaigns import commended
from portal.home.demo.merits import DESIGN_CONFERRALS, ISSUERS, DesignConferral
from portal.home.demo.people import FEATURED, DemoPerson, people, staff
from portal.home.demo.province import BY_CODE, UNITS, DemoUnit, full_name_on
from portal.home.demo.stories import DemoStory, StoryConferral, stories
from recognition.domain import conferrals, consent, nominations, publication, roles
from recognition.enums import (
    AuthorityCheck,
    AwardSubject,
    BodyKind,
    ConsentScope,
    Role,
    SubjectKind,
    UnitNameKind,
)
from recognition.models import (
    Award,
    Conferral,
    Decision,
    Honoree,
    HonoreePage,
    Initiative,
    Nomination,
    Office,
    Round,
    RoundQuota,
    Unit,
    UnitBody,
    UnitName,
)

PASSWORD: Final = "tonvinh-demo"  # noqa: S105 - known to all
YEARS: Final = 5
CAPTION: Final = "Hình vẽ minh họa"
PORTRAITS: Final = 28
REASON: Final = "Công bố theo quyết định khen thưởng."
RELEASE_REASON: Final = "Đã đối chiếu bản gốc quyết định của cấp có thẩm quyền."

ACCOUNTS: Final[tuple[tuple[str, str, str, tuple[tuple[Role, str | None], ...]], ...]] = (
    ("quantri", "Lâm Quốc Trị", "Quản trị hệ thống", ((Role.ADMINISTRATOR, None),)),
    ("donvi", "Trần Ngọc Hạnh", "Đầu mối thi đua, Bệnh viện Đa khoa tỉnh", ((Role.FOCAL_POINT, "BVT"),)),
    ("donvi2", "Phạm Hữu Lộc", "Đầu mối thi đua", ((Role.FOCAL_POINT, "TTKV-TCT"),)),
    ("thutruong", "Đoàn Minh Khải", "Giám đốc Bệnh viện Đa khoa tỉnh", ((Role.UNIT_HEAD, "BVT"),)),
    ("phogiamdoc", "Hoàng Thị Kim Oanh", "Phó Giám đốc", ((Role.UNIT_DEPUTY, "BVT"),)),
    ("thuongtruc", "Nguyễn Thu Hương", "Chuyên viên Phòng Tổ chức cán bộ", ((Role.STANDING_BODY, None),)),
    ("thamdinh", "Võ Thành Nhân", "Phó Trưởng phòng Tổ chức cán bộ", ((Role.STANDING_BODY, None),)),
    ("thuky", "Bùi Thanh Tâm", "Thư ký Hội đồng", ((Role.COUNCIL_SECRETARY, None),)),
    ("chutich", "Hồ Xuân Vinh", "Chủ tịch Hội đồng", ((Role.COUNCIL_CHAIR, None),)),
    *(
        (f"hoidong{number}", name, "Thành viên Hội đồng", ((Role.COUNCIL_MEMBER, None),))
        for number, name in enumerate(
            (
                "Lê Quang Minh",
                "Mai Thị Lan",
                "Trương Văn Kiệt",
                "Ngô Bích Vân",
                "Đặng Hoài Nam",
                "Tô Thị Nga",
                "Cao Đức Huy",
            ),
            start=1,
        )
    ),
    ("xacminh", "Phan Trọng Nghĩa", "Cơ quan xác minh", ((Role.CLEARANCE, None),)),
    ("congdoan", "Huỳnh Thị Mai", "Công đoàn", ((Role.UNION, None),)),
    ("lanhdao", "Đỗ Trung Chính", "Lãnh đạo Sở Y tế", ((Role.LEADER, None),)),
    ("bientap", "Lưu Hoài Thương", "Biên tập viên, Trung tâm Truyền thông", ((Role.EDITOR, None),)),
    ("duyetbai", "Thái Kim Phượng", "Người duyệt đăng", ((Role.APPROVER, None),)),
    ("dulieu", "Kiều Anh Thư", "Phụ trách bảo vệ dữ liệu cá nhân", ((Role.DATA_OFFICER, None),)),
    ("kiemtoan", "Vũ Đình Sáng", "Kiểm tra, giám sát", ((Role.AUDITOR, None),)),
)
"""Username, invented name, position, roles with the code of the unit."""

HOLIDAYS: Final = frozenset({(1, 1), (4, 30), (5, 1), (9, 2), (9, 3)})
TET: Final = {
    2022: (1, 31, 2, 4),
    2023: (1, 20, 1, 26),
    2024: (2, 8, 2, 14),
    2025: (1, 27, 2, 2),
    2026: (2, 16, 2, 20),
}


@dataclass(slots=True)
class People:
    """The demo's accounts by username."""

    by_name: dict[str, User]

    def __getitem__(self, username: str) -> User:
        return self.by_name[username]


@dataclass(slots=True)
class Subject:
    """Somebody or some collective the demo honors, and the row once it exists."""

    name: str
    kind: SubjectKind
    unit_code: str
    titles: str = ""
    position: str = ""
    given: str = ""
    birth_year: int | None = None
    hair: str = "any"
    honoree: Honoree | None = None


@dataclass(slots=True)
class Line:
    subject: Subject
    merit_from: int
    merit_until: int
    merit: str
    citation: str


@dataclass(slots=True)
class Paper:
    """One decision to come: one award (or several) and its lines."""

    award: str
    number: str
    dated: date
    issuer: str
    title: str
    lines: list[tuple[str, Line]] = field(default_factory=list)
    publish: bool = True


Say = Callable[[str], None]


def build(*, seed: int, scale: int, say: Say) -> None:
    """Fill an empty database with the province at ``scale`` (1 is about 430 honorees over five years)."""
    from portal.home.demo import build_pages

    rng = random.Random(f"build:{seed}")
    with outbox.held():
        describe_site()
        units = make_units()
        say(f"{len(units)} đơn vị")
        accounts = make_accounts(units)
        say(f"{len(accounts.by_name)} tài khoản")
        subjects = Subjects(seed)
        papers = [*design_papers(subjects, rng), *yearly_papers(subjects, rng, scale)]
        for number, paper in enumerate(sorted(papers, key=lambda one: one.dated), start=1):
            enter(paper, units, accounts)
            if number % 20 == 0:
                say(f"{number}/{len(papers)} quyết định")
        cancel_what_was_cancelled(accounts)
        make_initiatives(rng)
        say(f"{Honoree.objects.count()} người, tập thể")
        portraits(subjects, accounts, say)
        build_pages.stories(accounts, units, subjects, say)
        build_pages.campaigns(accounts, units, say)
        build_pages.prose()
        build_pages.collections()
        make_nominations(units, accounts, rng, say)
        invitation = invitations.bring_to_life(accounts.__getitem__, units)
        say(f"1 giấy mời chờ đặt mật khẩu ở {invitation}, 1 ủy quyền ký thay")
        link = ceremony.bring_to_life(accounts.__getitem__, units)
        say(f"1 quyết định chờ lễ trao, 3 lời xin đồng ý; lời đang chờ trả lời ở {link}")
        build_pages.feature("Trần Thị Bích Thủy")


def describe_site() -> None:
    settings = SiteSettings.load()
    settings.department_name = "Sở Y tế tỉnh Lam Giang"
    settings.department_name_en = "Lam Giang Department of Health"
    settings.province_name = "tỉnh Lam Giang"
    settings.parent_agency = "Ủy ban nhân dân tỉnh Lam Giang"
    settings.parent_agency_en = "Lam Giang Provincial People’s Committee"
    settings.address = "Số 15 đường Nguyễn Hữu Thận, phường Hòa An, tỉnh Lam Giang"
    settings.phone = "0200 000 0000"
    settings.email = "vanphong@syt.example"
    settings.responsible = "Trung tâm Truyền thông y tế tỉnh"
    settings.responsible_en = "Provincial Health Communication Centre"
    settings.coverage_from = timezone.localdate().year - YEARS + 1
    settings.demo = True
    settings.save()


def make_units() -> dict[str, Unit]:
    """Make the tree, the names units bore, their successors and who stands above them."""
    made: dict[str, Unit] = {}
    with transaction.atomic():
        for row in UNITS:
            made[row.code] = Unit.objects.create(
                code=row.code,
                name=row.name,
                name_en=row.name_en,
                kind=row.kind,
                ended_on=row.ended_on,
                parent=made[row.parent_code] if row.parent_code else None,
            )
        for row in UNITS:
            unit = made[row.code]
            if row.successor_code:
                unit.successor = made[row.successor_code]
                unit.save(update_fields=["successor"])
            names(row, unit)
            for body in row.bodies:
                UnitBody.objects.create(
                    unit=unit,
                    body=made[body.code],
                    kind=BodyKind(body.kind),
                    valid_from=body.valid_from,
                    valid_until=body.valid_until,
                )
    return made


def names(row: DemoUnit, unit: Unit) -> None:
    """Write the names a unit bore one after the other; of units merged into it on one day each keeps its name."""
    start: date | None = None
    for until in sorted({until for _former, until in row.former}):
        for former in (name for name, last in row.former if last == until):
            UnitName.objects.create(unit=unit, name=former, valid_from=start, valid_until=until)
        start = until + timedelta(days=1)
    if not (row.ended_on and start and start > row.ended_on):  # its last name is among the former ones
        UnitName.objects.get_or_create(
            unit=unit,
            name=row.name,
            kind=UnitNameKind.OFFICIAL,
            defaults={"valid_from": start, "valid_until": row.ended_on},
        )
    for short in row.short_names:
        UnitName.objects.get_or_create(unit=unit, name=short, kind=UnitNameKind.SHORT)


def make_accounts(units: dict[str, Unit]) -> People:
    made = {}
    secret = make_password(PASSWORD)  # one password, hashed once: slow on purpose
    for username, name, position, held in ACCOUNTS:
        user = User.objects.create(
            username=username, password=secret, display_name=name, position=position, is_demo=True
        )
        for role, code in held:
            roles.grant(user=user, role=role, unit=units[code] if code else None)
        made[username] = user
    return People(made)


class Subjects:
    """Whom the demo honors: the design's people first, then as many more as are asked for."""

    def __init__(self, seed: int) -> None:
        self.known: dict[tuple[str, str], Subject] = {}
        self._stream: Iterator[DemoPerson] = people(seed)
        for person in FEATURED:
            self.of_person(person)

    def of_person(self, person: DemoPerson) -> Subject:
        key = (person.full_name, person.unit_code)
        if key not in self.known:
            self.known[key] = Subject(
                name=person.full_name,
                kind=SubjectKind.INDIVIDUAL,
                unit_code=person.unit_code,
                titles=person.titles,
                position=person.position,
                given=person.given_name,
                birth_year=person.birth_year,
                hair=person.hair,
            )
        return self.known[key]

    def of_unit(self, code: str) -> Subject:
        key = ("", code)
        if key not in self.known:
            self.known[key] = Subject(name=BY_CODE[code].name, kind=SubjectKind.COLLECTIVE, unit_code=code)
        return self.known[key]

    def named(self, name: str, unit_code: str) -> Subject:
        found = next((one for (full_name, _unit), one in self.known.items() if full_name == name), None)
        if found is not None:
            return found
        person = staff(1, unit_code, 1)[0]
        return self.of_person(
            DemoPerson(name, person.titles, person.position, unit_code, person.birth_year, "", "any")
        )

    def fresh(self) -> Subject:
        return self.of_person(next(self._stream))


def working_day(day: date) -> date:
    """Return ``day`` or the next day on which offices work: no weekend, fixed holiday or Tết."""
    while True:
        tet = TET.get(day.year)
        in_tet = tet is not None and (tet[0], tet[1]) <= (day.month, day.day) <= (tet[2], tet[3])
        if day.weekday() < 5 and (day.month, day.day) not in HOLIDAYS and not in_tet:
            return day
        day += timedelta(days=1)


def design_papers(subjects: Subjects, rng: random.Random) -> list[Paper]:
    """The decisions that the design's pages show."""
    grouped: dict[tuple[str, date, str], list[DesignConferral]] = {}
    for row in DESIGN_CONFERRALS:
        grouped.setdefault((row.number, row.dated, row.issuer), []).append(row)
    papers = []
    for (number, dated, issuer), rows in grouped.items():
        first = rows[0]
        paper = Paper(
            first.award_code,
            number,
            working_day(dated),
            issuer,
            merits.decision_subject(
                rng, first.award_code, first.merit_from, first.merit_until, month=first.dated.month
            ),
        )
        for row in rows:
            subject = (
                subjects.of_unit(row.subject)
                if row.collective
                else subjects.named(row.subject, row.unit_code)
            )
            paper.lines.append(
                (row.award_code, Line(subject, row.merit_from, row.merit_until, row.merit, row.citation))
            )
        papers.append(paper)
    for story in stories():
        if story.conferral is not None:
            add_story_line(papers, subjects, story, story.conferral, rng)
    return papers


def add_story_line(
    papers: list[Paper], subjects: Subjects, story: DemoStory, told: StoryConferral, rng: random.Random
) -> None:
    """Add the conferral behind a story to its decision, the design's or one of its own."""
    paper = next((one for one in papers if (one.number, one.issuer) == (told.number, told.issuer)), None)
    if paper is None:
        title = merits.decision_subject(
            rng, told.award_code, told.merit_from, told.merit_until, month=told.dated.month
        )
        paper = Paper(told.award_code, told.number, working_day(told.dated), told.issuer, title)
        papers.append(paper)
    subject = (
        subjects.of_unit(story.collective_code) if told.collective else subjects.of_person(story.people[0])
    )
    if all(row.subject is not subject for _award, row in paper.lines):
        line_ = Line(subject, told.merit_from, told.merit_until, told.merit, told.citation)
        for other in papers:  # a title is given once a year: what was drawn gives way to the story
            other.lines[:] = [
                (award_, row)
                for award_, row in other.lines
                if award_ not in ONCE_A_YEAR
                or (award_, row.subject, row.merit_until) != (told.award_code, subject, told.merit_until)
            ]
        paper.lines.append((told.award_code, line_))


ONCE_A_YEAR: Final = frozenset({"LDTT", "TTLDTT", "CSTDCS", "TTLDXS", "CSTDT"})

PROGRAMME: Final = (
    # award, month and day it is decided, years of merit before, individuals, collectives, kind of merit
    ("LDTT", 1, 20, 1, 24, 0, "routine"),
    ("TTLDTT", 1, 20, 1, 0, 6, "routine"),
    ("CSTDCS", 1, 27, 1, 12, 0, "routine"),
    ("GKSYT", 2, 21, 1, 16, 5, "routine"),
    ("KNC", 2, 23, 0, 5, 0, "devotion"),
    ("BKBYT", 2, 24, 5, 3, 1, "routine"),
    ("BKTINH", 4, 15, 2, 7, 3, "routine"),
    ("CSTDT", 5, 12, 3, 2, 0, "routine"),
    ("TTLDXS", 5, 12, 1, 0, 2, "routine"),
    ("GKSYT", 8, 10, 0, 5, 1, "sudden"),
    ("GKSYT", 10, 22, 0, 9, 3, "thematic"),
)


def yearly_papers(subjects: Subjects, rng: random.Random, scale: int) -> list[Paper]:
    """Five years of decisions; in one line of four somebody is honored again."""
    today = timezone.localdate()
    papers = []
    register: dict[tuple[str, int], int] = {}
    collectives = [row.code for row in UNITS if row.kind in {"ward", "station"} and row.ended_on is None]
    for year in range(today.year - YEARS + 1, today.year + 1):
        for award, month, day, span, individuals, groups, merit in PROGRAMME:
            dated = working_day(date(year, month, day))
            if dated > today:
                continue
            until = year - 1 if merit == "routine" else year
            start = until - max(0, span - 1) if merit in {"routine", "devotion"} else until
            issuer, letters = ISSUERS[award]
            serial = register.get((letters, year), 40) + rng.randint(9, 60)
            register[letters, year] = serial
            campaign = commended(year) if merit == "thematic" else ""
            paper = Paper(
                award,
                f"{serial}/{letters}",
                dated,
                issuer,
                merits.decision_subject(rng, award, start, until, campaign, month=month),
            )
            chosen: set[int] = set()
            earlier = [one for one in subjects.known.values() if one.kind == SubjectKind.INDIVIDUAL]
            for _number in range(individuals * scale):
                subject = rng.choice(earlier) if earlier and rng.random() < 0.25 else subjects.fresh()
                if id(subject) in chosen:
                    subject = subjects.fresh()
                chosen.add(id(subject))
                paper.lines.append((award, line(rng, subject, start, until, merit, campaign)))
            for code in rng.sample(collectives, min(groups * scale, len(collectives))):
                paper.lines.append((award, line(rng, subjects.of_unit(code), start, until, merit, campaign)))
            papers.append(paper)
    latest = max((paper for paper in papers if paper.award == "GKSYT"), key=lambda one: one.dated)
    latest.publish = False  # it waits at the communications centre, so that the desk has something to do
    return papers


def line(rng: random.Random, subject: Subject, start: int, until: int, merit: Any, campaign: str) -> Line:
    words = merits.citation(rng, BY_CODE[subject.unit_code], merit, start, until, campaign)
    return Line(subject, start, until, merit, words)


def enter(paper: Paper, units: dict[str, Unit], accounts: People) -> Decision:
    """Enter one decision, verify it by the second person, release what is held, publish its facts."""
    decision, _new = conferrals.find_or_enter_decision(
        office=Office.objects.get(name=paper.issuer),
        number=paper.number,
        dated=paper.dated,
        title=paper.title,
        actor=accounts["thuongtruc"],
    )
    for position, (award_code, row) in enumerate(paper.lines, start=1):
        subject = row.subject
        unit = units[subject.unit_code]
        shown = full_name_on(subject.unit_code, paper.dated)
        collective = subject.kind == SubjectKind.COLLECTIVE
        made = conferrals.confer(
            decision=decision,
            award=award(award_code),
            kind=subject.kind,
            full_name=subject.name,
            given=subject.given,
            unit=unit.parent
            if collective and unit.parent and BY_CODE[subject.unit_code].kind == "ward"
            else unit,
            unit_name=full_name_on(BY_CODE[subject.unit_code].parent_code or "", paper.dated)
            if collective and BY_CODE[subject.unit_code].kind == "ward"
            else shown,
            position=subject.position,
            titles=subject.titles,
            merit_from=row.merit_from,
            merit_until=row.merit_until,
            merit_kind=row.merit,
            citation=row.citation,
            birth_year=subject.birth_year,
            honoree=subject.honoree,
            list_position=position,
            actor=accounts["thuongtruc"],
        )
        subject.honoree = made.conferral.honoree
    if decision.state == "entered":
        decision = conferrals.verify_decision(decision=decision, actor=accounts["thamdinh"])
    if paper.publish:
        for held in decision.conferrals.filter(authority=AuthorityCheck.HELD):
            conferrals.release(conferral=held, actor=accounts["thamdinh"], reason=RELEASE_REASON)
        report = publication.publish_facts(decision=decision, actor=accounts["duyetbai"], reason=REASON)
        if report.failed:
            raise RuntimeError(f"{decision}: {report.failed[:3]}")
    return decision


_awards: dict[str, Award] = {}


def award(code: str) -> Award:
    if code not in _awards:
        _awards[code] = Award.objects.get(code=code)
    return _awards[code]


def cancel_what_was_cancelled(accounts: People) -> None:
    """The design shows a collective whose title was cancelled by a later decision."""
    for row in DESIGN_CONFERRALS:
        if row.cancelled_by is None:
            continue
        number, dated, reason = row.cancelled_by
        by, _new = conferrals.find_or_enter_decision(
            office=Office.objects.get(name=row.issuer),
            number=number,
            dated=working_day(dated),
            title="Về việc hủy bỏ quyết định khen thưởng",
            actor=accounts["thuongtruc"],
        )
        conferrals.verify_decision(decision=by, actor=accounts["thamdinh"])
        cancelled = Conferral.objects.get(decision__number=row.number, award__code=row.award_code)
        publication.cancel(conferral=cancelled, by=by, actor=accounts["thuongtruc"], reason=reason)


def make_initiatives(rng: random.Random) -> None:
    """An initiative behind each Chiến sĩ thi đua cơ sở."""
    for row in (
        Conferral.objects.filter(award__code="CSTDCS").select_related("honoree", "unit").order_by("id")
    ):
        if row.unit is None or row.merit_until is None:
            continue
        demo = merits.initiative(rng, BY_CODE[row.unit.code], row.merit_until)
        made = Initiative.objects.create(
            title=demo.title,
            level="department" if "Sở" in demo.council else "province",
            council=demo.council,
            recognized_on=working_day(demo.recognized_on),
            scope=demo.scope,
            unit=row.unit,
        )
        made.honorees.add(row.honoree)


# Pictures ------------------------------------------------------------------------------------------------------------


def image(picture: Image.Image, *, title: str, description: str, user: User | None = None) -> PortalImage:
    """Keep a drawn picture as an image with what it shows and that it is a drawing."""
    target = io.BytesIO()
    picture.convert("RGB").save(target, "JPEG", quality=90)
    made = PortalImage(
        title=title,
        description=description[:255],
        credit=CAPTION,
        uploaded_by_user=user,
        file=ContentFile(target.getvalue(), name="hinh.jpg"),
    )
    made.save()
    return made


def portraits(subjects: Subjects, accounts: People, say: Say) -> None:
    """Portraits and consents for some of the honored: the design's people first. The others keep their weave."""
    without = {"Nguyễn Tấn Đạt", "Trương Mỹ Ngữ", "H’Lan Êban", "H'Lan Êban"}
    shown = [
        one
        for one in subjects.known.values()
        if one.kind == SubjectKind.INDIVIDUAL and one.honoree is not None and one.name not in without
    ][:PORTRAITS]
    for one in shown:
        honoree = one.honoree
        assert honoree is not None
        page = HonoreePage.objects.filter(honoree=honoree, language="vi").first()
        if page is None or not page.live:
            continue
        for scope in (ConsentScope.PHOTO, ConsentScope.BIOGRAPHY):
            consent.record_consent(
                honoree=honoree,
                scope=scope,
                text_version="2026-01",
                given_at=timezone.now() - timedelta(days=20),
                actor=accounts["bientap"],
            )
        drawing = pictures.portrait(f"{one.name}:{one.unit_code}", one.hair)  # type: ignore[arg-type]
        page.portrait = image(
            drawing,
            title=f"Chân dung {one.name}",
            description=f"Hình vẽ chân dung {one.name} trên nền họa tiết đan",
            user=accounts["bientap"],
        )
        page.save_revision(user=accounts["bientap"])
        publication.publish_revision(page, actor=accounts["duyetbai"], role=Role.APPROVER)
    say(f"{len(shown)} chân dung")


# Nominations ---------------------------------------------------------------------------------------------------------

TARGETS: Final[tuple[tuple[str, tuple[str, ...]], ...]] = (
    ("draft", ()),
    ("awaiting_head", ("file",)),
    ("confirmed", ("file", "confirm")),
    ("received", ("file", "confirm", "receive")),
    ("returned", ("file", "confirm", "receive", "return_")),
    ("appraisal", ("file", "confirm", "receive", "appraise")),
    ("clearance", ("file", "confirm", "receive", "appraise", "ask_clearance")),
    ("public_comment", ("file", "confirm", "receive", "appraise", "open_comment")),
    ("council", ("file", "confirm", "receive", "appraise", "to_council")),
    ("submitted", ("file", "confirm", "receive", "appraise", "to_council", "record_council")),
    ("not_met", ("file", "confirm", "receive", "appraise", "fail")),
    ("withdrawn", ("file", "confirm", "withdraw")),
)
MOVERS: Final = {
    "file": "donvi",
    "confirm": "thutruong",
    "receive": "thuongtruc",
    "return_": "thuongtruc",
    "appraise": "thamdinh",
    "ask_clearance": "thuongtruc",
    "open_comment": "thuky",
    "to_council": "thuongtruc",
    "record_council": "thuongtruc",
    "fail": "thuongtruc",
    "withdraw": "donvi",
}
REASONS: Final = {
    "return_": "Chưa có số liệu trước và sau khi triển khai. Đề nghị bổ sung bảng số liệu 6 tháng.",
    "fail": "Chưa đủ điều kiện: xếp loại năm chưa đạt Hoàn thành xuất sắc nhiệm vụ.",
    "withdraw": "Đơn vị chọn cá nhân khác tiêu biểu hơn.",
}


def make_rounds(units: dict[str, Unit]) -> tuple[Round, Round, Round]:
    """One round open until 02/12 at 17:00, one ended last year, one unit's internal round."""
    from portal.home.demo.build_pages import open_round

    now = timezone.now()
    year = timezone.localdate().year
    opened = open_round()
    deadline = opened.deadline
    RoundQuota.objects.create(round=opened, unit=units["BVT"], kind=SubjectKind.INDIVIDUAL, places=14)
    ended = Round.objects.create(
        title=f"Đợt xét Lao động tiên tiến, Chiến sĩ thi đua cơ sở năm {year - 1}",
        unit=units["SYT"],
        subject=AwardSubject.BOTH,
        opens_at=now - timedelta(days=400),
        deadline=now + timedelta(hours=1),  # moved back when its dossiers are in
        is_draft=False,
    )
    ended.awards.set([award("LDTT"), award("CSTDCS"), award("TTLDTT")])
    internal = Round.objects.create(
        title=f"Đợt xét cấp cơ sở của Bệnh viện Đa khoa tỉnh năm {year}",
        unit=units["BVT"],
        parent=opened,
        subject=AwardSubject.BOTH,
        opens_at=now - timedelta(days=40),
        deadline=rounds_of_demo.before(deadline, now),
        is_draft=False,
        individual_quota=4,
        collective_quota=2,
    )
    internal.awards.set([award("GKSYT")])
    return opened, ended, internal


def make_nominations(units: dict[str, Unit], accounts: People, rng: random.Random, say: Say) -> None:
    """Dossiers in every state, filed, moved and refused through the same functions as everybody's."""
    opened, ended, internal = make_rounds(units)
    appraisals.prepare(opened, drafts=accounts["thuongtruc"], adopts=accounts["thamdinh"])
    hospital = units["BVT"]
    candidates = iter(staff(77, "BVT", 40))
    for state, moves in TARGETS:
        for _copy in range(2 if state in {"draft", "confirmed", "received"} else 1):
            dossier = dossier_of(
                next(candidates), opened, hospital, accounts, rng, complete=bool(moves) and moves[0] == "file"
            )
            for name in moves:
                if name == "ask_clearance":
                    dossier = desk.ask_clearance(dossier, accounts[MOVERS[name]])
                    continue
                if name == "to_council":
                    appraisals.judge(dossier, actor=accounts["thamdinh"])
                dossier = nominations.move(
                    nomination=dossier,
                    name=name,
                    actor=accounts[MOVERS[name]],
                    reason=REASONS.get(name, ""),
                    data=move_data(name),
                )
    decided(dossier_of(next(candidates), opened, hospital, accounts, rng, complete=True), accounts)
    late = [
        dossier_of(next(candidates), ended, hospital, accounts, rng, complete=False, code="CSTDCS")
        for _ in range(2)
    ]
    ended.deadline = timezone.now() - timedelta(days=300)
    ended.save(update_fields=["deadline"])
    nominations.expire_overdue()
    other = staff(78, "TTKV-TCT", 2)
    for person in other:
        nominations.start(
            round=opened,
            unit=units["TTKV-TCT"],
            award=award("GKSYT"),
            kind=SubjectKind.INDIVIDUAL,
            full_name=person.full_name,
            titles=person.titles,
            position=person.position,
            actor=accounts["donvi2"],
        )
    nominations.start(
        round=internal,
        unit=hospital,
        award=award("GKSYT"),
        kind=SubjectKind.COLLECTIVE,
        full_name="Khoa Hồi sức tích cực – Chống độc",
        actor=accounts["donvi"],
    )
    rounds_of_demo.bring_to_life(
        accounts.__getitem__,
        units,
        internal,
        lambda person, round_, unit: dossier_of(person, round_, unit, accounts, rng, complete=True),
    )
    desk.bring_to_life(accounts.__getitem__, units)
    papers.bring_to_life(accounts.__getitem__, units, opened, award("GKSYT"))
    say(f"{Nomination.objects.count()} hồ sơ, trong đó {len(late)} quá hạn")


def dossier_of(
    person: DemoPerson,
    round_: Round,
    unit: Unit,
    accounts: People,
    rng: random.Random,
    *,
    complete: bool,
    code: str = "GKSYT",
) -> Nomination:
    year = timezone.localdate().year
    dossier = nominations.start(
        round=round_,
        unit=unit,
        award=award(code),
        kind=SubjectKind.INDIVIDUAL,
        full_name=person.full_name,
        titles=person.titles,
        position=person.position,
        merit_from=year,
        merit_until=year,
        actor=accounts["donvi"],
    )
    demo_unit = BY_CODE[person.unit_code]
    answers = {
        "conduct": "Được chi bộ, công đoàn và tập thể khoa nhận xét gương mẫu, đoàn kết, tận tụy với người bệnh."
    }
    if complete:
        answers |= {
            "achievement": " ".join(merits.achievement(rng, demo_unit) for _number in range(3)),
            "citation": merits.citation(rng, demo_unit, "routine", year, year),
            "initiative": merits.initiative(rng, demo_unit, year - 1).title,
            "result": merits.achievement(rng, demo_unit),
            "rating": "Hoàn thành xuất sắc nhiệm vụ",
        }
    dossier = nominations.save_answers(
        nomination=dossier, answers=answers, actor=accounts["donvi"], version=dossier.version
    )
    if complete:
        attach_report(dossier, accounts["donvi"])
        appraisals.score_itself(dossier, actor=accounts["donvi"])
    return dossier


def attach_report(dossier: Nomination, actor: User) -> None:
    """Attach a real DOCX with what the dossier says."""
    import hashlib

    from docx import Document

    paper = Document()
    paper.add_heading("BÁO CÁO TÓM TẮT THÀNH TÍCH", level=1)
    paper.add_paragraph(dossier.full_name)
    for text in dossier.report.values():
        paper.add_paragraph(str(text))
    target = io.BytesIO()
    paper.save(target)
    content = target.getvalue()
    nominations.attach(
        nomination=dossier,
        file=ContentFile(content),
        name="bao-cao-thanh-tich.docx",
        media_type="application/vnd.openxmlformats-officedocument.wordprocessingml.document",
        size=len(content),
        sha256=hashlib.sha256(content).hexdigest(),
        actor=actor,
    )


def move_data(name: str) -> dict[str, Any]:
    if name == "record_council":
        return {"date": timezone.localdate(), "members": 9, "votes_for": 9, "minutes": "14/BB-HĐTĐKT"}
    if name == "return_":
        return {"due_at": timezone.now() + timedelta(days=5)}
    return {}


def decided(dossier: Nomination, accounts: People) -> None:
    """One dossier that went the whole way: it ends in a decision that waits for its second person."""
    for name in ("file", "confirm", "receive", "appraise", "to_council", "record_council"):
        if name == "to_council":
            appraisals.judge(dossier, actor=accounts["thamdinh"])
        dossier = nominations.move(
            nomination=dossier, name=name, actor=accounts[MOVERS[name]], data=move_data(name)
        )
    day = working_day(timezone.localdate() - timedelta(days=4))
    decision = conferrals.enter_decision(
        office=Office.objects.get(name="Giám đốc Sở Y tế"),
        number="2987/QĐ-SYT",
        dated=min(day, timezone.localdate()),
        title="Về việc tặng Giấy khen trong phong trào thi đua chuyên đề",
        actor=accounts["thuongtruc"],
    )
    conferrals.confer(
        decision=decision,
        award=dossier.award,
        kind=dossier.kind,
        full_name=dossier.full_name,
        titles=dossier.titles,
        position=dossier.position,
        unit=dossier.unit,
        unit_name=dossier.workplace,
        merit_from=dossier.merit_from,
        merit_until=dossier.merit_until,
        merit_kind="thematic",
        citation=str(dossier.report.get("citation", "")),
        nomination=dossier,
        actor=accounts["thuongtruc"],
    )


def accounts_for_people() -> Iterable[tuple[str, str]]:
    """Username and who it is, for the address printed at the end."""
    return [(username, f"{name}, {position}") for username, name, position, _roles in ACCOUNTS]
