"""Many dossiers from a list, a dossier from an earlier one, and warnings of what may be there twice."""

from __future__ import annotations

from datetime import timedelta
from html import unescape
from io import BytesIO

import openpyxl
import pytest
from django.urls import reverse
from django.utils import timezone

from portal.core.public_id import new_public_id
from recognition.domain import nominations
from recognition.domain.copying import copy_answers
from recognition.domain.doubles import MOST, doubles_of
from recognition.domain.errors import DomainError, NotAllowed
from recognition.enums import MeritKind, SubjectKind
from recognition.models import Event, Evidence, Honoree, Nomination, Round
from tests import factories
from tests.recognition.intake.conftest import upload


def text_of(response) -> str:
    return unescape(response.content.decode())


def sheet(*rows: tuple[str, ...]) -> bytes:
    book, target = openpyxl.Workbook(), BytesIO()
    for row in (("STT", "Họ và tên", "Chức vụ", "Khoa, phòng, trạm"), *rows):
        book.active.append(row)
    book.save(target)
    return target.getvalue()


@pytest.fixture
def clerk(organization, signed_in):
    return signed_in(organization.clerk)


@pytest.fixture
def url(organization) -> str:
    return reverse("intake:start_many", args=[organization.round.public_id])


def common(organization) -> dict[str, str]:
    year = str(timezone.localdate().year)
    return {
        "kind": "individual",
        "award": organization.award.code,
        "merit_from": year,
        "merit_until": year,
        "merit_kind": "routine",
    }


def rows(*names: str, **more: str) -> dict[str, str]:
    found = {"rows": str(len(names)), "create": "1", **more}
    for place, name in enumerate(names, start=1):
        found |= {
            f"row-{place}-name": name,
            f"row-{place}-position": "Điều dưỡng",
            f"row-{place}-workplace": "Khoa Nhi",
            f"row-{place}-take": "on",
        }
    return found


def test_a_workbook_is_shown_line_by_line_before_anything_is_made(organization, clerk, url):
    known = Honoree.objects.create(kind="individual", full_name="Trần Văn An", unit=organization.hospital)
    organization.draft("Lê Thị Bình", complete=False)
    data = sheet(
        ("1", "BSCKI Nguyễn Thị Hoa", "Trưởng khoa", "Khoa Nội"),
        ("2", "Trần Văn An", "", ""),
        ("3", "Lê Thị Bình", "", ""),
        ("4", "nguyễn thị hoa", "", ""),
    )
    shown = text_of(clerk.post(url, {**common(organization), "names_file": upload("ds.xlsx", data)}))
    assert "Đọc được 4 dòng" in shown
    assert 'value="BSCKI Nguyễn Thị Hoa"' in shown
    assert known.public_id in shown
    assert "Đơn vị đã có hồ sơ của tên này trong đợt" in shown
    assert "Tên này có ở một dòng trên" in shown
    # Doubles are not taken until somebody says so.
    assert shown.count(" checked>") == 2
    assert Nomination.objects.count() == 1


def test_the_chosen_lines_become_drafts_and_the_others_stay_with_their_reason(organization, clerk, url):
    known = Honoree.objects.create(kind="individual", full_name="Trần Văn An", unit=organization.hospital)
    sent = {**common(organization), **rows("BSCKI Nguyễn Thị Hoa", "Trần Văn An", "Lê Thị Bình")}
    del sent["row-3-take"]
    left = clerk.post(url, sent)
    assert "Còn 1 dòng chưa lập được" in text_of(left)
    assert "Hãy chọn đây là ai" in text_of(left)
    first = Nomination.objects.get()
    assert (first.full_name, first.titles, first.position, first.workplace) == (
        "Nguyễn Thị Hoa",
        "BSCKI",
        "Điều dưỡng",
        "Khoa Nhi",
    )
    again = {**common(organization), **rows("Trần Văn An"), "row-1-honoree": known.public_id}
    assert clerk.post(url, again).headers["Location"] == reverse("intake:home")
    assert Nomination.objects.get(full_name="Trần Văn An").honoree == known


def test_a_line_whose_name_has_digits_is_left_with_its_reason(organization, clerk, url):
    left = text_of(clerk.post(url, {**common(organization), **rows("Nguyễn Văn An 1", "trần văn bình")}))
    assert "Còn 1 dòng chưa lập được" in left
    assert "Họ và tên có chữ số." in left
    assert [row.full_name for row in Nomination.objects.all()] == ["Trần Văn Bình"]


