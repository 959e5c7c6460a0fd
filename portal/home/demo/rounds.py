"""Rounds of the demo beside the one that everybody files in: titles of the year by list, a late exception, a choice to make.

Everything is done through the functions the screens use, by the accounts of the demo.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, time, timedelta
from typing import TYPE_CHECKING

from django.utils import timezone

from portal.home.demo.people import DemoPerson, staff
from recognition.domain import lists, nominations, reminders, rounds, selection
from recognition.enums import AwardSubject
from recognition.models import Award, LegalInstrument, Nomination, RequiredDocument, Round, Unit

if TYPE_CHECKING:
    from portal.core.models import User

Person = Callable[[str], "User"]
Dossier = Callable[[DemoPerson, Round, Unit], Nomination]

PAPERS = (
    ("bien-ban", "Biên bản họp bình xét của đơn vị", AwardSubject.BOTH, True),
    ("sang-kien", "Bản sao giấy chứng nhận sáng kiến", AwardSubject.INDIVIDUAL, False),
)


def at(days: int, hour: int, minute: int = 0) -> datetime:
    """A moment of the office's day, so many days from today."""
    day = timezone.localdate() + timedelta(days=days)
    return timezone.make_aware(datetime.combine(day, time(hour, minute)))


def before(deadline: datetime, now: datetime) -> datetime:
    """When a unit's own round ends: five days before the Department's, and never before now, however near that is."""
    return max(deadline - timedelta(days=5), now + (deadline - now) / 2)


def bring_to_life(person: Person, units: dict[str, Unit], internal: Round, dossier: Dossier) -> None:
    """Open the rounds, write the lists, send in what khoa and phòng propose, remind who is to be reminded."""
    titles = _titles_of_the_year(person, units)
    _lists(person, units, titles)
    _late(person, units)
    _khoa(person, units, internal, dossier)
    reminders.remind()


def _titles_of_the_year(person: Person, units: dict[str, Unit]) -> Round:
    year = timezone.localdate().year
    row = Round(
        title=f"Đợt xét danh hiệu thi đua năm {year}",
        unit=units["SYT"],
        subject=AwardSubject.BOTH,
        criteria="Xét theo tiêu chuẩn của từng danh hiệu. Lao động tiên tiến: một danh sách của đơn vị; bản đăng ký của từng người lưu tại đơn vị.",
        criteria_version=f"Bản 01 ngày 05/01/{year}",
        opens_at=at(-20, 7, 30),
        deadline=at(3, 17),
        legal_basis=LegalInstrument.objects.filter(verified=True).order_by("-in_force_from").first(),
        contact="Phòng Tổ chức cán bộ",
    )

    def awards() -> None:
        row.awards.set(Award.objects.filter(code__in=["LDTT", "CSTDCS", "TTLDTT"]))
        for order, (code, name, subject, required) in enumerate(PAPERS, 1):
            RequiredDocument.objects.create(
                round=row, code=code, name=name, subject=subject, required=required, sort_order=order
            )

    kept = rounds.keep(row=row, actor=person("thuongtruc"), fields=["title"], related=awards)
    return rounds.open_round(round=kept, actor=person("thuongtruc"))


def _lists(person: Person, units: dict[str, Unit], round_: Round) -> None:
    award = Award.objects.get(code="LDTT")
    year = timezone.localdate().year
    hospital = lists.start(round=round_, unit=units["BVT"], award=award, year=year, actor=person("donvi"))
    lines = [_line(one) for one in staff(81, "BVT", 46)]
    # As lists come: one line twice, one without a post.
    lists.add(
        row=hospital,
        lines=[*lines, lines[3], lists.Line(staff(82, "BVT", 1)[0].full_name)],
        actor=person("donvi"),
    )
    lists.describe(row=hospital, year=year, headcount=71, forms_stay=True, note="", actor=person("donvi"))


def _line(one: DemoPerson) -> lists.Line:
    from portal.home.demo.province import BY_CODE

    return lists.Line(
        full_name=one.full_name,
        titles=one.titles,
        position=one.position,
        workplace=BY_CODE[one.unit_code].name,
    )


def _late(person: Person, units: dict[str, Unit]) -> None:
    """A round that closed the day before yesterday, and one unit that may still file."""
    row = Round.objects.create(
        title="Đợt xét khen thưởng đột xuất phòng, chống dịch mùa mưa",
        unit=units["SYT"],
        subject=AwardSubject.BOTH,
        opens_at=at(-30, 7, 30),
        deadline=at(-2, 17),
        is_draft=False,
        individual_quota=3,
        collective_quota=1,
    )
    row.awards.set(Award.objects.filter(code="GKSYT"))
    rounds.grant_exception(
        round=row,
        unit=units["TTKV-TCT"],
        until=at(2, 17),
        reason="Đường về trung tâm ngập ba ngày, trụ sở mất điện; có xác nhận của UBND xã.",
        actor=person("thuongtruc"),
    )


def _khoa(person: Person, units: dict[str, Unit], internal: Round, dossier: Dossier) -> None:
    """Four dossiers of the hospital's khoa: two wait for the choice, one stays, one went up."""
    codes = [code for code in ("BVT-NTM", "BVT-THAN", "BVT-HSCC", "BVT-XN") if code in units]
    people = iter(staff(83, "BVT", 8))
    filed = []
    for code in codes:
        row = dossier(next(people), internal, units[code])
        for name, actor in (("file", "donvi"), ("confirm", "thutruong")):
            row = nominations.move(nomination=row, name=name, actor=person(actor))
        filed.append(row)
    if len(filed) == 4:
        selection.keep_at_unit(
            nomination=filed[2],
            actor=person("donvi"),
            reason="Bệnh viện tặng giấy khen của đơn vị; năm sau đề nghị lên Sở.",
        )
        selection.select(nomination=filed[3], actor=person("donvi"))
