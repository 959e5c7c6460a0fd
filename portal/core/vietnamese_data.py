"""Tables behind ``portal.core.vietnamese``: titles before names, abbreviations, other names of places. Data only.

Sources: VIETNAMESE.md; the forms in use in the plans and decisions of health departments.
"""

from __future__ import annotations

from dataclasses import dataclass

# Titles --------------------------------------------------------------------------------------------------------------
# Ranks order the titles for display: honour, học hàm, học vị, chuyên khoa, nghề. Titles of equal rank keep their order.
TITLE_RANKS: dict[str, int] = {
    "AHLĐ": 10,
    "TTND": 11,
    "NGND": 12,
    "NSND": 13,
    "TTƯT": 14,
    "NGƯT": 15,
    "NSƯT": 16,
    "GS": 20,
    "PGS": 21,
    "TSKH": 30,
    "TS": 31,
    "ThS": 32,
    "BSCKII": 40,
    "DSCKII": 40,
    "ĐDCKII": 40,
    "BSCKI": 41,
    "DSCKI": 41,
    "ĐDCKI": 41,
    "BSNT": 42,
    "BS": 50,
    "DS": 50,
    "ĐD": 50,
    "NHS": 50,
    "HS": 50,
    "KTV": 50,
    "YS": 50,
    "CN": 50,
    "KS": 50,
}

# A title that says another one too: BSCKII is a BS.
TITLES_WITHIN: dict[str, str] = {
    "BSCKII": "BS",
    "BSCKI": "BS",
    "BSNT": "BS",
    "DSCKII": "DS",
    "DSCKI": "DS",
    "ĐDCKII": "ĐD",
    "ĐDCKI": "ĐD",
}

_SPECIALIST = {
    "BS": ("bs", "bác sĩ", "bsđk", "bs đk"),
    "DS": ("ds", "dược sĩ"),
    "ĐD": ("đd", "điều dưỡng"),
}
_DEGREES = {
    "II": (
        "ckii",
        "ck ii",
        "ck 2",
        "chuyên khoa ii",
        "chuyên khoa 2",
        "chuyên khoa cấp ii",
        "chuyên khoa cấp 2",
    ),
    "I": ("cki", "ck i", "ck 1", "chuyên khoa i", "chuyên khoa 1", "chuyên khoa cấp i", "chuyên khoa cấp 1"),
}


def _specialists() -> dict[str, tuple[str, ...]]:
    """Every way to write a specialist degree: apart (``BS.CKII``), in one (``BSCKII``), in words, and without trade."""
    found: dict[str, tuple[str, ...]] = {}
    for trade, words in _SPECIALIST.items():
        for degree, forms in _DEGREES.items():
            glued = tuple(f"{words[0]}{form}" for form in forms if form.startswith("ck"))
            found[f"{trade}CK{degree}"] = tuple(f"{word} {form}" for word in words for form in forms) + glued
    for degree, forms in _DEGREES.items():
        found[f"BSCK{degree}"] += forms
    return found


# How titles are written, in words of letters or digits; dots, commas, hyphens and spaces may stand between.
TITLE_FORMS: dict[str, tuple[str, ...]] = {
    "AHLĐ": ("ahlđ", "anh hùng lao động", "anh hùng lđ"),
    "TTND": ("ttnd", "thầy thuốc nhân dân"),
    "TTƯT": ("ttưt", "thầy thuốc ưu tú"),
    "NGND": ("ngnd", "nhà giáo nhân dân"),
    "NGƯT": ("ngưt", "nhà giáo ưu tú"),
    "NSND": ("nsnd", "nghệ sĩ nhân dân"),
    "NSƯT": ("nsưt", "nghệ sĩ ưu tú"),
    "GS": ("gs", "giáo sư"),
    "PGS": ("pgs", "phó giáo sư", "phó gs"),
    "TSKH": ("tskh", "ts kh", "tiến sĩ khoa học"),
    "TS": ("ts", "tiến sĩ"),
    "ThS": ("ths", "th s", "thạc sĩ"),
    "BSNT": ("bsnt", "bs nt", "bs nội trú", "bác sĩ nội trú"),
    "BS": ("bs", "bác sĩ", "bsđk", "bs đk", "bác sĩ đa khoa", "bs đa khoa"),
    "DS": ("ds", "dược sĩ", "dsđh", "ds đh", "dược sĩ đại học"),
    "ĐD": ("đd", "đdv", "điều dưỡng", "điều dưỡng viên"),
    "NHS": ("nhs", "nữ hộ sinh"),
    "HS": ("hs", "hộ sinh", "hộ sinh viên"),
    "KTV": ("ktv", "kỹ thuật viên"),
    "YS": ("ys", "y sĩ"),
    "CN": ("cn", "cử nhân"),
    "KS": ("ks", "kỹ sư"),
    **_specialists(),
}

