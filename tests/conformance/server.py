"""Starts the service as a process that serves the data of a test."""

from __future__ import annotations

import re
import signal
import subprocess
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import httpx

_OPEN = re.compile(r"open http://[^\s]*:(\d+)/")
# No rate limit: one client sends thousands of requests.
_BOUNDS = ("--workers", "1", "--timeout", "10", "--memory", "256", "--client-rate", "0")


class NotStarted(RuntimeError):
    """The service did not start; the message is its output."""


@dataclass(frozen=True)
class Running:
    """A running service and an HTTP client for it."""

    url: str
    client: httpx.Client

    def query(self, query: bytes, accept: str, dataset: Sequence[tuple[str, str]] = ()) -> httpx.Response:
        """Send a query as the body of a POST request."""
        headers = {"Content-Type": "application/sparql-query", "Accept": accept}
        return self.client.post("/sparql", content=query, params=list(dataset), headers=headers)


@contextmanager
def service(files: Sequence[Path]) -> Iterator[Running]:
    """Run ``plenipot serve`` with some files.

    Raises:
        NotStarted: the service exited before it listened.
    """
    command = [sys.executable, "-m", "plenipot", "serve", "--port", "0", *_BOUNDS]
    command += [part for file in files for part in ("--data", str(file))]
    process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
    assert process.stdout is not None
    said: list[str] = []
    try:
        for line in process.stdout:
            said.append(line)
            if match := _OPEN.search(line):
                # The socket listens before the data are loaded: requests wait until the service is ready.
                url = f"http://127.0.0.1:{match[1]}"
                with httpx.Client(base_url=url, timeout=30) as client:
                    yield Running(url, client)
                return
        raise NotStarted("".join(said).strip())
    finally:
        process.send_signal(signal.SIGTERM)
        process.communicate(timeout=30)
