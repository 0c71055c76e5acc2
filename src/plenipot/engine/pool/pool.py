"""A pool of query processes that are killed at their deadline and replaced."""

from __future__ import annotations

import asyncio
import contextlib
import os
import signal
import time
from collections import Counter
from typing import cast

from plenipot.engine.errors import (
    AnswerTooLarge,
    BadSyntax,
    DeadlineExceeded,
    LimitExceeded,
    MemoryExceeded,
    NotInFormat,
    QueryError,
    QueueFull,
    ServiceRefused,
    ShareExceeded,
    SpillExceeded,
    TooManyRows,
    Unavailable,
)
from plenipot.engine.interface import Request
from plenipot.engine.pool.client import Nursery, Worker
from plenipot.engine.pool.scheduler import CLIENT, FairScheduler, Ticket
from plenipot.engine.pool.worker import MessageKind, encode
from plenipot.engine.spill import SpillBudget
from plenipot.engine.stream import StreamedResult

SLICE = 0.1
"""Seconds after which a query is a long one."""
PRESSURE = 1.0
"""Seconds that a query waits before another one, of a client that used more, is ended for it."""
TICK = 0.02
"""Seconds between two looks at the clock, while there are queries."""

Outcome = bytes | StreamedResult
"""A short answer, or a long one while it arrives."""


class Query(Ticket):
    """A query that waits or runs in the pool; its future has the answer, or what went wrong."""

    __slots__ = ("future", "is_long", "last_preempt_check", "message", "queued_at", "stream", "worker")

    def __init__(self, client: str, message: bytes) -> None:
        super().__init__(client)
        self.message = message
        self.future: asyncio.Future[Outcome] = asyncio.get_running_loop().create_future()
        self.queued_at = self.last_preempt_check = 0.0
        self.worker: Worker | None = None
        self.stream: StreamedResult | None = None
        self.is_long = False

    def settle(self, outcome: Outcome | Exception) -> None:
        """Give whoever waits the outcome; the first one counts, and none once the wait was cancelled."""
        if self.future.done():
            return
        if isinstance(outcome, Exception):
            self.future.set_exception(outcome)
        else:
            self.future.set_result(outcome)


