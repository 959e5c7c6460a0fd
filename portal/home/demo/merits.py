"""Words of merit for generated conferrals: citations, achievements, initiatives, subjects of decisions.

The sentences are put together from parts that fit the kind of unit; a citation is one official sentence as it stands
in a decision ("Đã có thành tích …"), an achievement is one concrete sentence with a number.
"""

# ruff: noqa: FBT001
# Rows of a table are read in order.

from __future__ import annotations

import random
from dataclasses import dataclass
from datetime import date
from typing import Final, Literal

from portal.home.demo.province import DemoUnit

MeritCode = Literal["routine", "thematic", "sudden", "devotion"]

_FIELDS: Final[dict[str, tuple[str, ...]]] = {
    "hospital": (
        "khám bệnh, chữa bệnh và chăm sóc người bệnh toàn diện",
        "triển khai kỹ thuật mới, giảm chuyển tuyến",
        "cải tiến quy trình khám bệnh, rút ngắn thời gian chờ",
        "quản lý chất lượng bệnh viện và an toàn người bệnh",
        "triển khai bệnh án điện tử",
        "cấp cứu, hồi sức người bệnh nặng",
        "phẫu thuật nội soi",
        "kiểm soát nhiễm khuẩn",
        "sử dụng kháng sinh hợp lý",
        "đào tạo, chuyển giao kỹ thuật cho tuyến cơ sở",
        "công tác xã hội trong bệnh viện",
    ),
    "ward": (
        "chăm sóc người bệnh nặng",
        "cải tiến việc bàn giao ca trực",
        "phòng ngừa té ngã và loét do tì đè",
        "giảm sai sót trong sử dụng thuốc",
        "rút ngắn thời gian trả kết quả",
        "triển khai kỹ thuật chuyên sâu",
        "đón tiếp, hướng dẫn người bệnh",
        "hướng dẫn học viên, điều dưỡng mới",
        "giáo dục sức khỏe cho người nhà người bệnh",
    ),
    "health_centre": (
        "quản lý bệnh không lây nhiễm tại cộng đồng",
        "tiêm chủng mở rộng",
        "phòng, chống dịch sốt xuất huyết",
        "chăm sóc sức khỏe bà mẹ, trẻ em",
        "lập hồ sơ sức khỏe điện tử",
        "khám sức khỏe định kỳ cho người dân",
        "hỗ trợ chuyên môn cho trạm y tế",
        "phát hiện, quản lý người mắc lao",
        "quản lý thuốc, vật tư y tế",
    ),
    "centre": (
        "giám sát, đáp ứng dịch bệnh",
        "xét nghiệm, kiểm chuẩn",
        "kiểm tra chất lượng thuốc lưu hành",
        "truyền thông, giáo dục sức khỏe",
        "ứng dụng công nghệ thông tin trong quản lý số liệu",
        "vận chuyển cấp cứu ngoài bệnh viện",
        "phòng, chống sốt rét và loại trừ bệnh sốt rét",
        "chăm sóc người yếu thế",
    ),
    "station": (
        "tiêm chủng mở rộng",
        "quản lý người bệnh tăng huyết áp, đái tháo đường",
        "chăm sóc thai sản vùng khó khăn",
        "phòng, chống suy dinh dưỡng trẻ em",
        "chăm sóc người cao tuổi tại nhà",
        "vận động người dân diệt lăng quăng",
        "khám bệnh bằng y học cổ truyền, trồng và sử dụng thuốc nam",
        "thực hiện Bộ tiêu chí quốc gia về y tế xã",
        "khám, tư vấn cho học sinh tại trường",
    ),
    "office": (
        "tham mưu, tổng hợp",
        "cải cách thủ tục hành chính",
        "số hóa hồ sơ và giải quyết thủ tục trực tuyến",
        "xây dựng kế hoạch, phân bổ ngân sách",
        "sắp xếp tổ chức bộ máy sau hợp nhất tỉnh",
        "kiểm tra, hướng dẫn đơn vị cơ sở",
    ),
}

