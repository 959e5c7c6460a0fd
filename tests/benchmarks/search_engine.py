"""``python -m tests.benchmarks.search_engine N``: search with facets at N entries, beside SQLite FTS5 in the same run.

Both answer the same queries over the same invented documents: the first twenty results, the total, and the counts
of three facets. The service does the whole of its work (parsing, tiers, eight facets, rows, labels, highlighting);
SQLite has the folded text in an FTS5 table, a facet table, and counts with GROUP BY. Nothing outside a temporary
folder is touched.
"""

# ruff: noqa: T201, PLR0915 - a report

from __future__ import annotations

import os
import random
import sqlite3
import statistics
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "portal.settings.test")

FAMILY = [
    "Nguyễn",
    "Trần",
    "Lê",
    "Phạm",
    "Hoàng",
    "Huỳnh",
    "Phan",
    "Vũ",
    "Võ",
    "Đặng",
    "Bùi",
    "Đỗ",
    "Hồ",
    "Ngô",
    "Dương",
    "Lý",
]
WEIGHTS = [38, 11, 9, 7, 5, 5, 4, 4, 4, 2, 2, 2, 2, 2, 2, 1]
MIDDLE = [
    "Thị",
    "Văn",
    "Đức",
    "Ngọc",
    "Minh",
    "Hữu",
    "Quốc",
    "Kim",
    "Thanh",
    "Xuân",
    "Như",
    "Công",
    "Đình",
    "Bảo",
    "Mỹ",
    "Hồng",
]
GIVEN = [
    "Hoa",
    "Hòa",
    "Hóa",
    "Đạt",
    "Thủy",
    "Thúy",
    "Hải",
    "Hai",
    "Dũng",
    "Dung",
    "Anh",
    "Ánh",
    "Ân",
    "An",
    "Bình",
    "Khánh",
    "Khanh",
    "Linh",
    "Lan",
    "Lân",
    "Mai",
    "Nga",
    "Ngà",
    "Phúc",
    "Phước",
    "Quý",
    "Sơn",
    "Tâm",
    "Tùng",
    "Tú",
    "Vân",
    "Vy",
    "Yến",
    "Ý",
    "Hằng",
    "Hạnh",
    "Hậu",
    "Hiếu",
    "Hiền",
    "Hùng",
    "Hương",
    "Hường",
    "Huệ",
    "Long",
    "Lộc",
    "Nam",
    "Năm",
    "Nghĩa",
    "Nhung",
]
AWARDS = [f"award-{number}" for number in range(24)]
UNITS = [f"unit-{number}" for number in range(180)]
QUERIES = [
    "nguyen thi hoa", "Nguyễn Thị Hoa", "tran van dat", "Đặng Đức Đạt", "hoa", "nguyen", "le hong hanh", "ly my y",
    "bs nguyen van hai", "chien si thi dua co so", "giay khen 2021", "benh vien da khoa nguyen",
    "Phạm Thị Thuỷ", "57/QĐ-SYT", "qd 112 syt", "trung tam y te", "nguyễn thị h", "vo ngoc a",
]  # fmt: skip


def documents(count: int) -> Iterator[dict[str, object]]:
    draw = random.Random(20260227)
    for number in range(count):
        name = " ".join(
            [
                draw.choices(FAMILY, WEIGHTS)[0],
                *draw.choices(MIDDLE, k=draw.choice((1, 1, 1, 2))),
                draw.choice(GIVEN),
            ]
        )
        year = draw.randint(2005, 2026)
        unit = draw.randrange(len(UNITS))
        yield {
            "key": f"n{number}",
            "title": name,
            "words": draw.choice(
                (
                    "Chiến sĩ thi đua cơ sở",
                    "Giấy khen của Giám đốc Sở Y tế",
                    "Bằng khen của Ủy ban nhân dân tỉnh",
                )
            )
            + draw.choice((" Bệnh viện Đa khoa tỉnh", " Trung tâm Y tế khu vực", " Trạm Y tế xã"))
            + f" {unit}",
            "number": f"{draw.randint(1, 900)}/QĐ-SYT",
            "year": str(year),
            "award": draw.choice(AWARDS),
            "units": ("syt", UNITS[unit % 12], UNITS[unit]),
            "date": date(year, draw.randint(1, 12), draw.randint(1, 28)),
        }


def timed(action: Callable[[str], object], rounds: int) -> list[float]:
    spent = []
    for _round in range(rounds):
        for query in QUERIES:
            start = time.perf_counter()
            action(query)
            spent.append((time.perf_counter() - start) * 1000)
    return spent


def row(name: str, spent: list[float]) -> str:
    cuts = statistics.quantiles(spent, n=100, method="inclusive")
    return f"{name:<34}{cuts[49]:>9.2f}{cuts[94]:>9.2f}{max(spent):>9.2f}  ms p50, p95, worst"


