"""A pool of query processes that are killed at their deadline and replaced."""

from __future__ import annotations

import asyncio
import contextlib
import json
import os
import signal
import socket
import subprocess
import sys
from collections import Counter, deque
from collections.abc import Callable
from dataclasses import asdict, dataclass
from typing import cast

from plenipot.store.answer import Bounds
from plenipot.store.arrival import Arrival
from plenipot.store.base import (
    AnswerTooLarge,
    BadSyntax,
    DeadlineExceeded,
    Files,
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
from plenipot.store.worker import FRAME, Kind, encode, receive, send

Message = tuple[bytes, bytes]
SLICE = 0.1
"""Seconds after which a query is a long one."""
NICE = 10
"""How nice a long query is: a tenth of the processor beside one that is not."""
YIELDS = 1.0
"""Seconds after which a long query yields the processor to others; that of a client that used much does so at once."""
PRESSURE = 1.0
"""Seconds that a query waits before another one, of a client that used more, is ended for it."""


class NurseryError(RuntimeError):
    """The data could not be loaded."""


class Nursery:
    """The process that has loaded the store and forks workers from it.

    It is a program of its own, not a fork of the service: another one can be started while the service runs.
    """

    def __init__(self, files: Files, bounds: Bounds) -> None:
        self._sock, theirs = socket.socketpair()
        with theirs:
            self._process = subprocess.Popen(  # noqa: S603 - this very program
                [sys.executable, "-m", "plenipot.store.worker", str(theirs.fileno())],
                stdin=subprocess.DEVNULL,
                pass_fds=[theirs.fileno()],
                # What interrupts the service at its terminal is the service's business.
                start_new_session=True,
            )
        self.pid = self._process.pid
        parts = [(str(path), graph) for path, graph in files]
        with contextlib.suppress(OSError):  # it ended at once: wait() tells
            send(self._sock, Kind.LOAD, json.dumps({"files": parts, "bounds": asdict(bounds)}).encode())
        self.triples = 0
        self.graphs: dict[str, int] = {}

    def wait(self) -> None:
        """Wait until the data are loaded.

        Raises:
            NurseryError: they cannot be.
        """
        first = receive(self._sock)
        if first is None or first[0] == Kind.FAULT:
            raise NurseryError("the data could not be loaded" if first is None else first[1].decode())
        loaded = json.loads(first[1])
        self.triples, self.graphs = loaded["triples"], loaded["graphs"]

    def spawn(self) -> socket.socket:
        """The socket of a new worker."""
        ours, theirs = socket.socketpair()
        with theirs:
            socket.send_fds(self._sock, [b"w"], [theirs.fileno()])
        return ours

    def close(self) -> None:
        """End the process."""
        self._sock.close()
        self._process.kill()
        self._process.wait()


class _Worker(asyncio.Protocol):
    """The connection to a query process: one request goes there, one or more messages come back."""

    def __init__(self) -> None:
        self.pid = 0
        self.thread = 0
        self.deadline: asyncio.TimerHandle | None = None
        self.on_lost: Callable[[_Worker], None] | None = None
        self._transport: asyncio.Transport | None = None
        self._loop = asyncio.get_running_loop()
        self._received = bytearray()
        self._messages: deque[Message] = deque()
        self._waiter: asyncio.Future[Message] | None = None
        self._gone: Exception | None = None

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport = cast(asyncio.Transport, transport)  # uvloop's is no subclass of it

    def data_received(self, data: bytes) -> None:
        received = self._received
        received += data
        while len(received) >= FRAME.size:
            kind, length = FRAME.unpack_from(received)
            end = FRAME.size + length
            if len(received) < end:
                return
            message = kind, bytes(memoryview(received)[FRAME.size : end])
            del received[:end]
            if self._waiter is not None and not self._waiter.done():
                self._waiter.set_result(message)
            else:
                self._messages.append(message)

    def connection_lost(self, exc: Exception | None) -> None:
        self.fail(ConnectionResetError("the query process ended"))
        if self.on_lost:
            self.on_lost(self)

    def fail(self, error: Exception) -> None:
        """Nothing more comes; whoever waits learns why."""
        self._gone = self._gone or error
        if self._waiter is not None and not self._waiter.done():
            self._waiter.set_exception(self._gone)

    async def next(self) -> Message:
        """The next message.

        Raises:
            ConnectionError: the process ended before it.
            TimeoutError: the deadline passed before it.
        """
        if self._messages:
            return self._messages.popleft()
        if self._gone:
            raise self._gone
        self._waiter = self._loop.create_future()
        return await self._waiter

    def ask(self, request: Request, seconds: float) -> None:
        """Send a request, whose answer must be there in so many seconds."""
        assert self._transport is not None
        if not self._transport.is_closing():
            self.deadline = self._loop.call_later(seconds, self.fail, TimeoutError())
            self._transport.write(encode(request))

    def answered(self) -> None:
        """The answer is there."""
        if self.deadline is not None:
            self.deadline.cancel()

    def close(self) -> None:
        """End the connection."""
        self.answered()
        self.on_lost = None
        if self._transport is not None:
            self._transport.close()


@dataclass
class _Turn:
    """A query that runs, with its worker."""

    worker: _Worker
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
        self._idle: list[_Worker] = []
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
            turn.worker.ask(request, self._timeout)
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
        turn.timer = asyncio.get_running_loop().call_later(SLICE, self._lengthen, turn)
        return turn

    def _lengthen(self, turn: _Turn) -> None:
        """A query has become a long one; if there are too many of them, it keeps the place of a short one."""
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

    async def _spawn(self) -> _Worker:
        loop = asyncio.get_running_loop()
        _, worker = await loop.create_connection(_Worker, sock=self._nursery.spawn())
        _, body = await worker.next()
        worker.pid, worker.thread = json.loads(body)
        worker.on_lost = self._died
        self._all.add(worker.pid)
        return worker

    def _died(self, worker: _Worker) -> None:
        """A worker that ran no query ended: its nursery did, or somebody killed it."""
        if worker in self._idle:
            self._idle.remove(worker)
            self._replace(worker)

    def _replace(self, worker: _Worker) -> None:
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
