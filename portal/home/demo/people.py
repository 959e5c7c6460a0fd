"""Invented people of the demo: names by region, titles and positions fitting the kind of unit. Nobody here exists.

Whether a name sounds like a woman's or a man's is used while a name is put together and for the hair of a drawing;
it is neither stored as sex nor shown.
"""

from __future__ import annotations

import hashlib
import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final, Literal

from portal.home.demo.province import BY_CODE, UNITS, DemoUnit

Region = Literal["delta", "highland", "khmer"]

_FAMILIES: Final = (
    ("Nguyễn", 300),
    ("Trần", 110),
    ("Lê", 92),
    ("Phạm", 66),
    ("Huỳnh", 52),
    ("Võ", 44),
    ("Phan", 40),
    ("Trương", 22),
    ("Bùi", 22),
    ("Đặng", 22),
    ("Đỗ", 20),
    ("Ngô", 18),
    ("Hồ", 18),
    ("Dương", 16),
    ("Đinh", 12),
    ("Lý", 11),
    ("Lâm", 10),
    ("Mai", 9),
    ("Cao", 8),
    ("Đoàn", 8),
    ("Hà", 7),
    ("Tô", 6),
    ("Tăng", 5),
    ("Châu", 5),
    ("Kiều", 4),
    ("Quách", 4),
    ("Thái", 4),
    ("La", 3),
    ("Lương", 6),
    ("Trịnh", 6),
    ("Vũ", 12),
    ("Hoàng", 12),
    ("Tạ", 4),
    ("Văn", 3),
    ("Thạch", 2),
    ("Từ", 2),
    ("Ông", 1),
    ("Âu", 1),
    ("Nghiêm", 1),
    ("Khưu", 2),
    ("Triệu", 2),
    ("Chung", 2),
    ("Diệp", 2),
    ("Lưu", 5),
)
_KHMER_FAMILIES: Final = (
    ("Thạch", 30),
    ("Sơn", 22),
    ("Kim", 18),
    ("Danh", 16),
    ("Lâm", 10),
    ("Châu", 8),
    ("Kiên", 6),
    ("Trần", 6),
    ("Lý", 6),
    ("Liêu", 4),
)
_EDE_FAMILIES: Final = (
    "Êban",
    "Niê",
    "Byă",
    "Mlô",
    "Ayŭn",
    "Kbuôr",
    "Hwing",
    "Kđoh",
    "Ktla",
    "Ênuôl",
    "Buôn Yă",
    "Niê Kđăm",
    "Buôn Krông",
    "Êñuôl",
)
_EDE_A: Final = (
    "H’Lan",
    "H’Bia",
    "H’Loan",
    "H’Yer",
    "H’Nhiên",
    "H’Thủy",
    "H’Mai",
    "H’Wen",
    "H’Djuê",
    "H’Rina",
    "H’Kim",
    "H’Liêu",
    "H’Juaih",
    "H’Ngân",
    "H’Phê",
    "H’Duyên",
    "H’Blăm",
    "H’Oanh",
    "H’Diệp",
    "H’Hương",
)
_EDE_B: Final = (
    "Y Moan",
    "Y Thịnh",
    "Y Bhăm",
    "Y Khoa",
    "Y Ngông",
    "Y Wơn",
    "Y Tuyn",
    "Y Phôn",
    "Y Bình",
    "Y Nam",
    "Y Dhăm",
    "Y Krông",
    "Y Lực",
    "Y Sỹ",
    "Y Vương",
    "Y Jôn",
    "Y Thanh",
    "Y Sol",
)
_KHO_A: Final = ("Ka Hương", "Ka Brối", "Ka Nhung", "Ka Thủy", "Ka Rềm", "Ka Diễm")
_KHO_B: Final = ("K’Brêl", "K’Tâm", "K’Brọi", "K’Văn", "K’Thế", "K’Duy")