def main(count: int, rounds: int) -> None:
    folder = Path(tempfile.mkdtemp(prefix="tonvinh-bench-"))
    os.environ["DATA_DIR"], os.environ["VAR_DIR"] = str(folder / "data"), str(folder / "var")
    import django
    from django.conf import settings

    django.setup()
    settings.SEARCH_INDEX_DIR = folder / "search"
    from django.core.management import call_command
    from django.db import connection

    connection.settings_dict["NAME"] = str(folder / "bench.sqlite3")

    from portal.core import vietnamese
    from portal.core.outbox import Ref
    from search import service
    from search.documents import Document, Query
    from search.models import Entry
    from search.projection import project

    call_command("migrate", "search", verbosity=0)
    start = time.perf_counter()
    batch: list[Entry] = []
    for made in documents(count):
        key = str(made["key"])
        document = Document(
            kind="honoree", key=key, language="vi", title=str(made["title"]), url=f"/ton-vinh/{key}/",
            words=str(made["words"]), numbers=(str(made["number"]),), date=made["date"],  # type: ignore[arg-type]
            facets={"year": (str(made["year"]),), "award": (str(made["award"]),), "unit": made["units"]},  # type: ignore[dict-item]
        )  # fmt: skip
        batch.append(project(document, Ref("bench.person", key)))
        if len(batch) == 1000:
            Entry.objects.bulk_create(batch)
            batch = []
    Entry.objects.bulk_create(batch)
    print(f"{count} entries projected and written: {count / (time.perf_counter() - start):,.0f}/s")
    start = time.perf_counter()
    service.rebuild()
    print(f"rebuild of the index: {count / (time.perf_counter() - start):,.0f} entries/s")
    size = sum(path.stat().st_size for path in (folder / "search").rglob("*") if path.is_file())
    print(f"index: {size / 1e6:,.1f} MB")

    database = sqlite3.connect(folder / "fts.sqlite3")
    database.execute("CREATE VIRTUAL TABLE t USING fts5(title, words, number, tokenize='unicode61')")
    database.execute("CREATE TABLE f (id INTEGER, facet TEXT, value TEXT)")
    for number, made in enumerate(documents(count), 1):
        folded = [vietnamese.fold(str(made[name])) for name in ("title", "words", "number")]
        database.execute("INSERT INTO t(rowid, title, words, number) VALUES (?, ?, ?, ?)", (number, *folded))
        values = [
            ("year", made["year"]),
            ("award", made["award"]),
            *(("unit", unit) for unit in made["units"]),
        ]  # type: ignore[attr-defined]
        database.executemany("INSERT INTO f VALUES (?, ?, ?)", [(number, *value) for value in values])
    database.execute("CREATE INDEX fi ON f(id)")
    database.commit()

    def fts(text: str) -> None:
        words = " ".join(
            f'"{word}"' for word in vietnamese.fold(text).replace("/", " ").replace("-", " ").split()
        )
        database.execute("SELECT rowid FROM t WHERE t MATCH ? ORDER BY rank LIMIT 20", (words,)).fetchall()
        database.execute("SELECT count(*) FROM t WHERE t MATCH ?", (words,)).fetchall()
        database.execute(
            "SELECT facet, value, count(*) FROM f WHERE id IN (SELECT rowid FROM t WHERE t MATCH ?) GROUP BY 1, 2",
            (words,),
        ).fetchall()

    for warm in QUERIES:
        service.find(Query(text=warm))
    ours = timed(lambda text: service.find(Query(text=text)), rounds)
    filtered = timed(lambda text: service.find(Query(text=text, filters={"year": ("2021", "2022")})), rounds)
    theirs = timed(fts, max(1, rounds // 10))
    suggested = timed(lambda text: service.suggest(text, "vi"), rounds)
    browse = timed(lambda _text: service.find(Query()), 1)
    print(row("service.find, facets", ours))
    print(row("service.find, year chosen", filtered))
    print(row("service.find, no words", browse))
    print(row("service.suggest", suggested))
    print(row("SQLite FTS5, three facets", theirs))
    ratio = (
        statistics.quantiles(theirs, n=100, method="inclusive")[94]
        / statistics.quantiles(ours, n=100, method="inclusive")[94]
    )
    print(f"at p95 FTS5 takes {ratio:.1f} times as long")
    start = time.perf_counter()
    project_one(count)
    print(f"one changed entry, committed and found: {(time.perf_counter() - start) * 1000:.1f} ms")


def project_one(count: int) -> None:
    from search.documents import Query
    from search.engines import engine
    from search.models import Entry
    from search.service import find

    entry = Entry.objects.get(key=f"n{count // 2}")
    with engine().writing() as writer:
        writer.replace([entry.source_ref], [entry])
    assert find(Query(text=entry.title)).total


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 10_000, int(sys.argv[2]) if len(sys.argv) > 2 else 20)
