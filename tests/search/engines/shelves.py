"""A library of made-up entries and of questions about them, by a seed: what the two engines are compared on."""

from __future__ import annotations

import random
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from portal.core.outbox import Ref
from search.documents import FACETS, Document
from search.projection import project

FAMILIES = (
    "Nguyễn Trần Lê Phạm Hoàng Huỳnh Phan Vũ Võ Đặng Bùi Đỗ Hồ Ngô Dương Lý Đường Đương Lí Y H'".split()
)
MIDDLES = "Thị Văn Hữu Đức Minh Ngọc Thanh Kim Quốc Xuân Hồng Thuỳ Thùy".split()
GIVEN = (
    "Hoa Hòa Hoà Hóa Hoàng Hoàn Hoan Thủy Thuỷ Thúy Thuý Thúi Mỹ Mĩ Quý Qúy Đạt Đát Dat Khoẻ Khỏe Anh Ánh Ân An Ý Yến "
    "Tay Tai Vy Vi Hai Hải Hân Bình Niê Êñuôl Tâm Tám Sơn Sen Lan Lân Lãn Kỳ Kì"
).split()
PLACES = "Đắk Lắk|Đăk Lăk|Đắc Lắc|Daklak|Buôn Hồ|M'Drắk|Krông Búk|Sa Đéc|Hòa Bình|Hoà Bình|Ea H'leo".split(
    "|"
)
HOUSES = "Bệnh viện Đa khoa|BVĐK|Trung tâm Y tế|TTYT|Trạm Y tế xã|Phòng khám|Chi cục Dân số".split("|")
AWARDS = "Giấy khen|Bằng khen|Chiến sĩ thi đua cơ sở|Chiến sỹ thi đua cấp tỉnh|Lao động tiên tiến|Thầy thuốc Ưu tú|TTƯT".split("|")  # fmt: skip
PROSE = (
    "điều dưỡng trực đêm cứu sống bệnh nhân đường rừng dịch bệnh tiêm chủng trẻ em vùng sâu hiến máu tình nguyện khoa "
    "ngoại hồi sức năm ca mổ đầu tiên chăm sóc người già nghề y tận tụy"
).split()
SIGNS = ["SYT", "UBND", "TTYT", "BYT", "BVĐK"]
KINDS = ("honoree", "unit", "award", "story", "campaign", "decision")
FIRST_DAY = date(2001, 1, 1)


def entries(count: int, seed: int) -> Iterator[Any]:
    """Unsaved rows with numbers of their own, 1 to ``count``."""
    draw = random.Random(seed)
    for number in range(1, count + 1):
        document = _document(draw, number)
        entry = project(document, document.ref or Ref("library.book", str(number)))
        entry.pk = number
        yield entry


def _person(draw: random.Random) -> str:
    middle = " ".join(draw.sample(MIDDLES, draw.choice((0, 1, 1, 2))))
    return " ".join(f"{draw.choice(FAMILIES)} {middle} {draw.choice(GIVEN)}".split())


def _house(draw: random.Random) -> str:
    return f"{draw.choice(HOUSES)} {draw.choice(PLACES)} {draw.choice(('', '', draw.randint(1, 30)))}".strip()


def _number(draw: random.Random) -> str:
    return f"{draw.randint(1, 400)}/{draw.choice(('QĐ', 'KH', 'TB'))}-{draw.choice(SIGNS)}"


def _prose(draw: random.Random, length: int) -> str:
    return " ".join(draw.choice([*PROSE, *GIVEN]) for _word in range(length))


def _document(draw: random.Random, number: int) -> Document:
    kind = draw.choices(KINDS, (60, 8, 4, 12, 4, 12))[0]
    numbers: tuple[str, ...] = ()
    if kind == "honoree":
        title = _person(draw)
    elif kind == "unit":
        title = _house(draw)
    elif kind == "award":
        title = draw.choice(AWARDS)
    elif kind == "decision":
        own = _number(draw)
        title, numbers = f"Quyết định {own}", (own,)
    else:
        title = f"{draw.choice(('Bữa cơm của', 'Một đêm với', 'Phong trào', 'Chuyện nghề'))} {_person(draw)}"
    if draw.random() < 0.5:
        numbers = (*numbers, _number(draw))
    day = FIRST_DAY + timedelta(days=draw.randrange(9_000)) if draw.random() < 0.85 else None
    units = draw.sample(range(40), draw.choice((0, 1, 1, 2)))
    facets = {
        "year": tuple(str(year) for year in draw.sample(range(2004, 2026), draw.choice((0, 1, 1, 2, 3)))),
        "decision_year": (str(day.year),) if day else (),
        "award": tuple(draw.sample(["gk", "bk", "cstdcs", "ldtt", "ttut"], draw.choice((0, 1, 1, 2)))),
        "level": tuple(draw.sample(["co-so", "tinh", "bo", "nha-nuoc"], draw.choice((0, 1)))),
        "unit": tuple(f"u{unit}" for unit in units) + (("syt",) if units else ()),
        "subject": tuple(draw.sample(["individual", "collective"], draw.choice((0, 1)))),
        "campaign": tuple(f"c{campaign}" for campaign in draw.sample(range(300), draw.choice((0, 0, 1, 2)))),
    }
    return Document(
        kind=kind,
        key=f"k{number}",
        language="vi" if draw.random() < 0.85 else "en",
        title=title,
        url=f"/{number}/",
        names=(_person(draw),) if draw.random() < 0.1 else (),
        numbers=numbers,
        summary=_house(draw) if draw.random() < 0.5 else "",
        words=_prose(draw, 4) if draw.random() < 0.4 else "",
        body=_prose(draw, draw.randint(5, 60)) if draw.random() < 0.3 else "",
        facets=facets,
        date=day,
        cancelled=draw.random() < 0.04,
        ref=Ref("library.book", f"k{number}"),
    )