_TEMPLATES_ROUTINE: Final = (
    "Đã có thành tích xuất sắc trong công tác {field} {period}.",
    "Hoàn thành xuất sắc nhiệm vụ {period}, nổi bật là {field}.",
    "Có nhiều đóng góp trong {field}, hoàn thành tốt chỉ tiêu được giao {period}.",
    "Đã có thành tích trong thực hiện nhiệm vụ {field} {period}.",
    "Tích cực, sáng tạo trong {field}; hoàn thành xuất sắc nhiệm vụ {period}.",
    "Giữ vững kết quả {field} trong nhiều tháng thiếu nhân lực, hoàn thành nhiệm vụ {period}.",
)
_TEMPLATES_SUDDEN: Final = (
    "Thành tích đột xuất trong phòng, chống dịch COVID-19.",
    "Thành tích đột xuất trong cấp cứu nạn nhân vụ tai nạn giao thông ngày {day}.",
    "Thành tích đột xuất trong khắc phục hậu quả mưa lũ tháng {month}.",
    "Thành tích đột xuất trong khống chế ổ dịch sốt xuất huyết tháng {month}.",
    "Thành tích đột xuất trong xử trí vụ ngộ độc thực phẩm ngày {day}.",
    "Kịp thời cấp cứu người bị đuối nước ngày {day}, ngoài giờ làm việc.",
)
_TEMPLATES_THEMATIC: Final = (
    "Đã có thành tích xuất sắc trong phong trào thi đua “{campaign}” {period}.",
    "Đạt kết quả tiêu biểu trong thực hiện phong trào “{campaign}” {period}, nổi bật là {field}.",
    "Đi đầu trong phong trào thi đua “{campaign}”, có cách làm được đơn vị khác áp dụng.",
)

_RESULTS: Final[dict[str, tuple[str, ...]]] = {
    "hospital": (
        "Thời gian chờ khám trung bình giảm từ {a} phút xuống {b} phút.",
        "Trong {n} tháng, tỷ lệ chuyển tuyến của khoa giảm từ {p} % xuống {q} %.",
        "Đã thực hiện {count} ca bằng kỹ thuật mới, không ca nào phải chuyển lên tuyến trên vì tai biến.",
        "Tỷ lệ tuân thủ vệ sinh tay qua giám sát đạt {high} %.",
    ),
    "ward": (
        "Mỗi lượt bàn giao còn {b} phút, trước đây {a} phút.",
        "Trong {n} tháng không xảy ra trường hợp nhầm thuốc nào.",
        "Tỷ lệ người bệnh hài lòng qua {count} phiếu đạt {high} %.",
        "Số ca té ngã giảm từ {c} xuống {d} ca mỗi năm.",
    ),
    "health_centre": (
        "Số người bệnh tăng huyết áp được quản lý tăng từ {count} lên {more} người.",
        "Tỷ lệ trẻ dưới một tuổi tiêm chủng đầy đủ đạt {high} %.",
        "Đã khám sức khỏe định kỳ cho {more} người tại {d} xã, phường.",
    ),
    "centre": (
        "Đã kiểm nghiệm {more} mẫu, trả kết quả đúng hẹn {high} %.",
        "Thời gian từ khi nhận tin đến khi xuất phát còn {b} phút.",
        "{d} ổ dịch được khống chế trong vòng {n} ngày.",
        "Số liệu của {d} tuyến được gộp về một sổ dùng chung.",
    ),
    "station": (
        "Tỷ lệ trẻ được tiêm chủng đầy đủ của xã đạt {high} %.",
        "Đã đến thăm {count} người cao tuổi tại nhà.",
        "{high} % thai phụ được khám thai đủ bốn lần.",
        "Số người bệnh lấy thuốc đều hằng tháng tăng từ {c} lên {count}.",
    ),
    "office": (
        "{d} thủ tục được cắt giảm bước, thời gian giải quyết còn {n} ngày.",
        "{high} % hồ sơ được trả đúng hạn.",
        "Đã số hóa {more} hồ sơ lưu.",
    ),
}

