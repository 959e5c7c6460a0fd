"""What becomes of each line: one outcome, with its reason, and nothing twice."""

from __future__ import annotations

from datetime import date

import pytest

from recognition.domain import conferrals, events
from recognition.domain.errors import DomainError
from recognition.enums import AuthorityCheck, DecisionState, MergeState, PublicationState
from recognition.models import (
    Award,
    Conferral,
    Decision,
    Event,
    Honoree,
    HonoreeIdentity,
    MergeProposal,
    Unit,
)
from tests.recognition.exchange.conftest import ANH, DATED, HAI, HEADER, NUMBER, workbook

PLAIN = ("Họ và tên", "Chức vụ", "Đơn vị", "Danh hiệu")


def outcomes(report) -> list[tuple]:
    return [(row.row, row.outcome, row.change, row.reason, row.column) for row in report.rows]


def written() -> tuple[int, ...]:
    return tuple(model.objects.count() for model in (Decision, Conferral, Honoree, MergeProposal, Event))


def test_a_list_enters_through_the_domain_and_a_second_time_changes_nothing(province):
    file = workbook(HEADER, HAI, ANH)
    first = province.load(file)
    after = written()
    second = province.load(file)

    assert outcomes(first) == [(2, "accepted", "new", "", ""), (3, "accepted", "new", "", "")]
    assert first.counts == {"accepted": 2, "matched": 0, "refused": 0, "new": 2, "none": 0, "held": 0}
    assert outcomes(second) == [(2, "accepted", "none", "", ""), (3, "accepted", "none", "", "")]
    assert written() == after
    assert [(row.honoree, row.conferral) for row in first.rows] == [
        (row.honoree, row.conferral) for row in second.rows
    ]
    decision = Decision.objects.get()
    assert (decision.number, decision.dated, decision.state, decision.office) == (
        NUMBER,
        DATED,
        DecisionState.ENTERED,
        province.director,
    )
    hai = Conferral.objects.get(name_then="Nguyễn Văn Hai")
    assert (
        hai.titles_then,
        hai.position_then,
        hai.unit,
        hai.unit_then,
        hai.award.code,
        hai.authority,
        hai.state,
    ) == (
        "ThS.BS",
        "Trưởng khoa",
        province.hospital,
        "Bệnh viện Đa khoa Lam Giang",
        "T-LDTT",
        AuthorityCheck.ALLOWED,
        PublicationState.RECORDED,
    )


def test_a_dry_run_tells_the_same_and_writes_nothing(province):
    file = workbook(HEADER, HAI, ANH, (3, "", "Y sĩ", "Sở Y tế", "LĐTT"))
    before = written()
    trial = province.load(file, dry_run=True)
    after = written()
    real = province.load(file)

    assert before == after
    assert (trial.dry_run, trial.public_id, trial.counts) == (True, "", real.counts)
    assert outcomes(trial) == outcomes(real)
    assert {row.conferral for row in trial.rows} == {""}


def test_the_unit_spelled_otherwise_is_the_same_line(province):
    province.load(workbook(HEADER, HAI))
    again = province.load(workbook(HEADER, (1, "nguyễn văn hai", "TRƯỞNG KHOA", "BVĐK LG", "LĐTT")))

    assert outcomes(again) == [(2, "accepted", "none", "", "")]
    assert Conferral.objects.count() == 1


def test_a_line_whose_unit_was_unknown_is_found_again_when_the_unit_is_known(province):
    row = (1, "Nguyễn Văn Hai", "Y sĩ", "Trạm Y tế xã Cư Lâm", "LĐTT")
    first = province.load(workbook(HEADER, row))
    Unit.objects.create(code="TYT", name="Trạm Y tế xã Cư Lâm")
    second = province.load(workbook(HEADER, row))

    assert [note.code for note in first.rows[0].notes] == ["unit_unknown"]
    assert outcomes(second) == [(2, "accepted", "none", "", "")]
    assert Conferral.objects.get().unit_then == "Trạm Y tế xã Cư Lâm"


def test_the_same_line_twice_in_one_file_is_refused(province):
    file = workbook(HEADER, HAI, (2, *HAI[1:]), (3, "Nguyễn Văn Hai", "Trưởng khoa", "BVĐK LG", "LĐTT"))
    report = province.load(file)

    assert outcomes(report) == [
        (2, "accepted", "new", "", ""),
        (3, "refused", "", "duplicate", "B"),
        (4, "refused", "", "duplicate", "B"),
    ]
    assert report.rows[1].text == "Dòng này trùng với dòng 2."
    assert report.exit_status == 1
    assert outcomes(province.load(file))[0] == (2, "accepted", "none", "", "")


