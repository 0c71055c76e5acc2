"""How much one client may ask at a time and per second."""

from __future__ import annotations

import ipaddress
import time
from collections import Counter, OrderedDict
from collections.abc import Callable

from plenipot.service.problems import Problem
from plenipot.service.settings import Settings

_REMEMBERED = 10_000
"""Clients whose rate is remembered; the one that was silent longest is forgotten first."""


def network(host: str) -> str:
    """Whom an address counts for: itself, or for IPv6 the network of one subscriber.

    >>> network("192.0.2.1"), network("2001:db8:1:2:3::4"), network("somewhere")
    ('192.0.2.1', '2001:db8:1:2::/64', 'somewhere')
    """
    if ":" not in host:
        return host
    try:
        return str(ipaddress.ip_network((host.partition("%")[0], 64), strict=False))
    except ValueError:
        return host


class Clients:
    """The requests of each client: those that run, and a bucket of those that may start.

    Addresses are held in memory while they are in use, and written nowhere.
    """

    def __init__(self, settings: Settings, clock: Callable[[], float] = time.monotonic) -> None:
        self._settings, self._clock = settings, clock
        self._running: Counter[str] = Counter()
        self._buckets: OrderedDict[str, tuple[float, float]] = OrderedDict()

    def enter(self, client: str) -> Problem | None:
        """Count a request in, or say why it may not start; whoever is let in must `leave`.

        >>> clients = Clients(Settings(client_queries=1, client_rate=0))
        >>> clients.enter("192.0.2.1"), clients.enter("192.0.2.2"), clients.enter("192.0.2.1").status
        (None, None, 429)
        """
        most, rate = self._settings.client_queries, self._settings.client_rate
        if most and self._running[client] >= most:
            detail = f"{most} of your requests run already. Wait for one to end before you send another."
            return Problem(
                429, "Too many at a time", detail, {"limit": "client-queries", "queries": most}, {"Retry-After": "1"}
            )
        if rate and not self._take(client, rate):
            detail = f"You may send {rate:g} requests per second, twice as many at once. Send fewer, or take a dump."
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

    def _take(self, client: str, rate: float) -> bool:
        now = self._clock()
        left, before = self._buckets.pop(client, (2 * rate, now))
        left = min(2 * rate, left + (now - before) * rate)
        self._buckets[client] = (left - 1 if left >= 1 else left, now)
        if len(self._buckets) > _REMEMBERED:
            self._buckets.popitem(last=False)
        return left >= 1
