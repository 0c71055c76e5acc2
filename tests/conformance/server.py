"""The service as a process of its own, serving the data of a test."""

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
# Thousands of requests come from one client: its rate is no subject of these tests.
_BOUNDS = ("--workers", "1", "--timeout", "10", "--memory", "256", "--client-rate", "0")


class NotStarted(RuntimeError):
    """The service refused its data; the message is what it said."""


@dataclass(frozen=True)
class Running:
    """A running service and a client of it."""

    url: str
    client: httpx.Client

    def query(self, query: bytes, accept: str, dataset: Sequence[tuple[str, str]] = ()) -> httpx.Response:
        """The response to a query that is posted as it is."""
        headers = {"Content-Type": "application/sparql-query", "Accept": accept}
        return self.client.post("/sparql", content=query, params=list(dataset), headers=headers)


@contextmanager
def service(files: Sequence[Path]) -> Iterator[Running]:
    """``plenipot serve`` of some files.

    Raises:
        NotStarted: it ended before it listened.
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
                # It listens already: what is asked before it is ready waits.
                url = f"http://127.0.0.1:{match[1]}"
                with httpx.Client(base_url=url, timeout=30) as client:
                    yield Running(url, client)
                return
        raise NotStarted("".join(said).strip())
    finally:
        process.send_signal(signal.SIGTERM)
        process.communicate(timeout=30)
