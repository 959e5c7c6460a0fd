"""Real Elasticsearch nodes for tests, from the server's jars on Maven Central: no distribution, no container.

The jars (40 MB) come once into ``var/elasticsearch/<version>/``. A node takes 2 to 4 seconds to start, listens on
127.0.0.1 alone, keeps its data in a temporary folder and dies with the process that started it, however that one
dies. Knows nothing of Django: ``with`` runs it under any Python.

What such a node lacks beside a whole distribution: ``GET /``, ``_reindex``, ``_update_by_query``,
``_delete_by_query``, scripts, and all analyzers but ``standard``, ``whitespace`` and ``keyword``.
"""

from __future__ import annotations

import fcntl
import os
import shutil
import socket
import subprocess
import tempfile
import time
import urllib.request
from pathlib import Path
from typing import Self

VERSION = "8.18.8"  # not every 8.x has its network module on Maven Central
PLACE = Path(__file__).resolve().parent
CACHE = PLACE.parents[2] / "var" / "elasticsearch" / VERSION
STARTING = 90.0  # seconds; a machine under load needs them
MODULE = "transport-netty4"
DESCRIPTOR = f"""\
name={MODULE}
description=Network of tests
version={VERSION}
elasticsearch.version={VERSION}
java.version=17
classname=org.elasticsearch.transport.netty4.Netty4Plugin
extended.plugins=
has.native.controller=false
"""
LOGGING = """\
status = error
appender.console.type = Console
appender.console.name = console
appender.console.layout.type = PatternLayout
appender.console.layout.pattern = [%d{ISO8601}][%-5p][%c{1}] %m%n
rootLogger.level = warn
rootLogger.appenderRef.console.ref = console
"""


class NotPossible(Exception):
    """No node can run here; the reason is for people."""


def obstacle() -> str:
    """Why no node can run here; empty when it can."""
    needed = ["java"] if _ready() else ["java", "javac", "mvn"]
    missing = [name for name in needed if shutil.which(name) is None]
    if not missing:
        return ""
    return f"{', '.join(missing)} missing (Debian, Ubuntu: apt-get install default-jdk-headless maven)"


def _ready() -> bool:
    stamp = CACHE / "ready"
    return stamp.exists() and stamp.read_text() == _sources()


