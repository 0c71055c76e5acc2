"""The nginx of `deploy/` before a replica that echoes requests: no request gets the response to another one."""

from __future__ import annotations

import json
import os
import socket
import tempfile
import threading
from collections.abc import Iterator, Sequence
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest

from benchmarks.peers.servers import Peer
from benchmarks.replicas import binary, nginx

REQUIRED = "PLENIPOT_NGINX_TESTS"

Lines = Sequence[tuple[str, str]]


class Replica(BaseHTTPRequestHandler):
    """Echoes the request; its responses can be cached for an hour, as those of the service."""

    protocol_version = "HTTP/1.1"

    def do_GET(self) -> None:
        told = {"path": self.path, "headers": [[name.lower(), value] for name, value in self.headers.items()]}
        body = json.dumps(told).encode()
        self.send_response(200)
        for name, value in (
            ("Content-Type", "application/json"),
            ("Content-Length", str(len(body))),
            ("Cache-Control", "public, max-age=3600"),
            ("Vary", "Accept, Accept-Encoding"),
        ):
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format: str, *arguments: object) -> None:
        """Suppress the log."""


@pytest.fixture(scope="module")
def address() -> Iterator[tuple[str, int]]:
    """Host and port of nginx, with the configuration of `deploy/` and the same replica three times."""
    if binary() is None:
        if os.environ.get(REQUIRED) == "required":
            pytest.fail("there is no nginx")
        pytest.skip("there is no nginx (Debian: apt-get install nginx-light)")
    server = ThreadingHTTPServer(("127.0.0.1", 0), Replica)
    server.daemon_threads = True
    threading.Thread(target=server.serve_forever, daemon=True).start()
    replica = Peer("replica", f"http://127.0.0.1:{server.server_address[1]}/sparql", "", 0)
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        folder.chmod(0o755)  # if root starts nginx, its workers run as another user
        with nginx(folder, [replica] * 3, cached=True) as endpoint:
            parts = urlsplit(endpoint)
            assert parts.hostname is not None
            assert parts.port is not None
            yield parts.hostname, parts.port
    server.shutdown()
    server.server_close()


def ask(address: tuple[str, int], path: str, lines: Lines) -> tuple[int, str, dict[str, Any]]:
    """Send a raw request; returns the status, whether the cache answered, and the request that the replica received."""
    head = "".join(f"{name}: {value}\r\n" for name, value in lines)
    with socket.create_connection(address, timeout=20) as sock:
        sock.sendall(f"GET {path} HTTP/1.1\r\n{head}Connection: close\r\n\r\n".encode())
        answer = b"".join(iter(lambda: sock.recv(65536), b""))
    top, _, body = answer.partition(b"\r\n\r\n")
    status, *fields = top.decode().split("\r\n")
    cached = next((field.partition(": ")[2] for field in fields if field.lower().startswith("x-cache:")), "")
    return int(status.split()[1]), cached, json.loads(body) if body.startswith(b"{") else {}


def values(told: dict[str, Any], name: str) -> list[str]:
    """The values of a header that the replica received."""
    return [value for each, value in told["headers"] if each == name]


HOST = ("Host", "example.org")


