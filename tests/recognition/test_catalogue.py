"""The catalogue: what the file says, and what loading it does."""

from __future__ import annotations

import io
from datetime import date

import pytest
from django.core.management import CommandError, call_command

from portal.core.models import User
from recognition.domain import catalogue, events, roles
from recognition.domain.conferrals import check_authority
from recognition.domain.errors import IllegalMove, NotAllowed, SamePerson
from recognition.enums import UNIT_ROLES, AuthorityCheck, Role
from recognition.models import (
    Award,
    AwardRule,
    ClosedPowers,
    Decision,
    DecisionPower,
    LegalInstrument,
    Office,
)

pytestmark = pytest.mark.django_db

VERIFIED_AWARDS = {
    "LDTT",
    "CSTDCS",
    "CSTDT",
    "CSTDB",
    "CSTDTQ",
    "TTLDTT",
    "TTLDXS",
    "GKSYT",
    "GKXA",
    "KNC",
    "GTDVN",
    "TTUT",
    "TTND",
    "AHLD",
    "NTVT",
    "DVVH",
}
UNVERIFIED_AWARDS = {
    "COTINH",
    "COBYT",
    "COCP",
    "GKDV",
    "GKCD",
    "BKCD",
    "BLDST",
    "BKTINH",
    "BKBYT",
    "BKTTG",
    "HCLD3",
    "HCLD2",
    "HCLD1",
    "HCDL3",
    "HCDL2",
    "HCDL1",
    "GTNN",
    "GTHCM",
}
OF_THE_DIRECTOR = {"LDTT", "CSTDCS", "TTLDTT", "GKSYT"}

SMALL = """
version = "1"
[[instruments]]
code = "L"
kind = "law"
title = "Luật"
in_force_from = 2024-01-01
[[offices]]
code = "O"
name = "Giám đốc"
level = "department"
[[awards]]
code = "A"
name = "Giấy khen"
category = "form"
subject = "both"
level = "department"
verified = true
[[awards]]
code = "B"
name = "Bằng khen"
category = "form"
subject = "both"
level = "province"
[[powers]]
office = "O"
awards = ["A"]
legal_basis = "L"
valid_from = 2024-01-01
verified = true
"""


@pytest.fixture
def loaded() -> catalogue.LoadReport:
    report = catalogue.load()
    assert report.problems == []
    return report


def person(name: str, role: Role) -> User:
    user = User.objects.create(username=name)
    roles.grant(user=user, role=role)
    return user


def test_exactly_what_was_seen_in_a_public_source_is_verified(loaded):
    assert set(Award.objects.filter(verified=True).values_list("code", flat=True)) == VERIFIED_AWARDS
    assert set(Award.objects.filter(verified=False).values_list("code", flat=True)) == UNVERIFIED_AWARDS


@pytest.mark.parametrize("on", [date(2021, 5, 1), date(2023, 12, 31), date(2024, 1, 1), date(2025, 2, 20)])
def test_the_director_decides_his_four_and_is_refused_everything_else_under_both_laws(loaded, on):
    director = Office.objects.get(code="GDSYT")
    answers = {
        award.code: check_authority(office=director, award=award, on=on) for award in Award.objects.all()
    }
    assert {
        code for code, answer in answers.items() if answer.check == AuthorityCheck.ALLOWED
    } == OF_THE_DIRECTOR
    assert {code for code, answer in answers.items() if answer.refused} == set(answers) - OF_THE_DIRECTOR


def test_before_the_law_of_2003_nothing_is_refused_and_nothing_allowed(loaded):
    director = Office.objects.get(code="GDSYT")
    for award in Award.objects.all():
        answer = check_authority(office=director, award=award, on=date(2004, 6, 30))
        assert (answer.check, answer.refused) == (AuthorityCheck.HELD, False)


