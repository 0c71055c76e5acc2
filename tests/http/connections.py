"""Raw connections to a server, and its metrics."""

from __future__ import annotations

import socket

import httpx

from tests.server import Server


def connect(server: Server) -> socket.socket:
    return socket.create_connection(("127.0.0.1", int(server.url.rpartition(":")[2])), timeout=10)


def metric(server: Server, name: str) -> float:
    lines = httpx.get(server.url + "/metrics").text.splitlines()
    return sum(float(line.rpartition(" ")[2]) for line in lines if line.startswith(name))


def read_response(sock: socket.socket) -> bytes:
    """Read one response and no byte of the next one, which may have arrived with it."""
    head = b""
    while not head.endswith(b"\r\n\r\n"):
        head += _receive(sock, 1)
    length = int(head.lower().partition(b"content-length: ")[2].partition(b"\r\n")[0])
    body = b""
    while len(body) < length:
        body += _receive(sock, length - len(body))
    return head + body


def _receive(sock: socket.socket, count: int) -> bytes:
    part = sock.recv(count)
    assert part, "the server closed the connection"
    return part
