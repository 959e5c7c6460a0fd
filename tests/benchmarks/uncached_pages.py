"""``python -m tests.benchmarks.uncached_pages [SECONDS [MOST]]``: our pages without the store beside a stock Wagtail site.

Seeds a demo in a temporary folder, makes a site with ``wagtail start`` beside it, gives it the same content (the wall
with the same people, filters, counts and portraits in the same widths; the same page of a person with citation, decision,
law of the day, facts, code and QR, ways to share, neighbours, structured data, print note; the same menu and footer),
written as Wagtail's tutorial writes it, with its queries joined where a careful author joins them, and serves both with
the same gunicorn, the same database engine, DEBUG off and one connection. Prints answers a second as a ratio (goal: at
least 3 times) and the queries of each page of ours with 20, 100 and 1,000 people.

What differs, and is said: ours chooses the law by date, hides what has no consent, knows two languages and remembers what
stands on a page, and how its lists are drawn, while nothing they were read from changes (docs/remembered.md); the stock site
asks for and draws all of it each time.
"""

# ruff: noqa: T201 - a report

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from contextlib import ExitStack
from pathlib import Path
from typing import Any

from tests.benchmarks.rendered_pages import BASE, answering, best, free_port, get, load, running, web_server

STOCK = Path(__file__).parent / "stock"
SIZES = (20, 100, 1000)


def people_of_ours() -> list[dict[str, Any]]:
    """Return the public facts of everybody, in the order of the wall, as a stock site would be given them."""
    from recognition.domain import queries
    from recognition.domain.publication import visibility_of
    from recognition.models import Honoree, HonoreePage

    pages = {page.honoree_id: page for page in HonoreePage.objects.filter(language="vi")}
    found = []
    for honoree in Honoree.objects.public().select_related("unit").order_by("sort_key", "id"):
        page = pages.get(honoree.pk)
        detail = queries.honoree_detail(honoree, visibility=visibility_of(honoree), page=page)
        today = detail.unit_today
        found.append(
            {
                "slug": honoree.slug,
                "name": detail.name,
                "given": detail.given,
                "kind": detail.kind,
                "titles": detail.titles,
                "position": detail.position,
                "unit": detail.unit_then,
                "unit_today": [today.name, today.url] if today else None,
                "specialty": detail.specialty,
                "lead": page.lead if page else "",
                "portrait": str(page.portrait.file.path)
                if page and detail.portrait and page.portrait
                else "",
                "portrait_alt": detail.portrait.alt if detail.portrait else "",
                "code": queries.shown_code(detail.main.public_id) if detail.main else "",
                "description": detail.main.award_line if detail.main else "",
                "awards": [
                    {
                        "year": line.merit,
                        "award": line.award,
                        "unit": line.unit,
                        "position": line.position,
                        "citation": line.citation,
                        "law": line.law,
                        "decision": {
                            "office": line.decision.issuer,
                            "number": line.decision.number,
                            "label": line.decision.label,
                            "address": line.decision.url,
                            "dated": line.decision.dated.isoformat() if line.decision.dated else None,
                        },
                    }
                    for line in detail.conferrals
                ],
            }
        )
    return found


MENU = ("Gương điển hình", "Phong trào thi đua", "Quyết định", "Theo năm")
FOOTER = (
    "Nguyên tắc công bố", "Báo sai sót, yêu cầu gỡ", "Bảng thuật ngữ", "Hỗ trợ tiếp cận", "Hướng dẫn sử dụng",
    "Liên hệ", "Chuyên trang", "Tìm kiếm", "Xác minh quyết định", "Nguồn tin RSS", "Giới thiệu gương tốt",
    "Gửi yêu cầu", "Lập hồ sơ đề nghị", "Sơ đồ trang",
)  # fmt: skip
PUBLISHER = {
    "name": "Sở Y tế tỉnh Lam Giang", "parent": "Ủy ban nhân dân tỉnh Lam Giang",
    "address": "Số 15 đường Nguyễn Hữu Thận, phường Hòa An, tỉnh Lam Giang", "phone": "0200 000 0000",
    "mail": "vanphong@syt.example", "responsible": "Trung tâm Truyền thông y tế tỉnh",
    "licence": "Ghi rõ nguồn khi sử dụng lại thông tin.",
}  # fmt: skip


