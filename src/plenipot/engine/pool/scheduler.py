"""Fair scheduling of queries: which query starts next, and which one is preempted, if there are too few workers.

Priority goes to the waiting client that has used the workers least. A client with short queries is served before one
whose queries run until their timeout, however many of them wait. This module decides; the pool runs and ends queries.
"""

from __future__ import annotations

import time
from collections import Counter, deque
from collections.abc import Callable, Iterator
from contextvars import ContextVar

from cachetools import LRUCache

CLIENT: ContextVar[str] = ContextVar("client", default="")
"""The client of the current request: an address or a network; empty for queries of the service itself."""
HALF_LIFE = 60.0
"""Half-life of the recorded usage of a client, in seconds."""
_MAX_CLIENTS = 10_000
"""Clients whose usage is recorded; the least recently used one is evicted first."""


class Ticket:
    """A waiting or running query of a client."""

    __slots__ = ("client", "number", "started")

    def __init__(self, client: str) -> None:
        self.client = client
        self.number = 0
        self.started: float | None = None


class FairScheduler:
    """Queues the waiting queries of each client, and records which queries run.

    Args:
        max_waiting: queries in the queue, of all clients.
        max_running: concurrent queries of one client; the service itself has no limit.
        clock: returns seconds.

    >>> scheduler = FairScheduler(max_waiting=10, max_running=1)
    >>> first, second, other = Ticket("greedy"), Ticket("greedy"), Ticket("modest")
    >>> for ticket in (first, second, other):
    ...     scheduler.enqueue(ticket)
    >>> scheduler.start_next() is first, scheduler.start_next() is other, scheduler.start_next()
    (True, True, None)
    """

    def __init__(self, max_waiting: int, max_running: int, clock: Callable[[], float] = time.monotonic) -> None:
        self._max_waiting, self._max_running, self._clock = max_waiting, max_running, clock
        self._waiting: dict[str, deque[Ticket]] = {}
        self._length = 0
        self._enqueued = 0
        self._running: set[Ticket] = set()
        self._counts: Counter[str] = Counter()
        self._usage: LRUCache[str, tuple[float, float]] = LRUCache(_MAX_CLIENTS)

    def __len__(self) -> int:
        return self._length

    def __iter__(self) -> Iterator[Ticket]:
        """Iterate over the waiting queries."""
        return (ticket for tickets in self._waiting.values() for ticket in tickets)

    def try_start(self, ticket: Ticket) -> bool:
        """Start a query if no query waits and its client is below its limit; False if it must be queued."""
        if self._waiting or not self._may_start(ticket.client):
            return False
        self.start(ticket)
        return True

    def enqueue(self, ticket: Ticket) -> None:
        """Add a query to the queue of its client."""
        self._enqueued += 1
        ticket.number = self._enqueued
        self._waiting.setdefault(ticket.client, deque()).append(ticket)
        self._length += 1

    def drop_overflow(self) -> Ticket | None:
        """If the queue is too long, drop the newest query of the client that has most queries in it."""
        if self._length <= self._max_waiting:
            return None
        longest = max(self._waiting.values(), key=lambda tickets: (len(tickets), tickets[-1].number))
        dropped = longest[-1]
        self.remove(dropped)
        return dropped

    def remove(self, ticket: Ticket) -> bool:
        """Remove a query from the queue; False if it was not there."""
        tickets = self._waiting.get(ticket.client)
        if tickets is None or ticket not in tickets:
            return False
        tickets.remove(ticket)
        self._removed_from(ticket.client)
        return True

    def start_next(self) -> Ticket | None:
        """Start the oldest waiting query of the client with the least usage, among the clients below their limit.

        Of clients with equal usage, the longest waiting one is served. The result is None if no query can start.
        """
        clients = [client for client in self._waiting if self._may_start(client)]
        if not clients:
            return None
        client = clients[0]
        if len(clients) > 1:
            client = min(clients, key=lambda name: (self.usage(name), self._waiting[name][0].number))
        ticket = self._waiting[client].popleft()
        self._removed_from(client)
        self.start(ticket)
        return ticket

    def _removed_from(self, client: str) -> None:
        self._length -= 1
        if not self._waiting[client]:
            del self._waiting[client]

    def _may_start(self, client: str) -> bool:
        return not client or self._counts[client] < self._max_running

    def start(self, ticket: Ticket) -> None:
        """Record that a query runs now."""
        ticket.started = self._clock()
        self._running.add(ticket)
        self._counts[ticket.client] += 1

    def finish(self, ticket: Ticket) -> None:
        """Record that a query has ended, and charge its seconds to its client."""
        if ticket.started is None or ticket not in self._running:
            return
        self._running.remove(ticket)
        self._counts[ticket.client] -= 1
        if not self._counts[ticket.client]:
            del self._counts[ticket.client]
        now = self._clock()
        self._usage[ticket.client] = (self._decayed_usage(ticket.client, now) + now - ticket.started, now)

    def usage(self, client: str) -> float:
        """Seconds of workers that a client has used recently, with those of its running queries."""
        now = self._clock()
        running = sum(now - (ticket.started or now) for ticket in self._running if ticket.client == client)
        return self._decayed_usage(client, now) + running

    def choose_victim(self, waiting: Ticket, min_seconds: float) -> Ticket | None:
        """Choose the running query to preempt for a waiting one: the longest one of the client with the most usage.

        A query is not preempted before it has run for ``min_seconds``. Its client must have at least twice the usage of
        the waiting client, to which ``min_seconds`` are added for the query that waits.
        """
        now = self._clock()
        threshold = 2 * (self.usage(waiting.client) + min_seconds)
        usage = {
            client: self.usage(client) for client in {ticket.client for ticket in self._running} - {waiting.client}
        }
        candidates = [
            (usage[ticket.client], now - ticket.started, ticket)
            for ticket in self._running
            if ticket.client in usage and ticket.started is not None and now - ticket.started >= min_seconds
        ]
        heavy = [candidate for candidate in candidates if candidate[0] >= threshold]
        return max(heavy, key=lambda candidate: candidate[:2])[2] if heavy else None

    def _decayed_usage(self, client: str, now: float) -> float:
        seconds, recorded_at = self._usage.get(client, (0.0, now))
        return seconds * float(0.5 ** ((now - recorded_at) / HALF_LIFE))
