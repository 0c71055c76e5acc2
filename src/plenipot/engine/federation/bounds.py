"""The bounds of SERVICE clauses."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class ServiceBounds:
    """The endpoints that SERVICE may query, and the bounds of the SERVICE clauses of one query."""

    endpoints: tuple[str, ...] = ()
    seconds: float = 5.0
    """Timeout of all clauses of a query together."""
    megabytes: int = 4
    """Size of the results of all clauses of a query together."""
    rows: int = 10_000
    """Solutions of one clause."""
    clauses: int = 8
    """Clauses of one query."""
    calls: int = 8
    """Concurrent requests to endpoints, of all queries."""
