"""The invented province Lam Giang and its health sector as organized since 2025: units, names by date, bodies by date.

No districts since 01/07/2025; the commune stations stand under the commune's people's committee since 01/01/2026
and are led professionally by the Department of Health (DOMAIN section 2). Nothing here exists.
"""

# Rows of a table are read in order.

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Final, Literal

UnitKindCode = Literal[
    "department",
    "office",
    "hospital",
    "health_centre",
    "centre",
    "station",
    "ward",
    "union",
    "government",
    "other",
]

PROVINCE: Final = "tỉnh Lam Giang"
MERGED_ON: Final = date(2025, 7, 1)
"""Provinces merged, districts ended: names end on the day before."""
LAST_DISTRICT_DAY: Final = date(2025, 6, 30)
STATIONS_MOVED_ON: Final = date(2026, 1, 1)
LAST_CENTRE_DAY: Final = date(2025, 12, 31)


@dataclass(frozen=True, slots=True)
class DemoBody:
    """Who stands above a unit: ``kind`` is "managing" or "professional" (recognition.enums.BodyKind)."""

    code: str
    kind: Literal["managing", "professional"]
    valid_from: date | None = None
    valid_until: date | None = None


@dataclass(frozen=True, slots=True)
class DemoUnit:
    """One unit. ``former`` holds names with their last day; ``bodies`` everything above it, by date."""

    code: str
    name: str
    name_en: str
    kind: UnitKindCode
    parent_code: str | None
    short_names: tuple[str, ...] = ()
    former: tuple[tuple[str, date], ...] = ()
    successor_code: str | None = None
    ended_on: date | None = None
    managing_code: str | None = None
    professional_code: str | None = None
    bodies: tuple[DemoBody, ...] = ()
    place: str = ""


@dataclass(frozen=True, slots=True)
class _Commune:
    """A commune or ward of today: (code, kind, name, regional centre, station's former names)."""

    code: str
    kind: str
    name: str
    name_en: str
    centre: str
    former_stations: tuple[str, ...]


_COMMUNES: Final = (
    _Commune("VLD", "xã", "Vĩnh Lộc Đông", "Vĩnh Lộc Đông Commune", "TTKV-TCT", ("Trạm Y tế xã Vĩnh Lộc",)),
    _Commune("THO", "xã", "Tân Hòa", "Tân Hòa Commune", "TTKV-TCT", ("Trạm Y tế xã Tân Hòa Tây",)),
    _Commune(
        "BTT", "xã", "Bình Thạnh Trung", "Bình Thạnh Trung Commune", "TTKV-TCT", ("Trạm Y tế xã Bình Thạnh",)
    ),
    _Commune("HAN", "phường", "Hòa An", "Hòa An Ward", "TTKV-HAN", ("Trạm Y tế phường 3",)),
    _Commune(
        "BST", "phường", "Bến Sỏi", "Bến Sỏi Ward", "TTKV-HAN", ("Trạm Y tế phường 1", "Trạm Y tế phường 2")
    ),
    _Commune("CDO", "phường", "Cầu Đò", "Cầu Đò Ward", "TTKV-HAN", ("Trạm Y tế phường 5",)),
    _Commune("SDA", "xã", "Sông Đào", "Sông Đào Commune", "TTKV-SDA", ("Trạm Y tế thị trấn Sông Đào",)),
    _Commune("LGI", "xã", "Long Giàng", "Long Giàng Commune", "TTKV-SDA", ("Trạm Y tế xã Long Giàng Hạ",)),
    _Commune("PMY", "xã", "Phước Mỹ Trung", "Phước Mỹ Trung Commune", "TTKV-SDA", ("Trạm Y tế xã Phước Mỹ",)),
    _Commune("CLA", "xã", "Cư Lâm", "Cư Lâm Commune", "TTKV-CLA", ("Trạm Y tế xã Ea Lâm",)),
    _Commune("ESA", "xã", "Ea Sa", "Ea Sa Commune", "TTKV-CLA", ("Trạm Y tế xã Ea Sa Nam",)),
    _Commune("KRN", "xã", "Krông Nang", "Krông Nang Commune", "TTKV-CLA", ("Trạm Y tế xã Krông Nang",)),
    _Commune(
        "TSE",
        "xã",
        "Trà Sết",
        "Trà Sết Commune",
        "TTKV-TSE",
        ("Trạm Y tế xã Trà Sết A", "Trạm Y tế xã Trà Sết B"),
    ),
    _Commune("PHT", "xã", "Phno Thum", "Phno Thum Commune", "TTKV-TSE", ("Trạm Y tế xã Phno Thum",)),
    _Commune("TLI", "xã", "Tân Liêm", "Tân Liêm Commune", "TTKV-TSE", ("Trạm Y tế xã Tân Liêm",)),
    _Commune("CRA", "xã", "Cửa Rạch", "Cửa Rạch Commune", "TTKV-CRA", ("Trạm Y tế xã Cửa Rạch",)),
    _Commune(
        "HNG",
        "xã đảo",
        "Hòn Ngang",
        "Hòn Ngang Island Commune",
        "TTKV-CRA",
        ("Trạm Y tế quân dân y Hòn Ngang",),
    ),
    _Commune("BGI", "xã", "Bãi Giồng", "Bãi Giồng Commune", "TTKV-CRA", ("Trạm Y tế xã Giồng Lớn",)),
    _Commune("DBA", "xã", "Đá Bàn", "Đá Bàn Commune", "TTKV-DBA", ("Trạm Y tế thị trấn Đá Bàn",)),
    _Commune("SSO", "xã", "Suối Sỏi", "Suối Sỏi Commune", "TTKV-DBA", ("Trạm Y tế xã Suối Sỏi",)),
    _Commune("NTH", "xã", "Nam Thuận", "Nam Thuận Commune", "TTKV-DBA", ("Trạm Y tế xã Thuận Nam",)),
    _Commune("BKE", "xã", "Buôn Kleng", "Buôn Kleng Commune", "TTKV-BKE", ("Trạm Y tế xã Buôn Kleng",)),
    _Commune("DRA", "xã", "Đạ Rây", "Đạ Rây Commune", "TTKV-BKE", ("Trạm Y tế xã Đạ Rây",)),
    _Commune("YAN", "phường", "Yang Sin", "Yang Sin Ward", "TTKV-BKE", ("Trạm Y tế phường Tự Do",)),
)