_INITIATIVES: Final[tuple[tuple[str, str, str], ...]] = (
    ("station", "Lịch tiêm theo con nước", "A vaccination calendar that follows the tides"),
    ("station", "Sổ khám thai viết bằng hai thứ tiếng", "A bilingual antenatal record"),
    ("station", "Tủ thuốc ấp có người giữ chìa khóa", "A hamlet medicine cabinet with a keeper"),
    ("station", "Bản đồ hộ có người cao tuổi sống một mình", "A map of old people living alone"),
    ("station", "Phiếu nhắc uống thuốc bằng hình vẽ", "A pictured medicine reminder"),
    ("station", "Vườn thuốc nam theo từng bệnh thường gặp", "A herb garden arranged by ailment"),
    ("ward", "Phiếu bàn giao người bệnh một trang", "A one-page handover sheet"),
    ("ward", "Thẻ màu nhận biết nguy cơ té ngã tại đầu giường", "Colour cards for fall risk at the bedside"),
    ("ward", "Xe tiêm sắp theo thứ tự giường bệnh", "An injection trolley arranged by bed"),
    (
        "ward",
        "Giá treo tay giúp người bệnh tập sau mổ vai",
        "An arm frame for exercise after shoulder surgery",
    ),
    ("ward", "Bảng kiểm trước khi chuyển người bệnh nặng", "A checklist before moving a critical patient"),
    ("ward", "Sổ hỏi – đáp của người nhà người bệnh", "A question book for relatives"),
    ("hospital", "Đặt lịch khám theo khung ba mươi phút", "Appointments in half-hour slots"),
    ("hospital", "Một cửa trả kết quả cận lâm sàng", "One window for all test results"),
    ("hospital", "Cảnh báo tương tác thuốc ngay khi kê đơn", "Drug interaction alerts at prescribing"),
    ("hospital", "Biển chỉ đường theo màu và chữ Khmer, Ê Đê", "Coloured signs in Khmer and Ê Đê"),
    ("hospital", "Kho vật tư theo mức tồn tối thiểu", "A store run by minimum levels"),
    (
        "health_centre",
        "Nhóm chuyên môn lưu động hỗ trợ trạm mỗi thứ Tư",
        "A travelling team for stations every Wednesday",
    ),
    ("health_centre", "Danh sách trẻ chưa tiêm cập nhật hằng ngày", "A daily list of unvaccinated children"),
    ("health_centre", "Đo huyết áp tại tiệm hớt tóc", "Blood pressure at the barber's"),
    ("health_centre", "Hộp đựng đờm có hướng dẫn bằng hình", "A sputum box with picture instructions"),
    ("centre", "Bản đồ ổ bọ gậy theo tổ dân phố", "A map of larvae by neighbourhood"),
    ("centre", "Nhận mẫu ngoài giờ bằng tủ bảo quản có khóa số", "After-hours sample lockers"),
    (
        "centre",
        "Bản đồ vẽ tay những con hẻm xe cứu thương vào được",
        "A hand-drawn map of alleys for ambulances",
    ),
    (
        "centre",
        "Kịch bản truyền thanh ba phút bằng ba thứ tiếng",
        "Three-minute radio scripts in three languages",
    ),
    (
        "centre",
        "Rút gọn hồ sơ mẫu kiểm nghiệm từ bảy tờ còn hai tờ",
        "Sample papers cut from seven sheets to two",
    ),
    ("office", "Gộp ba mẫu báo cáo tháng thành một bảng", "Three monthly reports made one table"),
    ("office", "Cấp lại chứng chỉ hành nghề không phải đến Sở", "Reissue of licences without a visit"),
    ("office", "Lịch hạn xử lý văn bản dùng chung của phòng", "A shared calendar of deadlines"),
)
_SCOPES: Final = (
    "áp dụng trong đơn vị",
    "áp dụng tại nhiều đơn vị trong ngành y tế tỉnh",
    "có khả năng nhân rộng trong toàn tỉnh",
)


@dataclass(frozen=True, slots=True)
class DemoInitiative:
    """A recognized initiative (sáng kiến): who recognized it, when, how far it reaches."""

    title: str
    title_en: str
    council: str
    recognized_on: date
    scope: str


def _kind(unit: DemoUnit) -> str:
    if unit.kind in _FIELDS:
        return unit.kind
    return "office"


_SURGICAL: Final = frozenset({"BVT", "BVSN", "BVSD", "BVCS", "BVUB", "BVM"})


def _fields(unit: DemoUnit) -> tuple[str, ...]:
    fields = _FIELDS[_kind(unit)]
    if unit.kind == "hospital" and unit.code not in _SURGICAL:
        return tuple(field for field in fields if "phẫu thuật" not in field and "cấp cứu" not in field)
    return fields


