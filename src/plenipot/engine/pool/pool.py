"""A process pool for queries: a worker whose query exceeds its timeout is killed and replaced."""

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

TIME_SLICE = 0.1
"""Seconds after which a running query counts as long."""
PREEMPT_AFTER = 1.0
"""Seconds that a query waits before the pool preempts a running query of a client with more usage."""
TICK = 0.02
"""Seconds between two checks of running and waiting queries."""

Outcome = bytes | StreamedResult
"""A short answer as bytes, or a long one as a stream."""


class Query(Ticket):
    """A waiting or running query; its future gets the answer or an error."""

    __slots__ = ("future", "is_long", "last_preempt_check", "message", "queued_at", "stream", "worker")

    def __init__(self, client: str, message: bytes) -> None:
        super().__init__(client)
        self.message = message
        self.future: asyncio.Future[Outcome] = asyncio.get_running_loop().create_future()
        self.queued_at = self.last_preempt_check = 0.0
        self.worker: Worker | None = None
        self.stream: StreamedResult | None = None
        self.is_long = False

    def resolve(self, outcome: Outcome | Exception) -> None:
        """Set the result of the future, unless it has one or is cancelled."""
        if self.future.done():
            return
        if isinstance(outcome, Exception):
            self.future.set_exception(outcome)
        else:
            self.future.set_result(outcome)