def stock_site(place: Path, people: list[dict[str, Any]]) -> Path:
    """Make a site with ``wagtail start``, add the models and templates of ``stock/``, fill it; return its folder."""
    site = place / "stock"
    site.mkdir()
    python = sys.executable
    environment = {key: value for key, value in os.environ.items() if not key.startswith("DJANGO")}
    quiet: dict[str, Any] = {"stdout": subprocess.DEVNULL, "env": environment}
    command = "import sys; from wagtail.bin.wagtail import main; sys.argv = ['wagtail', 'start', 'stock', '.']; main()"
    subprocess.run([python, "-c", command], cwd=site, check=True, **quiet)
    (site / "home" / "models.py").write_text(
        (STOCK / "models.py").read_text(encoding="utf-8"), encoding="utf-8"
    )
    for template in (STOCK / "templates").iterdir():
        folder = (
            site / "stock" / "templates"
            if template.name == "base.html"
            else site / "home" / "templates" / "home"
        )
        folder.mkdir(parents=True, exist_ok=True)
        (folder / template.name).write_text(template.read_text(encoding="utf-8"), encoding="utf-8")
    (site / "stock" / "settings" / "measured.py").write_text(
        "from .base import *\n"
        "DEBUG = False\nSECRET_KEY = 'measured'\nALLOWED_HOSTS = ['*']\n"
        "WAGTAILADMIN_BASE_URL = 'http://127.0.0.1'\n"
        "STORAGES['staticfiles'] = {'BACKEND': 'django.contrib.staticfiles.storage.StaticFilesStorage'}\n"
        "DATABASES['default']['CONN_MAX_AGE'] = None\n"
        "INSTALLED_APPS += ['wagtail.contrib.settings']\n",
        encoding="utf-8",
    )
    tags = site / "home" / "templatetags"
    tags.mkdir()
    for source in (STOCK / "templatetags").glob("*.py"):
        (tags / source.name).write_text(source.read_text(encoding="utf-8"), encoding="utf-8")
    content = {"people": people, "menu": MENU, "footer": FOOTER, "publisher": PUBLISHER}
    (site / "content.json").write_text(json.dumps(content), encoding="utf-8")
    (site / "fill.py").write_text((STOCK / "fill.py").read_text(encoding="utf-8"), encoding="utf-8")
    environment["DJANGO_SETTINGS_MODULE"] = "stock.settings.measured"
    for arguments in (
        ["manage.py", "makemigrations", "home"],
        ["manage.py", "migrate"],
        ["fill.py", "content.json"],
    ):
        subprocess.run([python, *arguments], cwd=site, check=True, **quiet)
    return site


def queries_of_ours(host: str, sizes: Sequence[int]) -> dict[str, str]:
    """Return the queries of each kind of page, warm and with nothing remembered, with each number of people more in the
    list, and how long it takes with the most of them.
    """
    from django.db import connection
    from django.test import Client
    from django.test.utils import CaptureQueriesContext

    from portal.core.remembered import forget
    from portal.home.demo.bulk import load as load_people
    from recognition.domain import queries
    from recognition.models import Award, Decision, Honoree, Unit

    client = Client(headers={"host": host})

    def asked(path: str) -> int:
        with CaptureQueriesContext(connection) as seen:
            client.get(path)
        return len(seen)

    found: dict[str, list[int]] = {}
    loaded = 0
    times: dict[str, str] = {}
    for size in sizes:
        load_people(count=size - loaded, seed=7 + size, say=lambda _words: None)
        loaded = size
        decision = Decision.objects.order_by("-pk")[0]
        person = Honoree.objects.public().order_by("-pk")[0]
        paths = {
            "home": "/", "wall": "/ton-vinh/", "honoree": f"/ton-vinh/{person.slug}/", "register": "/quyet-dinh/",
            "decision": queries.decision_paths([decision])[decision.pk], "years": "/theo-nam/",
            "year": f"/theo-nam/{decision.year}/", "units": "/don-vi/",
            "unit": f"/don-vi/{Unit.objects.get(parent=None, successor=None, code='SYT').slug}/"
            if Unit.objects.filter(code="SYT", parent=None).exists()
            else f"/don-vi/{Unit.objects.order_by('pk')[0].slug}/",
            "awards": "/danh-hieu/", "award": f"/danh-hieu/{Award.objects.get(code='LDTT').code}/",
            "stories": "/guong-dien-hinh/", "campaigns": "/phong-trao/", "site map": "/so-do-trang/",
        }  # fmt: skip
        for name, path in paths.items():
            for _turn in range(2):
                assert client.get(path).status_code == 200, path
            found.setdefault(f"{name}, warm", []).append(asked(path))
            forget()
            found.setdefault(f"{name}, with nothing remembered", []).append(asked(path))
            if size == sizes[-1]:
                times[name] = (
                    f"{milliseconds(client, path, lambda: None)} / {milliseconds(client, path, forget)}"
                )
    told = {f"queries of {name}": " / ".join(map(str, numbers)) for name, numbers in found.items()}
    return told | {f"ms of {name}, with {sizes[-1]} more": text for name, text in times.items()}