_MIDDLES_A: Final = (
    "Thị",
    "Thị",
    "Thị",
    "Thị",
    "Thị Kim",
    "Thị Thanh",
    "Thị Ngọc",
    "Thị Bích",
    "Thị Mỹ",
    "Thị Hồng",
    "Thị Thu",
    "Thị Tuyết",
    "Ngọc",
    "Kim",
    "Thanh",
    "Mỹ",
    "Bích",
    "Hồng",
    "Thùy",
    "Cẩm",
    "Phương",
    "Diễm",
    "Minh",
    "Hoài",
    "Khánh",
    "Bảo",
    "Thị Minh",
    "Thị Cẩm",
    "Thị Phương",
    "Thị Diệu",
    "Như",
    "Quỳnh",
    "Trúc",
    "Tố",
    "Thị Trúc",
    "Thị Lan",
)
_MIDDLES_B: Final = (
    "Văn",
    "Văn",
    "Văn",
    "Hữu",
    "Minh",
    "Quốc",
    "Thanh",
    "Hoàng",
    "Đức",
    "Công",
    "Tấn",
    "Trọng",
    "Ngọc",
    "Anh",
    "Xuân",
    "Duy",
    "Thành",
    "Phước",
    "Bá",
    "Đình",
    "Nhật",
    "Gia",
    "Trung",
    "Chí",
    "Quang",
    "Thế",
    "Hải",
    "Viết",
    "Khắc",
    "Vĩnh",
    "Thiện",
    "Tuấn",
    "Mạnh",
    "Huy",
    "Phúc",
    "Việt",
    "Hoàng Minh",
    "Ngọc Minh",
    "Hoàng Gia",
    "Minh Nhật",
    "Quốc Anh",
    "Thanh Phong",
    "Đăng",
    "Thái",
    "Nhựt",
    "Hồng",
)
_GIVEN_A: Final = (
    "An",
    "Anh",
    "Ánh",
    "Bình",
    "Châu",
    "Chi",
    "Cúc",
    "Diễm",
    "Diệp",
    "Dung",
    "Duyên",
    "Đào",
    "Giang",
    "Hà",
    "Hạnh",
    "Hằng",
    "Hân",
    "Hiền",
    "Hiếu",
    "Hoa",
    "Hòa",
    "Hoài",
    "Hồng",
    "Huệ",
    "Huyền",
    "Hương",
    "Kiều",
    "Lan",
    "Lành",
    "Lệ",
    "Liên",
    "Liễu",
    "Linh",
    "Loan",
    "Ly",
    "Mai",
    "Mận",
    "Mẫn",
    "Minh",
    "My",
    "Nga",
    "Ngân",
    "Nghĩa",
    "Ngọc",
    "Nguyên",
    "Nguyệt",
    "Nhàn",
    "Nhi",
    "Nhiên",
    "Nhung",
    "Như",
    "Oanh",
    "Phượng",
    "Phương",
    "Quyên",
    "Quỳnh",
    "Sen",
    "Sương",
    "Tâm",
    "Thanh",
    "Thảo",
    "Thắm",
    "Thi",
    "Thoa",
    "Thơ",
    "Thu",
    "Thúy",
    "Thủy",
    "Thư",
    "Thương",
    "Tiên",
    "Trang",
    "Trâm",
    "Trân",
    "Trinh",
    "Trúc",
    "Tú",
    "Tuyền",
    "Tuyết",
    "Uyên",
    "Vân",
    "Vi",
    "Vy",
    "Xuân",
    "Xuyến",
    "Ý",
    "Yến",
    "Ngà",
    "Út",
    "Diệu",
    "Lụa",
    "Mơ",
    "Đượm",
    "Thùy",
)
_GIVEN_B: Final = (
    "An",
    "Anh",
    "Bảo",
    "Bình",
    "Cảnh",
    "Công",
    "Cường",
    "Danh",
    "Duy",
    "Dũng",
    "Dương",
    "Đại",
    "Đạt",
    "Điền",
    "Định",
    "Đức",
    "Giang",
    "Hà",
    "Hải",
    "Hậu",
    "Hiển",
    "Hiệp",
    "Hiếu",
    "Hoàng",
    "Học",
    "Hòa",
    "Hùng",
    "Huy",
    "Hưng",
    "Hữu",
    "Khang",
    "Khánh",
    "Khải",
    "Khiêm",
    "Khoa",
    "Khôi",
    "Khởi",
    "Kiên",
    "Kiệt",
    "Lâm",
    "Lập",
    "Lộc",
    "Lợi",
    "Long",
    "Luân",
    "Lực",
    "Mạnh",
    "Minh",
    "Nam",
    "Nghị",
    "Nghĩa",
    "Ngọc",
    "Nguyên",
    "Nhân",
    "Nhật",
    "Nhựt",
    "Phát",
    "Phong",
    "Phú",
    "Phúc",
    "Phước",
    "Phương",
    "Quân",
    "Quang",
    "Quốc",
    "Quý",
    "Sang",
    "Sáng",
    "Sinh",
    "Sơn",
    "Tài",
    "Tâm",
    "Tân",
    "Thái",
    "Thành",
    "Thạnh",
    "Thắng",
    "Thiện",
    "Thịnh",
    "Thọ",
    "Thông",
    "Thuận",
    "Thức",
    "Tiến",
    "Tín",
    "Toàn",
    "Trí",
    "Triết",
    "Trọng",
    "Trung",
    "Trường",
    "Tú",
    "Tuấn",
    "Tùng",
    "Tường",
    "Việt",
    "Vinh",
    "Vĩnh",
    "Vũ",
    "Vương",
    "Ẩn",
    "Lành",
    "Sết",
    "Út",
)
_KHMER_A: Final = (
    "Thị Sà Rinh",
    "Thị Sô Phia",
    "Thị Pha",
    "Thị Sa Mết",
    "Thị Chanh Đa",
    "Thị Ca Ri",
    "Thị Na Ri",
    "Thị Sa Vươn",
    "Thị Bô Pha",
    "Thị Thi Đa",
    "Thị Sọc Kha",
    "Thị Mô Ni",
    "Thị Rô Sa",
    "Thị Kim Sô",
    "Thị Đa Vi",
    "Thị Sóc Khum",
)
_KHMER_B: Final = (
    "Sa Mết",
    "Sô Phol",
    "Rít Thi",
    "Sóc Kha",
    "Ry Thi",
    "Chanh Đa",
    "Vi Sol",
    "Sa Rây",
    "Bun Thươn",
    "Sô Van",
    "Na Rít",
    "Mô Ni Ra",
    "Thươl",
    "Đa Ra",
    "Sa Quên",
    "Rát Ta Na",
)

