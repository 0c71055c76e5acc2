"""How much one client may ask at a time and per second."""

from __future__ import annotations

import ipaddress
import time
from collections import Counter
from collections.abc import Callable

from cachetools import LRUCache

from plenipot.service.problems import Problem
from plenipot.service.settings import Settings

_MAX_CLIENTS = 10_000
"""Clients whose rate is remembered; the least recently used one is evicted first."""
_BYTES_PER_TOKEN = 16 * 1024
"""Bytes of a request that cost one token more: the service reads a long query for longer than a short one."""
_MAX_TOKENS = 32
"""Tokens of a request at the most: what is longer than any query is refused unread."""


def client_key(host: str) -> str:
    """Whom an address counts for: itself, or for IPv6 the /64 network of one subscriber.

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
    """The requests of each client: those that run, and a token bucket for those that may start.

    Addresses are held in memory while they are in use, and written nowhere.
    """

    def __init__(self, settings: Settings, clock: Callable[[], float] = time.monotonic) -> None:
        self._settings, self._clock = settings, clock
        self._running: Counter[str] = Counter()
        self._buckets: LRUCache[str, tuple[float, float]] = LRUCache(_MAX_CLIENTS)

    def enter(self, client: str, size: int = 0) -> Problem | None:
        """Count a request of some bytes in, or say why it may not start; whoever is let in must `leave`.

        >>> limits = RateLimits(Settings(client_queries=1, client_rate=0))
        >>> limits.enter("192.0.2.1"), limits.enter("192.0.2.2"), limits.enter("192.0.2.1").status
        (None, None, 429)
        """
        most, rate = self._settings.client_queries, self._settings.client_rate
        if most and self._running[client] >= most:
            detail = f"{most} of your requests run already. Wait for one to end before you send another."
            return Problem(
                429, "Too many at a time", detail, {"limit": "client-queries", "queries": most}, {"Retry-After": "1"}
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

    def leave(self, client: str) -> None:
        """Count a request out."""
        self._running[client] -= 1
        if not self._running[client]:
            del self._running[client]

    def _take(self, client: str, rate: float, tokens: int) -> bool:
        """Take tokens out of the bucket of a client, if it has one left; a long request may leave it in debt."""
        now = self._clock()
        left, before = self._buckets.get(client, (2 * rate, now))
        left = min(2 * rate, left + (now - before) * rate)
        self._buckets[client] = (left - tokens if left >= 1 else left, now)
        return left >= 1