_CENTRES: Final = (
    (
        "TTKV-TCT",
        "Trung tâm Y tế khu vực Tân Châu Thượng",
        "Tân Châu Thượng Regional Health Centre",
        ("TTYT khu vực Tân Châu Thượng", "TTYTKV Tân Châu Thượng"),
        ("TTH-TC", "TTH-PG"),
        "xã Bình Thạnh Trung",
    ),
    (
        "TTKV-HAN",
        "Trung tâm Y tế khu vực Hòa An",
        "Hòa An Regional Health Centre",
        ("TTYT khu vực Hòa An",),
        ("TTH-HA",),
        "phường Hòa An",
    ),
    (
        "TTKV-SDA",
        "Trung tâm Y tế khu vực Sông Đào",
        "Sông Đào Regional Health Centre",
        ("TTYT khu vực Sông Đào",),
        ("TTH-SD",),
        "xã Sông Đào",
    ),
    (
        "TTKV-CLA",
        "Trung tâm Y tế khu vực Cư Lâm",
        "Cư Lâm Regional Health Centre",
        ("TTYT khu vực Cư Lâm",),
        ("TTH-EL",),
        "xã Cư Lâm",
    ),
    (
        "TTKV-TSE",
        "Trung tâm Y tế khu vực Trà Sết",
        "Trà Sết Regional Health Centre",
        ("TTYT khu vực Trà Sết",),
        ("TTH-TS",),
        "xã Trà Sết",
    ),
    (
        "TTKV-CRA",
        "Trung tâm Y tế khu vực Cửa Rạch",
        "Cửa Rạch Regional Health Centre",
        ("TTYT khu vực Cửa Rạch",),
        ("TTH-CR",),
        "xã Cửa Rạch",
    ),
    (
        "TTKV-DBA",
        "Trung tâm Y tế khu vực Đá Bàn",
        "Đá Bàn Regional Health Centre",
        ("TTYT khu vực Đá Bàn",),
        ("TTH-DB", "TTH-NT"),
        "xã Đá Bàn",
    ),
    (
        "TTKV-BKE",
        "Trung tâm Y tế khu vực Buôn Kleng",
        "Buôn Kleng Regional Health Centre",
        ("TTYT khu vực Buôn Kleng",),
        ("TTH-BK",),
        "xã Buôn Kleng",
    ),
)

