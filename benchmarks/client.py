"""Load generator: wrk, which sends a list of queries over a number of connections for some seconds."""

from __future__ import annotations

import json
import resource
import shutil
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

SCRIPT = Path(__file__).with_name("walk.lua")


@dataclass(frozen=True)
class Measured:
    """The result of a run of wrk; latencies in milliseconds."""

    requests: int
    issued: int
    seconds: float
    bytes: int
    status: int
    """Responses with a status code from 400."""
    broken: int
    """Connections that failed or were closed during a response."""
    late: int
    """Requests that timed out."""
    p50: float
    p90: float
    p99: float
    max: float
    cpu: float = 0.0
    """CPU time of the client per second; near 1, the client is the bottleneck."""

    @property
    def rate(self) -> float:
        """Successful responses per second.

        >>> Measured(10, 12, 2.0, 0, 4, 0, 0, 1, 1, 1, 1).rate
        3.0
        """
        return (self.requests - self.status) / self.seconds

    @property
    def errors(self) -> int:
        """Number of failed requests."""
        return self.status + self.broken + self.late


def available() -> bool:
    """Whether wrk is installed."""
    return shutil.which("wrk") is not None


def run(
    endpoint: str,
    queries: Path,
    accept: str,
    connections: int,
    seconds: float,
    first: int,
    distinct: bool,
    timeout: int = 60,
    pause: int = 0,
) -> Measured:
    """Send the queries of a file (format: see ``walk.lua``) to ``endpoint``; ``pause`` is in milliseconds.

    Raises:
        RuntimeError: wrk could not run.
    """
    command = _command(endpoint, queries, accept, connections, seconds, first, distinct, timeout, pause)
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    done = subprocess.run(command, capture_output=True, text=True)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    last = done.stdout.rstrip().rpartition("\n")[2]
    if done.returncode or not last.startswith("{"):
        raise RuntimeError(f"wrk: {done.stderr.strip() or done.stdout.strip()}")
    found = json.loads(last)
    used = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    return Measured(**found, cpu=used / found["seconds"])


@contextmanager
def beside(endpoint: str, queries: Path, accept: str, first: int, seconds: int = 600) -> Iterator[None]:
    """Run a background client that repeats the queries of a file until the end of the block."""
    command = _command(endpoint, queries, accept, 1, seconds, first, True, seconds, 0)
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        yield
    finally:
        process.kill()
        process.wait()


def _command(
    endpoint: str,
    queries: Path,
    accept: str,
    connections: int,
    seconds: float,
    first: int,
    distinct: bool,
    timeout: int,
    pause: int,
) -> list[str]:
    command = ["wrk", "-t", "1", "-c", str(connections), "-d", f"{max(1, round(seconds))}s", "--timeout", f"{timeout}s"]
    command += ["-s", str(SCRIPT), endpoint, "--", str(queries), accept, str(first)]
    return [*command, "distinct" if distinct else "repeated", str(pause)]
