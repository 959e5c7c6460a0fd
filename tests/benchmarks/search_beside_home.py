"""``python -m tests.benchmarks.search_beside_home URL [ROUNDS]``: how long the home page takes alone, and beside two of
the worst searches.

The worst two are found by asking candidates first. Then, turn about, the home page is asked alone and a moment after
both searches were started: the goal is that they delay it by no more than 50 ms at p95. At last both searches run again
and again without a pause while a reader asks for the home page; that shares the processors by three and is told for
comparison. Nothing is written but the counts of the search report. Start the server with ``SEARCHES_A_MINUTE=1000000``,
or the limit of an address ends the load after six hundred searches; refusals are counted and said.
"""

# ruff: noqa: T201 - a report

from __future__ import annotations

import http.client
import statistics
import sys
import threading
import time
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from urllib.parse import quote, urlencode, urlsplit

GOAL = 50.0  # ms
AT_ONCE = 2
TRIALS = 5  # of each candidate
HEAD_START = 0.003  # seconds the searches are ahead
PAUSE = 0.02  # of a reader, or the home page itself would be the load
MANY = {"year": [str(year) for year in range(2005, 2025)], "subject": ["individual", "collective"]}
CANDIDATES = {
    "no words": "",
    "no words, many facets": urlencode(MANY, doseq=True),
    "no words, by name, the last page": "sort=name&trang=500",
    "one letter": "q=n",
    "a frequent word": "q=" + quote("nguyen"),
    "frequent words": "q=" + quote("nguyen thi van"),
    "frequent words, many facets": "q=" + quote("nguyen thi") + "&" + urlencode(MANY, doseq=True),
    "twelve words": "q=" + quote("nguyen tran le pham thi van duc ngoc minh huu quoc k"),
    "a quotation": "q=" + quote('"nguyen thi" "benh vien" "khoa" so y te'),
    "typing errors": "q=" + quote("nguyenx thij hoaf ddieuf dduongwx"),
    "long text": "q=" + quote("bệnh viện đa khoa tỉnh khen thưởng thành tích xuất sắc công tác " * 3),
    "the deepest page": "q=" + quote("thi") + "&trang=500",
}


class Browser:
    """One connection that is kept."""

    def __init__(self, url: str) -> None:
        self.parts = urlsplit(url)
        self.connection: http.client.HTTPConnection | None = None

    def get(self, path: str) -> tuple[int, float]:
        """Status and milliseconds until the whole answer is here."""
        started = time.perf_counter()
        if self.connection is None:
            made = http.client.HTTPSConnection if self.parts.scheme == "https" else http.client.HTTPConnection
            self.connection = made(self.parts.netloc, timeout=60)
        self.connection.request("GET", path)
        answer = self.connection.getresponse()
        answer.read()
        if answer.will_close:
            self.connection.close()
            self.connection = None
        return answer.status, (time.perf_counter() - started) * 1000


def main() -> None:
    if len(sys.argv) < 2:
        sys.exit(__doc__)
    url, rounds = sys.argv[1].rstrip("/"), int(sys.argv[2]) if len(sys.argv) > 2 else 100
    worst = worst_searches(url)
    statuses: Counter[int] = Counter()
    alone, beside = turn_about(url, worst, rounds, statuses)
    without_pause = under_load(url, worst, rounds, statuses)
    print(f"\n{'home page (ms)':34}{'p50':>9}{'p95':>9}{'worst':>9}{'pages':>8}")
    row("alone", alone)
    row("beside two of the worst at once", beside)
    row("beside two that never pause", without_pause)
    delay = figure(beside, 95) - figure(alone, 95)
    print(f"{'delay by two at once':34}{figure(beside, 50) - figure(alone, 50):9.1f}{delay:9.1f}")
    print(f"searches meanwhile: {dict(statuses)}")
    if statuses[429]:
        print(
            "Searches were refused (429), so the load was less: start the server with SEARCHES_A_MINUTE=1000000."
        )
    print(f"goal: {GOAL:.0f} ms at p95: {'kept' if delay <= GOAL else 'MISSED'}")


def turn_about(
    url: str, worst: list[str], rounds: int, statuses: Counter[int]
) -> tuple[list[float], list[float]]:
    """The home page alone and beside the searches, in turn, so that what else the machine does weighs on both alike."""
    reader, searchers = Browser(url), [Browser(url) for _path in worst]
    alone, beside = [], []
    with ThreadPoolExecutor(len(worst)) as pool:
        for _round in range(rounds):
            alone.append(home(reader))
            running = [
                pool.submit(searcher.get, path) for searcher, path in zip(searchers, worst, strict=True)
            ]
            time.sleep(HEAD_START)
            beside.append(home(reader))
            statuses.update(search.result()[0] for search in running)
    return alone, beside


def under_load(url: str, worst: list[str], rounds: int, statuses: Counter[int]) -> list[float]:
    stop = threading.Event()

    def search(path: str) -> None:
        browser = Browser(url)
        while not stop.is_set():
            statuses[browser.get(path)[0]] += 1

    threads = [threading.Thread(target=search, args=(path,)) for path in worst]
    for thread in threads:
        thread.start()
    reader, durations = Browser(url), []
    for _round in range(rounds):
        durations.append(home(reader))
        time.sleep(PAUSE)
    stop.set()
    for thread in threads:
        thread.join()
    return durations


def home(reader: Browser) -> float:
    status, duration = reader.get("/")
    if status != 200:
        sys.exit(f"the home page answers {status}")
    return duration


def worst_searches(url: str) -> list[str]:
    """The addresses of the two slowest candidates."""
    browser, taken = Browser(url), {}
    print(f"{'search alone':40}{'p50':>9}{'status':>8}")
    for name, query in CANDIDATES.items():
        path = "/tim-kiem/?" + query
        answers = [browser.get(path) for _trial in range(TRIALS)]
        taken[path] = statistics.median(duration for _status, duration in answers)
        print(f"{name:40}{taken[path]:9.1f}{answers[-1][0]:8}")
    return sorted(taken, key=lambda path: -taken[path])[:AT_ONCE]


def figure(durations: list[float], share: int) -> float:
    return statistics.quantiles(durations, n=100, method="inclusive")[share - 1]


def row(name: str, durations: list[float]) -> None:
    print(
        f"{name:34}{figure(durations, 50):9.1f}{figure(durations, 95):9.1f}{max(durations):9.1f}{len(durations):8}"
    )


if __name__ == "__main__":
    main()
