"""Internal rounds as the two plans among the seeds have them, built with the functions the screens use.

Seed 000: Trung tâm Y tế M'Drắk, plan of January 2021: registrations of khoa, phòng and units go to the Phòng TCHC before
01/02/2021; collectives and individuals for the titles of the year, Lao động tiên tiến as a list whose individual forms
stay. Seed 001: Trung tâm Y tế thành phố Sa Đéc, 102/KH-TTYT: not more than one collective and two individuals go to the Sở;
khoa, phòng, trạm file before 02/12/2022, what comes later is not considered.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

import pytest
from django.core.files.base import ContentFile
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from portal.core.models import User
from recognition.domain import events, forms, lists, messages, nominations, roles, rounds, selection
from recognition.domain.errors import (
    DomainError,
    IllegalMove,
    Incomplete,
    NotAllowed,
    QuotaExceeded,
    ReasonMissing,
    TooLate,
)
from recognition.enums import (
    AwardCategory,
    AwardSubject,
    Level,
    ListState,
    NominationState,
    Role,
    SubjectKind,
    UnitKind,
)
from recognition.intake.talk import talk_of
from recognition.models import (
    Award,
    Event,
    InternalChoice,
    Nomination,
    NomineeList,
    RequiredDocument,
    Round,
    RoundQuota,
    Unit,
)
from tests.racing import race
from tests.recognition.domain.conftest import Organization

IND, COL = SubjectKind.INDIVIDUAL, SubjectKind.COLLECTIVE


def local(year: int, month: int, day: int, hour: int = 0, minute: int = 0) -> datetime:
    return datetime(year, month, day, hour, minute, tzinfo=timezone.get_default_timezone())


@dataclass
class Centre:
    """A health centre with what stands below it, and its people."""

    organization: Organization
    unit: Unit
    wards: list[Unit]
    round: Round

    @property
    def clerk(self) -> User:
        return self.organization.person("tchc", Role.FOCAL_POINT, self.unit)

    @property
    def head(self) -> User:
        return self.organization.person("giam-doc", Role.UNIT_HEAD, self.unit)

    def ward_clerk(self, place: int) -> User:
        return self.organization.person(f"dau-moi-{place}", Role.FOCAL_POINT, self.wards[place])

    def ward_head(self, place: int) -> User:
        return self.organization.person(f"truong-khoa-{place}", Role.UNIT_HEAD, self.wards[place])

    def filed(self, place: int, name: str, *, kind: str = IND, award: Award | None = None) -> Nomination:
        """A complete dossier of a ward, filed and confirmed there."""
        clerk = self.ward_clerk(place)
        row = nominations.start(
            round=self.round,
            unit=self.wards[place],
            award=award or self.organization.award,
            kind=kind,
            full_name=name,
            position="Điều dưỡng" if kind == IND else "",
            actor=clerk,
        )
        complete(row, clerk)
        row = nominations.move(nomination=row, name="file", actor=clerk)
        return nominations.move(nomination=row, name="confirm", actor=self.ward_head(place))


def complete(row: Nomination, clerk: User) -> None:
    nominations.attach(
        nomination=row,
        file=ContentFile(b"%PDF-1.4 evidence"),
        name="bao-cao.pdf",
        media_type="application/pdf",
        size=17,
        sha256=f"{row.pk:064d}",
        actor=clerk,
    )
    row.refresh_from_db()
    answers = {}
    for section in forms.form_of(row).sections:
        for question in section.fields:
            if not question.required or question.kind == "column":
                continue
            answers[question.code] = {
                "number": "100",
                "percentage": "100",
            }.get(question.kind, "Hoàn thành xuất sắc nhiệm vụ")
    nominations.save_answers(nomination=row, answers=answers, actor=clerk, version=row.version)


@pytest.fixture
def centre(organization: Organization) -> Centre:
    unit = Unit.objects.create(
        code="TTYT",
        name="Trung tâm Y tế thành phố Sa Đéc",
        kind=UnitKind.HEALTH_CENTRE,
        parent=organization.department,
    )
    wards = [
        Unit.objects.create(code=code, name=name, kind=kind, parent=unit)
        for code, name, kind in (
            ("K-KB", "Khoa Khám bệnh", UnitKind.WARD),
            ("P-HCTH", "Phòng Hành chính - Tổng hợp", UnitKind.WARD),
            ("TYT-P1", "Trạm Y tế Phường 1", UnitKind.STATION),
        )
    ]
    built = Centre(organization, unit, wards, organization.round)
    above = organization.round
    built.round = rounds.keep_internal(
        parent=above,
        unit=unit,
        plan=rounds.InternalPlan(
            title="Đợt xét cấp cơ sở chuyên đề Đất Sen Hồng",
            opens_at=timezone.now() - timedelta(days=5),
            deadline=above.deadline - timedelta(days=3),
            awards=[organization.award],
            individual_quota=1,
            collective_quota=1,
            places={(wards[0].pk, IND.value): 3},
        ),
        actor=built.clerk,
    )
    rounds.open_round(round=built.round, actor=built.head)
    built.round.refresh_from_db()
    return built


def test_the_plan_of_sa_dec(centre: Centre):
    """One collective and two individuals go up; a third does not; the rest stay; after the day nothing is taken."""
    organization = centre.organization
    people = [centre.filed(0, name) for name in ("Nguyễn Thị Lan", "Trần Văn Hòa", "Lê Thị Sen")]
    team = centre.filed(2, "Trạm Y tế Phường 1", kind=COL)
    assert {row.state for row in (*people, team)} == {NominationState.CONFIRMED}
    # The desk sees nothing of it, and cannot take it.
    assert not nominations.visible_to(organization.desk).exists()
    with pytest.raises(IllegalMove, match="cấp cơ sở"):
        nominations.move(nomination=team, name="receive", actor=organization.desk)

    # The quota of the round of the Sở: 2 individuals, 1 collective ("không quá 01 tập thể và 02 cá nhân").
    outcomes = selection.select_many(dossiers=[*people, team], actor=centre.clerk)
    assert [bool(one.message) for one in outcomes] == [False, False, True, False]
    assert "dùng hết 2 chỗ" in outcomes[2].message
    sent = Nomination.objects.get(pk=people[0].pk)
    assert (sent.round, sent.unit, sent.state, sent.confirmed_by) == (
        organization.round,
        centre.unit,
        NominationState.AWAITING_HEAD,
        None,
    )
    kept = selection.keep_at_unit(
        nomination=people[2], actor=centre.clerk, reason="Đã hết chỗ Sở phân bổ; trung tâm tặng giấy khen."
    )
    assert (kept.goes_up, Nomination.objects.get(pk=people[2].pk).round) == (False, centre.round)

    # The head of the centre confirms; only then it is at the Sở.
    confirmed = nominations.move(nomination=sent, name="confirm", actor=centre.head)
    assert list(nominations.visible_to(organization.desk).filter(state=NominationState.CONFIRMED)) == [
        confirmed
    ]
    assert nominations.move(nomination=confirmed, name="receive", actor=organization.desk).state == "received"
    # The khoa still sees what became of its dossier.
    assert nominations.may_view(centre.ward_clerk(0), confirmed)
    assert not nominations.may_view(centre.ward_clerk(2), confirmed)
    assert not nominations.may_edit(centre.ward_clerk(0), confirmed)
    assert [event.act for event in events.history(confirmed)][-4:] == [
        "confirm",
        "select",
        "confirm",
        "receive",
    ]
    assert events.verify_chain("recognition.nomination", confirmed.public_id) == []

    # "hồ sơ gửi sau thời gian này sẽ không được xem xét"
    Round.objects.filter(pk=centre.round.pk).update(
        opens_at=timezone.now() - timedelta(days=9), deadline=timezone.now() - timedelta(minutes=1)
    )
    centre.round.refresh_from_db()
    with pytest.raises(TooLate, match="Đã hết hạn nhận hồ sơ"):
        centre.filed(2, "Phạm Văn Muộn")


def test_the_plan_of_mdrak(organization: Organization):
    """Titles of the year: collectives and individuals by dossier, Lao động tiên tiến by list whose forms stay at the khoa."""
    department = organization.department
    titles = {
        code: Award.objects.create(
            code=f"T-{code}",
            name=name,
            category=AwardCategory.TITLE,
            subject=subject,
            level=level,
            by_list=by_list,
        )
        for code, name, subject, level, by_list in (
            ("LDTT", "Lao động tiên tiến", AwardSubject.INDIVIDUAL, Level.BASE, True),
            ("CSTDCS", "Chiến sĩ thi đua cơ sở", AwardSubject.INDIVIDUAL, Level.BASE, False),
            ("CSTDT", "Chiến sĩ thi đua cấp tỉnh", AwardSubject.INDIVIDUAL, Level.PROVINCE, False),
            ("CSTDTQ", "Chiến sĩ thi đua toàn quốc", AwardSubject.INDIVIDUAL, Level.STATE, False),
            ("TTLDTT", "Tập thể Lao động tiên tiến", AwardSubject.COLLECTIVE, Level.BASE, False),
            ("TTLDXS", "Tập thể Lao động xuất sắc", AwardSubject.COLLECTIVE, Level.PROVINCE, False),
            ("COT", "Cờ thi đua của UBND tỉnh", AwardSubject.COLLECTIVE, Level.PROVINCE, False),
            ("COCP", "Cờ thi đua của Chính phủ", AwardSubject.COLLECTIVE, Level.STATE, False),
        )
    }
    above = Round.objects.create(
        title="Đăng ký thi đua năm 2021 (19/KH-SYT)",
        unit=department,
        opens_at=local(2021, 1, 18, 8),
        deadline=local(2021, 3, 1, 17),
        is_draft=False,
    )
    above.awards.set(titles.values())
    unit = Unit.objects.create(
        code="TTYT-MDR", name="Trung tâm Y tế huyện M'Drắk", kind=UnitKind.HEALTH_CENTRE, parent=department
    )
    khoa = Unit.objects.create(code="MDR-NOI", name="Khoa Nội", kind=UnitKind.WARD, parent=unit)
    tchc = organization.person("tchc", Role.FOCAL_POINT, unit)
    head = organization.person("giam-doc", Role.UNIT_HEAD, unit)
    clerk = organization.person("khoa-noi", Role.FOCAL_POINT, khoa)
    ward_head = organization.person("truong-khoa", Role.UNIT_HEAD, khoa)
    internal = rounds.keep_internal(
        parent=above,
        unit=unit,
        plan=rounds.InternalPlan(
            title="Đăng ký thi đua của các khoa, phòng năm 2021",
            opens_at=local(2021, 1, 20, 8),
            deadline=local(2021, 2, 1),
            awards=list(titles.values()),
        ),
        actor=tchc,
    )
    rounds.open_round(round=internal, actor=tchc, at=local(2021, 1, 20, 9))
    internal.refresh_from_db()
    assert rounds.status(internal, local(2021, 1, 25)).text == "Còn 7 ngày, đến 00:00 01/02/2021."
    assert rounds.status(internal, local(2021, 2, 1, 0, 1)).state == "closed"

    before = local(2021, 1, 28, 10)
    own = lists.start(round=internal, unit=khoa, award=titles["LDTT"], year=2021, actor=clerk, at=before)
    assert own.forms_stay  # "bản đăng ký của từng cá nhân … lưu tại đơn vị"
    lists.add(
        row=own,
        lines=[lists.Line(f"Y Thông Niê {letter}", "Điều dưỡng") for letter in ("Kdăm", "Êban", "Mlô")],
        actor=clerk,
    )
    lists.move(row=own, name="file", actor=clerk, checked=True, at=before)
    lists.move(row=own, name="confirm", actor=ward_head, at=before)
    assert lists.visible_to(organization.desk).count() == 0

    whole = lists.start(round=above, unit=unit, award=titles["LDTT"], year=2021, actor=tchc, at=before)
    assert lists.gather(row=whole, actor=tchc) == 3
    assert lists.gather(row=whole, actor=tchc) == 0  # each list comes once
    own.refresh_from_db()
    assert (own.state, own.received_by) == (ListState.RECEIVED, tchc)
    assert set(whole.nominees.values_list("workplace", flat=True)) == {"Khoa Nội"}
    lists.describe(row=whole, year=2021, headcount=4, forms_stay=True, note="", actor=tchc)
    filed = lists.move(row=whole, name="file", actor=tchc, checked=True, at=local(2021, 2, 20, 9))
    confirmed = lists.move(row=filed, name="confirm", actor=head, at=local(2021, 2, 20, 10))
    assert lists.move(row=confirmed, name="receive", actor=organization.desk).state == ListState.RECEIVED
    listed = lists.listed(unit, above, titles["LDTT"])
    assert listed is not None
    assert (listed.count, listed.headcount, listed.is_filed) == (3, 4, True)
    of_khoa = lists.listed(khoa, above, titles["LDTT"])
    assert of_khoa is not None
    assert of_khoa.list == own
    # Nothing after 01/02/2021.
    with pytest.raises(TooLate, match="00:00 01/02/2021"):
        lists.start(
            round=internal, unit=unit, award=titles["LDTT"], year=2021, actor=tchc, at=local(2021, 2, 1, 8)
        )


@dataclass
class Gathering:
    """A hospital that gathers the lists of its khoa for one award."""

    organization: Organization
    award: Award
    internal: Round
    wards: list[Unit]

    def whole(self, year: int = 2025) -> NomineeList:
        return lists.start(
            round=self.organization.round,
            unit=self.organization.hospital,
            award=self.award,
            year=year,
            actor=self.organization.clerk,
        )

    def clerk(self, number: int) -> User:
        return self.organization.person(f"khoa-{number}", Role.FOCAL_POINT, self.wards[number])

    def confirmed(self, number: int, *names: str, year: int = 2025) -> NomineeList:
        row = lists.start(
            round=self.internal,
            unit=self.wards[number],
            award=self.award,
            year=year,
            actor=self.clerk(number),
        )
        return self.confirm(row, number, *names)

    def confirm(self, row: NomineeList, number: int, *names: str) -> NomineeList:
        clerk = self.clerk(number)
        lists.add(row=row, lines=[lists.Line(name, "Điều dưỡng") for name in names], actor=clerk)
        lists.move(row=row, name="file", actor=clerk, checked=True)
        head = self.organization.person(f"truong-khoa-{number}", Role.UNIT_HEAD, self.wards[number])
        return lists.move(row=row, name="confirm", actor=head)

    def returned(self, row: NomineeList) -> None:
        lists.move(row=row, name="return_", actor=self.organization.clerk, reason="Thiếu người")


def names_of(row: NomineeList) -> list[str]:
    return list(row.nominees.values_list("full_name", flat=True))


@pytest.fixture
def gathering(organization: Organization) -> Gathering:
    award = Award.objects.create(
        code="T-LDTT",
        name="Lao động tiên tiến",
        category=AwardCategory.TITLE,
        subject=AwardSubject.INDIVIDUAL,
        level=Level.BASE,
        by_list=True,
    )
    organization.round.awards.add(award)
    wards = [
        Unit.objects.create(code=code, name=name, kind=UnitKind.WARD, parent=organization.hospital)
        for code, name in (("K-NOI", "Khoa Nội"), ("K-SAN", "Khoa Sản"))
    ]
    internal = rounds.keep_internal(
        parent=organization.round,
        unit=organization.hospital,
        plan=rounds.InternalPlan(
            title="Đợt xét cấp cơ sở",
            opens_at=timezone.now() - timedelta(days=1),
            deadline=organization.round.deadline - timedelta(days=1),
            awards=[award],
        ),
        actor=organization.clerk,
    )
    rounds.open_round(round=internal, actor=organization.clerk)
    internal.refresh_from_db()
    return Gathering(organization, award, internal, wards)


def test_a_list_that_comes_again_after_a_return_takes_the_place_of_what_came_before(gathering: Gathering):
    clerk = gathering.organization.clerk
    first, second = gathering.confirmed(0, "Nguyễn An", "Trần Bình"), gathering.confirmed(1, "Lê Cúc")
    whole = gathering.whole()
    lists.add(row=whole, lines=[lists.Line("Phạm Dung", "Kế toán")], actor=clerk)
    assert lists.gather(row=whole, actor=clerk) == 3
    gathering.returned(first)
    assert lists.gather(row=whole, actor=clerk) == 0  # nothing comes while the khoa has it, nothing goes
    assert names_of(whole) == ["Phạm Dung", "Nguyễn An", "Trần Bình", "Lê Cúc"]
    gathering.confirm(first, 0, "Vũ Em")
    assert lists.gather(row=whole, actor=clerk) == 3
    assert names_of(whole) == ["Phạm Dung", "Lê Cúc", "Nguyễn An", "Trần Bình", "Vũ Em"]
    for row in (first, second):
        row.refresh_from_db()
        assert row.state == ListState.RECEIVED


def test_names_gathered_into_a_list_that_was_withdrawn_come_into_the_next_one(gathering: Gathering):
    clerk = gathering.organization.clerk
    source = gathering.confirmed(0, "Nguyễn An")
    gone = gathering.whole()
    lists.gather(row=gone, actor=clerk)
    lists.move(row=gone, name="withdraw", actor=clerk, reason="Lập lại")
    again = gathering.whole()
    assert list(lists.gatherable(again)) == [source]
    assert lists.gather(row=again, actor=clerk) == 1
    assert lists.gather(row=again, actor=clerk) == 0
    assert names_of(again) == ["Nguyễn An"]
    assert Event.objects.filter(act="receive", subject_key=source.public_id).count() == 1


def test_only_lists_of_the_same_year_come(gathering: Gathering):
    clerk = gathering.organization.clerk
    other = gathering.confirmed(0, "Nguyễn An", year=2024)
    gathering.confirmed(1, "Lê Cúc")
    whole = gathering.whole()
    browser = Client()
    browser.force_login(clerk, backend="portal.core.authentication.PortalBackend")
    page = browser.get(reverse("intake:list", args=[whole.public_id])).content.decode()
    assert "1 danh sách của khoa, phòng, trạm đã xác nhận" in page
    assert "1 danh sách của khoa, phòng, trạm ghi năm thành tích khác năm 2025" in page
    assert lists.gather(row=whole, actor=clerk) == 1
    assert names_of(whole) == ["Lê Cúc"]
    other.refresh_from_db()
    assert other.state == ListState.CONFIRMED


def test_more_names_than_a_list_holds_do_not_come_and_nothing_changes(
    gathering: Gathering, monkeypatch: pytest.MonkeyPatch
):
    clerk = gathering.organization.clerk
    source = gathering.confirmed(0, "Nguyễn An", "Trần Bình")
    whole = gathering.whole()
    lists.add(row=whole, lines=[lists.Line("Phạm Dung")], actor=clerk)
    monkeypatch.setattr(lists, "MOST_NAMES", 2)
    with pytest.raises(DomainError, match="nhiều nhất 2 người"):
        lists.gather(row=whole, actor=clerk)
    source.refresh_from_db()
    assert (source.state, names_of(whole)) == (ListState.CONFIRMED, ["Phạm Dung"])


def test_an_internal_deadline_is_before_that_of_the_round_above(centre: Centre):
    plan = rounds.InternalPlan(
        title="Muộn",
        opens_at=timezone.now(),
        deadline=centre.organization.round.deadline,
        awards=[centre.organization.award],
    )
    with pytest.raises(DomainError, match="phải trước hạn của cấp trên"):
        rounds.keep_internal(
            parent=centre.organization.round, unit=centre.unit, plan=plan, actor=centre.clerk
        )


def test_only_the_unit_itself_opens_its_internal_round(centre: Centre):
    plan = rounds.InternalPlan(
        title="Của người khác",
        opens_at=timezone.now(),
        deadline=centre.organization.round.deadline - timedelta(days=1),
        awards=[centre.organization.award],
    )
    for person in (centre.ward_clerk(0), centre.organization.stranger, centre.organization.desk):
        with pytest.raises(NotAllowed):
            rounds.keep_internal(parent=centre.organization.round, unit=centre.unit, plan=plan, actor=person)


def test_a_foreign_unit_files_in_no_internal_round(centre: Centre):
    with pytest.raises(NotAllowed, match="chỉ nhận hồ sơ của các khoa, phòng, trạm thuộc"):
        nominations.start(
            round=centre.round,
            unit=centre.organization.hospital,
            award=centre.organization.award,
            kind=IND,
            full_name="Người ngoài",
            actor=centre.organization.clerk,
        )


def test_a_ward_does_not_choose_its_own_dossiers(centre: Centre):
    row = centre.filed(0, "Nguyễn Thị Lan")
    for person in (centre.ward_clerk(0), centre.ward_head(0), centre.organization.desk):
        with pytest.raises(NotAllowed):
            selection.select(nomination=row, actor=person)


def test_what_was_sent_up_is_taken_back_while_it_is_with_the_unit(centre: Centre):
    row = selection.select(nomination=centre.filed(0, "Nguyễn Thị Lan"), actor=centre.clerk)
    above, unit = centre.organization.round, centre.unit
    assert nominations.quota(round=above, unit=unit, kind=IND).used == 1
    back = selection.unselect(nomination=row, actor=centre.clerk, reason="Chọn người khác")
    assert (back.round, back.unit, back.state) == (centre.round, centre.wards[0], NominationState.CONFIRMED)
    assert nominations.quota(round=above, unit=unit, kind=IND).used == 0
    assert not InternalChoice.objects.exists()
    again = selection.select(nomination=back, actor=centre.clerk)
    assert not nominations.may_view(centre.organization.desk, again)
    confirmed = nominations.move(nomination=again, name="confirm", actor=centre.head)
    assert nominations.may_view(centre.organization.desk, confirmed)
    with pytest.raises(IllegalMove, match="đã gửi Sở"):
        selection.unselect(nomination=confirmed, actor=centre.clerk)


def asks_for_minutes(round_: Round) -> None:
    RequiredDocument.objects.create(round=round_, code="bien-ban", name="Biên bản họp bình xét")


def with_minutes(row: Nomination, clerk: User) -> None:
    nominations.attach(
        nomination=row,
        file=ContentFile(b"%PDF-1.4 bien ban"),
        name="bien-ban.pdf",
        media_type="application/pdf",
        size=18,
        sha256=f"{row.pk:063d}b",
        actor=clerk,
        document="bien-ban",
    )


def test_what_lacks_a_paper_of_the_round_above_is_a_draft_there_until_it_has_it(centre: Centre):
    """Sa Đéc: the khoa were not asked for the minutes of the unit's meeting, which the Sở requires."""
    above = centre.organization.round
    asks_for_minutes(above)
    row = selection.select(nomination=centre.filed(0, "Nguyễn Thị Lan"), actor=centre.clerk)
    assert (row.round, row.state, row.filed_at) == (above, NominationState.DRAFT, None)
    assert nominations.missing(row) == ["Biên bản họp bình xét"]
    assert not nominations.visible_to(centre.organization.desk).exists()
    with pytest.raises(Incomplete, match="Biên bản họp bình xét"):
        nominations.move(nomination=row, name="file", actor=centre.clerk)
    with_minutes(row, centre.clerk)
    row = nominations.move(nomination=row, name="file", actor=centre.clerk)
    assert nominations.quota(round=above, unit=centre.unit, kind=IND).used == 1
    assert nominations.move(nomination=row, name="confirm", actor=centre.head).state == "confirmed"


