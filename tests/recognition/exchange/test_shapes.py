"""Lists in the shapes people send them: whole rows are compared."""

from __future__ import annotations

from datetime import date

import pytest

from recognition.exchange.decisions import Row, read_list
from tests.recognition.exchange.conftest import ANH, DATED, HAI, HEADER, NUMBER, Province, workbook


def understood(province: Province, file: bytes, **options: object) -> list[tuple]:
    rows = read_list(file, office=province.director, number=NUMBER, dated=DATED, **options)
    return [summary(row) for row in rows]


def summary(row: Row) -> tuple:
    if row.refusal is not None:
        return row.row, row.name, row.refusal.reason, row.refusal.column
    return (
        row.row,
        row.name,
        row.kind,
        row.position,
        row.unit.code if row.unit else None,
        row.award.code.removeprefix("T-") if row.award else None,
    )


TWO = [
    (2, "Nguyễn Văn Hai", "individual", "Trưởng khoa", "BVDK", "LDTT"),
    (3, "Trần Thị Ánh", "individual", "Điều dưỡng", "TTYT-SD", "CSTDCS"),
]


def test_a_plain_list_is_read_with_titles_apart_from_names(province):
    rows = read_list(workbook(HEADER, HAI, ANH), office=province.director, number=NUMBER, dated=DATED)

    assert [summary(row) for row in rows] == TWO
    assert [row.titles for row in rows] == ["ThS.BS", ""]
    assert [row.unit_text for row in rows] == ["Bệnh viện Đa khoa Lam Giang", "Trung tâm Y tế khu vực Sa Đéc"]


@pytest.mark.parametrize("order", [(4, 3, 2, 1, 0), (1, 4, 0, 3, 2), (3, 1, 4, 2, 0)])
def test_columns_come_in_any_order(province, order):
    rows = [[row[place] for place in order] for row in (HEADER, HAI, ANH)]

    assert understood(province, workbook(*rows)) == TWO


@pytest.mark.parametrize(
    "header",
    [
        ("TT", "HỌ VÀ TÊN", "CHỨC VỤ", "ĐƠN VỊ CÔNG TÁC", "DANH HIỆU THI ĐUA"),
        ("So TT", "Ho ten", "Chuc vu", "Noi cong tac", "Hinh thuc khen thuong"),
        (
            "Số\nTT",
            "Họ, tên (chữ in hoa)",
            "Chức danh",
            "Cơ quan, đơn vị",
            "Danh hiệu, hình thức\nkhen thưởng",
        ),
        (
            "stt",
            "Họ và tên cá nhân được khen thưởng",
            "Chức vụ hiện nay",
            "Nơi công tác",
            "Danh hiệu đề nghị khen thưởng",
        ),
    ],
)
def test_the_header_is_known_by_its_words(province, header):
    assert understood(province, workbook(header, HAI, ANH)) == TWO


def test_national_motto_titles_blank_lines_totals_and_signatures_are_no_lines(province):
    file = workbook(
        ("SỞ Y TẾ LAM GIANG", None, "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM"),
        (None, None, "Độc lập - Tự do - Hạnh phúc"),
        (),
        ("DANH SÁCH CÁ NHÂN ĐƯỢC KHEN THƯỞNG",),
        ("(Kèm theo Quyết định số 57/QĐ-SYT ngày 20 tháng 02 năm 2025 của Giám đốc Sở Y tế)",),
        (),
        HEADER,
        ("(1)", "(2)", "(3)", "(4)", "(5)"),
        HAI,
        (),
        (),
        ANH,
        (None, "Tổng cộng: 02 người", None, None, None),
        ("Danh sách này có 02 cá nhân./.",),
        (None, None, None, "Lam Giang, ngày 20 tháng 02 năm 2025"),
        (None, "NGƯỜI LẬP BẢNG", None, "KT. GIÁM ĐỐC"),
        (None, None, None, "PHÓ GIÁM ĐỐC"),
        (None, "Lê Thị Lập", None, "Phạm Văn Ký"),
        merges=("A4:E4", "A5:E5"),
    )

    assert understood(province, file) == [(9, *TWO[0][1:]), (12, *TWO[1][1:])]


def test_thousands_of_blank_rows_hide_nothing(province):
    file = workbook(HEADER, HAI, *[()] * 6000, ANH)

    assert understood(province, file) == [TWO[0], (6003, *TWO[1][1:])]


