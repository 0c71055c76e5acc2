"""A real server process on the loopback, with small data of its own."""

from __future__ import annotations

import fcntl
import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
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


def start(
    arguments: list[str], port: int, output: int = subprocess.PIPE, env: dict[str, str] | None = None
) -> subprocess.Popen[bytes]:
    """Start ``plenipot serve``, in this environment or another one, and wait until it answers."""
    command = [sys.executable, "-m", "plenipot", "serve", "--port", str(port), *arguments]
    process = subprocess.Popen(command, stdout=output, stderr=subprocess.STDOUT, env=env)
    for _ in range(300):
        try:
            httpx.get(f"http://127.0.0.1:{port}/health", timeout=5)
        except httpx.TransportError:
            if process.poll() is not None:
                said = process.communicate()[0] or b""
                raise RuntimeError(f"the server ended: {said.decode()}") from None
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
def release_server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """A server of the release itself; a table of some thousand addresses is asked faster than one client may.

    It needs seconds to start and memory to run: all folders of tests share one. Each process of a run has its own,
    since some tests count what it was asked.
    """
    with shared_release(tmp_path_factory.getbasetemp()) as server:
        yield server


@contextmanager
def shared_release(folder: Path) -> Iterator[Server]:
    """The first who comes starts it, the last who goes ends it."""
    note = folder / "release-server.json"
    with _alone(folder):
        known = json.loads(note.read_text(encoding="utf-8")) if note.exists() else _started()
        known["users"] += 1
        note.write_text(json.dumps(known), encoding="utf-8")
    try:
        yield Server(f"http://127.0.0.1:{known['port']}", known["pid"], ("", ""))
    finally:
        with _alone(folder):
            known = json.loads(note.read_text(encoding="utf-8"))
            known["users"] -= 1
            note.write_text(json.dumps(known), encoding="utf-8")
            if not known["users"]:
                note.unlink()
                os.kill(known["pid"], signal.SIGTERM)


def _started() -> dict[str, int]:
    port = free_port()
    return {"port": port, "pid": start(["--client-rate", "0"], port, subprocess.DEVNULL).pid, "users": 0}


@contextmanager
def _alone(folder: Path) -> Iterator[None]:
    with (folder / "release-server.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield
