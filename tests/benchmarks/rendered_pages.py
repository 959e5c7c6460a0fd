"""``python -m tests.benchmarks.rendered_pages [SECONDS]``: what the store of rendered pages gives, in one run.

Seeds a demo in a temporary folder, starts gunicorn with and without the store and nginx in front, and prints

- a stored page through nginx against the same bytes as a static file (goal: at least 0.80),
- a stored page through gunicorn's layer against the uncached page (goal: at least 20 times), in answers a second and in
  processor time,
- the time from an editor's publication to the new page, through nginx and through gunicorn, while both are under load
  (goal: 95 of 100 within a second), and whether anything was still old after two seconds.

Load comes from wrk where it is installed, else from a client in Python (slower, the same for both sides).
"""

# ruff: noqa: T201 - a report

from __future__ import annotations

import http.client
import json
import os
import re
import shutil
import socket
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

BASE = Path(__file__).resolve().parents[2]
CONNECTIONS = 8
TURNS = 5
ACTS = 30


def free_port() -> int:
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        return int(one.getsockname()[1])


@contextmanager
def running(command: list[str], port: int, **environment: str) -> Iterator[int]:
    """Run a server until the block ends; yield the number of its process."""
    with subprocess.Popen(
        command,
        cwd=BASE,
        env={**os.environ, **environment},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
    ) as process:
        deadline = time.monotonic() + 60
        while True:
            try:
                socket.create_connection(("127.0.0.1", port), 1).close()
                break
            except OSError:
                if process.poll() is not None or time.monotonic() > deadline:
                    raise SystemExit(
                        process.stderr.read().decode() if process.stderr else "no start"
                    ) from None
                time.sleep(0.1)
        try:
            yield process.pid
        finally:
            process.terminate()
            process.wait(30)


def web_server(port: int, *site: str) -> list[str]:
    """Return how ``manage.py serve`` calls gunicorn, with two workers of four threads; for another ``site``, where it is
    and what its application is called.
    """
    from portal.core.management.commands.serve import gunicorn

    program, application, *options = gunicorn(bind=f"127.0.0.1:{port}", workers=2, threads=4)
    return [sys.executable, "-m", program, *(site or (application,)), *options]


def get(port: int, path: str, host: str) -> tuple[int, str]:
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=30)
    connection.request("GET", path, headers={"Host": host})
    answer = connection.getresponse()
    text = answer.read().decode()
    connection.close()
    return answer.status, text


def answering(port: int, host: str) -> None:
    """Wait until the workers behind a port answer, not only the port."""
    deadline = time.monotonic() + 120
    while time.monotonic() < deadline:
        try:
            if get(port, "/", host)[0] == 200:
                return
        except OSError:
            time.sleep(0.5)
    raise SystemExit(f"nobody answers on {port}")