# Several titles written in one.
GLUED_TITLES: dict[str, tuple[str, ...]] = {
    "tsbs": ("TS", "BS"),
    "thsbs": ("ThS", "BS"),
    "gsts": ("GS", "TS"),
    "gstskh": ("GS", "TSKH"),
    "pgsts": ("PGS", "TS"),
    "pgstsbs": ("PGS", "TS", "BS"),
    "gstsbs": ("GS", "TS", "BS"),
    "pgstskh": ("PGS", "TSKH"),
    "thsds": ("ThS", "DS"),
    "thsđd": ("ThS", "ĐD"),
    "tsds": ("TS", "DS"),
    "cnđd": ("CN", "ĐD"),
    "cnhs": ("CN", "HS"),
    "cnktv": ("CN", "KTV"),
    "thsbsckii": ("ThS", "BSCKII"),
    "thsbscki": ("ThS", "BSCKI"),
    "tsbsckii": ("TS", "BSCKII"),
}

# Written without marks these are names or other words as well ("Y Si Niê", "Hồ Sinh"): marks are asked for.
TITLES_ONLY_WITH_MARKS = frozenset({"y sĩ", "hộ sinh", "hộ sinh viên", "nữ hộ sinh"})
# Titles that mean something else alone: a full stop, a capital, a title or a family name must follow.
AMBIGUOUS_TITLES = frozenset({"cn", "hs", "ks"})

FAMILY_NAMES = frozenset(
    """nguyen tran le pham hoang huynh vu vo phan truong bui dang do ngo ho duong dinh dao doan lam mai trinh luong luu
    cao ly li ha tran thai tang ta to ton chau chu vuong kieu quach la lai phung tong tieu diep trieu lu mac nghiem
    khong dam han giang thach kim son danh dong vi hua van""".split()
)

# Abbreviations -------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Equivalence:
    """``forms`` mean the same, the full one first. Those in ``ambiguous`` count only beside a neighbour: a word of
    ``before`` just before, or one of ``after`` just after (``#`` is any number).
    """

    forms: tuple[str, ...]
    ambiguous: frozenset[str] = frozenset()
    before: frozenset[str] = frozenset()
    after: frozenset[str] = frozenset()


def _alone(*forms: str) -> Equivalence:
    return Equivalence(forms)


def _beside(full: str, short: str, *, before: str = "", after: str = "") -> Equivalence:
    return Equivalence((full, short), frozenset({short}), frozenset(before.split()), frozenset(after.split()))