def test_pasted_lines_are_read_too_and_a_file_that_is_none_is_refused(organization, clerk, url):
    pasted = {**common(organization), "pasted": "1. Nguyễn Thị Hoa; Điều dưỡng; Khoa Nhi\nTrần Văn An\n"}
    assert "Đọc được 2 dòng" in text_of(clerk.post(url, pasted))
    broken = {**common(organization), "names_file": upload("ds.xlsx", b"khong phai")}
    assert "Lỗi:" in text_of(clerk.post(url, broken))
    assert "Hãy chọn một tệp, hoặc dán danh sách" in text_of(clerk.post(url, common(organization)))
    assert Nomination.objects.count() == 0


def test_after_the_deadline_and_for_strangers_nothing_is_made(organization, clerk, url, signed_in):
    assert signed_in(organization.head).get(url).status_code == 404
    organization.round.deadline = timezone.now() - timedelta(minutes=1)
    organization.round.save()
    answer = clerk.post(url, {**common(organization), **rows("Nguyễn Thị Hoa")})
    assert "Đã hết hạn nhận hồ sơ" in text_of(answer)
    assert Nomination.objects.count() == 0


@pytest.mark.parametrize("number", [1, 20])
def test_looking_names_up_costs_the_same_for_one_and_for_twenty(
    organization, clerk, url, number, django_assert_max_num_queries
):
    for place in range(number):
        Honoree.objects.create(kind="individual", full_name=f"Người Thứ {place}", unit=organization.hospital)
    pasted = "\n".join(f"Người Thứ {place}" for place in range(number))
    with django_assert_max_num_queries(34):
        clerk.post(url, {**common(organization), "pasted": pasted})


# Copying --------------------------------------------------------------------------------------------------------------


def test_an_earlier_dossier_fills_what_is_blank_and_says_so_until_it_is_edited(organization, clerk):
    earlier = organization.draft("Nguyễn Thị Hoa")
    now = organization.draft("Nguyễn Thị Hoa", complete=False)
    nominations.save_answers(
        nomination=now, answers={"result": "Của năm nay"}, actor=organization.clerk, version=now.version
    )
    url = reverse("intake:copy", args=[now.public_id])
    assert earlier.public_id in clerk.get(url).content.decode()
    clerk.post(url, {"source": earlier.public_id})
    now.refresh_from_db()
    assert now.report["result"] == "Của năm nay"
    assert now.report["conduct"] == earlier.report["conduct"]
    assert now.copied == ["achievement", "citation", "conduct", "rating"]
    assert (now.copied_from, now.confirmed_by, now.filed_at) == (earlier, None, None)
    assert not Evidence.objects.filter(nomination=now).exists()
    assert Event.objects.get(act="copy").payload.data["source"] == earlier.public_id
    section = reverse("intake:section", args=[now.public_id, "conduct"])
    assert "Chép từ hồ sơ trước" in text_of(clerk.get(section))
    nominations.save_answers(
        nomination=now, answers={"conduct": "Viết lại"}, actor=organization.clerk, version=now.version
    )
    now.refresh_from_db()
    assert now.copied == ["achievement", "citation", "rating"]
    assert "Chép từ hồ sơ trước, hãy sửa lại" not in text_of(clerk.get(section))
    review = text_of(clerk.get(reverse("intake:review", args=[now.public_id])))
    assert review.count("Chép, chưa sửa") == 3


def test_nothing_comes_from_another_unit_or_another_kind(organization, clerk):
    mine = organization.draft("Nguyễn Thị Hoa", complete=False)
    foreign = nominations.start(
        round=organization.round,
        unit=organization.station,
        award=organization.award,
        kind=SubjectKind.INDIVIDUAL,
        full_name="Nguyễn Thị Hoa",
        position="Trưởng trạm",
        actor=organization.stranger,
    )
    url = reverse("intake:copy", args=[mine.public_id])
    assert foreign.public_id not in clerk.get(url).content.decode()
    assert clerk.post(url, {"source": foreign.public_id}).status_code == 404
    with pytest.raises(NotAllowed):
        copy_answers(nomination=mine, source=foreign, actor=organization.clerk)
    collective = nominations.start(
        round=organization.round,
        unit=organization.hospital,
        award=organization.award,
        kind=SubjectKind.COLLECTIVE,
        full_name="Khoa Nhi",
        actor=organization.clerk,
    )
    with pytest.raises(DomainError, match="cùng loại đối tượng"):
        copy_answers(nomination=mine, source=collective, actor=organization.clerk)


