"""What can be set, and the bounds that protect everybody from one query."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Settings:
    """Address and bounds of a service."""

    host: str = "127.0.0.1"
    port: int = 8000
    workers: int = 2
    timeout: float = 10.0
    """Seconds that a query may run, and that it may wait for a free worker."""
    memory_mb: int = 512
    """Megabytes that a query may need."""
    answer_mb: int = 64
    """Megabytes that an answer may have."""
    rows: int = 1_000_000
    """Rows, or triples, that an answer may have."""
    cache_mb: int = 64
    """Megabytes of answers that are remembered; the data do not change while they are served."""
    queue: int = 64
    """Queries that may wait."""
    query_bytes: int = 200_000
    """Bytes that a query may have."""
    client_queries: int = 32
    """Requests of one client that may run at a time; 0 for any number."""
    client_rate: float = 500.0
    """Requests of one client per second, twice as many at once; 0 for any number."""
    connections: int = 4096
    """Connections that may be open; fewer where the process may not have so many files."""
    spill_mb: int = 1024
    """Megabytes of long answers that wait in files for their readers, of all clients; of one client a quarter."""
    public_url: str = ""
    """Scheme and host that readers use, for addresses in responses; empty for the Host of each request."""
    proxies: tuple[str, ...] = ()
    """Addresses or networks of the proxies whose ``X-Forwarded-For`` is believed."""
    patience: float = 10.0
    """Seconds for the head of a request, for its body, and for the next part of an answer to be taken."""
    services: tuple[str, ...] = ()
    """The endpoints that SERVICE may ask."""
    service_timeout: float = 5.0
    """Seconds for all SERVICE clauses of a query together."""
    service_mb: int = 4
    """Megabytes of all their answers together."""
    service_rows: int = 10_000
    """Solutions of one clause."""
    service_clauses: int = 8
    """SERVICE clauses of a query."""
    service_calls: int = 8
    """Endpoints that are asked at a time."""
    page_rows: int = 500
    """Rows that the first page shows; the other formats give all."""