def period(merit_from: int, merit_until: int) -> str:
    """Return "năm 2025" or "giai đoạn 2021–2025"."""
    return f"năm {merit_from}" if merit_from == merit_until else f"giai đoạn {merit_from}–{merit_until}"


def citation(
    rng: random.Random,
    unit: DemoUnit,
    merit: MeritCode,
    merit_from: int,
    merit_until: int,
    campaign: str = "",
) -> str:
    """Return one official sentence of reason; thematic ones name the campaign."""
    words = {
        "field": rng.choice(_fields(unit)),
        "period": period(merit_from, merit_until),
        "campaign": campaign or "Cải cách thủ tục, nâng cao sự hài lòng của người bệnh",
        "day": f"{rng.randint(1, 28):02d}/{rng.randint(1, 12)}/{merit_until}",
        "month": f"{rng.randint(5, 11)}/{merit_until}",
    }
    if merit == "sudden":
        options = _TEMPLATES_SUDDEN[1:]
        if _kind(unit) == "office":
            options = tuple(text for text in options if "mưa lũ" in text)
        if merit_from <= 2021:
            options = _TEMPLATES_SUDDEN[:1] * 3 + options
        return rng.choice(options).format(**words)
    if merit == "thematic":
        return rng.choice(_TEMPLATES_THEMATIC).format(**words)
    if merit == "devotion":
        return "Đã có quá trình công tác, cống hiến lâu dài cho sự nghiệp chăm sóc, bảo vệ sức khỏe Nhân dân."
    return rng.choice(_TEMPLATES_ROUTINE).format(**words)


def achievement(rng: random.Random, unit: DemoUnit) -> str:
    """Return one concrete sentence with a number, as in a report of achievement."""
    before = rng.randint(24, 90)
    return rng.choice(_RESULTS[_kind(unit)]).format(
        a=before,
        b=max(3, round(before * rng.uniform(0.2, 0.55))),
        c=rng.randint(14, 40),
        d=rng.randint(3, 11),
        n=rng.randint(6, 14),
        p=rng.randint(9, 16),
        q=rng.randint(3, 8),
        high=rng.randint(91, 99),
        count=rng.randint(46, 420),
        more=f"{rng.randint(1, 9)}.{rng.randint(0, 999):03d}",
    )


def initiative(rng: random.Random, unit: DemoUnit, year: int) -> DemoInitiative:
    """Return an initiative that fits the unit, recognized in December of the year."""
    fitting = [row for row in _INITIATIVES if row[0] == _kind(unit)]
    _, title, title_en = rng.choice(fitting)
    council = "Hội đồng sáng kiến Sở Y tế" if rng.random() < 0.8 else "Hội đồng sáng kiến tỉnh Lam Giang"
    day = date(year, 12, rng.randint(5, 24))
    while day.weekday() >= 5:
        day = day.replace(day=day.day + 1)
    return DemoInitiative(title, title_en, council, day, rng.choice(_SCOPES))