def test_one_sheet_holds_collectives_and_individuals_in_parts(province):
    file = workbook(
        ("STT", "Tên tập thể, cá nhân", "Chức vụ", "Đơn vị", "Danh hiệu, hình thức"),
        ("I", "TẬP THỂ", None, None, None),
        (1, "Khoa Nội", None, "Bệnh viện Đa khoa Lam Giang", "Lao động tiên tiến"),
        (2, "Tập thể Khoa Dược", None, "Bệnh viện Đa khoa Lam Giang", "Giấy khen"),
        ("II", "CÁ NHÂN", None, None, None),
        (1, "Nguyễn Văn Hai", "Trưởng khoa", "BVĐK LG", "Lao động tiên tiến"),
        (2, "Trần Thị Ánh", "Điều dưỡng", "Khoa Nội, Bệnh viện Đa khoa Lam Giang", "Giấy khen"),
    )

    assert understood(province, file) == [
        (3, "Khoa Nội", "collective", "", "BVDK-NOI", "TTLDTT"),
        (4, "Khoa Dược", "collective", "", "BVDK", "GKSYT"),
        (6, "Nguyễn Văn Hai", "individual", "Trưởng khoa", "BVDK", "LDTT"),
        (7, "Trần Thị Ánh", "individual", "Điều dưỡng", "BVDK-NOI", "GKSYT"),
    ]


def test_parts_in_merged_cells_name_award_and_unit(province):
    file = workbook(
        ("DANH SÁCH KHEN THƯỞNG NĂM 2024", None, None),
        ("STT", "Họ và tên", "Chức vụ"),
        ("A. Danh hiệu Lao động tiên tiến", None, None),
        ("I. Bệnh viện Đa khoa Lam Giang (02 người)", None, None),
        (1, "Nguyễn Văn Hai", "Trưởng khoa"),
        (2, "Lê Thị Mai", "Điều dưỡng"),
        ("II. Trung tâm Y tế thành phố Sa Đéc", None, None),
        (1, "Trần Thị Ánh", "Điều dưỡng"),
        ("B. Chiến sỹ thi đua cơ sở", None, None),
        ("I. Bệnh viện Đa khoa Lam Giang", None, None),
        (1, "Nguyễn Văn Hai", "Trưởng khoa"),
        merges=("A1:C1", "A3:C3", "A4:C4", "A7:C7", "A9:C9", "A10:C10"),
    )
    rows = read_list(file, office=province.director, number=NUMBER, dated=DATED)

    assert [summary(row) for row in rows] == [
        (5, "Nguyễn Văn Hai", "individual", "Trưởng khoa", "BVDK", "LDTT"),
        (6, "Lê Thị Mai", "individual", "Điều dưỡng", "BVDK", "LDTT"),
        (8, "Trần Thị Ánh", "individual", "Điều dưỡng", "TTYT-SD", "LDTT"),
        (11, "Nguyễn Văn Hai", "individual", "Trưởng khoa", "BVDK", "CSTDCS"),
    ]
    assert {(row.merit_from, row.merit_until) for row in rows} == {(2024, 2024)}
    assert rows[2].unit_text == "Trung tâm Y tế thành phố Sa Đéc"


def test_several_sheets_are_read_and_those_without_a_list_are_named(province):
    file = workbook(
        ("STT", "Họ và tên", "Đơn vị"),
        (1, "Nguyễn Văn Hai", "Bệnh viện Đa khoa Lam Giang"),
        sheet="LĐTT",
        more={
            "Tập thể": [("STT", "Tên tập thể", "Hình thức"), (1, "Khoa Nội", "Giấy khen")],
            "Ghi chú": [("Danh sách lập ngày 10/02/2025",)],
        },
    )
    report = province.load(file, dry_run=True)

    assert [(row.sheet, row.row, row.outcome, row.name, row.kind, row.award) for row in report.rows] == [
        ("LĐTT", 2, "accepted", "Nguyễn Văn Hai", "individual", "T-LDTT"),
        ("Tập thể", 2, "accepted", "Khoa Nội", "collective", "T-GKSYT"),
    ]
    assert report.passed_over == ("Ghi chú",)


