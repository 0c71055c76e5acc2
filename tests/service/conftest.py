"""A real server process on the loopback, with small data of its own."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import httpx
import pytest

from benchmarks.peers.servers import free_port
from plenipot.vocabulary import GRAPH

TIMEOUT = 2.0

DATA = """
@prefix ex: <https://example.org/> .
@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
ex:union rdfs:label "Union"@en, "<script>alert(1)</script>" ; ex:seat ex:geneva .
"""
OTHER = """
<https://example.org/union> <https://example.org/founded> 1865 .
<https://example.org/union> <https://example.org/seat> <https://example.org/geneva> .
"""


@dataclass(frozen=True)
class Server:
    """Where a server listens, and the named graphs of its two files."""

    url: str
    pid: int
    graphs: tuple[str, str]

    @property
    def sparql(self) -> str:
        """The endpoint."""
        return f"{self.url}/sparql"


def start(arguments: list[str], port: int) -> subprocess.Popen[bytes]:
    """Start ``plenipot serve`` and wait until it answers."""
    command = [sys.executable, "-m", "plenipot", "serve", "--port", str(port), *arguments]
    process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT)
    for _ in range(300):
        try:
            httpx.get(f"http://127.0.0.1:{port}/health", timeout=5)
        except httpx.TransportError:
            if process.poll() is not None:
                raise RuntimeError(f"the server ended: {process.communicate()[0].decode()}") from None
            time.sleep(0.1)
        else:
            return process
    raise RuntimeError("the server did not answer")


def stop(process: subprocess.Popen[bytes]) -> None:
    """End a server and wait for it."""
    os.kill(process.pid, signal.SIGTERM)
    process.communicate(timeout=20)


@pytest.fixture(scope="session")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """A server of two small files with two workers and a short deadline."""
    folder: Path = tmp_path_factory.mktemp("data")
    paths = [folder / "one.ttl", folder / "two.nt"]
    for path, text in zip(paths, (DATA, OTHER.replace("1865", '"1865"')), strict=True):
        path.write_text(text, encoding="utf-8")
    port = free_port()
    arguments = ["--timeout", str(TIMEOUT), "--memory", "64", "--workers", "2"]
    process = start([*arguments, *(part for path in paths for part in ("--data", str(path)))], port)
    yield Server(f"http://127.0.0.1:{port}", process.pid, (str(GRAPH["one"]), str(GRAPH["two"])))
    stop(process)


@pytest.fixture(scope="session")
def release_server() -> Iterator[Server]:
    """A server of the release itself; a table of some thousand addresses is asked faster than one client may."""
    port = free_port()
    process = start(["--client-rate", "0"], port)
    yield Server(f"http://127.0.0.1:{port}", process.pid, ("", ""))
    stop(process)
