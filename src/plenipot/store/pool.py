"""A pool of query processes that are killed at their deadline and replaced."""

from __future__ import annotations

import asyncio
import contextlib
import json
import os
import signal
from collections import Counter
from dataclasses import dataclass

from plenipot.store.arrival import Arrival
from plenipot.store.base import (
    AnswerTooLarge,
    BadSyntax,
    DeadlineExceeded,
    LimitExceeded,
    MemoryExceeded,
    QueryError,
    QueueFull,
    Request,
    ServiceRefused,
    ShareExceeded,
    TooManyRows,
    Unavailable,
)
from plenipot.store.fair import CLIENT, FairQueue, Ticket
from plenipot.store.processes import Nursery, Worker
from plenipot.store.worker import Kind

SLICE = 0.1
"""Seconds after which a query is a long one."""
NICE = 10
"""How nice a long query is: a tenth of the processor beside one that is not."""
YIELDS = 1.0
"""Seconds after which a long query yields the processor to others; that of a client that used much does so at once."""
PRESSURE = 1.0
"""Seconds that a query waits before another one, of a client that used more, is ended for it."""


@dataclass
class _Turn:
    """A query that runs, with its worker."""

    worker: Worker
    ticket: Ticket
    timer: asyncio.TimerHandle | None = None
    long: bool = False
    demoted: bool = False


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
        self._called: dict[Ticket, asyncio.Future[_Turn]] = {}
        self._turns: dict[Ticket, _Turn] = {}
        self._idle: list[Worker] = []
        self._all: set[int] = set()
        self._tasks: set[asyncio.Task[None]] = set()
        self.outcomes: Counter[str] = Counter()

    async def start(self) -> None:
        """Fork the workers."""
        for _ in range(2 * self.size):
            self._idle.append(await self._spawn())

    async def stop(self) -> None:
        """Kill the workers, whatever they do."""
        for task in list(self._tasks):
            task.cancel()
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

    async def open(self, request: Request) -> bytes | Arrival:
        """The serialized answer of a query; one that is long, while it comes.

        Raises:
            QueryError: the query is wrong.
            DeadlineExceeded, MemoryExceeded, AnswerTooLarge, TooManyRows: the query was ended.
            QueueFull, Unavailable: it was not started.
        """
        try:
            answer = await self._open(request)
        except (LimitExceeded, QueryError) as error:
            self.outcomes[type(error).__name__] += 1
            raise
        if isinstance(answer, bytes):
            self.outcomes["answered"] += 1
        return answer

    async def _open(self, request: Request) -> bytes | Arrival:
        turn = await self._turn()
        kind, body = b"", b""
        try:
            turn.worker.ask(request)
            kind, body = await turn.worker.next()
        except TimeoutError:
            raise DeadlineExceeded from None
        except ConnectionError:
            raise MemoryExceeded from None
        finally:
            if kind != Kind.PART:
                # Also when the caller went away in the middle of a query: its worker is busy, so it must go.
                self._end(turn, keep=bool(kind))
        if kind == Kind.LAST:
            return body
        if kind != Kind.PART:
            raise _error(kind, body)
        arrival = Arrival()
        task = asyncio.get_running_loop().create_task(self._collect(turn, arrival, body))
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)
        # A task that is cancelled before its first step would give nothing back.
        arrival.on_abandon = lambda _: asyncio.get_running_loop().call_soon(task.cancel)
        return arrival

    async def _collect(self, turn: _Turn, arrival: Arrival, body: bytes) -> None:
        """Take the parts of an answer, whoever reads them."""
        kind = b""
        error: LimitExceeded | QueryError | None = None
        try:
            arrival.add(body)
            while True:
                kind, body = await turn.worker.next()
                if kind not in (Kind.PART, Kind.LAST):
                    break
                arrival.add(body)
                if kind == Kind.LAST:
                    break
                kind = b""
        except TimeoutError:
            error = DeadlineExceeded()
        except ConnectionError:
            error = MemoryExceeded()
        except LimitExceeded as ended:
            error = ended
        except OSError:  # there is no room for the answer
            error, kind = Unavailable(), b""
        finally:
            self._end(turn, keep=bool(kind))
        if kind not in (b"", Kind.LAST):
            error = _error(kind, body)
        self.outcomes[type(error).__name__ if error else "answered"] += 1
        arrival.end(error)

    async def _turn(self) -> _Turn:
        """A worker, as soon as it is this caller's turn."""
        if self._lost >= 2 * self.size:
            raise Unavailable
        ticket = Ticket(CLIENT.get())
        if self._free and self._idle and self._fair.enter(ticket):
            return self._give(ticket)
        loop = asyncio.get_running_loop()
        called: asyncio.Future[_Turn] = loop.create_future()
        self._called[ticket] = called
        self._fair.join(ticket)
        self._call()
        if called.done():
            del self._called[ticket]
            return called.result()
        if gone := self._fair.overflow():
            _turn_away(self._called[gone], QueueFull())
        timers = [
            loop.call_later(self._timeout, _turn_away, called, QueueFull()),
            loop.call_later(PRESSURE, self._press, ticket),
        ]
        try:
            return await called
        except BaseException:
            # Who is called and who goes away may be so at the same moment.
            left = self._fair.leave(ticket)
            if not left and called.done() and not called.cancelled() and not called.exception():
                self._end(called.result(), keep=True)
            raise
        finally:
            del self._called[ticket]
            for timer in timers:
                timer.cancel()

    def _press(self, ticket: Ticket) -> None:
        """A query has waited for a while: another one has to end for it, if its client used more."""
        called = self._called.get(ticket)
        if called is None or called.done():
            return
        victim = self._fair.victim(ticket, PRESSURE)
        if victim and (turn := self._turns.get(victim)):
            turn.worker.fail(ShareExceeded())
        asyncio.get_running_loop().call_later(PRESSURE, self._press, ticket)

    def _give(self, ticket: Ticket) -> _Turn:
        self._free -= 1
        turn = self._turns[ticket] = _Turn(self._idle.pop(), ticket)
        turn.timer = asyncio.get_running_loop().call_later(min(SLICE, self._timeout), self._lengthen, turn)
        return turn

    def _lengthen(self, turn: _Turn) -> None:
        """A query has become a long one; if there are too many of them, it keeps the place of a short one."""
        if turn.worker.deadline is None:  # most queries end before anybody has to look at the clock
            turn.worker.expire(max(0.0, self._timeout - SLICE))
        if self._long >= self.size:
            turn.timer = asyncio.get_running_loop().call_later(SLICE, self._lengthen, turn)
            return
        turn.long = True
        self._long += 1
        self._free += 1
        if self._fair.heavy(turn.ticket.client):
            self._demote(turn)
        else:
            turn.timer = asyncio.get_running_loop().call_later(YIELDS, self._demote, turn)
        self._call()

    @staticmethod
    def _demote(turn: _Turn) -> None:
        turn.demoted = _yield_processor(turn.worker.thread, True)

    def _end(self, turn: _Turn, keep: bool) -> None:
        """A query has ended; its worker is kept if it waits for the next one."""
        turn.worker.answered()
        self._fair.end(turn.ticket)
        self._turns.pop(turn.ticket, None)
        if turn.timer:
            turn.timer.cancel()
        if turn.long:
            self._long -= 1
            # Without a privilege the processor cannot be claimed back.
            keep = keep and (not turn.demoted or _yield_processor(turn.worker.thread, False))
        else:
            self._free += 1
        if keep:
            self._idle.append(turn.worker)
        else:
            self._replace(turn.worker)
        self._call()

    def _call(self) -> None:
        """Let those go on whose turn it is."""
        while self._free and self._idle and (ticket := self._fair.next()):
            called = self._called[ticket]
            if called.done():  # its caller has gone, and does not know yet that it was called
                self._fair.end(ticket)
            else:
                called.set_result(self._give(ticket))

    async def _spawn(self) -> Worker:
        loop = asyncio.get_running_loop()
        _, worker = await loop.create_connection(Worker, sock=self._nursery.spawn())
        _, body = await worker.next()
        worker.pid, worker.thread = json.loads(body)
        worker.on_lost = self._died
        self._all.add(worker.pid)
        return worker

    def _died(self, worker: Worker) -> None:
        """A worker that ran no query ended: its nursery did, or somebody killed it."""
        if worker in self._idle:
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
                for called in self._called.values():
                    _turn_away(called, Unavailable())
        self._call()

    def _kill(self, pid: int) -> None:
        self._all.discard(pid)
        with contextlib.suppress(ProcessLookupError):
            os.kill(pid, signal.SIGKILL)


def _turn_away(called: asyncio.Future[_Turn], error: LimitExceeded) -> None:
    if not called.done():
        called.set_exception(error)


def _yield_processor(thread: int, yields: bool) -> bool:
    """Let a thread have little of the processor when others want it, or as much as any other; whether that is allowed.

    A little and not nothing: the query of an honest client is a long one at times, and would starve beside many.
    """
    try:
        os.setpriority(os.PRIO_PROCESS, thread, NICE if yields else 0)
    except OSError:
        return False
    return True


def _error(kind: bytes, body: bytes) -> LimitExceeded | QueryError:
    if kind == Kind.SIZE:
        return AnswerTooLarge()
    if kind == Kind.ROWS:
        return TooManyRows()
    kinds = {Kind.SYNTAX: BadSyntax, Kind.SERVICE: ServiceRefused}
    return kinds.get(kind, QueryError)(body.decode(errors="replace"))
