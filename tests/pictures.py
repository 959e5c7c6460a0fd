"""Pictures of the demo for the README: ``make pictures`` starts the demo, opens it in Chromium and writes docs/images.

``python -m tests.pictures --base http://127.0.0.1:8000`` takes them of a demo that is running.
"""

from __future__ import annotations

import argparse
import io
import os
import shutil
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from PIL import Image
from playwright.sync_api import Browser, sync_playwright

from tests.conftest import CHROMIUM_FLAGS, CHROMIUM_NAMES

ROOT = Path(__file__).resolve().parent.parent
FOLDER = ROOT / "docs" / "images"
LARGEST = 150_000  # bytes of one picture
TOGETHER = 2_000_000
WAIT = 900  # seconds for a demo that has to be built, and for its worker to make the pictures on its pages
WAITING = """
from django_tasks_db.models import DBTaskResult
from portal.core.models import OutboxRow, PortalImage
unfinished = DBTaskResult.objects.filter(status__in=("READY", "RUNNING"))
print(OutboxRow.objects.count() + PortalImage.objects.filter(renditions=None).count() + unfinished.count())
"""
"""Says how much the worker of a demo has left to do: a page is not photographed before its pictures are there."""
DECODED = """() => Promise.all([...document.images]
    .filter(image => { const box = image.getBoundingClientRect(); return box.top < innerHeight && box.bottom > 0; })
    .map(image => image.decode().catch(() => null)))"""


@dataclass(frozen=True, slots=True)
class Shot:
    """A picture: where, how wide, how tall (the page is cut there), in which scheme, and what is done before.

    ``follow`` names links by selector, followed one after another from ``path``.
    """

    name: str
    path: str
    width: int = 1280
    height: int = 900
    dark: bool = False
    follow: tuple[str, ...] = ()
    printed: bool = False
    down_to: str = ""


SHOTS = (
    Shot("home", "/"),
    Shot("home-dark", "/", dark=True),
    Shot("home-phone", "/", width=360, height=780),
    Shot("honorees", "/ton-vinh/"),
    Shot("honoree", "/", follow=("main .certificate a[href^='/ton-vinh/']",)),
    Shot(
        "honoree-print",
        "/",
        follow=("main .certificate a[href^='/ton-vinh/']",),
        width=794,
        height=1123,
        printed=True,
    ),
    Shot("story", "/guong-dien-hinh/nguoi-giu-tram-giua-rung-duoc/"),
    Shot("film", "/guong-dien-hinh/nguoi-giu-tram-giua-rung-duoc/", down_to="figure.video"),
    Shot("campaign", "/", follow=("main .campaign-banner a",)),
    Shot("decision", "/quyet-dinh/", follow=("main .register a",)),
    Shot("search", "/tim-kiem/?q=nguyen+thi+hoa"),
    Shot("year-phone", "/theo-nam/", width=360, height=780, dark=True),
    Shot("collection", "/chuyen-trang/giu-tram-giua-mua-nuoc/"),
    Shot("english", "/en/honorees/"),
)


