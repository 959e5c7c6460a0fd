"""The configuration of nginx that we ship, on a temporary port: stored pages without the application."""

from __future__ import annotations

import gzip
import http.client
import os
import shutil
import socket
import subprocess
import time
from pathlib import Path

import pytest
from django.conf import settings as django_settings

from portal.core import assets, server_errors
from portal.core.rendered import store

CONF = Path(django_settings.BASE_DIR) / "deploy" / "nginx" / "tonvinh.conf"
NO_NGINX = "no nginx on this machine: install it (Debian, Ubuntu: apt-get install nginx-light)"
MODULES = ("ngx_http_brotli_static_module.so",)


def free_port() -> int:
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        return one.getsockname()[1]


def written(place: Path, port: int, application: int) -> Path:
    """Write the shipped configuration for a temporary place, without TLS."""
    text = CONF.read_text(encoding="utf-8")
    start = text.index("server {\n    listen 80;")
    text = text[:start] + text[text.index("server {\n    listen 443") :]
    text = text.replace("listen 443 ssl;", f"listen 127.0.0.1:{port};")
    text = "\n".join(line for line in text.splitlines() if "ssl_certificate" not in line)
    text = text.replace("127.0.0.1:8000", f"127.0.0.1:{application}")
    text = text.replace("/srv/tonvinh/var", str(place / "var")).replace(
        "/srv/tonvinh/media", str(place / "media")
    )
    text = text.replace("tonvinh.example.vn", "testserver")
    module = next((path for name in MODULES for path in Path("/usr/lib/nginx/modules").glob(name)), None)
    if module is None:
        text = "\n".join(line for line in text.splitlines() if "brotli_static" not in line)
    (place / "logs").mkdir(exist_ok=True)
    temporary = "".join(
        f"{name}_temp_path {place}/tmp-{name};\n"
        for name in ("client_body", "proxy", "fastcgi", "uwsgi", "scgi")
    )
    config = place / "nginx.conf"
    config.write_text(
        (f"load_module {module};\n" if module else "")
        + "daemon off; master_process off;\n"
        + f"pid {place}/nginx.pid; error_log {place}/logs/error.log warn;\n"
        + "env TZ;\nevents { worker_connections 128; }\n"
        + f"http {{ access_log off;\n{temporary}{text}\n}}\n",
        encoding="utf-8",
    )
    return config


@pytest.fixture
def nginx(visitor, settings, tmp_path):
    """The store of this test, shown by the web server; the application is stopped (nobody listens)."""
    program = shutil.which("nginx") or next((p for p in ("/usr/sbin/nginx",) if Path(p).exists()), None)
    if program is None:
        if os.environ.get("CI") == "true":
            pytest.fail(NO_NGINX)
        pytest.skip(NO_NGINX)
    store.begin()
    port = free_port()
    config = written(tmp_path, port, free_port())
    with subprocess.Popen(
        [program, "-p", str(tmp_path), "-c", str(config)],
        env={**os.environ, "TZ": "Asia/Ho_Chi_Minh"},
        stderr=subprocess.PIPE,
    ) as process:
        deadline = time.monotonic() + 10
        while True:
            try:
                socket.create_connection(("127.0.0.1", port), 1).close()
                break
            except OSError:
                assert process.poll() is None, process.stderr.read().decode()
                assert time.monotonic() < deadline
                time.sleep(0.05)
        yield port
        process.terminate()
        process.wait(10)
        process.stderr.read()


def ask(port: int, path: str, method: str = "GET", **headers: str):
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=10)
    connection.request(
        method, path, headers={"Host": "testserver", **{k.replace("_", "-"): v for k, v in headers.items()}}
    )
    answer = connection.getresponse()
    body = answer.read()
    connection.close()
    return answer, body


def test_stored_pages_are_answered_while_the_application_is_stopped(nginx, visitor):
    page = visitor.get("/ton-vinh/")
    english = visitor.get("/en/honorees/")
    second = visitor.get("/ton-vinh/?trang=2")
    assert ask(nginx, "/ton-vinh/")[1] == page.body
    assert ask(nginx, "/en/honorees/")[1] == english.body
    assert ask(nginx, "/ton-vinh/?trang=2")[1] == second.body
    assert ask(nginx, "/quyet-dinh/")[0].status == 503