_DISTRICT_CENTRES: Final = (
    ("TTH-TC", "Trung tâm Y tế huyện Tân Châu Thượng", "TTYT huyện Tân Châu Thượng", "TTKV-TCT"),
    ("TTH-PG", "Trung tâm Y tế huyện Phú Giang", "TTYT huyện Phú Giang", "TTKV-TCT"),
    ("TTH-HA", "Trung tâm Y tế thành phố Hòa An", "TTYT TP Hòa An", "TTKV-HAN"),
    ("TTH-SD", "Trung tâm Y tế huyện Sông Đào", "TTYT huyện Sông Đào", "TTKV-SDA"),
    ("TTH-EL", "Trung tâm Y tế huyện Ea Lâm", "TTYT huyện Ea Lâm", "TTKV-CLA"),
    ("TTH-TS", "Trung tâm Y tế huyện Trà Sết", "TTYT huyện Trà Sết", "TTKV-TSE"),
    ("TTH-CR", "Trung tâm Y tế huyện Cửa Rạch", "TTYT huyện Cửa Rạch", "TTKV-CRA"),
    ("TTH-DB", "Trung tâm Y tế huyện Đá Bàn", "TTYT huyện Đá Bàn", "TTKV-DBA"),
    ("TTH-NT", "Trung tâm Y tế huyện Nam Thuận", "TTYT huyện Nam Thuận", "TTKV-DBA"),
    ("TTH-BK", "Trung tâm Y tế thị xã Buôn Kleng", "TTYT TX Buôn Kleng", "TTKV-BKE"),
)

_KHOA: Final = {
    "BVT": (
        ("HSCC", "Khoa Cấp cứu", "Emergency Department"),
        ("NGTH", "Khoa Ngoại tổng hợp", "General Surgery"),
        ("NTM", "Khoa Nội tim mạch", "Cardiology"),
        ("CTCH", "Khoa Chấn thương chỉnh hình", "Orthopaedic Trauma"),
        ("THAN", "Khoa Thận nhân tạo", "Dialysis"),
        ("GMHS", "Khoa Gây mê – Hồi sức", "Anaesthesia"),
        ("CDHA", "Khoa Chẩn đoán hình ảnh", "Diagnostic Imaging"),
        ("XN", "Khoa Xét nghiệm", "Laboratory"),
        ("DUOC", "Khoa Dược", "Pharmacy"),
        ("KSNK", "Khoa Kiểm soát nhiễm khuẩn", "Infection Control"),
        ("PDD", "Phòng Điều dưỡng", "Nursing Office"),
        ("CTXH", "Phòng Công tác xã hội", "Social Work Office"),
    ),
    "BVSN": (
        ("NHI", "Khoa Nhi", "Paediatrics"),
        ("SS", "Khoa Sơ sinh", "Neonatology"),
        ("DE", "Khoa Đẻ", "Delivery Ward"),
        ("HM", "Khoa Hiếm muộn", "Fertility Department"),
        ("DD", "Khoa Dinh dưỡng", "Nutrition Department"),
    ),
    "BVSD": (
        ("HSTC", "Khoa Hồi sức tích cực – Chống độc", "Intensive Care and Toxicology"),
        ("KKB", "Khoa Khám bệnh", "Outpatient Department"),
        ("NGOAI", "Khoa Ngoại", "Surgery"),
        ("TN", "Khoa Truyền nhiễm", "Infectious Diseases"),
        ("TCHC", "Phòng Tổ chức – Hành chính", "Personnel and Administration"),
    ),
    "BVCS": (
        ("NOI", "Khoa Nội", "Internal Medicine"),
        ("SAN", "Khoa Sản", "Obstetrics"),
        ("CC", "Khoa Cấp cứu", "Emergency Department"),
    ),
    "BVYHCT": (
        ("CC", "Khoa Châm cứu – Dưỡng sinh", "Acupuncture"),
        ("DUOC", "Khoa Dược – Bào chế", "Pharmacy and Preparation"),
    ),
    "CDC": (
        ("PCBTN", "Khoa Phòng, chống bệnh truyền nhiễm", "Communicable Disease Control"),
        ("XN", "Khoa Xét nghiệm – Chẩn đoán hình ảnh", "Laboratory and Imaging"),
        ("HIV", "Khoa Phòng, chống HIV/AIDS", "HIV/AIDS Prevention"),
        ("SRKST", "Khoa Ký sinh trùng – Côn trùng", "Parasitology and Entomology"),
    ),
}


