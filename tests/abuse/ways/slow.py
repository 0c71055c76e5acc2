"""Attacks of slow, silent, numerous and disconnecting clients."""

from __future__ import annotations

import contextlib
import socket
import struct
import threading
import time
from urllib.parse import quote

from benchmarks.memory import tree_pss
from tests.abuse.target import PATIENCE, TOLERANCE_MB, Outcome, Target
from tests.abuse.ways import Way
from tests.abuse.ways.lines import GONE, LATE_HEAD, Attack, get
from tests.abuse.wire import outcome, send, whole

ENDLESS = "SELECT (COUNT(*) AS ?n) { " + " ".join(f"?a{i} ?b{i} ?c{i} ." for i in range(12)) + " }"
LARGE = (
    f"SELECT * {{ {' '.join(f'VALUES ?v{i} {{ 1 2 3 4 5 6 7 8 }}' for i in range(4))} BIND ('{'x' * 3000}' AS ?t) }}"
)


def _pipelined(target: Target) -> Outcome:
    """Pipelining: 50 requests at once are answered in order."""
    paths = ["/health", "/nothing", "/sparql?query=ASK%7B%7D"] * 16
    found = send(
        target,
        "".join(get(path).replace("Connection: close\r\n", "") for path in paths).encode()
        + get("/robots.txt").encode(),
    )
    right = ", ".join(["200, 404, 200"] * 16 + ["200"])
    return Outcome("in order" if found.label == right else found.label, found.seconds)


def _unread(target: Target) -> Outcome:
    """Back-pressure: the service stops reading from a client that never reads, and closes its connection."""
    request = get(f"/sparql?query={quote(LARGE)}").replace("Connection: close\r\n", "").encode()
    started = time.monotonic()
    sent = 0
    with target.connect(0.2) as sock:
        sock.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
        while time.monotonic() - started < 3 * PATIENCE + target.deadline:
            try:
                sent += sock.send(request)
            except TimeoutError:
                continue
            except ConnectionError:
                # The longest allowed time: the timeout of the query, then the timeout of the reader.
                return Outcome("let go", max(0.0, time.monotonic() - started - 2 * PATIENCE), f"{sent} bytes")
    return Outcome("kept", time.monotonic() - started, f"{sent} bytes")


def _crowd(count: int, first: bytes, drip: bytes) -> Attack:
    """Slowloris: many clients send single bytes until the service closes; others must be answered meanwhile."""

    def attack(target: Target) -> Outcome:
        started = time.monotonic()
        open_ = [target.connect() for _ in range(count)]
        try:
            for sock in open_:
                sock.sendall(first)
                sock.setblocking(False)
            waited = 0.0
            parts: dict[socket.socket, bytes] = {}
            received: dict[socket.socket, bytes] = {}
            while len(received) < count and time.monotonic() - started < PATIENCE + target.deadline + 5:
                answer, seconds = target.ask_honestly()
                assert answer.status_code == 200, answer.text
                waited = max(waited, seconds)
                for sock in set(open_) - set(received):
                    with contextlib.suppress(ConnectionError, BlockingIOError):
                        sock.send(drip)
                    with contextlib.suppress(BlockingIOError):
                        try:
                            part = sock.recv(65536)
                        except ConnectionError:
                            part = b""
                        parts[sock] = parts.get(sock, b"") + part
                        # The service may keep a connection alive after a refusal.
                        if not part or whole(parts[sock]):
                            received[sock] = parts[sock]
                time.sleep(0.05)
            labels = {outcome(part, 0).label for part in received.values()}
            assert waited < 1, f"an honest request waited {waited:.1f} seconds"
            label = ", ".join(sorted(labels)) if len(received) == count else "kept"
            return Outcome(label, max(0.0, time.monotonic() - started - PATIENCE))
        finally:
            for sock in open_:
                sock.close()

    return attack


def _unwilling(*headers: str) -> Attack:
    return lambda target: _reads_nothing(target, *headers)


def _reads_nothing(target: Target, *headers: str) -> Outcome:
    """A client that stops reading a large answer is disconnected."""
    started = time.monotonic()
    with target.connect(10) as sock:
        sock.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
        lines = "".join(f"{header}\r\n" for header in ("Accept: text/csv", *headers))
        sock.sendall(f"GET /sparql?query={quote(LARGE)} HTTP/1.1\r\nHost: x\r\n{lines}\r\n".encode())
        sock.recv(1000)
        time.sleep(3 * PATIENCE)
        with contextlib.suppress(TimeoutError):
            try:
                for _ in range(10_000):
                    sock.recv(65536)
            except ConnectionError:
                return Outcome("let go", max(0.0, time.monotonic() - started - 3 * PATIENCE))
    return Outcome("kept", time.monotonic() - started)