_TITLES: Final[dict[str, tuple[tuple[str, int], ...]]] = {
    "doctor": (("BS", 30), ("BSCKI", 34), ("ThS.BS", 16), ("BSCKII", 14), ("TS.BS", 2), ("BSNT", 4)),
    "nurse": (("ĐD", 24), ("CNĐD", 44), ("ĐDCKI", 18), ("ThS.ĐD", 4)),
    "midwife": (("CNHS", 60), ("HS", 40)),
    "technician": (("KTV", 40), ("CNXN", 36), ("CNKTHA", 18), ("ThS", 6)),
    "pharmacist": (("DS", 48), ("DSĐH", 18), ("DSCKI", 26), ("ThS.DS", 8)),
    "physician_assistant": (("YS", 100),),
    "public_health": (("CNYTCC", 60), ("ThS.YTCC", 24), ("BSYHDP", 16)),
    "office": (("CN", 60), ("ThS", 20), ("KS", 10), ("", 10)),
    "support": (("", 100),),
}

_PROFESSIONS: Final[dict[str, tuple[tuple[str, int], ...]]] = {
    "hospital": (
        ("doctor", 30),
        ("nurse", 40),
        ("technician", 12),
        ("pharmacist", 6),
        ("office", 8),
        ("support", 4),
    ),
    "ward": (("doctor", 34), ("nurse", 50), ("technician", 10), ("support", 6)),
    "health_centre": (
        ("doctor", 26),
        ("nurse", 28),
        ("midwife", 12),
        ("public_health", 12),
        ("pharmacist", 7),
        ("technician", 7),
        ("office", 8),
    ),
    "centre": (
        ("doctor", 18),
        ("public_health", 30),
        ("technician", 22),
        ("pharmacist", 10),
        ("office", 16),
        ("support", 4),
    ),
    "station": (
        ("doctor", 24),
        ("physician_assistant", 26),
        ("midwife", 22),
        ("nurse", 20),
        ("pharmacist", 8),
    ),
    "office": (("office", 60), ("doctor", 24), ("pharmacist", 16)),
    "department": (("doctor", 40), ("office", 40), ("pharmacist", 20)),
    "union": (("office", 60), ("nurse", 40)),
}
_SPECIAL: Final[dict[str, tuple[tuple[str, int], ...]]] = {
    "TTKN": (("pharmacist", 46), ("technician", 40), ("office", 14)),
    "TTTT": (("public_health", 40), ("office", 60)),
    "TT115": (("doctor", 30), ("nurse", 36), ("support", 34)),
    "BVSN": (("doctor", 30), ("midwife", 28), ("nurse", 28), ("technician", 8), ("office", 6)),
}
_POSITIONS: Final[dict[str, tuple[tuple[str, int], ...]]] = {
    "doctor": (("Bác sĩ điều trị", 62), ("Phó Trưởng khoa", 16), ("Trưởng khoa", 14), ("Bác sĩ", 8)),
    "nurse": (("Điều dưỡng", 66), ("Điều dưỡng trưởng khoa", 20), ("Điều dưỡng hành chính khoa", 14)),
    "midwife": (("Hộ sinh", 78), ("Hộ sinh trưởng khoa", 22)),
    "technician": (("Kỹ thuật viên", 74), ("Kỹ thuật viên trưởng", 26)),
    "pharmacist": (("Dược sĩ", 70), ("Phó Trưởng khoa Dược", 16), ("Trưởng khoa Dược", 14)),
    "physician_assistant": (("Y sĩ", 100),),
    "public_health": (("Chuyên viên", 40), ("Cán bộ phòng, chống dịch", 40), ("Phó Trưởng khoa", 20)),
    "office": (("Chuyên viên", 62), ("Phó Trưởng phòng", 22), ("Trưởng phòng", 16)),
    "support": (("Lái xe", 40), ("Nhân viên kỹ thuật", 30), ("Nhân viên bảo vệ", 14), ("Hộ lý", 16)),
}
_STATION_POSITIONS: Final[dict[str, tuple[tuple[str, int], ...]]] = {
    "doctor": (("Trưởng Trạm Y tế", 50), ("Phó Trưởng Trạm Y tế", 20), ("Bác sĩ", 30)),
    "physician_assistant": (("Y sĩ", 76), ("Phó Trưởng Trạm Y tế", 24)),
    "midwife": (("Hộ sinh", 100),),
    "nurse": (("Điều dưỡng", 100),),
    "pharmacist": (("Dược sĩ", 100),),
}


