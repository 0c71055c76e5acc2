"""Tests of the guard against network access: neither tests nor the service connect to other hosts than loopback."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
from pathlib import Path
from urllib.request import urlopen

import httpx
import pytest

from benchmarks.peers.servers import free_port
from tests.guard import GUARD, loopback
from tests.server import start, stop

ELSEWHERE = ("192.0.2.1", 80)  # an address of RFC 5737, which nobody has


@pytest.fixture
def log(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A log of refused connections for one test, so that they do not fail other tests."""
    path = tmp_path / "refused.txt"
    monkeypatch.setenv(loopback.LOG, str(path))
    return path


def test_a_connection_beyond_the_loopback_is_refused(log: Path) -> None:
    with socket.socket() as sock, pytest.raises(loopback.BeyondTheLoopback):
        sock.connect(ELSEWHERE)
    with socket.socket(type=socket.SOCK_DGRAM) as sock, pytest.raises(loopback.BeyondTheLoopback):
        sock.sendto(b"", ELSEWHERE)
    with pytest.raises(loopback.BeyondTheLoopback):
        urlopen("http://query.wikidata.org/sparql", timeout=5)
    assert len(log.read_text(encoding="utf-8").splitlines()) == 3


def test_a_process_that_a_test_starts_is_guarded_and_its_attempt_is_written_down(log: Path) -> None:
    code = "import socket\ntry:\n    socket.create_connection(('192.0.2.1', 80), 5)\nexcept RuntimeError:\n    pass"
    subprocess.run([sys.executable, "-c", code], check=True, timeout=60)
    assert "192.0.2.1" in log.read_text(encoding="utf-8")


def test_the_service_starts_and_answers_without_a_request_beyond_the_loopback(log: Path) -> None:
    assert str(GUARD) in os.environ["PYTHONPATH"], "the server would not be guarded"
    port = free_port()
    process = start([], port)
    try:
        for path in ("/", "/sparql?query=ASK%20%7B%7D", "/state/che"):
            answer = httpx.get(f"http://127.0.0.1:{port}{path}", follow_redirects=True, timeout=30)
            assert answer.status_code == 200, path
        outside = "SELECT * WHERE { SERVICE <http://192.0.2.1/sparql> { ?s ?p ?o } }"
        refused = httpx.get(f"http://127.0.0.1:{port}/sparql", params={"query": outside}, timeout=30)
        assert refused.status_code >= 400
        foreign = "SELECT * FROM <http://192.0.2.1/data.ttl> WHERE { ?s ?p ?o }"
        httpx.get(f"http://127.0.0.1:{port}/sparql", params={"query": foreign}, timeout=30)
    finally:
        stop(process)
    assert not log.exists(), log.read_text(encoding="utf-8")
