"""Settings are tried in processes of their own, because a process has one."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest
from django.core.exceptions import ImproperlyConfigured

from portal.settings import env

ROOT = Path(__file__).parents[3]
COMPLETE = {
    "DATABASE_URL": "postgres://portal:secret@localhost/portal",
    "PUBLIC_URL": "https://tonvinh.example.vn",
    "TRUSTED_PROXIES": "127.0.0.1",
    "EMAIL_URL": "smtp+tls://user:password@mail.example.vn:587",
    "DEFAULT_FROM_EMAIL": "Tôn vinh <tonvinh@example.vn>",
}


def load(module: str, expression: str = "''", **variables: str) -> subprocess.CompletedProcess:
    program = f"import portal.settings.{module} as s; print({expression})"
    clean = {name: value for name, value in os.environ.items() if name in {"PATH", "LANG"}}
    return subprocess.run(
        [sys.executable, "-c", program],
        cwd=ROOT,
        env={**clean, **variables},
        capture_output=True,
        text=True,
        check=False,
    )


def places(tmp_path: Path) -> dict[str, str]:
    return {name: str(tmp_path / name.lower()) for name in ("DATA_DIR", "VAR_DIR", "MEDIA_ROOT")}


def test_production_says_everything_that_is_missing_in_one_message(tmp_path):
    result = load(
        "production", **{**places(tmp_path), "MEDIA_ROOT": str(tmp_path), "SEARCH_ENGINE": "elasticsearch"}
    )
    assert result.returncode != 0
    message = result.stderr.rpartition("ImproperlyConfigured: ")[2]
    named = {line.split()[1] for line in message.splitlines() if line.startswith("  - ")}
    assert named == {
        "DATABASE_URL", "PUBLIC_URL", "TRUSTED_PROXIES", "EMAIL_URL", "DEFAULT_FROM_EMAIL", "ELASTICSEARCH_URL",
    }  # fmt: skip


def test_production_starts_when_nothing_is_missing(tmp_path):
    result = load(
        "production",
        "s.DEBUG, s.ALLOWED_HOSTS, s.DEMO_USERS_ALLOWED, s.EMAIL_HOST",
        **COMPLETE,
        **places(tmp_path),
    )
    assert result.stdout.strip() == "False ['tonvinh.example.vn'] False mail.example.vn", result.stderr


def test_production_refuses_http_and_a_short_key(tmp_path):
    result = load(
        "production", **{**COMPLETE, **places(tmp_path), "PUBLIC_URL": "http://x.vn", "SECRET_KEY": "short"}
    )
    assert "PUBLIC_URL must begin with https://" in result.stderr
    assert "SECRET_KEY is shorter" in result.stderr
    assert "SECRET_KEY=short" not in result.stderr


def test_a_secret_key_is_made_once_and_kept_for_us_alone(tmp_path):
    first = load("production", "s.SECRET_KEY", **COMPLETE, **places(tmp_path)).stdout
    second = load("production", "s.SECRET_KEY", **COMPLETE, **places(tmp_path)).stdout
    assert first == second
    assert len(first.strip()) > 60
    assert (tmp_path / "data_dir" / "secret_key").stat().st_mode & 0o777 == 0o600
    assert [path.name for path in (tmp_path / "data_dir").iterdir()] == ["secret_key"]


def test_sqlite_runs_in_wal_with_immediate_transactions(tmp_path):
    result = load("demo", "s.DATABASES['default']", **places(tmp_path))
    assert "'transaction_mode': 'IMMEDIATE'" in result.stdout, result.stderr
    assert "journal_mode=WAL" in result.stdout
    assert "'ATOMIC_REQUESTS': False" in result.stdout


@pytest.mark.parametrize("address", ["", "postgres://portal:x@localhost/portal"])
def test_a_connection_to_the_database_is_kept_from_request_to_request(tmp_path, address):
    where = {"DATABASE_URL": address} if address else {}
    result = load("demo", "s.DATABASES['default']", **places(tmp_path), **where)
    assert "'CONN_MAX_AGE': 60" in result.stdout, result.stderr


@pytest.mark.parametrize(
    ("variable", "value"),
    [
        ("DATABASE_URL", "mysql://localhost/portal"),
        ("PUBLIC_URL", "tonvinh.example.vn"),
        ("PUBLIC_URL", "https://tonvinh.example.vn/path"),
        ("SEARCH_ENGINE", "solr"),
        ("TRUSTED_PROXIES", "proxy.example.vn"),
        ("SERVE_MEDIA", "perhaps"),
    ],
)
def test_a_value_that_cannot_be_understood_names_its_variable(tmp_path, variable, value):
    result = load("dev", **{**places(tmp_path), variable: value})
    assert result.returncode != 0
    assert variable in result.stderr.splitlines()[-1]


def test_every_variable_that_is_read_is_listed_in_the_example():
    import re

    read = set()
    for source in [*(ROOT / "portal" / "settings").glob("*.py"), *(ROOT / "portal" / "core").rglob("*.py")]:
        read |= set(
            re.findall(
                r"(?:env\.|\b)(?:text|flag|number|words|choice|directory|address|networks|scanner)\(\s*\"([A-Z_]+)\"",
                source.read_text(),
            )
        )
    listed = {
        line.partition("=")[0]
        for line in (ROOT / ".env.example").read_text().splitlines()
        if "=" in line and not line.startswith("#")
    }
    assert read - listed == set()
    assert listed - read == {"DJANGO_SETTINGS_MODULE"}


def test_only_env_reads_the_environment():
    readers = [
        str(path.relative_to(ROOT))
        for folder in ("portal", "search", "recognition", "campaigns")
        for path in (ROOT / folder).rglob("*.py")
        if "os.environ" in path.read_text() or "os.getenv" in path.read_text()
    ]
    assert readers == ["portal/settings/env.py"]


@pytest.mark.parametrize("value", ["", "tcp://127.0.0.1:3310", "tcp://clamd", "unix:///run/clamav/clamd.ctl"])
def test_a_scanner_is_named_by_host_or_socket(monkeypatch, value):
    monkeypatch.setenv("CLAMD_URL", value)
    assert env.scanner("CLAMD_URL") == value


@pytest.mark.parametrize(
    "value", ["127.0.0.1:3310", "http://clamd:3310", "unix://clamd.ctl", "tcp://clamd:port"]
)
def test_what_names_no_scanner_is_refused_at_the_start(monkeypatch, value):
    monkeypatch.setenv("CLAMD_URL", value)
    with pytest.raises(ImproperlyConfigured, match="CLAMD_URL"):
        env.scanner("CLAMD_URL")


def test_networks_may_be_none_by_name(monkeypatch):
    monkeypatch.setenv("TRUSTED_PROXIES", "none")
    assert env.networks("TRUSTED_PROXIES") == ()


def test_a_number_below_its_minimum_is_refused(monkeypatch):
    monkeypatch.setenv("WEB_CONCURRENCY", "0")
    with pytest.raises(ImproperlyConfigured, match="WEB_CONCURRENCY must be at least 1"):
        env.number("WEB_CONCURRENCY", 2, minimum=1)


def test_the_example_can_be_read_by_a_shell_as_make_run_does():
    result = subprocess.run(
        ["sh", "-c", 'set -a; . ./.env.example; printf "%s|%s" "$DEFAULT_FROM_EMAIL" "$OTP_ISSUER"'],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
    )
    assert result.stdout == "Tôn vinh <tonvinh@example.vn>|Tôn vinh"
