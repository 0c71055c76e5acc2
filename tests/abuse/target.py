"""The attacked service: a process of its own with small limits, and checks that it has recovered."""

from __future__ import annotations

import socket
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import httpx

from benchmarks.memory import tree_pss
from benchmarks.peers.servers import free_port
from tests.abuse.data import DATA
from tests.server import start, stop
from tests.timing import SLACK

DEADLINE = 1.0
WORKERS = 2
MEMORY_MB = 256
PATIENCE = 1.0
TOLERANCE_MB = 32.0
"""Megabytes by which the service and its workers may grow during the attacks of a module: the two caches (``--cache``
twice), and free memory that the allocators do not return."""
ARGUMENTS = (
    *("--workers", f"{WORKERS}", "--memory", f"{MEMORY_MB}"),
    *("--answer", "16", "--cache", "4", "--patience", f"{PATIENCE:g}", "--client-rate", "0"),
)
PATHS = (
    *("/", "/docs", "/openapi.json", "/search?q=evil", "/state/evil.html", "/state/evil.jsonld", "/nothing"),
    "/query/candidates-for-pp-26.parquet",
)
HONEST = "SELECT (COUNT(*) AS ?n) WHERE { <https://example.org/n/0> <https://example.org/p> ?o }"


@dataclass(frozen=True)
class Outcome:
    """The outcome of an attack: status and limit (``503 timeout``), and its seconds.

    ``cut`` means that the service closed the connection in the middle of a response, which a client can detect.
    """

    label: str
    seconds: float
    detail: str = ""


@dataclass(frozen=True)
class Target:
    """A running service, and honest clients with other addresses than the attackers."""

    port: int
    pid: int
    deadline: float
    http: httpx.Client
    honest: httpx.Client
    address: str = "127.0.0.1"

    @property
    def url(self) -> str:
        """The URL of the service."""
        return f"http://127.0.0.1:{self.port}"

    def connect(self, seconds: float = 10) -> socket.socket:
        """Open a raw connection, for bytes that no HTTP library sends."""
        return socket.create_connection(("127.0.0.1", self.port), seconds, (self.address, 0))

    def memory(self) -> float:
        """Megabytes of the service and its workers, when all workers are idle.

        A worker trims its memory after it has sent an answer: the result is the minimum within a second.
        """
        self.recovered()
        least = tree_pss(self.pid)
        for _ in range(4):
            time.sleep(0.25)
            least = min(least, tree_pss(self.pid))
        return least

    def recovered(self) -> float:
        """Wait until all workers are alive and idle; the result is the seconds of an honest query then."""
        ends = time.monotonic() + 2 + SLACK
        while not self._idle() and time.monotonic() < ends:
            time.sleep(0.02)
        assert self._idle(), self._state()
        # A unique comment prevents cache hits.
        answer, seconds = self.ask_honestly(f"{HONEST} #{time.monotonic_ns()}")
        assert (answer.status_code, answer.text) == (200, "n\r\n39\r\n")
        return seconds

    def ask_honestly(self, query: str = HONEST) -> tuple[httpx.Response, float]:
        """Send an honest query; the result is its response and its seconds."""
        started = time.monotonic()
        answer = self.honest.get(f"{self.url}/sparql", params={"query": query}, headers={"Accept": "text/csv"})
        return answer, time.monotonic() - started

    def _state(self) -> dict[str, float]:
        names = ("plenipot_workers", "plenipot_workers_busy", "plenipot_queue")
        lines = (line.split(" ") for line in self.honest.get(f"{self.url}/metrics").text.splitlines())
        return {line[0]: float(line[1]) for line in lines if line[0] in names}

    def _idle(self) -> bool:
        return self._state() == {"plenipot_workers": 2 * WORKERS, "plenipot_workers_busy": 0, "plenipot_queue": 0}


def client(address: str) -> httpx.Client:
    """An HTTP client with its own loopback address, since limits per client are limits per address."""
    transport = httpx.HTTPTransport(local_address=address, verify=False)
    return httpx.Client(timeout=30, trust_env=False, transport=transport)


@contextmanager
def serving(folder: Path, deadline: float = DEADLINE, *arguments: str) -> Iterator[Target]:
    """Start a service with the hostile data, ready and warmed up."""
    path = folder / "hostile.ttl"
    path.write_text(DATA, encoding="utf-8")
    port = free_port()
    process = start([*ARGUMENTS, "--timeout", f"{deadline:g}", *arguments, "--data", str(path)], port)
    try:
        with client("127.0.0.1") as hostile, client("127.0.0.2") as honest:
            target = Target(port, process.pid, deadline, hostile, honest)
            warm_up(target)
            yield target
    finally:
        stop(process)


def warm_up(target: Target) -> None:
    """Send the first request of each kind, which loads modules, so that later memory is comparable."""
    while target.honest.get(f"{target.url}/ready").status_code != 200:
        time.sleep(0.05)
    values = " ".join(["1"] * 90_000)
    for number in range(4):
        for path in PATHS:
            target.honest.get(target.url + path, headers={"Accept": "text/html"})
        target.honest.post(f"{target.url}/sparql", data={"query": f"SELECT * {{ VALUES ?x {{ {values} }} }} #{number}"})
        target.honest.post(f"{target.url}/sparql", data={"query": f"SELECT * {{ {values} }} #{number}"})
        target.recovered()