def _upper() -> list[DemoUnit]:
    managing = DemoBody("UBND-LG", "managing")
    return [
        DemoUnit(
            "UBND-LG",
            "Ủy ban nhân dân tỉnh Lam Giang",
            "Lam Giang Provincial People's Committee",
            "government",
            None,
            ("UBND tỉnh",),
        ),
        DemoUnit(
            "SYT",
            "Sở Y tế tỉnh Lam Giang",
            "Lam Giang Department of Health",
            "department",
            None,
            ("Sở Y tế", "SYT Lam Giang"),
            managing_code="UBND-LG",
            bodies=(managing,),
            place="phường Hòa An",
        ),
        DemoUnit(
            "SYT-CS",
            "Sở Y tế tỉnh Cư Sơn",
            "Cư Sơn Department of Health",
            "department",
            None,
            ("SYT Cư Sơn",),
            successor_code="SYT",
            ended_on=LAST_DISTRICT_DAY,
            place="phường Yang Sin",
        ),
        DemoUnit("SYT-VP", "Văn phòng Sở", "Office of the Department", "office", "SYT"),
        DemoUnit("SYT-TCCB", "Phòng Tổ chức cán bộ", "Personnel Division", "office", "SYT", ("Phòng TCCB",)),
        DemoUnit("SYT-NVY", "Phòng Nghiệp vụ Y", "Medical Affairs Division", "office", "SYT", ("Phòng NVY",)),
        DemoUnit(
            "SYT-NVD",
            "Phòng Nghiệp vụ Dược",
            "Pharmaceutical Affairs Division",
            "office",
            "SYT",
            ("Phòng NVD",),
        ),
        DemoUnit(
            "SYT-KHTC",
            "Phòng Kế hoạch – Tài chính",
            "Planning and Finance Division",
            "office",
            "SYT",
            ("Phòng KHTC",),
        ),
        DemoUnit(
            "SYT-BTXH",
            "Phòng Bảo trợ xã hội và Trẻ em",
            "Social Protection and Children Division",
            "office",
            "SYT",
        ),
        DemoUnit(
            "CC-DS",
            "Chi cục Dân số",
            "Population Sub-Department",
            "office",
            "SYT",
            former=(("Chi cục Dân số – Kế hoạch hóa gia đình", LAST_DISTRICT_DAY),),
        ),
        DemoUnit(
            "CC-ATTP",
            "Chi cục An toàn vệ sinh thực phẩm",
            "Food Safety Sub-Department",
            "office",
            "SYT",
            ("Chi cục ATVSTP",),
        ),
        DemoUnit(
            "CD-SYT",
            "Công đoàn cơ sở Sở Y tế",
            "Trade Union of the Department of Health",
            "union",
            "SYT",
            ("CĐCS Sở Y tế",),
        ),
        DemoUnit(
            "CD-NYT",
            "Công đoàn ngành Y tế tỉnh Lam Giang",
            "Health Sector Trade Union of Lam Giang",
            "union",
            None,
            ("CĐN Y tế",),
            successor_code="CD-SYT",
            ended_on=LAST_DISTRICT_DAY,
        ),
    ]


