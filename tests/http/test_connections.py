"""Limits of connections and of spilled answers: slow readers cannot exhaust the service, and get their answers."""

from __future__ import annotations

import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

import httpx
import pytest

from benchmarks.peers.servers import free_port
from plenipot.http.connections.slow_clients import ConnectionLimit
from tests.http.connections import connect, metric
from tests.http.queries import LARGE
from tests.server import DATA, Server, start, stop


@pytest.fixture(scope="module")
def small(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """A server with at most 40 connections, and 100 MB of spilled answers, of which one client may use 25 MB."""
    path: Path = tmp_path_factory.mktemp("small") / "one.ttl"
    path.write_text(DATA, encoding="utf-8")
    port = free_port()
    arguments = ["--connections", "40", "--spill", "100", "--patience", "3", "--timeout", "5", "--memory", "128"]
    process = start([*arguments, "--data", str(path)], port)
    yield Server(f"http://127.0.0.1:{port}", process.pid, ("", ""))
    stop(process)


def _get(path: str) -> bytes:
    return f"GET {path} HTTP/1.1\r\nHost: x\r\nAccept: text/csv\r\n\r\n".encode()


def _query(text: str) -> str:
    return "/sparql?query=" + text.replace(" ", "+").replace("{", "%7B").replace("}", "%7D")


def test_connections_that_ask_nothing_keep_nobody_out(small: Server) -> None:
    with ExitStack() as stack:
        idle = [stack.enter_context(connect(small)) for _ in range(200)]
        idle[0].sendall(b"GET /hea")
        for _ in range(5):
            assert httpx.get(small.url + "/health").status_code == 200
        open_now = _open_sockets(small.pid)
    assert open_now < 40 + 30  # the sockets of the workers and of the server itself besides


def test_a_connection_whose_request_is_answered_is_not_closed_for_others(small: Server) -> None:
    endless = "SELECT (COUNT(*) AS ?n) { " + " ".join(f"?a{i} ?b{i} ?c{i} ." for i in range(24)) + " }"
    with ExitStack() as stack:
        asking = stack.enter_context(connect(small))
        asking.sendall(_get(_query(endless)))
        time.sleep(0.2)
        for _ in range(100):
            stack.enter_context(connect(small))
        asking.settimeout(20)
        assert asking.recv(65536).startswith(b"HTTP/1.1 503 ")


def test_few_files_for_the_process_are_few_connections(tmp_path: Path) -> None:
    path = tmp_path / "one.ttl"
    path.write_text(DATA, encoding="utf-8")
    port = free_port()
    code = (
        "import resource, runpy, sys; resource.setrlimit(resource.RLIMIT_NOFILE, (160, 160)); "
        "sys.argv = ['plenipot', *sys.argv[1:]]; runpy.run_module('plenipot', run_name='__main__')"
    )
    command = [sys.executable, "-c", code, "serve", "--port", str(port), "--data", str(path)]
    process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT)
    try:
        url = f"http://127.0.0.1:{port}"
        for _ in range(300):
            try:
                httpx.get(url + "/health", timeout=5)
                break
            except httpx.TransportError:
                time.sleep(0.1)
        with ExitStack() as stack:
            for _ in range(400):
                stack.enter_context(socket.create_connection(("127.0.0.1", port), timeout=5))
            for _ in range(5):
                assert httpx.get(url + "/health", timeout=5).status_code == 200
    finally:
        process.terminate()
        said = process.communicate(timeout=20)[0]
    assert b"Too many open files" not in said
    assert b"Traceback" not in said


def test_the_client_with_most_idle_connections_makes_room() -> None:
    closed: list[str] = []

    class Connection:
        def __init__(self, name: str) -> None:
            self.name = name

        def make_room(self) -> None:
            closed.append(self.name)

    limit = ConnectionLimit(4)
    made = {name: Connection(name) for name in ("a1", "b1", "a2", "a3", "c1", "c2", "c3")}
    for name in ("a1", "b1", "a2", "a3"):
        assert limit.open(made[name], name[0])
    limit.busy(made["a1"])
    assert limit.open(made["c1"], "c")
    assert closed == ["a2"]
    limit.busy(made["b1"])
    limit.busy(made["a3"])
    limit.busy(made["c1"])
    assert not limit.open(made["c2"], "c"), "every connection has a request"
    limit.idle(made["a1"])
    assert limit.open(made["c3"], "c")
    assert (closed, len(limit)) == (["a2", "a1"], 4)


def test_answers_that_wait_in_files_are_bounded_by_client(small: Server) -> None:
    """Unread answers of 20 MB: the second one exceeds the spill budget of its client; another client may have one."""
    with ExitStack() as stack:
        first = stack.enter_context(connect(small))
        first.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
        first.sendall(_get(_query(LARGE.replace("?v0", "?first"))))
        _wait_for_spill(small, 15_000_000)
        second = httpx.get(small.url + _query(LARGE.replace("?v0", "?second")), headers={"Accept": "text/csv"})
        assert (second.status_code, second.json()["limit"]) == (503, "spill")
        assert "MB" in str(second.json()) or second.json()["megabytes"] == 100
        other = socket.create_connection(("127.0.0.1", int(small.url.rpartition(":")[2])), 10, ("127.0.0.9", 0))
        stack.enter_context(other)
        other.sendall(_get(_query(LARGE.replace("?v0", "?other"))))
        assert other.recv(65536).startswith(b"HTTP/1.1 200 ")
    for _ in range(100):
        if metric(small, "plenipot_spilled_bytes") == 0:
            break
        time.sleep(0.1)
    assert metric(small, "plenipot_spilled_bytes") == 0
    again = httpx.get(small.url + _query(LARGE.replace("?v0", "?again")), headers={"Accept": "text/csv"}, timeout=20)
    assert (again.status_code, len(again.content) > 20_000_000) == (200, True)


def test_a_reader_on_a_slow_line_gets_its_answer(small: Server) -> None:
    """The client reads 50 kB per second for 12 seconds, more than 64 kB within each timeout of 3 s; then the rest."""
    with connect(small) as sock:
        sock.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 32 * 1024)
        sock.sendall(_get(_query(LARGE.replace("?v0", "?slow"))))
        received = 0
        for _ in range(24):
            received += len(sock.recv(25_000, socket.MSG_WAITALL))
            time.sleep(0.5)
        while part := sock.recv(1_000_000):
            received += len(part)
            if received > 20_000_000 and part.endswith(b"\r\n"):
                break
    assert received > 20_000_000


def _wait_for_spill(server: Server, least: int) -> None:
    for _ in range(100):
        if metric(server, "plenipot_spilled_bytes") > least:
            return
        time.sleep(0.05)
    raise AssertionError("the answer does not wait in a file")


def _open_sockets(pid: int) -> int:
    names = (path.readlink() for path in Path(f"/proc/{pid}/fd").iterdir())
    return sum(str(name).startswith("socket:") for name in names)