FEBRUARY: Final = 2
_SUBJECTS: Final[dict[str, tuple[str, ...]]] = {
    "GKSYT": (
        "Về việc tặng Giấy khen cho các tập thể, cá nhân có thành tích xuất sắc trong công tác y tế {period}",
        "Về việc tặng Giấy khen cho các tập thể, cá nhân có thành tích trong phong trào thi đua “{campaign}” {period}",
        "Về việc khen thưởng tập thể, cá nhân nhân kỷ niệm Ngày Thầy thuốc Việt Nam 27/02",
    ),
    "LDTT": ("Về việc công nhận danh hiệu Lao động tiên tiến {period}",),
    "TTLDTT": ("Về việc công nhận danh hiệu Tập thể Lao động tiên tiến {period}",),
    "CSTDCS": ("Về việc công nhận danh hiệu Chiến sĩ thi đua cơ sở {period}",),
    "BKTINH": (
        "Về việc tặng Bằng khen của Chủ tịch Ủy ban nhân dân tỉnh cho tập thể, cá nhân ngành y tế {period}",
        "Về việc tặng Bằng khen cho các tập thể, cá nhân có thành tích đột xuất",
    ),
    "TTLDXS": ("Về việc tặng danh hiệu Tập thể Lao động xuất sắc {period}",),
    "CSTDT": ("Về việc tặng danh hiệu Chiến sĩ thi đua cấp tỉnh {period}",),
    "BKBYT": ("Về việc tặng Bằng khen của Bộ trưởng Bộ Y tế {period}",),
    "BKTTG": ("Về việc tặng Bằng khen của Thủ tướng Chính phủ",),
    "KNC": ("Về việc tặng Kỷ niệm chương “Vì sức khỏe nhân dân”",),
    "TTUT": ("Về việc phong tặng danh hiệu vinh dự nhà nước “Thầy thuốc Ưu tú”",),
    "HCLD3": ("Về việc tặng thưởng Huân chương Lao động hạng Ba",),
}
ISSUERS: Final[dict[str, tuple[str, str]]] = {
    "GKSYT": ("Giám đốc Sở Y tế", "QĐ-SYT"),
    "LDTT": ("Giám đốc Sở Y tế", "QĐ-SYT"),
    "CSTDCS": ("Giám đốc Sở Y tế", "QĐ-SYT"),
    "TTLDTT": ("Giám đốc Sở Y tế", "QĐ-SYT"),
    "BKTINH": ("Chủ tịch UBND tỉnh", "QĐ-UBND"),
    "TTLDXS": ("Chủ tịch UBND tỉnh", "QĐ-UBND"),
    "CSTDT": ("Chủ tịch UBND tỉnh", "QĐ-UBND"),
    "COTINH": ("Chủ tịch UBND tỉnh", "QĐ-UBND"),
    "BKBYT": ("Bộ trưởng Bộ Y tế", "QĐ-BYT"),
    "KNC": ("Bộ trưởng Bộ Y tế", "QĐ-BYT"),
    "BKTTG": ("Thủ tướng Chính phủ", "QĐ-TTg"),
    "TTUT": ("Chủ tịch nước", "QĐ-CTN"),
    "HCLD3": ("Chủ tịch nước", "QĐ-CTN"),
}
"""Award code → (who decides, the letters of the number)."""


def decision_subject(
    rng: random.Random,
    award_code: str,
    merit_from: int,
    merit_until: int,
    campaign: str = "",
    *,
    month: int = FEBRUARY,
) -> str:
    """Return the trích yếu of a decision for this award, made in ``month``: that of the doctors' day only before it.

    KeyError: an award the demo does not give.
    """
    options = _SUBJECTS[award_code]
    fitting = [text for text in options if bool(campaign) == ("{campaign}" in text)] or list(options)
    chosen = rng.choice(fitting)
    if month > FEBRUARY and "27/02" in chosen:
        chosen = fitting[0]
    return chosen.format(period=period(merit_from, merit_until), campaign=campaign)


@dataclass(frozen=True, slots=True)
class DesignConferral:
    """A conferral that the design's pages show. ``subject`` is a full name, or a unit code for a collective."""

    subject: str
    collective: bool
    award_code: str
    number: str
    dated: date
    issuer: str
    merit_from: int
    merit_until: int
    merit: MeritCode
    citation: str
    unit_code: str
    cancelled_by: tuple[str, date, str] | None = None


_D1187: Final = ("1187/QĐ-BYT", date(2026, 2, 10), "Bộ trưởng Bộ Y tế")
_D311: Final = ("311/QĐ-UBND", date(2025, 2, 21), "Chủ tịch UBND tỉnh")
_D1640: Final = ("1640/QĐ-UBND", date(2021, 12, 8), "Chủ tịch UBND tỉnh")
_D412: Final = ("412/QĐ-SYT", date(2026, 2, 24), "Giám đốc Sở Y tế")
_D295: Final = ("295/QĐ-UBND", date(2026, 2, 12), "Chủ tịch UBND tỉnh")
_CAMPAIGN_2025: Final = "Trạm y tế gần dân"


def _thematic(name: str, collective: bool, unit: str, words: str) -> DesignConferral:
    return DesignConferral(
        name,
        collective,
        "GKSYT",
        *_D412,
        2025,
        2025,
        "thematic",
        f"Đã có thành tích xuất sắc trong phong trào thi đua “{_CAMPAIGN_2025}” năm 2025: {words}.",
        unit,
    )