def test_two_people_of_one_name_in_other_units_or_positions_are_two(province):
    report = province.load(
        workbook(
            PLAIN,
            ("Nguyễn Thị Hoa", "Điều dưỡng", "BVĐK LG", "LĐTT"),
            ("Nguyễn Thị Hoa", "Hộ sinh", "BVĐK LG", "LĐTT"),
            ("Nguyễn Thị Hoa", "Điều dưỡng", "Sở Y tế", "LĐTT"),
        )
    )

    assert report.counts == {"accepted": 3, "matched": 0, "refused": 0, "new": 3, "none": 0, "held": 0}
    assert Honoree.objects.count() == 3


def test_who_may_be_the_same_is_proposed_and_never_merged(province):
    province.load(workbook(HEADER, HAI), number="12/QĐ-SYT", dated=date(2024, 2, 20))
    report = province.load(workbook(HEADER, HAI))
    known, taken = Honoree.objects.order_by("pk")

    assert outcomes(report) == [(2, "matched", "new", "", "")]
    assert report.rows[0].proposals == (known.public_id,)
    assert (report.rows[0].honoree, taken.merged_into) == (taken.public_id, None)
    proposal = MergeProposal.objects.get()
    assert (proposal.honoree, proposal.existing, proposal.state) == (taken, known, MergeState.OPEN)
    assert outcomes(province.load(workbook(HEADER, HAI))) == [(2, "accepted", "none", "", "")]


def test_the_year_of_birth_only_tells_people_apart_and_is_in_no_report(province):
    header = ("Họ và tên", "Năm sinh", "Đơn vị", "Danh hiệu")
    province.load(
        workbook(header, ("Nguyễn Văn Hai", 1971, "BVĐK LG", "LĐTT")),
        number="12/QĐ-SYT",
        dated=date(2024, 2, 20),
    )
    report = province.load(
        workbook(
            header,
            ("Nguyễn Văn Hai", "05/06/1984", "BVĐK LG", "LĐTT"),
            ("Trần Thị Ánh", "31/02/1984", "BVĐK LG", "LĐTT"),
            ("Lê Thị Mai", 2055, "BVĐK LG", "LĐTT"),
        )
    )

    assert outcomes(report) == [
        (2, "accepted", "new", "", ""),
        (3, "refused", "", "birth_impossible", "B"),
        (4, "refused", "", "birth_impossible", "B"),
    ]
    assert sorted(HonoreeIdentity.objects.values_list("birth_year", flat=True)) == [1971, 1984]
    assert not any(year in str(report.as_json()) for year in ("1971", "1984", "2055"))


def test_what_a_verified_rule_forbids_is_refused(province):
    report = province.load(
        workbook(PLAIN, ("Nguyễn Văn Hai", "", "BVĐK LG", "Bằng khen của Chủ tịch UBND tỉnh"))
    )

    assert outcomes(report) == [(2, "refused", "", "authority", "D")]
    assert "Giám đốc Sở Y tế không có thẩm quyền" in report.rows[0].text
    assert Conferral.objects.count() == 0


def test_what_no_verified_rule_answers_is_taken_and_held(province):
    file = workbook(PLAIN, ("Nguyễn Văn Hai", "", "BVĐK LG", "Bằng khen của Chủ tịch UBND tỉnh"))
    report = province.load(file, office=province.chairman, number="9/QĐ-UBND")

    assert outcomes(report) == [(2, "accepted", "new", "", "")]
    assert (report.rows[0].held, [note.code for note in report.rows[0].notes], report.counts["held"]) == (
        True,
        ["held"],
        1,
    )
    assert Conferral.objects.get().authority == AuthorityCheck.HELD


