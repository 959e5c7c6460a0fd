"""The launcher of Elasticsearch for tests: one line where none can run, nothing left behind."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

WITH = Path(__file__).resolve().parent / "elasticsearch" / "with"


def run(*command: str, **environment: str) -> subprocess.CompletedProcess[str]:
    kept = {name: value for name, value in os.environ.items() if name != "ELASTICSEARCH_URL"}
    return subprocess.run(
        [sys.executable, str(WITH), *command],
        check=False,
        capture_output=True,
        text=True,
        env={**kept, **environment},
    )


def test_where_none_can_run_an_optional_one_says_so_in_one_line_and_the_command_runs():
    done = run(
        "--optional", "/bin/sh", "-c", "echo ran ${ELASTICSEARCH_URL:-without}; exit 3", PATH="/nowhere"
    )
    lines = done.stdout.splitlines()
    assert len(lines) == 2
    assert lines[0].startswith("Elasticsearch: its tests are skipped: java")
    assert lines[1] == "ran without"
    assert done.returncode == 3


def test_where_none_can_run_a_needed_one_fails():
    done = run("/bin/echo", "ran", PATH="/nowhere")
    assert (done.returncode, done.stdout) == (2, "")
    assert "java" in done.stderr
    assert "missing" in done.stderr


def test_a_server_that_is_named_is_used():
    done = run(
        "/bin/sh", "-c", "echo $ELASTICSEARCH_URL", PATH="/nowhere", ELASTICSEARCH_URL="http://es:9200"
    )
    assert done.stdout == "http://es:9200\n"


def alive(number: int) -> bool:
    try:
        os.kill(number, 0)
    except ProcessLookupError:
        return False
    return True


@pytest.mark.usefixtures("elasticsearch_can_run")
def test_a_node_dies_with_whoever_started_it():
    code = (
        "import sys, time; sys.path.insert(0, '.'); from tests.services.elasticsearch.nodes import Node; "
        "node = Node(); print(node.home, flush=True); node.launch(); print(node.process.pid, flush=True); time.sleep(60)"
    )
    with subprocess.Popen(
        [sys.executable, "-c", code], cwd=WITH.parents[3], stdout=subprocess.PIPE, text=True
    ) as starter:
        assert starter.stdout is not None
        home = Path(starter.stdout.readline().strip())
        node = int(starter.stdout.readline())
        deadline = time.monotonic() + 90
        while not (home / "address").exists() and time.monotonic() < deadline:
            time.sleep(0.1)
        assert alive(node)
        starter.send_signal(signal.SIGKILL)
    deadline = time.monotonic() + 30
    while alive(node) and time.monotonic() < deadline:
        time.sleep(0.1)
    assert not alive(node)
    shutil.rmtree(home, ignore_errors=True)


@pytest.fixture
def elasticsearch_can_run() -> None:
    from tests.services.elasticsearch import nodes

    try:
        nodes.prepare()
    except nodes.NotPossible as reason:
        words = f"no Elasticsearch: {str(reason).splitlines()[0]}"
        if os.environ.get("CI") == "true":
            pytest.fail(words)
        pytest.skip(words)