def test_a_paper_asked_for_after_it_went_up_stops_the_head_and_is_named(centre: Centre):
    row = selection.select(nomination=centre.filed(0, "Nguyễn Thị Lan"), actor=centre.clerk)
    assert row.state == NominationState.AWAITING_HEAD
    asks_for_minutes(centre.organization.round)
    with pytest.raises(Incomplete, match="Hồ sơ còn thiếu: Biên bản họp bình xét"):
        nominations.move(nomination=row, name="confirm", actor=centre.head)
    # In the round of the khoa nobody is asked for it.
    assert centre.filed(1, "Trần Văn Hòa").state == NominationState.CONFIRMED


def test_what_the_unit_changed_goes_back_as_a_draft_and_what_it_did_not_as_it_was_confirmed(centre: Centre):
    row = selection.select(nomination=centre.filed(0, "Nguyễn Thị Lan"), actor=centre.clerk)
    row = nominations.move(nomination=row, name="send_back", actor=centre.head, reason="Xem lại minh chứng")
    back = selection.unselect(nomination=row, actor=centre.clerk)
    assert back.state == NominationState.CONFIRMED
    row = selection.select(nomination=back, actor=centre.clerk)
    row = nominations.move(nomination=row, name="send_back", actor=centre.head, reason="Minh chứng sai")
    for evidence in row.evidence.all():
        nominations.detach(evidence=evidence, actor=centre.clerk)
    back = selection.unselect(nomination=row, actor=centre.clerk)
    assert (back.state, back.round) == (NominationState.DRAFT, centre.round)
    with pytest.raises(Incomplete):
        nominations.move(nomination=back, name="file", actor=centre.ward_clerk(0))
    with pytest.raises(IllegalMove):
        selection.select(nomination=back, actor=centre.clerk)
    assert events.verify_chain("recognition.nomination", back.public_id) == []