_NOT_INVENTED: Final = frozenset(
    {
        "644c1a56e4bcf6fc",
        "9b9daa6490242272",
        "b49108024f62ad41",
        "a868b8f4563935dd",
        "daf9f7d9c5a308e5",
        "b4218732071f853c",
    }
)
"""Digests of the names that sign the real plans of ``records``: no invented person may bear one by chance."""


def is_signer(full_name: str) -> bool:
    """Return whether this is the name of someone who signed one of the real plans (kept as digests only)."""
    return hashlib.sha256(full_name.casefold().encode()).hexdigest()[:16] in _NOT_INVENTED


@dataclass(frozen=True, slots=True)
class DemoPerson:
    """An invented person: ``full_name`` without titles, ``given_name`` only where it is not the last word.

    ``birth_year`` is private, for matching only; ``hair`` is a hint for the drawing.
    """

    full_name: str
    titles: str
    position: str
    unit_code: str
    birth_year: int
    given_name: str = ""
    hair: Literal["long", "short", "any"] = "any"


def _pick(rng: random.Random, table: Sequence[tuple[str, int]]) -> str:
    return rng.choices([name for name, _ in table], [weight for _, weight in table])[0]


def region_of(unit: DemoUnit) -> Region:
    """Return where the unit's people mostly come from, by the regional centre or place it belongs to."""
    if unit.code in {
        "TYT-CLA",
        "TYT-ESA",
        "TYT-KRN",
        "TYT-BKE",
        "TYT-DRA",
        "TYT-YAN",
        "TTKV-CLA",
        "TTKV-BKE",
        "SYT-CS",
        "BVCS",
    } or (unit.parent_code == "BVCS"):
        return "highland"
    if unit.code in {"TYT-TSE", "TYT-PHT", "TYT-TLI", "TTKV-TSE"}:
        return "khmer"
    return "delta"