@pytest.mark.parametrize(
    ("cells", "reason", "column"),
    [
        ({"Họ và tên": None}, "name_missing", "A"),
        ({"Họ và tên": "12345 67"}, "name_invalid", "A"),
        ({"Họ và tên": "<script>alert(1)</script>"}, "invalid_text", "A"),
        ({"Họ và tên": "Nguyễn Văn " + "A" * 300}, "too_long", "A"),
        ({"Họ và tên": "NguyÔn V¨n H¶i"}, "legacy_encoding", "A"),
        ({"Họ và tên": "Nguyeãn Vaên Haûi"}, "legacy_encoding", "A"),
        ({"Đơn vị": "BÖnh viÖn §a khoa"}, "legacy_encoding", "B"),
        ({"Danh hiệu": None}, "award_missing", "C"),
        ({"Danh hiệu": "Cờ luân lưu"}, "award_unknown", "C"),
        ({"Danh hiệu": "Tập thể Lao động xuất sắc"}, "award_subject", "C"),
        ({"Danh hiệu": "Tập thể Lao động tiên tiến"}, "award_subject", "C"),
        ({"Họ và tên": "Khoa Dược", "Danh hiệu": "Chiến sĩ thi đua cơ sở"}, "award_subject", "C"),
        ({"Danh hiệu": "LĐTT, CSTĐCS"}, "award_several", "C"),
        ({"Năm thành tích": "27/02/2055 – 27/02/2015"}, "year_impossible", "D"),
        ({"Năm thành tích": "2024-2021"}, "period_impossible", "D"),
        ({"Năm thành tích": "31/02/2024"}, "date_impossible", "D"),
        ({"Năm thành tích": 85}, "year_unread", "D"),
        ({"Năm thành tích": 1024}, "year_unread", "D"),
        ({"Năm thành tích": 2026}, "year_impossible", "D"),
        ({"Số quyết định": "Số: /QĐ-SYT"}, "number_blank", "E"),
        ({"Số quyết định": "…/QĐ-SYT"}, "number_blank", "E"),
        ({"Số quyết định": "58/QĐ-SYT"}, "other_decision", "E"),
        ({"Họ và tên": "=1+1"}, "formula", "A"),
        ({"Đơn vị": "#REF!"}, "cell_error", "B"),
    ],
)
def test_a_line_that_cannot_be_taken_is_refused_with_place_and_reason(province, cells, reason, column):
    header = ("Họ và tên", "Đơn vị", "Danh hiệu", "Năm thành tích", "Số quyết định")
    good = {
        "Họ và tên": "Nguyễn Văn Hai",
        "Đơn vị": "BVĐK LG",
        "Danh hiệu": "LĐTT",
        "Năm thành tích": 2024,
        "Số quyết định": NUMBER,
    }
    bad = {**good, **cells}
    report = province.load(workbook(header, list(good.values()), [bad[name] for name in header]))

    assert outcomes(report)[1:] == [(3, "refused", "", reason, column)]
    assert outcomes(report)[0] == (2, "accepted", "new", "", "")
    assert report.rows[1].text
    assert Conferral.objects.count() == 1


def test_one_refused_line_does_not_hold_up_the_others(province):
    rows = [(f"Nguyễn Văn {word}", "", "BVĐK LG", "LĐTT") for word in ("An", "Bình", "Châu")]
    report = province.load(workbook(PLAIN, rows[0], ("Lê Văn Sai", "", "BVĐK LG", "Không có"), *rows[1:]))

    assert [row.outcome for row in report.rows] == ["accepted", "refused", "accepted", "accepted"]
    assert list(Conferral.objects.values_list("list_position", "name_then")) == [
        (1, "Nguyễn Văn An"),
        (3, "Nguyễn Văn Bình"),
        (4, "Nguyễn Văn Châu"),
    ]


def test_a_family_name_without_its_mark_is_taken_with_a_remark(province):
    report = province.load(workbook(PLAIN, ("Dam Đức Chính", "", "BVĐK LG", "LĐTT")))

    assert report.rows[0].outcome == "accepted"
    assert [note.code for note in report.rows[0].notes] == ["marks_missing"]


@pytest.mark.parametrize("number", ["/QĐ-SYT", "Số: /KH-TTYT", "…/QĐ-SYT", "", "......./QĐ-SYT"])
def test_a_decision_whose_number_was_left_blank_is_not_entered(province, number):
    with pytest.raises(ValueError, match="còn để trống"):
        province.load(workbook(HEADER, HAI), number=number)
    assert written() == (0, 0, 0, 0, 0)


def test_a_decision_to_come_and_a_number_known_with_another_date_are_refused(province):
    with pytest.raises(DomainError, match="tương lai"):
        province.load(workbook(HEADER, HAI), dated=date(2099, 1, 1))
    province.load(workbook(HEADER, HAI))
    with pytest.raises(DomainError, match="đã có trong sổ với ngày 20/02/2025"):
        province.load(workbook(HEADER, HAI), dated=date(2025, 2, 21))


def test_more_lines_join_a_decision_that_was_entered_by_hand(province):
    desk = province.person("thuong-truc")
    decision = conferrals.enter_decision(
        office=province.director, number=NUMBER, dated=DATED, title="Khen thưởng năm 2024", actor=desk
    )
    report = province.load(workbook(HEADER, HAI))

    assert report.public_id == decision.public_id
    assert events.verify_chain("recognition.decision", decision.public_id) == []


def test_posthumous_and_merit_kind_are_read(province):
    header = ("Họ và tên", "Đơn vị", "Hình thức", "Loại hình khen thưởng", "Ghi chú")
    province.load(workbook(header, ("Nguyễn Văn Hai", "BVĐK LG", "Giấy khen", "Đột xuất", "Truy tặng")))

    assert Conferral.objects.values_list("posthumous", "merit_kind").get() == (True, "sudden")


def test_lines_of_several_batches_are_all_written(province):
    rows = [(f"Nguyễn Văn {chr(65 + n // 26)}{chr(97 + n % 26)}", "", "BVĐK LG", "LĐTT") for n in range(450)]
    seen: list[tuple[int, int]] = []
    report = province.load(workbook(PLAIN, *rows), progress=lambda done, total: seen.append((done, total)))

    assert report.counts["new"] == Conferral.objects.count() == 450
    assert seen == [(200, 450), (400, 450), (450, 450)]
    assert Award.objects.get(code="T-LDTT").conferrals.count() == 450
