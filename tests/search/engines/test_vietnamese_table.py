"""Every row of the tables of VIETNAMESE.md, written by hand, asked of the service on each engine."""

from __future__ import annotations

from collections.abc import Sequence

import pytest

from search import service
from search.documents import Query
from tests.search.conftest import book

pytestmark = [pytest.mark.django_db, pytest.mark.any_database]

# What is typed; what there is and must be found, best first ("=" joins what stands equally high); what there is beside
# it and must not be found.
TABLE: list[tuple[str, list[str], list[str]]] = [
    ("nguyen duc dat", ["Nguyễn Đức Đạt"], ["Nguyễn Đức Đoan"]),
    ("Đa\u0323\u0306ng", ["Đặng Văn Ninh"], ["Đăng Văn Ninh"]),
    ("Ðặng", ["Đặng Văn Ninh"], ["Đăng Khoa"]),
    ("thuy", ["Thủy = Thuỷ = Thúy = Thuý"], ["Thúi"]),
    ("Thuỷ", ["Thủy = Thuỷ"], ["Thúy"]),
    ("hoà bình", ["Hòa Bình = Hoà Bình", "Hoa Bình"], ["Hoá Bình"]),
    ("khoẻ", ["Khỏe = Khoẻ", "Khoe"], ["Khoé"]),
    ("quý", ["Bùi Quý = Bùi Qúy"], ["Bùi Quỳ"]),
    ("đường", ["Đường Văn Bình"], ["Dương Văn Bảy", "Đương Văn Tám"]),
    ("duong", ["Đường = Dương = Đương"], ["Dướn"]),
    ("chiến sĩ thi đua", ["Chiến sĩ thi đua cơ sở", "Chiến sỹ thi đua cơ sở"], ["Chiến sĩ"]),
    ("ly thi my", ["Lý Thị Mỹ = Lí Thị Mĩ"], ["Lý Thị May"]),
    ("tay", ["Hồ Văn Tay"], ["Hồ Văn Tai"]),
    ("m'drak", ["Xã M'Drắk = Xã M’Drắk"], ["Drắk Mới"]),
    ("mdrak", ["Xã M'Drắk = Xã M’Drắk"], ["Drắk Mới"]),
    ("m drak", ["Xã M'Drắk = Xã M’Drắk"], ["Drắk Mới"]),
    ("dak lak", ["Đắk Lắk = Đăk Lăk", "Đắc Lắc = Daklak"], ["Đắk Nông"]),
    ("h'hen", ["H'Hen Niê"], ["Hen Niê"]),
    ("enuol", ["Y Moan Êñuôl"], ["Y Moan"]),
    ("102/kh-ttyt", ["Kế hoạch 102/KH-TTYT"], ["Kế hoạch 103/KH-TTYT"]),
    ("102 kh ttyt", ["Kế hoạch 102/KH-TTYT"], ["Kế hoạch 103/KH-TTYT"]),
    ("102", ["Kế hoạch 102/KH-TTYT"], ["Kế hoạch 1021/KH-TTYT"]),
    ("qd 57 syt", ["57/QĐ-SYT"], ["75/QĐ-SYT", "57/KH-SYT"]),
    ("ttut", ["Thầy thuốc Ưu tú", "Danh sách TTƯT"], ["Thầy thuốc Nhân dân"]),
    ("bv da khoa", ["BVĐK khu vực = Bệnh viện Đa khoa tỉnh"], ["Bệnh viện Phổi"]),
    ("cstd co so", ["Chiến sĩ thi đua cơ sở"], ["Chiến sĩ thi đua toàn quốc"]),
    ("cstđcs", ["Chiến sĩ thi đua cơ sở"], ["Chiến sĩ thi đua toàn quốc"]),
    ("bs hai", ["Nguyễn Văn Hai"], ["Nguyễn Văn Ba"]),
    ("sa dec", ["TTYT TP Sa Đéc"], ["TTYT TP Cao Lãnh"]),
    # Keys: pairs that are equal, and pairs that are not.
    ("Thủy", ["Thuỷ"], ["Thúy"]),
    ("hòa", ["hoà"], ["hoá"]),
    ("khỏe", ["khoẻ"], ["khóe"]),
    ("Thuý", ["Thúy"], ["Thúi"]),
    ("qúy", ["quý"], []),
    ("sĩ", ["sỹ"], ["sì"]),
    ("Lí Mĩ", ["Lý Mỹ"], ["Lì Mì"]),
    ("Vi", ["Vy"], []),
    ("Duy", ["Duy"], ["Dui"]),
    # Titles before a name are no part of it; words that look like titles and are none are.
    ("TTƯT.ThS.BS Nguyễn Văn Hai", ["Nguyễn Văn Hai"], ["Nguyễn Văn Ba"]),
    ("BS.CKII. Trần Thị Ánh", ["Trần Thị Ánh"], ["Trần Thị An"]),
    ("PGS.TS.BS. Đỗ Đức Đạt", ["Đỗ Đức Đạt"], ["Đỗ Đức Đoan"]),
    ("ĐD. Đặng Thị Đào", ["Đặng Thị Đào"], []),
    ("Ông Nguyễn Văn Hai", ["Nguyễn Văn Hai"], ["Nguyễn Văn Ba"]),
    ("Đỗ Thị Bs", ["Đỗ Thị Bs"], ["Đỗ Thị Ba"]),
    ("Hai Văn Tư", ["Hai Văn Tư"], ["Ba Văn Tư"]),
    # Abbreviations, both ways; ambiguous ones beside a neighbour only.
    *[
        (typed, [full], ["Không liên quan"])
        for short, full in [
            ("BV", "Bệnh viện"), ("BVĐK", "Bệnh viện Đa khoa"), ("TTYT", "Trung tâm Y tế"), ("TYT", "Trạm Y tế"),
            ("SYT", "Sở Y tế"), ("BYT", "Bộ Y tế"), ("UBND", "Ủy ban nhân dân"), ("CDC", "Trung tâm Kiểm soát bệnh tật"),
            ("TTKSBT", "Trung tâm Kiểm soát bệnh tật"), ("TĐKT", "thi đua, khen thưởng"),
            ("HĐTĐKT", "Hội đồng Thi đua - Khen thưởng"), ("CSTĐCS", "Chiến sĩ thi đua cơ sở"),
            ("CSTĐT", "Chiến sĩ thi đua cấp tỉnh"), ("CSTĐTQ", "Chiến sĩ thi đua toàn quốc"), ("LĐTT", "Lao động tiên tiến"),
            ("TTLĐTT", "Tập thể Lao động tiên tiến"), ("TTLĐXS", "Tập thể Lao động xuất sắc"), ("BK", "Bằng khen"),
            ("GK", "Giấy khen"), ("HCLĐ", "Huân chương Lao động"), ("KNC", "Kỷ niệm chương"), ("NTVT", "Người tốt, việc tốt"),
            ("ĐHTT", "Điển hình tiên tiến"), ("CNVCLĐ", "công nhân, viên chức, lao động"),
            ("CCVC-NLĐ", "công chức, viên chức, người lao động"), ("CĐCS", "Công đoàn cơ sở"),
            ("KHHGĐ", "Kế hoạch hóa gia đình"), ("TT y tế", "Trung tâm Y tế"), ("TT 12", "Thông tư 12"),
            ("cn điều dưỡng", "cử nhân điều dưỡng"), ("cn tiêu biểu", "cá nhân tiêu biểu"), ("nữ hs", "nữ hộ sinh"),
            ("hs khen thưởng", "hồ sơ khen thưởng"), ("bác sỹ gia đình", "bác sĩ gia đình"), ("ky thuat", "kĩ thuật"),
        ]
        for typed in dict.fromkeys([short, short.lower(), full.upper()])
    ],
    ("tt", ["Công ty TT"], ["Trung tâm", "Thông tư"]),
    ("cn", ["Kho CN"], ["Cá nhân", "Cử nhân"]),
    ("hs", ["Kho HS"], ["Hồ sơ", "Hộ sinh"]),
    # Other names of places.
    ("daklak", ["Tỉnh Đắk Lắk"], ["Tỉnh Đắk Nông"]),
    ("ban mê thuột", ["Buôn Ma Thuột"], ["Buôn Hồ"]),
    ("bắc cạn", ["Bắc Kạn"], ["Bắc Ninh"]),
    ("tphcm", ["Thành phố Hồ Chí Minh"], ["Thành phố Huế"]),
    ("ia h'leo", ["Huyện Ea H'leo"], ["Huyện Ea Súp"]),
    ("ea hleo", ["Huyện Ea H'leo"], ["Huyện Ea Súp"]),
    ("krông pắk", ["Krông Pắc"], ["Krông Búk"]),
    # Given name first, without the middle name, noise.
    ("hoa nguyễn thị", ["Nguyễn Thị Hoa", "Nguyễn Thị Kim Hoa"], ["Nguyễn Văn Hoa"]),
    ("nguyen hoa", ["Nguyễn Thị Hoa"], ["Trần Thị Hoa"]),
    (" \u200bNGUYỄN\u00a0\u00a0thị\tHOA ", ["Nguyễn Thị Hoa"], ["Nguyễn Thị Hạnh"]),
    ("“nguyễn thị hoa”", ["Nguyễn Thị Hoa"], ["Nguyễn Thị Kim Hoa"]),
    # Raw typing.
    ("Nguyeenx Thij Hoaf", ["Nguyễn Thị Hòa"], ["Nguyễn Thị Hóa"]),
    ("Nguye6n4", ["Nguyễn Văn An"], ["Nguyên Văn An"]),
]  # fmt: skip