class Pool:
    """Runs queries in query processes: ``size`` short ones at a time, and as many long ones beside them.

    A query that has run for `SLICE` seconds is a long one: it gives its place to the next one that waits. Clients share
    what there is (see `FairScheduler`): one has no more than all places but one, and when others wait, the longest
    query of who used most is ended. So hostile queries do not stand in the way of everybody else.
    """

    def __init__(
        self, nursery: Nursery, size: int, timeout: float, queue: int, spill: SpillBudget | None = None
    ) -> None:
        self._nursery = nursery
        self.size, self._timeout, self._spill = size, timeout, spill
        self._free = size
        self._long = 0
        self._lost = 0
        self._fair = FairScheduler(queue, 2 * size - 1)
        self._running: dict[Worker, Query] = {}
        self._idle: list[Worker] = []
        self._all: set[int] = set()
        self._tasks: set[asyncio.Task[None]] = set()
        self._timer: asyncio.TimerHandle | None = None
        self.outcomes: Counter[str] = Counter()

    async def start(self) -> None:
        """Fork the workers."""
        for _ in range(2 * self.size):
            self._idle.append(await self._spawn())

    async def stop(self) -> None:
        """Kill the workers, whatever they do."""
        for task in list(self._tasks):
            task.cancel()
        if self._timer:
            self._timer.cancel()
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
        return len(self._fair)

    async def open(self, request: Request) -> bytes | StreamedResult:
        """The serialized answer of a query; one that is long, while it arrives.

        Raises:
            QueryError: the query is wrong.
            DeadlineExceeded, MemoryExceeded, AnswerTooLarge, TooManyRows, ShareExceeded, SpillExceeded: it was ended.
            QueueFull, Unavailable: it was not started.
        """
        if self._lost >= 2 * self.size:
            raise Unavailable
        query = Query(CLIENT.get(), encode(request))
        self._submit(query)
        try:
            return await query.future
        except asyncio.CancelledError:
            self._cancel(query)
            raise

    def _submit(self, query: Query) -> None:
        """Start a query, or queue it."""
        if self._free > 0 and self._idle and self._fair.enter(query):
            self._run(query)
        else:
            query.queued_at = query.last_preempt_check = time.monotonic()
            self._fair.join(query)
            self._start_waiting()
            if gone := self._fair.overflow():
                self._fail_waiting(cast(Query, gone), QueueFull())
        if self._timer is None:
            self._timer = asyncio.get_running_loop().call_later(TICK, self._tick)

    def _cancel(self, query: Query) -> None:
        """The client of a query has gone: a worker that runs it is busy for nobody, and is replaced."""
        if query.worker is not None:
            self._end(query, keep=False)
        else:
            self._fair.leave(query)
        # The outcome may have come at the moment of the cancellation.
        if query.stream is not None:
            query.stream.close()
        if query.future.done() and not query.future.cancelled():
            query.future.exception()

    def _tick(self) -> None:
        """End or demote the queries that have run or waited for long; most have ended before they are looked at."""
        now = time.monotonic()
        for query in list(self._running.values()):
            self._check_running(query, now)
        for ticket in list(self._fair):
            query = cast(Query, ticket)
            if query.started is not None:  # another one has just ended for it
                continue
            if now - query.queued_at >= self._timeout:
                self._fair.leave(query)
                self._fail_waiting(query, QueueFull())
            elif now - query.last_preempt_check >= PRESSURE:
                query.last_preempt_check = now
                self._preempt_for(query)
        self._timer = None
        if self._running or len(self._fair):
            self._timer = asyncio.get_running_loop().call_later(TICK, self._tick)

    def _check_running(self, query: Query, now: float) -> None:
        assert query.started is not None
        ran = now - query.started
        if ran >= self._timeout:
            self._fail(query, DeadlineExceeded())
        elif ran >= SLICE and not query.is_long and self._long < self.size:  # else it keeps the place of a short one
            query.is_long = True
            self._long += 1
            self._free += 1
            self._start_waiting()

    def _preempt_for(self, query: Query) -> None:
        """End another query for one that has waited for a while, if the client of the other one used more."""
        if victim := self._fair.victim(query, PRESSURE):
            self._fail(cast(Query, victim), ShareExceeded())

    def _run(self, query: Query) -> None:
        self._free -= 1
        worker = query.worker = self._idle.pop()
        self._running[worker] = query
        worker.ask(query.message)

    def _message(self, worker: Worker, kind: bytes, body: bytes) -> None:
        """Handle a message of a worker about its query."""
        query = self._running.get(worker)
        if query is None:
            return
        if kind == MessageKind.PART or (query.stream and kind == MessageKind.LAST):
            self._part(query, kind, body)
        elif kind == MessageKind.LAST:
            self._end(query, keep=True)
            self.outcomes["answered"] += 1
            query.settle(body)
        else:
            self._fail(query, _error(kind, body), keep=True)

    def _part(self, query: Query, kind: bytes, body: bytes) -> None:
        """A part of a long answer has arrived."""
        stream = query.stream
        if stream is None:
            stream = query.stream = StreamedResult(query.client, self._spill)
            stream.on_abandon = lambda _: self._abandon(query)
        try:
            stream.add(body)
        except SpillExceeded as error:
            self._fail(query, error)
            return
        except OSError:  # the disk is full
            self._fail(query, Unavailable())
            return
        query.settle(stream)
        if kind == MessageKind.LAST:
            self._end(query, keep=True)
            self.outcomes["answered"] += 1
            stream.end()

    def _abandon(self, query: Query) -> None:
        """The last reader of a long answer has gone before its end."""
        if query.worker is not None:
            self._end(query, keep=False)

    def _fail(self, query: Query, error: LimitExceeded | QueryError, keep: bool = False) -> None:
        """End a running query without its answer."""
        self._end(query, keep)
        self.outcomes[type(error).__name__] += 1
        if query.stream is not None:
            query.stream.end(error)
        query.settle(error)

    def _fail_waiting(self, query: Query, error: LimitExceeded) -> None:
        self.outcomes[type(error).__name__] += 1
        query.settle(error)

    def _end(self, query: Query, keep: bool) -> None:
        """A query runs no more; its worker is kept for the next one, or replaced."""
        worker = query.worker
        assert worker is not None
        if query.is_long:
            self._long -= 1
        else:
            self._free += 1
        query.worker = None
        del self._running[worker]
        self._fair.end(query)
        if keep:
            self._idle.append(worker)
        else:
            self._replace(worker)
        self._start_waiting()

    def _start_waiting(self) -> None:
        """Start the queries whose turn it is."""
        while self._free > 0 and self._idle and (ticket := self._fair.next()):
            self._run(cast(Query, ticket))

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
                    self._fail_waiting(cast(Query, ticket), Unavailable())
        self._start_waiting()

    def _kill(self, pid: int) -> None:
        self._all.discard(pid)
        with contextlib.suppress(ProcessLookupError):
            os.kill(pid, signal.SIGKILL)


def _error(kind: bytes, body: bytes) -> LimitExceeded | QueryError:
    if kind == MessageKind.SIZE:
        return AnswerTooLarge()
    if kind == MessageKind.ROWS:
        return TooManyRows()
    kinds = {MessageKind.SYNTAX: BadSyntax, MessageKind.SERVICE: ServiceRefused, MessageKind.FORMAT: NotInFormat}
    return kinds.get(kind, QueryError)(body.decode(errors="replace"))