def milliseconds(client: Any, path: str, before: Callable[[], None]) -> str:
    """Return the shortest of five answers, each after ``before``."""
    times = []
    for _turn in range(5):
        before()
        started = time.perf_counter()
        client.get(path)
        times.append(time.perf_counter() - started)
    return f"{1000 * min(times):.0f}"


def main() -> None:
    seconds = float(sys.argv[1]) if len(sys.argv) > 1 else 3.0
    most = int(sys.argv[2]) if len(sys.argv) > 2 else SIZES[-1]
    sizes = [*(size for size in SIZES if size < most), most]
    with tempfile.TemporaryDirectory(prefix="tonvinh-uncached-") as name, ExitStack() as stack:
        place = Path(name)
        ours, theirs = free_port(), free_port()
        host = f"127.0.0.1:{ours}"
        own = {
            "DATA_DIR": str(place / "data"), "VAR_DIR": str(place / "var"), "MEDIA_ROOT": str(place / "media"),
            "PUBLIC_URL": f"http://{host}", "SERVE_MEDIA": "true", "DATABASE_URL": f"sqlite:///{place}/data/portal.sqlite3",
            "TRUSTED_PROXIES": "none", "RENDERED_PAGES": "false", "LOG_LEVEL": "ERROR",
            "DJANGO_SETTINGS_MODULE": "portal.settings.demo",
        }  # fmt: skip
        os.environ.update(own)
        python = sys.executable
        print("Seeding a demo, making its pictures …", flush=True)
        for command in (["prepare", "--demo"], ["db_worker", "--batch", "--queue-name", "*"]):
            subprocess.run(
                [python, str(BASE / "manage.py"), *command],
                cwd=BASE,
                check=True,
                stdout=subprocess.DEVNULL,
                stderr=subprocess.DEVNULL,
            )
        import django

        django.setup()
        people = people_of_ours()
        print(f"Making a stock site of {len(people)} people …", flush=True)
        site = stock_site(place, people)
        stack.enter_context(running(web_server(ours), ours))
        stack.enter_context(
            running(
                web_server(theirs, "--chdir", str(site), "stock.wsgi:application"),
                theirs,
                DJANGO_SETTINGS_MODULE="stock.settings.measured",
            )
        )
        for port in (ours, theirs):
            answering(port, host)
        with_portrait = next(person["slug"] for person in people if person["portrait"])
        plain = next(person["slug"] for person in people if not person["portrait"])
        report: dict[str, object] = {"people": len(people), "cores": os.cpu_count()}
        for label, path in (
            ("wall", "/ton-vinh/"),
            ("honoree with portrait", f"/ton-vinh/{with_portrait}/"),
            ("honoree", f"/ton-vinh/{plain}/"),
        ):
            weights = []
            for port in (ours, theirs):
                for _turn in range(
                    20
                ):  # both make what they keep: renditions, memory, templates, in every worker
                    status, text = get(port, path, host)
                assert status == 200, (label, port, status)
                weights.append(len(text.encode()))
            fast, stock = best(
                3,
                lambda path=path: load(ours, path, host, seconds),
                lambda path=path: load(theirs, path, host, seconds),
            )
            report[f"{label}: ours uncached / stock, answers a second"] = (
                f"{fast:.1f} / {stock:.1f} = {fast / stock:.2f} times "
                f"({weights[0] / 1024:.0f} KB / {weights[1] / 1024:.0f} KB of HTML)"
            )
        print(json.dumps(report, ensure_ascii=False, indent=1), flush=True)
        print(json.dumps(queries_of_ours(host, sizes), ensure_ascii=False, indent=1))


if __name__ == "__main__":
    main()
