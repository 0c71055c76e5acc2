"""Whose query is next, and whose is ended first, when there are more queries than workers.

Clients share the workers: of those that wait, the one that used the workers least goes first. So a client whose queries
are short is served before one whose queries run to their deadline, however many of them wait. The module only decides;
the pool acts.
"""

from __future__ import annotations

import time
from collections import Counter, deque
from collections.abc import Callable, Iterator
from contextvars import ContextVar

from cachetools import LRUCache

CLIENT: ContextVar[str] = ContextVar("client", default="")
"""For whom a query runs: an address or a network; empty for the service itself."""
HALF_LIFE = 60.0
"""Seconds after which half of what a client used is forgotten."""
_MAX_CLIENTS = 10_000
"""Clients whose use is remembered; the least recently used one is evicted first."""


class Ticket:
    """A query that waits or runs, for a client."""

    __slots__ = ("client", "number", "started")

    def __init__(self, client: str) -> None:
        self.client = client
        self.number = 0
        self.started: float | None = None


class FairQueue:
    """The queries that wait and run, by client; one client's may run ``share`` at a time, the service's own any number.

    >>> queue = FairQueue(size=10, share=1)
    >>> first, second, other = Ticket("greedy"), Ticket("greedy"), Ticket("modest")
    >>> for each in (first, second, other):
    ...     queue.join(each)
    >>> queue.next() is first, queue.next() is other, queue.next()
    (True, True, None)
    """

    def __init__(self, size: int, share: int, clock: Callable[[], float] = time.monotonic) -> None:
        self.size, self._share, self._clock = size, share, clock
        self._waiting: dict[str, deque[Ticket]] = {}
        self._length = 0
        self._joined = 0
        self._running: set[Ticket] = set()
        self._counts: Counter[str] = Counter()
        self._used: LRUCache[str, tuple[float, float]] = LRUCache(_MAX_CLIENTS)

    def __len__(self) -> int:
        return self._length

    def __iter__(self) -> Iterator[Ticket]:
        """Those that wait."""
        return (ticket for tickets in self._waiting.values() for ticket in tickets)

    def enter(self, ticket: Ticket) -> bool:
        """Start a query at once, if nobody waits and its client may have another one run."""
        if self._waiting or not self._may(ticket.client):
            return False
        self.start(ticket)
        return True

    def join(self, ticket: Ticket) -> None:
        """Let a query wait."""
        self._joined += 1
        ticket.number = self._joined
        self._waiting.setdefault(ticket.client, deque()).append(ticket)
        self._length += 1

    def overflow(self) -> Ticket | None:
        """Drop a query from a queue that is too long: the last one of the client that has most there."""
        if self._length <= self.size:
            return None
        most = max(self._waiting.values(), key=lambda each: (len(each), each[-1].number))
        gone = most[-1]
        self.leave(gone)
        return gone

    def leave(self, ticket: Ticket) -> bool:
        """A query waits no more; whether it did."""
        tickets = self._waiting.get(ticket.client)
        if tickets is None or ticket not in tickets:
            return False
        tickets.remove(ticket)
        self._left(ticket.client)
        return True

    def next(self) -> Ticket | None:
        """Start the query whose turn it is, if there is one whose client may have another one run."""
        may = [client for client in self._waiting if self._may(client)]
        if not may:
            return None
        # Of those that used the same, the one that came first.
        client = min(may, key=lambda each: (self.used(each), self._waiting[each][0].number)) if len(may) > 1 else may[0]
        chosen = self._waiting[client].popleft()
        self._left(client)
        self.start(chosen)
        return chosen

    def _left(self, client: str) -> None:
        self._length -= 1
        if not self._waiting[client]:
            del self._waiting[client]

    def _may(self, client: str) -> bool:
        return not client or self._counts[client] < self._share

    def start(self, ticket: Ticket) -> None:
        """A query runs now."""
        ticket.started = self._clock()
        self._running.add(ticket)
        self._counts[ticket.client] += 1

    def end(self, ticket: Ticket) -> None:
        """A query runs no more."""
        if ticket.started is None or ticket not in self._running:
            return
        self._running.remove(ticket)
        self._counts[ticket.client] -= 1
        if not self._counts[ticket.client]:
            del self._counts[ticket.client]
        now = self._clock()
        self._used[ticket.client] = (self._settled(ticket.client, now) + now - ticket.started, now)

    def used(self, client: str) -> float:
        """Seconds of workers that a client used of late, with those of its queries that run."""
        now = self._clock()
        running = sum(now - (each.started or now) for each in self._running if each.client == client)
        return self._settled(client, now) + running

    def victim(self, ticket: Ticket, least: float) -> Ticket | None:
        """The query that has to end for one that waits: the longest of the client that used most.

        None has to that has run less than ``least`` seconds, or whose client used less than twice what the other one
        did and is about to.
        """
        now = self._clock()
        threshold = 2 * (self.used(ticket.client) + least)
        used = {client: self.used(client) for client in {each.client for each in self._running} - {ticket.client}}
        may = [
            (used[each.client], now - each.started, each)
            for each in self._running
            if each.client in used and each.started is not None and now - each.started >= least
        ]
        heavy = [each for each in may if each[0] >= threshold]
        return max(heavy, key=lambda each: each[:2])[2] if heavy else None

    def _settled(self, client: str, now: float) -> float:
        amount, at = self._used.get(client, (0.0, now))
        return amount * float(0.5 ** ((now - at) / HALF_LIFE))
