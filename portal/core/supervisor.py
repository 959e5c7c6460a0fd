"""One parent for the processes of the portal: starts them, restarts one that dies, stops all together."""

from __future__ import annotations

import ctypes
import logging
import signal
import subprocess
import sys
import time
from collections import deque
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from types import FrameType

logger = logging.getLogger(__name__)

PAUSE = 0.2
RESTARTS, WITHIN = 5, 60.0  # a part that dies more often than this, in so many seconds, has died for good
PATIENCE = 15.0  # seconds between SIGTERM and SIGKILL
PR_SET_PDEATHSIG = 1


@dataclass
class Part:
    """One process of the service."""

    name: str
    command: Sequence[str]
    deaths: deque[float] = field(default_factory=lambda: deque(maxlen=RESTARTS))
    process: subprocess.Popen[bytes] | None = None


class Supervisor:
    """Runs ``parts`` until SIGTERM or SIGINT, or until one of them has died for good."""

    def __init__(self, parts: Sequence[Part], *, directory: Path) -> None:
        self.parts = parts
        self.directory = directory
        self._stopping = False

    def run(self) -> str:
        """Return the name of the part that died for good, or an empty string after a signal."""
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, self._stop)
        try:
            for part in self.parts:
                self._start(part)
            return self._watch()
        finally:
            self._end()

    def _stop(self, _number: int, _frame: FrameType | None) -> None:
        self._stopping = True

    def _start(self, part: Part) -> None:
        part.process = subprocess.Popen(  # noqa: S603 - our own commands
            part.command,
            cwd=self.directory,
            preexec_fn=_die_with_parent if sys.platform == "linux" else None,  # noqa: PLW1509 - no threads here
        )

    def _watch(self) -> str:
        while not self._stopping:
            for part in self.parts:
                code = part.process.poll() if part.process else None
                if code is None or self._stopping:
                    continue
                now = time.monotonic()
                part.deaths.append(now)
                if len(part.deaths) == RESTARTS and now - part.deaths[0] < WITHIN:
                    logger.error("%s ended with %s, the %sth time in a minute", part.name, code, RESTARTS)
                    return part.name
                logger.warning("%s ended with %s and is started again", part.name, code)
                time.sleep(min(0.5 * len(part.deaths), 2.0))
                self._start(part)
            time.sleep(PAUSE)
        return ""

    def _end(self) -> None:
        running = [part.process for part in self.parts if part.process and part.process.poll() is None]
        for process in running:
            process.terminate()
        deadline = time.monotonic() + PATIENCE
        for process in running:
            try:
                process.wait(timeout=max(deadline - time.monotonic(), 0.1))
            except subprocess.TimeoutExpired:
                logger.warning("Process %s did not stop and is killed", process.pid)
                process.kill()
                process.wait()


def _die_with_parent() -> None:
    """Ask the kernel to stop this child when its parent dies without a word (SIGKILL)."""
    ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGTERM)