def _hospitals() -> list[DemoUnit]:
    def unit(
        code: str,
        name: str,
        name_en: str,
        short: tuple[str, ...],
        former: tuple[tuple[str, date], ...] = (),
        place: str = "phường Hòa An",
    ) -> DemoUnit:
        return DemoUnit(
            code,
            name,
            name_en,
            "hospital",
            "SYT",
            short,
            former,
            managing_code="SYT",
            bodies=(DemoBody("SYT", "managing"),),
            place=place,
        )

    return [
        unit(
            "BVT", "Bệnh viện Đa khoa tỉnh", "Provincial General Hospital", ("BVĐK tỉnh", "BV Đa khoa tỉnh")
        ),
        unit(
            "BVSN",
            "Bệnh viện Sản – Nhi tỉnh",
            "Provincial Obstetrics and Paediatrics Hospital",
            ("BV Sản – Nhi", "BVSN tỉnh"),
            (("Bệnh viện Phụ sản tỉnh", date(2019, 8, 31)),),
        ),
        unit(
            "BVSD",
            "Bệnh viện Đa khoa khu vực Sông Đào",
            "Sông Đào Regional General Hospital",
            ("BVĐK khu vực Sông Đào", "BVĐKKV Sông Đào"),
            (("Bệnh viện Đa khoa huyện Sông Đào", LAST_DISTRICT_DAY),),
            "xã Sông Đào",
        ),
        unit(
            "BVCS",
            "Bệnh viện Đa khoa Cư Sơn",
            "Cư Sơn General Hospital",
            ("BVĐK Cư Sơn",),
            (("Bệnh viện Đa khoa tỉnh Cư Sơn", LAST_DISTRICT_DAY),),
            "phường Yang Sin",
        ),
        unit(
            "BVYHCT",
            "Bệnh viện Y học cổ truyền tỉnh",
            "Provincial Traditional Medicine Hospital",
            ("BV YHCT tỉnh", "BVYHCT"),
            (("Bệnh viện Y dược cổ truyền tỉnh", date(2021, 12, 31)),),
        ),
        unit(
            "BVTT",
            "Bệnh viện Tâm thần tỉnh",
            "Provincial Psychiatric Hospital",
            ("BV Tâm thần",),
            place="phường Cầu Đò",
        ),
        unit(
            "BVP",
            "Bệnh viện Phổi tỉnh",
            "Provincial Lung Hospital",
            ("BV Phổi",),
            (("Bệnh viện Lao và Bệnh phổi tỉnh", date(2020, 12, 31)),),
            "phường Cầu Đò",
        ),
        unit("BVM", "Bệnh viện Mắt tỉnh", "Provincial Eye Hospital", ("BV Mắt",)),
        unit(
            "BVPHCN",
            "Bệnh viện Phục hồi chức năng tỉnh",
            "Provincial Rehabilitation Hospital",
            ("BV PHCN",),
            place="phường Bến Sỏi",
        ),
        unit(
            "BVUB",
            "Bệnh viện Ung bướu tỉnh",
            "Provincial Oncology Hospital",
            ("BV Ung bướu",),
            place="phường Bến Sỏi",
        ),
    ]


def _special_centres() -> list[DemoUnit]:
    def unit(
        code: str, name: str, name_en: str, short: tuple[str, ...], former: tuple[tuple[str, date], ...] = ()
    ) -> DemoUnit:
        return DemoUnit(
            code,
            name,
            name_en,
            "centre",
            "SYT",
            short,
            former,
            managing_code="SYT",
            bodies=(DemoBody("SYT", "managing"),),
            place="phường Hòa An",
        )

    return [
        unit(
            "CDC",
            "Trung tâm Kiểm soát bệnh tật tỉnh",
            "Provincial Centre for Disease Control",
            ("TT KSBT tỉnh", "CDC Lam Giang"),
            (("Trung tâm Y tế dự phòng tỉnh", date(2018, 12, 31)),),
        ),
        unit(
            "TTKN",
            "Trung tâm Kiểm nghiệm tỉnh",
            "Provincial Drug and Food Testing Centre",
            ("TT Kiểm nghiệm",),
            (("Trung tâm Kiểm nghiệm Dược phẩm – Mỹ phẩm", LAST_DISTRICT_DAY),),
        ),
        unit(
            "TTTT",
            "Trung tâm Truyền thông y tế tỉnh",
            "Provincial Health Communication Centre",
            ("TT Truyền thông y tế",),
            (("Trung tâm Truyền thông – Giáo dục sức khỏe tỉnh", LAST_DISTRICT_DAY),),
        ),
        unit("TT115", "Trung tâm Cấp cứu 115", "115 Emergency Centre", ("Cấp cứu 115", "TT 115")),
        unit("TTGD", "Trung tâm Giám định y khoa", "Medical Assessment Centre", ("TT GĐYK",)),
        unit(
            "TTBT",
            "Trung tâm Bảo trợ xã hội tỉnh",
            "Provincial Social Protection Centre",
            ("TT Bảo trợ xã hội",),
        ),
    ]