# Doubles --------------------------------------------------------------------------------------------------------------


def another_round(organization) -> Round:
    return Round.objects.create(
        title="Đợt khác",
        unit=organization.department,
        opens_at=timezone.now() - timedelta(days=9),
        deadline=timezone.now() + timedelta(days=9),
        is_draft=False,
    )


def codes(dossier: Nomination, **among: object) -> list[tuple[str, bool]]:
    rows = Nomination.objects.filter(**among)
    return [(double.code, double.certain) for double in doubles_of(dossier, among=rows)]


def test_the_same_name_in_a_round_is_a_warning_and_the_same_entry_a_certain_one(organization, clerk):
    first, second = organization.draft("Nguyễn Thị Hoa"), organization.draft("nguyễn thị hoa")
    assert codes(second) == [("round", False)]
    hub = text_of(clerk.get(reverse("intake:dossier", args=[second.public_id])))
    assert "Có thể trùng" in hub
    assert first.public_id.upper() in hub
    one = Honoree.objects.create(kind="individual", full_name="Nguyễn Thị Hoa")
    other = Honoree.objects.create(kind="individual", full_name="Nguyễn Thị Hoa")
    Nomination.objects.update(honoree=one)
    second.refresh_from_db()
    assert codes(second) == [("round", True)]
    # Two entries of the register are two people.
    Nomination.objects.filter(pk=first.pk).update(honoree=other)
    assert codes(second) == []


def test_the_same_achievement_and_period_in_another_round_is_a_warning(organization):
    first = organization.draft("Nguyễn Thị Hoa")
    elsewhere = another_round(organization)
    Nomination.objects.filter(pk=first.pk).update(round=elsewhere, merit_from=2024, merit_until=2026)
    second = organization.draft("Nguyễn Thị Hoa")
    for years, kind, expected in (
        ((2026, 2026), MeritKind.ROUTINE, [("period", False)]),
        ((2027, 2027), MeritKind.ROUTINE, []),
        ((2026, 2026), MeritKind.SUDDEN, []),
        ((None, None), MeritKind.ROUTINE, []),
        ((None, 2026), MeritKind.ROUTINE, [("period", False)]),
    ):
        second.merit_from, second.merit_until, second.merit_kind = *years, kind
        assert codes(second) == expected, (years, kind)
    second.merit_from, second.merit_until, second.merit_kind = 2026, 2026, MeritKind.ROUTINE
    assert codes(second, unit=organization.station) == []


def test_a_double_is_found_behind_any_number_of_namesakes_that_are_none(organization):
    first = organization.draft("Nguyễn Thị Hoa")
    elsewhere = another_round(organization)
    Nomination.objects.filter(pk=first.pk).update(round=elsewhere, merit_from=2026, merit_until=2026)
    first.refresh_from_db()
    for _number in range(MOST * 2 + 1):
        first.pk, first.public_id, first.merit_from, first.merit_until = None, new_public_id(), 1999, 1999
        first.save(force_insert=True)
    mine = organization.draft("Nguyễn Thị Hoa")
    mine.merit_from = mine.merit_until = 2026
    assert codes(mine) == [("period", False)]


def test_the_unit_is_warned_of_no_dossier_that_it_may_not_read(organization, signed_in):
    mine = organization.draft("Nguyễn Thị Hoa")
    theirs = nominations.start(
        round=organization.round,
        unit=organization.station,
        award=organization.award,
        kind=SubjectKind.INDIVIDUAL,
        full_name="Nguyễn Thị Hoa",
        actor=organization.stranger,
    )
    assert codes(mine) == [("round", False)]
    page = text_of(signed_in(organization.clerk).get(reverse("intake:review", args=[mine.public_id])))
    assert theirs.public_id.upper() not in page
    assert "Có thể trùng" not in page


def test_what_the_register_has_for_the_same_period_is_a_warning(organization):
    decision = factories.decision(by=organization.director)
    conferral = factories.public_conferral(on=decision, of=organization.award)
    dossier = organization.draft(conferral.honoree.full_name)
    dossier.honoree = conferral.honoree
    dossier.merit_kind = conferral.merit_kind
    dossier.merit_from = dossier.merit_until = conferral.merit_from
    assert conferral.merit_from
    assert codes(dossier) == [("conferred", True)]
    dossier.merit_from = dossier.merit_until = conferral.merit_from - 5
    assert codes(dossier) == []