@pytest.mark.parametrize(
    ("path", "headers", "status"),
    [
        ("/quyet-dinh/", {}, 503),  # not stored, and the application is stopped
        ("/ton-vinh/?q=khong-luu", {}, 503),
        ("/quyet-dinh/", {"cookie": "sessionid=x"}, 503),
        ("/gioi-thieu-guong/", {"content-length": str(41 * 1024 * 1024)}, 413),
        ("/quan-tri/documents/add/", {"content-length": str(211 * 1024 * 1024)}, 413),
        ("/tim-kiem/?q=" + "a" * 9_000, {}, 414),
        ("/ton-vinh/", {"cookie": "x=" + "a" * 9_000}, 431),
        ("/ton-vinh/", {"content-length": "khong"}, 400),
    ],
)
def test_what_never_reaches_the_application_gets_its_pages(
    nginx, visitor, settings, tmp_path, path, headers, status
):
    assets.build_error_pages(tmp_path / "var" / "static")
    answer, body = ask(nginx, path, **headers)
    assert answer.status == status
    assert body.decode() == server_errors.page(status)
    theirs = {name.lower(): value for name, value in answer.getheaders()}
    ours = {name.lower(): value for name, value in server_errors.answer(status).headers.items()}
    for headed in (theirs, ours):
        headed["content-security-policy"] = {
            part.strip() for part in headed["content-security-policy"].split(";")
        }
    assert ours.items() <= theirs.items()
    assert "last-modified" not in theirs


def test_headers_are_those_of_the_application(nginx, visitor):
    visitor.get("/ton-vinh/")
    answer, _body = ask(nginx, "/ton-vinh/")
    ours = visitor.get("/ton-vinh/").headers
    theirs = {name.lower(): value for name, value in answer.getheaders()}

    def policy(headers: dict[str, str]) -> set[str]:
        return {part.strip() for part in headers["content-security-policy"].split(";")}

    assert policy(theirs) == policy(ours)
    for name in ("content-type", "permissions-policy", "x-content-type-options", "x-frame-options", "vary",
                 "referrer-policy", "cross-origin-opener-policy", "cache-control"):  # fmt: skip
        assert theirs[name] == ours[name], name
    own = {
        "server",
        "date",
        "connection",
        "accept-ranges",
        "content-length",
        "etag",
        "strict-transport-security",
    }
    assert set(theirs) - own <= set(ours)
    assert set(ours) - set(theirs) <= {"content-language", "content-length"}
    assert "last-modified" not in theirs


def test_encodings_and_a_client_that_has_it(nginx, visitor):
    page = visitor.get("/ton-vinh/")
    packed, body = ask(nginx, "/ton-vinh/", Accept_Encoding="gzip")
    assert packed.getheader("Content-Encoding") == "gzip"
    assert gzip.decompress(body) == page.body
    tag = packed.getheader("ETag")
    again, empty = ask(nginx, "/ton-vinh/", Accept_Encoding="gzip", If_None_Match=tag)
    assert (again.status, empty) == (304, b"")
    assert ask(nginx, "/ton-vinh/", "HEAD")[0].status == 200


@pytest.mark.parametrize(
    ("path", "headers"),
    [
        ("/ton-vinh/", {"Cookie": "a=b; sessionid=x"}), ("/ton-vinh/", {"Cookie": "__Host-session=x"}),
        ("/ton-vinh/", {"Cookie": "display=large.more"}), ("/ton-vinh/?nam=2024", {}), ("/ton-vinh/?trang=1", {}),
        ("/ton-vinh/", {"HX-Request": "true"}), ("/ton-vinh/", {"Authorization": "Basic eA=="}),
        ("/ton-vinh/index.html", {}), ("/always/testserver/ton-vinh/", {}), ("/ton-vinh/index.html.meta", {}),
        ("/../index.sqlite3", {}),
    ],
)  # fmt: skip
def test_what_is_not_a_plain_reading_goes_to_the_application(nginx, visitor, path, headers):
    visitor.get("/ton-vinh/")
    answer, _body = ask(nginx, path, **headers)
    assert answer.status in {400, 503}  # nobody listens there


def test_a_write_goes_to_the_application(nginx, visitor):
    visitor.get("/ton-vinh/")
    assert ask(nginx, "/ton-vinh/", "POST")[0].status == 503


def test_a_dropped_page_is_gone_at_once(nginx, visitor):
    visitor.get("/ton-vinh/")
    assert ask(nginx, "/ton-vinh/")[0].status == 200
    store.drop_everything()
    assert ask(nginx, "/ton-vinh/")[0].status == 503


def test_a_page_that_counts_days_is_shown_on_its_day(nginx, visitor):
    from datetime import timedelta

    from django.utils import timezone

    from tests import factories

    factories.campaign(deadline=timezone.now() + timedelta(days=10))
    visitor.settle()
    page = visitor.get("/phong-trao/")
    names = [
        path.relative_to(store.current().folder).parts[0]
        for path in store.current().folder.rglob("index.html")
    ]
    assert [name for name in names if name.startswith("day-")]
    assert ask(nginx, "/phong-trao/")[1] == page.body


def test_a_page_with_headers_of_its_own_is_not_shown_by_nginx(nginx, visitor):
    from portal.core.models import SiteSettings

    own = SiteSettings.load()
    own.demo = True
    own.save()
    visitor.settle()
    assert visitor.get("/ton-vinh/").headers["x-robots-tag"] == "noindex"
    assert ask(nginx, "/ton-vinh/")[0].status == 503