def _unwilling_crowd(target: Target) -> Outcome:
    """Clients that read nothing are disconnected, even if the socket buffers of the kernel hold their answers."""
    started = time.monotonic()
    request = get("/sparql?query=" + quote(f"SELECT * {{ VALUES ?x {{ {' '.join(['1234567890'] * 3_000)} }} }}"))
    socks = []
    for _ in range(20):
        sock = socket.socket()
        sock.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 2048)
        sock.settimeout(2)
        sock.bind((target.address, 0))
        sock.connect(("127.0.0.1", target.port))
        sock.sendall(request.encode())
        socks.append(sock)
    time.sleep(3 * PATIENCE)
    labels = set()
    for sock in socks:
        with sock:
            try:
                while sock.recv(65536):
                    pass
                labels.add("kept")
            except ConnectionError:
                labels.add("let go")
    return Outcome(", ".join(sorted(labels)), max(0.0, time.monotonic() - started - 3 * PATIENCE))


def _trailers(target: Target) -> Outcome:
    """Endless trailers: the service stores none of them."""
    before = peak = target.memory()
    started = time.monotonic()
    with target.connect() as sock:
        head = _HEAD.replace(b"Content-Length: 5000", b"Transfer-Encoding: chunked")
        sock.sendall(head + b"5\r\nASK{}\r\n0\r\n")
        with contextlib.suppress(ConnectionError):
            while time.monotonic() - started < 3 * PATIENCE:
                sock.sendall(b"X: y\r\n" * 20_000)
                peak = max(peak, tree_pss(target.pid))
    seconds = time.monotonic() - started
    return Outcome("dropped" if peak < before + TOLERANCE_MB else f"{peak - before:.0f} MB kept", seconds)


def _vanish(count: int) -> Attack:
    """Many clients send slow queries and reset their connections at once."""

    def attack(target: Target) -> Outcome:
        started = time.monotonic()
        for number in range(count):
            with target.connect() as sock:
                sock.sendall(get(f"/sparql?query={quote(f'{ENDLESS} #{number}')}").encode())
                time.sleep(0.01)
                sock.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        return Outcome("gone", time.monotonic() - started)

    return attack


def _flood(count: int) -> Attack:
    """Many concurrent slow queries: each gets a response, and an honest query is answered afterwards."""

    def attack(target: Target) -> Outcome:
        started = time.monotonic()
        labels: list[str] = []

        def one(number: int) -> None:
            query = quote(f"{ENDLESS} #{number}-{started}")
            # The query may wait for one timeout and run for another.
            seconds = 2 * target.deadline + 5
            labels.append(send(target, get(f"/sparql?query={query}").encode(), seconds=seconds).label)

        threads = [threading.Thread(target=one, args=(number,)) for number in range(count)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        allowed = {"503 timeout", "503 queue", "503 share", "429 client-queries"}
        seconds = time.monotonic() - started
        # A query may wait for one timeout and run for another.
        return Outcome(
            "each told" if set(labels) <= allowed else ", ".join(sorted(set(labels))), max(0, seconds - target.deadline)
        )

    return attack


_HEAD = b"POST /sparql HTTP/1.1\r\nHost: x\r\nContent-Type: application/sparql-query\r\nContent-Length: 5000\r\n\r\n"
SLOW: dict[str, tuple[Attack, frozenset[str]]] = {
    "50 requests at once on one connection": (_pipelined, frozenset({"in order"})),
    "requests for ever, never reading": (_unread, frozenset({"let go"})),
    "a large answer, not read": (_unwilling(), frozenset({"let go"})),
    "a large answer, not read, on a connection to be closed": (_unwilling("Connection: close"), frozenset({"let go"})),
    "20 small answers, not read": (_unwilling_crowd, frozenset({"let go"})),
    "100 heads, byte by byte": (_crowd(100, b"GET /health HTTP/1.1\r\nHost: x\r\nX-Slow: ", b"x"), LATE_HEAD),
    "100 bodies, byte by byte": (_crowd(100, _HEAD, b"x"), frozenset({"408 patience, 429 client-queries"})),
    "100 connections, silent": (_crowd(100, b"", b""), GONE),
    "100 connections, blank lines": (_crowd(100, b"\r\n", b"\r\n"), LATE_HEAD | GONE),
    "trailers without end": (_trailers, frozenset({"dropped"})),
    "20 queries whose clients are gone": (_vanish(20), frozenset({"gone"})),
    "60 endless queries at once": (_flood(60), frozenset({"each told"})),
}

WAYS = [Way("slow", name, attack, right) for name, (attack, right) in SLOW.items()]
