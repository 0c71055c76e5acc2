"""A service to be attacked, in a process of its own with small bounds, and how it is seen to be well again."""

from __future__ import annotations

import socket
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import httpx

from benchmarks.memory import tree_pss
from benchmarks.peers.servers import free_port
from tests.abuse.data import DATA
from tests.service.conftest import start, stop

DEADLINE = 1.0
WORKERS = 2
MEMORY_MB = 256
PATIENCE = 1.0
ARGUMENTS = (
    *("--timeout", f"{DEADLINE:g}", "--workers", f"{WORKERS}", "--memory", f"{MEMORY_MB}"),
    *("--answer", "16", "--cache", "4", "--patience", f"{PATIENCE:g}", "--client-rate", "0"),
)
HONEST = "SELECT (COUNT(*) AS ?n) WHERE { <https://example.org/n/0> <https://example.org/p> ?o }"


@dataclass(frozen=True)
class Outcome:
    """How an attack ended: status and bound (``503 timeout``), and after how long.

    ``cut`` means that an answer had begun and its connection was closed before its end, so that the client knows.
    """

    label: str
    seconds: float
    detail: str = ""


@dataclass(frozen=True)
class Target:
    """Where the service listens."""

    port: int
    pid: int
    http: httpx.Client = field(default_factory=lambda: httpx.Client(timeout=10, trust_env=False, verify=False))
    """What honest callers and attacks share; a client of its own for each would take longer than most attacks."""

    @property
    def url(self) -> str:
        """Its address."""
        return f"http://127.0.0.1:{self.port}"

    def connect(self, seconds: float = 10) -> socket.socket:
        """A connection of one's own, for what no HTTP library sends."""
        return socket.create_connection(("127.0.0.1", self.port), timeout=seconds)

    def memory(self) -> float:
        """Megabytes of the service and its query processes, once none of them works."""
        self.recovered()
        return tree_pss(self.pid)

    def recovered(self) -> float:
        """Seconds until an honest query is answered, after all query processes are there and idle again."""
        ends = time.monotonic() + 2
        while not self._idle() and time.monotonic() < ends:
            time.sleep(0.02)
        assert self._idle(), self._state()
        started = time.monotonic()
        # A comment of its own: no answer from memory.
        query = f"{HONEST} #{time.monotonic_ns()}"
        answer = self.http.get(f"{self.url}/sparql", params={"query": query}, headers={"Accept": "text/csv"})
        assert (answer.status_code, answer.text) == (200, "n\r\n39\r\n")
        return time.monotonic() - started

    def _state(self) -> dict[str, float]:
        names = ("plenipot_workers", "plenipot_workers_busy", "plenipot_queue")
        lines = (line.split(" ") for line in self.http.get(f"{self.url}/metrics").text.splitlines())
        return {line[0]: float(line[1]) for line in lines if line[0] in names}

    def _idle(self) -> bool:
        state = self._state()
        return state == {"plenipot_workers": WORKERS, "plenipot_workers_busy": 0, "plenipot_queue": 0}


@contextmanager
def serving(folder: Path, *arguments: str) -> Iterator[Target]:
    """A service over the hostile data, ready and warm."""
    path = folder / "hostile.ttl"
    path.write_text(DATA, encoding="utf-8")
    port = free_port()
    process = start([*ARGUMENTS, *arguments, "--data", str(path)], port)
    try:
        target = Target(port, process.pid)
        warm_up(target)
        yield target
    finally:
        stop(process)


def warm_up(target: Target) -> None:
    """Have everything loaded that the first request of a kind loads, so that memory is compared with memory."""
    while target.http.get(f"{target.url}/ready").status_code != 200:
        time.sleep(0.05)
    for _ in range(8):
        for path in (
            "/",
            "/docs",
            "/openapi.json",
            "/search?q=evil",
            "/state/evil.html",
            "/state/evil.jsonld",
            "/nothing",
        ):
            target.http.get(target.url + path, headers={"Accept": "text/html"})
        target.recovered()