@pytest.mark.parametrize(
    ("office", "award", "on", "expected"),
    [
        ("CTUBNDT", "BKTINH", date(2025, 2, 20), AuthorityCheck.HELD),
        ("CTUBNDT", "TTLDXS", date(2021, 5, 1), AuthorityCheck.HELD),
        ("BTBYT", "KNC", date(2025, 2, 20), AuthorityCheck.ALLOWED),
        ("BTBYT", "KNC", date(2015, 2, 20), AuthorityCheck.HELD),
        ("BTBYT", "BKBYT", date(2025, 2, 20), AuthorityCheck.HELD),
        ("CTN", "TTUT", date(2025, 2, 20), AuthorityCheck.ALLOWED),
        ("CTN", "TTND", date(2021, 5, 1), AuthorityCheck.ALLOWED),
        ("CTN", "HCLD3", date(2025, 2, 20), AuthorityCheck.HELD),
        ("TTGCP", "BKTTG", date(2025, 2, 20), AuthorityCheck.HELD),
        ("TTDV", "LDTT", date(2025, 2, 20), AuthorityCheck.ALLOWED),
        ("TTDV", "GKDV", date(2025, 2, 20), AuthorityCheck.HELD),
        ("CTUBNDX", "GKXA", date(2025, 2, 20), AuthorityCheck.ALLOWED),
        ("CTUBNDX", "CSTDCS", date(2025, 8, 1), AuthorityCheck.HELD),
    ],
)
def test_who_may_decide_what_on_a_day(loaded, office, award, on, expected):
    answer = check_authority(
        office=Office.objects.get(code=office), award=Award.objects.get(code=award), on=on
    )
    assert (answer.check, answer.refused) == (expected, False)


def test_only_the_directors_list_is_closed(loaded):
    closed = ClosedPowers.objects.values_list("office__code", "valid_from", "valid_until", "verified")
    assert sorted(closed) == [
        ("GDSYT", date(2004, 7, 1), date(2023, 12, 31), True),
        ("GDSYT", date(2024, 1, 1), None, True),
    ]


def test_rules_carry_their_numbers_as_data(loaded):
    rules = dict(AwardRule.objects.values_list("code", "parameters"))
    assert rules["CSTDT-ba-lan"] == {"award": "CSTDCS", "times": 3, "successive": True}
    assert rules["TTLDXS-ty-le"] == {"of_award": "LDTT", "at_least_percent": 70}
    verified = dict(AwardRule.objects.values_list("code", "verified"))
    assert verified["TTLDXS-ty-le"] is True
    assert verified["CSTDCS-ty-le"] is False
    assert verified["CSTDCS-sang-kien-2003"] is True
    assert verified["CSTDCS-sang-kien-2022"] is False


def test_old_laws_are_kept_with_what_replaced_them(loaded):
    old = LegalInstrument.objects.get(code="L2003")
    assert (old.in_force_from, old.in_force_until) == (date(2004, 7, 1), date(2023, 12, 31))
    assert old.replaced_by is not None
    assert old.replaced_by.code == "L2022"
    assert LegalInstrument.objects.get(code="L2026").verified is False


def test_every_award_explains_itself_in_both_languages(loaded):
    assert not Award.objects.filter(explanation="").exists()
    assert not Award.objects.filter(explanation_en="").exists()
    assert not Award.objects.filter(name_en="").exists()


def test_lists_go_by_list(loaded):
    assert set(Award.objects.filter(by_list=True).values_list("code", flat=True)) == {"LDTT", "KNC"}


def test_loading_again_changes_nothing(loaded):
    again = catalogue.load()
    assert (again.created, again.changed, again.removed, again.kept, again.problems) == ([], [], [], [], [])
    assert sorted(again.unchanged) == sorted(loaded.created)


def test_a_changed_line_changes_exactly_that_row_and_its_version():
    catalogue.load(SMALL)
    text = SMALL.replace('version = "1"', 'version = "2"').replace(
        'name = "Bằng khen"', 'name = "Bằng khen mới"'
    )
    report = catalogue.load(text)
    assert (report.created, report.changed, report.removed) == ([], ["awards:B"], [])
    versions = dict(Award.objects.values_list("code", "source_version"))
    assert versions == {"A": "1", "B": "2"}
    changed = Award.objects.get(code="B")
    assert changed.name == "Bằng khen mới"
    assert [(event.act, event.payload.data) for event in events.history(changed)] == [
        ("load_catalogue", {"fields": ["name"], "version": "2"})
    ]


def test_a_power_whose_period_changed_is_not_left_behind():
    catalogue.load(SMALL)
    report = catalogue.load(SMALL.replace("valid_from = 2024-01-01", "valid_from = 2025-01-01"))
    assert report.created == ["powers:O/A/2025-01-01"]
    assert report.removed == ["powers:O/A/2024-01-01"]
    assert list(DecisionPower.objects.values_list("valid_from", flat=True)) == [date(2025, 1, 1)]


def test_a_row_that_decisions_use_is_never_deleted():
    catalogue.load(SMALL)
    Decision.objects.create(office=Office.objects.get(code="O"), number="1/QĐ", title="x")
    without = SMALL[: SMALL.index("[[offices]]")]
    report = catalogue.load(without)
    assert report.kept == ["offices:O"]
    assert sorted(report.removed) == ["awards:A", "awards:B", "powers:O/A/2024-01-01"]