def take(browser: Browser, base: str, shot: Shot) -> bytes:
    """Return the picture as WebP of at most ``LARGEST`` bytes. Raises ``RuntimeError`` where the demo does not answer."""
    page = browser.new_page(
        viewport={"width": shot.width, "height": shot.height},
        color_scheme="dark" if shot.dark else "light",
        reduced_motion="reduce",
        locale="vi-VN",
        timezone_id="Asia/Ho_Chi_Minh",
    )
    try:
        page.set_default_timeout(60_000)
        answer = page.goto(base + shot.path, wait_until="load")
        for selector in shot.follow:
            href = page.locator(selector).first.get_attribute("href")
            answer = page.goto(base + str(href), wait_until="load")
        if answer is None or answer.status != 200:
            raise RuntimeError(f"{page.url} answered {answer.status if answer else 'nothing'}")
        page.wait_for_load_state("networkidle")
        page.reload(wait_until="load")  # fonts that came too late for the first view are shown in the second
        if shot.printed:
            page.emulate_media(media="print")
        if shot.down_to:
            page.locator(shot.down_to).first.scroll_into_view_if_needed()
            page.evaluate(
                "selector => document.querySelector(selector).scrollIntoView({block: 'center'})", shot.down_to
            )
        page.wait_for_load_state("networkidle")
        page.evaluate("document.fonts.ready")
        page.evaluate(DECODED)
        picture = Image.open(io.BytesIO(page.screenshot(animations="disabled"))).convert("RGB")
    finally:
        page.close()
    for quality in (82, 74, 66, 58):
        target = io.BytesIO()
        picture.save(target, "WEBP", quality=quality, method=6)
        if target.tell() <= LARGEST:
            return target.getvalue()
    raise RuntimeError(f"{shot.name} stays above {LARGEST} bytes")


@contextmanager
def demo() -> Iterator[str]:
    """A demo of its own on a free port, built first where there is none; stopped afterwards."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    base = f"http://127.0.0.1:{port}"
    environment = {**os.environ, "DJANGO_SETTINGS_MODULE": "portal.settings.demo", "PUBLIC_URL": base}
    manage = [sys.executable, str(ROOT / "manage.py")]
    subprocess.run([*manage, "prepare", "--demo"], env=environment, cwd=ROOT, check=True)
    server = subprocess.Popen([*manage, "serve", "--bind", f"127.0.0.1:{port}"], env=environment, cwd=ROOT)
    try:
        _wait_for(base)
        _wait_for_the_worker(manage, environment)
        yield base
    finally:
        server.terminate()
        server.wait(timeout=60)


def _wait_for(base: str) -> None:
    end = time.monotonic() + WAIT
    while time.monotonic() < end:
        try:
            with urllib.request.urlopen(f"{base}/healthz", timeout=10):
                return
        except (urllib.error.URLError, OSError):
            time.sleep(0.5)
    raise RuntimeError("the demo does not answer")


def _wait_for_the_worker(manage: list[str], environment: dict[str, str]) -> None:
    end = time.monotonic() + WAIT
    while time.monotonic() < end:
        told = subprocess.run(
            [*manage, "shell", "--verbosity", "0", "-c", WAITING],
            env=environment, cwd=ROOT, check=True, capture_output=True, text=True,
        )  # fmt: skip
        if told.stdout.split()[-1:] == ["0"]:
            return
        time.sleep(2)
    raise RuntimeError("the worker has not made the demo's pictures")


def write(base: str, folder: Path = FOLDER) -> None:
    """Write all pictures into ``folder`` and say how large they are."""
    executable = next((path for name in CHROMIUM_NAMES if (path := shutil.which(name))), None)
    if executable is None:
        raise SystemExit("no Chromium on this machine: install it (Debian, Ubuntu: apt-get install chromium)")
    folder.mkdir(parents=True, exist_ok=True)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=executable, args=list(CHROMIUM_FLAGS))
        made = {shot.name: take(browser, base, shot) for shot in SHOTS}
        browser.close()
    total = sum(map(len, made.values()))
    if total > TOGETHER:
        raise SystemExit(f"together {total} bytes, more than {TOGETHER}")
    for old in folder.glob("*.webp"):
        if old.stem not in made:
            old.unlink()
    for name, data in made.items():
        (folder / f"{name}.webp").write_bytes(data)
        sys.stdout.write(f"{name}.webp  {len(data) // 1000} KB\n")
    sys.stdout.write(f"{len(made)} pictures, {total // 1000} KB\n")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--base", help="a demo that is running already")
    chosen = parser.parse_args()
    if chosen.base:
        write(chosen.base.rstrip("/"))
    else:
        with demo() as base:
            write(base)


if __name__ == "__main__":
    main()