def load(port: int, path: str, host: str, seconds: float) -> float:
    """Return answers a second."""
    wrk = shutil.which("wrk")
    if wrk:
        done = subprocess.run(
            [wrk, "-t1", f"-c{CONNECTIONS}", f"-d{max(1, round(seconds))}s", "-H", f"Host: {host}",
             f"http://127.0.0.1:{port}{path}"],
            capture_output=True, text=True, check=True,
        )  # fmt: skip
        if "Non-2xx" in done.stdout:
            raise SystemExit(done.stdout)
        return float(re.findall(r"Requests/sec:\s+([\d.]+)", done.stdout)[0])
    counts = [0] * CONNECTIONS
    stop = time.monotonic() + seconds

    def client(place: int) -> None:
        connection = http.client.HTTPConnection("127.0.0.1", port, timeout=30)
        while time.monotonic() < stop:
            connection.request("GET", path, headers={"Host": host})
            answer = connection.getresponse()
            answer.read()
            if answer.status != 200:
                raise SystemExit(f"{path}: {answer.status}")
            counts[place] += 1

    threads = [threading.Thread(target=client, args=(place,)) for place in range(CONNECTIONS)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return sum(counts) / seconds


def processor_time(process: int) -> float:
    """Return the seconds of processor time of a server's workers (Linux: /proc, ``man 5 proc``)."""
    total = 0
    for stat in Path("/proc").glob("[0-9]*/stat"):
        try:
            fields = stat.read_text(encoding="utf-8", errors="replace").rpartition(")")[2].split()
        except OSError:
            continue
        if int(fields[1]) == process:
            total += int(fields[11]) + int(fields[12])
    return total / os.sysconf("SC_CLK_TCK")


def cost(server: tuple[int, int], path: str, host: str, seconds: float) -> tuple[float, float]:
    """Load the server at a port, of a process; return answers a second and milliseconds of processor time of one."""
    port, process = server
    before, began = processor_time(process), time.monotonic()
    rate = load(port, path, host, seconds)
    answers = rate * (time.monotonic() - began)
    return rate, 1000 * (processor_time(process) - before) / answers


def best(turns: int, *measures) -> list[float]:
    """Return the median of each measure, taken in turn so that a busy machine disturbs all alike."""
    taken: list[list[float]] = [[] for _ in measures]
    for _turn in range(turns):
        for results, measure in zip(taken, measures, strict=True):
            results.append(measure())
    return [statistics.median(results) for results in taken]


def nginx_config(place: Path, port: int, application: int, folder: str) -> Path:
    text = (BASE / "deploy" / "nginx" / "tonvinh.conf").read_text(encoding="utf-8")
    start = text.index("server {\n    listen 80;")
    text = text[:start] + text[text.index("server {\n    listen 443") :]
    text = "\n".join(line for line in text.splitlines() if "ssl_certificate" not in line)
    text = text.replace(
        "listen 443 ssl;", f"listen 127.0.0.1:{port};\n    location /same/ {{ alias {place}/same/; }}"
    )
    text = text.replace("127.0.0.1:8000", f"127.0.0.1:{application}")
    text = text.replace("/srv/tonvinh/var", str(place / "var")).replace(
        "/srv/tonvinh/media", str(place / "media")
    )
    text = text.replace("server_name tonvinh.example.vn", "server_name _").replace(
        "tonvinh.example.vn", folder
    )
    module = Path("/usr/lib/nginx/modules/ngx_http_brotli_static_module.so")
    if not module.exists():
        text = "\n".join(line for line in text.splitlines() if "brotli_static" not in line)
    config = place / "nginx.conf"
    user = "user root;\n" if os.geteuid() == 0 else ""
    config.write_text(
        (f"load_module {module};\n" if module.exists() else "") + user
        + f"daemon off; worker_processes 1; pid {place}/nginx.pid; error_log {place}/nginx.log warn;\n"
        + "events { worker_connections 256; }\nhttp { access_log off; open_file_cache off;\n"
        + "".join(f"{n}_temp_path {place}/tmp-{n};\n" for n in ("client_body", "proxy", "fastcgi", "uwsgi", "scgi"))
        + text + "\n}\n",
        encoding="utf-8",
    )  # fmt: skip
    return config


def publish(number: int, path: str) -> None:
    """What an editor's approval does, in a process that has Django (see ``main``)."""
    from recognition.models import HonoreePage

    page = HonoreePage.objects.get(pk=number)
    page.lead = path
    page.save_revision().publish()


def acts(place: int, ports: tuple[int, ...], host: str) -> tuple[list[float], int]:
    """Publish ``ACTS`` times; return the seconds until every server shows it, and how often one was old after two."""
    from portal.core import outbox
    from recognition.models import HonoreePage

    page = HonoreePage.objects.get(pk=place)
    path = f"/ton-vinh/{page.slug}/"
    times, late = [], 0
    for number in range(ACTS):
        for port in ports:
            get(port, path, host)
        words = f"Câu giới thiệu thứ {number} lúc {time.time()}"
        publish(place, words)
        began = time.monotonic()
        waiting = set(ports)
        while waiting and time.monotonic() - began < 10:
            waiting = {port for port in waiting if words not in get(port, path, host)[1]}
        times.append(time.monotonic() - began)
        late += times[-1] > 2
    assert outbox.parked("rendered").count() == 0
    return times, late


def rates(
    label: str,
    path: str,
    servers: tuple[int, tuple[int, int], tuple[int, int]],
    host: str,
    same: Path,
    seconds: float,
) -> dict[str, object]:
    """Compare answers a second: nginx with a static file, the layer with the uncached page; of these two also the
    processor time, in which the load's own share has no part.
    """
    front, cached, uncached = servers
    status, text = get(cached[0], path, host)
    assert status == 200, (path, status)
    same.mkdir(exist_ok=True)
    (same / "page.html").write_text(text, encoding="utf-8")
    found: dict[str, object] = {}
    if front:
        stored, static = best(
            TURNS,
            lambda: load(front, path, host, seconds),
            lambda: load(front, "/same/page.html", host, seconds),
        )
        found[f"{label}: nginx, stored / static file"] = (
            f"{stored:.0f} / {static:.0f} = {stored / static:.2f}"
        )
    times: dict[int, list[float]] = {cached[0]: [], uncached[0]: []}

    def answered(server: tuple[int, int]) -> float:
        rate, spent = cost(server, path, host, seconds)
        times[server[0]].append(spent)
        return rate

    layer, plain = best(TURNS, lambda: answered(cached), lambda: answered(uncached))
    found[f"{label}: gunicorn, stored / uncached"] = f"{layer:.0f} / {plain:.0f} = {layer / plain:.1f} times"
    quick, slow = (statistics.median(times[port]) for port in (cached[0], uncached[0]))
    found[f"{label}: gunicorn, ms of processor time, uncached / stored"] = (
        f"{slow:.2f} / {quick:.3f} = {slow / quick:.1f} times"
    )
    return found


def main() -> None:
    seconds = float(sys.argv[1]) if len(sys.argv) > 1 else 3.0
    with tempfile.TemporaryDirectory(prefix="tonvinh-rendered-") as name, ExitStack() as stack:
        place = Path(name)
        place.chmod(0o755)
        cached, uncached, front = free_port(), free_port(), free_port()
        host = f"127.0.0.1:{front}"
        own = {
            "DATA_DIR": str(place / "data"), "VAR_DIR": str(place / "var"), "MEDIA_ROOT": str(place / "media"),
            "PUBLIC_URL": f"http://{host}", "SERVE_MEDIA": "true", "DATABASE_URL": f"sqlite:///{place}/data/portal.sqlite3",
            "TRUSTED_PROXIES": "none", "RENDERED_PAGES": "true", "LOG_LEVEL": "ERROR",
        }  # fmt: skip
        python, manage = sys.executable, str(BASE / "manage.py")
        print("Seeding a demo …", flush=True)
        demo = {**os.environ, **own, "DJANGO_SETTINGS_MODULE": "portal.settings.demo"}
        subprocess.run(
            [python, manage, "prepare", "--demo"], env=demo, cwd=BASE, check=True, stdout=subprocess.DEVNULL
        )
        os.environ.update(own, DJANGO_SETTINGS_MODULE="portal.settings.base")
        import django

        django.setup()
        from portal.core.models import SiteSettings, User
        from portal.core.rendered import store
        from recognition.enums import ConsentScope
        from recognition.models import Consent, HonoreePage

        site = SiteSettings.load()
        site.demo = False  # a demo sends a header of its own, which no configuration of nginx does
        site.save()
        User.objects.update(is_demo=False)  # outside the demo's settings their accounts are refused
        store.begin()

        with_layer = (cached, stack.enter_context(running(web_server(cached), cached)))
        without = (
            uncached,
            stack.enter_context(running(web_server(uncached), uncached, RENDERED_PAGES="false")),
        )
        program = shutil.which("nginx") or shutil.which("nginx", path="/usr/sbin")
        if program:
            config = nginx_config(place, front, cached, host.replace(":", "_"))
            stack.enter_context(
                running([program, "-p", name, "-c", str(config)], front, TZ="Asia/Ho_Chi_Minh")
            )

        agreed = Consent.objects.filter(scope=ConsentScope.BIOGRAPHY, withdrawn_at=None).values("honoree")
        page = HonoreePage.objects.filter(
            honoree__in=agreed, language="vi", live=True, honoree__is_public=True
        ).first()
        assert page is not None
        report: dict[str, object] = {
            "load": "wrk" if shutil.which("wrk") else "python",
            "cores": os.cpu_count(),
        }
        paths = {"wall": "/ton-vinh/", "honoree": f"/ton-vinh/{page.slug}/", "decisions": "/quyet-dinh/"}
        for port in (cached, uncached):
            answering(port, host)
        for label, path in paths.items():
            report |= rates(
                label, path, (front if program else 0, with_layer, without), host, place / "same", seconds
            )

        stop = threading.Event()

        def visitors() -> None:
            while not stop.is_set():
                load(cached, "/", host, 1)

        busy = threading.Thread(target=visitors)
        busy.start()
        times, late = acts(page.pk, (front, cached) if program else (cached,), host)
        stop.set()
        busy.join()
        ordered = sorted(times)
        report["publication to new HTML everywhere, under load"] = (
            f"p50 {statistics.median(ordered):.2f} s, p95 {ordered[int(len(ordered) * 0.95)]:.2f} s, "
            f"{late} of {ACTS} old after 2 s"
        )
        print(json.dumps(report, ensure_ascii=False, indent=1))


if __name__ == "__main__":
    main()
