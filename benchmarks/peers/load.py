"""A lean client: raw sockets with keep-alive in one process, the same for every server.

It shares the cores with the server that it measures: it builds every request before the clock starts, and of an
answer it reads the status and the length and counts the bytes.
"""

from __future__ import annotations

import asyncio
import json
import math
import sys
import time
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from urllib.parse import quote, urlsplit


@dataclass(frozen=True)
class Load:
    """What one run measured."""

    per_second: float
    p50_ms: float
    p99_ms: float
    answers: int
    errors: int
    bytes: int


def request(endpoint: str, query: str, accept: str = "application/sparql-results+json") -> bytes:
    """A GET of a query.

    >>> request("http://127.0.0.1:1/sparql", "ASK {}", "a/b").splitlines()[0]
    b'GET /sparql?query=ASK%20%7B%7D HTTP/1.1'
    """
    url = urlsplit(endpoint)
    head = f"GET {url.path}?query={quote(query, safe='')} HTTP/1.1\r\nHost: {url.netloc}\r\nAccept: {accept}\r\n\r\n"
    return head.encode()


def percentile(sorted_times: Sequence[float], share: float) -> float:
    """The time within which a share of the answers came (nearest rank).

    >>> percentile([1, 2, 3, 4], 0.5), percentile([1, 2, 3, 4], 0.99)
    (2, 4)
    """
    return sorted_times[max(0, math.ceil(share * len(sorted_times)) - 1)]


async def measure(endpoint: str, requests: Sequence[bytes], connections: int, seconds: float) -> Load:
    """Send the requests in turn over the connections, each as soon as the answer before it is read, for some time."""
    host, port = urlsplit(endpoint).hostname, urlsplit(endpoint).port
    times: list[float] = []
    counts = {"errors": 0, "bytes": 0, "next": 0}
    started = time.perf_counter()
    until = started + seconds

    async def one() -> None:
        reader, writer = await asyncio.open_connection(host, port, limit=1 << 24)
        try:
            while (begun := time.perf_counter()) < until:
                writer.write(requests[counts["next"] % len(requests)])
                counts["next"] += 1
                try:
                    status, size, close = await _answer(reader)
                except (asyncio.IncompleteReadError, ConnectionError):
                    status, size, close = 0, 0, True
                times.append(time.perf_counter() - begun)
                counts["bytes"] += size
                counts["errors"] += status != 200
                if close:
                    writer.close()
                    reader, writer = await asyncio.open_connection(host, port, limit=1 << 24)
        finally:
            writer.close()

    await asyncio.gather(*(one() for _ in range(connections)))
    took = time.perf_counter() - started
    times.sort()
    return Load(
        round(len(times) / took, 1),
        round(percentile(times, 0.5) * 1000, 2),
        round(percentile(times, 0.99) * 1000, 2),
        len(times),
        counts["errors"],
        counts["bytes"],
    )


async def _answer(reader: asyncio.StreamReader) -> tuple[int, int, bool]:
    """Status, length, and whether the server closes the connection."""
    head = (await reader.readuntil(b"\r\n\r\n")).lower()
    status, close = int(head[9:12]), b"\r\nconnection: close" in head
    at = head.find(b"\r\ncontent-length:")
    if at >= 0:
        size = int(head[at + 17 : head.index(b"\r\n", at + 2)])
        await reader.readexactly(size)
        return status, size, close
    if b"\r\ntransfer-encoding: chunked" not in head:
        return status, len(await reader.read()), True
    total = 0
    while size := int((await reader.readuntil(b"\r\n")).split(b";")[0], 16):
        total += size
        await reader.readexactly(size + 2)
    await reader.readuntil(b"\r\n")
    return status, total, close


def main() -> None:
    """Read a job as JSON (endpoint, queries, accept, connections, seconds), print what was measured as JSON."""
    job = json.load(sys.stdin)
    requests = [request(job["endpoint"], query, job["accept"]) for query in job["queries"]]
    measured = asyncio.run(measure(job["endpoint"], requests, job["connections"], job["seconds"]))
    print(json.dumps(asdict(measured)))


if __name__ == "__main__":
    main()
