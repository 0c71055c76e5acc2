"""Rate limits: concurrent requests per client, and a token bucket for requests per second."""

from __future__ import annotations

import ipaddress
import time
from collections import Counter
from collections.abc import Callable

from cachetools import LRUCache

from plenipot.http.problems.problem import Problem
from plenipot.http.settings import Settings

_MAX_CLIENTS = 10_000
"""Clients whose token bucket is stored; the least recently used one is evicted first."""
_BYTES_PER_TOKEN = 16 * 1024
"""Bytes of a request that cost one more token: parsing a long query takes longer."""
_MAX_TOKENS = 32
"""The maximum of tokens that a request costs; a request longer than any query is refused before it is read."""


def client_key(host: str) -> str:
    """Map a client address to the key of its limits: an IPv4 address, or the /64 network of an IPv6 address.

    >>> client_key("192.0.2.1"), client_key("2001:db8:1:2:3::4"), client_key("somewhere")
    ('192.0.2.1', '2001:db8:1:2::/64', 'somewhere')
    """
    if ":" not in host:
        return host
    try:
        return str(ipaddress.ip_network((host.partition("%")[0], 64), strict=False))
    except ValueError:
        return host


class RateLimits:
    """Counts the running requests of each client, and has a token bucket for each.

    Addresses stay in memory, for a bounded number of clients, and are not logged.
    """

    def __init__(self, settings: Settings, clock: Callable[[], float] = time.monotonic) -> None:
        self._settings, self._clock = settings, clock
        self._running: Counter[str] = Counter()
        self._buckets: LRUCache[str, tuple[float, float]] = LRUCache(_MAX_CLIENTS)

    def begin_request(self, client: str, size: int = 0) -> Problem | None:
        """Start a request of ``size`` bytes, or return the problem (429) that refuses it.

        The caller must call `end_request` when a request that was started has ended.

        >>> limits = RateLimits(Settings(client_queries=1, client_rate=0))
        >>> limits.begin_request("192.0.2.1"), limits.begin_request("192.0.2.2")
        (None, None)
        >>> limits.begin_request("192.0.2.1").status
        429
        """
        max_running, rate = self._settings.client_queries, self._settings.client_rate
        if max_running and self._running[client] >= max_running:
            detail = f"{max_running} of your requests run already. Wait for one to end before you send another."
            return Problem(
                429,
                "Too many at a time",
                detail,
                {"limit": "client-queries", "queries": max_running},
                {"Retry-After": "1"},
            )
        if rate and not self._take(client, rate, min(1 + size // _BYTES_PER_TOKEN, _MAX_TOKENS)):
            detail = (
                f"You may send {rate:g} requests per second, twice as many at once; a long one counts as several. "
                "Send fewer, or take a dump."
            )
            return Problem(
                429, "Too many requests", detail, {"limit": "client-rate", "per_second": rate}, {"Retry-After": "1"}
            )
        self._running[client] += 1
        return None

    def end_request(self, client: str) -> None:
        """Count a request that has ended."""
        self._running[client] -= 1
        if not self._running[client]:
            del self._running[client]

    def _take(self, client: str, rate: float, tokens: int) -> bool:
        """Take tokens from the bucket of a client that has at least one; a long request may take it below zero."""
        now = self._clock()
        level, updated = self._buckets.get(client, (2 * rate, now))
        level = min(2 * rate, level + (now - updated) * rate)
        self._buckets[client] = (level - tokens if level >= 1 else level, now)
        return level >= 1