def normalized(titles: Sequence[str]) -> set[str]:
    return {title.replace("’", "'") for title in titles}


@pytest.mark.parametrize(("text", "expected", "others"), TABLE)
def test_what_the_table_says_is_found(each_engine, source, text, expected, others):
    ranks = [[title.strip() for title in rank.split(" = ")] for rank in expected]
    titles = [title for rank in ranks for title in rank] + others
    for number, title in enumerate(titles):
        source.books[f"n{number}"] = [book(f"n{number}", title=title)]
    assert service.refresh(source.refs()) == {}
    hits = service.find(Query(text=text, size=50)).hits
    assert normalized([hit.plain_title for hit in hits]) == normalized(
        [title for rank in ranks for title in rank]
    )
    place = 0
    for rank in ranks:
        part = hits[place : place + len(rank)]
        assert normalized([hit.plain_title for hit in part]) == normalized(rank)
        assert len({hit.tier for hit in part}) == 1
        place += len(rank)
    assert all(any(piece.marked for piece in (*hit.title, *hit.passage)) for hit in hits)


def test_accents_typed_put_their_own_first_and_none_treat_all_alike(each_engine, source):
    for number, title in enumerate(["Nguyễn Thị Hoa", "Nguyễn Thị Hòa"]):
        source.books[f"n{number}"] = [book(f"n{number}", title=title)]
    service.refresh(source.refs())
    typed = service.find(Query(text="Nguyễn Thị Hoa")).hits
    assert [(hit.plain_title, hit.tier) for hit in typed] == [
        ("Nguyễn Thị Hoa", "exact"),
        ("Nguyễn Thị Hòa", "name2"),
    ]
    bare = service.find(Query(text="nguyen thi hoa")).hits
    assert {hit.tier for hit in bare} == {"exact"}