def test_nobody_at_the_desk_is_written_to_from_an_internal_round(centre: Centre):
    row = centre.filed(0, "Nguyễn Thị Lan")
    with pytest.raises(IllegalMove, match="Sở chưa đọc được"):
        messages.reply(nomination=row, text="Đã gửi.", actor=centre.ward_clerk(0))
    assert not talk_of(row, roles.grants(centre.ward_clerk(0))).may_write
    sent = selection.select(nomination=row, actor=centre.clerk)
    assert not talk_of(sent, roles.grants(centre.clerk)).may_write, "it waits for the unit's head"
    sent = nominations.move(nomination=sent, name="confirm", actor=centre.head)
    assert talk_of(sent, roles.grants(centre.clerk)).may_write
    messages.reply(nomination=sent, text="Đã gửi.", actor=centre.clerk)


def test_what_the_desk_returned_does_not_go_back_into_the_internal_round(centre: Centre):
    row = selection.select(nomination=centre.filed(0, "Nguyễn Thị Lan"), actor=centre.clerk)
    row = nominations.move(nomination=row, name="confirm", actor=centre.head)
    row = nominations.move(
        nomination=row, name="return_", actor=centre.organization.desk, reason="Thiếu số liệu"
    )
    row = nominations.move(nomination=row, name="file", actor=centre.clerk)
    with pytest.raises(IllegalMove, match="đã gửi Sở"):
        selection.unselect(nomination=row, actor=centre.clerk)