class Pool:
    """Runs queries in ``2 * size`` workers: ``size`` short queries at a time, and as many long ones beside them.

    A query that has run for `TIME_SLICE` seconds counts as long, and frees its slot for the next waiting query. Clients
    share the workers (see `FairScheduler`): one client gets at most all workers but one. While queries wait, the pool
    preempts the longest query of the client with the most usage. So expensive queries of one client cannot block those
    of others.

    Args:
        nursery: forks the workers.
        size: slots for short queries, and for long ones.
        timeout: seconds that a query may run, and seconds that it may wait.
        queue: queries that may wait.
        spill: the disk space for long answers; None for no bound.
    """

    def __init__(
        self, nursery: Nursery, size: int, timeout: float, queue: int, spill: SpillBudget | None = None
    ) -> None:
        self._nursery = nursery
        self.size, self._timeout, self._spill = size, timeout, spill
        self._free_slots = size
        self._long_running = 0
        self._lost_workers = 0
        self._scheduler = FairScheduler(queue, 2 * size - 1)
        self._running: dict[Worker, Query] = {}
        self._idle: list[Worker] = []
        self._pids: set[int] = set()
        self._tasks: set[asyncio.Task[None]] = set()
        self._timer: asyncio.TimerHandle | None = None
        self.outcomes: Counter[str] = Counter()

    async def start(self) -> None:
        """Fork the workers, and wait until they are ready."""
        for _ in range(2 * self.size):
            self._idle.append(await self._spawn())

    async def stop(self) -> None:
        """Kill the workers and the queries that they run."""
        for task in list(self._tasks):
            task.cancel()
        if self._timer:
            self._timer.cancel()
        for pid in list(self._pids):
            self._kill(pid)
        while self._idle:
            self._idle.pop().close()

    @property
    def workers(self) -> int:
        """The number of live workers."""
        return len(self._pids)

    @property
    def busy(self) -> int:
        """The number of workers that run a query."""
        return max(0, len(self._pids) - len(self._idle))

    @property
    def waiting(self) -> int:
        """The number of queries that wait for a worker."""
        return len(self._scheduler)

    async def open(self, request: Request) -> bytes | StreamedResult:
        """Run a query in a worker. A short answer is returned as bytes, a long one as a stream that is still arriving.

        Raises:
            QueryError: the query is invalid.
            DeadlineExceeded, MemoryExceeded, AnswerTooLarge, TooManyRows, ShareExceeded, SpillExceeded: a bound was
                exceeded, and the query was ended.
            QueueFull, Unavailable: the query was not started.
        """
        if self._lost_workers >= 2 * self.size:
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
        if self._free_slots > 0 and self._idle and self._scheduler.try_start(query):
            self._run(query)
        else:
            query.queued_at = query.last_preempt_check = time.monotonic()
            self._scheduler.enqueue(query)
            self._start_waiting()
            if dropped := self._scheduler.drop_overflow():
                self._fail_waiting(cast(Query, dropped), QueueFull())
        if self._timer is None:
            self._timer = asyncio.get_running_loop().call_later(TICK, self._tick)

    def _cancel(self, query: Query) -> None:
        """Drop a query whose client has disconnected; a worker that runs it is killed and replaced."""
        if query.worker is not None:
            self._end(query, reuse_worker=False)
        else:
            self._scheduler.remove(query)
        # The outcome may have arrived just before the cancellation.
        if query.stream is not None:
            query.stream.close()
        if query.future.done() and not query.future.cancelled():
            query.future.exception()

    def _tick(self) -> None:
        """Check all queries: end those past the timeout, free the slots of long ones, preempt for waiting ones."""
        now = time.monotonic()
        for query in list(self._running.values()):
            self._check_running(query, now)
        for ticket in list(self._scheduler):
            query = cast(Query, ticket)
            if query.started is not None:  # it has just started: another query was preempted for it
                continue
            if now - query.queued_at >= self._timeout:
                self._scheduler.remove(query)
                self._fail_waiting(query, QueueFull())
            elif now - query.last_preempt_check >= PREEMPT_AFTER:
                query.last_preempt_check = now
                self._preempt_for(query)
        self._timer = None
        if self._running or len(self._scheduler):
            self._timer = asyncio.get_running_loop().call_later(TICK, self._tick)

    def _check_running(self, query: Query, now: float) -> None:
        assert query.started is not None
        ran = now - query.started
        if ran >= self._timeout:
            self._fail(query, DeadlineExceeded())
        elif ran >= TIME_SLICE and not query.is_long and self._long_running < self.size:  # else it keeps its slot
            query.is_long = True
            self._long_running += 1
            self._free_slots += 1
            self._start_waiting()

    def _preempt_for(self, query: Query) -> None:
        """Preempt a running query for a waiting one, if its client has much more usage."""
        if victim := self._scheduler.choose_victim(query, PREEMPT_AFTER):
            self._fail(cast(Query, victim), ShareExceeded())

    def _run(self, query: Query) -> None:
        self._free_slots -= 1
        worker = query.worker = self._idle.pop()
        self._running[worker] = query
        worker.send(query.message)

    def _on_message(self, worker: Worker, kind: bytes, body: bytes) -> None:
        """Handle a message of a worker about its query."""
        query = self._running.get(worker)
        if query is None:
            return
        if kind == MessageKind.PART or (query.stream and kind == MessageKind.LAST):
            self._on_part(query, kind, body)
        elif kind == MessageKind.LAST:
            self._end(query, reuse_worker=True)
            self.outcomes["answered"] += 1
            query.resolve(body)
        else:
            self._fail(query, _error(kind, body), reuse_worker=True)

    def _on_part(self, query: Query, kind: bytes, body: bytes) -> None:
        """Append a part of a long answer to its stream."""
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
        query.resolve(stream)
        if kind == MessageKind.LAST:
            self._end(query, reuse_worker=True)
            self.outcomes["answered"] += 1
            stream.finish()

    def _abandon(self, query: Query) -> None:
        """End a query whose stream has no reader any more."""
        if query.worker is not None:
            self._end(query, reuse_worker=False)

    def _fail(self, query: Query, error: LimitExceeded | QueryError, reuse_worker: bool = False) -> None:
        """End a running query with an error."""
        self._end(query, reuse_worker)
        self.outcomes[type(error).__name__] += 1
        if query.stream is not None:
            query.stream.finish(error)
        query.resolve(error)

    def _fail_waiting(self, query: Query, error: LimitExceeded) -> None:
        self.outcomes[type(error).__name__] += 1
        query.resolve(error)

    def _end(self, query: Query, reuse_worker: bool) -> None:
        """End a running query; its worker gets the next query, or is killed and replaced."""
        worker = query.worker
        assert worker is not None
        if query.is_long:
            self._long_running -= 1
        else:
            self._free_slots += 1
        query.worker = None
        del self._running[worker]
        self._scheduler.finish(query)
        if reuse_worker:
            self._idle.append(worker)
        else:
            self._replace(worker)
        self._start_waiting()

    def _start_waiting(self) -> None:
        """Start waiting queries, as long as there are a free slot and an idle worker."""
        while self._free_slots > 0 and self._idle and (ticket := self._scheduler.start_next()):
            self._run(cast(Query, ticket))

    async def _spawn(self) -> Worker:
        worker = await Worker.connect(self._nursery.spawn(), self._on_message, self._on_exit)
        self._pids.add(worker.pid)
        return worker

    def _on_exit(self, worker: Worker) -> None:
        """Handle the exit of a worker: its query exceeded the memory limit, or the worker or its nursery was killed."""
        if query := self._running.get(worker):
            self._fail(query, MemoryExceeded())
        elif worker in self._idle:
            self._idle.remove(worker)
            self._replace(worker)

    def _replace(self, worker: Worker) -> None:
        self._kill(worker.pid)
        worker.close()
        task = asyncio.get_running_loop().create_task(self._add_worker())
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def _add_worker(self) -> None:
        try:
            self._idle.append(await self._spawn())
        except OSError:
            self._lost_workers += 1  # the nursery is dead: the pool has one worker less, which /health reports
            if self._lost_workers >= 2 * self.size:
                for ticket in list(self._scheduler):
                    self._scheduler.remove(ticket)
                    self._fail_waiting(cast(Query, ticket), Unavailable())
        self._start_waiting()

    def _kill(self, pid: int) -> None:
        self._pids.discard(pid)
        with contextlib.suppress(ProcessLookupError):
            os.kill(pid, signal.SIGKILL)


def _error(kind: bytes, body: bytes) -> LimitExceeded | QueryError:
    if kind == MessageKind.SIZE:
        return AnswerTooLarge()
    if kind == MessageKind.ROWS:
        return TooManyRows()
    kinds = {MessageKind.SYNTAX: BadSyntax, MessageKind.SERVICE: ServiceRefused, MessageKind.FORMAT: NotInFormat}
    return kinds.get(kind, QueryError)(body.decode(errors="replace"))
