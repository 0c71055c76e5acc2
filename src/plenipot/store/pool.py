"""A pool of query processes that are killed at their deadline and replaced."""

from __future__ import annotations

import asyncio
import contextlib
import os
import signal
import time
from collections import Counter, deque
from collections.abc import Callable
from functools import partial
from typing import cast

from plenipot.store.arrival import Arrival
from plenipot.store.base import (
    AnswerTooLarge,
    BadSyntax,
    DeadlineExceeded,
    LimitExceeded,
    MemoryExceeded,
    NotInFormat,
    QueryError,
    QueueFull,
    Request,
    ServiceRefused,
    ShareExceeded,
    TooManyRows,
    Unavailable,
)
from plenipot.store.fair import CLIENT, FairQueue, Ticket
from plenipot.store.processes import Message, Nursery, Worker, yield_processor
from plenipot.store.worker import Kind, encode

SLICE = 0.1
"""Seconds after which a query is a long one."""
YIELDS = 1.0
"""Seconds after which a long query yields the processor to others; that of a client that used much does so at once."""
PRESSURE = 1.0
"""Seconds that a query waits before another one, of a client that used more, is ended for it."""
AHEAD = 3
"""Queries that wait at a worker behind a short one of the same client, so that it need not wait for them."""
TICK = 0.02
"""Seconds between two looks at the clock, while there are queries."""

Outcome = Message | Arrival | LimitExceeded | QueryError
"""The one message of a short answer, a long one while it comes, or what went wrong."""


class Query(Ticket):
    """A query in the pool; its outcome is told once, unless it is given up before."""

    __slots__ = (
        "arrival", "demoted", "late", "long", "message", "pressed", "since", "told", "worker", "yields",
    )  # fmt: skip

    def __init__(self, client: str, message: bytes, told: Callable[[Outcome], object]) -> None:
        super().__init__(client)
        self.message, self.told = message, told
        self.since = self.pressed = 0.0
        self.worker: Worker | None = None
        self.arrival: Arrival | None = None
        self.long = self.demoted = self.late = False
        self.yields = 0.0