@dataclass(frozen=True, slots=True)
class Question:
    """A text with what may be chosen beside it."""

    text: str
    values: dict[str, Any]


def questions(count: int, seed: int) -> Iterator[Question]:
    draw = random.Random(seed)
    for _number_of_question in range(count):
        yield Question(_text(draw), _choices(draw))


def _text(draw: random.Random) -> str:
    from portal.core.vietnamese import fold

    name = _person(draw)
    words = name.split()
    ways = {
        "name": lambda: name,
        "folded": lambda: fold(name),
        "half folded": lambda: " ".join(fold(word) if draw.random() < 0.5 else word for word in words),
        "given": lambda: draw.choice(GIVEN),
        "given folded": lambda: fold(draw.choice(GIVEN)),
        "turned": lambda: " ".join(reversed(words)),
        "without middle": lambda: f"{words[0]} {words[-1]}",
        "unfinished": lambda: name[: draw.randint(1, len(name))],
        "unfinished folded": lambda: fold(name)[: draw.randint(1, len(name))],
        "capitals": name.upper,
        "quoted": lambda: f'"{" ".join(words[-2:])}"',
        "quoted folded": lambda: f'"{fold(" ".join(words[-2:]))}" {draw.choice(("", fold(draw.choice(PROSE))))}',
        "number": lambda: _number(draw),
        "number loose": lambda: fold(_number(draw)).replace("/", " ").replace("-", " "),
        "number alone": lambda: str(draw.randint(1, 400)),
        "place": lambda: fold(draw.choice(PLACES)),
        "house": lambda: fold(f"{draw.choice(HOUSES)} {draw.choice(PLACES)}"),
        "award": lambda: draw.choice([*AWARDS, "cstđcs", "ttut", "gk", "bằng khen", "chien si thi dua"]),
        "name and year": lambda: f"{fold(words[-1])} {draw.randint(2004, 2026)}",
        "prose": lambda: " ".join(draw.sample(PROSE, draw.randint(1, 4))),
        "prose folded": lambda: fold(" ".join(draw.sample(PROSE, draw.randint(1, 3)))),
        "quoted prose": lambda: f'"{" ".join(draw.sample(PROSE, 2))}"',
        "title": lambda: f"bs {name}",
        "mixed": lambda: f"{fold(words[-1])} {draw.choice(PROSE)}",
        "nothing": lambda: "",
        "nonsense": lambda: "".join(draw.choice("aăâđeêơuy'\"*?\\|[](){}/-+ 0123\u0300😀") for _sign in range(draw.randint(1, 30))),
        "many words": lambda: " ".join(draw.sample([*PROSE, *GIVEN], 12)),
    }  # fmt: skip
    return ways[draw.choice(list(ways))]()


def _choices(draw: random.Random) -> dict[str, Any]:
    values: dict[str, Any] = {"language": draw.choices(("vi", "en"), (8, 2))[0], "filters": {}}
    possible = {
        "kind": KINDS,
        "year": [str(year) for year in range(2003, 2027)],
        "decision_year": [str(year) for year in range(2001, 2027)],
        "award": ("gk", "bk", "cstdcs", "nothing"),
        "level": ("co-so", "tinh"),
        "unit": [*(f"u{unit}" for unit in range(40)), "syt"],
        "subject": ("individual", "collective"),
        "campaign": [f"c{campaign}" for campaign in range(300)],
    }
    for name in draw.sample(list(possible), draw.choices((0, 1, 2, 3), (5, 3, 2, 1))[0]):
        values["filters"][name] = tuple(draw.sample(list(possible[name]), draw.choice((1, 1, 2))))
    values["sort"] = draw.choices(("relevance", "newest", "name"), (5, 2, 2))[0]
    if draw.random() < 0.2:
        values["since"] = FIRST_DAY + timedelta(days=draw.randrange(9_000))
    if draw.random() < 0.2:
        values["until"] = FIRST_DAY + timedelta(days=draw.randrange(9_000))
    values["facets"] = draw.choice((FACETS, FACETS, ("kind",), ()))
    values["limit"] = draw.choice((1, 7, 20, 100))
    values["offset"] = draw.choice((0, 0, 0, 1, 20, 150, 3_000))
    return values