def _name(rng: random.Random, region: Region) -> tuple[str, str, Literal["long", "short"]]:
    first = rng.random() < 0.6
    hair: Literal["long", "short"] = "long" if first else "short"
    chance = rng.random()
    if region == "highland" and chance < 0.46:
        if chance < 0.06:
            given = rng.choice(_KHO_A if first else _KHO_B)
            return given, given, hair
        given = rng.choice(_EDE_A if first else _EDE_B)
        return f"{given} {rng.choice(_EDE_FAMILIES)}", given, hair
    if region == "khmer" and chance < 0.52:
        return f"{_pick(rng, _KHMER_FAMILIES)} {rng.choice(_KHMER_A if first else _KHMER_B)}", "", hair
    family = _pick(rng, _FAMILIES)
    middle = rng.choice(_MIDDLES_A if first else _MIDDLES_B)
    given = rng.choice(_GIVEN_A if first else _GIVEN_B)
    while given in middle.split() or given == family:
        given = rng.choice(_GIVEN_A if first else _GIVEN_B)
    if rng.random() < 0.04:
        return f"{family} {given}", "", hair
    return f"{family} {middle} {given}", "", hair


def person(rng: random.Random, unit: DemoUnit) -> DemoPerson:
    """Make one person of this unit from the generator's state."""
    root = unit.parent_code if unit.kind == "ward" and unit.parent_code == "BVSN" else unit.code
    table = _SPECIAL.get(root or "", _PROFESSIONS.get(unit.kind, _PROFESSIONS["office"]))
    if "Dược" in unit.name and unit.kind == "ward":
        table = (("pharmacist", 80), ("office", 20))
    elif ("Xét nghiệm" in unit.name or "Chẩn đoán" in unit.name) and unit.kind == "ward":
        table = (("technician", 70), ("doctor", 30))
    elif unit.name.startswith("Phòng") and unit.kind == "ward":
        table = (("nurse", 40), ("office", 60))
    profession = _pick(rng, table)
    full_name, given, hair = _name(rng, region_of(unit))
    while is_signer(full_name):
        full_name, given, hair = _name(rng, region_of(unit))
    positions = _STATION_POSITIONS if unit.kind == "station" else _POSITIONS
    position = _pick(rng, positions.get(profession, _POSITIONS[profession]))
    titles = _pick(rng, _TITLES[profession])
    leads = any(word in position for word in ("Trưởng", "trưởng"))
    birth_year = rng.randint(1968, 1988) if leads else rng.randint(1972, 2000)
    if unit.name.startswith("Phòng") and "khoa" in position:
        position = "Điều dưỡng"
    if unit.kind in ("centre", "health_centre", "station", "office") and titles == "BSNT":
        titles = "BSCKI"
    return DemoPerson(full_name, titles, position, unit.code, birth_year, given, hair)


_STAFFED: Final = tuple(
    unit for unit in UNITS if unit.kind != "government" and unit.ended_on is None and unit.code != "SYT"
)
_WEIGHT: Final = {
    "hospital": 10,
    "ward": 9,
    "health_centre": 16,
    "centre": 9,
    "station": 7,
    "office": 4,
    "union": 1,
    "department": 2,
}


def people(seed: int, count: int | None = None) -> Iterator[DemoPerson]:
    """Yield people of all staffed units, the same for the same seed; without ``count`` without end.

    No two have both the same full name and the same unit, so a list of them is a list of different rows.
    """
    rng = random.Random(f"people:{seed}")
    weights = [_WEIGHT[unit.kind] for unit in _STAFFED]
    seen: set[tuple[str, str]] = {(one.full_name, one.unit_code) for one in FEATURED}
    made = 0
    while count is None or made < count:
        for unit in rng.choices(_STAFFED, weights, k=512):
            if count is not None and made >= count:
                return
            one = person(rng, unit)
            key = (one.full_name, one.unit_code)
            if key in seen:
                continue
            seen.add(key)
            made += 1
            yield one


def staff(seed: int, unit_code: str, count: int) -> tuple[DemoPerson, ...]:
    """Return ``count`` different people of one unit, the same for the same seed. KeyError: no such unit."""
    rng = random.Random(f"staff:{seed}:{unit_code}")
    unit = BY_CODE[unit_code]
    found: dict[str, DemoPerson] = {}
    while len(found) < count:
        one = person(rng, unit)
        found.setdefault(one.full_name, one)
    return tuple(found.values())