def test_a_name_split_over_two_columns_is_put_together(province):
    file = workbook(
        ("STT", "Họ và", "tên", "Chức vụ", "Đơn vị", "Danh hiệu"),
        (1, "Nguyễn Văn", "Hai", "Trưởng khoa", "Bệnh viện Đa khoa Lam Giang", "LĐTT"),
    )
    merged = workbook(
        ("STT", "Họ và tên", None, "Chức vụ", "Đơn vị", "Danh hiệu"),
        (1, "Nguyễn Văn", "Hai", "Trưởng khoa", "Bệnh viện Đa khoa Lam Giang", "LĐTT"),
        merges=("B1:C1",),
    )

    assert understood(province, file) == understood(province, merged) == [TWO[0]]


def test_a_header_of_two_rows_and_units_merged_over_lines(province):
    file = workbook(
        ("STT", "Họ và tên", "Năm sinh", None, "Chức vụ", "Đơn vị", "Danh hiệu"),
        (None, None, "Nam", "Nữ", None, None, None),
        (1, "Nguyễn Văn Hai", 1980, None, "Trưởng khoa", "Bệnh viện Đa khoa Lam Giang", "LĐTT"),
        (2, "Lê Thị Mai", None, 1990, "Điều dưỡng", None, None),
        merges=("A1:A2", "B1:B2", "C1:D1", "E1:E2", "F1:F2", "G1:G2", "F3:F4", "G3:G4"),
    )
    rows = read_list(file, office=province.director, number=NUMBER, dated=DATED)

    assert [summary(row) for row in rows] == [
        (3, "Nguyễn Văn Hai", "individual", "Trưởng khoa", "BVDK", "LDTT"),
        (4, "Lê Thị Mai", "individual", "Điều dưỡng", "BVDK", "LDTT"),
    ]
    assert [row.birth_year for row in rows] == [1980, 1990]


@pytest.mark.parametrize(
    ("text", "position", "unit"),
    [
        ("Trưởng khoa Nội, Bệnh viện Đa khoa Lam Giang", "Trưởng khoa Nội", "BVDK"),
        ("Điều dưỡng trưởng, Khoa Nội, Bệnh viện Đa khoa Lam Giang", "Điều dưỡng trưởng", "BVDK-NOI"),
        (
            "Trưởng phòng Kế hoạch - Tài chính Bệnh viện Đa khoa Lam Giang",
            "Trưởng phòng Kế hoạch - Tài chính",
            "BVDK",
        ),
        ("Giám đốc Trung tâm Y tế thành phố Sa Đéc", "Giám đốc", "TTYT-SD"),
        ("Bác sĩ điều trị - BVĐK LG", "Bác sĩ điều trị", "BVDK"),
        ("Nhân viên, Trạm Y tế xã Chưa Có", "Nhân viên", None),
        ("Bệnh viện Đa khoa Lam Giang", "", "BVDK"),
    ],
)
def test_position_and_unit_in_one_cell_are_parted(province, text, position, unit):
    file = workbook(
        ("STT", "Họ và tên", "Chức vụ, đơn vị công tác", "Danh hiệu"), (1, "Nguyễn Văn Hai", text, "LĐTT")
    )

    assert understood(province, file) == [(2, "Nguyễn Văn Hai", "individual", position, unit, "LDTT")]


def test_awards_marked_by_crosses_under_their_names(province):
    file = workbook(
        ("STT", "Họ và tên", "Đơn vị", "LĐTT", "CSTĐCS"),
        (1, "Nguyễn Văn Hai", "Bệnh viện Đa khoa Lam Giang", "x", None),
        (2, "Trần Thị Ánh", "Bệnh viện Đa khoa Lam Giang", None, "X"),
        (3, "Lê Thị Mai", "Bệnh viện Đa khoa Lam Giang", "x", "x"),
    )

    assert understood(province, file) == [
        (2, "Nguyễn Văn Hai", "individual", "", "BVDK", "LDTT"),
        (3, "Trần Thị Ánh", "individual", "", "BVDK", "CSTDCS"),
        (4, "Lê Thị Mai", "award_several", "D"),
    ]


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("Lao động tiên tiến", "LDTT"),
        ("Danh hiệu “Lao động tiên tiến” năm 2024", "LDTT"),
        ("LĐTT", "LDTT"),
        ("Chiến sỹ thi đua cơ sở", "CSTDCS"),
        ("CHIẾN SĨ THI ĐUA CƠ SỞ", "CSTDCS"),
        ("chien si thi dua co so", "CSTDCS"),
        ("CSTĐ cơ sở năm 2024", "CSTDCS"),
        ("Giấy khen", "GKSYT"),
        ("Tặng Giấy khen của Giám đốc Sở Y tế", "GKSYT"),
        ("T-GKSYT", "GKSYT"),
    ],
)
def test_awards_are_known_by_name_and_abbreviation(province, text, code):
    file = workbook(("Họ và tên", "Đơn vị", "Danh hiệu"), ("Nguyễn Văn Hai", "BVĐK LG", text))

    assert understood(province, file) == [(2, "Nguyễn Văn Hai", "individual", "", "BVDK", code)]


