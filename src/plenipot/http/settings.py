"""Settings of the service: address, bounds of queries, rate limits."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Settings:
    """Address and bounds of a service."""

    host: str = "127.0.0.1"
    port: int = 8000
    workers: int = 2
    timeout: float = 10.0
    """Seconds that a query may run, and seconds that it may wait for a free worker."""
    memory_mb: int = 512
    """Megabytes of memory for one query."""
    answer_mb: int = 64
    """Megabytes of one serialized answer."""
    rows: int = 1_000_000
    """Rows, or triples, of one answer."""
    cache_mb: int = 64
    """Megabytes of the cache of answers, and megabytes of the cache of responses."""
    queue: int = 64
    """Queries that may wait for a worker."""
    query_bytes: int = 200_000
    """Bytes of the text of one query."""
    client_queries: int = 32
    """Concurrent requests of one client; 0 for no limit."""
    client_rate: float = 500.0
    """Requests of one client per second, with bursts of twice as many; 0 for no limit."""
    connections: int = 4096
    """Open connections; fewer where the limit of file descriptors is lower."""
    spill_mb: int = 1024
    """Megabytes of long answers spilled to disk, for all clients; one client may use a quarter."""
    public_url: str = ""
    """Public scheme and host, for URLs in responses; empty to use the Host header of each request."""
    proxies: tuple[str, ...] = ()
    """Addresses or networks of the proxies whose ``X-Forwarded-For`` is trusted."""
    patience: float = 10.0
    """Seconds of the timeouts for the head of a request, for its body, and for reading the next part of a response."""
    services: tuple[str, ...] = ()
    """URLs of the endpoints that SERVICE may query."""
    service_timeout: float = 5.0
    """Seconds for all SERVICE clauses of a query together."""
    service_mb: int = 4
    """Megabytes of the results of all SERVICE clauses of a query together."""
    service_rows: int = 10_000
    """Solutions of one SERVICE clause."""
    service_clauses: int = 8
    """SERVICE clauses of one query."""
    service_calls: int = 8
    """Concurrent requests to other endpoints."""
    page_rows: int = 500
    """Rows of an answer on its first HTML page; the other formats have all rows."""
