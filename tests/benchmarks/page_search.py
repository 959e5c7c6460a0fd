"""``python -m tests.benchmarks.page_search [SMALL LARGE]``: what saving one page costs, and indexing it for the admin.

Prints the median time to save and publish one page with all that follows from it (revision, outbox, both indexes),
then, for our backend and the stock one, to index one page, among SMALL (1,000) and among LARGE (20,000), and the
ratio, which should stay near 1. Runs on a test database of its own: SQLite, or PostgreSQL where ``DATABASE_URL`` says
so.
"""

# ruff: noqa: T201 - a report

from __future__ import annotations

import os
import statistics
import sys
import time

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "portal.settings.test")

BACKENDS = {"ours": "portal.core.page_search", "stock": "wagtail.search.backends.database"}
WORDS = [
    "Nguyễn",
    "Thị",
    "Thuỷ",
    "trạm",
    "y tế",
    "M'Drắk",
    "kỹ thuật",
    "thi đua",
    "khen thưởng",
    "điều dưỡng",
    "Đạt",
]
TURNS = 60
BATCH = 500


def pages(number: int) -> list:
    """Return this many pages below the root, more of them made where needed."""
    from django.contrib.contenttypes.models import ContentType
    from wagtail.models import Locale, Page

    root = Page.get_first_root_node()
    kept = list(Page.objects.filter(slug__startswith="do-").order_by("pk")[:number])
    page_type = ContentType.objects.get_for_model(Page)
    locale = Locale.get_default()
    fresh = [
        Page(
            title=f"{WORDS[place % 11]} {WORDS[place // 11 % 11]} {WORDS[place // 121 % 11]} {place}",
            slug=f"do-{place}",
            url_path=f"/do-{place}/",
            path=Page._get_path(root.path, 2, 1_000 + place),
            depth=2,
            content_type=page_type,
            locale=locale,
        )
        for place in range(len(kept), number)
    ]
    return kept + Page.objects.bulk_create(fresh, batch_size=BATCH)


def one(backend: object, among: list) -> float:
    """Return the median time in milliseconds to index one page, committed, as publishing does."""
    times = []
    for turn in range(TURNS):
        page = among[turn * 7 % len(among)]
        start = time.perf_counter()
        backend.add(page)
        times.append((time.perf_counter() - start) * 1000)
    return statistics.median(times)


def prose() -> list:
    """Return pages of ours, as many as are saved."""
    from wagtail.models import Page

    from portal.home.models import ProsePage

    root = Page.get_first_root_node()
    return [
        root.add_child(instance=ProsePage(title=f"Trang {WORDS[place % 11]} {place}", slug=f"bai-{place}"))
        for place in range(TURNS)
    ]


def saving(written: list) -> float:
    """Return the median time in milliseconds to save a revision and publish it, the outbox delivered after the commit."""
    times = []
    for turn, page in enumerate(written):
        page.title = f"{page.title} {WORDS[turn % 11]}"
        start = time.perf_counter()
        page.save_revision().publish()
        times.append((time.perf_counter() - start) * 1000)
    return statistics.median(times)


def main(small: int, large: int) -> None:
    from django.db import connection
    from wagtail.models import Page
    from wagtail.search.backends import get_search_backend

    print(f"Save and publish one page, median of {TURNS}, {connection.vendor}")
    written = prose()
    saving(written)
    costs = []
    for number in (small, large):
        filler = get_search_backend(BACKENDS["ours"])
        among = pages(number)
        for start in range(0, number, BATCH):
            filler.add_bulk(Page, among[start : start + BATCH])
        costs.append(saving(written))
    said("saving", small, large, costs)
    print(f"Index one page, median of {TURNS}, {connection.vendor}")
    for name, path in BACKENDS.items():
        backend = get_search_backend(path)
        backend.reset_indexes()
        costs = []
        for number in (small, large):
            among = pages(number)
            # Filled by our backend, quickly; then the norms are put into the state in which each backend leaves them.
            filler = get_search_backend(BACKENDS["ours"])
            for start in range(0, number, BATCH):
                filler.add_bulk(Page, among[start : start + BATCH])
            if name == "stock":
                backend.get_index_for_model(Page)._refresh_title_norms(full=True)
            costs.append(one(backend, among))
        said(name, small, large, costs)


def said(name: str, small: int, large: int, costs: list[float]) -> None:
    print(
        f"{name:>6}: {small:>7,} pages {costs[0]:8.2f} ms   {large:>7,} pages {costs[1]:8.2f} ms   ratio {costs[1] / costs[0]:.2f}"
    )


if __name__ == "__main__":
    import django

    django.setup()
    from django.test.utils import setup_databases, teardown_databases

    made = setup_databases(verbosity=0, interactive=False)
    try:
        sizes = [int(size) for size in sys.argv[1:3]] or [1_000, 20_000]
        main(*sizes)
    finally:
        teardown_databases(made, verbosity=0)
