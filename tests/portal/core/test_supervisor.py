from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[3]
PROGRAM = """
import sys
from pathlib import Path
from portal.core.supervisor import Part, Supervisor
place = Path(sys.argv[1])
sleeper = "import os, sys, time; open(sys.argv[1] + '/' + sys.argv[2], 'w').write(str(os.getpid())); time.sleep(60)"
deaf = "import signal; signal.signal(signal.SIGTERM, signal.SIG_IGN); " + sleeper
programs = {"sleeper": sleeper, "deaf": deaf, "failing": "raise SystemExit(3)"}
parts = [Part(name, [sys.executable, "-c", programs[name.rstrip('0123456789')], str(place), name]) for name in sys.argv[2:]]
ended = Supervisor(parts, directory=place).run()
print(ended)
sys.exit(1 if ended else 0)
"""


def start(place: Path, *names: str) -> subprocess.Popen:
    with (place / "output").open("w") as output:
        return subprocess.Popen([sys.executable, "-c", PROGRAM, str(place), *names], cwd=ROOT, stdout=output)


def pid_of(place: Path, name: str) -> int:
    deadline = time.monotonic() + 20
    while not ((place / name).exists() and (place / name).read_text()):
        assert time.monotonic() < deadline
        time.sleep(0.02)
    return int((place / name).read_text())


def is_gone(pid: int, seconds: float = 5.0) -> bool:
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        try:
            os.kill(pid, 0)
            if Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] == "Z":
                return True
        except (ProcessLookupError, FileNotFoundError):
            return True
        time.sleep(0.02)
    return False


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_a_signal_stops_every_part_and_ends_well(tmp_path, number):
    parent = start(tmp_path, "sleeper1", "sleeper2")
    children = [pid_of(tmp_path, name) for name in ("sleeper1", "sleeper2")]
    parent.send_signal(number)
    assert parent.wait(timeout=10) == 0
    assert all(is_gone(child) for child in children)


def test_a_part_that_dies_is_started_again(tmp_path):
    parent = start(tmp_path, "sleeper1")
    first = pid_of(tmp_path, "sleeper1")
    (tmp_path / "sleeper1").unlink()
    os.kill(first, signal.SIGKILL)
    assert pid_of(tmp_path, "sleeper1") != first
    parent.terminate()
    assert parent.wait(timeout=10) == 0


def test_a_part_that_dies_for_good_takes_the_others_down_and_is_named(tmp_path):
    parent = start(tmp_path, "sleeper1", "failing1")
    child = pid_of(tmp_path, "sleeper1")
    assert parent.wait(timeout=40) == 1
    assert (tmp_path / "output").read_text().strip() == "failing1"
    assert is_gone(child)


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux tells children of their parent's death")
def test_when_the_parent_is_killed_the_parts_stop(tmp_path):
    parent = start(tmp_path, "sleeper1")
    child = pid_of(tmp_path, "sleeper1")
    parent.kill()
    parent.wait(timeout=10)
    assert is_gone(child)