def test_a_dossier_goes_back_to_its_ward_with_a_reason(centre: Centre):
    row = centre.filed(0, "Nguyễn Thị Lan")
    with pytest.raises(ReasonMissing):
        selection.send_back(nomination=row, actor=centre.clerk, reason=" ")
    back = selection.send_back(nomination=row, actor=centre.clerk, reason="Thiếu số liệu quý 4.")
    assert back.state == NominationState.DRAFT
    assert nominations.may_edit(centre.ward_clerk(0), back)
    assert Event.objects.filter(act="send_back").get().payload.reason == "Thiếu số liệu quý 4."


@pytest.mark.django_db(transaction=True)
def test_of_many_chosen_at_once_only_the_places_go_up(centre: Centre):
    Round.objects.filter(pk=centre.round.pk).update(individual_quota=None)
    RoundQuota.objects.all().delete()
    rows = [centre.filed(0, f"Lê Thị {number}") for number in range(6)]
    clerk, head = centre.clerk, centre.head
    results = race(
        [
            lambda row=row, who=who: selection.select(nomination=row, actor=who)
            for row, who in zip(rows, [clerk, head] * 3, strict=True)
        ]
    )
    assert sorted(type(one).__name__ for one in results) == ["Nomination"] * 2 + ["QuotaExceeded"] * 4
    assert sum(isinstance(one, QuotaExceeded) for one in results) == 4
    assert Nomination.objects.filter(round=centre.organization.round).count() == 2