DESIGN_CONFERRALS: Final[tuple[DesignConferral, ...]] = (
    DesignConferral(
        "Trần Thị Bích Thủy",
        False,
        "BKBYT",
        *_D1187,
        2021,
        2025,
        "routine",
        "Đã có thành tích xuất sắc trong công tác chăm sóc sức khỏe nhân dân ở y tế cơ sở giai đoạn 2021–2025.",
        "TYT-VLD",
    ),
    DesignConferral(
        "Trần Thị Bích Thủy",
        False,
        "CSTDCS",
        "2051/QĐ-SYT",
        date(2022, 12, 30),
        "Giám đốc Sở Y tế",
        2022,
        2022,
        "routine",
        "Sáng kiến “Lịch tiêm theo con nước” được Hội đồng sáng kiến Sở Y tế công nhận.",
        "TYT-VLD",
    ),
    DesignConferral(
        "Trần Thị Bích Thủy",
        False,
        "BKTINH",
        *_D1640,
        2021,
        2021,
        "sudden",
        "Thành tích đột xuất trong phòng, chống dịch COVID-19.",
        "TYT-VLD",
    ),
    DesignConferral(
        "Trần Thị Bích Thủy",
        False,
        "GKSYT",
        "233/QĐ-SYT",
        date(2017, 2, 24),
        "Giám đốc Sở Y tế",
        2016,
        2016,
        "routine",
        "Hoàn thành xuất sắc nhiệm vụ tiêm chủng mở rộng năm 2016.",
        "TYT-VLD",
    ),
    DesignConferral(
        "Lê Hoàng An",
        False,
        "BKBYT",
        *_D1187,
        2021,
        2025,
        "routine",
        "Đã có thành tích xuất sắc trong triển khai kỹ thuật tim mạch can thiệp giai đoạn 2021–2025.",
        "BVT-NTM",
    ),
    DesignConferral(
        "Huỳnh Ngọc Diễm",
        False,
        "BKBYT",
        *_D1187,
        2021,
        2025,
        "routine",
        "Đã có thành tích xuất sắc trong kết hợp y học cổ truyền với phục hồi chức năng giai đoạn 2021–2025.",
        "BVYHCT-CC",
    ),
    DesignConferral(
        "Phan Thanh Tú",
        False,
        "BKBYT",
        *_D1187,
        2021,
        2025,
        "routine",
        "Đã có thành tích xuất sắc trong công tác y tế dự phòng giai đoạn 2021–2025.",
        "CDC",
    ),
    DesignConferral(
        "BVSD-HSTC",
        True,
        "BKTINH",
        *_D311,
        2024,
        2024,
        "routine",
        "Đã có thành tích xuất sắc trong cấp cứu, điều trị người bệnh ngộ độc nặng và triển khai kỹ thuật lọc máu liên tục tại tuyến khu vực.",
        "BVSD-HSTC",
    ),
    DesignConferral(
        "BVSD-HSTC",
        True,
        "TTLDXS",
        "188/QĐ-UBND",
        date(2024, 2, 2),
        "Chủ tịch UBND tỉnh",
        2023,
        2023,
        "routine",
        "Hoàn thành xuất sắc nhiệm vụ năm 2023.",
        "BVSD-HSTC",
        (
            "902/QĐ-UBND",
            date(2025, 6, 18),
            "Hồ sơ đề nghị kê khai không đúng tỷ lệ viên chức hoàn thành tốt nhiệm vụ.",
        ),
    ),
    DesignConferral(
        "BVSD-HSTC",
        True,
        "BKTINH",
        *_D1640,
        2021,
        2021,
        "sudden",
        "Thành tích đột xuất trong phòng, chống dịch COVID-19.",
        "BVSD-HSTC",
    ),
    DesignConferral(
        "BVSD-HSTC",
        True,
        "TTLDTT",
        "96/QĐ-SYT",
        date(2019, 1, 31),
        "Giám đốc Sở Y tế",
        2018,
        2018,
        "routine",
        "Hoàn thành tốt nhiệm vụ năm 2018.",
        "BVSD-HSTC",
    ),
    DesignConferral(
        "TYT-THO",
        True,
        "BKTINH",
        *_D311,
        2024,
        2024,
        "routine",
        "Đã có thành tích xuất sắc trong chăm sóc sức khỏe ban đầu năm 2024.",
        "TYT-THO",
    ),
    _thematic("TYT-VLD", True, "TYT-VLD", "đưa dịch vụ tiêm chủng tới bảy ấp bên sông"),
    _thematic("BVSD-KKB", True, "BVSD-KKB", "tiếp nhận, hướng dẫn người bệnh do trạm giới thiệu trong ngày"),
    _thematic("BVT-CTXH", True, "BVT-CTXH", "nối người bệnh xuất viện với trạm y tế nơi cư trú"),
    _thematic("Phạm Thị Ánh", False, "TTKV-TCT", "khám thai lưu động tại bốn xã ven sông"),
    _thematic("Võ Minh Ấn", False, "CDC-XN", "nhận và trả kết quả mẫu của trạm trong hai mươi bốn giờ"),
    _thematic("H’Lan Êban", False, "TYT-CLA", "sổ khám thai viết bằng hai thứ tiếng"),
    _thematic("Nguyễn Thị Hoa", False, "BVT-NGTH", "hướng dẫn chăm sóc vết mổ tại nhà"),
    _thematic("Đặng Văn Hữu", False, "TTKN", "kiểm tra thuốc tại tủ thuốc của trạm"),
    DesignConferral(
        "Nguyễn Tấn Đạt",
        False,
        "BKTINH",
        *_D295,
        2024,
        2025,
        "routine",
        "Đã có thành tích xuất sắc trong tổ chức y tế khu vực sau hợp nhất giai đoạn 2024–2025.",
        "TTKV-TCT",
    ),
    DesignConferral(
        "Lý Thị Hòa",
        False,
        "BKTINH",
        *_D295,
        2024,
        2025,
        "routine",
        "Đã có thành tích xuất sắc trong chăm sóc sản phụ, sơ sinh giai đoạn 2024–2025.",
        "BVSN-DE",
    ),
    DesignConferral(
        "Đinh Quốc Bảo",
        False,
        "BKTINH",
        *_D295,
        2024,
        2025,
        "routine",
        "Đã có thành tích xuất sắc trong cấp cứu ngoài bệnh viện giai đoạn 2024–2025.",
        "TT115",
    ),
    DesignConferral(
        "Trương Mỹ Ngữ",
        False,
        "CSTDT",
        "118/QĐ-UBND",
        date(2024, 1, 30),
        "Chủ tịch UBND tỉnh",
        2023,
        2023,
        "routine",
        "Ba năm liền đạt danh hiệu Chiến sĩ thi đua cơ sở, có sáng kiến áp dụng trong tỉnh.",
        "BVSD-HSTC",
    ),
    DesignConferral(
        "Đỗ Hồng Anh",
        False,
        "TTUT",
        "217/QĐ-CTN",
        date(2024, 2, 23),
        "Chủ tịch nước",
        2014,
        2023,
        "devotion",
        "Đã có nhiều đóng góp cho sự nghiệp chăm sóc, bảo vệ sức khỏe Nhân dân.",
        "BVSN",
    ),
    DesignConferral(
        "Trương Công Khởi",
        False,
        "TTUT",
        "217/QĐ-CTN",
        date(2024, 2, 23),
        "Chủ tịch nước",
        2014,
        2023,
        "devotion",
        "Đã có nhiều đóng góp cho sự nghiệp chăm sóc, bảo vệ sức khỏe Nhân dân.",
        "BVCS",
    ),
    DesignConferral(
        "Nguyễn Thị Hòa",
        False,
        "GKSYT",
        "341/QĐ-SYT",
        date(2024, 2, 22),
        "Giám đốc Sở Y tế",
        2023,
        2023,
        "routine",
        "Có thành tích trong chăm sóc thai sản tại xã năm 2023.",
        "TYT-THO",
    ),
    DesignConferral(
        "Nguyễn Thị Kim Hoa",
        False,
        "GKSYT",
        "377/QĐ-SYT",
        date(2021, 2, 25),
        "Giám đốc Sở Y tế",
        2020,
        2020,
        "routine",
        "Có thành tích trong kiểm tra chất lượng thuốc lưu hành năm 2020.",
        "TTKN",
    ),
)