def _regional_centres() -> list[DemoUnit]:
    units = [
        DemoUnit(
            code,
            name,
            name_en,
            "health_centre",
            "SYT",
            short,
            managing_code="SYT",
            bodies=(DemoBody("SYT", "managing", MERGED_ON),),
            place=place,
        )
        for code, name, name_en, short, _, place in _CENTRES
    ]
    units += [
        DemoUnit(
            code,
            name,
            f"Former district health centre ({short.removeprefix('TTYT ')})",
            "health_centre",
            None,
            (short,),
            successor_code=successor,
            ended_on=LAST_DISTRICT_DAY,
            bodies=(DemoBody("SYT", "managing", None, LAST_DISTRICT_DAY),),
        )
        for code, name, short, successor in _DISTRICT_CENTRES
    ]
    return units


def _communes() -> list[DemoUnit]:
    units: list[DemoUnit] = []
    old_centre = {centre: olds[0] for centre, _, _, _, olds, _ in _CENTRES}
    for commune in _COMMUNES:
        committee = f"UBND-{commune.code}"
        units.append(
            DemoUnit(
                committee,
                f"Ủy ban nhân dân {commune.kind.removesuffix(' đảo')} {commune.name}",
                f"People's Committee of {commune.name_en}",
                "government",
                None,
                (f"UBND {commune.kind.removesuffix(' đảo')} {commune.name}",),
                bodies=(DemoBody("UBND-LG", "managing"),),
                managing_code="UBND-LG",
            )
        )
        name = f"Trạm Y tế {commune.kind.removesuffix(' đảo')} {commune.name}"
        units.append(
            DemoUnit(
                f"TYT-{commune.code}",
                name,
                f"{commune.name_en} Health Station",
                "station",
                "SYT",
                (f"TYT {commune.kind.removesuffix(' đảo')} {commune.name}", f"TYT {commune.name}"),
                tuple((old, LAST_DISTRICT_DAY) for old in commune.former_stations if old != name),
                managing_code=committee,
                professional_code="SYT",
                bodies=(
                    DemoBody(old_centre[commune.centre], "managing", None, LAST_DISTRICT_DAY),
                    DemoBody(commune.centre, "managing", MERGED_ON, LAST_CENTRE_DAY),
                    DemoBody(committee, "managing", STATIONS_MOVED_ON),
                    DemoBody("SYT", "professional", STATIONS_MOVED_ON),
                ),
                place=f"{commune.kind} {commune.name}",
            )
        )
    return units


def _wards() -> list[DemoUnit]:
    return [
        DemoUnit(f"{parent}-{code}", name, name_en, "ward", parent, managing_code=parent)
        for parent, wards in _KHOA.items()
        for code, name, name_en in wards
    ]


UNITS: Final[tuple[DemoUnit, ...]] = (
    *_upper(),
    *_hospitals(),
    *_special_centres(),
    *_regional_centres(),
    *_communes(),
    *_wards(),
)
"""Every unit, parents before children."""

BY_CODE: Final[dict[str, DemoUnit]] = {unit.code: unit for unit in UNITS}


def name_on(code: str, day: date) -> str:
    """Return the official name the unit bore that day. KeyError: no such unit."""
    unit = BY_CODE[code]
    for name, until in sorted(unit.former, key=lambda pair: pair[1]):
        if day <= until:
            return name
    return unit.name


def body_on(code: str, kind: Literal["managing", "professional"], day: date) -> str | None:
    """Return the code of the unit that stood above this one that day in that respect, if any is recorded."""
    for body in BY_CODE[code].bodies:
        if (
            body.kind == kind
            and (body.valid_from is None or body.valid_from <= day)
            and (body.valid_until is None or day <= body.valid_until)
        ):
            return body.code
    return None


def full_name_on(code: str, day: date) -> str:
    """Return the unit's name that day with the hospital or centre it belongs to: "Khoa Nhi, Bệnh viện Sản – Nhi tỉnh"."""
    unit = BY_CODE[code]
    if unit.kind == "ward" and unit.parent_code:
        return f"{name_on(code, day)}, {name_on(unit.parent_code, day)}"
    return name_on(code, day)