FEATURED: Final[tuple[DemoPerson, ...]] = (
    DemoPerson("Trần Thị Bích Thủy", "BSCKI", "Trưởng Trạm Y tế", "TYT-VLD", 1974, hair="long"),
    DemoPerson("Lê Hoàng An", "BSCKII", "Trưởng khoa", "BVT-NTM", 1970, hair="short"),
    DemoPerson("Phạm Thị Ánh", "CNHS", "Hộ sinh", "TTKV-TCT", 1986, hair="long"),
    DemoPerson("Võ Minh Ấn", "KTV", "Kỹ thuật viên", "CDC-XN", 1988, hair="short"),
    DemoPerson("Đinh Quốc Bảo", "BSCKI", "Bác sĩ", "TT115", 1983, hair="short"),
    DemoPerson("Huỳnh Ngọc Diễm", "ThS.BS", "Trưởng khoa", "BVYHCT-CC", 1979, hair="long"),
    DemoPerson("Nguyễn Tấn Đạt", "BSCKI", "Phó Giám đốc", "TTKV-TCT", 1977, hair="short"),
    DemoPerson("H’Lan Êban", "YS", "Y sĩ", "TYT-CLA", 1987, "H’Lan", "long"),
    DemoPerson("Nguyễn Thị Hoa", "ĐD", "Điều dưỡng", "BVT-NGTH", 1981, hair="long"),
    DemoPerson("Nguyễn Thị Kim Hoa", "DS", "Dược sĩ", "TTKN", 1984, hair="long"),
    DemoPerson("Nguyễn Thị Hòa", "CNHS", "Hộ sinh", "TYT-THO", 1985, hair="long"),
    DemoPerson("Nguyễn Thị Hóa", "YS", "Y sĩ", "TYT-HAN", 1976, hair="long"),
    DemoPerson("Lý Thị Hòa", "CNHS", "Hộ sinh trưởng khoa", "BVSN-DE", 1978, hair="long"),
    DemoPerson("Đặng Văn Hữu", "DSCKI", "Phó Giám đốc", "TTKN", 1975, hair="short"),
    DemoPerson("Trương Mỹ Ngữ", "ĐDCKI", "Điều dưỡng trưởng khoa", "BVSD-HSTC", 1982, hair="long"),
    DemoPerson("Cao Thị Quỳnh", "ĐD", "Điều dưỡng", "BVSD-HSTC", 1990, hair="long"),
    DemoPerson("Phan Thanh Tú", "BSCKII", "Giám đốc", "CDC", 1971, hair="short"),
    DemoPerson("Bùi Thị Lành", "CNĐD", "Điều dưỡng trưởng khoa", "BVTT", 1980, hair="long"),
    DemoPerson("Tăng Khánh Minh", "BS", "Trưởng Trạm Y tế", "TYT-HNG", 1989, hair="short"),
    DemoPerson("Ngô Thị Phượng", "KTV", "Kỹ thuật viên trưởng", "BVT-XN", 1983, hair="long"),
    DemoPerson("Lâm Văn Sết", "YS", "Phó Trưởng Trạm Y tế", "TYT-TSE", 1979, hair="short"),
    DemoPerson("Tô Như Ý", "CNYTCC", "Chuyên viên", "TTTT", 1991, hair="long"),
    DemoPerson("Đỗ Hồng Anh", "BSCKII", "Phó Giám đốc", "BVSN", 1969, hair="long"),
    DemoPerson("Trương Công Khởi", "BSCKII", "Giám đốc", "BVCS", 1968, hair="short"),
    DemoPerson("Hà Thị Nguyệt", "CNĐD", "Điều dưỡng trưởng khoa", "BVT-THAN", 1981, hair="long"),
    DemoPerson("Kiều Văn Trọng", "", "Lái xe", "TT115", 1976, hair="short"),
    DemoPerson("Y Moan Êñuôl", "BS", "Trưởng Trạm Y tế", "TYT-ESA", 1985, "Y Moan", "short"),
)
"""The people the design's pages show."""
