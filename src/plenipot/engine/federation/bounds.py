"""What SERVICE may ask and need."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class ServiceBounds:
    """Which endpoints may be asked, and what the SERVICE clauses of a query may need."""

    endpoints: tuple[str, ...] = ()
    seconds: float = 5.0
    """For all clauses of a query together."""
    megabytes: int = 4
    """Of all their answers together."""
    rows: int = 10_000
    """Solutions of one clause."""
    clauses: int = 8
    """Of a query."""
    calls: int = 8
    """Endpoints that are asked at a time."""