def prepare() -> None:
    """Brings the jars and compiles the starter, once on this machine; others wait. Raises ``NotPossible``."""
    reason = obstacle()
    if reason:
        raise NotPossible(reason)
    if _ready():
        return
    CACHE.mkdir(parents=True, exist_ok=True)
    with (CACHE / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if _ready():
            return
        lib, module, classes = CACHE / "lib", CACHE / "module", CACHE / "classes"
        if not list(module.glob(f"{MODULE}-*.jar")):
            for folder in (lib, module):
                shutil.rmtree(folder, ignore_errors=True)
            _run(
                "mvn", "-q", "-B", "-f", str(PLACE / "pom.xml"), f"-Delasticsearch.version={VERSION}",
                "dependency:copy-dependencies", f"-DoutputDirectory={lib}",
            )  # fmt: skip
            module.mkdir()
            for jar in [*lib.glob("netty-*.jar"), *lib.glob(f"{MODULE}-*.jar")]:
                jar.rename(module / jar.name)
            (module / "plugin-descriptor.properties").write_text(DESCRIPTOR)
        _run("javac", "-cp", f"{lib}/*", "-d", str(classes), str(PLACE / "ElasticsearchNode.java"))
        (CACHE / "ready").write_text(_sources())


def _sources() -> str:
    return (PLACE / "ElasticsearchNode.java").read_text()


def _run(*command: str) -> None:
    done = subprocess.run(
        command, check=False, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT
    )
    if done.returncode:
        said = done.stdout.decode(errors="replace").strip()
        raise NotPossible(f"{command[0]} failed: {said.partition(chr(10))[0]}\n{said[-2000:]}")


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


class Node:
    """One node. It keeps port and data when it is stopped or killed and started again; ``close`` removes all."""

    def __init__(self, *, heap: int = 512, **settings: str) -> None:
        prepare()
        self.home = Path(tempfile.mkdtemp(prefix="tonvinh-elasticsearch-"))
        self.heap = heap
        self.port = free_port()
        self.settings = {
            "cluster.name": "tests",
            "node.name": "one",
            "discovery.type": "single-node",
            "http.port": str(self.port),
            "transport.port": "0",
            **{name.replace("__", "."): value for name, value in settings.items()},
        }
        self.settings = {name: value for name, value in self.settings.items() if value}
        for folder in ("config", "data", "logs", "plugins", "modules"):
            (self.home / folder).mkdir()
        (self.home / "config" / "log4j2.properties").write_text(LOGGING)
        shutil.copytree(CACHE / "module", self.home / "modules" / MODULE, copy_function=os.link)
        self.process: subprocess.Popen[bytes] | None = None

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def launch(self) -> None:
        """Starts the process without waiting until it answers."""
        (self.home / "address").unlink(missing_ok=True)
        with (self.home / "log").open("ab") as log:
            self.process = subprocess.Popen(
                [
                    "java", f"-Xms{min(self.heap, 256)}m", f"-Xmx{self.heap}m",
                    f"-Djava.io.tmpdir={self.home / 'data'}",
                    "-cp", f"{CACHE / 'classes'}:{CACHE / 'lib'}/*", "ElasticsearchNode", str(self.home),
                    *(f"{name}={value}" for name, value in self.settings.items()),
                ],
                stdin=subprocess.PIPE,
                stdout=log,
                stderr=log,
                start_new_session=True,  # Ctrl-C is for whoever holds the other side of its input
            )  # fmt: skip

    def await_answer(self) -> None:
        """Returns when the node answers and has a master. Raises ``NotPossible`` with the end of its log."""
        deadline = time.monotonic() + STARTING
        while time.monotonic() < deadline:
            if self.process is None or self.process.poll() is not None:
                break
            if (self.home / "address").exists() and self._healthy():
                return
            time.sleep(0.05)
        log = (self.home / "log").read_text(errors="replace")[-3000:]
        self.kill()
        raise NotPossible(f"Elasticsearch did not start: {log}")

    def _healthy(self) -> bool:
        try:
            with urllib.request.urlopen(f"{self.url}/_cluster/health?timeout=1s", timeout=5) as answer:
                return bool(answer.status == 200)
        except OSError:
            return False

    def start(self) -> Self:
        self.launch()
        self.await_answer()
        return self

    def stop(self) -> None:
        """Lets it end in its own way."""
        self._end(kill=False)

    def kill(self) -> None:
        """SIGKILL, as when a machine dies."""
        self._end(kill=True)

    def _end(self, *, kill: bool) -> None:
        process, self.process = self.process, None
        if process is None:
            return
        if kill:
            process.kill()
        else:
            process.terminate()
        try:
            process.wait(20)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()
        if process.stdin is not None:
            process.stdin.close()

    def close(self) -> None:
        self.kill()
        shutil.rmtree(self.home, ignore_errors=True)

    def __enter__(self) -> Self:
        return self.start()

    def __exit__(self, *_error: object) -> None:
        self.close()


def cluster(size: int, *, heap: int = 512) -> list[Node]:
    """Started nodes that form one cluster. Whoever asks closes each."""
    ports = [free_port() for _number in range(size)]
    names = [f"node-{number}" for number in range(size)]
    nodes = [
        Node(
            heap=heap,
            node__name=name,
            discovery__type="",
            discovery__seed_hosts=",".join(f"127.0.0.1:{port}" for port in ports),
            cluster__initial_master_nodes=",".join(names),
            transport__port=str(own),
        )
        for name, own in zip(names, ports, strict=True)
    ]
    try:
        for node in nodes:
            node.launch()
        for node in nodes:
            node.await_answer()
    except BaseException:
        for node in nodes:
            node.close()
        raise
    return nodes
