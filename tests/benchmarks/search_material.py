"""Invented people, decisions and queries for the benchmark of search, and a fast way to make a million entries of them."""

from __future__ import annotations

import multiprocessing
import random
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date
from itertools import islice

from django.db import connection, transaction

from portal.core.outbox import Ref
from search.documents import Document
from search.models import Entry
from search.projection import project

# A common family name is shared by 38 of a hundred people, so that texts of common words are the hard ones.
FAMILY = "Nguyễn Trần Lê Phạm Hoàng Huỳnh Phan Vũ Võ Đặng Bùi Đỗ Hồ Ngô Dương Lý".split()
WEIGHTS = [38, 11, 9, 7, 5, 5, 4, 4, 4, 2, 2, 2, 2, 2, 2, 1]
MIDDLE = "Thị Văn Đức Ngọc Minh Hữu Quốc Kim Thanh Xuân Như Công Đình Bảo Mỹ Hồng".split()
GIVEN = (
    "Hoa Hòa Hóa Đạt Thủy Thúy Hải Hai Dũng Dung Anh Ánh Ân An Bình Khánh Khanh Linh Lan Lân Mai Nga Ngà Phúc Phước Quý "
    "Sơn Tâm Tùng Tú Vân Vy Yến Ý Hằng Hạnh Hậu Hiếu Hiền Hùng Hương Hường Huệ Long Lộc Nam Năm Nghĩa Nhung"
).split()
AWARDED = ("Chiến sĩ thi đua cơ sở", "Giấy khen của Giám đốc Sở Y tế", "Bằng khen của Ủy ban nhân dân tỉnh")
PLACES = ("Bệnh viện Đa khoa tỉnh", "Trung tâm Y tế khu vực", "Trạm Y tế xã")
AWARDS = [f"award-{number}" for number in range(24)]
UNITS = [f"unit-{number}" for number in range(180)]

QUERIES = (
    "nguyen thi hoa", "Nguyễn Thị Hoa", "tran van dat", "Đặng Đức Đạt", "hoa", "nguyen", "le hong hanh", "ly my y",
    "bs nguyen van hai", "chien si thi dua co so", "giay khen 2021", "benh vien da khoa nguyen", "Phạm Thị Thuỷ",
    "57/QĐ-SYT", "qd 112 syt", "trung tam y te", "nguyễn thị h", "vo ngoc a",
)  # fmt: skip
# What costs most: common words, phrases of them, words of which none is rare and that no entry holds together, raw typing.
WORST = (
    '"nguyen thi"', '"nguyễn thị"', '"chien si thi dua" nguyen', '"nguyen thi" "thi dua co so"', "a", "n", "t h",
    "chien si thi dua co so benh vien da khoa tinh giay khen", "nguyen tran le pham hoang huynh phan vu",
    "thi van duc ngoc minh huu quoc kim", "nguyen thi van duc giam doc so y te", "y te y te y te y te",
    "nguyeenx thij hoaf", "nguyen thi hoaf", "trung tam y te khu vuc nguyen van an zzzz", "",
)  # fmt: skip
PREFIXES = tuple(
    text[:size] for text in ("nguyen thi hoa", "Đặng Đức Đạt", "tran van", "57/QĐ-SYT", "benh vien", "giay khen")
    for size in range(1, len(text) + 1, 2)
)  # fmt: skip

CHUNK = 10_000
_COLUMNS = [field for field in Entry._meta.concrete_fields if field.name != "id"]


@dataclass(frozen=True, slots=True)
class Person:
    number: int
    name: str
    words: str
    decision: str
    day: date
    award: str
    units: tuple[str, ...]

    @property
    def document(self) -> Document:
        return Document(
            kind="honoree",
            key=f"n{self.number}",
            language="vi",
            title=self.name,
            url=f"/ton-vinh/n{self.number}/",
            words=self.words,
            numbers=(self.decision,),
            date=self.day,
            facets={"year": (str(self.day.year),), "award": (self.award,), "unit": self.units},
            ref=Ref("bench.person", str(self.number)),
        )


def people(start: int, stop: int) -> Iterator[Person]:
    """The same people for the same numbers, whatever the size of the whole; ``start`` stands at a chunk's beginning."""
    draw = random.Random(start)
    for number in range(start, stop):
        if number % CHUNK == 0:
            draw = random.Random(20_260_227 + number)
        middle = draw.choices(MIDDLE, k=draw.choice((1, 1, 1, 2)))
        unit = draw.randrange(len(UNITS))
        yield Person(
            number=number,
            name=" ".join([draw.choices(FAMILY, WEIGHTS)[0], *middle, draw.choice(GIVEN)]),
            words=f"{draw.choice(AWARDED)} {draw.choice(PLACES)} {unit}",
            decision=f"{draw.randint(1, 900)}/QĐ-SYT",
            day=date(draw.randint(2005, 2026), draw.randint(1, 12), draw.randint(1, 28)),
            award=draw.choice(AWARDS),
            units=tuple(dict.fromkeys(("syt", UNITS[unit % 12], UNITS[unit]))),
        )


def _rows(span: tuple[int, int]) -> list[tuple[object, ...]]:
    """The columns of the entries of one chunk, ready for the database."""
    made = []
    for person in people(*span):
        document = person.document
        assert document.ref is not None
        entry = project(document, document.ref)
        made.append(
            tuple(
                field.get_db_prep_save(getattr(entry, field.attname), connection=connection)
                for field in _COLUMNS
            )
        )
    return made


def fill(count: int, told: Callable[[int], None]) -> None:
    """Writes the entries, made by as many processes as there are processors."""
    names = ", ".join(connection.ops.quote_name(field.column) for field in _COLUMNS)
    marks = ", ".join(["%s"] * len(_COLUMNS))
    statement = f"INSERT INTO {Entry._meta.db_table} ({names}) VALUES ({marks})"
    spans = ((start, min(start + CHUNK, count)) for start in range(0, count, CHUNK))
    done = 0
    with multiprocessing.get_context("fork").Pool() as pool:
        waiting = [pool.apply_async(_rows, (span,)) for span in islice(spans, 4)]
        while waiting:
            rows = waiting.pop(0).get()
            # Never more than a few chunks are in memory.
            waiting.extend(pool.apply_async(_rows, (span,)) for span in islice(spans, 1))
            with transaction.atomic(), connection.cursor() as cursor:
                cursor.executemany(statement, rows)
            done += len(rows)
            told(done)