ABBREVIATIONS: tuple[Equivalence, ...] = (
    _alone("bệnh viện đa khoa", "bvđk", "bv đa khoa"),
    _alone("bệnh viện", "bv"),
    _alone("trung tâm y tế", "ttyt"),
    _alone("trạm y tế", "tyt"),
    _alone("sở y tế", "syt"),
    _alone("bộ y tế", "byt"),
    _alone("ủy ban nhân dân", "ubnd"),
    _alone("trung tâm kiểm soát bệnh tật", "ttksbt", "cdc"),
    _alone("thi đua khen thưởng", "tđkt"),
    _alone("hội đồng thi đua khen thưởng", "hđtđkt"),
    _alone("chiến sĩ thi đua cơ sở", "cstđcs", "cstđ cơ sở", "cstđ cs"),
    _alone("chiến sĩ thi đua cấp tỉnh", "cstđt", "cstđ cấp tỉnh", "cstđ tỉnh"),
    _alone("chiến sĩ thi đua toàn quốc", "cstđtq", "cstđ toàn quốc", "cstđ tq"),
    _alone("chiến sĩ thi đua", "cstđ"),
    _alone("tập thể lao động tiên tiến", "ttlđtt"),
    _alone("tập thể lao động xuất sắc", "ttlđxs"),
    _alone("lao động tiên tiến", "lđtt"),
    _alone("bằng khen", "bk"),
    _alone("giấy khen", "gk"),
    _alone("huân chương lao động", "hclđ"),
    _alone("kỷ niệm chương", "knc"),
    _alone("người tốt việc tốt", "ntvt"),
    _alone("điển hình tiên tiến", "đhtt"),
    _alone("thầy thuốc nhân dân", "ttnd"),
    _alone("thầy thuốc ưu tú", "ttưt"),
    _alone("anh hùng lao động", "ahlđ"),
    _alone("công nhân viên chức lao động", "cnvclđ"),
    _alone("cán bộ công chức viên chức người lao động", "ccvc nlđ"),
    _alone("công đoàn cơ sở", "cđcs"),
    _alone("kế hoạch hóa gia đình", "khhgđ"),
    _alone("bác sĩ", "bs"),
    _beside("trung tâm", "tt", after="y kiểm pháp giám chăm truyền huyết cấp dân bảo phòng"),
    _beside("thông tư", "tt", before="theo tại của cứ", after="# số liên quy hướng"),
    _beside("cá nhân", "cn", before="và thể các những nhiều cho", after="điển tiêu xuất có được đạt tiên"),
    _beside("cử nhân", "cn", before="trình bằng độ", after="điều hộ xét y dược kỹ công kinh luật"),
    _beside("hộ sinh", "hs", before="nữ nhân cn khoa viên", after="trưởng viên hạng trung cao"),
    _beside("hồ sơ", "hs", before="nộp gửi nhận bộ của các lập thẩm", after="đề khen thi trình xét bệnh dự"),
)

# Places --------------------------------------------------------------------------------------------------------------
# The first form is how the place is written now.
PLACE_NAMES: tuple[tuple[str, ...], ...] = (
    ("Đắk Lắk", "Đăk Lăk", "Đắc Lắc", "Đắklắk", "Đăklăk", "Đắclắc", "Daklak", "Darlac"),
    ("Đắk Nông", "Đăk Nông", "Đắc Nông", "Đắknông", "Đăknông", "Đắcnông", "Daknong"),
    ("Kon Tum", "Kontum", "Công Tum", "Kon Tom"),
    ("Gia Lai", "Gialai"),
    ("Lâm Đồng", "Lamdong"),
    ("Buôn Ma Thuột", "Buôn Mê Thuột", "Ban Mê Thuột", "Buôn Ma Thuật"),
    ("Pleiku", "Plei Ku", "Plây Ku", "Plây Cu"),
    ("M'Drắk", "M'Đrắk", "M'Drăk", "Mdrắk", "Mđrắk", "Ma Drắk"),
    ("Cư M'gar", "Cư Mgar", "Chư M'gar"),
    ("Ea H'leo", "Ea Hleo", "Ia H'leo"),
    ("Krông Pắc", "Krông Pắk", "Krông Păk", "Krông Păc"),
    ("Krông Búk", "Krông Buk"),
    ("Ea Súp", "Ea Sup", "Ea Suop"),
    ("Bắc Kạn", "Bắc Cạn"),
    ("Hà Nội", "Hanoi"),
    ("Đà Nẵng", "Danang"),
    ("Hải Phòng", "Haiphong"),
    ("Đà Lạt", "Dalat"),
    ("Sa Đéc", "Sađéc", "Sadec"),
    ("Thành phố Hồ Chí Minh", "TP Hồ Chí Minh", "TP HCM", "TPHCM"),
    ("Bà Rịa - Vũng Tàu", "Bà Rịa Vũng Tàu", "BR-VT", "BRVT"),
    ("Thừa Thiên Huế", "Thừa Thiên - Huế", "TT Huế"),
)