class Pool:
    """Runs queries in query processes: ``size`` short ones at a time, and as many long ones beside them.

    A query that has run for a while is a long one: it yields its place to the next one and the processor to the short
    ones. Clients share what there is (see `fair`): one has no more than all places but one, and when others wait, the
    longest query of who used most is ended. So hostile queries do not stand in the way of everybody else.
    """

    def __init__(self, nursery: Nursery, size: int, timeout: float, queue: int) -> None:
        self._nursery = nursery
        self.size, self._timeout = size, timeout
        self._free = size
        self._long = 0
        self._lost = 0
        self._fair = FairQueue(queue, 2 * size - 1)
        self._running: dict[Worker, Query] = {}
        self._ahead: dict[Worker, deque[Query]] = {}
        self._sent = 0
        self._idle: list[Worker] = []
        self._all: set[int] = set()
        self._tasks: set[asyncio.Task[None]] = set()
        self._looks: asyncio.TimerHandle | None = None
        self.outcomes: Counter[str] = Counter()

    async def start(self) -> None:
        """Fork the workers."""
        for _ in range(2 * self.size):
            self._idle.append(await self._spawn())

    async def stop(self) -> None:
        """Kill the workers, whatever they do."""
        for task in list(self._tasks):
            task.cancel()
        if self._looks:
            self._looks.cancel()
        for pid in list(self._all):
            self._kill(pid)
        while self._idle:
            self._idle.pop().close()

    @property
    def workers(self) -> int:
        """How many workers live."""
        return len(self._all)

    @property
    def busy(self) -> int:
        """How many workers run a query."""
        return max(0, len(self._all) - len(self._idle))

    @property
    def waiting(self) -> int:
        """How many queries wait for a worker."""
        return len(self._fair) + self._sent

    async def open(self, request: Request) -> bytes | Arrival:
        """The serialized answer of a query; one that is long, while it comes.

        Raises:
            QueryError: the query is wrong.
            DeadlineExceeded, MemoryExceeded, AnswerTooLarge, TooManyRows: the query was ended.
            QueueFull, Unavailable: it was not started.
        """
        told: asyncio.Future[Outcome] = asyncio.get_running_loop().create_future()
        query = Query(CLIENT.get(), encode(request), partial(_settle, told))
        self.submit(query)
        try:
            outcome = await told
        except BaseException:
            # The caller goes away, maybe at the moment when it is told.
            self.give_up(query)
            if told.done() and not told.cancelled() and isinstance(came := told.result(), Arrival):
                came.close()
            raise
        if isinstance(outcome, tuple):
            return outcome[1]
        if isinstance(outcome, Arrival):
            return outcome
        raise outcome

    def submit(self, query: Query) -> None:
        """Run a query as soon as it is its turn; its outcome is told later, never at once."""
        if self._lost >= 2 * self.size:
            asyncio.get_running_loop().call_soon(self._tell, query, Unavailable())
            return
        if self._free > 0 and self._idle and self._fair.enter(query):
            self._run(query)
        else:
            query.since = query.pressed = time.monotonic()
            self._fair.join(query)
            self._call()
            if gone := self._fair.overflow(self._sent):
                asyncio.get_running_loop().call_soon(self._tell, cast(Query, gone), QueueFull())
        if self._looks is None:
            self._looks = asyncio.get_running_loop().call_later(TICK, self._look)

    def give_up(self, query: Query) -> None:
        """Nobody waits for a query any more: its worker is busy, so it must go."""
        told, query.told = query.told, _nobody
        if self._fair.leave(query) or query.worker is None:
            return
        if self._running[query.worker] is query:
            self._end(query, keep=False)
        elif told is not _nobody:  # it was sent ahead, and is answered to nobody
            self._sent -= 1

    def _look(self) -> None:
        """See which queries have run or waited for long; most end before."""
        now = time.monotonic()
        for query in list(self._running.values()):
            self._look_at(query, now)
        for ticket in list(self._fair):
            query = cast(Query, ticket)
            if query.started is not None:  # another one has just ended for it
                continue
            if now - query.since >= self._timeout:
                self._fair.leave(query)
                self._tell(query, QueueFull())
            elif now - query.pressed >= PRESSURE:
                query.pressed = now
                self._press(query)
        self._looks = None
        if self._running or len(self._fair):
            self._looks = asyncio.get_running_loop().call_later(TICK, self._look)

    def _look_at(self, query: Query, now: float) -> None:
        assert query.started is not None
        ran = now - query.started
        if ran >= self._timeout:
            self._fail(query, DeadlineExceeded())
        elif query.long:
            if not query.demoted and now >= query.yields:
                self._demote(query)
        elif ran >= SLICE and query.told is _nobody and query.arrival is None:
            self._end(query, keep=False)
        elif ran >= SLICE:
            self._take_back(query)
            if self._long >= self.size:  # it keeps the place of a short one
                return
            query.long = True
            self._long += 1
            self._free += 1
            query.yields = now if self._fair.heavy(query.client) else now + YIELDS
            self._call()

    def _press(self, query: Query) -> None:
        """A query has waited for a while: another one has to end for it, if its client used more."""
        if victim := self._fair.victim(query, PRESSURE):
            self._fail(cast(Query, victim), ShareExceeded())

    @staticmethod
    def _demote(query: Query) -> None:
        assert query.worker is not None
        query.demoted = yield_processor(query.worker.thread, True)
        query.yields = float("inf")

    def _run(self, query: Query) -> None:
        self._free -= 1
        worker = query.worker = self._idle.pop()
        self._running[worker] = query
        worker.ask(query.message)

    def _send_ahead(self) -> None:
        """Send queries to workers that run short ones of the same client."""
        for worker, query in self._running.items():
            if query.late:
                continue
            ahead = self._ahead.setdefault(worker, deque())
            while len(ahead) < AHEAD and self._sent < self._fair.size and (ticket := self._fair.take(query.client)):
                sent = cast(Query, ticket)
                sent.worker = worker
                ahead.append(sent)
                self._sent += 1
                worker.ask(sent.message)

    def _take_back(self, query: Query) -> None:
        """A query is not short, or ends with its worker: what waits there behind it is asked elsewhere."""
        assert query.worker is not None
        query.late = True
        ahead = self._ahead.get(query.worker, deque())
        for position, sent in reversed(list(enumerate(ahead))):
            if sent.told is not _nobody:
                # The worker has been asked, and will answer to nobody.
                ahead[position] = Query(sent.client, b"", _nobody)
                ahead[position].worker, sent.worker = query.worker, None
                self._sent -= 1
                self._fair.rejoin(sent)

    def _message(self, worker: Worker, kind: bytes, body: bytes) -> None:
        """A worker has something to say about its query."""
        query = self._running.get(worker)
        if query is None:
            return
        if kind == Kind.PART and query.told is _nobody and query.arrival is None:
            self._end(query, keep=False)
        elif kind == Kind.PART or (query.arrival and kind == Kind.LAST):
            self._arrive(query, kind, body)
        elif kind in (Kind.LAST, Kind.WHOLE, Kind.ELSE):
            self._end(query, keep=True)
            self._tell(query, (kind, body))
        else:
            self._fail(query, _error(kind, body), keep=True)

    def _arrive(self, query: Query, kind: bytes, body: bytes) -> None:
        """A part of a long answer is there."""
        arrival = query.arrival
        if arrival is None:
            arrival = query.arrival = Arrival()
            arrival.on_abandon = lambda _: self.give_up(query)
            self._tell(query, arrival)
        try:
            arrival.add(body)
        except OSError:  # there is no room for it
            self._fail(query, Unavailable())
            return
        if kind == Kind.LAST:
            self._end(query, keep=True)
            self.outcomes["answered"] += 1
            arrival.end()

    def _fail(self, query: Query, error: LimitExceeded | QueryError, keep: bool = False) -> None:
        """A query has ended without its answer."""
        self._end(query, keep)
        if query.arrival is None:
            self._tell(query, error)
        else:
            self.outcomes[type(error).__name__] += 1
            query.arrival.end(error)

    def _tell(self, query: Query, outcome: Outcome) -> None:
        told, query.told = query.told, _nobody
        if isinstance(outcome, Exception):
            self.outcomes[type(outcome).__name__] += 1
        elif isinstance(outcome, tuple) and outcome[0] != Kind.ELSE:
            self.outcomes["answered"] += 1
        told(outcome)

    def _end(self, query: Query, keep: bool) -> None:
        """A query runs no more; its worker is kept if it waits for the next one."""
        worker = query.worker
        assert worker is not None
        if query.long:
            self._long -= 1
            # Without a privilege the processor cannot be claimed back.
            keep = keep and (not query.demoted or yield_processor(worker.thread, False))
        else:
            self._free += 1
        if not keep:
            self._take_back(query)
        query.worker = None
        del self._running[worker]
        self._fair.end(query)
        ahead = self._ahead.get(worker)
        if not keep:
            self._replace(worker)
        elif ahead:
            self._go_on(worker, ahead.popleft())
        else:
            self._idle.append(worker)
        self._call()

    def _go_on(self, worker: Worker, query: Query) -> None:
        """A worker goes on with a query that was sent ahead."""
        self._free -= 1
        if query.told is not _nobody:
            self._sent -= 1
        self._running[worker] = query
        self._fair.start(query)

    def _call(self) -> None:
        """Let those go on whose turn it is."""
        while self._free > 0 and self._idle and (ticket := self._fair.next()):
            self._run(cast(Query, ticket))
        if len(self._fair):
            self._send_ahead()

    async def _spawn(self) -> Worker:
        worker = await Worker.connected(self._nursery.spawn(), self._message, self._died)
        self._all.add(worker.pid)
        return worker

    def _died(self, worker: Worker) -> None:
        """A worker ended: its query needed too much memory; or its nursery did, or somebody killed it."""
        if query := self._running.get(worker):
            self._fail(query, MemoryExceeded())
        elif worker in self._idle:
            self._idle.remove(worker)
            self._replace(worker)

    def _replace(self, worker: Worker) -> None:
        self._ahead.pop(worker, None)
        self._kill(worker.pid)
        worker.close()
        task = asyncio.get_running_loop().create_task(self._add())
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def _add(self) -> None:
        try:
            self._idle.append(await self._spawn())
        except OSError:
            self._lost += 1  # without its nursery the pool has one worker less; /health tells
            if self._lost >= 2 * self.size:
                for ticket in list(self._fair):
                    self._fair.leave(ticket)
                    self._tell(cast(Query, ticket), Unavailable())
        self._call()

    def _kill(self, pid: int) -> None:
        self._all.discard(pid)
        with contextlib.suppress(ProcessLookupError):
            os.kill(pid, signal.SIGKILL)


def _settle(told: asyncio.Future[Outcome], outcome: Outcome) -> None:
    if not told.done():
        told.set_result(outcome)
    elif isinstance(outcome, Arrival):  # who asked is about to go away
        outcome.close()


def _nobody(_: Outcome) -> None:
    """Who has been told, or went away."""


def _error(kind: bytes, body: bytes) -> LimitExceeded | QueryError:
    if kind == Kind.SIZE:
        return AnswerTooLarge()
    if kind == Kind.ROWS:
        return TooManyRows()
    kinds = {Kind.SYNTAX: BadSyntax, Kind.SERVICE: ServiceRefused, Kind.FORMAT: NotInFormat}
    return kinds.get(kind, QueryError)(body.decode(errors="replace"))