def test_a_row_changed_at_the_desk_is_left_alone():
    catalogue.load(SMALL)
    first, second = person("a", Role.STANDING_BODY), person("b", Role.STANDING_BODY)
    award = Award.objects.get(code="A")
    award.name = "Giấy khen (sửa)"
    catalogue.change(row=award, actor=first, fields=["name"])
    assert Award.objects.get(code="A").verified is False
    with pytest.raises(SamePerson):
        catalogue.verify(row=award, actor=first)
    catalogue.verify(row=award, actor=second)
    with pytest.raises(IllegalMove):
        catalogue.verify(row=award, actor=second)
    report = catalogue.load(SMALL.replace('version = "1"', 'version = "2"'))
    assert report.kept == ["awards:A"]
    stored = Award.objects.get(code="A")
    assert (stored.name, stored.verified) == ("Giấy khen (sửa)", True)


def test_only_the_standing_body_changes_the_catalogue():
    catalogue.load(SMALL)
    award = Award.objects.get(code="A")
    for role in set(Role) - {Role.STANDING_BODY} - UNIT_ROLES:
        user = person(role.value, role)
        with pytest.raises(NotAllowed):
            catalogue.change(row=award, actor=user)
        with pytest.raises(NotAllowed):
            catalogue.verify(row=award, actor=user)
        with pytest.raises(NotAllowed):
            catalogue.load(SMALL, actor=user)


@pytest.mark.parametrize(
    ("old", "new", "sentence"),
    [
        ('version = "1"', "", 'Đầu tệp phải có version, ví dụ version = "2026-11" (tối đa 20 ký tự).'),
        ('code = "B"', 'code = "A"', "awards, dòng thứ 2: mã “A” bị lặp."),
        ('awards = ["A"]', 'awards = ["C"]', "“award” nói đến “C”, không có trong bảng awards."),
        ('office = "O"', 'office = "X"', "“office” nói đến “X”, không có trong bảng offices."),
        ('subject = "both"', 'subject = "tất cả"', "“subject” không nhận “tất cả”"),
        (
            "valid_from = 2024-01-01",
            'valid_from = "01/01/2024"',
            "“valid_from” phải là ngày viết như 2024-01-01",
        ),
        ("valid_from = 2024-01-01", "valid_from = 2023-01-01", "ra ngoài thời gian có hiệu lực của L."),
        (
            "valid_from = 2024-01-01",
            "valid_from = 2024-01-01\nvalid_until = 2023-12-31",
            "ngày bắt đầu 01/01/2024 sau ngày kết thúc 31/12/2023",
        ),
        ('name = "Giấy khen"', 'nam = "Giấy khen"', "không có cột “nam”"),
        ('title = "Luật"', "", "instruments L: thiếu “title”."),
        ('code = "L"', 'code = "' + "L" * 41 + '"', "“code” dài 41 ký tự, tối đa 40."),
        ("[[offices]]", "[[office]]", "Không có bảng nào tên “office”."),
        ('name = "Bằng khen"\n', 'name = "Bằng khen"\nrank = true\n', "“rank” có giá trị sai kiểu: “True”."),
        ('version = "1"', 'version = "1', "Tệp danh mục sai cú pháp TOML"),
    ],
)
def test_a_faulty_file_is_refused_whole_with_a_sentence(old, new, sentence):
    assert old in SMALL
    report = catalogue.load(SMALL.replace(old, new, 1))
    assert any(sentence in problem for problem in report.problems), report.problems
    assert not Award.objects.exists()
    assert not LegalInstrument.objects.exists()


def test_two_powers_may_not_cover_one_day():
    text = SMALL + '[[powers]]\noffice = "O"\naward = "A"\nvalid_from = 2025-01-01\n'
    assert catalogue.load(text).problems == ["powers O/A: hai dòng cùng áp dụng ngày 01/01/2025."]


def test_the_command_prints_what_it_did_and_fails_on_a_faulty_file(tmp_path):
    file = tmp_path / "catalogue.toml"
    file.write_text(SMALL, encoding="utf-8")
    out = io.StringIO()
    call_command("load_catalogue", file, stdout=out)
    assert out.getvalue() == (
        "Danh mục phiên bản 1: thêm 5, đổi 0, bỏ 0, giữ nguyên 0, không động đến 0 dòng.\n"
    )
    file.write_text(SMALL.replace('kind = "law"', 'kind = "?"'), encoding="utf-8")
    err = io.StringIO()
    with pytest.raises(CommandError, match="Chưa nạp dòng nào"):
        call_command("load_catalogue", file, stderr=err)
    assert "“kind” không nhận “?”" in err.getvalue()
