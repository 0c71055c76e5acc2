"""Raw HTTP: send arbitrary bytes, and parse the responses."""

from __future__ import annotations

import contextlib
import json
import time
from collections.abc import Iterator
from dataclasses import dataclass

from tests.abuse.target import Outcome, Target


@dataclass(frozen=True)
class Response:
    """A response parsed from raw bytes."""

    status: int
    headers: list[tuple[str, str]]
    body: bytes
    whole: bool

    def header(self, name: str) -> str:
        """The value of a header; empty if it is not there."""
        return next((value for key, value in self.headers if key == name), "")

    @property
    def label(self) -> str:
        """Status, exceeded limit, and whether the response is incomplete."""
        limit = ""
        if self.header("content-type") == "application/problem+json" and self.whole:
            limit = f" {json.loads(self.body).get('limit', '')}".rstrip()
        return f"{self.status}{limit}{'' if self.whole else ' cut'}"


def send(target: Target, data: bytes, *, pause: float = 0, finish: bool = False, seconds: float = 10) -> Outcome:
    """Send bytes, one by one if there is a pause, and read until the service closes the connection.

    ``finish`` closes the sending side after the last byte. Reading stops after some seconds at the latest.
    """
    started = time.monotonic()
    received = bytearray()
    with target.connect(seconds) as sock:
        with contextlib.suppress(ConnectionError):  # the service may close before it has read a refused request
            if pause:
                for byte in data:
                    sock.sendall(bytes([byte]))
                    time.sleep(pause)
            else:
                sock.sendall(data)
            if finish:
                sock.shutdown(1)
        with contextlib.suppress(ConnectionError):
            while part := sock.recv(65536):
                received += part
    return outcome(bytes(received), time.monotonic() - started)


def outcome(received: bytes, seconds: float) -> Outcome:
    """Summarize the responses in some bytes, and whether a header was smuggled in."""
    responses = list(parse(received))
    label = ", ".join(each.label for each in responses) or "closed"
    if any(name.startswith("x-injected") for each in responses for name, _ in each.headers):
        label += " injected"
    return Outcome(label, seconds, received[:100_000].decode("latin-1"))


def whole(received: bytes) -> bool:
    """Whether some bytes are complete responses."""
    return b"\r\n\r\n" in received and all(each.whole for each in parse(received))


def parse(data: bytes) -> Iterator[Response]:
    """Parse all responses in some bytes.

    >>> sent = b"HTTP/1.1 200 OK\\r\\nContent-Length: 2\\r\\n\\r\\nokHTTP/1.1 404 No\\r\\n\\r\\n"
    >>> [each.label for each in parse(sent)]
    ['200', '404']
    """
    while data:
        head, found, data = data.partition(b"\r\n\r\n")
        first, *lines = head.decode("latin-1").split("\r\n")
        assert found, f"not a head: {head[:200]!r}"
        assert first.startswith("HTTP/1.1 "), f"not a response: {first[:200]!r}"
        pairs = (line.partition(":") for line in lines)
        headers = [(name.lower(), value.strip()) for name, _, value in pairs]
        response = Response(int(first.split(" ")[1]), headers, b"", True)
        if response.status in (100, 204, 304):
            body, whole = b"", True
        elif response.header("transfer-encoding") == "chunked":
            body, data, whole = _chunks(data)
        else:
            size = int(response.header("content-length") or 0)
            body, data, whole = data[:size], data[size:], len(data) >= size
        yield Response(response.status, headers, body, whole)


def _chunks(data: bytes) -> tuple[bytes, bytes, bool]:
    body = b""
    while True:
        line, found, data = data.partition(b"\r\n")
        if not found:
            return body, b"", False
        size = int(line, 16)
        if len(data) < size + 2:
            return body + data[:size], b"", False
        body, data = body + data[:size], data[size + 2 :]
        if not size:
            return body, data, True