@pytest.mark.parametrize(
    ("first", "then"),
    [
        ([("Accept", "text/html"), ("Accept", "application/json")], [("Accept", "text/html")]),
        ([("Accept", "text/html"), ("accept", "text/turtle;q=0.9")], [("Accept", "text/html")]),
        ([("Accept", ""), ("Accept", "application/json")], []),
        ([("Accept", "application/json"), ("Accept", "")], [("Accept", "application/json")]),
        ([("Accept-Encoding", "identity"), ("Accept-Encoding", "gzip")], [("Accept-Encoding", "identity")]),
        ([("Accept-Encoding", "gzip"), ("Accept-Encoding", "gzip;q=0")], [("Accept-Encoding", "gzip")]),
        ([("Accept-Encoding", "gzip;q=0"), ("Accept-Encoding", "gzip")], []),
        ([("Accept", "text/html gzip")], [("Accept", "text/html"), ("Accept-Encoding", "gzip")]),
        ([("Accept", "[gzip] text/html")], [("Accept", "text/html"), ("Accept-Encoding", "gzip")]),
        ([("X-Forwarded-Host", "evil.example"), ("Forwarded", "host=evil.example")], []),
        ([("X-Forwarded-Proto", "ftp"), ("X-Forwarded-For", "192.0.2.1")], []),
    ],
)
def test_no_request_puts_its_answer_under_the_key_of_another(
    address: tuple[str, int], first: Lines, then: Lines, request: pytest.FixtureRequest
) -> None:
    """The next client gets the response to its own request, from the replica or from the cache."""
    path = f"/{abs(hash(request.node.name))}"
    status, _, _ = ask(address, path, [HOST, *first])
    assert status in (200, 400)
    status, _, told = ask(address, path, [HOST, *then])
    _, _, fresh = ask(address, path + "-fresh", [HOST, *then])
    assert status == 200
    assert told["headers"] == fresh["headers"]
    assert ask(address, path, [HOST, *then])[1] == "HIT"


@pytest.mark.parametrize("second", ["evil.example", "example.org"])
def test_two_hosts_are_refused(address: tuple[str, int], second: str) -> None:
    path = f"/two-hosts-{second}"
    assert ask(address, path, [HOST, ("Host", second)])[0] == 400
    status, cached, told = ask(address, path, [HOST])
    assert (status, cached, values(told, "host")) == (200, "MISS", ["example.org"])


def test_each_host_has_answers_of_its_own(address: tuple[str, int]) -> None:
    for host in ("example.org", "example.net"):
        _, cached, told = ask(address, "/hosts", [("Host", host)])
        assert (cached, values(told, "host")) == ("MISS", [host])


@pytest.mark.parametrize(
    ("accepted", "passed"),
    [
        ("gzip", ["gzip"]),
        ("br, GZIP, deflate", ["gzip"]),
        ("x-gzip", ["gzip"]),
        ("gzip;q=0.001", ["gzip"]),
        ("deflate;q=0, gzip;q=1.0", ["gzip"]),
        ("gzip;q=0", []),
        ("gzip ; Q=0.000", []),
        ("br, gzip;q=0.0, deflate", []),
        ("identity", []),
        ("notgzip", []),
        ("gzipped", []),
        ("*;q=0", []),
        ("", []),
    ],
)
def test_gzip_is_asked_for_unless_it_is_refused(address: tuple[str, int], accepted: str, passed: list[str]) -> None:
    _, _, told = ask(address, "/coding", [HOST, ("Accept-Encoding", accepted)])
    assert values(told, "accept-encoding") == passed


def test_a_client_names_no_address_but_its_own(address: tuple[str, int]) -> None:
    claims = [("X-Forwarded-For", "192.0.2.1"), ("X-Forwarded-For", "192.0.2.2"), ("X-Forwarded-Host", "evil.example")]
    _, _, told = ask(address, "/claims", [HOST, *claims, ("Forwarded", "for=192.0.2.1")])
    assert values(told, "x-forwarded-for") == ["127.0.0.1"]
    assert values(told, "x-forwarded-proto") == ["http"]
    assert values(told, "x-forwarded-host") == []
    assert values(told, "forwarded") == []


def test_a_part_of_an_answer_is_not_kept_as_the_whole(address: tuple[str, int]) -> None:
    _, _, told = ask(address, "/range", [HOST, ("Range", "bytes=0-3"), ("If-None-Match", '"x"')])
    assert ask(address, "/range", [HOST])[1] == "HIT"
    assert told == {} or (values(told, "range"), values(told, "if-none-match")) == ([], [])


def test_what_tells_the_state_of_a_replica_is_not_kept(address: tuple[str, int]) -> None:
    assert ask(address, "/metrics", [HOST])[0] == 404
    for path in ("/health", "/ready"):
        assert {ask(address, path, [HOST])[1] for _ in range(2)} == {""}