def test_units_are_known_by_name_former_name_and_abbreviation(province):
    texts = {
        "Bệnh viện Đa khoa Lam Giang": "BVDK",
        "benh vien da khoa lam giang": "BVDK",
        "BVĐK Lam Giang": "BVDK",
        "BVĐK LG": "BVDK",
        "TTYT thành phố Sa Đéc": "TTYT-SD",
        "Trung tâm Y tế thành phố Sa Đéc": "TTYT-SD",
        "Khoa Nội - Bệnh viện Đa khoa Lam Giang": "BVDK-NOI",
        "Khoa Nội, TTYT khu vực Sa Đéc": "TTYT-SD-NOI",
        "Khoa Nội": None,
        "Trạm Y tế xã Chưa Có": None,
    }
    rows = [(f"Nguyễn Văn {chr(65 + place)}", text, "LĐTT") for place, text in enumerate(texts)]
    found = read_list(
        workbook(("Họ và tên", "Đơn vị", "Danh hiệu"), *rows),
        office=province.director,
        number=NUMBER,
        dated=DATED,
    )

    assert {
        text: row.unit.code if row.unit else None for text, row in zip(texts, found, strict=True)
    } == texts
    assert [[note.code for note in row.notes] for row in found[-2:]] == [["unit_ambiguous"], ["unit_unknown"]]
    assert found[3].unit_text == "Bệnh viện Đa khoa Lam Giang"


@pytest.mark.parametrize(
    ("cell", "period"),
    [
        (2024, (2024, 2024)),
        ("Năm 2024", (2024, 2024)),
        ("2023-2024", (2023, 2024)),
        ("giai đoạn 2021–2025", (2021, 2025)),
        ("từ năm 2021 đến năm 2023", (2021, 2023)),
        (date(2024, 12, 31), (2024, 2024)),
        (None, (None, None)),
    ],
)
def test_the_year_of_merit_is_read_as_people_write_it(province, cell, period):
    file = workbook(("Họ và tên", "Danh hiệu", "Năm thành tích"), ("Nguyễn Văn Hai", "LĐTT", cell))
    row = read_list(file, office=province.director, number=NUMBER, dated=DATED)[0]

    assert row.refusal is None
    assert (row.merit_from, row.merit_until) == period


def test_names_in_capitals_or_small_letters_are_put_in_normal_case(province):
    names = ["NGUYỄN VĂN HAI", "H'HEN NIÊ", "nguyễn thị mai", "Y Moan Êñuôl", "BS.CKII. TRẦN THỊ ÁNH"]
    file = workbook(("Họ và tên", "Danh hiệu"), *[(name, "LĐTT") for name in names])
    rows = read_list(file, office=province.director, number=NUMBER, dated=DATED)

    assert [row.name for row in rows] == [
        "Nguyễn Văn Hai",
        "H'Hen Niê",
        "Nguyễn Thị Mai",
        "Y Moan Êñuôl",
        "Trần Thị Ánh",
    ]


def test_a_table_of_names_alone_takes_the_award_of_the_whole_list(province):
    file = workbook(("Tên tập thể",), ("Khoa Nội",), ("Bệnh viện Đa khoa Lam Giang",))
    rows = province.load(file, award="t-gksyt", dry_run=True).rows

    assert [(row.row, row.outcome, row.name, row.kind, row.award) for row in rows] == [
        (2, "accepted", "Khoa Nội", "collective", "T-GKSYT"),
        (3, "accepted", "Bệnh viện Đa khoa Lam Giang", "collective", "T-GKSYT"),
    ]
